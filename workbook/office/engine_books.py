"""Workbooks, sheets and defined names of LibreOffice, as xlwings knows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlwings as xw
from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import range_to_tuple
from xlwings import base_classes

from workbook.office.document import Document
from workbook.office.engine_ranges import LAST_COLUMN, LAST_ROW, Range

if TYPE_CHECKING:
    from workbook.office.engine_app import App, Books

# The __slots__ below shadow properties of the base classes that cannot be set.


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
