"""Grids of plain values become score sheets, by keys alone."""

import random
from decimal import Decimal
from typing import Any

import pytest

from pyscoring.edition import AwardEdition, scored
from pyscoring.problems import errors
from tests.sheets import cells, full, rows
from workbook.files.values import ErrorValue, Formula
from workbook.scoresheet import layout
from workbook.scoresheet.reader import ReadSheet, from_rows, parse

TEPGA, TPSA = scored("tepga-development-2558"), scored("tpsa-standard-2558")


def _read(grid: dict[tuple[int, int], Any]) -> ReadSheet:
    return parse(from_rows(rows(grid)))


def _codes(read: ReadSheet) -> list[tuple[str, str | None]]:
    result = read.score()
    assert result is not None
    return [(p.code, p.cell) for p in errors(result.problems)]


@pytest.mark.parametrize("edition", [TEPGA, TPSA])
def test_everything_is_found(edition: AwardEdition) -> None:
    """A filled sheet reads as its answers, and scores."""
    answers = full(edition, title="ผลงาน", agency="กรม", unit="กอง", conflict="ไม่ใช่") | {"eligibility:x": None}
    read = _read(cells(edition, answers))
    sheet = read.sheet
    assert (sheet.edition, sheet.definition, sheet.language) == (edition.id, edition.definition, "th")
    assert (sheet.application, sheet.title, sheet.agency, sheet.unit) == ("ก-1", "ผลงาน", "กรม", "กอง")
    assert (sheet.assessor, sheet.stage, sheet.conflict, str(sheet.date)) == ("ผู้ประเมิน 1", "desk", False, "2015-05-20")
    assert sheet.scores == {i.id: i.high for i in edition.indicators}
    result = read.score()
    assert result is not None
    assert result.total == edition.total.full_mark


def test_moved_rows_and_columns_read_the_same() -> None:
    """Rows and columns in any order, with others between them, read the same: only the keys count."""
    grid = rows(cells(TPSA, full(TPSA) | {"bonus:3": "ใช่"}))
    wanted = parse(from_rows(grid)).score()
    assert wanted is not None
    rng = random.Random(1)
    for _ in range(50):
        body = [list(row) for row in grid[1:]] + [[None, "หมายเหตุของผู้ประเมิน", 99]] * rng.randint(0, 3)
        rng.shuffle(body)
        order = [0, *rng.sample(range(1, len(grid[0])), len(grid[0]) - 1)]
        width = max(len(r) for r in grid)
        moved = [[(row + [None] * width)[c] for c in order] for row in [grid[0], *body]]
        found = parse(from_rows(moved)).score()
        assert found is not None
        assert (found.total, found.band, found.sheet) == (wanted.total, wanted.band, wanted.sheet)


def test_all_problems_come_together_in_the_order_of_the_sheet() -> None:
    """Every mistake of a sheet is told at once, with its cell, from top to bottom."""
    answers = full(
        TEPGA, conflict="อาจจะ", indicator_1="หก", indicator_2=3.999, indicator_3=None, indicator_4=True,
        indicator_5=ErrorValue("#N/A"), indicator_6=Formula(5.0), indicator_7="5,5", indicator_8=15.01,
    )  # fmt: skip
    assert _codes(_read(cells(TEPGA, answers))) == [
        ("D12", "E12"), ("D02", "E15"), ("D04", "E16"), ("D01", "E17"), ("D07", "E18"), ("D06", "E20"),
        ("D09", "E21"), ("D05", "E22"), ("D03", "E23"),
    ]  # fmt: skip


def test_status_counts_mistakes_before_gaps() -> None:
    """One wrong entry and two missing ones make a sheet to correct; without the wrong one, two are missing."""
    wrong = _read(cells(TEPGA, full(TEPGA, indicator_1=7, indicator_2=None, indicator_3=None))).score()
    gaps = _read(cells(TEPGA, full(TEPGA, indicator_2=None, indicator_3=None))).score()
    assert wrong is not None
    assert gaps is not None
    assert (wrong.status.text(), gaps.status.text("en")) == ("แก้ไข 1 แห่ง", "2 missing")
    assert wrong.total is gaps.total is None


