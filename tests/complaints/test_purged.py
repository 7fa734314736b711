"""What a purge leaves: the database's files are searched for every word of the stories."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app.schema import alembic_config, migrate
from bot.app.tasks import keeping
from bot.complaints.case.models import Case
from bot.complaints.intake.case_summary import summary_of
from bot.complaints.lists.export import HEADINGS, IDENTITY_HEADINGS
from bot.complaints.understanding.event_place import event_place, is_home
from bot.complaints.work.casework import CITIZEN, Actor
from bot.kit.db import SessionFactory, create_engine
from bot.settings import Settings
from tests.complaints.made import NOW, Bureau, bureau, made

STORY = "饺馅里翻出蟑螂翅膀，婆婆咽下去当晚呕吐三回，收银的黄毛骂人"
WORDS = (
    "饺馅", "翻出", "蟑螂", "翅膀", "婆婆", "咽下去", "当晚", "呕吐", "三回", "收银", "黄毛", "骂人"
)  # fmt: skip
LATER = "掌柜昨夜来电恐吓"
REASON = "蟑螂属实"
SAID = {
    "respondent": "鲜得很饺子铺",
    "product": "手工饺子",
    "what": STORY,
    "where": "我家里，渝北区红锦大道88号3栋2单元",
    "district": "渝北区",
    "wanted": "退款，还要给婆婆道歉",
    "address": "渝北区红锦大道88号3栋2单元",
    "when": "婆婆生日当晚",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made_for = Settings(
        _env_file=None,
        data_dir=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'yubiao.db'}",
        data_keys=SecretStr(f"t:{base64.b64encode(b'k' * 32).decode()}"),
    )
    migrate(made_for.effective_database_url)
    return made_for


@pytest.fixture
async def file(settings: Settings) -> AsyncIterator[SessionFactory]:
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    yield sessions
    await sessions.dispose()
    await engine.dispose()


def in_files(folder: Path, words: tuple[str, ...]) -> list[str]:
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return [word for word in words if word.encode() in kept]


def filed(office: Bureau, session: Session) -> None:
    for identity in ("named", "anonymous"):
        case = made(
            office, session, kind="report", said={**SAID, "identity": identity}, status="closed"
        )
        case.closed_at, case.satisfaction_said, case.officer = NOW, "黄毛骂人", "li"
        office.casework.say(session, case, Actor("officer", "li"), REASON, NOW)
        office.casework.say(session, case, CITIZEN, LATER, NOW)


async def test_after_a_purge_no_word_of_a_story_is_in_the_files(
    settings: Settings, file: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = bureau()
    everything = (*WORDS, "恐吓", "红锦", "88号", REASON, "鲜得很", "手工", "生日")
    await file.run(lambda session: filed(office, session))
    # The search itself works: what staff wrote to the citizen is there before.
    assert REASON in in_files(settings.data_dir, everything)
    assert in_files(settings.data_dir, ("蟑螂翅膀", "咽下去", "恐吓", "88号")) == []

    monkeypatch.setattr(keeping.clock, "now", lambda: NOW + timedelta(days=731))
    counts = await keeping.purge(settings, file)

    assert counts["closed"] == 2
    assert in_files(settings.data_dir, everything) == []
    async with file() as session:
        cases = list(await session.scalars(select(Case)))
    assert [case.summary for case in cases] == [
        "举报：电动自行车；渝北区；涉及 2999 元；GB 17761-2024；2026-11-21 发生"
    ] * 2


def test_words_that_were_in_the_clear_before_an_upgrade_go_from_the_file(
    settings: Settings,
) -> None:
    url = settings.effective_database_url
    office = bureau()
    engine = sa.create_engine(url)
    with Session(engine) as session, session.begin():
        case = made(office, session, said={**SAID, "identity": "named"})
        case.summary, case.place = STORY * 300, "我家里，红锦大道88号3栋"
    engine.dispose()
    command.downgrade(alembic_config(url), "0020")
    assert in_files(settings.data_dir, ("蟑螂", "88号3栋")) == ["蟑螂", "88号3栋"]

    migrate(url)

    assert in_files(settings.data_dir, (*WORDS[:4], "88号3栋")) == []
    with Session(sa.create_engine(url)) as session:
        case = session.scalars(select(Case)).one()
        assert (case.summary, case.place) == (
            "投诉：电动自行车；渝北区；希望退款、道歉；涉及 2999 元；GB 17761-2024；"
            "2026-11-21 发生",
            "渝北区",
        )


@pytest.mark.parametrize("kind", ["complaint", "report", "feedback"])
async def test_a_summary_says_nothing_that_was_typed(file: SessionFactory, kind: str) -> None:
    office = bureau()
    case = await file.run(lambda s: made(office, s, kind=kind, said={**SAID, "standard": STORY}))

    typed = (*WORDS, "鲜得很", "红锦", "手工", "生日", "道歉了")
    assert [word for word in typed if word in case.summary] == []
    assert case.place == "渝北区"
    assert "渝北区" in case.summary


def test_the_summary_of_a_case_is_made_of_its_fields() -> None:
    case = Case(
        kind="complaint", category="ebike", district="渝中区", wanted="要求退款，我叫张三",
        amount_fen=299900, standard="GB 17761-2024", happened_on=date(2026, 11, 21),
    )  # fmt: skip
    assert summary_of(case, {"ebike": "电动自行车"}) == (
        "投诉：电动自行车；渝中区；希望退款；涉及 2999 元；GB 17761-2024；2026-11-21 发生"
    )


@pytest.mark.parametrize(
    ("where", "address", "kept"),
    [
        ("渝中区解放碑八一路12号", "渝中区中山四路1号", "渝中区解放碑八一路12号"),
        ("观音桥步行街肯德基旁边", "", "观音桥步行街肯德基旁边"),
        ("我家里", "", "渝中区"),
        ("我住的小区门口，中山四路36号", "", "渝中区"),
        ("中山四路36号", "渝中区中山四路36号附2号", "渝中区"),
        ("恒大名都5栋2单元", "", "渝中区"),
        ("龙湖源著12-3", "", "渝中区"),
        ("八一路12号，电话13812345678", "", "八一路12号，电话［手机号］"),
    ],
)
def test_a_home_is_no_place_of_an_event(where: str, address: str, kept: str) -> None:
    assert event_place(where, "渝中区", address) == kept
    assert is_home(where, address) == (kept == "渝中区")


def test_an_export_without_identities_has_no_column_of_the_story() -> None:
    assert "摘要" in HEADINGS
    assert not any("经过" in heading for heading in (*HEADINGS, *IDENTITY_HEADINGS))
