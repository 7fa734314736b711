"""A text is encoded once in a run of tests, and not anew for each application and each process.

The model itself runs, for the first who asks: a vector is 5 ms of CPU, and the publish gate alone
asks the same golden questions of every application it is tried in. Nor is the file of those that
come with the software read again for the same small content. Whoever calls the encoder
itself (``tests/kb/text/test_e5.py``), or replaces it, is not served from here.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Set
from pathlib import Path

import numpy as np

from kb import knowledge
from kb.search import embedding
from kb.search.embedding import Held, Vector, digest
from kb.text.e5.encoder import Encoder

_own, _model, _shipped = Encoder.encode, embedding.encoder, knowledge.shipped
_known: dict[str, bytes] = {}
_looked_up: dict[str, Held | None] = {}
_folder: list[Path] = []


def install() -> None:
    """From now on what an :class:`embedding.Embedder` asks for is kept."""
    embedding.encoder = lambda *kept: _Remembering(_model(*kept))  # type: ignore[assignment,return-value,arg-type]
    knowledge.shipped = _shipped_once  # type: ignore[assignment]


def share(folder: Path) -> None:
    """With all processes of this run."""
    folder.mkdir(exist_ok=True)
    _folder[:] = [folder]


class _Remembering:
    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def encode(self, text: str, *, is_query: bool) -> Vector:
        if Encoder.encode is not _own:
            return self._encoder.encode(text, is_query=is_query)
        key = digest(text, is_query=is_query)
        if (found := _known.get(key) or _kept(key)) is None:
            found = self._encoder.encode(text, is_query=is_query).tobytes()
            _keep(key, found)
        _known[key] = found
        return np.frombuffer(found, np.float32).copy()


def _kept(key: str) -> bytes | None:
    """What another process has made."""
    try:
        return (_folder[0] / key).read_bytes() if _folder else None
    except FileNotFoundError:
        return None


def _keep(key: str, vector: bytes) -> None:
    if _folder:
        begun = _folder[0] / f"{key}.{os.getpid()}.{threading.get_ident()}"
        begun.write_bytes(vector)
        begun.replace(_folder[0] / key)


def _shipped_once(wanted: Set[str]) -> dict[str, Held]:
    if new := wanted - _looked_up.keys():
        found = _shipped(new)
        _looked_up.update({key: found.get(key) for key in new})
    return {key: held for key in wanted if (held := _looked_up[key]) is not None}
