"""Places recognised in free text: today's districts, old and popular names, other provinces."""

from __future__ import annotations

import enum
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.complaints.understanding.addresses import address_in
from bot.settings import SEEDS
from kb.text.segment import common
from kb.yaml_file import read_yaml, stamp


@dataclass(frozen=True)
class Place:
    """A place in a text.

    Args:
        district: the official name of today; empty if it isn't sure or lies outside.
        said: the words that name it.
        former: whether the words are an old district's name, or a place that was in one.
        candidates: districts between which the text leaves it open.
        outside: a province or city other than Chongqing.
        note: what the citizen should hear about the name; empty if it needs no word.
        home: whether it is where the citizen lives, and nothing says that it happened there.
        whole: names that follow each other, together: 「巴南区李家沱」; empty for one alone.
    """

    district: str = ""
    said: str = ""
    former: bool = False
    candidates: tuple[str, ...] = ()
    outside: str = ""
    note: str = ""
    home: bool = False
    whole: str = field(default="", compare=False)


class _Near(enum.IntEnum):
    """How near a place stands to where the business is."""

    HOME = 1  # where the citizen lives
    PLAIN = 2
    AT = 3
    BUSINESS = 4


@dataclass(frozen=True)
class _Mention:
    start: int
    end: int
    name: str
    place: Place
    near: _Near = _Near.PLAIN


