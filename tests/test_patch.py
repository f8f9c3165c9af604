"""Cells are changed in a workbook and nothing else is."""

import hashlib
import io
import os
import re
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from pyscoring.problems import Refused
from tests.packages import MAIN, OFFICE, STRICT, STRICT_OFFICE, links, parts, zipped
from tests.test_package import STYLES
from workbook.files.package import read_all
from workbook.files.patch import patch, write_back
from workbook.files.sheetmap import Edits, Value
from workbook.files.values import Formula

SHEET = "xl/worksheets/sheet1.xml"
ROWS = (
    '<row r="2" spans="1:3" ht="30"><c r="A2" s="1"/><c r="C2" s="8"><v>1</v></c></row>\n'
    '<row r="4"/><row r="5" ><c r="B5" t="str"><f>A2&amp;"x"</f><v>x</v></c></row>'
)


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def changed(before: bytes, after: bytes) -> list[str]:
    """The names of the members that differ; all must be there, in the same order."""
    old, new = members(before), members(after)
    assert list(old) == list(new)
    return [name for name in old if old[name] != new[name]]


def raw(data: bytes) -> dict[str, tuple[bytes, tuple[object, ...]]]:
    """The packed bytes and the header fields of each member."""
    found: dict[str, tuple[bytes, tuple[object, ...]]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            start = info.header_offset + 30 + int.from_bytes(data[info.header_offset + 26 :][:2], "little")
            start += int.from_bytes(data[info.header_offset + 28 :][:2], "little")
            fields = (info.date_time, info.flag_bits, info.compress_type, info.external_attr, info.extra, info.comment)
            found[info.filename] = data[start : start + info.compress_size], fields
    return found


def sheet_xml(rows: str, edits: Edits, **changes: str) -> str:
    """The sheet's rows after a patch of a small workbook."""
    data = zipped(parts(rows, styles=STYLES, **changes))
    after = patch(data, {"Score": edits})
    assert changed(data, after) in ([SHEET], [])
    xml = members(after)[SHEET].decode()
    return xml.removeprefix(f'<worksheet xmlns="{MAIN}">').removesuffix("</worksheet>")


def refusal(data: bytes, edits: Mapping[str, Edits]) -> str:
    with pytest.raises(Refused) as refused:
        patch(data, edits)
    (problem,) = refused.value.problems
    assert problem.message("th")
    return f"{problem.code} {problem.message('en')}"


# What is written.


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (4.5, '<c r="A2" s="1"><v>4.5</v></c>'), (Decimal("4.50"), '<c r="A2" s="1"><v>4.50</v></c>'),
        (0, '<c r="A2" s="1"><v>0</v></c>'), (True, '<c r="A2" s="1" t="b"><v>1</v></c>'),
        (None, '<c r="A2" s="1"/>'),
        ("ดี", '<c r="A2" s="1" t="inlineStr"><is><t xml:space="preserve">ดี</t></is></c>'),
        ("=1+1", '<c r="A2" s="1" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>'),
        ('<&>"\n', '<c r="A2" s="1" t="inlineStr"><is><t xml:space="preserve">&lt;&amp;&gt;&quot;\n</t></is></c>'),
        ("\r\x07_x000D_", '<c r="A2" s="1" t="inlineStr"><is><t xml:space="preserve">'
         "_x000D__x0007__x005F_x000D_</t></is></c>"),
    ],
)  # fmt: skip
def test_values(value: Value, written: str) -> None:
    """Each kind of value is written so that it reads back the same, and only its cell changes."""
    rows = ROWS.replace('<c r="A2" s="1"/>', '<c r="A2" s="1"><v>7</v></c>')
    styles = STYLES.replace('<xf numFmtId="14"/><xf', '<xf numFmtId="1"/><xf')
    data = zipped({**parts(rows, styles=STYLES), "xl/styles.xml": styles})
    after = members(patch(data, {"Score": {(2, 1): value}}))[SHEET].decode()
    assert after == members(data)[SHEET].decode().replace('<c r="A2" s="1"><v>7</v></c>', written)


