"""Standards, articles and entries are picked by what they say, not typed by their codes."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from bot.campaigns.models import Quiz, QuizQuestion
from bot.console.kit.parts import ConsoleParts
from bot.kit.db import SessionFactory
from bot.settings import Settings
from bot.staff.roles import Role
from tests.console.conftest import CHEAP, Visitor, add_member, visitor_of
from tests.fakes.laws import add_laws


@pytest.fixture
async def writer(
    app: FastAPI, settings: Settings, sessions: SessionFactory
) -> AsyncIterator[Visitor]:
    staff = ConsoleParts.build(settings, sessions, {}, CHEAP)
    await add_member(staff, "bian", Role.FAQ_EDITOR, Role.CAMPAIGN_EDITOR)
    async with sessions.begin() as session:
        await add_laws(session)
    async with visitor_of(app) as visitor:
        await visitor.sign_in("bian")
        yield visitor


async def picked(writer: Visitor, where: str, words: str, **more: str) -> list[str]:
    """What may be picked for some words, in order."""
    answer = await writer.get(f"/console/{where}", params={"q": words, **more})
    assert answer.status_code == 200, answer.text
    return re.findall(r'data-pick="([^"]*)"', answer.text)


@pytest.mark.parametrize("words", ["GB 17761", "gb17761", "17761", "电动自行车", "电瓶车"])
async def test_a_standard_is_found_by_number_title_and_everyday_name(
    writer: Visitor, words: str
) -> None:
    found = await picked(writer, "faq/pick/standards", words)

    assert found[0].startswith("GB 17761-")


async def test_each_standard_tells_its_title_and_how_it_stands(writer: Visitor) -> None:
    shown = (await writer.get("/console/faq/pick/standards", params={"q": "GB 17761"})).text

    assert "电动自行车安全技术规范" in shown
    assert "现行" in shown


@pytest.mark.parametrize(
    "words",
    [
        "产品质量法第四十条",
        "《产品质量法》第40条",
        "产品质量法 40",
        "产品质量法40条",
        "质量法 40",
        "产品质量法四十条",
    ],
)
async def test_an_article_is_found_by_its_law_and_number(writer: Visitor, words: str) -> None:
    found = await picked(writer, "faq/pick/articles", words)

    assert found[0] == "《产品质量法》第四十条"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("掺杂、掺假", "《产品质量法》第三十九条"),
        ("产品质量法 七个工作日", "《产品质量法》第四十条之一"),
        ("食品标识监督管理办法", "《食品标识监督管理办法》第一条"),
    ],
)
async def test_an_article_is_found_by_its_words_or_its_law(
    writer: Visitor, words: str, title: str
) -> None:
    assert title in await picked(writer, "faq/pick/articles", words)


async def test_an_article_is_found_by_what_it_means(writer: Visitor) -> None:
    # The seven laws' vectors come with the software; of those only this one is loaded here.
    found = await picked(writer, "faq/pick/articles", "质量法里卖的东西坏了谁负责修")

    assert any(title.startswith("《产品质量法》") for title in found)


async def test_of_an_amended_law_the_text_that_counts_is_shown_and_others_tell_their_state(
    writer: Visitor,
) -> None:
    shown = (await writer.get("/console/faq/pick/articles", params={"q": "产品质量法 40"})).text
    assert "销售者应当负责修理、更换、退货" in shown
    assert "旧的条文" not in shown
    gone = (await writer.get("/console/faq/pick/articles", params={"q": "旧办法"})).text
    assert "废止" in gone


@pytest.mark.parametrize(
    "words", ["%", "_", "'; DROP TABLE faq; --", "《》", "第条", "\x00", "9" * 99]
)
async def test_odd_words_find_nothing_and_break_nothing(writer: Visitor, words: str) -> None:
    for where in ("faq/pick/standards", "faq/pick/articles", "campaigns/entries/"):
        answer = await writer.get(f"/console/{where}", params={"q": words})
        assert answer.status_code == 200, (where, answer.text)
    assert await picked(writer, "faq/pick/articles", "%") == []


async def test_entries_are_picked_for_a_piece_and_a_question_by_what_they_ask(
    writer: Visitor,
) -> None:
    assert "standards-day" in await picked(writer, "campaigns/entries/", "世界标准日是哪天")
    one = await writer.get(
        "/console/campaigns/entries/", params={"q": "世界标准日是哪天", "one": "yes"}
    )
    assert 'type="radio" name="faq" value="standards-day"' in one.text
    made = await writer.fill_in(
        "/console/campaigns/pieces/new",
        {"kind": "article", "topic": "standards_day", "title": "世界标准日"},
        page="/console/account",
    )
    path = made.headers["location"].split("?")[0]

    saved = await writer.fill_in(
        path, {"title": "世界标准日", "body": "正文", "faq": ["standards-day", "gone\nother"]}
    )

    assert saved.status_code == 303
    page = (await writer.get(path)).text
    assert re.search(r'value="standards-day" checked><span[^>]*>世界标准日是哪天', page)
    assert "gone（已经没有这条问答）" in page
    assert "other（已经没有这条问答）" in page


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (["standards-day", ""], "standards-day"),
        (["", "standards-day"], "standards-day"),
        (["standards-day", "gone"], "gone"),
        (["", ""], ""),
        (["standards-day"], "standards-day"),
        ([], ""),
    ],
    ids=["picked", "typed", "both", "neither", "by script", "nothing sent"],
)
async def test_the_field_without_a_script_takes_no_choice_away(
    writer: Visitor, sessions: SessionFactory, sent: list[str], kept: str
) -> None:
    async with sessions.begin() as session:
        session.add(Quiz(slug="day", title="世界标准日", day="", open=True))
    said = {
        "question": "世界标准日是哪天？", "options": "10 月 14 日\n3 月 15 日", "answer": "1",
        "explanation": "因为", "source": "第一条", "faq": sent,
    }  # fmt: skip

    path = "/console/campaigns/quizzes/day/write"
    saved = await writer.fill_in(path, said)

    assert saved.status_code == 303, saved.text
    async with sessions() as session:
        (row,) = await session.scalars(select(QuizQuestion))
    assert row.faq == kept


@pytest.mark.parametrize(
    "words",
    [
        "😀", "xxxx", "asdf qwer", "\u200b", "九千九百九十九条", "第九千九百九十九条", "9999条",
        "产品质量法 9999", "产品质量法九千九百九十九条", "质量法 9999", "1", "1 2", "' OR 1=1",
    ],
)  # fmt: skip
async def test_no_article_is_offered_for_what_no_article_has(writer: Visitor, words: str) -> None:
    answer = await writer.get("/console/faq/pick/articles", params={"q": words})

    assert "data-pick" not in answer.text
    assert "没有找到" in answer.text


@pytest.mark.parametrize("words", ["' OR 1=1", "1", "1 2", "ab", "a b", "😀", "\u200b", "xxxx"])
async def test_no_standard_is_offered_for_pieces_of_words(writer: Visitor, words: str) -> None:
    assert await picked(writer, "faq/pick/standards", words) == []


async def test_a_number_somebody_has_begun_is_offered_still(writer: Visitor) -> None:
    assert "GB" in "".join(await picked(writer, "faq/pick/standards", "GB"))
