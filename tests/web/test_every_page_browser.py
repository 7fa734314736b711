"""Every page of the console in Chromium: it fits, axe finds nothing, no word is left in English.

The table names every address that can be opened; a new page has to be put into it.
"""

from __future__ import annotations

import asyncio
import base64
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from pydantic import SecretStr
from sqlalchemy.orm import Session

from bot.app.web import create_app
from bot.campaigns.models import Piece
from bot.complaints.intake.assigning import Assigning
from bot.console.kit.parts import ConsoleParts
from bot.kit import clock
from bot.kit.db import SessionFactory, create_engine
from bot.settings import Settings
from bot.staff.pushing import new_key
from bot.staff.roles import Role
from kb.knowledge import SnapshotBuilder
from tests.chromium import MARKS, chromium
from tests.complaints.made import bureau, made
from tests.console.conftest import CHEAP, PASSWORD, add_member, hidden_fields, with_cheap_hashes
from tests.content import small_content
from tests.migrated import with_tables
from tests.web.page_check import look_at
from tests.web.served import served
from tests.web.test_console_roles import routes_of

pytestmark = MARKS
SHOTS = os.environ.get("PAGE_SHOTS", "")  # a folder, to look at the pages
# Who may do everything: anne looks, ben wrote what she reviews.
WHO = ("anne", "ben")
# What people sign in with is shown where accounts are kept; everywhere else they have names.
ACCOUNTS = ("/staff", "/account", "/audit", "/password")
# Names of entries, files, processes, and addresses of sources and of citizens' pages; jiao and
# fabu judged a piece and have no account any more.
KNOWN = frozenset(
    {
        "jiao", "fabu", "gao", "standards-day", "a.csv", "rasa", "sac.gov.cn",
        "std.samr.gov.cn", "http", "campaigns",
    }
)  # fmt: skip
# Each page and what is on it; what stands in braces is the one made for it (:func:`fill_in`).
PAGES = (
    "/", "/password", "/account", "/account/code",
    "/staff/", "/staff/add", "/staff/accounts/ben", "/audit/",
    "/faq/", "/faq/?q=世界标准日是哪天", "/faq/?view=open", "/faq/?view=review",
    "/faq/?view=withdrawn", "/faq/?view=dropped", "/faq/new", "/faq/import",
    "/faq/categories/", "/faq/try", "/faq/try?q=世界标准日是哪天", "/faq/bot", "/faq/golden/",
    "/faq/entries/standards-day", "/faq/entries/standards-day/versions/1",
    "/faq/drafts/{writing}", "/faq/drafts/{reviewed}", "/faq/drafts/{writing}/drop",
    "/checking/", "/checking/?kind=term", "/checking/correct?kind=term&key=采标",
    "/inbox/", "/inbox/{group}", "/log/", "/log/{turn}", "/model/",
    "/handover/", "/handover/{waiting}", "/handover/{taken}",
    "/cases/", "/cases/?view=all", "/cases/{case}", "/cases/{taken_case}", "/cases/new",
    "/cases/{taken_case}/documents/{document}", "/cases/merchants/{merchant}", "/alerts/",
    "/dashboard/", "/statistics/",
    "/region/", "/region/sheets/phrases", "/region/sheets/phrases/versions/1",
    "/region/drafts/{region}", "/region/drafts/{region}/drop",
    "/region/drafts/{region}/rows/{table}", "/region/drafts/{region}/rows/{table}/0",
    "/standards/", "/standards/?number=GB+90001-2020", "/standards/sets/{set}", "/official/",
    "/campaigns/", "/campaigns/{campaign}", "/campaigns/{campaign}/results",
    "/campaigns/pieces/{article}", "/campaigns/pieces/{submitted}",
    "/campaigns/pieces/{approved}", "/campaigns/pieces/{article}/preview",
    "/campaigns/pieces/{poster}/preview", "/campaigns/pieces/{article}/drop",
    "/campaigns/classes/", "/campaigns/broadcasts/", "/campaigns/broadcasts/new?piece={approved}",
    "/campaigns/broadcasts/{broadcast}",
    "/campaigns/quizzes/", "/campaigns/quizzes/{quiz}", "/campaigns/quizzes/{quiz}/write",
)  # fmt: skip
# What a form leads to without an address of its own, by the page of the form.
ANSWERS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("/faq/bot", "/faq/bot", {"lines": "转人工\n我要投诉"}),
    ("/cases/?view=all", "/cases/bulk", {"number": "{case}", "act": "take"}),
    ("/cases/?view=all", "/cases/bulk/fill", {"number": "{case}", "filled_step": "decline"}),
    ("/cases/{taken_case}", "/cases/{taken_case}/identity", {"reason": "要给市民回电话"}),
    ("/cases/{taken_case}", "/cases/{taken_case}/respondent-code", {}),
    ("/handover/{waiting}", "/handover/{waiting}/say", {"text": "没有接就说话"}),
    ("/faq/new", "/faq/new", {"act": "save"}),
    (
        "/checking/correct?kind=term&key=采标",
        "/checking/correct",
        {"kind": "term", "key": "采标", "explanation": "另一句解释。", "source": "测试"},
    ),
    ("/staff/add", "/staff/add", {"username": "gao", "display_name": "高", "roles": "reviewer"}),
    ("/audit/", "/audit/verify", {}),
)
# Opened by a page, not by a person; the kept form has a test (test_editing_browser.py).
NO_PAGES = {
    "/faq/template", "/handover/stream", "/handover/{number}/files/{reference}",
    "/cases/{number}/documents/{slug}/docx",
    "/cases/{number}/evidence/{reference}", "/dashboard/data.json", "/statistics/data.json",
    "/faq/pictures/{name}",
    "/campaigns/pieces/{number}/poster.png", "/campaigns/pieces/{number}/pictures/{name}",
    "/campaigns/broadcasts/{number}/progress.json", "/model/progress", "/kept/{name}",
    "/login", "/login/code", "/faq/pick/standards", "/faq/pick/articles", "/campaigns/entries/",
}  # fmt: skip


