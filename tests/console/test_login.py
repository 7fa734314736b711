from __future__ import annotations

import base64
import re

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from bot.console.install import install_console
from bot.console.kit.access import own_path
from bot.console.kit.parts import ConsoleParts
from bot.kit.db import SessionFactory
from bot.settings import Settings, SettingsError
from bot.staff import totp
from bot.staff.passwords import Passwords
from bot.staff.roles import Role
from bot.staff.second_factor import roles_with_totp
from tests.console.conftest import CHEAP, PASSWORD, Visitor, add_member, hidden_fields, visitor_of
from tests.staff.conftest import Hands

SESSION = "yubiao_console"
NEW = "Hong-Ya-Dong-9"


@pytest.fixture(autouse=True)
async def wang(parts: ConsoleParts) -> None:
    await add_member(parts, "wang", Role.FAQ_EDITOR, name="王小明")


async def test_a_member_signs_in_and_out(visitor: Visitor) -> None:
    answer = await visitor.sign_in(" WANG ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/")
    home = await visitor.get("/console/")
    assert "王小明，您好" in home.text

    out = await visitor.fill_in("/console/logout", page="/console/")

    assert out.headers["location"] == "/console/login?done=signed_out"
    assert "您已退出登录" in (await visitor.get(out.headers["location"])).text
    assert (await visitor.get("/console/")).status_code == 303


async def test_a_session_that_was_signed_out_is_dead_even_if_its_cookie_was_copied(
    visitor: Visitor,
) -> None:
    await visitor.sign_in("wang")
    copied = visitor.cookies[SESSION]
    await visitor.fill_in("/console/logout", page="/console/")

    visitor.cookies.set(SESSION, copied)

    assert (await visitor.get("/console/")).status_code == 303


async def test_after_signing_in_the_page_asked_for_opens(visitor: Visitor) -> None:
    asked = await visitor.get("/console/account?x=1&y=2")
    login = asked.headers["location"]
    shown = await visitor.get(login)
    found = re.search(r'name="next" value="([^"]+)"', shown.text)
    assert found
    wanted = found[1].replace("&amp;", "&")

    answer = await visitor.sign_in("wang", next=wanted)

    assert answer.headers["location"] == "/console/account?x=1&y=2"


@pytest.mark.parametrize(
    "wanted",
    [
        "", "https://evil.example/", "//evil.example", "/\\evil.example", "/console", "/other",
        "javascript:alert(1)", "/console/\r\nSet-Cookie: a=b", "/console/\\evil", " /console/x",
    ],
)  # fmt: skip
async def test_no_link_leads_elsewhere_after_signing_in(visitor: Visitor, wanted: str) -> None:
    answer = await visitor.sign_in("wang", next=wanted)

    assert answer.headers["location"] == own_path(wanted) == "/console/"
    assert "evil" not in str(answer.headers)


async def test_wrong_unknown_and_empty_get_the_same_page(visitor: Visitor) -> None:
    pages = set()
    for username, password in (("wang", "wrong"), ("nobody", "wrong"), ("", "")):
        answer = await visitor.sign_in(username, password)
        assert answer.status_code == 401
        assert SESSION not in visitor.cookies
        pages.add(re.sub(r'value="[^"]*"', "", answer.text))
    assert len(pages) == 1
    assert "用户名、密码或验证码不对" in pages.pop()


async def test_five_wrong_passwords_lock_the_account(visitor: Visitor, clock: Hands) -> None:
    for _ in range(5):
        await visitor.sign_in("wang", "wrong")
    assert (await visitor.sign_in("wang")).status_code == 401
    clock.move(minutes=15)

    assert (await visitor.sign_in("wang")).status_code == 303


async def test_an_address_that_tries_many_names_is_throttled_and_others_are_not(
    visitor: Visitor, app: FastAPI, clock: Hands
) -> None:
    statuses = [(await visitor.sign_in(f"name{n}", "x")).status_code for n in range(22)]
    assert statuses == [401] * 20 + [429] * 2
    # Even the right password waits, or guessing would go on.
    refused = await visitor.sign_in("wang")
    assert refused.status_code == 429
    assert "15 分钟" in refused.text
    async with visitor_of(app, "10.0.0.2") as other:
        assert (await other.sign_in("wang")).status_code == 303
    clock.move(minutes=15)
    assert (await visitor.sign_in("wang")).status_code == 303


