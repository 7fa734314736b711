"""The inbox on the small content, on each database."""

from __future__ import annotations

import os
from datetime import date

import pytest

from bot.conversation.models import UnansweredQuestion
from bot.editing.faq.desk import FaqDesk
from bot.editing.unanswered.desk import InboxDesk
from bot.editing.unanswered.grouping import Grouping
from bot.kit.sealing import Keyring
from bot.outbox.service import Outbox
from kb.answering import Answerer
from kb.knowledge import load_normaliser
from kb.search.embedding import Embedder
from tests.faq.conftest import NOW
from tests.faq.conftest import desk as faq_desk

__all__ = ["faq_desk"]


@pytest.fixture
def inbox(faq_desk: FaqDesk, embedder: Embedder) -> InboxDesk:
    normalise = load_normaliser()
    return InboxDesk(
        faq_desk,
        Grouping(embedder, normalise, lambda: NOW),
        Answerer(faq_desk.knowledge, normalise, lambda: date(2026, 11, 24)),
        Outbox(lambda: NOW),
        Keyring({"k1": os.urandom(32)}),
        lambda: NOW,
    )


async def ask(inbox: InboxDesk, *questions: str, reason: str = "unknown") -> None:
    """Questions the bot could not answer, grouped."""
    async with inbox.faq.sessions.begin() as session:
        session.add_all(
            UnansweredQuestion(question=text, reason=reason, channel="wechat", asked_at=NOW)
            for text in questions
        )
    await inbox.grouping.run(inbox.faq.sessions)
