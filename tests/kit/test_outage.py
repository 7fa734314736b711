"""What fails again and again is told when it begins, when it is something else, when it ends."""

from __future__ import annotations

import structlog

from bot.kit.outage import Outage


def test_it_is_told_when_it_begins_changes_and_ends() -> None:
    outage = Outage("x.failed", channel="web")
    with structlog.testing.capture_logs() as logs:
        outage.over()
        for error in (OSError(), OSError(), KeyError(), KeyError()):
            outage.tell(error)
        outage.over()
        outage.over()
        outage.tell(KeyError())

    assert [(one["event"], one.get("error"), one["channel"]) for one in logs] == [
        ("x.failed", "OSError", "web"),
        ("x.failed", "KeyError", "web"),
        ("works_again", None, "web"),
        ("x.failed", "KeyError", "web"),
    ]
