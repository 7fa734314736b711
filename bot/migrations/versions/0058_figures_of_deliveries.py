"""What is counted of a broadcast is counted in one index

Revision ID: 0058
Revises: 0057
"""

from __future__ import annotations

from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

_BEFORE = ["broadcast_id", "status", "channel"]


def upgrade() -> None:
    op.drop_index("ix_delivery_figures", table_name="delivery")
    op.create_index("ix_delivery_figures", "delivery", [*_BEFORE, "reason", "not_before"])


def downgrade() -> None:
    op.drop_index("ix_delivery_figures", table_name="delivery")
    op.create_index("ix_delivery_figures", "delivery", _BEFORE)
