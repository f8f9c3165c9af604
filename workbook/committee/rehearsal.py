"""What the same scores would give under other rules, before those are adopted."""

from dataclasses import replace

from pyscoring.consolidate import Result, consolidate
from pyscoring.edition import AwardEdition
from pyscoring.panel import Seat
from pyscoring.score import score
from workbook.committee.committee import Gathered, results_of


def rehearse(found: Gathered, edition: AwardEdition) -> list[tuple[Result, Result]]:
    """Each result of this edition, or of this award, beside what the same scores give under these rules."""
    pairs = []
    for result in results_of(found, found.ledger):
        if not result.is_check and (edition.id == result.edition.id or edition.award == result.edition.award):
            seats = [_rescored(seat, edition) for seat in result.seats]
            pairs.append((result, consolidate(edition, result.application, result.stage, seats, result.decisions)))
    return pairs


def _rescored(seat: Seat, edition: AwardEdition) -> Seat:
    if seat.score is None or seat.standing != "counted":
        return seat
    result = score(edition, seat.score.sheet.model_copy(update={"edition": edition.id}))
    return replace(seat, score=result, standing="counted" if result.complete else "invalid")
