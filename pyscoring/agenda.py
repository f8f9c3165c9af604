"""What a committee has to discuss of one application, with what each thing would change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pyscoring.edition import AwardEdition, Indicator, Stage
from pyscoring.panel import WAITING, Decision, Feature, Outcome, Panel, Seat, Swing
from pyscoring.score import Score

Kind = Literal["stopped", "documents", "bonus", "indicator", "band", "panel"]


@dataclass(frozen=True)
class Item:
    """One thing to discuss, with what it would change.

    `spread` and `limit` are in the units of what is typed (None where there are none); `low` and
    `high` are the outcomes if it is settled in the least and the most favourable way. `kept` is what the committee
    let stand, where the band or what comes next is another by now.
    """

    application: str
    stage: Stage
    kind: Kind
    subject: str
    spread: Decimal | None = None
    limit: Decimal | None = None
    low: Outcome | None = None
    high: Outcome | None = None
    bands_moved: int = 0
    gate_moved: bool = False
    stake: Fraction = Fraction(0)
    who: tuple[str, ...] = ()
    settled: Decision | None = None
    kept: Outcome | None = None

    @property
    def urgency(self) -> tuple[int, int, int, Fraction]:
        """Sorts what stops an application first, then by bands, gate and share of the full mark moved."""
        return (self.kind not in ("stopped", "documents"), -self.bands_moved, -self.gate_moved, -self.stake)


def items(
    panel: Panel,
    application: str,
    seats: Sequence[Seat],
    scores: Sequence[Score],
    features: Sequence[Feature],
    outcome: Outcome | None,
    swings: Sequence[Swing],
) -> Iterator[Item]:
    for seat in seats:
        if seat.standing == "stopped":
            yield Item(application, panel.stage, "stopped", f"place:{seat.assessor}", who=(seat.assessor,))
    complete = not any(seat.standing in (*WAITING, "stopped") for seat in seats)
    if outcome is None:
        if complete:
            yield _panel_item(panel, application, 0)
        return
    names = [seat.assessor for seat in seats if seat.standing == "counted"]
    kept = panel.kept_otherwise(outcome)
    standing = {subject: d for subject, d in panel.decisions.items() if subject != "total" or kept is None}
    whole = standing.get("total")
    found = list(_bonus_items(panel, application, scores, features)) if complete else []
    found += _indicator_items(panel, application, scores, names)
    found += _band_items(panel, application, outcome, swings, kept)
    if complete and len(scores) < panel.edition.consolidation.minimum_assessors:
        found.append(_panel_item(panel, application, len(scores)))
    for item in found:
        yield replace(item, settled=standing.get(item.subject) or (whole if item.kind != "panel" else None))


def _bonus_items(
    panel: Panel, application: str, scores: Sequence[Score], features: Sequence[Feature]
) -> Iterator[Item]:
    for feature in features:
        if not scores or feature.yes != feature.no:
            continue
        ends = [_with_feature(panel, scores, features, feature.id, answer) for answer in (False, True)]
        yield _item(panel, Item(application, panel.stage, "bonus", f"bonus:{feature.id}"), ends)


def _with_feature(
    panel: Panel, scores: Sequence[Score], features: Sequence[Feature], id_: str, answer: bool
) -> Outcome:
    settled = [replace(f, agreed=answer) if f.id == id_ else f for f in features]
    effective = [panel.effective(s, settled) for s in scores]
    return panel.by_method(effective)[panel.edition.consolidation.method]


def _indicator_items(panel: Panel, application: str, scores: Sequence[Score], names: Sequence[str]) -> Iterator[Item]:
    for indicator in panel.edition.indicators if scores else ():
        entries = [s.sheet.scores[indicator.id] for s in scores]
        low, high, limit = min(entries), max(entries), _limit(panel.edition, indicator)
        if high - low <= limit:
            continue
        ends = [panel.result_of(scores, {indicator.id: entry}) for entry in (low, high)]
        who = tuple(n for n, entry in zip(names, entries, strict=True) if entry in (low, high))
        item = Item(application, panel.stage, "indicator", f"indicator:{indicator.id}", high - low, limit, who=who)
        yield _item(panel, item, [end for end in ends if end])


def _limit(edition: AwardEdition, indicator: Indicator) -> Decimal:
    """The largest difference that needs no discussion, in the units of what is typed."""
    return edition.consolidation.disagreement_limit * indicator.high / 100


def _band_items(
    panel: Panel, application: str, outcome: Outcome, swings: Sequence[Swing], kept: Outcome | None
) -> Iterator[Item]:
    """One assessor or another method would change the band, or what comes next; or it is no longer what was kept."""
    moving = [s for s in swings if (s.outcome.band, s.outcome.next) != (outcome.band, outcome.next)]
    if not moving and kept is None:
        return
    who = tuple(s.without for s in moving if s.without)
    item = Item(application, panel.stage, "band", "total", who=who, kept=kept)
    yield _item(panel, item, [outcome, *(s.outcome for s in moving), *([kept] if kept else [])])


def _panel_item(panel: Panel, application: str, size: int) -> Item:
    """So few have a total that the committee must say whether it stands; of none, no decision but a total helps."""
    least = panel.edition.consolidation.minimum_assessors
    return Item(application, panel.stage, "panel", "panel", Decimal(size), Decimal(least))


def _item(panel: Panel, item: Item, outcomes: Sequence[Outcome]) -> Item:
    """The item with its extreme outcomes and what lies between them."""
    low, high = (pick(outcomes, key=lambda o: o.exact) for pick in (min, max))
    order = [band.id for band in panel.edition.bands]
    places = [order.index(o.band.id) for o in (low, high) if o.band]
    return replace(
        item, low=low, high=high, bands_moved=places[0] - places[1] if len(places) == 2 else 0,
        gate_moved=low.next != high.next, stake=(high.exact - low.exact) / Fraction(panel.edition.total.full_mark),
    )  # fmt: skip
