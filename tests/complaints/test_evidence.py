from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from bot.complaints.case.evidence import MOST_FILES, EvidenceStore
from bot.complaints.case.evidence_models import Attachment
from bot.complaints.case.models import Case, CaseEvent
from bot.complaints.case.pictures import MOST_PIXELS, UnusableFile, clean_copy, kind_of
from bot.complaints.office import CaseOffice
from bot.kit.db import SessionFactory
from bot.kit.errors import NotFound
from tests.complaints.conftest import COMPLAINT, REPORT, Citizen, StoppedClock

GPS = 0x8825


def photo(size: tuple[int, int] = (60, 40), *, orientation: int = 1, colour: str = "red") -> bytes:
    """A photograph that tells where and with what it was taken."""
    picture = Image.new("RGB", size, colour)
    picture.paste("blue", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif[0x0112] = orientation
    exif[GPS] = {1: "N", 2: (29.0, 33.0, 45.0), 3: "E", 4: (106.0, 34.0, 12.0)}
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, quality=95, comment=b"taken by Zhang San")
    return out.getvalue()


def test_the_copy_holds_pixels_and_nothing_else() -> None:
    original = photo()
    assert b"PhoneMaker" in original

    copy = clean_copy(original)

    with Image.open(io.BytesIO(copy)) as picture:
        assert dict(picture.getexif()) == {}
        assert "comment" not in picture.info
    assert b"PhoneMaker" not in copy
    assert b"Zhang San" not in copy


def test_a_picture_taken_sideways_stands_upright_in_the_copy() -> None:
    copy = clean_copy(photo((60, 40), orientation=6))

    with Image.open(io.BytesIO(copy)) as picture:
        assert picture.size == (40, 60)
        # The blue left half is on top after turning.
        red, _, blue = picture.getpixel((20, 5))  # type: ignore[misc]
        assert blue > red


def test_a_large_picture_is_made_smaller() -> None:
    with Image.open(io.BytesIO(clean_copy(photo((4000, 1000))))) as picture:
        assert picture.size == (2048, 512)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (photo(), "image/jpeg"),
        (b"%PDF-1.7\n...", "application/pdf"),
        (b"\x00\x00\x00\x18ftypisom....", "video/mp4"),
        (b"#!AMR\n....", "audio/amr"),
        (b"ID3\x04....", "audio/mpeg"),
    ],
)
def test_a_file_is_known_by_its_content(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"MZ\x90\x00 this program cannot be run",
        b"#!/bin/sh\nrm -rf /",
        b"PK\x03\x04 a zip",
        b"plain words",
        photo()[:200],
        b"\xff\xd8\xff\xe0 not a picture at all",
    ],
)
def test_other_files_and_broken_pictures_are_refused_in_chinese(data: bytes) -> None:
    with pytest.raises(UnusableFile) as refusal:
        kind_of(data)

    assert "请" in refusal.value.for_citizen or "可以" in refusal.value.for_citizen


def test_a_picture_bomb_is_not_unpacked() -> None:
    side = int(MOST_PIXELS**0.5) + 10
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")

    with pytest.raises(UnusableFile, match="尺寸"):
        kind_of(out.getvalue())


async def test_what_lies_on_disk_is_sealed_and_nameless(
    evidence: EvidenceStore, sessions: SessionFactory
) -> None:
    kept = await evidence.keep("citizen-1", photo())

    files = [path for path in evidence.folder.rglob("*") if path.is_file()]
    assert len(files) == 2
    for path in files:
        assert b"JFIF" not in path.read_bytes()
        assert "citizen" not in path.name
    kind, data = await sessions.run(lambda s: evidence.read(s, kept.reference, original=True))
    assert (kind, data) == ("image/jpeg", photo())


async def test_the_same_picture_twice_is_kept_once(evidence: EvidenceStore) -> None:
    first = await evidence.keep("citizen-1", photo())
    second = await evidence.keep("citizen-1", photo())

    assert (first.reference, second.count) == (second.reference, 1)
    assert len([p for p in evidence.folder.rglob("*") if p.is_file()]) == 2


