"""Each member of staff gets one mail a working day of what waits for them, and no citizen in it."""

from __future__ import annotations

import asyncio
import base64
import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_string
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.app.cli.staff_channels import staff_channels
from bot.app.tasks import member_mail
from bot.app.tasks.member_mail import mail_members
from bot.complaints.case.models import Holiday
from bot.conversation.models import UnansweredQuestion
from bot.editing.faq.models import FaqDraft
from bot.editing.unanswered.models import QuestionCluster
from bot.handover.models import Handover, HandoverState
from bot.kit.db import SessionFactory
from bot.settings import Settings
from bot.staff.models import StaffMember
from tests.complaints.made import SAID, bureau, made
from tests.fakes.mail_server import Mailbox

# A Tuesday, 8:40 in Chongqing.
MORNING = datetime(2026, 11, 24, 0, 40, tzinfo=UTC)
TITLE = "校服掉色找谁说？"
CITIZENS = (
    "张三丰", "13812345678", "雅迪", "冒烟", "中山四路", "解放碑", "飞碟", "李四光", "openid",
)  # fmt: skip


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def settings(mailbox: Mailbox, database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=tmp_path,
        database_url=database_url,
        data_keys=SecretStr(f"t:{base64.b64encode(b'k' * 32).decode()}"),
        public_url="https://example.gov.cn",
        staff_member_mail_at="8:30",
        smtp_host="127.0.0.1",
        smtp_port=mailbox.server_address[1],
        smtp_security="plain",
        smtp_from="bot@example.gov.cn",
    )


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(member_mail.clock, "now", lambda: moment)

    set_to(MORNING)
    return set_to


async def no_pause(_: float) -> None:
    await asyncio.sleep(0)


def member(username: str, *roles: str, **more: Any) -> StaffMember:
    given = {"mail": f"{username}@example.gov.cn", "districts": ["渝中区"], **more}
    return StaffMember(
        username=username,
        display_name=f"{username}某",
        password_hash="x",
        roles=list(roles),
        **given,
    )


def draft(state: str, author: str, question: str) -> FaqDraft:
    return FaqDraft(
        slug=f"{state}-{author}", state=state, author=author, hands=[author],
        content={"question": question}, made_at=MORNING, changed_at=MORNING,
    )  # fmt: skip


def put(session: Session) -> None:
    """Something for each kind of work, everywhere with a citizen in it who must not go out."""
    office = bureau()
    made(office, session, MORNING - timedelta(days=60), said=SAID, officer="ban")
    # Of a Tuesday: seven working days later is a Thursday.
    made(office, session, MORNING - timedelta(days=7), said=SAID, officer="ban")
    session.add_all(
        [
            member("ban", "case_officer"),
            member("shen", "reviewer"),
            member("bian", "faq_editor"),
            member("idle", "auditor"),
            draft("in_review", "bian", TITLE),
            draft("rejected", "bian", "退回的这一条"),
            draft("draft", "bian", "我叫李四光，飞碟归哪个管"),
            Handover(
                conversation="c", channel="web", address_sealed="", asked_at=MORNING,
                changed_at=MORNING, state=HandoverState.WAITING.value,
            ),
            QuestionCluster(id=7, title="飞碟归哪个管", vector=b"", made_at=MORNING),
        ]
    )  # fmt: skip
    session.add_all(
        UnansweredQuestion(
            question=said, reason="unknown", channel="web", asked_at=MORNING, cluster_id=group
        )
        for said, group in (("飞碟归哪个管", 7), ("飞碟找哪个", 7), ("我是李四光", None))
    )


@pytest.fixture
async def office(sessions: SessionFactory) -> SessionFactory:
    await sessions.run(put)
    return sessions


def mails_of(mailbox: Mailbox) -> dict[str, str]:
    """By whom they are to; each may have one."""
    read = [message_from_string(one, policy=default) for one in mailbox.mails]
    found = {str(one["to"]).partition("@")[0]: one.get_content() for one in read}
    assert len(found) == len(read)
    assert {str(one["subject"]) for one in read} <= {"渝标通：您的待办（11 月 24 日）"}
    return found


async def test_everybody_gets_what_waits_for_them_and_no_citizen(
    settings: Settings, office: SessionFactory, mailbox: Mailbox, at: Callable[[datetime], None]
) -> None:
    assert await mail_members(settings, office) == {"mailed": 3, "not_mailed": 0}

    mails, console = mails_of(mailbox), "https://example.gov.cn/console"
    assert set(mails) == {"ban", "shen", "bian"}  # nothing waits for an auditor
    assert mails["shen"].startswith("shen某，您好。")
    assert f"等我审核的问答 1：{console}/faq/?view=review" in mails["shen"]
    assert re.search(rf"  · {TITLE}（bian某）：{console}/faq/drafts/\d+\n", mails["shen"])
    assert "被退回给我的问答 1" in mails["bian"]
    assert "  · 退回的这一条（bian某）" in mails["bian"]
    assert "我还没有提交的问答 1" in mails["bian"]
    assert f"未答问题 2：{console}/inbox/" in mails["bian"]
    assert f"  · 一组问题（近七天 2 次，共 2 次）：{console}/inbox/7" in mails["bian"]
    assert TITLE not in mails["bian"]
    assert f"我的诉求超期了 1：{console}/cases/?view=overdue&officer=ban" in mails["ban"]
    assert "（期限 2026-11-26，还有 2 个工作日）" in mails["ban"]
    assert "我的诉求快到期 1" in mails["ban"]
    assert "人工：等人接 1" in mails["ban"]
    assert all(mail.rstrip().endswith(f"关掉：{console}/account") for mail in mails.values())
    assert not [word for word in CITIZENS for mail in mails.values() if word in mail]


