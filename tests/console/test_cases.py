from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import docx
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.evidence import Kept
from bot.complaints.case.evidence_models import Attachment
from bot.complaints.case.models import Case, CaseEvent, RoutingCorrection
from bot.console.cases import alerts, cases
from bot.console.cases.case_parts import CaseParts
from bot.console.dashboard import statistics_page
from bot.console.install import install_console
from bot.console.kit.parts import ConsoleParts
from bot.conversation.models import Turn
from bot.kit.clock import CHONGQING
from bot.kit.working_days import WorkingDays
from bot.staff.actions import AuditAction
from bot.staff.models import AuditEntry
from bot.staff.profile import Profile
from bot.staff.roles import Role
from kb.models import Department, District
from tests.complaints.made import bureau, made
from tests.console.conftest import PASSWORD, Visitor, visitor_of

SECRETS = ("张三丰", "13812345678", "中山四路")
CATEGORIES = {"ebike": "电动自行车", "food": "食品"}


class Files:
    """An evidence store with the same picture under each reference."""

    def __init__(self) -> None:
        self.attached: list[str] = []

    async def keep(self, conversation: str, data: bytes) -> Kept:
        return Kept("0" * 32, "image/png", 1)

    def attach(self, session: Session, conversation: str, case: Case) -> None:
        self.attached.append(case.number)

    def read(self, session: Session, reference: str, *, original: bool) -> tuple[str, bytes]:
        return ("image/png", b"as sent") if original else ("image/jpeg", b"cleaned")


class Office:
    """The console with its case pages, and cases to look at.

    Args:
        parts: the console's services.
    """

    def __init__(self, parts: ConsoleParts) -> None:
        self.parts, self.bureau = parts, bureau()
        casework, self.files = self.bureau.casework, Files()
        self.cases = CaseParts(
            parts.sessions, casework, self.files, parts.clock, CATEGORIES, self.bureau.registrar
        )
        self.app = FastAPI()
        sections = (cases.SECTION, statistics_page.SECTION, alerts.SECTION)
        install_console(self.app, parts, sections).state.cases = self.cases

    async def make(self, **case: Any) -> str:
        now = case.pop("now", self.parts.clock())
        return await self.parts.sessions.run(lambda s: made(self.bureau, s, now, **case).number)

    async def visitor(self, role: Role, name: str = "", **scope: tuple[str, ...]) -> Visitor:
        """A signed-in browser; case officers work for 渝中区 unless told otherwise."""
        username = name or f"a-{role.value.replace('_', '-')}"
        if role is Role.CASE_OFFICER and not scope:
            scope = {"districts": ("渝中区",)}
        profile = Profile(f"名叫{username}", (role,), **scope)
        first = await self.parts.accounts.add(username, profile, "命令行")
        member = await self.parts.accounts.get(username)
        await self.parts.own_account.change_password(member, first, PASSWORD)
        visitor = visitor_of(self.app)
        await visitor.sign_in(username)
        return visitor

    async def case(self, number: str) -> Case:
        async with self.parts.sessions() as session:
            return (await session.scalars(select(Case).where(Case.number == number))).one()

    async def audit(self, action: AuditAction) -> list[AuditEntry]:
        query = select(AuditEntry).where(AuditEntry.action == action.value).order_by(AuditEntry.id)
        async with self.parts.sessions() as session:
            return list(await session.scalars(query))


@pytest.fixture
async def office(parts: ConsoleParts) -> Office:
    async with parts.sessions.begin() as session:
        session.add_all(
            [
                District(name="渝中区", kind="区"),
                District(name="万州区", kind="区"),
                Department(slug="market", name="市场监管局", source="测试"),
                Department(slug="drug", name="药监局", source="测试"),
            ]
        )
    return Office(parts)


async def do(visitor: Visitor, number: str, act: str, **data: Any) -> Any:
    """Send a form from the case's page."""
    page = f"/console/cases/{number}"
    return await visitor.fill_in(f"{page}/{act}", data, page=page)


async def test_the_list_shows_cases_masked_in_chinese(office: Office) -> None:
    number = await office.make()
    officer = await office.visitor(Role.CASE_OFFICER)

    page = (await officer.get("/console/cases/")).text
    assert number in page
    assert "138****5678" in page
    assert "决定是否受理" in page
    assert all(secret not in page for secret in SECRETS)


async def test_an_officer_sees_only_the_cases_of_the_own_district(office: Office) -> None:
    mine, other = await office.make(), await office.make(district="万州区")
    officer = await office.visitor(Role.CASE_OFFICER)

    page = (await officer.get("/console/cases/?view=all")).text
    assert mine in page
    assert other not in page


