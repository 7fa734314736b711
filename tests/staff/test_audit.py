from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from bot.kit.db import SessionFactory, create_engine
from bot.settings import Settings
from bot.staff.accounts import Accounts
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from bot.staff.audit_anchor import FILE, AuditAnchor
from bot.staff.audit_check import AuditCheck, AuditReport
from bot.staff.models import AuditEntry, AuditHead, AuditWitness
from tests.staff.conftest import Hands

pytestmark = pytest.mark.every_case

WRITERS = 20


async def fill(sessions: SessionFactory, audit: AuditLog, count: int = 6) -> None:
    for n in range(count):
        await sessions.run(
            lambda s, n=n: audit.add(
                s,
                "wang",
                AuditAction.FAQ_EDITED,
                object_type="faq",
                object_id=f"faq-{n}",
                reason="更正",
                details={"n": n, "很": ["好"]},
            )
        )


async def verified(
    sessions: SessionFactory, audit: AuditLog, anchor: tuple[int, str] | None = None
) -> AuditReport:
    async with sessions() as session:
        return await session.run_sync(lambda s: AuditCheck(audit).verify(s, anchor))


async def test_an_untouched_log_is_intact(sessions: SessionFactory, audit: AuditLog) -> None:
    assert (await verified(sessions, audit)).intact
    await fill(sessions, audit)

    report = await verified(sessions, audit)

    assert report.intact
    assert (report.entries, report.last_id) == (6, 6)


async def test_twenty_writers_at_once_make_one_chain(
    database_url: str, sessions: SessionFactory, audit: AuditLog
) -> None:
    """In four factories, as four processes would: one factory lets SQLite's writers queue."""
    engines = [create_engine(database_url) for _ in range(4)]
    factories = [SessionFactory(engine) for engine in engines]

    async def write(n: int) -> None:
        def work(session: Session) -> None:
            audit.add(session, f"w{n}", AuditAction.CASE_CHANGED, object_id=str(n))
            if n % 5 == 4:
                raise LookupError  # rolled back: no entry, no gap

        for _ in range(5):
            try:
                await factories[n % 4].run(work)
            except LookupError:
                pass

    await asyncio.gather(*(write(n) for n in range(WRITERS)))
    for factory, engine in zip(factories, engines, strict=True):
        await factory.dispose()
        await engine.dispose()

    report = await verified(sessions, audit)
    assert report.intact
    assert report.entries == report.last_id == 16 * 5


async def test_an_entry_lives_and_dies_with_its_cause(
    sessions: SessionFactory, audit: AuditLog
) -> None:
    def work(session: Session) -> None:
        audit.add(session, "wang", AuditAction.FAQ_EDITED)
        raise LookupError

    with pytest.raises(LookupError):
        await sessions.run(work)

    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(AuditEntry)) == 0


async def test_an_asynchronous_transaction_can_add_too(
    sessions: SessionFactory, audit: AuditLog
) -> None:
    async with sessions.begin() as session:
        await session.run_sync(lambda s: audit.add(s, "wang", AuditAction.FAQ_EDITED))

    assert (await verified(sessions, audit)).entries == 1


def remove(number: int) -> Callable[[Session], None]:
    return lambda s: s.execute(delete(AuditEntry).where(AuditEntry.id == number))


