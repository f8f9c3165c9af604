"""The answers of a score sheet or document check in a fresh workbook of its edition."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from threading import Lock
from typing import NamedTuple

from pyscoring.document import DocumentCheck
from pyscoring.edition import AwardEdition
from pyscoring.score import Score
from workbook.documents import document_layout
from workbook.files.sheetmap import Value
from workbook.files.values import ErrorValue, Formula, Percent, Place
from workbook.scoresheet import layout, typed
from workbook.scoresheet.reader import ReadSheet

_TEXTS = ("application", "title", "assessor", "conflict-reason", "agency", "unit")
_ENTRIES = ("indicator:", "bonus:", "eligibility:", "document:")
_MOST_KEPT = 64


class Blank(NamedTuple):
    """A blank workbook, the name of its form, and the number of the row of each key."""

    data: bytes
    sheet: str
    rows: Mapping[str, int]


_kept: dict[tuple[str, str, bool], tuple[AwardEdition, Blank]] = {}
_building = Lock()


def blank(result: Score | DocumentCheck, lang: str) -> Blank:
    """The blank workbook that a result's sheet was made from, built once for each edition in memory."""
    edition = result.edition
    key = edition.id, lang, isinstance(result, DocumentCheck)
    with _building:  # many who ask at once would each build it, and all of them wait
        found = _kept.get(key)
        if found is None or found[0] is not edition:
            if len(_kept) >= _MOST_KEPT:
                _kept.clear()
            found = _kept[key] = edition, _built(result, lang)
        return found[1]


def answers(read: ReadSheet, rows: Mapping[str, int]) -> dict[Place, Value]:
    """What was typed into a sheet, as cells of a blank one with these rows."""
    return {
        (rows[key], layout.COLUMN_KEYS[column]): _as_seen(key, value)
        for key in rows if key in read.rows and (key in (*layout.DECLARED, *_TEXTS) or key.startswith(_ENTRIES))
        for column in ("value", "evidence") if column in read.columns
        if (value := read.cells.get((read.rows[key], read.columns[column]))) is not None
    }  # fmt: skip


def _built(result: Score | DocumentCheck, lang: str) -> Blank:
    if isinstance(result, DocumentCheck):
        from workbook.documents.document_sheet import DOCUMENTS, document_template

        form = document_layout.rows(result.edition)
        return Blank(document_template(result.edition, lang), DOCUMENTS, _numbers(form))
    from workbook.scoresheet.template import SCORE, template

    return Blank(template(result.edition, lang), SCORE, _numbers(layout.rows(result.edition)))


def _numbers(form: Sequence[layout.Row]) -> dict[str, int]:
    return {row.key: row.number for row in form if row.key}


def _as_seen(key: str, value: object) -> Value:
    """A value as a fresh cell can hold it: what is no plain number or text becomes the text that people see."""
    if key in _TEXTS:
        return typed.text(value)
    if isinstance(value, Formula):
        return f"={typed.shown(value)}"
    if isinstance(value, ErrorValue | Percent | date | time | timedelta):
        return typed.shown(value)
    return value if isinstance(value, str | bool | int | float) else typed.shown(value)
