"""Every route with every role: the table says who gets through."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from bot.console.install import install_console
from bot.console.kit.access import OpenToAll, signed_in
from bot.console.kit.parts import ConsoleParts, MenuGroup, Section
from bot.staff.profile import Profile
from bot.staff.roles import Permission, Role
from tests.console.conftest import PASSWORD, Visitor, add_member, visitor_of

ALL = frozenset(Role)
READ_STAFF = {Role.ADMINISTRATOR, Role.AUDITOR}
ADMIN = {Role.ADMINISTRATOR}
AUDITOR = {Role.AUDITOR}

# What a member who may gets: 200 a page, 303 done, 400 the empty form was refused.
ROUTES: dict[tuple[str, str], tuple[set[Role] | frozenset[Role], int]] = {
    ("GET", "/"): (ALL, 200),
    ("GET", "/password"): (ALL, 200),
    ("POST", "/password"): (ALL, 400),
    ("GET", "/account"): (ALL, 200),
    ("POST", "/account/mail"): (ALL, 400),
    ("POST", "/account/push"): (ALL, 400),
    ("POST", "/account/push/off"): (ALL, 303),
    ("GET", "/account/code"): (ALL, 200),
    ("POST", "/account/code"): (ALL, 400),
    ("POST", "/account/code/off"): (ALL, 400),
    ("GET", "/staff/"): (READ_STAFF, 200),
    ("GET", "/staff/add"): (ADMIN, 200),
    ("POST", "/staff/add"): (ADMIN, 400),
    ("GET", "/staff/accounts/{username}"): (READ_STAFF, 200),
    ("POST", "/staff/accounts/{username}"): (ADMIN, 400),
    ("POST", "/staff/accounts/{username}/mail"): (ADMIN, 400),
    ("POST", "/staff/accounts/{username}/disable"): (ADMIN, 303),
    ("POST", "/staff/accounts/{username}/enable"): (ADMIN, 303),
    ("POST", "/staff/accounts/{username}/reset-password"): (ADMIN, 200),
    ("POST", "/staff/accounts/{username}/drop-code"): (ADMIN, 303),
    ("GET", "/audit/"): (AUDITOR, 200),
    ("POST", "/audit/verify"): (AUDITOR, 200),
    ("POST", "/audit/export"): (AUDITOR, 200),
    ("GET", "/kept/{name}"): (ALL, 404),
    ("POST", "/kept/{name}/discard"): (ALL, 303),
    ("POST", "/account/sign-out-everywhere"): (ALL, 303),
}
# Those strangers need; they have tests of their own.
OPEN = {("GET", "/login"), ("POST", "/login"), ("GET", "/login/code"), ("POST", "/login/code")}
LEAVING = {("POST", "/logout")}


def routes_of(routes: list[BaseRoute]) -> Iterator[tuple[str, str]]:
    for route in routes:
        inner = getattr(route, "original_router", None)
        if isinstance(inner, APIRouter):
            yield from routes_of(inner.routes)
        elif isinstance(route, APIRoute):
            yield from ((method, route.path) for method in route.methods)


def test_the_table_has_every_route(parts: ConsoleParts) -> None:
    console = install_console(FastAPI(), parts)

    assert set(routes_of(console.routes)) == set(ROUTES) | OPEN | LEAVING


# Who has all roles opens every page, on both databases (tests/conftest.py); then each role alone.
CASES = [tuple(Role), *((role,) for role in Role)]


@pytest.mark.parametrize("having", CASES, ids=",".join)
async def test_every_route_lets_through_whom_it_should(
    having: tuple[Role, ...], app: FastAPI, parts: ConsoleParts, visitor: Visitor
) -> None:
    await add_member(parts, "member", *having)
    await add_member(parts, "other", Role.REVIEWER)
    await visitor.sign_in("member")
    got, expected = {}, {}
    for (method, path), (roles, status) in ROUTES.items():
        address = f"/console{path.format(username='other', name='n' * 43)}"
        if method == "GET":
            answer = await visitor.get(address)
        else:
            answer = await visitor.fill_in(address, page="/console/account")
        got[method, path] = answer.status_code
        expected[method, path] = 403 if roles.isdisjoint(having) else status
        if roles.isdisjoint(having):
            assert "没有这项权限" in answer.text
    assert got == expected


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_a_stranger_is_sent_to_sign_in(method: str, path: str, visitor: Visitor) -> None:
    address = f"/console{path.format(username='other', name='n' * 43)}"
    answer = await visitor.request(method, address)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/console/login")


@pytest.mark.parametrize(("method", "path"), [r for r in ROUTES if r[0] == "POST"])
async def test_every_form_needs_its_token(
    method: str, path: str, parts: ConsoleParts, visitor: Visitor, app: FastAPI
) -> None:
    roles = {Role.ADMINISTRATOR, Role.AUDITOR}
    await add_member(parts, "both", *roles)
    await add_member(parts, "other", Role.REVIEWER)
    await add_member(parts, "third", *roles)
    await visitor.sign_in("both")
    async with visitor_of(app) as another:
        await another.sign_in("third")
        foreign = (await another.get("/console/account")).text.split('name="csrf" value="')[1]
    address = f"/console{path.format(username='other', name='n' * 43)}"
    given: list[dict[str, str]] = [{}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "é"}]
    for data in [*given, {"csrf": foreign[:64]}]:
        answer = await visitor.post(address, data=data)
        assert answer.status_code == 403
        assert "已经过期" in answer.text
    as_json = await visitor.post(address, json={"csrf": foreign[:64]})
    assert as_json.status_code == 403


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_before_the_first_password_is_changed_nothing_else_opens(
    method: str, path: str, parts: ConsoleParts, visitor: Visitor
) -> None:
    first = await add_member(parts, "fresh", *Role, ready=False)
    answer = await visitor.sign_in("fresh", first)
    assert answer.status_code == 303
    address = f"/console{path.format(username='fresh', name='n' * 43)}"
    if path == "/password":
        assert (await visitor.get(address)).status_code == 200
    elif method == "GET":
        answer = await visitor.get(address)
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/password")
    else:
        answer = await visitor.fill_in(address, page="/console/password")
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/password")


def test_the_console_does_not_start_with_an_unguarded_page(parts: ConsoleParts) -> None:
    def section(*dependencies: object) -> Section:
        router = APIRouter()
        router.add_api_route("/x", lambda: "x", dependencies=list(dependencies))
        outer = APIRouter()
        outer.include_router(router)
        return Section("/console/x", "x", "x", Permission.FAQ_READ, outer, MenuGroup.FAQ)

    with pytest.raises(RuntimeError, match="without a guard: /x"):
        install_console(FastAPI(), parts, [section()])
    install_console(FastAPI(), parts, [section(Depends(signed_in()))])
    install_console(FastAPI(), parts, [section(Depends(OpenToAll()))])


async def test_a_members_rights_end_with_the_role_at_once(
    parts: ConsoleParts, administrator: Visitor
) -> None:
    await add_member(parts, "admin2", Role.ADMINISTRATOR)
    member = await parts.accounts.get("admin1")
    assert (await administrator.get("/console/staff/")).status_code == 200

    await parts.accounts.change("admin1", Profile("某人", (Role.REVIEWER,)), "admin2")

    assert member.roles == ["administrator"]
    assert (await administrator.get("/console/staff/")).status_code == 403


async def test_menu_and_start_page_show_only_what_the_member_may_use(
    parts: ConsoleParts, visitor: Visitor
) -> None:
    await add_member(parts, "bian", Role.FAQ_EDITOR)
    await add_member(parts, "shen", Role.AUDITOR)
    await visitor.sign_in("bian", PASSWORD)
    assert "/console/audit/" not in (await visitor.get("/console/")).text
    await visitor.sign_in("shen", PASSWORD)

    page = (await visitor.get("/console/")).text

    menu = page.split('aria-label="功能"')[1].split("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', menu) == ["/console/", "/console/staff/"]
    assert page.count('href="/console/audit/"') == 1
    beside = (await visitor.get("/console/audit/")).text.split('aria-label="这一类"')[1]
    assert re.findall(r'href="([^"]+)"', beside)[:2] == ["/console/staff/", "/console/audit/"]
