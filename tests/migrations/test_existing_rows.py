"""Rows that were there before a migration are there after it, and say what they should."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Connection, Engine, make_url, select
from sqlalchemy.orm import Session

from bot.app.schema import alembic_config
from bot.citizens.models import Subscriber
from bot.complaints.case.models import Case, RoutingCorrection
from bot.watching.models import Watch
from tests.complaints.made import bureau, made


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Engine]]:
    """Address of, and engine on, a database of its own."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.db'}"
        engine = sa.create_engine(url)
    else:
        server = make_url(request.getfixturevalue("postgresql"))
        name = f"old_{uuid.uuid4().hex[:12]}"
        driver = "postgresql+psycopg"
        with sa.create_engine(
            server.set(drivername=driver), isolation_level="AUTOCOMMIT"
        ).connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        url = server.set(database=name).render_as_string(hide_password=False)
        engine = sa.create_engine(server.set(drivername=driver, database=name))
    yield url, engine
    engine.dispose()


def put(connection: Connection, table: str, **values: Any) -> None:
    """A row in a table as it is now in the database, not as the models say."""
    here = sa.Table(table, sa.MetaData(), autoload_with=connection)
    connection.execute(here.insert().values(**values))


def outbox_row(number: int, conversation: str, key: str) -> dict[str, Any]:
    moment = sa.func.current_timestamp()
    return {
        "id": number,
        "purpose": "answer",
        "dedupe_key": key,
        "conversation": conversation,
        "channel": "wechat",
        "address_sealed": "",
        "body_sealed": "k.x",
        "routes": [],
        "route": "",
        "status": "queued",
        "reason": "",
        "attempts": 0,
        "platform_id": "",
        "not_before": moment,
        "created_at": moment,
    }


def test_old_turns_and_messages_stay_and_keys_belong_to_a_sender(old: tuple[str, Engine]) -> None:
    url, engine = old
    config = alembic_config(url)
    command.upgrade(config, "0015")
    moment = sa.func.current_timestamp()
    with engine.begin() as connection:
        for number, key in enumerate(("msg:6428", "msg:6429"), 1):
            put(
                connection,
                "turn",
                id=number,
                channel="wechat",
                key=key,
                conversation="anne",
                question="世界标准日是哪天",
                intent="ask_faq",
                kind="answer",
                entry="",
                degraded=False,
                received_at=moment,
                leased_until=moment,
            )
        put(connection, "outbox_message", **outbox_row(1, "anne", "late-answer:1"))

    command.upgrade(config, "0016")

    with engine.begin() as connection:
        turns = list(connection.execute(sa.text("SELECT conversation, question, key FROM turn")))
        put(connection, "outbox_message", **outbox_row(2, "ben", "late-answer:1"))
    assert [turn[:2] for turn in turns] == [("anne", "世界标准日是哪天")] * 2
    assert len({turn.key for turn in turns}) == 2
    assert not any("642" in turn.key for turn in turns)
    with engine.begin() as connection, pytest.raises(sa.exc.IntegrityError):
        put(connection, "outbox_message", **outbox_row(3, "anne", "late-answer:1"))

    command.downgrade(config, "0015")  # two citizens' messages of one cause stay both
    with engine.begin() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM outbox_message")) == 2


def test_summaries_of_old_cases_are_made_of_their_fields(old: tuple[str, Engine]) -> None:
    url, engine = old
    config = alembic_config(url)
    command.upgrade(config, "head")
    with Session(engine) as session, session.begin():
        case = made(bureau(), session)
        case.summary = "充电的时候冒烟了"
        session.flush()
        correction = RoutingCorrection(
            case_id=case.id,
            text="电动自行车 充电的时候冒烟了",
            predicted="a",
            corrected="b",
            actor="li",
        )
        session.add(correction)
    command.downgrade(config, "0020")
    with engine.begin() as connection:
        # On SQLite going back makes the table of cases anew, which unties what refers to it.
        connection.execute(
            sa.text('UPDATE routing_correction SET case_id = (SELECT id FROM "case")')
        )

    command.upgrade(config, "head")

    with Session(engine) as session:
        assert session.scalars(select(Case.summary)).one() == (
            "投诉：电动自行车；渝中区；希望退款；涉及 2999 元；GB 17761-2024；2026-11-21 发生"
        )
        assert session.scalars(select(RoutingCorrection.text)).one() == "电动自行车"


