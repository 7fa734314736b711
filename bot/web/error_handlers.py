"""Every error becomes one Chinese sentence: JSON for programs, a page for people."""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from prometheus_client import Counter
from sqlalchemy.exc import DBAPIError, TimeoutError
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from bot.kit.errors import InvalidInput, NotFound, NothingKept, ServiceError
from bot.kit.routes import template_of
from bot.kit.storage_fault import fault_of
from bot.kit.too_large import TOO_LARGE
from bot.web.pages.routes import templates

TOO_LARGE_WORDS = "发来的内容太大，没有处理。请减少内容后再试。"
log = structlog.get_logger()
ERRORS = Counter("yubiao_errors", "Answers with an error, by HTTP status", ("status",))


def install_error_handlers(app: FastAPI) -> None:
    """Handle expected errors, framework errors and surprises alike."""
    app.add_exception_handler(ServiceError, _expected)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)
    for kind in (DBAPIError, TimeoutError, OSError):
        app.add_exception_handler(kind, _storage)
    app.add_exception_handler(Exception, _surprise)


async def _expected(request: Request, error: Exception) -> Response:
    known = error if isinstance(error, ServiceError) else ServiceError()
    return _told(request, known)


async def _invalid(request: Request, error: Exception) -> Response:
    return _told(request, InvalidInput())


async def _framework(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    known: ServiceError = NotFound() if status == NotFound.status else ServiceError()
    known.status = status
    if status == 405:
        known.for_citizen = "这个网址不支持这种访问方式。"
    if status == TOO_LARGE:
        known.for_citizen = TOO_LARGE_WORDS
    return _told(request, known)


async def too_large(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request whose body the framework has cut off."""
    known = ServiceError(TOO_LARGE_WORDS)
    known.status = TOO_LARGE
    await _told(Request(scope), known)(scope, receive, send)


async def _storage(request: Request, error: Exception) -> Response:
    fault = fault_of(error)
    if fault is None:
        return await _surprise(request, error)
    log.error("storage.failed", route=template_of(request.scope), fault=fault.value)
    return _told(request, NothingKept())


async def _surprise(request: Request, error: Exception) -> Response:
    log.exception("request.failed", route=template_of(request.scope), exc_info=error)
    return _told(request, ServiceError())


def _told(request: Request, error: ServiceError) -> Response:
    ERRORS.labels(str(error.status)).inc()
    if "text/html" in request.headers.get("accept", ""):
        page: HTMLResponse = templates.TemplateResponse(
            request, "error.html", {"message": error.for_citizen}, status_code=error.status
        )
        return page
    return JSONResponse({"error": error.for_citizen}, error.status)
