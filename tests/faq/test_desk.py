from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.editing.errors import NotFit, StepRefused
from bot.editing.faq.content import FaqContent
from bot.editing.faq.desk import FIRST_AUTHOR, FaqDesk, GateStopped
from bot.editing.faq.errors import FaqNotFound
from bot.kit.db import SessionFactory
from bot.staff.models import AuditEntry
from kb.answer import Certainty
from kb.answering import Answerer
from kb.knowledge import LiveKnowledge, SnapshotBuilder, load_normaliser
from kb.models import EmbeddingCache, Faq
from tests.faq.conftest import NEW

DAY = "standards-day"


def answer(desk: FaqDesk, question: str) -> str:
    told = Answerer(desk.knowledge, load_normaliser(), lambda: date(2026, 11, 24)).answer(question)
    return told.text if told.certainty is Certainty.SURE else ""


async def reviewed(desk: FaqDesk, content: FaqContent, slug: str = "") -> int:
    """A draft of ``bian`` that waits for review."""
    if slug:
        draft = await desk.begin("bian", slug)
        await desk.save("bian", draft, content)
    else:
        draft = await desk.add("bian", content)
    await desk.submit("bian", draft)
    return draft


async def test_what_another_person_approves_is_given_to_citizens(desk: FaqDesk) -> None:
    draft = await reviewed(desk, NEW)
    assert answer(desk, "校服洗了就掉色") == ""

    number = await desk.publish("shen", draft)

    assert number == 1
    assert "12315" in answer(desk, "校服洗了就掉色")


async def test_nobody_approves_what_they_wrote_on(desk: FaqDesk) -> None:
    draft = await desk.add("bian", NEW)
    await desk.save("shen", draft, replace(NEW, category="别的"))
    await desk.submit("bian", draft)

    for by in ("bian", "shen"):
        with pytest.raises(StepRefused, match="自己"):
            await desk.publish(by, draft)
        with pytest.raises(StepRefused, match="自己"):
            await desk.reject(by, draft, "写得不清楚")
    assert await desk.publish("third", draft) == 1


async def test_a_rejected_draft_goes_back_with_its_reason(desk: FaqDesk) -> None:
    draft = await reviewed(desk, NEW)
    with pytest.raises(NotFit, match="理由"):
        await desk.reject("shen", draft, " ")
    await desk.reject("shen", draft, "来源要写到条")

    assert (await desk.draft(draft)).reason == "来源要写到条"
    with pytest.raises(StepRefused):
        await desk.publish("shen", draft)
    await desk.save("bian", draft, NEW)
    await desk.submit("bian", draft)
    await desk.publish("shen", draft)


async def test_only_what_is_new_is_embedded_to_ask_the_golden_questions(
    desk: FaqDesk,
    builder: SnapshotBuilder,
    sessions: SessionFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with sessions.begin() as session:  # the content's vectors came with the software
        await session.execute(delete(EmbeddingCache))
    made: list[str] = []
    embed = builder._embedder.vectors

    def counted(texts: Sequence[tuple[str, bool]], *more: Any) -> dict[str, bytes]:
        made.extend(text for text, _ in texts)
        return embed(texts, *more)

    monkeypatch.setattr(builder._embedder, "vectors", counted)
    await desk.report({"new": NEW})

    assert NEW.answer in made
    assert len(made) <= 3 + len(NEW.phrasings)


async def test_the_gate_stops_what_spoils_a_golden_question(desk: FaqDesk) -> None:
    spoiled = replace(FaqContent.of(await desk.entry(DAY)), answer="不清楚是哪天。")
    draft = await reviewed(desk, spoiled, DAY)

    with pytest.raises(GateStopped) as stopped:
        await desk.publish("shen", draft)

    (worse,) = stopped.value.report.worse
    assert "10 月 14 日" in worse.before
    assert "不清楚" in worse.after
    assert "10 月 14 日" in answer(desk, "世界标准日是哪天？")
    await desk.publish("shen", draft, override="主题变了，金标另外改")
    assert "不清楚" in answer(desk, "世界标准日是哪天？")


async def test_withdrawing_is_a_change_like_any_other(desk: FaqDesk) -> None:
    content = FaqContent.of(await desk.entry(DAY))
    draft = await reviewed(desk, replace(content, withdrawn=True), DAY)

    with pytest.raises(GateStopped):
        await desk.publish("shen", draft)
    await desk.publish("shen", draft, override="合并到别的条目")

    assert answer(desk, "世界标准日是哪天？") == ""


async def test_an_old_version_comes_back_as_a_new_one(
    desk: FaqDesk, sessions: SessionFactory
) -> None:
    before = FaqContent.of(await desk.entry(DAY))
    draft = await reviewed(desk, replace(before, answer="是 10 月 14 日，每年都过。"), DAY)
    assert await desk.publish("shen", draft) == 2

    assert await desk.roll_back("shen", DAY, 1, "新说法不准") == 3

    versions = await desk.versions(DAY)
    assert [(v.number, v.author) for v in versions] == [
        (3, "shen"), (2, "bian"), (1, FIRST_AUTHOR)
    ]  # fmt: skip
    now = FaqContent.of(await desk.entry(DAY))
    assert (now.answer, now.phrasings) == (before.answer, before.phrasings)
    async with sessions() as session:
        actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions[-4:] == ["faq.edited", "faq.submitted", "faq.published", "faq.rolled_back"]


async def test_two_changes_at_once_do_not_overwrite_each_other(desk: FaqDesk) -> None:
    content = FaqContent.of(await desk.entry(DAY))
    draft = await reviewed(desk, replace(content, category="新的"), DAY)
    assert await desk.begin("other", DAY) == draft
    await desk.sessions.run(
        lambda session: desk.keep_in(session, DAY, content.as_json(), "x", "y", "")
    )

    with pytest.raises(StepRefused, match="新版本"):
        await desk.publish("shen", draft)


async def test_an_entry_comes_and_goes_with_its_days(
    desk: FaqDesk, sessions: SessionFactory, builder: SnapshotBuilder
) -> None:
    content = replace(NEW, valid_from="2026-12-01", valid_to="2026-12-02")
    await desk.publish("shen", await reviewed(desk, content))
    days = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3)]
    live = LiveKnowledge(sessions, sessions.begin, builder, today=lambda: days[0])

    async def given() -> bool:
        await live.refresh()
        return any(entry.title == NEW.question for entry in live.snapshot.entries.values())

    seen = []
    while days:
        seen.append(await given())
        days.pop(0)
    assert seen == [False, True, True, False]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"answer": ""}, "答案是空的"),
        ({"sources": ()}, "来源"),
        ({"category": " "}, "分类"),
        ({"answer": "很" * 700}, "字节"),
        ({"standards": ("国标",)}, "不是标准号"),
        ({"question": "世界标准日是哪天？"}, "已经是"),
        ({"valid_from": "明天"}, "日期"),
        ({"valid_from": "2026-02-02", "valid_to": "2026-01-01"}, "晚于"),
        ({"versions": {"老板": "x"}}, "面向"),
    ],
)
async def test_faults_are_named_and_keep_it_from_review(
    desk: FaqDesk, change: dict[str, object], told: str
) -> None:
    draft = await desk.add("bian", replace(NEW, **change))  # type: ignore[arg-type]

    with pytest.raises(NotFit, match=told):
        await desk.submit("bian", draft)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("看 GB 2760-2014。", "由 GB 2760-2024 代替"),
        ("看 GB 99999。", "目录里没有"),
        ("这是国家级产品。", "国家级"),
    ],
)
async def test_doubts_are_shown_but_may_stay(desk: FaqDesk, answer: str, told: str) -> None:
    found = await desk.problems(replace(NEW, answer=answer), "")

    assert any(told in problem.text for problem in found)
    assert not any(problem.is_fault for problem in found)


