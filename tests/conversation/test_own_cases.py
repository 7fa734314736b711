"""How the cases of a chat stand, asked in the words people use."""

from __future__ import annotations

import pytest

from bot.conversation.cases import asks_own_cases, confirms_again, filed_already


@pytest.mark.parametrize(
    "text",
    [
        "两个案子到哪步了", "我的两件投诉都怎么样了", "我两个投诉有结果没得",
        "那几个案子现在什么情况",
        "我登记的投诉办到哪里了", "我的投诉进度", "之前报的案子处理得怎么样了",
        "我那个举报有消息没",
        "两个投诉分别到哪一步了", "上次交的单子咋样了嘛",
    ],
)  # fmt: skip
def test_it_is_asked_how_ones_cases_stand(text: str) -> None:
    assert asks_own_cases(text)


@pytest.mark.parametrize(
    "text",
    [
        "投诉一般要到哪一步才赔", "投诉怎么弄", "举报有什么奖励", "投诉多久有结果",
        "标准到哪一步了",
        "怎么投诉", "投诉有什么用",
    ],
)  # fmt: skip
def test_what_is_asked_in_general_is_about_no_case(text: str) -> None:
    assert not asks_own_cases(text)


def test_who_confirms_once_more_is_told_so_unless_something_waits() -> None:
    assert confirms_again("确认", "")
    assert confirms_again("同意，确认", "CQ20261124-000001-7")
    assert not confirms_again(
        "确认", '{"number": "", "waiting": ["withdraw", "", ""], "numbers": []}'
    )
    assert not confirms_again("确认一下标准号", "")


def test_who_confirms_again_is_told_so_in_their_language() -> None:
    assert filed_already("确认").text.startswith("已经登记好了")
    assert filed_already("confirm").text.startswith("It is registered")
    assert not any(sign.isascii() and sign.isalpha() for sign in filed_already("同意").text)
