from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.campaigns.audience.segments import Segment
from bot.campaigns.models import (
    Broadcast,
    Campaign,
    Piece,
    PieceArrival,
    PieceFigure,
    PieceLink,
    QuizPlay,
    QuizQuestion,
)
from bot.campaigns.pieces.content import PieceContent, Version
from bot.campaigns.pieces.packs import Pack
from bot.campaigns.pieces.proposing import seed_quiz
from bot.campaigns.quiz.quiz import Quizzes, Rankings
from bot.citizens.models import Subscriber
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage
from bot.outbox.bulk_models import BulkRun, Delivery
from bot.web.services import Services

HERE = Path(__file__).parents[1] / "campaigns"
HOSTILE = "<script>alert(1)</script>"
BODY = (
    f"## 小标题\n\n看[标准平台](https://std.samr.gov.cn/)。{HOSTILE}\n\n[坏](javascript:alert(1))"
)


@dataclass
class Site:
    """The pages, and the database behind them."""

    client: httpx.AsyncClient
    sessions: SessionFactory
    pieces: dict[str, int] = field(default_factory=dict)

    async def piece(self, kind: str, *, days: int = 0, **changes: object) -> int:
        content = PieceContent(
            Version("标题在此", "摘要", BODY if kind == "article" else "第一行\n第二行"),
            {"school": Version(body="给同学们的话")},
            ("标准化法第二条",),
            faq=("standards-day",),
        )
        values: dict[str, object] = {
            "kind": kind, "topic": "standards_day", "title": "标题在此", "state": "approved",
            "content": content.to_json(), "made_at": clock.now(), "changed_at": clock.now(),
        }  # fmt: skip
        begins = clock.today() + timedelta(days)
        async with self.sessions.begin() as session:
            campaign = Campaign(
                day="world-standards-day", year=2000 + len(self.pieces), name="活动",
                topic="standards_day", begins_on=begins, ends_on=begins, proposed_at=clock.now(),
            )  # fmt: skip
            session.add(campaign)
            await session.flush()
            row = Piece(**(values | {"campaign_id": campaign.id} | changes))
            session.add(row)
        self.pieces[f"{kind}{days}{changes}"] = row.id
        return row.id

    async def figures(self) -> dict[tuple[str, str, str], int]:
        async with self.sessions() as session:
            rows = await session.scalars(select(PieceFigure))
            return {(r.what, r.audience, r.district): r.count for r in rows}

    async def channels(self) -> dict[tuple[str, str], int]:
        async with self.sessions() as session:
            rows = await session.scalars(select(PieceArrival))
            return {(r.what, r.channel): r.count for r in rows}


@pytest.fixture
async def site(app: FastAPI, sessions: SessionFactory) -> AsyncIterator[Site]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    accept = {"accept": "text/html"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", headers=accept
    ) as client:
        yield Site(client, sessions)


async def test_an_article_is_shown_safely_and_its_links_are_counted(site: Site) -> None:
    number = await site.piece("article")
    page = (await site.client.get(f"/campaigns/{number}")).text
    assert "<h2>小标题</h2>" in page
    assert HOSTILE not in page
    assert 'href="javascript' not in page
    found = re.search(r'href="(/go/\w+)"', page)
    assert found is not None
    answer = await site.client.get(found[1])
    assert answer.status_code == 302
    assert answer.headers["location"] == "https://std.samr.gov.cn/"
    code = found[1].removeprefix("/go/")
    assert await site.figures() == {("open", "", ""): 1, (code, "", ""): 1}
    assert "出处" in page
    assert 'href="/faq/standards-day"' in page


async def test_the_version_and_the_district_of_the_address_count(site: Site) -> None:
    number = await site.piece("text")
    page = await site.client.get(f"/campaigns/{number}", params={"for": "school", "in": "渝中区"})
    assert "给同学们的话" in page.text
    for nonsense in ("'; drop table piece", "nobody", "校" * 41):
        await site.client.get(f"/campaigns/{number}", params={"for": nonsense, "in": nonsense})
    assert await site.figures() == {("open", "school", "渝中区"): 1, ("open", "", ""): 2}


async def test_the_channel_of_the_address_counts_and_goes_on_with_its_links(site: Site) -> None:
    number = await site.piece("article")
    page = (await site.client.get(f"/campaigns/{number}", params={"via": "wechat"})).text
    found = re.search(r'href="(/go/(\w+)\?via=wechat)"', page)
    assert found is not None
    await site.client.get(found[1])
    await site.client.get(f"/campaigns/{number}", params={"via": "a friend's"})
    await site.client.get(f"/go/{found[2]}?via=<b>")
    assert await site.channels() == {("open", "wechat"): 1, (found[2], "wechat"): 1}
    assert await site.figures() == {("open", "", ""): 2, (found[2], "", ""): 2}


