"""The fake platform's followers, tags and menu."""

from __future__ import annotations

from typing import Any

from tests.fakes.wechat_api_base import Account, Call, Refusal

PAGE = 10_000
OWN_TAGS = (0, 1, 2)


class Users:
    """Followers in the order they came, their tags, and the menu."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.openids: dict[str, set[int]] = {}
        self.tags: dict[int, str] = {2: "星标组"}
        self.names: dict[str, str] = {}  # WeChat names (微信号) with their openids
        self.menu: list[dict[str, Any]] = []
        self.page = PAGE

    def follow(self, *openids: str) -> None:
        """New followers."""
        for openid in openids:
            self.openids.setdefault(openid, set())

    def with_tag(self, tag: int) -> list[str]:
        """Followers with a tag."""
        return [openid for openid, tags in self.openids.items() if tag in tags]

    def get(self, call: Call) -> dict[str, Any]:
        """``user/get``; the last page names a next one, which has no ``data``."""
        self.account.count_day("user/get", 500)
        return self._paged(list(self.openids), call.query.get("next_openid", ""))

    def tagged(self, call: Call) -> dict[str, Any]:
        """``user/tag/get``."""
        self._tag(call.body.get("tagid"))
        found = self.with_tag(call.body["tagid"])
        return self._paged(found, str(call.body.get("next_openid", "")))

    def _paged(self, everybody: list[str], after: str) -> dict[str, Any]:
        if after and after not in everybody:
            raise Refusal(40003, "invalid openid")
        start = everybody.index(after) + 1 if after else 0
        page = everybody[start : start + self.page]
        answer: dict[str, Any] = {"total": len(everybody), "count": len(page), "next_openid": ""}
        if page:
            answer.update(data={"openid": page}, next_openid=page[-1])
        return answer

    def info(self, call: Call) -> dict[str, Any]:
        """``user/info/batchget``: at most 100."""
        wanted = [str(user.get("openid", "")) for user in call.body.get("user_list", [])]
        if len(wanted) > 100:
            raise Refusal(40032, "invalid openid list size")
        return {"user_info_list": [self._one(openid) for openid in wanted]}

    def _one(self, openid: str) -> dict[str, Any]:
        tags = self.openids.get(openid)
        if tags is None:
            return {"openid": openid, "subscribe": 0}
        return {"openid": openid, "subscribe": 1, "nickname": "", "tagid_list": sorted(tags)}

    def all_tags(self, call: Call) -> dict[str, Any]:
        """``tags/get``."""
        counted = [(tag, name, len(self.with_tag(tag))) for tag, name in self.tags.items()]
        return {"tags": [{"id": tag, "name": name, "count": n} for tag, name, n in counted]}

    def create_tag(self, call: Call) -> dict[str, Any]:
        """``tags/create``."""
        name = self._name(call)
        if len(self.tags) >= 100:
            raise Refusal(45056, "too many tag now")
        tag = max(self.tags, default=99) + 1 if max(self.tags, default=0) >= 100 else 100
        self.tags[tag] = name
        return {"tag": {"id": tag, "name": name}}

    def update_tag(self, call: Call) -> dict[str, Any]:
        """``tags/update``."""
        tag = self._own(call)
        self.tags[tag] = self._name(call)
        return {"errcode": 0, "errmsg": "ok"}

    def delete_tag(self, call: Call) -> dict[str, Any]:
        """``tags/delete``."""
        tag = self._own(call)
        if len(self.with_tag(tag)) > 100_000:
            raise Refusal(45057, "too many fans in this tag")
        del self.tags[tag]
        for tags in self.openids.values():
            tags.discard(tag)
        return {"errcode": 0, "errmsg": "ok"}

    def tag_users(self, call: Call) -> dict[str, Any]:
        """``tags/members/batchtagging``."""
        tag, openids = self._members(call)
        if any(len(self.openids[o] - {tag}) >= 20 for o in openids):
            raise Refusal(45059, "user already has too many tags")
        for openid in openids:
            self.openids[openid].add(tag)
        return {"errcode": 0, "errmsg": "ok"}

    def untag_users(self, call: Call) -> dict[str, Any]:
        """``tags/members/batchuntagging``."""
        tag, openids = self._members(call)
        for openid in openids:
            self.openids[openid].discard(tag)
        return {"errcode": 0, "errmsg": "ok"}

    def tags_of(self, call: Call) -> dict[str, Any]:
        """``tags/getidlist``."""
        openid = str(call.body.get("openid", ""))
        if openid not in self.openids:
            raise Refusal(40003, "invalid openid")
        return {"tagid_list": sorted(self.openids[openid])}

    def _members(self, call: Call) -> tuple[int, list[str]]:
        tag = self._tag(call.body.get("tagid"))
        openids = call.body.get("openid_list", [])
        if not 1 <= len(openids) <= 50:
            raise Refusal(40032, "invalid openid list size")
        if any(openid not in self.openids for openid in openids):
            raise Refusal(49003, "not match openid with appid")
        return tag, openids

    def _tag(self, tag: Any) -> int:
        if tag not in self.tags:
            raise Refusal(45159, "invalid tag id")
        return int(tag)

    def _own(self, call: Call) -> int:
        tag = call.body.get("tag", {}).get("id")
        if tag in OWN_TAGS:
            raise Refusal(45058, "can't modify sys tag")
        return self._tag(tag)

    def _name(self, call: Call) -> str:
        name = str(call.body.get("tag", {}).get("name", ""))
        if not 1 <= len(name) <= 30:
            raise Refusal(45158, "tag name too long")
        if name in self.tags.values():
            raise Refusal(45157, "tag name already exist")
        return name

    def create_menu(self, call: Call) -> dict[str, Any]:
        """``menu/create``: replaces the whole menu."""
        self.account.count_day("menu/create", 1000)
        buttons = call.body.get("button", [])
        if not 1 <= len(buttons) <= 3:
            raise Refusal(40016, "invalid button size")
        for button in buttons:
            if len(button.get("sub_button", [])) > 5:
                raise Refusal(40023, "invalid sub button size")
            for leaf in button.get("sub_button") or [button]:
                self._check_button(leaf)
        self.menu = buttons
        return {"errcode": 0, "errmsg": "ok"}

    def _check_button(self, button: dict[str, Any]) -> None:
        needs = {"click": "key", "view": "url", "scancode_push": "key", "scancode_waitmsg": "key"}
        kind = button.get("type")
        if kind not in needs:
            raise Refusal(40017, "invalid button type")
        if not button.get("name") or not button.get(needs[kind]):
            raise Refusal(40018, "invalid button name size")

    def get_menu(self, call: Call) -> dict[str, Any]:
        """``menu/get``."""
        if not self.menu:
            raise Refusal(46003, "menu no exist")
        return {"menu": {"button": self.menu}}

    def delete_menu(self, call: Call) -> dict[str, Any]:
        """``menu/delete``."""
        self.menu = []
        return {"errcode": 0, "errmsg": "ok"}
