"""Checks lists of 1,000 numbers against a catalogue of so many records, and tells the seconds.

    python -m bench.list_check --records 50000
    python -m bench.list_check --folder FOLDER

The folder is one that ``bench.catalogue --folder`` filled. Lists differ in how many of their
numbers have one digit wrong; what comes out by lot may be another known number, and without a name
beside it nobody can tell: so each list is checked bare, and with the name of each standard beside
its number. Told are how many of the slips are said to be one, and of how many the number that was
meant is among those named.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import create_engine, insert, select
from sqlalchemy.orm import Session

from bench.catalogue import generated
from bot.app.schema import migrate
from kb.list_check import Verdict, check, numbers_of
from kb.models import Checked, Nature, Standard, StandardStatus
from kb.text.standard_number import StandardNumber

NUMBERS = 1000
SLIPS = (0, 20, 100, 1000)
SAID = (Verdict.TYPO, Verdict.OTHER_NAME)
TODAY = date(2026, 11, 28)


def rows(count: int, lot: random.Random) -> list[dict[str, object]]:
    """Records with numbers as the real ones are: serials to 50,000, four kinds of letters."""
    numbers: set[str] = set()
    while len(numbers) < count:
        code = lot.choices(("GB/T", "GB", "QB/T", "JB/T"), (6, 1, 2, 2))[0]
        numbers.add(f"{code} {lot.randrange(1, 50_000)}-{lot.randrange(1990, 2026)}")
    titles = (title for _, title, *_ in generated(count))
    return [
        {
            "number": number,
            "undated": str(StandardNumber.parse(number).undated),
            "title": title,
            "nature": Nature.RECOMMENDED,
            "status": StandardStatus.IN_FORCE,
            "effective_on": date(2015, 1, 1),
            "superseded_by": [],
            "source": "bench",
            "checked": Checked.UNCHECKED,
        }
        for number, title in zip(sorted(numbers), titles, strict=True)
    ]


def with_slips(numbers: list[str], count: int, lot: random.Random) -> list[str]:
    """The first so many of them with one digit of the serial changed."""
    made = []
    for number in numbers[:count]:
        code, _, rest = number.rpartition(" ")
        serial, _, year = rest.rpartition("-")
        at = lot.randrange(len(serial))
        digit = lot.choice([d for d in "0123456789" if d != serial[at]])
        made.append(f"{code} {serial[:at]}{digit}{serial[at + 1 :]}-{year}")
    return [*made, *numbers[count:]]


def check_lists(session: Session, known: list[tuple[str, str]], lot: random.Random) -> None:
    """Check lists of known numbers with their titles, bare and with the titles beside them."""
    for slips in SLIPS:
        drawn = lot.sample(known, NUMBERS)
        listed = with_slips([number for number, _ in drawn], slips, lot)
        for beside in ((), [title for _, title in drawn]):
            started, worked = perf_counter(), process_time()
            lines = check(session, numbers_of(listed, beside), TODAY)
            seconds, worked = perf_counter() - started, process_time() - worked
            told = Counter(line.verdict.value for line in lines)
            took = f"{seconds:.2f} s ({worked:.2f} of the processor)"
            slipped = list(zip(lines, drawn, strict=True))[:slips]
            said = sum(line.verdict in SAID for line, _ in slipped)
            meant = sum(
                number in [edition.number for edition in line.near.editions]
                for line, (number, _) in slipped
            )
            what = "with names" if beside else "bare"
            print(f"{slips:5} slips of {NUMBERS}, {what}: {took}, {dict(told)}")
            print(f"      said to be one {said}, the one meant among those named {meant}")


def main() -> None:
    """Fill a database of its own, or take one that is there, and check the lists."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--folder", type=Path, help="what bench.catalogue kept, on SQLite")
    asked, lot = parser.parse_args(), random.Random(1)
    with tempfile.TemporaryDirectory(prefix="yubiao-bench-") as folder:
        url = f"sqlite:///{asked.folder / 'kb.db' if asked.folder else Path(folder) / 'bench.db'}"
        migrate(url)
        engine = create_engine(url)
        with Session(engine) as session:
            if not asked.folder:
                session.execute(insert(Standard), rows(asked.records, lot))
                session.commit()
            first = select(Standard.number, Standard.title).order_by(Standard.id).limit(200_000)
            known = [(number, title) for number, title in session.execute(first)]
            check_lists(session, known, lot)
        engine.dispose()


if __name__ == "__main__":
    main()
