"""Eligibility that records prove: what an application is held back for, whom the secretary is told of, what papers say."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pyscoring.consolidate import Result
from pyscoring.document import DocumentSheet, check
from pyscoring.edition import Stage, scored
from pyscoring.ledger import Ledger
from pyscoring.panel import Seat
from pyscoring.register import Alias, Application, Attested, History, Register
from pyscoring.results import Derived, Results
from pyscoring.rules import WonRule
from tests.provoked_round import ROUND
from tests.test_results import EXPANSION, FORMER, HEALTH, given, kinds, published, result, rows, shares, table
from workbook.cli import main
from workbook.committee import gates
from workbook.results import export_texts, report_rows, reports

PROVED = (History(2556, FORMER, "โครงการ ก", "tepga-development", "good"),)
INNOVATION = scored("tpsa-innovation-2558")
SURE = {"mission": True, "widened": True}


def answering(n: int, percent: int, **answers: bool) -> Seat:
    """An assessor who gives this percentage and answers these conditions."""
    seat = given(n, shares(percent, EXPANSION), EXPANSION)
    assert seat.score
    sheet = seat.score.sheet.model_copy(update={"eligibility": answers})
    return replace(seat, score=replace(seat.score, sheet=sheet))


def expansion(percent: int = 95, *, id_: str = "ก", stage: Stage = "site", **answers: bool) -> Result:
    """An application to which two assessors gave the same answers."""
    return result(id_, *(answering(n, percent, **{**SURE, **answers}) for n in (1, 2)), edition=EXPANSION, stage=stage)


def told(*results: Result, **more: Any) -> list[str]:
    """What the secretary is told of the eligibility of these works."""
    works = {
        r.application: Application(r.application, r.edition.id, f"โครงการ {r.application}", HEALTH) for r in results
    }
    problems = list(gates.unproved(Register(tuple(works.values()), **more), results, ()))
    assert {p.code for p in problems} <= {"A83"}
    return [p.message("en") for p in problems]


def eligible(found: Results) -> dict[str | None, bool | None]:
    return {one.application: one.granted for one in found.derived if one.application}


def test_what_records_do_not_prove_has_not_won() -> None:
    """Its rank, total and band stay, with a remark that names the condition; it has won nothing, and waits for no visit."""
    found = table(expansion(won=True))
    row = rows(found)["ก"]
    assert (row.rank, str(row.total), row.band and row.band.id, row.status) == (1, "95.00", "excellent", "final")
    assert kinds(row)[0] == "eligibility"
    assert row.remarks[0].text.en == "not eligible, or not on record: A project that won good or excellent before"
    assert (row.won, row.unproved, eligible(found)) == (None, True, {"ก": False})
    (tally,) = found.summary
    assert (tally.undecided, tally.later) == (1, 0)
    visited = rows(table(expansion(stage="desk", won=True)))["ก"]
    assert (visited.visit, visited.unproved, visited.later) == (True, True, False)


def test_an_earlier_award_in_the_register_settles_it() -> None:
    """Won under the agency's former name, it is proved: the work has won, and nobody is told anything."""
    more: dict[str, Any] = {"history": PROVED, "aliases": (Alias(FORMER, HEALTH),)}
    found = table(expansion(won=True), **more)
    row = rows(found)["ก"]
    assert (row.won and row.won.id, kinds(row), eligible(found)) == ("excellent", [], {"ก": True})
    assert told(expansion(won=True), **more) == []
    assert eligible(table(expansion(won=True), history=PROVED)) == {"ก": False}


@pytest.mark.parametrize(
    ("answers", "said"),
    [({"won": True}, 1), ({}, 1), ({"won": False}, 0)],
)
def test_who_denies_it_needs_no_warning(answers: Mapping[str, bool], said: int) -> None:
    """The secretary is told where assessors said yes or nothing; not where all said no, which holds the work as well."""
    assert rows(table(expansion(**answers)))["ก"].unproved
    messages = told(expansion(**answers))
    assert len(messages) == said
    assert all("ก is eligible: A project that won good or excellent before" in message for message in messages)


