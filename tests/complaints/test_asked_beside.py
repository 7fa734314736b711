"""What is asked of us inside a form is answered, and is no value of the form."""

from __future__ import annotations

import pytest

from bot.complaints.case.draft import Draft
from bot.complaints.intake.reading import Reader
from bot.complaints.understanding.addresses import is_remark
from bot.complaints.understanding.asked_beside import asked_beside
from bot.complaints.understanding.commands import Command, command_in
from bot.complaints.understanding.declining import is_put_off
from tests.complaints.conftest import NOW, Citizen
from tests.complaints.test_put_right import kept, said_by

TOLD = (
    "我要投诉",
    "商家：老张肉铺，东西：猪肉，经过：割回来就是臭的，老板不退",
)


@pytest.mark.parametrize(
    ("text", "question", "said"),
    [
        ("不是这个 我问的是玩具有没有强制标准", "玩具有没有强制标准", ""),
        ("先不说那个 我想晓得童车有没有强制标准", "童车有没有强制标准", ""),
        ("莫慌，我先问一下，假一赔三是哪部法", "假一赔三是哪部法", ""),
        ("腐乳按哪个国标来", "腐乳按哪个国标来", ""),
        ("我姓周，你先告诉我充电宝的标准", "充电宝的标准", "我姓周"),
        ("你要我身份证不 我怕泄露 前回就有人骗我屋头老人", "你要我身份证不", ""),
        ("那年娃儿吃鱼刺卡到过，昨天看到卖鱼丸的，鱼丸有标准没得", "鱼丸有标准没得", ""),
        ("上周六买的 对了强制标准是哪个", "强制标准是哪个", "上周六买的"),
        ("在老李超市买的，另外问一下，假一赔十是哪条", "假一赔十是哪条", "在老李超市买的"),
        ("退款就行，还有你们多久处理完", "你们多久处理完", "退款就行"),
        ("你还没告诉我罚款是好多", "你还没告诉我罚款是好多", ""),
    ],
)
def test_what_is_asked_is_told_from_what_is_said(text: str, question: str, said: str) -> None:
    found = asked_beside(text)

    assert found is not None
    assert (found.question, found.said) == (question, said)


@pytest.mark.parametrize(
    "text",
    [
        "我问老板有没有标准 他说没得",
        "店家不晓得啥子标准乱标",
        "要求退一赔十",
        "我要退一赔三，可以不",
        "能不能退钱",
        "我想问他要个说法",
        "他们不按标准收费",
        "标准大药房",
        "标签上没有标准号",
        "不符合国家标准，要求退货",
    ],
)
def test_what_is_told_or_wished_asks_us_nothing(text: str) -> None:
    assert asked_beside(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "不是这个 我问的是玩具有没有强制标准",
        "等一下，先问你，退一赔十是哪条",
        "压片糖果看哪个标准",
        "我姓王，你先回答我玩具的标准",
        "那年娃儿吃果冻噎到过，昨天又看到超市卖小果冻，果冻有没得标准哦",
        "隔壁买的童车轮子掉了，推都推不动，童车是不是强制标准哦",
    ],
)
async def test_a_question_is_answered_and_nothing_of_it_is_kept(
    citizen: Citizen, text: str
) -> None:
    asked = await citizen.say_all(*TOLD)

    step = await citizen.say(text, side="有强制标准")

    told = [reply.text for reply in step.replies]
    assert told == ["有强制标准", "我们接着登记。"]
    assert (step.requested, step.filled) == (asked.requested, asked.filled)


async def test_a_value_beside_a_question_is_kept_and_the_question_answered(
    citizen: Citizen,
) -> None:
    await citizen.say_all(*TOLD)

    step = await citizen.say("十一月二十号买的 哦对了那个标准号是好多来着 我好填起", side="GB 2707")

    told = "\n".join(reply.text for reply in step.replies)
    assert told.startswith("GB 2707")
    assert "2026-11-20" in told
    assert "我好填起" not in told


async def test_a_fear_beside_a_question_of_the_form_is_no_value(citizen: Citizen) -> None:
    asked = await citizen.say_all(*TOLD)

    step = await citizen.say("你们要我身份证号不 我怕泄露 上回有个骗子就是这样骗我婆婆的")

    assert "身份证号" in step.replies[0].text
    assert step.filled == asked.filled


