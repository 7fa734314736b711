"""What the worker does in the background, each chore a function of settings and sessions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot import personal_data
from bot.campaigns import browsers, proposing
from bot.campaigns.calendar import Calendar
from bot.campaigns.models import Broadcast, DailyAnswer, Piece, PieceState, QuizPlay
from bot.campaigns.office import build_campaign_office, mass_sending, segment_tags
from bot.campaigns.runner import CampaignRunner
from bot.channels.telegram.bot import TelegramBot
from bot.channels.wechat.account_menu import load_menu
from bot.channels.wechat.api import WeChatClient
from bot.citizens.models import CitizenAddress, ConsentRecord, Subscriber
from bot.citizens.subscriptions import Subscriptions
from bot.complaints import classify
from bot.complaints.clocks import staff_calendar
from bot.complaints.corrections import corrected_texts
from bot.complaints.draft import Drafts
from bot.complaints.escalation import Escalation
from bot.complaints.evidence import EvidenceStore
from bot.complaints.filing_replies import FilingReplies
from bot.complaints.known_teller import forget_teller, sweep_tellers
from bot.complaints.respondents import sweep_statements
from bot.complaints.retention import Retention, RetentionRules
from bot.complaints.rotation import rotate
from bot.complaints.story import CaseStory, info_of
from bot.complaints.supplements import Supplements
from bot.complaints.withdrawing import Withdrawing
from bot.complaints.workflow import SEEDS
from bot.conversation.forgetting import ERASED, drop_cases_in_hand, drop_told, fade_turns
from bot.conversation.late import LateAnswers
from bot.conversation.memory import KEPT_FOR
from bot.conversation.models import ConversationState, Turn, UnansweredQuestion
from bot.conversation.state import IN_HAND
from bot.faq.desk import DROPPED_KEPT
from bot.faq.models import DraftState, FaqDraft
from bot.handover.hours import OfficeHours
from bot.handover.people import People
from bot.inbox.desk import AskerWishes
from bot.inbox.grouping import Grouping
from bot.kit import clock
from bot.kit.clock_watch import ClockWatch
from bot.kit.db import SessionFactory, create_engine
from bot.model_training.rasa_process import RasaProcess
from bot.model_training.runs import TrainingRuns
from bot.office import build_casework
from bot.official.fetching import Wanted
from bot.official.guest import Unavailable
from bot.official.record import ShapeChanged
from bot.official.visits import UnknownPlace, Visits
from bot.outbox.bulk_delivery import BulkDeliverer
from bot.outbox.bulk_models import Delivery
from bot.outbox.bulk_queue import PURPOSE
from bot.outbox.delivery import Deliverer
from bot.outbox.quota import QuotaLedger
from bot.outbox.rules import wechat_rules
from bot.outbox.sender import Sender
from bot.outbox.service import Outbox
from bot.outbox.telegram import TelegramSender
from bot.outbox.wechat import NoticeTemplate, WeChatSender
from bot.region.folder import RegionFolders
from bot.region.models import RegionDraft
from bot.sealed_columns import SEALED
from bot.settings import Settings
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from bot.staff.kept_forms import forget_old
from bot.watching.models import Watch
from bot.watching.news import News
from bot.watching.office import watches_of
from bot.watching.watches import forget as forget_watches
from kb.knowledge import load_normaliser
from kb.search.embedding import Embedder

T = TypeVar("T")
Chore = Callable[[Settings, SessionFactory], Awaitable[dict[str, int]]]

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
SENDING_SECONDS = 55.0
# Longer than the minute after which the next run begins: no time is lost between the two.
CAMPAIGN_SECONDS = 62.0
CLASSIFIER = "case-classifier.npz"  # in the data folder
NIGHTLY = "夜间任务"
OFFICIAL = "official.visited"  # the job that only one process may do, here or on the command line
# A first nightly run takes what was issued lately; the whole list is the operator's to ask for.
NEW_FOR = timedelta(days=60)


async def with_database(
    settings: Settings, chore: Callable[[Settings, SessionFactory], Awaitable[T]]
) -> T:
    """Do a chore with its own database connections."""
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine, info_of(CaseStory.of(settings, clock.now)))
    try:
        return await chore(settings, sessions)
    finally:
        await sessions.dispose()
        await engine.dispose()


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


async def train_classifier(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Train the classifier of cases on content and corrections, if they changed."""
    corrections = await sessions.run(lambda s: corrected_texts(s, settings.keyring))
    path = settings.data_dir / CLASSIFIER
    before = path.stat().st_mtime if path.is_file() else 0.0
    await asyncio.to_thread(classify.train_classifier, path, corrections, Embedder())
    return {"trained": int(path.stat().st_mtime != before)}


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


