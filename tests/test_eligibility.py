"""Eligibility that records prove: what an application is held back for, whom the secretary is told of, what papers say."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from pyscoring.consolidate import Result
from pyscoring.document import DocumentSheet, check
from pyscoring.edition import Stage, scored
from pyscoring.ledger import Ledger
from pyscoring.panel import Seat, Source
from pyscoring.problems import Problem
from pyscoring.questions import answered, at_issue, questions
from pyscoring.register import Alias, Application, Attested, History, Register
from pyscoring.results import Derived, Results
from pyscoring.rules import WonRule
from tests import rounds
from tests.committee_book import Book
from tests.provoked_round import ROUND
from tests.test_results import EXPANSION, FORMER, HEALTH, given, kinds, published, result, rows, shares, table
from workbook.cli import main
from workbook.committee import gates
from workbook.committee import register as registers
from workbook.consolidation import consolidated, result_words
from workbook.results import export_csv, export_page, export_texts, meeting_pack, report_rows, reports, typeset

PROVED = (History(2556, FORMER, "โครงการ ก", "tepga-development", "good"),)
INNOVATION = scored("tpsa-innovation-2558")
SURE = {"mission": True, "widened": True}


def answering(n: int, percent: int, **answers: bool) -> Seat:
    """An assessor who gives this percentage and answers these conditions."""
    seat = given(n, shares(percent, EXPANSION), EXPANSION)
    assert seat.score
    sheet = seat.score.sheet.changed(eligibility=answers)
    return replace(seat, score=replace(seat.score, sheet=sheet))


def expansion(percent: int = 95, *, id_: str = "ก", stage: Stage = "site", **answers: bool) -> Result:
    """An application to which two assessors gave the same answers."""
    return result(id_, *(answering(n, percent, **{**SURE, **answers}) for n in (1, 2)), edition=EXPANSION, stage=stage)


def told(*results: Result, **more: Any) -> list[str]:
    """What the secretary is told of the eligibility of these works."""
    works = {
        r.application: Application(r.application, r.edition.id, f"โครงการ {r.application}", HEALTH) for r in results
    }
    register = Register(tuple(works.values()), **more)
    shown = list(answered(register, results))
    problems = list(gates.undecided(shown, gates.unproved(register, shown, ())))
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


@pytest.mark.parametrize("answers", [{"won": True}, {}, {"won": False}])
def test_what_is_held_back_is_told(answers: Mapping[str, bool]) -> None:
    """The secretary is told whatever assessors said; it is no question for the committee, since a record decides it."""
    one = expansion(**answers)
    assert rows(table(one))["ก"].unproved
    (message,) = told(one)
    assert message.endswith("not eligible or not on record: A project that won good or excellent before (History)")
    assert (one.flags, questions([one])) == ((), [])


def test_one_yes_among_noes_is_told() -> None:
    """Where assessors differ, the records are asked for; the check of the documents answers as a score sheet does."""
    differing = result("ก", answering(1, 95, won=True), answering(2, 95, won=False), edition=EXPANSION)
    assert len(told(differing)) == 1
    sheet = DocumentSheet(
        edition=EXPANSION.id, conflict=False, eligibility={**SURE, "won": True}, received=dict.fromkeys(("application", "evidence"), True)
    )  # fmt: skip
    checked = Seat("A1", "ผู้ประเมิน 1", "counted", check=check(EXPANSION, sheet))
    documents = result("ก", checked, checked, edition=EXPANSION, stage="document")
    assert len(told(documents, expansion(mission=False))) == 1
    assert told(documents) == []  # no total yet


def test_an_answer_alone_does_not_hold_what_records_prove() -> None:
    """A condition that assessors leave open is not known yet, and holds nothing; one that all deny does."""
    more: dict[str, Any] = {"history": PROVED, "aliases": (Alias(FORMER, HEALTH),)}
    unanswered = result("ก", 95, 95, edition=EXPANSION)
    found = table(unanswered, **more)
    assert (rows(found)["ก"].unproved, eligible(found)) == (False, {"ก": None})
    denied = rows(table(expansion(mission=False), **more))["ก"]
    assert "main mission" in denied.remarks[0].text.en
    assert (denied.won, len(told(expansion(mission=False), **more))) == (None, 1)


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
    assert at_issue([innovation(True, True), (doubted := innovation(True, False, id_="ข"))]) == [doubted]


def test_status_tells_what_the_register_lacks(tmp_path: Path) -> None:
    """`status` asks for the earlier award by sheet and columns, as `consolidate` does."""
    assert "A83" in ROUND["A83"](tmp_path)
    said = CliRunner().invoke(main, ["status", str(tmp_path), "--lang=en"]).output
    assert "A83 ก-1  ก-1 is not announced, since it is not eligible or not on record" in said
    assert "(History)" in said
    assert "History takes the earlier award (year, agency, project, award, band)" in said


def innovation(*answers: bool | None, id_: str = "ก", percent: int = 78) -> Result:
    """An application without conditions on record, whose assessors answered `effect` so."""
    seats = []
    for n, said in enumerate(answers, 1):
        seat = given(n, shares(percent, INNOVATION), INNOVATION, "desk")
        assert seat.score
        sheet = seat.score.sheet.changed(eligibility={} if said is None else {"effect": said})
        seats.append(replace(seat, score=replace(seat.score, sheet=sheet)))
    return result(id_, *seats, edition=INNOVATION, stage="desk")


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
    assert len(told(one, answers=said)) == (wanted is False and committee is None)
    if wanted is False:
        assert "not eligible" in row.remarks[0].text.en
        assert eligible(found) == {"ก": False}


def round_of(*results: Result, answer: bool | None = None) -> Register:
    """The register of these works, with the committee's answer about the first."""
    works = tuple(Application(r.application, r.edition.id, f"โครงการ {r.application}", HEALTH) for r in results)
    said = Attested(INNOVATION.id, HEALTH, "effect", bool(answer), works[0].title)
    return Register(works, answers=() if answer is None else (said,))


