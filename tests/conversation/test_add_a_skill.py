"""The recipe of CONTRIBUTING.md, done as it says: a new file is found by itself and answers."""

from __future__ import annotations

import asyncio
import re
from functools import partial
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from bot.app.__main__ import cli
from bot.conversation import bidders
from bot.conversation.deciding import everyone, titles
from bot.kit.db import SessionFactory
from bot.settings import ROOT
from kb.knowledge import LiveKnowledge
from tests.conversation.test_conversation import FakeRasa, make, said


@pytest.fixture
def skill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The example of the recipe, in a folder that stands for bidders/."""
    recipe = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Add a skill")[2]
    code = re.search(r"```python\n(.*?)```", recipe, re.DOTALL)
    assert code is not None
    text = re.sub(r"^ {3}", "", code[1], flags=re.MULTILINE)
    (tmp_path / "office_hours.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(bidders, "__path__", [*bidders.__path__, str(tmp_path)])
    return "office_hours"


async def test_a_new_file_answers_and_the_terminal_shows_why(
    skill: str,
    sessions: SessionFactory,
    knowledge: LiveKnowledge,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    talk = make(sessions, knowledge, FakeRasa())
    replies = await talk.receive(said("你们几点上班"))
    assert [reply.text for reply in replies] == ["工作日九点到十七点。"]
    assert titles()[skill] == "上班时间"

    def shown(request: httpx.Request) -> httpx.Response:
        told = {"text": replies[0].text, "metadata": {"kind": replies[0].kind.value}}
        return httpx.Response(200, json=[told])

    client = httpx.Client(base_url="http://service", transport=httpx.MockTransport(shown))
    monkeypatch.setattr(httpx, "Client", lambda **_: client)
    monkeypatch.setenv("DATABASE_URL", database_url)
    typed = partial(CliRunner().invoke, cli, ["chat", "--why"], input="你们几点上班\n")
    printed = (await asyncio.to_thread(typed)).output

    assert "→ 上班时间 0.96 问上班时间" in printed
    assert "知识库" in printed


async def test_without_the_file_nobody_knows(
    sessions: SessionFactory, knowledge: LiveKnowledge
) -> None:
    assert "office_hours" not in everyone()
    (reply,) = await make(sessions, knowledge, FakeRasa()).receive(said("你们几点上班"))
    assert "九点" not in reply.text
