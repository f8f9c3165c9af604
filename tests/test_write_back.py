"""`score --write` in a workbook that holds much else: the official block is written, and nothing else changes."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from pyscoring.edition import AwardEdition, scored
from tests.sheets import full, write
from workbook.cli import main
from workbook.files.patch import patch
from workbook.office.libreoffice import Document, Office
from workbook.scoresheet import layout
from workbook.scoresheet.official import official_cells
from workbook.scoresheet.reader import address
from workbook.scoresheet.scoring import score_files

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension:UserWarning")

SHEET = "xl/worksheets/sheet1.xml"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
AT = datetime(2015, 6, 1, 9, 30, tzinfo=UTC)
EDITION = "tepga-expansion-2558"
OFFICIAL_CELL = re.compile(r'<c r="I[0-9]+"(?:\s[^>/]*)?(?:/>|>.*?</c>)', re.DOTALL)

COMMENTS = (
    '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>เลขานุการ</author></authors>'
    '<commentList><comment ref="C14" authorId="0"><text><t>ดูหลักฐานหน้า 12</t></text></comment></commentList></comments>'
)
VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
    ' path="m,l,21600r21600,l21600,xe"/><v:shape id="_x0000_s1025" type="#_x0000_t202" '
    'style="position:absolute;margin-left:60pt;margin-top:8pt;width:108pt;height:60pt;visibility:hidden">'
    '<v:textbox/><x:ClientData ObjectType="Note"><x:Anchor>3,15,13,2,5,31,17,1</x:Anchor><x:Row>13</x:Row>'
    "<x:Column>2</x:Column></x:ClientData></v:shape></xml>"
)
SPARKLINE = (
    '<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:sparklineGroups '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:sparklineGroup displayEmptyCellsAs="gap">'
    '<x14:colorSeries rgb="FF1F4E5F"/><x14:sparklines><x14:sparkline><xm:f>Score!E15:E18</xm:f><xm:sqref>K14</xm:sqref>'
    "</x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
)
PICTURE = (
    '<twoCellAnchor editAs="oneCell"><from><col>10</col><colOff>0</colOff><row>2</row><rowOff>0</rowOff></from>'
    "<to><col>12</col><colOff>0</colOff>"
    '<row>6</row><rowOff>0</rowOff></to><pic><nvPicPr><cNvPr id="7" name="ตรา"/><cNvPicPr/></nvPicPr>'
    '<blipFill><a:blip r:embed="rId2"/><a:stretch><a:fillRect/></a:stretch>'
    "</blipFill><spPr><a:xfrm>"
    '<a:off x="0" y="0"/><a:ext cx="600000" cy="600000"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></spPr></pic>'
    "<clientData/></twoCellAnchor>"
)
NEW_PARTS = {
    "xl/media/image1.png", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "customXml/item1.xml", "xl/calcChain.xml",
    "xl/printerSettings/printerSettings1.bin",
}  # fmt: skip


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    pixels = b"".join(b"\0" + bytes((31, 78, 95)) * 16 for _ in range(16))
    head = chunk(b"IHDR", struct.pack(">2L5B", 16, 16, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def _links(*links: tuple[str, str, str]) -> str:
    return "".join(f'<Relationship Id="{id_}" Type="{REL}/{kind}" Target="{target}"/>' for id_, kind, target in links)


def _put(text: str, before: str, more: str) -> str:
    """`more` put in front of the last `before`, which must be there."""
    head, found, tail = text.rpartition(before)
    assert found, before
    return head + more + found + tail


def fatten(path: Path) -> Path:
    """Add to a score workbook, part by part, what other programs and people put into one.

    A picture beside the chart, a comment, a sparkline, printer settings, a custom XML part and a calculation chain;
    the official cell of the second dimension loses its element, so that a new one must be made.
    """
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    texts = {name: parts[name].decode() for name in parts if name.endswith((".xml", ".rels"))}

    types = texts["[Content_Types].xml"]
    types = _put(types, "</Types>", '<Default Extension="png" ContentType="image/png"/>')
    types = _put(
        types,
        "</Types>",
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>',
    )
    main_type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = _put(types, "</Types>", f'<Default Extension="bin" ContentType="{main_type}.printerSettings"/>')
    types = _put(types, "</Types>", f'<Override PartName="/xl/comments1.xml" ContentType="{main_type}.comments+xml"/>')
    types = _put(types, "</Types>", f'<Override PartName="/xl/calcChain.xml" ContentType="{main_type}.calcChain+xml"/>')
    texts["[Content_Types].xml"] = types

    drawing = "xl/drawings/drawing1.xml"
    texts[drawing] = _put(texts[drawing], "</wsDr>", PICTURE)
    for part, links in {
        "xl/drawings/_rels/drawing1.xml.rels": _links(("rId2", "image", "/xl/media/image1.png")),
        "xl/_rels/workbook.xml.rels": _links(
            ("rId90", "customXml", "../customXml/item1.xml"), ("rId91", "calcChain", "calcChain.xml")
        ),
        "xl/worksheets/_rels/sheet1.xml.rels": _links(
            ("rId2", "comments", "/xl/comments1.xml"), ("rId3", "vmlDrawing", "/xl/drawings/vmlDrawing1.vml"),
            ("rId4", "printerSettings", "../printerSettings/printerSettings1.bin"),
        ),
    }.items():  # fmt: skip
        texts[part] = _put(texts[part], "</Relationships>", links)

    sheet = _put(texts[SHEET], "</worksheet>", f'<legacyDrawing xmlns:r="{REL}" r:id="rId3"/>{SPARKLINE}')
    sheet, times = re.subn(r"<pageSetup ", f'<pageSetup xmlns:r="{REL}" r:id="rId4" ', sheet)
    assert times == 1
    sheet, times = re.subn(rf'<c r="{_official("dimension:2")}"[^>]*/>', "", sheet)
    assert times == 1
    texts[SHEET] = sheet
    texts["xl/comments1.xml"], texts["xl/drawings/vmlDrawing1.vml"] = COMMENTS, VML
    texts["customXml/item1.xml"] = '<tracking xmlns="urn:test">เลขรับ ๑๒/๒๕๕๘</tracking>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    texts["xl/calcChain.xml"] = f'<calcChain xmlns="{space}"><c r="{_cell("total")}" i="1"/></calcChain>'
    added = {"xl/media/image1.png": _png(), "xl/printerSettings/printerSettings1.bin": bytes(range(256))}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in {**parts, **{n: t.encode() for n, t in texts.items()}, **added}.items():
            info = zipfile.ZipInfo(name, (2015, 5, 20, 10, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            new.writestr(info, data)
    return path


def _edition() -> AwardEdition:
    return scored(EDITION)


def _at(key: str) -> int:
    return next(row.number for row in layout.rows(_edition()) if row.key == key)


def _cell(key: str) -> str:
    return address(_at(key), layout.VALUE)


def _official(key: str) -> str:
    return address(_at(key), layout.OFFICIAL)


@pytest.fixture
def fat(tmp_path: Path) -> Path:
    """A filled score workbook with everything else in it; 83.75 points."""
    return fatten(write(tmp_path / "ผลงาน ก-1.xlsx", _edition(), full(_edition(), indicator_8=45, indicator_10=3.75)))


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["score", *map(str, arguments)])


def _json(result: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(result.stdout)["scores"]
    return found


def _change(path: Path, edits: Mapping[str, Any]) -> None:
    """Type into the file by key."""
    path.write_bytes(
        patch(path.read_bytes(), {"Score": {(_at(key), layout.VALUE): value for key, value in edits.items()}})
    )


def _members(data: bytes) -> dict[str, tuple[object, ...]]:
    """Each member as it lies in the file: its packed bytes and what the directory says of it."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        found: dict[str, tuple[object, ...]] = {}
        for info in archive.infolist():
            name, extra = struct.unpack_from("<2H", data, info.header_offset + 26)
            start = info.header_offset + 30 + name + extra
            packed = data[start : start + info.compress_size]
            about = (
                info.date_time,
                info.compress_type,
                info.external_attr,
                info.create_system,
                info.flag_bits,
                info.extra,
                info.comment,
            )
            found[info.filename] = (packed, info.CRC, info.file_size, *about)
        return found


