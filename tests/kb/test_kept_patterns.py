"""Patterns an earlier start compiled are Python's own, and nothing else is believed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from re import _compiler  # type: ignore[attr-defined]
from typing import Any

import pytest

from kb import kept_work
from kb.kept_patterns import kept_patterns
from kb.kept_work import KeptWork, keep_in, made_from, place

WRITTEN: tuple[tuple[str | bytes, int], ...] = (
    (r"GB/?T?\s*(?P<number>\d+)(?:\.(?P<part>\d+))?-(?P<year>\d{4})", 0),
    (r"(?<!不)(?:投诉|举报)(?!信箱)|[一二三四五六七八九十]+年", re.MULTILINE),
    (r"(a)?b(?(1)c|d)\Z", re.IGNORECASE | re.VERBOSE),
    (r"[\w一-龥]{2,}?\b", re.ASCII),
    (rb"\x00(?P<rest>.*)", re.DOTALL),
    ("", 0),
)
TEXT = "GB 17761-2024；GB/T 1.1-2020，2020年，我要投诉，ABC abd 三年"


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(kept_work, "_place", KeptWork())
    keep_in(tmp_path)
    re.purge()
    yield
    re.purge()


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What Python itself has compiled."""
    found, compile_ = [], _compiler.compile

    def counted(text: Any, flags: int = 0) -> re.Pattern[Any]:
        found.append(text)
        return compile_(text, flags)  # type: ignore[no-any-return]

    monkeypatch.setattr(_compiler, "compile", counted)
    return found


def started() -> list[re.Pattern[Any]]:
    """What a start has of them; Python remembers a few hundred itself, a new process none."""
    re.purge()
    with kept_patterns():
        return [re.compile(text, flags) for text, flags in WRITTEN]


def test_the_second_start_compiles_none_and_has_the_same(compiled: list[Any]) -> None:
    first = started()
    assert compiled == [text for text, _ in WRITTEN]
    compiled.clear()

    second = started()

    assert compiled == []
    assert second == first  # their code too
    for one, other in zip(first, second, strict=True):
        text: Any = TEXT if isinstance(one.pattern, str) else b"\x00\n" + TEXT.encode()
        assert (other.groups, other.groupindex) == (one.groups, one.groupindex)
        found, again = one.search(text), other.search(text)
        assert (found and (found.span(), found.groupdict(), found.lastgroup)) == (
            again and (again.span(), again.groupdict(), again.lastgroup)
        )
        assert other.sub(other.pattern[:0], text) == one.sub(one.pattern[:0], text)


def test_what_no_start_asks_for_any_more_goes(compiled: list[Any]) -> None:
    started()
    with kept_patterns():
        re.compile("只有一个")
    compiled.clear()

    started()

    assert len(compiled) == len(WRITTEN)


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda flags, code, groups, names: (flags, code[:-4], groups, names),
        lambda flags, code, groups, names: (flags, b"\xff" * len(code), groups, names),
        lambda flags, code, groups, names: (flags, b"abc", groups, names),
        lambda flags, code, groups, names: (flags, code, groups, {"number": groups + 1}),
        lambda flags, code, groups, names: (flags, code, groups, {"number": "1"}),
        lambda flags, code, groups, names: (flags, code, None, names),
        lambda flags, code, groups, names: None,
    ],
    ids=["short", "none", "odd", "too far a name", "a name of a word", "no groups", "nothing"],
)
def test_what_is_no_pattern_is_compiled_anew(
    spoilt: Callable[..., Any], compiled: list[Any]
) -> None:
    first = started()
    source = made_from("patterns")
    held = place().get("patterns", source)
    place().keep("patterns", source, {asked: spoilt(*one) for asked, one in held.items()})
    compiled.clear()

    assert started() == first
    assert WRITTEN[0][0] in compiled


def test_without_a_place_nothing_changes(
    compiled: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_work, "_place", KeptWork())

    assert started() == started()
    assert len(compiled) == 2 * len(WRITTEN)


def test_afterwards_python_compiles_again_also_when_it_failed() -> None:
    before = _compiler.compile, _compiler._code
    with pytest.raises(re.error), kept_patterns():
        re.compile("(")

    assert (_compiler.compile, _compiler._code) == before
