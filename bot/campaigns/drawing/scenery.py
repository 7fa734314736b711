"""What stands behind the words: sky, a gauge and a ruler for standards, hills and a bridge."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from PIL import Image, ImageColor, ImageDraw

from bot.campaigns.drawing.looks import WHITE, Look

Point = tuple[float, float]
_FINE = 2  # shapes are drawn that much larger and scaled down, which smooths their edges


class Pen:
    """Draws smooth translucent shapes on a layer of their own.

    Args:
        size: of the picture in pixels; all coordinates are in these pixels.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self._layer = Image.new("RGBA", (size[0] * _FINE, size[1] * _FINE))
        self._draw = ImageDraw.Draw(self._layer)

    def put_on(self, picture: Image.Image) -> None:
        """Lay what was drawn over an RGBA picture."""
        if drawn := self._layer.getbbox():
            left, top = (place - place % _FINE for place in drawn[:2])
            right, bottom = (place + place % _FINE for place in drawn[2:])
            part = self._layer.crop((left, top, right, bottom)).reduce(_FINE)
            picture.alpha_composite(part, (left // _FINE, top // _FINE))

    def area(self, points: Sequence[Point], colour: str, alpha: float = 1) -> None:
        """A filled polygon."""
        self._draw.polygon([self._fine(point) for point in points], fill=rgba(colour, alpha))

    def line(self, points: Sequence[Point], colour: str, width: float, alpha: float = 1) -> None:
        """A line through the points."""
        self._draw.line(
            [self._fine(point) for point in points],
            fill=rgba(colour, alpha),
            width=max(1, round(width * _FINE)),
            joint="curve",
        )

    def arc(
        self,
        centre: Point,
        radius: float,
        degrees: tuple[float, float],
        colour: str,
        width: float,
        alpha: float = 1,
    ) -> None:
        """A part of a ring; degrees run clockwise from three o'clock."""
        box = [self._fine((centre[0] + s * radius, centre[1] + s * radius)) for s in (-1, 1)]
        self._draw.arc(box, *degrees, fill=rgba(colour, alpha), width=round(width * _FINE))

    def disc(self, centre: Point, radius: float, colour: str, alpha: float = 1) -> None:
        """A filled circle."""
        box = [self._fine((centre[0] + s * radius, centre[1] + s * radius)) for s in (-1, 1)]
        self._draw.ellipse(box, fill=rgba(colour, alpha))

    def panel(
        self, box: tuple[float, float, float, float], radius: float, colour: str, alpha: float = 1
    ) -> None:
        """A filled rectangle (left, top, right, bottom) with round corners."""
        left, top, right, bottom = (round(place * _FINE) for place in box)
        corners = (left, top, right - 1, bottom - 1)  # Pillow counts the last pixel in
        self._draw.rounded_rectangle(corners, radius * _FINE, fill=rgba(colour, alpha))

    def frame(self, box: tuple[float, float, float, float], colour: str, width: float) -> None:
        """The outline of a rectangle (left, top, right, bottom), drawn inwards."""
        left, top, right, bottom = (round(place * _FINE) for place in box)
        corners = (left, top, right - 1, bottom - 1)
        self._draw.rectangle(corners, outline=rgba(colour), width=round(width * _FINE))

    @staticmethod
    def _fine(point: Point) -> Point:
        return point[0] * _FINE, point[1] * _FINE


def rgba(colour: str, alpha: float = 1) -> tuple[int, int, int, int]:
    """``#RRGGBB`` with an opacity from 0 to 1, as Pillow takes it."""
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue, round(255 * alpha)


def sky(look: Look, size: tuple[int, int], horizon: float) -> Image.Image:
    """An RGBA picture with the sky's colours and the light above the horizon.

    Args:
        look: its colours.
        size: in pixels.
        horizon: where the last colour is reached, in pixels from the top.
    """
    column = Image.new("RGBA", (1, size[1]))
    for y in range(size[1]):
        column.putpixel((0, y), _mixed(look.sky, min(1, y / horizon)))
    picture = column.resize(size)
    _glow(picture, look.glow, (size[0] * 0.42, horizon), size[0] * 0.75, 0.75)
    return picture


def _mixed(colours: Sequence[str], part: float) -> tuple[int, ...]:
    """The colour at ``part`` (0 to 1) of the way through the colours."""
    place = part * (len(colours) - 1)
    first = min(int(place), len(colours) - 2)
    pair = zip(rgba(colours[first]), rgba(colours[first + 1]), strict=True)
    return tuple(round(a + (b - a) * (place - first)) for a, b in pair)


def _glow(picture: Image.Image, colour: str, centre: Point, radius: float, strength: float) -> None:
    """Light that fades with the distance from its centre."""
    side = round(2 * radius)
    # Pillow's gradient is 0 in the middle and 181 where the circle meets the square's sides.
    fading = [round(255 * strength * max(0, 1 - level / 181) ** 2) for level in range(256)]
    light = Image.radial_gradient("L").point(fading)
    layer = Image.new("RGBA", (side, side), rgba(colour))
    layer.putalpha(light.resize((side, side), Image.Resampling.BICUBIC))
    full = Image.new("RGBA", picture.size)
    full.paste(layer, (round(centre[0] - radius), round(centre[1] - radius)))
    picture.alpha_composite(full)


def gauge(pen: Pen, look: Look, centre: Point, radius: float) -> None:
    """A dial gauge: rings, a scale, an accented range and a needle."""
    pen.disc(centre, radius, WHITE, 0.07)
    pen.disc(centre, radius * 0.62, WHITE, 0.11)
    pen.arc(centre, radius, (0, 360), WHITE, radius * 0.016, 0.34)
    pen.arc(centre, radius * 0.62, (0, 360), WHITE, radius * 0.006, 0.3)
    for step in range(100):
        reach = {0: 0.14, 5: 0.10}.get(step % 10, 0.06)
        tick = [_around(centre, radius * r, step * 3.6) for r in (0.95 - reach, 0.95)]
        pen.line(tick, WHITE, radius * (0.012 if step % 10 == 0 else 0.006), 0.36)
    pen.arc(centre, radius * 0.72, (255, 335), look.accent, radius * 0.05, 0.95)
    tip, left, right = (
        _around(centre, radius * r, a) for r, a in ((0.66, 302), (0.035, 212), (0.035, 32))
    )
    pen.area([tip, left, right], WHITE, 0.9)
    pen.disc(centre, radius * 0.075, WHITE, 0.95)
    pen.disc(centre, radius * 0.035, look.accent)


def _around(centre: Point, radius: float, degrees: float) -> Point:
    """A point on a circle; degrees run clockwise from three o'clock."""
    angle = math.radians(degrees)
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def ruler(pen: Pen, top: float, bottom: float, step: float) -> None:
    """The scale of a ruler along the left edge.

    Args:
        pen: draws it.
        top: first mark, in pixels.
        bottom: no mark below.
        step: between marks, in pixels; every tenth is long.
    """
    for mark in range(int((bottom - top) / step) + 1):
        length = {0: 4.2, 5: 3.0}.get(mark % 10, 1.9) * step
        y = top + mark * step
        pen.line([(0, y), (length, y)], WHITE, step * 0.16, 0.42)


def hills(pen: Pen, look: Look, size: tuple[int, int], horizon: float, height: float) -> None:
    """Three rows of hills, as one sees them across the river in Chongqing.

    Args:
        pen: draws them.
        look: its colours.
        size: of the picture.
        horizon: where the farthest stand, in pixels from the top.
        height: of the highest, in pixels.
    """
    for row, colour in enumerate(look.hills):
        base = horizon + row * height * 0.26
        tall = height * (1 - 0.2 * row)
        ridge = [(x, base - tall * level) for x, level in _ridge(size[0], row)]
        pen.area([*ridge, (size[0], size[1]), (0, size[1])], colour, 0.8 + 0.1 * row)


def _ridge(width: int, row: int) -> Iterator[tuple[float, float]]:
    """Points along a ridge: x in pixels, height from 0 to 1."""
    for step in range(121):
        part = step / 120
        level = (
            0.42
            + 0.26 * math.sin(part * (6.1 + row * 2.3) + row * 2.1 + 0.7)
            + 0.15 * math.sin(part * (14.7 + row * 5.1) + row * 4.3)
            + 0.05 * math.sin(part * (37.3 + row * 9.7) + row)
        )
        yield part * width, level


def town(pen: Pen, colour: str, left: float, right: float, ground: float, height: float) -> None:
    """Houses on the far bank; widths and heights repeat in a pattern that doesn't look like one."""
    x, number = left, 0
    while x < right:
        wide = height * (0.16 + 0.05 * (number * 7 % 4))
        tall = height * (0.35 + 0.65 * (number * 37 % 11) / 10)
        pen.area(
            [(x, ground), (x, ground - tall), (x + wide, ground - tall), (x + wide, ground)],
            colour,
        )
        if number % 4 == 2:
            middle = x + wide / 2
            pen.line([(middle, ground - tall), (middle, ground - tall * 1.22)], colour, wide * 0.07)
        x, number = x + wide + height * 0.035, number + 1


def bridge(pen: Pen, colour: str, ends: Point, deck: float, height: float, water: float) -> None:
    """A cable-stayed bridge with two towers.

    Args:
        pen: draws it.
        colour: of all its parts.
        ends: left and right end, in pixels.
        deck: height of the road, in pixels from the top.
        height: of a tower above the road, in pixels.
        water: where the towers stand, in pixels from the top.
    """
    span = ends[1] - ends[0]
    for tower in (ends[0] + span * 0.27, ends[0] + span * 0.73):
        _tower(pen, colour, tower, deck, height, water)
        for cable in range(1, 10):
            top = deck - height * (0.46 + 0.055 * cable)
            for side in (-1, 1):
                foot = tower + side * span * 0.0245 * cable
                pen.line([(tower, top), (foot, deck)], colour, height * 0.011, 0.9)
    pen.line([(ends[0], deck), (ends[1], deck)], colour, height * 0.055)


def _tower(pen: Pen, colour: str, middle: float, deck: float, height: float, water: float) -> None:
    """Two legs that meet above the road."""
    foot, waist = height * 0.075, height * 0.11
    for side in (-1, 1):
        leg = [
            (middle, deck - height),
            (middle + side * waist, deck),
            (middle + side * foot, water),
        ]
        pen.line(leg, colour, height * 0.04)


def river(pen: Pen, look: Look, size: tuple[int, int], shore: float) -> None:
    """Water from the shore down, with a few waves."""
    pen.area([(0, shore), (size[0], shore), size, (0, size[1])], look.water)
    deep = size[1] - shore
    for row, part in enumerate((0.10, 0.18, 0.80, 0.90)):  # none where the operator's name stands
        y = shore + deep * part
        wave = [
            (x, y + deep * 0.02 * math.sin(x / size[0] * 15 + row * 1.9))
            for x in range(0, size[0] + 8, 8)
        ]
        pen.line(wave, look.hills[2], deep * 0.014)
