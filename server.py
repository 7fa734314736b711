"""The application of the house, for ``uvicorn --factory server:app``."""

from __future__ import annotations

from fastapi import FastAPI

from bot.app.web import create_app
from bot.settings import load_settings


def app() -> FastAPI:
    """The application of one process."""
    return create_app(load_settings())