@dataclass
class Hand:
    """Somebody who sends forms, without a browser's slowness."""

    client: httpx.Client
    places: dict[str, str] = field(default_factory=dict)

    def fill_in(
        self, path: str, data: Mapping[str, object] = {}, page: str = "", **files: object
    ) -> str:
        """Send a form of a page; the address it leads to, without what stands behind ``?``."""
        path, page = (one.format(**self.places) for one in (path, page or path))
        shown = self.client.get(f"/console{page}")
        sent = {**hidden_fields(shown.text, f"/console{path}"), **data}
        answer = self.client.post(f"/console{path}", data=sent, files=files or None)  # type: ignore[arg-type]
        assert answer.status_code == 303, (path, answer.status_code, answer.text)
        return answer.headers["location"].split("?")[0].split("#")[0]

    def number(self, path: str, data: Mapping[str, object] = {}, page: str = "") -> str:
        """See :meth:`fill_in`; the last part of the address."""
        return self.fill_in(path, data, page).rsplit("/", 1)[-1]


def hand_of(address: str, name: str) -> Hand:
    client = httpx.Client(base_url=address, trust_env=False, timeout=600)
    hand = Hand(client)
    hand.fill_in("/login", {"username": name, "password": PASSWORD})
    return hand


WRITTEN = {
    "question": "校服掉色找谁说？", "answer": "先找学校。", "sources": "测试的来源",
    "category": "学生用品",
}  # fmt: skip
MERCHANT = {"name": "雅迪电动车专卖店", "address": "解放碑八一路12号"}


