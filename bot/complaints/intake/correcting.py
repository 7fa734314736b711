"""Fields said anew: by their name, by what was wrong, or by whose place is where."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.complaints.case.clocks import local_day
from bot.complaints.case.draft import Draft
from bot.complaints.case.script import Script
from bot.complaints.intake.answers import (
    is_not_known,
    name_and_phone_to_their_ends,
    read_field,
    unknown_values,
)
from bot.complaints.intake.reading import Problem, Reader, Understood
from bot.complaints.intake.summary import UNKNOWN
from bot.complaints.intake.turn import CaseTurn
from bot.complaints.understanding.asking import asks_plainly
from bot.complaints.understanding.commands import correction_in, loose_correction_in
from bot.complaints.understanding.companions import companions
from bot.complaints.understanding.dates import find_date
from bot.complaints.understanding.english_dates import day_alone_in_english
from bot.complaints.understanding.extract import amount_in
from bot.complaints.understanding.field_names import before_labels, labelled, says_home
from bot.complaints.understanding.persons import name_in, phone_in
from bot.complaints.understanding.put_right import (
    came_back,
    not_that,
    on_paper,
    own_phone_told,
    phone_tail,
    two_names,
)
from bot.complaints.understanding.said_anew import is_day_alone
from bot.complaints.understanding.sum_anew import sum_anew_in
from bot.complaints.understanding.whose_place import whose_place
from bot.complaints.understanding.wish_alone import is_wish_alone

_AMOUNT = "涉及金额"
_HAN = re.compile(r"[\u3400-\u9fff]")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_BARE_SUM = re.compile(
    r"(?:是|就是|一共|总共){0,2}(?:[¥￥]\s?\d{1,7}(?:\.\d{1,2})?|\d{1,6}\.\d{1,2}(?:元|块钱?)?|\d{1,7}(?:元|块钱?))[的哈嘛。！!\s]{0,2}"
)
_BARE_NAME = re.compile(r"[^\W\d_的了我你他她不没是]{2,10}")
_ENDS_AS_SHOP = re.compile(r"[店坊铺馆庄行社厂吧屋记堂轩阁斋坞苑汇](?<!银行)(?<!不行)$")
_BESIDES = re.compile("再|还要?|另外|加上?|外加")
_LABEL = 8  # characters around a telephone that say no more than whose it is
_DOOR = re.compile(r"\d{1,4}(?:[-－—]\d{1,4}){0,3}号?(?:附\d{1,3}号?)?")
_LAST_DOOR = re.compile(rf"{_DOOR.pattern}$")
_NAMES = frozenset({"respondent", "product"})
_BEFORE = 10  # characters before the first name of a field that are an answer of their own


@dataclass(frozen=True)
class Corrected:
    """What a correction did.

    Args:
        said: what the citizen hears of it.
        card: whether the card is shown again.
    """

    said: list[str]
    card: bool = False


def forget(draft: Draft, name: str) -> None:
    """Take a field out of a draft, and what belongs to it."""
    for key in companions(name, draft.values):
        del draft.values[key]
    draft.clear(name)


@dataclass(frozen=True)
class Corrections:
    """Corrects drafts.

    Args:
        script: what the fields are called.
        reader: reads every field as it is read where it is asked.
    """

    script: Script
    reader: Reader

    def of(self, draft: Draft, turn: CaseTurn, now: datetime) -> Corrected | None:
        """What a message corrects, done; None if it corrects nothing."""
        if draft.values.get("amount") and (yuan := sum_anew_in(turn.plain)) is not None:
            return self._sum_anew(draft, yuan)
        done = None if draft.requested == "kind" else self._told_apart(draft, turn, now)
        return done or self._by_name_or_loosely(draft, turn, now)

    def changed(self, names: Iterable[str]) -> str:
        """That fields were changed, by their labels."""
        fields = self.script.fields
        labels = [fields[n].shown or fields[n].label if n in fields else _AMOUNT for n in names]
        return self.script.say("changed", field="、".join(dict.fromkeys(labels)))

    def _told_apart(self, draft: Draft, turn: CaseTurn, now: datetime) -> Corrected | None:
        """What is plain without the name of a field: a name that came back, whose place it is."""
        if draft.values.get("respondent") == UNKNOWN and (name := came_back(turn.plain)):
            others = set(self.reader.everything(name, draft, now)) - {*_NAMES, "what"}
            return None if others else self._correct(draft, "respondent", name, now)
        if "respondent" in draft.values and (name := on_paper(turn.plain)):
            return self._correct(draft, "respondent", name, now)
        if self._is_day(draft, turn.plain, now):
            return self._correct(draft, "when", turn.plain, now)
        if wish := self._wished_anew(draft, turn.plain):
            return self._correct(draft, "wanted", wish, now)
        if self._is_sum(draft, turn.plain):
            return self._correct(draft, "amount", turn.plain, now)
        if (tail := phone_tail(turn.plain)) and (phone := draft.values.get("phone")):
            return self._correct(draft, "phone", phone[: -len(tail)] + tail, now)
        given = own_phone_told(turn.plain)
        if given and draft.values.get("phone", UNKNOWN) not in (given, UNKNOWN):
            if len(turn.plain.strip()) <= len(given) + _LABEL:
                return self._correct(draft, "phone", given, now)
            # The newest is the one they can be reached at; what stands beside it is read as well.
            draft.put(phone=given)
        shop = draft.values.get("respondent", "")
        two = two_names(turn.plain)
        if two and two[1] not in shop and two[0][0] == draft.values.get("name", two[0])[0]:
            return self._correct(draft, "name", f"我叫{two[0]}", now)
        if (words := not_that(turn.plain)) and (name := self._holds(draft, *words)):
            return self._correct(draft, name, self._in_place(draft.values[name], *words), now)
        return self._places(draft, turn, now)

    def _holds(self, draft: Draft, new: str, old: str) -> str:
        """Which field has the wrong words, or the right ones already; empty if none has."""
        names = [n for n in self.script.order(draft) if n not in ("what", "confirm", "evidence")]
        held = (n for said in (old, new) for n in names if said in draft.values.get(n, ""))
        return next(held, "")

    @staticmethod
    def _in_place(value: str, new: str, old: str) -> str:
        return value.replace(old, new) if old in value else value

    def _is_day(self, draft: Draft, text: str, now: datetime) -> bool:
        """Whether nothing but a day is said beside what is asked, where one is known."""
        if "when" not in draft.values or "when" in self.script.missing(draft):
            return False
        if not _HAN.search(text):
            return day_alone_in_english(text, local_day(now)) is not None
        found = find_date(text, local_day(now))
        return found is not None and not found.future and is_day_alone(text, found.said)

    def _wished_anew(self, draft: Draft, text: str) -> str:
        """What is wanted, said alone where a wish is known; 「再赔一千」 stands beside it."""
        known = draft.values.get("wanted", "")
        if not known or "wanted" in self.script.missing(draft) or not is_wish_alone(text):
            return ""
        return f"{known}，{text.strip()}" if _BESIDES.match(text.strip()) else text

    def _is_sum(self, draft: Draft, text: str) -> bool:
        """Whether a bare sum stands beside what is asked; a wish that is asked may be one."""
        if "wanted" in self.script.missing(draft) or draft.kind == "feedback":
            return False
        return _BARE_SUM.fullmatch(text.strip()) is not None

    def _places(self, draft: Draft, turn: CaseTurn, now: datetime) -> Corrected | None:
        told, where = whose_place(turn.plain), draft.values.get("where", "")
        if told is None or "where" in self.script.missing(draft):
            return None
        done: list[str] = []
        if told.is_home:
            forget(draft, "where")
            done = ["where", *self._home(draft, where, now)]
        if told.shop and self._set(draft, "where", told.shop, now) is not None:
            return Corrected([self.script.fields["where"].problem])
        return Corrected([self.changed([*done, "where"])], card=True)

    def _home(self, draft: Draft, where: str, now: datetime) -> list[str]:
        """Where the teller lives, of what was taken for the place; only a complaint needs it."""
        if draft.kind != "complaint" or draft.values.get("address"):
            return []
        read = self.reader.read("address", where, draft, now)
        if isinstance(read, Understood):
            draft.put(**read.values)
        return ["address"] if isinstance(read, Understood) else []

    def _by_name_or_loosely(self, draft: Draft, turn: CaseTurn, now: datetime) -> Corrected | None:
        if (named := self._named(draft, turn)) is not None:
            return self._correct(draft, *named, now)
        loose = None if draft.requested == "kind" else loose_correction_in(turn.plain)
        if loose is None:
            return self._said_by_name(draft, turn, now)
        old, new = loose
        if not new:
            return self._which(draft)
        if said := labelled(new):
            return self._anew(draft, said, now, is_home=says_home(new))
        if name := self._meant(draft, old, new, now):
            return self._correct(draft, name, new, now)
        return None if old else self._which(draft)

    def _named(self, draft: Draft, turn: CaseTurn) -> tuple[str, str] | None:
        labels = self._labels(draft)
        named = correction_in(turn.words, labels) and correction_in(turn.plain, labels)
        if named is None:
            return None
        name, words = named
        is_home = name == "where" and "地址" in turn.words[:6] and draft.values.get("address")
        return "address" if is_home else name, words

    def _which(self, draft: Draft) -> Corrected:
        fields = self.script.fields
        named = [
            fields[name].shown or label
            for label, name in self._labels(draft).items()
            if name in fields
        ]
        fields_named = "、".join([*named, _AMOUNT])
        return Corrected([self.script.say("which_field", fields=fields_named)])

    def _sum_anew(self, draft: Draft, yuan: Decimal) -> Corrected:
        """Another sum in the place of the one that was told, also where it is wished for."""
        old, new = f"{Decimal(draft.values['amount']).normalize():f}", f"{yuan.normalize():f}"
        said = draft.values.get("wanted", "")
        draft.put(wanted=_FIGURE.sub(lambda one: new if one[0] == old else one[0], said))
        draft.put(amount=str(yuan))
        return Corrected([self.changed(["amount"])], card=True)

    def _said_by_name(self, draft: Draft, turn: CaseTurn, now: datetime) -> Corrected | None:
        """「店名是宝岛眼镜」 where it is not what is asked."""
        said = labelled(turn.plain)
        asked = self.script.missing(draft)
        if not said or asks_plainly(turn.words) or any(n in asked for n, _ in said):
            return None
        if asked and before_labels(turn.plain):
            return None  # 「沙坪坝，店名是…」 answers and corrects
        if turn.plain.find(said[0][1]) > _BEFORE or self._tells_besides(said):
            return None  # what comes before the first name of a field is an answer too
        return self._anew(draft, said, now, is_home=says_home(turn.plain))

    @staticmethod
    def _tells_besides(said: list[tuple[str, str]]) -> bool:
        """「我叫王大明，张记豆腐坊卖…」: what follows a name or a telephone is more than that."""
        return len(name_and_phone_to_their_ends(said, "")[1]) > _BEFORE

    def _anew(
        self,
        draft: Draft,
        said: Iterable[tuple[str, str]],
        now: datetime,
        *,
        is_home: bool = False,
    ) -> Corrected:
        done: list[str] = []
        problems: list[str] = []
        for name, words in said:
            is_own = draft.kind == "complaint" and is_home
            if name == "address" and not (is_own or draft.values.get("address")):
                name = "where"
            problem = self._set(draft, name, words, now)
            done += [] if problem is not None else [name]
            problems += [problem] if problem else []
        changed = [self.changed(done)] if done else []
        return Corrected([*changed, *problems], card=bool(done))

    def _meant(self, draft: Draft, old: str, new: str, now: datetime) -> str:
        """Which field a correction without its name is about; empty if it can't be told."""
        if old:
            for name in self.script.order(draft):
                if old in draft.values.get(name, "") and name != "what":
                    return name
        found = self.reader.everything(new, draft, now)
        for name in ("phone", "when", "where", "wanted", "standard", "respondent", "product"):
            if name in found:
                return name
        if draft.values.get("name") and not phone_in(new) and name_in(new, asked=True):
            return "name"
        if name := self._resembled(draft, new):
            return name
        last = [name for name in (draft.undo[-1] if draft.undo else []) if name in _NAMES]
        return last[0] if len(last) == 1 else ""

    @staticmethod
    def _resembled(draft: Draft, new: str) -> str:
        """The name most of whose signs are said anew: 「不对，是悦足堂」 for 「悦足轩」.

        What ends as shops' names do is one, also where none is known yet.
        """
        if not _BARE_NAME.fullmatch(new):
            return ""
        for name in ("respondent", "product"):
            known = set(draft.values.get(name, ""))
            if len(known & set(new)) * 2 > len(set(new)):
                return name
        return "respondent" if _ENDS_AS_SHOP.search(new) else ""

    def _correct(self, draft: Draft, name: str, words: str, now: datetime) -> Corrected:
        if not words:
            if name == "amount":
                return Corrected([self.script.say("which_value", items=_AMOUNT)])
            forget(draft, name)
            return Corrected([])
        problem = self._set(draft, name, words, now)
        if problem is not None:
            return Corrected([problem] if problem else [])
        return Corrected([self.changed([name])], card=True)

    def _set(self, draft: Draft, name: str, words: str, now: datetime) -> str | None:
        """Put a field anew; what is wrong with the words, or None."""
        if name == "amount" and draft.values.get("amount") and (yuan := _sum_in(words)) is not None:
            self._sum_anew(draft, yuan)
            return None
        kept = dict(draft.values)
        if name == "address" and _DOOR.fullmatch(words):
            words = _LAST_DOOR.sub(words, kept.get("address", ""))  # 「地址不对，是98号」
        forget(draft, name)
        if is_not_known(words) and self._may_be_unknown(draft, name):
            draft.put(**unknown_values([name]))
            return None
        read = read_field(self.reader, name, words, draft, now)
        if isinstance(read, Problem) or not read.values.get(name):
            draft.values.clear()
            draft.values.update(kept)
            return read.text if isinstance(read, Problem) else ""
        draft.put(**read.values)
        draft.repeated = -1  # a correction is no failed try at what is asked
        return None

    def _may_be_unknown(self, draft: Draft, name: str) -> bool:
        return name in self.script.fields and self.script.may_stay_open(name, draft.kind)

    def _labels(self, draft: Draft) -> dict[str, str]:
        names = [n for n in self.script.order(draft) if n not in ("confirm", "kind", "evidence")]
        if draft.values.get("wanted") and "wanted" not in names:
            names.append("wanted")  # what a report asks for stands on its card too
        found = {self.script.fields[n].label: n for n in names}
        return {**found, _AMOUNT: "amount"}


def _sum_in(words: str) -> Decimal | None:
    return amount_in(words) or amount_in(f"{words}元")
