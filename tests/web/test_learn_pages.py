from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from functools import partial

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event, select

from bot.app.tasks.campaigns import seed_quizzes
from bot.campaigns.calendar import Calendar
from bot.campaigns.drawing.receipt import qr_picture
from bot.campaigns.models import Campaign, DailyAnswer, Piece, PieceState, QuizQuestion
from bot.campaigns.pieces.content import PieceContent, Version
from bot.campaigns.quiz.games import load_games
from bot.campaigns.stories import this_week, told_elsewhere
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.settings import SEEDS
from bot.watching.household import load_household
from bot.web.services import Services
from kb.categories import STORIES
from kb.models import Faq, FaqPhrasing, FaqStatus, Standard
from kb.yaml_file import read_yaml
from tests.content import faq, standard

SAMPLE = "wsd-what-is-a-standard"


@pytest.fixture
async def learner(app: FastAPI, sessions: SessionFactory) -> AsyncIterator[httpx.AsyncClient]:
    parts: Services = app.state.services
    await seed_quizzes(parts.settings, sessions)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    accept = {"accept": "text/html"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", headers=accept
    ) as client:
        yield client


async def add_piece(sessions: SessionFactory, **changes: object) -> None:
    """A piece of last week's campaign."""
    day = clock.today() - timedelta(7)
    async with sessions.begin() as session:
        campaign = Campaign(
            day="world-standards-day", year=day.year, name="活动", topic="standards_day",
            begins_on=day, ends_on=day, proposed_at=clock.now(),
        )  # fmt: skip
        session.add(campaign)
        await session.flush()
        content = PieceContent(Version("自己的", "", "自己的话"), slug=SAMPLE).to_json()
        values = {
            "campaign_id": campaign.id, "kind": "text", "topic": "standards_day",
            "title": "自己的", "content": content, "made_at": clock.now(),
            "changed_at": clock.now(),
        }  # fmt: skip
        session.add(Piece(**(values | changes)))


async def test_a_fresh_install_shows_samples_marked_as_such(learner: httpx.AsyncClient) -> None:
    listed = (await learner.get("/campaigns")).text
    assert "本单位还没有审定发布" in listed
    found = re.findall(r'href="(/campaigns/samples/[a-z0-9-]+)"', listed)
    assert len(found) >= 15
    for path in found:
        answer = await learner.get(path)
        assert answer.status_code == 200, path
        assert "<strong>样稿</strong>：随软件提供，本单位还没有审定发布" in answer.text
        assert "出处：" in answer.text

    assert (await learner.get("/campaigns/samples/nothing")).status_code == 404


async def test_a_sample_has_the_words_of_each_audience(learner: httpx.AsyncClient) -> None:
    page = (await learner.get(f"/campaigns/samples/{SAMPLE}?for=school")).text
    assert "世界标准日：书包里的标准课" in page
    assert "企业看" in page


@pytest.mark.parametrize(
    ("state", "approver", "left"),
    [
        (PieceState.APPROVED, "li", "nothing"),
        (PieceState.DROPPED, "li", "nothing"),  # taken back: what it says may be wrong
        (PieceState.DROPPED, "", "others"),
        (PieceState.DRAFT, "", "all"),
    ],
)
async def test_samples_end_where_the_office_begins(
    learner: httpx.AsyncClient,
    sessions: SessionFactory,
    state: PieceState,
    approver: str,
    left: str,
) -> None:
    await add_piece(sessions, state=state.value, approver=approver)
    listed = (await learner.get("/campaigns")).text

    assert ("样稿" in listed) is (left != "nothing")
    assert (f"/campaigns/samples/{SAMPLE}" in listed) is (left == "all")
    there = (await learner.get(f"/campaigns/samples/{SAMPLE}")).status_code
    assert there == (200 if left == "all" else 404)


async def test_the_next_day_of_the_year_comes_first(learner: httpx.AsyncClient) -> None:
    listed = (await learner.get("/campaigns")).text
    days = {one.name: one for one in Calendar.load().days.values()}
    today = clock.today()
    heads = [days[name] for name in re.findall(r"<h2>(.*?)</h2>", listed)]
    begins = [day.begins(day.next_year(today)) for day in heads]
    assert len(begins) == 3
    assert begins == sorted(begins)


def token_in(page: str) -> str:
    return re.findall(r'name="token" value="(.*?)"', page)[0]


async def todays_answer(client: httpx.AsyncClient, sessions: SessionFactory) -> dict[str, str]:
    """The form of today's question, rightly filled in."""
    page = (await client.get("/learn")).text
    number = re.findall(r'name="question" value="(\d+)"', page)[0]
    async with sessions() as session:
        row = await session.get_one(QuizQuestion, int(number))
    return {"token": token_in(page), "question": number, "option": str(row.answer)}


