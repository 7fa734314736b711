"""Looks a piece over before it is handed in: what must be mended, and what may be wrong."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import select

from bot.campaigns.calendar import Calendar
from bot.campaigns.models import Campaign, Piece, PieceKind, PiecePicture
from bot.campaigns.pieces import themes
from bot.campaigns.pieces.article import picture_names, to_wechat
from bot.campaigns.pieces.content import PieceContent, Version, problems
from bot.campaigns.pieces.pictures import poster_of
from bot.conversation.guards import WordList
from bot.editing.faq.checks import number_problems
from bot.kit.clock import CHONGQING, Clock
from bot.kit.db import SessionFactory
from bot.kit.errors import ServiceError
from kb.knowledge import HasSnapshot

# For a trial drawing; the real ones are as short.
_SOME_ADDRESS, _SOMEBODY = "https://example.gov.cn/campaigns/1", "渝标通"


@dataclass(frozen=True)
class Look:
    """What was found in a piece.

    Args:
        faults: must be mended before it is handed in.
        hints: may be left after a look.
    """

    faults: tuple[str, ...]
    hints: tuple[str, ...]


@dataclass(frozen=True)
class Inspection:
    """Looks pieces over.

    Args:
        sessions: the database.
        calendar: topics and days, for posters.
        words: sensitive words.
        knowledge: the catalogue of standards and the FAQ.
        clock: the present moment.
    """

    sessions: SessionFactory
    calendar: Calendar
    words: WordList
    knowledge: HasSnapshot
    clock: Clock

    async def look(self, piece: Piece) -> Look:
        """What is wrong with a piece, or may be."""
        campaign = await self._campaign(piece)
        written = PieceContent.from_json(piece.content)
        # What is judged is what will be read: with this year's theme in its place.
        content = replace(written, theme=campaign.theme if campaign else "").filled()
        faults = problems(PieceKind(piece.kind), content) + themes.faults(written, campaign)
        faults += await self._missing_pictures(piece, content)
        faults += _too_long_for_wechat(PieceKind(piece.kind), content)
        if piece.kind == PieceKind.POSTER.value and not faults:
            faults += await self._undrawable(piece, content, campaign)
        said = {name or "正文": _said(one) for name, one in _versions(content)}
        snapshot, today = self.knowledge.snapshot, self.clock().astimezone(CHONGQING).date()
        numbers = number_problems(
            snapshot.catalogue, "\n".join(said.values()), content.standards, today
        )
        hints = [one.text for one in numbers] + self.words.problems_in(said)
        known = {entry.key for entry in snapshot.entries.values()}
        faults += [f"没有“{slug}”这条问答。" for slug in content.faq if slug not in known]
        return Look(tuple(dict.fromkeys(faults)), tuple(dict.fromkeys(hints)))

    async def _missing_pictures(self, piece: Piece, content: PieceContent) -> list[str]:
        names = {name for _, one in _versions(content) for name in picture_names(one.body)}
        async with self.sessions() as session:
            there = set(
                await session.scalars(
                    select(PiecePicture.name).where(PiecePicture.piece_id == piece.id)
                )
            )
        return [f"没有上传图片“{name}”。" for name in sorted(names - there)]

    async def _campaign(self, piece: Piece) -> Campaign | None:
        async with self.sessions() as session:
            return await session.get(Campaign, piece.campaign_id or 0)

    async def _undrawable(
        self, piece: Piece, content: PieceContent, campaign: Campaign | None
    ) -> list[str]:
        found = []
        for name, version in _versions(content):
            whole = content.for_audience(name) if name else version
            try:
                drawn = partial(
                    poster_of, piece, whole, self.calendar, _SOME_ADDRESS, _SOMEBODY, campaign
                )
                await asyncio.to_thread(drawn)
            except ServiceError as problem:
                found.append(f"{f'“{name}”版' if name else ''}海报画不出来：{problem.for_citizen}")
        return found


def _versions(content: PieceContent) -> list[tuple[str, Version]]:
    return [("", content.base), *content.versions.items()]


def _said(version: Version) -> str:
    return "\n".join((version.title, version.digest, version.body))


def _too_long_for_wechat(kind: PieceKind, content: PieceContent) -> list[str]:
    """Styled for WeChat an article is several times as long as it was written."""
    if kind not in (PieceKind.ARTICLE, PieceKind.FAQ):
        return []
    found = []
    for name, version in _versions(content):
        try:
            to_wechat(version.body, dict.fromkeys(picture_names(version.body), "https://mmbiz"))
        except ServiceError as problem:
            found.append(f"{f'“{name}”版：' if name else ''}{problem.for_citizen}")
    return found
