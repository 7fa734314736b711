from __future__ import annotations

import marshal
import subprocess
import sys
import tempfile
from pathlib import Path

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.settings import ROOT
from kb.text import segment
from kb.text.segment import Segmenter
from kb.text.standard_number import StandardNumber

_PLAIN = Segmenter()


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter(["强制性国家标准", "渝标通", "执行标准号", "CCC认证", " "])


def test_own_words_stay_whole_and_do_not_leak(segmenter: Segmenter) -> None:
    assert segmenter.cut("渝标通说的强制性国家标准，是CCC认证吗？") == [
        "渝标通", "说", "的", "强制性国家标准", "是", "ccc认证", "吗",
    ]  # fmt: skip
    assert "渝标通" not in jieba.lcut("渝标通", HMM=False)
    assert "执行标准号" not in Segmenter().cut("执行标准号")


def test_a_dated_number_gives_both_tokens(segmenter: Segmenter) -> None:
    assert segmenter.cut("查 gb18401—2010 标准") == ["查", "GB 18401-2010", "GB 18401", "标准"]


def test_an_undated_number_gives_one_token(segmenter: Segmenter) -> None:
    assert segmenter.cut("国标一八四零一？") == ["GB 18401"]


def test_spaces_and_punctuation_are_dropped(segmenter: Segmenter) -> None:
    assert segmenter.cut("  ，。！？…… 、\n") == []


@settings(max_examples=50)
@given(st.text(max_size=80))
def test_tokens_are_never_blank(text: str) -> None:
    for token in _PLAIN.cut(text):
        assert token.strip() == token != ""
        assert token == token.lower() or StandardNumber.find(token) is not None


def test_a_dictionary_anybody_can_write_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """jieba's own way is to read it, and to leave one there where there is none."""
    foreign = tmp_path / "jieba.cache"
    foreign.write_bytes(marshal.dumps(({"标": 0, "标准号谁写的": 9**9}, 9**9)))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(segment, "_common", None)

    assert Segmenter().cut("标准号谁写的") == _PLAIN.cut("标准号谁写的")
    foreign.unlink()
    monkeypatch.setattr(segment, "_common", None)
    Segmenter()
    assert not list(tmp_path.iterdir())


def test_words_of_ones_own_are_nobody_elses() -> None:
    own = Segmenter(["渝标通办"])._jieba.FREQ

    assert own["渝标通办"]
    assert "渝标通办" in own
    assert "渝标通办" not in segment.common().words


def test_words_taken_over_are_as_if_they_had_been_added(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["渝标通办", " GB标准号 ", "渝标通", "渝标通", "有 空格", "", "标准号谁写的"]
    added = Segmenter(words)
    monkeypatch.setattr(jieba.Tokenizer, "add_word", None)

    taken = Segmenter(["别的"], added.known)

    assert taken.known == added.known
    text = "渝标通办的gb标准号谁写的，渝标通说有空格"
    assert taken.cut(text) == added.cut(text)
    assert "渝标通办" in taken.cut(text)


def test_the_worker_starts_without_jiebas_dictionary() -> None:
    """It has 60 MB, and reading it took a third of the worker's start."""
    program = "import bot.app.worker; from kb.text import segment; print(segment._common)"
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], cwd=ROOT, capture_output=True, check=True
    )

    assert ran.stdout.decode().split() == ["None"]
