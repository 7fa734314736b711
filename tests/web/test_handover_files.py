"""Pictures and PDFs go to and fro while a person speaks; who answers is a setting."""

from __future__ import annotations

import io
import re

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import func, select, update

from bot.app.keeping.personal_data import Person, export
from bot.console.kit.parts import ConsoleParts
from bot.handover.files import MOST_FROM_CITIZEN, OPEN_FOR
from bot.handover.models import Handover, HandoverFile, HandoverMessage
from bot.handover.people import LONGEST, People
from bot.handover.transcript import PRESSED_TWICE
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.settings import Settings, SettingsError
from bot.staff.answering import roles_that_answer
from bot.staff.roles import Role
from tests.console.conftest import Visitor, add_member, hidden_fields, visitor_of
from tests.web.test_handover import asks, news, officer
from tests.web.test_handover_work import district, taken

__all__ = ["district", "officer"]
PDF = b"%PDF-1.4 a few words"


def picture() -> bytes:
    """A photo that tells where it was taken."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "a telephone"
    Image.new("RGB", (80, 60), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


async def sends(client: httpx.AsyncClient, data: bytes) -> httpx.Response:
    files = {"file": ("x.bin", data, "image/png")}  # what the name and the type say counts nothing
    return await client.post("/chat/evidence", data={"sender": "citizen"}, files=files)


async def answers(
    officer: Visitor, page: str, data: bytes, text: str = "", name: str = "a.jpg"
) -> httpx.Response:
    hidden = hidden_fields((await officer.get(page)).text, f"{page}/say")
    return await officer.post(
        f"{page}/say", data={**hidden, "text": text}, files={"file": (name, data)}
    )


@pytest.mark.parametrize(
    ("data", "what", "kind"),
    [(picture(), "图片", "image/jpeg"), (PDF, "PDF 文件", "application/pdf")],
    ids=["picture", "pdf"],
)
async def test_a_citizens_file_reaches_who_speaks_without_hidden_data(
    client: httpx.AsyncClient, officer: Visitor, sessions: SessionFactory,
    data: bytes, what: str, kind: str,
) -> None:  # fmt: skip
    page = await taken(client, officer, sessions)

    told = (await sends(client, data)).json()[0]["text"]

    assert told == f"{what}已经转给工作人员。"
    shown = (await officer.get(page)).text
    (address,) = re.findall(rf'href="({page}/files/\w+)"', shown)
    file = await officer.get(address)
    assert file.headers["content-type"] == kind
    assert file.headers["x-content-type-options"] == "nosniff"
    assert b"a telephone" not in file.content
    async with sessions() as session:
        (row,) = await session.scalars(select(HandoverFile))
    assert "a few words" not in row.content_sealed


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (picture()[:-300], "打不开"),
        (b"MZ an exe", "图片（JPG、PNG、GIF、WebP）和 PDF"),
        (b"#!AMR a recording", "图片（JPG、PNG、GIF、WebP）和 PDF"),
        (b"%PDF-" + b"x" * (3 * 1024 * 1024), "PDF 最多 3 MB"),
    ],
    ids=["broken", "program", "recording", "large"],
)
async def test_what_is_no_picture_and_no_pdf_is_refused_both_ways(
    client: httpx.AsyncClient, officer: Visitor, sessions: SessionFactory, data: bytes, told: str
) -> None:
    page = await taken(client, officer, sessions)

    from_citizen, from_staff = await sends(client, data), await answers(officer, page, data, "看")

    assert told in from_citizen.text
    assert from_staff.status_code in (400, 409, 413)
    assert told in from_staff.text
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(HandoverFile)) == 0


async def test_a_citizen_sends_so_many_and_no_more(
    client: httpx.AsyncClient, officer: Visitor, sessions: SessionFactory
) -> None:
    await taken(client, officer, sessions)
    told = [(await sends(client, PDF)).text for _ in range(MOST_FROM_CITIZEN + 1)]

    assert all("已经转给工作人员" in one for one in told[:-1])
    assert f"已经收了 {MOST_FROM_CITIZEN} 个文件" in told[-1]


async def test_what_staff_send_opens_by_its_link_for_some_days(
    client: httpx.AsyncClient, officer: Visitor, sessions: SessionFactory
) -> None:
    page = await taken(client, officer, sessions)

    sent = await answers(officer, page, picture(), "照这样拍")

    assert sent.status_code == 303, sent.text
    texts, _, _ = await news(client)
    (reference,) = re.findall(r"/chat/files/(\w+)", texts[-1])
    assert texts[-1].startswith("照这样拍\n图片：http")
    opened = await client.get(f"/chat/files/{reference}")
    assert opened.headers["content-type"] == "image/jpeg"
    assert opened.headers["cache-control"] == "private, no-store"
    assert b"a telephone" not in opened.content
    async with sessions.begin() as session:
        long_ago = clock.now() - OPEN_FOR
        await session.execute(update(HandoverMessage).values(at=long_ago))
    late = await client.get(f"/chat/files/{reference}")
    assert late.status_code == 404
    assert (await client.get(f"/chat/files/{'0' * 32}")).status_code == 404


async def test_a_form_sent_twice_sends_its_file_once(
    client: httpx.AsyncClient, officer: Visitor, sessions: SessionFactory
) -> None:
    page = await taken(client, officer, sessions)
    hidden = hidden_fields((await officer.get(page)).text, f"{page}/say")

    async def press(data: bytes) -> httpx.Response:
        return await officer.post(
            f"{page}/say", data={**hidden, "text": "看这个"}, files={"file": ("a.pdf", data)}
        )

    sent = [await press(PDF), await press(PDF)]
    await asks(client, "收到了")
    # Later, and something was said between.
    async with sessions.begin() as session:
        await session.execute(update(HandoverMessage).values(at=clock.now() - PRESSED_TWICE))
    sent += [await press(PDF), await press(PDF + b", and more")]

    assert [one.status_code for one in sent] == [303] * 4
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(HandoverFile)) == 2
    texts, _, _ = await news(client)
    assert len([one for one in texts if one.startswith("看这个")]) == 2


async def test_a_file_takes_nothing_from_the_length_of_the_words_with_it(
    client: httpx.AsyncClient, officer: Visitor, sessions: SessionFactory
) -> None:
    page = await taken(client, officer, sessions)

    sent = await answers(officer, page, PDF, "说" * LONGEST)
    too_long = await answers(officer, page, PDF, "说" * (LONGEST + 1))

    assert sent.status_code == 303, sent.text
    assert too_long.status_code == 409
    texts, _, _ = await news(client)
    assert texts[-1].startswith("说" * LONGEST + "\nPDF 文件：http")


async def test_an_empty_file_is_told_and_the_words_stay(
    client: httpx.AsyncClient, officer: Visitor, sessions: SessionFactory
) -> None:
    page = await taken(client, officer, sessions)

    empty = await answers(officer, page, b"", "照这样拍")
    nothing_chosen = await answers(officer, page, b"", "只有字", name="")

    assert empty.status_code == 409
    assert "这个文件是空的" in empty.text
    assert ">照这样拍</textarea>" in empty.text
    assert nothing_chosen.status_code == 303
    texts, _, _ = await news(client)
    assert "照这样拍" not in texts


async def test_only_who_may_read_a_conversation_opens_its_files_and_citizens_not_their_own(
    app: FastAPI,
    client: httpx.AsyncClient,
    officer: Visitor,
    staff: ConsoleParts,
    sessions: SessionFactory,
) -> None:
    page = await taken(client, officer, sessions)
    await sends(client, PDF)
    (address,) = re.findall(rf'href="({page}/files/\w+)"', (await officer.get(page)).text)
    await add_member(staff, "wang", Role.CASE_OFFICER)
    await add_member(staff, "zhu", Role.SUPERVISOR)
    async with visitor_of(app) as colleague, visitor_of(app) as supervisor:
        await colleague.sign_in("wang")
        await supervisor.sign_in("zhu")
        assert (await colleague.get(address)).status_code == 404
        assert (await supervisor.get(address)).content == PDF
    assert (await client.get(f"/chat/files/{address.rsplit('/', 1)[-1]}")).status_code == 404


async def test_files_go_with_the_words_and_a_person_gets_theirs(
    app: FastAPI, client: httpx.AsyncClient, officer: Visitor, sessions: SessionFactory
) -> None:
    page = await taken(client, officer, sessions)
    await sends(client, PDF)
    keyring = app.state.services.settings.keyring
    async with sessions() as session:
        (row,) = await session.scalars(select(Handover))
        person = Person(row.conversation, ())
        found = await session.run_sync(export, keyring, person)
    assert [one["kind"] for one in found["handover_file"]] == ["application/pdf"]
    await officer.fill_in(f"{page}/end", page=page)

    gone = await sessions.run(lambda s: People.forget(s, clock.now() + OPEN_FOR))

    assert gone == 1
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(HandoverFile)) == 0


@pytest.mark.parametrize(
    ("setting", "roles"),
    [
        ("case_officer supervisor", {Role.CASE_OFFICER, Role.SUPERVISOR}),
        ("reviewer  campaign_editor", {Role.REVIEWER, Role.CAMPAIGN_EDITOR}),
    ],
)
def test_the_roles_that_answer_are_a_setting(
    settings: Settings, setting: str, roles: set[Role]
) -> None:
    assert roles_that_answer(settings.model_copy(update={"handover_roles": setting})) == roles


@pytest.mark.parametrize("setting", ["", "boss", "case_officer boss", "auditor", "administrator"])
def test_roles_there_are_not_or_may_not_are_refused(settings: Settings, setting: str) -> None:
    with pytest.raises(SettingsError, match="HANDOVER_ROLES"):
        roles_that_answer(settings.model_copy(update={"handover_roles": setting}))


async def test_a_reviewer_answers_where_the_setting_says_so(
    app: FastAPI,
    client: httpx.AsyncClient,
    officer: Visitor,
    staff: ConsoleParts,
    sessions: SessionFactory,
) -> None:
    page = await taken(client, officer, sessions)
    await add_member(staff, "shen", Role.REVIEWER, name="小审")
    console = app.state.console
    async with visitor_of(app) as reviewer:
        await reviewer.sign_in("shen")
        assert (await reviewer.get("/console/handover/")).status_code == 403
        assert "小审" not in (await officer.get(page)).text

        object.__setattr__(
            console.state.console, "answering", frozenset({Role.CASE_OFFICER, Role.REVIEWER})
        )

        assert "/console/handover/" in (await reviewer.get("/console/")).text
        passed = {"colleague": "shen", "why": "问的是标准"}
        assert (await officer.fill_in(f"{page}/pass", passed, page)).status_code == 303
        said = await reviewer.fill_in(f"{page}/say", {"text": "我来答"}, page)
        assert said.status_code == 303
        assert "替他登记成诉求" not in (await reviewer.get(page)).text
