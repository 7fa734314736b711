from __future__ import annotations

import pytest

from bot.labels.near import near, near_text
from kb.text.standard_number import StandardNumber

KNOWN = {"GB/T 31888-2015", "GB 17761-2024", "GB 18401-2010", "GB 5009.11-2014", "GB 5009.17-2014"}


def known(number: str) -> bool:
    return number in KNOWN


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("GB 31888-2015", ["GB/T 31888-2015"]),
        ("GB/T 31883-2015", ["GB/T 31888-2015"]),
        ("GB 131888-2015", ["GB/T 31888-2015"]),
        ("GB/T 3188-2015", ["GB/T 31888-2015"]),
        ("GB 18401-2018", ["GB 18401-2010"]),
        ("GB 18401-2012", []),
        ("GB 17761-2021", []),
        ("GB 5009.1-2014", ["GB 5009.11-2014", "GB 5009.17-2014"]),
        ("GB 99999-2015", []),
    ],
)
def test_one_sign_taken_for_another_or_lost(read: str, meant: list[str]) -> None:
    found = near(StandardNumber.parse(read), known)

    assert sorted(map(str, found)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("6B/T 31888—2O15", ["GB/T 31888-2015"]),
        ("GB|T31888-20l5", ["GB/T 31888-2015"]),
        ("C8 17761-2024", ["GB 17761-2024"]),
        ("GB17761一2024", ["GB 17761-2024"]),
        ("2024年5月1日", []),
        ("SC10650010500123", []),
    ],
)
def test_signs_taken_for_letters(text: str, meant: list[str]) -> None:
    assert [str(one) for one in near_text(text, known)] == meant
