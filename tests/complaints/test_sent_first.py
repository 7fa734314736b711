"""Pictures that come before any form: kept a day, used once, deleted when nobody needs them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.complaints.case.evidence import (
    LARGEST_TOGETHER,
    MOST_FILES,
    SENT_FIRST_KEPT,
    EvidenceStore,
)
from bot.complaints.case.evidence_models import Attachment
from bot.complaints.case.models import Case
from bot.complaints.case.pictures import UnusableFile
from bot.complaints.case.sent_first import Counted, drops_files, kept_first
from bot.kit.db import SessionFactory
from tests.complaints.conftest import COMPLAINT, REPORT, Citizen, StoppedClock
from tests.complaints.test_evidence import photo


def on_disk(evidence: EvidenceStore) -> int:
    return len([path for path in evidence.folder.rglob("*") if path.is_file()])


async def test_they_become_the_evidence_of_the_case_that_follows_and_of_no_second(
    citizen: Citizen,
    another: Callable[[str], Citizen],
    evidence: EvidenceStore,
    sessions: SessionFactory,
) -> None:
    await evidence.keep(citizen.name, photo())
    await evidence.keep(citizen.name, b"%PDF-1.4 receipt")
    # Somebody else's form opens meanwhile: theirs they are not.
    await another("stranger").say_all(*COMPLAINT)

    opened = await citizen.say(COMPLAINT[0], start="complaint")
    for text in COMPLAINT[1:-1]:
        step = await citizen.say(text)
    assert step.prompt is not None
    assert "证据材料：照片 1 张，其他文件 1 个" in step.prompt.text
    await citizen.say(COMPLAINT[-1])
    await citizen.say_all(*COMPLAINT)

    said = "\n".join(reply.text for reply in opened.all_replies)
    assert "先发来的照片 1 张，其他文件 1 个作为材料" in said
    async with sessions() as session:
        cases = list(await session.scalars(select(Case).order_by(Case.id)))
        files = list(await session.scalars(select(Attachment)))
    assert len(cases) == 3
    assert [(file.case_id, file.draft) for file in files] == [(cases[1].id, "")] * 2


async def test_an_anonymous_report_keeps_of_them_what_it_keeps_of_others(
    citizen: Citizen, evidence: EvidenceStore, sessions: SessionFactory
) -> None:
    await evidence.keep(citizen.name, photo())

    await citizen.say_all(*REPORT, start="report")

    async with sessions() as session:
        (row,) = await session.scalars(select(Attachment))
    assert (row.draft, row.has_original, row.received_at.minute) == ("", False, 0)
    assert on_disk(evidence) == 1


async def test_after_a_day_they_are_erased_and_a_form_opened_then_has_none(
    citizen: Citizen, evidence: EvidenceStore, sessions: SessionFactory, clock: StoppedClock
) -> None:
    await evidence.keep(citizen.name, photo())
    await evidence.keep("who-comes-back-late", photo())
    clock.at += SENT_FIRST_KEPT

    assert await sessions.run(lambda s: evidence.sweep_sent_first(s, clock.at)) == 0
    clock.pass_by(seconds=1)
    # The sweep comes every few minutes: a form that opens before it does not take them either.
    opened = await citizen.say(COMPLAINT[0], start="complaint")
    gone = await sessions.run(lambda s: evidence.sweep_sent_first(s, clock.at))

    assert "照片" not in "\n".join(reply.text for reply in opened.all_replies[:-1])
    assert (gone, on_disk(evidence)) == (1, 0)


async def test_a_form_that_took_them_keeps_them_as_long_as_itself(
    citizen: Citizen, evidence: EvidenceStore, sessions: SessionFactory, clock: StoppedClock
) -> None:
    await evidence.keep(citizen.name, photo())
    await citizen.say(COMPLAINT[0], start="complaint")
    clock.pass_by(days=3)

    assert await sessions.run(lambda s: evidence.sweep_sent_first(s, clock.at)) == 0
    assert await sessions.run(lambda s: evidence.drop_sent_first(s, citizen.name)) == 0
    assert on_disk(evidence) == 2


async def test_they_are_deleted_when_their_sender_says_so(
    citizen: Citizen, evidence: EvidenceStore, sessions: SessionFactory
) -> None:
    await evidence.keep(citizen.name, photo())
    await evidence.keep("somebody-else", photo())

    assert await sessions.run(lambda s: evidence.drop_sent_first(s, citizen.name)) == 1
    assert on_disk(evidence) == 2


async def test_a_form_can_be_freed_of_them(
    citizen: Citizen, evidence: EvidenceStore, sessions: SessionFactory
) -> None:
    await evidence.keep(citizen.name, photo())
    await citizen.say_all(*COMPLAINT[:3])

    step = await citizen.say("把照片删了")
    for text in COMPLAINT[3:]:
        last = await citizen.say(text)

    assert "都删除了" in step.replies[0].text
    assert step.prompt is not None
    assert "照片 1 张" not in step.prompt.text
    assert last.ended == "filed"
    async with sessions() as session:
        assert list(await session.scalars(select(Attachment))) == []
    assert on_disk(evidence) == 0


async def test_all_that_waits_for_a_case_has_a_limit(
    evidence: EvidenceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.complaints.case.evidence.LARGEST_WAITING", 3 * len(photo()))
    for one in ("a", "b", "c"):
        await evidence.keep(one, photo())

    with pytest.raises(UnusableFile, match="存不下"):
        await evidence.keep("d", photo())
    assert on_disk(evidence) == 6
    assert MOST_FILES * len(photo()) < LARGEST_TOGETHER


@pytest.mark.parametrize(
    "text",
    [
        "删除照片",
        "删除刚才的图片",
        "把照片删了",
        "刚才发的两张图片删掉吧",
        "请把我发来的录音删除",
        "不要照片了",
        "清空",
        "清空聊天记录",
    ],
)
def test_who_wants_them_gone_is_understood(text: str) -> None:
    assert drops_files(text)


@pytest.mark.parametrize(
    "text",
    [
        "照片怎么发",
        "店家把我的照片删了",
        "照片上是过期的面包",
        "商家让我删除差评",
        "视频里有虫",
        "删",
    ],
)
def test_who_speaks_of_pictures_keeps_them(text: str) -> None:
    assert not drops_files(text)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("image/png", "图片里的内容我还看不懂"),
        ("audio/amr", "没有识别出文字"),
        ("application/pdf", "文件里的内容我还看不懂"),
    ],
)
def test_the_answer_says_what_was_not_read_and_how_long_it_is_kept(kind: str, words: str) -> None:
    said = kept_first(kind, Counted(2, 1))

    assert words in said
    assert "24 小时" in said
    assert "照片 1 张，其他文件 1 个" in said
