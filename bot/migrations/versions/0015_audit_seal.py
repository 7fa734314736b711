"""A seal on the end of the audit log

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Until the next entry seals it, the end of an older log counts as altered: sign in once.
    with op.batch_alter_table("audit_head") as table:
        table.add_column(sa.Column("seal", sa.String(length=64), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("audit_head") as table:
        table.drop_column("seal")
