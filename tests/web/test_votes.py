"""有用、没用 below an answer: only of one's own, the last one counts, and staff see it."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy import select, update

from bot.conversation.models import AnswerVote, Turn
from bot.kit.db import SessionFactory


async def ask(client: httpx.AsyncClient, question: str, message_id: str) -> None:
    sent = {"sender": "somebody", "message": question, "message_id": message_id}
    assert (await client.post("/webhooks/rest/webhook", json=sent)).status_code == 200


async def vote(client: httpx.AsyncClient, **more: object) -> int:
    body = {"sender": "somebody", "message_id": "m1", "useful": True, **more}
    return (await client.post("/chat/vote", json=body)).status_code


async def test_the_last_vote_for_an_answer_counts(
    client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    await ask(client, "世界标准日是几月几号", "m1")

    assert await vote(client) == 204
    assert await vote(client, useful=False) == 204

    async with sessions() as session:
        (kept,) = await session.scalars(select(AnswerVote))
    assert (kept.entry, kept.useful) == ("faq:standards-day", False)


@pytest.mark.parametrize(
    "wrong", [{"sender": "somebody-else"}, {"message_id": "m2"}, {"message_id": "talk"}], ids=str
)
async def test_nobody_votes_for_what_they_were_not_told(
    wrong: dict[str, str], client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    await ask(client, "世界标准日是几月几号", "m1")
    await ask(client, "校徽的线断了几根算次品", "talk")

    assert await vote(client, **wrong) == 404

    async with sessions() as session:
        assert (await session.scalars(select(AnswerVote))).all() == []


async def test_there_is_no_vote_on_what_belongs_to_a_case(
    client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    await ask(client, "世界标准日是几月几号", "m1")
    async with sessions.begin() as session:
        await session.execute(update(Turn).values(private=True))

    assert await vote(client) == 404


async def test_a_vote_goes_with_its_turn(
    client: httpx.AsyncClient, sessions: SessionFactory
) -> None:
    await ask(client, "世界标准日是几月几号", "m1")
    await vote(client)
    async with sessions.begin() as session:
        for turn in await session.scalars(select(Turn)):
            await session.delete(turn)

    async with sessions() as session:
        assert (await session.scalars(select(AnswerVote))).all() == []
