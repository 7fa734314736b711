"""Numbers of standards said without their letters: 「合格证上印个17761，啥子意思」."""

from __future__ import annotations

import re
from collections.abc import Callable

from kb.text.standard_number import StandardNumber

# Four digits that are a year, and what is counted, paid, dialled or measured, are no standard.
_RUN = re.compile(
    r"(?<![0-9A-Za-z.,/\-~¥￥$第])(?P<serial>[1-9][0-9]{3,5}(?P<part>\.[1-9][0-9]{0,2})?)(?P<year>-(?:19|20)[0-9]{2})?"
    r"(?![0-9A-Za-z%℃.\-/~])"
    r"(?!\s*(?:多|余)?\s*(?:年|月|日|天|元|块|万|千|号楼|号车|人|件|只|个|台|斤|克|分(?!几|成|为|哪)|秒|小时|点|度|米|平|毫|公|瓦|安|伏|转|次|项|家|条|名|路|弄|栋|户|票|瓶|包|袋|箱|辆|平方|步|桌|位|盒|颗|粒|双|吨|页|层|套|尾|亩|字节|多户))"
)
_YEAR = range(1949, 2101)
# Services people dial: 12315, 10086, 95598.
DIALLED = re.compile(r"12[0-9]{3}|1(?:00|01)[0-9]{2}|9[56][0-9]{3}")
_OF_STANDARDS = re.compile(
    r"标准|国标|行标|强标|编号|标号|数字|印|写|标[的了着起]|吊牌|合格证|说明书|包装|标签|铭牌|引用|执行|那本|这本|哪本|新版|旧版"
    r"|(?:[看按认归用]|(?:也|就|不|还)是)(?:的是|的)?(?=[1-9][0-9]{4}(?![0-9]))|是(?=[1-9][0-9]{4}(?![0-9.])(?:是吧|对吧|对不|是不是|没错|吧|吗|嘛|撒|噻))|一[回码]事|区别|差在|差别|不同|不一样|[0-9]那[个本]|管[哪什啥的不]|老版|作废|废止|代替|过时|有效|实施|强制|适用|归|[分有]几[类级种个部]|给[多好]大|是什么|啥意思|什么意思|查"
)
_OF_PARTS = re.compile(r"几(?:个)?部分?|哪[些几](?:个)?部分|多少(?:个)?部分")
# Nothing else said: five figures are no year and hardly a sum.
_ALONE = re.compile(r"[\W_]{0,9}[1-9][0-9]{4,5}(?:-(?:19|20)[0-9]{2})?(?:呢|嘞)?[\W_]{0,9}")

# 「冰箱那个8059是不是强制哦」: pointed at as a standard.
_POINTED_AT = re.compile(
    r"[那这]个(?P<serial>[1-9][0-9]{3,5})(?![0-9年月块元])(?:标准|国标)?(?=是|也|算|有|还|强制|推荐|哪|几|管|呢|现行|作废|废止)"
)


def unknown_serial(text: str, families: Callable[[str], list[str]]) -> str:
    """The serial a normalised text points at as a standard's that no standard known has; or empty.

    Args:
        text: names no standard with its letters.
        families: as above.
    """
    said = _POINTED_AT.search(text)
    serial = said["serial"] if said and _OF_STANDARDS.search(text) else ""
    if not serial or DIALLED.fullmatch(serial) or (len(serial) == 4 and int(serial) in _YEAR):
        return ""
    return "" if families(serial) or families(f"{serial}.1") else serial


def _series(firsts: list[str]) -> list[str]:
    """What the first parts of series are parts of: 「6675分几个部分」."""
    return [one.rpartition(".")[0] for one in firsts]


def with_prefix(text: str, families: Callable[[str], list[str]]) -> str:
    """A normalised text whose bare serials have their letters, where only one standard has them.

    Args:
        text: names no standard with its letters.
        families: the undated numbers of the catalogue that have a serial.
    """
    speaks = _OF_STANDARDS.search(text) or _ALONE.fullmatch(text)
    if StandardNumber.find(text) is not None:
        return text

    def named(run: re.Match[str]) -> str:
        serial, year = run["serial"], run["year"] or ""
        # 「4943.1那个几号起用」: with its part it is hardly anything else.
        if not speaks and not run["part"]:
            return run[0]
        if DIALLED.fullmatch(serial) or (len(serial) == 4 and int(serial) in _YEAR):
            return run[0]
        known = families(serial)
        if not known and _OF_PARTS.search(text):
            known = _series(families(f"{serial}.1"))
        return f" {known[0]}{year} " if len(known) == 1 else run[0]

    return _RUN.sub(named, text).strip()
