"""Changes to the region's content, on each database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.complaints.case.deadlines import DeadlineRules
from bot.complaints.case.models import CaseDeadline, Holiday
from bot.complaints.case.workflow import Workflow
from bot.editing.errors import NotFit, StepRefused
from bot.editing.region.checks import problems
from bot.editing.region.desk import RegionDesk
from bot.editing.region.folder import RegionFolders
from bot.editing.region.models import RegionVersion
from bot.editing.region.sheets import SHEETS
from bot.handover.hours import OfficeHours
from bot.kit.db import SessionFactory
from bot.kit.errors import InvalidInput, NotFound
from bot.kit.stamp import Overtaken
from bot.settings import SEEDS
from bot.staff.audit import AuditLog
from bot.staff.models import AuditEntry
from kb.models import Department, KnowledgeRevision
from tests.complaints.made import bureau, made

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
HOURS = {"from": "08:30", "to": "17:30", "wait_minutes": "5", "silent_minutes": "20"}


@pytest.fixture
def desk(sessions: SessionFactory) -> RegionDesk:
    return RegionDesk(sessions, AuditLog("s" * 32, lambda: NOW), lambda: NOW)


async def changed(desk: RegionDesk, by: str = "bian", **cells: str) -> int:
    """The number of a submitted change of the office hours."""
    number = await desk.begin(by, "office_hours")
    await desk.write(by, number, (await desk.draft(number)).stamp, "one", 0, {**HOURS, **cells})
    await desk.submit(by, number, "按新的作息时间")
    return number


async def test_a_change_reviewed_by_another_person_becomes_a_version(
    desk: RegionDesk, sessions: SessionFactory
) -> None:
    number = await changed(desk)
    with pytest.raises(StepRefused, match="另一位"):
        await desk.publish("bian", number)

    assert await desk.publish("shen", number) == 2

    assert (await desk.content("office_hours"))["from"] == "08:30"
    newest, first = await desk.versions("office_hours")
    assert (newest.author, newest.reviewer, newest.note) == ("bian", "shen", "按新的作息时间")
    assert (first.number, first.content["from"]) == (1, "09:00")
    async with sessions() as session:
        actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions == ["content.edited", "content.edited", "content.published"]


async def test_processes_read_what_was_published(
    desk: RegionDesk, sessions: SessionFactory, tmp_path: Path
) -> None:
    folders = RegionFolders(sessions, tmp_path / "region")
    assert await folders.folder() == SEEDS
    await desk.publish("shen", await changed(desk))

    folder = await folders.folder()

    assert OfficeHours.load(folder / "office_hours.yml").begin.hour == 8
    assert (folder / "workflow.yml").read_bytes() == (SEEDS / "workflow.yml").read_bytes()
    assert await RegionFolders(sessions, tmp_path / "region").folder() == folder


async def test_an_earlier_version_comes_back_as_a_new_one(desk: RegionDesk) -> None:
    await desk.publish("shen", await changed(desk))
    with pytest.raises(NotFit, match="理由"):
        await desk.roll_back("shen", "office_hours", 1, "错")

    assert await desk.roll_back("shen", "office_hours", 1, "时间写错了") == 3

    assert (await desk.content("office_hours"))["from"] == "09:00"
    with pytest.raises(NotFound):
        await desk.roll_back("shen", "office_hours", 9, "时间写错了")


async def test_a_rejected_change_goes_back_to_its_author(desk: RegionDesk) -> None:
    number = await changed(desk)
    with pytest.raises(StepRefused):
        await desk.write("bian", number, 1, "one", 0, HOURS)
    await desk.reject("shen", number, "请附上依据")

    row = await desk.draft(number)
    assert (row.state, row.reason) == ("rejected", "请附上依据")
    await desk.write("bian", number, row.stamp, "one", 0, {**HOURS, "to": "18:00"})
    assert await desk.begin("bian", "office_hours") == number


async def test_two_who_write_at_once_notice_each_other(desk: RegionDesk) -> None:
    number = await desk.begin("bian", "office_hours")
    await desk.write("bian", number, 0, "one", 0, HOURS)

    with pytest.raises(Overtaken, match="别人改过"):
        await desk.write("jia", number, 0, "one", 0, {**HOURS, "to": "18:00"})


async def test_nothing_wrong_is_kept(desk: RegionDesk) -> None:
    number = await desk.begin("bian", "office_hours")
    with pytest.raises(InvalidInput, match="整数"):
        await desk.write("bian", number, 0, "one", 0, {**HOURS, "wait_minutes": "五"})
    with pytest.raises(NotFit, match="早于"):
        await desk.write("bian", number, 0, "one", 0, {**HOURS, "to": "01:00"})
    with pytest.raises(StepRefused, match="不能加行"):
        await desk.write("bian", number, 0, "one", None, HOURS)
    with pytest.raises(StepRefused, match="不能删行"):
        await desk.remove("bian", number, 0, "one", 0)
    with pytest.raises(NotFound):
        await desk.write("bian", number, 0, "one", 5, HOURS)
    with pytest.raises(NotFit, match="一样"):
        await desk.submit("bian", number, "什么也没改")
    with pytest.raises(NotFound):
        await desk.begin("bian", "workflow")


async def test_a_change_of_an_overtaken_version_is_not_published(desk: RegionDesk) -> None:
    await desk.publish("shen", await changed(desk))
    other = await changed(desk, "yi", to="18:00")
    await desk.roll_back("shen", "office_hours", 1, "先退回去")

    with pytest.raises(StepRefused, match="新版本"):
        await desk.publish("shen", other)


async def test_departments_follow_into_the_knowledge_base(
    desk: RegionDesk, sessions: SessionFactory
) -> None:
    number = await desk.begin("bian", "departments")
    cells = {
        "slug": "new_office", "name": "新部门", "short": "", "handles": "路灯",
        "phone": "12345", "source": "测试",
    }  # fmt: skip
    await desk.write("bian", number, 0, "rows", None, cells)
    await desk.submit("bian", number, "机构改革")
    await desk.publish("shen", number)

    async with sessions() as session:
        found = await session.get(Department, "new_office")
        count = await session.scalar(select(func.count()).select_from(Department))
        revision = await session.scalar(select(KnowledgeRevision.revision))
    assert found is not None
    assert (found.handles, found.phone, count, revision) == (["路灯"], "12345", 25, 1)


async def test_what_cases_need_is_not_removed(desk: RegionDesk, sessions: SessionFactory) -> None:
    await sessions.run(lambda session: made(bureau(), session))
    number = await desk.begin("bian", "categories")
    rows = (await desk.draft(number)).content
    place = next(i for i, row in enumerate(rows) if row["slug"] == "ebike")
    await desk.remove("bian", number, 0, "rows", place)
    await desk.submit("bian", number, "以为没人用")

    with pytest.raises(NotFit, match="还有事项在用分类 ebike"):
        await desk.publish("shen", number)


async def test_a_new_holiday_moves_the_running_deadlines(
    desk: RegionDesk, sessions: SessionFactory
) -> None:
    await sessions.run(lambda session: made(bureau(), session))

    def due(session: Session) -> date | None:
        return session.scalar(select(CaseDeadline.due_on))

    before = await sessions.run(due)
    assert before is not None
    number = await desk.begin("bian", "holidays")
    cells = {"day": before.isoformat(), "working": "否", "name": "临时放假"}
    await desk.write("bian", number, 0, "rows", None, cells)
    await desk.submit("bian", number, "国务院办公厅通知")
    await desk.publish("shen", number)

    after = await sessions.run(due)
    assert after is not None
    assert after > before
    async with sessions() as session:
        assert (await session.scalars(select(Holiday.name))).all() == ["临时放假"]


async def test_a_changed_period_moves_the_running_deadlines(
    desk: RegionDesk, sessions: SessionFactory
) -> None:
    await sessions.run(lambda session: made(bureau(), session))
    number = await desk.begin("bian", "deadlines")
    row = (await desk.draft(number)).content[0]
    table = {key: str(value) for key, value in row.items()}
    await desk.write("bian", number, 0, "rows", 0, {**table, "length": "8", "unit": "工作日"})
    await desk.submit("bian", number, "办法修订")

    def due(session: Session) -> date | None:
        return session.scalar(select(CaseDeadline.due_on))

    before = await sessions.run(due)
    await desk.publish("shen", number)
    after = await sessions.run(due)
    assert before is not None
    assert after is not None
    assert after > before


async def test_content_published_under_an_older_version_is_brought_up(
    desk: RegionDesk, sessions: SessionFactory, tmp_path: Path
) -> None:
    old = {"slug": "decide_acceptance", "label": "决定是否受理", "length": 5, "pausable": True}
    async with sessions.begin() as session:
        for sheet, content in (("deadlines", [old]), ("templates", {"started": "开始办"})):
            session.add(
                RegionVersion(sheet=sheet, number=1, content=content, author="x", published_at=NOW)
            )

    folder = await RegionFolders(sessions, tmp_path).folder()

    rules = DeadlineRules.load(folder / "deadlines.yml")
    assert (rules["decide_acceptance"].length, rules["decide_acceptance"].pauses) == (5, [])
    assert rules["mediate"].length == 60
    workflow = Workflow.load(folder)
    assert workflow.tell("started") == "开始办"
    assert "照常计算" in workflow.tell("asked_supplement")


async def test_what_was_rewritten_after_the_reviewer_looked_is_not_published(
    desk: RegionDesk,
) -> None:
    number = await changed(desk)
    seen = (await desk.draft(number)).stamp
    await desk.take_back("bian", number)
    await desk.write("bian", number, seen, "one", 0, {**HOURS, "to": "23:00"})
    await desk.submit("bian", number, "悄悄改长")
    with pytest.raises(StepRefused, match="又改过"):
        await desk.publish("shen", number, seen)


@pytest.mark.parametrize(
    "text", ["留言：{reason", "留言：{reason.x}", "留言：}", "留言：{reason:d}", "{}"]
)
def test_a_template_that_can_not_be_filled_in_is_refused(text: str) -> None:
    shipped = SHEETS["templates"].shipped()
    assert problems({"templates": shipped}, "templates") == []
    assert problems({"templates": {**shipped, "message": text}}, "templates")


def test_hours_with_a_zone_are_refused() -> None:
    shipped = SHEETS["office_hours"].shipped()
    assert "不写时区" in "".join(
        problems({"office_hours": {**shipped, "from": "09:00+08:00"}}, "office_hours")
    )


@pytest.mark.parametrize("cells", [{"short": "长" * 61}, {"phone": "1" * 41}])
def test_what_the_tables_can_not_keep_is_refused(cells: dict[str, str]) -> None:
    first, *others = SHEETS["departments"].shipped()
    assert problems({"departments": [{**first, **cells}, *others]}, "departments")
