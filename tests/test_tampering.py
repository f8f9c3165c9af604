"""What people do to a workbook in a spreadsheet program: the same score, or a problem that names what is wrong.

Each change is made in LibreOffice, saved as .xlsx and read back. A silently different number is the one thing that
must not come out, neither from Python nor from the sheet's own formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pyscoring.edition import AwardEdition, scored
from pyscoring.problems import Problem, errors
from pyscoring.score import Score
from tests.sheets import FULL_MARKS, blank
from workbook.office.libreoffice import Document, LockedCell, Office, load_uno
from workbook.scoresheet import layout
from workbook.scoresheet.fill import fill
from workbook.scoresheet.reader import address, parse, read_file
from workbook.scoresheet.scoring import Scored, score_files

MADE_UP = Path(__file__).parent / "editions" / "made-up-2560.toml"
LAST = layout.OFFICIAL - 1  # the last column, counted from 0
KEY, LABEL, VALUE = layout.KEY - 1, layout.LABEL - 1, layout.VALUE - 1
EVIDENCE, OFFICIAL = layout.EVIDENCE - 1, layout.OFFICIAL - 1
Change = Callable[["Sheet"], object]


@dataclass(frozen=True)
class Case:
    """An edition, its file where it is not the package's own, and a sheet on which no two entries are alike."""

    edition: AwardEdition
    extra: tuple[Path, ...]
    answers: dict[str, Any]
    wanted: Score

    @property
    def indicators(self) -> list[str]:
        return [f"indicator:{i.id}" for i in self.edition.indicators]

    def write(self, path: Path, lang: str = "th", **changed: Any) -> Path:
        path.write_bytes(fill(blank(self.edition.id, lang, self.extra), self.edition, self.answers | changed))
        return path


def _case(ref: str, extra: tuple[Path, ...], entries: dict[str, float], confirmed: tuple[str, ...]) -> Case:
    edition = scored(ref, extra)
    answers = FULL_MARKS | {f"indicator:{id_}": value for id_, value in entries.items()}
    answers |= {f"bonus:{id_}": "ใช่" for id_ in confirmed}
    answers |= {f"eligibility:{item.id}": "ใช่" for item in edition.eligibility}
    edits = fill(blank(ref, "th", extra), edition, answers)
    assert len(set(entries.values())) == len(edition.indicators)
    result = parse(_cells(edits), extra).score()
    assert result is not None
    assert result.complete
    return Case(edition, extra, answers, result)


def _cells(data: bytes) -> Any:
    from workbook.files.package import Book

    book = Book(data)
    return book.cells(book.sheets["Score"], lambda row, column: True)


CASES = {
    # Entries that fit every other indicator's range: a swap would pass unnoticed if it were not for the keys.
    "tpsa": _case(
        "tpsa-innovation-2558", (),
        {"1.1": 99.99, "1.2": 87.5, "1.3": 61.25, "1.4": 93, "1.5": 78.04}
        | {"2.1": 70.01, "2.2": 55.55, "2.3": 84.6, "2.4": 91.1},
        ("1", "3"),
    ),
    # Levels, percentages and weights: another order gives another total.
    "made-up": _case(
        "made-up-2560", (MADE_UP,), {"a1": 3, "a2": 4, "b1": 1, "b2": 2, "b3": 5, "c1": 3.33}, ("d1", "l1"),
    ),
}  # fmt: skip


