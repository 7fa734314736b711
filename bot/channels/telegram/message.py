"""An update of Telegram as this service sees it.

Source: core.telegram.org/bots/api#update.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from telegram import Message, Update
from telegram.constants import ChatType

Kind = Literal["text", "file", "other", "choice", "left", "ignored"]

# What citizens pick from the menu says the same as typing it.
COMMANDS = {
    "/help": "你能做什么",
    "/cancel": "取消",
    "/progress": "我的投诉到哪一步了",
}
START = "/start"
# What the menu shows.
COMMAND_LABELS = {"help": "我能做什么", "progress": "办理进度", "cancel": "取消正在填的登记"}


@dataclass(frozen=True, repr=False)
class TelegramMessage:
    """What a citizen did.

    Args:
        kind: ``choice`` is a tapped button, ``left`` that the bot was blocked, ``ignored``
            everything that needs no answer: groups, edits, joins.
        update_id: Telegram's number of the update; a repeated delivery has the same.
        chat: where to answer; personal data.
        text: typed, or a caption, or what a button carries.
        file: id of a photo, document, recording or video.
        size: bytes of it; 0 when Telegram doesn't say.
        callback: id of the tap, which must be acknowledged.
        tapped: id of the message whose button was tapped.
    """

    kind: Kind
    update_id: int
    chat: int = 0
    text: str = ""
    file: str = ""
    size: int = 0
    callback: str = field(default="")
    tapped: int = 0

    @property
    def key(self) -> str:
        """The same for each delivery of the update."""
        return f"update:{self.update_id}"


def read_update(update: Update) -> TelegramMessage:
    """What an update says; never fails."""
    number = update.update_id
    member = update.my_chat_member
    if member is not None and member.chat.type == ChatType.PRIVATE:
        gone = member.new_chat_member.status in ("kicked", "left")
        return TelegramMessage("left" if gone else "ignored", number, member.chat.id)
    tap = update.callback_query
    if tap is not None:
        if tap.message is None or tap.message.chat.type != ChatType.PRIVATE or not tap.data:
            return TelegramMessage("ignored", number, callback=tap.id)
        chat, tapped = tap.message.chat.id, tap.message.message_id
        said = _clean(tap.data)
        return TelegramMessage("choice", number, chat, said, callback=tap.id, tapped=tapped)
    # An edited message was answered when it came.
    message = update.message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return TelegramMessage("ignored", number)
    return _message(number, message)


def _message(number: int, message: Message) -> TelegramMessage:
    chat = message.chat.id
    if message.text is not None:
        return TelegramMessage("text", number, chat, _said(message.text))
    # The last size of a photo is the largest.
    photo = message.photo[-1] if message.photo else None
    found = photo or message.document or message.voice or message.audio or message.video
    if found is not None:
        said = _clean(message.caption or "")
        return TelegramMessage("file", number, chat, said, found.file_id, found.file_size or 0)
    return TelegramMessage("other", number, chat)


def _said(text: str) -> str:
    text = _clean(text)
    command, _, _ = text.strip().partition(" ")
    name = command.split("@")[0].lower()
    return COMMANDS.get(name, START if name == START else text)


def _clean(text: str) -> str:
    """Without halves of surrogate pairs and NULs: JSON can carry them, a database can't."""
    return text.encode("utf-8", "ignore").decode().replace("\x00", "")
