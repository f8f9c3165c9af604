"""LibreOffice as an xlwings engine: code written for Excel runs unchanged, on any computer.

It behaves as Excel does where that matters here: text that looks like a number or a formula is entered
as one, values that touch a locked cell are refused, ``save`` takes over the new name. What Excel has
and this engine has not raises ``NotImplementedError``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

import xlwings as xw
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.cell import range_to_tuple
from xlwings import base_classes

from workbook.office.libreoffice import Document, ErrorValue, LockedCell, Office, Value, load_uno

# The __slots__ below shadow properties of the base classes that cannot be set.
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
EXCEL_A1 = 1  # com.sun.star.sheet.AddressConvention
NO_COLOR = -1
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
TO_OFFICE = {",": (";", ";"), ";": (";", "|")}  # Excel's separator: outside and inside {an array}
TO_EXCEL = {";": (",", ","), "|": ("|", ";")}


@dataclass(frozen=True)
class Alert:
    """A message box that the code under test put up."""

    prompt: str
    title: str | None
    buttons: str
    mode: str | None


class Engine:
    """The engine: ``calls`` counts reads and writes of ranges, ``alerts`` holds the message boxes."""

    name = "excel"  # the converters fall back to the engine of this name
    type = "desktop"

    def __init__(self, office: Office) -> None:
        self.office = office
        self.calls: Counter[str] = Counter()
        self.alerts: list[Alert] = []
        self.answer: str | None = None
        self.apps = Apps(self)

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[object]],
        datetime_builder: Callable[..., object],
        empty_as: object,
        number_builder: Callable[[float], object] | None,
        err_to_str: bool,
    ) -> list[list[object]]:
        """Apply the options of ``Range.options`` to what was read."""

        def clean(value: object) -> object:
            if value is None or value == "":
                return empty_as
            if isinstance(value, ErrorValue):
                return str(value) if err_to_str else None
            if isinstance(value, datetime) and datetime_builder is not datetime:
                parts = "year", "month", "day", "hour", "minute", "second", "microsecond"
                return datetime_builder(**{part: getattr(value, part) for part in parts}, tzinfo=None)
            return number_builder(value) if number_builder and isinstance(value, float) else value

        return [[clean(value) for value in row] for row in data]

    @staticmethod
    def prepare_xl_data_element(value: Any, options: dict[str, Any]) -> Value:
        """Make a value fit for a cell: NaN is empty, as in Excel."""
        return None if isinstance(value, float) and value != value else value


class Apps(base_classes.Apps):
    """The one running office."""

    def __init__(self, engine: Engine) -> None:
        self._app = App(engine)

    def keys(self) -> list[int]:
        return [self._app.pid]

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> App:
        if add_book:
            self._app.books.add()
        return self._app

    def __iter__(self) -> Iterator[App]:
        return iter([self._app])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        return self._app


class App(base_classes.App):
    """The office as an Excel application; the switches are remembered and do nothing."""

    __slots__ = ("books",)
    books: Books

    visible: bool = False
    screen_updating: bool = True
    display_alerts: bool = True
    enable_events: bool = True
    interactive: bool = True
    calculation: str = "automatic"
    status_bar: str | bool = False
    version: str = "16.0"

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.books = Books(self)

    @property
    def api(self) -> Any:
        return self.engine.office.desktop

    @property
    def pid(self) -> int:
        process = self.engine.office.process
        return process.pid if process else 0

    @property
    def selection(self) -> Range | None:
        return self.books.active.selection if len(self.books) else None

    def activate(self, steal_focus: bool = False) -> None:
        """There is but one app."""

    def calculate(self) -> None:
        for book in self.books:
            book.document.recalculate()

    def alert(self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: Any) -> str:
        """Record the message and press ``engine.answer``, or else the first button."""
        self.engine.alerts.append(Alert(prompt, title, buttons, mode))
        return self.engine.answer or buttons.split("_")[0]

    def quit(self) -> None:
        for book in list(self.books):
            book.close()

    kill = quit


class Books(base_classes.Books):
    """The workbooks that were opened through this engine."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._books: list[Book] = []

    @property
    def active(self) -> Book:
        if not self._books:
            raise KeyError("No workbook is open.")
        return self._books[-1]

    def __call__(self, name_or_index: str | int) -> Book:
        if isinstance(name_or_index, int):
            return self._books[name_or_index - 1]
        for book in self._books:
            if name_or_index in (book.name, book.fullname):
                return book
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return len(self._books)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self._books))

    def __contains__(self, name: str) -> bool:
        return any(name in (book.name, book.fullname) for book in self._books)

    def open(self, fullname: str, *options: Any, **more_options: Any) -> Book:
        """Open a copy in memory: the file changes only when the book is saved."""
        return self.adopt(self.app.engine.office.open(fullname), Path(fullname))

    def add(self) -> Book:
        return self.adopt(self.app.engine.office.new(), Path(f"Book{len(self) + 1}"))

    def adopt(self, document: Document, path: Path) -> Book:
        """Make an open document known to xlwings under this path."""
        book = Book(self, document, path)
        self._books.append(book)
        return book

    def drop(self, book: Book) -> None:
        """Forget a closed book."""
        self._books.remove(book)

    def bring_to_front(self, book: Book) -> None:
        """Make a book the active one."""
        self._books.sort(key=lambda other: other is book)