async def test_a_stranger_keeps_nobody_out_who_was_signed_in_here_before(
    visitor: Visitor, app: FastAPI
) -> None:
    await visitor.sign_in("wang")
    visitor.cookies.delete(SESSION)
    async with visitor_of(app) as stranger:  # at the same address
        for _ in range(25):
            await stranger.sign_in("wang", "wrong")
        assert (await stranger.sign_in("wang")).status_code == 429

    assert (await visitor.sign_in("wang")).status_code == 303
    async with visitor_of(app) as stranger:
        stranger.cookies.set("yubiao_console_device", "guessed", "test.local")
        assert (await stranger.sign_in("wang")).status_code == 429


async def test_a_busy_office_behind_one_address_is_not_throttled(app: FastAPI) -> None:
    for _ in range(25):
        async with visitor_of(app) as colleague:
            assert (await colleague.sign_in("wang")).status_code == 303


async def test_a_planted_session_is_replaced(visitor: Visitor) -> None:
    visitor.cookies.set(SESSION, "planted-by-a-stranger", "test.local")
    await visitor.sign_in("wang")

    assert visitor.cookies[SESSION] != "planted-by-a-stranger"
    visitor.cookies.clear()
    visitor.cookies.set(SESSION, "planted-by-a-stranger", "test.local")
    assert (await visitor.get("/console/")).status_code == 303


async def test_every_sign_in_gives_a_new_token_and_ends_the_old_one(
    visitor: Visitor, parts: ConsoleParts
) -> None:
    await visitor.sign_in("wang")
    first = visitor.cookies[SESSION]
    await visitor.sign_in("wang")

    assert visitor.cookies[SESSION] != first
    assert await parts.signing_in.find(first) is None
    assert await parts.signing_in.find(visitor.cookies[SESSION]) is not None


async def test_idle_and_absolute_expiry_lead_back_to_sign_in(
    visitor: Visitor, clock: Hands
) -> None:
    await visitor.sign_in("wang")
    clock.move(minutes=30)
    assert (await visitor.get("/console/")).status_code == 303
    await visitor.sign_in("wang")
    for _ in range(47):
        clock.move(minutes=15)
        assert (await visitor.get("/console/")).status_code == 200
    clock.move(minutes=15)
    assert (await visitor.get("/console/")).status_code == 303


@pytest.mark.parametrize("headers", [{"x-by-itself": "1"}, {"accept": "text/event-stream"}])
async def test_a_page_that_keeps_itself_up_to_date_keeps_nobody_signed_in(
    visitor: Visitor, clock: Hands, headers: dict[str, str]
) -> None:
    await visitor.sign_in("wang")
    clock.move(minutes=20)
    assert (await visitor.get("/console/", headers=headers)).status_code == 200
    clock.move(minutes=11)
    assert (await visitor.get("/console/")).status_code == 303


async def test_signing_in_needs_the_forms_token(visitor: Visitor, app: FastAPI) -> None:
    data = {"username": "wang", "password": PASSWORD}
    assert (await visitor.post("/console/login", data=data)).status_code == 403
    async with visitor_of(app) as another:
        page = await another.get("/console/login")
    found = re.search(r'name="csrf" value="(\w+)"', page.text)
    assert found
    await visitor.get("/console/login")

    answer = await visitor.post("/console/login", data={**data, "csrf": found[1]})

    assert answer.status_code == 403
    assert SESSION not in visitor.cookies


async def test_a_script_may_send_the_token_as_a_header(visitor: Visitor) -> None:
    await visitor.sign_in("wang")
    page = await visitor.get("/console/account")
    found = re.search(r'name="csrf" value="(\w+)"', page.text)
    assert found
    path = "/console/account/sign-out-everywhere"

    assert (await visitor.post(path)).status_code == 403
    assert (await visitor.post(path, headers={"X-CSRF-Token": found[1]})).status_code == 303


