"""Many entries in one go: handed in, published with one gate run, sent back, taken down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from bot.editing.errors import NotFit, StepRefused
from bot.editing.faq.content import FaqContent
from bot.editing.faq.desk import WAITING, FaqDesk, heed
from bot.editing.faq.models import FaqDraft
from bot.editing.review import demand
from bot.kit.errors import ServiceError

CHANGED = "打开页面以后内容又改过，没有退回，请重新看一遍。"


@dataclass(frozen=True)
class ManyAtOnce:
    """The steps of the editors' desk for many at once, each with its own result.

    Args:
        desk: takes each step, and writes it down.
    """

    desk: FaqDesk

    async def submit(self, by: str, drafts: Sequence[int]) -> dict[int, str]:
        """Ask for the review of many; by number what was wrong, empty where nothing was."""
        told = dict.fromkeys(drafts, "")
        for draft in drafts:
            try:
                await self.desk.submit(by, draft)
            except ServiceError as problem:
                told[draft] = problem.for_citizen
        return told

    async def publish(self, by: str, seen: Mapping[int, str], override: str = "") -> dict[int, str]:
        """Publish many reviewed drafts together, asking the golden questions once.

        What can't be published alone is left out and told; what is left is published whole.

        Args:
            by: the reviewer.
            seen: number of each draft, and the digest of the content on the reviewer's page.
            override: why they are published although golden questions get worse.

        Returns:
            By number what was wrong, empty where nothing was.

        Raises:
            StepRefused: somebody was faster with one of them; nothing is published.
            GateStopped: golden questions get worse, and no reason was given.
        """
        told, fit = dict.fromkeys(seen, ""), dict[int, FaqDraft]()
        taken: dict[str, str] = {}
        for number, digest in seen.items():
            try:
                fit[number] = await self._fit(by, number, digest, taken)
            except ServiceError as problem:
                told[number] = problem.for_citizen
        if not fit:
            return told
        contents = {row.slug: FaqContent.from_json(row.content) for row in fit.values()}
        report = await self.desk.report(contents)
        heed(report, override)
        worse = [one.question for one in report.worse]

        def work(session: Session) -> None:
            for number, row in fit.items():
                as_read = self.desk.stamp(row)
                made = self.desk.publish_in(session, by, number, as_read, override, worse=worse)
                self.desk.version_in(session, row.slug, made).draft_id = number

        await self.desk.sessions.run(work)
        await self.desk.knowledge.refresh()
        return told

    async def reject(self, by: str, seen: Mapping[int, str], reason: str) -> dict[int, str]:
        """Send many drafts back for one reason; by number what was wrong, if anything.

        Args:
            by: the reviewer.
            seen: number of each draft, and the digest of the content on the reviewer's page.
            reason: why, told to each author.

        Raises:
            NotFit: no reason is given.
        """
        demand(reason, "退回")
        told = dict.fromkeys(seen, "")
        for number, digest in seen.items():
            try:
                row = await self.desk.draft(number)
                if row.state not in WAITING:
                    raise StepRefused
                if digest != FaqContent.from_json(row.content).digest():
                    raise StepRefused(CHANGED)
                await self.desk.take(by, number, "reject", reason, self.desk.stamp(row))
            except ServiceError as problem:
                told[number] = problem.for_citizen
        return told

    async def _fit(self, by: str, number: int, seen: str, taken: dict[str, str]) -> FaqDraft:
        """A draft this person may publish as it was read.

        Args:
            taken: each question of those before it, and the title it belongs to; added to.

        Raises:
            ServiceError: what is in the way.
        """
        row = await self.desk.draft(number)
        if row.state not in WAITING:
            raise StepRefused
        self.desk.refuse_judging(row, by, self.desk.kind.steps["publish"])
        content = FaqContent.from_json(row.content)
        if seen != content.digest():
            raise StepRefused(self.desk.kind.changed)
        await self.desk.refuse_faults(row)
        if content.withdrawn:
            return row
        asked = [self.desk.normalise(text) for text in (content.question, *content.phrasings)]
        if twin := next((taken[text] for text in asked if text in taken), ""):
            raise NotFit(f"和一起发布的“{twin}”有同样的问法。")
        taken |= dict.fromkeys(asked, content.question)
        return row

    async def withdraw(self, by: str, slugs: Sequence[str]) -> dict[str, str]:
        """Ask for the review of taking many entries down; by slug what was wrong, if anything."""
        told = dict.fromkeys(slugs, "")
        for slug in slugs:
            try:
                await self._withdraw(by, slug)
            except ServiceError as problem:
                told[slug] = problem.for_citizen
        return told

    async def _withdraw(self, by: str, slug: str) -> None:
        if await self.desk.open_draft(slug) is not None:
            raise StepRefused("正在修改，请先处理完。")
        draft = await self.desk.begin(by, slug)
        content = FaqContent.from_json((await self.desk.draft(draft)).content)
        await self.desk.save(by, draft, replace(content, withdrawn=True), "下架")
        await self.desk.submit(by, draft)
