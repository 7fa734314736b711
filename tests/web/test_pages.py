from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from bot.complaints.case.models import Case, CaseEvent
from bot.complaints.case.receipt import ReceiptCodes
from bot.complaints.follow.data_rights import data_wish_in
from bot.complaints.intake.known_teller import KEPT, wants_forgetting, wants_remembering
from bot.conversation.models import Turn
from bot.kit.db import SessionFactory
from bot.settings import SettingsError
from bot.web.limits import RateLimit
from bot.web.pages import progress as progress_page
from bot.web.pages import widget
from bot.web.pages.rendering import linked
from kb.models import Checked, Faq, FaqStatus, Standard, StandardStatus
from kb.repository import KnowledgeRepository
from tests.web.conftest import Registered

PAGES = (
    "/",
    "/privacy",
    "/standards",
    "/standards?q=校服",
    "/standards/GB%2017761-2024",
    "/standards/GB/T%2031888-2015",
    "/faq",
    "/faq?category=测试",
    "/faq?q=世界标准日是哪天",
    "/faq/standards-day",
    "/check",
    "/watching",
    "/new-standards",
    "/progress",
    "/receipt",
    "/widget",
)
MISSING = ("/standards/GB%2099999-1999", "/standards/x", "/faq/none", "/faq?category=x")
HOSTILE = "<script>alert(1)</script>\"'{{7*7}}"


async def look_up(browser: httpx.AsyncClient, number: str, code: str) -> httpx.Response:
    """Through the form, as a browser does it."""
    form = await browser.get("/progress")
    found = re.search(r'name="token" value="(\w+)"', form.text)
    assert found is not None
    fields = {"number": number, "code": code, "token": found[1]}
    return await browser.post("/progress", data=fields)


def title_of(page: httpx.Response) -> str:
    found = re.search(r"<title>(.*?)</title>", page.text)
    assert found is not None
    return unescape(found[1])


def description_of(page: httpx.Response) -> str:
    found = re.search(r'<meta name="description" content="(.*?)">', page.text)
    assert found is not None
    return unescape(found[1])


async def test_every_page_has_a_title_a_description_and_nothing_inline_or_from_elsewhere(
    browser: httpx.AsyncClient,
) -> None:
    titles = set()
    for path in PAGES:
        page = await browser.get(path)

        assert page.status_code == 200, path
        titles.add(title_of(page))
        assert len(description_of(page)) >= 15, path
        assert not re.search(r"<script(?![^>]*src=\"/)|<style|\sstyle=|\son\w+=", page.text), path
        assert "script-src 'self';" in page.headers["content-security-policy"]
        assert "unsafe" not in page.headers["content-security-policy"]
        assert not re.search(
            r'(?:src|href)="(?:https?:)?//[^"]*\.(?:js|css|png|woff2?)"', page.text
        )
    assert len(titles) == len(PAGES) - 1  # the widget shows the chat


async def test_what_is_not_there_is_said_in_chinese(browser: httpx.AsyncClient) -> None:
    for path in (*MISSING, "/faq/%00", "/faq/%F0%9F%98%80", "/standards/%00", "/standards/"):
        page = await browser.get(path)

        assert page.status_code == 404, path
        assert re.search(r"没有|不存在", page.text), path
        assert "Not Found" not in page.text


async def test_a_card_tells_status_dates_meaning_and_what_replaces_it(
    browser: httpx.AsyncClient, sessions: SessionFactory, app: FastAPI
) -> None:
    async with sessions.begin() as session:
        await session.execute(
            update(Standard)
            .where(Standard.number == "GB 2760-2014")
            .values(summary="吃的东西里能放什么、放多少。", note="旧版。")
        )
        await KnowledgeRepository(session).touch()
    await app.state.services.knowledge.refresh()

    page = await browser.get("/standards/GB%202760-2014")

    assert "已被代替" in page.text
    assert "必须执行" not in page.text
    assert 'href="/standards/GB%202760-2024"' in page.text
    assert "能放什么" in page.text
    assert "2015-05-24" in page.text
    assert "2025-02-08" in page.text  # when the new edition took over
    assert "核对日期：2026-11-23" in page.text
    assert 'href="https://std.samr.gov.cn"' in page.text
    assert title_of(page) == "GB 2760-2014《食品添加剂使用标准》被代替 · 渝标通"
    assert description_of(page).startswith("GB 2760-2014《食品添加剂使用标准》：已被代替")


