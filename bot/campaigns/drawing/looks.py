"""The three looks of a campaign's pictures: their colours."""

from __future__ import annotations

from dataclasses import dataclass

from bot.campaigns.drawing.fonts import CannotDraw

WHITE = "#FFFFFF"


@dataclass(frozen=True)
class Look:
    """Colours as ``#RRGGBB``.

    Args:
        sky: from the top of the picture to the horizon.
        glow: the light above the horizon.
        hills: from the farthest to the nearest.
        water: the river in front, dark enough for white text.
        accent: marks and small details.
        ink: text on white.
        pale: secondary text on the sky.
    """

    sky: tuple[str, ...]
    glow: str
    hills: tuple[str, str, str]
    water: str
    accent: str
    ink: str
    pale: str


_LOOKS = {
    "blue": Look(
        sky=("#071F5C", "#0D47A1", "#2E86D8", "#9CCBF2"),
        glow="#E8F4FF",
        hills=("#5C9FDB", "#2B6DB5", "#123F80"),
        water="#08285A",
        accent="#FFC94D",
        ink="#0B2A5E",
        pale="#D3E6FB",
    ),
    "green": Look(
        sky=("#033A30", "#06664C", "#2F9B6E", "#B4DFB8"),
        glow="#F3FBE6",
        hills=("#6FB891", "#2E8562", "#0F5641"),
        water="#053A2E",
        accent="#FFD45C",
        ink="#06463A",
        pale="#D5F0E0",
    ),
    "red": Look(
        sky=("#5E0A16", "#A5161F", "#DB4534", "#F9B58A"),
        glow="#FFF0DC",
        hills=("#DE7359", "#AE3230", "#741520"),
        water="#4F0B17",
        accent="#FFD27A",
        ink="#7A101C",
        pale="#FFE1D2",
    ),
}


def look_named(name: str) -> Look:
    """The look of that name: ``blue``, ``green`` or ``red``.

    Raises:
        CannotDraw: there is no such look.
    """
    if name not in _LOOKS:
        raise CannotDraw(f"没有名为“{name}”的配色，可以用：{'、'.join(_LOOKS)}。")
    return _LOOKS[name]
