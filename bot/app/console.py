"""The console, with the parts its pages work on."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from fastapi import FastAPI
from starlette.types import ASGIApp

from bot.app.house import word_list
from bot.app.trial import Trials
from bot.campaigns.office import mass_sending
from bot.campaigns.pieces.desk import CampaignDesk
from bot.campaigns.pieces.inspection import Inspection
from bot.complaints.intake.assigning import load_categories
from bot.complaints.work.documents import load_documents
from bot.complaints.work.phrases import load_phrases
from bot.console.campaigns import campaigns
from bot.console.campaigns.campaign_parts import CampaignParts
from bot.console.cases import alerts, cases
from bot.console.cases.case_parts import CaseParts
from bot.console.dashboard import dashboard, statistics_page
from bot.console.faq import faq_list
from bot.console.faq.faq_parts import FaqParts
from bot.console.install import behind_its_doors, made_console
from bot.console.kit.parts import ConsoleParts
from bot.console.log import log_list
from bot.console.region import region
from bot.console.region.region_parts import RegionParts
from bot.console.standards import checking, official, standard_lists
from bot.console.unanswered import handover, inbox, model
from bot.console.unanswered.model import ModelParts
from bot.editing.faq.categories import CategoryDesk
from bot.editing.faq.checking import Checking
from bot.editing.faq.desk import FaqDesk
from bot.editing.faq.gate import Gate
from bot.editing.faq.golden import load_golden, load_unanswerable
from bot.editing.faq.golden_desk import GoldenDesk
from bot.editing.faq.many import ManyAtOnce
from bot.editing.faq.standing_now import StandingNow
from bot.editing.region.desk import RegionDesk
from bot.editing.unanswered.desk import InboxDesk
from bot.editing.unanswered.grouping import Grouping
from bot.kit import clock
from bot.official.list_desk import ListDesk
from bot.official.settling import Settling
from bot.web import health
from bot.web.services import Services
from kb.answering import Answerer

SECTIONS = (
    faq_list.SECTION,
    inbox.SECTION,
    log_list.SECTION,
    checking.SECTION,
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
)


async def _problems(app: FastAPI) -> list[str]:
    """What is wrong with the machine, for administrators."""
    return (await health.health_of(app.state.services)).problems


def _to_review(app: FastAPI) -> frozenset[str]:
    """Slugs of the answers that rest on what has changed since somebody looked."""
    return frozenset(app.state.services.knowledge.snapshot.aged)


def make_console(app: FastAPI) -> ASGIApp:
    """Make the console of an application, which :func:`arrange` gives its parts; what to mount."""
    parts: Services = app.state.services
    app.state.console = made_console(
        ConsoleParts.build(parts.settings, parts.sessions, {}), SECTIONS
    )
    return behind_its_doors(app.state.console)


def arrange(app: FastAPI) -> None:
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
        templates=load_documents(parts.content / "documents.yml"),
    )
    console.state.trials = app.state.trials = Trials(parts)
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
    console.state.to_review = partial(_to_review, app)
    console.state.model = ModelParts(parts.runs, parts.rasa)
    console.state.campaigns = _campaign_parts(console, parts)
    _add_content(console, parts)


def _campaign_parts(console: FastAPI, parts: Services) -> CampaignParts:
    """The desk of campaigns, and the account they are sent by."""
    settings, office, client = parts.settings, parts.campaigns, parts.wechat_api
    desk = CampaignDesk(
        parts.sessions,
        console.state.console.audit,
        clock.now,
        office.calendar,
        office.proposals,
        Inspection(
            parts.sessions,
            office.calendar,
            word_list(parts.content),
            parts.knowledge,
            clock.now,
        ),
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
        console.state.console.audit,
        clock.now,
        parts.knowledge,
        parts.builder,
        Gate(load_golden(), load_unanswerable(), parts.normaliser),
        word_list(parts.content),
        parts.normaliser,
    )
    goldens = GoldenDesk(
        parts.sessions, desk.audit, clock.now, lambda: parts.knowledge.snapshot.entries
    )
    shelves = CategoryDesk(parts.sessions, desk.audit, parts.knowledge)
    console.state.checking = Checking(parts.sessions, desk.audit, console.state.console.clock)
    console.state.faq = FaqParts(
        desk, answerer, ManyAtOnce(desk), goldens, shelves, StandingNow(desk, answerer)
    )
    console.state.people = parts.people
    console.state.inbox = InboxDesk(
        desk,
        Grouping(parts.embedder, parts.normaliser, clock.now),
        answerer,
        parts.office.outbox,
        parts.settings.keyring,
        clock.now,
    )
