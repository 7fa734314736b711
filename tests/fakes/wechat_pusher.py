"""Plays WeChat: pushes messages in every mode and reads replies strictly.

Written from the platform's specification with ``cryptography`` alone, so that it can catch the
product and wechatpy in a shared mistake.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import struct
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def signature(*parts: str) -> str:
    """SHA-1 over the sorted parts."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def encrypt(key: bytes, app_id: str, text: bytes, prefix: bytes | None = None) -> str:
    """The platform's AES-256-CBC with 32-byte padding."""
    block = (prefix or secrets.token_bytes(16)) + struct.pack(">I", len(text)) + text
    block += app_id.encode()
    padding = 32 - len(block) % 32
    block += bytes([padding]) * padding
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(block) + encryptor.finalize()).decode()


def decrypt(key: bytes, app_id: str, text: str) -> bytes:
    """The reverse, checking length, padding and AppID."""
    raw = base64.b64decode(text, validate=True)
    assert len(raw) % 32 == 0
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    block = decryptor.update(raw) + decryptor.finalize()
    assert 1 <= block[-1] <= 32
    block = block[16 : -block[-1]]
    (length,) = struct.unpack(">I", block[:4])
    assert block[4 + length :].decode() == app_id
    return block[4 : 4 + length]


@dataclass(frozen=True)
class Push:
    """One HTTP request of WeChat's."""

    query: dict[str, str]
    body: bytes


@dataclass
class Pusher:
    """WeChat's side of one account.

    Args:
        token: the account's token.
        app_id: the account's AppID.
        aes_key: EncodingAESKey.
    """

    token: str
    app_id: str
    aes_key: str
    account: str = "gh_0123456789ab"
    openid: str = "oCitizen_0001"
    key: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.key = base64.b64decode(self.aes_key + "=")

    def verification(self, echostr: str = "4375120948345356249") -> dict[str, str]:
        """Query of the address check."""
        return {**self._signed(), "echostr": echostr}

    def text(self, content: str, message_id: int, **options: object) -> Push:
        """A text message."""
        fields = f"<Content><![CDATA[{content}]]></Content><MsgId>{message_id}</MsgId>"
        return self._push("text", fields, **options)

    def event(self, event: str, key: str = "", **options: object) -> Push:
        """An event."""
        fields = f"<Event><![CDATA[{event}]]></Event><EventKey><![CDATA[{key}]]></EventKey>"
        return self._push("event", fields, **options)

    def other(self, kind: str, fields: str, **options: object) -> Push:
        """Any other message, its own fields as XML."""
        return self._push(kind, fields, **options)

    def _push(
        self, kind: str, fields: str, *, mode: str = "secure", age: int = 0, app_id: str = ""
    ) -> Push:
        inner = (
            f"<ToUserName><![CDATA[{self.account}]]></ToUserName>"
            f"<FromUserName><![CDATA[{self.openid}]]></FromUserName>"
            f"<CreateTime>{int(time.time())}</CreateTime>"
            f"<MsgType><![CDATA[{kind}]]></MsgType>{fields}"
        )
        query = self._signed(age)
        if mode == "plain":
            return Push(query, f"<xml>{inner}</xml>".encode())
        sealed = encrypt(self.key, app_id or self.app_id, f"<xml>{inner}</xml>".encode())
        signed = signature(self.token, query["timestamp"], query["nonce"], sealed)
        query.update(encrypt_type="aes", msg_signature=signed, openid=self.openid)
        beside = f"<ToUserName><![CDATA[{self.account}]]></ToUserName>"
        body = f"<xml>{beside}<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        return Push(query, body.encode())

    def _signed(self, age: int = 0) -> dict[str, str]:
        timestamp, nonce = str(int(time.time()) - age), str(secrets.randbelow(10**9))
        signed = signature(self.token, timestamp, nonce)
        return {"timestamp": timestamp, "nonce": nonce, "signature": signed}

    def read(self, body: str, *, encrypted: bool = True) -> str | None:
        """Text of a reply as WeChat would show it; None for ``success``; strict otherwise."""
        if body in ("success", ""):
            return None
        root = self._opened(body, encrypted=encrypted)
        assert [child.tag for child in root] == [
            "ToUserName", "FromUserName", "CreateTime", "MsgType", "Content",
        ]  # fmt: skip
        assert root.findtext("MsgType") == "text"
        content = root.findtext("Content") or ""
        assert len(content.encode()) <= 2048
        return content

    def read_card(self, body: str) -> dict[str, str]:
        """Title, description and the two addresses of a reply that is a card."""
        root = self._opened(body, encrypted=True)
        assert [child.tag for child in root] == [
            "ToUserName", "FromUserName", "CreateTime", "MsgType", "ArticleCount", "Articles",
        ]  # fmt: skip
        assert (root.findtext("MsgType"), root.findtext("ArticleCount")) == ("news", "1")
        [item] = root.iterfind("Articles/item")
        assert [part.tag for part in item] == ["Title", "Description", "PicUrl", "Url"]
        return {part.tag: part.text or "" for part in item}

    def _opened(self, body: str, *, encrypted: bool) -> ET.Element:
        root = ET.fromstring(body)
        if encrypted:
            sealed = root.findtext("Encrypt") or ""
            signed = signature(
                self.token, root.findtext("TimeStamp") or "", root.findtext("Nonce") or "", sealed
            )
            assert root.findtext("MsgSignature") == signed
            root = ET.fromstring(decrypt(self.key, self.app_id, sealed))
        assert root.findtext("ToUserName") == self.openid
        assert root.findtext("FromUserName") == self.account
        assert abs(int(root.findtext("CreateTime") or 0) - time.time()) < 60
        return root
