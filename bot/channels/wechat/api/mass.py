"""Mass messages (群发).

https://developers.weixin.qq.com/doc/service/guide/product/message/Batch_Sends.html
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.wechat.api.errors import AlreadyDone, RequestRefused
from bot.channels.wechat.api.wire import Repeat, Wire

CLIENT_ID_BYTES = 32  # old pages say 64, the platform refuses 33 (45067)


def new_client_id() -> str:
    """A fresh clientmsgid: keep it with the job and use it for every try of that job."""
    return uuid.uuid4().hex


@dataclass(frozen=True)
class Content:
    """What is sent: ``article`` (media id of a draft), ``text`` or ``image`` (a media id)."""

    kind: str
    value: str

    def to_json(self) -> dict[str, Any]:
        """The platform's fields."""
        if self.kind == "article":
            return {"msgtype": "mpnews", "mpnews": {"media_id": self.value}}
        if self.kind == "text":
            return {"msgtype": "text", "text": {"content": self.value}}
        if self.kind == "image":
            return {"msgtype": "image", "image": {"media_id": self.value}}
        raise ValueError(f"unknown kind: {self.kind}")


@dataclass(frozen=True)
class Job:
    """A mass message the platform has taken, not yet sent.

    The outcome comes as MASSSENDJOBFINISH or from :meth:`MassMessages.status`. ``repeated`` tells
    that an earlier try had been taken.
    """

    id: str
    repeated: bool = False


class MassMessages:
    """Sends to many; a draft that is sent leaves the draft box.

    Each sending call may raise QuotaUsedUp, AskOperator (a person must confirm; never repeated by
    itself), RetryLater (45066: the same clientmsgid within a minute) or RequestRefused.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def to_tag(self, tag_id: int, content: Content, client_id: str) -> Job:
        """To the followers with a tag."""
        audience = {"is_to_all": False, "tag_id": tag_id}
        payload = {"filter": audience, **content.to_json(), "send_ignore_reprint": 0}
        return await self._send("/cgi-bin/message/mass/sendall", payload, client_id)

    async def preview_to_name(self, name: str, content: Content) -> None:
        """To a follower by their WeChat name (微信号), 100 times a day."""
        payload = {"towxname": name, **content.to_json()}
        await self._wire.post("/cgi-bin/message/mass/preview", payload, Repeat.AT_ONCE)

    async def status(self, job_id: str) -> str:
        """SEND_SUCCESS, SENDING, SEND_FAIL or DELETE."""
        payload = {"msg_id": job_id}
        answer = await self._wire.post("/cgi-bin/message/mass/get", payload, Repeat.AT_ONCE)
        return str(answer.get("msg_status", ""))

    async def _send(self, path: str, payload: Mapping[str, Any], client_id: str) -> Job:
        if not 0 < len(client_id.encode()) <= CLIENT_ID_BYTES:
            raise RequestRefused(45067, "clientmsgid", "群发的去重编号太长（最多 32 字节）。")
        try:
            body = {**payload, "clientmsgid": client_id}
            answer = await self._wire.post(path, body, Repeat.LATER)
        except AlreadyDone as done:
            return Job(done.msg_id, repeated=True)
        return Job(str(answer["msg_id"]))
