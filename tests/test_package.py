"""The gate before a workbook and the sparse reading of its cells."""

import datetime as dt
import hashlib
import io
import random
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import numbers

from pyscoring.problems import CATALOGUE, Refused, Severity
from tests.hostile import DOCX, ODS, OLE, XLSB, dtd, external
from tests.packages import (
    KEYED,
    KEYED_CELLS,
    MAIN,
    NAMES,
    STRICT,
    STRICT_OFFICE,
    links,
    parts,
    row,
    text,
    zipped,
)
from workbook.files import cells as cell_scan
from workbook.files import quick
from workbook.files.formats import shown_as
from workbook.files.package import Contents, read, read_all
from workbook.files.values import ErrorValue, Formula, Percent


def put(tmp_path: Path, data: bytes, name: str = "x.xlsx") -> Path:
    (tmp_path / name).write_bytes(data)
    return tmp_path / name


def cells(tmp_path: Path, rows: str, **changes: Any) -> dict[tuple[int, int], Any]:
    """Every cell of a one-sheet workbook."""
    return read_all(put(tmp_path, zipped(parts(rows, **changes)))).sheets[0].cells


def refusal(path: Path) -> tuple[str, str]:
    """Code and English sentence of the one problem for which a file is refused."""
    with pytest.raises(Refused) as refused:
        read(path)
    (problem,) = refused.value.problems
    assert problem.file == str(path)
    for lang in ("th", "en"):
        assert problem.message(lang)
        assert problem.remedy(lang)
    return problem.code, problem.message("en")


def code(tmp_path: Path, data: bytes, name: str = "x.xlsx") -> str:
    return refusal(put(tmp_path, data, name))[0]


# The gate: the file.


def test_missing(tmp_path: Path) -> None:
    """A path without a file is refused as missing."""
    assert refusal(tmp_path / "no.xlsx")[0] == "F01"
    put(tmp_path, b"x", "file")
    assert refusal(tmp_path / "file" / "no.xlsx")[0] == "F01"


def test_excel_lock_file(tmp_path: Path) -> None:
    """The lock file of Excel is refused, and says who has the workbook open."""
    owner = b"\x07Somchai".ljust(55) + struct.pack("<H", 7) + "สมชาย ด".encode("utf-16-le") + b" \0" * 40
    assert refusal(put(tmp_path, owner, "~$x.xlsx")) == (
        "F02", "a lock file: สมชาย ด has the workbook open")  # fmt: skip
    assert "Somchai has" in refusal(put(tmp_path, b"\x07Somchai   ", "~$y.xlsx"))[1]


def test_libreoffice_lock_file(tmp_path: Path) -> None:
    """The lock file of LibreOffice is refused, and says who has the workbook open."""
    path = put(tmp_path, b",somying,PC-9,23.11.2015 10:00,file:///home;", ".~lock.x.xlsx#")
    assert refusal(path) == ("F02", "a lock file: somying has the workbook open")


def test_lock_file_without_owner(tmp_path: Path) -> None:
    """A lock file that names nobody is refused all the same."""
    assert "somebody has" in refusal(put(tmp_path, b"", "~$x.xlsx"))[1]
    assert "somebody has" in refusal(put(tmp_path, b"", ".~lock.x.xlsx#"))[1]


def test_workbook_named_as_a_lock(tmp_path: Path) -> None:
    """A real workbook whose name looks like a lock file's is read."""
    assert read(put(tmp_path, zipped(parts()), "~$x.xlsx")).sheets[0].cells == KEYED_CELLS


