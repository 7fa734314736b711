"""Every route of the whole console with every role: the table says who gets through."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from bot.console.kit.parts import ConsoleParts
from bot.staff.roles import Role
from tests.console.conftest import add_member, visitor_of

EDITOR, REVIEWER, OFFICER, SUPERVISOR = (
    Role.FAQ_EDITOR, Role.REVIEWER, Role.CASE_OFFICER, Role.SUPERVISOR,
)  # fmt: skip
AUDITOR, ADMIN = Role.AUDITOR, Role.ADMINISTRATOR
WRITER, PUBLISHER = Role.CAMPAIGN_EDITOR, Role.CAMPAIGN_PUBLISHER
CAMPAIGN = {WRITER, PUBLISHER}
CASE_WORKERS = {OFFICER, SUPERVISOR}
CONTENT = {EDITOR, REVIEWER}

NUMBER, HEX = "CQ20200101-000001-1", "0" * 32
# What the places of an address are filled with: nothing that exists.
PLACES = {
    "draft": "7", "number": "7", "slug": "nothing", "group": "7", "question": "7", "place": "0",
    "table": "rows", "reference": HEX, "username": "nobody", "piece": "7", "quiz": "nothing",
    "audience": "nothing", "turn": "7", "name": "a.png", "notice": "7", "merchant": "7",
}  # fmt: skip

ROUTES: dict[tuple[str, str], set[Role]] = {
    ("GET", "/faq/"): CONTENT | CASE_WORKERS | {AUDITOR},
    ("GET", "/faq/try"): CONTENT | CASE_WORKERS | {AUDITOR},
    ("GET", "/faq/entries/{slug}"): CONTENT | CASE_WORKERS | {AUDITOR},
    ("GET", "/faq/entries/{slug}/versions/{number}"): CONTENT | CASE_WORKERS | {AUDITOR},
    ("GET", "/faq/drafts/{draft}"): CONTENT | CASE_WORKERS | {AUDITOR},
    ("GET", "/faq/pictures/{name}"): CONTENT | CASE_WORKERS | {AUDITOR},
    ("POST", "/faq/drafts/{draft}/gate"): CONTENT | CASE_WORKERS | {AUDITOR},
    ("POST", "/faq/export"): CONTENT | CASE_WORKERS | {AUDITOR},
    ("GET", "/checking/"): CONTENT | CASE_WORKERS | {AUDITOR},
    ("POST", "/checking/confirm"): {REVIEWER},
    ("GET", "/checking/correct"): {EDITOR},
    ("POST", "/checking/correct"): {EDITOR},
    ("GET", "/faq/new"): {EDITOR},
    ("POST", "/faq/new"): {EDITOR},
    ("POST", "/faq/preview"): {EDITOR},
    ("POST", "/faq/drafts/{draft}"): {EDITOR},
    ("POST", "/faq/drafts/{draft}/take-back"): {EDITOR},
    ("GET", "/faq/drafts/{draft}/drop"): {EDITOR},
    ("POST", "/faq/drafts/{draft}/drop"): {EDITOR},
    ("POST", "/faq/drafts/{draft}/restore"): {EDITOR},
    ("GET", "/faq/import"): {EDITOR},
    ("POST", "/faq/import"): {EDITOR},
    ("GET", "/faq/template"): {EDITOR},
    ("POST", "/faq/entries/{slug}/edit"): {EDITOR},
    ("POST", "/faq/drafts/{draft}/reject"): {REVIEWER},
    ("POST", "/faq/drafts/{draft}/publish"): {REVIEWER},
    ("POST", "/faq/entries/{slug}/roll-back"): {REVIEWER},
    ("GET", "/faq/bot"): CONTENT | CASE_WORKERS | {AUDITOR},
    ("POST", "/faq/bot"): CONTENT | CASE_WORKERS | {AUDITOR},
    ("POST", "/faq/new/autosave"): {EDITOR},
    ("POST", "/faq/drafts/{draft}/autosave"): {EDITOR},
    ("POST", "/faq/bulk/submit"): {EDITOR},
    ("POST", "/faq/bulk/withdraw"): {EDITOR},
    ("POST", "/faq/bulk/publish"): {REVIEWER},
    ("POST", "/faq/bulk/reject"): {REVIEWER},
    ("GET", "/faq/golden/"): CONTENT | CASE_WORKERS | {AUDITOR},
    ("POST", "/faq/golden/add"): {EDITOR},
    ("POST", "/faq/golden/{number}/drop"): {REVIEWER},
    ("GET", "/faq/pick/standards"): {EDITOR},
    ("GET", "/faq/pick/articles"): {EDITOR},
    ("GET", "/faq/categories/"): CONTENT | CASE_WORKERS | {AUDITOR},
    ("POST", "/faq/categories/add"): {REVIEWER},
    ("POST", "/faq/categories/rename"): {REVIEWER},
    ("POST", "/faq/categories/up"): {REVIEWER},
    ("POST", "/faq/categories/remove"): {REVIEWER},
    ("GET", "/inbox/"): CONTENT | {AUDITOR},
    ("GET", "/inbox/{group}"): CONTENT | {AUDITOR},
    # Drafts are made by who may edit; a reviewer works the inbox in other ways.
    ("POST", "/inbox/{group}/draft"): {EDITOR},
    ("POST", "/inbox/{group}/add"): {EDITOR},
    ("POST", "/inbox/{group}/decide"): CONTENT,
    ("POST", "/inbox/{group}/merge"): CONTENT,
    ("POST", "/inbox/questions/{question}/move"): CONTENT,
    ("GET", "/handover/"): CASE_WORKERS,
    ("GET", "/handover/stream"): CASE_WORKERS,
    ("GET", "/handover/{number}"): CASE_WORKERS,
    ("POST", "/handover/{number}/take"): CASE_WORKERS,
    ("POST", "/handover/{number}/say"): CASE_WORKERS,
    ("POST", "/handover/{number}/suggest"): CASE_WORKERS,
    ("POST", "/handover/{number}/pass"): CASE_WORKERS,
    ("POST", "/handover/{number}/end"): CASE_WORKERS,
    ("GET", "/handover/{number}/files/{reference}"): CASE_WORKERS,
    ("GET", "/cases/"): CASE_WORKERS | {AUDITOR},
    ("GET", "/cases/{number}"): CASE_WORKERS | {AUDITOR},
    ("GET", "/cases/{number}/documents/{slug}"): CASE_WORKERS | {AUDITOR},
    ("GET", "/cases/{number}/documents/{slug}/docx"): CASE_WORKERS | {AUDITOR},
    ("GET", "/cases/new"): CASE_WORKERS,
    ("POST", "/cases/new"): CASE_WORKERS,
    ("POST", "/cases/{number}/identity"): CASE_WORKERS,
    ("POST", "/cases/{number}/documents/{slug}"): CASE_WORKERS,
    ("POST", "/cases/{number}/steps/{slug}"): CASE_WORKERS,
    ("POST", "/cases/{number}/confirm"): {SUPERVISOR},
    ("POST", "/cases/{number}/send-back"): CASE_WORKERS,
    ("POST", "/cases/{number}/note"): CASE_WORKERS,
    ("POST", "/cases/{number}/mediation"): CASE_WORKERS,
    ("POST", "/cases/{number}/platform-number"): CASE_WORKERS,
    ("POST", "/cases/{number}/message"): CASE_WORKERS,
    ("POST", "/cases/{number}/data-request"): CASE_WORKERS,
    ("POST", "/cases/{number}/respondent-code"): CASE_WORKERS,
    ("POST", "/cases/{number}/respondent-code/revoke"): CASE_WORKERS,
    ("POST", "/cases/{number}/respondent-seen"): CASE_WORKERS,
    ("POST", "/cases/{number}/assign"): CASE_WORKERS,
    ("POST", "/cases/{number}/reclassify"): CASE_WORKERS,
    ("POST", "/cases/{number}/evidence"): CASE_WORKERS,
    ("GET", "/cases/{number}/evidence/{reference}"): CASE_WORKERS,
    ("POST", "/cases/{number}/evidence/{reference}/original"): CASE_WORKERS,
    ("POST", "/cases/{number}/extend"): {SUPERVISOR},
    ("POST", "/cases/bulk"): CASE_WORKERS,
    ("POST", "/cases/bulk/fill"): CASE_WORKERS,
    ("POST", "/cases/bulk/filled"): CASE_WORKERS,
    ("POST", "/cases/{number}/transfer"): CASE_WORKERS,
    ("POST", "/cases/{number}/received"): CASE_WORKERS,
    ("GET", "/cases/merchants/{merchant}"): CASE_WORKERS | {AUDITOR},
    ("POST", "/cases/{number}/merchant"): CASE_WORKERS,
    ("POST", "/cases/{number}/merchant/link"): CASE_WORKERS,
    ("POST", "/cases/{number}/merchant/unlink"): CASE_WORKERS,
    ("POST", "/cases/export"): {SUPERVISOR},
    ("GET", "/alerts/"): CASE_WORKERS | {AUDITOR},
    ("POST", "/alerts/notices/{notice}"): {SUPERVISOR},
    ("GET", "/dashboard/"): CONTENT | CASE_WORKERS | CAMPAIGN | {AUDITOR},
    ("GET", "/dashboard/data.json"): CONTENT | CASE_WORKERS | CAMPAIGN | {AUDITOR},
    ("POST", "/dashboard/export"): CONTENT | CASE_WORKERS | CAMPAIGN | {AUDITOR},
    ("GET", "/log/"): CONTENT | {AUDITOR},
    ("GET", "/log/{turn}"): CONTENT | {AUDITOR},
    ("POST", "/log/{turn}/mend"): {EDITOR},
    ("POST", "/log/{turn}/add"): {EDITOR},
    ("POST", "/log/{turn}/draft"): {EDITOR},
    ("POST", "/log/{turn}/not-ours"): CONTENT,
    ("POST", "/log/{turn}/golden"): {EDITOR},
    ("GET", "/statistics/"): CONTENT | CASE_WORKERS | CAMPAIGN | {AUDITOR},
    ("GET", "/statistics/data.json"): CONTENT | CASE_WORKERS | CAMPAIGN | {AUDITOR},
    ("GET", "/region/"): CONTENT | {AUDITOR, ADMIN},
    ("GET", "/region/sheets/{slug}"): CONTENT | {AUDITOR, ADMIN},
    ("GET", "/region/sheets/{slug}/versions/{number}"): CONTENT | {AUDITOR, ADMIN},
    ("GET", "/region/drafts/{draft}"): CONTENT | {AUDITOR, ADMIN},
    ("POST", "/region/sheets/{slug}/begin"): {EDITOR},
    ("GET", "/region/drafts/{draft}/rows/{table}"): {EDITOR},
    ("GET", "/region/drafts/{draft}/rows/{table}/{place}"): {EDITOR},
    ("POST", "/region/drafts/{draft}/rows/{table}"): {EDITOR},
    ("POST", "/region/drafts/{draft}/rows/{table}/{place}"): {EDITOR},
    ("GET", "/region/drafts/{draft}/drop"): {EDITOR},
    ("POST", "/region/drafts/{draft}/{step}"): {EDITOR},
    ("POST", "/region/sheets/{slug}/roll-back"): {REVIEWER},
    ("POST", "/region/sheets/menu/push"): {REVIEWER},
    ("POST", "/region/reviews/{draft}/{step}"): {REVIEWER},
    ("GET", "/standards/"): CONTENT | {AUDITOR, ADMIN},
    ("GET", "/standards/sets/{number}"): CONTENT | {AUDITOR, ADMIN},
    ("POST", "/standards/upload"): {EDITOR},
    ("POST", "/standards/correct"): {EDITOR},
    ("POST", "/standards/sets/{number}/apply"): {EDITOR},
    ("POST", "/standards/sets/{number}/undo"): {EDITOR},
    ("POST", "/standards/sets/{number}/throw-away"): {EDITOR},
    ("GET", "/official/"): CONTENT | {AUDITOR, ADMIN},
    ("POST", "/official/take"): {REVIEWER},
    ("POST", "/official/keep"): {REVIEWER},
    ("GET", "/campaigns/"): CAMPAIGN | {AUDITOR},
    ("GET", "/campaigns/{number}"): CAMPAIGN | {AUDITOR},
    ("GET", "/campaigns/{number}/results"): CAMPAIGN | {AUDITOR},
    ("POST", "/campaigns/{number}/results/export"): CAMPAIGN | {AUDITOR},
    ("POST", "/campaigns/propose"): {WRITER},
    ("POST", "/campaigns/{number}/theme"): {WRITER},
    ("POST", "/campaigns/checklist/{number}"): {WRITER},
    ("POST", "/campaigns/{number}/copy/{piece}"): {WRITER},
    ("GET", "/campaigns/pieces/{number}"): CAMPAIGN | {AUDITOR},
    ("GET", "/campaigns/pieces/{number}/preview"): CAMPAIGN | {AUDITOR},
    ("GET", "/campaigns/pieces/{number}/poster.png"): CAMPAIGN | {AUDITOR},
    ("GET", "/campaigns/pieces/{number}/pictures/{name}"): CAMPAIGN | {AUDITOR},
    ("POST", "/campaigns/pieces/new"): {WRITER},
    ("POST", "/campaigns/pieces/{number}"): {WRITER},
    ("GET", "/campaigns/pieces/{number}/drop"): {WRITER},
    ("POST", "/campaigns/pieces/{number}/phone"): {WRITER},
    ("POST", "/campaigns/pieces/{number}/{step}"): {WRITER},
    ("POST", "/campaigns/pieces/{number}/reviews/proofread"): CAMPAIGN,
    ("POST", "/campaigns/pieces/{number}/reviews/send-back"): CAMPAIGN,
    ("POST", "/campaigns/pieces/{number}/reviews/approve"): {PUBLISHER},
    ("POST", "/campaigns/pieces/{number}/reviews/withdraw"): {PUBLISHER},
    ("GET", "/campaigns/entries/"): {WRITER},
    ("GET", "/campaigns/broadcasts/"): CAMPAIGN | {AUDITOR},
    ("GET", "/campaigns/broadcasts/{number}"): CAMPAIGN | {AUDITOR},
    ("GET", "/campaigns/broadcasts/{number}/progress.json"): CAMPAIGN | {AUDITOR},
    ("GET", "/campaigns/broadcasts/new"): CAMPAIGN,
    ("POST", "/campaigns/broadcasts/new"): CAMPAIGN,
    ("POST", "/campaigns/broadcasts/count"): CAMPAIGN,
    ("POST", "/campaigns/broadcasts/{number}/cancel"): CAMPAIGN,
    ("POST", "/campaigns/broadcasts/{number}/schedule"): {PUBLISHER},
    ("POST", "/campaigns/broadcasts/{number}/{step}"): {PUBLISHER},
    ("GET", "/campaigns/quizzes/"): CAMPAIGN | {AUDITOR},
    ("GET", "/campaigns/quizzes/{quiz}"): CAMPAIGN | {AUDITOR},
    ("GET", "/campaigns/quizzes/{quiz}/write"): {WRITER},
    ("POST", "/campaigns/quizzes/{quiz}/write"): {WRITER},
    ("POST", "/campaigns/quizzes/{quiz}/propose"): {WRITER},
    ("POST", "/campaigns/quizzes/{quiz}/questions/{number}/{step}"): {PUBLISHER},
    ("GET", "/campaigns/classes/"): CAMPAIGN | {AUDITOR},
    ("POST", "/campaigns/classes/{number}/end"): {PUBLISHER},
    ("GET", "/model/"): {REVIEWER},
    ("GET", "/model/progress"): {REVIEWER},
    ("POST", "/model/start"): {REVIEWER},
    ("POST", "/model/runs/{number}/activate"): {REVIEWER},
}
# Never ends for who may see it; tests/web/test_handover.py reads it.
ENDLESS = {("GET", "/handover/stream")}
# tests/console/test_every_route.py walks these.
ELSEWHERE = re.compile(r"/$|/(login|logout|password|account|kept|staff|audit)\b")
STEPS = {
    "/region/drafts": "submit", "/region/reviews": "publish", "/cases": "accept",
    "/campaigns/pieces": "drop", "/campaigns/broadcasts": "pause",
    "/campaigns/quizzes": "approve",
}  # fmt: skip


def routes_of(
    routes: list[BaseRoute], outer: str = "", prefix: str = ""
) -> Iterator[tuple[str, str]]:
    for route in routes:
        # FastAPI keeps a router as it was included: its own prefix is in its routes' paths.
        inner = getattr(route, "original_router", None)
        if isinstance(inner, APIRouter):
            yield from routes_of(inner.routes, outer + prefix, inner.prefix)
        elif isinstance(route, APIRoute):
            yield from ((method, outer + route.path) for method in route.methods)


def address_of(path: str) -> str:
    places = dict(PLACES)
    places["step"] = next((s for start, s in STEPS.items() if path.startswith(start)), "")
    if path.startswith("/cases"):
        places["number"] = NUMBER
    return "/console" + path.format(**places)


# Who has all roles opens every page, on both databases (tests/conftest.py); then each role alone.
CASES = [tuple(Role), *((role,) for role in Role)]


def test_the_table_has_every_route(app: FastAPI) -> None:
    found = {
        (method, path)
        for method, path in routes_of(app.state.console.routes)
        if not ELSEWHERE.match(path)
    }
    assert found == set(ROUTES)


@pytest.mark.parametrize("roles", CASES, ids=",".join)
async def test_every_route_lets_through_whom_it_should(
    roles: tuple[Role, ...], app: FastAPI, staff: ConsoleParts
) -> None:
    await add_member(staff, "member", *roles)
    got, expected = {}, {}
    async with visitor_of(app) as visitor:
        await visitor.sign_in("member")
        account = (await visitor.get("/console/account")).text
        csrf = re.findall(r'name="csrf" value="(\w+)"', account)[0]
        for (method, path), allowed in ROUTES.items():
            may = not allowed.isdisjoint(roles)
            if (method, path) in ENDLESS and may:
                continue
            address = address_of(path)
            data = {"csrf": csrf, "what": "ignore", "stamp": "0", "number": "1"}
            if method == "GET":
                answer = await visitor.get(address)
            else:
                answer = await visitor.post(address, data=data)
            assert answer.status_code < 500, (method, path, answer.text)
            got[method, path] = answer.status_code != 403
            expected[method, path] = may
    assert got == expected


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_stranger_is_sent_to_sign_in(method: str, app: FastAPI) -> None:
    async with visitor_of(app) as visitor:
        for wanted, path in ROUTES:
            if wanted == method:
                answer = await visitor.request(method, address_of(path))
                assert answer.status_code == 303, path
                assert answer.headers["location"].startswith("/console/login"), path


async def test_no_form_is_taken_without_its_token(app: FastAPI, staff: ConsoleParts) -> None:
    await add_member(staff, "all", *Role)
    async with visitor_of(app) as visitor:
        await visitor.sign_in("all")
        for method, path in ROUTES:
            if method == "POST":
                answer = await visitor.post(address_of(path), data={"csrf": "0" * 64})
                assert answer.status_code == 403, path
                assert "已经过期" in answer.text, path
