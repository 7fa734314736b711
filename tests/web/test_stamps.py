"""Two people, one thing: every form that overwrites what others write refuses the second.

The table names every form of the console; a new one has to be put into it.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from bot.campaigns.models import Campaign, Piece, Quiz, QuizQuestion
from bot.console.kit.parts import ConsoleParts
from bot.conversation.models import UnansweredQuestion
from bot.editing.unanswered.models import QuestionCluster
from bot.kit import clock
from bot.kit.db import SessionFactory
from bot.staff.roles import Role
from tests.console.conftest import Visitor, add_member, hidden_fields, visitor_of
from tests.web.test_console_roles import routes_of

# Writes over something others write too: carries what its writer saw.
STAMPED = {
    "/faq/drafts/{draft}", "/faq/drafts/{draft}/autosave",
    "/faq/drafts/{draft}/publish", "/faq/bulk/publish", "/faq/bulk/reject",
    "/inbox/{group}/draft", "/inbox/{group}/add", "/inbox/{group}/decide", "/inbox/{group}/merge",
    "/region/drafts/{draft}/rows/{table}", "/region/drafts/{draft}/rows/{table}/{place}",
    "/region/reviews/{draft}/{step}",
    "/campaigns/{number}/theme", "/campaigns/pieces/{number}",
    "/campaigns/pieces/{number}/reviews/proofread", "/campaigns/pieces/{number}/reviews/approve",
    "/campaigns/quizzes/{quiz}/write", "/campaigns/quizzes/{quiz}/questions/{number}/{step}",
    "/staff/accounts/{username}", "/staff/accounts/{username}/mail", "/account/mail",
    "/checking/confirm", "/checking/correct",
    "/standards/sets/{number}/apply", "/standards/sets/{number}/undo",
    "/standards/sets/{number}/throw-away",
}  # fmt: skip
# Adds something new; two who do so at once make two.
APPENDS = {
    "/log/{turn}/mend", "/log/{turn}/add", "/log/{turn}/draft",
    "/faq/golden/add", "/log/{turn}/golden", "/faq/new", "/faq/new/autosave",
    "/faq/import", "/faq/categories/add",
    "/faq/entries/{slug}/edit", "/faq/entries/{slug}/roll-back",
    "/handover/{number}/say", "/cases/new", "/cases/{number}/note", "/cases/{number}/message",
    "/cases/{number}/evidence", "/campaigns/propose", "/campaigns/pieces/new",
    "/campaigns/{number}/copy/{piece}", "/campaigns/broadcasts/new",
    "/campaigns/quizzes/{quiz}/propose", "/region/sheets/{slug}/begin",
    "/region/sheets/{slug}/roll-back", "/staff/add", "/model/start", "/standards/upload",
    "/standards/correct",
}  # fmt: skip
# Takes a step from one state into the next, which the service checks; it overwrites no words.
STEPS = {
    "/faq/categories/rename", "/faq/categories/up", "/faq/categories/remove",
    "/faq/bulk/submit", "/faq/bulk/withdraw", "/faq/golden/{number}/drop",
    "/log/{turn}/not-ours", "/faq/drafts/{draft}/take-back",
    "/faq/drafts/{draft}/drop", "/faq/drafts/{draft}/restore",
    "/faq/drafts/{draft}/reject", "/inbox/questions/{question}/move",
    "/handover/{number}/take", "/handover/{number}/end", "/handover/{number}/pass",
    "/region/drafts/{draft}/{step}", "/region/sheets/menu/push",
    "/campaigns/checklist/{number}", "/campaigns/pieces/{number}/{step}",
    "/campaigns/pieces/{number}/reviews/send-back", "/campaigns/pieces/{number}/reviews/withdraw",
    "/campaigns/classes/{number}/end", "/model/runs/{number}/activate",
    "/staff/accounts/{username}/disable", "/staff/accounts/{username}/enable",
    "/staff/accounts/{username}/reset-password", "/staff/accounts/{username}/drop-code",
    "/official/take", "/official/keep",
}  # fmt: skip
# One's own, or only read.
HARMLESS = {
    "/login", "/login/code", "/logout", "/password", "/account/code", "/account/code/off",
    "/account/push", "/account/push/off",
    "/account/sign-out-everywhere", "/kept/{name}/discard", "/faq/preview", "/faq/bot",
    "/handover/{number}/suggest",
    "/faq/drafts/{draft}/gate", "/faq/export", "/campaigns/broadcasts/count",
    "/campaigns/pieces/{number}/phone", "/campaigns/{number}/results/export", "/dashboard/export",
    "/audit/verify", "/audit/export",
}  # fmt: skip
# Worked by one officer, with a workflow of their own (tests/complaints).
CASES = re.compile(r"/(cases|statistics|alerts)/.*")
BROADCASTS = re.compile(r"/campaigns/broadcasts/\{number\}.*")  # steps, one state after another


def test_the_table_has_every_form(app: FastAPI) -> None:
    routes = routes_of(app.state.console.routes)
    posted = {path for method, path in routes if method == "POST"}
    known = STAMPED | APPENDS | STEPS | HARMLESS

    def is_ours(path: str) -> bool:
        return not CASES.fullmatch(path) and not BROADCASTS.fullmatch(path)

    assert set(filter(is_ours, posted)) == set(filter(is_ours, known))


@pytest.fixture
async def two(app: FastAPI, staff: ConsoleParts) -> AsyncIterator[tuple[Visitor, Visitor]]:
    """Two who may do everything."""
    for name in ("anne", "ben"):
        await add_member(staff, name, *Role)
    async with visitor_of(app) as anne, visitor_of(app) as ben:
        await anne.sign_in("anne")
        await ben.sign_in("ben")
        yield anne, ben


async def clash(
    two: tuple[Visitor, Visitor], page: str, path: str, mine: dict[str, str], theirs: dict[str, str]
) -> tuple[Visitor, str]:
    """Both open the page, Anne saves, Ben's form comes second; Ben and what he is shown."""
    anne, ben = two
    seen = [hidden_fields((await one.get(page)).text, path) for one in two]
    first = await anne.post(path, data={**seen[0], **theirs})
    assert first.status_code == 303, first.text
    second = await ben.post(path, data={**seen[1], **mine})
    assert second.status_code == 409, second.text
    assert "没有覆盖" in second.text
    return ben, second.text