async def test_what_is_not_there_is_not_found(desk: FaqDesk) -> None:
    with pytest.raises(FaqNotFound):
        await desk.begin("bian", "nothing")
    with pytest.raises(FaqNotFound):
        await desk.draft(4711)
    with pytest.raises(FaqNotFound):
        await desk.roll_back("shen", DAY, 9, "没有这一版")


async def test_staffs_entry_is_kept_when_the_files_are_loaded_again(
    desk: FaqDesk, sessions: SessionFactory
) -> None:
    draft = await reviewed(desk, NEW)
    await desk.publish("shen", draft)

    async with sessions() as session:
        row = (await session.scalars(select(Faq).where(Faq.question == NEW.question))).one()
    assert (row.origin.value, row.checked_on) == ("staff", date(2026, 11, 24))


@pytest.mark.parametrize("begins", ["20260101", "2099-01-01"])
async def test_the_gate_judges_what_appears_later_and_however_the_day_is_written(
    desk: FaqDesk, begins: str
) -> None:
    spoiled = replace(
        FaqContent.of(await desk.entry(DAY)), answer="不清楚是哪天。", valid_from=begins
    )
    draft = await reviewed(desk, spoiled, DAY)
    with pytest.raises(GateStopped):
        await desk.publish("shen", draft)


async def test_what_was_rewritten_after_the_reviewer_looked_is_not_published(desk: FaqDesk) -> None:
    draft = await reviewed(desk, NEW)
    seen = FaqContent.from_json((await desk.draft(draft)).content).digest()
    await desk.take_back("bian", draft)
    await desk.save("bian", draft, replace(NEW, answer="没人看过的答案。"))
    await desk.submit("bian", draft)
    with pytest.raises(StepRefused, match="又改过"):
        await desk.publish("shen", draft, seen=seen)


async def test_a_withdrawal_with_a_day_that_is_none_is_sent_back(desk: FaqDesk) -> None:
    content = replace(FaqContent.of(await desk.entry(DAY)), withdrawn=True, valid_from="明天")
    with pytest.raises(NotFit, match="2026-01-31"):
        await desk.publish("shen", await reviewed(desk, content, DAY))


async def test_editors_who_begin_at_once_go_on_with_one_draft(desk: FaqDesk) -> None:
    begun = await asyncio.gather(*(desk.begin(by, DAY) for by in ("bian", "other") * 3))
    assert len(set(begun)) == 1


async def test_a_category_the_table_can_not_keep_is_sent_back(desk: FaqDesk) -> None:
    draft = await desk.add("bian", replace(NEW, category="长" * 41))
    with pytest.raises(NotFit, match="分类的名称太长"):
        await desk.submit("bian", draft)
