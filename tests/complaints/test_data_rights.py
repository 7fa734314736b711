"""What citizens want of their own data: done at once, or left to staff with a day."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select

from bot.citizens.models import CitizenAddress
from bot.complaints.case.models import Case, CaseEvent
from bot.complaints.case.workflow import StepRefused
from bot.complaints.follow.data_rights import DataWish, data_wish_in
from bot.complaints.follow.followup import Wish, follow_up_in
from bot.complaints.office import CaseOffice
from bot.complaints.work.casework import Actor
from bot.kit.db import SessionFactory
from bot.outbox.models import OutboxMessage
from tests.complaints.conftest import COMPLAINT, Citizen

_SAID = {
    DataWish.CORRECT: [
        "我要改电话",
        "改地址",
        "把我的电话改一下",
        "我的电话号码变了",
        "电话填错了要改",
        "更正我的个人信息",
        "我换手机号了",
        "登记的地址写错了",
        "我的身份证号留错了",
        "搬家了地址要换",
        "修改我留的手机号",
    ],
    DataWish.ERASE: [
        "删除我的个人信息",
        "把我的信息都删了",
        "请删掉我留的电话",
        "清空我的记录",
        "注销我的资料",
        "麻烦把我的资料全部清除",
        "我的数据通通删掉",
    ],
    DataWish.CONSENT: [
        "我要撤回同意",
        "取消授权",
        "不同意你们再用我的信息了",
        "别再保存我的电话",
        "莫再用我的资料",
        "收回我之前的同意",
    ],
    DataWish.LOOK: [
        "查看你们存了我什么",
        "你们有我哪些信息",
        "你们存了我啥子",
        "查我的信息",
        "给我一份我的数据",
        "平台收集了我哪些数据",
    ],
}


@pytest.mark.parametrize(
    ("text", "wish"), [(text, wish) for wish, texts in _SAID.items() for text in texts]
)
def test_a_wish_is_heard_in_many_words(text: str, wish: DataWish) -> None:
    assert data_wish_in(text) is wish


@pytest.mark.parametrize(
    "text",
    [
        "商家泄露我的电话怎么办",
        "可以要求查看或者删除我的个人信息吗？",
        "个人信息保护有国标吗",
        "怎么删除留下的电话",
        "刻章打印店把我的资料弄错了，重做还要收钱",
        "手机坏了能换吗",
        "换个手机壳",
        "快递单上有我的地址",
        "GB/T 35273-2020 个人信息安全规范",
        "我要投诉，超市把我的身份证号登记了",
        "改标准要多久",
        "撤回投诉",
    ],
)
def test_other_words_are_no_wish_about_data(text: str) -> None:
    assert data_wish_in(text) is None


async def wanted(office: CaseOffice, wish: DataWish, words: str, chat: str) -> str:
    return await office.counter.data_rights(wish, chat, words)


async def test_what_is_kept_is_told_at_once_and_masked(
    citizen: Citizen, office: CaseOffice, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)

    told = await wanted(office, DataWish.LOOK, "你们存了我什么", citizen.name)
    other = await wanted(office, DataWish.LOOK, "你们存了我什么", "stranger")

    async with sessions() as session:
        case = (await session.scalars(select(Case))).one()
    assert case.number in told
    assert "张** 138****5678" in told
    assert "13812345678" not in told
    assert case.rights_due_on is None
    assert case.number not in other
    assert "没有登记过" in other


async def test_a_correction_waits_for_staff_until_a_day_and_its_words_are_sealed(
    citizen: Citizen, office: CaseOffice, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)

    told = await wanted(office, DataWish.CORRECT, "电话改成13900001111", citizen.name)

    async with sessions() as session:
        case = (await session.scalars(select(Case))).one()
        event = (
            await session.scalars(select(CaseEvent).where(CaseEvent.action == "data_request"))
        ).one()
    assert case.rights_due_on == date(2026, 12, 9)
    assert "最迟 2026-12-09 前" in told
    assert (event.actor_kind, event.reason) == ("citizen", "correct")
    assert "13900001111" not in f"{event.message}{event.reason}{event.note_sealed}"
    opened = office.keyring.open(event.note_sealed, "case_event.note")
    assert opened == "电话改成13900001111"


async def test_who_takes_their_consent_back_is_sent_nothing_more(
    citizen: Citizen, office: CaseOffice, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)

    told = await wanted(office, DataWish.CONSENT, "撤回同意", citizen.name)

    assert "不再给您发通知" in told
    assert "令第121号第十条" in told
    async with sessions() as session:
        assert list(await session.scalars(select(CitizenAddress))) == []


async def test_staff_settle_it_and_the_citizen_hears_how(
    citizen: Citizen, office: CaseOffice, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)
    await wanted(office, DataWish.CORRECT, "电话改成13900001111", citizen.name)

    async with sessions.begin() as session:

        def work(inner: object) -> None:
            case = session.sync_session.scalars(select(Case)).one()
            stranger, supervisor = Actor("officer", "wang"), Actor("supervisor", "zhao")
            with pytest.raises(StepRefused):
                office.casework.settle_data_request(
                    session.sync_session, case, stranger, "改好了", office.counter.clock()
                )
            office.casework.settle_data_request(
                session.sync_session, case, supervisor, "电话已经改好", office.counter.clock()
            )

        await session.run_sync(work)

    async with sessions() as session:
        case = (await session.scalars(select(Case))).one()
        rows = list(await session.scalars(select(OutboxMessage)))
    assert case.rights_due_on is None
    assert len(rows) == 1
    mine = await office.counter.mine(citizen.name)
    assert mine is not None
    assert "电话已经改好" in mine.text


async def test_who_has_not_said_what_it_should_be_is_told_to_say_it_and_staff_need_not_act(
    citizen: Citizen, office: CaseOffice, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT)

    assert "电话改成" in await wanted(office, DataWish.CORRECT, "我要改电话", citizen.name)

    async with sessions() as session:
        assert (await session.scalars(select(Case))).one().rights_due_on is None


async def test_without_a_mask_only_for_who_has_the_code_and_the_chat(
    citizen: Citizen, office: CaseOffice
) -> None:
    step = await citizen.say_all(*COMPLAINT)
    code = re.search(r"查询码：(\S{19})", step.all_replies[0].text)
    number = re.search(r"CQ[\d-]+\d", step.all_replies[0].text)
    assert code is not None
    assert number is not None
    wish = follow_up_in(f"{number[0]} {code[1]} 查看我的信息")
    assert wish is not None
    assert wish.wish is Wish.OWN_DATA

    own = await office.counter.serve(wish, citizen.name)
    other = await office.counter.serve(wish, "stranger")
    without = await office.counter.data_rights(DataWish.LOOK, citizen.name, "你们存了我什么")

    assert "13812345678" in own.reply.text
    assert "138****5678" in other.reply.text
    assert "13812345678" not in other.reply.text + without
