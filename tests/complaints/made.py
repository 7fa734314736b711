"""Cases made by the real registrar, then moved to where a test wants them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.complaints.case.clocks import Clocks
from bot.complaints.case.deadlines import DeadlineRules
from bot.complaints.case.draft import Draft
from bot.complaints.case.models import Case, CaseEvent
from bot.complaints.case.receipt import ReceiptCodes
from bot.complaints.case.workflow import Workflow
from bot.complaints.intake.classified import Classified
from bot.complaints.intake.registering import Registrar
from bot.complaints.work.casework import Actor, Casework
from bot.complaints.work.notices import Notices
from bot.kit.sealing import Keyring
from bot.outbox.service import Outbox
from bot.staff.roles import CaseScope

# A Tuesday, 10 o'clock in Chongqing.
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
EVERYTHING = CaseScope(everything=True)
SUPERVISOR = Actor("supervisor", "zhu")
SAID: Mapping[str, str] = {
    "respondent": "雅迪电动车专卖店",
    "product": "电动自行车",
    "what": "充电的时候冒烟了",
    "when": "上周六",
    "day": "2026-11-21",
    "where": "渝中区解放碑八一路12号",
    "district": "渝中区",
    "wanted": "退款",
    "amount": "2999",
    "standard": "GB 17761-2024",
    "identity": "named",
    "consent": "yes",
    "name": "张三丰",
    "phone": "13812345678",
    "address": "渝中区中山四路1号",
}


@dataclass(frozen=True)
class Bureau:
    """What works on cases, without the conversation that takes them."""

    keyring: Keyring
    clocks: Clocks
    casework: Casework
    registrar: Registrar


def bureau() -> Bureau:
    """The real parts with a key of the tests."""
    keyring, clocks = Keyring({"t": b"k" * 32}), Clocks(DeadlineRules.load())
    outbox = Outbox(lambda: NOW)
    casework = Casework(Workflow.load(), clocks, keyring, Notices(outbox, keyring))
    codes = ReceiptCodes(b"pepper", cost=2)
    return Bureau(keyring, clocks, casework, Registrar(keyring, codes, clocks, _classified, "1"))


def _classified(draft: Draft) -> Classified:
    return Classified("ebike", 0.9, "market", draft.values["district"], "令第121号第十三条")


def made(
    office: Bureau,
    session: Session,
    now: datetime = NOW,
    *,
    kind: str = "complaint",
    said: Mapping[str, str] | None = None,
    **columns: Any,
) -> Case:
    """A case registered at a moment.

    Args:
        office: the case office.
        session: the open transaction.
        now: when it is registered.
        kind: complaint, report or feedback.
        said: what differs from the usual answers.
        columns: set on the case afterwards.
    """
    draft = Draft("chat-of-zhang", "web", now, now, kind=kind, values={**SAID, **(said or {})})
    case, _ = office.registrar.register(session, draft, "openid-of-zhang", now)
    for name, value in columns.items():
        setattr(case, name, value)
    session.flush()
    return case


def stepped(
    casework: Casework,
    session: Session,
    case: Case,
    slug: str,
    now: datetime,
    given: Mapping[str, str] | None = None,
    *,
    officer: str = "li",
) -> CaseEvent:
    """A step taken by an officer who has the case, and confirmed by a supervisor if it must be."""
    case.officer = officer
    event = casework.take_step(session, case, slug, Actor("officer", officer), now, given)
    return casework.confirm(session, case, SUPERVISOR, now) if case.proposed_step else event
