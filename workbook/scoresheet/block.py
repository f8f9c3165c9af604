"""The official block for a host: a sheet's values in; the cells to write and the message to show out.

Every host of the button is a thin module over `block`: Excel and LibreOffice through xlwings, the server, and
LibreOffice's own extension.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pyscoring.problems import Problem, errors
from workbook.scoresheet import layout, typed
from workbook.scoresheet.official import Value, official_cells
from workbook.scoresheet.reader import Cells, Extra, ReadSheet, parse
from workbook.scoresheet.scoring import judged

LAST_ROW, LAST_COLUMN = 2000, 60  # one stray cell at the far end must not make a host read a million rows
MARKS = layout.MARK, layout.DOCUMENT_MARK
NO_SHEET = {"th": "ไม่พบแผ่นให้คะแนนในสมุดงานนี้", "en": "There is no score sheet in this workbook."}
NOT_WRITTEN = {
    "th": "เขียนผลลงแผ่นงานไม่ได้ อาจถูกล็อกอยู่",
    "en": "The sheet could not be written; it may be locked.",
}


@dataclass(frozen=True)
class Run:
    """Cells of one column that are written together: the first one's row and column, from 1, and the values."""

    row: int
    column: int
    values: tuple[str | float | None, ...]


@dataclass(frozen=True)
class Block:
    """What a host does with a sheet: it writes each run, and shows the message where there is one.

    Without runs the sheet cannot be scored, and the message says why; `lang` is the sheet's language.
    """

    runs: tuple[Run, ...]
    message: str | None
    lang: str


def block(cells: Cells, at: datetime, extra: Extra = ()) -> Block:
    """The official block of one sheet, from its values by row and column; `at` is the time that it names."""
    read = parse(cells, extra)
    lang, result = language(read), judged(read)
    written = official_cells(read, result, at) if result else {}
    if result is None or not written:
        return Block((), told(result.problems if result else read.placed(read.problems), lang), lang)
    return Block(tuple(in_runs(read.cells, written, read.columns["official"])), None, lang)


def both(words: Mapping[str, str]) -> str:
    """A message for somebody whose language is not known."""
    return f"{words['th']} / {words['en']}"


def told(problems: Iterable[Problem], lang: str) -> str:
    """What keeps a sheet from being scored, each with its remedy."""
    return "\n".join(f"{p.message(lang)}\n→ {p.remedy(lang)}" for p in errors(problems))


def language(read: ReadSheet) -> str:
    row, column = read.rows.get("language", 0), read.columns.get("value", 0)
    return "en" if typed.text(read.cells.get((row, column))) == "en" else "th"


def in_runs(cells: Cells, written: Mapping[tuple[int, int], Value], column: int) -> Iterable[Run]:
    """The block in one piece; other people's content between its rows splits it."""
    rows = sorted(row for row, _ in written)
    runs: list[list[int]] = []
    for row in rows:
        between = range(runs[-1][-1] + 1, row) if runs else range(0)
        if runs and all(cells.get((r, column)) is None for r in between):
            runs[-1].append(row)
        else:
            runs.append([row])
    for run in runs:
        values = (written.get((row, column)) for row in range(run[0], run[-1] + 1))
        yield Run(run[0], column, tuple(float(v) if isinstance(v, Decimal) else v for v in values))
