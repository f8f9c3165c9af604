"""Decisions typed into the sheet `Moderation`: written, filled in, and read back."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pyscoring.consolidate import agenda
from pyscoring.edition import scored
from pyscoring.panel import Decision
from pyscoring.problems import Severity, errors
from tests.agreement import scored_editions
from tests.desk import (
    CHOICE,
    DAY,
    DISPUTED,
    EDITIONS,
    FREE,
    HEAD,
    LEDGER,
    REGISTER,
    SIGNED,
    Desk,
    candidate,
    consolidation,
    decided,
    told,
)
from workbook.committee.assembly import Choice, Refusal
from workbook.consolidation import cellwriter, moderation, subjects
from workbook.consolidation.choices import row_key
from workbook.consolidation.decision_places import anchored
from workbook.consolidation.decision_texts import HEADINGS, MARKS, STATES, TYPED
from workbook.files.archive import Archive
from workbook.files.package import read_all
from workbook.files.patch import patch
from workbook.files.values import ErrorValue, Formula, Percent, place

# Nothing typed.


@pytest.mark.parametrize("lang", ["th", "en"])
def test_what_was_written_is_nothing_new(tmp_path: Path, lang: str) -> None:
    """A workbook in which nobody has typed holds no decision, no refusal and no problem, in either language."""
    desk = Desk(tmp_path, consolidation(LEDGER, choices=[CHOICE]), lang)
    typed = desk.read()
    assert (typed.decisions, typed.refusals, typed.problems, typed.head) == ((), (), (), HEAD)
    assert typed.sha256 == read_all(desk.path).sha256


def test_a_large_rounds_workbook_is_read_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a workbook has so many texts that they stand in their cells, the sheets are found and read all the same."""
    monkeypatch.setattr(cellwriter, "_SHARED", 0)
    desk, (row, wanted) = Desk(tmp_path, consolidation()), TAKEN[0]
    assert b"pyscoring-moderation" not in Archive(desk.path.read_bytes()).unpack("xl/sharedStrings.xml")
    desk.decide(row)
    assert desk.read().decisions == (wanted,)


def test_there_need_be_no_workbook(tmp_path: Path) -> None:
    """Before the first run there is no workbook, and nothing is typed."""
    assert moderation.read(tmp_path / "consolidated.xlsx", REGISTER, EDITIONS, ()) == moderation.Typed()


def test_a_workbook_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A damaged workbook gives its problems and no hash, so that nobody writes over it."""
    path = tmp_path / "consolidated.xlsx"
    path.write_bytes(b"PK\x03\x04 cut short")
    typed = moderation.read(path, REGISTER, EDITIONS, ())
    assert errors(typed.problems)
    assert {p.file for p in typed.problems} == {str(path)}
    assert typed.sha256 is None


def test_states_tell_what_holds(tmp_path: Path) -> None:
    """Beside each decision of the ledger stands whether it holds, and what came after it."""
    desk = Desk(tmp_path, consolidation(LEDGER))
    cells, columns = desk.sheet("Moderation").cells, desk.columns("Moderation")
    states = [cells[row, columns["state"]] for row in range(4, 4 + len(LEDGER))]
    stands, back = STATES["stands"]["th"], STATES["withdrawal"]["th"]
    assert states == ["↺ ถูกแทนด้วยลำดับ 6", stands, "↺ ถูกยกเลิกด้วยลำดับ 8", back, stands, stands, stands]
    assert [cells[row, columns["entry"]] for row in range(4, 4 + len(LEDGER))] == [5, 6, 7, 8, 9, 10, 11]
    made = consolidation(LEDGER)
    works = tuple(a for a in made.register.applications if a.id != "P-01")
    desk = Desk(tmp_path, replace(made, register=replace(made.register, applications=works)))
    states = [desk.sheet("Moderation").cells[row, columns["state"]] for row in (6, 7, 8)]
    assert states == ["↺ ถูกยกเลิกด้วยลำดับ 8", back, STATES["gone"]["th"]]


def test_the_agenda_is_there_to_be_filled_in(tmp_path: Path) -> None:
    """What is open stands there with what the panel gives, in the agenda's order, and takes its decision."""
    desk = Desk(tmp_path, consolidation())
    cells, columns = desk.sheet("Moderation").cells, desk.columns("Moderation")
    rows = [[cells.get((row, columns[key])) for key in ("application", "subject", "seen")] for row in (4, 5, 6, 7)]
    assert rows == [
        ["P-01", "คะแนนรวม", "758.25 · ดี"],
        ["P-01", "ตัวชี้วัด 1.2", "96 · 12.5"],
        ["P-01", "คะแนนพิเศษ 1", "ใช่ 1 · ไม่ใช่ 1"],
        [None, None, None],
    ]
    assert [subjects.word(i.subject, "th") for i in agenda(desk.round.results)] == [row[1] for row in rows[:3]]
    desk.type("Moderation", 5, {"value": 60, **SIGNED})
    assert desk.read().decisions == (decided("P-01", "desk", "indicator:1.2", Decimal(60)),)


