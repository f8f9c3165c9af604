"""The register of a round: made, typed in, read, and every mistake in it named."""

import subprocess
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import openpyxl
import pytest

from pyscoring.edition import AwardEdition, load
from pyscoring.edition_files import available
from pyscoring.names import plain_name
from pyscoring.problems import Problem
from pyscoring.register import Alias, Application, Assessor, Assignment, Attested, History, Register, Submission
from tests.typist import type_into
from workbook.committee import gates, register
from workbook.committee.register_layout import ASSIGNMENTS, GUIDE, HISTORY, TABLES
from workbook.files.patch import patch
from workbook.files.sheetmap import Value
from workbook.office.libreoffice import Office

MADE_UP = Path(__file__).parent / "editions" / "made-up-2560.toml"
SOUND = Register(
    (
        Application("3-2", "tpsa-innovation-2558", "เครือข่าย MCH Board ล้านนา", "กรมอนามัย", "ศูนย์อนามัยที่ 10"),
        Application("0012", "tepga-expansion-2558", "ดีมาก", "กรมอนามัย"),
        Application("ก/1", "pmqa-award-2558", "พัฒนาองค์กร", "กรมอื่น"),
    ),
    (Assessor("a1", "ผู้ประเมิน 1"), Assessor("007", "ผู้ประเมิน 2")),
    (
        Assignment("3-2", "a1", "desk"),
        Assignment("3-2", "007", "desk", True, "เคยเป็นที่ปรึกษา"),
        Assignment("3-2", "a1", "site"),
        Assignment("0012", "007", "document"),
    ),
    (History(2556, "กรมอนามัย", "โครงการเดิม", "tpsa-innovation", "outstanding"),
     History(2557, "กรมอนามัย", "โครงการเดิม", "tpsa-best", None),
     History(2557, "กรมอนามัย", "=โครงการที่ถูกเพิกถอน", "tpsa-standard", "outstanding", True)),
    (Alias("กรมเก่า", "กรมอนามัย"),),
    (Submission(2557, "กรมอนามัย", "โครงการเดิม", "report"), Submission(2558, "กรมอนามัย", "โครงการใหม่", "new-project")),
    (Attested("tepga-excellence-2558", "กรมอนามัย", "main-mission", True),
     Attested("tpsa-continuity-2558", "กรมเก่า", "standard-kept", False, "โครงการเดิม")),
)  # fmt: skip