class Sheet:
    """A score sheet open in LibreOffice, its rows and columns found by their keys as they stand now."""

    def __init__(self, document: Document, case: Case, name: str = "Score") -> None:
        self.document, self.case, self.api = document, case, document.sheet(name)

    def row(self, key: str) -> int:
        """The row with this key, counted from 0."""
        column = self.api.getCellRangeByPosition(0, 0, 0, 199).getDataArray()
        return next(row for row, (value,) in enumerate(column) if value == key)

    def column(self, key: str) -> int:
        """The column with this key, counted from 0."""
        (top,) = self.api.getCellRangeByPosition(0, 0, 29, 0).getDataArray()
        return list(top).index(key)

    def cell(self, key: str, column: int) -> Any:
        return self.api.getCellByPosition(column, self.row(key))

    def block(self, first: str, last: str, left: int = KEY, right: int = LAST) -> Any:
        return self.api.getCellRangeByPosition(left, self.row(first), right, self.row(last))

    def sort(self, area: Any, column: int, rising: bool = False) -> None:
        """Sort the rows of an area by one of its columns, as Data > Sort does."""
        uno = load_uno()
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = column - area.RangeAddress.StartColumn, rising
        descriptor = area.createSortDescriptor()
        for wish in descriptor:
            if wish.Name == "SortFields":
                wish.Value = uno.Any("[]com.sun.star.table.TableSortField", (field,))
            elif wish.Name == "ContainsHeader":
                wish.Value = False
        before = area.getFormulaArray()
        uno.invoke(area, "sort", (uno.Any("[]com.sun.star.beans.PropertyValue", tuple(descriptor)),))
        assert area.getFormulaArray() != before

    def swap(self, first: Any, second: Any) -> None:
        first.String, second.String = second.String, first.String

    def insert_rows(self, row: int, count: int = 1) -> None:
        self.api.Rows.insertByIndex(row, count)

    def delete_row(self, key: str) -> None:
        self.api.Rows.removeByIndex(self.row(key), 1)

    def copy_row(self, key: str, to: int) -> None:
        source = self.api.getCellRangeByPosition(0, self.row(key), LAST, self.row(key))
        self.api.copyRange(self.api.getCellByPosition(0, to).CellAddress, source.RangeAddress)

    def live(self) -> object:
        """The sheet's own total: a number, "" or an error; None where its row or column has gone."""
        with suppress(StopIteration, ValueError):
            place = address(self.row("total") + 1, self.column("value") + 1)
            return self.document.values(self.api.Name, place, typed=False)[0][0]
        return None


@pytest.fixture(params=sorted(CASES))
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@pytest.fixture
def sheet(office: Office, case: Case, tmp_path: Path) -> Iterator[Sheet]:
    """A filled score sheet, its protection taken off."""
    with office.open(case.write(tmp_path / "before.xlsx")) as document:
        opened = Sheet(document, case)
        opened.api.unprotect("")
        assert opened.live() == float(case.wanted.total or 0)
        yield opened


def _read(sheet: Sheet, folder: Path) -> list[Scored]:
    """Recalculate, save and read back; the sheet's formulas may fall silent, but never say another number."""
    sheet.document.recalculate()
    path = sheet.document.save_as(folder / "after.xlsx")
    found = list(score_files([path], sheet.case.extra))
    for each in found:
        if each.sheet is None:
            continue
        assert _agrees(Sheet(sheet.document, sheet.case, each.sheet).live(), each.result)
    return found


def _agrees(live: object, result: Score | None) -> bool:
    """The live total is Python's, or no number; where Python gives none, there is nothing to differ from."""
    return not isinstance(live, float) or result is None or result.total is None or live == float(result.total)


def _assert_same(found: list[Scored], case: Case, count: int = 1) -> None:
    """Every score sheet has the very same entries, total and band, and no error."""
    assert len(found) == count
    for each in found:
        assert errors(each.problems) == ()
        assert each.result is not None
        assert (each.result.total, each.result.band) == (case.wanted.total, case.wanted.band)
        assert each.result.sheet.scores == case.wanted.sheet.scores
        assert each.result.sheet.bonus == case.wanted.sheet.bonus


def _assert_named(found: list[Scored], code: str, place: str | None = None) -> Problem:
    """No total, no band, and an error of this code in each result; one of them at `place`, a cell or a field."""
    for each in found:
        assert each.result is None or (each.result.total, each.result.band) == (None, None)
        told = [p for p in errors(each.problems) if p.code == code]
        assert told, [p.code for p in each.problems]
        assert all(p.file for p in told)
        assert all(p.message("th") and p.message("en") and p.remedy("th") and p.remedy("en") for p in told)
    if place is None:
        return told[0]
    assert each.sheet is not None
    problem = next(p for p in told if place in (p.cell, p.field))
    assert problem.sheet == each.sheet
    return problem


