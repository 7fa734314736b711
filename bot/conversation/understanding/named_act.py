"""「这个办法哪天施行的」: the act an answer rests on, by its name."""

from __future__ import annotations

import re

from bot.conversation.memory import Memory
from bot.conversation.skills import Skills

_POINTED = re.compile(
    r"(?:这|那|该|上面|刚才)(?:个|部|本|里)?(?:说的)?(?:管理|促进|处理|暂行)?(?P<kind>办法|条例|规定|规则|法)(?!院|官|律)"
)
_TITLE = re.compile(r"《([^》]{2,40})》")


def with_its_act(skills: Skills, text: str, memory: Memory) -> str:
    """A text with the name of the act it points at; as it was where the answer rests on none."""
    pointed = _POINTED.search(text)
    if pointed is None or not memory.entry.startswith("faq:"):
        return text
    titles = (t for source in skills.sources_of(memory.entry) for t in _TITLE.findall(source))
    kind = pointed["kind"]
    meant = [one for one in titles if one.endswith(kind) and (kind != "法" or "办法" not in one)]
    return _POINTED.sub(meant[0], text, count=1) if meant else text
