"""The editors' desk: what is checked before an entry is reviewed, and the golden questions."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversation.guards import WordList
from bot.editing.drafts import OPEN, WRITABLE, DraftState
from bot.editing.errors import NotFit, StepRefused
from bot.editing.faq.checks import Checks, faults
from bot.editing.faq.cited import Cited
from bot.editing.faq.content import FaqContent
from bot.editing.faq.errors import FaqNotFound
from bot.editing.faq.gate import Gate, GateReport, Standing
from bot.editing.faq.golden_desk import goldens_in
from bot.editing.faq.models import FaqDraft, FaqPicture, FaqVersion
from bot.editing.faq.pictures import drawn_anew, keep_in, picture_in
from bot.editing.faq.problem import Problem
from bot.editing.review import SHORTEST_REASON, Kind, Published, Step, demand
from bot.kit.clock import CHONGQING
from bot.kit.stamp import stamp_of
from bot.staff.actions import AuditAction
from kb.basis import settle_in
from kb.categories import present_name
from kb.knowledge import Content, LiveKnowledge, Normalise, Snapshot, SnapshotBuilder
from kb.models import Faq
from kb.repository import KnowledgeRepository

FIRST_AUTHOR = "首批内容"
# Writing that goes on is one entry of the audit log, not one every few seconds.
ONE_STRETCH = timedelta(minutes=10)
_EDITED = AuditAction.FAQ_EDITED
_OWN = "自己写的不能自己审，请另一位审核人员来审。"
WAITING = (DraftState.IN_REVIEW,)


class GateStopped(Exception):
    """The change would spoil golden questions."""

    def __init__(self, report: GateReport) -> None:
        super().__init__(len(report.worse))
        self.report = report


@dataclass(frozen=True)
class FaqDesk(Published[FaqDraft, FaqVersion]):
    """Everything that changes the FAQ.

    Args:
        knowledge: what is published, in memory.
        builder: makes the state a change would lead to.
        gate: the golden questions.
        words: sensitive words.
        normalise: as questions of citizens are.
    """

    knowledge: LiveKnowledge
    builder: SnapshotBuilder
    gate: Gate
    words: WordList
    normalise: Normalise

    kind = Kind(
        FaqDraft,
        "faq",
        missing=FaqNotFound,
        changed="打开页面以后内容又改过，请重新看一遍再发布。",
        steps={
            "write": Step(WRITABLE, DraftState.DRAFT, _EDITED),
            "drop": Step(WRITABLE, DraftState.DROPPED, _EDITED, {"end": True}),
            "restore": Step((DraftState.DROPPED,), DraftState.DRAFT, _EDITED, {"back": True}),
            "submit": Step(WRITABLE, DraftState.IN_REVIEW, AuditAction.FAQ_SUBMITTED),
            "take back": Step(WAITING, DraftState.DRAFT, _EDITED),
            "reject": Step(
                WAITING, DraftState.REJECTED, AuditAction.FAQ_REJECTED, other=_OWN, why="退回",
                judge="reviewer", words="reason",
            ),
            "publish": Step(
                WAITING, DraftState.PUBLISHED, AuditAction.FAQ_PUBLISHED, other=_OWN,
                judge="reviewer", words="reason",
            ),
            "roll back": Step((), "", AuditAction.FAQ_ROLLED_BACK),
        },
        versions=FaqVersion,
        key="slug",
        this="这条问答",
        here="这条问答",
        no_version=FaqNotFound,
        first_author=FIRST_AUTHOR,
    )  # fmt: skip

    @property
    def today(self) -> date:
        """The day in Chongqing."""
        return self.clock().astimezone(CHONGQING).date()

    async def problems(self, content: FaqContent, slug: str) -> list[Problem]:
        """What is wrong with a content, or may be."""
        cited = await self.cited(content)
        checks = Checks(self.knowledge.snapshot, self.normalise, self.words, self.today, cited)
        found = await asyncio.to_thread(checks.problems, content, slug)
        if content.withdrawn or not content.picture or await self.picture(content.picture):
            return found
        return [Problem("这里没有这张图片，请重新上传，或者去掉。", is_gap=True), *found]

    async def picture(self, name: str) -> FaqPicture | None:
        """A picture that is kept, whoever shows it."""
        async with self.sessions() as session:
            return await session.run_sync(picture_in, name)

    async def keep_picture(self, content: bytes) -> str:
        """Keep an upload as it is drawn anew; its name.

        Raises:
            NotFit: it is no picture, or too large.
        """
        kept = await asyncio.to_thread(drawn_anew, content)
        await self.sessions.run(lambda session: keep_in(session, *kept, self.clock()))
        return kept[0]

    async def cited(self, content: FaqContent) -> Cited:
        """The articles a content rests on, with their words."""
        async with self.sessions() as session:
            return await Cited.read(session, content, self.today)

    async def drafted_questions(self) -> dict[str, str]:
        """Each question of a draft that isn't published yet, and which draft it is."""
        query = select(FaqDraft.id, FaqDraft.content).where(FaqDraft.state.in_(OPEN))
        async with self.sessions() as session:
            rows = (await session.execute(query.order_by(FaqDraft.id))).all()
        return {
            self.normalise(FaqContent.from_json(content).question): f"没发布的修改（{number}）"
            for number, content in rows
        }

    def begin_in(self, session: Session, by: str, key: str) -> FaqDraft:
        # Two who begin at once go on with the same draft.
        session.execute(select(Faq.id).where(Faq.slug == key).with_for_update())
        return super().begin_in(session, by, key)

    async def add(self, by: str, content: FaqContent, note: str = "") -> int:
        """A draft of a new entry."""
        return await self.sessions.run(lambda session: self.add_in(session, by, content, note).id)

    def add_in(self, session: Session, by: str, content: FaqContent, note: str = "") -> FaqDraft:
        """See :meth:`add`; in the caller's transaction."""
        slug = f"staff-{secrets.token_hex(5)}"
        return self.new_in(session, by, slug, content.as_json(), note=note)

    def new_in(self, session: Session, by: str, key: str, content: Any, **values: Any) -> FaqDraft:
        row = super().new_in(session, by, key, _shelved(session, content), **values)
        self.written(session, row, by)
        return row

    async def save(
        self, by: str, draft: int, content: FaqContent, note: str = "", seen: str | None = None
    ) -> None:
        """Change a draft, or one that was rejected.

        Args:
            by: the editor.
            draft: its number.
            content: the whole of it.
            note: for the reviewer.
            seen: stamp of the draft as the editor saw it; see :meth:`stamp`.

        Raises:
            FaqNotFound: there is no such draft.
            StepRefused: it is being reviewed, or done with.
            Overtaken: somebody else changed it meanwhile.
        """
        await self.sessions.run(
            lambda session: self.save_in(session, by, draft, content, note, seen)
        )

    @staticmethod
    def stamp(row: FaqDraft) -> str:
        return stamp_of(row.content, row.note)

    def save_in(
        self,
        session: Session,
        by: str,
        draft: int,
        content: FaqContent,
        note: str = "",
        seen: str | None = None,
    ) -> None:
        """See :meth:`save`; in the caller's transaction."""
        row = self.writable_in(session, draft, seen)
        row.content, row.note, row.author = _shelved(session, content.as_json()), note, by
        self.written(session, row, by)

    async def autosave(
        self, by: str, draft: int, content: FaqContent, note: str, seen: str
    ) -> FaqDraft:
        """Keep what is being written; one audit entry for a stretch of writing.

        Raises:
            FaqNotFound: there is no such draft.
            StepRefused: it is being reviewed, or done with.
            Overtaken: somebody else changed it meanwhile.
        """

        def work(session: Session) -> FaqDraft:
            row = self.writable_in(session, draft, seen)
            is_going_on = row.author == by and row.state == DraftState.DRAFT.value
            row.content, row.note, row.author = _shelved(session, content.as_json()), note, by
            if is_going_on and self.clock() - row.changed_at < ONE_STRETCH:
                row.changed_at = self.clock()
            else:
                self.written(session, row, by)
            return row

        return await self.sessions.run(work)

    async def submit(self, by: str, draft: int) -> None:
        """Ask for a review.

        Raises:
            NotFit: the content has faults.
            StepRefused: it isn't a draft.
        """
        async with self.sessions.begin() as session:
            row = await session.run_sync(self.row_in, draft, WRITABLE)
            await self.refuse_faults(row)
            await session.run_sync(self.enter, row, by, self.kind.steps["submit"])

    async def try_gate(self, draft: int) -> GateReport:
        """Ask the golden questions of a draft; some seconds.

        Raises:
            FaqNotFound: there is no such draft.
        """
        row = await self.draft(draft)
        await self.refuse_faults(row)
        return await self.report({row.slug: FaqContent.from_json(row.content)})

    async def publish(
        self, by: str, draft: int, override: str = "", seen: str | None = None
    ) -> int:
        """Publish a reviewed draft; every process reads it as soon as it knows of it.

        Args:
            by: the reviewer.
            draft: its number.
            override: why it is published although golden questions get worse.
            seen: digest of the content on the reviewer's page; None where nobody looks at a page.

        Returns:
            The number of the new version.

        Raises:
            StepRefused: it doesn't wait for review, the reviewer wrote on it, or the entry was
                changed since the draft was begun.
            NotFit: the content has faults.
            GateStopped: golden questions get worse, and no reason was given.
        """
        row = await self.draft(draft)
        if row.state not in WAITING:
            raise StepRefused
        self.refuse_judging(row, by, self.kind.steps["publish"])
        await self.refuse_faults(row)
        content = FaqContent.from_json(row.content)
        if seen is not None and seen != content.digest():
            raise StepRefused(self.kind.changed)
        report = await self.report({row.slug: content})
        heed(report, override)
        looked_at, worse = self.stamp(row), [one.question for one in report.worse]

        def work(session: Session) -> int:
            made = self.publish_in(session, by, draft, looked_at, override, worse=worse)
            self.version_in(session, row.slug, made).draft_id = draft
            return made

        number = await self.sessions.run(work)
        await self.knowledge.refresh()
        return number

    async def roll_back(
        self, by: str, slug: str, number: int, reason: str, override: str = ""
    ) -> int:
        """Publish an earlier version again, as a new one.

        Raises:
            FaqNotFound: there is no such version.
            NotFit: without a reason.
            GateStopped: golden questions get worse, and no reason was given for that.
        """
        demand(reason, "回退")
        content = FaqContent.from_json((await self.version(slug, number)).content)
        report = await self.report({slug: content})
        heed(report, override)
        said, worse = f"{reason} {override}", [one.question for one in report.worse]
        new = await self.sessions.run(
            lambda session: self.roll_back_in(session, by, slug, number, reason, said, worse=worse)
        )
        await self.knowledge.refresh()
        return new

    async def entry(self, slug: str) -> Faq:
        """An entry in whatever status.

        Raises:
            FaqNotFound: there is none.
        """
        async with self.sessions() as session:
            faq = await KnowledgeRepository(session).faq(slug)
        if faq is None:
            raise FaqNotFound
        return faq

    def told(self, row: FaqDraft) -> dict[str, Any]:
        # What is published is known by its version.
        return {} if row.state == DraftState.PUBLISHED else super().told(row)

    async def refuse_faults(self, row: FaqDraft) -> None:
        """Refuse a draft that must be mended.

        Raises:
            NotFit: with every fault.
        """
        found = faults(await self.problems(FaqContent.from_json(row.content), row.slug))
        if found:
            raise NotFit("".join(found))

    def now_in(self, session: Session, key: str) -> Any:
        faq = session.scalar(select(Faq).where(Faq.slug == key))
        return None if faq is None else FaqContent.of(faq).as_json()

    def read(self, key: str, content: Any) -> Any:
        return FaqContent.from_json(content).as_json()

    def apply(self, session: Session, key: str, content: Any) -> None:
        wanted = FaqContent.from_json(content)
        shelf = present_name(session, wanted.category)
        faq = session.scalar(select(Faq).where(Faq.slug == key))
        if faq is None:
            faq = Faq(slug=key, phrasings=[])
            session.add(faq)
        replace(wanted, category=shelf).write(faq, self.today)
        settle_in(session, [faq], self.today)

    async def standings(self) -> list[Standing]:
        """How every golden question stands with what is published now; some seconds at first."""
        async with self.sessions() as session:
            more = await session.run_sync(goldens_in)
        snapshot = self.knowledge.snapshot
        return await asyncio.to_thread(self.gate.keep, snapshot, self.today, more)

    async def known_standings(self) -> list[Standing] | None:
        """The same if all have been asked already; else None."""
        async with self.sessions() as session:
            more = await session.run_sync(goldens_in)
        return self.gate.kept(self.knowledge.snapshot, self.today, more)

    async def report(self, changes: Mapping[str, FaqContent]) -> GateReport:
        """What the golden questions say to changes, by slug."""
        before = self.knowledge.snapshot
        after = await self._changed(changes)
        async with self.sessions() as session:
            more = await session.run_sync(goldens_in)
        return await asyncio.to_thread(self.gate.compare, before, after, self.today, more)

    async def _changed(self, changes: Mapping[str, FaqContent]) -> Snapshot:
        today = self.today
        async with self.sessions() as session:
            rows = await Content.read(session, today)
            faqs = [faq for faq in rows.faqs if faq.slug not in changes]
            phrasings = dict(rows.phrasings)
            for slug, content in changes.items():
                if content.withdrawn or not _is_valid(content, _day_it_counts(content, today)):
                    continue
                changed = Faq(slug=slug, phrasings=[])
                content.write(changed, today)
                faqs.append(changed)
                phrasings[slug] = content.phrasings
            rows = replace(rows, faqs=faqs, phrasings=phrasings)
            searched = await asyncio.to_thread(self.builder.searched, rows)
            cached = await session.run_sync(self.knowledge.held_in, searched.texts.keys())
        snapshot, made = await asyncio.to_thread(
            self.builder.build,
            searched,
            cached,
            self.knowledge.editions(),
            before=self.knowledge.snapshot,
        )
        if made:
            # Publishing will need them again at once.
            async with self.sessions.begin() as session:
                await KnowledgeRepository(session).keep_vectors(made)
        return snapshot


def heed(report: GateReport, override: str) -> None:
    """Listen to the golden questions, unless somebody takes the responsibility.

    Raises:
        GateStopped: some get worse, and no reason was given.
    """
    if not report.passed and len(override.strip()) < SHORTEST_REASON:
        raise GateStopped(report)


def _day_it_counts(content: FaqContent, today: date) -> date:
    """Today, or the later day on which the entry appears: what comes then is judged as well."""
    begins = date.fromisoformat(content.valid_from) if content.valid_from else today
    return max(today, begins)


def _is_valid(content: FaqContent, day: date) -> bool:
    begins, ends = content.valid_from, content.valid_to
    return (not begins or date.fromisoformat(begins) <= day) and (
        not ends or day <= date.fromisoformat(ends)
    )


def _shelved(session: Session, content: dict[str, Any]) -> dict[str, Any]:
    """A content on the shelf as it is called today; its writer's page may be older."""
    return {**content, "category": present_name(session, content["category"])}
