"""The sheet `Guide`: how to fill in, the criteria, the bands, what comes next, the assumptions."""

from collections.abc import Iterable, Iterator

from openpyxl.styles import Alignment, Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from pyscoring.edition import AwardEdition, describe_limits, plain
from workbook.scoresheet import layout
from workbook.scoresheet.style import ACCENT, FAINT, INK, LINE, QUIET, WHITE, fill, font, lines, link
from workbook.scoresheet.texts import HOW_TO, UNSET, WORDS, bonus_given, source_in

_WIDTHS = {"A": 2, "B": 9, "C": 82, "D": 26, "E": 22}
Line = tuple[str, str, str, str, str]  # kind, number, text, figure, source


def guide_row(edition: AwardEdition, indicator: str) -> int:
    """The row of the guide that explains an indicator."""
    return next(row for row, line in enumerate(_lines(edition, "th"), 1) if line[:2] == ("indicator", indicator))


def add_guide(sheet: Worksheet, edition: AwardEdition, lang: str, back: tuple[str, str]) -> None:
    """Fill an empty sheet with the guide, ready to read and to print; `back` is the sheet and cell to go on at."""
    draw_guide(sheet, _lines(edition, lang), lang, back, WORDS["back"][lang])


def draw_guide(sheet: Worksheet, lines_: Iterable[Line], lang: str, back: tuple[str, str], back_word: str) -> None:
    """Fill an empty sheet with these lines; `back_word` leads to the cell `back`."""
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    for row, line in enumerate(lines_, 1):
        _draw(sheet, row, (*line[:4], source_in(line[4], lang)))
    sheet["E1"].value = link(*back, back_word)
    sheet["E1"].font, sheet["E1"].number_format = font(10, WHITE, underline="single"), "General"
    sheet.freeze_panes = "A2"
    sheet.sheet_view.showGridLines = False
    sheet.protection.sheet = True
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.print_title_rows = "1:1"


def _lines(edition: AwardEdition, lang: str) -> Iterator[Line]:
    year = f"พ.ศ. {edition.fiscal_year}" if lang == "th" else str(edition.fiscal_year_ce)
    yield "banner", "", f"{edition.name[lang]}  {year}", "", ""
    yield _heading("how", lang)
    for n, text in enumerate(HOW_TO[lang], 1):
        yield "line", str(n), text, "", ""
    yield _heading("criteria", lang, WORDS["source"][lang])
    for dimension in edition.dimensions:
        number = WORDS["dimension"][lang].format(id=dimension.id)
        weight = WORDS["weight"][lang].format(weight=plain(dimension.weight))
        yield "group", number, dimension.name[lang], weight, dimension.source
        for indicator in dimension.indicators:
            text = "\n".join(t for t in (indicator.name[lang], indicator.criteria and indicator.criteria[lang]) if t)
            yield (
                "indicator",
                indicator.id,
                text,
                WORDS["range"][lang].format(**describe_limits(indicator)),
                indicator.source,
            )
    for rule in edition.bonus:
        yield "group", WORDS["extra"][lang], rule.name[lang], "", rule.source
        yield "line", "", bonus_given(rule, lang), "", ""
        for feature in rule.features:
            yield "line", feature.id, feature.name[lang], "", feature.source
    if edition.eligibility:
        yield _heading("eligibility", lang)
    for item in edition.eligibility:
        yield "line", "", item.name[lang], "", item.source
    yield _heading("bands", lang)
    yield from _thresholds([(b.name[lang], b.at_least, b.source) for b in edition.bands], lang)
    if edition.gates:
        yield _heading("gates", lang)
    for stage in dict.fromkeys(g.stage for g in edition.gates):
        yield "group", "", layout.STAGE_WORDS[stage][lang], "", ""
        yield from _thresholds([(g.name[lang], g.at_least, g.source) for g in edition.gates if g.stage == stage], lang)
    if edition.assumptions:
        yield _heading("assumptions", lang)
    for n, assumption in enumerate(edition.assumptions, 1):
        yield "line", str(n), assumption.text[lang], "", ""


def _heading(key: str, lang: str, right: str = "") -> Line:
    return "heading", "", WORDS[key][lang], "", right


def _thresholds(steps: list[tuple[str, object, str]], lang: str) -> Iterator[Line]:
    above = None
    for name, at, source in steps:
        if at == "unset":
            figure = UNSET[lang]
        elif at == 0 and above is not None:
            figure = WORDS["below"][lang].format(at=above)
        else:
            figure = "" if at == 0 else WORDS["at-least"][lang].format(at=at)
        above = above if at in ("unset", 0) else at
        yield "line", "", name, figure, source


def _draw(sheet: Worksheet, row: int, line: Line) -> None:
    kind, *texts = line
    size, color = {"banner": (15, WHITE), "heading": (12, ACCENT), "group": (11, ACCENT)}.get(kind, (11, INK))
    for letter, text in zip("BCDE", texts, strict=True):
        cell = sheet[f"{letter}{row}"]
        cell.value = text or None
        cell.number_format = "@"
        strong = kind in ("banner", "heading", "group")
        cell.font = font(size, color, bold=strong) if letter in "BC" else font(10, WHITE if kind == "banner" else QUIET)
        cell.alignment = Alignment(
            vertical="center", wrap_text=kind != "banner", horizontal="center" if letter == "B" else None
        )
        if kind == "banner":
            cell.fill = fill(ACCENT)
        elif kind == "group":
            cell.fill = fill(FAINT)
        cell.border = Border(
            bottom=Side(style="medium" if kind == "heading" else "thin", color=ACCENT if kind == "heading" else LINE)
        )
    if kind in ("banner", "heading"):
        sheet[f"B{row}"].value, sheet[f"C{row}"].value = sheet[f"C{row}"].value, None
        sheet[f"B{row}"].alignment = Alignment(
            horizontal="left", vertical="center", indent=1 if kind == "banner" else 0
        )
    wrapped = max(
        sum(lines(part, _WIDTHS["C"] - 4) for part in texts[1].split("\n")),
        lines(texts[2], _WIDTHS["D"] - 2),
        lines(texts[3], _WIDTHS["E"] - 2),
    )
    sheet.row_dimensions[row].height = {"banner": 34, "heading": 34}.get(kind, 12 + 16 * wrapped)
