"""An open workbook in LibreOffice: its values with their types, writing, recalculating, saving, printing."""

from __future__ import annotations

import glob
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from workbook.office.bridge import OfficeNotFound, load_uno, uno_properties

if TYPE_CHECKING:
    from workbook.office.libreoffice import Office

XLSX, PDF = "Calc MS Excel 2007 XML", "calc_pdf_Export"
LOGICAL, DATE, DATE_OR_TIME, TEXT = 1024, 2, 6, 256  # com.sun.star.util.NumberFormat
NUMBER_RESULT, STRING_RESULT, ERROR_RESULT = 1, 2, 4  # com.sun.star.sheet.FormulaResult
NUMBERS_A_FORMAT = 8  # a format costs two new objects of the office, a number two calls of one that is there
FORMATS_PER_LOCALE = 10000  # the first of each locale is its General format
ERRORS = {
    502: "#VALUE!", 503: "#NUM!", 504: "#VALUE!", 519: "#VALUE!", 521: "#NULL!", 523: "#NUM!",
    524: "#REF!", 525: "#NAME?", 532: "#DIV/0!", 32767: "#N/A",
}  # fmt: skip

DAY_ZERO = datetime(1899, 12, 30)
Kind = Literal["logical", "date", "text", "general", "number"]
Grid = list[list[object]]
Value = str | float | date | None


class OfficeFailed(RuntimeError):
    """LibreOffice did not start, did not answer or could not do what was asked."""


class LockedCell(PermissionError):
    """A write touches a locked cell of a protected sheet."""


class ErrorValue(str):
    """An error in a cell, such as ``#N/A``; text that merely looks like one is a plain ``str``."""

    __slots__ = ()


