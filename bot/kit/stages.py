"""How long each stage of an answer took, wherever in the code the stage is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter

_TAKEN: ContextVar[dict[str, float] | None] = ContextVar("stages", default=None)


@contextmanager
def stages() -> Iterator[dict[str, float]]:
    """Collect the stages of what is done inside, in its tasks and threads too: seconds by name."""
    taken: dict[str, float] = {}
    token = _TAKEN.set(taken)
    try:
        yield taken
    finally:
        _TAKEN.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """What is done inside is a stage; what comes twice is added up."""
    taken, begun = _TAKEN.get(), perf_counter()
    try:
        yield
    finally:
        if taken is not None:
            taken[name] = taken.get(name, 0.0) + perf_counter() - begun
