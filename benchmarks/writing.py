"""Writing: official results into filled workbooks, and the consolidated workbook, beside openpyxl."""

import io
import shutil
import warnings
from collections.abc import Iterable
from contextlib import ExitStack
from copy import copy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl

from benchmarks.making_files import EDITION, PANEL, begin, make
from benchmarks.measuring import in_turns, ratios
from benchmarks.table import Found, Scale
from pyscoring.edition import scored
from workbook.committee import committee
from workbook.committee.assembly import Consolidation
from workbook.consolidation.cellwriter import CellWriter
from workbook.consolidation.consolidated import write
from workbook.consolidation.tables import BookLook
from workbook.scoresheet.reader import read_file
from workbook.scoresheet.scoring import score_files

_AT = datetime(2015, 6, 1, 9, 30, tzinfo=UTC)
_STYLE = ("font", "fill", "border", "alignment", "number_format", "protection")


def measure(folder: Path, scale: Scale) -> Iterable[Found]:
    yield _write_back(folder, scale)
    yield _consolidated(folder, scale)


def _write_back(folder: Path, scale: Scale) -> Found:
    """Reading, scoring, patching and flushing to the disk in ours; loading and saving alone in theirs."""
    before = make(folder / "write", scale.files(100))
    (target := folder / "written").mkdir()
    copies = [target / file.name for file in before]

    def ours() -> None:
        for file, copied in zip(before, copies, strict=True):
            shutil.copyfile(file, copied)
        told = list(score_files(copies, write=True, at=_AT))
        assert all(one.written for one in told)

    def theirs() -> None:
        for file in before[::5]:
            openpyxl.load_workbook(file).save(target / "theirs.xlsx")

    taken = in_turns(scale.rounds(5), ours=ours, theirs=theirs)
    per = {
        name: [1_000 * t / (len(before) if name == "ours" else len(before[::5])) for t in ts]
        for name, ts in taken.items()
    }
    said = {name: f"{sorted(ts)[len(ts) // 2]:.1f} ms" for name, ts in per.items()}
    told = f"{said['ours']} a workbook with scoring, against {said['theirs']}"
    return Found("write-back", ratios(per["theirs"], per["ours"]), told, all(map(_has_official, copies)))


def _has_official(file: Path) -> bool:
    """Whether the total that was written is the one of the entries, as openpyxl reads it."""
    [read] = read_file(file)[0]
    [total] = [row[8].value for row in openpyxl.load_workbook(file)["Score"].iter_rows() if row[0].value == "total"]
    score: Any = read.score()
    return total == float(score.total)


def _consolidated(folder: Path, scale: Scale) -> Found:
    """Theirs gets every value, formula and style ready made, and neither widths, conditional formats nor charts.

    What it takes to find out the values, which both need, is measured apart and counts for both.
    """
    edition = scored(EDITION)
    block = len(edition.indicators) + len(edition.features) + 5  # rows of `Matrix` an application
    files = make(folder / "for-the-book", scale.files(-(-5_000 // block)) * PANEL)
    consolidation = committee.run(begin(folder / "book", files, len(files)), jobs=2)
    made = b"".join(write(consolidation))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        loaded = openpyxl.load_workbook(io.BytesIO(made))
    sheets = [(sheet.title, list(_cells(sheet))) for sheet in loaded.worksheets]
    count, rows = sum(len(cells) for _, cells in sheets), loaded["Matrix"].max_row
    agreed = _copied(openpyxl.load_workbook(io.BytesIO(_by_openpyxl(sheets)))) == _copied(loaded)
    taken = in_turns(
        scale.rounds(5),
        ours=lambda: b"".join(write(consolidation)),
        theirs=lambda: _by_openpyxl(sheets),
        found=lambda: _unwritten(consolidation),
    )
    theirs = [a + b for a, b in zip(taken["theirs"], taken["found"], strict=True)]
    said = {name: f"{sorted(ts)[len(ts) // 2]:.2f} s" for name, ts in taken.items()}
    told = f"{count:,} cells, {rows:,} rows of Matrix: {said['ours']} against {said['theirs']} and {said['found']} for the values"
    return Found("consolidated-workbook", ratios(theirs, taken["ours"]), told, agreed)


def _unwritten(consolidation: Consolidation) -> None:
    """All that `write` does but writing: no cell is kept, no file is made."""

    def mark(sheet: CellWriter, row: int, column: int, *_: object) -> int:
        sheet.table[row][column] = None
        return 0

    names = ("write_string", "write_number", "write_blank", "write_formula")
    with ExitStack() as patches:
        for name in names:
            patches.enter_context(patch.object(CellWriter, name, mark))
        patches.enter_context(patch.object(CellWriter, "put_away", lambda sheet, before: sheet.table.clear()))
        patches.enter_context(patch.object(BookLook, "finish", lambda look: io.BytesIO()))
        b"".join(write(consolidation))


def _cells(sheet: Any) -> Iterable[tuple[int, int, Any, tuple[Any, ...]]]:
    """Row, column, value, and the style's objects, each made once and shared by all cells of that look."""
    looks: dict[Any, tuple[Any, ...]] = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None or cell.has_style:
                key = tuple(cell._style)
                if key not in looks:
                    looks[key] = tuple(copy(getattr(cell, name)) for name in _STYLE)
                yield cell.row, cell.column, cell.value, looks[key]


def _by_openpyxl(sheets: list[tuple[str, list[tuple[int, int, Any, tuple[Any, ...]]]]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for title, cells in sheets:
        sheet = book.create_sheet(title)
        looks: dict[int, Any] = {}
        for row, column, value, look in cells:
            cell: Any = sheet.cell(row, column, value)
            if id(look) in looks:  # the quickest way that openpyxl has
                cell._style = copy(looks[id(look)])
                continue
            for name, part in zip(_STYLE, look, strict=True):
                setattr(cell, name, part)
            looks[id(look)] = cell._style
    book.save(out)
    return out.getvalue()


def _copied(book: Any) -> dict[str, list[tuple[int, int, Any]]]:
    return {sheet.title: [(r, c, value) for r, c, value, _ in _cells(sheet)] for sheet in book.worksheets}
