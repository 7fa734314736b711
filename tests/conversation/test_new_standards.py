from __future__ import annotations

import pytest

from bot.conversation.bidders.new_standards import _NEW


@pytest.mark.parametrize(
    "text",
    [
        "今天有什么新标准", "最近出了哪些新国标", "这个月有什么标准要实施吗",
        "马上要实施的标准有哪些",
        "最近发布了什么新的国家标准？", "请问最近有没有新的强制性标准", "最新的标准有哪些",
        "今天有啥子新标准哦",
    ],
)  # fmt: skip
def test_who_asks_for_new_standards_is_understood(text: str) -> None:
    assert _NEW.match(text)


@pytest.mark.parametrize(
    "text",
    [
        "最近电动车有什么新标准", "今天天气怎么样", "GB 17761 最近有新标准吗",
        "最新的校服标准是什么",
        "标准是什么", "今天是世界标准日吗", "最近买的东西不符合标准", "什么时候实施新标准",
    ],
)  # fmt: skip
def test_what_asks_for_something_in_particular_is_left_to_others(text: str) -> None:
    assert not _NEW.match(text)