def fill_in(address: str, in_database: dict[str, str]) -> dict[str, str]:
    """Make something for every page by the forms themselves; what their addresses name."""
    anne, ben = (hand_of(address, name) for name in WHO)
    places = anne.places = ben.places = dict(in_database)
    for question, sender in (
        ("校徽要绣几针", "a" * 20),
        ("转人工", "b" * 20),
        ("转人工", "c" * 20),
    ):
        said = {"sender": sender, "message": question}
        ben.client.post("/webhooks/rest/webhook", json=said).raise_for_status()
    page = ben.client.get("/console/log/").text
    places["turn"] = re.findall(r'href="/console/log/(\d+)"', page)[0]
    page = ben.client.get("/console/inbox/").text
    places["group"] = re.findall(r'href="/console/inbox/(\d+)"', page)[0]
    page = ben.client.get("/console/handover/").text
    places["waiting"], places["taken"] = re.findall(r'href="/console/handover/(\d+)"', page)[:2]
    anne.fill_in("/handover/{taken}/take", page="/handover/{taken}")
    anne.fill_in("/handover/{taken}/say", {"text": "您好"}, page="/handover/{taken}")

    places["writing"] = ben.number("/faq/new", {**WRITTEN, "act": "save"})
    asks = {**WRITTEN, "question": "校服起球找谁说？"}
    places["reviewed"] = ben.number("/faq/new", {**asks, "act": "submit"})
    ben.fill_in("/faq/new", {"question": "不要的问答", "act": "save"})
    ben.fill_in(f"/faq/drafts/{int(places['reviewed']) + 1}/drop")
    whole = {**WRITTEN, "question": "世界标准日是哪天？", "answer": "10 月 14 日。"}
    draft = ben.fill_in("/faq/entries/standards-day/edit", page="/faq/entries/standards-day")
    draft = draft.removeprefix("/console")
    ben.fill_in(draft, {**whole, "act": "submit"})
    anne.fill_in(f"{draft}/publish", {"override": "测试一个版本"}, page=draft)

    region = ben.fill_in("/region/sheets/districts/begin", page="/region/sheets/districts")
    places["region"] = region.rsplit("/", 1)[-1]
    page = ben.client.get(region).text
    places["table"] = re.findall(rf"{region}/rows/(\w+)/0", page)[0]
    phrases = ben.fill_in("/region/sheets/phrases/begin", page="/region/sheets/phrases")
    table = re.findall(rf"{phrases}/rows/(\w+)", ben.client.get(phrases).text)[0]
    phrases = phrases.removeprefix("/console")
    row = f"{phrases}/rows/{table}"
    cells = re.findall(r'name="(cell-\w+)"', ben.client.get(f"/console{row}").text)
    ben.fill_in(row, dict.fromkeys(cells, "请补照片"))
    ben.fill_in(f"{phrases}/submit", {"note": "看一个版本"}, page=phrases)
    anne.fill_in(f"/region/reviews/{phrases.rsplit('/', 1)[-1]}/publish", page=phrases)
    sheet = ("a.csv", "标准编号,标准名称\nGB 90001-2020,第一种产品".encode())
    kept = ben.fill_in("/standards/upload", page="/standards/", file=sheet)
    places["set"] = kept.rsplit("/", 1)[-1]

    where = "/cases/{taken_case}"
    anne.fill_in(f"{where}/assign", {"officer": "anne"}, page=where)
    anne.fill_in(f"{where}/steps/accept", page=where)
    anne.fill_in(f"{where}/merchant", MERCHANT, page=where)
    page = anne.client.get(f"/console{where}".format(**places)).text
    places["merchant"] = re.findall(r'href="/console/cases/merchants/(\d+)"', page)[0]
    places["document"] = re.findall(r"/documents/(\w+)", page)[0]

    soon = {"day": "world-standards-day", "year": str(clock.today().year + 1)}
    places["campaign"] = ben.number("/campaigns/propose", soon, page="/campaigns/")
    pieces = {"article": "article", "poster": "poster", "submitted": "text", "approved": "text"}
    for number, (name, kind) in enumerate(pieces.items()):
        begun = {"kind": kind, "topic": "standards_day", "title": f"标准在身边 {number}"}
        places[name] = ben.number("/campaigns/pieces/new", begun, page="/account")
        here = f"/campaigns/pieces/{places[name]}"
        text = {"title": begun["title"], "body": "大家看的正文", "sources": "测试的来源"}
        is_done = name in ("submitted", "approved")
        ben.fill_in(here, {**text, "act": "submit" if is_done else "save"})
    page = ben.client.get("/console/campaigns/quizzes/").text
    places["quiz"] = re.findall(r'href="/console/campaigns/quizzes/([\w-]+)"', page)[0]
    return places


async def fill(settings: Settings) -> dict[str, str]:
    """What was there before the first form."""
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    async with sessions.begin() as session:
        session.add_all(small_content())
    places = await sessions.run(lambda session: cases_in(session, settings))
    staff = ConsoleParts.build(settings, sessions, {}, CHEAP)
    for name in WHO:
        await add_member(staff, name, *Role, name="某人")
    await sessions.dispose()
    await engine.dispose()
    return places


def cases_in(session: Session, settings: Settings) -> dict[str, str]:
    now, office = clock.now(), bureau()
    registrar = replace(office.registrar, keyring=settings.keyring, classify=Assigning.by_product())
    office = replace(office, keyring=settings.keyring, registrar=registrar)
    rows = [made(office, session, now - timedelta(hours=hours)) for hours in (2, 3)]
    return {"case": rows[0].number, "taken_case": rows[1].number}


