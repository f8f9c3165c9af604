"""Parts of the official column alone: the messages beside wrong entries, and nothing where there was a block."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pyscoring.document import DocumentCheck
from pyscoring.problems import Problem
from pyscoring.score import Score
from workbook.documents import document_layout
from workbook.scoresheet import layout
from workbook.scoresheet.block import Run, in_runs, language
from workbook.scoresheet.official import Value, official_cells
from workbook.scoresheet.reader import Cells, Extra, ReadSheet, parse
from workbook.scoresheet.scoring import judged


@dataclass(frozen=True)
class Marked:
    """What a host writes, and what it can say: the status (None: the sheet cannot be scored) and every problem."""

    runs: tuple[Run, ...]
    status: str | None
    problems: tuple[Problem, ...]
    lang: str


def marked(cells: Cells, extra: Extra = ()) -> Marked:
    """The messages beside the rows that they are about; the block itself stays as it is."""
    read = parse(cells, extra)
    result, lang = judged(read), language(read)
    if result is None:
        return Marked((), None, read.placed(read.problems), lang)
    own = _block_keys(result)
    all_ = official_cells(read, result, datetime.now())
    rows = {row: key for key, row in read.rows.items()}
    beside = {(row, column): value for (row, column), value in all_.items() if rows[row] not in own}
    status = result.text(lang) if isinstance(result, DocumentCheck) else result.status.text(lang)
    return Marked(_runs(read, beside), status, result.problems, lang)


def cleared(cells: Cells, extra: Extra = ()) -> Marked:
    """Nothing in place of whatever stands in the official column of the form's rows."""
    read = parse(cells, extra)
    result, lang = judged(read), language(read)
    column = read.columns.get("official")
    if result is None or column is None:
        return Marked((), None, read.placed(read.problems), lang)
    form = document_layout.keys(result.edition) if isinstance(result, DocumentCheck) else layout.keys(result.edition)
    held = {(read.rows[key], column) for key in form if key in read.rows}
    return Marked(_runs(read, {place: None for place in held if read.cells.get(place) is not None}), "", (), lang)


def _runs(read: ReadSheet, written: Mapping[tuple[int, int], Value]) -> tuple[Run, ...]:
    return tuple(in_runs(read.cells, written, read.columns["official"])) if written else ()


def _block_keys(result: Score | DocumentCheck) -> frozenset[str]:
    """The rows that hold results, whose official cells are the block."""
    if isinstance(result, DocumentCheck):
        return frozenset((*document_layout.RESULTS, "scored-at", "fingerprint"))
    dimensions = (f"dimension:{d.id}" for d in result.edition.dimensions)
    return frozenset((*dimensions, "bonus", *layout.RESULTS, "scored-at", "fingerprint"))
