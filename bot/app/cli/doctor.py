"""``yubiao doctor``: looks at the whole installation and says of each finding what to do."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import typer
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.app import database, schema
from bot.app.checked import checked_settings
from bot.app.cli.finding import Finding
from bot.app.cli.look_outside import certificate, clock
from bot.app.cli.staff_channels import staff_channels
from bot.app.cli.wechat_account import wechat_account
from bot.app.keeping.sealed_columns import SEALED
from bot.app.rasa_address import noted_rasa_addresses
from bot.app.supervisor import CorruptDatabase, check_database
from bot.editing.model.training import MODEL
from bot.kit.db import SessionFactory
from bot.kit.sealing import SealBroken
from bot.kit.terminal import complain, console, say
from bot.settings import Settings, SettingsError
from bot.web.standing import Standing, standing_of
from bot.web.write_probe import LOW

UP = 1e9  # seconds; as if the service had run for long: a silent worker is told at once
_MB = 1024 * 1024


def doctor() -> None:
    """检查设置、数据库、密钥、Rasa、微信、时钟、证书、磁盘、备份等，说明怎么办。"""
    try:
        settings = checked_settings()
    except SettingsError as problem:
        complain(f"设置：{problem}")
        raise typer.Exit(1) from None
    findings = [Finding("设置", told=f"{settings.environment}")]
    outside = (wechat_account, clock, certificate)
    for look in (_web, _database, _rasa, _channels, *outside, _disk, _backup, staff_channels):
        findings += look(settings)
    for one in findings:
        if one.problem:
            complain(f"✗ {one.what}：{one.problem}")
        else:
            say(f"✓ {one.what}{'：' if one.told else ''}{one.told}")
    wrong = sum(bool(one.problem) for one in findings)
    if wrong:
        complain(f"发现 {wrong} 个问题。")
        raise typer.Exit(1)
    console.print("没有发现问题。")


def _web(settings: Settings) -> Iterator[Finding]:
    what, count, cores = "网页进程", settings.web_processes, os.cpu_count() or 1
    if count > cores:
        yield Finding(
            what,
            f"WEB_PROCESSES 是 {count}，这台机器只有 {cores} 个核，多出来的只占内存，请改小。",
        )
    else:
        yield Finding(what, told=f"{count} 个，共用端口 {settings.port}")


def _database(settings: Settings) -> Iterator[Finding]:
    what = "数据库"
    try:
        check_database(settings)
        pending = schema.pending(settings.effective_database_url)
    except CorruptDatabase as problem:
        yield Finding(what, str(problem))
        return
    except SQLAlchemyError:
        yield Finding(what, "连不上，请检查它是否在运行、DATABASE_URL 是否正确。")
        return
    if not pending.known:
        yield Finding(what, "表比这个软件新，请换成更新的软件。")
        return
    if pending.steps:
        yield Finding(what, f"还差 {len(pending.steps)} 步升级，请执行 yubiao upgrade --check。")
        return
    yield Finding(what, told=f"表是最新的（{pending.revision}）")
    unread, standing = asyncio.run(database.with_database(settings, _look))
    if unread:
        yield Finding(
            "密钥",
            f"打不开已加密的 {'、'.join(unread)}：请把原来的密钥加进 DATA_KEYS（放在后面）。",
        )
    else:
        yield Finding("密钥", told="打得开已加密的内容")
    still = standing.problems(UP)
    for sentence in still:
        yield Finding("后台", sentence)
    if not still:
        yield Finding("后台", told="后台任务在工作，没有积压")


async def _look(settings: Settings, sessions: SessionFactory) -> tuple[list[str], Standing]:
    unread = await sessions.run(lambda session: _unread(settings, session))
    return unread, await standing_of(settings, sessions)


def _unread(settings: Settings, session: Session) -> list[str]:
    """Tables whose newest sealed value none of the keys opens."""
    keyring, found = settings.keyring, []
    for column, field in SEALED:
        table = column.class_.__table__
        newest = [key.desc() for key in table.primary_key.columns]
        sealed = session.scalar(select(column).where(column != "").order_by(*newest).limit(1))
        try:
            keyring.open(sealed or "", field)
        except SealBroken:
            found.append(table.name)
    return sorted(set(found))


def _rasa(settings: Settings) -> Iterator[Finding]:
    if not MODEL.is_file() and not settings.rasa_url:
        yield Finding("Rasa", "没有训练好的模型，请执行 yubiao train。")
        return
    here, noted = settings.rasa_urls, noted_rasa_addresses(settings)
    answering = sum(map(_has_model, here))
    if answering == len(here):
        yield Finding("Rasa", told="有应答")
    elif answering:
        yield Finding(
            "Rasa",
            f"{len(here)} 个进程里有 {len(here) - answering} 个没有应答。"
            "刚启动的等半分钟；否则看 rasa 进程的日志。",
        )
    elif noted and noted != here and all(map(_has_model, noted)):
        yield Finding(
            "Rasa",
            told="有应答，在服务启动时设置的另一个端口；要让命令行也用它，把 RASA_PORT 写进 .env",
        )
    else:
        yield Finding(
            "Rasa", "没有应答。没启动的请启动；刚启动的等半分钟；否则看 rasa 进程的日志。"
        )


def _has_model(address: str) -> bool:
    try:
        answer = httpx.get(f"{address}/status", timeout=3, trust_env=False)
        return answer.is_success and bool(answer.json().get("model_file"))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return False


def _channels(settings: Settings) -> Iterator[Finding]:
    secret = settings.wechat_app_secret.get_secret_value()
    if not settings.wechat_token.get_secret_value():
        yield Finding("微信", told="没有开通（WECHAT_TOKEN 没有设置）")
    elif not secret:
        yield Finding(
            "微信",
            "没有 WECHAT_APP_SECRET：只能回答，不能主动通知进度。请在公众号后台取得 AppSecret，"
            "并把这台机器的出口地址加进 IP 白名单。",
        )
    elif not settings.wechat_case_template:
        yield Finding("微信", told="已开通；没有进度模板，48 小时以外的进度等市民下次来时说")
    else:
        yield Finding("微信", told="已开通，能主动通知")
    if not settings.telegram_token.get_secret_value():
        yield Finding("Telegram", told="没有开通（TELEGRAM_TOKEN 没有设置）")
    elif not settings.public_url.startswith("https://"):
        yield Finding("Telegram", "PUBLIC_URL 不是 https:// 开头，收不到推送，请改正。")
    else:
        yield Finding("Telegram", told="已开通")


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    free = shutil.disk_usage(folder).free
    if free < LOW:
        yield Finding("磁盘", f"数据目录只剩 {free // _MB} MB，请清理或换大的磁盘。")
    elif not os.access(folder, os.W_OK):
        yield Finding("磁盘", f"数据目录 {folder} 不能写，请检查所有者、权限和挂载方式。")
    else:
        yield Finding("磁盘", told=f"还有 {free // _MB} MB")


def _backup(settings: Settings) -> Iterator[Finding]:
    if not settings.backup_dir or not settings.backup_recipient:
        yield Finding(
            "备份", "没有打开。请执行 yubiao backup new-key，设置 BACKUP_DIR 和 BACKUP_RECIPIENT。"
        )
        return
    if settings.backup_identity.get_secret_value():
        yield Finding("备份", "私钥 BACKUP_IDENTITY 留在这台机器上，请移到别处离线保管。")
    shelf = Path(settings.backup_dir)
    if not shelf.is_dir() or not os.access(shelf, os.W_OK):
        yield Finding("备份", f"目录 {shelf} 不在或者不能写，请建好它。")
    elif shelf.stat().st_dev == settings.data_dir.stat().st_dev:
        yield Finding("备份", "备份目录和数据在同一块盘上，盘坏了会一起丢，请换到别的盘或机器。")
    else:
        yield Finding("备份", told=f"保存 {settings.backup_days} 天")
