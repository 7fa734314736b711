"""What is asked on of a standard in an unseen author's words, with the sense and without it.

Usage: .venv/bin/python bench/follows.py [AUTHOR [FIRST QUESTION]]

The sense is trained without the author (``data/follows/<author>.yml``); each of the author's
sentences is then said behind the first question, without Rasa, and counts as right where the reply
names the standard and holds the fact that its kind asks for (``FACTS``, of GB 17761-2024). The peer
is the same understanding without the sense, in the same run. One to three minutes.
"""

from __future__ import annotations

import argparse
import re
import sys
import uuid
from collections import Counter
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import parts
from bot.conversation.understanding.follow_sense import FollowSense
from scripts.train_follows import sense_without, written

NUMBER = "17761"
FACTS = {
    "difference": "前言|差别|限速|foreword",
    "effective": "2025 年 9 月 1 日|1 September 2025",
    "in_force": "2025 年 9 月 1 日|现行|in force",
    "mandatory": "强制|mandatory",
    "name": "电动自行车安全技术规范",
    "newer": "没有比.{0,20}更新|no newer",
    "number": "17761-2024",
    "old_ok": "17761-2018",
    "published": "2024 年 12 月 31 日|31 December 2024",
    "read": "openstd|std.samr",
    "replaces": "17761-2018",
    "scope": "管的就是|限速|covers",
}


def main() -> None:
    """Measure both and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("author", nargs="?", default="second")
    parser.add_argument("first", nargs="?", default="电动自行车的强制国标是哪个")
    options = parser.parse_args()
    asked = [(kind, text) for who, kind, text in written() if who == options.author]
    asked = [(kind, text) for kind, text in asked if kind in FACTS]
    print("| | right | sure and wrong |\n| --- | --- | --- |")
    with parts.talker(rasa="", database=None) as talk:
        for name, sense in (("without", None), ("with", sense_without(options.author))):
            right, wrong = Counter[str](), 0
            with patch.object(FollowSense, "load", lambda known=sense: known or _Silent()):
                for kind, text in asked:
                    told = _behind(talk, options.first, text)
                    is_right = NUMBER in told[1] and re.search(FACTS[kind], told[1]) is not None
                    right[kind] += is_right
                    wrong += not is_right and told[0] == "answer"
            print(f"| {name} the sense | {right.total()} of {len(asked)} | {wrong} |")
            print(", ".join(f"{kind} {right[kind]}" for kind in FACTS), file=sys.stderr)


class _Silent:
    """Hears nothing."""

    def of(self, text: str, vector: object) -> tuple[str, float]:
        del text, vector
        return "other", 1.0


def _behind(talk: parts.Talker, first: str, text: str) -> tuple[str, str]:
    """The kind and the words of the reply to a text behind a first question."""
    who = uuid.uuid4().hex
    talk.replies(first, who)
    replies = talk.replies(text, who)
    return replies[0].kind.value, "\n".join(reply.text for reply in replies)


if __name__ == "__main__":
    main()
