from __future__ import annotations

import pytest

from kb.search.postings import Postings
from kb.search.shared import Shared

TEXTS = Postings([{"电动", "自行车"}, {"电动", "汽车"}, set()])


def weight(word: str) -> float:
    return 3.0 if word == "自行车" else 1.0


def test_of_what_either_has_the_share_that_both_have() -> None:
    shares = Shared(TEXTS, weight).jaccard({"电动", "自行车", "牌照"})

    assert shares.tolist() == pytest.approx([4 / 5, 1 / 6, 0.0])


def test_dice_counts_what_both_have_twice() -> None:
    shares = Shared(TEXTS, weight).dice({"自行车", "牌照"})

    assert shares.tolist() == pytest.approx([2 * 3 / (4 + 4), 0.0, 0.0])


def test_a_question_without_features_shares_nothing() -> None:
    assert Shared(TEXTS, weight).jaccard(set()).tolist() == [0.0, 0.0, 0.0]
