from __future__ import annotations

import csv
import io
import re
import threading
from collections.abc import Iterable
from html import unescape

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import Workbook, load_workbook

from bot.web.limits import RateLimit
from bot.web.pages import list_check as list_check_page
from bot.web.pages.list_check import LARGEST, LONGEST, NOTHING, TOO_LARGE, TOO_LONG
from kb.list_check import MOST, Typed

LIST = "GB 2760-2014\nGB/T 31888\nGB 17716-2024\n货号 7\n"


async def token_of(browser: httpx.AsyncClient) -> str:
    found = re.search(r'name="token" value="(\w+)"', (await browser.get("/check")).text)
    assert found is not None
    return found[1]


async def send(
    browser: httpx.AsyncClient,
    numbers: str = "",
    data: bytes | None = None,
    path: str = "/check",
    **more: str,
) -> httpx.Response:
    """Through the form, as a browser does it."""
    fields = {"numbers": numbers, "token": await token_of(browser), **more}
    files = {"file": ("list.xlsx", data) if data is not None else ("", b"")}
    return await browser.post(path, data=fields, files=files)


def workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


async def test_a_pasted_list_is_told_number_by_number(browser: httpx.AsyncClient) -> None:
    page = await send(browser, LIST)

    text = " ".join(re.sub(r"<[^>]*>", " ", unescape(page.text)).split())
    assert page.status_code == 200
    assert "共 3 个" in text
    assert "由 GB 2760-2024 代替。" in text
    assert "是不是 GB 17761-2024《" in text
    # Only what is known can be watched.
    assert 'data-known="GB 2760；GB/T 31888"' in page.text
    assert page.headers["Cache-Control"] == "no-store"


async def test_the_result_comes_as_a_file_too(browser: httpx.AsyncClient) -> None:
    as_csv = await send(browser, LIST, path="/check/file", kind="csv")
    as_xlsx = await send(browser, LIST, path="/check/file", kind="xlsx")

    rows = list(csv.reader(io.StringIO(as_csv.text.lstrip("\ufeff"))))
    assert [row[4] for row in rows] == ["结论", "被代替", "现行", "没有查到，可能抄错"]
    sheet = load_workbook(io.BytesIO(as_xlsx.content)).active
    assert [row[2] for row in sheet.iter_rows(max_row=3, values_only=True)] == [
        "标准号", "GB 2760-2014", "GB/T 31888-2015",
    ]  # fmt: skip
    assert "attachment" in as_xlsx.headers["Content-Disposition"]


async def test_a_name_in_another_column_tells_which_number_is_meant(
    browser: httpx.AsyncClient,
) -> None:
    rows: list[list[object]] = [
        ["名称", "标准号", "代替"],
        ["中小学生校服", "GB/T 31887-2015", ""],
        ["电动自行车安全技术规范", "GB 17761-2024", "GB 17761-2018"],
    ]

    page = await send(browser, data=workbook(rows))

    text = " ".join(re.sub(r"<[^>]*>", " ", unescape(page.text)).split())
    assert "共 2 个" in text
    assert "是不是 GB/T 31888-2015《" in text
    assert "编号和名称对不上" not in text


async def test_an_empty_file_is_told_and_not_passed_over(browser: httpx.AsyncClient) -> None:
    page = await send(browser, LIST, data=b"")

    assert page.status_code == 400
    assert "这个文件是空的" in page.text
    assert LIST.splitlines()[0] in unescape(page.text)


@pytest.mark.parametrize("path", ["/check", "/check/file"])
async def test_a_list_is_read_while_others_are_answered(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    read, threads = list_check_page.numbers_of, []

    def seen(lines: Iterable[str], beside: Iterable[str]) -> list[Typed]:
        threads.append(threading.current_thread())
        return read(lines, beside)

    monkeypatch.setattr(list_check_page, "numbers_of", seen)

    assert (await send(browser, LIST, path=path)).status_code == 200
    assert threads
    assert threading.main_thread() not in threads


@pytest.mark.parametrize("encoding", ["xlsx", "utf-8", "gb18030"])
async def test_of_a_sheet_the_column_with_most_numbers_is_taken(
    browser: httpx.AsyncClient, encoding: str
) -> None:
    rows: list[list[object]] = [
        ["产品清单"],
        ["名称", "标准", "代替"],
        ["校服", "GB/T 31888-2015", ""],
    ]
    rows += [["车", "GB 17761-2018", "GB 17761-1999"]]
    if encoding == "xlsx":
        data = workbook(rows)
    else:
        data = "\n".join(",".join(map(str, row)) for row in rows).encode(encoding)

    page = await send(browser, data=data)

    assert "共 2 个" in page.text
    assert "GB 17761-1999" not in page.text


@pytest.mark.parametrize(
    ("numbers", "data", "said"),
    [
        ("没有号", None, NOTHING),
        ("", b"PK\x03\x04broken", "打不开"),
        ("", b"\x89PNG\r\n\x1a\n\x00\xff\xfe\xfd", "不是 Excel"),
        ("", b"x" * (LARGEST + 1), TOO_LARGE),
        ("\n".join(f"GB {n}-2020" for n in range(1001, MOST + 1002)), None, TOO_LONG),
        ("GB 1-2020".ljust(LONGEST + 1), None, TOO_LONG),
    ],
)
async def test_what_cannot_be_checked_is_said(
    browser: httpx.AsyncClient, numbers: str, data: bytes | None, said: str
) -> None:
    page = await send(browser, numbers, data)

    assert page.status_code == 400
    assert said in page.text


async def test_a_form_of_another_site_is_not_taken(browser: httpx.AsyncClient) -> None:
    for path in ("/check", "/check/file"):
        answer = await browser.post(path, data={"numbers": LIST, "token": "é"})
        assert answer.status_code == 403
        assert "共 3 个" not in answer.text


async def test_lists_are_counted_for_their_address(
    app: FastAPI, browser: httpx.AsyncClient
) -> None:
    app.state.services.per_address = RateLimit(12, lambda: 0.0)

    assert (await send(browser, LIST)).status_code == 200
    assert (await send(browser, LIST)).status_code == 200
    assert (await send(browser, LIST)).status_code == 429


async def test_what_is_typed_is_text_and_no_page(browser: httpx.AsyncClient) -> None:
    page = await send(browser, "GB 2760-2014 <script>alert(1)</script>\ud7ff\x00")

    assert "<script>alert" not in page.text
    assert "由 GB 2760-2024 代替。" in page.text
