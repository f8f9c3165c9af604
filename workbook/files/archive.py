"""The gate before any parsing: what kind of file it is, and a zip file whose directory has been checked.

Nothing is unpacked to disk, run or followed.
"""

import binascii
import os
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import PurePath
from typing import NamedTuple
from urllib.parse import unquote

from pyscoring.problems import Problem, Refused

PART_LIMIT, TOTAL_LIMIT = 64 << 20, 256 << 20  # bytes, unpacked
MEMBER_LIMIT = 10_000
_MOST_TAGS = 5_000_000
_MOST_PARSED = 30_000_000  # tags and attributes
_MOST_UNCOUNTED = 1 << 20  # bytes that wait in memory to be counted
_DEFLATED = 8
_BEGINNING = 1 << 16  # bytes
_LARGEST_KEPT = 1 << 15  # bytes, packed and unpacked, of a part to remember
_LONGEST_NAME_KEPT = 100  # bytes
_LONGEST_TAG = 200_000  # bytes; each attribute in a tag costs a hundred times its size while parsed
_HUGE_TAG = re.compile(rb"<[^<>]{%d}" % _LONGEST_TAG)


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

_OTHER_KINDS: Mapping[str, Mapping[str, str]] = {
    "ods": {
        "th": "ไฟล์ OpenDocument ให้เปิดแล้วบันทึกเป็น .xlsx",
        "en": "an OpenDocument file: open it and save it as .xlsx",
    },
    "xlsb": {"th": "สมุดงานไบนารี .xlsb", "en": "a binary workbook, .xlsb"},
    "word": {"th": "เอกสาร Word", "en": "a Word document"},
    "ppt": {"th": "งานนำเสนอ PowerPoint", "en": "a PowerPoint presentation"},
    "zip": {"th": "ไฟล์ zip ที่ไม่มีสมุดงาน", "en": "a zip file without a workbook"},
    "packed": {
        "th": "ไฟล์ zip ที่มีสมุดงานอยู่ข้างใน ต้องแตกไฟล์ก่อน",
        "en": "a zip file with workbooks in it, to be unpacked first",
    },
    "ole": {"th": "เอกสาร Office รุ่นเก่า", "en": "an old Office document"},
    "pdf": {"th": "เอกสาร PDF", "en": "a PDF document"},
    "image": {"th": "รูปภาพ", "en": "a picture"},
    "markup": {"th": "ไฟล์ HTML หรือ XML", "en": "HTML or XML"},
    "text": {"th": "ข้อความหรือ CSV", "en": "plain text or CSV"},
    "unknown": {"th": "ไม่รู้จักชนิดไฟล์", "en": "an unknown kind of file"},
}
_SEND = {
    "th": "ส่งสมุดงาน .xlsx ที่ได้รับจากฝ่ายเลขานุการ",
    "en": "send the .xlsx workbook that the secretary handed out",
}
_UNPACK = {
    "th": "แตกไฟล์ zip แล้ววางสมุดงาน .xlsx ที่อยู่ข้างในแทน",
    "en": "unpack it, and put the .xlsx workbooks that are in it in its place",
}
_STARTS = (
    (b"%PDF", "pdf"), (b"\x89PNG", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"),
    (b"{\\rtf", "word"), (b"<", "markup"), (b"\xef\xbb\xbf<", "markup"),
)  # fmt: skip
_OLE = bytes.fromhex("D0CF11E0")
_OLD_XLS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")


def of_another_kind(kind: str) -> Refused:
    """F08 for a file of this kind, with what to do about it."""
    return refused("F08", detail=_OTHER_KINDS[kind], remedy=_UNPACK if kind == "packed" else _SEND)


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
    raise of_another_kind(kind or ("text" if _is_text(data[:4096]) else "unknown"))


def _ole_refusal(data: bytes) -> Refused:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return refused("F06")
    if any(name.encode("utf-16-le") in data for name in ("Workbook\0", "Book\0")):
        return refused("F07")
    return of_another_kind("ole")


def _is_text(start: bytes) -> bool:
    utf16 = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    return utf16 or not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", start)


def refuse_locks(path: PurePath, data: bytes) -> None:
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


class Member(NamedTuple):
    """One entry of the zip directory; `record` is its raw directory record, sizes in bytes."""

    name: str
    record: bytes
    method: int
    crc: int
    packed: int
    size: int
    offset: int


class Budget:
    """How many tags and attributes of a file, counted as its `<` and `=`, may still be parsed."""

    def __init__(self, left: int = _MOST_PARSED) -> None:
        self._left = left
        self._uncounted: list[bytes] = []
        self._size = 0

    def allows(self, xml: bytes) -> bool:
        """Take those of some XML away; they are counted only where there are bytes enough for too many."""
        self._uncounted.append(xml)
        self._size += len(xml)
        if self._size > min(self._left, _MOST_UNCOUNTED):
            self._left -= sum(one.count(b"<") + one.count(b"=") for one in self._uncounted)
            self._uncounted, self._size = [], 0
        return self._left >= 0


class Archive:
    """A zip file in memory whose directory has been checked; its parts unpack within limits.

    `members` is in directory order, keyed by case-folded name. Refused: F05, F06, F08, S01, S03, S04.
    """

    def __init__(self, data: bytes, budget: Budget | None = None) -> None:
        _refuse_kinds(data)
        self.data = data
        self.budget = budget or Budget()
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
        is_small = member.packed < _LARGEST_KEPT and member.size < _LARGEST_KEPT
        unpacked = _unpacked_before if is_small else _unpacked
        return unpacked(member.name, member.method, member.size, member.crc, self.data[begin:end])

    def beginning(self, name: str) -> bytes:
        """The first bytes of a part, unchecked; nothing of one that is missing or damaged."""
        member = self.find(name)
        if member is None or member.method != _DEFLATED:
            return b""
        begin, end = self.payload(member)
        with suppress(zlib.error):
            return zlib.decompressobj(-15).decompress(self.data[begin : min(end, begin + _BEGINNING)], _BEGINNING)
        return b""

    def xml(self, name: str) -> bytes:
        """An XML part that can be parsed in reasonable time and memory. Refused: as `unpack`."""
        xml = self.unpack(name)
        if (len(xml) > _MOST_TAGS and xml.count(b"<") > _MOST_TAGS) or (
            len(xml) > _LONGEST_TAG and _HUGE_TAG.search(xml)
        ):
            raise refused("S01", detail=name)
        return xml


def _unpacked(name: str, method: int, size: int, crc: int, packed: bytes) -> bytes:
    out = _inflate(name, method, size, packed)
    if len(out) > size:
        raise refused("S01", detail=name)
    if len(out) < size or binascii.crc32(out) != crc:
        raise refused("F05", detail=name)
    return out


_unpacked_before = lru_cache(maxsize=64)(_unpacked)  # workbooks made from one template share styles, guide and links


def _inflate(name: str, method: int, size: int, packed: bytes) -> bytes:
    """Unpack at most one byte more than declared."""
    if method == 0:
        return packed
    if method != _DEFLATED:
        raise refused("F05", detail=f"{name}: compression {method}")
    try:
        return zlib.decompressobj(-15).decompress(packed, size + 1)
    except zlib.error:
        raise refused("F05", detail=name) from None


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
        safe_name = _safe_name_before if name < _LONGEST_NAME_KEPT else _safe_name
        yield Member(safe_name(raw, flags & 0x800), record, method, crc, packed, size, offset)


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


def _safe_name(raw: bytes, is_utf8: int) -> str:
    try:
        name = raw.decode("utf-8" if is_utf8 else "cp437")
    except UnicodeDecodeError:
        raise refused("S04", detail=raw.decode("ascii", "backslashreplace")) from None
    segments = name.removesuffix("/").split("/")
    bad = "\\" in name or "\0" in name or re.match("[A-Za-z]:", name)
    if bad or any(segment in ("", ".", "..") for segment in segments):
        raise refused("S04", detail=name.replace("\0", "\\0"))
    return name


_safe_name_before = lru_cache(maxsize=1_000)(_safe_name)
