"""A term, the code of a sector corrected by hand: said at once, kept from the files, undone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select

from bot.editing.errors import NotFit, StepRefused
from bot.editing.faq.correcting import Correcting
from bot.kit.db import SessionFactory
from bot.kit.errors import NotFound
from bot.kit.stamp import Overtaken
from bot.staff.audit import AuditLog
from bot.staff.models import AuditEntry
from kb.answering import Answerer
from kb.knowledge import LiveKnowledge, load_normaliser
from kb.models import Checked, Term
from kb.seeds import load_seeds

NOW = datetime(2026, 11, 30, 2, tzinfo=UTC)
SAID = {
    "term": ("采标", {"explanation": "对的解释。", "aliases": "采国标、 采国标", "source": "甲"}),
    "sector": ("QB", {"industry": "纺织", "authority": "", "source": "甲"}),
}
SAME = {"explanation": "把国际标准转化为我国标准。", "aliases": "采用国际标准", "source": "测试"}
ASKED = {"term": "什么是采标？", "sector": "QB 是哪个行业的标准"}


@pytest.fixture
def desk(sessions: SessionFactory, knowledge: LiveKnowledge) -> Correcting:
    return Correcting(sessions, AuditLog("s" * 32, lambda: NOW), lambda: NOW)


async def write(desk: Correcting, kind: str, **other: str) -> None:
    key, texts = SAID[kind]
    await desk.write("anne", kind, key, {**texts, **other}, (await desk.present(kind, key)).stamp)


@pytest.mark.every_case
@pytest.mark.parametrize("kind", SAID)
async def test_what_is_corrected_is_said_at_once_and_undone_step_by_step(
    desk: Correcting, knowledge: LiveKnowledge, sessions: SessionFactory, kind: str
) -> None:
    key, answerer = SAID[kind][0], Answerer(knowledge, load_normaliser(), NOW.date)

    async def said() -> str:
        await knowledge.refresh()
        return answerer.answer(ASKED[kind]).text

    first, old = await said(), await desk.present(kind, key)
    assert "核对日期" not in first
    await write(desk, kind)
    second = await said()
    assert ("对的解释。" if kind == "term" else "纺织") in second
    assert second.endswith("；核对日期：2026-11-30")
    await write(desk, kind, source="乙")
    assert "乙" in await said()
    assert await desk.corrected() == [(kind, key)]

    for text in (second, first):
        await desk.undo("ben", kind, key, (await desk.present(kind, key)).stamp)
        assert await said() == text

    assert await desk.present(kind, key) == old
    assert await desk.corrected() == []
    with pytest.raises(StepRefused):
        await desk.undo("ben", kind, key, old.stamp)
    async with sessions() as session:
        log = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id))).all()
    assert [one.actor for one in log] == ["anne", "anne", "ben", "ben"]
    assert {(one.action, one.object_type, one.object_id) for one in log} == {
        ("content.corrected", kind, key)
    }
    assert log[1].details == {"before": {"source": "甲"}, "after": {"source": "乙"}}
    assert log[2].details["back"] is True


@pytest.mark.parametrize(
    ("kind", "other", "told"),
    [
        ("term", {"explanation": " "}, "“解释”必须填写。"),
        ("term", {"source": ""}, "“来源”必须填写。"),
        ("term", {"explanation": "长" * 567}, "“解释”太长"),
        ("term", {"aliases": "长" * 81}, "别名“长"),
        ("term", {"aliases": "、".join(map(str, range(31)))}, "别名太多"),
        ("term", {"aliases": "Iso 标准"}, "别名“Iso 标准”已经是术语“国际标准”的名字。"),
        ("term", SAME, "和现在的一样"),
        ("sector", {"industry": ""}, "“行业”必须填写。"),
        ("sector", {"industry": "长" * 81}, "“行业”太长，最多 80 个字。"),
        ("sector", {"authority": "长" * 121}, "“主管部门”太长"),
    ],
)
async def test_what_cannot_be_right_is_refused_with_the_reason(
    desk: Correcting, sessions: SessionFactory, kind: str, other: dict[str, str], told: str
) -> None:
    async with sessions.begin() as session:
        session.add(Term(term="国际标准", aliases=["ISO 标准"], explanation="。", source="测"))
    key, texts = SAID[kind]
    before = await desk.present(kind, key)

    with pytest.raises(NotFit) as looked:
        await desk.look(kind, key, {**texts, **other})
    with pytest.raises(NotFit) as refused:
        await write(desk, kind, **other)

    assert told in looked.value.for_citizen
    assert refused.value.for_citizen == looked.value.for_citizen
    assert await desk.present(kind, key) == before
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(AuditEntry)) == 0


async def test_nothing_unseen_is_written_over_and_nothing_unknown_made(desk: Correcting) -> None:
    key, texts = SAID["term"]
    seen = (await desk.present("term", key)).stamp
    await write(desk, "term")

    for step in (desk.write("ben", "term", key, texts, seen), desk.undo("ben", "term", key, seen)):
        with pytest.raises(Overtaken):
            await step
    with pytest.raises(NotFound):
        await desk.write("ben", "term", "没有这个词", texts, seen)


async def test_the_files_leave_alone_what_staff_corrected_until_it_is_undone(
    desk: Correcting, sessions: SessionFactory, tmp_path: Path
) -> None:
    row = {"term": "采标", "explanation": "新版软件的解释。", "source": "测试"}
    (tmp_path / "terms.yml").write_text(yaml.safe_dump([row]), "utf-8")
    codes = "code,industry,authority,source\nQB,新版软件的,,测试\n"
    (tmp_path / "sector_codes.csv").write_text(codes, "utf-8")
    for kind in SAID:
        await write(desk, kind)

    async def start() -> tuple[str, str]:
        async with sessions.begin() as session:
            await load_seeds(session, tmp_path)
        term, code = [(await desk.present(kind, key)).texts for kind, (key, _) in SAID.items()]
        return term["explanation"], code["industry"]

    assert await start() == ("对的解释。", "纺织")
    async with sessions() as session:
        assert await session.scalar(select(Term.checked)) is Checked.STAFF
    for kind, (key, _) in SAID.items():
        await desk.undo("anne", kind, key, (await desk.present(kind, key)).stamp)
    assert await start() == ("新版软件的解释。", "新版软件的")