async def test_what_is_not_out_yet_is_not_shown(site: Site) -> None:
    early = await site.piece("text", days=30)
    draft = await site.piece("text", state="draft")
    for number in (early, draft, 999):
        assert (await site.client.get(f"/campaigns/{number}")).status_code == 404
    assert "标题在此" not in (await site.client.get("/campaigns")).text
    async with site.sessions.begin() as session:
        session.add(
            Broadcast(
                piece_id=early, segment=Segment().to_json(), route="each", state="done",
                send_at=clock.now(), late_minutes=0, planned_by="a", made_at=clock.now(),
                begun_at=clock.now(),
            )
        )  # fmt: skip
    assert "标题在此" in (await site.client.get("/campaigns")).text


async def test_a_poster_is_a_picture(site: Site) -> None:
    number = await site.piece("poster")
    answer = await site.client.get(f"/campaigns/{number}/poster.png")
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert "poster.png" in (await site.client.get(f"/campaigns/{number}")).text
    text, card = await site.piece("text"), await site.piece("card")
    drawn = await site.client.get(f"/campaigns/{card}/card.png")
    assert drawn.content.startswith(b"\x89PNG")
    for wrong in (f"{text}/poster.png", f"{number}/card.png", f"{card}/poster.png"):
        assert (await site.client.get(f"/campaigns/{wrong}")).status_code == 404, wrong


async def test_only_links_of_pieces_lead_on(site: Site) -> None:
    for code in ("abcd2345", "https:", "x" * 13):
        answer = await site.client.get(f"/go/{code}")
        assert answer.status_code in (400, 404)
    async with site.sessions() as session:
        assert (await session.scalars(select(PieceLink))).all() == []


@pytest.mark.parametrize(
    ("days", "opened", "is_told"), [(-1, 3, True), (-59, 1, True), (-61, 3, False), (0, 3, False),
                                    (-1, 0, False)],
)  # fmt: skip
async def test_after_the_day_the_page_tells_what_was_done(
    site: Site, days: int, opened: int, is_told: bool
) -> None:
    number = await site.piece("text", days=days)
    for _ in range(opened):
        await site.client.get(f"/campaigns/{number}")
    page = (await site.client.get("/campaigns")).text
    assert ("活动办完了，谢谢大家" in page) is is_told
    assert (f"内容打开了 {opened} 次" in page) is is_told


@pytest.fixture
async def quiz(site: Site) -> str:
    pack = Pack.load("small", HERE)
    await site.sessions.run(lambda s: seed_quiz(s, pack.quiz, "", clock.now()))
    return "/quiz/small-quiz"


