"""A document as a Word file (.docx)."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from bot.complaints.work.documents import Paper

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FONT = "宋体"
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LABEL_WIDTH, _VALUE_WIDTH = Cm(4.2), Cm(12.3)


def as_docx(paper: Paper, now: datetime) -> bytes:
    """The file; its properties hold the title and the time, and nobody's name.

    Args:
        paper: the document.
        now: aware; kept as the time it was made.
    """
    file = docx.Document()
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(12)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    heading = file.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title = heading.add_run(paper.title)
    title.bold, title.font.size = True, Pt(18)
    _table(file, paper.rows)
    file.add_paragraph()
    for line in paper.text:
        file.add_paragraph(_clean(line))
    _table(file, paper.signed)
    about, moment = file.core_properties, now.astimezone(UTC).replace(tzinfo=None)
    about.title, about.author, about.last_modified_by, about.comments = paper.title, "", "", ""
    about.created = about.modified = moment
    kept = io.BytesIO()
    file.save(kept)
    return kept.getvalue()


def _table(file: docx.document.Document, rows: Sequence[tuple[str, str]]) -> None:
    table = file.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for label, value in rows:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = _LABEL_WIDTH, _VALUE_WIDTH
        cells[0].text, cells[1].text = label, _clean(value)


def _clean(words: str) -> str:
    """Without the characters that XML, and so Word, does not allow."""
    return _NOT_XML.sub("", words)
