"""Plays one simulated citizen over HTTP: says what the script says, answers what is asked."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.citizen_prompts import CANCELLED, FILED, Prompts
from bench.citizen_script import Script, Turn
from bench.golden import matches

Say = Callable[[str, str], list[dict[str, Any]]]  # sender, text -> replies of the REST channel
Away = Callable[[str, int], None]  # sender, minutes
MOST_TURNS = 60
MOST_REPEATS = 3
_MOMENTS = (("case_draft", "created_at"), ("case_draft", "updated_at"), ("turn", "received_at"))
_NUMBER = re.compile(r"登记编号：(CQ\d{8}-\d{6}-\d)")
_CODE = re.compile(r"查询码：([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})")
# What no citizen should ever read: unfilled places and programmers' words.
_NEVER = re.compile(r"\{[a-z_]+\}|None|null|case_|Traceback|utter_|action_")
# Only officers accept; the law's own words in an answer are another matter.
_PROMISED = re.compile(r"已(?:经)?受理(?!的)|(?<!不)予以受理|保证(?:解决|退款)")


@dataclass
class Citizen:
    """One citizen at work.

    Args:
        script: who they are.
        say: sends a message.
        away: lets time pass for them.
        prompts: tells what is asked.
        sender: chat id.
    """

    script: Script
    say: Say
    away: Away
    prompts: Prompts
    sender: str
    requested: str = ""
    numbers: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    transcript: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    checks: int = 0

    def play(self) -> Iterator[None]:
        """Play the script; yields where every process must be restarted before it goes on."""
        said = {name: list(words) for name, words in self.script.says.items()}
        before = {name: list(turns) for name, turns in self.script.before.items()}
        for turn in self.script.turns:
            yield from self._take(turn)
        yield from self._answer(said, before)
        for turn in self.script.after:
            yield from self._take(turn)
        yield from self._answer(said, before)
        for name, turns in before.items():
            self._check(not turns, f"「{name}」没有问到，插话没说成")
        for name in self.script.not_asked:
            self._check(name not in self.asked, f"已经说过「{name}」，又问了一遍")

    def _answer(self, said: dict[str, list[str]], before: dict[str, list[Turn]]) -> Iterator[None]:
        repeats: dict[str, int] = {}
        for _ in range(MOST_TURNS):
            name = self.requested
            if name in ("", FILED, CANCELLED):
                return
            if before.get(name):
                yield from self._take(before[name].pop(0), name)
                continue
            words = said.get(name, [])
            repeats[name] = repeats.get(name, 0) + 1
            if not words or (len(words) == 1 and repeats[name] > MOST_REPEATS):
                self._check(False, f"卡在「{name}」")
                return
            yield from self._take(Turn(words.pop(0) if len(words) > 1 else words[0]))
        self._check(False, f"说了 {MOST_TURNS} 句还没完")

    def _take(self, turn: Turn, interrupting: str = "") -> Iterator[None]:
        if turn.restart:
            self.transcript.append("（全部进程重启）")
            yield
            return
        if turn.away:
            self.transcript.append(f"（离开 {turn.away} 分钟）")
            self.away(self.sender, turn.away)
            return
        words = self._filled(turn.say)
        replies = self.say(f"{self.sender}-stranger" if turn.stranger else self.sender, words)
        self.transcript.append(f"市民：{words}")
        self.transcript += [f"  [{_kind(r)}] {r['text']}" for r in replies]
        if not turn.stranger:
            self._note("\n".join(str(reply["text"]) for reply in replies))
        self._judge(turn, replies, interrupting)

    def _note(self, text: str) -> None:
        together = self.prompts.asked_together(text)
        self.requested = next(iter(together), "")
        self.asked += together
        if self.requested == FILED:
            self.numbers += _NUMBER.findall(text)
            self.codes += _CODE.findall(text)

    def _judge(self, turn: Turn, replies: list[dict[str, Any]], interrupting: str) -> None:
        text = "\n".join(str(reply["text"]) for reply in replies)
        kinds = [_kind(reply) for reply in replies]
        short = turn.say[:20]
        self._check(bool(text.strip()), f"「{short}」没有回答")
        self._check(_NEVER.search(text) is None, f"「{short}」的回答里有不该有的字")
        own = "\n".join(str(r["text"]) for r in replies if _kind(r) != "answer")
        self._check(_PROMISED.search(own) is None, f"「{short}」的回答里替部门许了诺")
        if turn.kind:
            self._check(turn.kind in kinds, f"「{short}」的回答不是 {turn.kind}，是 {kinds}")
        if turn.not_kind:
            self._check(turn.not_kind not in kinds, f"「{short}」的回答里有 {turn.not_kind}")
        for options in turn.must:
            filled = tuple(self._filled(option) for option in options)
            self._check(matches(text, (filled,)), f"「{short}」的回答里没有 {'/'.join(filled)}")
        for words in map(self._filled, turn.must_not):
            self._check(not matches(text, ((words,),)), f"「{short}」的回答里有 {words}")
        if turn.first:
            first = str(replies[0]["text"]) if replies else ""
            self._check(matches(first, turn.first), f"「{short}」的第一句不是 {turn.first}")
        asks = turn.asks or (interrupting if turn.kind == "answer" else "")
        if asks:
            wanted = "" if asks == "nothing" else asks
            right = self.requested == wanted
            self._check(right, f"「{short}」之后问的是「{self.requested}」，不是「{wanted}」")

    def _filled(self, words: str) -> str:
        number = self.numbers[-1] if self.numbers else "（没有编号）"
        code = self.codes[-1] if self.codes else "（没有查询码）"
        spaced = number.replace("-", " ").lower()
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in number)
        for place, value in (
            ("{number}", number), ("{code}", code), ("{spaced}", spaced), ("{wide}", wide),
        ):  # fmt: skip
            words = words.replace(place, value)
        return words

    def _check(self, right: bool, problem: str) -> None:
        self.checks += 1
        if not right:
            self.problems.append(problem)


def leave_alone(database: Path, conversation: str, minutes: int) -> None:
    """Let a citizen's time pass: their form and their turns grow older by so many minutes."""
    with closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        for table, column in _MOMENTS:
            rows = connection.execute(
                f"SELECT rowid, {column} FROM {table} WHERE conversation = ?", (conversation,)
            ).fetchall()
            connection.executemany(
                f"UPDATE {table} SET {column} = ? WHERE rowid = ?",
                [(_older(moment, minutes), row) for row, moment in rows],
            )


def fold(text: str) -> str:
    """Text without differences of width, case and white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def _older(moment: str, minutes: int) -> str:
    older = datetime.fromisoformat(moment) - timedelta(minutes=minutes)
    return older.isoformat(" ", "microseconds")


def _kind(reply: dict[str, Any]) -> str:
    return str((reply.get("metadata") or {}).get("kind", ""))
