"""The cells and shared texts of a part that is written plainly, as spreadsheet programs write them.

Walking such a part in Python costs most of reading a file, so it is taken by regular expressions, which have
to cover every byte. Whatever they do not cover (comments, prefixes, rich text, rows out of order, odd
characters, broken XML) is left to expat, which alone decides and refuses.

A sheet is cut into rows and cells, and what a piece's bytes hold is remembered: most pieces of workbooks made
from one template are the same. It can be cut at tags blindly, since no text and no attribute holds a `<`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from workbook.files.parts import MAIN, Attributes, unescape
from workbook.files.values import LAST_ROW, Place, RawCell, place

Row = tuple[tuple[Place, RawCell], ...]
_LARGEST = 10_000_000  # bytes; no more cells or characters than walking allows
_LONGEST_FIRST, _LONGEST_HEAD_KEPT, _LONGEST_PIECE_KEPT = 4_000, 20_000, 4_000  # bytes
_ODD = bytes({*range(32)} - {9, 10})  # bytes that XML forbids, and the carriage return, which a parser changes
_ENTITIES = b"lt;", b"gt;", b"quot;", b"apos;", b"amp;"

# What is taken, strictly.
_NUMBER = "[1-9][0-9]{0,6}"
_ROW = re.compile(
    rf'\s*+<row r="({_NUMBER})"((?: (?:x14ac:dyDescent|[a-zA-Z0-9]++)="[^"<>&\t\n]*+")*+)(?:( ?/>)|>\s*+)'
)
_T = r'<t( xml:space="preserve")?>([^<]*+)</t>'
_SI = r'<si><t(?: xml:space="preserve")?>[^<]*+</t></si>'
_F = (
    r'<f(?: t="[a-zA-Z]++")?(?: aca="[a-z0-9]++")?(?: ref="[A-Z0-9:]++")?(?: ca="[a-z0-9]++")?(?: si="[0-9]++")?'
    r"(?: ?/>|>[^<]*+</f>)"
)
_CELL = re.compile(
    rf'r="([A-W]?[A-Z]{{1,2}}|X[A-E]?[A-Z]|XF[A-D])({_NUMBER})"(?: s="([0-9]{{1,6}})")?'
    rf'(?:(?: t="(n|s|str|b|e)")?(?: ?/>|>({_F})?(?:<v>([^<]*+)</v>|(<v ?/>))?</c>)'
    rf'|( t="inlineStr")(?: ?/>|>(?:<is>{_T}</is>)?</c>))\s*+'
)
_STRINGS = re.compile(rf"\s*+(?:{_SI}\s*+)*+</sst>")
_STRING = re.compile("<t([^>]*)>([^<]*)")
_NAME = re.compile(r' ([a-zA-Z0-9:]+)="')


@dataclass(frozen=True)
class Plain:
    """The rows of a sheet that have cells which are not empty, in their order; `end` is the offset where its data end."""

    rows: list[Row]
    end: int


def cells(xml: bytes) -> Plain | None:
    """The cells of a sheet's part; None where it takes a parser to tell."""
    if (opened := _begin(xml, "sheetData")) is None:
        return None
    begin, prefixes = opened
    *pieces, rest = xml[begin:].split(b"</row>")
    end = rest.find(b"</sheetData>")
    closing = _heads(rest[:end]) if end >= 0 else None
    if closing is None or closing.is_open or (closing.prefixed and "x14ac" not in prefixes):
        return None
    found: list[Row] = []
    last = 0
    for piece in pieces:
        rows = _rows_before(piece) if len(piece) < _LONGEST_PIECE_KEPT else _rows(piece)
        if rows is None or rows.first <= last or (rows.prefixed and "x14ac" not in prefixes):
            return None
        last = rows.last
        if rows.cells:
            found.append(rows.cells)
    return None if 0 < closing.first <= last else Plain(found, len(xml) - len(rest) + end + len("</sheetData>"))


def first(xml: bytes) -> tuple[Place, RawCell | None] | None:
    """The first cell of a sheet's part; None where it takes a parser to tell."""
    start = xml.find(b"<sheetData>")
    begin = start + len("<sheetData>")
    end = xml.find(b"</c>", begin) + len("</c>")
    if not 0 < start < end < begin + _LONGEST_FIRST:
        return None
    head, _, piece = xml[begin:end].partition(b"<c ")
    rows, cell = _heads_before(head), _cell_before(piece.partition(b"<c ")[0])  # no longer than `_LONGEST_FIRST`
    if rows is None or cell is None or not rows.is_open or cell[0][0] != rows.last:
        return None
    prefixes = _prefixes(xml[:begin], start, "sheetData")
    return None if prefixes is None or (rows.prefixed and "x14ac" not in prefixes) else cell


def strings(xml: bytes) -> list[str] | None:
    """All shared texts; None where it takes a parser to tell."""
    if (opened := _begin(xml, "sst")) is None:
        return None
    end = xml.find(b"</sst>") + len("</sst>")
    text = _usual(xml[opened[0] : end])
    if text is None or not _STRINGS.fullmatch(text) or xml[end:].strip():
        return None
    texts = [_text(more, found) for more, found in _STRING.findall(text)]
    return [unescape(found) for found in texts] if "_x" in text else texts


def _begin(xml: bytes, tag: str) -> tuple[int, list[str | None]] | None:
    """Where the content of the first element of this name begins, and the prefixes that may be used in it.

    None unless it is in the main namespace.
    """
    start = xml.find(f"<{tag}".encode())
    begin = xml.find(b">", start) + 1
    if not 0 <= start < begin or len(xml) > _LARGEST:
        return None
    prefixes = _prefixes(xml[:begin], start, tag)
    return None if prefixes is None else (begin, prefixes)


