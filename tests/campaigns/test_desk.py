from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from bot.campaigns.audience.segments import Segment
from bot.campaigns.broadcasts.broadcasts import EACH, Plan
from bot.campaigns.models import Campaign, Piece, PieceKind, PiecePicture, QuizQuestion
from bot.campaigns.pieces.content import THEME, PieceContent, Version
from bot.campaigns.pieces.desk import CampaignDesk, due_soon
from bot.campaigns.pieces.inspection import Inspection, Look
from bot.campaigns.pieces.pictures import (
    keep_picture,
    poster_of,
)
from bot.campaigns.pieces.proofreading import writers_may
from bot.campaigns.pieces.themes import refuse_another_theme
from bot.editing.errors import NotFit, StepRefused
from bot.editing.pictures import LARGEST_KEPT, WIDEST, redrawn
from bot.kit.errors import NotFound
from bot.kit.stamp import Overtaken
from bot.staff.models import AuditEntry, StaffMember
from tests.campaigns.conftest import Office

HERE = Path(__file__).parent


async def written(desk: CampaignDesk, kind: PieceKind = PieceKind.TEXT, **changes: object) -> int:
    number = await desk.add("editor", kind, "standards_day", "标题")
    content = PieceContent(
        Version("标题", "摘要", "正文。\n第二行。"),
        sources=("标准化法第二条",),
        **changes,  # type: ignore[arg-type]
    )
    await desk.write("editor", number, 0, content)
    return number


async def test_writing_proofreading_and_approving_need_three_steps_and_other_people(
    desk: CampaignDesk, office: Office
) -> None:
    number = await written(desk)
    with pytest.raises(StepRefused):
        await desk.approve("publisher", number)
    await desk.submit("editor", number)
    with pytest.raises(StepRefused, match="另一位"):
        await desk.proofread("editor", number)
    await desk.proofread("reader", number)
    with pytest.raises(StepRefused, match="另一位"):
        await desk.approve("editor", number)
    with pytest.raises(StepRefused, match="您校对的，要由另一位"):
        await desk.approve("reader", number)
    await desk.approve("publisher", number)
    piece = await desk.piece(number)
    assert (piece.state, piece.proofreader, piece.approver) == ("approved", "reader", "publisher")
    with pytest.raises(StepRefused):
        await desk.write("editor", number, piece.stamp, PieceContent(Version("新")))
    async with office.sessions() as session:
        actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions[-1] == "campaign.approved"


async def test_in_a_bureau_of_two_the_writer_proofreads_and_the_other_approves(
    desk: CampaignDesk, office: Office
) -> None:
    roles = {"editor": "campaign_editor", "publisher": "campaign_publisher", "li": "case_officer"}
    async with office.sessions.begin() as session:
        session.add_all(
            StaffMember(username=name, display_name=name, password_hash="", roles=[role])
            for name, role in roles.items()
        )
    number = await written(desk)
    await desk.submit("editor", number)

    await desk.proofread("editor", number)
    with pytest.raises(StepRefused, match="另一位"):
        await desk.approve("editor", number)
    await desk.approve("publisher", number)

    piece = await desk.piece(number)
    assert (piece.proofreader, piece.approver) == ("editor", "publisher")


@pytest.mark.parametrize(
    ("known", "left"),
    [
        ({"editor": False, "publisher": True}, True),
        ({"editor": True, "publisher": True}, True),
        ({"editor": False, "publisher": True, "reader": False}, False),  # a third reads
        ({"editor": False, "reader": False}, False),  # and nobody approves
        ({"editor": True}, False),
    ],
)
def test_writers_read_proofs_only_where_nobody_can_be_spared(
    known: dict[str, bool], *, left: bool
) -> None:
    assert writers_may(known, ["editor"]) == left


async def test_whoever_touched_it_may_not_judge_it_even_after_a_return(desk: CampaignDesk) -> None:
    number = await written(desk)
    await desk.submit("editor", number)
    await desk.send_back("reader", number, "日期写错了")
    piece = await desk.piece(number)
    assert "日期写错了" in piece.reason
    content = PieceContent.from_json(piece.content)
    await desk.write("second", number, piece.stamp, replace(content, sources=("第一条", "第二条")))
    await desk.submit("editor", number)
    for person in ("editor", "second"):
        with pytest.raises(StepRefused):
            await desk.proofread(person, number)


async def test_two_writers_do_not_overwrite_each_other(desk: CampaignDesk) -> None:
    number = await written(desk)
    stamp = (await desk.piece(number)).stamp
    await desk.write("editor", number, stamp, PieceContent(Version("一")))
    with pytest.raises(Overtaken, match="别人改过"):
        await desk.write("second", number, stamp, PieceContent(Version("二")))


