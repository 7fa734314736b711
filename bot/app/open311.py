"""The interface for other systems."""

from __future__ import annotations

import weakref
from collections.abc import Callable

from fastapi import FastAPI

from bot.kit import clock
from bot.web.api.desk import Open311Desk
from bot.web.api.routes import open311_routes
from bot.web.services import Services


def add_open311(app: FastAPI) -> None:
    """Its routes, and the desk they work on."""
    parts: Services = app.state.services
    arrange_open311(app)
    app.include_router(open311_routes(_open311_of(app), parts.per_address))


def arrange_open311(app: FastAPI) -> None:
    """Give it the present parts."""
    parts: Services = app.state.services
    app.state.open311 = Open311Desk.build(
        parts.sessions,
        parts.office.registrar,
        parts.office.workflow,
        parts.settings.open311_keys,
        clock.now,
        parts.content,
    )


def _open311_of(app: FastAPI) -> Callable[[], Open311Desk]:
    """The newest desk of an application, without holding it.

    FastAPI remembers the functions of routes for good; through a bound one it would keep every
    application a process ever made.
    """
    held = weakref.ref(app)

    def newest() -> Open311Desk:
        alive = held()
        if alive is None:
            raise RuntimeError("the application has ended")
        desk: Open311Desk = alive.state.open311
        return desk

    return newest
