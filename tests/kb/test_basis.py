"""What has changed of what an answer was made from, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.basis import Basis, differences
from kb.search.index import Entry, EntryKind
from kb.standards.edition import Edition
from tests.content import standard

ENTRY = Entry(EntryKind.FAQ, "label", "标签要写什么？", (), "名称、配料。", ("GB 7718",))
OLD = Edition.of(standard("GB 7718-2011", "标签通则", "现行", "2012-04-20"), [])
NEW = Edition.of(standard("GB 7718-2025", "标签通则", "即将实施", "2027-03-16"), [])
THEN = Basis(ENTRY, ("GB 7718",), (OLD,))


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (THEN, []),
        (None, ["这条内容已经下架或者删除。"]),
        (replace(THEN, entry=None), []),
        (
            replace(THEN, entry=replace(ENTRY, answer="名称、配料、产地。")),
            ["答案改过：“名称、配料。” → “名称、配料、产地。”"],
        ),
        (replace(THEN, editions=()), ["GB 7718-2011：目录里没有了。"]),
        (replace(THEN, editions=(OLD, NEW)), ["GB 7718-2025：新增到目录里。"]),
        (
            replace(THEN, editions=(replace(OLD, title="预包装食品标签通则"),)),
            ["GB 7718-2011：名称 标签通则 → 预包装食品标签通则"],
        ),
    ],
)
def test_what_has_changed_is_said_and_nothing_else(now: Basis | None, told: list[str]) -> None:
    assert differences(THEN, now) == told