# Changes that leave the score as it is.


def _insert_above(s: Sheet) -> None:
    """Rows above everything that is seen, with a note in them."""
    s.insert_rows(1, 3)
    s.api.getCellByPosition(LABEL, 1).String = "ฉบับร่าง"
    s.api.getCellByPosition(VALUE, 2).Value = 5


def _insert_between(s: Sheet) -> None:
    """Rows between indicators, with scores of nobody in them."""
    for key in s.case.indicators[1:4]:
        s.insert_rows(s.row(key), 2)
        s.api.getCellByPosition(VALUE, s.row(key) - 1).Value = 50
        s.api.getCellByPosition(LABEL, s.row(key) - 1).String = "รวม"


def _insert_columns(s: Sheet) -> None:
    s.api.Columns.insertByIndex(VALUE, 1)
    s.api.Columns.insertByIndex(LABEL, 2)


def _sort_dimension(s: Sheet) -> None:
    """The first dimension's indicators by score, all columns."""
    ids = [f"indicator:{i.id}" for i in s.case.edition.dimensions[0].indicators]
    s.sort(s.block(ids[0], ids[-1]), VALUE)


def _sort_across(s: Sheet) -> None:
    """All indicators by score, headings of dimensions among them, all columns."""
    s.sort(s.block(f"dimension:{s.case.edition.dimensions[0].id}", s.case.indicators[-1]), VALUE, rising=True)


def _sort_by_label(s: Sheet) -> None:
    s.sort(s.block(s.case.indicators[0], s.case.indicators[-1]), LABEL)


def _move_row(s: Sheet) -> None:
    """The first indicator cut and pasted to the end of the sheet."""
    row = s.row(s.case.indicators[0])
    source = s.api.getCellRangeByPosition(0, row, LAST, row)
    s.api.moveRange(s.api.getCellByPosition(0, 120).CellAddress, source.RangeAddress)


def _move_row_up(s: Sheet) -> None:
    """The last indicator cut and pasted into a new row above the first."""
    s.insert_rows(s.row(s.case.indicators[0]))
    row = s.row(s.case.indicators[-1])
    source = s.api.getCellRangeByPosition(0, row, LAST, row)
    s.api.moveRange(s.api.getCellByPosition(0, s.row(s.case.indicators[0]) - 1).CellAddress, source.RangeAddress)


def _copy_and_delete(s: Sheet) -> None:
    """The first indicator copied below, the first one deleted."""
    key = s.case.indicators[0]
    s.copy_row(key, 120)
    s.api.Rows.removeByIndex(s.row(key), 1)


def _move_column(s: Sheet) -> None:
    """The scores cut and pasted to the far right."""
    area = s.api.getCellRangeByPosition(VALUE, 0, VALUE, 79)
    for row in range(80):
        s.api.getCellRangeByPosition(0, row, LAST, row).merge(False)
    s.api.moveRange(s.api.getCellByPosition(15, 0).CellAddress, area.RangeAddress)


def _english_labels(s: Sheet) -> None:
    """The indicators' names typed in English into the Thai form."""
    for indicator in s.case.edition.indicators:
        s.cell(f"indicator:{indicator.id}", LABEL).String = indicator.name.en


def _retyped_labels(s: Sheet) -> None:
    """An indicator's name changed to something new: told as a warning."""
    s.cell(s.case.indicators[0], LABEL).String = "ตัวชี้วัดของเรา"


def _hide(s: Sheet) -> None:
    """Half of the indicators and a column hidden, the keys shown."""
    for key in s.case.indicators[::2]:
        s.api.Rows.getByIndex(s.row(key)).IsVisible = False
    s.api.Columns.getByIndex(VALUE).IsVisible = False
    s.api.Rows.getByIndex(0).IsVisible = s.api.Columns.getByIndex(0).IsVisible = True


