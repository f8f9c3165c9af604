"""An .xlsx file: the gate it must pass, and the cells wanted from it.

A file is read from the disk once; its hash, the gate and the cells all come from those bytes.
Nothing is unpacked to disk, run or followed. Cells are kept sparsely and only where wanted.
"""

import binascii
import datetime as dt
import hashlib
import math
import os
import posixpath
import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePath
from urllib.parse import unquote
from xml.parsers import expat

from pyscoring.problems import Problem, Refused
from workbook import atomic

PART_LIMIT, TOTAL_LIMIT = 64 << 20, 256 << 20  # bytes, unpacked
MEMBER_LIMIT = 10_000
KEY_ROWS, KEY_COLUMNS = 5_000, 200
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MARK = "pyscoring/"


class ErrorValue(str):
    """An error in a cell, such as ``#N/A``."""


@dataclass(frozen=True)
class Formula:
    """A formula's cell, with the result that the file remembers (None: it remembers none)."""

    cached: object


@dataclass(frozen=True)
class Percent:
    """A number in a cell that shows it as a percentage: 0.85 for 85%."""

    value: float


CellValue = None | str | bool | int | float | dt.datetime | dt.date | dt.time | ErrorValue | Formula | Percent
Place = tuple[int, int]  # row and column, from 1


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


def read(path: str | os.PathLike[str], wanted: Callable[[str], bool] | None = None) -> Contents:
    """The score sheets of a workbook: those whose A1 is a text that `wanted` accepts.

    Of each: row 1, column A, and the cells where a row with a text in column A meets a column
    with a text in row 1. `wanted` accepts a text that starts with ``pyscoring/`` unless given.
    Refused: families F and S.
    """
    accept = wanted or _is_mark
    return _contents(path, lambda book, part: _keyed_cells(book, part, accept))


def read_all(path: str | os.PathLike[str]) -> Contents:
    """Every cell of every worksheet. Refused: families F and S."""
    return _contents(path, lambda book, part: book.cells(part, lambda row, column: True))


def _is_mark(text: str) -> bool:
    return text.startswith(MARK)


def _contents(path: str | os.PathLike[str], choose: Callable[["Book", str], dict[Place, CellValue] | None]) -> Contents:
    with refusing(path):
        data = atomic.load(path)
        _refuse_locks(Path(path), data)
        book = Book(data)
        chosen = [(name, part, choose(book, part)) for name, part in book.sheets.items()]
        notes = tuple(replace(note, file=os.fspath(path)) for note in book.notes)
    sheets = tuple(Sheet(name, part, cells) for name, part, cells in chosen if cells is not None)
    return Contents(Path(path), hashlib.sha256(data).hexdigest(), sheets, notes)


@contextmanager
def refusing(path: str | os.PathLike[str] | None = None) -> Iterator[None]:
    """Turn whatever hostile bytes provoke into `Refused`, and name the file in it."""
    file = None if path is None else os.fspath(path)
    try:
        yield
    except Refused as refusal:
        raise Refused(*(replace(p, file=file or p.file) for p in refusal.problems)) from None
    except (ArithmeticError, LookupError, MemoryError, RuntimeError, ValueError, struct.error) as error:
        raise Refused(Problem("S06", {"detail": type(error).__name__}, file=file)) from error


def refused(code: str, **details: object) -> Refused:
    return Refused(Problem(code, details))


# The gate: what kind of file is it?

