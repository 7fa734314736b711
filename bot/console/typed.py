"""Kinds of values that addresses and forms of the case pages carry."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Path, Query
from pydantic import AfterValidator

LONGEST_WORDS = 2000
LONGEST_FIELD = 500
LONGEST_REASON = 200


def _plain(text: str) -> str:
    # PostgreSQL keeps no such character; no keyboard types it.
    return text.replace("\x00", "")


PlainText = Annotated[str, AfterValidator(_plain)]
Words = Annotated[PlainText, Form(max_length=LONGEST_WORDS)]
Field = Annotated[PlainText, Form(max_length=LONGEST_FIELD)]
Reason = Annotated[PlainText, Form(max_length=LONGEST_REASON)]
Number = Annotated[str, Path(pattern=r"^CQ\d{8}-\d{6}-\d$")]
Reference = Annotated[str, Path(pattern=r"^[0-9a-f]{1,32}$")]
Asks = Annotated[PlainText, Query(max_length=100)]
Posts = Annotated[PlainText, Form(max_length=100)]