@pytest.mark.parametrize(
    ("place", "before", "after"),
    [
        ((2, 2), '<c r="C2"', '<c r="B2"><v>9</v></c><c r="C2"'),
        ((2, 4), '<v>1</v></c></row>', '<v>1</v></c><c r="D2"><v>9</v></c></row>'),
        ((1, 1), "<sheetData>", '<sheetData><row r="1"><c r="A1"><v>9</v></c></row>'),
        ((3, 2), '<row r="4"/>', '<row r="3"><c r="B3"><v>9</v></c></row><row r="4"/>'),
        ((4, 2), '<row r="4"/>', '<row r="4"><c r="B4"><v>9</v></c></row>'),
        ((5, 1), '<row r="5" >', '<row r="5" ><c r="A5"><v>9</v></c>'),
        ((1048576, 16384), "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>9</v></c></row></sheetData>'),
    ],
)  # fmt: skip
def test_missing_cells(place: tuple[int, int], before: str, after: str) -> None:
    """A cell or row that is missing is put in its place in the order; every other byte stays."""
    expected = f"<sheetData>{ROWS}</sheetData>".replace(before, after)
    if place == (2, 4):
        expected = expected.replace(' spans="1:3"', "")
    assert sheet_xml(ROWS, {place: 9}) == expected


def test_many_at_once() -> None:
    """Several cells in several rows, missing and present, are changed together."""
    edits: dict[tuple[int, int], Value] = {
        (6, 2): 3,
        (6, 1): 2,
        (7, 1): 4,
        (3, 1): 1,
        (2, 2): 5,
        (2, 1): None,
        (2, 3): 6,
    }
    assert sheet_xml(ROWS, edits).replace("\n", "") == (
        '<sheetData><row r="2" spans="1:3" ht="30"><c r="A2" s="1"/><c r="B2"><v>5</v></c><c r="C2" s="8"><v>6</v></c></row>'
        '<row r="3"><c r="A3"><v>1</v></c></row><row r="4"/>'
        '<row r="5" ><c r="B5" t="str"><f>A2&amp;"x"</f><v>x</v></c></row>'
        '<row r="6"><c r="A6"><v>2</v></c><c r="B6"><v>3</v></c></row><row r="7"><c r="A7"><v>4</v></c></row></sheetData>'
    )


def test_emptying_what_is_not_there() -> None:
    """To empty a missing cell changes nothing."""
    assert sheet_xml(ROWS, {(4, 2): None, (9, 9): None}) == f"<sheetData>{ROWS}</sheetData>"


def test_empty_sheet() -> None:
    """A sheet without a single row takes cells."""
    xml = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    after = patch(zipped(parts(sheet=xml)), {"Score": {(2, 2): 9}})
    assert members(after)[SHEET].decode() == xml.replace(
        "<sheetData/>", '<sheetData><row r="2"><c r="B2"><v>9</v></c></row></sheetData>')  # fmt: skip


def test_rows_without_numbers() -> None:
    """Rows and cells without `r` are counted, and keep their places."""
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    assert sheet_xml(rows, {(1, 2): 9, (2, 2): 8}) == (
        '<sheetData><row><c><v>1</v></c><c r="B1"><v>9</v></c></row><row><c><v>3</v></c><c r="B2"><v>8</v></c></row></sheetData>'
    )


@pytest.mark.parametrize(
    ("dimension", "expected"),
    [("B2:C5", "B2:D7"), ("A1:XFD1048576", "A1:XFD1048576"), ("C3", "C3:D7"), ("D7", "D7")],
)
def test_dimension(dimension: str, expected: str) -> None:
    """The sheet's dimension is widened to new cells, and otherwise left alone."""
    xml = f'<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/><sheetData/></worksheet>'
    after = members(patch(zipped(parts(sheet=xml)), {"Score": {(7, 4): 9, (9, 9): None}}))[SHEET].decode()
    assert f'<dimension ref="{expected}"/>' in after


def test_style_of_new_cells() -> None:
    """A new cell takes the style of its row, or else of its column."""
    xml = (
        f'<worksheet xmlns="{MAIN}"><cols><col min="2" max="3" style="8"/></cols>'
        '<sheetData><row r="1" s="3" customFormat="1"/><row r="2" s="3"/></sheetData></worksheet>'
    )
    data = zipped(parts(sheet=xml, styles=STYLES))
    after = members(patch(data, {"Score": {(1, 2): 9, (2, 2): 9, (3, 3): 9, (2, 4): 9}}))[SHEET].decode()
    for cell in ('r="B1" s="3"', 'r="B2" s="8"', 'r="C3" s="8"', 'r="D2"'):
        assert f"<c {cell}><v>9</v></c>" in after


@pytest.mark.parametrize(("space", "office"), [(MAIN, OFFICE), (STRICT, STRICT_OFFICE)])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_namespaces(space: str, office: str, prefix: str) -> None:
    """The namespace and its prefix are kept, Strict or not."""
    xml = parts(ROWS, space)[SHEET]
    xml = re.sub(r"<(/?)(\w)", rf"<\1{prefix}\2", xml).replace("xmlns=", "xmlns:x=" if prefix else "xmlns=")
    data = zipped(parts(sheet=xml, space=space, office=office, styles=STYLES.replace(MAIN, space)))
    after = members(patch(data, {"Score": {(3, 1): "a", (2, 3): 9}}))[SHEET].decode()
    new = f'<{prefix}row r="3"><{prefix}c r="A3" t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">a'
    assert new in after
    assert after.replace(f"{new}</{prefix}t></{prefix}is></{prefix}c></{prefix}row>", "") == xml.replace("<v>1<", "<v>9<").replace(
        ":v>1<", ":v>9<")  # fmt: skip


def test_awkward_xml() -> None:
    """Comments, CDATA, apostrophes, `>` in attributes and a byte order mark do not mislead it."""
    xml = (
        f"\ufeff<?xml version='1.0'?><!-- <row r='1'/> --><worksheet xmlns='{MAIN}'><sheetData\n>"
        "<row r = '1' x='a>b' ><!-- <c r='A1'/> --><c r='A1' t='inlineStr' ><is><t><![CDATA[</c>]]></t></is></c >"
        "<c\nr='B1'\n/></row\n></sheetData></worksheet>"
    )
    after = members(patch(zipped(parts(sheet=xml)), {"Score": {(1, 1): 1, (1, 2): 2, (1, 3): 3, (2, 1): 4}}))[SHEET]
    assert after.decode() == (
        f"\ufeff<?xml version='1.0'?><!-- <row r='1'/> --><worksheet xmlns='{MAIN}'><sheetData\n>"
        "<row r = '1' x='a>b' ><!-- <c r='A1'/> -->"
        '<c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row\n>'
        '<row r="2"><c r="A2"><v>4</v></c></row></sheetData></worksheet>'
    )


# What is left alone.


def drawn(tmp_path: Path) -> bytes:
    """A workbook by XlsxWriter with a picture, sparklines, a chart and conditional formats."""
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
    )
    book = xlsxwriter.Workbook(tmp_path / "drawn.xlsx")
    sheet = book.add_worksheet("Score")
    sheet.write_row("A1", ["a", 1, 2, 3, "=SUM(B1:D1)"])
    sheet.insert_image("C5", "x.png", {"image_data": io.BytesIO(png)})
    sheet.add_sparkline("F1", {"range": "Score!B1:D1"})
    sheet.conditional_format("B1:D1", {"type": "data_bar", "data_bar_2010": True})
    sheet.data_validation("B2", {"validate": "list", "source": ["ใช่", "ไม่ใช่"]})
    sheet.write_comment("A1", "หมายเหตุ")
    sheet.insert_textbox("H1", "shape")
    chart = book.add_chart(options={"type": "column"})
    chart.add_series({"values": "=Score!$B$1:$D$1"})
    sheet.insert_chart("C10", chart)
    book.close()
    return (tmp_path / "drawn.xlsx").read_bytes()


