from __future__ import annotations

import ast
import errno

import pytest
import typer
from typer.testing import CliRunner

from bot.kit.terminal import OneSentence, console
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


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "写不下去：磁盘满了。"),
        (
            FileExistsError(errno.EEXIST, "File exists", "keys.env"),
            "读写不了 keys.env：那里已经有一个了。",
        ),
    ],
)
def test_a_file_that_cannot_be_written_is_said_in_chinese(problem: OSError, said: str) -> None:
    commands = typer.Typer(cls=OneSentence)

    @commands.callback()
    def group() -> None: ...

    @commands.command()
    def write() -> None:
        raise problem

    done = CliRunner().invoke(commands, ["write"])

    assert (done.exit_code, done.output.strip()) == (1, said)
