"""Turns that belong to a case: the form, its side questions, and those who come back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.complaints.case.draft import Draft
from bot.complaints.case.progress import NOTHING_HERE
from bot.complaints.follow.counter import Counter
from bot.complaints.follow.data_rights import ON_THE_DEVICE, DataWish, data_wish_in
from bot.complaints.follow.followup import FollowUp
from bot.complaints.follow.in_hand import InHand
from bot.complaints.follow.respondents import Respondents, drop_statement
from bot.complaints.intake.desk import CaseDesk, DraftState, Peek
from bot.complaints.intake.known_teller import (
    FORGOTTEN,
    NOTHING_TO_REMEMBER,
    REMEMBERED,
    forget_teller,
    wants_forgetting,
    wants_remembering,
)
from bot.complaints.intake.turn import CaseTurn, Step
from bot.complaints.understanding.asking import asks, asks_plainly
from bot.complaints.understanding.commands import unnames
from bot.complaints.understanding.danger import Danger
from bot.complaints.understanding.declining import declined_in
from bot.complaints.understanding.hearing import Heard
from bot.conversation.forgetting import erase_turns
from bot.conversation.ledger import Ledger, Outcome
from bot.conversation.memory import Memory
from bot.conversation.spoken import reply_of
from bot.conversation.told import Told
from bot.conversation.understanding.right_claimed import claims_right
from bot.dialogue.client import DialogueClient, DialogueUnavailable
from bot.kit.clock import Clock
from bot.kit.messages import IncomingMessage, Reply, ReplyKind
from bot.outbox.sender import Body
from bot.outbox.service import Outbox
from kb.answer import Answer, Certainty

STARTS = {
    "file_complaint": "complaint",
    "file_report": "report",
    "give_feedback": "feedback",
}
ENTRIES = {kind: intent for intent, kind in STARTS.items()} | {"unclear": "file_complaint"}
# 「我想举报又有点虚，先问清楚再决定」
_UNDECIDED = re.compile(
    r"先(?:问|打听|了解|搞)(?:清楚|明白|一?[下哈])?[^。,，]{0,4}(?:再|才)(?:决定|考虑|定|来(?:办|弄))|再决定|拿不定主意|还没想好|有点虚"
)
_PLAIN_WISH = re.compile(
    r"(?:要|想|来|帮我|给我|替我|我就)\s*(?:(?:登记|提交|办|递)(?:一?个|一下|一条)?)?(?:匿名|实名)?(?P<kind>投诉|投拆|举报)|"
    r"(?P<feedback>(?:给|对|向).{0,12}标准.{0,6}提.{0,4}(?:意见|建议)|我(?:要|想|来)提.{0,6}(?:意见|建议)"
    r"|我(?:对|给|就).{0,12}标准.{0,6}有.{0,4}(?:意见|建议)[。！!\s]*$|(?:意见|建议).{0,10}我(?:要|想)提一?[个下点条]"
    r"|我(?:要|想|来)反映.{0,8}标准.{0,10}提.{0,2}(?:意见|建议)[。！!\s]*$)|"
    r"(?P<unclear>我(?:要|想)(?:去)?告(?!诉|知|别|白|示|一段落)|我要维权|找你们处理|讨个说法|要个说法|给我做主)"
)
# 「I want to file a complaint」 and nothing of what happened.
_WISH_IN_ENGLISH = re.compile(
    r"(?:hi|hello|please|ok(?:ay)?|so|then|now|[,.!\s]){0,4}"
    r"(?:(?:i|we)\s(?:want|wish|need|would like)|i'd like|let me)(?:\sto)?"
    r"(?:\s(?:file|make|lodge|submit|register)\s(?:an?|my)(?:\s(?:new|formal|anonymous))?\s(?P<kind>complaint|report)"
    r"|\s(?P<verb>complain|report))"
    r"(?:\s(?:about|against|to)?\s?(?:an?|this|the|my|some|you)?\s?(?:shop|store|seller|business|restaurant|company|merchant))?"
    r"(?:\s(?:here|now|please|anonymously)){0,2}[\s.!]*",
    re.IGNORECASE,
)
# Who is complained about asks what comes: 「同行举报我，你们几天内来查」.
_OTHERS = r"(?:同行|顾客|客人|客户|买家|消费者|有人|别人|对方|邻居|[他她]们?|(?:职业)?打假的?人?)"
_AGAINST_US = re.compile(
    rf"{_OTHERS}[^，。,]{{0,6}}(?:举报|投诉|告)了?(?:我|咱)|被{_OTHERS}?(?:举报|投诉|告)"
)
# What remains of 「我不是投诉，是举报」.
_INSTEAD = re.compile(r"^(?:而)?是(?:来|要|想)?(?P<kind>投诉|举报)")
_PLAIN_KINDS = {"投诉": "complaint", "投拆": "complaint", "举报": "report"}
_SHORT = 20  # characters; in a longer story a question word is part of the story
_PROGRESS = re.compile(
    r"我的?(?:那个)?(?:投诉|举报|案子|单子)(?!.{0,6}(?:该|应|要|可以|能|会))"
    r".{0,8}(?:到哪|在哪|进度|结果|怎么样|咋样|办得|处理)"
    r"|(?:投诉|举报)[^？?]{0,14}(?:没(?:有)?(?:一点|任何|个)?(?:动静|回音|消息|下文|音讯)|石沉大海)"
)
# 「两个案子到哪步了」, 「我登记的那几件有结果没得」: asked where the chat has cases.
_OWN_CASES = re.compile(
    r"(?:请问|我们?|现在|刚才|之前|上次|前面|登记|报|办|提交|投(?!诉)|交|说|的|[那这](?:个|些)?|[，,\s]){0,6}+"
    r"(?:[两二三四五2-5几](?:个|件|起|单)的?|都|所有的?|全部)?(?:投诉|举报|案子|案件|单子|登记)(?:的事情?)?(?:都|现在|分别|各|到底|又|各自|办|处理|进展|走|搞|弄|得|到|是|[，,\s]){0,5}"
    r"(?:哪一?(?:步|里|儿|点|阶段|个阶段)|怎么样|怎样|咋个?样|咋样|如何|什么(?:情况|进度|状态|结果)|啥子?(?:情况|进度|状态|结果)|有(?:没有)?(?:结果|进展|消息|回复|进度)|进度|状态)"
    r"(?:没有?|没得|吗|呢|嘛|啊|哦|哈|了|咯|[？?。！!\s]){0,5}"
)
# 「我那两件啥子情况了」
_MY_TWO = re.compile(
    r"(?:那|请问)?我(?:的|那|这|登记的){1,2}(?:[两二三2-3几](?:个|件|起|单))(?:事情?)?(?:都|现在|到底|办|处理|得|到){0,4}"
    r"(?:哪一?步|怎么样|咋样|咋个?样|什么(?:情况|进度|结果)|啥子?(?:情况|进度|结果)|有(?:没有)?(?:结果|进展|消息))(?:没有?|没得|了|嘛|啊|[？?。！!\s]){0,4}"
)
_PROGRESS_IN_ENGLISH = re.compile(
    r"^(?:(?:what|how|where)(?:'s| is| about)|tell me|show me|check|any|is there any)\s(?:the\s)?"
    r"(?:(?:status|progress|news|updates?)\s(?:of|on|about|with)\s)?my (?:complaint|report|case)"
    r"(?: status| progress| going| doing| now){0,2}[\s?.!]*$",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"^(?:what(?:'s| is) the (?:status|progress)(?: now)?|status"
    r"|any (?:news|updates?|progress))[\s?.!]*$",
    re.IGNORECASE,
)
# 「查实了会跟我说吗」, 「那我该递到哪里」 ask what happens in general.
_IN_GENERAL = re.compile(
    r"会(?:不会)?|能(?:不能)?|可(?:不可)?以|该|一般|是不是|如果|是否|要不要|多久|几天|什么时候|最长|最多|期限|延长"
)
# Replies that bring a person or say how to be understood may follow safety advice.
_WITH_ADVICE = frozenset({"handover", "ask_human", "too_long"})
LOOKUP_FAILED = "case_lookup_failed"
RESPONDENT_FAILED = "respondent_code_failed"
FAILURES_ALLOWED = 8  # an hour and conversation
NOT_READY = Reply(
    "这个网页还没有准备好登记，请刷新网页再说一次；还不行的话，"
    "可以在微信公众号里登记，或者打 12315。"
)
TOO_MANY_FAILURES = Reply("您查的次数太多了，请过一个小时再试，或者打 12315 查询。")

_FILED_ALREADY = "已经登记好了，不用再确认。"
_FILED_ALREADY_ENGLISH = "It is registered already; you need not confirm again."
_CONFIRMS_AGAIN = re.compile(
    r"(?:(?:我|再)?(?:确认|确定|同意|提交|没问题|confirm|i agree|submit)"
    r"[了吧哈嘛啊，,。.！!\s]{0,3}){1,3}",
    re.IGNORECASE,
)
_TAKES_BACK = re.compile(r"撤|收回|取消")


@dataclass(frozen=True)
class CaseTalk:
    """Connects the conversation with the case desk.

    Args:
        desk: takes cases.
        counter: serves citizens who come back.
        dialogue: Rasa, which drives the form; the desk alone goes on when it is away.
        ledger: counts failed look-ups.
        clock: the present moment.
        outbox: keeps what could not be sent.
        danger: the danger a text tells of, if any.
        forget: deletes what other parts keep of a chat: subscriptions, wishes to be told.
        hear: whether a text tells a story.
    """

    desk: CaseDesk
    counter: Counter
    dialogue: DialogueClient
    ledger: Ledger
    clock: Clock
    outbox: Outbox
    danger: Callable[[str], Danger | None]
    forget: Callable[[Session, str], None] = lambda session, conversation: None
    hear: Callable[[str], Heard] = lambda text: Heard.NOTHING

    async def peek(self, message: IncomingMessage) -> Peek:
        """How the conversation's form stands."""
        return await self.desk.peek(message.conversation, message.text, _key(message))

    async def take(
        self,
        message: IncomingMessage,
        text: str,
        intent: str,
        answer: Answer,
        start: str = "",
        told: Told | None = None,
        memory: Memory | None = None,
        *,
        insists: bool = False,
    ) -> Outcome:
        """Give a message to the form, through Rasa where it is there.

        Args:
            message: as it came.
            text: cleaned and normalised.
            intent: Rasa's.
            answer: the knowledge base's, for a question beside the form.
            start: the kind of case to open; empty inside a form.
            told: what was told before; the form is filled with it.
            memory: what was talked about before.
            insists: whether another body was named and the citizen wants it here.
        """
        if not message.may_file:
            return Outcome((NOT_READY,), intent)
        told, memory = told or Told(), memory or Memory()
        turn = replace(
            _turn(message, text, start),
            intent=intent,
            side=reply_of(answer),
            side_is_sure=answer.certainty is Certainty.SURE,
            told=told.words,
            printed=dict(told.printed),
            about=what_about(memory),
            insists=insists,
        )
        outcome = await self._give(turn, intent)
        return replace(outcome, told=Told()) if start else outcome

    def elsewhere(self, text: str, story: str) -> str:
        """What to say of a matter of another body or place; empty if it looks like ours.

        Args:
            text: the message, normalised.
            story: all that was told of it, for the text to take along.
        """
        now = self.clock()
        draft = Draft("", "", now, now, values={"what": story})
        return self.desk.intake.reader.elsewhere(text, draft) or ""

    def elsewhere_when_safe(self, text: str) -> str:
        """What to say of another body's matter once everybody is safe; empty if it looks ours."""
        return self.desk.intake.reader.elsewhere_when_safe(text)

    async def show(self, message: IncomingMessage, picked: Reply) -> Outcome:
        """Say a choice the citizen picked beside the form, and go on with the form."""
        turn = replace(_turn(message, message.text), side=picked, picked=True)
        return await self._give(turn, "pick_choice")

    async def _give(self, turn: CaseTurn, intent: str) -> Outcome:
        replies, degraded = await self._through_rasa(turn, ENTRIES.get(turn.start, "continue_case"))
        # The same key gives the same step, so this repeats nothing.
        step = await self.desk.handle(turn)
        if step.forget_since:
            await self.dialogue.erase(turn.conversation)
        return self._outcome(step, replies or step.all_replies, intent, degraded)

    async def come_back(
        self, message: IncomingMessage, wish: FollowUp, in_hand: str = ""
    ) -> Outcome | None:
        """Serve somebody who names a case, or named one with its code just before.

        None if the words turn out to be about no case.

        Args:
            message: what was said.
            wish: what is wanted.
            in_hand: what this chat holds, see :class:`bot.complaints.follow.in_hand.InHand`.
        """
        since = self.clock() - timedelta(hours=1)
        failed = await self.ledger.count(message.conversation, LOOKUP_FAILED, since)
        if failed >= FAILURES_ALLOWED:
            return Outcome((TOO_MANY_FAILURES,), "case_lookup", private=True)
        arrived = self.clock()
        told = await self.counter.serve(wish, message.conversation, in_hand)
        if not told.meant:
            return None
        intent = "case_lookup" if told.found or not wish.names_one else LOOKUP_FAILED
        forget = arrived - timedelta(seconds=5) if told.anonymous else None
        return Outcome(
            (told.reply,), intent, private=True, forget_since=forget, in_hand=told.in_hand
        )

    @property
    def respondents(self) -> Respondents:
        """Takes the word of those complained about."""
        progress, evidence = self.counter.progress, self.desk.evidence
        return Respondents(
            self.desk.sessions, self.desk.keyring, progress.codes, evidence, self.clock
        )

    async def as_respondent(self, message: IncomingMessage, typed: str) -> Outcome | None:
        """Take what a business says about a complaint against it; None if it is something else."""
        since = self.clock() - timedelta(hours=1)
        failed = await self.ledger.count(message.conversation, RESPONDENT_FAILED, since)
        said = await self.respondents.take(
            message.conversation, typed, may_try=failed < FAILURES_ALLOWED
        )
        if said is None:
            return None
        intent = RESPONDENT_FAILED if said.is_wrong else "respondent"
        return Outcome((said.reply,), intent, private=True)

    async def data_rights(self, message: IncomingMessage, wish: DataWish) -> Outcome:
        """Do what somebody wants of their own data; what the chat holds is erased at once."""
        arrived = self.clock()
        told = await self.counter.data_rights(wish, message.conversation, message.text)
        forget = None
        if wish is DataWish.ERASE:
            await self.desk.sessions.run(lambda s: self._erase(s, message.conversation))
            await self.dialogue.erase(message.conversation)
            forget = arrived - timedelta(seconds=5)
        elif wish is DataWish.CONSENT:
            await self.desk.sessions.run(lambda s: self.forget(s, message.conversation))
        if message.channel == "web" and wish is not DataWish.CORRECT:
            told = f"{told}\n{ON_THE_DEVICE}"
        reply = Reply(told, ReplyKind.ANSWER)
        return Outcome((reply,), "data_rights", private=True, forget_since=forget, told=Told())

    async def remember(self, message: IncomingMessage) -> Outcome:
        """Keep who somebody is for their next case, or no longer, as they want."""
        if wants_forgetting(message.text):
            await self.desk.sessions.run(lambda s: forget_teller(s, message.conversation))
            said = FORGOTTEN
        else:
            kept = await self.desk.remember(message.conversation)
            said = REMEMBERED if kept else NOTHING_TO_REMEMBER
        reply = Reply(said, ReplyKind.ANSWER)
        return Outcome((reply,), "data_rights", private=True)

    async def own_data(self, message: IncomingMessage, typed: str) -> Outcome | None:
        """What somebody in the middle of a form wants of their own data; None if nothing.

        A consent taken back is taken back for the open form too: who they are goes out of it.
        """
        if wants_remembering(typed) or wants_forgetting(typed):
            outcome = await self.remember(message)
            return await self.show(message, outcome.replies[0])
        wish = None if unnames(typed) else data_wish_in(typed)
        if wish not in (DataWish.ERASE, DataWish.CONSENT):
            return None  # to correct something corrects the card
        if wish is DataWish.CONSENT and not _TAKES_BACK.search(typed):
            return None  # 「我不同意」 answers the form's own question
        outcome = await self.data_rights(message, wish)
        if wish is DataWish.ERASE:
            return outcome
        await self.desk.forget_who(message.conversation)
        return await self.show(message, outcome.replies[0])

    def _erase(self, session: Session, conversation: str) -> None:
        self.desk.evidence.drop(session, conversation)
        drop_statement(session, self.respondents.evidence, conversation)
        self.desk.drafts.drop(session, conversation)
        forget_teller(session, conversation)
        self.forget(session, conversation)
        erase_turns(session, conversation)

    async def drop_files(self, conversation: str) -> int:
        """Delete what was sent before any form; the number deleted."""
        return await self.desk.drop_sent_first(conversation)

    async def mine(self, message: IncomingMessage, answer: Answer) -> Outcome | None:
        """How this chat's cases stand; without any, a sure answer or where else to look.

        None where it is asked how such things go, and something near is known.
        """
        reply = await self.counter.mine(message.conversation)
        if reply is not None:
            return Outcome((reply,), "ask_case_progress", private=True)
        known = answer.certainty is Certainty.SURE and not asks_progress(message.text)
        if not known and asks_in_general(message.text, answer):
            return None
        told = reply_of(answer) if known else Reply(NOTHING_HERE)
        return Outcome((told,), "ask_case_progress")

    async def news(self, conversation: str) -> tuple[Reply, ...]:
        """What was kept for the citizen's next message; it counts as delivered from now on."""

        def deliver(session: Session) -> tuple[Reply, ...]:
            rows = self.outbox.held_for_in(session, conversation)
            held = {row.id: Body.opened(row.body_sealed, self.desk.keyring) for row in rows}
            shown = self.outbox.mark_delivered_in(session, list(held))
            return tuple(
                Reply(f"【进展通知】{body.text}", picture=body.picture)
                for number, body in held.items()
                if number in shown
            )

        return await self.desk.sessions.run(deliver)

    @staticmethod
    def warned(danger: Danger | None, outcome: Outcome) -> Outcome:
        """Put safety advice before everything else, and nothing behind it that doesn't help."""
        if danger is None:
            return outcome
        kept = tuple(reply for reply in outcome.replies if _helps(reply, danger, outcome))
        then = kept or (_later(danger, outcome),)
        if kept and (points := _points(danger, outcome)):
            then = (*kept, Reply(points))
        # Nobody who cries for help is a question without an answer.
        return replace(outcome, replies=(Reply(danger.advice), *then), keep_as="")

    @staticmethod
    def after(outcome: Outcome, peek: Peek) -> Outcome:
        """Add what an open form wants said besides the answer."""
        open_still = outcome.case_open or peek.state is DraftState.LEFT_ALONE
        if not peek.after and not open_still:
            return outcome
        private = outcome.private or peek.state is DraftState.FINISHED
        return _with(outcome, (*outcome.replies, *peek.after), open_still, private)

    async def _through_rasa(self, turn: CaseTurn, intent: str) -> tuple[list[Reply], bool]:
        sealed = turn.seal(self.desk.keyring)
        try:
            replies = await self.dialogue.trigger(turn.conversation, intent, {"case": sealed})
        except DialogueUnavailable:
            return [], True
        return replies, False

    def _outcome(self, step: Step, replies: list[Reply], intent: str, degraded: bool) -> Outcome:
        forget = datetime.fromisoformat(step.forget_since) if step.forget_since else None
        return Outcome(
            tuple(replies),
            intent,
            degraded=degraded,
            # An anonymous report leaves no form behind that would remind the chat of it.
            case_open=step.ended != "cancelled" and forget is None,
            filed=step.ended == "filed",
            private=True,
            forget_since=forget,
        )


