"""The fake platform's messages to one citizen: customer service, template, subscription."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from tests.fakes.wechat_api_base import Account, Call, Refusal

TEXT_BYTES = 2048
WINDOWS = {  # what a citizen did: messages, seconds
    "message": (5, 48 * 3600),
    "click": (3, 60),
    "follow": (3, 60),
    "scan": (3, 60),
}


class Messages:
    """Windows, consents, templates, and what arrived at each citizen."""

    def __init__(self, account: Account, event: Callable[[dict[str, Any]], None]) -> None:
        self.account = account
        self.followers: set[str] = set()
        self.blocked: set[str] = set()
        self.received: dict[str, list[dict[str, Any]]] = {}
        self.kinds: dict[str, str] = {}  # of templates; template messages' where none is told
        self.templates: dict[str, tuple[str, ...]] = {}
        self.consents: dict[tuple[str, str], float] = {}
        self.media: set[str] = set()
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}
        self._typing: set[str] = set()
        self._event = event
        self._ids = itertools.count(9_000_001)

    def interact(self, openid: str, kind: str = "message") -> None:
        """A citizen writes, clicks, follows or scans: a fresh window."""
        self.followers.add(openid)
        self._windows[openid, kind] = (self.account.clock(), 0)
        self._typing.discard(openid)

    def consent(self, openid: str, template: str, *, long_term: bool = False) -> None:
        """A citizen agrees to one notice, or to all of a template."""
        key = (openid, template)
        self.consents[key] = float("inf") if long_term else self.consents.get(key, 0) + 1

    def custom(self, call: Call) -> dict[str, Any]:
        """``message/custom/send``."""
        self.account.need_verified()
        self.account.count_day("custom", 500_000)
        body = call.body
        openid, kind = str(body.get("touser", "")), str(body.get("msgtype", ""))
        self._reachable(openid)
        self._check_content(kind, body.get(kind))
        self._use_window(openid)
        self.received.setdefault(openid, []).append({"by": "custom", "kind": kind, **body})
        return {"errcode": 0, "errmsg": "ok"}

    def typing(self, call: Call) -> dict[str, Any]:
        """``message/custom/typing``."""
        self.account.need_verified()
        body = call.body
        openid, command = str(body.get("touser", "")), body.get("command")
        self._reachable(openid)
        if command not in ("Typing", "CancelTyping"):
            raise Refusal(45072, "invalid command")
        last = max((at for (who, _), (at, _) in self._windows.items() if who == openid), default=0)
        if self.account.clock() - last > 30:
            raise Refusal(45080, "need interaction within 30 seconds")
        if command == "Typing" and openid in self._typing:
            raise Refusal(45081, "already typing")
        (self._typing.add if command == "Typing" else self._typing.discard)(openid)
        return {"errcode": 0, "errmsg": "ok"}

    def all_templates(self, call: Call) -> dict[str, Any]:
        """``template/get_all_private_template``."""
        return {"template_list": [{"template_id": one} for one in self._of(is_subscription=False)]}

    def all_subscriptions(self, call: Call) -> dict[str, Any]:
        """``/wxaapi/newtmpl/gettemplate``."""
        found = self._of(is_subscription=True)
        return {"errcode": 0, "data": [{"priTmplId": one} for one in found]}

    def _of(self, *, is_subscription: bool) -> list[str]:
        return [
            one
            for one in self.templates
            if (self.kinds.get(one) == "subscription") == is_subscription
        ]

    def template(self, call: Call) -> dict[str, Any]:
        """``message/template/send``: verified service accounts, followers, known fields."""
        self.account.need_verified()
        if self.account.kind != "service":
            raise Refusal(48001, "api unauthorized")
        self.account.count_day("template", 100_000)
        body = call.body
        openid = self._notice(body)
        if openid not in self.followers:
            raise Refusal(43004, "require subscribe")
        number = next(self._ids)
        self.received.setdefault(openid, []).append({"by": "template", **body})
        status = "failed:user block" if openid in self.blocked else "success"
        event = {"Event": "TEMPLATESENDJOBFINISH", "FromUserName": openid}
        self._event({**event, "MsgID": number, "Status": status})
        return {"errcode": 0, "errmsg": "ok", "msgid": number}

    def subscription(self, call: Call) -> dict[str, Any]:
        """``message/subscribe/bizsend``: uses up one consent."""
        body = call.body
        openid = self._notice(body)
        key = (openid, str(body["template_id"]))
        if self.consents.get(key, 0) < 1:
            raise Refusal(43101, "user refuse to accept the msg")
        self.consents[key] -= 1
        self.received.setdefault(openid, []).append({"by": "subscription", **body})
        sent = {"TemplateId": body["template_id"], "MsgID": next(self._ids), "ErrorCode": 0}
        event = {"Event": "subscribe_msg_sent_event", "FromUserName": openid}
        self._event(
            {**event, "SubscribeMsgSentEvent": {"List": {**sent, "ErrorStatus": "success"}}}
        )
        return {"errcode": 0, "errmsg": "ok"}

    def _notice(self, body: dict[str, Any]) -> str:
        """The openid of a notice whose template and data fit."""
        openid, template = str(body.get("touser", "")), str(body.get("template_id", ""))
        if not self._is_openid(openid):
            raise Refusal(40003, "invalid openid")
        if template not in self.templates:
            raise Refusal(40037, "invalid template_id")
        data = body.get("data")
        if not isinstance(data, dict) or set(data) != set(self.templates[template]):
            raise Refusal(47003, "argument invalid! data does not fit the template")
        if any(not isinstance(v, dict) or not v.get("value") for v in data.values()):
            raise Refusal(47003, "argument invalid! data.value is empty")
        return openid

    def _is_openid(self, openid: str) -> bool:
        return openid.startswith("o") and len(openid) == 28

    def _reachable(self, openid: str) -> None:
        if not self._is_openid(openid):
            raise Refusal(40003, f"invalid openid [{openid}]")
        if openid in self.blocked:
            raise Refusal(43019, "user is in the blacklist")

    def _check_content(self, kind: str, content: Any) -> None:
        if not isinstance(content, dict):
            raise Refusal(40008, "invalid message type")
        if kind == "text":
            self._check_text(str(content.get("content", "")))
        elif kind in ("image", "voice"):
            if content.get("media_id") not in self.media:
                raise Refusal(40007, "invalid media_id")
        elif kind == "news":
            if len(content.get("articles", [])) != 1:
                raise Refusal(45008, "article size out of limit")
        elif kind == "msgmenu":
            entries = content.get("list", [])
            if not entries or any({"id", "content"} - set(entry) for entry in entries):
                raise Refusal(47003, "invalid msgmenu")
            self._check_text(str(content.get("head_content", "")) or " ")
        else:
            raise Refusal(40008, "invalid message type")

    def _check_text(self, text: str) -> None:
        if not text:
            raise Refusal(44004, "empty content")
        if len(text.encode()) > TEXT_BYTES:
            raise Refusal(45002, "content size out of limit")

    def _use_window(self, openid: str) -> None:
        now, is_open = self.account.clock(), False
        for kind in ("click", "follow", "scan", "message"):  # the short ones first
            most, seconds = WINDOWS[kind]
            at, used = self._windows.get((openid, kind), (0.0, 0))
            if now - at >= seconds:
                continue
            is_open = True
            if used < most:
                self._windows[openid, kind] = (at, used + 1)
                return
        if is_open:
            raise Refusal(45047, "out of response count limit")
        raise Refusal(45015, "response out of time limit or subscription is canceled")
