"""What the outbox wants of a channel: a sender, and failures that say what to do.

SendFailed
├── Again
│   ├── TryLater        after some seconds
│   └── NeedsOperator   nothing on this channel until a person has acted
├── NotThisWay      by another route, else kept until the citizen's next message
├── CitizenGone     never again: not a follower, blocked, no such address
└── Uncertain       it may have arrived: shown to staff, not repeated
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Protocol

from bot.kit.messages import Picture
from bot.kit.sealing import Keyring

ADDRESS_FIELD = "outbox_message.address"
BODY_FIELD = "outbox_message.body"

# Ways of reaching a citizen, tried in this order.
DIRECT = "direct"  # an ordinary message in the chat; on WeChat 客服消息
SUBSCRIPTION = "subscription"  # 订阅通知
TEMPLATE = "template"  # 模板消息
ALL_ROUTES = (DIRECT, SUBSCRIPTION, TEMPLATE)

OPERATOR_PAUSE = 600.0  # seconds


class SendFailed(Exception):
    """Nothing was sent, unless it is :class:`Uncertain`; ``for_staff`` names nobody."""

    def __init__(self, for_staff: str) -> None:
        self.for_staff = for_staff
        super().__init__(for_staff)


class Again(SendFailed):
    """The same again after ``after`` seconds; ``everybody`` when the whole channel must wait."""

    def __init__(self, for_staff: str, after: float, *, everybody: bool = False) -> None:
        super().__init__(for_staff)
        self.after = after
        self.everybody = everybody


class TryLater(Again):
    """The platform is busy or away; a try like any other."""


class NotThisWay(SendFailed):
    """This route is closed; ``spent`` when the ledger should believe it is used up."""

    def __init__(self, for_staff: str, *, spent: bool = False) -> None:
        super().__init__(for_staff)
        self.spent = spent


class CitizenGone(SendFailed):
    """The citizen can't be reached on this channel; ``why`` is one word for the records."""

    def __init__(self, for_staff: str, why: str) -> None:
        super().__init__(for_staff)
        self.why = why


class NeedsOperator(Again):
    """Settings or rights are wrong: all messages of the channel wait, and lose no try by it."""

    def __init__(self, for_staff: str) -> None:
        super().__init__(for_staff, OPERATOR_PAUSE, everybody=True)


class Uncertain(SendFailed):
    """No clear answer."""


@dataclass(frozen=True, repr=False)
class Body:
    """What a citizen is told.

    Args:
        text: the whole message, plain.
        choices: what may be answered, shown as a numbered list.
        facts: short values for a notice's template (number, state, time …), by name.
        url: the page to open, empty for none.
        picture: shown beside the words; who can't be shown it has a link.
    """

    text: str
    choices: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    picture: Picture | None = None

    def sealed(self, keyring: Keyring) -> str:
        """Encrypted for the outbox."""
        return keyring.seal(json.dumps(asdict(self), ensure_ascii=False), BODY_FIELD)

    @classmethod
    def opened(cls, sealed: str, keyring: Keyring) -> Body:
        """The body that :meth:`sealed` hid.

        Raises:
            SealBroken: altered, forgotten, or of an unknown key.
        """
        data = json.loads(keyring.open(sealed, BODY_FIELD) or '{"text": ""}')
        return cls(
            data["text"],
            tuple(data.get("choices", ())),
            data.get("facts", {}),
            data.get("url", ""),
            Picture(**picture) if (picture := data.get("picture")) else None,
        )


@dataclass(frozen=True, repr=False)
class Outgoing:
    """A message as a sender sees it; ``address`` is personal data."""

    id: int
    purpose: str
    conversation: str
    address: str
    body: Body


@dataclass(frozen=True)
class Plan:
    """What sending would use up: a product of the ledger, how many, and a template's consent."""

    product: str
    count: int = 1
    template: str = ""


class Sender(Protocol):
    """Speaks on one channel. ``seconds_between`` is the least pause between two messages."""

    seconds_between: float

    def plan(self, message: Outgoing, route: str) -> Plan | None:
        """What a route would use up; None when it isn't open to this message. Quick and pure."""

    def repeatable(self, route: str) -> bool:
        """Whether the platform recognises a repetition, so that a crash may be repeated."""

    async def send(self, message: Outgoing, route: str) -> str:
        """Send; returns the platform's id of it, or nothing.

        Raises:
            SendFailed: one of its kinds.
        """
