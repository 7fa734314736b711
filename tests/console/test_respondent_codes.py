"""The officer's side of the respondent's word: the code, the list, the page."""

from __future__ import annotations

import re

from sqlalchemy import select

from bot.complaints.case.evidence import EvidenceStore
from bot.complaints.case.models import RespondentCode
from bot.complaints.follow.respondents import Respondents
from bot.staff.actions import AuditAction
from bot.staff.roles import Role
from tests.console.test_cases import Office, do, office

__all__ = ["office"]
CODE = re.compile(r"HY(?:-[0-9A-Z]{4}){3}")
WORDS = "充电器被换过，愿意免费检修，电话 13987654321。"


async def test_a_code_is_shown_once_kept_as_a_hash_audited_and_revoked(office: Office) -> None:
    number = await office.make(officer="a-case-officer")
    officer = await office.visitor(Role.CASE_OFFICER)

    made = (await do(officer, number, "respondent-code")).text
    (code,) = set(CODE.findall(made))
    page = (await officer.get(f"/console/cases/{number}")).text
    async with office.parts.sessions() as session:
        row = (await session.scalars(select(RespondentCode))).one()
    assert code not in page
    assert "现在有一个有效的码" in page
    assert row.code_hash not in (code, code.replace("-", ""))
    again = (await do(officer, number, "respondent-code")).text
    assert set(CODE.findall(again)) != {code}
    await do(officer, number, "respondent-code/revoke")

    assert "现在有一个有效的码" not in (await officer.get(f"/console/cases/{number}")).text
    async with office.parts.sessions() as session:
        rows = list(await session.scalars(select(RespondentCode)))
    assert all(row.revoked_at is not None for row in rows)
    entries = await office.audit(AuditAction.RESPONDENT_CODE)
    assert [entry.details["what"] for entry in entries] == ["make", "make", "revoke"]
    assert code not in str([entry.details for entry in entries])


async def test_only_who_works_an_open_case_makes_a_code(office: Office) -> None:
    number = await office.make(officer="somebody-else")
    officer = await office.visitor(Role.CASE_OFFICER)

    shown = await officer.get(f"/console/cases/{number}")
    token = re.search(r'name="csrf" value="([^"]*)"', shown.text)
    assert token is not None
    answer = await officer.post(f"/console/cases/{number}/respondent-code", data={"csrf": token[1]})

    assert "只有这件事的办理人和主管" in answer.text
    async with office.parts.sessions() as session:
        assert list(await session.scalars(select(RespondentCode))) == []


async def test_what_they_said_is_new_in_the_list_until_it_is_seen(office: Office) -> None:
    number = await office.make(officer="a-case-officer")
    officer = await office.visitor(Role.CASE_OFFICER)
    code = CODE.findall((await do(officer, number, "respondent-code")).text)[0]
    cases = office.cases
    store = EvidenceStore(
        cases.sessions, cases.keyring, office.parts.settings.data_dir / "evidence", cases.clock
    )
    desk = Respondents(cases.sessions, cases.keyring, cases.registrar.codes, store, cases.clock)
    await desk.take("merchant", f"商家回应 {code} {WORDS}", may_try=True)
    await desk.take("merchant", "确认提交", may_try=True)

    listed = (await officer.get("/console/cases/?view=answered")).text
    page = (await officer.get(f"/console/cases/{number}")).text
    assert number in listed
    assert "商家新回应" in listed
    assert "有新的回应" in page
    assert "充电器被换过" in page
    assert "13987654321" not in page
    assert "市民看不到" in page
    whole = (await do(officer, number, "identity", reason="核对商家的说明")).text
    assert "13987654321" in whole
    await do(officer, number, "respondent-seen")

    assert number not in (await officer.get("/console/cases/?view=answered")).text
    assert "有新的回应" not in (await officer.get(f"/console/cases/{number}")).text
