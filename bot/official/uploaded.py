"""An uploaded list of standards: what kind of file it is, and whether it may be read at all."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from bot.kit.errors import InvalidInput
from kb.decoding import UnknownEncoding, decoded
from kb.standards.lists.files import rows_of

LARGEST = 5_000_000  # bytes
MOST_ROWS = 20_000
_LARGEST_UNPACKED = 60_000_000
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_NO_FILE = "请选择一个文件。"
_TOO_LARGE = "文件太大了，最多 5 MB；更大的请分开，或者请运维人员用命令行导入。"
_TOO_MANY = f"行数太多，一次最多 {MOST_ROWS} 行；请分开，或者请运维人员用命令行导入。"
_UNPACKED = "这个 Excel 文件解开后太大了。"
_DAMAGED = "这个文件打不开，请另存为 Excel 工作簿（.xlsx）或者 CSV 再试。"
_OLD = "旧的 .xls 读不了，请在表格软件里另存为 .xlsx 或者 CSV。"
_NO_KIND = "这个文件不是 Excel 工作簿，也不是 CSV、JSON 文件。"
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]|[\ud800-\udfff]")
_LONGEST_NAME = 60  # characters; a file system takes 255 bytes


def suffix_of(data: bytes) -> str:
    """What kind of list a file is by what is in it; what it is called proves nothing.

    Raises:
        InvalidInput: it is none that can be read, or too large.
    """
    if len(data) > LARGEST:
        raise InvalidInput(_TOO_LARGE)
    if not data.strip():
        raise InvalidInput(_NO_FILE)
    if data.startswith(_ZIP):
        return _workbook(data)
    if data.startswith(_OLD_EXCEL):
        raise InvalidInput(_OLD)
    try:
        text = decoded(data)
    except UnknownEncoding:
        raise InvalidInput(_NO_KIND) from None
    lines = text.lstrip("\ufeff \t\r\n").split("\n", 1)
    if lines[0].startswith("["):
        return ".json"
    if lines[0].startswith("{"):
        # An object a line, or one object around the list.
        return ".jsonl" if lines[0].rstrip().endswith("}") else ".json"
    return ".csv"


def name_of(given: str | None, suffix: str) -> str:
    """What the list is called from now on, its suffix the true one.

    >>> name_of("C:\\\\表\\\\清单.xls.exe", ".csv")
    'C_表_清单.xls.csv'
    """
    stem = _NOT_IN_NAMES.sub("_", Path(given or "").stem).strip(" ._")
    return f"{re.sub('_+', '_', stem)[:_LONGEST_NAME] or '清单'}{suffix}"


def demand_readable(path: Path) -> None:
    """Read a list through once, before anything of it is kept.

    Raises:
        InvalidInput: it has too many rows.
        ListError: it can't be read to its end.
    """
    with rows_of(path) as (_, rows):
        for count, _ in enumerate(rows, 1):
            if count > MOST_ROWS:
                raise InvalidInput(_TOO_MANY)


def _workbook(data: bytes) -> str:
    # A damaged archive is one to staff, in whichever of these ways the library finds out: a
    # version of the format that it finds in the damage is not implemented.
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise InvalidInput(_DAMAGED) from None
    if sum(one.file_size for one in parts) > _LARGEST_UNPACKED:
        raise InvalidInput(_UNPACKED)
    if all(one.filename != "xl/workbook.xml" for one in parts):
        raise InvalidInput(_NO_KIND)
    return ".xlsx"