def test_one_yes_among_noes_is_told() -> None:
    """Where assessors differ, the records are asked for; the check of the documents answers as a score sheet does."""
    differing = result("ก", answering(1, 95, won=True), answering(2, 95, won=False), edition=EXPANSION)
    assert len(told(differing)) == 1
    sheet = DocumentSheet(
        edition=EXPANSION.id, conflict=False, eligibility={**SURE, "won": True}, received=dict.fromkeys(("application", "evidence"), True)
    )  # fmt: skip
    checked = Seat("A1", "ผู้ประเมิน 1", "counted", check=check(EXPANSION, sheet))
    documents = result("ก", checked, checked, edition=EXPANSION, stage="document")
    assert len(told(documents, expansion(won=False))) == 1
    assert told(documents) == []  # no total yet


def test_an_answer_alone_does_not_hold_what_records_prove() -> None:
    """A condition that assessors leave open is not known yet, and holds nothing; one that all deny does."""
    more: dict[str, Any] = {"history": PROVED, "aliases": (Alias(FORMER, HEALTH),)}
    unanswered = result("ก", 95, 95, edition=EXPANSION)
    found = table(unanswered, **more)
    assert (rows(found)["ก"].unproved, eligible(found)) == (False, {"ก": None})
    denied = rows(table(expansion(mission=False), **more))["ก"]
    assert "main mission" in denied.remarks[0].text.en
    assert (denied.won, told(expansion(mission=False), **more)) == (None, [])


def test_where_no_award_is_at_stake_nothing_is_asked_for() -> None:
    """The lowest band is given nothing anyway, nor is what failed with a better one: no remark, no warning."""
    gates_ = [g.model_copy(update={"at_least": Decimal(80)}) if g.id == "site-visit" else g for g in EXPANSION.gates]
    strict = EXPANSION.model_copy(update={"gates": tuple(gates_)})
    failing = result("ก", *(answering(n, 75, won=True, **SURE) for n in (1, 2)), edition=strict, stage="desk")
    for low, band in ((expansion(40, won=True), "none"), (failing, "honourable")):
        row = rows(table(low))["ก"]
        assert (row.band and row.band.id, row.next and row.next.id) == (band, "not-passed")
        assert (row.unproved, told(low)) == (False, [])


def test_what_is_not_eligible_proves_nothing_for_others() -> None:
    """An award that rests on one of the same year falls with it."""
    rule = WonRule(kind="won", awards=("tepga-expansion",), bands=("excellent",), years_before=0)
    condition = next(c for c in EXPANSION.eligibility if c.id == "won").model_copy(update={"rule": rule})
    second = EXPANSION.model_copy(update={"id": "second-2558", "award": "second", "eligibility": (condition,)})
    both = expansion(won=True), result("ข", 95, 95, edition=second)
    assert eligible(table(*both)) == {"ก": False, "ข": False}
    proved = {"history": PROVED, "aliases": (Alias(FORMER, HEALTH),)}
    assert eligible(table(*both, **proved)) == {"ก": True, "ข": True}


