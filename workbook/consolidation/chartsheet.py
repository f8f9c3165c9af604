"""The sheet `Charts`: results at a glance, drawn from live cells of `Results`."""

from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from pyscoring.consolidate import Result
from pyscoring.edition import AwardEdition, Stage, plain
from workbook.committee.assembly import Consolidation
from workbook.consolidation.consolidated_texts import AGREEMENT, CHARTS, SHEETS
from workbook.consolidation.result_words import band_shown, places_format
from workbook.consolidation.tables import FIRST, BookLook, TableSheet
from workbook.scoresheet.layout import STAGE_WORDS
from workbook.scoresheet.style import ACCENT, FAMILY, INK, LINE, QUIET, WARN
from workbook.scoresheet.whole import quoted

NAME = "Charts"
MOST = 60  # applications in one chart; more cannot be read
_FILLS = (ACCENT, "6F97A5", "B7CDD4", "E3E8EB", "F4F6F7", LINE)
_DATA = 14  # first column of the figures behind the charts
_WIDTH, _ROW = 1120, 20  # pixels
_PAGE = 88  # rows
_POINT = {
    "type": "long_dash",
    "size": 30,
    "fill": {"color": f"#{WARN}"},
    "border": {"color": f"#{WARN}"},
}  # a line through one point cannot be seen
_LABELLED = 16  # bars that have room for their number
_BAR, _PLOT = 60, 1000  # pixels: the widest bar, and about what all have


def add_charts(look: BookLook, sheet: Worksheet, consolidation: Consolidation, results: TableSheet) -> None:
    """Bands by award, and each award's totals against its thresholds."""
    fields: dict[tuple[str, Stage], list[int]] = {}
    for number, result in enumerate(consolidation.results):
        if not (result.is_check or result.closed_by):
            fields.setdefault((result.edition.id, result.stage), []).append(number)
    if not fields:
        sheet.write_string(0, 0, AGREEMENT["nothing"][look.lang])
        return
    shown = [[band_shown(consolidation.results[n], look.lang) for n in numbers] for numbers in fields.values()]
    charts = _Charts(look, sheet, results, shown)
    charts.bands([consolidation.results[numbers[0]] for numbers in fields.values()])
    for numbers in fields.values():
        held = [n for n in numbers if consolidation.results[n].outcome]
        held.sort(key=lambda n: -_exact(consolidation.results[n]))
        if held:
            charts.totals([consolidation.results[n] for n in held[:MOST]], [FIRST + n for n in held[:MOST]], len(held))
    look.page(sheet, SHEETS[NAME][look.lang], landscape=False)
    sheet.set_h_pagebreaks(charts.breaks)
    sheet.print_area(0, 0, max(charts.row, 1), _DATA - 2)


def _exact(result: Result) -> float:
    return float(result.outcome.exact) if result.outcome else 0.0


