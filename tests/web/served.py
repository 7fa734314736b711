"""An application served on a free port of the loopback, by a thread of the test's process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from fastapi import FastAPI

from tests.journeys.conftest import free_port


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of the running application."""
    port = free_port()

    @asynccontextmanager
    async def lifespan(outer: FastAPI) -> AsyncIterator[None]:
        async with app.router.lifespan_context(app):
            yield

    outer = FastAPI(lifespan=lifespan, openapi_url=None)
    outer.mount("/", app)
    config = uvicorn.Config(outer, port=port, log_level="error", ws="none", proxy_headers=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    while not server.started:
        assert thread.is_alive()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join()
