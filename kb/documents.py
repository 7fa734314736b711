"""Documents (.txt .md .docx .pdf .html) cut into passages with section numbers and headings."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import docx
from bs4 import BeautifulSoup
from pypdf import PdfReader
from sqlalchemy.ext.asyncio import AsyncSession

from kb.decoding import UnknownEncoding, decoded
from kb.document_tables import CELLS, is_caption, of_page, of_word
from kb.document_title import title_of
from kb.models import Document, Passage
from kb.repository import KnowledgeRepository

LARGEST_BYTES = 20 * 1024 * 1024
LONGEST_PASSAGE = 300  # characters, cut at the end of a sentence
LONGEST_SENTENCE = 400  # characters; what has no end before is cut at a comma, or anywhere
LONGEST_TITLE = 120  # characters
_CHAPTER = re.compile(r"^([一二三四五六七八九十]{1,3})、\s*(.+)$")
_ITEM = re.compile(r"^[(（]([一二三四五六七八九十]{1,3})[)）]\s*(.+)$")
_ARTICLE = re.compile(r"^(第[一二三四五六七八九十百零\d]{1,6}[条條章节節])\s*(.*)$")
_MARKDOWN = re.compile(r"^(#{1,6})\s+(.+)$")
_SENTENCE_END = re.compile(r"(?<=[。！？；;!?])")
_CLAUSE_END = re.compile(r"(?<=[，、,｜\n])")
_RULE_OF_TABLE = re.compile(r"[\s|:-]+")
_PAGE_NUMBER = re.compile(r"[—–\-－\s]{0,8}\d{1,4}[—–\-－\s]{0,8}")
# A Chinese text extracted from a PDF has spaces between 汉字 and digits that nobody typed.
_STRAY_SPACE = re.compile(r"(?<=[\u4e00-\u9fff（(〔“]) +|(?<! ) ++(?=[\u4e00-\u9fff）)〕”])")


class DocumentError(Exception):
    """The file can't be used; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Cut:
    """One passage as cut from a text."""

    section: str
    heading: str
    text: str


@dataclass(frozen=True)
class Contents:
    """What was read of a file.

    Args:
        text: one paragraph or row of a table a line, headings marked with ``#``.
        title: its title; empty if none stands in it.
        remarks: what could not be read, for whoever loads it.
    """

    text: str
    title: str
    remarks: tuple[str, ...] = ()


