"""Name, telephone and address given in one message before the form asks for them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.complaints.case.draft import Draft
from bot.complaints.intake.answers import read_together
from bot.complaints.intake.reading import Reader

NOW = datetime(2026, 11, 28, 4, tzinfo=UTC)
PHONE = "13812345678"
KNOWN = {"respondent": "三三名酒", "where": "渝中区解放碑", "district": "渝中区"}


def answered(reader: Reader, text: str, known: dict[str, str], *asked: str) -> dict[str, str]:
    draft = Draft("chat", "web", NOW, NOW, kind="complaint", values=dict(known))
    return read_together(reader, text, asked, draft, NOW).values


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (f"退一赔三，我叫王小明，{PHONE}，渝北区新牌坊一路8号", "渝北区新牌坊一路8号"),
        (f"退钱 我叫李大芳 {PHONE} 沙坪坝区天星桥正街12号3-2", "沙坪坝区天星桥正街12号3-2"),
        (
            f"要求换货，我姓名周末，电话{PHONE}，江北区建新北路66号2单元5-1",
            "江北区建新北路66号2单元5-1",
        ),
    ],
)
def test_an_address_behind_ones_own_telephone_is_kept(
    reader: Reader, text: str, address: str
) -> None:
    got = answered(reader, text, KNOWN, "wanted")

    assert got.get("phone") == PHONE
    assert got.get("address") == address
    assert "where" not in got


@pytest.mark.parametrize(
    ("text", "known", "asked"),
    [
        # It may be where it happened.
        (f"我叫王小明，{PHONE}，渝北区新牌坊一路8号", {}, ("where", "wanted")),
        # The shop's.
        (f"退钱，老板电话{PHONE}，渝北区新牌坊一路8号", KNOWN, ("wanted",)),
        (
            f"我叫王小明，{PHONE}，渝北区新牌坊一路8号",
            KNOWN | {"identity": "anonymous"},
            ("wanted",),
        ),
    ],
)
def test_what_may_be_another_place_is_no_home(
    reader: Reader, text: str, known: dict[str, str], asked: tuple[str, ...]
) -> None:
    assert "address" not in answered(reader, text, known, *asked)


@pytest.mark.parametrize(
    ("text", "address", "where"),
    [
        (
            f"猫在南岸茶园的医院做手术伤口裂开。本人姓名：蒲雨；联系电话：{PHONE}；"
            "地址：南岸区茶园新区通江大道88号",
            "南岸区茶园新区通江大道88号",
            "茶园",
        ),
        (
            f"买的鞋开胶 店在沙坪坝三峡广场 我叫李红 {PHONE} 住渝北区新牌坊一路8号3-2",
            "渝北区新牌坊一路8号3-2",
            "三峡广场",
        ),
        (
            f"我叫李小禾，住在渝中区中山四路9号，在南坪的汽修店换刹车片乱收费，电话{PHONE}",
            "渝中区中山四路9号",
            "南坪",
        ),
        (
            "我姓何 叫何春容 电话 138 1234 5678 住北碚区碚峡路21号 在南坪买的内衣一洗就缩",
            "北碚区碚峡路21号",
            "南坪",
        ),
        (
            f"我叫周敏，{PHONE}，家住江北区建新北路66号，在观音桥买的表走不准",
            "江北区建新北路66号",
            "观音桥",
        ),
        (
            f"表走不准 观音桥买的 电话{PHONE} 通讯地址：渝中区中山四路36号",
            "渝中区中山四路36号",
            "观音桥",
        ),
        (
            "在鱼洞买的锅漏了，我的地址是九龙坡区石桥铺渝州路18号5-1，电话打我手机",
            "九龙坡区石桥铺渝州路18号5-1",
            "鱼洞",
        ),
    ],
)
def test_a_home_told_in_the_story_is_the_address_and_not_the_place(
    reader: Reader, text: str, address: str, where: str
) -> None:
    draft = Draft("chat", "web", NOW, NOW, kind="complaint")
    said = reader.everything(text, draft, NOW)

    assert said["address"] == address
    assert where in said["where"]
    report = reader.everything(text, Draft("chat", "web", NOW, NOW, kind="report"), NOW)
    assert "address" not in report


@pytest.mark.parametrize(
    "text",
    [
        f"店在八一路 老板电话{PHONE} 地址在八一路26号",
        f"我叫李红，店家电话{PHONE}，地址：八一路26号",
        "店铺地址：渝中区八一路26号，卖的表走不准",
        f"我叫李红 {PHONE} 住院住了三天",
    ],
)
def test_a_shops_address_is_not_the_tellers(reader: Reader, text: str) -> None:
    draft = Draft("chat", "web", NOW, NOW, kind="complaint")

    assert "address" not in reader.everything(text, draft, NOW)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (f"我叫李小明，{PHONE}，渝中区中山四路2号", "渝中区中山四路2号"),
        (f"我叫李小明 {PHONE} 渝中区中山四路2号", "渝中区中山四路2号"),
        (f"我叫李小明、{PHONE}、渝中区中山四路2号", "渝中区中山四路2号"),
        (f"姓名：李小明，电话{PHONE}，渝中区中山四路2号3单元", "渝中区中山四路2号3单元"),
        ("我叫李小明，电话：138 1234 5678 渝中区中山四路2号，同意", "渝中区中山四路2号"),
    ],
)
@pytest.mark.parametrize("asked", [("consent", "name", "phone", "address"), ("phone", "address")])
def test_an_address_behind_a_name_that_is_said_as_one_is_kept(
    reader: Reader, text: str, address: str, asked: tuple[str, ...]
) -> None:
    got = answered(reader, text, KNOWN, *asked)

    assert (got["name"], got["phone"], got["address"]) == ("李小明", PHONE, address)


def test_a_matter_told_behind_ones_name_is_kept(reader: Reader) -> None:
    text = "我叫李小明，昨天在解放碑三三手机店买的手机坏了，要退钱"

    got = answered(reader, text, {}, "respondent", "product", "what", "when", "where", "wanted")

    assert (got["name"], got["respondent"], got["product"]) == ("李小明", "三三手机店", "手机")
    assert got["where"] == "解放碑"