_OTHER: Mapping[str, Mapping[str, str]] = {
    "ods": {"th": "ไฟล์ OpenDocument", "en": "an OpenDocument file"},
    "xlsb": {"th": "สมุดงานไบนารี .xlsb", "en": "a binary workbook, .xlsb"},
    "word": {"th": "เอกสาร Word", "en": "a Word document"},
    "ppt": {"th": "งานนำเสนอ PowerPoint", "en": "a PowerPoint presentation"},
    "zip": {"th": "ไฟล์ zip ที่ไม่มีสมุดงาน", "en": "a zip file without a workbook"},
    "ole": {"th": "เอกสาร Office รุ่นเก่า", "en": "an old Office document"},
    "pdf": {"th": "เอกสาร PDF", "en": "a PDF document"},
    "image": {"th": "รูปภาพ", "en": "a picture"},
    "markup": {"th": "ไฟล์ HTML หรือ XML", "en": "HTML or XML"},
    "text": {"th": "ข้อความหรือ CSV", "en": "plain text or CSV"},
    "unknown": {"th": "ไม่รู้จักชนิดไฟล์", "en": "an unknown kind of file"},
}
_STARTS = (
    (b"%PDF", "pdf"), (b"\x89PNG", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"),
    (b"{\\rtf", "word"), (b"<", "markup"), (b"\xef\xbb\xbf<", "markup"),
)  # fmt: skip
_OLE = bytes.fromhex("D0CF11E0")
_OLD_XLS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")


def _refuse_kinds(data: bytes) -> None:
    """Refuse everything that does not begin as a zip file does, saying what it is."""
    if not data:
        raise refused("F03")
    if data.startswith(b"PK\x03\x04"):
        return
    if data[0] == 0 and data.count(0) == len(data):
        raise refused("F04")
    if data.startswith(_OLE):
        raise _ole_refusal(data)
    if data.startswith(_OLD_XLS):
        raise refused("F07")
    if data.startswith(b"PK"):
        raise refused("F05", detail="zip")
    kind = next((kind for start, kind in _STARTS if data.startswith(start)), None)
    raise refused("F08", detail=_OTHER[kind or ("text" if _is_text(data[:4096]) else "unknown")])


def _ole_refusal(data: bytes) -> Refused:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return refused("F06")
    if any(name.encode("utf-16-le") in data for name in ("Workbook\0", "Book\0")):
        return refused("F07")
    return refused("F08", detail=_OTHER["ole"])


def _is_text(start: bytes) -> bool:
    utf16 = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    return utf16 or not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", start)


def _refuse_locks(path: PurePath, data: bytes) -> None:
    """Refuse the files by which a spreadsheet program marks a workbook as open."""
    if data.startswith(b"PK"):
        return
    who = None
    if path.name.startswith("~$"):
        who = data[1 : 1 + data[0]].decode("utf-8", "replace") if data else ""
        if len(data) > 56:
            who = data[57 : 57 + 2 * data[55]].decode("utf-16-le", "replace")
    elif path.name.startswith(".~lock.") and path.name.endswith("#"):
        who = next(filter(None, data[:1000].decode("utf-8", "replace").split(",")), "")
    if who is not None:
        who = "".join(c for c in who if c.isprintable()).strip()
        raise refused("F02", who=who or {"th": "ผู้ใช้คนหนึ่ง", "en": "somebody"})


# The gate: the zip file and its members.

_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL_SIZE = 30


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of the zip directory; `record` is its raw directory record, sizes in bytes."""

    name: str
    record: bytes
    method: int
    crc: int
    packed: int
    size: int
    offset: int


class Archive:
    """A zip file in memory whose directory has been checked; its parts unpack within limits.

    `members` is in directory order, keyed by case-folded name. Refused: F05, F06, F08, S01, S03, S04.
    """

    def __init__(self, data: bytes) -> None:
        _refuse_kinds(data)
        self.data = data
        count, self.start, self.end = _directory_span(data)
        self.members: dict[str, Member] = {}
        self._unpacked = 0
        for member in _members(data, self.start, self.end, count):
            key = member.name.casefold()
            if key in self.members:
                raise refused("S03", detail=member.name)
            self.members[key] = member
        self._check_sizes()

    def _check_sizes(self) -> None:
        for member in self.members.values():
            if member.size > PART_LIMIT:
                raise refused("S01", detail=member.name)
        if sum(member.size for member in self.members.values()) > TOTAL_LIMIT:
            raise refused("S01", detail=f"> {TOTAL_LIMIT >> 20} MB")

    def find(self, name: str) -> Member | None:
        return self.members.get(name.casefold()) or self.members.get(unquote(name).casefold())

    def payload(self, member: Member) -> tuple[int, int]:
        """Where a member's packed bytes begin and end, its local header checked."""
        start = member.offset
        name, extra = struct.unpack_from("<2H", self.data, start + 26)
        begin = start + _LOCAL_SIZE + name + extra
        raw = member.record[_CENTRAL.size : _CENTRAL.size + name]
        same = self.data[start + _LOCAL_SIZE : start + _LOCAL_SIZE + name] == raw
        if self.data[start : start + 4] != b"PK\x03\x04" or not same or begin + member.packed > self.start:
            raise refused("F05", detail=member.name)
        return begin, begin + member.packed

    def unpack(self, name: str) -> bytes:
        """A part's bytes. Refused: S06 missing, S01 more than declared or allowed, F05 damaged."""
        member = self.find(name)
        if member is None:
            raise refused("S06", detail=f"{name}: missing")
        begin, end = self.payload(member)
        self._unpacked += member.size
        if self._unpacked > TOTAL_LIMIT:
            raise refused("S01", detail=f"> {TOTAL_LIMIT >> 20} MB")
        out = _inflate(member, self.data[begin:end])
        if len(out) > member.size:
            raise refused("S01", detail=member.name)
        if len(out) < member.size or binascii.crc32(out) != member.crc:
            raise refused("F05", detail=member.name)
        return out


def _inflate(member: Member, packed: bytes) -> bytes:
    """Unpack at most one byte more than declared."""
    if member.method == 0:
        return packed
    if member.method != 8:
        raise refused("F05", detail=f"{member.name}: compression {member.method}")
    try:
        return zlib.decompressobj(-15).decompress(packed, member.size + 1)
    except zlib.error:
        raise refused("F05", detail=member.name) from None


def _directory_span(data: bytes) -> tuple[int, int, int]:
    """Number of members, and where the zip directory begins and ends."""
    tail = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if tail < 0 or tail + 22 > len(data):
        raise refused("F05", detail={"th": "ไม่มีส่วนท้าย", "en": "its end is missing"})
    count, size, start = struct.unpack_from("<H2L", data, tail + 10)
    if 0xFFFFFFFF in (size, start) or count == 0xFFFF:
        count, size, start = _zip64_span(data, tail)
    if start + size > tail or count > MEMBER_LIMIT:
        raise refused("S01" if count > MEMBER_LIMIT else "F05", detail=f"{count} parts")
    return count, start, start + size


def _zip64_span(data: bytes, tail: int) -> tuple[int, int, int]:
    mark, _, at, _ = struct.unpack_from("<4sLQL", data, max(0, tail - 20))
    if mark != b"PK\x06\x07" or data[at : at + 4] != b"PK\x06\x06":
        raise refused("F05", detail="zip64")
    count, size, start = struct.unpack_from("<3Q", data, at + 32)
    return count, size, start


def _members(data: bytes, at: int, end: int, count: int) -> Iterator[Member]:
    for _ in range(count):
        head = _CENTRAL.unpack_from(data, at)
        (mark, _, _, flags, method, _, _, crc, packed, size, name, extra, comment, *_, offset) = head
        record = data[at : at + _CENTRAL.size + name + extra + comment]
        at += len(record)
        if mark != b"PK\x01\x02" or at > end:
            raise refused("F05", detail="zip")
        if flags & 1:
            raise refused("F06")
        raw = record[_CENTRAL.size : _CENTRAL.size + name]
        if 0xFFFFFFFF in (packed, size, offset):
            extras = record[_CENTRAL.size + name : _CENTRAL.size + name + extra]
            size, packed, offset = _zip64_sizes(extras, (size, packed, offset))
        yield Member(_safe_name(raw, flags), record, method, crc, packed, size, offset)


def _zip64_sizes(extra: bytes, sizes: tuple[int, int, int]) -> tuple[int, int, int]:
    """The true sizes and offset, from extra field 1, which holds those that are all ones."""
    at = 0
    while struct.unpack_from("<H", extra, at)[0] != 1:
        at += 4 + struct.unpack_from("<H", extra, at + 2)[0]
    true = []
    for size in sizes:
        if size == 0xFFFFFFFF:
            size, at = struct.unpack_from("<Q", extra, at + 4)[0], at + 8
        true.append(size)
    return true[0], true[1], true[2]


def _safe_name(raw: bytes, flags: int) -> str:
    try:
        name = raw.decode("utf-8" if flags & 0x800 else "cp437")
    except UnicodeDecodeError:
        raise refused("S04", detail=raw.decode("ascii", "backslashreplace")) from None
    segments = name.removesuffix("/").split("/")
    bad = "\\" in name or "\0" in name or re.match("[A-Za-z]:", name)
    if bad or any(segment in ("", ".", "..") for segment in segments):
        raise refused("S04", detail=name.replace("\0", "\\0"))
    return name


# The XML parts.

MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_LINKS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_RELATIONSHIP = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
Attributes = dict[str, str]
Handlers = dict[str, Callable[[Attributes], None]]


class Done(Exception):
    """Raised in a handler when all that is wanted has been seen."""


def main_names(handlers: Handlers) -> Handlers:
    """The handlers under the full names of both main namespaces, Transitional and Strict."""
    return {f"{space} {local}": handler for space in MAIN for local, handler in handlers.items()}


class Walker:
    """Walks an XML part with expat and calls handlers by "namespace local" names.

    A DTD is refused (S02), and so are broken XML and absurd nesting (S06).
    """

    _DEEPEST = 200

    def __init__(self, part: str, starts: Handlers, ends: Handlers | None = None) -> None:
        self.part, self.starts, self.ends = part, starts, ends or {}
        self._depth = 0
        self.parser = expat.ParserCreate(None, " ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_dtd
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def walk(self, xml: bytes, final: bool = True) -> None:
        """Parse to the end, or until a handler raises `Done`."""
        try:
            self.parser.Parse(xml, final)
        except Done:
            return
        except expat.ExpatError as error:
            raise refused("S06", detail=f"{self.part}: {error}") from None

    def _refuse_dtd(self, *_: object) -> None:
        raise refused("S02", detail=self.part)

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > self._DEEPEST:
            raise refused("S06", detail=f"{self.part}: nested too deeply")
        handler = self.starts.get(name)
        if handler is not None:
            handler(attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        handler = self.ends.get(name)
        if handler is not None:
            handler({})


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship: the last word of its type, and the part it points to (None: outside)."""

    kind: str
    target: str | None


def links_of(archive: Archive, part: str) -> dict[str, Link]:
    """The relationships of a part by id; of the package for the part "". Refused: S02, S06."""
    folder, base = posixpath.split(part)
    name = posixpath.join(folder, "_rels", f"{base}.rels")
    if archive.find(name) is None:
        return {}
    links: dict[str, Link] = {}

    def add(attributes: Attributes) -> None:
        key = attributes.get("Id", "")
        if key in links or len(links) >= MEMBER_LIMIT:
            raise refused("S06", detail=f"{name}: {key}")
        outside = attributes.get("TargetMode", "").lower() == "external"
        target = None if outside else _resolve(folder, attributes.get("Target", ""))
        links[key] = Link(attributes.get("Type", "").rpartition("/")[2], target)

    Walker(name, {_RELATIONSHIP: add}).walk(archive.unpack(name))
    return links


def _resolve(folder: str, target: str) -> str | None:
    """A target as a member name; None where it leads out of the package."""
    if "://" in target or target.startswith(("//", "\\")):
        return None
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


class Book:
    """A workbook's structure and values. `sheets` maps each worksheet's name to its part.

    Refused: families F and S.
    """

    def __init__(self, data: bytes) -> None:
        self.archive = Archive(data)
        self.part = self._main_part()
        self.links = links_of(self.archive, self.part)
        self.notes = tuple(self._find_notes())
        self.date1904 = False
        self.sheets: dict[str, str] = {}
        self._names: set[str] = set()
        self._read_structure()

    def _main_part(self) -> str:
        links = links_of(self.archive, "")
        part = next((link.target for link in links.values() if link.kind == "officeDocument"), None)
        if part is None or part.endswith(".bin"):
            raise refused("F08", detail=_OTHER[self._other_kind(part or "")])
        return part

    def _other_kind(self, part: str) -> str:
        if self.archive.find("mimetype") and b"opendocument" in self.archive.unpack("mimetype"):
            return "ods"
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
        xml = self.archive.unpack(self.part)
        walker = Walker(self.part, {})
        seen: list[str] = []

        def root(name: str, attributes: Attributes) -> None:
            space, _, local = name.rpartition(" ")
            if local != "workbook" or space not in MAIN:
                kind = {"document": "word", "presentation": "ppt"}.get(local, "zip")
                raise refused("F08", detail=_OTHER[kind])
            seen.append(name)
            walker.starts = main_names({"workbookPr": self._set_dates, "sheet": self._add_sheet})
            walker.parser.StartElementHandler = walker._start

        walker.parser.StartElementHandler = root
        walker.walk(xml)

    def _set_dates(self, attributes: Attributes) -> None:
        self.date1904 = attributes.get("date1904") in ("1", "true")

    def _add_sheet(self, attributes: Attributes) -> None:
        name = attributes.get("name", "")
        key = next((attributes[k] for k in (f"{space} id" for space in _LINKS) if k in attributes), "")
        link = self.links.get(key)
        if link is None or name.casefold() in self._names or len(self._names) >= MEMBER_LIMIT:
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
    def _strings(self) -> "_SharedStrings":
        part = self._part_of("sharedStrings")
        return _SharedStrings(self.archive.unpack(part) if part else b"<sst/>", part or "sharedStrings")

    @cached_property
    def _shown(self) -> Mapping[str, str]:
        """How each cell style shows a number: as a "date", a "percent" or a "number"."""
        part = self._part_of("styles")
        return _Styles(part).kinds(self.archive.unpack(part)) if part else {}

    def cells(self, part: str, keep: "Keep") -> dict[Place, CellValue]:
        """The cells of a sheet's part that `keep` asks for, empty ones left out. Refused: family S."""
        found: dict[Place, RawCell] = {}
        scan(self.archive.unpack(part), part, keep, found)
        return self.values(part, found)

    def values(self, part: str, found: Mapping[Place, "RawCell"]) -> dict[Place, CellValue]:
        values = ((at, self.value(f"{part} {at}", cell)) for at, cell in found.items())
        return {at: value for at, value in values if value is not None}

    def value(self, where: str, cell: "RawCell") -> CellValue:
        """A cell's value from its type, style and text. Refused: S06."""
        kind, style, text, is_formula = cell
        value = None if text is None else self._plain(where, kind, style, text)
        return Formula(value) if is_formula else value

    def _plain(self, where: str, kind: str, style: str | None, text: str) -> CellValue:
        if kind in ("str", "inlineStr"):
            return unescape(text)
        if not text.strip():
            return None
        if kind == "s":
            return self._strings.get(text, where)
        if kind == "n":
            return self._number(style, text)
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "e":
            return ErrorValue(text)
        if kind == "d":
            return _iso_date(text.strip())
        raise refused("S06", detail=f"{where}: t={kind}")

    def _number(self, style: str | None, text: str) -> CellValue:
        if not _NUMBER.match(text) or math.isinf(number := float(text)):
            # Kept as text, so that one cell is named instead of the whole file lost.
            return text.strip()
        shown = self._shown.get(style or "0")
        if shown == "percent":
            return Percent(number)
        return _from_serial(number, self.date1904) if shown == "date" else number


_NUMBER = re.compile(r"\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\s*\Z")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """Undo the ``_x000D_`` escapes of characters that XML cannot hold."""
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class _TextWalker(Walker):
    """Collects the text of `<t>` elements in `runs`, if that is a list; not of phonetic guides."""

    _SPACE = "http://www.w3.org/XML/1998/namespace space"

    def __init__(self, part: str, starts: Handlers) -> None:
        super().__init__(part, starts)
        self.runs: list[str] | None = None
        self.text_starts: Handlers = {"t": self._start_text, "rPh": self._start_phonetic}
        self.text_ends: Handlers = {"t": self._end_text, "rPh": self._end_phonetic}
        self._phonetic = False
        self._trim_from: int | None = None

    def _start_text(self, attributes: Attributes) -> None:
        if self.runs is not None and not self._phonetic:
            self._trim_from = None if attributes.get(self._SPACE) == "preserve" else len(self.runs)
            self.parser.CharacterDataHandler = self.runs.append

    def _end_text(self, _: Attributes) -> None:
        self.parser.CharacterDataHandler = None
        if self.runs is not None and self._trim_from is not None:
            # Excel drops outer white space that is not marked as meant.
            self.runs[self._trim_from :] = ["".join(self.runs[self._trim_from :]).strip(" \t\r\n")]
            self._trim_from = None

    def _start_phonetic(self, _: Attributes) -> None:
        self._phonetic = True

    def _end_phonetic(self, _: Attributes) -> None:
        self._phonetic = False


class _SharedStrings(_TextWalker):
    """The workbook's shared texts, parsed only as far as they are asked for."""

    _CHUNK = 1 << 16  # bytes

    def __init__(self, xml: bytes, part: str) -> None:
        super().__init__(part, {})
        self._xml, self._at = xml, 0
        self._texts: list[str] = []
        self.starts = main_names({"si": self._open, **self.text_starts})
        self.ends = main_names({"si": self._close, **self.text_ends})

    def get(self, index: str, where: str) -> str:
        """The text of an index as written in a cell. Refused: S02, S06."""
        number = int(index)
        while number >= len(self._texts) and self._at < len(self._xml):
            chunk = self._xml[self._at : self._at + self._CHUNK]
            self._at += self._CHUNK
            self.walk(chunk, self._at >= len(self._xml))
        if not 0 <= number < len(self._texts):
            raise refused("S06", detail=f"{where}: {index}")
        return self._texts[number]

    def _open(self, _: Attributes) -> None:
        self.runs = []

    def _close(self, _: Attributes) -> None:
        self._texts.append(unescape("".join(self.runs or ())))
        self.runs = None


# Number formats and dates.

_DATE_IDS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82)}
_PERCENT_IDS = {9, 10, 67, 68}
_LITERAL = re.compile(r'(?is)"[^"]*"?|\\.|_.|\*.|\[(?!(?:h+|m+|s+|ช+|น+|ท+)\])[^\]]*\]?')
_DATE = re.compile(r"[dmyhsb\[]|^[^0#?]*[eg][^0#?]*$|^[/:\-., \]]*[วดปชนท][วดปชนท/:\-., \]0]*$")


def shown_as(code: str) -> str:
    """How a number format shows a number: as a "date", a "percent" or a "number"."""
    kinds = {_section_kind(section) for section in _LITERAL.sub("", code).split(";")}
    return next((kind for kind in ("date", "percent") if kind in kinds), "number")


def _section_kind(section: str) -> str:
    section = section.strip().lower().replace("general", "").replace("standard", "")
    if _DATE.search(re.sub("e[+-]", "", section)):
        return "date"
    return "percent" if "%" in section else "number"


class _Styles(Walker):
    """The number formats of the styles part."""

    def __init__(self, part: str) -> None:
        super().__init__(part, {})
        self._codes: dict[str, str] = {}
        self._formats: list[str] = []
        self._outside = main_names({"numFmts": self._in_codes, "cellXfs": self._in_formats})
        self.starts = self._outside
        self.ends = main_names({"numFmts": self._out, "cellXfs": self._finish})

    def kinds(self, xml: bytes) -> Mapping[str, str]:
        """`shown_as` by the index of each cell format, as written in a cell."""
        self.walk(xml)
        kinds = {number: self._kind(number) for number in set(self._formats)}
        return {str(index): kinds[number] for index, number in enumerate(self._formats)}

    def _kind(self, number: str) -> str:
        if number in self._codes:
            return shown_as(self._codes[number])
        if int(number) in _DATE_IDS:
            return "date"
        return "percent" if int(number) in _PERCENT_IDS else "number"

    def _in_codes(self, _: Attributes) -> None:
        self.starts = main_names({"numFmt": self._add_code})

    def _in_formats(self, _: Attributes) -> None:
        self.starts = main_names({"xf": self._add_format})

    def _out(self, _: Attributes) -> None:
        self.starts = self._outside

    def _finish(self, _: Attributes) -> None:
        raise Done

    def _add_code(self, attributes: Attributes) -> None:
        self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

    def _add_format(self, attributes: Attributes) -> None:
        self._formats.append(attributes.get("numFmtId", "0"))


def _from_serial(serial: float, date1904: bool) -> CellValue:
    """A serial day number as date, time (below 1) or both; unchanged where there is no such day."""
    if not 0 <= serial < 2_957_000:
        return serial
    moment = dt.datetime(1904, 1, 1) if date1904 else dt.datetime(1899, 12, 30)
    if not date1904 and 1 <= serial < 60:
        moment += dt.timedelta(days=1)  # the 1900 system counts a 29 February 1900
    moment += dt.timedelta(milliseconds=round(serial * 86_400_000))
    if serial < 1:
        return moment.time()
    return moment.date() if moment.time() == dt.time() else moment


def _iso_date(text: str) -> CellValue:
    for kind in (dt.date, dt.datetime, dt.time):
        try:
            return kind.fromisoformat(text)
        except ValueError:
            continue
    return text


# The cells of one sheet.

Keep = Callable[[int, int], bool]  # row, column
RawCell = tuple[str, str | None, str | None, bool]  # type, style, text, whether it is a formula


def scan(xml: bytes, part: str, keep: Keep, found: dict[Place, RawCell]) -> None:
    """Put into `found` the cells that `keep` asks for, as they are written, empty ones left out.

    `keep` may raise `Done`. Refused: S01, S02, S06.
    """
    _Scan(part, keep, found).walk(xml)


class _Scan(_TextWalker):
    _LIMIT = 2_000_000  # cells

    def __init__(self, part: str, keep: Keep, found: dict[Place, RawCell]) -> None:
        super().__init__(part, main_names({"sheetData": self._open}))
        self._keep, self._found = keep, found
        self._row = self._column = 0
        self._row_text = "0"
        self._kept = self._formula = False
        self._kind = "n"
        self._style: str | None = None

    def _open(self, _: Attributes) -> None:
        cell = {"c": self._start_cell, "v": self._start_value, "f": self._start_formula}
        rest = {"row": self._start_row, "is": self._start_inline, **self.text_starts}
        self.starts = main_names({**cell, **rest})
        ends = {"c": self._end_cell, "v": self._end_value, "sheetData": self._close, **self.text_ends}
        self.ends = main_names(ends)

    def _close(self, _: Attributes) -> None:
        raise Done

    def _start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        self._row = next_row(self._row, number, self.part)
        self._row_text = number or str(self._row)
        self._column = 0

    def _start_cell(self, attributes: Attributes) -> None:
        address = attributes.get("r")
        self._column = next_column(self._column, address, self._row_text, self.part)
        self._kept = self._keep(self._row, self._column)
        self.runs = None
        if self._kept:
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s")
            self._formula = False

    def _start_value(self, _: Attributes) -> None:
        if self._kept and self._kind != "inlineStr":
            self.runs = []
            self.parser.CharacterDataHandler = self.runs.append

    def _end_value(self, _: Attributes) -> None:
        self.parser.CharacterDataHandler = None

    def _start_inline(self, _: Attributes) -> None:
        if self._kept and (self._kind == "inlineStr" or self.runs is None):
            self._kind, self.runs = "inlineStr", []

    def _start_formula(self, _: Attributes) -> None:
        self._formula = True

    def _end_cell(self, _: Attributes) -> None:
        if not self._kept or (self.runs is None and not self._formula):
            return
        at = self._row, self._column
        if at in self._found:
            raise refused("S06", detail=f"{self.part}: {at} twice")
        text = None if self.runs is None else "".join(self.runs)
        self._found[at] = (self._kind, self._style, text, self._formula)
        if len(self._found) > self._LIMIT:
            raise refused("S01", detail=self.part)


def next_row(before: int, number: str | None, part: str) -> int:
    """The row that a row's `r` names, or that follows where it has none. Refused: S06."""
    if number is None:
        row = before + 1
    else:
        row = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
    if not 0 < row <= LAST_ROW:
        raise refused("S06", detail=f"{part}: row {row}")
    return row


def next_column(before: int, address: str | None, row: str, part: str) -> int:
    """The column that a cell's `r` names, or that follows where it has none. Refused: S06."""
    if address is None:
        column = before + 1
    else:
        letters = address.rstrip("0123456789")
        column = _COLUMNS.get(letters) or _column_number(letters)
        if address[len(letters) :] != row:
            raise refused("S06", detail=f"{part}: {address[:20]} in row {row}")
    if not 0 < column <= LAST_COLUMN:
        raise refused("S06", detail=f"{part}: {(address or '')[:20]}")
    return column


def _column_number(letters: str) -> int:
    """1 for A, 28 for AB, 0 for what is no column."""
    if not re.fullmatch("[A-Za-z]{1,3}", letters):
        return 0
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


_COLUMNS = {letter: number for number, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1)}


