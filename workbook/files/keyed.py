"""Score sheets in a workbook: the cells that lie under keys, those of row 1 and those of column A."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from workbook.files import quick
from workbook.files.archive import refused
from workbook.files.cells import plain_rows, walk
from workbook.files.parts import Done
from workbook.files.quick import Row
from workbook.files.values import CellValue, ErrorValue, Place, RawCell

if TYPE_CHECKING:
    from workbook.files.package import Book

KEY_ROWS, KEY_COLUMNS = 5_000, 200
_LARGEST_KEPT = 1 << 15  # bytes
_A1 = re.compile(rb"""r\s*=\s*["'](?:A1["']|A?&#)""")


def keyed_cells(book: "Book", part: str, accept: Callable[[str], bool]) -> dict[Place, CellValue] | None:
    """The cells of a sheet that lie under keys; None where A1 is not accepted."""

    def is_wanted(cell: RawCell) -> bool:
        mark = book.value(part, (1, 1), cell)
        return _is_key(mark) and accept(str(mark))

    xml = book.archive.xml(part)
    if is_another(xml, is_wanted):
        return None
    plain = plain_rows(xml, part, book.archive.budget)
    if plain is None:
        return _walked(book, xml, part, is_wanted)
    found = _in_keyed_rows(plain, is_wanted)
    if found is None:
        return None
    values = book.values(part, found)
    return _under_keys(values, *_key_places(part, values))


def _in_keyed_rows(plain: Sequence[Row], is_wanted: Callable[[RawCell], bool]) -> dict[Place, RawCell] | None:
    """The cells that may lie under keys, of rows in order; None where A1 is not wanted."""
    if not plain or plain[0][0][0] != (1, 1) or not is_wanted(plain[0][0][1]):
        return None
    columns = {column for (_, column), _ in plain[0]}
    below = (cell for row in plain[1:] if row[0][0][1] == 1 for cell in row if cell[0][1] in columns)
    return dict(chain(plain[0], below))


def _walked(book: "Book", xml: bytes, part: str, is_wanted: Callable[[RawCell], bool]) -> dict[Place, CellValue] | None:
    """As `keyed_cells`, of a sheet that it takes a parser to read."""
    keys, budget = _Keys(is_wanted, lambda: _A1.search(xml) is not None), book.archive.budget
    walk(xml, part, keys, keys.found, budget)
    if not keys.accepts():
        return None
    if keys.late:
        keys.found.clear()
        walk(xml, part, lambda row, column: row == 1 or column == 1, keys.found, budget)
    values = book.values(part, keys.found)
    rows, columns = _key_places(part, values)
    if keys.late:
        keys.found.clear()
        walk(xml, part, lambda row, column: row in rows and column in columns, keys.found, budget)
        values.update(book.values(part, keys.found))
    return _under_keys(values, rows, columns)


def _under_keys(values: Mapping[Place, CellValue], rows: set[int], columns: set[int]) -> dict[Place, CellValue]:
    return {(r, c): v for (r, c), v in values.items() if r == 1 or c == 1 or (r in rows and c in columns)}


def is_another(xml: bytes, is_wanted: Callable[[RawCell], bool]) -> bool:
    """Whether the first cell already tells that a sheet is not wanted."""
    begin = quick.first(xml)
    if begin is None:
        return False
    at, cell = begin
    if at == (1, 1):
        return not (cell and is_wanted(cell))
    return not (_may_have_a1_before(xml) if len(xml) < _LARGEST_KEPT else _may_have_a1(xml))


def _may_have_a1(xml: bytes) -> bool:
    return _A1.search(xml) is not None


_may_have_a1_before = lru_cache(maxsize=16)(_may_have_a1)  # the guides of workbooks made from one template are the same


def _key_places(part: str, values: Mapping[Place, CellValue]) -> tuple[set[int], set[int]]:
    """The rows and the columns that have a key. Refused: S01."""
    keys = [at for at in values if 1 in at]
    heads = [column for row, column in keys if row == 1]
    sides = [row for row, column in keys if column == 1]
    if len(heads) > KEY_COLUMNS or len(sides) > KEY_ROWS:
        raise refused("S01", detail=f"{part}: {len(sides)} × {len(heads)}")
    rows = {row for row in sides if _is_key(values[row, 1])}
    return rows, {column for column in heads if _is_key(values[1, column])}


def _is_key(value: CellValue) -> bool:
    return isinstance(value, str) and not isinstance(value, ErrorValue) and value != ""


class _Keys:
    """Keeps, in one pass, the cells that may lie under keys.

    That works where the keys stand before what they name; `late` tells that they do not.
    """

    def __init__(self, is_wanted: Callable[[RawCell], bool], may_come: Callable[[], bool]) -> None:
        self.found: dict[Place, RawCell] = {}
        self.late = False
        self._is_wanted, self._may_come = is_wanted, may_come
        self._wanted = self._passed = False
        self._row = self._keyed_row = 0
        self._columns: set[int] = set()

    def accepts(self) -> bool:
        """Whether A1, if already seen, is wanted."""
        if not self._wanted and (mark := self.found.get((1, 1))):
            self._wanted = self._is_wanted(mark)
        return self._wanted

    def __call__(self, row: int, column: int) -> bool:
        if not self._wanted and not self.accepts():
            return self._wait(row, column)
        self.late |= row < self._row or (column == 1 and row == self._row)
        self._row = row
        if row == 1:
            self._columns.add(column)
        elif column == 1:
            self._keyed_row = row
        return row == 1 or column == 1 or (row == self._keyed_row and column in self._columns)

    def _wait(self, row: int, column: int) -> bool:
        """Go on while A1 may still come and be wanted: in a sheet out of order it may come last."""
        is_mark = row == column == 1
        if self._passed or not (is_mark or self.late or self._may_come()):
            raise Done
        self._passed = is_mark
        self.late |= not is_mark
        return row == 1
