from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI

from bot.console.kit.parts import ConsoleParts
from bot.kit.db import SessionFactory
from bot.official.models import CheckOutcome, OfficialCheck, OfficialFinding
from bot.staff.roles import Role
from kb.models import Checked
from kb.standards.difference import Mark
from kb.standards.models import ChangeKind, StandardChange, StandardSet
from tests.console.conftest import add_member, visitor_of

NOW = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
NUMBER = "GB 17761-2024"


@pytest.fixture
async def contradicted(app: FastAPI, sessions: SessionFactory) -> None:
    mark = Mark(Checked.OFFICIAL, NOW.date())
    async with sessions.begin() as session:
        one = StandardSet(
            key="official:check", name="核对回答所依据的标准", made_by="夜间任务",
            mark=mark.checked, checked_on=mark.on, cursor={"missing": 2},
        )  # fmt: skip
        session.add(one)
        await session.flush()
        session.add_all(
            [
                OfficialCheck(
                    undated="GB 17761", asked_at=NOW, set_id=one.id,
                    outcome=CheckOutcome.CONTRADICTS.value,
                ),
                OfficialFinding(
                    number=NUMBER, field="effective_on", against="ours", other="2025-09-01",
                    theirs="2025-10-01", platform="national", seen_at=NOW, set_id=one.id,
                ),
                StandardChange(
                    set_id=one.id, place=1, number=NUMBER, kind=ChangeKind.CONTRADICTORY,
                    raw={"id": "x"}, before={"effective_on": "2025-09-01"},
                    after={"effective_on": "2025-10-01", "checked": "official"},
                ),
            ]
        )  # fmt: skip


@pytest.mark.usefixtures("contradicted")
async def test_a_reviewer_settles_what_an_auditor_may_only_see(
    app: FastAPI, staff: ConsoleParts
) -> None:
    page = "/console/official/"
    await add_member(staff, "shen", Role.REVIEWER)
    await add_member(staff, "audit", Role.AUDITOR)
    async with visitor_of(app) as reviewer, visitor_of(app) as auditor:
        await auditor.sign_in("audit")
        told = " ".join(re.sub(r"<[^>]*>", " ", (await auditor.get(page)).text).split())
        assert "核对过 1 个标准号： 矛盾 1" in told
        assert "实施日期 我们的记录：2025-09-01；平台的列表：2025-10-01" in told
        assert "平台少给 2" in told
        refused = await auditor.fill_in(f"{page}take", {"number": NUMBER}, page)
        assert refused.status_code == 403

        await reviewer.sign_in("shen")
        done = await reviewer.fill_in(f"{page}take", {"number": NUMBER}, page)
        assert done.headers["Location"].endswith("?done=taken")
        again = await reviewer.fill_in(f"{page}keep", {"number": NUMBER}, page)
        assert (again.status_code, "已经处理过了" in again.text) == (404, True)
