"""Tables made with XlsxWriter keep texts as texts, lead where they say, and show days in the Buddhist era."""

import datetime as dt
import errno
import gc
from pathlib import Path
from unittest.mock import Mock

import openpyxl
import pytest

from workbook.consolidation import cellwriter
from workbook.consolidation.cellwriter import StreamedBook
from workbook.consolidation.tables import BookLook, Column, TableSheet, file_link
from workbook.files.package import read_all
from workbook.office.libreoffice import Office

COLUMNS = (Column("id", {"th": "รหัส", "en": "Id"}, 12), Column("day", {"th": "วันที่", "en": "Day"}, 20, "center"))


@pytest.fixture
def look() -> BookLook:
    return BookLook("th", "ทดสอบ")


@pytest.fixture
def table(look: BookLook) -> TableSheet:
    return look.table("Table", COLUMNS)


def opened(look: BookLook) -> openpyxl.Workbook:
    return openpyxl.load_workbook(look.finish())


def test_keys_are_hidden_and_headings_stay(look: BookLook, table: TableSheet) -> None:
    """Row 1 holds the keys out of sight; the headings in row 2 are frozen, repeated in print, and filter."""
    table.text(3, "id", "0012")
    table.finish("ทดสอบ")
    sheet = opened(look)["Table"]
    assert [cell.value for cell in sheet[1]] == ["id", "day"]
    assert sheet.row_dimensions[1].hidden
    assert [cell.value for cell in sheet[2]] == ["รหัส", "วันที่"]
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.auto_filter.ref) == ("B3", "$2:$2", "A2:B3")


def test_a_text_that_looks_like_something_else_stays_a_text(look: BookLook, table: TableSheet) -> None:
    """Formulas, links and numbers that come as text are written as text."""
    odd = ["=1+1", "{=1}", "http://example.org", "internal:'Table'!A1", "0012", "-3"]
    for row, text in enumerate(odd, 3):
        table.text(row, "id", text)
    table.finish("ทดสอบ")
    cells = [row[0] for row in opened(look)["Table"].iter_rows(min_row=3)]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [(text, "s", None) for text in odd]


def test_a_link_that_excel_would_not_take_is_a_text(look: BookLook, table: TableSheet) -> None:
    """A target longer than Excel allows is left out; the text is there."""
    table.link(3, "id", file_link("ก/" * 1500), "ไฟล์")
    table.link(4, "id", file_link("ก/1.xlsx"), "=ไฟล์")
    table.finish("ทดสอบ")
    sheet = opened(look)["Table"]
    assert (sheet["A3"].value, sheet["A3"].hyperlink) == ("ไฟล์", None)
    assert (sheet["A4"].value, sheet["A4"].data_type, bool(sheet["A4"].hyperlink)) == ("=ไฟล์", "s", True)


def test_rows_that_are_put_away_are_in_the_file(look: BookLook) -> None:
    """Rows put away while others are still to come stand in their places as if they had been kept, and open."""
    tables = [look.table(name, COLUMNS) for name in ("Kept", "Put away")]
    for table in tables:
        for row in range(3, 9):
            table.text(row, "id", f"<{row}> & " * row)
            table.date(row, "day", dt.date(2015, 3, row) if row % 2 else None)
            table.link(row, "id", f"internal:'{table.sheet.name}'!A3", f"ไฟล์ {row}\nสองบรรทัด")
            if table is tables[1] and row in (4, 5):
                table.put_away()
        table.finish("ทดสอบ")
    kept, away = opened(look).worksheets
    told = [
        ([[(c.value, c.number_format, bool(c.hyperlink)) for c in row] for row in sheet.iter_rows()],
         {number: about.height for number, about in sheet.row_dimensions.items()}, sheet.dimensions)
        for sheet in (kept, away)
    ]  # fmt: skip
    assert told[0] == told[1]
    assert away["A5"].value == "ไฟล์ 5\nสองบรรทัด"


def test_nothing_is_written_to_a_row_that_was_put_away(look: BookLook, table: TableSheet) -> None:
    """It would be lost, so it is a mistake that is not passed over."""
    table.text(3, "id", "ก")
    table.put_away()
    table.text(3, "day", "ข")
    with pytest.raises(ValueError, match="put away"):
        look.finish()


