"""A case filed for a citizen, by staff or another system: every field checked at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from bot.complaints.case.draft import Draft
from bot.complaints.case.progress import KIND_LABELS
from bot.complaints.understanding.persons import phone_in
from bot.kit.errors import InvalidInput

LONGEST = 300  # characters of a short field
LONGEST_STORY = 4000
MOST_YUAN = 10_000_000
YES = "yes"


class FilingRefused(InvalidInput):
    """Fields are missing or wrong.

    Args:
        problems: one Chinese sentence for each.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("".join(problems))
        self.problems = tuple(problems)


def filed_draft(
    channel: str,
    fields: Mapping[str, str],
    labels: Mapping[str, str],
    districts: Sequence[str],
    now: datetime,
    today: date,
) -> Draft:
    """A draft of what somebody filled in.

    A complaint needs name, telephone and postal address, the business, and what is asked for
    (令第121号第十条).

    Args:
        channel: how it came.
        fields: ``kind``, ``consent``, ``district``, ``what``, ``where``, ``name``, ``phone``,
            ``address``, ``respondent``, ``product``, ``wanted``, ``standard``, ``amount`` in yuan,
            ``happened_on`` as an ISO date, ``identity``: ``anonymous`` or empty.
        labels: how each field is called where it was filled in.
        now: aware UTC.
        today: the Chongqing day.

    Raises:
        FilingRefused: naming everything that is wrong.
    """
    form = _Form(fields, labels, today)
    kind = form.choice("kind", tuple(KIND_LABELS)) or "complaint"
    values = form.read(kind, districts)
    if form.problems:
        raise FilingRefused(form.problems)
    return Draft("", channel, now, now, kind=kind, values=values)


class _Form:
    """Reads fields and collects what is wrong with them."""

    def __init__(self, fields: Mapping[str, str], labels: Mapping[str, str], today: date) -> None:
        self._fields = {name: value.strip() for name, value in fields.items()}
        self._labels = labels
        self._today = today
        self.problems: list[str] = []

    def read(self, kind: str, districts: Sequence[str]) -> dict[str, str]:
        about_business = kind != "feedback"
        district = self.choice("district", tuple(districts), needed=True)
        return {
            **self._person(kind),
            "district": district,
            "what": self._plain("what", needed=True, longest=LONGEST_STORY),
            "where": self._plain("where") or district,
            "respondent": self._plain("respondent", needed=about_business),
            "product": self._plain("product", needed=about_business),
            "wanted": self._plain("wanted", needed=kind == "complaint"),
            "standard": self._plain("standard"),
            "amount": self._amount(),
            **self._day(),
        }

    def _person(self, kind: str) -> dict[str, str]:
        if self._plain("identity") == "anonymous":
            if kind == "complaint":
                self._refuse("identity", "：投诉要留姓名、电话和地址，不能匿名。")
            return {"identity": "anonymous"}
        if self._plain("consent") != YES:
            self._refuse("consent", "：先向市民告知个人信息怎么处理，并取得本人同意。")
        return {
            "identity": "named",
            "consent": YES,
            "name": self._plain("name", needed=True),
            "phone": self._phone(),
            "address": self._plain("address", needed=kind == "complaint"),
        }

    def choice(self, name: str, known: Sequence[str], *, needed: bool = False) -> str:
        value = self._plain(name, needed=needed)
        if value and value not in known:
            self._refuse(name, " 不在可选范围内。")
        return value

    def _plain(self, name: str, *, needed: bool = False, longest: int = LONGEST) -> str:
        value = self._fields.get(name, "").replace("\x00", "")
        if needed and not value:
            self._refuse(name, " 必须填写。")
        if len(value) > longest:
            self._refuse(name, f" 太长，最多 {longest} 个字。")
        return value

    def _phone(self) -> str:
        said = self._plain("phone", needed=True)
        phone = phone_in(said) if said else None
        if said and phone is None:
            self._refuse("phone", " 不是电话号码：手机号是 11 位，座机请带区号。")
        return phone or ""

    def _amount(self) -> str:
        said = self._plain("amount")
        try:
            amount = Decimal(said or "0")
        except InvalidOperation:
            amount = Decimal(-1)
        if not amount.is_finite() or not 0 <= amount < MOST_YUAN:
            self._refuse("amount", " 要写成数字，单位是元。")
            return ""
        return str(amount) if said else ""

    def _day(self) -> dict[str, str]:
        said = self._plain("happened_on")
        if not said:
            return {}
        try:
            day = date.fromisoformat(said[:10])
        except ValueError:
            self._refuse("happened_on", " 要写成 2026-11-24 这样的日期。")
            return {}
        if day > self._today:
            self._refuse("happened_on", " 这个日期还没到。")
        return {"day": day.isoformat(), "when": said}

    def _refuse(self, name: str, why: str) -> None:
        self.problems.append(f"{self._labels.get(name, name)}{why}")