# What is typed into the sound register: sheet, changed cells, and the code, cell and message that tell of it.
Cells = dict[tuple[int, int], Value]
MISTAKES: dict[str, tuple[str, Cells, str, str, str]] = {
    "an id twice": ("Applications", {(5, 1): "๐๐๑๒"}, "A25", "A5", "A4"),
    "no id": ("Applications", {(5, 1): None}, "A24", "A5", "รหัสผลงาน"),
    "no edition": ("Applications", {(5, 2): " "}, "A24", "B5", "เกณฑ์รางวัล"),
    "an unknown edition": ("Applications", {(5, 2): "tpsa-inovation-2558"}, "T02", "B5", "tpsa-inovation-2558"),
    "a path as an edition": ("Applications", {(5, 2): "../x.toml"}, "T02", "B5", "../x.toml"),
    "a derived edition": ("Applications", {(5, 2): "tpsa-best-2558"}, "T08", "B5", "tpsa-best-2558"),
    "no title": ("Applications", {(5, 3): None}, "D15", "C5", "ชื่อผลงาน"),
    "a path as an id": ("Applications", {(5, 1): "../x"}, "A26", "A5", "../x"),
    "a formula as an id": ("Applications", {(5, 1): "=1+1"}, "A26", "A5", "=1+1"),
    "an id with a bell": ("Applications", {(5, 1): "a\u202eb"}, "A26", "A5", "b"),
    "a long id": ("Applications", {(5, 1): "ก" * 41}, "A26", "A5", "40"),
    "an id that is logical": ("Applications", {(5, 1): True}, "A34", "A5", "TRUE"),
    "no name": ("Assessors", {(5, 1): "a9"}, "A24", "B5", "ชื่อผู้ประเมิน"),
    "two of one name": ("Assessors", {(5, 1): "a9", (5, 2): "ผู้ประเมิน  ๑"}, "A37", "", "ผู้ประเมิน 1"),
    "an unknown application": ("Assignments", {(6, 1): "12"}, "A27", "A6", "12"),
    "an unknown assessor": ("Assignments", {(6, 2): "a3"}, "A28", "B6", "a3"),
    "a name for an id": ("Assignments", {(6, 2): "ผู้ประเมิน ๒"}, "D14", "B6", "007"),
    "an unknown stage": ("Assignments", {(6, 3): "เยี่ยม"}, "D13", "C6", "เยี่ยม"),
    "no stage": ("Assignments", {(6, 3): None}, "A24", "C6", "ขั้นตอน"),
    "neither yes nor no": ("Assignments", {(6, 4): "ไม่แน่"}, "D12", "D6", "ไม่แน่"),
    "no reason": ("Assignments", {(4, 5): None}, "D15", "E4", "เหตุผล"),
    "an assignment twice": ("Assignments", {(7, 1): "3-2", (7, 2): "a1", (7, 3): "desk"}, "A29", "A7", "3-2 · ประเมินจากเอกสาร · ผู้ประเมิน 1"),
    "no year": ("History", {(3, 1): "ปีก่อน"}, "A31", "A3", "ปีก่อน"),
    "a year of the common era": ("History", {(3, 1): 2013}, "D14", "A3", "2556"),
    "an unknown award": ("History", {(3, 4): "โนเบล"}, "A32", "D3", "โนเบล"),
    "an unknown band": ("History", {(3, 5): "ดีเลิศ"}, "A32", "E3", "ดีเลิศ"),
    "neither withdrawn nor not": ("History", {(3, 6): "อาจจะ"}, "D12", "F3", "อาจจะ"),
    "a report without a year": ("Reports", {(3, 1): "ปีนี้"}, "A31", "A3", "ปีนี้"),
    "neither report nor project": ("Reports", {(3, 4): "หนังสือ"}, "A44", "D3", "report · new-project"),
    "no project": ("Reports", {(3, 3): None}, "A24", "C3", "ชื่อผลงาน"),
    "an answer for no edition": ("Answers", {(3, 1): "tepga-2558"}, "A44", "A3", "tepga-excellence-2558"),
    "no such condition": ("Answers", {(3, 4): "ดีมาก"}, "A44", "D3", "main-mission"),
    "a condition that was mistyped": ("Answers", {(3, 4): "main-misson"}, "A44", "D3", "พิมพ์ main-mission ("),
    "an answer under an edition of no application": (
        "Answers", {(3, 1): "tepga-development-2558"}, "A44", "A3", "พิมพ์ tepga-excellence-2558 "),
    "an answer about another agency": (
        "Answers", {(3, 1): "tpsa-innovation-2558", (3, 2): "กรมอนามย", (3, 4): "new"}, "A44", "B3", "พิมพ์ กรมอนามัย "),
    "an answer about another project": (
        "Answers", {(3, 1): "tepga-expansion-2558", (3, 2): "กรมเก่า", (3, 3): "ดีมาk", (3, 4): "won"}, "A44", "C3",
        "พิมพ์ ดีมาก ถ้าหมายถึงรายการนี้"),
    "an answer about a project of an award for agencies": (
        "Answers", {(3, 3): "ดีมาก"}, "A44", "C3", "เว้นช่องนี้ว่าง"),
    "an answer where an earlier award is asked for": (
        "Answers", {(3, 4): "excellent-two-years"}, "A44", "D3", "กรอกหลักฐานในแผ่น History"),
    "an answer where new projects are asked for": (
        "Answers", {(3, 4): "new-projects"}, "A44", "D3", "กรอกหลักฐานในแผ่น Reports"),
    "no answer": ("Answers", {(3, 5): None}, "A24", "E3", "เป็นไปตามเงื่อนไข"),
    "an answer twice": ("Answers", {(5, 1): "tepga-excellence-2558", (5, 2): "กรมอนามัย", (5, 4): "main-mission", (5, 5): "ไม่ใช่"},
                        "A25", "D5", "D3"),
    "an answer about all projects against one about a project, under another name of the agency": (
        "Answers", {(5, 1): "tpsa-continuity-2558", (5, 2): "กรมอนามัย", (5, 4): "standard-kept", (5, 5): "ใช่"},
        "A25", "D5", "D4"),
    "an alias twice": ("Aliases", {(4, 1): "กรมเก่า", (4, 2): "กรมอื่น"}, "A25", "A4", "A3"),
    "an alias in a ring": ("Aliases", {(4, 1): "กรมอนามัย", (4, 2): "กรมเก่า"}, "A38", "A3", "กรมเก่า"),
}  # fmt: skip
# How many rows there are more then; in all other cases one row less.
ROWS_MORE = {
    "no title": 0, "no name": 0, "two of one name": 1, "a name for an id": 0, "no reason": 0, "an assignment twice": 0,
    "a year of the common era": 0, "an unknown award": 0, "an unknown band": 0, "an alias twice": 0,
    "neither withdrawn nor not": 0, "an answer twice": 0,
    "an answer about all projects against one about a project, under another name of the agency": 0,
}  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "register.xlsx"


