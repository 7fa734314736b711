"""Only requests for our own address are answered: a forged Host could make links elsewhere."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

# What this machine itself asks for: health checks, Rasa's actions, and `yubiao telegram poll`.
INNER_PATHS = frozenset({"/healthz", "/readyz", "/metrics", "/rasa/actions", "/telegram"})
_HTTPS = 443


class OnlyOurHost:
    """Refuses requests whose Host header isn't that of the public address.

    Args:
        app: the service.
        public_url: the setting ``PUBLIC_URL``.
    """

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._ours = _place(urlsplit(public_url))
        self._refusal = JSONResponse(
            {"error": f"请用 {public_url} 访问（请求的 Host 和设置 PUBLIC_URL 不一致）。"}, 400
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and not self._is_ours(scope):
            await self._refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name == b"host"]
        if len(given) != 1:
            return False
        try:
            host = given[0].decode("ascii")
            parts = urlsplit(f"https://{host}")
            place = _place(parts)
        except ValueError:
            return False
        if parts.netloc != host:
            return False
        return place == self._ours or (scope["path"] in INNER_PATHS and _is_inner(place[0]))


def _place(parts: SplitResult) -> tuple[str, int]:
    """Name and port.

    Raises:
        ValueError: there is none, or a user before it.
    """
    if not parts.hostname or "@" in parts.netloc:
        raise ValueError("no host")
    return parts.hostname.rstrip("."), parts.port or _HTTPS


def _is_inner(name: str) -> bool:
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False
