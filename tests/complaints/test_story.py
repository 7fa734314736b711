"""The stories of cases hang on the audit log: who alters, removes or adds an event is found."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import Session

from bot.app.keeping.sealed_columns import SEALED
from bot.complaints.case.evidence import EvidenceStore
from bot.complaints.case.models import Case, CaseEvent
from bot.complaints.case.story import CaseStory, info_of
from bot.complaints.case.story_check import StoryCheck
from bot.complaints.keeping.retention import Retention, RetentionRules
from bot.complaints.keeping.rotation import rotate
from bot.complaints.work.casework import Actor
from bot.kit.db import SessionFactory
from bot.kit.sealing import Keyring
from bot.staff.audit import AuditLog
from bot.staff.audit_check import AuditCheck
from bot.staff.models import AuditEntry
from tests.complaints.made import NOW, Bureau, bureau, made

OFFICER = Actor("officer", "wang")
SAID = "商家电话 13812345678，让他明天来"


@pytest.fixture
def parts() -> Bureau:
    return bureau()


@pytest.fixture
def story(parts: Bureau) -> CaseStory:
    return CaseStory(AuditLog("secret of tests", lambda: NOW), parts.keyring)


@pytest.fixture
async def written(
    engine: AsyncEngine, story: CaseStory, parts: Bureau
) -> AsyncIterator[SessionFactory]:
    """A case with a note and a message, written as the service writes."""
    sessions = SessionFactory(engine, info_of(story))

    def work(session: Session) -> None:
        case = made(parts, session, officer="wang")
        parts.casework.note(session, case, OFFICER, SAID, NOW)

    await sessions.run(work)
    async with sessions.begin() as session:
        case = (await session.scalars(select(Case))).one()
        await session.run_sync(
            lambda s: parts.casework.say(s, case, OFFICER, "请补充发票", NOW + timedelta(hours=1))
        )
    yield sessions
    await sessions.dispose()


async def found(sessions: SessionFactory, story: CaseStory) -> list[str]:
    async with sessions() as session:
        report = await session.run_sync(lambda s: AuditCheck(story.audit).verify(s))
        await session.run_sync(lambda s: StoryCheck(story).verify(s, report))
    return [str(finding) for finding in report.findings]


async def test_every_event_is_in_the_log_with_no_word_of_it(
    written: SessionFactory, story: CaseStory
) -> None:
    assert await found(written, story) == []
    async with written() as session:
        events = {str(number) for number in await session.scalars(select(CaseEvent.id))}
        entries = list(await session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
    assert len(events) == 3
    assert {one for entry in entries for one in entry.details["events"]} == events
    assert [entry.actor for entry in entries] == ["市民", "wang", "wang"]
    assert not any(
        "13812345678" in str(vars(entry)) or "发票" in str(vars(entry)) for entry in entries
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"actor": "li"}, "被改动"),
        ({"at": NOW - timedelta(days=3)}, "被改动"),
        ({"public": True}, "被改动"),
        ({"message": "另一句话"}, "的内容被改动"),
        ({"note_sealed": "t.AAAA"}, "打不开"),
        ({"note_sealed": ""}, "抹掉，但没有按保存期限清理的记录"),
    ],
)
async def test_an_altered_event_is_named(
    written: SessionFactory, story: CaseStory, values: dict[str, object], said: str
) -> None:
    async with written.begin() as session:
        number = await session.scalar(select(CaseEvent.id).where(CaseEvent.action == "note"))
        await session.execute(update(CaseEvent).where(CaseEvent.id == number).values(**values))

    (finding,) = await found(written, story)

    assert f"第 {number} 条" in finding
    assert said in finding


async def test_words_exchanged_between_events_are_named(
    written: SessionFactory, story: CaseStory
) -> None:
    async with written.begin() as session:
        one, two = await session.scalars(
            select(CaseEvent).where(CaseEvent.note_sealed != "").order_by(CaseEvent.id)
        )
        one.note_sealed, two.note_sealed = two.note_sealed, one.note_sealed

    assert len(await found(written, story)) == 2


async def test_removed_events_are_named_even_with_their_case(
    written: SessionFactory, story: CaseStory
) -> None:
    async with written.begin() as session:
        last = await session.scalar(select(CaseEvent.id).order_by(CaseEvent.id.desc()))
        await session.execute(delete(CaseEvent).where(CaseEvent.id == last))
    (finding,) = await found(written, story)
    assert f"第 {last} 条被删除" in finding

    async with written.begin() as session:
        number = await session.scalar(select(Case.number))
        await session.execute(delete(CaseEvent))
        await session.execute(delete(Case))

    findings = await found(written, story)
    assert len(findings) == 3
    assert all(str(number) in one for one in findings)


async def test_an_event_put_in_behind_the_service_is_named(
    written: SessionFactory, story: CaseStory
) -> None:
    async with written.begin() as session:
        case = await session.scalar(select(Case.id))
        row = {"case_id": case, "at": NOW, "actor_kind": "citizen", "action": "withdraw"}
        await session.execute(
            insert(CaseEvent.__table__),
            [
                row
                | {
                    "actor": "",
                    "from_status": "",
                    "to_status": "",
                    "reason": "",
                    "article": "",
                    "public": True,
                    "message": "",
                    "note_sealed": "",
                }
            ],
        )

    (finding,) = await found(written, story)

    assert "后来塞进去" in finding


async def test_what_retention_erased_still_agrees_with_the_log(
    written: SessionFactory, story: CaseStory, parts: Bureau, tmp_path: object
) -> None:
    evidence = EvidenceStore(written, parts.keyring, tmp_path, lambda: NOW)  # type: ignore[arg-type]
    retention = Retention(RetentionRules.load(), evidence)
    async with written.begin() as session:
        case = (await session.scalars(select(Case))).one()
        case.status, case.closed_at = "closed", NOW

    await written.run(lambda s: retention.purge(s, NOW + timedelta(days=4000)))

    async with written() as session:
        notes = set(await session.scalars(select(CaseEvent.note_sealed)))
    assert notes == {""}
    assert await found(written, story) == []
    async with written.begin() as session:
        await session.execute(update(CaseEvent).values(actor="li"))
    assert len(await found(written, story)) == 3


async def test_a_purge_nobody_made_does_not_excuse_missing_words(
    written: SessionFactory, story: CaseStory
) -> None:
    async with written.begin() as session:
        await session.execute(update(Case).values(purged_at=NOW + timedelta(days=1)))
        await session.execute(update(CaseEvent).values(note_sealed="", message=""))

    assert any("没有按保存期限清理" in one for one in await found(written, story))


async def test_other_keys_for_the_words_change_nothing(
    written: SessionFactory, parts: Bureau, story: CaseStory
) -> None:
    fresh = Keyring({"fresh": b"f" * 32, "t": b"k" * 32})
    await written.run(lambda s: rotate(s, fresh, SEALED))

    assert await found(written, CaseStory(story.audit, fresh)) == []


async def test_what_is_rolled_back_leaves_no_entry(
    written: SessionFactory, parts: Bureau, story: CaseStory
) -> None:
    def work(session: Session) -> None:
        case = session.scalars(select(Case)).one()
        savepoint = session.begin_nested()
        parts.casework.note(session, case, OFFICER, "不要", NOW)
        session.flush()
        savepoint.rollback()
        with session.begin_nested():
            parts.casework.note(session, case, OFFICER, "要", NOW)

    await written.run(work)

    assert await found(written, story) == []
    async with written() as session:
        assert await session.scalar(text("SELECT count(*) FROM audit_entry")) == 4


async def test_what_was_there_before_the_log_held_stories_is_not_judged(
    sessions: SessionFactory, engine: AsyncEngine, parts: Bureau, story: CaseStory
) -> None:
    await sessions.run(lambda s: made(parts, s))
    assert await found(sessions, story) == []
    now = SessionFactory(engine, info_of(story))
    later = {"respondent": "另一家店"}
    await now.run(lambda s: made(parts, s, said=later, origin="x"))

    assert await found(now, story) == []
    await now.dispose()