def test_a_standard_of_before_shows_no_day_of_checking_nobody_made(
    old: tuple[str, Engine],
) -> None:
    url, engine = old
    config = alembic_config(url)
    command.upgrade(config, "0017")
    day = date(2026, 11, 23)
    with engine.begin() as connection:
        put(
            connection,
            "standard",
            id=1,
            number="GB 19301-2010",
            undated="GB 19301",
            title="生乳",
            nature="强制",
            status="现行",
            superseded_by=[],
            summary="",
            field="",
            note="",
            source="编写人专业记忆",
            checked_on=day,
            origin="seed",
        )

    command.upgrade(config, "0018")

    with engine.begin() as connection:
        row = connection.execute(sa.text("SELECT checked, checked_on FROM standard")).one()
    assert tuple(row) == ("unchecked", None)

    command.downgrade(config, "0017")
    with engine.begin() as connection:
        assert connection.scalar(sa.text("SELECT checked_on FROM standard")) is not None


def test_of_old_entries_only_reviewed_ones_keep_a_day_of_checking(old: tuple[str, Engine]) -> None:
    url, engine = old
    config = alembic_config(url)
    command.upgrade(config, "0031")
    day, moment = date(2026, 11, 23), sa.func.current_timestamp()
    with engine.begin() as connection:
        for number, (slug, origin) in enumerate(
            (("first", "seed"), ("published", "staff"), ("never", "staff")), 1
        ):
            put(
                connection, "faq", id=number, slug=slug, question="？", answer="。", category="测",
                audience=[], sources=["法"], standards=[], status="published", origin=origin,
                checked_on=day, updated_at=moment,
            )  # fmt: skip
        put(
            connection, "faq_version", id=1, slug="published", number=1, content={}, author="li",
            reviewer="he", note="", published_at=moment,
        )  # fmt: skip
        put(connection, "term", id=1, term="标准", aliases=[], explanation="。", source="法")

    command.upgrade(config, "0032")

    told = (
        "SELECT slug, checked, checked_on IS NOT NULL, written_on IS NOT NULL FROM faq ORDER BY id"
    )
    with engine.begin() as connection:
        rows = [tuple(row) for row in connection.execute(sa.text(told))]
        term = connection.execute(sa.text("SELECT checked, checked_on FROM term")).one()
    assert [(slug, checked, bool(dated)) for slug, checked, dated, _ in rows] == [
        ("first", "unchecked", False),
        ("published", "staff", True),
        ("never", "unchecked", False),
    ]
    assert all(bool(row[3]) for row in rows)
    assert tuple(term) == ("unchecked", None)

    command.downgrade(config, "0031")
    with engine.begin() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM faq WHERE checked_on IS NULL")) == 0


def test_a_contradiction_of_before_is_taken_from_its_platform_or_gone(
    old: tuple[str, Engine],
) -> None:
    url, engine = old
    config = alembic_config(url)
    command.upgrade(config, "0039")
    now = sa.func.current_timestamp()
    with engine.begin() as connection:
        for number, key in enumerate(("official:check", "list:1"), 1):
            put(
                connection, "standard_set", id=number, key=key, name="", made_by="li", read=1,
                mark="unchecked", state="applied", done=0, cursor={}, created_at=now,
            )  # fmt: skip
            put(
                connection, "standard_change", id=number, set_id=number, place=1, raw={},
                number="GB 1-2020", kind="contradictory", reason="", outcome="",
            )  # fmt: skip
        for number in ("GB 1-2020", "GB 2-2020"):
            put(
                connection, "official_finding", number=number, field="title", against="ours",
                other="a", theirs="b", platform="national", seen_at=now, state="open",
                settled_by="",
            )  # fmt: skip

    command.upgrade(config, "0040")

    with engine.begin() as connection:
        query = sa.text("SELECT number, set_id, state FROM official_finding ORDER BY number")
        assert [tuple(row) for row in connection.execute(query)] == [
            ("GB 1-2020", 1, "open"),
            ("GB 2-2020", None, "gone"),
        ]


