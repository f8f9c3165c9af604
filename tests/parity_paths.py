"""The ways in which a filled workbook gets its result, and the programs that they need."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from shutil import copytree
from typing import Any, Self

import xlwings as xw

from tests.com_stub import MISSING, ComHost, ExcelError
from tests.parity_answers import SHEET, Answer, Grid, Opened, Seen, column, number, results, told, worksheet_functions
from tests.parity_cases import Case
from tests.parity_server import Server, server_functions, server_script
from tests.random_writer import DATE
from workbook import macros
from workbook.office.document import DAY_ZERO, Document
from workbook.office.libreoffice import Office
from workbook.office.libreoffice_engine import install, uninstall
from workbook.scoresheet import layout
from workbook.scoresheet.official import official_cells
from workbook.scoresheet.reader import read_file

RESTART_AFTER = 150  # documents; the office grows with each


class Desk:
    """The files of the cases in a folder, and everything that scores them; a context manager."""

    def __init__(self, cases: Sequence[Case], folder: Path, office: Office | None = None) -> None:
        self.cases, self.files = cases, folder / "files"
        self._folder, self._given, self._office, self._opened = folder, office, office, 0
        self.command = Command(self.files, folder / "written")
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self.files.mkdir()
        for case in self.cases:
            (self.files / f"{case.name}.xlsx").write_bytes(case.data)
        self._stack.callback(self._close_office)
        return self

    @cached_property
    def com(self) -> ComHost:
        return self._stack.enter_context(ComHost())

    @cached_property
    def server(self) -> Server:
        return self._stack.enter_context(Server(self._folder))

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def office(self) -> Office:
        """The LibreOffice that the last workbook was opened in."""
        assert self._office is not None
        return self._office

    def open(self, case: Case) -> Opened:
        """The workbook in LibreOffice, calculated anew; close its document afterwards."""
        if self._given is None and self._opened % RESTART_AFTER == 0:
            self._close_office()
            self._office = Office()
        self._opened += 1
        file = self.files / f"{case.name}.xlsx"
        document = self.office.open(file)
        document.recalculate()
        sheets = {name: _values(document, name) for name in document.model.Sheets.ElementNames}
        _set_kinds(case, sheets[SHEET])
        return Opened(case, file, _block(case, file), document, sheets)

    def _close_office(self) -> None:
        if self._given is None and self._office is not None:
            self._office.close()
            self._office = None


def _values(document: Document, name: str) -> Grid:
    """The sheet from A1, as shown."""
    sheet = document.sheet(name)
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress
    return document.read(sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow), typed=False)


def _set_kinds(case: Case, grid: Grid) -> None:
    """Booleans and dates among the entries; LibreOffice has but numbers with a format, and asking for it is slow."""
    for row in layout.rows(case.edition):
        written = case.filled.get(row.key or "")
        cells, column = grid[row.number - 1], layout.VALUE - 1
        if written and written.kind == "b":
            cells[column] = bool(cells[column])
        elif written and written.style == DATE:
            cells[column] = DAY_ZERO + timedelta(days=cells[column])


def _block(case: Case, file: Path) -> Answer:
    """What the core writes into the official column."""
    (read,), _sha, _problems = read_file(file)
    result = read.score()
    assert result is not None
    return _official(case, official_cells(read, result, datetime.now().astimezone()))


def _official(case: Case, cells: Mapping[tuple[int, int], object]) -> Answer:
    values = {row.key: cells.get((row.number, layout.OFFICIAL)) for row in layout.rows(case.edition) if row.key}
    del values["scored-at"]
    return {key: "" if v is None else float(v) if isinstance(v, Decimal) else v for key, v in values.items()}


def formulas(_: Desk, opened: Opened) -> list[Seen]:
    """The workbook's own formulas, calculated by LibreOffice."""
    return [("live", results(opened))]


def core(_: Desk, opened: Opened) -> list[Seen]:
    """The reader of files and the rules."""
    (read,), _sha, _problems = read_file(opened.file)
    result = read.score()
    assert result is not None
    return [("live", told(result, opened.case.lang))]


def com_functions(desk: Desk, opened: Opened) -> list[Seen]:
    """The worksheet functions as Excel calls them through COM."""
    return worksheet_functions(opened, desk.com.call, _as_com, MISSING)


def _as_com(value: Any) -> Any:
    """A cell as COM gives it."""
    if isinstance(value, str) and type(value) is not str:
        return ExcelError(value)
    return None if value == "" else value


def main(desk: Desk, opened: Opened) -> list[Seen]:
    """The macro over LibreOffice: the block that it writes."""
    engine = install(desk.office).impl
    try:
        book = engine.apps[0].books.adopt(opened.document, opened.file)
        xw.Book(impl=book).set_mock_caller()
        macros.main()
        engine.apps[0].books.drop(book)
        assert not engine.alerts, engine.alerts
    finally:
        uninstall()
    return [("official", column(opened, _values(opened.document, SHEET), layout.OFFICIAL))]


@dataclass
class Command:
    """`score --json` over a folder and `score --write` over a copy of it, each run once, when first asked for."""

    files: Path
    copies: Path
    _told: dict[str, dict[str, Any]] = field(default_factory=dict)

    def told(self, name: str) -> dict[str, Any]:
        """The entry of `--json` for a file."""
        if not self._told:
            scores = json.loads(self._run("--json", str(self.files)))["scores"]
            self._told = {Path(entry["file"]).stem: entry for entry in scores}
            copytree(self.files, self.copies)
            self._run("--write", str(self.copies))
        return self._told[name]

    def _run(self, *arguments: str) -> str:
        command = [sys.executable, "-c", "from workbook.cli import main; main()", "score", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.returncode in (0, 1), done.stderr
        return done.stdout


def score_command(desk: Desk, opened: Opened) -> list[Seen]:
    """What `--json` tells, and the block that `--write` leaves in a copy."""
    case, entry = opened.case, desk.command.told(opened.case.name)
    answer = {f"dimension:{id_}": number(d["score"]) for id_, d in entry["dimensions"].items()}
    if case.edition.bonus:
        answer["bonus"] = number(entry["bonus"])
    names = {band.id: band.name[case.lang] for band in case.edition.bands}
    answer |= {"total": number(entry["total"]), "band": names.get(entry["band"], ""), "complete": entry["complete"]}
    (read,), _sha, _problems = read_file(desk.command.copies / f"{case.name}.xlsx")
    return [("json", answer), ("official", _official(opened.case, read.cells))]


Way = Callable[[Desk, Opened], list[Seen]]
PATHS: dict[str, Way] = {
    "formulas": formulas,
    "core": core,
    "functions": com_functions,
    "main()": main,
    "server functions": lambda desk, opened: server_functions(desk.server, opened),
    "server script": lambda desk, opened: server_script(desk.server, opened),
    "score": score_command,
}