async def test_two_on_one_faq_draft(two: tuple[Visitor, Visitor]) -> None:
    made = await two[0].fill_in(
        "/console/faq/new", {"question": "校服掉色找谁说？", "answer": "旧答案", "act": "save"}
    )
    path = made.headers["location"].split("?")[0]
    base = {"question": "校服掉色找谁说？", "act": "save"}
    mine, theirs = base | {"answer": "本人写的答案"}, base | {"answer": "安妮写的答案"}

    ben, shown = await clash(two, path, path, mine, theirs)

    for text in ("安妮写的答案", "本人写的答案", "现在保存着的", "您写的"):
        assert text in shown
    assert "安妮写的答案" in (await two[0].get(path)).text
    again = await ben.post(path, data={**hidden_fields(shown, path), **mine})
    assert again.status_code == 303
    assert "本人写的答案" in (await ben.get(path)).text


async def piece(two: tuple[Visitor, Visitor]) -> str:
    made = await two[0].fill_in(
        "/console/campaigns/pieces/new",
        {"kind": "article", "topic": "standards_day", "title": "世界标准日"},
        page="/console/account",
    )
    assert made.status_code == 303, made.text
    return made.headers["location"].split("?")[0]


async def test_two_on_one_piece_and_its_versions(two: tuple[Visitor, Visitor]) -> None:
    path = await piece(two)
    mine = {"title": "世界标准日", "body": "本人写的正文", "school-body": "本人给学校的话"}
    theirs = {"title": "世界标准日", "body": "安妮写的正文"}

    ben, shown = await clash(two, path, path, mine, theirs)

    for text in ("安妮写的正文", "本人写的正文", "看的：正文"):
        assert text in shown
    assert "本人给学校的话" in shown
    again = await ben.post(path, data={**hidden_fields(shown, path), **mine})
    assert again.status_code == 303
    kept = (await ben.get(path)).text
    assert "本人写的正文" in kept
    assert "本人给学校的话" in kept


async def test_every_button_of_a_piece_saves_first(
    two: tuple[Visitor, Visitor], sessions: SessionFactory
) -> None:
    path = await piece(two)
    page = (await two[0].get(path)).text
    assert len(re.findall(f'<form[^>]*action="{path}"', page)) == 1
    typed = {"title": "世界标准日", "body": "还没有保存的正文"}

    for n, act in enumerate(("submit", "upload", "phone", "remove:a.png")):
        body = f"{typed['body']}{n}"
        answer = await two[0].fill_in(path, {**typed, "body": body, "act": act})
        assert answer.status_code in (303, 400, 409), answer.text
        async with sessions() as session:
            (row,) = await session.scalars(select(Piece))
        assert row.content["base"]["body"] == body, act
        assert row.state == "draft"  # without a source it isn't handed in


