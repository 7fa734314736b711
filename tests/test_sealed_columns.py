from __future__ import annotations

import bot.app.keeping.sealed_columns
from kb.models import Base


def test_no_sealed_column_is_forgotten_when_keys_change() -> None:
    """A new table with something sealed in it must be in the list."""
    sealed = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name.endswith("sealed")
    }
    listed = {f"{c.class_.__tablename__}.{c.key}" for c, _ in bot.app.keeping.sealed_columns.SEALED}

    # WeChat's token lives for two hours, and is fetched anew when it can't be opened.
    assert sealed - {"wechat_token.sealed"} == listed