_CITY = r"(?:我们|咱们|了|重庆市?)?"
_BUSINESS_BEFORE = re.compile(
    rf"(?:(?:店|商家|卖家|公司|厂|超市|商场|老板|铺子?|馆|摊)(?:子|铺)?(?:是|就)?开?(?:在|位于)|"
    rf"开在|位于|(?<!通讯)(?<!联系)(?<!家庭)(?<!邮寄)(?<!收件)(?<!收货)地址(?:是|在|[:：])?\s*){_CITY}$"
)
_HOME_BEFORE = re.compile(
    rf"(?:(?:通讯|联系|家庭|邮寄|收件)地址|我住|家住|现住|现居住?|居住在|我家|家在|我是(?!在)|我人|本人(?!在)|现在人|人现在|人已经|人都?回到?了?|(?<![她他])住在|(?<![她他在])住|老家|户口|收货(?:地址|地|人)?|寄|送|(?<!揭)发货?|来自)"
    rf"(?:是|在|到|的|[：:])?\s?{_CITY}$"
    # 「收件地址渝北区龙溪街道花卉园东路8号」: all of it is the home.
    r"|(?:(?:通讯|联系|家庭|邮寄|收件|收货)地址|家住|现住)[^，。,;；\s在去到买从]{2,14}$"
)
_AT_BEFORE = re.compile(
    rf"(?:在|到|去|从|跑|(?<![早晚马加网线楼路街以身手])[上爬逛](?!传))(?:了)?{_CITY}$"
)
# 「巴南区的那家，不是南坪那家」
_NOT_THERE = re.compile(rf"(?:不是(?:在)?|不在|并非在?|莫去|别去){_CITY}$")
_OR_THERE = re.compile(r"[^，。,;；\s]{0,6}[，,\s]?(?:就|便|还)是")  # 「不是在渝中就是在南岸」
_HOME_AFTER = re.compile(r"[区县市]?(?:人(?![民和行才流])|居民|市民|本地人|上班|打工|读书|户口)")
_BUY_AFTER = re.compile(
    r"[^，。,;；]{0,14}?(?:买|办|吃|喝|充|消费|购|订|租|装|修|洗|做|换|下单|加油|提车|配|剪|玩|发现|看[到见])"
)
_BUSINESS_AFTER = re.compile(
    r"[^，。,;；]{0,10}?(?:店|超市|公司|商场|市场|广场|馆|院|城|厂|行|中心|门市|摊|万达|天街|步行街|商圈)"
)
_GLUED_BUSINESS = re.compile(
    r"(?![住吃喝玩耍逛租订])[^，。,;；\s的那一个买市省这区县镇]{1,8}?(?:店|馆|厅|公司|超市|酒楼|饭庄|行)"
)
_ROAD_AFTER = re.compile(
    r"[东西南北中]?[一二三四五六]?(?:路|大道|支路|巷(?!口)|大桥|(?<![东西南北中正])街(?!道))"
)
# 「綦江菜市场」 is a market in 綦江, no dish of it.
_PRODUCT_NO_MORE = re.compile(
    r"[^\W\d_]{1,4}(?:小镇|古镇|产业园|博物馆|批发市场)|牌楼|菜市|菜场|面馆|子弟|面粉厂|产业|造纸|猪肉(?:摊|店|铺)"
)
_NAMED_AFTER = re.compile(
    r"(?:街道|镇|乡|天街|正街|地铁站|轻轨站|片区|组团|新区|新城|老街|古镇|场镇|那边|那里|那点|那儿|那[家个](?=[^\W_])|这边|(?:分?店|门店)(?=$|[\s，,。；;！!？?）)]))"
)
_MALL_AFTER = re.compile(r"[^，。,;；\s的]{0,4}(?:广场|商场|商圈|万达|购物公园|步行街)")
_TOWN_AFTER = re.compile("街道|镇|乡")
# What goes on behind a town's bare name: 「在鹿鸣买的」, 「在龙塘街上」.
_TOWN_GOES_ON = (
    r"(?=买|赶场|办|租|修|住|街上|场上|镇上|场镇|那边|那里|那儿|这边|的"
    r"|一家|有[家个]|[，,。;；\s]|$)"
)
# 「拔山赶场的摊摊上买的」: at the beginning of a clause only what a town alone has.
_TOWN_ALONE = (
    r"(?=赶场|(?:街|场|镇)上|场镇|老街|新街|农贸市场|菜市|车站|卫生院|中学|那[边里儿点]|这[边里])"
)
_TOWN_AFTER_ALL = re.compile("(?:街道|镇|乡)$")
# What joins a place to the name behind it: 「在人和那家安馨家政」.
_JOINED_TO = re.compile(
    r"^(?:我)?(?:们)?(?:在|去|到|就在|是)|(?:那[家个边]|这[家个边]|有[家个]|一家|上|里头?)$"
)
_CLAUSE = re.compile(r"[，,。；;！!？?：:\s]")
_REST_OF_NAME = 4  # characters of 「北门副食店」 in 「万东北门副食店」, so that it is a name too
_PART_AFTER = re.compile(r"新区|新城|片区|组团|街道|镇|乡")
_OUTSIDE_AFTER = re.compile(
    r"[市省]|那边|那里|那儿|这边|自治区|的(?!.{0,4}(?:产|味))|[^，。,的店馆]{0,4}买|区|本地"
)
# 「春熙路一家店」, 「外滩那边」, 「鼓浪屿耍」: a sight of another province is where it was.
_SIGHT_AFTER = re.compile(
    r"[上里]?(?:那边|那里|那儿|那点|这边|附近|旁边|边上|门口|对面|里[头面]|景区|古[镇城]|[一有那][家个]|步行街|的[^，。,\s]{0,8}(?:店|馆|民宿|酒店|客栈|老板|商家|导游|司机)|商圈|玩|耍|旅游|旅行|逛|吃|喝|住|租|坐|拍|照相|打车|买|遭|被)"
)
_DISTANCE_BEFORE = re.compile(
    r"(?:[了过跑骑走远才有多少距]|开|不到|不足|大概|大约|只能|最多|来回|续航)$"
)
_CLAUSE_BEFORE = re.compile(r"(?:^|[，,。；;！!？?\s])$")
_CLAUSE_AFTER = re.compile(r"$|[，,。；;！!？?\s]")
# 「说要搬到大学城去」 is where the shop went, or will go.
# 「定位把我女儿定到湖北去」: what a machine shows is where nobody was.
_MOVED_TO = re.compile(
    rf"(?:(?:搬|迁|挪|转|调)(?:到|去|至|往)|(?:定位|导航|显示|IP|ip)[^，。,;；\s]{{0,8}}[到在去]){_CITY}$"
)
# 「碎了送到观音桥步行街一个叫快修侠的档口」: brought there, and not sent home.
_BROUGHT = re.compile(rf"(?<![派配])送(?:修|洗)?(?:到|去|在){_CITY}$")
_BROUGHT_TO = re.compile(
    r"[^，。,;；\s]{0,12}?(?:叫|[一那]家|档口|诊所|医院|修|洗|店|铺|馆|行(?!政))"
)
# 「城口的老腊肉，…收货在巴南」: where a thing comes from is not where it was bought.
_ORIGIN_AFTER = re.compile(r"[区县市]?的[^\W\d_的]{1,8}?(?=买|[，,。；;\s])")
_SENT_HERE = re.compile(rf"(?:收货(?:地址|地|人)?|[寄送]|发货?)(?:是|在|到|的|[：:])?\s?{_CITY}$")
_LIST = re.compile(r"[区县市]?(?:和|跟|与|或者?|还是|以及|还有|、|\s)$")
_JOINT = re.compile(r"[市省区县的/\-\s]{0,2}$")


