"""Cells changed in an .xlsx with everything else left as it was.

Only the sheet parts that hold an edited cell are written anew, and in them only the bytes of
those cells, of rows they need, and of a row's `spans` or the sheet's `<dimension>` that they
outgrow. Every other member is copied still packed. What cannot be done so is refused (W03).
"""

import binascii
import bisect
import hashlib
import math
import os
import posixpath
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from pyscoring.problems import Refused
from workbook import atomic
from workbook.package import (
    LAST_COLUMN,
    LAST_ROW,
    Archive,
    Attributes,
    Book,
    CellValue,
    Link,
    Member,
    Place,
    Walker,
    links_of,
    main_names,
    next_column,
    next_row,
    refused,
    refusing,
)

Value = None | str | bool | int | float | Decimal
Edits = Mapping[Place, Value]
LONGEST_TEXT = 32_767  # characters, in one cell
_MOST_RANGES = 100_000


def write_back(path: str | os.PathLike[str], sha256: str, edits: Mapping[str, Edits]) -> None:
    """Patch a file in place, if it still is the one with that hash (hex).

    Refused: as `patch`, and F01, F09, F10, F11, W01 open elsewhere, W02 changed, W04 disk full.
    """
    with refusing(path):
        data = atomic.load(path)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise refused("W02")
        atomic.replace(path, patch(data, edits), sha256)


def patch(data: bytes, edits: Mapping[str, Edits]) -> bytes:
    """The workbook with cells changed, by sheet name and by row and column from 1.

    A text becomes an inline string, None empties the cell; a cell keeps its style always.
    The result has been read back and holds the new values. Refused: families F and S, W03.
    """
    with refusing():
        book = Book(data)
        changed = _changed_parts(book, {name: cells for name, cells in edits.items() if cells})
        patched = _rebuild(book.archive, changed)
        _verify(patched, edits)
    return patched


def _changed_parts(book: Book, edits: Mapping[str, Edits]) -> dict[str, bytes | None]:
    """The new bytes of each part that changes, by member name; None for a part that goes."""
    if any(name.startswith("_xmlsignatures/") for name in book.archive.members):
        raise refused("W03", detail={"th": "ไฟล์มีลายมือชื่อดิจิทัล", "en": "the workbook is signed"})
    changed: dict[str, bytes | None] = {}
    drops_formula = False
    for name, cells in edits.items():
        part = book.sheets.get(name)
        if part is None:
            raise refused("W03", detail=name)
        sheet = _SheetMap(book.archive.unpack(part), part, cells)
        _refuse_tables(book.archive, part, cells)
        changed[part] = sheet.patched()
        drops_formula |= sheet.drops_formula
    if drops_formula:
        changed.update(_without_calculation_chain(book))
    return changed


def _verify(data: bytes, edits: Mapping[str, Edits]) -> None:
    book = Book(data)
    for name, wanted in edits.items():
        if wanted:
            places = frozenset(wanted)
            _compare(wanted, book.cells(book.sheets[name], partial(_is_among, places)))


def _is_among(places: frozenset[Place], row: int, column: int) -> bool:
    return (row, column) in places


def _compare(wanted: Edits, cells: Mapping[Place, CellValue]) -> None:
    for place, value in wanted.items():
        seen = cells.get(place)
        if not _same(value, seen):
            raise _at(place, {"th": f"อ่านกลับได้ {seen!r}", "en": f"it reads back as {seen!r}"})


def _same(value: Value, read: CellValue) -> bool:
    if isinstance(value, bool) or value is None:
        return read is value
    if isinstance(value, str):
        return type(read) is str and read == value
    return type(read) is float and read == float(value)


def _at(place: Place, why: Mapping[str, str]) -> Refused:
    cell = address(*place)
    return refused("W03", detail={lang: f"{cell}: {text}" for lang, text in why.items()})


