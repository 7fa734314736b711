"""What was registered is corrected by saying it: a dated change, the old value kept beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy.orm import Session

from bot.complaints.case.draft import Draft
from bot.complaints.case.models import Case, CaseEvent
from bot.complaints.case.script import Script
from bot.complaints.case.workflow import StepRefused
from bot.complaints.intake.case_summary import summary_of
from bot.complaints.intake.reading import Problem, Reader
from bot.complaints.intake.registering import fen, masked_words
from bot.complaints.understanding.commands import correction_in
from bot.complaints.understanding.event_place import event_place
from bot.complaints.understanding.field_names import labelled
from bot.complaints.understanding.masking import mask_name, mask_phone
from bot.complaints.understanding.put_right import put_right
from bot.complaints.understanding.similar import subject_key
from bot.complaints.understanding.teller import without_teller
from bot.complaints.work.casework import Casework
from bot.kit.clock import hour_of

ACTION = "amend"  # event; the citizen's own word
STORY = "what"  # nothing that happened is told away: a new account is added to the old one
PERSONAL = ("name", "phone", "address")
FACTS = ("respondent", "product", "when", "where", "wanted", "standard")
# After these somebody must look again at where the case belongs.
_ROUTED_BY = ("product", "where")
LONGEST = 200  # characters; a longer text is a story

_BEFORE = re.compile(
    r"^(?:你好|您好|请|麻烦|帮我|帮忙|给我|那个|哦|不好意思|我想|我要|把|我(?!的)|刚才|之前|上次|前面|昨天|今天|[，,。\s])*"
    r"(?:(?:登记|填|留|写|报|说)的(?:那个)?)?(?:我的|我(?=电话|手机|号码|名字|姓名|地址|住址))?"
)
_WHOSE = re.compile(r"^(?:商家|店家|店铺?|公司|门店|卖家|他们)的?(?:地址|位置)")
_ADDRESS = re.compile(r"^地址")
_PHONE = r"电话(?:号码?)?|手机号?(?:码)?|号码|联系方式"
_HOME = r"通讯地址|联系地址|家庭地址|地址|住址"
_NEW = (
    (
        "phone",
        re.compile(
            rf"^(?:换|改|变)了?(?:个|新)?(?:{_PHONE})了?[，,。：:\s]*(?:现在|以后)?(?:新的?|打)?(?:{_PHONE})?(?:是|为|[：:])?"
            r"(?P<words>.*\d{7}.*)$"
        ),
    ),
    ("phone", re.compile(rf"^新的?(?:{_PHONE})(?:是|为|[：:])?(?P<words>.+)$")),
    (
        "address",
        re.compile(
            rf"^(?:搬(?:了)?家了?|(?:换|改|变)了?(?:{_HOME})了?|(?:{_HOME})(?:换|改|变)了)[，,。：:\s]*(?:现在|以后)?(?:新的?)?(?:{_HOME})?(?:是|为|在|住|[：:])+"
            r"(?P<words>.+)$"
        ),
    ),
    ("address", re.compile(rf"^新的?(?:{_HOME})(?:是|为|[：:])?(?P<words>.+)$")),
)
_ASKS = re.compile(
    r"[吗么][？?。]*$|[？?]$|怎么|咋个?|如何|能不能|可不可以|多久|什么|啥|哪[个里些]?|多少"
)
_OTHER_PHONE = re.compile(
    rf"\A(?=.{{0,40}}(?:换|改|变|另|新)).{{0,12}}(?:{_PHONE})[^\d]{{0,12}}(?P<words>[\d\s+-]{{7,20}})\W*$"
)
# 「电话打错咯」, 「商家也写错了」
_WRONGLY = re.compile(
    r"(?:也|又|都|好像|可能|刚才|给|我){0,3}(?:打|输|报|讲|记|发|敲|整|填|说|写|搞|弄|留|登记)?错(?=[了咯啦喽，,\s])"
)
_ENGLISH = re.compile(
    r"^(?:please|can|could|you|i|want|would|like|need|to|\s){0,10}(?:change|correct|update|fix)\s(?:my|the)\s(?P<field>phone|mobile|name|address|shop|store|seller|product)"
    r"(?:\snumber|'s name|\sname)?\s(?:to|into|as)\s(?P<words>[^?]{2,80})$"
    r"|^my\s(?:new|correct|right)\s(?P<own>phone|mobile|name|address)(?:\snumber)?\sis\s(?P<new>[^?]{2,80})$",
    re.IGNORECASE,
)
_FIELDS_IN_ENGLISH = {
    "mobile": "phone", "shop": "respondent", "store": "respondent", "seller": "respondent",
}  # fmt: skip
_IS = re.compile(r"(?:应该)?叫(?:做)?(?=[^，,]{2,20}$)")


@dataclass(frozen=True)
class Amendment:
    """What is to be corrected.

    Args:
        field: name of the form's field.
        words: what it should be.
    """

    field: str
    words: str


def amendment_in(text: str) -> Amendment | None:
    """What a short message corrects, with the new value; None if it corrects nothing.

    >>> amendment_in("店名不对，应该是宝岛眼镜")
    Amendment(field='respondent', words='宝岛眼镜')
    """
    if len(text) > LONGEST or _ASKS.search(text):
        return None
    if english := _ENGLISH.match(text.strip()):
        name = (english["field"] or english["own"]).lower()
        words = english["words"] or english["new"]
        return Amendment(_FIELDS_IN_ENGLISH.get(name, name), words.strip(" .!"))
    if (plain := put_right(text.strip())) != text.strip() and (anew := labelled(plain)):
        return _put_right(anew, plain)
    said = _BEFORE.sub("", text.strip(), count=1)
    said = _WRONGLY.sub("写错", said, count=1)
    for field, pattern in (*_NEW, ("phone", _OTHER_PHONE)):
        if match := pattern.match(said):
            return Amendment(field, match["words"].strip(" 。！!，,：:"))
    if _WHOSE.match(said):
        said = _WHOSE.sub("商家地址", said)
    elif _ADDRESS.match(said):
        said = f"通讯{said}"
    said = _IS.sub("应该是", said, count=1)
    found = correction_in(said, _fields()) or correction_in(f"改{said}", _fields())
    return Amendment(*found) if found is not None and found[1] else None


def _put_right(anew: Sequence[tuple[str, str]], plain: str) -> Amendment:
    """One field said anew; several of them go to the officer in the citizen's words."""
    field, words = anew[0]
    if len(anew) > 1 or field == "amount":
        return Amendment(STORY, plain)
    return Amendment(field, f"我叫{words}" if field == "name" else words)


