"""An application that is no longer used leaves nothing behind in the process."""

from __future__ import annotations

import asyncio
import gc
import weakref

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import lifespan
from bot.app.web import create_app
from bot.kit.db import SessionFactory
from bot.settings import Settings, load_settings


def test_an_application_can_be_collected() -> None:
    """FastAPI caches the functions of routes; a bound one would keep 28 MB an application."""
    app = create_app(load_settings())
    held = weakref.ref(app)

    del app
    gc.collect()

    assert held() is None


async def test_what_follows_in_the_background_has_ended_before_the_database_goes(
    settings: Settings, sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of a query it waited for ever for a connection that was gone."""
    order: list[str] = []
    dispose = AsyncEngine.dispose

    async def follow(app: FastAPI, worked: object) -> None:
        order.append("begun")
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.05)
            order.append("cleaned up")

    async def disposing(engine: AsyncEngine, close: bool = True) -> None:
        order.append("disposed")
        await dispose(engine, close)

    monkeypatch.setattr(lifespan, "_rescue", follow)
    monkeypatch.setattr(AsyncEngine, "dispose", disposing)
    app = create_app(settings)

    async with app.router.lifespan_context(app):
        await asyncio.sleep(0)

    assert order[:2] == ["begun", "cleaned up"]
    assert "disposed" in order[2:]
