from __future__ import annotations

import ast

from bot.settings import ROOT


def test_nothing_below_imports_the_server() -> None:
    for package in ("actions", "bot", "kb"):
        for path in (ROOT / package).rglob("*.py"):
            if ".venv" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom):
                    names = [node.module or ""]
                assert "server" not in names, path
