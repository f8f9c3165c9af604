"""The sheets of decisions in other programs: openpyxl, and LibreOffice as a person uses it."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pyscoring.problems import errors
from tests.desk import (
    CHOICE,
    DAY,
    DISPUTED,
    EDITIONS,
    FREE,
    HEAD,
    KEYS,
    LEDGER,
    REGISTER,
    SIGNED,
    Desk,
    book,
    consolidation,
    decided,
    told,
)
from tests.typist import type_into
from workbook.consolidation import moderation
from workbook.office.libreoffice import LockedCell, Office


def test_typed_with_openpyxl(tmp_path: Path) -> None:
    """A file that openpyxl has saved reads right, formulas, errors and dates included."""
    desk = Desk(tmp_path, consolidation(LEDGER, choices=[CHOICE]))
    first = desk.free()
    wb = openpyxl.load_workbook(desk.path)
    rows: list[dict[str, Any]] = [
        FREE | {"subject": "total", "value": 88.5, "date": dt.datetime(2558, 5, 20)},
        FREE | {"subject": "8", "value": "=1+1"},
        FREE | {"subject": "7", "value": "#REF!"},
        FREE | {"subject": "6", "value": dt.date(2015, 4, 6)},
    ]
    for number, cells in enumerate(rows, first):
        for key, value in cells.items():
            wb["Moderation"].cell(number, desk.columns("Moderation")[key]).value = value
    wb.save(desk.path)
    typed = desk.read()
    assert typed.decisions == (decided("P-02", "desk", "total", Decimal("88.5")),)
    assert told(typed) == [(code, "Moderation", f"G{first + n}") for n, code in enumerate(("D09", "D06", "D08"), 1)]


def test_typed_in_libreoffice(tmp_path: Path, office: Office) -> None:
    """As a person does: typed into the yellow cells, a row inserted, saved; LibreOffice's own file reads right."""
    desk = Desk(tmp_path, consolidation(LEDGER, choices=[CHOICE]))
    open_item, free = desk.row("Moderation", subject="ตัวชี้วัด 1.2", entry=None), desk.free()
    with office.open(desk.path) as document:
        signed = [SIGNED["reason"], SIGNED["decided-by"], "2015-05-20"]
        document.set_formulas("Moderation", f"G{open_item}:J{open_item}", [["60.25", *signed]])
        document.set_formulas("Moderation", f"C{free}:E{free}", [["P-02", "", "คะแนนรวม"]])
        document.set("Moderation", f"G{free}:J{free}", [[88.5, *signed[:2], DAY]])
        document.set("Moderation", f"C{free + 1}:E{free + 1}", [["P-02", None, "8"]])
        document.set("Moderation", f"G{free + 1}", [["4,5"]])
        document.set("Choices", "I6:L6", [["ใช่", *signed[:2], DAY]])
        with pytest.raises(LockedCell):
            document.set("Moderation", "G4", [[1]])
        saved = document.save_as(tmp_path / "บันทึก.xlsx")
    typed = moderation.read(saved, REGISTER, EDITIONS, LEDGER)
    assert typed.decisions == (
        decided("P-01", "desk", "indicator:1.2", Decimal("60.25")),
        decided("P-02", "desk", "total", Decimal("88.5")),
        decided("P-01", "desk", "place:A3", KEYS[1], among=tuple(sorted(KEYS))),
    )
    assert [(p.code, p.cell) for p in errors(typed.problems)] == [("D05", f"G{free + 1}"), ("A40", f"H{free + 1}")]
    assert typed.head == HEAD


def test_sorted_in_libreoffice(tmp_path: Path, office: Office) -> None:
    """With the protection off, rows sorted and inserted by LibreOffice still read right."""
    desk = Desk(tmp_path, consolidation(LEDGER))
    desk.decide(FREE | {"subject": "total", "value": 88.5}, DISPUTED | {"subject": "1.5", "value": "keep"})
    before = desk.read()
    with office.open(desk.path) as document:
        sheet = document.sheet("Moderation")
        sheet.unprotect("")
        office_sort(document, f"A4:K{desk.free()}", column=4)
        sheet.Rows.insertByIndex(6, 2)
        saved = document.save_as(tmp_path / "sorted.xlsx")
    after = moderation.read(saved, REGISTER, EDITIONS, LEDGER)
    key = lambda d: (d.application, d.subject)  # noqa: E731
    assert sorted(after.decisions, key=key) == sorted(before.decisions, key=key)
    assert len(after.decisions) == 2
    assert told(after) == []


def office_sort(document: Any, area: str, column: int) -> None:
    from workbook.office.libreoffice import load_uno, uno_properties

    field = load_uno().createUnoStruct("com.sun.star.table.TableSortField")
    field.Field, field.IsAscending = column, False
    fields = load_uno().Any("[]com.sun.star.table.TableSortField", (field,))
    document.range("Moderation", area).sort(uno_properties(SortFields=fields, ContainsHeader=False))


TYPING = [
    ("value", "ห้าสิบ", "invalid"), ("value", "1050.5", "invalid"), ("value", "4.125", "invalid"),
    ("value", "๕", "invalid"), ("value", "50.25", ""), ("value", "คงเดิม", ""), ("value", "ไม่ใช่", ""),
    ("application", "P-99", "invalid"), ("application", "P-02", ""), ("stage", "รอบสอง", "invalid"),
    ("stage", "ประเมินในพื้นที่", ""), ("subject", "ตัวชี้วัด 9.9", "invalid"), ("subject", "คะแนนพิเศษ 3", ""),
    ("reason", "=ดี", ""), ("date", "20/5/2558", ""), ("state", "x", "locked"), ("seen", "x", "locked"),
]  # fmt: skip


def test_the_sheet_itself_refuses_what_cannot_be(tmp_path: Path, office: Office) -> None:
    """Typed by keys, a wrong value is refused in Thai at once, and written cells are locked."""
    desk = Desk(tmp_path, consolidation(LEDGER))
    free = desk.free()
    with office.open(desk.path, hidden=False) as document:
        for key, text, wanted in TYPING:
            entry = type_into(document, "Moderation", desk.at("Moderation", free, key), text)
            assert (key, text, entry.refusal) == (key, text, wanted)
            if wanted == "invalid":
                assert any("ก" <= c <= "๙" for c in entry.message)
    assert book(desk.round) == desk.path.read_bytes()