# Decisions that are taken.

TAKEN: list[tuple[dict[str, Any], Decision]] = [
    (FREE | {"subject": "คะแนนรวม", "value": 88.5}, decided("P-02", "desk", "total", Decimal("88.5"))),
    (FREE | {"subject": "total", "value": "๘๘.๕"}, decided("P-02", "desk", "total", Decimal("88.5"))),
    (FREE | {"subject": "Total", "value": 0}, decided("P-02", "desk", "total", Decimal(0))),
    (FREE | {"subject": "ตัวชี้วัด 8", "value": 0.1 + 0.2}, decided("P-02", "desk", "indicator:8", Decimal("0.3"))),
    (FREE | {"subject": "ตัวชี้วัด๘", "value": "12.25"}, decided("P-02", "desk", "indicator:8", Decimal("12.25"))),
    (FREE | {"subject": "Indicator 8", "value": 15}, decided("P-02", "desk", "indicator:8", Decimal(15))),
    (FREE | {"subject": "indicator:8", "value": 1}, decided("P-02", "desk", "indicator:8", Decimal(1))),
    (FREE | {"subject": 8, "value": 1}, decided("P-02", "desk", "indicator:8", Decimal(1))),
    (FREE | {"subject": "8", "value": 1}, decided("P-02", "desk", "indicator:8", Decimal(1))),
    (DISPUTED | {"subject": 1.2, "value": "คงเดิม"}, decided("P-01", "desk", "indicator:1.2", "keep")),
    (DISPUTED | {"subject": "คะแนนพิเศษ 3", "value": "ใช่"}, decided("P-01", "desk", "bonus:3", True)),
    (DISPUTED | {"subject": "Bonus 3", "value": "NO"}, decided("P-01", "desk", "bonus:3", False)),
    (DISPUTED | {"subject": "bonus:3", "value": "Keep"}, decided("P-01", "desk", "bonus:3", "keep")),
    (DISPUTED | {"subject": "total", "value": 1050}, decided("P-01", "desk", "total", Decimal(1050))),
    (DISPUTED | {"stage": "ประเมินในพื้นที่", "subject": "องค์คณะ", "value": "คงเดิม"},
     decided("P-01", "site", "panel", "keep")),
    (DISPUTED | {"application": " p-๐1 ", "stage": "Site", "subject": "panel", "value": "keep", "date": "2015-05-20"},
     decided("P-01", "site", "panel", "keep")),
    (FREE | {"subject": "panel", "value": "keep", "date": "20 พ.ค. 2558"}, decided("P-02", "desk", "panel", "keep")),
    (FREE | {"subject": "panel", "value": "keep", "reason": 12}, decided("P-02", "desk", "panel", "keep", reason="12")),
]  # fmt: skip


