from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx
import pytest

from bot.kit.db import SessionFactory
from kb.answering import Answerer, Certainty
from kb.documents import DocumentError, cut, load_document, read_text
from kb.knowledge import LiveKnowledge, load_normaliser
from kb.models import Document

TEXT = """某市标准化工作方案
一、总体要求
(一)目标。到 2020年新增地方标准 500项。
二、主要任务
(一)强化监督。建立机制。
加强社会监督。健全公众参与标准监督的激励机制。
第三条 企业应当公开执行的标准编号。
"""


def test_official_numbering_becomes_sections_and_headings() -> None:
    pieces = {(p.section, p.heading): p.text for p in cut(TEXT)}

    assert pieces[("一（一）", "目标")] == "到2020年新增地方标准500项。"
    assert pieces[("二（一）", "加强社会监督")] == "健全公众参与标准监督的激励机制。"
    assert "第三条" in {section for section, _ in pieces}


def test_a_long_paragraph_is_cut_at_sentence_ends() -> None:
    pieces = cut("标" * 200 + "。" + "准" * 200 + "。")

    assert [p.text[-1] for p in pieces] == ["。", "。"]


def _docx(path: Path) -> None:
    document = docx.Document()
    document.add_heading("总则", level=1)
    document.add_paragraph("标准应当公开。")
    document.save(str(path))


@pytest.mark.parametrize("kind", [".txt", ".md", ".html", ".docx"])
def test_every_kind_is_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"文件{kind}"
    contents = {
        ".txt": "一、总则\n标准应当公开。".encode("gb18030"),
        ".md": "# 总则\n\n标准应当公开。".encode(),
        ".html": "<html><body><h1>总则</h1><p>标准应当公开。</p><script>x</script></body>".encode(),
    }
    if kind == ".docx":
        _docx(path)
    else:
        path.write_bytes(contents[kind])

    pieces = cut(read_text(path))

    assert [(p.heading, p.text) for p in pieces] == [("总则", "标准应当公开。")]


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("a.exe", b"x", "不支持"),
        ("a.txt", b"", "没有读到文字"),
        ("a.docx", b"not a zip", "Word"),
        ("a.pdf", b"not a pdf", "PDF"),
        ("b.txt", b"\x81\xff\xfe\x00\x81", "编码"),
    ],
)
def test_an_unusable_file_gets_a_chinese_sentence(
    tmp_path: Path, name: str, content: bytes, part: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(DocumentError, match=part):
        read_text(path)


async def test_the_same_file_is_stored_once(tmp_path: Path, sessions: SessionFactory) -> None:
    path = tmp_path / "方案.txt"
    path.write_text(TEXT, encoding="utf-8")

    async with sessions.begin() as session:
        first = await load_document(session, path)
        again = await load_document(session, path)

    assert first.id == again.id
    assert first.title == "某市标准化工作方案"
    async with sessions() as session:
        stored = await session.get(Document, first.id)
        assert stored is not None
        assert [p.position for p in stored.passages] == list(range(1, len(stored.passages) + 1))


def test_a_pdf_is_read(tmp_path: Path) -> None:
    from pypdf import PdfWriter

    writer, buffer = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(buffer)
    path = tmp_path / "空白.pdf"
    path.write_bytes(buffer.getvalue())

    with pytest.raises(DocumentError, match="没有读到文字"):
        read_text(path)


async def test_a_clause_is_found_and_quoted_with_its_section(
    tmp_path: Path, knowledge: LiveKnowledge, sessions: SessionFactory
) -> None:
    path = tmp_path / "方案.txt"
    path.write_text(TEXT, encoding="utf-8")
    async with sessions.begin() as session:
        await load_document(session, path, source="某府发〔2026〕1号")
    await knowledge.refresh()
    answerer = Answerer(knowledge, load_normaliser(), lambda: date(2026, 11, 23))

    answer = answerer.answer("公众参与标准监督的激励机制怎么健全")

    assert answer.certainty is Certainty.SURE
    assert "二（一）" in answer.text
    assert "“健全公众参与标准监督的激励机制。”" in answer.text
    assert "某府发〔2026〕1号" in answer.text
