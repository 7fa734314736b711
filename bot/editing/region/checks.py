"""Whether the region's content holds together: each part is read as the service reads it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.channels.wechat.account_menu import MenuError, load_menu
from bot.complaints.case.deadlines import DeadlineRules
from bot.complaints.case.workflow import Workflow, WorkflowError
from bot.complaints.intake.assigning import load_categories
from bot.complaints.understanding.places import Places
from bot.complaints.understanding.triage import Triage
from bot.complaints.work.phrases import load_phrases
from bot.conversation.guards import WordList, WordListError
from bot.editing.region.folder import write_folder
from bot.editing.region.sheets import SHEETS
from bot.handover.hours import HoursError, OfficeHours

# What the program fills in (bot.complaints.work.casework).
_PLACES = {
    "number", "reason", "article", "ground", "referred_to", "outcome", "due", "answer_by", "pause",
    "clocks",
}  # fmt: skip
_PHONE = re.compile(r"[\d\-—、, ]{0,40}")
# As the tables keep them.
_LONGEST = {"departments": {"slug": 60, "name": 120, "short": 60}, "districts": {"name": 40}}
_SLUG = re.compile(r"[a-z][a-z0-9_-]{1,39}")
_LABELS = {"departments": "部门", "districts": "区县", "categories": "分类", "matters": "事"}


def problems(contents: Mapping[str, Any], slug: str) -> list[str]:
    """What is wrong, a Chinese sentence each.

    Args:
        contents: all sheets as they would be, those staff never touched left out.
        slug: the sheet that changes.
    """
    whole = {name: one.shipped() for name, one in SHEETS.items()} | dict(contents)
    found = [*_by_hand(whole)] if slug in ("departments", "categories", "districts") else []
    if slug == "templates":
        found += _bad_places(whole["templates"])
    if slug == "jurisdiction":
        found += _repeated("matters", [row["slug"] for row in whole["jurisdiction"]["matters"]])
    if slug == "holidays":
        found += _repeated("holidays", [row["day"] for row in whole["holidays"]])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_folder(folder, whole)
        found += [said for load in _LOADERS for said in _tried(load, folder)]
    return list(dict.fromkeys(found))


_LOADERS: tuple[Callable[[Path], object], ...] = (
    Workflow.load,
    Triage.load,
    Places.load,
    lambda folder: DeadlineRules.load(folder / "deadlines.yml"),
    lambda folder: load_categories(folder / "categories.yml"),
    lambda folder: load_phrases(folder / "phrases.yml"),
    lambda folder: OfficeHours.load(folder / "office_hours.yml"),
    lambda folder: WordList.load(folder / "sensitive_words.yml"),
    lambda folder: load_menu("https://example.org", folder / "menu.yml"),
)


def _tried(load: Callable[[Path], object], folder: Path) -> list[str]:
    try:
        load(folder)
    except (WorkflowError, WordListError, HoursError, MenuError) as wrong:
        return [str(wrong)]
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        return [f"内容不完整：{wrong}。"]
    return []


def _by_hand(whole: Mapping[str, Any]) -> list[str]:
    departments, categories = whole["departments"], whole["categories"]
    found = _repeated("departments", [row["slug"] for row in departments])
    found += _repeated("categories", [row["slug"] for row in categories])
    found += _repeated("districts", [row["name"] for row in whole["districts"]])
    known = {row["slug"] for row in departments}
    for row in (*departments, *categories):
        if not _SLUG.fullmatch(str(row["slug"])):
            found.append(
                f"“{row['name']}”的代码要用小写字母开头，只有小写字母、数字、下划线和短横。"
            )
    for sheet, longest in _LONGEST.items():
        for row in whole[sheet]:
            found += [
                f"“{str(row.get(column))[:20]}…”太长，最多 {most} 个字。"
                for column, most in longest.items()
                if len(str(row.get(column) or "")) > most
            ]
    for row in departments:
        if not _PHONE.fullmatch(str(row.get("phone") or "")):
            found.append(f"“{row['name']}”的电话里有不是数字的东西，或者超过 40 个字。")
    for row in categories:
        if row["department"] not in known:
            found.append(f"“{row['name']}”的承办部门 {row['department']} 不在部门表里。")
    return found


def _repeated(what: str, names: list[str]) -> list[str]:
    twice = sorted({name for name in names if names.count(name) > 1})
    return [f"{_LABELS.get(what, '日期')} {name} 重复了。" for name in twice]


def _bad_places(templates: Mapping[str, str]) -> list[str]:
    found = []
    for text in templates.values():
        try:
            # Exactly what is done when a citizen is told.
            str(text).format_map(dict.fromkeys(_PLACES, "某"))
        except KeyError as unknown:
            found.append(f"“{text[:20]}”里的 {{{unknown.args[0]}}} 不是程序认得的词。")
        except (ValueError, IndexError, AttributeError, TypeError):
            found.append(f"“{text[:20]}”里的花括号写错了，要成对，里面只写程序认得的词。")
    return found