def test_lock_files_are_a_warning() -> None:
    """A lock file is no error: the workbook beside it still counts."""
    assert CATALOGUE["F02"].severity is Severity.WARNING


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n\0", "PDF"), (b"\x89PNG\r\n\x1a\n\0", "picture"), (b"a,b\n1,2\n", "CSV"),
        ("ชื่อ,คะแนน\n".encode("cp874"), "CSV"), ("a\tb".encode("utf-16"), "CSV"), (b"<html>", "HTML"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "XML"), (b"{\\rtf1", "Word"), (OLE + bytes(600), "old Office"),
        (zipped(ODS), "OpenDocument"), (zipped(XLSB), "xlsb"), (zipped(DOCX), "Word"), (zipped({"a.txt": "a"}), "zip file"),
        (b"\x01\x02\x03\x04", "unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "of",  # bytes hold the time of day, and name no test
)  # fmt: skip
def test_other_types(tmp_path: Path, data: bytes, said: str) -> None:
    """A file of another type is refused by its content, and the type is named."""
    found, message = refusal(put(tmp_path, data))
    assert found == "F08"
    assert said in message


# The gate: the package.


def test_stored_members(tmp_path: Path) -> None:
    """Members without compression are read."""
    assert read(put(tmp_path, zipped(parts(), zipfile.ZIP_STORED))).sheets[0].cells == KEYED_CELLS


def test_zip64(tmp_path: Path) -> None:
    """A zip file in the form for large files is read."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts().items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(text.encode())
    assert read(put(tmp_path, out.getvalue())).sheets[0].cells == KEYED_CELLS


@pytest.mark.parametrize("part", NAMES)
def test_dtd(tmp_path: Path, part: str) -> None:
    """A DTD in any part that is parsed is refused, and the part is named."""
    assert read(put(tmp_path, zipped(dtd("")))).sheets[0].cells == KEYED_CELLS
    assert refusal(put(tmp_path, zipped(dtd(part)))) == (
        "S02", f"the file declares a DTD, which is not allowed ({NAMES[part]})")  # fmt: skip


def test_texts_and_styles_under_any_name(tmp_path: Path) -> None:
    """Texts and styles are found by relationship, under whatever name."""
    assert read(put(tmp_path, zipped(external("")))).sheets[0].cells[1, 4] == "evidence"


def test_macros_are_noted(tmp_path: Path) -> None:
    """Macros are noted and the cells are read."""
    contents = read(put(tmp_path, zipped({**parts(), "xl/vbaProject.bin": b"\xcc\x61"})))
    assert [note.code for note in contents.notes] == ["S07"]
    assert contents.notes[0].severity is Severity.NOTE
    assert contents.notes[0].file == str(tmp_path / "x.xlsx")
    assert contents.sheets[0].cells == KEYED_CELLS


def test_renamed_macros_are_noted(tmp_path: Path) -> None:
    """Macros and macro sheets are noted by relationship even under another name."""
    for kind in ("vbaProject", "xlMacrosheet"):
        rels = links(("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", kind, "a.bin"))
        contents = read(put(tmp_path, zipped({**parts(rels=rels), "xl/a.bin": b"x"})))
        assert [note.code for note in contents.notes] == ["S07"]


def test_external_links_are_noted(tmp_path: Path) -> None:
    """Links to other workbooks are noted and not followed."""
    rels = links(("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "externalLink", "externalLinks/e.xml"))
    contents = read(put(tmp_path, zipped({**parts(rels=rels), "xl/externalLinks/e.xml": "<x/>"})))
    assert [note.code for note in contents.notes] == ["S08"]


@pytest.mark.parametrize("seed", range(8))
def test_no_other_exception(tmp_path: Path, seed: int) -> None:
    """A workbook with random bytes changed, inside or outside its parts, is read or refused."""
    rnd = random.Random(seed)
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="14"/><xf numFmtId="9"/></cellXfs></styleSheet>'
    strings = f'<sst xmlns="{MAIN}"><si><t>pyscoring/1</t></si><si><r><t>a</t></r></si></sst>'
    rows = KEYED.replace('<c r="B4">', '<c r="B4" s="1">').replace(
        't="inlineStr"><is><t>value</t></is>', 't="s"><v>1</v>'
    )
    made = {name: text.encode() for name, text in parts(rows, styles=styles, strings=strings).items()}
    whole = zipped(made)
    for number in range(60):
        if number % 2:
            data = bytearray(whole)
        else:
            name = rnd.choice(sorted(made))
            data = bytearray(made[name])
        for _ in range(rnd.randint(1, 4)):
            data[rnd.randrange(len(data))] = rnd.choice(b'\0\xff<>"&/A09' + bytes([rnd.randrange(256)]))
        changed = bytes(data) if number % 2 else zipped({**made, name: bytes(data)})
        assert all(map(reads_or_refuses, (read, read_all), [put(tmp_path, changed)] * 2))


def reads_or_refuses(reader: Callable[[Path], Contents], path: Path) -> bool:
    try:
        return isinstance(reader(path), Contents)
    except Refused as refused:
        return all(problem.message() for problem in refused.problems)


# Reading: which cells.


def test_score_sheet(tmp_path: Path) -> None:
    """Of a score sheet, the keys and the cells under two keys are read, with the file's hash."""
    data = zipped(parts())
    contents = read(put(tmp_path, data))
    assert contents.sha256 == hashlib.sha256(data).hexdigest()
    assert contents.path == tmp_path / "x.xlsx"
    (sheet,) = contents.sheets
    assert (sheet.name, sheet.part, sheet.cells) == ("Score", "xl/worksheets/sheet1.xml", KEYED_CELLS)


