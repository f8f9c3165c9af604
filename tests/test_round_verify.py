"""`verify` after a round was tampered with: what differs is named by code, file, line or cell, and put back it passes."""

import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.committee_book import MODERATION, SIGNED, Book
from tests.provoked_round import rechained
from tests.scripted_round import Scripted, run, shown, type_into

pytestmark = pytest.mark.xdist_group("small round")

FOUND = tuple[str, str | None, str | None]  # code, name of the file, cell or field


@pytest.fixture(scope="module")
def decided(consolidated: Scripted, tmp_path_factory: pytest.TempPathFactory) -> Scripted:
    """The small round with two decisions: a total for D-02, and 100 for 96 in an indicator of I-02."""
    made = consolidated.copy(tmp_path_factory.mktemp("decided") / "round")
    book = Book(made.consolidated)
    book.type(
        (MODERATION, book.free(), {"application": "D-02", "subject": "total", "value": 54.25, **SIGNED}),
        (MODERATION, book.free() + 1, {"application": "I-02", "subject": "indicator:1.2", "value": 100, **SIGNED}),
    )
    code, document = run("consolidate", made.folder)
    totals = {a["application"]: a["total"] for a in document["applications"]}
    assert (code, totals["D-02"], totals["I-02"]) == (0, "54.25", "746.00")  # 742 + 4
    return made


def line_of(made: Scripted, kind: str, **wanted: Any) -> int:
    """The number of the last entry of this kind with this in it."""
    return max(e["entry"] for e in made.entries() if e["kind"] == kind and wanted.items() <= e.items())


def edit_line(made: Scripted, number: int, change: Callable[[bytes], bytes]) -> None:
    lines = made.ledger.read_bytes().splitlines(keepends=True)
    lines[number - 1] = change(lines[number - 1])
    made.ledger.write_bytes(b"".join(lines))


def forge(made: Scripted, number: int, **changed: Any) -> None:
    """One entry changed, and the whole chain after it made anew."""

    def change(n: int, _: str, body: dict[str, Any]) -> Mapping[str, Any] | None:
        return body | changed if n == number else None

    rechained(made.ledger, change)


def change_score(made: Scripted) -> set[FOUND]:
    """One cell of one file, and nothing else in it."""
    type_into(made.at("I-01", "A3"), "I-01", {"indicator:2.1": 81})
    return {("A53", made.files["I-01", "A3"], None)}


def remove_file(made: Scripted) -> set[FOUND]:
    made.at("Q-03", "A5").unlink()
    return {("A54", made.files["Q-03", "A5"], None)}


def edit_score_in_the_ledger(made: Scripted) -> set[FOUND]:
    number = line_of(made, "sheet", application="D-01", assessor="A2")
    edit_line(made, number, lambda line: line.replace(b'"7":"16"', b'"7":"17"'))
    return {("A50", "ledger.jsonl", f"line {number}")}


def delete_line(made: Scripted) -> set[FOUND]:
    number = line_of(made, "sheet", application="D-01", assessor="A2")
    edit_line(made, number, lambda line: b"")
    return {("A51", "ledger.jsonl", f"line {number}")}


def delete_the_last_line(made: Scripted) -> set[FOUND]:
    """What is left of the chain is sound: the workbook knows better."""
    edit_line(made, len(made.entries()), lambda line: b"")
    return {("A56", None, "result"), ("A58", "consolidated.xlsx", None)}


def test_a_shorter_ledger_is_not_the_workbooks(decided: Scripted, tmp_path: Path) -> None:
    """Both hashes are told: that which the workbook was made from, and that which the ledger ends in now."""
    made = decided.copy(tmp_path / "round")
    heads = [entry["hash"][:12] for entry in made.entries()]
    delete_the_last_line(made)
    (told,) = (p for p in run("verify", made.folder)[1]["problems"] if p["code"] == "A58")
    assert told["message"].index(heads[-1]) < told["message"].index(heads[-2])


def forge_decision(made: Scripted) -> set[FOUND]:
    """The result does not follow from it, the workbook says otherwise, and its head is gone."""
    number = line_of(made, "decision", application="D-02")
    forge(made, number, value="99.99")
    row = Book(made.consolidated).row(MODERATION, application="D-02", entry=number)
    cell = Book(made.consolidated).cell(MODERATION, row, "value")
    return {("A56", None, "result"), ("A57", "consolidated.xlsx", cell), ("A58", "consolidated.xlsx", None)}


def forge_reason(made: Scripted) -> set[FOUND]:
    """Nothing is computed from a reason; the workbook and its head tell."""
    number = line_of(made, "decision", application="D-02")
    forge(made, number, reason="อย่างอื่น")
    row = Book(made.consolidated).row(MODERATION, application="D-02", entry=number)
    cell = Book(made.consolidated).cell(MODERATION, row, "reason")
    return {("A57", "consolidated.xlsx", cell), ("A58", "consolidated.xlsx", None)}


