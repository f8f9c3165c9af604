"""Many assessors' scores of one application in one stage become one result, with what is in dispute.

The official total is the edition's method (mean, median or trimmed mean) over the assessors'
exact totals under the committee's decisions, rounded once.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Literal

from pyscoring import agenda as discussion
from pyscoring import considered
from pyscoring.agenda import Item
from pyscoring.considered import Finding, Verdict
from pyscoring.document import fewest, is_checked
from pyscoring.edition import AwardEdition, Band, Named, Stage
from pyscoring.panel import WAITING, WITHDRAW, Decision, Feature, Method, Outcome, Panel, Seat, Standing, Swing
from pyscoring.score import Score

Status = Literal["final", "open", "waiting", "stopped"]


@dataclass(frozen=True)
class Result:
    """What a panel's scores come to.

    `total`, `band` and `next` are None while a sheet is waited for or a choice is open; `by_method`
    then still tells what those who have returned would give. `effective` holds the counted seats'
    scores after decisions and agreed features, in the order of `counted`. Where documents are
    checked there are no numbers: `verdict` tells what is final. `closed_by` is the earlier stage's result
    that ended the matter, where this stage is passed over: see `pyscoring.stages`. `answered` and `held` come from
    the register: what the committee answered about conditions of eligibility that no record proves, by id, and
    whether a final result is not announced for want of eligibility.
    """

    application: str
    stage: Stage
    edition: AwardEdition
    seats: tuple[Seat, ...]
    decisions: tuple[Decision, ...]
    features: tuple[Feature, ...]
    effective: tuple[Score, ...]
    by_method: Mapping[Method, Outcome]
    outcome: Outcome | None
    swings: tuple[Swing, ...]
    items: tuple[Item, ...]
    status: Status
    verdict: Verdict | None = None
    closed_by: "Result | None" = None
    answered: Mapping[str, bool] = field(default_factory=dict)
    held: bool = False

    @cached_property
    def counted(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.standing == "counted")

    def standing(self, *kinds: Standing) -> tuple[Seat, ...]:
        """The seats of these standings, in the order of the panel."""
        return tuple(seat for seat in self.seats if seat.standing in kinds)

    @property
    def total(self) -> Decimal | None:
        return self.outcome.total if self.outcome else None

    @property
    def band(self) -> Band | None:
        return self.outcome.band if self.outcome else None

    @property
    def next(self) -> Named | None:
        of = self.verdict or self.outcome
        return of.next if of else None

    @property
    def comes_to(self) -> Mapping[str, str]:
        """What comes next, as the edition calls it; where it names nothing, the verdict of a document check."""
        name = self.next.name if self.next else None
        return {lang: name[lang] if name else self.verdict.text(lang) if self.verdict else "" for lang in ("th", "en")}

    @property
    def is_check(self) -> bool:
        """Whether documents were checked, which gives no numbers."""
        return is_checked(self.edition, self.stage)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the counted checks of documents found, line by line."""
        return considered.findings([seat.check for seat in self.counted if seat.check])

    @property
    def decided_total(self) -> Decision | None:
        """The decision that set the total itself, if there is one."""
        found = next((d for d in self.decisions if d.subject == "total"), None)
        return found if found and isinstance(found.value, Decimal) else None

    @property
    def lapsed(self) -> Outcome | None:
        """What the committee let stand, where the band or what comes next is another by now."""
        if self.outcome is None:
            return None
        return Panel(self.edition, self.stage, {d.subject: d for d in self.decisions}).kept_otherwise(self.outcome)

    @property
    def applied(self) -> tuple[Decision, ...]:
        """The decisions that still hold: without one that let another total stand."""
        return tuple(d for d in self.decisions if d.subject != "total" or self.lapsed is None)

    @property
    def spread(self) -> Decimal | None:
        """Between the highest and the lowest of the counted totals, in points."""
        totals = [s.total for s in self.effective if s.total is not None]
        return max(totals) - min(totals) if totals else None

    @property
    def stable(self) -> bool | None:
        """Whether no single assessor and no other method would change the band; None while it cannot be told."""
        if self.outcome is None or self.outcome.band is None or not self.swings:
            return None
        return all(swing.outcome.band == self.outcome.band for swing in self.swings)

    @property
    def open_items(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.settled is None)

    @property
    def flags(self) -> tuple[str, ...]:
        """What a reader of the result should know, as ids: see `FLAGS`."""
        standings = {seat.standing for seat in self.seats}
        told = {
            "stopped": self.status == "stopped",
            "missing": "missing" in standings,
            "incomplete": "incomplete" in standings,
            "invalid": "invalid" in standings,
            "recused": bool(standings & {"recused", "conflicted"}),
            "small-panel": self._is_small,
            "bonus-tie": any(i.kind == "bonus" and i.settled is None for i in self.items),
            "disagreement": any(i.kind == "indicator" and i.settled is None for i in self.items),
            "documents": any(i.kind == "documents" and i.settled is None for i in self.items),
            "unstable": self.stable is False,
            "ineligible": bool(self.denied - self.answered.keys()),
            "eligible-decided": True in self.answered.values(),
            "ineligible-decided": False in self.answered.values(),
            "decided": bool(self.applied),
            "newer-sheets": self._newer_sheets,
        }
        return tuple(flag for flag in FLAGS if told[flag])

    @property
    def denied(self) -> frozenset[str]:
        """The conditions of eligibility, by id, that no record proves and that somebody who counts answered with no."""
        sheets = (seat.score.sheet for seat in self.counted if seat.score)
        said = {id_ for sheet in sheets for id_, yes in sheet.eligibility.items() if not yes}
        return frozenset(said.difference(self.edition.on_record) if said else ())

    @property
    def _is_small(self) -> bool:
        """Too few count, and nobody is waited for."""
        is_short = len(self.counted) < fewest(self.edition, self.stage)
        return self.closed_by is None and is_short and not self.standing(*WAITING, "stopped")

    @property
    def _newer_sheets(self) -> bool:
        """A sheet was accepted after the committee had decided."""
        entries = [d.entry for d in self.decisions if d.entry is not None]
        sheets = [s.source.entry for s in self.counted if s.source and s.source.entry is not None]
        return bool(entries and sheets) and max(sheets) > min(entries)


