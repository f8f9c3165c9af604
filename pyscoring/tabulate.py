"""Consolidated results of a round → its tables: ranks, remarks, what is near a threshold, what is still open."""

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from sys import intern

from pyscoring import claims, eligibility, remarks
from pyscoring.consolidate import Result, ranks
from pyscoring.document import DocumentCheck
from pyscoring.edition import STAGES, AwardEdition, Stage
from pyscoring.panel import Decision
from pyscoring.panel import Seat as PanelSeat
from pyscoring.register import Application, Register
from pyscoring.results import (
    Band,
    Both,
    Cell,
    Count,
    Gate,
    Named,
    Near,
    Open,
    Points,
    Results,
    Row,
    Ruling,
    Seat,
    Sheet,
    Step,
    Table,
    Tally,
)
from pyscoring.score import Score, earned, half_up
from pyscoring.stages import Stages, failed

MARGIN = Decimal(1)  # percent of the full mark
VISIT = "site-visit"  # the gate after which the visit's total decides the band


@dataclass(frozen=True)
class Basis:
    """What the results of a round rest on.

    `known` is the number of entries in its ledger, `head` the last one's hash; an entry that is
    still to be written has no number yet. `open` is what keeps a draft beside the results themselves.
    """

    register: Register
    results: Sequence[Result]
    round: str
    at: dt.date
    head: str
    known: int
    open: Sequence[Open] = ()
    margin: Decimal = MARGIN
    extra: Sequence[str | os.PathLike[str]] = ()


def tabulate(basis: Basis) -> Results:
    """The results as a draft: `pyscoring.published` makes a revision of it.

    Refused: A38 for names of agencies that lead in a circle.
    """
    register, results = basis.register, _shown(basis)
    tables, asked = eligibility.proved(register, tuple(_tables(basis)), results, basis.extra)
    return Results(
        round=basis.round, revision=0, last=0, at=basis.at, head=basis.head, margin=basis.margin, tables=tables,
        derived=(*claims.awards(register, tables, basis.extra), *asked),
        near=tuple(near for result in results for near in _near(result, basis.margin)),
        summary=tuple(_summary(register, tables)), open=(*basis.open, *_open(register, results)), changes=(),
    )  # fmt: skip


def unproved(basis: Basis) -> Iterator[tuple[str, Stage, tuple[Step, ...]]]:
    """The results to which an award may come, though a condition of eligibility is not proved or answered no.

    Refused: as `tabulate`.
    """
    tables, asked = eligibility.proved(basis.register, tuple(_tables(basis)), _shown(basis), basis.extra)
    steps = {one.application: tuple(step for step in one.steps if step.met is False) for one in asked}
    for table in tables:
        yield from ((row.application, table.stage, steps[row.application]) for row in table.rows if row.unproved)


def _shown(basis: Basis, stages: Stages | None = None) -> list[Result]:
    stages = stages or Stages(basis.results)
    return [r for r in basis.results if not stages.passed_over(r)]