class _Charts:
    """`shown` are the bands that `Results` shows of each award and stage."""

    def __init__(self, look: BookLook, sheet: Worksheet, results: TableSheet, shown: Sequence[Sequence[str]]) -> None:
        self.look, self.sheet, self.results, self.shown, self.lang = look, sheet, results, shown, look.lang
        self.row, self.data = 0, 1
        self.breaks: list[int] = []
        sheet.set_column(0, _DATA - 2, 12)
        sheet.set_column(_DATA, _DATA, 40)
        self.quiet = look.format(font_size=9, font_color=f"#{QUIET}")

    def bands(self, firsts: Sequence[Result]) -> None:
        """A bar an award and stage, parted by the bands of its final results."""
        names = list(dict.fromkeys(b.name[self.lang] for r in firsts for b in r.edition.bands))
        ranks = {b.name[self.lang]: n for r in firsts for n, b in enumerate(r.edition.bands)}
        names.sort(key=lambda name: ranks[name])
        fills = [_FILLS[min(ranks[name], len(_FILLS) - 1)] for name in names] + ["FFFFFF"]
        top = self.data
        for n, name in enumerate([*names, CHARTS["waiting"][self.lang]], 1):
            self.sheet.write_string(top, _DATA + n, name, self.quiet)
        for n, first in enumerate(firsts, 1):
            self.sheet.write_string(top + n, _DATA, self._called(first), self.quiet)
            self._counts(top + n, n, names)
        chart = self._chart({"type": "bar", "subtype": "stacked"}, CHARTS["bands"][self.lang], 7 + 2 * len(firsts))
        for n in range(1, len(names) + 2):
            fill = fills[n - 1]
            chart.add_series({
                "name": [NAME, top, _DATA + n], "categories": [NAME, top + 1, _DATA, top + len(firsts), _DATA],
                "values": [NAME, top + 1, _DATA + n, top + len(firsts), _DATA + n], "gap": 45,
                "fill": {"color": f"#{fill}"}, "border": {"color": f"#{QUIET}", "width": 0.75},
                "data_labels": {"value": True, "num_format": "0;;", "font": {"name": FAMILY, "size": 9, "color": _label(fill)}},
            })  # fmt: skip
        chart.set_plotarea({"layout": {"x": 0.36, "y": 0.2, "width": 0.6, "height": 0.56}})
        chart.set_y_axis({"reverse": True, "num_font": {"name": FAMILY, "size": 9}})
        chart.set_x_axis(
            {
                "label_position": "high",
                "num_format": "0",
                "major_gridlines": {"visible": True, "line": {"color": f"#{LINE}"}},
            }
        )
        chart.set_legend({"position": "bottom", "font": {"name": FAMILY, "size": 10}})
        self.data = top + len(firsts) + 2

    def _counts(self, row: int, group: int, names: Sequence[str]) -> None:
        """Final results of the group in each band, and the rest together."""
        groups, bands = (f"Results!{self.results.area(key)}" for key in ("group", "band"))
        known = self.shown[group - 1]
        for n, name in enumerate(names, 1):
            formula = f"=SUMPRODUCT(({groups}={group})*({bands}={quoted(name)}))"
            self.sheet.write_formula(row, _DATA + n, formula, self.quiet, sum(band == name for band in known))
        first, last = (f"{xl_col_to_name(_DATA + n)}{row + 1}" for n in (1, len(names)))
        formula = f"=SUMPRODUCT(({groups}={group})*1)-SUM({first}:{last})"
        rest = sum(band not in names for band in known)
        self.sheet.write_formula(row, _DATA + len(names) + 1, formula, self.quiet, rest)

    def totals(self, results: Sequence[Result], rows: Sequence[int], count: int) -> None:
        """A bar an application from the highest total down, and a line at each threshold."""
        edition, top = results[0].edition, self.data
        steps = thresholds(edition, self.lang)
        look = self.look.format(font_size=9, font_color=f"#{QUIET}", num_format=places_format(edition))
        for n, (result, row) in enumerate(zip(results, rows, strict=True), 1):
            self.sheet.write_string(top + n, _DATA, result.application, self.quiet)
            total = f"=Results!{self.results.cell('total', row)}"
            self.sheet.write_formula(top + n, _DATA + 1, total, look, float(result.total or 0))
            for at, (_, least) in enumerate(steps, 2):
                self.sheet.write_number(top + n, _DATA + at, least, look)
        title = CHARTS["totals"][self.lang].format(award=self._called(results[0]))
        title += f" ({CHARTS['first'][self.lang].format(n=MOST)})" if count > MOST else ""
        chart = self._chart({"type": "column"}, title, 16)
        ids = [NAME, top + 1, _DATA, top + len(results), _DATA]
        chart.add_series({
            "name": CHARTS["more"][self.lang], "categories": ids, "gap": _gap(len(results)), "fill": {"color": f"#{ACCENT}"},
            "values": [NAME, top + 1, _DATA + 1, top + len(results), _DATA + 1],
            "data_labels": {"value": len(results) <= _LABELLED, "position": "inside_base", "num_format": places_format(edition),
                            "font": {"name": FAMILY, "size": 8, "color": "#FFFFFF"}},
        })  # fmt: skip
        self._lines(chart, top, len(results), steps, ids)
        self.data = top + len(results) + 2

    def _lines(self, chart: Any, top: int, count: int, steps: Sequence[tuple[str, float]], ids: list[Any]) -> None:
        lines = self.look.book.add_chart({"type": "line"})
        dashes = ("solid", "dash", "round_dot", "long_dash_dot")
        for at, (name, _) in enumerate(steps, 2):
            lines.add_series({
                "name": name, "categories": ids, "values": [NAME, top + 1, _DATA + at, top + count, _DATA + at],
                "line": {"color": f"#{WARN}", "width": 1.5, "dash_type": dashes[(at - 2) % len(dashes)]},
                "marker": _POINT if count == 1 else {"type": "none"},
            })  # fmt: skip
        if steps:
            chart.combine(lines)

    def _called(self, result: Result) -> str:
        return f"{result.edition.name[self.lang]} · {STAGE_WORDS[result.stage][self.lang]}"

    def _chart(self, kind: dict[str, str], title: str, rows: int) -> Any:
        chart = self.look.book.add_chart(kind)
        font = {"name": FAMILY, "size": 12, "bold": True, "color": f"#{ACCENT}"}
        chart.set_title({"name": title, "name_font": font, "overlay": False})
        small = {"name": FAMILY, "size": 9, "color": f"#{INK}"}
        chart.set_x_axis({"num_font": small})
        chart.set_y_axis(
            {"num_font": small, "min": 0, "major_gridlines": {"visible": True, "line": {"color": f"#{LINE}"}}}
        )
        chart.set_legend({"position": "bottom", "font": {"name": FAMILY, "size": 10}})
        chart.set_chartarea({"border": {"color": f"#{LINE}"}})
        chart.set_size({"width": _WIDTH, "height": rows * _ROW})
        if self.row % _PAGE + rows > _PAGE:
            self.row += _PAGE - self.row % _PAGE
            self.breaks.append(self.row)
        self.sheet.insert_chart(self.row, 0, chart, {"x_offset": 8, "y_offset": 8, "description": title})
        self.row += rows + 2
        return chart


def thresholds(edition: AwardEdition, lang: str) -> list[tuple[str, float]]:
    """Bands with a threshold above nothing."""
    return [
        (f"{b.name[lang]} ≥ {plain(b.at_least)}", float(b.at_least))
        for b in edition.bands
        if b.at_least != "unset" and b.at_least > 0
    ]


def _gap(count: int) -> int:
    """The space between bars in percent of a bar's width: few bars are not as wide as the page."""
    return min(500, max(60, 100 * _PLOT // (count * _BAR) - 100))


def _label(fill: str) -> str:
    return "#FFFFFF" if fill == ACCENT else f"#{INK}"
