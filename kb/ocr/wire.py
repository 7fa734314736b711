"""What the process that reads pictures says: light to import, unlike the reading itself."""

from __future__ import annotations

import struct
from dataclasses import asdict, dataclass
from typing import Any

LENGTH = struct.Struct(">I")  # stands before a picture and before a page


@dataclass(frozen=True)
class Line:
    """A line as read.

    Args:
        text: its signs.
        sure: how sure its least sure letter or digit is, 0 to 1.
        height: pixels of the picture, at most 2048 to a side.
    """

    text: str
    sure: float
    height: float


@dataclass(frozen=True)
class Page:
    """All that was read in a picture.

    Args:
        lines: in reading order.
        brightness: mean, 0 to 255.
        sharpness: how much neighbouring pixels differ at most edges; small where it is blurred.
        slant: degrees by which the lines are off level, 0 to 180.
    """

    lines: tuple[Line, ...] = ()
    brightness: float = 255.0
    sharpness: float = 0.0
    slant: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """A plain dictionary."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Page:
        """What :meth:`to_json` wrote."""
        return cls(**{**data, "lines": tuple(Line(**line) for line in data["lines"])})
