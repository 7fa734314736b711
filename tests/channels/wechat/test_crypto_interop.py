"""Both ways with the npm package wechat-crypto, which shares no line with wechatpy or our fake."""

from __future__ import annotations

import json
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.channels.wechat.envelope import MAX_BODY, Envelope, Refused
from tests.npm_package import installed

NPM = Path(__file__).with_name("npm")
TOKEN, APP_ID = "interop-token", "wx0123456789abcdef"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
NOW = 1714112445
TEXTS = {
    **{f"{n} bytes": ("标准检测" * 6)[: n // 3] + "x" * (n % 3) for n in range(64)},
    **{f"{n} ASCII bytes": "y" * n for n in range(64)},
    "emoji": "👨‍👩‍👧‍👦😀🀄",
    "XML": "<xml><Content><![CDATA[GB 18401 ]]]]><![CDATA[> & 有效吗\n]]></Content></xml>",
    "200 kB": "重庆标准😀" * (200_000 // len("重庆标准😀".encode())),
}


@dataclass(frozen=True)
class Batch:
    """What their implementation made of everything, in one process."""

    sealed: dict[str, dict[str, str]]
    opened: dict[str, dict[str, str]]
    signatures: dict[str, str]
    ours: dict[str, dict[str, str]]


def envelope() -> Envelope:
    return Envelope(TOKEN, APP_ID, KEY, "secure", lambda: float(NOW))


def seal(text: str) -> dict[str, str]:
    root = ET.fromstring(envelope().seal(text, encrypted=True))
    names = {
        "encrypt": "Encrypt",
        "signature": "MsgSignature",
        "timestamp": "TimeStamp",
        "nonce": "Nonce",
    }
    return {ours: root.findtext(theirs) or "" for ours, theirs in names.items()}


@pytest.fixture(scope="module")
def package(request: pytest.FixtureRequest) -> Path:
    """The installed package."""
    return installed(request, NPM, "wechat-crypto")


@pytest.fixture(scope="module")
def batch(package: Path) -> Batch:
    """Everything asked of node at once."""
    ours = {name: seal(text) for name, text in TEXTS.items()}
    asked = {
        "token": TOKEN,
        "key": KEY,
        "id": APP_ID,
        "texts": list(TEXTS.values()),
        "ours": list(ours.values()),
    }
    done = subprocess.run(
        ["node", "batch.js"],
        cwd=package,
        input=json.dumps(asked),
        check=True,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    told: dict[str, list[Any]] = json.loads(done.stdout)

    def named(key: str) -> dict[str, Any]:
        return dict(zip(TEXTS, told[key], strict=True))

    return Batch(named("sealed"), named("opened"), named("signatures"), ours)


def query(signature: str) -> dict[str, str]:
    return {
        "encrypt_type": "aes",
        "msg_signature": signature,
        "timestamp": str(NOW),
        "nonce": "42",
    }


def test_the_lengths_are_what_they_say() -> None:
    assert all(len(TEXTS[f"{n} bytes"].encode()) == n for n in range(64))
    assert 199_000 < len(TEXTS["200 kB"].encode()) <= 200_000


@pytest.mark.parametrize("name", TEXTS)
def test_theirs_is_opened_by_ours(batch: Batch, name: str) -> None:
    sealed = batch.sealed[name]
    body = f"<xml><Encrypt><![CDATA[{sealed['encrypt']}]]></Encrypt></xml>".encode()

    if len(body) > MAX_BODY:
        with pytest.raises(Refused, match="too large"):
            envelope().open(query(sealed["signature"]), body)
        opened = envelope()._decrypt(sealed["encrypt"])
    else:
        opened = envelope().open(query(sealed["signature"]), body).xml

    assert opened.decode() == TEXTS[name]


@pytest.mark.parametrize("name", TEXTS)
def test_ours_is_opened_by_theirs(batch: Batch, name: str) -> None:
    assert batch.opened[name] == {"message": TEXTS[name], "id": APP_ID}
    assert batch.signatures[name] == batch.ours[name]["signature"]
