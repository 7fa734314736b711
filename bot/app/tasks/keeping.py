"""What goes when its time is up, and what one person may ask of their data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.app.keeping import personal_data
from bot.app.keeping.sealed_columns import SEALED
from bot.campaigns.audience import browsers
from bot.campaigns.models import Broadcast, DailyAnswer, Piece, PieceState, QuizPlay
from bot.campaigns.quiz.classes import Classes
from bot.citizens.models import ConsentRecord, Subscriber
from bot.complaints.case.draft import Drafts
from bot.complaints.case.evidence import EvidenceStore
from bot.complaints.follow.respondents import sweep_statements
from bot.complaints.intake.filing_replies import FilingReplies
from bot.complaints.intake.known_teller import sweep_tellers
from bot.complaints.keeping.retention import Retention, RetentionRules
from bot.complaints.keeping.rotation import rotate
from bot.conversation.forgetting import ERASED, drop_cases_in_hand, drop_told, fade_turns
from bot.conversation.memory import KEPT_FOR
from bot.conversation.models import ConversationState, Turn, UnansweredQuestion
from bot.conversation.state import IN_HAND
from bot.editing.drafts import DraftState
from bot.editing.faq.models import FaqDraft
from bot.editing.faq.pictures import forget_unused
from bot.editing.region.models import RegionDraft
from bot.editing.review import DROPPED_KEPT
from bot.editing.unanswered.desk import AskerWishes
from bot.handover.people import People
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.outbox.bulk_models import Delivery
from bot.outbox.quota import QuotaLedger
from bot.outbox.service import Outbox
from bot.settings import Settings
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from bot.staff.kept_forms import forget_old
from bot.watching.models import Watch

TURNS_KEPT = timedelta(days=180)
# Staff may ask for a week what became of a message; its text and address aren't needed longer.
MESSAGES_KEPT = timedelta(days=7)
QUOTA_KEPT = timedelta(days=31)  # the platforms count by the month
WISHES_KEPT = timedelta(days=30)
# Results are compared with those of the year before.
CAMPAIGNS_KEPT = timedelta(days=430)
STATES_KEPT = timedelta(days=8)  # longer than a draft, which they point to
# A repeated delivery of a message comes within seconds; after this nobody asks for the replies.
PRIVATE_REPLIES_KEPT = timedelta(hours=1)


async def purge(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Delete old turns, states and questions, and identities whose time is up.

    Source: 个人信息保护法第十九条 (最短保存期限).
    """
    now = clock.now()
    jobs = {
        "turns": delete(Turn).where(Turn.received_at < now - TURNS_KEPT),
        "states": delete(ConversationState).where(ConversationState.updated_at < now - STATES_KEPT),
        "questions": delete(UnansweredQuestion).where(
            UnansweredQuestion.asked_at < now - TURNS_KEPT
        ),
        "deliveries": delete(Delivery).where(Delivery.not_before < now - CAMPAIGNS_KEPT),
        "plays": delete(QuizPlay).where(QuizPlay.begun_at < now - CAMPAIGNS_KEPT),
        "consents": delete(ConsentRecord).where(
            ConsentRecord.at < now - CAMPAIGNS_KEPT,
            ConsentRecord.conversation.not_in(select(Subscriber.conversation)),
            ConsentRecord.conversation.not_in(select(Watch.conversation)),
        ),
        "daily": delete(DailyAnswer).where(DailyAnswer.day < (now - CAMPAIGNS_KEPT).date()),
    }
    evidence = EvidenceStore(sessions, settings.keyring, settings.data_dir / "evidence", clock.now)
    rules = RetentionRules.load()
    retention = Retention(rules, evidence)

    def work(session: Session) -> dict[str, int]:
        # Before the consents are looked through: a record without a name is only a number.
        forgotten = browsers.forget_unseen(session, _browsers_before(rules), now)
        counts = {name: session.execute(job).rowcount for name, job in jobs.items()}  # type: ignore[attr-defined]
        counts[browsers.RULE] = forgotten
        counts["classes"] = Classes.forget(session, clock.today())
        counts["messages"] = Outbox().forget_in(session, now - MESSAGES_KEPT)
        counts["quota"] = QuotaLedger(sessions, {}).forget_in(session, now - QUOTA_KEPT)
        counts["handovers"] = People.forget(session, now - TURNS_KEPT)
        counts["given_up"] = sum(
            session.execute(job).rowcount  # type: ignore[attr-defined]
            for job in (
                delete(FaqDraft).where(
                    FaqDraft.state == DraftState.DROPPED.value,
                    FaqDraft.changed_at < now - DROPPED_KEPT,
                ),
                delete(RegionDraft).where(
                    RegionDraft.state == DraftState.DROPPED.value,
                    RegionDraft.changed_at < now - DROPPED_KEPT,
                ),
                # One that was published before has its figures.
                delete(Piece).where(
                    Piece.state == PieceState.DROPPED.value,
                    Piece.approver == "",
                    Piece.changed_at < now - DROPPED_KEPT,
                    Piece.id.not_in(select(Broadcast.piece_id)),
                ),
            )
        )
        counts["pictures"] = forget_unused(session, now)
        counts["wishes"] = AskerWishes.forget(session, now - WISHES_KEPT)
        return counts | retention.purge(session, now) | {"files": evidence.sweep(session, now)}

    counts = await sessions.run(work)
    if not await sessions.empty_log():
        structlog.get_logger().warning("retention.log_not_emptied")
    return counts


