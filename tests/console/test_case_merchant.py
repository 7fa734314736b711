"""The merchant's file: written from a case, found by name and by code, read with its history."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from bot.complaints.case.models import Merchant, MerchantCase
from bot.complaints.keeping.rotation import rotate
from bot.complaints.work import merchants
from bot.kit.sealing import Keyring
from bot.staff.actions import AuditAction
from bot.staff.roles import Role
from tests.console.conftest import Visitor, hidden_fields
from tests.console.test_cases import Office, do, office

__all__ = ["office"]
CODE = "91350100M000100Y43"
FORM = {
    "name": "雅迪电动车专卖店", "credit_code": CODE, "address": "八一路12号", "contact": "王店长",
    "phone": "13900000001", "agent": "李律师", "agent_phone": "13900000002",
}  # fmt: skip


async def files(office: Office) -> list[Merchant]:
    async with office.parts.sessions() as session:
        return list(await session.scalars(select(Merchant).order_by(Merchant.id)))


async def links(office: Office) -> int:
    async with office.parts.sessions() as session:
        return len(list(await session.scalars(select(MerchantCase))))


async def write(visitor: Visitor, number: str, **form: str) -> str:
    answer = await do(visitor, number, "merchant", **{**FORM, **form})
    assert answer.status_code == 303, answer.text
    return (await visitor.get(f"/console/cases/{number}")).text


async def test_what_is_known_is_kept_sealed_and_shown_to_who_works_the_case(
    office: Office,
) -> None:
    number = await office.make(officer="a-case-officer")
    officer = await office.visitor(Role.CASE_OFFICER)
    auditor = await office.visitor(Role.AUDITOR)

    page = await write(officer, number, credit_code="91350100 m000100y43")

    assert all(value in page for value in FORM.values())
    row = (await files(office))[0]
    assert row.credit_code == CODE
    assert "王店长" not in row.sealed
    assert "改了商家档案" in page
    entry = (await office.audit(AuditAction.CASE_CHANGED))[0]
    assert entry.details == {"what": "merchant"}
    for path in (f"/console/cases/{number}", f"/console/cases/merchants/{row.id}"):
        read = (await auditor.get(path)).text
        assert CODE in read
        assert "王店长" not in read
        assert "13900000001" not in read


async def test_a_case_of_the_same_name_is_put_to_the_file_by_one_click(office: Office) -> None:
    first = await office.make(officer="a-case-officer")
    second = await office.make(
        officer="a-case-officer", said={"respondent": "重庆雅迪电动车（解放碑）专卖店"}
    )
    officer = await office.visitor(Role.CASE_OFFICER)
    await write(officer, first)

    page = (await officer.get(f"/console/cases/{second}")).text
    assert "有同名的档案" in page
    hidden = hidden_fields(page, f"/console/cases/{second}/merchant/link")
    done = await officer.post(f"/console/cases/{second}/merchant/link", data=hidden)

    assert done.status_code == 303
    assert "这一家还有 1 件事项" in (await officer.get(f"/console/cases/{second}")).text
    history = (await officer.get(f"/console/cases/merchants/{hidden['merchant']}")).text
    assert first in history
    assert second in history
    assert "这一家的事项（2 件）" in history


async def test_the_same_code_leads_to_the_same_file_whatever_the_name(office: Office) -> None:
    first = await office.make(officer="a-case-officer")
    second = await office.make(officer="a-case-officer", said={"respondent": "渝中二轮车行"})
    officer = await office.visitor(Role.CASE_OFFICER)
    await write(officer, first)

    page = await write(officer, second, name="渝中二轮车行", contact="", phone="", agent="赵律师")

    assert len(await files(office)) == 1
    assert "王店长" in page  # what was not typed stays
    assert "赵律师" in page


async def test_others_cases_of_a_merchant_stay_unseen(office: Office) -> None:
    mine = await office.make(officer="a-case-officer")
    theirs = await office.make(officer="wan", district="万州区")
    officer = await office.visitor(Role.CASE_OFFICER)
    there = await office.visitor(Role.CASE_OFFICER, "wan", districts=("万州区",))
    await write(officer, mine)
    number = (await files(office))[0].id
    assert (await there.get(f"/console/cases/merchants/{number}")).status_code == 404

    await do(there, theirs, "merchant/link", merchant=str(number))

    page = (await there.get(f"/console/cases/merchants/{number}")).text
    assert theirs in page
    assert mine not in page


async def test_two_who_write_the_same_file_do_not_overwrite_each_other(office: Office) -> None:
    number = await office.make(officer="a-case-officer")
    officer = await office.visitor(Role.CASE_OFFICER)
    await write(officer, number)
    path = f"/console/cases/{number}"
    seen = hidden_fields((await officer.get(path)).text, f"{path}/merchant")
    office.parts.clock.move(minutes=1)  # type: ignore[attr-defined]
    await write(officer, number, contact="张店长")

    late = await officer.post(f"{path}/merchant", data={**seen, **FORM, "contact": "孙店长"})

    assert late.status_code == 409
    assert "没有覆盖" in late.text
    assert "孙店长" in late.text
    assert "张店长" in (await officer.get(path)).text


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"credit_code": "91350100M000100Y44"}, "有一位写错了"),
        ({"credit_code": "12345"}, "18 位"),
        ({"credit_code": "9135O100M000100Y43"}, "有一位写错了"),
        ({"name": " "}, "请写商家名称"),
        ({"contact": "王" * 61}, "联系人最多 60 个字"),
    ],
)
async def test_what_can_not_be_right_is_refused(
    office: Office, form: dict[str, str], told: str
) -> None:
    number = await office.make(officer="a-case-officer")
    officer = await office.visitor(Role.CASE_OFFICER)

    answer = await do(officer, number, "merchant", **{**FORM, **form})

    assert answer.status_code == 400
    assert told in answer.text
    assert "李律师" in answer.text  # what was typed is still there
    assert await files(office) == []


async def test_only_whose_case_it_is_writes_and_links(office: Office) -> None:
    number = await office.make(officer="other")
    officer = await office.visitor(Role.CASE_OFFICER)

    for act in ("merchant", "merchant/link", "merchant/unlink"):
        answer = await do(officer, number, act, **FORM, merchant="1")
        assert answer.status_code == 400
        assert "已经分派给别人" in answer.text


async def test_a_file_of_another_name_is_not_linked_by_its_number(office: Office) -> None:
    first = await office.make(officer="a-case-officer")
    second = await office.make(officer="a-case-officer", said={"respondent": "老王水果店"})
    officer = await office.visitor(Role.CASE_OFFICER)
    await write(officer, first)

    refused = await do(officer, second, "merchant/link", merchant=str((await files(office))[0].id))

    assert refused.status_code == 400
    assert "不是同名的商家" in refused.text


async def test_the_file_goes_with_its_last_case(office: Office) -> None:
    first, second = [await office.make(officer="a-case-officer") for _ in range(2)]
    officer = await office.visitor(Role.CASE_OFFICER)
    for number in (first, second):
        await write(officer, number)
    assert await links(office) == 2

    await do(officer, first, "merchant/unlink")
    assert len(await files(office)) == 1

    def strip(session: object) -> None:
        merchants.forget(session, case)  # type: ignore[arg-type]

    case = await office.case(second)
    await office.parts.sessions.run(strip)
    assert await files(office) == []
    assert await links(office) == 0


async def test_a_new_key_seals_the_files_again(office: Office) -> None:
    number = await office.make(officer="a-case-officer")
    officer = await office.visitor(Role.CASE_OFFICER)
    await write(officer, number)
    new = Keyring({"n": b"n" * 32, "t": b"k" * 32})

    changed = await office.parts.sessions.run(lambda session: rotate(session, new))

    assert changed[merchants.FIELD] == 1
    assert (await files(office))[0].sealed.startswith("n.")


async def test_the_credit_code_stands_in_the_documents_and_how_to_reach_it_in_full_ones(
    office: Office,
) -> None:
    number = await office.make(officer="a-case-officer")
    officer = await office.visitor(Role.CASE_OFFICER)
    sheet = f"/console/cases/{number}/documents/transfer"
    assert CODE not in (await officer.get(sheet)).text
    await write(officer, number)

    shown = (await officer.get(sheet)).text
    docx = (await officer.get(f"{sheet}/docx")).content

    assert CODE in shown
    assert "13900000001" not in shown
    with ZipFile(BytesIO(docx)) as parts:
        assert CODE in parts.read("word/document.xml").decode()
    await do(officer, number, "steps/accept")
    await do(officer, number, "steps/mediate")
    paper = f"/console/cases/{number}/documents/agreement"
    assert CODE in (await officer.get(paper)).text
    assert "13900000001" not in (await officer.get(paper)).text
    full = await officer.fill_in(paper, {"reason": "双方要签字"}, paper)
    assert "13900000001，八一路12号" in full.text
    assert "13900000002" not in full.text  # the agent's is not the business's