@pytest.mark.parametrize(("row", "wanted"), TAKEN, ids=[f"{r['subject']}-{r['value']}" for r, _ in TAKEN])
def test_a_decision_is_taken_and_stays(tmp_path: Path, row: dict[str, Any], wanted: Decision) -> None:
    """A whole decision is understood however it is typed; the next run shows it as the ledger's and takes it no more."""
    desk = Desk(tmp_path, consolidation())
    desk.decide(row)
    typed = desk.read()
    assert typed.decisions == (wanted,)
    assert (typed.refusals, told(typed)) == ((), [])
    following = desk.again(typed, "en")
    assert following.read().decisions == ()
    shown = following.row("Moderation", entry=11)
    assert (
        following.sheet("Moderation").cells[shown, following.columns("Moderation")["state"]] == STATES["stands"]["en"]
    )


@pytest.mark.parametrize("value", ["ยกเลิก", "withdraw"])
def test_a_decision_is_taken_back(tmp_path: Path, value: str) -> None:
    """Withdrawing is a decision of its own, of a chosen sheet too."""
    desk = Desk(tmp_path, consolidation(LEDGER))
    desk.decide(DISPUTED | {"subject": "1.1", "value": value}, DISPUTED | {"subject": "แบบของ A2", "value": value})
    typed = desk.read()
    assert typed.decisions == (
        decided("P-01", "desk", "indicator:1.1", "withdraw"), decided("P-01", "desk", "place:A2", "withdraw"),
    )  # fmt: skip
    assert desk.again(typed).read().decisions == ()


def test_a_run_that_was_cut_short_takes_nothing_twice(tmp_path: Path) -> None:
    """What is in the ledger, but still without its number in the workbook, is nothing new."""
    desk = Desk(tmp_path, consolidation())
    desk.decide(*(row for row, _ in TAKEN[:1]), DISPUTED | {"subject": "total", "value": "keep"})
    first = desk.read().decisions
    assert len(first) == 2
    assert moderation.read(desk.path, REGISTER, EDITIONS, first).decisions == ()
    back = [replace(d, value="withdraw") for d in first]
    assert moderation.read(desk.path, REGISTER, EDITIONS, [*first, *back]).decisions == first


# Decisions that are refused.

A_FORMULA, AN_ERROR, TRUE, PERCENT, A_DATE = "=1+1", "#N/A", True, "percent", dt.date(2015, 6, 4)
REFUSED: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"value": 5}, [("A40", "application")]),
    (FREE | {"subject": "total"}, [("A40", "value")]),
    (FREE | {"subject": "total", "value": 80, "reason": None}, [("A40", "reason")]),
    (FREE | {"subject": "total", "value": 80, "decided-by": " "}, [("A40", "decided-by")]),
    (FREE | {"subject": "total", "value": 80, "date": None}, [("A40", "date")]),
    (FREE | {"subject": "total", "value": 80, "date": "พรุ่งนี้"}, [("A44", "date")]),
    (FREE | {"subject": "total", "value": 80, "date": "20"}, [("A44", "date")]),
    (FREE | {"subject": "total", "value": 80, "date": "1/8/2658"}, [("A44", "date")]),
    (FREE | {"value": 80}, [("A40", "subject")]),
    ({**FREE, "application": None, "subject": "total", "value": 80}, [("A40", "application")]),
    ({**FREE, "application": "P-99", "subject": "total", "value": 80}, [("A27", "application")]),
    ({**DISPUTED, "stage": None, "subject": "total", "value": 80}, [("A40", "stage")]),
    ({**DISPUTED, "stage": "document", "subject": "total", "value": 80}, [("A44", "stage")]),
    ({**DISPUTED, "stage": "รอบสอง", "subject": "total", "value": 80}, [("D13", "stage")]),
    (FREE | {"subject": "ตัวชี้วัด 1.2", "value": 3}, [("A41", "subject")]),
    (FREE | {"subject": "คะแนนพิเศษ 1", "value": "ใช่"}, [("A41", "subject")]),
    (FREE | {"subject": "place:A9", "value": "ยกเลิก"}, [("A41", "subject")]),
    (FREE | {"subject": "แผ่นของ ผู้ประเมิน 9", "value": "ยกเลิก"}, [("A41", "subject")]),
    (FREE | {"subject": "แผ่นของ ผู้ประเมิน 1", "value": "ยกเลิก"}, [("A44", "value")]),
    (FREE | {"subject": "แบบของ A1", "value": "Score"}, [("A44", "value")]),
    (FREE | {"subject": "แบบของ A1", "value": "คงเดิม"}, [("A44", "value")]),
    (FREE | {"subject": "8", "value": 15.5}, [("D03", "value")]),
    (FREE | {"subject": "8", "value": -1}, [("D03", "value")]),
    (FREE | {"subject": "8", "value": 4.125}, [("D04", "value")]),
    (FREE | {"subject": "8", "value": "4.125"}, [("D04", "value")]),
    (FREE | {"subject": "8", "value": "4,5"}, [("D05", "value")]),
    (FREE | {"subject": "8", "value": "สี่"}, [("A44", "value")]),
    (FREE | {"subject": "8", "value": "ใช่"}, [("A44", "value")]),
    (FREE | {"subject": "8", "value": AN_ERROR}, [("D06", "value")]),
    (FREE | {"subject": "8", "value": TRUE}, [("D07", "value")]),
    (FREE | {"subject": "total", "value": "4,5"}, [("D05", "value")]),
    (FREE | {"subject": "total", "value": "ตามเดิม"}, [("A44", "value")]),
    (FREE | {"subject": "total", "value": 100.01}, [("A44", "value")]),
    (FREE | {"subject": "total", "value": 88.125}, [("A44", "value")]),
    (FREE | {"subject": "total", "value": -5}, [("A44", "value")]),
    (DISPUTED | {"subject": "total", "value": 1050.01}, [("A44", "value")]),
    (DISPUTED | {"subject": "bonus:1", "value": 1}, [("D12", "value")]),
    (DISPUTED | {"subject": "bonus:1", "value": TRUE}, [("D12", "value")]),
    (DISPUTED | {"subject": "panel", "value": 2}, [("A44", "value")]),
    (DISPUTED | {"subject": "bonus:1", "value": "ยกเลิก"}, [("A44", "value")]),
    (DISPUTED | {"subject": "9.9", "value": "x,y", "date": "?"}, [("A41", "subject"), ("A44", "date")]),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "wanted"), REFUSED)
