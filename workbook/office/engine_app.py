"""LibreOffice as xlwings' application: the engine, its one app, and the workbooks that it opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from xlwings import base_classes

from workbook.office.document import Document, ErrorValue, Value
from workbook.office.engine_books import Book
from workbook.office.engine_ranges import Range
from workbook.office.libreoffice import Office


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
