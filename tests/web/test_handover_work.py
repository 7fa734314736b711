"""What staff have at hand while they speak: answers, colleagues, cases, and what didn't arrive."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from bot.app.keeping.personal_data import Person, export
from bot.complaints.case.models import Case
from bot.complaints.work.phrases import load_phrases
from bot.console.kit.parts import ConsoleParts
from bot.handover.models import Handover, HandoverMessage
from bot.handover.people import LONGEST
from bot.handover.transcript import Delivery
from bot.kit.db import SessionFactory
from bot.outbox.models import OutboxMessage, OutboxStatus
from bot.settings import SEEDS
from bot.staff.models import AuditEntry
from bot.staff.roles import Role
from kb.models import District
from tests.console.conftest import Visitor, add_member, visitor_of
from tests.fakes.wechat_pusher import Pusher
from tests.web.conftest import AES_KEY
from tests.web.test_handover import asks, news, officer

__all__ = ["officer"]
CASE = {
    "kind": "complaint", "respondent": "雅迪专卖店", "product": "电动自行车", "wanted": "退款",
    "what": "充电冒烟", "name": "张三丰", "phone": "13812345678", "address": "中山四路1号",
    "district": "渝中区", "consent": "yes",
}  # fmt: skip


@pytest.fixture(autouse=True)
async def district(sessions: SessionFactory) -> None:
    async with sessions.begin() as session:
        session.add(District(name="渝中区", kind="区"))


async def taken(client: httpx.AsyncClient, officer: Visitor, sessions: SessionFactory) -> str:
    """The page of a conversation that the officer took."""
    await asks(client, "转人工")
    async with sessions() as session:
        number = (await session.scalars(select(Handover.id))).one()
    page = f"/console/handover/{number}"
    await officer.fill_in(f"{page}/take", page=page)
    return page


async def test_a_line_end_counts_once_as_in_the_browsers_field(
    client: httpx.AsyncClient, officer: Visitor, sessions: SessionFactory
) -> None:
    page = await taken(client, officer, sessions)
    words = "\r\n".join("说" * (LONGEST // 2))

    sent = await officer.fill_in(f"{page}/say", {"text": words}, page)

    assert sent.status_code == 303, sent.text
    texts, _, _ = await news(client)
    assert texts[-1] == words.replace("\r", "")


async def test_answers_that_fit_are_found_by_what_is_said_or_written(
    client: httpx.AsyncClient, officer: Visitor, sessions: SessionFactory
) -> None:
    page = await taken(client, officer, sessions)
    await asks(client, "世界标准日是哪天？")
    by_citizen = (await officer.get(page)).text.split('id="suggested"')[1]
    by_staff = await officer.fill_in(f"{page}/suggest", {"text": "投诉和举报的区别"}, page)

    assert "10 月 14 日" in by_citizen
    assert by_staff.status_code == 200
    assert "举报反映违法线索" in by_staff.text.split('id="suggested"')[1]
    assert "投诉和举报的区别" in by_staff.text.split("<textarea")[1]
    assert (await news(client))[0] == []  # nothing was sent


def test_every_ready_sentence_may_be_sent() -> None:
    phrases = load_phrases(SEEDS / "handover_phrases.yml")

    assert phrases
    assert all(len(one.text) <= LONGEST for one in phrases)


async def test_a_colleague_gets_the_conversation_and_what_is_said_to_them(
    app: FastAPI,
    client: httpx.AsyncClient,
    officer: Visitor,
    staff: ConsoleParts,
    sessions: SessionFactory,
) -> None:
    await add_member(staff, "lin", Role.CASE_OFFICER, name="林办")
    await add_member(staff, "bian", Role.FAQ_EDITOR, name="编辑")
    page = await taken(client, officer, sessions)

    for nobody in ("", "bian", "li.ban", "nobody"):
        form = {"colleague": nobody, "why": "他问的是特种设备"}
        refused = await officer.fill_in(f"{page}/pass", form, page)
        assert refused.status_code == 409
        assert "请选择转给哪位" in refused.text
        assert "他问的是特种设备" in refused.text
    silent = await officer.fill_in(f"{page}/pass", {"colleague": "lin", "why": " "}, page)
    assert "请给接的人写一句话" in silent.text
    form = {"colleague": "lin", "why": "他问的是特种设备"}
    assert (await officer.fill_in(f"{page}/pass", form, page)).status_code == 303

    assert "只有接的人和主管能看" in (await officer.get(page)).text
    told, _, _ = await news(client)
    assert len(told) == 1
    assert "另一位工作人员" in told[0]
    async with visitor_of(app) as lin:
        await lin.sign_in("lin")
        assert "我正在谈的" in (await lin.get("/console/")).text
        assert "他问的是特种设备" in (await lin.get(page)).text
        assert (await lin.fill_in(f"{page}/say", {"text": "您好"}, page)).status_code == 303
    async with sessions() as session:
        entries = await session.scalars(
            select(AuditEntry).where(AuditEntry.action == "handover.passed")
        )
        assert [one.details for one in entries] == [{"officer": "lin"}]
        chat = (await session.scalars(select(Handover.conversation))).one()
        keyring = app.state.services.settings.keyring
        theirs = await session.run_sync(lambda s: export(s, keyring, Person(chat, ())))
    assert "特种设备" not in str(theirs)


async def test_a_case_is_made_out_of_the_conversation_and_its_citizen_hears_of_it(
    client: httpx.AsyncClient, officer: Visitor, sessions: SessionFactory
) -> None:
    page = await taken(client, officer, sessions)
    await asks(client, "我买的电动车充电冒烟，店家不退")
    form = f"/console/cases/new?handover={page.rpartition('/')[2]}"
    shown = (await officer.get(form)).text
    assert "我买的电动车充电冒烟，店家不退" in shown
    assert "转人工</textarea>" not in shown

    done = await officer.fill_in("/console/cases/new", CASE, form)

    assert "已登记" in done.text
    assert "回到对话" in done.text
    async with sessions() as session:
        case = (await session.scalars(select(Case))).one()
        chat = (await session.scalars(select(Handover.conversation))).one()
    assert (case.channel, case.conversation) == ("web", chat)
    told, _, _ = await news(client)
    assert case.number in told[-1]
    assert (await officer.get(f"/console/cases/{case.number}")).status_code in (200, 404)


async def test_an_anonymous_case_is_not_made_out_of_a_conversation(
    client: httpx.AsyncClient, officer: Visitor, sessions: SessionFactory
) -> None:
    page = await taken(client, officer, sessions)
    form = f"/console/cases/new?handover={page.rpartition('/')[2]}"
    anonymous = {**CASE, "kind": "report", "identity": "anonymous"}

    refused = await officer.fill_in("/console/cases/new", anonymous, form)

    assert refused.status_code == 400
    assert "不能匿名" in refused.text
    async with sessions() as session:
        assert list(await session.scalars(select(Case))) == []


async def test_a_colleagues_conversation_makes_no_case(
    app: FastAPI,
    client: httpx.AsyncClient,
    officer: Visitor,
    staff: ConsoleParts,
    sessions: SessionFactory,
) -> None:
    await add_member(staff, "lin", Role.CASE_OFFICER)
    number = (await taken(client, officer, sessions)).rpartition("/")[2]
    async with visitor_of(app) as lin:
        await lin.sign_in("lin")
        assert (await lin.get(f"/console/cases/new?handover={number}")).status_code == 409
        form = {**CASE, "handover": number, "token": "0" * 32}
        sent = await lin.fill_in("/console/cases/new", form, "/console/account")

    assert sent.status_code == 400
    assert "转给了别人" in sent.text
    assert "充电冒烟" in sent.text
    async with sessions() as session:
        assert list(await session.scalars(select(Case))) == []


async def test_what_the_web_page_did_not_fetch_is_shown(
    client: httpx.AsyncClient, officer: Visitor, sessions: SessionFactory
) -> None:
    page = await taken(client, officer, sessions)
    await officer.fill_in(f"{page}/say", {"text": "请拍张照"}, page)
    assert Delivery.ON_THE_WAY.value in (await officer.get(page)).text
    async with sessions.begin() as session:
        row = (
            await session.scalars(select(HandoverMessage).where(HandoverMessage.who == "staff"))
        ).one()
        row.at = row.at.replace(year=row.at.year - 1)
    assert Delivery.NOT_SHOWN.value in (await officer.get(page)).text

    _, _, last = await news(client)
    await news(client, last)

    shown = (await officer.get(page)).text
    assert Delivery.ARRIVED.value in shown
    assert Delivery.NOT_SHOWN.value not in shown


async def test_what_a_platform_did_not_take_is_shown(
    client: httpx.AsyncClient, officer: Visitor, sessions: SessionFactory
) -> None:
    pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY)
    push = pusher.text("转人工", 1)
    await client.post("/wechat", params=push.query, content=push.body)
    async with sessions() as session:
        number = (await session.scalars(select(Handover.id))).one()
    page = f"/console/handover/{number}"
    await officer.fill_in(f"{page}/take", page=page)
    await officer.fill_in(f"{page}/say", {"text": "在的"}, page)

    for status, told in (
        (OutboxStatus.SENT, Delivery.ARRIVED),
        (OutboxStatus.HELD, Delivery.HELD),
        (OutboxStatus.FAILED, Delivery.FAILED),
        (OutboxStatus.UNKNOWN, Delivery.UNKNOWN),
    ):
        async with sessions.begin() as session:
            await session.execute(update(OutboxMessage).values(status=status.value))
        assert f">{told.value}<" in (await officer.get(page)).text
