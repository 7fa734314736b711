"""Editor, reviewer and officer at work in the system's Chromium, a citizen in the chat beside."""

from __future__ import annotations

import asyncio
import base64
import io
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect
from pydantic import SecretStr
from sqlalchemy.orm import Session

from bot.app.web import create_app
from bot.complaints.intake.assigning import Assigning
from bot.console.kit.parts import ConsoleParts
from bot.conversation.models import Turn
from bot.editing.faq.sheet import HEADINGS
from bot.editing.model.models import TrainingRun
from bot.kit import clock
from bot.kit.db import SessionFactory, create_engine
from bot.kit.spreadsheet import csv_line
from bot.settings import SEEDS, Settings
from bot.staff.roles import Role
from kb.knowledge import SnapshotBuilder
from kb.seeds import load_seeds
from tests.chromium import MARKS, chromium
from tests.complaints.made import bureau, made
from tests.console.conftest import CHEAP, PASSWORD, add_member, with_cheap_hashes
from tests.content import small_content
from tests.migrated import with_tables
from tests.waiting import wait_until
from tests.web.clicks import clicks_of, count_clicks
from tests.web.page_check import look_at
from tests.web.served import served

pytestmark = MARKS
# A folder for pictures of the pages; docs/images/console is where the documentation has them.
SHOTS = os.environ.get("CONSOLE_SHOTS", "")
STAFF = {
    "bian": ("小编", Role.FAQ_EDITOR),
    "shen": ("小审", Role.REVIEWER),
    "li.ban": ("李办", Role.CASE_OFFICER),
    "zhu.guan": ("周主管", Role.SUPERVISOR),
    "guan": ("管理员", Role.ADMINISTRATOR),
    "shen.ji": ("沈审计", Role.AUDITOR),
}
# Names that may be on a page in Latin letters; an entry of the small content, an address.
KNOWN = frozenset({*STAFF, "standards-day", "https", "std.samr.gov.cn", "gb"})
FILED = {
    "商家名称": "好又多百货",
    "商品或服务": "电饭煲",
    "经过": "煮饭时漏电，店里不给退。",
    "希望怎么解决": "退款",
    "涉及金额": "299",
    "姓名": "李四",
    "电话": "13912345678",
    "通讯地址": "渝中区中山四路 2 号",
}
HAPPENED = (
    "充电的时候冒烟了", "充电器烫手，有焦味", "骑了一个月电池鼓包", "在楼道里充电起火，没有人受伤",
    "电池充不进电，店里不肯换", "买来就没有合格证", "充电时冒烟，找商家退货不理",
)  # fmt: skip


class EveryDay:
    """A calendar without holidays, so that the test may run on any day."""

    def is_working(self, day: object) -> bool:
        return True


async def fill(settings: Settings, seeds: Path) -> None:
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    for name in ("departments.yml", "districts.yml"):
        shutil.copy(SEEDS / name, seeds)
    async with sessions.begin() as session:
        session.add_all(small_content())
        await session.flush()
        await load_seeds(session, seeds)
    await sessions.run(lambda session: past(session, settings))
    staff = ConsoleParts.build(settings, sessions, {}, CHEAP)
    for username, (name, role) in STAFF.items():
        await add_member(staff, username, role, name=name)
    await sessions.dispose()
    await engine.dispose()


def past(session: Session, settings: Settings) -> None:
    """What happened before today: cases of which many are alike, a chat, a training."""
    now, office = clock.now(), bureau()
    registrar = replace(office.registrar, keyring=settings.keyring, classify=Assigning.by_product())
    office = replace(office, keyring=settings.keyring, registrar=registrar)
    for hours, happened in enumerate(HAPPENED, 2):
        made(office, session, now - timedelta(hours=hours), said={"what": happened})
    rice = {"respondent": "好又多百货", "product": "电饭煲", "what": "煮饭跳闸", "standard": ""}
    made(office, session, now - timedelta(days=40), said={**rice, "district": "江北区"})
    made(office, session, now - timedelta(days=20), kind="report", said=rice, needs_staff=True)
    session.add(
        Turn(
            channel="web", key="1", conversation="chat-of-zhang", question="充电冒烟怎么办",
            replies=[{"text": "先断电，人离开，打 119。"}], leased_until=now,
            received_at=now - timedelta(hours=3),
        )
    )  # fmt: skip
    better = {"total": 161, "wrong": [["要得嘛", "affirm", "deny"]]}
    worse = {"total": 161, "wrong": [["算了嘛", "deny", "affirm"], ["莫得事", "deny", "affirm"]]}
    for state, before, after in (("retired", worse, better), ("ready", better, worse)):
        session.add(
            TrainingRun(
                by="shen", state=state, asked_at=now, examples=12, before=before, after=after
            )
        )


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, builder: SnapshotBuilder) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("people")
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        secret_key=SecretStr("s" * 32),
        data_keys=SecretStr(f"test:{base64.b64encode(os.urandom(32)).decode()}"),
        rasa_url="http://127.0.0.1:9",
    )
    with_tables(settings.effective_database_url)
    (folder / "seeds").mkdir()
    asyncio.run(fill(settings, folder / "seeds"))
    app = with_cheap_hashes(create_app(settings))
    services = app.state.services
    services.knowledge._builder = builder
    hours = replace(services.people.hours, begin=time(0), end=time(23, 59, 59))
    people = replace(services.people, hours=hours, calendar=lambda _: EveryDay())  # type: ignore[arg-type,return-value]
    services.people = services.conversation._people = people

    with served(app) as url:
        yield url


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:  # after it: migrating runs a loop of its own
    with chromium("--lang=zh-CN") as browser:
        yield browser