def alter(number: int, **values: object) -> Callable[[Session], None]:
    return lambda s: s.execute(
        update(AuditEntry).where(AuditEntry.id == number).values(**values)
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def together(*works: Callable[[Session], None]) -> Callable[[Session], None]:
    return lambda s: [work(s) for work in works]


def number_anew(session: Session) -> None:
    """Close the gap of row 3, as a careful forger would."""
    for number in (4, 5, 6):
        alter(number, id=number - 1)(session)


def drop_head(session: Session) -> None:
    session.execute(delete(AuditHead))


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (remove(3), ["第 3 条被删除"]),
        (together(remove(3), remove(4)), ["第 3—4 条被删除"]),
        (remove(1), ["第 1 条被删除"]),
        (remove(6), ["第 6 条被删除"]),
        (together(remove(5), remove(6)), ["第 5—6 条被删除"]),
        (together(*(remove(n) for n in range(1, 7))), ["第 1—6 条被删除"]),
        (alter(3, reason="没有"), ["第 3 条被改动"]),
        (alter(3, actor="li"), ["第 3 条被改动"]),
        (alter(3, details={"n": 3, "很": ["坏"]}), ["第 3 条被改动"]),
        (alter(6, object_id="faq-9"), ["第 6 条被改动"]),
        (alter(2, hash="f" * 64), ["第 2 条被改动"]),
        (alter(2, previous_hash="f" * 64), ["第 2 条被改动"]),
        (together(remove(3), number_anew), ["第 3 条被删除", "第 6 条被删除"]),
        (drop_head, ["第 6 条之后的末尾登记被改动"]),
    ],
)
async def test_tampering_is_found_and_the_row_named(
    sessions: SessionFactory,
    audit: AuditLog,
    tamper: Callable[[Session], None],
    named: list[str],
) -> None:
    await fill(sessions, audit)
    await sessions.run(tamper)

    assert [str(f) for f in (await verified(sessions, audit)).findings] == named


async def test_a_moved_time_is_found(
    sessions: SessionFactory, audit: AuditLog, clock: Hands
) -> None:
    await fill(sessions, audit)
    await sessions.run(alter(4, at=clock() - timedelta(microseconds=1)))

    assert [str(f) for f in (await verified(sessions, audit)).findings] == ["第 4 条被改动"]


async def test_rows_in_another_order_are_found(sessions: SessionFactory, audit: AuditLog) -> None:
    await fill(sessions, audit)
    await sessions.run(together(alter(3, id=99), alter(4, id=3), alter(99, id=4)))

    found = [str(f) for f in (await verified(sessions, audit)).findings]

    assert found[:2] == ["第 3 条被移动了位置", "第 4 条被移动了位置"]


async def test_a_forger_without_the_key_can_not_make_the_hashes(
    sessions: SessionFactory, audit: AuditLog, clock: Hands
) -> None:
    await fill(sessions, audit)
    forger = AuditLog("another secret", clock)

    def rewrite(session: Session) -> None:
        entry = session.get_one(AuditEntry, 6)
        session.expunge(entry)
        entry.reason = "无"
        values = {"reason": entry.reason, "hash": forger.hash_of(entry)}
        alter(6, **values)(session)
        session.execute(update(AuditHead).values(last_hash=values["hash"]))

    await sessions.run(rewrite)

    assert [str(f) for f in (await verified(sessions, audit)).findings] == [
        "第 6 条被改动",
        "第 6 条之后的末尾登记被改动",
    ]


async def test_an_end_set_back_to_an_earlier_row_is_found_and_a_noted_anchor_says_more(
    sessions: SessionFactory, audit: AuditLog
) -> None:
    await fill(sessions, audit)
    noted = await verified(sessions, audit)
    anchor = (noted.last_id, noted.last_hash)
    assert (await verified(sessions, audit, anchor)).intact

    def cut(session: Session) -> None:
        remove(6)(session)
        kept = session.scalar(select(AuditEntry.hash).where(AuditEntry.id == 5))
        session.execute(update(AuditHead).values(last_id=5, last_hash=kept))

    await sessions.run(cut)

    findings = [str(one) for one in (await verified(sessions, audit)).findings]
    assert findings == ["第 5 条之后的末尾登记被改动"]
    assert "第 6 条被删除" in map(str, (await verified(sessions, audit, anchor)).findings)
    assert not (await verified(sessions, audit, (5, "0" * 64))).intact


