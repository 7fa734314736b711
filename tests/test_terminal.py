from __future__ import annotations

import ast

from bot.kit.terminal import console
from bot.settings import ROOT


def test_every_command_writes_to_the_one_terminal_that_knows_no_markup() -> None:
    """Text from data would be swallowed, or end the command, wherever it holds brackets."""
    own = []
    for path in sorted((ROOT / "bot").rglob("*.py")):
        if ROOT / "bot" / "rasa" in path.parents or path.name == "terminal.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            imported = isinstance(node, ast.ImportFrom) and node.module
            if imported in ("rich.console", "rich.markup"):
                own.append(path.name)

    assert own == []
    with console.capture() as shown:
        console.print("[red]红[/green] [现行] :key:", style="red")
    assert "[red]红[/green] [现行] :key:" in shown.get()
