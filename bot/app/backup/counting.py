"""How many rows a table has and what they say, in one number that no order changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from pydantic import BaseModel

_MODULUS = 2**256


class Counted(BaseModel):
    """What was counted.

    Args:
        count: of rows or files.
        digest: sum of the SHA-256 of each, modulo 2**256, in hex: databases sort differently.
    """

    count: int = 0
    digest: str = f"{0:064x}"

    def plus(self, item: bytes) -> Counted:
        """With one more."""
        number = int.from_bytes(hashlib.sha256(item).digest())
        total = (int(self.digest, 16) + number) % _MODULUS
        return Counted(count=self.count + 1, digest=f"{total:064x}")


def count_rows(rows: Iterable[Sequence[Any]]) -> Counted:
    """Count rows whose columns come in a fixed order."""
    count, total = 0, 0
    for row in rows:
        line = json.dumps(list(row), default=_plain, sort_keys=True, ensure_ascii=False)
        total += int.from_bytes(hashlib.sha256(line.encode()).digest())
        count += 1
    return Counted(count=count, digest=f"{total % _MODULUS:064x}")


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value
        return moment.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value)
