"""An anonymous report whose teller thinks of it late, or tells who they are in later answers."""

from __future__ import annotations

import pytest

from bot.complaints.intake.turn import Step
from bot.complaints.understanding.commands import unnames
from bot.complaints.understanding.name_ends import to_its_end
from bot.complaints.understanding.persons import name_in
from bot.complaints.understanding.teller import without_teller
from bot.complaints.understanding.told_names import business_told
from tests.complaints.conftest import COMPLAINT, Citizen
from tests.complaints.test_put_right import kept

REPORT = ("我要举报", "张记豆腐坊卖三无豆腐干，前天，九龙坡区石桥铺，没有执照")
NAMED = (*REPORT, "实名，同意，王大明，13812345678")


def said_by(step: Step) -> str:
    return "\n".join(reply.text for reply in step.all_replies)


@pytest.mark.parametrize(
    "text",
    [
        "不要我名字了", "把我名字去掉", "把我的名字和电话删了", "不想留电话了", "不留名字了",
        "算了，不写我的名字", "怕他报复，不留名", "别写我名字",
        "我不想留姓名和电话", "我还是匿名算了",
        "匿名", "改成匿名",
    ],
)  # fmt: skip
async def test_who_wants_their_name_out_at_the_card_reports_anonymously(
    citizen: Citizen, text: str
) -> None:
    step = await citizen.say_all(*NAMED, text, start="report")

    assert "您留的姓名、手机号已经去掉" in said_by(step)
    draft = await kept(citizen)
    assert not {"name", "phone"} & set(draft)
    assert draft["identity"] == "anonymous"


@pytest.mark.parametrize("text", ["我怕他报复，不留名字", "不想留名", "不留电话"])
async def test_it_answers_who_is_asked_for_their_name(citizen: Citizen, text: str) -> None:
    step = await citizen.say_all(*REPORT, text, start="report")

    assert step.requested == "confirm"


async def test_an_anonymous_teller_may_give_their_name_after_all(citizen: Citizen) -> None:
    step = await citizen.say_all(*REPORT, "匿名", "实名吧", start="report")

    assert step.requested == "consent"


async def test_a_complaint_says_that_it_needs_the_name(citizen: Citizen) -> None:
    step = await citizen.say_all(*COMPLAINT[:11], "不要我名字了")

    assert "改成举报" in step.replies[0].text
    assert (await kept(citizen))["name"] == "张三"


@pytest.mark.parametrize("text", ["不要我名字了", "去掉名字", "那就匿名", "把名字去掉"])
async def test_it_decides_what_the_story_says_of_its_teller(citizen: Citizen, text: str) -> None:
    asked = await citizen.say_all(
        *REPORT, "匿名", "我是住他楼上的王大明，电话13812345678", start="report"
    )
    assert "姓名“王大明”" in said_by(asked)

    await citizen.say(text)
    await citizen.say("去掉")
    story = (await kept(citizen))["what"]
    assert "王大明" not in story
    assert "13812345678" not in story


@pytest.mark.parametrize(
    "text",
    [
        "我是住他楼上的王大明", "我是隔壁卖菜的王大明", "我就是住对门的王大明",
        "我是楼下开茶馆的王大明",
        "我是他们店里做工的王大明",
    ],
)  # fmt: skip
def test_who_says_where_they_live_or_work_tells_their_name(text: str) -> None:
    assert without_teller(text).left_out == ("姓名",)


@pytest.mark.parametrize("text", ["他是住楼上的王大明", "老板王大明卖假药", "我是在隔壁买的白酒"])
def test_others_and_things_are_no_tellers(text: str) -> None:
    assert without_teller(text).text == text


def test_what_follows_a_surname_is_no_name_of_another() -> None:
    assert name_in("我姓王，车牌渝A12345") is None
    assert name_in("我姓王，叫王大明") == "王大明"


@pytest.mark.parametrize(
    "text",
    ["不要名牌包", "名字叫张三", "删除我的个人信息", "他不留电话就跑了", "没有名字的店", "不留"],
)
def test_other_words_want_no_name_out(text: str) -> None:
    assert not unnames(text)


async def test_a_name_told_before_the_story_loses_nothing_of_it(citizen: Citizen) -> None:
    await citizen.say_all("我要举报", f"我叫王大明，{REPORT[1]}", start="report")

    draft = await kept(citizen)
    assert (draft["name"], draft["respondent"]) == ("王大明", "张记豆腐坊")
    assert "三无豆腐干" in draft["what"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张记豆腐坊卖三无豆腐干，前天，九龙坡区石桥铺", "张记豆腐坊"),
        ("老王烧烤店用死猪肉，昨天", "老王烧烤店"),
        ("李记包子铺用过期面粉，渝中区", "李记包子铺"),
        ("老陈火锅店用地沟油，上周三，江北区观音桥", "老陈火锅店"),
    ],
)
def test_a_shop_ends_where_what_it_did_begins(text: str, name: str) -> None:
    assert business_told(text) == name


@pytest.mark.parametrize("name", ["测试商店第199号", "一品馆不二店", "用心饭店", "收货宝店"])
def test_a_name_with_such_words_in_it_stays_whole(name: str) -> None:
    assert to_its_end(name, name) == name
