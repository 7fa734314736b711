"""The page that checks a list of numbers: pasted or as a file, the result as table and as file."""

from __future__ import annotations

import asyncio
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import Response

from bot.editing.faq.sheet_file import Table, tables
from bot.kit import clock
from bot.kit.errors import InvalidInput, TooManyRequests
from bot.kit.spreadsheet import BOM, csv_line, xlsx_bytes
from bot.watching.watches import MOST as MOST_WATCHED
from bot.web.pages.rendering import address_of, counted
from bot.web.pages.standard import path_of
from bot.web.pages.visits import OLD_FORM, shown, visit_of
from bot.web.services import Services, services
from kb.list_check import MOST, Line, Typed, Verdict, check, numbers_of
from kb.text.standard_number import StandardNumber

LARGEST = 2_000_000  # bytes of a file, or of the form
LONGEST = MOST * 200  # characters of a list that is pasted
router = APIRouter(
    include_in_schema=False, dependencies=[Depends(counted)], max_body_size=LARGEST + 64 * 1024
)

NOTHING = "没有找到标准号。请一行写一个，比如 GB 17761-2024。"
TOO_LONG = f"一次最多核对 {MOST} 个标准号，请分几次。"
EMPTY = "这个文件是空的，请重新选一个；只核对粘贴的编号，就不要选文件。"
TOO_LARGE = "文件太大了，最多 2 MB。请只留标准号那一列。"
# A list costs as much as so many pages: reading a workbook takes a processor's second.
COST, COST_OF_FILE = 5, 30
HEADINGS = ("序号", "您给的", "标准号", "名称", "结论", "说明", "实施日期", "代替它的", "核对情况")
_LONGEST_BESIDE = 500  # signs of a row's other cells; a name has fewer
_shown = partial(shown, template="list_check.html")
_COLOURS = {
    Verdict.VALID: "in_force",
    Verdict.UPCOMING: "upcoming",
    Verdict.REPLACED: "superseded",
    Verdict.WITHDRAWN: "withdrawn",
}
Parts = Annotated[Services, Depends(services)]


@dataclass(frozen=True)
class Row:
    """A line as the page shows it."""

    line: Line

    @property
    def colour(self) -> str:
        """The style class of its tag: green only for what more than memory says."""
        return (
            "unverified" if self.line.is_doubtful else _COLOURS.get(self.line.verdict, "unverified")
        )

    @property
    def path(self) -> str:
        """The page of the standard it is about, or may mean; empty for none."""
        editions = (self.line.edition,) if self.line.edition else self.line.near.editions
        return path_of(editions[0].number) if len(editions) == 1 else ""

    @property
    def as_typed(self) -> str:
        """What was typed, where it isn't the number itself."""
        typed = self.line.typed.text
        return "" if typed == self.line.number else typed


@router.get("/check")
async def form_page(request: Request, parts: Parts) -> Response:
    """The empty form."""
    return _shown(request, parts, values={"most": MOST})


@router.post("/check")
async def check_list(
    request: Request,
    parts: Parts,
    numbers: Annotated[str, Form(max_length=LARGEST)] = "",
    token: Annotated[str, Form(max_length=200)] = "",
    file: UploadFile | None = None,
) -> Response:
    """The result; nothing of the list is kept.

    Raises:
        TooManyRequests: too many lists from this address.
    """
    if visit_of(request, parts, token) is None:
        return _problem(request, parts, OLD_FORM, numbers, 403)
    data = b"" if file is None else await file.read(LARGEST + 1)
    if file is not None and file.filename and not data:
        return _problem(request, parts, EMPTY, numbers, 400)
    _count(request, parts, COST_OF_FILE if data else COST)
    try:
        typed = await asyncio.to_thread(_typed, numbers, data)
    except InvalidInput as problem:
        return _problem(request, parts, problem.for_citizen, numbers, 400)
    lines = await _checked(parts, typed)
    told = Counter(line.said for line in lines)
    values = {
        "rows": [Row(line) for line in lines],
        "told": told.most_common(),
        "list": "\n".join(one.text for one in typed),
        "known": _to_watch(lines),
        "wording": parts.watching.wording(),
    }
    return _shown(request, parts, values=values)


