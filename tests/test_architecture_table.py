"""What docs/architecture.md says of the code is so: packages, bidders, wishes, walks."""

from __future__ import annotations

import re
import tomllib

import pytest

from bot.conversation.deciding import everyone
from bot.settings import ROOT

TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PATH = re.compile(r"`((?:[\w-]+/)*[\w-]+(?:/|\.(?:py|yml|csv|json)))`")
FEWEST_WISHES = 25


def section(head: str) -> str:
    _, _, text = TEXT.partition(f"\n{head}\n")
    level = head.partition(" ")[0]
    return re.split(rf"^#{{1,{len(level)}}} ", text, maxsplit=1, flags=re.MULTILINE)[0]


def packages() -> set[str]:
    return {
        "/".join(path.parent.relative_to(ROOT).parts)
        for top in ("actions", "bot", "kb")
        for path in (ROOT / top).rglob("__init__.py")
        if ".venv" not in path.parts
    }


def drawn() -> list[str]:
    """The folders of the picture in its order, each below the nearest line less indented."""
    found: list[str] = []
    above: list[tuple[int, str]] = []
    picture = section("## The packages").partition("```text\n")[2].partition("```")[0]
    for line in picture.splitlines():
        names = re.findall(r"[\w/]+/(?= |$)", re.split(r" {3,}", line.strip())[0])
        indent = len(line) - len(line.lstrip())
        above = [(deep, name) for deep, name in above if deep < indent]
        parent = above[-1][1] if above else ""
        found += [f"{parent}{name}".rstrip("/") for name in names]
        above += [(indent, f"{parent}{name}") for name in names[:1]]
    return found


def test_the_picture_shows_every_package_and_no_other() -> None:
    assert sorted(drawn()) == sorted({*packages(), "bot/migrations"})


def test_the_picture_goes_from_top_to_bottom_as_imports_may() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = next(
        contract["layers"]
        for contract in contracts["tool"]["importlinter"]["contracts"]
        if "bot.kit" in contract.get("layers", ())
    )
    depth = {name: at for at, line in enumerate(layers) for name in re.findall(r"bot\.(\w+)", line)}
    shown = [name.split("/")[1] for name in drawn() if re.fullmatch(r"bot/\w+", name)]

    order = [depth[name] for name in shown if name in depth]
    assert order == sorted(order) != []


def test_the_docs_list_every_bidder() -> None:
    table = section("### Who may answer")

    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == everyone().keys()


def test_the_table_of_wishes_names_files_that_exist() -> None:
    table = section("## What do you want to change?")
    rows = re.findall(r"^\| (?!-|I want)(.+?) \| (.+) \|$", table, re.MULTILINE)

    assert len(rows) >= FEWEST_WISHES
    assert len({wish for wish, _ in rows}) == len(rows)
    for wish, where in rows:
        assert PATH.findall(where), wish
        assert all((ROOT / path).exists() for path in PATH.findall(where)), wish


WALKS = re.findall(r"^### (.+)$", section("## Five walks"), re.MULTILINE)


def test_there_are_five_walks() -> None:
    assert len(WALKS) == 5


@pytest.mark.parametrize("walk", WALKS)
def test_a_walk_comes_to_no_file_more_than_twice(walk: str) -> None:
    steps = section(f"### {walk}")
    files = PATH.findall(steps)

    assert len(files) >= len(re.findall(r"^\d+\. ", steps, re.MULTILINE))
    assert all((ROOT / path).is_file() for path in files), walk
    assert max(files.count(path) for path in files) <= 2
