"""Whose certificates outgoing connections believe."""

from __future__ import annotations

import ssl
from functools import lru_cache

import httpx


@lru_cache(maxsize=1)
def authorities() -> ssl.SSLContext:
    """httpx's own choice, read once: a client left to itself reads the file again, in 15 ms."""
    return httpx.create_ssl_context()