def _usual(data: bytes) -> str | None:
    """What every parser takes for the same text; None for anything else."""
    if len(data.translate(None, _ODD)) < len(data) or b"]]>" in data or b"\xef\xbf" in data:
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    if b"&" in data and not all(entity.startswith(_ENTITIES) for entity in data.split(b"&")[1:]):
        return None
    return text


def _prefixes(head: bytes, start: int, tag: str) -> list[str | None] | None:
    return _prefixes_before(head, start, tag) if len(head) < _LONGEST_HEAD_KEPT else _opens(head, start, tag)


def _opens(head: bytes, start: int, tag: str) -> list[str | None] | None:
    """The prefixes known at the end of `head`; None unless that is UTF-8 without DTD and ends in this start tag."""
    names: list[tuple[str, int]] = []
    prefixes: list[str | None] = []
    odd: list[object] = []

    def open_(name: str, _: Attributes) -> None:
        names.append((name, parser.CurrentByteIndex))

    def declare(_: str, encoding: str | None, __: int) -> None:
        odd.extend([encoding] if (encoding or "utf-8").lower() != "utf-8" else [])

    parser = expat.ParserCreate(None, " ")
    parser.StartElementHandler = open_
    parser.StartNamespaceDeclHandler = lambda prefix, _: prefixes.append(prefix)
    parser.EndNamespaceDeclHandler = prefixes.remove
    parser.StartDoctypeDeclHandler = lambda *_: odd.append("DTD")
    parser.XmlDeclHandler = declare
    try:
        parser.Parse(head, False)
    except (expat.ExpatError, LookupError):  # broken, or in an encoding that nobody knows
        return None
    opened = bool(names) and names[-1] in [(f"{space} {tag}", start) for space in MAIN]
    return prefixes if opened and not odd else None


_prefixes_before = lru_cache(maxsize=64)(_opens)  # workbooks made from one template begin alike


class _Heads(NamedTuple):
    """Rows that begin: the numbers of the first and the last, or 0."""

    first: int
    last: int
    is_open: bool  # the last one; all others end at once
    prefixed: bool  # by x14ac


def _heads(piece: bytes) -> _Heads | None:
    """What stands before a row's first cell; None where it takes a parser to tell."""
    text = _usual(piece)
    if text is None:
        return None
    first = last = at = 0
    is_open = False
    while not is_open and (row := _ROW.match(text, at)):
        number, attributes, ended = row.groups()
        before, last, at, is_open = last, int(number), row.end(), not ended
        first = first or last
        are_sound = _are_sound_before if len(attributes) < _LONGEST_PIECE_KEPT else _are_sound
        if not before < last <= LAST_ROW or not are_sound(attributes):
            return None
    return None if text[at:].strip() else _Heads(first, last, is_open, "x14ac:" in text)


class _Rows(NamedTuple):
    """Rows of which the last one may have cells; here are those that are not empty."""

    first: int
    last: int
    cells: Row
    prefixed: bool


def _rows(piece: bytes) -> _Rows | None:
    """What stands between the ends of two rows; None where it takes a parser to tell."""
    head, *rest = piece.split(b"<c ")
    rows = _heads_before(head) if len(head) < _LONGEST_PIECE_KEPT else _heads(head)
    if rows is None or not rows.is_open:
        return None
    found: list[tuple[Place, RawCell]] = []
    last = 0
    for one in rest:
        cell = _cell_before(one) if len(one) < _LONGEST_PIECE_KEPT else _cell(one)
        if cell is None:
            return None
        (row, column), held = cell
        if row != rows.last:
            return None
        if held is not None:
            if column <= last:
                return None
            last = column
            found.append((cell[0], held))
    return _Rows(rows.first, rows.last, tuple(found), rows.prefixed)


def _cell(piece: bytes) -> tuple[Place, RawCell | None] | None:
    """A cell behind its `<c `, and what it holds; None where it takes a parser to tell."""
    text = _usual(piece)
    found = _CELL.fullmatch(text) if text else None
    if found is None:
        return None
    letters, number, style, kind, formula, value, empty, inline, spaced, typed = found.groups()
    at = int(number), _column(letters)
    if inline:
        return at, None if typed is None else ("inlineStr", style, _text(spaced, typed), False)
    if value is None and not empty and not formula:
        return at, None
    written = "" if empty else None if value is None else _entities(value)
    return at, (kind or "n", style, written, formula is not None)


# Bounded: at most four megabytes of rows, which hold about as much again, and eight of cells.
_heads_before = lru_cache(maxsize=1_000)(_heads)
_rows_before = lru_cache(maxsize=500)(_rows)
_cell_before = lru_cache(maxsize=2_000)(_cell)


def _are_sound(attributes: str) -> bool:
    """Whether no attribute of a row stands twice or declares a namespace."""
    names = ["r", *_NAME.findall(attributes)]
    return len(set(names)) == len(names) and "xmlns" not in names


_are_sound_before = lru_cache(maxsize=1000)(_are_sound)


@lru_cache(maxsize=1000)
def _column(letters: str) -> int:
    return place(f"{letters}1")[1]


def _text(attributes: str | None, text: str) -> str:
    """A text as it is meant: Excel drops outer white space that is not marked as meant."""
    return _entities(text if attributes else text.strip(" \t\r\n"))


def _entities(text: str) -> str:
    if "&" not in text:
        return text
    for name, letter in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("apos", "'"), ("amp", "&")):
        text = text.replace(f"&{name};", letter)
    return text