class Places:
    """Finds places.

    Args:
        districts: rows of ``districts.yml``.
        words: ``places.yml``: landmarks, zones, words that only look like places.
        towns: ``towns.yml``: towns and streets by their district.
    """

    def __init__(
        self,
        districts: Iterable[Mapping[str, Any]],
        words: Mapping[str, Any],
        towns: Mapping[str, Iterable[str]] = MappingProxyType({}),
    ) -> None:
        self._messages: Mapping[str, str] = words["messages"]
        self._moved = frozenset(words["moved"])
        self._weak = frozenset(words["weak"])
        self._borders = frozenset(words["borders"])
        self._products = tuple(words["products"])
        self._shorts: set[str] = set()
        self._districts: set[str] = set()
        self._changed: set[str] = set()
        self._known: dict[str, Place | None] = dict.fromkeys(words["not_places"])
        self._outside = frozenset(_flat(words["outside"]))
        for name in self._outside:
            note = self._messages["outside"].format(said=name)
            self._known[name] = Place(said=name, outside=name, note=note)
        self._sights = frozenset(_flat(words["outside_sights"].values()))
        for province, sights in words["outside_sights"].items():
            for name in sights:
                where = f"{name}（{province}）"
                note = self._messages["outside"].format(said=where)
                self._known[name] = Place(said=name, outside=where, note=note)
        for district, names in towns.items():
            self._add(district, names, self._messages["landmark"])
        for row in words["zones"]:
            self._add_zone(row)
        for district, names in words["landmarks"].items():
            self._add(district, names, self._messages["landmark"])
        for row in districts:
            self._add_district(row)
        longest_first = sorted(sorted(self._known), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)))
        self._short_towns = dict(self._short(towns))
        towns_said = "|".join(map(re.escape, self._short_towns)) or r"(?!)"
        self._in_short_town = re.compile(
            rf"(?:[在去到]|是)(?P<town>{towns_said}){_TOWN_GOES_ON}"
            rf"|(?:^|[，,。;；\s])(?P<bare>{towns_said}){_TOWN_ALONE}"
        )

    @classmethod
    def load(cls, folder: Path = SEEDS) -> Places:
        """Read ``districts.yml``, ``places.yml`` and ``towns.yml``."""
        paths = [folder / name for name in ("districts.yml", "places.yml", "towns.yml")]
        return _loaded(*((path, stamp(path)) for path in paths))

    def find(self, text: str) -> Place | None:
        """The place a text names; None if it names none.

        Where the business is comes before where the citizen lives. If that leaves several
        districts, or the name is that of a zone which spans several, ``district`` is empty and
        ``candidates`` names them.
        """
        mentions = [m for m in self._joined(text, self._mentions(text)) if self._counts(text, m)]
        if not mentions:
            mentions = [m for m in self._mentions(text) if self._stands_alone(text, m)]
        if not mentions:
            return self._short_town_in(text)
        mentions = _where_it_was(text, mentions)
        nearest = max(m.near for m in mentions)
        best = [m.place for m in mentions if m.near is nearest]
        sure = [place for place in best if place.district or place.outside] or best
        several = tuple(dict.fromkeys(p.district for p in sure if p.district))
        # 「滩子口中驰加油站 大渡口这边」: of a quarter at a border the district told counts.
        told = [place for place in sure if place.said not in self._borders]
        if len(several) > 1 and len({place.district for place in told}) == 1:
            sure, several = told, (told[0].district,)
        if len(several) > 1:
            return Place(said=sure[0].said, candidates=several)
        found = next((place for place in sure if place.district), sure[0])
        return replace(found, home=True) if nearest is _Near.HOME else found

    def beside_name(self, text: str, name: str) -> Place | None:
        """The place a business's name stands right behind, or begins with; None if there is none.

        A word that may be something else (人和, 万东) counts there, at the beginning of a clause.
        """
        at = text.find(name) if name else -1
        if at < 0:
            return None
        begun = _JOINED_TO.sub("", _CLAUSE.split(text[:at])[-1])
        if begun:
            return self._only(begun)
        if name.startswith("金龙鱼"):
            return None  # oil, or a fish; the town is 金龙
        heads = (name[:size] for size in (4, 3, 2) if len(name) - size >= _REST_OF_NAME)
        return next(filter(None, map(self._short_towns.get, heads)), None)

    def _short_town_in(self, text: str) -> Place | None:
        """「在龙塘买的」: a town without 镇, where nothing else says where it was."""
        for match in self._in_short_town.finditer(text):
            if not _GLUED_BUSINESS.match(text, match.end()):
                return self._short_towns[match["town"] or match["bare"]]
        return None

    def _only(self, words: str) -> Place | None:
        place = self._known.get(words) or self._short_towns.get(words)
        return place if place is not None and place.district else None

    def _short(self, towns: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, Place]]:
        """Towns without 镇 or 街道, where that is no word of everyday speech and no family's."""
        owners: dict[str, set[str]] = {}
        for district, names in towns.items():
            for name in names:
                owners.setdefault(_TOWN_AFTER_ALL.sub("", name), set()).add(district)
        for name, districts in owners.items():
            is_word = bool(common().words.get(name)) or name.endswith("家")
            if len(districts) == 1 and len(name) > 1 and not is_word and name not in self._known:
                district = next(iter(districts))
                note = self._messages["landmark"].format(said=name, district=district)
                yield name, Place(district, name, note=note)

    def names(self) -> list[str]:
        """Every name that is a place."""
        return [name for name, place in self._known.items() if place is not None]

    def address_in(self, text: str) -> str:
        """The part of a text that reads like an address; empty if there is none.

        It begins at the district where it names one.
        """
        found = address_in(text)
        district = self._pattern.search(found)
        if district is None or "重庆" in found[: district.start()]:
            return found
        return found[district.start() :]

    # Names

    def _add(self, district: str, names: Iterable[str], note: str, former: bool = False) -> None:
        for name in names:
            said = note.format(said=name, district=district)
            self._known[name] = Place(district, name, former, note=said)

    def _add_zone(self, row: Mapping[str, Any]) -> None:
        districts = tuple(row["candidates"])
        place = Place(district=districts[0]) if len(districts) == 1 else Place(candidates=districts)
        for name in row["names"]:
            self._known[name] = replace(place, said=name, note=row["note"])

    def _add_district(self, row: Mapping[str, Any]) -> None:
        changed = bool(row.get("note"))  # the adjustment of 2025-11 changed this district
        note = self._messages["former"] if changed else ""
        self._changed.update([row["name"]] if changed else [])
        self._add(row["name"], row.get("aliases") or (), note, former=changed)
        self._add(row["name"], (row["name"], row["short"]), "")
        old = [name for name in row.get("aliases") or () if f"{name}区" in row["aliases"]]
        self._shorts.update([row["short"], *old])
        self._districts.update([row["name"], row["short"], *old, *(f"{name}区" for name in old)])

    # Mentions

    def _mentions(self, text: str) -> list[_Mention]:
        found = []
        for match in self._pattern.finditer(text):
            place = self._known[match[0]]
            if place is not None and not self._is_something_else(match[0], text[match.end() :]):
                found.append(_Mention(match.start(), match.end(), match[0], place))
        starts = [*(mention.start for mention in found), len(text)]
        return self._listed(
            text,
            [
                replace(mention, near=_near(text[: mention.start], text[mention.end : following]))
                for mention, following in zip(found, starts[1:], strict=True)
            ],
        )

    def _listed(self, text: str, mentions: list[_Mention]) -> list[_Mention]:
        """Places in a list (「渝中区和南岸区的店」) stand equally near."""
        for at in range(len(mentions) - 1, 0, -1):
            one, other = mentions[at - 1], mentions[at]
            if one.near is not _Near.HOME and _LIST.match(text[one.end : other.start]):
                mentions[at - 1] = replace(one, near=other.near)
        return mentions

    def _is_something_else(self, name: str, after: str) -> bool:
        """A product (江津米花糖) or a road (长寿路, 北京路), not a place."""
        if name not in self._shorts and name not in self._outside and name not in self._sights:
            return False
        if name in self._outside and _TOWN_AFTER.match(after):
            return True  # 「桂林街道」 is in no other province
        is_product = after.startswith(self._products) and not _PRODUCT_NO_MORE.match(after)
        return is_product or _ROAD_AFTER.match(after) is not None

    def _joined(self, text: str, mentions: Sequence[_Mention]) -> list[_Mention]:
        """Names that follow each other are one place: the first, or the town that has moved."""
        kept: list[_Mention] = []
        for mention in mentions:
            if not kept or not self._joins(kept[-1], mention, text):
                kept.append(mention)
            elif self._tells_more(kept[-1], mention):
                kept[-1] = replace(mention, start=kept[-1].start, near=_nearer(kept[-1], mention))
            else:
                kept[-1] = replace(kept[-1], end=mention.end, near=_nearer(kept[-1], mention))
            if mention.start > kept[-1].start:
                whole = text[kept[-1].start : mention.end]
                kept[-1] = replace(kept[-1], place=replace(kept[-1].place, whole=whole))
        return kept

    def _tells_more(self, one: _Mention, other: _Mention) -> bool:
        """Whether the second of two joined names decides: a part of a zone, a town that moved."""
        is_moved = other.name in self._moved and one.place.district in self._changed
        return is_moved or other.place.district in one.place.candidates

    def _joins(self, one: _Mention, other: _Mention, text: str) -> bool:
        """Whether a name goes on with the one before it; two districts are a list."""
        both_districts = one.place.district and other.name in self._districts
        if one.end == other.start and _PART_AFTER.match(text, other.end):
            return True  # 「潼南江北新区」 is a part of 潼南
        if both_districts and one.place.district != other.place.district:
            return False
        return _JOINT.match(text[one.end : other.start]) is not None

    def _stands_alone(self, text: str, mention: _Mention) -> bool:
        """「两路 10月23号做的」: a clause that is nothing but a word that may be a place."""
        before, after = text[: mention.start], text[mention.end :]
        is_clause = _CLAUSE_BEFORE.search(before) and _CLAUSE_AFTER.match(after)
        return mention.name in self._weak and is_clause is not None

    def _counts(self, text: str, mention: _Mention) -> bool:
        before, after = text[: mention.start], text[mention.end :]
        if mention.name.endswith("公里") and _DISTANCE_BEFORE.search(before):
            return False  # 「开了五公里」
        if mention.end - mention.start > len(mention.name):  # it came with its district or city
            return True
        at = bool(_AT_BEFORE.search(before)) and not _GLUED_BUSINESS.match(after)
        whole = len(text.strip()) <= len(mention.name) + 1
        if mention.place.outside:
            is_sight = mention.name in self._sights
            said_so = (_SIGHT_AFTER if is_sight else _OUTSIDE_AFTER).match(after)
            said_so = said_so or _BUSINESS_BEFORE.search(before)
            if is_sight and _CLAUSE_BEFORE.search(before):
                said_so = said_so or _CLAUSE_AFTER.match(after)
            return at or whole or said_so is not None
        if mention.name in self._weak:
            return at or whole or bool(_NAMED_AFTER.match(after) or _MALL_AFTER.match(after))
        return True


