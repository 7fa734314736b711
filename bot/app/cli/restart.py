"""``yubiao restart``: new processes for old ones while the service goes on."""

from __future__ import annotations

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.app import schema
from bot.app.checked import checked_settings
from bot.app.control import NotRunning, roll
from bot.kit.terminal import complain, console
from bot.settings import SettingsError


def restart() -> None:
    """一个接一个地换上新的进程：新的准备好了旧的才走，服务不停。"""
    try:
        settings = checked_settings()
        steps = schema.pending(settings.effective_database_url).steps
        if steps:
            complain(
                f"数据库的表还差 {len(steps)} 步，新的进程用不了。请停止服务，按升级的步骤做。"
            )
            raise typer.Exit(1)
        console.print("正在换上新的进程，每个大约半分钟……")
        done = roll(settings)
    except (SettingsError, NotRunning) as problem:
        complain(problem)
        raise typer.Exit(2) from None
    except SQLAlchemyError:
        complain("连不上数据库，没有换。")
        raise typer.Exit(1) from None
    if done.get("busy"):
        complain("已经有一次在换，请等它完成。")
        raise typer.Exit(1)
    for name, count in done["replaced"].items():
        console.print(f"{name}：换了 {count} 个")
    if name := done.get("not_ready"):
        complain(f"新的 {name} 进程没有准备好，还用原来的，后面的没有换。请看它的日志。")
        raise typer.Exit(1)
