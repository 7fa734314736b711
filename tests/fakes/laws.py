"""A few small laws as the loaders read them."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from kb.law_citations import key_of, label_of
from kb.law_loading import store_law
from kb.law_package import ReadArticle, ReadLaw
from kb.models import LawStatus


def law(
    name: str,
    articles: dict[str, str],
    version_on: str,
    effective_on: str = "",
    status: LawStatus = LawStatus.IN_FORCE,
) -> ReadLaw:
    """A law as read from a file."""
    return ReadLaw(
        name,
        status,
        date.fromisoformat(version_on),
        date.fromisoformat(effective_on) if effective_on else None,
        "",
        "测试",
        tuple(ReadArticle(key_of(label), label, "", text) for label, text in articles.items()),
    )


QUALITY = law(
    "中华人民共和国产品质量法",
    {
        **{label_of(number): f"第{number}条的话。" for number in range(1, 39)},
        "第三十九条": "销售者销售产品，不得掺杂、掺假。",
        "第四十条": "售出的产品有下列情形之一的，销售者应当负责修理、更换、退货。",
        "第四十条之一": "应当在七个工作日内答复；可以处一千元罚款。",
    },
    "2018-12-29",
    "1993-09-01",
)
OLD_QUALITY = law(QUALITY.name, {"第四十条": "旧的条文。"}, "2009-08-27", "", LawStatus.AMENDED)
GONE = law("旧办法", {"第一条": "旧。"}, "2001-01-01", "", LawStatus.REPEALED)
UPCOMING = law("食品标识监督管理办法", {"第一条": "新。"}, "2025-03-14", "2027-03-16")
UNSURE = law("某市办法", {"第一条": "某。"}, "2020-01-01", "", LawStatus.UNVERIFIED)
EXTRACT = law("摘录办法", {"第一条": "一。", "第三条": "三。"}, "2020-01-01")


async def add_laws(session: AsyncSession) -> None:
    """Load all of them."""
    for one in (QUALITY, OLD_QUALITY, GONE, UPCOMING, UNSURE, EXTRACT):
        await store_law(session, one)
