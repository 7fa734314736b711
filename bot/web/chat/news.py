"""What staff say in the web chat: the page asks for it while a person speaks."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from bot.kit.messages import Reply, ReplyKind
from bot.kit.private import pseudonym
from bot.web.chat.talk import rendered
from bot.web.pages.rendering import counted
from bot.web.services import Services, services

router = APIRouter(dependencies=[Depends(counted)])


class Asking(BaseModel):
    """Which chat asks; in the body, so that no log of addresses has it."""

    sender: str = Field(min_length=1, max_length=128)
    seen: int = Field(0, ge=0, le=2**31 - 1)


@router.post("/chat/news")
async def news(body: Asking, parts: Annotated[Services, Depends(services)]) -> dict[str, Any]:
    """What was said since, and in how many seconds to ask again; 0 for never."""
    secret = parts.settings.secret_key.get_secret_value()
    conversation = pseudonym(secret, "web", body.sender)
    found = await parts.people.fetch(conversation, body.seen)
    replies = [rendered(body.sender, Reply(text, ReplyKind.HANDOVER)) for text in found.texts]
    return {"replies": replies, "last": found.last, "seconds": found.seconds}
