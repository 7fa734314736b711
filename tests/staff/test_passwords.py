from __future__ import annotations

import pytest
from argon2 import extract_parameters

from bot.staff.errors import WeakPassword
from bot.staff.passwords import Passwords, check_quality, first_password


@pytest.fixture(scope="module")
def cheap() -> Passwords:
    return Passwords(time_cost=1, memory_kib=8)


def test_a_password_is_kept_as_argon2id_and_found_again(cheap: Passwords) -> None:
    kept = cheap.hash("重庆火锅 ok 2026")

    assert kept.startswith("$argon2id$")
    assert cheap.verify(kept, "重庆火锅 ok 2026")
    assert not cheap.verify(kept, "重庆火锅 ok 2027")


def test_full_width_typing_is_the_same_password(cheap: Passwords) -> None:
    assert cheap.verify(cheap.hash("Abc-12345x"), "Ａｂｃ－１２３４５ｘ")


def test_nobodys_password_is_always_wrong(cheap: Passwords) -> None:
    assert not cheap.verify(None, "anything")
    assert not cheap.verify("not a hash", "anything")


def test_a_hash_of_other_costs_is_outdated(cheap: Passwords) -> None:
    dear = Passwords(time_cost=2, memory_kib=16)

    assert dear.is_outdated(cheap.hash("x"))
    assert not cheap.is_outdated(cheap.hash("x"))


def test_the_usual_costs_are_those_of_the_rfc() -> None:
    found = extract_parameters(Passwords().hash("x"))

    assert (found.time_cost, found.memory_cost) == (3, 65_536)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Ab1-", "太短"),
        ("A1-" * 50, "太长"),
        ("Xx-wangwei-9", "用户名"),
        ("Aa1Aa1Aa1Aa1", "重复"),
        ("abcdefghijklmnop", "连续"),
        ("Password-123", "太常见"),
        ("P@ssw0rd12", "太常见"),
        ("abcdefgh1234", "至少要用三种"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password: str, words: str) -> None:
    with pytest.raises(WeakPassword, match=words):
        check_quality(password, "wangwei")


@pytest.mark.parametrize("password", ["Tian-Qi-88x", "山城步道Ab2026", "long plain words are fine"])
def test_a_good_password_is_taken(password: str) -> None:
    check_quality(password, "wangwei")


def test_first_passwords_differ_and_have_no_doubtful_signs() -> None:
    made = {first_password() for _ in range(50)}

    for password in made:
        check_quality(password, "wangwei")
    assert len(made) == 50
    assert not set("".join(made)) & set("0o1il")
