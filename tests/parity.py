"""Does every host give the same result? One table over many filled workbooks and all the ways to score them.

`python -m tests.parity [COUNT]` makes COUNT workbooks (504) and prints, for each edition, what they are and how often
each path differs from the score that was meant; then every difference. The files of those are kept.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.parity_answers import Answer, Opened, wanted
from tests.parity_cases import Case, cases
from tests.parity_paths import PATHS, Desk, Way
from tests.parity_server import NotStarted
from workbook.office.libreoffice import Office

COUNT, SHOWN = 504, 20
FAILURES = Path(__file__).parent / "failures"
KINDS = ("complete", "incomplete", "invalid", "recused", "ties", "thresholds")


@dataclass
class Table:
    """What was compared, by edition, and where a path told something else than was meant."""

    paths: tuple[str, ...]
    keep: Path
    count: Counter[tuple[str, str]] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def add(self, case: Case) -> None:
        """Count a workbook as what it is."""
        is_so = {case.score.status.kind: True, "ties": case.tie, "thresholds": case.at_threshold, "count": True}
        self.count.update((case.edition.id, kind) for kind, so in is_so.items() if so)

    def differ(self, case: Case, path: str, said: str) -> None:
        """Note a difference, and keep the file of it."""
        self.count[case.edition.id, path] += 1
        self.keep.mkdir(exist_ok=True)
        kept = self.keep / f"{case.name}.xlsx"
        kept.write_bytes(case.data)
        self.differences.append(f"{path}: {said} ({case.edition.id}, {case.lang}, {kept})")

    def __str__(self) -> str:
        columns = ("count", *KINDS, *self.paths)
        editions = sorted({edition for edition, _ in self.count})
        rows = [[edition, *(self.count[edition, column] for column in columns)] for edition in editions]
        rows.append(["total", *(sum(self.count[edition, column] for edition in editions) for column in columns)])
        lines = [["edition", *columns], *rows]
        widths = [max(len(str(line[n])) for line in lines) for n in range(len(columns) + 1)]
        told = ["  ".join(str(cell).ljust(w) if not n else str(cell).rjust(w)
                          for n, (cell, w) in enumerate(zip(line, widths, strict=True))) for line in lines]  # fmt: skip
        more = len(self.differences) - SHOWN
        summary = f"{rows[-1][1]} workbooks, {len(self.paths)} paths: {len(self.differences)} differences"
        return "\n".join([*told, summary, *self.differences[:SHOWN], *([f"and {more} more"] if more > 0 else [])])


def compare(
    count: int,
    folder: Path,
    office: Office | None = None,
    paths: Mapping[str, Way] = PATHS,
    keep: Path = FAILURES,
    progress: bool = False,
) -> Table:
    """`count` workbooks, written into `folder`, through every path; those that differ are kept."""
    table = Table(tuple(paths), keep)
    made = list(cases(count))
    with Desk(made, folder, office) as desk:
        for case in made:
            table.add(case)
            opened = desk.open(case)
            for name, path in paths.items():
                for said in _differences(desk, opened, path):
                    table.differ(case, name, said)
            opened.document.close()
            if progress:
                print(f"\r{case.number + 1} / {count}", end="", file=sys.stderr, flush=True)
    return table


def _differences(desk: Desk, opened: Opened, path: Way) -> Iterator[str]:
    """Where a path tells something else; a path that fails tells that."""
    try:
        seen = path(desk, opened)
    except NotStarted:
        raise
    except Exception as error:  # noqa: BLE001  the table names it, and the other workbooks go on
        yield f"{type(error).__name__}: {error}"[:500]
        return
    for view, answer in seen:
        meant = wanted(opened, view)
        if told := [_one(key, answer, meant) for key in {**meant, **answer} if answer.get(key) != meant.get(key)]:
            yield ", ".join(told)


def _one(key: str, answer: Answer, meant: Answer) -> str:
    return f"{key} is {answer.get(key)!r}, meant was {meant.get(key)!r}"


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    with TemporaryDirectory() as folder:
        table = compare(count, Path(folder), progress=True)
    print(file=sys.stderr)
    print(table)
    raise SystemExit(1 if table.differences else 0)


if __name__ == "__main__":
    main()