async def test_entries_can_not_be_changed_through_the_models(
    sessions: SessionFactory, audit: AuditLog
) -> None:
    await fill(sessions, audit, 1)

    def change(session: Session) -> None:
        session.get_one(AuditEntry, 1).reason = "无"

    with pytest.raises(TypeError, match="can't be changed"):
        await sessions.run(change)
    with pytest.raises(TypeError, match="can't be changed"):
        await sessions.run(lambda s: s.delete(s.get_one(AuditEntry, 1)))


async def test_personal_numbers_do_not_get_into_the_log(
    sessions: SessionFactory, audit: AuditLog
) -> None:
    def work(session: Session) -> None:
        audit.add(
            session, "wang", AuditAction.CASE_CHANGED,
            reason="按 13812345678 联系", details={"a": [{"b": "张三 500101199001011234"}]},
        )  # fmt: skip

    await sessions.run(work)

    async with sessions() as session:
        row = (await session.execute(text("SELECT * FROM audit_entry"))).one()
    assert "13812345678" not in str(row)
    assert "500101199001011234" not in str(row)
    assert (await verified(sessions, audit)).intact


def test_every_action_has_a_chinese_name() -> None:
    assert all(not action.label.isascii() for action in AuditAction)
    assert len({action.label for action in AuditAction}) == len(AuditAction)


@pytest.fixture
def anchored(tmp_path: Path, clock: Hands) -> AuditLog:
    return AuditLog("secret of tests", clock, tmp_path / "audit.anchor")


async def told(sessions: SessionFactory, audit: AuditLog) -> str:
    return "；".join(str(finding) for finding in (await verified(sessions, audit)).findings)


async def empty(sessions: SessionFactory, *tables: type) -> None:
    async with sessions.begin() as session:
        for table in tables:
            await session.execute(delete(table))


async def test_an_anchored_log_is_intact_and_its_file_private(
    sessions: SessionFactory, anchored: AuditLog
) -> None:
    await fill(sessions, anchored)

    assert await told(sessions, anchored) == ""
    file = anchored.anchor.file
    assert file is not None
    assert file.stat().st_mode & 0o777 == 0o600
    mark = anchored.anchor.in_file()
    assert mark is not None
    assert (mark.last_id, mark.since) == (6, 1)


async def test_two_machines_keep_one_mark_through_links(
    sessions: SessionFactory, clock: Hands, tmp_path: Path
) -> None:
    shared, logs = tmp_path / "shared", []
    shared.mkdir()
    for name in ("one", "other"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / FILE).symlink_to(shared / FILE)
        logs.append(
            AuditLog.of(Settings(_env_file=None, data_dir=folder, secret_key="s" * 32), clock)
        )

    for audit in (*logs, *logs):
        await fill(sessions, audit, 2)

    assert [await told(sessions, audit) for audit in logs] == ["", ""]
    assert (tmp_path / "other" / FILE).is_symlink()
    mark = logs[0].anchor.in_file()
    assert mark is not None
    assert (mark.last_id, mark.since) == (8, 1)


@pytest.mark.parametrize(
    ("tables", "named"),
    [
        ((AuditEntry, AuditHead), "数据库里的旁证记着第 6 条"),
        ((AuditEntry, AuditHead, AuditWitness), "末尾登记文件记着第 6 条"),
    ],
)
async def test_emptied_tables_are_told(
    sessions: SessionFactory,
    anchored: AuditLog,
    clock: Hands,
    tables: tuple[type, ...],
    named: str,
) -> None:
    await fill(sessions, anchored)
    await empty(sessions, *tables)

    assert named in await told(sessions, anchored)
    assert "一条也没有" in await told(sessions, anchored)
    # What is written afterwards doesn't hide it, not even when the old number is passed.
    clock.move(days=1)
    await fill(sessions, anchored, 8)
    assert "记着第 6 条" in await told(sessions, anchored)


