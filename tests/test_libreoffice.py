"""LibreOffice as the tests drive it."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]

from tests.office_fixtures import OUT_OF_RANGE, UNUSUAL
from tests.typist import Entry, type_into
from workbook.office import bridge
from workbook.office.libreoffice import (
    Document,
    ErrorValue,
    LockedCell,
    Office,
    OfficeFailed,
    OfficeNotFound,
    Value,
    find_program,
    load_uno,
    render,
)

ROOT = Path(__file__).parent.parent


def test_values_have_types(document: Document) -> None:
    """Text, numbers, booleans and dates are read as such, formulas by their results, empty cells as None."""
    assert document.values("Score", "A1:D5") == [
        ["ตัวชี้วัด", "คะแนน", "สองเท่า", True],
        ["ผลลัพธ์", 4.5, 9.0, datetime(2015, 6, 1)],
        [None, None, "", datetime(2015, 6, 1, 13, 30)],
        [None, None, True, "2558"],
        [None, None, None, datetime(2015, 6, 1)],
    ]
    assert type(document.values("Score", "C4")[0][0]) is bool


def test_untyped_values_are_plain(document: Document) -> None:
    """Without types, booleans and dates are the numbers that the sheet holds."""
    assert document.values(0, "D1:D2", typed=False) == [[1.0], [42156.0]]
    assert type(document.values(0, "D1", typed=False)[0][0]) is float


def test_errors_are_told_from_text(document: Document) -> None:
    """Errors carry Excel's names, and text that looks like one is no error."""
    cells = [row[0] for row in document.values("Score", "E1:E6")]
    assert cells == ["#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#VALUE!"]
    assert [isinstance(cell, ErrorValue) for cell in cells] == [True, True, True, True, False, True]


def test_setting_recalculates(document: Document) -> None:
    """What is written to an unlocked cell shows in the formulas, and None empties the cell."""
    document.set("Score", "B2:B4", [[3], [1.25], ["ก"]])
    assert document.values("Score", "B2:C4") == [[3.0, 6.0], [1.25, 1.25], ["ก", True]]
    document.set("Score", "B3", [[None]])
    assert document.values("Score", "B3:C3") == [[None, ""]]


def test_set_keeps_types(document: Document) -> None:
    """Booleans, dates and text that looks like a number come back as they were written."""
    row: list[Value] = [True, datetime(2015, 6, 1, 13, 30), "007", "=A1"]
    document.set("Free", "A5:D5", [row])
    assert document.values("Free", "A5:D5") == [row]
    assert type(document.values("Free", "A5")[0][0]) is bool


@pytest.mark.parametrize(("address", "rows"), [("C2", [[1]]), ("B2:C2", [[1, 2]]), ("A1", [[True]])])
def test_locked_cells_refuse(document: Document, address: str, rows: list[list[float]]) -> None:
    """A write that touches one locked cell is refused as a whole."""
    before = document.formulas("Score", "A1:C2")
    with pytest.raises(LockedCell, match="locked"):
        document.set("Score", address, rows)
    with pytest.raises(LockedCell, match="locked"):
        document.set_formulas("Score", address, [["1"] * len(rows[0])])
    assert document.formulas("Score", "A1:C2") == before


def test_wrong_shapes_are_refused(document: Document) -> None:
    """Rows that do not fill the range exactly are refused."""
    with pytest.raises(ValueError, match="2 rows of 1"):
        document.set("Score", "B2:B3", [[1]])


def test_formulas_are_read_and_entered(document: Document) -> None:
    """Formulas can be read, entered and calculated anew."""
    assert document.formulas("Score", "B2:C2") == [["4.5", "=B2*2"]]
    document.set_formulas("Free", "A3:B3", [["=SUM(B1:B2)", ""]])
    document.recalculate()
    assert document.values("Free", "A3:B3") == [[3.0, None]]


def test_unknown_sheet_is_named(document: Document) -> None:
    """Asking for a sheet that is not there names those that are."""
    with pytest.raises(KeyError, match="Score"):
        document.values("Scores", "A1")


def test_typing_a_valid_number(typist: Document) -> None:
    """A number in range is taken, also when the cell holds the same already."""
    for _ in range(2):
        assert type_into(typist, "Score", "B2", "3.25") == Entry(True, "")
        assert typist.values("Score", "B2:C2") == [[3.25, 6.5]]


