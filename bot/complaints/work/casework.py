"""What is done to a case after registration: workflow steps, notes, messages, assignments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.clocks import Clocks, local_day
from bot.complaints.case.models import Case, CaseEvent, CaseStatus, RoutingCorrection
from bot.complaints.case.workflow import REMINDER, Step, StepRefused, Workflow
from bot.complaints.intake.case_summary import category_names, summary_of
from bot.complaints.work.notices import Notices
from bot.complaints.work.proposals import Proposal, evidence_of
from bot.kit.clock import hour_of
from bot.kit.errors import InvalidInput, NotFound
from bot.kit.private import redact
from bot.kit.sealing import Keyring

SENT_AGAIN = timedelta(minutes=10)  # the same words within them are no new message


class CaseNotFound(NotFound):
    """There is no such case, or it isn't this person's to see."""

    for_citizen = "没有查到这个登记编号，请核对后再试。"


@dataclass(frozen=True)
class Actor:
    """Who does something.

    Args:
        kind: ``citizen``, ``officer``, ``supervisor`` or ``system``.
        name: staff's username; empty for citizens.
    """

    kind: str
    name: str = ""

    @property
    def is_staff(self) -> bool:
        """Whether it is a person at work."""
        return self.kind in ("officer", "supervisor")


CITIZEN = Actor("citizen")
SYSTEM = Actor("system")


def event_by(case: Case, actor: Actor, action: str, now: datetime, **said: Any) -> CaseEvent:
    """A line of the case's story; ``said`` are further columns of it."""
    return CaseEvent(
        case_id=case.id, at=now, actor_kind=actor.kind, actor=actor.name, action=action, **said
    )


