"""The conversation that takes a case: every message moves the draft one step. No database here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.complaints.asking import asks, asks_plainly, is_talk
from bot.complaints.commands import Command, command_in, correction_in, identity_in, kind_switch_in
from bot.complaints.declining import declined_in, is_bare_wish
from bot.complaints.draft import Draft
from bot.complaints.reading import Problem, Reader, Understood
from bot.complaints.script import Script
from bot.complaints.summary import Prompts
from bot.complaints.turn import CaseTurn, Step
from bot.complaints.unnamed import leave_out
from bot.messages import Button, Reply, ReplyKind

KINDS = {"1": "complaint", "2": "report", "3": "feedback"}
_TALK = frozenset(
    {"greet", "goodbye", "thank", "ask_identity", "ask_help", "ask_human", "insult", "repeat"}
)
# A story told at length is the story, whatever question it ends with.
_LONG_STORY = 30  # characters
_NAMES = frozenset({"respondent", "product"})
_DECISIONS = frozenset({"kind", "identity", "consent", "evidence", "confirm"})
_FREE = frozenset({"respondent", "product", "what", "wanted", "address"})
TalkReply = Callable[[str], Reply | None]


@dataclass(frozen=True)
class Intake:
    """Moves a draft.

    Args:
        script: what is asked.
        reader: what is understood.
        prompts: how the next question and the summary read.
        talk: the fixed reply of an intent, None if it has none.
    """

    script: Script
    reader: Reader
    prompts: Prompts
    talk: TalkReply

    def begin(self, draft: Draft, turn: CaseTurn, now: datetime) -> Step:
        """Open a form with a first sentence; what it says already is not asked again."""
        draft.kind = self.reader.kind(turn.words, turn.start)
        draft.override = turn.insists
        said = self._absorb(draft, turn.story, now)
        if turn.told and not draft.has("what"):
            draft.put(what=turn.story)
        if not turn.story:
            draft.put(**turn.about)
        replies: list[Reply] = []
        if draft.kind:
            replies.append(_form(self._intro(draft)))
        replies += self._noted(said)
        return self._check_place(draft, turn, now, replies)

    def take(self, draft: Draft, turn: CaseTurn, now: datetime) -> Step:
        """Take one message: a command, a correction, a side question or an answer."""
        if turn.picked:
            return self._aside(draft, turn)
        command = command_in(turn.words, draft.requested)
        if command is Command.CANCEL or declined_in(turn.words) == "":
            return self._cancelled()
        if draft.pending:
            return self._decide_pending(draft, turn, now, command)
        if (kind := kind_switch_in(turn.words)) is not None and kind != draft.kind:
            return self._switch(draft, kind)
        if (identity := identity_in(turn.words)) and "identity" in self.script.order(draft):
            return self._reconsider(draft, identity)
        if (correction := correction_in(turn.words, self._labels(draft))) is not None:
            return self._correct(draft, *correction, now)
        if command is not None and (step := self._obey(draft, command)) is not None:
            return step
        return self._read(draft, turn, now)

    def ask(self, draft: Draft, before: list[Reply] | None = None) -> Step:
        """Say something and ask the next question."""
        draft.requested = self.script.next_field(draft)
        if draft.requested not in draft.asked[-1:]:
            draft.asked.append(draft.requested)
        before = before or []
        if draft.anonymous and (left := leave_out(draft.values)):
            before = [*before, _form(self.script.say("left_out", kinds="、".join(left)))]
        prompt = self.prompts.ask(draft)
        return Step(before, prompt, draft.requested, sorted(draft.values))

    # What a message may be

    def _read(self, draft: Draft, turn: CaseTurn, now: datetime) -> Step:
        name = draft.requested
        if name == "kind":
            return self._read_kind(draft, turn, now)
        if (step := self._not_stored(name, draft, turn, now)) is not None:
            return step
        read = self.reader.read(name, turn.plain, draft, now)
        if self._is_aside(name, turn, read):
            return self._aside(draft, turn)
        if name in _NAMES and self.reader.is_another_answer(name, turn.plain):
            said = self._absorb(draft, turn.plain, now)
            return self._check_place(draft, turn, now, self._noted(said))
        if isinstance(read, Problem):
            said = self._absorb(draft, turn.plain, now)
            return self.ask(draft, self._noted(said) or [_form(read.text)])
        draft.put(**read.values)
        if name == "consent" and draft.values.get("consent") == "no":
            return self._no_consent(draft)
        if name == "confirm" and draft.values.pop("confirm", None) == "yes":
            return Step(filled=sorted(draft.values), ended="filed")
        if name == "what":
            self._absorb(draft, turn.plain, now)
        notes = [_form(note) for note in read.notes]
        notes += self._age(draft, turn.words)
        return self._check_place(draft, turn, now, notes)

    def _not_stored(self, name: str, draft: Draft, turn: CaseTurn, now: datetime) -> Step | None:
        """Ask again where a wish, a refusal, or a cry for help stands in place of an answer."""
        if name in _DECISIONS:
            return None
        if is_bare_wish(turn.words):
            return self.ask(draft, [_form(self.script.fields[name].why)])
        if name in _NAMES and declined_in(turn.words):
            return self._aside(draft, turn)
        if turn.in_danger and name != "what":
            return self.ask(draft, self._noted(self._absorb(draft, turn.plain, now)))
        return None

    def _is_aside(self, name: str, turn: CaseTurn, read: Understood | Problem) -> bool:
        """Whether the words ask something instead of answering."""
        text, understood = turn.words, isinstance(read, Understood)
        if name == "standard" and understood and asks(text):
            return True
        if name not in _FREE and understood:
            return name in ("when", "where") and turn.side_is_sure and asks_plainly(text)
        if turn.intent in _TALK and len(text) <= _LONG_STORY and is_talk(text):
            return True
        if len(text) > _LONG_STORY or not asks(text):
            return False
        if understood and (name == "what" or self.reader.names_a_wish(name, text)):
            return turn.side_is_sure and asks_plainly(text)
        if name in _NAMES and not self.reader.is_named(name, text):
            return True
        return not understood or turn.side_is_sure or asks_plainly(text)

    def _aside(self, draft: Draft, turn: CaseTurn) -> Step:
        fixed = None if turn.side_is_sure else self.talk(turn.intent)
        said = fixed or turn.side
        replies = [] if said is None else [said]
        return self.ask(draft, [*replies, _form(self.script.say("side_answer"))])

    def _read_kind(self, draft: Draft, turn: CaseTurn, now: datetime) -> Step:
        kind = KINDS.get(turn.words.strip(" 。.选第个")) or self.reader.kind(turn.words, "")
        if not kind:
            if self._is_aside("kind", turn, Problem("")):
                return self._aside(draft, turn)
            return self.ask(draft)
        draft.kind = kind
        self._absorb(draft, turn.plain, now)
        return self._check_place(draft, turn, now, [_form(self._intro(draft))])

    # What the form does

    def _obey(self, draft: Draft, command: Command) -> Step | None:
        if command is Command.BACK:
            return self._back(draft)
        name = draft.requested
        if command is Command.SKIP:
            if self.script.optional(name, draft.kind):
                draft.skipped.append(name)
                return self.ask(draft, [_form(self.script.say("skipped"))])
            why = self.script.fields[name].why
            return self.ask(draft, [_form(f"{self.script.say('required')}{why}")])
        return self.ask(draft) if command is Command.REPEAT else None

    def _back(self, draft: Draft) -> Step:
        while draft.asked and draft.asked[-1] == draft.requested:
            draft.asked.pop()
        if not draft.asked:
            return self.ask(draft, [_form(self.script.say("nothing_before"))])
        draft.clear(draft.asked[-1])
        return self.ask(draft)

    def _switch(self, draft: Draft, kind: str) -> Step:
        draft.kind = kind
        draft.asked.clear()
        for name in ("identity", "consent"):
            draft.clear(name)
        label = self.script.kinds[kind].label
        return self.ask(draft, [_form(self.script.say("switched", kind=label))])

    def _reconsider(self, draft: Draft, identity: str) -> Step:
        """Named after all, or anonymous after all: then nothing personal stays."""
        draft.put(identity=identity)
        if identity == "anonymous":
            for name in ("consent", "name", "phone", "address"):
                draft.clear(name)
        label = self.script.fields["identity"].label
        return self.ask(draft, [_form(self.script.say("changed", field=label))])

    def _correct(self, draft: Draft, name: str, words: str, now: datetime) -> Step:
        label = self.script.fields[name].label
        kept = draft.values.pop(name, "")
        draft.clear(name)
        if not words:
            return self.ask(draft)
        read = self.reader.read(name, words, draft, now)
        if isinstance(read, Problem):
            draft.put(**{name: kept})
            return self.ask(draft, [_form(read.text)])
        draft.put(**read.values)
        notes = [_form(self.script.say("changed", field=label)), *map(_form, read.notes)]
        return self.ask(draft, notes)

    def _cancelled(self) -> Step:
        return Step([Reply(self.script.say("cancelled"))], ended="cancelled")

    def _no_consent(self, draft: Draft) -> Step:
        draft.clear("consent")
        words = self.script.fields["consent"]
        if draft.kind == "complaint":
            return self.ask(draft, [_form(words.refused_complaint)])
        draft.put(identity="anonymous")
        return self.ask(draft, [_form(words.refused_report)])

    def _age(self, draft: Draft, text: str) -> list[Reply]:
        if draft.minor or not self.reader.is_minor(text):
            return []
        draft.minor = True
        return [_form(self.script.say("minor"))]

    def _absorb(self, draft: Draft, text: str, now: datetime) -> str:
        """Take everything else a sentence says; the labels of what was new."""
        found = self.reader.everything(text, draft, now)
        new = [name for name in found if not draft.has(name) and name in self.script.fields]
        draft.put(**{k: v for k, v in found.items() if not draft.values.get(k)})
        draft.minor = draft.minor or self.reader.is_minor(text)
        return "；".join(self.prompts.line(draft, name) for name in new)

    def _noted(self, said: str) -> list[Reply]:
        return [_form(self.script.say("noted", items=said))] if said else []

    def _check_place(
        self, draft: Draft, turn: CaseTurn, now: datetime, before: list[Reply]
    ) -> Step:
        """Point out a matter of another body or another place, once."""
        if (
            turn.in_danger
            or draft.override
            or draft.requested in ("name", "phone", "address", "confirm")
        ):
            return self.ask(draft, before)
        where_else = self.reader.elsewhere(turn.words, draft)
        if where_else is None:
            return self.ask(draft, before)
        draft.pending = True
        draft.requested = "kind" if not draft.kind else self.script.next_field(draft)
        reply = Reply(where_else, ReplyKind.FORM, _buttons(["仍要登记", "取消"]))
        return Step([], reply, draft.requested, sorted(draft.values))

    def _decide_pending(
        self, draft: Draft, turn: CaseTurn, now: datetime, command: Command | None
    ) -> Step:
        if command is Command.INSIST:
            draft.pending, draft.override = False, True
            return self.ask(draft, [_form(self._intro(draft))] if draft.kind else None)
        if self._is_aside("kind", turn, Problem("")):
            return self._aside_pending(draft, turn)
        # A new description may well be our business.
        draft.pending = False
        self._absorb(draft, turn.plain, now)
        return self._check_place(draft, turn, now, [])

    def _aside_pending(self, draft: Draft, turn: CaseTurn) -> Step:
        replies = [turn.side] if turn.side is not None else []
        choice = Reply(
            "这件事还要在这里登记吗？回复“仍要登记”或者“取消”。",
            ReplyKind.FORM,
            _buttons(["仍要登记", "取消"]),
        )
        return Step(replies, choice, draft.requested, sorted(draft.values))

    def _intro(self, draft: Draft) -> str:
        return f"{self.script.kinds[draft.kind].intro}\n{self.script.commands}"

    def _labels(self, draft: Draft) -> dict[str, str]:
        names = self.script.order(draft)
        return {self.script.fields[n].label: n for n in names if n not in ("confirm", "kind")}


def _form(text: str) -> Reply:
    return Reply(text, ReplyKind.FORM)


def _buttons(titles: list[str]) -> tuple[Button, ...]:
    return tuple(Button(title, title) for title in titles)
