"""One thing about a standard in one sentence: its date, its force, the editions around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from kb.catalogue import OFFICIAL, Catalogue, Edition
from kb.models import Nature, StandardStatus
from kb.text.facet import Facet, facet_of

_ENDED = (StandardStatus.SUPERSEDED, StandardStatus.WITHDRAWN)
_NATURES = {
    Nature.MANDATORY: "是强制性标准，必须执行",
    Nature.RECOMMENDED: (
        "不是强制性的，是推荐性标准，自愿采用；但企业明示采用或者合同约定的，就要兑现"
    ),
    Nature.GUIDANCE: "不是强制性的，是指导性技术文件，仅供参考",
    Nature.REGULATION: "是技术规范，不是标准，按有关法规执行",
}
Say = Callable[[Catalogue, Edition, date], str]


# What parts the things asked of one standard: 「强制还是推荐？实施日期也报一下」.
_PARTS = re.compile(r"[，,。；;？?！!、\s]|还有|另外|以及")


def facets_in(text: str) -> list[Facet]:
    """Everything a text asks of a standard, in order, each once."""
    asked = (facet_of(part) for part in _PARTS.split(text))
    return list(dict.fromkeys(facet for facet in asked if facet is not None))


def told(catalogue: Catalogue, edition: Edition, facet: Facet, today: date) -> str | None:
    """The sentence that answers a facet of an edition; None where only the whole card does."""
    say = _SAYINGS.get(facet)
    return None if say is None else say(catalogue, edition, today)


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _named(edition: Edition) -> str:
    return f"{edition.number}《{edition.title}》"


def _effective(catalogue: Catalogue, edition: Edition, today: date) -> str:
    if edition.effective_on is None:
        return f"{edition.number} 的实施日期我没有核实到，请到{OFFICIAL}查看。"
    day = _day(edition.effective_on)
    if edition.effective_on > today:
        return f"{edition.number} 从 {day}起实施，现在还没有生效。"
    ended = catalogue.status_on(edition, today) in _ENDED
    if ended:
        return f"{edition.number} 从 {day}起实施，现在已经不再有效。"
    # Also answers 「实施了没」.
    return f"{edition.number} 已经从 {day}起实施。"


def _published(catalogue: Catalogue, edition: Edition, today: date) -> str:
    if edition.published_on is None:
        return f"{edition.number} 的发布日期我没有核实到，请到{OFFICIAL}查看。"
    also = f"，{_day(edition.effective_on)}起实施" if edition.effective_on else ""
    return f"{edition.number} 是 {_day(edition.published_on)}发布的{also}。"


def _ended(catalogue: Catalogue, edition: Edition, today: date) -> str:
    if edition.ended_on is not None:
        verb = "起不再有效" if edition.ended_on <= today else "起失效，现在还有效"
        return f"{edition.number} 从 {_day(edition.ended_on)}{verb}。"
    if catalogue.status_on(edition, today) not in _ENDED:
        return f"我的目录里没有记到 {edition.number} 被废止或者被代替，是否现行请到{OFFICIAL}核对。"
    newer = [one for one in catalogue.newer(edition) if one.effective_on is not None]
    since = f"新版 {_with_start(newer[0], today)}。" if newer else ""
    return f"{edition.number} 已经不再有效，从哪天起我没有核实到。{since}"


def _nature(catalogue: Catalogue, edition: Edition, today: date) -> str:
    if catalogue.status_on(edition, today) in _ENDED:
        return f"{edition.number} 已经不再有效，现在不能再按它要求。"
    later = edition.effective_on is not None and edition.effective_on > today
    return (
        f"{edition.number} {_NATURES[edition.nature]}{'（要到实施日期才生效）' if later else ''}。"
    )


def _newer(catalogue: Catalogue, edition: Edition, today: date) -> str:
    newer = catalogue.newer(edition)
    if not newer:
        return f"我的目录里没有比 {edition.number} 更新的版本；有没有新版请到{OFFICIAL}核对。"
    return f"有新版：{'；'.join(_with_start(one, today) for one in newer)}。"


def _with_start(edition: Edition, today: date) -> str:
    if edition.effective_on is None:
        return f"{_named(edition)}，实施日期没有核实到"
    verb = "起实施，现在还没有生效" if edition.effective_on > today else "起实施"
    return f"{_named(edition)}，{_day(edition.effective_on)}{verb}"


def _older(catalogue: Catalogue, edition: Edition, today: date) -> str:
    older = catalogue.older(edition)
    if not older:
        return (
            f"{edition.number} 以前的版本我的目录里没有收录，请到{OFFICIAL}查看它代替了哪些标准。"
        )
    told = [f"{_named(one)}，{_state(catalogue, one, today)}" for one in older]
    return f"以前的版本：{'；'.join(told)}。"


def _state(catalogue: Catalogue, edition: Edition, today: date) -> str:
    return {
        StandardStatus.IN_FORCE: "目录里记的是现行",
        StandardStatus.UPCOMING: "还没有实施",
        StandardStatus.UNVERIFIED: "是否现行没有核实到",
        StandardStatus.SUPERSEDED: "已经被代替",
        StandardStatus.WITHDRAWN: "已经废止",
    }[catalogue.status_on(edition, today)]


def _old_usable(catalogue: Catalogue, edition: Edition, today: date) -> str:
    later = edition.effective_on is not None and edition.effective_on > today
    older = catalogue.older(edition)
    name = f"{older[0].number} " if older else "它代替的旧版"
    if later and edition.effective_on:
        return (
            f"{edition.number} 要到 {_day(edition.effective_on)}才实施，在那以前仍按 {name}执行。"
        )
    if catalogue.status_on(edition, today) in _ENDED:
        return _newer(catalogue, edition, today)
    return (
        f"{edition.number} 实施以后，{name}就不再有效，不能再按旧的生产、检验；"
        "实施前已经出厂的产品怎么办，看标准本身和公告里的过渡期规定。"
    )


def _changes(catalogue: Catalogue, edition: Edition, today: date) -> str:
    known = edition.note or edition.summary
    rest = f"和以前版本的具体差别写在标准的前言里，请到{OFFICIAL}看原文。"
    return f"{_named(edition)}：{known.rstrip('。')}。{rest}" if known else rest


def _where(catalogue: Catalogue, edition: Edition, today: date) -> str:
    if edition.number.startswith(("GB", "GSB")):
        return f"{edition.number} 的文本可以到国家标准全文公开系统（openstd.samr.gov.cn）免费看。"
    return f"{edition.number} 的信息和公开的文本可以在{OFFICIAL}查。"


def _scope(catalogue: Catalogue, edition: Edition, today: date) -> str:
    means = f"对您意味着：{edition.summary.rstrip('。')}。" if edition.summary else ""
    return f"{edition.number} 是《{edition.title}》，管的就是这方面的要求。{means}"


_SAYINGS: dict[Facet, Say] = {
    Facet.EFFECTIVE: _effective,
    Facet.PUBLISHED: _published,
    Facet.ENDED: _ended,
    Facet.NATURE: _nature,
    Facet.NEWER: _newer,
    Facet.OLDER: _older,
    Facet.REPLACES: _older,
    Facet.OLD_USABLE: _old_usable,
    Facet.CHANGES: _changes,
    Facet.WHERE: _where,
    Facet.SCOPE: _scope,
}
