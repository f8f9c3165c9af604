"""Typing into the real template in LibreOffice by keyboard events: what is taken, what is refused, in which words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from pyscoring.edition import AwardEdition, describe_limits, scored
from pyscoring.problems import errors
from tests.sheets import blank
from tests.typist import Entry, type_into
from workbook.office.libreoffice import Document, Office
from workbook.scoresheet import layout
from workbook.scoresheet.reader import address
from workbook.scoresheet.scoring import score_files
from workbook.scoresheet.texts import WORDS

EDITIONS = ("tepga-expansion-2558", "tpsa-innovation-2558")
SCORE_CELLS = [(e, i.id) for e in EDITIONS for i in scored(e).indicators]
NOT_NUMBERS = ("๔", "สี่", "4,5")
STRANGE = ("four", "๔.๕", "0..1", "\u22120.01", "1e9", "1/2x", "ใช่", "#N/A", "4 คะแนน")
Opener = Callable[[str, str], "Form"]


class Form:
    """A blank template in a window that takes keys."""

    def __init__(self, document: Document, edition: AwardEdition, lang: str) -> None:
        self.document, self.edition, self.lang = document, edition, lang
        self.rows = layout.rows(edition)
        self.at = {row.key: row.number for row in self.rows if row.key}

    def cell(self, key: str, column: int = layout.VALUE) -> str:
        return address(self.at[key], column)

    def type(self, cell: str, text: str, sheet: str = "Score") -> Entry:
        return type_into(self.document, sheet, cell, text)

    def shown(self, cell: str) -> object:
        return self.document.values("Score", cell, typed=False)[0][0]

    def is_locked(self, sheet: str, row: int, column: int) -> bool:
        return bool(self.document.sheet(sheet).getCellByPosition(column - 1, row - 1).CellProtection.IsLocked)

    def used(self, sheet: str) -> tuple[int, int]:
        """The last row and the last column that hold anything."""
        cursor = self.document.sheet(sheet).createCursor()
        cursor.gotoEndOfUsedArea(False)
        return cursor.RangeAddress.EndRow + 1, cursor.RangeAddress.EndColumn + 1

    def inputs(self) -> set[tuple[int, int]]:
        """Where somebody is meant to type, by the kinds of the rows; a long text runs over four columns."""
        wide = ("application", "title", "agency", "unit", "assessor", "conflict-reason")
        found: set[tuple[int, int]] = set()
        for row in self.rows:
            if row.kind in ("indicator", "feature", "eligibility"):
                found |= {(row.number, layout.VALUE), (row.number, layout.EVIDENCE)}
            elif row.key in wide:
                found |= {(row.number, column) for column in range(layout.VALUE, layout.EVIDENCE + 1)}
            elif row.key in ("date", "stage", "conflict"):
                found.add((row.number, layout.VALUE))
        return found

    def official(self) -> set[tuple[int, int]]:
        return {(row, layout.OFFICIAL) for row in range(self.at["application"], self.rows[-1].number + 1)}


@pytest.fixture(scope="module")
def forms(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opener]:
    """The templates, each opened once."""
    opened: dict[tuple[str, str], Form] = {}

    def form(edition_id: str, lang: str = "th") -> Form:
        if (edition_id, lang) not in opened:
            path = tmp_path_factory.mktemp("typing") / f"{edition_id}-{lang}.xlsx"
            path.write_bytes(blank(edition_id, lang))
            opened[edition_id, lang] = Form(office.open(path, hidden=False), scored(edition_id), lang)
        return opened[edition_id, lang]

    yield form
    for each in opened.values():
        each.document.close()


@pytest.fixture
def fresh(office: Office, tmp_path: Path) -> Iterator[Opener]:
    """The templates, opened anew for one test."""
    opened: list[Form] = []

    def form(edition_id: str, lang: str = "th") -> Form:
        path = tmp_path / f"{edition_id}-{lang}.xlsx"
        path.write_bytes(blank(edition_id, lang))
        opened.append(Form(office.open(path, hidden=False), scored(edition_id), lang))
        return opened[-1]

    yield form
    for each in opened:
        each.document.close()


def _plus(high: Decimal, more: str) -> str:
    return str(Decimal(high) + Decimal(more))


@pytest.mark.parametrize(("edition_id", "indicator_id"), SCORE_CELLS)
def test_scores_in_range_are_taken(forms: Opener, edition_id: str, indicator_id: str) -> None:
    """Every score cell takes 0, 0.01 and its maximum, and holds what was typed."""
    form = forms(edition_id, "th")
    indicator = next(i for i in form.edition.indicators if i.id == indicator_id)
    cell = form.cell(f"indicator:{indicator_id}")
    for text in ("0", "0.01", str(indicator.high)):
        assert form.type(cell, text) == Entry(True, ""), text
        assert form.shown(cell) == float(text)


@pytest.mark.parametrize(("edition_id", "indicator_id"), SCORE_CELLS)
def test_scores_out_of_range_are_refused(forms: Opener, edition_id: str, indicator_id: str) -> None:
    """Every score cell refuses, in Thai, what is out of range, finer than 0.01 or no number, and keeps its content."""
    form = forms(edition_id, "th")
    indicator = next(i for i in form.edition.indicators if i.id == indicator_id)
    limits = describe_limits(indicator)
    message = f"กรอกคะแนน 0–{indicator.high} เป็นตัวเลขอารบิก ทศนิยมไม่เกินสองตำแหน่ง"
    assert message == WORDS["refuse"]["th"].format(**limits)
    refusal = Entry(False, "invalid", message, "ใส่คะแนนนี้ไม่ได้")
    cell = form.cell(f"indicator:{indicator_id}")
    assert form.type(cell, "1.25") == Entry(True, "")
    for text in (_plus(indicator.high, "0.01"), "-0.01", "0.005", *NOT_NUMBERS):
        assert form.type(cell, text) == refusal, text
        assert form.shown(cell) == 1.25, text


@pytest.mark.parametrize("edition_id", EDITIONS)
def test_strange_entries_are_refused(forms: Opener, edition_id: str) -> None:
    """Words, Thai digits, broken numbers, a true minus sign, error values and a third decimal are all refused."""
    form = forms(edition_id, "th")
    indicator = form.edition.indicators[-1]
    cell = form.cell(f"indicator:{indicator.id}")
    assert form.type(cell, _plus(indicator.high, "-0.01")) == Entry(True, "")
    for text in (*STRANGE, _plus(indicator.high, "-0.005")):
        entry = form.type(cell, text)
        assert (entry.refusal, entry.title) == ("invalid", "ใส่คะแนนนี้ไม่ได้"), text
        assert form.shown(cell) == float(indicator.high) - 0.01, text


def test_a_typed_truth_value_never_counts(fresh: Opener, tmp_path: Path) -> None:
    """LibreOffice takes TRUE for a number and lets it in; the sheet marks it, gives no total, and Python names it."""
    form = fresh("tepga-expansion-2558", "th")
    for indicator in form.edition.indicators[1:]:
        form.document.set("Score", form.cell(f"indicator:{indicator.id}"), [[float(indicator.high)]])
    form.type(form.cell("indicator:1"), "TRUE")
    assert form.shown(form.cell("indicator:1", layout.CHECK)) == "แก้ไข"
    assert (form.shown(form.cell("total")), form.shown(form.cell("status"))) == ("", "แก้ไข 1 แห่ง")
    (found,) = score_files([form.document.save_as(tmp_path / "typed.xlsx")])
    assert found.result is not None
    assert found.result.total is None
    assert [(p.code, p.cell) for p in errors(found.problems)] == [("D07", form.cell("indicator:1"))]


@pytest.mark.parametrize("edition_id", EDITIONS)
def test_a_sheet_typed_in_full_shows_its_total(fresh: Opener, edition_id: str) -> None:
    """When every maximum has been typed, refused entries between them, the sheet shows full mark and highest band."""
    form = fresh(edition_id, "th")
    for indicator in form.edition.indicators:
        cell = form.cell(f"indicator:{indicator.id}")
        assert form.shown(form.cell("total")) == ""
        assert not form.type(cell, _plus(indicator.high, "0.01")).accepted
        assert form.shown(cell) is None
        assert form.type(cell, str(indicator.high)).accepted
    assert form.shown(form.cell("total")) == float(form.edition.total.full_mark)
    assert form.shown(form.cell("band")) == form.edition.bands[0].name.th


@pytest.mark.parametrize("edition_id", EDITIONS)
def test_emptying_a_score_is_allowed(fresh: Opener, edition_id: str) -> None:
    """A score can be taken out again; the cell is empty then, not zero."""
    form = fresh(edition_id, "th")
    cell = form.cell(f"indicator:{form.edition.indicators[-1].id}")
    assert form.type(cell, "1").accepted
    assert form.type(cell, "").accepted
    assert form.shown(cell) is None


def _lists(edition: AwardEdition) -> list[tuple[str, tuple[str, ...]]]:
    yes_no = ("ใช่", "ไม่ใช่")
    answered = [f"bonus:{f.id}" for f in edition.features] + [f"eligibility:{e.id}" for e in edition.eligibility]
    stages = ("ตรวจเอกสาร", "ประเมินจากเอกสาร", "ประเมินในพื้นที่")
    return [("conflict", yes_no), ("stage", stages), *((key, yes_no) for key in answered)]


@pytest.mark.parametrize(
    ("edition_id", "key", "choices"), [(e, key, words) for e in EDITIONS for key, words in _lists(scored(e))]
)
def test_lists_take_their_words_alone(forms: Opener, edition_id: str, key: str, choices: tuple[str, ...]) -> None:
    """Yes/no and stage cells take the words of their list and refuse every other with the list in Thai."""
    form = forms(edition_id, "th")
    cell = form.cell(key)
    for word in choices:
        assert form.type(cell, word) == Entry(True, ""), word
        assert form.shown(cell) == word
    refusal = Entry(False, "invalid", "เลือกจากรายการ: " + " / ".join(choices), "เลือกจากรายการ")
    for word in ("อาจจะ", "1", "y", choices[0] + "ๆ"):
        assert form.type(cell, word) == refusal, word
        assert form.shown(cell) == choices[-1], word
    assert form.type(cell, "").accepted


@pytest.mark.parametrize("edition_id", EDITIONS)
def test_texts_are_taken_as_they_are(forms: Opener, edition_id: str) -> None:
    """Names, reasons and evidence take any text."""
    form = forms(edition_id, "th")
    places = [form.cell(key) for key in ("application", "title", "assessor", "conflict-reason", "agency", "unit")]
    places.append(form.cell(f"indicator:{form.edition.indicators[0].id}", layout.EVIDENCE))
    for cell in places:
        assert form.type(cell, "กรมอนามัย (ทดสอบ)") == Entry(True, ""), cell
        assert form.shown(cell) == "กรมอนามัย (ทดสอบ)"


@pytest.mark.parametrize("edition_id", EDITIONS)
def test_official_cells_refuse_typing(forms: Opener, edition_id: str) -> None:
    """Every cell of the official column refuses numbers, text and formulas, says who writes there, and stays empty."""
    form = forms(edition_id, "th")
    refusal = Entry(False, "invalid", "ผลทางการเขียนโดย pyscoring ไม่ต้องพิมพ์", "ช่องนี้โปรแกรมเป็นผู้เขียน")
    for row, column in sorted(form.official()):
        cell = address(row, column)
        assert form.type(cell, "100") == refusal, cell
        assert form.shown(cell) is None, cell
    total = form.cell("total", layout.OFFICIAL)
    for text in ("0", "ดีเยี่ยม", "=1+1", "TRUE"):
        assert form.type(total, text) == refusal, text
        assert form.shown(total) is None, text


@pytest.mark.parametrize("edition_id", EDITIONS)
def test_every_other_cell_is_locked(forms: Opener, edition_id: str) -> None:
    """Both sheets are protected, and in all that they use only the inputs and the official column are unlocked."""
    form = forms(edition_id, "th")
    last_row, last_column = form.used("Score")
    assert (last_row, last_column) >= (form.rows[-1].number, layout.OFFICIAL)
    area = [(row, column) for row in range(1, last_row + 30) for column in range(1, last_column + 3)]
    unlocked = {place for place in area if not form.is_locked("Score", *place)}
    assert unlocked == form.inputs() | form.official()
    last_row, last_column = form.used("Guide")
    assert last_row > len(form.edition.indicators)
    assert all(
        form.is_locked("Guide", row, column) for row in range(1, last_row + 5) for column in range(1, last_column + 3)
    )
    assert all(form.document.sheet(name).isProtected() for name in ("Score", "Guide"))


@pytest.mark.parametrize("edition_id", EDITIONS)
def test_locked_cells_take_no_typing(forms: Opener, edition_id: str) -> None:
    """Labels, maxima, formulas, keys, what identifies the form, headings and guide take neither text nor emptying."""
    form = forms(edition_id, "th")
    first = f"indicator:{form.edition.indicators[0].id}"
    columns = (layout.KEY, layout.NUMBER, layout.LABEL, layout.MAX, layout.COUNTED, layout.CHECK)
    cells = [("Score", form.cell(first, column)) for column in columns]
    cells += [
        ("Score", form.cell(key))
        for key in ("total", "band", "status", "dimension:1", "edition", "definition", "language")
    ]
    cells += [("Score", address(1, column)) for column in (layout.KEY, layout.VALUE, layout.OFFICIAL)]
    cells += [
        ("Score", "B2"),
        ("Score", address(3, layout.VALUE)),
        ("Score", "K5"),
        ("Guide", "B1"),
        ("Guide", "C5"),
        ("Guide", "D20"),
    ]
    for sheet, cell in cells:
        before = form.document.formulas(sheet, cell)
        for text in ("1", ""):
            entry = form.type(cell, text, sheet)
            assert (entry.accepted, entry.refusal) == (False, "locked"), (sheet, cell, text)
        assert form.document.formulas(sheet, cell) == before, (sheet, cell)
    assert form.document.formulas("Score", form.cell("total"))[0][0].startswith("=")


@pytest.mark.parametrize("edition_id", EDITIONS)
def test_keys_are_hidden(forms: Opener, edition_id: str) -> None:
    """Row 1 and column A, which hold the keys, are hidden; all other rows and columns with content show."""
    sheet = (form := forms(edition_id, "th")).document.sheet("Score")
    last_row, last_column = form.used("Score")
    assert [n + 1 for n in range(last_row) if not sheet.Rows.getByIndex(n).IsVisible] == [1]
    assert [n + 1 for n in range(last_column) if not sheet.Columns.getByIndex(n).IsVisible] == [layout.KEY]
    assert form.shown("A1") == layout.MARK


def test_the_english_form_refuses_in_english(forms: Opener) -> None:
    """The English template tells in English what it does not take, in score, list and official cells."""
    form = forms("tepga-expansion-2558", "en")
    cell = form.cell("indicator:1")
    assert form.type(cell, "4") == Entry(True, "")
    message = "Type a number from 0 to 4 with at most two decimals."
    assert form.type(cell, "4.01") == Entry(False, "invalid", message, "This score cannot be taken")
    assert form.shown(cell) == 4.0
    said = form.type(form.cell("conflict"), "maybe")
    assert said == Entry(False, "invalid", "Choose from the list: yes / no", "Choose from the list")
    said = form.type(form.cell("total", layout.OFFICIAL), "1")
    assert (said.refusal, said.title) == ("invalid", "Written by the program")
    assert said.message == "pyscoring writes the official result here; there is nothing to type."
