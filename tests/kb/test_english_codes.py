"""Letters before a standard's number are told in English, and no other letters."""

from __future__ import annotations

import pytest

from kb.english_codes import load_english_codes
from kb.number_codes import load_number_codes

CODES = load_english_codes()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Which prefix do local standards of Beijing have?", "DB11"),
        ("what letters do local standards in Tianjin start with", "DB12"),
        ("what does DB51 mean", "Sichuan"),
        ("what is QB/T", "light industry"),
        ("and NY/T?", ""),
        ("what does YZ stand for", "postal service"),
    ],
)
def test_a_code_is_told(text: str, told: str) -> None:
    answer = CODES.told(text)

    assert told in answer.text if told and answer else answer is None


@pytest.mark.parametrize(
    "text",
    ["what is OK", "what is the postcode of Beijing", "where do I find local standards of Beijing"],
)
def test_other_letters_are_none(text: str) -> None:
    assert CODES.told(text) is None


def test_every_place_has_the_digits_of_the_chinese_list() -> None:
    assert CODES.places.keys() <= load_number_codes().provinces.keys()
