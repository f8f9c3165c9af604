"""Panels: many scores become one result, and what is in dispute comes in order of what it would change."""

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pyscoring.agenda import Item
from pyscoring.consolidate import FLAGS, Result, agenda, consolidate, ranks
from pyscoring.edition import AwardEdition, Stage
from pyscoring.panel import Outcome, Seat, Source
from tests import panels
from tests.panels import METHODS, decision, edition, everywhere, seats

HERE = Path(__file__).parent / "cases"
INPUT = {"why", "edition", "method", "stage", "seats", "decisions"}
OUTPUT = {
    "status", "total", "band", "next", "by", "without", "features", "stable", "spread", "items", "flags",
}  # fmt: skip


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


PANELS = read("panels.toml")["panels"]
ROUND = read("agenda.toml")


def result_of(case: Mapping[str, Any], application: str = "ก-1") -> Result:
    rules, stage = edition(case["edition"], case.get("method")), case.get("stage", "desk")
    decided = [decision(text, application, stage) for text in case.get("decisions", [])]
    return consolidate(rules, application, stage, seats(rules, case["seats"], stage), decided)


def shown(outcome: Outcome | None) -> str | None:
    return f"{outcome.total} {outcome.band.id if outcome.band else '-'}" if outcome else None


def described(result: Result) -> dict[str, Any]:
    """A result in the words of the cases."""
    words = {True: "yes", False: "no", None: "tie"}
    return {
        "status": result.status,
        "total": None if result.total is None else str(result.total),
        "band": result.band and result.band.id,
        "next": result.next and result.next.id,
        "by": [str(result.by_method[m].total) for m in METHODS if m in result.by_method],
        "without": [shown(s.outcome) for s in result.swings if s.without],
        "features": [
            f"{f.id} {f.yes}-{f.no} {words[f.agreed]}{' decided' if f.decided else ''}" for f in result.features
        ],
        "stable": result.stable,
        "spread": None if result.spread is None else str(result.spread),
        "items": [f"{i.kind} {i.subject}{' settled' if i.settled else ''}" for i in result.items],
        "flags": list(result.flags),
    }


@pytest.mark.parametrize("case", [pytest.param(case, id=str(n)) for n, case in enumerate(PANELS, 1)])
def test_worked_panel(case: dict[str, Any]) -> None:
    """A panel comes out as it was worked by hand; without a total in the case there is none, nor a band."""
    assert set(case) <= INPUT | OUTPUT
    found = described(result_of(case))
    wanted = {"total": None, "band": None} | {key: case[key] for key in OUTPUT & set(case)}
    assert {key: found[key] for key in wanted} == wanted, case["why"]


def test_every_flag_and_standing_is_worked() -> None:
    """The cases show every flag but those that need a ledger, checks of documents or answers on eligibility, and every standing."""
    results = [result_of(case) for case in PANELS]
    assert {flag for r in results for flag in r.flags} == set(FLAGS) - {
        "newer-sheets", "ineligible", "eligible-decided", "ineligible-decided", "documents",
    }  # fmt: skip
    standings = {seat.standing for r in results for seat in r.seats}
    assert standings == {"counted", "incomplete", "invalid", "recused", "conflicted", "missing", "stopped"}
    assert {len(r.counted) for r in results} >= set(range(8))


def line(item: Item) -> dict[str, Any]:
    """An item in the words of the agenda's cases; what says nothing is left out."""
    told = {
        "application": item.application, "about": f"{item.kind} {item.subject}", "bands": item.bands_moved,
        "gate": item.gate_moved, "low": shown(item.low), "high": shown(item.high), "share": item.stake,
        "spread": item.spread is not None and f"{item.spread} of {item.limit}", "who": list(item.who),
    }  # fmt: skip
    return {key: value for key, value in told.items() if value}


