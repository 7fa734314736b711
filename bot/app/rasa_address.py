"""Where the running service reaches Rasa, noted for commands that are started with less settings.

``RASA_PORT=… yubiao run`` in one terminal and ``yubiao doctor`` in another would look at two ports.
"""

from __future__ import annotations

import os
from pathlib import Path

from bot.settings import Settings

_FILE = "rasa.address"  # in the data folder


def note_rasa_addresses(settings: Settings) -> None:
    """Note it.

    Raises:
        OSError: the data folder can't be written.
    """
    place = _place(settings)
    # An address may hold a password.
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(",".join(settings.rasa_urls))


def noted_rasa_addresses(settings: Settings) -> list[str]:
    """What the service noted when it was started last; empty if it never was."""
    try:
        return _place(settings).read_text().strip().split(",")
    except OSError:
        return []


def _place(settings: Settings) -> Path:
    return settings.data_dir / _FILE
