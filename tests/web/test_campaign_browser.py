"""A whole campaign in the system's Chromium: proposed, written, approved, delivered, reported."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import shutil
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pydantic import SecretStr
from sqlalchemy import select

from bot.app.parts import channel_senders, quota_ledger
from bot.app.tasks.messages import forget_subscriber
from bot.app.web import create_app
from bot.campaigns.calendar import Calendar
from bot.campaigns.models import Broadcast, Piece
from bot.campaigns.office import build_campaign_office, mass_sending
from bot.campaigns.pieces.content import PieceContent, Version
from bot.campaigns.pieces.packs import Pack
from bot.campaigns.runner import CampaignRunner
from bot.citizens.subscriptions import Person, Subscribed, Subscriptions
from bot.console.kit.parts import ConsoleParts
from bot.kit import clock
from bot.kit.clock import CHONGQING
from bot.kit.db import SessionFactory, create_engine
from bot.kit.private import pseudonym
from bot.outbox.bulk_delivery import BulkDeliverer
from bot.outbox.bulk_models import Delivery, DeliveryStatus
from bot.settings import ROOT, SEEDS, Settings
from bot.staff.roles import Role
from kb.knowledge import SnapshotBuilder
from kb.models import Faq, FaqStatus
from kb.seeds import load_seeds
from tests.chromium import MARKS, chromium
from tests.console.conftest import CHEAP, PASSWORD, add_member, with_cheap_hashes
from tests.content import small_content
from tests.fakes.wechat_api import FakeWeChat
from tests.migrated import with_tables
from tests.serving import in_thread
from tests.waiting import until
from tests.web.page_check import TAKEN_APART, take
from tests.web.served import served

pytestmark = MARKS
AXE = (ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
SHOTS = os.environ.get("CAMPAIGN_SHOTS", "")  # a folder, to look at the pages
SECRET = "s" * 32
SCHOOL, VILLAGE = "o" + "s" * 27, "o" + "v" * 27  # openids


def elsewhere(work: Coroutine[object, object, None]) -> None:
    """Run something in a thread of its own: Playwright's loop runs in this one."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, work).result()


def never_quiet(calendar: Calendar) -> None:
    """The test may run at any hour."""
    now = clock.now()
    if any(calendar.opens(at) != at for at in (now, now + timedelta(minutes=15))):
        object.__setattr__(calendar, "quiet_from", calendar.quiet_to)


@dataclass
class World:
    """The running service, and the platform it speaks to."""

    address: str
    settings: Settings
    wechat: FakeWeChat

    def work(self) -> None:
        """What the worker does, until a follower has the broadcast."""
        elsewhere(self._work())

    async def _work(self) -> None:
        engine = create_engine(self.settings.effective_database_url)
        sessions = SessionFactory(engine)
        ledger = quota_ledger(self.settings, sessions)
        office = build_campaign_office(self.settings, sessions, ledger, clock.now)
        never_quiet(office.calendar)
        async with channel_senders(self.settings, sessions) as channels:
            assert channels.wechat is not None
            runner = CampaignRunner(
                sessions,
                office,
                BulkDeliverer(sessions, office.queue, channels.senders, gone=forget_subscriber),
                mass_sending(self.settings, sessions, channels.wechat, ledger, office, clock.now),
            )
            stop = asyncio.Event()
            working = asyncio.create_task(runner.run(stop))
            sent = select(Delivery.id).where(Delivery.status == DeliveryStatus.SENT.value)
            await until(lambda: sessions.run(lambda s: s.scalar(sent)), "a message has left")
            stop.set()
            await working
        await sessions.dispose()
        await engine.dispose()

    def received(self, openid: str) -> list[dict[str, object]]:
        return self.wechat.messages.received.get(openid, [])


def entries_of_packs() -> list[Faq]:
    """The FAQ that pieces name; what they say doesn't matter here."""
    named = {
        slug
        for day in Calendar.load().days.values()
        if day.pack
        for _, content in Pack.load(day.pack).pieces
        for slug in content.faq
    }
    return [
        Faq(
            slug=slug, question=f"{slug} 是什么？", answer="见标准化法。", category="测试",
            sources=["标准化法"], status=FaqStatus.PUBLISHED, written_on=clock.today(),
        )
        for slug in sorted(named)
    ]  # fmt: skip


