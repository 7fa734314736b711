"""Asks for many values at once, sent as one.

Named singly, thousands of them take longer to put into a statement than to be found; and a database
takes only so many.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, String, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from kb.standards.newest import is_sqlite


def among(session: Session, column: Any, values: Iterable[str]) -> ColumnElement[bool]:
    """Whether a text column has one of the values."""
    listed = sorted(set(values))
    if is_sqlite(session):
        each = func.json_each(json.dumps(listed, ensure_ascii=False)).table_valued("value")
        return column.in_(select(each.c.value))  # type: ignore[no-any-return]
    return column == any_(literal(listed, ARRAY(String)))  # type: ignore[no-any-return]
