from __future__ import annotations

import re

import pytest
from fastapi import FastAPI

from bot.console.kit.parts import ConsoleParts
from bot.staff.roles import Role
from tests.console.conftest import Visitor, add_member, visitor_of

SCRIPT = "<script>alert(1)</script>"
ADD = "/console/staff/add"


def form(**changed: object) -> dict[str, object]:
    return {"username": "li.ban", "display_name": "李办", "roles": ["reviewer"], **changed}


async def test_an_account_is_added_and_its_member_signs_in_with_the_password_shown(
    administrator: Visitor, app: FastAPI
) -> None:
    made = await administrator.fill_in(ADD, form())
    found = re.search(r"[a-z0-9]{5}(?:-[a-z0-9]{5}){3}", made.text)
    assert found
    assert found[0] not in (await administrator.get("/console/staff/accounts/li.ban")).text
    assert "还没有改初始密码" in (await administrator.get("/console/staff/")).text

    async with visitor_of(app) as colleague:
        await colleague.sign_in("li.ban", found[0])
        answer = await colleague.get("/console/")

    assert answer.headers["location"] == "/console/password"


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"username": "Li Ban"}, 400, "小写字母"),
        ({"display_name": " "}, 400, "姓名"),
        ({"roles": []}, 400, "角色"),
        ({"roles": ["emperor"]}, 400, "角色"),
        ({"roles": ["case_officer"]}, 400, "区县"),
        ({"username": "admin1"}, 409, "已经有人用"),
    ],
)
async def test_a_refused_form_comes_back_with_the_reason_and_what_was_typed(
    administrator: Visitor, changed: dict[str, object], status: int, words: str
) -> None:
    answer = await administrator.fill_in(ADD, form(departments=["market"], **changed))

    if changed.get("roles") == ["case_officer"]:
        assert answer.status_code == 200  # a department is scope enough
        return
    assert answer.status_code == status
    assert words in answer.text
    if "display_name" not in changed:
        assert 'value="李办"' in answer.text
    assert 'value="market" checked' in answer.text


async def test_roles_and_scope_are_changed_in_the_form(
    administrator: Visitor, parts: ConsoleParts
) -> None:
    await administrator.fill_in(ADD, form())
    page = "/console/staff/accounts/li.ban"
    scope = {"districts": ["江北区", "渝中区"], "categories": ["ebike"]}
    changed = {"display_name": "李办件", "roles": ["case_officer", "campaign_editor"], **scope}

    done = await administrator.fill_in(page, changed)

    assert done.headers["location"] == "/console/staff/?done=saved"
    member = await parts.accounts.get("li.ban")
    assert member.roles == ["campaign_editor", "case_officer"]
    assert member.districts == ["江北区", "渝中区"]
    assert member.categories == ["ebike"]
    shown = (await administrator.get(page)).text
    assert 'value="江北区" checked' in shown
    assert 'value="market">' in shown


async def test_an_account_is_disabled_with_a_reason_and_enabled_again(
    administrator: Visitor, parts: ConsoleParts
) -> None:
    await administrator.fill_in(ADD, form())
    page = "/console/staff/accounts/li.ban"

    await administrator.fill_in(f"{page}/disable", {"reason": "离岗"}, page)
    assert "已停用" in (await administrator.get("/console/staff/")).text
    await administrator.fill_in(f"{page}/enable", page=page)

    assert not (await parts.accounts.get("li.ban")).disabled


async def test_ones_own_account_can_not_be_changed_here(
    administrator: Visitor, parts: ConsoleParts
) -> None:
    page = "/console/staff/accounts/admin1"
    shown = (await administrator.get(page)).text
    assert "自己的账号" in shown
    assert f'action="{page}/disable"' not in shown

    for path in (page, f"{page}/disable", f"{page}/reset-password", f"{page}/drop-code"):
        data = {"display_name": "某人", "roles": ["administrator", "auditor"]}
        answer = await administrator.fill_in(path, data, ADD)
        assert answer.status_code == 400
        assert "另一位系统管理员" in answer.text
    assert (await parts.accounts.get("admin1")).roles == ["administrator"]


async def test_an_unknown_account_is_told(administrator: Visitor) -> None:
    for name in ("nobody", "%3Cscript%3E", "..%2F..%2Fetc"):
        answer = await administrator.get(f"/console/staff/accounts/{name}")
        assert answer.status_code == 404
        assert "没有" in answer.text


async def test_auditors_look_and_find_no_button(auditor: Visitor, parts: ConsoleParts) -> None:
    await add_member(parts, "li.ban", Role.REVIEWER)

    shown = (await auditor.get("/console/staff/accounts/li.ban")).text

    assert "保存</button>" not in shown
    assert "停用账号" not in shown
    assert "新增账号" not in (await auditor.get("/console/staff/")).text


async def test_a_script_in_a_name_stays_text_everywhere(
    administrator: Visitor, parts: ConsoleParts, app: FastAPI
) -> None:
    nasty = f'"><{SCRIPT[1:]}'
    await add_member(parts, "nasty", Role.ADMINISTRATOR, Role.AUDITOR, name=nasty)
    for page in ("/console/staff/", "/console/staff/accounts/nasty"):
        shown = await administrator.get(page)
        assert "&lt;script&gt;" in shown.text
        assert SCRIPT not in shown.text
    reason = {"reason": SCRIPT}
    await add_member(parts, "other", Role.REVIEWER)
    where = "/console/staff/accounts/other"
    await administrator.fill_in(f"{where}/disable", reason, where)
    async with visitor_of(app) as visitor:
        await visitor.sign_in("nasty")
        for page in ("/console/", "/console/account", f"/console/audit/?what={SCRIPT}"):
            shown = await visitor.get(page)
            assert "&lt;script&gt;" in shown.text
            assert SCRIPT not in shown.text
        echoed = await visitor.sign_in(SCRIPT, "wrong")
    assert SCRIPT not in echoed.text


async def test_a_new_administrator_is_told_which_roles_nobody_has(
    administrator: Visitor, parts: ConsoleParts
) -> None:
    start = (await administrator.get("/console/")).text
    for role in (Role.FAQ_EDITOR, Role.REVIEWER, Role.CASE_OFFICER, Role.SUPERVISOR):
        await add_member(parts, f"one-{role.value.replace('_', '-')}", role)
    later = (await administrator.get("/console/")).text
    await parts.accounts.disable("one-reviewer", "admin1")
    again = (await administrator.get("/console/")).text

    assert "还没有内容编辑" in start
    assert '还没有人的角色</a> <span class="console-count">6<' in start
    assert "还没有内容审核" not in later
    assert "还没有宣传发布" in later
    assert "还没有内容审核" in again
