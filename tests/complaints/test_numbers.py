from __future__ import annotations

from datetime import date

import pytest

from bot.complaints.case.numbers import CaseNumber, check_digit
from bot.complaints.case.receipt import ReceiptCodes

NUMBER = CaseNumber(date(2026, 11, 23), 147)


@pytest.mark.parametrize(
    "typed",
    [
        "CQ20261123-000147-7",
        "cq20261123-000147-7",
        "CQ 20261123 000147 7",
        "ＣＱ２０２６１１２３－０００１４７－７",
        "CQ20261123—000147—7",
        "CQ202611230001477",
        "我的编号是CQ20261123-000147-7，到哪一步了",
        "CQ20261123 - 000147 - 7。",
    ],
)
def test_a_number_resolves_however_it_is_typed(typed: str) -> None:
    assert CaseNumber.find(typed) == NUMBER
    assert str(NUMBER) == "CQ20261123-000147-7"


@pytest.mark.parametrize(
    "typed", ["CQ20261123-000147-8", "CQ20261123-000174-7", "CQ20261332-000147-7", "GB 17761-2024"]
)
def test_a_mistyped_number_is_not_taken_for_another_case(typed: str) -> None:
    assert CaseNumber.find(typed) is None


def test_every_single_wrong_digit_and_every_swap_of_neighbours_is_noticed() -> None:
    digits = "20261123000147" + check_digit("20261123000147")
    for at in range(15):
        for wrong in "0123456789":
            if wrong != digits[at]:
                typed = digits[:at] + wrong + digits[at + 1 :]
                assert check_digit(typed[:14]) != typed[14], typed
    for at in range(14):
        if digits[at] != digits[at + 1]:
            typed = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
            assert check_digit(typed[:14]) != typed[14], typed


def test_a_receipt_code_is_found_in_a_sentence_and_hashes_alike() -> None:
    codes = ReceiptCodes(b"test", cost=2)
    code = codes.new()

    said = f"查询码是{code.lower().replace('-', ' ')}，帮我看看"

    assert ReceiptCodes.find(said) == code
    assert codes.hash(said[4:23]) == codes.hash(code)
    assert codes.hash(code) != ReceiptCodes(b"other", cost=2).hash(code)
    assert code.replace("-", "") not in codes.hash(code).upper()


def test_receipt_codes_do_not_repeat_and_hold_no_lookalikes() -> None:
    codes = ReceiptCodes(b"test", cost=2)
    made = {codes.new() for _ in range(2000)}

    assert len(made) == 2000
    assert not set("".join(made)) & set("01ILO")


@pytest.mark.parametrize(
    "text",
    [
        *("GB 17761-2024 还有效吗", "我的电话13812345678", "没有码"),
        "hello where i can read chinese standard text free?",
        "garments standard",
        "they gave same fake test form",
    ],
)
def test_ordinary_words_are_no_receipt_code(text: str) -> None:
    assert ReceiptCodes.find(text) is None


def test_a_code_of_letters_alone_is_one_where_nothing_else_is_said() -> None:
    assert ReceiptCodes.find("abcd efgh jkmn pqrs") == "ABCD-EFGH-JKMN-PQRS"
    assert ReceiptCodes.find("编号 ABCD-EFGH-JKMN-PQRS") == "ABCD-EFGH-JKMN-PQRS"
