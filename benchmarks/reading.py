"""Reading score sheets: ours beside openpyxl, pandas with calamine, and unpacking the parts that must be read."""

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl

from benchmarks.making_files import make
from benchmarks.measuring import in_turns, ratios
from benchmarks.table import Found, Scale
from pyscoring.scoresheet import ScoreSheet
from workbook.scoresheet.reader import read_file

_NEEDED = (
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
)
Scores = dict[str, float]


def measure(folder: Path, scale: Scale) -> Iterable[Found]:
    files = make(folder / "read", scale.files(200))
    agreed = all(
        _ours(file) == _openpyxl(file) == _calamine(file) and len(_ours(file)) > 5
        for file in files[:: max(1, len(files) // 20)]
    )
    taken = in_turns(
        scale.rounds(5),
        ours=lambda: [_ours(file) for file in files],
        openpyxl=lambda: [_openpyxl(file) for file in files[:: 4]],
        calamine=lambda: [_calamine(file) for file in files],
        floor=lambda: [_floor(file) for file in files],
    )  # fmt: skip
    per = {
        name: [1_000 * t / (len(files[::4]) if name == "openpyxl" else len(files)) for t in ts]
        for name, ts in taken.items()
    }
    said = {name: f"{sorted(ts)[len(ts) // 2]:.2f} ms a file" for name, ts in per.items()}
    yield Found(
        "reading-openpyxl", ratios(per["openpyxl"], per["ours"]), f"{said['ours']} against {said['openpyxl']}", agreed
    )
    yield Found(
        "reading-calamine", ratios(per["calamine"], per["ours"]), f"{said['ours']} against {said['calamine']}", agreed
    )
    yield Found("reading-floor", ratios(per["ours"], per["floor"]), f"{said['ours']} against {said['floor']}", agreed)


def _ours(file: Path) -> Scores:
    """Read with kinds, formula flags and problems."""
    sheets, _, _ = read_file(file)
    read: ScoreSheet = sheets[0].sheet
    return {f"indicator:{id_}": float(score) for id_, score in read.scores.items()}


def _openpyxl(file: Path) -> Scores:
    """The values, and beside them which are formulas: two loads, since one gives either."""
    values, formulas = (openpyxl.load_workbook(file, data_only=cached)["Score"] for cached in (True, False))
    found: Scores = {}
    columns = {cell.value: cell.column for cell in formulas[1] if cell.value}
    for row in formulas.iter_rows():
        key = row[0].value
        for column in columns.values():
            cell: Any = row[column - 1]
            value = values.cell(cell.row, cell.column).value
            is_number = cell.data_type == "n" and not getattr(cell, "is_date", False)
            if column == columns["value"] and str(key).startswith("indicator:") and is_number and value is not None:
                found[str(key)] = float(value)
    return found


def _calamine(file: Path) -> Scores:
    import pandas

    frame = pandas.read_excel(file, sheet_name="Score", header=None, engine="calamine")
    column = frame.iloc[0].tolist().index("value")
    rows = zip(frame[0], frame[column], strict=True)
    return {key: float(value) for key, value in rows if str(key).startswith("indicator:") and value == value}


def _floor(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        for name in _NEEDED:
            if name in names:
                archive.read(name)
