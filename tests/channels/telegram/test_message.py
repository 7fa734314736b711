from __future__ import annotations

from typing import Any

import pytest
from telegram import Update

from bot.channels.telegram.message import TelegramMessage, read_update
from bot.channels.telegram.render import LONGEST, MOST_DATA, rendered, size_in_units
from bot.kit.messages import Button, Picture, Reply
from tests.fakes.telegram_api import photo_update, tap_update, text_update


def read(data: dict[str, Any]) -> TelegramMessage:
    return read_update(Update.de_json(data, None))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("GB 17761 有效吗", "GB 17761 有效吗"),
        ("/progress", "我的投诉到哪一步了"),
        ("/Cancel@yubiao_bot", "取消"),
        ("/start abc", "/start"),
        ("/unknown", "/unknown"),
        ("头\ud800盔\x00", "头盔"),
    ],
)
def test_text_and_commands(typed: str, said: str) -> None:
    message = read(text_update(7, typed))

    assert (message.kind, message.text, message.chat, message.key) == ("text", said, 77, "update:7")


def test_a_photo_is_taken_in_its_largest_size() -> None:
    message = read(photo_update(1, "large", caption="票据"))

    assert (message.kind, message.file, message.text) == ("file", "large", "票据")


def test_a_tap_says_what_the_button_carries() -> None:
    message = read(tap_update(1, "确认"))

    assert (message.kind, message.text, message.callback) == ("choice", "确认", "tap1")


def edited() -> dict[str, Any]:
    return {"update_id": 1, "edited_message": text_update(1, "改过的")["message"]}


def in_a_group() -> dict[str, Any]:
    update = text_update(1, "大家好")
    update["message"]["chat"] = {"id": -5, "type": "group", "title": "群"}
    return update


@pytest.mark.parametrize("update", [edited(), in_a_group(), {"update_id": 1}])
def test_edits_and_groups_are_not_answered(update: dict[str, Any]) -> None:
    assert read(update).kind == "ignored"


@pytest.mark.parametrize(("status", "kind"), [("kicked", "left"), ("member", "ignored")])
def test_blocking_the_bot_is_leaving(status: str, kind: str) -> None:
    user = {"id": 77, "is_bot": False, "first_name": "民"}
    member = {"user": user, "status": status}
    if status == "kicked":
        member["until_date"] = 0
    change = {
        "chat": {"id": 77, "type": "private"},
        "from": user,
        "date": 1,
        "old_chat_member": {"user": user, "status": "member"},
        "new_chat_member": member,
    }

    message = read({"update_id": 1, "my_chat_member": change})

    assert (message.kind, message.chat) == (kind, 77)


def test_long_replies_are_cut_between_sentences_and_buttons_stand_below_the_last() -> None:
    link = "https://std.samr.gov.cn/gb/search?" + "q" * 200
    text = ("这是一句不短的话，😀。" * 700) + link + "。完。"
    reply = Reply(text, buttons=(Button("好", "好"),))

    told = rendered([reply])

    assert len(told) > 1
    assert all(size_in_units(one.text) <= LONGEST for one in told)
    assert "".join(one.text for one in told) == text
    assert any(link in one.text for one in told)
    assert [one.keyboard is None for one in told] == [True] * (len(told) - 1) + [False]


def test_an_answer_stands_below_its_picture_and_before_it_when_it_is_long() -> None:
    shown = Picture("标签上的执行标准", "/faq/pictures/a.jpg", "/faq/label")
    button = (Button("好", "好"),)

    (below,) = rendered([Reply("看标签。", buttons=button, picture=shown)], "https://a.cn")
    *texts, last = rendered(
        [Reply("看标签。" * 300, buttons=button, picture=shown)], "https://a.cn"
    )

    assert (below.text, below.picture) == ("看标签。", "https://a.cn/faq/pictures/a.jpg")
    assert "".join(one.text for one in texts) == "看标签。" * 300
    assert texts[-1].keyboard is not None
    assert last.picture == "https://a.cn/faq/pictures/a.jpg"
    assert last.text == "标签上的执行标准\nhttps://a.cn/faq/label"
    (alone,) = rendered([Reply("看标签。", picture=shown)])
    assert (alone.text, alone.picture) == ("看标签。", "")


def test_a_choice_carries_the_entry_and_what_is_too_long_is_typed() -> None:
    choices = Reply(
        "您是不是想问：",
        buttons=(Button("甲", "1"), Button("乙", "2")),
        choices=("faq:first", "faq:" + "x" * MOST_DATA),
    )

    (told,) = rendered([choices])

    assert told.keyboard is not None
    carried = [button.callback_data for row in told.keyboard.inline_keyboard for button in row]
    assert carried == ["=faq:first"]


def test_replies_without_buttons_go_together() -> None:
    replies = [Reply("一"), Reply("二", buttons=(Button("好", "好"),)), Reply("三")]

    assert [one.text for one in rendered(replies)] == ["一\n\n二", "三"]