def test_a_round_without_such_editions_works_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no edition has a condition on record, not even one table is made; names in a circle stop no warning of others."""
    circle = (Alias(FORMER, HEALTH), Alias(HEALTH, FORMER))
    assert told(expansion(won=True), aliases=circle) == []
    monkeypatch.setattr("pyscoring.tabulate.Basis", None)
    assert told(result("ก", 95, 95)) == []


def test_status_tells_what_the_register_lacks(tmp_path: Path) -> None:
    """`status` asks for the earlier award by sheet and columns, as `consolidate` does."""
    assert "A83" in ROUND["A83"](tmp_path)
    said = CliRunner().invoke(main, ["status", str(tmp_path), "--lang=en"]).output
    assert "A83 ก-1  the register does not prove that ก-1 is eligible" in said
    assert "sheet History of register.xlsx (year, agency, project, award, band)" in said


def innovation(*answers: bool | None) -> Result:
    """An application without conditions on record, whose assessors answered `effect` so."""
    seats = []
    for n, said in enumerate(answers, 1):
        seat = given(n, shares(78, INNOVATION), INNOVATION, "desk")
        assert seat.score
        sheet = seat.score.sheet.model_copy(update={"eligibility": {} if said is None else {"effect": said}})
        seats.append(replace(seat, score=replace(seat.score, sheet=sheet)))
    return result("ก", *seats, edition=INNOVATION, stage="desk")


@pytest.mark.parametrize(
    ("answers", "committee", "wanted"),
    [
        ((True, None), None, None), ((False, None), None, False), ((False, False), None, False),
        ((True, False), None, None), ((True, False), False, False), ((False, False), True, True),
    ],
)  # fmt: skip
def test_what_all_deny_has_not_won(answers: tuple[bool, ...], committee: bool | None, wanted: bool | None) -> None:
    """Who is called ineligible by all who answered, or by the committee, is held back; whose assessors differ is not."""
    one = innovation(*answers)
    said = () if committee is None else (Attested(INNOVATION.id, HEALTH, "effect", committee, "โครงการ ก"),)
    found = table(one, answers=said)
    row = rows(found)["ก"]
    assert (row.band and row.band.id, row.status, row.unproved) == ("good", "final", wanted is False)
    assert row.won == (None if wanted is False else row.band)
    assert ("ineligible" in one.flags) == (False in answers)
    assert told(one, answers=said) == []
    if wanted is False:
        assert "not eligible" in row.remarks[0].text.en
        assert eligible(found) == {"ก": False}


# what papers say


def one_of(found: Results) -> Derived:
    return next(one for one in found.derived if one.application)


@pytest.mark.parametrize(
    ("granted", "said"), [(True, "✓ eligible"), (False, "✗ not eligible, or not on record"), (None, "? not known yet")]
)
def test_eligible_is_not_granted(granted: bool | None, said: str) -> None:
    """An application's own conditions are answered in words of their own, an award that follows in those of an award."""
    one = one_of(table(expansion(won=True))).model_copy(update={"granted": granted})
    assert export_texts.answer(one)["en"] == said
    award = export_texts.answer(one.model_copy(update={"application": None}))
    assert award["en"] in ("✓ granted", "✗ not granted", "? undecided")


def test_a_change_of_eligibility_is_called_so() -> None:
    """Once the earlier award is entered, the next revision says that the work is eligible now, not that it is granted."""
    ledger, _ = published(Ledger(), table(expansion(won=True)))
    more: dict[str, Any] = {"history": PROVED, "aliases": (Alias(FORMER, HEALTH),)}
    _, second = published(ledger, table(expansion(won=True), **more))
    (change,) = (c for c in second.changes if c.key == "granted")
    assert report_rows.change(change, second, "en") == (
        "ก",
        EXPANSION.name.en,
        "eligibility",
        "not eligible, or not on record",
        "eligible",
    )


def test_the_announcement_agrees_with_the_table() -> None:
    """What is held back is not among those who are given the award, even when published; it is counted with the reason."""
    _, final = published(Ledger(), table(expansion(won=True), expansion(92, id_="ข", won=True), history=(
        History(2556, HEALTH, "โครงการ ข", "tepga-development", "good"),
    )))  # fmt: skip
    told_of = reports._announcement(final, "en")
    ((award,),) = (section["bands"] for section in told_of["sections"])
    assert (award["name"], [row[0] for row in award["rows"]]) == ("Excellent (1)", ["โครงการ ข"])
    assert told_of["waiting"] == ["Not eligible or not on record, and not in this announcement: 1"]
    page = reports._feedback(final, final.tables[0], rows(final)["ก"], (), "en")
    assert page["final"] is False
    assert any("not eligible, or not on record" in text for _, text in page["facts"])
