"""A step with a reason or a ground for many cases: filled in once, each by its own stamp."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest

from bot.complaints.case.workflow import Workflow
from bot.console.cases.case_bulk import steps_for_many
from bot.console.cases.case_bulk_filled import steps_filled_once
from bot.staff.actions import AuditAction
from bot.staff.roles import Role
from tests.console.conftest import Visitor
from tests.console.test_case_handing import events, of_officer, results
from tests.console.test_cases import Office, do, office

__all__ = ["office"]
DECLINE = {"ground_complaint": "not_ours", "reason": "不归市场监管部门管，请找房管部门。"}


async def filling(visitor: Visitor, step: str, numbers: Iterable[str]) -> Any:
    """The form for what was ticked in the list."""
    sent = {"number": list(numbers), "filled_step": step}
    return await visitor.fill_in("/console/cases/bulk/fill", sent, page="/console/account")


def ones(page: str) -> list[str]:
    """The boxes of the form, each with its stamp."""
    return re.findall(r'name="one" value="([^"]+)"', page)


def unable(page: str) -> dict[str, str]:
    """By number why a case can't take the step."""
    rows = re.findall(r'data-label="编号">(.*?)</td>.*?data-label="为什么">(.*?)</td>', page)
    return {re.sub(r"<[^>]+>", "", number): why for number, why in rows}


async def take(visitor: Visitor, step: str, boxes: list[str], **said: str) -> Any:
    sent = {"one": boxes, "step": step, **said}
    return await visitor.fill_in("/console/cases/bulk/filled", sent, page="/console/account")


async def test_what_can_not_take_the_step_is_named_before_anything_is_written(
    office: Office,
) -> None:
    fresh, late = await of_officer(office), await of_officer(office, status="mediating")
    report, theirs = await of_officer(office, kind="report"), await office.make(officer="other")
    elsewhere = await office.make(district="万州区", respondent="万州的店")
    officer = await office.visitor(Role.CASE_OFFICER)

    page = (await filling(officer, "decline", [fresh, late, report, theirs, elsewhere])).text

    assert [one.split(":")[0] for one in ones(page)] == [fresh]
    why = unable(page)
    assert why.keys() == {late, report, theirs, elsewhere}
    assert why[late] == "“调解中”的事项现在不能做“不予受理”。"
    assert "这类事项不能做“不予受理”" in why[report]
    assert "已经分派给别人" in why[theirs]
    assert "没有查到" in why[elsewhere]
    assert "万州的店" not in page
    assert "令第121号第十六条" in page
    assert "提交确认：不予受理" in page


async def test_a_case_that_waits_for_the_citizen_says_what_goes_first(office: Office) -> None:
    waiting = await of_officer(office, status="waiting")
    officer = await office.visitor(Role.CASE_OFFICER)
    said = "先办“市民已补充”或者“不再等补充，继续办理”，再办这一步。"

    page = (await filling(officer, "decline", [waiting])).text
    sent = {"number": [waiting], "act": "step", "step": "accept"}
    taken = await officer.fill_in("/console/cases/bulk", sent, page="/console/account")

    assert said in unable(page)[waiting]
    assert said in results(taken.text)[waiting]


async def test_a_decision_is_proposed_for_each_and_counts_when_a_supervisor_agrees(
    office: Office,
) -> None:
    numbers = [await of_officer(office), await of_officer(office)]
    officer = await office.visitor(Role.CASE_OFFICER)
    boxes = ones((await filling(officer, "decline", numbers)).text)

    page = (await take(officer, "decline", boxes, **DECLINE)).text

    assert "“不予受理”已提交主管确认 2 件" in page
    for number in numbers:
        case = await office.case(number)
        assert (case.status, case.proposed_step) == ("registered", "decline")
    supervisor = await office.visitor(Role.SUPERVISOR)
    await do(supervisor, numbers[0], "confirm")
    assert (await office.case(numbers[0])).status == "declined"
    last = (await events(office, numbers[0]))[-1]
    assert last.reason == DECLINE["reason"]
    assert "第十六条" in last.article
    entries = await office.audit(AuditAction.CASE_CHANGED)
    proposed = [one.object_id for one in entries if one.details.get("what") == "propose"]
    assert sorted(proposed) == sorted(numbers)