def _key(message: IncomingMessage) -> str:
    return f"{message.channel}:{message.key}"


def _turn(message: IncomingMessage, text: str, start: str = "") -> CaseTurn:
    return CaseTurn(
        conversation=message.conversation,
        channel=message.channel,
        key=_key(message),
        text=text,
        address=message.address,
        typed=message.text,
        start=start,
        in_danger=message.in_danger,
        in_despair=message.in_despair,
    )


def what_about(memory: Memory) -> dict[str, str]:
    """What a form may be about, if one thing was talked about just before; of several none."""
    if len(memory.heads) > 1 or len(memory.things) > 1 or memory.offered:
        return {}
    return {"product": memory.product, "standard": memory.standard}


def is_against_us(text: str) -> bool:
    """Whether words tell that others complain about who speaks.

    >>> is_against_us("同行举报我 你们几天内要来核查"), is_against_us("举报我家楼下的店")
    (True, False)
    """
    return _AGAINST_US.search(text) is not None


def confirms_again(text: str, in_hand: str) -> bool:
    """Whether somebody confirms once more what was filed just now, and nothing else waits."""
    waits = InHand.of(in_hand).waiting
    return not waits and _CONFIRMS_AGAIN.fullmatch(text.strip()) is not None


def asks_progress(text: str) -> bool:
    """Whether plain words ask how a case stands, for the time Rasa is away."""
    return _PROGRESS.search(text) is not None


