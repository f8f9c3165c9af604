"""How a score sheet looks and prints: conditional formats, the chart, the window and the page."""

from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pyscoring.edition import AwardEdition
from workbook.scoresheet import layout
from workbook.scoresheet.style import ACCENT, ALERT, LINE, WARN, fill
from workbook.scoresheet.texts import CORRECT, MISSING, WORDS

_CHART_ROWS = 9


def when(formula: list[str], **look: Any) -> Any:
    return FormulaRule(formula, **look)  # type: ignore[no-untyped-call]


class Look:
    """Applies to a sheet whose rows are in place."""

    def __init__(self, sheet: Worksheet, edition: AwardEdition, lang: str) -> None:
        self.sheet, self.edition, self.lang = sheet, edition, lang
        rows = layout.rows(edition)
        self.last = rows[-1].number
        self.at = {r.key: r.number for r in rows if r.key}

    def apply(self) -> None:
        self._conditional_formats()
        self._chart()
        view(self.sheet, self.at["status"] + 1, self.at["assessor"])
        page(self.sheet, self.last + 1 + _CHART_ROWS, f"{self.edition.id} · {self.edition.definition}", self.lang)
        for number in range(self.last + 1, self.last + 2 + _CHART_ROWS):
            self.sheet.row_dimensions[number].height = 15

    def _conditional_formats(self) -> None:
        value, check, official = (get_column_letter(c) for c in (layout.VALUE, layout.CHECK, layout.OFFICIAL))
        first, last, add = self.at["application"], self.last, self.sheet.conditional_formatting.add
        wrong, missing = CORRECT[self.lang], MISSING[self.lang]
        for column in (value, get_column_letter(layout.COUNTED), check):
            area = f"{column}{first}:{column}{last}"
            add(
                area,
                when(
                    [f'${check}{first}="{wrong}"'], font=Font(color=ALERT, bold=True), fill=fill("FBE3E0", solid=False)
                ),
            )
        add(f"{check}{first}:{check}{last}", when([f'${check}{first}="{missing}"'], font=Font(color=WARN, bold=True)))
        status = f"${value}${self.at['status']}"
        starts = {text: f'LEFT({status},{len(text)})="{text}"' for text in (wrong, missing)}
        if self.lang == "en":
            starts = {
                wrong: f'ISNUMBER(SEARCH("to correct",{status}))',
                missing: f'ISNUMBER(SEARCH("missing",{status}))',
            }
        add(status.replace("$", ""), when([starts[wrong]], font=Font(color=ALERT, bold=True)))
        add(status.replace("$", ""), when([starts[missing]], font=Font(color=WARN, bold=True)))
        results = ",".join(f'$A{first}="{key}"' for key in ("bonus", *layout.RESULTS))
        is_result = f'OR(LEFT($A{first},10)="dimension:",{results})'
        differs = f'AND(${official}{first}<>"",{is_result},${official}{first}<>${value}{first})'
        add(
            f"{official}{first}:{official}{last}",
            when([differs], font=Font(color=ALERT, bold=True, strike=True), fill=fill("FBE3E0", solid=False)),
        )

    def _chart(self) -> None:
        first, last = (
            self.at[f"indicator:{self.edition.indicators[0].id}"],
            self.at[f"indicator:{self.edition.indicators[-1].id}"],
        )
        chart = BarChart()
        chart.type, chart.style, chart.legend, chart.gapWidth = "col", 10, None, 60
        chart.title = WORDS["chart"][self.lang]
        small = CharacterProperties(sz=1100, b=True, solidFill=ACCENT)
        chart.title.tx.rich.p[0].r[0].rPr = small  # type: ignore[union-attr]
        chart.add_data(Reference(self.sheet, min_col=layout.CHECK, min_row=first, max_row=last), titles_from_data=False)
        chart.set_categories(Reference(self.sheet, min_col=layout.NUMBER, min_row=first, max_row=last))
        chart.series[0].graphicalProperties.solidFill = ACCENT
        chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 1
        chart.y_axis.number_format, chart.y_axis.majorUnit = "0%", 0.5
        chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE))  # type: ignore[union-attr]
        chart.x_axis.delete = chart.y_axis.delete = False
        top = self.last + 1
        chart.anchor = TwoCellAnchor(  # type: ignore[assignment]
            _from=AnchorMarker(col=layout.NUMBER - 1, row=top),
            to=AnchorMarker(col=layout.OFFICIAL, row=top + _CHART_ROWS),
        )
        self.sheet.add_chart(chart)


def view(sheet: Worksheet, first_free: int, start: int) -> None:
    """The window: keys out of sight, all above row `first_free` frozen, row `start` chosen, the rest locked."""
    sheet.row_dimensions[1].hidden = True
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = f"A{first_free}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 100
    for selection in sheet.sheet_view.selection:
        selection.activeCell = selection.sqref = f"{get_column_letter(layout.VALUE)}{start}"
    sheet.protection.sheet = True
    sheet.protection.formatRows = False
    sheet.sheet_properties.tabColor = ACCENT


def page(sheet: Worksheet, last: int, footer_text: str, lang: str) -> None:
    """One A4 page, down to row `last`."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.print_area = f"B2:{get_column_letter(layout.OFFICIAL)}{last}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.4, 0.5
    sheet.print_options.horizontalCentered = True
    footer: Any = sheet.oddFooter
    footer.left.text = footer_text
    footer.right.text = WORDS["page"][lang]
