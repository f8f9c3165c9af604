"""Plain parts are read without walking them: always the same cells and texts, or left to the parser."""

import random
import sys
from itertools import chain
from pathlib import Path

import pytest

from pyscoring.edition import scored
from pyscoring.problems import Refused
from tests.sheets import full, write
from workbook.files import cells as careful
from workbook.files import quick
from workbook.files.archive import Archive, Budget
from workbook.files.package import Book, read_all
from workbook.files.values import Place, RawCell

SEED, DAMAGED = 2558, 250
ODD = (
    b"&amp;", b"&#10;", b"&", b"<", b">", b'"', b"\r\n", b"\x01", b"\xff", b"<!-- x -->", b"<![CDATA[x]]>", b"]]>", b"<c/>",
    b"<v/>", b"<v></v>", b'<c r="E5"><v>1</v></c>', b'<row r="9"/>', b'<row r="4" r="5">', b' xmlns="x"', b' r="A1"', b' t="s"',
    b"</row>", b"</c>", b"</sheetData>", b"<is><t>x</t></is>", b"<x:c/>", b" ", b"\xef\xbf\xbf", "ก".encode(),
)  # fmt: skip


def walked(xml: bytes) -> dict[Place, RawCell] | str:
    found: dict[Place, RawCell] = {}
    try:
        careful._Scan("part", lambda row, column: True, found, Budget()).walk(xml)
    except Refused as refused:
        return refused.problems[0].code
    return found


def differs(xml: bytes) -> bool:
    """Whether the quick way takes a part, and takes it for something else."""
    plain = quick.cells(xml)
    return plain is not None and dict(chain.from_iterable(plain.rows)) != walked(xml)


def damaged(rng: random.Random, xml: bytes) -> bytes:
    """One thing put in, taken out or doubled, near a tag."""
    at = xml.find(rng.choice((b"<", b">", b'"')), rng.randrange(len(xml)))
    end = at + rng.choice((0, 0, 1, 2, 7, 40))
    return xml[:at] + rng.choice((b"", rng.choice(ODD), xml[at:end] * 2)) + xml[end:]


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    rules = scored("tepga-development-2558")
    path = write(tmp_path_factory.mktemp("quick") / "a.xlsx", rules, full(rules, title='ก < ข & "ค"'))
    return Archive(path.read_bytes()).xml("xl/worksheets/sheet1.xml")


def test_our_own_sheets_are_plain(sheet: bytes) -> None:
    """A filled workbook of ours is read the quick way, and as a parser reads it."""
    plain = quick.cells(sheet)
    assert plain is not None
    assert dict(chain.from_iterable(plain.rows)) == walked(sheet)
    assert sheet[: plain.end].endswith(b"</sheetData>")


def test_damaged_sheets_are_never_read_otherwise(sheet: bytes) -> None:
    """Whatever is put in, taken out or doubled: the same cells, or none taken."""
    rng, taken = random.Random(SEED), 0
    for _ in range(DAMAGED):
        xml = damaged(rng, sheet)
        assert not differs(xml), xml[:200]
        taken += quick.cells(xml) is not None
    assert DAMAGED / 20 < taken < DAMAGED


@pytest.mark.parametrize(("old", "new"), [
    (b"<sheetData>", b'<sheetData xmlns="http://example.org">'), (b"<sheetData>", b"<!-- <sheetData> -->"),
    (b"<sheetData>", b"<sheetData><!-- "),  (b"<worksheet", b"<!DOCTYPE x><worksheet"),
    (b"<worksheet", b'<?xml version="1.0" encoding="windows-874"?><worksheet'), (b'<row r="2"', b'<row r="2" x14ac:dyDescent="0"'),
    (b'<row r="2"', b'<row r="2" ht="1" ht="1"'), (b'<row r="3"', b'<row r="2"'), (b"</sheetData>", b""),
], ids=range(9))  # fmt: skip
def test_unusual_sheets_are_left_to_the_parser(sheet: bytes, old: bytes, new: bytes) -> None:
    """Another namespace, a comment, a DTD, an encoding, an unknown prefix, a doubled attribute or row."""
    body = sheet[sheet.index(b"<worksheet") :].replace(old, new, 1)
    assert body != sheet
    assert quick.cells(body) is None


def test_texts_are_read_as_the_parser_reads_them() -> None:
    """Outer space counts only where it is marked as meant; rich text is left to the parser."""
    head = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2">'
    plain = head + b'<si><t> a &amp;lt; </t></si><si><t xml:space="preserve"> b_x0041_</t></si></sst>'
    assert quick.strings(plain) == ["a &lt;", " bA"]
    assert quick.strings(plain.replace(b"<si><t> a", b"<si><r><t>a</t></r><t> a")) is None
    assert quick.strings(plain + b"<x/>") is None


def compare(file: Path) -> tuple[int, int]:
    """How many sheets of a file there are, and how many are plain; raises where the two ways differ."""
    book = Book(file.read_bytes())
    parts = [book.archive.xml(part) for part in book.sheets.values()]
    assert not any(map(differs, parts)), file
    assert read_all(file).sheets or not parts
    return len(parts), sum(quick.cells(xml) is not None for xml in parts)


if __name__ == "__main__":  # every workbook below a folder
    counts = [0, 0, 0]
    for file in sorted(Path(sys.argv[1]).rglob("*.xls[xm]")):
        try:
            sheets, plain = compare(file)
        except Refused:
            counts[2] += 1
            continue
        counts[0] += sheets
        counts[1] += plain
    print("{} sheets, {} of them read the quick way; {} files refused".format(*counts))
    raise SystemExit(0 if counts[1] else 1)


def test_long_attributes_of_rows_are_not_remembered() -> None:
    """What files leave in memory is bounded in bytes, not only in number."""
    before = quick._are_sound_before.cache_info().currsize
    long = b'<row r="1" x="%s"><c r="A1"><v>1</v></c></row>' % (b"1" * 9_000)
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    assert quick.cells(head + long + b"</sheetData></worksheet>")
    assert quick._are_sound_before.cache_info().currsize == before
