"""Rows with cut texts come over to digests of the whole, and back."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command

from bot.app.schema import alembic_config
from kb.models import text_digest

BEFORE, AFTER = "0016", "0017"


def test_old_texts_get_their_digest_and_new_ones_are_cut_on_the_way_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    config, engine = alembic_config(url), sa.create_engine(url)
    command.upgrade(config, BEFORE)
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO foreign_question (text) VALUES ('火锅')"))

    command.upgrade(config, AFTER)

    with engine.begin() as connection:
        rows = list(connection.execute(sa.text("SELECT text, digest FROM foreign_question")))
        assert rows == [("火锅", text_digest("火锅"))]
        for end in "ab":
            text = "长" * 500 + end
            connection.execute(
                sa.text("INSERT INTO foreign_question (text, digest) VALUES (:text, :digest)"),
                {"text": text, "digest": text_digest(text)},
            )

    command.downgrade(config, BEFORE)

    with engine.begin() as connection:
        kept = list(connection.scalars(sa.text("SELECT text FROM foreign_question ORDER BY id")))
    assert kept == ["火锅", "长" * 500]
    engine.dispose()
