"""The business a sentence is about: shop, company, online shop, or credit code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.settings import SEEDS
from kb.yaml_file import read_yaml

_CREDIT_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])")
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# A name in a sentence doesn't reach over these.
_CHARACTER = r"[^\W_在的了买我你他她是叫被把去到从卖不没给退找]"
_NAMED_SO = re.compile(
    r"(?:(?:店|公司|馆|摊|厂|商家|卖家)(?:子|铺)?(?:的?名字)?(?:就?叫|是叫|叫做|名叫|名字是)|"
    r"(?:店铺?名字?|招牌|公司名|全称)(?:上写)?(?:的)?(?:是|叫|写的是|[:：]))"
    r"(?P<name>[^\W_在的了买我卖不是什啥]{2,16})"
)
_NAME_ASKED = re.compile(r"什么|啥|哪|怎么")
_CUT = re.compile(r"(?<=[\w（）()&·\-])[^\w（）()&·\-]++$|^[^\w（）()&·\-]++$")
_FILLER = re.compile(
    r"^(?:就是|是|叫|嗯|哦|呃|那个|这个|一家|那家|这家|在|名字是|店铺?名(?:是|叫)|我说的是|公司全称|全称)++[，,：:\s]*"
)
_SENTENCE = re.compile(r"[，。,;；!！?？\n]|买|投诉|举报|反映|[了我你他不没给退]|说|卖(?!店|部)")
_OF_A_PLATFORM = re.compile(r"上|网|批发|平台|买|店|的")
# 「彩票站旁边那间」 is where something is.
_BESIDE_IT = "[站店铺摊馆厅城]?(?:旁边|隔壁|对面|附近|门口|楼[上下])"
# 「想投诉文具店」 names none.
_WISH = re.compile(r"^(?:我们?)?(?:也|就|还)?(?:想|要)?(?:要|来)?(?:投诉|举报)(?=.{2})")
# 「开心果超市」 sells more than nuts, and 开 is no verb there.
_OPENS_A_NAME = re.compile("开(?:心|口笑|门红|元|运|泰|源|怀)")
# 「好多多超市」, 「旺旺便利店」: whatever it is made of.
_DOUBLED = re.compile(r"([^\W\d_])(?<![每个种家样些条次])\1(?=[^\W\d_]{2})")
_LONGEST = 26  # characters of a whole answer that is a name


class Businesses:
    """Finds businesses.

    Args:
        words: ``businesses.yml``.
        goods: what is sold; 「大米店」 is a trade like any other.
    """

    def __init__(self, words: Mapping[str, Any], goods: Iterable[str] = ()) -> None:
        after = _alternatives(words["not_after"])
        before = "".join(words["not_before"])
        end = rf"(?:(?<![{before}])(?:{_alternatives(words['ends'])}))(?!{after})"
        self._end = re.compile(rf"{end}$")
        self._name = re.compile(
            rf"(?P<name>(?!(?<=[卖商店买人])家|(?<=[卖商店买人]家)说){_CHARACTER}{{0,22}}?{end}(?:{_CHARACTER}{{1,8}}?{end}){{0,6}}+)"
        )
        self._called = re.compile(
            rf"叫(?:做)?(?P<name>[^\W_的我]{{2,10}})的(?P<kind>[^\W_的]{{0,4}}{end})"
        )
        self._chain = re.compile(
            rf"(?<!不是)(?:{_alternatives(words['chains'])})(?:{_CHARACTER}{{1,6}}?店)?(?![?？\s]?不是)"
        )
        self._platform = re.compile(_alternatives(words["platforms"]))
        self.services = tuple(map(str, words["services"]))
        self.ends = frozenset(map(str, words["ends"]))
        self.sayings = tuple(map(str, words["sayings"]))
        self._services = re.compile(rf"(?:{_alternatives(words['services'])})(?!{_BESIDE_IT})")
        self._does = re.compile(
            rf"(?:的|[，。,\s]|^)(?P<name>[^\W\d_的了我他在]{{2,6}}(?:{_alternatives(words['trades'])}))"
            "(?=把|拿|偷|天天|将|给我|给客)"
        )
        self._lead_in = re.compile(rf"^.*(?:{_alternatives(words['lead_ins'])})(?=.)")
        says_nothing = [
            *words["trades"],
            *words["descriptors"],
            *words["platforms"],
            *words["ends"],
            *goods,
        ]
        # No name has more parts, and they can be told apart in many ways.
        # 「小太阳幼儿园」 sells no heaters: before a service the name of a thing is a name.
        self._serves = re.compile(
            r"(?<=.{3})(?:幼儿园|摄影|影楼|托管|托育|驾校|家政|搬家|装饰|口腔|诊所|医院)$"
        )
        # 「小太阳文具店」 neither; 「小太阳电器店」 may.
        self._named_for = re.compile(
            rf"(?:{_alternatives(words['named_for'])})(?!{_alternatives(words['sold_as'])})(?=[^\W\d_]{{2}})"
        )
        no_name = [*words["trades"], *words["descriptors"], *words["ends"]]
        self._no_more = re.compile(rf"\A(?:{_alternatives(no_name)}){{0,8}}$")
        self._nothing = frozenset(map(str, [*says_nothing, "的", "在"]))
        self._longest = max(map(len, self._nothing))

    def doing(self, text: str) -> Iterator[str]:
        """Names that end in a trade and do something: 「鼎旺涂料把过期胶水换桶」."""
        return (match["name"] for match in self._does.finditer(text))

    def find(self, text: str) -> str | None:
        """The business a text names; None if it names none, or only its trade (「那家手机店」)."""
        if (code := credit_code_in(text)) is not None:
            return code
        if (called := self._called.search(text)) is not None:
            return self.with_platform(text, called["name"] + called["kind"])
        return self._whole(text) or self._in_sentence(text)

    def _whole(self, text: str) -> str | None:
        """An answer that is nothing but a name."""
        name = _FILLER.sub("", _CUT.sub("", text.strip()))
        if len(name) > _LONGEST or _SENTENCE.search(name) or not self._end.search(name):
            return None
        # 「南川的火锅店」 tells where it is, not what it is called.
        own = name.rsplit("的", 1)[-1]
        return self.with_platform(text, name) if self.says_something(own) else None

    def _in_sentence(self, text: str) -> str | None:
        for match in self._name.finditer(text):
            name = self._trimmed(match["name"])
            if self.says_something(name):
                return self.with_platform(text, name)
        if (named := _NAMED_SO.search(text)) is not None and not _NAME_ASKED.search(named["name"]):
            return self.with_platform(text, named["name"])
        chain = self._chain.search(text)
        return chain[0] if chain else None

    def _trimmed(self, name: str) -> str:
        name = _WISH.sub("", name)
        name = name[1:] if name[:1] == "个" and name[1:2] != "旧" else name  # 「请了个搬家公司」
        shorter = self._lead_in.sub("", name)
        if self.says_something(shorter):
            return re.sub(r"^(?:要|想|就|说|和|向(?!阳))(?=.{3,})(?!平|谐|美)", "", shorter)
        return shorter

    def says_something(self, name: str) -> bool:
        """Whether a name is more than a trade and where it is."""
        if _OPENS_A_NAME.match(name) and len(name) > 3:
            return True
        if self.is_named_for(name) or (len(name) > 3 and _DOUBLED.search(name)):
            return True
        if (served := self._serves.search(name)) is not None:
            return self._no_more.match(name[: served.start()]) is None
        return len(name) >= 3 and not self.says_nothing(name)

    def is_named_for(self, name: str) -> bool:
        """Whether a name begins with a thing that its business does not deal in."""
        return self._named_for.match(name) is not None

    def without_what_it_is_named_for(self, name: str) -> str:
        """「小太阳文具店」 deals in what the rest of its name says."""
        return self._named_for.sub("", name) if self.is_named_for(name) else name

    def says_nothing(self, words: str) -> bool:
        """Whether words are nothing but trades and words like 黑心, 楼下."""
        reached = {0}  # where such words can end; a pattern would try every way to part them
        for at in range(len(words)):
            if at in reached:
                ends = range(at + 1, min(at + self._longest, len(words)) + 1)
                reached.update(end for end in ends if words[at:end] in self._nothing)
        return len(words) in reached

    def with_platform(self, text: str, name: str) -> str:
        """A name with the platform the text says it sells on."""
        platform = self.platform_in(text)
        return name if platform is None or platform in name else f"{platform}：{name}"

    def service_in(self, text: str) -> str | None:
        """A service, or a thing no list of products has; the longest."""
        return max(self._services.findall(text), key=len, default=None)

    def platform_in(self, text: str) -> str | None:
        """The platform on which something was bought; a number (1688) may be a price."""
        for match in self._platform.finditer(text):
            if not match[0].isdigit() or _OF_A_PLATFORM.match(text, match.end()):
                return match[0]
        return None


@cache
def load_businesses(path: Path = SEEDS / "businesses.yml") -> Businesses:
    """The words of the content."""
    products = read_yaml(path.with_name("products.yml"))
    goods = [word for row in products for word in row["words"] if len(word) > 1]
    return Businesses(read_yaml(path), goods)


def respondent_in(text: str) -> str | None:
    """The business a text is about; None if it names none."""
    return load_businesses().find(text)


def credit_code_in(text: str) -> str | None:
    """A unified social credit code (统一社会信用代码, GB 32100-2015) with a right check digit."""
    for match in _CREDIT_CODE.finditer(text.upper()):
        if _has_right_check_digit(match[0]):
            return match[0]
    return None


def _has_right_check_digit(code: str) -> bool:
    total = sum(_CREDIT_ALPHABET.index(c) * pow(3, n, 31) for n, c in enumerate(code[:17]))
    return _CREDIT_ALPHABET[(31 - total % 31) % 31] == code[17]


def _alternatives(words: Iterable[object]) -> str:
    return "|".join(re.escape(word) for word in sorted(map(str, words), key=len, reverse=True))
