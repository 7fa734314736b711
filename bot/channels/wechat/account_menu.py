"""The account's menu: content that is checked, then pushed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.settings import ROOT
from kb.yaml_file import read_yaml

CLICK = "say:"
_MOST_TOP, _MOST_BELOW = 3, 5
_LONGEST_TOP, _LONGEST_BELOW = 4, 8  # Chinese characters the client shows


class MenuError(Exception):
    """The menu file is wrong; the message is one Chinese sentence."""


def load_menu(public_url: str, path: Path = ROOT / "data" / "seeds" / "menu.yml") -> list[Any]:
    """The menu as the platform wants it.

    Args:
        public_url: where pages are opened, without a slash at the end.
        path: the content file.

    Raises:
        MenuError: too many entries, or a name that would be cut.
    """
    rows = read_yaml(path)
    if not 1 <= len(rows) <= _MOST_TOP:
        raise MenuError(f"一级菜单要有 1 到 {_MOST_TOP} 个。")
    return [_top(row, public_url) for row in rows]


def _top(row: dict[str, Any], public_url: str) -> dict[str, Any]:
    name, items = row["name"], row["items"]
    if len(name) > _LONGEST_TOP:
        raise MenuError(f"一级菜单“{name}”超过 {_LONGEST_TOP} 个字。")
    if not 1 <= len(items) <= _MOST_BELOW:
        raise MenuError(f"“{name}”下面要有 1 到 {_MOST_BELOW} 个。")
    return {"name": name, "sub_button": [_below(item, public_url) for item in items]}


def _below(item: dict[str, str], public_url: str) -> dict[str, str]:
    name = item["name"]
    if len(name) > _LONGEST_BELOW:
        raise MenuError(f"二级菜单“{name}”超过 {_LONGEST_BELOW} 个字。")
    if "say" in item:
        return {"type": "click", "name": name, "key": f"{CLICK}{item['say']}"}
    return {"type": "view", "name": name, "url": f"{public_url}{item['page']}"}
