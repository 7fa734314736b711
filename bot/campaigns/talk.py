"""Campaigns in the chat: subscribing, stopping, the question of the day, quizzes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from bot.campaigns import phrases, stories
from bot.campaigns.calendar import Calendar
from bot.campaigns.choosing import named, named_in_part, place_chosen
from bot.campaigns.models import QuizPlay, QuizQuestion
from bot.campaigns.pieces.shown_in_chat import newest_picture
from bot.campaigns.quiz.certificates import Certificates
from bot.campaigns.quiz.quiz import Asked, Quizzes, Told, may_certify
from bot.citizens.subscriptions import Person, Subscribed, Subscriptions
from bot.kit.clock import Clock
from bot.kit.db import SessionFactory
from bot.kit.errors import ServiceError
from bot.kit.messages import Button, IncomingMessage, Reply, Said
from bot.watching.watches import Watches, listed

SUBSCRIBE, QUIZ, STORY = "sub:", "quiz:", "story:"
WORDING = (
    "我同意渝标通向我推送所选类别的标准化公益内容；"
    "每月最多 {most} 条，晚上 {from_} 到早上 {to} 不发；"
    "只保存我在这个渠道的标识、选的类别和愿意说的方面、区县；"
    "随时回复“退订”停止并删除，只留同意和退订的记录。"
)
STOPPED = (
    "已退订，不会再给您推送，您的地址、选的类别和关注的标准已经删除，只留退订的记录。"
    "登记过投诉举报的、要过“有答案时告诉我”的，那些通知不受影响。想重新订阅，回复“订阅”。"
)
STILL_WATCHED = (
    "订阅的内容全部停了，选的类别已经删除。还关注着 {count} 样：{what}，有变化照样告诉您；"
    "不要了，回复“取消全部关注”。"
)
NOTHING = "您现在没有订阅任何推送。想收标准化公益内容，回复“订阅”。"
HOW_TO_STOP = (
    "回复“退订”就全部停止，订阅信息马上删除；只停一类，回复“退订”加类别，比如“退订质量月”。"
)
ENOUGH = Reply(f"您是不想再收渝标通的推送了吗？{HOW_TO_STOP}", buttons=(Button("退订", "退订"),))
NOT_THIS = "您没有订阅“{what}”。看订了什么，回复“我的订阅”。"
WEB = "web"
ON_THE_PAGE = "网页聊天关掉以后我就找不到您了，请到订阅页用这台设备接收：{where}"
STOP_ON_THE_PAGE = "在网页上订的内容，请在这台设备上打开订阅页，点“全部退订”：{where}"
LEARN_ON_THE_PAGE = (
    "网页上的“学一学”：{where}\n每日一题、知识问答、五题小游戏、我家的标准、标准小故事、错题本、"
    "班级和社区一起答、可以打印的讲义和题单都在那里。在聊天里也可以说“每日一题”“答题”。"
)
TOGETHER = (
    "可以。老师、社区、单位在这一页给每个班、每个小组开一个码，大家扫码或者输码答同一套题：{where}\n"
    "不用注册，答题的人不填名字；您看得到每个班答完多少、平均答对多少、排第几，到期全部删除。"
)
NO_QUESTION = "今天还没有题，请明天再来。"
NO_PICTURE = "现在没有发布的海报和卡片。活动内容在这里，正式的发布以前放的是样稿：{where}"
NO_STORY = "现在还没有发布的小故事。可以回复“每日一题”“答题”。"
EVENTS = (
    "标准化的宣传活动、文章、海报和卡片在这里：{where}\n"
    "在聊天里可以说“答题”“每日一题”“标准小故事”“看海报”；有新活动想收到通知，回复“订阅”。"
)
UNFINISHED = "您有一套题没有答完（{title}，答了 {done} 题，共 {of} 题）。回复“继续答题”接着答。"
CERTIFICATE = "领纪念证书（名字在那一页写，只画在图上，不保存）：{where}"
NOT_FINISHED = "答完一套题、答对六成以上就可以领纪念证书。回复“继续答题”接着答。"
NO_CERTIFICATE = (
    "这几次答题还没有答对六成以上的，没有纪念证书。回复“答题”再答一次，答对六成以上就可以领。"
)
# A part of an option that is shorter is rather a word of another question.
SHARE_OF_OPTION = 0.5
NO_QUIZ = "现在没有开放的知识问答。可以回复“每日一题”。"


@dataclass(frozen=True)
class CampaignTalk:
    """Takes the messages that concern campaigns.

    Args:
        sessions: the database.
        subscriptions: who gets what.
        quizzes: questions.
        calendar: topics and audiences.
        districts: official names by every name people use.
        public_url: where citizens' pages are.
        clock: the present moment.
        watches: who watches which standard: 「退订」 ends that too; None where nobody does.
        certificates: the way to the certificate of a quiz; None where there are none.
    """

    sessions: SessionFactory
    subscriptions: Subscriptions
    quizzes: Quizzes
    calendar: Calendar
    districts: dict[str, str]
    public_url: str
    clock: Clock
    watches: Watches | None = None
    certificates: Certificates | None = None

    async def stop(self, message: IncomingMessage) -> Said | None:
        """「退订」 works always, whatever else is going on; None for anything else."""
        if not phrases.STOP.fullmatch(message.text.strip()):
            return None
        return await self._stop(message)

    async def take(
        self, message: IncomingMessage, typed: str, choices: Sequence[str]
    ) -> Said | None:
        """Answer a message about campaigns; None if it is none.

        Args:
            message: of the citizen.
            typed: its words.
            choices: what the last reply offered.
        """
        offered = [ref for ref in choices if ref.startswith((QUIZ, STORY))]
        titles = await self._titles(message, choices) if offered else []
        picked = _picked(typed, choices)
        if picked is None and (at := named(typed, titles)) is not None:
            picked = choices[at]
        if picked is not None:
            return await self._pick(message, picked)
        said = await self._asked_for(message, typed, choices)
        if said is None and offered:
            share = 0.0 if offered[0].startswith(f"{QUIZ}start:") else SHARE_OF_OPTION
            at = named_in_part(typed, titles, share)
            return None if at is None else await self._pick(message, choices[at])
        return said

    async def without_list(self, message: IncomingMessage) -> Said | None:
        """How to go on with a play, for whom picks of a list that is gone; None without any."""

        def look(session: Session) -> str:
            play = self.quizzes.begun_today(session, message.conversation)
            if play is None:
                return ""
            title = self.quizzes.titles(session, [play.quiz])[play.quiz]
            return UNFINISHED.format(title=title, done=len(play.answers), of=play.total)

        text = await self.sessions.run(look)
        return (
            Said((Reply(text, buttons=(Button("继续答题", "继续答题"),)),), "take_quiz")
            if text
            else None
        )

    async def _asked_for(
        self, message: IncomingMessage, typed: str, choices: Sequence[str]
    ) -> Said | None:
        """What is asked for in words of its own, whatever was offered before."""
        told = next((ref.removeprefix(STORY) for ref in choices if ref.startswith(STORY)), "")
        if phrases.STORY.fullmatch(typed) or (told and phrases.ANOTHER_STORY.fullmatch(typed)):
            return Said((await self._story(told),), "learn")
        if phrases.RESUME.fullmatch(typed):
            return Said((await self._resume(message),), "take_quiz")
        if phrases.CERTIFICATE.fullmatch(typed):
            text = await self.sessions.run(lambda session: self._certificate(session, message))
            return Said((Reply(text),), "take_quiz") if text else None
        if phrases.EVENTS.fullmatch(typed):
            where = f"{self.public_url.rstrip('/')}/campaigns"
            return Said((Reply(EVENTS.format(where=where)),), "campaign_events")
        if phrases.MINE.fullmatch(typed):
            return Said((await self._mine(message),), "my_subscriptions")
        if phrases.HOW_TO_STOP.fullmatch(typed):
            return Said((Reply(HOW_TO_STOP),), "unsubscribe")
        if (wish := phrases.leaving(typed)) and (topics := self._topics(wish.what, exactly=True)):
            return await self._leave(message, topics)
        if phrases.STOP_OURS.fullmatch(typed):
            return await self._stop(message)
        if phrases.withdraws(typed) and await self._is_sent_something(message):
            return await self._stop(message)
        if phrases.DAILY.fullmatch(typed):
            return Said((await self._daily(message),), "daily_question")
        if phrases.LEARNING.fullmatch(typed):
            where = f"{self.public_url.rstrip('/')}/learn"
            return Said((Reply(LEARN_ON_THE_PAGE.format(where=where)),), "learn")
        if phrases.ORGANISING.fullmatch(typed):
            where = f"{self.public_url.rstrip('/')}/learn/classes"
            return Said((Reply(TOGETHER.format(where=where)),), "learn")
        if (wish := phrases.playing(typed)) and (not wish.what or self._topics(wish.what)):
            return Said((await self._quizzes(),), "take_quiz")
        if (wish := phrases.picturing(typed)) and (not wish.what or self._topics(wish.what)):
            return Said((await self._picture(message, wish.what),), "campaign_picture")
        if (wish := phrases.subscribing(typed)) is not None:
            return await self._wish(message, wish.what)
        if (said := phrases.DISTRICT.fullmatch(typed)) is not None:
            return await self._district(message, said["name"])
        return None

    async def wish(self, message: IncomingMessage, intent: str) -> Said | None:
        """Do what the language model understands; None where it is no wish of ours.

        To take a consent back on a guess would be wrong too: who is sent something is asked.
        """
        match intent:
            case "unsubscribe":
                return Said((ENOUGH,), intent) if await self._is_sent_something(message) else None
            case "subscribe":
                return await self._wish(message, "")
            case "ask_subscriptions":
                return Said((await self._mine(message),), "my_subscriptions")
            case "daily_question":
                return Said((await self._daily(message),), "daily_question")
            case "take_quiz":
                return Said((await self._quizzes(),), "take_quiz")
        return None

    async def _stop(self, message: IncomingMessage) -> Said:
        def work(session: Session) -> bool:
            words, person = message.text.strip(), _person(message)
            stopped = self.subscriptions.stop(session, person, words, self.clock())
            watched = self.watches is not None and self.watches.stop(session, person, self.clock())
            return stopped or watched

        stopped = await self.sessions.run(work)
        text = STOPPED if stopped else NOTHING
        if message.channel == WEB and not stopped:
            # Its subscriptions belong to the browser, which this chat doesn't know.
            text = STOP_ON_THE_PAGE.format(where=f"{self.public_url.rstrip('/')}/subscriptions")
        return Said((Reply(text),), "unsubscribe")

    async def _leave(self, message: IncomingMessage, topics: Sequence[str]) -> Said:
        person, words = _person(message), message.text.strip()

        def work(session: Session) -> tuple[Subscribed, Subscribed, list[str]]:
            before = self.subscriptions.of(session, message.conversation)
            after = self.subscriptions.remove(session, person, topics, words, self.clock())
            return before, after, self._watched(session, message)

        before, after, watched = await self.sessions.run(work)
        if before == after:
            return Said((Reply(NOT_THIS.format(what=self._names(topics))),), "unsubscribe")
        text = f"已退订“{self._names(topics)}”。"
        if after.topics:
            text += self._told(after)
            if watched:
                text += f"\n还关注着 {len(watched)} 样：{listed(watched)}。"
        elif watched:
            text += STILL_WATCHED.format(count=len(watched), what=listed(watched))
        else:
            text = STOPPED
        return Said((Reply(text),), "unsubscribe")

    def _topics(self, what: str, *, exactly: bool = False) -> list[str]:
        """Topics that somebody's words name."""
        names = {slug: (one.name, *one.also) for slug, one in self.calendar.topics.items()}
        same = [slug for slug, known in names.items() if what in known]
        if same or exactly or not what:
            return same
        return [slug for slug, known in names.items() if any(what in name for name in known)]

    async def _wish(self, message: IncomingMessage, what: str) -> Said | None:
        if what and not self._topics(what):
            return None  # 「订阅」 of something that isn't ours, a magazine perhaps
        if message.channel == WEB:
            # This chat ends with its tab; the page's inbox stays on the device.
            where = f"{self.public_url.rstrip('/')}/subscriptions"
            return Said((Reply(ON_THE_PAGE.format(where=where)),), "subscribe")
        topics = self._topics(what)
        if len(topics) == 1:
            return Said((self._agreement(topics[0]),), "subscribe")
        return Said((self._offer(),), "subscribe")

    def _agreement(self, topic: str) -> Reply:
        """The sentence to agree to, before anything is stored (PIPL art. 14)."""
        name = self.calendar.topics[topic].name
        text = f"要订阅“{name}”，回复 1 表示同意：\n{self.wording()}\n1. 同意订阅"
        return _choices(text, ["同意订阅"], [f"{SUBSCRIBE}{topic}"])

    def _offer(self) -> Reply:
        buttons = [one.name for one in self.calendar.topics.values()]
        refs = [f"{SUBSCRIBE}{slug}" for slug in self.calendar.topics]
        lines = [
            f"{n}. {one.name}" + (f"：{one.about}" if one.about else "")
            for n, one in enumerate(self.calendar.topics.values(), 1)
        ]
        lines.append(f"{len(refs) + 1}. 以上全部")
        text = (
            "想收哪一类？选一个就订阅，选了等于同意：\n" + self.wording() + "\n" + "\n".join(lines)
        )
        return _choices(text, [*buttons, "以上全部"], [*refs, f"{SUBSCRIBE}all"])

    async def _subscribe(self, message: IncomingMessage, topic: str) -> Said:
        topics = list(self.calendar.topics) if topic == "all" else [topic]
        if any(one not in self.calendar.topics for one in topics):
            return Said((Reply("这一类已经没有了，请重新选。"), self._offer()), "subscribe")

        def work(session: Session) -> Subscribed:
            return self.subscriptions.add(
                session, _person(message), topics, self.wording(), self.clock()
            )

        subscribed = await self.sessions.run(work)
        names = self._names(subscribed.topics)
        text = f"订好了：{names}。\n{self.wording()}\n您主要关心哪方面？可以不选。"
        audiences = list(self.calendar.audiences.values())
        lines = [f"{n}. {one.name}" for n, one in enumerate(audiences, 1)]
        text += "\n" + "\n".join(lines)
        text += "\n想收本区县的内容，回复“区县”加名字，比如“区县渝中”。"
        refs = [f"{SUBSCRIBE}for:{one.slug}" for one in audiences]
        return Said((_choices(text, [one.name for one in audiences], refs),), "subscribe")

    async def _mine(self, message: IncomingMessage) -> Reply:
        subscribed = await self.sessions.run(
            lambda session: self.subscriptions.of(session, message.conversation)
        )
        return Reply(self._told(subscribed) if subscribed.topics else NOTHING)

    async def _is_sent_something(self, message: IncomingMessage) -> bool:
        def look(session: Session) -> bool:
            if self.subscriptions.of(session, message.conversation).topics:
                return True
            return bool(self._watched(session, message))

        return await self.sessions.run(look)

    def _watched(self, session: Session, message: IncomingMessage) -> list[str]:
        """The standards and things somebody watches."""
        return self.watches.of(session, message.conversation) if self.watches is not None else []

    async def _district(self, message: IncomingMessage, name: str) -> Said | None:
        district = self.districts.get(name)

        def work(session: Session) -> Subscribed:
            if district:
                self.subscriptions.describe(session, message.conversation, district=district)
            return self.subscriptions.of(session, message.conversation)

        subscribed = await self.sessions.run(work)
        if not subscribed.topics:
            return None
        if not district:
            return Said((Reply(f"没有找到“{name}”这个区县，请写重庆的区县名。"),), "subscribe")
        return Said((Reply(self._told(subscribed)),), "subscribe")

    async def _pick(self, message: IncomingMessage, ref: str) -> Said | None:
        if ref.startswith(f"{SUBSCRIBE}for:"):
            return await self._audience(message, ref.removeprefix(f"{SUBSCRIBE}for:"))
        if ref.startswith(STORY):
            return Said((await self._story(ref.removeprefix(STORY)),), "learn")
        if ref.startswith(SUBSCRIBE):
            return await self._subscribe(message, ref.removeprefix(SUBSCRIBE))
        try:
            return await self._quiz_step(message, ref.removeprefix(QUIZ).split(":"))
        except ServiceError as problem:
            return Said((Reply(problem.for_citizen),), "take_quiz")

    async def _titles(self, message: IncomingMessage, choices: Sequence[str]) -> list[str]:
        """What the choices are called, in their order; empty words for what is gone or not ours."""

        def work(session: Session) -> list[str]:
            return [self._title(session, message, ref) for ref in choices]

        return await self.sessions.run(work)

    def _title(self, session: Session, message: IncomingMessage, ref: str) -> str:
        match ref.split(":"):
            case ["quiz", "start", slug]:
                return self.quizzes.titles(session, [slug]).get(slug, "")
            case ["quiz", "day", _, question, option]:
                return _option(session.get(QuizQuestion, int(question)), int(option))
            case ["quiz", "play", play, number, option]:
                row = session.get(QuizPlay, int(play))
                if row is not None and row.player == message.conversation:
                    asked = row.questions[int(number) - 1]
                    return _option(session.get(QuizQuestion, asked), int(option))
        return ""

    async def _story(self, told: str) -> Reply:
        """One story, after the one told before."""
        today = self.quizzes.today()
        async with self.sessions() as session:
            found = stories.next_story(await stories.published_stories(session, today), told, today)
        if found is None:
            return Reply(NO_STORY)
        where = f"{self.public_url.rstrip('/')}/learn/stories"
        text = (
            f"{found.question}\n{found.answer}\n来源：{'；'.join(found.sources)}\n"
            f"全部小故事：{where}\n1. 再来一个"
        )
        told_now = _choices(text, ["再来一个"], [f"{STORY}{found.slug}"])
        return replace(told_now, sources=tuple(found.sources))

    async def _resume(self, message: IncomingMessage) -> Reply:
        def work(session: Session) -> Reply | None:
            play = self.quizzes.begun_today(session, message.conversation)
            return None if play is None else self._ask(session, play.id, message)

        return await self.sessions.run(work) or await self._quizzes()

    def _certificate(self, session: Session, message: IncomingMessage) -> str:
        """The way to the last certificate earned, or how to earn one; empty for who plays not."""
        plays = self.quizzes.finished(session, message.conversation)
        earned = next(filter(may_certify, plays), None)
        if self.certificates is None:
            return ""
        if earned is not None:
            return CERTIFICATE.format(where=self.certificates.address(earned))
        if self.quizzes.begun_today(session, message.conversation) is not None:
            return NOT_FINISHED
        return NO_CERTIFICATE if plays else ""

    async def _audience(self, message: IncomingMessage, slug: str) -> Said:
        def work(session: Session) -> Subscribed:
            self.subscriptions.describe(session, message.conversation, audience=slug)
            return self.subscriptions.of(session, message.conversation)

        return Said((Reply(self._told(await self.sessions.run(work))),), "subscribe")

    async def _daily(self, message: IncomingMessage) -> Reply:
        day = self.quizzes.today()
        asked = await self.sessions.run(lambda session: self.quizzes.daily(session, day))
        if asked is None:
            return Reply(NO_QUESTION)
        return _question("每日一题", asked, f"{QUIZ}day:{day.toordinal()}:{asked.question.id}")

    async def _quizzes(self) -> Reply:
        found = await self.sessions.run(self.quizzes.open_quizzes)
        if not found:
            return Reply(NO_QUIZ)
        lines = [f"{n}. {one.title}" for n, one in enumerate(found, 1)]
        text = "选一套题开始答，每题答完马上讲解：\n" + "\n".join(lines)
        refs = [f"{QUIZ}start:{one.slug}" for one in found]
        return _choices(text, [one.title for one in found], refs)

    async def _picture(self, message: IncomingMessage, what: str) -> Reply:
        today, topics = self.quizzes.today(), self._topics(what)
        site = self.public_url.rstrip("/")
        async with self.sessions() as session:
            found = await session.run_sync(newest_picture, today, topics, message.channel)
        if found is None:
            return Reply(NO_PICTURE.format(where=f"{site}/campaigns"))
        text = f"{found.title}\n看大图、存下来、打印：{site}{found.page}\n其他的：{site}/campaigns"
        return Reply(text, picture=found)

    async def _quiz_step(self, message: IncomingMessage, ref: list[str]) -> Said:
        match ref:
            case ["start", slug]:
                reply = await self.sessions.run(lambda s: self._start(s, message, slug))
                return Said((reply,), "take_quiz")
            case ["day", day, question, option]:
                told = await self.sessions.run(
                    lambda s: self._answer_daily(s, message, int(question), int(option), int(day))
                )
                return Said((told,), "daily_question")
            case ["play", play, number, option]:
                replies = await self.sessions.run(
                    lambda s: self._answer(s, message, int(play), int(number), int(option))
                )
                return Said(replies, "take_quiz")
        return Said((await self._daily(message),), "daily_question")

    def _start(self, session: Session, message: IncomingMessage, slug: str) -> Reply:
        audience = self.subscriptions.of(session, message.conversation).audience
        play = self.quizzes.begin(session, slug, message.conversation, message.channel, audience)
        return self._ask(session, play.id, message)

    def _ask(self, session: Session, number: int, message: IncomingMessage) -> Reply:
        play = self.quizzes.play(session, number, message.conversation)
        asked = self.quizzes.next(session, play)
        if asked is None:
            return Reply(self._finished(play))
        head = f"第 {asked.number} 题（共 {asked.of} 题）"
        return _question(head, asked, f"{QUIZ}play:{play.id}:{asked.number}")

    def _finished(self, play: QuizPlay) -> str:
        lines = [f"答完了：{play.total} 题答对 {play.score} 题。"]
        if not may_certify(play):
            lines.append("答对六成以上可以领纪念证书，再答一次试试。")
        elif self.certificates is not None:
            lines.append(CERTIFICATE.format(where=self.certificates.address(play)))
        lines.append(f"看排行、在网页上再做一次：{self.public_url.rstrip('/')}/quiz/{play.quiz}")
        return "\n".join(lines)

    def _answer(
        self, session: Session, message: IncomingMessage, play: int, number: int, option: int
    ) -> tuple[Reply, ...]:
        row = self.quizzes.play(session, play, message.conversation)
        told = self.quizzes.answer(session, row, number, option)
        return (Reply(explained(told)), self._ask(session, play, message))

    def _answer_daily(
        self, session: Session, message: IncomingMessage, question: int, option: int, day: int
    ) -> Reply:
        today = self.quizzes.today()
        if today.toordinal() != day:
            return Reply("这一题已经过了，回复“每日一题”看今天的题。")
        told = self.quizzes.answer_daily(session, message.conversation, question, option, today)
        text = explained(told) + ("" if told.first else "\n（今天已经答过，这次不计。）")
        days = self.quizzes.days_answered(session, message.conversation, today)
        if days > 1:
            text += f"\n您已经连续答题 {days} 天。"
        if told.question.faq and not told.right:
            more = f"{text}\n1. 看详细说明"
            return _choices(more, ["看详细说明"], [f"faq:{told.question.faq}"])
        return Reply(text)

    def _told(self, subscribed: Subscribed) -> str:
        lines = [f"您订阅了：{self._names(subscribed.topics)}。"]
        if subscribed.audience in self.calendar.audiences:
            lines.append(f"关心的方面：{self.calendar.audiences[subscribed.audience].name}。")
        if subscribed.district:
            lines.append(f"区县：{subscribed.district}。")
        lines.append("要改，回复“订阅”；全部停止，回复“退订”。")
        return "\n".join(lines)

    def _names(self, topics: Sequence[str]) -> str:
        known = self.calendar.topics
        return "、".join(known[slug].name for slug in topics if slug in known)

    def wording(self) -> str:
        """The sentence a subscriber agrees to."""
        return WORDING.format(
            most=self.calendar.most_per_month,
            from_=f"{self.calendar.quiet_from:%H:%M}",
            to=f"{self.calendar.quiet_to:%H:%M}",
        )


