"""What lives as long as the process is kept out of the garbage collector's rounds.

The knowledge base and the models are some million objects; each full round over them stops a
process that answers for a tenth of a second.
"""

from __future__ import annotations

import ctypes
import gc
import sys


def set_aside(*, clear: bool = True) -> None:
    """Set aside everything there is now.

    Args:
        clear: clear away before what is no longer needed; a start has thrown next to nothing away
            (1,900 objects of 390,000), and looking takes a third of a second of a core.
    """
    gc.unfreeze()
    if clear:
        gc.collect()
    gc.freeze()
    give_back()


def give_back() -> None:
    """Give the system back what is free: glibc keeps 50 MB of what a start has thrown away."""
    if sys.platform == "linux":
        # Another C library may not have it.
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


def is_set_aside() -> bool:
    """Whether this process does so (tests, commands and the worker don't)."""
    return gc.get_freeze_count() > 0
