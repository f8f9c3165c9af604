"""Our reader beside openpyxl in full mode, cell by cell.

`python -m benchmarks.readers DIR` reads every .xlsx and .xlsm below a folder with both and
prints how many cells were compared, and each difference by its cause. It exits with 1 at a
difference that none of openpyxl's known ways explains, at a crash, or if nothing could be compared.
"""

import datetime as dt
import gc
import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import MergedCell

from benchmarks.apart import apart, files_below
from pyscoring.problems import Refused
from workbook.files.package import read_all
from workbook.files.values import CellValue, Formula, Percent, Place, address

SECONDS = 60.0
SHOWN = 5  # places of each cause
Grid = dict[Place, Any]


@dataclass(frozen=True)
class Difference:
    file: str
    sheet: str
    cell: str
    ours: object
    theirs: object
    cause: str  # "" where nothing explains it

    def __str__(self) -> str:
        where = f"{self.file} · {self.sheet}!{self.cell}" if self.sheet else self.file
        return f"{where}: ours {self.ours!r:.60}, openpyxl {self.theirs!r:.60}"


@dataclass
class Compared:
    """What came of one file: `unread` says who could not read it."""

    unread: str = ""
    cells: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)


def compare(file: Path) -> Compared:
    warnings.simplefilter("ignore")
    gc.disable()  # the process ends with its file; collecting takes openpyxl a quarter of its time
    try:
        contents = read_all(file)
    except Refused as refused:
        return Compared("we refuse: " + refused.problems[0].code)
    try:
        formulas, values = (openpyxl.load_workbook(file, data_only=only) for only in (False, True))
    except Exception as error:  # noqa: BLE001  openpyxl raises whatever it meets
        return Compared(f"openpyxl cannot: {type(error).__name__}")
    found = Compared()
    theirs = {sheet.title: sheet for sheet in formulas.worksheets}
    if not theirs and contents.sheets:
        return Compared("openpyxl finds no sheet")
    for sheet in contents.sheets:
        if sheet.name not in theirs:
            found.differences.append(Difference(file.name, sheet.name, "", "a sheet", None, ""))
            continue
        pair = theirs[sheet.name], values[sheet.name]
        found.differences += _sheet(file, sheet.name, sheet.cells, *map(_grid, pair), found.cells)
    return found


def _grid(sheet: Any) -> Grid:
    """openpyxl's cells by place; a merged-away cell is kept, since it has lost its value."""
    return {at: cell for at, cell in sheet._cells.items() if cell.value is not None or isinstance(cell, MergedCell)}


def _sheet(
    file: Path, name: str, ours: dict[Place, CellValue], formulas: Grid, values: Grid, cells: Counter[str]
) -> Iterator[Difference]:
    for at in sorted(ours.keys() | formulas.keys()):
        our, written, value = ours.get(at), formulas.get(at), values.get(at)
        if our is None and isinstance(written, MergedCell):
            continue
        seen = None if value is None else value.value
        is_formula = getattr(written, "data_type", None) == "f"
        plain = our.cached if isinstance(our, Formula) else our
        kind = "formula" if isinstance(our, Formula) else type(plain).__name__
        cells[kind] += 1
        if isinstance(our, Formula) == is_formula and _same(plain, seen):
            continue
        cause = _cause(plain, seen, written) if isinstance(our, Formula) == is_formula else ""
        told = seen if isinstance(our, Formula) == is_formula else written and written.value
        yield Difference(file.name, name, address(*at), plain if is_formula else our, told, cause)


def _same(ours: object, theirs: object) -> bool:
    if isinstance(ours, Percent):
        ours = ours.value
    if isinstance(ours, bool) or isinstance(theirs, bool) or isinstance(ours, str):
        return ours == theirs and isinstance(ours, bool) == isinstance(theirs, bool)
    if isinstance(ours, float) and isinstance(theirs, int | float):
        return ours == float(theirs)
    if isinstance(ours, dt.datetime | dt.date):
        return _moment(ours) == _moment(theirs)
    return ours == theirs


