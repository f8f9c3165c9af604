"""The sheet `Choices`: two score sheets for one place, shown, chosen, and read back."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pyscoring.problems import errors
from tests.committee_book import CHOICES, Book
from tests.desk import CHOICE, EDITIONS, KEYS, REGISTER, SIGNED, Desk, consolidation, decided, told
from tests.provoked_round import ROUND
from tests.scripted_round import run
from workbook.committee.assembly import Choice, FileRow
from workbook.consolidation import moderation
from workbook.consolidation.consolidated_texts import STATUSES
from workbook.consolidation.decision_texts import NONE, WORDS
from workbook.consolidation.differences import differences


def test_a_choice_is_known_by_its_file(tmp_path: Path) -> None:
    """Among the decisions of the ledger a chosen sheet stands with its file's name beside the digits of its hash."""
    chosen = [decided("P-01", "desk", "place:A3", value, n, among=KEYS) for n, value in enumerate((KEYS[1], "none"), 4)]
    files = tuple(FileRow(c.file, c.sha256, (), ()) for c in CHOICE.candidates)
    desk = Desk(tmp_path, replace(consolidation(chosen), files=files))
    shown = [{key: desk.sheet("Moderation").cells.get((row, column)) for key, column in desk.columns("Moderation").items()}
             for row in (4, 5)]  # fmt: skip
    assert [row["seen"] for row in shown] == ["=1+1.xlsx", None]
    assert shown[0]["value"] == "Score (00000000)"


@pytest.mark.parametrize(("row", "value"), [(4 + 1, KEYS[0]), (4 + 2, KEYS[1]), (4 + 3, KEYS[2]), (4 + 4, "none")])
@pytest.mark.parametrize("yes", ["ใช่", "yes"])
def test_a_sheet_is_chosen(tmp_path: Path, row: int, value: str, yes: str) -> None:
    """One yes in a block chooses that sheet, or none, among all that there were; the next run shows no block."""
    desk = Desk(tmp_path, consolidation(choices=[CHOICE]))
    desk.type("Choices", row, {"use": yes, **SIGNED})
    desk.type("Choices", 5 if row != 5 else 6, {"use": "ไม่ใช่"})
    typed = desk.read()
    assert typed.decisions == (decided("P-01", "desk", "place:A3", value, among=tuple(sorted(KEYS))),)
    assert told(typed) == []
    assert moderation.read(desk.path, REGISTER, EDITIONS, typed.decisions).decisions == ()
    assert desk.again(typed).read().decisions == ()


WRONG_CHOICES: list[tuple[dict[int, dict[str, Any]], list[tuple[str, str]]]] = [
    ({5: {"use": "ใช่", **SIGNED}, 6: {"use": "ใช่", **SIGNED}}, [("A48", "I5"), ("A48", "I6")]),
    ({5: {"use": "ไม่ใช่", **SIGNED}}, [("A48", "I5")]),
    ({6: {"reason": "ฉบับล่าสุด"}}, [("A48", "I6")]),
    ({5: {"use": "✓", **SIGNED}}, [("D12", "I5")]),
    ({5: {"use": 1, **SIGNED}}, [("D12", "I5")]),
    ({5: {"use": "ใช่"}}, [("A40", "J5")]),
    ({8: {"use": "ใช่", **SIGNED, "date": "?"}}, [("A44", "L8")]),
    ({30: {"use": "ใช่", **SIGNED}}, [("A44", "I30")]),
]


@pytest.mark.parametrize(("typed_in", "wanted"), WRONG_CHOICES)
def test_a_refused_choice_is_named_and_stays(
    tmp_path: Path, typed_in: Mapping[int, Mapping[str, Any]], wanted: list[tuple[str, str]]
) -> None:
    """A choice that is not clear is named with its cell, and still stands there after the next run."""
    desk = Desk(tmp_path, consolidation(choices=[CHOICE]))
    for row, cells in typed_in.items():
        desk.type("Choices", row, cells)
    typed = desk.read()
    assert (typed.decisions, told(typed)) == ((), [(code, "Choices", cell) for code, cell in wanted])
    again = desk.again(typed).read()
    assert [p.code for p in errors(again.problems)] == [code for code, _ in wanted]
    typed_keys = ("use", *SIGNED)
    kept = [[r.cells.get(key) for key in typed_keys] for r in again.refusals]
    assert kept == [[cells.get(key) for key in typed_keys] for cells in typed_in.values()]


def test_a_refused_choice_outlives_its_block(tmp_path: Path) -> None:
    """What was typed stays in sight when its file has gone and there is nothing to choose any more."""
    desk = Desk(tmp_path, consolidation(choices=[CHOICE]))
    desk.type("Choices", 6, {"use": "ใช่", "reason": "ฉบับล่าสุด"})
    refused = desk.read().refusals
    following = Desk(tmp_path, consolidation(refusals=refused))
    typed = following.read()
    assert [p.code for p in typed.problems] == ["A44"]
    assert typed.refusals[0].cells["reason"] == "ฉบับล่าสุด"
    assert typed.refusals[0].cells["file"] == "=1+1.xlsx"


