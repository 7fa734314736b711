"""Say it again, never mind, that was wrong."""

from __future__ import annotations

import re

from bot.conversation.bidders import Hands
from bot.conversation.deciding import Act, Bid
from bot.conversation.ledger import Outcome
from bot.conversation.understanding.message import Understanding
from bot.kit.messages import Reply
from kb.answer import Certainty

TITLE = "说上一条回答"

WRONG = "complain_about_answer"
_SPOKE = r"(?:回答|答案|答复|回复|答|说|讲|回|解释)"
_OF_OURS = (
    r"(?:你们?|您|渝标通|机器人|这|那|个|条|些|种|刚才|上面|前面|的|都|也|真的?|硬是)*"
    rf"{_SPOKE}(?:的|得|了|是|都|也|些|这|那|个|一堆|一大堆|半天|我|标准|数字|日期|年份|条款|内容|[，,\s])*"
)
# What only an answer is called, whoever is meant by it.
_FAULT_OF_ANSWERS = (
    r"(?:答非所问|所答非所问|文不对题|[牛驴]头?(?:唇)?不对马嘴|(?:说了)?(?:等于|当)(?:没|白)说|没(?:有)?(?:回?答|说)(?:到|在)?(?:点子?上?|重点|我的?(?:问题)?)"
    r"|听不懂(?:人话|我(?:说的?|的话)?)|不是我(?:要|想)?问的|(?:我)?问(?:的)?东(?:你)?答西|(?:问了?)?(?:等于|当)?白问了?|[懂会](?:个|得起个)(?:锤子|铲铲|屁|球|鬼|什么))"
)
_FAULT = (
    rf"(?:{_FAULT_OF_ANSWERS}|有(?:个|什么|锤子|毛线?|屁|鬼|铲铲|卵|球){{1,3}}(?:的)?用|(?:没|莫)(?:得|有)?(?:什么|一点|半点|个|锤子|毛线?|屁|鬼|铲铲|卵|球)*(?:的)?用处?"
    r"|(?:完全|根本|全)?(?:不对|不行|错(?:的|了)?|不准|不靠谱)|(?:什么|锤子|些|个)(?:玩意儿?|东西|鬼)|乱(?:说|答|讲|来|扯|弹琴)|瞎(?:说|扯|答|编)|扯(?:把子|淡|拐)|鬼扯|废话(?:连篇)?"
    r"|敷衍|糊弄(?:人|我)?|打太极|垃圾|烂|差(?:劲|得很)?|笑死人)"
)
# Blame in plain words, whatever the model makes of it: 「你这个回答有个锤子用」.
_BLAME = re.compile(
    rf"^(?:{_OF_OURS}{_FAULT}|(?:你|你们|您|这|完全|根本|纯粹|简直|净)*(?:是|在)?{_FAULT_OF_ANSWERS})"
    r"(?:[嘛吧啊哦呀哟噻嗦了的]|[，,。!！?？~～…\s])*$"
)
# 「号数再说一遍嘛」 wants what was said, whatever it resembles.
_NOT_HEARD = (
    r"(?:没|莫)(?:有|得)?(?:听|看|记)(?:清楚?|明白|见|到|住|懂)"
    r"|(?:耳朵|眼睛|眼神|记性)(?:有点)?(?:背|花|差|不好|不行)"
)
_ONCE_MORE = re.compile(
    rf"^(?:{_NOT_HEARD}|麻烦|劳烦|请|您|你|我|再|重新|把|将|慢点|刚才|刚刚|上面|前面|[那这]一?个|[那这]|的|了|标准|国标|号[数码]?|编号|电话|日[期子]|数字|数|答案"
    r"|第[一二两三四五]个|[，,。\s])*+(?:说|念|讲|报|发|回答|重复|重说)(?:给我)?一?(?:遍|次|道|下|哈|回)(?:给我)?[听看]?"
    rf"(?:{_NOT_HEARD}|我|行不行?|可以吗|要得|谢谢|[嘛吧呀哈噻了，,。?？!！\s])*+"
)
_AGAIN = re.compile(r"再|重|[没莫][有得]?[听看记]")
_LONGEST_ONCE_MORE = 24  # characters
STILL_RUNS = "好的。您登记的 {numbers} 还在办理；不想办了，回复“撤回投诉”。"
_LONGEST_BLAME = 24  # characters


def is_blame(text: str) -> bool:
    """Whether a normalised text says outright that the answer was no good."""
    return len(text) <= _LONGEST_BLAME and _BLAME.match(text) is not None


def wants_it_again(text: str) -> bool:
    """Whether a normalised text asks for the last answer, or for something in it, once more.

    >>> wants_it_again("号数再说一遍嘛 我耳朵背"), wants_it_again("再说一下插座的标准")
    (True, False)
    """
    said = len(text) <= _LONGEST_ONCE_MORE and _ONCE_MORE.fullmatch(text) is not None
    return said and _AGAIN.search(text) is not None


def bid(seen: Understanding, hands: Hands) -> Bid | None:
    """As sure as the model, less where the knowledge base has an answer."""
    leaning = seen.first.leaning
    if is_blame(seen.text):
        return Bid(0.955, "明说上一条没答好", _act(hands, seen, WRONG))
    if seen.state.last_replies and wants_it_again(seen.text):
        return Bid(0.955, "要再听一遍", _act(hands, seen, "repeat"))
    sure = seen.sureness("repeat", "cancel", WRONG)
    if not sure or (leaning and leaning.corrects and leaning.rest and seen.memory):
        return None  # what was meant instead is said with it
    if seen.first.taken_as or seen.first.answer.certainty is Certainty.SURE:
        return Bid(
            0.3 + 0.2 * sure, "像是说上一条，但有可以回答的内容", _act(hands, seen, seen.intent)
        )
    return Bid(0.45 + 0.47 * sure, "说的是上一条回答", _act(hands, seen, seen.intent))


def _act(hands: Hands, seen: Understanding, intent: str) -> Act:
    async def act() -> Outcome:
        skills = hands.skills
        if intent == "repeat":
            return Outcome(skills.repeat(seen.state), "repeat")
        if intent == "cancel":
            # Nothing may sound as if a case that was registered had been ended.
            numbers = await hands.cases.counter.running(seen.message.conversation)
            if numbers:
                reply = Reply(STILL_RUNS.format(numbers="、".join(numbers)))
                return Outcome((reply,), "cancel", private=True)
            return Outcome((skills.cancel(),), "cancel")
        question = await hands.ledger.last_question(seen.message.conversation, seen.turn)
        kept = "wrong" if question else ""
        return Outcome(
            (skills.wrong(noted=bool(question)),), WRONG, keep_as=kept, keep_question=question or ""
        )

    return act
