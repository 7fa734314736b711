"""WeChat's messages and events, as one small type."""

from __future__ import annotations

import hashlib
import html
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import xmltodict

KINDS = frozenset({"text", "image", "voice", "video", "shortvideo", "location", "link", "event"})
# What XML 1.0 can't hold; a phone's keyboard or a copied text brings it all the same.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SALVAGED = (
    "ToUserName", "FromUserName", "CreateTime", "MsgType", "Content", "MsgId", "MediaId",
    "Event", "EventKey", "Recognition",
)  # fmt: skip
_OPEN, _CLOSE = "<![CDATA[", "]]>"


class Unreadable(Exception):
    """A push that doesn't say who wrote."""


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


def parse(xml: bytes, now: Callable[[], float] = time.time) -> WeChatMessage:
    """Read a push that WeChat has signed: whatever is damaged in it, somebody waits for an answer.

    Args:
        xml: as it came.
        now: seconds since 1970, for a message without a usable time.

    Raises:
        Unreadable: there is nobody to answer.
    """
    data = _fields(_CONTROL.sub("", xml.decode("utf-8", "replace")))
    kind = _word(data.get("MsgType"))
    read = WeChatMessage(
        openid=_word(data.get("FromUserName")),
        account=_word(data.get("ToUserName")),
        created_at=_moment(data.get("CreateTime"), now),
        kind="event" if "Event" in data else kind if kind in KINDS else "unknown",
        text=_word(data.get("Content")),
        event=_word(data.get("Event")).lower(),
        event_key=_word(data.get("EventKey")),
        message_id=_word(data.get("MsgId")),
        recognition=_word(data.get("Recognition")),
        media_id=_word(data.get("MediaId")),
        data=data,
    )
    if not read.openid or not read.account:
        raise Unreadable
    return read


def _fields(text: str) -> Mapping[str, Any]:
    """The fields of a push; of broken or hostile XML what can be found without parsing it."""
    try:
        found = xmltodict.parse(text)["xml"]
    except Exception:  # expat and xmltodict raise many kinds for hostile XML
        found = None
    if isinstance(found, Mapping):
        return found
    pairs = ((name, _between(text, name)) for name in _SALVAGED)
    return {name: value for name, value in pairs if value is not None}


def _between(text: str, name: str) -> str | None:
    _, opened, rest = text.partition(f"<{name}>")
    value, closed, _ = rest.partition(f"</{name}>")
    if not opened or not closed:
        return None
    value = value.strip()
    if value.startswith(_OPEN):
        return value.removeprefix(_OPEN).removesuffix(_CLOSE)
    return _CONTROL.sub("", html.unescape(value))


def _moment(value: Any, now: Callable[[], float]) -> int:
    try:
        seconds = int(_word(value))
        datetime.fromtimestamp(seconds, UTC)  # refuses what is no date
    except (ValueError, OverflowError, OSError):
        return int(now())
    return seconds


def _word(value: Any) -> str:
    """A field's text; of a doubled field the first, of a nested one nothing."""
    if isinstance(value, list):
        return next(filter(None, map(_word, value)), "")
    return str(value) if isinstance(value, str | int) else ""
