"""WeChat's envelope: signatures, freshness, encryption and decryption of pushes.

Source: developers.weixin.qq.com, 消息推送 / 消息加解密说明.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import xmltodict

from bot.kit.clock_watch import ClockWatch
from bot.settings import Settings

if TYPE_CHECKING:
    from wechatpy.crypto import WeChatCrypto

MAX_BODY = 64 * 1024
FRESH_SECONDS = 600

Mode = Literal["plain", "compat", "secure"]


class Refused(Exception):
    """A push that isn't WeChat's, or not for us.

    Args:
        status: HTTP status to answer with.
        reason: for the log; holds nothing of the message.
    """

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Opened:
    """A push that passed every check; ``stale`` ones only because our own clock is wrong."""

    xml: bytes
    encrypted: bool
    stale: bool = False


class Envelope:
    """Opens pushes and seals replies of one account.

    Args:
        token: the account's token.
        app_id: the account's AppID; a push encrypted for another one is refused.
        aes_key: EncodingAESKey, 43 characters; may be empty in plain mode.
        mode: what the account is set to; secure refuses pushes that are not encrypted.
        clock: seconds since 1970.
        watch: learns from the pushes whether it is right.
    """

    def __init__(
        self,
        token: str,
        app_id: str,
        aes_key: str = "",
        mode: Mode = "secure",
        clock: Callable[[], float] = time.time,
        watch: ClockWatch | None = None,
    ) -> None:
        self._token = token
        self._app_id = app_id
        self._mode = mode
        self._clock = clock
        self._watch = watch or ClockWatch(clock)
        self._crypto: WeChatCrypto | None = None
        if aes_key:
            # Only who is on WeChat pays for reading wechatpy.
            from wechatpy.crypto import WeChatCrypto

            self._crypto = WeChatCrypto(token, aes_key, app_id)

    @classmethod
    def from_settings(cls, settings: Settings, watch: ClockWatch | None = None) -> Envelope | None:
        """The envelope the settings describe, or None when the channel is off."""
        token = settings.wechat_token.get_secret_value()
        if not token:
            return None
        key = settings.wechat_encoding_aes_key.get_secret_value()
        return cls(token, settings.wechat_app_id, key, settings.wechat_mode, watch=watch)

    def verify_url(self, query: Mapping[str, str]) -> str:
        """The ``echostr`` to answer WeChat's check of our address with.

        Raises:
            Refused: the signature is wrong or old.
        """
        self._check(query, "signature")
        return query.get("echostr", "")

    def open(self, query: Mapping[str, str], body: bytes) -> Opened:
        """The XML of a push.

        Raises:
            Refused: too large, wrongly signed, old, not encrypted although it must be, for
                another account, or damaged.
        """
        if len(body) > MAX_BODY:
            raise Refused(413, "body too large")
        if query.get("encrypt_type") != "aes":
            if self._mode == "secure":
                raise Refused(403, "not encrypted")
            stale = self._check(query, "signature")
            return Opened(body, encrypted=False, stale=stale)
        if self._crypto is None:
            raise Refused(403, "encrypted, but no key is set")
        try:
            encrypted = xmltodict.parse(body)["xml"]["Encrypt"]
        except Exception as error:  # xmltodict and expat raise many kinds for hostile XML
            raise Refused(400, f"unreadable envelope: {type(error).__name__}") from None
        if not isinstance(encrypted, str):
            raise Refused(400, "unreadable envelope")
        stale = self._check(query, "msg_signature", encrypted)
        return Opened(self._decrypt(encrypted), encrypted=True, stale=stale)

    def seal(self, xml: str, *, encrypted: bool) -> str:
        """A reply, encrypted when the push was."""
        if not encrypted or self._crypto is None:
            return xml
        nonce = str(secrets.randbelow(10**10))
        sealed: str = self._crypto.encrypt_message(xml, nonce, str(int(self._clock())))
        return sealed

    def _decrypt(self, encrypted: str) -> bytes:
        assert self._crypto is not None
        from wechatpy.crypto import WeChatCipher

        try:
            block: bytes = WeChatCipher(self._crypto.key).decrypt(base64.b64decode(encrypted))
            content = block[16 : -block[-1]]
            (length,) = struct.unpack(">I", content[:4])
        except Exception as error:  # bad base64, bad padding, too short
            raise Refused(403, f"undecipherable: {type(error).__name__}") from None
        xml, app_id = content[4 : 4 + length], content[4 + length :]
        if not 1 <= block[-1] <= 32 or app_id != self._app_id.encode():
            raise Refused(403, "undecipherable: foreign or damaged")
        return xml

    def _check(self, query: Mapping[str, str], name: str, *more: str) -> bool:
        """Whether a push is old by our clock, and that is the clock's fault.

        Raises:
            Refused: wrongly signed, or old.
        """
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        parts = sorted(part.encode() for part in (self._token, timestamp, nonce, *more))
        expected = hashlib.sha1(b"".join(parts)).hexdigest()
        if not hmac.compare_digest(expected.encode(), query.get(name, "").encode()):
            raise Refused(403, f"wrong {name}")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
            raise Refused(403, "unreadable timestamp")
        self._watch.note(int(timestamp))
        if abs(self._clock() - int(timestamp)) <= FRESH_SECONDS:
            return False
        if self._watch.seconds_off():
            return True
        raise Refused(403, "old timestamp")
