"""Each package opens with what it is and who may call it, and those named do call it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.settings import ROOT

PACKAGES = sorted(
    ".".join(path.parent.relative_to(ROOT).parts)
    for top in ("actions", "bot", "kb")
    for path in (ROOT / top).rglob("__init__.py")
    if ".venv" not in path.parts
)


def modules(name: str) -> Iterator[Path]:
    place = ROOT.joinpath(*name.split("."))
    if place.is_dir():
        yield from (path for path in place.rglob("*.py") if ".venv" not in path.parts)
    elif place.with_suffix(".py").is_file():
        yield place.with_suffix(".py")


@cache
def imported_by(name: str) -> frozenset[str]:
    """Every module, and every name of a module, that the code of a package or module imports."""
    found: set[str] = set()
    for path in modules(name):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(found)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_what_it_is_and_who_calls_it(package: str) -> None:
    path = ROOT.joinpath(*package.split("."), "__init__.py")
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    what, _, who = doc.partition("\n\n")

    assert what.endswith("."), doc
    assert who.startswith("Called by "), doc
    callers = re.findall(r"``([\w.]+)``", re.split(r"[;.] |\.$", who)[0])
    wrong = {
        caller
        for caller in callers
        if not any(f"{name}.".startswith(f"{package}.") for name in imported_by(caller))
    }
    assert not wrong, doc


def room(other: str, package: str) -> str:
    """How another package is called where it stands: a room of the same house by its own name."""
    tops = [name.split(".")[: 2 if name.startswith("bot.") else 1] for name in (other, package)]
    return other if tops[0] == tops[1] else ".".join(tops[0])


def owner(name: str) -> str | None:
    owners = (p for p in PACKAGES if name == p or name.startswith(f"{p}."))
    return max(owners, key=len, default=None)


def imported_beside(package: str) -> set[str]:
    """The packages whose modules are imported by the modules right in a package's folder."""
    folder = ROOT.joinpath(*package.split("."))
    names = set[str]().union(
        *(imported_by(f"{package}.{path.stem}") for path in folder.glob("*.py"))
    )
    return {found for name in names if (found := owner(name))}


@cache
def imports() -> dict[str, set[str]]:
    """Of every package; not made by a process that only lists the tests."""
    return {package: imported_beside(package) for package in PACKAGES}


@pytest.mark.parametrize("package", [p for p in PACKAGES if "." in p and p != "bot.app"])
def test_a_package_forgets_nobody_who_calls_it(package: str) -> None:
    """``bot.app`` puts everything together and need not be named."""
    path = ROOT.joinpath(*package.split("."), "__init__.py")
    who = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n\n")[
        2
    ]
    named = re.findall(r"``([\w.]+)``", who)
    callers = {
        room(other, package)
        for other, imported in imports().items()
        if package in imported and other != package and not other.startswith(f"{package}.")
    }
    forgotten = {
        caller
        for caller in callers
        if not caller.startswith("bot.app")
        and not any(f"{caller}.".startswith(f"{n}.") or n.startswith(f"{caller}.") for n in named)
    }
    assert not forgotten, package