@pytest.mark.parametrize("mark", ["<is><t>other/1</t></is>", "<is><t/></is>", "<is/>", ""])
def test_other_sheets(tmp_path: Path, mark: str) -> None:
    """A sheet whose A1 is not a text that starts with pyscoring/ is left out."""
    rows = KEYED.replace("<is><t>pyscoring/1</t></is>", mark)
    assert read(put(tmp_path, zipped(parts(rows)))).sheets == ()
    assert read(put(tmp_path, zipped(parts("")))).sheets == ()


def test_formula_as_mark(tmp_path: Path) -> None:
    """A formula or an error that looks like the mark makes no score sheet."""
    for cell in ('t="str"><f>A2</f><v>pyscoring/1</v>', 't="e"><v>pyscoring/1</v>'):
        rows = KEYED.replace('t="inlineStr"><is><t>pyscoring/1</t></is>', cell)
        assert read(put(tmp_path, zipped(parts(rows)))).sheets == ()


def test_wanted(tmp_path: Path) -> None:
    """Which sheets count can be said by the text of A1."""
    path = put(tmp_path, zipped(parts(KEYED.replace("pyscoring/1", "register/1"))))
    assert read(path).sheets == ()
    assert len(read(path, lambda mark: mark == "register/1").sheets) == 1


def test_any_order(tmp_path: Path) -> None:
    """Rows, cells and keys may come in any order, and no cell is lost."""
    first = [text("A1", "pyscoring/1"), text("B1", "label"), text("C1", "value")]
    second = [text("A2", "indicator:1"), text("B2", "a"), '<c r="C2"><v>1</v></c>']
    third = [text("A3", "indicator:2"), text("B3", "b"), '<c r="C3"><v>2</v></c>']
    expected = read(put(tmp_path, zipped(parts(row(1, *first) + row(2, *second) + row(3, *third))))).sheets[0].cells
    assert len(expected) == 9
    orders = [
        row(3, *third) + row(2, *second) + row(1, *first),
        row(1, *first[::-1]) + row(2, *second[::-1]) + row(3, *third[::-1]),
        row(1, *first) + row(2, *second[1:]) + row(3, *third) + row(2, second[0]),
        row(1, *first[:2]) + row(2, *second) + row(3, *third) + row(1, first[2]),
        row(2, *second) + row(1, *first) + row(3, *third),
    ]
    for rows in orders:
        assert read(put(tmp_path, zipped(parts(rows)))).sheets[0].cells == expected


def test_cells_without_addresses(tmp_path: Path) -> None:
    """Rows and cells without `r` follow the one before."""
    rows = KEYED.replace(' r="4"', "").replace(' r="A1"', "").replace(' r="A4"', "").replace(' r="B4"', "")
    expected = {(1, 1): "pyscoring/1", (1, 3): "value", (2, 1): "indicator:1", (2, 3): 4.5}
    assert read(put(tmp_path, zipped(parts(rows.replace("C4", "C2"))))).sheets[0].cells == expected
    bare = rows.replace(' r="1"', "").replace(' r="C4"', "")
    assert read(put(tmp_path, zipped(parts(bare)))).sheets[0].cells == expected


