"""Values put right in the middle of a form, in the words people use."""

from __future__ import annotations

import pytest

from bot.complaints.intake.turn import Step
from bot.complaints.understanding.commands import kind_switch_in
from bot.complaints.understanding.put_right import came_back, own_phone_told, put_right, two_names
from bot.complaints.understanding.whose_place import whose_place
from tests.complaints.conftest import Citizen

FACTS = (
    "我要投诉",
    "上周四在江北区明月眼镜配的眼镜，800块，镜片刮花了不给换，要求退款",
)
WHO = "同意，吴芳，13812345678，渝中区中山四路2号"
UNNAMED = ("我要投诉", "上周四在江北区配的眼镜，800块，镜片刮花了不给换，要求退款", "不详", "不详")


def said_by(step: Step) -> str:
    return "\n".join(reply.text for reply in step.all_replies)


@pytest.mark.parametrize(
    ("text", "shop", "day"),
    [
        ("店名是宝岛眼镜，日子是上周五不是上周四", "宝岛眼镜", "2026-11-20"),
        ("店名改成宝岛眼镜，日子改成上周五", "宝岛眼镜", "2026-11-20"),
        ("店名不是明月，是宝岛眼镜，时间也不是上周四，是上周六", "宝岛眼镜", "2026-11-21"),
        ("店名错了是宝岛眼镜，还有日期不对是上周五", "宝岛眼镜", "2026-11-20"),
        ("店名宝岛眼镜，日子上周五", "宝岛眼镜", "2026-11-20"),
        ("商家应该是宝岛眼镜，时间应该是上周五", "宝岛眼镜", "2026-11-20"),
        ("我说错了，店名是宝岛眼镜，时间是上周五", "宝岛眼镜", "2026-11-20"),
        ("店名写错了是宝岛眼镜；日期：上周五", "宝岛眼镜", "2026-11-20"),
    ],
)
async def test_two_corrections_in_one_sentence_are_two(
    citizen: Citizen, text: str, shop: str, day: str
) -> None:
    card = said_by(await citizen.say_all(*FACTS, WHO, text))

    assert f"商家（被投诉举报方）：{shop}\n" in card
    assert f"发生时间：{day}" in card


async def test_a_sum_among_several_corrections_stands_in_the_wish_too(citizen: Citizen) -> None:
    card = said_by(await citizen.say_all(*FACTS, WHO, "店名错了是宝岛眼镜，还有金额不是800是700"))

    assert "宝岛眼镜\n" in card
    assert "涉及金额：700 元" in card
    assert "诉求：退款 700 元" in card


@pytest.mark.parametrize(
    "text",
    [
        "我叫吴方不是吴芳", "我叫吴方，不是吴芳", "吴方不是吴芳", "是吴方，不是吴芳",
        "我不叫吴芳，我叫吴方", "我的名字不是吴芳是吴方", "名字是吴方不是吴芳", "不是吴芳，是吴方",
        "写错了，我姓吴，吴方", "我是吴方不是吴芳",
    ],
)  # fmt: skip
async def test_a_name_put_right_is_the_name(citizen: Citizen, text: str) -> None:
    step = await citizen.say_all(*FACTS, WHO, text, "再说一遍")

    assert "不像一个姓名" not in said_by(step)
    draft = await kept(citizen)
    assert draft["name"] == "吴方"


@pytest.mark.parametrize("text", ["我叫吴方不是吴芳", "吴方，不是吴芳"])
async def test_a_name_told_so_where_it_is_asked_is_taken(citizen: Citizen, text: str) -> None:
    await citizen.say_all(*FACTS, text)

    assert (await kept(citizen))["name"] == "吴方"


async def test_the_end_of_a_telephone_is_put_right(citizen: Citizen) -> None:
    await citizen.say_all(*FACTS, WHO, "电话尾号是5679不是5678")

    draft = await kept(citizen)
    assert draft["phone"] == "13812345679"
    assert "尾号" not in draft["what"]


@pytest.mark.parametrize(
    "text",
    [
        "店名是悦美还是悦容我想起来了，是悦容", "想起来了，是悦容", "哦我想起来了，那家店叫悦容",
        "店名想起来了，叫悦容", "店名是悦容", "店叫悦容",
    ],
)  # fmt: skip
async def test_a_shop_that_comes_back_to_mind_is_taken_where_who_tells_is_asked(
    citizen: Citizen, text: str
) -> None:
    await citizen.say_all(*UNNAMED, text)

    assert (await kept(citizen))["respondent"] == "悦容"


async def test_a_day_that_comes_back_is_no_shop(citizen: Citizen) -> None:
    await citizen.say_all(*UNNAMED, "想起来了，是上周五")

    assert (await kept(citizen))["respondent"] == "不详"


HOME_TOLD = (
    "我要投诉",
    "在鑫达通讯买的手机，上周五，2000块，屏幕坏了不给修，想退款，渝北区金山路8号",
)


