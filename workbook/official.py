"""What Python writes into a score sheet: the official block, as plain values by row and column."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from pyscoring.problems import Problem, Severity, errors
from pyscoring.score import Score
from workbook import layout
from workbook.reader import ReadSheet
from workbook.texts import UNSET

Value = str | Decimal | None


def official_cells(read: ReadSheet, result: Score, at: datetime) -> dict[tuple[int, int], Value]:
    """The cells to write, values only: numbers, the band's name, the status, and a message beside each mistake.

    Rows that have nothing to say are left out, unless an earlier message is to go.
    """
    if "official" not in read.columns:
        return {}
    block = _block(result, at)
    column = read.columns["official"]
    cells: dict[tuple[int, int], Value] = {
        (read.rows[key], column): value for key, value in block.items() if key in read.rows
    }
    for key, row in read.rows.items():
        message = _message(result, key)
        if key not in block and (message or read.cells.get((row, column)) is not None):
            cells[row, column] = message
    return cells


def band_text(result: Score, lang: str) -> str | None:
    """The band's name; where the committee has not set a threshold, that."""
    if result.total is None:
        return None
    return result.band.name[lang] if result.band else UNSET[lang]


def _block(result: Score, at: datetime) -> Mapping[str, Value]:
    lang, given = result.sheet.language, result.total is not None  # parts of a result that is withheld would mislead
    return {
        **{f"dimension:{d.id}": d.rounded if given else None for d in result.dimensions},
        **({"bonus": result.bonus.rounded if given else None} if result.edition.bonus else {}),
        "total": result.total,
        "band": band_text(result, lang),
        "status": _status(result, lang),
        "scored-at": at.isoformat(timespec="minutes"),
        "fingerprint": result.sheet.fingerprint,
    }


def _status(result: Score, lang: str) -> str:
    """The status; a mistake without a row of its own is told here."""
    rows = set(layout.keys(result.edition))
    homeless = [p.message(lang) for p in errors(result.problems) if p.field not in rows or p.code in ("T04", "T05")]
    return " · ".join([result.status.text(lang), *homeless])


def _message(result: Score, key: str) -> str | None:
    told: list[Problem] = [
        p
        for p in result.problems
        if p.field == key
        and p.severity is not Severity.NOTE
        and p.code not in ("D01", "D15", "D17", "D20", "T04", "T05")
    ]
    return " · ".join(f"{p.code} {p.message(result.sheet.language)}" for p in told) or None
