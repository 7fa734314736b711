"""The log says which page failed, never the address: addresses of ours are secrets."""

from __future__ import annotations

import errno

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import CapturingLogger

from bot.campaigns.quiz.classes import Classes
from bot.console.kit import problems
from bot.console.kit.parts import ConsoleParts
from bot.handover.files import HandoverFiles
from bot.handover.people import People
from bot.staff.roles import Role
from bot.web import error_handlers
from tests.console.conftest import add_member, visitor_of

KEY, REFERENCE = "k" * 32, "a" * 32


@pytest.mark.parametrize(
    ("error", "event"),
    [(RuntimeError("broken"), "request.failed"), (OSError(errno.ENOSPC, ""), "storage.failed")],
    ids=["surprise", "storage"],
)
@pytest.mark.parametrize(
    ("path", "route"),
    [
        (f"/learn/classes/{KEY}", "/learn/classes/{key}"),
        (f"/chat/files/{REFERENCE}", "/chat/files/{reference}"),
    ],
)
async def test_a_citizens_page_that_fails_is_logged_by_its_route(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch,
    error: Exception, event: str, path: str, route: str,
) -> None:  # fmt: skip
    def fails(*given: object) -> None:
        raise error

    monkeypatch.setattr(Classes, "round", fails)
    monkeypatch.setattr(HandoverFiles, "fetch", fails)
    log = CapturingLogger()
    monkeypatch.setattr(error_handlers, "log", log)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get(path)

    assert answer.status_code >= 500
    (said,) = log.calls
    assert (said.args, said.kwargs["route"]) == ((event,), route)
    assert path.rsplit("/", 1)[1] not in str(said)


async def test_a_console_page_that_fails_is_logged_by_its_route(
    app: FastAPI, staff: ConsoleParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*given: object) -> None:
        raise RuntimeError("broken")

    log = CapturingLogger()
    monkeypatch.setattr(problems, "log", log)
    monkeypatch.setattr(People, "find", fails)
    await add_member(staff, "li.ban", Role.CASE_OFFICER)
    async with visitor_of(app) as officer:
        await officer.sign_in("li.ban")
        answer = await officer.get(f"/console/handover/5/files/{REFERENCE}")

    assert answer.status_code == 500
    (said,) = log.calls
    assert said.kwargs["route"] == "/console/handover/{number}/files/{reference}"
    assert REFERENCE not in str(said)
