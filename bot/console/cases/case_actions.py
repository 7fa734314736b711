"""What staff do to a case from its page; each act has its audit entry in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case
from bot.complaints.work.casework import Actor
from bot.console.cases.at_case import AtAssigning, AtWork
from bot.console.cases.case_page import actor_of
from bot.console.cases.case_parts import CaseParts, officers_for, place_of
from bot.console.kit.access import Forbidden
from bot.console.kit.typed import Field, Words
from bot.kit.errors import InvalidInput
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, may

router = APIRouter()


class Filled:
    """What the form of a step was filled in with.

    Args:
        ground: slug of the ground that was chosen.
        pause: what the time that doesn't count is needed for.
    """

    def __init__(
        self,
        reason: Words = "",
        ground: Field = "",
        referred_to: Field = "",
        pause: Field = "",
        evidence: Words = "",
        told_by: Field = "",
        told_at: Field = "",
        told_how: Words = "",
    ) -> None:
        self.given = {
            "reason": reason, "ground": ground, "referred_to": referred_to, "pause": pause,
            "evidence": evidence, "told_by": told_by, "told_at": told_at, "told_how": told_how,
        }  # fmt: skip


@router.post("/{number}/steps/{slug}")
async def step(at: AtWork, slug: str, filled: Annotated[Filled, Depends()]) -> Response:
    """Take a step of the workflow, or propose it where a second person must agree."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        before, actor = case.status, at.actor
        at.cases.casework.take_step(session, case, slug, actor, at.now, filled.given)
        if case.proposed_step:
            return {"step": slug, "what": "propose"}
        return {"step": slug, "from": before, "to": case.status}

    said = {f"{slug}:{name}": value for name, value in filled.given.items()}
    return await at.do(act, said=said)


@router.post("/{number}/confirm")
async def confirm(at: AtAssigning) -> Response:
    """Agree to the step that waits; only a supervisor who didn't propose it."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        before, step = case.status, case.proposed_step
        at.cases.casework.confirm(session, case, at.actor, at.now)
        return {"step": step, "what": "confirm", "from": before, "to": case.status}

    return await at.do(act)


@router.post("/{number}/send-back")
async def send_back(at: AtWork, words: Words = "") -> Response:
    """Send the step that waits back; who proposed it takes it back."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        step = case.proposed_step
        at.cases.casework.send_back(session, case, at.actor, words, at.now)
        return {"step": step, "what": "send_back"}

    return await at.do(act)


@router.post("/{number}/note")
async def note(at: AtWork, words: Words = "") -> Response:
    """Keep an internal note."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        at.cases.casework.note(session, case, at.officer, words, at.now)
        return {"what": "note"}

    return await at.do(act)


@router.post("/{number}/message")
async def message(at: AtWork, words: Words = "") -> Response:
    """Write to the citizen; an anonymous reporter finds it with the receipt code."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        at.cases.casework.say(session, case, at.actor, words, at.now)
        return {"what": "message"}

    return await at.do(act)


@router.post("/{number}/data-request")
async def data_request(at: AtWork, words: Words = "") -> Response:
    """Say that a request about the citizen's own data is settled, and how."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        if case.rights_due_on is None:
            raise InvalidInput("没有等着处理的个人信息要求，可能已经有人处理了。")
        answer = words.strip()
        if not answer:
            raise InvalidInput("请写明怎么处理的，市民看得到这句话。")
        at.cases.casework.settle_data_request(session, case, at.actor, answer, at.now)
        return {"what": "data_request"}

    return await at.do(act)


@router.post("/{number}/assign")
async def assign(at: AtWork, officer: Field = "") -> Response:
    """Give the case to an officer; without the right to assign only to oneself."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        return give(session, at.cases, at.member, case, officer)

    return await at.do(act, AuditAction.CASE_ASSIGNED)


def give(
    session: Session, cases: CaseParts, member: StaffMember, case: Case, officer: str
) -> Mapping[str, Any]:
    """Give a case to an officer; the details for the audit log.

    Raises:
        Forbidden: it is not for oneself, and the member may not assign.
        InvalidInput: somebody has it already, or the officer doesn't work such cases.
    """
    if officer != member.username and not may(member, Permission.CASE_ASSIGN):
        raise Forbidden
    if case.officer not in ("", officer) and not may(member, Permission.CASE_ASSIGN):
        raise InvalidInput("这件事已经分派给别人，要换办理人，请主管分派。")
    if officer not in {m.username for m in officers_for(session, *place_of(case))}:
        raise InvalidInput("这件事不在这位工作人员的办件范围内。")
    cases.casework.assign(session, case, actor_of(member), officer, cases.clock())
    return {"officer": officer}


# An empty field is what a form without it sends: nothing changes then.
UNKNOWN_DISTRICT = "none"


class Classes(BaseModel):
    """The form of what a case is about, and where."""

    category: Field = ""
    department: Field = ""
    district: Field = ""


class Extension(BaseModel):
    """The form of a deadline's extension; ``rule`` is its slug."""

    rule: Field = ""
    reason: Words = ""


@router.post("/{number}/reclassify")
async def reclassify(at: AtWork, form: Annotated[Classes, Form()]) -> Response:
    """Correct category, department and district; the case may leave the member's reach by that."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        names = at.cases.names(session)
        if form.category not in names.categories or form.department not in names.departments:
            raise InvalidInput("请从列表里选择分类和承办部门。")
        known = {UNKNOWN_DISTRICT: "", "": case.district, **{one: one for one in names.districts}}
        if form.district not in known:
            raise InvalidInput("请从列表里选择区县。")
        after = {**form.model_dump(), "district": known[form.district]}
        before = {name: getattr(case, name) for name in after}
        at.cases.casework.reclassify(session, case, at.officer, **after)
        return {"before": before, **after}

    return await at.do(act, leave=True)


@router.post("/{number}/extend")
async def extend(at: AtAssigning, form: Annotated[Extension, Form()]) -> Response:
    """Approve the extension a deadline's rule allows; a supervisor's act."""

    def act(session: Session, case: Case) -> Mapping[str, Any]:
        rule, reason = form.rule, form.reason.strip()
        if not reason:
            raise InvalidInput("请写明批准延期的理由。")
        known = {known.slug for known in at.cases.clocks.rules}
        clock = at.cases.clocks.extend(session, case, rule) if rule in known else None
        if clock is None:
            raise InvalidInput("这个期限不能延长，或者已经延长过。")
        words = f"批准延长“{at.cases.clocks.rule(rule).label}”：{reason}"
        actor = Actor("supervisor", at.member.username)
        at.cases.casework.note(session, case, actor, words, at.now)
        return {"extended": rule, "due_on": str(clock.due_on)}

    return await at.do(act)
