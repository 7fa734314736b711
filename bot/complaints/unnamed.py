"""An anonymous report without its teller: what says who they are is left out before it is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.complaints.event_place import is_home
from bot.complaints.extract import name_in
from bot.kit.private import redact

NAMES_LOOKED_FOR = 5
_HIDDEN = 0xE000  # private use area of Unicode
_LABEL = re.compile(
    r"［(姓名|地址|班级|身份证号|银行卡号|手机号|邮箱|座机|QQ号|微信号|车牌号|护照号)］"
)
# The business's own telephone, account or plate is what the report is about.
_THEIRS = re.compile(
    r"(?:老板娘?|店[家主里]|商家|卖家|对方|他们?|她们?|客服|公司|厂[家方里]?|门市|门店|该店|经理|店长|摊主|司机|货车|"
    r"招牌|广告|传单|骗子|推销员?|业务员)[^，。,;；！!？?\s］]{0,10}[，,：:\s]?$"
)
_OWN_ADDRESS = re.compile(
    r"(?P<cue>(?:我|本人|我们)(?:家|屋头|自己)?(?:就|也|是|现在)?(?:住在?|家住|住址是?)|我家(?:就|也)?在|家住|"
    r"我的?(?:家庭|通讯|收货)?(?:住址|地址)(?:是|为|[:：])?|我(?:屋头|家里)在)\s*"
    r"[^，。,;；！!？?\n]{0,30}"
    r"(?:[区县镇乡村路街巷坡湾坝苑园庭道]|小区|公寓|\d\s?[号栋幢座层楼室]|单元|\d{1,3}[-－—]\d{1,4})"
)
# What the citizen may have written about themselves; business, product and day are not.
_IDENTITY = {"name": "姓名", "phone": "手机号", "address": "地址"}
FIELDS = ("what", "wanted", "respondent", "product", "where", "_where", "standard", "when")


@dataclass(frozen=True)
class Unnamed:
    """A text without its teller.

    Args:
        text: what is kept.
        left_out: kinds of what is gone, in their order.
    """

    text: str
    left_out: tuple[str, ...] = ()


def without_teller(text: str) -> Unnamed:
    """A text without the teller's own name, address, numbers, accounts and plate.

    What stands after a word for the business stays.

    >>> without_teller("我叫张三丰，老板电话13800001111").text
    '我叫［姓名］，老板电话13800001111'
    """
    before = len(_LABEL.findall(text))
    text = _without_names(text)
    text = _OWN_ADDRESS.sub(r"\g<cue>［地址］", text)
    text = redact(text, stays=_stays)
    found = _LABEL.findall(text)
    return Unnamed(text, tuple(dict.fromkeys(found)) if len(found) > before else ())


def leave_out(values: dict[str, str]) -> tuple[str, ...]:
    """Take the teller out of a draft's values; the kinds of what went.

    A home that was given as the place shrinks to its district.
    """
    left = [kind for name, kind in _IDENTITY.items() if values.pop(name, "")]
    for name in FIELDS:
        if not values.get(name):
            continue
        unnamed = without_teller(values[name])
        values[name] = unnamed.text
        left += unnamed.left_out
    if is_home(values.get("where", "")) and values.get("district", "") != values["where"]:
        values["where"] = values.get("district", "") or "［地址］"
        left.append("地址")
    return tuple(dict.fromkeys(left))


def _stays(before: str, kind: str) -> bool:
    # Where the business is must stay; the teller's own home was taken out by its words.
    return kind == "［地址］" or _THEIRS.search(before) is not None


def _without_names(text: str) -> str:
    kept: list[str] = []
    for _ in range(NAMES_LOOKED_FOR):
        person = name_in(text)
        if person is None:
            break
        if _THEIRS.search(text[: text.find(person)]):
            # Somebody of the business; hidden while others are looked for.
            text = text.replace(person, chr(_HIDDEN + len(kept)))
            kept.append(person)
        else:
            text = text.replace(person, "［姓名］")
    for number, person in enumerate(kept):
        text = text.replace(chr(_HIDDEN + number), person)
    return text
