"""What a blank workbook's formulas show in previewers: exactly what LibreOffice calculates."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from pyscoring.edition import AwardEdition, load
from pyscoring.edition_files import available
from pyscoring.score import status_text
from tests.packages import contents
from workbook.documents import document_layout
from workbook.documents.document_formulas import FEW
from workbook.documents.document_sheet import DOCUMENTS, document_template, with_shown
from workbook.files.cached import with_values, without_values
from workbook.files.package import read_all
from workbook.files.patch import patch
from workbook.files.values import Formula, address
from workbook.office.libreoffice import Office
from workbook.scoresheet import layout, visit
from workbook.scoresheet.fill import edits, edits_of
from workbook.scoresheet.template import template

MADE_UP = Path(__file__).parent / "editions" / "made-up-2560.toml"
EDITIONS = [e for e in map(load, [*available(), str(MADE_UP)]) if isinstance(e, AwardEdition)]
Answers = Mapping[str, str]


def answers(lang: str) -> Answers:
    return {
        "application": "0012", "title": "ผลงาน", "agency": "กรม", "unit": "ศูนย์", "assessor": "ผู้ประเมิน 1",
        "stage": layout.STAGE_WORDS["desk"][lang],
    }  # fmt: skip


def formulas(data: bytes) -> dict[str, object]:
    """The value of each formula of the first sheet as it is saved, by address, as openpyxl reads it."""
    values, there = (
        openpyxl.load_workbook(io.BytesIO(data), data_only=cached).worksheets[0] for cached in (True, False)
    )
    cells = (cell for row in there.iter_rows() for cell in row if cell.data_type == "f")
    return {cell.coordinate: values[cell.coordinate].value for cell in cells}


def compare(office: Office, path: Path) -> tuple[int, list[str]]:
    """How many formulas there are, and each that LibreOffice calculates otherwise than it is saved."""
    count, found = 0, []
    with office.open(path) as document:
        document.model.calculateAll()
        for sheet in read_all(path).sheets:
            live = document.values(sheet.name, f"A1:I{max(row for row, _ in sheet.cells)}", typed=False)
            for at, value in sheet.cells.items():
                if isinstance(value, Formula):
                    count += 1
                    seen = live[at[0] - 1][at[1] - 1]
                    if value.cached is None or seen != value.cached:
                        found.append(f"{sheet.name}!{address(*at)}: saved {value.cached!r}, live {seen!r}")
    return count, found


@pytest.mark.parametrize("lang", ["th", "en"])
def test_score_sheets_show_what_the_office_calculates(lang: str, office: Office, tmp_path: Path) -> None:
    """Every formula of every edition's score sheet, blank or with its fields filled in, and of an index over them."""
    sheets: list[tuple[AwardEdition, Answers]] = [
        (e, answers(lang) if n % 2 == (lang == "th") else {}) for n, e in enumerate(EDITIONS)
    ]
    made = visit.with_shown(visit.visit_book([(e, 1) for e, _ in sheets], lang), sheets, lang)
    path = tmp_path / "visit.xlsx"
    path.write_bytes(patch(made, {layout.score_name(n): edits(*sheet) for n, sheet in enumerate(sheets, 1)}))
    count, found = compare(office, path)
    assert count > 30 * len(sheets)
    assert found == []
    shown = formulas(path.read_bytes())
    assert [shown[f"G{row}"] for row in range(4, 4 + len(sheets))] == [
        status_text("incomplete", lang).format(n=len(e.indicators)) for e, _ in sheets
    ]


@pytest.mark.parametrize("lang", ["th", "en"])
def test_document_checks_show_what_the_office_calculates(lang: str, office: Office, tmp_path: Path) -> None:
    """Every formula of a document check, with few lines and with many, blank and with its fields filled in."""
    few, many = (
        next(e for e in EDITIONS if e.documents and (len(e.documents) > FEW) == wanted) for wanted in (False, True)
    )
    for edition, filled in ((few, {}), (many, answers(lang))):
        path = tmp_path / f"{edition.id}.xlsx"
        cells = {key: text for key, text in filled.items() if key != "stage"}
        made = with_shown(document_template(edition, lang), edition, lang, cells)
        path.write_bytes(patch(made, {DOCUMENTS: edits_of(document_layout.rows(edition), cells)}))
        count, found = compare(office, path)
        assert count > len(edition.documents)
        assert found == []


def test_only_values_are_added() -> None:
    """Formulas, entries and all else stay; the values can be taken out again, and recalculation on opening stays asked for."""
    for edition in EDITIONS[-2:]:
        made = template(edition, "th")
        shown = with_values(made, {"Score": {(8, 5): "<&>", (6, 5): 4.5}})
        assert contents(without_values(shown, ["Score", "Guide"])) == contents(made)
        assert formulas(shown)["E8"] == "<&>"
        assert formulas(shown)["E6"] == 4.5
        with zipfile.ZipFile(io.BytesIO(shown)) as archive:
            assert b'fullCalcOnLoad="1"' in archive.read("xl/workbook.xml")
