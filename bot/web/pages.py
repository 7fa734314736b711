"""Pages for citizens: the web chat and its privacy notice."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates

HERE = Path(__file__).parent
templates = Jinja2Templates(HERE / "templates")
router = APIRouter(include_in_schema=False)

# Everything the pages load is our own; nothing inline, nothing from elsewhere.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@router.get("/")
async def chat_page(request: Request) -> HTMLResponse:
    """The chat."""
    page: HTMLResponse = templates.TemplateResponse(request, "chat.html", headers=HEADERS)
    return page


@router.get("/privacy")
async def privacy_page(request: Request) -> HTMLResponse:
    """What is kept, why and how long."""
    page: HTMLResponse = templates.TemplateResponse(request, "privacy.html", headers=HEADERS)
    return page


def mount_static(app: FastAPI) -> None:
    """Serve scripts and styles."""
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
