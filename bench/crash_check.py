"""After the crashes: is every acknowledged case in the database once, whole and right?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import httpx
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from bench.citizen_cases import Judge
from bench.citizen_runner import Citizen
from bench.processes import Service
from bot.complaints.case.models import Case, CaseDeadline, CaseEvent
from bot.complaints.case.numbers import CaseNumber
from bot.conversation.models import Turn
from bot.kit.clock import today


@dataclass
class Seen:
    """What was found.

    Args:
        counts: numbers worth printing.
        violations: each one sentence.
    """

    counts: dict[str, int] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)


def check(running: Service, citizens: list[Citizen]) -> Seen:
    """Look at all cases of a running service after the last crash."""
    engine = create_engine(running.database_url)
    with Session(engine) as session:
        seen = Seen()
        cases = list(session.scalars(select(Case)))
        _acknowledged(seen, citizens, cases)
        _whole(seen, session, cases)
        _right(seen, Judge(session, running.keyring, running.conversation, today()), citizens)
        _untied(seen, session, running, citizens)
    engine.dispose()
    _codes(seen, running, citizens)
    return seen


def _acknowledged(seen: Seen, citizens: list[Citizen], cases: list[Case]) -> None:
    told = [number for citizen in citizens for number in set(citizen.numbers)]
    there = Counter(case.number for case in cases)
    seen.counts["cases acknowledged"] = len(told)
    seen.counts["cases in the database"] = len(cases)
    seen.violations += [f"{number} was given to two citizens" for number in _twice(told)]
    seen.violations += [f"{n} is there {there[n]} times" for n in told if there[n] != 1]
    seen.violations += [f"{n} is there, nobody was told" for n in there if n not in told]
    shops = [case.respondent for case in cases]
    seen.violations += [f"{shop} was reported twice" for shop in _twice(shops)]
    for citizen in citizens:
        if len(set(citizen.numbers)) != 1:
            seen.violations.append(f"{citizen.script.name} was told {citizen.numbers}")


def _whole(seen: Seen, session: Session, cases: list[Case]) -> None:
    for case in cases:
        events = list(session.scalars(select(CaseEvent.action).where(CaseEvent.case_id == case.id)))
        deadlines = session.scalar(
            select(func.count()).select_from(CaseDeadline).where(CaseDeadline.case_id == case.id)
        )
        parts = {
            "number": str(CaseNumber.find(case.number)) == case.number,
            "code": len(case.code_hash) == 64,
            "event": events == ["register"],
            "deadline": bool(deadlines) and case.next_due_on is not None,
            "narrative": bool(case.narrative_sealed and case.summary),
        }
        seen.violations += [f"{case.number} lacks {part}" for part, ok in parts.items() if not ok]


def _right(seen: Seen, judge: Judge, citizens: list[Citizen]) -> None:
    found = [judge.look(citizen) for citizen in citizens]
    seen.counts["cases with every field right"] = sum(case.right for case in found)
    for citizen, case in zip(citizens, found, strict=True):
        seen.violations += [f"{citizen.script.name}: {wrong}" for wrong in case.wrong]


def _untied(seen: Seen, session: Session, running: Service, citizens: list[Citizen]) -> None:
    for citizen in citizens:
        if not citizen.script.cases[0]["anonymous"]:
            continue
        tied = Turn.conversation == running.conversation(citizen.sender)
        count = session.scalar(select(func.count()).select_from(Turn).where(tied))
        if count:
            seen.violations.append(
                f"{citizen.script.name}: {count} turns still lead to the anonymous chat"
            )


def _codes(seen: Seen, running: Service, citizens: list[Citizen]) -> None:
    """Every receipt must open its case from any chat."""
    opened = 0
    for citizen in citizens:
        for number, code in zip(citizen.numbers, citizen.codes, strict=False):
            body = {"sender": f"stranger-{citizen.sender}", "message": f"{number} {code}"}
            answer = httpx.post(
                f"{running.url}/webhooks/rest/webhook", json=body, timeout=20, trust_env=False
            )
            is_open = number in answer.text and "已登记" in answer.text
            opened += is_open
            if not is_open:
                seen.violations.append(f"{number} doesn't open with its code")
    seen.counts["receipts that open their case"] = opened


def _twice(items: list[str]) -> list[str]:
    return [item for item, count in Counter(items).items() if count > 1]
