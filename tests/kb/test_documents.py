from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx
import pytest
from PIL import Image

from bot.kit.db import SessionFactory
from kb.answer import Certainty
from kb.answering import Answerer
from kb.decoding import decoded
from kb.documents import LONGEST_PASSAGE, DocumentError, cut, read_document, store
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

    pieces = cut(read_document(path).text)

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
        read_document(path)


async def test_the_same_file_is_stored_once(tmp_path: Path, sessions: SessionFactory) -> None:
    path = tmp_path / "方案.txt"
    path.write_text(TEXT, encoding="utf-8")

    async with sessions.begin() as session:
        first = await store(session, read_document(path), path)
        again = await store(session, read_document(path), path)

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
        read_document(path)


async def test_a_clause_is_found_and_quoted_with_its_section(
    tmp_path: Path, knowledge: LiveKnowledge, sessions: SessionFactory
) -> None:
    path = tmp_path / "方案.txt"
    path.write_text(TEXT, encoding="utf-8")
    async with sessions.begin() as session:
        await store(session, read_document(path), path, source="某府发〔2026〕1号")
    await knowledge.refresh()
    answerer = Answerer(knowledge, load_normaliser(), lambda: date(2026, 11, 23))

    answer = answerer.answer("公众参与标准监督的激励机制怎么健全")

    assert answer.certainty is Certainty.SURE
    assert "二（一）" in answer.text
    assert "“健全公众参与标准监督的激励机制。”" in answer.text
    assert "某府发〔2026〕1号" in answer.text


def _docx_with_table(path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("渝市监发〔2026〕5号")
    document.add_paragraph("某市标准化", style="Title")
    document.add_heading("收费", level=1)
    table = document.add_table(rows=3, cols=3)
    for row, cells in enumerate(
        (("项目", "单位", "价格"), ("检定", "台", "免费"), ("", "件", "9"))
    ):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    document.add_heading("附则", level=1)
    document.add_paragraph("本方案自印发之日起施行。")
    document.save(str(path))


def test_a_table_stands_under_its_heading_and_a_merged_cell_in_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "方案.docx"
    _docx_with_table(path)

    contents = read_document(path)

    assert contents.title == "某市标准化"
    assert [(p.heading, p.text) for p in cut(contents.text)[1:]] == [
        ("收费", "项目｜单位｜价格\n检定｜台｜免费\n检定｜件｜9"),
        ("附则", "本方案自印发之日起施行。"),
    ]


def test_rows_of_a_table_stay_together_while_they_fit_and_the_names_are_said_again() -> None:
    rows = [f"检定{number}\t{'免费' * 20}" for number in range(20)]
    few = cut("\n".join(["项目\t价格", *rows[:3]]))
    many = cut("\n".join(["项目\t价格", *rows]))

    assert [piece.text.count("检定") for piece in few] == [3]
    assert all(piece.text.startswith("项目｜价格\n检定") for piece in many)
    assert 2 < len(many) < 10
    assert max(len(piece.text) for piece in many) <= LONGEST_PASSAGE


def test_a_table_of_a_page_is_told_once_and_under_its_heading(tmp_path: Path) -> None:
    path = tmp_path / "页.html"
    rows = "<tr><th>项目</th><th>价格</th></tr><tr><td><p>检定</p></td><td>免费</td></tr>"
    path.write_text(f"<title>收费</title><h2>表</h2><table>{rows}</table>", encoding="utf-8")

    pieces = [(p.heading, p.text) for p in cut(read_document(path).text)]

    assert pieces == [("表", "项目｜价格\n检定｜免费")]


GROUPED = (
    "<table><caption>表1 限量</caption>"
    "<tr><th rowspan=2>产品</th><th colspan=2>限量</th></tr><tr><th>甲醛</th><th>铅</th></tr>"
    "<tr><td colspan=3>纺织品</td></tr>"
    "<tr><td rowspan=2>A 类</td><td>20</td><td>90</td></tr><tr><td colspan=2>见说明</td></tr>"
    "</table>"
)


def _grouped_docx(path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("表1 限量")
    table = document.add_table(rows=5, cols=3)
    for row, cells in enumerate(
        (
            ("产品", "限量", ""),
            ("", "甲醛", "铅"),
            ("纺织品", "", ""),
            ("A 类", "20", "90"),
            ("", "见说明", ""),
        )
    ):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    for begin, end in (((0, 0), (1, 0)), ((0, 1), (0, 2)), ((2, 0), (2, 2)), ((3, 0), (4, 0))):
        table.cell(*begin).merge(table.cell(*end))
    table.cell(4, 1).merge(table.cell(4, 2))
    document.save(str(path))


@pytest.mark.parametrize("kind", [".html", ".docx"])
def test_merged_cells_keep_each_value_under_its_name(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"表{kind}"
    if kind == ".html":
        path.write_text(GROUPED, encoding="utf-8")
    else:
        _grouped_docx(path)

    pieces = [(p.heading, p.text) for p in cut(read_document(path).text)]

    names = "产品｜限量 甲醛｜限量 铅"
    # What is one cell parts the table, and the names are said again below it.
    assert pieces == [
        ("表1限量", names),
        ("", "纺织品"),
        ("", f"{names}\nA 类｜20｜90\nA 类｜见说明"),
    ]


def test_a_page_cannot_claim_more_cells_than_a_table_has(tmp_path: Path) -> None:
    path = tmp_path / "页.html"
    row = '<tr><td colspan="999999999" rowspan="-3">甲</td><td colspan="x">乙</td></tr>'
    path.write_text(f"<table>{row * 3}</table>", encoding="utf-8")

    said = [p.text for p in cut(read_document(path).text)]

    # Once in each of the three rows, and with the names where the rows part into two passages.
    assert sum(text.count("甲") for text in said) == 4
    assert max(map(len, said)) <= 400


@pytest.mark.parametrize("last", ["指标表", "附表 1", "表2 分工"])
def test_what_looks_like_the_name_of_a_table_is_kept_where_none_follows(last: str) -> None:
    assert cut(f"一、要求\n做到。\n{last}")[-1].text.replace(" ", "") == last.replace(" ", "")


LAW = """第一章 总则
第一条 为了规范，制定本办法。
第二条 有下列情形之一的：
（一）没有标注的；
（二）标注不全的。
第二章 责任
第三条 违反本办法的，责令改正。
"""


def test_a_short_item_is_said_and_is_no_heading_of_what_follows() -> None:
    assert [(p.section, p.heading, p.text) for p in cut(LAW)] == [
        ("第一条", "总则", "为了规范，制定本办法。"),
        ("第二条", "总则", "有下列情形之一的："),
        ("第二条（一）", "总则", "没有标注的；"),
        ("第二条（二）", "总则", "标注不全的。"),
        ("第三条", "责任", "违反本办法的，责令改正。"),
    ]


def test_line_breaks_of_a_page_are_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "页.html"
    path.write_text("<div>各单位：<br>一、时间<br/>十月。<br>二、地点<br>某市。</div>", "utf-8")

    pieces = {(p.section, p.heading): p.text for p in cut(read_document(path).text)}

    assert pieces[("一", "时间")] == "十月。"
    assert pieces[("二", "地点")] == "某市。"


def test_a_long_table_is_cut_between_rows_with_the_names_of_its_columns() -> None:
    rows = "\n".join(f"第{n}项产品的名称\t{n}元" for n in range(90))

    pieces = cut(f"# 表\n产品\t价格\n{rows}")

    assert all(p.text.startswith("产品｜价格\n") for p in pieces)
    assert sum(p.text.count("\n") for p in pieces) == 90


@pytest.mark.parametrize("text", ["标" * 900, "标准，" * 400, "甲\t" + "标" * 900])
def test_no_passage_is_longer_than_400_characters(text: str) -> None:
    pieces = cut(text)

    assert max(len(p.text) for p in pieces) <= 400
    assert sum(p.text.count("标") for p in pieces) == text.count("标")


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            "重庆市某局文件\n渝市监发〔2024〕5号\n关于印发某办法的通知\n各单位：",
            "关于印发某办法的通知",
        ),
        (
            "重庆市某局\n关于加强标准\n实施监督的通知\n各单位：",
            "重庆市某局关于加强标准实施监督的通知",
        ),
        (
            "附件 1\n2026年5月1日\n某市标准化规划（2026—2030年）\n标准是……。",
            "某市标准化规划（2026—2030年）",
        ),
        (
            "某局关于印发规划（2016年）的通知渝府办发〔 2016〕69号\n各区县：",
            "某局关于印发规划（2016年）的通知",
        ),
        ("某某总局令\n第59号\n国家标准管理办法\n第一条 为了。", "国家标准管理办法"),
        ("第一条 为了加强管理，制定本办法。", "文件名"),
        ("本通知已经市政府同意，现印发给你们。", "文件名"),
    ],
)
async def test_the_title_is_the_title(
    tmp_path: Path, sessions: SessionFactory, lines: str, title: str
) -> None:
    path = tmp_path / "文件名.txt"
    path.write_text(lines, encoding="utf-8")

    async with sessions.begin() as session:
        assert (await store(session, read_document(path), path)).title == title


