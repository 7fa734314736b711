from __future__ import annotations

import base64
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, update

from bot.app.tasks import campaigns
from bot.campaigns.calendar import Calendar, CalendarError
from bot.campaigns.models import Broadcast, Piece, PieceKind, PieceState
from bot.campaigns.pieces.article import to_page
from bot.campaigns.pieces.content import PieceContent, problems
from bot.campaigns.pieces.digest import Digests
from bot.kit.db import SessionFactory
from bot.settings import Settings
from bot.staff.audit import AuditLog
from bot.staff.models import AuditEntry
from kb.models import Checked
from tests.campaigns.conftest import HERE
from tests.content import standard

NOW = datetime(2026, 12, 1, 1, tzinfo=UTC)
FIRST = date(2026, 12, 1)
DIGESTS = Digests("standard_news", "https://example.gov.cn", AuditLog("k" * 32, lambda: NOW))
DAYS = {  # published, in force from
    "GB/T 1-2026": (date(2026, 11, 1), date(2027, 6, 1)),
    "GB/T 2-2026": (date(2026, 10, 31), date(2026, 12, 1)),
    "GB/T 3-2026": (date(2026, 12, 1), date(2026, 12, 31)),
    "GB/T 4-2026": (None, date(2027, 1, 31)),
    "GB/T 5-2026": (None, date(2027, 2, 1)),
    "GB/T 6-2026": (date(2026, 11, 30), date(2026, 11, 30)),
}


@pytest.fixture
async def news(sessions: SessionFactory) -> SessionFactory:
    rows = []
    for number, (published, effective) in DAYS.items():
        row = standard(number, f"[名称](x) {number[5]}", "即将实施", str(effective))
        row.published_on = published
        row.checked = Checked.OFFICIAL
        rows.append(row)
    rows[1].checked, rows[1].checked_on = Checked.UNCHECKED, None
    over = standard("GB/T 7-2026", "已经废止的", "废止", "2026-12-05")
    async with sessions.begin() as session:
        session.add_all([*rows, over])
    return sessions


async def draft(sessions: SessionFactory, today: date = FIRST) -> int | None:
    return await sessions.run(lambda session: DIGESTS.run(session, today, NOW))


async def test_the_month_is_drafted_by_its_days_and_says_what_is_unchecked(
    news: SessionFactory,
) -> None:
    number = await draft(news)

    async with news() as session:
        piece = await session.get_one(Piece, number)
        entry = (await session.scalars(select(AuditEntry))).one()
        sent = await session.scalar(select(func.count()).select_from(Broadcast))
    assert (piece.state, piece.topic, sent) == (PieceState.DRAFT.value, "standard_news", 0)
    assert (entry.actor, entry.object_id) == ("月初任务", str(number))
    content = PieceContent.from_json(piece.content)
    assert problems(PieceKind.ARTICLE, content) == []
    body = content.base.body
    parts = {block.split("\n")[0]: block for block in body.split("## ")[1:]}
    told = {
        title: [n for n in (*DAYS, "GB/T 7-2026") if n in block] for title, block in parts.items()
    }
    assert told == {
        "上月发布": ["GB/T 1-2026", "GB/T 6-2026"],
        "本月起实施": ["GB/T 2-2026", "GB/T 3-2026"],
        "下月起实施": ["GB/T 4-2026"],
    }
    assert body.count("（未核对）") == 2  # the one that is, and the sentence that explains it
    assert "2026-12-01 GB/T 2-2026《\\[名称\\](x) 2》（未核对）" in body
    assert "<a" not in to_page(body).partition("最新发布")[0]
    assert set(content.standards) == {f"GB/T {n}-2026" for n in (1, 2, 3, 4, 6)}


async def test_it_is_made_once_and_not_again_when_staff_gave_it_up(news: SessionFactory) -> None:
    assert await draft(news) is not None
    async with news.begin() as session:
        await session.execute(update(Piece).values(state=PieceState.DROPPED.value))

    assert await draft(news) is None
    assert await draft(news, date(2026, 12, 7)) is None
    assert await draft(news, date(2027, 1, 1)) is not None


async def test_who_was_away_on_the_first_makes_it_up_but_not_in_the_middle_of_the_month(
    news: SessionFactory,
) -> None:
    assert await draft(news, date(2026, 12, 8)) is None
    assert await draft(news, date(2026, 12, 7)) is not None


async def test_of_nothing_nothing_is_made(sessions: SessionFactory) -> None:
    assert await draft(sessions) is None


async def test_the_worker_makes_it(
    news: SessionFactory, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = SecretStr(f"test:{base64.b64encode(b'k' * 32).decode()}")
    settings = Settings(
        _env_file=None, data_dir=tmp_path, database_url=database_url, data_keys=keys
    )
    monkeypatch.setattr("bot.kit.clock.today", lambda: FIRST)

    made = await campaigns.draft_digest(settings, news)

    async with news() as session:
        piece = await session.get_one(Piece, made["piece"])
    assert piece.title == "2026 年 12 月标准新动态"
    assert await campaigns.draft_digest(settings, news) == {"piece": 0}


def test_its_topic_must_be_one_of_the_topics(tmp_path: Path) -> None:
    text = (HERE / "calendar.yml").read_text(encoding="utf-8")
    (tmp_path / "calendar.yml").write_text(f"{text}\ndigest_topic: nothing\n", encoding="utf-8")

    with pytest.raises(CalendarError):
        Calendar.load(tmp_path / "calendar.yml")
    assert Calendar.load().digest_topic in Calendar.load().topics
