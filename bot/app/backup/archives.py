"""Encrypted archives in the age format (age-encryption.org/v1), written and read as streams.

The machine needs only the public key, so whoever breaks into it cannot open older backups. A file
that was cut or altered fails to open: age authenticates each piece and the end.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol, TypeAlias

import pyrage

from bot.app.backup.errors import BackupProblem

PIECE = 1024 * 1024  # bytes read at once
_BLOCK = 512  # bytes; what a tar is counted in

Recipient: TypeAlias = pyrage.x25519.Recipient
Identity: TypeAlias = pyrage.x25519.Identity


class Readable(Protocol):
    """What can be encrypted: pieces in order, an empty one at the end."""

    def read(self, size: int = -1) -> bytes:
        """The next piece."""


def recipients_of(written: str) -> list[Recipient]:
    """Public keys, separated by commas.

    Raises:
        ValueError: one is none.
    """
    try:
        return [Recipient.from_str(one.strip()) for one in written.split(",") if one.strip()]
    except pyrage.RecipientError as error:
        raise ValueError("no age recipient") from error


def identity_of(written: str) -> Identity:
    """A private key.

    Raises:
        ValueError: it is none.
    """
    try:
        return Identity.from_str(written.strip())
    except pyrage.IdentityError as error:
        raise ValueError("no age identity") from error


def new_pair() -> tuple[str, str]:
    """A fresh public key and its private key."""
    identity = Identity.generate()
    return str(identity.to_public()), str(identity)


class _Source:
    """Reads on, and remembers what went wrong: pyrage only hands its words on."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self.failed: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._source.read(size)
        except Exception as error:
            self.failed = error
            raise


class _Noting:
    """Writes to a file and remembers the digest of what was written, and what went wrong.

    pyrage writes what it still holds at its end, and says nothing if that fails.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()
        self.failed: Exception | None = None

    def write(self, data: bytes) -> int:
        try:
            written = self._stream.write(data)
        except Exception as error:
            self.failed = error
            raise
        self.digest.update(data)
        return written

    def flush(self) -> None:
        self._stream.flush()


def seal(source: Readable, path: Path, recipients: list[Recipient]) -> str:
    """Encrypt a stream into a new file, and have it on the disk.

    Returns:
        SHA-256 of the file, in hex.

    Raises:
        OSError: it can't be written.
        Exception: what the source raised; the file is worth nothing.
    """
    reading = _Source(source)
    with path.open("xb") as stream:
        noting = _Noting(stream)
        try:
            pyrage.encrypt_io(reading, noting, recipients)
        except pyrage.EncryptError as error:
            raise reading.failed or noting.failed or error from None
        if noting.failed is not None:
            raise noting.failed
        stream.flush()
        os.fsync(stream.fileno())
    return noting.digest.hexdigest()


def open_into(path: Path, target: IO[bytes], identity: Identity) -> None:
    """Decrypt a file into a stream.

    Raises:
        BackupProblem: another key is needed, or the file is damaged.
    """
    try:
        with path.open("rb") as stream:
            pyrage.decrypt_io(stream, target, [identity])
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise BackupProblem(
                f"打不开 {path.name}：BACKUP_IDENTITY 不是做这份备份时的那一把私钥。"
            ) from None
        raise BackupProblem(f"打不开 {path.name}：文件不完整或者被改动过。") from None
    except OSError as error:
        if error.errno is not None:
            raise  # the disk's own trouble, such as being full
        raise BackupProblem(f"打不开 {path.name}：文件不完整或者被改动过。") from None


@contextmanager
def opened(path: Path, identity: Identity) -> Iterator[IO[bytes]]:
    """A decrypted stream to read from; what is wrong with the file is said at the end too.

    Raises:
        BackupProblem: as :func:`open_into`; nothing read before counts then.
    """
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            with os.fdopen(writing, "wb") as target:
                open_into(path, target, identity)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work, name="backup-opening")
    thread.start()
    try:
        with os.fdopen(reading, "rb") as source:
            try:
                yield source
            except (tarfile.TarError, ValueError, EOFError):
                # A stream that ends too early: the reason is the thread's, if it has one.
                source.close()
                thread.join()
                if failed:
                    raise failed[0] from None
                raise BackupProblem(f"{path.name} 的内容读不懂，没有恢复。") from None
            while source.read(PIECE):
                pass
    finally:
        thread.join()
    if failed:
        raise failed[0]


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Pieces(io.RawIOBase):
    """Bytes made as they are asked for."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        super().__init__()
        self._pieces = iter(pieces)
        self._held = b""

    def read(self, size: int = -1) -> bytes:
        """Up to so many bytes; all that is left for -1."""
        if size < 0:
            whole = self._held + b"".join(self._pieces)
            self._held = b""
            return whole
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._held = piece
        given, self._held = self._held[:size], self._held[size:]
        return given


def tar_member(name: str, data: bytes, modified: float) -> bytes:
    """One file of a tar, with its time and nothing of its owner."""
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = len(data), int(modified), 0o600
    return info.tobuf() + data + bytes(-len(data) % _BLOCK)


def tar_end() -> bytes:
    """What ends a tar."""
    return bytes(2 * _BLOCK)
