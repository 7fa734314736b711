"""From the fields of an Open311 request to a draft: everything wrong is named at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from bot.complaints.draft import Draft
from bot.complaints.persons import phone_in
from bot.complaints.progress import KIND_LABELS
from bot.web.open311_format import Open311Problem

CHANNEL = "open311"
LONGEST = 300  # characters of a short field
LONGEST_DESCRIPTION = 4000
_YES = "yes"


@dataclass(frozen=True)
class Attribute:
    """One attribute of a service's definition.

    Args:
        code: the name in ``attribute[code]``.
        about: what to fill in.
        datatype: ``string``, ``text``, ``number``, ``datetime`` or ``singlevaluelist``.
        required: whether every kind of case needs it.
        hint: how it must look.
        values: key and name of a list's choices.
    """

    code: str
    about: str
    datatype: str = "string"
    required: bool = False
    hint: str = ""
    values: Sequence[tuple[str, str]] = ()


def attributes(districts: Sequence[str]) -> list[Attribute]:
    """What a request must and may say besides the standard's own fields.

    A complaint needs name, telephone and postal address, the business, and what is asked for
    (令第121号第十条).
    """
    return [
        Attribute("kind", "类别，不填按投诉", "singlevaluelist", values=list(KIND_LABELS.items())),
        Attribute(
            "district", "事情发生的区县", "singlevaluelist", required=True,
            values=[(name, name) for name in districts],
        ),
        Attribute("respondent", "商家名称（投诉、举报必填）"),
        Attribute("product", "商品或服务（投诉、举报必填）"),
        Attribute("wanted", "希望怎么解决（投诉必填）"),
        Attribute("address", "市民的通讯地址（投诉必填）"),
        Attribute("standard", "涉及的标准号"),
        Attribute("happened_on", "发生日期", "datetime", hint="写成 2026-11-24"),
        Attribute("amount", "涉及金额（元）", "number"),
        Attribute(
            "consent", "已向市民告知个人信息的处理规则，并取得本人同意", "singlevaluelist",
            required=True, values=[(_YES, "是")],
        ),
    ]  # fmt: skip


def draft_of(
    fields: Mapping[str, str], districts: Sequence[str], now: datetime, today: date
) -> Draft:
    """A draft with every field checked.

    Args:
        fields: the form's fields, without the key.
        districts: the districts of today.
        now: aware UTC.
        today: the Chongqing day.

    Raises:
        Open311Problem: with one sentence for each thing wrong.
    """
    form = _Form(fields, today)
    kind = form.choice("kind", tuple(KIND_LABELS)) or "complaint"
    values = form.read(kind, districts)
    if form.problems:
        raise Open311Problem(400, *form.problems)
    return Draft("", CHANNEL, now, now, kind=kind, values=values)


class _Form:
    """Reads fields and collects what is wrong with them."""

    def __init__(self, fields: Mapping[str, str], today: date) -> None:
        self._fields = {name: value.strip() for name, value in fields.items()}
        self._today = today
        self.problems: list[str] = []

    def read(self, kind: str, districts: Sequence[str]) -> dict[str, str]:
        self._consent()
        about_business = kind != "feedback"
        district = self.choice("district", tuple(districts), needed=True)
        return {
            "identity": "named",
            "consent": _YES,
            "district": district,
            "what": self._plain("description", needed=True, longest=LONGEST_DESCRIPTION),
            "where": self._plain("address_string") or district,
            "name": self._name(),
            "phone": self._phone(),
            "address": self._attribute("address", needed=kind == "complaint"),
            "respondent": self._attribute("respondent", needed=about_business),
            "product": self._attribute("product", needed=about_business),
            "wanted": self._attribute("wanted", needed=kind == "complaint"),
            "standard": self._attribute("standard"),
            "amount": self._amount(),
            **self._day(),
        }

    def choice(self, code: str, known: Sequence[str], *, needed: bool = False) -> str:
        value = self._attribute(code, needed=needed)
        if value and value not in known:
            self.problems.append(f"attribute[{code}] 不在可选范围内。")
        return value

    def _consent(self) -> None:
        if self._attribute("consent") != _YES:
            self.problems.append(
                "attribute[consent] 必须是 yes：先向市民告知个人信息怎么处理并取得本人同意。"
            )

    def _attribute(self, code: str, *, needed: bool = False) -> str:
        return self._plain(f"attribute[{code}]", needed=needed)

    def _plain(self, name: str, *, needed: bool = False, longest: int = LONGEST) -> str:
        value = self._fields.get(name, "").replace("\x00", "")
        if needed and not value:
            self.problems.append(f"{name} 必须填写。")
        if len(value) > longest:
            self.problems.append(f"{name} 太长，最多 {longest} 个字。")
        return value

    def _name(self) -> str:
        name = self._plain("last_name") + self._plain("first_name")
        if not name:
            self.problems.append("last_name 和 first_name 必须填写：这里只登记实名的事项。")
        return name

    def _phone(self) -> str:
        said = self._plain("phone", needed=True)
        phone = phone_in(said) if said else None
        if said and phone is None:
            self.problems.append("phone 不是电话号码：手机号是 11 位，座机请带区号。")
        return phone or ""

    def _amount(self) -> str:
        said = self._attribute("amount")
        try:
            amount = Decimal(said or "0")
        except InvalidOperation:
            amount = Decimal(-1)
        if not amount.is_finite() or not 0 <= amount < 10_000_000:
            self.problems.append("attribute[amount] 要写成数字，单位是元。")
            return ""
        return str(amount) if said else ""

    def _day(self) -> dict[str, str]:
        said = self._attribute("happened_on")
        if not said:
            return {}
        try:
            day = date.fromisoformat(said[:10])
        except ValueError:
            self.problems.append("attribute[happened_on] 要写成 2026-11-24 这样的日期。")
            return {}
        if day > self._today:
            self.problems.append("attribute[happened_on] 这个日期还没到。")
        return {"day": day.isoformat(), "when": said}
