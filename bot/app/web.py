"""The web application: routes, doors, pages."""

from __future__ import annotations

from fastapi import FastAPI
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.app.house import build_services
from bot.app.late_console import LateConsole
from bot.app.lifespan import lifespan
from bot.app.open311 import add_open311
from bot.kit import log
from bot.kit.request_id import RequestIds
from bot.kit.too_large import TooLargeInChinese
from bot.settings import Settings
from bot.web import actions, health, metrics, telegram
from bot.web.chat import evidence
from bot.web.chat import news as chat_news
from bot.web.chat import talk as chat
from bot.web.chat import vote as chat_vote
from bot.web.error_handlers import install_error_handlers, too_large
from bot.web.our_host import OnlyOurHost
from bot.web.pages import routes as pages
from bot.web.pages import subscriptions
from bot.web.pages import watching as watching_page
from bot.web.wechat import push as wechat

LARGEST_BODY = 64 * 1024  # bytes; a router that takes more says so itself


def create_app(settings: Settings, *, console_later: bool = False) -> FastAPI:
    """The web application of one process.

    Args:
        settings: of the service.
        console_later: the console is made when somebody first asks for it.
    """
    production = settings.environment == "production"
    log.configure(json=production)
    app = FastAPI(
        title="渝标通",
        lifespan=lifespan,
        docs_url=None if production else "/docs",
        redoc_url=None,
        openapi_url=None if production else "/openapi.json",
    )
    app.state.services = build_services(settings)
    install_error_handlers(app)
    for part in (
        chat,
        chat_news,
        chat_vote,
        evidence,
        subscriptions,
        watching_page,
        actions,
        health,
        metrics,
        pages,
    ):
        app.include_router(part.router, max_body_size=LARGEST_BODY)
    # These count what they read themselves: their platforms need an answer of another kind.
    for platform in (wechat, telegram):
        app.include_router(platform.router)
    app.state.late_console = LateConsole(app)
    app.mount("/console", app.state.late_console)
    if not console_later:
        app.state.late_console.make()
    add_open311(app)
    pages.mount_static(app, settings.widget_sites)
    _add_doors(app, settings)
    return app


def _add_doors(app: FastAPI, settings: Settings) -> None:
    """What a request passes before any route; the last one is the outermost."""
    app.add_middleware(TooLargeInChinese, answer=too_large)
    if settings.proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.proxies)
    if settings.environment == "production":
        app.add_middleware(OnlyOurHost, public_url=settings.effective_public_url)
    app.add_middleware(RequestIds)