ACTS = [
    ("GET", "", {}),
    ("POST", "/steps/accept", {}),
    ("POST", "/send-back", {"words": "不对"}),
    ("POST", "/note", {"words": "看看"}),
    ("POST", "/mediation", {"held_at": "2026-11-24T09:00", "place": "电话", "people": "双方"}),
    ("POST", "/platform-number", {"platform_number": "12345"}),
    ("POST", "/data-request", {"words": "已改"}),
    ("POST", "/message", {"words": "您好"}),
    ("POST", "/assign", {"officer": "a-case-officer"}),
    ("POST", "/transfer", {"to": "a-case-officer", "why": "看看"}),
    ("POST", "/received", {}),
    ("POST", "/merchant", {"name": "某店"}),
    ("POST", "/merchant/link", {"merchant": "1"}),
    ("POST", "/merchant/unlink", {}),
    ("POST", "/reclassify", {"category": "food", "department": "drug"}),
    ("POST", "/identity", {"reason": "核实联系方式"}),
    ("GET", "/evidence/00", {}),
    ("POST", "/evidence/00/original", {}),
    ("POST", "/evidence", {}),
    ("GET", "/documents/transfer", {}),
    ("GET", "/documents/transfer/docx", {}),
    ("POST", "/documents/transfer", {"reason": "转去办理"}),
]


@pytest.mark.parametrize(("method", "act", "data"), ACTS)
async def test_a_case_of_another_district_does_not_exist_for_an_officer(
    office: Office, method: str, act: str, data: dict[str, Any]
) -> None:
    number = await office.make(district="万州区")
    officer = await office.visitor(Role.CASE_OFFICER)

    for one in (number, "CQ20200101-000001-1"):
        address = f"/console/cases/{one}{act}"
        if method == "GET":
            answer = await officer.get(address)
        else:
            answer = await officer.fill_in(address, data, page="/console/account")
        assert answer.status_code == 404
        assert "没有查到这个登记编号" in answer.text
        assert number not in answer.text
    case = await office.case(number)
    assert (case.status, case.officer, case.category) == ("registered", "", "ebike")
    assert await office.audit(AuditAction.IDENTITY_VIEWED) == []


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FAQ_EDITOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("act", ["steps/accept", "note", "message", "assign", "identity"])
async def test_who_does_not_work_cases_changes_nothing(
    office: Office, role: Role, act: str
) -> None:
    number = await office.make()
    visitor = await office.visitor(role)

    answer = await visitor.fill_in(f"/console/cases/{number}/{act}", page="/console/account")
    assert answer.status_code == 403


async def test_an_auditor_reads_cases_without_forms_or_identities(office: Office) -> None:
    number = await office.make()
    auditor = await office.visitor(Role.AUDITOR)

    page = (await auditor.get(f"/console/cases/{number}")).text
    assert "投诉：电动自行车；渝中区；希望退款" in page
    assert "充电的时候冒烟了" not in page
    assert "/steps/" not in page
    assert "/identity" not in page
    assert all(secret not in page for secret in SECRETS)


async def test_an_officer_takes_a_case_from_registration_to_the_end(office: Office) -> None:
    number = await office.make()
    officer = await office.visitor(Role.CASE_OFFICER)

    assert (await do(officer, number, "assign", officer="a-case-officer")).status_code == 303
    assert (await do(officer, number, "steps/accept")).status_code == 303
    assert (await do(officer, number, "steps/mediate")).status_code == 303
    closing = {"reason": "双方达成一致", "ground": "paper", "evidence": "调解书 1 号"}
    assert (await do(officer, number, "steps/settle", **closing)).status_code == 303
    assert (await office.case(number)).status == "mediating"
    supervisor = await office.visitor(Role.SUPERVISOR)
    assert (await do(supervisor, number, "confirm")).status_code == 303

    case = await office.case(number)
    assert (case.status, case.officer, case.outcome) == ("closed", "a-case-officer", "settled")
    page = (await officer.get(f"/console/cases/{number}")).text
    assert "调解成功" in page
    assert "双方达成一致" in page
    entries = await office.audit(AuditAction.CASE_CHANGED)
    assert [(entry.actor, entry.details["step"]) for entry in entries] == [
        ("a-case-officer", "accept"), ("a-case-officer", "mediate"),
        ("a-case-officer", "settle"), ("a-supervisor", "settle"),
    ]  # fmt: skip


async def test_what_waits_for_confirmation_is_listed_shown_and_sent_back(office: Office) -> None:
    number, other = await office.make(officer="a-case-officer"), await office.make()
    officer = await office.visitor(Role.CASE_OFFICER)
    supervisor = await office.visitor(Role.SUPERVISOR)
    decline = {"ground": "three_years", "reason": "五年前就知道"}
    await do(officer, number, "steps/decline", **decline)

    listed = (await supervisor.get("/console/cases/?view=confirm")).text
    assert number in listed
    assert other not in listed
    assert "待确认：不予受理" in listed
    page = (await supervisor.get(f"/console/cases/{number}")).text
    for words in ("令第121号第十六条第四项", "超过三年的", "五年前就知道"):
        assert words in page
    assert "/steps/" not in page
    mine = (await officer.get(f"/console/cases/{number}")).text
    assert "/confirm" not in mine
    assert "市民现在还不知道" in mine
    address = f"/console/cases/{number}/confirm"
    refused = await officer.fill_in(address, page="/console/account")
    assert refused.status_code == 403
    empty = await do(supervisor, number, "send-back", words=" ")
    assert (empty.status_code, "请写明退回" in empty.text) == (400, True)
    await do(supervisor, number, "send-back", words="没有满三年")
    assert "不予受理：没有满三年" in (await officer.get(f"/console/cases/{number}")).text
    assert number not in (await supervisor.get("/console/cases/?view=confirm")).text
    late = await supervisor.fill_in(address, page="/console/account")
    assert (late.status_code, (await office.case(number)).status) == (400, "registered")


