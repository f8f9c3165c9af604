"""Cells that came from LibreOffice, as the reader of score sheets takes them."""

from collections.abc import Mapping, Sequence
from typing import Any

from workbook.files.formats import from_serial
from workbook.files.values import ErrorValue, Formula, Percent, Place


def received(rows: Sequence[Sequence[Any]], date1904: bool) -> dict[Place, object]:
    """The cells of rows made by `sheet_cells.rows_of`, by row and column from 1, the empty ones left out.

    ValueError for a cell that is none of those that it makes.
    """
    return {
        (r, c): _value(cell, date1904)
        for r, row in enumerate(rows, 1)
        for c, cell in enumerate(row, 1)
        if cell is not None
    }


def under_keys(cells: Mapping[Place, object]) -> dict[Place, object]:
    """Row 1, column A, and the cells where a row with a key meets a column with one, as from a file."""
    rows = {row for (row, column), value in cells.items() if column == 1 and isinstance(value, str)}
    columns = {column for (row, column), value in cells.items() if row == 1 and isinstance(value, str)}
    return {
        (row, column): value
        for (row, column), value in cells.items()
        if row == 1 or column == 1 or (row in rows and column in columns)
    }


def _value(cell: Any, date1904: bool) -> object:
    if cell is None or isinstance(cell, str | float):
        return cell
    if isinstance(cell, int) and not isinstance(cell, bool):
        return float(cell)
    match cell:
        case {"logical": bool(value)}:
            return value
        case {"percent": float(value) | int(value)}:
            return Percent(float(value))
        case {"date": float(value) | int(value)}:
            return from_serial(float(value), date1904)
        case {"error": str(name)}:
            return ErrorValue(name)
        case {"formula": result}:
            return Formula(_value(result, date1904))
    raise ValueError(f"no cell of a sheet: {cell!r}")
