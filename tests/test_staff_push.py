"""Staff are told in the browsers where they want it: counts and pages, sealed, and no person."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr, ValidationError
from sqlalchemy import select, update

from bot.app.cli.staff_channels import staff_channels
from bot.app.tasks import member_mail, member_push, staff_notices, staff_push
from bot.app.tasks.member_push import push_members
from bot.app.tasks.staff_notices import tell_of_citizens
from bot.app.tasks.staff_push import Notice, push
from bot.kit.db import SessionFactory
from bot.kit.errors import InvalidInput
from bot.settings import Settings
from bot.staff.audit import AuditLog
from bot.staff.models import AuditEntry, StaffMember, StaffPush
from bot.staff.pushing import MOST_BROWSERS, PushBrowsers, new_key, public_key
from tests.fakes.push_service import HOST, FakeBrowser, PushService
from tests.test_member_mail import CITIZENS, TITLE, put

# A Tuesday, 8:40 in Chongqing; whoever waits there began to in this minute.
MORNING = datetime(2026, 11, 24, 0, 40, tzinfo=UTC)
KEY = new_key()
NOTICE = Notice("待办", "等审核的问答 3", "/console/", "daily", 600)


@pytest.fixture
def service() -> PushService:
    return PushService()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=tmp_path,
        database_url=database_url,
        data_keys=SecretStr(f"t:{base64.b64encode(b'k' * 32).decode()}"),
        public_url="https://example.gov.cn",
        staff_push_key=SecretStr(KEY),
        staff_push_hosts=HOST,
    )


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    def set_to(moment: datetime) -> None:
        for module in (member_mail, member_push, staff_notices, staff_push):
            monkeypatch.setattr(module.clock, "now", lambda: moment)

    set_to(MORNING)
    return set_to


@pytest.fixture
def through(service: PushService, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests of the jobs go to the fake, by our own sending."""

    async def to_the_fake(*given: Any, **more: Any) -> int:
        return await push(*given, no_pause, service.transport, **more)

    for module in (member_push, staff_notices):
        monkeypatch.setattr(module, "push", to_the_fake)


async def no_pause(_: float) -> None:
    await asyncio.sleep(0)


@pytest.fixture
async def office(sessions: SessionFactory) -> SessionFactory:
    await sessions.run(put)
    return sessions


@pytest.fixture
def browsers(settings: Settings, sessions: SessionFactory) -> PushBrowsers:
    moments = iter(MORNING + timedelta(seconds=n) for n in range(100))
    return PushBrowsers(
        sessions,
        settings.keyring,
        AuditLog.of(settings, lambda: MORNING),
        lambda: next(moments),
        settings.push_hosts,
    )


async def member(sessions: SessionFactory, name: str) -> StaffMember:
    async with sessions() as session:
        return (await session.scalars(select(StaffMember).filter_by(username=name))).one()


@pytest.fixture
async def told(
    office: SessionFactory, browsers: PushBrowsers, service: PushService
) -> dict[str, FakeBrowser]:
    """A browser of each, by name."""
    made = {name: service.subscribe(public_key(KEY)) for name in ("ban", "shen", "bian", "idle")}
    for name, browser in made.items():
        await browsers.add(await member(office, name), browser.subscription)
    return made


async def send(
    settings: Settings, sessions: SessionFactory, service: PushService, names: Sequence[str]
) -> int:
    numbers = [(await member(sessions, name)).id for name in names]
    notices = dict.fromkeys(numbers, NOTICE)
    return await push(settings, sessions, notices, no_pause, service.transport)


async def left(sessions: SessionFactory) -> set[str]:
    async with sessions() as session:
        return set(await session.scalars(select(StaffPush.name)))


async def test_the_morning_tells_each_their_own_counts_once_and_no_citizen(
    settings: Settings,
    office: SessionFactory,
    told: dict[str, FakeBrowser],
    service: PushService,
    at: Callable[[datetime], None],
    through: None,
) -> None:
    results = await asyncio.gather(*(push_members(settings, office) for _ in range(3)))
    at(MORNING + timedelta(minutes=5))
    results.append(await push_members(settings, office))

    assert sorted(one.get("pushed", 0) for one in results) == [0, 0, 0, 3]
    (shen,) = told["shen"].told
    assert shen == {
        "title": "渝标通：您的待办（11 月 24 日）",
        "body": "等我审核的问答 1、未答问题 2",
        "path": "/console/",
        "topic": "daily",
    }
    assert "我的诉求超期了 1" in told["ban"].told[0]["body"]
    assert told["idle"].told == []  # nothing waits for an auditor
    everything = str([one.told for one in told.values()])
    assert not [word for word in (*CITIZENS, TITLE) if word in everything]
    assert {one["ttl"] for one in service.headers} == {str(8 * 3600)}


