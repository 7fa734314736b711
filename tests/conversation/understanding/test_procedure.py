"""How a complaint goes, asked behind what it would be about."""

from __future__ import annotations

import pytest

from bot.conversation.understanding.procedure import procedure_in


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("举报店家卖假货 好久有回音", "举报好久有回音"),
        ("我要告一个卖家具的,先问问要准备哪些材料", "投诉要准备哪些材料"),
        ("想投诉那家理发店,要不要身份证", "投诉要不要身份证"),
        ("举报隔壁小作坊，能匿名不", "举报能匿名不"),
    ],
)
def test_what_is_asked_last_is_asked_of_complaints(text: str, asked: str) -> None:
    assert procedure_in(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "店家卖假货怎么举报",
        "我要投诉,他卖假货",
        "告诉我,校服要多久检一次",
        "投诉店家卖假货,标准号在哪里看",
        "",
    ],
)
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert procedure_in(text) == ""
