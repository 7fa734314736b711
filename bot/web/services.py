"""What the routes need, made once at start and carried by the application's state."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.campaigns.office import CampaignOffice
from bot.channels.wechat.api import WeChatClient
from bot.channels.wechat.envelope import Envelope
from bot.complaints.case.evidence import EvidenceStore
from bot.complaints.office import CaseOffice
from bot.conversation.late import LateAnswers, PatientAnswers
from bot.conversation.pushed import PushedAnswers
from bot.conversation.service import Conversation
from bot.dialogue.client import DialogueClient
from bot.editing.model.runs import TrainingRuns
from bot.editing.region.folder import RegionFolders
from bot.handover.people import People
from bot.kit.announced import Announcements
from bot.kit.clock_watch import ClockWatch
from bot.kit.db import SessionFactory
from bot.labels.reader import LabelReader
from bot.outbox.quota import QuotaLedger
from bot.settings import Settings
from bot.watching.talk import WatchTalk
from bot.web.limits import RateLimit
from bot.web.write_probe import WriteProbe
from kb.knowledge import LiveKnowledge, Normalise, SnapshotBuilder
from kb.search.embedding import Embedder

if TYPE_CHECKING:
    from bot.channels.telegram.bot import TelegramBot

ActionRunner = Callable[[dict[str, Any]], Awaitable["ActionResult"]]


@dataclass(frozen=True)
class ActionResult:
    """HTTP status and body for Rasa's call of an action."""

    status: int
    body: dict[str, Any]


@dataclass
class Foundations:
    """The parts that stay while content changes."""

    settings: Settings
    engine: AsyncEngine
    sessions: SessionFactory
    announcements: Announcements
    knowledge: LiveKnowledge
    builder: SnapshotBuilder
    normaliser: Normalise
    embedder: Embedder
    dialogue: DialogueClient
    quota: QuotaLedger
    evidence: EvidenceStore
    labels: LabelReader
    folders: RegionFolders
    runs: TrainingRuns
    rasa: list[httpx.AsyncClient]
    wechat_api: WeChatClient | None
    wechat: Envelope | None
    telegram: TelegramBot | None
    clock_watch: ClockWatch
    probe: WriteProbe
    per_conversation: RateLimit
    per_address: RateLimit


@dataclass
class Services(Foundations):
    """The running service's parts; those made of content are made anew when staff publish some.

    Args:
        content: the folder they were made of.
    """

    content: Path
    conversation: Conversation
    late: LateAnswers
    patient: PatientAnswers
    pushed: PushedAnswers
    people: People
    office: CaseOffice
    campaigns: CampaignOffice
    watching: WatchTalk
    run_action: ActionRunner


async def services(request: Request) -> Services:
    """The parts, for use as a FastAPI dependency; one that isn't async changes threads."""
    return services_of(request)


def services_of(request: Request) -> Services:
    """The parts."""
    found: Services = request.app.state.services
    return found
