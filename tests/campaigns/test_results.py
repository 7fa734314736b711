from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.campaigns.models import FEWEST_IN_GROUP, Campaign, PieceLink, QuizPlay
from bot.campaigns.pieces import links
from bot.campaigns.pieces.content import PieceContent, Version
from bot.campaigns.pieces.results import Results, lines, results
from bot.citizens.models import ConsentRecord
from bot.kit.spreadsheet import csv_line
from tests.campaigns.conftest import Office


async def campaign(office: Office, year: int = 2026) -> int:
    day = office.clock().date().replace(year=year)
    async with office.sessions.begin() as session:
        row = Campaign(
            day="world-standards-day",
            year=year,
            name=f"{year} 年世界标准日",
            topic="standards_day",
            begins_on=day,
            ends_on=day,
            proposed_at=office.clock(),
        )
        session.add(row)
    return row.id


async def read(office: Office, number: int) -> Results:
    async with office.sessions() as session:
        return await session.run_sync(lambda s: results(s, s.get_one(Campaign, number)))


async def test_everything_is_counted_by_audience_and_district(office: Office) -> None:
    number = await campaign(office)
    await office.subscriber("anne", audience="school", district="万州区")
    await office.subscriber("bo")
    piece = await office.piece(campaign_id=number, title="=1+1")
    await office.scheduled(piece)
    await office.gather()
    await office.deliver()
    day = office.clock().date()

    def opened(session) -> str:  # type: ignore[no-untyped-def]
        links.count(session, piece, links.OPENED, day, "school", "万州区", "telegram")
        links.count(session, piece, links.OPENED, day, "school", "万州区", "wechat")
        code = links.code_of(session, piece, "https://std.samr.gov.cn/")
        links.count(session, piece, code, day)
        return code

    code = await office.sessions.run(opened)
    found = await read(office, number)
    assert (found.totals.sent, found.totals.opened, found.totals.clicked) == (2, 2, 1)
    assert (found.totals.gained, found.totals.lost) == (2, 0)
    assert found.audiences["school"].opened == 2
    assert found.districts["万州区"].sent == 1
    assert {name: (one.sent, one.opened, one.clicked) for name, one in found.channels.items()} == {
        "telegram": (2, 1, 0), "wechat": (0, 1, 0), "": (0, 0, 1),
    }  # fmt: skip
    assert found.channels["telegram"].gained == 2
    assert found.days == {day: (2, 1)}
    assert found.pieces[0].clicked == 1
    same = await office.sessions.run(lambda s: links.code_of(s, piece, "https://std.samr.gov.cn/"))
    assert same == code
    written = "".join(
        csv_line(row)
        for row in lines(found, {"school": "学校"}, {"telegram": "某渠道", "": "转发来的"})
    )
    assert "'=1+1" in written
    for name in ("学校", "某渠道", "转发来的"):
        assert name in written


async def test_leaving_is_counted_and_last_year_stands_beside(office: Office) -> None:
    before = await campaign(office, 2025)
    number = await campaign(office)
    await office.subscriber("anne", audience="school")
    await office.sessions.run(lambda s: office.subscriptions.forget(s, "anne", office.clock()))
    found = await read(office, number)
    assert (found.totals.gained, found.totals.lost) == (1, 1)
    assert found.before is not None
    assert found.before.gained == 0
    assert found.before_name == "2025 年世界标准日"
    assert (await read(office, before)).before is None


async def test_quizzes_of_the_campaign_count(office: Office) -> None:
    number = await campaign(office)
    content = PieceContent(Version("答题"), quiz="small-quiz").to_json()
    await office.piece(campaign_id=number, kind="quiz", content=content)
    async with office.sessions.begin() as session:
        for n, late in enumerate((0, 60)):
            moment = office.clock() + timedelta(days=late)
            session.add(
                QuizPlay(
                    quiz="small-quiz", player=f"p{n}", channel="web", questions=[1, 2],
                    answers=[0, 0], score=1, total=2, begun_at=moment, finished_at=moment,
                )
            )  # fmt: skip
    found = await read(office, number)
    assert (found.totals.plays, found.totals.average) == (1, 50.0)


