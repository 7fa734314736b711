"""The Rasa-compatible REST channel, for the web chat and any client that speaks it."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from bot.kit.bounded_json import BoundedRoute
from bot.kit.errors import TooManyRequests
from bot.kit.messages import IncomingMessage, Reply
from bot.kit.private import pseudonym
from bot.web.chat.puzzle import is_solved
from bot.web.services import Services, services
from kb.law_texts import Laws, path_of

router = APIRouter(route_class=BoundedRoute)

LONGEST_BODY_TEXT = 8000
MOST_ARTICLES = 6  # links below an answer


class ChatMessage(BaseModel):
    """What the channel takes; ``message_id`` lets a client repeat a request safely."""

    sender: str = Field(min_length=1, max_length=128)
    message: str = Field(max_length=LONGEST_BODY_TEXT)
    message_id: str | None = Field(None, min_length=1, max_length=128)


@router.post("/webhooks/rest/webhook")
async def chat(
    body: ChatMessage, request: Request, parts: Annotated[Services, Depends(services)]
) -> list[dict[str, Any]]:
    """Answer one message in Rasa's REST format, with ``metadata`` about the answer."""
    secret = parts.settings.secret_key.get_secret_value()
    conversation = pseudonym(secret, "web", body.sender)
    address = request.client.host if request.client else "unknown"
    if not parts.per_address.allows(address) or not parts.per_conversation.allows(conversation):
        raise TooManyRequests
    key = body.message_id or uuid.uuid4().hex
    digest = message_key(conversation, key)
    may_file = is_solved(body.sender, parts.settings.puzzle_bits)
    incoming = IncomingMessage("web", conversation, body.message, digest, may_file=may_file)
    replies = await parts.conversation.receive(incoming)
    laws = parts.knowledge.snapshot.laws if parts.knowledge.ready else None
    return [rendered(body.sender, reply, laws) for reply in replies]


def message_key(conversation: str, message_id: str) -> str:
    """A message's key, from the id its client gave it."""
    return hashlib.sha256(f"{conversation}:{message_id}".encode()).hexdigest()


def rendered(recipient: str, reply: Reply, laws: Laws | None = None) -> dict[str, Any]:
    """One reply in Rasa's REST format.

    Args:
        recipient: the client's own name of the chat.
        reply: what is said.
        laws: what is known of the laws it may name as sources; those articles are linked.
    """
    metadata: dict[str, Any] = {"kind": reply.kind.value}
    if reply.sources:
        metadata["sources"] = list(reply.sources)
        opened = laws.openable(reply.sources)[:MOST_ARTICLES] if laws else []
        if opened:
            metadata["articles"] = [
                {"title": one.title, "path": path_of(one.law, one.key)} for one in opened
            ]
    if reply.score is not None:
        metadata["score"] = reply.score
    if reply.entry:
        metadata["entry"] = reply.entry
    if reply.picture:
        metadata["picture"] = asdict(reply.picture)
    item: dict[str, Any] = {"recipient_id": recipient, "text": reply.text, "metadata": metadata}
    if reply.buttons:
        item["buttons"] = [{"title": b.title, "payload": b.payload} for b in reply.buttons]
    return item
