"""A committee's round from the first file to the last decision: 3 awards, 40 applications each, 7 assessors."""

from pathlib import Path
from typing import Any

import pytest

from tests.committee_book import CHOICES, MODERATION, RESULTS, SIGNED, Book
from tests.round_fixtures import FirstRun
from tests.scripted_round import CASES, fingerprints, run
from workbook.office.libreoffice import Office

pytestmark = pytest.mark.xdist_group("round")

STANDINGS = ("missing", "incomplete", "invalid", "stopped", "recused")
EXPECTED: dict[str, dict[str, Any]] = CASES["expected"]
# The first run: a file a place but for 27 that are missing, wrong or doubled, and one with a declared conflict.
ACCEPTED = 840 - 27 - 1
FIRST = {"edition": 3, "register": 1, "result": 120, "round": 1, "sheet": ACCEPTED}


def differences(document: dict[str, Any], expected: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What an application has beside what it should have; empty where they agree."""
    nothing: dict[str, Any] = {"total": None, "band": None, **{standing: [] for standing in STANDINGS}}
    found = {}
    for application in document["applications"]:
        wanted = nothing | expected[application["application"]]
        seen = {key: application[key] for key in wanted}
        if seen != wanted:
            found[application["application"]] = (seen, wanted)
    return found


def problems(document: dict[str, Any], *severities: str) -> list[tuple[Any, ...]]:
    found = [p for p in document["problems"] if p["severity"] in severities]
    return sorted(((p["code"], p["file"], p["sheet"], p["cell"]) for p in found), key=str)


def test_every_defect_is_named_once(first_run: FirstRun) -> None:
    """Each of the 36 planted defects is named with code, file, sheet and cell, and nothing else is."""
    assert len(CASES["defects"]) == 36
    told = problems(first_run.document, "error", "warning")
    unset = ("A86", None, None, None)  # once for the whole round, of the edition of PMQA
    assert told.count(unset) == 1
    assert [p for p in told if p != unset] == first_run.wanted
    assert first_run.code == 1
    by_file = {
        (p["code"], f["file"]) for f in first_run.document["files"] for p in f["problems"] if p["severity"] != "note"
    }
    assert by_file == {(code, file) for code, file, _, _ in first_run.wanted}


def test_results_equal_the_table(first_run: FirstRun) -> None:
    """Total, band, status and whoever does not count are those worked by hand, for all 120 applications."""
    assert len(first_run.document["applications"]) == 120
    assert differences(first_run.document, EXPECTED) == {}


def test_every_sound_sheet_counts(first_run: FirstRun) -> None:
    """Whoever is not named in the table counts, and every file is listed, accepted or with what is wrong with it."""
    everybody = [f"A{n}" for n in range(1, 8)]
    for application in first_run.document["applications"]:
        others = [who for standing in STANDINGS for who in EXPECTED[application["application"]].get(standing, [])]
        assert application["assessors"] == [who for who in everybody if who not in others]
    files = {f["file"]: f for f in first_run.document["files"]}
    assert list(files) == list(first_run.inbox)
    idle = {f["file"] for f in files.values() if not f["accepted"]}
    assert len(files) - len(idle) == ACCEPTED
    assert all(files[name]["problems"] for name in idle)
    assert first_run.made.kinds() == FIRST


def test_the_workbook_shows_the_same(first_run: FirstRun) -> None:
    """`Results` has every application with the total of the table, and a band only where there is one; `Files` who recused."""
    book = Book(first_run.made.consolidated)
    rows = {cells["application"]: cells for cells in book.rows(RESULTS).values() if "status" in cells}
    for application, wanted in EXPECTED.items():
        total = rows[application].get("total")
        assert (None if total is None else f"{total:.2f}") == wanted.get("total")
        assert ("band" in rows[application]) == ("total" in wanted)
    recused = [cells["filled"] for cells in book.rows("Files").values() if cells.get("accepted") == "✓ รับเป็นงดให้คะแนน"]
    assert sorted(filled.split(" · ")[0] for filled in recused) == ["D-05", "D-07"]


def test_nothing_in_the_inbox_changes(first_run: FirstRun, tmp_path: Path) -> None:
    """An inbox that cannot be written to is enough for two processes, which find the same; hashes and times stay."""
    made = first_run.copy(tmp_path / "round")
    folders = [made.inbox, *(path for path in made.inbox.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    times = {folder: folder.stat().st_mtime_ns for folder in folders}
    ledger = made.ledger.read_bytes()
    try:
        code, document = run("consolidate", made.folder, "--jobs=2")
        assert (code, document) == (first_run.code, first_run.document)
        assert made.ledger.read_bytes() == ledger
        assert fingerprints(made.inbox) == first_run.inbox
        assert {folder: folder.stat().st_mtime_ns for folder in folders} == times
    finally:
        for folder in folders:
            folder.chmod(0o755)


NEW = ("I-01/A2", "D-11/A6", "D-12/A7", "D-13/A1", "Q-01/A1", "Q-02/A2", "Q-03/A3", "Q-05/A5", "Q-06/A6", "Q-09/A2")
# What is sent again makes ten panels whole; the others move by what was decided of them.
CHANGED: dict[str, dict[str, Any]] = {
    "I-01": {"total": "740.00", "band": "none", "status": "final"},
    "D-11": {"total": "62.00", "band": "none", "status": "final"},
    "D-12": {"total": "63.00", "band": "none", "status": "final"},
    "D-13": {"total": "64.00", "band": "none", "status": "final"},
    "Q-01": {"total": "60.14", "status": "final"},
    "Q-02": {"total": "60.29", "status": "final"},
    "Q-03": {"total": "60.43", "status": "final"},
    "Q-05": {"total": "60.71", "status": "final"},
    "Q-06": {"total": "60.86", "status": "final"},
    "Q-09": {"total": "61.29", "status": "final"},
    "D-19": {"total": "70.00", "band": "honourable", "status": "final"},  # kept
    "I-31": {"total": "799.99", "band": "good", "status": "final"},  # the total itself was decided
    "I-20": {"total": "830.00", "band": "outstanding", "status": "final"},  # 60 for 58 in one indicator: 828 + 2
    "I-03": {"total": "744.14", "band": "none", "status": "final"},  # the sheet with 25 for 24: 744 + 1/7
    "D-09": {"status": "waiting", "missing": ["A4"]},  # none of the two was chosen
}
SECOND = {"decision": 5, "result": 15, "sheet": 11}  # three decisions and two choices; ten new sheets and one chosen


def type_decisions(book: Book, office: Office) -> None:
    """Three decisions, two choices, and a decision without a reason."""
    whole = "คะแนนรวม"
    kept, set_, bad = (book.row(MODERATION, application=a, subject=whole, entry=None) for a in ("D-19", "I-31", "D-29"))
    chosen, nothing = book.candidate("I-03|desk|A4|", file="แก้ไขแล้ว"), book.candidate("D-09|desk|A4|none")
    new = {"application": "I-20", "stage": "ประเมินจากเอกสาร", "subject": "ตัวชี้วัด 2.4", "value": 60}
    book.type_in_office(office, [
        (MODERATION, kept, {"value": "คงเดิม", **SIGNED}),
        (MODERATION, set_, {"value": 799.99, **SIGNED}),
        (MODERATION, book.free(), new | SIGNED),
        (MODERATION, bad, {"value": 79, "decided-by": SIGNED["decided-by"], "date": SIGNED["date"]}),
        (CHOICES, chosen, {"use": "ใช่", **SIGNED}),
        (CHOICES, nothing, {"use": "ใช่", **SIGNED}),
    ])  # fmt: skip


def test_decisions_are_applied_and_kept(first_run: FirstRun, office: Office, tmp_path: Path) -> None:
    """What was typed in LibreOffice and ten more files change what they should; a run without news changes nothing."""
    made = first_run.copy(tmp_path / "round")
    type_decisions(Book(made.consolidated), office)
    for place in NEW:
        application, assessor = place.split("/")
        made.send(application, assessor, to=f"ส่งใหม่/{application} {assessor}.xlsx")
    code, second = run("consolidate", made.folder, "--jobs=1")
    assert code == 1
    assert differences(second, EXPECTED | CHANGED) == {}
    assert made.kinds(after=sum(FIRST.values())) == SECOND
    # The one without a reason is refused by the row in which it stands now, to be completed.
    refused = [p for p in second["problems"] if p["code"] == "A40"]
    book = Book(made.consolidated)
    there = book.row(MODERATION, application="D-29", value=79)
    assert book.rows(MODERATION)[there]["state"].startswith("✗")
    assert [(p["sheet"], p["cell"]) for p in refused] == [(MODERATION, book.cell(MODERATION, there, "reason"))]
    assert {cells.get("value") for cells in book.rows(MODERATION).values() if "entry" in cells} >= {"คงเดิม", 799.99, 60}
    # Once more, with no news.
    ledger = made.ledger.read_bytes()
    code, third = run("consolidate", made.folder, "--jobs=1")
    assert made.ledger.read_bytes() == ledger
    assert third["applications"] == second["applications"]
    again = Book(made.consolidated)
    assert [name for name in (RESULTS, "Matrix", "Agenda", MODERATION) if again.rows(name) != book.rows(name)] == []
    code, checked = run("verify", made.folder)
    assert (code, checked["verified"], checked["problems"]) == (0, True, [])
    assert (checked["sheets"], checked["results"]) == (ACCEPTED + 11, 120)
