"""What stays in the memory of a conversation after an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills
from bot.conversation.understanding.completing import WHO_AT_ALL
from bot.conversation.understanding.leaning import bare, leaning_of
from bot.conversation.understanding.measured import measured_in
from bot.conversation.understanding.part import Part
from bot.conversation.understanding.resolving import topic_of, year_in
from bot.conversation.understanding.things import things_kept
from kb.answer import Answer, Candidate, Certainty, is_record, standard_reference
from kb.asked import Asked, asked_in
from kb.law_citations import is_article
from kb.text.english import facet_in_english, is_english
from kb.text.facet import facet_of
from kb.text.standard_number import StandardNumber, code_asked, undated
from kb.within import says_something

HOME = "重庆"
_A_NAME = 6  # characters
# Who asks which edition goes now is told the one in its place, and asks on of that.
_WHICH_NOW = re.compile(
    r"(?:现在|如今|目前|最新|新)(?:的)?(?:是|用|看|执行|按|认|有效|该用|要用)*(?:的)?(?:哪一?[个版本份]|什么版|多少号|几号)"
)
_IN_ITS_PLACE = re.compile(r"(?:^|\n)由 (?P<number>[^《\n]{4,30})《[^》\n]{1,60}》 代替")
# 「不归它管：水果礼盒另有标准，看 GB 43284-2023《…」: the talk goes on about that one.
_ANOTHER_COVERS = re.compile(r"(?:^|\n)不归它管：[^\n。]{0,30}?看 (?P<number>[^《\n]{4,30})《")
_FOR_EXAMPLE = re.compile(r"(?:比如|例如|譬如|举例)[^。；;]{0,12}$")


def remembered_of(
    skills: Skills, parts: Sequence[Part], answer: Answer, words: str, before: Memory
) -> Memory:
    """The memory after a turn: what an earlier part was about stays where the last says nothing.

    Of several parts each can be asked on about: 「第二个哪天实施」, 「电池那个呢」.
    """
    if parts and parts[-1].taken_as == WHO_AT_ALL:
        return before  # the talk goes on about the thing
    if measured := measured_in(words):
        before = replace(before, measured=measured)
    kept = _of_all(skills, parts, answer, words, before)
    return replace(kept, measured=before.measured)


def _of_all(
    skills: Skills, parts: Sequence[Part], answer: Answer, words: str, before: Memory
) -> Memory:
    kept = remembered(skills, answer, words, before)
    trail = before
    for part in parts[:-1]:
        trail = remembered(skills, part.answer, part.text, trail)
        kept = trail if replace(kept, english=before.english) == before else kept
    kept = kept.with_trail_of(trail)
    told = [(part.answer.entry, part.answer.about) for part in parts if part.answer.entry]
    if len(parts) < 2 or len(told) < len(parts):
        return kept
    listed, heads = zip(*told, strict=True)
    return replace(kept, listed=listed, heads=heads)


def remembered(skills: Skills, answer: Answer, words: str, before: Memory) -> Memory:
    """The memory after an answer; what was not understood changes nothing.

    Args:
        skills: knows products and standards.
        answer: what was said.
        words: what was asked.
        before: the memory so far.
    """
    kept = _kept(skills, answer, words, before)
    if elsewhere := skills.elsewhere(words):
        # 「那重庆的呢」 asks the same of here.
        here = skills.answer(words.replace(elsewhere, HOME))
        kept = replace(kept, home=here.about if here.is_sure else "")
    english = is_english(words) or (before.english and words.isascii())
    if kept is not before:
        return replace(kept.with_trail_of(before), english=english)
    return before if before.english == english else replace(before, english=english)


def _kept(skills: Skills, answer: Answer, words: str, before: Memory) -> Memory:
    listed = tuple(candidate.reference for candidate in answer.candidates) or answer.listed
    asked = _asked(words, before)
    if answer.certainty is not Certainty.SURE or answer.entry is None:
        # What was named is public, what it was taken for was not known.
        if answer.certainty is Certainty.UNSURE and answer.candidates:
            first = _of_the_thing(skills, answer.candidates, words, before)
            return _about(skills, first.reference, first.title, words, before, listed, True)
        if answer.certainty is Certainty.SURE and is_article(answer.about):
            return Memory(asked=asked, article=answer.about)
        if answer.certainty is Certainty.SURE and (code := code_asked(words)):
            return Memory(asked=asked, code=code)
        product, series = skills.product_of(words), next(iter(skills.numbers_in(words)), None)
        if not product and not listed and series is None:
            return before
        # A number that is a series is known and no entry: its parts were listed. One that is not
        # known may still be put right (「手滑了，应该是31701」).
        number = str(series) if series else ""
        topic = number if answer.certainty is Certainty.SURE else ""
        return Memory(
            standard=number, product=product, topic=topic or product, asked=asked, listed=listed
        )
    told = _about(skills, answer.entry, answer.about, words, before, listed, False)
    instead = _IN_ITS_PLACE.search(answer.text) if _WHICH_NOW.search(words) else None
    if instead is not None:
        return replace(told, standard=instead["number"].strip(), also=())
    if (edition := _other_edition(told.standard, answer)) is not None:
        return replace(told, standard=edition, entry=standard_reference(edition), also=())
    if (other := _ANOTHER_COVERS.search(answer.text)) is not None:
        return replace(told, standard=other["number"].strip(), also=())
    if told.standard not in words and _is_example(told.standard, answer.text):
        # What a general answer names for an example is not what it is about.
        return replace(told, standard="", also=())
    return told


def _other_edition(standard: str, answer: Answer) -> str | None:
    """The edition an answer begins with, where a record of another one was found for it.

    「人造板新国标号」 finds the old record and is told the new one.
    """
    if not standard or not is_record(answer.entry or ""):
        return None
    told = StandardNumber.find(answer.text.partition("\n")[0])
    same = told is not None and str(told.undated) == str(undated(standard))
    return str(told) if same and str(told) != standard else None


def _is_example(number: str, text: str) -> bool:
    """Whether an answer names a standard only as an example: 「比如 GB 7718-2025 是…」."""
    body = text.partition("\n")[0]
    at = body.find(number) if number else -1
    return at >= 0 and _FOR_EXAMPLE.search(body[:at]) is not None


def _of_the_thing(
    skills: Skills, offered: Sequence[Candidate], words: str, before: Memory
) -> Candidate:
    """The first of some choices, or the first that is not about another thing than before."""
    thing = "" if skills.product_of(words) else before.product
    if not thing or _is_named_by(skills, offered[0], words, thing):
        return offered[0]
    named = (one for one in offered if skills.names(one.reference, thing))
    return next(named, offered[0])


def _is_named_by(skills: Skills, one: Candidate, words: str, thing: str) -> bool:
    """Whether a choice has all the words, which say more than what was talked about."""
    said = [word for word in skills.answerer.words(words) if says_something(word)] or [bare(words)]
    new = [word for word in said if word not in thing]
    return bool(new) and not skills.uncovered(one.reference, " ".join(new))


def _about(
    skills: Skills,
    entry: str,
    about: str,
    words: str,
    before: Memory,
    listed: tuple[str, ...],
    offered: bool,
) -> Memory:
    standards, named = skills.standards_in(entry), str(skills.number_in(words) or "")
    other = named and undated(named) not in map(undated, standards)
    if other and skills.name_of(standard_reference(named)):
        standards = (named,)  # an entry that explains numbers was told of this one
    thing = bare(words)
    if len(standards) > 1 and len(thing) <= _A_NAME and asked_in(thing) is Asked.NOTHING:
        # 「三段呢」, told of all three stages, goes on about that of the third.
        standards = skills.clause_of(entry, (thing,)) or standards
    # What was only offered may be about another thing than the one that was named.
    product = _first_of(skills, *((words, about) if offered else (about, words)))
    if not standards and product and skills.to_come(entry) is None:
        own = {*map(undated, skills.numbers_for(product))}
        standards = tuple(n for n in skills.numbers_named(entry) if undated(n) in own)
    if not product and standards and standards[0] in before.standards:
        product = before.product  # asked again by its number
    if not listed and entry in before.listed:
        listed = before.listed  # 「第三个呢」 after the second
    return Memory(
        standard=standards[0] if standards else "",
        product=product,
        entry=entry,
        about=about,
        topic=topic_of(about),
        asked=_asked(words, before),
        listed=listed,
        also=standards[1:],
        year=year_in(words, before.year) or year_in(about, 0),
        offered=offered,
        things=things_kept(skills, words, before),
        code=code_asked(words) or "",
        heads=before.heads if listed and listed == before.listed else (),
        facet=_facet(words, before),
    )


def _first_of(skills: Skills, *texts: str) -> str:
    return next((thing for text in texts if (thing := skills.product_of(text))), "")


def _facet(words: str, before: Memory) -> str:
    """What of a standard was asked; 「电池那个呢」 asks what was asked before."""
    facet = facet_in_english(words) if is_english(words) else facet_of(words)
    if facet is not None:
        return facet.value
    leaning = leaning_of(words)
    leans = leaning is not None and asked_in(bare(leaning.rest)) is Asked.NOTHING
    return before.facet if leans else ""


def _asked(words: str, before: Memory) -> str:
    """The kind of question; 「地方标准呢」 asks what was asked before."""
    leaning = leaning_of(words)
    said = asked_in(words if leaning is None else bare(leaning.rest))
    leans = leaning is not None and said is Asked.NOTHING
    return before.asked if leans and before.asked else said.value
