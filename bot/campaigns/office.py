"""Puts the services of campaigns together, for the web process and the worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache, partial
from pathlib import Path

from bot.campaigns.audience.inbox import WebInbox
from bot.campaigns.audience.tags import SegmentTags
from bot.campaigns.broadcasts.broadcasts import Broadcasts
from bot.campaigns.broadcasts.mass import MassSending
from bot.campaigns.calendar import Calendar
from bot.campaigns.pieces.copies import Copies
from bot.campaigns.pieces.digest import Digests
from bot.campaigns.pieces.mass_content import MassContents
from bot.campaigns.pieces.packs import Pack
from bot.campaigns.pieces.proposing import Proposals
from bot.campaigns.quiz.certificates import Certificates
from bot.campaigns.quiz.classes import Classes
from bot.campaigns.quiz.questions import QuestionDesk
from bot.campaigns.quiz.quiz import Quizzes
from bot.campaigns.talk import CampaignTalk
from bot.channels.wechat.api import WeChatClient
from bot.citizens.subscriptions import Subscriptions
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.private import pseudonym
from bot.outbox.bulk_queue import BulkQueue
from bot.outbox.bulk_rules import Cap
from bot.outbox.quota import QuotaLedger
from bot.settings import SEEDS, Settings
from bot.staff.audit import AuditLog
from bot.watching.office import watches_of
from kb.yaml_file import read_yaml

CAP_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class CampaignOffice:
    """Everything that works on campaigns, but for the pages' own desk."""

    calendar: Calendar
    districts: Mapping[str, str]
    subscriptions: Subscriptions
    quizzes: Quizzes
    classes: Classes
    questions: QuestionDesk
    talk: CampaignTalk
    certificates: Certificates
    broadcasts: Broadcasts
    proposals: Proposals
    digests: Digests
    copies: Copies
    queue: BulkQueue
    inbox: WebInbox


def build_campaign_office(
    settings: Settings,
    sessions: SessionFactory,
    ledger: QuotaLedger,
    clock: Clock,
    content: Path = SEEDS,
) -> CampaignOffice:
    """Make every part; nothing is opened yet.

    Args:
        settings: keys and addresses.
        sessions: the database.
        clock: the present moment.
        content: folder of content files.

    Raises:
        CalendarError: the calendar's file is wrong.
    """
    calendar, keyring = Calendar.load(content / "campaigns.yml"), settings.keyring
    public = settings.effective_public_url
    audit = AuditLog.of(settings, clock)
    subscriptions, quizzes = Subscriptions(keyring), Quizzes(clock)
    copies = Copies(calendar, public, clock)
    certificates = Certificates(settings.secret_key.get_secret_value(), public)
    queue = BulkQueue(ledger, keyring, copies, Cap(calendar.most_per_month, CAP_WITHIN))
    names, watches = district_names(content / "districts.yml"), watches_of(keyring, content)
    return CampaignOffice(
        calendar=calendar,
        districts=names,
        subscriptions=subscriptions,
        quizzes=quizzes,
        classes=Classes(quizzes),
        questions=QuestionDesk(sessions, audit, clock),
        talk=CampaignTalk(
            sessions,
            subscriptions,
            quizzes,
            calendar,
            dict(names),
            public,
            clock,
            watches,
            certificates,
        ),
        certificates=certificates,
        broadcasts=Broadcasts(sessions, calendar, audit, clock),
        proposals=Proposals(calendar, lru_cache(Pack.load)),
        digests=Digests(calendar.digest_topic, public, audit),
        copies=copies,
        queue=queue,
        inbox=WebInbox(sessions, subscriptions, watches, queue, clock),
    )


def segment_tags(
    settings: Settings,
    sessions: SessionFactory,
    client: WeChatClient,
    calendar: Calendar,
    clock: Clock,
) -> SegmentTags:
    """The account's tags."""
    secret = settings.secret_key.get_secret_value()
    named = partial(pseudonym, secret, "wechat")
    return SegmentTags(sessions, client, settings.keyring, calendar, named, clock)


def mass_sending(
    settings: Settings,
    sessions: SessionFactory,
    client: WeChatClient,
    ledger: QuotaLedger,
    office: CampaignOffice,
    clock: Clock,
) -> MassSending:
    """The account's mass messages."""
    calendar, public = office.calendar, settings.effective_public_url
    return MassSending(
        sessions=sessions,
        client=client,
        ledger=ledger,
        keyring=settings.keyring,
        rules=office.copies,
        cap=Cap(calendar.most_per_month, CAP_WITHIN),
        tags=segment_tags(settings, sessions, client, calendar, clock),
        contents=MassContents(sessions, client, calendar, public, settings.operator_name),
        clock=clock,
    )


def district_names(path: Path) -> dict[str, str]:
    """Official names by every name people use, in the file's order."""
    names: dict[str, str] = {}
    for district in read_yaml(path):
        for name in (district["name"], district.get("short", ""), *district.get("aliases", ())):
            if name:
                names.setdefault(name, district["name"])
    return names
