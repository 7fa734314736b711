from __future__ import annotations

import doctest

import pytest
from sqlalchemy import select

from bot.campaigns.calendar import Calendar
from bot.campaigns.quiz.quiz import Quizzes
from bot.campaigns.talk import CampaignTalk
from bot.citizens.models import ConsentRecord
from bot.citizens.subscriptions import Person, Subscriptions
from bot.kit.db import SessionFactory
from bot.kit.messages import IncomingMessage
from bot.watching import list_talk, phrases, watches
from bot.watching.models import Watch
from bot.watching.talk import ALL_GONE, NONE_LEFT, NOTHING, WHICH
from bot.watching.watches import MOST, Watches
from kb.models import Checked
from tests.watching.conftest import KEYRING, PUBLIC, Chat, Office


async def watched(sessions: SessionFactory) -> list[str]:
    async with sessions() as session:
        return list(await session.scalars(select(Watch.target).order_by(Watch.id)))


async def test_watching_begins_only_with_a_consent_that_keeps_its_words(office: Office) -> None:
    chat = Chat(office)

    asked = await chat.say("关注 GB 17761") or ""
    assert "晚上 21:00 到早上 08:00 不发" in asked
    assert await watched(office.sessions) == []
    done = await chat.say("1") or ""

    assert "GB 17761-2018 现行" in done
    assert await watched(office.sessions) == ["GB 17761"]
    async with office.sessions() as session:
        [record] = await session.scalars(select(ConsentRecord))
        [row] = await session.scalars(select(Watch))
    assert (record.given, record.topics) == (True, ["watch"])
    assert "回复“取消关注”" in record.wording
    assert "openid-1" not in row.address_sealed
    # Who agreed once is not asked again for the next one.
    assert "已关注" in (await chat.say("关注GB 4943.1") or "")


@pytest.mark.parametrize(
    ("words", "targets"),
    [
        ("帮我关注一下GB17761-2018", ["GB 17761"]),
        ("关注国标一七七六一", ["GB 17761"]),
        ("我想关注电瓶车", ["product:电动自行车"]),
        ("关注充电宝和燃气灶", ["product:充电宝", "product:燃气灶"]),
        ("我有电动车、充电宝，标准变了告诉我", ["product:电动自行车", "product:充电宝"]),
        ("GB 17761 有新版就通知我", ["GB 17761"]),
        ("我家的燃气灶标准更新了请提醒我一声", ["product:燃气灶"]),
    ],
)
async def test_numbers_and_things_people_own_are_understood(
    office: Office, words: str, targets: list[str]
) -> None:
    await Chat(office).follow(words)

    assert await watched(office.sessions) == targets


@pytest.mark.parametrize(
    "words",
    [
        "关注", "关注我们公众号", "我有一辆电动车", "电动车坏了怎么办", "1", "我买的充电宝爆炸了",
        "有新活动就通知我", "不关注这个问题", "GB 17761 是强制性的吗", "商家变了卦告诉我没货",
    ],
)  # fmt: skip
async def test_what_is_no_wish_to_watch_is_left_to_others(office: Office, words: str) -> None:
    assert await Chat(office).say(words) is None


async def test_what_is_watched_is_told_and_taken_back(office: Office) -> None:
    chat = Chat(office)
    assert await chat.say("我关注了哪些") == NOTHING
    assert await chat.say("取消关注") == NOTHING
    await chat.follow("关注 GB 17761、GB/T 99999")
    mine = await chat.say("我关注了哪些") or ""
    assert "您关注了 2 样" in mine
    assert "GB/T 99999（目录里还没有" in mine

    assert await chat.say("取消关注") == WHICH
    assert "没有关注“GB 4943.1”" in (await chat.say("取消关注 GB 4943.1") or "")
    left = await chat.say("取消关注 GB 17761-2018") or ""
    assert "已取消关注“GB 17761”" in left
    assert "还关注着 1 样：“GB/T 99999”" in left
    assert await chat.say("取消全部关注") == ALL_GONE
    assert await watched(office.sessions) == []
    async with office.sessions() as session:
        given = list(await session.scalars(select(ConsentRecord.given).order_by(ConsentRecord.id)))
    assert given == [True, False]


async def test_what_memory_alone_says_is_marked(office: Office) -> None:
    await office.change("GB 17761-2018", checked=Checked.UNCHECKED, checked_on=None)

    assert "GB 17761-2018 现行（未核对）" in await Chat(office).follow("关注 GB 17761")


async def test_a_product_without_standards_is_not_promised(office: Office) -> None:
    said = await Chat(office).say("关注转换器") or ""

    assert "还没有记到对应的标准" in said


async def test_on_the_web_the_device_is_named(office: Office) -> None:
    said = await Chat(office, "web").say("关注 GB 17761") or ""

    assert f"{PUBLIC}/watching" in said
    assert await watched(office.sessions) == []


@pytest.mark.parametrize(
    "words", ["取消关注", "取消关注 GB 17761", "取消全部关注", "我关注了哪些", "不再关注充电宝"]
)
async def test_on_the_web_a_chat_says_that_it_does_not_know_what_the_device_watches(
    office: Office, words: str
) -> None:
    on_the_page = Person("web", "the-device", via="page")
    await office.talk.begin(on_the_page, ["GB 17761"])

    said = await Chat(office, "web").say(words) or ""

    assert "这个聊天里看不到，也什么都没有改" in said
    assert f"{PUBLIC}/watching" in said
    assert "没有关注" not in said
    assert await watched(office.sessions) == ["GB 17761"]