def opened(browser: Browser, address: str, width: int = 1280) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, base_url=address, locale="zh-CN",
        reduced_motion="reduce",
    )  # fmt: skip
    return context.new_page()


def signed_in(browser: Browser, address: str, name: str, width: int = 1280) -> Page:
    page = opened(browser, address, width)
    page.goto("/console/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="待办")).to_be_visible()
    return page


def check(page: Page, name: str = "") -> None:
    """Looks at the page; with a name and a folder for pictures, takes one."""
    look_at(page, Path(SHOTS) / name if SHOTS and name else None, KNOWN)


def asks(page: Page, question: str) -> None:
    page.get_by_label("您的问题").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".waiting")).to_have_count(0)


def is_live(address: str, question: str, words: str) -> None:
    """Wait until whoever asks for the first time hears these words."""

    def heard() -> bool:
        sent = {"sender": secrets.token_hex(8), "message": question}
        url = f"{address}/webhooks/rest/webhook"
        return words in httpx.post(url, json=sent, trust_env=False, timeout=60).text

    wait_until(heard, f"the answer to {question}")


def test_an_editor_writes_a_reviewer_publishes_and_the_citizen_has_it(
    browser: Browser, address: str
) -> None:
    citizen = opened(browser, address, 390)
    citizen.goto("/")
    asks(citizen, "校服洗了就掉色咋个说")
    expect(citizen.locator(".row.bot .bubble").last).to_contain_text("没有可靠的答案")
    editor = signed_in(browser, address, "bian")
    editor.goto("/console/inbox/")
    check(editor, "inbox")
    editor.get_by_role("link", name="校服洗了就掉色咋个说").click()
    check(editor, "inbox-group")
    editor.get_by_role("button", name="写一条新问答").click()
    editor.get_by_label("答案", exact=True).fill("先找学校，学校不管的打 12315。")
    editor.get_by_label("来源（一行一个，写到第几条）").fill("《产品质量法》第四十条")
    editor.get_by_label("或者新的分类").fill("学生用品")
    expect(editor.locator("#look")).to_contain_text("先找学校")  # without a reload
    expect(editor.locator("#look")).to_contain_text("没有载入《产品质量法》的文本")
    check(editor, "faq-edit")
    editor.get_by_role("button", name="保存并提交审核").click()
    expect(editor.get_by_role("status")).to_contain_text("等另一位审核人员")
    reviewer = signed_in(browser, address, "shen")
    reviewer.goto("/console/faq/?view=review")
    check(reviewer, "faq-review-list")
    reviewer.get_by_role("link", name="校服洗了就掉色咋个说").click()
    reviewer.get_by_role("button", name="先试金标问题").click()
    expect(reviewer.get_by_role("heading", name="金标问题")).to_be_visible()
    check(reviewer, "faq-review")
    reviewer.get_by_role("button", name="通过并发布").click()
    expect(reviewer.get_by_role("status")).to_contain_text("已发布")
    is_live(address, "校服洗了掉色咋个说", "先找学校")

    asks(citizen, "校服洗了掉色咋个说")

    expect(citizen.locator(".row.bot .bubble").last).to_contain_text("先找学校")
    check(reviewer, "faq-entry")
    for page in (citizen, editor, reviewer):
        page.context.close()


