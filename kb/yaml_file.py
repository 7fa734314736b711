"""Reads the content files."""

from __future__ import annotations

import pickle
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from kb.kept_work import made_from, place

# libyaml reads the same eight times faster; a PyYAML built without it has only the other one.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file in UTF-8, the caller's own to change.

    Raises:
        OSError: it can't be read.
        yaml.YAMLError: it is no YAML.
    """
    return pickle.loads(_read(path, stamp(path)))


def stamp(path: Path) -> tuple[int, int]:
    """What tells one state of a file from the next.

    Raises:
        OSError: there is no such file.
    """
    found = path.stat()
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=64)
def _read(path: Path, state: tuple[int, int]) -> bytes:
    """A file as pickled: several parts read the same one at start, and parsing is the slow part."""
    written = path.read_bytes()
    source = made_from(written)
    # Folders have files of one name: the software's content and what staff published over it.
    name = f"yaml-{path.stem}-{source[:16]}"
    content = place().get(name, source)
    if content is None:
        content = yaml.load(written.decode("utf-8"), _Loader)
        place().keep(name, source, content)
    return pickle.dumps(content)
