"""What a backup says it holds; sealed with the service's own key, so that nobody else wrote it."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.app.backup.counting import Counted
from bot.app.backup.errors import BackupProblem

FILE = "manifest.json"
FORMAT = 1
LARGEST = 1024 * 1024  # bytes
KEYS = "keys.age"
DATABASE = "database.age"
ROWS = "rows.age"
EVIDENCE = "evidence.age"


class Manifest(BaseModel):
    """What a backup holds.

    Args:
        format: how it is laid out.
        made_at: the moment that the database shows.
        engine: a backup goes back into the same kind of database.
        revision: the migration its tables are at.
        tables: rows by table.
        evidence: its files, each by name and content.
        evidence_bytes: together.
        missing: evidence files that the database names and the disk didn't have.
        archives: SHA-256 of each archive, by its name.
        seal: HMAC over all the rest.
    """

    model_config = ConfigDict(extra="forbid")

    format: Literal[1]
    made_at: datetime
    engine: Literal["sqlite", "postgresql"]
    revision: str
    tables: dict[str, Counted]
    evidence: Counted
    evidence_bytes: int
    missing: int
    archives: dict[str, str]
    seal: str = ""

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(one.count for one in self.tables.values())

    def sealed(self, secret: str) -> Manifest:
        """With its seal.

        Args:
            secret: the service's key.
        """
        return self.model_copy(update={"seal": self._seal(secret)})

    def is_sealed_with(self, secret: str) -> bool:
        """Whether the service with this key wrote it."""
        return hmac.compare_digest(self.seal.encode(), self._seal(secret).encode())

    def _seal(self, secret: str) -> str:
        key = hmac.new(secret.encode(), b"backup-manifest", hashlib.sha256).digest()
        told = self.model_dump(mode="json", exclude={"seal"})
        text = json.dumps(told, sort_keys=True, separators=(",", ":"))
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def read(folder: Path) -> Manifest:
    """The manifest of a backup.

    Raises:
        BackupProblem: there is none, or it can't be read.
    """
    path = folder / FILE
    try:
        with path.open("rb") as stream:
            text = stream.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise BackupProblem(f"{folder} 不是一份备份：里面没有 {FILE}。") from None
    try:
        if len(text) > LARGEST:
            raise ValueError("too large")
        return Manifest.model_validate_json(text)
    except (ValidationError, ValueError):
        raise BackupProblem(
            f"清单 {path} 读不懂：它被改动过、不完整，或者来自更新的版本。"
        ) from None
