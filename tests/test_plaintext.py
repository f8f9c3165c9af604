"""Text that looks like a formula stays text, in .xlsx and in CSV."""

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pyscoring.edition import check, scored
from tests.sheets import blank, full, write
from workbook.files.patch import patch
from workbook.files.plaintext import count_guarded, csv_rows, csv_text
from workbook.files.sheetmap import Edits
from workbook.office.libreoffice import Document, Office
from workbook.scoresheet import layout

TEPGA = scored("tepga-development-2558")
FORMULAS = [
    "=ดีมาก", "=1+1", "+66 2590 4000", "-5", "- ข้อสังเกต", "@x", "@SUM(1)", "|calc", "\t=1+1", "\r=1+1", "\n=1+1", "\0=1+1",
    "＝1", "＋1", "－1", "＠x", "\ufeff=1+1", "\u00a0=1+1", "\u200b=1+1", "\ufeff\u200b\u00a0＝1+1", "\u200b\tก",
    "=HYPERLINK(\"x\";\"ก\")", "=cmd|' /C calc'!A0",
]  # fmt: skip
PLAIN = ["", "ดีมาก", "'=1", "5", "1=1", " =1", "ก-1", "3/2", "0012", "﹦1", "\u200b", "\u00a0ก", "#N/A", "“=1”"]
EVALUATE = "44,34,76,1,,0,false,true,false,false,false,0,true"  # quoted fields may be numbers, formulas are evaluated


def open_csv(office: Office, path: Path) -> Document:
    """Open a CSV file as a user would who ticks everything that runs formulas."""
    filter_ = {"FilterName": "Text - txt - csv (StarCalc)", "FilterOptions": EVALUATE}
    return office._load(path.as_uri(), path, True, **filter_)


def kinds(document: Document, rows: int) -> list[str]:
    """The type of each cell of column A: EMPTY, VALUE, TEXT or FORMULA."""
    cells = document.sheet(0)
    return [cells.getCellByPosition(0, row).Type.value for row in range(rows)]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_start_that_makes_a_formula_gets_an_apostrophe(text: str) -> None:
    """Each start of the notes is guarded, also after a mark or a space that cannot be seen."""
    assert csv_text(text) == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_other_texts_stay(text: str) -> None:
    """A text that no program takes for a formula is written as it is."""
    assert csv_text(text) == text


def test_csv_rows() -> None:
    """UTF-8 with its mark, everything quoted, CR LF, numbers as they are, and the guarded texts counted."""
    rows = [("รหัส", "คะแนน"), ("=ดีมาก", Decimal("-1.50")), ('"ก"', None), ("@x", -2)]
    lines = ['"รหัส","คะแนน"', '"\'=ดีมาก","-1.50"', '"""ก""",""', '"\'@x","-2"']
    assert b"".join(csv_rows(rows)) == ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
    assert count_guarded(rows) == 2
    assert (list(csv_rows([])), count_guarded([])) == ([b"\xef\xbb\xbf"], 0)


def test_a_large_csv_comes_in_pieces() -> None:
    """No more than some rows of a table are in memory at once, and none is lost or doubled between two pieces."""
    pieces = list(csv_rows((number, "ก" * 100) for number in range(2_000)))
    assert len(pieces) > 2
    rows = csv.reader(io.StringIO(b"".join(pieces).decode("utf-8-sig"), newline=""))
    assert [int(number) for number, _ in rows] == list(range(2_000))


def test_csv_reads_back() -> None:
    """Every text comes back from the file, with nothing but the apostrophes added."""
    texts = [(text,) for text in FORMULAS + PLAIN]
    data = b"".join(csv_rows(texts))
    rows = [row[0] for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))]
    assert rows == [f"'{text}" for text in FORMULAS] + PLAIN
    assert count_guarded(texts) == len(FORMULAS)


