"""The pages to learn with, in the system's Chromium, on a fresh install."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr

from bot.app.tasks.campaigns import seed_quizzes
from bot.app.web import create_app
from bot.campaigns.models import QuizPlay
from bot.campaigns.quiz.certificates import Certificates
from bot.campaigns.quiz.games import load_games
from bot.kit import clock
from bot.kit.db import SessionFactory, create_engine
from bot.settings import ROOT, Settings
from kb.knowledge import SnapshotBuilder
from kb.seeds import load_seeds
from tests.chromium import MARKS, chromium
from tests.migrated import with_tables
from tests.web.page_check import look_at
from tests.web.served import served

pytestmark = MARKS
SHOTS = os.environ.get("LEARN_SHOTS", "")  # a folder, to look at the pages
# Letters of the options, sizes of paper, organisations and addresses: names that are not words.
KNOWN = frozenset(
    {*"ABC", "A.", "B.", "C.", "D.", "A0", "A3", "A4", "ISO", "IEC", "GSB", "std.samr.gov.cn"}
)
expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong


PLAYED_IN_CHAT = QuizPlay(
    id=1, quiz="wsd-quiz", player="chat", channel="wechat", questions=[], score=18, total=20,
    begun_at=clock.now(), finished_at=clock.now(),
)  # fmt: skip


def some_seeds(folder: Path) -> Path:
    """The stories and a few other entries, as embedding all of the content takes long."""
    seeds = ROOT / "data" / "seeds"
    for name in ("standards/catalogue.csv", "faq/stories.yml", "faq/electrical-vehicles.yml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(seeds / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, builder: SnapshotBuilder) -> Iterator[str]:
    """A service as it is after `make setup`: tables, seeds, nothing done by staff."""
    folder = tmp_path_factory.mktemp("learn")
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        secret_key=SecretStr("s" * 32),
        data_keys=SecretStr(f"test:{base64.b64encode(os.urandom(32)).decode()}"),
        rasa_url="http://127.0.0.1:9",
    )
    with_tables(settings.effective_database_url)

    async def seed() -> None:
        engine = create_engine(settings.effective_database_url)
        sessions = SessionFactory(engine)
        async with sessions.begin() as session:
            report = await load_seeds(session, some_seeds(folder / "seeds"))
        assert report.problems == []
        await seed_quizzes(settings, sessions)
        async with sessions.begin() as session:
            session.add(PLAYED_IN_CHAT)
        await sessions.dispose()
        await engine.dispose()

    asyncio.run(seed())
    app = create_app(settings)
    app.state.services.knowledge._builder = builder
    with served(app) as where:
        yield where


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:  # after it: migrating runs a loop of its own
    with chromium() as browser:
        yield browser


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """A phone's window; nothing may go wrong in it."""
    page = browser.new_page(viewport={"width": 390, "height": 800}, base_url=address)
    problems: list[str] = []
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: problems.append(str(e)))
    yield page
    page.close()
    assert problems == []


def looked_at(page: Page, name: str) -> None:
    """The page fits, axe finds nothing, and no word is left in English."""
    look_at(page, Path(SHOTS) / name if SHOTS else None, KNOWN)


# What is wanted, the taps on links from the chat, and what is then to be seen.
TWO_TAPS = {
    "a quiz": (("学一学", "知识问答"), "世界标准日知识问答"),
    "a story": (("学一学", "标准小故事"), "本周的故事"),
    "a campaign": (("活动", "样稿"), "出处："),
    "a subscription": (("订阅",), "同意并保存"),
    "the question of the day": (("学一学",), "看答案"),
}


@pytest.mark.parametrize("wanted", TWO_TAPS)
def test_everything_is_two_taps_from_the_chat(phone: Page, wanted: str) -> None:
    taps, seen = TWO_TAPS[wanted]
    assert len(taps) <= 2
    phone.goto("/")
    for name in taps:
        link = phone.get_by_role("link", name=name).first
        expect(link).to_be_in_viewport()  # nothing has to be scrolled for first
        link.click()

    expect(phone.get_by_text(seen).first).to_be_visible()


def test_the_question_of_the_day_is_answered_on_the_page(phone: Page) -> None:
    phone.goto("/learn")
    phone.get_by_role("radio").first.check()
    phone.get_by_role("button", name="看答案").click()

    expect(phone.get_by_text("已连续答题 1 天")).to_be_visible()
    expect(phone.locator("[data-focus]")).to_be_focused()


@pytest.mark.parametrize(
    "path",
    [
        "/learn",
        "/learn/stories",
        "/learn/my-things",
        "/learn/my-things?own=电动自行车&own=充电宝&own=烟感&own=衣服",
        "/learn/games",
        "/learn/games/elders?a=0",
        "/learn/games/parents",
        "/learn/games/school-bag?a=01010",
        "/learn/mistakes",
        "/learn/stand",
        "/learn/games/parents?stand=1&a=1",
        "/learn/handouts",
        "/learn/handouts/school",
        "/learn/classes",
        "/campaigns",
        "/campaigns/samples/qm-card-abc",
    ],
)
def test_the_pages_fit_and_can_be_used_by_everybody(phone: Page, path: str) -> None:
    phone.goto(path)
    looked_at(phone, path.strip("/").replace("/", "-").replace("?", "-"))


