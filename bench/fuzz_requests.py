"""The requests of ``bench/fuzz.py``: well-formed, of wrong types, cut off, huge, hostile."""

from __future__ import annotations

import base64
import copy
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram_api import photo_update, tap_update, text_update
from tests.fakes.wechat_pusher import Push, Pusher, encrypt, signature

CHATS = 300
CHAT = "/webhooks/rest/webhook"
TOKEN, APP_ID = "fuzz-token", "wx0123456789abcdef"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
WEBHOOK_SECRET = "secret-of-the-fuzzers-bot"
OPEN311_KEY = "open311-key-of-the-fuzzer"
SAID = (
    "世界标准日是哪天", "GB 2760-2014还有效吗", "我要投诉", "我要举报", "取消", "确认", "跳过",
    "同意", "2", "继续",
    "妈的", "家里煤气漏了", "我的投诉到哪一步了", "CQ202611240001 查询码 ABCDEFGH",
    "补充：还有一张票",
    "电话13812345678", "上周六在解放碑买的电饭煲坏了，退款2999元", "撤回投诉", "评价 5", "",
)  # fmt: skip
NASTY = (
    "\x00", "\ud800", "\udfff\ud800", "\u202e倒", "\ufeff", "﷽" * 50, "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A" * 9,
    "👨‍👩‍👧‍👦" * 40,
    "]]>", "<![CDATA[", "&amp;&#0;&lol;", "<script>alert(1)</script>", "' OR 1=1 --", "%00%ff%n%s",
    "{{7*7}}", "/restart", '/case{"case":"x"}', "../../etc/passwd", "9" * 400, "-" * 900,
    " " * 3000,
    "GB" * 400, "1" * 999, "１" * 999, "a@" * 300, "ㄱ" * 999, "哪" * 999, "((((" * 200,
    "啊" * 9000,
    "我要投诉" * 200, "\r\n\t\x0b\x1f\x7f\x85", "1e309", "null", "²③Ⅷ", "\u0000" * 20, "二" * 500,
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, 10**40, [], {}, [[]], {"a": {"b": [1]}}, "", "x" * 5000, ["a", "b"],
)  # fmt: skip


@dataclass(frozen=True)
class Inbound:
    """One request."""

    name: str
    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def inbound(seed: str) -> Inbound:
    """The request of a seed."""
    dice = random.Random(seed)
    makers: dict[Callable[[random.Random], Inbound], int] = {
        chat_good: 12, chat_odd: 16, chat_raw: 8, wechat_good: 10, wechat_fields: 22,
        wechat_raw: 12,
        wechat_query: 6, upload: 8, open311: 6, pages: 4, telegram: 14, news: 2,
    }  # fmt: skip
    (make,) = dice.choices(list(makers), list(makers.values()))
    return make(dice)


def text(dice: random.Random) -> str:
    """Something a citizen or an attacker might type."""
    kind = dice.random()
    if kind < 0.4:
        return dice.choice(SAID)
    if kind < 0.6:
        return dice.choice(NASTY)
    if kind < 0.8:
        return dice.choice(SAID) + dice.choice(NASTY) + dice.choice(SAID)
    return "".join(chr(dice.randrange(1, 0x11000)) for _ in range(dice.randrange(40)))


def chat_good(dice: random.Random) -> Inbound:
    """A message of the web chat."""
    body = {"sender": f"chat-{dice.randrange(CHATS)}", "message": text(dice)}
    if dice.random() < 0.2:
        body["message_id"] = dice.choice(("1", text(dice)[:128] or "2"))
    return _json("chat", body)


def chat_odd(dice: random.Random) -> Inbound:
    """JSON of wrong types, names and depths."""
    body: Any = {"sender": "odd", "message": "x"}
    for name in dice.sample(["sender", "message", "message_id", "metadata", text(dice)], 2):
        body[name] = dice.choice((*ODD, text(dice)))
    if dice.random() < 0.2:
        body = dice.choice((*ODD, [body] * 50))
    return _json("chat, odd", body)


def chat_raw(dice: random.Random) -> Inbound:
    """Bytes that are hardly JSON."""
    good = json.dumps({"sender": "raw", "message": text(dice)}).encode()
    body = dice.choice((
        good[: dice.randrange(len(good))], _damaged(dice, good), b"[" * 100_000, b'{"a":' * 50_000,
        dice.randbytes(dice.randrange(2000)), b"\xff\xfe" + good, b"",
        b'{"sender":NaN,"message":1}',
        b'{"sender":"a","message":"' + b"x" * dice.choice((9000, 2_000_000)) + b'"}',
        good.replace(b"raw", b"\\ud800"), b'{"sender":"a","sender":"b","message":"c","message":[]}',
        b'{"sender":"raw","message":' + b"9" * 6000 + b"}",
    ))  # fmt: skip
    kinds = ("application/json", "text/plain", "application/xml", "", "application/json; charset=x")
    return Inbound(
        "chat, raw", "POST", CHAT, body=body, headers={"content-type": dice.choice(kinds)}
    )