def commented(tmp_path: Path) -> bytes:
    """A workbook by openpyxl with a comment, a chart and a styled cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Score"
    sheet.append(["a", 1, 2, 3, "=SUM(B1:D1)"])
    sheet["A1"].comment = Comment("หมายเหตุ", "กรรมการ")
    sheet["B1"].font = Font(bold=True)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, max_col=4, min_row=1))
    sheet.add_chart(chart, "C10")
    book.save(tmp_path / "commented.xlsx")
    return (tmp_path / "commented.xlsx").read_bytes()


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
@pytest.mark.parametrize("make", [drawn, commented])
def test_everything_else_stays(tmp_path: Path, make: Callable[[Path], bytes]) -> None:
    """Pictures, comments, charts, sparklines and shapes stay, packed byte for byte as they were."""
    data = make(tmp_path)
    after = patch(data, {"Score": {(1, 2): 4.5, (3, 1): "ผล", (1, 5): None}})
    assert changed(data, after) == [SHEET]
    before_raw, after_raw = raw(data), raw(after)
    assert {name: before_raw[name] for name in before_raw if name != SHEET} == {
        name: after_raw[name] for name in after_raw if name != SHEET}  # fmt: skip
    assert before_raw[SHEET][1] == after_raw[SHEET][1]
    old, new = (re.sub(r"<sheetData>.*</sheetData>", "", members(d)[SHEET].decode()) for d in (data, after))
    assert re.sub("<dimension[^>]*>", "", old) == re.sub("<dimension[^>]*>", "", new)
    sheet = openpyxl.load_workbook(io.BytesIO(after))["Score"]
    assert [sheet["A1"].value, sheet["B1"].value, sheet["C1"].value, sheet["A3"].value, sheet["E1"].value] == [
        "a", 4.5, 2, "ผล", None]  # fmt: skip
    assert sheet["B1"].font.b == openpyxl.load_workbook(io.BytesIO(data))["Score"]["B1"].font.b


def test_zip_details() -> None:
    """Times, attributes, comments, extra fields, streamed sizes and stored members are kept."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.comment = b"a comment"
        for number, (name, text) in enumerate(parts(ROWS, styles=STYLES).items()):
            info = zipfile.ZipInfo(name, (2015, 5, 20, 10, number, 0))
            info.compress_type = zipfile.ZIP_DEFLATED if number % 2 else zipfile.ZIP_STORED
            info.external_attr, info.comment, info.extra = 0o644 << 16, b"c", b"\xfe\xca\x02\x00ab"
            archive.writestr(info, text)
        with archive.open("docProps/thumbnail.jpeg", "w", force_zip64=True) as member:
            member.write(b"\xff\xd8" * 99)
    for data in (out.getvalue(), streamed(out.getvalue())):
        after = patch(data, {"Score": {(2, 1): None, (2, 3): 9}})
        assert changed(data, after) == [SHEET]
        before_raw, after_raw = raw(data), raw(after)
        for name in before_raw:
            if name != SHEET:
                assert after_raw[name][0] == before_raw[name][0]
                assert after_raw[name][1][:4] == before_raw[name][1][:4]
        assert after_raw[SHEET][1][0] == before_raw[SHEET][1][0]
        assert zipfile.ZipFile(io.BytesIO(after)).comment == zipfile.ZipFile(io.BytesIO(data)).comment
        patch(after, {"Score": {(2, 3): 8}})


