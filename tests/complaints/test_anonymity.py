"""What an anonymous report leaves behind: every file of the service and its logs are searched."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.orm import Session

from bench.citizen_prompts import Prompts
from bench.citizen_runner import Citizen
from bench.citizen_script import Script
from bot.app.keeping import personal_data
from bot.app.tasks import keeping
from bot.app.web import create_app
from bot.complaints.case.numbers import CaseNumber
from bot.complaints.case.wanted import Wanted
from bot.complaints.case.workflow import Workflow
from bot.complaints.lists.export import CaseExport
from bot.kit.private import pseudonym
from bot.kit.sealing import Keyring, SealBroken
from bot.settings import Settings
from kb.knowledge import SnapshotBuilder
from tests.complaints.made import EVERYTHING, bureau
from tests.complaints.test_evidence import photo
from tests.content import small_content
from tests.fakes.wechat_pusher import Pusher
from tests.migrated import with_tables

SECRET = "s" * 32
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SENDER = "browser-7f3a9c51d2"
OPENID = "oReporter_51Xq8Zz"
CLIENT_IP = "203.0.113.77"
FORWARDED_IP = "198.51.100.23"
PHONE = "13987650001"
NAME = "欧阳慕雪"
SHOP = "渝味轩底料厂"


@dataclass
class Place:
    """The whole application on a database file, with Rasa away.

    Args:
        app: the application.
        folder: its data folder.
        settings: its settings.
        output: what it printed, collected while it ran.
    """

    app: FastAPI
    folder: Path
    settings: Settings
    client: TestClient
    output: list[str] = field(default_factory=list)
    pushed: int = 0

    def over_the_web(self, sender: str, words: str) -> list[dict[str, Any]]:
        answer = self.client.post(
            "/webhooks/rest/webhook",
            json={"sender": sender, "message": words},
            headers={"X-Forwarded-For": f"{FORWARDED_IP}, 10.0.0.1", "X-Real-IP": FORWARDED_IP},
        )
        replies: list[dict[str, Any]] = answer.json()
        return replies

    def over_wechat(self, openid: str, words: str) -> list[dict[str, Any]]:
        self.pushed += 1
        pusher = Pusher("wechat-token", "wx0123456789abcdef", AES_KEY, openid=openid)
        push = pusher.text(words, self.pushed)
        answer = self.client.post("/wechat", params=push.query, content=push.body)
        return [{"text": pusher.read(answer.text) or "", "metadata": {}}]

    def kept(self) -> bytes:
        """Every file of the data folder, and everything printed."""
        files = [file.read_bytes() for file in self.folder.rglob("*") if file.is_file()]
        return b"\n".join([*files, *(part.encode() for part in self.output)])

    def copied(self) -> bytes:
        """A copy of the database as a backup makes one."""
        target = self.folder.parent / f"{self.folder.name}-backup.db"
        with (
            closing(sqlite3.connect(self.folder / "yubiao.db")) as source,
            closing(sqlite3.connect(target)) as backup,
        ):
            source.backup(backup)
        return target.read_bytes()

    def exported(self) -> bytes:
        """The list of cases as staff get it."""
        keyring, sessions = self.settings.keyring, self.app.state.services.sessions
        export = CaseExport(sessions, keyring, Workflow.load(), bureau().clocks.rules, {}, {})

        async def lines() -> str:
            return "".join(
                [part async for part in export.csv(EVERYTHING, Wanted(), date(2026, 11, 24))]
            )

        assert self.client.portal is not None
        return self.client.portal.call(lines).encode()

    def of_person(self, number: str) -> bytes:
        """What somebody gets who wants all that is kept of a case's citizen, opened."""
        engine = create_engine(self.settings.effective_database_url)
        with Session(engine) as session:
            person = personal_data.by_case(session, number)
            kept = personal_data.export(session, self.settings.keyring, person)
        engine.dispose()
        return json.dumps(kept, ensure_ascii=False, default=str).encode()

    def sweep(self) -> None:
        """What the worker does within minutes."""
        assert self.client.portal is not None
        for _ in range(2):
            self.client.portal.call(keeping.sweep, self.settings, self.app.state.services.sessions)

    def rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every row of every table."""
        engine = create_engine(self.settings.effective_database_url)
        with engine.connect() as connection:
            for table in inspect(engine).get_table_names():
                for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
                    yield table, dict(row)
        engine.dispose()


@pytest.fixture
def place(
    tmp_path: Path, builder: SnapshotBuilder, capfd: pytest.CaptureFixture[str]
) -> Iterator[Place]:
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'yubiao.db'}",
        secret_key=SecretStr(SECRET),
        data_keys=SecretStr(f"t:{base64.b64encode(b'k' * 32).decode()}"),
        action_token=SecretStr("action-token-of-tests"),
        rasa_url="http://127.0.0.1:9",
        wechat_token=SecretStr("wechat-token"),
        wechat_app_id="wx0123456789abcdef",
        wechat_encoding_aes_key=SecretStr(AES_KEY),
        messages_per_minute=1000,
    )
    with_tables(settings.effective_database_url)
    engine = create_engine(settings.effective_database_url)
    with Session(engine) as session, session.begin():
        session.add_all(small_content())
    engine.dispose()
    app = create_app(settings)
    app.state.services.knowledge._builder = builder
    with TestClient(app, client=(CLIENT_IP, 50123)) as client:
        made = Place(app, tmp_path, settings, client)
        yield made
        made.output += capfd.readouterr()


def report(**says: Any) -> Script:
    """An anonymous report of a factory."""
    usual = {
        "respondent": SHOP,
        "product": "火锅底料",
        "what": "半夜把用过的油捞回来再熬",
        "when": "昨天",
        "where": "南川区东城街道",
        "identity": "匿名",
        "name": NAME,
        "phone": PHONE,
        "teller": "去掉",
    }
    return Script.of({"name": "anonymous", "turns": ["我要举报"], "says": usual | says, "case": {}})


def tell(place: Place, script: Script, wechat: bool = False) -> Citizen:
    """File a report and thank for it, as citizens do."""
    say = place.over_wechat if wechat else place.over_the_web
    citizen = Citizen(script, say, lambda *_: None, Prompts.load(), OPENID if wechat else SENDER)
    for _ in citizen.play():
        raise AssertionError("nothing restarts here")
    assert citizen.numbers, "\n".join(citizen.transcript)
    say(citizen.sender, "谢谢")
    return citizen


def found_in(haystack: bytes, needle: str) -> bool:
    """Whether a text occurs, plain or as JSON writes it."""
    return needle.encode() in haystack or json.dumps(needle)[1:-1].encode() in haystack


def searched(place: Place, capfd: pytest.CaptureFixture[str]) -> bytes:
    place.output += capfd.readouterr()
    haystack = place.kept()
    # The search itself works: what may be kept is found.
    assert found_in(haystack, SHOP)
    return haystack


@pytest.mark.parametrize("needle", [SENDER, CLIENT_IP, FORWARDED_IP, PHONE])
def test_over_the_web_no_chat_id_address_or_phone_is_left(
    place: Place, capfd: pytest.CaptureFixture[str], needle: str
) -> None:
    tell(place, report(what=f"半夜把用过的油捞回来再熬，有事打我电话{PHONE}"))

    assert not found_in(searched(place, capfd), needle)


@pytest.mark.parametrize("needle", [OPENID, CLIENT_IP, FORWARDED_IP, PHONE])
def test_over_wechat_no_openid_address_or_phone_is_left(
    place: Place, capfd: pytest.CaptureFixture[str], needle: str
) -> None:
    tell(place, report(where=f"南川区东城街道，我电话{PHONE}"), wechat=True)

    assert not found_in(searched(place, capfd), needle)


def test_a_phone_and_a_name_in_the_very_first_sentence_are_not_left(
    place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    script = report()
    opening = f"我叫{NAME}，电话{PHONE}，我要匿名举报{SHOP}"
    tell(place, Script.of({"name": "first", "turns": [opening], "says": script.says, "case": {}}))

    haystack = searched(place, capfd)
    assert not found_in(haystack, PHONE)
    assert not found_in(haystack, NAME)


def test_a_name_said_in_the_story_is_not_readable(
    place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    tell(place, report(what=f"半夜把用过的油捞回来再熬，我叫{NAME}，是里面的工人"))

    assert not found_in(searched(place, capfd), NAME)


@pytest.mark.parametrize("needle", [NAME, PHONE])
def test_who_decides_for_anonymity_at_the_end_leaves_neither_name_nor_phone(
    place: Place, capfd: pytest.CaptureFixture[str], needle: str
) -> None:
    script = report(identity=["实名", "匿名"])
    changed = Script.of(
        {
            "name": "late",
            "turns": ["我要举报"],
            "says": script.says | {"identity": ["实名", "匿名"]},
            "before": {"confirm": "改匿名"},
            "case": {},
        }
    )
    citizen = tell(place, changed)

    assert not found_in(searched(place, capfd), needle)
    sealed = _opened(place, citizen)
    assert all(needle not in value for _, value in sealed)


def test_even_with_the_key_no_row_leads_from_the_case_to_the_chat(place: Place) -> None:
    citizen = tell(place, report())

    chat = pseudonym(SECRET, "web", SENDER)
    with_chat = [(table, row) for table, row in place.rows() if chat in map(str, row.values())]
    assert [table for table, _ in with_chat if table.startswith("case")] == []
    assert [table for table, value in _opened(place, citizen, chat) if _names(citizen, value)] == []
    assert [row["intent"] for table, row in with_chat if row.get("intent") == "file_report"] == []


TOLD = (
    f"我要匿名举报，{SHOP}半夜把用过的油捞回来再熬，厂里电话023-71234567。我是住户{NAME}，"
    f"住南川区东城街道隆化大道136号2栋3-4，有事打我电话{PHONE}",
    "火锅底料", "昨天", "南川区", "去掉",
)  # fmt: skip
HOME = "隆化大道136号"


@pytest.mark.parametrize("is_swept", [False, True])
def test_name_phone_and_home_are_in_no_file_log_export_or_copy_of_the_database(
    place: Place, capfd: pytest.CaptureFixture[str], is_swept: bool
) -> None:
    for words in TOLD:
        place.over_the_web(SENDER, words)
    picture = {"file": ("a.jpg", photo(), "image/jpeg")}
    sent = place.client.post("/chat/evidence", data={"sender": SENDER}, files=picture)
    assert "收到 1 个材料" in sent.text
    (filed,) = place.over_the_web(SENDER, "确认")[:1]
    assert "匿名举报" in filed["text"]
    place.over_the_web(SENDER, "谢谢")
    if is_swept:
        place.sweep()

    copy = place.copied()
    number = CaseNumber.find(filed["text"])
    for haystack in (searched(place, capfd), copy, place.exported(), place.of_person(str(number))):
        assert found_in(haystack, SHOP)
        assert not any(found_in(haystack, own) for own in (NAME, PHONE, HOME))
    opened = [plain for _, plain in _opened(place, None)]
    assert any("厂里电话023-71234567" in plain for plain in opened)
    assert not any(own in plain for plain in opened for own in (NAME, PHONE, HOME))


@pytest.mark.parametrize(
    ("story", "own"),
    [
        (
            f"我要匿名举报，{SHOP}半夜把用过的油捞回来再熬。街坊都喊我胖三娘，"
            "微信id: pangsan_1988，我的车渝A3K8P2停在他门口拍到的",
            ("胖三娘", "pangsan_1988", "渝A3K8P2"),
        ),
        (
            f"匿名举报，我是{SHOP}的老员工，QQ 284719203，昵称 山城老王，身份证51022519760304121X，"
            "他们半夜把用过的油捞回来再熬",
            ("284719203", "山城老王", "51022519760304121X"),
        ),
        (
            f"不留名举报{SHOP}，用过的油捞回来再熬，我儿子周小宝在里头上班，喊我王孃就行，"
            "V信：wangniang66，住隆化大道88号3栋",
            ("周小宝", "王孃", "wangniang66", "隆化大道88号"),
        ),
    ],
)
def test_nicknames_accounts_and_plates_are_in_no_file_export_or_copy(
    place: Place, capfd: pytest.CaptureFixture[str], story: str, own: tuple[str, ...]
) -> None:
    for words in (story, "匿名举报", "火锅底料", "昨天", "南川区", "去掉"):
        replies = place.over_the_web(SENDER, words)
        if any("确认" in str(button) for reply in replies for button in reply.get("buttons", [])):
            break
    (filed,) = place.over_the_web(SENDER, "确认")[:1]
    assert "匿名举报" in filed["text"]
    place.over_the_web(SENDER, "谢谢")

    number = str(CaseNumber.find(filed["text"]))
    copy = place.copied()
    for haystack in (searched(place, capfd), copy, place.exported(), place.of_person(number)):
        assert not any(found_in(haystack, one) for one in own)
    opened = [plain for _, plain in _opened(place, None)]
    assert any("再熬" in plain for plain in opened)
    assert not any(one in plain for plain in opened for one in own)


def test_no_moment_finer_than_an_hour_stands_in_two_rows(place: Place) -> None:
    began = datetime.now(UTC).replace(tzinfo=None)
    for words in (*TOLD, "确认", "谢谢"):
        place.over_the_web(SENDER, words)
    place.sweep()

    # A row may repeat its own moment; another row with the same one would tie the two together.
    where: dict[datetime, set[tuple[str, int]]] = {}
    for place_of_row, (table, row) in enumerate(place.rows()):
        for value in row.values():
            moment = _moment(value)
            if moment is not None and moment >= began and (moment.minute or moment.second):
                where.setdefault(moment, set()).add((table, place_of_row))
    assert where, "rows of the filing carry moments"
    assert [rows for rows in where.values() if len(rows) > 1] == []


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value).replace(tzinfo=None) if len(value) > 10 else None
    except (TypeError, ValueError):
        return None


def _names(citizen: Citizen, value: str) -> bool:
    return citizen.numbers[0] in value or citizen.codes[0] in value


def _opened(place: Place, citizen: Citizen | None, chat: str = "") -> list[tuple[str, str]]:
    """Everything sealed in the database, opened; only in rows of a chat if one is given."""
    keyring = place.settings.keyring
    return [
        (table, plain)
        for table, row in place.rows()
        if not chat or chat in map(str, row.values())
        for column, value in row.items()
        for plain in _plain(keyring, table, column, str(value))
    ]


def _plain(keyring: Keyring, table: str, column: str, value: str) -> Iterator[str]:
    if value.startswith("["):
        items = json.loads(value)
        value = items[0].get("sealed", "") if items and isinstance(items[0], dict) else ""
    for name in (
        f"{table}.{column}",
        f"{table}.{column.removesuffix('_sealed')}",
        "case_draft.draft",
    ):
        try:
            yield keyring.open(value, name)
        except (SealBroken, UnicodeDecodeError):
            continue
