"""Districts recognised in free text: the 37 of today, old names, popular places, other cities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.complaints.workflow import SEEDS

FORMER = ("江北区", "渝北区", "江北", "渝北")
# Left bank districts' short names inside these words are no place.
_PRODUCTS = ("江津米花糖", "江津老白干", "涪陵榨菜", "忠县豆腐乳", "合川桃片", "永川豆豉", "梁平柚",
             "荣昌陶", "荣昌猪", "城口腊肉", "奉节脐橙", "石柱辣椒", "白市驿板鸭", "忠县柑橘",
             "武隆天坑", "黔江鸡杂")  # fmt: skip
_ELSEWHERE = (
    "北京", "上海", "天津", "广州", "深圳", "成都", "杭州", "武汉", "西安", "南京", "苏州", "长沙",
    "郑州", "贵阳", "昆明", "东莞", "佛山", "义乌", "厦门", "福州", "泉州", "合肥", "南昌", "济南",
    "青岛", "沈阳", "大连", "哈尔滨", "长春", "太原", "石家庄", "兰州", "西宁", "银川", "乌鲁木齐",
    "拉萨", "海口", "三亚", "南宁", "绵阳", "德阳", "泸州", "宜宾", "达州", "广安", "遂宁", "南充",
    "四川", "贵州", "云南", "湖北", "湖南", "广东", "广西", "浙江", "江苏", "山东", "河南", "河北",
    "福建", "江西", "安徽", "陕西", "山西", "甘肃", "青海", "宁夏", "新疆", "西藏", "内蒙古",
    "辽宁", "吉林省", "黑龙江", "海南省",
)  # fmt: skip
_ADDRESS = re.compile(
    r"[一-鿿A-Za-z0-9]{0,12}(?:路|街|大道|巷|广场|商场|市场|小区|步行街|商圈|公园|车站|镇|乡|村|大厦|"
    r"中心|天地|城|苑|花园|公寓)(?:[一-鿿A-Za-z0-9\-]{0,12}(?:号|楼|栋|单元|室|店|门|铺|旁边|附近))*"
)


@dataclass(frozen=True)
class Place:
    """A place in a text.

    Args:
        district: the official name of today; empty if it isn't sure or lies outside.
        said: the words that name it.
        former: whether the words are an old district's name.
        candidates: districts between which the text leaves it open.
        outside: a province or city other than Chongqing.
    """

    district: str = ""
    said: str = ""
    former: bool = False
    candidates: tuple[str, ...] = ()
    outside: str = ""


class Places:
    """Finds places.

    Args:
        districts: official name, and every other name of it.
    """

    def __init__(self, districts: Iterable[tuple[str, Sequence[str]]]) -> None:
        pairs = [(name, district) for district, names in districts for name in (district, *names)]
        self._districts = dict(sorted(pairs, key=lambda pair: -len(pair[0])))
        self._pattern = re.compile("|".join(map(re.escape, self._districts)))
        self._outside = re.compile("|".join(_ELSEWHERE))

    @classmethod
    def load(cls, path: Path = SEEDS / "districts.yml") -> Places:
        """Read the districts."""
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        return cls([(row["name"], (row["short"], *row.get("aliases", ()))) for row in rows])

    def find(self, text: str) -> Place | None:
        """The place a text names; None if it names none."""
        plain = _without_products(text)
        matches = list(self._pattern.finditer(plain))
        if not matches:
            outside = self._outside.search(
                re.sub(r"(?:北京|南京|成都|贵州|四川|湖南)[一-鿿]{1,4}(?:路|街)", "", plain)
            )
            return None if outside is None else Place(said=outside[0], outside=outside[0])
        found = {self._districts[match[0]]: match[0] for match in reversed(matches)}
        if len(found) == 1:
            district, said = next(iter(found.items()))
            return Place(district, said, said in FORMER)
        return self._one_of_many(plain, matches)

    def _one_of_many(self, text: str, matches: list[re.Match[str]]) -> Place:
        """The district where the business is, among several."""
        for match in matches:
            before = text[max(0, match.start() - 4) : match.start()]
            if re.search(r"(?:店|商家|公司|地址|开)在$|地址(?:是|：)?$", before):
                return Place(self._districts[match[0]], match[0], match[0] in FORMER)
        names = dict.fromkeys(self._districts[match[0]] for match in matches)
        return Place(said=matches[0][0], candidates=tuple(names))

    @staticmethod
    def address_in(text: str) -> str:
        """The part of a text that reads like an address; empty if there is none."""
        match = _ADDRESS.search(text)
        return match[0] if match else ""


def _without_products(text: str) -> str:
    for product in _PRODUCTS:
        text = text.replace(product, "")
    return text