async def test_a_remembered_standard_is_marked_and_shows_no_day_of_checking(
    browser: httpx.AsyncClient, sessions: SessionFactory, app: FastAPI
) -> None:
    async with sessions.begin() as session:
        await session.execute(
            update(Standard)
            .where(Standard.number == "GB/T 31888-2015")
            .values(checked=Checked.UNCHECKED, checked_on=None, source="编写人专业记忆")
        )
        await session.execute(
            update(Faq).where(Faq.slug == "additives").values(standards=["GB/T 31888-2015"])
        )
        await KnowledgeRepository(session).touch()
    await app.state.services.knowledge.refresh()

    card = await browser.get("/standards/GB/T%2031888-2015")
    found = await browser.get("/standards", params={"q": "校服"})
    all_of_them = await browser.get("/standards")
    resting = await browser.get("/faq/additives")
    chat = await browser.get("/faq", params={"q": "食品添加剂看哪个标准"})

    assert "编写人专业记忆" in card.text
    assert "现行有效" not in card.text
    for page in (card, resting, chat):
        assert "尚未与官方平台核对" in page.text
    assert "现行（未核对）" in found.text
    assert "核对日期" not in card.text + found.text + all_of_them.text
    assert "整理日期" not in resting.text  # staff wrote this entry and checked it


async def test_the_new_edition_names_the_old_one_and_an_upcoming_one_says_it_waits(
    browser: httpx.AsyncClient,
) -> None:
    new = await browser.get("/standards/GB%202760-2024")
    upcoming = await browser.get("/standards/GB%207718-2025")

    assert "它代替的旧标准" in new.text
    assert "强制性标准，必须执行" in new.text
    assert 'href="/standards/GB%202760-2014"' in new.text
    assert "还没有实施" in upcoming.text
    assert "不能作为判断违法的依据" in upcoming.text


async def test_a_number_typed_loosely_leads_to_the_edition_valid_today(
    browser: httpx.AsyncClient,
) -> None:
    for typed, meant in (
        ("gb2760", "/standards/GB%202760-2024"),
        ("GB%2031888", "/standards/GB/T%2031888-2015"),
        ("ＧＢ／Ｔ３１８８８—2015", "/standards/GB/T%2031888-2015"),
    ):
        answer = await browser.get(f"/standards/{typed}")

        assert answer.status_code == 302, typed
        assert answer.headers["location"] == meant


async def test_an_unknown_year_shows_the_editions_that_are_known(
    browser: httpx.AsyncClient,
) -> None:
    page = await browser.get("/standards/GB%202760-1999")

    assert page.status_code == 404
    assert 'href="/standards/GB%202760-2024"' in page.text


async def test_standards_are_found_by_number_part_of_it_title_and_meaning(
    browser: httpx.AsyncClient,
) -> None:
    for words, found in (
        ("GB 17761", "GB 17761-2024"),
        ("17761", "GB 17761-2024"),
        ("校服", "GB/T 31888-2015"),
        ("學生校服", "GB/T 31888-2015"),
        ("电瓶车", "GB 17761-2024"),
    ):
        page = await browser.get("/standards", params={"q": words})

        assert f"<strong>{found}</strong>" in page.text, words
    nothing = await browser.get("/standards", params={"q": "量子火锅"})
    assert "没有找到" in nothing.text
    assert "std.samr.gov.cn" in nothing.text


async def test_standards_are_offered_while_they_are_typed_and_narrowed_by_filters(
    browser: httpx.AsyncClient,
) -> None:
    for typed, first in (("gb177", "GB 17761-2024"), ("中小学", "GB/T 31888-2015")):
        offered = (await browser.get("/standards/suggest", params={"q": typed})).json()
        assert offered[0]["number"] == first
        assert offered[0]["path"] == f"/standards/{quote(first)}"
    assert (await browser.get("/standards/suggest", params={"q": " "})).json() == []

    narrowed = await browser.get("/standards", params={"nature": "推荐"})
    assert "GB/T 31888-2015" in narrowed.text
    assert "GB 17761-2024" not in narrowed.text
    assert "没有找到" in (await browser.get("/standards", params={"ics": "97"})).text


