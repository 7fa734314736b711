"""What staff do with a group of questions, and what follows for the bot and the askers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from bot.conversation.models import UnansweredQuestion
from bot.conversation.spoken import picture_of
from bot.editing.errors import StepRefused
from bot.editing.faq.content import FaqContent
from bot.editing.faq.desk import FaqDesk
from bot.editing.unanswered.grouping import Grouping
from bot.editing.unanswered.models import (
    ADDRESS_FIELD,
    AskerWish,
    ClusterState,
    QuestionCluster,
    TrainingExample,
)
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory, insert
from bot.kit.errors import NotFound
from bot.kit.messages import IncomingMessage
from bot.kit.sealing import Keyring
from bot.kit.stamp import demand_unchanged, stamp_of
from bot.outbox.sender import Body
from bot.outbox.service import NewMessage, Outbox
from bot.staff.actions import AuditAction
from kb.answer import Answer, Certainty
from kb.answering import Answerer
from kb.models import Faq, ForeignQuestion
from kb.repository import KnowledgeRepository
from kb.search.index import EntryKind

OUT_OF_SCOPE, ASK_FAQ = "ask_out_of_scope", "ask_faq"
PURPOSE = "new_answer"
MOST_PHRASINGS = 12  # of a group that go into a draft


@dataclass(frozen=True)
class InboxDesk:
    """Decides about groups; each decision leaves an audit entry in the same transaction.

    Args:
        faq: the editors' desk.
        grouping: makes vectors.
        answerer: answers as citizens are answered.
        outbox: tells those who wait.
        keyring: opens their addresses.
        clock: the present moment.
    """

    faq: FaqDesk
    grouping: Grouping
    answerer: Answerer
    outbox: Outbox
    keyring: Keyring
    clock: Clock

    async def draft(self, by: str, cluster: int, seen: str | None = None) -> int:
        """Make a draft of a new entry from a group; its number.

        It stands on the shelf of the nearest entry until somebody says otherwise. Where a draft was
        made from the group already and is still open, that is gone on with.

        Raises:
            NotFound: there is no such group.
        """
        async with self.faq.sessions() as session:
            group = await _group(session, cluster)
            is_drafted = group.state == ClusterState.DRAFTED.value
            begun = await session.run_sync(self.faq.open_in, group.faq) if is_drafted else None
        if begun is not None:
            return begun.id
        near = await asyncio.to_thread(self.answerer.hits, group.title)
        keys = [hit.entry.key for hit in near if hit.entry.kind is EntryKind.FAQ][:1]
        async with self.faq.sessions.begin() as session:
            group = await _locked(session, cluster, seen)
            asked = await _questions(session, cluster)
            title, *others = dict.fromkeys([group.title, *asked])
            shelf = await session.scalar(select(Faq.category).where(Faq.slug.in_(keys)))
            content = FaqContent(
                question=title, phrasings=tuple(others[:MOST_PHRASINGS]), category=shelf or ""
            )
            await self._decide_in(session, by, group, ClusterState.DRAFTED, [title, *others])
            row = await session.run_sync(
                self.faq.add_in, by, content, f"来自未答问题第 {cluster} 组"
            )
            group.faq = row.slug
            await self._note(session, by, f"第 {cluster} 组：{group.state}")
            return row.id

    async def add_to(self, by: str, cluster: int, slug: str, seen: str | None = None) -> int:
        """Add a group's questions as phrasings of an entry, as a draft; its number.

        Raises:
            NotFound: there is no such group or entry.
            StepRefused: the entry is being reviewed.
        """
        async with self.faq.sessions.begin() as session:
            group = await _locked(session, cluster, seen)
            asked = await _questions(session, cluster)
            new = list(dict.fromkeys([group.title, *asked]))
            await self._decide_in(session, by, group, ClusterState.DRAFTED, new, slug)
            row = await session.run_sync(self.faq.begin_in, by, slug)
            content = FaqContent.from_json(row.content)
            known = {content.question, *content.phrasings}
            added = [text for text in new if text not in known][:MOST_PHRASINGS]
            changed = replace(content, phrasings=(*content.phrasings, *added))
            said = f"{row.note} 来自未答问题第 {cluster} 组".strip()
            await session.run_sync(self.faq.save_in, by, row.id, changed, said)
            await self._note(session, by, f"第 {cluster} 组：{group.state}")
            return row.id

    async def not_ours(self, by: str, cluster: int, seen: str | None = None) -> None:
        """Teach the guard: questions like these are declined from now on.

        Raises:
            NotFound: there is no such group.
            StepRefused: a published entry answers the question surely; that would be hidden.
        """
        async with self.faq.sessions() as session:
            group = await _group(session, cluster)
            asked = await _questions(session, cluster)
        texts = list(dict.fromkeys([group.title, *asked]))
        for text, answer in (await self._answers(texts)).items():
            if answer.certainty is Certainty.SURE:
                raise StepRefused(f"“{text}”现在有确定的答案，不能划为不归我们管。")
        async with self.faq.sessions.begin() as session:
            group = await _locked(session, cluster, seen)
            await session.run_sync(lambda s: _put_once(s, ForeignQuestion, texts))
            await KnowledgeRepository(session).touch()
            decided = ClusterState.NOT_OURS
            await self._decide_in(session, by, group, decided, texts, intent=OUT_OF_SCOPE)
            await self._note(session, by, f"第 {cluster} 组：{decided.value}")

    async def take_on(self, by: str, cluster: int, slug: str) -> None:
        """Note that a group is worked on by mending an entry; one that was decided stays so."""
        async with self.faq.sessions.begin() as session:
            group = await _locked(session, cluster)
            if group.state == ClusterState.OPEN.value:
                await self._decide_in(session, by, group, ClusterState.DRAFTED, faq=slug)
                await self._note(session, by, f"第 {cluster} 组：{group.state}")

    async def ignore(self, by: str, cluster: int, seen: str | None = None) -> None:
        """Put a group aside."""
        await self._decide(by, cluster, ClusterState.IGNORED, seen=seen)

    async def reopen(self, by: str, cluster: int, seen: str | None = None) -> None:
        """Take a group up again; what the guard learned from it is forgotten."""
        async with self.faq.sessions.begin() as session:
            group = await _locked(session, cluster, seen)
            texts = [group.title, *await _questions(session, cluster)]
            gone = delete(ForeignQuestion).where(ForeignQuestion.text.in_(texts))
            await session.execute(gone)
            await session.execute(delete(TrainingExample).where(TrainingExample.text.in_(texts)))
            await KnowledgeRepository(session).touch()
            await self._decide_in(session, by, group, ClusterState.OPEN)
            await self._note(session, by, f"第 {cluster} 组：{ClusterState.OPEN.value}")

    async def move(self, by: str, question: int, cluster: int | None) -> int:
        """Put a question into another group, or into one of its own; the group's number.

        Raises:
            NotFound: there is no such question or group.
        """
        async with self.faq.sessions.begin() as session:
            row = await session.get(UnansweredQuestion, question)
            if row is None:
                raise NotFound
            if cluster is None:
                vector = self.grouping.vector(row.question)
                group = QuestionCluster(
                    title=row.question, vector=vector.tobytes(), made_at=self.clock()
                )
                session.add(group)
                await session.flush()
            else:
                group = await _group(session, cluster)
            row.cluster_id = group.id
            await self._note(session, by, f"问题移到第 {group.id} 组")
            return group.id

    async def merge(self, by: str, cluster: int, into: int, seen: str | None = None) -> None:
        """Put all questions of a group into another one; the group itself is gone.

        Raises:
            NotFound: there is no such group.
            StepRefused: it is the same group, or decisions were made about the first.
        """
        if cluster == into:
            raise StepRefused("不能并到自己里面。")
        async with self.faq.sessions.begin() as session:
            group, target = await _locked(session, cluster, seen), await _group(session, into)
            if group.state not in (ClusterState.OPEN.value, ClusterState.IGNORED.value):
                raise StepRefused("这一组已经处理过，请先点“重新处理”。")
            await session.execute(
                update(UnansweredQuestion)
                .where(UnansweredQuestion.cluster_id == cluster)
                .values(cluster_id=target.id)
            )
            await session.delete(group)
            await self._note(session, by, f"第 {cluster} 组并入第 {into} 组")

    async def tell_askers(self, by: str, cluster: int, seen: str | None = None) -> int:
        """Mark a group as answered and tell those who wished it; how many will hear.

        Raises:
            NotFound: there is no such group.
            StepRefused: the bot has no sure answer to it yet.
        """
        async with self.faq.sessions() as session:
            group = await _group(session, cluster)
            asked = list(dict.fromkeys([group.title, *await _questions(session, cluster)]))
        answers = await self._answers(asked)
        if answers[group.title].certainty is not Certainty.SURE:
            raise StepRefused("市民现在问这个问题还得不到确定的答案，请先发布问答。")

        def tell(session: Session) -> int:
            now = session.get_one(QuestionCluster, cluster, with_for_update=True)
            demand_unchanged(seen, *_decision(now))
            wishes = list(
                session.scalars(
                    select(AskerWish).where(AskerWish.question.in_(asked)).with_for_update()
                )
            )
            for wish in wishes:
                answer = answers[wish.question]
                if answer.certainty is Certainty.SURE:
                    self._tell(session, wish, answer)
                    session.delete(wish)
            return len(wishes)

        told = await self.faq.sessions.run(tell)
        await self._decide(by, cluster, ClusterState.ANSWERED, group.faq, seen)
        return told

    async def _answers(self, questions: Sequence[str]) -> dict[str, Answer]:
        # In a thread: a hundred questions would hold up everybody else for seconds.
        return await asyncio.to_thread(
            lambda: {text: self.answerer.answer(text) for text in questions}
        )

    def _tell(self, session: Session, wish: AskerWish, answer: Answer) -> None:
        address = self.keyring.open(wish.address_sealed, ADDRESS_FIELD)
        text = f"您问过“{wish.question}”，现在有答案了：\n{answer.text}"
        message = NewMessage.seal(
            self.keyring,
            purpose=PURPOSE,
            # With the moment: SQLite gives the number of a deleted row again.
            dedupe_key=f"new-answer:{wish.id}:{wish.asked_at.isoformat()}",
            conversation=wish.conversation,
            channel=wish.channel,
            address=address,
            body=Body(text, picture=picture_of(answer)),
        )
        self.outbox.put_in(session, message)

    async def _decide(
        self,
        by: str,
        cluster: int,
        state: ClusterState,
        faq: str = "",
        seen: str | None = None,
    ) -> None:
        async with self.faq.sessions.begin() as session:
            group = await _locked(session, cluster, seen)
            await self._decide_in(session, by, group, state, faq=faq)
            await self._note(session, by, f"第 {cluster} 组：{state.value}")

    async def _decide_in(
        self,
        session: AsyncSession,
        by: str,
        group: QuestionCluster,
        state: ClusterState,
        texts: Sequence[str] = (),
        faq: str = "",
        intent: str = ASK_FAQ,
    ) -> None:
        group.state, group.decided_by, group.decided_at = state.value, by, self.clock()
        group.faq = faq
        given = {"intent": intent, "by": by, "at": self.clock()}
        await session.run_sync(lambda s: _put_once(s, TrainingExample, texts, **given))

    async def _note(self, session: AsyncSession, by: str, what: str) -> None:
        await session.flush()
        await session.run_sync(
            lambda blocking: self.faq.audit.add(
                blocking,
                by,
                AuditAction.INBOX_WORKED,
                object_type="inbox",
                details={"what": what},
            )
        )


@dataclass(frozen=True)
class AskerWishes:
    """Keeps who wants to hear of an answer.

    Args:
        sessions: the database.
        keyring: seals addresses.
        clock: the present moment.
    """

    sessions: SessionFactory
    keyring: Keyring
    clock: Clock

    async def note(self, message: IncomingMessage, question: str) -> None:
        """Note who wants to hear of a question's answer; the same wish twice is one."""
        row = AskerWish(
            conversation=message.conversation,
            channel=message.channel,
            address_sealed=self.keyring.seal(message.address, ADDRESS_FIELD),
            question=question,
            asked_at=self.clock(),
        )
        try:
            async with self.sessions.begin() as session:
                session.add(row)
        except IntegrityError:
            return

    @staticmethod
    def forget(session: Session, before: datetime) -> int:
        """Delete old wishes; how many."""
        gone = session.execute(delete(AskerWish).where(AskerWish.asked_at < before))
        return int(gone.rowcount)  # type: ignore[attr-defined]