@dataclass(frozen=True)
class Receiver:
    """Who gets a case that is handed over.

    Args:
        officer: username; empty where those of the district are to see who takes it.
        district: the case's from now on.
        before, after: who had it and who has it, in words for its story.
    """

    officer: str
    district: str
    before: str
    after: str


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

        A step that needs a second person is only proposed by this; see :meth:`confirm`.

        Args:
            session: the open transaction.
            case: locked by :meth:`get`.
            now: aware UTC.
            given: ``ground``, ``reason``, ``referred_to``, ``evidence`` ... as the step needs.

        Raises:
            StepRefused: the step isn't possible now or lacks something, the case is not the
                officer's, or another step waits for confirmation.
        """
        now = _kept_moment(case, actor, now)
        given = {name: value.strip() for name, value in (given or {}).items()}
        step = self.workflow.check(slug, case.kind, case.status, actor.kind, given)
        if not actor.is_staff:
            return self._apply(session, case, step, actor, now, given)
        self._demand_free(case, actor)
        if step.confirm:
            return self._propose(session, case, step, actor, now, given)
        return self._apply(session, case, step, actor, now, given)

    def demand_startable(self, case: Case, slug: str, actor: Actor) -> None:
        """Refuse a step that a member of the staff can't begin, whatever they fill in.

        Raises:
            StepRefused: it isn't possible now, the case is not the officer's, or another step
                waits for confirmation.
        """
        self.workflow.startable(slug, case.kind, case.status, actor.kind)
        self._demand_free(case, actor)

    def _demand_free(self, case: Case, actor: Actor) -> None:
        demand_own(case, actor)
        if case.proposed_step:
            waiting = self.workflow.steps[case.proposed_step].label
            raise StepRefused(f"“{waiting}”正在等主管确认，确认或者退回以后才能做别的。")

    def confirm(self, session: Session, case: Case, actor: Actor, now: datetime) -> CaseEvent:
        """Agree to the step that waits: only now it counts, and the citizen hears of it.

        Raises:
            StepRefused: nothing waits, the actor is no supervisor or proposed it, or the step isn't
                possible any more.
        """
        proposal = self._waiting(session, case)
        if actor.kind != "supervisor" or actor.name == case.proposed_by:
            raise StepRefused("要由另一位主管确认，提交的人自己不能确认。")
        proposer = Actor("officer", case.proposed_by)
        step = self.workflow.check(
            proposal.step, case.kind, case.status, proposer.kind, proposal.given
        )
        self._settle(session, case, actor, "confirm", now, step.label)
        return self._apply(session, case, step, proposer, now, proposal.given)

    def send_back(
        self, session: Session, case: Case, actor: Actor, why: str, now: datetime
    ) -> None:
        """Refuse the step that waits, saying why; who proposed it may take it back.

        Raises:
            StepRefused: nothing waits, or the actor is neither a supervisor nor the proposer.
            InvalidInput: no reason is given.
        """
        proposal = self._waiting(session, case)
        is_own = actor.name == case.proposed_by
        if actor.kind != "supervisor" and not is_own:
            raise StepRefused("只有主管能退回，提交的人能自己收回。")
        if not why.strip():
            raise InvalidInput("请写明退回或者收回的理由。")
        label = self.workflow.steps[proposal.step].label
        action = "take_back" if is_own else "send_back"
        self._settle(session, case, actor, action, now, f"{label}：{why.strip()}")

    def remind(self, session: Session, case: Case, now: datetime) -> CaseEvent:
        """Remind the citizen of the supplement that was asked for."""
        event = CaseEvent(
            case_id=case.id,
            at=now,
            actor_kind=SYSTEM.kind,
            action="remind_supplement",
            message=self.workflow.tell(
                REMINDER, number=case.number, answer_by=str(case.supplement_due_on)
            ),
        )
        session.add(event)
        session.flush()
        self.notices.put(session, case, event, now)
        return event

    def _propose(
        self,
        session: Session,
        case: Case,
        step: Step,
        actor: Actor,
        now: datetime,
        given: Mapping[str, str],
    ) -> CaseEvent:
        event = event_by(
            case,
            actor,
            "propose",
            now,
            from_status=case.status,
            reason=redact(given.get("reason", ""), places=False),
            article=self._article(step, case, given),
            public=False,
            note_sealed=Proposal(step.slug, given).sealed(self.keyring),
        )
        session.add(event)
        session.flush()
        case.proposed_step, case.proposed_by = step.slug, actor.name
        case.proposal_event, case.updated_at = event.id, now
        return event

    def _waiting(self, session: Session, case: Case) -> Proposal:
        event = session.get(CaseEvent, case.proposal_event) if case.proposed_step else None
        proposal = None if event is None else Proposal.opened(self.keyring, event.note_sealed)
        if proposal is None:
            raise StepRefused("没有等确认的步骤，可能已经有人处理了。")
        return proposal

    def _settle(
        self, session: Session, case: Case, actor: Actor, action: str, now: datetime, words: str
    ) -> None:
        case.proposed_step, case.proposed_by, case.proposal_event = "", "", None
        case.updated_at = now
        session.add(
            event_by(case, actor, action, now, reason=redact(words, places=False), public=False)
        )

    def _apply(
        self,
        session: Session,
        case: Case,
        step: Step,
        actor: Actor,
        now: datetime,
        given: Mapping[str, str],
    ) -> CaseEvent:
        before = case.status
        case.status = self._target(case, step)
        case.updated_at = now
        self._note_facts(session, case, step, given, before, now)
        moved = self._move_clocks(session, case, step, given, now)
        event = event_by(
            case,
            actor,
            step.slug,
            now,
            from_status=before,
            to_status=case.status,
            reason=redact(given.get("reason", ""), places=False),
            article=self._article(step, case, given),
            message=self._sentence(case, step, given, moved),
            note_sealed=self.keyring.seal(evidence_of(given), "case_event.note"),
        )
        session.add(event)
        session.flush()
        if case.proposed_step and not self._still_possible(case):
            words = self.workflow.steps[case.proposed_step].label
            self._settle(session, case, SYSTEM, "dropped", now, words)
        if actor.kind != "citizen":
            self.notices.put(session, case, event, now)
        return event

    def _still_possible(self, case: Case) -> bool:
        return self.workflow.steps[case.proposed_step].begins(case.kind, case.status)

    def _article(self, step: Step, case: Case, given: Mapping[str, str]) -> str:
        ground = self.workflow.ground(step, case.kind, given.get("ground", ""))
        return "" if ground is None else ground.article

    def note(self, session: Session, case: Case, actor: Actor, text: str, now: datetime) -> None:
        """Keep an internal note (内部备注), which citizens never see."""
        if not text.strip():
            raise InvalidInput("备注不能为空。")
        session.add(
            event_by(
                case,
                actor,
                "note",
                now,
                public=False,
                note_sealed=self.keyring.seal(text.strip(), "case_event.note"),
            )
        )

    def say(self, session: Session, case: Case, actor: Actor, text: str, now: datetime) -> None:
        """A message of two-way follow-up, from staff to the citizen or back.

        Raises:
            InvalidInput: nothing is said.
            StepRefused: staff said just that a moment ago, or may not.
        """
        if not text.strip():
            raise InvalidInput("内容不能为空。")
        now = _kept_moment(case, actor, now)
        from_citizen = actor.kind == "citizen"
        if not from_citizen:
            demand_own(case, actor)
            self._refuse_saying_again(session, case, actor, text.strip(), now)
        event = event_by(
            case,
            actor,
            "message",
            now,
            public=True,
            message="" if from_citizen else self._message(case, text.strip()),
            note_sealed=self.keyring.seal(text.strip(), "case_event.note"),
        )
        session.add(event)
        session.flush()
        case.updated_at = now
        if not from_citizen:
            self.notices.put(session, case, event, now)

    def _refuse_saying_again(
        self, session: Session, case: Case, actor: Actor, words: str, now: datetime
    ) -> None:
        """A button was pressed twice, or the page of an answer loaded again."""
        query = select(CaseEvent).where(CaseEvent.case_id == case.id)
        last = session.scalar(query.order_by(CaseEvent.id.desc()).limit(1))
        if last is None or last.at <= now - SENT_AGAIN:
            return
        if (last.action, last.actor) == ("message", actor.name) and words == self.keyring.open(
            last.note_sealed, "case_event.note"
        ):
            raise StepRefused("刚才已经发过同样的留言，没有再发。")

    def settle_data_request(
        self, session: Session, case: Case, actor: Actor, answer: str, now: datetime
    ) -> None:
        """A request about the citizen's own data is done; they hear how (PIPL art. 50)."""
        demand_own(case, actor)
        case.rights_due_on, case.updated_at = None, now
        event = event_by(
            case,
            actor,
            "data_request_done",
            now,
            message=f"您关于 {case.number} 个人信息的要求已经处理：{redact(answer, places=False)}",
        )
        session.add(event)
        session.flush()
        self.notices.put(session, case, event, now)

    def assign(
        self, session: Session, case: Case, actor: Actor, officer: str, now: datetime
    ) -> None:
        """Give the case to an officer (分派), who finds it among what waits for them."""
        case.officer = officer
        case.handed_at = None if officer == actor.name else now
        session.add(event_by(case, actor, "assign", now, public=False, reason=officer))

    def transfer(
        self,
        session: Session,
        case: Case,
        actor: Actor,
        to: Receiver,
        why: str,
        now: datetime,
    ) -> None:
        """Hand the case over (转交); its clocks go on as they are, the citizen hears nothing.

        Args:
            session: the open transaction.
            case: locked by :meth:`get`.
            actor: whose it is, or a supervisor.
            to: who works it from now on.
            why: for colleagues.
            now: aware UTC.

        Raises:
            StepRefused: it has ended, waits for confirmation, or is somebody else's.
            InvalidInput: no reason is given, or nothing would change.
        """
        demand_own(case, actor)
        if case.closed_at is not None:
            raise StepRefused("这件事已经结束，不能转交。")
        if case.proposed_step:
            waiting = self.workflow.steps[case.proposed_step].label
            raise StepRefused(f"“{waiting}”正在等主管确认，确认或者退回以后才能转交。")
        if not why.strip():
            raise InvalidInput("请写明为什么转交，接的人看得到。")
        if (to.officer, to.district) == (case.officer, case.district):
            raise InvalidInput("办理人和区县都没有变，不用转交。")
        words = f"{to.before} → {to.after}"
        case.officer, case.district = to.officer, to.district
        case.handed_at = case.updated_at = now
        case.summary = summary_of(case, self.categories)
        session.add(
            event_by(
                case,
                actor,
                "transfer",
                now,
                public=False,
                reason=redact(why.strip(), places=False),
                note_sealed=self.keyring.seal(words, "case_event.note"),
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
        now = _kept_moment(case, CITIZEN, now)
        case.satisfaction, case.satisfaction_said = score, redact(said)[:300]
        case.updated_at = now
        session.add(
            CaseEvent(case_id=case.id, at=now, actor_kind="citizen", action="rate", public=False)
        )

    def _target(self, case: Case, step: Step) -> str:
        if step.to == "same":
            return case.status
        if step.to == "back":
            return case.waiting_from or CaseStatus.REGISTERED.value
        return step.to.value

    def _note_facts(
        self,
        session: Session,
        case: Case,
        step: Step,
        given: Mapping[str, str],
        before: str,
        now: datetime,
    ) -> None:
        self._note_supplement(session, case, before, now)
        if step.slug == "accept":
            case.accepted_at = now
        if step.slug == "reopen":
            case.closed_at, case.outcome = None, ""
        if step.ends:
            case.closed_at, case.handed_at = now, None
        ground = self.workflow.ground(step, case.kind, given.get("ground", ""))
        case.outcome = (ground and ground.outcome) or step.outcome or case.outcome
        if "referred_to" in step.needs:
            case.referred_to = given["referred_to"][:120]

    def _note_supplement(self, session: Session, case: Case, before: str, now: datetime) -> None:
        is_waiting = case.status == CaseStatus.WAITING.value
        if is_waiting and before != case.status:
            case.waiting_from = before
            case.supplement_due_on = self._answer_by(session, case, local_day(now))
        elif not is_waiting:
            case.waiting_from, case.supplement_due_on = "", None

    def _answer_by(self, session: Session, case: Case, today: date) -> date:
        """The last day for a supplement: early enough to decide in time with what there is."""
        within = self.workflow.supplement.within_working_days
        day = self.clocks.calendar(session).add(today, within)
        if case.next_due_on is not None:
            day = min(day, case.next_due_on - timedelta(days=1))
        return max(day, today)

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
        ground = self.workflow.ground(step, case.kind, given.get("ground", ""))
        return self.workflow.tell(
            step.template,
            number=case.number,
            reason=redact(given.get("reason", ""), places=False),
            article="" if ground is None else ground.article,
            ground="" if ground is None else ground.text,
            outcome=self.workflow.outcomes.get(case.outcome, ""),
            referred_to=given.get("referred_to", ""),
            due=f"最迟 {case.next_due_on} 办理下一步。" if case.next_due_on else "",
            answer_by=str(case.supplement_due_on or ""),
            **moved,
        )

    def _message(self, case: Case, text: str) -> str:
        return self.workflow.tell("message", number=case.number, reason=redact(text, places=False))


def demand_own(case: Case, actor: Actor) -> None:
    """An officer acts only on cases given to them; a supervisor on all.

    Raises:
        StepRefused: it is somebody else's, or nobody's yet.
    """
    if actor.kind == "officer" and case.officer != actor.name:
        whose = "已经分派给别人" if case.officer else "还没有分派"
        raise StepRefused(f"这件事{whose}，只有办理人和主管能办。没有办理人的，先点“我来办”。")


def _kept_moment(case: Case, actor: Actor, now: datetime) -> datetime:
    # What a citizen does to an anonymous case is kept to the hour: a second would lead to the chat.
    return hour_of(now) if case.anonymous and actor.kind == "citizen" else now
