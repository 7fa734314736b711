from __future__ import annotations

import pytest

from bot.complaints.follow.followup import Wish, follow_up_in
from bot.complaints.understanding.commands import (
    Command,
    command_in,
    correction_in,
    identity_in,
    kind_switch_in,
)

LABELS = {
    "姓名": "name",
    "电话": "phone",
    "商家（被投诉举报方）": "respondent",
    "发生地点": "where",
    "发生时间": "when",
    "商品或服务": "product",
}


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("取消", Command.CANCEL),
        ("算了", Command.CANCEL),
        ("算了嘛 不投诉了", Command.CANCEL),
        ("不弄了，取消", Command.CANCEL),
        ("不想办了", Command.CANCEL),
        ("退出", Command.CANCEL),
        ("上一步", Command.BACK),
        ("返回上一步嘛", Command.BACK),
        ("跳过", Command.SKIP),
        ("不晓得", Command.SKIP),
        ("没得", Command.SKIP),
        ("没有小票", Command.SKIP),
        ("再说一遍", Command.REPEAT),
        ("继续填", Command.REPEAT),
        ("仍要登记", Command.INSIST),
        ("还是要登记", Command.INSIST),
    ],
)
def test_short_words_steer_the_form(said: str, command: Command) -> None:
    assert command_in(said, "respondent") is command


@pytest.mark.parametrize(
    "said",
    [
        "商家取消了我的订单不退钱",
        "没有生产日期",
        "店家说没得货了，不退款",
        "退款2000元",
        "算了一下一共亏了三百块",
        "不退不换",
    ],
)
def test_a_story_with_such_words_in_it_is_no_command(said: str) -> None:
    assert command_in(said, "what") is None


def test_not_knowing_is_an_answer_where_consent_is_asked() -> None:
    assert command_in("没有", "consent") is None


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ("电话也不对,13912345678", "phone", "13912345678"),
        ("电话错了，是13912345678", "phone", "13912345678"),
        ("电话说错了 应该是13912345678", "phone", "13912345678"),
        ("改电话", "phone", ""),
        ("改一下店名：永辉超市", "respondent", "永辉超市"),
        ("改店名", "respondent", ""),
        ("修改地点", "where", ""),
        ("姓名写错了，是李小红", "name", "李小红"),
        ("时间不是昨天，是前天", "when", "前天"),
        ("换一下名字：王五", "name", "王五"),
    ],
)
def test_one_field_is_corrected_at_any_time(said: str, field: str, words: str) -> None:
    assert correction_in(said, LABELS) == (field, words)


@pytest.mark.parametrize(
    "said",
    ["改装车被罚了", "电话打不通没人接", "换货", "商家说换一个给我又不换", "他们改了生产日期"],
)
def test_what_happened_is_no_correction(said: str) -> None:
    assert correction_in(said, LABELS) is None


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("改成举报", "report"),
        ("不是投诉，是举报", "report"),
        ("换成投诉嘛", "complaint"),
        ("我要举报", None),
    ],
)
def test_the_kind_is_switched_in_so_many_words(said: str, kind: str | None) -> None:
    assert kind_switch_in(said) == kind


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("CQ20261123-000147-7", Wish.LOOK),
        ("编号CQ20261123-000147-7 查询码 ABCD-EFGH-JKMN-PQRS", Wish.LOOK),
        ("CQ20261123-000147-9", Wish.LOOK),
        ("补充：我找到发票了", Wish.SUPPLEMENT),
        ("ABCD-EFGH-JKMN-PQRS 补充：他们昨天又在卖", Wish.SUPPLEMENT),
        ("撤回投诉", Wish.WITHDRAW),
        ("我要撤诉", Wish.WITHDRAW),
        ("评价5分，办得快", Wish.RATE),
        ("评价 4", Wish.RATE),
    ],
)
def test_those_who_come_back_are_understood(said: str, wish: Wish) -> None:
    found = follow_up_in(said)

    assert found is not None
    assert found.wish is wish


def test_the_words_of_a_supplement_and_a_rating_are_kept() -> None:
    supplement = follow_up_in("ABCD-EFGH-JKMN-PQRS 补充：他们昨天又在卖")
    rating = follow_up_in("评价５分 办得快")

    assert supplement is not None
    assert (supplement.code, supplement.words) == ("ABCD-EFGH-JKMN-PQRS", "他们昨天又在卖")
    assert rating is not None
    assert (rating.score, rating.words) == (5, "办得快")


@pytest.mark.parametrize("said", ["我要投诉", "怎么撤回投诉", "GB 17761-2024", "评价一下这个标准"])
def test_other_messages_are_not_about_a_case(said: str) -> None:
    assert follow_up_in(said) is None


@pytest.mark.parametrize(
    "code", ["3AB4-EFGH-JKMN-PQRS", "22A2-2345-6789-ABCD", "ABCD-EFGH-JKMN-PQRS"]
)
def test_a_code_that_begins_with_digits_is_not_eaten_by_the_number(code: str) -> None:
    found = follow_up_in(f"CQ20261123-000147-7 {code} 补充：他们昨晚又在卖")

    assert found is not None
    assert (found.wish, found.code, found.words) == (Wish.SUPPLEMENT, code, "他们昨晚又在卖")


@pytest.mark.parametrize("said", ["匿名", "我匿名吧", "还是匿名", "改成匿名", "匿名举报"])
def test_who_says_no_more_than_anonymous_changes_to_it(said: str) -> None:
    assert identity_in(said) == "anonymous"


@pytest.mark.parametrize("said", ["匿名得不得行", "匿名快递寄来的", "为啥子要实名"])
def test_what_only_speaks_of_names_changes_nothing(said: str) -> None:
    assert identity_in(said) is None
