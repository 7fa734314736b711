"""Name, telephone and address given in one message before the form asks for them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bench.stories import build_reader
from bot.complaints.case.draft import Draft
from bot.complaints.intake.answers import read_together
from bot.complaints.intake.reading import Reader

NOW = datetime(2026, 11, 28, 4, tzinfo=UTC)
PHONE = "13812345678"
KNOWN = {"respondent": "三三名酒", "where": "渝中区解放碑", "district": "渝中区"}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return build_reader()


def answered(reader: Reader, text: str, known: dict[str, str], *asked: str) -> dict[str, str]:
    draft = Draft("chat", "web", NOW, NOW, kind="complaint", values=dict(known))
    return read_together(reader, text, asked, draft, NOW).values


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (f"退一赔三，我叫王小明，{PHONE}，渝北区新牌坊一路8号", "渝北区新牌坊一路8号"),
        (f"退钱 我叫李大芳 {PHONE} 沙坪坝区天星桥正街12号3-2", "沙坪坝区天星桥正街12号3-2"),
        (
            f"要求换货，我姓名周末，电话{PHONE}，江北区建新北路66号2单元5-1",
            "江北区建新北路66号2单元5-1",
        ),
    ],
)
def test_an_address_behind_ones_own_telephone_is_kept(
    reader: Reader, text: str, address: str
) -> None:
    got = answered(reader, text, KNOWN, "wanted")

    assert got.get("phone") == PHONE
    assert got.get("address") == address
    assert "where" not in got


@pytest.mark.parametrize(
    ("text", "known", "asked"),
    [
        # It may be where it happened.
        (f"我叫王小明，{PHONE}，渝北区新牌坊一路8号", {}, ("where", "wanted")),
        # The shop's.
        (f"退钱，老板电话{PHONE}，渝北区新牌坊一路8号", KNOWN, ("wanted",)),
        (
            f"我叫王小明，{PHONE}，渝北区新牌坊一路8号",
            KNOWN | {"identity": "anonymous"},
            ("wanted",),
        ),
    ],
)
def test_what_may_be_another_place_is_no_home(
    reader: Reader, text: str, known: dict[str, str], asked: tuple[str, ...]
) -> None:
    assert "address" not in answered(reader, text, known, *asked)