async def _group(session: AsyncSession, number: int) -> QuestionCluster:
    group = await session.get(QuestionCluster, number)
    if group is None:
        raise NotFound("没有找到这一组问题。")
    return group


def group_stamp(group: QuestionCluster) -> str:
    """What tells whether a group is still as somebody saw it."""
    return stamp_of(*_decision(group))


def _decision(group: QuestionCluster) -> tuple[object, ...]:
    at = group.decided_at
    return group.state, group.decided_by, at.isoformat() if at else "", group.faq


async def _locked(session: AsyncSession, number: int, seen: str | None = None) -> QuestionCluster:
    """A group that nobody else decides about until the transaction ends.

    Raises:
        NotFound: there is no such group.
        Overtaken: a colleague has decided about it meanwhile.
    """
    group = await session.get(QuestionCluster, number, with_for_update=True)
    if group is None:
        raise NotFound("没有找到这一组问题。")
    demand_unchanged(seen, *_decision(group))
    return group


def _put_once(
    session: Session,
    table: type[ForeignQuestion | TrainingExample],
    texts: Sequence[str],
    **more: Any,
) -> None:
    """Keep texts in a table that has each of them once; another group may have brought one."""
    for text in texts:
        new = insert(session, table).values(text=text, **more)
        session.execute(new.on_conflict_do_nothing(index_elements=["digest"]))


async def _questions(session: AsyncSession, cluster: int) -> list[str]:
    query = (
        select(UnansweredQuestion.question)
        .where(UnansweredQuestion.cluster_id == cluster)
        .order_by(UnansweredQuestion.id.desc())
        .limit(100)
    )
    return list(await session.scalars(query))
