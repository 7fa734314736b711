"""Terms and codes of sectors that staff corrected, with what they said before

Revision ID: 0057
Revises: 0056
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

_TABLES = ("term", "sector_code")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("before", sa.JSON(), nullable=True))


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "before")
