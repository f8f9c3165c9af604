"""What the committee let stand is what it saw: a total that has another band by now is open again."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from pyscoring import remarks
from pyscoring.agenda import Item
from pyscoring.consolidate import Result, consolidate
from pyscoring.edition import scored
from tests import rounds
from tests.committee_book import MODERATION, SIGNED, Book
from tests.provoked_round import ROUND
from tests.scripted_round import run
from workbook.cli import main
from workbook.commands import demo
from workbook.committee import committee
from workbook.committee.assembly import Consolidation
from workbook.consolidation import agendasheet
from workbook.files.values import place

AT = dt.datetime(2015, 6, 1, tzinfo=dt.UTC)
SUBJECT = "Total"
WHICH = "4-5", "total"  # 741.67, not awarded; 754.00, good, if indicator 2.1 were 80


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    demo.make(tmp_path / "demo", "en")
    committee.run(tmp_path / "demo", lang="en", at=AT)
    return tmp_path / "demo"


def decide(folder: Path, **decided: str | float) -> Consolidation:
    """Type decisions on 4-5 into its open rows, signed, and consolidate."""
    book = openpyxl.load_workbook(folder / "consolidated.xlsx")
    sheet = book["Moderation"]
    at = {cell.value: cell.column for cell in sheet[1] if cell.value}
    subjects = {"indicator": "Indicator 2.1", "total": "Total"}
    for subject, value in decided.items():
        row = next(
            n for n in range(4, sheet.max_row + 1)
            if sheet.cell(n, at["application"]).value == "4-5" and sheet.cell(n, at["value"]).value is None
            and str(sheet.cell(n, at["subject"]).value).startswith(subjects[subject])
        )  # fmt: skip
        signed = {"value": value, "reason": "agreed", "decided-by": "the committee", "date": "1/6/2015"}
        for key, text in signed.items():
            sheet.cell(row, at[key]).value = text
    book.save(folder / "consolidated.xlsx")
    return committee.run(folder, lang="en", at=AT)


def result(found: Consolidation) -> Result:
    return next(r for r in found.results if r.application == "4-5")


def open_total(found: Consolidation) -> list[Item]:
    return [item for item in result(found).open_items if item.subject == "total"]


def test_a_total_that_was_kept_stands(folder: Path) -> None:
    """Kept as it was seen, it is final with everything that hung on it."""
    found = result(decide(folder, total="keep"))
    assert (found.status, str(found.total)) == ("final", "741.67")
    assert committee.verify(folder).problems == ()


def test_a_total_that_changes_with_the_keeping_is_open(folder: Path) -> None:
    """Kept in the same save in which an indicator is decided, it is not what was seen: the band is another, nothing is final."""
    found = decide(folder, total="keep", indicator=80)
    assert (result(found).status, str(result(found).total)) == ("open", "754.00")
    (item,) = open_total(found)
    assert item.low
    assert item.high
    assert (str(item.low.total), str(item.high.total)) == ("741.67", "754.00")
    (told,) = [p for p in found.problems if p.code == "A81"]
    assert "741.67 Not awarded" in told.message("en")
    assert "754.00 Good" in told.message("en")
    assert "↺ lapsed: 741.67 was kept" in states(folder)
    why = "741.67 was kept, and the band or what comes next is another by now"
    assert f"○ open: {why}" in states(folder)
    assert why in [matter.what.en for matter in remarks.open_in(result(found))]
    (row,) = [r for r in rows(folder, "Agenda") if (r.get("application"), r.get("subject")) == ("4-5", SUBJECT)]
    assert row["ends"] == "kept by the committee: 741.67 Not awarded\nnow: 754.00 Good"
    assert row["why"] == "The committee kept another result: the band or what comes next has changed since."
    assert "without ผู้ประเมิน" in row["positions"]
    (row,) = [r for r in rows(folder, "Results") if r.get("application") == "4-5"]
    assert row["decision"] == "2.1 = 80"
    again = decide(folder, total="keep")
    assert (result(again).status, str(result(again).total)) == ("final", "754.00")
    assert committee.verify(folder).problems == ()


def test_the_reason_is_what_was_kept_alone() -> None:
    """Where no assessor and no method would move the band, nobody is named beside a total that was kept as another."""
    edition = scored("tepga-development-2558")
    seats = [rounds.seat(edition, n, "counted", {i.id: i.high * 4 / 5 for i in edition.indicators}) for n in (1, 2, 3)]
    kept = replace(rounds.decided("4-5", "total", "keep"), kept=Decimal("69.00"))
    found = consolidate(edition, "4-5", "desk", seats, [kept])
    (item,) = found.open_items
    assert (found.stable, found.applied, found.flags) == (True, (), ())
    assert agendasheet.positions(item, found, "en") == []
    assert agendasheet.ends(item, found, "en") == ["kept by the committee: 69.00 Not awarded", "now: 80.00 Good"]


def test_a_number_is_withdrawn_before_its_total_is_kept(folder: Path) -> None:
    """Kept after a number was decided, nobody could tell which of the two totals is meant: the row says what to do."""
    decide(folder, total=700)
    free = Book(folder / "consolidated.xlsx").free()
    row = {"application": "4-5", "subject": "Total", "value": "keep", **SIGNED}
    Book(folder / "consolidated.xlsx").type((MODERATION, free, row))
    found = committee.run(folder, lang="en", at=AT)
    assert (str(result(found).total), codes(found)) == ("700.00", ["A44"])
    told = next(p for refusal in found.refusals for p in refusal.problems if p.code == "A44")
    assert "type withdraw to take the decided number back" in told.remedy("en")


def test_a_total_that_is_not_there_yet_is_not_kept(tmp_path: Path) -> None:
    """Kept while a sheet is missing it would hold for any total to come: the row is refused, and stays so afterwards."""
    folder = tmp_path / "demo"
    demo.make(folder, "en")
    (sheet,) = (folder / "inbox").glob("A1*/4-5*.xlsx")
    sheet.rename(folder / sheet.name)
    committee.run(folder, lang="en", at=AT)
    assert "○ cannot be kept yet: a sheet is missing or to be chosen" in states(folder)
    found = decide(folder, total="keep")
    assert (codes(found), found.decisions) == (["A82"], ())
    (folder / sheet.name).rename(sheet)
    for _ in range(2):
        found = committee.run(folder, lang="en", at=AT)
        assert (result(found).status, str(result(found).total), codes(found)) == ("open", "741.67", ["A82"])
    book = Book(folder / "consolidated.xlsx")
    row = {"application": "4-5", "subject": "Total", "value": "keep", **SIGNED}
    book.type((MODERATION, book.free(), row | {"reason": "another"}))
    found = committee.run(folder, lang="en", at=AT)
    assert (result(found).status, codes(found)) == ("final", ["A82"])
    assert "✓ in force: 741.67 was kept" in states(folder)


def states(folder: Path) -> list[object]:
    return [row.get("state") for row in rows(folder, MODERATION)]


def rows(folder: Path, sheet: str) -> list[Mapping[str, Any]]:
    return list(Book(folder / "consolidated.xlsx").rows(sheet).values())


def codes(found: Consolidation) -> list[str]:
    return [p.code for refusal in found.refusals for p in refusal.problems if p.code != "D14"]


def test_a_refused_row_is_named_where_it_stands(folder: Path) -> None:
    """What does not write the workbook names the row as typed; what writes it names the row that it gets."""
    book = Book(folder / "consolidated.xlsx")
    first = book.free()
    book.type((MODERATION, first + 2, {"application": "4-5", "value": "much"}))
    cells = [
        {place(p.cell or "A1")[0] for p in found.problems if p.sheet == MODERATION}
        for found in (committee.preview(committee.gather(folder)), committee.run(folder, lang="en", at=AT))
    ]
    assert cells[0] == {first + 2}
    assert len(cells[1]) == 1
    assert cells[1] != cells[0]
    assert "much" in Book(folder / "consolidated.xlsx").rows(MODERATION)[cells[1].pop()].values()


def test_a_report_says_what_is_not_consolidated(folder: Path) -> None:
    """A paper that counts a decision of which the ledger knows nothing yet is made, with a word."""
    order = ["report", "announcement", str(folder), "--lang=en", "--date=2015-08-09"]
    assert "A62" not in CliRunner().invoke(main, order).stdout
    book = Book(folder / "consolidated.xlsx")
    book.type((MODERATION, book.row(MODERATION, application="4-5", subject="Total"), {"value": 750, **SIGNED}))
    result = CliRunner().invoke(main, order)
    assert (result.exit_code, "A62" in result.stdout) == (0, True)


def test_a_total_outlives_the_end_of_the_stage_before_only_by_a_word(tmp_path: Path) -> None:
    """Set before the stage before ended it counts and the secretary is told, until the committee has said it once more."""
    assert "A88" in ROUND["A88"](tmp_path)

    def after(**decided: object) -> tuple[list[str], list[tuple[bool, str | None]]]:
        book = Book(tmp_path / "consolidated.xlsx")
        subject = {"application": "ก-1", "stage": "site", "subject": "total", **SIGNED, "reason": "ทราบแล้ว"}
        book.type((MODERATION, book.free(), subject | decided))
        document = run("consolidate", tmp_path)[1]
        told = [p["code"] for p in document["problems"] if p["code"] in ("A15", "A88")]
        return told, [(a["closed"], a["total"]) for a in document["applications"]]

    assert after(value=85) == ([], [(False, "60.00"), (False, "85.00")])
    assert after(value="withdraw") == (["A15"], [(False, "60.00"), (True, None)])
