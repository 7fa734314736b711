"""Everything staff see of one case: facts, clocks, story, files, and cases that may be the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.clocks import Clocks, pauses_of
from bot.complaints.case.deadlines import DeadlineState, Pause, Rule, state
from bot.complaints.case.evidence_models import Attachment
from bot.complaints.case.models import Case, CaseDeadline, CaseEvent, CaseKind
from bot.complaints.case.wanted import inside
from bot.complaints.case.workflow import Workflow
from bot.complaints.understanding.masking import masked_person
from bot.complaints.understanding.similar import WITHIN, alike
from bot.complaints.work.proposals import Proposal
from bot.kit.private import redact
from bot.kit.sealing import Keyring
from bot.staff.roles import CaseScope

MOST_COMPARED = 50
SEALED_WORDS = "（市民的原话在“查看身份信息和原话”里）"
_TITLES = {
    "register": "登记",
    "note": "内部备注",
    "message": "留言",
    "assign": "分派给",
    "transfer": "转交",
    "merchant": "改了商家档案",
    "rate": "市民评价",
    "withdraw_asked": "市民要求撤回，一小时后生效，期间可以恢复",
    "withdraw_undone": "市民恢复了办理",
    "amend": "市民更正了登记的内容",
    "files": "市民补交了材料",
    "respondent_said": "商家回应",
    "mediation": "记下调解情况",
    "data_request": "市民对自己的个人信息提出要求",
    "data_request_done": "个人信息的要求已处理",
    "escalate": "已超期，提醒主管督办",
    "remind": "即将到期，提醒办理人",
    "remind_supplement": "提醒市民补充",
    "confirm": "确认",
    "send_back": "退回",
    "take_back": "收回",
    "dropped": "不用再确认",
}
_ACTORS = {"citizen": "市民", "system": "系统", "respondent": "商家"}


@dataclass(frozen=True)
class ClockLine:
    """One clock.

    Args:
        slug: of its rule.
        why: what stops it and why.
        is_fulfilled: whether its own decision ended it.
        pauses: times that don't count, in words.
        is_extendable: whether its rule allows an extension that it hasn't had.
        is_certain: whether the holidays up to its end are known.
    """

    slug: str
    label: str
    article: str
    why: str
    pauses: Sequence[str]
    is_fulfilled: bool
    started_on: date
    due_on: date | None
    met_at: datetime | None
    state: DeadlineState
    is_extendable: bool
    is_certain: bool


@dataclass(frozen=True)
class StoryLine:
    """One event.

    Args:
        who: username, or 市民 or 系统.
        title: what happened.
        reason, article: as staff gave them.
        message: what the citizen was told.
        words: a note or message of staff, with numbers that look personal masked; a citizen's own
            words stay sealed.
        is_public: whether the citizen sees this line.
    """

    at: datetime
    who: str
    title: str
    reason: str
    article: str
    message: str
    words: str
    is_public: bool


@dataclass(frozen=True)
class WaitingStep:
    """A step that waits for a second person.

    Args:
        by: username of who proposed it.
        ground: the words of the article; empty for none.
        evidence: what is noted for staff.
    """

    label: str
    by: str
    at: datetime
    article: str
    ground: str
    reason: str
    referred_to: str
    evidence: str


@dataclass(frozen=True)
class SimilarCase:
    """Another case that may be about the same.

    Args:
        score: 0 to 1.
    """

    number: str
    status: str
    registered_at: datetime
    summary: str
    score: float


@dataclass(frozen=True)
class Identity:
    """Who filed a case and in which words: shown only after a reason was given.

    Args:
        supplements: what they said later, and when.
    """

    name: str
    phone: str
    address: str
    narrative: str
    supplements: Sequence[tuple[datetime, str]] = ()


@dataclass(frozen=True)
class CaseFile:
    """One case as its page shows it.

    Args:
        waiting: the step that waits for confirmation.
        missed: what may lawfully be done after a supplement that never came; empty otherwise.
    """

    case: Case
    person: str
    clocks: Sequence[ClockLine]
    story: Sequence[StoryLine]
    files: Sequence[Attachment]
    similar: Sequence[SimilarCase]
    waiting: WaitingStep | None
    missed: str


@dataclass(frozen=True)
class CaseFiles:
    """Reads cases for their page; works inside the caller's session.

    Args:
        workflow: labels.
        clocks: deadlines.
        keyring: opens notes.
    """

    workflow: Workflow
    clocks: Clocks
    keyring: Keyring

    def read(self, session: Session, case: Case, scope: CaseScope, today: date) -> CaseFile:
        """The file of a case.

        Args:
            session: the database.
            case: already checked to lie inside the scope.
            scope: which other cases may be shown as similar.
            today: the Chongqing day.
        """
        query = select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
        events = list(session.scalars(query))
        files = select(Attachment).where(Attachment.case_id == case.id).order_by(Attachment.id)
        return CaseFile(
            case=case,
            person=masked_person(self.keyring, case),
            clocks=[self._clock(clock, today) for clock in self.clocks.of(session, case)],
            story=[self._line(event) for event in events],
            files=list(session.scalars(files)),
            similar=self._similar(session, case, scope),
            waiting=self._waiting(case, events),
            missed=self._missed(case, events),
        )

    def identity(self, session: Session, case: Case) -> Identity:
        """Who filed the case; the caller has checked the right and writes the audit entry."""
        opened = self.keyring.open
        said = (
            select(CaseEvent.at, CaseEvent.note_sealed, CaseEvent.actor_kind)
            .where(
                CaseEvent.case_id == case.id,
                CaseEvent.actor_kind.in_(("citizen", "respondent")),
                CaseEvent.note_sealed != "",
            )
            .order_by(CaseEvent.id)
        )
        return Identity(
            name=opened(case.name_sealed, "case.name"),
            phone=opened(case.phone_sealed, "case.phone"),
            address=opened(case.address_sealed, "case.address"),
            narrative=opened(case.narrative_sealed, "case.narrative"),
            supplements=[
                (
                    row.at,
                    ("商家回应：" if row.actor_kind == "respondent" else "")
                    + opened(row.note_sealed, "case_event.note"),
                )
                for row in session.execute(said)
            ],
        )

    def _clock(self, clock: CaseDeadline, today: date) -> ClockLine:
        rule = self.clocks.rule(clock.rule)
        is_met = clock.met_at is not None
        return ClockLine(
            slug=rule.slug,
            label=rule.label,
            article=rule.article,
            why=rule.why,
            pauses=[self._pause(rule, pause) for pause in pauses_of(clock)],
            is_fulfilled=bool(clock.met_by),
            started_on=clock.started_on,
            due_on=clock.due_on,
            met_at=clock.met_at,
            state=state(rule, clock.due_on, today, is_met=is_met),
            is_extendable=bool(rule.extendable_by) and not clock.extended and not is_met,
            is_certain=clock.certain,
        )

    def _waiting(self, case: Case, events: Sequence[CaseEvent]) -> WaitingStep | None:
        event = next((one for one in events if one.id == case.proposal_event), None)
        proposal = None if event is None else Proposal.opened(self.keyring, event.note_sealed)
        if event is None or proposal is None:
            return None
        step, given = self.workflow.steps[proposal.step], proposal.given
        ground = self.workflow.ground(step, case.kind, given.get("ground", ""))
        return WaitingStep(
            label=step.label,
            by=event.actor,
            at=event.at,
            article=event.article,
            ground="" if ground is None else ground.text,
            reason=event.reason,
            referred_to=given.get("referred_to", ""),
            evidence=redact(proposal.evidence, places=False),
        )

    def _missed(self, case: Case, events: Sequence[CaseEvent]) -> str:
        """Only until something else was done about the case."""
        steps = [one.action for one in events if one.action in self.workflow.steps]
        if case.closed_at is not None or steps[-1:] != ["supplement_missed"]:
            return ""
        return self.workflow.supplement.missed.get(CaseKind(case.kind), "")

    def _pause(self, rule: Rule, pause: Pause) -> str:
        until = "现在" if pause.end is None else pause.end
        what = self.workflow.pauses.get(pause.kind, "其他")
        return f"{pause.start} 至 {until}：{what}，不计入（{rule.pause_article}）"

    def _line(self, event: CaseEvent) -> StoryLine:
        step = self.workflow.steps.get(event.action)
        is_mark = event.action in ("escalate", "remind")
        title = _TITLES.get(event.action, "更新") if step is None else step.label
        words = self._words(event)
        if event.action == "propose":
            proposal = Proposal.opened(self.keyring, event.note_sealed)
            label = self.workflow.steps[proposal.step].label if proposal else "一步"
            title = f"提交确认：{label}"
            words = redact(proposal.evidence, places=False) if proposal else ""
        return StoryLine(
            at=event.at,
            who=event.actor or _ACTORS.get(event.actor_kind, "工作人员"),
            title=title,
            reason="" if is_mark else event.reason,
            article=event.article,
            message=event.message,
            words=words,
            is_public=event.public,
        )

    def _words(self, event: CaseEvent) -> str:
        if event.actor_kind == "citizen":
            return SEALED_WORDS if event.note_sealed else ""
        return redact(self.keyring.open(event.note_sealed, "case_event.note"), places=False)

    def _similar(self, session: Session, case: Case, scope: CaseScope) -> list[SimilarCase]:
        if not case.subject_key:
            return []
        since, until = case.registered_at - WITHIN, case.registered_at + WITHIN
        query = (
            select(
                Case.id,
                Case.number,
                Case.status,
                Case.registered_at,
                Case.summary,
                Case.narrative_sealed,
            )
            .where(
                Case.subject_key == case.subject_key,
                Case.id != case.id,
                Case.registered_at.between(since, until),
                *inside(scope),
            )
            .order_by(Case.registered_at.desc())
            .limit(MOST_COMPARED)
        )
        others = {row.id: row for row in session.execute(query)}
        # The stories are compared and only their likeness is shown.
        opened = self.keyring.open
        found = alike(
            opened(case.narrative_sealed, "case.narrative"),
            [(key, opened(row.narrative_sealed, "case.narrative")) for key, row in others.items()],
        )
        return [
            SimilarCase(o.number, o.status, o.registered_at, o.summary, round(a.score, 2))
            for a in found
            if (o := others[a.key])
        ]
