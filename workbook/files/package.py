"""An .xlsx file: its structure, and the cells wanted from it.

A file is read from the disk once; its hash, the gate and the cells all come from those bytes.
Cells are kept sparsely and only where wanted.
"""

import hashlib
import math
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pyscoring.problems import Problem
from workbook.files import atomic, quick
from workbook.files.archive import Archive, Budget, of_another_kind, refuse_locks, refused, refusing
from workbook.files.cells import Keep, scan
from workbook.files.formats import from_serial, iso_date, kinds
from workbook.files.keyed import keyed_cells
from workbook.files.parts import (
    Attributes,
    TextWalker,
    links_of,
    main_names,
    outline_of,
    spend,
    unescape,
)
from workbook.files.values import CellValue, ErrorValue, Formula, Percent, Place, RawCell

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
    return _contents(path, Budget(_MOST_PARSED), lambda book, part: keyed_cells(book, part, accept), data)


def read_all(path: str | os.PathLike[str], wanted: Callable[[str], bool] | None = None) -> Contents:
    """Every cell of every worksheet; with `wanted`, without those that begin with an A1 which is not such a text.

    Of these nothing further is unpacked. Refused: families F and S.
    """

    def all_cells(book: Book, part: str) -> dict[Place, CellValue] | None:
        at, cell = (wanted and quick.first(book.archive.beginning(part))) or ((0, 0), None)
        if wanted and at == (1, 1) and not (cell and wanted(str(book.value(part, at, cell)))):
            return None
        return book.cells(part, lambda row, column: True)

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
            raise of_another_kind(self._other_kind(part or ""))
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
