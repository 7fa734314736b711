"""The process that reads: one at a time, ended when it hangs, and not there before a picture."""

from __future__ import annotations

import asyncio
import io
import sys

import pytest
from PIL import Image, ImageDraw

from bot.campaigns.drawing.fonts import font
from bot.labels.printed import printed_on
from bot.labels.reader import MOST_WAITING, CannotRead, LabelReader
from kb.ocr import models

ECHO = """
import sys, struct, json
while head := sys.stdin.buffer.read(4):
    data = sys.stdin.buffer.read(struct.unpack(">I", head)[0])
    said = json.dumps({"lines": [{"text": data.decode(), "sure": 1.0, "height": 20.0}]}).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(said)) + said); sys.stdout.buffer.flush()
"""


def reader(program: str, **options: float) -> LabelReader:
    return LabelReader(command=(sys.executable, "-c", program), **options)  # type: ignore[arg-type]


async def test_it_starts_with_the_first_picture_and_each_gets_its_own_answer() -> None:
    echo = reader(ECHO)
    assert not echo.running

    pages = await asyncio.gather(echo.read(b"one"), echo.read(b"two"))

    assert [page.lines[0].text for page in pages] == ["one", "two"]
    await echo.close()
    assert not echo.running


async def test_what_hangs_is_ended_and_the_next_picture_gets_a_new_one() -> None:
    hangs = reader("import time; time.sleep(600)", seconds=0.2)

    with pytest.raises(CannotRead):
        await hangs.read(b"picture")

    assert not hangs.running


async def test_what_dies_is_no_answer() -> None:
    with pytest.raises(CannotRead):
        await reader("").read(b"picture")


async def test_without_pictures_it_ends() -> None:
    echo = reader(ECHO, idle=0.0)
    await echo.read(b"one")
    process = echo._process
    assert process is not None

    assert await process.wait() < 0
    assert (await echo.read(b"two")).lines[0].text == "two"
    await echo.close()


async def test_of_too_many_at_once_the_last_are_told() -> None:
    echo = reader(ECHO)

    said = await asyncio.gather(
        *(echo.read(b"x") for _ in range(MOST_WAITING + 1)), return_exceptions=True
    )

    assert [isinstance(one, CannotRead) for one in said] == [False] * MOST_WAITING + [True]
    await echo.close()


async def test_a_cancelled_picture_leaves_no_answer_for_the_next() -> None:
    echo = reader(ECHO)
    await echo.read(b"so that it runs")
    task = asyncio.create_task(echo.read(b"first"))
    await asyncio.sleep(0)  # it is asked, and has not answered
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert (await echo.read(b"second")).lines[0].text == "second"
    await echo.close()


def test_it_is_not_available_where_the_operator_does_not_want_it() -> None:
    assert not LabelReader(allowed=False).available


@pytest.mark.skipif(models.folder() is None, reason="rapidocr is not installed")
async def test_a_real_label_is_read() -> None:
    label = Image.new("RGB", (700, 260), "white")
    pen, face = ImageDraw.Draw(label), font(36)
    for row, line in enumerate(
        ("品名：校服", "执行标准：GB/T 31888-2015", "厂名：云朵服饰有限公司")
    ):
        pen.text((30, 25 + 70 * row), line, fill="black", font=face)
    data = io.BytesIO()
    label.rotate(180).save(data, "JPEG")
    real = LabelReader(seconds=120)

    found = printed_on(await real.read(data.getvalue()))
    await real.close()

    assert [str(one.number) for one in found.numbers] == ["GB/T 31888-2015"]
    assert (found.product, found.maker) == ("校服", "云朵服饰有限公司")
