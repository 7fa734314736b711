"""What a child process gets of this one's environment: what every program needs, and no secret."""

from __future__ import annotations

import os
from collections.abc import Iterable

_EVERYBODY = frozenset(
    {
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "TMPDIR", "TZ", "LANG", "LANGUAGE",
        "LD_LIBRARY_PATH", "PYTHONPATH",
    }
)  # fmt: skip


def inherited(more: Iterable[str] = ()) -> dict[str, str]:
    """The variables a child may have.

    Args:
        more: names besides the usual ones; like the settings' they count in any case.
    """
    wanted = {name.upper() for name in more} | _EVERYBODY
    return {
        name: value
        for name, value in os.environ.items()
        if name.upper() in wanted or name.startswith("LC_")
    }
