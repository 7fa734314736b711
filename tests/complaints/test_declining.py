from __future__ import annotations

import pytest

from bot.complaints.understanding.declining import declined_in, is_bare_wish, is_called_off
from bot.conversation.cases import plain_wish
from tests.complaints.understood import as_it_arrives


@pytest.mark.parametrize(
    "text",
    [
        "我不想投诉",
        "不想投诉",
        "我不要投诉",
        "我没有要投诉",
        "没必要投诉吧",
        "我不想投诉了谢谢",
        "你莫给我登记哈 就是摆龙门阵",
        "不要给我开单子",
        "别帮我投诉哈",
        "不想举报了",
        "我没想投诉",
        "我不是来投诉的",
        "莫得必要举报嘛",
        "懒得投诉了",
        "算了，不用投诉了",
        "我不打算举报他们",
        "别投诉了",
        "我并不想要匿名举报",
        "暂时不想投诉",
    ],
)
def test_who_refuses_wants_no_case(text: str) -> None:
    for form in as_it_arrives(text):
        assert declined_in(form) == "", form
        assert plain_wish(form) == "", form


@pytest.mark.parametrize(
    ("text", "rest", "wish"),
    [
        ("我不想投诉商家，只想知道校服标准", "只想知道校服标准", ""),
        ("我不是要举报，我想问怎么查标准", "我想问怎么查标准", ""),
        ("我不是投诉，是举报", "是举报", "report"),
        ("我不是要举报，我要投诉", "我要投诉", "complaint"),
    ],
)
def test_what_is_wanted_instead_remains(text: str, rest: str, wish: str) -> None:
    assert declined_in(text) == rest
    assert plain_wish(text) == wish


@pytest.mark.parametrize(
    "text",
    [
        "我要投诉",
        "要不要投诉",
        "想不想投诉",
        "该不该投诉呢",
        "不投诉不行",
        "不得不投诉",
        "商家不让我投诉",
        "投诉不了怎么办",
        "是不是投诉到这里",
        "能不能投诉",
        "为什么不投诉",
        "没投诉过，第一次",
        "特别投诉一下",
    ],
)
def test_who_does_not_refuse_is_not_turned_away(text: str) -> None:
    for form in as_it_arrives(text):
        assert declined_in(form) is None, form


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("我要投诉", True),
        ("投诉", True),
        ("我要投诉他们！", True),
        ("你好，我想举报", True),
        ("我要实名举报商家", True),
        ("帮我登记一下", True),
        ("我要投诉老陈火锅店", False),
        ("投诉电瓶车冒烟", False),
        ("登记处旁边的面馆", False),
    ],
)
def test_a_bare_wish_says_nothing_else(text: str, bare: bool) -> None:
    assert is_bare_wish(text) is bare


@pytest.mark.parametrize(
    "text",
    ["算了,老板刚刚喊我去换,不投了", "他道歉了，我不追究了", "钱要回来了 不告他了", "那就不投了"],
)
def test_whoever_ends_so_calls_it_off(text: str) -> None:
    assert is_called_off(text)


@pytest.mark.parametrize("text", ["商家说不告诉你", "再不退我就投诉了", "我投了两次都没人管"])
def test_who_goes_on_calls_nothing_off(text: str) -> None:
    assert not is_called_off(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我对一个标准有点意见", "feedback"),
        ("标准的建议在这里提吗，我要提一条", "feedback"),
        ("我想反映一个标准执行的问题，提点建议", "feedback"),
        ("我对这个标准有意见吗", ""),
        ("他对标准有建议", ""),
    ],
)
def test_who_wants_to_give_an_opinion_says_so_in_many_words(text: str, kind: str) -> None:
    assert plain_wish(text) == kind
