"""Puts everything together: settings, engine, services, actions, channels, routes."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import fields, replace
from functools import lru_cache, partial
from pathlib import Path

import httpx
import structlog
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from actions.catalogue import ActionServer, all_actions
from bot.campaigns.desk import CampaignDesk
from bot.campaigns.inspection import Inspection
from bot.campaigns.office import build_campaign_office, mass_sending
from bot.channels.wechat.envelope import Envelope
from bot.chores import (
    CLASSIFIER,
    people_of,
    region_folders,
    telegram_bot,
    training_runs,
    wechat_client,
)
from bot.complaints.assigning import Assigning, load_categories
from bot.complaints.danger_sense import DangerSense
from bot.complaints.danger_watch import DangerWatch
from bot.complaints.evidence import EvidenceStore
from bot.complaints.extract import load_products
from bot.complaints.grievance import GrievanceSense
from bot.complaints.hearing import Ear
from bot.complaints.phrases import load_phrases
from bot.complaints.story import CaseStory, info_of
from bot.complaints.workflow import SEEDS
from bot.console import (
    alerts,
    campaigns,
    cases,
    checking,
    dashboard,
    faq_list,
    handover,
    inbox,
    model,
    official,
    region,
    standard_lists,
    statistics_page,
)
from bot.console.campaign_parts import CampaignParts
from bot.console.case_parts import CaseParts
from bot.console.faq_parts import FaqParts
from bot.console.install import install_console
from bot.console.model import ModelParts
from bot.console.parts import ConsoleParts
from bot.console.region_parts import RegionParts
from bot.conversation.cases import CaseTalk
from bot.conversation.guards import WordList
from bot.conversation.late import LateAnswers, PatientAnswers, Timing
from bot.conversation.ledger import Ledger
from bot.conversation.pushed import PushedAnswers
from bot.conversation.service import Conversation
from bot.conversation.skills import Skills
from bot.conversation.talk import load_responses
from bot.dialogue.client import DialogueClient
from bot.faq.desk import FaqDesk
from bot.faq.gate import Gate
from bot.faq.golden import load_golden, load_unanswerable
from bot.inbox.desk import AskerWishes, InboxDesk
from bot.inbox.grouping import Grouping
from bot.kit import clock, log
from bot.kit.clock_watch import ClockWatch
from bot.kit.db import SessionFactory, create_engine
from bot.kit.storage_fault import fault_of
from bot.kit.tasks import ended
from bot.kit.too_large import TOO_LARGE, TooLargeInChinese
from bot.labels.reader import LabelReader
from bot.office import build_case_office
from bot.official.list_desk import ListDesk
from bot.official.settling import Settling
from bot.outbox.quota import QuotaLedger
from bot.outbox.rules import wechat_rules
from bot.region.desk import RegionDesk
from bot.settings import Settings, load_settings
from bot.watching.list_talk import ListTalk
from bot.watching.new_talk import NewTalk
from bot.watching.office import watches_of
from bot.watching.talk import WatchTalk
from bot.web import (
    actions,
    chat,
    evidence,
    health,
    pages,
    subscriptions,
    telegram,
    watching_page,
    wechat,
)
from bot.web import handover as chat_news
from bot.web.error_handlers import TOO_LARGE_WORDS, install_error_handlers
from bot.web.leaving import forget_in_chat
from bot.web.limits import RateLimit
from bot.web.open311 import open311_routes
from bot.web.open311_desk import Open311Desk
from bot.web.our_host import OnlyOurHost
from bot.web.services import Foundations, Services
from bot.web.write_probe import WriteProbe
from kb.answering import Answerer
from kb.knowledge import LiveKnowledge, SnapshotBuilder, load_normaliser, load_stopwords
from kb.search.embedding import Embedder
from kb.search.fuse import Calibration

SECONDS_BETWEEN_LOOKS = 0.5
LARGEST_BODY = 64 * 1024  # bytes; a router that takes more says so itself
SECONDS_BETWEEN_RESCUES = 2.0
# The chat's page asks once more after 30 s, Telegram after a minute; an answer takes one or two.
SECONDS_TO_WAIT = 20.0
SECONDS_TO_FINISH = 4.5


def build_services(
    settings: Settings, before: Services | None = None, content: Path = SEEDS
) -> Services:
    """Make every part; nothing is opened or loaded yet.

    Args:
        settings: of the whole service.
        before: a running service's parts, of which everything is kept that content doesn't change.
        content: the folder of content files.
    """
    base = before or _foundations(settings)
    sessions, embedder, store = base.sessions, base.embedder, base.evidence
    skills = Skills(Answerer(base.knowledge, base.normaliser, clock.today), load_responses())
    ledger = Ledger(sessions, clock.now, settings.keyring)
    office = build_case_office(
        settings,
        sessions,
        clock.now,
        talk=skills.talk,
        suggest=skills.suggest_standards,
        by_title=skills.standard_by_title,
        classify=Assigning.trained(settings.data_dir / CLASSIFIER, embedder, content),
        evidence=store,
        content=content,
    )
    case_talk = CaseTalk(
        office.desk, office.counter, base.dialogue, ledger, clock.now, office.outbox,
        DangerWatch(office.triage, DangerSense.load(), embedder.question).find, forget_in_chat,
        Ear(GrievanceSense.load(), embedder.question).hear,
    )  # fmt: skip
    people = people_of(settings, sessions, content)
    publicity = build_campaign_office(settings, sessions, base.quota, clock.now, content)
    calendar = publicity.calendar
    watching = WatchTalk(
        sessions, watches_of(settings.keyring, content), load_products(content / "products.yml"),
        (calendar.quiet_from, calendar.quiet_to), settings.effective_public_url, clock.now,
    )  # fmt: skip
    conversation = Conversation(
        ledger,
        base.dialogue,
        skills,
        base.normaliser,
        SECONDS_TO_WAIT,
        case_talk,
        _word_list(content),
        AskerWishes(sessions, settings.keyring, clock.now),
        people,
        publicity.talk,
        watching,
        ListTalk(sessions, settings.effective_public_url, watching.wording(), clock.now),
        NewTalk(sessions, settings.effective_public_url, clock.now),
    )
    late = LateAnswers(office.outbox, settings.keyring, clock.now)
    timing = Timing(wait=settings.seconds_to_answer)
    return Services(
        **{part.name: getattr(base, part.name) for part in fields(Foundations)},
        content=content,
        conversation=conversation,
        late=late,
        patient=PatientAnswers(conversation.turns, ledger, timing),
        pushed=PushedAnswers(conversation.turns, ledger, sessions, late, SECONDS_TO_WAIT),
        people=people,
        office=office,
        campaigns=publicity,
        watching=watching,
        run_action=ActionServer(all_actions(skills, office.desk)).run,
    )


@lru_cache(maxsize=2)
def _word_list(content: Path) -> WordList:
    """The list of a folder; what is published once is not changed, it gets a new folder."""
    return WordList.load(content / "sensitive_words.yml")


def _foundations(settings: Settings) -> Foundations:
    watch = ClockWatch()
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine, info_of(CaseStory.of(settings, clock.now)))
    normaliser, embedder = load_normaliser(), Embedder()
    rasa = httpx.AsyncClient(base_url=settings.effective_rasa_url, trust_env=False)
    builder = SnapshotBuilder(embedder, Calibration.load(), normaliser, load_stopwords())
    return Foundations(
        settings=settings,
        engine=engine,
        sessions=sessions,
        knowledge=LiveKnowledge(sessions, sessions.begin, builder),
        builder=builder,
        normaliser=normaliser,
        embedder=embedder,
        dialogue=DialogueClient(rasa, settings.seconds_for_rasa, embed=embedder.question),
        rasa=rasa,
        runs=training_runs(settings, sessions),
        evidence=EvidenceStore(
            sessions, settings.keyring, settings.data_dir / "evidence", clock.now
        ),
        labels=LabelReader(allowed=settings.read_labels),
        folders=region_folders(settings, sessions),
        wechat_api=wechat_client(settings, sessions, watch),
        quota=QuotaLedger(sessions, {"wechat": wechat_rules(settings.wechat_account)}),
        wechat=Envelope.from_settings(settings, watch),
        clock_watch=watch,
        probe=WriteProbe(sessions, settings.data_dir),
        telegram=telegram_bot(settings),
        per_conversation=RateLimit(settings.messages_per_minute),
        per_address=RateLimit(settings.requests_per_minute),
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    parts: Services = app.state.services
    try:
        await parts.knowledge.refresh()
        await _read_content(app)
    except Exception as error:
        if (fault := fault_of(error)) is None:
            raise
        # Who asks meanwhile hears so; the followers below go on trying.
        structlog.get_logger().error("storage.failed", at="start", fault=fault.value)
    followers = [
        asyncio.create_task(_for_ever("knowledge.refresh_failed", parts.knowledge.follow)),
        asyncio.create_task(_for_ever("content.reload_failed", partial(_follow_content, app))),
        asyncio.create_task(_for_ever("turns.rescue_failed", partial(_rescue, app))),
    ]
    yield
    # Waited for before the database goes: in the middle of a query they'd wait for it for ever.
    await ended(followers)
    parts = app.state.services
    await parts.conversation.turns.finish(SECONDS_TO_FINISH)
    await parts.dialogue.aclose()
    await parts.labels.close()
    if parts.wechat_api is not None:
        await parts.wechat_api.close()
    if parts.telegram is not None:
        await parts.telegram.close()
    await parts.sessions.dispose()
    await parts.engine.dispose()


async def _for_ever(failed: str, follow: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await follow()
        except Exception:
            # The last good state goes on answering while the database is away.
            structlog.get_logger().exception(failed)
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def _problems(app: FastAPI) -> list[str]:
    """What is wrong with the machine, for administrators."""
    return (await health.health_of(app.state.services)).problems


async def _follow_content(app: FastAPI) -> None:
    parts: Services = app.state.services
    active = await parts.runs.active()
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        await _read_content(app)
        if (newest := await parts.runs.active()) != active:
            parts.dialogue.forget()
            active = newest


async def _rescue(app: FastAPI) -> None:
    """Answer what a process that died has left, and have said what could not leave in time."""
    while True:
        parts: Services = app.state.services
        answered = await parts.conversation.turns.rescue_all()
        late = await parts.sessions.run(parts.late.rescue)
        if answered or late:
            structlog.get_logger().info("turns.rescued", answered=answered, late=late)
        await asyncio.sleep(SECONDS_BETWEEN_RESCUES)


async def _read_content(app: FastAPI) -> None:
    """Make the parts anew if staff have published content of the region."""
    before: Services = app.state.services
    content = await before.folders.folder()
    if content == before.content:
        return
    app.state.services = await asyncio.to_thread(build_services, before.settings, before, content)
    _arrange(app)
    # Turns under way end with the content they began with.
    await before.conversation.turns.finish(SECONDS_TO_FINISH)


def _add_console(app: FastAPI, settings: Settings) -> None:
    """The console, and the interface for other systems."""
    parts: Services = app.state.services
    app.state.console = install_console(
        app,
        ConsoleParts.build(settings, parts.sessions, {}),
        (
            faq_list.SECTION,
            checking.SECTION,
            inbox.SECTION,
            handover.SECTION,
            cases.SECTION,
            alerts.SECTION,
            campaigns.SECTION,
            dashboard.SECTION,
            statistics_page.SECTION,
            region.SECTION,
            standard_lists.SECTION,
            official.SECTION,
            model.SECTION,
        ),
    )
    _arrange(app)
    app.include_router(open311_routes(_open311_of(app), parts.per_address))


def _open311_of(app: FastAPI) -> Callable[[], Open311Desk]:
    """The newest desk of an application, without holding it.

    FastAPI remembers the functions of routes for good; through a bound one it would keep every
    application a process ever made.
    """
    held = weakref.ref(app)

    def newest() -> Open311Desk:
        alive = held()
        if alive is None:
            raise RuntimeError("the application has ended")
        desk: Open311Desk = alive.state.open311
        return desk

    return newest


def _arrange(app: FastAPI) -> None:
    """Give the pages the present parts."""
    parts: Services = app.state.services
    settings, office, console = parts.settings, parts.office, app.state.console
    names = {
        category.slug: category.name
        for category in load_categories(parts.content / "categories.yml").values()
    }
    console.state.console = replace(console.state.console, categories=names)
    console.state.cases = CaseParts(
        sessions=parts.sessions,
        casework=office.casework,
        evidence=parts.evidence,
        clock=clock.now,
        categories=names,
        registrar=office.registrar,
        phrases=load_phrases(parts.content / "phrases.yml"),
        operator=settings.operator_name,
    )
    audit = console.state.console.audit
    console.state.region = RegionParts(
        RegionDesk(parts.sessions, audit, clock.now),
        parts.folders,
        parts.wechat_api,
        settings.effective_public_url,
    )
    console.state.official = Settling(parts.sessions, audit, clock.now)
    console.state.lists = ListDesk(parts.sessions, audit, clock.now)
    console.state.problems = partial(_problems, app)
    console.state.model = ModelParts(parts.runs, parts.rasa)
    console.state.campaigns = _campaign_parts(console, parts)
    _add_content(console, parts)
    app.state.open311 = Open311Desk.build(
        parts.sessions,
        office.registrar,
        office.workflow,
        settings.open311_keys,
        clock.now,
        parts.content,
    )


def _campaign_parts(console: FastAPI, parts: Services) -> CampaignParts:
    """The desk of campaigns, and the account they are sent by."""
    settings, office, client = parts.settings, parts.campaigns, parts.wechat_api
    desk = CampaignDesk(
        parts.sessions,
        office.calendar,
        office.proposals,
        console.state.console.audit,
        Inspection(
            parts.sessions,
            office.calendar,
            _word_list(parts.content),
            parts.knowledge,
            clock.now,
        ),
        clock.now,
    )
    mass = None
    if client is not None:
        mass = mass_sending(settings, parts.sessions, client, parts.quota, office, clock.now)
    return CampaignParts(
        parts.sessions, desk, office, mass, settings.effective_public_url, settings.operator_name
    )


def _add_content(console: FastAPI, parts: Services) -> None:
    """The editors' desk, the inbox that feeds it, and conversations with people."""
    answerer = Answerer(parts.knowledge, parts.normaliser, clock.today)
    desk = FaqDesk(
        parts.sessions,
        parts.knowledge,
        parts.builder,
        Gate(load_golden(), load_unanswerable(), parts.normaliser),
        _word_list(parts.content),
        parts.normaliser,
        console.state.console.audit,
        clock.now,
    )
    console.state.faq = FaqParts(desk, answerer)
    console.state.people = parts.people
    console.state.inbox = InboxDesk(
        desk,
        Grouping(parts.embedder, parts.normaliser, clock.now),
        answerer,
        parts.office.outbox,
        parts.settings.keyring,
        clock.now,
    )


