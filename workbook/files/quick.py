"""The cells and shared texts of a part that is written plainly, as spreadsheet programs write them.

Walking such a part in Python costs most of reading a file, so it is taken by regular expressions, which have
to cover every byte. Whatever they do not cover (comments, prefixes, rich text, rows out of order, odd
characters, broken XML) is left to expat, which alone decides and refuses.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from xml.parsers import expat

from workbook.files.parts import MAIN, Attributes, unescape
from workbook.files.values import LAST_ROW, Place, RawCell, place

_LARGEST = 10_000_000  # bytes; no more cells or characters than walking allows
_LONGEST_FIRST, _LONGEST_KEPT = 10_000, 20_000  # bytes
_ODD = bytes({*range(32)} - {9, 10})  # bytes that XML forbids, and the carriage return, which a parser changes
_ENTITIES = b"lt;", b"gt;", b"quot;", b"apos;", b"amp;"

# What is taken, strictly, from the outside inwards; row 1 of a group is the row's number, which each cell repeats.
_T = r'<t(?: xml:space="preserve")?>[^<]*+</t>'
_V = r"(?:<v>[^<]*+</v>|<v ?/>)"
_F = (
    r'<f(?: t="[a-zA-Z]++")?(?: aca="[a-z0-9]++")?(?: ref="[A-Z0-9:]++")?(?: ca="[a-z0-9]++")?(?: si="[0-9]++")?'
    r"(?: ?/>|>[^<]*+</f>)"
)
_C = (
    r'<c r="(?:[A-W]?[A-Z]{1,2}|X[A-E]?[A-Z]|XF[A-D])\1"(?: s="[0-9]{1,6}")?'
    rf'(?:(?: t="(?:n|s|str|b|e)")?(?: ?/>|>(?:{_F})?(?:{_V})?</c>)| t="inlineStr"(?: ?/>|>(?:<is>{_T}</is>)?</c>))'
)
_ROW = r'<row r="([1-9][0-9]{0,6})"(?: (?:x14ac:dyDescent|[a-zA-Z0-9]++)="[^"<>&\t\n]*+")*+'
_DATA = re.compile(rf"\s*+(?:{_ROW}(?: ?/>|>\s*+(?:(?>{_C})\s*+)*+</row>)\s*+)*+</sheetData>")
_FIRST = re.compile(rf"\s*+{_ROW}>\s*+{_C}")
_STRINGS = re.compile(rf"\s*+(?:<si>{_T}</si>\s*+)*+</sst>")

# What is then picked from it: rows, and the cells that are not empty.
_PIECE = re.compile(
    r'<(?:row r="([0-9]+)"([^>]*)|c r="([A-Z]+)[0-9]+"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?>'
    r"(?:(<f)[^>]*>(?:[^<]*</f>)?)?(?:<(v|is><t)([^>]*)>([^<]*))?)"
)
_ADDRESS = re.compile('<c r="([A-Z]+[0-9]+)"')
_STRING = re.compile("<t([^>]*)>([^<]*)")
_NAME = re.compile(r' ([a-zA-Z0-9:]+)="')


@dataclass(frozen=True)
class Plain:
    """The cells of a sheet that are not empty, in their order; `end` is the offset where its data end."""

    cells: list[tuple[Place, RawCell]]
    end: int


def cells(xml: bytes) -> Plain | None:
    """The cells of a sheet's part; None where it takes a parser to tell."""
    inside = _inside(xml, "sheetData")
    if inside is None or not _DATA.fullmatch(inside.text):
        return None
    found = _cells(inside)
    return None if found is None else Plain(found, inside.end)


def first(xml: bytes) -> tuple[Place, RawCell | None] | None:
    """The first cell of a sheet's part; None where it takes a parser to tell."""
    start = xml.find(b"<sheetData>")
    begin = start + len("<sheetData>")
    end = xml.find(b"</c>", begin) + len("</c>")
    text = _usual(xml[begin:end]) if 0 < start < end < begin + _LONGEST_FIRST else None
    piece = _FIRST.match(text) if text else None
    prefixes = _opened(xml[:begin], start, "sheetData") if piece else None
    if piece is None or prefixes is None:
        return None
    found = _cells(_Inside(piece[0], end, prefixes))
    at = place(_ADDRESS.findall(piece[0])[0])
    return None if found is None else (at, found[0][1] if found else None)


