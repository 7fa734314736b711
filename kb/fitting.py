"""Whether an entry holds what would answer a question: a time for a when, a number for a how much.

An entry on the same matter shares the words of the question and may still tell another thing of it.
"""

from __future__ import annotations

import re

from kb.asked import Asked, asked_in, asks_printed, unit_wanted

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
    r"|[^。，；]{0,40}已经结束|3\s?C|[前后这那][两几三]个"
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
# What holds the unit that is asked for by its name.
_UNITS = (
    ("周岁|岁", r"[\d一二三四五六七八九十]\s?(?:周?岁|个?月龄)"),
    (
        "点(?!建议|要求|意见|内容|东西)",
        r"\d{1,2}\s?(?:点|时(?!间)|[:：]\d)|[一二三四五六七八九十]点",
    ),
    ("分贝", r"分贝|dB"),
    ("层", r"[\d一二三四五]\s?层"),
    ("瓦时|毫安时?|毫安", r"瓦时|毫安|Wh|mAh"),
    ("公斤|斤|千克|克(?!服)", r"\d\s?(?:公斤|千克|kg|斤|克|g)"),
    ("公里|码|迈", r"公里|千米|km"),
    ("个(?:百分)?点", r"%|百分之"),
    ("摄氏度|度(?!假)", r"\d\s?(?:摄氏)?(?:度|℃)"),
)
_IN_UNITS = tuple(
    (re.compile(rf"(?:几|多少|好多)(?:{said})"), re.compile(told)) for said, told in _UNITS
)
# 「有多少个成员」 is not answered by how many countries were there.
_COUNTED = re.compile(
    r"(?:多少|几|好多)(?:个|名|位|家)(?P<what>(?!工作|月|人|小时|部门|单位|方面|标准|问题)[\u4e00-\u9fff]{2})"
)
_MADE = re.compile(
    r"(?:谁|哪个?(?:部门|机构|单位)?)(?:来|负责)?(?:制定|发布|颁布|批准|起草|定|通过|出)的?[嘛呢啊呀?？]*$"
)
_MAKER = re.compile(r"人大|常委会|国务院|政府|[部局委署]|理事会|协会|学会|企业|社会团体|ISO")
# 「电子秤准不准归谁管」 is not answered by what must be verified.
_WHO_SEES = re.compile(
    r"(?:归|由|该找|找)(?:谁|哪个?)(?:部门|单位|局|来)?(?:管|负责)?[嘛呢啊呀?？]*$"
)
_OFFICE = r"[局委署院会]|部门|机关|公安|政府|街道|社区|(?<!\d)(?:1[12]\d{1,3}|96\d{3})(?!\d)"
_SEES = re.compile(_OFFICE)
_HELPS = re.compile(
    rf"{_OFFICE}|物业|学校|平台|企业|公司|商家|卖家|店家|厂家|客服|销售者|经营者|房东"
)
# 「进口红酒要不要写执行标准号」 is not answered by which standard that is.
_WRITES = re.compile(r"标注|注明|写明|标明|载明|不用标|要标|应当标|必须标|可以不标|写着|标签")
# Who says that they don't know has answered.
_NOT_KNOWN = re.compile(r"没有?(?:查|核实|统一|规定|找)|不敢(?:报|说|乱)|不乱报")


def lacks_the_unit(question: str, answer: str) -> bool:
    """Whether a normalised question names what it counts by and the answer has nothing of it.

    Other numbers answer nothing then, however near the entry is.

    >>> lacks_the_unit("安全座椅几岁可以不用", "看 GB 27887-2024，按身高体重选。")
    True
    """
    if _NOT_KNOWN.search(answer):
        return False
    told = _ASIDE.sub("", answer)
    if any(asked.search(question) and not held.search(told) for asked, held in _IN_UNITS):
        return True
    counted = _COUNTED.search(question)
    if counted is not None and counted["what"] not in told:
        return True
    asks_who = _WHO_SEES.search(question)
    if asks_who and not (_HELPS if "找" in asks_who[0] else _SEES).search(told):
        return True
    if asks_printed(question) and _WRITES.search(told) is None:
        return True
    return _MADE.search(question) is not None and _MAKER.search(told) is None


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
        told = _NO_COUNT.sub("", told)
        # A number the question says itself answers nothing: 「多少算一级」.
        return not any(one[0] not in question for one in _NUMBER.finditer(told))
    return False
