"""Regular expressions as an earlier start compiled them: some 2,900, a fifth of a start.

Python has no public way to keep one, so what compiles is stood in for while the software is read,
and only there. A pattern is one of Python's own, equal to what it would have compiled, or it is
compiled anew; Python itself refuses code that is none.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]
import re
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from re import _compiler  # type: ignore[attr-defined]
from typing import Any

from kb.kept_work import made_from, place

# What Python's own compiler hands on: flags, code, how many groups and which have names.
Compiled = tuple[int, bytes, int, dict[str, int]]
Asked = tuple[str | bytes, int]
_NO_PATTERN = (LookupError, RuntimeError, TypeError, ValueError)


@contextmanager
def kept_patterns() -> Iterator[None]:
    """Take what is compiled meanwhile from where this process keeps its work, or keep it there."""
    kept, source = place(), made_from("patterns")
    known: dict[Asked, Compiled] = kept.get("patterns", source) or {}
    patterns = _Patterns(known)
    before = _compiler.compile, _compiler._code
    _compiler.compile, _compiler._code = patterns.compile, patterns.code
    try:
        yield
    finally:
        _compiler.compile, _compiler._code = before
    if patterns.used.keys() != known.keys():
        kept.keep("patterns", source, patterns.used)


class _Patterns:
    """Stands in for Python's compiler.

    Args:
        known: what an earlier start compiled.
    """

    def __init__(self, known: dict[Asked, Compiled]) -> None:
        self._known = known
        self._compile, self._code = _compiler.compile, _compiler._code
        self._made: list[int] = []
        self.used: dict[Asked, Compiled] = {}

    def compile(self, text: Any, flags: int = 0) -> re.Pattern[Any]:
        """See ``re._compiler``."""
        if not isinstance(text, str | bytes):
            return self._compile(text, flags)  # type: ignore[no-any-return]
        if (found := self._known.get((text, flags))) is not None:
            with suppress(*_NO_PATTERN):
                pattern = _pattern(text, found)
                self.used[text, flags] = found
                return pattern
        return self._remember(text, flags, self._compile(text, flags))

    def code(self, parsed: Any, flags: int) -> list[int]:
        """See ``re._compiler``."""
        self._made = self._code(parsed, flags)
        return self._made

    def _remember(self, text: str | bytes, flags: int, new: re.Pattern[Any]) -> re.Pattern[Any]:
        code = array("I", self._made).tobytes()
        made = new.flags, code, new.groups, dict(new.groupindex)
        # Another thread may have compiled meanwhile, another Python hand on something else.
        with suppress(*_NO_PATTERN):
            if _pattern(text, made) == new:
                self.used[text, flags] = made
        return new


def _pattern(text: str | bytes, compiled: Compiled) -> re.Pattern[Any]:
    flags, code, groups, numbers = compiled
    names: list[str | None] = [None] * (groups + 1)
    for name, number in numbers.items():
        names[number] = name
    held = array("I", code).tolist()
    return _sre.compile(text, flags, held, groups, numbers, tuple(names))  # type: ignore[no-any-return]
