"""Results as CSV: a row an application, and a row a score."""

from collections.abc import Iterator
from itertools import chain

from pyscoring.results import Results, Row, Table
from workbook.files.plaintext import Cell, count_guarded, csv_rows
from workbook.results import export_texts as texts
from workbook.scoresheet.layout import STAGE_WORDS

RESULTS = (
    "rank", "application", "project", "agency", "unit", "award", "total", "band", "remark", "stage", "year", "edition",
    "next", "status", "exact", "state",
)  # fmt: skip
SCORES = (
    "application", "award", "stage", "assessor", "id", "name", "value", "counted", "comment", "file", "sheet", "cell",
    "entry", "sha256", "edition", "state",
)  # fmt: skip


def results(found: Results, lang: str) -> Iterator[bytes]:
    """The bytes of results.csv, in pieces; a text that could be taken for a formula has an apostrophe in front."""
    return csv_rows(chain([_heading(RESULTS, lang)], _rows(found, lang)))


def scores(found: Results, lang: str) -> Iterator[bytes]:
    """The bytes of scores.csv, in pieces: every score and answer of every counted sheet, with the cell that it comes from."""
    return csv_rows(chain([_heading(SCORES, lang)], _score_rows(found, lang)))


def guarded(found: Results, lang: str) -> int:
    """How many texts of the two files have an apostrophe in front."""
    return count_guarded(chain(_rows(found, lang), _score_rows(found, lang)))


def _rows(found: Results, lang: str) -> Iterator[list[Cell]]:
    return (_row(table, row, found, lang) for table, row in found.rows())


def _score_rows(found: Results, lang: str) -> Iterator[list[Cell]]:
    return (line for table, row in found.rows() for line in _scores(table, row, found, lang))


def _heading(keys: tuple[str, ...], lang: str) -> list[Cell]:
    return [texts.COLUMNS[key][lang] for key in keys]


def _row(table: Table, row: Row, found: Results, lang: str) -> list[Cell]:
    cells: dict[str, Cell] = {
        "rank": row.rank, "application": row.application, "project": row.project, "agency": row.agency, "unit": row.unit,
        "award": table.name[lang], "total": row.total, "band": texts.band(row, lang),
        "remark": "; ".join(texts.remarks(row, lang)), "stage": STAGE_WORDS[table.stage][lang], "year": table.fiscal_year,
        "edition": table.edition, "next": after.name[lang] if (after := texts.following(row)) else None,
        "status": texts.status(row, lang), "exact": texts.unrounded(row.exact), "state": texts.state(found, lang),
    }  # fmt: skip
    return [cells[key] for key in RESULTS]


def _scores(table: Table, row: Row, found: Results, lang: str) -> Iterator[list[Cell]]:
    for sheet in row.sheets:
        for cell in sheet.cells:
            cells: dict[str, Cell] = {
                "application": row.application, "award": table.name[lang], "stage": STAGE_WORDS[table.stage][lang],
                "assessor": sheet.assessor, "id": cell.id, "name": cell.name[lang],
                "value": _number(cell.value, lang), "counted": _number(cell.counted, lang), "comment": cell.comment,
                "file": sheet.file, "sheet": sheet.sheet, "cell": cell.cell, "entry": sheet.entry, "sha256": sheet.sha256,
                "edition": table.edition, "state": texts.state(found, lang),
            }  # fmt: skip
            yield [cells[key] for key in SCORES]


def _number(value: object, lang: str) -> Cell:
    if isinstance(value, bool):
        return texts.value_text(value, lang)
    return value  # type: ignore[return-value]