def _delete_unkeyed(s: Sheet) -> None:
    """The columns without a key deleted: the live formulas break, the entries do not."""
    s.api.Columns.removeByIndex(layout.COUNTED - 1, 2)


SAME: dict[str, Change] = {
    "rows-above": _insert_above,
    "rows-between": _insert_between,
    "columns-between": _insert_columns,
    "sorted-dimension": _sort_dimension,
    "sorted-across": _sort_across,
    "sorted-by-label": _sort_by_label,
    "row-moved": _move_row_up,
    "row-moved-below": _move_row,
    "row-copied-original-deleted": _copy_and_delete,
    "column-moved": _move_column,
    "renamed": lambda s: setattr(s.api, "Name", "คะแนน 'ก-1' ของฉัน"),
    "moved": lambda s: s.document.model.Sheets.moveByName("Score", 2),
    "guide-deleted": lambda s: s.document.model.Sheets.removeByName("Guide"),
    "sheet-added": lambda s: s.document.model.Sheets.insertNewByName("สรุป", 0),
    "resaved": lambda s: None,
    "language-english": lambda s: setattr(s.cell("language", VALUE), "String", "en"),
    "language-nonsense": lambda s: setattr(s.cell("language", VALUE), "String", "ไทย"),
    "labels-english": _english_labels,
    "labels-retyped": _retyped_labels,
    "hidden": _hide,
    "unkeyed-columns-deleted": _delete_unkeyed,
    "evidence-deleted": lambda s: s.api.Columns.removeByIndex(EVIDENCE, 1),
    "live-total-overtyped": lambda s: setattr(s.cell("band", VALUE), "String", "ดีเด่น"),
    "reprotected": lambda s: s.api.protect("secret"),
    "comment-rows-below": lambda s: setattr(s.api.getCellByPosition(VALUE, 90), "Value", 77),
}


COMMON = ("rows-above", "rows-between", "sorted-across", "row-moved", "renamed", "moved")


@pytest.mark.parametrize("change", SAME)
def test_the_score_stays_the_same(sheet: Sheet, change: str, tmp_path: Path) -> None:
    """Rows, columns, sheets inserted, sorted, moved, renamed or hidden: the same entries, total and band, no error."""
    SAME[change](sheet)
    found = _read(sheet, tmp_path)
    _assert_same(found, sheet.case)
    told = [p.code for p in found[0].problems if p.code == "T11"]
    assert told == (["T11"] if change == "labels-retyped" else [])


@pytest.mark.parametrize("change", [*COMMON, "sorted-dimension", "hidden"])
def test_the_live_total_survives_too(sheet: Sheet, change: str) -> None:
    """After what people do most, the sheet's own total is still there and the same."""
    SAME[change](sheet)
    sheet.document.recalculate()
    assert sheet.live() == float(sheet.case.wanted.total or 0)


@pytest.mark.parametrize("change", [*COMMON, "columns-between"])
def test_the_official_block_follows_its_rows(office: Office, sheet: Sheet, change: str, tmp_path: Path) -> None:
    """After such changes `--write` puts the official results beside their keys, wherever these are now."""
    SAME[change](sheet)
    path = sheet.document.save_as(tmp_path / "after.xlsx")
    _assert_same(list(score_files([path], sheet.case.extra, write=True)), sheet.case)
    (read,), _, _ = read_file(path, sheet.case.extra)
    official = {key: read.cells.get((row, read.columns["official"])) for key, row in read.rows.items()}
    wanted = sheet.case.wanted
    assert official["total"] == float(wanted.total or 0)
    for dimension in wanted.dimensions:
        assert official[f"dimension:{dimension.id}"] == float(dimension.rounded or 0)
    assert official["fingerprint"] == wanted.sheet.fingerprint
    with office.open(path) as again:
        place = address(read.rows["total"], read.columns["official"])
        assert again.values(read.name or "", place) == [[float(wanted.total or 0)]]
        assert Sheet(again, sheet.case, read.name or "").live() == float(wanted.total or 0)


