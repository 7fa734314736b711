"""Brings the database's tables to the newest migration."""

from __future__ import annotations

from alembic import command
from alembic.config import Config

from bot.kit.db import async_url
from bot.settings import ROOT


def alembic_config(database_url: str) -> Config:
    """Alembic's configuration for a database."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "bot" / "migrations"))
    url = async_url(database_url).render_as_string(hide_password=False)
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate(database_url: str) -> None:
    """Create or upgrade all tables."""
    command.upgrade(alembic_config(database_url), "head")
