"""Where things lie in a sheet's XML, and what must be spliced in to change single cells of it."""

import bisect
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from pyscoring.problems import Refused
from workbook.files.archive import refused
from workbook.files.cells import next_column, next_row
from workbook.files.parts import Attributes, Walker, main_names
from workbook.files.values import LAST_COLUMN, LAST_ROW, Place, address

Value = None | str | bool | int | float | Decimal
Edits = Mapping[Place, Value]
LONGEST_TEXT = 32_767  # characters, in one cell
_MOST_RANGES = 100_000
_TAG = re.compile(rb"""<([^\s/>]+)((?:\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>""")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?")
Splice = tuple[int, int, bytes]  # from, to, what comes instead


@dataclass(frozen=True, slots=True)
class _Range:
    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, place: Place) -> bool:
        return self.top <= place[0] <= self.bottom and self.left <= place[1] <= self.right

    def with_place(self, place: Place) -> "_Range":
        (row, column) = place
        rows, columns = (self.top, self.bottom, row), (self.left, self.right, column)
        return _Range(min(rows), min(columns), max(rows), max(columns))

    def __str__(self) -> str:
        first, last = address(self.top, self.left), address(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"


def range_of(reference: str, part: str) -> _Range:
    match = _RANGE.fullmatch(reference.strip())
    if match is None:
        raise refused("W03", detail=f"{part}: {reference[:40]}")
    left, top, right, bottom = match[1], match[2], match[3] or match[1], match[4] or match[2]
    columns = [next_column(0, letters + "1", "1", part) for letters in (left, right)]
    return _Range(int(top), columns[0], int(bottom), columns[1])


@dataclass(slots=True)
class _Cell:
    column: int
    start: int
    end: int = 0
    style: str | None = None
    formula: Attributes | None = None


@dataclass(slots=True)
class _Row:
    """A row that is edited: where its tag starts, where its content ends, and its cells."""

    start: int
    end: int = 0
    style: str | None = None
    cells: list[_Cell] = field(default_factory=list)


class SheetMap(Walker):
    """Finds in a sheet's XML, by byte offsets, what the edits need, and makes the new bytes."""

    def __init__(self, xml: bytes, part: str, edits: Edits) -> None:
        starts = {"sheetData": self._open, "dimension": self._see_dimension}
        super().__init__(part, main_names({**starts, "col": self._see_column, "mergeCell": self._see_merge}))
        self._xml, self._edits = xml, edits
        self.drops_formula = False
        self._rows: dict[int, _Row] = {}
        self._numbers: list[int] = []
        self._starts: list[int] = []
        self._row = self._column = 0
        self._row_text = "0"
        self._data, self._data_end, self._dimension = -1, -1, -1
        self._columns: list[tuple[int, int, str]] = []
        self._merges: list[_Range] = []
        self._arrays: list[_Range] = []
        self._wanted_rows = {row for row, _ in edits}
        for place, value in edits.items():
            check_value(place, value)

    def patched(self) -> bytes:
        self.parser.XmlDeclHandler = self._refuse_encodings
        self.walk(self._xml)
        if self._data_end < 0:
            raise refused("S06", detail=f"{self.part}: sheetData")
        for place in self._edits:
            self._refuse_shared(place)
        return spliced(self._xml, [*self._dimension_splice(), *self._data_splices()])

    # Reading.

    def _refuse_encodings(self, version: str, encoding: str | None, standalone: int) -> None:
        if (encoding or "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
            raise refused("W03", detail=f"{self.part}: {encoding}")

    def _here(self) -> int:
        return self.parser.CurrentByteIndex

    def _see_dimension(self, _: Attributes) -> None:
        self._dimension = self._here()

    def _see_column(self, attributes: Attributes) -> None:
        if "style" in attributes:
            first, last = int(attributes.get("min", 0)), int(attributes.get("max", 0))
            self._columns.append((first, last, attributes["style"]))

    def _see_merge(self, attributes: Attributes) -> None:
        self._merges.append(range_of(attributes.get("ref", ""), self.part))
        if len(self._merges) > _MOST_RANGES:
            raise refused("W03", detail=f"{self.part}: mergeCells")

    def _open(self, _: Attributes) -> None:
        if self._data >= 0:
            raise refused("S06", detail=f"{self.part}: sheetData")
        self._data = self._here()
        self._before = self.starts
        self.starts = main_names({"row": self._start_row, "c": self._start_cell, "f": self._start_formula})
        self.ends = main_names({"row": self._end_row, "c": self._end_cell, "sheetData": self._close})

    def _close(self, _: Attributes) -> None:
        self._data_end = self._here()
        self.starts, self.ends = self._before, {}

    def _start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        row = next_row(self._row, number, self.part)
        if row <= self._row:
            raise refused("W03", detail=f"{self.part}: row {row} after row {self._row}")
        self._row, self._column, self._row_text = row, 0, number or str(row)
        self._numbers.append(row)
        self._starts.append(self._here())
        if row in self._wanted_rows:
            style = attributes.get("s") if attributes.get("customFormat") in ("1", "true") else None
            self._rows[row] = _Row(self._here(), style=style)

    def _end_row(self, _: Attributes) -> None:
        if self._row in self._rows:
            self._rows[self._row].end = self._here()

    def _start_cell(self, attributes: Attributes) -> None:
        column = next_column(self._column, attributes.get("r"), self._row_text, self.part)
        if column <= self._column:
            raise refused("W03", detail=f"{self.part}: {address(self._row, column)}")
        self._column = column
        if self._row in self._rows:
            self._rows[self._row].cells.append(_Cell(column, self._here(), style=attributes.get("s")))

    def _end_cell(self, _: Attributes) -> None:
        if self._row in self._rows:
            cell = self._rows[self._row].cells[-1]
            cell.end = element_end(self._xml, cell.start, self._here())

    def _start_formula(self, attributes: Attributes) -> None:
        if attributes.get("t") in ("array", "dataTable"):
            self._arrays.append(range_of(attributes.get("ref", address(self._row, self._column)), self.part))
            if len(self._arrays) > _MOST_RANGES:
                raise refused("W03", detail=f"{self.part}: f")
        if self._row in self._rows:
            self._rows[self._row].cells[-1].formula = attributes

    # Refusing what would break something else.

    def _refuse_shared(self, place: Place) -> None:
        if any(place in area for area in self._arrays):
            raise cannot_change(place, {"th": "อยู่ในสูตรอาร์เรย์", "en": "it belongs to an array formula or data table"})
        if any(place in area and place != (area.top, area.left) for area in self._merges):
            raise cannot_change(place, {"th": "อยู่ในเซลล์ที่ผสาน", "en": "it is inside a merged cell"})
        cell = self._cell(place)
        if cell is None or cell.formula is None:
            return
        self.drops_formula = True
        master = cell.formula.get("t") == "shared" and "ref" in cell.formula
        if master and str(range_of(cell.formula["ref"], self.part)) != address(*place):
            raise cannot_change(place, {"th": "สูตรนี้ใช้ร่วมกับเซลล์อื่น", "en": "other cells share its formula"})

    def _cell(self, place: Place) -> _Cell | None:
        row = self._rows.get(place[0])
        return next((cell for cell in row.cells if cell.column == place[1]), None) if row else None

    # Writing.

    def _dimension_splice(self) -> Iterator[Splice]:
        """Widen `<dimension>` to the cells that are new."""
        tag = _TAG.match(self._xml, self._dimension) if self._dimension >= 0 else None
        if tag is None:
            return
        for match in _ATTRIBUTE.finditer(self._xml, tag.start(2), tag.end(2)):
            if match[1] == b"ref":
                area = before = range_of(match[2][1:-1].decode(), self.part)
                for place, value in self._edits.items():
                    if value is not None:
                        area = area.with_place(place)
                if area != before:
                    yield match.start(2) + 1, match.end(2) - 1, str(area).encode()

    def _data_splices(self) -> Iterator[Splice]:
        tag = _tag(self._xml, self._data, self.part)
        prefix = tag[1].decode().removesuffix("sheetData")
        new: dict[int, list[str]] = {}
        for row in sorted(self._wanted_rows):
            places = sorted(place for place in self._edits if place[0] == row)
            if row in self._rows:
                yield from self._row_splices(prefix, self._rows[row], places)
            elif cells := "".join(self._new_cell(prefix, place, None) for place in places):
                text = f'<{prefix}row r="{row}">{cells}</{prefix}row>'
                new.setdefault(bisect.bisect_left(self._numbers, row), []).append(text)
        for index, rows in new.items():
            text = "".join(rows)
            if index < len(self._starts):
                yield self._starts[index], self._starts[index], text.encode()
            else:
                yield self._append(tag, self._data_end, text)

    def _row_splices(self, prefix: str, row: _Row, places: list[Place]) -> Iterator[Splice]:
        inserted: dict[int, str] = {}
        tag = _tag(self._xml, row.start, self.part)
        columns = [cell.column for cell in row.cells]
        outgrown = False
        for place in places:
            cell = self._cell(place)
            if cell is not None:
                yield cell.start, cell.end, cell_xml(prefix, place, cell.style, self._edits[place]).encode()
            elif text := self._new_cell(prefix, place, row.style):
                index = bisect.bisect_left(columns, place[1])
                at = row.cells[index].start if index < len(columns) else row.end
                inserted[at] = inserted.get(at, "") + text
                outgrown |= not _in_spans(tag, place[1])
        yield from self._row_insertions(tag, row.end, inserted, outgrown)

    def _row_insertions(
        self, tag: re.Match[bytes], end: int, inserted: dict[int, str], outgrown: bool
    ) -> Iterator[Splice]:
        """The splices of new cells by offset; `spans` goes where the cells outgrow it."""
        if tag[3] and inserted:
            start, stop, row = self._append(tag, end, "".join(inserted.values()))
            yield start, stop, _without_spans(row) if outgrown else row
            return
        if outgrown:
            yield tag.start(), tag.end(), _without_spans(tag[0])
        for at, text in inserted.items():
            yield at, at, text.encode()

    def _append(self, tag: re.Match[bytes], end: int, text: str) -> Splice:
        """Put text at the end of an element, which may have been written as `<x/>`."""
        if not tag[3]:
            return end, end, text.encode()
        head = tag[0][:-2].rstrip()
        return tag.start(), tag.end(), head + b">" + text.encode() + b"</" + tag[1] + b">"

    def _new_cell(self, prefix: str, place: Place, row_style: str | None) -> str:
        if self._edits[place] is None:
            return ""
        column_style = next((s for first, last, s in self._columns if first <= place[1] <= last), None)
        return cell_xml(prefix, place, row_style or column_style, self._edits[place])


def _tag(xml: bytes, at: int, part: str) -> re.Match[bytes]:
    match = _TAG.match(xml, at)
    if match is None:
        raise refused("W03", detail=part)
    return match


def element_end(xml: bytes, start: int, here: int) -> int:
    """Where an element ends; expat reports the end of `<x/>` after it, of `<x></x>` before `</x>`."""
    tag = _TAG.match(xml, start)
    return here if tag and tag[3] else xml.index(b">", here) + 1


def _in_spans(tag: re.Match[bytes], column: int) -> bool:
    spans = next((m[2][1:-1] for m in _ATTRIBUTE.finditer(tag[2]) if m[1] == b"spans"), None)
    if spans is None:
        return True
    match = re.fullmatch(rb"\s*([0-9]+):([0-9]+)\s*", spans)
    return match is not None and int(match[1]) <= column <= int(match[2])


def _without_spans(tag: bytes) -> bytes:
    return re.sub(rb"""\s+spans\s*=\s*("[^"]*"|'[^']*')""", b"", tag, count=1)


def spliced(xml: bytes, splices: Iterable[Splice]) -> bytes:
    pieces, at = [], 0
    for start, end, text in sorted(splices, key=lambda splice: splice[:2]):
        if start < at:
            raise refused("W03", detail="overlapping changes")
        pieces += [xml[at:start], text]
        at = end
    return b"".join([*pieces, xml[at:]])


def cannot_change(place: Place, why: Mapping[str, str]) -> Refused:
    cell = address(*place)
    return refused("W03", detail={lang: f"{cell}: {text}" for lang, text in why.items()})


# A cell as XML.

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def cell_xml(prefix: str, place: Place, style: str | None, value: Value) -> str:
    """A cell of that style that holds the value; a text as an inline string."""
    head = f'<{prefix}c r="{address(*place)}"' + (f' s="{_escape(style)}"' if style is not None else "")
    if value is None:
        return f"{head}/>"
    if isinstance(value, str):
        text = _escape(_UNSAFE.sub(lambda match: f"_x{ord(match[0]):04X}_", value))
        run = f'<{prefix}t xml:space="preserve">{text}</{prefix}t>'
        return f'{head} t="inlineStr"><{prefix}is>{run}</{prefix}is></{prefix}c>'
    kind = ' t="b"' if isinstance(value, bool) else ""
    return f"{head}{kind}><{prefix}v>{_number_text(value)}</{prefix}v></{prefix}c>"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _number_text(value: bool | int | float | Decimal) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def check_value(place: Place, value: Value) -> None:
    """Refuse (W03) what no cell can hold."""
    if not (1 <= place[0] <= LAST_ROW and 1 <= place[1] <= LAST_COLUMN):
        raise refused("W03", detail=str(place))
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise cannot_change(place, {"th": "ข้อความยาวเกินไป", "en": "the text is too long"})
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        raise cannot_change(place, {"th": "ไม่ใช่ตัวเลข", "en": "not a finite number"})
