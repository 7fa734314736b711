"""Before an anonymous report is filed: what it says of its teller is shown, and goes or stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.complaints.case.draft import Draft
from bot.complaints.case.script import Script
from bot.complaints.understanding.commands import unnames
from bot.complaints.understanding.teller import Part
from bot.complaints.understanding.unnamed import INSISTED, leave_out, teller_in
from bot.kit.messages import Button, Reply, ReplyKind

FIELD = "teller"  # of the draft; Rasa's form knows no such slot, and is told that it confirms
_MOST_SHOWN = 9
_LONGEST = 30  # characters of a part as it is shown
_LONGEST_ANSWER = 20  # characters
# What may stand around the word that decides, the numbers of parts among it.
_AROUND = re.compile(
    r"[\d\s、，,。.！!～~第条项个和跟及只把就请那了嘛吧哈哦掉都]|全部|还是|帮我|这些|所有|它们"
)
_VERBS = ("去", "去除", "删", "删除", "删去", "抹")
_GO = frozenset(before + verb for before in ("", "要", "好", "好的") for verb in _VERBS) | {
    "要", "要的", "可以", "同意", "确认", "是", "是的", "行", "要得", "好", "好的", "嗯", "不留",
}  # fmt: skip
_NO = ("不", "不用", "不要", "不必", "别")
_STAY = frozenset(no + verb for no in _NO for verb in ("", *_VERBS)) | {
    "留", "留着", "留下", "保留", "要留", "要留着", "要保留",
}  # fmt: skip


@dataclass(frozen=True)
class TellerQuestion:
    """Asks once for all that is there.

    Args:
        script: the words.
    """

    script: Script

    def is_open(self, draft: Draft) -> bool:
        """Whether a draft that is complete has something to be decided first."""
        return draft.anonymous and bool(teller_in(draft.values))

    def ask(self, draft: Draft) -> Reply:
        """The question, with every part as it was written."""
        parts = teller_in(draft.values)[:_MOST_SHOWN]
        some = self.script.say("teller_some") if len(parts) > 1 else ""
        text = self.script.say("teller_ask", found=_shown(parts), some=some)
        return Reply(text, ReplyKind.FORM, (Button("去掉", "去掉"), Button("保留", "保留")))

    def decide(self, draft: Draft, said: str) -> str | None:
        """Do what was said of it; what the citizen hears, None if the words decide nothing."""
        parts = teller_in(draft.values)
        kept = [] if unnames(said) else _kept(parts, said.strip())
        if kept is None:
            return None
        insisted = [*draft.values.get(INSISTED, "").splitlines(), *(p.words for p in kept)]
        if insisted:
            draft.values[INSISTED] = "\n".join(insisted)
        left = leave_out(draft.values)
        told = [self.script.say("teller_gone", kinds="、".join(left))] if left else []
        told += [self.script.say("teller_stays", kinds=_kinds(kept))] if kept else []
        return "\n".join(told)


def _kept(parts: Sequence[Part], said: str) -> list[Part] | None:
    """The parts that are to stay; None if the words don't say."""
    word = _AROUND.sub("", said) if len(said) <= _LONGEST_ANSWER else ""
    if word not in _GO | _STAY:
        return None
    numbers = {int(digit) for digit in re.findall(r"[1-9]", said)}
    meant = [part for n, part in enumerate(parts, 1) if not numbers or n in numbers]
    return meant if word in _STAY else [part for part in parts if part not in meant]


def _shown(parts: Sequence[Part]) -> str:
    if len(parts) == 1:
        return f"{parts[0].kind}“{_cut(parts[0].words)}”"
    lines = [f"{n}. {part.kind}“{_cut(part.words)}”" for n, part in enumerate(parts, 1)]
    return "\n" + "\n".join(lines) + "\n"


def _cut(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


def _kinds(parts: Sequence[Part]) -> str:
    return "、".join(dict.fromkeys(part.kind for part in parts))
