"""The command line's ``kb``: lists of standards imported, looked through, undone."""

from __future__ import annotations

import asyncio
import csv
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, TextColumn
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import database
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.terminal import complain, console, say
from bot.official.sets import apply_next, throw_away, undo_next
from bot.settings import Settings, SettingsError, load_settings
from bot.staff.audit import AuditLog
from bot.staff.models import StaffMember
from kb.models import Checked
from kb.standards.change_set import WrongState, changes_of, summary
from kb.standards.difference import Mark, difference_told, told_columns
from kb.standards.lists.importing import Read, read_list, repeat
from kb.standards.lists.profile import ListError, Profile, unclear
from kb.standards.models import ChangeKind, Outcome, StandardChange, StandardSet
from kb.standards.replacement import report

ACTOR = "命令行"
MOST_SHOWN = 200  # rows told on the screen; a report has them all
_FLAWED = (ChangeKind.BAD, ChangeKind.CONTRADICTORY)


@dataclass(frozen=True)
class Wish:
    """What an import is asked for on the command line."""

    file: Path
    profile: Path | None
    report: Path | None
    compared_by: str
    dry_run: bool
    is_sure: bool


def import_standards(
    file: Annotated[Path, typer.Argument(help=".csv .tsv .xlsx .json .jsonl 清单")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只比较，不写入")] = False,
    profile: Annotated[
        Path | None, typer.Option(help="列设置文件：有就照它读，没有就把认出的列写进去")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="把每一行的结果写成 CSV")] = None,
    compared_by: Annotated[
        str, typer.Option(help="哪位工作人员（用户名）今天和官方平台核对过这份清单；没有核对就不写")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="不再问，直接写入")] = False,
) -> None:
    """导入标准清单：先比较、显示差别，再写入；中断了再执行一次就接着做。"""
    wish = Wish(file, profile, report, compared_by.strip(), dry_run, yes)
    _run(lambda settings, sessions: _import(settings, sessions, wish))


def undo(number: Annotated[int, typer.Argument(help="变更集的编号")]) -> None:
    """撤销一次导入（后来又改过的记录不动）；还没有写入的就丢掉。"""
    _run(lambda settings, sessions: _undo(settings, sessions, number))


