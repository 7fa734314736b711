"""What the pages about the region's content need, made once for each state of it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from bot.channels.wechat.api import WeChatClient
from bot.editing.region.desk import RegionDesk
from bot.editing.region.folder import RegionFolders


@dataclass(frozen=True)
class RegionParts:
    """The services behind the pages.

    Args:
        desk: changes content.
        folders: the content as files.
        wechat_api: the account, to push its menu; None without a secret.
        public_url: where citizens' pages are.
    """

    desk: RegionDesk
    folders: RegionFolders
    wechat_api: WeChatClient | None
    public_url: str


def region_parts(request: Request) -> RegionParts:
    """The parts, for use as a FastAPI dependency."""
    found: RegionParts = request.app.state.region
    return found
