"""Whether a story told in the first message is heard: a form, an offer, or another body named.

Use: ``.venv/bin/python bench/heard.py [--rasa URL] STORIES.jsonl …``; all in this process. Without
Rasa the rules answer alone. A row's ``expect`` says what it is (``tests/stories``), its ``body``
which words name the other body. Every miss is shown.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.parts import talker
from bot.kit.messages import Reply, ReplyKind

TOLD = frozenset({"complaint", "report", "either", "feedback", "danger_first"})
_OFFERED = frozenset({"投诉", "举报", "意见建议", "仍要登记"})


def heard(replies: Iterable[Reply]) -> bool:
    """Whether a form has opened or registering is offered."""
    return any(
        reply.kind is ReplyKind.FORM or any(b.title in _OFFERED for b in reply.buttons)
        for reply in replies
    )


def is_right(row: Mapping[str, Any], replies: list[Reply]) -> bool:
    """Whether a first message got what its kind needs."""
    expect = row["expect"]
    if expect == "elsewhere":
        said = "\n".join(reply.text for reply in replies)
        return re.search(row["body"], said) is not None
    return heard(replies) == (expect in TOLD)


def main() -> None:
    """Play the files named on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rasa", default="")
    options = parser.parse_args()
    total, right = Counter[str](), Counter[str]()
    with talker(options.rasa) as talks:
        for path in options.files:
            for line in path.read_text("utf-8").splitlines():
                row = json.loads(line)
                replies = talks.replies(row["text"])
                ok = is_right(row, replies)
                total[row["expect"]] += 1
                right[row["expect"]] += ok
                if not ok:
                    said = " / ".join(reply.text[:90].replace("\n", " ") for reply in replies)
                    print(f"{row['expect']:9} {row['id']} {row['text']}\n      -> {said}")
    for expect in sorted(total):
        print(f"{expect:12} {right[expect]} of {total[expect]}")


if __name__ == "__main__":
    main()
