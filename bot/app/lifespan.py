"""What a web process does from its start to its end, beside answering requests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import structlog
from fastapi import FastAPI

from bot.app import hands
from bot.app.house import build_services
from bot.app.open311 import arrange_open311
from bot.app.rasa_address import note_rasa_addresses
from bot.kit.announced import Follower
from bot.kit.long_lived import is_set_aside, set_aside
from bot.kit.outage import Outage
from bot.kit.storage_fault import fault_of
from bot.kit.tasks import ended
from bot.web.services import Services
from kb.knowledge import Snapshot
from kb.law_search import load_law_search

Worked = Callable[[], object]
SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_RESCUES = 2.0
SECONDS_TO_FINISH = 4.5
# What waited at the door comes first: Rasa starts for half a minute before it asks for an action.
SECONDS_BEFORE_ACTIONS = 5.0


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    parts: Services = app.state.services
    try:
        note_rasa_addresses(parts.settings)
        await parts.knowledge.refresh()
        await _read_content(app)
    except Exception as error:
        if (fault := fault_of(error)) is None:
            raise
        # Who asks meanwhile hears so; the followers below go on trying.
        structlog.get_logger().error("storage.failed", at="start", fault=fault.value)
    news = parts.announcements.follower()
    followers = [
        asyncio.create_task(parts.announcements.listen_on()),
        asyncio.create_task(_for_ever("knowledge.refresh_failed", parts.knowledge.follow)),
        asyncio.create_task(
            _for_ever("content.reload_failed", partial(_follow_content, app, news))
        ),
        asyncio.create_task(_for_ever("turns.rescue_failed", partial(_rescue, app))),
        asyncio.create_task(_read_later()),
    ]
    yield
    # Waited for before the database goes: in the middle of a query they'd wait for it for ever.
    await ended(followers)
    parts = app.state.services
    await parts.conversation.turns.finish(SECONDS_TO_FINISH)
    await parts.dialogue.aclose()
    await parts.labels.close()
    if parts.wechat_api is not None:
        await parts.wechat_api.close()
    if parts.telegram is not None:
        await parts.telegram.close()
    await parts.sessions.dispose()
    await parts.engine.dispose()


async def _for_ever(failed: str, follow: Callable[[Worked], Awaitable[None]]) -> None:
    outage = Outage(failed)
    while True:
        try:
            await follow(outage.over)
        except Exception as error:
            # The last good state goes on answering while the database is away.
            outage.tell(error)
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def _read_later() -> None:
    """What a start does without, and who first needs it would wait for, half a second each."""
    await asyncio.sleep(SECONDS_BEFORE_ACTIONS)
    await asyncio.to_thread(hands.read)
    await asyncio.to_thread(load_law_search)


async def _follow_content(app: FastAPI, news: Follower, worked: Worked) -> None:
    parts: Services = app.state.services
    active, seen = await parts.runs.active(), _snapshot(parts)
    while True:
        await news()
        await _read_content(app)
        if _snapshot(parts) is not seen:
            seen = _snapshot(parts)
            if is_set_aside():
                set_aside()
        if (newest := await parts.runs.active()) != active:
            parts.dialogue.forget()
            active = newest
        worked()


def _snapshot(parts: Services) -> Snapshot | None:
    return parts.knowledge.snapshot if parts.knowledge.ready else None


async def _rescue(app: FastAPI, worked: Worked) -> None:
    """Answer what a process that died has left, and have said what could not leave in time."""
    while True:
        parts: Services = app.state.services
        answered = await parts.conversation.turns.rescue_all()
        late = await parts.sessions.run(parts.late.rescue)
        if answered or late:
            structlog.get_logger().info("turns.rescued", answered=answered, late=late)
        worked()
        await asyncio.sleep(SECONDS_BETWEEN_RESCUES)


async def _read_content(app: FastAPI) -> None:
    """Make the parts anew if staff have published content of the region."""
    before: Services = app.state.services
    content = await before.folders.folder()
    if content == before.content:
        return
    app.state.services = await asyncio.to_thread(build_services, before.settings, before, content)
    arrange_open311(app)
    app.state.late_console.arrange()
    # Turns under way end with the content they began with.
    await before.conversation.turns.finish(SECONDS_TO_FINISH)
