"""How conversations as people type them are answered, by part: one table, and what failed.

Usage: .venv/bin/python bench/talks.py [URL] [FILE.jsonl] [--misses]

A line of the file is a conversation: ``{"id", "kind", "turns": [{"say", "must", "must_not",
"answer"}]}``. ``must`` and ``must_not`` are patterns on the replies' texts and buttons, also with
white space removed; ``answer`` is ``answer``, ``unknown`` (nothing may be presented as known),
``form``, ``offer`` or ``any``. Each conversation has a sender of its own; later turns are judged in
the state the bot is really in. Without a URL the processes are started on a folder of their own.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import unicodedata
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.processes import Service
from bot.settings import ROOT

OPEN = ROOT / "tests" / "talks" / "open.jsonl"
# In replies of these kinds nothing is presented as known.
QUIET = {"unknown", "choices", "talk", "handover", "form"}
Say = Callable[[str, str], list[Mapping[str, Any]]]


@dataclass(frozen=True)
class Judged:
    """A scored turn.

    Args:
        kind: of the conversation.
        later: whether it is not the first turn.
        right: whether the reply holds what it must and nothing it must not.
        sure: whether a wrong reply was presented as known.
        said: what was asked.
        told: the reply's beginning.
    """

    kind: str
    later: bool
    right: bool
    sure: bool
    said: str
    told: str


def play(say: Say, file: Path = OPEN) -> Iterator[Judged]:
    """Play every conversation of a file and judge its scored turns."""
    for line in file.read_text(encoding="utf-8").splitlines():
        talk = json.loads(line)
        sender = f"talk-{uuid.uuid4().hex[:12]}"
        for number, turn in enumerate(talk["turns"]):
            replies = say(turn["say"], sender)
            if turn["must"] or turn["must_not"] or turn.get("answer") == "form":
                right, kind = judge(turn, replies)
                told = _text(replies).replace("\n", " / ")[:120]
                sure = not right and kind not in QUIET
                yield Judged(talk["kind"], number > 0, right, sure, turn["say"], told)


def judge(turn: Mapping[str, Any], replies: list[Mapping[str, Any]]) -> tuple[bool, str]:
    """Whether a turn is right, and the kind of its reply."""
    kind, text = _kind(replies), _text(replies)
    want = turn.get("answer") or "answer"
    held = not turn["must"] or found(turn["must"], _body(turn, kind, text))
    bad = bool(turn["must_not"]) and found(turn["must_not"], text)
    if not text.strip() or bad:
        return False, kind
    if want == "unknown":
        return (bool(turn["must"]) and held) or kind in QUIET - {"form"}, kind
    if want == "form":
        return kind == "form" or (bool(turn["must"]) and held and kind != "unknown"), kind
    if want == "answer" and turn["must"] and kind == "unknown":
        return False, kind
    return held, kind


def _body(turn: Mapping[str, Any], kind: str, text: str) -> str:
    """What counts as an answer: no question offered as a choice, not the citizen's own words."""
    if kind == "choices":
        lines = text.split("\n")
        text = "\n".join(line for line in lines if not line.rstrip().endswith(("？", "?")))
    return text.replace(turn["say"], "") if len(turn["say"]) >= 6 else text


def found(pattern: str, text: str) -> bool:
    flat = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return any(re.search(pattern, one, re.IGNORECASE | re.DOTALL) for one in (text, flat))


def _text(replies: list[Mapping[str, Any]]) -> str:
    lines = [str(reply.get("text") or "") for reply in replies]
    return "\n".join(
        lines + [button["title"] for reply in replies for button in reply.get("buttons") or ()]
    )


def _kind(replies: list[Mapping[str, Any]]) -> str:
    kinds = (str((reply.get("metadata") or {}).get("kind") or "") for reply in replies)
    return next((kind for kind in kinds if kind), "?")


def table(judged: list[Judged]) -> list[str]:
    """The figures, a line for each kind and one for all."""
    total, right, sure = Counter[str](), Counter[str](), Counter[str]()
    for one in judged:
        names = (one.kind, "later turns" if one.later else "first turns", "all")
        for name in names:
            total[name] += 1
            right[name] += one.right
            sure[name] += one.sure
    ends = ("first turns", "later turns", "all")
    names = [*sorted(total.keys() - set(ends)), *ends]
    return [
        f"{name:14}{right[name]:>4}/{total[name]:<4}{right[name] / total[name]:>7.1%}"
        f"   wrong but sure {sure[name]}"
        for name in names
        if total[name]
    ]


def main() -> None:
    """Play and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?", default="")
    parser.add_argument("file", nargs="?", type=Path, default=OPEN)
    parser.add_argument("--misses", action="store_true", help="show every miss")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yubiao-talks-") as folder:
        service = None
        if not asked.url:
            service = Service(Path(folder))
            service.prepare()
            service.start()
        url = asked.url or (service.url if service else "")
        with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:

            def say(text: str, sender: str) -> list[Mapping[str, Any]]:
                body = {"sender": sender, "message": text}
                answer = client.post("/webhooks/rest/webhook", json=body)
                answer.raise_for_status()
                replies: list[Mapping[str, Any]] = answer.json()
                return replies

            judged = list(play(say, asked.file))
        if service:
            service.stop()
    print("\n".join(table(judged)))
    if asked.misses:
        for one in judged:
            if not one.right:
                print(f"{'SURE' if one.sure else 'miss'} {one.kind}: {one.said} -> {one.told}")


if __name__ == "__main__":
    main()