def test_far_cells(tmp_path: Path) -> None:
    """A cell in the last corner, a merge over everything and a false dimension change nothing."""
    sheet = (
        f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>{KEYED}'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    )
    path = put(tmp_path, zipped(parts(sheet=sheet)))
    assert read(path).sheets[0].cells == KEYED_CELLS
    assert read_all(path).sheets[0].cells == {**KEYED_CELLS, (4, 2): 9.0, (1048576, 16384): 1.0}


def test_styled_empty_cells(tmp_path: Path) -> None:
    """Cells that have a style and no value are not kept."""
    rows = "".join(row(r, *(f'<c r="{c}{r}" s="1"/>' for c in "ABCDEFGH")) for r in range(5, 9000))
    assert read(put(tmp_path, zipped(parts(KEYED + rows)))).sheets[0].cells == KEYED_CELLS


def test_other_large_sheets(tmp_path: Path) -> None:
    """A large sheet that is no score sheet does not stop the file, whether A1 is empty or missing."""
    rows = "".join(row(r, text(f"A{r}", "k")) for r in range(2, 6000))
    for first in ("", row(1, '<c r="A1" s="1"/>'), row(1, text("B1", "b"))):
        assert read(put(tmp_path, zipped(parts(first + rows)))).sheets == ()


def test_escaped_address(tmp_path: Path) -> None:
    """A1 is found last of all, even if its address is written with character references."""
    late = row(2, text("A2", "indicator:1"), '<c r="C2"><v>1</v></c>') + row(
        1, text("C1", "value"), text("{}", "pyscoring/1")
    )
    for address in ("A1", "&#65;1", "A&#x31;"):
        assert len(read(put(tmp_path, zipped(parts(late.format(address))))).sheets[0].cells) == 4


def test_moved_parts(tmp_path: Path) -> None:
    """The workbook and its sheets are found by relationship, absolute or relative, in any case."""
    made = parts(root=links(("r9", "officeDocument", "/Book/w.xml")))
    made["Book/w.xml"] = made.pop("xl/workbook.xml")
    del made["xl/_rels/workbook.xml.rels"]
    for target in (
        "/xl/worksheets/sheet1.xml",
        "../xl/Worksheets/sheet1.xml",
        "./../xl/worksheets/%73heet1.xml",
    ):
        made["Book/_rels/w.xml.rels"] = links(("r1", "worksheet", target))
        assert read(put(tmp_path, zipped(made))).sheets[0].cells == KEYED_CELLS


def test_other_kinds_of_sheet(tmp_path: Path) -> None:
    """Chart sheets, dialogs and macro sheets are left out."""
    for kind in ("chartsheet", "dialogsheet", "xlMacrosheet"):
        rels = links(("r1", kind, "worksheets/sheet1.xml"))
        assert read_all(put(tmp_path, zipped(parts(rels=rels)))).sheets == ()


def test_strict(tmp_path: Path) -> None:
    """A Strict workbook is read like any other."""
    path = put(tmp_path, zipped(parts(space=STRICT, office=STRICT_OFFICE)))
    assert read(path).sheets[0].cells == KEYED_CELLS


def test_prefixes(tmp_path: Path) -> None:
    """Namespace prefixes change nothing, and foreign elements of the same name do not count."""
    sheet = parts()["xl/worksheets/sheet1.xml"]
    prefixed = re.sub(r"<(/?)(\w)", r"<\1x:\2", sheet).replace("xmlns=", "xmlns:x=")
    foreign = prefixed.replace("<x:v>4.5", '<v xmlns="urn:other">1</v><x:v>4.5')
    for xml in (prefixed, foreign):
        assert read(put(tmp_path, zipped(parts(sheet=xml)))).sheets[0].cells == KEYED_CELLS


def test_utf16(tmp_path: Path) -> None:
    """A part in UTF-16 is read."""
    made: dict[str, str | bytes] = dict(parts())
    xml = parts()["xl/worksheets/sheet1.xml"].replace("value", "คะแนน")
    made["xl/worksheets/sheet1.xml"] = ('<?xml version="1.0" encoding="UTF-16"?>' + xml).encode("utf-16")
    assert read(put(tmp_path, zipped(made))).sheets[0].cells[1, 3] == "คะแนน"


# Reading: values.

FORMATS = {1: 14, 2: 9, 3: 164, 4: 165, 5: 22, 6: 20, 7: 81, 8: 2, 9: 68}
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="&quot;day&quot; 0.0"/>'
    '<numFmt numFmtId="165" formatCode="[$-D07041E]d mmm bbbb;@"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>'
    + "".join(f'<xf numFmtId="{number}"/>' for number in FORMATS.values())
    + '</cellXfs><dxfs><dxf><numFmt numFmtId="164" formatCode="d/m/y"/></dxf></dxfs></styleSheet>'
)
STRINGS = (
    f'<sst xmlns="{MAIN}"><si><t>ก</t></si><si><r><t>ก</t></r><r><rPr><b/></rPr><t xml:space="preserve"> ข</t></r>'
    '<rPh sb="0" eb="1"><t>no</t></rPh><phoneticPr fontId="1"/></si><si><t/></si><si><t> a </t></si>'
    '<si><t xml:space="preserve"> a </t></si><si><t>a_x000D_b_x005F_x000D_</t></si><si/></sst>'
)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<c{}/>", None), ("<c{}><v/></c>", None), ('<c{} t="s"><v></v></c>', None),
        ("<c{}><v>4</v></c>", 4.0), ('<c{} t="n"><v>-4.50</v></c>', -4.5), ("<c{}><v>1E-2</v></c>", 0.01),
        ("<c{}><v> 7 </v></c>", 7.0), ("<c{}><v>0</v></c>", 0.0),
        ("<c{}><v>1_0</v></c>", "1_0"), ("<c{}><v>nan</v></c>", "nan"), ("<c{}><v>inf</v></c>", "inf"),
        ("<c{}><v>๔</v></c>", "๔"), ("<c{}><v>1e999</v></c>", "1e999"), ("<c{}><v>0x10</v></c>", "0x10"),
        ('<c{} t="b"><v>1</v></c>', True), ('<c{} t="b"><v>0</v></c>', False), ('<c{} t="b"><v>true</v></c>', True),
        ('<c{} t="e"><v>#N/A</v></c>', ErrorValue("#N/A")),
        ('<c{} t="s"><v>0</v></c>', "ก"), ('<c{} t="s"><v>1</v></c>', "ก ข"), ('<c{} t="s"><v>2</v></c>', ""),
        ('<c{} t="s"><v>3</v></c>', "a"), ('<c{} t="s"><v>4</v></c>', " a "),
        ('<c{} t="s"><v>5</v></c>', "a\rb_x000D_"), ('<c{} t="s"><v>6</v></c>', ""),
        ('<c{} t="inlineStr"><is><t>a</t></is></c>', "a"),
        ('<c{} t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r><rPh><t>x</t></rPh></is></c>',
         "a b"),
        ("<c{}><is><t>a</t></is></c>", "a"), ('<c{} t="inlineStr"><is><t>=1+1</t></is></c>', "=1+1"),
        ('<c{} t="inlineStr"><is><t>&lt;&amp;<![CDATA[<]]></t></is></c>', "<&<"),
        ('<c{} t="inlineStr"><is><t>_xD83D__xDE00_ _xD83D_</t></is></c>', "😀 \ufffd"),
        ('<c{} t="str"><v>a</v></c>', "a"),
        ("<c{}><f>1+1</f><v>2</v></c>", Formula(2.0)), ("<c{}><f>1+1</f></c>", Formula(None)),
        ('<c{}><f t="shared" si="0"/><v>2</v></c>', Formula(2.0)),
        ('<c{} t="str"><f>A1</f><v>x</v></c>', Formula("x")), ('<c{} t="str"><f>A1</f><v></v></c>', Formula("")),
        ('<c{} t="e"><f>1/0</f><v>#DIV/0!</v></c>', Formula(ErrorValue("#DIV/0!"))),
        ('<c{} t="b"><f>TRUE</f><v>1</v></c>', Formula(True)),
        ('<c{} s="2"><f>A1</f><v>.5</v></c>', Formula(Percent(0.5))),
        ('<c{} t="d"><v>2015-05-20</v></c>', dt.date(2015, 5, 20)),
        ('<c{} t="d"><v>2015-05-20T10:30:00</v></c>', dt.datetime(2015, 5, 20, 10, 30)),
        ('<c{} t="d"><v>10:30:00</v></c>', dt.time(10, 30)), ('<c{} t="d"><v>soon</v></c>', "soon"),
        ('<c{} s="0"><v>42144</v></c>', 42144.0), ('<c{} s="1"><v>42144</v></c>', dt.date(2015, 5, 20)),
        ('<c{} s="2"><v>0.85</v></c>', Percent(0.85)), ('<c{} s="9"><v>0.85</v></c>', Percent(0.85)),
        ('<c{} s="3"><v>4</v></c>', 4.0), ('<c{} s="4"><v>42144</v></c>', dt.date(2015, 5, 20)),
        ('<c{} s="5"><v>42144.25</v></c>', dt.datetime(2015, 5, 20, 6)), ('<c{} s="6"><v>0.25</v></c>', dt.time(6)),
        ('<c{} s="7"><v>1</v></c>', dt.date(1900, 1, 1)), ('<c{} s="1"><v>61</v></c>', dt.date(1900, 3, 1)),
        ('<c{} s="1"><v>59</v></c>', dt.date(1900, 2, 28)), ('<c{} s="1"><v>-1</v></c>', -1.0),
        ('<c{} s="1"><v>1e300</v></c>', 1e300), ('<c{} s="8"><v>4.25</v></c>', 4.25), ('<c{} s="99"><v>4</v></c>', 4.0),
        ('<c{} s="-1"><v>4</v></c>', 4.0), ('<c{} s="1" t="inlineStr"><is><t>4</t></is></c>', "4"),
    ],
)  # fmt: skip
def test_kinds(tmp_path: Path, cell: str, value: object) -> None:
    """A cell's value has the kind that a spreadsheet program shows."""
    found = cells(tmp_path, row(3, cell.format(' r="B3"')), strings=STRINGS, styles=STYLES).get((3, 2))
    assert found == value
    assert type(found) is type(value)
    if isinstance(found, Formula) and isinstance(value, Formula):
        assert type(found.cached) is type(value.cached)


