from __future__ import annotations

import pytest

from bot.channels.wechat.envelope import Refused
from bot.channels.wechat.message import parse

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
        push("text").replace(b"1700000000", b"soon"),
        push("text", "<Content>a</Content><Content>b</Content>"),
        b'<!DOCTYPE x [<!ENTITY a "aaa">]><xml>&a;</xml>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml>&a;</xml>',
        b"\xff\xfe\x00",
    ],
)
def test_broken_and_hostile_xml_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        parse(body)