async def test_faults_are_named_and_hold_it_back(desk: CampaignDesk) -> None:
    number = await desk.add("editor", PieceKind.ARTICLE, "standards_day", "标题")
    content = PieceContent(Version("标" * 33, "", "看图 ![图](no.png)"), faq=("no-such-entry",))
    await desk.write("editor", number, 0, content)
    look = await desk.inspection.look(await desk.piece(number))
    told = "".join(look.faults)
    for words in ("标题最多", "没有写出处", "no.png", "no-such-entry"):
        assert words in told
    with pytest.raises(NotFit):
        await desk.submit("editor", number)


async def test_unknown_standards_are_pointed_out(desk: CampaignDesk) -> None:
    number = await written(desk)
    piece = await desk.piece(number)
    content = PieceContent(Version("标题", "", "请看 GB 99999-2001。"), sources=("标准",))
    await desk.write("editor", number, piece.stamp, content)
    look = await desk.inspection.look(await desk.piece(number))
    assert not look.faults
    assert "GB 99999-2001" in "".join(look.hints)


async def test_an_article_too_long_for_wechat_is_held_back(desk: CampaignDesk) -> None:
    number = await desk.add("editor", PieceKind.ARTICLE, "standards_day", "长文")
    content = PieceContent(Version("长文", "", "- 一项\n" * 3000), sources=("标准",))
    await desk.write("editor", number, 0, content)
    assert (await desk.inspection.look(await desk.piece(number))).faults


async def test_a_poster_that_cannot_be_drawn_is_held_back(desk: CampaignDesk) -> None:
    number = await desk.add("editor", PieceKind.POSTER, "standards_day", "海报")
    content = PieceContent(
        Version("海报", "", "\n".join(["这一行实在是太长" * 8] * 3)), sources=("标准",)
    )
    await desk.write("editor", number, 0, content)
    assert "画不出来" in "".join((await desk.inspection.look(await desk.piece(number))).faults)


async def test_a_year_is_proposed_once_in_time_with_its_pack(
    desk: CampaignDesk, office: Office
) -> None:
    async def propose(today: date) -> list[str]:
        made = await office.sessions.run(lambda s: desk.proposals.run(s, today, office.clock()))
        return [campaign.name for campaign in made]

    assert await propose(date(2026, 8, 1)) == []
    assert await propose(date(2026, 8, 30)) == ["2026 年世界标准日"]
    assert await propose(date(2026, 9, 1)) == []
    campaign = (await desk.campaigns())[0]
    view = await desk.view(campaign.id)
    assert [piece.kind for piece in view.pieces] == ["article", "quiz"]
    assert [item.due_on for item in view.checklist] == [date(2026, 9, 4), date(2026, 10, 7)]
    assert (campaign.theme, campaign.begins_on) == ("", date(2026, 10, 14))
    async with office.sessions() as session:
        assert len(list(await session.scalars(select(QuizQuestion)))) == 2
    assert [item.text for item in due_soon(view.checklist, date(2026, 9, 1))] == ["核对今年的主题"]


async def test_a_checked_theme_of_that_year_is_taken_and_last_year_shown(
    desk: CampaignDesk, office: Office
) -> None:
    before = await desk.propose("editor", "world-standards-day", 2022)
    assert (await desk.view(before)).campaign.theme == "数字时代的标准化"
    number = await desk.propose("editor", "world-standards-day", 2026)
    view = await desk.view(number)
    assert view.before is not None
    assert view.before.id == before
    copied = await desk.copy("editor", view.pieces_before[0].id, number)
    assert (await desk.piece(copied)).title == view.pieces_before[0].title
    with pytest.raises(StepRefused):
        await desk.propose("editor", "world-standards-day", 2026)
    with pytest.raises(NotFound):
        await desk.propose("editor", "no-such-day", 2026)


async def test_the_theme_on_an_approved_poster_stays_what_was_approved(
    desk: CampaignDesk, office: Office
) -> None:
    campaign = await desk.propose("editor", "world-standards-day", 2027)

    async def drawn(number: int) -> bytes:
        async with office.sessions() as session:
            piece = await session.get_one(Piece, number)
            row = await session.get_one(Campaign, campaign)
        version = PieceContent.from_json(piece.content).base
        return poster_of(piece, version, office.calendar, "https://a.cn", "某局", row)

    number = await desk.add("editor", PieceKind.POSTER, "standards_day", "标题", campaign)
    content = PieceContent(Version("标题", "", "看标签"), sources=("标准化法第二条",))
    await desk.write("editor", number, 0, content)
    bare = await drawn(number)
    await desk.set_theme("editor", campaign, "核对过的主题", "国标委发〔2022〕36号")
    themed = await drawn(number)
    await desk.submit("editor", number)
    await desk.set_theme("editor", campaign, "没人看过的主题", "国标委发〔2022〕36号")
    assert themed != bare
    assert await drawn(number) == themed


