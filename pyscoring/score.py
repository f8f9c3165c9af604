"""A score sheet and an edition make a score. Nothing here knows of spreadsheets."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from types import ModuleType
from typing import Any, Literal

from pyscoring.edition import AwardEdition, Band, Bonus, Dimension, Gate, Indicator, describe_limits, plain
from pyscoring.problems import Problem, errors
from pyscoring.scoresheet import ScoreSheet

StatusKind = Literal["complete", "incomplete", "invalid", "recused"]

_CENT = Decimal("0.01")
_MANY = 1 << 12  # results kept at hand: sheets of a round have most of theirs in common, and are then told once
_STATUS = {
    "complete": {"th": "ครบถ้วน", "en": "Complete"},
    "incomplete": {"th": "ยังขาด {n} ตัวชี้วัด", "en": "{n} missing"},
    "invalid": {"th": "แก้ไข {n} แห่ง", "en": "{n} to correct"},
    "recused": {"th": "งดให้คะแนน", "en": "Recused"},
}


@dataclass(frozen=True, slots=True)
class Status:
    """What stands between a score sheet and its total, and how many times."""

    kind: StatusKind
    count: int = 0

    def text(self, lang: str = "th") -> str:
        return status_text(self.kind, lang).format(n=self.count)


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """A dimension's score in points of the total; None while an indicator is missing or wrong."""

    id: str
    max: Decimal
    exact: Fraction | None
    rounded: Decimal | None


@dataclass(frozen=True, slots=True)
class BonusReason:
    """The features that were confirmed under one rule, and the points that they bring."""

    rule: Bonus
    confirmed: tuple[str, ...]
    points: Fraction


