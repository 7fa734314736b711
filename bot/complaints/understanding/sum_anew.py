"""A sum put right: 「不是1499，是2998」, 「花的是2998，不是1499」, 「多说了个0，是149.9元」."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.complaints.understanding.extract import amount_in

# No telephone number, no day.
_SUM = (
    r"[¥￥]?\s?(?:\d{1,7}(?:\.\d{1,2})?\s?(?:万|千|百)?(?![\d月号日年点])"
    r"|[一二两三四五六七八九十百千万]{2,9})(?:元|块钱?)?"
)
_LEAD = r"(?:哦|噢|啊|诶|哎|等等|等一下|我|刚才|前面|前头|上面|那个|[，,。！!\s]){0,6}"
_WRONG = (
    r"(?:不对|错了|(?:说|讲|记|写|打|搞|弄|填|看)错(?:了|咯)?"
    r"|[多少](?:说|讲|写|打|填)了?一?个?(?:0|零)|(?:金额|价钱|价格|钱|数字?)[^，,。\s]{0,4}错(?:了|咯)?)"
)
_OF_SUM = r"(?:涉及金额|金额|价钱|价格|总价|实付|花费|(?:一共|总共)?[花付用交](?:了|的)?|一共|总共)"
_IS = r"(?:应该|其实|实际|改成|改为|换成|就|是|为){0,4}"
_END = r"(?:才对|的|哈|哦|嘛|[。.！!\s]){0,4}"
_ANEW = re.compile(
    rf"{_LEAD}(?:"
    rf"不是{_SUM}[，,。\s]{{0,2}}(?:而|应该|其实)?是{_OF_SUM}?(?P<right>{_SUM})"
    rf"|{_OF_SUM}?{_IS}(?P<right2>{_SUM})[，,。\s]{{0,2}}不是{_SUM}"
    rf"|{_WRONG}[，,。\s]{{0,3}}{_OF_SUM}?{_IS}(?P<right3>{_SUM})"
    # 「退款350，不对，是530」
    rf"|(?:退款|退|赔偿|赔|[花付]了?){_SUM}[，,。\s]{{0,2}}不对[，,。\s]{{0,3}}{_IS}(?P<right7>{_SUM})"
    rf"|(?:其实|实际上?|应该)(?:是|只)?{_OF_SUM}?(?:是|了)?(?P<right4>{_SUM})"
    rf"|(?:{_OF_SUM})?(?:改成|改为|换成)(?P<right5>{_SUM})"
    rf"|[^，,。\s\d不是运押定]{{0,5}}钱(?:就|其实|应该)?是(?P<right6>{_SUM})(?:[，,\s]?(?:而)?不是{_SUM})?"
    rf"){_END}"
)
_LONGEST = 40  # characters
_HAS_UNIT = re.compile("[元块]")


def sum_anew_in(text: str) -> Decimal | None:
    """The sum a whole message puts in another's place; None if it does nothing of the kind.

    >>> sum_anew_in("金额是2998不是1499"), sum_anew_in("上周五花了2998")
    (Decimal('2998'), None)
    """
    anew = _ANEW.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if anew is None:
        return None
    right = next(said for said in anew.groups() if said)
    return amount_in(right if _HAS_UNIT.search(right) else f"{right}元")
