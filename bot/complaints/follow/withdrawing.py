"""Withdrawing a case: asked first, undone within the hour, final after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.clocks import local_day
from bot.complaints.case.models import Case, CaseEvent, CaseKind
from bot.complaints.case.progress import KIND_LABELS
from bot.complaints.case.workflow import StepRefused
from bot.complaints.work.casework import CITIZEN, Casework
from bot.kit.clock import hour_of
from bot.kit.messages import Button, Reply, ReplyKind

UNDONE_WITHIN = timedelta(hours=1)
ASKED, UNDONE = "withdraw_asked", "withdraw_undone"  # events; the citizen's own word
CONFIRM, KEEP, RESTORE = "确定撤回", "不撤回", "恢复"
NOTHING_TO_WITHDRAW = (
    "这个聊天里没有可以撤回的投诉举报。匿名登记的、在别处登记的，请发“撤回”加登记编号和查询码。"
)
NOTHING_TO_RESTORE = "没有可以恢复的撤回：撤回一小时以后就生效了。还要办的话，请重新登记。"
KEPT = "好的，没有撤回，继续办理。"
RESTORED = "好的，已经恢复，{number} 继续办理。"
WITHDRAWING = (
    "已经记下您要撤回 {number}，一小时后生效，之后不再办理。改主意了，一小时内回复“恢复”。"
)


REPORT_WITHDRAWING = (
    "已经记下您要撤回 {number}，一小时后告诉办案人员您不再参与，线索依法仍要核查。"
    "改主意了，一小时内回复“恢复”。"
)


@dataclass(frozen=True)
class Withdrawing:
    """Takes a citizen's word that a case should end.

    Args:
        casework: takes the step when the hour is over.
    """

    casework: Casework

    def ask(self, case: Case) -> Reply:
        """Name the case and ask whether it is meant.

        Raises:
            StepRefused: it can't be withdrawn (any more).
        """
        self._check(case)
        text = (
            f"要撤回的是 {described(case)}，对吗？确定的话回复“{CONFIRM}”，不撤回回复“{KEEP}”。"
            "撤回后一小时内可以恢复，之后就不再办理。"
        )
        if case.kind == CaseKind.REPORT.value:
            text = (
                f"要撤回的是 {described(case)}，对吗？举报的线索依法仍要核查，"
                "撤回只是告诉办案人员您不再参与。"
                f"确定的话回复“{CONFIRM}”，不撤回回复“{KEEP}”。撤回后一小时内可以恢复。"
            )
        return Reply(text, ReplyKind.ANSWER, (Button(CONFIRM, CONFIRM), Button(KEEP, KEEP)))

    def choose(self, cases: Sequence[Case]) -> Reply:
        """Ask which of several is meant."""
        lines = [f"{n}. {described(case)}" for n, case in enumerate(cases, 1)]
        buttons = tuple(Button(f"撤回第{n}件", f"撤回第{n}件") for n in range(1, len(cases) + 1))
        told = (
            "您有几件在办，要撤回哪一件？回复“第1件”这样的话；都不撤，回复“都不是”。\n"
            + "\n".join(lines)
        )
        return Reply(told, ReplyKind.ANSWER, buttons)

    def confirm(self, session: Session, case: Case, now: datetime) -> str:
        """The citizen means it; what they hear.

        Raises:
            StepRefused: it can't be withdrawn (any more).
        """
        step = self._check(case)
        # Of an anonymous case only the hour is kept: the next one, so that the hour is a whole one.
        case.withdrawing_since = hour_of(now) + UNDONE_WITHIN if case.anonymous else now
        words = REPORT_WITHDRAWING if step == "withdraw_report" else WITHDRAWING
        told = words.format(number=case.number)
        self._note(session, case, ASKED, "您要求撤回，一小时内可以恢复", now)
        return told

    def restore(self, session: Session, case: Case, now: datetime) -> str:
        """The citizen thinks otherwise."""
        if case.withdrawing_since is None:
            return NOTHING_TO_RESTORE
        case.withdrawing_since = None
        self._note(session, case, UNDONE, "您恢复了办理", now)
        return RESTORED.format(number=case.number)

    def settle(self, session: Session, now: datetime) -> int:
        """Take the step for those whose hour is over; how many."""
        query = select(Case).where(Case.withdrawing_since <= now - UNDONE_WITHIN)
        cases = list(session.scalars(query.with_for_update(skip_locked=True)))
        for case in cases:
            case.withdrawing_since = None
            try:
                event = self.casework.take_step(session, case, _step(case), CITIZEN, now)
            except StepRefused:
                continue  # it ended otherwise in the meantime
            self.casework.notices.put(session, case, event, now)
        return len(cases)

    def _check(self, case: Case) -> str:
        step = _step(case)
        self.casework.workflow.check(step, case.kind, case.status, CITIZEN.kind, {})
        return step

    def _note(self, session: Session, case: Case, action: str, message: str, now: datetime) -> None:
        at = hour_of(now) if case.anonymous else now
        session.add(
            CaseEvent(case_id=case.id, at=at, actor_kind="citizen", action=action, message=message)
        )
        case.updated_at = at


def _step(case: Case) -> str:
    # What a report points out must be verified all the same (处罚程序规定第十八条).
    return "withdraw_report" if case.kind == CaseKind.REPORT.value else "withdraw"


def described(case: Case) -> str:
    """A case as its citizen knows it: number, kind, what it is about, day."""
    about = case.product or case.respondent or case.standard
    day = local_day(case.registered_at)
    return f"{case.number}（{KIND_LABELS[case.kind]}{f'：{about}' if about else ''}，{day} 登记）"