async def test_a_second_press_and_a_page_that_is_overtaken_do_nothing(office: Office) -> None:
    first, second = await of_officer(office), await of_officer(office)
    officer = await office.visitor(Role.CASE_OFFICER)
    boxes = ones((await filling(officer, "ask_supplement", [first, second])).text)
    await do(officer, second, "message", words="请问是哪天买的？")

    page = (await take(officer, "ask_supplement", boxes, reason="请补充购物小票。")).text
    again = (await take(officer, "ask_supplement", boxes, reason="请补充购物小票。")).text

    told = results(page)
    assert told[first] == "已办“请市民补充材料”"
    assert "打开那一页以后这件事变了（现在是“已登记”）" in told[second]
    assert "现在是“待补充”" in results(again)[first]
    asked = [one for one in await events(office, first) if one.action == "ask_supplement"]
    assert len(asked) == 1
    assert (await office.case(second)).status == "registered"


@pytest.mark.parametrize(
    ("said", "lacking"),
    [({"reason": "不归这里管。"}, "必须从列表里选择法定情形"), (
        {"ground_complaint": "not_ours"}, "必须填写：说明"
    )],
)  # fmt: skip
async def test_what_is_lacking_is_asked_for_and_nothing_typed_is_lost(
    office: Office, said: dict[str, str], lacking: str
) -> None:
    number = await of_officer(office)
    officer = await office.visitor(Role.CASE_OFFICER)
    boxes = ones((await filling(officer, "decline", [number])).text)

    answer = await take(officer, "decline", boxes, **said)

    assert answer.status_code == 400
    assert lacking in answer.text
    assert ones(answer.text) == boxes
    assert said.get("reason", "checked") in answer.text
    assert (await office.case(number)).proposed_step == ""


async def test_each_kind_of_case_has_its_own_ground(office: Office) -> None:
    complaint, report = await of_officer(office), await of_officer(office, kind="report")
    officer = await office.visitor(Role.CASE_OFFICER)
    page = (await filling(officer, "refer", [complaint, report])).text
    assert "投诉的法定情形（选一个）" in page
    assert "举报的法定情形（选一个）" in page
    workflow = office.cases.workflow
    step = workflow.steps["refer"]
    grounds = {kind: workflow.grounds_of(step, kind)[0] for kind in ("complaint", "report")}

    told = await take(
        officer, "refer", ones(page), reason="请处理。", referred_to="市教委",
        **{f"ground_{kind}": one.slug for kind, one in grounds.items()},
    )  # fmt: skip

    assert "“转办、移送”已提交主管确认 2 件" in told.text
    for number, kind in ((complaint, "complaint"), (report, "report")):
        assert (await events(office, number))[-1].article == grounds[kind].article


@pytest.mark.parametrize("step", ["accept", "settle", "withdraw_told", "no-such-step", ""])
async def test_steps_that_ask_what_is_each_cases_own_are_not_taken_for_many(
    office: Office, step: str
) -> None:
    number = await of_officer(office)
    officer = await office.visitor(Role.CASE_OFFICER)

    for answer in (
        await filling(officer, step, [number]),
        await take(officer, step, [f"{number}:x"], reason="好"),
        await filling(officer, "decline", []),
        await take(officer, "decline", []),
    ):
        assert answer.status_code == 400
    assert (await office.case(number)).status == "registered"


def test_no_step_is_in_both_lists() -> None:
    workflow = Workflow.load()
    plain = {one.slug for one in steps_for_many(workflow)}
    filled = {one.slug for one in steps_filled_once(workflow)}

    assert not plain & filled
    assert {"decline", "refer", "end_mediation", "not_file", "ask_supplement"} <= filled
