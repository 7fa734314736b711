"""The application of the house, for ``uvicorn --factory server:app``."""

from __future__ import annotations

from fastapi import FastAPI

from bot.settings import load_settings
from kb.common_words import read_common_words
from kb.kept_patterns import kept_patterns
from kb.kept_work import FOLDER, keep_in


def app() -> FastAPI:
    """The application of one process."""
    settings = load_settings()
    keep_in(settings.data_dir / FOLDER)
    read_common_words()
    # Modules look words up when they are read, and compile their patterns.
    with kept_patterns():
        from bot.app.web import create_app

        return create_app(settings, console_later=True)