def test_1904(tmp_path: Path) -> None:
    """A workbook that counts days from 1904 gives the same dates."""
    book = parts()["xl/workbook.xml"].replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    written = row(
        1,
        '<c r="A1" s="1"><v>40682</v></c>',
        '<c r="B1" s="1"><v>0.5</v></c>',
        '<c r="C1" s="1"><v>1</v></c>',
    )
    assert cells(tmp_path, written, workbook=book, styles=STYLES) == {
        (1, 1): dt.date(2015, 5, 20), (1, 2): dt.time(12), (1, 3): dt.date(1904, 1, 2)}  # fmt: skip


def test_default_style(tmp_path: Path) -> None:
    """A cell without a style has the first one."""
    styles = STYLES.replace('<cellXfs><xf numFmtId="0"/>', '<cellXfs><xf numFmtId="10"/>')
    assert cells(tmp_path, row(1, '<c r="A1"><v>1</v></c>'), styles=styles) == {(1, 1): Percent(1.0)}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", "number"), ("general", "number"), ("0.00", "number"), ("#,##0;[Red]-#,##0", "number"),
        ("@", "number"), ("0.00E+00", "number"), ("##0.0e+0", "number"), ('0 "days"', "number"), (r"0 \d", "number"),
        ('"year" 0', "number"), ("[Blue]0", "number"), ("[<1]0.0;0", "number"), ("[$-41E]0.0", "number"),
        ("[$฿-41E]#,##0.00", "number"), ("_(* #,##0_);_(* (#,##0)", "number"), ("0_d", "number"), ("0*y", "number"),
        ('0 "คะแนน"', "number"), ("t0.00", "number"), ("# ?/?", "number"), (";;;", "number"), ("", "number"),
        ("0%", "percent"), ("0.00%;-0.00%", "percent"), ("[Red]0%", "percent"), (r"0\%", "number"), ('0"%"', "number"),
        ("d/m/yyyy", "date"), ("[$-D07041E]d mmmm bbbb", "date"), ("dd\\-mm", "date"), ("mmm-yy", "date"),
        ("h:mm AM/PM", "date"), ("[h]:mm:ss", "date"), ("[SS]", "date"), ("[mm]", "date"), ("yyyy", "date"),
        ("e", "date"),
        ("ว/ด/ปปปป", "date"), ("ช:นน:ทท", "date"), ("[ช]:นน", "date"), ("General;d/m/y", "date"), ('"', "number"),
        ("[", "number"), ("mm:ss.0", "date"), ("GENERAL", "number"), ("Standard", "number"),
    ],
)  # fmt: skip
def test_number_formats(code: str, kind: str) -> None:
    """A number format is a date or a percentage by its placeholders alone, not by its literals."""
    assert shown_as(code) == kind


