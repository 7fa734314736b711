"""Reads pictures for another process: ``python -m kb.ocr.serve``.

Each picture comes on standard input and each page goes out on standard output, four bytes of length
before it. Ends with its input, so that nothing is left when the other process dies. Of what was
read nothing is kept or logged.
"""

from __future__ import annotations

import json
import os
import sys
from typing import BinaryIO

from kb.ocr.page import PageReader
from kb.ocr.wire import LENGTH

LARGEST = 16 * 1024 * 1024  # bytes of a picture
_NICER = 10  # citizens' questions go before


def serve(source: BinaryIO, target: BinaryIO) -> None:
    """Read pictures until there are no more; an empty page for what can't be read."""
    reader = PageReader()
    while len(head := source.read(LENGTH.size)) == LENGTH.size:
        (length,) = LENGTH.unpack(head)
        if length > LARGEST:
            return
        try:
            said = json.dumps(reader.read(source.read(length)).to_json())
        except (OSError, ValueError):
            said = "{}"
        body = said.encode()
        target.write(LENGTH.pack(len(body)) + body)
        target.flush()


if __name__ == "__main__":
    os.nice(_NICER)
    serve(sys.stdin.buffer, sys.stdout.buffer)