def test_a_refused_row_is_named_and_stays(tmp_path: Path, cells: dict[str, Any], wanted: list[tuple[str, str]]) -> None:
    """A row that cannot be taken is named with its cell, and still stands there with the reason after the next run."""
    desk = Desk(tmp_path, consolidation())
    (number,) = desk.decide(cells)
    typed = desk.read()
    assert typed.decisions == ()
    assert sorted(told(typed)) == sorted(
        (code, "Moderation", desk.at("Moderation", number, key)) for code, key in wanted
    )
    (refusal,) = typed.refusals
    assert errors(refusal.problems) == tuple(replace(p, file=None) for p in errors(typed.problems))

    following = desk.again(typed)
    again = following.read()
    assert [(p.code, p.field) for p in errors(again.problems)] == [(p.code, p.field) for p in errors(typed.problems)]
    assert again.refusals[0].cells == refusal.cells
    columns, sheet = following.columns("Moderation"), following.sheet("Moderation")
    row = place(errors(again.problems)[0].cell or "")[0]
    for problem in errors(typed.problems):
        assert problem.code in str(sheet.cells[row, columns["state"]])


def test_an_ambiguous_number_is_asked_about(tmp_path: Path) -> None:
    """A bare id that an indicator and a feature share is refused with both readings."""
    standard = EDITIONS["tpsa-standard-2558"]
    twin = standard.model_copy(
        update={"bonus": (standard.bonus[0].model_copy(update={"features": (
            standard.features[0].model_copy(update={"id": "1.1"}),)}),)}
    )  # fmt: skip
    assert subjects.find("1.1", twin, REGISTER) == ("indicator:1.1", "bonus:1.1")
    desk = Desk(tmp_path, consolidation())
    (number,) = desk.decide(DISPUTED | {"subject": "1.1", "value": 3})
    typed = moderation.read(desk.path, REGISTER, {**EDITIONS, twin.id: twin}, ())
    assert told(typed) == [("A42", "Moderation", desk.at("Moderation", number, "subject"))]
    assert "ตัวชี้วัด 1.1, คะแนนพิเศษ 1.1" in errors(typed.problems)[0].message()