def read_document(path: Path) -> Contents:
    """The text and the title of a file.

    Raises:
        DocumentError: missing, too large, of another kind, damaged, or without text.
    """
    readers: dict[str, Callable[[bytes], Contents]] = {
        ".txt": _plain,
        ".md": _plain,
        ".docx": _docx,
        ".pdf": _pdf,
        ".html": _html,
        ".htm": _html,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        kinds = "、".join(sorted(readers))
        raise DocumentError(f"不支持 {path.suffix or '没有扩展名的'} 文件，请用 {kinds}。")
    if not path.is_file():
        raise DocumentError(f"找不到文件：{path.name}。")
    if path.stat().st_size > LARGEST_BYTES:
        raise DocumentError(f"文件太大：最多 {LARGEST_BYTES // 1024 // 1024} MB。")
    contents = reader(path.read_bytes())
    if not contents.text.strip():
        raise DocumentError("文件里没有读到文字。")
    return contents


def _plain(data: bytes) -> Contents:
    lines = [_row_of_markdown(line) for line in _decode(data).splitlines()]
    return Contents("\n".join(lines), title_of(lines))


def _row_of_markdown(line: str) -> str:
    """A row of a Markdown table with tabs between its cells; any other line as it is."""
    row = line.strip()
    if len(row) < 3 or not (row.startswith("|") and row.endswith("|")):
        return line
    if _RULE_OF_TABLE.fullmatch(row):
        return ""
    return CELLS.join(cell.strip() for cell in row.strip("|").split("|"))


def _decode(data: bytes) -> str:
    try:
        return decoded(data)
    except UnknownEncoding:
        raise DocumentError("文字编码认不出来，请另存为 UTF-8 再试。") from None


def _docx(data: bytes) -> Contents:
    try:
        document = docx.Document(io.BytesIO(data))
        lines = list(_lines_of(document))
    except Exception as error:  # python-docx raises many kinds for damaged archives
        raise DocumentError("Word 文件打不开，可能已损坏或不是 .docx 格式。") from error
    return Contents("\n".join(lines), title_of(lines))


def _lines_of(holder: Any) -> Iterator[str]:
    """Paragraphs and tables in the order in which they stand."""
    for block in holder.iter_inner_content():
        if hasattr(block, "rows"):
            yield from of_word(block, lambda cell: " ".join(" ".join(_lines_of(cell)).split()))
            continue
        style = (block.style.name if block.style is not None else "") or ""
        level = "1" if style in ("Title", "标题") else style.rpartition(" ")[2]
        is_heading = style.startswith(("Heading", "标题", "Title")) and level.isdigit()
        yield f"{'#' * int(level)} {block.text}" if is_heading and block.text else block.text


def _pdf(data: bytes) -> Contents:
    try:
        pages = PdfReader(io.BytesIO(data)).pages
        texts = [page.extract_text() for page in pages]
        scanned = [
            number
            for number, (page, text) in enumerate(zip(pages, texts, strict=True), 1)
            if not text.strip() and _has_picture(page)
        ]
    except Exception as error:  # pypdf fails in many ways on a damaged file; to staff they are one
        raise DocumentError("PDF 文件打不开，可能已损坏或加了密码。") from error
    if scanned and not any(text.strip() for text in texts):
        raise DocumentError(
            f"这个 PDF 是扫描件：{len(texts)} 页都是图片，没有文字。请先做文字识别（OCR）再导入。"
        )
    lines = "\n".join(texts).splitlines()
    lines = [line for line in lines if not _PAGE_NUMBER.fullmatch(line)]
    which = "、".join(map(str, scanned))
    remarks = (f"第 {which} 页是扫描的图片，没有读到文字。",) if scanned else ()
    return Contents("\n".join(_unwrapped(lines)), title_of(lines), remarks)


def _has_picture(page: Any) -> bool:
    resources = page.get("/Resources")
    objects = None if resources is None else resources.get_object().get("/XObject")
    held = {} if objects is None else objects.get_object()
    return any(one.get_object().get("/Subtype") == "/Image" for one in held.values())


def _unwrapped(lines: list[str]) -> Iterator[str]:
    """Join lines that a page's width broke in the middle of a sentence."""
    held = ""
    for raw in lines:
        line = raw.strip()
        if not line:
            continue
        starts_anew = any(rule.match(line) for rule in (_CHAPTER, _ITEM, _ARTICLE))
        if held and (starts_anew or held.endswith(("。", "：", "！", "？", "；"))):
            yield held
            held = ""
        held += line
    if held:
        yield held


def _html(data: bytes) -> Contents:
    soup = BeautifulSoup(_decode(data), "html.parser")
    named = soup.title.get_text(" ", strip=True) if soup.title else ""
    for unwanted in soup(["script", "style", "nav", "header", "footer", "title"]):
        unwanted.decompose()
    lines = []
    for tag in soup.find_all(["h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "table", "div"]):
        if tag.name == "div" and tag.find(["p", "div", "li", "table", "h1", "h2", "h3"]):
            continue
        if tag.find_parent("table") is not None:
            continue  # said with its row
        if tag.name == "table":
            lines += of_page(tag)
            continue
        for line_end in tag("br"):
            line_end.replace_with("\n")
        said = [" ".join(part.split()) for part in tag.get_text().splitlines()]
        if tag.name[0] == "h":
            lines.append(f"{'#' * int(tag.name[1])} {' '.join(filter(None, said))}")
        else:
            lines += filter(None, said)
    lines = lines or soup.get_text("\n", strip=True).splitlines()
    has_heading = any(line.startswith("# ") for line in lines)
    return Contents("\n".join(lines), title_of(lines if has_heading or not named else [named]))


def cut(text: str) -> list[Cut]:
    """Passages of at most 400 characters, mostly 300, with section number and heading.

    Chinese official numbering (一、 / （一） / 第X条) and ``#`` headings are followed; the first
    sentence of a short-headed paragraph is its heading. Rows of a table stay together under the
    heading before it, each passage with the names of the columns.
    """
    found: list[Cut] = []
    place, caption = _Place(), ""
    lines = [line for raw in text.splitlines() if (line := raw.strip())]
    groups = [(is_table, list(held)) for is_table, held in groupby(lines, lambda x: CELLS in x)]
    for at, (is_table, held) in enumerate(groups):
        if is_table:
            found += _of_table(place.section, caption or place.heading, held)
            caption = ""
            continue
        # What stands right before a table is its name and no paragraph.
        if at + 1 < len(groups) and is_caption(held[-1]) and not _MARKDOWN.match(held[-1]):
            caption = _STRAY_SPACE.sub("", held.pop())
        for line in held:
            found += _of_line(line, place)
    return found


@dataclass
class _Place:
    """Where in a text a line stands.

    Args:
        chapter, item: section numbers.
        over: heading of the chapter.
        heading: the nearest one.
    """

    chapter: str = ""
    item: str = ""
    over: str = ""
    heading: str = ""

    @property
    def section(self) -> str:
        return self.chapter + self.item

    def begin(self, chapter: str, heading: str) -> None:
        """A new chapter."""
        self.chapter, self.item, self.over, self.heading = chapter, "", heading, heading


def _of_line(raw: str, place: _Place) -> Iterator[Cut]:
    if match := _MARKDOWN.match(raw):
        place.begin("", match[2])
        return
    line = _STRAY_SPACE.sub("", raw)
    if match := _CHAPTER.match(line):
        place.begin(match[1], match[2])
    elif match := _ITEM.match(line):
        place.item = f"（{match[1]}）"
        own, rest = _headed(match[2])
        if own and not rest:  # 「（二）没有标注的。」 says something
            place.heading = place.over
            yield from _pieces(place.section, place.over, match[2])
        else:
            place.heading = own or place.over
            yield from _pieces(place.section, place.heading, rest)
    elif (match := _ARTICLE.match(line)) and match[1][-1] in "章节節":
        place.begin(match[1], match[2])
    elif match:
        place.chapter, place.item, place.heading = match[1], "", place.over
        yield from _pieces(place.section, place.over, match[2])
    else:
        own, rest = _headed(line)
        heading, said = (own, rest) if own and rest else (place.heading, line)
        yield from _pieces(place.section, heading, said)


def _of_table(section: str, heading: str, lines: list[str]) -> Iterator[Cut]:
    rows = ["｜".join(cell.strip() for cell in line.split(CELLS)) for line in lines]
    names, held = rows[0], ""
    for row in rows[1:] or rows:
        longer = f"{held or names}\n{row}" if rows[1:] else row
        if held and len(longer) > LONGEST_PASSAGE:
            yield from _pieces(section, heading, held)
            longer = f"{names}\n{row}"
        held = longer
    yield from _pieces(section, heading, held)


def _headed(line: str) -> tuple[str, str]:
    first, mark, rest = line.partition("。")
    if mark and len(first) <= 24 and "，" not in first:
        return first.lstrip("—"), rest
    return "", line


def _pieces(section: str, heading: str, text: str) -> Iterator[Cut]:
    held = ""
    for sentence in _sentences(text):
        if held and len(held) + len(sentence) > LONGEST_PASSAGE:
            yield Cut(section, heading, held)
            held = ""
        held += sentence
    if held.strip():
        yield Cut(section, heading, held.strip())


def _sentences(text: str) -> Iterator[str]:
    for sentence in _SENTENCE_END.split(text):
        if len(sentence) <= LONGEST_SENTENCE:
            yield sentence
            continue
        for clause in _CLAUSE_END.split(sentence):
            for start in range(0, len(clause), LONGEST_SENTENCE):
                yield clause[start : start + LONGEST_SENTENCE]


async def store(
    session: AsyncSession,
    contents: Contents,
    path: Path,
    *,
    title: str | None = None,
    source: str | None = None,
) -> Document:
    """Cut and store what was read; the same text is stored once.

    Args:
        session: the caller's transaction.
        contents: of the file.
        path: the file.
        title: shown to citizens; the one that stands in the file, else its name, when not given.
        source: document number or issuer; the file's name when not given.
    """
    repository = KnowledgeRepository(session)
    fingerprint = hashlib.sha256(contents.text.encode()).hexdigest()
    known = await repository.document_by_digest(fingerprint)
    if known is not None:
        return known
    passages = [
        Passage(position=n, section=piece.section, heading=piece.heading, text=piece.text)
        for n, piece in enumerate(cut(contents.text), 1)
    ]
    document = Document(
        title=title or _STRAY_SPACE.sub("", contents.title)[:LONGEST_TITLE] or path.stem,
        source=source or path.name,
        digest=fingerprint,
        passages=passages,
    )
    session.add(document)
    await repository.touch()
    return document
