"""A member at work on one case: each thing they do has its audit entry in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case
from bot.complaints.work.casework import Actor, CaseNotFound
from bot.console.cases.case_page import actor_of, show_case
from bot.console.cases.case_parts import CaseParts, case_parts, place_of
from bot.console.kit.access import signed_in
from bot.console.kit.parts import ConsoleParts, console_parts
from bot.console.kit.typed import Number
from bot.kit.errors import InvalidInput, ServiceError
from bot.staff.actions import AuditAction
from bot.staff.models import StaffMember
from bot.staff.roles import Permission, case_scope

Parts = Annotated[ConsoleParts, Depends(console_parts)]
Cases = Annotated[CaseParts, Depends(case_parts)]
Worker = Annotated[StaffMember, Depends(signed_in(Permission.CASE_WORK))]
Assigner = Annotated[StaffMember, Depends(signed_in(Permission.CASE_ASSIGN))]
# What an act does; it gives the details for the audit log.
Act = Callable[[Session, Case], Mapping[str, Any]]


@dataclass(frozen=True)
class AtCase:
    """Who does something to which case, and what with."""

    request: Request
    parts: ConsoleParts
    cases: CaseParts
    member: StaffMember
    number: str

    @property
    def actor(self) -> Actor:
        """The member, a supervisor as one."""
        return actor_of(self.member)

    @property
    def officer(self) -> Actor:
        """The member in an officer's act."""
        return Actor("officer", self.member.username)

    @property
    def now(self) -> datetime:
        """The present moment."""
        return self.cases.clock()

    async def do(
        self,
        act: Act,
        action: AuditAction = AuditAction.CASE_CHANGED,
        *,
        said: Mapping[str, str] | None = None,
        leave: bool = False,
    ) -> Response:
        """Do something and keep the audit entry; back to the case's page, with what was wrong.

        Raises:
            CaseNotFound: there is no such case, or the member doesn't work it.
        """

        def work(session: Session) -> bool:
            return done_to_case(
                session, self.parts, self.cases, self.member, self.number, act, action
            )

        try:
            is_within_reach = await self.cases.sessions.run(work)
        except InvalidInput as problem:
            return await self.page(problem, said)
        to_list = leave and not is_within_reach
        place = "/console/cases/" if to_list else f"/console/cases/{self.number}"
        return RedirectResponse(f"{place}?done=saved", 303)

    async def page(self, problem: ServiceError, said: Mapping[str, str] | None = None) -> Response:
        """The case's page with what was wrong, and what was typed."""
        return await show_case(self.request, self.cases, self.member, self.number, problem, said)


def done_to_case(
    session: Session,
    parts: ConsoleParts,
    cases: CaseParts,
    member: StaffMember,
    number: str,
    act: Act,
    action: AuditAction,
) -> bool:
    """Do something to a case with its audit entry; whether the member still reaches it then.

    Raises:
        CaseNotFound: there is no such case, or the member doesn't work it.
    """
    scope = case_scope(member, Permission.CASE_WORK)
    case = cases.casework.get(session, number)
    if not scope.allows(*place_of(case)):
        raise CaseNotFound
    details = act(session, case)
    if case.officer == member.username:
        # Who does something with it has received it.
        case.handed_at = None
    parts.audit.add(
        session, member.username, action, object_type="case", object_id=number, details=details
    )
    return scope.allows(*place_of(case))


def _at_work(
    request: Request, parts: Parts, cases: Cases, member: Worker, number: Number
) -> AtCase:
    return AtCase(request, parts, cases, member, number)


def _at_assigning(at: AtWork, _: Assigner) -> AtCase:
    return at


AtWork = Annotated[AtCase, Depends(_at_work)]
AtAssigning = Annotated[AtCase, Depends(_at_assigning)]
