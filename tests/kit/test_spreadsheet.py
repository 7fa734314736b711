from __future__ import annotations

import csv
import io

import pytest

from bot.kit.spreadsheet import csv_line


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", '=cmd|"/c"!A1']
)
def test_a_text_that_would_be_calculated_begins_with_an_apostrophe(text: str) -> None:
    (row,) = csv.reader(io.StringIO(csv_line([text, "b"]), newline=""))

    assert row == [f"'{text}", "b"]


@pytest.mark.parametrize("cell", ["普通文字", "a,b", 'say "x"', "第一行\n第二行", -1, 3.5])
def test_other_cells_come_back_as_they_were(cell: object) -> None:
    (row,) = csv.reader(io.StringIO(csv_line([cell]), newline=""))

    assert row == [str(cell)]