async def approve(settings: Settings, places: dict[str, str]) -> None:
    """Two more people have read a piece: anne may not be all three."""
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    async with sessions.begin() as session:
        row = await session.get_one(Piece, int(places["approved"]))
        row.state, row.proofreader, row.approver = "approved", "jiao", "fabu"
    await sessions.dispose()
    await engine.dispose()


@dataclass
class World:
    address: str
    places: dict[str, str]
    app: FastAPI


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, builder: SnapshotBuilder) -> Iterator[World]:
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path_factory.mktemp("pages"),
        secret_key=SecretStr("s" * 32),
        data_keys=SecretStr(f"test:{base64.b64encode(os.urandom(32)).decode()}"),
        rasa_url="http://127.0.0.1:9",
        # Pages say nothing of what isn't set up.
        staff_member_mail_at="8:30",
        staff_push_key=SecretStr(new_key()),
        smtp_host="mail.example.gov.cn",
        smtp_from="bot@example.gov.cn",
    )
    with_tables(settings.effective_database_url)
    places = asyncio.run(fill(settings))
    app = with_cheap_hashes(create_app(settings))
    services = app.state.services
    services.knowledge._builder = builder
    hours = replace(services.people.hours, begin=time(0), end=time(23, 59, 59))
    people = replace(services.people, hours=hours, calendar=lambda _: EveryDay())
    services.people = services.conversation._people = people
    app.state.console.state.people = people
    with served(app) as address:
        places = fill_in(address, places)
        asyncio.run(approve(settings, places))
        soon = clock.now().astimezone(clock.CHONGQING) + timedelta(days=1)
        plan = {"piece": places["approved"], "send_at": f"{soon:%Y-%m-%dT12:00}", "act": "plan"}
        ben = hand_of(address, "ben")
        at = f"/campaigns/broadcasts/new?piece={places['approved']}"
        places["broadcast"] = ben.number("/campaigns/broadcasts/new", plan, page=at)
        yield World(address, places, app)


class EveryDay:
    """A calendar without holidays, so that the test may run on any day."""

    def is_working(self, day: object) -> bool:
        return True


@pytest.fixture(scope="module")
def page(world: World) -> Iterator[Page]:
    with chromium() as browser:
        context = browser.new_context(
            viewport={"width": 1280, "height": 800}, base_url=world.address, locale="zh-CN",
            reduced_motion="reduce",
        )  # fmt: skip
        page = context.new_page()
        page.goto("/console/")
        page.get_by_label("用户名").fill("anne")
        page.get_by_label("密码").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="待办")).to_be_visible()
        yield page


def check(page: Page, world: World, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    stem = re.sub(r"\W+", "-", name).strip("-") or "home"
    known = KNOWN | set(world.places.values())
    if name.removeprefix("post").startswith(ACCOUNTS):
        known |= set(WHO)
    look_at(page, Path(SHOTS) / stem if SHOTS else None, known)


@pytest.mark.parametrize("path", PAGES)
def test_a_page(page: Page, world: World, path: str) -> None:
    answer = page.goto(f"/console{path.format(**world.places)}")
    assert answer is not None
    assert answer.status == 200

    check(page, world, path)


@pytest.mark.parametrize(("where", "path", "data"), ANSWERS, ids=lambda one: str(one)[:30])
def test_what_a_form_shows(
    page: Page, world: World, where: str, path: str, data: Mapping[str, str]
) -> None:
    page.goto(f"/console{where.format(**world.places)}")
    filled = {name: value.format(**world.places) for name, value in data.items()}
    with page.expect_navigation():
        page.evaluate(
            """([path, data]) => {
              const form = document.createElement("form");
              form.method = "post"; form.action = path;
              const csrf = document.querySelector("[name=csrf]").value;
              for (const [name, value] of Object.entries({csrf, ...data})) {
                const hidden = document.createElement("input");
                hidden.type = "hidden"; hidden.name = name; hidden.value = value;
                form.append(hidden);
              }
              document.body.append(form); form.submit();
            }""",
            [f"/console{path.format(**world.places)}", filled],
        )

    check(page, world, f"post{path}")


def test_the_table_has_every_page(world: World) -> None:
    routes = {p for method, p in routes_of(world.app.state.console.routes) if method == "GET"}
    patterns = {path: re.compile(re.sub(r"\{\w+\}", "[^/?]+", path)) for path in routes - NO_PAGES}
    opened = [one.split("?")[0].format(**world.places) for one in PAGES]

    missing = {p for p, known in patterns.items() if not any(map(known.fullmatch, opened))}

    assert missing == set()
    assert routes >= NO_PAGES
