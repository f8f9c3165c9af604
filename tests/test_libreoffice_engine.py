"""xlwings over LibreOffice: what code written for Excel relies on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from workbook.office.libreoffice import LockedCell, Office
from workbook.office.libreoffice_engine import Alert, install, uninstall


def test_caller_is_the_mocked_book(book: xw.Book) -> None:
    """A macro that asks for its caller gets the workbook, through the only app."""
    book.set_mock_caller()
    caller = xw.Book.caller()
    assert caller.name == "คะแนน 2558.xlsx"
    assert [app.books[0].fullname for app in xw.apps] == [book.fullname]
    assert xw.apps.active == book.app
    assert xw.books.active == book


def test_opening_again_gives_the_same_book(book: xw.Book) -> None:
    """A file that is open already is not opened twice."""
    assert xw.Book(book.fullname) == book
    assert len(xw.books) == 1


def test_sheets_by_name_and_position(book: xw.Book) -> None:
    """Sheets are found by name and by position, and a missing one is an error."""
    assert book.sheet_names == ["Score", "Free"]
    assert book.sheets["Free"] == book.sheets[1] != book.sheets[0]
    assert book.sheets["Free"].index == 2
    assert "Score" in book.sheets
    assert "Scores" not in book.sheets
    with pytest.raises(KeyError, match="Scores"):
        book.sheets["Scores"]


def test_used_range(book: xw.Book) -> None:
    """The used range ends at the last filled row and column."""
    assert book.sheets["Free"].used_range.address == "$A$1:$D$2"
    assert book.sheets["Free"].used_range.last_cell.address == "$D$2"


def test_values_are_those_of_excel(book: xw.Book) -> None:
    """Numbers are floats, booleans bool, dates datetime, empty cells and empty text None."""
    values = book.sheets["Score"]["A2:D4"].options(ndim=2).value
    assert values == [
        ["ผลลัพธ์", 4.5, 9.0, dt.datetime(2015, 6, 1)],
        [None, None, None, dt.datetime(2015, 6, 1, 13, 30)],
        [None, None, True, "2558"],
    ]
    assert type(values[2][2]) is bool
    assert type(values[0][2]) is float


def test_options_shape_and_convert(book: xw.Book) -> None:
    """The options of a range shape and convert what is read."""
    sheet = book.sheets["Score"]
    assert sheet["B2"].value == 4.5
    assert sheet["B2"].options(ndim=2).value == [[4.5]]
    assert sheet["B2:B3"].value == [4.5, None]
    assert sheet["B2:B3"].options(empty="-", numbers=int).value == [4, "-"]
    assert sheet["D2"].options(dates=dt.date).value == dt.date(2015, 6, 1)
    assert book.sheets["Free"]["A1:B2"].options(dict).value == {"ก": 1.0, "ข": 2.0}


def test_errors_are_text_on_demand(book: xw.Book) -> None:
    """Errors are None unless text is asked for; text that looks like an error stays."""
    cells = book.sheets["Score"]["E1:E5"]
    assert cells.value == [None, None, None, None, "#N/A"]
    assert cells.options(err_to_str=True).value == ["#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A"]


def test_one_read_and_one_write(book: xw.Book, engine: xw.Engine) -> None:
    """The engine counts each read and each write of a range as one, however large."""
    sheet = book.sheets["Score"]
    engine.impl.calls.clear()
    rows = sheet["A1:E8"].options(ndim=2, err_to_str=True).value
    assert len(rows) == 8
    assert engine.impl.calls == {"read": 1}
    sheet["B2"].value = [[1], [2], [3]]
    assert engine.impl.calls == {"read": 1, "write": 1}
    assert sheet["C2:C4"].value == [2.0, 2.0, False]


def test_what_is_written_is_entered(book: xw.Book) -> None:
    """As in Excel, text may become a number or a formula, and types show when read again."""
    sheet, day = book.sheets["Free"], dt.datetime(2015, 6, 1, 13, 30)
    sheet["A5"].value = [
        "ก",
        "4.5",
        "'007",
        "4,5",
        True,
        day,
        None,
        dt.date(2015, 6, 1),
        float("nan"),
        "=B1+1",
        "1e3",
    ]
    assert sheet["A5:K5"].value == [
        "ก", 4.5, "007", "4,5", True, day, None, dt.datetime(2015, 6, 1), None, 2.0, 1000.0,
    ]  # fmt: skip
    assert type(sheet["E5"].value) is bool


def test_text_cells_keep_text(book: xw.Book) -> None:
    """A cell formatted as text keeps a number written as text."""
    sheet = book.sheets["Free"]
    sheet["A5:B5"].number_format = "@"
    sheet["A5"].value = ["12e4", "=1+1"]
    assert sheet["A5:B5"].value == ["12e4", "=1+1"]


def test_scalars_fill(book: xw.Book) -> None:
    """One value written to a range fills it."""
    sheet = book.sheets["Free"]
    sheet["B5:C6"].value = 7
    assert sheet["B5:C6"].value == [[7.0, 7.0], [7.0, 7.0]]


def test_locked_cells_refuse(book: xw.Book) -> None:
    """Values, formulas, formats, colours and clearing are refused where a cell is locked."""
    sheet = book.sheets["Score"]
    with pytest.raises(LockedCell):
        sheet["C2"].value = 1
    with pytest.raises(LockedCell):
        sheet["B2"].value = [1, 2]
    with pytest.raises(LockedCell):
        sheet["C2"].formula = "=1"
    with pytest.raises(LockedCell):
        sheet["C2"].number_format = "0.00"
    with pytest.raises(LockedCell):
        sheet["C2"].color = (255, 0, 0)
    with pytest.raises(LockedCell):
        sheet.clear_contents()
    assert sheet["B2:C2"].value == [4.5, 9.0]
    assert sheet["C2"].formula == "=B2*2"
    assert sheet["C2"].color is None


def test_unlocked_cells_of_a_protected_sheet_accept(book: xw.Book) -> None:
    """An unlocked cell takes numbers, booleans and dates, and can be cleared."""
    cell = book.sheets["Score"]["B8"]
    for value in (2.5, True, dt.datetime(2015, 6, 1), "ใช่", None):
        cell.value = value
        assert cell.value == value
        assert type(cell.value) is type(value)


def test_formulas_are_excels(book: xw.Book) -> None:
    """Formulas are read and entered with Excel's separators and references."""
    sheet = book.sheets["Free"]
    formulas = ['=IF(Score!B2>4,"a,b;c",Score!$B$2)', "=SUM(Score!B2:B3,1)", "=LOOKUP(2.5,{1,2,3},{4,5,6})"]
    sheet["A5"].formula = formulas
    assert sheet["A5:C5"].formula == [formulas]
    assert sheet["A5:C5"].value == ["a,b;c", 5.5, 5.0]
    sheet["A6"].formula = "=SUMPRODUCT({1,2;3,4})"
    assert (sheet["A6"].value, sheet["A6"].formula) == (10.0, "=SUMPRODUCT({1,2;3,4})")
    assert sheet["B1"].formula == "1"


