"""Cells changed in an .xlsx with everything else left as it was.

Only the sheet parts that hold an edited cell are written anew, and in them only the bytes of
those cells, of rows they need, and of a row's `spans` or the sheet's `<dimension>` that they
outgrow. Every other member is copied still packed. What cannot be done so is refused (W03).
"""

import hashlib
import os
import posixpath
from collections.abc import Callable, Mapping
from functools import partial

from workbook.files import atomic
from workbook.files.archive import Archive, refused, refusing
from workbook.files.package import Book
from workbook.files.parts import Attributes, Link, Walker, links_of, main_names
from workbook.files.repack import rebuild
from workbook.files.sheetmap import Edits, SheetMap, Splice, Value, cannot_change, element_end, range_of, spliced
from workbook.files.values import CellValue, Place


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
        patched = rebuild(book.archive, changed)
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
        sheet = SheetMap(book.archive.xml(part), part, cells)
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
            compare(wanted, book.cells(book.sheets[name], partial(_is_among, places)))


def _is_among(places: frozenset[Place], row: int, column: int) -> bool:
    return (row, column) in places


def compare(wanted: Edits, cells: Mapping[Place, CellValue]) -> None:
    """Refuse (W03) where a cell that was read back holds something else."""
    for place, value in wanted.items():
        seen = cells.get(place)
        if not _same(value, seen):
            raise cannot_change(place, {"th": f"อ่านกลับได้ {seen!r}", "en": f"it reads back as {seen!r}"})


def _same(value: Value, read: CellValue) -> bool:
    if isinstance(value, bool) or value is None:
        return read is value
    if isinstance(value, str):
        return type(read) is str and read == value
    return type(read) is float and read == float(value)


# Parts that follow from the sheet.


def _refuse_tables(archive: Archive, part: str, edits: Edits) -> None:
    """A table repeats its header texts in a part of its own, and would be reported as damaged."""
    for link in links_of(archive, part).values():
        if link.kind == "pivotTable":
            why = {
                "th": "แผ่นงานมี PivotTable ซึ่งวาดใหม่ทับเมื่อเปิด",
                "en": "a pivot table is drawn anew on the sheet when it opens",
            }
            raise refused("W03", detail=why)
        if link.kind == "table" and link.target is not None:
            check = partial(_check_table, part=link.target, edits=edits)
            Walker(link.target, main_names({"table": check})).walk(archive.xml(link.target))


def _check_table(attributes: Attributes, part: str, edits: Edits) -> None:
    area = range_of(attributes.get("ref", ""), part)
    heads = area.top + int(attributes.get("headerRowCount", 1))
    totals = area.bottom - int(attributes.get("totalsRowCount", 0))
    for place in edits:
        if place in area and not heads <= place[0] <= totals:
            raise cannot_change(place, {"th": "เป็นหัวหรือผลรวมของตาราง", "en": "it is a table's header or total"})


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
    types = book.archive.xml(_CONTENT_TYPES)
    part_name = f"/{member.name}".casefold()
    return {
        member.name: None,
        _true_name(book, links): _without(
            book.archive.xml(links), links, f"{_LINK_SPACE} Relationship", lambda a: a.get("Id") == key
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
            splices.append((at, element_end(xml, at, walker.parser.CurrentByteIndex), b""))

    walker = Walker(part, {name: start}, {name: end})
    walker.walk(xml)
    return spliced(xml, splices)
