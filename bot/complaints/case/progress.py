"""What a citizen hears about a case, and how a case is found without giving anything away."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.clocks import Clocks, local_day
from bot.complaints.case.models import Case, CaseEvent, CaseKind
from bot.complaints.case.numbers import CaseNumber
from bot.complaints.case.receipt import ReceiptCodes
from bot.complaints.case.workflow import Workflow

CHANNEL_LABELS = {
    "web": "网页",
    "wechat": "微信",
    "telegram": "Telegram",
    "window": "窗口",
    "phone": "电话",
    "open311": "接口",
}
KIND_LABELS = {
    CaseKind.COMPLAINT.value: "投诉",
    CaseKind.REPORT.value: "举报",
    CaseKind.FEEDBACK.value: "意见建议",
}
NOT_FOUND = (
    "没有查到，或者编号和查询码对不上。请核对后再发：登记编号像 CQ20261123-000147-7，"
    "查询码是登记时给您的 16 位字母数字。在登记时用的同一个聊天里，只发编号也能查。"
)
NOTHING_HERE = (
    "这个聊天里没有登记过投诉举报。匿名登记的，或者在别处登记的，请发登记编号和查询码来查；"
    "在全国 12315 平台或者 12315 热线登记的，请到原来的渠道查。\n"
    "一般的期限：投诉收到之日起 7 个工作日内告知受理不受理，举报 15 个工作日内核查、决定立不立案。"
)
STORY_LINES = 6
CASES_SHOWN = 3


@dataclass(frozen=True)
class Progress:
    """Finds cases for citizens and tells how they stand.

    Args:
        workflow: labels of statuses.
        clocks: deadlines.
        codes: receipt codes.
    """

    workflow: Workflow
    clocks: Clocks
    codes: ReceiptCodes

    def find(
        self, session: Session, number: CaseNumber | None, code: str | None, conversation: str
    ) -> Case | None:
        """The case a citizen may see; None for every kind of "no" alike.

        The receipt code is hashed in every case, so that a wrong number, a wrong code and another
        person's number take the same time.

        Args:
            session: the open transaction.
            number: a case number that was typed.
            code: a receipt code that was typed.
            conversation: pseudonym of the chat identity that asks.
        """
        hashed = self.codes.hash(code or "")
        if number is None:
            if code is None:
                return None
            return session.scalar(select(Case).where(Case.code_hash == hashed))
        case = session.scalar(select(Case).where(Case.number == str(number)))
        if case is None:
            return None
        has_code = code is not None and hmac.compare_digest(case.code_hash, hashed)
        is_own = bool(case.conversation) and case.conversation == conversation
        return case if has_code or (is_own and code is None) else None

    def own(self, session: Session, conversation: str) -> list[Case]:
        """The newest named cases of a chat identity."""
        query = select(Case).where(Case.conversation == conversation)
        return list(session.scalars(query.order_by(Case.id.desc()).limit(CASES_SHOWN)))

    def tell(self, session: Session, case: Case) -> str:
        """How a case stands: status, deadline and story."""
        kind = KIND_LABELS[case.kind]
        about = case.product or case.respondent or case.standard
        lines = [f"{case.number}（{kind}{f'：{about}' if about else ''}）"]
        lines.append(f"现在：{self.workflow.label(case.status)}")
        lines += self._deadline(session, case)
        lines += [self._line(event) for event in self._story(session, case)]
        return "\n".join(lines)

    def _deadline(self, session: Session, case: Case) -> list[str]:
        if case.closed_at is not None:
            return []
        waiting = ["等您补充材料，办理期限照常计算。"] if case.status == "waiting" else []
        stopped = [
            f"{rule.label}：{self.workflow.pauses.get(pause.kind, '')}期间依法不计入"
            f"（{rule.pause_article}）"
            for rule, pause in self.clocks.paused(session, case)
        ]
        return [*waiting, *self._soonest(session, case), *stopped]

    def _soonest(self, session: Session, case: Case) -> list[str]:
        running = [d for d in self.clocks.running(session, case) if d.due_on is not None]
        if not running:
            return []
        soonest = min(running, key=lambda d: d.due_on or local_day(case.registered_at))
        rule = self.clocks.rule(soonest.rule)
        unsure = "" if soonest.certain else "，节假日安排公布后可能调整"
        return [f"{rule.label}：{soonest.due_on} 前（{rule.article}{unsure}）"]

    def _story(self, session: Session, case: Case) -> list[CaseEvent]:
        query = (
            select(CaseEvent)
            .where(CaseEvent.case_id == case.id, CaseEvent.public)
            .order_by(CaseEvent.id.desc())
            .limit(STORY_LINES)
        )
        return list(reversed(list(session.scalars(query))))

    def _line(self, event: CaseEvent) -> str:
        day = local_day(event.at)
        if event.action == "message" and event.actor_kind == "citizen":
            return f"· {day} 您补充了情况"
        return f"· {day} {event.message or self.workflow.label(event.to_status)}"
