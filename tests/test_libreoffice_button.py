"""The button in a real LibreOffice: installed by its own tool, pressed as the toolbar presses it, undone."""

import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from pyscoring.edition import scored
from tests import documents
from tests.sheets import full, write
from tests.typist import RETURN_KEY, _dialog, _wait_for
from workbook import office as office_package
from workbook.cli import main
from workbook.documents import document_layout
from workbook.files.package import read_all
from workbook.office.bridge import find_program, load_uno, uno_properties
from workbook.office.button_texts import BUTTON
from workbook.office.extension import COMMAND, IDENTIFIER, NAME, extension
from workbook.office.libreoffice import Document, Office, run_aside
from workbook.scoresheet import layout
from workbook.scoresheet.block import NO_SHEET, NOT_WRITTEN, both
from workbook.scoresheet.scoring import score_files

TEPGA, TPSA = scored("tepga-expansion-2558"), scored("tpsa-innovation-2558")
ROW = {row.key: row.number for row in layout.rows(TEPGA) if row.key}
NOBODY = 65534
Column = list[object]


class _WithButton(Office):
    """A fresh profile in which LibreOffice's own tool has installed the extension."""

    def _write_settings(self) -> None:
        super()._write_settings()
        made = self.profile / NAME
        made.write_bytes(extension(sys.executable))
        tool = [find_program() / "unopkg.bin", "add", f"-env:UserInstallation={self.profile.as_uri()}", made]
        # The tool refuses to run as root, as a container does.
        other: dict[str, Any] = {}
        if os.geteuid() == 0:
            other = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            for path in (self.profile, *self.profile.rglob("*")):
                os.chown(path, NOBODY, NOBODY)
        places = os.environ | {"HOME": str(self.profile)}
        subprocess.run(tool, check=True, capture_output=True, timeout=60, cwd=self.profile, env=places, **other)


@pytest.fixture(scope="module")
def desk() -> Iterator[Office]:
    """An office with the button."""
    with _WithButton() as running:
        yield running


@pytest.fixture
def options(desk: Office) -> Iterator[Path]:
    """The options file that the button looks for; gone afterwards."""
    path = desk.profile / "user" / "pyscoring.ini"
    yield path
    path.unlink(missing_ok=True)


def _open(desk: Office, path: Path) -> Document:
    return desk.open(path, hidden=False)


def _press(document: Document) -> str:
    """Press the button; the message box that came up, closed with OK, or nothing."""
    frame = document.model.CurrentController.Frame
    pressed = run_aside(lambda: document.office.dispatcher.executeDispatch(frame, COMMAND, "_self", 0, ()))
    message = ""
    while not pressed.done():
        if _wait_for(lambda: pressed.done() or _dialog(document) is not None, 30) and (dialog := _dialog(document)):
            message = dialog.message
            _close(document, dialog.window)
            _wait_for(lambda: _dialog(document) is None, 5)
    pressed.result()
    return message


def _close(document: Document, window: Any) -> None:
    """Press Return in a message box, whose only button is OK."""
    key = load_uno().createUnoStruct("com.sun.star.awt.KeyEvent")
    key.KeyCode, key.KeyChar, key.Source = RETURN_KEY, load_uno().Char("\r"), window
    document.office.toolkit.keyPress(key)
    document.office.toolkit.keyRelease(key)


def _official(document: Document, keys: Mapping[str, int] = ROW, sheet: str = "Score") -> dict[str, object]:
    rows = document.values(sheet, f"A1:J{max(keys.values())}")
    return {key: rows[number - 1][layout.OFFICIAL - 1] for key, number in keys.items()}


