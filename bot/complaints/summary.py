"""How questions and the summary read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.complaints.dates import shown_days
from bot.complaints.draft import Draft
from bot.complaints.script import Script
from bot.messages import Button, Reply, ReplyKind

# Given a product, the standards to suggest, as a sentence part: 「GB 17761-2024（…）」.
Suggest = Callable[[str], str]
YES = {"named": "实名", "anonymous": "匿名", "yes": "同意", "no": "不同意", "done": "已提供"}


@dataclass(frozen=True)
class Prompts:
    """Puts the script's words together with what the draft knows.

    Args:
        script: the words.
        suggest: standards that go with a product; empty text if none.
        operator: who processes personal data.
        contact: how to reach them.
        kept: how long identities are kept, in words.
    """

    script: Script
    suggest: Suggest
    operator: str
    contact: str
    kept: str

    def ask(self, draft: Draft) -> Reply:
        """The question for the requested field."""
        name = draft.requested
        words = self.script.fields[name]
        if name == "kind":
            text = f"{self.script.explain_kinds}\n来源：{self.script.explain_source}"
        elif name == "confirm":
            text = words.ask.format(summary=self.summary(draft))
        elif name == "consent":
            text = self._consent(draft)
        else:
            text = self._plain(name, draft)
        buttons = tuple(Button(title, title) for title in words.buttons)
        return Reply(text, ReplyKind.FORM, buttons)

    def summary(self, draft: Draft) -> str:
        """All that was understood, a line each, personal data masked."""
        lines = [f"类别：{self.script.kinds[draft.kind].label}"] if draft.kind else []
        for name in self.script.order(draft):
            if name in ("confirm", "kind", "consent"):
                continue
            if name == "address" and draft.kind != "complaint":
                continue
            lines.append(self.line(draft, name))
        return "\n".join(line for line in lines if line)

    def line(self, draft: Draft, name: str) -> str:
        """One field as 「label：value」; empty if it is not known."""
        label = self.script.fields[name].label
        value = draft.values.get(name, "")
        if not value:
            return f"{label}：（没有填）" if name in draft.skipped else ""
        if name == "phone":
            value = f"{value[:3]}****{value[-4:]}"
        elif name == "name":
            value = value[0] + "*" * (len(value) - 1)
        elif name == "where" and (district := draft.values.get("district")):
            value = district if value in district else f"{district}，{value}"
        elif name == "when" and (day := draft.values.get("day")):
            value = shown_days(day, draft.values.get("until", ""), value)
        return f"{label}：{YES.get(value, value)}"

    def _plain(self, name: str, draft: Draft) -> str:
        words = self.script.fields[name]
        if draft.kind == "feedback" and words.ask_feedback:
            return words.ask_feedback
        if draft.minor and words.ask_guardian:
            return words.ask_guardian
        if name == "standard" and (found := self.suggest(draft.values.get("product", ""))):
            return words.ask_suggested.format(suggested=found)
        if name == "evidence" and (count := draft.values.get("files")):
            return words.received.format(count=count)
        return words.ask

    def _consent(self, draft: Draft) -> str:
        complaint = draft.kind == "complaint"
        return self.script.fields["consent"].ask.format(
            operator=self.operator,
            contact=self.contact,
            kept=self.kept,
            items="姓名、电话、通讯地址" if complaint else "姓名、电话",
            without="" if complaint else "，按匿名来办",
        )
