"""Ranges of LibreOffice, as xlwings knows them: what is entered is understood as Excel understands it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter
from xlwings import base_classes

from workbook.office.bridge import load_uno
from workbook.office.document import Document, LockedCell, Value

if TYPE_CHECKING:
    from workbook.office.engine_books import Book, Sheet

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
EXCEL_A1 = 1  # com.sun.star.sheet.AddressConvention
NO_COLOR = -1
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
TO_OFFICE = {",": (";", ";"), ";": (";", "|")}  # Excel's separator: outside and inside {an array}
TO_EXCEL = {";": (",", ","), "|": ("|", ";")}


class Range(base_classes.Range):
    """A rectangle of cells, counted from 1; the office is asked only when its contents are."""

    __slots__ = ("column", "row", "shape")
    row: int
    column: int
    shape: tuple[int, int]

    has_array = False
    options: dict[str, Any]

    def __init__(self, sheet: Sheet, row: int, column: int, rows: int = 1, columns: int = 1) -> None:
        self.sheet, self.row, self.column, self.shape = sheet, row, column, (rows, columns)
        self._api: Any = None

    @classmethod
    def around(cls, book: Book, api: Any) -> Range:
        """The range of a UNO range."""
        area = api.RangeAddress
        rows, columns = area.EndRow - area.StartRow + 1, area.EndColumn - area.StartColumn + 1
        return cls(book.sheets(area.Sheet + 1), area.StartRow + 1, area.StartColumn + 1, rows, columns)

    @property
    def bottom(self) -> int:
        return self.row + self.shape[0] - 1

    @property
    def right(self) -> int:
        return self.column + self.shape[1] - 1

    @property
    def api(self) -> Any:
        if self._api is None:
            corners = self.column - 1, self.row - 1, self.right - 1, self.bottom - 1
            self._api = self.sheet.api.getCellRangeByPosition(*corners)
        return self._api

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        row, column = (arg1 - 1, arg2 - 1) if arg2 is not None else divmod(arg1 - 1, self.shape[1])
        return Range(self.sheet, self.row + row, self.column + column)

    def _document(self) -> Document:
        return self.sheet.book.document

    def _count(self, call: str) -> None:
        self.sheet.book.app.engine.calls[call] += 1

    @property
    def raw_value(self) -> list[list[object]]:
        self._count("read")
        return self._document().read(self.api)

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self._count("write")
        rows = value if isinstance(value, list | tuple) else [[value] * self.shape[1]] * self.shape[0]
        entered = [[self._as_entered(value, *at) for value, at in line] for line in _placed(rows)]
        self._document().write(self.api, [[_constant(value) for value in row] for row in entered])
        for value, (row, column) in chain.from_iterable(_placed(entered)):
            if isinstance(value, Formula):
                self._enter(self.api.getCellByPosition(column, row), value)

    def _as_entered(self, value: Value, row: int, column: int) -> Value | Formula:
        entered = _as_entered(value)
        if entered == value and not isinstance(entered, Formula):
            return value
        number_format = self.api.getCellByPosition(column, row).NumberFormat
        return value if self._document().kind(number_format) == "text" else entered

    def _enter(self, cell: Any, formula: Formula) -> None:
        cell.setTokens(self._parser().parseFormula(_separate(formula[1:], TO_OFFICE), cell.CellAddress))

    def _parser(self) -> Any:
        parser = self.sheet.book.api.createInstance("com.sun.star.sheet.FormulaParser")
        parser.CompileEnglish, parser.FormulaConvention = True, EXCEL_A1
        return parser

    @property
    def formula(self) -> str | list[list[str]]:
        self._count("read")
        rows = [list(row) for row in self.api.getFormulaArray()]
        formulas, parser = self.api.queryFormulaCells(7), self._parser()
        for area in formulas.RangeAddresses:
            for row in range(area.StartRow, area.EndRow + 1):
                for column in range(area.StartColumn, area.EndColumn + 1):
                    cell = self.sheet.api.getCellByPosition(column, row)
                    text = parser.printFormula(cell.getTokens(), cell.CellAddress)
                    rows[row - self.row + 1][column - self.column + 1] = "=" + _separate(text, TO_EXCEL)
        return rows[0][0] if len(self) == 1 else rows

    @formula.setter
    def formula(self, value: Any) -> None:
        self.raw_value = value

    formula2 = formula

    def clear_contents(self) -> None:
        """Empty the cells; refused, as any write, where one is locked."""
        used = self.sheet.used_range
        rows = min(self.bottom, used.bottom) - self.row + 1
        columns = min(self.right, used.right) - self.column + 1
        if rows > 0 and columns > 0:
            Range(self.sheet, self.row, self.column, rows, columns).raw_value = None

    @property
    def number_format(self) -> str:
        return str(self.sheet.book.api.NumberFormats.getByKey(self.api.NumberFormat).FormatString)

    @number_format.setter
    def number_format(self, value: str) -> None:
        formats = self.sheet.book.api.NumberFormats
        locale = load_uno().createUnoStruct("com.sun.star.lang.Locale", "en", "US", "")
        known = formats.queryKey(value, locale, False)
        self._set_property("NumberFormat", formats.addNew(value, locale) if known < 0 else known)

    @property
    def color(self) -> tuple[int, int, int] | None:
        color = self.api.CellBackColor
        return None if color == NO_COLOR else (color >> 16, color >> 8 & 255, color & 255)

    @color.setter
    def color(self, value: tuple[int, int, int] | str | None) -> None:
        color = NO_COLOR if value is None else value
        if isinstance(color, str):
            color = int(color.removeprefix("#"), 16)
        elif isinstance(color, tuple):
            color = color[0] << 16 | color[1] << 8 | color[2]
        self._set_property("CellBackColor", color)

    def _set_property(self, name: str, value: int) -> None:
        setattr(self.api, name, value)
        # The office ignores it in silence where a cell is locked.
        if getattr(self.api, name) != value:
            raise LockedCell(f"{self.api.AbsoluteName} has locked cells.")

    def get_address(self, row_absolute: bool = True, col_absolute: bool = True, external: bool = False) -> str:
        dollars = "$" * col_absolute, "$" * row_absolute
        corners = [(self.column, self.row), (self.right, self.bottom)][: 1 if len(self) == 1 else 2]
        address = ":".join(f"{dollars[0]}{get_column_letter(x)}{dollars[1]}{y}" for x, y in corners)
        return f"[{self.sheet.book.name}]{self.sheet.name}!{address}" if external else address

    @property
    def address(self) -> str:
        return self.get_address()

    @property
    def reference(self) -> str:
        """The formula that refers to this range."""
        sheet = self.sheet.name
        quoted = sheet if re.fullmatch(r"[^\W\d]\w*", sheet) else "'" + sheet.replace("'", "''") + "'"
        return f"={quoted}!{self.address}"

    def end(self, direction: str) -> Range:
        """The cell that Ctrl and an arrow key lead to."""
        vertical, forward = direction in ("down", "up"), direction in ("down", "right")
        used = self.sheet.used_range
        here, end, limit = (self.row, used.bottom, LAST_ROW) if vertical else (self.column, used.right, LAST_COLUMN)
        first, last = (here, max(here, end)) if forward else (1, here)
        corners = ((first, self.column), (last, self.column)) if vertical else ((self.row, first), (self.row, last))
        line = self.sheet.range(*corners)
        values = [value for row in self._document().read(line.api, typed=False) for value in row]
        steps = _steps([value is not None for value in (values if forward else reversed(values))])
        edge = limit if forward else 1
        target = edge if steps is None else here + steps if forward else here - steps
        return self.sheet.range((target, self.column) if vertical else (self.row, target))

    def select(self) -> None:
        self.sheet.activate()
        self.sheet.book.api.CurrentController.select(self.api)


class Formula(str):
    """Text that a cell takes as a formula."""

    __slots__ = ()


def _as_entered(value: Value) -> Value | Formula:
    """What a cell makes of a value, as in Excel: text may become a number or a formula."""
    if not isinstance(value, str):
        return value
    if value.startswith("=") and len(value) > 1:
        return Formula(value)
    if value.startswith("'"):
        return value[1:]
    return float(value) if NUMBER.fullmatch(value.strip()) else value


def _placed(rows: Sequence[Sequence[Any]]) -> list[list[tuple[Any, tuple[int, int]]]]:
    """Every value with its row and column."""
    return [[(value, (row, column)) for column, value in enumerate(line)] for row, line in enumerate(rows)]


def _constant(value: Value | Formula) -> Value:
    return None if isinstance(value, Formula) else value


def _separate(formula: str, table: dict[str, tuple[str, str]]) -> str:
    """Exchange the separators of a formula, those in text and in quoted names left alone."""
    quote, depth, result = "", 0, []
    for character in formula:
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        else:
            depth += (character == "{") - (character == "}")
            character = table.get(character, (character, character))[depth > 0]
        result.append(character)
    return "".join(result)


def _steps(filled: list[bool]) -> int | None:
    """How far Ctrl and an arrow key go along these cells; None for the edge of the sheet."""
    if filled[:2] == [True, True]:
        return next((index for index, full in enumerate(filled) if not full), len(filled)) - 1
    return next((index for index, full in enumerate(filled) if full and index), None)
