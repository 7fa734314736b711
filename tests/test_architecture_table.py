"""The list of who may answer in the docs is the list of who may answer."""

from __future__ import annotations

import re

from bot.conversation.deciding import everyone
from bot.settings import ROOT


def test_the_docs_list_every_bidder() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = text.partition("### Who may answer")[2].partition("\n## ")[0]

    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == everyone().keys()