def list_sets() -> None:
    """列出最近的变更集。"""
    _run(lambda settings, sessions: sessions.run_here(_show_sets))


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int], None]]:
    with Progress(TextColumn("{task.description}"), console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done: bar.update(task, description=f"{what}：{done} 行")


def show_replacement() -> None:
    """检查谁代替谁：循环、目录里没有的、该结束没结束的。"""
    _run(lambda settings, sessions: sessions.read_here(_show_replacement))


def _show_replacement(session: Session) -> None:
    found = report(session, clock.today())
    console.print(f"代替关系 {found.links} 条；最长的一串：{' → '.join(found.longest) or '没有'}")
    told = [f"循环：{' → '.join((*loop, loop[0]))}" for loop in found.loops]
    told += [f"目录里没有 {lacking}：{old} → {new}" for old, new, lacking in found.dangling]
    told += [f"{old} 写着没有结束，可是代替它的 {new} 已经现行" for old, new in found.unended]
    for line in told[:MOST_SHOWN]:
        say(line)
    if len(told) > MOST_SHOWN:
        console.print(f"还有 {len(told) - MOST_SHOWN} 条没有显示。")


def _run(work: Callable[[Settings, SessionFactory], None]) -> None:
    # Nothing of what is loaded goes away: looking it over again took a sixth of an import's time.
    gc.freeze()

    async def in_thread(settings: Settings, sessions: SessionFactory) -> None:
        await asyncio.to_thread(work, settings, sessions)

    try:
        asyncio.run(database.with_database(load_settings(), in_thread))
    except (ListError, WrongState, SettingsError) as problem:
        complain(problem)
        raise typer.Exit(1) from None


def _import(settings: Settings, sessions: SessionFactory, wish: Wish) -> None:
    if not wish.file.is_file():
        raise ListError(f"没有文件 {wish.file}")
    mark, by = Mark(Checked.UNCHECKED), ACTOR
    if wish.compared_by:
        by = sessions.run_here(lambda session: _member(session, wish.compared_by))
        mark = Mark(Checked.STAFF, clock.today())
    known = Profile.load(wish.profile) if wish.profile and wish.profile.is_file() else None
    with _progress("读取") as progress:
        read = read_list(wish.file, sessions.run_here, by, mark, known, progress)
    if wish.profile and known is None:
        read.profile.save(wish.profile)
    sessions.run_here(lambda session: _show(session, read))
    if wish.report:
        sessions.run_here(lambda session: _write_report(session, read.set_id, wish.report))
    if wish.dry_run:
        console.print("没有写入。去掉 --dry-run 再执行一次就写入，不用重新读取。")
        return
    if not wish.is_sure and not typer.confirm("写入吗？"):
        return
    with _progress("写入") as progress:
        step = partial(apply_next, audit=_log(settings), set_id=read.set_id, by=by)
        repeat(step, sessions.run_here, progress)
    console.print(f"已写入。要撤销：yubiao kb undo {read.set_id}")


def _undo(settings: Settings, sessions: SessionFactory, number: int) -> None:
    audit = _log(settings)
    try:
        with _progress("撤销") as progress:
            step = partial(undo_next, audit=audit, set_id=number, by=ACTOR)
            repeat(step, sessions.run_here, progress)
    except WrongState:
        sessions.run_here(lambda session: throw_away(session, audit, number, ACTOR))
        console.print(f"第 {number} 号变更集没有写入过，已丢掉。")
        return
    left = sessions.run_here(lambda session: summary(session, number)).outcomes
    console.print(f"已撤销第 {number} 号变更集。")
    if count := left.get(Outcome.LEFT, 0):
        console.print(f"有 {count} 条后来又改过，没有动。")


def _log(settings: Settings) -> AuditLog:
    return AuditLog.of(settings, clock.now)


def _member(session: Session, username: str) -> str:
    """The account that stands behind a comparison.

    Raises:
        ListError: there is none.
    """
    query = select(StaffMember).where(StaffMember.username == username)
    member = session.scalar(query)
    if member is None or member.disabled:
        raise ListError(f"没有可用的工作人员账号“{username}”，不能写“核对过”")
    return member.username


def _show(session: Session, read: Read) -> None:
    console.print(f"第 {read.set_id} 号变更集。认出的列：")
    for column, heading in told_columns(read.profile.columns).items():
        console.print(f"  {column} ← {heading}")
    if read.unused:
        console.print(f"没有用的列：{'、'.join(read.unused)}")
    if doubtful := unclear(read.unused):
        console.print(
            f"说不清是“代替谁”还是“被谁代替”，没有用：{'、'.join(doubtful)}"
            "；要用请写进列设置（superseded_by 或 replaces）",
            style="yellow",
        )
    counts = summary(session, read.set_id).counts
    table = Table("结果", "行数")
    for kind in ChangeKind:
        table.add_row(kind.label, str(counts.get(kind, 0)))
    console.print(table)
    shown = _print_rows(session, read.set_id, _FLAWED, "没有用")
    shown += _print_rows(session, read.set_id, (ChangeKind.NEW, ChangeKind.UNCHANGED), "注意")
    shown += _print_changes(session, read.set_id)
    if shown >= MOST_SHOWN:
        console.print(f"每一种只显示前 {MOST_SHOWN} 行，全部请用 --report 写成文件。")


def _print_rows(session: Session, set_id: int, kinds: tuple[ChangeKind, ...], lead: str) -> int:
    rows = changes_of(session, set_id, kinds, most=MOST_SHOWN, only_flawed=True)
    for row in rows:
        told_row = f"{lead} 第 {row.place} 行 {row.number}：{row.reason}"
        say(told_row)
    return len(rows)


def _print_changes(session: Session, set_id: int) -> int:
    rows = changes_of(session, set_id, (ChangeKind.CHANGED,), most=MOST_SHOWN)
    for row in rows:
        told_row = f"改 第 {row.place} 行 {row.number}：{difference_told(row)}"
        say(told_row)
    return len(rows)


def _write_report(session: Session, set_id: int, path: Path | None) -> None:
    if path is None:
        return
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("行", "编号", "结果", "说明"))
        for row in _all_rows(session, set_id):
            said = difference_told(row) if row.kind is ChangeKind.CHANGED else row.reason
            writer.writerow((row.place, row.number, row.kind.label, said))


def _all_rows(session: Session, set_id: int) -> Iterator[StandardChange]:
    last = 0
    while rows := changes_of(session, set_id, after=last):
        yield from rows
        last = rows[-1].id
        session.expunge_all()


def _show_sets(session: Session) -> None:
    table = Table("编号", "来源", "状态", "读取", "谁", "时间")
    query = select(StandardSet).order_by(StandardSet.id.desc()).limit(30)
    for one in session.scalars(query):
        made = one.created_at.astimezone(clock.CHONGQING)
        cells = (one.name, one.state.label, str(one.read), one.made_by)
        table.add_row(str(one.id), *cells, f"{made:%Y-%m-%d %H:%M}")
    console.print(table)
