"""LibreOffice Calc, driven over UNO: the real spreadsheet behind the tests.

The office runs with its own profile and no X server, but not ``--headless``: headless mode silently
cancels every dialog, and what a refused entry tells the person typing would be lost.
"""

from __future__ import annotations

import atexit
import builtins
import glob
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any, Literal, Self

PROGRAM_FOLDERS = "usr/lib/libreoffice/program", "usr/lib64/libreoffice/program", "opt/libreoffice*/program"
UNO_FOLDERS = "usr/lib/python3/dist-packages", "usr/lib64/python3*/site-packages"
INSTALL = "Install it (Debian, Ubuntu: apt install libreoffice-calc python3-uno) or set PYSCORING_SOFFICE."
XLSX, PDF = "Calc MS Excel 2007 XML", "calc_pdf_Export"
RESTART_ME, START_SECONDS = 81, 60.0
LOGICAL, DATE, DATE_OR_TIME, TEXT = 1024, 2, 6, 256  # com.sun.star.util.NumberFormat
NUMBER_RESULT, STRING_RESULT, ERROR_RESULT = 1, 2, 4  # com.sun.star.sheet.FormulaResult
FORMATS_PER_LOCALE = 10000  # the first of each locale is its General format
ERRORS = {
    502: "#VALUE!", 503: "#NUM!", 504: "#VALUE!", 519: "#VALUE!", 521: "#NULL!", 523: "#NUM!",
    524: "#REF!", 525: "#NAME?", 532: "#DIV/0!", 32767: "#N/A",
}  # fmt: skip
SETTINGS = (
    ("Office.Calc/Formula/Load", "OOXMLRecalcMode", "0"),
    ("Office.Common/Misc", "UseLocking", "false"),
    ("Office.Common/Misc", "UseDocumentOOoLockFile", "false"),
    ("Office.Common/Misc", "UseDocumentSystemFileLocking", "false"),
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Office.Common/Misc", "ShowTipOfTheDay", "false"),
    ("Office.Recovery/AutoSave", "Enabled", "false"),
    ("Setup/L10N", "ooLocale", "en-US"),
    ("Setup/L10N", "ooSetupSystemLocale", "en-US"),
)

DAY_ZERO = datetime(1899, 12, 30)
Kind = Literal["logical", "date", "text", "general", "number"]
Grid = list[list[object]]
Value = str | float | date | None


class OfficeNotFound(RuntimeError):
    """LibreOffice or its Python bridge is missing, or does not fit this Python."""


class OfficeFailed(RuntimeError):
    """LibreOffice did not start, did not answer or could not do what was asked."""


class LockedCell(PermissionError):
    """A write touches a locked cell of a protected sheet."""


class ErrorValue(str):
    """An error in a cell, such as ``#N/A``; text that merely looks like one is a plain ``str``."""

    __slots__ = ()


def find_program() -> Path:
    """Find LibreOffice's program folder: by PYSCORING_SOFFICE, else on the PATH and in the usual places."""
    wish = os.environ.get("PYSCORING_SOFFICE")
    on_path = [Path(found) for name in ("soffice", "libreoffice") if (found := shutil.which(name))]
    for place in [Path(wish)] if wish else [*on_path, *_matching(PROGRAM_FOLDERS)]:
        folder = place.resolve() if place.is_dir() else place.resolve().parent
        if (folder / "soffice.bin").is_file():
            return folder
    raise OfficeNotFound(f"LibreOffice was not found in {wish or 'the usual places'}. {INSTALL}")


def _matching(patterns: Sequence[str]) -> Iterator[Path]:
    return (found for pattern in patterns for found in sorted(Path("/").glob(pattern)))


def _find_bridge(program: Path) -> Path:
    """Find uno.py, and refuse a bridge for another Python: importing that would crash this one."""
    places = [folder / "uno.py" for folder in (program, *_matching(UNO_FOLDERS))]
    found = [place for place in places if place.is_file()]
    library = program / "libpyuno.so"
    if not found or not library.is_file():
        raise OfficeNotFound(f"LibreOffice's Python bridge was not found. {INSTALL}")
    built_for = re.search(rb"libpython(\d+\.\d+)", library.read_bytes())
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    if built_for and built_for[1].decode() != running:
        raise OfficeNotFound(
            f"LibreOffice's Python bridge is for Python {built_for[1].decode()}, but this is {running}. "
            "Run that Python, or set PYSCORING_SOFFICE to an office that fits this one."
        )
    return found[0]


