"""Watching in the chat: what is meant, the consent, and what is watched now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property

from sqlalchemy.orm import Session

from bot.citizens.subscriptions import Person
from bot.complaints.understanding.extract import Product, whole_words
from bot.kit.clock import CHONGQING, Clock
from bot.kit.db import SessionFactory
from bot.kit.messages import Button, IncomingMessage, Reply, Said
from bot.watching import phrases
from bot.watching.watches import MOST, PRODUCT, TooMany, Watches, listed, name_of
from kb.standing import Standings, standings
from kb.text.standard_number import StandardNumber
from kb.text.word_finder import WordFinder

WATCH = "watch:"
WEB = "web"
WORDING = (
    "我同意渝标通在我关注的标准有新版、被代替、废止、修改或者快要实施时告诉我；"
    "晚上 {from_} 到早上 {to} 不发；只保存我在这个渠道的标识和关注的标准；"
    "随时回复“取消关注”或者“退订”停止并删除，只留同意和取消的记录。"
)
ON_THE_DEVICE = (
    "在网页上关注的标准跟着那台设备的浏览器走，这个聊天里看不到，也什么都没有改。请用那台设备打开这一页，"
    "看关注了哪些、取消关注：{where}"
)
ON_THE_PAGE = (
    "网页聊天关掉以后我就找不到您了。请到这一页用这台设备关注：{where}，"
    "或者在微信里对公众号说“关注”加标准号。"
)
NOTHING = "您现在没有关注标准。想在标准变了的时候知道，回复“关注”加标准号，比如“关注 GB 17761”。"
WHICH = "要取消关注哪一个？回复“取消关注”加标准号或者东西的名字；一个都不要了，回复“取消全部关注”。"
NOT_THIS = "您没有关注{what}。看关注了什么，回复“我关注了哪些”。"
ALL_GONE = (
    "已取消全部关注，关注用的地址和标准已经删除，只留取消的记录。"
    "订阅了内容的不受影响，看订了什么，回复“我的订阅”。"
)
NONE_LEFT = "现在没有关注的了。订阅了内容的不受影响，看订了什么，回复“我的订阅”。"
FULL = f"最多关注 {MOST} 样，请先取消一些。"
NO_STANDARD = "{name}还没有记到对应的标准，不能关注。知道标准号的话，回复“关注”加标准号。"
UNKNOWN = "（目录里还没有，收进来以后再告诉您）"
_MOST_SHOWN = 40


@dataclass(frozen=True)
class WatchTalk:
    """Takes the messages that concern watching.

    Args:
        sessions: the database.
        products: the products of the content.
        quiet: from when to when nothing is sent.
        public_url: where citizens' pages are.
        clock: the present moment.
    """

    sessions: SessionFactory
    watches: Watches
    products: Sequence[Product]
    quiet: tuple[time, time]
    public_url: str
    clock: Clock

    def concerns(self, typed: str, choices: Sequence[str]) -> bool:
        """Whether a message is about watching standards."""
        if picked_in(typed, choices) or phrases.is_mine(typed) or phrases.leaves_all(typed):
            return True
        what = phrases.left(typed)
        if what is None:
            what = phrases.wanted(typed)
            return what is not None and bool(self.targets_in(what))
        return not what or bool(self.targets_in(what))

    async def take(
        self, message: IncomingMessage, typed: str, choices: Sequence[str]
    ) -> Said | None:
        """Answer a message about watching; None if it is none."""
        if picked := picked_in(typed, choices):
            return await self._begin(message, picked)
        if phrases.is_mine(typed):
            return await self._mine(message)
        if phrases.leaves_all(typed):
            return await self._leave_all(message)
        what = phrases.left(typed)
        if what is not None:
            return await self._leave(message, what)
        what = phrases.wanted(typed)
        targets = [] if what is None else self.targets_in(what)
        return await self._wish(message, targets) if targets else None

    def targets_in(self, words: str) -> list[str]:
        """The numbers and products that words name."""
        numbers = [str(number.undated) for number in StandardNumber.find_all(words)]
        found = [] if numbers else [word for _, word in whole_words(words, self._finder)]
        names = [f"{PRODUCT}{p.name}" for word in found for p in self.products if word in p.words]
        return list(dict.fromkeys([*numbers, *names]))

    @cached_property
    def _finder(self) -> WordFinder:
        return WordFinder(word for product in self.products for word in product.words)

    async def _wish(self, message: IncomingMessage, targets: list[str]) -> Said:
        if message.channel == WEB:
            return Said((Reply(ON_THE_PAGE.format(where=self._page())),), "watch")
        empty = [t for t in targets if not self.watches.numbers(t)]
        good = [t for t in targets if t not in empty]
        if not good:
            name = "、".join(map(name_of, empty))
            return Said((Reply(NO_STANDARD.format(name=name)),), "watch")
        known = await self.sessions.run(lambda s: self.watches.of(s, message.conversation))
        if known:
            return await self._begin(message, good)
        text = f"要关注{listed(good)}，回复 1 表示同意：\n{self.wording()}\n1. 同意关注"
        ref = WATCH + ";".join(good)
        return Said((Reply(text, buttons=(Button("同意关注", "1"),), choices=(ref,)),), "watch")

    async def _begin(self, message: IncomingMessage, targets: Sequence[str]) -> Said:
        try:
            known = await self.begin(_person(message), targets)
        except TooMany:
            return Said((Reply(FULL),), "watch")
        lines = [f"· {self.line(target, known)}" for target in targets[:_MOST_SHOWN]]
        more = f"\n……共 {len(targets)} 样" if len(targets) > _MOST_SHOWN else ""
        text = "已关注，有变化会在这里告诉您：\n" + "\n".join(lines) + more
        return Said((Reply(f"{text}\n看关注了什么，回复“我关注了哪些”。"),), "watch")

    async def _mine(self, message: IncomingMessage) -> Said:
        targets, known = await self.watched(message.conversation)
        if not targets:
            return Said((Reply(self._none(message, NOTHING)),), "my_watches")
        lines = [f"· {self.line(target, known)}" for target in targets[:_MOST_SHOWN]]
        text = f"您关注了 {len(targets)} 样：\n" + "\n".join(lines)
        return Said((Reply(f"{text}\n取消，回复“取消关注”加标准号或者名字。"),), "my_watches")

    async def _leave(self, message: IncomingMessage, what: str) -> Said | None:
        targets = self.targets_in(what)
        if not what:
            watched, _ = await self.watched(message.conversation)
            return Said((Reply(WHICH),), "unwatch") if watched else await self._mine(message)
        if not targets:
            return None
        person = _person(message)
        gone = await self.sessions.run(
            lambda s: self.watches.remove(s, person, targets, self.clock())
        )
        if not gone:
            said = self._none(message, NOT_THIS.format(what=listed(targets)))
            return Said((Reply(said),), "unwatch")
        left, _ = await self.watched(message.conversation)
        still = f"还关注着 {len(left)} 样：{listed(left)}。" if left else NONE_LEFT
        return Said((Reply(f"已取消关注{listed(gone)}。{still}"),), "unwatch")

    async def _leave_all(self, message: IncomingMessage) -> Said:
        person = _person(message)
        stopped = await self.sessions.run(lambda s: self.watches.stop(s, person, self.clock()))
        return Said((Reply(ALL_GONE if stopped else self._none(message, NOTHING)),), "unwatch")

    def _none(self, message: IncomingMessage, said: str) -> str:
        """What a chat hears that does not watch this; what a browser watches no chat knows."""
        return ON_THE_DEVICE.format(where=self._page()) if message.channel == WEB else said

    def _page(self) -> str:
        return f"{self.public_url.rstrip('/')}/watching"

    async def begin(self, person: Person, targets: Sequence[str]) -> Standings:
        """Watch more, now that somebody agreed; how it stands.

        Raises:
            TooMany: it would be more than anybody may watch.
        """
        now = self.clock()
        today = now.astimezone(CHONGQING).date()

        def work(session: Session) -> Standings:
            self.watches.add(session, person, targets, self.wording(), now, today)
            return self._standings(session, targets, today)

        return await self.sessions.run(work)

    async def watched(self, conversation: str) -> tuple[list[str], Standings]:
        """What somebody watches, and how it stands."""
        today = self.clock().astimezone(CHONGQING).date()

        def work(session: Session) -> tuple[list[str], Standings]:
            targets = self.watches.of(session, conversation)
            return targets, self._standings(session, targets, today)

        return await self.sessions.run(work)

    def _standings(self, session: Session, targets: Sequence[str], today: date) -> Standings:
        numbers = [n for target in targets for n in self.watches.numbers(target)]
        return standings(session, numbers, today)

    def wording(self) -> str:
        """The sentence somebody agrees to."""
        return WORDING.format(from_=f"{self.quiet[0]:%H:%M}", to=f"{self.quiet[1]:%H:%M}")

    def line(self, target: str, known: Standings) -> str:
        """A target and how it stands."""
        numbers = self.watches.numbers(target)
        states = []
        for number in numbers:
            standing = known.by_number.get(number)
            if standing is None:
                states.append(f"{number}{UNKNOWN}")
                continue
            told = f"{standing.valid or number} {known.verdict(number)}"
            if standing.coming and standing.coming != standing.valid:
                told += f"，{standing.coming} {standing.coming_on} 起实施"
            states.append(told)
        return f"{name_of(target)}：{'；'.join(states)}"


def picked_in(typed: str, choices: Sequence[str]) -> list[str]:
    """The targets of the choice that a text agrees to; empty if it agrees to none."""
    plain = typed.strip().strip("。.！!，, ")
    if plain not in ("1", "１", "同意", "同意关注", "全部关注", "关注全部"):
        return []
    refs = [choice for choice in choices if choice.startswith(WATCH)]
    return refs[0].removeprefix(WATCH).split(";") if refs else []


def _person(message: IncomingMessage) -> Person:
    return Person(message.channel, message.conversation, message.address)