@pytest.mark.parametrize("blank", [None, "", "  ", "\u00a0", "\u200b"])
def test_blank_is_not_zero(blank: str | None) -> None:
    """A cell that shows nothing is missing; a typed 0 counts."""
    missing = _read(cells(TEPGA, full(TEPGA, indicator_7=blank))).score()
    zero = _read(cells(TEPGA, full(TEPGA, indicator_7=0))).score()
    assert missing is not None
    assert zero is not None
    assert (missing.total, missing.status.kind) == (None, "incomplete")
    assert (zero.total, zero.status.kind) == (Decimal("45.00"), "complete")


def test_repairs_are_notes() -> None:
    """Thai digits, spaces and yes in the other language count, and each repair is told."""
    answers = full(TPSA, indicator_1="") | {"indicator:1.1": "๑๒๐", "indicator:1.2": " 120\u00a0", "bonus:1": "yes"}
    answers.pop("indicator:1")
    result = _read(cells(TPSA, answers)).score()
    assert result is not None
    assert str(result.total) == "1050.00"
    notes = [(p.field, p.details["understood"]) for p in result.problems if p.code == "D14"]
    assert notes == [("date", "2015-05-20"), ("indicator:1.1", "120"), ("indicator:1.2", "120"), ("bonus:1", "ใช่")]


def test_conflict_of_interest() -> None:
    """A declared conflict recuses; scores beside it are an error, and no total is given either way."""
    empty = {"conflict": "ใช่", "conflict-reason": "ญาติ"}
    recused = _read(cells(TEPGA, empty)).score()
    scored_too = _read(cells(TEPGA, full(TEPGA, conflict="ใช่"))).score()
    assert recused is not None
    assert scored_too is not None
    assert (recused.status.kind, scored_too.status.kind) == ("recused", "recused")
    assert errors(recused.problems) == ()
    assert [p.code for p in errors(scored_too.problems)] == ["A01"]
    assert recused.total is scored_too.total is None


def _without(grid: dict[tuple[int, int], Any], key: str) -> dict[tuple[int, int], Any]:
    row = next(r for (r, c), v in grid.items() if c == 1 and v == key)
    return {place: value for place, value in grid.items() if place[0] != row}


def test_missing_row() -> None:
    """A deleted indicator row is named by its key and its label, and there is no total."""
    result = _read(_without(cells(TEPGA, full(TEPGA)), "indicator:3")).score()
    assert result is not None
    (problem,) = errors(result.problems)
    assert (problem.code, problem.field) == ("T04", "indicator:3")
    assert "3 การมีกลไก" in problem.message()
    assert result.total is None


def test_doubled_key() -> None:
    """A key that stands twice is refused with both places."""
    grid = cells(TEPGA, full(TEPGA)) | {(60, 1): "indicator:3", (60, 5): 1}
    result = _read(grid).score()
    assert result is not None
    (problem,) = errors(result.problems)
    assert (problem.code, problem.details["cells"], result.total) == ("T05", "A17, A60", None)


def test_doubled_column() -> None:
    """Two columns that claim to hold the scores are refused."""
    result = _read(cells(TEPGA, full(TEPGA)) | {(1, 12): "value", (15, 12): 1}).score()
    assert result is not None
    assert [(p.code, p.details["cells"]) for p in errors(result.problems)] == [("T05", "E1, L1")]
    assert result.total is None


def test_sorted_without_the_keys() -> None:
    """Labels that stand beside other rows' keys show that rows moved without the hidden column."""
    grid = cells(TEPGA, full(TEPGA))
    first, second = (next(r for (r, c), v in grid.items() if c == 1 and v == f"indicator:{i}") for i in "14")
    for column in (layout.LABEL, layout.VALUE):
        grid[first, column], grid[second, column] = grid[second, column], grid[first, column]
    result = _read(grid).score()
    assert result is not None
    assert [(p.code, p.field) for p in errors(result.problems)] == [("T10", "indicator:1"), ("T10", "indicator:4")]
    assert result.total is None