def changed(path: Path, sheet: str, cells: Cells) -> tuple[Register, tuple[Problem, ...]]:
    """The sound register with these cells typed into it, read."""
    path.write_bytes(patch(register.write(SOUND), {sheet: cells}))
    return register.read(path)


def edited(path: Path, change: Callable[[Any], None]) -> tuple[Register, tuple[Problem, ...]]:
    """The sound register after a change in a spreadsheet library, read."""
    path.write_bytes(register.write(SOUND))
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return register.read(path)


def rows(found: Register) -> int:
    tables = found.applications, found.assessors, found.assignments, found.history, found.aliases
    return sum(map(len, (*tables, found.submissions, found.answers)))


def test_answers_that_agree_are_none_too_many(path: Path) -> None:
    """An answer about all projects of an agency may stand beside the same one about a project of it."""
    more = {(5, 1): "tpsa-continuity-2558", (5, 2): "กรมอนามัย", (5, 4): "standard-kept", (5, 5): "ไม่ใช่"}
    found, problems = changed(path, "Answers", more)
    assert (len(found.answers), problems) == (len(SOUND.answers) + 1, ())


def test_a_row_of_history_is_told_whole(path: Path) -> None:
    """Award, band and year that nobody knows are told together, not one after another has been mended."""
    found, problems = changed(path, "History", {(3, 1): "ปีก่อน", (3, 4): "โนเบล", (3, 5): "ดีเลิศ"})
    assert [(p.code, p.cell) for p in problems if p.sheet == "History"] == [("A31", "A3"), ("A32", "D3"), ("A32", "E3")]
    assert len(found.history) == len(SOUND.history) - 1


def test_an_answer_is_about_an_application(path: Path) -> None:
    """Agencies by former names, a project of theirs or all; while an application cannot be read nobody can tell."""
    asked = [
        Attested("tepga-expansion-2558", "กรมเก่า", "widened", True, "ดีมาก"),
        Attested("tpsa-innovation-2558", "กรมอนามัย", "new", False),
        Attested("tpsa-innovation-2558", "กรมอนามัย", "new", False, "ดีมาก"),
        Attested("tpsa-improvement-2558", "กรมอนามัย", "not-repeated", False),
    ]
    former = (replace(SOUND.applications[0], agency="กรมเก่า"), *SOUND.applications[1:])
    for works, told in ((former, ["C5", "A6"]), ((replace(former[0], id="?"), *former[1:]), [])):
        path.write_bytes(register.write(replace(SOUND, applications=works, answers=tuple(asked))))
        found, problems = register.read(path)
        assert list(found.answers) == (asked[:2] if told else asked)
        assert [p.cell for p in problems if p.sheet == "Answers"] == told


