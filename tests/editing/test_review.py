"""One workflow, four kinds: in which state each step may be taken, by whom, and its audit entry."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.app.house import word_list
from bot.campaigns.models import Piece, PieceKind
from bot.campaigns.pieces.content import PieceContent, Version
from bot.campaigns.pieces.desk import CampaignDesk
from bot.editing.errors import NotFit, StepRefused
from bot.editing.faq.desk import FaqDesk
from bot.editing.faq.gate import Gate
from bot.editing.faq.models import FaqDraft
from bot.editing.region.desk import RegionDesk
from bot.editing.region.models import RegionDraft
from bot.kit.db import SessionFactory
from bot.settings import SEEDS
from bot.staff.audit import AuditLog
from bot.staff.models import AuditEntry
from kb.knowledge import LiveKnowledge, SnapshotBuilder, load_normaliser
from tests.campaigns.conftest import desk as campaign_desk
from tests.campaigns.conftest import office
from tests.faq.conftest import GOLDENS, NEW, NOW

__all__ = ["campaign_desk", "office"]
HOURS = {"from": "08:30", "to": "17:30", "wait_minutes": "5", "silent_minutes": "20"}
WRITER, JUDGE = "bian", "shen"
Take = Callable[..., Awaitable[object]]


@dataclass
class Bench:
    """One kind of thing with a draft of it, written by ``bian``.

    Args:
        table: its rows.
        number: of the draft.
        steps: by name; each takes who does it.
        again: writes something else on it.
    """

    sessions: SessionFactory
    table: type[Any]
    number: int
    steps: Mapping[str, Take]
    again: Callable[[str], Awaitable[object]]

    async def put(self, **values: object) -> None:
        change = update(self.table).where(self.table.id == self.number).values(**values)
        await self.sessions.run(lambda session: session.execute(change))

    async def row(self) -> Any:
        async with self.sessions() as session:
            return await session.get(self.table, self.number)

    async def said(self) -> list[tuple[str, str, str, dict[str, Any]]]:
        """The audit log: who, what, why, details."""
        query = select(AuditEntry).order_by(AuditEntry.id)
        async with self.sessions() as session:
            rows = (await session.scalars(query)).all()
        return [(row.actor, row.action, row.reason, row.details) for row in rows]


class Clock:
    moment = NOW

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def faq(
    sessions: SessionFactory, knowledge: LiveKnowledge, builder: SnapshotBuilder, clock: Clock
) -> Bench:
    normalise = load_normaliser()
    desk = FaqDesk(
        sessions=sessions,
        knowledge=knowledge,
        builder=builder,
        gate=Gate(GOLDENS, [], normalise),
        words=word_list(SEEDS),
        normalise=normalise,
        audit=AuditLog("s" * 32, clock),
        clock=clock,
    )
    number = await desk.add(WRITER, NEW)
    steps: dict[str, Take] = {
        "submit": lambda by: desk.submit(by, number),
        "take back": lambda by: desk.take_back(by, number),
        "drop": lambda by: desk.drop(by, number),
        "restore": lambda by: desk.restore(by, number),
        "send back": lambda by, why="说得不清楚": desk.reject(by, number, why),
        "publish": lambda by: desk.publish(by, number),
    }
    changed = replace(NEW, category="改过的")
    return Bench(sessions, FaqDraft, number, steps, lambda by: desk.save(by, number, changed))


async def region(desk: RegionDesk) -> Bench:
    number = await desk.begin(WRITER, "office_hours")
    await desk.write(WRITER, number, 0, "one", 0, HOURS)
    steps: dict[str, Take] = {
        "submit": lambda by: desk.submit(by, number, "新的作息时间"),
        "take back": lambda by: desk.take_back(by, number),
        "drop": lambda by: desk.drop(by, number),
        "restore": lambda by: desk.restore(by, number),
        "send back": lambda by, why="说得不清楚": desk.reject(by, number, why),
        "publish": lambda by: desk.publish(by, number),
    }

    async def again(by: str) -> None:
        stamp = (await desk.draft(number)).stamp
        await desk.write(by, number, stamp, "one", 0, {**HOURS, "wait_minutes": "6"})

    return Bench(desk.sessions, RegionDraft, number, steps, again)


async def piece(desk: CampaignDesk) -> Bench:
    number = await desk.add(WRITER, PieceKind.TEXT, "standards_day", "标题")
    content = PieceContent(Version("标题", "摘要", "正文。"), sources=("标准化法第二条",))
    await desk.write(WRITER, number, 0, content)
    steps: dict[str, Take] = {
        "submit": lambda by: desk.submit(by, number),
        "drop": lambda by: desk.drop(by, number),
        "restore": lambda by: desk.restore(by, number),
        "send back": lambda by, why="说得不清楚": desk.send_back(by, number, why),
        "proofread": lambda by: desk.proofread(by, number),
        "approve": lambda by: desk.approve(by, number),
        "withdraw": lambda by: desk.withdraw(by, number, "标准号写错了"),
    }

    async def again(by: str) -> None:
        stamp = (await desk.piece(number)).stamp
        await desk.write(by, number, stamp, replace(content, sources=("别的出处",)))

    return Bench(desk.sessions, Piece, number, steps, again)


@pytest.fixture
def region_desk(sessions: SessionFactory, clock: Clock) -> RegionDesk:
    return RegionDesk(sessions=sessions, audit=AuditLog("s" * 32, clock), clock=clock)


@pytest.fixture
async def bench(
    kind: str,
    knowledge: LiveKnowledge,
    builder: SnapshotBuilder,
    region_desk: RegionDesk,
    campaign_desk: CampaignDesk,
    clock: Clock,
) -> Bench:
    if kind == "piece":
        return await piece(replace(campaign_desk, clock=clock))
    if kind == "region":
        return await region(region_desk)
    return await faq(region_desk.sessions, knowledge, builder, clock)


# The state that leads to the end comes last: a published draft is overtaken by its own version.
DRAFTS = {
    "draft": {"submit", "drop", "write"},
    "rejected": {"submit", "drop", "write"},
    "published": set(),
    "dropped": {"restore"},
    "in_review": {"take back", "send back", "publish"},
}
PIECES = {
    "draft": {"submit", "drop", "write"},
    "submitted": {"send back", "proofread"},
    "approved": {"withdraw"},
    "dropped": {"restore"},
    "proofread": {"send back", "approve"},
}


@pytest.mark.parametrize(
    ("kind", "allowed"), [("faq", DRAFTS), ("region", DRAFTS), ("piece", PIECES)]
)
async def test_each_state_has_its_steps(bench: Bench, allowed: dict[str, set[str]]) -> None:
    found: dict[str, set[str]] = {state: set() for state in allowed}
    steps = {**bench.steps, "write": bench.again}
    for state in allowed:
        for name in sorted(steps, key=lambda name: name == "publish"):
            await bench.put(state=state)
            try:
                # Who proofread may not approve as well.
                await steps[name]({"write": WRITER, "approve": "fa"}.get(name, JUDGE))
            except StepRefused:
                assert (await bench.row()).state == state
                continue
            found[state].add(name)
            await bench.put(hands=[WRITER])
    assert found == allowed


@pytest.mark.parametrize(
    ("kind", "judgements"),
    [
        ("faq", {"publish": "in_review", "send back": "in_review"}),
        ("region", {"publish": "in_review", "send back": "in_review"}),
        ("piece", {"proofread": "submitted", "approve": "proofread"}),
    ],
)
async def test_everybody_who_wrote_on_it_may_not_judge_it(
    bench: Bench, judgements: dict[str, str]
) -> None:
    await bench.again("jia")
    for name, state in judgements.items():
        for by in (WRITER, "jia"):
            await bench.put(state=state)
            with pytest.raises(StepRefused, match=r"另一位.*来"):
                await bench.steps[name](by)
        assert (await bench.row()).state == state
    for name, state in reversed(judgements.items()):
        await bench.put(state=state)
        await bench.steps[name](JUDGE)


@pytest.mark.parametrize("kind", ["faq", "region", "piece"])
async def test_it_is_sent_back_with_a_reason(bench: Bench) -> None:
    await bench.steps["submit"](WRITER)
    for why in ("", "  不行 "):
        with pytest.raises(NotFit, match="退回要写明理由，至少 4 个字"):
            await bench.steps["send back"](JUDGE, why)
    await bench.steps["send back"](JUDGE, " 说得不清楚 ")

    row = await bench.row()
    assert row.state in ("rejected", "draft")
    assert row.reason.endswith("说得不清楚")


@pytest.mark.parametrize("kind", ["faq", "region", "piece"])
async def test_what_was_given_up_comes_back_for_thirty_days(bench: Bench, clock: Clock) -> None:
    await bench.steps["drop"](WRITER)
    clock.moment = NOW + timedelta(days=30)
    await bench.steps["restore"](WRITER)
    assert (await bench.row()).state == "draft"

    await bench.steps["drop"](WRITER)
    clock.moment += timedelta(days=30, seconds=1)
    with pytest.raises(StepRefused, match="30 天"):
        await bench.steps["restore"](WRITER)
    assert (await bench.row()).state == "dropped"


@pytest.mark.parametrize("kind", ["region"])
async def test_what_was_given_up_waits_while_there_is_another_change(
    bench: Bench, region_desk: RegionDesk
) -> None:
    await bench.steps["drop"](WRITER)
    await region_desk.begin("jia", "office_hours")
    with pytest.raises(StepRefused, match="这张表已经另有一份修改"):
        await bench.steps["restore"](WRITER)


FAQ_LOG = [
    ("write", WRITER, "faq.edited", "", {}),
    ("submit", WRITER, "faq.submitted", "", {}),
    ("take back", WRITER, "faq.edited", "", {}),
    ("drop", WRITER, "faq.edited", "", {"end": True}),
    ("restore", WRITER, "faq.edited", "", {"back": True}),
    ("submit", WRITER, "faq.submitted", "", {}),
    ("send back", JUDGE, "faq.rejected", "说得不清楚", {}),
    ("submit", WRITER, "faq.submitted", "", {}),
    ("publish", JUDGE, "faq.published", "", {"draft": None, "version": 1, "worse": []}),
]
REGION_LOG = [
    ("write", WRITER, "content.edited", "", {"table": "one"}),
    ("submit", WRITER, "content.edited", "新的作息时间", {"submitted": True}),
    ("take back", WRITER, "content.edited", "", {"taken_back": True}),
    ("drop", WRITER, "content.edited", "", {"dropped": True}),
    ("restore", WRITER, "content.edited", "", {"back": True}),
    ("submit", WRITER, "content.edited", "新的作息时间", {"submitted": True}),
    ("send back", JUDGE, "content.edited", "说得不清楚", {"rejected": True}),
    ("submit", WRITER, "content.edited", "新的作息时间", {"submitted": True}),
    ("publish", JUDGE, "content.published", "新的作息时间", {"version": 2}),
]
PIECE_LOG = [
    ("write", WRITER, "campaign.edited", "", {}),
    ("drop", WRITER, "campaign.edited", "", {"dropped": True}),
    ("restore", WRITER, "campaign.edited", "", {"back": True}),
    ("submit", WRITER, "campaign.edited", "", {"submitted": True}),
    ("send back", JUDGE, "campaign.rejected", "", {"why": "说得不清楚"}),
    ("submit", WRITER, "campaign.edited", "", {"submitted": True}),
    ("proofread", JUDGE, "campaign.edited", "", {"proofread": True}),
    ("approve", "fa", "campaign.approved", "", {}),
    ("withdraw", "fa", "campaign.stopped", "", {"why": "标准号写错了"}),
]


@pytest.mark.parametrize(
    ("kind", "log"), [("faq", FAQ_LOG), ("region", REGION_LOG), ("piece", PIECE_LOG)]
)
async def test_each_step_leaves_its_entry(
    bench: Bench, kind: str, log: list[tuple[str, str, str, str, dict[str, Any]]]
) -> None:
    steps = {**bench.steps, "write": bench.again}
    before = len(await bench.said())
    for name, by, *_ in log:
        await steps[name](by)
    # The entry of a piece is about the piece itself; the others are about what the draft changes.
    draft = {} if kind == "piece" else {"draft": bench.number}
    expected = [
        (by, action, why, {k: v for k, v in {**draft, **details}.items() if v is not None})
        for _, by, action, why, details in log
    ]
    assert (await bench.said())[before:] == expected


@pytest.mark.parametrize("kind", ["faq", "region"])
async def test_a_version_overtakes_the_draft_begun_before_it(bench: Bench) -> None:
    await bench.steps["submit"](WRITER)
    await bench.put(base=7)
    with pytest.raises(StepRefused, match="在此期间已经发布了新版本，请退回后在新版本上修改"):
        await bench.steps["publish"](JUDGE)
    assert (await bench.row()).state == "in_review"
