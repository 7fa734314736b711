"""Pictures beside answers: made safe, reviewed and kept with the version, gone when unused."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from bot.editing.errors import NotFit
from bot.editing.faq.content import FaqContent
from bot.editing.faq.desk import FaqDesk
from bot.editing.faq.differences import differences
from bot.editing.faq.models import FaqPicture
from bot.editing.faq.pictures import forget_unused, shown_in
from bot.editing.pictures import redrawn
from bot.editing.review import DROPPED_KEPT
from kb.answer import Answer
from kb.answering import Answerer
from kb.knowledge import load_normaliser
from tests.faq.conftest import NEW, NOW


def picture(colour: str = "teal", kind: str = "JPEG", mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    image = Image.new(mode, (140, 130), colour)
    image.save(file, kind, exif=exif, icc_profile=b"secret profile", comment="secret words")
    return file.getvalue()


def answer(desk: FaqDesk, question: str) -> Answer:
    return Answerer(desk.knowledge, load_normaliser(), lambda: date(2026, 11, 24)).answer(question)


async def is_shown(desk: FaqDesk, name: str) -> bool:
    async with desk.sessions() as session:
        return await session.run_sync(lambda s: shown_in(s, name)) is not None


async def published(desk: FaqDesk, content: FaqContent, slug: str = "") -> str:
    """The slug of the entry that says this now."""
    draft = await desk.begin("bian", slug) if slug else await desk.add("bian", content)
    await desk.save("bian", draft, content)
    await desk.submit("bian", draft)
    await desk.publish("shen", draft)
    return (await desk.draft(draft)).slug


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "RGB")])
def test_nothing_hidden_stays_in_a_picture(kind: str, mode: str) -> None:
    kept, _ = redrawn(picture(kind=kind, mode=mode))

    assert b"secret" not in kept
    assert not {"exif", "icc_profile", "comment"} & Image.open(io.BytesIO(kept)).info.keys()


@pytest.mark.parametrize("size", [(1, 1), (140, 99), (5000, 200)])
async def test_what_nobody_could_see_is_refused_with_the_least_size(
    desk: FaqDesk, size: tuple[int, int]
) -> None:
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, "PNG")

    with pytest.raises(NotFit, match="至少 100 像素"):
        await desk.keep_picture(file.getvalue())


async def test_the_same_picture_is_kept_once_and_what_is_none_is_refused(desk: FaqDesk) -> None:
    first, again = await desk.keep_picture(picture()), await desk.keep_picture(picture())
    other = await desk.keep_picture(picture("red"))

    assert first == again != other
    for content in (b"", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\n" + b"x" * 50):
        with pytest.raises(NotFit):
            await desk.keep_picture(content)
    async with desk.sessions() as session:
        assert set(await session.scalars(select(FaqPicture.name))) == {first, other}


async def test_a_picture_is_published_and_rolled_back_with_its_version(desk: FaqDesk) -> None:
    name = await desk.keep_picture(picture())
    slug = await published(desk, replace(NEW, picture=name, picture_alt="校服的标签"))

    told = answer(desk, "校服洗了就掉色")
    assert told.picture is not None
    assert (told.picture.name, told.picture.alt) == (name, "校服的标签")
    assert await is_shown(desk, name)

    await published(desk, NEW, slug)
    assert answer(desk, "校服洗了就掉色").picture is None
    assert answer(desk, "校服洗了就掉色").text == told.text
    assert not await is_shown(desk, name)

    await desk.roll_back("shen", slug, 1, "图片还是要的")
    assert answer(desk, "校服洗了就掉色").picture == told.picture


async def test_a_picture_needs_words_and_has_to_be_here(desk: FaqDesk) -> None:
    name = await desk.keep_picture(picture())
    for content, why in (
        (replace(NEW, picture=name), "替代文字"),
        (replace(NEW, picture="0" * 32 + ".jpg", picture_alt="标签"), "没有这张图片"),
        (replace(NEW, picture="../../etc/passwd", picture_alt="标签"), "没有这张图片"),
    ):
        draft = await desk.add("bian", content)
        with pytest.raises(NotFit, match=why):
            await desk.submit("bian", draft)


async def test_the_reviewer_sees_the_picture_and_its_words_change(desk: FaqDesk) -> None:
    changed = differences(NEW, replace(NEW, picture="a.jpg", picture_alt="标签"))

    assert [one.label for one in changed] == ["图片的替代文字", "图片"]
    assert changed[1].pictures == ("", "a.jpg")
    assert NEW.digest() != replace(NEW, picture="a.jpg").digest()


async def test_what_nothing_shows_is_forgotten_after_a_while(desk: FaqDesk) -> None:
    used, drafted, loose = [
        await desk.keep_picture(picture(colour)) for colour in ("teal", "red", "blue")
    ]
    slug = await published(desk, replace(NEW, picture=used, picture_alt="标签"))
    await published(desk, NEW, slug)  # only the first version shows it now
    await desk.add("bian", replace(NEW, question="另一个问题？", picture=drafted))

    later = NOW + DROPPED_KEPT
    assert await desk.sessions.run(lambda s: forget_unused(s, later)) == 0
    gone = await desk.sessions.run(lambda s: forget_unused(s, later + timedelta(seconds=1)))

    assert gone == 1
    async with desk.sessions() as session:
        assert set(await session.scalars(select(FaqPicture.name))) == {used, drafted}
    assert loose not in (used, drafted)


async def test_long_lists_and_bare_links_are_pointed_out(desk: FaqDesk) -> None:
    content = replace(NEW, answer="- 甲\n" * 10 + "旧网址：http://a.cn")

    told = [one.text for one in await desk.problems(content, "")]

    assert any("列表有 10 条" in one for one in told)
    assert any("没有加密" in one for one in told)
    assert not any("列表" in one.text for one in await desk.problems(NEW, ""))