@pytest.mark.parametrize("name", ["a b.xlsx", "50%.xlsx", "50%20.xlsx", "#1.xlsx", "?.xlsx", "ก&ข.xlsx", 'a"b.xlsx'])
def test_what_an_address_gives_a_meaning_is_escaped(name: str) -> None:
    """Every character of a file's name comes back when the address is read."""
    from urllib.parse import unquote, urlsplit

    assert unquote(urlsplit(file_link(name).removeprefix("external:")).path) == name
    assert "#" not in file_link(name)


def test_days_are_dates_of_the_buddhist_era(look: BookLook, table: TableSheet, office: Office, tmp_path: Path) -> None:
    """A day can be sorted as a date and is read as a year of the Buddhist era."""
    table.text(3, "id", "1")
    table.date(3, "day", dt.date(2015, 5, 20))
    table.finish("ทดสอบ")
    path = tmp_path / "table.xlsx"
    path.write_bytes(look.finish().read())
    with office.open(path) as document:
        cell = document.range("Table", "B3")
        assert (cell.Value, cell.String) == (42144.0, "20 พ.ค. 2558")


def test_a_row_has_room_for_its_longest_text(look: BookLook, table: TableSheet) -> None:
    """Row heights are set for the lines that Thai text takes, since no program measures it when it opens."""
    table.text(3, "id", "สั้น")
    table.text(4, "id", "ข้อความยาวที่ต้องขึ้นบรรทัดใหม่หลายบรรทัด")
    table.text(5, "id", "ข้อความยาวที่ต้องขึ้นบรรทัดใหม่หลายบรรทัด", grow=False)
    table.finish("ทดสอบ")
    heights = [opened_row.height for opened_row in map(opened(look)["Table"].row_dimensions.__getitem__, (3, 4, 5))]
    assert heights[0] == heights[2] == 24
    assert heights[1] >= 24 + 2 * 16


def test_letters_that_xml_has_not_break_no_sheet() -> None:
    """A name may hold what only an escape in a workbook can: as a formula's value it is escaped again."""
    book = StreamedBook({})
    sheet, look = book.add_worksheet("a"), book.add_format({"bold": True})
    for row, text in enumerate(("ก\x01", "ข\ufffe", "ค\x0b<&")):
        sheet.write_formula(row, 0, "=B1", look, text)
    sheet.put_away(2)
    opened_ = openpyxl.load_workbook(book.finish(), data_only=True)
    assert [row[0] for row in opened_["a"].values] == ["ก_x0001_", "ข_xFFFE_", "ค_x000B_<&"]


@pytest.mark.parametrize("shared", [0, 1 << 13])
def test_texts_stand_in_their_cells_when_there_are_many(
    look: BookLook, table: TableSheet, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: int
) -> None:
    """Whether a text is written once for all sheets or where it stands, every program reads what was written."""
    monkeypatch.setattr(cellwriter, "_SHARED", shared)
    texts = ['ก <&> "ข"', "  เว้นหน้าหลัง  ", "สอง\nบรรทัด", "_x0041_", f"<r>{'<b>' * 5500}</r>", "=1+1"]
    for row, text in enumerate(texts, 3):
        table.text(row, "id", text)
    table.text(9, "id", "ก\x01\r\n")
    table.finish("ทดสอบ")
    path = tmp_path / "table.xlsx"
    path.write_bytes(look.finish().read())
    found = [row[0].value for row in openpyxl.load_workbook(path)["Table"]["A3:A8"]]
    assert [text for text in found if "x0041" not in text] == [text for text in texts if text != "_x0041_"]
    assert [read_all(path).sheets[0].cells[row, 1] for row in range(3, 10)] == [*texts, "ก\x01\r\n"]
    with office.open(path) as document:
        assert [document.range("Table", f"A{row}").String for row in range(3, 9)] == texts


@pytest.mark.filterwarnings("error", "ignore::ResourceWarning")  # temporary files go with the last reference
def test_a_full_disk_is_told_once(look: BookLook, table: TableSheet, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no room for the file, just that is told: nothing more is tried, nor complained of, afterwards."""
    table.text(3, "id", "ก")
    table.finish("ทดสอบ")
    monkeypatch.setattr(cellwriter._Part, "_on", Mock(side_effect=OSError(errno.ENOSPC, "full")))
    with pytest.raises(OSError, match="full"):
        look.finish()
    del look.book, table.sheet
    gc.collect()