async def group_questions(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Put new unanswered questions into groups of the same meaning."""
    grouping = Grouping(Embedder(), load_normaliser(), clock.now)
    return {"grouped": await grouping.run(sessions)}


async def time_out_handovers(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Give back conversations nobody came for, or nobody speaks in."""
    people = people_of(settings, sessions, await region_folders(settings, sessions).folder())
    return {"given_back": await sessions.run(people.time_out)}


def people_of(settings: Settings, sessions: SessionFactory, content: Path = SEEDS) -> People:
    """The staff behind the bot, in the office hours of a content folder."""
    return People(
        sessions,
        settings.keyring,
        Outbox(clock.now),
        clock.now,
        OfficeHours.load(content / "office_hours.yml"),
        staff_calendar,
    )


def region_folders(settings: Settings, sessions: SessionFactory) -> RegionFolders:
    """Where the content of the region lies on this machine."""
    return RegionFolders(sessions, settings.data_dir / "region")


def training_runs(settings: Settings, sessions: SessionFactory) -> TrainingRuns:
    """The training runs, their models in the data folder."""
    return TrainingRuns(sessions, clock.now, settings.data_dir / "training")


async def train_model(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Do the training staff asked for, if they did."""
    return {"run": await training_runs(settings, sessions).work(RasaProcess())}


async def escalate(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Escalate overdue clocks, remind of those due soon, end supplements nobody sent."""
    content = await region_folders(settings, sessions).folder()
    casework = build_casework(settings, clock.now, content)

    def work(session: Session) -> dict[str, int]:
        swept = Supplements(casework).run(session, clock.now())
        done = Escalation(casework.clocks).run(session, clock.now())
        return {
            "due_soon": done.due_soon,
            "overdue": done.overdue,
            "reminded": swept.reminded,
            "returned": swept.returned,
        }

    return await sessions.run(work)


async def settle_withdrawals(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Let withdrawals count whose hour is over."""
    content = await region_folders(settings, sessions).folder()
    withdrawing = Withdrawing(build_casework(settings, clock.now, content))
    done = await sessions.run(lambda session: withdrawing.settle(session, clock.now()))
    return {"withdrawn": done}


async def deliver(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Send what waits in the outbox, for not quite a minute; the next minute's run goes on."""
    ledger = quota_ledger(settings, sessions)
    async with channel_senders(settings, sessions) as channels:
        deliverer = Deliverer(
            sessions, ledger, settings.keyring, channels.senders, gone=forget_address
        )
        late = LateAnswers(Outbox(), settings.keyring, clock.now)
        counts = {
            "rescued": await sessions.run(late.rescue),
            "apologised": await sessions.run(late.apologise),
        }
        await deliverer.run(_after(SENDING_SECONDS))
    return counts


async def campaigns(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Begin, gather, send and end broadcasts, until the next minute's run has begun.

    Several processes may do this at once.
    """
    ledger = quota_ledger(settings, sessions)
    office = build_campaign_office(settings, sessions, ledger, clock.now)
    async with channel_senders(settings, sessions) as channels:
        deliverer = BulkDeliverer(sessions, office.queue, channels.senders, gone=forget_subscriber)
        mass = (
            None
            if channels.wechat is None
            else mass_sending(settings, sessions, channels.wechat, ledger, office, clock.now)
        )
        return await CampaignRunner(sessions, office, deliverer, mass).run(_after(CAMPAIGN_SECONDS))


async def propose_campaigns(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Propose the campaigns whose days come near."""
    office = build_campaign_office(settings, sessions, quota_ledger(settings, sessions), clock.now)
    made = await sessions.run(lambda s: office.proposals.run(s, clock.today(), clock.now()))
    return {"proposed": len(made)}


async def draft_digest(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Draft the month's digest of new standards, in its first days and once."""
    content = await region_folders(settings, sessions).folder()
    ledger = quota_ledger(settings, sessions)
    digests = build_campaign_office(settings, sessions, ledger, clock.now, content).digests
    made = await sessions.run(lambda s: digests.run(s, clock.today(), clock.now()))
    return {"piece": made or 0}


async def visit_official(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Compare with the official platforms what the operator switched on; nothing else."""
    visits = Visits(settings, sessions, clock.now)
    counts: dict[str, int] = {}
    for wish in settings.official_nightly.split():
        try:
            if wish == "check":
                counts |= await visits.check(settings.official_checks, NIGHTLY)
                continue
            since = clock.today() - NEW_FOR
            set_id = await visits.fetch(Wanted(wish, since, nightly=True), NIGHTLY)
            await visits.apply(set_id)
            counts[wish] = set_id
        except (Unavailable, ShapeChanged, UnknownPlace) as problem:
            # The other platforms have their turn; this one goes on tomorrow.
            structlog.get_logger().warning("official.stopped", wish=wish, why=problem.for_staff)
    return counts


async def tell_watchers(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Tell those who watch a standard what has changed of it."""
    content = await region_folders(settings, sessions).folder()
    news = News(
        sessions,
        watches_of(settings.keyring, content),
        Outbox(),
        settings.keyring,
        Calendar.load(content / "campaigns.yml").opens,
        settings.effective_public_url,
        clock.now,
    )
    return {"told": await news.run()}


async def seed_quizzes(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Put the questions that come with the software in."""
    office = build_campaign_office(settings, sessions, quota_ledger(settings, sessions), clock.now)
    made = await sessions.run(lambda s: proposing.seed_quizzes(s, office.calendar, clock.now()))
    return {"quizzes": made}


async def sync_tags(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Bring the account's tags and the segments in line."""
    client = wechat_client(settings, sessions)
    if client is None:
        return {}
    async with client:
        office = build_campaign_office(
            settings, sessions, quota_ledger(settings, sessions), clock.now
        )
        tags = segment_tags(settings, sessions, client, office.calendar, clock.now)
        return await tags.sync()


@dataclass(frozen=True)
class Channels:
    """What can be spoken on.

    Args:
        senders: by channel.
        wechat: the account's client; None without a secret.
    """

    senders: dict[str, Sender]
    wechat: WeChatClient | None


@asynccontextmanager
async def channel_senders(settings: Settings, sessions: SessionFactory) -> AsyncIterator[Channels]:
    """The channels that are set up; their connections are closed afterwards."""
    client, bot = wechat_client(settings, sessions), telegram_bot(settings)
    senders: dict[str, Sender] = {}
    if client is not None:
        senders["wechat"] = wechat_sender(settings, client)
    if bot is not None:
        senders["telegram"] = TelegramSender(bot)
    try:
        yield Channels(senders, client)
    finally:
        if client is not None:
            await client.close()
        if bot is not None:
            await bot.close()


def quota_ledger(settings: Settings, sessions: SessionFactory) -> QuotaLedger:
    """The one quota ledger."""
    return QuotaLedger(sessions, {"wechat": wechat_rules(settings.wechat_account)})


def _after(seconds: float) -> asyncio.Event:
    """An event that happens when a run must end."""
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, stop.set)
    return stop


def wechat_client(
    settings: Settings, sessions: SessionFactory, watch: ClockWatch | None = None
) -> WeChatClient | None:
    """The client of our account; None while it has no secret."""
    if not settings.wechat_app_secret.get_secret_value():
        return None
    return WeChatClient(
        settings.wechat_app_id,
        settings.wechat_app_secret,
        sessions,
        settings.keyring,
        settings.wechat_api_url,
        watch=watch,
    )


def telegram_bot(settings: Settings) -> TelegramBot | None:
    """Our bot; None while it has no token."""
    token = settings.telegram_token.get_secret_value()
    return TelegramBot(token, settings.telegram_api_url) if token else None


class NoAccount(Exception):
    """The account's secret isn't set."""

    for_staff = "没有设置 WECHAT_APP_SECRET，不能调用微信接口。"


async def push_menu(settings: Settings, sessions: SessionFactory) -> dict[str, int]:
    """Set the account's menu as it was last published.

    Raises:
        MenuError: the file is wrong.
        NoAccount: there is no secret.
        WeChatError: the platform refused.
    """
    folder = await region_folders(settings, sessions).folder()
    menu = load_menu(settings.effective_public_url, folder / "menu.yml")
    client = wechat_client(settings, sessions)
    if client is None:
        raise NoAccount(NoAccount.for_staff)
    try:
        await client.menu.replace(menu)
    finally:
        await client.close()
    return {"menu": len(menu)}


def wechat_sender(settings: Settings, client: WeChatClient) -> WeChatSender:
    """The sender of our account, with the templates of notices there are."""
    written = {"case_notice": settings.wechat_case_template}
    written[PURPOSE] = settings.wechat_campaign_template
    templates = {name: (_template(text),) for name, text in written.items() if text}
    return WeChatSender(client, templates)


def _template(written: str) -> NoticeTemplate:
    route, template, fields = written.split(":")
    return NoticeTemplate(route, template, dict(pair.split("=") for pair in fields.split(",")))


def forget_address(session: Session, channel: str, conversation: str, why: str) -> None:
    """A citizen can't be reached any more: keep no address of theirs."""
    if not _left_for_good(channel, why):
        return
    session.execute(delete(CitizenAddress).where(CitizenAddress.conversation == conversation))
    forget_subscriber(session, channel, conversation, why)


def forget_subscriber(session: Session, channel: str, conversation: str, why: str) -> None:
    """A subscriber can't be reached any more: nothing of them stays."""
    if not _left_for_good(channel, why):
        return
    Subscriptions.forget(session, conversation, clock.now())
    forget_watches(session, conversation)
    forget_teller(session, conversation)


def _left_for_good(channel: str, why: str) -> bool:
    """Whether a person has left, rather than our account or its settings being at fault.

    WeChat's other refusals (a wrong AppID, a restricted account) would come for everybody: they
    must not erase whom we serve.
    """
    return channel != "wechat" or why == "unfollowed"
