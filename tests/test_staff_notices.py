"""Staff are told what waits by mail and by a group robot: counts and addresses, and no person."""

from __future__ import annotations

import asyncio
import base64
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.app.cli.staff_channels import staff_channels
from bot.app.tasks import staff_notices
from bot.app.tasks.staff_channels import tell_staff
from bot.app.tasks.staff_notices import tell_daily, tell_of_citizens
from bot.handover.models import Handover, HandoverState
from bot.kit.db import SessionFactory
from bot.settings import Settings
from tests.complaints.made import SAID, bureau, made
from tests.fakes.mail_server import Mailbox
from tests.serving import in_thread

# A Tuesday, 8:10 in Chongqing.
MORNING = datetime(2026, 11, 24, 0, 10, tzinfo=UTC)
PLACES = ("张三丰", "13812345678", "雅迪", "冒烟", "中山四路")


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def robot() -> Iterator[tuple[str, list[dict[str, Any]], list[int]]]:
    """Address of a group robot, what it was told, and the codes it answers with, the last first."""
    told: list[dict[str, Any]] = []
    codes: list[int] = []

    async def send(request: Request) -> JSONResponse:
        told.append(await request.json())
        return JSONResponse({"errcode": codes.pop() if codes else 0})

    with in_thread(Starlette(routes=[Route("/send", send, methods=["POST"])])) as address:
        yield f"{address}/send?key=secret", told, codes


@pytest.fixture
def settings(
    mailbox: Mailbox, robot: tuple[str, Any, Any], database_url: str, tmp_path: Path
) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=tmp_path,
        database_url=database_url,
        data_keys=SecretStr(f"t:{base64.b64encode(b'k' * 32).decode()}"),
        public_url="https://example.gov.cn",
        staff_wecom_webhook=SecretStr(robot[0]),
        staff_mail_to="desk@example.gov.cn, head@example.gov.cn",
        smtp_host="127.0.0.1",
        smtp_port=mailbox.server_address[1],
        smtp_security="plain",
        smtp_from="bot@example.gov.cn",
    )


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(staff_notices.clock, "now", lambda: moment)

    set_to(MORNING)
    return set_to


async def fill(sessions: SessionFactory) -> None:
    """An overdue case of somebody, and somebody who waits."""
    office = bureau()
    past = MORNING - timedelta(days=60)
    await sessions.run(lambda session: made(office, session, past, said=SAID) and None)
    async with sessions.begin() as session:
        session.add(
            Handover(
                conversation="c", channel="web", address_sealed="", asked_at=MORNING,
                changed_at=MORNING, state=HandoverState.WAITING.value,
            )
        )  # fmt: skip


async def test_the_morning_tells_counts_and_pages_once_and_no_person(
    settings: Settings,
    sessions: SessionFactory,
    mailbox: Mailbox,
    robot: tuple[str, list[dict[str, Any]], list[int]],
    at: Callable[[datetime], None],
) -> None:
    await fill(sessions)

    assert await tell_daily(settings, sessions) == {"told": 2}
    at(MORNING + timedelta(minutes=5))
    assert await tell_daily(settings, sessions) == {}

    (said,) = robot[1]
    words = said["text"]["content"]
    (mail,) = [message_from_string(one, policy=default) for one in mailbox.mails]
    assert "超期的诉求 1：https://example.gov.cn/console/cases/?view=overdue" in words
    assert "等人接的对话 1：https://example.gov.cn/console/handover/" in words
    assert mail["subject"] == "渝标通待办 11 月 24 日"
    assert mail["to"] == "desk@example.gov.cn, head@example.gov.cn"
    assert mail.get_content().strip().splitlines() == words.splitlines()[1:]
    assert not [place for place in PLACES if place in words]
    at(MORNING + timedelta(days=1))
    assert await tell_daily(settings, sessions) == {"told": 2}


@pytest.mark.parametrize(
    "moment",
    [
        MORNING - timedelta(hours=1),  # before the hour
        MORNING + timedelta(hours=5),  # too late for a morning's word
        MORNING + timedelta(days=4),  # a Saturday
    ],
)
async def test_at_other_times_nothing_is_told(
    settings: Settings,
    sessions: SessionFactory,
    mailbox: Mailbox,
    at: Callable[[datetime], None],
    moment: datetime,
) -> None:
    await fill(sessions)
    at(moment)

    assert await tell_daily(settings, sessions) == {}
    assert mailbox.mails == []


async def test_where_nothing_waits_nobody_is_disturbed(
    settings: Settings, sessions: SessionFactory, mailbox: Mailbox, at: Callable[[datetime], None]
) -> None:
    assert await tell_daily(settings, sessions) == {}
    assert await tell_of_citizens(settings, sessions) == {}
    assert mailbox.mails == []


async def test_who_begins_to_wait_is_told_of_in_the_next_minute_only(
    settings: Settings,
    sessions: SessionFactory,
    robot: tuple[str, list[dict[str, Any]], list[int]],
    at: Callable[[datetime], None],
) -> None:
    await fill(sessions)

    for seconds, told in ((10, {}), (70, {"told": 2}), (130, {})):
        at(MORNING + timedelta(seconds=seconds))
        assert await tell_of_citizens(settings, sessions) == told
    assert robot[1][0]["text"]["content"].startswith("渝标通：1 位市民在等人工")


async def test_off_by_default(sessions: SessionFactory, at: Callable[[datetime], None]) -> None:
    await fill(sessions)
    silent = Settings(_env_file=None)

    assert await tell_daily(silent, sessions) == {}
    assert await tell_of_citizens(silent, sessions) == {}
    assert "没有打开" in next(staff_channels(silent)).told


async def no_pause(_: float) -> None:
    await asyncio.sleep(0)


async def test_one_channel_that_fails_keeps_nothing_from_the_other(
    settings: Settings,
    mailbox: Mailbox,
    robot: tuple[str, list[dict[str, Any]], list[int]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    robot[2][:] = [0, 93000, 93000]
    mailbox.refuses = True

    assert await tell_staff(settings, "待办", "三件", no_pause) == 1
    assert len(robot[1]) == 3
    said = capsys.readouterr()
    assert "key=secret" not in said.out + said.err


async def test_too_much_is_cut_at_a_whole_sign(
    settings: Settings, robot: tuple[str, list[dict[str, Any]], list[int]]
) -> None:
    await tell_staff(settings, "待办", "件" * 2000, no_pause)

    assert len(robot[1][0]["text"]["content"].encode()) <= 2048


def test_doctor_signs_in_and_sends_nothing(settings: Settings, mailbox: Mailbox) -> None:
    found = list(staff_channels(settings))

    assert [one.problem for one in found] == ["", ""]
    assert "收件 2 个" in found[0].told
    assert mailbox.mails == []
    away = settings.model_copy(update={"smtp_port": 9})
    assert "连不上邮件服务器" in next(staff_channels(away)).problem


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"staff_wecom_webhook": "http://qyapi.example.com/x"}, "STAFF_WECOM_WEBHOOK"),
        ({"staff_wecom_webhook": "没有"}, "STAFF_WECOM_WEBHOOK"),
        ({"staff_mail_to": "a@b.cn\nBcc: c@d.cn", "smtp_host": "m"}, "STAFF_MAIL_TO"),
        ({"staff_mail_to": "a@b.cn"}, "SMTP_FROM"),
        ({"staff_mail_to": "a@b.cn", "smtp_host": "m", "smtp_from": "谁"}, "SMTP_FROM"),
    ],
)
def test_a_wrong_setting_is_named(wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        Settings(_env_file=None, **wrong)