@pytest.mark.parametrize("text", ["7", "-0.5", "abc", "๕", "4,5"])
def test_typing_out_of_range(typist: Document, text: str) -> None:
    """A refused entry shows the Thai message of the validation and leaves the old content."""
    entry = type_into(typist, "Score", "B2", text)
    assert entry == Entry(False, "invalid", OUT_OF_RANGE, "คะแนน")
    assert typist.values("Score", "B2") == [[4.5]]


def test_typing_against_a_warning(typist: Document) -> None:
    """A warning keeps the entry out unless one insists."""
    refused = type_into(typist, "Score", "B7", "9")
    assert (refused.accepted, refused.refusal, refused.message) == (False, "invalid", UNUSUAL)
    assert typist.values("Score", "B7") == [[None]]
    insisted = type_into(typist, "Score", "B7", "9", insist=True)
    assert (insisted.accepted, insisted.message) == (True, UNUSUAL)
    assert typist.values("Score", "B7") == [[9.0]]


def test_typing_into_a_locked_cell(typist: Document) -> None:
    """A locked cell takes nothing, and is reported as locked."""
    for text in ("1", ""):
        assert type_into(typist, "Score", "C2", text).refusal == "locked"
    assert typist.formulas("Score", "C2") == [["=B2*2"]]


def test_typing_nothing_clears(typist: Document) -> None:
    """Empty text clears a cell."""
    assert type_into(typist, "Score", "B2", "").accepted
    assert typist.values("Score", "B2") == [[None]]


def test_typing_is_parsed(typist: Document) -> None:
    """Typed text becomes what Calc makes of it, which API writes never show."""
    typed = {" 5 ": 5.0, "ใช่": "ใช่", "TRUE": True, "=1+1": 2.0, "1,5": "1,5"}
    for text, value in typed.items():
        assert type_into(typist, "Score", "B8", text).accepted
        assert typist.values("Score", "B8") == [[value]]


def test_a_broken_formula_does_not_block(typist: Document) -> None:
    """A dialog that stops everything until it is answered is answered too."""
    entry = type_into(typist, "Score", "B8", "=1+")
    assert "error in the formula" in entry.message
    assert type_into(typist, "Score", "B2", "1").accepted


def test_typing_into_two_workbooks_in_turn(office: Office, score_file: Path) -> None:
    """With two windows open, keys go to the workbook they are meant for."""
    with office.open(score_file, hidden=False) as first, office.open(score_file, hidden=False) as second:
        for round_number in range(1, 4):
            assert type_into(first, "Score", "B2", str(round_number)).accepted
            assert not type_into(second, "Score", "B2", "99").accepted
            assert type_into(second, "Score", "B3", str(round_number + 1)).accepted
            assert first.values("Score", "B2:B3") == [[round_number], [None]]
            assert second.values("Score", "B2:B3") == [[4.5], [round_number + 1]]


def test_many_entries_go_right(typist: Document) -> None:
    """Many entries in a row, right and wrong by turns, all have the right outcome."""
    for number in range(40):
        text = str(number / 4)
        assert type_into(typist, "Score", "B5", text).accepted is (number <= 24)
        assert typist.values("Score", "B5") == [[min(number, 24) / 4]]


def test_typing_needs_a_window(document: Document) -> None:
    """A hidden workbook refuses to be typed into."""
    with pytest.raises(ValueError, match="hidden=False"):
        type_into(document, "Score", "B2", "1")


def test_save_as_replaces(document: Document, score_file: Path, tmp_path: Path) -> None:
    """Saving replaces what is there, keeps values and Thai text, and leaves the file opened alone."""
    before, target = score_file.read_bytes(), tmp_path / "ผล ลัพธ์.xlsx"
    target.write_text("old")
    document.set("Score", "B2", [[2]])
    document.set("Score", "B8", [[True]])
    sheet = openpyxl.load_workbook(document.save_as(target), data_only=True)["Score"]
    assert [sheet[cell].value for cell in ("A1", "B2", "C2", "B8")] == ["ตัวชี้วัด", 2, 4, True]
    assert score_file.read_bytes() == before


