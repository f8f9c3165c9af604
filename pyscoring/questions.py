"""What assessors and the committee answered about eligibility, and what of it is still a question.

A condition that records prove is none: see `pyscoring.eligibility`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pyscoring.consolidate import Result
from pyscoring.edition import AwardEdition, Condition, Stage
from pyscoring.panel import Seat
from pyscoring.register import Register
from pyscoring.stages import failed


@dataclass(frozen=True)
class Said:
    """What somebody who scored answered in a stage; `yes` is None where it was left open."""

    stage: Stage
    seat: Seat
    yes: bool | None


@dataclass(frozen=True)
class Question:
    """A condition of eligibility that somebody who scored an application denies, and what everybody answered.

    `said` are the answers of all stages. `answer` is the committee's; None while it has given none. `held` tells that
    the application is not announced for want of eligibility.
    """

    application: str
    edition: AwardEdition
    condition: Condition
    said: tuple[Said, ...]
    answer: bool | None
    held: bool

    @property
    def staged(self) -> bool:
        """Whether it was answered in more than one stage."""
        return len({one.stage for one in self.said}) > 1


def given(results: Sequence[Result]) -> Mapping[str, Mapping[str, set[bool]]]:
    """By application and condition, what those who count answered in their score sheets and document checks."""
    found: dict[str, dict[str, set[bool]]] = {}
    for result in results:
        for seat in result.counted:
            filled = seat.score or seat.check
            for id_, said in (filled.sheet.eligibility if filled else {}).items():
                found.setdefault(result.application, {}).setdefault(id_, set()).add(said)
    return found


def answered(register: Register, results: Iterable[Result]) -> Iterator[Result]:
    """The results with what the committee has answered about conditions that no record proves."""
    for result in results:
        a = register.application(result.application) if register.answers else None
        said = register.answers_to(result.edition.id, a.agency, a.title) if a else {}
        known = {c.id for c in result.edition.eligibility}.difference(result.edition.on_record) if said else ()
        yield replace(result, answered={id_: said[id_] for id_ in said if id_ in known}) if said else result


def questions(results: Iterable[Result]) -> list[Question]:
    """Every question of a round, by application; `results` are as `answered` gives them and `as_shown` shows them.

    Nothing is asked of an application that is given no award whatever the answer.
    """
    found = []
    for _, stages in groupby(results, key=lambda result: result.application):
        own = list(stages)
        denied = frozenset().union(*(result.denied for result in own))
        if denied and not _is_over(own[-1]):
            found += [_question(own, condition) for condition in own[-1].edition.eligibility if condition.id in denied]
    return found


def _is_over(last: Result) -> bool:
    """Whether an application got no award in its last stage, or did not come so far."""
    lowest = last.band is not None and last.band.at_least == 0
    return last.closed_by is not None or (last.status == "final" and (lowest or failed(last)))


def _question(own: Sequence[Result], condition: Condition) -> Question:
    said = tuple(
        Said(result.stage, seat, seat.score.sheet.eligibility.get(condition.id))
        for result in own for seat in result.counted if seat.score
    )  # fmt: skip
    last, held = own[-1], any(result.held for result in own)
    return Question(last.application, last.edition, condition, said, last.answered.get(condition.id), held)


def at_issue(results: Sequence[Result]) -> Sequence[Result]:
    """The results whose eligibility is to be looked into: all, where records prove some of it."""
    if any(result.edition.on_record for result in results):
        return results
    doubted = {id_ for id_, said in given(results).items() if any(False in each for each in said.values())}
    doubted |= {result.application for result in results if False in result.answered.values()}
    return [result for result in results if result.application in doubted]
