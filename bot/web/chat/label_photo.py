"""A picture sent before any form: is it a label, and what is said to it."""

from __future__ import annotations

import asyncio

import structlog

from bot.complaints.case.pictures import clean_copy
from bot.conversation.memory import Memory
from bot.conversation.state import Left, leave
from bot.conversation.told import Told
from bot.conversation.understanding.remembering import remembered
from bot.kit import clock
from bot.kit.messages import Reply
from bot.labels.answer import NOT_NOW, LabelAnswers, Said, fields_of, looked
from bot.labels.printed import Printed, printed_on
from bot.labels.reader import CannotRead
from bot.web.services import Services
from kb.ocr.wire import Page

log = structlog.get_logger()


async def answer_to(parts: Services, conversation: str, picture: bytes) -> Reply | str:
    """The answer to a label with a number on it; else what came of looking at the picture.

    Of what was read nothing is kept but what a form would be filled with: sealed, for half an hour.

    Args:
        conversation: the pseudonym.
        picture: what :class:`bot.complaints.case.evidence.EvidenceStore` has taken.
    """
    if not parts.labels.available:
        return ""
    try:
        # Made anew from the pixels, so that what reads it gets no file a stranger has made.
        page = await parts.labels.read(await asyncio.to_thread(clean_copy, picture))
    except CannotRead:
        return NOT_NOW
    printed, said = await asyncio.to_thread(_understood, parts, page)
    log.info("label.read", found=len(printed.numbers), answered=said is not None)
    left = _left(parts, printed, said)
    if left is not None:
        now, keyring = clock.now(), parts.settings.keyring
        await parts.sessions.run(lambda s: leave(s, conversation, keyring, left, now))
    return looked(page, printed) if said is None else said.reply


def _understood(parts: Services, page: Page) -> tuple[Printed, Said | None]:
    printed = printed_on(page)
    catalogue = parts.knowledge.snapshot.catalogue
    answers = LabelAnswers(parts.conversation.skills.answerer, catalogue, clock.today())
    return printed, answers.to(printed)


def _left(parts: Services, printed: Printed, said: Said | None) -> Left | None:
    fields = fields_of(printed) if said is None else said.fields
    if said is None and not fields:
        return None
    memory = Memory()
    if said is not None and said.answer is not None:
        memory = remembered(parts.conversation.skills, said.answer, said.about, memory)
    return Left(() if said is None else said.reply.choices, memory, Told(printed=fields))
