"""Articles of the loaded laws somebody looks for: by law and number, by words, or by meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from kb.law_articles import load_law_articles, value_of
from kb.law_citations import ARTICLE, key_of, short_name
from kb.law_search import Quoted
from kb.law_texts import GONE, LawState, outlines_in
from kb.models import LawArticle, LawVersion

# People leave 第 and 条 out: 「消法 24」, 「产品质量法40条」.
_WRITTEN = r"[零〇一二三四五六七八九十百千两]{1,9}(?=\s?条)"
_NUMBER = rf"(?P<number>\d{{1,4}}|{_WRITTEN})(?:\s?条)?"
_NUMBER_FIRST = re.compile(rf"》?\s?{_NUMBER}")
_NUMBER_ALONE = re.compile(rf"(?P<number>\d{{1,4}}(?=\s?条)|{_WRITTEN})\s?条")
_KINDS = "(?:法典|法|条例|办法|规定|细则|解释|规则)"
_NUMBER_BEHIND = re.compile(rf"{_KINDS}》?\s?{_NUMBER}")
_APART = re.compile(r"[\s《》，。、？?!！]+")
_LAW = re.compile(rf"《?([^\s《》]{{1,40}}?{_KINDS})》?")
_MOST_READ = 80  # rows of which the best are shown
_MOST_WORDS = 6


@dataclass(frozen=True)
class FoundArticle:
    """An article as sources name it.

    Args:
        title: 「《产品质量法》第四十条」.
        text: its words.
        state: of its law today.
    """

    title: str
    text: str
    state: LawState


def articles_for(
    session: Session, typed: str, near: Iterable[Quoted], today: date, most: int
) -> list[FoundArticle]:
    """Articles that fit; of every law the text that counts today.

    Args:
        session: the database.
        typed: as 「消法 24」, 「产品质量法 退货」 or a question.
        near: what lies near by meaning, the nearest first.
        today: the day in Chongqing.
        most: articles at most.
    """
    asked = _asked(typed)
    if asked.place and not _is_there(session, asked.place):
        return []  # what lies near would pass for the article that was named
    found = _by_words(session, asked, today, most)
    wanted = [(short_name(one.law.name), key_of(one.article.name)) for one in near]
    laws = outlines_in(session, {law for law, _ in wanted}, today)
    for law, key in wanted:
        held = laws.of(law)
        if held and held[0].has(key):
            row = session.scalar(
                select(LawArticle).where(LawArticle.version_id == held[0].id, LawArticle.key == key)
            )
            if row is not None:
                found.append(_told(held[0].short, row, held[0].state))
    return list({one.title: one for one in found}.values())[:most]


@dataclass(frozen=True)
class _Asked:
    """What somebody typed.

    Args:
        place: conditions on law and number, when a number is named.
        where: every condition.
        named: the law's name as titles have it.
    """

    place: list[ColumnElement[bool]]
    where: list[ColumnElement[bool]]
    named: str


def _is_there(session: Session, place: list[ColumnElement[bool]]) -> bool:
    query = select(LawArticle.key).join(LawVersion, LawVersion.id == LawArticle.version_id)
    return session.scalar(query.where(*place).limit(1)) is not None


def _by_words(session: Session, asked: _Asked, today: date, most: int) -> list[FoundArticle]:
    if not asked.where:
        return []
    query = (
        select(LawArticle, LawVersion.short)
        .join(LawVersion, LawVersion.id == LawArticle.version_id)
        .where(*asked.where)
        .order_by(LawVersion.short, LawArticle.version_id, LawArticle.position)
        .limit(_MOST_READ)
    )
    rows = session.execute(query).all()
    laws = outlines_in(session, {short for _, short in rows}, today)
    best = {short: laws.of(short)[0] for _, short in rows}
    kept = [
        _told(short, row, best[short].state)
        for row, short in rows
        if row.version_id == best[short].id
    ]
    # The law itself before what is named after it, and what holds before what is over.
    kept.sort(key=lambda one: (one.state in GONE, not one.title.startswith(f"《{asked.named}》")))
    return kept[:most]


def _asked(typed: str) -> _Asked:
    rest, named = typed.strip(), ""
    where: list[ColumnElement[bool]] = []
    if (known := load_law_articles().place_in(rest)) is not None:
        law, end = known
        named, rest = short_name(law.name), rest[end:]
        where.append(LawVersion.short == named)
        bare = _NUMBER_FIRST.match(rest)
    else:
        bare = _NUMBER_BEHIND.search(rest) or _NUMBER_ALONE.fullmatch(rest)
    if (number := ARTICLE.search(rest)) is not None:
        where.append(LawArticle.key == key_of(number[0]))
        rest = f"{rest[: number.start()]} {rest[number.end() :]}"
    elif bare is not None:
        where.append(LawArticle.key == str(value_of(bare["number"])))
        rest = f"{rest[: bare.start('number')]} {rest[bare.end() :]}"
    place = list(where) if number is not None or bare is not None else []
    for one in _LAW.findall(rest):
        named = named or short_name(one)
        is_named = LawVersion.short.contains(one, autoescape=True)
        where.append(or_(is_named, LawArticle.text.contains(one, autoescape=True)))
    words = [word for word in _APART.split(_LAW.sub(" ", rest)) if word]
    where += [LawArticle.text.contains(word, autoescape=True) for word in words[:_MOST_WORDS]]
    return _Asked(place, where, named)


def _told(short: str, row: LawArticle, state: LawState) -> FoundArticle:
    return FoundArticle(f"《{short}》{row.label}", row.text, state)