@pytest.mark.parametrize("encoding", ["big5", "utf-16", "utf-16-le", "utf-16-be", "gbk"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    said = "標準應當公開，企業應當按照標準組織生產，產品應當符合標準。\n"
    said = said if encoding != "gbk" else "标准应当公开，企业应当按照标准组织生产。\n"
    path.write_bytes(said.encode(encoding))

    assert read_document(path).text.strip() == said.strip()


@pytest.mark.parametrize(
    ("said", "encoding"),
    [
        # 一 has a zero byte where Latin letters have none.
        ("第一条 一个标准、一项要求，\n第十一条 一律公开。\n", "utf-16-le"),
        ("第一条 一个标准、一项要求，\n第十一条 一律公开。\n", "utf-16-be"),
        ("standards are public.\x00", "ascii"),  # and no Chinese in pairs of letters
    ],
)
def test_a_zero_byte_does_not_mislead(said: str, encoding: str) -> None:
    assert decoded(said.encode(encoding)) == said


def test_a_scanned_pdf_is_said_to_be_scanned(tmp_path: Path) -> None:
    path = tmp_path / "扫描.pdf"
    Image.new("RGB", (60, 80), "white").save(path)

    with pytest.raises(DocumentError, match="扫描件：1 页都是图片"):
        read_document(path)


@pytest.mark.parametrize("damaged", [b"/Resources (x) /Y <<", b"/Resources << /XObject (x) /Y <<"])
def test_a_damaged_pdf_is_said_to_be_damaged(tmp_path: Path, damaged: bytes) -> None:
    from pypdf import PdfWriter

    writer, buffer = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(buffer)
    path = tmp_path / "坏的.pdf"
    path.write_bytes(buffer.getvalue().replace(b"/Resources <<", damaged))

    with pytest.raises(DocumentError, match="可能已损坏"):
        read_document(path)
