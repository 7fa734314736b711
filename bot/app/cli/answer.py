"""``yubiao answer replay``: why and from what a past answer was given."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Annotated

import typer

from bot.conversation.replay import Replay, replay
from bot.kit import clock
from bot.kit.clock import CHONGQING
from bot.kit.db import SessionFactory, create_engine
from bot.settings import Settings, SettingsError, load_settings
from kb.knowledge import load_normaliser
from kb.search.embedding import Embedder

answer_app = typer.Typer(no_args_is_help=True, help="回答：回放一次以前的回答")


@answer_app.callback()
def group() -> None:
    """回答：回放一次以前的回答。"""


@answer_app.command("replay")
def replay_command(
    turn: Annotated[int, typer.Argument(min=1, help="对话轮次的编号（turn 表的 id）")],
) -> None:
    """照当时的条目和标准目录再答一次，说明和当时发出的是否一致、之后有什么变化。"""
    try:
        settings = load_settings()
    except SettingsError as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from None
    found = asyncio.run(_read(settings, turn))
    if found is None:
        typer.echo(f"没有编号 {turn} 的轮次。", err=True)
        raise typer.Exit(1)
    for line in lines(found):
        typer.echo(line)


async def _read(settings: Settings, turn: int) -> Replay | None:
    engine = create_engine(settings.effective_database_url)
    try:
        async with SessionFactory(engine)() as session:
            return await replay(session, turn, clock.today(), Embedder(), load_normaliser())
    finally:
        await engine.dispose()


def lines(found: Replay) -> Iterator[str]:
    """A replay for the terminal."""
    when = found.asked_at.astimezone(CHONGQING).strftime("%Y-%m-%d %H:%M")
    yield f"轮次 {found.turn}，{when}，{found.channel}"
    yield f"问：{found.question or '（属于某个事项，不留原话）'}"
    yield f"条目：{found.entry or '（没有断言任何条目）'}，把握 {found.score or '—'}"
    for reason in found.reasons:
        spoke = "（由它回答）" if reason.get("spoke") else ""
        yield f"  {reason.get('who')} {reason.get('confidence', 0):.2f} {reason.get('why')}{spoke}"
    yield "当时发出的："
    yield "\n".join(found.said) or "（封存的，或者已经清除）"
    if not found.again:
        yield "没有留下可以回放的依据（没有断言条目，或者是升级以前的轮次）。"
        return
    yield "照当时的内容再答："
    yield found.again
    yield "和当时发出的一致。" if found.same else "和当时发出的不一样，请核对。"
    yield "之后的变化：" if found.changed else "之后没有变化。"
    yield from (f"  {sentence}" for sentence in found.changed)
