"""Every part of the service, made once and in one place."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from pathlib import Path

import httpx

from bot.app.hands import Hands
from bot.app.parts import (
    CLASSIFIER,
    people_of,
    region_folders,
    telegram_bot,
    training_runs,
    wechat_client,
)
from bot.campaigns.office import build_campaign_office
from bot.channels.wechat.envelope import Envelope
from bot.complaints.case.evidence import EvidenceStore
from bot.complaints.case.story import CaseStory, info_of
from bot.complaints.intake.assigning import Assigning
from bot.complaints.office import build_case_office
from bot.complaints.understanding.danger_sense import DangerSense
from bot.complaints.understanding.danger_watch import DangerWatch
from bot.complaints.understanding.extract import load_products
from bot.complaints.understanding.grievance import GrievanceSense
from bot.complaints.understanding.hearing import Ear
from bot.conversation.cases import CaseTalk
from bot.conversation.guards import WordList
from bot.conversation.late import LateAnswers, PatientAnswers, Timing
from bot.conversation.ledger import Ledger
from bot.conversation.pushed import PushedAnswers
from bot.conversation.service import Conversation
from bot.conversation.skills import Skills
from bot.conversation.talk import load_responses
from bot.dialogue.client import DialogueClient
from bot.editing.unanswered.desk import AskerWishes
from bot.kit import clock
from bot.kit.announced import Announcements
from bot.kit.clock_watch import ClockWatch
from bot.kit.db import SessionFactory, create_engine
from bot.kit.trusted import authorities
from bot.labels.reader import LabelReader
from bot.outbox.quota import QuotaLedger
from bot.outbox.rules import wechat_rules
from bot.settings import SEEDS, Settings
from bot.watching.list_talk import ListTalk
from bot.watching.new_talk import NewTalk
from bot.watching.office import watches_of
from bot.watching.talk import WatchTalk
from bot.web.leaving import forget_in_chat
from bot.web.limits import RateLimit
from bot.web.services import Foundations, Services
from bot.web.write_probe import WriteProbe
from kb.answering import Answerer
from kb.kept_work import place
from kb.knowledge import LiveKnowledge, SnapshotBuilder, load_normaliser, load_stopwords
from kb.search.embedding import Embedder
from kb.search.fuse import Calibration

# The chat's page asks once more after 30 s, Telegram after a minute; an answer takes one or two.
SECONDS_TO_WAIT = 20.0


def build_services(
    settings: Settings,
    before: Services | None = None,
    content: Path = SEEDS,
    catalogue: SessionFactory | None = None,
) -> Services:
    """Make every part; nothing is opened or loaded yet.

    Args:
        settings: of the whole service.
        before: a running service's parts, of which everything is kept that content doesn't change.
        content: the folder of content files.
        catalogue: where lists of standards are read; where all else is kept if none is given.
    """
    base = before or _foundations(settings)
    sessions, embedder, store = base.sessions, base.embedder, base.evidence
    catalogue = catalogue or sessions
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
        embed=embedder.question,
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
        word_list(content),
        AskerWishes(sessions, settings.keyring, clock.now),
        people,
        publicity.talk,
        watching,
        ListTalk(catalogue, settings.effective_public_url, watching.wording(), clock.now),
        NewTalk(catalogue, settings.effective_public_url, clock.now),
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
        run_action=Hands(skills, office.desk).run,
    )


@lru_cache(maxsize=2)
def word_list(content: Path) -> WordList:
    """The list of a folder; what is published once is not changed, it gets a new folder."""
    return WordList.load(content / "sensitive_words.yml")


def _foundations(settings: Settings) -> Foundations:
    watch = ClockWatch()
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine, info_of(CaseStory.of(settings, clock.now)))
    normaliser, embedder = load_normaliser(), Embedder()
    trusted = authorities()
    rasa = [
        httpx.AsyncClient(base_url=url, trust_env=False, verify=trusted)
        for url in settings.rasa_urls
    ]
    announcements = Announcements(engine.url)
    builder = SnapshotBuilder(embedder, Calibration.load(), normaliser, load_stopwords(), place())
    return Foundations(
        settings=settings,
        engine=engine,
        sessions=sessions,
        announcements=announcements,
        knowledge=LiveKnowledge(sessions, sessions.begin, builder, pause=announcements.follower()),
        builder=builder,
        normaliser=normaliser,
        embedder=embedder,
        dialogue=DialogueClient(rasa, settings.seconds_for_rasa, embedder=embedder),
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
