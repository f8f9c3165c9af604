"""The sheet `Agreement`: how far assessors agree, for information; nothing here corrects a score."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from math import fsum

from pyscoring.consolidate import Result
from pyscoring.edition import Stage
from workbook.committee.assembly import Consolidation
from workbook.consolidation.consolidated_texts import AGREEMENT, AGREEMENT_COLUMNS, COLUMNS, SHEETS
from workbook.consolidation.tables import BookLook, Column, TableSheet
from workbook.scoresheet.layout import STAGE_WORDS

NAME = "Agreement"
PATTERNS = ("A13", "A14")
_COLUMNS = (
    Column("kind", COLUMNS["kind"], 16), Column("award", COLUMNS["award"], 30, strong=False),
    Column("stage", COLUMNS["stage"], 17, strong=False), Column("id", COLUMNS["id"], 9, "center", strong=False),
    Column("label", COLUMNS["label"], 50), Column("alpha", AGREEMENT_COLUMNS["alpha"], 14, "center"),
    Column("units", AGREEMENT_COLUMNS["units"], 11, "center", strong=False),
    Column("assessors", AGREEMENT_COLUMNS["assessors"], 11, "center", strong=False),
    Column("signed", AGREEMENT_COLUMNS["signed"], 16, "center"), Column("absolute", AGREEMENT_COLUMNS["absolute"], 16, "center"),
    Column("note", AGREEMENT_COLUMNS["note"], 60, strong=False),
)  # fmt: skip
Given = Mapping[str, float]  # shares by assessor: of a unit, that is an application's indicator


@dataclass(frozen=True)
class Alpha:
    """`value` is None where it is not defined; `note` says why."""

    value: float | None
    units: int
    assessors: int
    note: str = ""


def add_agreement(look: BookLook, consolidation: Consolidation) -> None:
    table = look.table(NAME, _COLUMNS, important=False)
    fields: dict[tuple[str, Stage], list[Result]] = defaultdict(list)
    for result in consolidation.results:
        if not (result.is_check or result.closed_by):
            fields[result.edition.id, result.stage].append(result)
    for results in fields.values():
        _field(table, results)
    names = {a.id: a.name for a in consolidation.register.assessors}
    for assessor, (signed, absolute, count) in distances(consolidation.results).items():
        row = _start(table, "assessor", None, "", names.get(assessor, assessor))
        table.number(row, "units", count)
        table.number(row, "signed", signed, num_format="+0.0%;-0.0%;0.0%")
        table.number(row, "absolute", absolute, num_format="0.0%")
        table.text(row, "note", AGREEMENT["information"][look.lang])
    for problem in consolidation.problems:
        if problem.code in PATTERNS:
            table.text(
                _start(table, "pattern", None, problem.code, problem.message(look.lang)),
                "note",
                problem.remedy(look.lang),
            )
    if table.last < table.first:
        table.text(table.first, "label", AGREEMENT["nothing"][look.lang])
    table.finish(SHEETS[NAME][look.lang])


def _field(table: TableSheet, results: Sequence[Result]) -> None:
    """An award in a stage: all indicators together, then each."""
    lang, edition = table.look.lang, results[0].edition
    together, own = Shares(), [Shares() for _ in edition.indicators]
    for result in results:
        for one, unit in zip(own, shares(result), strict=True):
            one.add(unit)
            together.add(unit)
    _alpha_row(table, _start(table, "award", results[0], "", edition.name[lang]), together.alpha())
    for indicator, one in zip(edition.indicators, own, strict=True):
        row = _start(table, "indicator", results[0], indicator.id, indicator.name[lang])
        _alpha_row(table, row, one.alpha())


def _start(table: TableSheet, kind: str, result: Result | None, id_: str, label: str) -> int:
    row, lang = table.last + 1, table.look.lang
    bold = {"bold": True} if kind == "award" else {}
    table.text(row, "kind", AGREEMENT[kind][lang], **bold)
    table.text(row, "award", result.edition.name[lang] if result else "")
    table.text(row, "stage", STAGE_WORDS[result.stage][lang] if result else "")
    table.text(row, "id", id_)
    table.text(row, "label", label, **bold)
    for column in table.columns:
        table.fill(row, column.key)
    return row


def _alpha_row(table: TableSheet, row: int, found: Alpha) -> None:
    table.number(row, "alpha", found.value, num_format="0.000", bold=True)
    if found.value is None:
        table.text(row, "alpha", "–")
    table.number(row, "units", found.units)
    table.number(row, "assessors", found.assessors)
    table.text(row, "note", AGREEMENT[found.note][table.look.lang] if found.note else "")


def shares(result: Result) -> Iterator[Given]:
    """What each assessor who counts gave, as a share of the highest, indicator by indicator.

    Divided as decimals, so that equal shares of different maxima are equal.
    """
    counted = [(seat.assessor, seat.score.sheet.scores) for seat in result.counted if seat.score]
    for indicator in result.edition.indicators:
        yield {assessor: _share(scores[indicator.id], indicator.high) for assessor, scores in counted}


@lru_cache(maxsize=1 << 12)
def _share(entry: Decimal, high: Decimal) -> float:
    return float(entry / high)


class Shares:
    """Krippendorff's alpha at the interval level, over the units that at least two assessors scored.

    One minus the disagreement within units over that of all values thrown together, both of which are sums of
    squared distances. Source: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011); a test holds it
    against the library of that name.
    """

    def __init__(self, units: Iterable[Given] = ()) -> None:
        self._within, self._together, self._assessors = array("d"), array("d"), set[str]()
        for unit in units:
            self.add(unit)

    def add(self, unit: Given) -> None:
        if len(unit) > 1:
            self._within.append(_apart(unit.values()))
            self._together.extend(unit.values())
            self._assessors.update(unit)

    def alpha(self) -> Alpha:
        told = len(self._within), len(self._assessors)
        if not self._within:
            return Alpha(None, *told, "too-few")
        if len(set(self._together)) < 2:
            return Alpha(None, *told, "no-variation")
        return Alpha(1 - fsum(self._within) / _apart(self._together), *told)


def _apart(shares_: Collection[float]) -> float:
    """The squared distances between each value and every other, a mean over the others, in all."""
    mean = fsum(shares_) / len(shares_)
    return 2 * len(shares_) * fsum((share - mean) ** 2 for share in shares_) / (len(shares_) - 1)


def distances(results: Sequence[Result]) -> dict[str, tuple[float, float, int]]:
    """How far each assessor's shares lie from the mean of the rest of the panel: signed, absolute, and of how many."""
    apart: dict[str, array[float]] = defaultdict(lambda: array("d"))
    for unit in chain.from_iterable(map(shares, results)):
        for assessor, share in _with_others(unit):
            apart[assessor].append(share)
    return {
        who: (sum(found) / len(found), sum(map(abs, found)) / len(found), len(found))
        for who, found in sorted(apart.items())
    }


def _with_others(unit: Given) -> Iterator[tuple[str, float]]:
    if len(unit) < 2:
        return
    total = sum(unit.values())
    for assessor, share in unit.items():
        yield assessor, share - (total - share) / (len(unit) - 1)