def test_agenda_worked_by_hand() -> None:
    """Ten applications: the agenda names the same things in the same order for the same reasons."""
    results = [result_of(case, case["id"]) for case in ROUND["applications"]]
    found = [line(item) for item in agenda(results)]
    wanted = [item | ({"share": Fraction(item["share"])} if "share" in item else {}) for item in ROUND["agenda"]]
    for one, other in zip(found, wanted, strict=True):
        if "spread" in one:
            spread, _, limit = one["spread"].partition(" of ")
            one["spread"] = f"{Decimal(spread).normalize():f} of {Decimal(limit).normalize():f}"
        assert one == other
    assert len(results) == 10


def test_equal_urgency_keeps_the_order_of_the_round() -> None:
    """The agenda is the same at every run, and things of equal weight stand as their applications do."""
    results = [result_of(case, case["id"]) for case in ROUND["applications"]]
    backwards = agenda(results[::-1])
    assert agenda(results) == agenda(list(results))
    assert [i.application for i in backwards if i.kind == "panel"] == ["10", "06"]
    assert [i.urgency for i in backwards] == [i.urgency for i in agenda(results)]


def test_entries_stay_as_they_were_given() -> None:
    """A decision changes what counts, never the seat's own score."""
    rules = edition("tepga-development-2558")
    given = seats(rules, ["6 4 4 6 5 5 20 15", "6 4 4 6 5 5 40 15"])
    result = consolidate(rules, "ก-1", "desk", given, [decision("indicator:7 = 38")])
    assert [str(s.score.total) for s in result.seats if s.score] == ["65.00", "85.00"]
    assert [str(s.total) for s in result.effective] == ["83.00", "83.00"]
    assert result.seats == tuple(given)


def test_decisions_of_others_are_passed_over() -> None:
    """A decision holds for its application in its stage alone."""
    rules = edition("tepga-development-2558")
    given = seats(rules, ["6 4 4 6 5 5 35 15", "6 4 4 6 5 5 36 15"])
    other = [decision("total = 90", application="ก-2"), decision("total = 91", stage="site")]
    result = consolidate(rules, "ก-1", "desk", given, other)
    assert (str(result.total), result.decisions, result.decided_total) == ("80.50", (), None)
    own = decision("total = 88")
    assert consolidate(rules, "ก-1", "desk", given, [*other, own]).decided_total == own
    kept = decision("total = keep")
    assert consolidate(rules, "ก-1", "desk", given, [kept]).decided_total is None


def test_sheet_after_a_decision_is_flagged() -> None:
    """Whoever reads a decided result sees that a sheet came later; one that came before says nothing."""
    rules = edition("tepga-development-2558")
    given = [
        replace(seat, source=Source(f"{n}.xlsx", "0" * 64, "Score", n))
        for n, seat in enumerate(seats(rules, ["6 4 4 6 5 5 35 15", "6 4 4 6 5 5 36 15"]), 4)
    ]
    for number, flagged in ((3, True), (6, False), (None, False)):
        decided = [decision("panel = keep", entry=number)]
        assert ("newer-sheets" in consolidate(rules, "ก-1", "desk", given, decided).flags) == flagged


def test_standing_picks_seats() -> None:
    """Seats are found by their standing, in the order of the panel."""
    rules = edition("tepga-development-2558")
    texts = ["missing", "recused", "6 4 4 6 5 5 35 15", "missing", "conflicted"]
    result = consolidate(rules, "ก-1", "desk", seats(rules, texts))
    assert [s.assessor for s in result.standing("missing")] == ["A1", "A4"]
    assert [s.assessor for s in result.standing("recused", "conflicted")] == ["A2", "A5"]
    assert [s.assessor for s in result.counted] == ["A3"]