def test_what_the_committee_answers_is_a_flag_and_no_question() -> None:
    """A no is a question until the register has the answer; then the flag says which, and D19 of its sheet is a note."""
    source = Source("inbox/1.xlsx", "ab", "Score")
    one = innovation(True, False)
    one = replace(one, seats=tuple(replace(seat, source=source) for seat in one.seats))
    (question,) = questions([one])
    assert ([one.yes for one in question.said], question.answer) == ([True, False], None)
    assert one.flags == ("ineligible",)
    field = "eligibility:effect"
    no = Problem("D19", {"label": {"th": "ผล", "en": "effect"}}, source.file, source.sheet, "E35", field)
    assert list(gates.decided([no], [one])) == [no]
    for answer, flag, word in ((True, "eligible-decided", "yes"), (False, "ineligible-decided", "no")):
        (now,) = answered(round_of(one, answer=answer), [one])
        assert (now.flags, questions([now])[0].answer) == ((flag,), answer)
        (note, other) = gates.decided([no, replace(no, field="eligibility:new")], [now])
        assert (note.code, note.message("en")) == ("A84", f"decided by the committee: {word} (effect)")
        assert (note.cell, other.code) == ("E35", "D19")


def test_the_meeting_is_asked_and_its_answer_ends_it(tmp_path: Path) -> None:
    """What all deny is no final award in the terminal; agenda and sheets ask, until the register has the answer."""
    assert "A84" in ROUND["A84"](tmp_path)
    at = tmp_path / "register.xlsx"
    with_answer, _ = registers.read(at)
    status, consolidate = ("status", str(tmp_path), "--lang=en"), ("consolidate", str(tmp_path), "--lang=en")
    path, run = tmp_path / "consolidated.xlsx", CliRunner().invoke

    at.write_bytes(registers.write(replace(with_answer, answers=())))
    said = run(main, consolidate).output
    assert "\tOutstanding\t! not announced: eligibility\teligibility answered no\n" in said
    assert "\n0 final · 1 not announced for eligibility · 1 open on the agenda · 0 of 2 files to correct\n" in said
    exported = run(main, ("export", str(tmp_path), "--format=csv", "--lang=en")).output
    assert "Nothing is open" not in exported
    assert "Only eligibility is unanswered (A90)" in exported
    assert exported.endswith("open before publication: 0 · questions of eligibility without an answer: 1\n")
    assert said.count("A83") == 1
    told_of = run(main, status).output
    assert "\t2/2\t! not announced: eligibility\n" in told_of
    assert "A83" in told_of
    book = Book(path)
    copied = book.rows("Eligibility")[book.row("Eligibility", application="ก-1")]
    assert {key: copied.get(key) for key in ("key", "agency", "project", "condition", "answer")} == {
        "key": INNOVATION.id, "agency": "กรมอนามัย", "project": "โครงการ 1", "answer": None,
        "condition": next(c.name.en for c in INNOVATION.eligibility if c.id == "effect"),
    }  # fmt: skip
    assert copied["positions"] == "no: ผู้ประเมิน 1, ผู้ประเมิน 2"
    asked = book.rows("Agenda")[3]
    assert (asked["key"], asked["application"], asked["links"]) == (1, "ก-1", "row to copy ›")
    assert "Answers of register.xlsx" in asked["why"]
    row = book.rows("Moderation")[book.row("Moderation", application="ก-1")]
    assert (row["seen"], "value" in row, row["state"][0]) == ("no · no", False, "○")
    assert book.rows("Results")[3]["status"] == "! not announced: eligibility"

    for yes, state, ended in ((True, "final", "✓ final"), (False, *["! not announced: eligibility"] * 2)):
        answer = replace(with_answer.answers[0], yes=yes)
        at.write_bytes(registers.write(replace(with_answer, answers=(answer,))))
        said = run(main, consolidate).output
        word = "yes" if yes else "no"
        assert f"\t{state}\teligibility decided by the committee: {word}\n" in said
        assert "A83" not in said
        assert "D19" not in said
        assert " 0 open on the agenda" in said
        book = Book(path)
        assert book.rows("Eligibility")[4]["why"] == f"✓ answered by the committee: {word}"
        assert book.rows("Agenda")[3]["key"] == "✓"
        assert not any("subject" in cells for n, cells in book.rows("Moderation").items() if n > 3)
        assert book.rows("Results")[3]["status"] == ended
        notes = [cells["message"] for cells in book.rows("Problems").values() if cells.get("code") == "A84"]
        assert len(notes) == 2
        assert notes[0].startswith(f"decided by the committee: {word} (")


