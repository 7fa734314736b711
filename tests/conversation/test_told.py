from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

from bot.conversation.told import FIELD, Told
from bot.kit.sealing import Keyring

KEYRING = Keyring.parse(f"test:{base64.b64encode(b'k' * 32).decode()}")
NOW = datetime(2026, 11, 28, tzinfo=UTC)


def test_a_label_is_kept_without_a_story_and_with_one() -> None:
    label = Told(printed={"product": "运动鞋"})

    kept = Told.opened(KEYRING, label.sealed(KEYRING), NOW, NOW)

    assert kept == label
    assert kept.and_then("穿两天就脱胶", ("complaint",)).printed == {"product": "运动鞋"}


def test_what_the_version_before_has_sealed_is_still_opened() -> None:
    sealed = KEYRING.seal(json.dumps({"words": ["脱胶"], "offers": ["complaint"]}), FIELD)

    assert Told.opened(KEYRING, sealed, NOW, NOW) == Told(("脱胶",), ("complaint",))
