"""Whether an entry holds what would answer a question: a time for a when, a number for a how much.

An entry on the same matter shares the words of the question and may still tell another thing of it.
"""

from __future__ import annotations

import re

from kb.asked import Asked, asked_in, unit_wanted

_TIME = re.compile(
    r"[\d一二三四五六七八九十百半两]\s*(?:年|月|日|天|个月|个?工作日|小时|周|分钟|星期|届)|当[天场日]|立即|马上|随时|及时|长期|每年|终身|永久"
    r"|期限|到期|为止|以后|之后|以前|之前|期间|尽快"
)
_NUMBER = re.compile(
    r"\d|百分之|[一二三四五六七八九十百千万两半](?:倍|元|万|天|项|级|类|个|种|成|条|家|年|日|月|本|次|份|分贝|度|方面|步|部分|块|样)"
    r"|不收|免费|不要钱|没有(?:统一|规定|固定|罚款|上限|数量)|不(?:罚|限)"
)
# Titles, remarks in brackets, articles, what is over: numbers there answer nothing.
_ASIDE = re.compile(
    r"《[^》]{0,60}》|（[^）]{0,60}）|第\s?[\d零一二三四五六七八九十百、]{1,20}\s?条"
    r"|[^。，；]{0,40}已经结束"
)
# Nor do telephone numbers, standard numbers and days where a sum or a count is asked.
_NO_COUNT = re.compile(
    r"(?<!\d)(?:1[12]\d{3}|1[12]\d|96\d{3})(?!\d)|[A-Z][A-Z/]{0,7}\s?\d[\d.]{0,9}(?:-\d{4})?"
    r"|\d{4}\s?年(?:\s?\d{1,2}\s?月)?(?:\s?\d{1,2}\s?日)?|\d{1,2}\s?月\s?\d{1,2}\s?日"
)
# 「几个邻居一块投诉行不行」 counts nothing that is asked.
_COUNTS = re.compile(
    r"多少|好多|多[大高重快远]|几(?:倍|块|元|项|级|成|类|分|度|家|次)|罚款?(?:多|几)"
)


def lacks_the_fact(question: str, answer: str) -> bool:
    """Whether a normalised question asks when or how much and the answer names no time, no number.

    >>> lacks_the_fact("不公开标准罚多少", "责令限期改正；逾期不改的，公示。")
    True
    """
    asked, told = asked_in(question), _ASIDE.sub("", answer)
    if asked is Asked.WHEN:
        # A question that names the unit wants it: 「几月份报名」 is answered by no year.
        return not (unit_wanted(question) or _TIME).search(told)
    if asked is Asked.HOW_MUCH and _COUNTS.search(question):
        return not _NUMBER.search(_NO_COUNT.sub("", told))
    return False
