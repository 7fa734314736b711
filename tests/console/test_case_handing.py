"""Cases handed to another officer or district, and one act for many with a result for each."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from bot.complaints.case.models import Case, CaseDeadline, CaseEvent
from bot.console.kit.parts import ConsoleParts
from bot.staff.actions import AuditAction
from bot.staff.roles import Role
from tests.console.conftest import Visitor
from tests.console.test_cases import Office, do, office
from tests.staff.conftest import Hands

__all__ = ["office"]
WHY = "当事人住在万州，就近办"


async def of_officer(office: Office, **case: Any) -> str:
    """A case that the officer of 渝中区 works."""
    return await office.make(officer="a-case-officer", **case)


async def clocks(office: Office, number: str) -> list[tuple[Any, ...]]:
    query = (
        select(CaseDeadline.rule, CaseDeadline.due_on, CaseDeadline.started_on)
        .join(Case, Case.id == CaseDeadline.case_id)
        .where(Case.number == number)
    )
    async with office.parts.sessions() as session:
        return [tuple(row) for row in await session.execute(query.order_by(CaseDeadline.id))]


async def events(office: Office, number: str) -> list[CaseEvent]:
    query = select(CaseEvent).join(Case, Case.id == CaseEvent.case_id).where(Case.number == number)
    async with office.parts.sessions() as session:
        return list(await session.scalars(query.order_by(CaseEvent.id)))


def results(page: str) -> dict[str, str]:
    """By number what the page of a bulk act says became of it."""
    rows = re.findall(r'data-label="编号">(.*?)</td>.*?data-label="结果">(.*?)</td>', page)
    return {re.sub(r"<[^>]+>", "", number): told for number, told in rows}


async def bulk(visitor: Visitor, act: str, numbers: list[str], **data: Any) -> Any:
    sent = {"number": numbers, "act": act, **data}
    return await visitor.fill_in("/console/cases/bulk", sent, page="/console/account")


async def test_a_case_goes_to_another_district_with_its_clocks_as_they_are(office: Office) -> None:
    number = await of_officer(office)
    before = await clocks(office, number)
    officer = await office.visitor(Role.CASE_OFFICER)
    there = await office.visitor(Role.CASE_OFFICER, "wan", districts=("万州区",))
    assert number not in (await there.get("/console/cases/?view=all")).text

    sent = await do(officer, number, "transfer", to="wan", to_district="万州区", why=WHY)

    assert sent.headers["location"].startswith("/console/cases/?")
    case = await office.case(number)
    assert (case.officer, case.district) == ("wan", "万州区")
    assert before
    assert await clocks(office, number) == before
    assert (await officer.get(f"/console/cases/{number}")).status_code == 404
    start = (await there.get("/console/")).text
    assert "新交给我的诉求" in start
    assert number in start
    page = (await there.get(f"/console/cases/{number}")).text
    assert WHY in page
    assert "渝中区 名叫a-case-officer → 万州区 名叫wan" in page
    entry = (await office.audit(AuditAction.CASE_ASSIGNED))[0]
    assert entry.details == {
        "what": "transfer", "officer": "wan", "district": "万州区", "why": WHY,
    }  # fmt: skip
    assert [one.public for one in await events(office, number) if one.action == "transfer"] == [
        False
    ]


@pytest.mark.parametrize("act", ["received", "note"])
async def test_what_the_receiver_does_first_says_that_they_have_it(
    office: Office, act: str
) -> None:
    number = await of_officer(office)
    await office.visitor(Role.CASE_OFFICER, "wan", districts=("万州区",))
    other = await office.visitor(Role.CASE_OFFICER, "lin")
    officer = await office.visitor(Role.CASE_OFFICER)
    await do(officer, number, "transfer", to="lin", why="我要出差")
    assert (await office.case(number)).handed_at is not None

    done = await do(other, number, act, words="电话已打")

    assert done.status_code == 303
    assert (await office.case(number)).handed_at is None
    assert "新交给我的诉求" not in (await other.get("/console/")).text


async def test_a_case_given_to_a_district_waits_there_for_anybody(office: Office) -> None:
    number = await of_officer(office)
    there = await office.visitor(Role.CASE_OFFICER, "wan", districts=("万州区",))
    officer = await office.visitor(Role.CASE_OFFICER)

    await do(officer, number, "transfer", to_district="万州区", why=WHY)

    assert (await office.case(number)).officer == ""
    start = (await there.get("/console/")).text
    assert "没有人办的诉求" in start
    assert number in start


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"why": WHY}, "请选择转交给谁"),
        ({"to": "wan", "to_district": "万州区"}, "请写明为什么转交"),
        ({"to": "wan", "why": WHY}, "不在这位工作人员的办件范围内"),
        ({"to": "nobody", "to_district": "万州区", "why": WHY}, "不在这位工作人员的办件范围内"),
        ({"to_district": "火星", "why": WHY}, "请从列表里选择区县"),
        ({"to": "a-case-officer", "why": WHY}, "都没有变"),
    ],
)
async def test_a_transfer_that_makes_no_sense_is_refused_and_keeps_what_was_typed(
    office: Office, form: dict[str, str], told: str
) -> None:
    number = await of_officer(office)
    await office.visitor(Role.CASE_OFFICER, "wan", districts=("万州区",))
    officer = await office.visitor(Role.CASE_OFFICER)

    answer = await do(officer, number, "transfer", **form)

    assert answer.status_code == 400
    assert told in answer.text
    assert form.get("why", "转交") in answer.text
    assert (await office.case(number)).officer == "a-case-officer"


async def test_only_whose_case_it_is_hands_it_over(office: Office) -> None:
    number = await office.make(officer="other")
    await office.visitor(Role.CASE_OFFICER, "lin")
    officer = await office.visitor(Role.CASE_OFFICER)
    supervisor = await office.visitor(Role.SUPERVISOR)

    refused = await do(officer, number, "transfer", to="lin", why=WHY)
    assert refused.status_code == 400
    assert "已经分派给别人" in refused.text
    assert (await do(supervisor, number, "transfer", to="lin", why=WHY)).status_code == 303
    assert (await office.case(number)).officer == "lin"


async def test_an_ended_case_or_one_to_be_confirmed_stays_where_it_is(
    office: Office, clock: Hands
) -> None:
    ended = await of_officer(office, closed_at=clock())
    waiting = await of_officer(office, proposed_step="decline", proposed_by="a-case-officer")
    await office.visitor(Role.CASE_OFFICER, "lin")
    officer = await office.visitor(Role.CASE_OFFICER)

    for number, told in ((ended, "已经结束"), (waiting, "正在等主管确认")):
        refused = await do(officer, number, "transfer", to="lin", why=WHY)
        assert refused.status_code == 400
        assert told in refused.text


async def test_whom_a_supervisor_gives_a_case_finds_it_on_the_start_page(office: Office) -> None:
    number = await office.make()
    officer = await office.visitor(Role.CASE_OFFICER)
    supervisor = await office.visitor(Role.SUPERVISOR)

    await do(supervisor, number, "assign", officer="a-case-officer")

    assert "新交给我的诉求" in (await officer.get("/console/")).text


async def test_of_many_each_has_its_own_result(office: Office) -> None:
    mine, elsewhere = await office.make(), await office.make(district="万州区")
    await office.visitor(Role.CASE_OFFICER)
    supervisor = await office.visitor(Role.SUPERVISOR)

    page = await bulk(supervisor, "give", [mine, elsewhere], officer="a-case-officer")

    assert "共 2 件，已分派 1 件，1 件没有办成" in page.text
    told = results(page.text)
    assert told[mine] == "已分派"
    assert "不在这位工作人员的办件范围内" in told[elsewhere]
    assert (await office.case(mine)).officer == "a-case-officer"
    assert (await office.case(elsewhere)).officer == ""
    assert [e.object_id for e in await office.audit(AuditAction.CASE_ASSIGNED)] == [mine]


async def test_an_officer_takes_many_and_learns_which_are_somebody_elses(office: Office) -> None:
    free, theirs = await office.make(), await office.make(officer="other")
    unseen = await office.make(district="万州区")
    officer = await office.visitor(Role.CASE_OFFICER)

    told = results((await bulk(officer, "take", [free, theirs, unseen])).text)

    assert told[free] == "由我来办"
    assert "已经分派给别人" in told[theirs]
    assert "没有查到" in told[unseen]


async def test_an_officer_gives_many_to_nobody_else(office: Office) -> None:
    number = await office.make()
    await office.visitor(Role.CASE_OFFICER, "other")
    officer = await office.visitor(Role.CASE_OFFICER)

    told = results((await bulk(officer, "give", [number], officer="other")).text)

    assert "没有这项权限" in told[number]
    assert (await office.case(number)).officer == ""


async def test_a_step_for_many_goes_where_it_may(office: Office) -> None:
    fresh, late = await of_officer(office), await of_officer(office, status="mediating")
    officer = await office.visitor(Role.CASE_OFFICER)

    page = await bulk(officer, "step", [fresh, late], step="accept")

    assert (await office.case(fresh)).status == "accepted"
    assert (await office.case(late)).status == "mediating"
    assert "已办“受理” 1 件" in page.text
    assert results(page.text)[late] != results(page.text)[fresh]
    declined = await bulk(officer, "step", [fresh], step="decline")
    assert "请选择要办的一步" in declined.text


async def test_the_same_words_are_not_sent_twice_when_the_page_is_loaded_again(
    office: Office, clock: Hands
) -> None:
    number = await of_officer(office)
    officer = await office.visitor(Role.CASE_OFFICER)

    first = await bulk(officer, "message", [number], message="请保留购物小票。")
    again = await bulk(officer, "message", [number], message="请保留购物小票。")

    assert results(first.text)[number] == "已留言"
    assert "没有再发" in results(again.text)[number]
    path = f"/console/cases/{number}"
    alone = [
        await officer.fill_in(f"{path}/message", {"words": words}, page=path)
        for words in ("请保留购物小票。", "也请拍照。", " 也请拍照。")
    ]
    assert [one.status_code for one in alone] == [400, 303, 400]
    assert "没有再发" in alone[-1].text
    clock.move(minutes=11)
    later = await bulk(officer, "message", [number], message="请保留购物小票。")
    assert results(later.text)[number] == "已留言"


async def test_many_go_to_a_colleague_with_one_reason(office: Office) -> None:
    numbers = [await of_officer(office), await of_officer(office)]
    await office.visitor(Role.CASE_OFFICER, "lin")
    officer = await office.visitor(Role.CASE_OFFICER)

    page = await bulk(officer, "transfer", numbers, to="lin", why="休假")

    assert "已转交 2 件" in page.text
    assert [(await office.case(one)).officer for one in numbers] == ["lin", "lin"]


async def test_without_a_tick_nothing_is_done(office: Office, parts: ConsoleParts) -> None:
    officer = await office.visitor(Role.CASE_OFFICER)

    answer = await bulk(officer, "take", [])

    assert answer.status_code == 400
    assert "没有选" in answer.text
