"""The year's theme in a piece: filled in once it is checked, never typed from memory."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy.orm import Session

from bot.campaigns.models import Campaign, Piece, PieceKind
from bot.campaigns.pieces.content import THEME, PieceContent
from bot.editing.errors import NotFit

NOT_CHECKED = "要写今年的主题，可是这次活动的主题还没有核对：先到活动页写下主题和在哪里核对的。"
NO_CAMPAIGN = f"不属于哪个活动的内容没有主题可填，请把“{THEME}”去掉，或者在那次活动里写。"
BY_HAND = f"写着今年的主题，和活动页核对过的对不上。请在那里写“{THEME}”，主题核对以后自动填上。"
CHANGED = "这份内容提交以后，活动的主题改过，请退回重新提交。"
_TOLD = re.compile(
    r"(?:今年|本年度|(?P<year>\d{4}) ?年)[^。！？\n年]{0,20}年?主题词?(?:是|为|：|:|“)"
    rf"(?!{THEME}|“{THEME})"
)


def needs_theme(content: PieceContent) -> bool:
    """Whether a piece has a place for the year's theme."""
    return any(THEME in text for text in _texts(content))


def faults(content: PieceContent, campaign: Campaign | None) -> list[str]:
    """What forbids handing a piece in because of the theme, in Chinese.

    Args:
        content: the piece.
        campaign: it belongs to; its theme is there only with where it was checked.
    """
    found = []
    if needs_theme(content):
        if campaign is None:
            found.append(NO_CAMPAIGN)
        elif not campaign.theme:
            found.append(NOT_CHECKED)
    theme = campaign.theme if campaign else ""
    year = campaign.year if campaign else None
    unchecked = (text for text in _texts(content) if not (theme and theme in text))
    if any(_told_by_hand(text, year) for text in unchecked):
        found.append(BY_HAND)
    return found


def refuse_another_theme(session: Session, row: Piece) -> None:
    """Refuse to approve a piece that shows another theme than its campaign has now.

    Raises:
        NotFit: the theme was changed or taken back after the piece was handed in.
    """
    content = PieceContent.from_json(row.content)
    shows = needs_theme(content) or (row.kind == PieceKind.POSTER.value and bool(content.theme))
    campaign = session.get(Campaign, row.campaign_id or 0)
    if shows and (campaign is None or not campaign.theme or content.theme != campaign.theme):
        raise NotFit(CHANGED)


def _told_by_hand(text: str, year: int | None) -> bool:
    """Whether a text says this year's theme itself."""
    said = (found["year"] for found in _TOLD.finditer(text))
    return any(one is None or int(one) == year for one in said)


def _texts(content: PieceContent) -> Iterable[str]:
    for version in (content.base, *content.versions.values()):
        yield "\n".join((version.title, version.digest, version.body))
