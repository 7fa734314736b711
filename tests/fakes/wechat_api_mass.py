"""The fake platform's mass messages: quotas, clientmsgid, confirmation, jobs that end later."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.wechat_api_articles import Articles
from tests.fakes.wechat_api_base import DAY, Account, Call, Refusal
from tests.fakes.wechat_api_messages import TEXT_BYTES, Messages
from tests.fakes.wechat_api_users import Users

A_MONTH = 4  # messages a follower of a service account gets


@dataclass
class MassJob:
    """A mass message that was submitted."""

    id: int
    openids: list[str]
    content: dict[str, Any]
    status: str = "SENDING"
    outcome: str = "send success"
    filtered: list[str] = field(default_factory=list)


class Mass:
    """Takes jobs; :meth:`finish` ends them and raises their events."""

    def __init__(
        self,
        account: Account,
        users: Users,
        messages: Messages,
        articles: Articles,
        event: Callable[[dict[str, Any]], None],
    ) -> None:
        self.account = account
        self.users = users
        self.messages = messages
        self.articles = articles
        self.jobs: dict[int, MassJob] = {}
        self.next_outcome = "send success"
        self._event = event
        self._ids = itertools.count(3_147_483_001)
        self._client_ids: dict[str, tuple[int, float, float]] = {}
        self._monthly: dict[tuple[str, tuple[int, int]], int] = {}
        self._days: set[int] = set()

    def send_all(self, call: Call) -> dict[str, Any]:
        """``mass/sendall``: to all or to a tag."""
        body = call.body
        audience = body.get("filter")
        if not isinstance(audience, dict):
            raise Refusal(47001, "data format error")
        if audience.get("is_to_all"):
            return self._submit(body, list(self.users.openids))
        tag = audience.get("tag_id")
        if tag not in self.users.tags:
            raise Refusal(40152, "invalid tagid")
        return self._submit(body, self.users.with_tag(tag))

    def send(self, call: Call) -> dict[str, Any]:
        """``mass/send``: to a list; service accounts only."""
        if self.account.kind != "service":
            raise Refusal(48001, "api unauthorized")
        body = call.body
        openids = body.get("touser", [])
        if not isinstance(openids, list) or len(openids) < 2:
            raise Refusal(40130, "invalid openid list size, at least two openid")
        if len(openids) > 10_000:
            raise Refusal(40032, "invalid openid list size")
        return self._submit(body, openids)

    def preview(self, call: Call) -> dict[str, Any]:
        """``mass/preview``: 100 a day."""
        self.account.need_verified()
        self.account.count_day("preview", 100)
        body = call.body
        openid = str(body.get("touser") or self.users.names.get(str(body.get("towxname")), ""))
        if openid not in self.users.openids:
            raise Refusal(40003, "invalid openid")
        self._check(body)
        self.messages.received.setdefault(openid, []).append({"by": "preview", **body})
        return {"errcode": 0, "errmsg": "preview success", "msg_id": next(self._ids)}

    def get(self, call: Call) -> dict[str, Any]:
        """``mass/get``."""
        job = self._job(call)
        return {"msg_id": job.id, "msg_status": job.status}

    def delete(self, call: Call) -> dict[str, Any]:
        """``mass/delete``: articles only."""
        job = self._job(call)
        if job.content.get("msgtype") not in ("mpnews", "mpvideo"):
            raise Refusal(40008, "invalid message type")
        job.status = "DELETE"
        return {"errcode": 0, "errmsg": "ok"}

    def finish(self) -> list[dict[str, Any]]:
        """End every job that is running; returns their MASSSENDJOBFINISH events."""
        running = [job for job in self.jobs.values() if job.status == "SENDING"]
        return [self._end(job) for job in running]

    def _submit(self, body: dict[str, Any], openids: list[str]) -> dict[str, Any]:
        self.account.need_verified()
        self.account.count_minute("mass", 60)
        known = self._known(body)
        if known is not None:
            return known
        self._check(body)
        if self.account.protected:
            raise Refusal(89503, "need admin confirm")
        self.account.count_day("mass", 100)
        if self.account.kind == "subscription" and self.account.today() in self._days:
            raise Refusal(45028, "has no masssend quota")
        self._days.add(self.account.today())
        if body["msgtype"] == "mpnews":
            self.articles.consume(body["mpnews"]["media_id"])
        job = MassJob(next(self._ids), openids, body, outcome=self.next_outcome)
        self.jobs[job.id] = job
        if client_id := body.get("clientmsgid"):
            self._client_ids[client_id] = (job.id, self.account.clock(), self.account.clock())
        ok = {"errcode": 0, "errmsg": "send job submission success"}
        return {**ok, "msg_id": job.id, "msg_data_id": job.id + 1}

    def _known(self, body: dict[str, Any]) -> dict[str, Any] | None:
        client_id = body.get("clientmsgid")
        if client_id is None:
            return None
        if len(str(client_id).encode()) > 32:
            raise Refusal(45067, "clientmsgid size out of limit")
        now = self.account.clock()
        job_id, first, last = self._client_ids.get(client_id, (0, 0.0, 0.0))
        if not job_id or now - first >= DAY:
            return None
        self._client_ids[client_id] = (job_id, first, now)
        if now - last < 60:
            raise Refusal(45066, "same clientmsgid retry too fast")
        raise Refusal(45065, "clientmsgid exist", msg_id=job_id)

    def _check(self, body: dict[str, Any]) -> None:
        kind = str(body.get("msgtype", ""))
        content = body.get(kind)
        if not isinstance(content, dict):
            raise Refusal(40008, "invalid message type")
        if kind == "text" and len(str(content.get("content", "")).encode()) > TEXT_BYTES:
            raise Refusal(45002, "content size out of limit")
        if kind == "mpnews" and content.get("media_id") not in self.articles.drafts:
            raise Refusal(40007, "invalid media_id")
        if kind == "image" and content.get("media_id") not in self.messages.media:
            raise Refusal(40007, "invalid media_id")

    def _job(self, call: Call) -> MassJob:
        job = self.jobs.get(int(call.body.get("msg_id", 0)))
        if job is None:
            raise Refusal(40059, "invalid msg id")
        return job

    def _end(self, job: MassJob) -> dict[str, Any]:
        sent, failed = 0, 0
        good = job.outcome == "send success"
        for openid in job.openids:
            if openid not in self.users.openids or openid in self.messages.blocked:
                job.filtered.append(openid)
            elif not good or not self._month_allows(openid):
                failed += 1
            else:
                sent += 1
                message = {"by": "mass", **job.content}
                self.messages.received.setdefault(openid, []).append(message)
        job.status = "SEND_SUCCESS" if good else "SEND_FAIL"
        total = len(job.openids)
        counts = {"TotalCount": total, "FilterCount": total - len(job.filtered)}
        event = {"Event": "MASSSENDJOBFINISH", "MsgID": job.id, "Status": job.outcome}
        finished = {**event, **counts, "SentCount": sent, "ErrorCount": failed}
        self._event(finished)
        return finished

    def _month_allows(self, openid: str) -> bool:
        if self.account.kind != "service":
            return True
        key = (openid, self.account.month())
        self._monthly[key] = self._monthly.get(key, 0) + 1
        return self._monthly[key] <= A_MONTH