def create_app(settings: Settings) -> FastAPI:
    """The web application of one process."""
    production = settings.environment == "production"
    log.configure(json=production)
    app = FastAPI(
        title="渝标通",
        lifespan=_lifespan,
        docs_url=None if production else "/docs",
        redoc_url=None,
        openapi_url=None if production else "/openapi.json",
    )
    app.state.services = build_services(settings)
    install_error_handlers(app)
    for part in (chat, chat_news, evidence, subscriptions, watching_page, actions, health, pages):
        app.include_router(part.router, max_body_size=LARGEST_BODY)
    # These count what they read themselves: their platforms need an answer of another kind.
    for platform in (wechat, telegram):
        app.include_router(platform.router)
    _add_console(app, settings)
    pages.mount_static(app, settings.widget_sites)
    _add_doors(app, settings)
    return app


def _add_doors(app: FastAPI, settings: Settings) -> None:
    """What a request passes before any route; the last one is the outermost."""
    too_large = JSONResponse({"error": TOO_LARGE_WORDS}, TOO_LARGE)
    app.add_middleware(TooLargeInChinese, answer=too_large)
    if settings.proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.proxies)
    if settings.environment == "production":
        app.add_middleware(OnlyOurHost, public_url=settings.effective_public_url)


def app() -> FastAPI:
    """The application for ``uvicorn --factory server:app``."""
    return create_app(load_settings())