def test_saving_many_times_in_libreoffice_changes_nothing(office: Office, case: Case, tmp_path: Path) -> None:
    """Opened and saved by LibreOffice five times over, each time from the last file, the score stays the same."""
    path = case.write(tmp_path / "0.xlsx")
    for n in range(1, 6):
        with office.open(path) as document:
            path = document.save_as(tmp_path / f"{n}.xlsx")
        _assert_same(list(score_files([path], case.extra)), case)


# Changes that are named.


def _sort_visible(s: Sheet) -> None:
    """Indicators by score, the visible columns alone: what Data > Sort takes when one marks what one sees."""
    s.sort(s.block(s.case.indicators[0], s.case.indicators[-1], left=1), VALUE)


def _sort_visible_within(s: Sheet) -> None:
    ids = [f"indicator:{i.id}" for i in s.case.edition.dimensions[0].indicators]
    s.sort(s.block(ids[0], ids[-1], left=1), VALUE)


def _sort_everything_visible(s: Sheet) -> None:
    """The whole form by its labels, the visible columns alone."""
    for row in range(60):
        s.api.getCellRangeByPosition(0, row, LAST, row).merge(False)
    s.sort(s.block("application", "fingerprint", left=1), LABEL)


def _shift_indicators(s: Sheet) -> None:
    """Cells inserted in the visible columns of the indicators alone: each score stands one row lower."""
    first, last = s.row(s.case.indicators[0]), s.row(s.case.indicators[-1])
    source = s.api.getCellRangeByPosition(1, first, LAST, last - 1)
    s.api.moveRange(s.api.getCellByPosition(1, first + 1).CellAddress, source.RangeAddress)


def _swap_fields(s: Sheet) -> None:
    """Two fields exchanged, label and answer, without their keys."""
    for column in (LABEL, VALUE):
        s.swap(s.cell("application", column), s.cell("assessor", column))


def _sort_labels_and_scores(s: Sheet) -> None:
    """The columns from label to score alone."""
    s.sort(s.block(s.case.indicators[0], s.case.indicators[-1], LABEL, VALUE), VALUE)


def _sort_keys_alone(s: Sheet) -> None:
    s.sort(s.block(s.case.indicators[0], s.case.indicators[-1], KEY, KEY), KEY)


def _swap_keys(s: Sheet) -> None:
    s.swap(s.cell(s.case.indicators[0], KEY), s.cell(s.case.indicators[-1], KEY))


def _swap_labels(s: Sheet) -> None:
    s.swap(s.cell(s.case.indicators[0], LABEL), s.cell(s.case.indicators[-1], LABEL))


def _shift_down(s: Sheet) -> None:
    """Cells inserted in the visible columns alone, the rest of the form shifted down."""
    mode = load_uno().Enum("com.sun.star.sheet.CellInsertMode", "DOWN")
    row = s.row(s.case.indicators[1])
    for r in range(60):
        s.api.getCellRangeByPosition(0, r, LAST, r).merge(False)
    s.api.insertCells(s.api.getCellRangeByPosition(1, row, LAST, row).RangeAddress, mode)


def _shift_up(s: Sheet) -> None:
    """Cells deleted in the visible columns alone, the rest of the form shifted up."""
    mode = load_uno().Enum("com.sun.star.sheet.CellDeleteMode", "UP")
    row = s.row(s.case.indicators[1])
    for r in range(60):
        s.api.getCellRangeByPosition(0, r, LAST, r).merge(False)
    s.api.removeRange(s.api.getCellRangeByPosition(1, row, LAST, row).RangeAddress, mode)


def _duplicate(s: Sheet) -> None:
    """An indicator's row copied, key and all, into a new row below it."""
    row = s.row(s.case.indicators[2])
    s.insert_rows(row + 1)
    s.copy_row(s.case.indicators[2], row + 1)
    s.api.getCellByPosition(VALUE, row + 1).Value = 1


