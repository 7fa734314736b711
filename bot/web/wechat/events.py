"""WeChat's events: follows, scans, menu clicks, consents, and the results of jobs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy.orm import Session

from bot.campaigns.broadcasts.mass import note_finished
from bot.channels.wechat.message import WeChatMessage
from bot.kit import clock
from bot.outbox.rules import Interaction
from bot.web.leaving import forget_citizen
from bot.web.services import Services
from bot.web.welcome import WELCOME, WELCOME_BACK

log = structlog.get_logger()

SCANNED = "扫到的内容我还看不懂。请把标签上的标准号打字发给我，比如 GB 18401-2010。"
_COUNTS = ("TotalCount", "FilterCount", "SentCount", "ErrorCount")
INTERACTIONS: dict[str, Interaction] = {"subscribe": "follow", "scan": "scan", "click": "click"}


async def handle_event(message: WeChatMessage, conversation: str, parts: Services) -> str | None:
    """Do what an event asks for; the words to reply, None for none.

    Args:
        message: an event, not a menu click that says something.
        conversation: pseudonym of the citizen.
    """
    if message.event == "subscribe":
        return WELCOME
    if message.event == "scan":
        return WELCOME_BACK
    if message.event == "scancode_waitmsg":
        return SCANNED  # the phone shows a waiting mark until something comes
    if message.event == "unsubscribe":
        await parts.sessions.run(
            lambda session: forget_citizen(session, conversation, parts, "取消关注")
        )
    elif message.event in ("subscribe_msg_popup_event", "subscribe_msg_change_event"):
        await parts.sessions.run(
            lambda session: _note_consents(session, message, conversation, parts)
        )
    elif message.event in ("templatesendjobfinish", "subscribe_msg_sent_event"):
        await parts.sessions.run(lambda session: _note_results(session, message, parts))
    elif message.event == "masssendjobfinish":
        _log_job(message)
        await parts.sessions.run(lambda session: _note_mass(session, message))
    elif message.event == "publishjobfinish":
        _log_job(message)
    return None


def _note_consents(
    session: Session, message: WeChatMessage, conversation: str, parts: Services
) -> None:
    at = datetime.fromtimestamp(message.created_at, UTC)
    for entry in _entries(message.data):
        accepted = str(entry.get("SubscribeStatusString", "")).lower() == "accept"
        template = str(entry.get("TemplateId", ""))
        parts.quota.note_consent_in(
            session, "wechat", conversation, template, at, accepted=accepted
        )


def _note_results(session: Session, message: WeChatMessage, parts: Services) -> None:
    for entry in _entries(message.data) or [message.data]:
        code = str(entry.get("ErrorCode", "0"))
        status = str(entry.get("Status") or entry.get("ErrorStatus") or "").replace(" ", "")
        arrived = status in ("success", "") and code == "0"
        identifier = str(entry.get("MsgID") or "")
        parts.office.outbox.note_result_in(
            session, "wechat", identifier, arrived=arrived, reason=status or code
        )


def _note_mass(session: Session, message: WeChatMessage) -> None:
    data = message.data
    counts = {name: int(data[name]) for name in _COUNTS if str(data.get(name, "")).isdigit()}
    job, status = str(data.get("MsgID") or ""), str(data.get("Status") or "")
    note_finished(session, job, status, counts, clock.now)


def _log_job(message: WeChatMessage) -> None:
    data = message.data
    info = data.get("PublishEventInfo")
    status = data.get("Status") or (info.get("publish_status") if isinstance(info, dict) else "")
    log.info("wechat.job_finished", job=message.event, status=str(status)[:40])


def _entries(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The ``List`` entries of a subscription event: one, several, or none."""
    return list(_lists(data))


def _lists(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for value in data.values():
        inner = value.get("List") if isinstance(value, Mapping) else None
        if isinstance(inner, Mapping):
            yield inner
        elif isinstance(inner, list):
            yield from (entry for entry in inner if isinstance(entry, Mapping))