def test_what_there_is_many_of_is_not_listed(path: Path) -> None:
    """Where nothing is near and much could stand there, the sheet is named that has it; where nothing could, it is said."""
    many = tuple(Application(f"{n}", "tpsa-innovation-2558", f"โครงการที่ {n}", f"กรมที่ {n}") for n in range(13))
    answer = Attested("tpsa-innovation-2558", "สำนักงานปลัด", "new", True)
    path.write_bytes(register.write(replace(SOUND, applications=many, answers=(answer,))))
    (told,) = (p for p in register.read(path)[1] if p.code == "A44")
    assert told.message("en") == (
        "“สำนักงานปลัด” cannot be taken for the agency of an application of this round under tpsa-innovation-2558"
    )
    assert told.remedy("en") == "type it as it stands on the sheet Applications"
    fundamental = replace(many[0], edition="pmqa-fundamental-2558")
    answer = Attested(fundamental.edition, fundamental.agency, "new", True)
    path.write_bytes(register.write(replace(SOUND, applications=(fundamental,), answers=(answer,))))
    (told,) = (p for p in register.read(path)[1] if p.code == "A44")
    assert (told.cell, told.remedy("en").startswith("correct the row's other cells")) == ("D3", True)


@pytest.mark.parametrize("lang", ["th", "en"])
def test_what_is_written_reads_back(path: Path, lang: str) -> None:
    """A register written in either language reads back as the same, without a word."""
    path.write_bytes(register.write(SOUND, lang))
    assert register.read(path) == (SOUND, ())
    assert register.write(SOUND, lang) == path.read_bytes()


def test_a_blank_register(path: Path) -> None:
    """A blank register says which sheets want filling, and nothing of those that may stay blank."""
    path.write_bytes(register.blank("en"))
    found, problems = register.read(path)
    assert found == Register()
    assert [(p.code, p.sheet) for p in problems] == [("A33", t.name) for t in TABLES[:3]]
    assert problems[-1].message("en") == "the register holds no assignments yet"


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_and_costs_its_row_only(path: Path, name: str) -> None:
    """A mistake has its code, sheet, cell and what was seen; of other rows only those that rest on it go."""
    sheet, cells, code, cell, seen = MISTAKES[name]
    found, problems = changed(path, sheet, cells)
    told = next(p for p in problems if p.code == code)
    assert (told.file, told.cell or "") == (str(path), cell)
    assert told.sheet == (sheet if cell else None)
    assert seen in told.message() + told.remedy()
    assert rows(found) - rows(SOUND) == ROWS_MORE.get(name, -1)


def test_every_mistake_at_once(path: Path) -> None:
    """Mistakes on several sheets are told together, in the order of the sheets; then what the whole lacks."""
    data = register.write(SOUND)
    data = patch(data, {"Applications": {(3, 2): "x-2558"}, "Assignments": {(6, 1): "9"}, "History": {(3, 1): "?"}})
    path.write_bytes(data)
    found, problems = register.read(path)
    waits = [("A30", f"A{row}") for row in (3, 4, 5)]
    assert [(p.code, p.cell) for p in problems] == [
        ("T02", "B3"), *waits, ("A27", "A6"), ("A31", "A3"), ("A33", None),
    ]  # fmt: skip
    assert "Applications A3" in problems[1].message()
    assert problems[-1].message("en") == "the register holds no assignments that can be used: every row has a mistake"
    assert "ที่ใช้ได้" in problems[-1].message()
    assert [a.id for a in found.applications] == ["0012", "ก/1"]


def test_found_by_keys(path: Path) -> None:
    """Renamed and moved sheets, moved columns, inserted and sorted rows read as before."""

    def rearrange(book: Any) -> None:
        book["Applications"].title = "ผลงานปีนี้"
        book.move_sheet("Assignments", -3)
        book["Assessors"].insert_cols(1)
        book["Assignments"].insert_rows(2, 2)
        sheet = book["ผลงานปีนี้"]
        for row in range(1, 6):
            swapped = sheet.cell(row, 4).value, sheet.cell(row, 3).value
            sheet.cell(row, 3).value, sheet.cell(row, 4).value = swapped

    assert edited(path, rearrange) == (SOUND, ())


