"""The fields of an Open311 request as those of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.complaints.case.draft import Draft
from bot.complaints.case.progress import KIND_LABELS
from bot.complaints.intake.filing import YES, FilingRefused, filed_draft
from bot.web.api.format import Open311Problem

CHANNEL = "open311"


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
            required=True, values=[(YES, "是")],
        ),
    ]  # fmt: skip


# How the fields of a case are called in the standard's request.
_NAMES = {
    "what": "description",
    "where": "address_string",
    "name": "last_name 和 first_name",
    "phone": "phone",
} | {
    code: f"attribute[{code}]"
    for code in (
        "kind", "district", "respondent", "product", "wanted", "address", "standard",
        "happened_on", "amount", "consent",
    )
}  # fmt: skip


def draft_of(
    fields: Mapping[str, str], districts: Sequence[str], now: datetime, today: date
) -> Draft:
    """A draft with every field checked.

    Args:
        fields: the form's fields, without the key.
        now: aware UTC.
        today: the Chongqing day.

    Raises:
        Open311Problem: with one sentence for each thing wrong.
    """
    given = {name: fields.get(theirs, "") for name, theirs in _NAMES.items()}
    given["name"] = (fields.get("last_name", "") + fields.get("first_name", "")).strip()
    try:
        return filed_draft(CHANNEL, given, _NAMES, districts, now, today)
    except FilingRefused as refused:
        raise Open311Problem(400, *refused.problems) from None
