"""The change set each contradiction was found in

Revision ID: 0040
Revises: 0039
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

# Only a set of a platform; what was found in one that is no longer there can't be taken.
_FILL = """
UPDATE official_finding SET set_id = (
    SELECT max(standard_change.set_id) FROM standard_change
    JOIN standard_set ON standard_set.id = standard_change.set_id
    WHERE standard_change.number = official_finding.number
    AND standard_change.kind = 'contradictory'
    AND standard_set.key LIKE 'official:%'
) WHERE against = 'ours'
"""
_GONE = """
UPDATE official_finding SET state = 'gone'
WHERE against = 'ours' AND state = 'open' AND set_id IS NULL
"""


def upgrade() -> None:
    op.add_column("official_finding", sa.Column("set_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_official_finding_set_id"), "official_finding", ["set_id"])
    op.execute(_FILL)
    op.execute(_GONE)


def downgrade() -> None:
    op.drop_index(op.f("ix_official_finding_set_id"), "official_finding")
    op.drop_column("official_finding", "set_id")