async def test_a_supervisor_who_proposed_a_step_does_not_confirm_it(office: Office) -> None:
    number = await office.make()
    supervisor = await office.visitor(Role.SUPERVISOR)
    decline = {"ground": "three_years", "reason": "五年前就知道"}
    assert (await do(supervisor, number, "steps/decline", **decline)).status_code == 303

    page = (await supervisor.get(f"/console/cases/{number}")).text
    assert "/confirm" not in page
    answer = await supervisor.fill_in(f"/console/cases/{number}/confirm", page="/console/account")
    assert (answer.status_code, "另一位主管" in answer.text) == (400, True)


async def test_an_officer_works_only_cases_given_to_them(office: Office) -> None:
    number, theirs = await office.make(), await office.make(officer="other")
    officer = await office.visitor(Role.CASE_OFFICER)

    for one in (number, theirs):
        page = (await officer.get(f"/console/cases/{one}")).text
        assert "/steps/" not in page
        for act in ("steps/accept", "message"):
            answer = await officer.fill_in(
                f"/console/cases/{one}/{act}", {"words": "您好"}, page="/console/account"
            )
            assert (answer.status_code, "只有办理人和主管" in answer.text) == (400, True)
        assert (await office.case(one)).status == "registered"
    taken = await do(officer, theirs, "assign", officer="a-case-officer")
    assert (taken.status_code, "已经分派给别人" in taken.text) == (400, True)
    assert (await office.case(theirs)).officer == "other"
    supervisor = await office.visitor(Role.SUPERVISOR)
    assert (await do(supervisor, theirs, "steps/accept")).status_code == 303


async def test_a_test_in_the_laboratory_is_offered_where_an_article_has_it(office: Office) -> None:
    number = await office.make(officer="a-case-officer")
    officer = await office.visitor(Role.CASE_OFFICER)
    assert "begin_testing" not in (await officer.get(f"/console/cases/{number}")).text
    await do(officer, number, "steps/accept")

    page = (await officer.get(f"/console/cases/{number}")).text
    assert "检测、鉴定（调解期限，令第121号第二十二条）" in page
    assert "end_testing" not in page
    testing = {"pause": "testing", "reason": "送检"}
    assert (await do(officer, number, "steps/begin_testing", **testing)).status_code == 303
    page = (await officer.get(f"/console/cases/{number}")).text
    assert "检测、鉴定，不计入（令第121号第二十二条）" in page
    assert "begin_testing" not in page
    assert "检测鉴定，不计入期限" in (await officer.get("/console/cases/")).text
    assert (await do(officer, number, "steps/end_testing")).status_code == 303


async def test_only_the_steps_possible_now_are_offered(office: Office) -> None:
    number = await office.make(officer="a-case-officer")
    officer = await office.visitor(Role.CASE_OFFICER)

    page = (await officer.get(f"/console/cases/{number}")).text
    offered = set(re.findall(r"/steps/(\w+)", page))
    assert {"accept", "decline", "ask_supplement"} <= offered
    assert not {"close", "reopen", "supplement", "file_case", "start", "withdraw"} & offered


async def test_a_refused_step_says_why_and_keeps_what_was_typed(office: Office) -> None:
    number = await office.make(officer="a-case-officer")
    officer = await office.visitor(Role.CASE_OFFICER)

    answer = await do(officer, number, "steps/decline", reason="不属于消费争议", ground="")
    assert answer.status_code == 400
    assert "必须从列表里选择法定情形" in answer.text
    assert "不属于消费争议</textarea>" in answer.text
    assert (await office.case(number)).status == "registered"
    assert await office.audit(AuditAction.CASE_CHANGED) == []


async def test_a_step_another_officer_was_quicker_to_take_is_refused(office: Office) -> None:
    number = await office.make(officer="a-case-officer")
    officer = await office.visitor(Role.CASE_OFFICER)
    await do(officer, number, "steps/accept")

    answer = await do(officer, number, "steps/accept")
    assert answer.status_code == 400
    assert "现在不能做" in answer.text


async def test_an_identity_needs_a_reason_and_leaves_an_entry(office: Office) -> None:
    number = await office.make()
    officer = await office.visitor(Role.CASE_OFFICER)

    refused = await do(officer, number, "identity", reason="看")
    assert refused.status_code == 400
    assert all(secret not in refused.text for secret in SECRETS)
    shown = await do(officer, number, "identity", reason="联系当事人核实")
    assert shown.status_code == 200
    assert all(secret in shown.text for secret in SECRETS)
    assert shown.headers["cache-control"] == "no-store"
    (entry,) = await office.audit(AuditAction.IDENTITY_VIEWED)
    assert (entry.actor, entry.object_id, entry.reason) == (
        "a-case-officer", number, "联系当事人核实",
    )  # fmt: skip


async def test_notes_stay_inside_and_messages_go_out(office: Office) -> None:
    number = await office.make(officer="a-case-officer")
    officer = await office.visitor(Role.CASE_OFFICER)
    await do(officer, number, "note", words="老板电话打不通")
    await do(officer, number, "message", words="请补一张小票")

    async with office.parts.sessions() as session:
        events = {e.action: e for e in await session.scalars(select(CaseEvent))}
    assert not events["note"].public
    assert events["message"].public
    page = (await officer.get(f"/console/cases/{number}")).text
    assert "老板电话打不通" in page
    assert "请补一张小票" in page