def test_expand(book: xw.Book) -> None:
    """A range expands over filled cells, down, right and both."""
    sheet = book.sheets["Free"]
    assert sheet["A1"].expand().address == "$A$1:$B$2"
    assert sheet["A1"].expand("right").address == "$A$1:$B$1"
    sheet["A3"].value = [["ค"], ["ง"]]
    assert sheet["A1"].expand("down").address == "$A$1:$A$4"
    assert sheet["A1"].options(ndim=2, expand="down").value == [["ก"], ["ข"], ["ค"], ["ง"]]


def test_end_is_ctrl_and_arrow(book: xw.Book) -> None:
    """End goes where Ctrl and an arrow key go."""
    sheet = book.sheets["Free"]
    assert sheet["A1"].end("right").address == "$B$1"
    assert sheet["B1"].end("right").address == "$D$1"
    assert sheet["D1"].end("left").address == "$B$1"
    assert sheet["A2"].end("up").address == "$A$1"
    assert sheet["A2"].end("down").address == "$A$1048576"


def test_names(book: xw.Book) -> None:
    """Defined names lead to their ranges, and new ones can be added."""
    assert book.names["marks"].refers_to == "=Score!$B$2:$B$6"
    assert book.sheets["Score"]["marks"].address == "$B$2:$B$6"
    assert book.names["marks"].refers_to_range.value == [4.5, None, None, None, None]
    assert [name.name for name in book.names] == ["marks", "rate"]
    assert "none" not in book.names
    with pytest.raises(xw.NoSuchObjectError):
        _ = book.names["rate"].refers_to_range
    book.names.add("first", "=Free!$A$1:$A$2")
    assert book.names["first"].refers_to_range.value == ["ก", "ข"]


