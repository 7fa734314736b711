"""A poster or a card asked for in the chat, and how a card is drawn."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from PIL import Image, ImageColor

from bot.campaigns.calendar import Calendar
from bot.campaigns.drawing.card import Card, draw_card
from bot.campaigns.drawing.kept import kept
from bot.campaigns.drawing.looks import look_named
from bot.campaigns.models import Campaign, PieceKind
from bot.campaigns.pieces.packs import Pack
from bot.campaigns.pieces.pictures import look_of
from bot.campaigns.quiz.quiz import Quizzes
from bot.campaigns.talk import CampaignTalk
from bot.kit.messages import IncomingMessage, Picture, Reply
from tests.campaigns.conftest import Office

SITE = "https://example.gov.cn"


@pytest.fixture
def talk(office: Office) -> CampaignTalk:
    quizzes = Quizzes(office.clock)
    site = f"{SITE}/"
    return CampaignTalk(
        office.sessions, office.subscriptions, quizzes, office.calendar, {}, site, office.clock
    )  # fmt: skip


async def asked(talk: CampaignTalk, words: str, channel: str = "wechat") -> Reply | None:
    said = await talk.take(IncomingMessage(channel, "anne", words, "k"), words, ())
    if said is None:
        return None
    [reply] = said.replies
    assert said.intent == "campaign_picture", said
    return reply


async def campaign(office: Office, day: str, days: int) -> int:
    begins = office.clock().date() + timedelta(days)
    async with office.sessions.begin() as session:
        row = Campaign(
            day=day, year=begins.year, name=day, topic="standards_day", begins_on=begins,
            ends_on=begins, proposed_at=office.clock(),
        )  # fmt: skip
        session.add(row)
    return row.id


@pytest.mark.every_case
@pytest.mark.parametrize(
    "words",
    [
        "海报", "看海报", "我想看看海报", "发张海报给我", "有没有海报", "海报在哪里",
        "宣传海报有没得", "看卡片", "卡片", "发张卡片给我",
        "世界标准日的海报", "来一张世界标准日海报", "下载海报", "小卡片", "你们的宣传卡片",
    ],
)  # fmt: skip
async def test_a_poster_asked_for_is_shown(talk: CampaignTalk, office: Office, words: str) -> None:
    number = await office.piece(kind=PieceKind.POSTER.value)

    reply = await asked(talk, words)

    assert reply is not None
    page = f"/campaigns/{number}?via=wechat"
    assert reply.picture == Picture("海报：世界标准日", f"/campaigns/{number}/poster.png", page)
    assert f"{SITE}{page}" in reply.text
    assert Reply.from_json(reply.to_json()) == reply


@pytest.mark.parametrize(
    "words",
    [
        "电影海报", "海报印错了能退吗", "店里的海报骗人", "海报上的标准号是真的吗",
        "卡片机有国标吗", "标准卡片", "银行卡片",
        "我要投诉一张海报", "打印海报多少钱一张",
    ],
)  # fmt: skip
async def test_other_posters_are_none_of_ours(
    talk: CampaignTalk, office: Office, words: str
) -> None:
    await office.piece(kind=PieceKind.POSTER.value)
    assert await asked(talk, words) is None


async def test_the_poster_of_the_latest_campaign_comes_before_its_cards(
    talk: CampaignTalk, office: Office
) -> None:
    old, new = await campaign(office, "old", -300), await campaign(office, "new", -5)
    await office.piece(kind=PieceKind.POSTER.value, campaign_id=old)
    wanted = await office.piece(kind=PieceKind.POSTER.value, campaign_id=new)
    for kind in (PieceKind.CARD, PieceKind.TEXT):
        await office.piece(kind=kind.value, campaign_id=new)
    await office.piece(kind=PieceKind.CARD.value)

    reply = await asked(talk, "看海报", "web")

    assert reply is not None
    assert reply.picture is not None
    assert reply.picture.path == f"/campaigns/{wanted}/poster.png"
    assert reply.picture.page.endswith("?via=web")


async def test_what_is_not_out_or_of_another_topic_is_not_shown(
    talk: CampaignTalk, office: Office
) -> None:
    await office.piece(kind=PieceKind.POSTER.value, state="draft")
    await office.piece(kind=PieceKind.POSTER.value, topic="consumer_day")
    await office.piece(kind=PieceKind.TEXT.value)

    reply = await asked(talk, "世界标准日海报")

    assert reply is not None
    assert reply.picture is None
    assert (
        f"现在没有发布的海报和卡片。活动内容在这里，正式的发布以前放的是样稿：{SITE}/campaigns"
        in reply.text
    )


def test_every_card_that_ships_is_drawn_with_all_its_words() -> None:
    calendar = Calendar.load()
    cards = [
        (day.topic, content)
        for day in calendar.days.values()
        if day.pack
        for kind, content in Pack.load(day.pack).pieces
        if kind is PieceKind.CARD
    ]
    assert len(cards) >= 6
    for topic, content in cards:
        version, look = content.for_audience(""), look_of(topic)
        lines = tuple(version.body.splitlines())
        card = Card(version.title, lines, content.sources, SITE, "某单位", look)
        picture = Image.open(io.BytesIO(draw_card(card)))
        assert picture.width == 1080
        shorter = Image.open(io.BytesIO(draw_card(Card(card.title, lines[:1], (), SITE, "", look))))
        assert picture.height > shorter.height


@pytest.mark.parametrize("name", ["blue", "green", "red"])
def test_a_card_has_the_ink_of_its_look_alone(name: str) -> None:
    picture = Image.open(io.BytesIO(draw_card(Card("题", ("字",), (), SITE, "单位", name))))
    beside = picture.convert("RGB").crop((500, picture.height - 320, 1080, picture.height))
    colours = {colour for _, colour in beside.getcolors(1 << 20)}

    drawn = {
        one for one in ("blue", "green", "red") if ImageColor.getrgb(look_named(one).ink) in colours
    }
    assert drawn == {name}


def test_a_picture_many_want_at_once_is_drawn_once() -> None:
    drawings, second = [], Event()

    def draw(title: str) -> bytes:
        drawings.append(title)
        if len(drawings) > 1:
            second.set()
        second.wait(0.5)  # long enough for the others to begin, if they may
        return title.encode()

    wanted = kept(draw, 4)
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(wanted, ["海报"] * 4)) == ["海报".encode()] * 4
    assert drawings == ["海报"]


def test_a_long_card_stays_small_enough_to_be_sent() -> None:
    lines = ("A 类：婴幼儿用品，36 个月及以下。" * 9,) * 8
    card = Card("衣服上的 A、B、C 类", lines, ("GB 18401-2010",), SITE, "单位" * 20)
    assert len(draw_card(card)) < 2 * 1024 * 1024  # what WeChat takes