async def test_an_older_state_of_the_database_is_told(
    sessions: SessionFactory, anchored: AuditLog, clock: Hands
) -> None:
    await fill(sessions, anchored, 3)
    async with sessions() as session:
        entries = [
            dict(row) for row in (await session.execute(select(AuditEntry.__table__))).mappings()
        ]
        head = [
            dict(row) for row in (await session.execute(select(AuditHead.__table__))).mappings()
        ]
        witness = [
            dict(r) for r in (await session.execute(select(AuditWitness.__table__))).mappings()
        ]
    await fill(sessions, anchored, 3)
    await empty(sessions, AuditEntry, AuditHead, AuditWitness)
    async with sessions.begin() as session:
        for table, rows in ((AuditEntry, entries), (AuditHead, head), (AuditWitness, witness)):
            await session.execute(insert(table.__table__), rows)

    assert "只有 3 条" in await told(sessions, anchored)
    clock.move(days=1)
    await fill(sessions, anchored, 5)
    assert "整体替换" in await told(sessions, anchored)


async def test_accounts_without_a_log_are_told_even_without_any_mark(
    sessions: SessionFactory, accounts: Accounts, password: str, audit: AuditLog
) -> None:
    await empty(sessions, AuditEntry, AuditHead, AuditWitness)

    assert "有 1 个账号" in await told(sessions, audit)


@pytest.mark.parametrize("spoil", ["delete", "alter", "recreate"])
async def test_a_spoilt_file_is_told(
    sessions: SessionFactory, anchored: AuditLog, spoil: str
) -> None:
    await fill(sessions, anchored)
    file = anchored.anchor.file
    assert file is not None
    if spoil == "alter":
        file.write_text(file.read_text().replace("6 ", "5 ", 1))
    else:
        file.unlink()
    if spoil == "recreate":
        await fill(sessions, anchored)

    said = {"delete": "不见了", "alter": "文件被改动", "recreate": "第 7 条时才重新建立"}[spoil]
    assert said in await told(sessions, anchored)


async def test_an_altered_witness_is_told(sessions: SessionFactory, anchored: AuditLog) -> None:
    await fill(sessions, anchored)
    async with sessions.begin() as session:
        await session.execute(update(AuditWitness).values(last_id=3))

    assert "旁证被改动" in await told(sessions, anchored)


async def test_what_is_rolled_back_moves_no_mark(
    sessions: SessionFactory, anchored: AuditLog
) -> None:
    await fill(sessions, anchored, 2)

    def work(session: Session) -> None:
        anchored.add(session, "wang", AuditAction.FAQ_EDITED)
        raise LookupError

    with pytest.raises(LookupError):
        await sessions.run(work)

    mark = anchored.anchor.in_file()
    assert mark is not None
    assert mark.last_id == 2
    assert await told(sessions, anchored) == ""


async def test_a_full_disk_does_not_undo_what_was_done(
    sessions: SessionFactory, anchored: AuditLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(sessions, anchored, 1)

    def full(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(AuditAnchor, "write", full)
    await fill(sessions, anchored, 2)
    monkeypatch.undo()

    report = await verified(sessions, anchored)
    assert (report.intact, report.entries) == (True, 3)


async def test_after_a_loss_somebody_answers_for_the_log_goes_on(
    sessions: SessionFactory, anchored: AuditLog
) -> None:
    await fill(sessions, anchored)
    await empty(sessions, AuditEntry, AuditHead)
    await sessions.run(lambda s: anchored.accept(s, "命令行", "从备份恢复"))

    assert await told(sessions, anchored) == ""
    async with sessions() as session:
        (entry,) = await session.scalars(select(AuditEntry))
    assert (entry.action, entry.reason) == ("audit.accepted", "从备份恢复")
    assert [one.split(":")[0] for one in entry.details["expected"]] == ["6", "6"]
    await fill(sessions, anchored, 9)
    assert await told(sessions, anchored) == ""