class Book(base_classes.Book):
    """A workbook."""

    __slots__ = ("app",)
    app: App

    def __init__(self, books: Books, document: Document, path: Path) -> None:
        self._books, self.document, self._path = books, document, path
        self.app = books.app

    @property
    def api(self) -> Any:
        return self.document.model

    @property
    def name(self) -> str:
        return self._path.name

    @property
    def fullname(self) -> str:
        return str(self._path)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self, self.api.NamedRanges)

    @property
    def selection(self) -> Range | None:
        selected = self.api.CurrentSelection
        fits = selected is not None and selected.supportsService("com.sun.star.sheet.SheetCellRange")
        return Range.around(self, selected) if fits else None

    def activate(self) -> None:
        self._books.bring_to_front(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save as .xlsx, whatever the name; the book goes by the new name from then on."""
        if password:
            raise NotImplementedError("This engine does not save with a password.")
        target = Path(path or self._path)
        self._path = self.document.save_as(target if target.suffix else target.with_suffix(".xlsx"))

    def close(self) -> None:
        self.document.close()
        self._books.drop(self)


class Sheets(base_classes.Sheets):
    """The sheets of a workbook."""

    __slots__ = ("api",)
    api: Any

    def __init__(self, book: Book) -> None:
        self.book, self.api = book, book.api.Sheets

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.api.CurrentController.ActiveSheet)

    def __call__(self, name_or_index: str | int) -> Sheet:
        key = name_or_index - 1 if isinstance(name_or_index, int) else name_or_index
        return Sheet(self.book, self.book.document.sheet(key))

    def __len__(self) -> int:
        return int(self.api.Count)

    def __iter__(self) -> Iterator[Sheet]:
        return (self(index + 1) for index in range(len(self)))

    def __contains__(self, name: str) -> bool:
        return bool(self.api.hasByName(name))


class Sheet(base_classes.Sheet):
    """A sheet."""

    __slots__ = ("api", "book")
    api: Any
    book: Book

    def __init__(self, book: Book, api: Any) -> None:
        self.book, self.api = book, api

    @property
    def name(self) -> str:
        return str(self.api.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value

    @property
    def index(self) -> int:
        return int(self.api.RangeAddress.Sheet) + 1

    @property
    def names(self) -> Names:
        return Names(self.book, self.api.NamedRanges)

    @property
    def cells(self) -> Range:
        return Range(self, 1, 1, LAST_ROW, LAST_COLUMN)

    @property
    def used_range(self) -> Range:
        cursor = self.api.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return Range.around(self.book, cursor)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """A range from an address, a name, (row, column) tuples, (row, column, rows, columns), or ranges."""
        corners = [self._corner(arg) for arg in (arg1, arg2) if arg is not None]
        top, left = min(corner.row for corner in corners), min(corner.column for corner in corners)
        bottom, right = max(corner.bottom for corner in corners), max(corner.right for corner in corners)
        # A name may lie on another sheet.
        return Range(corners[0].sheet, top, left, bottom - top + 1, right - left + 1)

    def _corner(self, arg: Any) -> Range:
        if isinstance(arg, Range):
            return arg
        if isinstance(arg, tuple):
            return Range(self, *arg)
        for names in (self.names, self.book.names):
            if names.contains(arg):
                return names(arg).refers_to_range
        left, top, right, bottom = range_boundaries(arg)
        return self._block(top or 1, left or 1, bottom or LAST_ROW, right or LAST_COLUMN)

    def _block(self, top: int, left: int, bottom: int, right: int) -> Range:
        return Range(self, top, left, bottom - top + 1, right - left + 1)

    def activate(self) -> None:
        self.book.api.CurrentController.setActiveSheet(self.api)

    select = activate

    def clear_contents(self) -> None:
        self.used_range.clear_contents()


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


class Names(base_classes.Names):
    """The defined names of a workbook or a sheet."""

    def __init__(self, book: Book, api: Any) -> None:
        self.book, self.api = book, api

    def __call__(self, name_or_index: str | int) -> Name:
        if isinstance(name_or_index, int):
            return self(self.api.ElementNames[name_or_index - 1])
        if not self.contains(name_or_index):
            raise KeyError(f"No name {name_or_index!r}.")
        return Name(self.book, self.api.getByName(name_or_index))

    def contains(self, name_or_index: str) -> bool:
        return bool(self.api.hasByName(name_or_index))

    def __len__(self) -> int:
        return int(self.api.Count)

    def add(self, name: str, refers_to: str) -> Name:
        sheet, (left, top, right, bottom) = range_to_tuple(refers_to.removeprefix("="))
        target = self.book.sheets(sheet).range((top, left), (bottom, right))
        origin = target.api.getCellByPosition(0, 0).CellAddress
        self.api.addNewByName(name, target.api.AbsoluteName, origin, 0)
        return self(name)


class Name(base_classes.Name):
    """A defined name."""

    __slots__ = ("name", "refers_to")
    name: str
    refers_to: str

    def __init__(self, book: Book, api: Any) -> None:
        self.book, self.api, self.name = book, api, str(api.Name)
        cells = api.ReferredCells
        self.refers_to = f"={api.Content}" if cells is None else Range.around(book, cells).reference

    @property
    def refers_to_range(self) -> Range:
        if (cells := self.api.ReferredCells) is None:
            raise xw.NoSuchObjectError(f"{self.name} does not refer to a range.")
        return Range.around(self.book, cells)


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


def install(office: Office) -> xw.Engine:
    """Make this office the active engine of xlwings; its ``impl`` is the :class:`Engine`."""
    uninstall()
    engine = xw.Engine(impl=Engine(office))
    xw.engines.add(engine)
    engine.activate()
    return engine


def uninstall() -> None:
    """Take the engine out of xlwings again and forget the mock caller; open books are closed."""
    for engine in [engine for engine in xw.engines.engines if isinstance(engine.impl, Engine)]:
        engine.impl.apps[0].quit()
        xw.engines.engines.remove(engine)
    others = {engine.name: engine for engine in xw.engines.engines}
    xw.engines.engines_by_name, xw.engines.active = others, others.get("excel")
    if hasattr(xw.Book, "_mock_caller"):
        del xw.Book._mock_caller
