"""What a label says: standard numbers, product, maker, day of make; nothing else is looked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.kit.private import redact
from kb.ocr.wire import Line, Page
from kb.text.standard_number import StandardNumber

_LONGEST_PRODUCT, _LONGEST_MAKER = 40, 60  # characters
_COLON = r"[ 　]{0,3}[:：;；]?[ 　]{0,3}"
_PRODUCT_TITLE = (
    r"(?:产品名称|商品名称|食品名称|产品名|样品名称|品[ 　]{0,4}名|货[ 　]{0,4}品)[】\]]?"
)
_PRODUCT = re.compile(rf"^[【\[]?{_PRODUCT_TITLE}{_COLON}(?P<said>\S.{{1,60}})")
_MAKER_TITLE = (
    r"(?:(?:生产|制造)(?:厂家|企业|厂商|厂|商|单位|者)|厂[ 　]{0,4}[名家]|出品(?:商|单位|方)?"
    r"|企业名称|公司名称)(?:名称|/[^:：]{1,8})?[】\]]?"
)
_MAKER = re.compile(rf"^[【\[]?{_MAKER_TITLE}{_COLON}(?P<said>\S.{{2,80}})")
_FIRM = re.compile(r"[一-鿿（）()A-Za-z0-9]{3,40}(?:有限公司|有限责任公司|股份公司|集团公司)")
_NO_MAKER = re.compile(r"经销|代理|进口商|委托|受托|监制|地址|网址|检[验测]")
_MADE = re.compile(
    rf"(?:生产|制造|出厂)(?:日期|年月|时间){_COLON}"
    r"(?P<year>(?:19|20)\d{2})[ ]?[-年./ ]?[ ]?(?P<month>\d{1,2})[ ]?[-月./ ]?[ ]?(?P<day>\d{1,2})"
)
_NUMBER_TITLE = re.compile(
    r"(?:执行|产品|采用|质量|引用|检验|安全)[^:：]{0,6}标准|标准(?:代?号|编号)|产品标准号|依据标准"
)
# Two lines of a narrow label: 「GB 17761-」 and 「2018」.
_BROKEN = re.compile(r"[-–—―/.]$")


@dataclass(frozen=True)
class Found:
    """A number on a label.

    Args:
        number: as it was read.
        sure: how sure the least sure sign of its line is, 0 to 1.
    """

    number: StandardNumber
    sure: float


@dataclass(frozen=True)
class Printed:
    """What was found on a label.

    Args:
        numbers: of standards, each once.
        product: its name; empty if none was found.
        maker: its name; empty if none was found.
        made_on: day of make.
        unread: what stands where a standard number is announced and could not be read as one.
    """

    numbers: tuple[Found, ...] = ()
    product: str = ""
    maker: str = ""
    made_on: date | None = None
    unread: tuple[str, ...] = ()

    @property
    def is_label(self) -> bool:
        """Whether anything was found that a label says."""
        return bool(self.numbers or self.product or self.maker or self.made_on or self.unread)


def printed_on(page: Page) -> Printed:
    """What a page says, seen as a label."""
    lines = _joined(page.lines)
    texts = [line.text for line in lines]
    numbers = _numbers(lines)
    return Printed(
        numbers,
        _product(texts),
        _maker(texts),
        next((day for text in texts if (day := _made(text))), None),
        () if numbers else tuple(_announced(texts)),
    )


def _joined(lines: Sequence[Line]) -> list[Line]:
    made: list[Line] = []
    for line in lines:
        if made and _BROKEN.search(made[-1].text) and line.text[:1].isdigit():
            last = made.pop()
            line = Line(last.text + line.text, min(last.sure, line.sure), last.height)
        made.append(line)
    return made


def _numbers(lines: Sequence[Line]) -> tuple[Found, ...]:
    best: dict[StandardNumber, Found] = {}
    for line in lines:
        for number in StandardNumber.find_all(line.text):
            known = best.get(number)
            if known is None or known.sure < line.sure:
                best[number] = Found(number, line.sure)
    # 「GB 17761」 in the heading and 「GB 17761-2018」 below are one.
    dated = {number.undated for number in best if number.year is not None}
    return tuple(
        one for number, one in best.items() if number.year is not None or number not in dated
    )


def _announced(texts: Sequence[str]) -> list[str]:
    """What follows 「执行标准：」, on its line or the next."""
    found = []
    for place, text in enumerate(texts):
        if (title := _NUMBER_TITLE.search(text)) is None:
            continue
        rest = text[title.end() :].strip(" :：号()（）")
        following = texts[place + 1] if place + 1 < len(texts) else ""
        said = rest if any(map(str.isdigit, rest)) else following
        if any(map(str.isdigit, said)):
            found.append(said[:40])
    return found


def _product(texts: Sequence[str]) -> str:
    for text in texts:
        if (found := _PRODUCT.match(text)) is not None:
            return redact(found["said"]).strip(" :：")[:_LONGEST_PRODUCT]
    return ""


def _maker(texts: Sequence[str]) -> str:
    for text in texts:
        if (found := _MAKER.match(text)) is not None:
            said = _FIRM.match(found["said"])
            return redact(said[0] if said else found["said"]).strip(" :：")[:_LONGEST_MAKER]
    firms = [
        found[0]
        for text in texts
        if not _NO_MAKER.search(text) and (found := _FIRM.search(text)) is not None
    ]
    return redact(firms[0]) if len(set(firms)) == 1 else ""


def _made(text: str) -> date | None:
    if (found := _MADE.search(text)) is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
