"""Every text of every workbook and PDF stands out from what is behind it by 4.5, charts are told in words, Tab goes on in order."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles.colors import Color
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from pyscoring.edition import scored
from tests.report_fixtures import Held
from workbook.consolidation import chartsheet
from workbook.documents.document_sheet import document_blank
from workbook.results import export_xlsx
from workbook.scoresheet import layout
from workbook.scoresheet.template import blank
from workbook.scoresheet.visit import visit_book

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
LEAST = 4.5
BLACK, WHITE = "000000", "FFFFFF"
THEME = {0: WHITE, 1: BLACK}
REPORTS = Path(export_xlsx.__file__).parent / "report"
TEPGA, TPSA = scored("tepga-development-2558"), scored("tpsa-standard-2558")
Pairs = dict[tuple[str, str], str]


def contrast(text: str, behind: str) -> float:
    """The contrast of two colours (RRGGBB) by WCAG 2.2: from 1 to 21."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(text), light(behind)))
    return (high + 0.05) / (low + 0.05)


def rgb(colour: Color | None, default: str) -> str:
    """A colour that cannot be told fails the test, as a key of `THEME` that is not there."""
    if colour is None or colour.type == "indexed":
        return default
    return THEME[colour.theme] if colour.type == "theme" else str(colour.rgb)[-6:]


def pairs(book: Workbook) -> Pairs:
    """Each text colour on each background that occurs, with a cell or a conditional format that has it."""
    found: Pairs = {}
    for sheet in book.worksheets:
        grounds: dict[str, str] = {}
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            ground = rgb(cell.fill.fgColor, WHITE) if cell.fill.fill_type == "solid" else WHITE
            grounds[cell.coordinate] = ground
            if cell.value is not None or not cell.protection.locked:
                found.setdefault((rgb(cell.font.color, BLACK), ground), f"{sheet.title}!{cell.coordinate}")
        for area, rules in sheet.conditional_formatting._cf_rules.items():
            for look in (rule.dxf for rule in rules if rule.dxf):
                text = rgb(look.font and look.font.color, BLACK)
                behind = {rgb(look.fill.bgColor, WHITE)} if look.fill else {
                    grounds.get(cell.coordinate, WHITE) for cells in _cells(sheet, str(area.sqref)) for cell in cells
                }  # fmt: skip
                found |= {(text, ground): f"{sheet.title}!{area.sqref}, conditional" for ground in behind}
    return found


def _cells(sheet: Any, areas: str) -> Iterator[Any]:
    for area in areas.split():
        cells = sheet[area]
        yield from cells if isinstance(cells, tuple) else ((cells,),)


