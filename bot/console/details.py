"""Details of audit entries in words; features add the names of their own keys here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.staff.actions import AuditAction
from bot.staff.roles import Role

_KEYS = {
    "before": "修改前",
    "after": "修改后",
    "roles": "角色",
    "districts": "区县",
    "departments": "部门",
    "categories": "类别",
    "entries": "条数",
    "findings": "问题数",
    "everywhere": "全部登录",
    "actor": "人员",
    "action": "操作",
    "what": "对象或原因",
    "since": "从",
    "until": "到",
}
_VALUES = {**{r.value: r.label for r in Role}, **{a.value: a.label for a in AuditAction}}


def in_words(details: Mapping[str, Any]) -> str:
    """Details as staff read them, in one line.

    >>> in_words({"roles": ["auditor"], "entries": 3})
    '角色：审计员；条数：3'
    """
    told = (f"{_KEYS.get(name, name)}：{_value(value)}" for name, value in details.items())
    return "；".join(told)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"（{in_words(value)}）"
    if isinstance(value, list):
        return "、".join(_value(item) for item in value) or "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    return _VALUES.get(value, value) if isinstance(value, str) else str(value)