async def test_who_proofreads_and_approves_has_read_what_it_is(
    two: tuple[Visitor, Visitor], sessions: SessionFactory
) -> None:
    path = await piece(two)
    anne, ben = two  # who wrote it proofreads it where nobody else is left but who approves
    for who, state, step in ((anne, "submitted", "proofread"), (ben, "proofread", "approve")):
        async with sessions.begin() as session:
            await session.execute(update(Piece).values(state=state))
        page = (await who.get(path)).text
        fields = hidden_fields(page, f"{path}/reviews/{step}")
        assert fields["stamp"]
        async with sessions.begin() as session:
            await session.execute(update(Piece).values(stamp=Piece.stamp + 1))

        answer = await who.post(f"{path}/reviews/{step}", data=fields)

        assert answer.status_code == 409
        assert "重新看一遍" in answer.text


async def test_two_on_one_question(two: tuple[Visitor, Visitor], sessions: SessionFactory) -> None:
    async with sessions.begin() as session:
        row = QuizQuestion(
            quiz="day", place=1, question="旧题", options=["甲", "乙"], answer=0,
            explanation="因为", source="第一条", faq="", origin="written", approved=False,
            author="zhao", approver="", changed_at=clock.now(),
        )  # fmt: skip
        session.add_all([Quiz(slug="day", title="世界标准日", day="", open=True), row])
    path = f"/console/campaigns/quizzes/{row.quiz}/write"
    page = f"{path}?number={row.id}"
    base = {"options": "甲\n乙", "answer": "1", "explanation": "因为", "source": "第一条"}
    mine, theirs = base | {"question": "本人的题"}, base | {"question": "安妮的题"}

    _, shown = await clash(two, page, path, mine, theirs)

    assert "安妮的题" in shown
    assert "本人的题" in shown
    # Nor does anybody approve what was rewritten while it was read.
    listed = f"/console/campaigns/quizzes/{row.quiz}"
    step = f"{listed}/questions/{row.id}/approve"
    seen = hidden_fields((await two[1].get(listed)).text, step)
    async with sessions.begin() as session:
        await session.execute(update(QuizQuestion).values(question="又改了的题"))
    assert (await two[1].post(step, data=seen)).status_code == 409


async def test_two_on_one_theme(two: tuple[Visitor, Visitor], sessions: SessionFactory) -> None:
    async with sessions.begin() as session:
        row = Campaign(
            day="world-standards-day", year=2026, name="世界标准日", topic="standards_day",
            begins_on=clock.today(), ends_on=clock.today(), proposed_at=clock.now(),
        )  # fmt: skip
        session.add(row)
    page = f"/console/campaigns/{row.id}"
    mine = {"theme": "本人核对的主题", "source": "在这里核对"}
    theirs = {"theme": "安妮核对的主题", "source": "在那里核对"}

    _, shown = await clash(two, page, f"{page}/theme", mine, theirs)

    assert "安妮核对的主题" in shown
    assert "本人核对的主题" in shown


async def test_two_on_one_row_of_the_region(two: tuple[Visitor, Visitor]) -> None:
    begun = await two[0].fill_in("/console/region/sheets/districts/begin", page="/console/account")
    draft = begun.headers["location"]
    page = (await two[0].get(draft)).text
    path = re.findall(rf'href="({draft}/rows/\w+/0)"', page)[0]
    form = (await two[0].get(path)).text
    names = re.findall(r'name="(cell-\w+)"[^>]*?value="([^"]*)"', form)
    cells = dict(names) | dict(re.findall(r'name="(cell-\w+)"[^>]*>([^<]*)</textarea>', form))
    cells["cell-kind"] = "区"
    changed = next(name for name, value in cells.items() if value and not value.isascii())

    _, shown = await clash(
        two, path, path, cells | {changed: "本人写的"}, cells | {changed: "安妮写的"}
    )

    assert "安妮写的" in shown
    assert "本人写的" in shown


async def test_two_on_one_account(two: tuple[Visitor, Visitor], staff: ConsoleParts) -> None:
    await add_member(staff, "liming", Role.REVIEWER)
    path = "/console/staff/accounts/liming"
    mine, theirs = (
        {"display_name": name, "roles": "reviewer"} for name in ("本人改的", "安妮改的")
    )

    _, shown = await clash(two, path, path, mine, theirs)

    assert "安妮改的" in shown
    assert "本人改的" in shown