@dataclass(frozen=True)
class PersonRequest:
    """What is wanted of one person's data, and who they are: by case, or by channel and id."""

    action: AuditAction
    reason: str
    case: str = ""
    channel: str = ""
    identity: str = ""


async def serve_person(
    settings: Settings, sessions: SessionFactory, request: PersonRequest
) -> dict[str, Any]:
    """Export or erase one person's data; the audit entry is in the same transaction.

    Raises:
        NobodyFound: neither a case nor a chat was named, or there is none.
    """
    evidence = EvidenceStore(sessions, settings.keyring, settings.data_dir / "evidence", clock.now)
    retention = Retention(RetentionRules.load(), evidence)
    secret = settings.secret_key.get_secret_value()

    def work(session: Session) -> dict[str, Any]:
        if request.case:
            person = personal_data.by_case(session, request.case)
        else:
            person = personal_data.by_chat(session, secret, request.channel, request.identity)
        if request.action is AuditAction.IDENTITY_ERASED:
            done = asdict(personal_data.erase(session, retention, person, clock.now()))
        else:
            done = personal_data.export(session, settings.keyring, person)
        AuditLog.of(settings, clock.now).add(
            session, "命令行", request.action,
            object_type="case" if person.cases else "chat",
            object_id=person.cases[0] if person.cases else person.chat[:12],
            reason=request.reason, details={"cases": list(person.cases)},
        )  # fmt: skip
        return done

    done = await sessions.run(work)
    await sessions.empty_log()
    return done


async def due(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """How many cases and browsers each retention rule would strip now (the dry run)."""
    evidence = EvidenceStore(sessions, settings.keyring, settings.data_dir / "evidence", clock.now)
    rules = RetentionRules.load()
    retention = Retention(rules, evidence)

    def work(session: Session) -> dict[str, int]:
        stay_away = browsers.unseen(session, _browsers_before(rules))
        return {**retention.due(session, clock.now()), browsers.RULE: len(stay_away)}

    return await sessions.run(work)


def _browsers_before(rules: RetentionRules) -> date:
    return clock.today() - timedelta(days=rules.browsers_after_days)


async def rotate_keys(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Seal everything again with the present key."""
    return await sessions.run(lambda session: rotate(session, settings.keyring, SEALED))


async def sweep(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Delete old drafts; erase the sealed replies of turns that belonged to a case.

    What an anonymous report answered goes with the second sweep after it, within minutes. Pictures
    sent before any form go after a day.
    """
    now = clock.now()
    evidence = EvidenceStore(sessions, settings.keyring, settings.data_dir / "evidence", clock.now)

    def work(session: Session) -> dict[str, int]:
        erase = (
            update(Turn)
            .where(
                Turn.private,
                Turn.received_at < now - PRIVATE_REPLIES_KEPT,
                Turn.milliseconds.is_not(None),
                Turn.conversation != "",
                Turn.kind != ERASED,
            )
            .values(replies=[], kind=ERASED, entry="")
        )
        erased = session.execute(erase).rowcount  # type: ignore[attr-defined]
        drop_cases_in_hand(session, now - IN_HAND)
        drop_told(session, now - KEPT_FOR)
        return {
            "drafts": Drafts(settings.keyring).sweep(session, now),
            "replies": erased,
            "untied": fade_turns(session) + FilingReplies.sweep(session),
            "forms": forget_old(session, now),
            "statements": sweep_statements(session, now),
            "tellers": sweep_tellers(session, now),
            "sent_first": evidence.sweep_sent_first(session, now),
        }

    counts = await sessions.run(work)
    if counts["untied"]:
        await sessions.empty_log()
    return counts
