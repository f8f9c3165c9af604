"""Results → the official table as a PDF: draft or revision stated, page numbers, a place for signatures."""

from collections.abc import Sequence
from typing import Any

from pyscoring.results import Derived, Results
from workbook.results import export_texts as texts
from workbook.results import report_rows, typeset
from workbook.results.export_texts import COLUMNS
from workbook.results.report_texts import ROLES, WORDS
from workbook.scoresheet.style import lines

_OPEN = ("where", "what", "remedy")
_LINES = 20  # a row with a cell of more may be parted over two pages, of which each holds some thirty
# Characters that a line of each column holds at the least.
_OFFICIAL, _DERIVED = (4, 8, 20, 8, 4, 14, 9, 10, 20), (14, 11, 14, 10, 30)


def write(results: Results, lang: str = "th", thai_digits: bool = False) -> bytes:
    """The bytes of ``results.pdf``; equal results give equal bytes. Refused: A63."""
    return typeset.pdf("table", _data(results, lang), results.at, thai_digits)


def frame(results: Results, lang: str, title: str) -> dict[str, Any]:
    """What the head and the foot of every document need."""
    return {
        "lang": lang, "title": title, "draft": results.draft, "state": report_rows.state(results, lang),
        "foot": f"{report_rows.round_name(results, lang)} · {texts.long_day(results.at, lang)}",
        "words": {key: text[lang] for key, text in WORDS.items()}, "roles": list(ROLES[lang]),
        "open": [dict(zip(_OPEN, report_rows.open_matter(one, lang), strict=True)) for one in results.open],
    }  # fmt: skip


def row(cells: Sequence[str], widths: Sequence[int]) -> dict[str, Any]:
    """A row of a table, and whether it may be parted; `widths` are the characters that a line of each cell holds."""
    deep = (sum(lines(part, width) for part in text.split("\n")) for text, width in zip(cells, widths, strict=True))
    return {"cells": [typeset.narrow(text) for text in cells], "long": max(deep) > _LINES}


def _data(results: Results, lang: str) -> dict[str, Any]:
    years = report_rows.years(results, lang)
    by, as_of = results.published_by, WORDS["as-of"][lang].format(day=texts.long_day(results.at, lang))
    return frame(results, lang, report_rows.title(results, lang)) | {
        # Not why a revision was needed, as on the cover of the workbook: that may name an assessor.
        "under": [" · ".join(filter(None, (years, as_of))), *([f"{texts.WORDS['by'][lang]}: {by}"] if by else [])],
        "sections": [
            {
                "name": report_rows.heading(table, lang), "about": report_rows.about(table, lang),
                "columns": report_rows.columns(table, lang),
                "rows": [row(report_rows.official(table, each, lang), _OFFICIAL) for each in table.rows],
            }
            for table in results.tables
        ],
        "derived": [row(_derived(one, lang), _DERIVED) for one in results.derived],
        "derived-columns": [
            COLUMNS["award"][lang], COLUMNS["agency"][lang], COLUMNS["project"][lang],
            COLUMNS["answer"][lang], WORDS["proof"][lang],
        ],
        "changes": [list(map(typeset.narrow, report_rows.change(one, results, lang))) for one in results.changes],
        "change-columns": [COLUMNS[key][lang] for key in ("subject", "award", "key", "was", "now")],
    }  # fmt: skip


def _derived(one: Derived, lang: str) -> tuple[str, ...]:
    answer = texts.answer(one)[lang].partition(" ")[2]  # the font has no ✓ and ✗
    return one.name[lang], one.agency, one.project or "", answer, report_rows.proof(one, lang)