async def test_a_script_gets_sentences_instead_of_pages(visitor: Visitor) -> None:
    answer = await visitor.get("/console/", headers={"accept": "application/json"})

    assert answer.status_code == 401
    assert answer.json()["go_to"] == "/console/login"
    await visitor.sign_in("wang")
    refused = await visitor.get("/console/audit/", headers={"accept": "text/event-stream"})
    assert refused.status_code == 403
    assert "权限" in refused.json()["error"]


async def test_cookies_are_closed_to_scripts_and_other_sites(visitor: Visitor) -> None:
    answer = await visitor.sign_in("wang")

    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie


async def test_in_production_cookies_are_secure_and_of_this_host_only(
    settings: Settings, sessions: SessionFactory, clock: Hands
) -> None:
    strict = settings.model_copy(
        update={"environment": "production", "secret_key": SecretStr("p" * 32)}
    )
    parts = ConsoleParts.build(strict, sessions, {}, Passwords(1, 8), clock)
    app = FastAPI()
    install_console(app, parts)
    async with visitor_of(app, scheme="https") as visitor:
        answer = await visitor.sign_in("wang")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-yubiao_console=")
        assert "Secure" in cookie
        assert "Path=/;" in cookie
        assert "Domain" not in cookie
        assert "__Host-yubiao_console_device=" in str(answer.headers.get_list("set-cookie"))
        assert (await visitor.get("/console/account")).status_code == 200


async def test_every_answer_carries_the_security_headers(
    visitor: Visitor, parts: ConsoleParts, app: FastAPI
) -> None:
    async def broken(token: str) -> None:
        raise RuntimeError("boom")

    await visitor.sign_in("wang")
    answers = [
        await visitor.get(path)
        for path in (
            "/console/login",
            "/console/",
            "/console/nothing",
            "/console/static/console.css",
        )
    ]
    object.__setattr__(parts.signing_in, "find", broken)
    answers.append(await visitor.get("/console/"))

    assert [a.status_code for a in answers] == [200, 200, 404, 200, 500]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"
    cached = [a.headers["cache-control"] for a in answers]
    assert cached == ["no-store", "no-store", "no-store", "no-cache", "no-store"]


async def test_pages_have_nothing_inline_and_nothing_from_elsewhere(visitor: Visitor) -> None:
    await visitor.sign_in("wang")
    for path in ("/console/login", "/console/", "/console/account", "/console/account/code"):
        page = (await visitor.get(path)).text
        assert '<html lang="zh-CN">' in page
        assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", page)
        for address in re.findall(r'(?:src|href|action)="([^"]+)"', page):
            assert address.startswith(("/console/", "#", "otpauth:")), address
        for asset in re.findall(r'(?:<script|<link|<img)[^>]*(?:src|href)="([^"]+)"', page):
            assert (await visitor.get(asset)).status_code == 200


async def test_a_missing_page_and_a_wrong_method_are_told_in_chinese(visitor: Visitor) -> None:
    assert "没有这个页面" in (await visitor.get("/console/nothing")).text
    assert "不支持" in (await visitor.put("/console/login")).text
    big = await visitor.post("/console/login", data={"username": "x" * 1_100_000})
    assert big.status_code == 413
    assert "太大" in big.text
    assert "渝标通后台" in big.text


async def test_the_first_password_must_be_changed_and_the_session_changes_with_it(
    visitor: Visitor, parts: ConsoleParts
) -> None:
    first = await add_member(parts, "xin", Role.REVIEWER, ready=False)
    await visitor.sign_in("xin", first)
    before = visitor.cookies[SESSION]
    page = await visitor.get("/console/password")
    assert "初始密码" in page.text

    weak = await visitor.fill_in("/console/password", {"old": first, "new": "x", "again": "x"})
    differ = await visitor.fill_in("/console/password", {"old": first, "new": NEW, "again": "y"})
    done = await visitor.fill_in("/console/password", {"old": first, "new": NEW, "again": NEW})

    assert "太短" in weak.text
    assert "不一样" in differ.text
    assert (done.status_code, done.headers["location"]) == (303, "/console/")
    assert visitor.cookies[SESSION] != before
    assert (await visitor.get("/console/")).status_code == 200


