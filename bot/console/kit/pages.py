"""Templates of the console: autoescaped, strict, with the menu of what the member may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from bot.console.kit.access import Browser
from bot.console.kit.parts import ConsoleParts, MenuGroup, Section
from bot.kit.clock import CHONGQING

ROOMS = Path(__file__).parents[1]

# What a page says after a redirect: ``?done=saved``.
NOTICES = {
    "saved": "已保存。",
    "no_picture": "已保存，但这里没有表单里写的那张图片，图片没有存上，请重新上传。",
    "added": "已新增。",
    "submitted": "已提交，等另一位审核人员审核。",
    "handed_in": "已交去校对。",
    "proofread": "校对通过，等批准。",
    "golden": "已设为金标问题，以后每次发布前都会问。",
    "approved": "已批准。",
    "scheduled": "已批准，到时间就发。",
    "cancelled": "已取消，不再发送。",
    "previewed": "预览已发到手机。",
    "rejected": "已退回。",
    "published": "已发布，两秒内各渠道生效。",
    "confirmed": "已记下您核对过，两秒内各渠道生效。",
    "corrected": "已更正，两秒内各渠道生效。",
    "put_back": "已撤销更正，两秒内各渠道生效。",
    "rolled_back": "已回退，两秒内各渠道生效。",
    "deleted": "已删除。",
    "dropped": "已放弃；30 天内可以恢复。",
    "restored": "已恢复，可以接着写。",
    "thrown_away": "已丢掉。",
    "training": "已排队，一分钟内开始训练。",
    "activated": "已换上，从现在起用这个模型。",
    "taken": "已按官方平台改，两秒内各渠道生效。",
    "kept": "已保留我们的记录，同样的矛盾不再提醒。",
    "applied": "已写入标准目录，两秒内各渠道生效。",
    "undone": "已撤销，目录回到写入以前的样子。",
    "pushed": "已更新到微信，几分钟后市民看得到。",
    "disabled": "账号已停用，并已退出登录。",
    "enabled": "账号已启用。",
    "code_on": "动态验证码已开启。下次登录时，输入密码后还要输入验证码。",
    "code_off": "动态验证码已关闭。",
    "password": "密码已修改，其他地方的登录都已退出。",
    "push_on": "这个浏览器里的通知已打开。",
    "push_off": "通知已关掉。",
    "signed_out": "您已退出登录。",
}


def _local(moment: datetime | None) -> str:
    """A moment as the clock in Chongqing shows it."""
    return "" if moment is None else f"{moment.astimezone(CHONGQING):%Y-%m-%d %H:%M}"


@pass_context
def _person(context: Context, username: str) -> str:
    """Somebody's name, where the one who reads knows people by their names."""
    browser: Browser | None = getattr(context["request"].state, "browser", None)
    return browser.names.get(username, username) if browser else username


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(sorted(ROOMS.glob("*/templates"))),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["local"] = _local
    environment.filters["person"] = _person
    return environment


templates = Jinja2Templates(env=_environment())


def render(
    request: Request, name: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HTMLResponse:
    """A page.

    Templates have ``member`` (None when nobody is signed in), ``csrf`` for forms, ``menu``, the
    ``rooms`` of the entry one is in, and ``notice`` besides the context.
    """
    browser: Browser | None = getattr(request.state, "browser", None)
    member = browser.member if browser else None
    common = {
        "member": member,
        "csrf": browser.csrf if browser else "",
        "waits": browser.waits if browser else False,
        "menu": menu(request, browser),
        "rooms": _rooms(request, browser),
        "here": request.url.path,
        "notice": NOTICES.get(request.query_params.get("done", ""), ""),
    }
    page: HTMLResponse = templates.TemplateResponse(
        request, name, {**common, **(context or {})}, status_code=status
    )
    return page


@dataclass(frozen=True)
class Entry:
    """One entry of the menu, or of the rooms behind it.

    Args:
        title: its name.
        path: where it leads.
        count: how much of it waits for the member.
        is_here: whether the page is one of its own.
    """

    title: str
    path: str
    count: int
    is_here: bool


def menu(request: Request, browser: Browser | None) -> list[Entry]:
    """The entries a member may use; each leads to the first of its sections."""
    by_group: dict[MenuGroup, list[Section]] = {}
    for section in allowed(request, browser):
        by_group.setdefault(section.group, []).append(section)
    return [
        Entry(
            group.value,
            by_group[group][0].path,
            sum(_count(browser, section) for section in by_group[group]),
            any(_is_here(request, section) for section in by_group[group]),
        )
        for group in MenuGroup
        if group in by_group
    ]


def allowed(request: Request, browser: Browser | None) -> list[Section]:
    """The sections a member may use."""
    if browser is None or browser.waits:
        return []
    sections: tuple[Section, ...] = request.app.state.sections
    parts: ConsoleParts = request.app.state.console
    return [section for section in sections if parts.may(browser.member, section.permission)]


def _rooms(request: Request, browser: Browser | None) -> list[Entry]:
    """The sections beside the one the page is of, with it; none where it has no neighbours."""
    usable = allowed(request, browser)
    here = {section.group for section in usable if _is_here(request, section)}
    beside = [section for section in usable if section.group in here]
    if len(beside) < 2:
        return []
    return [
        Entry(one.title, one.path, _count(browser, one), _is_here(request, one)) for one in beside
    ]


def _count(browser: Browser | None, section: Section) -> int:
    return sum(one.count for one in browser.waiting.get(section.path, ())) if browser else 0


def _is_here(request: Request, section: Section) -> bool:
    return request.url.path.startswith(section.path)
