"""An .xlsx file: its structure, and the cells wanted from it.

A file is read from the disk once; its hash, the gate and the cells all come from those bytes.
Cells are kept sparsely and only where wanted.
"""

import hashlib
import math
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path

from pyscoring.problems import Problem
from workbook.files import atomic, quick
from workbook.files.archive import OTHER_KINDS, Archive, Budget, refuse_locks, refused, refusing
from workbook.files.cells import Keep, plain_rows, scan, walk
from workbook.files.formats import from_serial, iso_date, kinds
from workbook.files.parts import (
    Attributes,
    Done,
    TextWalker,
    links_of,
    main_names,
    outline_of,
    spend,
    unescape,
)
from workbook.files.quick import Row
from workbook.files.values import CellValue, ErrorValue, Formula, Percent, Place, RawCell

KEY_ROWS, KEY_COLUMNS = 5_000, 200
_MOST_PARSED = 600_000  # tags and attributes of a file with score sheets: as many as two hundred of them have
MARK = "pyscoring/"


@dataclass(frozen=True)
class Sheet:
    name: str
    part: str
    cells: dict[Place, CellValue]


@dataclass(frozen=True)
class Contents:
    """What was read from a file, with the hash of exactly the bytes it was read from."""

    path: Path
    sha256: str
    sheets: tuple[Sheet, ...]
    notes: tuple[Problem, ...]


def read(
    path: str | os.PathLike[str], wanted: Callable[[str], bool] | None = None, data: bytes | None = None
) -> Contents:
    """The score sheets of a workbook: those whose A1 is a text that `wanted` accepts; `data` are its bytes, if at hand.

    Of each: row 1, column A, and the cells where a row with a text in column A meets a column
    with a text in row 1. `wanted` accepts a text that starts with ``pyscoring/`` unless given.
    Refused: families F and S.
    """
    accept = wanted or _is_mark
    return _contents(path, Budget(_MOST_PARSED), lambda book, part: _keyed_cells(book, part, accept), data)


def read_all(path: str | os.PathLike[str], wanted: Callable[[str], bool] | None = None) -> Contents:
    """Every cell of every worksheet; with `wanted`, without those whose first cell tells that A1 is not such a text.

    Refused: families F and S.
    """

    def all_cells(book: Book, part: str) -> dict[Place, CellValue] | None:
        xml, found = book.archive.xml(part), dict[Place, RawCell]()
        if wanted and _is_another(xml, lambda cell: wanted(str(book.value(part, (1, 1), cell)))):
            return None
        book.scan(xml, part, lambda row, column: True, found)
        return book.values(part, found)

    return _contents(path, Budget(), all_cells)


def _is_mark(text: str) -> bool:
    return text.startswith(MARK)


def _contents(
    path: str | os.PathLike[str],
    budget: Budget,
    choose: Callable[["Book", str], dict[Place, CellValue] | None],
    data: bytes | None = None,
) -> Contents:
    path = Path(path)
    with refusing(path):
        data = atomic.load(path) if data is None else data
        refuse_locks(path, data)
        book = Book(data, budget)
        chosen = [(name, part, choose(book, part)) for name, part in book.sheets.items()]
        notes = tuple(replace(note, file=os.fspath(path)) for note in book.notes)
    sheets = tuple(Sheet(name, part, cells) for name, part, cells in chosen if cells is not None)
    return Contents(path, hashlib.sha256(data).hexdigest(), sheets, notes)


