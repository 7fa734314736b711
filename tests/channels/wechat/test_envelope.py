from __future__ import annotations

import pytest
from wechatpy.crypto import PrpCrypto

from bot.channels.wechat.envelope import MAX_BODY, Envelope, Refused
from tests.fakes.wechat_pusher import Pusher, decrypt, encrypt

# The official vectors (developers.weixin.qq.com, 消息加解密说明).
TOKEN, KEY, APP_ID = "AAAAA", "A" * 43, "wxba5fad812f8e6fb9"
SECURE_ENCRYPT = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcv"
    "ZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3F"
    "n2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSe"
    "OBrebufAlr7F9mFUPAJGj04="
)
REPLY_ENCRYPT = (
    "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
)


def official(at: int) -> Envelope:
    return Envelope(TOKEN, APP_ID, KEY, "secure", lambda: float(at))


def test_the_official_address_check() -> None:
    query = {
        "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
        "timestamp": "1714036504",
        "nonce": "1514711492",
        "echostr": "4375120948345356249",
    }

    assert official(1714036504).verify_url(query) == "4375120948345356249"


def test_the_official_push_is_opened() -> None:
    query = {
        "signature": "6c5c811b55cc85e0e1b54100749188c20beb3f5d",
        "msg_signature": "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
        "timestamp": "1714112445",
        "nonce": "415670741",
        "encrypt_type": "aes",
    }
    body = f"<xml><Encrypt><![CDATA[{SECURE_ENCRYPT}]]></Encrypt></xml>".encode()

    opened = official(1714112445).open(query, body)

    assert opened.encrypted
    assert len(opened.xml) == 167


def test_the_official_reply_is_reproduced_byte_for_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PrpCrypto, "get_random_string", lambda self: "707722b803182950")
    monkeypatch.setattr("bot.channels.wechat.envelope.secrets.randbelow", lambda n: 415670741)

    sealed = official(1713424427).seal('{"demo_resp":"good luck"}', encrypted=True)

    assert f"<![CDATA[{REPLY_ENCRYPT}]]>" in sealed
    assert "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1" in sealed


@pytest.mark.parametrize("length", [*range(64), 20_000])
def test_every_length_goes_both_ways(length: int) -> None:
    crypto = Envelope(TOKEN, APP_ID, KEY)._crypto
    assert crypto is not None
    text = ("标" * length)[: max(length // 3, 0)] + "x" * (length - 3 * (length // 3)) + "😀"

    ours = PrpCrypto(crypto.key).encrypt(text, APP_ID).decode()
    theirs = encrypt(crypto.key, APP_ID, text.encode())

    assert decrypt(crypto.key, APP_ID, ours).decode() == text
    assert PrpCrypto(crypto.key).decrypt(theirs, APP_ID) == text


@pytest.fixture
def pusher() -> Pusher:
    return Pusher("token", "wx0123456789abcdef", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")


def envelope(pusher: Pusher, mode: str = "secure") -> Envelope:
    return Envelope(pusher.token, pusher.app_id, pusher.aes_key, mode)  # type: ignore[arg-type]


def test_what_is_not_wechats_is_refused(pusher: Pusher) -> None:
    good = pusher.text("你好", 1)
    bad = {
        "wrong signature": ({**good.query, "msg_signature": "0" * 40}, good.body),
        "no query": ({}, good.body),
        "plain in secure mode": (
            pusher.text("x", 2, mode="plain").query,
            pusher.text("x", 2, mode="plain").body,
        ),
        "broken XML": (good.query, b"<xml><Encrypt>"),
        "no Encrypt": (good.query, b"<xml><a/></xml>"),
        "doubled Encrypt": (good.query, b"<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>"),
        "entities": (
            good.query,
            b'<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>',
        ),
        "empty": (good.query, b""),
        "huge": (good.query, b"x" * (MAX_BODY + 1)),
    }
    for old in (3600, -3600):
        push = pusher.text("x", 3, age=old)
        bad[f"age {old}"] = (push.query, push.body)
    foreign = pusher.text("x", 4, app_id="wxffffffffffffffff")
    bad["foreign AppID"] = (foreign.query, foreign.body)

    for name, (query, body) in bad.items():
        with pytest.raises(Refused) as refused:
            envelope(pusher).open(query, body)
        assert refused.value.status in (400, 403, 413), name


def test_plain_mode_takes_plain_pushes(pusher: Pusher) -> None:
    push = pusher.text("你好", 1, mode="plain")

    opened = envelope(pusher, "plain").open(push.query, push.body)

    assert opened.xml == push.body
    assert not opened.encrypted