def test_edited_label() -> None:
    """A label in words of somebody's own is a warning; the score counts."""
    grid = cells(TEPGA, full(TEPGA)) | {(15, layout.LABEL): "นโยบาย (ดูข้อ 2)"}
    result = _read(grid).score()
    assert result is not None
    assert [p.cell for p in result.problems if p.code == "T11"] == ["C15"]
    assert result.total == 100


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"edition": "tepga-2599"}, "T02"),
        ({"edition": None}, "T02"),
        ({"edition": "../../etc/passwd"}, "T02"),
        ({"edition": "tests/editions/made-up-2560.toml"}, "T02"),
        ({"edition": "tpsa-best-2558"}, "T08"),
    ],
)
def test_unusable_edition(changed: dict[str, Any], code: str) -> None:
    """A workbook whose edition cannot be used is refused, and no file that it names is opened."""
    read = _read(cells(TEPGA, full(TEPGA) | changed))
    assert read.score() is None
    assert [p.code for p in errors(read.problems)] == [code]


def test_other_definition() -> None:
    """A workbook made from other rules under the same id is refused, which is told before what follows from it."""
    changed = {(15, layout.LABEL): "นโยบาย", (40, 1): "indicator:10"}
    result = _read(cells(TEPGA, full(TEPGA) | {"definition": "0123456789ab"}) | changed).score()
    assert result is not None
    assert [(p.code, p.cell) for p in errors(result.problems)] == [("T03", "E31"), ("T07", "E40")]
    assert (result.problems[0].code, "T11" in [p.code for p in result.problems]) == ("T03", True)
    assert result.total is None


def test_rows_of_another_edition() -> None:
    """Rows pasted from another edition's workbook are named, not ignored."""
    result = _read(cells(TEPGA, full(TEPGA)) | {(50, 1): "indicator:10", (50, 5): 15}).score()
    assert result is not None
    assert [(p.code, p.field, p.cell) for p in errors(result.problems)] == [("T07", "indicator:10", "E50")]


@pytest.mark.parametrize(("mark", "code"), [(None, "T01"), ("ก", "T01"), (1.0, "T01"), ("pyscoring/2", "T09")])
def test_not_our_sheet(mark: object, code: str) -> None:
    """A sheet without our mark, or with a newer one, is refused and says so."""
    read = _read(cells(TEPGA, full(TEPGA)) | {(1, 1): mark})
    assert read.score() is None
    assert code in [p.code for p in errors(read.problems)]


def test_overwritten_formula() -> None:
    """A live total that somebody typed over is pointed out; the result comes from the entries all the same."""
    grid = cells(TEPGA, full(TEPGA) | {"total": Formula(100.0), "band": "ดีเยี่ยม", "status": Formula("ครบถ้วน")})
    result = parse(grid).score()
    assert result is not None
    assert [(p.code, p.field) for p in result.problems if p.code == "T13"] == [("T13", "band")]
    assert result.total == 100


def test_changed_after_the_official_result() -> None:
    """Entries that changed since the official result was written are pointed out."""
    grid = cells(TEPGA, full(TEPGA))
    row = next(r for (r, c), v in grid.items() if c == 1 and v == "fingerprint")
    result = _read(grid | {(row, layout.OFFICIAL): "0" * 16}).score()
    assert result is not None
    assert "D17" in [p.code for p in result.problems]
    same = _read(grid | {(row, layout.OFFICIAL): result.sheet.fingerprint}).score()
    assert same is not None
    assert "D17" not in [p.code for p in same.problems]


def test_empty_grid() -> None:
    """Nothing at all is a sheet that is not ours."""
    assert [p.code for p in parse({}).problems] == ["T01", "T06", "T06"]