async def test_a_deadline_is_told_in_the_days_it_is_counted_in(office: Office) -> None:
    number = await office.make()
    officer = await office.visitor(Role.CASE_OFFICER)
    where = ("/console/", "/console/cases/", f"/console/cases/{number}")

    first = [(await officer.get(path)).text for path in where]
    await do(officer, number, "assign", officer="a-case-officer")
    await do(officer, number, "steps/accept")
    then = [(await officer.get(path)).text for path in where[1:]]

    assert all("还有 7 个工作日" in page for page in first)  # to decide whether to accept it
    assert all("还有 60 天" in page for page in then)  # to mediate
    assert not [page for page in then if "个工作日）" in page]


async def test_a_long_list_looks_up_each_day_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = office.parts.clock()
    for days in (0, 0, 1, 1, 400):
        await office.make(now=now - timedelta(days=days))
    officer = await office.visitor(Role.CASE_OFFICER)
    asked: list[date] = []
    is_working = WorkingDays.is_working

    def noted(calendar: WorkingDays, day: date) -> bool:
        asked.append(day)
        return is_working(calendar, day)

    monkeypatch.setattr(WorkingDays, "is_working", noted)
    page = (await officer.get("/console/cases/")).text

    assert page.count("个工作日）") == 4
    assert "（超 " in page
    assert 0 < len(asked) == len(set(asked)) < 20


async def test_a_case_of_nobody_is_taken_where_the_page_says_what_can_be_done(
    office: Office,
) -> None:
    number = await office.make()
    officer = await office.visitor(Role.CASE_OFFICER)

    page = (await officer.get(f"/console/cases/{number}")).text

    can_be_done = page.split("现在可以做")[1].split("</section>")[0]
    assert f'action="/console/cases/{number}/assign"' in can_be_done
    assert page.count(">我来办</button>") == 1


async def test_who_assigns_is_told_of_everybodys_deadlines(office: Office) -> None:
    late = await office.make(now=office.parts.clock() - timedelta(days=30))
    await office.visitor(Role.CASE_OFFICER, "other")
    supervisor = await office.visitor(Role.SUPERVISOR)
    await do(supervisor, late, "assign", officer="other")

    theirs = (await supervisor.get("/console/")).text
    mine = (await (await office.visitor(Role.CASE_OFFICER)).get("/console/")).text

    assert "超期的诉求" in theirs
    assert late in theirs
    assert 'href="/console/cases/?view=overdue"' in theirs
    assert late not in mine


async def test_who_assigns_many_sees_where_each_officer_works(office: Office) -> None:
    await office.make()
    await office.visitor(Role.CASE_OFFICER, "other", districts=("万州区", "渝中区"))
    supervisor = await office.visitor(Role.SUPERVISOR)

    page = (await supervisor.get("/console/cases/")).text

    give = page.split('id="give-to"')[1].split("</select>")[0]
    assert '<option value="other">名叫other（万州区、渝中区）</option>' in give


async def test_an_empty_note_is_refused(office: Office) -> None:
    number = await office.make()
    officer = await office.visitor(Role.CASE_OFFICER)

    answer = await do(officer, number, "note", words="  ")
    assert answer.status_code == 400
    assert "备注不能为空" in answer.text


async def test_an_officer_gives_cases_to_nobody_else(office: Office) -> None:
    number = await office.make()
    await office.visitor(Role.CASE_OFFICER, "other")
    officer = await office.visitor(Role.CASE_OFFICER)

    assert (await do(officer, number, "assign", officer="other")).status_code == 403
    assert (await office.case(number)).officer == ""


async def test_a_corrected_category_is_kept_to_learn_from(office: Office) -> None:
    number = await office.make()
    officer = await office.visitor(Role.CASE_OFFICER)

    wrong = await do(officer, number, "reclassify", category="nonsense", department="market")
    assert wrong.status_code == 400
    await do(officer, number, "reclassify", category="food", department="market")
    assert (await office.case(number)).category == "food"
    async with office.parts.sessions() as session:
        (kept,) = await session.scalars(select(RoutingCorrection))
    assert (kept.predicted, kept.corrected) == ("ebike", "food")


async def test_who_reclassifies_a_case_away_is_led_back_to_the_list(office: Office) -> None:
    number = await office.make()
    officer = await office.visitor(Role.CASE_OFFICER, categories=("ebike",))

    answer = await do(officer, number, "reclassify", category="food", department="market")
    assert answer.headers["location"].startswith("/console/cases/?")
    assert (await officer.get(f"/console/cases/{number}")).status_code == 404


async def test_only_a_supervisor_extends_a_deadline_and_only_once(office: Office) -> None:
    number = await office.make(kind="report")
    before = (await office.case(number)).next_due_on
    officer = await office.visitor(Role.CASE_OFFICER)
    supervisor = await office.visitor(Role.SUPERVISOR)
    asked = {"rule": "verify_report", "reason": "情况复杂"}

    address = f"/console/cases/{number}/extend"
    refused = await officer.fill_in(address, asked, page="/console/account")
    assert refused.status_code == 403
    assert (await do(supervisor, number, "extend", **asked)).status_code == 303
    after = (await office.case(number)).next_due_on
    assert before is not None
    assert after is not None
    assert after > before
    again = await supervisor.fill_in(address, asked, page="/console/account")
    assert again.status_code == 400


