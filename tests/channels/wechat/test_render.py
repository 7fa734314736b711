from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wechat.message import WeChatMessage
from bot.channels.wechat.render import LIMIT, MORE, first_part, text_reply, with_articles

MESSAGE = WeChatMessage("o1", "gh_1", 1, "text")


@pytest.mark.parametrize("text", ["a]]>b", "]]></Content><MsgType>x</MsgType>", "a\x00\x08b", "😀"])
def test_no_text_breaks_out_of_its_element(text: str) -> None:
    root = ET.fromstring(text_reply(MESSAGE, text, 1700000000))

    assert [child.tag for child in root][-1] == "Content"
    assert len(root) == 5
    assert root.findtext("Content") == text.replace("\x00", "").replace("\x08", "")
    assert root.findtext("ToUserName") == "o1"


@given(st.text(max_size=3000))
def test_any_text_is_cut_within_the_limit_and_nothing_is_lost(text: str) -> None:
    shown, rest = first_part(text)

    assert len(shown.encode("utf-8", "replace")) <= LIMIT
    ET.fromstring(text_reply(MESSAGE, shown, 1).encode("utf-8", "replace"))
    if rest:
        kept = shown.removesuffix(MORE)
        assert "".join((kept + rest).split()) == "".join(text.split())


def test_a_long_text_is_cut_at_a_sentence_end() -> None:
    shown, rest = first_part("这是一句话。" * 200)

    assert shown.removesuffix(MORE).endswith("。")
    assert rest.startswith("这是")


def test_a_link_is_never_cut() -> None:
    link = "https://std.samr.gov.cn/" + "a" * 300
    text = "标" * 580 + link + "准" * 300

    shown, rest = first_part(text)

    assert link in shown or link in rest


def test_links_to_articles_are_added_while_they_fit() -> None:
    links = [(f"《甲法》第{n}条", f"https://a.cn/laws/{n}") for n in "一二三四"]
    nearly_full = "满" * ((LIMIT - 120) // 3)

    short, full = with_articles("答。", links), with_articles(nearly_full, links)

    assert short.count("<a href=") == 3
    assert 1 <= full.count("<a href=") < 3
    assert len(full.encode()) <= LIMIT
    assert with_articles("满" * 660, links) == "满" * 660
