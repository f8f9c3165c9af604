"""Score workbooks calculated by a real LibreOffice: every formula anew, and their results held against ours.

A file first passes the gate that `pyscoring score` has; what it refuses never reaches LibreOffice. What is opened is
a copy of exactly the bytes that passed. What was typed is taken from the file; what a formula gives, from LibreOffice.
"""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from pyscoring.problems import Problem, Refused
from pyscoring.score import Score
from workbook.files import atomic
from workbook.files.values import ErrorValue, Formula, Place
from workbook.office.libreoffice import Office, OfficeFailed, OfficeNotFound, run_aside
from workbook.office.received import value
from workbook.office.sheet_cells import date1904, results_of
from workbook.scoresheet import typed
from workbook.scoresheet.official import band_text
from workbook.scoresheet.reader import Extra, ReadSheet, parse, read_file
from workbook.scoresheet.scoring import judged
from workbook.scoresheet.texts import LABELS

MOST_FILES = 200  # of one LibreOffice: it grows by half a megabyte a document
PATIENCE = 60.0  # seconds for one file
FILTER = "Calc MS Excel 2007 XML"
CHANGED = {"th": "ไฟล์เปลี่ยนไประหว่างอ่าน", "en": "it changed while it was read"}
Cells = Mapping[Place, object]
Read = tuple[tuple[ReadSheet, ...], str | None, tuple[Problem, ...]]


class OfficeReader:
    """Reads as `read_file` does, through one LibreOffice for all files: a context manager.

    A LibreOffice that a file stops is started again for the next. Refused: F20, where there is none.
    """

    def __init__(self) -> None:
        self._office: Office | None = None
        self._opened = 0

    def __enter__(self) -> Self:
        self._running()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def __call__(self, path: Path, extra: Extra = ()) -> Read:
        """The score sheets of a workbook as LibreOffice has them, its SHA-256, and the problems of the file."""
        sheets, sha256, problems = read_file(path, extra)
        try:
            if sheets and sha256:
                results = self._results(path, sha256, sheets)
                sheets = tuple(_recalculated(s, cells, extra) for s, cells in zip(sheets, results, strict=True))
        except Refused as refused:
            told = tuple(replace(p, file=str(path)) for p in refused.problems)
            return (), None, (*problems, *told)
        return sheets, sha256, problems

    def _results(self, path: Path, sha256: str, sheets: Sequence[ReadSheet]) -> list[Cells]:
        data = atomic.load(path)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Refused(Problem("F10", {"detail": CHANGED}))
        with tempfile.TemporaryDirectory(prefix="pyscoring-") as folder:
            copy = Path(folder, "copy.xlsx")
            copy.write_bytes(data)
            return self._opened_results(copy, sheets)

    def _opened_results(self, copy: Path, sheets: Sequence[ReadSheet]) -> list[Cells]:
        office = self._running()
        self._opened += 1
        try:
            return run_aside(lambda: list(_calculated(office, copy, sheets))).result(PATIENCE)
        except (OfficeFailed, KeyError) as error:
            raise _unreadable(error) from None
        except Exception as error:  # noqa: BLE001  whatever the bridge raises when the office has died or hangs
            self._stop()
            raise _unreadable(error) from None

    def _running(self) -> Office:
        process = self._office and self._office.process
        if self._opened >= MOST_FILES or (process and process.poll() is not None):  # it has died since the last file
            self._stop()
        if self._office is None:
            try:
                self._office, self._opened = Office(), 0
            except (OfficeNotFound, OfficeFailed) as error:
                raise Refused(Problem("F20", {"detail": str(error)})) from None
        return self._office

    def _stop(self) -> None:
        office, self._office = self._office, None
        if office is not None:
            office.close()


def _unreadable(error: Exception) -> Refused:
    detail = str(error).splitlines()[:1]
    return Refused(Problem("F21", {"detail": detail[0][:200] if detail and detail[0] else type(error).__name__}))


def _calculated(office: Office, copy: Path, sheets: Sequence[ReadSheet]) -> Iterator[Cells]:
    """What LibreOffice makes of the formulas of each sheet."""
    with office.open(copy, filter_name=FILTER) as document:
        document.recalculate()
        for sheet in sheets:
            places = [at for at, cell in sheet.cells.items() if isinstance(cell, Formula)]
            results = results_of(document.model, document.sheet(sheet.name or ""), places)
            yield {at: Formula(value(r, date1904(document.model))) for at, r in zip(places, results, strict=True)}


def _recalculated(sheet: ReadSheet, results: Cells, extra: Extra) -> ReadSheet:
    read = replace(parse({**sheet.cells, **results}, extra), name=sheet.name, file=sheet.file)
    result = judged(read)
    differing = _differing(read, result) if isinstance(result, Score) else ()
    return replace(read, problems=(*read.problems, *differing))


def _differing(read: ReadSheet, result: Score) -> Iterator[Problem]:
    """The live total and band that are not ours."""
    if result.total is None:
        return
    live = {key: _live(read, key) for key in ("total", "band")}
    nothing = _unknown(live["total"]) or _repaired(result)  # then both may be blank
    for key, ours in (("total", result.total), ("band", band_text(result, result.sheet.language))):
        seen = live[key]
        same = typed.exact(seen) == ours if isinstance(seen, float) and key == "total" else seen == ours
        if not (same or _unknown(seen) or (nothing and typed.blank(seen))):
            yield Problem("T20", {"label": LABELS[key], "seen": typed.shown(seen), "wanted": str(ours)}, field=key)


def _live(read: ReadSheet, key: str) -> object:
    cell = read.cells.get((read.rows.get(key, 0), read.columns.get("value", 0)))
    return cell.cached if isinstance(cell, Formula) else cell


def _unknown(live: object) -> bool:
    """Whether a formula calls a function that LibreOffice does not have."""
    return isinstance(live, ErrorValue) and live == "#NAME?"


def _repaired(result: Score) -> bool:
    """Whether an entry that a total rests on was read otherwise than a formula reads it."""
    rests = "indicator:", "bonus:", "conflict"
    return any(p.code == "D14" and (p.field or "").startswith(rests) for p in result.problems)
