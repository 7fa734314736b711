"""「这个办法哪天施行的」: the act an answer rests on, by its name."""

from __future__ import annotations

import re

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills

_POINTED = re.compile(
    r"(?:这|那|该|上面|刚才)(?:个|部|本|里)?(?:说的)?(?:管理|促进|处理|暂行)?(?P<kind>办法|条例|规定|规则|法)(?!院|官|律)"
)
# 「行业标准的那个办法」: which act that is, its kind of standards says.
_OF_A_KIND = re.compile(
    r"(?P<of>强制性?国标|强制性?国家标准|国家标准|国标|行业标准|行标|地方标准|地标|团体标准|团标|企业标准|企标|企业标准化|投诉举报)"
    r"的?(?:(?:管理|促进|处理)的?)?(?:那|这)(?:一)?[个部本]?(?:管理|促进|处理)?(?:办法|规定|规章)"
    r"|管(?P<kind>强制性?国标|国家标准|国标|行业标准|行标|地方标准|地标|团体标准|团标|企业标准|企标)的(?:那|这)?[个部本]?(?:办法|规定|规章)"
)
_ACTS = {
    "强制": "强制性国家标准管理办法",
    "国": "国家标准管理办法",
    "行": "行业标准管理办法",
    "地": "地方标准管理办法",
    "团": "团体标准管理规定",
    "企": "企业标准化促进办法",
    "投": "市场监督管理投诉举报处理办法",
}
# 「行业标准管理办法呢 也是83号？」
_ITS_ORDER = re.compile(
    r"(?<=[办规条][法定例])(?:呢|嘞|喃)?[,，\s]{0,2}(?:是不是)?(?:也|都)?是第?(?P<number>\d{1,3})号令?[吗吧嘛么不哈噻?？\s]*$"
)
_TITLE = re.compile(r"《([^》]{2,40})》")


def with_its_act(skills: Skills, text: str, memory: Memory) -> str:
    """A text with the name of the act it points at; as it was where the answer rests on none."""
    text = _ITS_ORDER.sub(r"是\g<number>号令吗", _OF_A_KIND.sub(_act, text))
    pointed = _POINTED.search(text)
    if pointed is None or not memory.entry.startswith("faq:"):
        return text
    titles = (t for source in skills.sources_of(memory.entry) for t in _TITLE.findall(source))
    kind = pointed["kind"]
    meant = [one for one in titles if one.endswith(kind) and (kind != "法" or "办法" not in one)]
    return _POINTED.sub(meant[0], text, count=1) if meant else text


def _act(said: re.Match[str]) -> str:
    kind = said["of"] or said["kind"]
    return next(name for begins, name in _ACTS.items() if kind.startswith(begins))