def address(row: int, column: int) -> str:
    """``(12, 5)`` as ``E12``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


# A cell as XML.

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def _cell_xml(prefix: str, place: Place, style: str | None, value: Value) -> str:
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


def _check_value(place: Place, value: Value) -> None:
    if not (1 <= place[0] <= LAST_ROW and 1 <= place[1] <= LAST_COLUMN):
        raise refused("W03", detail=str(place))
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise _at(place, {"th": "ข้อความยาวเกินไป", "en": "the text is too long"})
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        raise _at(place, {"th": "ไม่ใช่ตัวเลข", "en": "not a finite number"})


# Where things lie in a sheet's XML.

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


def _range(reference: str, part: str) -> _Range:
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


class _SheetMap(Walker):
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
            _check_value(place, value)

    def patched(self) -> bytes:
        self.parser.XmlDeclHandler = self._refuse_encodings
        self.walk(self._xml)
        if self._data_end < 0:
            raise refused("S06", detail=f"{self.part}: sheetData")
        for place in self._edits:
            self._refuse_shared(place)
        return _spliced(self._xml, [*self._dimension_splice(), *self._data_splices()])

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
        self._merges.append(_range(attributes.get("ref", ""), self.part))
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
            cell.end = _element_end(self._xml, cell.start, self._here())

    def _start_formula(self, attributes: Attributes) -> None:
        if attributes.get("t") in ("array", "dataTable"):
            self._arrays.append(_range(attributes.get("ref", address(self._row, self._column)), self.part))
            if len(self._arrays) > _MOST_RANGES:
                raise refused("W03", detail=f"{self.part}: f")
        if self._row in self._rows:
            self._rows[self._row].cells[-1].formula = attributes

    # Refusing what would break something else.

    def _refuse_shared(self, place: Place) -> None:
        if any(place in area for area in self._arrays):
            raise _at(place, {"th": "อยู่ในสูตรอาร์เรย์", "en": "it belongs to an array formula or data table"})
        if any(place in area and place != (area.top, area.left) for area in self._merges):
            raise _at(place, {"th": "อยู่ในเซลล์ที่ผสาน", "en": "it is inside a merged cell"})
        cell = self._cell(place)
        if cell is None or cell.formula is None:
            return
        self.drops_formula = True
        master = cell.formula.get("t") == "shared" and "ref" in cell.formula
        if master and str(_range(cell.formula["ref"], self.part)) != address(*place):
            raise _at(place, {"th": "สูตรนี้ใช้ร่วมกับเซลล์อื่น", "en": "other cells share its formula"})

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
                area = before = _range(match[2][1:-1].decode(), self.part)
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
                yield cell.start, cell.end, _cell_xml(prefix, place, cell.style, self._edits[place]).encode()
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
        return _cell_xml(prefix, place, row_style or column_style, self._edits[place])


def _tag(xml: bytes, at: int, part: str) -> re.Match[bytes]:
    match = _TAG.match(xml, at)
    if match is None:
        raise refused("W03", detail=part)
    return match


def _element_end(xml: bytes, start: int, here: int) -> int:
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


def _spliced(xml: bytes, splices: Iterable[Splice]) -> bytes:
    pieces, at = [], 0
    for start, end, text in sorted(splices, key=lambda splice: splice[:2]):
        if start < at:
            raise refused("W03", detail="overlapping changes")
        pieces += [xml[at:start], text]
        at = end
    return b"".join([*pieces, xml[at:]])


# Parts that follow from the sheet.


def _refuse_tables(archive: Archive, part: str, edits: Edits) -> None:
    """A table repeats its header texts in a part of its own, and would be reported as damaged."""
    for link in links_of(archive, part).values():
        if link.kind == "table" and link.target is not None:
            check = partial(_check_table, part=link.target, edits=edits)
            Walker(link.target, main_names({"table": check})).walk(archive.unpack(link.target))


def _check_table(attributes: Attributes, part: str, edits: Edits) -> None:
    area = _range(attributes.get("ref", ""), part)
    heads = area.top + int(attributes.get("headerRowCount", 1))
    totals = area.bottom - int(attributes.get("totalsRowCount", 0))
    for place in edits:
        if place in area and not heads <= place[0] <= totals:
            raise _at(place, {"th": "เป็นหัวหรือผลรวมของตาราง", "en": "it is a table's header or total"})


_CONTENT_TYPES = "[Content_Types].xml"
_TYPE_SPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINK_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"


def _without_calculation_chain(book: Book) -> dict[str, bytes | None]:
    """Drop the calculation chain, its relationship and its content type; Excel makes a new one."""
    key, link = next(((k, v) for k, v in book.links.items() if v.kind == "calcChain"), ("", Link("", None)))
    member = book.archive.find(link.target) if link.target else None
    if member is None:
        return {}
    folder, base = posixpath.split(book.part)
    links = posixpath.join(folder, "_rels", f"{base}.rels")
    types = book.archive.unpack(_CONTENT_TYPES)
    part_name = f"/{member.name}".casefold()
    return {
        member.name: None,
        _true_name(book, links): _without(
            book.archive.unpack(links), links, f"{_LINK_SPACE} Relationship", lambda a: a.get("Id") == key
        ),
        _true_name(book, _CONTENT_TYPES): _without(
            types,
            _CONTENT_TYPES,
            f"{_TYPE_SPACE} Override",
            lambda a: a.get("PartName", "").casefold() == part_name,
        ),
    }


def _true_name(book: Book, name: str) -> str:
    member = book.archive.find(name)
    return member.name if member else name


def _without(xml: bytes, part: str, name: str, drop: Callable[[Attributes], bool]) -> bytes:
    """The XML without the elements of that full name for which `drop` is true."""
    splices: list[Splice] = []
    opened: list[int] = []

    def start(attributes: Attributes) -> None:
        if drop(attributes):
            opened.append(walker.parser.CurrentByteIndex)

    def end(_: Attributes) -> None:
        if opened:
            at = opened.pop()
            splices.append((at, _element_end(xml, at, walker.parser.CurrentByteIndex), b""))

    walker = Walker(part, {name: start}, {name: end})
    walker.walk(xml)
    return _spliced(xml, splices)


# The zip file.

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_STREAMED = 8  # the flag that sizes follow the data


def _rebuild(archive: Archive, changed: Mapping[str, bytes | None]) -> bytes:
    """The zip file with some members changed or gone; the others byte for byte as they are."""
    offsets = sorted(member.offset for member in archive.members.values())
    ends = dict(zip(offsets, [*offsets[1:], archive.start], strict=True))
    out, records = [], {}
    at = 0
    for member in sorted(archive.members.values(), key=lambda m: m.offset):
        if archive.payload(member)[1] > ends[member.offset]:
            raise refused("W03", detail=member.name)
        if member.name not in changed:
            local, record = archive.data[member.offset : ends[member.offset]], _moved(member, at)
        elif (data := changed[member.name]) is not None:
            local, record = _packed(archive, member, data, at)
        else:
            continue
        out.append(local)
        records[member.name] = record
        at += len(local)
    directory = b"".join(records[m.name] for m in archive.members.values() if m.name in records)
    end = struct.pack("<4s4H2L", b"PK\x05\x06", 0, 0, len(records), len(records), len(directory), at)
    comment = archive.data[archive.data.rfind(b"PK\x05\x06") + 20 :]
    return b"".join([*out, directory, end, comment])


def _moved(member: Member, at: int) -> bytes:
    return _record(member, at, member.packed, member.size, member.crc, streamed=True)


def _record(member: Member, at: int, packed: int, size: int, crc: int, streamed: bool) -> bytes:
    """A member's directory record at another offset; sizes in bytes."""
    head = list(_CENTRAL.unpack_from(member.record))
    name_end = _CENTRAL.size + head[10]
    extra = member.record[name_end : name_end + head[11]]
    if 0xFFFFFFFF in (head[8], head[9], head[16]):
        extra = _without_zip64(extra)
    if not streamed:
        head[3] &= ~_STREAMED
    tail = member.record[name_end + head[11] :]
    head[7:10], head[11], head[16] = [crc, packed, size], len(extra), at
    return _CENTRAL.pack(*head) + member.record[_CENTRAL.size : name_end] + extra + tail


def _packed(archive: Archive, member: Member, data: bytes, at: int) -> tuple[bytes, bytes]:
    """A changed member: its local header and packed bytes, and its directory record."""
    packed = data if member.method == 0 else _deflated(data)
    crc = binascii.crc32(data)
    head = list(_LOCAL.unpack_from(archive.data, member.offset))
    name_end = member.offset + _LOCAL.size + head[9]
    extra = _without_zip64(archive.data[name_end : name_end + head[10]])
    head[2] &= ~_STREAMED
    head[6:9], head[10] = [crc, len(packed), len(data)], len(extra)
    name = archive.data[member.offset + _LOCAL.size : name_end]
    record = _record(member, at, len(packed), len(data), crc, streamed=False)
    return _LOCAL.pack(*head) + name + extra + packed, record


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def _without_zip64(extra: bytes) -> bytes:
    kept, at = [], 0
    while at + 4 <= len(extra):
        size = 4 + struct.unpack_from("<H", extra, at + 2)[0]
        if extra[at : at + 2] != b"\x01\x00":
            kept.append(extra[at : at + size])
        at += size
    return b"".join(kept)