@pytest.mark.parametrize(
    ("change", "code", "seen"),
    [
        (lambda book: book.remove(book["History"]), "A20", "ผลรางวัลปีก่อน"),
        (lambda book: book["Assessors"].delete_cols(2), "A21", "ชื่อผู้ประเมิน"),
        (lambda book: book.copy_worksheet(book["Assessors"]), "A22", "Assessors Copy"),
        (lambda book: book["Assessors"].__setitem__("D1", "name"), "T05", "D1"),
        (lambda book: book["Applications"].__setitem__("A5", date(2015, 3, 2)), "A34", "02/03/2015"),
        (lambda book: book["Applications"].__setitem__("A5", "#N/A"), "A34", "#N/A"),
    ],
)
def test_a_damaged_register(path: Path, change: Callable[[Any], None], code: str, seen: str) -> None:
    """What is missing, doubled or was changed by the spreadsheet program is named; the rest is read."""
    found, problems = edited(path, change)
    assert [seen in p.message() for p in problems if p.code == code] == [True]
    assert found.applications[:2] == SOUND.applications[:2]


def test_numbers_become_ids(path: Path) -> None:
    """An id that a program turned into a number is a text again, and a formula's id is what it shows."""

    def change(book: Any) -> None:
        book["Assessors"]["A4"].value, book["Assessors"]["A4"].number_format = 7, "General"
        for row in (4, 6):
            book["Assignments"].cell(row, 2).value = 7

    found, problems = edited(path, change)
    assert found.assessors[1] == Assessor("7", "ผู้ประเมิน 2")
    assert (found.assignments[1].assessor, problems) == ("7", ())


def test_a_title_like_a_formula_stays_a_text(path: Path) -> None:
    """A title that begins as a formula does is written as the text that it is."""
    odd = Register(
        (Application("1", "pmqa-award-2558", "=ดีมาก", "+กรม"),), SOUND.assessors, (Assignment("1", "a1", "desk"),)
    )
    path.write_bytes(register.write(odd))
    assert register.read(path) == (odd, ())


def test_an_edition_whose_file_is_wrong(path: Path, tmp_path: Path) -> None:
    """Its mistakes are told once, in its own file and line; the other awards go on, and nothing follows from them."""
    of_it = tuple(Application(n, "made-up-2560", "ผลงาน", "กรม") for n in "12")
    others = SOUND.applications[1:]
    own = Register(
        (*of_it, *others), SOUND.assessors, (Assignment("1", "a1", "desk"), Assignment("0012", "a1", "desk"))
    )
    path.write_bytes(register.write(own, extra=[MADE_UP]))
    path.write_bytes(patch(path.read_bytes(), {"Applications": {(6, 3): None}}))
    wrong = tmp_path / "made-up-2560.toml"
    for old, new, code in (("full_mark = 100", "full_mark = 90", "E05"), ("full_mark = 100", "full_mark = 1,0", "E01")):
        text = MADE_UP.read_text(encoding="utf-8")
        line = text[: text.index(old)].count("\n") + 1
        wrong.write_text(text.replace(old, new), encoding="utf-8")
        found, (first, *more) = register.read(path, [wrong])
        assert (found.applications, found.assignments) == (
            (others[0], replace(others[1], title="")),
            own.assignments[1:],
        )
        assert (first.code, first.file) == (code, str(wrong))
        assert code == "E05" or first.lines == (line, line)
        assert first.lines
        assert [(p.code, p.cell) for p in more if p.file != str(wrong)] == [("D15", "C6")]


def test_editions_beside_the_packages_own(path: Path) -> None:
    """An edition named by its file is offered in the list and accepted."""
    own = Register(
        (Application("1", "made-up-2560", "ผลงาน", "กรม"),), SOUND.assessors, (Assignment("1", "a1", "desk"),)
    )
    path.write_bytes(register.write(own, extra=[MADE_UP]))
    assert register.read(path, [MADE_UP]) == (own, ())
    assert {p.code for p in register.read(path)[1]} == {"T02", "A30", "A33"}
    offered = [cell.value for cell in openpyxl.load_workbook(path)[GUIDE]["B"]]
    assert "made-up-2560" in offered


