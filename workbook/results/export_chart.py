"""The sheet `Bands` of the results: how many applications have each band in each award, with a chart."""

from collections import Counter

from pyscoring.results import Results
from workbook.consolidation.tables import BookLook, Column, TableSheet
from workbook.results import export_texts as texts
from workbook.results.export_texts import COLUMNS, SHEETS, WORDS
from workbook.scoresheet.style import FAMILY, INK, LINE

NAME = "Bands"
COUNT = '0;-0;"–"'
_SHADES = ("1F4E5F", "4F8496", "8FB3BF", "C9DADF", "E3E7EA", "F4F6F7")  # the best band the darkest; seen in grey too
_WHITE = "FFFFFF"
_UNSETTLED = {
    "later": {"pattern": {"pattern": "light_upward_diagonal", "fg_color": f"#{INK}", "bg_color": f"#{_WHITE}"}},
    "undecided": {"fill": {"color": f"#{_WHITE}"}},
}
_FONT = {"name": FAMILY, "size": 10, "color": f"#{INK}"}


def add_bands(look: BookLook, results: Results) -> None:
    """The table that the chart draws, and the chart below it."""
    bands = texts.bands(results, look.lang)
    columns = [Column(f"band:{n}", {look.lang: b}, 15, "center") for n, b in enumerate(bands)]
    unsettled = (Column(key, COLUMNS[key], 15, "center", strong=False) for key in _UNSETTLED)
    sheet = look.table(NAME, (Column("award", COLUMNS["award"], 44), *columns, *unsettled))
    sheet.sheet.is_long = False  # the chart shows its texts
    awards = {table.edition: table.name for table in results.tables}
    told, most = [], 0
    for row, (edition, name) in enumerate(awards.items(), sheet.first):
        counts, left = Counter[str | None](), Counter[str]()
        for tally in results.summary:
            if tally.edition == edition:
                counts.update(texts.counted(tally, look.lang))
                left.update(later=tally.later, undecided=tally.undecided)
        most = max(most, counts.total())
        sheet.text(row, "award", name[look.lang])
        for number, band in enumerate(bands):
            sheet.number(row, f"band:{number}", counts[band], num_format=COUNT)
        for key in _UNSETTLED:
            sheet.number(row, key, left[key], num_format=COUNT)
        shown = [f"{b} {counts[b]}" for b in bands if counts[b]]
        told.append(f"{name[look.lang]}: {', '.join(shown) or WORDS['nothing'][look.lang]}")
    _chart(look, sheet, len(bands), most, "; ".join(told))
    sheet.finish(f"{SHEETS[NAME][look.lang]} · {texts.long_day(results.at, look.lang)}")


def _chart(look: BookLook, sheet: TableSheet, bands: int, most: int, told: str) -> None:
    chart = look.book.add_chart({"type": "bar", "subtype": "stacked"})
    for number, key in enumerate([*(f"band:{n}" for n in range(bands)), *_UNSETTLED]):
        shade = {"fill": {"color": f"#{_SHADES[min(number, len(_SHADES) - 1)]}"}}
        chart.add_series({
            "name": f"={NAME}!{sheet.cell(key, sheet.first - 1)}", "categories": f"={NAME}!{sheet.area('award')}",
            "values": f"={NAME}!{sheet.area(key)}", **_UNSETTLED.get(key, shade), "border": {"color": f"#{INK}", "width": 0.75},
            "gap": 60,
        })  # fmt: skip
    chart.set_title({"name": WORDS["chart"][look.lang], "name_font": {**_FONT, "size": 13, "bold": True}})
    chart.set_x_axis({
        "name": WORDS["axis"][look.lang], "name_font": _FONT, "num_font": _FONT, "min": 0, "num_format": "0",
        "major_unit": max(1, -(-most // 8)),
        "major_gridlines": {"visible": True, "line": {"color": f"#{LINE}", "width": 0.5}},
    })  # fmt: skip
    chart.set_y_axis({"reverse": True, "crossing": "max", "num_font": _FONT})
    chart.set_legend({"position": "bottom", "font": _FONT})
    awards = sheet.last - sheet.first + 1
    chart.set_size({"width": 920, "height": 190 + 56 * awards})
    alt = WORDS["chart-alt"][look.lang].format(told=told)
    sheet.sheet.insert_chart(sheet.last + 1, 0, chart, {"description": alt, "x_offset": 8, "object_position": 2})
