"""Which of several likely entries was written for who asks."""

from __future__ import annotations

import pytest

from kb.preferring import means_other
from kb.search.index import Entry, EntryKind

STAFF = Entry(
    EntryKind.FAQ,
    "staff",
    "工作人员不作为向哪里反映？",
    ("投诉工作人员态度",),
    "打 12345。",
    ("甲",),
)
SHOP = Entry(
    EntryKind.FAQ,
    "shop",
    "我的店被投诉、举报了，该怎么办？",
    ("有人投诉我店里了",),
    "先听清。",
    ("乙",),
)
DAY = Entry(EntryKind.FAQ, "day", "世界标准日是哪天？", (), "10 月 14 日。", ("丙",))


@pytest.mark.parametrize(
    "text",
    [
        "我被人投诉了怎么办",
        "店遭举报了会怎么处理",
        "顾客投诉到我该怎么回",
        "举报人是谁能不能查",
        "被同行恶意举报",
    ],
)
def test_who_is_accused_is_not_told_how_to_accuse(text: str) -> None:
    assert means_other(text, STAFF)
    assert not means_other(text, SHOP)
    assert not means_other(text, DAY)


@pytest.mark.parametrize(
    "text", ["怎么投诉", "我要举报一家店", "投诉我该去哪里", "举报我要留名字吗"]
)
def test_who_accuses_is_told_how(text: str) -> None:
    assert not means_other(text, STAFF)
