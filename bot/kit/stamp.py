"""Stamps of shared things: a form that overwrites one carries the stamp of what its writer saw."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from bot.kit.errors import ServiceError


class Overtaken(ServiceError):
    """Somebody else has changed a thing since the writer's page was made; nothing was written."""

    status = 409
    for_citizen = (
        "您打开这一页以后，别人改过这里的内容，所以没有保存，也没有覆盖。"
        "您写的都还在下面；和现在保存着的对照、改好，再保存一次。"
    )


def stamp_of(*state: Any) -> str:
    """What tells two states of a thing apart; anything JSON can write."""
    written = json.dumps(state, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def demand_unchanged(seen: str | None, *state: Any) -> None:
    """Refuse to overwrite what the writer has not seen.

    Args:
        seen: stamp of the form; None where nobody looks at a page.
        state: the thing as it is now, locked until the transaction ends.

    Raises:
        Overtaken: it isn't what the form was made of.
    """
    if seen is not None and not hmac.compare_digest(seen.encode(), stamp_of(*state).encode()):
        raise Overtaken
