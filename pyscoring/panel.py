"""A panel of assessors: their sheets, the committee's decisions, and one number of many.

Before the totals are combined, decisions replace what they decide in every assessor's sheet, and
each bonus feature is what the majority confirmed. The sheets themselves stay as they were.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from pyscoring.document import DocumentCheck
from pyscoring.edition import AwardEdition, Band, Gate, Stage
from pyscoring.score import Score, band_of, exact_sum, gate_of, half_up, score

Method = Literal["mean", "median", "trimmed"]
METHODS: tuple[Method, ...] = ("mean", "median", "trimmed")
Standing = Literal["counted", "incomplete", "invalid", "recused", "conflicted", "missing", "stopped"]
WAITING: tuple[Standing, ...] = ("missing", "incomplete", "invalid")
Value = Decimal | bool | str
KEEP, WITHDRAW, NOBODY = "keep", "withdraw", "none"


@dataclass(frozen=True, slots=True)
class Source:
    """Where an accepted sheet lies: path below the inbox, hash of the file, sheet, entry of the ledger.

    `cells` are the addresses of its values by row key.
    """

    file: str
    sha256: str
    sheet: str
    entry: int | None = None
    cells: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Seat:
    """One assessor's place on a panel and what came of it; `score`, or `check` of documents, is as the assessor gave it."""

    assessor: str
    name: str
    standing: Standing
    score: Score | None = None
    source: Source | None = None
    check: DocumentCheck | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the committee decided of one `subject` of an application in a stage.

    `subject` is ``total``, ``panel``, ``indicator:<id>``, ``bonus:<id>``, ``place:<assessor>``, or
    ``documents``: whether the application is considered.
    `value` is the score, the total, yes or no; ``keep`` lets the panel's own result stand, and
    ``withdraw`` takes back an earlier decision. For a place it is the chosen sheet,
    ``<sha256>#<sheet>``, or ``none``; `among` are the sheets that there were to choose from.
    `entry` is its number in the ledger. `kept` is the total that the panel gave when ``keep`` was said of it;
    None of an earlier version's ledger.
    """

    application: str
    stage: Stage
    subject: str
    value: Value
    reason: str
    decided_by: str
    date: dt.date
    among: tuple[str, ...] = ()
    entry: int | None = None
    kept: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A total before and after its one rounding, with its band and what comes next."""

    exact: Fraction
    total: Decimal
    band: Band | None
    next: Gate | None


@dataclass(frozen=True, slots=True)
class Swing:
    """The outcome if one assessor is left out (`without`), or by another method (`method`)."""

    outcome: Outcome
    without: str | None = None
    method: Method | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """A bonus feature: how many confirmed it and how many did not; `agreed` is None at a tie."""

    id: str
    yes: int
    no: int
    agreed: bool | None
    decided: bool = False


_feature = lru_cache(maxsize=1 << 10)(Feature)  # most panels of a round vote alike


def combined(method: Method, totals: Sequence[Fraction]) -> Fraction:
    """One number of many, at least one. A trimmed mean leaves out the highest and the lowest of three or more."""
    ordered = sorted(totals)
    if method == "median":
        middle = len(ordered) // 2
        return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    if method == "trimmed" and len(ordered) >= 3:
        ordered = ordered[1:-1]
    return exact_sum(ordered) / len(ordered)


class Panel:
    """The edition's arithmetic over any subset of a panel, under the decisions that stand."""

    def __init__(self, edition: AwardEdition, stage: Stage, decisions: Mapping[str, Decision]) -> None:
        self.edition, self.stage, self.decisions = edition, stage, decisions
        self._method: Method = edition.consolidation.method

    def features(self, scores: Sequence[Score]) -> tuple[Feature, ...]:
        return tuple(self._feature(f.id, scores) for f in self.edition.features)

    def _feature(self, id_: str, scores: Sequence[Score]) -> Feature:
        """A blank is not a confirmation: everybody has a vote."""
        yes = sum(bool(s.sheet.bonus.get(id_)) for s in scores)
        no = len(scores) - yes
        decided = self.decisions.get(f"bonus:{id_}")
        if decided and isinstance(decided.value, bool):
            return _feature(id_, yes, no, decided.value, True)
        return _feature(id_, yes, no, None if yes == no and scores else yes > no, False)

    def effective(
        self, given: Score, features: Sequence[Feature], entries: Mapping[str, Decimal] | None = None
    ) -> Score:
        """An assessor's score with decided entries, with `entries`, and with the agreed features; a tie confirms nothing."""
        decided = {
            d.subject.removeprefix("indicator:"): d.value
            for d in self.decisions.values()
            if d.subject.startswith("indicator:") and isinstance(d.value, Decimal)
        }
        scores = {**given.sheet.scores, **decided, **(entries or {})}
        bonus = {f.id: bool(f.agreed) for f in features}
        own = {f.id: bool(given.sheet.bonus.get(f.id)) for f in features}
        if scores == given.sheet.scores and bonus == own:
            return given
        return score(self.edition, given.sheet.changed(scores=scores, bonus=bonus))

    def by_method(self, scores: Sequence[Score]) -> dict[Method, Outcome]:
        totals = [s.exact for s in scores if s.exact is not None]
        return {method: self.outcome(combined(method, totals)) for method in METHODS} if totals else {}

    def outcome(self, exact: Fraction) -> Outcome:
        total = half_up(exact, self.edition.total.places)
        return Outcome(exact, total, band_of(self.edition, total), gate_of(self.edition, self.stage, total))

    def official(self, by_method: Mapping[Method, Outcome]) -> Outcome | None:
        decided = self.decisions.get("total")
        if decided and isinstance(decided.value, Decimal):
            return self.outcome(Fraction(decided.value))
        return by_method.get(self._method)

    def kept_otherwise(self, outcome: Outcome) -> Outcome | None:
        """What the committee let stand, if by now the band or what comes next is another: it has not decided on that."""
        decided = self.decisions.get("total")
        if decided is None or decided.value != KEEP or decided.kept is None:
            return None
        kept = self.outcome(Fraction(decided.kept))
        return kept if (kept.band, kept.next) != (outcome.band, outcome.next) else None

    def result_of(self, scores: Sequence[Score], entries: Mapping[str, Decimal] | None = None) -> Outcome | None:
        """The outcome by the edition's method, features agreed anew, `entries` the same for everybody."""
        features = self.features(scores)
        exact = [self.effective(s, features, entries).exact for s in scores]
        totals = [total for total in exact if total is not None]
        return self.outcome(combined(self._method, totals)) if totals else None

    def swings(
        self, scores: Sequence[Score], assessors: Sequence[str], by_method: Mapping[Method, Outcome]
    ) -> Iterator[Swing]:
        """None where the committee set the total itself."""
        decided = self.decisions.get("total")
        if len(scores) < 2 or (decided and isinstance(decided.value, Decimal)):
            return
        for at, assessor in enumerate(assessors):
            outcome = self.result_of([*scores[:at], *scores[at + 1 :]])
            if outcome:
                yield Swing(outcome, without=assessor)
        for method, outcome in by_method.items():
            if method != self._method:
                yield Swing(outcome, method=method)
