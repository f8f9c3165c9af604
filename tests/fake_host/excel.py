"""The objects of Excel's JavaScript API that the client asks for, over a workbook of openpyxl.

A member is found by its name in the protocol (`GetUsedRange` is `get_used_range`); what has no such member is unknown.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook as Book
from openpyxl.cell.cell import Cell
from openpyxl.formula.tokenizer import Tokenizer
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet as Sheet

_WORKSHEET, _LAST_ROW, _LAST_COLUMN = "{00000000-0001-0000-%04d-000000000000}", 1_048_576, 16_384


class Failed(Exception):
    """Excel's own refusal, with the code and the message that its client shows."""

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(message)
        self.code, self.status = code, status


class Unknown(Exception):
    """The client wants something that this stand-in does not have."""


class Collection:
    def __init__(self, members: Sequence[Any] = ()) -> None:
        self.members = list(members)

    def indexer(self, key: str) -> Any:
        found = self.get_item_or_null_object(key)
        if found is None:
            raise Failed("ItemNotFound", "The requested resource doesn't exist.", 404)
        return found

    get_item = indexer

    def get_item_or_null_object(self, key: str) -> Any:
        same = (m for m in self.members if str(key).casefold() in (m.id.casefold(), m.name.casefold()))
        return next(same, None)


class Worksheets(Collection):
    """The sheets, and the events of all of them; `workbook` counts as the target of these."""

    def __init__(self, workbook: "Workbook") -> None:
        super().__init__([Worksheet(workbook, sheet) for sheet in workbook.book.worksheets])
        self._workbook = workbook

    def get_active_worksheet(self) -> "Worksheet":
        active: Worksheet = self.members[self._workbook.book.sheetnames.index(self._workbook.sheet.title)]
        return active

    def register_data_changed_event(self) -> None:
        self._workbook.heard.add("changed")

    def register_activated_event(self) -> None:
        self._workbook.heard.add("activated")


class Application:
    calculation_mode = "Automatic"


class Workbook:
    """The global object. `events` are those not yet handed to the client."""

    def __init__(self, book: Book, cached: Book, name: str) -> None:
        self.book, self.cached, self.name = book, cached, name
        self.heard: set[str] = set()
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.application = Application()
        self.worksheets = Worksheets(self)
        self.names = Collection([NamedItem(self, n) for n in book.defined_names.values()])
        self.selected = self.worksheets.get_active_worksheet().get_range("A1")

    @property
    def sheet(self) -> Sheet:
        """The active one."""
        active = self.book.active
        assert isinstance(active, Sheet)
        return active

    def get_selected_range(self) -> "Range":
        return self.selected


class Worksheet:
    def __init__(self, workbook: Workbook, sheet: Sheet) -> None:
        self._workbook, self.sheet, self.cached = workbook, sheet, workbook.cached[sheet.title]
        self.name = sheet.title
        self.position = workbook.book.sheetnames.index(sheet.title)
        self.id = _WORKSHEET % self.position
        self.visibility = {"visible": "Visible", "hidden": "Hidden", "veryHidden": "VeryHidden"}[sheet.sheet_state]
        self.show_gridlines = bool(sheet.sheet_view.showGridLines)
        self.names = Collection([NamedItem(workbook, n) for n in sheet.defined_names.values()])
        self.page_layout = PageLayout(self)
        self.charts, self.tables, self.pivot_tables, self.shapes = (Collection() for _ in range(4))
        if sheet.tables:
            raise Unknown("tables")

    def get_range(self, address: str) -> "Range":
        return Range(self, *range_boundaries(address))

    def get_range_by_indexes(self, row: int, column: int, rows: int, columns: int) -> "Range":
        return Range(self, column + 1, row + 1, column + columns, row + rows)

    def get_used_range_or_null_object(self, values_only: bool = False) -> "Range | None":
        if not values_only:
            raise Unknown("a used range that counts formats")
        filled = [c for row in self.sheet.iter_rows() for c in row if c.value is not None]
        if not filled:
            return None
        rows, columns = [c.row for c in filled], [c.column for c in filled]
        return Range(self, min(columns), min(rows), max(columns), max(rows))

    def activate(self) -> None:
        if self._workbook.book.active is not self.sheet:
            self._workbook.book.active = self.sheet
            self.tell("activated", {"worksheetId": self.id})

    def tell(self, event: str, message: dict[str, Any]) -> None:
        if event in self._workbook.heard:
            self._workbook.events.append((event, message))

    def select(self, area: "Range") -> None:
        self.activate()
        self._workbook.selected = area


