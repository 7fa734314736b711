from __future__ import annotations

from pathlib import Path

import yaml

from bot.editing.unanswered.export import known_examples, nlu_yaml
from bot.editing.unanswered.models import TrainingExample
from bot.kit.db import SessionFactory
from tests.faq.conftest import NOW


def example(text: str, intent: str = "ask_faq") -> TrainingExample:
    return TrainingExample(text=text, intent=intent, by="bian", at=NOW)


async def test_new_examples_come_out_in_rasas_format(
    sessions: SessionFactory, tmp_path: Path
) -> None:
    known = known_examples()
    assert len(known) > 500
    async with sessions.begin() as session:
        session.add_all(
            [
                example("校服[掉色](entity)找谁"),
                example("我电话13812345678要上牌"),
                example(next(iter(known))),
                example("哪家火锅好吃", "ask_out_of_scope"),
            ]
        )

    text = await sessions.run(lambda s: nlu_yaml(s, known))

    blocks = {b["intent"]: b["examples"].splitlines() for b in yaml.safe_load(text)["nlu"]}
    assert blocks == {
        "ask_faq": ["- 校服掉色entity找谁", "- 我电话［手机号］要上牌"],
        "ask_out_of_scope": ["- 哪家火锅好吃"],
    }


async def test_a_second_export_keeps_what_the_first_one_wrote(
    sessions: SessionFactory, tmp_path: Path
) -> None:
    async with sessions.begin() as session:
        session.add(example("校服掉色找谁"))
    path = tmp_path / "inbox.yml"

    async def export() -> str:
        known = known_examples(tmp_path, without=path)
        text = await sessions.run(lambda s: nlu_yaml(s, known))
        path.write_text(text, encoding="utf-8")
        return text

    first = await export()
    async with sessions.begin() as session:
        session.add(example("电瓶车上牌"))

    second = await export()

    assert "校服掉色找谁" in first
    assert "校服掉色找谁" in second
    assert "电瓶车上牌" in second


async def test_without_new_examples_there_is_no_file(sessions: SessionFactory) -> None:
    assert await sessions.run(lambda s: nlu_yaml(s, set())) == ""
