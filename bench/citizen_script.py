"""What a simulated citizen says: read from bench/citizens/*.yml.

A citizen answers what is asked, so a script maps fields to answers and does not depend on the order
of the questions. bench/citizens/README.md explains the format.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from kb.yaml_file import read_yaml

FOLDER = Path(__file__).resolve().parent / "citizens"
# What every citizen says unless their script says otherwise.
USUAL = {"standard": "跳过", "consent": "同意", "confirm": "确认"}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Alternatives = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Turn:
    """One thing a citizen does, and what the reply must be like.

    Args:
        say: the words; ``{number}``, ``{code}``, ``{spaced}`` and ``{wide}`` stand for what the
            citizen was told at registration.
        kind: a reply of this kind must be there; for ``answer`` inside a form the same field must
            be asked again.
        not_kind: no reply of this kind may be there.
        must: facts that must occur, each with its alternatives.
        must_not: words that must not occur.
        first: must occur in the very first reply.
        asks: the field asked afterwards; ``nothing`` if none may be.
        restart: every process is ended and started again.
        away: minutes the citizen stays away.
        stranger: said from another chat.
    """

    say: str = ""
    kind: str = ""
    not_kind: str = ""
    must: Alternatives = ()
    must_not: tuple[str, ...] = ()
    first: Alternatives = ()
    asks: str = ""
    restart: bool = False
    away: int = 0
    stranger: bool = False

    @classmethod
    def of(cls, data: str | dict[str, Any]) -> Turn:
        """A turn from YAML, where plain text is something said."""
        if not isinstance(data, dict):
            return cls(say=str(data))
        known = dict(data)
        for name in ("must", "first"):
            known[name] = tuple(tuple(map(str, _many(item))) for item in _many(known.get(name)))
        known["must_not"] = tuple(map(str, _many(known.get("must_not"))))
        known["say"] = str(known.get("say", ""))
        return cls(**known)


@dataclass(frozen=True)
class Script:
    """One citizen.

    Args:
        name: unique, for ``--only``.
        about: what is special, in Chinese.
        turns: said first, whatever is asked.
        says: field to the answers, in the order in which they are needed.
        before: field to what happens once before it is answered.
        after: said when nothing is asked any more.
        cases: expected cases in order, field to value; empty if there must be none.
        not_asked: fields the citizen has told already and must not be asked.
    """

    name: str
    about: str = ""
    turns: tuple[Turn, ...] = ()
    says: dict[str, tuple[str, ...]] = field(default_factory=dict)
    before: dict[str, tuple[Turn, ...]] = field(default_factory=dict)
    after: tuple[Turn, ...] = ()
    cases: tuple[dict[str, Any], ...] = ()
    not_asked: tuple[str, ...] = ()

    @classmethod
    def of(cls, data: dict[str, Any]) -> Script:
        """A script from YAML.

        Raises:
            ValueError: it tells neither a case nor that there must be none.
        """
        expected = data.get("case", data.get("cases"))
        if (expected is None) == (not data.get("no_case")):
            raise ValueError(f"{data['name']}: case or no_case")
        says = {name: tuple(map(str, _many(said))) for name, said in data.get("says", {}).items()}
        before = data.get("before", {})
        return cls(
            name=data["name"],
            about=data.get("about", ""),
            turns=_turns(data.get("turns")),
            says={**{name: (said,) for name, said in USUAL.items()}, **says},
            before={name: _turns(turns) for name, turns in before.items()},
            after=_turns(data.get("after")),
            cases=tuple(_many(expected)),
            not_asked=tuple(data.get("not_asked", ())),
        )


def load_scripts(folder: Path = FOLDER) -> list[Script]:
    """All citizens, by file and in their order.

    Raises:
        ValueError: two have the same name.
    """
    scripts = [Script.of(data) for file in sorted(folder.glob("*.yml")) for data in read_yaml(file)]
    names = [script.name for script in scripts]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"named twice: {twice}")
    return scripts


def days_meant(meant: str | dict[str, Any] | None, today: date) -> set[date | None]:
    """The days that count as right for an expected ``happened_on``.

    Args:
        meant: ``today``, ``yesterday``, ``last_saturday`` (of the week before), ``this_monday``,
            ``national_day``, ``last_month`` (any day of it, or left open), ``unknown`` (left
            open), ``days_ago: 3``, ``month_day: "11-03"`` (the latest), ``on: "2026-03-15"``,
            ``last_month_day: 15``.
        today: the day of the run in Chongqing.
    """
    if meant is None or meant == "unknown":
        return {None}
    if isinstance(meant, dict):
        return _reckoned(meant, today)
    if meant in ("today", "yesterday"):
        return {today - timedelta(days=meant == "yesterday")}
    if meant == "national_day":
        return {_latest(today, 10, 1)}
    if meant == "last_month":
        end = today.replace(day=1) - timedelta(days=1)
        return {end.replace(day=day) for day in range(1, end.day + 1)} | {None}
    which, _, weekday = meant.partition("_")
    monday = today - timedelta(days=today.weekday() + (7 if which == "last" else 0))
    return {monday + timedelta(days=WEEKDAYS.index(weekday))}


def _reckoned(meant: dict[str, Any], today: date) -> set[date | None]:
    if "days_ago" in meant:
        return {today - timedelta(days=meant["days_ago"])}
    if "last_month_day" in meant:
        end = today.replace(day=1) - timedelta(days=1)
        return {end.replace(day=meant["last_month_day"])}
    if "on" in meant:
        return {date.fromisoformat(meant["on"])}
    month, day = map(int, meant["month_day"].split("-"))
    return {_latest(today, month, day)}


def _latest(today: date, month: int, day: int) -> date:
    this_year = date(today.year, month, day)
    return this_year if this_year <= today else date(today.year - 1, month, day)


def _turns(data: Any) -> tuple[Turn, ...]:
    return tuple(Turn.of(item) for item in _many(data))


def _many(data: Any) -> Iterable[Any]:
    if data is None:
        return ()
    return data if isinstance(data, list | tuple) else (data,)
