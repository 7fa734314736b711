"""How well each part works, in one table, with the worst; all in this process, without a server.

Usage: .venv/bin/python bench/parts.py [--rasa http://127.0.0.1:5005] [--misses]

The parts: who answers (``tests/talks/routes.yml``), first and later turns of conversations
(``open.jsonl``, ``opened.jsonl``, ``followups.jsonl``, ``followups_kept.jsonl``), danger, the
form, questions near our scope that nobody can answer (``near_scope.yml``), answers of the golden
set by what is asked, standard numbers, and the same questions in other dress. A new phrasing that
failed goes in by one line of one of these files.
Without Rasa the rules and the knowledge base answer alone.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import shutil
import sys
import tempfile
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import structlog
from sqlalchemy import select

from bench.golden import load_golden, load_spellings, load_unanswerable, matches
from bench.talks import OPEN, QUIET, play
from bot.app.house import build_services
from bot.app.schema import migrate
from bot.conversation.models import Turn
from bot.conversation.service import STILL_THINKING
from bot.conversation.turns import FAILED
from bot.kit.messages import IncomingMessage, Reply
from bot.settings import ROOT, load_settings
from kb.asked import asked_in
from kb.seeds import load_seeds
from kb.text.standard_number import StandardNumber
from kb.yaml_file import read_yaml

TALKS = ROOT / "tests" / "talks"
OPENED = TALKS / "opened.jsonl"
CONVERSATIONS = (OPEN, TALKS / "followups.jsonl", TALKS / "followups_kept.jsonl", OPENED)
DRESSES: Mapping[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "emoticons": lambda text: f"[微笑]{text}…[玫瑰]",
    "politeness": lambda text: f"您好，请问一下，{text}，谢谢",
    "one space": lambda text: f"{text[: len(text) // 2]} {text[len(text) // 2 :]}",
    "many spaces": lambda text: " ".join(text[n : n + 2] for n in range(0, len(text), 2)),
    "asked twice": lambda text: f"{text}{text}",
}
BINS = (0.1, 0.15, 0.2, 0.3, 0.5, 1.01)
MOST_SHOWN = 20


@dataclass
class Row:
    """What was measured of one part.

    Args:
        total, right: how many, and how many of them as they should be.
        sure: wrong ones that were presented as known.
        misses: what was said, and what was told instead.
    """

    total: int = 0
    right: int = 0
    sure: int = 0
    misses: list[tuple[bool, str]] = field(default_factory=list)

    def count(self, right: bool, said: str, told: str, *, sure: bool = False) -> None:
        """Take in one."""
        self.total += 1
        self.right += right
        self.sure += sure and not right
        if not right:
            self.misses.append((sure, f"{said} -> {told[:100]}"))

    @property
    def share(self) -> float:
        """Of all that are right."""
        return self.right / self.total if self.total else 0.0


@dataclass(frozen=True)
class Talker:
    """The conversation of this process, asked one message at a time.

    Args:
        run: runs a coroutine to its end.
        services: everything the web process is made of.
    """

    run: Callable[[Any], Any]
    services: Any

    def replies(self, text: str, sender: str = "") -> list[Reply]:
        """What is answered to a message; a sender of its own if none is named.

        Raises:
            RuntimeError: the turn broke; a floor would count that as one miss of many.
        """
        who = sender or uuid.uuid4().hex
        message = IncomingMessage("web", who, text, uuid.uuid4().hex)
        found: list[Reply] = self.run(self.services.conversation.receive(message))
        if FAILED in found or STILL_THINKING in found:
            raise RuntimeError(f"the turn broke: {text}")
        return found

    def last(self, *messages: str) -> str:
        """The replies to the last of some messages of one new sender."""
        who = uuid.uuid4().hex
        told = [self.replies(text, who) for text in messages]
        return "\n".join(reply.text for reply in told[-1])

    def say(self, text: str, sender: str) -> list[Mapping[str, Any]]:
        """As the web channel shows it (:func:`bench.talks.play`)."""
        return [
            {
                "text": reply.text,
                "buttons": [{"title": button.title} for button in reply.buttons],
                "metadata": {"kind": reply.kind.value},
            }
            for reply in self.replies(text, sender)
        ]

    def who(self) -> str:
        """Which bidder answered last."""

        async def read() -> list[dict[str, Any]]:
            async with self.services.sessions() as session:
                newest = select(Turn.reasons).order_by(Turn.id.desc()).limit(1)
                return await session.scalar(newest) or []

        return next((str(one["who"]) for one in self.run(read()) if one["spoke"]), "")


@contextmanager
def talker(rasa: str = "", database: Path | None = None) -> Iterator[Talker]:
    """A conversation on the seed content in a folder of its own.

    Args:
        rasa: where it answers; empty for none.
        database: a SQLite file to copy, where the seeds were loaded before.
    """
    with tempfile.TemporaryDirectory(prefix="yubiao-parts-") as name, asyncio.Runner() as runner:
        folder = Path(name)
        url = f"sqlite:///{folder / 'yubiao.db'}"
        if database is None:
            migrate(url)
        else:
            shutil.copy(database, folder / "yubiao.db")
        nobody = "http://127.0.0.1:9"  # the discard port: refuses at once
        changed = {"data_dir": folder, "database_url": url, "rasa_url": rasa or nobody}
        services = build_services(load_settings().model_copy(update=changed))

        async def load() -> None:
            if database is None:
                async with services.sessions.begin() as session:
                    await load_seeds(session, ROOT / "data" / "seeds")
            await services.knowledge.refresh()

        async def close() -> None:
            await services.dialogue.aclose()
            await services.sessions.dispose()
            await services.engine.dispose()

        runner.run(load())
        try:
            yield Talker(runner.run, services)
        finally:
            runner.run(close())


def _known(replies: list[Reply]) -> bool:
    """Whether something was presented as known."""
    return bool(replies) and replies[0].kind.value not in QUIET


def _text(replies: list[Reply]) -> str:
    return "\n".join(reply.text for reply in replies)


def router(talk: Talker) -> tuple[Row, Counter[tuple[str, str]]]:
    """Who answers, and who answered whose questions."""
    row, confusion = Row(), Counter[tuple[str, str]]()
    for wanted, questions in read_yaml(TALKS / "routes.yml").items():
        for question in questions:
            text, who = _text(talk.replies(question)), talk.who()
            confusion[wanted, who] += 1
            row.count(who == wanted, question, f"{who}: {text}")
    return row, confusion


def conversations(talk: Talker, files: tuple[Path, ...] = CONVERSATIONS) -> dict[str, Row]:
    """First and later turns, danger and the form, by what they must hold."""
    rows = {name: Row() for name in ("first turns", "follow-ups", "danger", "complaints")}
    for file in files:
        for one in play(talk.say, file):
            named = {"danger": "danger", "complain": "complaints"}.get(one.kind)
            for name in filter(None, ("follow-ups" if one.later else "first turns", named)):
                rows[name].count(one.right, one.said, one.told, sure=one.sure)
    return rows


def near_scope(talk: Talker) -> Row:
    """Right is what is not presented as known."""
    row, asked = Row(), read_yaml(TALKS / "near_scope.yml")
    for question in (question for questions in asked.values() for question in questions):
        replies = talk.replies(question)
        known = _known(replies)
        row.count(not known, question, _text(replies), sure=known)
    return row


def facets(talk: Talker) -> dict[str, Row]:
    """The golden set by the kind of question; right is what was given as known and has the fact."""
    rows: dict[str, Row] = {}
    for golden in load_golden():
        replies = talk.replies(golden.question)
        row = rows.setdefault(f"golden: {asked_in(golden.question).value}", Row())
        right = _known(replies) and matches(_text(replies), golden.must)
        row.count(right, golden.question, _text(replies), sure=_known(replies))
    return rows


def retrieval(talk: Talker) -> Row:
    """Whether the first two entries hold the fact asked for."""
    row, answerer = Row(), talk.services.conversation._skills._answerer
    for golden in load_golden():
        if StandardNumber.find(golden.question):
            continue  # the catalogue answers these
        given = [answerer.give(hit.entry.reference) for hit in answerer.hits(golden.question)[:2]]
        text = "\n".join(one.text for one in given if one)
        row.count(matches(text, golden.must), golden.question, text)
    return row


def numbers() -> Row:
    """Standard numbers however they are written."""
    row = Row()
    for said, number in load_spellings():
        found = StandardNumber.find(said)
        wanted = StandardNumber.parse(number)
        same = found is not None and found.undated == wanted.undated
        row.count(same, said, str(found))
    return row


def dresses(talk: Talker, every: int = 5) -> dict[str, Row]:
    """The same questions with what WeChat and politeness put around them."""
    rows = {f"surface: {name}": Row() for name in DRESSES}
    for golden in load_golden()[::every]:
        for name, dress in DRESSES.items():
            replies = talk.replies(dress(golden.question))
            right = matches(_text(replies), golden.must)
            rows[f"surface: {name}"].count(right, dress(golden.question), _text(replies))
    return rows


def reliability(talk: Talker) -> list[str]:
    """Of what is said as sure, how much is right, by confidence: the meaning of the lines."""
    bins = {low: Row() for low in BINS[:-1]}
    answerer = talk.services.conversation._skills._answerer
    asked = [(golden.question, golden.must) for golden in load_golden()]
    nothing = [q for qs in read_yaml(TALKS / "near_scope.yml").values() for q in qs]
    asked += [(question, ()) for question in (*nothing, *load_unanswerable())]
    for question, must in asked:
        answer = answerer.answer(question)
        if answer.certainty.value != "sure" or not (answer.entry or "").startswith("faq:"):
            continue
        low = max(low for low in bins if low <= max(answer.score, BINS[0]))
        right = bool(must) and matches(answer.text, must)
        bins[low].count(right, question, answer.text)
    return [
        f"| {low} to {min(high, 1.0)} | {row.total} | {row.right} | {row.share:.1%} |"
        for (low, row), high in zip(bins.items(), BINS[1:], strict=True)
    ]


def measure(talk: Talker) -> tuple[dict[str, Row], Counter[tuple[str, str]]]:
    """Every part, and who answered whose questions."""
    routed, confusion = router(talk)
    rows = {"router": routed, **conversations(talk), "near scope": near_scope(talk)}
    rows |= {"standard numbers": numbers(), "retrieval (first two)": retrieval(talk)}
    return rows | facets(talk) | dresses(talk), confusion


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rasa", default="", help="address of a Rasa with our model")
    parser.add_argument("--misses", action="store_true", help="show every miss")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with talker(asked.rasa) as talk:
        rows, confusion = measure(talk)
        reliable = reliability(talk)
    print("| part | right | of | share | wrong but sure |\n|---|---|---|---|---|")
    for name, row in rows.items():
        print(f"| {name} | {row.right} | {row.total} | {row.share:.1%} | {row.sure} |")
    print("\nWho should have answered, who did:")
    for (wanted, who), count in confusion.items():
        if wanted != who:
            print(f"  {wanted}: {who or 'nobody'} {count}")
    print("\n| confidence | said as sure | right | share |\n|---|---|---|---|")
    print("\n".join(reliable))
    misses = [(sure, f"{name}: {told}") for name, row in rows.items() for sure, told in row.misses]
    worst = sorted(misses, key=lambda miss: not miss[0])
    for sure, told in worst if asked.misses else worst[:MOST_SHOWN]:
        print("SURE" if sure else "miss", told.replace("\n", " / "))


if __name__ == "__main__":
    main()
