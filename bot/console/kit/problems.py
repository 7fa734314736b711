"""Every error in the console becomes a Chinese page, or one sentence of JSON for scripts."""

from __future__ import annotations

from urllib.parse import urlsplit

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.exc import DBAPIError, TimeoutError
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from bot.console.kit.access import GoTo, own_path, recognise
from bot.console.kit.pages import render
from bot.kit.errors import InvalidInput, NotFound, ServiceError, Unavailable
from bot.kit.routes import template_of
from bot.kit.storage_fault import ADVICE, fault_of
from bot.kit.too_large import TOO_LARGE

log = structlog.get_logger()
_TOO_LARGE = (
    "提交的内容或者文件太大，操作没有执行。请回到刚才那一页，减少内容或者换小一点的文件再试"
    "（图片最多 8 MB）。"
)


def install_problem_pages(console: FastAPI) -> None:
    """Handle redirects, expected errors, framework errors and surprises alike."""
    console.add_exception_handler(GoTo, _elsewhere)
    console.add_exception_handler(ServiceError, _expected)
    console.add_exception_handler(RequestValidationError, _invalid)
    console.add_exception_handler(HTTPException, _framework)
    for kind in (DBAPIError, TimeoutError, OSError):
        console.add_exception_handler(kind, _storage)
    console.add_exception_handler(Exception, _surprise)


async def _elsewhere(request: Request, error: Exception) -> Response:
    path = error.path if isinstance(error, GoTo) else "/console/"
    if _is_script(request):
        # A script can't fill in a form; it shows the sentence and offers the address.
        return JSONResponse({"error": "登录已经过期，请重新登录。", "go_to": path}, 401)
    return RedirectResponse(path, 303)


async def _expected(request: Request, error: Exception) -> Response:
    return _told(request, error if isinstance(error, ServiceError) else ServiceError())


async def _invalid(request: Request, error: Exception) -> Response:
    return _told(request, InvalidInput("填写的内容没法识别，请检查后再试。"))


async def _framework(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    known = NotFound("没有这个页面。") if status == NotFound.status else ServiceError()
    known.status = status
    if status == 405:
        known.for_citizen = "这个网址不支持这种访问方式。"
    return _told(request, known)


async def tell_too_large(console: FastAPI, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request whose body the framework has cut off, before any route of ours."""
    request = Request({**scope, "app": console})
    await recognise(request)
    known = ServiceError(_TOO_LARGE)
    known.status = TOO_LARGE
    await _told(request, known)(scope, receive, send)


async def _storage(request: Request, error: Exception) -> Response:
    fault = fault_of(error)
    if fault is None:
        return await _surprise(request, error)
    log.error("storage.failed", route=template_of(request.scope), fault=fault.value)
    return _told(request, Unavailable(f"没有保存。{ADVICE[fault]}"))


async def _surprise(request: Request, error: Exception) -> Response:
    log.exception("console.failed", route=template_of(request.scope), exc_info=error)
    return _told(request, ServiceError())


def _told(request: Request, error: ServiceError) -> Response:
    if _is_script(request):
        return JSONResponse({"error": error.for_citizen}, error.status)
    shown = {"message": error.for_citizen, "back": _page_before(request)}
    return render(request, "problem.html", shown, error.status)


def _page_before(request: Request) -> str:
    """The console's page that a form was sent from; empty where it isn't known."""
    came = urlsplit(request.headers.get("referer", ""))
    is_ours = came.netloc == request.headers.get("host", "")
    is_form = request.method == "POST" and is_ours
    path = f"{came.path}?{came.query}" if came.query else came.path
    return own_path(path) if is_form and own_path(path) == path else ""


def _is_script(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return "text/html" not in accepted and (
        "application/json" in accepted or "text/event-stream" in accepted
    )