@pytest.mark.parametrize("rule", ["decide_acceptance", "nonsense", ""])
async def test_a_deadline_without_extension_is_not_extended(office: Office, rule: str) -> None:
    number = await office.make()
    supervisor = await office.visitor(Role.SUPERVISOR)

    address = f"/console/cases/{number}/extend"
    data = {"rule": rule, "reason": "情况复杂"}
    answer = await supervisor.fill_in(address, data, page="/console/account")
    assert answer.status_code == 400


async def test_only_a_supervisor_exports_and_every_export_is_noted(office: Office) -> None:
    await office.make()
    officer = await office.visitor(Role.CASE_OFFICER)
    supervisor = await office.visitor(Role.SUPERVISOR)

    page = "/console/account"
    refused = await officer.fill_in("/console/cases/export", {"format": "csv"}, page=page)
    assert refused.status_code == 403
    file = await supervisor.fill_in("/console/cases/export", {"format": "csv"}, page=page)
    (row,) = csv.DictReader(io.StringIO(file.text.lstrip("\ufeff")))
    assert row["商家"] == "雅迪电动车专卖店"
    assert all(secret not in file.text for secret in SECRETS)
    (entry,) = await office.audit(AuditAction.DATA_EXPORTED)
    assert (entry.actor, entry.details["identities"]) == ("a-supervisor", False)


async def test_an_export_with_identities_needs_a_reason(office: Office) -> None:
    await office.make()
    supervisor = await office.visitor(Role.SUPERVISOR)
    data = {"format": "xlsx", "identities": "true"}

    page = "/console/cases/"
    refused = await supervisor.fill_in("/console/cases/export", data, page=page)
    assert refused.status_code == 400
    reason = {**data, "reason": "统一回访"}
    file = await supervisor.fill_in("/console/cases/export", reason, page=page)
    rows = list(load_workbook(io.BytesIO(file.content)).active.iter_rows(values_only=True))
    assert "张三丰" in rows[1]
    (entry,) = await office.audit(AuditAction.DATA_EXPORTED)
    assert entry.reason == "统一回访"


async def test_tabs_filters_and_search_narrow_the_list(office: Office) -> None:
    now = office.parts.clock()
    fresh = await office.make(now=now)
    late = await office.make(now=now - timedelta(days=40), said={"product": "羽绒服"})
    ended = await office.make(closed_at=now, status="closed", next_due_on=None)
    officer = await office.visitor(Role.CASE_OFFICER)

    async def listed(query: str) -> set[str]:
        page = (await officer.get(f"/console/cases/?{query}")).text
        return {
            number for number in (fresh, late, ended) if f'href="/console/cases/{number}"' in page
        }

    assert await listed("") == {fresh, late}
    assert await listed("view=overdue") == {late}
    assert await listed("view=all") == {fresh, late, ended}
    assert await listed("view=mine") == set()
    assert await listed("view=all&status=closed") == {ended}
    assert await listed("view=all&q=羽绒服") == {late}
    assert await listed("view=all&kind=report") == set()
    assert await listed(f"view=all&until={now - timedelta(days=2):%Y-%m-%d}") == {late}
    assert await listed("view=nonsense&sort=nonsense&status=nonsense") == {fresh, late, ended}


@pytest.mark.parametrize("query", ["since=x", "page=0", "page=x", f"q={'长' * 101}"])
async def test_a_broken_address_is_refused_in_chinese(office: Office, query: str) -> None:
    officer = await office.visitor(Role.CASE_OFFICER)

    answer = await officer.get(f"/console/cases/?{query}")
    assert answer.status_code == 400
    assert re.search("[一-鿿]", answer.text)


async def test_pages_lead_to_each_other_and_keep_the_filter(office: Office) -> None:
    numbers = {await office.make() for _ in range(21)}
    officer = await office.visitor(Role.CASE_OFFICER)

    first = (await officer.get("/console/cases/?kind=complaint&sort=newest")).text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = (await officer.get(following[1].replace("&amp;", "&"))).text
    assert "第 2 / 2 页" in second
    shown = re.findall(r'href="/console/cases/(CQ[^"]+)"', first + second)
    assert sorted(shown) == sorted(numbers)


HTML = '<script>alert("x")</script>'


async def test_what_citizens_typed_is_never_markup(office: Office) -> None:
    said = {"respondent": HTML, "product": HTML, "what": HTML, "where": HTML, "wanted": HTML}
    number = await office.make(said=said, satisfaction=1, satisfaction_said=HTML)
    supervisor = await office.visitor(Role.SUPERVISOR)
    await do(supervisor, number, "note", words=HTML)

    pages = ["/console/cases/", f"/console/cases/{number}", "/console/cases/?q=<script>"]
    for page in pages:
        assert "<script>alert" not in (await supervisor.get(page)).text
    assert "<script>alert" not in (await do(supervisor, number, "identity", reason="核实情况")).text


