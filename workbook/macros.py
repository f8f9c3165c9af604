"""`main()`: score the open workbook, in Excel through xlwings' "Run main" or in LibreOffice.

One range is read and one is written, whatever the number of indicators.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlwings as xw

from pyscoring.problems import Problem, Refused, errors
from workbook.scoresheet.layout import MARK
from workbook.scoresheet.official import official_cells
from workbook.scoresheet.reader import ReadSheet, from_rows, parse

LAST_ROW, LAST_COLUMN = 2000, 60  # one stray cell at the far end must not make us read a million rows
Cells = dict[tuple[int, int], Any]


def main() -> None:
    """Score the calling workbook's score sheet and write the official block into it.

    What is wrong is shown in the sheet, beside its row; what keeps the sheet from being
    scored at all is shown in a message box.
    """
    book = xw.Book.caller()
    try:
        message = score_book(book)
    except Refused as refused:
        message = " · ".join(p.message() for p in refused.problems)
    except Exception as error:  # noqa: BLE001  Excel would show a traceback to the assessor
        message = f"เขียนผลลงแผ่นงานไม่ได้ อาจถูกล็อกอยู่ / The sheet could not be written; it may be locked. ({type(error).__name__})"
    if message:
        book.app.alert(message, "pyscoring")


def score_book(book: Any) -> str | None:
    """Score the active sheet, or else the workbook's first score sheet; the message to show, if any."""
    sheet, rows = _score_sheet(book)
    if sheet is None:
        return "ไม่พบแผ่นให้คะแนนในสมุดงานนี้ / There is no score sheet in this workbook."
    read = parse(from_rows(rows))
    result = read.score()
    if result is None:
        return _told(read.problems)
    cells = official_cells(read, result, datetime.now().astimezone())
    if not cells:
        return _told(result.problems)
    _write(sheet, read, cells)
    return None


def _told(problems: Iterable[Problem]) -> str:
    return "\n".join(f"{p.message()}\n→ {p.remedy()}" for p in errors(problems))


def _score_sheet(book: Any) -> tuple[Any, list[list[Any]]]:
    """The first sheet that is a score sheet, the active one before all others, with its values."""
    active = book.sheets.active
    for sheet in (active, *(s for s in book.sheets if s.name != active.name)):
        last = sheet.used_range.last_cell
        area = sheet.range((1, 1), (min(last.row, LAST_ROW), min(last.column, LAST_COLUMN)))
        rows = area.options(ndim=2, err_to_str=True).value
        if rows and rows[0][0] == MARK:
            return sheet, rows
    return None, []


def _write(sheet: Any, read: ReadSheet, cells: Cells) -> None:
    """Write the block in one go; other people's content between its rows splits it."""
    column = read.columns["official"]
    for first, last in _runs(read, {row for row, _ in cells}, column):
        values = [[_plain(cells.get((row, column)))] for row in range(first, last + 1)]
        sheet.range((first, column), (last, column)).value = values


def _runs(read: ReadSheet, rows: set[int], column: int) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for row in sorted(rows):
        between = range(runs[-1][1] + 1, row) if runs else range(0)
        if runs and all(read.cells.get((r, column)) is None for r in between):
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