class Book:
    """A workbook's structure and values. `sheets` maps each worksheet's name to its part.

    Refused: families F and S.
    """

    def __init__(self, data: bytes, budget: Budget | None = None) -> None:
        self.archive = Archive(data, budget)
        self.part = self._main_part()
        self.links = links_of(self.archive, self.part)
        self.notes = tuple(self._find_notes())
        self.sheets: dict[str, str] = {}
        self._names: set[str] = set()
        self._read_structure()

    def _main_part(self) -> str:
        links = links_of(self.archive, "")
        part = next((link.target for link in links.values() if link.kind == "officeDocument"), None)
        if part is None or part.endswith(".bin"):
            raise refused("F08", detail=OTHER_KINDS[self._other_kind(part or "")])
        return part

    def _other_kind(self, part: str) -> str:
        if self.archive.find("mimetype") and b"opendocument" in self.archive.unpack("mimetype"):
            return "ods"
        if any(name.endswith((".xlsx", ".xlsm")) for name in self.archive.members):
            return "packed"
        return "xlsb" if part.endswith(".bin") else "zip"

    def _find_notes(self) -> Iterator[Problem]:
        kinds = {link.kind for link in self.links.values()}
        names = self.archive.members
        macros = {"vbaProject", "xlMacrosheet", "xlIntlMacrosheet"}
        if kinds & macros or any("vbaproject.bin" in name for name in names):
            yield Problem("S07")
        if "externalLink" in kinds or any("/externallinks/" in name for name in names):
            yield Problem("S08")

    def _read_structure(self) -> None:
        outline = outline_of(self.archive, self.part)
        self.date1904 = outline.date1904
        for name, key in outline.sheets:
            self._add_sheet(name, key)

    def _add_sheet(self, name: str, key: str) -> None:
        link = self.links.get(key)
        if link is None or name.casefold() in self._names:
            raise refused("S06", detail=f"{self.part}: {name}")
        self._names.add(name.casefold())
        if link.target is None:
            raise refused("S05", detail=name)
        if link.kind == "worksheet":
            self._add_part(name, link.target)

    def _add_part(self, name: str, target: str) -> None:
        member = self.archive.find(target)
        if member is None or member.name in self.sheets.values():
            raise refused("S06", detail=f"{name}: {target}")
        self.sheets[name] = member.name

    def _part_of(self, kind: str) -> str | None:
        found = [link.target for link in self.links.values() if link.kind == kind]
        if found and found[0] is None:
            raise refused("S05", detail=kind)
        if len(found) > 1:
            raise refused("S06", detail=f"{kind}: {len(found)}")
        return found[0] if found else None

    @cached_property
    def _strings(self) -> "list[str] | _SharedStrings":
        part = self._part_of("sharedStrings")
        xml = self.archive.xml(part) if part else b"<sst/>"
        if texts := quick.strings(xml):
            spend(self.archive.budget, part or "", xml)
            return texts
        return _SharedStrings(xml, part or "sharedStrings", self.archive.budget)

    @cached_property
    def _shown(self) -> Mapping[str, str]:
        """How each cell style shows a number: as a "date", a "percent" or a "number"."""
        part = self._part_of("styles")
        return kinds(self.archive.xml(part), part, self.archive.budget) if part else {}

    def cells(self, part: str, keep: Keep) -> dict[Place, CellValue]:
        """The cells of a sheet's part that `keep` asks for, empty ones left out. Refused: family S."""
        found: dict[Place, RawCell] = {}
        self.scan(self.archive.xml(part), part, keep, found)
        return self.values(part, found)

    def scan(self, xml: bytes, part: str, keep: Keep, found: dict[Place, RawCell]) -> None:
        scan(xml, part, keep, found, self.archive.budget)

    def values(self, part: str, found: Mapping[Place, RawCell]) -> dict[Place, CellValue]:
        values: dict[Place, CellValue] = {}
        for at, cell in found.items():
            kind, _, text, is_formula = cell
            # Most cells of a score sheet are texts without an escape, which need no call.
            is_text = kind == "inlineStr" and text is not None and not is_formula and "_x" not in text
            value = text if is_text else self.value(part, at, cell)
            if value is not None:
                values[at] = value
        return values

    def value(self, part: str, at: Place, cell: RawCell) -> CellValue:
        """A cell's value from its type, style and text. Refused: S06."""
        kind, style, text, is_formula = cell
        value = None if text is None else self._plain(part, at, kind, style, text)
        return Formula(value) if is_formula else value

    def _plain(self, part: str, at: Place, kind: str, style: str | None, text: str) -> CellValue:
        if kind in ("str", "inlineStr"):
            return unescape(text)
        if not text.strip():
            return None
        if kind == "s":
            return self._string(part, at, text)
        if kind == "n":
            return self._number(style, text)
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "e":
            return ErrorValue(text)
        if kind == "d":
            return iso_date(text.strip())
        raise refused("S06", detail=f"{part} {at}: t={kind}")

    def _string(self, part: str, at: Place, index: str) -> str:
        """The shared text of an index as written in a cell. Refused: S02, S06."""
        strings, number = self._strings, int(index)
        texts = strings if isinstance(strings, list) else strings.up_to(number)
        if not 0 <= number < len(texts):
            raise refused("S06", detail=f"{part} {at}: {index}")
        return texts[number]

    def _number(self, style: str | None, text: str) -> CellValue:
        if not _NUMBER.match(text) or math.isinf(number := float(text)):
            # Kept as text, so that one cell is named instead of the whole file lost.
            return text.strip()
        shown = self._shown.get(style or "0")
        if shown == "percent":
            return Percent(number)
        return from_serial(number, self.date1904) if shown == "date" else number


_NUMBER = re.compile(r"\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\s*\Z")


class _SharedStrings(TextWalker):
    """The workbook's shared texts, parsed only as far as they are asked for."""

    def __init__(self, xml: bytes, part: str, budget: Budget) -> None:
        super().__init__(part, {}, budget)
        self._xml, self._at = xml, 0
        self._texts: list[str] = []
        self.starts = main_names({"si": self._open, **self.text_starts})
        self.ends = main_names({"si": self._close, **self.text_ends})

    def up_to(self, number: int) -> list[str]:
        """The texts to this one and perhaps beyond, as far as there are so many. Refused: S01, S02, S06."""
        while number >= len(self._texts) and self._at < len(self._xml):
            chunk = self._xml[self._at : self._at + self._CHUNK]
            self._at += self._CHUNK
            self.walk(chunk, self._at >= len(self._xml))
        return self._texts

    def _open(self, _: Attributes) -> None:
        self.runs = []

    def _close(self, _: Attributes) -> None:
        self._texts.append(unescape("".join(self.runs or ())))
        self.runs = None


# Score sheets: cells under keys.

_A1 = re.compile(rb"""r\s*=\s*["'](?:A1["']|A?&#)""")


def _keyed_cells(book: Book, part: str, accept: Callable[[str], bool]) -> dict[Place, CellValue] | None:
    """The cells of a sheet that lie under keys; None where A1 is not accepted."""

    def is_wanted(cell: RawCell) -> bool:
        mark = book.value(part, (1, 1), cell)
        return _is_key(mark) and accept(str(mark))

    xml = book.archive.xml(part)
    if _is_another(xml, is_wanted):
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


def _walked(book: Book, xml: bytes, part: str, is_wanted: Callable[[RawCell], bool]) -> dict[Place, CellValue] | None:
    """As `_keyed_cells`, of a sheet that it takes a parser to read."""
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


def _is_another(xml: bytes, is_wanted: Callable[[RawCell], bool]) -> bool:
    """Whether the first cell already tells that a sheet is not wanted."""
    begin = quick.first(xml)
    if begin is None:
        return False
    at, cell = begin
    return not (cell and is_wanted(cell)) if at == (1, 1) else _A1.search(xml) is None


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
