"""A picture's lines in reading order, and what is wrong with the picture if there are few."""

from __future__ import annotations

import io
import math
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from kb.ocr.areas import Area, find_areas
from kb.ocr.models import AREAS, SIGNS, TURNED, session
from kb.ocr.signs import Reader, strips_of, upright
from kb.ocr.wire import Line, Page

LONGEST_SIDE = 2048  # pixels; what is larger is made smaller first
DARK = 70  # mean brightness, 0 to 255
_WORST = 0.3  # a line less sure than this is noise
_SAME_ROW = 0.6  # of a line's height


class PageReader:
    """Reads pictures; made once, for it is large."""

    def __init__(self) -> None:
        self._areas, self._turned = session(AREAS), session(TURNED)
        self._reader = Reader(session(SIGNS))

    def read(self, data: bytes) -> Page:
        """The lines of a JPEG."""
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as opened:
            picture = opened.convert("RGB")
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        grey = np.asarray(picture.convert("L"), np.float32)
        brightness = float(grey.mean())
        if brightness < DARK:
            picture = ImageOps.autocontrast(picture, cutoff=1)
        areas = find_areas(self._areas, picture)
        page = Page((), brightness, _sharpness(grey), _slant(areas))
        if not areas:
            return page
        areas = _in_order(areas)
        strips = upright(self._turned, strips_of(picture, areas))
        said = self._reader.read([strip for strip, _ in strips])
        found = [
            Line(text.strip(), round(sure, 3), round(area.height, 1))
            for (text, sure), area in zip(said, areas, strict=True)
            if text.strip() and sure >= _WORST
        ]
        slant = page.slant
        if 2 * sum(turned for _, turned in strips) > len(strips):
            found.reverse()
            slant = 180 - slant
        return Page(tuple(found), page.brightness, page.sharpness, slant)


def _sharpness(grey: np.ndarray[Any, Any]) -> float:
    steps = np.abs(np.diff(grey, axis=1))
    return float(np.quantile(steps, 0.99)) if steps.size else 0.0


def _slant(areas: list[Area]) -> float:
    if not areas:
        return 0.0
    whole = sum(area.length for area in areas)
    x = sum(area.along[0] * area.length for area in areas) / whole
    y = sum(area.along[1] * area.length for area in areas) / whole
    return abs(math.degrees(math.atan2(y, x)))


def _in_order(areas: list[Area]) -> list[Area]:
    """Row by row along the direction most of the text runs in."""
    main = max(areas, key=lambda area: area.length).along
    turned = [(a, a.x * main[0] + a.y * main[1], a.y * main[0] - a.x * main[1]) for a in areas]
    rows: list[list[tuple[Area, float, float]]] = []
    for one in sorted(turned, key=lambda item: item[2]):
        last = rows[-1][-1] if rows else None
        near = last and abs(one[2] - last[2]) < _SAME_ROW * min(one[0].height, last[0].height)
        if near:
            rows[-1].append(one)
        else:
            rows.append([one])
    return [area for row in rows for area, *_ in sorted(row, key=lambda item: item[1])]