@pytest.mark.every_case
@pytest.mark.parametrize(
    ("answered_before", "streak"), [((), 1), ((1,), 2), ((1, 2, 3), 4), ((2, 3), 1), ((1, 3), 2)]
)
async def test_days_in_a_row_are_counted(
    app: FastAPI, learner: httpx.AsyncClient, sessions: SessionFactory,
    answered_before: tuple[int, ...], streak: int,
) -> None:  # fmt: skip
    said = await todays_answer(learner, sessions)
    first = await learner.post("/learn/today", data=said)
    assert "答对了" in first.text
    quizzes = app.state.services.campaigns.quizzes
    async with sessions.begin() as session:
        [row] = await session.scalars(select(DailyAnswer))
        for days in answered_before:
            session.add(
                DailyAnswer(
                    day=quizzes.today() - timedelta(days),
                    player=row.player,
                    question_id=1,
                    right=False,
                )
            )
    again = await learner.post("/learn/today", data=said)

    assert f"已连续答题 {streak} 天" in again.text
    assert "今天已经答过，这次不计" in again.text


async def test_today_not_answered_yet_breaks_no_row(app: FastAPI, sessions: SessionFactory) -> None:
    quizzes = app.state.services.campaigns.quizzes
    day = date(2026, 11, 29)
    async with sessions.begin() as session:
        for days in (1, 2):
            session.add(
                DailyAnswer(day=day - timedelta(days), player="p", question_id=1, right=True)
            )
    async with sessions() as session:
        for on, expected in ((day, 2), (day + timedelta(1), 0), (day - timedelta(1), 2)):
            count = partial(quizzes.days_answered, player="p", day=on)
            assert await session.run_sync(count) == expected