@pytest.fixture(scope="module")
def books(held: Held, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One workbook of each kind."""
    folder = tmp_path_factory.mktemp("books")
    made = {
        "score": blank(TEPGA, "th"), "visit": visit_book([(TEPGA, 1), (TPSA, 1)], "en"),
        "documents": document_blank(TPSA, "en"), "results": b"".join(export_xlsx.write(held.results, "th")),
    }  # fmt: skip
    found = {name: held.folder / f"{name}.xlsx" for name in ("register", "consolidated")}
    for name, data in made.items():
        found[name] = folder / f"{name}.xlsx"
        found[name].write_bytes(data)
    return found


def test_contrast_is_computed_as_defined() -> None:
    """Black on white is 21, a colour on itself 1, and a grey that is known to fail is below 4.5."""
    assert (round(contrast(BLACK, WHITE), 3), contrast("1F4E5F", "1F4E5F")) == (21, 1)
    assert contrast("777777", WHITE) < LEAST < contrast("767676", WHITE)


def test_texts_of_workbooks_can_be_read(books: dict[str, Path]) -> None:
    """Cells with something in them or to be filled in, and conditional formats: every colour on every background."""
    for name, path in books.items():
        found = pairs(openpyxl.load_workbook(path))
        assert len(found) >= 5, (name, found)
        low = {pair: (round(contrast(*pair), 2), where) for pair, where in found.items() if contrast(*pair) < LEAST}
        assert low == {}, name


def test_workbooks_and_charts_have_names(books: dict[str, Path]) -> None:
    """Each workbook has a title; each chart a title to be seen and a text to be read aloud."""
    charts = 0
    for name, path in books.items():
        assert openpyxl.load_workbook(path).properties.title, name
        with zipfile.ZipFile(path) as archive:
            parts = {part: archive.read(part).decode() for part in archive.namelist() if part.endswith(".xml")}
        drawings = [xml for part, xml in parts.items() if part.startswith("xl/drawings/")]
        told = [tag for xml in drawings for tag in re.findall(r"<(?:xdr:)?cNvPr [^>]*>", xml)]
        shown = [xml for part, xml in parts.items() if part.startswith("xl/charts/chart")]
        assert len(told) == len(shown)
        assert all(re.search(r'descr="[^"]{10,}"', tag) for tag in told), (name, told)
        assert all("<title>" in xml or "<c:title>" in xml for xml in shown), name
        charts += len(shown)
    assert charts >= 6


def test_the_chart_of_a_score_sheet_has_indicators_alone(books: dict[str, Path]) -> None:
    """A bar for each indicator, and no empty place for the heading of a dimension between them."""
    with zipfile.ZipFile(books["score"]) as archive:
        areas = re.findall(r"<(?:c:)?f>(.*?)</(?:c:)?f>", archive.read("xl/charts/chart1.xml").decode())
    sheet = openpyxl.load_workbook(books["score"])["Score"]
    for area in areas:
        cells = [cell for part in area.strip("()").split(",") for (cell,) in sheet[part.split("!")[1].replace("$", "")]]
        assert [sheet.cell(cell.row, 1).value for cell in cells] == [f"indicator:{i.id}" for i in TEPGA.indicators]
    assert len(areas) == 2


def test_numbers_on_bars_can_be_read() -> None:
    """The number on a bar stands out from the bar's own colour."""
    for fill in (*chartsheet._FILLS, WHITE):
        assert contrast(chartsheet._label(fill)[1:], fill) >= LEAST, fill


def test_texts_of_pdfs_can_be_read() -> None:
    """Every colour that a PDF writes in stands out from paper and from the head of a table; no colour is named elsewhere."""
    common = (REPORTS / "common.typ").read_text("utf-8")
    colours = dict(re.findall(r'#let ([\w-]+) = rgb\("#(\w{6})"\)', common))
    used = set()
    for path in REPORTS.glob("*.typ"):
        text = path.read_text("utf-8")
        used |= set(re.findall(r"text\((?:[^()]*?, )?fill: ([\w-]+)", text))
        assert text.count("rgb(") == (len(colours) if path.name == "common.typ" else 0), path.name
    assert {"ink", "accent", "quiet", "alert"} <= used <= colours.keys()
    for name in used:
        assert min(contrast(colours[name], ground) for ground in (WHITE, colours["pale"])) >= LEAST, name


def test_tab_goes_down_the_sheet(books: dict[str, Path]) -> None:
    """Tab, which goes through unlocked cells row by row, begins with what is first, meets every entry, and never leaves sight."""
    sheet = openpyxl.load_workbook(books["score"])["Score"]
    assert sheet.protection.sheet
    unlocked = [cell for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
    shown = [
        cell for cell in unlocked
        if not sheet.row_dimensions[cell.row].hidden and not sheet.column_dimensions[get_column_letter(cell.column)].hidden
    ]  # fmt: skip
    assert shown == unlocked
    entries = [str(sheet.cell(cell.row, layout.KEY).value) for cell in shown if cell.column == layout.VALUE]
    assert entries[:6] == ["application", "title", "assessor", "date", "stage", "conflict"]
    indicators = [key for key in entries if key.startswith("indicator:")]
    assert indicators == [f"indicator:{i.id}" for i in TEPGA.indicators]
    assert entries.index("conflict-reason") + 1 == entries.index(indicators[0])
    beside = [cell.row for cell in shown if cell.column == layout.EVIDENCE]
    assert set(beside) >= {cell.row for cell in shown if str(sheet.cell(cell.row, layout.KEY).value) in indicators}
