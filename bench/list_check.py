"""Checks lists of 1,000 numbers against a catalogue of so many records, and tells the seconds.

    python -m bench.list_check --records 50000

Lists differ in how many of their numbers have one digit wrong; what comes out by lot may be another
known number, and without a name beside it nobody can tell. Told are how many of the slips are said
to be one, and of how many the number that was meant is among those named.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import create_engine, insert
from sqlalchemy.orm import Session

from bot.app.schema import migrate
from kb.list_check import Verdict, check, numbers_of
from kb.models import Checked, Nature, Standard, StandardStatus
from kb.text.standard_number import StandardNumber

NUMBERS = 1000
SLIPS = (0, 20, 100, 1000)
TODAY = date(2026, 11, 28)


def rows(count: int, lot: random.Random) -> list[dict[str, object]]:
    """Records with numbers as the real ones are: serials to 50,000, four kinds of letters."""
    numbers: set[str] = set()
    while len(numbers) < count:
        code = lot.choices(("GB/T", "GB", "QB/T", "JB/T"), (6, 1, 2, 2))[0]
        numbers.add(f"{code} {lot.randrange(1, 50_000)}-{lot.randrange(1990, 2026)}")
    return [
        {
            "number": number,
            "undated": str(StandardNumber.parse(number).undated),
            "title": "某种产品",
            "nature": Nature.RECOMMENDED,
            "status": StandardStatus.IN_FORCE,
            "effective_on": date(2015, 1, 1),
            "superseded_by": [],
            "source": "bench",
            "checked": Checked.UNCHECKED,
        }
        for number in sorted(numbers)
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


def main() -> None:
    """Fill a database of its own and check the lists."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=50_000)
    records, lot = parser.parse_args().records, random.Random(1)
    with tempfile.TemporaryDirectory(prefix="yubiao-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        migrate(url)
        engine = create_engine(url)
        with Session(engine) as session:
            content = rows(records, lot)
            session.execute(insert(Standard), content)
            session.commit()
            for slips in SLIPS:
                drawn = [str(row["number"]) for row in lot.sample(content, NUMBERS)]
                listed = with_slips(drawn, slips, lot)
                started, worked = perf_counter(), process_time()
                lines = check(session, numbers_of(listed), TODAY)
                seconds, worked = perf_counter() - started, process_time() - worked
                told = Counter(line.verdict.value for line in lines)
                took = f"{seconds:.2f} s ({worked:.2f} of the processor)"
                slipped = list(zip(lines, drawn, strict=True))[:slips]
                said = sum(line.verdict is Verdict.TYPO for line, _ in slipped)
                meant = sum(
                    number in [edition.number for edition in line.near.editions]
                    for line, number in slipped
                )
                print(f"{slips:5} slips of {NUMBERS}: {took}, {dict(told)}")
                print(f"      said to be one {said}, the one meant among those named {meant}")
        engine.dispose()


if __name__ == "__main__":
    main()