def test_builtin_formats(tmp_path: Path) -> None:
    """The formats without a code are dates and percentages by their number, the Thai ones included."""
    dates = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82)}
    for number in range(82):
        styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="{number}"/></cellXfs></styleSheet>'
        kind = type(cells(tmp_path, row(1, '<c r="A1"><v>42144</v></c>'), styles=styles)[1, 1])
        assert kind is (dt.date if number in dates else Percent if number in (9, 10, 67, 68) else float), number


def test_same_as_openpyxl(tmp_path: Path) -> None:
    """A workbook made by openpyxl reads back as it was written."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    written = [
        "ข้อความ",
        4.25,
        7,
        True,
        dt.datetime(2015, 5, 20, 9, 30),
        dt.time(9, 30),
        "=1+1",
        "#N/A",
        " x\n",
    ]
    sheet.append(written)
    sheet["J1"] = 0.5
    sheet["J1"].number_format = numbers.FORMAT_PERCENTAGE
    sheet.merge_cells("A3:C9")
    book.create_chartsheet("Chart")
    book.save(tmp_path / "x.xlsx")
    found = read_all(tmp_path / "x.xlsx").sheets
    assert [sheet.name for sheet in found] == ["Sheet"]
    expected = [
        "ข้อความ",
        4.25,
        7.0,
        True,
        written[4],
        written[5],
        Formula(None),
        ErrorValue("#N/A"),
        " x\n",
        Percent(0.5),
    ]
    assert [found[0].cells[1, column] for column in range(1, 11)] == expected


def test_strings_are_parsed_only_as_far_as_wanted(tmp_path: Path) -> None:
    """Shared texts beyond those that are wanted are not even looked at."""
    rows = KEYED.replace('t="inlineStr"><is><t>pyscoring/1</t></is>', 't="s"><v>0</v>')
    strings = f'<sst xmlns="{MAIN}"><si><t>pyscoring/1</t></si>' + "<si><t>x</t></si>" * 8000 + "</broken>"
    assert read(put(tmp_path, zipped(parts(rows, strings=strings)))).sheets[0].cells == KEYED_CELLS


def test_read_all_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet with more cells than can be held is refused."""
    monkeypatch.setattr(cell_scan._Scan, "_LIMIT", 3)
    monkeypatch.setattr(quick, "_LARGEST", 0)  # leave it to the parser
    with pytest.raises(Refused, match="S01"):
        read_all(put(tmp_path, zipped(parts())))