def test_stale_cached_values_are_calculated_anew(office: Office, tmp_path: Path) -> None:
    """Formulas are calculated on opening, whatever values the file holds."""
    path = tmp_path / "stale.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("S").write_formula("A1", "=1+1", value=99)
    with office.open(path) as document:
        assert document.values("S", "A1") == [[2.0]]


def test_pdf_is_drawn(document: Document, tmp_path: Path) -> None:
    """A workbook prints to a PDF, and each of its pages to an image."""
    pages = render(document.pdf(tmp_path / "พิมพ์.pdf"), tmp_path / "pages", dpi=50)
    assert len(pages) == 2
    assert all(page.read_bytes().startswith(b"\x89PNG") for page in pages)


def test_new_workbook_is_empty(office: Office) -> None:
    """A new workbook has one empty sheet."""
    with office.new() as document:
        assert document.values(0, "A1:B2") == [[None, None], [None, None]]


def test_missing_and_damaged_files_are_named(office: Office, tmp_path: Path) -> None:
    """A file that is missing, damaged or no workbook is refused by its name."""
    with pytest.raises(FileNotFoundError, match=r"none\.xlsx"):
        office.open(tmp_path / "none.xlsx")
    bad, text = tmp_path / "bad.xlsx", tmp_path / "letter.html"
    bad.write_bytes(b"PK\x03\x04 not a workbook" * 50)
    text.write_text("<p>letter</p>")
    with pytest.raises(OfficeFailed, match=r"bad\.xlsx"):
        office.open(bad)
    with pytest.raises(OfficeFailed, match=r"letter\.html"):
        office.open(text)


def test_two_offices_at_once(office: Office, document: Document, score_file: Path) -> None:
    """A second office runs beside the first, and ends without a trace and without harm to the first."""
    with Office() as other:
        assert other.process is not None
        assert office.process is not None
        pid, profile = other.process.pid, other.profile
        assert pid != office.process.pid
        assert os.getpgid(pid) == pid
        with other.open(score_file, hidden=False) as its_document:
            assert type_into(its_document, "Score", "B2", "1").accepted
        type_into(other.open(score_file, hidden=False), "Score", "B2", "1")
    assert not profile.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert document.values("Score", "B2") == [[4.5]]
    other.close()


def test_a_dead_office_can_be_closed() -> None:
    """Closing copes with an office that died."""
    with Office() as other:
        assert other.process is not None
        other.process.kill()
    assert other.process is None
    assert not other.profile.exists()


def test_an_unclosed_office_ends_with_python() -> None:
    """An office that nobody closed ends when Python does."""
    code = "from workbook.office.libreoffice import Office; o = Office(); print(o.process.pid, o.profile)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    pid, profile = done.stdout.split()
    assert not Path(profile).exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)


def test_missing_office_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where LibreOffice or its bridge is missing, the message names the packages."""
    monkeypatch.setenv("PYSCORING_SOFFICE", str(tmp_path / "soffice"))
    with pytest.raises(OfficeNotFound, match="apt install libreoffice-calc python3-uno"):
        find_program()
    (tmp_path / "soffice.bin").touch()
    assert find_program() == tmp_path.resolve()
    with pytest.raises(OfficeNotFound, match=r"bridge.*python3-uno"):
        bridge._find_bridge(tmp_path)


def test_bridge_for_another_python_is_refused(tmp_path: Path) -> None:
    """A bridge built for another Python is refused before it can crash this one."""
    (tmp_path / "uno.py").touch()
    (tmp_path / "libpyuno.so").write_bytes(b"\x00libpython3.2.so.1.0\x00")
    with pytest.raises(OfficeNotFound, match=r"for Python 3\.2, but this is 3\."):
        bridge._find_bridge(tmp_path)


def test_office_is_found_by_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """PYSCORING_SOFFICE may be the file or its folder."""
    folder = find_program()
    for place in (folder, folder / "soffice.bin"):
        monkeypatch.setenv("PYSCORING_SOFFICE", str(place))
        assert find_program() == folder


def test_loading_uno_leaves_python_alone() -> None:
    """Loading the bridge changes neither the import statement nor the path."""
    assert load_uno() is sys.modules["uno"]
    assert builtins.__import__.__module__ == "builtins"
    assert not [entry for entry in sys.path if "libreoffice" in entry or "dist-packages" in entry]
