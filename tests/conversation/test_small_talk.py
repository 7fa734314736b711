"""Thanks, goodbyes, sighs and keys struck at random: known by their words, without a model."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.conversation.bidders.again import wants_it_again
from bot.conversation.bidders.talk import (
    _ASSENT,
    _CHATTY,
    _COMES_AGAIN,
    _FAREWELL,
    _MOOD,
    _SIGH,
    _SUM,
    _THANKS,
    _TRIES,
    _UNDERSTOOD,
    _is_something_else,
)
from bot.conversation.understanding.noise import is_noise


def plain(text: str) -> str:
    return "thank" if _THANKS.match(text) else "goodbye" if _FAREWELL.match(text) else ""


@pytest.mark.parametrize(
    "text", ["多谢多谢", "谢谢老师，辛苦了", "太感谢你们了！", "谢了哈", "要得，我晓得了，谢咯"]
)
def test_thanks(text: str) -> None:
    assert plain(text) == "thank"


@pytest.mark.parametrize(
    "text", ["困了 撤了 明天再摆", "先睡了，拜拜", "改天再聊哈", "今天就问到这"]
)
def test_goodbyes(text: str) -> None:
    assert plain(text) == "goodbye"


@pytest.mark.parametrize(
    "text",
    [
        "谢谢，那它强制吗",
        "我要撤",
        "撤了吧",
        "不撤了",
        "明天",
        "回头",
        "明天送到的货坏了",
        "困在电梯里了",
        "撤了标准的国标",
        "走",
        "不要",
    ],
)
def test_what_says_more_is_neither(text: str) -> None:
    assert plain(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "今天天气硬是巴适",
        "讲个笑话嘛",
        "好无聊哦，陪我摆龙门阵",
        "你陪我聊会儿天嘛",
        "你比DeepSeek聪明不",
        "加油哦",
    ],
)
def test_company(text: str) -> None:
    assert _CHATTY.match(text)


@pytest.mark.parametrize(
    "text",
    [
        "天气预报有标准吗",
        "讲个标准的故事",
        "空调好热",
        "你比人工强在哪里，能登记不",
        "加油站少给油",
        "陪我聊聊校服标准",
    ],
)
def test_what_asks_something_is_no_company(text: str) -> None:
    assert not _CHATTY.match(text)


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("晓得了", True),
        ("好的知道了", True),
        ("哦哦明白了", True),
        ("ok 收到", True),
        ("嗯嗯，懂了", True),
        ("了解了", True),
        ("我记住了", True),
        ("got it", True),
        ("好", False),
        ("不晓得", False),
        ("晓得不", False),
        ("我想了解", False),
        ("明白了没", False),
        ("收到货了", False),
    ],
)
def test_who_has_understood_asks_nothing(text: str, understood: bool) -> None:
    assert (_UNDERSTOOD.match(text) is not None) is understood


@pytest.mark.parametrize("text", ["哈哈哈哈笑死", "呃呃呃...", "唉！算了吧", "绝了"])
def test_sighs(text: str) -> None:
    assert _SIGH.match(text)


@pytest.mark.parametrize(
    "text",
    [
        "asdkjh987",
        "哒哒哒嘀嘀嘀zzz998",
        "qwertyuiop",
        "啦啦啦啦",
        "asdkjh 99 qq",
        "888 8888 88",
        "1111111",
        "ababab",
        "0",
        "kjh;;;[]",
        "xcv,,,//",
        "[]]';;l",
        "ghj&&%$ dfg",
        "嗯嗯啊啊123",
        "哈哈哈321",
    ],
)
def test_noise(text: str) -> None:
    assert is_noise(text)


@pytest.mark.parametrize(
    "text",
    [
        "gbt31888",
        "GB18401",
        "ISO9001",
        "iphone15",
        "TSGT7001",
        "110",
        "12315",
        "17761",
        "6675",
        "醋",
        "3C",
        "ccc",
        "2025",
        "who do i call",
        "can u help me plz",
        "救救救",
        "急急急",
        "对对对",
        "GB???",
        "3C??!!",
        "KN95(N95)",
        "hello,,,",
        "GB;;17761",
        "嗯嗯 315",
        "哦 110",
    ],
)
def test_what_may_be_meant_is_no_noise(text: str) -> None:
    assert not is_noise(text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [("3+5等于多少", True), ("12*3=", True), ("GB 18401", False), ("17761-2024", False)],
)
def test_sums(text: str, asked: bool) -> None:
    assert bool(_SUM.match(text)) is asked


@pytest.mark.parametrize(
    "text",
    [
        *("测试", "test123", "那个", "那个...", "hello world"),
        *(
            "喂 听得到不",
            "听得见我说话吗",
            "喂喂 有人没得",
            "有没得人在哦",
            "你好 在线不",
            "喂？能听到吗",
        ),
        *("有人回不", "hello 有人在吗"),
    ],
)
def test_whether_anybody_is_there(text: str) -> None:
    assert _TRIES.match(text)


@pytest.mark.parametrize(
    "text",
    [
        "有没得人管",
        "有人管没",
        "听到说充电宝有新国标",
        "有人卖假货",
        "在线下单没发货",
        "有没有人投诉过",
    ],
)
def test_what_is_asked_of_somebody_is_no_try(text: str) -> None:
    assert not _TRIES.match(text)


@pytest.mark.parametrize(
    "text", ["心头好烦哦", "今天好累", "睡不着", "最近压力好大，好难过", "唉 心情不好"]
)
def test_moods(text: str) -> None:
    assert _MOOD.match(text.removeprefix("唉 "))


@pytest.mark.parametrize(
    "text",
    ["那个标准", "这个强制吗", "好烦这家店不退钱", "吃了难受", "睡不着是甲醛吗", "不好用", "好"],
)
def test_what_says_more_is_no_mood(text: str) -> None:
    assert not _TRIES.match(text)
    assert not _MOOD.match(text)


@pytest.mark.parametrize(
    ("text", "says_no_more"),
    [
        ("不好意思又来麻烦你了", True),
        ("打扰了，又来问你了哈", True),
        ("又要麻烦你一下", True),
        ("麻烦你", False),
        ("又来问你头盔的标准", False),
        ("他们又来打扰我", False),
    ],
)
def test_who_comes_again_only_greets(text: str, says_no_more: bool) -> None:
    assert (_COMES_AGAIN.match(text) is not None) is says_no_more


@pytest.mark.parametrize(
    ("text", "asks_of_us"),
    [
        ("AI做的图要打标识那个又是哪个", False),
        ("管这个的那个单位又是哪一个", False),
        ("你们到底是哪个单位的人在管", True),
        ("你是真人还是机器人在回我", True),
        ("哪个单位的", True),
    ],
)
def test_who_is_asked_about_behind_an_answer(text: str, asks_of_us: bool) -> None:
    first = SimpleNamespace(leaning=None, taken_as="")
    seen = SimpleNamespace(text=text, memory=True, intent="ask_identity", first=first)

    assert _is_something_else(seen, None) is not asks_of_us  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "标准号再说一遍",
        "号码再念一次嘛",
        "没听清 再讲一道",
        "刚才那个电话重复一遍",
        "第二个再说一遍，我没记住",
        "耳朵背，你慢点再说一回",
    ],
)
def test_what_was_said_is_wanted_once_more(text: str) -> None:
    assert wants_it_again(text)


@pytest.mark.parametrize(
    "text",
    [
        "再说一下插座的标准",
        "说一下标准号",
        "说一遍",
        "我没听清他说的保修几年",
        "再说一遍就告你",
        "再来一个",
    ],
)
def test_what_asks_something_wants_no_repetition(text: str) -> None:
    assert not wants_it_again(text)


@pytest.mark.parametrize("text", ["好嘞", "好勒谢谢", "要得", "可以可以", "确认"])
def test_assent(text: str) -> None:
    assert _ASSENT.match(text)


@pytest.mark.parametrize("text", ["你好", "您好呀", "你好 谢谢", "好不好"])
def test_a_greeting_is_no_assent(text: str) -> None:
    assert not _ASSENT.match(text)
