"""Questions are embedded once, however many ask at the same time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from kb.search.embedding import DIMENSION, Embedder, Vector, digest
from kb.text.e5.encoder import Encoder


def test_who_asks_while_a_vector_is_made_gets_that_one(monkeypatch: pytest.MonkeyPatch) -> None:
    embedder, begun, may_end, encoded = Embedder(), threading.Event(), threading.Event(), []

    def encode(_: Encoder, text: str, *, is_query: bool) -> Vector:
        encoded.append((text, is_query))
        begun.set()
        assert may_end.wait(10)
        return np.ones(DIMENSION, np.float32)

    monkeypatch.setattr(Encoder, "encode", encode)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(embedder.question, "世界标准日")
        assert begun.wait(10)
        second = threads.submit(embedder.question, "世界标准日")
        may_end.set()

        assert first.result(10) is second.result(10)
    assert encoded == [("世界标准日", True)]


def test_what_failed_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = Embedder()

    def fail(_: Encoder, text: str, *, is_query: bool) -> Vector:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(Encoder, "encode", fail)
        with pytest.raises(MemoryError):
            embedder.question("世界标准日")

    assert embedder.question("世界标准日").shape == (DIMENSION,)


def test_only_what_the_cache_lacks_is_made_and_all_is_reported() -> None:
    done: list[int] = []
    known = digest("标准", is_query=True)

    texts = [("标准", True), ("标准", False), ("标准", False)]
    made = Embedder().vectors(texts, {known: b""}, done.append)

    assert set(made) == {digest("标准", is_query=False)}
    assert len(made[digest("标准", is_query=False)]) == 4 * DIMENSION
    assert done[-1] == len(texts)
