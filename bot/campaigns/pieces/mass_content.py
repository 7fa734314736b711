"""What a mass message carries: a draft with pictures and cover, a poster, or text."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.campaigns.audience.segments import Segment
from bot.campaigns.calendar import Calendar
from bot.campaigns.drawing.poster import draw_cover
from bot.campaigns.models import Campaign, Piece, PieceKind, PiecePicture
from bot.campaigns.pieces.article import picture_names, to_plain, to_wechat
from bot.campaigns.pieces.content import PieceContent, Version
from bot.campaigns.pieces.copies import STOP_HINT, message_text
from bot.campaigns.pieces.links import code_of, page_address, with_counted_links
from bot.campaigns.pieces.pictures import look_of, poster_of
from bot.channels.wechat.api import WeChatClient
from bot.channels.wechat.api.articles import Article
from bot.channels.wechat.api.mass import Content
from bot.kit.db import SessionFactory

ARTICLE, IMAGE, TEXT = "article", "image", "text"
_IN_ARTICLE = (PieceKind.ARTICLE, PieceKind.FAQ, PieceKind.QUIZ)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Chosen:
    """A piece as one mass message: there is one version for all its recipients."""

    piece: Piece
    kind: PieceKind
    content: PieceContent
    version: Version
    campaign: Campaign | None
    day: str


@dataclass(frozen=True)
class MassContents:
    """Brings pieces to the platform.

    Args:
        sessions: the database.
        client: the account.
        calendar: names of days.
        public_url: where citizens' pages are.
        operator: who publishes.
    """

    sessions: SessionFactory
    client: WeChatClient
    calendar: Calendar
    public_url: str
    operator: str

    async def upload(self, piece: int, segment: Segment) -> str:
        """Bring what the message needs; what :meth:`content` wants, such as ``article:…``.

        Raises:
            WeChatError: the platform refused.
            ServiceError: the piece can't be drawn or rendered.
        """
        chosen = await self._chosen(piece, segment)
        if chosen.kind in _IN_ARTICLE:
            return f"{ARTICLE}:{await self.client.drafts.add([await self._article(chosen)])}"
        if chosen.kind is PieceKind.POSTER:
            drawn = await asyncio.to_thread(
                poster_of,
                chosen.piece,
                chosen.version,
                self.calendar,
                self._address(chosen),
                self.operator,
                chosen.campaign,
            )
            return f"{IMAGE}:{await self.client.media.keep('image', drawn)}"
        return TEXT

    async def content(self, uploaded: str, piece: int, segment: Segment) -> Content:
        """The message itself."""
        kind, _, value = uploaded.partition(":")
        if kind == TEXT:
            chosen = await self._chosen(piece, segment)
            value = f"{message_text(chosen.kind, chosen.version)}\n{self._address(chosen)}"
        return Content(kind, value)

    async def _article(self, chosen: Chosen) -> Article:
        version = chosen.version
        pictures = await self._pictures(chosen)
        body = await self.sessions.run(
            lambda session: with_counted_links(
                version.body, lambda target: self._counted(session, chosen.piece.id, target)
            )
        )
        footer = f"\n\n---\n\n出处：{'；'.join(chosen.content.sources)}\n\n{STOP_HINT}"
        look = look_of(chosen.piece.topic)
        drawn = await asyncio.to_thread(draw_cover, version.title, chosen.day, look)
        cover = await self.client.media.keep("image", drawn)
        return Article(
            version.title,
            to_wechat(body + footer, pictures),
            cover,
            digest=(version.digest or _SPACES.sub(" ", to_plain(version.body)))[:120],
            source_url=self._address(chosen),
        )

    def _counted(self, session: Session, piece: int, target: str) -> str:
        return f"{self.public_url.rstrip('/')}/go/{code_of(session, piece, target)}"

    async def _pictures(self, chosen: Chosen) -> Mapping[str, str]:
        """Addresses of the piece's pictures at WeChat, uploaded once."""
        wanted = picture_names(chosen.version.body)
        query = select(PiecePicture).where(
            PiecePicture.piece_id == chosen.piece.id, PiecePicture.name.in_(wanted)
        )
        async with self.sessions() as session:
            rows = (await session.scalars(query)).all()
        for row in rows:
            if not row.wechat_url:
                row.wechat_url = await self.client.media.article_image(row.content)
                await self._keep_address(row.id, row.wechat_url)
        return {row.name: row.wechat_url for row in rows}

    async def _keep_address(self, picture: int, address: str) -> None:
        async with self.sessions.begin() as session:
            (await session.get_one(PiecePicture, picture)).wechat_url = address

    async def _chosen(self, number: int, segment: Segment) -> Chosen:
        async with self.sessions() as session:
            piece = await session.get_one(Piece, number)
            campaign = await session.get(Campaign, piece.campaign_id) if piece.campaign_id else None
        content = PieceContent.from_json(piece.content)
        audience = segment.audiences[0] if len(segment.audiences) == 1 else ""
        day = self.calendar.days[campaign.day].name if campaign else ""
        day = day or self.calendar.topics[piece.topic].name
        return Chosen(
            piece,
            PieceKind(piece.kind),
            content,
            content.for_audience(audience),
            campaign,
            day,
        )

    def _address(self, chosen: Chosen) -> str:
        return page_address(self.public_url, chosen.piece.id, "", "", "wechat")