def test_what_a_household_owns_is_remembered_here_and_watched_on_a_yes(phone: Page) -> None:
    phone.goto("/learn/my-things")
    for name in ("电动自行车", "充电宝"):
        phone.get_by_role("checkbox", name=name, exact=True).check()
    phone.get_by_role("button", name="看我家的标准").click()
    expect(phone.get_by_role("heading", name="电动自行车", exact=True)).to_be_visible()
    expect(phone.get_by_role("link", name="GB 17761-2024")).to_be_visible()
    phone.get_by_role("button", name="同意并关注这些").click()
    expect(phone.get_by_text("这台设备一共关注 2 样")).to_be_visible()
    phone.goto("/watching")
    expect(phone.locator("#mine li")).to_have_count(2)

    phone.goto("/learn/my-things")
    expect(phone.get_by_role("checkbox", name="充电宝", exact=True)).to_be_checked()
    phone.get_by_role("button", name="忘掉我选的").click()
    expect(phone.get_by_role("checkbox", name="充电宝", exact=True)).not_to_be_checked()
    expect(phone.get_by_role("button", name="忘掉我选的")).to_be_hidden()


def test_what_was_wrong_waits_in_the_book_until_it_is_right(phone: Page) -> None:
    questions = load_games()["elders"].questions
    first = questions[0]
    phone.goto(f"/learn/games/elders?a={2 - first.wrong}")
    expect(phone.get_by_role("heading", name="答错了")).to_be_focused()
    phone.goto("/learn/mistakes")
    expect(phone.get_by_role("heading", name=first.question)).to_be_visible()
    looked_at(phone, "learn-mistakes-one")

    phone.goto(f"/learn/games/elders?a={first.wrong - 1}")
    phone.goto("/learn/mistakes")
    expect(phone.get_by_text("现在没有错题")).to_be_visible()
    phone.goto(f"/learn/games/elders?a={2 - first.wrong}")
    phone.goto("/learn/mistakes")
    phone.get_by_role("button", name="记住了，删掉").click()
    expect(phone.get_by_text("现在没有错题")).to_be_visible()


def test_a_wrong_answer_of_a_quiz_goes_into_the_book_as_well(phone: Page) -> None:
    phone.goto("/quiz/wsd-quiz")
    phone.get_by_role("button", name="开始答题").click()
    for _ in range(20):
        phone.get_by_role("radio").last.check()
        with phone.expect_navigation():  # the book is written when the page has loaded
            phone.get_by_role("button", name="提交").click()
    phone.goto("/learn/mistakes")
    count = phone.locator("#mistakes section").count()
    phone.goto("/quiz/wsd-quiz")
    score = int(re.findall(r"答对 (\d+) 题", phone.content())[0])
    assert 0 < count == 20 - score


def test_a_level_passed_is_remembered_here_and_leads_to_the_next(phone: Page) -> None:
    game = load_games()["elders"]
    wrong = "".join(str(2 - one.wrong) for one in game.questions)
    right = "".join(str(one.wrong - 1) for one in game.questions)
    phone.goto(f"/learn/games/elders?a={right[:3]}{wrong[3:]}")
    expect(phone.get_by_text("答对 4 题过关")).to_be_visible()
    expect(phone.get_by_role("link", name="去第二关")).to_have_count(0)
    phone.goto(f"/learn/games/elders?a={right[:4]}{wrong[4:]}")
    expect(phone.get_by_role("heading", name="5 题答对 4 题，过关了")).to_be_visible()
    phone.get_by_role("link", name="去第二关").click()
    expect(phone).to_have_url(re.compile("/learn/games/elders-2$"))
    phone.goto("/learn/games")
    done = phone.get_by_role("link", name="第一关（已过关）")
    expect(done).to_have_count(1)
    assert done.get_attribute("href") == "/learn/games/elders"
    looked_at(phone, "learn-games-passed")


