"""What no backup holds, so that nothing which must be gone soon comes back out of one.

A report filed anonymously leaves no way back to its chat (docs/decisions/0003); a backup made while
its form was open would have kept one. So whatever the service itself deletes within hours or days
is left out: citizens begin a form anew after a restore, staff sign in again.
"""

from __future__ import annotations

from bot.complaints.case.models import CaseDraft, FilingReply, KnownTeller, RespondentDraft
from bot.conversation.forgetting import ERASED
from bot.conversation.models import ConversationState, OpenTurn
from bot.kit.job_lease import JobLease
from bot.outbox.models import ANSWER
from bot.staff.models import KeptForm, StaffSession

# Made by Huey itself when the worker starts.
QUEUE_TABLES = "huey_"
# Kept by triggers from the table of standards.
DERIVED = "standard_search"

TABLES: tuple[str, ...] = tuple(
    model.__tablename__
    for model in (
        OpenTurn, CaseDraft, FilingReply, RespondentDraft, ConversationState, KnownTeller,
        StaffSession, KeptForm, JobLease,
    )
)  # fmt: skip

_FORM_IS_OPEN = "SELECT 1 FROM case_draft d WHERE d.conversation = {chat} AND NOT d.finished"
# Of these tables only the rows that fulfil the condition; both databases read it.
ROWS: dict[str, str] = {
    # Unanswered turns, turns of a form that is open, and the sealed answer of a report just filed.
    "turn": (
        "replies IS NOT NULL"
        f" AND NOT (private AND conversation = '' AND kind <> '{ERASED}')"
        " AND NOT ((private OR question = '') AND EXISTS ("
        + _FORM_IS_OPEN.format(chat="turn.conversation")
        + "))"
    ),
    # Files that belong to no case yet.
    "attachment": "draft = '' AND case_id IS NOT NULL",
    # Late answers, and the receipt of an anonymous report.
    "outbox_message": f"purpose <> '{ANSWER}' AND conversation <> ''",
    "handover_message": (
        "handover_id NOT IN (SELECT h.id FROM handover h WHERE EXISTS ("
        + _FORM_IS_OPEN.format(chat="h.conversation")
        + "))"
    ),
}


def is_counted(table: str) -> bool:
    """Whether a table's rows are counted and compared."""
    return not table.startswith((QUEUE_TABLES, DERIVED, "sqlite_"))
