"""An application that is no longer used leaves nothing behind in the process."""

from __future__ import annotations

import gc
import weakref

from bot.settings import load_settings
from server import create_app


def test_an_application_can_be_collected() -> None:
    """FastAPI caches the functions of routes; a bound one would keep 28 MB an application."""
    app = create_app(load_settings())
    held = weakref.ref(app)

    del app
    gc.collect()

    assert held() is None
