from __future__ import annotations

from datetime import date

import pytest

from bot.kit.db import SessionFactory
from kb.models import Nature
from kb.new_standards import Deed, Level, Span, standards_of
from tests.content import standard

ROWS: tuple[tuple[str, ...], ...] = (
    ("GB 17761-2024", "电动自行车安全技术规范", "现行", "2025-09-01"),
    ("GB 2762-2025", "食品安全国家标准 食品中污染物限量", "现行", "2026-09-02"),
    ("GB 18580-2025", "人造板及其制品中甲醛释放限量", "现行", "2026-06-01"),
    ("GB/T 31888-2026", "中小学生校服", "现行", "2026-12-31"),
    ("GB 7718-2025", "食品安全国家标准 预包装食品标签通则", "即将实施", "2027-03-16"),
    ("DB50/T 1234-2023", "地方的一项", "待核对", ""),
    ("DB50/T 1000-2026", "地方的另一项", "现行", "2026-04-01"),
    ("QB/T 1002-2026", "皮鞋", "现行", "2026-05-01"),
)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
async def filled(sessions: SessionFactory) -> SessionFactory:
    async with sessions.begin() as session:
        session.add_all(standard(*row) for row in ROWS)
    return sessions


async def numbers(filled: SessionFactory, span: Span, most: int = 10) -> list[str]:
    found = await filled.run(lambda session: standards_of(session, span, most))
    return [edition.number for edition in found]


async def test_those_of_a_year_come_by_their_day_both_ends_included(filled: SessionFactory) -> None:
    found = await numbers(filled, Span(*YEAR))
    assert found[2:] == ["GB 18580-2025", "GB 2762-2025", "GB/T 31888-2026"]
    assert await numbers(filled, Span(*YEAR), most=1) == ["DB50/T 1000-2026"]


async def test_who_issued_them_leaves_others_out(filled: SessionFactory) -> None:
    assert await numbers(filled, Span(*YEAR, level=Level.LOCAL)) == ["DB50/T 1000-2026"]
    assert await numbers(filled, Span(*YEAR, level=Level.TRADE)) == ["QB/T 1002-2026"]
    national = await numbers(filled, Span(*YEAR, level=Level.NATIONAL))
    assert national == ["GB 18580-2025", "GB 2762-2025", "GB/T 31888-2026"]


async def test_those_that_ended_come_by_the_day_they_did(filled: SessionFactory) -> None:
    async with filled.begin() as session:
        old = standard("GB 18580-2017", "人造板", "被代替", "2018-05-01")
        old.ended_on = date(2026, 6, 1)
        session.add(old)
    assert await numbers(filled, Span(*YEAR, Deed.ENDED)) == ["GB 18580-2017"]


async def test_a_topic_and_a_nature_leave_others_out(filled: SessionFactory) -> None:
    assert await numbers(filled, Span(*YEAR, topic="食品")) == ["GB 2762-2025"]
    recommended = Span(*YEAR, nature=Nature.RECOMMENDED, level=Level.NATIONAL)
    assert await numbers(filled, recommended) == ["GB/T 31888-2026"]
    assert await numbers(filled, Span(*YEAR, topic="%")) == []


async def test_a_span_that_ends_before_it_begins_is_refused(filled: SessionFactory) -> None:
    with pytest.raises(ValueError, match="before"):
        await numbers(filled, Span(*reversed(YEAR)))