class _Rows:
    """Makes the rows, with ranks over all results of the round that count."""

    def __init__(self, basis: Basis, stages: Stages) -> None:
        self.basis, self.stages = basis, stages
        shown = _shown(basis, stages)
        self.ranked = list(zip(shown, ranks(shown), strict=True))
        self.shared = Counter((r.edition.id, r.stage, rank) for r, rank in self.ranked if rank)

    def row(self, result: Result, rank: int | None) -> Row:
        a = self.basis.register.application(result.application) or Application(result.application, result.edition.id)
        deciding, gate = self.stages.deciding(result), result.next
        tied = self.shared[result.edition.id, result.stage, rank] if rank else 0
        visit = deciding and gate is not None and gate.id == VISIT
        later = not deciding and not result.is_check
        told = [*remarks.of_result(result, tied, visit, later, self.stages.end(result) is not None)]
        told += map(remarks.near_remark, _near(result, self.basis.margin))
        return Row(
            rank=rank, application=a.id, project=a.title, agency=a.agency, unit=a.unit, total=result.total,
            exact=result.outcome and result.outcome.exact, band=_named(result.band), status=result.status,
            next=gate and Gate(id=gate.id, name=remarks.both(gate.name), failed=failed(result)),
            considered=result.verdict and result.verdict.considered, deciding=deciding, remarks=tuple(told),
            dimensions=tuple(_dimensions(result)),
            indicators=tuple(_indicators(result)), bonus=_bonus(result),
            seats=tuple(Seat(assessor=s.assessor, standing=s.standing) for s in result.seats),
            sheets=tuple(self._sheets(result)), decisions=tuple(self._ruling(d, result) for d in result.applied),
        )  # fmt: skip

    def _sheets(self, result: Result) -> Iterator[Sheet]:
        scored = [(seat, seat.score) for seat in result.counted if seat.score is not None]
        for (seat, given), counted in zip(scored, result.effective, strict=True):
            yield self._sheet(seat, _cells(seat, given, counted), given=given.total, total=counted.total)
        for seat in result.counted:
            if seat.check is not None:
                yield self._sheet(seat, _checked(seat, seat.check))

    def _sheet(
        self, seat: PanelSeat, cells: Iterable[Cell], given: Decimal | None = None, total: Decimal | None = None
    ) -> Sheet:
        source = seat.source
        return Sheet(
            assessor=seat.assessor, file=source.file if source else None, sha256=source.sha256 if source else None,
            sheet=source.sheet if source else None, entry=self._entry(source.entry if source else None),
            given=given, total=total, cells=tuple(cells),
        )  # fmt: skip

    def _ruling(self, d: Decision, result: Result) -> Ruling:
        return Ruling(
            subject=d.subject, about=remarks.about(d, result.edition), value=d.value, reason=d.reason,
            decided_by=d.decided_by, date=d.date, entry=self._entry(d.entry),
        )  # fmt: skip

    def _entry(self, number: int | None) -> int | None:
        return number if number is not None and number <= self.basis.known else None


def _tables(basis: Basis) -> Iterator[Table]:
    rows = _Rows(basis, Stages(basis.results))
    kinds: dict[tuple[str, Stage], list[tuple[Result, int | None]]] = {}
    for result, rank in rows.ranked:
        kinds.setdefault((result.edition.id, result.stage), []).append((result, rank))
    order = {id_: n for n, id_ in enumerate(dict.fromkeys(a.edition for a in basis.register.applications))}
    for (_, stage), found in sorted(
        kinds.items(), key=lambda kind: (order.get(kind[0][0], 0), STAGES.index(kind[0][1]))
    ):
        edition = found[0][0].edition
        inside = sorted(found, key=lambda pair: (pair[1] is None, pair[1] or 0))
        yield Table(
            edition=edition.id, definition=edition.definition, award=edition.award, family=edition.family,
            fiscal_year=edition.fiscal_year, name=remarks.both(edition.name), family_name=remarks.both(edition.family_name),
            stage=stage, check=found[0][0].is_check, method=edition.consolidation.method, places=edition.total.places,
            minimum_assessors=edition.consolidation.minimum_assessors, full_mark=edition.total.full_mark,
            most=edition.full_mark_with_bonus, bands=tuple(_bands(edition)),
            assumptions=tuple(remarks.both(a.text) for a in edition.assumptions),
            rows=tuple(rows.row(result, rank) for result, rank in inside),
        )  # fmt: skip


def _bands(edition: AwardEdition) -> Iterator[Band]:
    for band in edition.bands:
        at_least = None if band.at_least == "unset" else band.at_least
        yield Band(id=band.id, name=remarks.both(band.name), at_least=at_least)


def _named(item: object) -> Named | None:
    return Named(id=item.id, name=remarks.both(item.name)) if item else None  # type: ignore[attr-defined]


# what each row rests on


def _cells(seat: PanelSeat, given: Score, counted: Score) -> Iterator[Cell]:
    cells: Mapping[str, str] = seat.source.cells if seat.source else {}
    for family, items, typed, used in (
        ("indicator", given.edition.indicators, given.sheet.scores, counted.sheet.scores),
        ("bonus", given.edition.features, given.sheet.bonus, counted.sheet.bonus),
    ):
        for item in items:
            key = intern(f"{family}:{item.id}")  # one for all sheets
            yield Cell(
                id=key, name=remarks.both(item.name), cell=cells.get(key), value=typed.get(item.id),
                counted=used.get(item.id), comment=given.sheet.evidence.get(key),
            )  # fmt: skip