async def test_too_many_too_large_and_empty_files_are_refused(evidence: EvidenceStore) -> None:
    for n in range(MOST_FILES):
        await evidence.keep("citizen-1", photo((60 + n, 40)))

    for data in (photo((200, 40)), b"", b"\xff" * (10 * 1024 * 1024 + 1)):
        with pytest.raises(UnusableFile):
            await evidence.keep("citizen-1", data)
    assert len([p for p in evidence.folder.rglob("*") if p.is_file()]) == 2 * MOST_FILES


async def test_files_go_with_the_case_and_are_counted_in_the_form(
    citizen: Citizen, evidence: EvidenceStore, sessions: SessionFactory
) -> None:
    await citizen.say_all(*COMPLAINT[:8])
    await evidence.keep(citizen.name, photo())
    told = await citizen.office.desk.add_files(citizen.name)
    assert told is not None
    assert "收到 1 个材料" in told.text

    step = await citizen.say("发完了")
    assert step.requested == "name"
    for text in COMPLAINT[8:]:
        await citizen.say(text)

    async with sessions() as session:
        row = (await session.scalars(select(Attachment))).one()
        case = (await session.scalars(select(Case))).one()
    assert (row.case_id, row.draft) == (case.id, "")
    assert row.has_original


async def test_an_anonymous_report_keeps_only_the_clean_copy(
    citizen: Citizen, evidence: EvidenceStore, sessions: SessionFactory
) -> None:
    await citizen.say_all(*REPORT[:6], start="report")
    kept = await evidence.keep(citizen.name, photo())
    await citizen.office.desk.add_files(citizen.name)
    for text in ("发完了", *REPORT[6:]):
        await citizen.say(text)

    kind, copy = await sessions.run(lambda s: evidence.read(s, kept.reference, original=False))
    assert kind == "image/jpeg"
    assert b"PhoneMaker" not in copy
    with pytest.raises(NotFound):
        await sessions.run(lambda s: evidence.read(s, kept.reference, original=True))
    (left,) = [p for p in evidence.folder.rglob("*") if p.is_file()]
    assert left.suffix == ".copy"
    assert left.stat().st_mtime % 3600 == 0
    async with sessions() as session:
        row = (await session.scalars(select(Attachment))).one()
    assert (row.received_at.minute, row.received_at.second) == (0, 0)


async def test_cancelling_deletes_the_files(citizen: Citizen, evidence: EvidenceStore) -> None:
    await citizen.say_all(*COMPLAINT[:8])
    await evidence.keep(citizen.name, photo())

    await citizen.say("取消")

    assert [p for p in evidence.folder.rglob("*") if p.is_file()] == []


async def test_a_sweep_removes_what_nobody_owns_and_leaves_the_rest(
    evidence: EvidenceStore, sessions: SessionFactory, clock: StoppedClock, tmp_path: Path
) -> None:
    kept = await evidence.keep("citizen-1", photo())
    stray = evidence.folder / "ab" / "abcdef.original"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"left by a crash")

    early = await sessions.run(lambda s: evidence.sweep(s, clock.at))
    long_after = clock.at + timedelta(days=2000)
    late = await sessions.run(lambda s: evidence.sweep(s, long_after))

    assert (early, late) == (0, 2)
    assert not stray.exists()
    with pytest.raises(NotFound):
        await sessions.run(lambda s: evidence.read(s, kept.reference, original=False))


async def test_a_file_sent_after_filing_goes_to_the_one_open_case(
    citizen: Citizen, office: CaseOffice, evidence: EvidenceStore, sessions: SessionFactory
) -> None:
    files = office.files
    assert await files.meant(citizen.name) == ()
    await citizen.say_all(*COMPLAINT)
    (number,) = await files.meant(citizen.name)
    assert await files.meant("stranger") == ()

    await evidence.keep(citizen.name, b"%PDF-1.4 receipt")
    told, held = await files.take(citizen.name, (number,))

    assert number in told.text
    assert held == ""
    async with sessions() as session:
        row = (await session.scalars(select(Attachment))).one()
        event = (await session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc()))).first()
    assert (row.draft, row.case_id is None) == ("", False)
    assert event is not None
    assert (event.action, event.actor_kind) == ("files", "citizen")
