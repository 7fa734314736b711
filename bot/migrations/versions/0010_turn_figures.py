"""An index the dashboard can count from

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_COLUMNS = ["received_at", "channel", "kind", "entry", "milliseconds", "degraded"]


def upgrade() -> None:
    op.create_index("ix_turn_figures", "turn", _COLUMNS)
    op.drop_index("ix_turn_received_at", table_name="turn")


def downgrade() -> None:
    op.create_index("ix_turn_received_at", "turn", ["received_at"])
    op.drop_index("ix_turn_figures", table_name="turn")
