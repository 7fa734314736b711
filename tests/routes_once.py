"""A route is taken apart once in a process of tests, and not anew for the application of each test.

FastAPI reads each function's signature and makes a checker of each parameter when a router's route
is first looked at in an application. A service has one application for all its life; a test of the
console has its own, and a third of its CPU time went into that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

from fastapi import params, routing

_made, _made_body = (
    routing._build_dependant_with_parameterless_dependencies,
    routing._get_body_field,
)
_known: dict[Any, tuple[Any, list[Any], bool]] = {}
_fields: set[int] = set()  # of what is known, so that no other field has the same number
_bodies: dict[Any, Any] = {}


def install() -> None:
    """From now on what is made of a function of a module is kept."""
    routing._build_dependant_with_parameterless_dependencies = _once  # type: ignore[assignment]
    routing._get_body_field = _body_once  # type: ignore[assignment]


def _once(
    *, path: str, call: Callable[..., Any], dependencies: Sequence[params.Depends]
) -> tuple[Any, list[Any], bool]:
    called = (call, *(one.dependency for one in dependencies))
    if not all(map(_is_of_a_module, called)):
        return _made(path=path, call=call, dependencies=dependencies)
    key = (path, call, *dependencies)
    if key not in _known:
        _known[key] = _made(path=path, call=call, dependencies=dependencies)
        _fields.update(map(id, _known[key][1]))
    return _known[key]


def _is_of_a_module(call: object) -> bool:
    """What is made for one application holds it, and would be kept with it."""
    return isinstance(call, FunctionType) and "<locals>" not in call.__qualname__


def _body_once(*, body_params: list[Any], name: str, embed_body_fields: bool) -> Any:
    key = (name, embed_body_fields, *map(id, body_params))
    if not _fields.issuperset(key[2:]):
        return _made_body(body_params=body_params, name=name, embed_body_fields=embed_body_fields)
    if key not in _bodies:
        _bodies[key] = _made_body(
            body_params=body_params, name=name, embed_body_fields=embed_body_fields
        )
    return _bodies[key]
