"""Where text stands in a picture: one turned rectangle a line."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage
from scipy.spatial import ConvexHull, QhullError

LONGEST_SIDE = 1280  # pixels in which lines are looked for; more takes longer and finds little
_SHORTEST_SIDE = 736  # smaller pictures are enlarged, for the network knows letters of some size
_STEP = 32  # the network takes multiples of it
_TEXT = 0.3  # a pixel this likely is text
_SURE = 0.5  # the mean of an area
_GROWN = 1.6  # the network marks the core of a line; its area times this by its border is added
_THINNEST = 3  # pixels
_MOST = 300  # areas; a page of a book has fewer
_UPRIGHT = 1.5  # times as high as wide: the line runs downwards


@dataclass(frozen=True)
class Area:
    """A line of text.

    Args:
        x: of its middle, in pixels of the picture.
        y: of its middle.
        along: unit vector in which the line runs; its reading direction may be the opposite.
        length: pixels along.
        height: pixels across.
    """

    x: float
    y: float
    along: tuple[float, float]
    length: float
    height: float


def find_areas(model: Any, picture: Image.Image) -> list[Area]:
    """The lines of a picture, in no order."""
    scale = min(max(1.0, _SHORTEST_SIDE / min(picture.size)), LONGEST_SIDE / max(picture.size))
    width, height = (max(_STEP, round(side * scale / _STEP) * _STEP) for side in picture.size)
    likely = _likelihood(model, picture.resize((width, height), Image.Resampling.BILINEAR))
    parts, count = ndimage.label(likely > _TEXT, structure=np.ones((3, 3)))
    found = []
    stretch = picture.width / width, picture.height / height
    for number, window in enumerate(ndimage.find_objects(parts, count), 1):
        inside = parts[window] == number
        if inside.sum() < _THINNEST**2 or likely[window][inside].mean() < _SURE:
            continue
        rows, columns = np.nonzero(inside)
        points = np.stack([columns + window[1].start, rows + window[0].start], 1) + 0.5
        area = _rectangle(points * stretch)
        if area is not None:
            found.append(area)
    found.sort(key=lambda area: -area.length * area.height)
    return found[:_MOST]


def _likelihood(model: Any, picture: Image.Image) -> NDArray[np.float32]:
    pixels = np.asarray(picture, np.float32)[:, :, ::-1] / 127.5 - 1  # blue first
    said: NDArray[np.float32] = model.run(None, {"x": pixels.transpose(2, 0, 1)[None]})[0][0, 0]
    return said


def _rectangle(points: NDArray[np.float64]) -> Area | None:
    """The smallest rectangle around points, grown to the whole line."""
    try:
        corners = points[ConvexHull(points).vertices]
    except QhullError:  # all on one line
        return None
    sides = np.roll(corners, -1, 0) - corners
    units = sides / np.linalg.norm(sides, axis=1, keepdims=True)
    across = np.stack([-units[:, 1], units[:, 0]], 1)
    # One edge of the smallest rectangle lies on an edge of the hull.
    on, off = corners @ units.T, corners @ across.T
    spans = np.ptp(on, 0), np.ptp(off, 0)
    best = int(np.argmin(spans[0] * spans[1]))
    u, v = units[best], across[best]
    length, height = float(spans[0][best]) + 1, float(spans[1][best]) + 1
    middle = u * (on[:, best].max() + on[:, best].min()) / 2
    middle = middle + v * (off[:, best].max() + off[:, best].min()) / 2
    grown = length * height * _GROWN / (2 * (length + height)) * 2
    length, height = length + grown, height + grown
    if abs(u[0]) < abs(u[1]):  # take the side that is nearer to level
        u, length, height = v, height, length
    if height >= _UPRIGHT * length:
        u, length, height = np.array([-u[1], u[0]]), height, length
    if height < _THINNEST + 2:
        return None
    lead = u[0] if abs(u[0]) > math.sqrt(0.5) else u[1]
    u = u if lead > 0 else -u
    return Area(float(middle[0]), float(middle[1]), (float(u[0]), float(u[1])), length, height)
