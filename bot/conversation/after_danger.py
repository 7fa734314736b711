"""What is said on after a cry for help: the advice stays, and what is asked for is told."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.complaints.understanding.asking import asks
from bot.complaints.understanding.danger import Danger
from bot.conversation.danger_over import over_in
from bot.conversation.english_things import named_in
from bot.conversation.ledger import Outcome
from bot.conversation.memory import Memory
from bot.conversation.offering import who_helps
from bot.kit.messages import Reply, ReplyKind
from kb.text.english import is_english

ADVICE = "刚才说的事先按这样办：{advice}"
ADVICE_ENGLISH = "First what I said a moment ago:\n{advice}"
GAS_COMPANY = (
    "燃气公司来查、来修：打它的抢险电话，打不通打 119；查好以前阀门关着，不要点火。"
    "灶具、软管本身的质量问题找市场监管局（12315）。"
)
GAS_COMPANY_ENGLISH = (
    "The gas company has to check and repair it: call its emergency number, or 119. Until then keep"
    " the valve shut and make no flame. The quality of the stove or hose itself is for market"
    " supervision (12315)."
)
AND_THEN = "要我现在帮您登记，回复“我要投诉”或者“我要举报”。"
# Whether something may be thrown away, or what to keep as proof.
_KEEPS = re.compile(r"倒不倒|(?:[倒丢扔洗甩]|处理)(?:不)?(?:了|掉)|留|保存|保管|封存|证据|证明")
_TO_KEEP = re.compile(r"留好|留下|留着|保存|封存|不要动")
# 「人出来了 接下来打哪个」: the number for emergencies, not that for complaints.
_WHICH_NUMBER = re.compile(r"(?:打|拨)(?:给)?(?:哪|什么|啥|谁|多少|好多|几)")
# 「送医院了 那馆子我要告他 打哪个电话」 is asked of the shop.
_AGAINST_SOMEBODY = re.compile(r"告(?!诉|知|警)|投诉|举报|反映|维权|赔|退钱|退款|找他|追究")
_DESPAIR = re.compile(r"[活死跳]|自杀|想不开|解脱|绝望|遗书|割腕")
_EMERGENCY = re.compile(r"(?<!\d)1(?:10|19|20)(?!\d)|抢险")
# 「刚才那个接着办」, where a form was called off: the advice was given, and what was told is gone.
_GO_ON = re.compile(
    r"(?:那|好|还是|我|[，,\s]){0,4}(?:(?:刚才|刚刚|前面|上面|之前)的?(?:那个|那件|那单|那份|投诉|举报|登记)?(?:事|单子)?(?:还是|我|要|想|再){0,3}"
    r"(?:接着|继续|重新|接到)?(?:办|填|登记|弄|搞)|(?:接着|继续|重新)(?:办|填|登记|弄))(?:嘛|吧|哈|了|一下|[。！!\s]){0,3}"
)
# 「窗子开了，还是没反应」: what was advised was done, and it is not over.
_STILL = re.compile(
    r"(?:还|还是|一直|仍然|硬是|根本)(?:都)?(?:没有?|没得|不|莫得)(?:反应|醒|动|应|答应|出气|呼吸)|[喊叫]不(?:应|醒|答应)|(?:还|一直)在(?:漏|冒烟|冒火|燃|烧|流血|抽|吐|响)"
    r"|还有(?:一股)?(?:味|烟|火)|(?:更|越来越)(?:痛|严重|大|浓|凶|恼火)"
    r"|\bstill (?:not|(?:does|is|can|will)(?:n't| not)|won't|unconscious|burning|smoking|leaking"
    r"|bleeding|stuck)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[。；]")
_OF_STANDARDS = re.compile(r"标准|[国行地]标|规定|投诉|举报")
_OF_A_STANDARD = re.compile(
    r"(?:什么|哪|几|有|多少)[^，。]{0,6}(?:标准|[国行]标)|(?:标准|[国行]标)[^，。]{0,6}(?:什么|哪|几|吗|么|不|没|号)"
    r"|[\u4e00-\u9fff]{2}的?(?:国家|强制|执行)?(?:标准|国标)(?:编?号)?(?:是|呢)?[?？。]?$|合不合规|合规不|合格(?:吗|不|嘛|没)|合不合格|(?:吊牌|标签|标识|标志|3C|认证)[^。]{0,14}(?:吗|么|不|没|什么|哪|几|怎么|咋)"
)
# 「那个是强制的不」: asked of a rule, and no step against the danger.
_OF_A_RULE = re.compile(
    r"强制|硬性|必须[^，。]{0,8}[吗么不没嘛]|规定|推荐|建议(?:性|的)|罚|第几条|几年|多久换|好久换"
    r"|\b(?:standards?|gb|rules?|law|legal|mandatory|compulsory|binding|obligatory|voluntary|3c|ccc"
    r"|only advice|fine[ds]?|allowed|permitted|required|years?)\b",
    re.IGNORECASE,
)
_GAS = re.compile(r"燃气公司")
_WHO_COMES = re.compile(
    r"(?:哪个|谁|哪家|哪边|什么人|啥子人|哪里的人)(?:该|要|能|可以|负责|得|过){0,2}(?:来|去|上门)?(?:查|看|修|检|处理|管)"
    r"|(?:找|喊|叫|请)(?:哪个|谁|哪家)(?:来|去)?(?:查|看|修|检|处理|管)?"
    r"|\bwho(?:m|se)?\b[^.?!]{0,24}\b(?:comes?|looks?|checks?|inspects?|repairs?|fix(?:es)?|tests?"
    r"|responsible|in charge|call)\b",
    re.IGNORECASE,
)
_PUT_RIGHT = re.compile(
    r"(?:不是|没有?|不对|(?:说|讲|打)错了?)[^,，。\s]{0,8}[,，。\s]{1,3}(?:是|就是|而是|他|她)(?!问|要|想|查|说)[^?？]{2,24}"
)


def after_danger(
    danger: Danger | None, outcome: Outcome, before: Memory, typed: str, thing: str = ""
) -> Outcome:
    """「先等等行不」 after a cry for help gets the advice again, not that nobody knows.

    Who asks whom to turn to then, or what to keep, is told just that; what is over is over.

    Args:
        danger: heard in the message.
        outcome: what is said.
        before: what was talked about until now.
        typed: the message.
        thing: that it names, which is asked about when the danger is over.
    """
    if danger is not None:
        memory = outcome.memory or before
        # What it came from is asked about when it is over: 「he is ok now. the standard number?」
        if is_english(typed) and (things := named_in(typed)):
            memory = Memory(product=things[0].product)
        elif not is_english(typed):
            memory = _of_its_thing(memory, thing)
        return replace(outcome, memory=replace(memory, danger=danger.advice))
    if outcome.filed and before.danger:
        # Who had it registered to the end is told no more of it with each thing nobody knows.
        return replace(outcome, memory=replace(outcome.memory or before, danger=""))
    which = bool(before.danger) and _asks_number(typed, before.danger)
    # 「人出来了 接下来打哪个」 still wants the number for emergencies.
    if not which and (over := over_in(typed, before.danger)) is not None:
        memory = replace(outcome.memory or before, danger="")
        besides = (Reply(over.besides),) if over.rest and over.besides else ()
        replies = _or_who_comes(outcome, over.rest, before.danger)
        return replace(outcome, replies=(*replies, *besides), memory=memory)
    kinds = {reply.kind for reply in outcome.replies}
    # In a form 「不对，是前天的事」 puts right what stands on the card.
    worse = _tells_otherwise(typed) or (_STILL.search(typed) is not None and not asks(typed))
    otherwise = worse and ReplyKind.FORM not in kinds
    again = otherwise or kinds & {ReplyKind.UNKNOWN, ReplyKind.CHOICES}
    if not before.danger or not (which or again):
        return outcome
    of_rule = _OF_A_STANDARD.search(typed) or _OF_A_RULE.search(typed)
    if not which and not otherwise and of_rule:
        return outcome  # the advice stands above, and nothing new has happened
    lead = ADVICE_ENGLISH if is_english(typed) else ADVICE
    said = _asked_for(typed, before.danger) or lead.format(advice=before.danger)
    return replace(outcome, replies=(Reply(said),), keep_as="", memory=before)


def _or_who_comes(outcome: Outcome, asked: str, advice: str) -> tuple[Reply, ...]:
    """「who has to come and look」 behind a smell of gas, where nothing sure is known of it."""
    said = {reply.kind for reply in outcome.replies}
    comes = _who_comes(asked, advice)
    return (Reply(comes),) if comes and ReplyKind.ANSWER not in said else outcome.replies


def _who_comes(asked: str, advice: str) -> str:
    if not (_GAS.search(advice) and _WHO_COMES.search(asked)):
        return ""
    return GAS_COMPANY_ENGLISH if is_english(asked) else GAS_COMPANY


def _of_its_thing(memory: Memory, thing: str) -> Memory:
    """「灭了，电池国标是哪个」: the thing that burnt, not what was offered beside the advice."""
    named = thing or (memory.product if memory.offered else "")
    if not named or (named == memory.product and not memory.offered):
        return memory
    return Memory(product=named, topic=named, about=named, trail=memory.trail)


def only_asks_number(typed: str, advice: str) -> bool:
    """「我和娃已经到楼道底下了 现在打哪个号」 after a smell of gas tells of no despair."""
    return _asks_number(typed, advice) and _DESPAIR.search(typed) is None


def _tells_otherwise(typed: str) -> bool:
    """「不是吞了 是塞鼻孔里头了」: what happened is put right, and is no less urgent."""
    said = _PUT_RIGHT.fullmatch(typed.strip())
    return said is not None and not asks(typed) and not _OF_STANDARDS.search(typed)


def _asked_for(typed: str, advice: str) -> str:
    if _asks_number(typed, advice):
        return ""
    if _GO_ON.fullmatch(typed.strip()):
        return AND_THEN
    if comes := _who_comes(typed, advice):
        return comes
    if helps := who_helps(typed):
        return f"{helps}\n{AND_THEN}"
    kept = next((one for one in _CLAUSE.split(advice) if _TO_KEEP.search(one)), "")
    return f"{kept}，不要丢。" if kept and _KEEPS.search(typed) else ""


def _asks_number(typed: str, advice: str) -> bool:
    asked = _WHICH_NUMBER.search(typed) and not _AGAINST_SOMEBODY.search(typed)
    return bool(asked and _EMERGENCY.search(advice))
