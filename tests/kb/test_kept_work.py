"""What is kept for the next start is believed only where it was made of the same."""

from __future__ import annotations

import os
import pickle
import time
from collections import OrderedDict
from pathlib import Path

import jieba
import pytest
import yaml
from sqlalchemy import select

from bot.kit.db import SessionFactory
from kb import kept_work, yaml_file
from kb.common_words import read_common_words
from kb.kept_work import KeptWork, Remembered, keep_in, made_from
from kb.knowledge import LiveKnowledge, SnapshotBuilder, load_normaliser, load_stopwords
from kb.models import Faq, Term
from kb.repository import KnowledgeRepository
from kb.search import embedding
from kb.search.embedding import Embedder
from kb.search.fuse import Calibration
from kb.text import segment
from kb.text.e5.pieces import numbered
from kb.text.e5.weights import Weights

HELD = {"一": ["二", "三"], "x": [1, 2.5, None, b"\x00"]}


def test_what_was_kept_is_there_for_the_next(tmp_path: Path) -> None:
    KeptWork(tmp_path / "made").keep("a", made_from("x"), HELD)

    assert KeptWork(tmp_path / "made").get("a", made_from("x")) == HELD


@pytest.mark.parametrize(
    "other",
    [("y",), ("x", ""), ("x", "x"), (["x", "y"],), (b"X",)],
    ids=["another", "one more", "twice", "several", "bytes"],
)
def test_made_of_something_else_it_is_not_believed(
    tmp_path: Path, other: tuple[str | list[str] | bytes, ...]
) -> None:
    kept = KeptWork(tmp_path)
    kept.keep("a", made_from("x"), HELD)

    assert kept.get("a", made_from(*other)) is None


def test_the_order_of_what_it_was_made_of_is_nothing() -> None:
    assert made_from({"a", "b", "c"}) == made_from(["c", "a", "b"])
    assert made_from("a", "b") != made_from("b", "a")


@pytest.mark.parametrize("at", [0, 31, 32, 63, 64, 70, -1])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, at: int) -> None:
    kept = KeptWork(tmp_path)
    kept.keep("a", made_from("x"), HELD)
    data = bytearray((tmp_path / "a").read_bytes())
    data[at] ^= 1
    (tmp_path / "a").write_bytes(data)

    assert kept.get("a", made_from("x")) is None


@pytest.mark.parametrize("length", [0, 10, 32, 64, 80])
def test_a_file_cut_short_is_as_good_as_none(tmp_path: Path, length: int) -> None:
    kept = KeptWork(tmp_path)
    kept.keep("a", made_from("x"), HELD)
    (tmp_path / "a").write_bytes((tmp_path / "a").read_bytes()[:length])

    assert kept.get("a", made_from("x")) is None


def test_a_file_that_would_run_code_does_not(tmp_path: Path) -> None:
    """Written with the right names on it, as whoever owns the folder could."""
    done = tmp_path / "done"

    class Runs:
        def __reduce__(self) -> tuple[object, tuple[Path]]:
            return Path.touch, (done,)

    kept = KeptWork(tmp_path)
    for held in (Runs(), OrderedDict(a=1)):
        kept.keep("a", made_from("x"), held)
        assert kept.get("a", made_from("x")) is None
    assert not done.exists()
    # The file is sound: without our reader it would have run.
    kept.keep("a", made_from("x"), Runs())
    pickle.loads((tmp_path / "a").read_bytes()[64:])
    assert done.exists()


