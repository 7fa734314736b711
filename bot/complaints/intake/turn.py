"""One message inside a case's conversation, and the step it leads to."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.complaints.understanding.declining import is_bare_wish
from bot.kit.messages import Reply
from bot.kit.sealing import Keyring

_FIELD = "case_turn.turn"
_ANSWER = 14  # characters; up to here words after a story only take up the offer
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u203c\u2049\u2122\ufe0f\u200d\u20e3]+")
# Letters and digits only: a story keeps its Chinese punctuation.
_HALF_WIDTH = {
    full: full - 0xFEE0
    for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
    for full in range(ord(first), ord(last) + 1)
}


@dataclass(frozen=True)
class CaseTurn:
    """A citizen's message with all the case's conversation needs to know of it.

    Args:
        conversation: pseudonym of the chat identity.
        channel: platform name.
        key: the platform's message id; the same key is taken once.
        text: what was said, normalised.
        intent: what Rasa's model makes of it; empty while Rasa is away.
        side: the knowledge base's answer to the text.
        side_is_sure: whether that answer is a sure one.
        address: the platform's own id, kept (sealed) only with a named case.
        typed: what was typed, before normalisation.
        start: kind of case the message opens (``complaint``, ``report``, ``feedback``); empty
            inside a form, ``unclear`` while it is open.
        picked: whether ``side`` is a choice the citizen just picked by its number.
        in_danger: whether it tells of danger; then nobody is sent elsewhere.
        in_despair: whether who says it needs a person now, and no question of the form.
        told: what was said before the message that opens the form, as typed.
        about: product and standard that were talked about just before.
        insists: whether another body was named already, and the citizen wants it here.
        printed: what a label photographed just before says, by field.
    """

    conversation: str
    channel: str
    key: str
    text: str
    intent: str = ""
    side: Reply | None = None
    side_is_sure: bool = False
    address: str = ""
    typed: str = ""
    start: str = ""
    picked: bool = False
    in_danger: bool = False
    in_despair: bool = False
    told: tuple[str, ...] = ()
    about: dict[str, str] = field(default_factory=dict)
    insists: bool = False
    printed: dict[str, str] = field(default_factory=dict)

    @property
    def plain(self) -> str:
        """What was typed, in half width and without emoji; names and addresses are read from it."""
        return _plain(self.typed or self.text)

    @property
    def story(self) -> str:
        """Everything said up to now, one message a line; who only says that they want to complain
        adds nothing to it."""
        before = [_plain(words) for words in self.told]
        now = [] if is_bare_wish(self.words) or self.insists or before else [self.plain]
        if before and len(self.plain) > _ANSWER and self.plain not in before:
            now = [self.plain]
        return "\n".join([*before, *now])

    @property
    def words(self) -> str:
        """The normalised text without emoji; commands and questions are found in it."""
        return _EMOJI.sub("", self.text).strip()

    def seal(self, keyring: Keyring) -> str:
        """The turn as it travels through Rasa, which must not see what was said."""
        return keyring.seal(json.dumps(asdict(self), ensure_ascii=False), _FIELD)

    @classmethod
    def unseal(cls, keyring: Keyring, sealed: str) -> CaseTurn:
        """The turn that :meth:`seal` hid.

        Raises:
            SealBroken: it was altered on the way.
        """
        data: dict[str, Any] = json.loads(keyring.open(sealed, _FIELD))
        side, told = data.pop("side"), tuple(data.pop("told"))
        return cls(**data, told=told, side=None if side is None else Reply.from_json(side))


def _plain(text: str) -> str:
    return _EMOJI.sub("", text).translate(_HALF_WIDTH).strip()


@dataclass
class Step:
    """What one message led to.

    Args:
        replies: what to say before the next question.
        prompt: the next question; None when the form has ended.
        requested: the field asked next; empty when the form has ended.
        filled: names of the fields known so far.
        ended: ``filed``, ``cancelled`` or empty.
        forget_since: ISO moment from which the chat's turns must lose their tie to it.
    """

    replies: list[Reply] = field(default_factory=list)
    prompt: Reply | None = None
    requested: str = ""
    filled: list[str] = field(default_factory=list)
    ended: str = ""
    forget_since: str = ""

    @property
    def all_replies(self) -> list[Reply]:
        """Everything to say, in order."""
        return [*self.replies, *([self.prompt] if self.prompt else [])]

    def to_json(self) -> dict[str, Any]:
        """A plain dictionary for storage."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Step:
        """The step that :meth:`to_json` wrote."""
        return cls(
            [Reply.from_json(r) for r in data["replies"]],
            None if data["prompt"] is None else Reply.from_json(data["prompt"]),
            data["requested"],
            list(data["filled"]),
            data["ended"],
            data["forget_since"],
        )