def test_not_a_register(tmp_path: Path) -> None:
    """A missing file, a damaged one and another workbook are told apart, and none raises."""
    other, damaged = tmp_path / "other.xlsx", tmp_path / "damaged.xlsx"
    openpyxl.Workbook().save(other)
    damaged.write_bytes(b"PK\x03\x04")
    codes = {p.name: [q.code for q in register.read(p)[1]] for p in (other, damaged, tmp_path / "none.xlsx")}
    assert codes["other.xlsx"] == ["A23"]
    assert codes["none.xlsx"] == ["F01"]
    assert codes["damaged.xlsx"][0].startswith("F")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ผู้ประเมิน  ๑ ", "ผู้ประเมิน 1", True),
        ("น\u0e49\u0e4d\u0e32", "น\u0e49\u0e33", True),
        ("น\u0e4d\u0e49\u0e32", "น\u0e49\u0e33", True),
        ("เเม่", "แม่", True),
        ("ก\u200bข", "กข", True),
        ("A-1", "a-1", True),
        ("e\u0301", "\u00e9", True),
        ("0012", "12", False),
        ("①", "1", False),
    ],
)
def test_names_compare(one: str, other: str, same: bool) -> None:
    """Spaces, case, digits' script and invisible characters make no other name; anything else does."""
    assert (plain_name(one) == plain_name(other)) is same


def test_the_model_answers() -> None:
    """Lookups, panels and stages; a name that two bear, or bore, stands for neither, and a workbook carries the id."""
    twins = Register(assessors=(Assessor("a1", "ก"), Assessor("a2", "ก"), Assessor("x", "a1")))
    assert twins.assessor("ก") is None
    assert [twins.called(a) for a in twins.assessors] == ["a1", "a2", "x"]
    former = (Assessor("x", "ข"), Assessor("a1", "ค"), Assessor("x", "ค"), Assessor("a2", "a1"), Assessor("z", "ง"))
    renamed = replace(twins, former=(*former, Assessor("a1", "ก")))
    assert [renamed.assessor(name) for name in "ขคงก"] == [twins.assessors[2], None, None, None]
    assert renamed.assessor("a1") == twins.assessors[0]
    assert SOUND.assessor("ผู้ประเมิน  ๒") == SOUND.assessors[1]
    assert SOUND.application("๓-๒") == SOUND.applications[0]
    assert SOUND.application("12") is None
    assert SOUND.stages("3-2") == ("desk", "site")
    assert [(a.assessor, a.conflict) for a in SOUND.panel("3-2", "desk")] == [("a1", False), ("007", True)]
    assert SOUND.panel("3-2", "document") == ()
    assert SOUND.answers_to("tepga-excellence-2558", "กรมเก่า") == {"main-mission": True}
    assert SOUND.answers_to("tpsa-continuity-2558", "กรมอนามัย", "โครงการ เดิม") == {}
    assert SOUND.answers_to("tpsa-continuity-2558", "กรมอนามัย", " โครงการเดิม") == {"standard-kept": False}
    assert SOUND.answers_to("tpsa-continuity-2558", "กรมอื่น", "โครงการเดิม") == {}
    chain = Register(aliases=(Alias("ก", "ข"), Alias("ข", "ค")))
    assert [chain.agency(name) for name in ("ก", "ข", "ค")] == ["ค", "ค", "ค"]


def test_the_ledgers_document_does_not_depend_on_the_order_of_rows() -> None:
    """Sorting the register's rows changes nothing in what the ledger keeps; another edition does, or a row less."""
    again = Register(*(getattr(SOUND, table.name)[::-1] for table in fields(SOUND)))
    assert again.as_json() == SOUND.as_json()
    assert SOUND.as_json()["assignments"][1]["stage"] == "desk"
    other = Register(
        (*SOUND.applications[:2], Application("ก/1", "pmqa-category-2558")), SOUND.assessors, SOUND.assignments
    )
    assert other.as_json() != SOUND.as_json()
    for table in (table for table in fields(SOUND) if table.name != "former"):
        less = replace(SOUND, **{table.name: getattr(SOUND, table.name)[1:]})
        assert less.as_json() != SOUND.as_json()
    assert set(Register().as_json()) == {"applications", "assessors", "assignments"}


