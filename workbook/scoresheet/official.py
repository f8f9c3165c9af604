"""What Python writes into a score sheet: the official block, as plain values by row and column."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal

from pyscoring.document import DocumentCheck
from pyscoring.edition import plain
from pyscoring.problems import Problem, Severity, errors
from pyscoring.score import Score
from workbook.documents import document_layout
from workbook.documents.document_texts import BETWEEN
from workbook.scoresheet import layout
from workbook.scoresheet.reader import ReadSheet
from workbook.scoresheet.texts import UNSET

Value = str | Decimal | None


def official_cells(read: ReadSheet, result: Score | DocumentCheck, at: datetime) -> dict[tuple[int, int], Value]:
    """The cells to write, values only: the numbers and the band's name of a score or what a document
    check found, the status, and a message beside each mistake.

    Rows that have nothing to say are left out, unless an earlier message is to go.
    """
    if "official" not in read.columns:
        return {}
    block = _checked(result, at) if isinstance(result, DocumentCheck) else _block(result, at)
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
        "status": _status(result, result.status.text(lang), layout.keys(result.edition)),
        "scored-at": at.isoformat(timespec="minutes"),
        "fingerprint": result.sheet.fingerprint,
    }


def _checked(result: DocumentCheck, at: datetime) -> Mapping[str, Value]:
    lang = result.sheet.language
    return {
        "status": _status(result, result.text(lang), document_layout.keys(result.edition)),
        "missing": missing_text(result, lang) or None,
        "over": over_text(result, lang) or None,
        "scored-at": at.isoformat(timespec="minutes"),
        "fingerprint": result.sheet.fingerprint,
    }


def missing_text(result: DocumentCheck, lang: str) -> str:
    """The names of what is not there or not met, as the live formula has them."""
    return BETWEEN.join(line.short[lang] for line in result.having("absent"))


def over_text(result: DocumentCheck, lang: str) -> str:
    """The names of what is over its limit, each with how much there is, as the live formula has them."""
    limits = {f"document:{item.id}": item.at_most for item in result.edition.documents}
    return BETWEEN.join(
        f"{line.short[lang]} ({plain(Decimal(line.seen or 0))}/{limits[line.key]})" for line in result.having("over")
    )


def _status(result: Score | DocumentCheck, status: str, keys: Collection[str]) -> str:
    """The status; a mistake without a row of its own is told here."""
    lang = result.sheet.language
    homeless = [p.message(lang) for p in errors(result.problems) if p.field not in keys or p.code in ("T04", "T05")]
    return " · ".join([status, *homeless])


def _message(result: Score | DocumentCheck, key: str) -> str | None:
    told: list[Problem] = [
        p
        for p in result.problems
        if p.field == key
        and p.severity is not Severity.NOTE
        and p.code not in ("D01", "D15", "D17", "D20", "D21", "T04", "T05")
    ]
    return " · ".join(f"{p.code} {p.message(result.sheet.language)}" for p in told) or None