def test_everything_that_is_missing_is_said_at_once(tmp_path: Path) -> None:
    """One message names every blank cell of a row."""
    desk = Desk(tmp_path, consolidation())
    (n,) = desk.decide({"application": "P-02", "subject": "total", "value": 80})
    (problem,) = desk.read().problems
    assert problem.message("en") == (
        f"the decision lacks Reason (H{n}), Decided by (I{n}), Date of the decision (J{n}) and has no effect yet"
    )
    assert f"เหตุผล (H{n}), ผู้ตัดสิน (I{n}), วันที่ตัดสิน (J{n})" in problem.message("th")


def test_a_refused_row_still_shows_what_the_panel_gives(tmp_path: Path) -> None:
    """Where it is clear what the row is about, the panel's own result stands there, and the matter is open once only."""
    desk = Desk(tmp_path, consolidation())
    open_row = {"application": "P-01", "subject": "ตัวชี้วัด 1.2"}
    before = desk.row("Moderation", **open_row)
    column = desk.columns("Moderation")["seen"]
    seen = desk.sheet("Moderation").cells[before, column]
    desk.type("Moderation", before, {"value": 80})
    desk.decide({"application": "P-02", "subject": "total", "value": 85}, {"application": "P-02", "value": 86})
    following = desk.again(desk.read())
    shown = following.sheet("Moderation").cells
    assert shown[following.row("Moderation", **open_row, value=80), column] == seen
    waiting = shown[following.row("Moderation", application="P-02", value=85), column]
    assert waiting == "80.00 · ดี · ยังไม่ครบ: นับได้ 1 จาก 3 แผ่น"
    assert (following.row("Moderation", application="P-02", value=86), column) not in shown
    with pytest.raises(StopIteration):
        following.row("Moderation", **open_row, value=None)


def test_two_rows_that_differ_are_both_refused(tmp_path: Path) -> None:
    """Of one subject decided twice neither is taken, and each names the other; the same twice is one."""
    desk = Desk(tmp_path, consolidation())
    row = FREE | {"subject": "total", "value": 80}
    first, second = desk.decide(row, row | {"subject": "คะแนนรวม", "value": 81})
    typed = desk.read()
    assert typed.decisions == ()
    assert [(p.code, p.cell, p.details["cells"]) for p in errors(typed.problems)] == [
        ("A47", f"G{first}", f"Moderation G{second}"), ("A47", f"G{second}", f"Moderation G{first}"),
    ]  # fmt: skip
    assert len(typed.refusals) == 2
    following = desk.again(typed)
    assert [p.code for p in errors(following.read().problems)] == ["A47", "A47"]
    following.type("Moderation", following.row("Moderation", value=81.0), {"value": 80})
    assert following.read().decisions == (decided("P-02", "desk", "total", Decimal(80)),)


# Rows of the ledger.


def test_an_edited_row_of_the_ledger_is_a_new_decision(tmp_path: Path) -> None:
    """Whoever types over a decision makes a new one and is told; the old one stays in the ledger."""
    desk = Desk(tmp_path, consolidation(LEDGER))
    row = desk.row("Moderation", entry=6)
    desk.type("Moderation", row, {"value": 95})
    typed = desk.read()
    assert typed.decisions == (replace(LEDGER[1], value=Decimal(95), entry=None),)
    (warning,) = [p for p in typed.problems if p.severity is Severity.WARNING]
    assert (warning.code, warning.cell) == ("A45", f"G{row}")
    assert "ลำดับ 6 ถูกแก้จาก “90” เป็น “95”" in warning.message()
    desk.type("Moderation", row, {"reason": None})
    typed = desk.read()
    assert typed.decisions == ()
    assert told(typed) == [("A40", "Moderation", f"H{row}"), ("A45", "Moderation", f"G{row}")]
    following = desk.again(typed)
    assert following.row("Moderation", entry=6, value=90.0) == row
    assert following.row("Moderation", entry=None, value=95.0) == row + len(LEDGER) - 1


