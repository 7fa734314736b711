from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy.orm import Session

from bot.complaints.case.deadlines import DeadlineState
from bot.complaints.case.wanted import Due, Sort, Wanted
from bot.complaints.lists.queries import CasePage, CaseQueries
from bot.complaints.understanding.masking import mask_phone
from bot.complaints.work.casework import CaseNotFound
from bot.kit.db import SessionFactory
from bot.staff.roles import CaseScope
from tests.complaints.made import EVERYTHING, NOW, Bureau, bureau, made, stepped

OVERDUE = Wanted(due=Due.OVERDUE)

pytestmark = pytest.mark.every_case

T = TypeVar("T")
TODAY = date(2026, 11, 24)


class Desk:
    """Makes cases and reads lists.

    Args:
        office: works on cases.
        sessions: the database.
    """

    def __init__(self, office: Bureau, sessions: SessionFactory) -> None:
        self.office, self.sessions = office, sessions
        self.queries = CaseQueries(office.keyring, office.clocks.rules)

    async def make(self, **case: Any) -> str:
        """The number of a new case."""
        return await self.sessions.run(lambda s: made(self.office, s, **case).number)

    async def read(self, ask: Callable[[Session], T]) -> T:
        async with self.sessions() as session:
            return await session.run_sync(ask)

    async def page(self, scope: CaseScope = EVERYTHING, **wanted: Any) -> CasePage:
        return await self.read(lambda s: self.queries.page(s, scope, Wanted(**wanted), TODAY))

    async def numbers(self, scope: CaseScope = EVERYTHING, **wanted: Any) -> list[str]:
        return [row.number for row in (await self.page(scope, **wanted)).rows]


@pytest.fixture
def desk(sessions: SessionFactory) -> Desk:
    return Desk(bureau(), sessions)


async def test_a_list_shows_names_and_phones_only_masked(desk: Desk) -> None:
    await desk.make()

    (row,) = (await desk.page()).rows
    assert row.person == "张** 138****5678"
    assert "13812345678" not in repr(row)
    assert "张三丰" not in repr(row)


async def test_an_anonymous_case_says_so(desk: Desk) -> None:
    await desk.make(kind="report", said={"identity": "anonymous"})

    assert (await desk.page()).rows[0].person == "匿名"


@pytest.mark.parametrize(("phone", "shown"), [("68123456", "****56"), ("", ""), ("110", "****10")])
def test_a_short_number_is_hidden_more(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("wanted", "column", "here", "elsewhere"),
    [
        ("statuses", "status", "accepted", "registered"),
        ("districts", "district", "渝中区", "沙坪坝区"),
        ("categories", "category", "ebike", "food"),
        ("departments", "department", "market", "drug"),
        ("channels", "channel", "web", "wechat"),
    ],
)
async def test_a_list_is_narrowed(
    desk: Desk, wanted: str, column: str, here: str, elsewhere: str
) -> None:
    wished = await desk.make(**{column: here})
    await desk.make(**{column: elsewhere})

    assert await desk.numbers(**{wanted: (here,)}) == [wished]


async def test_a_list_is_narrowed_to_a_kind(desk: Desk) -> None:
    wished = await desk.make(kind="report")
    await desk.make(kind="complaint")

    assert await desk.numbers(kinds=("report",)) == [wished]


async def test_a_list_is_narrowed_to_an_officer_or_to_nobody(desk: Desk) -> None:
    hers = await desk.make(officer="li")
    nobodys = await desk.make()

    assert await desk.numbers(officer="li") == [hers]
    assert await desk.numbers(officer="") == [nobodys]


async def test_what_staff_must_decide_and_what_is_open(desk: Desk) -> None:
    undecided = await desk.make(needs_staff=True)
    decided = await desk.make(needs_staff=False)
    await desk.make(needs_staff=True, closed_at=NOW, status="closed")

    assert await desk.numbers(needs_staff=True) == [undecided]
    assert sorted(await desk.numbers(open_only=True)) == sorted([undecided, decided])


async def test_days_of_registration_are_days_in_chongqing(desk: Desk) -> None:
    # 23:30 on the 23rd in Chongqing, though the 23rd in UTC has lasted only to 15:30.
    late = NOW.replace(day=23, hour=15, minute=30)
    wished = await desk.make(now=late)
    await desk.make(now=late + timedelta(hours=1))

    assert await desk.numbers(since=date(2026, 11, 23), until=date(2026, 11, 23)) == [wished]


@pytest.mark.parametrize(
    "text",
    [
        "雅迪",
        "GB17761",
        "gb 17761-2024",
        "国标17761",
        "雅迪 退款",
        "ＧＢ１７７６１",
    ],
)
async def test_words_are_found_wherever_they_stand(desk: Desk, text: str) -> None:
    wished = await desk.make()
    await desk.make(
        said={"respondent": "张记", "product": "豆腐", "what": "有异味", "standard": "GB 2712-2014"}
    )

    assert await desk.numbers(text=text) == [wished]


@pytest.mark.parametrize("text", ["%", "_", "雅迪 豆腐", "张三丰", "13812345678", "冒烟"])
async def test_wildcards_identities_and_the_story_find_nothing(desk: Desk, text: str) -> None:
    await desk.make()

    assert await desk.numbers(text=text) == []


