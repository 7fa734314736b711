"""An application served on the loopback by a thread of this process."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from tests.ports import listening

# Pages keep streams open, in seconds to wait for them. The shutdown itself runs to its end: left
# out, it leaves connections to the garbage collector, which blames whichever test runs then.
_BRIEF = {"timeout_graceful_shutdown": 1}


@contextmanager
def in_thread(app: Any, listener: socket.socket | None = None, **config: Any) -> Iterator[str]:
    """The address of the running application.

    Args:
        app: what uvicorn can serve.
        listener: bound before, where the application has to know its address; else a new one.
        config: more for uvicorn's configuration.
    """
    with listener or listening() as door:
        quiet = uvicorn.Config(app, log_level="error", ws="none", **_BRIEF, **config)
        server = uvicorn.Server(quiet)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[door])))
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the application did not start"
            thread.join(0.02)
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