def test_an_emptied_row_of_the_ledger_changes_nothing(tmp_path: Path) -> None:
    """A decision is not taken back by emptying its row, and neither is a choice by typing over it."""
    desk = Desk(tmp_path, consolidation(LEDGER))
    row, chosen = desk.row("Moderation", entry=9), desk.row("Moderation", entry=11)
    desk.type("Moderation", row, dict.fromkeys(TYPED["Moderation"]))
    desk.type("Moderation", chosen, {"value": "อีกแผ่น"})
    typed = desk.read()
    assert (typed.decisions, typed.refusals) == ((), ())
    assert told(typed) == [("A46", "Moderation", f"G{row}"), ("A46", "Moderation", f"G{chosen}")]


def test_a_choice_keeps_its_row_when_the_assessors_name_is_corrected(tmp_path: Path) -> None:
    """The row says the former name: nothing was changed in it, and that name is still taken for hers."""
    desk = Desk(tmp_path, consolidation(LEDGER))
    people = tuple(replace(a, name="ชื่อที่แก้แล้ว") if a.id == "A2" else a for a in REGISTER.assessors)
    now = replace(REGISTER, assessors=people)
    row = desk.row("Moderation", entry=11)
    assert told(moderation.read(desk.path, now, EDITIONS, LEDGER)) == [("A46", "Moderation", f"E{row}")]
    assert moderation.read(desk.path, replace(now, former=REGISTER.assessors), EDITIONS, LEDGER).problems == ()


def test_a_number_that_the_ledger_does_not_have_is_named(tmp_path: Path) -> None:
    """With another ledger, decisions of the workbook come back as new ones, and each says so."""
    desk = Desk(tmp_path, consolidation(LEDGER[:1]))
    typed = moderation.read(desk.path, REGISTER, EDITIONS, ())
    assert typed.decisions == (replace(LEDGER[0], entry=None),)
    assert told(typed) == [("A43", "Moderation", "B4")]


# Sheets and rows that people move.


