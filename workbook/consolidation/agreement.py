"""The sheet `Agreement`: how far assessors agree, for information; nothing here corrects a score."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
Unit = tuple[str, str]  # application, indicator
Shares = Mapping[Unit, Mapping[str, float]]  # of each assessor who counts


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
    lang, edition, found = table.look.lang, results[0].edition, shares(results)
    _alpha_row(table, _start(table, "award", results[0], "", edition.name[lang]), alpha(found))
    for indicator in edition.indicators:
        own = {unit: given for unit, given in found.items() if unit[1] == indicator.id}
        row = _start(table, "indicator", results[0], indicator.id, indicator.name[lang])
        _alpha_row(table, row, alpha(own))


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


def shares(results: Sequence[Result]) -> dict[Unit, dict[str, float]]:
    """What each assessor who counts gave, as a share of the highest, by application and indicator.

    Divided as decimals, so that equal shares of different maxima are equal.
    """
    highs = {r.edition.id: {i.id: i.high for i in r.edition.indicators} for r in results}
    return {
        (result.application, id_): {
            seat.assessor: float(seat.score.sheet.scores[id_] / high) for seat in result.counted if seat.score
        }
        for result in results
        for id_, high in highs[result.edition.id].items()
    }


def alpha(found: Shares) -> Alpha:
    """Krippendorff's alpha at the interval level, over the units that at least two assessors scored.

    One minus the disagreement within units over that of all values thrown together, both of which are sums of
    squared distances. Source: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011); a test holds it
    against the library of that name.
    """
    paired = [given for given in found.values() if len(given) > 1]
    shares_ = [share for given in paired for share in given.values()]
    told = len(paired), len({assessor for given in paired for assessor in given})
    if not paired:
        return Alpha(None, *told, "too-few")
    if len(set(shares_)) < 2:
        return Alpha(None, *told, "no-variation")
    return Alpha(1 - fsum(_apart(given.values()) for given in paired) / _apart(shares_), *told)


def _apart(shares_: Collection[float]) -> float:
    """The squared distances between each value and every other, a mean over the others, in all."""
    mean = fsum(shares_) / len(shares_)
    return 2 * len(shares_) * fsum((share - mean) ** 2 for share in shares_) / (len(shares_) - 1)


def distances(results: Sequence[Result]) -> dict[str, tuple[float, float, int]]:
    """How far each assessor's shares lie from the mean of the rest of the panel: signed, absolute, and of how many."""
    apart: dict[str, list[float]] = defaultdict(list)
    for given in chain.from_iterable(shares([result]).values() for result in results):
        for assessor, share in _with_others(given):
            apart[assessor].append(share)
    return {
        who: (sum(found) / len(found), sum(map(abs, found)) / len(found), len(found))
        for who, found in sorted(apart.items())
    }


def _with_others(given: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    if len(given) < 2:
        return
    total = sum(given.values())
    for assessor, share in given.items():
        yield assessor, share - (total - share) / (len(given) - 1)
