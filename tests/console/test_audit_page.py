from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import text

from bot.console.kit.parts import ConsoleParts
from bot.staff.actions import AuditAction
from bot.staff.roles import Role
from tests.console.conftest import Visitor, add_member
from tests.staff.conftest import Hands

pytestmark = pytest.mark.every_case

PAGE = "/console/audit/"


async def note(
    parts: ConsoleParts, actor: str, action: AuditAction, object_id: str, reason: str = ""
) -> None:
    await parts.sessions.run(
        lambda s: parts.audit.add(
            s, actor, action, object_type="case", object_id=object_id, reason=reason
        )
    )


@pytest.fixture
async def filled(auditor: Visitor, parts: ConsoleParts, clock: Hands) -> Visitor:
    await note(parts, "li", AuditAction.CASE_ASSIGNED, "CQ20261123-000147-8", "就近办理")
    clock.move(days=1)
    await auditor.sign_in("shen")
    await note(parts, "zhao", AuditAction.IDENTITY_VIEWED, "CQ20261124-000001-1", "100%_联系")
    return auditor


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"8", "1"}),
        ("actor=li", {"8"}),
        ("action=identity.viewed", {"1"}),
        ("what=000147", {"8"}),
        ("what=%E5%B0%B1%E8%BF%91", {"8"}),
        ("what=100%25_", {"1"}),
        ("what=%25", {"1"}),
        ("since=2026-11-25", {"1"}),
        ("until=2026-11-24", {"8"}),
        ("since=2026-11-24&until=2026-11-25&action=", {"8", "1"}),
        ("before=2&actor=zhao", set()),
    ],
)
async def test_the_log_is_searched(filled: Visitor, query: str, found: set[str]) -> None:
    shown = (await filled.get(f"{PAGE}?{query}")).text

    numbers = {"8": "CQ20261123-000147-8", "1": "CQ20261124-000001-1"}
    assert {end for end, number in numbers.items() if f">{number}</td>" in shown} == found


async def test_people_are_chosen_by_name(filled: Visitor, parts: ConsoleParts) -> None:
    await add_member(parts, "zhao", Role.SUPERVISOR, name="赵主管")
    await parts.accounts.disable("zhao", "shen", "离职")

    page = (await filled.get(f"{PAGE}?actor=zhao")).text
    gone = (await filled.get(f"{PAGE}?actor=li")).text

    people = page.split('id="actor"')[1].split("</select>")[0]
    assert '<option value="zhao" selected>赵主管（zhao，已停用）</option>' in people
    assert '<option value="命令行">命令行</option>' in people
    assert '<option value="li" selected>li</option>' in gone  # has no account


async def test_what_acts_by_itself_has_a_chinese_name(filled: Visitor, parts: ConsoleParts) -> None:
    await note(parts, "system", AuditAction.DATA_PURGED, "CQ20261123-000147-8")

    page = (await filled.get(f"{PAGE}?actor=system")).text
    exported = (await filled.fill_in(f"{PAGE}export", {"actor": "system"}, PAGE)).text

    assert '<td data-label="人员">系统</td>' in page
    assert '<option value="system" selected>系统</option>' in page
    assert ",系统," in exported


async def test_times_are_those_of_chongqing_and_names_are_chinese(filled: Visitor) -> None:
    shown = (await filled.get(f"{PAGE}?actor=zhao")).text

    assert "2026-11-25 09:00" in shown
    assert ">查看身份信息</td>" in shown


@pytest.mark.parametrize("query", ["since=gestern", "before=0", "before=x", "before=99999999999"])
async def test_a_question_that_makes_no_sense_is_refused(filled: Visitor, query: str) -> None:
    assert (await filled.get(f"{PAGE}?{query}")).status_code == 400


async def test_long_logs_are_paged(auditor: Visitor, parts: ConsoleParts) -> None:
    for n in range(60):
        await note(parts, "li", AuditAction.CASE_CHANGED, f"case-{n:02}")

    first = (await auditor.get(f"{PAGE}?actor=li")).text
    assert "case-59" in first
    assert "case-09" not in first
    link = first.split('">更早的记录')[0].rsplit('href="', 1)[1].replace("&amp;", "&")
    second = (await auditor.get(link)).text

    assert "case-09" in second
    assert "case-10" not in second
    assert "更早的记录" not in second
    assert "回到最新" in second


async def test_what_was_found_is_exported_and_the_export_is_logged(
    filled: Visitor, parts: ConsoleParts
) -> None:
    await note(parts, "li", AuditAction.CASE_CHANGED, "=1+1", '=HYPERLINK("http://x","y")')

    answer = await filled.fill_in(f"{PAGE}export", {"actor": "li"}, PAGE)

    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment; filename=audit-2026-11-25.csv" in answer.headers["content-disposition"]
    assert answer.text.startswith("\ufeff编号,")
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert [row["人员"] for row in rows] == ["li", "li"]
    assert rows[0]["对象"] == "'=1+1"
    assert rows[0]["原因"].startswith("'=")
    assert rows[1]["操作"] == "分派诉求"
    assert ">导出操作日志</td>" in (await filled.get(PAGE)).text


async def test_a_long_export_is_complete(auditor: Visitor, parts: ConsoleParts) -> None:
    def many(session: object) -> None:
        for n in range(1_100):
            parts.audit.add(session, "li", AuditAction.CASE_CHANGED, object_id=str(n))  # type: ignore[arg-type]

    await parts.sessions.run(many)

    answer = await auditor.fill_in(f"{PAGE}export", {"actor": "li"}, PAGE)

    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert [int(row["对象"]) for row in rows] == list(range(1_099, -1, -1))


async def test_the_check_names_a_removed_row(filled: Visitor, parts: ConsoleParts) -> None:
    intact = await filled.fill_in(f"{PAGE}verify", page=PAGE)
    assert "操作日志完好" in intact.text
    async with parts.sessions.begin() as session:
        await session.execute(text("DELETE FROM audit_entry WHERE id = 2"))

    broken = await filled.fill_in(f"{PAGE}verify", page=PAGE)

    assert "第 2 条被删除" in broken.text
