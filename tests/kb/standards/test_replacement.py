from __future__ import annotations

from datetime import date
from functools import partial

from bot.kit.db import SessionFactory
from kb.standards.replacement import longest, loops_in, report
from tests.content import standard


def test_loops_are_found_once_each_and_chains_of_any_length_are_followed() -> None:
    followers = {"A": ["B"], "B": ["C"], "C": ["A", "D"], "X": ["X"]}
    assert sorted(loops_in(followers)) == [("A", "B", "C"), ("X",)]

    chain = {str(n): [str(n + 1)] for n in range(5000)}
    assert list(loops_in(chain)) == []
    assert len(longest(chain, ())) == 5001


async def test_records_that_do_not_fit_together_are_reported(sessions: SessionFactory) -> None:
    rows = [
        standard("GB 1-2001", "甲", "被代替", "2001-05-01", "GB 1-2010"),
        standard("GB 1-2010", "甲", "现行", "2010-05-01", "GB 1-2020"),
        standard("GB 1-2020", "甲", "现行", "2020-05-01", "GB 9-2025"),
        # What was to come when it was written down is in force since.
        standard("GB 3-2001", "丙", "现行", "2001-05-01", "GB 3-2026", "GB 3-2027"),
        standard("GB 3-2026", "丙", "即将实施", "2026-11-28"),
        standard("GB 3-2027", "丙", "现行", "2026-11-29"),
        standard("GB 2-2001", "乙", "废止", "2001-05-01", "GB 2-2002"),
        standard("GB 2-2002", "乙", "废止", "2002-05-01", "GB 2-2001"),
    ]
    sessions.run_here(lambda session: session.add_all(rows))

    found = sessions.run_here(partial(report, today=date(2026, 11, 28)))

    assert found.links == 7
    assert found.loops == (("GB 2-2001", "GB 2-2002"),)
    assert found.dangling == (("GB 1-2020", "GB 9-2025", "GB 9-2025"),)
    assert found.unended == (("GB 1-2010", "GB 1-2020"), ("GB 3-2001", "GB 3-2026"))
    assert found.longest == ("GB 1-2001", "GB 1-2010", "GB 1-2020", "GB 9-2025")
