"""The chat for other sites: one script puts a button there that opens the chat in a frame."""

from __future__ import annotations

import re
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import FileResponse, Response

from bot.settings import SettingsError
from bot.web.pages.rendering import counted, headers_for, page

router = APIRouter(include_in_schema=False)

SCRIPT = Path(__file__).parent / "static" / "widget.js"
_SITE = re.compile(r"https?://(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?", re.IGNORECASE)
_FOR_OTHER_SITES = {
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
}


def allowed_sites(text: str) -> str:
    """The sites of the setting ``WIDGET_SITES`` as CSP's ``frame-ancestors`` writes them.

    Args:
        text: origins such as ``https://www.example.gov.cn``, with commas or blanks between.

    Raises:
        SettingsError: something in it is no origin; it could widen the policy.
    """
    sites = [site for site in re.split(r"[\s,，]+", text) if site]
    for site in sites:
        if _SITE.fullmatch(site) is None:
            raise SettingsError(
                "设置 WIDGET_SITES 有误：要写成 https://www.example.gov.cn 这样的网址，"
                "不带路径，多个用逗号隔开。"
            )
    return " ".join(("'self'", *sites))


def allow_sites(app: FastAPI, text: str) -> None:
    """Let these sites show the chat in a frame; see :func:`allowed_sites`."""
    app.state.widget_ancestors = allowed_sites(text)


@router.get("/widget.js")
async def script() -> Response:
    """The script other sites load."""
    return FileResponse(SCRIPT, media_type="text/javascript", headers=_FOR_OTHER_SITES)


@router.get("/widget", dependencies=[Depends(counted)])
async def framed_chat(request: Request) -> Response:
    """The chat without header, the only page that may be framed."""
    headers = headers_for(request.app.state.widget_ancestors)
    return page(request, "chat.html", {"embedded": True}, headers=headers)