# Score sheets: cells under keys.

_A1 = re.compile(rb"""r\s*=\s*["'](?:A1["']|A?&#)""")


def _keyed_cells(book: Book, part: str, accept: Callable[[str], bool]) -> dict[Place, CellValue] | None:
    """The cells of a sheet that lie under keys; None where A1 is not accepted."""

    def is_wanted(cell: RawCell) -> bool:
        mark = book.value(part, cell)
        return _is_key(mark) and accept(str(mark))

    xml = book.archive.unpack(part)
    keys = _Keys(is_wanted, lambda: _A1.search(xml) is not None)
    scan(xml, part, keys, keys.found)
    if not keys.accepts():
        return None
    if keys.late:
        keys.found.clear()
        scan(xml, part, lambda row, column: row == 1 or column == 1, keys.found)
    values = book.values(part, keys.found)
    rows, columns = _key_places(part, values)
    if keys.late:
        keys.found.clear()
        scan(xml, part, lambda row, column: row in rows and column in columns, keys.found)
        values.update(book.values(part, keys.found))
    return {(r, c): v for (r, c), v in values.items() if r == 1 or c == 1 or (r in rows and c in columns)}


def _key_places(part: str, values: Mapping[Place, CellValue]) -> tuple[set[int], set[int]]:
    """The rows and the columns that have a key. Refused: S01."""
    heads = [column for row, column in values if row == 1]
    sides = [row for row, column in values if column == 1]
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
