"""Puts everything together: settings, engine, services, actions, channels, routes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import structlog
from fastapi import FastAPI

from actions.catalogue import ActionServer, all_actions
from bot.channels.wechat.envelope import Envelope
from bot.chores import CLASSIFIER, people_of, telegram_bot, wechat_client
from bot.complaints.assigning import Assigning, load_categories
from bot.complaints.evidence import EvidenceStore
from bot.complaints.phrases import load_phrases
from bot.console import alerts, cases, dashboard, faq_list, handover, inbox, statistics_page
from bot.console.case_parts import CaseParts
from bot.console.faq_parts import FaqParts
from bot.console.install import install_console
from bot.console.parts import ConsoleParts
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
from bot.kit.db import SessionFactory, create_engine
from bot.office import build_case_office
from bot.outbox.quota import QuotaLedger
from bot.outbox.rules import wechat_rules
from bot.settings import Settings, load_settings
from bot.web import actions, chat, evidence, health, pages, telegram, wechat
from bot.web import handover as chat_news
from bot.web.error_handlers import install_error_handlers
from bot.web.limits import RateLimit
from bot.web.open311 import open311_routes
from bot.web.open311_desk import Open311Desk
from bot.web.services import Services
from kb.answering import Answerer
from kb.knowledge import LiveKnowledge, SnapshotBuilder, load_normaliser, load_stopwords
from kb.search.embedding import Embedder
from kb.search.fuse import Calibration


def build_services(settings: Settings) -> Services:
    """Make every part; nothing is opened or loaded yet."""
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    normaliser = load_normaliser()
    embedder = Embedder()
    builder = SnapshotBuilder(embedder, Calibration.load(), normaliser, load_stopwords())
    knowledge = LiveKnowledge(sessions, sessions.begin, builder)
    skills = Skills(Answerer(knowledge, normaliser, clock.today), load_responses())
    dialogue = DialogueClient(
        httpx.AsyncClient(base_url=settings.effective_rasa_url, trust_env=False),
        settings.seconds_for_rasa,
    )
    ledger = Ledger(sessions, clock.now, settings.keyring)
    store = EvidenceStore(sessions, settings.keyring, settings.data_dir / "evidence", clock.now)
    office = build_case_office(
        settings,
        sessions,
        clock.now,
        talk=skills.talk,
        suggest=skills.suggest_standards,
        by_title=skills.standard_by_title,
        classify=Assigning.trained(settings.data_dir / CLASSIFIER, embedder),
        evidence=store,
    )
    case_talk = CaseTalk(
        office.desk, office.counter, dialogue, ledger, clock.now, office.outbox,
        office.triage.danger_in,
    )  # fmt: skip
    people = people_of(settings, sessions)
    conversation = Conversation(
        ledger,
        dialogue,
        skills,
        normaliser,
        settings.seconds_to_answer,
        case_talk,
        WordList.load(),
        AskerWishes(sessions, settings.keyring, clock.now),
        people,
    )
    late = LateAnswers(office.outbox, settings.keyring, clock.now)
    return Services(
        settings=settings,
        engine=engine,
        sessions=sessions,
        knowledge=knowledge,
        builder=builder,
        embedder=embedder,
        dialogue=dialogue,
        conversation=conversation,
        patient=PatientAnswers(
            conversation,
            ledger,
            sessions,
            late,
            Timing(wait=settings.seconds_to_answer),
        ),
        pushed=PushedAnswers(conversation, ledger, sessions, late, settings.seconds_to_answer),
        people=people,
        office=office,
        evidence=store,
        wechat_api=wechat_client(settings, sessions),
        quota=QuotaLedger(sessions, {"wechat": wechat_rules(settings.wechat_account)}),
        run_action=ActionServer(all_actions(skills, office.desk)).run,
        wechat=Envelope.from_settings(settings),
        telegram=telegram_bot(settings),
        per_conversation=RateLimit(settings.messages_per_minute),
        per_address=RateLimit(settings.requests_per_minute),
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    parts: Services = app.state.services
    await parts.knowledge.refresh()
    follower = asyncio.create_task(_follow(parts.knowledge))
    yield
    follower.cancel()
    await parts.patient.finish()
    await parts.dialogue.aclose()
    if parts.wechat_api is not None:
        await parts.wechat_api.close()
    if parts.telegram is not None:
        await parts.telegram.close()
    await parts.sessions.dispose()
    await parts.engine.dispose()


async def _follow(knowledge: LiveKnowledge) -> None:
    while True:
        try:
            await knowledge.follow()
        except Exception:
            # The last good snapshot goes on answering while the database is away.
            structlog.get_logger().exception("knowledge.refresh_failed")


def _add_cases(app: FastAPI, settings: Settings) -> None:
    """The console, and the interface for other systems."""
    parts: Services = app.state.services
    names = {category.slug: category.name for category in load_categories().values()}
    console = install_console(
        app,
        ConsoleParts.build(settings, parts.sessions, names),
        (
            faq_list.SECTION,
            inbox.SECTION,
            handover.SECTION,
            cases.SECTION,
            alerts.SECTION,
            dashboard.SECTION,
            statistics_page.SECTION,
        ),
    )
    _add_content(console, parts)
    casework = parts.office.casework
    console.state.cases = CaseParts(
        parts.sessions, casework, parts.evidence, clock.now, names, parts.office.registrar,
        load_phrases(), settings.operator_name,
    )  # fmt: skip
    written = settings.open311_api_keys.get_secret_value().split(",")
    keys = [key.strip() for key in written if key.strip()]
    office = parts.office
    desk = Open311Desk.build(parts.sessions, office.registrar, office.workflow, keys, clock.now)
    app.include_router(open311_routes(desk, parts.per_address))


def _add_content(console: FastAPI, parts: Services) -> None:
    """The editors' desk, the inbox that feeds it, and conversations with people."""
    normaliser = load_normaliser()
    answerer = Answerer(parts.knowledge, normaliser, clock.today)
    desk = FaqDesk(
        parts.sessions,
        parts.knowledge,
        parts.builder,
        Gate(load_golden(), load_unanswerable(), normaliser),
        WordList.load(),
        normaliser,
        console.state.console.audit,
        clock.now,
    )
    console.state.faq = FaqParts(desk, answerer)
    console.state.people = parts.people
    console.state.inbox = InboxDesk(
        desk,
        Grouping(parts.embedder, normaliser, clock.now),
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
    for part in (chat, chat_news, evidence, actions, wechat, telegram, health, pages):
        app.include_router(part.router)
    _add_cases(app, settings)
    pages.mount_static(app, settings.widget_sites)
    return app


def app() -> FastAPI:
    """The application for ``uvicorn --factory server:app``."""
    return create_app(load_settings())
