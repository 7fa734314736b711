from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.campaigns.calendar import Calendar, is_checked
from bot.campaigns.models import Campaign, PieceKind, PieceState
from bot.campaigns.pieces.content import THEME, PieceContent, Version
from bot.campaigns.pieces.desk import CampaignDesk
from bot.campaigns.pieces.packs import Pack
from bot.campaigns.pieces.proposing import _theme
from bot.campaigns.pieces.themes import BY_HAND, NO_CAMPAIGN, NOT_CHECKED, faults
from bot.editing.errors import NotFit

SOURCE = "国标委发〔2022〕36号"
CHECKED = "核对过的主题"


def campaign(theme: str = "") -> Campaign:
    return Campaign(year=2026, theme=theme)


def saying(body: str, title: str = "标题") -> PieceContent:
    return PieceContent(Version(title, "", body), sources=("标准化法第二条",))


async def begun(desk: CampaignDesk, body: str, kind: PieceKind = PieceKind.TEXT) -> tuple[int, int]:
    """A campaign without theme and a draft in it."""
    number = await desk.propose("editor", "world-standards-day", 2027)
    piece = await desk.add("editor", kind, "standards_day", "标题", number)
    await desk.write("editor", piece, 0, saying(body))
    return number, piece


@pytest.mark.parametrize(
    ("body", "theme", "found"),
    [
        (f"今年的主题是{THEME}。", "", [NOT_CHECKED]),
        (f"今年的主题是“{THEME}”。", "", [NOT_CHECKED]),
        (f"今年的主题是“{THEME}”。", CHECKED, []),
        (f"{THEME}：我们一起来。", CHECKED, []),
        ("今年世界标准日的主题是“哪里听来的”。", "", [BY_HAND]),
        ("今年世界标准日的主题是“哪里听来的”。", CHECKED, [BY_HAND]),
        ("2026 年世界标准日的主题为哪里听来的。", "", [BY_HAND]),
        ("今年主题：哪里听来的", "", [BY_HAND]),
        ("2026 年年主题是哪里听来的。", "", [BY_HAND]),
        ("2025 年过去了，2026 年的主题是哪里听来的。", "", [BY_HAND]),
        (f"今年世界标准日的主题是“{CHECKED}”。", CHECKED, []),
        ("2025 年的主题是“增强伙伴关系”。", "", []),
        ("今年的主题以国家标准委公布为准。", "", []),
        ("当年主题核对过才写。", "", []),
    ],
)
def test_this_years_theme_is_filled_in_and_never_typed_from_memory(
    body: str, theme: str, found: list[str]
) -> None:
    assert faults(saying(body), campaign(theme)) == found
    in_a_version = replace(saying("没有主题"), versions={"school": Version(body=body)})
    assert faults(in_a_version, campaign(theme)) == found


def test_outside_a_campaign_there_is_no_theme() -> None:
    assert faults(saying(THEME), None) == [NO_CAMPAIGN]
    assert faults(saying("别的话"), None) == []


@pytest.mark.parametrize("day", [one for one in Calendar.load().days.values() if one.pack])
def test_what_ships_waits_for_no_theme(day: object) -> None:
    for _, content in Pack.load(day.pack).pieces:  # type: ignore[attr-defined]
        assert faults(content, campaign()) == [], content.slug


def test_a_theme_somebody_remembers_is_not_proposed() -> None:
    remembered = [
        (day, theme)
        for day in Calendar.load().days.values()
        for theme in day.themes
        if not theme.is_checked
    ]
    assert remembered
    for day, theme in remembered:
        proposed, source = _theme(day, theme.year)
        assert not proposed or is_checked(source)


async def test_a_piece_waits_for_the_theme_and_then_says_it(desk: CampaignDesk) -> None:
    number, piece = await begun(desk, f"今年的主题是“{THEME}”。")
    with pytest.raises(NotFit, match="还没有核对"):
        await desk.submit("editor", piece)
    await desk.set_theme("editor", number, CHECKED, SOURCE)
    await desk.submit("editor", piece)
    row = await desk.piece(piece)
    content = PieceContent.from_json(row.content)
    assert content.for_audience("").body == f"今年的主题是“{CHECKED}”。"
    assert content.base.body == f"今年的主题是“{THEME}”。"  # next year another one stands there
    await desk.proofread("proofreader", piece)
    await desk.approve("publisher", piece)
    assert (await desk.piece(piece)).state == PieceState.APPROVED


@pytest.mark.parametrize(
    ("body", "kind", "refused"),
    [
        (f"今年的主题是“{THEME}”。", PieceKind.TEXT, True),
        ("看标签", PieceKind.POSTER, True),  # a poster shows the theme by itself
        ("看标签", PieceKind.TEXT, False),
    ],
)
@pytest.mark.parametrize("theme", ["", "另一个主题"])
async def test_what_shows_a_theme_that_was_changed_is_not_approved(
    desk: CampaignDesk, body: str, kind: PieceKind, refused: bool, theme: str
) -> None:
    number, piece = await begun(desk, body, kind)
    await desk.set_theme("editor", number, CHECKED, SOURCE)
    await desk.submit("editor", piece)
    await desk.proofread("proofreader", piece)
    await desk.set_theme("editor", number, theme, SOURCE)
    if refused:
        with pytest.raises(NotFit, match="主题改过"):
            await desk.approve("publisher", piece)
    else:
        await desk.approve("publisher", piece)


async def test_finding_out_the_theme_is_a_task_with_a_date(desk: CampaignDesk) -> None:
    number, _ = await begun(desk, "看标签")

    async def task() -> tuple[str, datetime | None]:
        view = await desk.view(number)
        [item] = [one for one in view.checklist if one.text == "核对今年的主题"]
        assert item.due_on == datetime(2027, 9, 4, tzinfo=UTC).date()
        return item.done_by, item.done_at

    assert await task() == ("", None)
    await desk.set_theme("li", number, CHECKED, SOURCE)
    assert (await task())[0] == "li"
    await desk.set_theme("wang", number, CHECKED, f"{SOURCE}第二页")
    assert (await task())[0] == "li"
    await desk.set_theme("wang", number, "", "")
    assert await task() == ("", None)


@pytest.mark.parametrize("source", ["", "编写人专业记忆", "凭记忆写的，没有核对"])
async def test_a_memory_is_no_source(desk: CampaignDesk, source: str) -> None:
    number, _ = await begun(desk, "看标签")
    with pytest.raises(NotFit, match="核对"):
        await desk.set_theme("editor", number, "哪里听来的", source)


async def test_a_copy_for_another_year_has_the_place_and_not_the_theme(desk: CampaignDesk) -> None:
    number, piece = await begun(desk, "看标签")
    await desk.write("editor", piece, 1, saying("看标签", title=f"{THEME}，看标签"))
    await desk.set_theme("editor", number, CHECKED, SOURCE)
    await desk.submit("editor", piece)
    assert (await desk.piece(piece)).title == f"{CHECKED}，看标签"
    copied = await desk.piece(await desk.copy("editor", piece, None))
    assert copied.title == f"{THEME}，看标签"
