"""Which of our pages a request went to, told without what stands in its address."""

from __future__ import annotations

from starlette.types import Scope


def template_of(scope: Scope) -> str:
    """The template of the route that was found, for the log; empty before one was.

    Addresses are secrets: the organiser's key of a class opens its page, a reference its file.
    """
    path = getattr(scope.get("route"), "path", "")
    return f"{scope.get('root_path', '')}{path}" if path else ""
