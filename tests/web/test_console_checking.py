"""What nobody checked: the list with the most asked first, one click, and the answer says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import unescape
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.console.kit.parts import ConsoleParts
from bot.editing.faq import checking
from bot.editing.faq.checking import Checking
from bot.editing.faq.models import FaqVersion
from bot.editing.faq.whose import whose
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.staff.models import AuditEntry, StaffMember
from bot.staff.roles import Role
from kb.basis import settle
from kb.models import (
    Checked,
    Faq,
    FaqPhrasing,
    FaqStatus,
    SectorCode,
    Standard,
    StandardStatus,
    Term,
)
from kb.repository import KnowledgeRepository
from tests.console.conftest import Visitor, add_member, hidden_fields, visitor_of
from tests.content import faq

PAGE = "/console/checking/"


async def asked(client: httpx.AsyncClient, question: str) -> str:
    sent = {"sender": "citizen", "message": question}
    return str((await client.post("/webhooks/rest/webhook", json=sent)).json()[0]["text"])


async def unchecked(sessions: SessionFactory, app: FastAPI) -> None:
    async with sessions.begin() as session:
        for table in (Faq, Term):
            await session.execute(update(table).values(checked=Checked.UNCHECKED, checked_on=None))
        await session.execute(
            update(Faq).where(Faq.slug == "is-gbt-binding").values(answer="<b>自愿</b>采用。")
        )
        faqs = (await session.scalars(select(Faq).order_by(Faq.id))).all()
        await settle(session, faqs, clock.today())
        await KnowledgeRepository(session).touch()
    await app.state.services.knowledge.refresh()


async def test_one_click_and_every_channel_says_who_checked(
    reviewer: Visitor, client: httpx.AsyncClient, sessions: SessionFactory, app: FastAPI
) -> None:
    await unchecked(sessions, app)
    assert "尚未与官方平台核对" in await asked(client, "世界标准日是哪天？")
    page = (await reviewer.get(PAGE)).text
    assert page.index("世界标准日是哪天？") < page.index("推荐性标准必须执行吗？")  # asked most
    assert "&lt;b&gt;自愿" in page
    desk = Checking(sessions, app.state.console.state.console.audit, clock.now)
    (one,) = await desk.shown((await desk.waiting())[:1])

    wanted = {"kind": "faq", "key": "standards-day", "seen": one.stamp}
    answer = await reviewer.fill_in(f"{PAGE}confirm", wanted, page=PAGE)
    await app.state.services.knowledge.refresh()

    assert answer.status_code == 303, answer.text
    assert f"核对日期：{clock.today()}" in await asked(client, "世界标准日是哪天？")
    assert "世界标准日是哪天？" not in (await reviewer.get(PAGE)).text
    async with sessions() as session:
        log = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()))).first()
    assert log is not None
    assert (log.actor, log.action, log.object_id) == ("shen", "content.checked", "standards-day")


async def test_what_was_changed_since_the_page_was_made_is_not_confirmed(
    reviewer: Visitor, sessions: SessionFactory, app: FastAPI
) -> None:
    await unchecked(sessions, app)
    wanted = {"kind": "faq", "key": "standards-day", "seen": "0" * 32}

    answer = await reviewer.fill_in(f"{PAGE}confirm", wanted, page=PAGE)

    assert answer.status_code == 409
    async with sessions() as session:
        assert await session.scalar(select(Faq.checked).where(Faq.slug == "standards-day")) == (
            Checked.UNCHECKED
        )


async def test_entries_whose_standards_changed_come_first_and_old_checks_come_back(
    reviewer: Visitor, sessions: SessionFactory, app: FastAPI
) -> None:
    await unchecked(sessions, app)
    async with sessions.begin() as session:
        old, fresh = clock.today() - timedelta(days=181), clock.today() - timedelta(days=180)
        for table in (Faq, Term, Standard, SectorCode):
            values = {"checked": Checked.STAFF, "checked_on": fresh}
            await session.execute(update(table).values(**values))
        await session.execute(update(Term).values(checked_on=old))
        await session.execute(
            update(Standard)
            .where(Standard.number == "GB 2760-2024")
            .values(status=StandardStatus.WITHDRAWN, ended_on=clock.today())
        )
        await session.execute(
            update(Faq).where(Faq.slug == "is-gbt-binding").values(status=FaqStatus.WITHDRAWN)
        )

    found = await Checking(sessions, app.state.console.state.console.audit, clock.now).waiting()

    assert [(one.kind, one.key) for one in found] == [("faq", "additives"), ("term", "采标")]
    page = (await reviewer.get(f"{PAGE}?kind=changed")).text
    assert "依据的 GB 2760 有变化" in page
    assert "采标" not in page.split("<main")[1].split("分组")[1].split("</nav>")[1]


async def test_the_page_reads_the_words_of_what_it_shows_only(
    reviewer: Visitor, sessions: SessionFactory, app: FastAPI
) -> None:
    await unchecked(sessions, app)
    async with sessions.begin() as session:
        for number in range(60):
            row = faq(f"made-{number}", f"第 {number} 个问题？", "答案。")
            row.checked, row.checked_on = Checked.UNCHECKED, None
            row.phrasings = [FaqPhrasing(text=f"第 {number} 种问法") for _ in range(3)]
            session.add(row)
    read: list[type[object]] = []

    def note(row: object, _context: object) -> None:
        read.append(type(row))

    for table in (Faq, FaqPhrasing):
        event.listen(table, "load", note)
    try:
        page = (await reviewer.get(f"{PAGE}?kind=faq")).text
    finally:
        for table in (Faq, FaqPhrasing):
            event.remove(table, "load", note)

    assert page.count("<article") == 20
    assert read == [Faq] * 20


async def test_what_waits_is_read_again_once_something_was_changed(
    reviewer: Visitor, sessions: SessionFactory, app: FastAPI
) -> None:
    await unchecked(sessions, app)
    read: list[str] = []
    real = checking._standards

    async def noted(session: AsyncSession, numbers: Sequence[str]) -> list[Any]:
        read.extend(numbers)
        return await real(session, numbers)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "_standards", noted)
        first = (await reviewer.get(PAGE)).text
        assert read
        read.clear()
        second = (await reviewer.get(PAGE)).text
        assert read == []
        async with sessions.begin() as session:
            await session.execute(update(Term).values(checked=Checked.TEXT))
            await KnowledgeRepository(session).touch()
        third = (await reviewer.get(PAGE)).text
        assert read

    assert first == second
    assert "采标" in second
    assert "采标" not in third


async def withdrawn(sessions: SessionFactory, app: FastAPI) -> None:
    """A standard an answer rests on has ended."""
    async with sessions.begin() as session:
        await session.execute(
            update(Standard)
            .where(Standard.number == "GB 2760-2024")
            .values(status=StandardStatus.WITHDRAWN, ended_on=clock.today())
        )
        await KnowledgeRepository(session).touch()
    await app.state.services.knowledge.refresh()


async def test_who_reviews_is_told_on_the_start_page_what_waits(
    reviewer: Visitor, sessions: SessionFactory, app: FastAPI, staff: ConsoleParts
) -> None:
    await unchecked(sessions, app)
    assert "复核的答案" not in (await reviewer.get("/console/")).text
    await withdrawn(sessions, app)

    page = (await reviewer.get("/console/")).text

    assert "归您复核的答案" in page
    assert 'href="/console/checking/?kind=mine"' in page
    assert "别人名下" not in page
    await add_member(staff, "ban", Role.CASE_OFFICER)
    async with visitor_of(app) as officer:
        await officer.sign_in("ban")
        assert "待复核" not in (await officer.get("/console/")).text


@pytest.mark.parametrize("last", ["shen", "yan", "lin"])
async def test_a_review_is_the_task_of_who_confirmed_last_and_of_another_when_they_have_left(
    reviewer: Visitor, sessions: SessionFactory, app: FastAPI, staff: ConsoleParts, last: str
) -> None:
    others = ("yan", "lin")
    for name in others:
        await add_member(staff, name, Role.REVIEWER, name=f"审核{name}")
    await add_member(staff, "bian", Role.FAQ_EDITOR)
    await unchecked(sessions, app)
    checking = Checking(sessions, app.state.console.state.console.audit, clock.now)
    for name in ({*others, "shen"} - {last}, {last}):
        for by in sorted(name):
            found = {one.key: one for one in await checking.waiting()}
            (seen,) = await checking.shown([found["additives"]])
            await checking.confirm(by, "faq", "additives", seen.stamp)
            async with sessions.begin() as session:
                await session.execute(update(Faq).values(checked=Checked.UNCHECKED))
    await withdrawn(sessions, app)

    (task,) = [one for one in await checking.waiting() if one.changed]
    assert (task.key, task.whose) == ("additives", last)
    home = (await reviewer.get("/console/")).text
    assert ("归您复核的答案" in home, "别人名下" in home) == (last == "shen", last != "shen")
    mine = (await reviewer.get(f"{PAGE}?kind=mine")).text
    assert ("依据的 GB 2760 有变化" in mine) == (last == "shen")

    async with sessions.begin() as session:
        leaving = update(StaffMember).where(StaffMember.username == last)
        await session.execute(leaving.values(disabled=True))
    (left,) = [one for one in await checking.waiting() if one.changed]
    assert left.whose in {*others, "shen"} - {last}


async def test_who_approved_an_entry_last_looks_at_it_again(
    reviewer: Visitor, sessions: SessionFactory, app: FastAPI, staff: ConsoleParts
) -> None:
    await add_member(staff, "yan", Role.REVIEWER)
    await unchecked(sessions, app)
    async with sessions.begin() as session:
        session.add_all(
            FaqVersion(
                slug="additives", number=n, content={}, author="bian", reviewer=by,
                published_at=clock.now() - timedelta(days=9 - n),
            )
            for n, by in enumerate(("", "shen", "yan"), 1)
        )  # fmt: skip
    await withdrawn(sessions, app)

    tasks = await sessions.run(lambda session: whose(session, ["additives", "never-approved"]))

    assert tasks["additives"].username == "yan"
    assert tasks["never-approved"].username in ("shen", "yan")
    assert await sessions.run(lambda session: whose(session, [])) == {}


async def test_who_may_edit_goes_from_a_standard_to_the_form_that_corrects_it(
    reviewer: Visitor, sessions: SessionFactory, app: FastAPI, staff: ConsoleParts
) -> None:
    async with sessions.begin() as session:
        rests = update(Faq).where(Faq.slug == "standards-day")
        await session.execute(rests.values(standards=["GB 2760-2024"]))
        await session.execute(update(Standard).values(checked=Checked.UNCHECKED, checked_on=None))
    await add_member(staff, "xie", Role.FAQ_EDITOR)
    form = 'href="/console/standards/?number=GB+2760-2024"'

    assert form not in (await reviewer.get(f"{PAGE}?kind=standard")).text
    async with visitor_of(app) as editor:
        await editor.sign_in("xie")
        assert form in (await editor.get(f"{PAGE}?kind=standard")).text


async def test_a_term_is_corrected_from_the_list_after_a_look_at_what_differs(
    editor: Visitor, reviewer: Visitor, client: httpx.AsyncClient, app: FastAPI
) -> None:
    form, page = f"{PAGE}correct", f"{PAGE}correct?kind=term&key=%E9%87%87%E6%A0%87"
    listed = (await editor.get(f"{PAGE}?kind=term")).text
    assert f'href="{page.replace("&", "&amp;")}"' in listed
    assert "/correct" not in (await reviewer.get(f"{PAGE}?kind=term")).text
    typed = {"explanation": "一句<b>新的\n解释。", "aliases": "采用国际标准", "source": "测试"}

    refused = await editor.fill_in(form, {**typed, "source": "", "act": "look"}, page=page)
    assert refused.status_code == 400
    assert "“来源”必须填写。" in refused.text
    assert "一句&lt;b&gt;新的" in refused.text
    looked = await editor.fill_in(form, {**typed, "act": "look"}, page=page)
    assert "把国际标准转化为我国标准。" in looked.text
    assert "一句&lt;b&gt;新的" in looked.text
    assert "把国际标准转化为我国标准。" in await asked(client, "什么是采标？")
    sent = hidden_fields(looked.text, form)
    sent = {name: unescape(str(value)) for name, value in sent.items()}
    done = await editor.post(form, data={**sent, "act": "write"})
    assert done.status_code == 303, done.text
    await app.state.services.knowledge.refresh()

    assert "新的\n解释。" in await asked(client, "什么是采标？")
    assert "已更正" in (await editor.get(done.headers["location"])).text
    assert f'href="{page.replace("&", "&amp;")}"' in (await editor.get(f"{PAGE}?kind=term")).text
    undone = await editor.fill_in(form, {"act": "undo"}, page=page)
    assert undone.headers["location"].endswith("put_back")
    assert (await editor.get(f"{PAGE}correct?kind=term&key=x")).status_code == 404


async def test_what_is_corrected_is_chosen_by_name(editor: Visitor, reviewer: Visitor) -> None:
    page = (await editor.get(f"{PAGE}?kind=term")).text

    names = page.split('<datalist id="names">')[1].split("</datalist>")[0]
    assert '<option value="采标">' in names
    assert "<datalist" not in (await reviewer.get(f"{PAGE}?kind=term")).text
    assert "<datalist" not in (await editor.get(f"{PAGE}?kind=faq")).text
