"""The page of what nobody checked, in the browser: it fits, and one click confirms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.staff.roles import Role
from kb.basis import settle
from kb.knowledge import SnapshotBuilder
from kb.models import Checked, Faq, Standard, Term
from tests.chromium import MARKS, chromium
from tests.web.page_check import look_at
from tests.web.served import console_of, signed_in

pytestmark = MARKS
# Besides the member: the small content's entries name themselves as source.
KNOWN = frozenset({"anne", "additives", "complaint-or-report", "is-gbt-binding", "standards-day"})


async def fill(sessions: SessionFactory) -> None:
    async with sessions.begin() as session:
        faqs = (await session.scalars(select(Faq).order_by(Faq.id))).all()
        await settle(session, faqs, clock.today())
        for table in (Faq, Term):
            await session.execute(update(table).values(checked=Checked.UNCHECKED, checked_on=None))
        await session.execute(
            update(Standard)
            .where(Standard.number == "GB 2760-2024")
            .values(superseded_by=["GB 2760-2027"])
        )


@pytest.fixture
def address(tmp_path: Path, builder: SnapshotBuilder) -> Iterator[str]:
    with console_of(Role.REVIEWER, tmp_path, builder, fill) as where:
        yield where


def test_what_waits_is_read_and_confirmed_with_one_click(address: str) -> None:
    with chromium() as browser:
        page = signed_in(browser, address)

        page.goto("/console/checking/")
        first = page.get_by_role("article").first
        expect(first).to_contain_text("依据的 GB 2760 有变化")
        look_at(page, None, KNOWN)
        first.get_by_role("button", name="核对无误").click()

        expect(page.get_by_role("status")).to_contain_text("已记下您核对过")
        expect(page.get_by_role("article").filter(has_text="依据的 GB 2760 有变化")).to_have_count(
            0
        )
        page.get_by_role("link", name="待复核 0").click()
        expect(page.get_by_text("这里没有要核对的。")).to_be_visible()
        look_at(page, None, KNOWN)
