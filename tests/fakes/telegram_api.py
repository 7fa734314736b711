"""A Bot API for tests: keeps what is sent, hands out updates and files, refuses on demand.

Facts: core.telegram.org/bots/api.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

TOKEN = "123456:fake-token"
LONGEST, LONGEST_CAPTION, MOST_DATA, MOST_FILE = 4096, 1024, 64, 20_000_000


@dataclass(frozen=True)
class Mood:
    """An error the next call of a method gets."""

    status: int
    description: str
    retry_after: int | None = None


BLOCKED = Mood(403, "Forbidden: bot was blocked by the user")
SLOW_DOWN = Mood(429, "Too Many Requests: retry after 1", 1)
BAD_GATEWAY = Mood(502, "Bad Gateway")
NO_CHAT = Mood(400, "Bad Request: chat not found")


@dataclass
class FakeTelegram:
    """One bot's Bot API.

    Args:
        sent: parameters of every message that arrived.
        calls: names of all methods called.
        moods: method to the errors its next calls get.
        files: file id to its bytes.
        waiting: updates for getUpdates.
    """

    sent: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    moods: dict[str, deque[Mood]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    webhook: dict[str, Any] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        """What was said, in order."""
        return [message["text"] for message in self.sent]

    def refuse(self, method: str, *moods: Mood) -> None:
        """The next calls of a method get these errors."""
        self.moods.setdefault(method, deque()).extend(moods)

    def transport(self) -> httpx.AsyncBaseTransport:
        """To be used in place of the network."""
        return httpx.ASGITransport(self.app())

    def app(self) -> Starlette:
        """The server."""
        paths = (f"/bot{TOKEN}/{{method}}", f"/file/bot{TOKEN}/{{path:path}}", "/{path:path}")
        handlers = (self._method, self._file, self._unknown)
        methods = ["GET", "POST"]
        return Starlette(
            routes=[Route(p, h, methods=methods) for p, h in zip(paths, handlers, strict=True)]
        )

    async def _unknown(self, request: Request) -> Response:
        return _error(Mood(404, "Not Found"))

    async def _file(self, request: Request) -> Response:
        data = self.files.get(request.path_params["path"])
        return Response(data) if data is not None else _error(Mood(404, "Not Found"))

    async def _method(self, request: Request) -> Response:
        name = request.path_params["method"]
        self.calls.append(name)
        if moods := self.moods.get(name):
            return _error(moods.popleft())
        given = {key: _value(value) for key, value in (await request.form()).items()}
        handler = getattr(self, f"_do_{name.lower()}", None)
        if handler is None:
            return _error(Mood(404, "Not Found"))
        done = handler(given)
        if isinstance(done, Mood):
            return _error(done)
        return JSONResponse({"ok": True, "result": done})

    def _do_getme(self, given: dict[str, Any]) -> Any:
        return {"id": 1, "is_bot": True, "first_name": "渝标通", "username": "yubiao_bot"}

    def _do_sendmessage(self, given: dict[str, Any]) -> Any:
        text = str(given.get("text", ""))
        if not text.strip():
            return Mood(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > LONGEST:
            return Mood(400, "Bad Request: message is too long")
        for row in (given.get("reply_markup") or {}).get("inline_keyboard", []):
            for button in row:
                if not 1 <= len(button["callback_data"].encode()) <= MOST_DATA:
                    return Mood(400, "Bad Request: BUTTON_DATA_INVALID")
        self.sent.append(given)
        chat = {"id": int(given["chat_id"]), "type": "private"}
        return {"message_id": len(self.sent), "date": 1_790_000_000, "chat": chat, "text": text}

    def _do_sendphoto(self, given: dict[str, Any]) -> Any:
        caption = str(given.get("caption", ""))
        if len(caption.encode("utf-16-le")) // 2 > LONGEST_CAPTION:
            return Mood(400, "Bad Request: message caption is too long")
        if not str(given.get("photo", "")).startswith("https://"):
            return Mood(400, "Bad Request: failed to get HTTP URL content")
        self.sent.append({**given, "text": caption})
        chat = {"id": int(given["chat_id"]), "type": "private"}
        return {"message_id": len(self.sent), "date": 1_790_000_000, "chat": chat}

    def _do_answercallbackquery(self, given: dict[str, Any]) -> Any:
        return True

    def _do_editmessagereplymarkup(self, given: dict[str, Any]) -> Any:
        return True

    def _do_setwebhook(self, given: dict[str, Any]) -> Any:
        self.webhook = given
        return True

    def _do_deletewebhook(self, given: dict[str, Any]) -> Any:
        self.webhook = {}
        return True

    def _do_setmycommands(self, given: dict[str, Any]) -> Any:
        return True

    def _do_getupdates(self, given: dict[str, Any]) -> Any:
        if self.webhook:
            return Mood(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = int(given.get("offset", 0))
        # What lies before the offset is confirmed and never given again.
        self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        return self.waiting

    def _do_getfile(self, given: dict[str, Any]) -> Any:
        data = self.files.get(given["file_id"])
        if data is None:
            return Mood(400, "Bad Request: invalid file_id")
        if len(data) > MOST_FILE:
            return Mood(400, "Bad Request: file is too big")
        name = given["file_id"]
        return {
            "file_id": name,
            "file_unique_id": name,
            "file_size": len(data),
            "file_path": name,
        }


def text_update(number: int, text: str, chat: int = 77, **more: Any) -> dict[str, Any]:
    """An update with a typed message."""
    return {"update_id": number, "message": {**_message(number, chat), "text": text, **more}}


def photo_update(number: int, file: str, chat: int = 77, **more: Any) -> dict[str, Any]:
    """An update with a photo in two sizes."""
    sizes = [
        {"file_id": name, "file_unique_id": name, "width": 9, "height": 9}
        for name in ("thumb", file)
    ]
    return {"update_id": number, "message": {**_message(number, chat), "photo": sizes, **more}}


def tap_update(number: int, data: str, chat: int = 77) -> dict[str, Any]:
    """An update with a tapped button."""
    message = {**_message(5, chat), "text": "x"}
    tap = {
        "id": f"tap{number}",
        "from": {"id": chat, "is_bot": False, "first_name": "民"},
        "chat_instance": "1",
        "data": data,
        "message": message,
    }
    return {"update_id": number, "callback_query": tap}


def _message(number: int, chat: int) -> dict[str, Any]:
    return {
        "message_id": number,
        "date": 1_790_000_000,
        "chat": {"id": chat, "type": "private", "first_name": "民"},
        "from": {"id": chat, "is_bot": False, "first_name": "民"},
    }


def _value(value: Any) -> Any:
    try:
        return json.loads(value) if str(value)[:1] in "[{" else value
    except ValueError:
        return value


def _error(mood: Mood) -> Response:
    body: dict[str, Any] = {
        "ok": False,
        "error_code": mood.status,
        "description": mood.description,
    }
    if mood.retry_after is not None:
        body["parameters"] = {"retry_after": mood.retry_after}
    return JSONResponse(body, status_code=mood.status)
