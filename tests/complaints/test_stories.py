"""What is read from citizens' stories: a floor on stories no rule was written from."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from bench.stories import build_reader, load, score
from bench.story_scores import days_meant
from bot.complaints.case.draft import Draft
from bot.complaints.intake.reading import Understood
from bot.complaints.understanding.called import called_in, described_in
from bot.complaints.understanding.extract import load_products, name_in, phone_in
from bot.complaints.understanding.told_names import business_told, is_business
from bot.complaints.understanding.told_products import product_told
from bot.settings import ROOT

NOW = datetime(2026, 11, 28, 4, tzinfo=UTC)
STORIES = ROOT / "tests" / "stories"


def test_stories_nobody_tuned_on_are_read() -> None:
    scores = score(load([STORIES / "unseen.jsonl"]), build_reader())

    shares = {name: scores.right[name] / scores.stated[name] for name in scores.stated}
    assert scores.share >= 0.9
    assert {
        n: s for n, s in shares.items() if n in ("date", "place", "phone", "wish") and s < 0.85
    } == {}
    assert shares["merchant"] >= 0.8


@pytest.mark.parametrize(
    ("opened", "least"),
    [
        ("a7", 0.94),
        ("a8", 0.95),
        ("a9", 0.94),
        ("a10", 0.96),
        ("a11", 0.96),
        ("a12", 0.95),
        ("a13", 0.97),
        ("a14", 0.98),
        ("a15", 0.97),
        ("a16", 0.97),
        ("a17", 0.95),
        ("a18", 0.96),
        ("a19", 0.97),
        ("a20", 0.97),
    ],
)
def test_stories_that_were_opened_stay_read(opened: str, least: float) -> None:
    scores = score(load([STORIES / f"{opened}.jsonl"]), build_reader())

    assert scores.share >= least


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("农家乐算错账多收我们180 八月初去的 店名 云上人家", "云上人家"),
        ("有家轻食店 叫青草不胖 沙拉里头有条青虫", "青草不胖"),
        ("卖家昵称 十二月的雪 说是头层牛皮", "十二月的雪"),
        ("门口写的老酒坊 喝了脑壳痛", "老酒坊"),
        ("从一个叫文强的批发商那里拿了12箱底料", "文强"),
        ("解放碑一家叫“星期八”的烤肉店", "星期八"),
        ("品牌叫德小曼 半夜自己开了", None),
        ("我叫何建国 有事可以找我", None),
        ("店家喊我自己出钱换", None),
        ("店名叫什么我不晓得", None),
        ("老板说是手机的问题", None),
    ],
)
def test_a_name_with_a_word_for_it_is_taken_to_its_end(text: str, name: str | None) -> None:
    assert called_in(text) == name


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("摊主姓唐 今天上午", "姓唐的摊主"),
        ("老板他姓冉 在黄水养莼菜的", "姓冉的老板"),
        ("久长街农贸市场15号摊 卖活鱼的", "久长街农贸市场15号摊"),
        ("老板态度不好", None),
    ],
)
def test_a_person_or_a_stall_stands_for_the_business(text: str, who: str | None) -> None:
    assert described_in(text) == who


@pytest.mark.parametrize(
    "words",
    ["你们管不管", "什么时候", "取消", "不想说", "退款", "要求退货退款", "上周六", "11月23号看到",
     "沙坪坝区", "解放碑", "手机店", "投诉物业", "老板", "他们", "不晓得"],
)  # fmt: skip
def test_what_is_no_name_is_never_a_business(words: str) -> None:
    assert not is_business(words)


@pytest.mark.parametrize(
    "words", ["云朵童鞋", "投诉有礼零食铺", "好又多数码", "不好吃不要钱冒菜", "唯品会"]
)
def test_odd_names_are_names(words: str) -> None:
    assert is_business(words)


def test_without_a_name_the_platform_stands_for_the_business() -> None:
    assert business_told("在唯品会买的口红是假的，打开一股蜡味，颜色也不对") == "唯品会"
    assert business_told("每桌1688块，端上来个个不到八两，服务员还骂人") is None


def test_a_home_is_no_place_but_its_district_where_something_was_sent_to() -> None:
    reader = build_reader()

    def where(text: str) -> str:
        return reader.everything(text, Draft("c", "web", NOW, NOW, kind="complaint"), NOW).get(
            "where", ""
        )

    assert where("网上买的蓝牙耳机没声音，我住沙坪坝区渝碚路18号") == "沙坪坝区"
    assert where("买的蓝牙耳机没声音，我住沙坪坝区渝碚路18号") == ""


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("老板电话13800001111，我的电话13900002222", "13900002222"),
        ("我婆婆的电话是13600003333,你们打我的13800004444", "13800004444"),
        ("骗子客服 15100003333。联系我 023-68881234 或者 15900004444", "15900004444"),
        ("老板电话13800001111", "13800001111"),
    ],
)
def test_of_several_telephones_the_teller_s_own_is_read(text: str, phone: str) -> None:
    assert phone_in(text) == phone


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("刘伟 15300006161 我举报万寿路的建材店", "刘伟"),
        ("请退货款。联系人：周明德，13900001357", "周明德"),
        ("店家是个人 叫黄师傅 在大坪正街", None),
        ("他们叫康乐福，现在还没走", None),
        ("就是那家卖手机的，叫华联手机城", None),
    ],
)
def test_a_name_is_the_teller_s_not_the_shop_s(text: str, name: str | None) -> None:
    assert name_in(text) == name


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("才买的轮椅刹车不灵，推下坡差点冲出去", "轮椅"),
        ("打你们手机号没人接，开瓶费收了一百五，不合理", "开瓶费"),
        ("不对，是上周五，不是上周六的事", None),
    ],
)
def test_a_service_is_a_product_where_nothing_else_is_named(text: str, product: str | None) -> None:
    assert product_told(text, load_products()) == product


@pytest.mark.parametrize(
    "text", ["我在重庆市渝中区解放碑步行街的一家店里买的", "沙坪坝区小龙坎街道天星桥正街12号3-1"]
)
def test_a_place_told_at_length_is_no_story(text: str) -> None:
    draft = Draft("c", "web", NOW, NOW, kind="complaint")

    assert "what" not in build_reader().everything(text, draft, NOW)


@pytest.mark.parametrize("words", ["记不清了", "好几次了", "每周都这样", "忘了是哪天"])
def test_a_time_without_a_day_is_kept_as_it_was_said(words: str) -> None:
    read = build_reader().read("when", words, Draft("c", "web", NOW, NOW), NOW)

    assert isinstance(read, Understood)
    assert read.values == {"when": words}


@pytest.mark.parametrize(
    ("spec", "first", "last"),
    [
        ([-2], "2026-11-26", "2026-11-26"),
        (["w:-1:3"], "2026-11-18", "2026-11-18"),
        (["md:12-05"], "2025-12-05", "2025-12-05"),
        (["mon:8", 0], "2026-08-01", "2026-11-28"),
        (["m:-1:20", "m:-1:31"], "2026-10-20", "2026-10-31"),
        (["fest:端午:1"], "2026-06-20", "2026-06-20"),
        (["y-1:05-20"], "2025-05-20", "2025-05-20"),
    ],
)
def test_what_a_story_means_by_a_day_is_counted_from_when_it_was_told(
    spec: list[int | str], first: str, last: str
) -> None:
    assert days_meant(spec, date(2026, 11, 28)) == [
        (date.fromisoformat(first), date.fromisoformat(last))
    ]


def test_every_story_has_a_text_and_says_what_it_holds() -> None:
    texts = [path.read_text("utf-8") for path in STORIES.glob("*.jsonl")]
    rows = [json.loads(line) for text in texts for line in text.splitlines()]

    assert len(rows) == 2087
    assert all(row["text"] and isinstance(row["fields"], dict) for row in rows)


@pytest.mark.parametrize(
    "text", ["楼下那家粮油店", "楼下粮油店卖的米里头有虫", "隔壁大米店缺斤少两好久了"]
)
def test_a_bare_trade_is_no_name(text: str) -> None:
    assert business_told(text) is None


def test_a_name_before_the_trade_is_one() -> None:
    assert business_told("张记粮油店卖的米长虫了") == "张记粮油店"