def forge_sheet(made: Scripted) -> set[FOUND]:
    number = line_of(made, "sheet", application="D-01", assessor="A2")
    scores = next(e["scores"] for e in made.entries() if e["entry"] == number)
    forge(made, number, scores=scores | {"7": "17"})
    return {
        ("A55", made.files["D-01", "A2"], "E22"), ("A56", None, "result"), ("A58", "consolidated.xlsx", None),
    }  # fmt: skip


def forge_result(made: Scripted) -> set[FOUND]:
    forge(made, line_of(made, "result", application="Q-01"), total="99.00")
    return {("A56", None, "result"), ("A58", "consolidated.xlsx", None)}


def empty_a_row(made: Scripted) -> set[FOUND]:
    """What the ledger decided is taken out of the workbook."""
    book = Book(made.consolidated)
    row = book.row(MODERATION, application="D-02", entry=line_of(made, "decision", application="D-02"))
    book.type((MODERATION, row, dict.fromkeys(("value", *SIGNED))))
    return {("A57", "consolidated.xlsx", book.cell(MODERATION, row, "value"))}


def change_the_workbook(made: Scripted) -> set[FOUND]:
    """The row of the ledger's decision, in the workbook alone."""
    book = Book(made.consolidated)
    row = book.row(MODERATION, application="D-02", entry=line_of(made, "decision", application="D-02"))
    book.type((MODERATION, row, {"value": 99.99}))
    return {("A57", "consolidated.xlsx", book.cell(MODERATION, row, "value"))}


CHANGES = (
    change_score, remove_file, edit_score_in_the_ledger, delete_line, delete_the_last_line, forge_decision, forge_reason,
    forge_sheet, forge_result, change_the_workbook, empty_a_row,
)  # fmt: skip


def found(document: dict[str, Any], made: Scripted) -> set[FOUND]:
    def name(file: str | None) -> str | None:
        return file and file.removeprefix(f"{made.folder}/")

    assert len({json.dumps(p) for p in document["problems"]}) == len(document["problems"])
    return {(p["code"], name(p["file"]), p["cell"] or p["field"]) for p in document["problems"]}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_was_changed_is_named(decided: Scripted, tmp_path: Path, change: Callable[[Scripted], set[FOUND]]) -> None:
    """Each change is named where it is and ends with 1; after the change is undone, verify passes."""
    made = decided.copy(tmp_path / "round")
    wanted = change(made)
    code, document = run("verify", made.folder)
    assert code == 1
    assert {(c, f, None if c in ("A53", "A54", "A58") else p) for c, f, p in found(document, made)} == wanted
    shutil.copytree(decided.folder, made.folder, dirs_exist_ok=True)
    code, document = run("verify", made.folder)
    assert (code, document["problems"]) == (0, [])


def test_the_first_difference_is_told(decided: Scripted, tmp_path: Path) -> None:
    """A reader is told how many differences there are, and the file of the first with its remedy."""
    made = decided.copy(tmp_path / "round")
    change_score(made)
    said = shown("verify", made.folder, "--lang=en")
    assert said.splitlines()[0] == "1 difference:"
    assert made.files["I-01", "A3"] in said
    assert "A53" in said


def test_places_are_told_in_words(decided: Scripted, tmp_path: Path) -> None:
    """Stages, assessors and results are told in the reader's language, without ids of the program and raw fields."""
    made = decided.copy(tmp_path / "round")
    change_score(made)
    assert "I-01 · ประเมินจากเอกสาร · ผู้ประเมิน 3" in shown("verify", made.folder)
    assert "I-01 · desk · ผู้ประเมิน 3" in shown("verify", made.folder, "--lang=en")
    forge_result(made)
    thai, english = shown("verify", made.folder), shown("verify", made.folder, "--lang=en")
    assert re.search(r"A56 +ผลของ \S+ \(ประเมินจากเอกสาร\) .* คือ คะแนนรวม ", thai)
    assert re.search(r"A56 +the result of \S+ \(desk\) .* is total ", english)
    ((_, _, field),) = delete_line(made)
    broken = shown("verify", made.folder)
    assert str(field) not in broken
    assert f"A51 บรรทัดที่ {str(field).removeprefix('line ')} ของ" in broken


def test_a_sound_round_is_told(decided: Scripted) -> None:
    """Of a sound round, how much was gone through, and the hash that a secretary can write into the minutes."""
    said = shown("verify", decided.folder, "--lang=en")
    entries = decided.entries()
    assert f"{len(entries)} ledger entries, 63 score sheets, 9 results" in said
    assert entries[-1]["hash"] in said
