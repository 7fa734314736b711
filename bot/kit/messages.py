"""What comes in from a channel and what goes back: the same for every platform."""

from __future__ import annotations

import enum
from dataclasses import asdict, dataclass, field
from typing import Any


class ReplyKind(enum.StrEnum):
    """What a reply is, told to clients as ``metadata.kind``."""

    ANSWER = "answer"
    CHOICES = "choices"
    UNKNOWN = "unknown"
    FORM = "form"
    TALK = "talk"
    HANDOVER = "handover"


@dataclass(frozen=True)
class IncomingMessage:
    """One message of a citizen.

    Args:
        channel: platform name, for example ``wechat`` or ``web``.
        conversation: pseudonym of the chat identity, never the identity itself.
        text: what was typed.
        key: the platform's message id; the same key of the same sender is answered once.
        address: the platform's own id of the citizen (openid, chat id). Never stored, except sealed
            with a named case whose progress the citizen wants to hear of.
        may_file: whether complaints and reports are taken from this chat.
        in_danger: whether the text tells of danger; the conversation finds that out first.
        in_despair: whether that danger is one in which somebody needs a person, not an office.
    """

    channel: str
    conversation: str
    text: str
    key: str
    address: str = field(default="", repr=False)
    may_file: bool = True
    in_danger: bool = False
    in_despair: bool = False


@dataclass(frozen=True)
class Button:
    """A choice the citizen may tap; tapping sends ``payload`` as text."""

    title: str
    payload: str


@dataclass(frozen=True)
class Picture:
    """A picture of ours that goes with a reply; who can't be shown it has the words.

    Args:
        title: what it is, also for whoever can't see it.
        path: of the picture, below our address.
        page: the page about it, below our address.
    """

    title: str
    path: str
    page: str


@dataclass(frozen=True)
class Reply:
    """One reply, rendered by each channel in its own way."""

    text: str
    kind: ReplyKind = ReplyKind.TALK
    buttons: tuple[Button, ...] = ()
    sources: tuple[str, ...] = ()
    score: float | None = None
    entry: str | None = None
    choices: tuple[str, ...] = field(default=())
    picture: Picture | None = None

    def to_json(self) -> dict[str, Any]:
        """A plain dictionary for storage and for Rasa's custom payload."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Reply:
        """The reply that :meth:`to_json` wrote."""
        return cls(
            text=data["text"],
            kind=ReplyKind(data.get("kind", "talk")),
            buttons=tuple(Button(b["title"], b["payload"]) for b in data.get("buttons", ())),
            sources=tuple(data.get("sources", ())),
            score=data.get("score"),
            entry=data.get("entry"),
            choices=tuple(data.get("choices", ())),
            picture=Picture(**picture) if (picture := data.get("picture")) else None,
        )


@dataclass(frozen=True)
class Said:
    """What a part of the service answers in the chat.

    Args:
        replies: in order.
        intent: for the records.
        listed: references of what was listed, so that 「第三个」 can be asked for.
    """

    replies: tuple[Reply, ...]
    intent: str
    listed: tuple[str, ...] = ()
