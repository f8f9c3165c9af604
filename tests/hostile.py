"""Hostile and broken files, one for each threat: the code each must be refused with, and how to make it."""

import io
import os
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from openpyxl.utils import get_column_letter

from tests.packages import KEYED, MAIN, NAMES, OFFICE, RELS, SHEET, declare, links, parts, row, text, zipped
from workbook.files import atomic

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
ODS = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCX = {
    "_rels/.rels": links(("r1", "officeDocument", "word/document.xml")),
    "word/document.xml": f'<w:document xmlns:w="{WORD}"/>',
}
XLSB: Mapping[str, str | bytes] = {
    **parts(root=links(("r1", "officeDocument", "xl/workbook.bin"))),
    "xl/workbook.bin": b"\1",
}
MEGABYTES = 1 << 20


@dataclass(frozen=True)
class Hostile:
    """A file: the code it must be refused with, what is written at its path, and what it is called."""

    code: str
    put: Callable[[Path], object]
    name: str = "x.xlsx"


def _file(code: str, make: Callable[[], bytes], name: str = "x.xlsx") -> Hostile:
    return Hostile(code, lambda path: path.write_bytes(make()), name)


def _parts(code: str, rows: str | Callable[[], str] = KEYED, **changes: str | Callable[[], str]) -> Hostile:
    """A small workbook with other rows or parts; large ones are made when they are wanted."""

    def made() -> bytes:
        texts = {name: change() if callable(change) else change for name, change in changes.items()}
        return zipped(parts(rows() if callable(rows) else rows, **texts))

    return _file(code, made)


# Files that are no package.


def truncated(share: float) -> bytes:
    data = zipped(parts())
    return data[: int(len(data) * share)]