def _where_it_was(text: str, mentions: list[_Mention]) -> list[_Mention]:
    """Without a place moved to, and without that of the goods where they were sent to another."""
    stayed = [m for m in mentions if not _MOVED_TO.search(text[: m.start])]
    stayed = [
        m for m in stayed if not _NOT_THERE.search(text[: m.start]) or _OR_THERE.match(text, m.end)
    ] or stayed
    if all(m.near is _Near.HOME for m in stayed):
        stayed = mentions
    if not any(_SENT_HERE.search(text[: m.start]) for m in stayed):
        return stayed
    return [
        m
        for m in stayed
        if not (_CLAUSE_BEFORE.search(text[: m.start]) and _ORIGIN_AFTER.match(text, m.end))
    ] or stayed


def _near(before: str, after: str) -> _Near:
    at = _AT_BEFORE.search(before)
    if _BUSINESS_BEFORE.search(before):
        return _Near.BUSINESS
    if _BROUGHT.search(before) and _BROUGHT_TO.match(after):
        return _Near.BUSINESS
    if _HOME_BEFORE.search(before) or _HOME_AFTER.match(after):
        return _Near.HOME
    if at and (_BUY_AFTER.match(after) or _BUSINESS_AFTER.match(after)):
        return _Near.BUSINESS
    return _Near.AT if at or _BUSINESS_AFTER.match(after) else _Near.PLAIN


def _nearer(one: _Mention, other: _Mention) -> _Near:
    return one.near if one.near is _Near.HOME else max(one.near, other.near)


def _flat(lists: Iterable[Iterable[str]]) -> list[str]:
    return list(itertools.chain.from_iterable(lists))


@lru_cache(maxsize=4)
def _loaded(*files: tuple[Path, tuple[int, int]]) -> Places:
    """Made once for a state of the files: its pattern has two thousand names."""
    return Places(*(read_yaml(path) for path, _ in files))
