"""A small, believable knowledge base for tests, with a superseded chain and an upcoming edition."""

from __future__ import annotations

from datetime import date

from bot.kit.db import SessionFactory, create_engine
from bot.settings import Settings
from kb.models import (
    Base,
    Checked,
    Faq,
    FaqPhrasing,
    FaqStatus,
    KnowledgeRevision,
    Nature,
    SectorCode,
    Standard,
    StandardStatus,
    Term,
)
from kb.text.standard_number import StandardNumber

CHECKED = date(2026, 11, 23)


def faq(
    slug: str, question: str, answer: str, *phrasings: str, standards: tuple[str, ...] = ()
) -> Faq:
    """A published entry."""
    return Faq(
        slug=slug,
        question=question,
        answer=answer,
        category="测试",
        audience=["公众"],
        sources=[f"《{slug}》"],
        standards=list(standards),
        status=FaqStatus.PUBLISHED,
        written_on=CHECKED,
        checked=Checked.STAFF,
        checked_on=CHECKED,
        phrasings=[FaqPhrasing(text=text) for text in phrasings],
    )


def standard(number: str, title: str, status: str, effective: str, *successors: str) -> Standard:
    """One edition; mandatory unless its prefix ends in /T."""
    parsed = StandardNumber.parse(number)
    return Standard(
        number=str(parsed),
        undated=str(parsed.undated),
        title=title,
        nature=Nature.RECOMMENDED if "/T" in number else Nature.MANDATORY,
        status=StandardStatus(status),
        effective_on=date.fromisoformat(effective) if effective else None,
        superseded_by=list(successors),
        summary="",
        field="",
        note="",
        source="测试",
        checked=Checked.STAFF,
        checked_on=CHECKED,
    )


def small_content() -> list[Base]:
    """All rows, ready to add."""
    return [
        KnowledgeRevision(id=1, revision=1),
        faq(
            "standards-day",
            "世界标准日是哪天？",
            "世界标准日是每年的 10 月 14 日。",
            "标准日是几月几号",
            "世界标准日什么时候",
        ),
        faq(
            "complaint-or-report",
            "投诉和举报有什么区别？",
            "投诉解决消费争议，举报反映违法线索。",
            "投诉和举报有什么不一样",
            "投诉跟举报是一回事吗",
        ),
        faq(
            "is-gbt-binding",
            "推荐性标准必须执行吗？",
            "推荐性标准自愿采用，明示采用的要兑现。",
            "GB/T 是不是可以不执行",
            "推荐标准可以不管吗",
        ),
        faq(
            "additives",
            "食品添加剂看哪个标准？",
            "食品添加剂看 GB 2760。",
            "添加剂超标看什么标准",
            standards=("GB 2760-2014",),
        ),
        standard("GB 2760-2014", "食品添加剂使用标准", "被代替", "2015-05-24", "GB 2760-2024"),
        standard("GB 2760-2024", "食品添加剂使用标准", "现行", "2025-02-08"),
        standard("GB 7718-2011", "预包装食品标签通则", "现行", "2012-04-20", "GB 7718-2025"),
        standard("GB 7718-2025", "预包装食品标签通则", "即将实施", "2027-03-16"),
        standard("GB 17761-2024", "电动自行车安全技术规范", "现行", "2025-09-01"),
        standard("GB/T 31888-2015", "中小学生校服", "现行", "2015-06-30"),
        standard("GB 50368-2005", "住宅建筑规范", "废止", "2006-03-01", "GB 55038-2025"),
        Term(
            term="采标",
            aliases=["采用国际标准"],
            explanation="把国际标准转化为我国标准。",
            source="测试",
        ),
        SectorCode(code="QB", industry="轻工", authority="工业和信息化部", source="测试"),
    ]


async def fill_small(settings: Settings) -> None:
    """Write the small content into the database of a service that is not running yet."""
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    async with sessions.begin() as session:
        session.add_all(small_content())
    await sessions.dispose()
    await engine.dispose()
