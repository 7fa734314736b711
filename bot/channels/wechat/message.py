"""WeChat's messages and events, as one small type."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from wechatpy import parse_message

from bot.channels.wechat.envelope import Refused

KINDS = frozenset({"text", "image", "voice", "video", "shortvideo", "location", "link", "event"})


@dataclass(frozen=True)
class WeChatMessage:
    """One push.

    Args:
        openid: who wrote; personal data.
        account: our account's original id (``gh_…``).
        created_at: seconds since 1970.
        kind: text, image, voice, video, shortvideo, location, link, event or unknown.
        text: what was typed.
        event: name of an event, lower case.
        event_key: its key.
        message_id: WeChat's id of a message, empty for events.
        media_id: WeChat's id of a picture or recording; good for three days.
        data: all fields as they came, for the events that have their own.
        recognition: words WeChat heard in a voice message, often empty.
    """

    openid: str
    account: str
    created_at: int
    kind: str
    text: str = ""
    event: str = ""
    event_key: str = ""
    message_id: str = ""
    recognition: str = ""
    media_id: str = ""
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def dedupe_key(self) -> str:
        """The same for every try of one push: MsgId, or who, when and what of an event."""
        if self.message_id:
            return f"msg:{self.message_id}"
        what = f"{self.openid}:{self.created_at}:{self.event}:{self.event_key}"
        return f"event:{hashlib.sha256(what.encode()).hexdigest()}"


def parse(xml: bytes) -> WeChatMessage:
    """Read a push.

    Raises:
        Refused: the XML is broken, hostile, or lacks a field every push has.
    """
    try:
        message = parse_message(xml)
        data: dict[str, Any] = message._data
        kind = str(message.type)
        read = WeChatMessage(
            openid=_word(data["FromUserName"]),
            account=_word(data["ToUserName"]),
            created_at=_moment(data["CreateTime"]),
            kind="event" if "Event" in data else kind if kind in KINDS else "unknown",
            text=_word(data.get("Content")),
            event=_word(data.get("Event")).lower(),
            event_key=_word(data.get("EventKey")),
            message_id=_word(data.get("MsgId")),
            recognition=_word(data.get("Recognition")),
            media_id=_word(data.get("MediaId")),
            data=data,
        )
    except Exception as error:  # wechatpy lets many kinds through (see its parser)
        raise Refused(400, f"unreadable message: {type(error).__name__}") from None
    if not read.openid or not read.account:
        raise Refused(400, "no sender")
    return read


def _moment(value: Any) -> int:
    seconds = int(value)
    datetime.fromtimestamp(seconds, UTC)  # refuses what is no date
    return seconds


def _word(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str | int):
        raise TypeError("a doubled or nested field")
    return str(value)