FLAGS = (
    "stopped", "missing", "incomplete", "invalid", "recused", "small-panel", "bonus-tie", "disagreement", "documents",
    "unstable", "ineligible", "eligible-decided", "ineligible-decided", "decided", "newer-sheets",
)  # fmt: skip


def consolidate(
    edition: AwardEdition, application: str, stage: Stage, seats: Sequence[Seat], decisions: Iterable[Decision] = ()
) -> Result:
    """The result of one application in one stage.

    `decisions` are all accepted ones, oldest first; those of other applications and stages are
    passed over, and of one subject the last one holds. Source: domain.md, "Between assessors".
    """
    standing = _standing_decisions(application, stage, decisions)
    if is_checked(edition, stage):
        return _checked(edition, application, seats, standing)
    counted = [seat.score for seat in seats if seat.standing == "counted" and seat.score]
    panel = Panel(edition, stage, standing)
    features = panel.features(counted)
    effective = tuple(panel.effective(s, features) for s in counted)
    by_method = panel.by_method(effective)
    outcome = panel.official(by_method)
    swings = tuple(panel.swings(counted, [s.assessor for s in seats if s.standing == "counted"], by_method))
    usable = counted if by_method else []
    items = tuple(discussion.items(panel, application, seats, usable, features, outcome, swings))
    status = _status(seats, items)
    shown = outcome if status in ("final", "open") else None
    return Result(
        application, stage, edition, tuple(seats), tuple(standing.values()), features, effective,
        by_method, shown, swings if shown else (), items, status,
    )  # fmt: skip


def _checked(
    edition: AwardEdition, application: str, seats: Sequence[Seat], standing: Mapping[str, Decision]
) -> Result:
    """The result of a document check: a verdict once everybody has checked."""
    items = tuple(considered.items(application, seats, standing))
    status = _status(seats, items)
    checks = [seat.check for seat in seats if seat.standing == "counted" and seat.check]
    verdict = considered.verdict(edition, checks, standing) if status == "final" else None
    decided = tuple(standing.values())
    return Result(application, "document", edition, tuple(seats), decided, (), (), {}, None, (), items, status, verdict)


def agenda(results: Iterable[Result]) -> list[Item]:
    """Everything open in a round, in order of what it would change; equals in the order of the results."""
    return sorted((item for result in results for item in result.open_items), key=lambda item: item.urgency)


def ranks(results: Sequence[Result]) -> list[int | None]:
    """The rank of each result within its edition and stage by exact total; ties share the better rank."""
    fields: dict[tuple[str, Stage], list[Fraction]] = {}
    for r in results:
        if r.outcome:
            fields.setdefault((r.edition.id, r.stage), []).append(r.outcome.exact)
    for totals in fields.values():
        totals.sort()

    def rank(result: Result, exact: Fraction) -> int:
        totals = fields[result.edition.id, result.stage]
        return 1 + len(totals) - bisect_right(totals, exact)

    return [rank(r, r.outcome.exact) if r.outcome else None for r in results]


def _standing_decisions(application: str, stage: Stage, decisions: Iterable[Decision]) -> dict[str, Decision]:
    """The last decision of each subject, unless it was withdrawn."""
    last = {d.subject: d for d in decisions if (d.application, d.stage) == (application, stage)}
    return {subject: d for subject, d in last.items() if d.value != WITHDRAW}


def _status(seats: Sequence[Seat], items: Sequence[Item]) -> Status:
    """A panel that has recused itself altogether is open: nobody is waited for, and its item on the agenda stays."""
    standings = {seat.standing for seat in seats}
    if "stopped" in standings:
        return "stopped"
    if standings & set(WAITING):
        return "waiting"
    return "open" if any(item.settled is None for item in items) else "final"
