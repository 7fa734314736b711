"""The page about one standard: the values behind the labels we know, wherever they stand in it."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

from bot.official.cells import STATUSES, day_of, plain, status_of
from kb.models import StandardStatus

# What a page calls a value, and the column it is compared with.
LABELS = {
    "标准状态": "status",
    "状态": "status",
    "发布日期": "published_on",
    "实施日期": "effective_on",
    "废止日期": "ended_on",
}
_NO_TEXT = ("script", "style", "noscript", "template")


class _Pieces(HTMLParser):
    """The pieces of text between tags, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in _NO_TEXT

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _NO_TEXT and self._silent > 0

    def handle_data(self, data: str) -> None:
        if not self._silent and (text := plain(data)):
            self.pieces.append(text)


def read_detail(body: bytes, today: date) -> dict[str, date | StandardStatus]:
    """What a page says of a standard, by column; empty where it has none of the labels.

    A value that can't be read is left out: the page is compared, never believed alone.
    """
    parser = _Pieces()
    parser.feed(body.decode("utf-8", "replace"))
    words: dict[str, str] = {}
    for piece, after in zip(parser.pieces, [*parser.pieces[1:], ""], strict=True):
        label, _, value = piece.replace("：", ":").partition(":")
        column = LABELS.get(label.strip())
        said = value.strip() or after
        if column and column not in words and said.rstrip("：: ") not in LABELS:
            words[column] = said
    found: dict[str, date | StandardStatus] = {}
    for column in ("published_on", "effective_on", "ended_on"):
        try:
            day = day_of(words.get(column))
        except ValueError:
            continue
        if day is not None:
            found[column] = day
    if words.get("status") in STATUSES:
        effective = found.get("effective_on")
        day = effective if isinstance(effective, date) else None
        found["status"] = status_of(words["status"], day, today)
    return found