def streamed(data: bytes) -> bytes:
    """The same members, written to a stream that cannot seek."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, piece: object) -> int:
            assert isinstance(piece, bytes | bytearray | memoryview)
            self.data += bytes(piece)
            return len(bytes(piece))

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members(data).items():
            archive.writestr(name, content)
    return pipe.data


def test_two_sheets() -> None:
    """Edits of several sheets are made together; a sheet without any stays as it was."""
    two = {"xl/worksheets/sheet2.xml": parts(ROWS)[SHEET], "xl/worksheets/sheet3.xml": parts(ROWS)[SHEET]}
    book = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate("ABC", 1))
    workbook = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{book}</sheets></workbook>'
    rels = links(*((f"r{i}", "worksheet", f"worksheets/sheet{i}.xml") for i in (1, 2, 3)))
    data = zipped({**parts(ROWS, workbook=workbook, rels=rels), **two})
    after = patch(data, {"A": {(2, 3): 9}, "C": {(2, 3): 8}, "B": {}})
    assert changed(data, after) == [SHEET, "xl/worksheets/sheet3.xml"]
    assert patch(data, {}) == data
    assert patch(data, {"B": {}}) == data


# Formulas.

CALC = {
    "xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="B5" i="1"/></calcChain>',
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/calcChain.xml" ContentType="calc"/><Override PartName="/xl/a.xml" ContentType="a"/></Types>',
    "xl/_rels/workbook.xml.rels": links(
        ("r1", "worksheet", "worksheets/sheet1.xml"), ("r8", "calcChain", "calcChain.xml"), ("r3", "styles", "styles.xml")
    ).replace('Target="calcChain.xml"/>', 'Target="calcChain.xml"></Relationship>'),
}  # fmt: skip


def test_calculation_chain_goes_with_a_formula() -> None:
    """When a formula is overwritten, the calculation chain goes from its three places."""
    data = zipped({**parts(ROWS, styles=STYLES), **CALC})
    before, after = members(data), members(patch(data, {"Score": {(5, 2): 9}}))
    assert set(before) - set(after) == {"xl/calcChain.xml"}
    assert b"calcChain" not in b"".join(after.values())
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        assert after[name].decode() == re.sub(r"<(\w+) [^>]*calcChain.xml[^>]*(/>|></\1>)", "", CALC[name])
    assert [n for n in after if after[n] != before[n]] == ["[Content_Types].xml", "xl/_rels/workbook.xml.rels", SHEET]


def test_calculation_chain_stays_otherwise() -> None:
    """When no formula is overwritten, the calculation chain stays."""
    data = zipped({**parts(ROWS, styles=STYLES), **CALC})
    assert changed(data, patch(data, {"Score": {(2, 3): 9, (7, 7): 1}})) == [SHEET]


SHARED = (
    '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1</f><v>0</v></c></row>'
    '<row r="2"><c r="A2"><f t="shared" si="0"/><v>0</v></c></row><row r="3"><c r="A3"><f t="shared" si="0"/></c></row>'
    '<row r="4"><c r="A4"><f t="shared" ref="A4" si="1">B1</f></c></row>'
)
ARRAY = '<row r="1"><c r="A1"><f t="array" ref="A1:B2">C1:D2</f><v>0</v></c><c r="B1"><v>1</v></c></row>'
TABLE = '<row r="1"><c r="A1"><f t="dataTable" ref="A1:B2" r1="D1"/><v>0</v></c></row>'


@pytest.mark.parametrize(
    ("rows", "place", "why"),
    [
        (SHARED, (1, 1), "share its formula"), (ARRAY, (1, 1), "array"), (ARRAY, (1, 2), "array"),
        (ARRAY, (2, 2), "array"), (TABLE, (2, 1), "data table"),
        ('<row r="2"/><row r="1"/>', (1, 1), "row 1 after row 2"), ('<row r="1"/><row r="1"/>', (1, 1), "row 1"),
        ('<row r="1"><c r="B1"/><c r="A1"/></row>', (1, 1), "A1"),
        ('<row r="1"><c r="A1"/><c r="A1"/></row>', (1, 1), "A1"),
        ('<row r="1"><c r="A1" s="1"/></row>', (1, 1), "reads back as datetime"),
        ('<row r="1"><c r="A1" s="2"/></row>', (1, 1), "reads back as Percent"),
    ],
)  # fmt: skip
def test_refused_cells(rows: str, place: tuple[int, int], why: str) -> None:
    """A cell that cannot be changed without breaking or misrepresenting something is refused."""
    message = refusal(zipped(parts(rows, styles=STYLES)), {"Score": {place: 9}})
    assert message.startswith("W03")
    assert why in message


def test_members_of_a_shared_formula() -> None:
    """A cell that only uses another's formula, or shares it with nobody, can be overwritten."""
    after = sheet_xml(SHARED, {(2, 1): 9, (4, 1): 8})
    assert '<c r="A2"><v>9</v></c>' in after
    assert '<c r="A4"><v>8</v></c>' in after


