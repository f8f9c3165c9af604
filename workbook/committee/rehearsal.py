"""What the same scores would give under other rules, before those are adopted."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from pyscoring.consolidate import Result, consolidate
from pyscoring.edition import AwardEdition
from pyscoring.panel import Seat
from pyscoring.problems import errors
from pyscoring.score import Score, score
from pyscoring.stages import as_shown
from workbook.committee.committee import Gathered, results_of


@dataclass(frozen=True)
class Obstacles:
    """Why scores cannot be taken under other rules, as keys such as ``indicator:2.5``, in the order met.

    `unscored` the new rules ask for and nobody has given; `dropped` they no longer know; in `unfit` stands what they
    do not allow.
    """

    unscored: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    unfit: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.unscored or self.dropped or self.unfit)


@dataclass(frozen=True)
class Rehearsal:
    """One panel's result as it is, and under other rules; with `obstacles` there is none to compare."""

    before: Result
    after: Result
    obstacles: Obstacles

    @property
    def moved(self) -> bool:
        """Whether the band is another one; never where the scores cannot be taken."""
        before, after = (r.band and r.band.id for r in (self.before, self.after))
        return not self.obstacles and before != after

    @property
    def unscaled(self) -> dict[str, tuple[Decimal, Decimal]]:
        """By id, the most that could be typed and the most that can be, where they differ: entries count as they are."""
        before = {i.id: i.high for i in self.before.edition.indicators}
        both = {i.id: (before.get(i.id, i.high), i.high) for i in self.after.edition.indicators}
        return {} if self.obstacles else {id_: (old, new) for id_, (old, new) in both.items() if old != new}


def rehearse(found: Gathered, edition: AwardEdition) -> list[Rehearsal]:
    """Each result of this edition, or of this award, beside what the same scores give under these rules.

    Nothing is told of a stage that the one before has closed; one that it would close under these rules comes to that.
    """
    tried = [
        _rehearsed(result, edition)
        for result in as_shown(results_of(found, found.ledger))
        if not (result.is_check or result.closed_by)
        and (edition.id == result.edition.id or edition.award == result.edition.award)
    ]
    shown = as_shown([one.after for one in tried])
    return [replace(one, after=after) for one, after in zip(tried, shown, strict=True)]


def _rehearsed(result: Result, edition: AwardEdition) -> Rehearsal:
    again = {
        seat.assessor: score(edition, seat.score.sheet.changed(edition=edition.id))
        for seat in result.counted
        if seat.score
    }
    seats = [_rescored(seat, again.get(seat.assessor)) for seat in result.seats]
    after = consolidate(edition, result.application, result.stage, seats, result.decisions)
    return Rehearsal(result, after, _obstacles(again.values()))


def _rescored(seat: Seat, again: Score | None) -> Seat:
    if again is None:
        return seat
    return replace(seat, score=again, standing="counted" if again.complete else "invalid")


def _obstacles(scores: Iterable[Score]) -> Obstacles:
    found = list(dict.fromkeys((p.code, p.field or "") for s in scores for p in errors(s.problems)))
    return Obstacles(
        unscored=tuple(field for code, field in found if code == "D01"),
        dropped=tuple(field for code, field in found if code == "T07"),
        unfit=tuple(dict.fromkeys(field for code, field in found if code not in ("D01", "T07"))),
    )
