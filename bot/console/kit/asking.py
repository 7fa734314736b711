"""A question on a page of its own before something is given up; it needs no script."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from bot.console.kit.pages import render

RESTORABLE = "30 天内可以在这一页恢复；没有保存的字不会留下。"


def ask(request: Request, question: str, action: str, label: str, back: str) -> Response:
    """The page.

    Args:
        request: of the browser.
        question: in one or two sentences.
        action: where the answer goes.
        label: of the button that does it.
        back: where the other answer leads.
    """
    shown = {"question": question, "action": action, "label": label, "back": back}
    return render(request, "ask.html", shown)
