"""What leans on a product whose standard was told: 「那头盔呢」, 「不是电的，是燃气的」."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.leaning import Leaning, bare, is_part
from bot.conversation.understanding.part import Part
from kb.answer import Answer, Certainty, is_record
from kb.asked import Asked, asked_in
from kb.within import says_something

_DENIED = re.compile(r"不是([^,，。！!是\s]{1,10})[,，。！!\s]+(?:我(?:问|说|指|要)的?)?是")
_OF_THE_KIND = re.compile(r"(?:的|那[种款类个]){1,3}$")
_WHICH_ONE = re.compile(r"(?:又)?(?:是|看|归|用|按|认)(?:哪一?[个本项]|什么)(?:标准|国标)?[呢嘛]?$")
OF_A_CHILD = re.compile(
    r"^(?:给)?(?:小朋友|娃儿?|娃娃|孩子|小孩子?|儿童|宝宝|学生)(?:家)?[戴穿用坐吃喝骑]?的?(?:那种|那个)?$"
)
_OF_ITSELF = re.compile(r"本身|自己|标准|国标|质量")
_USED_WITH = re.compile(
    r"(?:骑|开|坐|给|是|在)?(?P<owner>[\u4e00-\u9fff]{2,8}?)(?:上|里|时候?|的时候)?[用配带戴穿装坐垫]的"
)


@dataclass(frozen=True)
class ToldProduct:
    """Reads which other product the same is asked of.

    Args:
        skills: the knowledge base's answers.
    """

    skills: Skills

    def read(self, part: Part, leaning: Leaning, rest: str, memory: Memory) -> Part | None:
        """The same of another thing, where the standard of one was asked."""
        product = "" if is_part(rest) else self.skills.product_of(rest)
        named = _WHICH_ONE.sub("", rest)  # 「医用防护那种是哪个」
        of_a_kind = leaning.corrects or (
            memory.asked == Asked.STANDARD and _OF_THE_KIND.search(named) is not None
        )
        if of_a_kind and (kind := self._of_that_kind(part, named, memory)):
            return kind
        of_a_record = is_record(memory.entry) and asked_in(named) is Asked.NOTHING
        of_a_standard = bool(memory.standard) and (leaning.corrects or of_a_record)
        of_its_facet = bool(memory.standard and memory.facet and asked_in(rest) is Asked.NOTHING)
        asked_so = memory.asked == Asked.STANDARD or of_a_standard or of_its_facet
        if not asked_so:
            return None
        if not product:
            aspect = None if leaning.corrects else self._of_that_aspect(part, rest, memory)
            return aspect if aspect and _is_other(aspect.answer, memory) else None
        if told := self._of_that_aspect(part, rest, memory):
            return told
        if leaning.denied and (own := self._of_the_other(part, product, leaning.denied, memory)):
            return own
        if kept := (
            self._narrowed(part, product, memory)
            or self._of_that_owner(part, product, rest, memory)
            or self._the_same_part(part, product, rest, memory)
        ):
            return kept
        if not asks_no_more(rest, product):
            return None
        if self.skills.foreign(part.text):
            return None
        # 「水果礼盒」 is no fruit: what is beside the product stays in the question.
        more = self._says_more(rest, product) or self._is_of_another(rest, product)
        thing = bare(rest) if more else product
        asked = f"{thing}执行什么标准"
        return replace(part, asked=Asked.STANDARD, answer=self.skills.answer(asked), taken_as=asked)

    def _of_that_aspect(self, part: Part, rest: str, memory: Memory) -> Part | None:
        """「楼下的音响呢」 after noise, 「猪肉的兽药呢」: the aspect stays, or is named itself."""
        if _OF_ITSELF.search(rest) or asked_in(rest) is not Asked.NOTHING:
            return None
        own = self.skills.aspect_in(rest)
        told = f"{memory.about}{self.skills.title_of_standard(memory.standard)}"
        aspect = own or self.skills.aspect_in(told)
        if not aspect or aspect in self.skills.product_of(memory.about):
            return None
        asked = f"{bare(rest)}{'' if own else aspect}看什么标准"
        answer = self.skills.answer(asked)
        surely = self.skills.covers(answer, aspect) and self.skills.covers(answer, bare(rest))
        if not answer.is_sure or not surely:
            answer = self.skills.nearest(asked, told=memory.entry)
        if answer.certainty is Certainty.UNKNOWN:
            return None
        return replace(part, answer=answer, taken_as=asked)

    def _of_the_other(self, part: Part, product: str, denied: str, memory: Memory) -> Part | None:
        """「不是手机的，是电动车」 of the battery of a phone: that of the other thing."""
        thing = memory.product
        if product in thing or denied not in thing or len(denied) >= len(thing):
            return None
        other = self.skills.product_of(thing.replace(denied, product, 1))
        if len(other) <= len(product):
            return None
        asked = f"{other}执行什么标准"
        return replace(part, asked=Asked.STANDARD, answer=self.skills.answer(asked), taken_as=asked)

    def _of_that_owner(self, part: Part, owner: str, rest: str, memory: Memory) -> Part | None:
        """「骑电瓶车戴的呢」 after a bicycle helmet: the helmet of the other, not the e-bike."""
        said = _USED_WITH.fullmatch(rest)
        if owner in memory.product or said is None or not said["owner"].endswith(owner):
            return None
        kept = memory.product.removeprefix(self.skills.product_of(memory.product[:-1]))
        asked = f"{self.skills.with_owner(owner, kept or memory.product)}执行什么标准"
        return replace(part, asked=Asked.STANDARD, answer=self.skills.answer(asked), taken_as=asked)

    def _the_same_part(self, part: Part, owner: str, rest: str, memory: Memory) -> Part | None:
        """「新能源小汽车呢」 after the battery of an e-bike: its battery, where such is known."""
        whole = same_part(self.skills, owner, memory) if bare(rest) == owner else ""
        if not whole:
            return None
        asked = f"{whole}执行什么标准"
        answer = self.skills.standards_of(whole, asked) or self.skills.answer(asked)
        return replace(part, asked=Asked.STANDARD, answer=answer, taken_as=asked)

    def _of_that_kind(self, part: Part, rest: str, memory: Memory) -> Part | None:
        """「不是电的，是燃气的」 of a water heater: the kind of it that runs on gas.

        「刚生下来吃的一段」 of milk powder is known by its last word.
        """
        said = _OF_THE_KIND.sub("", rest)
        # 「小朋友戴的呢」 of masks.
        child = ("儿童", "童") if OF_A_CHILD.search(said) else ()
        kinds = [kind for kind in (said, said.rpartition("的")[2], *child) if kind]
        # 「浓香的喃」 behind a 小曲白酒 is one more kind of 白酒.
        thing = memory.product
        ends = [thing, *(thing[at:] for at in range(1, len(thing) - 1))]
        known = ((kind, self.skills.product_of(f"{kind}{end}")) for end in ends for kind in kinds)
        named = (
            whole for kind, whole in known if len(whole) > len(kind) and whole.startswith(kind)
        )
        whole = next(named, "") if memory.product else ""
        if not whole:
            return None
        asked = f"{whole}执行什么标准"
        return replace(part, asked=Asked.STANDARD, answer=self.skills.answer(asked), taken_as=asked)

    def _is_of_another(self, rest: str, product: str) -> bool:
        """Whether a product is part of another that is named before it: 「手机里头的锂电池」."""
        before = bare(rest).partition(product)[0]
        return before.endswith(("的", "里", "里头", "里面", "上")) and bool(
            self.skills.product_of(before)
        )

    def _says_more(self, rest: str, product: str) -> bool:
        """Whether behind a product more of its name follows, as 礼盒 behind 水果."""
        behind = bare(rest).rpartition(product)[2]
        return any(says_something(word) for word in self.skills.answerer.words(behind))

    def _narrowed(self, part: Part, product: str, memory: Memory) -> Part | None:
        """「不是手机，是电动自行车」 of a battery asks for that battery still, of another thing.

        What is denied was never said to be the thing, so that the thing stays.
        """
        denied = _DENIED.search(part.text)
        if denied is None or not memory.product or product in memory.product:
            return None
        if denied[1] in memory.product or memory.product in denied[1]:
            return None
        asked = f"{product}{memory.product}执行什么标准"
        answer = self.skills.answer(asked)
        if not answer.is_sure or not self.skills.covers(answer, f"{product} {memory.product}"):
            return None
        return replace(part, asked=Asked.STANDARD, answer=answer, taken_as=asked)


def same_part(skills: Skills, owner: str, memory: Memory) -> str:
    """What the part talked about is called of another owner; empty where no such thing is known."""
    before = skills.product_of(memory.product[:-1])
    kept = memory.product.removeprefix(before) if before else ""
    if not kept or owner in memory.product:
        return ""
    whole = skills.with_owner(owner, kept)
    return whole if len(whole) > len(kept) and skills.product_of(whole) == whole else ""


def asks_no_more(rest: str, product: str) -> bool:
    """Whether words name a product and ask nothing of their own (「大一点的童车嘞」)."""
    left = bare(rest).replace(product, "")
    return asked_in(left) is Asked.NOTHING and len(left) <= 8


def _is_other(answer: Answer, memory: Memory) -> bool:
    """Whether the likeliest of what is said is not what was told."""
    likeliest = answer.candidates[0].reference if answer.candidates else answer.entry or ""
    return likeliest not in ("", memory.entry)
