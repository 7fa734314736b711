"""Idempotency keys that include the sender

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Old keys are the platform's ids alone; no new one equals them, and nothing needs them now.
    op.execute(sa.text("UPDATE turn SET key = 'old:' || id"))
    with op.batch_alter_table("outbox_message") as table:
        table.drop_constraint("uq_outbox_message_dedupe_key", type_="unique")
        table.create_unique_constraint("uq_outbox_message_cause", ["conversation", "dedupe_key"])


def downgrade() -> None:
    # Of messages with one cause to several citizens the first keeps the bare name.
    op.execute(
        sa.text(
            "UPDATE outbox_message SET dedupe_key = substr(dedupe_key, 1, 100) || '#' || id "
            "WHERE id NOT IN (SELECT min(id) FROM outbox_message GROUP BY dedupe_key)"
        )
    )
    with op.batch_alter_table("outbox_message") as table:
        table.drop_constraint("uq_outbox_message_cause", type_="unique")
        table.create_unique_constraint("uq_outbox_message_dedupe_key", ["dedupe_key"])
