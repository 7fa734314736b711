"""Puts the console together and mounts it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot.console import home
from bot.console.kit import kept_page
from bot.console.kit.access import Guard, OpenToAll
from bot.console.kit.headers import SecurityHeaders
from bot.console.kit.no_nul import NoNul
from bot.console.kit.parts import ConsoleParts, Section
from bot.console.kit.problems import install_problem_pages, tell_too_large
from bot.console.staff import audit_page, login, own_account, staff_admin
from bot.kit.too_large import TooLargeInChinese

LARGEST_FORM = 1_000_000  # bytes; a page that takes files sets more for its own router
_INCLUDED: dict[int, BaseRoute] = {}  # each holds its router, so no number is given twice


def install_console(app: FastAPI, parts: ConsoleParts, sections: Iterable[Section] = ()) -> FastAPI:
    """Mount the console at ``/console``.

    Args:
        app: the service's application.
        parts: the console's services.
        sections: pages of features, in the order of the menu; accounts and audit come last.

    Returns:
        The console, an application of its own with its own error pages.

    Raises:
        RuntimeError: a route has no guard.
    """
    console = made_console(parts, sections)
    app.mount("/console", behind_its_doors(console))
    return console


def made_console(parts: ConsoleParts, sections: Iterable[Section] = ()) -> FastAPI:
    """The console, mounted nowhere yet; see :func:`install_console`."""
    everything = (*sections, staff_admin.SECTION, audit_page.SECTION)
    console = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, max_body_size=LARGEST_FORM)
    console.state.console = parts
    console.state.sections = everything
    install_problem_pages(console)
    own = (home.router, login.router, own_account.router, kept_page.router)
    for router in (*own, *(section.router for section in everything)):
        console.router.routes.append(_included(router))
    check_guards(console.routes)
    _mount_static(console)
    return console


def behind_its_doors(console: FastAPI) -> ASGIApp:
    """The console behind what every request to it passes."""
    too_large = TooLargeInChinese(NoNul(console), partial(tell_too_large, console))
    return SecurityHeaders(too_large)


def _included(router: APIRouter) -> BaseRoute:
    """A router as any console includes it: FastAPI reads all its functions for each inclusion."""
    if id(router) not in _INCLUDED:
        console = APIRouter(max_body_size=LARGEST_FORM)
        console.include_router(router)
        _INCLUDED[id(router)] = console.routes[0]
    return _INCLUDED[id(router)]


def check_guards(routes: Iterable[BaseRoute]) -> None:
    """Refuse to start with a page that anybody could open.

    Raises:
        RuntimeError: naming the route.
    """
    for route in routes:
        # FastAPI keeps a router as it was included, so its routes are one step down.
        inner = getattr(route, "original_router", None)
        if isinstance(inner, APIRouter):
            check_guards(inner.routes)
        elif not isinstance(route, APIRoute) or not any(
            isinstance(call, Guard | OpenToAll) for call in _calls(route.dependant)
        ):
            raise RuntimeError(f"console route without a guard: {getattr(route, 'path', route)}")


def _calls(dependant: Dependant) -> Iterator[object]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _calls(inner)


def _mount_static(console: FastAPI) -> None:
    # Tabler's style sheet comes with starlette-admin, so it is served from there.
    console.mount("/static", StaticFiles(directory=Path(__file__).with_name("static")))
    vendor = StaticFiles(packages=[("starlette_admin", "static/css/vendor")])
    console.mount("/vendor", GZipMiddleware(vendor))