async def test_two_on_one_group_of_questions(
    two: tuple[Visitor, Visitor], sessions: SessionFactory
) -> None:
    async with sessions.begin() as session:
        group = QuestionCluster(title="校服", vector=b"\0" * 4 * 384, made_at=clock.now())
        session.add(group)
        await session.flush()
        session.add(
            UnansweredQuestion(
                question="校服", reason="unknown", channel="web", asked_at=clock.now(),
                cluster_id=group.id,
            )
        )  # fmt: skip
    path = f"/console/inbox/{group.id}"
    seen = (await two[1].get(path)).text
    await two[0].fill_in(f"{path}/decide", {"what": "ignore"}, page=path)

    for step, more in (("draft", {}), ("decide", {"what": "ignore"}), ("merge", {"into": "99"})):
        fields = hidden_fields(seen, f"{path}/{step}")
        answer = await two[1].post(f"{path}/{step}", data={**fields, **more})
        assert answer.status_code in (400, 409), step
        assert "没有覆盖" in answer.text or step == "merge", step
    async with sessions() as session:
        (row,) = await session.scalars(select(QuestionCluster))
    assert (row.state, row.decided_by) == ("ignored", "anne")


async def test_two_on_one_list_of_standards(two: tuple[Visitor, Visitor]) -> None:
    anne, ben = two
    home, text = "/console/standards/", "标准编号,标准名称\nGB 90001-2020,第一种产品"
    hidden = hidden_fields((await anne.get(home)).text, f"{home}upload")
    sent = await anne.post(f"{home}upload", data=hidden, files={"file": ("a.csv", text.encode())})
    page = sent.headers["location"]
    seen = (await ben.get(page)).text
    assert (await anne.fill_in(f"{page}/apply", page=page)).status_code == 303

    for step in ("apply", "throw-away"):
        refused = await ben.post(f"{page}/{step}", data=hidden_fields(seen, f"{page}/{step}"))
        assert refused.status_code == 409, step
        assert "没有覆盖" in refused.text

    undone = (await ben.get(page)).text
    assert (await anne.fill_in(f"{page}/undo", page=page)).status_code == 303
    again = await ben.post(f"{page}/undo", data=hidden_fields(undone, f"{page}/undo"))
    assert again.status_code == 409


async def test_two_on_one_term(two: tuple[Visitor, Visitor]) -> None:
    path, page = "/console/checking/correct", "/console/checking/correct?kind=term&key=采标"
    base = {"source": "GB/T 20000.1", "act": "write"}
    mine, theirs = base | {"explanation": "本人写的"}, base | {"explanation": "安妮写的"}

    ben, shown = await clash(two, page, path, mine, theirs)

    assert "安妮写的" in shown
    assert "本人写的" in shown
    again = await ben.post(path, data={**hidden_fields(shown, path), **mine})
    assert again.status_code == 303
    assert "本人写的" in (await ben.get(page)).text
    undone = await ben.post(path, data={**hidden_fields(shown, path), "act": "undo"})
    assert undone.status_code == 409


Restorable = Callable[[tuple[Visitor, Visitor]], Awaitable[str]]


async def faq_draft(two: tuple[Visitor, Visitor]) -> str:
    made = await two[0].fill_in("/console/faq/new", {"question": "校服掉色？", "act": "save"})
    return made.headers["location"].split("?")[0]


async def region_draft(two: tuple[Visitor, Visitor]) -> str:
    begun = await two[0].fill_in("/console/region/sheets/districts/begin", page="/console/account")
    return str(begun.headers["location"])


@pytest.mark.parametrize("make", [faq_draft, piece, region_draft])
async def test_giving_up_asks_first_and_can_be_undone(
    two: tuple[Visitor, Visitor], make: Restorable
) -> None:
    path, anne = await make(two), two[0]
    page = (await anne.get(path)).text
    assert f'href="{path}/drop"' in page
    assert f'action="{path}/drop"' not in page  # no button that does it at once
    asking = (await anne.get(f"{path}/drop")).text
    assert "30 天内可以" in asking
    assert f'href="{path}"' in asking

    gone = await anne.fill_in(f"{path}/drop")

    assert gone.status_code == 303
    dropped = (await anne.get(path)).text
    assert "恢复" in dropped
    back = await anne.fill_in(f"{path}/restore", page=path)
    assert back.status_code == 303, back.text
    assert f'href="{path}/drop"' in (await anne.get(path)).text


async def test_what_was_given_up_is_listed(two: tuple[Visitor, Visitor]) -> None:
    path, anne = await faq_draft(two), two[0]
    await anne.fill_in(f"{path}/drop")

    assert path in (await anne.get("/console/faq/?view=dropped")).text