def _json(name: str, body: Any) -> Inbound:
    # With escapes, so that half a surrogate pair goes through as it would over the wire.
    sent = json.dumps(body).encode()
    return Inbound(name, "POST", CHAT, body=sent, headers={"content-type": "application/json"})


def _pusher(dice: random.Random) -> Pusher:
    return Pusher(TOKEN, APP_ID, AES_KEY, openid=f"oCitizen_{dice.randrange(CHATS)}")


def _clean(said: str) -> str:
    # What XML can carry; everything else is for wechat_raw.
    said = said.encode("utf-8", "ignore").decode().replace("]]>", "]]&gt;")
    return "".join(c for c in said if c >= " " or c in "\t\n")


def wechat_good(dice: random.Random) -> Inbound:
    """A text or event, plain or encrypted, some delivered twice."""
    pusher, mode = _pusher(dice), dice.choice(("plain", "secure"))
    number = dice.choice((dice.randrange(10**9), dice.randrange(50)))
    if dice.random() < 0.8:
        push = pusher.text(_clean(text(dice)), number, mode=mode)
    else:
        events = ("subscribe", "unsubscribe", "SCAN", "CLICK", "VIEW", "LOCATION", "???", "")
        push = pusher.event(
            dice.choice(events), dice.choice(("say:怎么投诉", "", "x" * 999)), mode=mode
        )
    return _wechat("WeChat", push)


_EVENTS = (
    "subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event",
    "TEMPLATESENDJOBFINISH", "MASSSENDJOBFINISH", "PUBLISHJOBFINISH", "CLICK", "unsubscribe",
)  # fmt: skip
_NAMES = (
    "Content", "MsgId", "Event", "EventKey", "MediaId", "Recognition", "MsgID", "Status",
    "ErrorCode",
    "List", "SubscribeMsgPopupEvent", "PublishEventInfo", "Location_X", "CreateTime", "Encrypt",
    "FromUserName", "ToUserName", "MsgType", "Scale", "PicUrl", "Ticket", "Latitude",
)  # fmt: skip


def wechat_fields(dice: random.Random) -> Inbound:
    """Messages and events with fields missing, doubled, nested, of wrong types."""
    now = str(int(time.time()))
    kinds = ("text", "image", "voice", "video", "shortvideo", "location", "link", "event", "x")
    fields = {
        "ToUserName": "gh_0123456789ab",
        "FromUserName": f"oCitizen_{dice.randrange(CHATS)}",
        "CreateTime": now,
        "MsgType": dice.choice(kinds),
        "MsgId": str(dice.randrange(10**9)),
        "Content": _clean(text(dice)),
        "MediaId": "media",
    }
    if fields["MsgType"] == "event":
        fields["Event"] = dice.choice(_EVENTS)
    values = (
        "", "0", "-1", "9" * 30, "1e3", "²", "x" * 3000, _clean(text(dice)), "<a>1</a><a>2</a>",
        "<List><TemplateId>t</TemplateId><SubscribeStatusString>accept</SubscribeStatusString></List>",
        "<List/><List>x</List>", "<List><TemplateId><b/></TemplateId></List>",
        "<item><item/></item>",
        "99999999999", "253402300800", "-62135596801",
    )  # fmt: skip
    parts = [f"<{name}>{_text_or_xml(value)}</{name}>" for name, value in fields.items()]
    for _ in range(dice.randrange(4)):
        name = dice.choice(_NAMES)
        part = f"<{name}>{_text_or_xml(dice.choice(values))}</{name}>"
        known = [n for n, old in enumerate(parts) if old.startswith(f"<{name}>")]
        if known and dice.random() < 0.7:
            parts[known[0]] = part
        else:
            parts.append(part)
    if dice.random() < 0.3:
        parts.pop(dice.randrange(len(parts)))
    return _wechat("WeChat, fields", _push(dice, f"<xml>{''.join(parts)}</xml>".encode()))


def _text_or_xml(value: str) -> str:
    return value if value.startswith("<") else f"<![CDATA[{value}]]>"


_BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(12))
_BODIES = (
    f"<!DOCTYPE x [{_BOMB}]><xml><Content>&l11;</Content></xml>".encode(),
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Content>&a;</Content></xml>',
    b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><xml><Encrypt>a</Encrypt></xml>',
    b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/">%p;]><xml/>',
    b"<a>" * 20_000, b"<xml>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</xml>",
    b"<xml " + b'a="1" ' * 9000 + b"/>",
    b"", b"\x00", b"<", b"<xml/>", b"<xml></xml>", b"<xml>text</xml>", b"null", b'{"xml":{}}',
    b"\xff\xfe<\x00x\x00",
    b"<?xml version='1.0' encoding='utf-7'?><xml/>", b"<?xml version='1.0' encoding='nope'?><xml/>",
    b"<xml><Encrypt></Encrypt></xml>", b"<xml><Encrypt>====</Encrypt></xml>",
    b"<xml>" + b"x" * 200_000 + b"</xml>",
    b"<xml><Encrypt>" + b"A" * 60_000 + b"</Encrypt></xml>", b"<xml><Encrypt><a/></Encrypt></xml>",
)  # fmt: skip


def wechat_raw(dice: random.Random) -> Inbound:
    """Bodies that are cut off, damaged, hostile, or encrypted nonsense under a right signature."""
    good = _pusher(dice).text(_clean(text(dice)), dice.randrange(10**9), mode="plain").body
    body = dice.choice((
        good[: dice.randrange(len(good))], _damaged(dice, good),
        dice.randbytes(dice.randrange(3000)),
        dice.choice(_BODIES), dice.choice(_BODIES),
    ))  # fmt: skip
    return _wechat("WeChat, raw", _push(dice, body))


def _push(dice: random.Random, body: bytes) -> Push:
    """A rightly signed push of any bytes: plain, encrypted, or encrypted and then broken."""
    now, nonce = str(int(time.time())), str(dice.randrange(10**9))
    query = {"timestamp": now, "nonce": nonce, "signature": signature(TOKEN, now, nonce)}
    how = dice.random()
    if how < 0.4:
        return Push(query, body)
    key = base64.b64decode(AES_KEY + "=")
    sealed = encrypt(key, APP_ID if how < 0.9 else "wxforeign", body)
    if how > 0.95:
        sealed = sealed[: dice.randrange(len(sealed))]
    query.update(encrypt_type="aes", msg_signature=signature(TOKEN, now, nonce, sealed))
    return Push(query, f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode())


def wechat_query(dice: random.Random) -> Inbound:
    """Good bodies under wrong, missing or odd queries; address checks."""
    push = _pusher(dice).text("世界标准日是哪天", dice.randrange(10**9))
    query = dict(push.query)
    for name in dice.sample(sorted(query), 2):
        if dice.random() < 0.5:
            del query[name]
        else:
            query[name] = dice.choice(
                ("", "0", "9" * 40, "-1", "٣", "²", "é", "\x00", "nan", "\ufffd")
            )
    if dice.random() < 0.3:
        query["echostr"] = _clean(text(dice))[:2000]
        return Inbound("WeChat, query", "GET", "/wechat", query)
    return _wechat("WeChat, query", Push(query, push.body))


def _wechat(name: str, push: Push) -> Inbound:
    return Inbound(name, "POST", "/wechat", push.query, push.body, {"content-type": "text/xml"})


_FILES = (
    b"", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, b"\xff\xd8\xff\xe0" + b"x" * 500,
    b"%PDF-1.4\n%%EOF", b"GIF89a",
    b"PK\x03\x04" + b"\x00" * 60, b"RIFF\x00\x00\x00\x00WEBP", b"x" * 100_000, b"#!AMR\n",
    b"<svg onload=1/>",
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\x06\x00\x00\x00",
)  # fmt: skip


def upload(dice: random.Random) -> Inbound:
    """Evidence: right and wrong multipart forms."""
    sender = dice.choice((f"chat-{dice.randrange(CHATS)}", "", _clean(text(dice))))
    name = dice.choice(("a.png", "", "../x", 'a"b', "\u202e.exe", "x" * 900)).encode()
    parts = [
        b'Content-Disposition: form-data; name="sender"\r\n\r\n' + sender.encode(),
        b'Content-Disposition: form-data; name="file"; filename="' + name + b'"\r\n'
        b"Content-Type: image/png\r\n\r\n"
        + dice.choice(_FILES)
        + dice.randbytes(dice.randrange(99)),
    ]
    dice.shuffle(parts)
    if dice.random() < 0.2:
        parts = parts[:1] * dice.choice((1, 2, 1500))
    body = b"".join(b"--XX\r\n" + part + b"\r\n" for part in parts) + b"--XX--\r\n"
    if dice.random() < 0.3:
        body = dice.choice((body[: dice.randrange(len(body))], _damaged(dice, body)))
    kinds = ["multipart/form-data; boundary=XX"] * 6 + [
        "multipart/form-data", "multipart/form-data; boundary=",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=" + "Y" * 300, "application/json", "",
    ]  # fmt: skip
    headers = {"content-type": dice.choice(kinds)}
    return Inbound("upload", "POST", "/chat/evidence", body=body, headers=headers)


