"""Cells that came from LibreOffice, as the reader of score sheets takes them."""

from collections.abc import Sequence
from typing import Any

from workbook.files.formats import from_serial
from workbook.files.values import ErrorValue, Formula, Percent, Place


def received(rows: Sequence[Sequence[Any]], date1904: bool) -> dict[Place, object]:
    """The cells of rows made by `sheet_cells.rows_of`, by row and column from 1, the empty ones left out.

    ValueError for a cell that is none of those that it makes.
    """
    return {
        (r, c): value(cell, date1904)
        for r, row in enumerate(rows, 1)
        for c, cell in enumerate(row, 1)
        if cell is not None
    }


def value(cell: Any, date1904: bool) -> object:
    """One cell, as a file has it; ValueError for what is none."""
    if cell is None or isinstance(cell, str | float):
        return cell
    if isinstance(cell, int) and not isinstance(cell, bool):
        return float(cell)
    match cell:
        case {"logical": bool(yes)}:
            return yes
        case {"percent": float(number) | int(number)}:
            return Percent(float(number))
        case {"date": float(number) | int(number)}:
            return from_serial(float(number), date1904)
        case {"error": str(name)}:
            return ErrorValue(name)
        case {"formula": result}:
            return Formula(value(result, date1904))
    raise ValueError(f"no cell of a sheet: {cell!r}")
