"""The summary of a case (摘要): made of fields with known values, never of what somebody typed."""

from __future__ import annotations

from collections.abc import Mapping

from bot.complaints.case.models import Case
from bot.complaints.case.progress import KIND_LABELS
from bot.complaints.intake.assigning import load_categories
from bot.complaints.understanding.wants import wants_in
from kb.text.standard_number import StandardNumber


def category_names() -> dict[str, str]:
    """Slug to name of the categories of the content."""
    return {slug: one.name for slug, one in load_categories().items()}


def summary_of(case: Case, categories: Mapping[str, str]) -> str:
    """What a case is about in one line: kind, category, district, wish, sum, standard, day.

    Lists, search, exports and auditors read it. The story itself stays sealed; a wish counts by
    its kind alone, and a standard only if it is a number.
    """
    parts = [categories.get(case.category, "未分类"), case.district]
    wish = wants_in(case.wanted)[0] if case.kind != "feedback" else ""
    parts.append(f"希望{wish}" if wish else "")
    parts.append("" if case.amount_fen is None else f"涉及 {case.amount_fen / 100:g} 元")
    number = StandardNumber.find(case.standard)
    parts.append(str(number) if number else "")
    parts.append(f"{case.happened_on} 发生" if case.happened_on else "")
    return f"{KIND_LABELS[case.kind]}：{'；'.join(part for part in parts if part)}"
