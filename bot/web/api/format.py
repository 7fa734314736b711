"""The formats of Open311 GeoReport v2: JSON, XML, and errors in both.

Source: https://wiki.open311.org/GeoReport_v2 (final version of the specification).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from fastapi import Response

from bot.kit.clock import CHONGQING

MEDIA_TYPES = {"json": "application/json", "xml": "text/xml; charset=utf-8"}
# XML 1.0 section 2.2 knows no such characters; a parser would refuse the whole answer.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What the items of a list are called in XML.
_ITEMS = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
}


class Open311Problem(Exception):
    """What the standard calls an error.

    Args:
        code: HTTP status: 400, 403, 404, 413 or 429.
        descriptions: what is wrong, a Chinese sentence each.
    """

    def __init__(self, code: int, *descriptions: str) -> None:
        super().__init__(*descriptions)
        self.code = code
        self.descriptions = descriptions


def answer(extension: str, root: str, content: Any, status: int = 200) -> Response:
    """A document in the wanted format.

    Args:
        extension: ``json`` or ``xml``.
        root: the name of the root in XML; JSON has none.
        content: dictionaries, lists and texts.
        status: HTTP status.
    """
    if extension == "json":
        body = json.dumps(content, ensure_ascii=False).encode()
    else:
        body = ElementTree.tostring(_element(root, content), "utf-8", xml_declaration=True)
    return Response(body, status, media_type=MEDIA_TYPES[extension])


def problem(extension: str, found: Open311Problem) -> Response:
    """An error document; an unknown format gets JSON."""
    known = extension if extension in MEDIA_TYPES else "json"
    errors = [{"code": found.code, "description": text} for text in found.descriptions]
    return answer(known, "errors", errors, found.code)


def moment(at: datetime | None) -> str | None:
    """A moment as the standard writes it, with the offset of Chongqing."""
    return None if at is None else at.astimezone(CHONGQING).isoformat(timespec="seconds")


def _element(name: str, content: Any) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(content, Mapping):
        element.extend(_element(key, value) for key, value in content.items())
    elif isinstance(content, Sequence) and not isinstance(content, str):
        element.extend(_element(_ITEMS[name], item) for item in content)
    elif content is not None:
        element.text = _NOT_XML.sub("", _text(content))
    return element


def _text(content: object) -> str:
    return str(content).lower() if isinstance(content, bool) else str(content)