@router.post("/check/file")
async def result_file(
    request: Request,
    parts: Parts,
    numbers: Annotated[str, Form(max_length=LARGEST)] = "",
    kind: Annotated[Literal["csv", "xlsx"], Form()] = "xlsx",
    token: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """The same result as a file, from the list the page carries: nothing was kept of it.

    Raises:
        TooManyRequests: too many lists from this address.
    """
    if visit_of(request, parts, token) is None:
        return _problem(request, parts, OLD_FORM, numbers, 403)
    _count(request, parts, COST)
    try:
        typed = await asyncio.to_thread(_typed, numbers, b"")
    except InvalidInput as problem:
        return _problem(request, parts, problem.for_citizen, numbers, 400)
    rows = [HEADINGS, *(_cells(line) for line in await _checked(parts, typed))]
    name = f"attachment; filename=check-{clock.today()}.{kind}"
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    if kind == "csv":
        text = BOM + "".join(csv_line(row) for row in rows)
        return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
    content = await asyncio.to_thread(xlsx_bytes, "核对结果", rows)
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(content, media_type=media, headers=headers)


def _to_watch(lines: Sequence[Line]) -> str:
    """The known numbers of a list; empty where they are more than one person may watch."""
    known = dict.fromkeys(line.edition.undated for line in lines if line.edition is not None)
    return "；".join(known) if len(known) <= MOST_WATCHED else ""


def _count(request: Request, parts: Services, cost: int) -> None:
    if not parts.per_address.allows(f"check:{address_of(request)}", cost):
        raise TooManyRequests


def _problem(request: Request, parts: Services, said: str, numbers: str, status: int) -> Response:
    values: dict[str, Any] = {"problem": said, "numbers": numbers[:20_000], "most": MOST}
    return _shown(request, parts, values=values, status=status)


async def _checked(parts: Services, typed: Sequence[Typed]) -> list[Line]:
    return await parts.sessions.read(lambda session: check(session, typed, clock.today()))


def _typed(numbers: str, data: bytes) -> list[Typed]:
    """The numbers of a form.

    Raises:
        InvalidInput: there are none or too many, or the file can't be read.
    """
    if len(data) > LARGEST:
        raise InvalidInput(TOO_LARGE)
    if len(numbers) > LONGEST:
        raise InvalidInput(TOO_LONG)
    cells, beside = _column(tables(data)) if data else ([], [])
    # Line ends come as the browser writes them; what a database refuses is no part of a number.
    plain = "".join(c for c in numbers if unicodedata.category(c) != "Cs").replace("\x00", "")
    pasted = plain.splitlines()
    typed = numbers_of([*pasted, *cells], [*([""] * len(pasted)), *beside])
    if not typed:
        raise InvalidInput(NOTHING)
    if len(typed) > MOST:
        raise InvalidInput(TOO_LONG)
    return typed


def _column(found: Iterable[Table]) -> tuple[list[str], list[str]]:
    """The column with the most numbers, and what each row has beside it: the name perhaps.

    A sheet has another one with what they replace.
    """
    best: list[str] = []
    beside: list[str] = []
    most = 0
    for table in found:
        width = max((len(line.cells) for line in table.lines), default=0)
        for at in range(min(width, 50)):
            rows = [line.cells for line in table.lines if at < len(line.cells)]
            cells = [row[at] for row in rows]
            count = sum(StandardNumber.find(cell[:200]) is not None for cell in cells)
            if count > most:
                best, most = [" ".join(cell[:200].split()) for cell in cells], count
                beside = [" ".join((*row[:at], *row[at + 1 :]))[:_LONGEST_BESIDE] for row in rows]
    return best, beside


def _cells(line: Line) -> tuple[object, ...]:
    edition = line.edition
    return (
        line.typed.place,
        line.typed.text,
        "" if edition is None else edition.number,
        "" if edition is None else edition.title,
        line.said,
        line.remark,
        None if edition is None else edition.effective_on,
        "、".join(line.successors),
        "" if edition is None else edition.check,
    )