def test_the_time_of_browsers_that_were_there_begins_with_the_upgrade(
    old: tuple[str, Engine],
) -> None:
    url, engine = old
    config = alembic_config(url)
    command.upgrade(config, "0040")
    moment = sa.func.current_timestamp()
    with engine.begin() as connection:
        for number, channel in enumerate(("web", "wechat"), 1):
            put(
                connection, "watch", id=number, conversation=channel, channel=channel,
                address_sealed="", target="GB 17761", seen={}, since=moment,
            )  # fmt: skip
            put(
                connection, "subscriber", id=number, conversation=channel, channel=channel,
                address_sealed="", audience="", district="", subscribed_at=moment,
            )  # fmt: skip

    command.upgrade(config, "0041")

    with Session(engine) as session:
        for table in (Watch, Subscriber):
            rows = session.execute(select(table.conversation, table.opened_on))
            found = {row[0]: row[1] for row in rows}
            assert isinstance(found["web"], date)
            assert found["wechat"] is None


def put_vinegars(engine: Engine) -> None:
    """Two records with a title, far apart."""
    terms = "食醋 醋 beg:食醋 nat:推荐"
    with engine.begin() as connection:
        for number in (1, 40_000):
            put(
                connection, "standard", id=number, number=f"GB/T {number}-2020",
                undated=f"GB/T {number}", key="", serial="", title="食醋", nature="推荐",
                status="现行", superseded_by=[], summary="", field="", note="", source="清单",
                origin="staff", terms=terms,
            )  # fmt: skip


def test_records_there_were_are_found_on_their_shelves(old: tuple[str, Engine]) -> None:
    url, engine = old
    config = alembic_config(url)
    command.upgrade(config, "0046")
    put_vinegars(engine)

    def found(query: str) -> list[int]:
        asked = "SELECT id FROM standard_search WHERE terms @@ CAST(:query AS tsquery) ORDER BY id"
        with engine.begin() as connection:
            return list(connection.scalars(sa.text(asked), {"query": query}))

    command.upgrade(config, "0047")

    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE standard SET terms = terms || ' 米' WHERE id = 1"))
    if engine.dialect.name == "postgresql":
        assert found("'食醋'") == [1, 40_000]
        assert found("'食醋' & '#0'") == found("'米'") == [1]
        assert found("'食醋' & '#1'") == [40_000]

        command.downgrade(config, "0046")
        assert found("'食醋'") == [1, 40_000]
        assert found("'#0' | '#1'") == []
    else:
        command.downgrade(config, "0046")
        with engine.begin() as connection:
            asked = "SELECT rowid FROM standard_search WHERE standard_search MATCH '\"食醋\"'"
            assert list(connection.scalars(sa.text(asked))) == [1, 40_000]


@pytest.mark.parametrize("old", ["sqlite"], indirect=True)  # PostgreSQL's index stays as it is
def test_records_there_were_are_found_by_each_of_their_signs(old: tuple[str, Engine]) -> None:
    url, engine = old
    config = alembic_config(url)
    command.upgrade(config, "0055")
    put_vinegars(engine)

    def found(query: str) -> list[int]:
        asked = "SELECT rowid FROM standard_search WHERE standard_search MATCH :query"
        with engine.begin() as connection:
            return list(connection.scalars(sa.text(asked), {"query": query}))

    def has_signs_by_themselves() -> bool:
        asked = "SELECT sql LIKE '%prefix=''1 5''%' FROM sqlite_master WHERE name = :name"
        with engine.begin() as connection:
            return bool(connection.scalar(sa.text(asked), {"name": "standard_search"}))

    before = found('"食" *')
    assert not has_signs_by_themselves()
    command.upgrade(config, "0056")
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE standard SET terms = terms || ' 米粉' WHERE id = 1"))

    assert has_signs_by_themselves()
    assert found('"食" *') == found('"beg:食" *') == before == [1, 40_000]
    assert found('"米" *') == [1]
    command.downgrade(config, "0055")
    assert not has_signs_by_themselves()
    assert found('"醋"') == [1, 40_000]
    assert found('"米" *') == [1]
