"""Rules and sense together decide whether a text tells of danger."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import structlog

from bot.complaints.understanding.danger import Danger, Found
from bot.complaints.understanding.danger_elsewhere import ended_well, is_lived_with, told_here
from bot.complaints.understanding.danger_sense import DangerSense, Sensed
from bot.complaints.understanding.danger_sense_english import EnglishSense, pairs_of_sentences
from bot.complaints.understanding.danger_signs import PAUSE, signs_of
from bot.complaints.understanding.triage import Triage
from kb.search.embedding import Vector
from kb.text.english import is_english

# Odds by which an alarm may be missed where a rule knows the words: 「我困在电梯里头了」.
# Silence is the worse mistake.
RULED = 0.5
IN_A_LETTER = 4.0  # odds of two sentences of a long English text (docs/measurements.md)
log = structlog.get_logger()

_SEVERAL = 4  # clauses; fewer are heard as one
_SHORTEST_HERE = 6  # characters
_LONGEST_ASKED = 60  # characters: a longer text is a story, and heard in its stretches
_NOT_HERE_AND_NOW = frozenset({"past", "told", "supposed"})
_HAPPENED = re.compile(
    r"了(?!一下|解)|[燃烧漏困卡夹响]起|正在|在[冒响漏燃烧]|这会儿|这哈|现在"
    # 「家里闻到煤气味」 is smelt now; 「火还没灭完」 burns still.
    r"|闻[到起着倒]|[有股]{1,2}[^,，。]{0,4}气味|气[^,，。]{0,3}味[^,，。]{0,3}[大重浓]|还?没有?(?:完全)?[灭熄]"
)
_ASKS_OF_STANDARDS = re.compile(
    r"标准|[国行地]标|3c|ccc|认证|合格|强制|规定|要求|国家[^，。]{0,4}管", re.IGNORECASE
)

# 「没说清，娃两岁，喝三段」 tells a child's age and the stage of its formula and nothing else; the
# sense has not learnt such words, and no rule knows one of them.
_FED = re.compile(
    r"(?:(?:我)?(?:没(?:说|讲)(?:清楚?|全|完)|(?:说|搞|打|弄)错了?|不是|不对|更正(?:一下)?|我是说)了?[,，。\s]{1,3})?"
    r"(?:我|我们|家|屋头|的|小|个|大){0,3}(?:娃儿?|娃娃|宝宝|宝贝|孩子|女儿|儿子|孙儿|孙女|孙子|崽|幺儿)"
    r"(?:是|有|都|才|刚|快|今年|现在|已经){0,3}(?:满月|(?:[\d一二两三四五六七八九十半]{1,3}(?:岁|周岁|个月|个多月|月)(?:半|多|大|了|龄)?){1,2})?的?"
    r"[,，。\s]{0,3}(?:现在|一直|在|要|该|是|正|准备|刚|换){0,2}(?:喝|吃)(?:的)?(?:是)?[1-4一二三四]段(?:配方)?(?:奶粉|奶)?(?:的|了|哈)?"
)

# 「When the soup boils over the fire goes off and the gas does not stop. Must a stove have this?」
_FLAME_OUT = re.compile(
    r"\b(?:flames?|fire|burner)\b[^.?!]{0,20}\b(?:go(?:es)?|going|went|gets?|is|blown|put|dies)"
    r" (?:out|off)\b"
    r"|\b(?:flame|fire) (?:dies|failure)|\bputs? (?:out )?the (?:flame|fire)",
    re.IGNORECASE,
)
_ASKS_IN_ENGLISH = re.compile(
    r"\b(?:standards?|gb|rules?|law|legal|allowed|mandatory|compulsory|must|have to|required"
    r"|new stoves?|modern stoves?)\b",
    re.IGNORECASE,
)
# 「the lady upstairs says our kitchen fumes come into her bedroom, what is our limit」
_FUMES = re.compile(
    r"\b(?:kitchens?|restaurants?|hoods?|grill|barbecue|bbq|hotpot|cook\w*|stall|cafe)\b[^.!]{0,60}"
    r"\b(?:smok\w+|fumes?|smells?)\b|\b(?:smok\w+|fumes?|smells?)\b[^.!]{0,40}"
    r"\b(?:kitchens?|restaurants?|hoods?|grill|barbecue|bbq|hotpot|stall|cafe)\b",
    re.IGNORECASE,
)
_COMPLAINED_OF = re.compile(
    r"\b(?:complain\w*|limits?|standards?|rules?|every (?:day|night|evening)|each (?:day|evening"
    r"|afternoon)|filter|clean(?:ed|ing)?)\b",
    re.IGNORECASE,
)
_FIRE_HERE = re.compile(
    r"\b(?:fire|flames?|burn(?:t|ing|s)|gas|dizz\w*|headache|sick|faint\w*|cough\w*|breath\w*|alarm"
    r"|trapped|help|black smoke|thick smoke|wires?|sockets?|plugs?|sparks?|hiss\w*|eggs?"
    r"|full of|fill\w*|pour\w*|kids?|child\w*|bab(?:y|ies)|grand\w+|stairs|stairwell|exits?)\b",
    re.IGNORECASE,
)
_GAS_HERE = re.compile(
    r"\b(?:smell\w*|stink\w*|hiss\w*|dizz\w*|headache|sick|faint\w*|right now|tonight|today"
    r"|explo\w+|burn(?:t|ed|ing)|smok\w+|help)\b",
    re.IGNORECASE,
)
_LIMITS = re.compile(r"\b(?:limits?|standards?|tested|gb)\b", re.IGNORECASE)
_MEASURED = re.compile(
    r"\b(?:formaldehyde|tvoc|mg per|mg/m)"
    r"|\b(?:renovat\w+|decorat\w+|nursery)\b[^!]{0,80}\bsmells?\b",
    re.IGNORECASE,
)
_ILL_NOW = re.compile(
    r"\b(?:dizz\w*|faint\w*|vomit\w*|bleed\w*|breath\w*|cough\w*|asthma|unconscious|wake|gas|fire"
    r"|smoke|headache|collaps\w*|lips?|blue|pale|limp|sleepy|drows\w*|rash|swollen|swell\w*"
    r"|pass(?:ed|ing) out|convuls\w*|fits?|seizures?|weak)\b",
    re.IGNORECASE,
)
_CALLED_OFF = re.compile(r"\b(?:cancel|never ?mind|forget it|withdraw)\b", re.IGNORECASE)
_SETTLED = re.compile(
    r"\b(?:money back|refund\w*|paid|sorted|solved|settled|agreed)\b", re.IGNORECASE
)
_HARMED = re.compile(
    r"\b(?:hit|hits|beat\w*|kill\w*|knife|blood|bleed\w*|hurt|hospital|die|pills)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class _Spared:
    """What no rule knows and only sounds like danger: two things told, and a third not."""

    told: re.Pattern[str]
    asked: re.Pattern[str]
    unless: re.Pattern[str]

    def __call__(self, text: str) -> bool:
        if self.unless.search(text):
            return False
        return self.told.search(text) is not None and self.asked.search(text) is not None


_SPARED = (
    _Spared(_FLAME_OUT, _ASKS_IN_ENGLISH, _GAS_HERE),
    _Spared(_FUMES, _COMPLAINED_OF, _FIRE_HERE),
    _Spared(_MEASURED, _LIMITS, _ILL_NOW),
    _Spared(_CALLED_OFF, _SETTLED, _HARMED),
)
_FEARED = re.compile(r"生怕|就怕|怕[他她它娃孩]|担心|万一")
# 「老大两岁了」 tells how old somebody is, which the sense has learnt only beside danger.
_AGE = re.compile(
    r"(?:(?:我|我们|我家|家里|屋头|他|她|它|那个?|的|小|大){0,3}"
    r"(?:老大|老二|老三|老幺|娃儿?|娃娃|宝宝|宝贝|孩子|女儿|儿子|孙儿|孙女|孙子|外孙|崽|幺儿|幺妹|姐姐|哥哥|弟弟|妹妹|侄儿|侄女|老人|老汉|妈妈?|爸爸?))?"
    r"(?:是|有|都|才|刚|快|今年|现在|已经|马上|要|满|下个?月){0,4}"
    r"[\d一二两三四五六七八九十半]{1,3}(?:周?岁|个月|个多月)(?:半|多|大|龄)?了?(?=$|[,，。\s!！吃喝用穿坐骑看])"
)
# 「坐他爸小车绑的那个椅椅儿」 is a child seat.
_SEAT = re.compile(
    r"[^，。]{0,6}车[里头上]?[^，。]{0,4}[绑捆拴](?:的|娃儿?)[^，。]{0,4}(?:椅椅?儿?|座椅|坐椅|凳凳儿?)"
)
# Who is wronged (「那他冤枉我我就白遭了哇」) is not hurt.
_WRONGED = re.compile(r"[^，。\s]{0,3}冤枉我?|白遭了?")
# 「一口气买了四十多瓶」 is of no breath.
_AT_ONE_GO = re.compile(r"一口气(?=[^,，。\s]{0,10}[买订囤退拿告投举])")
# Dozens of bottles bought are an amount, not an age.
_DOZENS = re.compile(
    r"(?<=[买订囤])了?(?:[\d一二两三四五六七八九几]{0,3}[十百]|\d{2,4})[一二三四五六七八九几]?多?[瓶箱盒袋包桶件罐提](?!药|农药|安眠|酒精|汽油)"
)
# Which district a place belongs to now (「那现在归两江噻」).
_BELONGS = re.compile(
    r"(?:那|现在|以前|原来|也|都|是不是|算|还){0,4}(?:归|划[给到归]|属于)(?![西天阴零我])[^,，。\s我他她]{2,4}"
)
# Where somebody lives, asked on: 「我爸妈在统景那边呢」.
_LIVES = re.compile(
    r"(?:我|我们|我家)?(?:爸妈|爸爸?|妈妈?|父母|老人|爷爷?|奶奶?|外婆|外公|老汉儿?|婆婆|老公|老婆|儿子|女儿|亲戚|朋友|同学|老家|屋头|家里)们?"
    r"(?:是|住|在|住在|搬到)(?![^,，。\s]{0,6}(?:楼顶|天台|桥|河|江边|水|火|电梯|井|阳台|窗|坑|沟|崖|里头|医院|地上))"
    r"[^,，。\s]{2,8}(?:呢|喃|嘞)[?？。]?$"
)
# Who reads badly is not blinded, and who was cheated too (「几个兄弟伙都着了」) does not burn.
_POOR_EYES = re.compile(r"我?眼睛(?:不好|老花|花)了?[,，\s]?看不太?(?:清楚?|见|到)")
_CHEATED_TOO = re.compile(r"(?:几|好多)个?(?:兄弟伙?|家人|人)们?(?:也|都)着了")
# What sounds like danger only to a sense that has not learnt it, and what is heard instead.
_HARMLESS = (
    (_AGE, " "),
    (_SEAT, " "),
    (_WRONGED, " "),
    (_AT_ONE_GO, "一次"),
    (_DOZENS, ""),
    (_BELONGS, ""),
    (_LIVES, ""),
    (_POOR_EYES, ""),
    (_CHEATED_TOO, ""),
)


@dataclass(frozen=True)
class DangerWatch:
    """Finds danger by how a text sounds; what a rule's word is worth there, the training learnt.

    Args:
        triage: the rules.
        sense: the trained weights.
        embed: embedding of one normalised text.
        english: the trained weights for what is told in English.
    """

    triage: Triage
    sense: DangerSense
    embed: Callable[[str], Vector]
    english: EnglishSense = field(default_factory=EnglishSense.load)

    def find(self, text: str) -> Danger | None:
        """The danger a normalised text tells of; None if there is none.

        The log says which words, or what odds, raised an alarm, never the text.
        """
        here = told_here(text)
        # A few syllables left of a story about a film tell of nothing.
        if not here.strip() or (here != text and len(here.strip()) < _SHORTEST_HERE):
            return None
        text = here
        found = self.triage.explain(text)
        if found is not None and found.certain:
            return self._ruled(found)
        if is_english(text):
            return self._in_english(text, found)
        if found is None and _FED.fullmatch(text.strip(" 。.!！")):
            return None
        if found is None and _FEARED.search(text) and _ASKS_OF_STANDARDS.search(text):
            return None  # 「生怕他往嘴里塞，这种东西国家管不管」
        slug = found.danger.slug if found else None
        over = ended_well(text, slug) or is_lived_with(text, slug)
        if over and _ASKS_OF_STANDARDS.search(text):
            return None
        for harmless, instead in _HARMLESS if found is None else ():
            if harmless.search(text):
                left = harmless.sub(instead, text).strip(" ,，。.!！")
                return self.find(left) if left else None
        sensed = self.sensed(text, ruled=found is not None)
        if sensed.odds < self.sense.alarm - (RULED if found else 0.0):
            # A word of more urgent but doubtful danger hides none that is certain.
            certainly = self.triage.explain(text, certain=True) if found else None
            return (
                self._ruled(certainly)
                or self._told_in_a_story(text, found)
                or self._told_beside_a_question(text)
            )
        odds = round(sensed.odds, 2)
        if found is not None:
            log.info("danger.told", kind=found.danger.slug, words=len(found.words), odds=odds)
            return found.danger
        log.info("danger.sensed", kind=sensed.kind, odds=odds)
        return self.triage.danger_called(sensed.kind)

    def _in_english(self, text: str, found: Found | None) -> Danger | None:
        if found is None and any(spared(text) for spared in _SPARED):
            return None
        sensed = self.english.of(text, self.embed(text))
        if sensed.odds < self.english.alarm - (self.english.ruled if found else 0.0):
            # A word of more urgent but doubtful danger hides none that is certain.
            certainly = self.triage.explain(text, certain=True) if found else None
            return self._ruled(certainly) or self._told_in_a_letter(text, sensed)
        if found is not None:
            return self._ruled(found)
        log.info("danger.sensed_in_english", kind=sensed.kind, odds=round(sensed.odds, 2))
        return self.triage.danger_in_english(sensed.kind)

    def _told_in_a_letter(self, text: str, whole: Sensed) -> Danger | None:
        """What two sentences of a long English text tell by themselves: 「By the way, …」.

        Of an ordinary text one line may sound odd: 「he puts everything in his mouth」. The whole
        must rather sound like danger than not.
        """
        if whole.odds < 0:
            return None
        heard = (self.english.of(one, self.embed(one)) for one in pairs_of_sentences(text))
        worst = max(heard, key=lambda sensed: sensed.odds, default=None)
        if worst is None or worst.odds < IN_A_LETTER:
            return None
        log.info("danger.in_a_letter", kind=worst.kind, odds=round(worst.odds, 2))
        return self.triage.danger_in_english(worst.kind)

    def _told_in_a_story(self, text: str, found: Found | None) -> Danger | None:
        """What a rule found in few clauses of a long text, where these alone sound like it.

        「…回来电池盖开了，两颗只剩一颗，他嘴巴还在嚼。商家是网上的，…能不能退」.
        """
        clauses = [clause for clause in PAUSE.split(text) if clause]
        if found is None or len(text) <= _LONGEST_ASKED or len(clauses) < _SEVERAL:
            return None
        first, last = _holding(clauses, found.words)
        around = "，".join(clauses[max(0, first - 1) : last + 2])
        # 「刚刚一开门味道更重了」 is now, whenever the stove was bought.
        is_now = "now" in self.triage.circumstances(around)
        if not is_now and self.triage.circumstances(text) & _NOT_HERE_AND_NOW:
            return None
        again = self.triage.explain(around)
        if again is None or self.sensed(around, ruled=True).odds < self.sense.alarm:
            return None
        log.info("danger.in_a_story", kind=again.danger.slug, words=len(again.words))
        return again.danger

    def _told_beside_a_question(self, text: str) -> Danger | None:
        """What a clause tells has happened, where another asks for a standard.

        「娃儿吞了颗电池 这种玩具有没有国标」: read as one text the question makes it harmless.
        """
        clauses = [clause for clause in PAUSE.split(text) if clause]
        if len(text) > _LONGEST_ASKED or self.triage.circumstances(text) & _NOT_HERE_AND_NOW:
            return None
        for clause in clauses:
            others = (one for one in clauses if one is not clause)
            if not _HAPPENED.search(clause) or not any(map(_ASKS_OF_STANDARDS.search, others)):
                continue
            found = self.triage.explain(clause)
            if found and self.sensed(clause, ruled=True).odds >= self.sense.alarm:
                log.info("danger.beside_question", kind=found.danger.slug, words=len(found.words))
                return found.danger
        return None

    @staticmethod
    def _ruled(found: Found | None) -> Danger | None:
        """What the rules say."""
        if found is None:
            return None
        log.info("danger.told", kind=found.danger.slug, words=len(found.words))
        return found.danger

    def sensed(self, text: str, *, ruled: bool) -> Sensed:
        """What a normalised text sounds like.

        Args:
            text: normalised.
            ruled: whether a rule takes it for danger.
        """
        signs = signs_of(text, self.triage.circumstances(text), ruled=ruled)
        return self.sense.of(text, self.embed(text), signs)


def _holding(clauses: Sequence[str], words: Iterable[str]) -> tuple[int, int]:
    """The first and the last of the fewest clauses that hold all the words."""
    runs = (
        (last - first, first, last)
        for first in range(len(clauses))
        for last in range(first, len(clauses))
        if all(word in "".join(clauses[first : last + 1]) for word in words)
    )
    _, first, last = min(runs, default=(0, 0, len(clauses) - 1))
    return first, last
