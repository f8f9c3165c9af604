"""Ten cells written into every workbook below a folder, and everything else proved untouched.

`python -m benchmarks.writeback DIR` patches each .xlsx and .xlsm in memory and checks that every
other member of the file is the same byte for byte, that openpyxl reads the ten cells back, that
LibreOffice does (of every fourth file; with `--all` of each), and how many times less CPU time that takes
than openpyxl's load and save. It exits with 1 where one of these fails; a clean refusal does not.
"""

import io
import statistics
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import openpyxl
from openpyxl.utils.datetime import to_excel

from benchmarks.apart import Done, apart, files_below
from pyscoring.problems import Refused
from workbook.files import atomic
from workbook.files.package import Sheet, read_all
from workbook.files.patch import patch
from workbook.files.sheetmap import Value
from workbook.files.values import Place, address
from workbook.office.libreoffice import Office, OfficeFailed

SECONDS, TIMES, RESTART, SAMPLE = 60.0, 5.0, 150, 4
VALUES: tuple[Value, ...] = ("text", "ข้อความ น้ำ", "=ดีมาก", 42, 4.57, True, None, "<&>\n\"'", -0.25, 1_000_000)
FOLLOWING = ("xl/calcchain.xml", "[content_types].xml", "xl/_rels/workbook.xml.rels")  # of a formula that goes
Cells = dict[Place, Value]


@dataclass(frozen=True)
class Written:
    """What came of one file: a refusal, or the seconds both took and what went wrong."""

    refused: str = ""
    sheet: str = ""
    cells: tuple[tuple[Place, Value], ...] = ()
    patched: Path | None = None
    ours: float = 0.0
    theirs: float | None = None
    wrong: tuple[str, ...] = ()