def _double_column(s: Sheet) -> None:
    """The score column copied, key and all, to the right."""
    source = s.api.getCellRangeByPosition(VALUE, 0, VALUE, 0)
    s.api.copyRange(s.api.getCellByPosition(12, 0).CellAddress, source.RangeAddress)


def _foreign_row(s: Sheet) -> None:
    """A row of another edition pasted in."""
    s.insert_rows(s.row(s.case.indicators[2]))
    row = s.row(s.case.indicators[2]) - 1
    for column, text in ((KEY, "indicator:99"), (LABEL, "ตัวชี้วัดอื่น")):
        s.api.getCellByPosition(column, row).String = text
    s.api.getCellByPosition(VALUE, row).Value = 3


def _formula(s: Sheet) -> None:
    """A score that is a formula, with the result that was typed before."""
    cell = s.cell(s.case.indicators[0], VALUE)
    cell.Formula = f"={cell.Value}+0"


def _merge_scores(s: Sheet) -> None:
    """Two scores merged into one cell: the lower one is lost."""
    low, high = s.cell(s.case.indicators[1], VALUE), s.cell(s.case.indicators[0], VALUE)
    area = s.api.getCellRangeByPosition(VALUE, high.CellAddress.Row, VALUE, low.CellAddress.Row)
    low.String = ""
    area.merge(True)


def _set(key: str, text: str) -> Change:
    return lambda s: setattr(s.cell(key, VALUE), "String", text)


def _feature(case: Case) -> str:
    return f"bonus:{case.edition.features[0].id}"


def _deleted(key: Callable[[Case], str]) -> Change:
    return lambda s: s.delete_row(key(s.case))


NAMED: dict[str, tuple[Change, str, Callable[[Case], str | None]]] = {
    "sorted-visible": (_sort_visible, "T10", lambda c: None),
    "sorted-visible-within-dimension": (_sort_visible_within, "T10", lambda c: None),
    "sorted-everything-visible": (_sort_everything_visible, "T10", lambda c: None),
    "sorted-labels-and-scores": (_sort_labels_and_scores, "T10", lambda c: None),
    "sorted-keys-alone": (_sort_keys_alone, "T10", lambda c: c.indicators[0]),
    "keys-swapped": (_swap_keys, "T10", lambda c: c.indicators[0]),
    "labels-swapped": (_swap_labels, "T10", lambda c: c.indicators[-1]),
    "cells-shifted-down": (_shift_down, "T10", lambda c: "edition"),
    "cells-shifted-up": (_shift_up, "T10", lambda c: "edition"),
    "indicators-shifted-down": (_shift_indicators, "T10", lambda c: c.indicators[1]),
    "fields-swapped": (_swap_fields, "T10", lambda c: "assessor"),
    "row-doubled": (_duplicate, "T05", lambda c: c.indicators[2]),
    "column-doubled": (_double_column, "T05", lambda c: "M1"),
    "row-of-another-edition": (_foreign_row, "T07", lambda c: "indicator:99"),
    "row-deleted": (_deleted(lambda c: c.indicators[2]), "T04", lambda c: c.indicators[2]),
    "conflict-row-deleted": (_deleted(lambda c: "conflict"), "T04", lambda c: "conflict"),
    "bonus-row-deleted": (_deleted(lambda c: _feature(c)), "T04", lambda c: _feature(c)),
    "total-row-deleted": (_deleted(lambda c: "total"), "T04", lambda c: "total"),
    "definition-row-deleted": (_deleted(lambda c: "definition"), "T04", lambda c: "definition"),
    "edition-row-deleted": (_deleted(lambda c: "edition"), "T04", lambda c: None),
    "edition-blank": (_set("edition", ""), "T02", lambda c: "edition"),
    "edition-unknown": (_set("edition", "tepga-2999"), "T02", lambda c: "edition"),
    "edition-derived": (_set("edition", "tepga-excellence-2558"), "T08", lambda c: "edition"),
    "edition-other": (_set("edition", "tepga-development-2558"), "T03", lambda c: "definition"),
    "edition-sister": (_set("edition", "tpsa-improvement-2558"), "T03", lambda c: "definition"),
    "definition-changed": (_set("definition", "0123456789ab"), "T03", lambda c: "definition"),
    "definition-blank": (_set("definition", ""), "T03", lambda c: "definition"),
    "label-column-deleted": (lambda s: s.api.Columns.removeByIndex(LABEL, 1), "T06", lambda c: None),
    "score-column-deleted": (lambda s: s.api.Columns.removeByIndex(VALUE, 1), "T06", lambda c: None),
    "official-column-deleted": (lambda s: s.api.Columns.removeByIndex(OFFICIAL, 1), "T06", lambda c: None),
    "key-column-deleted": (lambda s: s.api.Columns.removeByIndex(KEY, 1), "T01", lambda c: None),
    "key-row-deleted": (lambda s: s.api.Rows.removeByIndex(0, 1), "T01", lambda c: None),
    "row-above-the-keys": (lambda s: s.insert_rows(0), "T01", lambda c: None),
    "version-of-the-future": (
        lambda s: setattr(s.api.getCellByPosition(0, 0), "String", "pyscoring/2"),
        "T09",
        lambda c: "A1",
    ),
    "formula-as-score": (_formula, "D09", lambda c: c.indicators[0]),
    "scores-merged": (_merge_scores, "D01", lambda c: c.indicators[1]),
}