def _sheet_xml(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(SHEET).decode()


def _block(path: Path) -> dict[str, Any]:
    """The official column by row key, as openpyxl reads it."""
    rows = openpyxl.load_workbook(path)["Score"].iter_rows(min_row=2, max_col=layout.OFFICIAL, values_only=True)
    return {str(row[0]): row[-1] for row in rows if row[0]}


def _only(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# What is kept.


def test_other_members_are_byte_identical(fat: Path) -> None:
    """Every member but the sheet keeps its packed bytes, its place and its directory entry; none comes or goes."""
    before = _members(fat.read_bytes())
    assert set(before) >= NEW_PARTS | {"xl/charts/chart1.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml"}
    result = _run("--write", fat)
    assert result.exit_code == 0, result.output
    after = _members(fat.read_bytes())
    assert list(after) == list(before)
    assert {name for name in before if before[name] != after[name]} == {SHEET}
    with zipfile.ZipFile(fat) as archive:
        assert archive.testzip() is None


def test_the_sheet_changes_in_official_cells_alone(fat: Path) -> None:
    """Outside the official column the sheet's XML is the same to the byte, and the cells in it keep their styles."""
    before = _sheet_xml(fat)
    assert _run("--write", fat).exit_code == 0
    after = _sheet_xml(fat)
    assert OFFICIAL_CELL.sub("", after) == OFFICIAL_CELL.sub("", before)
    cells = {match[0].split('"')[1]: match[0] for match in OFFICIAL_CELL.finditer(before)}
    written = {match[0].split('"')[1]: match[0] for match in OFFICIAL_CELL.finditer(after)}
    changed = {cell for cell in written if written[cell] != cells.get(cell)}
    keys = ("dimension:1", "dimension:2", "total", "band", "status", "scored-at", "fingerprint")
    assert changed == {_official(key) for key in keys}
    assert set(written) - set(cells) == {_official("dimension:2")}
    style = re.compile(r' s="([0-9]+)"')
    assert all(style.findall(written[cell]) == style.findall(cells[cell]) != [] for cell in changed & set(cells))


def test_libreoffice_still_shows_everything(office: Office, fat: Path, tmp_path: Path) -> None:
    """LibreOffice finds the picture, the comment, the chart, the sparkline, all formulas and all texts as before."""
    with office.open(fat) as document:
        before = _seen(document, tmp_path)
    assert _run("--write", fat).exit_code == 0
    with office.open(fat) as document:
        after = _seen(document, tmp_path)
    assert before == after
    assert (before["comments"], before["charts"], before["pictures"], before["sparklines"]) == (
        ["ดูหลักฐานหน้า 12"],
        1,
        1,
        1,
    )
    assert sum(f.startswith("=") for row in before["formulas"] for f in row) > 30


def _seen(document: Document, tmp_path: Path) -> dict[str, Any]:
    sheet = document.sheet("Score")
    shapes = [sheet.DrawPage.getByIndex(n) for n in range(sheet.DrawPage.Count)]
    again = document.save_as(tmp_path / "seen.xlsx")
    with zipfile.ZipFile(again) as archive:
        sparklines = archive.read(SHEET).count(b"<x14:sparkline>")
    return {
        "comments": [sheet.Annotations.getByIndex(n).String for n in range(sheet.Annotations.Count)],
        "charts": sheet.Charts.Count,
        "pictures": sum(shape.supportsService("com.sun.star.drawing.GraphicObjectShape") for shape in shapes),
        "sparklines": sparklines,
        "formulas": document.formulas("Score", "A1:H60"),
        "values": document.values("Score", "A1:H60", typed=False),
        "guide": document.formulas("Guide", "A1:E60"),
    }


def test_openpyxl_finds_all_other_cells_unchanged(fat: Path) -> None:
    """Formulas, constants, styles, validations and protection of all other cells are as they were."""
    before = openpyxl.load_workbook(fat)
    assert _run("--write", fat).exit_code == 0
    after = openpyxl.load_workbook(fat)
    assert before.sheetnames == after.sheetnames
    for name in before.sheetnames:
        for row in before[name].iter_rows():
            for cell in row:
                twin = after[name][cell.coordinate]
                assert twin.has_style == cell.has_style or cell.column == layout.OFFICIAL
                if name != "Score" or cell.column != layout.OFFICIAL:
                    assert (twin.value, twin.style_id) == (cell.value, cell.style_id), cell.coordinate
    rules = [
        [(str(v.sqref), v.formula1, v.error) for v in book["Score"].data_validations.dataValidation]
        for book in (before, after)
    ]
    assert rules[0] == rules[1] != []
    assert after["Score"].protection.sheet


# What is written.


def test_openpyxl_reads_the_official_block(fat: Path) -> None:
    """openpyxl reads the scores as numbers, band and status as text, and when and of what they were made."""
    earliest = datetime.now().astimezone().replace(second=0, microsecond=0)
    assert _run("--write", fat).exit_code == 0
    (scored_sheet,) = score_files([fat])
    assert scored_sheet.result is not None
    total = scored_sheet.result.total
    assert total is not None
    block = _block(fat)
    assert [block[k] for k in ("total", "band", "status")] == [float(total), "ดี", "ครบถ้วน"]
    parts = [block["dimension:1"], block["dimension:2"]]
    assert [type(value) in (int, float) for value in (*parts, block["total"])] == [True] * 3
    assert parts == [float(d.rounded or 0) for d in scored_sheet.result.dimensions]
    assert sum(map(Decimal, map(str, parts))) == total
    assert earliest <= datetime.fromisoformat(block["scored-at"]) <= datetime.now().astimezone()
    assert block["fingerprint"] == scored_sheet.result.sheet.fingerprint
    written = {"dimension:1", "dimension:2", "total", "band", "status", "scored-at", "fingerprint"}
    assert {key for key, value in block.items() if value is not None} == written


def test_libreoffice_reads_the_official_block(office: Office, fat: Path) -> None:
    """LibreOffice reads numbers and texts, equal to its own live results beside them."""
    assert _run("--write", fat).exit_code == 0
    with office.open(fat) as document:
        for key in ("dimension:1", "dimension:2", "total"):
            row = document.values("Score", f"E{_at(key)}:I{_at(key)}", typed=False)[0]
            assert type(row[4]) is float
            assert row[4] == row[0] != 0, key
        for key, word in (("band", "ดี"), ("status", "ครบถ้วน")):
            row = document.values("Score", f"E{_at(key)}:I{_at(key)}", typed=False)[0]
            assert (row[0], row[4]) == (word, word)
        shown = document.range("Score", _official("total")).String
        assert re.fullmatch(r"[0-9]+\.[0-9]{2}", shown)
        assert type(document.values("Score", _official("fingerprint"), typed=False)[0][0]) is str


def test_an_all_digit_fingerprint_stays_text(office: Office, tmp_path: Path) -> None:
    """A fingerprint that looks like a number, or like one with an exponent, is read back as the same text."""
    path = write(tmp_path / "a.xlsx", _edition(), full(_edition()))
    for text in ("1234567890123456", "00000000000000e1"):
        path.write_bytes(patch(path.read_bytes(), {"Score": {(_at("fingerprint"), layout.OFFICIAL): text}}))
        with office.open(path) as document:
            assert document.values("Score", _official("fingerprint")) == [[text]]
            saved = document.save_as(tmp_path / "b.xlsx")
        assert _block(saved)["fingerprint"] == _block(path)["fingerprint"] == text


def test_an_english_workbook_gets_english_words(tmp_path: Path) -> None:
    """The block is in the workbook's language, whatever the command prints in."""
    answers = full(_edition(), stage="site", conflict="no", indicator_2=None)
    path = fatten(write(tmp_path / "en.xlsx", _edition(), answers, "en"))
    assert _run("--write", "--lang", "th", path).exit_code == 1
    assert [_block(path)[k] for k in ("total", "band", "status")] == [None, None, "1 missing"]
    _change(path, {"indicator:2": 99})
    assert _run("--write", path).exit_code == 1
    assert _block(path)["indicator:2"] == "D03 99 is outside 0 to 3"
    assert _block(path)["status"] == "1 to correct"
    _change(path, {"indicator:2": 3})
    assert _run("--write", path).exit_code == 0
    assert [_block(path)[k] for k in ("total", "band", "status", "indicator:2")] == [100, "Excellent", "Complete", None]


def test_json_and_the_file_say_the_same(fat: Path) -> None:
    """What `--json` prints with `--write` is what stands in the file, and only that is printed."""
    result = _run("--write", "--json", fat)
    (entry,) = _json(result)
    block = _block(fat)
    assert entry["total"] == f"{block['total']:.2f}"
    assert (entry["band_name"], entry["complete"]) == (block["band"], True)
    assert {id_: d["score"] for id_, d in entry["dimensions"].items()} == {
        n: f"{block[f'dimension:{n}']:.2f}" for n in ("1", "2")
    }


# Again, and after changes.


def test_writing_again_changes_nothing_but_the_time(fat: Path) -> None:
    """A second run finds the same and changes the time alone; with the same time the file is the same to the byte."""
    assert _run("--write", fat).exit_code == 0
    first, first_block = _members(fat.read_bytes()), _block(fat)
    assert _run("--write", fat).exit_code == 0
    assert {name for name, member in _members(fat.read_bytes()).items() if member != first[name]} <= {SHEET}
    assert _block(fat) | {"scored-at": ""} == first_block | {"scored-at": ""}
    hashes = set()
    for _ in range(3):
        (found,) = score_files([fat], write=True, at=AT)
        assert [p for p in found.problems if p.code in ("W01", "D17")] == []
        hashes.add(hashlib.sha256(fat.read_bytes()).hexdigest())
    assert len(hashes) == 1
    assert datetime.fromisoformat(_block(fat)["scored-at"]) == AT


def test_an_incomplete_sheet_clears_the_earlier_total(fat: Path) -> None:
    """When a score is taken out after an official total was written, total and band go, and the status says so."""
    assert _run("--write", fat).exit_code == 0
    assert _block(fat)["total"] is not None
    _change(fat, {"indicator:9": None})
    result = _run("--write", "--json", fat)
    assert result.exit_code == 1
    assert (_json(result)[0]["total"], _json(result)[0]["band"]) == (None, None)
    block = _block(fat)
    assert [block[k] for k in ("total", "band", "dimension:2", "status")] == [None, None, None, "ยังขาด 1 ตัวชี้วัด"]
    assert block["dimension:1"] is None  # a part of a result that is withheld would mislead
    assert block["indicator:9"] is None


def test_a_wrong_entry_gets_its_message_until_it_is_mended(fat: Path) -> None:
    """A wrong entry's message stands beside its row, total and band are empty; both change when the entry is mended."""
    _change(fat, {"indicator:3": "สี่", "indicator:4": 99, "conflict": "อาจจะ"})
    assert _run("--write", fat).exit_code == 1
    block = _block(fat)
    assert block["indicator:3"] == "D02 “สี่” ไม่ใช่ตัวเลข"
    assert re.fullmatch(r"D03 99 อยู่นอกช่วง 0–[0-9]+", block["indicator:4"])
    assert block["conflict"] == "D12 “อาจจะ” ไม่ใช่คำตอบ ใช่/ไม่ใช่"
    assert [block[k] for k in ("total", "band", "dimension:1", "status")] == [None, None, None, "แก้ไข 3 แห่ง"]
    _change(fat, {"indicator:3": 1, "conflict": "ไม่ใช่"})
    assert _run("--write", fat).exit_code == 1
    block = _block(fat)
    assert (block["indicator:3"], block["conflict"], block["status"]) == (None, None, "แก้ไข 1 แห่ง")
    assert block["indicator:4"] is not None
    _change(fat, {"indicator:4": 2})
    assert _run("--write", fat).exit_code == 0
    block = _block(fat)
    assert (block["indicator:4"], block["status"]) == (None, "ครบถ้วน")
    assert type(block["total"]) in (int, float)


def test_changed_entries_are_told_until_written_again(fat: Path) -> None:
    """After an official result, a changed score is told as a warning (D17) until the result is written anew."""
    assert _run("--write", fat).exit_code == 0
    _change(fat, {"indicator:1": 3.99})
    assert "D17" in [p["code"] for p in _json(_run("--json", fat))[0]["problems"]]
    assert _run("--write", fat).exit_code == 0
    assert "D17" not in [p["code"] for p in _json(_run("--json", fat))[0]["problems"]]


def test_without_write_no_file_changes(fat: Path) -> None:
    """`score` alone reads: bytes and time of the file stay."""
    before, changed_at = fat.read_bytes(), fat.stat().st_mtime_ns
    assert _run(fat).exit_code == 0
    assert (fat.read_bytes(), fat.stat().st_mtime_ns, _only(fat.parent)) == (before, changed_at, [fat.name])


# How it is written.


def test_the_file_is_replaced_in_one_step(fat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new file is whole before it takes the old one's name; it keeps the mode, and no temporary stays."""
    fat.chmod(0o640)
    seen: list[tuple[bytes, int]] = []
    rename = os.replace

    def watch(source: Path, target: Path) -> None:
        with zipfile.ZipFile(source) as archive:
            assert archive.testzip() is None
        seen.append((target.read_bytes(), len(_only(target.parent))))
        rename(source, target)

    before = fat.read_bytes()
    monkeypatch.setattr(os, "replace", watch)
    assert _run("--write", fat).exit_code == 0
    assert seen == [(before, 2)]
    assert _only(fat.parent) == [fat.name]
    assert stat.S_IMODE(fat.stat().st_mode) == 0o640


def _fails(path: Path, code: str, wanted: bytes) -> None:
    """`score --write` names the problem, exits with 1, and the file has these bytes and is alone in its folder."""
    result = _run("--write", "--json", path)
    assert result.exit_code == 1
    (entry,) = _json(result)
    assert [p["code"] for p in entry["problems"] if p["code"].startswith("W")] == [code]
    assert (path.read_bytes(), _only(path.parent)) == (wanted, [path.name])


def test_a_folder_that_cannot_be_written_is_named(fat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder that takes no new file the command says so (W01), and the file stays as it is."""
    before, really_open = fat.read_bytes(), os.open

    def deny(path: Any, flags: int, *more: Any, **options: Any) -> int:
        if flags & os.O_CREAT and Path(path).parent == fat.parent:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return really_open(path, flags, *more, **options)

    monkeypatch.setattr(os, "open", deny)  # root, as whom tests may run, is denied nothing
    _fails(fat, "W01", before)


def test_a_file_that_is_open_elsewhere_is_named(fat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another program holds the file, as Excel does on Windows, the command tries again and says so (W01)."""
    before, tries = fat.read_bytes(), []

    def deny(source: Path, target: Path) -> None:
        tries.append(target)
        raise PermissionError(errno.EACCES, "The process cannot access the file", str(target))

    monkeypatch.setattr(os, "replace", deny)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    _fails(fat, "W01", before)
    assert len(tries) > 1


def test_a_full_disk_is_named(fat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk the command says so (W04), and the file stays as it is."""

    def full_disk(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    _fails(fat, "W04", fat.read_bytes())


def test_a_file_that_changed_meanwhile_is_not_overwritten(fat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If somebody saves the file between reading and writing, theirs stays and the command says so (W02)."""
    theirs = patch(fat.read_bytes(), {"Score": {(_at("indicator:1"), layout.VALUE): 1}})

    def save_meanwhile(*arguments: Any) -> Any:
        fat.write_bytes(theirs)
        return official_cells(*arguments)

    monkeypatch.setattr("workbook.scoresheet.scoring.official_cells", save_meanwhile)
    _fails(fat, "W02", theirs)


def test_one_bad_file_does_not_stop_the_others(fat: Path) -> None:
    """A damaged file is named and untouched, and the block goes into the good file all the same."""
    bad = fat.with_name("เสีย.xlsx")
    bad.write_bytes(fat.read_bytes()[:-500])
    damaged = bad.read_bytes()
    result = _run("--write", "--json", bad, fat)
    assert result.exit_code == 1
    assert [entry["total"] is None for entry in _json(result)] == [True, False]
    assert bad.read_bytes() == damaged
    assert _block(fat)["band"] == "ดี"