async def test_the_search_answers_as_the_chat_does(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/faq", params={"q": "標準日是几月几號"})
    unknown = await browser.get("/faq", params={"q": "今天股票涨了没有"})

    assert "世界标准日是每年的 10 月 14 日" in page.text
    assert "来源：《standards-day》" in page.text
    assert "10 月 14 日" not in unknown.text


async def test_questions_are_browsed_by_category(browser: httpx.AsyncClient) -> None:
    categories = await browser.get("/faq")
    one = await browser.get("/faq", params={"category": "测试"})

    assert "4 个问题" in categories.text
    assert 'href="/faq/standards-day"' in one.text


async def test_an_entry_shows_answer_sources_and_how_its_standards_stand(
    browser: httpx.AsyncClient,
) -> None:
    page = await browser.get("/faq/additives")

    assert "食品添加剂看 GB 2760。" in page.text
    assert "来源：《additives》" in page.text
    assert "已被代替，不再有效" in page.text
    assert title_of(page) == "食品添加剂看哪个标准？ · 渝标通"
    assert description_of(page) == "食品添加剂看 GB 2760。"


async def test_what_is_taken_back_disappears_from_its_page_and_the_list(
    browser: httpx.AsyncClient, sessions: SessionFactory, app: FastAPI
) -> None:
    assert (await browser.get("/faq?category=测试")).text.count("additives") == 1
    async with sessions.begin() as session:
        await session.execute(
            update(Faq).where(Faq.slug == "additives").values(status=FaqStatus.NEEDS_REVIEW)
        )
        await KnowledgeRepository(session).touch()
    await app.state.services.knowledge.refresh()

    assert (await browser.get("/faq/additives")).status_code == 404
    assert "additives" not in (await browser.get("/faq?category=测试")).text


async def test_markup_in_content_and_in_questions_stays_text(
    browser: httpx.AsyncClient, sessions: SessionFactory, app: FastAPI
) -> None:
    async with sessions.begin() as session:
        await session.execute(
            update(Faq)
            .where(Faq.slug == "additives")
            .values(question=HOSTILE, answer=HOSTILE, sources=[HOSTILE], category=HOSTILE)
        )
        row = await session.scalar(select(Standard).where(Standard.number == "GB 17761-2024"))
        assert row is not None
        row.title = row.summary = row.note = row.source = HOSTILE
        await KnowledgeRepository(session).touch()
    await app.state.services.knowledge.refresh()

    for path in ("/faq/additives", "/standards/GB%2017761-2024", "/faq", "/standards?q=17761"):
        assert "<script>alert" not in (await browser.get(path)).text
    for path in ("/faq", "/standards"):
        page = await browser.get(path, params={"q": HOSTILE})
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "49" not in title_of(page)
    progress = await look_up(browser, HOSTILE, HOSTILE)
    assert "<script>alert" not in progress.text
    assert 'value="&lt;script&gt;' in progress.text


async def test_a_question_of_any_length_or_kind_is_a_page(browser: httpx.AsyncClient) -> None:
    for words in ("标" * 5000, "\x00", "%", " ", "😀" * 300, "GB " * 300, "\ud7ff"):
        for path in ("/faq", "/standards"):
            assert (await browser.get(path, params={"q": words})).status_code == 200


async def test_progress_is_told_to_whoever_has_number_and_code(
    browser: httpx.AsyncClient, case: Registered, sessions: SessionFactory
) -> None:
    page = await look_up(browser, f" {case.number.lower()} ", case.code.replace("-", " ").lower())

    assert page.status_code == 200
    assert case.number in page.text
    assert "现在：" in page.text
    assert case.code not in page.text
    for secret in ("张三丰", "13812345678", "冒烟"):
        assert secret not in page.text
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Turn)) == 0


async def test_progress_is_kept_nowhere(browser: httpx.AsyncClient, case: Registered) -> None:
    page = await look_up(browser, case.number, case.code)

    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.history == []
    assert str(page.url) == "http://test/progress"
    by_address = await browser.get("/progress", params={"number": case.number, "code": case.code})
    assert "现在：" not in by_address.text


async def test_every_no_reads_the_same(
    app: FastAPI, browser: httpx.AsyncClient, case: Registered
) -> None:
    app.state.services.per_conversation = RateLimit(60)
    wrong = ReceiptCodes(b"p", cost=2).new()
    said = set()
    for number, code in (
        (case.number, wrong),
        (case.number, ""),
        (case.number, "x"),
        ("", case.code),
        ("CQ20200101-000001-0", case.code),
        ("CQ20261123-000147-7", wrong),
        ("nonsense", "nonsense"),
    ):
        page = await look_up(browser, number, code)
        assert page.status_code == 200
        found = re.search(r'role="alert"[^>]*>(.*?)</p>', page.text)
        assert found is not None, (number, code)
        said.add(found[1])

    assert len(said) == 1
    assert "没有查到" in said.pop()


