"""How a page for citizens is made: templates, headers, and who asks too often."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from markupsafe import Markup

from bot.kit.errors import TooManyRequests
from bot.kit.laid_out import Link, Points, Words, laid_out
from bot.web.services import Services, services, services_of

HERE = Path(__file__).parent
_ADDRESS = re.compile(
    r"https?://[!-~]+|(?<![\w.@-])(?:[a-z0-9-]+\.)+(?:cn|com|org)(?:/[\w./-]*)?",
    re.ASCII | re.IGNORECASE,
)


def linked(text: str) -> Markup:
    """The text with its web addresses as links; everything else is escaped."""
    made, last = Markup(), 0
    for found in _ADDRESS.finditer(text):
        shown = found[0].rstrip(".,;:!?)")
        target = shown if "://" in shown else f"https://{shown}"
        made += text[last : found.start()]
        made += Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(target, shown)
        last = found.start() + len(shown)
    return made + text[last:]


def told(text: str) -> Markup:
    """An answer with its lists, links by their names, and addresses; everything else escaped."""
    made = Markup()
    for block in laid_out(text):
        match block:
            case Points(points):
                lines = Markup().join(Markup("<li>{}</li>").format(linked(one)) for one in points)
                made += Markup("<ul>{}</ul>").format(lines)
            case Link(title, address):
                link = Markup('<a href="{}" rel="noopener noreferrer">{}</a>')
                made += Markup('<p class="told-link">{}</p>').format(link.format(address, title))
            case Words(words):
                made += Markup("<div>{}</div>").format(linked(words))
    return made


templates = Jinja2Templates(HERE / "templates")
templates.env.filters["linked"] = linked
templates.env.filters["told"] = told

# Everything the pages load is our own; nothing inline, nothing from elsewhere. A page in a foreign
# frame could be covered to steal clicks, so only the widget may be framed.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors {ancestors}"
)


def headers_for(ancestors: str = "'none'") -> dict[str, str]:
    """Security headers of a page.

    Args:
        ancestors: sites that may show the page in a frame, as CSP writes them.
    """
    return {
        "Content-Security-Policy": _POLICY.format(ancestors=ancestors),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    }


HEADERS = headers_for()


def page(
    request: Request,
    name: str,
    values: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    headers: Mapping[str, str] = HEADERS,
) -> HTMLResponse:
    """A page from its template, with the headers every page has.

    Args:
        request: the request it answers.
        name: file in ``templates``.
        values: what the template shows; Jinja escapes it.
        status: HTTP status.
        headers: instead of the usual ones.
    """
    settings = services_of(request).settings
    public = settings.public_url.rstrip("/")
    # Shared links must not carry what somebody searched for, so the query is left out.
    address = f"{public}{request.url.path}" if public else ""
    made: HTMLResponse = templates.TemplateResponse(
        request,
        name,
        {"address": address, "puzzle": settings.puzzle_bits, **(values or {})},
        status_code=status,
        headers=headers,
    )
    return made


def address_of(request: Request) -> str:
    """The network address a request came from."""
    return request.client.host if request.client else "unknown"


def counted(request: Request, parts: Annotated[Services, Depends(services)]) -> None:
    """Count the page for its address; a class of sixty behind one address may still browse.

    Pages have a bucket of their own, so that browsing doesn't use up the chat's.

    Raises:
        TooManyRequests: more than ``requests_per_minute`` pages.
    """
    if not parts.per_address.allows(f"page:{address_of(request)}"):
        raise TooManyRequests
