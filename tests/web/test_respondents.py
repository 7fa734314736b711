"""A business in the chat: told how to answer, and wrong codes have an end."""

from __future__ import annotations

import httpx
from sqlalchemy import select

from bot.complaints.case.models import RespondentDraft
from bot.complaints.follow.respondents import new_code
from bot.conversation.cases import FAILURES_ALLOWED
from bot.kit.db import SessionFactory
from tests.web.test_sent_first import say

WORDS = "那台车的充电器被换过，我们愿意免费检修，进货单都有。"


async def test_who_is_complained_about_is_told_how_to_answer_and_offered_no_form(
    client: httpx.AsyncClient,
) -> None:
    said = await say(client, "我被人投诉了怎么办", "1")

    assert "商家回应码" in said
    assert "帮您登记" not in said


async def test_clearing_the_page_erases_what_was_not_submitted(
    client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    await say(client, "商家回应", "1")

    await client.post("/chat/evidence/forget", data={"sender": "citizen"})

    async with sessions() as session:
        assert list(await session.scalars(select(RespondentDraft))) == []


async def test_wrong_codes_have_an_end(client: httpx.AsyncClient) -> None:
    for number in range(FAILURES_ALLOWED):
        said = await say(client, f"商家回应 {new_code()}", str(number))
        assert "不对或者已经失效" in said

    assert "次数太多" in await say(client, f"商家回应 {new_code()}", "last")
