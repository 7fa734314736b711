"""Passive replies: our own XML (wechatpy's is open to injection), within WeChat's byte limit."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.channels.wechat.message import WeChatMessage

# WeChat shows 2048 bytes of UTF-8 (measured by users, not documented); some clients 2047.
LIMIT = 2000
LONGEST_OF_CARD = 120  # characters below a picture, as the digest of an article
MOST_LINKS = 3
MORE = "\n（内容较长，回复“继续”看后面的部分。）"

# Not allowed in XML 1.0 even inside CDATA; tab, line feed and carriage return are.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile(r"(?<=[。！？；\n])")
_UNBREAKABLE = re.compile(r"<a [^<>]*+>[^<]*+</a>|https?://[!-~]+")


def text_reply(message: WeChatMessage, text: str, now: int) -> str:
    """XML of a text reply to a message.

    Args:
        message: what is replied to; sender and receiver change places.
        text: at most :data:`LIMIT` bytes.
        now: seconds since 1970.
    """
    return (
        "<xml>"
        f"<ToUserName>{_cdata(message.openid)}</ToUserName>"
        f"<FromUserName>{_cdata(message.account)}</FromUserName>"
        f"<CreateTime>{now}</CreateTime>"
        "<MsgType><![CDATA[text]]></MsgType>"
        f"<Content>{_cdata(text)}</Content>"
        "</xml>"
    )


def news_reply(
    message: WeChatMessage, title: str, text: str, picture: str, page: str, now: int
) -> str:
    """XML of a card with a picture (图文) that opens a page; one is all a reply may have.

    Args:
        message: what is replied to; sender and receiver change places.
        title: of the card.
        text: below it.
        picture: address of a JPG or PNG, which the citizen's WeChat fetches.
        page: address the card opens.
        now: seconds since 1970.
    """
    return (
        "<xml>"
        f"<ToUserName>{_cdata(message.openid)}</ToUserName>"
        f"<FromUserName>{_cdata(message.account)}</FromUserName>"
        f"<CreateTime>{now}</CreateTime>"
        "<MsgType><![CDATA[news]]></MsgType>"
        "<ArticleCount>1</ArticleCount><Articles><item>"
        f"<Title>{_cdata(title)}</Title><Description>{_cdata(text)}</Description>"
        f"<PicUrl>{_cdata(picture)}</PicUrl><Url>{_cdata(page)}</Url>"
        "</item></Articles></xml>"
    )


def first_part(text: str, limit: int = LIMIT) -> tuple[str, str]:
    """What fits into one reply, and the rest for 「继续」.

    The cut is at a sentence or line end where there is one, never inside a link or a character.
    """
    if _size(text) <= limit:
        return text, ""
    room = limit - _size(MORE)
    shown = ""
    for piece in _pieces(text):
        if _size(shown + piece) > room:
            break
        shown += piece
    rest = text[len(shown) :]
    return shown.rstrip() + MORE, rest.lstrip()


def with_articles(text: str, articles: Iterable[tuple[str, str]]) -> str:
    """The text with links to the articles it rests on; see :func:`with_links`."""
    return with_links(text, "原文", articles)


def with_links(text: str, what: str, pages: Iterable[tuple[str, str]]) -> str:
    """The text with links to pages, as many as fit beside it.

    Args:
        text: the answer.
        what: they are.
        pages: title and address of each.
    """
    links = [f'<a href="{address}">{_named(title)}</a>' for title, address in pages][:MOST_LINKS]
    while links:
        longer = f"{text}\n{what}：{'、'.join(links)}"
        if _size(longer) <= LIMIT or _size(text) > LIMIT:
            return longer
        links.pop()
    return text


def _named(title: str) -> str:
    """A title inside of a link: signs of its own would end that."""
    return title.replace("<", "＜").replace(">", "＞")


def _pieces(text: str) -> list[str]:
    """Sentences; a sentence too long for half a reply falls apart into links and characters."""
    found: list[str] = []
    for sentence in _BREAK.split(text):
        if _size(sentence) <= LIMIT // 2:
            found.append(sentence)
            continue
        position = 0
        for link in _UNBREAKABLE.finditer(sentence):
            found += [*sentence[position : link.start()], link.group()]
            position = link.end()
        found += sentence[position:]
    return found


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _cdata(text: str) -> str:
    clean = _CONTROL.sub("", text).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{clean}]]>"