def test_ranks() -> None:
    """Ranks are within an edition and stage, by exact total; equals share the better one; no total, no rank."""
    same = [
        ["6 4 4 6 5 5 36 15"] * 2,
        ["6 4 4 6 5 5 35 15", "missing"],
        ["6 4 4 6 5 5 40 15"] * 2,
        ["6 4 4 6 5 5 36 15"] * 2,
    ]
    same += [["6 4 4 6 5 5 36 15", "6 4 4 6 5 5 36.01 15"], ["6 4 4 6 5 5 20 15"] * 2]
    cases: list[dict[str, Any]] = [{"edition": "tepga-development-2558", "seats": s} for s in same]
    cases.append({"edition": "tepga-development-2558", "stage": "site", "seats": ["6 4 4 6 5 5 10 15"] * 2})
    cases.append({"edition": "pmqa-category-2558", "seats": ["10 10 10 10 10 10"] * 2})
    results = [result_of(case, str(n)) for n, case in enumerate(cases)]
    assert str(results[4].total) == "81.01"  # 81.005: above 81 by its exact total too
    assert ranks(results) == [3, None, 1, 3, 2, 5, 1, 1]


# A brute-force oracle, written from domain.md and not from the code: integers over one denominator.


def oracle_total(rules: AwardEdition, entries: Mapping[str, Decimal], agreed: Mapping[str, bool]) -> Fraction:
    """Every indicator's entry times what one unit of it is worth, and the bonus rules one by one."""
    sums: dict[str, Fraction] = {}
    for dimension in rules.dimensions:
        whole = sum(Fraction(i.max) for i in dimension.indicators)
        units = [
            Fraction(i.max)
            * Fraction(dimension.weight)
            / whole
            / {"points": Fraction(i.max), "level": 5, "percent": 100}[i.scale]
            for i in dimension.indicators
        ]
        sums[dimension.id] = sum(
            (u * Fraction(entries[i.id]) for u, i in zip(units, dimension.indicators, strict=True)), Fraction(0)
        )
    extra = Fraction(0)
    for rule in rules.bonus:
        points, number = Fraction(0), 0
        for feature in rule.features:
            if agreed[feature.id]:
                number += 1
                points = Fraction(rule.points) * (number if rule.per == "feature" else 1)
        while rule.cap is not None and points > rule.cap:
            points = Fraction(rule.cap)
        if rule.dimension_cap is not None and sums[rule.dimension or ""] + points > rule.dimension_cap:
            points = max(Fraction(rule.dimension_cap) - sums[rule.dimension or ""], Fraction(0))
        extra += points
    return sum(sums.values(), extra)


def oracle_combined(method: str, totals: Sequence[Fraction]) -> Fraction:
    """Mean; trimmed by removing one highest and one lowest; the median as what is left of removing pairs."""
    left = list(totals)
    while (method == "median" and len(left) > 2) or (method == "trimmed" and len(left) == len(totals) > 2):
        left.remove(max(left))
        left.remove(min(left))
    return sum(left, Fraction(0)) / len(left)


def oracle_rounded(exact: Fraction, places: int) -> str:
    """The nearest hundredth or tenth by trying both neighbours; the upper one where they are as near."""
    unit = Fraction(1, 10**places)
    below = exact // unit * unit
    nearest = below + unit if exact - below >= below + unit - exact else below
    whole, part = divmod(int(nearest / unit), 10**places)
    return f"{whole}.{part:0{places}d}"


def oracle(rules: AwardEdition, stage: Stage, panel: Sequence[Seat], decided: Mapping[str, Any]) -> dict[str, Any]:
    """Total, band and next of a panel, and the total by each method."""
    sheets = [seat.score.sheet for seat in panel if seat.score and seat.score.sheet]
    agreed = {}
    for feature in rules.features:
        answer = decided.get(f"bonus:{feature.id}")
        agreed[feature.id] = (
            sum(1 if s.bonus.get(feature.id) else -1 for s in sheets) > 0 if not isinstance(answer, bool) else answer
        )
    numbers = {k: v for k, v in decided.items() if isinstance(v, Decimal)}
    totals = [
        oracle_total(rules, {i.id: numbers.get(f"indicator:{i.id}", s.scores[i.id]) for i in rules.indicators}, agreed)
        for s in sheets
    ]
    by = {m: oracle_rounded(oracle_combined(m, totals), rules.total.places) for m in METHODS}
    official = by[rules.consolidation.method]
    if "total" in numbers:
        official = oracle_rounded(Fraction(numbers["total"]), rules.total.places)
    reached = [b for b in rules.bands if b.at_least == "unset" or Fraction(official) >= b.at_least]
    gates = [g.id for g in rules.gates if g.stage == stage and Fraction(official) >= g.at_least]
    band = reached[0].id if reached[0].at_least != "unset" else None
    return {"total": official, "band": band, "next": gates[0] if gates else None, "by": [by[m] for m in METHODS]}


