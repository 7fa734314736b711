"""The vector of a text."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import onnxruntime as ort

from kb.text.e5.graph import INPUT, graph_of
from kb.text.e5.pieces import Numbered, Pieces, numbered
from kb.text.e5.weights import Floats, Vocabulary, Weights

_QUERY, _PASSAGE = "query: ", "passage: "
_ONLY_ERRORS = 3


class Encoder:
    """multilingual-e5-small on one core; several threads may encode at the same time.

    Args:
        graph: gives the model.
        pieces: what is looked up of the pieces of words.
    """

    def __init__(
        self, graph: Callable[[Weights], bytes], pieces: Callable[[Vocabulary], Numbered]
    ) -> None:
        self._weights = Weights()
        vocabulary = self._weights.vocabulary
        self._ends = vocabulary.begin, vocabulary.end
        self._pieces = Pieces(vocabulary, pieces(vocabulary))
        options = ort.SessionOptions()
        # More threads fight over the cores with Rasa and gain little on one sentence.
        options.intra_op_num_threads = 1
        options.log_severity_level = _ONLY_ERRORS
        # What the longest text took would be held for ever, and for each that reads at that time.
        options.enable_cpu_mem_arena = False
        self._session = ort.InferenceSession(
            graph(self._weights), options, providers=["CPUExecutionProvider"]
        )
        # It keeps the graph for beginning anew with another provider: 22 MB held twice.
        self._session._model_bytes = None
        width = self._weights.width
        self._places = self._weights.floats("emb.pos").reshape(-1, width)
        self._places = self._places + self._weights.floats("emb.type")[:width]

    def encode(self, text: str, *, is_query: bool) -> Floats:
        """The unit vector of a text.

        Of more than 510 pieces each 510 are read by themselves; the vector is their mean.

        Args:
            text: what is encoded.
            is_query: whether it is a question; e5 reads a prefix for either kind.
        """
        pieces = self._pieces((_QUERY if is_query else _PASSAGE) + text)
        window = self._weights.longest - len(self._ends)
        total = np.zeros(self._weights.width, np.float32)
        for start in range(0, len(pieces), window):
            part = pieces[start : start + window]
            total += len(part) * self._read(part)
        unit: Floats = total / np.linalg.norm(total)
        return unit

    def _read(self, pieces: list[int]) -> Floats:
        begin, end = self._ends
        numbers = [begin, *pieces, end]
        hidden = self._session.run(None, {INPUT: self._embedded(numbers)[None]})[0]
        mean: Floats = np.asarray(hidden, np.float32)[0].mean(axis=0)
        return mean

    def _embedded(self, numbers: list[int]) -> Floats:
        rows = self._weights.words(numbers) + self._places[: len(numbers)]
        rows -= rows.mean(axis=1, keepdims=True)
        deviation = np.square(rows).mean(axis=1, keepdims=True) + self._weights.epsilon
        rows /= np.sqrt(deviation)
        gain, shift = (self._weights.floats(f"emb.ln.{part}") for part in "wb")
        embedded: Floats = (rows * gain + shift).astype(np.float32)
        return embedded


_one: Encoder | None = None


def encoder(
    graph: Callable[[Weights], bytes] = graph_of,
    pieces: Callable[[Vocabulary], Numbered] = lambda vocabulary: Numbered(*numbered(vocabulary)),
) -> Encoder:
    """The one encoder of a process: made once, for it is large.

    Args:
        graph: gives the model, if it is made now.
        pieces: what is looked up of the pieces of words, likewise.
    """
    global _one
    if _one is None:
        _one = Encoder(graph, pieces)
    return _one