def _sorted(path: Path) -> None:
    wb = openpyxl.load_workbook(path)
    sheet = wb["Moderation"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    for number, row in enumerate(reversed(rows), 4):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
            sheet.cell(number, column).data_type = "s" if isinstance(value, str) else "n"
    wb.save(path)


def _inserted(path: Path) -> None:
    wb = openpyxl.load_workbook(path)
    wb["Moderation"].insert_rows(5, 3)
    wb["Moderation"].insert_rows(2)
    wb.save(path)


def _renamed(path: Path) -> None:
    wb = openpyxl.load_workbook(path)
    wb["Moderation"].title, wb["Choices"].title = "มติ", "Moderation"
    wb.move_sheet("Moderation", -1)
    wb.save(path)


def _copied(path: Path) -> None:
    wb = openpyxl.load_workbook(path)
    wb.copy_worksheet(wb["Moderation"])
    wb.copy_worksheet(wb["Choices"])
    wb.save(path)


def _columns_moved(path: Path) -> None:
    wb = openpyxl.load_workbook(path)
    wb["Moderation"].insert_cols(3, 2)
    wb.save(path)


MOVES = [_sorted, _inserted, _renamed, _copied, _columns_moved]


@pytest.mark.parametrize("move", MOVES, ids=lambda m: m.__name__)
def test_rows_and_sheets_may_be_moved(tmp_path: Path, move: Callable[[Path], None]) -> None:
    """Sorted, inserted or copied rows, and renamed, copied or moved sheets, read the same."""
    desk = Desk(tmp_path, consolidation(LEDGER, choices=[CHOICE]))
    desk.decide(FREE | {"subject": "total", "value": 88.5}, {"application": "P-02", "value": 3})
    number = desk.row("Choices", file="=1+1.xlsx")
    desk.type("Choices", number, {"use": "ใช่", **SIGNED})
    before = desk.read()
    move(desk.path)
    after = desk.read()
    assert len(after.decisions) == 2
    assert after.decisions == before.decisions
    copies = 2 if move is _copied else 1
    assert [p.code for p in errors(after.problems)] == [p.code for p in errors(before.problems)] * copies


@pytest.mark.parametrize("name", ["Moderation", "Choices"])
def test_a_sheet_that_is_missing_is_named(tmp_path: Path, name: str) -> None:
    """Without its mark a sheet cannot be found; the other one is read all the same."""
    desk = Desk(tmp_path, consolidation(choices=[CHOICE]))
    desk.decide(FREE | {"subject": "total", "value": 88.5})
    desk.type("Choices", desk.row("Choices", file="=1+1.xlsx"), {"use": "ใช่", **SIGNED})
    desk.path.write_bytes(patch(desk.path.read_bytes(), {name: {(1, 1): "x"}}))
    typed = desk.read()
    assert told(typed) == [("A49", name, "A1")]
    assert len(typed.decisions) == 1
    assert MARKS[name] in errors(typed.problems)[0].message()


@pytest.mark.parametrize(("name", "key"), [("Moderation", "reason"), ("Moderation", "entry"), ("Choices", "use")])
def test_a_column_that_is_missing_is_named(tmp_path: Path, name: str, key: str) -> None:
    """A column whose key is gone is named by its heading."""
    desk = Desk(tmp_path, consolidation(choices=[CHOICE]))
    desk.path.write_bytes(patch(desk.path.read_bytes(), {name: {(1, desk.columns(name)[key]): None}}))
    (problem,) = desk.read().problems
    assert (problem.code, problem.field) == ("A49", key)
    assert HEADINGS[key]["th"] in problem.message("th")


def test_a_text_is_answered_with_the_words_that_there_are(tmp_path: Path) -> None:
    """Who types a text where a number or a word may stand is told both."""
    desk = Desk(tmp_path, consolidation())
    desk.decide(FREE | {"subject": "total", "value": "ตามเดิม"}, FREE | {"subject": "8", "value": "same"})
    (total,), (indicator,) = (errors(refusal.problems) for refusal in desk.read().refusals)
    assert total.remedy("th").endswith("พิมพ์ตัวเลข 0–100 ทศนิยมไม่เกิน 2 ตำแหน่ง หรือ คงเดิม")
    assert indicator.remedy("en").endswith("type a number from 0 to 15, or keep to let everybody's scores stand")


# Texts stay texts.


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    """Whatever files and people bring is written as text, and what was no plain value is refused again."""
    hostile = '=HYPERLINK("http://example.org")'
    cells = {"application": hostile, "stage": "@x", "subject": "+1", "reason": hostile, "decided-by": "-1"}
    values = [Formula(5.0), ErrorValue("#N/A"), Percent(0.85), dt.date(2015, 6, 4), dt.time(12, 30), True]
    base = FREE | {"subject": "8", "date": DAY}
    refusals = [Refusal("Moderation", cells | {"value": hostile}, ())]
    refusals += [Refusal("Moderation", base | {"value": value}, ()) for value in values]
    stray = candidate("=cmd|' /C calc'!A0.xlsx", 4, title="=1+1")
    desk = Desk(tmp_path, consolidation(
        [decided("P-01", "desk", "total", Decimal(5), 5, reason=hostile)], refusals,
        [Choice("P-01", "desk", "A3", (stray, CHOICE.candidates[0]))],
    ))  # fmt: skip
    wb = openpyxl.load_workbook(desk.path)
    assert not [c.coordinate for sheet in wb for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    typed = desk.read()
    assert typed.decisions == ()
    codes = [errors(r.problems)[0].code for r in typed.refusals]
    assert codes == ["A27", "A44", "D06", "D10", "D08", "A44", "D07"]


def test_what_is_said_leads_to_where_the_row_stands_now(tmp_path: Path) -> None:
    """Rows move when the workbook is written anew; every message about a refused row moves with them."""
    other = Choice("P-01", "desk", "A2", CHOICE.candidates[:2])
    desk = Desk(tmp_path, consolidation(LEDGER, choices=[other, CHOICE]))
    row = FREE | {"subject": "total", "value": 80}
    desk.decide({"value": 3}, FREE | {"subject": "8", "value": 3}, row, row | {"value": 81})
    desk.type("Choices", 5, {"use": "yes", **SIGNED})
    keys = {value: row for (row, column), value in desk.sheet("Choices").cells.items() if column == 1}
    desk.type("Choices", keys[row_key(("P-01", "desk", "A3"), "none")], {"use": "yes", "reason": "x"})
    typed = desk.read()
    assert [d.subject for d in typed.decisions] == ["indicator:8", "place:A2"]
    following = desk.again(typed)
    told_now = anchored(replace(following.round, problems=typed.problems))
    again = following.read()
    assert [errors(r.problems) for r in told_now.refusals] == [errors(r.problems) for r in again.refusals]
    assert errors(told_now.problems) == errors(again.problems)
    assert errors(told_now.problems) != errors(typed.problems)
    assert anchored(told_now) == told_now


@pytest.mark.parametrize("lang", ["th", "en"])
def test_an_item_is_not_asked_for_twice(tmp_path: Path, lang: str) -> None:
    """A refused row of the agenda stands there once, with what was typed, and not once more as an empty item."""
    desk = Desk(tmp_path, consolidation())
    desk.type("Moderation", desk.row("Moderation", subject="ตัวชี้วัด 1.2"), {"value": 60})
    following = desk.again(desk.read(), lang)
    columns, cells = following.columns("Moderation"), following.sheet("Moderation").cells
    rows = [
        row
        for (row, column), v in cells.items()
        if column == columns["subject"] and subjects.is_called("indicator:1.2", str(v))
    ]
    assert [cells.get((row, columns["value"])) for row in rows] == [60.0]


@pytest.mark.parametrize(
    "name", ["แผ่นของ A2", "แผ่นของ ผู้ประเมิน 2", "แผ่นของผู้ประเมิน ๒", "แบบของ A2", "Sheet of a2", "the sheet of ผู้ประเมิน 2", "place:A2"]
)  # fmt: skip
def test_a_sheet_is_named_by_its_assessor(name: str) -> None:
    """By id or by name, in the word of either language or of an earlier version; shown with the name, unless two have it."""
    assert subjects.find(name, EDITIONS["tpsa-standard-2558"], REGISTER) == ("place:A2",)
    assert subjects.words("place:A2", REGISTER) == {"th": "แผ่นของ ผู้ประเมิน 2", "en": "Sheet of ผู้ประเมิน 2"}
    namesakes = replace(REGISTER, assessors=(*REGISTER.assessors, replace(REGISTER.assessors[1], id="A9")))
    assert subjects.word("place:A2", "th", namesakes) == "แผ่นของ A2"
    assert subjects.find("แผ่นของ ผู้ประเมิน 2", EDITIONS["tpsa-standard-2558"], namesakes) == ()


@pytest.mark.parametrize("id_", scored_editions())
def test_a_subject_can_be_copied_from_the_agenda(id_: str) -> None:
    """Whatever the agenda calls it, in either language, decides just that."""
    edition = scored(id_)
    for subject in subjects.subjects(edition):
        for lang in ("th", "en"):
            assert subjects.find(subjects.named(subject, edition, lang), edition, REGISTER) == (subject,)
    first = edition.indicators[0]
    assert subjects.named(f"indicator:{first.id}", edition, "en") == f"{first.id} {first.name.en}"
    assert subjects.named("total", edition, "en") == subjects.word("total", "en")


def test_what_can_be_typed_instead(tmp_path: Path) -> None:
    """The list has the sheets that were chosen; a question of eligibility is sent to the register."""
    desk = Desk(tmp_path, consolidation(LEDGER))
    condition = EDITIONS["tpsa-standard-2558"].eligibility[0]
    subjects_typed = ("ความสวยงาม", f"คุณสมบัติ: {condition.name.th}", f"eligibility:{condition.id}")
    desk.decide(*(DISPUTED | {"subject": subject, "value": "ยกเลิก"} for subject in subjects_typed))
    remedies = [p.remedy() for p in desk.read().problems if p.code == "A41"]
    assert ["แผ่นของ ผู้ประเมิน 2" in text for text in remedies] == [True, False, False]
    assert ["Answers" in text for text in remedies] == [False, True, True]