def open311(dice: random.Random) -> Inbound:
    """Forms for other systems."""
    names = (
        "service_code", "description", "lat", "long", "address_string", "email", "phone",
        "attribute[x]",
        "first_name", "media_url", "account_id", "jurisdiction_id", text(dice),
    )  # fmt: skip
    form = {name: str(dice.choice((*ODD, text(dice)))) for name in dice.sample(names, 6)}
    form["api_key"] = dice.choice((OPEN311_KEY, OPEN311_KEY, "wrong"))
    form["service_code"] = dice.choice(("food", "electric_bike", "other", text(dice)))
    body = "&".join(f"{_quoted(k)}={_quoted(v)}" for k, v in form.items()).encode()
    if dice.random() < 0.2:
        body = _damaged(dice, body)
    path = f"/open311/v2/requests.{dice.choice(('json', 'xml', 'x'))}"
    kind = dice.choice(("application/x-www-form-urlencoded", "application/json", ""))
    return Inbound("Open311", "POST", path, body=body, headers={"content-type": kind})


def _quoted(value: str) -> str:
    return "".join(f"%{byte:02x}" for byte in value[:2000].encode("utf-8", "surrogatepass"))


def pages(dice: random.Random) -> Inbound:
    """Searches, and the page that shows progress."""
    said = _clean(text(dice))[:300]
    path = dice.choice(
        ("/faq", "/standards", "/progress", "/faq/x", "/standards/GB%2018401", "/rasa/actions")
    )
    if path in ("/progress", "/rasa/actions"):
        body = f"number={_quoted(said)}&code={_quoted(text(dice))}".encode()
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return Inbound("pages", "POST", path, body=body, headers=headers)
    names = ("q", "page", "status", "field", "nature")
    query = {name: dice.choice((said, "-1", "9" * 30)) for name in names}
    return Inbound("pages", "GET", path, query)


def telegram(dice: random.Random) -> Inbound:
    """Updates with fields missing, of wrong types, damaged; some under a wrong secret."""
    chat = dice.randrange(CHATS)
    make = dice.choice((
        lambda: text_update(dice.randrange(10**9), text(dice), chat),
        lambda: photo_update(dice.randrange(10**9), "large", chat, caption=text(dice)),
        lambda: tap_update(dice.randrange(10**9), text(dice)[:64] or "x", chat),
    ))  # fmt: skip
    update: Any = make()
    for _ in range(dice.randrange(4)):
        _spoil(dice, update)
    body = json.dumps(dice.choice((update, update, update, [update], dice.choice(ODD)))).encode()
    if dice.random() < 0.3:
        cut = body[: dice.randrange(len(body) + 1)]
        body = dice.choice((_damaged(dice, body), cut, b"[" * 9999))
    secret = dice.choice((WEBHOOK_SECRET, WEBHOOK_SECRET, WEBHOOK_SECRET, "", "wrong"))
    headers = {"content-type": "application/json", "x-telegram-bot-api-secret-token": secret}
    return Inbound("Telegram", "POST", "/telegram", body=body, headers=headers)


def _spoil(dice: random.Random, part: dict[str, Any]) -> None:
    inner = [value for value in part.values() if isinstance(value, dict)]
    if inner and dice.random() < 0.7:
        _spoil(dice, dice.choice(inner))
        return
    name = dice.choice([*part, "edited_message", "my_chat_member", "entities", text(dice)])
    if dice.random() < 0.3:
        part.pop(name, None)
    else:
        odd = dice.choice((*ODD, 99999999999999, "GB 2760", part))
        part[name] = copy.deepcopy(odd)


def news(dice: random.Random) -> Inbound:
    """Asking what a person said."""
    body = {"sender": dice.choice((f"chat-{dice.randrange(CHATS)}", *ODD))}
    return Inbound(
        "news", "POST", "/chat/news", body=json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )  # fmt: skip


def _damaged(dice: random.Random, good: bytes) -> bytes:
    body = bytearray(good)
    for _ in range(dice.randrange(1, 6)):
        if body:
            body[dice.randrange(len(body))] = dice.randrange(256)
    return bytes(body)