@pytest.mark.parametrize("change", NAMED)
def test_what_is_wrong_is_named(sheet: Sheet, change: str, tmp_path: Path) -> None:
    """Sorted without the hidden keys, doubled, deleted, of another edition: no total, and what is wrong is named."""
    make, code, place = NAMED[change]
    make(sheet)
    _assert_named(_read(sheet, tmp_path), code, place(sheet.case))


@pytest.mark.parametrize("change", NAMED)
def test_a_named_change_never_leaves_an_official_total(sheet: Sheet, change: str, tmp_path: Path) -> None:
    """An official total from before such a change is taken out by `--write`, wherever the sheet can be written to."""
    before = next(tmp_path.glob("before.xlsx"))
    list(score_files([before], sheet.case.extra, write=True))
    official = {key: sheet.row(key) for key in ("total", "band")}
    for row in official.values():
        sheet.api.getCellByPosition(OFFICIAL, row).String = "เดิม"
    NAMED[change][0](sheet)
    path = sheet.document.save_as(tmp_path / "after.xlsx")
    list(score_files([path], sheet.case.extra, write=True))
    for read in read_file(path, sheet.case.extra)[0]:
        if read.edition is None or "official" not in read.columns:
            continue
        left = [read.cells.get((read.rows[key], read.columns["official"])) for key in official if key in read.rows]
        assert "เดิม" not in left
        assert not any(isinstance(value, float) for value in left)


# Copies.


def test_a_copy_in_the_same_workbook_is_named(sheet: Sheet, tmp_path: Path) -> None:
    """A copied score sheet claims the same place: neither counts, and each problem names both sheets."""
    sheet.document.model.Sheets.copyByName("Score", "Score (2)", 1)
    found = _read(sheet, tmp_path)
    assert [each.sheet for each in found] == ["Score", "Score (2)"]
    problem = _assert_named(found, "A02", "application")
    assert all(name in problem.message("th") for name in ("Score", "Score (2)"))


def test_a_copy_for_another_application_counts_by_itself(sheet: Sheet, tmp_path: Path) -> None:
    """A copied sheet that is filled in for another application has its own score, in its own formulas too."""
    sheet.document.model.Sheets.copyByName("Score", "ก-2", 1)
    copy = Sheet(sheet.document, sheet.case, "ก-2")
    copy.cell("application", VALUE).String = "ก-2"
    entry = copy.cell(sheet.case.indicators[0], VALUE)
    entry.Value = entry.Value - 1
    first, second = _read(sheet, tmp_path)
    _assert_same([first], sheet.case)
    assert second.result is not None
    assert second.result.sheet.application == "ก-2"
    assert second.result.total is not None
    assert second.result.total < (sheet.case.wanted.total or 0)
    assert copy.live() == float(second.result.total)
    assert sheet.live() == float(sheet.case.wanted.total or 0)