def test_merged_cells() -> None:
    """The first cell of a merge can be changed, those hidden behind it cannot."""
    xml = parts(ROWS)[SHEET].replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="B7:C8"/></mergeCells>')
    data = zipped(parts(sheet=xml))
    assert changed(data, patch(data, {"Score": {(7, 2): 9}})) == [SHEET]
    assert "inside a merged cell" in refusal(data, {"Score": {(8, 3): 9}})


def test_pivot_tables() -> None:
    """A sheet with a pivot table is left alone: drawn anew when it opens, it would cover what was written."""
    made: dict[str, str | bytes] = dict(parts())
    made["xl/worksheets/_rels/sheet1.xml.rels"] = links(("r1", "pivotTable", "../pivotTables/pivotTable1.xml"))
    made["xl/pivotTables/pivotTable1.xml"] = (
        f'<pivotTableDefinition xmlns="{MAIN}"><location ref="F1:G9"/></pivotTableDefinition>'
    )
    assert "pivot table" in refusal(zipped(made), {"Score": {(1, 2): 9}})


def test_tables() -> None:
    """A table's header and totals are repeated in another part and cannot be changed; its body can."""
    made = parts(ROWS)
    made["xl/worksheets/_rels/sheet1.xml.rels"] = links(("r1", "table", "../tables/table1.xml"))
    made["xl/tables/table1.xml"] = f'<table xmlns="{MAIN}" ref="A2:C6" totalsRowCount="1"/>'
    data = zipped(made)
    assert changed(data, patch(data, {"Score": {(3, 1): 9, (5, 1): 9, (2, 4): 9}})) == [SHEET]
    for row in (2, 6):
        assert "table's header" in refusal(data, {"Score": {(row, 3): 9}})