async def test_one_mail_a_day_with_several_workers_and_after_a_restart(
    settings: Settings, office: SessionFactory, mailbox: Mailbox, at: Callable[[datetime], None]
) -> None:
    told = await asyncio.gather(*(mail_members(settings, office) for _ in range(3)))

    assert sum(counts.get("mailed", 0) for counts in told) == 3
    at(MORNING + timedelta(minutes=5))
    assert await mail_members(settings, office) == {}
    assert len(mails_of(mailbox)) == 3
    mailbox.mails.clear()
    at(MORNING + timedelta(days=1))
    assert (await mail_members(settings, office))["mailed"] == 3


@pytest.mark.parametrize(
    "changed", [{"wants_mail": False}, {"mail": ""}, {"disabled": True}], ids=str
)
async def test_who_said_no_has_no_address_or_is_gone_gets_none(
    settings: Settings,
    office: SessionFactory,
    mailbox: Mailbox,
    at: Callable[[datetime], None],
    changed: dict[str, Any],
) -> None:
    which = update(StaffMember).where(StaffMember.username == "shen").values(**changed)
    await office.run(lambda session: session.execute(which) and None)

    await mail_members(settings, office)

    assert set(mails_of(mailbox)) == {"ban", "bian"}


@pytest.mark.parametrize(
    "moment",
    [
        MORNING - timedelta(minutes=11),  # 8:29
        MORNING + timedelta(hours=4),
        MORNING + timedelta(days=4),  # a Saturday
        MORNING + timedelta(days=2),  # a day off that staff entered
    ],
)
async def test_at_other_times_nobody_gets_one(
    settings: Settings,
    office: SessionFactory,
    mailbox: Mailbox,
    at: Callable[[datetime], None],
    moment: datetime,
) -> None:
    off = Holiday(day=date(2026, 11, 26), working=False, name="停电")
    await office.run(lambda session: session.add(off))
    at(moment)

    assert await mail_members(settings, office) == {}
    assert mailbox.mails == []


async def test_what_comes_after_the_mail_waits_for_the_next_one(
    settings: Settings, sessions: SessionFactory, mailbox: Mailbox, at: Callable[[datetime], None]
) -> None:
    await sessions.run(lambda session: session.add(member("shen", "reviewer")))
    assert await mail_members(settings, sessions) == {"mailed": 0, "not_mailed": 0}

    await sessions.run(lambda session: session.add(draft("in_review", "bian", TITLE)))

    assert await mail_members(settings, sessions) == {}
    assert mailbox.mails == []


async def test_a_server_that_is_away_takes_nobodys_turn(
    settings: Settings, office: SessionFactory, mailbox: Mailbox, at: Callable[[datetime], None]
) -> None:
    away = settings.model_copy(update={"smtp_port": 9})

    assert await mail_members(away, office, no_pause) == {}
    assert (await mail_members(settings, office))["mailed"] == 3


async def test_what_is_refused_is_tried_three_times_and_noticed(
    settings: Settings,
    office: SessionFactory,
    mailbox: Mailbox,
    at: Callable[[datetime], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    mailbox.refuses = True

    assert await mail_members(settings, office, no_pause) == {"mailed": 0, "not_mailed": 3}
    said = capsys.readouterr().out
    assert said.count("staff.not_told") == 9
    assert "example.gov.cn" not in said


async def test_off_by_default(
    office: SessionFactory, mailbox: Mailbox, at: Callable[[datetime], None]
) -> None:
    assert await mail_members(Settings(_env_file=None), office) == {}
    async with office() as session:
        assert not (await session.scalars(select(StaffMember.mailed_on).distinct())).one()


@pytest.mark.parametrize("wrong", ["8", "8点", "20:00", "8:60", "08:3", "8：30"])
def test_a_wrong_time_is_named(wrong: str) -> None:
    with pytest.raises(ValidationError, match="STAFF_MEMBER_MAIL_AT"):
        Settings(_env_file=None, staff_member_mail_at=wrong)


def test_doctor_looks_at_the_mail_server(settings: Settings, mailbox: Mailbox) -> None:
    (found,) = staff_channels(settings)

    assert "8:30" in found.told
    with pytest.raises(ValidationError, match="SMTP_FROM"):
        Settings(_env_file=None, staff_member_mail_at="8:30")
    away = settings.model_copy(update={"smtp_port": 9})
    assert "连不上邮件服务器" in next(staff_channels(away)).problem
    assert mailbox.mails == []
