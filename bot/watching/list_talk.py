"""A list of numbers sent in chat: what it is, and the answer that fits into a message."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.kit.clock import CHONGQING, Clock
from bot.kit.db import SessionFactory
from bot.kit.messages import Button, IncomingMessage, Reply, ReplyKind, Said
from bot.watching.talk import WATCH, WEB
from kb.list_check import Line, Typed, Verdict, check, numbers_of
from kb.text.standard_number import spans

LEAST = 3  # numbers; two are a question about two
# WeChat shows 2048 bytes; the sources and the offer need some of them.
_MOST_BYTES = 1500
_WORDS = re.compile(
    r"请|帮我|帮忙|麻烦|给我|我要|我想|查|核对|核实|看看|看下|检查|一下|一哈|这些|这几个|以下|下面|清单|列表"
    r"|标准号?|国标|编号|是不是|是否|还|都|有效|现行|过期|作废|废止|哪些|哪个|能不能|用|的|了|吗|嘛|么|呢|批"
    r"|第|序号|个|条"
)
_NO_WORD = re.compile(r"[\W\d_]+")
MORE = "还有 {count} 个请到这一页看，能下载成表：{where}"
WHERE = "要把结果下载成表，或者一次查更多，到这一页：{where}"
ALL = "1. 全部关注（有变化告诉我；{wording}）"


def list_in(text: str) -> list[Typed]:
    """The numbers of a message that is a list of them; empty if it says anything else.

    >>> len(list_in("GB 1-2020\\nGB 2-2020\\nGB 3-2020 都还有效吗"))
    3
    >>> list_in("GB 1-2020、GB 2-2020 和 GB 3-2020 有什么区别")
    []
    """
    typed = numbers_of(text.splitlines())
    if sum(one.number is not None for one in typed) < LEAST:
        return []
    rest, last = [], 0
    for start, end, _ in spans(text):
        rest.append(text[last:start])
        last = end
    rest.append(text[last:])
    by_line = len(text.splitlines()) >= LEAST
    left = _NO_WORD.sub("", _WORDS.sub("", "".join(rest)))
    # In a column names stand beside the numbers; in running text they are what is asked about.
    return typed if by_line or not left else []


@dataclass(frozen=True)
class ListTalk:
    """Answers with what the catalogue says of a list.

    Args:
        sessions: the database.
        public_url: where citizens' pages are.
        wording: what somebody agrees to who watches all of them.
        clock: the present moment.
    """

    sessions: SessionFactory
    public_url: str
    wording: str
    clock: Clock

    @staticmethod
    def list_in(text: str) -> list[Typed]:
        """See :func:`list_in`."""
        return list_in(text)

    async def answer(self, message: IncomingMessage, typed: Sequence[Typed]) -> Said:
        """What is said of each number, shortly, and the page where the rest is."""
        today = self.clock().astimezone(CHONGQING).date()
        lines = await self.sessions.run(lambda session: check(session, typed, today))
        counts = Counter(line.said for line in lines)
        head = f"核对了 {len(lines)} 个：" + "，".join(f"{k} {n}" for k, n in counts.most_common())
        told, shown = [f"{head}。"], 0
        for line in sorted(lines, key=lambda line: line.verdict is Verdict.VALID):
            one = f"· {line.number}：{line.said}。{line.remark}"
            if len("\n".join((*told, one)).encode()) > _MOST_BYTES:
                break
            told.append(one)
            shown += 1
        where = f"{self.public_url.rstrip('/')}/check"
        rest = len(lines) - shown
        told.append(MORE.format(count=rest, where=where) if rest else WHERE.format(where=where))
        told.append(
            "结论来自本站的标准目录；写着“未核对”的，尚未与官方平台核对。"
            "最新状态以 std.samr.gov.cn 显示为准。"
        )
        targets = self._targets(lines)
        if message.channel == WEB or not targets:
            return Said((Reply("\n".join(told), ReplyKind.ANSWER),), "check_list")
        told.append(ALL.format(wording=self.wording))
        buttons = (Button("全部关注", "1"),)
        ref = WATCH + ";".join(targets)
        reply = Reply("\n".join(told), ReplyKind.ANSWER, buttons=buttons, choices=(ref,))
        return Said((reply,), "check_list")

    @staticmethod
    def _targets(lines: Sequence[Line]) -> list[str]:
        found = [line.edition.undated for line in lines if line.edition is not None]
        return list(dict.fromkeys(found))
