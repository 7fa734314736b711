"""The command line's ``audit``: checks of the log and of what hangs on it."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.app import database
from bot.app.cli.staff import ACTOR
from bot.complaints.case.story import CaseStory
from bot.complaints.case.story_check import StoryCheck
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.terminal import complain, console, say
from bot.settings import Settings, SettingsError, load_settings
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from bot.staff.audit_check import AuditCheck, AuditReport

audit_app = typer.Typer(no_args_is_help=True, help="操作日志")


@audit_app.command("verify")
def verify(
    anchor: Annotated[
        str, typer.Option(help="以前抄下的“编号:校验值”，核对日志没有被整体替换")
    ] = "",
) -> None:
    """校验操作日志和事项经过，指出被删除、改动、移动或者抹掉的记录。"""
    report = _verified(_settings(), _parsed(anchor))
    for finding in report.findings:
        complain(f"{finding}。")
    if not report.intact:
        raise typer.Exit(1)
    if not report.entries:
        console.print("操作日志里还没有记录。")
        return
    console.print(f"操作日志完好，共 {report.entries} 条；事项经过 {report.events} 条，也完好。")
    say(f"可以抄下来供下次核对：{report.last_id}:{report.last_hash}")


@audit_app.command("accept")
def accept(
    reason: Annotated[str, typer.Option(help="为什么缺失，例如从哪天的备份恢复；写入操作日志")],
) -> None:
    """日志缺失有了交代（如从备份恢复）以后，从现状重新开始登记末尾；缺了什么写进日志。"""
    if not reason.strip():
        complain("要写明原因。")
        raise typer.Exit(2)

    async def work(settings: Settings, sessions: SessionFactory) -> None:
        log = AuditLog.of(settings, clock.now)
        await sessions.run(lambda session: log.accept(session, ACTOR, reason))

    asyncio.run(database.with_database(_settings(), work))
    console.print("已写入操作日志，从现在起重新登记末尾。")


def _verified(settings: Settings, anchor: tuple[int, str] | None) -> AuditReport:
    async def check(settings: Settings, sessions: SessionFactory) -> AuditReport:
        story = CaseStory.of(settings, clock.now)
        log = story.audit
        async with sessions() as session:
            report = await session.run_sync(lambda s: AuditCheck(log).verify(s, anchor))
            await session.run_sync(lambda s: StoryCheck(story).verify(s, report))
        details = {"entries": report.entries, "findings": len(report.findings)}
        await sessions.run(lambda s: log.add(s, ACTOR, AuditAction.AUDIT_VERIFIED, details=details))
        return report

    return asyncio.run(database.with_database(settings, check))


def _parsed(anchor: str) -> tuple[int, str] | None:
    number, _, noted = anchor.partition(":")
    if not anchor:
        return None
    if not number.isdecimal() or not noted:
        complain("--anchor 要写成“编号:校验值”。")
        raise typer.Exit(2)
    return int(number), noted


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsError as problem:
        complain(problem)
        raise typer.Exit(2) from None
