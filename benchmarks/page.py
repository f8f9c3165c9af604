"""The page docs/benchmarks.md: the table, how it was measured, and on what."""

import datetime as dt
import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from benchmarks.table import Found, markdown

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
_LIBRARIES = ("openpyxl", "XlsxWriter", "pandas", "python-calamine", "datamaps", "distributed", "pydantic")
_HEAD = """# Benchmarks

<!-- Written by `python -m benchmarks --write`; not edited by hand. -->

Every figure is a ratio of two things that were measured in one run: machines differ, ratios hardly do.
`python -m benchmarks` prints this table ({minutes:.0f} minutes), `--only NAME` a part of it, `--quick` a tenth to see that all
of it works. No test asserts seconds.

"""
_METHOD = """
## How

- The workbooks are filled score sheets of one award ({edition}), four assessors to an application, 20 KB each; every second
  one was loaded and saved by openpyxl before its scores were put in. The same seed gives the same files.
- What runs in one process takes turns, round by round, after one round that warms up: processor time, so that other
  programs on the machine do not count. The ratio is taken round by round; its median is shown, then the least and the most.
- The second `consolidate`: the files of the first had lain in the inbox for more than two seconds, as files do; what is
  newer than that is read again.
- Whole processes (`consolidate`, datamaps) are timed by the wall clock from start to exit, imports included. Their memory is
  what they and all processes they started held at once, looked at twenty times a second; pages that they share count once.
- Reading: ours gives kinds, formula flags and problems; openpyxl loads once for values and once for
  formulas; pandas gets values alone; the floor unpacks the six parts that have to be read and looks at nothing.
- `pack`: the template is built within the time of ours; openpyxl loads the finished template, fills and saves it. Both write
  to the disk, ours through a temporary file that is flushed and renamed.
- `score --write`: ours reads, scores, patches, reads back and flushes; openpyxl loads and saves.
- Consolidated workbook: openpyxl is handed every value, formula and style ready made, copies a look from cell to cell, which
  is its quickest way, and writes neither widths, conditional formats nor charts. Finding out the values counts for both.
- datamaps reads the same cells of the same files by a datamap, into its master workbook; once each, since it takes minutes.
- Two burners count in loops for as long as the reading takes, in one process and in two.
- Dask: a scheduler and two workers on the same machine, running before the clock starts; the pool starts its processes each
  time. One worker is killed when half of the files are done.
- On both sides of a comparison the results are held against each other; where they differ, the row says so.

## What holds the figures that are missed

- **The second `consolidate`.** What is saved is reading, which is fast by now: 1 ms a file. Everything else is done anew, so
  that nothing that was kept can be wrong. Of its processor time for 3,000 files, in percent: writing `Matrix` 30, scoring and
  putting sheets in their places 17, packing the workbook 10, results and what is new for the ledger 10, its other sheets 10,
  starting and imports 7, patterns 5, the register 4, what was kept of files 4, the ledger 4, what was typed 3. Were reading free
  from the first run on, the ratio would be 1; fifteen times would need results and rows of `Matrix` kept for each application.
- **3,000 workbooks against datamaps.** Of the processor time of a first run two fifths are reading, which two jobs share; the
  rest is the list above, in one process. Twenty times would need that half as long, or shared between the jobs as well.
- **Memory of 1,000 workbooks.** It is largest while files are read, in three processes: the program itself and two that read.
  With 70 files they hold 59 MiB, with 1,000 72; an eighth of what datamaps holds for 1,000 is 48. For 3,000 it is met.
"""


def text(found: Sequence[Found], minutes: float) -> str:
    from benchmarks.making_files import EDITION

    head, method = _HEAD.format(minutes=minutes), _METHOD.format(edition=f"`{EDITION}`")
    return f"{head}{markdown(found)}\n\n{'; '.join(_about())}.\n{method.rstrip()}\n"


def _about() -> Iterator[str]:
    """The day, the versions and the machine; no names and no paths."""
    yield dt.date.today().isoformat()
    yield f"Python {platform.python_version()}"
    for library in _LIBRARIES:
        yield f"{library} {version(library)}"
    yield f"{platform.system()} on {_processor()}, {os.cpu_count()} cores, {_memory()} GiB of memory"


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> str:
    with suppress(OSError, ValueError, AttributeError):
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f}"
    return "?"
