"""What is wrong with an entry, or may be: found before anybody is asked to review it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.channels.text_parts import size_in_bytes
from bot.conversation.guards import WordList
from bot.editing.faq.cited import Cited
from bot.editing.faq.content import AUDIENCES, FaqContent
from bot.editing.faq.pictures import LONGEST_ALT
from bot.editing.faq.problem import Problem
from bot.kit.laid_out import Link, Points, laid_out
from bot.kit.shown_names import fault_of_name
from kb.catalogue import Catalogue
from kb.knowledge import Normalise, Snapshot
from kb.models import StandardStatus
from kb.search.index import EntryKind
from kb.seeds import LONGEST_ANSWER
from kb.text.standard_number import StandardNumber

LONGEST_CATEGORY = 40  # as the table keeps it
LONGEST_TAG, MOST_TAGS = 20, 10
LONGEST_QUESTION, LONGEST_PHRASING, MOST_PHRASINGS = 120, 200, 60
MOST_POINTS, MOST_LINKS = 9, 3
WECHAT_BYTES = 2000  # of 2048, as users measured


@dataclass(frozen=True)
class Checks:
    """Checks entries against the rest of the knowledge base.

    Args:
        snapshot: what is published.
        normalise: as questions of citizens are.
        words: sensitive words.
        today: the day in Chongqing.
        cited: the articles the entry rests on.
    """

    snapshot: Snapshot
    normalise: Normalise
    words: WordList
    today: date
    cited: Cited

    def problems(self, content: FaqContent, slug: str) -> list[Problem]:
        """Everything found, faults first.

        Args:
            content: the entry.
            slug: its own name, so that it isn't its own duplicate.
        """
        if content.withdrawn:
            return list(day_problems(content))
        found = [
            *_form(content),
            *self._numbers(content),
            *self.cited.problems(content),
            *self._duplicates(content, slug),
            *(Problem(text, False) for text in self.words.problems_in(_parts(content))),
        ]
        return sorted(found, key=lambda problem: not problem.is_fault)

    def _numbers(self, content: FaqContent) -> Iterator[Problem]:
        for written in content.standards:
            try:
                StandardNumber.parse(written)
            except ValueError:
                yield Problem(f"依据标准“{written}”不是标准号。")
        said = "\n".join((content.question, content.answer, *content.versions.values()))
        yield from number_problems(self.snapshot.catalogue, said, content.standards, self.today)

    def _duplicates(self, content: FaqContent, slug: str) -> Iterator[Problem]:
        stored: dict[str, tuple[str, str]] = {}
        for entry in self.snapshot.entries.values():
            if entry.kind is EntryKind.FAQ and entry.key != slug:
                stored |= {text: (entry.key, entry.title) for text in entry.questions}
        seen: set[str] = set()
        for text in (content.question, *content.phrasings):
            plain = self.normalise(text)
            if plain in stored:
                key, title = stored[plain]
                yield Problem(f"“{text}”已经是“{title}”（{key}）的问法。")
            if plain in seen:
                yield Problem(f"“{text}”写了两遍。", False)
            seen.add(plain)


def number_problems(
    catalogue: Catalogue, said: str, standards: Iterable[str], today: date
) -> Iterator[Problem]:
    """Standards named that the catalogue lacks, or that are no longer in force.

    Args:
        catalogue: what is known.
        said: a text.
        standards: numbers it depends on.
        today: the day in Chongqing.
    """
    told = {str(number): number for number in StandardNumber.find_all(said)}
    rests = {text: StandardNumber.parse(text) for text in standards if _is_number(text)}
    for number in {**told, **rests}.values():
        yield from _status(catalogue, number, today)


def _form(content: FaqContent) -> Iterator[Problem]:
    for name, value in (("问题", content.question), ("答案", content.answer)):
        if not value.strip():
            yield Problem(f"{name}是空的。")
    if len(content.question) > LONGEST_QUESTION:
        yield Problem(f"问题太长，最多 {LONGEST_QUESTION} 个字。")
    yield from _shelf(content.category)
    if not content.sources:
        yield Problem("没有写来源：每条答案都要写明依据。", is_gap=True)
    if len(content.phrasings) > MOST_PHRASINGS:
        yield Problem(f"其他问法最多 {MOST_PHRASINGS} 条。")
    for text in content.phrasings:
        if len(text) > LONGEST_PHRASING:
            yield Problem(f"问法“{text[:20]}…”太长，最多 {LONGEST_PHRASING} 个字。")
    for name in content.versions:
        if name not in AUDIENCES:
            yield Problem(f"没有“{name}”这个面向。")
    if len(content.tags) > MOST_TAGS:
        yield Problem(f"标签最多 {MOST_TAGS} 个。")
    for tag in content.tags:
        if len(tag) > LONGEST_TAG:
            yield Problem(f"标签“{tag[:20]}…”太长，最多 {LONGEST_TAG} 个字。")
        if fault := fault_of_name(tag):
            yield Problem(f"标签“{tag[:20]}”：{fault}")
    yield from _picture(content)
    yield from _lists_and_links(content)
    yield from day_problems(content)
    for name, text in (("答案", content.answer), *content.versions.items()):
        size = size_in_bytes(text)
        if size > LONGEST_ANSWER:
            yield Problem(f"{name}有 {size} 字节，最多 {LONGEST_ANSWER} 字节，微信一条放不下。")
    whole = size_in_bytes(content.told())
    if whole > WECHAT_BYTES:
        yield Problem(f"加上来源有 {whole} 字节，微信会分两次显示。", False)


def _picture(content: FaqContent) -> Iterator[Problem]:
    words = content.picture_alt.strip()
    if content.picture and not words:
        yield Problem("图片要写替代文字：看不见图片的人听到的是它。", is_gap=True)
    if len(words) > LONGEST_ALT:
        yield Problem(f"图片的替代文字最多 {LONGEST_ALT} 个字。")
    if words and not content.picture:
        yield Problem("写了图片的替代文字，没有图片。", False)


def _lists_and_links(content: FaqContent) -> Iterator[Problem]:
    for name, text in (("答案", content.answer), *content.versions.items()):
        blocks = list(laid_out(text))
        most = max((len(one.points) for one in blocks if isinstance(one, Points)), default=0)
        if most > MOST_POINTS:
            yield Problem(f"{name}里的列表有 {most} 条，聊天里最好不超过 {MOST_POINTS} 条。", False)
        links = [one for one in blocks if isinstance(one, Link)]
        if len(links) > MOST_LINKS:
            yield Problem(f"{name}里的链接有 {len(links)} 个，最好不超过 {MOST_LINKS} 个。", False)
        for one in links:
            if one.address.startswith("http://"):
                yield Problem(f"链接“{one.title}”的网址没有加密，有加密的请换成那个。", False)


def _shelf(category: str) -> Iterator[Problem]:
    if not category.strip():
        yield Problem("没有选分类。")
    if len(category) > LONGEST_CATEGORY:
        yield Problem(f"分类的名称太长，最多 {LONGEST_CATEGORY} 个字。")
    if fault := fault_of_name(category.strip()):
        yield Problem(f"分类的{fault}")


def day_problems(content: FaqContent) -> Iterator[Problem]:
    """Days that are none, or the wrong way round."""
    days = []
    for name, text in (("开始", content.valid_from), ("结束", content.valid_to)):
        try:
            days.append(date.fromisoformat(text) if text else None)
        except ValueError:
            yield Problem(f"有效期的{name}日期要写成 2026-01-31 这样。")
            return
    first, last = days
    if first is not None and last is not None and first > last:
        yield Problem("有效期的开始晚于结束。")


def _status(catalogue: Catalogue, number: StandardNumber, today: date) -> Iterator[Problem]:
    found = catalogue.look_up(number, today).found
    if found is None:
        yield Problem(f"标准目录里没有 {number}，请核对是不是写错了。", False)
        return
    dated = catalogue.get(str(number))
    status = None if dated is None else catalogue.status_on(dated, today)
    if status in (StandardStatus.SUPERSEDED, StandardStatus.WITHDRAWN) and dated is not None:
        then = "、".join(dated.superseded_by)
        yield Problem(
            f"{number} 已经{status.value.removeprefix('已')}"
            + (f"，由 {then} 代替" if then else "")
            + "，请确认文字没有把它当作有效的。",
            False,
        )


def _parts(content: FaqContent) -> Mapping[str, str]:
    return {
        "问题": content.question,
        "答案": content.answer,
        "其他问法": "\n".join(content.phrasings),
        "图片的替代文字": content.picture_alt,
        **content.versions,
    }


def _is_number(text: str) -> bool:
    try:
        StandardNumber.parse(text)
    except ValueError:
        return False
    return True


def faults(problems: Iterable[Problem]) -> list[str]:
    """The sentences of those that must be mended."""
    return [problem.text for problem in problems if problem.is_fault]
