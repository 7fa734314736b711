"""Labels drawn, and spoiled as photos spoil them; easier to read than real packaging."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

_FOLDERS = (Path("/usr/share/fonts"), Path(__file__).parent.parent / "bot/campaigns/drawing/fonts")
_FONTS = (
    "NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", "NotoSerifCJK-Regular.ttc",
    "NotoSerifCJK-Bold.ttc", "wqy-zenhei.ttc", "ukai.ttc", "uming.ttc", "NotoSansSC-Regular.woff2",
)  # fmt: skip
_TITLES = ("执行标准：", "产品标准号：", "执行标准号:", "标准编号：", "产品执行标准 ", "执行标准 ")
_PRODUCTS = (
    "电动自行车", "学生校服", "儿童运动鞋", "即热式电热水壶", "移动电源", "火锅底料", "苏打饼干",
    "家用燃气灶", "木制儿童床", "洗洁精",
)  # fmt: skip
_MAKERS = (
    "重庆云朵童鞋有限公司", "重庆山城火锅食品有限公司", "广东某某电器有限公司",
    "浙江晨光服饰股份有限公司", "重庆两江家居制造有限公司",
)  # fmt: skip
_OTHERS = (
    "规格：220V 50Hz 1500W", "净含量：150克", "检验员：03  合格", "地址：重庆市某某区某某路18号",
    "安全类别：B类", "颜色：藏青", "储存条件：阴凉干燥处", "型号：YD-2086",
)  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """A label as a photo.

    Args:
        data: JPEG.
        number: printed on it, canonical.
        spoiled: what was done to it.
    """

    data: bytes
    number: str
    spoiled: tuple[str, ...]


@dataclass(frozen=True)
class Spoiling:
    """How a picture is spoiled.

    Args:
        chance: what is drawn by lot.
        size: pixels of the letters.
        much: factor.
    """

    chance: random.Random
    size: int
    much: float

    def between(self, least: float, most: float) -> float:
        """A number by lot."""
        return self.chance.uniform(least, most)


def fonts() -> list[Path]:
    """The Chinese fonts this machine has."""
    return [
        path for folder in _FOLDERS for name in _FONTS for path in sorted(folder.rglob(name))[:1]
    ]


def written(number: str, chance: random.Random) -> str:
    """A canonical number as packages print it."""
    head, dash, year = number.rpartition("-")
    if not dash:
        return number
    line = chance.choice(("-", "-", "—", "–", "－"))
    head = head.replace(" ", chance.choice((" ", " ", "")))
    return f"{head}{line}{year}"


def draw(number: str, chance: random.Random, faces: Sequence[Path], spoil: float = 1.0) -> Drawn:
    """One label with this number, spoiled in one to three ways.

    Args:
        number: canonical.
        chance: what is drawn by lot.
        faces: fonts.
        spoil: how much blur, shaking, glare and darkness; at 1 a person reads it with care.
    """
    face, size = chance.choice(faces), chance.randint(15, 40)
    font = ImageFont.truetype(str(face), size)
    lines = [
        f"产品名称：{chance.choice(_PRODUCTS)}",
        chance.choice(_TITLES) + written(number, chance),
        f"生产厂家：{chance.choice(_MAKERS)}",
        f"生产日期：20{chance.randint(15, 25)}年{chance.randint(1, 12)}月{chance.randint(1, 28)}日",
        *chance.sample(_OTHERS, chance.randint(2, 4)),
    ]
    chance.shuffle(lines)
    paper = chance.choice(("white", "#f4efe0", "#e9f2e9", "#ffe9a8", "#202833"))
    ink = "#f0f0f0" if paper == "#202833" else chance.choice(("black", "#222244", "#402010"))
    width = int(max(font.getlength(line) for line in lines)) + 3 * size
    label = Image.new("RGB", (width, int((len(lines) * 1.7 + 1.5) * size)), paper)
    pen = ImageDraw.Draw(label)
    for row, line in enumerate(lines):
        pen.text((size, size * (0.8 + 1.7 * row)), line, fill=ink, font=font)
    around = Image.new("RGB", (width + 6 * size, label.height + 6 * size), "#8a7f74")
    around.paste(label, (3 * size, 3 * size))
    names = chance.sample(list(WAYS), chance.randint(1, 3))
    for name in names:
        around = WAYS[name](around, Spoiling(chance, size, spoil))
    out = io.BytesIO()
    quality = chance.randint(10, 40) if "jpeg" in names else 85
    around.convert("RGB").save(out, "JPEG", quality=quality)
    return Drawn(out.getvalue(), number, tuple(names))


def _tilted(picture: Image.Image, how: Spoiling) -> Image.Image:
    angle = how.between(-20, 20)
    return picture.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="#8a7f74")


def _turned(picture: Image.Image, how: Spoiling) -> Image.Image:
    return picture.rotate(how.chance.choice((90, 180, 270)), expand=True)


def _blurred(picture: Image.Image, how: Spoiling) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(how.between(0.03, 0.085) * how.size * how.much))


def _shaken(picture: Image.Image, how: Spoiling) -> Image.Image:
    far = max(2, round(how.between(0.1, 0.25) * how.size * how.much))
    steps = [np.roll(np.asarray(picture, np.float32), step, 1) for step in range(far)]
    return Image.fromarray(np.mean(steps, 0).astype(np.uint8))


def _glared(picture: Image.Image, how: Spoiling) -> Image.Image:
    rows, columns = np.mgrid[0 : picture.height, 0 : picture.width]
    x, y = (how.between(0.2, 0.8) * side for side in picture.size)
    far = ((columns - x) / (picture.width * 0.3)) ** 2 + ((rows - y) / (picture.height * 0.25)) ** 2
    light = np.clip(1 - far, 0, 1)[:, :, None] * min(0.97, how.between(0.5, 0.85) * how.much)
    pixels = np.asarray(picture, np.float32)
    return Image.fromarray((pixels + (255 - pixels) * light).astype(np.uint8))


def _dark(picture: Image.Image, how: Spoiling) -> Image.Image:
    dim = ImageEnhance.Brightness(picture).enhance(how.between(0.1, 0.35) / how.much)
    noise = np.random.default_rng(how.chance.randrange(1 << 30)).normal(0, 5, (*dim.size[::-1], 3))
    return Image.fromarray(np.clip(np.asarray(dim, np.float32) + noise, 0, 255).astype(np.uint8))


def _slanted(picture: Image.Image, how: Spoiling) -> Image.Image:
    w, h = picture.size
    corners = [(0, 0), (w, 0), (w, h), (0, h)]
    seen = [
        (x + how.between(-0.09, 0.09) * w, y + how.between(-0.09, 0.09) * h) for x, y in corners
    ]
    rows, wanted = [], []
    for (x, y), (u, v) in zip(corners, seen, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    moved = np.linalg.solve(np.array(rows), np.array(wanted))
    return picture.transform(
        (w, h), Image.Transform.PERSPECTIVE, tuple(moved), Image.Resampling.BICUBIC,
        fillcolor="#8a7f74",
    )  # fmt: skip


def _same(picture: Image.Image, how: Spoiling) -> Image.Image:
    return picture


WAYS: dict[str, Callable[[Image.Image, Spoiling], Image.Image]] = {
    "tilted": _tilted, "turned": _turned, "blurred": _blurred, "shaken": _shaken,
    "glared": _glared, "dark": _dark, "perspective": _slanted, "jpeg": _same,
}  # fmt: skip
