"""The shortlist is taken from the best of blocks, and is the same as from all scores."""

from __future__ import annotations

import numpy as np
import pytest

from kb.search.index import _top


@pytest.mark.parametrize("size", [3, 36, 300, 5003])
@pytest.mark.parametrize("share", [1.0, 0.02])
def test_the_places_are_those_of_the_highest_scores(size: int, share: float) -> None:
    chance = np.random.default_rng(size)
    scores = chance.permutation(np.arange(1, size + 1)).astype(np.float32)
    scores[chance.random(size) > share] = 0.0  # as of words that few texts have

    found = set(_top(scores, 36).tolist())

    highest = np.argsort(scores)[::-1][:36].tolist()
    assert found == {place for place in highest if scores[place] > 0}
