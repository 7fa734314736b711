"""The conversation that takes a case: every message moves the draft one step. No database here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from bot.channels.text_parts import size_in_bytes
from bot.complaints.case.draft import DRAFTS_KEPT, Draft
from bot.complaints.case.script import Script
from bot.complaints.case.sent_first import Counted
from bot.complaints.intake.answers import (
    Answers,
    has_no_address,
    has_no_proof,
    is_not_known,
    read_together,
    unknown_values,
)
from bot.complaints.intake.correcting import Corrections, forget
from bot.complaints.intake.form_questions import told_of_form
from bot.complaints.intake.reading import (
    Problem,
    Reader,
    Understood,
    identity_told,
    wants_no_name,
)
from bot.complaints.intake.summary import THIRD, UNKNOWN, Prompts
from bot.complaints.intake.teller_question import FIELD as TELLER
from bot.complaints.intake.teller_question import TellerQuestion
from bot.complaints.intake.turn import CaseTurn, Step
from bot.complaints.understanding.agreeing import only_agrees
from bot.complaints.understanding.asked_beside import AskedBeside, asked_beside
from bot.complaints.understanding.asking import asks, asks_plainly, is_talk
from bot.complaints.understanding.commands import (
    Command,
    command_in,
    identity_in,
    kind_switch_in,
    unnames,
)
from bot.complaints.understanding.companions import companions
from bot.complaints.understanding.declining import (
    declined_in,
    is_bare_wish,
    is_called_off,
    is_put_off,
)
from bot.complaints.understanding.field_names import labelled
from bot.complaints.understanding.no_matter import no_matter_in
from bot.complaints.understanding.no_names import DID, MEANS
from bot.complaints.understanding.put_right import put_right
from bot.complaints.understanding.said_anew import is_said_anew
from bot.complaints.understanding.unnamed import leave_identity, teller_in
from bot.kit.messages import Button, Reply, ReplyKind
from kb.text.english import is_english

KINDS = {"1": "complaint", "2": "report", "3": "feedback"}
KINDS |= {kind: kind for kind in KINDS.values()}
_TALK = frozenset(
    {
        "greet",
        "goodbye",
        "thank",
        "ask_identity",
        "ask_help",
        "ask_human",
        "insult",
        "repeat",
        "small_talk",
    }
)
# 「不知道」 answers what was explained just before; 「都不知道」, 「跳过」 all that was asked.
_NOT_KNOWING = re.compile(r"^(?!.*(?:都|全部|什么也|啥子?也)).*(?:知道|晓得|清楚|记|忘)")
# A story told at length is the story, whatever question it ends with.
# What stands around a day somebody isn't sure of; 「三年前买的还能投诉不？」 asks something else.
_DOUBT = re.compile(
    r"(?:是不是|是|好像|应该|可能|大概|记得|对头|对|就是|就|在|那天|的|哦|吧|嘛|吗|嘞|噻|呢|了|[，,。.？?！!\s])*+"
)
_LONG_STORY = 30  # characters
_NAMES = frozenset({"respondent", "product"})
_FREE = frozenset({"respondent", "product", "what", "wanted", "address"})
_PERSONAL = ("consent", "name", "phone", "address")
_ADDITION = 10  # characters; what is said beside the summary and is longer belongs to the story
_ANSWER = 14  # characters; no more beside a question may be a name nothing else tells
_LONGEST_STORY = 900  # characters
_UNDONE_AT_MOST = 20
TalkReply = Callable[[str], Reply | None]

# After 「我不想活了」 the form waits as long as only this is said.
_RESTS = "rests"
_HAN = re.compile(r"[\u3400-\u9fff]")
_ENGLISH_WORDS = 5  # so many tell something, and name no shop
_PIECES = re.compile(r"[，,。；;！!\s]+")
_WAITS = re.compile(
    r"(?:你|先|那|嗯+|哦|唉|哎|[,，\s]){0,3}(?:再?等(?:一下|一哈|等|会儿?|我)|让我(?:静静|想想|缓缓)|我(?:难受|好累|想哭)|嗯+|唉+|哦|谢谢你?)(?:哈|嘛|吧|了|[。.!！…])*"
)


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

    @cached_property
    def in_english(self) -> Intake:
        """The same, asking in English."""
        script = self.script.in_english
        reader = replace(self.reader, script=script)
        return replace(
            self, script=script, reader=reader, prompts=replace(self.prompts, script=script)
        )

    def script_for(self, draft: Draft) -> Script:
        """The words a draft's citizen is spoken to in."""
        return self.script.in_english if draft.english else self.script

    def _speaks_otherwise(self, draft: Draft) -> bool:
        return draft.english and bool(self.script.english)

    def begin(self, draft: Draft, turn: CaseTurn, now: datetime) -> Step:
        """Open a form with everything said so far; what it says already is not asked again."""
        draft.english = draft.english or is_english(turn.story or turn.words)
        if self._speaks_otherwise(draft):
            return self.in_english.begin(draft, turn, now)
        draft.kind = self.reader.kind(turn.words, turn.start)
        draft.override = turn.insists
        self._absorb(draft, turn.story, now)
        if not draft.has("identity") and "identity" in self.script.order(draft):
            # 「我要匿名举报」 tells nothing else.
            draft.put(identity=identity_told(turn.plain))
        if turn.told and not draft.has("what"):
            draft.put(what=turn.story[:_LONGEST_STORY])
        # What the citizen said themselves counts more than what stands on the label.
        unsaid = {name: said for name, said in turn.printed.items() if name not in draft.values}
        draft.put(**(unsaid if turn.story else turn.about | turn.printed))
        replies = [_form(self._intro(draft))] if draft.kind else []
        if draft.kind == "complaint" and wants_no_name(turn.story):
            replies.append(_form(self.script.say("complaint_needs_name")))
        if sent := str(Counted.of(draft.values.get("files", ""), draft.values.get("photos", ""))):
            replies.append(_form(self.script.say("sent_first", sent=sent)))
        return self._check_place(draft, turn, now, replies)

    def take(self, draft: Draft, turn: CaseTurn, now: datetime) -> Step:
        """Take one message: a command, a correction, a side question or an answer."""
        spoke_english, draft.english = draft.english, _is_told_in_english(draft, turn.plain)
        if spoke_english and not draft.english and len(turn.plain) <= _LONG_STORY:
            return self.ask(draft, card=True)  # 「中文 please」 wants nothing else
        if self._speaks_otherwise(draft):
            return self.in_english.take(draft, turn, now)
        if not draft.pending:
            # A draft of an earlier version may wait for a field that is not asked any more.
            draft.requested = self._next(draft)
        self._drop_guess(draft, turn, now)
        before = {name: value for name, value in draft.values.items() if value}
        if (plain := put_right(turn.plain)) != turn.plain:
            turn = replace(turn, text=plain, typed=plain)
        step = self._take(draft, turn, now)
        filled = [name for name in draft.values if name not in before]
        if filled and not step.ended:
            draft.undo = [*draft.undo, filled][-_UNDONE_AT_MOST:]
        return step

    def _drop_guess(self, draft: Draft, turn: CaseTurn, now: datetime) -> None:
        """Forget what was talked about before the form where the story is of another thing.

        What the citizen gave in the form can be taken back, and stands among what can.
        """
        given = {name for filled in draft.undo for name in filled}
        guessed = [n for n in ("product", "standard") if draft.values.get(n) and n not in given]
        if not guessed or draft.has("what"):
            return
        if any(draft.values[name] in turn.plain for name in guessed):
            return
        product = self.reader.everything(turn.plain, draft, now).get("product", "")
        if not self.reader.tells(turn.plain) and product not in _PIECES.split(turn.plain):
            return
        if product and draft.values.get("standard") not in self.reader.standards_of(product):
            for name in guessed:
                draft.clear(name)

    def ask(self, draft: Draft, before: list[Reply] | None = None, *, card: bool = False) -> Step:
        """Say something and ask what is missing, or to confirm.

        Args:
            draft: what is known.
            before: what is said first.
            card: whether the card is shown above the question.
        """
        if self._speaks_otherwise(draft):
            return self.in_english.ask(draft, before, card=card)
        before = [*(before or []), *self._recalled(draft)]
        missing = self.script.missing(draft)
        if draft.anonymous and (left := self._gone(draft)):
            before = [*before, _form(self.script.say("left_out", kinds="、".join(left)))]
        draft.requested = self._next(draft)
        if draft.requested == TELLER:
            return self._ask_teller(draft, before)
        asked = self._prompt_key(draft, missing)
        card = card or self._facts_are_done(draft)
        draft.repeated = draft.repeated + 1 if asked == draft.prompt else 0
        draft.prompt = asked
        used = sum(size_in_bytes(reply.text) + 2 for reply in before)
        prompt = self.prompts.ask(draft, card=card, used=used)
        draft.told_rights = draft.told_rights or "consent" in missing
        return Step(before, prompt, draft.requested, sorted(draft.values))

    def question(self, draft: Draft) -> Reply:
        """What is asked now, once more."""
        if self._speaks_otherwise(draft):
            return self.in_english.question(draft)
        if draft.requested == TELLER:
            return self._teller.ask(draft)
        return self.prompts.ask(draft, card=False)

    def _recalled(self, draft: Draft) -> list[Reply]:
        """Fill in who the citizen is, where they agreed to it and give their name; say so."""
        order = self.script.order(draft)
        if not draft.remembered or not draft.kind or draft.minor:
            return []
        if draft.anonymous or ("identity" in order and draft.values.get("identity") != "named"):
            return []
        kept, draft.remembered = draft.remembered, {}
        if any((draft.values.get(n) or kept.get(n)) != kept.get(n) for n in ("name", "phone")):
            return []  # somebody else tells now, who has agreed to nothing
        known = {n: v for n, v in kept.items() if n in order and not draft.has(n)}
        draft.put(**known)
        return [_form(self.script.say("recalled"))] if known else []

    def _next(self, draft: Draft) -> str:
        name = self.script.next_field(draft)
        return TELLER if name == "confirm" and self._teller.is_open(draft) else name

    def _why(self, draft: Draft) -> str:
        is_teller = draft.requested == TELLER
        return self.script.say("teller_why") if is_teller else self.script.fields["confirm"].why

    @staticmethod
    def _gone(draft: Draft) -> list[str]:
        """Take out who tells; kinds of what is gone now, for what the story says is asked about."""
        left, told = leave_identity(draft.values), teller_in(draft.values)
        return [kind for kind in left if kind not in {part.kind for part in told}]

    @property
    def _teller(self) -> TellerQuestion:
        return TellerQuestion(self.script)

    def _ask_teller(self, draft: Draft, before: list[Reply]) -> Step:
        """Show what the story says of its teller; the third time in a row with ways out."""
        prompt = self._teller.ask(draft)
        draft.repeated = draft.repeated + 1 if draft.prompt == TELLER else 0
        draft.prompt = TELLER
        if draft.repeated >= THIRD:
            prompt = replace(prompt, text=f"{prompt.text}\n{self.script.say('way_out_person')}")
        return Step(before, prompt, "confirm", sorted(draft.values))

    # What a message may be

    def _take(self, draft: Draft, turn: CaseTurn, now: datetime) -> Step:
        if turn.picked:
            return self._aside(draft, turn)
        rests = draft.prompt == _RESTS and _WAITS.fullmatch(turn.words.strip())
        if rests or (turn.in_despair and not self.reader.tells(turn.words)):
            # Nobody who says they want to die is asked for the shop's name, nor is it kept.
            draft.prompt = _RESTS
            rest = _form(self.script.say("rest_first"))
            return Step([], rest, draft.requested, sorted(draft.values))
        if (
            draft.requested == TELLER
            and (told := self._teller.decide(draft, turn.words)) is not None
        ):
            return self.ask(draft, [_form(told)])
        if (kind := kind_switch_in(turn.words)) is not None and not draft.pending:
            return self._switch(draft, kind)
        command = command_in(turn.words, draft.requested)
        called_off = declined_in(turn.words) == "" or is_called_off(turn.words)
        if command is Command.CANCEL or called_off:
            return self._cancelled(draft, turn)
        if command is None and is_put_off(turn.words):
            rest = _form(self.script.say("put_off", days=str(DRAFTS_KEPT.days)))
            return Step([], rest, draft.requested, sorted(draft.values))
        if draft.pending:
            return self._decide_pending(draft, turn, now, command)
        if command is None and (told := self._told_of_form(draft, turn)):
            return self.ask(draft, [_form(told), _form(self.script.say("side_answer"))])
        if command is None and (step := self._asked_beside(draft, turn, now)) is not None:
            return step
        if (step := self._who_told(draft, turn)) is not None:
            return step
        if (step := self._corrected(draft, turn, now)) is not None:
            return step
        if command is not None and (step := self._obey(draft, command, turn)) is not None:
            return step
        return self._read(draft, turn, now)

    def _who_told(self, draft: Draft, turn: CaseTurn) -> Step | None:
        """Named or anonymous after all; a complaint needs its name."""
        if unnames(turn.words):
            if draft.kind == "complaint":
                return self.ask(draft, [_form(self.script.say("complaint_needs_name"))])
            return self._reconsider(draft, "anonymous") if draft.kind else None
        identity = identity_in(turn.words)
        if not identity or "identity" not in self.script.order(draft):
            return None
        is_answer = identity == "named" and not draft.has("identity")
        return None if is_answer else self._reconsider(draft, identity)

    def _read(self, draft: Draft, turn: CaseTurn, now: datetime) -> Step:
        if has_no_proof(turn.words):
            return self.ask(draft, [_form(self.script.say("no_proof"))])
        is_complete = draft.requested == "confirm"
        if said := no_matter_in(turn.words, is_complete=is_complete):
            return self.ask(draft, [_form(self.script.say(said))])
        if draft.requested in ("kind", TELLER) and is_not_known(turn.words):
            is_kind = draft.requested == "kind"
            return self.ask(draft, [] if is_kind else [_form(self._why(draft))])
        if draft.requested == "kind":
            return self._read_kind(draft, turn, now)
        if draft.requested == TELLER:
            return self._beside(draft, turn, now)
        if draft.requested == "confirm":
            return self._read_confirm(draft, turn, now)
        asked = self.script.missing(draft)
        if is_bare_wish(turn.words):
            return self.ask(draft, [_form(self.script.fields[draft.requested].why)])
        if "where" in asked and has_no_address(turn.words):
            return self._left_open(draft, ["where"])
        if is_not_known(turn.words):
            return self._not_known(draft, asked, turn.words)
        # Who calls for help names no shop, whatever the words look like.
        readable = [n for n in asked if not (turn.in_danger and n in _NAMES)]
        got = read_together(self.reader, turn.plain, readable, draft, now)
        if self._is_aside(draft, turn, got):
            return self._aside(draft, turn)
        if self._is_alone(draft, turn, asked, got):
            self._read_alone(draft, asked[0], turn, got, now)
        return self._taken(draft, turn, got, now)

    def _is_alone(self, draft: Draft, turn: CaseTurn, asked: Sequence[str], got: Answers) -> bool:
        """Whether the whole message may answer the first field asked."""
        first = asked[0]
        # Who gives a telephone beside what was asked answers no single question.
        beside = first != "phone" and "phone" in got.values
        if beside or got.anew or got.values.get(first) or labelled(turn.plain):
            return False
        is_new = bool(got.unknown) or any(not draft.values.get(n) for n in got.values)
        if len(asked) == 1 and not (first == "what" and is_new):
            return True
        # Said a second time, or where only what happened can be meant, it is the first answer.
        is_first = (draft.repeated > 0 and not is_new) or (first == "what" and not got)
        return is_first and not is_talk(turn.words)

    def _read_alone(
        self, draft: Draft, name: str, turn: CaseTurn, got: Answers, now: datetime
    ) -> None:
        """The whole message as the answer to the one field that is missing."""
        if name in _NAMES and (
            self.reader.is_another_answer(name, turn.plain) or declined_in(turn.words)
        ):
            return
        if (turn.in_danger and name != "what") or self._agrees_only(name, turn):
            return
        if name in _NAMES and (asks(turn.words) or self._is_no_name(draft, turn, now)):
            return
        read = self.reader.read(name, turn.plain, draft, now)
        if isinstance(read, Problem):
            got.problems.append(read.text)
            return
        got.values |= {key: value for key, value in read.values.items() if value}
        got.notes += read.notes

    def _agrees_only(self, name: str, turn: CaseTurn) -> bool:
        return name in ("what", "wanted") and only_agrees(turn.plain)

    def _is_no_name(self, draft: Draft, turn: CaseTurn, now: datetime) -> bool:
        """Whether words are a day, a sum, a wish, or nothing at all, where a name was asked."""
        if self.reader.names_nothing(turn.plain):
            return True
        if MEANS.search(turn.plain) or DID.search(turn.plain):
            return True
        says = self.reader.everything(turn.plain, draft, now)
        others = [value for name, value in says.items() if name not in (*_NAMES, "what")]
        return any(len(value) * 2 > len(turn.plain) for value in others)

    def _taken(self, draft: Draft, turn: CaseTurn, got: Answers, now: datetime) -> Step:
        """Keep what was understood and ask on."""
        is_new = self._put(draft, got)
        if is_new.get("consent") == "no":
            return self._no_consent(draft)
        if is_new.get("identity") == "anonymous":
            return self._reconsider(draft, "anonymous")
        notes = [_form(note) for note in dict.fromkeys(got.notes)]
        notes += self._age(draft, turn.words)
        is_read = bool(is_new or got.unknown or got.problems)
        if not is_read and self._is_more_story(draft, turn):
            return self._more_story(draft, turn)
        if not is_read and (said := self.reader.elsewhere_by_rule(turn.plain)):
            return self.ask(draft, [_form(said)])
        if not is_new and not got.unknown:
            notes += [_form(text) for text in dict.fromkeys(got.problems or [self._unread(draft)])]
            return self._check_place(draft, turn, now, notes)
        noted = "；".join(
            line for name in is_new if name in self.script.fields and name != "consent"
            if (line := self.prompts.line(draft, name, _ADDITION * 3))
        )  # fmt: skip
        notes = [*self._noted(noted), *notes, *map(_form, dict.fromkeys(got.problems))]
        return self._check_place(draft, turn, now, notes)

    def _put(self, draft: Draft, got: Answers) -> dict[str, str]:
        """Write down what is new; all of it, also a consent refused, which is not."""
        for name in got.anew:
            for key in companions(name, got.values):
                draft.clear(key)
            forget(draft, name)
        is_new = {name: v for name, v in got.values.items() if not draft.values.get(name)}
        draft.put(**{name: value for name, value in is_new.items() if value != "no"})
        draft.put(**unknown_values([n for n in got.unknown if not draft.has(n)]))
        return is_new

    def _unread(self, draft: Draft) -> str:
        missing = self.script.missing(draft)
        return self.script.fields[missing[0]].why if missing else self.script.say("asked_again")

    def _is_aside(self, draft: Draft, turn: CaseTurn, got: Answers) -> bool:
        """Whether the words ask something instead of answering."""
        text, name = turn.words, draft.requested
        if labelled(turn.plain):
            return False
        if "what" in self.script.missing(draft) and self.reader.tells(text):
            # 「锅里捞出创可贴恶心不恶心？」 tells it; a question about goods has a sure answer.
            return turn.side_is_sure and asks_plainly(text)
        day = got.values.get("when", "") if name == "when" else ""
        if day and _DOUBT.fullmatch(text.replace(day, "")):
            return False  # 「是不是上周五哦，对头，上周五」 is a day somebody isn't sure of
        if turn.intent in _TALK and len(text) <= _LONG_STORY and is_talk(text):
            return True
        if not asks(text) or len(text) > _LONG_STORY:
            return False
        if self.reader.names_a_wish(name, text):
            return turn.side_is_sure and asks_plainly(text)
        if not got.values and name in _FREE - _NAMES and not turn.side_is_sure:
            return asks_plainly(text)
        return not got.values or asks_plainly(text)

    def _aside(self, draft: Draft, turn: CaseTurn) -> Step:
        fixed = None if turn.side_is_sure else self.talk(turn.intent)
        said = fixed or turn.side
        replies = [] if said is None else [said]
        return self.ask(draft, [*replies, _form(self.script.say("side_answer"))])

    def _asked_beside(self, draft: Draft, turn: CaseTurn, now: datetime) -> Step | None:
        """Answer what is asked of us, and keep only what is plainly told beside it."""
        asked = None if turn.in_danger or draft.requested == "kind" else asked_beside(turn.plain)
        if asked is None:
            return None
        told = replace(turn, text=asked.said, typed=asked.said)
        missing = self.script.missing(draft)
        if "what" in missing and asked.said and self.reader.tells(told.plain):
            return None
        of_form = told_of_form(self.script, draft.kind, asked.question, is_known=turn.side_is_sure)
        answer = [_form(of_form)] if of_form else [turn.side] if turn.side is not None else []
        if not asked.said or self._is_of_another(draft, asked, now):
            return self.ask(draft, [*answer, _form(self.script.say("side_answer"))])
        got = self._told_plainly(draft, asked.said, missing, now)
        if got.anew or any(not draft.values.get(name) for name in got.values):
            step = self._taken(draft, told, got, now)
        elif draft.values.get("what") and self.reader.tells(told.plain):
            step = self._more_story(draft, told)
        else:
            step = self.ask(draft, [_form(self.script.say("side_answer"))])
        return replace(step, replies=[*answer, *step.replies])

    def _is_of_another(self, draft: Draft, asked: AskedBeside, now: datetime) -> bool:
        """Whether a question, and what is told beside it, is about another thing."""
        thing = self.reader.everything(asked.question, draft, now).get("product", "")
        known = draft.values.get("product") or thing
        is_other = bool(thing) and thing not in known and known not in thing
        return is_other and (thing in asked.said or len(asked.said) > _ANSWER)

    def _told_plainly(
        self, draft: Draft, said: str, missing: Sequence[str], now: datetime
    ) -> Answers:
        """What words beside a question answer of what is missing, as far as they are plain."""
        says = self.reader.everything(said, draft, now)
        got = read_together(self.reader, said, missing, draft, now)
        is_plain = len(said) <= _ANSWER and not said.startswith("我")
        for name in [n for n in got.values if n in _FREE and n not in says and not is_plain]:
            del got.values[name]
        got.problems.clear()
        return got

    def _told_of_form(self, draft: Draft, turn: CaseTurn) -> str:
        if "what" in self.script.missing(draft) and self.reader.tells(turn.words):
            return ""
        known = turn.side_is_sure
        return told_of_form(self.script, draft.kind, turn.words, is_known=known)

    def _read_kind(self, draft: Draft, turn: CaseTurn, now: datetime) -> Step:
        kind = KINDS.get(turn.words.strip(" 。.选第个").lower()) or self.reader.kind(turn.words, "")
        if not kind:
            if asks(turn.words) or (turn.intent in _TALK and is_talk(turn.words)):
                return self._aside(draft, turn)
            self._absorb(draft, turn.plain, now)
            return self.ask(draft)
        draft.kind = kind
        self._absorb(draft, turn.plain, now)
        return self._check_place(draft, turn, now, [_form(self._intro(draft))])

    def _read_confirm(self, draft: Draft, turn: CaseTurn, now: datetime) -> Step:
        needs = "consent" in self.script.order(draft) and not draft.has("consent")
        if needs and (turn.words.startswith("不同意") or "不同意" in turn.words[:8]):
            return self._no_consent(draft)
        read = self.reader.read("confirm", _without_consent(turn.plain), draft, now)
        if isinstance(read, Understood) and read.values.get("confirm") == "yes":
            if needs:
                draft.put(consent="yes")
            return Step(filled=sorted(draft.values), ended="filed")
        if is_not_known(turn.words):
            return self.ask(draft, [_form(self.script.say("nothing_to_change"))])
        return self._beside(draft, turn, now)

    def _beside(self, draft: Draft, turn: CaseTurn, now: datetime) -> Step:
        """What is said beside a card that is complete: a question, or more of the matter."""
        is_small = turn.intent in _TALK and is_talk(turn.words)
        if len(turn.words) <= _LONG_STORY and (is_small or asks(turn.words)):
            return self._aside(draft, turn)
        return self._added(draft, turn, now)

    def _added(self, draft: Draft, turn: CaseTurn, now: datetime) -> Step:
        """What is said beside the card: a value said anew, or more of the story."""
        found = self.reader.everything(turn.plain, draft, now)
        short = len(turn.plain) <= _LONG_STORY
        spoken_of = [
            name
            for name in ("when", "where")
            if name in found
            and draft.values.get(name, UNKNOWN) != UNKNOWN
            and not is_said_anew(
                turn.plain, found[name], *(v for n, v in found.items() if n not in (name, "what"))
            )
        ]
        for key in [key for one in spoken_of for key in (one, *companions(one, found))]:
            del found[key]
        anew = [n for n in ("when", "where", "wanted", "phone", "standard") if n in found]
        if anew and short:
            for changed in anew:
                forget(draft, changed)
            draft.put(**{k: v for k, v in found.items() if k not in ("what", "identity")})
            return self.ask(draft, [_form(self._corrections.changed(anew))])
        is_more = bool(spoken_of) or len(turn.plain) >= _ADDITION
        if is_more and not is_bare_wish(turn.words):
            return self._more_story(draft, turn)
        return self.ask(draft, [_form(self._why(draft))])

    def _is_more_story(self, draft: Draft, turn: CaseTurn) -> bool:
        """Whether words beside what is asked tell more of what happened."""
        is_fact = self.script.fields[draft.requested].group == "fact"
        if not is_fact or not draft.values.get("what") or asks(turn.words):
            return False
        return self.reader.tells(turn.plain) or len(turn.plain) >= _ADDITION

    def _more_story(self, draft: Draft, turn: CaseTurn) -> Step:
        story = draft.values.get("what", "")
        draft.put(what=f"{story}\n{turn.plain}".strip()[:_LONGEST_STORY])
        return self.ask(draft, [_form(self.script.say("added"))])

    @property
    def _corrections(self) -> Corrections:
        return Corrections(self.script, self.reader)

    def _corrected(self, draft: Draft, turn: CaseTurn, now: datetime) -> Step | None:
        done = self._corrections.of(draft, turn, now)
        if done is None:
            return None
        return self.ask(draft, [_form(said) for said in done.said], card=done.card)

    # What the form does

    def _obey(self, draft: Draft, command: Command, turn: CaseTurn) -> Step | None:
        if command is Command.BACK:
            return self._back(draft)
        if command is Command.SKIP:
            if draft.requested == "kind":
                return self.ask(draft)
            return self._not_known(draft, self.script.missing(draft), turn.words, is_skip=True)
        return self.ask(draft, card=True) if command is Command.REPEAT else None

    def _not_known(
        self, draft: Draft, asked: list[str], words: str, *, is_skip: bool = False
    ) -> Step:
        """The citizen can't tell: explained once, then left for officers to find out."""
        if not asked:
            return self.ask(draft, [_form(self._why(draft))])
        optional = [name for name in asked if self.script.optional(name, draft.kind)]
        if optional:
            draft.skipped += [name for name in optional if name not in draft.skipped]
            if optional == asked:
                return self.ask(draft, [_form(self.script.say("skipped"))])
            return self.ask(draft)
        open_ones = [name for name in asked if self.script.may_stay_open(name, draft.kind)]
        open_ones = open_ones[:1] if _NOT_KNOWING.match(words) else open_ones
        is_date = asked == ["when"] and not is_skip
        if open_ones and (draft.repeated or is_date):
            return self._left_open(draft, open_ones)
        why = self.script.fields[asked[0]].why
        return self.ask(draft, [_form(f"{self.script.say('required')}{why}" if is_skip else why)])

    def _left_open(self, draft: Draft, names: Sequence[str]) -> Step:
        draft.put(**unknown_values(names))
        items = self.prompts.named(draft, names)
        return self.ask(draft, [_form(self.script.say("unknown_noted", items=items))])

    def _back(self, draft: Draft) -> Step:
        """Take back what the last message filled."""
        if not draft.undo:
            return self.ask(draft, [_form(self.script.say("nothing_before"))])
        for name in draft.undo.pop():
            draft.clear(name)
        return self.ask(draft, [_form(self.script.say("undone"))], card=True)

    def _switch(self, draft: Draft, kind: str) -> Step:
        if kind == draft.kind:
            label = self.script.kinds[kind].label
            return self.ask(draft, [_form(self.script.say("kind_stays", kind=label))])
        draft.kind = kind
        for name in ("identity", "consent"):
            draft.clear(name)
        label = self.script.kinds[kind].label
        return self.ask(draft, [_form(self.script.say("switched", kind=label))], card=True)

    def _reconsider(self, draft: Draft, identity: str) -> Step:
        """Named after all, or anonymous after all: then nothing personal stays."""
        draft.put(identity=identity)
        if identity == "anonymous":
            # Name, telephone and address are left out, and said to be, where the question is asked.
            draft.clear("consent")
        label = self.script.fields["identity"].label
        return self.ask(draft, [_form(self.script.say("changed", field=label))])

    def _cancelled(self, draft: Draft, turn: CaseTurn) -> Step:
        # 「cancel」 is typed by who told everything else in Chinese, too.
        told = (draft.values.get(name, "") for name in ("what", "respondent", "product"))
        is_english = "".join((turn.plain, *told)).isascii()
        script = self.script.in_english if is_english else self.script
        return Step([Reply(script.say("cancelled"))], ended="cancelled")

    def _no_consent(self, draft: Draft) -> Step:
        words = self.script.fields["consent"]
        if draft.kind == "complaint":
            draft.clear("consent")
            return self.ask(draft, [_form(words.refused_complaint)])
        for name in _PERSONAL:
            draft.clear(name)
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
        is_personal = draft.requested in ("name", "phone", "address", "consent", "confirm", TELLER)
        if turn.in_danger or draft.override or is_personal:
            return self.ask(draft, before, card=draft.prompt == "")
        # A place in a story, or in an answer to several questions, may be the place of the matter.
        words = "\n".join([*turn.told, turn.words])
        where_else = self.reader.elsewhere(words, replace(draft, requested="where"))
        if where_else is None:
            return self.ask(draft, before, card=draft.prompt == "")
        draft.pending = True
        draft.requested = "kind" if not draft.kind else self.script.next_field(draft)
        reply = Reply(where_else, ReplyKind.FORM, _buttons(["仍要登记", "取消"]))
        return Step([], reply, draft.requested, sorted(draft.values))

    def _facts_are_done(self, draft: Draft) -> bool:
        """Whether the last answer filled the facts: the card stands above what comes last.

        Besides, it is shown when a form opens, and where something on it is changed.
        """
        last = draft.prompt.partition("+")[0]
        is_field = bool(draft.kind) and last in self.script.fields
        was_fact = is_field and self.script.is_fact(last, draft.kind)
        return was_fact and self.script.fields[draft.requested].group == "contact"

    def _prompt_key(self, draft: Draft, missing: list[str]) -> str:
        if missing:
            return "+".join(missing)
        known = sorted((k, v) for k, v in draft.values.items() if k != "what")
        return "confirm " + hashlib.sha256(repr(known).encode()).hexdigest()[:12]

    def _decide_pending(
        self, draft: Draft, turn: CaseTurn, now: datetime, command: Command | None
    ) -> Step:
        if command is Command.INSIST:
            draft.pending, draft.override = False, True
            return self.ask(draft, [_form(self._intro(draft))] if draft.kind else None, card=True)
        if asks(turn.words) and len(turn.words) <= _LONG_STORY:
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


def _is_told_in_english(draft: Draft, text: str) -> bool:
    """Whether a draft goes on in English: as it began, or as its story is told."""
    if draft.english:
        return "中文" not in text
    story = draft.values.get("what", "")
    return (
        len(text.split()) >= _ENGLISH_WORDS and is_english(text) and not _HAN.search(story + text)
    )


def _without_consent(text: str) -> str:
    """「同意，确认」 says both; the first alone means the second too, where both are asked."""
    return text.replace("同意并", "").replace("同意，", "").strip()


def _form(text: str) -> Reply:
    return Reply(text, ReplyKind.FORM)


def _buttons(titles: list[str]) -> tuple[Button, ...]:
    return tuple(Button(title, title) for title in titles)
