from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from bot.console.staff.details import KEYS, in_words, object_in_words
from bot.settings import ROOT


def test_details_are_told_in_words() -> None:
    details = {
        "before": {"roles": ["faq_editor"], "districts": []},
        "after": {"roles": ["case_officer", "auditor"], "districts": ["渝中区"]},
        "everywhere": True,
        "action": "staff.added",
        "n": 3,
    }

    assert in_words(details) == (
        "修改前：（角色：内容编辑；区县：无）；修改后：（角色：办件人员、审计员；区县：渝中区）；"
        "全部登录：是；操作：新增账号；n：3"
    )


def test_codes_in_details_have_names() -> None:
    step = {"step": "accept", "from": "registered", "to": "accepted"}

    assert in_words(step) == "步骤：受理；从：已登记；到：已受理"
    assert in_words({"channel": "window"}) == "怎么来的：窗口"
    imported = {"name": "清单.csv", "mark": "unchecked", "新增": 2}
    assert in_words(imported) == "来源：清单.csv；核对：没有核对；新增：2"
    assert in_words({"set": 3, "effective_on": "甲 → 乙"}) == "变更集：3；实施日期：甲 → 乙"
    assert in_words({"category": "nobody-knows"}) == "分类：nobody-knows"
    assert in_words({"what": "第 1 组：not_ours"}) == "对象或原因：第 1 组：不归我们管"
    assert in_words({"version": 3, "to": 1}) == "版本：3；到：1"


def test_what_an_entry_is_about() -> None:
    assert object_in_words("region", "menu") == "地区内容 公众号菜单"
    assert object_in_words("case", "CQ20261124-000001-1") == "CQ20261124-000001-1"
    assert object_in_words("standard_set", "3") == "变更集 3"
    assert object_in_words("", "") == "—"


def keys_noted() -> Iterator[str]:
    """The keys that the source writes into the audit log."""
    for path in (ROOT / "bot").rglob("*.py"):
        if (ROOT / "bot" / "rasa") in path.parents:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "details":
                given = node.value.keys if isinstance(node.value, ast.Dict) else []
                yield from (str(key.value) for key in given if isinstance(key, ast.Constant))


def test_every_key_has_a_name() -> None:
    noted = set(keys_noted())

    assert len(noted) > 15
    assert noted - set(KEYS) == set()


def whats_noted() -> set[str]:
    """The values of ``what`` that the console's rooms write into the audit log."""
    written = re.compile(r'"what": "([a-z_]+)"')
    rooms = (ROOT / "bot" / "console").rglob("*.py")
    return {what for path in rooms for what in written.findall(path.read_text(encoding="utf-8"))}


def test_every_what_has_a_name() -> None:
    noted = whats_noted()

    assert len(noted) > 10
    assert [what for what in sorted(noted) if in_words({"what": what}).endswith(what)] == []
