"""``yubiao backup`` and ``yubiao restore``."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bot.app import database, schema
from bot.app.backup.archives import new_pair
from bot.app.backup.errors import BackupProblem
from bot.app.backup.making import make
from bot.app.backup.manifest import Manifest
from bot.app.backup.manifest import read as read_manifest
from bot.app.backup.restoring import Backup, restore, settle
from bot.app.backup.shelf import Kept, Shelf, checked
from bot.app.cli.staff import ACTOR
from bot.app.tasks import keeping
from bot.app.tasks.backups import BACKUP
from bot.kit import clock
from bot.kit.clock import CHONGQING
from bot.kit.db import SessionFactory
from bot.kit.job_lease import alone
from bot.kit.terminal import complain, console, say
from bot.settings import Settings, SettingsError, load_settings, read_settings
from bot.staff.audit import AuditLog

backup_app = typer.Typer(invoke_without_command=True, help="备份：现在就做一份")
BUSY = "另一个进程正在做备份，请等它做完。"
Folder_ = Annotated[Path, typer.Argument(help="一份备份的目录（里面有 manifest.json）")]
Keys_ = Annotated[Path | None, typer.Option("--keys", help="密钥的那个文件，和备份分开放的要写明")]


@backup_app.callback()
def backup(context: typer.Context) -> None:
    """现在就做一份备份（服务不用停）：数据库、证据、密钥各一个加密的文件。"""
    if context.invoked_subcommand is not None:
        return
    settings = _settings()

    async def work(settings: Settings, sessions: SessionFactory) -> Kept | None:
        return await alone(
            BACKUP, sessions, lambda: asyncio.to_thread(make, settings, clock.now()), clock.now
        )

    try:
        made = asyncio.run(database.with_database(settings, work))
    except BackupProblem as problem:
        complain(problem)
        raise typer.Exit(1) from None
    if made is None:
        complain(BUSY)
        raise typer.Exit(1)
    manifest = read_manifest(made.folder)
    console.print("备份完成：" + _told(manifest))
    if manifest.missing:
        complain(f"有 {manifest.missing} 个证据文件登记了却不在磁盘上（可能刚到期清除），请核对。")
    say(f"放在：{made.folder}")
    say(f"保存 {settings.backup_days} 天，到期自动删除。")


@backup_app.command("new-key")
def new_key() -> None:
    """生成一对新的备份密钥：公钥写进设置，私钥离线保管。"""
    public, private = new_pair()
    say("公钥写进设置，做备份用：")
    say(f"BACKUP_RECIPIENT={public}")
    say("私钥只有恢复时才用。请抄下来离线保管，不要留在这台机器上；丢了它，备份就再也打不开：")
    say(f"BACKUP_IDENTITY={private}")


@backup_app.command("list")
def list_backups() -> None:
    """列出有哪些备份。"""
    settings = _settings()
    try:
        shelf = Shelf.of(settings)
    except BackupProblem as problem:
        complain(problem)
        raise typer.Exit(1) from None
    table = Table("时间", "目录", "删除的时间")
    for one in shelf.backups():
        table.add_row(_time(one.made_at), one.folder.name, _time(one.made_at + shelf.kept_for))
    console.print(table)


@backup_app.command("check")
def check(folder: Folder_, keys: Keys_ = None) -> None:
    """核对一份备份的文件是不是完整（设置了私钥的，连密钥和清单的签名一起核对）。"""
    try:
        settings = read_settings(environment="development")
        if settings.backup_identity.get_secret_value():
            manifest = Backup.open(settings, folder, keys).manifest
        else:
            manifest = checked(folder, keys)
    except (BackupProblem, SettingsError) as problem:
        complain(problem)
        raise typer.Exit(1) from None
    console.print("备份完整：" + _told(manifest))


def restore_command(
    folder: Folder_,
    keys: Keys_ = None,
    keys_to: Annotated[
        Path | None,
        typer.Option("--keys-to", help="不恢复，只把备份里的密钥写到这个文件（.env 的写法）"),
    ] = None,
) -> None:
    """把一份备份恢复到空的系统里，逐表逐件核对；系统不是空的就拒绝。"""
    try:
        if keys_to is not None:
            # Without its own keys a production's settings are not valid yet.
            backup = Backup.open(read_settings(environment="development"), folder, keys)
            _write_keys(keys_to, backup.secrets.as_env())
            say(f"密钥写在 {keys_to}（只有自己能读）；写进 .env 以后请删除。")
            return
        settings = read_settings()
        backup = Backup.open(settings, folder, keys)
        os.umask(0o077)
        restore(settings, backup)
    except (BackupProblem, SettingsError) as problem:
        complain(problem)
        raise typer.Exit(1) from None
    manifest = backup.manifest
    settings = load_settings()
    schema.migrate(settings.effective_database_url)
    made = _time(manifest.made_at)
    unsure = asyncio.run(database.with_database(settings, _settled(f"从 {made} 的备份恢复")))
    gone = asyncio.run(database.with_database(settings, keeping.purge))
    asyncio.run(database.with_database(settings, keeping.sweep))
    console.print("恢复完成，已逐表逐件核对：" + _told(manifest))
    say(f"这是 {made} 的数据，以后的都没有了；其间要求删除信息、退订的，请再办一次。")
    say("没填完的登记、没说完的对话、登录状态不在备份里；工作人员要重新登录。")
    if any(gone.values()):
        say(f"到期的已清除：{'，'.join(f'{name} {n}' for name, n in gone.items() if n)}。")
    if unsure:
        say(f"当时待发的消息 {unsure} 条，不知道后来发出没有：请在后台“异常预警”里处理。")
    if manifest.missing:
        say(f"有 {manifest.missing} 个证据文件在做备份时就不在磁盘上。")
    say("操作日志已写明从备份恢复。接下来：yubiao doctor、yubiao audit verify，然后启动。")


def _settled(reason: str) -> Callable[[Settings, SessionFactory], Awaitable[int]]:
    async def work(settings: Settings, sessions: SessionFactory) -> int:
        unsure = await sessions.run(settle)
        log = AuditLog.of(settings, clock.now)
        await sessions.run(lambda session: log.accept(session, ACTOR, reason))
        return unsure

    return work


def _write_keys(path: Path, text: str) -> None:
    with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as stream:
        stream.write(text)


def _told(manifest: Manifest) -> str:
    tables, files = len(manifest.tables), manifest.evidence.count
    cases = manifest.tables["case"].count if "case" in manifest.tables else 0
    size = manifest.evidence_bytes / 1024 / 1024
    return (
        f"{tables} 张表共 {manifest.rows} 行（其中事项 {cases} 件），"
        f"证据 {files} 个文件（{size:.1f} MB）。"
    )


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(CHONGQING):%Y-%m-%d %H:%M}"


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsError as problem:
        complain(problem)
        raise typer.Exit(2) from None