def _written(path: Path) -> dict[str, object]:
    """The block that `score --write` puts into a copy of the file."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(path, folder))
        list(score_files([copy], write=True))
        (sheet,) = [s for s in read_all(copy).sheets if s.name == "Score"]
        return {key: sheet.cells.get((number, layout.OFFICIAL)) for key, number in ROW.items()}


def _without_time(block: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in block.items() if key != "scored-at"}


def _protect_cell(document: Document, row: int) -> None:
    sheet = document.sheet("Score")
    sheet.unprotect("")
    cell = sheet.getCellByPosition(layout.OFFICIAL - 1, row - 1)
    protection = cell.CellProtection
    protection.IsLocked = True
    cell.CellProtection = protection
    sheet.protect("")


def test_the_button_is_in_a_toolbar_and_a_menu(desk: Office, tmp_path: Path) -> None:
    """Calc has a toolbar and an entry of the add-ons' menu with the button, in Thai and in English."""
    provider = desk.service("com.sun.star.configuration.ConfigurationProvider")
    for lang, told in BUTTON.items():
        place = uno_properties(nodepath="/org.openoffice.Office.Addons/AddonUI", locale=lang)
        access = "com.sun.star.configuration.ConfigurationAccess"
        view = provider.createInstanceWithArguments(access, place)
        for name in (f"OfficeToolBar/{IDENTIFIER}/m1", f"AddonMenu/{IDENTIFIER}"):
            assert view.getByHierarchicalName(f"{name}/Title") == told
            assert view.getByHierarchicalName(f"{name}/URL") == COMMAND
    with _open(desk, write(tmp_path / "a.xlsx", TEPGA, full(TEPGA))) as document:
        bars = {bar.ResourceURL for bar in document.model.CurrentController.Frame.LayoutManager.getElements()}
        assert f"private:resource/toolbar/addon_{IDENTIFIER}" in bars


@pytest.mark.parametrize(
    "changed",
    [{}, {"indicator_3": "สาม", "indicator_5": 5.5, "indicator_6": None, "conflict": "อาจจะ"}],
    ids=["sound", "mistakes"],
)
def test_the_block_is_that_of_score(desk: Office, tmp_path: Path, changed: dict[str, Any]) -> None:
    """The button writes the block that `score --write` does; one undo takes it all back, one redo brings it again."""
    path = write(tmp_path / "a.xlsx", TEPGA, full(TEPGA, indicator_8=42.5, indicator_10=12.25, **changed))
    wanted = _written(path)
    assert wanted["fingerprint"]
    with _open(desk, path) as document:
        before = document.values("Score", "A1:Z60")
        assert _press(document) == ""
        assert _without_time(_official(document)) == _without_time(wanted)
        undo = document.model.UndoManager
        assert list(undo.getAllUndoActionTitles()) == [BUTTON["th"]]
        undo.undo()
        assert document.values("Score", "A1:Z60") == before
        undo.redo()
        assert _without_time(_official(document)) == _without_time(wanted)


def test_odd_cells_are_understood_as_in_a_file(desk: Office, tmp_path: Path) -> None:
    """An error, a formula, a percentage, a date and a logical value are mistakes, told as `score` tells them."""
    path = write(tmp_path / "a.xlsx", TEPGA, full(TEPGA))
    book = openpyxl.load_workbook(path)
    odd = {
        1: ("#N/A", "General"),
        2: ("=1+1", "General"),
        3: (0.85, "0%"),
        4: (42159, "yyyy-mm-dd"),
        5: (True, "General"),
    }
    for number, (value, shown) in odd.items():
        cell: Any = book["Score"].cell(ROW[f"indicator:{number}"], layout.VALUE)
        cell.value, cell.number_format = value, shown
    book.save(path)
    with _open(desk, path) as document:
        document.recalculate()
        assert _press(document) == ""
        told = {number: str(_official(document)[f"indicator:{number}"])[:3] for number in odd}
    assert told == {1: "D06", 2: "D09", 3: "D10", 4: "D08", 5: "D07"}


def test_a_document_check_is_written_too(desk: Office, tmp_path: Path) -> None:
    """The form of the document check gets its block by the same button."""
    path = documents.write(tmp_path / "d.xlsx", TPSA, documents.passing(TPSA))
    keys = {row.key: row.number for row in document_layout.rows(TPSA) if row.key}
    with _open(desk, path) as document:
        assert _press(document) == ""
        column = document_layout.OFFICIAL if hasattr(document_layout, "OFFICIAL") else layout.OFFICIAL
        rows = document.values(documents.DOCUMENTS, f"A1:J{max(keys.values())}")
        assert rows[keys["fingerprint"] - 1][column - 1]


def test_a_workbook_without_a_score_sheet(desk: Office, score_file: Path) -> None:
    """Where there is no score sheet, a message box says so in both languages."""
    with _open(desk, score_file) as document:
        assert both(NO_SHEET) in _press(document)
        assert not document.model.UndoManager.isUndoPossible()


@pytest.mark.parametrize(("lang", "words"), [("th", "ไม่รู้จักเกณฑ์รางวัล"), ("en", "no award edition is called")])
def test_what_keeps_a_sheet_from_being_scored_is_told(desk: Office, tmp_path: Path, lang: str, words: str) -> None:
    """An edition that this computer does not have is named in a message box, in the sheet's language."""
    path = write(tmp_path / "a.xlsx", TEPGA, full(TEPGA, edition="tepga-2599"), lang)
    with _open(desk, path) as document:
        message = _press(document)
        assert words in message
        assert "tepga-2599" in message
        assert not document.model.UndoManager.isUndoPossible()