def explained(told: Told) -> str:
    """Whether an answer was right, why, and by which source."""
    row = told.question
    head = "答对了。" if told.right else f"答错了，正确答案是：{row.options[row.answer]}。"
    return f"{head}\n{row.explanation}\n来源：{row.source}"


def _question(head: str, asked: Asked, ref: str) -> Reply:
    lines = [f"{n}. {text}" for n, (text, _) in enumerate(asked.options, 1)]
    text = f"{head}\n{asked.question.question}\n" + "\n".join(lines)
    return _choices(
        text,
        [text for text, _ in asked.options],
        [f"{ref}:{number}" for _, number in asked.options],
    )


def _choices(text: str, titles: Sequence[str], refs: Sequence[str]) -> Reply:
    buttons = tuple(Button(title, str(n)) for n, title in enumerate(titles, 1))
    return Reply(text, buttons=buttons, choices=tuple(refs))


def _option(question: QuizQuestion | None, number: int) -> str:
    return question.options[number] if question and number < len(question.options) else ""


def _picked(typed: str, choices: Sequence[str]) -> str | None:
    """The choice of ours a text names by its number or letter."""
    number = place_chosen(typed) or 0
    if not 1 <= number <= len(choices):
        return None
    chosen = choices[number - 1]
    return chosen if chosen.startswith((SUBSCRIBE, QUIZ, STORY)) else None


def _person(message: IncomingMessage) -> Person:
    return Person(message.channel, message.conversation, message.address)