def test_formats_and_colours(book: xw.Book) -> None:
    """Number formats and colours are read as they were set."""
    cell = book.sheets["Free"]["B1"]
    assert (cell.number_format, cell.color) == ("General", None)
    cell.number_format, cell.color = "0.00", (255, 128, 0)
    assert (cell.number_format, cell.color) == ("0.00", (255, 128, 0))
    cell.color = "#00ff01"
    assert cell.color == (0, 255, 1)
    cell.color = None
    assert cell.color is None


def test_clear_contents(book: xw.Book) -> None:
    """Clearing empties cells and leaves their looks."""
    sheet = book.sheets["Free"]
    sheet["A1"].color = (1, 2, 3)
    sheet["A:A"].clear_contents()
    assert sheet["A1:B2"].value == [[None, 1.0], [None, 2.0]]
    assert sheet["A1"].color == (1, 2, 3)
    sheet.clear_contents()
    assert sheet["A1:D2"].value == [[None] * 4] * 2


def test_active_sheet_and_selection(book: xw.Book) -> None:
    """Activating a sheet and selecting cells can be seen afterwards."""
    book.sheets["Free"].activate()
    assert book.sheets.active.name == "Free"
    book.sheets["Score"]["B2:B3"].select()
    assert book.sheets.active.name == "Score"
    assert book.selection is not None
    assert book.selection == book.sheets["Score"]["B2:B3"]


def test_save_takes_over_the_name(book: xw.Book, tmp_path: Path, score_file: Path) -> None:
    """Saving writes a file that others can read and leaves the one opened alone."""
    before, target = score_file.read_bytes(), tmp_path / "ส่ง.xlsx"
    book.sheets["Score"]["B2"].value = 3
    book.save(target)
    assert openpyxl.load_workbook(target, data_only=True)["Score"]["C2"].value == 6
    assert (book.name, book.fullname) == ("ส่ง.xlsx", str(target))
    book.sheets["Score"]["B2"].value = 1
    book.save()
    assert openpyxl.load_workbook(target, data_only=True)["Score"]["C2"].value == 2
    assert score_file.read_bytes() == before


def test_alerts_are_recorded(book: xw.Book, engine: xw.Engine) -> None:
    """A message box is recorded and answered."""
    assert book.app.alert("เสร็จแล้ว", title="คะแนน") == "ok"
    assert book.app.alert("เขียนทับ?", buttons="yes_no", mode="critical") == "yes"
    engine.impl.answer = "no"
    assert book.app.alert("เขียนทับ?", buttons="yes_no") == "no"
    assert engine.impl.alerts[0] == Alert("เสร็จแล้ว", "คะแนน", "ok", None)
    assert [alert.mode for alert in engine.impl.alerts] == [None, "critical", None]


def test_a_renamed_sheet_is_found(book: xw.Book) -> None:
    """A sheet renamed to Thai is found by its new name."""
    book.sheets["Free"].name = "แผ่น ใหม่"
    assert book.sheets["แผ่น ใหม่"]["A1"].value == "ก"
    assert book.sheet_names == ["Score", "แผ่น ใหม่"]


def test_closing_and_switches(book: xw.Book) -> None:
    """The switches of the app are remembered, and a closed book is gone."""
    with book.app.properties(screen_updating=False, calculation="manual"):
        assert (book.app.screen_updating, book.app.calculation) == (False, "manual")
    assert book.app.screen_updating is True
    app = book.app
    book.close()
    assert len(app.books) == 0


def test_uninstall_leaves_nothing(office: Office, score_file: Path) -> None:
    """Installing twice leaves one engine, and uninstalling leaves xlwings as it was."""
    before = [engine.name for engine in xw.engines]
    install(office)
    install(office)
    assert [engine.name for engine in xw.engines].count("excel") == before.count("excel") + 1
    xw.Book(score_file).set_mock_caller()
    uninstall()
    assert [engine.name for engine in xw.engines] == before
    assert xw.engines.active is None or xw.engines.active.name in before
    assert not hasattr(xw.Book, "_mock_caller")