async def test_an_answer_left_out_or_from_elsewhere_counts_nothing(
    learner: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    said = await todays_answer(learner, sessions)
    nothing = {name: value for name, value in said.items() if name != "option"}
    assert "请先选一个答案" in (await learner.post("/learn/today", data=nothing)).text
    foreign = await learner.post("/learn/today", data=said | {"token": "x"})
    assert foreign.status_code == 400
    old = await learner.post("/learn/today", data=said | {"question": "999999"})
    assert "这一题已经过了" in old.text
    async with sessions() as session:
        assert list(await session.scalars(select(DailyAnswer))) == []


def test_the_stories_of_other_categories_are_there() -> None:
    files = (SEEDS / "faq").glob("*.yml")
    known = {
        one["slug"]: data["category"] for data in map(read_yaml, files) for one in data["entries"]
    }
    assert {known.get(slug, STORIES) for slug in told_elsewhere()} & {STORIES} == set()


async def test_stories_are_cards_with_their_sources(
    learner: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    assert "现在还没有发布的故事" in (await learner.get("/learn/stories")).text
    async with sessions.begin() as session:
        for slug in ("sto-b", "sto-a"):
            row = faq(slug, f"{slug} 为什么？", "<b>因为</b>约好了。")
            row.category = STORIES
            session.add(row)
        session.add(faq("day-china-iso", "我国什么时候重新加入 ISO？", "1978 年。"))
        session.add(faq("day-wsd-not", "是 10 月 15 日吗？", "不是。"))  # tells no story
    page = (await learner.get("/learn/stories")).text
    assert page.count("<article") == 3
    assert "我国什么时候重新加入 ISO？" in page
    assert page.count("本周的故事") == 1
    assert "出处：《sto-a》" in page
    assert "<b>因为" not in page


async def test_the_page_of_stories_reads_stories_only(
    learner: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    async with sessions.begin() as session:
        for slug in ("sto-a", "other", "another"):
            row = faq(slug, f"{slug} 为什么？", "约好了。")
            row.phrasings = [FaqPhrasing(text=f"{slug} 为啥子？")]
            row.category = STORIES if slug == "sto-a" else "其他"
            session.add(row)
    read: list[object] = []

    def note(row: object, _context: object) -> None:
        read.append(getattr(row, "slug", row))

    for table in (Faq, FaqPhrasing):
        event.listen(table, "load", note)
    try:
        await learner.get("/learn/stories")
    finally:
        for table in (Faq, FaqPhrasing):
            event.remove(table, "load", note)

    assert read == ["sto-a"]


def test_another_story_each_week_from_monday() -> None:
    stories = [Faq(slug=f"sto-{n}") for n in range(3)]
    monday = date(2026, 11, 23)
    week = [this_week(stories, monday + timedelta(days)) for days in range(7)]
    assert len({id(one) for one in week}) == 1
    following = [this_week(stories, monday + timedelta(weeks=n)) for n in range(3)]
    assert {id(one) for one in following} == {id(one) for one in stories}
    assert this_week([], monday) is None


async def test_what_one_owns_leads_to_its_standards(
    learner: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    async with sessions.begin() as session:
        session.add(faq("ev-bike", "电动自行车有强制性标准吗？", "有，看铭牌上的标准号。"))
    page = (await learner.get("/learn/my-things?own=电动自行车&own=<b>别的</b>")).text

    assert page.count('class="card owned"') == 1
    assert "GB 17761-2024" in page
    assert "GB 17761-2018" not in page  # it is over
    assert "2025 年 9 月 1 日起实施" in page
    assert "有，看铭牌上的标准号。" in page
    assert 'data-known="电动自行车"' in page
    assert "<b>别的</b>" not in page


async def test_only_mandatory_standards_and_published_answers_are_told(
    learner: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    async with sessions.begin() as session:
        row = faq("cl-uniform", "校服有强制性标准吗？", "这句还没有发布。")
        row.status = FaqStatus.DRAFT
        session.add(row)
        for made in (
            standard("GB 18401-2010", "国家纺织产品基本安全技术规范", "现行", ""),
            standard("GB/T 31888-2015", "中小学生校服", "现行", "2015-06-30"),
        ):
            if await session.scalar(select(Standard).where(Standard.number == made.number)) is None:
                session.add(made)
    page = (await learner.get("/learn/my-things?own=校服")).text

    assert "GB 18401-2010" in page
    assert "目录里没有记到实施日期" in page
    assert "GB/T 31888" not in page
    assert "这句还没有发布" not in page


def test_everything_can_be_watched_by_its_name(app: FastAPI) -> None:
    parts: Services = app.state.services
    things = [thing for group in load_household() for thing in group.things]
    for thing in things:
        assert parts.watching.targets_in(thing.name) == [f"product:{thing.name}"]
        assert parts.watching.watches.numbers(f"product:{thing.name}")
    together = "、".join(thing.name for thing in things)
    assert parts.watching.targets_in(together) == [f"product:{one.name}" for one in things]


@pytest.mark.parametrize("audience", Calendar.load().audiences)
async def test_a_hand_out_for_each_audience(learner: httpx.AsyncClient, audience: str) -> None:
    assert f"/learn/handouts/{audience}" in (await learner.get("/learn/handouts")).text
    page = (await learner.get(f"/learn/handouts/{audience}")).text
    games = [one for one in load_games().values() if one.audience == audience]
    labels = sum(len(one.labels) for game in games for one in game.questions)
    assert page.count("<svg") == page.count("□") == labels
    assert "本单位还没有审定发布" in page
    sheet, answers = page.split("答案和讲解")
    for game in games:
        for one in game.questions:
            assert one.why not in sheet
            assert one.why in answers
    drawn = await learner.get(f"/learn/handouts/{audience}/qr.png")
    assert drawn.headers["content-type"] == "image/png"


async def test_a_hand_out_reads_what_the_office_published(
    learner: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    own = PieceContent(Version("给大家"), {"school": Version(body="自己写给学校的")}, ("出处",))
    await add_piece(
        sessions, kind="article", state="approved", approver="li", content=own.to_json()
    )
    page = (await learner.get("/learn/handouts/school")).text
    assert "自己写给学校的" in page
    assert "样稿" not in page
    without = (await learner.get("/learn/handouts/village")).text
    assert "样稿" not in without  # the office publishes its own: no samples any more
    assert "题单：赶场找茬" in without
    assert (await learner.get("/learn/handouts/nobody")).status_code == 404


async def test_a_stand_leads_nowhere_else_and_keeps_nothing(learner: httpx.AsyncClient) -> None:
    game = "/learn/games/elders?stand=1"
    for path in ("/learn/stand", game, f"{game}&a=0", f"{game}&a=01010"):
        page = (await learner.get(path)).text
        assert "stand.js" in page
        assert "mistakes.js" not in page
        assert "<nav" not in page
        links = set(re.findall(r'<a [^>]*href="([^"#]+)"', page))
        elsewhere = [one for one in links if "stand" not in one]
        assert elsewhere == []
    assert (await learner.get("/learn/stand/qr.png")).headers["content-type"] == "image/png"


async def test_the_address_at_a_stand_is_where_its_code_leads(learner: httpx.AsyncClient) -> None:
    page = (await learner.get("/learn/stand")).text
    (written,) = re.findall(r"<code>(.+?)</code>", page)
    drawn = (await learner.get("/learn/stand/qr.png")).content
    assert written.endswith("/learn")
    assert qr_picture(written, scale=10) == drawn
