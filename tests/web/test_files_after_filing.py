"""Files sent after filing: one open case, several, an anonymous one opened by its code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.draft import Draft
from bot.complaints.case.evidence_models import Attachment
from bot.complaints.case.models import Case, CaseEvent
from bot.conversation.models import ConversationState
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.kit.private import pseudonym
from tests.complaints.made import SAID
from tests.complaints.test_evidence import photo
from tests.web.test_receipt_page import FILED

SENDER = "chat-of-li"


@dataclass
class Chat:
    """One browser's chat."""

    app: FastAPI
    client: httpx.AsyncClient
    sessions: SessionFactory

    async def say(self, words: str) -> str:
        body = {"sender": SENDER, "message": words}
        told = (await self.client.post("/webhooks/rest/webhook", json=body)).json()
        return "\n".join(reply["text"] for reply in told)

    async def send(self, data: bytes = b"") -> dict[str, Any]:
        files = {"file": ("a.jpg", data or photo(), "image/jpeg")}
        told = await self.client.post("/chat/evidence", data={"sender": SENDER}, files=files)
        reply: dict[str, Any] = told.json()[0]
        return reply

    async def registered(self, count: int) -> list[str]:
        """Named cases of this chat, the newest first, as they are shown."""
        secret = self.app.state.services.settings.secret_key.get_secret_value()
        registrar, now = self.app.state.services.office.registrar, clock.now()

        def register(session: Session) -> str:
            chat = pseudonym(secret, "web", SENDER)
            draft = Draft(chat, "web", now, now, kind="complaint", values=dict(SAID))
            return str(registrar.register(session, draft, "", now)[0].number)

        return [await self.sessions.run(register) for _ in range(count)][::-1]

    async def files(self) -> dict[str, int]:
        """How many files each case has; those without a case under an empty number."""
        query = select(Attachment.id, Case.number).outerjoin(Case, Case.id == Attachment.case_id)
        async with self.sessions() as session:
            rows = list(await session.execute(query))
        numbers = [number or "" for _, number in rows]
        return {number: numbers.count(number) for number in numbers}


@pytest.fixture
def chat(app: FastAPI, client: httpx.AsyncClient, sessions: SessionFactory) -> Chat:
    return Chat(app, client, sessions)


async def test_with_several_open_cases_the_file_waits_for_a_number(chat: Chat) -> None:
    numbers = await chat.registered(2)

    asked = await chat.send()
    assert "这个文件是给哪一件的" in asked["text"]
    assert [b["title"] for b in asked["buttons"]] == ["第1件", "第2件", "都不是"]
    assert await chat.files() == {"": 1}
    await chat.send(photo(colour="blue"))
    told = await chat.say("2")

    assert f"已经补充到 {numbers[0]}" in told  # they are numbered in the order they were filed
    assert await chat.files() == {numbers[0]: 2}


async def test_a_file_for_none_of_them_waits_for_the_case_that_may_follow(chat: Chat) -> None:
    await chat.registered(2)
    await chat.send()

    assert "您再说说是什么事" in await chat.say("都不是")

    assert await chat.files() == {"": 1}


async def test_an_anonymous_report_gets_its_file_after_number_and_code(chat: Chat) -> None:
    for words in FILED:
        told = await chat.say(words)
    number, code = re.search(r"CQ[\d-]+\d", told), re.search(r"查询码：(\S{19})", told)
    assert number is not None
    assert code is not None
    await chat.say(f"{number[0]} {code[1]}")
    added = await chat.send()
    again = await chat.send(photo(colour="blue"))

    assert "已经补充到刚才用查询码打开的那一件" in added["text"]
    assert "已经补充到" in again["text"]
    assert number[0] not in added["text"]
    assert await chat.files() == {number[0]: 2}
    async with chat.sessions() as session:
        rows = list(await session.scalars(select(Attachment)))
        events = list(await session.scalars(select(CaseEvent).where(CaseEvent.action == "files")))
        case = (await session.scalars(select(Case))).one()
        state = (await session.scalars(select(ConversationState))).one()
    moments = [*(row.received_at for row in rows), *(e.at for e in events), case.updated_at]
    assert {(m.minute, m.second, m.microsecond) for m in moments} == {(0, 0, 0)}
    assert {(row.draft, row.has_original) for row in rows} == {("", False)}
    assert number[0] not in f"{state.case_in_hand}{state.last_replies}"


async def test_the_next_message_lets_go_of_the_anonymous_case(chat: Chat) -> None:
    for words in FILED:
        told = await chat.say(words)
    number, code = re.search(r"CQ[\d-]+\d", told), re.search(r"查询码：(\S{19})", told)
    assert number is not None
    assert code is not None

    await chat.say(f"{number[0]} {code[1]}")
    await chat.say("世界标准日是哪天")

    assert "已经补充到" not in (await chat.send())["text"]
    assert await chat.files() == {"": 1}
