"""How a score sheet looks and prints: conditional formats, the chart, the window and the page."""

from typing import Any

from openpyxl.chart import BarChart
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.series import Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter, quote_sheetname
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
        chart = BarChart()
        chart.type, chart.style, chart.legend, chart.gapWidth = "col", 10, None, 60
        chart.title = WORDS["chart"][self.lang]
        small = CharacterProperties(sz=1100, b=True, solidFill=ACCENT)
        chart.title.tx.rich.p[0].r[0].rPr = small  # type: ignore[union-attr]
        drawn = Series(val=NumDataSource(NumRef(self._indicators(layout.CHECK))))
        drawn.cat = AxDataSource(strRef=StrRef(self._indicators(layout.NUMBER)))
        chart.series.append(drawn)
        chart.series[0].graphicalProperties.solidFill = ACCENT
        chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 1
        chart.y_axis.number_format, chart.y_axis.majorUnit = "0%", 0.5
        chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE))  # type: ignore[union-attr]
        chart.x_axis.delete = chart.y_axis.delete = False
        top = self.last + 1
        chart.anchor = _Described(  # type: ignore[assignment]
            WORDS["chart-alt"][self.lang],
            _from=AnchorMarker(col=layout.NUMBER - 1, row=top),
            to=AnchorMarker(col=layout.OFFICIAL, row=top + _CHART_ROWS),
        )
        self.sheet.add_chart(chart)

    def _indicators(self, column: int) -> str:
        """The cells of a column beside the indicators, without the headings of dimensions between them."""
        letter, name = get_column_letter(column), quote_sheetname(self.sheet.title)
        runs: list[list[int]] = []
        for number in (self.at[f"indicator:{i.id}"] for i in self.edition.indicators):
            if runs and number == runs[-1][-1] + 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        areas = ",".join(f"{name}!${letter}${run[0]}:${letter}${run[-1]}" for run in runs)
        return areas if len(runs) == 1 else f"({areas})"


class _Described(TwoCellAnchor):
    """A place for a chart with a text for those who do not see it; openpyxl makes the frame when it saves."""

    __elements__, __attrs__ = TwoCellAnchor.__elements__, TwoCellAnchor.__attrs__

    def __init__(self, text: str, **place: Any) -> None:
        self._text = text
        super().__init__(**place)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "graphicFrame" and value is not None:
            value.nvGraphicFramePr.cNvPr.descr = self._text
        super().__setattr__(name, value)


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
