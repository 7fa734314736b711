"""The editors' desk: draft, review by another person, gate, publication, versions, rollback."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.guards import WordList
from bot.editing.faq.checks import Checks, faults
from bot.editing.faq.cited import Cited
from bot.editing.faq.content import FaqContent
from bot.editing.faq.errors import FaqNotFound, NotFit, StepRefused
from bot.editing.faq.gate import Gate, GateReport
from bot.editing.faq.models import OPEN, DraftState, FaqDraft, FaqVersion
from bot.editing.faq.problem import Problem
from bot.kit.clock import CHONGQING, Clock
from bot.kit.db import SessionFactory
from bot.kit.stamp import demand_unchanged, stamp_of
from bot.staff.actions import AuditAction
from bot.staff.audit import AuditLog
from kb.basis import settle
from kb.knowledge import Content, LiveKnowledge, Normalise, Snapshot, SnapshotBuilder
from kb.models import Faq
from kb.repository import KnowledgeRepository

FIRST_AUTHOR = "首批内容"
SHORTEST_REASON = 4  # characters
DROPPED_KEPT = timedelta(days=30)
_CHANGED = "打开页面以后内容又改过，请重新看一遍再发布。"


class GateStopped(Exception):
    """The change would spoil golden questions."""

    def __init__(self, report: GateReport) -> None:
        super().__init__(len(report.worse))
        self.report = report


@dataclass(frozen=True)
class FaqDesk:
    """Everything that changes the FAQ; each step leaves its audit entry in the same transaction.

    Args:
        sessions: the database.
        knowledge: what is published, in memory.
        builder: makes the state a change would lead to.
        gate: the golden questions.
        words: sensitive words.
        normalise: as questions of citizens are.
        audit: the log.
        clock: the present moment.
    """

    sessions: SessionFactory
    knowledge: LiveKnowledge
    builder: SnapshotBuilder
    gate: Gate
    words: WordList
    normalise: Normalise
    audit: AuditLog
    clock: Clock

    @property
    def today(self) -> date:
        """The day in Chongqing."""
        return self.clock().astimezone(CHONGQING).date()

    async def problems(self, content: FaqContent, slug: str) -> list[Problem]:
        """What is wrong with a content, or may be."""
        cited = await self.cited(content)
        checks = Checks(self.knowledge.snapshot, self.normalise, self.words, self.today, cited)
        return await asyncio.to_thread(checks.problems, content, slug)

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

    async def begin(self, by: str, slug: str) -> int:
        """The open draft of an entry, made from its present state if there is none.

        Raises:
            FaqNotFound: there is no such entry.
        """
        async with self.sessions.begin() as session:
            return (await self.begin_in(session, by, slug)).id

    async def begin_in(self, session: AsyncSession, by: str, slug: str) -> FaqDraft:
        """See :meth:`begin`; in the caller's transaction."""
        # Two who begin at once go on with the same draft.
        await session.execute(select(Faq.id).where(Faq.slug == slug).with_for_update())
        if (found := await _open_draft(session, slug)) is not None:
            return found
        faq = await KnowledgeRepository(session).faq(slug)
        if faq is None:
            raise FaqNotFound
        base = await _newest(session, slug)
        return await self._add(session, by, slug, FaqContent.of(faq), base=base)

    async def add(self, by: str, content: FaqContent, note: str = "") -> int:
        """A draft of a new entry."""
        async with self.sessions.begin() as session:
            return (await self.add_in(session, by, content, note)).id

    async def add_in(
        self, session: AsyncSession, by: str, content: FaqContent, note: str = ""
    ) -> FaqDraft:
        """See :meth:`add`; in the caller's transaction."""
        slug = f"staff-{secrets.token_hex(5)}"
        return await self._add(session, by, slug, content, note)

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
        async with self.sessions.begin() as session:
            await self.save_in(session, by, draft, content, note, seen)

    @staticmethod
    def stamp(row: FaqDraft) -> str:
        """What tells whether a draft is still what somebody saw."""
        return stamp_of(row.content, row.note)

    async def save_in(
        self,
        session: AsyncSession,
        by: str,
        draft: int,
        content: FaqContent,
        note: str = "",
        seen: str | None = None,
    ) -> None:
        """See :meth:`save`; in the caller's transaction."""
        row = await _draft(session, draft, (DraftState.DRAFT, DraftState.REJECTED))
        demand_unchanged(seen, row.content, row.note)
        row.content, row.note, row.state = content.as_json(), note, DraftState.DRAFT.value
        row.author, row.changed_at = by, self.clock()
        row.hands = sorted({*row.hands, by})
        await self._note(session, by, AuditAction.FAQ_EDITED, row.slug, draft=draft)

    async def submit(self, by: str, draft: int) -> None:
        """Ask for a review.

        Raises:
            NotFit: the content has faults.
            StepRefused: it isn't a draft.
        """
        async with self.sessions.begin() as session:
            row = await _draft(session, draft, (DraftState.DRAFT, DraftState.REJECTED))
            await self._refuse_faults(row)
            row.state, row.changed_at = DraftState.IN_REVIEW.value, self.clock()
            await self._note(session, by, AuditAction.FAQ_SUBMITTED, row.slug, draft=draft)

    async def take_back(self, by: str, draft: int) -> None:
        """Go on writing on a draft that waits for review."""
        async with self.sessions.begin() as session:
            row = await _draft(session, draft, (DraftState.IN_REVIEW,))
            row.state, row.changed_at = DraftState.DRAFT.value, self.clock()
            await self._note(session, by, AuditAction.FAQ_EDITED, row.slug, draft=draft)

    async def drop(self, by: str, draft: int) -> None:
        """Give a draft up; for a while it can be taken up again, see :meth:`restore`."""
        async with self.sessions.begin() as session:
            row = await _draft(session, draft, (DraftState.DRAFT, DraftState.REJECTED))
            row.state, row.changed_at = DraftState.DROPPED.value, self.clock()
            await self._note(session, by, AuditAction.FAQ_EDITED, row.slug, draft=draft, end=True)

    async def restore(self, by: str, draft: int) -> None:
        """Go on with a draft that was given up.

        Raises:
            StepRefused: that is too long ago, or another change of the entry was begun since.
        """
        async with self.sessions.begin() as session:
            row = await _draft(session, draft, (DraftState.DROPPED,))
            if row.changed_at < self.clock() - DROPPED_KEPT:
                raise StepRefused(f"放弃超过 {DROPPED_KEPT.days} 天了，不能再恢复。")
            if await _open_draft(session, row.slug) is not None:
                raise StepRefused("这条问答已经另有一份修改，请在那一份上改。")
            row.state, row.changed_at = DraftState.DRAFT.value, self.clock()
            await self._note(session, by, AuditAction.FAQ_EDITED, row.slug, draft=draft, back=True)

    async def reject(self, by: str, draft: int, reason: str) -> None:
        """Send a draft back.

        Raises:
            NotFit: without a reason.
            StepRefused: it doesn't wait for review, or the reviewer wrote on it.
        """
        if len(reason.strip()) < SHORTEST_REASON:
            raise NotFit(f"退回要写明理由，至少 {SHORTEST_REASON} 个字。")
        async with self.sessions.begin() as session:
            row = await _draft(session, draft, (DraftState.IN_REVIEW,))
            _refuse_own(row, by)
            row.state, row.reviewer = DraftState.REJECTED.value, by
            row.reason, row.changed_at = reason.strip(), self.clock()
            await self._note(session, by, AuditAction.FAQ_REJECTED, row.slug, reason, draft=draft)

    async def try_gate(self, draft: int) -> GateReport:
        """Ask the golden questions of a draft; some seconds.

        Raises:
            FaqNotFound: there is no such draft.
        """
        row = await self.draft(draft)
        await self._refuse_faults(row)
        return await self._report(row.slug, FaqContent.from_json(row.content))

    async def publish(
        self, by: str, draft: int, override: str = "", seen: str | None = None
    ) -> int:
        """Publish a reviewed draft; it is live everywhere within two seconds.

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
        if row.state != DraftState.IN_REVIEW.value:
            raise StepRefused
        _refuse_own(row, by)
        await self._refuse_faults(row)
        content = FaqContent.from_json(row.content)
        if seen is not None and seen != content.digest():
            raise StepRefused(_CHANGED)
        report = await self._report(row.slug, content)
        _heed(report, override)
        async with self.sessions.begin() as session:
            row = await _draft(session, draft, (DraftState.IN_REVIEW,))
            if content.as_json() != FaqContent.from_json(row.content).as_json():
                raise StepRefused(_CHANGED)
            if row.base != await _newest(session, row.slug):
                raise StepRefused("这条问答在此期间已经发布了新版本，请退回后在新版本上修改。")
            row.state, row.reviewer = DraftState.PUBLISHED.value, by
            row.reason, row.changed_at = override.strip(), self.clock()
            number = await self._write(session, row.slug, content, row.author, by, row.note, draft)
            await self._note(
                session,
                by,
                AuditAction.FAQ_PUBLISHED,
                row.slug,
                override,
                version=number,
                worse=[one.question for one in report.worse],
            )
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
        if len(reason.strip()) < SHORTEST_REASON:
            raise NotFit(f"回退要写明理由，至少 {SHORTEST_REASON} 个字。")
        content = FaqContent.from_json((await self.version(slug, number)).content)
        report = await self._report(slug, content)
        _heed(report, override)
        async with self.sessions.begin() as session:
            note = f"回退到第 {number} 版：{reason.strip()}"
            new = await self._write(session, slug, content, by, by, note, None)
            await self._note(
                session,
                by,
                AuditAction.FAQ_ROLLED_BACK,
                slug,
                f"{reason} {override}".strip(),
                version=new,
                to=number,
                worse=[one.question for one in report.worse],
            )
        await self.knowledge.refresh()
        return new

    async def draft(self, draft: int) -> FaqDraft:
        """A draft.

        Raises:
            FaqNotFound: there is none.
        """
        async with self.sessions() as session:
            return await _draft(session, draft, tuple(DraftState))

    async def open_draft(self, slug: str) -> FaqDraft | None:
        """The open draft of an entry."""
        async with self.sessions() as session:
            return await _open_draft(session, slug)

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

    async def versions(self, slug: str) -> Sequence[FaqVersion]:
        """Everything that was published of an entry, the newest first."""
        query = select(FaqVersion).where(FaqVersion.slug == slug).order_by(FaqVersion.number.desc())
        async with self.sessions() as session:
            return (await session.scalars(query)).all()

    async def version(self, slug: str, number: int) -> FaqVersion:
        """One version.

        Raises:
            FaqNotFound: there is none.
        """
        query = select(FaqVersion).where(FaqVersion.slug == slug, FaqVersion.number == number)
        async with self.sessions() as session:
            found: FaqVersion | None = await session.scalar(query)
        if found is None:
            raise FaqNotFound
        return found

    async def _refuse_faults(self, row: FaqDraft) -> None:
        found = faults(await self.problems(FaqContent.from_json(row.content), row.slug))
        if found:
            raise NotFit("".join(found))

    async def _add(
        self,
        session: AsyncSession,
        by: str,
        slug: str,
        content: FaqContent,
        note: str = "",
        base: int = 0,
    ) -> FaqDraft:
        now = self.clock()
        row = FaqDraft(
            slug=slug,
            content=content.as_json(),
            author=by,
            hands=[by],
            note=note,
            base=base,
            made_at=now,
            changed_at=now,
        )
        session.add(row)
        await session.flush()
        await self._note(session, by, AuditAction.FAQ_EDITED, slug, draft=row.id)
        return row

    async def _write(
        self,
        session: AsyncSession,
        slug: str,
        content: FaqContent,
        author: str,
        reviewer: str,
        note: str,
        draft: int | None,
    ) -> int:
        repository = KnowledgeRepository(session)
        faq, number = await repository.faq(slug), await _newest(session, slug)
        if faq is None:
            faq = Faq(slug=slug, phrasings=[])
            session.add(faq)
        elif not number:
            # What the files brought becomes the first version, so that it can be gone back to.
            number = 1
            session.add(self._version(slug, number, FaqContent.of(faq), FIRST_AUTHOR))
        content.write(faq, self.today)
        kept = self._version(slug, number + 1, content, author, reviewer, note)
        kept.draft_id = draft
        session.add(kept)
        await settle(session, [faq], self.today)
        await session.flush()
        await repository.touch()
        return number + 1

    def _version(
        self,
        slug: str,
        number: int,
        content: FaqContent,
        author: str,
        reviewer: str = "",
        note: str = "",
    ) -> FaqVersion:
        return FaqVersion(
            slug=slug,
            number=number,
            content=content.as_json(),
            author=author,
            reviewer=reviewer,
            note=note,
            published_at=self.clock(),
        )

    async def _report(self, slug: str, content: FaqContent) -> GateReport:
        before = self.knowledge.snapshot
        after = await self._changed(slug, content)
        return await asyncio.to_thread(self.gate.compare, before, after, self.today)

    async def _changed(self, slug: str, content: FaqContent) -> Snapshot:
        today = self.today
        async with self.sessions() as session:
            rows = await Content.read(session, today)
            faqs = [faq for faq in rows.faqs if faq.slug != slug]
            if not content.withdrawn and _is_valid(content, _day_it_counts(content, today)):
                changed = Faq(slug=slug, phrasings=[])
                content.write(changed, today)
                faqs.append(changed)
            rows = replace(rows, faqs=faqs)
            cached = await KnowledgeRepository(session).vectors(self.builder.digests(rows))
        snapshot, made = await asyncio.to_thread(
            self.builder.build, rows, cached, self.knowledge.editions()
        )
        if made:
            # Publishing will need them again at once.
            async with self.sessions.begin() as session:
                await KnowledgeRepository(session).keep_vectors(made)
        return snapshot

    async def _note(
        self,
        session: AsyncSession,
        by: str,
        action: AuditAction,
        slug: str,
        reason: str = "",
        **details: Any,
    ) -> None:
        await session.flush()
        await session.run_sync(
            lambda blocking: self.audit.add(
                blocking,
                by,
                action,
                object_type="faq",
                object_id=slug,
                reason=reason.strip(),
                details=details,
            )
        )


async def _draft(session: AsyncSession, number: int, states: Sequence[DraftState]) -> FaqDraft:
    query = select(FaqDraft).where(FaqDraft.id == number).with_for_update()
    row: FaqDraft | None = await session.scalar(query)
    if row is None:
        raise FaqNotFound
    if row.state not in {state.value for state in states}:
        raise StepRefused
    return row


async def _open_draft(session: AsyncSession, slug: str) -> FaqDraft | None:
    states = [state.value for state in OPEN]
    query = select(FaqDraft).where(FaqDraft.slug == slug, FaqDraft.state.in_(states))
    found: FaqDraft | None = await session.scalar(query.order_by(FaqDraft.id).limit(1))
    return found


async def _newest(session: AsyncSession, slug: str) -> int:
    query = select(func.max(FaqVersion.number)).where(FaqVersion.slug == slug)
    return int(await session.scalar(query) or 0)


def _refuse_own(row: FaqDraft, by: str) -> None:
    if by in row.hands:
        raise StepRefused("自己写的不能自己审，请另一位审核人员来审。")


def _heed(report: GateReport, override: str) -> None:
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
