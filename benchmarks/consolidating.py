"""Whole rounds as whole processes: beside datamaps, the second time, with two jobs, and many workbooks at once."""

import csv
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import mkdtemp

import openpyxl

from benchmarks.making_files import EDITION, begin, make
from benchmarks.measuring import Run, Spread, pyscoring, ratios, run
from benchmarks.table import Found, Scale
from pyscoring.edition import scored
from workbook.committee.inbox import Folder, receive
from workbook.files.package import read_all
from workbook.files.values import CellValue, Place
from workbook.scoresheet import layout

_NEW = 10
_SETTLED = 2.5  # seconds; what was put into the inbox within two seconds before a run is read again in the next
_KEYS = ("application", "title", "agency", "unit", "assessor", "date", "stage", "conflict")
_DATAMAPS = "from datamaps.main import cli; cli()"


def beside_datamaps(folder: Path, scale: Scale) -> Iterator[Found]:
    """datamaps once for each number of files, since it takes minutes; ours before and after it."""
    for count in (1_000, 3_000):
        files = make(folder / f"files-{count}", scale.files(count))
        before = _first(folder, files)
        theirs, rows = _datamaps(folder, files)
        ours = [before, _first(folder, files)]
        name, agreed = f"consolidate-{count}", rows == len(files)
        said = f"{len(files):,} files: {' and '.join(f'{r.wall:.1f}' for r in ours)} s against {theirs.wall:.1f} s"
        yield Found(name, Spread(tuple(theirs.wall / r.wall for r in ours)), said, agreed)
        said = f"{' and '.join(f'{r.memory:.0f}' for r in ours)} MiB of all processes against {theirs.memory:.0f} MiB"
        yield Found(f"{name}-memory", Spread(tuple(r.memory / theirs.memory for r in ours)), said, agreed)


def again(folder: Path, scale: Scale) -> Iterator[Found]:
    """A round read once, then again with some files new; every run writes ledger and workbook as a whole."""
    files = make(folder / "again", scale.files(3_000))
    new = min(_NEW, len(files) // 4)
    kept = begin(Path(mkdtemp(dir=folder), "round"), files, len(files))
    time.sleep(_SETTLED)
    _consolidate(kept)
    first, second, same = [], [], True
    for _ in range(scale.rounds(3)):
        at = begin(Path(mkdtemp(dir=folder), "round"), files[:-new], len(files))
        time.sleep(_SETTLED)
        first.append(_consolidate(at))
        for file in files[-new:]:
            os.link(file, at / "inbox" / file.name)
        second.append(_consolidate(at))
        same = same and _results(at) == _results(kept)
    said = f"{_middle(r.wall for r in first):.1f} s, then {_middle(r.wall for r in second):.2f} s"
    yield Found("consolidate-again", ratios([r.wall for r in first], [r.wall for r in second]), said, same)


def jobs(folder: Path, scale: Scale) -> Iterator[Found]:
    """How much sooner two processes are done than one: reading an inbox, beside counting in loops."""
    files = make(folder / "jobs", scale.files(2_000))
    inbox, gains, empty = Folder(files[0].parent), [], []
    one = _seconds(lambda: sum(len(r.submissions) for r in receive(inbox)))
    loops = int(one * 12_000_000)
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(_burn, (1, 1)))
        for _ in range(scale.rounds(5)):
            burners = _seconds(lambda: [_burn(loops // 2), _burn(loops // 2)])
            empty.append(burners / _seconds(lambda: list(pool.map(_burn, (loops // 2, loops // 2)))))
            one = _seconds(lambda: list(receive(inbox)))
            gains.append(one / _seconds(lambda: list(receive(inbox, 2))))
    agreed = [r.sha256 for r in receive(inbox)] == [r.sha256 for r in receive(inbox, 2)]
    said = f"{_middle(gains):.2f} times as fast with two, the burners {_middle(empty):.2f} times"
    yield Found("jobs", ratios(gains, empty), said, agreed)


def scale_up(folder: Path, scale: Scale) -> Iterator[Found]:
    files = make(folder / "many", scale.files(10_000))
    few = files[: len(files) // 10]
    small, large = [], []
    for _ in range(scale.rounds(2)):
        small.append(_first(folder, few))
        large.append(_first(folder, files))
    said = f"{_middle(r.memory for r in large):.0f} MiB against {_middle(r.memory for r in small):.0f} MiB"
    yield Found("scale-memory", ratios([r.memory for r in large], [r.memory for r in small]), said)
    each = [[1_000 * r.wall / len(done) for r in runs] for runs, done in ((large, files), (small, few))]
    said = f"{_middle(each[0]):.2f} ms against {_middle(each[1]):.2f} ms a workbook"
    yield Found("scale-time", ratios(*each), said)


def _first(folder: Path, files: list[Path]) -> Run:
    """The first `consolidate` of a new round, which goes afterwards."""
    at = begin(Path(mkdtemp(dir=folder), "round"), files, len(files))
    done = _consolidate(at)
    shutil.rmtree(at.parent)
    return done


def _consolidate(at: Path, *options: str) -> Run:
    return pyscoring("consolidate", at, "--jobs", "2", *options)


def _results(at: Path) -> dict[Place, CellValue]:
    """What the sheet `Results` of a round holds."""
    return next(sheet.cells for sheet in read_all(at / "consolidated.xlsx").sheets if sheet.name == "Results")


def _datamaps(folder: Path, files: list[Path]) -> tuple[Run, int]:
    """datamaps on the same files and the same cells, in a home of its own; how many files its master holds."""
    home = Path(mkdtemp(dir=folder))
    at = {row.key: row.number for row in layout.rows(scored(EDITION))}
    wanted = [
        key
        for key in at
        if key and (key in _KEYS or (key.partition(":")[0] in ("indicator", "bonus", "eligibility") and ":" in key))
    ]
    with open(home / "datamap.csv", "w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(("cell_key", "template_sheet", "cell_reference"))
        lines.writerows((key, "Score", f"E{at[key]}") for key in wanted)
    command = [
        sys.executable,
        "-c",
        _DATAMAPS,
        "import",
        "templates",
        "-m",
        "-d",
        home / "datamap.csv",
        "--inputdir",
        files[0].parent,
    ]
    environment = {
        name: str(home)
        for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA")
    }
    done = run(command, environment)
    [master] = home.rglob("master.xlsx")
    sheet = openpyxl.load_workbook(master, read_only=True).worksheets[0]
    return done, len(next(sheet.iter_rows(values_only=True))) - 1


def _burn(loops: int) -> int:
    found = 0
    for number in range(loops):
        found += number & 1
    return found


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _middle(figures: Iterable[float]) -> float:
    return Spread(tuple(figures)).median


def measure(folder: Path, scale: Scale) -> Iterator[Found]:
    for part in (again, jobs, beside_datamaps, scale_up):
        with_own = Path(mkdtemp(dir=folder))
        yield from part(with_own, scale)
        shutil.rmtree(with_own)