async def test_wrong_old_passwords_end_the_session(visitor: Visitor) -> None:
    await visitor.sign_in("wang")
    form = {"old": "wrong", "new": NEW, "again": NEW}
    for _ in range(4):
        assert (await visitor.fill_in("/console/password", form)).status_code == 400

    last = await visitor.fill_in("/console/password", form)

    assert (last.status_code, last.headers["location"]) == (303, "/console/login")
    assert (await visitor.get("/console/")).status_code == 303


def code_of(secret: str, clock: Hands) -> str:
    return totp.code_at(base64.b32decode(secret), int(clock().timestamp()) // 30)


async def switch_on(visitor: Visitor, clock: Hands) -> str:
    page = (await visitor.get("/console/account/code")).text
    offer = re.search(r'name="offer" value="([^"]+)"', page)
    secret = re.search(r"secret=([A-Z2-7]+)", page)
    assert offer
    assert secret
    data = {"offer": offer[1], "password": PASSWORD, "code": "000000"}
    wrong = await visitor.fill_in("/console/account/code", data)
    assert wrong.status_code == 400
    assert offer_secret(wrong) == secret[1]
    data["code"] = code_of(secret[1], clock)
    done = await visitor.fill_in("/console/account/code", data)
    assert done.headers["location"] == "/console/account?done=code_on"
    clock.move(seconds=30)
    return secret[1]


def offer_secret(page: httpx.Response) -> str:
    found = re.search(r"secret=([A-Z2-7]+)", page.text)
    return found[1] if found else ""


async def test_with_a_second_factor_the_code_is_asked_for(visitor: Visitor, clock: Hands) -> None:
    await visitor.sign_in("wang")
    secret = await switch_on(visitor, clock)
    visitor.cookies.clear()

    half = await visitor.sign_in("wang", next="/console/account?a=1&b=2")
    assert half.headers["location"].startswith("/console/login/code?next=")
    held = await visitor.get("/console/account")
    assert held.headers["location"] == "/console/login/code"
    before = visitor.cookies[SESSION]
    page = half.headers["location"]
    wrong = await visitor.fill_in("/console/login/code", {"code": "000000"}, page)
    assert wrong.status_code == 401
    data = {"code": code_of(secret, clock), "next": "/console/account?a=1&b=2"}
    done = await visitor.fill_in("/console/login/code", data, page)

    assert done.headers["location"] == "/console/account?a=1&b=2"
    assert visitor.cookies[SESSION] != before
    assert "已开启" in (await visitor.get("/console/account")).text


async def test_the_code_page_is_only_for_whoever_knew_the_password(
    visitor: Visitor, clock: Hands
) -> None:
    for answer in (
        await visitor.get("/console/login/code"),
        await visitor.post("/console/login/code", data={"code": "123456"}),
    ):
        assert answer.headers["location"] == "/console/login"
    await visitor.sign_in("wang")
    await switch_on(visitor, clock)
    await visitor.sign_in("wang")

    forged = await visitor.post("/console/login/code", data={"code": "123456"})

    assert forged.status_code == 403


async def test_five_wrong_codes_lead_back_to_the_locked_door(
    visitor: Visitor, clock: Hands
) -> None:
    await visitor.sign_in("wang")
    await switch_on(visitor, clock)
    await visitor.sign_in("wang")
    for _ in range(4):
        await visitor.fill_in("/console/login/code", {"code": "000000"})

    last = await visitor.fill_in("/console/login/code", {"code": "000000"})

    assert last.status_code == 401
    assert 'name="password"' in last.text
    assert (await visitor.sign_in("wang")).status_code == 401


async def test_the_second_factor_is_switched_off_with_the_password(
    visitor: Visitor, clock: Hands
) -> None:
    await visitor.sign_in("wang")
    await switch_on(visitor, clock)
    page = "/console/account/code"
    wrong = await visitor.fill_in(f"{page}/off", {"password": "wrong"}, page)
    assert wrong.status_code == 400

    done = await visitor.fill_in(f"{page}/off", {"password": PASSWORD}, page)

    assert done.headers["location"] == "/console/account?done=code_off"
    assert (await visitor.sign_in("wang")).headers["location"] == "/console/"


async def strict_app(settings: Settings, parts: ConsoleParts, **changed: str) -> FastAPI:
    """The console with other settings, on the same members and clock."""
    strict = settings.model_copy(update=changed)
    app = FastAPI()
    install_console(app, ConsoleParts.build(strict, parts.sessions, {}, CHEAP, parts.clock))
    return app


async def test_a_role_that_needs_the_second_factor_sets_it_up_before_anything_else(
    settings: Settings, parts: ConsoleParts, clock: Hands
) -> None:
    await add_member(parts, "guan", Role.ADMINISTRATOR)
    await add_member(parts, "ban", Role.CASE_OFFICER)
    app = await strict_app(settings, parts, totp_roles="administrator case_officer")
    for name in ("guan", "ban"):
        async with visitor_of(app) as visitor:
            await visitor.sign_in(name)
            for path in ("/console/", "/console/account", "/console/staff/", "/console/audit/"):
                held = await visitor.get(path)
                assert (held.status_code, held.headers["location"]) == (
                    303,
                    "/console/account/code",
                )
            page = (await visitor.get("/console/account/code")).text
            assert "必须使用动态验证码" in page
            assert "console-menu" not in page
            moved = await visitor.fill_in(
                "/console/account/sign-out-everywhere", {}, "/console/password"
            )
            assert moved.headers["location"] == "/console/account/code"
            await switch_on(visitor, clock)
            assert (await visitor.get("/console/")).status_code == 200
            kept = await visitor.post(
                "/console/account/code/off",
                data=hidden_fields((await visitor.get("/console/")).text, "")
                | {"password": PASSWORD},
            )
            assert (kept.status_code, "不能关闭" in kept.text) == (400, True)
    async with visitor_of(app) as visitor:
        await visitor.sign_in("wang")
        assert (await visitor.get("/console/")).status_code == 200


async def test_after_a_colleague_reset_it_the_second_factor_is_set_up_anew(
    settings: Settings, parts: ConsoleParts, clock: Hands
) -> None:
    await add_member(parts, "guan", Role.ADMINISTRATOR)
    await add_member(parts, "guan2", Role.ADMINISTRATOR)
    app = await strict_app(settings, parts, totp_roles="administrator")
    async with visitor_of(app) as lost, visitor_of(app) as colleague:
        await lost.sign_in("guan")
        await switch_on(lost, clock)
        await colleague.sign_in("guan2")
        await switch_on(colleague, clock)

        done = await colleague.fill_in(
            "/console/staff/accounts/guan/drop-code",
            {"reason": "手机丢失"},
            "/console/staff/accounts/guan",
        )

        assert done.status_code == 303
        await lost.sign_in("guan")
        held = await lost.get("/console/staff/")
        assert held.headers["location"] == "/console/account/code"


@pytest.mark.parametrize(
    ("environment", "setting", "needed"),
    [
        ("production", "", {Role.ADMINISTRATOR, Role.CASE_OFFICER, Role.SUPERVISOR}),
        ("development", "", set()),
        ("production", "none", set()),
        ("development", "auditor  reviewer", {Role.AUDITOR, Role.REVIEWER}),
    ],
)
def test_which_roles_need_the_second_factor(
    settings: Settings, environment: str, setting: str, needed: set[Role]
) -> None:
    asked = settings.model_copy(update={"environment": environment, "totp_roles": setting})

    assert roles_with_totp(asked) == needed


def test_a_role_there_is_not_is_named(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="TOTP_ROLES"):
        roles_with_totp(settings.model_copy(update={"totp_roles": "administrator boss"}))
