"""The editors' desk on the small content, on each database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.app.house import word_list
from bot.editing.faq.content import FaqContent
from bot.editing.faq.desk import FaqDesk
from bot.editing.faq.gate import Gate
from bot.editing.faq.golden import Golden
from bot.kit.db import SessionFactory
from bot.settings import SEEDS
from bot.staff.audit import AuditLog
from kb.knowledge import LiveKnowledge, SnapshotBuilder, load_normaliser

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
GOLDENS = [Golden("世界标准日是几月几号呀", (("10月14日",),))]
NEW = FaqContent(
    question="校服掉色找谁说？",
    answer="先找学校，学校不管的打 12315。",
    phrasings=("校服洗了就掉色",),
    sources=("《产品质量法》第四十条",),
    category="测试",
)


@pytest.fixture
def desk(sessions: SessionFactory, knowledge: LiveKnowledge, builder: SnapshotBuilder) -> FaqDesk:
    normalise = load_normaliser()
    return FaqDesk(
        sessions,
        AuditLog("s" * 32, lambda: NOW),
        lambda: NOW,
        knowledge,
        builder,
        Gate(GOLDENS, ["明天会不会下雨"], normalise),
        word_list(SEEDS),
        normalise,
    )