async def fill(settings: Settings) -> None:
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    async with sessions.begin() as session:
        session.add_all([*small_content(), *entries_of_packs()])
        if SHOTS:  # the pictures show pieces whose standards are known
            catalogue = settings.data_dir / "seeds"
            shutil.copytree(SEEDS / "standards", catalogue / "standards")
            await session.flush()
            assert (await load_seeds(session, catalogue)).problems == []
    staff = ConsoleParts.build(settings, sessions, {}, CHEAP)
    await add_member(staff, "xuan", Role.CAMPAIGN_EDITOR, name="小宣")
    await add_member(staff, "jiao", Role.CAMPAIGN_EDITOR, name="小校")
    await add_member(staff, "fabu", Role.CAMPAIGN_PUBLISHER, name="小发")
    subscriptions = Subscriptions(settings.keyring)
    for openid, audience in ((SCHOOL, "school"), (VILLAGE, "village")):
        person = Person("wechat", pseudonym(SECRET, "wechat", openid), openid)
        wanted = Subscribed(("standards_day",), audience)
        await sessions.run(
            lambda s, person=person, wanted=wanted: subscriptions.set(
                s, person, wanted, "我同意。", clock.now()
            )
        )
        ledger = quota_ledger(settings, sessions)
        await ledger.note_interaction("wechat", person.conversation, "message", clock.now())
    await sessions.dispose()
    await engine.dispose()


@pytest.fixture(scope="module")
def wechat() -> Iterator[tuple[str, FakeWeChat]]:
    fake = FakeWeChat()
    with in_thread(fake, lifespan="off") as address:
        yield address, fake


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory,
    builder: SnapshotBuilder,
    wechat: tuple[str, FakeWeChat],
) -> Iterator[World]:
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path_factory.mktemp("campaign"),
        secret_key=SecretStr(SECRET),
        data_keys=SecretStr(f"test:{base64.b64encode(os.urandom(32)).decode()}"),
        rasa_url="http://127.0.0.1:9",
        wechat_app_id="wx0123456789abcdef",
        wechat_app_secret=SecretStr("0123456789abcdef0123456789abcdef"),
        wechat_api_url=wechat[0],
        operator_name="重庆市标准化公益服务（示例）",
    )
    with_tables(settings.effective_database_url)
    asyncio.run(fill(settings))
    wechat[1].follow(SCHOOL, VILLAGE)
    for openid in (SCHOOL, VILLAGE):
        wechat[1].messages.interact(openid)
    wechat[1].users.names["xuan-wx"] = SCHOOL
    app = with_cheap_hashes(create_app(settings))
    app.state.services.knowledge._builder = builder
    never_quiet(app.state.services.campaigns.calendar)
    with served(app) as address:
        yield World(address, settings, wechat[1])


@pytest.fixture(scope="module")
def browser(world: World) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def opened(browser: Browser, world: World) -> Page:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        base_url=world.address,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        bypass_csp=True,  # for axe; the pages' own policy is tested without it
    )
    return context.new_page()


