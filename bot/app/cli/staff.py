"""The command line's ``staff``: the first administrator, lost passwords."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from rich.table import Table

from bot.kit import clock
from bot.kit.db import SessionFactory, create_engine
from bot.kit.errors import ServiceError
from bot.kit.terminal import complain, console
from bot.settings import Settings, SettingsError, load_settings
from bot.staff.accounts import Accounts
from bot.staff.audit import AuditLog
from bot.staff.passwords import Passwords
from bot.staff.profile import Profile
from bot.staff.pushing import new_key
from bot.staff.roles import Role, roles_of

T = TypeVar("T")
ACTOR = "命令行"

staff_app = typer.Typer(no_args_is_help=True, help="工作人员账号")


@staff_app.command("add")
def add(
    username: Annotated[str, typer.Argument(help="用户名：小写字母、数字、点、横线、下划线")],
    role: Annotated[list[Role], typer.Option(help="角色，可以写多次")],
    name: Annotated[str, typer.Option(help="姓名；留空用用户名")] = "",
    district: Annotated[list[str] | None, typer.Option(help="办件人员负责的区县")] = None,
    department: Annotated[list[str] | None, typer.Option(help="办件人员负责的部门")] = None,
    category: Annotated[list[str] | None, typer.Option(help="办件人员负责的类别")] = None,
) -> None:
    """新增账号，显示一次初始密码（第一次登录时必须修改）。"""
    scope = (tuple(district or ()), tuple(department or ()), tuple(category or ()))
    profile = Profile(name or username, tuple(role), *scope)
    password = _with_accounts(lambda accounts: accounts.add(username, profile, ACTOR))
    console.print(f"已新增账号 {username}。")
    _show_password(password)


@staff_app.command("list")
def list_accounts() -> None:
    """列出全部账号。"""
    table = Table("用户名", "姓名", "角色", "状态", "动态验证码", "上次登录")
    for member in _with_accounts(Accounts.all):
        seen = member.last_login_at
        table.add_row(
            member.username,
            member.display_name,
            "、".join(sorted(role.label for role in roles_of(member))),
            "已停用" if member.disabled else "正常",
            "已开启" if member.totp_sealed else "未开启",
            "" if seen is None else f"{seen.astimezone(clock.CHONGQING):%Y-%m-%d %H:%M}",
        )
    console.print(table)


@staff_app.command("disable")
def disable(
    username: Annotated[str, typer.Argument(help="用户名")],
    reason: Annotated[str, typer.Option(help="原因，写入操作日志")] = "",
) -> None:
    """停用账号，并让它立即退出登录。"""
    _with_accounts(lambda accounts: accounts.disable(username, ACTOR, reason))
    console.print(f"账号 {username} 已停用。")


@staff_app.command("enable")
def enable(username: Annotated[str, typer.Argument(help="用户名")]) -> None:
    """重新启用账号，同时解除锁定。"""
    _with_accounts(lambda accounts: accounts.enable(username, ACTOR))
    console.print(f"账号 {username} 已启用。")


@staff_app.command("reset-password")
def reset_password(username: Annotated[str, typer.Argument(help="用户名")]) -> None:
    """重置密码，显示一次新的初始密码。"""
    password = _with_accounts(lambda accounts: accounts.reset_password(username, ACTOR))
    _show_password(password)


@staff_app.command("drop-totp")
def drop_totp(
    username: Annotated[str, typer.Argument(help="用户名")],
    reason: Annotated[str, typer.Option(help="原因，写入操作日志")] = "",
) -> None:
    """关闭账号的动态验证码（手机丢失时用）。"""
    _with_accounts(lambda accounts: accounts.drop_totp(username, ACTOR, reason))
    console.print(f"账号 {username} 的动态验证码已关闭。")


@staff_app.command("push-key")
def push_key() -> None:
    """生成浏览器通知（Web Push）的密钥，填进设置 STAFF_PUSH_KEY。"""
    console.print(f"STAFF_PUSH_KEY={new_key()}", soft_wrap=True)


def _with_accounts(work: Callable[[Accounts], Awaitable[T]]) -> T:
    settings = _settings()

    async def with_accounts(sessions: SessionFactory) -> T:
        audit = AuditLog.of(settings, clock.now)
        return await work(Accounts(sessions, Passwords(), audit, clock.now))

    try:
        return _with_sessions(settings, with_accounts)
    except ServiceError as problem:
        complain(problem.for_citizen)
        raise typer.Exit(1) from None


def _with_sessions(settings: Settings, work: Callable[[SessionFactory], Awaitable[T]]) -> T:
    async def opened() -> T:
        engine = create_engine(settings.effective_database_url)
        sessions = SessionFactory(engine)
        try:
            return await work(sessions)
        finally:
            await sessions.dispose()
            await engine.dispose()

    return asyncio.run(opened())


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsError as problem:
        complain(problem)
        raise typer.Exit(2) from None


def _show_password(password: str) -> None:
    console.print("初始密码（只显示这一次，请当面或用可靠的方式交给本人）：")
    console.print(password, style="bold")