@pytest.mark.parametrize("position", [0, 1])
def test_a_sheet_copied_into_another_workbook(office: Office, sheet: Sheet, position: int, tmp_path: Path) -> None:
    """Copied into an empty workbook, the sheet still has its score there, in its formulas too."""
    with office.new() as other:
        other.model.Sheets.importSheet(sheet.document.model, "Score", position)
        there = Sheet(other, sheet.case)
        _assert_same(_read(there, tmp_path), sheet.case)
        assert there.live() in (float(sheet.case.wanted.total or 0), "")


def test_sheets_of_several_workbooks_gathered_in_one(office: Office, case: Case, tmp_path: Path) -> None:
    """Three assessors' sheets copied into one workbook are three scores, each its own."""
    with ExitStack() as opened:
        book = opened.enter_context(office.new())
        for n in range(1, 4):
            answers: dict[str, Any] = {"assessor": f"ผู้ประเมิน {n}", case.indicators[0]: n}
            source = opened.enter_context(office.open(case.write(tmp_path / f"{n}.xlsx", **answers)))
            book.model.Sheets.importSheet(source.model, "Score", n)
        book.recalculate()
        found = list(score_files([book.save_as(tmp_path / "all.xlsx")], case.extra))
        assert [each.result and each.result.sheet.assessor for each in found] == [f"ผู้ประเมิน {n}" for n in range(1, 4)]
        alone = [next(iter(score_files([tmp_path / f"{n}.xlsx"], case.extra))) for n in range(1, 4)]
        for each, single in zip(found, alone, strict=True):
            assert each.result is not None
            assert single.result is not None
            assert each.result.total == single.result.total is not None
            assert _agrees(Sheet(book, case, each.sheet or "").live(), each.result)
        assert len({each.result.total for each in found if each.result}) == 3


def test_values_pasted_without_formulas_still_score(office: Office, sheet: Sheet, tmp_path: Path) -> None:
    """A sheet pasted as values into another workbook has the same score: live formulas are not needed to read it."""
    rows = sheet.api.getCellRangeByPosition(0, 0, LAST, 79).getDataArray()
    with office.new() as other:
        other.sheet(0).getCellRangeByPosition(0, 0, LAST, 79).setDataArray(rows)
        _assert_same(_read(Sheet(other, sheet.case, other.sheet(0).Name), tmp_path), sheet.case)


def test_pasted_elsewhere_than_a1_is_named(office: Office, sheet: Sheet, tmp_path: Path) -> None:
    """A form pasted one column to the right is no score sheet, and the file says so."""
    rows = sheet.api.getCellRangeByPosition(0, 0, LAST, 79).getDataArray()
    with office.new() as other:
        other.sheet(0).getCellRangeByPosition(1, 0, LAST + 1, 79).setDataArray(rows)
        found = list(score_files([other.save_as(tmp_path / "after.xlsx")], sheet.case.extra))
    assert [each.sheet for each in found] == [None]
    _assert_named(found, "T01")


# With the protection on.


@pytest.mark.parametrize("change", ["rows-between", "sorted-across", "row-moved"])
def test_the_protected_sheet_takes_no_such_change(office: Office, case: Case, change: str, tmp_path: Path) -> None:
    """As it is handed out, protected, the sheet lets LibreOffice neither insert nor sort nor move."""
    with office.open(case.write(tmp_path / "before.xlsx")) as document:
        protected = Sheet(document, case)
        before = protected.api.getCellRangeByPosition(0, 0, LAST, 130).getFormulaArray()
        with suppress(AssertionError, LockedCell, load_uno().getClass("com.sun.star.uno.RuntimeException")):
            SAME[change](protected)
        assert protected.api.getCellRangeByPosition(0, 0, LAST, 130).getFormulaArray() == before
