"""The days standards are published and take effect, found by index

Revision ID: 0037
Revises: 0036
"""

from __future__ import annotations

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for day in ("published_on", "effective_on"):
        op.create_index(op.f(f"ix_standard_{day}"), "standard", [day])


def downgrade() -> None:
    for day in ("published_on", "effective_on"):
        op.drop_index(op.f(f"ix_standard_{day}"), table_name="standard")