@dataclass(frozen=True, slots=True)
class BonusScore:
    """Points on top; None while an answer is not understood."""

    exact: Fraction | None
    rounded: Decimal | None
    reasons: tuple[BonusReason, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The result of one score sheet.

    `exact` is the total before its one rounding; `total` is rounded half up to the
    edition's places, and the band is taken from it. Without a total, `problems` say why.
    """

    edition: AwardEdition
    sheet: ScoreSheet
    status: Status
    dimensions: tuple[DimensionScore, ...]
    bonus: BonusScore
    exact: Fraction | None
    total: Decimal | None
    band: Band | None
    next: Gate | None
    problems: tuple[Problem, ...]

    @property
    def complete(self) -> bool:
        return self.status.kind == "complete"


def score(edition: AwardEdition, sheet: ScoreSheet, problems: Iterable[Problem] = ()) -> Score:
    """Score one sheet; `problems` are those met while it was read.

    Source: the edition's slides, named beside each of its numbers.
    """
    read = tuple(problems)
    entry_problems = tuple(_entry_problems(edition, sheet, read))
    found = read + entry_problems + tuple(_sheet_problems(edition, sheet, read))
    status = _status(sheet, found)
    wrong = {p.field for p in errors(found)}
    recused = status.kind == "recused"
    dimensions = tuple(_dimension(d, edition.total.places, sheet, wrong, recused) for d in edition.dimensions)
    bonus = _bonus(edition, sheet, dimensions, wrong, recused)
    exact = _sum([d.exact for d in dimensions] + [bonus.exact]) if status.kind == "complete" else None
    total = None if exact is None else half_up(exact, edition.total.places)
    return Score(
        edition, sheet, status, dimensions, bonus, exact, total,
        None if total is None else band_of(edition, total),
        None if total is None else gate_of(edition, sheet.stage, total),
        found,
    )  # fmt: skip


def band_of(edition: AwardEdition, total: Decimal) -> Band | None:
    """The band of a rounded total; None where the committee has not set every threshold above it."""
    reached = (band for band in edition.bands if band.at_least == "unset" or total >= band.at_least)
    band = next(reached, None)
    return band if band and band.at_least != "unset" else None


def gate_of(edition: AwardEdition, stage: str | None, total: Decimal) -> Gate | None:
    """What comes next after this stage with this rounded total."""
    return next((g for g in edition.gates if g.stage == stage and total >= g.at_least), None)


@lru_cache(maxsize=_MANY)
def half_up(number: Fraction, places: int) -> Decimal:
    """Round a non-negative number half up: 2.005 to 2.01. `places` is the number of decimals."""
    scaled = number * 10**places
    return Decimal((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)).scaleb(-places)


def exact_sum(parts: Sequence[Fraction]) -> Fraction:
    """Their sum, reduced once instead of at every step, which takes a third of the time."""
    ratios = [part.as_integer_ratio() for part in parts]
    whole = lcm(*(below for _, below in ratios))
    return Fraction(sum(above * (whole // below) for above, below in ratios), whole)


def coefficient(dimension: Dimension, indicator: Indicator) -> Fraction:
    """Points of the total for one unit of what is typed."""
    return Fraction(indicator.max) / Fraction(indicator.high) * Fraction(dimension.weight) / Fraction(dimension.max)


def status_text(kind: StatusKind, lang: str) -> str:
    """The status in words, with ``{n}`` for the count."""
    return _STATUS[kind]["th" if lang == "th" else "en"]


def check_entry(indicator: Indicator, entry: Decimal) -> Problem | None:
    """What is wrong with a number as the score of this indicator."""
    if not indicator.low <= entry <= indicator.high:
        code = "D03"
    elif entry % _CENT:
        code = "D04"
    elif entry % indicator.steps:
        code = "D11"
    else:
        return None
    details = describe_limits(indicator) | {"seen": plain(entry)}
    return Problem(code, details, field=f"indicator:{indicator.id}")


def _entry_problems(edition: AwardEdition, sheet: ScoreSheet, read: Sequence[Problem]) -> Iterable[Problem]:
    told = {p.field for p in errors(read)}
    for indicator in edition.indicators:
        field = f"indicator:{indicator.id}"
        if indicator.id in sheet.scores:
            problem = check_entry(indicator, sheet.scores[indicator.id])
            if problem:
                yield problem
        elif field not in told and not sheet.conflict:
            yield Problem("D01", describe_limits(indicator), field=field)


def _sheet_problems(edition: AwardEdition, sheet: ScoreSheet, read: Sequence[Problem]) -> Iterable[Problem]:
    if sheet.edition not in (None, edition.id):
        yield Problem("T03", {"seen": sheet.edition, "wanted": edition.id}, field="edition")
    known = {i.id for i in edition.indicators}
    for unknown in sorted(set(sheet.scores) - known):
        yield Problem("T07", {"key": f"indicator:{unknown}"}, field=f"indicator:{unknown}")
    for unknown in sorted(set(sheet.bonus) - {f.id for f in edition.features}):
        yield Problem("T07", {"key": f"bonus:{unknown}"}, field=f"bonus:{unknown}")
    if sheet.conflict and (sheet.scores or any(sheet.bonus.values())):
        yield Problem("A01", field="conflict")
    for item in edition.eligibility:
        if sheet.eligibility.get(item.id) is False:
            yield Problem("D19", {"label": {"th": item.name.th, "en": item.name.en}}, field=f"eligibility:{item.id}")
    yield from (_unset(band) for band in edition.bands if band.at_least == "unset")


@lru_cache(maxsize=256)
def _unset(band: Band) -> Problem:
    """One for all sheets of an edition, of which a round has thousands."""
    return Problem("D18", {"label": {"th": band.name.th, "en": band.name.en}}, field="band")


def _status(sheet: ScoreSheet, problems: Sequence[Problem]) -> Status:
    """A recusal comes before everything, a mistake before a gap."""
    found = [p for p in errors(problems) if p.code != "A01"]
    missing = [p for p in found if p.code == "D01"]
    if sheet.conflict:
        return _state("recused", 0)
    if len(found) > len(missing):
        return _state("invalid", len(found) - len(missing))
    return _state("incomplete", len(missing)) if missing else _state("complete", 0)


_state = lru_cache(maxsize=_MANY)(Status)


def _dimension(d: Dimension, places: int, sheet: ScoreSheet, wrong: set[str | None], recused: bool) -> DimensionScore:
    sound = not any(i.id not in sheet.scores or f"indicator:{i.id}" in wrong for i in d.indicators)
    if not sound or recused:
        return DimensionScore(d.id, d.weight, None, None)
    whole = exact_sum([earned(i, sheet.scores[i.id]) for i in d.indicators])
    exact = whole * Fraction(d.weight) / Fraction(d.max)
    return DimensionScore(d.id, d.weight, exact, half_up(exact, places))


def earned(indicator: Indicator, entry: Decimal) -> Fraction:
    """What an entry earns of the indicator's points, before the dimension's weight."""
    return _earned(entry, indicator.high, indicator.max)


@lru_cache(maxsize=1 << 14)
def _earned(entry: Decimal, high: Decimal, most: Decimal) -> Fraction:
    """Worked out once, as panels score the same entries many times."""
    return Fraction(entry) / Fraction(high) * Fraction(most)


def _bonus(
    edition: AwardEdition,
    sheet: ScoreSheet,
    dimensions: Sequence[DimensionScore],
    wrong: set[str | None],
    recused: bool,
) -> BonusScore:
    reasons = tuple(_reason(rule, sheet, dimensions) for rule in edition.bonus)
    if recused or any(f"bonus:{f.id}" in wrong for f in edition.features) or None in reasons:
        return BonusScore(None, None, tuple(r for r in reasons if r))
    known = tuple(r for r in reasons if r)
    return _on_top(known, edition.total.places)


@lru_cache(maxsize=_MANY)
def _on_top(reasons: tuple[BonusReason, ...], places: int) -> BonusScore:
    exact = exact_sum([r.points for r in reasons])
    return BonusScore(exact, half_up(exact, places), reasons)


def _reason(rule: Bonus, sheet: ScoreSheet, dimensions: Sequence[DimensionScore]) -> BonusReason | None:
    """None while the room below the dimension's cap is not known."""
    confirmed = tuple(f.id for f in rule.features if sheet.bonus.get(f.id))
    points = Fraction(rule.points) * (len(confirmed) if rule.per == "feature" else bool(confirmed))
    if rule.cap is not None:
        points = min(points, Fraction(rule.cap))
    if rule.dimension_cap is not None:
        base = next(d.exact for d in dimensions if d.id == rule.dimension)
        if base is None:
            return None
        points = max(min(points, Fraction(rule.dimension_cap) - base), Fraction(0))
    return BonusReason(rule, confirmed, points)


def _sum(parts: Iterable[Fraction | None]) -> Fraction | None:
    known = list(parts)
    return None if None in known else exact_sum([p for p in known if p is not None])


class _Callable(ModuleType):
    """Lets `from pyscoring import score` be called even after `pyscoring.score` was imported as a module."""

    def __call__(self, *args: Any, **kwargs: Any) -> Score:
        return score(*args, **kwargs)


sys.modules[__name__].__class__ = _Callable