def test_a_class_plays_by_its_code_and_its_teacher_sees_the_figures(
    phone: Page, browser: Browser, address: str
) -> None:
    phone.goto("/learn/classes")
    phone.get_by_label("学校或者社区").fill("石桥铺小学")
    phone.get_by_label("班级或者小组").fill("三年级一班\n三年级二班")
    phone.get_by_label("做哪一套").select_option("game:school-bag")
    phone.get_by_role("button", name="开码").click()
    expect(phone.get_by_role("heading", name="排行")).to_be_visible()
    looked_at(phone, "class-board")
    code = phone.locator(".class-code").first.inner_text()
    phone.emulate_media(media="print")  # what is handed out
    expect(phone.locator(".class-code").first).to_be_visible()
    expect(phone.get_by_role("img", name="二维码：三年级一班的答题页")).to_be_visible()
    for staff_only in ("请收藏这一页", "结束并删除", "刷新"):
        expect(phone.get_by_text(staff_only)).to_be_hidden()
    if SHOTS:
        phone.screenshot(path=Path(SHOTS) / "class-board-paper.png", full_page=True)
    phone.emulate_media(media="screen")

    pupil = browser.new_page(viewport={"width": 390, "height": 800}, base_url=address)
    pupil.goto("/learn/classes")
    pupil.get_by_label("8 位码").fill(code)
    pupil.get_by_role("button", name="进去答题").click()
    looked_at(pupil, "class-begin")
    pupil.get_by_role("button", name="开始").click()
    for one in load_games()["school-bag"].questions:
        expect(pupil.get_by_role("heading", name=one.question)).to_be_visible()
        pupil.get_by_role("button", name=one.name_of(one.wrong - 1)).click()
        expect(pupil.locator("[data-focus]")).to_be_focused()
        looked_at(pupil, f"class-play-{one.faq}")
    expect(pupil.get_by_text("5 题答对 5 题")).to_be_visible()
    expect(pupil.get_by_text("答完 1 人次")).to_be_visible()
    pupil.close()

    phone.get_by_role("link", name="刷新").click()
    expect(phone.get_by_role("cell", name="1 人次")).to_be_visible()


def test_a_stand_left_alone_goes_back_to_its_start(phone: Page) -> None:
    phone.clock.install()
    phone.goto("/learn/stand")
    phone.get_by_role("link", name="老人家看标签").click()
    phone.wait_for_url(re.compile("/learn/games/elders"))
    phone.wait_for_load_state("load")  # its script watches from then on
    phone.clock.run_for(80_000)
    phone.locator("h1").click()  # somebody is there
    phone.clock.run_for(80_000)
    expect(phone).to_have_url(re.compile("/learn/games/elders"))
    phone.clock.run_for(20_000)
    expect(phone).to_have_url(re.compile("/learn/stand$"))


def test_the_answers_of_a_sheet_come_on_a_page_of_their_own(phone: Page) -> None:
    phone.goto("/learn/handouts/school")
    phone.emulate_media(media="print")
    breaks = phone.locator(".sheet").evaluate_all(
        "all => all.map(one => getComputedStyle(one).breakBefore)"
    )
    assert breaks == ["page", "page", "page"]  # two levels, and the answers
    expect(phone.get_by_role("button", name="打印")).to_be_hidden()


def test_the_certificate_of_a_chat_is_written_on_its_page(phone: Page) -> None:
    phone.goto(Certificates("s" * 32, "").address(PLAYED_IN_CHAT))
    expect(phone.get_by_text("20 题答对 18 题")).to_be_visible()
    looked_at(phone, "certificate")
    phone.get_by_label("证书上写的名字").fill("李小渝")
    with phone.expect_download() as download:
        phone.get_by_role("button", name="下载证书").click()
    assert download.value.suggested_filename == "certificate.png"


def test_saving_a_subscription_tells_what_is_subscribed_now(phone: Page) -> None:
    phone.goto("/subscriptions")
    for name in ("世界标准日", "质量月"):
        phone.get_by_role("checkbox", name=name).check()
    phone.get_by_role("button", name="同意并保存").click()
    expect(phone.get_by_role("status")).to_have_text("已保存，现在订着：世界标准日、质量月。")
    phone.get_by_role("checkbox", name="质量月").uncheck()
    phone.get_by_role("button", name="同意并保存").click()
    expect(phone.get_by_role("status")).to_have_text("已保存，现在订着：世界标准日。")


WHOLE = {
    "id": "q:1",
    "question": "<img src=x>哪一个？",
    "answer": "甲",
    "why": "因为",
    "source": "某法",
}


@pytest.mark.parametrize(
    "left",
    [[None], [1, "x"], {"a": 1}, "x", None, [[]], [{"id": "q:2"}], [{**WHOLE, "why": 5}]],
)
def test_what_lies_in_the_book_in_another_shape_is_left_out(phone: Page, left: object) -> None:
    kept = json.dumps([*left, WHOLE] if isinstance(left, list) else left)
    phone.goto("/privacy")
    phone.evaluate("kept => localStorage.setItem('mistakes', kept)", kept)
    phone.goto("/learn/mistakes")
    cards = phone.locator("#mistakes section")
    expect(cards).to_have_count(1 if isinstance(left, list) else 0)
    expect(phone.get_by_text("undefined")).to_have_count(0)

    first = load_games()["elders"].questions[0]
    phone.goto(f"/learn/games/elders?a={2 - first.wrong}")
    phone.goto("/learn/mistakes")
    expect(cards.first).to_contain_text(first.question)


def test_whoever_unticks_everything_owns_nothing(phone: Page) -> None:
    phone.goto("/learn/my-things?own=充电宝")
    box = phone.get_by_role("checkbox", name="充电宝", exact=True)
    box.uncheck()
    phone.get_by_role("button", name="看我家的标准").click()
    expect(phone).to_have_url(re.compile(r"my-things\??$"))
    expect(box).not_to_be_checked()
    phone.reload()
    expect(box).not_to_be_checked()
