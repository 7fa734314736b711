"""What is made of a short text is kept, of a long one not."""

from __future__ import annotations

import pytest

from kb.text.kept import kept


@pytest.mark.parametrize(("text", "times"), [("国标", 1), ("国标" * 200, 2)])
def test_a_short_text_is_read_once(text: str, times: int) -> None:
    read: list[str] = []

    @kept
    def length(words: str) -> int:
        read.append(words)
        return len(words)

    assert [length(text), length(text)] == [len(text)] * 2
    assert read == [text] * times
