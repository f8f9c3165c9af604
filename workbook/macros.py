"""`main()`: score the open workbook, in Excel through xlwings' "Run main" or in LibreOffice.

One range is read and one is written, whatever the number of indicators.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import xlwings as xw

from pyscoring.problems import Refused
from workbook.scoresheet.block import LAST_COLUMN, LAST_ROW, MARKS, NO_SHEET, NOT_WRITTEN, Run, block, both
from workbook.scoresheet.reader import from_rows


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
        message = f"{both(NOT_WRITTEN)} ({type(error).__name__})"
    if message:
        book.app.alert(message, "pyscoring")


def score_book(book: Any) -> str | None:
    """Score the active sheet, or else the workbook's first score sheet; the message to show, if any."""
    sheet, rows = score_sheet(book)
    if sheet is None:
        return both(NO_SHEET)
    found = block(from_rows(rows), datetime.now().astimezone())
    write(sheet, found.runs)
    return found.message


def score_sheet(book: Any) -> tuple[Any, list[list[Any]]]:
    """The first sheet that is a score sheet, the active one before all others, with its values; None where none is."""
    active = book.sheets.active.name  # may be a sheet that is a chart, which has no cells
    for sheet in sorted(book.sheets, key=lambda one: one.name != active):
        last = sheet.used_range.last_cell
        area = sheet.range((1, 1), (min(last.row, LAST_ROW), min(last.column, LAST_COLUMN)))
        rows = area.options(ndim=2, err_to_str=True).value
        if rows and rows[0][0] in MARKS:
            return sheet, rows
    return None, []


def write(sheet: Any, runs: Iterable[Run]) -> None:
    """Write each run of cells with one call."""
    for run in runs:
        area = sheet.range((run.row, run.column), (run.row + len(run.values) - 1, run.column))
        area.value = [[value] for value in run.values]
