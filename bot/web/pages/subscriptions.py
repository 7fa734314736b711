"""The page to subscribe on, and the inbox behind it: a browser's own random id is the key."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from bot.campaigns.audience.inbox import WEB
from bot.campaigns.pieces.links import page_address
from bot.citizens.subscriptions import Subscribed
from bot.kit.errors import InvalidInput
from bot.kit.private import pseudonym
from bot.web.pages.rendering import counted, page
from bot.web.services import Services, services

router = APIRouter(dependencies=[Depends(counted)])
Parts = Annotated[Services, Depends(services)]


class Asking(BaseModel):
    """Which browser asks; in the body, so that no log of addresses has it."""

    inbox: str = Field(min_length=16, max_length=128)


class Wanted(Asking):
    """What it wants from now on; no topics at all means to stop everything, watching too."""

    topics: list[str] = Field(default_factory=list, max_length=20)
    audience: str = Field("", max_length=40)
    district: str = Field("", max_length=40)


@router.get("/subscriptions", include_in_schema=False)
async def subscriptions_page(request: Request, parts: Parts) -> Response:
    """The form; its script fills it in."""
    office = parts.campaigns
    values = {
        "topics": office.calendar.topics.values(),
        "audiences": office.calendar.audiences.values(),
        "districts": list(dict.fromkeys(office.districts.values())),
        "wording": office.talk.wording(),
    }
    return page(request, "subscriptions.html", values)


@router.post("/subscriptions/visit")
async def visit(body: Asking, parts: Parts) -> dict[str, Any]:
    """What this browser subscribed to, and what it has received."""
    subscribed, received = await parts.campaigns.inbox.visit(_conversation(parts, body))
    return {
        **_shown(subscribed),
        "received": [
            {
                "title": one.title,
                "address": page_address(
                    "", one.piece, subscribed.audience, subscribed.district, WEB
                ),
                "new": one.is_new,
            }
            for one in received
        ],
    }


@router.post("/subscriptions/waiting")
async def waiting(body: Asking, parts: Parts) -> dict[str, int]:
    """How many pieces this browser would find on the page; they stay new."""
    return {"waiting": await parts.campaigns.inbox.waiting(_conversation(parts, body))}


@router.post("/subscriptions/save")
async def save(body: Wanted, parts: Parts) -> dict[str, Any]:
    """Make the subscriptions just these.

    Raises:
        InvalidInput: an unknown topic, audience or district.
    """
    office = parts.campaigns
    known = body.audience in ("", *office.calendar.audiences)
    known = known and body.district in ("", *office.districts.values())
    if not known or any(topic not in office.calendar.topics for topic in body.topics):
        raise InvalidInput("选的内容里有不认识的，请刷新页面再选。")
    wanted = Subscribed(tuple(body.topics), body.audience, body.district)
    saved = await office.inbox.save(_conversation(parts, body), wanted, office.talk.wording())
    return _shown(saved)


def _conversation(parts: Services, body: Asking) -> str:
    return pseudonym(parts.settings.secret_key.get_secret_value(), "inbox", body.inbox)


def _shown(subscribed: Subscribed) -> dict[str, Any]:
    return {
        "topics": list(subscribed.topics),
        "audience": subscribed.audience,
        "district": subscribed.district,
    }