def test_an_unknown_place_is_named(tmp_path: Path) -> None:
    """A block of an application or assessor that the register no longer has decides nothing."""
    desk = Desk(tmp_path, consolidation(choices=[Choice("P-99", "desk", "A9", CHOICE.candidates)]))
    desk.type("Choices", 5, {"use": "ใช่", **SIGNED})
    typed = desk.read()
    assert (typed.decisions, [code for code, _, _ in told(typed)]) == ((), ["A27", "A28"])


def test_the_differences_are_those_of_the_answers() -> None:
    """Each field in which the sheets differ is shown with every sheet's cell and answer, and no other field."""
    found = [(d.label, [(c.file, cell, answer) for c, cell, answer in d.answers]) for d in differences(CHOICE, "en")]
    one, two, three = (c.file for c in CHOICE.candidates)
    names = {f"indicator:{i.id}": f"{i.id} {i.name.en}" for i in EDITIONS["tpsa-standard-2558"].indicators}
    names["bonus:1"] = f"1 {EDITIONS['tpsa-standard-2558'].features[0].name.en}"
    assert found == [
        ("Project", [(one, "F5", "โครงการ 1"), (two, "F5", "=1+1")]),
        (names["indicator:1.2"], [(one, "F15", "96"), (two, "F15", "90.5"), (three, "–", "96")]),
        (names["indicator:2.1"], [(one, "F20", "80"), (two, "F20", "80"), (three, "–", "70")]),
        (names["bonus:1"], [(one, "F26", "yes"), (two, "F26", "–"), (three, "–", "–")]),
        (f"Reason/evidence: {names['indicator:1.2']}", [(one, "row 15", "มีหลักฐาน"), (two, "row 15", "ไม่พบ")]),
    ]


def test_what_only_the_ledger_has_says_so(tmp_path: Path) -> None:
    """A sheet whose file has changed or gone is marked, and leads nowhere; the others lead to their files."""
    desk = Desk(tmp_path, consolidation(choices=[CHOICE]))
    sheet = openpyxl.load_workbook(desk.path)["Choices"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    links = {cell.coordinate: cell.hyperlink.target.replace("\\", "/") for cell in cells}
    assert links == {"E5": "inbox/กลุ่ม%201/ผลงาน%20%231%20100%25.xlsx", "E6": "inbox/=1+1.xlsx"}
    assert "มีเฉพาะในบันทึก" in str(sheet.cell(7, desk.columns("Choices")["status"]).value)
    before = decided("P-01", "desk", "place:A3", KEYS[0], 12, among=KEYS[:1])
    overtaken = Desk(tmp_path, consolidation([before], choices=[CHOICE]))
    assert overtaken.row("Choices", state="เคยเลือกไว้แล้ว (ลำดับ 12) แต่มีแผ่นใหม่มาเพิ่ม") == 4


def test_nothing_to_choose_can_be_read(tmp_path: Path) -> None:
    """The sentence stands in one line over the columns beside it, which are empty."""
    desk = Desk(tmp_path, consolidation())
    sheet = openpyxl.load_workbook(desk.path)["Choices"]
    (cell,) = (c for row in sheet.iter_rows(min_row=4) for c in row if c.value == WORDS["nothing"]["th"])
    assert not cell.alignment.wrap_text
    assert [sheet.cell(cell.row, cell.column + n).value for n in range(1, 5)] == [None] * 4


def test_a_withdrawn_choice_is_made_anew(tmp_path: Path) -> None:
    """The place stops although one sheet is left, until that one is chosen; the ledger agrees all along."""
    assert "A87" in ROUND["A87"](tmp_path)
    path = tmp_path / "consolidated.xlsx"
    rows = Book(path).rows(CHOICES)
    assert [cells["file"] for cells in rows.values() if str(cells.get("key")).startswith("candidate:")] == [
        "1.xlsx", NONE["th"],
    ]  # fmt: skip
    assert STATUSES["stopped"]["th"] in [cells.get("status") for cells in Book(path).rows("Results").values()]
    assert run("verify", tmp_path)[1]["problems"] == []
    Book(path).type((CHOICES, Book(path).candidate("ก-1|desk|a1|", "1.xlsx"), {"use": "ใช่", **SIGNED}))
    _, document = run("consolidate", tmp_path)
    assert [(a["status"], a["assessors"]) for a in document["applications"]] == [("waiting", ["a1"])]
    assert not {"A87", "A17"} & {p["code"] for p in document["problems"]}
    assert run("verify", tmp_path)[1]["problems"] == []
