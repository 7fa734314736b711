"""What a file really is, and the copy of a picture without its hidden data."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.kit.errors import InvalidInput

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2048  # pixels of the viewing copy
_PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
_STARTS = {b"%PDF-": "application/pdf", b"#!AMR": "audio/amr", b"ID3": "audio/mpeg"}


class UnusableFile(InvalidInput):
    """The file can't be taken as evidence."""


def kind_of(data: bytes) -> str:
    """The media type of a file, by its content only.

    Raises:
        UnusableFile: it is of no kind we take, broken, or a picture too large to open safely.
    """
    try:
        # Pillow only warns of a picture between its own limit and twice that.
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(_PICTURES)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise UnusableFile("图片尺寸太大了，请缩小一点再发。")
                picture.load()
                return _PICTURES[picture.format or ""]
    except UnidentifiedImageError:
        return _other(data)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnusableFile("这张图片打不开，可能没有传完整，请重新发一次。") from error
    except Image.DecompressionBombWarning as error:
        raise UnusableFile("图片尺寸太大了，请缩小一点再发。") from error


def _other(data: bytes) -> str:
    for start, kind in _STARTS.items():
        if data.startswith(start):
            return kind
    if data[4:8] == b"ftyp":
        return "video/3gpp" if data[8:11] == b"3gp" else "video/mp4"
    if data[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"):
        return "audio/mpeg"
    raise UnusableFile(UNSUPPORTED)


UNSUPPORTED = (
    "这种文件不能作为证据上传。可以发图片（JPG、PNG、GIF、WebP）、PDF、短视频（MP4）或者录音。"
)


def clean_copy(data: bytes) -> bytes:
    """A picture as JPEG, turned upright, without EXIF, GPS, comments or colour profile."""
    with Image.open(io.BytesIO(data)) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        # A fresh image holds pixels only; saving the opened one would carry its extras along.
        fresh = Image.new("RGB", upright.size)
        fresh.paste(upright)
        out = io.BytesIO()
        fresh.save(out, "JPEG", quality=85)
        return out.getvalue()


ONLY_PICTURES = "能传的是图片（JPG、PNG、GIF、WebP）和 PDF，别的请用文字说明。"
LARGEST_PASSED_ON = 10 * 1024 * 1024  # bytes, as it comes


def passed_on(data: bytes) -> tuple[str, bytes]:
    """A file as it goes between citizens and staff, with its media type by content.

    Raises:
        UnusableFile: empty, too large, broken, or of no kind that is passed on.
    """
    if not data or len(data) > LARGEST_PASSED_ON:
        raise UnusableFile("这个文件是空的，或者超过了 10 MB。")
    try:
        kind = kind_of(data)
    except UnusableFile as problem:
        if problem.for_citizen != UNSUPPORTED:
            raise
        raise UnusableFile(ONLY_PICTURES) from problem
    if kind.startswith("image/"):
        return "image/jpeg", clean_copy(data)
    if kind != "application/pdf":
        raise UnusableFile(ONLY_PICTURES)
    return kind, data
