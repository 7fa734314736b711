"""Replies as Telegram messages: plain text within its limit, buttons below the last one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.text_parts import text_parts
from bot.kit.messages import Picture, Reply

LONGEST = 4000  # of 4096 UTF-16 units: core.telegram.org/bots/api#sendmessage
LONGEST_CAPTION = 1000  # of 1024: core.telegram.org/bots/api#sendphoto
MOST_DATA = 64  # bytes a button carries: core.telegram.org/bots/api#inlinekeyboardbutton
ENTRY = "="  # before the reference of an entry, which stays right however old the button is


@dataclass(frozen=True)
class TelegramText:
    """One message to send.

    Args:
        picture: address of a picture it stands below; where Telegram can't fetch that, the text
            goes alone.
    """

    text: str
    keyboard: InlineKeyboardMarkup | None = None
    picture: str = ""


def size_in_units(text: str) -> int:
    """How long a text is for Telegram: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "replace")) // 2


def rendered(replies: Sequence[Reply], site: str = "") -> list[TelegramText]:
    """The messages that say the replies; short replies go together.

    Args:
        replies: in order.
        site: where our pages are, without a slash at the end; empty where no pictures are sent.
    """
    told: list[TelegramText] = []
    waiting = ""
    for reply in replies:
        if reply.picture and site:
            told += _texts(waiting, None)
            told += _with_picture(reply, reply.picture, site)
            waiting = ""
            continue
        waiting = f"{waiting}\n\n{reply.text}" if waiting else reply.text
        if reply.buttons:
            told += _texts(waiting, _keyboard(reply))
            waiting = ""
    return told + _texts(waiting, None)


def _with_picture(reply: Reply, shown: Picture, site: str) -> list[TelegramText]:
    """The reply below its picture; one too long for that before it."""
    if size_in_units(reply.text) <= LONGEST_CAPTION:
        return [TelegramText(reply.text, _keyboard(reply), site + shown.path)]
    alone = TelegramText(f"{shown.title}\n{site}{shown.page}", None, site + shown.path)
    return [*_texts(reply.text, _keyboard(reply)), alone]


def _texts(text: str, keyboard: InlineKeyboardMarkup | None) -> list[TelegramText]:
    parts = text_parts(text, LONGEST, size_in_units)
    last = len(parts) - 1
    return [TelegramText(part, keyboard if n == last else None) for n, part in enumerate(parts)]


def _keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    rows = []
    for number, button in enumerate(reply.buttons):
        data = f"{ENTRY}{reply.choices[number]}" if number < len(reply.choices) else button.payload
        # What a button can't carry is typed: the numbers are in the text.
        if len(data.encode()) <= MOST_DATA:
            rows.append([InlineKeyboardButton(button.title, callback_data=data)])
    return InlineKeyboardMarkup(rows) if rows else None
