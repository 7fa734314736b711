"""What a line of text says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from kb.ocr.areas import Area

HEIGHT = 48  # pixels of a line as the networks take it
_TURNED_WIDTH = 192
_TURNED = 0.9  # this likely it stands on its head
_TOGETHER = 6  # lines at once
_LONGEST = 2400  # pixels; longer ones are squeezed
_NARROWEST = 320
_TWICE = 2 * HEIGHT

Strip = Image.Image


def strips_of(picture: Image.Image, areas: Sequence[Area]) -> list[Strip]:
    """Each line by itself, level and of one height."""
    # Shrinking by steps of two first: what is sampled from far above would be ragged.
    smaller = [picture]
    made = []
    for area in areas:
        level = max(0, int(math.log2(max(1.0, area.height / _TWICE))) + 1)
        level = 0 if area.height <= _TWICE else level
        while len(smaller) <= level:
            last = smaller[-1]
            smaller.append(last.reduce(2))
        made.append(_cut(smaller[level], area, 0.5**level))
    return made


def _cut(picture: Image.Image, area: Area, scale: float) -> Strip:
    (ux, uy), step = area.along, area.height / HEIGHT * scale
    width = min(_LONGEST, max(8, round(area.length / area.height * HEIGHT)))
    along = area.length * scale / width
    # From a pixel of the strip to one of the picture.
    a, b, d, e = ux * along, -uy * step, uy * along, ux * step
    c = area.x * scale - a * width / 2 - b * HEIGHT / 2
    f = area.y * scale - d * width / 2 - e * HEIGHT / 2
    return picture.transform(
        (width, HEIGHT), Image.Transform.AFFINE, (a, b, c, d, e, f), Image.Resampling.BICUBIC
    )


def upright(model: Any, strips: Sequence[Strip]) -> list[tuple[Strip, bool]]:
    """The lines with those on their heads turned around, and which ones these were."""
    made: list[tuple[Strip, bool]] = []
    for start in range(0, len(strips), _TOGETHER):
        some = strips[start : start + _TOGETHER]
        said = model.run(None, {"x": _stacked(some, _TURNED_WIDTH)})[0]
        for strip, row in zip(some, said, strict=True):
            turned = bool(row[1] > _TURNED)
            made.append((strip.transpose(Image.Transpose.ROTATE_180) if turned else strip, turned))
    return made


def _stacked(strips: Sequence[Strip], width: int) -> NDArray[np.float32]:
    """Lines as the networks take them: blue first, grey behind the end."""
    batch = np.zeros((len(strips), 3, HEIGHT, width), np.float32)
    for place, strip in enumerate(strips):
        fits = strip if strip.width <= width else strip.resize((width, HEIGHT))
        pixels = np.asarray(fits, np.float32)[:, :, ::-1] / 127.5 - 1
        batch[place, :, :, : fits.width] = pixels.transpose(2, 0, 1)
    return batch


class Reader:
    """Reads lines.

    Args:
        model: the network; its alphabet travels with it.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        signs = model.get_modelmeta().custom_metadata_map["character"].splitlines()
        # The network says "nothing new" first, and a blank last.
        self._alphabet = ["", *signs, " "]

    def read(self, strips: Sequence[Strip]) -> list[tuple[str, float]]:
        """Text of each line, and how sure its least sure letter, digit or word sign is, 0 to 1."""
        order = sorted(range(len(strips)), key=lambda place: strips[place].width)
        said = [("", 0.0)] * len(strips)
        for start in range(0, len(order), _TOGETHER):
            places = order[start : start + _TOGETHER]
            some = [strips[place] for place in places]
            width = max(_NARROWEST, max(strip.width for strip in some))
            rows = self._model.run(None, {"x": _stacked(some, width)})[0]
            for place, row in zip(places, rows, strict=True):
                said[place] = self._decoded(row)
        return said

    def _decoded(self, row: NDArray[np.float32]) -> tuple[str, float]:
        signs, sure = row.argmax(1), row.max(1)
        new = np.concatenate([[True], signs[1:] != signs[:-1]]) & (signs > 0)
        text = [self._alphabet[sign] for sign in signs[new]]
        # Whether a blank, or which dash it is, is hard to tell and doesn't matter.
        weighed = [how for sign, how in zip(text, sure[new], strict=True) if sign.isalnum()]
        return "".join(text), float(min(weighed, default=0.0))
