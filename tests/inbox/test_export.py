from __future__ import annotations

from pathlib import Path

import yaml

from bot.inbox.export import known_examples, nlu_yaml
from bot.inbox.models import TrainingExample
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


async def test_without_new_examples_there_is_no_file(sessions: SessionFactory) -> None:
    assert await sessions.run(lambda s: nlu_yaml(s, set())) == ""