async def test_what_belongs_to_no_campaign_takes_no_theme(
    desk: CampaignDesk, office: Office
) -> None:
    campaign = await desk.propose("editor", "world-standards-day", 2022)
    theme = (await desk.view(campaign)).campaign.theme
    asks = await desk.add("editor", PieceKind.TEXT, "standards_day", "标题")
    content = PieceContent(Version(f"主题：{THEME}", "", "正文"), sources=("标准化法第二条",))
    await desk.write("editor", asks, 0, content)
    with pytest.raises(NotFit, match="不属于哪个活动"):
        await desk.submit("editor", asks)
    number = await written(desk, PieceKind.POSTER)
    await desk.submit("editor", number)
    piece = await desk.piece(number)
    assert PieceContent.from_json(piece.content).theme == ""
    piece.content |= {"theme": theme}  # as it would be if it had left the campaign since
    async with office.sessions() as session:
        with pytest.raises(NotFit, match="主题改过"):
            await session.run_sync(lambda plain: refuse_another_theme(plain, piece))


async def test_a_copy_is_not_called_by_last_years_theme(desk: CampaignDesk) -> None:
    campaign = await desk.propose("editor", "world-standards-day", 2022)
    number = await desk.add("editor", PieceKind.TEXT, "standards_day", "标题", campaign)
    content = PieceContent(Version(f"{THEME}：看标签", "", "正文"), sources=("标准化法第二条",))
    await desk.write("editor", number, 0, content)
    await desk.submit("editor", number)
    assert (await desk.piece(number)).title == "数字时代的标准化：看标签"
    copied = await desk.copy("editor", number, None)
    assert (await desk.piece(copied)).title == f"{THEME}：看标签"


async def test_what_changes_while_it_is_looked_at_is_not_handed_in(
    desk: CampaignDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await written(desk)
    look = desk.inspection.look

    async def slow(self: Inspection, piece: Piece) -> Look:
        found = await look(piece)
        await desk.write("other", number, piece.stamp, PieceContent(Version("没有出处", "", "字")))
        return found

    monkeypatch.setattr(Inspection, "look", slow)
    with pytest.raises(StepRefused, match="别人改过"):
        await desk.submit("editor", number)


async def test_a_theme_needs_its_source(desk: CampaignDesk, office: Office) -> None:
    number = await desk.propose("editor", "world-standards-day", 2026)
    for source in ("", "网", "编写人专业记忆，没有核对过"):
        with pytest.raises(NotFit, match="核对"):
            await desk.set_theme("editor", number, "随便抄来的主题", source)
    await desk.set_theme("editor", number, "某主题", "国家标准委网站")
    async with office.sessions() as session:
        assert (await session.get_one(Campaign, number)).theme == "某主题"


def picture(size: tuple[int, int] = (2000, 1000), kind: str = "JPEG", mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, "teal").save(file, kind)
    return file.getvalue()


def test_pictures_are_drawn_anew_and_made_small() -> None:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", (3000, 2000), "teal").save(file, "JPEG", exif=exif)
    kept, media_type = redrawn(file.getvalue())
    assert media_type == "image/jpeg"
    assert b"secret place" not in kept
    assert len(kept) <= LARGEST_KEPT
    assert Image.open(io.BytesIO(kept)).width == WIDEST


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"x" * 9_000_000]
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(NotFit):
        redrawn(content)


async def test_names_of_pictures_are_made_safe(desk: CampaignDesk, office: Office) -> None:
    number = await written(desk, PieceKind.ARTICLE)
    kept = [
        await office.sessions.run(
            lambda s, name=name: keep_picture(s, number, name, picture((9, 9)))
        )
        for name in ("../../etc/passwd.png", "图片.jpg", "a b<c>.PNG", "a b<c>.PNG")
    ]
    assert kept == ["passwd.jpg", "picture.jpg", "a.jpg", "a-2.jpg"]
    async with office.sessions() as session:
        assert len(list(await session.scalars(select(PiecePicture)))) == 4


async def test_what_turns_out_wrong_is_taken_off_the_pages(
    desk: CampaignDesk, office: Office
) -> None:
    number = await office.piece()
    broadcast = await office.broadcasts.plan(
        "editor", Plan(number, Segment(), EACH, office.clock())
    )
    with pytest.raises(NotFit, match="理由"):
        await desk.withdraw("publisher", number, "")
    with pytest.raises(StepRefused, match="先取消推送"):
        await desk.withdraw("publisher", number, "标准号写错了")
    await office.broadcasts.cancel("publisher", broadcast, "标准号写错了")
    await desk.withdraw("publisher", number, "标准号写错了")
    assert (await desk.piece(number)).state == "dropped"


async def test_who_adds_a_picture_has_written_on_it(desk: CampaignDesk) -> None:
    number = await written(desk)
    await desk.change_pictures("painter", number, lambda session: None)
    await desk.submit("editor", number)
    with pytest.raises(StepRefused, match="另一位"):
        await desk.proofread("painter", number)
    with pytest.raises(StepRefused):
        await desk.change_pictures("painter", number, lambda session: None)
