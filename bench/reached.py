"""Which tests reach a function: kept while they run, asked by bench/mutants.py.

Usage: .venv/bin/python -m pytest -n 2 -q -p bench.reached -k "not postgresql" [PATHS]

Keeps in var/reached/, for each test file that ran, what its tests called and how long they took.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "reached"
OURS = ("kb", "bot", "actions", "tests", "bench", "server")
# They need browsers, processes or minutes.
FAR = re.compile(
    r"tests/(?:journeys|rasa|scripts|fakes)/|_browser\.py|crash|silence|test_patterns"
    r"|openapi|five_seconds|hostile|rehearsal"
)
SECONDS = 10  # as recorded, for all tests of one breakage
OF_A_FILE = 3  # seconds: what one file misses, another may see

_now: set[CodeType] = set()
_passed: dict[str, bool] = {}
_files: defaultdict[str, dict[str, tuple[float, list[str]]]] = defaultdict(dict)


def note_calls() -> None:
    """From now on."""
    _now.clear()
    threading.settrace(_called)  # type: ignore[arg-type]
    sys.settrace(_called)  # type: ignore[arg-type]


def noted_calls() -> set[str]:
    """What was called since, as file and name; notes no more."""
    sys.settrace(None)
    threading.settrace(None)  # type: ignore[arg-type]
    return set(filter(None, map(_name, list(_now))))


def _called(frame: FrameType, event: str, arg: object) -> None:
    _now.add(frame.f_code)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Those that are far."""
    return True if FAR.search(collection_path.as_posix()) else None


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Notes whether a test passed."""
    _passed[report.nodeid] = report.passed and _passed.get(report.nodeid, True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Notes what a test calls, and keeps it when a file is through."""
    begun = time.process_time()
    note_calls()
    try:
        return (yield)
    finally:
        reached = sorted(noted_calls())
        if _passed.get(item.nodeid):
            _files[_file(item.nodeid)][item.nodeid] = round(time.process_time() - begun, 3), reached
        if nextitem is None or nextitem.path != item.path:
            _keep(_file(item.nodeid))


def _name(code: CodeType) -> str:
    path = Path(code.co_filename)
    if not path.is_relative_to(ROOT) or path.is_relative_to(ROOT / ".venv"):
        return ""
    return f"{path.relative_to(ROOT)}:{code.co_qualname}"


def _keep(file: str) -> None:
    # All of it each time: pytest comes back to a file when its tests need different fixtures.
    KEPT.mkdir(parents=True, exist_ok=True)
    tests = _files[file]
    names = sorted({name for _, reached in tests.values() for name in reached})
    place = {name: at for at, name in enumerate(names)}
    rows = {test: (took, [place[one] for one in of]) for test, (took, of) in tests.items()}
    kept = json.dumps({"names": names, "tests": rows}, ensure_ascii=False)
    (KEPT / f"{file.replace('/', '-')}.json").write_text(kept)


class Reached:
    """Knows which tests call what, as the last run of each test file left it."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._calls: dict[str, int] = {}
        self._tests: defaultdict[str, set[str]] = defaultdict(set)
        for path in sorted(KEPT.glob("*.json")):
            self._read(json.loads(path.read_text()))

    def _read(self, kept: dict[str, Any]) -> None:
        for test, (seconds, called) in kept["tests"].items():
            self._seconds[test], self._calls[test] = seconds, len(called)
            for name in (kept["names"][one] for one in called):
                self._tests[name].add(test)
                self._tests[name.partition(":")[0]].add(test)

    def of(self, tree: Path, path: str, line: int) -> list[str]:
        """The tests of a line, file by file: of its function, of its file, of what imports that.

        The last two because no test is seen to call what runs while a file is imported, or what is
        kept from an earlier test.
        """
        groups = [f"{path}:{function_at(tree / path, line)}"], [path], _users(tree, path)
        spent: defaultdict[str, float] = defaultdict(float)
        chosen: dict[str, None] = {}
        for group in groups:
            tests = {test for name in group for test in self._tests.get(name, ())} - chosen.keys()
            for test in sorted(tests, key=lambda one: self._far(one, path)):
                file, took = _file(test), self._seconds[test]
                if spent[file] + took < OF_A_FILE and sum(spent.values()) + took < SECONDS:
                    spent[file] += took
                    chosen[test] = None
        files = list(spent)
        return sorted(chosen, key=lambda one: files.index(_file(one)))

    def _far(self, test: str, path: str) -> tuple[bool, int, float]:
        """A test of the file's own is near, and one that calls little else."""
        return f"/test_{Path(path).name}::" not in test, self._calls[test], self._seconds[test]


def _file(test: str) -> str:
    return test.partition("::")[0]


def function_at(path: Path, line: int) -> str:
    """What Python calls the innermost function or class that has a line in its body."""
    names, inside = [], ast.parse(path.read_text()).body
    while inside:
        one, inside = _around(inside, line), []
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
            names += [one.name, "<locals>"]
        elif isinstance(one, ast.ClassDef):
            names.append(one.name)
        inside = getattr(one, "body", [])
    return ".".join(names).removesuffix(".<locals>")


def _around(body: list[ast.stmt], line: int) -> ast.stmt | None:
    return next((one for one in body if _begin(one) <= line <= (one.end_lineno or 0)), None)


def _begin(one: ast.stmt) -> int:
    is_function = isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
    return one.body[0].lineno if is_function else one.lineno


def _users(tree: Path, path: str) -> list[str]:
    """The files that import a file."""
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    package, _, name = module.rpartition(".")
    says = re.compile(
        rf"^\s*(?:from {re.escape(module)} import|import {re.escape(module)}\b"
        rf"|from {re.escape(package)} import (?:[^\n(]*|\([^)]*)\b{name}\b)",
        re.M,
    )
    paths = (one for top in OURS[:3] for one in (tree / top).rglob("*.py"))
    return [str(one.relative_to(tree)) for one in paths if says.search(one.read_text())]
