"""``yubiao kb load-laws``: the texts of laws, from the package and from the operator's files."""

from __future__ import annotations

import asyncio
import enum
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.kit.clock import today
from bot.kit.db import SessionFactory, create_engine
from bot.kit.terminal import complain, console
from bot.settings import Settings, SettingsError, load_settings
from kb.basis import note_laws
from kb.documents import DocumentError
from kb.law_articles import PACKAGE, package_file
from kb.law_files import read_law
from kb.law_loading import Lacking, load_package, missing, store_law
from kb.law_package import ReadLaw
from kb.models import LawStatus

SHOWN = 40


class StatusSaid(enum.StrEnum):
    """What the operator says of a file; see :class:`LawStatus`."""

    IN_FORCE = "现行"
    AMENDED = "已修订"
    REPEALED = "废止"
    UNVERIFIED = "待核对"


@dataclass
class LoadReport:
    """What came of a command."""

    lines: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    lacking: Lacking = field(default_factory=lambda: Lacking([], [], []))


def load_laws(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="法规文件（.txt .docx .pdf .html），条文按“第…条”识别；不写就载入软件包"
        ),
    ] = None,
    name: Annotated[str, typer.Option(help="法规全称；留空用文件里的标题（只用于一个文件）")] = "",
    status: Annotated[
        StatusSaid, typer.Option(help="这些文件是不是现行的：由您核对后写明")
    ] = StatusSaid.UNVERIFIED,
    version: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="公布或最近修改的日期")
    ] = None,
    effective: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="施行日期")
    ] = None,
    source: Annotated[str, typer.Option(help="出处，如文号和网址；留空用文件名")] = "",
) -> None:
    """载入法律法规的文本，并列出问答引用了、但还没有文本的法规。"""
    try:
        settings = load_settings()
        if name and len(files or ()) > 1:
            raise DocumentError("--name 只能和一个文件一起用。")
        read = [
            read_law(
                file,
                name=name,
                status=LawStatus(status.value),
                version_on=_day(version),
                effective_on=_day(effective),
                source=source,
            )
            for file in files or ()
        ]
    except (SettingsError, DocumentError) as problem:
        complain(problem)
        raise typer.Exit(1) from None
    report = asyncio.run(_load(settings, read))
    for line in report.lines:
        console.print(line)
    for remark in report.remarks:
        console.print(remark, style="yellow")
    _print_missing(report.lacking)


async def _load(settings: Settings, read: list[tuple[ReadLaw, list[str]]]) -> LoadReport:
    engine = create_engine(settings.effective_database_url)
    sessions, report = SessionFactory(engine), LoadReport()
    async with sessions.begin() as session:
        for law, remarks in read:
            loaded = await store_law(session, law)
            when = f"{law.version_on or '日期不明'} 的文本，施行日期 {law.effective_on or '不明'}"
            report.lines.append(
                f"已载入《{law.name}》{loaded.articles} 条（{law.status.value}，{when}）"
            )
            report.remarks += [f"《{law.name}》：{remark}" for remark in remarks]
        if not read:
            report.lines.append(await _package(session))
        await note_laws(session, today())
        report.lacking = await missing(session, today())
    await sessions.dispose()
    await engine.dispose()
    return report


async def _package(session: AsyncSession) -> str:
    path = package_file()
    if path is None:
        return f"没有安装软件包 {PACKAGE}：法律的文本请用文件载入。"
    loaded = await load_package(session, path)
    if loaded is None:
        return f"软件包 {PACKAGE} 里的法律没有变化。"
    return f"已从软件包 {PACKAGE} 载入 {loaded.laws} 部法律、{loaded.articles} 条。"


def _print_missing(lacking: Lacking) -> None:
    if lacking.laws:
        console.print(
            f"问答引用了、还没有文本的法规 {len(lacking.laws)} 部（请把文件给这个命令）："
        )
    for one in lacking.laws[:SHOWN]:
        console.print(f"  {one.what}：{one.entries} 条问答", highlight=False)
    if len(lacking.laws) > SHOWN:
        console.print(f"  …另有 {len(lacking.laws) - SHOWN} 部")
    for one in lacking.gone:
        complain(f"不再有效、仍被引用：{one.what}（{one.entries} 条问答）")
    for one in lacking.articles:
        complain(f"文本里没有这一条：{one.what}（{one.entries} 条问答）")


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
