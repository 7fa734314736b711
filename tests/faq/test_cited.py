from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.editing.faq.cited import Cited
from bot.editing.faq.content import FaqContent
from bot.kit.db import SessionFactory
from tests.fakes.laws import add_laws

TODAY = date(2026, 11, 28)
ENTRY = FaqContent(
    question="问？", answer="可以退货。", sources=("《产品质量法》第四十条",), category="甲"
)


async def read(sessions: SessionFactory, content: FaqContent) -> Cited:
    async with sessions.begin() as session:
        await add_laws(session)
        return await Cited.read(session, content, TODAY)


@pytest.mark.parametrize(
    ("source", "answer", "told"),
    [
        ("《产品质量法》第九十九条", "可以。", "没有第九十九条"),
        ("《产品质量法》第四十条", "依《产品质量法》第八十条可以。", "没有第八十条"),
        ("《旧办法》第一条", "可以。", "废止了"),
        ("《食品标识监督管理办法》第一条", "要标。", "自 2027-03-16 起才施行"),
    ],
)
async def test_an_article_that_is_not_there_or_does_not_hold_is_refused(
    sessions: SessionFactory, source: str, answer: str, told: str
) -> None:
    content = replace(ENTRY, sources=(source,), answer=answer)

    cited = await read(sessions, content)

    (problem,) = cited.problems(content)
    assert problem.is_fault
    assert told in problem.text


@pytest.mark.parametrize(
    ("source", "answer", "told"),
    [
        ("《产品质量法》第四十条", "可以退货。", []),
        ("《食品标识监督管理办法》第一条（2027年3月16日起施行）", "要标。", []),
        ("《旧办法》第一条（已废止）", "以前可以。", []),
        ("《产品质量法》第四十条之一", "七个工作日内答复，罚 1000 元。", []),
        ("《产品质量法》第四十条之一", "15 个工作日内答复。", ["15工作日"]),
        ("《某某条例》第一条", "可以。", ["没有载入《某某条例》"]),
        ("《某市办法》第一条", "可以。", ["没有注明是否现行"]),
        ("《摘录办法》第二条", "可以。", ["载入的《摘录办法》不全"]),
    ],
)
async def test_what_may_be_right_is_shown_and_may_stay(
    sessions: SessionFactory, source: str, answer: str, told: list[str]
) -> None:
    content = replace(ENTRY, sources=(source,), answer=answer)

    found = list((await read(sessions, content)).problems(content))

    assert not any(problem.is_fault for problem in found)
    assert len(found) == len(told)
    assert all(part in problem.text for part, problem in zip(told, found, strict=True))


async def test_the_words_of_the_article_stand_beside_the_answer(sessions: SessionFactory) -> None:
    (article,) = (await read(sessions, ENTRY)).articles

    assert article.title == "《产品质量法》第四十条"
    assert article.text.startswith("售出的产品有下列情形之一的")
    assert (article.state.value, article.version_on) == ("现行", date(2018, 12, 29))
