"""Vectors of the seed content that come with the software: a first start need not make them.

``yubiao kb write-vectors`` makes the file; a test asks that no seed text is missing in it. A vector
costs about 6 ms of a core, the whole content minutes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np

from kb.search.embedding import DIMENSION, Held, rows_in

FILE = Path(__file__).resolve().parent.parent.parent / "data" / "vectors.npz"
_KEY_BYTES = 32


def shipped(wanted: Collection[str], path: Path = FILE) -> dict[str, Held]:
    """The vectors of those digests that come with the software, as float32; none without a file."""
    if not wanted or not path.is_file():
        return {}
    with np.load(path) as kept:
        names = kept["keys"].tobytes().hex()
        width = 2 * _KEY_BYTES
        place = {names[at : at + width]: at // width for at in range(0, len(names), width)}
        known = [key for key in wanted if key in place]
        if not known:  # as of what staff write; the rest is 16 MB
            return {}
        found = kept["vectors"][[place[key] for key in known]].astype(np.float32)
    return dict(zip(known, rows_in(found), strict=True))


def write(vectors: Mapping[str, Held], path: Path = FILE) -> None:
    """Write the file anew: float16 loses less than the fourth decimal of a cosine."""
    names = sorted(vectors)
    keys = np.frombuffer(b"".join(map(bytes.fromhex, names)), np.uint8)
    rows = np.frombuffer(b"".join(vectors[name] for name in names), np.float32)
    np.savez(
        path,
        keys=keys.reshape(-1, _KEY_BYTES),
        vectors=rows.reshape(-1, DIMENSION).astype(np.float16),
    )