@cache
def _fields() -> Mapping[str, str]:
    script = Script.load()
    return {script.fields[name].label: name for name in (*PERSONAL, *FACTS, STORY)}


@dataclass(frozen=True)
class Amending:
    """Corrects cases; works inside the caller's transaction.

    Args:
        casework: keyring, names of categories.
        reader: reads every field as the form does, and refuses what it is not.
    """

    casework: Casework
    reader: Reader

    def label(self, field: str) -> str:
        """How citizens and staff call a field."""
        return self.reader.script.fields[field].label

    def amend(self, session: Session, case: Case, amendment: Amendment, now: datetime) -> str:
        """Correct a field; what the citizen hears.

        Raises:
            StepRefused: the case is over, or an anonymous one has no such field.
        """
        field, label = amendment.field, self.label(amendment.field)
        if case.closed_at is not None:
            raise StepRefused(
                f"{case.number} 已经结束，登记的内容不能再改。还有情况要说，请发“补充：……”。"
            )
        if case.anonymous and field in PERSONAL:
            raise StepRefused(f"匿名登记不留您的身份，{case.number} 里没有{label}，不用改。")
        read = self._read(case, amendment, now)
        if isinstance(read, Problem):
            return read.text
        old, new = self._change(case, field, read)
        if old == new:
            return f"{case.number} 的{label}本来就是这样登记的，没有变。"
        self._record(session, case, field, (old, new), now)
        before = f"“{_shown(field, old)}”" if old else "（空着）"
        return (
            f"好的，{case.number} 的{label}已经改成“{_shown(field, new)}”。"
            f"原来的{before}和改的时间都有记录，办案人员看得到。"
        )

    def _read(self, case: Case, amendment: Amendment, now: datetime) -> dict[str, str] | Problem:
        words = without_teller(amendment.words).text if case.anonymous else amendment.words
        known = {"district": case.district, "product": case.product}
        scratch = Draft("", case.channel, now, now, kind=case.kind, values=known)
        read = self.reader.read(amendment.field, words, scratch, now)
        if isinstance(read, Problem):
            return read
        if not read.values.get(amendment.field):
            texts = self.reader.script.fields[amendment.field]
            return Problem(texts.problem or texts.why)
        return read.values

    def _change(self, case: Case, field: str, read: dict[str, str]) -> tuple[str, str]:
        """Put the new value in; both in words."""
        new = read[field]
        if field in PERSONAL:
            return self._change_personal(case, field, new)
        changes: dict[str, Callable[[Case, dict[str, str]], tuple[str, str]]] = {
            "respondent": _change_respondent,
            "when": _change_when,
            "where": _change_where,
            "wanted": _change_wanted,
            "product": _change_product,
            "standard": _change_standard,
        }
        told = changes[field](case, read)
        if field in _ROUTED_BY:
            case.needs_staff = True
        case.summary = summary_of(case, self.casework.categories)
        return told

    def _change_personal(self, case: Case, field: str, new: str) -> tuple[str, str]:
        column, keyring = f"{field}_sealed", self.casework.keyring
        old = keyring.open(getattr(case, column), f"case.{field}")
        setattr(case, column, keyring.seal(new, f"case.{field}"))
        return old, new

    def _record(
        self, session: Session, case: Case, field: str, change: tuple[str, str], now: datetime
    ) -> None:
        """The change in the story; what tells who somebody is stands in its sealed part only."""
        label, (old, new) = self.label(field), change
        at = hour_of(now) if case.anonymous else now
        message = f"您更正了{label}"
        if field not in PERSONAL:
            message += f"：原来是“{masked_words(old)}”，改成“{masked_words(new)}”"
        session.add(
            CaseEvent(
                case_id=case.id,
                at=at,
                actor_kind="citizen",
                action=ACTION,
                message=message,
                note_sealed=self.casework.keyring.seal(
                    f"更正{label}：原来是“{old}”，改成“{new}”", "case_event.note"
                ),
            )
        )
        case.updated_at = at