async def test_similar_cases_are_suggested_within_the_scope(office: Office) -> None:
    number, alike, elsewhere = [
        await office.make(district=district) for district in ("渝中区", "渝中区", "万州区")
    ]
    officer = await office.visitor(Role.CASE_OFFICER)

    page = (await officer.get(f"/console/cases/{number}")).text
    assert "可能是同一件事" in page
    assert alike in page
    assert elsewhere not in page


STATISTICS = "/console/statistics/"


async def test_statistics_have_a_table_beside_each_chart(office: Office) -> None:
    await office.make()
    officer = await office.visitor(Role.CASE_OFFICER)

    page = (await officer.get(STATISTICS)).text
    charts = re.findall(r'data-table="([^"]+)"', page)
    assert len(charts) == 6
    assert all(f'id="{table}"' in page for table in charts)
    assert "<script>" not in page
    for script in re.findall(r'<script src="([^"]+)"', page):
        assert script.startswith("/console/static/")
        assert (await officer.get(script)).status_code == 200


async def test_statistics_are_shown_to_content_staff_without_any_name(office: Office) -> None:
    for _ in range(3):
        await office.make()
    editor = await office.visitor(Role.FAQ_EDITOR)
    supervisor = await office.visitor(Role.SUPERVISOR)

    assert "雅迪" in (await supervisor.get(STATISTICS)).text
    assert "雅迪" not in (await editor.get(STATISTICS)).text
    data = (await editor.get(f"{STATISTICS}data.json")).json()
    assert data["total"]["received"] == 3
    assert "respondents" not in data


async def test_statistics_of_an_officer_count_the_own_district(office: Office) -> None:
    await office.make()
    await office.make(district="万州区")
    officer = await office.visitor(Role.CASE_OFFICER)

    assert (await officer.get(f"{STATISTICS}data.json")).json()["total"]["received"] == 1


@pytest.mark.parametrize("query", ["first=2026-13", "first=x", "first=2026-05&last=2026-01"])
async def test_a_wrong_range_of_months_is_refused(office: Office, query: str) -> None:
    officer = await office.visitor(Role.CASE_OFFICER)

    assert (await officer.get(f"{STATISTICS}?{query}")).status_code == 400


async def with_file(office: Office, reference: str, **case: Any) -> str:
    """The number of a case with a picture."""
    number = await office.make(**case)
    case_id = (await office.case(number)).id
    async with office.parts.sessions.begin() as session:
        row = Attachment(reference=reference, case_id=case_id, kind="image/png", size=7)
        row.sha256, row.has_copy = "0" * 64, True
        session.add(row)
    return number


async def test_a_picture_is_seen_cleaned_saved_as_sent_and_noted(office: Office) -> None:
    number = await with_file(office, "ab12")
    officer = await office.visitor(Role.CASE_OFFICER)

    address = f"/console/cases/{number}/evidence/ab12"
    seen = await officer.get(address)
    assert (seen.headers["content-type"], seen.content) == ("image/jpeg", b"cleaned")
    saved = await do(officer, number, "evidence/ab12/original")
    assert saved.content == b"as sent"
    assert saved.headers["content-disposition"].startswith("attachment")
    assert saved.headers["content-type"] == "application/octet-stream"
    entries = await office.audit(AuditAction.EVIDENCE_VIEWED)
    assert [entry.details["original"] for entry in entries] == [False, True]


async def test_a_file_is_reached_only_through_its_own_case(office: Office) -> None:
    mine = await with_file(office, "ab12")
    await with_file(office, "cd34", district="万州区")
    officer = await office.visitor(Role.CASE_OFFICER)
    auditor = await office.visitor(Role.AUDITOR)

    assert (await officer.get(f"/console/cases/{mine}/evidence/cd34")).status_code == 404
    assert (await auditor.get(f"/console/cases/{mine}/evidence/ab12")).status_code == 403
    assert "/evidence/" not in (await auditor.get(f"/console/cases/{mine}")).text
    assert await office.audit(AuditAction.EVIDENCE_VIEWED) == []


@pytest.mark.parametrize("path", ["CQ%00", "nonsense", "CQ20261124-000001-1%27"])
async def test_what_is_no_number_is_refused_in_chinese(office: Office, path: str) -> None:
    officer = await office.visitor(Role.CASE_OFFICER)

    answer = await officer.get(f"/console/cases/{path}")
    assert answer.status_code == 400
    assert "没法识别" in answer.text


async def test_characters_no_database_keeps_do_no_harm(office: Office) -> None:
    number = await office.make()
    officer = await office.visitor(Role.CASE_OFFICER)

    assert (await officer.get("/console/cases/?q=%00&district=%00")).status_code == 200
    assert (await do(officer, number, "note", words="备\x00注")).status_code == 303
    assert (await do(officer, number, "identity", reason="核实\x00情况")).status_code == 200


FILED = {
    "channel": "window",
    "kind": "complaint",
    "district": "渝中区",
    "what": "买的电动自行车充不进电",
    "name": "张三丰",
    "phone": "13812345678",
    "address": "渝中区中山四路 36 号",
    "respondent": "某某车行",
    "product": "电动自行车",
    "wanted": "换一辆",
    "consent": "yes",
}