def signed_in(browser: Browser, world: World, name: str) -> Page:
    page = opened(browser, world)
    page.goto("/console/login")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def check(page: Page, name: str) -> None:
    """No overflow on desktop and phone, nothing axe complains of; a picture if asked."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("wide => window.innerWidth === wide", arg=width)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, (name, width, wide)
    if "/console/" in page.url:  # an article's table is a box that scrolls
        assert page.evaluate(TAKEN_APART) == [], f"{name}: a table is taken apart"
    if SHOTS:
        take(page, Path(SHOTS) / name)
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == [], name


def tomorrow_noon() -> str:
    day = clock.now().astimezone(CHONGQING) + timedelta(minutes=1)
    return f"{day:%Y-%m-%dT%H:%M}"


def test_a_whole_campaign(browser: Browser, world: World) -> None:
    editor, reader, publisher = (
        signed_in(browser, world, name) for name in ("xuan", "jiao", "fabu")
    )
    citizen = opened(browser, world)
    citizen.goto("/subscriptions")
    citizen.get_by_role("checkbox", name="世界标准日").check()
    citizen.get_by_label("主要关心哪方面").select_option("学校")
    citizen.get_by_role("button", name="同意并保存").click()
    expect(citizen.locator("#said")).to_have_text(re.compile("已保存，现在订着："))
    check(citizen, "subscriptions")

    # Proposed, with its pack.
    editor.goto("/console/campaigns/")
    editor.get_by_text("提前开始一个活动", exact=True).click()
    editor.get_by_role("button", name="世界标准日").first.click()
    expect(editor.get_by_role("heading", level=1)).to_contain_text("世界标准日")
    check(editor, "campaign")
    editor.get_by_role("button", name="做完了").first.click()
    expect(editor.locator("#checklist ~ table")).to_contain_text("小宣 做了")
    editor.goto("/console/campaigns/")
    check(editor, "campaigns")

    # Written and previewed.
    editor.get_by_role("link", name="世界标准日").first.click()
    article = editor.locator("#pieces ~ table tr", has_text="文章").first.get_by_role("link")
    title = article.inner_text()
    article.click()
    editor.get_by_label("摘要").first.fill("一篇看懂标准和我们的生活。")
    editor.get_by_role("button", name="保存", exact=True).click()
    expect(editor.get_by_role("status")).to_contain_text("已保存")
    check(editor, "piece")
    piece = editor.url.split("?")[0]
    editor.get_by_label("微信号").fill("xuan-wx")
    editor.get_by_role("button", name="发预览").click()
    expect(editor.get_by_role("status")).to_contain_text("预览已发到手机")
    assert world.received(SCHOOL)[0]["by"] == "preview"
    editor.goto(f"{piece}/preview?audience=school")
    schools_title = editor.locator(".campaign-phone h3").inner_text()
    assert schools_title != title
    check(editor, "preview")
    editor.goto(piece)
    editor.get_by_role("button", name="交去校对").click()
    expect(editor.locator("main")).to_contain_text("要由另一位来校对")

    # Proofread and approved by two others.
    reader.goto(piece)
    with reader.expect_navigation():
        reader.get_by_role("button", name="校对通过").click()
    publisher.goto(piece)
    publisher.get_by_role("button", name="批准", exact=True).click()
    expect(publisher.get_by_role("status")).to_contain_text("已批准")

    # To schools only, on all channels.
    editor.goto(piece)
    late: list[Route] = []
    editor.route("**/segment.js", lambda route: late.append(route))
    editor.get_by_role("link", name="安排推送").click(no_wait_after=True)
    expect(editor.locator("#counted")).to_contain_text("3 人")
    editor.get_by_role("checkbox", name="学校").check()  # before the script has come
    late[0].continue_()
    expect(editor.locator("#counted")).to_contain_text("2 人")
    editor.get_by_label("时间（重庆时间").fill(tomorrow_noon())
    check(editor, "broadcast-new")
    editor.get_by_role("button", name="保存，等另一位批准").click()
    expect(editor.get_by_role("heading", name="等批准")).to_be_visible()
    expect(editor.get_by_role("button", name="批准，按时发")).to_have_count(0)
    broadcast = editor.url.split("?")[0]
    publisher.goto(broadcast)
    publisher.get_by_role("button", name="批准，按时发").click()
    expect(publisher.get_by_role("heading", name="已排期")).to_be_visible()
    elsewhere(bring_forward(world))
    world.work()

    publisher.goto(broadcast)
    expect(publisher.locator("#n-sent")).to_have_text("1")
    check(publisher, "broadcast")
    sent = [one for one in world.received(SCHOOL) if one["by"] != "preview"]
    assert len(sent) == 1
    assert schools_title in str(sent[0])  # the version for schools
    assert world.received(VILLAGE) == []

    # The web's subscriber hears of it in the chat, finds it, reads it, and leaves.
    citizen.goto("/")
    citizen.get_by_role("link", name="去看看").click()
    expect(citizen).to_have_url(re.compile("/subscriptions$"))
    citizen.get_by_role("link", name=title).click()
    expect(citizen.get_by_role("heading", level=1)).to_have_text(schools_title)
    check(citizen, "article")
    citizen.goto("/")
    expect(citizen.locator("#form")).to_be_visible()
    expect(citizen.get_by_role("link", name="去看看")).to_be_hidden()
    citizen.goto("/subscriptions")
    citizen.get_by_role("button", name="全部退订").click()
    expect(citizen.locator("#said")).to_contain_text("已全部退订")

    publisher.goto(broadcast)
    expect(publisher.locator("#n-sent")).to_have_text("2")
    publisher.goto("/console/campaigns/broadcasts/")
    check(publisher, "broadcasts")
    publisher.goto("/console/campaigns/")
    publisher.get_by_role("link", name="世界标准日").first.click()
    publisher.get_by_role("link", name="看效果").click()
    expect(publisher.get_by_label("合计")).to_contain_text("发出2")
    expect(publisher.get_by_label("合计")).to_contain_text("退订1")
    check(publisher, "results")
    for page in (editor, reader, publisher, citizen):
        page.context.close()


async def bring_forward(world: World) -> None:
    """The planned minute has come."""
    engine = create_engine(world.settings.effective_database_url)
    sessions = SessionFactory(engine)
    async with sessions.begin() as session:
        for row in await session.scalars(select(Broadcast)):
            row.send_at = clock.now()
    await sessions.dispose()
    await engine.dispose()


async def publish_drawn(world: World) -> None:
    """A poster and a card, published."""
    engine = create_engine(world.settings.effective_database_url)
    sessions = SessionFactory(engine)
    body = "贴身穿的看 B 类\n给婴幼儿的看 A 类"
    async with sessions.begin() as session:
        for kind, title in (("poster", "买衣服看三类"), ("card", "衣服上的三个字母")):
            content = PieceContent(Version(title, "", body), sources=("GB 18401-2010",))
            session.add(
                Piece(
                    kind=kind, topic="quality_month", title=title, state="approved",
                    content=content.to_json(), made_at=clock.now(), changed_at=clock.now(),
                )
            )  # fmt: skip
    await sessions.dispose()
    await engine.dispose()


def test_a_poster_is_seen_in_the_chat_and_a_card_can_be_kept(
    browser: Browser, world: World
) -> None:
    elsewhere(publish_drawn(world))
    citizen = opened(browser, world)
    citizen.goto("/")
    citizen.locator("#text").fill("发张质量月的海报给我")
    citizen.locator("#text").press("Enter")
    picture = citizen.get_by_role("img", name="海报：买衣服看三类")
    expect(picture).to_be_visible()
    citizen.wait_for_function("document.querySelector('img.sent').naturalWidth === 1242")
    check(citizen, "chat-poster")
    citizen.reload()  # kept with the conversation of this tab
    expect(picture).to_be_visible()

    citizen.goto("/campaigns")
    citizen.get_by_role("link", name="衣服上的三个字母").click()
    check(citizen, "card")
    with citizen.expect_download() as download:
        citizen.get_by_role("link", name="存成图片").click()
    assert download.value.suggested_filename == "衣服上的三个字母.png"
    if SHOTS:
        download.value.save_as(Path(SHOTS) / "card-kept.png")
    citizen.context.close()


def test_staff_look_through_the_rounds_of_classes(browser: Browser, world: World) -> None:
    citizen = opened(browser, world)
    citizen.goto("/learn/classes")
    citizen.get_by_label("学校或者社区").fill("石桥铺小学")
    citizen.get_by_label("班级或者小组").fill("三年级一班\n三年级二班")
    citizen.get_by_role("button", name="开码").click()
    expect(citizen.get_by_role("heading", name="排行")).to_be_visible()
    publisher = signed_in(browser, world, "fabu")
    publisher.goto("/console/campaigns/classes/")
    check(publisher, "classes-staff")
    publisher.get_by_role("button", name="删除石桥铺小学").click()
    expect(publisher.locator("main")).to_contain_text("现在没有。")
    citizen.reload()
    expect(citizen.locator("main")).to_contain_text("已经结束、删除了")
    for page in (citizen, publisher):
        page.context.close()


def test_a_quiz_from_the_first_question_to_the_certificate(browser: Browser, world: World) -> None:
    citizen = opened(browser, world)
    citizen.goto("/quiz")
    check(citizen, "quizzes")
    citizen.get_by_role("link", name="知识问答").last.click()
    citizen.get_by_role("button", name="开始答题").click()
    check(citizen, "quiz")
    for _ in range(20):
        citizen.get_by_role("radio").first.check()
        citizen.get_by_role("button", name="提交").click()
        expect(citizen.locator("#told")).to_be_visible()
    check(citizen, "quiz-end")
    expect(citizen.locator("#score")).to_contain_text("20 题答对")
    citizen.goto("/campaigns")
    check(citizen, "campaign-list")
    editor = signed_in(browser, world, "xuan")
    editor.goto("/console/campaigns/quizzes/")
    check(editor, "quizzes-staff")
    editor.get_by_role("link", name="世界标准日").click()
    check(editor, "quiz-staff")
    editor.get_by_role("link", name="写一道题").click()
    check(editor, "question")
    for page in (citizen, editor):
        page.context.close()