class Document:
    """An open workbook. Sheets go by name or by position from 0, cells by A1 addresses."""

    def __init__(self, office: Office, model: Any, hidden: bool) -> None:
        self.office, self.model, self.hidden = office, model, hidden
        self._kinds: dict[int, Kind] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def sheet(self, name_or_index: str | int) -> Any:
        """The raw UNO sheet."""
        sheets = self.model.Sheets
        if isinstance(name_or_index, int):
            return sheets.getByIndex(name_or_index)
        if not sheets.hasByName(name_or_index):
            raise KeyError(f"No sheet {name_or_index!r} among {sheets.ElementNames}.")
        return sheets.getByName(name_or_index)

    def range(self, sheet: str | int, address: str) -> Any:
        """The raw UNO range."""
        return self.sheet(sheet).getCellRangeByName(address)

    def values(self, sheet: str | int, address: str, *, typed: bool = True) -> Grid:
        """What the cells show; see :meth:`read`."""
        return self.read(self.range(sheet, address), typed=typed)

    def set(self, sheet: str | int, address: str, rows: Sequence[Sequence[Value]]) -> None:
        """Write values as they are, None for empty; refused as a whole if any cell is locked."""
        self.write(self.range(sheet, address), rows)

    def formulas(self, sheet: str | int, address: str) -> list[list[str]]:
        """The formulas, or the constants as they would be typed; "" for empty."""
        return [list(row) for row in self.range(sheet, address).getFormulaArray()]

    def set_formulas(self, sheet: str | int, address: str, rows: Sequence[Sequence[str]]) -> None:
        """Enter formulas, or constants as typed; refused as a whole if any cell is locked."""
        self._put(self.range(sheet, address), "setFormulaArray", rows)

    def read(self, cells: Any, *, typed: bool = True) -> Grid:
        """Read a UNO range: None for empty, "" for formulas that give it, :class:`ErrorValue` for errors.

        Booleans and dates are numbers with a format; ``typed=False`` leaves them so, which is much faster
        where there are many formulas.
        """
        grid: Grid = [[None if value == "" else value for value in row] for row in cells.getDataArray()]
        top, left = cells.RangeAddress.StartRow, cells.RangeAddress.StartColumn
        for row, column in _positions(cells.queryFormulaCells(STRING_RESULT)):
            grid[row - top][column - left] = grid[row - top][column - left] or ""
        for row, column in _positions(cells.queryFormulaCells(ERROR_RESULT)):
            grid[row - top][column - left] = _error(cells.getCellByPosition(column - left, row - top))
        numbers = [(top + r, left + c) for r, row in enumerate(grid) for c, v in enumerate(row) if isinstance(v, float)]
        for row, column, kind in self._typed_cells(cells, numbers) if typed and numbers else ():
            grid[row - top][column - left] = _convert(grid[row - top][column - left], kind)
        return grid

    def write(self, cells: Any, rows: Sequence[Sequence[Value]]) -> None:
        """Write to a UNO range of the same shape; see :meth:`set`."""
        self._put(cells, "setDataArray", [[_raw(value) for value in row] for row in rows])
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, bool | date):
                    self._show_as(cells.getCellByPosition(column, row), value)

    def _show_as(self, cell: Any, value: bool | date) -> None:
        kind: Kind = "logical" if isinstance(value, bool) else "date"
        if self.kind(cell.NumberFormat) != kind:
            code = LOGICAL if kind == "logical" else DATE if type(value) is date else DATE_OR_TIME
            locale = load_uno().createUnoStruct("com.sun.star.lang.Locale")
            cell.NumberFormat = self.model.NumberFormats.getStandardFormat(code, locale)

    def _put(self, cells: Any, method: str, rows: Sequence[Sequence[object]]) -> None:
        area = cells.RangeAddress
        shape = area.EndRow - area.StartRow + 1, area.EndColumn - area.StartColumn + 1
        if len(rows) != shape[0] or any(len(row) != shape[1] for row in rows):
            raise ValueError(f"{cells.AbsoluteName} takes {shape[0]} rows of {shape[1]}.")
        try:
            getattr(cells, method)(tuple(map(tuple, rows)))
        except load_uno().getClass("com.sun.star.uno.RuntimeException") as error:
            if cells.Spreadsheet.isProtected():
                raise LockedCell(f"{cells.AbsoluteName} has locked cells.") from error
            raise OfficeFailed(f"{cells.AbsoluteName} cannot be written: {error}") from error

    def kind(self, number_format: int) -> Kind:
        """What a number format makes of a number."""
        if number_format not in self._kinds:
            self._kinds[number_format] = self._find_kind(number_format)
        return self._kinds[number_format]

    def _find_kind(self, number_format: int) -> Kind:
        if number_format % FORMATS_PER_LOCALE == 0:
            return "general"
        bits = self.model.NumberFormats.getByKey(number_format).Type
        kinds: tuple[tuple[int, Kind], ...] = (LOGICAL, "logical"), (TEXT, "text"), (DATE_OR_TIME, "date")
        return next((kind for bit, kind in kinds if bits & bit), "number")

    def _typed_cells(self, cells: Any, numbers: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, Kind]]:
        """The kinds of the numbers among the cells, one by one or by their formats, whichever is fewer."""
        groups = cells.getUniqueCellFormatRanges()
        if len(numbers) < NUMBERS_A_FORMAT * groups.Count:
            yield from self._kinds_of(cells, numbers)
            return
        for group in (groups.getByIndex(index) for index in range(groups.Count)):
            kind = self.kind(group.NumberFormat)
            if kind == "general":
                # A formula in General format takes the kind of its result.
                yield from self._kinds_of(cells, _positions(group.queryFormulaCells(NUMBER_RESULT)))
            elif kind in ("logical", "date"):
                yield from ((row, column, kind) for row, column in _positions(group))

    def _kinds_of(self, cells: Any, places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, Kind]]:
        # One cursor that moves is many times as fast as a new object for every cell.
        cursor = cells.Spreadsheet.createCursorByRange(cells.Spreadsheet.getCellByPosition(0, 0))
        at_row, at_column = 0, 0
        for row, column in places:
            cursor.gotoOffset(column - at_column, row - at_row)
            at_row, at_column = row, column
            yield row, column, self.kind(cursor.NumberFormat)

    def recalculate(self) -> None:
        """Calculate every formula, even those that look up to date."""
        self.model.calculateAll()

    def save_as(self, path: str | Path) -> Path:
        """Save as .xlsx, replacing what is there."""
        return self._store(path, XLSX)

    def pdf(self, path: str | Path) -> Path:
        """Print to a PDF.

        A document without a place of its own cannot print links within it, so it is stored beside
        the PDF first and printed from there.
        """
        if self.model.hasLocation():
            return self._store(path, PDF)
        with tempfile.TemporaryDirectory() as folder:
            stored = self._store(Path(folder, "printed.xlsx"), XLSX)
            with self.office.open(stored, template=False) as printed:
                return printed.pdf(path)

    def _store(self, path: str | Path, filter_name: str) -> Path:
        target = Path(path).resolve()
        self.model.storeToURL(target.as_uri(), uno_properties(FilterName=filter_name, Overwrite=True))
        return target

    def close(self) -> None:
        """Close without saving."""
        with suppress(load_uno().getClass("com.sun.star.lang.DisposedException")):
            self.model.close(True)


def _positions(cells: Any) -> Iterator[tuple[int, int]]:
    for area in cells.RangeAddresses:
        for row in range(area.StartRow, area.EndRow + 1):
            yield from ((row, column) for column in range(area.StartColumn, area.EndColumn + 1))


def _error(cell: Any) -> ErrorValue:
    return ErrorValue(ERRORS.get(cell.getError()) or cell.String)


def _raw(value: Value) -> str | float:
    if isinstance(value, datetime):
        return (value.replace(tzinfo=None) - DAY_ZERO) / timedelta(days=1)
    if isinstance(value, date):
        return float((value - DAY_ZERO.date()).days)
    return "" if value is None else value if isinstance(value, str) else float(value)


def _convert(value: object, kind: Kind) -> object:
    if not isinstance(value, float):
        return value
    if kind == "logical":
        return bool(value)
    return DAY_ZERO + timedelta(seconds=round(value * 86400, 3)) if kind == "date" else value


def render(pdf: str | Path, out_dir: str | Path, dpi: int = 110) -> list[Path]:
    """Draw the pages of a PDF as PNG images, in order."""
    if (tool := shutil.which("pdftoppm")) is None:
        raise OfficeNotFound("pdftoppm was not found (Debian, Ubuntu: apt install poppler-utils).")
    source, target = Path(pdf), Path(out_dir)
    target.mkdir(parents=True, exist_ok=True)
    command = [tool, "-r", str(dpi), "-png", str(source), str(target / source.stem)]
    subprocess.run(command, check=True, capture_output=True)
    return sorted(target.glob(f"{glob.escape(source.stem)}-*.png"))