def test_lists_and_marks_in_the_office(office: Office, tmp_path: Path) -> None:
    """In LibreOffice the lists hold the ids that are there, and what is doubled or not listed bears a mark."""
    wrong = Register(
        (*SOUND.applications, Application("0012", "nothing-2558", "ซ้ำ", "กรม")), SOUND.assessors,
        (*SOUND.assignments, Assignment("12", "a1", "desk")), SOUND.history, SOUND.aliases,
    )  # fmt: skip
    file = tmp_path / "register.xlsx"
    file.write_bytes(register.write(wrong))
    with office.open(file) as opened:
        formulas = ["=COUNTA(ApplicationIds)", "=INDEX(AssessorIds;2)", "=COUNTA(EditionIds)", "=COUNTA(AwardIds)"]
        opened.set_formulas("History", "H9:K9", [formulas])
        opened.recalculate()
        known = [load(id_) for id_ in available()]
        ids, awards = sum(isinstance(e, AwardEdition) for e in known), len({e.award for e in known})
        assert opened.values("History", "H9:K9") == [[4.0, "007", float(ids), float(awards)]]
        assert opened.values("Applications", "A4")[0][0] == "0012"
        opened.set("History", "H9:K9", [[""] * 4])
        pdf = opened.pdf(tmp_path / "register.pdf")
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
    _, guide_ends, tables = text.partition("\f")
    marked = [line.split("✗")[1].split()[0] for line in tables.splitlines() if "✗" in line]
    assert guide_ends
    assert marked == ["0012", "0012", "12"]
    assert "✗ nothing-2558" in tables
    assert text.count("\f") == 1 + len(TABLES)


def test_who_is_too_few() -> None:
    """Told for each edition and stage: fewer without a conflict than the edition asks for, or nobody; a check needs one."""
    more = replace(SOUND, assignments=(*SOUND.assignments, Assignment("3-2", "007", "site")))
    for sound, site in (SOUND, [("site", "3-2 (1)")]), (more, []):
        found = gates.small(sound, register.editions_of(sound))
        assert [(p.field, p.details["applications"]) for p in found] == [("desk", "3-2 (1)"), *site, (None, "ก/1 (0)")]
    alone = replace(SOUND, assignments=(replace(SOUND.assignments[-1], conflict=True),))
    told = [p.message("en") for p in gates.small(alone, register.editions_of(alone)) if p.field == "document"]
    assert told == [
        "tepga-expansion-2558 asks for 1 or more assessors; fewer are assigned (how many, in brackets): 0012 (0)"
    ]


def test_typing_in_the_office(office: Office, tmp_path: Path) -> None:
    """In LibreOffice a stage and a year outside the list are refused, an id that is not listed asks first."""
    file = tmp_path / "register.xlsx"
    file.write_bytes(register.write(SOUND))
    stage, year = (f"{t.letter(key)}7" for t, key in ((ASSIGNMENTS, "stage"), (HISTORY, "year")))
    with office.open(file, hidden=False) as opened:
        assert not type_into(opened, "Assignments", stage, "เยี่ยม").accepted
        assert type_into(opened, "Assignments", stage, "ประเมินในพื้นที่").accepted
        assert not type_into(opened, "History", year, "57").accepted
        assert type_into(opened, "History", year, "2557").accepted
        asked = type_into(opened, "Assignments", "A7", "77", insist=True)
        assert (asked.accepted, "ไม่อยู่ในรายการ" in asked.message) == (True, True)
        assert type_into(opened, "Assignments", "A8", "0012") == type_into(opened, "Assignments", "A9", "3-2")
        assert opened.values("Assignments", "A7:A9") == [["77"], ["0012"], ["3-2"]]


def test_three_thousand_rows(path: Path, record_property: Callable[[str, object], None]) -> None:
    """A register of 3,000 assignments is written and read in seconds."""
    applications = tuple(Application(f"{n:04}", "tpsa-innovation-2558", f"ผลงาน {n}", "กรม") for n in range(600))
    assessors = tuple(Assessor(f"a{n}", f"ผู้ประเมิน {n}") for n in range(5))
    places = tuple(Assignment(a.id, b.id, "desk") for a in applications for b in assessors)
    large = Register(applications, assessors, places)
    start = perf_counter()
    path.write_bytes(register.write(large))
    written = perf_counter()
    assert register.read(path) == (large, ())
    record_property(
        "figure", f"register of 3,000 rows: written {written - start:.1f} s, read {perf_counter() - written:.1f} s"
    )
