"""How the content of every row is known: entries, terms, codes, departments and districts

Revision ID: 0032
Revises: 0031
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_MARKED = ("term", "sector_code", "department", "district")


def _mark() -> sa.Column[str]:
    kinds = ("official", "staff", "text", "unchecked")
    kind = sa.Enum(*kinds, name="checked", native_enum=False, length=16)
    return sa.Column("checked", kind, nullable=False, server_default="unchecked")


def upgrade() -> None:
    with op.batch_alter_table("faq") as table:
        table.add_column(_mark())
        table.alter_column("checked_on", existing_type=sa.Date(), nullable=True)
        table.add_column(sa.Column("written_on", sa.Date(), nullable=True))
    # The day of what came with the software was that of writing it; who published an entry in the
    # console reviewed what somebody else had written, and the audit log has it.
    op.execute("UPDATE faq SET written_on = checked_on")
    op.execute(
        "UPDATE faq SET checked = 'staff' WHERE origin = 'staff' AND EXISTS "
        "(SELECT 1 FROM faq_version v WHERE v.slug = faq.slug AND v.reviewer <> '')"
    )
    op.execute("UPDATE faq SET checked_on = NULL WHERE checked <> 'staff'")
    with op.batch_alter_table("faq") as table:
        table.alter_column("written_on", existing_type=sa.Date(), nullable=False)
    for name in _MARKED:
        with op.batch_alter_table(name) as table:
            table.add_column(_mark())
            table.add_column(sa.Column("checked_on", sa.Date(), nullable=True))


def downgrade() -> None:
    for name in _MARKED:
        with op.batch_alter_table(name) as table:
            table.drop_column("checked_on")
            table.drop_column("checked")
    op.execute("UPDATE faq SET checked_on = written_on WHERE checked_on IS NULL")
    with op.batch_alter_table("faq") as table:
        table.drop_column("written_on")
        table.alter_column("checked_on", existing_type=sa.Date(), nullable=False)
        table.drop_column("checked")