async def test_the_plays_of_all_are_looked_at_once_and_not_between_two_questions(
    site: Site, quiz: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def everybody(session: Session) -> None:
        quizzes = Quizzes(clock.now)
        for n in range(5):
            done = quizzes.begin(session, "small-quiz", f"p{n}", "web")
            for number in (1, 2):
                quizzes.answer(session, done, number, 0)
            quizzes.join(session, done, "school" if n % 2 else "district", f"第 {n % 2} 中")

    await site.sessions.run(everybody)
    monkeypatch.setattr("bot.campaigns.quiz.quiz.FEWEST_IN_GROUP", 2)
    read: list[str] = []
    rankings = Quizzes.rankings

    def noted(quizzes: Quizzes, session: Session, slug: str) -> Rankings:
        read.append(slug)
        return rankings(quizzes, session, slug)

    monkeypatch.setattr(Quizzes, "rankings", noted)
    start = (await site.client.get(quiz)).text
    await site.client.post(f"{quiz}/start", data={"token": token_in(start)})
    question = (await site.client.get(quiz)).text

    assert read == ["small-quiz"]
    assert start.index("区县排行") < start.index("学校排行")
    assert "第 1 题，共 2 题" in question
    assert "排行" not in question


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="(\w+)"', page)
    assert found is not None
    return found[1]


def value_of(page: str, words: str) -> str:
    found = re.search(rf'value="(\d)" required> [A-D]\. {words}', page)
    assert found is not None
    return found[1]


async def play(site: Site, quiz: str, *, right: bool = True) -> tuple[str, str]:
    """To the end; the last page and the token."""
    page = (await site.client.get(quiz)).text
    token = token_in(page)
    await site.client.post(f"{quiz}/start", data={"token": token})
    for number, words in ((1, "10 月 14 日"), (2, "9 月" if right else "10 月")):
        page = (await site.client.get(quiz)).text
        answered = {"token": token, "number": str(number), "option": value_of(page, words)}
        page = (await site.client.post(f"{quiz}/answer", data=answered)).text
        assert "来源：" in page
    return page, token


async def test_a_quiz_is_played_and_certified(site: Site, quiz: str) -> None:
    page, token = await play(site, quiz)
    assert "2 题答对 2 题" in page
    answer = await site.client.post(f"{quiz}/certificate", data={"token": token, "name": "李小渝"})
    assert answer.headers["content-type"] == "image/png"
    assert "no-store" in answer.headers["cache-control"]
    for name in ("", "x" * 30, "13812345678", "\U0001f600"):
        refused = await site.client.post(f"{quiz}/certificate", data={"token": token, "name": name})
        assert refused.status_code == 400
        assert 'role="alert"' in refused.text


async def in_chat(app: FastAPI, *, right: bool = True) -> str:
    """The address of the certificate of a play in a chat, whether it earned one or not."""
    office = app.state.services.campaigns

    def work(session: Session) -> str:
        play = office.quizzes.begin(session, "small-quiz", "chat-of-anne", "wechat")
        for number, question in enumerate(play.questions, 1):
            row = session.get_one(QuizQuestion, question)
            option = row.answer if right or number == 1 else 1 - row.answer
            office.quizzes.answer(session, play, number, option)
        return str(office.certificates.address(play))

    address: str = await app.state.services.sessions.run(work)
    return address.removeprefix(app.state.services.settings.effective_public_url.rstrip("/"))


async def test_a_quiz_of_a_chat_is_certified_on_a_page(app: FastAPI, site: Site, quiz: str) -> None:
    address = await in_chat(app)
    page = (await site.client.get(address)).text
    assert "2 题答对 2 题" in page
    token = token_in(page)
    drawn = await site.client.post(address, data={"token": token, "name": "李小渝"})
    assert drawn.headers["content-type"] == "image/png"
    assert "no-store" in drawn.headers["cache-control"]
    for data in ({"token": token, "name": "13812345678"}, {"token": "x", "name": "李小渝"}):
        assert (await site.client.post(address, data=data)).status_code == 400


async def test_only_the_chats_own_address_opens_the_certificate(
    app: FastAPI, site: Site, quiz: str
) -> None:
    address = await in_chat(app)
    path, _, code = address.rpartition("/")
    number, mark = code.split("-")
    others = [f"{int(number) + 1}-{mark}", f"{number}-{mark[::-1]}", f"9999999999-{mark}"]
    for other in (*(f"{path}/{one}" for one in others), address.replace("small-quiz", "other")):
        assert (await site.client.get(other)).status_code == 404, other
    assert (await site.client.get(f"{path}/{number}")).status_code == 400
    async with site.sessions.begin() as session:
        await session.execute(delete(QuizPlay))
    assert (await site.client.get(address)).status_code == 404


async def test_too_little_in_a_chat_has_no_certificate_either(
    app: FastAPI, site: Site, quiz: str
) -> None:
    assert (await site.client.get(await in_chat(app, right=False))).status_code == 404


async def test_no_certificate_for_too_little(site: Site, quiz: str) -> None:
    _, token = await play(site, quiz, right=False)
    answer = await site.client.post(f"{quiz}/certificate", data={"token": token, "name": "李小渝"})
    assert "六成" in answer.text


async def test_a_group_is_a_place_and_never_a_person(site: Site, quiz: str) -> None:
    _, token = await play(site, quiz)
    for kind, name in (("district", "成都"), ("school", "打 13812345678"), ("school", "x")):
        answer = await site.client.post(
            f"{quiz}/group", data={"token": token, "kind": kind, "name": name}
        )
        assert answer.status_code == 400
    done = await site.client.post(
        f"{quiz}/group", data={"token": token, "kind": "district", "name": "渝中"}
    )
    assert done.status_code == 303
    async with site.sessions() as session:
        row = (await session.scalars(select(QuizPlay))).one()
    assert (row.group_kind, row.group_name) == ("district", "渝中区")


async def test_forms_of_other_sites_do_nothing(site: Site, quiz: str) -> None:
    await site.client.get(quiz)
    for step in ("start", "answer", "group", "certificate"):
        data = {"token": "0" * 64, "number": "1", "option": "0", "kind": "school", "name": "校名"}
        answer = await site.client.post(f"{quiz}/{step}", data=data)
        assert answer.status_code == 400
    async with site.sessions() as session:
        assert (await session.scalars(select(QuizPlay))).all() == []


@pytest.mark.parametrize(("led", "kept"), [("school", "school"), ("nobody", ""), ("", "")])
async def test_a_play_counts_for_the_audience_whose_version_led_to_it(
    site: Site, quiz: str, led: str, kept: str
) -> None:
    page = (await site.client.get(quiz, params={"for": led})).text
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="(.*?)"', page))
    assert fields.get("for", "") == kept
    await site.client.post(f"{quiz}/start", data={"token": fields["token"], "for": led})
    async with site.sessions() as session:
        [play] = await session.scalars(select(QuizPlay))
    assert play.audience == kept


async def test_a_piece_leads_to_its_quiz_with_its_audience(site: Site) -> None:
    content = PieceContent(Version("答题"), {"school": Version("同学答题")}, quiz="small-quiz")
    number = await site.piece("quiz", content=content.to_json())
    page = (await site.client.get(f"/campaigns/{number}?for=school")).text
    assert 'href="/quiz/small-quiz?for=school"' in page


async def test_an_answer_left_out_is_asked_for(site: Site, quiz: str) -> None:
    token = token_in((await site.client.get(quiz)).text)
    await site.client.post(f"{quiz}/start", data={"token": token})
    answer = await site.client.post(f"{quiz}/answer", data={"token": token, "number": "1"})
    assert "请先选一个答案" in answer.text


INBOX = "1234567890-1234567890"


async def test_a_browser_subscribes_receives_and_stops(site: Site, app: FastAPI) -> None:
    wish = {"inbox": INBOX, "topics": ["standards_day"], "audience": "school", "district": "渝中区"}
    saved = (await site.client.post("/subscriptions/save", json=wish)).json()
    assert saved == {"topics": ["standards_day"], "audience": "school", "district": "渝中区"}
    number = await site.piece("text")
    async with site.sessions.begin() as session:
        row = (await session.scalars(select(Subscriber))).one()
        now = clock.now()
        broadcast = Broadcast(
            piece_id=number, segment={"topics": ["standards_day"]}, route="each", state="sending",
            send_at=now, late_minutes=1, planned_by="a", made_at=now, client_id="c",
        )  # fmt: skip
        session.add(broadcast)
        await session.flush()
        session.add(
            BulkRun(
                broadcast_id=broadcast.id, piece_id=number, running=True,
                until=clock.now() + timedelta(days=1),
            )
        )  # fmt: skip
        session.add(
            Delivery(
                piece_id=number, broadcast_id=broadcast.id, conversation=row.conversation,
                channel="web", not_before=now,
            )
        )  # fmt: skip
    first = (await site.client.post("/subscriptions/visit", json={"inbox": INBOX})).json()
    again = (await site.client.post("/subscriptions/visit", json={"inbox": INBOX})).json()
    assert [one["new"] for one in first["received"]] == [True]
    assert [one["new"] for one in again["received"]] == [False]
    assert first["received"][0]["address"].startswith(f"/campaigns/{number}?for=school&in=")
    stopped = await site.client.post("/subscriptions/save", json={"inbox": INBOX, "topics": []})
    assert stopped.json()["topics"] == []
    async with site.sessions() as session:
        assert (await session.scalars(select(Subscriber))).all() == []


@pytest.mark.parametrize(
    "wish",
    [
        {"inbox": "short", "topics": []},
        {"inbox": INBOX, "topics": ["nothing"]},
        {"inbox": INBOX, "topics": ["standards_day"], "audience": "x"},
        {"inbox": INBOX, "topics": ["standards_day"], "district": "成都"},
        {"inbox": INBOX, "topics": "standards_day"},
    ],
)
async def test_a_wish_nobody_knows_is_refused(site: Site, wish: dict[str, object]) -> None:
    answer = await site.client.post("/subscriptions/save", json=wish)
    assert answer.status_code in (400, 422)
    async with site.sessions() as session:
        assert (await session.scalars(select(Subscriber))).all() == []


async def test_unsubscribing_in_the_chat_works_in_the_middle_of_a_form(
    site: Site, app: FastAPI
) -> None:
    parts: Services = app.state.services

    async def say(text: str, key: str) -> str:
        message = IncomingMessage("telegram", "conversation-of-zhang", text, key, address="77")
        return "\n".join(r.text for r in await parts.conversation.receive(message))

    await say("订阅世界标准日", "0")
    await say("1", "1")
    await say("我要投诉", "2")
    assert "已退订" in await say("退订", "3")
    async with site.sessions() as session:
        assert (await session.scalars(select(Subscriber))).all() == []
    assert "记下了" in await say("商家卖的电动车刹车坏了不给修", "4")  # the form goes on


async def test_pages_are_there_with_and_without_content(site: Site, quiz: str) -> None:
    for path in ("/campaigns", "/quiz", quiz, "/subscriptions"):
        answer = await site.client.get(path)
        assert answer.status_code == 200
        assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert (await site.client.get("/quiz/none")).status_code == 404
