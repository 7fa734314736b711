"""The yes or no an answer opens with, and whether it is one to the question that was asked.

An entry's answer is written to its title: 「是。」 to 「食品安全标准是强制的吗？」.
To 「食品安全标准可以不执行不」 the same word says the opposite, so the title is said before it.
"""

from __future__ import annotations

import re

_OPENS = re.compile(
    r"(?P<able>不?能|不?可以|不行)[。，]"
    r"|(?P<must>要|必须|应当|不用|不必)[。，]"
    r"|(?P<have>没?有)[。，]"
    r"|(?P<be>不?是|不?算)[。，]"
    r"|(?P<legal>违法|不?合法)[。，]"
    r"|(?P<will>不?会)[。，]"
)
_ASKS = {
    "able": re.compile(r"能(?![效源力耗量])|可以|可不可以|行[吗不嘛么]|得行|[允准]许"),
    "must": re.compile(r"要(?![求件点])|必须|需要|应当|应该|用不用|须"),
    "have": re.compile(r"有"),
    "be": re.compile(r"是|算|属于"),
    "legal": re.compile(r"[合违]法"),
    "will": re.compile(r"会(?![计员议])"),
}
_YES_OR_NO = re.compile(r"[吗嘛么不没]\s*[？?。!！]*$|(.)不\1|有没|[能是可]否|[吗嘛么不]，")
_ASKS_WHICH = re.compile(r"什么|怎么|怎样|如何|哪|谁|多[少久]|几")
# What only makes a question of it.
_PARTICLES = re.compile(r"(?P<word>.)不(?P=word)|有没有|[能是可]否|(?:不|没有?)\s*[？?。!！]*$")
# A condition that turns the answer where only one of the two has it.
_CONDITIONS = re.compile(r"不|没|未|无|莫|别|拒|非(?!常)|过期|假|旧|二手|召回|超")


def to_its_own_question(answer: str, title: str, asked: str) -> str:
    """An answer with its title before a yes or no that was given to the title alone.

    Args:
        answer: of the entry.
        title: its question.
        asked: the question, normalised.

    >>> to_its_own_question("要。写在标签上。", "产地要标吗？", "可以不标产地吗")
    '关于“产地要标吗”：要。写在标签上。'
    >>> to_its_own_question("要。写在标签上。", "产地要标吗？", "苹果的产地要不要标")
    '要。写在标签上。'
    """
    opening = _OPENS.match(answer)
    if opening is None or _asks_the_same(opening.lastgroup or "", title, asked):
        return answer
    return f"关于“{title.rstrip('？?。 ')}”：{answer}"


def _asks_the_same(kind: str, title: str, asked: str) -> bool:
    if asked.strip("？?。 ") == title.strip("？?。 "):
        return True
    is_asked = _YES_OR_NO.search(asked) is not None and _ASKS[kind].search(asked) is not None
    if not is_asked or _ASKS_WHICH.search(asked):
        return False
    return _conditions(asked) == _conditions(title)


def _conditions(text: str) -> int:
    return len(_CONDITIONS.findall(_PARTICLES.sub("", text)))
