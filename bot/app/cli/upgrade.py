"""``yubiao upgrade``: what an upgrade would do to the database, tried on a copy; then doing it."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.app import schema
from bot.app.backup.shelf import Shelf
from bot.app.supervisor import CorruptDatabase, check_database
from bot.kit import clock
from bot.kit.clock import CHONGQING
from bot.kit.terminal import complain, console, say
from bot.settings import Settings, SettingsError, load_settings


def upgrade(
    check: Annotated[
        bool, typer.Option("--check", help="只看要做什么，在副本上试一遍，不动数据库")
    ] = False,
) -> None:
    """升级数据库的表；--check 先看要做哪些改动、有没有备份，并在副本上试一遍。"""
    try:
        settings = load_settings()
        check_database(settings)
        pending = schema.pending(settings.effective_database_url)
    except (SettingsError, CorruptDatabase) as problem:
        complain(problem)
        raise typer.Exit(2) from None
    except SQLAlchemyError:
        complain("连不上数据库，请检查它是否在运行、DATABASE_URL 是否正确。")
        raise typer.Exit(1) from None
    if not pending.known:
        complain(f"数据库的表（{pending.revision}）比这个软件新，请换成更新的软件。")
        raise typer.Exit(1)
    if not pending.steps:
        console.print("数据库表已是最新，没有要做的。")
        return
    console.print(f"数据库的表现在是 {pending.revision or '空的'}，要做 {len(pending.steps)} 步：")
    for step in pending.steps:
        say(f"  {step.number}  {step.what}")
    if not check:
        schema.migrate(settings.effective_database_url)
        console.print("数据库表已是最新。")
        return
    if pending.revision:
        say(_backup_told(settings))
    _try(settings)


def _backup_told(settings: Settings) -> str:
    newest = Shelf.of(settings).newest() if settings.backup_dir else None
    if newest is None:
        return "没有备份：请先用原来版本的软件执行 yubiao backup。"
    return f"最近的备份：{newest.made_at.astimezone(CHONGQING):%Y-%m-%d %H:%M}（{newest.folder}）。"


def _try(settings: Settings) -> None:
    """Do it on a copy, beside the database; PostgreSQL does all steps or none anyway."""
    path = settings.sqlite_file
    if path is None:
        say("没有在副本上试：PostgreSQL 上各步在一个事务里，失败了什么也不会变。")
        return
    if not path.is_file():
        return
    if shutil.disk_usage(settings.data_dir).free < 3 * path.stat().st_size:
        complain("磁盘放不下数据库的副本，没有试；请先清理磁盘。")
        raise typer.Exit(1)
    began = clock.now()
    with tempfile.TemporaryDirectory(prefix=".upgrade-", dir=settings.data_dir) as folder:
        copied = Path(folder) / "copy.db"
        with closing(sqlite3.connect(path)) as here, closing(sqlite3.connect(copied)) as there:
            here.backup(there)
        try:
            schema.migrate(f"sqlite:///{copied}")
        except Exception as problem:
            complain(
                f"在副本上试，没有成功（{type(problem).__name__}），数据库没有动，请不要升级。"
            )
            raise typer.Exit(1) from None
    seconds = (clock.now() - began).total_seconds()
    console.print(f"在副本上试过，成功，用了 {seconds:.0f} 秒。停止服务后执行 yubiao upgrade。")
