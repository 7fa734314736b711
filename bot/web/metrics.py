"""Figures for Prometheus, for whoever shows the token.

What citizens asked comes from the table of turns, over the last five minutes: so all web
processes tell the same, and none of it is lost with a process. Nothing of a single citizen's.
"""

from __future__ import annotations

import hmac
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from statistics import quantiles
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import select

from bot.conversation.models import Turn
from bot.kit import clock
from bot.kit.errors import NotFound
from bot.outbox.models import OutboxStatus
from bot.web.health import Health, health_of
from bot.web.services import Services, services
from bot.web.standing import Standing, standing_of

WINDOW = timedelta(minutes=5)
_PARTS = ("database", "knowledge", "rasa", "disk", "clock", "worker", "outbox")
router = APIRouter()


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request, parts: Annotated[Services, Depends(services)]) -> Response:
    """The figures; without the token there is nothing here."""
    expected = parts.settings.metrics_token.get_secret_value()
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not expected or not hmac.compare_digest(shown.encode(), expected.encode()):
        raise NotFound
    health = await health_of(parts)
    figures = _Figures(health, parts.probe.bytes_free(), None, ())
    if health.state["database"] == "ok":
        since = clock.now() - WINDOW
        query = select(
            Turn.channel, Turn.kind, Turn.degraded, Turn.milliseconds, Turn.reasons, Turn.stages
        ).where(Turn.received_at >= since, Turn.milliseconds.is_not(None))
        async with parts.sessions() as session:
            turns = tuple((await session.execute(query)).all())
        standing = await standing_of(parts.settings, parts.sessions)
        figures = _Figures(health, parts.probe.bytes_free(), standing, turns)
    registry = CollectorRegistry()
    registry.register(figures)
    text = generate_latest(registry) + generate_latest(_counters())
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def _counters() -> CollectorRegistry:
    """What processes count in memory: of several web processes (by the supervisor) the sum.

    Memory and CPU are one process's: where several answer in turn they'd jump, and are left out.
    """
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


@dataclass(frozen=True, eq=False)
class _Figures(Collector):
    """One look at everything.

    Args:
        health: what ``/readyz`` says.
        free: bytes on the disk.
        standing: worker, outbox, backups; None while the database is away.
        turns: channel, kind, degraded, milliseconds, reasons and stages of the last minutes.
    """

    health: Health
    free: int
    standing: Standing | None
    turns: Iterable[Any]

    def collect(self) -> Iterator[Metric]:
        """See prometheus_client."""
        yield _gauge("yubiao_usable", "Whether questions are answered", self.health.usable)
        ok = {name: self.health.state.get(name) == "ok" for name in _PARTS}
        yield _labelled("yubiao_part_ok", "Whether a part is as it should be", "part", ok)
        yield _gauge("yubiao_disk_free_bytes", "Free where the data folder is", self.free)
        yield from self._of_turns()
        if self.standing is not None:
            yield from self._of_standing(self.standing)

    def _of_turns(self) -> Iterator[Metric]:
        rows = list(self.turns)
        messages = GaugeMetricFamily(
            "yubiao_messages", "Messages answered in 5 minutes", labels=["channel", "kind"]
        )
        for (channel, kind), count in Counter((row.channel, row.kind) for row in rows).items():
            messages.add_metric([channel, kind], count)
        yield messages
        spoke = Counter(
            str(reason.get("who")) for row in rows for reason in row.reasons if reason.get("spoke")
        )
        yield _labelled("yubiao_decisions", "Who answered, in 5 minutes", "skill", spoke)
        degraded = sum(row.degraded for row in rows)
        yield _gauge("yubiao_degraded_messages", "Answered without Rasa in 5 minutes", degraded)
        took = sorted(row.milliseconds / 1000 for row in rows)
        if len(took) > 1:
            cuts = quantiles(took, n=100, method="inclusive")
            shown = {"0.5": cuts[49], "0.95": cuts[94], "0.99": cuts[98]}
            help_text = "From a message to its answer, in 5 minutes"
            yield _labelled("yubiao_answer_seconds", help_text, "quantile", shown)
        yield _of_stages(rows)

    def _of_standing(self, standing: Standing) -> Iterator[Metric]:
        by_status = {one.value: standing.outbox.get(one.value, 0) for one in OutboxStatus}
        yield _labelled("yubiao_outbox", "Messages by status", "status", by_status)
        count, age = standing.overdue
        yield _gauge("yubiao_outbox_due", "Messages whose time has come", count)
        seconds = age.total_seconds()
        yield _gauge("yubiao_outbox_oldest_seconds", "How long the oldest of them waits", seconds)
        late = standing.late_cases
        yield _gauge("yubiao_deadlines_overdue", "Legal periods that have run out", late)
        for name, what, length in (
            (
                "yubiao_worker_silent_seconds",
                "Since the worker's last work",
                standing.worker_silent,
            ),
            ("yubiao_backup_age_seconds", "Age of the newest backup", standing.backup_age),
        ):
            if length is not None:
                yield _gauge(name, what, length.total_seconds())


def _of_stages(rows: Iterable[Any]) -> Metric:
    """The stages overlap: Rasa and the knowledge base look at a message at the same time."""
    family = GaugeMetricFamily(
        "yubiao_stage_seconds", "Stages of an answer, in 5 minutes", labels=["stage", "quantile"]
    )
    by_stage: dict[str, list[float]] = {}
    for row in rows:
        for name, milliseconds in (row.stages or {}).items():
            by_stage.setdefault(name, []).append(milliseconds / 1000)
    for name, took in sorted(by_stage.items()):
        if len(took) > 1:
            cuts = quantiles(took, n=100, method="inclusive")
            for label, value in (("0.5", cuts[49]), ("0.95", cuts[94]), ("0.99", cuts[98])):
                family.add_metric([name, label], value)
    return family


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value=float(value))


def _labelled(name: str, what: str, label: str, values: dict[str, Any] | Counter[str]) -> Metric:
    family = GaugeMetricFamily(name, what, labels=[label])
    for key, value in values.items():
        family.add_metric([key], float(value))
    return family