@pytest.mark.parametrize(
    "moment",
    [
        MORNING - timedelta(hours=1),
        MORNING + timedelta(hours=5),
        MORNING + timedelta(days=4),  # a Saturday
    ],
)
async def test_at_other_times_nobody_is_told(
    settings: Settings,
    office: SessionFactory,
    told: dict[str, FakeBrowser],
    service: PushService,
    at: Callable[[datetime], None],
    through: None,
    moment: datetime,
) -> None:
    at(moment)

    assert await push_members(settings, office) == {}
    assert service.asked == []


async def test_who_may_answer_hears_of_a_waiting_citizen_in_the_next_minute_only(
    settings: Settings,
    office: SessionFactory,
    told: dict[str, FakeBrowser],
    service: PushService,
    at: Callable[[datetime], None],
    through: None,
) -> None:
    for seconds, result in ((10, {}), (70, {"pushed": 1}), (130, {})):
        at(MORNING + timedelta(seconds=seconds))
        assert await tell_of_citizens(settings, office) == result

    assert told["ban"].told == [
        {
            "title": "渝标通：1 位市民在等人工",
            "body": "点开接入对话",
            "path": "/console/handover/",
            "topic": "waiting",
        }
    ]
    assert service.headers[0]["urgency"] == "high"


async def test_off_by_default(
    office: SessionFactory, told: dict[str, FakeBrowser], at: Callable[[datetime], None]
) -> None:
    assert await push_members(Settings(_env_file=None), office) == {}
    at(MORNING + timedelta(seconds=70))
    assert await tell_of_citizens(Settings(_env_file=None), office) == {}


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(
    settings: Settings,
    office: SessionFactory,
    told: dict[str, FakeBrowser],
    service: PushService,
    status: int,
) -> None:
    service.answers[told["shen"].path] = status

    assert await send(settings, office, service, ["ban", "shen"]) == 1
    assert len(service.asked) == 2  # it isn't tried again
    assert told["shen"].subscription.name not in await left(office)
    assert len(await left(office)) == 3


@pytest.mark.parametrize("status", [400, 403, 429, 500, 503])
async def test_what_fails_is_tried_three_times_kept_and_logged_without_the_address(
    settings: Settings,
    office: SessionFactory,
    told: dict[str, FakeBrowser],
    service: PushService,
    status: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    service.answers[told["shen"].path] = status

    assert await send(settings, office, service, ["ban", "shen"]) == 1
    assert service.asked.count(told["shen"].subscription.endpoint) == 3
    assert len(await left(office)) == 4
    said = capsys.readouterr()
    assert said.out.count("staff.not_told") == 3
    assert "x-Y_z" not in said.out + said.err


async def test_nobody_else_is_spoken_to_whatever_is_kept_or_answered(
    settings: Settings, office: SessionFactory, told: dict[str, FakeBrowser], service: PushService
) -> None:
    service.moved_to = "https://inside.example.com/admin"
    service.answers[told["shen"].path] = 307
    narrower = settings.model_copy(update={"staff_push_hosts": "updates.push.services.mozilla.com"})

    assert await send(settings, office, service, ["shen"]) == 0
    assert set(service.asked) == {told["shen"].subscription.endpoint}
    service.asked.clear()
    assert await send(narrower, office, service, ["ban"]) == 0
    assert service.asked == []
    assert told["ban"].subscription.name not in await left(office)


async def test_who_is_disabled_is_told_nothing(
    settings: Settings,
    office: SessionFactory,
    told: dict[str, FakeBrowser],
    at: Callable[[datetime], None],
    through: None,
) -> None:
    which = update(StaffMember).where(StaffMember.username == "shen").values(disabled=True)
    await office.run(lambda session: session.execute(which) and None)

    assert await push_members(settings, office) == {"pushed": 2}
    assert told["shen"].told == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.com/send/1",
        "https://push.example.com.evil.com/send/1",
        "https://evil.com/push.example.com/1",
        "https://push.example.com@evil.com/1",
        "https://push.example.com\\@evil.com/1",
        "https://push.example.com:8443/send/1",
        "https://127.0.0.1/send/1",
        "https://[::1]/send/1",
        "https://push.example.com",
        "https://PUSH.example.com/ send",
        "file:///etc/passwd",
        "",
        f"https://push.example.com/{'x' * 2000}",
    ],
)
async def test_an_address_that_is_no_push_service_of_the_settings_is_refused(
    office: SessionFactory, browsers: PushBrowsers, service: PushService, endpoint: str
) -> None:
    made = replace(service.subscribe(public_key(KEY)).subscription, endpoint=endpoint)

    with pytest.raises(InvalidInput, match="不在允许的名单里"):
        await browsers.add(await member(office, "shen"), made)
    assert await left(office) == set()


