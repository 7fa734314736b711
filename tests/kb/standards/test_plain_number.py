from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from kb.standards import plain_number
from kb.standards.plain_number import number_of
from kb.text.standard_code import _SECTORS
from kb.text.standard_number import StandardNumber

_OTHERS = (
    "GB", "GBZ", "GBJ", "GJB", "JJG", "TSG", "JTG", "ISO", "DB", "DB50", "DB5001", "DBJ50", "DGJ08",
    "CECS", "YBB", "GSB", "IEC",
)  # fmt: skip
_codes = st.one_of(
    st.builds(
        "".join,
        st.tuples(
            st.sampled_from([*sorted(_SECTORS), *_OTHERS]),
            st.sampled_from(["", "/T", "/Z", "/", "/TJ", "/CAS"]),
        ),
    ),
    st.sampled_from(["T/CAS", "T/ZZB", "Q/ABC", "T/11X", "XX", "ABCD", "A"]),
)
_serials = st.one_of(
    st.integers(1, 9_999_999).map(str),
    st.tuples(st.integers(0, 99_999), st.integers(0, 1200)).map("{0[0]}.{0[1]}".format),
)


def _read(read: object, text: str) -> StandardNumber | None:
    try:
        return read(text)  # type: ignore[operator, no-any-return]
    except ValueError:
        return None


@given(_codes, _serials, st.integers(1890, 2110))
@example("GB/T", "12345", 2020)
@example("JTG", "165", 2011)
def test_a_number_is_read_as_if_it_were_taken_apart(code: str, serial: str, year: int) -> None:
    text = f"{code} {serial}-{year}"

    assert _read(number_of, text) == _read(StandardNumber.parse, text)


def test_the_numbers_of_most_lists_need_not_be_taken_apart() -> None:
    assert [
        p for p in ("GB", "GB/T", "QB/T", "DB50/T", "T/CAS") if not plain_number._is_plain(p)
    ] == []
