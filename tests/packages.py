"""Small workbooks written part by part, for what no spreadsheet program would write."""

import io
import struct
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
KEYED = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>pyscoring/1</t></is></c>'
    '<c r="C1" t="inlineStr"><is><t>value</t></is></c></row>'
    '<row r="4"><c r="A4" t="inlineStr"><is><t>indicator:1</t></is></c>'
    '<c r="B4"><v>9</v></c><c r="C4"><v>4.5</v></c></row>'
)
KEYED_CELLS = {(1, 1): "pyscoring/1", (1, 3): "value", (4, 1): "indicator:1", (4, 3): 4.5}
SHEET = "xl/worksheets/sheet1.xml"
NAMES = {
    "root": "_rels/.rels",
    "workbook": "xl/workbook.xml",
    "rels": "xl/_rels/workbook.xml.rels",
    "sheet": SHEET,
    "strings": "xl/sharedStrings.xml",
    "styles": "xl/styles.xml",
}


def links(*entries: tuple[str, str, str], office: str = OFFICE, mode: str = "") -> str:
    rows = "".join(f'<Relationship Id="{i}" Type="{office}/{k}" Target="{t}"{mode}/>' for i, k, t in entries)
    return f'<Relationships xmlns="{RELS}">{rows}</Relationships>'


def parts(rows: str = KEYED, space: str = MAIN, office: str = OFFICE, **changes: str) -> dict[str, str]:
    """The parts of a small workbook with one sheet; `changes` by short name."""
    made = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": links(("r1", "officeDocument", "xl/workbook.xml"), office=office),
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{office}"><sheets>'
        '<sheet name="Score" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": links(("r1", "worksheet", "worksheets/sheet1.xml"), office=office),
        SHEET: f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>',
    }
    made |= {NAMES[name]: text for name, text in changes.items()}
    if "strings" in changes or "styles" in changes:
        entries = [("r1", "worksheet", "worksheets/sheet1.xml")]
        entries += [("r2", "sharedStrings", "sharedStrings.xml")] if "strings" in changes else []
        entries += [("r3", "styles", "styles.xml")] if "styles" in changes else []
        made["xl/_rels/workbook.xml.rels"] = changes.get("rels") or links(*entries, office=office)
    return made


def zipped(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


def declare(data: bytes, name: str, size: int, at: int = 24) -> bytes:
    """The zip file with another size (at=24) or checksum (at=16) declared for one member."""
    changed = bytearray(data)
    where = data.rindex(name.encode()) - 46
    assert data[where : where + 4] == b"PK\x01\x02"
    struct.pack_into("<L", changed, where + at, size)
    return bytes(changed)


def row(number: int, *written: str) -> str:
    return f'<row r="{number}">' + "".join(written) + "</row>"


def text(at: str, value: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{value}</t></is></c>'


def contents(data: bytes) -> dict[str, bytes]:
    """What is in a workbook, however it is packed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