@cache
def load_uno() -> Any:
    """Import ``uno`` from where the system keeps it, without putting that folder on ``sys.path``."""
    program = find_program()
    spec = importlib.util.spec_from_file_location("uno", _find_bridge(program))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    path, importer = list(sys.path), builtins.__import__
    sys.path.append(str(program))
    sys.modules["uno"] = module
    try:
        spec.loader.exec_module(module)
    except ImportError as error:
        del sys.modules["uno"]
        raise OfficeNotFound(f"LibreOffice's Python bridge does not load: {error}. {INSTALL}") from error
    finally:
        # uno.py hooks the import statement and extends the path for the whole process.
        builtins.__import__, sys.path[:] = importer, path
    return module


def uno_properties(**values: object) -> tuple[Any, ...]:
    uno = load_uno()
    direct = uno.Enum("com.sun.star.beans.PropertyState", "DIRECT_VALUE")
    struct = "com.sun.star.beans.PropertyValue"
    return tuple(uno.createUnoStruct(struct, name, 0, value, direct) for name, value in values.items())


def _background(action: Callable[[], object]) -> Future[None]:
    """Run a call that a dialog may block; the thread must not keep Python from ending."""
    future: Future[None] = Future()

    def run() -> None:
        try:
            action()
            future.set_result(None)
        except BaseException as error:  # noqa: BLE001 - the future hands it on
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future


