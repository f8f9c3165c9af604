"""The comparisons that the project answers for: what is measured, against what, and what is wanted of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.measuring import Spread

Sense = Literal["at least", "at most"]


@dataclass(frozen=True)
class Row:
    """One comparison; `wanted` is a ratio, of which there must be at least or at most so much."""

    name: str
    work: str
    against: str
    sense: Sense
    wanted: float


@dataclass(frozen=True)
class Found:
    """What a comparison gave: the ratio of each round, what was counted or timed, and whether both sides agreed."""

    name: str
    ratio: Spread
    told: str
    agreed: bool = True

    def is_met(self, row: Row) -> bool:
        """Whether the median is as wanted, to the places that are shown, and the results were the same."""
        enough = self.ratio.median >= row.wanted if row.sense == "at least" else self.ratio.median <= row.wanted
        return self.agreed and enough


@dataclass(frozen=True)
class Scale:
    """How much is done: everything, or a `part` of it, once, which shows that it works and proves nothing about speed."""

    part: int = 1

    def files(self, count: int) -> int:
        return max(count // self.part, 8) if self.part > 1 else count

    def rounds(self, count: int) -> int:
        return 1 if self.part > 1 else count


Measure = Callable[[Path, Scale], Iterable[Found]]

ROWS = (
    Row("reading-openpyxl", "score sheets read with kinds, formula flags and problems", "openpyxl, the two loads it needs", "at least", 14),
    Row("reading-calamine", "the same", "pandas with calamine, values only", "at least", 1.5),
    Row("reading-floor", "the same", "`zipfile` read of the needed parts", "at most", 6),
    Row("consolidate-1000", "`consolidate` of 1,000 workbooks, 2 jobs, wall", "datamaps on the same files", "at least", 8),
    Row("consolidate-1000-memory", "memory of the same", "datamaps", "at most", 1 / 8),
    Row("consolidate-3000", "`consolidate` of 3,000 workbooks, 2 jobs, wall", "datamaps on the same files", "at least", 20),
    Row("consolidate-3000-memory", "memory of the same", "datamaps", "at most", 1 / 8),
    Row("consolidate-again", "second `consolidate`, 10 of 3,000 files new", "the first", "at least", 15),
    Row("pack", "`pack` of 500", "the same by openpyxl", "at least", 25),
    Row("write-back", "`score --write`", "openpyxl load and save", "at least", 5),
    Row("consolidated-workbook", "consolidated workbook of 5,000 rows", "the same cells by openpyxl", "at least", 2.5),
    Row("jobs", "gain of two jobs", "the gain of two empty burners", "at least", 0.85),
    Row("scale-memory", "memory of 10,000 workbooks", "of 1,000", "at most", 1.5),
    Row("scale-time", "time a workbook of 10,000", "of 1,000", "at most", 1.15),
    Row("cluster", "Dask, 2 workers, 1,000 files", "the process pool", "at most", 1.5),
    Row("cluster-killed", "results with one worker killed that differ", "results", "at most", 0),
)  # fmt: skip


def row(name: str) -> Row:
    return next(row for row in ROWS if row.name == name)


def lines(found: Sequence[Found]) -> Iterator[tuple[str, str, str, str, str, str]]:
    """The cells of the table: work, against, wanted, found, met, told."""
    for one in found:
        about = row(one.name)
        state = "yes" if one.is_met(about) else "**no**" if one.agreed else "**no: results differ**"
        yield about.work, about.against, f"{about.sense} {_plain(about.wanted)}", str(one.ratio), state, one.told


def _plain(figure: float) -> str:
    return f"{figure:.3f}".rstrip("0").rstrip(".")


def markdown(found: Sequence[Found]) -> str:
    head = ("work", "against", "wanted", "median (spread)", "met", "measured")
    rows = [head, tuple("---" for _ in head), *lines(found)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
