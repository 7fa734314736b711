"""A foreigner's name and address, as in the passport, in one answer to the form's last question."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.complaints.case.draft import Draft
from bot.complaints.intake.answers import read_together
from bot.complaints.intake.reading import Reader, Understood

NOW = datetime(2026, 11, 28, 4, tzinfo=UTC)
PHONE = "13812345678"


def answered(reader: Reader, text: str) -> dict[str, str]:
    draft = Draft("chat", "web", NOW, NOW, kind="complaint")
    return read_together(reader, text, ("consent", "name", "phone", "address"), draft, NOW).values


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        (f"Anna Kowalska {PHONE} 渝中区民族路5号", "Anna Kowalska", "渝中区民族路5号"),
        (f"渝中区民族路5号 Hans Müller {PHONE}", "Hans Müller", "渝中区民族路5号"),
        (f"Jean-Luc Picard\n{PHONE}\n渝中区民族路5号", "Jean-Luc Picard", "渝中区民族路5号"),
        (
            f"John Smith, {PHONE}, 88 Minzu Road, Yuzhong, Chongqing",
            "John Smith",
            "88 Minzu Road, Yuzhong, Chongqing",
        ),
        (
            f"I agree. Nguyen Thi Hoa {PHONE} Room 302, 88 Minzu Road, Yuzhong",
            "Nguyen Thi Hoa",
            "Room 302, 88 Minzu Road, Yuzhong",
        ),
        (
            f"Name: José García López, phone: {PHONE}, address: Building 5, 88 Minzu Road, Yuzhong",
            "José García López",
            "Building 5, 88 Minzu Road, Yuzhong",
        ),
    ],
)
def test_a_latin_name_is_kept_whole(reader: Reader, text: str, name: str, address: str) -> None:
    got = answered(reader, text)

    assert (got.get("name"), got.get("phone"), got.get("address")) == (name, PHONE, address)


@pytest.mark.parametrize(
    ("text", "consent"),
    [("I agree", "yes"), ("yes", "yes"), ("I do not agree", "no"), ("I disagree.", "no")],
)
def test_consent_is_heard_in_english(reader: Reader, text: str, consent: str) -> None:
    assert answered(reader, text)["consent"] == consent


@pytest.mark.parametrize(
    "name", ["Hans Müller", "José García López", "Smith John Michael William Henry", "Ana M. Silva"]
)
def test_a_passport_name_is_accepted_when_asked_alone(reader: Reader, name: str) -> None:
    read = reader.read("name", name, Draft("chat", "web", NOW, NOW, kind="complaint"), NOW)

    assert isinstance(read, Understood)
    assert read.values["name"] == name