@pytest.mark.parametrize(
    ("edits", "why"),
    [
        ({"Other": {(1, 1): 1}}, "Other"), ({"Score": {(0, 1): 1}}, "(0, 1)"), ({"Score": {(1, 16385): 1}}, "16385"),
        ({"Score": {(1, 1): "x" * 32768}}, "too long"), ({"Score": {(1, 1): float("nan")}}, "finite"),
        ({"Score": {(1, 1): Decimal("Infinity")}}, "finite"), ({"Score": {(1, 1): "\ud83d"}}, "reads back"),
    ],
)  # fmt: skip
def test_refused_edits(edits: dict[str, dict[tuple[int, int], Value]], why: str) -> None:
    """An edit that no workbook can hold is refused."""
    message = refusal(zipped(parts(ROWS)), edits)
    assert message.startswith("W03")
    assert why in message


def test_signed() -> None:
    """A signed workbook is refused, since any change breaks the signature."""
    assert "signed" in refusal(zipped({**parts(ROWS), "_xmlsignatures/origin.sigs": ""}), {"Score": {(1, 1): 1}})


def test_other_encodings() -> None:
    """A sheet that is not in UTF-8 is refused rather than cut at the wrong bytes."""
    xml = '<?xml version="1.0" encoding="{}"?>' + parts(ROWS)[SHEET]
    for encoding in ("UTF-16", "ISO-8859-1"):
        data = zipped({**parts(), SHEET: xml.format(encoding).encode(encoding)})
        assert refusal(data, {"Score": {(1, 1): 1}}).startswith("W03")


def test_duplicate_parts() -> None:
    """A package with two parts of one name is refused by the gate."""
    data = zipped({**parts(ROWS), "XL/workbook.xml": ""})
    assert refusal(data, {"Score": {(1, 1): 1}}).startswith("S03")


def test_shadowed_namespace() -> None:
    """Where the prefix means something else inside a row, the reading back notices."""
    rows = '<row r="1"><c r="A1"/></row><x:row xmlns:x="' + MAIN + '" xmlns="urn:other" r="2"><x:c r="B2"/></x:row>'
    assert "reads back as None" in refusal(zipped(parts(rows)), {"Score": {(2, 1): 1}})


# In place.


def test_write_back(tmp_path: Path) -> None:
    """A file is patched in place if it is still the one that was read."""
    path = tmp_path / "x.xlsx"
    path.write_bytes(zipped(parts(ROWS)))
    contents = read_all(path)
    write_back(path, contents.sha256, {"Score": {(2, 3): 9, (5, 2): "ดีมาก"}})
    assert read_all(path).sheets[0].cells == {(2, 3): 9.0, (5, 2): "ดีมาก"}
    assert os.listdir(tmp_path) == ["x.xlsx"]
    assert contents.sheets[0].cells[5, 2] == Formula("x")


def test_write_back_after_a_change(tmp_path: Path) -> None:
    """A file that has changed since it was read is left alone, and so is one that is refused."""
    path = tmp_path / "x.xlsx"
    data = zipped(parts(ROWS))
    path.write_bytes(data)
    for sha256, edits, code in (
        ("0" * 64, {(2, 3): 9}, "W02"), (hashlib.sha256(data).hexdigest(), {(0, 0): 9}, "W03"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            write_back(path, sha256, {"Score": edits})
        assert [(p.code, p.file) for p in refused.value.problems] == [(code, str(path))]
        assert path.read_bytes() == data


def test_write_back_of_a_missing_file(tmp_path: Path) -> None:
    """A file that has gone is reported as missing."""
    with pytest.raises(Refused, match="F01"):
        write_back(tmp_path / "x.xlsx", "0" * 64, {})
