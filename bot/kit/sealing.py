"""Personal data is born encrypted: AES-256-GCM with a key id, so that keys can be changed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12  # NIST SP 800-38D: 96 bits


class SealBroken(Exception):
    """A sealed value was altered, moved to another field, or its key is no longer here."""


class Keyring:
    """Seals and opens values; the first key seals, all keys open.

    Args:
        keys: key id to 32 bytes; the first one is the present key.

    Raises:
        ValueError: there is no key, or one has the wrong length or an id with a full stop.
    """

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys:
            raise ValueError("no key")
        if any(len(key) != KEY_BYTES or "." in name or not name for name, key in keys.items()):
            raise ValueError("a key is not 32 bytes long, or its id is unusable")
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._digesting = hashlib.sha256(b"digest\0" + next(iter(keys.values()))).digest()
        self.current = next(iter(keys))

    @classmethod
    def parse(cls, text: str) -> Keyring:
        """Keys written as ``id:base64,id:base64``, the present one first.

        Raises:
            ValueError: a part is not ``id:base64`` of 32 bytes.
        """
        keys = {}
        for part in text.split(","):
            name, _, encoded = part.strip().partition(":")
            try:
                keys[name] = base64.b64decode(encoded, validate=True)
            except binascii.Error as error:
                raise ValueError("a key is not base64") from error
        return cls(keys)

    def seal(self, value: str, field: str) -> str:
        """Encrypt a text.

        Args:
            value: the text; an empty one stays empty, there is nothing to hide.
            field: where it is kept (``table.column``); it opens only there.
        """
        return self.seal_bytes(value.encode(), field).decode() if value else ""

    def open(self, sealed: str, field: str) -> str:
        """The text that :meth:`seal` hid.

        Raises:
            SealBroken: altered, from another field, or of an unknown key.
        """
        return self.open_bytes(sealed.encode(), field).decode() if sealed else ""

    def seal_bytes(self, value: bytes, field: str) -> bytes:
        """Encrypt bytes (of a file, for example)."""
        nonce = os.urandom(_NONCE_BYTES)
        hidden = self._ciphers[self.current].encrypt(nonce, value, field.encode())
        return self.current.encode() + b"." + base64.b64encode(nonce + hidden)

    def open_bytes(self, sealed: bytes, field: str) -> bytes:
        """The bytes that :meth:`seal_bytes` hid.

        Raises:
            SealBroken: altered, from another field, or of an unknown key.
        """
        name, _, encoded = sealed.partition(b".")
        cipher = self._ciphers.get(name.decode(errors="replace"))
        if cipher is None:
            raise SealBroken("unknown key")
        try:
            raw = base64.b64decode(encoded, validate=True)
            return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], field.encode())
        except (binascii.Error, InvalidTag, ValueError) as error:
            raise SealBroken("altered") from error

    def digest(self, value: str, field: str) -> str:
        """What stands for a text where it must be found again but not guessed: 64 hex signs.

        It changes with the present key, so it is only good for what is looked for soon.
        """
        message = f"{field}\0{value}".encode()
        return hmac.new(self._digesting, message, hashlib.sha256).hexdigest()

    def is_current(self, sealed: str) -> bool:
        """Whether the present key sealed this; an empty value needs none."""
        return not sealed or sealed.split(".", 1)[0] == self.current
