"""The two buttons below an answer of the web chat: 有用、没用."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from bot.conversation.votes import Votes
from bot.kit import clock
from bot.kit.errors import NotFound
from bot.kit.private import pseudonym
from bot.web.chat.talk import message_key
from bot.web.pages.rendering import counted
from bot.web.services import Services, services

router = APIRouter(dependencies=[Depends(counted)])


class Vote(BaseModel):
    """Which answer, by the chat and the message it was given to, and what is said of it."""

    sender: str = Field(min_length=1, max_length=128)
    message_id: str = Field(min_length=1, max_length=128)
    useful: bool


@router.post("/chat/vote", status_code=204)
async def vote(body: Vote, parts: Annotated[Services, Depends(services)]) -> None:
    """Keep a vote; the last one for an answer counts.

    Raises:
        NotFound: this chat got no such answer.
        TooManyRequests: too many requests of this address.
    """
    conversation = pseudonym(parts.settings.secret_key.get_secret_value(), "web", body.sender)
    votes = Votes(parts.sessions, parts.settings.keyring, clock.now)
    key = message_key(conversation, body.message_id)
    if not await votes.cast("web", conversation, key, useful=body.useful):
        raise NotFound("没有找到这条回答。")
