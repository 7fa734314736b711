"""What is done to a case after registration: workflow steps, notes, messages, assignments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case_summary import category_names, summary_of
from bot.complaints.clocks import Clocks
from bot.complaints.models import Case, CaseEvent, CaseStatus, RoutingCorrection
from bot.complaints.notices import Notices
from bot.complaints.workflow import Step, StepRefused, Workflow
from bot.kit.errors import InvalidInput, NotFound
from bot.kit.private import redact
from bot.kit.sealing import Keyring


class CaseNotFound(NotFound):
    """There is no such case, or it isn't this person's to see."""

    for_citizen = "没有查到这个受理编号，请核对后再试。"


@dataclass(frozen=True)
class Actor:
    """Who does something.

    Args:
        kind: ``citizen``, ``officer``, ``supervisor`` or ``system``.
        name: staff's username; empty for citizens.
    """

    kind: str
    name: str = ""


CITIZEN = Actor("citizen")
SYSTEM = Actor("system")


@dataclass(frozen=True)
class Casework:
    """Works cases; every method works inside the caller's transaction.

    Args:
        workflow: steps and templates.
        clocks: legal clocks.
        keyring: seals words that may hold personal data.
        notices: tells the citizen.
        categories: slug to name.
    """

    workflow: Workflow
    clocks: Clocks
    keyring: Keyring
    notices: Notices
    categories: Mapping[str, str] = field(default_factory=category_names)

    def get(self, session: Session, number: str) -> Case:
        """The case with a number, locked until the transaction ends.

        Raises:
            CaseNotFound: there is none.
        """
        query = select(Case).where(Case.number == number).with_for_update()
        case = session.scalar(query)
        if case is None:
            raise CaseNotFound
        return case

    def take_step(
        self,
        session: Session,
        case: Case,
        slug: str,
        actor: Actor,
        now: datetime,
        given: Mapping[str, str] | None = None,
    ) -> CaseEvent:
        """Take a step of the workflow: status, clocks, story and notice in one.

        Args:
            session: the open transaction.
            case: locked by :meth:`get`.
            slug: the step.
            actor: who takes it.
            now: aware UTC.
            given: ``reason``, ``article``, ``referred_to``, ``outcome`` as the step needs.

        Raises:
            StepRefused: the step isn't possible now or lacks something.
        """
        given = {name: value.strip() for name, value in (given or {}).items()}
        step = self.workflow.check(slug, case.kind, case.status, actor.kind, given)
        before = case.status
        case.status = self._target(session, case, step)
        case.updated_at = now
        self._note_facts(case, step, given, now)
        moved = self._move_clocks(session, case, step, given, now)
        message = self._sentence(case, step, given, moved)
        event = CaseEvent(
            case_id=case.id,
            at=now,
            actor_kind=actor.kind,
            actor=actor.name,
            action=slug,
            from_status=before,
            to_status=case.status,
            reason=redact(given.get("reason", ""), places=False),
            article=given.get("article", "")[:120],
            message=message,
            note_sealed=self.keyring.seal(given.get("note", ""), "case_event.note"),
        )
        session.add(event)
        session.flush()
        if actor.kind != "citizen":
            self.notices.put(session, case, event, now)
        return event

    def note(self, session: Session, case: Case, actor: Actor, text: str, now: datetime) -> None:
        """Keep an internal note (内部备注), which citizens never see."""
        if not text.strip():
            raise InvalidInput("备注不能为空。")
        session.add(
            CaseEvent(
                case_id=case.id,
                at=now,
                actor_kind=actor.kind,
                actor=actor.name,
                action="note",
                public=False,
                note_sealed=self.keyring.seal(text.strip(), "case_event.note"),
            )
        )

    def say(self, session: Session, case: Case, actor: Actor, text: str, now: datetime) -> None:
        """A message of two-way follow-up, from staff to the citizen or back."""
        if not text.strip():
            raise InvalidInput("内容不能为空。")
        from_citizen = actor.kind == "citizen"
        event = CaseEvent(
            case_id=case.id,
            at=now,
            actor_kind=actor.kind,
            actor=actor.name,
            action="message",
            public=True,
            message="" if from_citizen else self._message(case, text.strip()),
            note_sealed=self.keyring.seal(text.strip(), "case_event.note"),
        )
        session.add(event)
        session.flush()
        case.updated_at = now
        if not from_citizen:
            self.notices.put(session, case, event, now)

    def assign(self, session: Session, case: Case, actor: Actor, officer: str) -> None:
        """Give the case to an officer (分派)."""
        case.officer = officer
        session.add(
            CaseEvent(
                case_id=case.id,
                actor_kind=actor.kind,
                actor=actor.name,
                action="assign",
                public=False,
                reason=officer,
            )
        )

    def reclassify(
        self,
        session: Session,
        case: Case,
        actor: Actor,
        category: str,
        department: str,
        district: str,
    ) -> None:
        """Correct category, department and district; the category is kept as training data."""
        if category != case.category:
            session.add(
                RoutingCorrection(
                    case_id=case.id,
                    text=case.product,
                    predicted=case.category,
                    corrected=category,
                    actor=actor.name,
                )
            )
        case.category, case.department, case.district = category, department, district
        case.category_confidence, case.needs_staff = None, False
        case.summary = summary_of(case, self.categories)

    def rate(self, session: Session, case: Case, score: int, said: str, now: datetime) -> None:
        """Keep the citizen's satisfaction (满意度), 1 to 5 and a word.

        Raises:
            StepRefused: the case isn't closed.
            InvalidInput: the score is out of range.
        """
        if case.status != CaseStatus.CLOSED.value:
            raise StepRefused("办结以后才能评价，这件事还没有办结。")
        if not 1 <= score <= 5:
            raise InvalidInput("请打 1 到 5 分。")
        case.satisfaction, case.satisfaction_said = score, redact(said)[:300]
        case.updated_at = now
        session.add(
            CaseEvent(case_id=case.id, at=now, actor_kind="citizen", action="rate", public=False)
        )

    def _target(self, session: Session, case: Case, step: Step) -> str:
        if step.to == "same":
            return case.status
        if step.to != "back":
            return step.to.value
        query = (
            select(CaseEvent.from_status)
            .where(CaseEvent.case_id == case.id, CaseEvent.action == "ask_supplement")
            .order_by(CaseEvent.id.desc())
        )
        return session.scalars(query).first() or CaseStatus.REGISTERED.value

    def _note_facts(self, case: Case, step: Step, given: Mapping[str, str], now: datetime) -> None:
        if step.slug == "accept":
            case.accepted_at = now
        if step.slug == "reopen":
            case.closed_at, case.outcome = None, ""
        if step.ends:
            case.closed_at = now
        if "outcome" in step.needs:
            case.outcome = given["outcome"]
        if "referred_to" in step.needs:
            case.referred_to = given["referred_to"][:120]

    def _move_clocks(
        self, session: Session, case: Case, step: Step, given: Mapping[str, str], now: datetime
    ) -> dict[str, str]:
        """Move the clocks; gives the words ``pause`` and ``clocks`` of the step's sentence."""
        words: dict[str, str] = {}
        if step.clock == "pause":
            kind = given["pause"]
            stopped = self.clocks.pause(session, case, kind, now)
            if not stopped:
                raise StepRefused(
                    f"现在走着的期限，没有哪一条规定可以扣除“{self.workflow.pauses[kind]}”的时间，"
                    "期限照常计算。"
                )
            told = [f"{rule.label}（{rule.pause_article}）" for rule in stopped]
            words = {"pause": self.workflow.pauses[kind], "clocks": "、".join(told)}
        elif step.clock == "resume":
            paused = self.clocks.paused(session, case)
            if not paused:
                raise StepRefused("现在没有停着的期限。")
            words = {
                "pause": self.workflow.pauses.get(paused[0][1].kind, "不计入期限的时间"),
                "clocks": "、".join(rule.label for rule in self.clocks.resume(session, case, now)),
            }
        if step.event:
            self.clocks.start(session, case, step.event, now)
        if step.ends:
            self.clocks.end(session, case, now)
        return words

    def _sentence(
        self, case: Case, step: Step, given: Mapping[str, str], moved: Mapping[str, str]
    ) -> str:
        due = f"最迟 {case.next_due_on} 办理下一步。" if case.next_due_on else ""
        outcome = self.workflow.outcomes.get(given.get("outcome", ""), "")
        words = {
            "reason": redact(given.get("reason", ""), places=False),
            "article": given.get("article", ""),
        }
        return self.workflow.tell(
            step.template,
            number=case.number,
            due=due,
            outcome=outcome,
            referred_to=given.get("referred_to", ""),
            **words,
            **moved,
        )

    def _message(self, case: Case, text: str) -> str:
        return self.workflow.tell("message", number=case.number, reason=redact(text, places=False))
