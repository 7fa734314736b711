"""Which test files are nearest to a module: they import it, speak of it, or use what uses it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

OURS = ("kb", "bot", "actions", "tests", "bench", "server")
# They need browsers, processes or minutes.
_FAR = re.compile(
    r"tests/(?:journeys|rasa|scripts|fakes)/|_browser\.py|crash|silence|test_patterns"
)


class NearTests:
    """Knows what every file of a tree imports.

    Args:
        tree: the folder of the tree.
    """

    def __init__(self, tree: Path) -> None:
        self._tree = tree
        paths = [p for top in ("kb", "bot", "actions", "tests") for p in (tree / top).rglob("*.py")]
        self._users: dict[str, set[str]] = {}
        self._texts: dict[str, str] = {}
        for path in sorted(paths):
            name = str(path.relative_to(tree))
            self._note(name, path)
            if path.name.startswith("test_") and not _FAR.search(name):
                self._texts[name] = path.read_text()

    def _note(self, name: str, path: Path) -> None:
        used = _imported(path)
        beside = path.parent / "conftest.py"
        if name.startswith("tests/") and beside.exists() and beside != path:
            used.add(module_of(str(beside.relative_to(self._tree))))
        for one in used:
            self._users.setdefault(one, set()).add(module_of(name))

    def of(self, path: str) -> list[str]:
        """Test files that reach a file at all, the nearest first."""
        away = self._away(module_of(path))
        names = re.compile(rf"\b(?:{'|'.join(self._names(path))})\b")
        package = path.split("/")[-2 if path.startswith("kb/") else 1]

        def far(test: str) -> tuple[int, bool, int, str]:
            said = len(names.findall(self._texts[test]))
            steps = min(away[module_of(test)], 1 if said else 99)
            is_named = test.endswith(f"/test_{Path(path).name}")
            return steps - 2 * is_named, f"/{package}/" not in test, -said, test

        return sorted((test for test in self._texts if module_of(test) in away), key=far)

    def _away(self, module: str) -> dict[str, int]:
        """How many imports lie between a module and each that reaches it."""
        away, now = {module: 0}, {module}
        while now:
            steps = away[next(iter(now))] + 1
            now = {user for one in now for user in self._users.get(one, ())} - away.keys()
            away.update(dict.fromkeys(now, steps))
        return away

    def _names(self, path: str) -> list[str]:
        """What a file defines for others, and its own name."""
        defined = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        body = ast.parse((self._tree / path).read_text()).body
        public = [one.name for one in body if isinstance(one, defined) and one.name[0] != "_"]
        return [Path(path).stem, *public]


def module_of(path: str) -> str:
    """The module a file is."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imported(path: Path) -> set[str]:
    """Modules of ours that a file names in its imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{one.name}" for one in node.names)
    return {name for name in found if name.split(".")[0] in OURS}
