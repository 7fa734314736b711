from __future__ import annotations

import base64

import pytest

from bot.kit.sealing import Keyring, SealBroken

OLD, NEW = b"o" * 32, b"n" * 32


def test_what_is_sealed_opens_again_and_never_looks_the_same_twice() -> None:
    ring = Keyring({"k1": OLD})

    first, second = ring.seal("张三", "case.name"), ring.seal("张三", "case.name")

    assert first != second
    assert ring.open(first, "case.name") == ring.open(second, "case.name") == "张三"
    assert "张" not in first


def test_a_value_opens_only_in_its_own_field() -> None:
    ring = Keyring({"k1": OLD})

    with pytest.raises(SealBroken):
        ring.open(ring.seal("张三", "case.name"), "case.phone")


@pytest.mark.parametrize("at", [5, 20, -1])
def test_an_altered_value_does_not_open(at: int) -> None:
    ring = Keyring({"k1": OLD})
    sealed = list(ring.seal("13812345678", "case.phone"))
    sealed[at] = "A" if sealed[at] != "A" else "B"

    with pytest.raises(SealBroken):
        ring.open("".join(sealed), "case.phone")


def test_a_new_key_seals_and_the_old_one_still_opens() -> None:
    sealed = Keyring({"k1": OLD}).seal("张三", "case.name")
    ring = Keyring({"k2": NEW, "k1": OLD})

    assert ring.open(sealed, "case.name") == "张三"
    assert not ring.is_current(sealed)
    assert ring.is_current(ring.seal("张三", "case.name"))
    with pytest.raises(SealBroken):
        Keyring({"k2": NEW}).open(sealed, "case.name")


def test_nothing_stays_nothing() -> None:
    ring = Keyring({"k1": OLD})

    assert ring.seal("", "case.name") == ""
    assert ring.open("", "case.name") == ""


@pytest.mark.parametrize(
    "text", ["", "k1", "k1:abc", f"k.1:{base64.b64encode(OLD).decode()}", "k1:!!!"]
)
def test_unusable_keys_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="key"):
        Keyring.parse(text)


def test_keys_are_read_from_one_line() -> None:
    line = ",".join(f"{n}:{base64.b64encode(k).decode()}" for n, k in (("k2", NEW), ("k1", OLD)))

    assert Keyring.parse(line).current == "k2"
