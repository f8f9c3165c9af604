"""What a committee may want to look at again: identical scores, and totals heaped just above a threshold.

Nothing here is a mistake, and nothing changes a result: each has its innocent explanations.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import comb
from typing import TypeVar

from pyscoring.consolidate import Result
from pyscoring.edition import AwardEdition, plain
from pyscoring.panel import Seat
from pyscoring.problems import Problem
from pyscoring.score import half_up

FEWEST_ENTRIES = 4
"""Indicators that must be the same: three or fewer agree by chance too often, above all as levels."""

HEAP_WIDTH = Fraction(1, 100)
"""Of the full mark, on either side of a threshold: about as far as one indicator can be nudged."""

HEAP_CHANCE = Fraction(1, 20)
"""Five above and none below is the smallest heap that chance alone makes less often than this: 1 in 32."""

HEAP_RATIO = 4
"""Times as many above as below: of many totals a slight surplus would be rare by chance too, yet is no heap."""

_Item = TypeVar("_Item")
_Given = tuple[Result, Seat]


def patterns(results: Sequence[Result]) -> tuple[Problem, ...]:
    """Notes A13 (entries that are the same in every indicator) and A14 (totals heaped above a threshold).

    Only sheets that count are compared, stage by stage: between the assessors of an application,
    and between the applications of an assessor.
    """
    given = [(result, seat) for result in results for seat in result.counted if seat.score]
    same_application = _groups(given, lambda g: (g[0].application, g[0].edition.id, g[0].stage, _entries(g)))
    same_assessor = _groups(given, lambda g: (g[1].assessor, g[0].edition.id, g[0].stage, _entries(g)))
    return (
        *(p for group in same_application if (p := _identical(group))),
        *(p for group in same_assessor if (p := _identical(group))),
        *_heaps(results, given),
    )


def _groups(items: Iterable[_Item], key: Callable[[_Item], Hashable]) -> Iterable[list[_Item]]:
    """In the order of each group's first item."""
    groups: dict[Hashable, list[_Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups.values()


def _entries(given: _Given) -> tuple[Decimal, ...]:
    """What was typed, in the order of the indicators."""
    result, seat = given
    scores: Mapping[str, Decimal] = seat.score.sheet.scores if seat.score else {}
    return tuple(scores[i.id] for i in result.edition.indicators)


def _identical(group: Sequence[_Given]) -> Problem | None:
    entries = len(group[0][0].edition.indicators)
    if len(group) < 2 or entries < FEWEST_ENTRIES:
        return None
    who = ", ".join(dict.fromkeys(seat.name for _, seat in group))
    applications = ", ".join(dict.fromkeys(result.application for result, _ in group))
    source = group[-1][1].source
    return Problem(
        "A13", {"who": who, "applications": applications, "n": entries},
        file=source.file if source else None, sheet=source.sheet if source else None,
    )  # fmt: skip


def _heaps(results: Sequence[Result], given: Sequence[_Given]) -> Iterator[Problem]:
    """Of each assessor's own totals, then of the panels'; by edition and stage."""
    for group in _groups(given, lambda g: (g[1].assessor, g[0].edition.id, g[0].stage)):
        totals = [seat.score.total for _, seat in group if seat.score and seat.score.total is not None]
        yield from _heaped(group[0][0].edition, totals, group[0][1].name)
    for panels in _groups(results, lambda r: (r.edition.id, r.stage)):
        totals = [result.total for result in panels if result.total is not None]
        yield from _heaped(panels[0].edition, totals, {"th": "ผลทางการ", "en": "official results"})


def _heaped(edition: AwardEdition, totals: Sequence[Decimal], who: str | Mapping[str, str]) -> Iterator[Problem]:
    width = half_up(HEAP_WIDTH * Fraction(edition.total.full_mark), 2)
    for band in edition.bands:
        if band.at_least == "unset" or band.at_least == 0:
            continue
        low, high = band.at_least - width, band.at_least + width
        above = sum(band.at_least <= total < high for total in totals)
        below = sum(low <= total < band.at_least for total in totals)
        if above >= HEAP_RATIO * below and _by_chance(above, below) <= HEAP_CHANCE:
            limits = {"low": plain(low), "at_least": plain(band.at_least), "high": plain(high)}
            names = {"edition": edition.name.model_dump(), "band": band.name.model_dump()}
            yield Problem("A14", {"who": who, "above": above, "below": below, **limits, **names})


def _by_chance(above: int, below: int) -> Fraction:
    """How likely it is that at least so many lie above, if either side of a threshold is as likely as the other."""
    count = above + below
    return Fraction(sum(comb(count, n) for n in range(above, count + 1)), 2**count)