def test_where_nothing_can_be_written_the_work_is_done_again(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = KeptWork(tmp_path / "file" / "made")

    kept.keep("a", made_from("x"), HELD)

    assert kept.get("a", made_from("x")) is None


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Afterwards this process keeps its work nowhere, as before."""
    monkeypatch.setattr(kept_work, "_place", KeptWork())


def aged(path: Path, seconds: float) -> Path:
    path.touch()
    os.utime(path, (time.time() - seconds,) * 2)
    return path


def test_a_start_deletes_what_a_killed_process_half_wrote_and_what_nobody_uses(
    tmp_path: Path, nowhere: None
) -> None:
    used = KeptWork(tmp_path)
    for name in ("used", "unused"):
        used.keep(name, made_from("x"), HELD)
        aged(tmp_path / name, 40 * 86_400)
    assert used.get("used", made_from("x")) == HELD
    aged(tmp_path / ".cuts-k2j3", 2 * 3600)
    aged(tmp_path / ".cuts-9x7a", 60)  # somebody writes it now

    keep_in(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {"used", ".cuts-9x7a"}


def test_files_of_one_name_are_both_kept(
    tmp_path: Path, nowhere: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the software's districts and those that staff published."""
    parsed: list[str] = []
    load = yaml.load
    monkeypatch.setattr(yaml, "load", lambda text, by: parsed.append(text) or load(text, by))
    keep_in(tmp_path / "made")
    files = [tmp_path / folder / "districts.yml" for folder in ("seeds", "region")]
    for number, path in enumerate(files):
        path.parent.mkdir()
        path.write_text(f"- {number}")

    for _ in range(2):  # starts
        yaml_file._read.cache_clear()
        assert [yaml_file.read_yaml(path) for path in files] == [[0], [1]]

    assert parsed == ["- 0", "- 1"]


def test_jiebas_dictionary_and_what_e5_reads_are_there_as_they_were_kept(
    tmp_path: Path, nowhere: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_in(tmp_path)
    weights, (words, total) = Weights(), segment.as_jieba_reads()
    monkeypatch.setattr(segment, "_common", None)
    read_common_words()
    graph, pieces = embedding._graph(weights), embedding._pieces(weights.vocabulary)

    def again(*_: object) -> None:
        pytest.fail("made anew")

    monkeypatch.setattr(jieba.Tokenizer, "gen_pfdict", again)
    for made in ("graph_of", "numbered"):
        monkeypatch.setattr(embedding, made, again)
    monkeypatch.setattr(segment, "_common", None)
    read_common_words()

    known = segment.common()
    assert (known.total, {word: known.words.get(word) for word in words}) == (total, words)
    assert embedding._graph(weights) == graph
    numbers, longest = embedding._pieces(weights.vocabulary)
    plain, lengths = numbered(weights.vocabulary)
    assert pieces.longest == longest == lengths
    assert {piece: numbers.get(piece) for piece in plain} == plain


def test_nowhere_kept_words_and_numbers_are_looked_up_where_they_are() -> None:
    words = {"标准": 1}

    assert KeptWork().keep_numbers("a", made_from("x"), words) is words
    assert KeptWork().numbers("a", made_from("x")) is None


def test_nothing_but_the_texts_named_is_kept(tmp_path: Path) -> None:
    """Questions of citizens were cut by the same hand."""
    first = Remembered[str](KeptWork(tmp_path), "a", made_from("x"))
    for text in ("内容", "市民的话"):
        first.of(text, str.upper)
    first.keep({"内容"})

    second = Remembered[str](KeptWork(tmp_path), "a", made_from("x"))
    asked = []
    for text in ("内容", "市民的话"):
        second.of(text, lambda said: asked.append(said) or said)

    assert asked == ["市民的话"]
    assert "市民的话".encode() not in (tmp_path / "a").read_bytes()


def test_what_citizens_typed_goes_when_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """All were remembered, up to 200,000 of them, for as long as the process lived."""
    monkeypatch.setattr(kept_work, "_OTHERS", 10)
    made = Remembered[str]()
    cut: list[str] = []

    def cutting(text: str) -> str:
        cut.append(text)
        return text

    for text in ("内容", "题目"):
        made.of(text, cutting)
    made.keep({"内容", "题目"})
    for number in range(1000):
        made.of(str(number), cutting)
    made.of("内容", cutting)

    assert len(made._made) <= 12
    assert cut.count("内容") == 1
    # What an import of content adds is remembered once it is the content's.
    made.keep({"内容", "999"})
    made.of("999", cutting)
    assert cut.count("999") == 1


class Counting(SnapshotBuilder):
    """Notes what it had to cut and to spell."""

    def __init__(self, embedder: Embedder, kept: KeptWork | None) -> None:
        normaliser = load_normaliser()
        self.cutting: list[str] = []
        self.spelling: list[str] = []

        def spell(text: str) -> str:
            self.spelling.append(text)
            return normaliser(text)

        super().__init__(embedder, Calibration.load(), spell, load_stopwords(), kept)

    def _cut(self, text: str) -> list[str]:
        self.cutting.append(text)
        return super()._cut(text)


async def started(
    sessions: SessionFactory, embedder: Embedder, kept: KeptWork | None
) -> tuple[Counting, LiveKnowledge]:
    builder = Counting(embedder, kept)
    live = LiveKnowledge(sessions, sessions.begin, builder)
    await live.refresh()
    return builder, live


def found(live: LiveKnowledge, question: str) -> list[tuple[str, float, tuple[float, ...], str]]:
    hits = live.snapshot.index.search(question)
    return [(one.entry.reference, one.confidence, one.features, one.phrasing) for one in hits]


async def test_the_second_start_cuts_nothing_and_finds_the_same(
    knowledge: LiveKnowledge, sessions: SessionFactory, embedder: Embedder, tmp_path: Path
) -> None:
    first, before = await started(sessions, embedder, KeptWork(tmp_path))
    found(before, "没人问过的一句话")
    second, after = await started(sessions, embedder, KeptWork(tmp_path))
    _, without = await started(sessions, embedder, None)

    assert first.cutting
    assert first.spelling
    assert (second.cutting, second.spelling) == ([], [])
    for question in ("世界标准日是哪天", "电动车强制标准", "校服甲醛", "没人问过的一句话"):
        assert found(after, question) == found(before, question) == found(without, question)
    assert "没人问过的一句话" in second.cutting


async def test_after_an_edit_only_what_is_new_is_cut(
    knowledge: LiveKnowledge, sessions: SessionFactory, embedder: Embedder, tmp_path: Path
) -> None:
    await started(sessions, embedder, KeptWork(tmp_path))
    async with sessions.begin() as session:
        entry = (await session.scalars(select(Faq).where(Faq.slug == "standards-day"))).one()
        entry.answer = "新写的一句答案。"
        await KnowledgeRepository(session).touch()

    second, _ = await started(sessions, embedder, KeptWork(tmp_path))
    third, _ = await started(sessions, embedder, KeptWork(tmp_path))

    assert second.cutting == ["新写的一句答案。"]
    assert second.spelling == []
    assert third.cutting == []


async def test_another_vocabulary_cuts_everything_anew(
    knowledge: LiveKnowledge, sessions: SessionFactory, embedder: Embedder, tmp_path: Path
) -> None:
    """A term is a word the segmenter keeps whole."""
    first, _ = await started(sessions, embedder, KeptWork(tmp_path))
    async with sessions.begin() as session:
        term = (await session.scalars(select(Term).limit(1))).one()
        term.aliases = [*term.aliases, "世界标准日是"]
        await KnowledgeRepository(session).touch()

    second, after = await started(sessions, embedder, KeptWork(tmp_path))

    assert len(second.cutting) >= len(first.cutting)
    assert "世界标准日是" in after.snapshot.index.words("世界标准日是哪天")
