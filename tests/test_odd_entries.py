"""Whatever is in an entry cell, the live formulas and Python give the same status and total."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pyscoring.edition import scored
from tests.sheets import full, write
from workbook.office.libreoffice import Document, Office
from workbook.scoresheet import layout
from workbook.scoresheet.official import band_text
from workbook.scoresheet.reader import from_rows, parse

EDITION = scored("tpsa-innovation-2558")
AT = {row.key: row.number for row in layout.rows(EDITION) if row.key}

TYPED: list[object] = [
    "๔", "๑๒๐", "๑๒๑", "４．５", "๔.๕", " 5 ", "5\u00a0", "\u00a05", "5\u200b", "\ufeff5", "4.50", "0", "0.00", "00", "05",
    "+4", "-1", "-0",
    "4.555", "4,5", "1,000", "5%", "1_0", "nan", "inf", "1e1", "1/2", "4-6", "4.", ".5", "4 5", "ดี", "x", "TRUE", "120.01", "121",
    "฿5", "(5)", "5 คะแนน", "0x10", "''5", "", " ", "\u00a0", "\u200b", "1000000000000000000000", "๔๕.๕๐", "5 .0",
    "4\t", "4\n", "\u30004", "4\u2060", "\u20034", "4\u202f", "\u3000", "4.000", "4.0",
    4.00000000000001, 3.57000000000001, 99.9900000000001, 4.0000001, 64.00000000000003,
    0.0, 4.57, 0.01, 119.99, 120.0, 120.01, -0.01, 4.005, 4.555, 0.1 + 0.2, 1e10, 1e-9, 1e300, 45000.0,
]  # fmt: skip
WORDS: list[object] = [
    "ใช่\t", "yes\n", "\u3000no",
    "ใช่", "ไม่ใช่", "yes", "no", "YES", "No", " ใช่ ", "ใช่\u00a0", "", " ", "อาจจะ", "y", "1", 1.0, 0.0, "ใช่ครับ", "TRUE", "ไม่  ใช่",
]  # fmt: skip
STAGES: list[object] = ["desk", "SITE", "document", "ประเมินในพื้นที่", " ตรวจเอกสาร ", "บ้าน", "desk\t", 1.0, "", "ประเมิน"]


@pytest.fixture(scope="module")
def sheet(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Document]:
    path = write(tmp_path_factory.mktemp("odd") / "odd.xlsx", EDITION, full(EDITION))
    with office.open(path) as document:
        document.sheet("Score").unprotect("")
        yield document


def _both(document: Document, typed: bool = False) -> tuple[tuple[object, ...], tuple[object, ...]]:
    document.recalculate()
    rows = document.values("Score", f"A1:I{max(AT.values())}", typed=typed)
    live = tuple(rows[AT[key] - 1][layout.VALUE - 1] or None for key in ("total", "band", "status"))
    result = parse(from_rows(rows)).score()
    assert result is not None
    total = None if result.total is None else float(result.total)
    return live, (total, band_text(result, "th"), result.status.text("th"))


def _cell(key: str) -> str:
    return f"E{AT[key]}"


@pytest.mark.parametrize("value", TYPED, ids=repr)
def test_entries(sheet: Document, value: object) -> None:
    """Texts, Thai digits, spaces and numbers of any size count, or are to be corrected, in both alike."""
    sheet.set("Score", _cell("indicator:1.3"), [[value]])  # type: ignore[list-item]
    live, python = _both(sheet)
    assert live == python


@pytest.mark.parametrize("formula", ["=NA()", "=1/0", "=SQRT(-1)"])
def test_error_values(sheet: Document, formula: str) -> None:
    """An error value is to be corrected in both; it does not count as a blank."""
    sheet.set_formulas("Score", _cell("indicator:1.3"), [[formula]])
    live, python = _both(sheet, typed=True)
    sheet.set("Score", _cell("indicator:1.3"), [[120.0]])
    assert live == python == (None, None, "แก้ไข 1 แห่ง")


@pytest.mark.parametrize("value", [True, False])
def test_logical_values(office: Office, tmp_path: Path, value: bool) -> None:
    """A logical value in a file is to be corrected in both; it does not count as 1 or 0."""
    path = write(tmp_path / "logical.xlsx", EDITION, full(EDITION) | {"indicator:1.3": value})
    with office.open(path) as document:
        live, python = _both(document, typed=True)
    assert live == python == (None, None, "แก้ไข 1 แห่ง")


@pytest.mark.parametrize("key", ["bonus:2", "conflict", "eligibility:" + EDITION.eligibility[0].id])
@pytest.mark.parametrize("value", WORDS, ids=repr)
def test_answers(sheet: Document, key: str, value: object) -> None:
    """Yes, no and everything else are understood alike."""
    sheet.set("Score", _cell("indicator:1.3"), [[120.0]])
    sheet.set("Score", _cell(key), [[value]])  # type: ignore[list-item]
    live, python = _both(sheet)
    sheet.set("Score", _cell(key), [[""]])
    assert live == python


@pytest.mark.parametrize("value", STAGES, ids=repr)
def test_stages(sheet: Document, value: object) -> None:
    """A stage that is not one is to be corrected in both."""
    sheet.set("Score", _cell("stage"), [[value]])  # type: ignore[list-item]
    live, python = _both(sheet)
    sheet.set("Score", _cell("stage"), [["desk"]])
    assert live == python
