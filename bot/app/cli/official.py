"""The command line's ``kb sync`` and ``kb check``: to the platforms, on the operator's word."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Annotated, TypeVar

import typer
from rich.table import Table
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.app import database
from bot.app.cli.standards import ACTOR
from bot.app.tasks import standards
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.job_lease import alone
from bot.kit.terminal import complain, console, say
from bot.official.fetching import Wanted
from bot.official.guest import Unavailable
from bot.official.models import CheckOutcome, FindingState, OfficialFinding
from bot.official.record import ShapeChanged
from bot.official.visits import UnknownPlace, Visits
from bot.settings import Settings, SettingsError, load_settings
from kb.standards.change_set import changes_of, summary
from kb.standards.difference import difference_told
from kb.standards.models import ChangeKind, StandardSet

MOST_SHOWN = 50  # rows of a kind
BUSY = "另一个进程正在访问官方平台，请等它做完。"
T = TypeVar("T")
_COUNTED = {
    "rows": "收到的行",
    "doubled": "重复的",
    "missing": "少给的",
    "skipped": "没有编号的（计划、草案）",
    "unreadable": "读不懂的",
}


def sync(
    national: Annotated[bool, typer.Option("--national", help="国家标准")] = False,
    industry: Annotated[bool, typer.Option("--industry", help="行业标准")] = False,
    local: Annotated[str, typer.Option("--local", help="某地的地方标准，如 重庆")] = "",
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="只取这一天以后发布的")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="全部重取，不在已知的记录停下")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只取来、显示差别，不写入目录")
    ] = False,
) -> None:
    """从官方标准平台取标准目录；中断了再执行一次就接着取，写入以后可以用 kb undo 撤销。"""
    scopes = [name for name, on in (("national", national), ("industry", industry)) if on]
    scopes += [f"local:{local}"] if local else []
    day = since.date() if since else None
    for scope in scopes or ["national"]:
        wanted = Wanted(scope, day, everything)
        _run(partial(_sync, wanted=wanted, dry_run=dry_run))


def check(
    most: Annotated[int, typer.Option(min=1, max=5000, help="最多核对多少个标准号")] = 200,
) -> None:
    """把回答所依据的标准逐个和官方平台核对：一致的标上核对日期，矛盾的留给工作人员。"""
    counts = _run(
        lambda settings, sessions: Visits(settings, sessions, clock.now).check(most, ACTOR)
    )
    console.print(told(counts))


def told(counts: Counter[str]) -> str:
    """What a check came to, as a sentence."""
    parts = [f"{one.label} {counts[one.value]}" for one in CheckOutcome if counts[one.value]]
    return f"核对了 {counts.total()} 个标准号：{'，'.join(parts) or '没有到期要核对的'}。"


def _run(work: Callable[[Settings, SessionFactory], Awaitable[T]]) -> T:
    async def one_at_a_time(settings: Settings, sessions: SessionFactory) -> list[T] | None:
        async def wrapped() -> list[T]:
            return [await work(settings, sessions)]

        return await alone(standards.OFFICIAL, sessions, wrapped, clock.now)

    try:
        done = asyncio.run(database.with_database(load_settings(), one_at_a_time))
    except (Unavailable, ShapeChanged, UnknownPlace) as problem:
        complain(problem.for_staff)
        raise typer.Exit(1) from None
    except SettingsError as problem:
        complain(problem)
        raise typer.Exit(2) from None
    if done is None:
        complain(BUSY)
        raise typer.Exit(1)
    return done[0]


async def _sync(
    settings: Settings, sessions: SessionFactory, wanted: Wanted, dry_run: bool
) -> None:
    visits = Visits(settings, sessions, clock.now)
    set_id = await visits.fetch(wanted, ACTOR)
    await sessions.run(lambda session: show(session, set_id))
    if dry_run:
        console.print("没有写入。去掉 --dry-run 再执行一次就写入，不用重新取。")
        return
    await visits.apply(set_id)
    console.print(f"已写入。要撤销：yubiao kb undo {set_id}")


def show(session: Session, set_id: int) -> None:
    """What a set changes, for whoever approves it."""
    one = session.get_one(StandardSet, set_id)
    counts = summary(session, set_id).counts
    table = Table("结果", "行数")
    for kind in ChangeKind:
        table.add_row(kind.label, str(counts.get(kind, 0)))
    for name, label in _COUNTED.items():
        table.add_row(label, str(one.cursor.get(name, 0)))
    console.print(f"第 {set_id} 号变更集，来自{one.name}。")
    console.print(table)
    for kind in (ChangeKind.CONTRADICTORY, ChangeKind.BAD, ChangeKind.CHANGED, ChangeKind.NEW):
        for row in changes_of(session, set_id, (kind,), most=MOST_SHOWN):
            said = row.reason if kind is not ChangeKind.CHANGED else difference_told(row)
            line = f"{kind.label} {row.number} {(row.after or {}).get('title', '')} {said}"
            say(line.rstrip())
    query = select(func.count()).where(OfficialFinding.state == FindingState.OPEN.value)
    if waiting := session.scalar(query):
        console.print(f"后台“官方平台核对”里有 {waiting} 处矛盾等人处理。")