class PageLayout:
    def __init__(self, worksheet: Worksheet) -> None:
        self._worksheet = worksheet

    def get_print_area_or_null_object(self) -> "RangeAreas | None":
        area = self._worksheet.sheet.print_area
        return (
            RangeAreas([self._worksheet.get_range(part.split("!")[-1]) for part in area.split(",")]) if area else None
        )


class RangeAreas:
    def __init__(self, areas: list["Range"]) -> None:
        self.areas = Collection(areas)


class NamedItem:
    def __init__(self, workbook: Workbook, defined: DefinedName) -> None:
        self._workbook, self._defined = workbook, defined
        self.id = self.name = str(defined.name)
        self.formula = f"={defined.attr_text}"
        tokens = [t for t in Tokenizer(self.formula).items if t.type != "WHITE-SPACE"]
        if [t.subtype for t in tokens] != ["RANGE"]:
            raise Unknown(f"a name that is no single range: {self.formula}")
        self.type = "Range"

    def get_range_or_null_object(self) -> "Range | None":
        ((sheet, address),) = self._defined.destinations
        return self._workbook.worksheets.indexer(sheet).get_range(address)  # type: ignore[no-any-return]


class Range:
    def __init__(self, worksheet: Worksheet, left: Any, top: Any, right: Any, bottom: Any) -> None:
        if not (1 <= left <= right <= _LAST_COLUMN and 1 <= top <= bottom <= _LAST_ROW):
            raise Failed("InvalidArgument", "The argument is invalid or missing or has an incorrect format.", 400)
        self.worksheet, self._box = worksheet, (left, top, right, bottom)
        self.row_index, self.column_index = top - 1, left - 1
        self.row_count, self.column_count = bottom - top + 1, right - left + 1
        first, last = f"{get_column_letter(left)}{top}", f"{get_column_letter(right)}{bottom}"
        name = worksheet.name if worksheet.name.isidentifier() and worksheet.name.isascii() else f"'{worksheet.name}'"
        self.address = f"{name}!{first}" if first == last else f"{name}!{first}:{last}"

    def _each(self, read: Callable[[Cell, Any], Any]) -> list[list[Any]]:
        left, top, right, bottom = self._box
        box = {"min_row": top, "max_row": bottom, "min_col": left, "max_col": right}
        pairs = zip(self.worksheet.sheet.iter_rows(**box), self.worksheet.cached.iter_rows(**box), strict=True)
        return [[read(*cells) for cells in zip(*row, strict=True)] for row in pairs]

    @property
    def values(self) -> list[list[Any]]:
        return self._each(lambda cell, cached: shown(cached.value if cell.data_type == "f" else cell.value))

    @values.setter
    def values(self, given: list[list[Any]]) -> None:
        """As Excel does: all cells or none, None leaves a cell as it is, and "" empties it."""
        if [len(row) for row in given] != [self.column_count] * self.row_count:
            raise Failed("InvalidArgument", "The number of rows or columns in the input array doesn't match.", 400)
        sheet = self.worksheet.sheet
        cells = self._each(lambda cell, _: cell)
        if sheet.protection.sheet and any(cell.protection.locked for row in cells for cell in row):
            raise Failed("AccessDenied", "You cannot perform the requested operation.", 403)
        for cell, value in (
            (c, v) for row, new in zip(cells, given, strict=True) for c, v in zip(row, new, strict=True)
        ):
            if value is not None:
                cell.value = None if value == "" else value
        self.worksheet.tell(
            "changed",
            {"changeType": "RangeEdited", "source": "Local", "worksheetId": self.worksheet.id, "address": self.local},
        )

    @property
    def local(self) -> str:
        return self.address.split("!")[-1]

    @property
    def number_format(self) -> list[list[str]]:
        return self._each(lambda cell, _: cell.number_format)

    def select(self) -> None:
        self.worksheet.select(self)


def shown(value: Any) -> Any:
    """A cell's value as the client gets it: "" for none, the serial number of a day."""
    if isinstance(value, date | datetime):
        return float(to_excel(value))  # type: ignore[no-untyped-call]
    return "" if value is None else value
