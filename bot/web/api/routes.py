"""Open311 GeoReport v2: categories, public case states, and cases filed by other systems.

Source: https://wiki.open311.org/GeoReport_v2
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response

from bot.complaints.case.clocks import local_day
from bot.staff.throttle import FailureLimit, network_of
from bot.web.api.desk import Open311Desk
from bot.web.api.filing import Attribute, attributes, draft_of
from bot.web.api.format import MEDIA_TYPES, Open311Problem, answer, problem
from bot.web.api.reading import Asked
from bot.web.limits import RateLimit

PREFIX = "/open311/v2"
LARGEST_BODY = 64 * 1024  # bytes
MOST_FIELDS = 60
# Wrong keys of one network address; nobody guesses a key at forty an hour.
WRONG_KEYS = 10
WRONG_KEYS_IN = timedelta(minutes=15)
_FORM = "application/x-www-form-urlencoded"
# What gives the content of an answer: the name of its root in XML, and the content.
Work = Callable[[], Awaitable[tuple[str, Any]]]


def open311_routes(desk: Callable[[], Open311Desk], per_address: RateLimit) -> APIRouter:
    """The routes of the interface.

    Args:
        desk: gives what reads and files cases; a new one after the content changed.
        per_address: limits requests of a network address.
    """
    return _Routes(desk, per_address).router()


class _Routes:
    def __init__(self, desk: Callable[[], Open311Desk], per_address: RateLimit) -> None:
        self._newest, self._per_address = desk, per_address
        self._wrong_keys = FailureLimit(WRONG_KEYS, WRONG_KEYS_IN, lambda: self._desk.clock())

    @property
    def _desk(self) -> Open311Desk:
        return self._newest()

    def router(self) -> APIRouter:
        router = APIRouter(prefix=PREFIX, tags=["Open311"])
        for path, call in (
            ("/services.{extension}", self.services),
            ("/services/{name}", self.service),
            ("/requests.{extension}", self.requests),
            ("/requests/{name}", self.request),
            ("/tokens/{name}", self.token),
        ):
            router.add_api_route(path, call, methods=["GET"], response_class=Response)
        router.add_api_route(
            "/requests.{extension}", self.file, methods=["POST"], response_class=Response
        )
        return router

    async def services(self, request: Request, extension: str) -> Response:
        """The kinds of matters (services)."""

        async def work() -> tuple[str, Any]:
            return "services", [
                {
                    "service_code": service.code,
                    "service_name": service.name,
                    "description": service.description,
                    "metadata": True,
                    "type": "realtime",
                    "keywords": service.name,
                    "group": "市场监督管理",
                }
                for service in self._desk.services.values()
            ]

        return await self._answered(request, extension, work)

    async def service(self, request: Request, name: str) -> Response:
        """What a request of one kind must say (service definition)."""
        code, extension = _split(name)

        async def work() -> tuple[str, Any]:
            self._desk.service(code)
            listed = attributes(self._desk.districts)
            told = [_told(order, one) for order, one in enumerate(listed, 1)]
            return "service_definition", {"service_code": code, "attributes": told}

        return await self._answered(request, extension, work)

    async def requests(self, request: Request, extension: str) -> Response:
        """The state of many cases, the newest first."""

        async def work() -> tuple[str, Any]:
            asked = Asked.read(request.query_params, self._desk.clock())
            return "service_requests", await self._desk.find(asked)

        return await self._answered(request, extension, work)

    async def request(self, request: Request, name: str) -> Response:
        """The state of one case."""
        number, extension = _split(name)

        async def work() -> tuple[str, Any]:
            return "service_requests", [await self._desk.one(number)]

        return await self._answered(request, extension, work)

    async def token(self, request: Request, name: str) -> Response:
        """The number of the case that was filed under a token."""
        token, extension = _split(name)

        async def work() -> tuple[str, Any]:
            number = await self._desk.number_of(token)
            return "service_requests", [{"service_request_id": number, "token": token}]

        return await self._answered(request, extension, work)

    async def file(self, request: Request, extension: str) -> Response:
        """Register a named case for a citizen; needs an API key in the form."""

        async def work() -> tuple[str, Any]:
            fields = await _fields(request)
            key = self._key(request, fields.pop("api_key", ""))
            service = self._desk.service(fields.get("service_code", "").strip())
            now = self._desk.clock()
            draft = draft_of(fields, self._desk.districts, now, local_day(now))
            repeat = request.headers.get("idempotency-key", "")
            return "service_requests", [await self._desk.file(draft, service, key, repeat)]

        return await self._answered(request, extension, work)

    def _key(self, request: Request, given: str) -> str:
        network = network_of(_address(request))
        if not self._wrong_keys.take(network):
            raise Open311Problem(429, "api_key 错得太多，请十五分钟后再试。")
        key = self._desk.check_key(given)
        self._wrong_keys.give_back(network)
        return key

    async def _answered(self, request: Request, extension: str, work: Work) -> Response:
        try:
            if extension not in MEDIA_TYPES:
                raise Open311Problem(404, "只支持 json 和 xml 两种格式。")
            if not self._per_address.allows(_address(request)):
                raise Open311Problem(429, "请求太频繁，请稍后再试。")
            root, content = await work()
        except Open311Problem as found:
            return problem(extension, found)
        return answer(extension, root, content)


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def _split(name: str) -> tuple[str, str]:
    """Identifier and format; without an ending it is JSON."""
    identifier, _, extension = name.rpartition(".")
    return (identifier, extension) if identifier else (name, "json")


def _told(order: int, one: Attribute) -> dict[str, Any]:
    return {
        "variable": True,
        "code": one.code,
        "datatype": one.datatype,
        "required": one.required,
        "datatype_description": one.hint,
        "order": order,
        "description": one.about,
        "values": [{"key": key, "name": name} for key, name in one.values],
    }


async def _fields(request: Request) -> dict[str, str]:
    """The form's fields.

    Raises:
        Open311Problem: another kind of body, one too large, or one that isn't UTF-8.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise Open311Problem(400, f"请求要用表单格式（{_FORM}）。")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise Open311Problem(413, "请求太大。")
    try:
        return dict(
            parse_qsl(
                body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
            )
        )
    except ValueError:
        raise Open311Problem(400, "请求的表单格式有误，文字要用 UTF-8 编码。") from None
