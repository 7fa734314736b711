"""Passwords: Argon2id, and what a new one must be."""

from __future__ import annotations

import functools
import secrets
import unicodedata
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.staff.errors import WeakPassword

SHORTEST = 10
LONGEST = 128
LONG_ENOUGH_FOR_WORDS = 16  # from here on a phrase of plain words is as strong as signs are
_FEWEST_DIFFERENT = 5
_KINDS_NEEDED = 3
_FIRST_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/i/l: it is read out or written down
_COMMON = (
    "password", "passw0rd", "p@ssw0rd", "qwerty", "qwertyuiop", "1qaz2wsx", "admin", "123456",
    "12345678", "abc123", "iloveyou", "woaini", "5201314", "111111",
    "88888888", "yubiao", "chongqing",
)  # fmt: skip
_MOST_LEFT_OF_COMMON = 4  # signs around a common word that a guesser adds anyway


class Passwords:
    """Hashes and checks passwords; each call takes about a tenth of a second, so use a thread.

    Args:
        time_cost: passes over the memory. The defaults are the second recommended option of
            RFC 9106 section 4 (64 MiB, 3 passes), with one lane; tests pass less.
        memory_kib: memory of one hash in KiB.
    """

    def __init__(self, time_cost: int = 3, memory_kib: int = 65_536) -> None:
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)

    def hash(self, password: str) -> str:
        """The hash to keep."""
        return self._hasher.hash(_same_form(password))

    def verify(self, kept: str | None, password: str) -> bool:
        """Whether the password is right; None for the hash takes the same time and is wrong."""
        nobody = self._nobody  # made before it is needed, so that the first time tells nothing
        try:
            right = self._hasher.verify(kept or nobody, _same_form(password))
        except (VerificationError, InvalidHashError):
            return False
        return right and kept is not None

    @functools.cached_property
    def _nobody(self) -> str:
        return self.hash(secrets.token_urlsafe())

    def is_outdated(self, kept: str) -> bool:
        """Whether a hash was made with other costs than today's."""
        return self._hasher.check_needs_rehash(kept)


def first_password() -> str:
    """A password to hand over once, easy to type: four groups of five signs (99 bits)."""
    groups = ("".join(secrets.choice(_FIRST_ALPHABET) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


def check_quality(password: str, username: str) -> None:
    """Refuse a new password that is easily guessed.

    Raises:
        WeakPassword: the message names the first thing wrong, in Chinese.
    """
    problem = _problem(_same_form(password), username)
    if problem:
        raise WeakPassword(problem)


def _problem(password: str, username: str) -> str:
    if len(password) < SHORTEST:
        return f"密码太短，至少要 {SHORTEST} 个字符。"
    if len(password) > LONGEST:
        return f"密码太长，最多 {LONGEST} 个字符。"
    if username and username in password.lower():
        return "密码里不能带有用户名。"
    if len(set(password)) < _FEWEST_DIFFERENT or _is_run(password):
        return "密码太简单：不要用重复或连续的字符。"
    if _is_common(password):
        return "这个密码太常见，容易被猜到，请换一个。"
    if len(password) < LONG_ENOUGH_FOR_WORDS and _kinds(password) < _KINDS_NEEDED:
        return (
            "大写字母、小写字母、数字、符号（或汉字）至少要用三种，"
            f"或者用 {LONG_ENOUGH_FOR_WORDS} 个字符以上的长密码。"
        )
    return ""


def _kinds(password: str) -> int:
    tests = (str.islower, str.isupper, str.isdigit)
    kinds = {next((n for n, test in enumerate(tests) if test(sign)), 3) for sign in password}
    return len(kinds)


def _is_run(password: str) -> bool:
    steps = {ord(b) - ord(a) for a, b in pairwise(password)}
    return steps in ({1}, {-1})


def _is_common(password: str) -> bool:
    low = password.lower()
    return any(word in low and len(low) - len(word) <= _MOST_LEFT_OF_COMMON for word in _COMMON)


def _same_form(password: str) -> str:
    # Typed in full width on one machine and half width on another, it is the same password.
    return unicodedata.normalize("NFKC", password)