def test_an_answer_with_a_picture_a_list_and_a_link(browser: Browser, address: str) -> None:
    editor, reviewer = (signed_in(browser, address, name) for name in ("bian", "shen"))
    editor.goto("/console/faq/new")
    editor.get_by_label("问题", exact=True).fill("合格证上要看哪几样？")
    points = "- 执行的标准\n- 生产的厂家\n查标准：https://std.samr.gov.cn/gb"
    editor.get_by_label("答案", exact=True).fill(f"合格证上看两样：\n{points}")
    editor.get_by_label("来源（一行一个，写到第几条）").fill("《产品质量法》第二十七条")
    editor.get_by_label("或者新的分类").fill("看标签")
    file = io.BytesIO()
    Image.linear_gradient("L").resize((900, 500)).save(file, "JPEG")
    upload = {"name": "合格证.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}
    editor.get_by_label("选一张图片").set_input_files(files=[upload])  # type: ignore[list-item]
    editor.get_by_label("替代文字（").fill("合格证上标出了标准号和厂家")
    editor.get_by_role("button", name="保存并上传").click()
    look = editor.locator("#look")
    expect(look.get_by_role("img", name="合格证上标出了")).to_have_count(3)
    expect(look.locator(".faq-bubble li")).to_have_text(["执行的标准", "生产的厂家"])
    expect(look.get_by_role("link", name="查标准")).to_have_count(1)
    editor.get_by_label("替代文字（").fill("合格证，标出了标准号和厂家")
    expect(look.get_by_role("img", name="合格证，标出了")).to_have_count(3)  # without a reload
    expect(editor.locator("#autosaved")).to_contain_text("自动保存", timeout=20_000)
    check(editor, "faq-edit-picture")
    editor.get_by_role("button", name="保存并提交审核").click()
    expect(editor.get_by_role("status")).to_contain_text("等另一位审核人员")
    reviewer.goto(editor.url.split("?")[0])
    expect(reviewer.get_by_role("img", name="现在的图片")).to_be_visible()
    check(reviewer, "faq-review-picture")
    reviewer.get_by_role("button", name="通过并发布").click()
    expect(reviewer.get_by_role("status")).to_contain_text("已发布")
    is_live(address, "合格证上要看哪几样", "执行的标准")

    citizen = opened(browser, address, 390)
    citizen.goto("/")
    asks(citizen, "合格证上要看哪几样")
    told = citizen.locator(".row.bot .bubble").last
    expect(told.get_by_role("listitem")).to_have_text(["执行的标准", "生产的厂家"])
    link = told.get_by_role("link", name="查标准")
    expect(link).to_have_attribute("href", "https://std.samr.gov.cn/gb")
    expect(told.get_by_role("img", name="合格证，标出了")).to_be_visible()
    citizen.wait_for_function("document.querySelector('img.sent').naturalWidth === 900")
    check(citizen, "chat-picture")
    citizen.goto(reviewer.url.split("?")[0].replace("/console/faq/entries/", "/faq/"))
    expect(citizen.get_by_role("img", name="合格证，标出了")).to_be_visible()
    check(citizen, "faq-page-picture")
    for page in (citizen, editor, reviewer):
        page.context.close()


def test_an_officer_takes_a_chat_over_and_gives_it_back(browser: Browser, address: str) -> None:
    citizen = opened(browser, address, 390)
    officer = signed_in(browser, address, "li.ban")
    officer.goto("/console/handover/")
    expect(officer.locator("#live")).to_contain_text("现在没有人找人工")
    citizen.goto("/")
    asks(citizen, "转人工")
    expect(citizen.locator(".row.bot .bubble").last).to_contain_text("已经转给工作人员")

    expect(officer.locator("#live")).to_contain_text("在等人接")  # by the event stream
    check(officer, "handover")
    officer.get_by_role("link", name="打开").click()
    officer.get_by_role("button", name="接这个对话").click()
    citizen.reload()
    asks(citizen, "我的校服掉色")
    expect(officer.locator("#live")).to_contain_text("我的校服掉色")
    officer.get_by_label("回复市民").fill("请问是哪个学校的？")
    officer.get_by_role("button", name="发送").click()
    expect(citizen.locator(".row.bot .bubble").last).to_contain_text("请问是哪个学校的")
    check(officer, "handover-page")
    held: list[Route] = []
    officer.route("**/suggest.js", lambda route: held.append(route))
    with officer.expect_request("**/suggest.js"):
        officer.reload(wait_until="commit")
    officer.get_by_label("回复市民").fill("世界标准日是哪天")
    held[0].continue_()
    expect(officer.locator("#suggested")).to_contain_text("世界标准日是哪天")
    officer.get_by_role("button", name="结束，交还给机器人").click()
    expect(citizen.locator(".row.bot .bubble").last).to_contain_text("还是我来回答")
    asks(citizen, "世界标准日是哪天？")
    expect(citizen.locator(".row.bot .bubble").last).to_contain_text("10 月 14 日")
    for page in (citizen, officer):
        page.context.close()


def test_the_dashboard_shows_what_was_asked(browser: Browser, address: str) -> None:
    reviewer = signed_in(browser, address, "shen")
    reviewer.goto("/console/dashboard/")
    check(reviewer, "dashboard")
    citizen = opened(browser, address)
    citizen.goto("/")
    asks(citizen, "校徽要用哪种颜色的线绣")  # no entry's title stands below it in the log
    citizen.context.close()
    # How many there are depends on which tests ran before.
    reviewer.get_by_role("list", name="提问的合计").get_by_role("link").first.click()
    expect(reviewer.get_by_role("heading", name="对话记录")).to_be_visible()
    check(reviewer, "log")
    reviewer.locator("td a[href^='/console/log/']").first.click()
    expect(reviewer.get_by_role("heading", name="为什么这样答")).to_be_visible()
    check(reviewer, "log-turn")
    reviewer.goto("/console/faq/golden/")
    while (again := reviewer.get_by_role("link", name="再看一次")).count():
        again.click()
    check(reviewer, "faq-golden")
    reviewer.context.close()


def test_a_reviewer_sends_back_the_gate_stops_and_a_version_comes_back(
    browser: Browser, address: str
) -> None:
    editor, reviewer = (signed_in(browser, address, name) for name in ("bian", "shen"))
    entry = "/console/faq/entries/standards-day"
    editor.goto(entry)
    editor.get_by_role("button", name="修改").click()
    editor.get_by_label("答案", exact=True).fill("世界标准日是每年的十月。")
    editor.get_by_role("button", name="保存并提交审核").click()
    draft = editor.url.split("?")[0]
    reviewer.goto(draft)
    reviewer.get_by_label("退回的理由").fill("日期写得不准")
    with reviewer.expect_navigation():
        reviewer.get_by_role("button", name="退回", exact=True).click()
    editor.goto(draft)
    expect(editor.get_by_role("status")).to_contain_text("日期写得不准")
    editor.get_by_role("button", name="保存并提交审核").click()

    reviewer.goto(draft)
    reviewer.get_by_role("button", name="通过并发布").click()
    expect(reviewer.locator("body")).to_contain_text("会变差")  # the golden question's answer
    check(reviewer, "faq-gate")
    reviewer.get_by_label("金标问题变差仍要发布的理由").fill("测试回退用")
    reviewer.get_by_role("button", name="通过并发布").click()
    expect(reviewer.get_by_role("status")).to_contain_text("已发布")
    reviewer.goto(entry)
    reviewer.get_by_label("回退的理由").first.fill("日期不能丢")
    reviewer.get_by_role("button", name="回退到第 1 版").click()
    expect(reviewer.get_by_role("status")).to_contain_text("已回退")
    for name, path in (
        ("faq-list", ""), ("faq-version", "entries/standards-day/versions/2"),
        ("faq-try", "try?q=标准日是几月几号？"),
    ):  # fmt: skip
        reviewer.goto(f"/console/faq/{path}")
        check(reviewer, name)
    editor.goto("/console/faq/import")
    check(editor, "faq-import")
    citizen = opened(browser, address, 390)
    citizen.goto("/")
    is_live(address, "标准日是几月几号？", "10 月 14 日")
    asks(citizen, "标准日是几月几号？")
    expect(citizen.locator(".row.bot .bubble").last).to_contain_text("10 月 14 日")
    for page in (citizen, editor, reviewer):
        page.context.close()


def test_content_of_the_region_is_changed_and_reviewed(browser: Browser, address: str) -> None:
    editor, reviewer = (signed_in(browser, address, name) for name in ("bian", "shen"))
    editor.goto("/console/region/sheets/sensitive_words")
    editor.get_by_role("button", name="修改").click()
    check(editor)
    editor.get_by_role("link", name="骂人时回的话", exact=False).click()
    editor.get_by_label("内容").fill("别急，慢慢说。")
    editor.get_by_role("button", name="保存").click()
    editor.get_by_label("为什么改").fill("语气再温和些")
    editor.get_by_role("button", name="提交审核").click()
    expect(editor.get_by_role("status")).to_contain_text("等另一位")
    reviewer.goto(editor.url.split("?")[0])
    reviewer.get_by_role("button", name="通过并发布").click()
    expect(reviewer.get_by_role("status")).to_contain_text("已发布")
    citizen = opened(browser, address, 390)
    citizen.goto("/")
    is_live(address, "傻逼机器人", "慢慢说")
    asks(citizen, "傻逼机器人")
    expect(citizen.locator(".row.bot .bubble").last).to_contain_text("慢慢说")
    for page in (citizen, editor, reviewer):
        page.context.close()


def test_a_row_is_added_to_the_regions_content(browser: Browser, address: str) -> None:
    editor, reviewer = (signed_in(browser, address, name) for name in ("bian", "shen"))
    editor.goto("/console/region/sheets/phrases")
    editor.get_by_role("button", name="修改").click()
    editor.get_by_role("link", name="加一行").click()
    check(editor, "region-row")
    editor.get_by_label("名称").fill("请补照片")
    editor.get_by_label("内容").fill("请补充商品和购买凭证的照片。")
    editor.get_by_role("button", name="保存").click()
    expect(editor.get_by_role("heading", name="和现在比改了什么")).to_be_visible()
    check(editor, "region-draft")
    editor.get_by_label("为什么改").fill("常要补照片")
    with editor.expect_navigation():
        editor.get_by_role("button", name="提交审核").click()
    reviewer.goto("/console/region/")
    check(reviewer, "region")
    reviewer.get_by_role("link", name="等审核").click()
    reviewer.get_by_role("button", name="通过并发布").click()
    expect(reviewer.get_by_role("status")).to_contain_text("已发布")
    check(reviewer, "region-sheet")
    reviewer.get_by_role("link", name="第 2 版").click()
    expect(reviewer.get_by_role("heading", name="和上一版比")).to_be_visible()
    check(reviewer, "region-version")
    for page in (editor, reviewer):
        page.context.close()


def test_the_page_about_training(browser: Browser, address: str) -> None:
    reviewer = signed_in(browser, address, "shen")
    reviewer.goto("/console/model/")
    expect(reviewer.get_by_text("当时在用的模型对 160 个，这个模型对 159 个")).to_be_visible()
    check(reviewer, "model")
    reviewer.get_by_role("button", name="开始训练").click()
    expect(reviewer.locator("#progress")).to_contain_text("排队")
    check(reviewer)
    reviewer.context.close()


def test_a_group_of_questions_joins_another(browser: Browser, address: str) -> None:
    citizen = opened(browser, address, 390)
    citizen.goto("/")
    for question in ("解放碑哪家火锅好吃", "南山一棵树几点关门"):
        asks(citizen, question)
    editor = signed_in(browser, address, "bian")
    editor.goto("/console/inbox/")
    editor.get_by_role("link", name="解放碑哪家火锅好吃").click()
    number = editor.url.rsplit("/", 1)[1]
    editor.goto("/console/inbox/")
    editor.get_by_role("link", name="南山一棵树几点关门").click()
    editor.get_by_text("并入别的组").click()
    editor.get_by_label("并到哪一组").select_option(number)
    check(editor, "inbox-merge")
    editor.get_by_role("button", name="整组并进去").click()
    expect(editor.get_by_role("heading", name="市民的说法")).to_be_visible()
    for question in ("解放碑哪家火锅好吃", "南山一棵树几点关门"):
        expect(editor.locator("[aria-labelledby=questions]")).to_contain_text(question)
    for page in (citizen, editor):
        page.context.close()


MEDIATED = {
    "地点或方式": "渝中区市场监管所",
    "参加的人": "李四、王五",
    "达成的协议": "商家换一个新的电饭煲",
    "挽回损失": "399",
}


def test_a_case_is_filed_at_the_window_and_printed(browser: Browser, address: str) -> None:
    door = opened(browser, address)
    door.goto("/console/")
    check(door, "login")
    officer = signed_in(browser, address, "li.ban")
    check(officer, "home")
    officer.goto("/console/cases/new")
    check(officer, "case-new")
    officer.get_by_label("怎么来的").select_option("电话")
    for name, words in FILED.items():
        officer.get_by_role("textbox", name=name).fill(words)
    officer.get_by_label("发生的区县").select_option("渝中区")
    officer.get_by_label("已向市民说明").check()
    officer.get_by_role("button", name="登记").click()
    expect(officer.get_by_role("heading", name="已登记")).to_be_visible()
    check(officer, "case-filed")
    officer.get_by_role("link", name="打开这件事").click()
    expect(officer.locator(".case-facts").first).to_contain_text("电饭煲")
    officer.get_by_role("button", name="我来办").click()
    officer.get_by_text("受理", exact=True).first.click()
    officer.get_by_role("button", name="受理", exact=True).click()
    officer.get_by_role("link", name="投诉受理告知书").click()
    check(officer, "case-document")
    officer.get_by_role("link", name="返回这件事").click()
    officer.locator("summary", has_text="组织调解").click()
    officer.get_by_role("button", name="组织调解").click()
    officer.locator("summary", has_text="记下一次调解").click()
    officer.get_by_label("时间").fill(f"{clock.now().astimezone(clock.CHONGQING):%Y-%m-%dT%H:%M}")
    for label, words in MEDIATED.items():
        officer.get_by_label(label).fill(words)
    officer.locator("[aria-labelledby=mediation]").get_by_role("button", name="保存").click()
    expect(officer.locator("[aria-labelledby=mediation]")).to_contain_text("李**、王**")
    check(officer, "case-mediated")
    officer.get_by_role("link", name="调解书").click()
    expect(officer.get_by_text("商家换一个新的电饭煲")).to_be_visible()
    check(officer, "case-agreement")
    officer.get_by_role("link", name="返回这件事").click()
    officer.get_by_role("link", name="转办单").click()
    officer.get_by_label("要带市民的姓名").fill("转给生产地的局")
    officer.get_by_role("button", name="生成完整的，打印").click()
    expect(officer.get_by_text("李四", exact=True)).to_be_visible()
    expect(officer.get_by_text("13912345678").first).to_be_visible()
    expect(officer.get_by_role("cell", name="渝中区", exact=True)).to_be_visible()
    check(officer, "case-sheet")
    officer.emulate_media(media="print")
    expect(officer.get_by_role("navigation", name="功能")).to_be_hidden()
    for page in (door, officer):
        page.context.close()


def test_a_weighty_step_waits_for_the_supervisor(browser: Browser, address: str) -> None:
    officer = signed_in(browser, address, "li.ban")
    officer.goto("/console/cases/?view=all&kind=report")
    officer.get_by_role("link", name="CQ").first.click()
    expect(officer.get_by_text("还没有分派", exact=False)).to_be_visible()
    check(officer, "case-not-own")
    officer.get_by_role("button", name="我来办").click()
    officer.locator("summary", has_text="开始核查").click()
    officer.get_by_role("button", name="开始核查").click()
    check(officer, "case-steps")
    officer.locator("summary", has_text="决定不予立案").click()
    officer.get_by_label("初次违法且危害后果轻微并及时改正").check()
    officer.locator("#not_file-reason").fill("店里当天就换了，没有人受伤")
    officer.get_by_role("button", name="提交确认：决定不予立案").click()
    expect(officer.get_by_role("heading", name="等主管确认：决定不予立案")).to_be_visible()
    check(officer, "case-proposed")
    supervisor = signed_in(browser, address, "zhu.guan")
    supervisor.goto("/console/cases/?view=confirm")
    expect(supervisor.get_by_text("待确认：决定不予立案")).to_be_visible()
    check(supervisor, "cases-confirm")
    supervisor.get_by_role("link", name="CQ").first.click()
    expect(supervisor.get_by_text("第二十条第一款第二项").first).to_be_visible()
    check(supervisor, "case-confirm")
    supervisor.get_by_role("button", name="确认：决定不予立案").click()
    expect(supervisor.locator(".case-facts").first).to_contain_text("不予立案")
    check(supervisor, "case-not-filed")
    for page in (officer, supervisor):
        page.context.close()


def test_a_supervisor_sees_what_is_going_on(browser: Browser, address: str) -> None:
    supervisor = signed_in(browser, address, "zhu.guan")
    supervisor.goto("/console/cases/")
    check(supervisor, "cases")
    supervisor.get_by_role("row", name="雅迪").first.get_by_role("link").click()
    supervisor.get_by_text("1 条", exact=True).click()
    expect(supervisor.get_by_text("先断电，人离开")).to_be_visible()
    check(supervisor, "case")
    supervisor.get_by_text("查看身份信息和原话").click()
    supervisor.get_by_label("理由（会记入操作日志）").fill("要给市民回电话")
    supervisor.get_by_role("button", name="查看", exact=True).click()
    expect(supervisor.get_by_text("已经记入操作日志")).to_be_visible()
    check(supervisor, "case-identity")
    supervisor.goto("/console/cases/CQ20200101-000001-0")
    expect(supervisor.get_by_role("heading", name="出了点问题")).to_be_visible()
    check(supervisor, "problem")
    supervisor.goto("/console/alerts/")
    expect(supervisor.get_by_role("cell", name="电动自行车")).to_be_visible()
    check(supervisor, "alerts")
    supervisor.goto("/console/statistics/")
    check(supervisor, "statistics")
    supervisor.context.close()


def test_accounts_and_the_log_of_what_was_done(browser: Browser, address: str) -> None:
    manager = signed_in(browser, address, "guan")
    for name, path in (
        ("staff", "staff/"), ("staff-form", "staff/accounts/li.ban"), ("staff-add", "staff/add"),
        ("account", "account"), ("password", "password"), ("account-code", "account/code"),
    ):  # fmt: skip
        manager.goto(f"/console/{path}")
        check(manager, name)
    manager.goto("/console/staff/accounts/shen.ji")
    manager.get_by_label("姓名").fill("沈审")
    manager.get_by_role("button", name="保存").click()
    manager.context.close()
    auditor = signed_in(browser, address, "shen.ji")
    auditor.goto("/console/audit/")
    auditor.get_by_role("button", name="校验全部日志").click()
    expect(auditor.get_by_role("status")).to_contain_text("操作日志完好")
    check(auditor, "audit")
    auditor.context.close()


def test_a_business_answers_by_a_code_and_its_officer_reads_it(
    browser: Browser, address: str
) -> None:
    officer = signed_in(browser, address, "zhu.guan", 390)
    officer.goto("/console/cases/?view=all")
    officer.locator("main a[href^='/console/cases/CQ']").first.click()
    case = officer.url
    officer.get_by_text("商家回应码", exact=True).click()
    check(officer)
    officer.get_by_role("button", name="生成").click()
    code = officer.locator("dd code").inner_text()
    check(officer, "case-respondent-code")
    business = opened(browser, address, 390)
    business.goto("/")
    asks(business, f"商家回应 {code} 充电器被换过，我们愿意免费检修。")
    expect(business.locator(".row.bot .bubble").last).to_contain_text("充电器被换过")
    asks(business, "确认提交")
    expect(business.locator(".row.bot .bubble").last).to_contain_text("已经交给办案人员")
    officer.goto(case)
    expect(officer.get_by_role("status").first).to_contain_text("有新的回应")
    check(officer, "case-respondent")
    officer.goto("/console/cases/?view=answered")
    check(officer)
    officer.goto(case)
    officer.get_by_role("button", name="已看过").click()
    expect(officer.get_by_text("有新的回应")).to_have_count(0)
    for page in (officer, business):
        page.context.close()


def at_work(browser: Browser, address: str, name: str) -> Page:
    """The start page of somebody whose clicks are counted from now on."""
    page = signed_in(browser, address, name)
    count_clicks(page)
    page.goto("/console/")
    clicks_of(page)
    return page


def test_a_wrong_answer_is_mended_in_four_clicks(browser: Browser, address: str) -> None:
    citizen = opened(browser, address, 390)
    citizen.goto("/")
    asks(citizen, "推荐标准可以不管吗")
    citizen.get_by_role("button", name="没用").click()
    expect(citizen.get_by_role("status").filter(has_text="记下了")).to_be_visible()
    asks(citizen, "你说的不对")
    editor = at_work(browser, address, "bian")
    check(editor, "home")
    editor.get_by_role("main").get_by_role("link", name="推荐标准可以不管吗").click()
    expect(editor.get_by_role("heading", name="为什么这样答")).to_be_visible()
    assert clicks_of(editor) == 1  # so why is one
    expect(editor.get_by_role("main")).to_contain_text("市民点了“没用”")

    editor.get_by_role("button", name="改这条问答").click()
    editor.get_by_label("答案", exact=True).click()
    editor.get_by_label("答案", exact=True).fill("推荐性标准自愿采用；明示执行的，就要做到。")
    editor.get_by_role("button", name="保存并提交审核").click()

    expect(editor.get_by_role("status")).to_contain_text("等另一位审核人员")
    assert clicks_of(editor) + 1 <= 4
    for page in (citizen, editor):
        page.context.close()


def test_an_unknown_question_is_answered_in_five_clicks(browser: Browser, address: str) -> None:
    citizen = opened(browser, address, 390)
    citizen.goto("/")
    asks(citizen, "校徽的线断了几根算次品")
    editor = at_work(browser, address, "bian")
    editor.get_by_role("main").get_by_role("link", name="校徽的线断了几根算次品").click()
    editor.get_by_role("button", name="写新问答").click()
    for field, words in (
        ("答案", "没有这样的标准，先看合同怎么写。"),
        ("来源（一行一个，写到第几条）", "测试的来源"),
    ):
        editor.get_by_label(field, exact=True).click()  # a hand at the mouse, not the Tab key
        editor.get_by_label(field, exact=True).fill(words)
    if not editor.get_by_label("分类", exact=True).input_value():
        editor.get_by_label("分类", exact=True).select_option("测试")
    editor.get_by_role("button", name="保存并提交审核").click()

    expect(editor.get_by_role("status")).to_contain_text("等另一位审核人员")
    assert clicks_of(editor) <= 5
    for page in (citizen, editor):
        page.context.close()


def test_a_file_of_25_is_published_in_eight_clicks(browser: Browser, address: str) -> None:
    def line(n: int) -> str:
        told = {
            "问题": f"第 {n} 号校徽怎么缝？",
            "答案": f"第 {n} 号缝两针。",
            "来源": "测试的来源",
        }
        return csv_line([{**told, "分类": "校徽"}.get(heading, "") for heading in HEADINGS])

    sheet = csv_line(HEADINGS) + "".join(map(line, range(1, 26)))
    file = {"name": "faq.csv", "mimeType": "text/csv", "buffer": sheet.encode()}
    editor = at_work(browser, address, "bian")
    editor.get_by_role("navigation", name="功能").get_by_role("link", name="问答").click()
    editor.get_by_role("link", name="导入", exact=True).click()
    editor.get_by_label("文件").set_input_files(file)  # type: ignore[arg-type]
    editor.get_by_role("button", name="导入成草稿").click()
    check(editor)
    editor.get_by_role("button", name="25 条草稿全部提交审核").click()
    expect(editor.get_by_role("status")).to_contain_text("已提交审核 25 条")
    check(editor, "faq-bulk")
    reviewer = at_work(browser, address, "shen")
    reviewer.get_by_role("main").get_by_role("link", name="等我审核的问答").click()
    check(reviewer, "faq-review-list")
    # What others left to be reviewed is no part of this file.
    mine = reviewer.get_by_role("checkbox", name="号校徽怎么缝")
    expect(mine).to_have_count(25)
    reviewer.get_by_label("全选这一页").click()
    reviewer.locator("input[name=one]").evaluate_all(
        "boxes => boxes.filter(box => !box.ariaLabel.includes('号校徽'))"
        ".forEach(box => { box.checked = false; })"
    )
    reviewer.get_by_role("button", name="所选的通过并发布").click()

    expect(reviewer.get_by_role("status")).to_contain_text("已发布 25 条")
    assert clicks_of(editor) + clicks_of(reviewer) <= 8
    is_live(address, "第 7 号校徽怎么缝？", "第 7 号缝两针")
    for page in (editor, reviewer):
        page.context.close()


def test_a_decision_with_its_ground_is_proposed_for_many(browser: Browser, address: str) -> None:
    officer = signed_in(browser, address, "li.ban")
    officer.goto("/console/cases/?view=nobody")
    complaints = officer.get_by_role("row").filter(has_text="投诉")
    mine = complaints.locator("a.case-number").all_inner_texts()[:2]
    for number in mine:
        officer.get_by_role("checkbox", name=f"选择 {number}").check()
    officer.get_by_role("button", name="我来办").click()
    expect(officer.get_by_role("status")).to_contain_text("由我来办 2 件")

    officer.goto("/console/cases/?view=all")
    for number in mine:
        officer.get_by_role("checkbox", name=f"选择 {number}").check()
    nobodys = complaints.filter(has_text="未分派").get_by_role("checkbox")
    nobodys.first.check()
    officer.get_by_text("办要写理由、选法定情形的一步").click()
    officer.locator("#filled-step").select_option(label="不予受理")
    officer.get_by_role("button", name="写理由").click()
    expect(officer.get_by_role("heading", name="要办的 2 件")).to_be_visible()
    expect(officer.get_by_role("heading", name="不能办这一步的 1 件")).to_be_visible()
    expect(officer.get_by_role("main")).to_contain_text("还没有分派")
    check(officer, "cases-bulk-fill")
    officer.get_by_label("投诉事项不属于市场监督管理部门职责").check()
    officer.get_by_label("说明").fill("不归市场监管部门管，请找房管部门。")
    officer.get_by_role("button", name="提交确认：不予受理").click()
    expect(officer.get_by_role("status")).to_contain_text("“不予受理”已提交主管确认 2 件")
    check(officer, "cases-bulk-filled")

    officer.reload()  # sends the form once more
    expect(officer.get_by_role("status")).to_contain_text("已提交主管确认 0 件")
    expect(officer.get_by_role("main")).to_contain_text("现在是“不予受理，等主管确认”")
    officer.context.close()