async def test_a_second_click_that_overtakes_the_first_watches_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody = Person("web", "the-device", via="page")
    await office.talk.begin(somebody, ["GB 17761"])
    # What the second one reads before the first has written.
    with monkeypatch.context() as before:
        before.setattr(Watches, "of", lambda *_: [])
        await office.talk.begin(somebody, ["GB 17761"])

    assert await watched(office.sessions) == ["GB 17761"]
    async with office.sessions() as session:
        assert len(list(await session.scalars(select(ConsentRecord)))) == 1


async def test_nobody_watches_without_end(office: Office) -> None:
    chat = Chat(office)
    await chat.follow("关注 GB 17761")
    many = "、".join(f"GB {n}" for n in range(1001, 1041))
    for start in range(MOST // 40):
        await chat.say("关注 " + many.replace("GB 1", f"GB {start + 2}"))

    too_many = "、".join(f"GB {n}" for n in range(80001, 80021))

    assert "最多关注" in (await chat.say(f"关注 {too_many}") or "")
    assert len(await watched(office.sessions)) == 281


async def test_unsubscribing_from_everything_ends_the_watching_too(office: Office) -> None:
    await Chat(office).follow("关注 GB 17761")
    campaigns = CampaignTalk(
        office.sessions, Subscriptions(KEYRING), Quizzes(office.clock), Calendar.load(), {},
        PUBLIC, office.clock, office.watches,
    )  # fmt: skip

    said = await campaigns.stop(IncomingMessage("wechat", "anne", "退订", "k"))

    assert said is not None
    assert "已退订" in said.replies[0].text
    assert await watched(office.sessions) == []


async def test_with_the_last_one_nothing_is_watched(office: Office) -> None:
    chat = Chat(office)
    await chat.follow("关注充电宝")
    left = await chat.say("取消关注充电宝") or ""
    assert "已取消关注“充电宝”" in left
    assert NONE_LEFT in left


@pytest.mark.parametrize(
    ("topics", "watched_things", "remains"),
    [
        (["standards_day"], "", ["不会再给您推送", "有答案时告诉我"]),
        (["standards_day"], "充电宝", ["已退订“世界标准日”", "还关注着 1 样：“充电宝”"]),
        (["standards_day", "quality_month"], "", ["您订阅了：质量月"]),
        (["standards_day", "quality_month"], "充电宝", ["您订阅了：质量月", "还关注着 1 样"]),
    ],
)
async def test_whoever_leaves_a_topic_hears_what_remains(
    office: Office, topics: list[str], watched_things: str, remains: list[str]
) -> None:
    if watched_things:
        await Chat(office).follow(f"关注{watched_things}")
    subscriptions = Subscriptions(KEYRING)
    campaigns = CampaignTalk(
        office.sessions, subscriptions, Quizzes(office.clock), Calendar.load(), {},
        PUBLIC, office.clock, office.watches,
    )  # fmt: skip
    message = IncomingMessage("wechat", "anne", "退订世界标准日", "k", address="openid-1")
    person = Person("wechat", "anne", "openid-1")
    await office.sessions.run(
        lambda s: subscriptions.add(s, person, topics, "同意", office.clock())
    )

    said = await campaigns.take(message, message.text, ())

    assert said is not None
    for part in remains:
        assert part in said.replies[0].text
    assert ("地址" in said.replies[0].text) is (len(topics) == 1 and not watched_things)
    assert bool(await watched(office.sessions)) is bool(watched_things)


def test_examples_in_the_code_are_true() -> None:
    for module in (phrases, list_talk, watches):
        assert doctest.testmod(module) == doctest.TestResults(0, doctest.testmod(module).attempted)
        assert doctest.testmod(module).attempted > 1


async def test_a_list_is_told_in_one_message_and_can_be_watched(office: Office) -> None:
    chat = Chat(office)
    said = await chat.say("GB 17761-2018\nGB 4943.1-2022\nGB 17716-2018\nGB 88888-2020") or ""

    assert "核对了 4 个：现行 2，没有查到，可能抄错 1，没有查到 1" in said
    assert "是不是 GB 17761-2018《" in said
    assert f"{PUBLIC}/check" in said
    assert "已关注" in (await chat.say("全部关注") or "")
    assert await watched(office.sessions) == ["GB 17761", "GB 4943.1"]


async def test_a_long_list_names_the_doubtful_first_and_fits(office: Office) -> None:
    lines = ["GB 17761-2018"] * 30 + ["GB 88888-2020"]
    said = await Chat(office).say("\n".join(lines)) or ""

    assert len(said.encode()) < 2000
    assert "GB 88888-2020：没有查到" in said
    assert "个请到这一页看" in said


@pytest.mark.parametrize(
    "words",
    [
        "GB 17761 和 GB 42295", "GB 17761、GB 42295、GB 43854 有什么区别", "GB 1-2020\nGB 2-2020",
        "我买的车写着GB 17761、GB 42295、GB 43854，商家不退款",
    ],
)  # fmt: skip
def test_a_question_about_numbers_is_no_list(words: str) -> None:
    assert list_talk.list_in(words) == []
