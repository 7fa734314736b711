"""Plays api.weixin.qq.com: an ASGI application with the platform's rules, quotas and moods.

Written from the platform's specification; it imports nothing of the product. Give it to
``httpx.ASGITransport``, or serve it with uvicorn where several processes must reach it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from tests.fakes.wechat_api_articles import Articles
from tests.fakes.wechat_api_base import Account, Call, File, Refusal, Tokens
from tests.fakes.wechat_api_mass import Mass
from tests.fakes.wechat_api_media import Media
from tests.fakes.wechat_api_messages import Messages
from tests.fakes.wechat_api_users import Users

Handler = Callable[[Call], dict[str, Any] | File]


class FakeWeChat:
    """One account on the platform.

    Args:
        clock: seconds since 1970; a :class:`FakeClock` to move it by hand.
        account: rights and switches.
    """

    def __init__(
        self, clock: Callable[[], float] = time.time, account: Account | None = None
    ) -> None:
        self.account = account or Account()
        self.account.clock = clock
        self.calls: list[Call] = []
        self.events: list[dict[str, Any]] = []
        self.listeners: list[Callable[[dict[str, Any]], None]] = []
        self.seconds_to_answer = 0.0
        self.tokens = Tokens(self.account)
        self.media = Media(self.account)
        self.users = Users(self.account)
        self.messages = Messages(self.account, self._happen)
        self.articles = Articles(self.account, self.media, self._happen)
        self.mass = Mass(self.account, self.users, self.messages, self.articles, self._happen)
        self._moods: dict[str, list[dict[str, Any] | Response]] = {}
        self._routes = self._all_routes()

    def fail(self, path: str, errcode: int, times: int = 1, **more: Any) -> None:
        """Answer the next calls of a path (without ``/cgi-bin/``) with an errcode."""
        answer = {"errcode": errcode, "errmsg": "injected rid: 65f0-aa11", **more}
        self._moods.setdefault(path, []).extend([answer] * times)

    def answer(self, path: str, response: Response) -> None:
        """Answer the next call of a path with anything, for example HTTP 502."""
        self._moods.setdefault(path, []).append(response)

    def follow(self, *openids: str) -> None:
        """New followers; does not open their windows."""
        self.users.follow(*openids)
        self.messages.followers.update(openids)

    def finish_jobs(self) -> list[dict[str, Any]]:
        """End mass messages and publications that are running; returns their events."""
        return self.mass.finish() + self.articles.finish()

    def called(self, path: str) -> list[Call]:
        """The calls of a path (without ``/cgi-bin/``)."""
        return [call for call in self.calls if call.path == path]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http", "serve it with lifespan='off'"
        response = await self._respond(Request(scope, receive))
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        if request.url.hostname == "mpvideo.qq.com":
            return self._file(self.media.video(request.url.path.lstrip("/")))
        call = await self._read(request)
        self.calls.append(call)
        if self.seconds_to_answer:
            await asyncio.sleep(self.seconds_to_answer)
        if waiting := self._moods.get(call.path):
            mood = waiting.pop(0)
            return mood if isinstance(mood, Response) else JSONResponse(mood)
        try:
            found = self._handle(call)
        except Refusal as refusal:
            call.errcode = refusal.body["errcode"]
            # The real platform calls its JSON errors text/plain on the media paths.
            return JSONResponse(refusal.body, media_type="text/plain")
        return self._file(found) if isinstance(found, File) else JSONResponse(found)

    def _handle(self, call: Call) -> dict[str, Any] | File:
        if call.path == "token":
            return self.tokens.get_plain(call)
        if call.path == "stable_token":
            return self.tokens.get_stable(call)
        self.tokens.check(call.query.get("access_token", ""))
        route = self._routes.get((call.method, call.path))
        if route is None:
            raise Refusal(43002 if call.method == "GET" else 43001, "require other method")
        return route(call)

    async def _read(self, request: Request) -> Call:
        query = dict(request.query_params)
        query["_ip"] = request.client.host if request.client else ""
        path = request.url.path.removeprefix("/cgi-bin/")
        call = Call(request.method, path, query, b"")
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            async with request.form() as form:
                for name, value in form.items():
                    if isinstance(value, UploadFile):
                        if name == "media":
                            call.file = (value.filename or "", await value.read())
                    else:
                        call.form[name] = value
        else:
            call.raw = await request.body()
        return call

    def _file(self, file: File) -> Response:
        headers = {"Content-Disposition": f'attachment; filename="{file.filename}"'}
        return Response(file.content, media_type=file.content_type, headers=headers)

    def _happen(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        for listener in self.listeners:
            listener(event)

    def _send_media(self, call: Call) -> dict[str, Any]:
        # Files known here can be sent as pictures.
        self.messages.media = {*self.media.temporary, *self.media.permanent}
        return self.messages.custom(call)

    def _mass(self, handler: Callable[[Call], dict[str, Any]]) -> Handler:
        def handle(call: Call) -> dict[str, Any]:
            self.messages.media = {*self.media.temporary, *self.media.permanent}
            return handler(call)

        return handle

    def _all_routes(self) -> dict[tuple[str, str], Handler]:
        posts: dict[str, Handler] = {
            "message/custom/send": self._send_media,
            "message/custom/typing": self.messages.typing,
            "message/template/send": self.messages.template,
            "message/subscribe/bizsend": self.messages.subscription,
            "message/mass/sendall": self._mass(self.mass.send_all),
            "message/mass/send": self._mass(self.mass.send),
            "message/mass/preview": self._mass(self.mass.preview),
            "message/mass/get": self.mass.get,
            "message/mass/delete": self.mass.delete,
            "draft/add": self.articles.add,
            "draft/get": self.articles.get,
            "draft/update": self.articles.update,
            "draft/delete": self.articles.delete,
            "draft/batchget": self.articles.drafts_page,
            "freepublish/submit": self.articles.submit,
            "freepublish/get": self.articles.status,
            "freepublish/getarticle": self.articles.article,
            "freepublish/batchget": self.articles.published_page,
            "freepublish/delete": self.articles.unpublish,
            "media/upload": self.media.upload,
            "media/uploadimg": self.media.upload_picture,
            "material/add_material": self.media.add_permanent,
            "material/get_material": self.media.get_permanent,
            "material/del_material": self.media.delete_permanent,
            "tags/create": self.users.create_tag,
            "tags/update": self.users.update_tag,
            "tags/delete": self.users.delete_tag,
            "tags/members/batchtagging": self.users.tag_users,
            "tags/members/batchuntagging": self.users.untag_users,
            "tags/getidlist": self.users.tags_of,
            "user/tag/get": self.users.tagged,
            "user/info/batchget": self.users.info,
            "menu/create": self.users.create_menu,
        }
        gets: dict[str, Handler] = {
            "draft/count": self.articles.count,
            "media/get": self.media.get,
            "tags/get": self.users.all_tags,
            "user/get": self.users.get,
            "menu/get": self.users.get_menu,
            "menu/delete": self.users.delete_menu,
            "template/get_all_private_template": self.messages.all_templates,
            "/wxaapi/newtmpl/gettemplate": self.messages.all_subscriptions,
        }
        return {
            **{("POST", path): handler for path, handler in posts.items()},
            **{("GET", path): handler for path, handler in gets.items()},
        }