def _zeros_at_the_end() -> bytes:
    data = zipped(parts())
    return data[: len(data) // 2].ljust(len(data), b"\0")


def _encrypted() -> bytes:
    data = bytearray(zipped(parts()))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _compound(stream: str) -> bytes:
    return OLE + bytes(1000) + stream.encode("utf-16-le") + bytes(100)


def _link(path: Path) -> None:
    path.with_name("real").write_bytes(zipped(parts()))
    path.symlink_to(path.with_name("real"))


def _too_large(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04")
    os.truncate(path, (atomic.LARGEST << 20) + 1)


FILES: Mapping[str, Hostile] = {
    "lock file of Excel": _file("F02", lambda: b"\x07Somchai".ljust(165), "~$x.xlsx"),
    "lock file of LibreOffice": _file("F02", lambda: b",somying,PC-9,23.11.2015 10:00;", ".~lock.x.xlsx#"),
    "empty": _file("F03", bytes),
    "zeros": _file("F04", lambda: bytes(5000)),
    **{f"cut at {share:.0%}": _file("F05", partial(truncated, share)) for share in (0.02, 0.3, 0.9, 0.99)},
    "second half zeros": _file("F05", _zeros_at_the_end),
    "zip without members": _file("F05", lambda: zipped({})),
    "password": _file("F06", lambda: _compound("EncryptedPackage")),
    "encrypted member": _file("F06", _encrypted),
    "old .xls": _file("F07", lambda: _compound("Workbook\0")),
    "older .xls": _file("F07", lambda: _compound("Book\0")),
    "oldest .xls": _file("F07", lambda: bytes.fromhex("0908080000051000")),
    "other compound file": _file("F08", lambda: OLE + bytes(600)),
    "PDF": _file("F08", lambda: b"%PDF-1.7\n\0"),
    "picture": _file("F08", lambda: b"\x89PNG\r\n\x1a\n\0"),
    "CSV": _file("F08", lambda: "ชื่อ,คะแนน\n".encode("cp874")),
    "HTML": _file("F08", lambda: b"<html>"),
    "ODS": _file("F08", lambda: zipped(ODS)),
    "XLSB": _file("F08", lambda: zipped(XLSB)),
    "DOCX": _file("F08", lambda: zipped(DOCX)),
    "other zip": _file("F08", lambda: zipped({"a.txt": "a"})),
    "unknown": _file("F08", lambda: b"\x01\x02\x03\x04"),
    "symbolic link": Hostile("F09", _link),
    "link to nothing": Hostile("F09", lambda path: path.symlink_to("nothing")),
    "folder": Hostile("F10", lambda path: (path.mkdir(), path.chmod(0)), "x.xlsx"),
    "pipe": Hostile("F10", lambda path: os.mkfifo(path)),
    "too large": Hostile("F11", _too_large),
}


# Packages that lie, or unpack without end.


def _bomb(declared: int) -> bytes:
    """3 GiB of zeros in 3 MB, with another size in the directory."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(16 * MEGABYTES)) + packer.flush(zlib.Z_FULL_FLUSH)
    return _packed_member(block * 192 + packer.flush(), declared)


def _packed_member(packed: bytes, declared: int) -> bytes:
    """A workbook whose sheet is this packed stream, with this size in the directory."""
    made: dict[str, str | bytes] = dict(parts())
    made[SHEET] = packed
    data = bytearray(zipped(made, zipfile.ZIP_STORED))
    at = data.rindex(SHEET.encode()) - 46
    data[at + 10 : at + 12] = (8).to_bytes(2, "little")
    return declare(bytes(data), SHEET, declared)


def _broken_compression() -> bytes:
    data = bytearray(zipped(parts()))
    at = data.index(SHEET.encode()) + len(SHEET)
    data[at : at + 20] = b"\xff" * 20
    return bytes(data)


def _appended(name: str) -> bytes:
    """A workbook with one more member of this name, whether there is one or not."""
    marker = "\N{DIGIT ZERO}" * len(name)
    return zipped({**parts(), marker: "<x/>"}).replace(marker.encode(), name.encode())


def dtd(part: str) -> dict[str, str]:
    """A workbook of which every part that can be parsed is, with a DTD in one of them; in none for ""."""
    rows = KEYED.replace('<c r="B4"><v>9</v></c>', '<c r="B4" t="s"><v>0</v></c>').replace(
        '<c r="C1" t="inlineStr"><is><t>value</t></is></c>', '<c r="C1" t="s"><v>0</v></c>')  # fmt: skip
    strings = f'<sst xmlns="{MAIN}"><si><t>value</t></si></sst>'
    made = parts(rows, strings=strings, styles=f'<styleSheet xmlns="{MAIN}"/>')
    if part:
        made[NAMES[part]] = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + made[NAMES[part]]
    return made


def external(kind: str) -> dict[str, str]:
    """A workbook whose sheet, texts or styles lie outside the file; inside for ""."""
    entries = {"worksheet": "worksheets/sheet1.xml", "sharedStrings": "s.xml", "styles": "t.xml"}
    rels = links(*((f"r{i}", k, t) for i, (k, t) in enumerate(entries.items(), 1)))
    rows = KEYED.replace('<c r="C4">', '<c r="C4" s="1">').replace("</row>", '<c r="D1" t="s"><v>0</v></c></row>', 1)
    outside = 'Target="https://example.org/a.xml" TargetMode="External"'
    made = parts(rows, strings="", styles="", rels=rels)
    made["xl/s.xml"] = f'<sst xmlns="{MAIN}"><si><t>evidence</t></si></sst>'
    made["xl/t.xml"] = f'<styleSheet xmlns="{MAIN}"/>'
    if kind:
        made["xl/_rels/workbook.xml.rels"] = rels.replace(f'Target="{entries[kind]}"', outside)
    return made


def _laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    return f"<!DOCTYPE a [{entities}]>" + parts()[SHEET].replace("4.5", "&l9;")


UNSAFE = ("../evil.xml", "xl/../../evil", "/etc/passwd", "C:/x", "xl\\evil.xml", "xl//a", "./a", "a\0b")

PACKAGES: Mapping[str, Hostile] = {
    "3 GiB in 3 MB": _file("S01", lambda: _bomb(3 << 30)),
    "3 GiB that say they are 10 bytes": _file("S01", lambda: _bomb(10)),
    "3 GiB that say they are 64 MB": _file("S01", lambda: _bomb(64 * MEGABYTES)),
    "part of 64 MB": _file("S01", lambda: zipped({**parts(), "xl/a.png": bytes(64 * MEGABYTES + 1)})),
    "parts of 300 MB": _file("S01", lambda: zipped({**parts(), **{f"xl/{i}": bytes(60 << 20) for i in range(5)}})),
    "10,000 members": _file("S01", lambda: zipped({**parts(), **{f"xl/{i}": "" for i in range(10_001)}})),
    "declares less": _file("S01", lambda: declare(zipped(parts(rows=" " * 1_000_000)), SHEET, 10)),
    "declares more": _file("F05", lambda: declare(zipped(parts()), SHEET, 10_000)),
    "wrong checksum": _file("F05", lambda: declare(zipped(parts()), SHEET, 1, at=16)),
    "broken compression": _file("F05", _broken_compression),
    "bzip2": _file("F05", lambda: zipped(parts(), zipfile.ZIP_BZIP2)),
    "lzma": _file("F05", lambda: zipped(parts(), zipfile.ZIP_LZMA)),
    "two names for one member": _file(
        "F05", lambda: zipped(parts()).replace(SHEET.encode(), b"xl/worksheets/sheetX.xml", 1)
    ),
    **{f"part {name} again": _file("S03", partial(_appended, name))
       for name in (SHEET, "xl/worksheets/Sheet1.xml", "XL/workbook.xml")},
    **{f"name {name!r}": _file("S04", partial(_appended, name)) for name in UNSAFE},
    "name that is not UTF-8": _file(
        "S04", lambda: zipped({**parts(), "xl/กก": "x"}).replace("กก".encode(), b"\xff" * 6)
    ),
    **{f"DTD in {part}": _file("S02", lambda part=part: zipped(dtd(part))) for part in NAMES},  # type: ignore[misc]
    "billion laughs": _parts("S02", sheet=_laughs),
    **{f"{kind} outside": _file("S05", lambda kind=kind: zipped(external(kind)))  # type: ignore[misc]
       for kind in ("worksheet", "sharedStrings", "styles")},
}  # fmt: skip


# Parts that contradict themselves or each other.


def two_sheets(name: str, link: int) -> bytes:
    sheets = f'<sheet name="A" sheetId="1" r:id="r1"/><sheet name="{name}" sheetId="2" r:id="r{link}"/>'
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
    rels = links(("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "worksheet", "two.xml"))
    return zipped({**parts(workbook=book, rels=rels), "xl/two.xml": "<x/>"})


DAMAGED: Mapping[str, Hostile] = {
    "sheet cut short": _parts("S06", sheet="<worksheet"),
    "empty sheet": _parts("S06", sheet=""),
    "workbook without XML": _parts("S06", workbook="no xml"),
    "links cut short": _parts("S06", rels="<a>"),
    "root without XML": _parts("S06", root="&"),
    "no link": _parts("S06", rels=links()),
    "link to no part": _parts("S06", rels=links(("r1", "worksheet", "worksheets/none.xml"))),
    "link twice": _parts("S06", rels=links(("r1", "worksheet", "worksheets/sheet1.xml"), ("r1", "styles", "s.xml"))),
    "nested 5,000 deep": _parts("S06", sheet="<a>" * 5000),
    "two sheets of one name": _file("S06", lambda: two_sheets("a", 2)),
    "two sheets of one part": _file("S06", lambda: two_sheets("B", 1)),
    "cell in another row": _parts("S06", KEYED.replace('"C4"', '"C5"')),
    "cell beyond the last column": _parts("S06", KEYED.replace('"C4"', '"XFE4"')),
    "cell without a column": _parts("S06", KEYED.replace('"C4"', '"4"')),
    "cell twice": _parts("S06", KEYED.replace('<c r="C4">', '<c r="C4"><v>1</v></c><c r="C4">')),
    "key twice": _parts("S06", KEYED.replace('"C4"', '"B4"').replace('"B4"', '"A4"')),
    "row beyond the last": _parts("S06", KEYED.replace('row r="4"', 'row r="1048577"')),
    "row with a Thai number": _parts("S06", KEYED.replace('row r="4"', 'row r="๔"')),
    "text that is not there": _parts("S06", KEYED.replace('<c r="C4">', '<c r="C4" t="s">')),
    "text of a huge number": _parts("S06", KEYED.replace('<c r="C4"><v>4.5', '<c r="C4" t="s"><v>' + "9" * 100_000)),
    "unknown kind of cell": _parts("S06", KEYED.replace('<c r="C4">', '<c r="C4" t="odd">')),
    "control character": _parts("S06", KEYED.replace("4.5</v>", "\x01</v>")),
}


# Parts within the limits of size that are costly to parse or to hold.

FULL = 60 * MEGABYTES


def _as_large_as_may_be() -> bytes:
    """A file and a sheet in it that are both just within their limits."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, xml in parts(" " * FULL + KEYED.replace("4.5", "\1")).items():
            archive.writestr(name, xml, zipfile.ZIP_DEFLATED)
        for number in range(2):
            archive.writestr(f"xl/media/{number}.png", bytes((atomic.LARGEST * MEGABYTES - 200_000) // 2))
    return out.getvalue()


def _sheets(count: int, rows: str) -> bytes:
    names = range(1, count + 1)
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in names)
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
    rels = links(*((f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in names))
    xml = parts(rows)[SHEET]
    return zipped({**parts(workbook=book, rels=rels), **{f"xl/worksheets/sheet{n}.xml": xml for n in names}})


def _attributes(start: str, each: int, elements: int) -> str:
    return ("<a " + " ".join(f'{start}a{n}="u"' for n in range(each)) + "/>") * elements + KEYED


def _large_rows(rows: int) -> str:
    return KEYED + "".join(row(r, text(f"A{r}", "k")) for r in range(5, rows))


def _keyed_columns() -> str:
    heads = "".join(text(f"{get_column_letter(c)}1", "k") for c in range(4, 204))
    return KEYED.replace("</row>", f"{heads}</row>", 1)


def _styled() -> str:
    return KEYED.replace('<c r="C4">', '<c r="C4" s="1">')


def _from_strings(index: int) -> str:
    return KEYED.replace('<c r="C4"><v>4.5', f'<c r="C4" t="s"><v>{index}')


COSTLY: Mapping[str, Hostile] = {
    "as large as may be": _file("S06", _as_large_as_may_be),
    "5 million tags": _parts("S01", lambda: "<a/>" * 5_000_001 + KEYED),
    "tags just below that": _parts("S01", lambda: "<a/>" * 4_900_000 + KEYED),
    "four sheets of tags": _file("S01", lambda: _sheets(4, "<a/>" * 4_900_000)),
    "twenty sheets of tags": _file("S01", lambda: _sheets(20, "<a/>" * 600_000)),
    "one tag of attributes": _parts("S01", lambda: _attributes("", 30_000, 1)),
    "300 tags of attributes": _parts("S01", lambda: _attributes("", 18_000, 300)),
    "300 tags of namespaces": _parts("S01", lambda: _attributes("xmlns:", 13_000, 300)),
    "5 million cells": _parts("S01", lambda: KEYED + "".join(row(r, "<c/>" * 16_000) for r in range(5, 300))),
    "a million keys": _parts("S01", lambda: KEYED + "".join(row(r, f'<c r="A{r}"><v>1</v></c>')
                                                           for r in range(5, 800_000))),
    "5,001 keyed rows": _parts("S01", lambda: _large_rows(5_006)),
    "201 keyed columns": _parts("S01", _keyed_columns),
    "text of 60 MB": _parts("S01", lambda: KEYED.replace("value", "a" * FULL)),
    "one wide letter in 60 MB": _parts("S01", lambda: KEYED.replace("value", "a" * FULL + "😀")),
    "60 MB of escapes": _parts("S01", lambda: KEYED.replace("value", "_x0041_" * (FULL // 7))),
    "60 MB of white space": _parts("S01", lambda: KEYED.replace("4.5", " " * FULL + "4.5")),
    "60 MB of digits": _parts("S01", lambda: KEYED.replace("4.5", "4." + "5" * FULL)),
    "5 million shared texts": _parts("S01", lambda: _from_strings(4_800_000),
                                     strings=lambda: f'<sst xmlns="{MAIN}">' + "<si/>" * 4_900_000 + "</sst>"),
    "shared text of 60 MB": _parts("S01", lambda: _from_strings(0),
                                   strings=lambda: f'<sst xmlns="{MAIN}"><si><t>{"a" * FULL}😀</t></si></sst>'),
    "5 million styles": _parts("S01", _styled, styles=lambda: f'<styleSheet xmlns="{MAIN}"><cellXfs>'
                               + "<xf/>" * 4_800_000 + "</cellXfs></styleSheet>"),
    "5 million tags in the workbook": _parts("S01", workbook=lambda: parts()["xl/workbook.xml"].replace(
        "<sheets>", "<sheets>" + "<a/>" * 4_800_000)),
    "5 million tags in the links": _parts("S01", rels=lambda: f'<Relationships xmlns="{RELS}">'
                                          + "<a/>" * 4_800_000 + "</Relationships>"),
}  # fmt: skip

HOSTILE: Mapping[str, Hostile] = {**FILES, **PACKAGES, **DAMAGED, **COSTLY}