async def test_answers_are_counted_by_channel_audience_and_the_district_players_chose(
    office: Office,
) -> None:
    number = await campaign(office)
    content = PieceContent(Version("答题"), quiz="small-quiz").to_json()
    await office.piece(campaign_id=number, kind="quiz", content=content)
    chosen = [("web", "万州区", 2)] * 5 + [("wechat", "渝中区", 1)] * 3 + [("wechat", "", 0)] * 2
    async with office.sessions.begin() as session:
        for n, (channel, district, score) in enumerate(chosen):
            session.add(
                QuizPlay(
                    quiz="small-quiz", player=f"p{n}", channel=channel, questions=[1, 2],
                    answers=[0, 0], score=score, total=2, begun_at=office.clock(),
                    finished_at=office.clock(), group_kind="district" if district else "",
                    group_name=district, audience="school" if channel == "web" else "village",
                )
            )  # fmt: skip
    found = await read(office, number)
    by_channel = {name: (one.plays, one.right) for name, one in found.channels.items()}
    assert by_channel == {"web": (5, 100.0), "wechat": (5, 30.0)}
    by_district = {name: (one.plays, one.right) for name, one in found.districts.items()}
    assert by_district == {"万州区": (5, 100.0)}  # three, and two, would be somebody's own
    by_audience = {name: (one.plays, one.right) for name, one in found.audiences.items()}
    assert by_audience == {"school": (5, 100.0), "village": (5, 30.0)}


@pytest.mark.parametrize(
    ("districts", "shown"),
    [
        ({"万州区": 9, "渝中区": 6, "江北区": 3}, {"万州区"}),  # 18 - 15 would be 江北区
        ({"万州区": 9, "渝中区": 6, "江北区": 3, "南岸区": 2}, {"万州区", "渝中区"}),
        ({"万州区": 9, "渝中区": 6}, {"万州区", "渝中区"}),
        ({"万州区": 9, "": 4}, set()),
        ({"万州区": 9, "渝中区": 6, "": 1}, {"万州区"}),
    ],
)
async def test_no_small_group_is_the_whole_less_what_is_shown(
    office: Office, districts: dict[str, int], shown: set[str]
) -> None:
    number = await campaign(office)
    content = PieceContent(Version("答题"), quiz="small-quiz").to_json()
    await office.piece(campaign_id=number, kind="quiz", content=content)
    players = [name for name, count in districts.items() for _ in range(count)]
    async with office.sessions.begin() as session:
        for n, district in enumerate(players):
            session.add(
                QuizPlay(
                    quiz="small-quiz", player=f"p{n}", channel="web", questions=[1, 2],
                    answers=[0, 0], score=1, total=2, begun_at=office.clock(),
                    finished_at=office.clock(), group_kind="district" if district else "",
                    group_name=district,
                )
            )  # fmt: skip

    found = await read(office, number)

    assert found.totals.plays == len(players)
    assert set(found.districts) == shown
    left = len(players) - sum(one.plays for one in found.districts.values())
    assert left == 0 or left >= FEWEST_IN_GROUP


@pytest.mark.parametrize(("day", "counts"), [(-15, False), (-14, True), (7, True), (8, False)])
async def test_a_campaign_counts_from_two_weeks_before_to_a_week_after_it(
    office: Office, day: int, counts: bool
) -> None:
    number = await campaign(office)
    await office.subscriber("anne")
    async with office.sessions.begin() as session:
        await session.execute(update(ConsentRecord).values(at=office.clock() + timedelta(days=day)))

    assert (await read(office, number)).totals.gained == counts


def test_links_are_exchanged_and_pictures_are_not() -> None:
    text = "[标准](https://std.samr.gov.cn/) ![图](a.png) [站内](/faq)"
    counted = links.with_counted_links(text, lambda target: "/go/abc")
    assert counted == "[标准](/go/abc) ![图](a.png) [站内](/faq)"


def test_the_address_says_only_what_is_known() -> None:
    assert links.page_address("https://x/", 5, "", "") == "https://x/campaigns/5"
    assert links.page_address("https://x", 5, "school", "万州区").startswith(
        "https://x/campaigns/5?for=school&in=%E4%B8%87"
    )
    assert links.page_address("", 5, "", "", "wechat") == "/campaigns/5?via=wechat"


async def test_long_addresses_that_begin_alike_lead_each_to_its_own_page(office: Office) -> None:
    piece = await office.piece(campaign_id=await campaign(office))
    start = f"https://std.samr.gov.cn/search?q={'a' * 500}"

    codes = [
        await office.sessions.run(lambda s, t=f"{start}{end}": links.code_of(s, piece, t))
        for end in ("1", "2", "1")
    ]

    async with office.sessions() as session:
        kept = dict((await session.execute(select(PieceLink.code, PieceLink.target))).all())
    assert kept == {codes[0]: f"{start}1", codes[1]: f"{start}2"}
    assert codes[2] == codes[0]