def _moment(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value.replace(microsecond=0)
    return dt.datetime(value.year, value.month, value.day) if isinstance(value, dt.date) else value


# Why they differ: openpyxl's known ways, each with the test that recognises it.

DAY_ZERO = dt.datetime(1899, 12, 30)


def _cause(ours: object, theirs: object, cell: Any) -> str:
    """The first of `CAUSES` that explains a difference; "" where none does."""
    try:
        return next((cause for cause, explains in CAUSES.items() if explains(ours, theirs, cell)), "")
    except (TypeError, AttributeError):
        return ""


def _as_days(moment: Any) -> float:
    """A date of the 1900 system as its serial number; before March 1900 it counts a day less."""
    if isinstance(moment, dt.time):
        return (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86_400
    days = (_moment(moment) - DAY_ZERO) / dt.timedelta(days=1)  # type: ignore[operator]
    return days - (days < 61)


def _is_close(days: float, theirs: Any) -> bool:
    seen = theirs / dt.timedelta(days=1) if isinstance(theirs, dt.timedelta) else float(theirs)
    return any(abs(days - start - seen) < 2 / 86_400 for start in (0, 1462))  # 1462: counted from 1904


def _unescaped(text: str) -> str:
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


CAUSES: dict[str, Callable[[Any, Any, Any], bool]] = {
    "openpyxl: a formula's empty text is nothing": lambda o, t, c: o == "" and t is None and c.data_type == "f",
    "openpyxl: what lies under a merge is dropped": lambda o, t, c: t is None and isinstance(c, MergedCell),
    "openpyxl: a negative number becomes a date": lambda o, t, c: (
        isinstance(o, float) and o < 0 and isinstance(t, dt.datetime | dt.timedelta)
    ),
    "openpyxl: an elapsed time is a duration, not a day": lambda o, t, c: (
        isinstance(o, dt.date) and isinstance(t, dt.timedelta) and _is_close(_as_days(o), t)
    ),
    "openpyxl: an elapsed time in capitals is a number": lambda o, t, c: (
        isinstance(o, dt.date)
        and re.search(r"\[(H+|M+|S+)\]", c.number_format) is not None
        and _is_close(_as_days(o), t)
    ),
    "openpyxl: _xHHHH_ is left as it is": lambda o, t, c: isinstance(t, str) and t != o and _unescaped(t) == o,
    "openpyxl: white space that Excel drops is kept": lambda o, t, c: (
        isinstance(t, str) and t != o and t.strip(" \t\r\n") == o and isinstance(c.value, str)
    ),
}


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m benchmarks.readers DIR")
    ended: Counter[str] = Counter()
    cells: Counter[str] = Counter()
    differences: list[Difference] = []
    failed = []
    for done in apart(compare, files_below(sys.argv[1], (".xlsx", ".xlsm")), SECONDS, at_once=2):
        if done.result is None:
            failed.append(f"{done.file}: {done.failed}")
            continue
        ended[done.result.unread or "compared"] += 1
        cells += done.result.cells
        differences += done.result.differences
    report(ended, cells, differences)
    unexplained = [str(d) for d in differences if not d.cause]
    for line in unexplained + failed:
        print("FAILED", line)
    print(f"{cells.total()} cells compared, {len(differences)} differ, {len(unexplained)} of them unexplained")
    raise SystemExit(1 if unexplained or failed or not cells else 0)


def report(ended: Counter[str], cells: Counter[str], differences: list[Difference]) -> None:
    for how, count in ended.most_common():
        print(f"{count:8} files  {how}")
    for kind, count in cells.most_common():
        print(f"{count:8} cells  {kind}")
    for cause, count in Counter(d.cause for d in differences if d.cause).most_common():
        print(f"{count:8} differ {cause}")
        places = [str(d) for d in differences if d.cause == cause]
        for line in places[:SHOWN]:
            print(f"{'':17}{line}")
        if count > SHOWN:
            print(f"{'':17}and {count - SHOWN} more in {len({d.file for d in differences if d.cause == cause})} files")


if __name__ == "__main__":
    main()
