"""What was talked about before a form, and subjects named in the middle of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.complaints.intake.turn import CaseTurn, Step
from bot.complaints.understanding.asked_beside import AskedBeside, asked_beside
from bot.conversation.cases import what_about
from bot.conversation.memory import Memory
from bot.kit.messages import Reply
from tests.complaints.conftest import Citizen
from tests.complaints.test_put_right import kept

BICYCLE = {"product": "电动自行车", "standard": "GB 17761-2024"}
FACTS = ("我要投诉", "张记家电买的冰箱，渝中区，上周三，3200元，不制冷")


async def openedwhat_about(citizen: Citizen, about: dict[str, str]) -> Step:
    citizen.said += 1
    key = f"{citizen.name}:{citizen.said}"
    turn = CaseTurn(citizen.name, "web", key, "我要投诉", typed="我要投诉", start="complaint")
    return await citizen.office.desk.handle(replace(turn, about=about))


@pytest.mark.parametrize(
    "text",
    [
        "冰箱",
        "张记家电，冰箱",
        "在张记家电买的冰箱坏了不给修",
        "渝中区张记家电，上周三，冰箱，不制冷",
    ],
)
async def test_another_thing_takes_the_place_of_the_one_talkedwhat_about(
    citizen: Citizen, text: str
) -> None:
    await openedwhat_about(citizen, BICYCLE)
    await citizen.say(text)

    draft = await kept(citizen)
    assert draft["product"] == "冰箱"
    assert "standard" not in draft


async def test_a_shop_that_sells_it_leaves_the_thing_as_it_was(citizen: Citizen) -> None:
    await openedwhat_about(citizen, BICYCLE)
    await citizen.say("雅迪电动车专卖店")

    assert (await kept(citizen))["standard"] == BICYCLE["standard"]


def test_of_several_things_asked_about_none_stands_on_the_card() -> None:
    one = Memory(product="电动自行车", standard="GB 17761-2024")

    assert what_about(one) == BICYCLE
    assert what_about(replace(one, heads=("电动自行车", "玩具"))) == {}
    assert what_about(replace(one, things=("电动自行车", "玩具"))) == {}
    assert what_about(replace(one, offered=True)) == {}


@pytest.mark.parametrize(
    "text", ["三包", "三包呢", "七天无理由", "7天无理由", "三包期限", "举报奖励"]
)
def test_a_bare_subject_is_askedwhat_about(text: str) -> None:
    assert asked_beside(text) == AskedBeside(text, "")


@pytest.mark.parametrize("text", ["三包期是几年", "冰箱三包几年", "保修多少年", "这个三包多久"])
def test_how_long_it_runs_is_asked(text: str) -> None:
    asked = asked_beside(text)
    assert asked is not None
    assert asked.question == text


@pytest.mark.parametrize(
    "text", ["用了几年就坏了", "三包期内不给修", "七天无理由退货", "才用几个月"]
)
def test_what_is_told_or_wished_is_not_asked(text: str) -> None:
    assert asked_beside(text) is None


@pytest.mark.parametrize("text", ["三包", "三包期是几年", "七天无理由"])
async def test_a_subject_is_answered_where_the_wish_is_asked_and_not_stored(
    citizen: Citizen, text: str
) -> None:
    await citizen.say_all(*FACTS)

    step = await citizen.say(text, side="看三包凭证。")
    assert step.replies[0] == Reply("看三包凭证。")
    assert step.requested == "wanted"
    assert "wanted" not in await kept(citizen)


async def test_a_shop_ends_before_what_was_bought_there(citizen: Citizen) -> None:
    await citizen.say_all(*FACTS)

    assert (await kept(citizen))["respondent"] == "张记家电"
