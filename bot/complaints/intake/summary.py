"""How the card and the questions read, each within one message of WeChat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.channels.text_parts import PART_BYTES, size_in_bytes
from bot.complaints.case.draft import Draft
from bot.complaints.case.script import Script
from bot.complaints.case.sent_first import Counted
from bot.complaints.intake.reading import WHERE_TOLD
from bot.complaints.understanding.dates import shown_days
from bot.complaints.understanding.masking import mask_phones_in
from bot.kit.messages import Button, Reply, ReplyKind

# Given a product, the standards to suggest, as a sentence part: 「GB 17761-2024（…）」.
Suggest = Callable[[str], str]
YES = {"named": "实名", "anonymous": "匿名", "yes": "同意", "no": "不同意"}
UNKNOWN = "不详"
THIRD = 2  # how often a question was repeated already
_LONGEST = 60  # characters of a field on the card; the story has what is left
_STORY_SHOWN = 40  # characters of the story at least
_NOT_ON_CARD = frozenset({"confirm", "kind", "consent"})


@dataclass(frozen=True)
class Prompts:
    """Puts the script's words together with what the draft knows.

    Args:
        script: the words.
        suggest: standards that go with a product; empty text if none.
        operator: who processes personal data.
        contact: how to reach them.
        kept: how long identities are kept, in words.
    """

    script: Script
    suggest: Suggest
    operator: str
    contact: str
    kept: str

    def ask(self, draft: Draft, *, card: bool = True, used: int = 0) -> Reply:
        """The question for what is asked now; the third time in a row it shows ways out.

        Args:
            draft: what is known; ``requested`` is the first field asked.
            card: whether the card stands above the question.
            used: bytes that other replies of the same message take.
        """
        name = draft.requested
        asked = self.script.missing(draft)
        if name == "kind":
            text = f"{self.script.explain_kinds}\n来源：{self.script.explain_source}"
        elif name == "confirm":
            text = self._confirm(draft, used)
        elif self.script.fields[name].group == "contact":
            text = self._contact(draft, asked)
            if card:
                text = f"{self.card(draft, PART_BYTES - used - size_in_bytes(text))}\n{text}"
        else:
            text = self._facts(draft, asked, used, card=card)
        titles = list(self.script.fields[name].buttons) if len(asked) <= 1 else []
        if draft.repeated >= THIRD:
            out, more = self._way_out(draft)
            text, titles = f"{text}\n{out}", [*titles, *(t for t in more if t not in titles)]
        return Reply(text, ReplyKind.FORM, tuple(Button(title, title) for title in titles))

    def card(self, draft: Draft, room: int = PART_BYTES) -> str:
        """All that was understood, a line each; what is missing is marked.

        Args:
            draft: what is known.
            room: bytes the card may take; a long story is shown in part.
        """
        whole = self.summary(draft)
        over = size_in_bytes(whole) - room
        story = draft.values.get("what", "")
        if over <= 0 or not story:
            return whole
        shown = max(_STORY_SHOWN, len(story) - over // 3 - 30)
        return self.summary(draft, shown) if shown < len(story) else whole

    def summary(self, draft: Draft, story: int = 0) -> str:
        """The card; ``story`` is how many characters of the story it shows, 0 for all."""
        say = self.script.say
        kind = self.script.kinds[draft.kind].label if draft.kind else ""
        lines = [say("kind_line", kind=kind)] if kind else []
        for name in self.script.order(draft):
            if name in _NOT_ON_CARD or (name == "address" and draft.kind != "complaint"):
                continue
            line = self.line(draft, name, story)
            if not line and self._is_wanted(draft, name):
                told = draft.values.get(WHERE_TOLD, "") if name == "where" else ""
                line = f"{self._label(name)}：{told}{say('missing_mark')}"
            lines.append(line)
            if name == "where" and draft.kind == "report":
                lines.append(self.line(draft, "wanted", story))
            if name == "wanted" or (name == "where" and draft.kind == "report"):
                lines.append(self._amount(draft))
        return "\n".join(line for line in lines if line)

    def line(self, draft: Draft, name: str, story: int = 0) -> str:
        """One field as 「label：value」; empty if it is not known."""
        label = self._label(name)
        value = draft.values.get(name, "")
        if name == "evidence" and (files := draft.values.get("files")):
            return f"{label}：{Counted.of(files, draft.values.get('photos', ''))}"
        if not value:
            return f"{label}：{self.script.say('empty_mark')}" if name in draft.skipped else ""
        if name == "phone":
            value = f"{value[:3]}****{value[-4:]}"
        elif name == "name":
            value = value[0] + "*" * (len(value) - 1)
        elif name == "what":
            value = _cut(mask_phones_in(" ".join(value.split("\n"))), story)
        elif name == "where" and (district := draft.values.get("district")):
            value = district if value in district else f"{district}，{_cut(value, _LONGEST)}"
        elif name == "when" and (day := draft.values.get("day")):
            value = shown_days(day, draft.values.get("until", ""), _cut(value, _LONGEST))
        else:
            value = _cut(value, _LONGEST)
        return f"{label}：{YES.get(value, value)}"

    def named(self, draft: Draft, names: Sequence[str]) -> str:
        """What is missing, in the words of the question: 「店名、哪天的事」."""
        between = "、" if self.script.english or not draft.english else ", "
        return between.join(self._missing(draft, name) for name in names)

    def _facts(self, draft: Draft, asked: Sequence[str], used: int, *, card: bool) -> str:
        say, items = self.script.say, self.named(draft, asked)
        known = any(draft.values.get(f) for f in self.script.order(draft) if f not in asked)
        if len(asked) == 1:
            question = f"{self._only(draft, asked[0])}\n{say('missing', items=items)}"
        elif not known and draft.kind != "feedback":
            question = say("missing_all", items=items)
        else:
            between = " " if draft.english else ""
            question = f"{say('missing', items=items)}{between}{say('at_once')}"
        if not card or not known:
            return question
        extras = self._extras(draft)
        room = PART_BYTES - used - size_in_bytes(question) - size_in_bytes(extras)
        return "\n".join(filter(None, [self.card(draft, room), extras, question]))

    def _contact(self, draft: Draft, asked: Sequence[str]) -> str:
        parts = []
        if "identity" in asked:
            parts.append(self.script.fields["identity"].ask)
        if "consent" in asked and not draft.told_rights:
            parts.append(self._notice(draft))
        if draft.minor and self.script.fields["name"].ask_guardian and "name" in asked:
            parts.append(self.script.fields["name"].ask_guardian)
        others = [name for name in asked if name != "identity"]
        if "identity" not in asked:
            parts.append(self.script.say("contact", items=self.named(draft, asked)))
        elif others:
            items = self.named(draft, others)
            parts.append(self.script.say("contact_report", items=items))
        return "\n".join(parts)

    def _confirm(self, draft: Draft, used: int) -> str:
        words = self.script.fields["confirm"]
        needs = "consent" in self.script.order(draft) and not draft.has("consent")
        consent = words.with_consent if needs else ""
        extras = self._extras(draft)
        empty = words.ask.format(summary="", consent=consent)
        room = PART_BYTES - used - size_in_bytes(empty) - size_in_bytes(extras)
        card = "\n".join(filter(None, [self.card(draft, room), extras]))
        return words.ask.format(summary=card, consent=consent)

    def _extras(self, draft: Draft) -> str:
        """One line for what may be added at any time."""
        if "evidence" not in self.script.order(draft):
            return ""
        found = (
            "" if draft.values.get("standard") else self.suggest(draft.values.get("product", ""))
        )
        suggested = self.script.say("suggested", standards=found) if found else ""
        return self.script.say("extras", suggested=suggested)

    def _way_out(self, draft: Draft) -> tuple[str, list[str]]:
        asked = self.script.missing(draft)
        if any(self.script.may_stay_open(name, draft.kind) for name in asked):
            return self.script.say("way_out"), [UNKNOWN, "转人工", "取消"]
        if draft.kind == "complaint" and self.script.fields[draft.requested].group == "contact":
            return self.script.say("way_out_anonymous"), ["改成举报", "转人工", "取消"]
        return self.script.say("way_out_person"), ["转人工", "取消"]

    def _only(self, draft: Draft, name: str) -> str:
        words = self.script.fields[name]
        if name == "where" and (told := draft.values.get(WHERE_TOLD)):
            return words.ask_district.format(place=told)
        return words.ask_feedback if draft.kind == "feedback" and words.ask_feedback else words.ask

    def _amount(self, draft: Draft) -> str:
        amount = draft.values.get("amount", "")
        return self.script.say("amount_line", amount=amount) if amount else ""

    def _is_wanted(self, draft: Draft, name: str) -> bool:
        is_undecided = "identity" in self.script.order(draft) and not draft.has("identity")
        if is_undecided and self.script.fields[name].named_only:
            return False  # who has not said that they give their name lacks no telephone
        return name not in draft.skipped and self.script.fields[name].group in ("fact", "contact")

    def _label(self, name: str) -> str:
        return self.script.fields[name].shown or self.script.fields[name].label

    def _missing(self, draft: Draft, name: str) -> str:
        words = self.script.fields[name]
        if name == "where" and (told := draft.values.get(WHERE_TOLD)):
            return words.missing_district.format(place=told)
        if draft.minor and words.missing_guardian:
            return words.missing_guardian
        if draft.kind == "feedback" and words.missing_feedback:
            return words.missing_feedback
        return words.missing or words.label

    def _notice(self, draft: Draft) -> str:
        complaint = draft.kind == "complaint"
        return self.script.fields["consent"].ask.format(
            operator=self.operator,
            contact=self.contact,
            kept=self.kept,
            items=self.script.say("items_complaint" if complaint else "items_report"),
            without="" if complaint else self.script.say("without_report"),
        )


def _cut(text: str, most: int) -> str:
    if not most or len(text) <= most:
        return text
    return f"{text[:most]}…（共 {len(text)} 字，都保存）"
