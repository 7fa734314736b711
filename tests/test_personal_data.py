"""One person's data: exported whole, erased but for what has not ended."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.app.keeping import personal_data
from bot.app.tasks import keeping
from bot.campaigns.models import DailyAnswer, QuizPlay
from bot.complaints.case.models import Case, CaseEvent, PurgeEntry
from bot.conversation.ledger import Ledger, Outcome
from bot.conversation.models import Turn
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage, Reply
from bot.kit.private import pseudonym
from bot.settings import Settings
from bot.staff.actions import AuditAction
from bot.staff.models import AuditEntry
from tests.complaints.made import NOW, bureau, made

SECRET = "s" * 32
CHAT = pseudonym(SECRET, "wechat", "oPerson_1")


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=tmp_path,
        database_url=database_url,
        secret_key=SecretStr(SECRET),
        data_keys=SecretStr(f"t:{base64.b64encode(b'k' * 32).decode()}"),
    )


async def fill(settings: Settings, sessions: SessionFactory) -> list[str]:
    """Two chats, each with a turn, an open and an ended case; the first one's numbers."""
    ledger = Ledger(sessions, clock.now, settings.keyring)
    numbers = []
    for chat in (CHAT, "somebody-else"):
        message = IncomingMessage("wechat", chat, "世界标准日是哪天", "1")
        turn = (await ledger.open_turns.open(message)).id
        await ledger.close(turn, message, Outcome((Reply("答"),)), 1)
        for ended in (False, True):

            def work(session, chat=chat, ended=ended):  # type: ignore[no-untyped-def]
                case = made(bureau(), session, NOW - timedelta(days=3), conversation=chat)
                if ended:
                    case.status, case.closed_at = "closed", NOW
                return case.number

            numbers.append(await sessions.run(work))
    return numbers[:2]


def request(action: AuditAction, **who: str) -> keeping.PersonRequest:
    return keeping.PersonRequest(action, "本人到窗口要求", **who)


@pytest.mark.parametrize("by", ["case", "chat"])
async def test_everything_of_one_person_is_exported_and_nothing_of_another(
    settings: Settings, sessions: SessionFactory, by: str
) -> None:
    numbers = await fill(settings, sessions)
    who = {"case": numbers[0]} if by == "case" else {"channel": "wechat", "identity": "oPerson_1"}

    told = await keeping.serve_person(
        settings, sessions, request(AuditAction.IDENTITY_EXPORTED, **who)
    )

    assert [case["number"] for case in told["case"]] == numbers
    assert [turn["question"] for turn in told["turn"]] == ["世界标准日是哪天"]
    written = json.dumps(told, ensure_ascii=False)
    for opened in ("张三丰", "13812345678", "充电的时候冒烟了"):
        assert opened in written
    assert "somebody-else" not in written
    async with sessions() as session:
        entry = (await session.scalars(select(AuditEntry))).one()
    assert (entry.action, entry.reason) == ("identity.exported", "本人到窗口要求")


async def test_what_officers_note_among_themselves_is_not_handed_out(
    settings: Settings, sessions: SessionFactory
) -> None:
    number = (await fill(settings, sessions))[0]
    sealed = settings.keyring.seal("这人脾气大", "case_event.note")
    async with sessions.begin() as session:
        case = (await session.scalars(select(Case).where(Case.number == number))).one()
        for kind, public, message in (
            ("officer", False, "内部备注"),
            ("officer", True, "已受理"),
            ("citizen", False, "我补充的话"),
        ):
            session.add(
                CaseEvent(
                    case_id=case.id, actor_kind=kind, action="note", public=public,
                    message=message, note_sealed=sealed if kind == "officer" else "",
                )
            )  # fmt: skip

    told = await keeping.serve_person(
        settings, sessions, request(AuditAction.IDENTITY_EXPORTED, case=number)
    )

    written = json.dumps(told["case_event"], ensure_ascii=False)
    assert "已受理" in written
    assert "我补充的话" in written
    assert "内部备注" not in written
    assert "脾气" not in written


async def test_what_has_ended_is_erased_and_what_has_not_is_named(
    settings: Settings, sessions: SessionFactory
) -> None:
    still_open, ended = await fill(settings, sessions)

    done = await keeping.serve_person(
        settings, sessions, request(AuditAction.IDENTITY_ERASED, case=still_open)
    )

    assert (list(done["cases"]), list(done["open_cases"])) == ([ended], [still_open])
    async with sessions() as session:
        cases = {case.number: case for case in await session.scalars(select(Case))}
        chats = [turn.conversation for turn in await session.scalars(select(Turn))]
        ledger = (await session.scalars(select(PurgeEntry))).one()
    gone = cases[ended]
    assert (gone.name_sealed, gone.narrative_sealed, gone.respondent) == ("", "", "")
    assert (gone.conversation, gone.purged_at is not None) == ("", True)
    assert cases[still_open].name_sealed
    assert chats == ["somebody-else"]
    assert (ledger.rule, ledger.rows) == ("request", 1)
    assert sum(bool(case.name_sealed) for case in cases.values()) == 3


async def test_what_somebody_answered_in_quizzes_is_theirs_as_well(
    settings: Settings, sessions: SessionFactory
) -> None:
    async with sessions.begin() as session:
        for chat in (CHAT, "somebody-else"):
            session.add(
                QuizPlay(
                    quiz="q", player=chat, channel="wechat", questions=[1], answers=[0], score=1,
                    total=1, begun_at=NOW,
                )
            )  # fmt: skip
            session.add(DailyAnswer(day=NOW.date(), player=chat, question_id=1, right=True))
    who = {"channel": "wechat", "identity": "oPerson_1"}

    told = await keeping.serve_person(
        settings, sessions, request(AuditAction.IDENTITY_EXPORTED, **who)
    )
    done = await keeping.serve_person(
        settings, sessions, request(AuditAction.IDENTITY_ERASED, **who)
    )

    assert [row["player"] for row in told["quiz_play"]] == [CHAT]
    assert (done["rows"]["quiz_play"], done["rows"]["daily_answer"]) == (1, 1)
    async with sessions() as session:
        left = [row.player for row in await session.scalars(select(QuizPlay))]
    assert left == ["somebody-else"]


async def test_nobody_named_is_nobody_found(settings: Settings, sessions: SessionFactory) -> None:
    for who in ({}, {"case": "CQ20200101-000001-0"}, {"channel": "wechat"}):
        with pytest.raises(personal_data.NobodyFound):
            await keeping.serve_person(
                settings, sessions, request(AuditAction.IDENTITY_EXPORTED, **who)
            )
