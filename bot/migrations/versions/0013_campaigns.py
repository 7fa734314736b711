"""Campaigns

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulk_run",
        sa.Column("broadcast_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("running", sa.Boolean(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("broadcast_id", name=op.f("pk_bulk_run")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("topic", sa.String(length=30), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("theme", sa.String(length=120), nullable=False),
        sa.Column("theme_source", sa.String(length=200), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("day", "year", name="uq_campaign_day"),
    )
    op.create_index(op.f("ix_campaign_begins_on"), "campaign", ["begins_on"])

    op.create_table(
        "consent_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("district", sa.String(length=30), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_record")),
    )
    op.create_index(op.f("ix_consent_record_at"), "consent_record", ["at"])
    op.create_index(op.f("ix_consent_record_conversation"), "consent_record", ["conversation"])

    op.create_table(
        "daily_answer",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("player", sa.String(length=64), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", "player", name=op.f("pk_daily_answer")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("district", sa.String(length=30), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("route", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("piece_id", "conversation", name="uq_delivery_piece_id"),
    )
    op.create_index("ix_delivery_citizen", "delivery", ["conversation", "status", "sent_at"])
    op.create_index(
        "ix_delivery_due", "delivery", ["channel", "status", "broadcast_id", "not_before", "id"]
    )
    op.create_index("ix_delivery_figures", "delivery", ["broadcast_id", "status", "channel"])
    op.create_index(op.f("ix_delivery_leased_until"), "delivery", ["leased_until"])

    op.create_table(
        "quiz",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("day", sa.String(length=40), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_quiz")),
    )
    op.create_table(
        "quiz_play",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quiz", sa.String(length=40), nullable=False),
        sa.Column("player", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("group_kind", sa.String(length=10), nullable=False),
        sa.Column("group_name", sa.String(length=40), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_play")),
    )
    op.create_index(op.f("ix_quiz_play_finished_at"), "quiz_play", ["finished_at"])
    op.create_index("ix_quiz_play_player", "quiz_play", ["player", "quiz"])
    op.create_index(
        "ix_quiz_play_ranking", "quiz_play", ["quiz", "group_kind", "group_name", "finished_at"]
    )

    op.create_table(
        "quiz_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quiz", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=False),
        sa.Column("explanation", sa.String(length=400), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("faq", sa.String(length=80), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("author", sa.String(length=60), nullable=False),
        sa.Column("approver", sa.String(length=60), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_question")),
    )
    op.create_index(op.f("ix_quiz_question_approved"), "quiz_question", ["approved"])
    op.create_index("ix_quiz_question_quiz", "quiz_question", ["quiz", "place"])

    op.create_table(
        "segment_tag",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("segment", sa.JSON(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_segment_tag")),
        sa.UniqueConstraint("tag_id", name=op.f("uq_segment_tag_tag_id")),
    )
    op.create_table(
        "sending_pace",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_sending_pace")),
    )
    op.create_table(
        "subscriber",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address_sealed", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("district", sa.String(length=30), nullable=False),
        sa.Column("subscribed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriber")),
        sa.UniqueConstraint("conversation", name=op.f("uq_subscriber_conversation")),
    )
    op.create_index("ix_subscriber_segment", "subscriber", ["channel", "audience", "district"])

    op.create_table(
        "checklist_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_by", sa.String(length=60), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_checklist_item_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
    )
    op.create_index(op.f("ix_checklist_item_campaign_id"), "checklist_item", ["campaign_id"])

    op.create_table(
        "piece",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("topic", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.Column("hands", sa.JSON(), nullable=False),
        sa.Column("proofreader", sa.String(length=60), nullable=False),
        sa.Column("approver", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_piece_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_piece")),
    )
    op.create_index(op.f("ix_piece_campaign_id"), "piece", ["campaign_id"])
    op.create_index(op.f("ix_piece_changed_at"), "piece", ["changed_at"])
    op.create_index(op.f("ix_piece_state"), "piece", ["state"])

    op.create_table(
        "subscription",
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=30), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"],
            ["subscriber.id"],
            name=op.f("fk_subscription_subscriber_id_subscriber"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subscriber_id", "topic", name=op.f("pk_subscription")),
    )
    op.create_index("ix_subscription_topic", "subscription", ["topic", "subscriber_id"])

    op.create_table(
        "broadcast",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("segment", sa.JSON(), nullable=False),
        sa.Column("route", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("planned_by", sa.String(length=60), nullable=False),
        sa.Column("scheduled_by", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gathered_to", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("client_id", sa.String(length=32), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=True),
        sa.Column("media_id", sa.String(length=200), nullable=False),
        sa.Column("job_id", sa.String(length=64), nullable=False),
        sa.Column("confirm_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["piece_id"], ["piece.id"], name=op.f("fk_broadcast_piece_id_piece")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
    )
    op.create_index(op.f("ix_broadcast_job_id"), "broadcast", ["job_id"])
    op.create_index(op.f("ix_broadcast_piece_id"), "broadcast", ["piece_id"])
    op.create_index(op.f("ix_broadcast_send_at"), "broadcast", ["send_at"])
    op.create_index(op.f("ix_broadcast_state"), "broadcast", ["state"])

    op.create_table(
        "piece_figure",
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("district", sa.String(length=30), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["piece_id"],
            ["piece.id"],
            name=op.f("fk_piece_figure_piece_id_piece"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "piece_id", "what", "day", "audience", "district", name=op.f("pk_piece_figure")
        ),
    )
    op.create_table(
        "piece_link",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["piece_id"],
            ["piece.id"],
            name=op.f("fk_piece_link_piece_id_piece"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_piece_link")),
        sa.UniqueConstraint("piece_id", "target", name="uq_piece_link_piece_id"),
    )
    op.create_table(
        "piece_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("wechat_url", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["piece_id"],
            ["piece.id"],
            name=op.f("fk_piece_picture_piece_id_piece"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_piece_picture")),
        sa.UniqueConstraint("piece_id", "name", name="uq_piece_picture_piece_id"),
    )


def downgrade() -> None:
    op.drop_table("piece_picture")
    op.drop_table("piece_link")
    op.drop_table("piece_figure")
    op.drop_index(op.f("ix_broadcast_state"), table_name="broadcast")
    op.drop_index(op.f("ix_broadcast_send_at"), table_name="broadcast")
    op.drop_index(op.f("ix_broadcast_piece_id"), table_name="broadcast")
    op.drop_index(op.f("ix_broadcast_job_id"), table_name="broadcast")

    op.drop_table("broadcast")
    op.drop_index("ix_subscription_topic", table_name="subscription")

    op.drop_table("subscription")
    op.drop_index(op.f("ix_piece_state"), table_name="piece")
    op.drop_index(op.f("ix_piece_changed_at"), table_name="piece")
    op.drop_index(op.f("ix_piece_campaign_id"), table_name="piece")

    op.drop_table("piece")
    op.drop_index(op.f("ix_checklist_item_campaign_id"), table_name="checklist_item")

    op.drop_table("checklist_item")
    op.drop_index("ix_subscriber_segment", table_name="subscriber")

    op.drop_table("subscriber")
    op.drop_table("sending_pace")
    op.drop_table("segment_tag")
    op.drop_index("ix_quiz_question_quiz", table_name="quiz_question")
    op.drop_index(op.f("ix_quiz_question_approved"), table_name="quiz_question")

    op.drop_table("quiz_question")
    op.drop_index("ix_quiz_play_ranking", table_name="quiz_play")
    op.drop_index("ix_quiz_play_player", table_name="quiz_play")
    op.drop_index(op.f("ix_quiz_play_finished_at"), table_name="quiz_play")

    op.drop_table("quiz_play")
    op.drop_table("quiz")
    op.drop_index(op.f("ix_delivery_leased_until"), table_name="delivery")
    op.drop_index("ix_delivery_figures", table_name="delivery")
    op.drop_index("ix_delivery_due", table_name="delivery")
    op.drop_index("ix_delivery_citizen", table_name="delivery")

    op.drop_table("delivery")
    op.drop_table("daily_answer")
    op.drop_index(op.f("ix_consent_record_conversation"), table_name="consent_record")
    op.drop_index(op.f("ix_consent_record_at"), table_name="consent_record")

    op.drop_table("consent_record")
    op.drop_index(op.f("ix_campaign_begins_on"), table_name="campaign")

    op.drop_table("campaign")
    op.drop_table("bulk_run")