async def test_a_form_another_site_sends_is_refused(
    browser: httpx.AsyncClient, case: Registered
) -> None:
    fields = {"number": case.number, "code": case.code, "token": "0" * 64}
    without_cookie = await browser.post("/progress", data=fields)
    await browser.get("/progress")
    with_cookie = await browser.post("/progress", data=fields)
    odd = await browser.post("/progress", data={**fields, "token": "é"})

    for page in (without_cookie, with_cookie, odd):
        assert page.status_code == 403
        assert "现在：" not in page.text
        assert "再填一次" in page.text
    cookie = (await httpx_cookie(browser)).lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


async def test_the_privacy_page_names_who_processes_how_long_and_how_to_ask(
    app: FastAPI, browser: httpx.AsyncClient
) -> None:
    parts = app.state.services
    page = (await browser.get("/privacy")).text

    assert parts.settings.operator_name in page
    assert f"联系方式：{parts.settings.operator_contact}" in page
    rules = parts.office.retention.rules.rules
    assert len(rules) >= 3
    for rule in rules:
        assert f"{rule.label}：{rule.after_days} 天" in page
    stay_away = parts.office.retention.rules.browsers_after_days
    assert f"那台设备的浏览器 {stay_away} 天没有再打开" in page
    for promised in ("查我的信息", "更正我的电话", "删除我的个人信息", "撤回同意"):
        assert promised in page
        assert data_wish_in(promised) is not None
    assert "最迟 15 天" in page
    assert "备份里最多再留" not in page
    parts.settings.backup_dir = "/backup"
    assert f"备份里最多再留 {parts.settings.backup_days} 天" in (await browser.get("/privacy")).text
    remembered = page.partition("“记住我的联系方式”的")[2].partition("</p>")[0]
    assert f"加密保存 {KEPT.days} 天" in remembered
    assert wants_remembering("记住我的联系方式")
    assert wants_forgetting("别记住我的联系方式")