def test_libreoffice_shows_the_texts_of_a_csv(office: Office, tmp_path: Path) -> None:
    """In LibreOffice with all evaluation on, guarded texts are texts, numbers are numbers; unguarded, formulas would run."""
    texts = [text for text in FORMULAS if "\0" not in text]  # which ends a text there
    path, bare = tmp_path / "guarded.csv", tmp_path / "bare.csv"
    path.write_bytes(b"".join(csv_rows([*((text,) for text in texts), (Decimal("-1.5"),)])))
    bare.write_text('"=1+1"\r\n"-5"\r\n', encoding="utf-8")
    with open_csv(office, bare) as document:
        assert kinds(document, 2) == ["FORMULA", "VALUE"]
    with open_csv(office, path) as document:
        assert kinds(document, len(texts) + 1) == ["TEXT"] * len(texts) + ["VALUE"]
        shown = [document.sheet(0).getCellByPosition(0, row).String for row in range(len(texts))]
    assert ["".join(text.split()) for text in shown] == ["".join(f"'{text}".split()) for text in texts]


def test_libreoffice_shows_the_texts_of_a_workbook(office: Office, tmp_path: Path) -> None:
    """Texts that `patch` puts into a workbook are texts in LibreOffice and openpyxl, and the scoring shows them as typed."""
    texts = [text for text in FORMULAS + PLAIN if text and "\r" not in text and "\0" not in text]
    edits: Edits = {(100 + n, 4): text for n, text in enumerate(texts)}
    path = tmp_path / "a.xlsx"
    path.write_bytes(patch(blank(TEPGA.id), {"Guide": edits}))
    sheet: Any = openpyxl.load_workbook(path)["Guide"]
    assert [(sheet.cell(*place).data_type, sheet.cell(*place).value) for place in edits] == [("s", t) for t in texts]
    with office.open(path) as document:
        cells = [document.sheet("Guide").getCellByPosition(3, row - 1) for row, _ in edits]
        assert [cell.Type.value for cell in cells] == ["TEXT"] * len(texts)
        assert [cell.String for cell in cells] == texts


def test_names_that_look_like_formulas_come_through(office: Office, tmp_path: Path) -> None:
    """An application called =ดีมาก is a text in its workbook, and its formulas still count."""
    path = write(tmp_path / "a.xlsx", TEPGA, full(TEPGA, application="=ดีมาก", title="+66 2590 4000"))
    rows = {row.key: row.number for row in layout.rows(TEPGA)}
    with office.open(path) as document:
        document.recalculate()
        shown = [document.range("Score", f"E{rows[key]}").String for key in ("application", "title", "total")]
        formulas = [document.formulas("Score", f"E{rows[key]}")[0][0] for key in ("application", "title")]
    assert shown == ["=ดีมาก", "+66 2590 4000", "100.00"]
    assert all(not formula.startswith("=") or formula == "=ดีมาก" for formula in formulas)


@pytest.mark.parametrize("start", ["=ดีมาก", "+1", "-1", "@x"])
def test_editions_give_no_formulas(tmp_path: Path, start: str) -> None:
    """The template writes an edition's texts with openpyxl, which makes formulas of some: none is let in."""
    source = Path("pyscoring/editions/tepga-development-2558.toml").read_text(encoding="utf-8")
    assert 'th = "ดี"' in source
    path = tmp_path / "wrong.toml"
    path.write_text(source.replace('th = "ดี"', f'th = "{start}"', 1), encoding="utf-8")
    assert [p.field for p in check(path)[1]] == ["bands[2].name.th"]


@pytest.mark.parametrize("sheet", ["Score", "Guide"])
def test_only_our_own_formulas_are_formulas(sheet: str) -> None:
    """No text of any edition became a formula or an error in its template."""
    for edition_id in ("tepga-development-2558", "tpsa-standard-2558", "pmqa-award-2558"):
        book = openpyxl.load_workbook(io.BytesIO(blank(edition_id)))
        found = [cell for row in book[sheet].iter_rows() for cell in row if cell.data_type in "fe"]
        wanted = ("=IF(", "=HYPERLINK(", "=SUM(", "=ROUND(", "=IFERROR(", "=LET(")
        strange = [c.coordinate for c in found if not str(c.value).startswith(wanted)]
        assert found
        assert strange == []