def strings(xml: bytes) -> list[str] | None:
    """All shared texts; None where it takes a parser to tell."""
    inside = _inside(xml, "sst")
    if inside is None or not _STRINGS.fullmatch(inside.text) or xml[inside.end :].strip():
        return None
    return [unescape(_text(more, text)) for more, text in _STRING.findall(inside.text)]


@dataclass(frozen=True)
class _Inside:
    """An element's content with its end tag, the offset behind it, and the prefixes that may be used in it."""

    text: str
    end: int
    prefixes: list[str | None]


def _inside(xml: bytes, tag: str) -> _Inside | None:
    """The first element of this name; None unless it is in the main namespace and holds nothing unusual."""
    start = xml.find(f"<{tag}".encode())
    begin = xml.find(b">", start) + 1
    end = xml.find(f"</{tag}>".encode(), begin) + len(tag) + 3
    if not 0 <= start < begin < end or len(xml) > _LARGEST:
        return None
    text = _usual(xml[begin:end])
    prefixes = None if text is None else _opened(xml[:begin], start, tag)
    return None if text is None or prefixes is None else _Inside(text, end, prefixes)


def _usual(data: bytes) -> str | None:
    """What every parser takes for the same text; None for anything else."""
    if len(data.translate(None, _ODD)) < len(data) or b"]]>" in data or b"\xef\xbf" in data:
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return text if all(entity.startswith(_ENTITIES) for entity in data.split(b"&")[1:]) else None


def _opened(head: bytes, start: int, tag: str) -> list[str | None] | None:
    return _opened_before(head, start, tag) if len(head) < _LONGEST_KEPT else _opens(head, start, tag)


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


_opened_before = lru_cache(maxsize=64)(_opens)  # workbooks made from one template begin alike


def _cells(inside: _Inside) -> list[tuple[Place, RawCell]] | None:
    """The cells; None where they or their rows are out of order, or a tag is not well-formed."""
    if "x14ac:" in inside.text and "x14ac" not in inside.prefixes:
        return None
    found: list[tuple[Place, RawCell]] = []
    row = column = 0
    for opened, attributes, letters, style, kind, formula, tag, more, text in _pieces(inside.text):
        if opened:
            before, row, column = row, int(opened), 0
            if not before < row <= LAST_ROW or not _are_sound(attributes):
                return None
        elif tag or formula:
            before, column = column, _column(letters)
            if column <= before:
                return None
            value = None if not tag else _entities(text) if tag == "v" else _text(more, text)
            found.append(((row, column), (kind or "n", style or None, value, formula != "")))
    return found


def _pieces(text: str) -> Iterable[tuple[str, ...]]:
    """The groups of every row and cell, not held all at once where they are many."""
    return _PIECE.findall(text) if len(text) < 1 << 20 else (piece.groups("") for piece in _PIECE.finditer(text))


@lru_cache(maxsize=1000)
def _are_sound(attributes: str) -> bool:
    """Whether no attribute of a row stands twice or declares a namespace."""
    names = ["r", *_NAME.findall(attributes)]
    return len(set(names)) == len(names) and "xmlns" not in names


@lru_cache(maxsize=1000)
def _column(letters: str) -> int:
    return place(f"{letters}1")[1]


def _text(attributes: str, text: str) -> str:
    """A text as it is meant: Excel drops outer white space that is not marked as meant."""
    return _entities(text if attributes else text.strip(" \t\r\n"))


def _entities(text: str) -> str:
    if "&" not in text:
        return text
    for name, letter in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("apos", "'"), ("amp", "&")):
        text = text.replace(f"&{name};", letter)
    return text
