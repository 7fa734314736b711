"""What the sense for danger weighs of a text beside its embedding."""

from __future__ import annotations

import pytest

from bot.complaints.understanding.danger_signs import (
    pieces_of,
    signs_of,
    stretches_of,
    words_of,
)
from bot.complaints.understanding.triage import Triage
from kb.knowledge import load_normaliser

NORMAL = load_normaliser()
TRIAGE = Triage.load()


def test_pieces_are_characters_in_a_row_without_the_spaces() -> None:
    assert pieces_of("漏 气了") == {"漏", "气", "了", "漏气", "气了", "漏气了"}


def test_words_stand_alone_and_with_their_neighbour() -> None:
    assert words_of("孩子，摔倒了") == {"孩子", "摔倒", "了", "孩子 摔倒", "摔倒 了"}


def test_a_short_text_is_one_stretch() -> None:
    assert stretches_of("锅坏了，退钱") == ["锅坏了，退钱"]
    assert stretches_of("。。。") == ["。。。"]


def test_a_long_text_is_heard_from_each_of_its_clauses_on() -> None:
    about = "押金两千块到现在没有退，合同第八条写得清楚，打了五次电话都说在走流程，验收单签了，"
    stretches = stretches_of(about + "他刚才踩滑了，喊不应")
    assert len(stretches) == 6
    assert stretches[0] == "押金两千块到现在没有退，合同第八条写得清楚"
    assert stretches[-2:] == ["他刚才踩滑了，喊不应", "喊不应"]


def test_a_clause_without_pauses_is_cut_into_overlapping_stretches() -> None:
    clause = "".join(chr(0x4E00 + i) for i in range(100))
    stretches = stretches_of(clause)
    assert {len(one) for one in stretches} <= {25, 30}
    assert set("".join(stretches)) == set(clause)


@pytest.mark.parametrize(
    ("text", "ruled", "signs"),
    [
        ("去年漏过气", False, {"past", "short"}),
        ("三天前买的锅炸了，碎了一地", False, set()),
        ("现在漏气，该怎么办", True, {"now", "calls", "rule", "rule now", "rule calls"}),
        ("听说要是漏气会爆吗", False, {"supposed", "question"}),
        ("好" * 61, False, {"long"}),
    ],
)
def test_signs_say_when_and_how_it_is_told(text: str, ruled: bool, signs: set[str]) -> None:
    assert signs_of(text, TRIAGE.circumstances(NORMAL(text)), ruled=ruled) == signs