async def test_a_number_is_found_however_it_is_typed(desk: Desk) -> None:
    wished = await desk.make()
    await desk.make()

    assert await desk.numbers(text=f" {wished.lower().replace('-', ' ')} ") == [wished]


async def test_overdue_and_due_soon_follow_the_clocks(desk: Desk) -> None:
    await desk.make(now=NOW)
    soon = await desk.make(now=NOW - timedelta(days=8))
    late = await desk.make(now=NOW - timedelta(days=30))

    assert await desk.numbers(due=Due.OVERDUE) == [late]
    assert await desk.numbers(due=Due.SOON) == [soon]
    states = {row.number: row.due_state for row in (await desk.page()).rows}
    assert states[late] is DeadlineState.OVERDUE
    assert states[soon] is DeadlineState.DUE_SOON


async def test_a_case_in_the_laboratory_is_never_overdue_and_says_why(desk: Desk) -> None:
    number = await desk.make(now=NOW - timedelta(days=8), kind="report")

    def pause(session: Session) -> None:
        case = desk.office.casework.get(session, number)
        given = {"pause": "testing", "reason": "送检"}
        stepped(desk.office.casework, session, case, "begin_testing", NOW, given)

    await desk.sessions.run(pause)
    later = TODAY + timedelta(days=60)
    found = await desk.read(lambda s: desk.queries.page(s, EVERYTHING, OVERDUE, later))
    assert found.total == 0
    row = (await desk.page()).rows[0]
    assert (row.due_state, row.is_paused) == (None, True)


async def test_waiting_for_the_citizen_does_not_keep_a_case_from_being_overdue(desk: Desk) -> None:
    number = await desk.make(now=NOW - timedelta(days=8))

    def ask(session: Session) -> None:
        case = desk.office.casework.get(session, number)
        given = {"reason": "请补充购买凭证"}
        stepped(desk.office.casework, session, case, "ask_supplement", NOW, given)

    await desk.sessions.run(ask)
    later = TODAY + timedelta(days=60)
    assert (await desk.read(lambda s: desk.queries.page(s, EVERYTHING, OVERDUE, later))).total == 1


async def test_the_next_deadline_comes_first_and_none_last(desk: Desk) -> None:
    ended = await desk.make(next_due_on=None)
    later = await desk.make(now=NOW)
    sooner = await desk.make(now=NOW - timedelta(days=3))

    assert await desk.numbers() == [sooner, later, ended]
    newest = await desk.read(
        lambda s: desk.queries.page(s, EVERYTHING, Wanted(), TODAY, sort=Sort.NEWEST)
    )
    assert newest.rows[-1].number == sooner


async def test_pages_hold_every_case_once(desk: Desk) -> None:
    numbers = {await desk.make() for _ in range(5)}

    pages = [
        await desk.read(
            lambda s, n=n: desk.queries.page(s, EVERYTHING, Wanted(), TODAY, page=n, size=2)
        )
        for n in (1, 2, 3)
    ]
    assert [len(page.rows) for page in pages] == [2, 2, 1]
    assert {row.number for page in pages for row in page.rows} == numbers
    assert (pages[0].total, pages[0].pages) == (5, 3)
    past = await desk.read(
        lambda s: desk.queries.page(s, EVERYTHING, Wanted(), TODAY, page=99, size=2)
    )
    assert past.page == 3


SCOPES = [
    CaseScope(districts=frozenset({"渝中区"})),
    CaseScope(departments=frozenset({"drug"})),
    CaseScope(categories=frozenset({"food"}), districts=frozenset({"渝中区"})),
    CaseScope(),
    EVERYTHING,
]


@pytest.mark.parametrize("scope", SCOPES)
async def test_the_list_and_the_single_case_agree_on_the_scope(
    desk: Desk, scope: CaseScope
) -> None:
    rows = [
        {"district": d, "department": p, "category": c}
        for d in ("渝中区", "沙坪坝区")
        for p in ("market", "drug")
        for c in ("food", "ebike")
    ]
    made_rows = {await desk.make(**row): row for row in rows}

    listed = set(await desk.numbers(scope))
    assert listed == {number for number, row in made_rows.items() if scope.allows(**row)}
    for number in made_rows:
        if number in listed:
            assert (await desk.read(lambda s, n=number: desk.queries.one(s, scope, n))).id
        else:
            with pytest.raises(CaseNotFound):
                await desk.read(lambda s, n=number: desk.queries.one(s, scope, n))


async def test_counts_stay_inside_the_scope(desk: Desk) -> None:
    await desk.make(now=NOW - timedelta(days=30))
    await desk.make(now=NOW - timedelta(days=8), officer="li", needs_staff=False)
    await desk.make(status="closed", closed_at=NOW, next_due_on=None)
    await desk.make(district="沙坪坝区")

    def counts(session: Session) -> Any:
        return desk.queries.counts(session, CaseScope(districts=frozenset({"渝中区"})), TODAY)

    found = await desk.read(counts)
    assert found.by_status == {"registered": 2, "closed": 1}
    assert (found.open, found.overdue, found.due_soon) == (2, 1, 1)
    assert found.unassigned == 1
