"""Score sheets for tests: as cells in memory and as files made by the real template."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pyscoring.edition import AwardEdition, scored
from workbook.scoresheet import layout
from workbook.scoresheet.fill import fill
from workbook.scoresheet.template import template

FULL_MARKS: dict[str, Any] = {
    "conflict": "ไม่ใช่",
    "application": "ก-1",
    "assessor": "ผู้ประเมิน 1",
    "stage": "desk",
    "date": "20/5/2558",
}


def full(rules: AwardEdition, /, **changed: Any) -> dict[str, Any]:
    """Answers that earn the full mark, with changes by key (`indicator_1` for ``indicator:1``)."""
    answers = FULL_MARKS | {f"indicator:{i.id}": float(i.high) for i in rules.indicators}
    return answers | {key.replace("__", "-").replace("_", ":", 1): value for key, value in changed.items()}


def cells(edition: AwardEdition, answers: Mapping[str, Any], lang: str = "th") -> dict[tuple[int, int], Any]:
    """The keyed cells of a score sheet, laid out as the template lays them."""
    grid: dict[tuple[int, int], Any] = {(1, layout.KEY): layout.MARK}
    grid |= {(1, column): key for key, column in layout.COLUMN_KEYS.items()}
    known = {"edition": edition.id, "definition": edition.definition, "language": lang} | dict(answers)
    for row in layout.rows(edition):
        if row.key:
            grid[row.number, layout.KEY] = row.key
            if label := layout.row_label(row.key, edition, lang):
                grid[row.number, layout.LABEL] = label
            if known.get(row.key) is not None:
                grid[row.number, layout.VALUE] = known[row.key]
    return grid


def rows(grid: Mapping[tuple[int, int], Any]) -> list[list[Any]]:
    """The same as plain rows from A1."""
    height, width = max(r for r, _ in grid), max(c for _, c in grid)
    return [[grid.get((r, c)) for c in range(1, width + 1)] for r in range(1, height + 1)]


@cache
def blank(edition_id: str, lang: str = "th", extra: tuple[Path, ...] = ()) -> bytes:
    """The template of an edition of the package, or of one among `extra` files."""
    return template(scored(edition_id, extra), lang)


def write(path: Path, edition: AwardEdition, answers: Mapping[str, Any], lang: str = "th") -> Path:
    """A workbook of the real template with these answers."""
    path.write_bytes(fill(blank(edition.id, lang), edition, answers))
    return path