def ten_cells(sheet: Sheet) -> Cells:
    """Places spread over the cells that there are, then new ones beside, below and far away."""
    there = sorted(sheet.cells)
    bottom, right = max((r for r, _ in there), default=0), max((c for _, c in there), default=0)
    old = [there[len(there) * n // 5] for n in range(5)] if len(there) >= 5 else there
    new = [(1, right + 2), (bottom + 2, 1), (bottom + 2, 3), (bottom + 3, 2), (3, right + 4), (bottom + 5_000, 200)]
    new += [(bottom + 6, column) for column in range(1, 11)]
    places = [p for p in (*old, *new) if p[0] <= 1_000_000 and p[1] <= 1_000][:10]
    turned = len(there) % 10  # another value on the existing cells in each file
    return dict(zip(places, VALUES[turned:] + VALUES[:turned], strict=True))


def write(file: Path, folder: Path) -> Written:
    warnings.simplefilter("ignore")
    try:
        sheets = read_all(file).sheets
        if not sheets:
            return Written("no worksheet")
        cells = ten_cells(sheets[0])
        started = time.process_time()
        patched = patch(atomic.load(file), {sheets[0].name: cells})
        ours = time.process_time() - started
    except Refused as refused:
        return Written(refused.problems[0].code)
    target = folder / f"{abs(hash(file))}{file.suffix}"
    target.write_bytes(patched)
    theirs, unread = _load_and_save(file)
    wrong = [*_changed(file.read_bytes(), patched, sheets[0].part)]
    wrong += unread or [f"openpyxl: {line}" for line in _as_openpyxl_reads(target, sheets[0].name, cells)]
    found = tuple(line for line in wrong if line)
    return Written("", sheets[0].name, tuple(cells.items()), target, ours, theirs, found)


def _load_and_save(file: Path) -> tuple[float | None, list[str]]:
    """Seconds; None where openpyxl cannot, and then nothing can be read back by it."""
    started = time.process_time()
    try:
        book = openpyxl.load_workbook(file, keep_vba=file.suffix.lower() == ".xlsm")
        if not book.sheetnames:
            return None, [""]
        book.save(io.BytesIO())
    except Exception:  # noqa: BLE001  openpyxl raises whatever it meets
        return None, [""]
    return time.process_time() - started, []


def _members(data: bytes) -> dict[str, bytes]:
    """Every member as it lies in the file: its local header, its packed bytes and what the directory says."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = {}
        for info in archive.infolist():
            start = info.header_offset
            head = data[start : start + 30]
            begin = start + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
            listed = (info.date_time, info.compress_type, info.CRC, info.extra, info.external_attr, info.comment)
            found[info.filename] = data[start : begin + info.compress_size] + repr(listed).encode()
    return found


def _changed(before: bytes, after: bytes, part: str) -> list[str]:
    old, new = _members(before), _members(after)
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    allowed = {
        part,
        *(name for name in old if name.lower() in FOLLOWING and any("calcchain" in n.lower() for n in old)),
    }
    order = [name for name in old if name in new] == list(new)
    return [f"changed: {name}" for name in sorted(changed - allowed)] + ([] if order else ["members in another order"])


def _as_openpyxl_reads(path: Path, name: str, cells: Cells) -> list[str]:
    book = openpyxl.load_workbook(path)
    sheet = book[name]
    found = []
    for (row, column), value in cells.items():
        cell = sheet.cell(row, column)
        seen = to_excel(cell.value, book.epoch) if cell.is_date and isinstance(value, int | float) else cell.value
        if not _same(value, seen) or cell.data_type == "f":
            found.append(f"{address(row, column)} is {seen!r} instead of {value!r}")
    return found


def _same(value: Value, seen: object) -> bool:
    if isinstance(value, bool | str) or value is None:
        return seen == value or (isinstance(value, bool) and seen == float(value)) or (value is None and seen == "")
    return isinstance(seen, int | float) and abs(float(seen) - float(value)) < 1e-6


# LibreOffice, which takes the longest.


def read_in_office(written: Sequence[tuple[Path, Written]]) -> list[tuple[Path, str]]:
    """What LibreOffice does not read back, by file; one office for many files."""
    found = []
    office = Office()
    try:
        for number, (file, one) in enumerate(written, 1):
            try:
                found += [(file, line) for line in _as_office_reads(office, file, one)]
            except Exception as error:  # noqa: BLE001  a dead office must not hide the files after it
                found.append((file, f"LibreOffice failed: {error}"[:200]))
                office.close()
                office = Office()
            if number % RESTART == 0:
                office.close()
                office = Office()
    finally:
        office.close()
    return found


def _as_office_reads(office: Office, file: Path, written: Written) -> list[str]:
    assert written.patched
    try:
        document = office.open(written.patched)
    except OfficeFailed:
        return ["LibreOffice opens it no more" if _opens(office, file) else UNOPENED]
    found = []
    with document:
        sheet = document.sheet(written.sheet)
        for (row, column), value in written.cells:
            cell = sheet.getCellByPosition(column - 1, row - 1)
            seen = cell.getDataArray()[0][0]
            if not _same(value, seen):
                found.append(f"LibreOffice: {address(row, column)} is {seen!r} instead of {value!r}")
    return found


UNOPENED = "LibreOffice cannot open the original"


def _opens(office: Office, file: Path) -> bool:
    try:
        office.open(file).close()
    except OfficeFailed:
        return False
    return True


def main() -> None:
    arguments = [a for a in sys.argv[1:] if a != "--all"]
    if len(arguments) != 1:
        raise SystemExit("usage: python -m benchmarks.writeback DIR [--all]")
    files = files_below(arguments[0], (".xlsx", ".xlsm"))
    with tempfile.TemporaryDirectory() as folder:
        done = sorted(apart(partial(write, folder=Path(folder)), files, SECONDS, at_once=2), key=lambda d: str(d.file))
        patched = [(d.file, d.result) for d in done if d.result and d.result.patched]
        sample = patched if "--all" in sys.argv else patched[::SAMPLE]
        with get_context("spawn").Pool(2) as pool:
            shares = pool.map_async(read_in_office, [sample[::2], sample[1::2]]).get(1_800)
    raise SystemExit(report(done, len(sample), [line for share in shares for line in share]))


def report(done: Sequence[Done[Written]], sample: int, office: Sequence[tuple[Path, str]]) -> int:
    results = [(d.file, d.result or Written(wrong=(d.failed,))) for d in done]
    patched = [one for _, one in results if one.patched]
    for code, count in Counter(one.refused for _, one in results if one.refused).most_common():
        print(f"{count:6}  refused {code}")
    unopened = [file for file, line in office if line == UNOPENED]
    wrong = [(file, line) for file, one in results for line in one.wrong]
    wrong += [(file, line) for file, line in office if line != UNOPENED]
    pairs = [(one.ours, one.theirs) for one in patched if one.theirs is not None]
    print(f"{len(patched):6}  patched; read back by openpyxl {len(pairs)}, by LibreOffice {sample - len(unopened)}")
    for file in unopened:
        print(f"        {UNOPENED}: {file}")
    for file, one in results:
        if one.patched and one.theirs is None:
            print(f"        openpyxl cannot read or save the original: {file}")
    for file, line in wrong:
        print(f"FAILED {file}: {line}")
    if not pairs:
        print("nothing was patched and read back")
        return 1
    ratio = sum(theirs for _, theirs in pairs) / sum(ours for ours, _ in pairs)
    median = statistics.median(theirs / ours for ours, theirs in pairs)
    print(f"{ratio:6.1f}  times faster in all, {median:.1f} in the median (at least {TIMES:.0f} in all)")
    return 1 if wrong or ratio < TIMES else 0


if __name__ == "__main__":
    main()