def fields_of(page: httpx.Response, action: str) -> dict[str, str]:
    """The hidden fields of the form of a page."""
    form = page.text.partition(f'action="{action}"')[2].partition("</form>")[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


@pytest.mark.parametrize("anonymous", [False, True])
async def test_words_are_added_on_the_page_once_number_and_code_were_given(
    app: FastAPI,
    browser: httpx.AsyncClient,
    case: Registered,
    sessions: SessionFactory,
    anonymous: bool,
) -> None:
    async with sessions.begin() as session:
        (await session.scalars(select(Case))).one().anonymous = anonymous
    page = await look_up(browser, case.number, case.code)
    fields = fields_of(page, "/progress/words")
    assert case.code not in page.text
    assert case.number not in fields["case"]

    added = await browser.post(
        "/progress/words", data={**fields, "words": "昨天又在卖，打我电话13987650001"}
    )

    assert added.status_code == 200
    assert "交给办案人员" in added.text
    assert ("您写的手机号已经去掉" in added.text) is anonymous
    async with sessions() as session:
        event = (await session.scalars(select(CaseEvent).where(CaseEvent.note_sealed != ""))).one()
    kept = app.state.services.settings.keyring.open(event.note_sealed, "case_event.note")
    number = "［手机号］" if anonymous else "13987650001"
    assert kept == f"昨天又在卖，打我电话{number}"
    assert (event.at.minute, event.at.second) == (0, 0) or not anonymous


async def test_words_are_refused_without_the_browser_that_showed_the_code(
    app: FastAPI,
    browser: httpx.AsyncClient,
    case: Registered,
    sessions: SessionFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app.state.services.per_conversation = RateLimit(60)
    fields = fields_of(await look_up(browser, case.number, case.code), "/progress/words")
    for wrong in ({"token": "0" * 64}, {"case": "nonsense"}, {"case": ""}):
        answer = await browser.post("/progress/words", data={**fields, "words": "一", **wrong})
        assert answer.status_code == 403
    for words in ("", "  ", "长" * 2001):
        answer = await browser.post("/progress/words", data={**fields, "words": words})
        assert answer.status_code == 400
    later = progress_page.clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(progress_page.clock, "now", lambda: later)
    late = await browser.post("/progress/words", data={**fields, "words": "一"})
    assert (late.status_code, "放得太久" in late.text) == (403, True)
    browser.cookies.clear()
    other = await browser.get("/progress")
    stolen = {**fields, "token": fields_of(other, "/progress")["token"], "words": "一"}
    assert (await browser.post("/progress/words", data=stolen)).status_code == 403
    async with sessions() as session:
        kept = select(CaseEvent).where(CaseEvent.note_sealed != "")
        assert list(await session.scalars(kept)) == []


async def httpx_cookie(browser: httpx.AsyncClient) -> str:
    browser.cookies.clear()
    header: str = (await browser.get("/progress")).headers["set-cookie"]
    return header


async def test_in_production_the_cookie_belongs_to_this_host_over_https(
    app: FastAPI, browser: httpx.AsyncClient
) -> None:
    app.state.services.settings.environment = "production"

    cookie = await httpx_cookie(browser)

    assert cookie.startswith("__Host-yubiao_visit=")
    assert "Secure" in cookie


async def test_guessing_is_stopped_for_one_browser_but_not_for_the_classroom(
    app: FastAPI, browser: httpx.AsyncClient, case: Registered
) -> None:
    app.state.services.per_conversation = RateLimit(30, lambda: 0.0)
    wrong = ReceiptCodes(b"p", cost=2).new()
    statuses = [(await look_up(browser, case.number, wrong)).status_code for _ in range(12)]
    browser.cookies.clear()
    neighbour = await look_up(browser, case.number, case.code)

    assert statuses[:10] == [200] * 10
    assert statuses[-1] == 429
    assert "现在：" in neighbour.text


async def test_browsing_is_limited_by_address_and_leaves_the_chat_alone(
    app: FastAPI, browser: httpx.AsyncClient
) -> None:
    app.state.services.per_address = RateLimit(60, lambda: 0.0)
    first = [(await browser.get("/privacy")).status_code for _ in range(60)]
    then = await browser.get("/privacy")
    chat = await browser.post(
        "/webhooks/rest/webhook", json={"sender": "a", "message": "世界标准日是哪天？"}
    )

    assert set(first) == {200}
    assert then.status_code == 429
    assert "太快" in then.text
    assert chat.status_code == 200  # browsing doesn't use up the chat


async def test_only_the_widget_may_be_framed_and_only_by_allowed_sites(
    app: FastAPI, browser: httpx.AsyncClient
) -> None:
    widget.allow_sites(app, "https://www.example.gov.cn，https://*.cq.gov.cn")

    for path in PAGES:
        policy = (await browser.get(path)).headers["content-security-policy"]
        if path == "/widget":
            assert policy.endswith(
                "frame-ancestors 'self' https://www.example.gov.cn https://*.cq.gov.cn"
            )
        else:
            assert policy.endswith("frame-ancestors 'none'")


def test_a_site_that_is_no_origin_is_refused() -> None:
    assert widget.allowed_sites("") == "'self'"
    for text in ("*", "https://a.cn; script-src *", "a.cn", "https://a.cn/path", "https://*"):
        with pytest.raises(SettingsError, match="WIDGET_SITES"):
            widget.allowed_sites(text)


async def test_the_widgets_script_may_be_loaded_by_other_sites(browser: httpx.AsyncClient) -> None:
    script = await browser.get("/widget.js")

    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "yubiao-widget" in script.text


async def test_shared_links_carry_the_public_address_without_the_search(
    app: FastAPI, browser: httpx.AsyncClient
) -> None:
    assert "canonical" not in (await browser.get("/faq/additives")).text
    app.state.services.settings.public_url = "https://example.gov.cn"

    page = await browser.get("/standards", params={"q": "我的秘密"})

    assert '<link rel="canonical" href="https://example.gov.cn/standards">' in page.text


def test_addresses_become_links_and_nothing_else_does() -> None:
    made = str(linked('看 std.samr.gov.cn。写信 a@b.com <b> http://x.cn/a"onclick=1 GB/T 1.1'))

    assert (
        '<a href="https://std.samr.gov.cn" rel="noopener noreferrer">std.samr.gov.cn</a>。' in made
    )
    assert "a@b.com &lt;b&gt;" in made
    assert 'onclick=1"' not in made.replace("&#34;onclick=1", "")
    assert "GB/T 1.1" in made


async def test_standards_in_force_come_before_the_ones_that_are_not(
    browser: httpx.AsyncClient,
) -> None:
    page = await browser.get("/standards", params={"q": "食品添加剂使用标准"})

    assert page.text.index("GB 2760-2024") < page.text.index("GB 2760-2014")
    assert StandardStatus.SUPERSEDED.value in page.text
