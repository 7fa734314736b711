"""The fake platform's files: temporary for three days, pictures of articles, permanent."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any

from tests.fakes.wechat_api_base import DAY, Account, Call, File, Refusal

PICTURES = "http://mmbiz.qpic.cn/"
VIDEOS = "http://mpvideo.qq.com/"
LIMITS = {  # kind: types, bytes
    "image": ({"image/jpeg", "image/png", "image/gif"}, 10 * 1024 * 1024),
    "voice": ({"audio/amr", "audio/mpeg"}, 2 * 1024 * 1024),
    "video": ({"video/mp4"}, 10 * 1024 * 1024),
    "thumb": ({"image/jpeg"}, 64 * 1024),
}


@dataclass
class Stored:
    """One file."""

    kind: str
    content: bytes
    content_type: str
    at: float


def type_of(content: bytes) -> str:
    """The content's own type, by its first bytes."""
    if content[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    if content[:4] == b"GIF8":
        return "image/gif"
    if content[:5] == b"#!AMR":
        return "audio/amr"
    if content[:3] == b"ID3":
        return "audio/mpeg"
    return "video/mp4" if content[4:8] == b"ftyp" else ""


class Media:
    """Files by their media id."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.temporary: dict[str, Stored] = {}
        self.permanent: dict[str, Stored] = {}
        self.pictures: dict[str, bytes] = {}

    def citizen_sends(self, content: bytes, kind: str = "image") -> str:
        """A citizen's file, as its push would name it."""
        media_id = secrets.token_urlsafe(48)
        self.temporary[media_id] = Stored(kind, content, type_of(content), self.account.clock())
        return media_id

    def upload(self, call: Call) -> dict[str, Any]:
        """``media/upload``."""
        self.account.count_day("media/upload", 5000)
        kind, content = self._checked(call)
        media_id = self.citizen_sends(content, kind)
        name = "thumb_media_id" if kind == "thumb" else "media_id"
        return {"type": kind, name: media_id, "created_at": int(self.account.clock())}

    def get(self, call: Call) -> dict[str, Any] | File:
        """``media/get``: the bytes; a video as an address."""
        stored = self.temporary.get(call.query.get("media_id", ""))
        if stored is None or self.account.clock() - stored.at > 3 * DAY:
            raise Refusal(40007, "invalid media_id")
        if stored.kind == "video":
            return {"video_url": f"{VIDEOS}{call.query['media_id']}"}
        return File(stored.content, stored.content_type, "citizen-photo.jpg")

    def video(self, media_id: str) -> File:
        """A file of the video server."""
        return File(self.temporary[media_id].content, "video/mp4", "video.mp4")

    def upload_picture(self, call: Call) -> dict[str, Any]:
        """``media/uploadimg``: jpg or png under 1 MB."""
        content = self._file(call)
        if type_of(content) not in {"image/jpeg", "image/png"}:
            raise Refusal(40005, "invalid file type")
        if len(content) >= 1024 * 1024:
            raise Refusal(40009, "invalid image size")
        address = f"{PICTURES}{secrets.token_urlsafe(16)}/0"
        self.pictures[address] = content
        return {"url": address}

    def add_permanent(self, call: Call) -> dict[str, Any]:
        """``material/add_material``; a video must have a title."""
        kind, content = self._checked(call)
        if kind == "video" and not json.loads(call.form.get("description", "{}")).get("title"):
            raise Refusal(44004, "empty title")
        media_id = secrets.token_urlsafe(48)
        self.permanent[media_id] = Stored(kind, content, type_of(content), self.account.clock())
        return {"media_id": media_id, "url": f"{PICTURES}{media_id}"}

    def get_permanent(self, call: Call) -> File:
        """``material/get_material``."""
        stored = self.permanent.get(str(call.body.get("media_id", "")))
        if stored is None:
            raise Refusal(40007, "invalid media_id")
        return File(stored.content, stored.content_type, "material")

    def delete_permanent(self, call: Call) -> dict[str, Any]:
        """``material/del_material``."""
        if self.permanent.pop(str(call.body.get("media_id", "")), None) is None:
            raise Refusal(40007, "invalid media_id")
        return {"errcode": 0, "errmsg": "ok"}

    def _checked(self, call: Call) -> tuple[str, bytes]:
        kind, content = call.query.get("type", ""), self._file(call)
        if kind not in LIMITS:
            raise Refusal(40004, "invalid media type")
        types, most = LIMITS[kind]
        if type_of(content) not in types:
            raise Refusal(40005, "invalid file type")
        if len(content) > most:
            raise Refusal(40006, "invalid media size")
        return kind, content

    def _file(self, call: Call) -> bytes:
        if call.file is None or not call.file[1]:
            raise Refusal(41005, "media data missing")
        return call.file[1]
