"""The cells of a sheet that is open in LibreOffice, as plain data that JSON can carry.

The same module reads for `pyscoring score --engine libreoffice`, over the bridge, and for the extension's button,
inside LibreOffice's own Python: the standard library alone, and nothing newer than Python 3.8.

A cell is None, a text or a number; or one of ``{"logical": true}``, ``{"percent": 0.85}``, ``{"date": 42159.5}``,
``{"error": "#N/A"}`` and ``{"formula": a cell}``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

KINDS = (1024, "logical"), (128, "percent"), (6, "date")  # com.sun.star.util.NumberFormat; 6 is a date or a time
FORMULAS = 16  # com.sun.star.sheet.CellFlags
ERRORS = {
    502: "#VALUE!", 503: "#NUM!", 504: "#VALUE!", 519: "#VALUE!", 521: "#NULL!", 523: "#NUM!",
    524: "#REF!", 525: "#NAME?", 532: "#DIV/0!", 32767: "#N/A",
}  # fmt: skip
TEXT_RESULT = 2  # com.sun.star.sheet.FormulaResult
CONSTANTS = "=TRUE()", "=FALSE()"  # how the office keeps a logical value of an .xlsx


def rows_of(model: Any, sheet: Any, last_row: int, last_column: int) -> list[list[Any]]:
    """The rows from A1 to the end of what is used, at most so many; the dates as serial days of the document."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    area = sheet.getCellRangeByPosition(0, 0, min(end.EndColumn, last_column - 1), min(end.EndRow, last_row - 1))
    rows = [[None if value == "" else value for value in row] for row in area.getDataArray()]
    kind_of = _kinds(model.NumberFormats)
    groups = area.getUniqueCellFormatRanges()
    for group in (groups.getByIndex(index) for index in range(groups.Count)):
        kind = kind_of(group.NumberFormat)
        for row, column in _positions(group) if kind else ():
            rows[row][column] = _shown_as(kind, rows[row][column])
    keyed = {row for row, cells in enumerate(rows) if isinstance(cells[0], str)}
    for row, column in _positions(area.queryContentCells(FORMULAS)):
        if row in keyed and isinstance(rows[0][column], str):
            rows[row][column] = _formula(area.getCellByPosition(column, row), kind_of)
        else:
            rows[row][column] = {"formula": rows[row][column] or ""}
    return rows


def results_of(model: Any, sheet: Any, places: Iterable[tuple[int, int]]) -> list[Any]:
    """The results of the formulas at these places, rows and columns from 1."""
    kind_of = _kinds(model.NumberFormats)
    cells = (sheet.getCellByPosition(column - 1, row - 1) for row, column in places)
    return [_result(cell, kind_of) for cell in cells]


def date1904(model: Any) -> bool:
    """Whether the document counts its days from 1904."""
    return int(model.NullDate.Year) == 1904


def _positions(cells: Any) -> Iterator[tuple[int, int]]:
    for area in cells.RangeAddresses:
        for row in range(area.StartRow, area.EndRow + 1):
            for column in range(area.StartColumn, area.EndColumn + 1):
                yield row, column


def _kinds(formats: Any) -> Callable[[int], str | None]:
    known: dict[int, str | None] = {}

    def kind_of(number_format: int) -> str | None:
        if number_format not in known:
            bits = formats.getByKey(number_format).Type
            known[number_format] = next((kind for bit, kind in KINDS if bits & bit), None)
        return known[number_format]

    return kind_of


def _shown_as(kind: str | None, value: Any) -> Any:
    if kind is None or not isinstance(value, float):
        return value
    return {kind: bool(value) if kind == "logical" else value}


def _formula(cell: Any, kind_of: Callable[[int], str | None]) -> Any:
    """A formula with its result; what the office keeps as one but a person typed as a value is that value."""
    text, result = cell.Formula, _result(cell, kind_of)
    constant = text in CONSTANTS or result == {"error": text[1:]}
    return result if constant else {"formula": result}


def _result(cell: Any, kind_of: Callable[[int], str | None]) -> Any:
    if number := cell.getError():
        return {"error": ERRORS.get(number) or cell.String}
    if cell.FormulaResultType2 == TEXT_RESULT:
        return cell.String
    return _shown_as(kind_of(cell.NumberFormat), cell.Value)