def _checked(seat: PanelSeat, check: DocumentCheck) -> Iterator[Cell]:
    """What was answered or counted of each condition and requirement."""
    cells: Mapping[str, str] = seat.source.cells if seat.source else {}
    for line in check.lines:
        yield Cell(
            id=line.key, name=remarks.both(line.item.name), cell=cells.get(line.key), value=line.seen, counted=line.seen,
            comment=check.sheet.evidence.get(line.key),
        )  # fmt: skip


def _mean(values: Iterable[Fraction | None]) -> Fraction | None:
    known = [v for v in values if v is not None]
    return sum(known, Fraction(0)) / len(known) if known else None


def _points(item: object, most: Decimal, exact: Fraction, places: int, dimension: str | None = None) -> Points:
    return Points(
        id=item.id, name=remarks.both(item.name), max=most, exact=exact, points=half_up(exact, places), dimension=dimension  # type: ignore[attr-defined]
    )  # fmt: skip


def _dimensions(result: Result) -> Iterator[Points]:
    for at, dimension in enumerate(result.edition.dimensions):
        exact = _mean(score.dimensions[at].exact for score in result.effective)
        if exact is not None:
            yield _points(dimension, dimension.weight, exact, result.edition.total.places)


def _indicators(result: Result) -> Iterator[Points]:
    for dimension in result.edition.dimensions:
        for indicator in dimension.indicators:
            entries = (s.sheet.scores.get(indicator.id) for s in result.effective)
            exact = _mean(earned(indicator, entry) for entry in entries if entry is not None)
            if exact is not None:
                yield _points(indicator, indicator.max, exact, result.edition.total.places, dimension.id)


def _bonus(result: Result) -> Points | None:
    edition = result.edition
    exact = _mean(score.bonus.exact for score in result.effective)
    if exact is None or not edition.bonus:
        return None
    name = Both(th="คะแนนพิเศษ", en="Bonus")
    return Points(
        id="bonus", name=name, max=edition.bonus_most, exact=exact, points=half_up(exact, edition.total.places)
    )


# what stands out


def _near(result: Result, margin: Decimal) -> Iterator[Near]:
    """The thresholds within the margin of the exact total, the nearest first."""
    outcome, full = result.outcome, Fraction(result.edition.total.full_mark)
    if outcome is None:
        return
    found = []
    for band in result.edition.bands:
        if band.at_least != "unset" and band.at_least > 0:
            distance = outcome.exact - Fraction(band.at_least)
            if abs(distance) <= Fraction(margin) * full / 100:
                found.append((abs(distance), band, band.at_least, distance))
    for _, band, threshold, distance in sorted(found, key=lambda each: each[0]):
        yield Near(
            application=result.application, edition=result.edition.id, stage=result.stage,
            band=Named(id=band.id, name=remarks.both(band.name)), threshold=threshold, total=outcome.total,
            exact=outcome.exact, distance=distance,
        )  # fmt: skip


def _summary(register: Register, tables: Sequence[Table]) -> Iterator[Tally]:
    """By agency under its present name, then by award; only what decides counts."""
    found: dict[tuple[str, str], list[Row]] = {}
    by_id = {table.edition: table for table in tables}
    for table in tables:
        for row in table.rows:
            if row.deciding:
                found.setdefault((register.agency(row.agency), table.edition), []).append(row)
    for (agency, edition), rows in sorted(found.items()):
        bands = [Named(id=b.id, name=b.name) for b in by_id[edition].bands]
        ends = [row.won or row.out for row in rows]
        bands += {end.id: end for end in ends if end and end not in bands}.values()
        counts = Counter(end and end.id for end in ends)
        yield Tally(
            agency=agency, edition=edition, name=by_id[edition].name, applications=len(rows),
            counts=tuple(
                Count(band=b, applications=counts[b and b.id]) for b in [*bands, None] if counts[b and b.id]
            ),
            later=sum(row.later for row in rows),
        )  # fmt: skip


def _open(register: Register, results: Sequence[Result]) -> Iterator[Open]:
    for application in register.applications:
        if not register.stages(application.id):
            yield remarks.open_unassigned(application.id)
    for result in results:
        yield from remarks.open_in(result)
    for edition in {r.edition.id: r.edition for r in results}.values():
        if unset := [band.name for band in edition.bands if band.at_least == "unset"]:
            yield remarks.open_threshold(edition, unset)
