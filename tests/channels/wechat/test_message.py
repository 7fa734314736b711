from __future__ import annotations

import pytest

from bot.channels.wechat.message import Unreadable, parse

HEAD = (
    "<ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName>"
    "<CreateTime>1700000000</CreateTime>"
)


def push(kind: str, fields: str = "") -> bytes:
    return f"<xml>{HEAD}<MsgType>{kind}</MsgType>{fields}</xml>".encode()


def test_a_text_is_read() -> None:
    message = parse(push("text", "<Content>你好</Content><MsgId>6428</MsgId>"))

    assert (message.kind, message.text, message.dedupe_key) == ("text", "你好", "msg:6428")


@pytest.mark.parametrize("kind", ["image", "video", "shortvideo", "link", "location", "voice"])
def test_other_kinds_are_told_apart(kind: str) -> None:
    assert parse(push(kind, "<MsgId>1</MsgId>")).kind == kind


def test_words_of_a_voice_are_read_and_may_be_empty() -> None:
    assert parse(push("voice", "<Recognition>你好</Recognition><MsgId>1</MsgId>")).recognition == (
        "你好"
    )
    assert parse(push("voice", "<Recognition></Recognition><MsgId>1</MsgId>")).recognition == ""


def test_a_new_kind_is_no_error() -> None:
    assert parse(push("hologram", "<MsgId>1</MsgId>")).kind == "unknown"


def test_events_of_one_second_have_different_keys() -> None:
    one = parse(push("event", "<Event>CLICK</Event><EventKey>a</EventKey>"))
    two = parse(push("event", "<Event>CLICK</Event><EventKey>b</EventKey>"))
    follow = parse(push("event", "<Event>subscribe</Event><EventKey></EventKey>"))

    assert one.kind == follow.kind == "event"
    assert follow.event == "subscribe"
    assert len({one.dedupe_key, two.dedupe_key, follow.dedupe_key}) == 3


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<xml>",
        b"not xml",
        b"<xml></xml>",
        push("text").replace(b"<FromUserName>o1</FromUserName>", b""),
        b'<!DOCTYPE x [<!ENTITY a "aaa">]><xml>&a;</xml>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml>&a;</xml>',
        b"\xff\xfe\x00",
    ],
)
def test_who_does_not_say_who_wrote_gets_no_answer(body: bytes) -> None:
    with pytest.raises(Unreadable):
        parse(body)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ("<Content>你\x01好\x1b\x00</Content>", "你好"),
        ("<Content><![CDATA[你\ufffe好\x0b]]></Content>", "你好"),
        ("<Content>你&#1;好&#x1b;</Content>", "你好"),
        ("<Content><![CDATA[1 < 2]]></Content><Label>a & b</Label>", "1 < 2"),
        ("<Content>你好</Content><Oops>", "你好"),
        ("<Content>你好</Content><Content>又好</Content>", "你好"),
        ("<Content><b>你好</b></Content>", ""),
        ("<Content>&e;</Content>", "&e;"),
        ("<Content>你好", ""),
    ],
)
def test_damage_in_a_push_costs_nobody_the_answer(fields: str, text: str) -> None:
    message = parse(push("text", f"{fields}<MsgId>5</MsgId>"))

    assert (message.openid, message.account, message.kind) == ("o1", "gh_1", "text")
    assert (message.text, message.message_id) == (text, "5")


def test_bytes_that_are_no_text_and_a_time_that_is_none() -> None:
    body = push("text", "<Content>你好</Content>").replace("好".encode(), "好".encode() + b"\xff")
    for time in (b"soon", b"99999999999999999999", b""):
        message = parse(body.replace(b"1700000000", time), lambda: 1_800_000_000.5)
        assert (message.text, message.created_at) == ("你好\ufffd", 1_800_000_000)


def test_who_follows_by_a_code_follows() -> None:
    """The other key stays what it is, so that the two pushes are two."""
    message = parse(push("event", "<Event>subscribe</Event><EventKey>qrscene_7</EventKey>"))

    assert (message.event, message.event_key) == ("subscribe", "qrscene_7")
