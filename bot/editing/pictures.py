"""An uploaded picture made safe: known by its content, drawn anew, within a size."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.editing.errors import NotFit

LARGEST_UPLOAD = 8 * 1024 * 1024  # bytes
LARGEST_KEPT = 1000 * 1024  # WeChat takes less than 1 MB in articles
WIDEST = 1080  # pixels; phones show no more
MOST_PIXELS = 40_000_000
ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


def redrawn(content: bytes, least: int = 1) -> tuple[bytes, str]:
    """A picture without metadata, at most 1080 pixels wide and 1 MB; with its media type.

    Args:
        content: the file.
        least: pixels that its sides have, as it is kept.

    Raises:
        NotFit: it is no picture, too large or too small.
    """
    if len(content) > LARGEST_UPLOAD:
        raise NotFit("图片太大，最多 8 MB。")
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP", "GIF")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotFit("图片的尺寸太大。")
            image = ImageOps.exif_transpose(opened)
            image = image.convert("RGBA" if _is_see_through(image) else "RGB")
    except (
        UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError
    ):  # fmt: skip
        raise NotFit("这不是能用的图片，请用 JPG 或 PNG。") from None
    if image.width > WIDEST:
        image = image.resize((WIDEST, max(1, round(image.height * WIDEST / image.width))))
    if min(image.size) < least:
        raise NotFit(
            f"图片太小，宽和高都至少 {least} 像素（比 {WIDEST} 像素宽的，先缩到这么宽再算）。"
        )
    # A colour profile and comments would be written along.
    image.info.clear()
    return _encoded(image)


def _is_see_through(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA") or "transparency" in image.info


def _encoded(image: Image.Image) -> tuple[bytes, str]:
    """JPEG unless something shows through; smaller until it fits."""
    for quality in (88, 75, 60, 45):
        file = io.BytesIO()
        if image.mode == "RGBA" and quality == 88:
            image.save(file, "PNG", optimize=True)
            media_type = "image/png"
        else:
            flat = Image.new("RGB", image.size, "white")
            flat.paste(image, mask=image if image.mode == "RGBA" else None)
            flat.save(file, "JPEG", quality=quality, optimize=True)
            media_type = "image/jpeg"
        if file.tell() <= LARGEST_KEPT:
            return file.getvalue(), media_type
    raise NotFit("图片太大，请缩小后再传。")