def test_locked_cells_are_told_and_nothing_is_half_written(desk: Office, tmp_path: Path) -> None:
    """Where one cell of the block is locked, a message says so, and nothing has been written."""
    with _open(desk, write(tmp_path / "a.xlsx", TEPGA, full(TEPGA))) as document:
        heading = next(r.number for r in layout.rows(TEPGA) if r.kind == "heading" and r.number > ROW["total"])
        document.sheet("Score").unprotect("")
        document.set_formulas("Score", document.range("Score", f"J{heading}").AbsoluteName.split(".")[1], [["=1+1"]])
        _protect_cell(document, ROW["fingerprint"])
        before = document.values("Score", "A1:Z60")
        document.model.UndoManager.clear()
        assert NOT_WRITTEN["th"] in _press(document)
        assert document.values("Score", "A1:Z60") == before
        assert not document.model.UndoManager.isUndoPossible()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("python = {folder}/gone/python", "{folder}/gone/python"),
        ("python = {folder}/other", "No module named workbook"),
        ("python = {folder}/slow\ntimeout = 0.2", "0.2"),
        ("python = {folder}/noise", "{folder}/noise"),
    ],
    ids=["gone", "without-pyscoring", "slow", "noise"],
)
def test_a_python_that_does_not_answer(desk: Office, tmp_path: Path, options: Path, told: str, words: str) -> None:
    """Where pyscoring's Python is gone, slow or another one, a message names the options file, and nothing is written."""
    scripts = {"other": "echo No module named workbook >&2; exit 1", "slow": "exec sleep 20", "noise": "echo hello"}
    for name, script in scripts.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    options.write_text("[pyscoring]\n" + told.format(folder=tmp_path), encoding="utf-8")
    with _open(desk, write(tmp_path / "a.xlsx", TEPGA, full(TEPGA))) as document:
        message = _press(document)
        assert words.format(folder=tmp_path) in message
        assert options.name in message
        assert not document.model.UndoManager.isUndoPossible()


def test_the_command_makes_the_extension(tmp_path: Path) -> None:
    """`addin --host libreoffice` makes the extension for the Python that it runs in; made again it is the same."""
    ran = CliRunner().invoke(main, ["addin", str(tmp_path / "new"), "--host", "libreoffice", "--json"])
    assert json.loads(ran.stdout) == {"extension": str(tmp_path / "new" / NAME), "problems": []}
    made = tmp_path / "new" / NAME
    assert made.read_bytes() == extension(sys.executable)
    again = CliRunner().invoke(main, ["addin", str(tmp_path / "new"), "--host", "libreoffice", "--lang", "en"])
    assert again.stdout == f"{made} is there already, and the same\n"
    assert f"unopkg add --force {made}" in again.stderr
    made.write_bytes(extension("another-python"))
    other = CliRunner().invoke(main, ["addin", str(tmp_path / "new"), "--host", "libreoffice", "--lang", "en"])
    assert other.stdout == f"made {made} in place of an older one\n"
    assert made.read_bytes() == extension(sys.executable)
    (tmp_path / "file").touch()
    nowhere = CliRunner().invoke(main, ["addin", str(tmp_path / "file" / "new"), "--host", "libreoffice"])
    assert (nowhere.exit_code, nowhere.stderr[:3]) == (1, "W01")
    refused = CliRunner().invoke(main, ["addin", str(tmp_path), TEPGA.id, "--host", "libreoffice", "--lang", "en"])
    assert refused.exit_code == 2
    assert f"leave out {TEPGA.id}" in refused.stderr


@pytest.mark.parametrize("name", ["component.py", "sheet_cells.py"])
def test_what_runs_in_libreoffice_needs_no_library(name: str) -> None:
    """The modules in the extension are written for the oldest Python that LibreOffice brings, without a library."""
    tree = ast.parse((Path(office_package.__path__[0]) / name).read_text(encoding="utf-8"), feature_version=(3, 8))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    own = {"uno", "unohelper", "com", "workbook"}
    assert {name.split(".")[0] for name in named} - own <= sys.stdlib_module_names
    assert {name for name in named if name.startswith("workbook")} <= {"workbook.office.sheet_cells"}