@pytest.mark.parametrize("text", ["昨天我又看到超市卖那种小果冻", "市场里卖那种散装油"])
def test_what_was_seen_is_no_address(text: str) -> None:
    assert is_remark(text)


@pytest.mark.parametrize("text", ["鱼市街小卖部楼上", "卖鱼桥街道"])
def test_a_street_may_be_called_so(text: str) -> None:
    assert not is_remark(text)


@pytest.mark.parametrize(
    "text",
    [
        "我不想弄了 太麻烦 先不弄",
        "我女儿又说不要闹大了，算了，先放到起，改天再说",
        "太麻烦了，不填了",
        "好复杂哦 我先不弄了",
        "先搁到，过几天再来",
        "算了嘛 老公说不要去惹事 先不登记",
        "我眼睛看不清 不想填了",
        "先放一放，我想想再说",
        "今天先不填了，要煮饭",
        "我再考虑一下再说",
        "先停一下嘛 累了",
    ],
)
def test_giving_up_is_a_pause(text: str) -> None:
    assert is_put_off(text)


@pytest.mark.parametrize(
    "text",
    [
        "先放了三天才发货",
        "师傅说先不弄",
        "他不办了",
        "我不说了 他骂人",
        "商家说不退，改天再说",
        "不办卡了，退钱",
        "太贵了",
        "不说",
    ],
)
def test_what_was_put_off_by_others_is_told(text: str) -> None:
    assert not is_put_off(text)


@pytest.mark.parametrize(("text", "command"), [("不填", Command.CANCEL), ("不提供", Command.SKIP)])
def test_commands_stay_what_they_were(text: str, command: Command) -> None:
    assert command_in(text, "where") is command
    assert not is_put_off(text)


async def test_who_gives_up_at_the_consent_hears_how_to_go_on(citizen: Citizen) -> None:
    await citizen.say_all(*TOLD, "昨天在渝中区解放碑买的，退款80元")

    step = await citizen.say("我不想弄了 太麻烦 先不弄")

    told = "\n".join(reply.text for reply in step.all_replies)
    assert "登记先停在这里" in told
    assert "同意" not in told


@pytest.mark.parametrize("text", ["我怕泄露", "我有点担心哦", "我姓王", "就当买个教训"])
async def test_what_somebody_says_of_themselves_names_nothing(citizen: Citizen, text: str) -> None:
    asked = await citizen.say_all("我要投诉")

    assert (await citizen.say(text)).filled == asked.filled


def test_a_lesson_is_no_thing(reader: Reader) -> None:
    draft = Draft("chat", "web", NOW, NOW, kind="complaint")

    assert "product" not in reader.everything("花了八十块买了个教训", draft, NOW)


IN_ENGLISH = "a shop sold me a broken phone and wont refund"


@pytest.mark.parametrize(
    "text",
    [
        "if they dont pay after all, how long do i have to complain, is there a limit",
        "how long does it take?", "do i need a receipt", "will they know my name",
        "what happens after this", "can i still complain after 3 months", "is there a fee",
        "who will call me", "wait, do you tell the shop who i am?",
        "how much is the compensation by law", "which department handles this",
        "what if i dont have photos, is that a problem",
    ],
)  # fmt: skip
async def test_what_is_asked_in_english_is_answered_and_the_form_kept(
    citizen: Citizen, text: str
) -> None:
    await citizen.say_all(IN_ENGLISH)
    before = await kept(citizen)

    step = await citizen.say(text, side="Three years.")

    assert step.replies[0].text == "Three years."
    assert "Still needed" in said_by(step)
    assert await kept(citizen) == before


@pytest.mark.parametrize(
    "text",
    [
        "when i came back they refused", "where i bought it is near Jiefangbei",
        "how they treated me was bad", "i want a refund", "can i get a refund",
        "can you make them refund me", "if they dont refund i will sue", "it was 3 days ago",
        "They refused. I bought it in Yonghui, what should i do about the 300 yuan they owe me",
    ],
)  # fmt: skip
def test_what_is_told_in_english_is_no_question(text: str) -> None:
    assert asked_beside(text) is None


async def test_what_is_told_beside_an_english_question_is_taken(citizen: Citizen) -> None:
    step = await citizen.say_all(IN_ENGLISH, "it was 3 days ago, do i need the receipt?")

    assert "when" in await kept(citizen)
    assert "不知道。" in said_by(step)