def filed_already(text: str) -> Reply:
    """What is said to who confirms again, in their language."""
    return Reply(_FILED_ALREADY_ENGLISH if text.isascii() else _FILED_ALREADY)


def asks_own_cases(text: str) -> bool:
    """Whether it is asked how cases stand that this chat may have.

    >>> asks_own_cases("两个案子到哪步了"), asks_own_cases("投诉一般要到哪一步才赔")
    (True, False)
    """
    return any(one.fullmatch(text.strip()) for one in (_OWN_CASES, _MY_TWO))


def asks_progress_in_english(text: str) -> bool:
    """Whether it is asked in English how one's own case stands."""
    return _PROGRESS_IN_ENGLISH.match(text.strip()) is not None


def asks_status(text: str) -> bool:
    """Whether the status of something unnamed is asked in English: of a case, if there is one."""
    return _STATUS.match(text.strip()) is not None


def asks_in_general(text: str, answer: Answer) -> bool:
    """Whether it is asked how cases go in general, and the knowledge base has something near."""
    if answer.certainty is Certainty.UNKNOWN or asks_progress(text):
        return False
    return asks(text) and _IN_GENERAL.search(text) is not None


def plain_wish(text: str) -> str:
    """The kind of case plain words ask for; empty if none, ``unclear`` if it is left open.

    No language model is needed for 「我要投诉」, and a story around it must not hide it. Whoever
    refuses (「我不想投诉」) asks for none, except for what they want instead.
    """
    if (wish := _WISH_IN_ENGLISH.fullmatch(text.strip())) is not None:
        named = (wish["kind"] or wish["verb"]).lower()
        return "report" if named == "report" else "complaint"
    rest = declined_in(text)
    if rest is not None:
        text = rest
    if (instead := _INSTEAD.match(text)) is not None:
        return _PLAIN_KINDS[instead["kind"]]
    match = _PLAIN_WISH.search(text)
    if (
        match is None
        or _UNDECIDED.search(text)
        or asks_plainly(text)
        or claims_right(text)
        or (len(text) <= _SHORT and asks(text))
    ):
        return ""
    if match["kind"]:
        return _PLAIN_KINDS[match["kind"]]
    return "feedback" if match["feedback"] else "unclear"


def _later(danger: Danger, outcome: Outcome) -> Reply:
    """What can be done once everybody is safe; a story told keeps its offer, to be tapped then."""
    offered = outcome.told is not None and bool(outcome.told.offers) and not danger.alone
    words = "\n".join(filter(None, (danger.afterwards, _points(danger, outcome))))
    return Reply(words, buttons=outcome.replies[-1].buttons if offered else ())


def _points(danger: Danger, outcome: Outcome) -> str:
    """Whose matter it is besides; nothing where somebody needs a person, not an office."""
    return "" if danger.alone else outcome.when_safe


def _helps(reply: Reply, danger: Danger, outcome: Outcome) -> bool:
    """Whether a reply may follow safety advice: an answer, a form, or a person."""
    if outcome.case_open or outcome.intent in _WITH_ADVICE or reply.kind is ReplyKind.FORM:
        return not outcome.in_form
    return reply.kind is ReplyKind.ANSWER and not danger.alone


def _with(
    outcome: Outcome,
    replies: tuple[Reply, ...],
    case_open: bool | None = None,
    private: bool | None = None,
) -> Outcome:
    return replace(
        outcome,
        replies=replies,
        case_open=outcome.case_open if case_open is None else case_open,
        private=outcome.private if private is None else private,
    )
