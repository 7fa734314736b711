from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.channels.text_parts import size_in_bytes
from bot.complaints.case.models import Case
from bot.kit.db import SessionFactory
from bot.settings import Settings
from tests.complaints.conftest import Citizen

STORY = (
    "老陈火锅店用地沟油，店里电话023-63711234。我是楼上住户欧阳慕雪，住南岸区南坪西路88号3栋2-1，"
    "有事打我电话13987650001"
)
TOLD = (f"我要举报，{STORY}", "火锅", "昨天", "南岸区", "匿名")
OWN = ("欧阳慕雪", "南坪西路88号", "13987650001")


async def kept(sessions: SessionFactory, settings: Settings) -> tuple[str, str]:
    """Story and place of the one case."""
    async with sessions() as session:
        case = (await session.scalars(select(Case))).one()
    return settings.keyring.open(case.narrative_sealed, "case.narrative"), case.place


async def told(citizen: Citizen) -> str:
    step = await citizen.say_all(*TOLD, start="report")
    assert step.prompt is not None
    return step.prompt.text


async def test_what_says_who_tells_is_shown_before_anything_is_filed(citizen: Citizen) -> None:
    asked = await told(citizen)

    assert "要去掉吗" in asked
    assert all(words in asked for words in OWN)
    assert "023-63711234" not in asked


@pytest.mark.parametrize("yes", ["去掉", "都去掉嘛", "好的，去掉", "要", "确认", "删掉。"])
async def test_it_is_removed_and_the_card_shown_again(
    citizen: Citizen, sessions: SessionFactory, settings: Settings, yes: str
) -> None:
    await told(citizen)

    step = await citizen.say(yes)
    assert "已经去掉" in step.replies[0].text
    assert step.prompt is not None
    assert step.prompt.text.startswith("请核对")
    assert step.prompt is not None
    assert not any(words in step.prompt.text for words in OWN)
    filed = await citizen.say("确认")
    assert "登记里没有您的微信、电话和网络地址，几分钟后" in filed.replies[0].text

    story, place = await kept(sessions, settings)
    assert not any(words in story for words in OWN)
    assert "用地沟油，店里电话023-63711234。" in story
    assert place == "南岸区"


@pytest.mark.parametrize("no", ["保留", "不去掉", "不用去掉", "都留着", "不用"])
async def test_who_insists_keeps_it_but_a_home_is_no_place(
    citizen: Citizen, sessions: SessionFactory, settings: Settings, no: str
) -> None:
    await told(citizen)

    step = await citizen.say(no)
    assert step.prompt is not None
    assert step.prompt.text.startswith("请核对")
    assert step.replies[0].text == "好的，姓名、地址、手机号按您说的留着。"
    filed = await citizen.say("确认")
    assert "登记里没有您的微信、电话和网络地址（您说要留着的除外）" in filed.replies[0].text

    story, place = await kept(sessions, settings)
    assert STORY in story
    assert place == "南岸区"


@pytest.mark.parametrize("some", ["去掉1、3", "只去掉1和3", "保留2", "1、3去掉"])
async def test_a_part_of_it_may_go(
    citizen: Citizen, sessions: SessionFactory, settings: Settings, some: str
) -> None:
    await told(citizen)

    await citizen.say(some)
    await citizen.say("确认")

    story, _ = await kept(sessions, settings)
    assert [words in story for words in OWN] == [False, True, False]


async def test_a_question_a_correction_and_cancelling_work_beside_it(citizen: Citizen) -> None:
    await told(citizen)

    step = await citizen.say("匿名会不会被商家知道？", side="不会告诉商家。")
    assert step.replies[0].text == "不会告诉商家。"
    assert step.prompt is not None
    assert "要去掉吗" in step.prompt.text
    step = await citizen.say("店名是陈记老火锅")
    assert step.prompt is not None
    assert "要去掉吗" in step.prompt.text
    step = await citizen.say("取消")
    assert step.ended == "cancelled"


async def test_named_reports_are_not_asked(citizen: Citizen) -> None:
    step = await citizen.say_all(*TOLD[:-1], "实名，同意，欧阳慕雪，13987650001", start="report")

    assert step.prompt is not None
    assert step.prompt.text.startswith("请核对")


async def test_asked_a_third_time_there_is_a_way_out_within_one_message(citizen: Citizen) -> None:
    await told(citizen)

    for words in ("哦哟", "嗯嗯嗯", "这个嘛"):
        step = await citizen.say(words)
    assert step.prompt is not None
    assert "转人工" in step.prompt.text
    assert size_in_bytes(step.prompt.text) <= 2048


async def test_a_picture_in_the_middle_asks_it_again(citizen: Citizen) -> None:
    await told(citizen)

    reply = await citizen.office.desk.add_files(citizen.name)

    assert reply is not None
    assert "要去掉吗" in reply.text
