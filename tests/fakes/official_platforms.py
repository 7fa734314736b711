"""The official platforms as far as public programs show them, in one process and with their faults.

Written from the facts of their query interfaces: paging with a size of their own, hits marked in
the number, doubled and missing rows, milliseconds, 现行 with a day to come, errors, other shapes.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs

import httpx


def standard(
    number: str,
    issued: str,
    effective: str,
    title: str = "某种产品通用要求",
    status: str = "现行",
    **more: Any,
) -> dict[str, Any]:
    """A standard as a platform knows it, to be served in its own words."""
    return {
        "number": number, "issued": issued, "effective": effective, "title": title,
        "status": status, **more,
    }  # fmt: skip


@dataclass
class FakePlatform(ABC):
    """What both kinds share: the standards, the faults, the record of requests.

    Args:
        standards: the newest first.
        fails: ordinals of the requests that are answered with 500, from 1.
        shape: changes an answer before it is sent, by page number.
        doubled: rows of a page that come again on the next one, pushing as many out of the list.
        pretend: what is added to the total.
        details: what the page about a number says otherwise: label to value.
        largest: rows a page has at most, whatever is asked for.
    """

    standards: list[dict[str, Any]]
    fails: set[int] = field(default_factory=set)
    shape: dict[int, Callable[[Any], Any]] = field(default_factory=dict)
    doubled: int = 0
    pretend: int = 0
    details: dict[str, dict[str, str]] = field(default_factory=dict)
    largest: int = 20
    asked: list[httpx.Request] = field(default_factory=list)
    heard: Callable[[], None] = lambda: None

    @property
    def transport(self) -> httpx.MockTransport:
        """Give it to a client."""
        return httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """One request."""
        self.asked.append(request)
        self.heard()
        if len(self.asked) in self.fails:
            return httpx.Response(500, text="<html>系统繁忙</html>")
        return self.serve(request)

    @abstractmethod
    def serve(self, request: httpx.Request) -> httpx.Response:
        """The answer of a day without faults."""

    def page(self, number: int, size: int, words: str) -> list[dict[str, Any]]:
        """The standards of a page; those at its end come again at the beginning of the next."""
        found = self.found(words)
        if self.doubled:
            pages = [found[n : n + size] for n in range(0, len(found), size)]
            for before, page in pairwise(pages):
                page[:] = [*before[-self.doubled :], *page[: len(page) - self.doubled]]
            return pages[number - 1] if number <= len(pages) else []
        return found[(number - 1) * size : number * size]

    def found(self, words: str) -> list[dict[str, Any]]:
        """The standards in whose number or title words stand."""
        bare = words.replace(" ", "")
        return [
            one
            for one in self.standards
            if bare in one["number"].replace(" ", "") or bare in one["title"]
        ]

    def detail(self, key: str) -> httpx.Response:
        """The page about a standard."""
        one = next((s for s in self.standards if key_of(s, len(key)) == key), None)
        if one is None:
            return httpx.Response(404)
        said = {
            "标准号": one["number"],
            "发布日期": one["issued"],
            "实施日期": one["effective"],
            "标准状态": one["status"],
            **self.details.get(one["number"], {}),
        }
        cells = "".join(f"<dt>{label}</dt>\n<dd> {value} </dd>" for label, value in said.items())
        return httpx.Response(200, html=f"<script>var 状态='x'</script><dl>{cells}</dl>")


class FakeNational(FakePlatform):
    """std.samr.gov.cn."""

    def serve(self, request: httpx.Request) -> httpx.Response:
        """See :meth:`FakePlatform.serve`."""
        query = dict(request.url.params)
        if request.url.path == "/gb/search/gbDetailed":
            return self.detail(query["id"])
        assert request.method == "GET"
        assert request.url.path == "/gb/search/gbQueryPage"
        number, size = int(query["pageNumber"]), min(int(query["pageSize"]), self.largest)
        words = query["searchText"]
        answer: Any = {
            "total": len(self.found(words)) + self.pretend,
            "pageNumber": number,
            "rows": [national_row(one, words) for one in self.page(number, size, words)],
        }
        answer = self.shape.get(number, lambda same: same)(answer)
        if isinstance(answer, str):
            return httpx.Response(200, html=answer)
        return httpx.Response(200, content=json.dumps(answer, ensure_ascii=False).encode())


class FakeSacinfo(FakePlatform):
    """hbba.sacinfo.org.cn and dbba.sacinfo.org.cn."""

    def serve(self, request: httpx.Request) -> httpx.Response:
        """See :meth:`FakePlatform.serve`."""
        if request.url.path.startswith("/stdDetail/"):
            return self.detail(request.url.path.rpartition("/")[2])
        assert request.method == "POST"
        assert request.url.path == "/stdQueryList"
        form = {
            name: values[0]
            for name, values in parse_qs(request.content.decode(), keep_blank_values=True).items()
        }
        number, size = int(form["current"]), min(int(form["size"]), self.largest)
        ministry, words = form["ministry"], form["key"]
        everything = self.standards
        self.standards = [s for s in everything if ministry in ("", s.get("ministry", ""))]
        page, total = self.page(number, size, words), len(self.found(words)) + self.pretend
        self.standards = everything
        answer: Any = {
            "total": total,
            "current": number,
            "pages": -(-total // size),
            "records": [sacinfo_row(one) for one in page],
        }
        answer = self.shape.get(number, lambda same: same)(answer)
        return httpx.Response(200, content=json.dumps(answer, ensure_ascii=False).encode())


def key_of(one: dict[str, Any], length: int) -> str:
    """The platform's own id."""
    return sha256(one["number"].encode()).hexdigest()[:length]


def national_row(one: dict[str, Any], words: str = "") -> dict[str, Any]:
    """A row as std.samr.gov.cn writes it, the hits of a search marked."""
    number, title = one["number"], one["title"].replace("、", "&middot;")
    if words:
        number = re.sub(re.escape(words), r"<sacinfo>\g<0></sacinfo>", number)
        title = re.sub(re.escape(words), r"<sacinfo>\g<0></sacinfo>", title)
    return {
        "id": key_of(one, 32),
        "C_STD_CODE": number,
        "C_C_NAME": title,
        "STD_NATURE": one.get("nature", "推荐性" if "/T" in one["number"] else "强制性"),
        "ISSUE_DATE": one["issued"],
        "ACT_DATE": one["effective"],
        "STATE": one["status"],
        "DRAFT_STAFF": "张三、李四",
        **one.get("row", {}),
    }


def sacinfo_row(one: dict[str, Any]) -> dict[str, Any]:
    """A record as the two sacinfo platforms write it."""
    return {
        "pk": key_of(one, 64),
        "code": one["number"],
        "chName": one["title"],
        "industry": "重庆市" if one["number"].startswith("DB50") else "轻工",
        "status": one["status"],
        "issueDate": milliseconds(one["issued"]),
        "actDate": milliseconds(one["effective"]),
        "fzDate": milliseconds(one.get("ended", "")),
        "recordNo": "J0001",
        "chargeDept": "重庆市市场监督管理局",
        "reviseStdCodes": one.get("replaces", ""),
        "empty": False,
        **one.get("row", {}),
    }


def milliseconds(day: str) -> int | None:
    """Midnight in Beijing of a day, as these platforms count it."""
    if not day:
        return None
    moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    return int((moment - timedelta(hours=8)).timestamp() * 1000)