async def test_staff_file_a_case_for_a_citizen_at_the_window(office: Office) -> None:
    officer = await office.visitor(Role.CASE_OFFICER)

    page = (await officer.get("/console/cases/new")).text
    token = re.findall(r'name="token" value="(\w+)"', page)[0]
    answer = await officer.fill_in("/console/cases/new", {**FILED, "token": token})
    assert answer.status_code == 200
    number = re.findall(r"CQ\d{8}-\d{6}-\d", answer.text)[0]
    code = re.findall(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", answer.text)
    case = await office.case(number)
    assert (case.channel, case.kind, case.district) == ("window", "complaint", "渝中区")
    assert case.code_hash == office.cases.registrar.codes.hash(code[0])
    assert [entry.object_id for entry in await office.audit(AuditAction.CASE_FILED)] == [number]
    again = await officer.fill_in("/console/cases/new", {**FILED, "token": token})
    assert number in again.text
    assert code[0] not in again.text
    assert len(await office.audit(AuditAction.CASE_FILED)) == 1


async def test_a_form_filled_in_wrongly_names_everything_and_keeps_what_was_typed(
    office: Office,
) -> None:
    officer = await office.visitor(Role.CASE_OFFICER)
    wrong = {**FILED, "phone": "12", "consent": "", "respondent": "", "token": "a" * 32}

    answer = await officer.fill_in("/console/cases/new", wrong)
    assert answer.status_code == 400
    for words in ("电话 不是电话号码", "个人信息告知：先向市民", "商家名称 必须填写"):
        assert words in answer.text
    assert "买的电动自行车充不进电</textarea>" in answer.text
    assert await office.audit(AuditAction.CASE_FILED) == []


async def test_a_report_by_telephone_may_be_anonymous_and_a_complaint_may_not(
    office: Office,
) -> None:
    officer = await office.visitor(Role.CASE_OFFICER)
    unknown = {**FILED, "identity": "anonymous", "name": "", "phone": "", "consent": ""}

    refused = await officer.fill_in("/console/cases/new", {**unknown, "token": "b" * 32})
    assert "不能匿名" in refused.text
    report = {**unknown, "kind": "report", "channel": "phone", "token": "c" * 32}
    answer = await officer.fill_in("/console/cases/new", report)
    case = await office.case(re.findall(r"CQ\d{8}-\d{6}-\d", answer.text)[0])
    assert (case.anonymous, case.name_sealed, case.channel) == (True, "", "phone")


async def test_material_brought_to_the_window_joins_the_case(office: Office) -> None:
    number = await office.make()
    officer = await office.visitor(Role.CASE_OFFICER)
    page = f"/console/cases/{number}"
    csrf = re.findall(r'name="csrf" value="(\w+)"', (await officer.get(page)).text)[0]

    async def send(data: bytes) -> Any:
        files = {"files": ("../../x<script>.png", data, "image/png")}
        return await officer.post(f"{page}/evidence", data={"csrf": csrf}, files=files)

    assert (await send(b"brought")).status_code == 303
    shown = (await officer.get(page)).text
    assert "补充了材料 1 个" in shown
    assert "script>.png" not in shown
    empty = await officer.post(f"{page}/evidence", data={"csrf": csrf})
    assert (empty.status_code, "请选择文件" in empty.text) == (400, True)
    assert office.files.attached == [number]


async def test_the_transfer_sheet_shows_who_it_is_only_for_a_reason(office: Office) -> None:
    number = await office.make()
    officer = await office.visitor(Role.CASE_OFFICER)
    page = f"/console/cases/{number}/documents/transfer"

    masked = (await officer.get(page)).text
    assert "转办单" in masked
    assert all(secret not in masked for secret in SECRETS)
    refused = await officer.fill_in(page, {"reason": "看"})
    assert refused.status_code == 400
    whole = await officer.fill_in(page, {"reason": "转万州区市场监管局办理"})
    assert all(secret in whole.text for secret in SECRETS)
    (entry,) = await office.audit(AuditAction.IDENTITY_VIEWED)
    assert (entry.object_id, entry.details) == (
        number,
        {"document": "transfer", "format": "page"},
    )
    auditor = await office.visitor(Role.AUDITOR)
    assert (await auditor.get(page)).status_code == 200
    assert (await auditor.fill_in(page, page="/console/account")).status_code == 403


async def test_the_case_page_shows_the_chat_around_it_masked(office: Office) -> None:
    number = await office.make()
    officer = await office.visitor(Role.CASE_OFFICER)
    now = office.parts.clock()

    def turn(key: str, question: str, at: timedelta, **more: Any) -> Turn:
        replies = [{"text": "答案甲"}]
        return Turn(
            channel="web", key=key, conversation="chat-of-zhang", question=question,
            replies=replies, received_at=now + at, leased_until=now, **more,
        )  # fmt: skip

    async with office.parts.sessions.begin() as session:
        session.add_all(
            [
                turn("1", "打 13812345678 找我", timedelta(minutes=-5)),
                turn("2", "上个月问的", timedelta(days=-30)),
                turn("3", "表里说的话", timedelta(minutes=-1), private=True),
            ]
        )
    page = (await officer.get(f"/console/cases/{number}")).text
    assert "打 ［手机号］ 找我" in page
    assert "上个月问的" not in page
    assert "表里说的话" not in page


async def taken(office: Office) -> list[tuple[str, dict[str, Any], str]]:
    kinds = (AuditAction.DOCUMENT_TAKEN, AuditAction.IDENTITY_VIEWED)
    entries = sorted([e for kind in kinds for e in await office.audit(kind)], key=lambda e: e.id)
    return [(entry.action, entry.details, entry.reason) for entry in entries]


async def test_a_document_is_fetched_masked_or_for_a_reason_and_each_fetch_is_kept(
    office: Office,
) -> None:
    number = await office.make()
    officer = await office.visitor(Role.CASE_OFFICER)
    page = f"/console/cases/{number}/documents/accepted"
    assert (await officer.get(page)).status_code == 404
    await do(officer, number, "assign", officer="a-case-officer")
    await do(officer, number, "steps/accept")

    assert "投诉受理告知书" in (await officer.get(f"/console/cases/{number}")).text
    masked = (await officer.get(page)).text
    file = await officer.get(f"{page}/docx")
    assert (await officer.fill_in(page, {"reason": "看"})).status_code == 400
    whole = (await officer.fill_in(page, {"reason": "当面交给本人"})).text
    given = {"reason": "邮寄给本人", "format": "docx"}
    whole_file = await officer.fill_in(page, given)

    def words(content: bytes) -> str:
        document = docx.Document(io.BytesIO(content))
        cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
        return "\n".join([*cells, *(one.text for one in document.paragraphs)])

    for text in (masked, words(file.content)):
        assert number in text
        assert "名叫a-case-officer" in text
        assert all(secret not in text for secret in SECRETS)
    for text in (whole, words(whole_file.content)):
        assert "张三丰：" in text
    assert file.headers["content-disposition"].startswith("attachment;")
    seen, kept = AuditAction.DOCUMENT_TAKEN.value, AuditAction.IDENTITY_VIEWED.value
    as_page = {"document": "accepted", "format": "page"}
    as_word = {"document": "accepted", "format": "docx"}
    assert await taken(office) == [
        (seen, as_page, ""),
        (seen, as_word, ""),
        (seen, as_page, ""),  # the page each form was filled in on
        (seen, as_page, ""),
        (kept, as_page, "当面交给本人"),
        (seen, as_page, ""),
        (kept, as_word, "邮寄给本人"),
    ]


@pytest.mark.parametrize("kind", ["report", "feedback"])
async def test_documents_of_an_anonymous_case_hold_nothing_of_the_teller(
    office: Office, kind: str
) -> None:
    said = {
        "identity": "anonymous",
        "what": "我叫张三丰，电话13812345678，家住渝中区中山四路1号，卖假货",
    }
    number = await office.make(kind=kind, said=said)
    supervisor = await office.visitor(Role.SUPERVISOR)
    page = f"/console/cases/{number}/documents/transfer"

    for text in (
        (await supervisor.get(page)).text,
        (await supervisor.fill_in(page, {"reason": "转去办理"})).text,
    ):
        assert "匿名" in text
        assert all(secret not in text for secret in SECRETS)


async def test_what_was_mediated_is_noted_and_goes_into_the_agreement(office: Office) -> None:
    number = await office.make()
    officer = await office.visitor(Role.CASE_OFFICER)
    await do(officer, number, "assign", officer="a-case-officer")
    await do(officer, number, "steps/accept")
    await do(officer, number, "steps/mediate")
    now = office.parts.clock().astimezone(CHONGQING)
    held = {
        "held_at": f"{now:%Y-%m-%dT%H:%M}", "place": "渝中区市场监管所", "people": "张三丰、王五",
        "agreement": "商家退款，张三丰退车", "recovered": "1280.5",
    }  # fmt: skip

    refused = await do(officer, number, "mediation", **{**held, "recovered": "很多"})
    assert refused.status_code == 400
    assert "商家退款，张三丰退车" in refused.text  # nothing typed is lost
    assert (await do(officer, number, "mediation", **held)).status_code == 303
    assert (
        await do(officer, number, "platform-number", platform_number="150-7")
    ).status_code == 303

    page = (await officer.get(f"/console/cases/{number}")).text
    for words in (f"{now:%Y-%m-%d %H:%M}", "张**、王**", "1280.50 元", "150-7", "渝中区市场监管所"):
        assert words in page
    paper = f"/console/cases/{number}/documents/agreement"
    masked = (await officer.get(paper)).text
    whole = (await officer.fill_in(paper, {"reason": "双方当面签字"})).text
    assert "张三丰" not in masked + page
    for words in (
        "张三丰、王五",
        "商家退款，张三丰退车",
        f"{now.year} 年 {now.month} 月 {now.day} 日 {now:%H:%M}",
    ):
        assert words in whole
    changed = [entry.details for entry in await office.audit(AuditAction.CASE_CHANGED)]
    assert changed[-2:] == [{"what": "mediation"}, {"what": "platform_number"}]


async def test_an_anonymous_case_keeps_no_number_that_leads_to_a_name(office: Office) -> None:
    number = await office.make(kind="report", said={"identity": "anonymous"})
    supervisor = await office.visitor(Role.SUPERVISOR)

    refused = await do(supervisor, number, "platform-number", platform_number="150-7")

    assert refused.status_code == 400
    assert (await office.case(number)).platform_number == ""