@pytest.mark.parametrize(
    ("endpoint", "is_known"),
    [
        ("https://fcm.googleapis.com/fcm/send/dY3:APA91b-x_Y", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/gAAAA-x_Y=", True),
        ("https://wns2-sg2p.notify.windows.com/w/?token=BQYAAA%2bx%3d%3d", True),
        ("https://web.push.apple.com/QGux-x_Y", True),
        ("https://notify.windows.com/w/?token=1", False),
        ("https://evilnotify.windows.com.cn/w/?token=1", False),
    ],
)
def test_the_browsers_makers_are_known(service: PushService, endpoint: str, is_known: bool) -> None:
    made = replace(service.subscribe("").subscription, endpoint=endpoint)

    assert made.is_at(Settings(_env_file=None).push_hosts) == is_known


@pytest.mark.parametrize(
    "broken",
    [
        {"p256dh": ""},
        {"p256dh": "A" * 87},
        {"p256dh": "图" * 87},
        {"auth": "AA"},
        {"auth": "!" * 22},
    ],
)
async def test_keys_that_are_none_are_refused(
    office: SessionFactory, browsers: PushBrowsers, service: PushService, broken: dict[str, str]
) -> None:
    made = replace(service.subscribe("").subscription, **broken)

    with pytest.raises(InvalidInput, match="不完整"):
        await browsers.add(await member(office, "shen"), made)


async def test_a_browser_is_of_one_member_and_the_log_tells_how_many(
    office: SessionFactory, browsers: PushBrowsers, service: PushService
) -> None:
    shen, bian = [await member(office, name) for name in ("shen", "bian")]
    shared, own = service.subscribe("").subscription, service.subscribe("").subscription
    for whose, made in ((shen, shared), (shen, own), (bian, shared), (bian, shared)):
        await browsers.add(whose, made)

    assert await browsers.names(shen) == [own.name]
    assert await browsers.names(bian) == [shared.name]
    await browsers.drop(bian, own.name)  # not theirs
    assert len(await left(office)) == 2
    await browsers.drop(shen, own.name)
    await browsers.drop(bian)
    assert await left(office) == set()
    async with office() as session:
        entries = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id))).all()
        rows = [(one.actor, one.details) for one in entries]
    assert rows == [
        ("shen", {"browsers": 1}), ("shen", {"browsers": 2}), ("bian", {"browsers": 1}),
        ("bian", {"browsers": 1}), ("bian", {"browsers": 1}), ("shen", {"browsers": 0}),
        ("bian", {"browsers": 0}),
    ]  # fmt: skip


async def test_the_oldest_browser_goes_and_nothing_of_one_is_readable(
    office: SessionFactory, browsers: PushBrowsers, service: PushService
) -> None:
    shen = await member(office, "shen")
    made = [service.subscribe("").subscription for _ in range(MOST_BROWSERS + 2)]
    for one in made:
        await browsers.add(shen, one)

    assert await left(office) == {one.name for one in made[2:]}
    async with office() as session:
        kept = [one.subscription_sealed for one in await session.scalars(select(StaffPush))]
    assert not [one for one in kept if HOST in one or made[-1].p256dh in one]


async def test_what_no_key_opens_is_forgotten(
    settings: Settings, office: SessionFactory, told: dict[str, FakeBrowser], service: PushService
) -> None:
    other = SecretStr(f"u:{base64.b64encode(b'u' * 32).decode()}")

    assert (
        await send(settings.model_copy(update={"data_keys": other}), office, service, ["shen"]) == 0
    )
    assert told["shen"].subscription.name not in await left(office)


@pytest.mark.parametrize("wrong", ["x", "A" * 42, "图" * 43, "A" * 44])
def test_a_wrong_key_is_named(wrong: str) -> None:
    with pytest.raises(ValidationError, match="STAFF_PUSH_KEY"):
        Settings(_env_file=None, staff_push_key=SecretStr(wrong))


@pytest.mark.parametrize("wrong", ["", "http://fcm.googleapis.com", "*", "*.com", "a.b:443"])
def test_a_wrong_list_of_services_is_named(wrong: str) -> None:
    with pytest.raises(ValidationError, match="STAFF_PUSH_HOSTS"):
        Settings(_env_file=None, staff_push_key=SecretStr(KEY), staff_push_hosts=wrong)


def test_doctor_looks_whether_a_push_service_is_reached(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(url: str, **_: object) -> httpx.Response:
        raise httpx.ConnectError("no")

    monkeypatch.setattr(httpx, "head", refuse)
    assert "一个也连不上" in next(staff_channels(settings)).problem
    monkeypatch.setattr(httpx, "head", lambda url, **_: httpx.Response(404))
    assert "连得上 1 个" in next(staff_channels(settings)).told
