"""What ``yubiao doctor`` asks WeChat: token and whitelist, menu, the templates of notices.

The menu and the templates are only read. The calls are those of the platform's documentation; they
were tried against our fake only.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

from sqlalchemy.exc import SQLAlchemyError

from bot.app import database
from bot.app.cli.finding import Finding
from bot.app.parts import wechat_client
from bot.channels.wechat.api.client import WeChatClient
from bot.channels.wechat.api.errors import AskOperator, FeatureDisabled, Uncertain, WeChatError
from bot.kit.db import SessionFactory
from bot.settings import Settings

_TEMPLATES = ("WECHAT_CASE_TEMPLATE", "WECHAT_CAMPAIGN_TEMPLATE")


def wechat_account(settings: Settings) -> Iterator[Finding]:
    """The account, where there is a secret to ask with."""
    if not settings.wechat_app_secret.get_secret_value():
        return
    try:
        yield from asyncio.run(database.with_database(settings, _looked))
    except SQLAlchemyError:  # the token is kept there; what is wrong with it is said already
        yield Finding("微信接口", told="数据库好了再查")


async def _looked(settings: Settings, sessions: SessionFactory) -> list[Finding]:
    client = wechat_client(settings, sessions)
    assert client is not None
    async with client:
        return [one async for one in _findings(settings, client)]


async def _findings(settings: Settings, client: WeChatClient) -> AsyncIterator[Finding]:
    try:
        menu = await client.menu.current()
    except Uncertain:
        yield Finding("微信接口", "连不上：请检查出口网络、代理和 WECHAT_API_URL。")
        return
    except (AskOperator, FeatureDisabled) as problem:
        yield Finding("微信接口", problem.for_staff)  # secret, whitelist, rights: each its words
        return
    except WeChatError as problem:
        yield Finding("微信接口", f"{problem.for_staff}（{problem.errcode}）")
        return
    yield Finding("微信接口", told="取得到令牌，这台机器在 IP 白名单里")
    if menu:
        yield Finding("微信菜单", told=f"有 {len(menu)} 个一级菜单")
    else:
        yield Finding("微信菜单", "还没有：请执行 yubiao wechat push-menu。")
    async for one in _templates(settings, client):
        yield one


async def _templates(settings: Settings, client: WeChatClient) -> AsyncIterator[Finding]:
    known: dict[str, frozenset[str]] = {}
    for name in _TEMPLATES:
        written = getattr(settings, name.lower())
        if not written:
            continue
        kind, template, _ = written.split(":", 2)
        try:
            if kind not in known:
                known[kind] = await client.notices.templates(kind)
        except WeChatError as problem:
            yield Finding("微信模板", f"查不到账号里的模板：{problem.for_staff}")
            return
        if template in known[kind]:
            yield Finding("微信模板", told=f"{name} 的在账号里")
        else:
            yield Finding(
                "微信模板",
                f"{name} 写的 {template} 不在账号里：请在公众号后台添加，或者改成那里的编号。",
            )
