"""Triage: danger first, then whose matter it is, then what kind of case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.complaints.workflow import SEEDS


@dataclass(frozen=True)
class Matter:
    """Words that name a matter.

    Args:
        slug: its name.
        any: one of these words is enough.
        unless: one of these words says that it is something else.
        said: what the citizen is told: advice, or the channel.
        department: who is in charge; empty for dangers.
    """

    slug: str
    any: tuple[str, ...]
    unless: tuple[str, ...]
    said: str
    department: str = ""

    def is_in(self, text: str) -> bool:
        """Whether a text is about this."""
        return any(w in text for w in self.any) and not any(w in text for w in self.unless)


@dataclass(frozen=True)
class Triage:
    """Knows dangers and the matters of other bodies.

    Args:
        dangers: in the order of their urgency.
        elsewhere: matters of other bodies.
    """

    dangers: tuple[Matter, ...]
    others: tuple[Matter, ...]

    @classmethod
    def load(cls, folder: Path = SEEDS) -> Triage:
        """Read ``danger.yml`` and ``jurisdiction.yml``."""
        dangers = tuple(_matter(row, "advice") for row in _rows(folder / "danger.yml"))
        others = tuple(_matter(row, "channel") for row in _rows(folder / "jurisdiction.yml"))
        return cls(dangers, others)

    def danger_in(self, text: str) -> str | None:
        """Advice for a danger a text tells of; None if there is none."""
        return next((danger.said for danger in self.dangers if danger.is_in(text)), None)

    def elsewhere(self, text: str) -> Matter | None:
        """The matter of another body a text is about; None if it looks like ours."""
        return next((matter for matter in self.others if matter.is_in(text)), None)


_REPORT = re.compile(
    r"举报|检举|假货|假冒|假酒|造假|三无|无证|黑作坊|黑窝点|地沟油|过期(?:的)?(?:还|仍|继续)(?:在)?卖|"
    r"没有?(?:营业)?执照|偷工减料|掺假|歪货|以次充好|卖假"
)
_COMPLAINT = re.compile(
    r"投诉|退款|退钱|退货|换货|赔偿|赔我|赔钱|退一赔|不给退|不退|不赔|不换|维权|要求退|退卡|"
    r"修好|免费修|保修|我买的.{0,15}(?:坏|烂|冒烟|掉色|起球|开胶)"
)
_FEEDBACK = re.compile(
    r"意见|建议|标准.{0,10}(?:不合理|看不懂|写错|过时|太旧|太老|太严|太松|修订|修改)|反馈标准|标准实施反馈"
)


def kind_of(text: str) -> str:
    """The kind of case words name; empty while they leave it open.

    Args:
        text: what was said. 「投诉」 and 「举报」 in so many words win over everything else.
    """
    said = [kind for word, kind in (("投诉", "complaint"), ("举报", "report")) if word in text]
    if len(said) == 1:
        return said[0]
    if said:
        return ""
    found = [
        kind
        for kind, pattern in (
            ("feedback", _FEEDBACK),
            ("complaint", _COMPLAINT),
            ("report", _REPORT),
        )
        if pattern.search(text)
    ]
    return found[0] if len(found) == 1 or found[:1] == ["feedback"] else ""


def _matter(row: dict[str, Any], said: str) -> Matter:
    words: Sequence[str] = row["any"]
    return Matter(
        row["slug"], tuple(words), tuple(row.get("unless") or ()), row[said],
        row.get("department", ""),
    )  # fmt: skip


def _rows(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return rows
