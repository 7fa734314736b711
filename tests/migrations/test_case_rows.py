"""Cases written by older versions, after the upgrade."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, make_url, text

from bot.app.schema import alembic_config, migrate

CASE = {
    "kind": "complaint", "status": "registered", "anonymous": False, "channel": "web",
    "conversation": "", "respondent": "", "subject_key": "", "product": "", "standard": "",
    "happened_said": "", "district": "", "place": "", "wanted": "", "summary": "",
    "narrative_sealed": "", "name_sealed": "", "phone_sealed": "", "address_sealed": "",
    "guardian": False, "consent_wording": "", "category": "", "department": "",
    "route_basis": "", "needs_staff": False, "officer": "li", "referred_to": "",
    "registered_at": "2026-11-24 02:00:00+00:00", "updated_at": "2026-11-24 02:00:00+00:00",
    "outcome": "", "satisfaction_said": "",
}  # fmt: skip
EVENT = {
    "at": "2026-11-25 02:00:00+00:00", "actor_kind": "officer", "actor": "li", "from_status": "",
    "to_status": "", "reason": "", "article": "", "public": True, "message": "", "note_sealed": "",
}  # fmt: skip
CLOCK = {
    "rule": "decide_acceptance", "started_on": "2026-11-24", "due_on": None, "extended": 0,
    "pauses": "[]", "met_at": None, "certain": True,
}  # fmt: skip


class Old:
    """A database as an older version left it.

    Args:
        url: its address.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        driver = "postgresql+psycopg" if url.startswith("postgresql") else "sqlite"
        self.engine = create_engine(make_url(url).set(drivername=driver))

    def put(self, table: str, **values: Any) -> None:
        names = ", ".join(f'"{name}"' for name in values)
        places = ", ".join(f":{name}" for name in values)
        with self.engine.begin() as connection:
            connection.execute(text(f'insert into "{table}" ({names}) values ({places})'), values)

    def case(self, key: int, **values: Any) -> None:
        keys = {"id": key, "number": f"N{key}", "origin": f"o{key}", "code_hash": f"c{key}"}
        self.put("case", **{**CASE, **keys, **values})

    def read(self, query: str) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def clear(self) -> None:
        def empty(connection: Connection, *tables: str) -> None:
            for table in tables:
                connection.execute(text(f'delete from "{table}"'))

        with self.engine.begin() as connection:
            empty(connection, "case_event", "case_deadline", "case", "region_version")


@pytest.fixture
def old(database_url: str) -> Iterator[Old]:
    """The database before the clocks followed the articles."""
    command.downgrade(alembic_config(database_url), "0018")
    old = Old(database_url)
    yield old
    old.clear()
    old.engine.dispose()
    migrate(database_url)


def test_running_clocks_lose_their_pauses_and_end_where_the_articles_say(old: Old) -> None:
    old.case(1, status="waiting")
    old.put(
        "case_deadline", **{**CLOCK, "case_id": 1, "pauses": json.dumps([["2026-11-25", None]])}
    )
    old.case(2, status="accepted", accepted_at="2026-11-24 03:00:00+00:00")
    old.put("case_deadline", **{**CLOCK, "case_id": 2, "rule": "mediate", "due_on": "2027-01-25"})

    migrate(old.url)

    clocks = old.read('select case_id, due_on, pauses from "case_deadline" order by case_id')
    assert [(one, str(due), _list(pauses)) for one, due, pauses in clocks] == [
        (1, "2026-12-03", []), (2, "2027-01-23", []),
    ]  # fmt: skip
    days = old.read('select next_due_on from "case" order by id')
    assert [str(day) for (day,) in days] == ["2026-12-03", "2027-01-23"]


def test_only_clocks_met_by_their_decision_count_as_met(old: Old) -> None:
    for key, action in ((1, "accept"), (2, "withdraw"), (3, "close")):
        old.case(key, closed_at=EVENT["at"] if key > 1 else None)
        old.put("case_event", **{**EVENT, "case_id": key, "action": action})
        old.put(
            "case_deadline",
            **{**CLOCK, "case_id": key, "due_on": "2026-12-03", "met_at": EVENT["at"]},
        )

    migrate(old.url)

    found = old.read('select met_by from "case_deadline" order by case_id')
    assert [met_by for (met_by,) in found] == ["accepted", "", ""]


def test_published_sentences_that_promise_a_suspension_are_forgotten(old: Old) -> None:
    wrong = "{number} 需要您补充材料：{reason}。补充期间办理时限暂停。"
    content = json.dumps({"asked_supplement": wrong, "started": "开始"}, ensure_ascii=False)
    old.put(
        "region_version", sheet="templates", number=1, content=content, author="bian",
        reviewer="", note="", published_at=EVENT["at"],
    )  # fmt: skip

    migrate(old.url)

    ((kept,),) = old.read('select content from "region_version"')
    assert (kept if isinstance(kept, dict) else json.loads(kept)) == {"started": "开始"}


def test_open_cases_go_back_to_the_decision_that_was_never_taken(old: Old) -> None:
    running = {**CLOCK, "due_on": "2026-12-03"}
    for key, kind, status, rule in (
        (1, "complaint", "in_progress", "decide_acceptance"),
        (2, "complaint", "mediating", "decide_acceptance"),
        (3, "report", "in_progress", "verify_report"),
        (4, "complaint", "mediating", "mediate"),
        (5, "complaint", "in_progress", "tell_mediation_end"),
        (6, "report", "in_progress", ""),
        (7, "report", "waiting", "verify_report"),
    ):
        old.case(key, kind=kind, status=status)
        if rule:
            old.put("case_deadline", **{**running, "case_id": key, "rule": rule})
    for key, action, before in (
        (5, "accept", "registered"), (5, "end_mediation", "mediating"),
        (6, "file_case", "in_progress"), (7, "ask_supplement", "in_progress"),
    ):  # fmt: skip
        old.put("case_event", **{**EVENT, "case_id": key, "action": action, "from_status": before})

    migrate(old.url)

    found = old.read('select status, waiting_from from "case" order by id')
    assert found == [
        ("registered", ""), ("registered", ""), ("verifying", ""), ("mediating", ""),
        ("unsettled", ""), ("in_progress", ""), ("waiting", "verifying"),
    ]  # fmt: skip
    ((rule, started, due),) = old.read(
        'select rule, started_on, due_on from "case_deadline" where case_id = 6'
    )
    assert (rule, str(started), str(due)) == ("decide_case", "2026-11-25", "2027-02-23")
    ((soonest,),) = old.read('select next_due_on from "case" where id = 6')
    assert str(soonest) == "2027-02-23"


def _list(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, str) else stored
