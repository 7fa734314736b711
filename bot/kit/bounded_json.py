"""JSON of strangers, bounded before it is read: how deep it nests and how many names it has."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from bot.kit.errors import InvalidInput

DEEPEST = 32
MOST_NAMES = 2000
# Also a text that never ends is matched, to the end: tried from each of its quotes it would take
# a time that grows with the square.
_TEXT = re.compile(rb'"(?:[^"\\]++|\\.?)*+(?:"|\Z)', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def read_json(body: bytes, deepest: int = DEEPEST, most_names: int = MOST_NAMES) -> Any:
    """What a body of limited size says.

    Args:
        body: as it came.
        deepest: levels of lists and objects.
        most_names: names in all objects together.

    Raises:
        ValueError: it is no JSON, nests too deep or has too many names.
    """
    bare = _TEXT.sub(b"", body)
    if bare.count(b":") > most_names:
        raise ValueError("too many names")
    depth = 0
    for bracket in bare.translate(None, _NO_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > deepest:
            raise ValueError("nested too deep")
    return json.loads(body)


class BoundedRoute(APIRoute):
    """A route that takes JSON, which is bounded before FastAPI reads it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """See FastAPI, custom request and route class."""
        handle = super().get_route_handler()

        async def bounded(request: Request) -> Response:
            try:
                read_json(await request.body())
            except ValueError:
                raise InvalidInput from None
            return await handle(request)

        return bounded
