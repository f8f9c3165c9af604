"""What the ways to a result tell, in one shape; and what each has to tell of a case.

An answer holds ``dimension:ID``, ``bonus``, ``total``, ``band``, ``status`` (or ``complete``); "" is nothing given.
What a path can tell at all is its view: `wanted` gives the same view of the score that was meant. Paths that write the
official block tell all of it but its time: the messages beside the rows and the fingerprint are those of the core.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pyscoring.score import Score
from tests.parity_cases import Case
from workbook.office.document import Document
from workbook.scoresheet import layout
from workbook.scoresheet.official import band_text

SHEET = "Score"
View = Literal["live", "official", "entries", "json"]
Answer = Mapping[str, Any]
Seen = tuple[View, Answer]
Grid = list[list[Any]]
Call = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Opened:
    """A case in LibreOffice: its file, what the core would write, its document, the values of every sheet from A1."""

    case: Case
    file: Path
    block: Answer
    document: Document
    sheets: dict[str, Grid]

    @property
    def at(self) -> dict[str, int]:
        """The row of each key, from 1."""
        return {row.key: row.number for row in layout.rows(self.case.edition) if row.key}

    def entries(self, family: str) -> Grid:
        """The entries of the indicators or the features, one a row."""
        rows = [number for key, number in self.at.items() if key.startswith(f"{family}:")]
        return [[self.sheets[SHEET][number - 1][layout.VALUE - 1]] for number in rows]


def wanted(opened: Opened, view: View) -> Answer:
    """What a path of this view has to tell of this case."""
    case = opened.case
    result = case.alone if view == "entries" else case.score
    answer = told(result, case.lang)
    if view == "official":
        hidden = {key: "" for key in answer if key not in layout.RESULTS and result.total is None}
        return {**opened.block, **answer, **hidden}
    if view == "json":
        answer |= {"band": result.band.name[case.lang] if result.band else "", "complete": result.complete}
    if view in ("entries", "json"):
        del answer["status"]
    return answer


def told(result: Score, lang: str) -> dict[str, Any]:
    """Everything that a score tells."""
    answer = {f"dimension:{d.id}": number(d.rounded) for d in result.dimensions}
    if result.edition.bonus:
        answer["bonus"] = number(result.bonus.rounded)
    return answer | {
        "total": number(result.total), "band": band_text(result, lang) or "", "status": result.status.text(lang),
    }  # fmt: skip


def number(value: Any) -> float | str:
    return "" if value is None else float(value)


def results(opened: Opened) -> Answer:
    """The results in the column of the values."""
    values = column(opened, opened.sheets[SHEET], layout.VALUE)
    return {key: values[key] for key in told(opened.case.score, opened.case.lang)}


def column(opened: Opened, grid: Grid, number: int) -> Answer:
    """A column of the sheet by key, without the time of the official block."""
    values = {key: grid[row - 1][number - 1] for key, row in opened.at.items() if key != "scored-at"}
    return {key: "" if value is None else value for key, value in values.items()}


def worksheet_functions(
    opened: Opened, call: Callable[[list[Call]], Sequence[Any]], cell: Callable[[Any], Any], left_out: Any
) -> list[Seen]:
    """Every worksheet function over the workbook's own ranges, their cells as this host hands them over."""
    rules, lang = opened.case.edition, opened.case.lang
    parts = opened.sheets[SHEET], opened.entries("indicator"), opened.entries("bonus")
    whole, scores, answers = ([[cell(value) for value in row] for row in part] for part in parts)
    calls: list[Call] = [
        ("SCORE_SHEET", (whole, lang)),
        ("AWARD_TOTAL", (rules.id, scores, answers or left_out, lang)),
        *(("DIMENSION_TOTAL", (rules.id, d.id, part, lang)) for d, part in _by_dimension(opened, scores)),
        *([("AWARD_BONUS", (rules.id, answers, scores, lang))] if rules.bonus else []),
    ]
    table, *single = call(calls)
    total, *others = map(_result, single)
    band = _result(call([("AWARD_BAND", (rules.id, total, lang))])[0]) if total != "" else ""
    names = [key for key in wanted(opened, "entries") if key not in layout.RESULTS]
    alone = dict(zip(names, others, strict=True)) | {"total": total, "band": band}
    sheet = dict(zip([*names, *layout.RESULTS], (value for _, value in table), strict=True))
    return [("live", sheet), ("entries", alone)]


def _by_dimension(opened: Opened, scores: Grid) -> list[tuple[Any, Grid]]:
    left = iter(scores)
    return [(d, [next(left) for _ in d.indicators]) for d in opened.case.edition.dimensions]


def _result(cells: Any) -> Any:
    """A function's one cell; where there is no result a message stands."""
    value = cells[0][0] if isinstance(cells, list) else cells
    return "" if isinstance(value, str) and value.startswith("✗") else value
