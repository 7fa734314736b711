"""Temporary media (临时素材, 3 days), pictures in articles, permanent material (永久素材).

https://developers.weixin.qq.com/doc/service/api/material/temporary/api_uploadtempmedia.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.channels.wechat.api.errors import RequestRefused
from bot.channels.wechat.api.wire import Answer, Repeat, Request, Wire

DOWNLOAD_BYTES = 20 * 1024 * 1024

_SIGNATURES = (
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (b"GIF87a", "gif", "image/gif"),
    (b"GIF89a", "gif", "image/gif"),
    (b"#!AMR", "amr", "audio/amr"),
    (b"ID3", "mp3", "audio/mpeg"),
    (b"\xff\xfb", "mp3", "audio/mpeg"),
)


@dataclass(frozen=True)
class Limit:
    """Kinds and largest size, in bytes, of one sort of media."""

    kinds: frozenset[str]
    size: int


# The page gives two sizes for images (10 MB and 2 MB): the smaller one is safe.
TEMPORARY = {
    "image": Limit(frozenset({"jpg", "png", "gif"}), 2 * 1024 * 1024),
    "voice": Limit(frozenset({"amr", "mp3"}), 2 * 1024 * 1024),
    "video": Limit(frozenset({"mp4"}), 10 * 1024 * 1024),
    "thumb": Limit(frozenset({"jpg"}), 64 * 1024),
}
IN_ARTICLE = Limit(frozenset({"jpg", "png"}), 1024 * 1024 - 1)


@dataclass(frozen=True, repr=False)
class Download:
    """A file of the platform's."""

    content: bytes
    content_type: str
    filename: str


class Media:
    """Uploads (checked before they leave) and downloads (cut off at a size)."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def article_image(self, content: bytes) -> str:
        """Address of a picture for use inside articles; jpg or png under 1 MB."""
        file = _checked(content, IN_ARTICLE)
        return str((await self._wire.upload("/cgi-bin/media/uploadimg", file, {}))["url"])

    async def keep(self, kind: str, content: bytes, title: str = "", about: str = "") -> str:
        """Store permanent material, for example the cover of an article.

        Args:
            kind: image, voice, video or thumb.
            content: the file.
            title: of a video, which must have one.
            about: introduction of a video.
        """
        file = _checked(content, TEMPORARY[kind])
        fields = None
        if kind == "video":
            described = {"title": title, "introduction": about}
            fields = {"description": json.dumps(described, ensure_ascii=False)}
        answer = await self._wire.upload(
            "/cgi-bin/material/add_material", file, {"type": kind}, fields
        )
        return str(answer["media_id"])

    async def download(self, media_id: str, limit: int = DOWNLOAD_BYTES) -> Download:
        """A temporary file, for example a photo a citizen sent.

        Raises:
            RequestRefused: it no longer exists, or is larger than ``limit`` bytes.
        """
        params = {"media_id": media_id}
        answer = await self._wire.download(
            Request("GET", "/cgi-bin/media/get", params, repeat=Repeat.AT_ONCE, limit=limit)
        )
        described = answer.json()
        if described is None:
            return _file(answer)
        # A video comes as an address on the platform's file server.
        address = str(described.get("video_url", ""))
        if not _is_platforms(address):
            raise RequestRefused(0, "no file in the answer", "微信没有给出文件内容。")
        return _file(await self._wire.fetch_file(address, limit))


def _checked(content: bytes, limit: Limit) -> tuple[str, bytes, str]:
    kind, content_type = _type_of(content)
    if kind not in limit.kinds:
        raise RequestRefused(40005, "file type", "文件类型不对，微信不接收。")
    if len(content) > limit.size:
        raise RequestRefused(40006, f"{len(content)} bytes", "文件太大，微信不接收。")
    return f"media.{kind}", content, content_type


def _type_of(content: bytes) -> tuple[str, str]:
    for start, kind, content_type in _SIGNATURES:
        if content.startswith(start):
            return kind, content_type
    if content[4:8] == b"ftyp":
        return "mp4", "video/mp4"
    return "", ""


def _file(answer: Answer) -> Download:
    return Download(answer.content, answer.content_type, answer.filename)


def _is_platforms(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and (parts.hostname or "").endswith(".qq.com")
