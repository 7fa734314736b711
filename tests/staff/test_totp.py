from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from bot.staff import totp

# RFC 6238, appendix B.
KEYS = {
    "sha1": b"12345678901234567890",
    "sha256": b"12345678901234567890123456789012",
    "sha512": b"1234567890123456789012345678901234567890123456789012345678901234",
}
SECRET = base64.b32encode(KEYS["sha1"]).decode()


@pytest.mark.parametrize(
    ("seconds", "sha1", "sha256", "sha512"),
    [
        (59, "94287082", "46119246", "90693936"),
        (1111111109, "07081804", "68084774", "25091201"),
        (1111111111, "14050471", "67062674", "99943326"),
        (1234567890, "89005924", "91819424", "93441116"),
        (2000000000, "69279037", "90698825", "38618901"),
        (20000000000, "65353130", "77737706", "47863826"),
    ],
)
def test_the_codes_are_those_of_the_rfc(seconds: int, sha1: str, sha256: str, sha512: str) -> None:
    for name, code in (("sha1", sha1), ("sha256", sha256), ("sha512", sha512)):
        assert totp.code_at(KEYS[name], seconds // 30, 8, name) == code


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def test_a_code_of_the_step_before_or_after_is_taken_and_no_other() -> None:
    code = totp.code_at(KEYS["sha1"], 100)

    taken = [s for s in range(96, 105) if totp.matching_step(SECRET, code, at(s * 30)) == 100]
    assert taken == [99, 100, 101]


def test_a_used_code_is_refused() -> None:
    code = totp.code_at(KEYS["sha1"], 100)

    assert totp.matching_step(SECRET, code, at(3000), after=99) == 100
    assert totp.matching_step(SECRET, code, at(3000), after=100) is None


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "１２３４５６", "0" * 500])
def test_nonsense_is_no_code(typed: str) -> None:
    assert totp.matching_step(SECRET, typed, at(3000)) is None


def test_spaces_in_a_code_do_not_matter() -> None:
    code = totp.code_at(KEYS["sha1"], 100)

    assert totp.matching_step(SECRET, f" {code[:3]} {code[3:]} ", at(3000)) == 100


def test_the_address_for_the_app_names_service_and_member() -> None:
    uri = totp.setup_uri("ABC", "wang")

    assert uri.startswith("otpauth://totp/%E6%B8%9D%E6%A0%87%E9%80%9A:wang?secret=ABC&")