def _shown(field: str, value: str) -> str:
    if field == "phone":
        return mask_phone(value)
    return mask_name(value) if field == "name" else value


def _change_respondent(case: Case, read: dict[str, str]) -> tuple[str, str]:
    old, case.respondent = case.respondent, masked_words(read["respondent"])[:200]
    case.subject_key = subject_key(read["respondent"])[:120]
    return old, case.respondent


def _change_product(case: Case, read: dict[str, str]) -> tuple[str, str]:
    old, case.product = case.product, masked_words(read["product"])[:120]
    return old, case.product


def _change_standard(case: Case, read: dict[str, str]) -> tuple[str, str]:
    old, case.standard = case.standard, read["standard"][:60]
    return old, case.standard


def _change_when(case: Case, read: dict[str, str]) -> tuple[str, str]:
    old = case.happened_said or str(case.happened_on or "")
    case.happened_said = read["when"][:80]
    case.happened_on = date.fromisoformat(read["day"]) if read.get("day") else None
    return old, case.happened_said


def _change_where(case: Case, read: dict[str, str]) -> tuple[str, str]:
    old = _place(case)
    case.district = read.get("district") or case.district
    case.place = event_place(read["where"], case.district, "")[:200]
    return old, _place(case)


def _place(case: Case) -> str:
    inside = case.place.startswith(case.district)
    return case.place if inside else f"{case.district}{case.place}"


def _change_wanted(case: Case, read: dict[str, str]) -> tuple[str, str]:
    old, case.wanted = case.wanted, masked_words(read["wanted"])[:300]
    if read.get("amount"):
        case.amount_fen = fen(read["amount"])
    return old, case.wanted