class Office:
    """A LibreOffice process of one's own: a context manager, or call :meth:`close`."""

    def __init__(self) -> None:
        self._uno = load_uno()
        self._pipe = f"pyscoring-{uuid.uuid4().hex}"
        self.profile = Path(tempfile.mkdtemp(prefix="pyscoring-office-"))
        self.process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)
        try:
            self._write_settings()
            self._context = self._start()
            self.desktop = self.service("com.sun.star.frame.Desktop")
            self.toolkit = self.service("com.sun.star.awt.Toolkit")
            self.dispatcher = self.service("com.sun.star.frame.DispatchHelper")
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def service(self, name: str) -> Any:
        """A UNO service of this office."""
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    def open(self, path: str | Path, *, template: bool = True, hidden: bool = True) -> Document:
        """Open a workbook: as a template it leaves the file untouched; to type into it, do not hide it."""
        file = Path(path).resolve()
        if not file.is_file():
            raise FileNotFoundError(file)
        return self._load(file.as_uri(), file, hidden, AsTemplate=template)

    def new(self, *, hidden: bool = True) -> Document:
        """Make an empty workbook."""
        return self._load("private:factory/scalc", None, hidden)

    def _load(self, url: str, file: Path | None, hidden: bool, **options: object) -> Document:
        component = self.desktop.loadComponentFromURL(url, "_blank", 0, uno_properties(Hidden=hidden, **options))
        if component is None:
            raise OfficeFailed(f"LibreOffice cannot open {file or url}: not a workbook, damaged or in use.")
        if not component.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            component.close(True)
            raise OfficeFailed(f"{file or url} is not a workbook.")
        return Document(self, component, hidden)

    def _write_settings(self) -> None:
        items = "".join(
            f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
            f"<value>{value}</value></prop></item>"
            for path, name, value in SETTINGS
        )
        target = self.profile / "user" / "registrymodifications.xcu"
        target.parent.mkdir()
        namespace = 'xmlns:oor="http://openoffice.org/2001/registry"'
        target.write_text(f"<oor:items {namespace}>{items}</oor:items>", encoding="utf-8")

    def _launch(self) -> subprocess.Popen[bytes]:
        options = "--invisible", "--nologo", "--nodefault", "--norestore", "--nofirststartwizard"
        profile, accept = (
            f"-env:UserInstallation={self.profile.as_uri()}",
            f"--accept=pipe,name={self._pipe};urp;",
        )
        with (self.profile / "soffice.log").open("ab") as log:
            return subprocess.Popen(
                [find_program() / "soffice.bin", profile, *options, accept],
                env=os.environ | {"SAL_USE_VCLPLUGIN": "svp"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _start(self) -> Any:
        self.process = self._launch()
        restarts, deadline = 2, time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if (context := self._connect()) is not None:
                return context
            if (code := self.process.poll()) is not None:
                if code != RESTART_ME or not restarts:
                    raise OfficeFailed(f"LibreOffice stopped with exit code {code}. {self._log()}")
                restarts -= 1
                self.process = self._launch()
            time.sleep(0.05)
        raise OfficeFailed(f"LibreOffice did not answer within {START_SECONDS:.0f} s. {self._log()}")

    def _connect(self) -> Any:
        local = self._uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        try:
            return resolver.resolve(f"uno:pipe,name={self._pipe};urp;StarOffice.ComponentContext")
        except self._uno.getClass("com.sun.star.connection.NoConnectException"):
            return None

    def _log(self) -> str:
        return (self.profile / "soffice.log").read_text(errors="replace")[-500:].strip()

    def close(self) -> None:
        """End the process, whatever state it is in, and remove its profile."""
        atexit.unregister(self.close)
        process, self.process = self.process, None
        if process is not None:
            if process.poll() is None and hasattr(self, "desktop"):
                with suppress(RuntimeError, subprocess.TimeoutExpired):
                    wait([_background(self._terminate)], timeout=5)
                    process.wait(5)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def _terminate(self) -> None:
        # With changed documents open, the office would ask whether to save them.
        components = self.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            components.nextElement().close(True)
        self.desktop.terminate()


class Document:
    """An open workbook. Sheets go by name or by position from 0, cells by A1 addresses."""

    def __init__(self, office: Office, model: Any, hidden: bool) -> None:
        self.office, self.model, self.hidden = office, model, hidden
        self._kinds: dict[int, Kind] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def sheet(self, name_or_index: str | int) -> Any:
        """The raw UNO sheet."""
        sheets = self.model.Sheets
        if isinstance(name_or_index, int):
            return sheets.getByIndex(name_or_index)
        if not sheets.hasByName(name_or_index):
            raise KeyError(f"No sheet {name_or_index!r} among {sheets.ElementNames}.")
        return sheets.getByName(name_or_index)

    def range(self, sheet: str | int, address: str) -> Any:
        """The raw UNO range."""
        return self.sheet(sheet).getCellRangeByName(address)

    def values(self, sheet: str | int, address: str, *, typed: bool = True) -> Grid:
        """What the cells show; see :meth:`read`."""
        return self.read(self.range(sheet, address), typed=typed)

    def set(self, sheet: str | int, address: str, rows: Sequence[Sequence[Value]]) -> None:
        """Write values as they are, None for empty; refused as a whole if any cell is locked."""
        self.write(self.range(sheet, address), rows)

    def formulas(self, sheet: str | int, address: str) -> list[list[str]]:
        """The formulas, or the constants as they would be typed; "" for empty."""
        return [list(row) for row in self.range(sheet, address).getFormulaArray()]

    def set_formulas(self, sheet: str | int, address: str, rows: Sequence[Sequence[str]]) -> None:
        """Enter formulas, or constants as typed; refused as a whole if any cell is locked."""
        self._put(self.range(sheet, address), "setFormulaArray", rows)

    def read(self, cells: Any, *, typed: bool = True) -> Grid:
        """Read a UNO range: None for empty, "" for formulas that give it, :class:`ErrorValue` for errors.

        Booleans and dates are numbers with a format; ``typed=False`` leaves them so, which is much faster
        where there are many formulas.
        """
        grid: Grid = [[None if value == "" else value for value in row] for row in cells.getDataArray()]
        top, left = cells.RangeAddress.StartRow, cells.RangeAddress.StartColumn
        for row, column in _positions(cells.queryFormulaCells(STRING_RESULT)):
            grid[row - top][column - left] = grid[row - top][column - left] or ""
        for row, column in _positions(cells.queryFormulaCells(ERROR_RESULT)):
            grid[row - top][column - left] = _error(cells.getCellByPosition(column - left, row - top))
        for row, column, kind in self._typed_cells(cells) if typed else ():
            grid[row - top][column - left] = _convert(grid[row - top][column - left], kind)
        return grid

    def write(self, cells: Any, rows: Sequence[Sequence[Value]]) -> None:
        """Write to a UNO range of the same shape; see :meth:`set`."""
        self._put(cells, "setDataArray", [[_raw(value) for value in row] for row in rows])
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, bool | date):
                    self._show_as(cells.getCellByPosition(column, row), value)

    def _show_as(self, cell: Any, value: bool | date) -> None:
        kind: Kind = "logical" if isinstance(value, bool) else "date"
        if self.kind(cell.NumberFormat) != kind:
            code = LOGICAL if kind == "logical" else DATE if type(value) is date else DATE_OR_TIME
            locale = load_uno().createUnoStruct("com.sun.star.lang.Locale")
            cell.NumberFormat = self.model.NumberFormats.getStandardFormat(code, locale)

    def _put(self, cells: Any, method: str, rows: Sequence[Sequence[object]]) -> None:
        area = cells.RangeAddress
        shape = area.EndRow - area.StartRow + 1, area.EndColumn - area.StartColumn + 1
        if len(rows) != shape[0] or any(len(row) != shape[1] for row in rows):
            raise ValueError(f"{cells.AbsoluteName} takes {shape[0]} rows of {shape[1]}.")
        try:
            getattr(cells, method)(tuple(map(tuple, rows)))
        except load_uno().getClass("com.sun.star.uno.RuntimeException") as error:
            if cells.Spreadsheet.isProtected():
                raise LockedCell(f"{cells.AbsoluteName} has locked cells.") from error
            raise OfficeFailed(f"{cells.AbsoluteName} cannot be written: {error}") from error

    def kind(self, number_format: int) -> Kind:
        """What a number format makes of a number."""
        if number_format not in self._kinds:
            self._kinds[number_format] = self._find_kind(number_format)
        return self._kinds[number_format]

    def _find_kind(self, number_format: int) -> Kind:
        if number_format % FORMATS_PER_LOCALE == 0:
            return "general"
        bits = self.model.NumberFormats.getByKey(number_format).Type
        kinds: tuple[tuple[int, Kind], ...] = (LOGICAL, "logical"), (TEXT, "text"), (DATE_OR_TIME, "date")
        return next((kind for bit, kind in kinds if bits & bit), "number")

    def _typed_cells(self, cells: Any) -> Iterator[tuple[int, int, Kind]]:
        groups = cells.getUniqueCellFormatRanges()
        for group in (groups.getByIndex(index) for index in range(groups.Count)):
            kind = self.kind(group.NumberFormat)
            if kind == "general":
                yield from self._results(cells, group.queryFormulaCells(NUMBER_RESULT))
            elif kind in ("logical", "date"):
                yield from ((row, column, kind) for row, column in _positions(group))

    def _results(self, cells: Any, group: Any) -> Iterator[tuple[int, int, Kind]]:
        """The kind of each formula in General format: it takes that of its result."""
        # One cursor that moves is four times as fast as a new object for every cell.
        cursor = cells.Spreadsheet.createCursorByRange(cells.Spreadsheet.getCellByPosition(0, 0))
        at_row, at_column = 0, 0
        for row, column in _positions(group):
            cursor.gotoOffset(column - at_column, row - at_row)
            at_row, at_column = row, column
            yield row, column, self.kind(cursor.NumberFormat)

    def recalculate(self) -> None:
        """Calculate every formula, even those that look up to date."""
        self.model.calculateAll()

    def save_as(self, path: str | Path) -> Path:
        """Save as .xlsx, replacing what is there."""
        return self._store(path, XLSX)

    def pdf(self, path: str | Path) -> Path:
        """Print to a PDF.

        A document without a place of its own cannot print links within it, so it is stored beside
        the PDF first and printed from there.
        """
        if self.model.hasLocation():
            return self._store(path, PDF)
        with tempfile.TemporaryDirectory() as folder:
            stored = self._store(Path(folder, "printed.xlsx"), XLSX)
            with self.office.open(stored, template=False) as printed:
                return printed.pdf(path)

    def _store(self, path: str | Path, filter_name: str) -> Path:
        target = Path(path).resolve()
        self.model.storeToURL(target.as_uri(), uno_properties(FilterName=filter_name, Overwrite=True))
        return target

    def close(self) -> None:
        """Close without saving."""
        with suppress(load_uno().getClass("com.sun.star.lang.DisposedException")):
            self.model.close(True)


def _positions(cells: Any) -> Iterator[tuple[int, int]]:
    for area in cells.RangeAddresses:
        for row in range(area.StartRow, area.EndRow + 1):
            yield from ((row, column) for column in range(area.StartColumn, area.EndColumn + 1))


def _error(cell: Any) -> ErrorValue:
    return ErrorValue(ERRORS.get(cell.getError()) or cell.String)


def _raw(value: Value) -> str | float:
    if isinstance(value, datetime):
        return (value.replace(tzinfo=None) - DAY_ZERO) / timedelta(days=1)
    if isinstance(value, date):
        return float((value - DAY_ZERO.date()).days)
    return "" if value is None else value if isinstance(value, str) else float(value)


def _convert(value: object, kind: Kind) -> object:
    if not isinstance(value, float):
        return value
    if kind == "logical":
        return bool(value)
    return DAY_ZERO + timedelta(seconds=round(value * 86400, 3)) if kind == "date" else value


def render(pdf: str | Path, out_dir: str | Path, dpi: int = 110) -> list[Path]:
    """Draw the pages of a PDF as PNG images, in order."""
    if (tool := shutil.which("pdftoppm")) is None:
        raise OfficeNotFound("pdftoppm was not found (Debian, Ubuntu: apt install poppler-utils).")
    source, target = Path(pdf), Path(out_dir)
    target.mkdir(parents=True, exist_ok=True)
    command = [tool, "-r", str(dpi), "-png", str(source), str(target / source.stem)]
    subprocess.run(command, check=True, capture_output=True)
    return sorted(target.glob(f"{glob.escape(source.stem)}-*.png"))
