"""Classes that play together, as pages: opened, joined, ranked, erased; nobody is named."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app.tasks.campaigns import seed_quizzes
from bot.campaigns.models import ClassPlay, ClassRound, StudyClass
from bot.campaigns.quiz.classes import Classes, ClassStanding
from bot.campaigns.quiz.games import load_games
from bot.console.kit.parts import ConsoleParts
from bot.kit.db import SessionFactory
from bot.settings import Settings
from bot.staff.models import AuditEntry
from bot.staff.roles import Role
from bot.web.services import Services
from tests.console.conftest import CHEAP, add_member, visitor_of

GAME = load_games()["school-bag"]
RIGHT = [one.wrong - 1 for one in GAME.questions]
FORM = {"title": "石桥铺小学", "names": "一班\n二班", "task": "game:school-bag", "days": "30"}
Browser = Callable[[], httpx.AsyncClient]


@pytest.fixture
async def browsers(app: FastAPI) -> AsyncIterator[Browser]:
    """Makes browsers, each with its own cookies."""
    parts: Services = app.state.services
    await seed_quizzes(parts.settings, parts.sessions)
    made: list[httpx.AsyncClient] = []

    def another() -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        made.append(
            httpx.AsyncClient(
                transport=transport, base_url="http://test", headers={"accept": "text/html"}
            )
        )
        return made[-1]

    yield another
    for one in made:
        await one.aclose()


def token_in(page: str) -> str:
    return re.findall(r'name="token" value="(.*?)"', page)[0]


async def opened(client: httpx.AsyncClient, **changes: str) -> httpx.Response:
    token = token_in((await client.get("/learn/classes")).text)
    return await client.post("/learn/classes", data={**FORM, "token": token, **changes})


async def played(client: httpx.AsyncClient, code: str, answers: list[int]) -> str:
    """A play to its end; the last page."""
    token = token_in((await client.get(f"/class/{code}")).text)
    begun = await client.post(f"/class/{code}/start", data={"token": token})
    assert begun.status_code == 303, begun.text
    text = ""
    for number, option in enumerate(answers, 1):
        said = {"token": token, "number": str(number), "option": str(option)}
        answer = await client.post(f"/class/{code}/answer", data=said)
        assert answer.status_code == 200, answer.text
        text = answer.text
    return text


async def codes(sessions: SessionFactory) -> list[str]:
    async with sessions() as session:
        return list(await session.scalars(select(StudyClass.code).order_by(StudyClass.id)))


async def test_an_organiser_opens_a_round_and_classes_are_ranked(
    browsers: Browser, sessions: SessionFactory
) -> None:
    teacher = browsers()
    board = (await opened(teacher)).headers["location"]
    first, second = await codes(sessions)
    page = (await teacher.get(board)).text
    for shown in ("石桥铺小学", GAME.title, first[:4], f"/class/{second}/qr.png"):
        assert shown in page
    assert page.count("满 5 人显示") == 2

    assert "5 题答对 5 题" in await played(browsers(), first, RIGHT)
    for _ in range(4):
        await played(browsers(), first, RIGHT)
    tablet = browsers()
    for _ in range(5):  # one after the other on one device
        text = await played(tablet, second, [RIGHT[0], *(1 - one for one in RIGHT[1:])])
        assert "5 题答对 1 题" in text

    rows = re.findall(
        r"<tr><td>(.*?)</td>.*?scope=\"row\">(.*?)</th>", (await teacher.get(board)).text
    )
    assert rows == [("1", "一班"), ("2", "二班")]
    page = (await teacher.get(board)).text
    assert "100%" in page
    assert "20%" in page


async def test_what_is_kept_of_a_player_is_a_pseudonym_of_the_class_alone(
    browsers: Browser, sessions: SessionFactory
) -> None:
    await opened(browsers())
    one = browsers()
    for code in await codes(sessions):
        await played(one, code, RIGHT)
    async with sessions() as session:
        rows = (await session.scalars(select(ClassPlay))).all()
        [kept] = await session.scalars(select(ClassRound))
    assert len({row.player for row in rows}) == 2, "the same browser in two classes can be told"
    names = {column.key for column in ClassPlay.__table__.columns}
    assert not {name for name in names if "name" in name or name.endswith("_at")}
    assert len(kept.key_digest) == 64


async def test_the_answer_is_explained_and_a_page_left_goes_on(
    browsers: Browser, sessions: SessionFactory
) -> None:
    await opened(browsers())
    code, _ = await codes(sessions)
    pupil = browsers()
    text = await played(pupil, code, [1 - RIGHT[0]])
    assert "答错了" in text
    assert GAME.questions[0].why in text
    assert "第 2 题，共 5 题" in (await pupil.get(f"/class/{code}")).text
    token = token_in((await pupil.get(f"/class/{code}")).text)
    left_out = await pupil.post(f"/class/{code}/answer", data={"token": token, "number": "2"})
    assert (left_out.status_code, "请先选一个答案" in left_out.text) == (400, True)


async def test_figures_are_looked_at_only_for_who_is_shown_them(
    browsers: Browser, sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(browsers())
    code, _ = await codes(sessions)
    read, looked = Classes.standings, []

    def seen(self: Classes, session: Session, number: int) -> list[ClassStanding]:
        looked.append(number)
        return read(self, session, number)

    monkeypatch.setattr(Classes, "standings", seen)

    await played(browsers(), code, RIGHT)

    assert len(looked) == 2  # before the first question, and after the last


async def test_a_class_plays_a_quiz_as_well(browsers: Browser, sessions: SessionFactory) -> None:
    await opened(browsers(), task="quiz:wsd-quiz")
    code, _ = await codes(sessions)
    text = await played(browsers(), code, [0])
    assert "来源：" in text
    assert "第 2 题，共 20 题" in text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": "校"}, "2 到 20 个字"),
        ({"names": " \n "}, "一行一个"),
        ({"names": "一班\n找 13812345678"}, "不合适的字词或者号码"),
        ({"title": "傻逼小学"}, "不合适的字词或者号码"),
        ({"names": "一班\n一班"}, "不能重复"),
        ({"names": "３班\n3班"}, "不能重复"),
        ({"names": "\u200b\n\u200b"}, "看不见的字符"),
        ({"title": "\u200b"}, "看不见的字符"),
        ({"names": "一班\n😀"}, "要有字"),
        ({"task": "game:none"}, "做哪一套"),
        ({"days": "9"}, "用到什么时候"),
    ],
)
async def test_a_form_that_is_refused_says_why_and_keeps_what_was_typed(
    browsers: Browser, sessions: SessionFactory, changes: dict[str, str], told: str
) -> None:
    answer = await opened(browsers(), **changes)
    assert answer.status_code == 400
    assert told in answer.text
    assert changes.get("title", FORM["title"]) in answer.text
    assert await codes(sessions) == []


async def test_a_form_sent_twice_opens_one_round(
    browsers: Browser, sessions: SessionFactory
) -> None:
    teacher, other = browsers(), browsers()
    token = token_in((await teacher.get("/learn/classes")).text)
    sent = [await teacher.post("/learn/classes", data={**FORM, "token": token}) for _ in range(2)]

    assert sent[0].status_code == sent[1].status_code == 303
    assert sent[0].headers["location"] == sent[1].headers["location"]
    assert len(await codes(sessions)) == 2
    assert (await opened(other)).headers["location"] != sent[0].headers["location"]
    assert len(await codes(sessions)) == 4


async def test_the_pages_tell_the_limit_and_offer_the_address(browsers: Browser) -> None:
    teacher = browsers()
    assert "每个名称最多 20 个字" in (await teacher.get("/learn/classes")).text
    board = (await opened(teacher)).headers["location"]
    assert "复制这一页的网址" in (await teacher.get(board)).text


async def test_names_are_escaped(browsers: Browser) -> None:
    teacher = browsers()
    board = (await opened(teacher, names="<b>一班</b>")).headers["location"]
    assert "<b>一班" not in (await teacher.get(board)).text


async def test_forms_of_other_sites_do_nothing(browsers: Browser, sessions: SessionFactory) -> None:
    teacher = browsers()
    board = (await opened(teacher)).headers["location"]
    code, _ = await codes(sessions)
    forged = {"token": "0" * 64, "number": "1", "option": "0", "sure": "yes", **FORM}
    for path in ("/learn/classes", f"{board}/end", f"/class/{code}/start", f"/class/{code}/answer"):
        assert (await teacher.post(path, data=forged)).status_code == 400, path
    async with sessions() as session:
        assert len((await session.scalars(select(ClassRound))).all()) == 1
        assert (await session.scalars(select(ClassPlay))).all() == []


async def test_the_organiser_erases_it_after_saying_so(
    browsers: Browser, sessions: SessionFactory
) -> None:
    teacher = browsers()
    board = (await opened(teacher)).headers["location"]
    code, _ = await codes(sessions)
    await played(browsers(), code, RIGHT)
    token = token_in((await teacher.get(board)).text)
    unsure = await teacher.post(f"{board}/end", data={"token": token})
    assert (unsure.status_code, "请先勾选" in unsure.text) == (400, True)
    done = await teacher.post(f"{board}/end", data={"token": token, "sure": "yes"})
    assert "已经删除" in done.text
    for path in (board, f"/class/{code}"):
        assert (await teacher.get(path)).status_code == 404
    async with sessions() as session:
        assert (await session.scalars(select(ClassPlay))).all() == []


async def test_a_code_is_typed_as_it_was_heard(browsers: Browser, sessions: SessionFactory) -> None:
    client = browsers()
    await opened(client)
    code, _ = await codes(sessions)
    typed = f" {code[:4].upper()} {code[4:]}"
    found = await client.get("/learn/classes", params={"code": typed})
    assert found.headers["location"] == f"/class/{code}"
    for wrong in ("班级", "0000", "a" * 40):
        answer = await client.get("/learn/classes", params={"code": wrong})
        assert (answer.status_code, "没有这个码" in answer.text) == (404, True), wrong
    for shouted in (code.upper(), f"{code[:4]}-{code[4:]}".title()):
        found = await client.get(f"/class/{shouted}")
        assert found.headers["location"] == f"/class/{code}"
    for wrong in ("22222222", "ABC", "码", "a" * 99):
        answer = await client.get(f"/class/{wrong}")
        assert (answer.status_code, "没有这个码" in answer.text) == (404, True), wrong
    for wrong in ("x" * 32, "x", "钥匙"):
        answer = await client.get(f"/learn/classes/{wrong}")
        assert (answer.status_code, "没有这一页" in answer.text) == (404, True), wrong


async def test_nobody_opens_rounds_by_the_hundred(
    browsers: Browser, sessions: SessionFactory
) -> None:
    client = browsers()
    states = [(await opened(client, title=f"小学{n}")).status_code for n in range(5)]
    assert states[:3] == [303] * 3
    assert states[-1] == 429
    assert len(await codes(sessions)) == 2 * states.count(303)


async def test_staff_see_the_names_and_may_erase_them(
    app: FastAPI, settings: Settings, browsers: Browser, sessions: SessionFactory
) -> None:
    await opened(browsers())
    code, _ = await codes(sessions)
    await add_member(
        ConsoleParts.build(settings, sessions, {}, CHEAP), "anne", Role.CAMPAIGN_PUBLISHER
    )
    async with visitor_of(app) as anne:
        await anne.sign_in("anne")
        page = (await anne.get("/console/campaigns/classes/")).text
        assert "石桥铺小学" in page
        assert code not in page
        [path] = re.findall(r'action="(/console/campaigns/classes/\d+/end)"', page)
        done = await anne.fill_in(path, {}, page="/console/campaigns/classes/")
        assert done.status_code == 303
        assert "现在没有" in (await anne.get("/console/campaigns/classes/")).text
        again = await anne.fill_in(path, {}, page="/console/campaigns/classes/")
        assert again.status_code == 404
    assert await codes(sessions) == []
    async with sessions() as session:
        noted = select(AuditEntry).where(AuditEntry.object_type == "classes")
        assert len((await session.scalars(noted)).all()) == 1