@pytest.mark.parametrize(
    "text",
    [
        "那个地址是我屋头的，商家在九龙坡", "地址说错了，那是我家的地址，店在九龙坡",
        "金山路8号是我家，店在九龙坡", "刚才填的是我家地址，商家地址是九龙坡区",
        "前面写的地方是我住的地方，铺子在九龙坡", "地址写的是我家的，店在九龙坡那边",
    ],
)  # fmt: skip
async def test_a_home_taken_for_the_shops_place_is_told_apart(citizen: Citizen, text: str) -> None:
    await citizen.say_all(*HOME_TOLD, text)

    draft = await kept(citizen)
    assert (draft["district"], draft["address"]) == ("九龙坡区", "渝北区金山路8号")


async def test_a_home_alone_leaves_the_shops_place_to_be_asked(citizen: Citizen) -> None:
    step = await citizen.say_all(*HOME_TOLD, "那个地址是我家")

    assert step.requested == "where"


async def test_a_home_in_a_report_is_kept_nowhere_but_in_the_story(citizen: Citizen) -> None:
    await citizen.say_all("我要举报", HOME_TOLD[1], "那是我家，店在九龙坡", start="report")

    draft = await kept(citizen)
    assert "address" not in draft
    assert draft["where"] == "九龙坡"


async def test_the_shops_place_alone_replaces_the_one_before(citizen: Citizen) -> None:
    await citizen.say_all(*HOME_TOLD, "商家在九龙坡")

    assert (await kept(citizen))["district"] == "九龙坡区"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("不，还是投诉", "complaint"), ("算了还是投诉吧", "complaint"), ("还是举报", "report"),
        ("我要投诉，不是举报", "complaint"), ("不投诉了，改成举报", "report"),
        ("不举报了 投诉", "complaint"), ("改回举报", "report"), ("变成投诉嘛", "complaint"),
        ("我还是想投诉他们", "complaint"), ("我想了想还是举报算了", "report"),
        ("我是来投诉的不是举报", "complaint"), ("那就还是投诉嘛", "complaint"),
    ],
)  # fmt: skip
def test_the_other_kind_is_heard(text: str, kind: str) -> None:
    assert kind_switch_in(text) == kind


@pytest.mark.parametrize(
    "text", ["不投诉了", "还是不投诉了", "不要投诉", "我要投诉", "还是算了不投诉", "投诉了没得用"]
)
def test_who_gives_up_or_says_it_again_changes_no_kind(text: str) -> None:
    assert kind_switch_in(text) is None


async def test_a_kind_is_changed_and_changed_back(citizen: Citizen) -> None:
    step = await citizen.say_all(*FACTS, "改成举报", "不，还是投诉")
    assert "改成投诉" in said_by(step)

    assert "现在登记的就是投诉" in said_by(await citizen.say("改成投诉"))
    assert "类别：举报" in said_by(await citizen.say("不投诉了，改成举报"))


@pytest.mark.parametrize(
    "text",
    [
        "这东西不是正品", "店名是我不是胖子烤肉", "是不是上周五哦", "时间不是昨天",
        "商家说的不是真的", "我不是要投诉，是举报", "店名写错了，日子也写错了",
        "地址改成渝中区中山四路2号",
    ],
)  # fmt: skip
def test_what_puts_nothing_right_stays_as_it_was_said(text: str) -> None:
    assert put_right(text) == text


def test_two_things_are_no_two_names() -> None:
    assert two_names("白酒不是黄豆") is None
    assert came_back("我想起来了") == ""


@pytest.mark.parametrize(
    "text", ["商家在九龙坡骗了我", "店在哪里", "商家在淘宝", "是我自己的问题", "我家在渝北"]
)
def test_what_tells_more_or_asks_tells_no_places_apart(text: str) -> None:
    assert whose_place(text) is None


async def kept(citizen: Citizen) -> dict[str, str]:
    """What the citizen's draft holds."""
    desk = citizen.office.desk
    draft = await desk.sessions.run(
        lambda session: desk.drafts.load(session, citizen.name, desk.clock())
    )
    assert draft is not None
    return draft.values


@pytest.mark.parametrize(
    "text",
    [
        "等一下 电话错了 是13912345670",
        "哦 不好意思，电话写错了，是13912345670",
        "电话13912345670",
        "吴芳，13912345670",
        "同意，吴芳，13912345670，渝中区中山四路2号",
    ],
)
async def test_the_newest_telephone_is_the_one_to_be_reached_at(
    citizen: Citizen, text: str
) -> None:
    said = await citizen.say_all(*FACTS, "电话13812345678", text, WHO.replace("，13812345678", ""))
    assert "139****5670" in said_by(said)
    assert "13912345670" not in said_by(said)


@pytest.mark.parametrize("text", ["老板 13912345670", "店家电话13912345670", "他说打13912345670"])
def test_another_s_telephone_is_not_the_teller_s(text: str) -> None:
    assert own_phone_told(text) == ""