def standing(texts: Sequence[str]) -> dict[str, Any]:
    """The decisions that hold: the last on each subject, unless it takes back."""
    last = {decision(text).subject: decision(text).value for text in texts}
    return {subject: value for subject, value in last.items() if value != "withdraw"}


@pytest.mark.parametrize("id_", everywhere())
def test_oracle(id_: str) -> None:
    """200 random panels an edition, by every method and under random decisions, come out as by brute force."""
    rng = random.Random(f"panels of {id_}")
    for number in range(200):
        rules, stage = edition(id_, rng.choice(METHODS)), rng.choice(("desk", "site"))
        panel = [
            panels.counted(rules, f"A{n}", panels.random_sheet(rng, rules, stage))
            for n in range(rng.choice((1, 2, 2, 3, 3, 4, 5, 6, 7)))
        ]
        texts = panels.random_decisions(rng, rules)
        result = consolidate(rules, "ก-1", stage, panel, [decision(t, stage=stage) for t in texts])
        decided, found = standing(texts), described(result)
        wanted = oracle(rules, stage, panel, decided)
        assert {key: found[key] for key in wanted} == wanted
        assert result.status == ("final" if not result.open_items else "open")
        swings = [s for s in result.swings if s.without]
        assert len(swings) == (0 if len(panel) < 2 or isinstance(decided.get("total"), Decimal) else len(panel))
        for n, swing in enumerate(swings):
            rest = oracle(rules, stage, [*panel[:n], *panel[n + 1 :]], decided)
            assert shown(swing.outcome) == f"{rest['total']} {rest['band'] or '-'}"
        if number % 4 == 0:
            check_items(result, rules, panel, decided)


def check_items(result: Result, rules: AwardEdition, panel: Sequence[Seat], decided: Mapping[str, Any]) -> None:
    """Every difference above the limit and every tie is an item, with what either end of it would give."""
    sheets = [seat.score.sheet for seat in panel if seat.score]
    wide = set()
    for i in rules.indicators:
        entries = [s.scores[i.id] for s in sheets]
        if (
            Fraction(max(entries) - min(entries))
            > Fraction(rules.consolidation.disagreement_limit) * Fraction(i.high) / 100
        ):
            wide.add(f"indicator:{i.id}")
    tied = {f"bonus:{f.id}" for f in rules.features if 2 * sum(bool(s.bonus.get(f.id)) for s in sheets) == len(sheets)}
    assert {i.subject for i in result.items if i.kind == "indicator"} == wide
    assert {i.subject for i in result.items if i.kind == "bonus"} == tied
    free = {subject: value for subject, value in decided.items() if subject != "total"}
    for item in result.items:
        if item.kind not in ("indicator", "bonus"):
            continue
        ends: tuple[Any, Any] = (False, True)
        if item.kind == "indicator":
            entries = [s.scores[item.subject.removeprefix("indicator:")] for s in sheets]
            ends = (min(entries), max(entries))
        low, high = (oracle(rules, result.stage, panel, free | {item.subject: end}) for end in ends)
        assert (shown(item.low), shown(item.high)) == tuple(f"{o['total']} {o['band'] or '-'}" for o in (low, high))
        assert item.gate_moved == (low["next"] != high["next"])
        assert (item.settled is None) == (item.subject not in decided and "total" not in decided)
    small = {"panel"} if len(panel) < rules.consolidation.minimum_assessors else set()
    assert {i.subject for i in result.items if i.kind == "panel"} == small