def test_the_pack_asks_who_said_what_of_eligibility(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question comes before the other items, with each assessor's answer and evidence; once answered it is gone."""
    printed: dict[str, Any] = {}
    monkeypatch.setattr(typeset, "pdf", lambda _name, data, *_: printed.update(data) or b"")
    one = innovation(True, False)
    meeting_pack.meeting(table(one), rounds.together([one]), "en")
    (item,) = printed["items"]
    (shown,) = item["tables"]
    assert (item["number"], item["application"], shown["lines"]) == (
        1, "ก", [["ผู้ประเมิน 1", "yes", "–"], ["ผู้ประเมิน 2", "no", "–"]],
    )  # fmt: skip
    assert item["subject"].startswith("Eligibility: ")
    assert shown["heads"][1] == "Answered"
    assert "sheet Answers of register.xlsx" in item["why"]
    stages = [innovation(True), replace(innovation(False), stage="site")]
    meeting_pack.meeting(table(*stages), (of_two := rounds.together(stages)), "en")
    who = [line[0] for line in printed["items"][0]["tables"][0]["lines"]]
    assert who == ["ผู้ประเมิน 1 (desk)", "ผู้ประเมิน 1 (site)"]
    book = openpyxl.load_workbook(BytesIO(b"".join(consolidated.write(of_two, "en"))))
    cells = {cell.value for name in ("Agenda", "Eligibility", "Moderation") for row in book[name] for cell in row}
    assert {"no: ผู้ประเมิน 1 (site)\nyes: ผู้ประเมิน 1 (desk)", "desk: yes · site: no"} <= cells
    meeting_pack.meeting(table(one), rounds.together([replace(one, answered={"effect": True})]), "en")
    assert printed["items"] == []


def test_nothing_is_asked_where_no_award_is_at_stake_or_records_decide() -> None:
    """A work of the lowest band, and one whose way has ended, give the committee nothing to answer."""
    low = innovation(True, False, percent=40)
    assert low.denied
    assert questions([low]) == []
    assert len(questions([replace(low, status="open")])) == 1
    assert questions([replace(innovation(False), closed_by=low)]) == []
    (now,) = answered(Register((Application("ก", EXPANSION.id, "โครงการ ก", HEALTH),), answers=(
        Attested(EXPANSION.id, HEALTH, "won", True), Attested(INNOVATION.id, HEALTH, "effect", True),
    )), [expansion(won=False)])  # fmt: skip
    assert now.answered == {}


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
    first = change.model_copy(update={"was": None})
    assert report_rows.change(first, second, "en")[2:] == ("eligibility", "not decided", "eligible")


def test_the_announcement_agrees_with_the_table() -> None:
    """What is held back is not among those who are given the award, even when published; it is counted with the reason."""
    _, final = published(Ledger(), table(expansion(won=True), expansion(92, id_="ข", won=True), history=(
        History(2556, HEALTH, "โครงการ ข", "tepga-development", "good"),
    )))  # fmt: skip
    told_of = reports._announcement(final, "en")
    ((award,),) = (section["bands"] for section in told_of["sections"])
    assert (award["name"], [row[0] for row in award["rows"]]) == ("Excellent (1)", ["โครงการ ข"])
    assert told_of["waiting"] == ["Not eligible or not on record, and not in this announcement: 1"]
    of_draft, page = (
        reports._feedback(each, final.tables[0], rows(final)["ก"], (), "en")
        for each in (final.model_copy(update={"revision": 0}), final)
    )
    assert (page["band"], page["next"]) == ("", "No award: not eligible, or not on record. The total gives no band.")
    assert (of_draft["final"], page["final"]) == (False, True)
    assert any("not eligible, or not on record" in text for _, text in page["facts"])


def test_no_format_takes_it_for_an_award() -> None:
    """Beside one that is visited, what is held back has no next step and its own status, and counts for no band."""
    before = History(2556, HEALTH, "โครงการ ข", "tepga-development", "good")
    works = (expansion(stage="desk", won=True), expansion(92, stage="desk", id_="ข", won=True))
    found = table(*works, history=(before,))
    head, *told_of = csv.reader(StringIO(b"".join(export_csv.results(found, "en")).decode("utf-8-sig")))
    columns = [head.index(export_texts.COLUMNS[key]["en"]) for key in ("application", "band", "next", "status")]
    assert [[row[n] for n in columns] for row in told_of] == [
        ["ก", "Excellent", "", "not announced: eligibility"], ["ข", "Excellent", "Site visit", "final"],
    ]  # fmt: skip
    page = export_page.context(found)
    assert [(row["step"], bool(row["trace"]()["next"])) for row in page["rows"]] == [(9, False), (0, True)]
    (bar,) = page["charts"]["en"]["bars"]
    assert [(part["name"], part["count"]) for part in bar["parts"]] == [("Excellent", 1), ("no band yet", 1)]
    held = replace(works[0], held=True)
    assert [result_words.band_shown(one, "en") for one in (held, works[1])] == ["provisional: Excellent", "Excellent"]
    book = openpyxl.load_workbook(
        BytesIO(b"".join(consolidated.write(rounds.together([held, works[1]]), "en"))), data_only=True
    )
    assert "provisional: Excellent" in [cell.value for row in book["Results"] for cell in row]
    counts = [[cell.value for cell in row if cell.value is not None] for row in book["Charts"]]
    assert [line for line in counts if line and str(line[0]).endswith("desk")] == [
        [f"{EXPANSION.name.en} · desk", 1, 0, 0, 0, 1]
    ]
