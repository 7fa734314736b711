"""Documents (.txt .md .docx .pdf .html) cut into passages with section numbers and headings."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
from bs4 import BeautifulSoup
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from sqlalchemy.ext.asyncio import AsyncSession

from kb.models import Document, Passage
from kb.repository import KnowledgeRepository

LARGEST_BYTES = 20 * 1024 * 1024
LONGEST_PASSAGE = 300

_CHAPTER = re.compile(r"^([一二三四五六七八九十]{1,3})、\s*(.+)$")
_ITEM = re.compile(r"^[(（]([一二三四五六七八九十]{1,3})[)）]\s*(.+)$")
_ARTICLE = re.compile(r"^(第[一二三四五六七八九十百零\d]{1,6}[条章节])\s*(.*)$")
_MARKDOWN = re.compile(r"^(#{1,6})\s+(.+)$")
_SENTENCE_END = re.compile(r"(?<=[。！？；;!?])")
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


def read_text(path: Path) -> str:
    """The text of a file, one paragraph a line, headings marked with ``#``.

    Raises:
        DocumentError: missing, too large, of another kind, damaged, or without text.
    """
    readers: dict[str, Callable[[bytes], str]] = {
        ".txt": _decode,
        ".md": _decode,
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
    text = reader(path.read_bytes())
    if not text.strip():
        raise DocumentError("文件里没有读到文字（扫描件请先做文字识别）。")
    return text


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DocumentError("文字编码认不出来，请另存为 UTF-8 再试。")


def _docx(data: bytes) -> str:
    try:
        document = docx.Document(io.BytesIO(data))
    except Exception as error:  # python-docx raises many kinds for damaged archives
        raise DocumentError("Word 文件打不开，可能已损坏或不是 .docx 格式。") from error
    lines = []
    for paragraph in document.paragraphs:
        style = (paragraph.style.name if paragraph.style is not None else "") or ""
        level = style.removeprefix("Heading ") if style.startswith("Heading ") else ""
        lines.append(f"{'#' * int(level)} {paragraph.text}" if level.isdigit() else paragraph.text)
    for table in document.tables:
        lines += ["\t".join(cell.text.strip() for cell in row.cells) for row in table.rows]
    return "\n".join(lines)


def _pdf(data: bytes) -> str:
    try:
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    except (PyPdfError, ValueError, KeyError, OSError) as error:
        raise DocumentError("PDF 文件打不开，可能已损坏或加了密码。") from error
    return "\n".join(_unwrapped("\n".join(pages).splitlines()))


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


def _html(data: bytes) -> str:
    soup = BeautifulSoup(_decode(data), "html.parser")
    for unwanted in soup(["script", "style", "nav", "header", "footer"]):
        unwanted.decompose()
    lines = []
    for tag in soup.find_all(["h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "td", "div"]):
        if tag.name == "div" and tag.find(["p", "div", "li", "table", "h1", "h2", "h3"]):
            continue
        text = tag.get_text(" ", strip=True)
        lines.append(f"{'#' * int(tag.name[1])} {text}" if tag.name[0] == "h" else text)
    return "\n".join(lines or [soup.get_text("\n", strip=True)])


def cut(text: str) -> list[Cut]:
    """Passages of at most about 300 characters with section number and heading.

    Chinese official numbering (一、 / （一） / 第X条) and ``#`` headings are followed; the first
    sentence of a short-headed paragraph is its heading.
    """
    found: list[Cut] = []
    chapter = item = heading = ""
    for raw in text.splitlines():
        if match := _MARKDOWN.match(raw.strip()):
            chapter, item, heading = "", "", match[2]
            continue
        line = _STRAY_SPACE.sub("", raw.strip())
        if not line:
            continue
        if match := _CHAPTER.match(line):
            chapter, item, heading = match[1], "", match[2]
        elif match := _ITEM.match(line):
            item = f"（{match[1]}）"
            heading, rest = _headed(match[2])
            found += _pieces(chapter + item, heading, rest)
        elif match := _ARTICLE.match(line):
            chapter, item = match[1], ""
            found += _pieces(match[1], heading, match[2])
        else:
            own, rest = _headed(line)
            if own and rest:
                found += _pieces(chapter + item, own, rest)
            else:
                found += _pieces(chapter + item, heading, line)
    return found


def _headed(line: str) -> tuple[str, str]:
    first, mark, rest = line.partition("。")
    if mark and len(first) <= 24 and "，" not in first:
        return first.lstrip("—"), rest
    return "", line


def _pieces(section: str, heading: str, text: str) -> Iterator[Cut]:
    held = ""
    for sentence in _SENTENCE_END.split(text):
        if held and len(held) + len(sentence) > LONGEST_PASSAGE:
            yield Cut(section, heading, held)
            held = ""
        held += sentence
    if held.strip():
        yield Cut(section, heading, held.strip())


async def load_document(
    session: AsyncSession,
    path: Path,
    *,
    title: str | None = None,
    source: str | None = None,
) -> Document:
    """Read, cut and store a document; the same file is stored once.

    Args:
        session: the caller's transaction.
        path: the file.
        title: shown to citizens; the file's first line when not given.
        source: document number or issuer; the file's name when not given.

    Raises:
        DocumentError: the file can't be used.
    """
    text = read_text(path)
    repository = KnowledgeRepository(session)
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    known = await repository.document_by_digest(fingerprint)
    if known is not None:
        return known
    passages = [
        Passage(position=n, section=piece.section, heading=piece.heading, text=piece.text)
        for n, piece in enumerate(cut(text), 1)
    ]
    first = next(line.strip() for line in text.splitlines() if line.strip())
    document = Document(
        title=title or _STRAY_SPACE.sub("", first).lstrip("# ")[:120],
        source=source or path.name,
        digest=fingerprint,
        passages=passages,
    )
    session.add(document)
    await repository.touch()
    return document
