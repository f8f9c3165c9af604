"""The office that the tests share, and a small score workbook that has everything to trip over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import openpyxl
import pytest
import xlwings as xw
from openpyxl.styles import Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from workbook.office.libreoffice import Document, Office
from workbook.office.libreoffice_engine import install, uninstall

OUT_OF_RANGE = "กรอกคะแนน 0–6"
UNUSUAL = "แน่ใจหรือ"
UNLOCKED = "B2:B8"
CELLS: dict[str, str | float | date] = {
    "A1": "ตัวชี้วัด", "B1": "คะแนน", "C1": "สองเท่า",
    "A2": "ผลลัพธ์", "B2": 4.5, "C2": "=B2*2", "C3": '=IF(B3="","",B3)', "C4": "=B2>1",
    "D1": True, "D2": date(2015, 6, 1), "D3": datetime(2015, 6, 1, 13, 30),
    "D4": "2558", "D5": "=DATE(2015,6,1)",
    "E1": "=NA()", "E2": "=1/0", "E3": "=SQRT(-1)", "E4": "=missing_function()",
    "E5": '="#N/A"', "E6": "=1+\"ก\"",
}  # fmt: skip


def _validate(sheet: Worksheet, cells: str, style: Literal["stop", "warning"], message: str, title: str) -> None:
    rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="6", allow_blank=True)
    rule.errorStyle, rule.error, rule.errorTitle, rule.showErrorMessage = style, message, title, True
    rule.add(cells)
    sheet.add_data_validation(rule)


@pytest.fixture(scope="session")
def score_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A protected sheet: B2:B6 takes 0 to 6, B7 warns, B8 takes anything, the rest is locked."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Score"
    for address, value in CELLS.items():
        sheet[address] = value
    for (cell,) in sheet[UNLOCKED]:
        cell.protection = Protection(locked=False)
    _validate(sheet, "B2:B6", "stop", OUT_OF_RANGE, "คะแนน")
    _validate(sheet, "B7", "warning", UNUSUAL, "คะแนน")
    sheet.protection.sheet = True
    free = book.create_sheet("Free")
    free.append(["ก", 1, None, 4])
    free.append(["ข", 2])
    book.defined_names["marks"] = DefinedName("marks", attr_text="Score!$B$2:$B$6")
    book.defined_names["rate"] = DefinedName("rate", attr_text="0.15")
    path = tmp_path_factory.mktemp("office") / "คะแนน 2558.xlsx"
    book.save(path)
    return path


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """One LibreOffice for the whole session; where it is missing, the tests fail."""
    with Office() as running:
        yield running


@pytest.fixture
def document(office: Office, score_file: Path) -> Iterator[Document]:
    """The score workbook, out of sight."""
    with office.open(score_file) as opened:
        yield opened


@pytest.fixture
def typist(office: Office, score_file: Path) -> Iterator[Document]:
    """The score workbook in a window that takes keys."""
    with office.open(score_file, hidden=False) as opened:
        yield opened


@pytest.fixture
def engine(office: Office) -> Iterator[xw.Engine]:
    """xlwings over the office."""
    yield install(office)
    uninstall()


@pytest.fixture
def book(engine: xw.Engine, score_file: Path) -> xw.Book:
    """The score workbook in xlwings."""
    return xw.Book(score_file)
