"""One workbook for an assessor's day of visits: an index, a score sheet an application, and the guides."""

from collections.abc import Collection, Sequence
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from pyscoring.edition import AwardEdition
from pyscoring.score import status_text
from workbook.files.cached import with_values
from workbook.files.sheetmap import Value
from workbook.files.values import Place
from workbook.scoresheet import layout
from workbook.scoresheet.book import new_book, saved
from workbook.scoresheet.guide import add_guide
from workbook.scoresheet.layout import score_name
from workbook.scoresheet.style import (
    ACCENT,
    ALERT,
    FAINT,
    FAMILY,
    INK,
    LINE,
    QUIET,
    WARN,
    WHITE,
    fill,
    font,
    lines,
    link,
)
from workbook.scoresheet.template import GUIDE, add_score, first_entry
from workbook.scoresheet.texts import CORRECT, LABELS, MISSING
from workbook.scoresheet.unscored import Shown, results, unscored

INDEX = "Index"
_FIRST = 4  # the row of the first application
_FIELDS = ("application", "title", "agency", "stage")  # typed; what follows is live
_WIDTHS = {"A": 2, "B": 13, "C": 54, "D": 26, "E": 19, "F": 16, "G": 26, "H": 13, "I": 20}
_TITLE_ROOM = _WIDTHS["C"] - 4
_WORDS: dict[str, dict[str, str]] = {
    "name": {"th": "สมุดงานของผู้ประเมิน", "en": "Workbook of an assessor"},
    "progress": {"th": "ให้คะแนนครบแล้ว {n} จาก {of} แบบ", "en": "{n} of {of} score sheets complete"},
    "open": {"th": "ให้คะแนน ›", "en": "Score ›"},
    "sheet": {"th": "แผ่นให้คะแนน", "en": "Score sheet"},
    "page": {"th": "หน้า &P จาก &N", "en": "Page &P of &N"},
}


def title_lines(title: str) -> int:
    """How many lines of the index a title takes."""
    return lines(title, _TITLE_ROOM)


def visit_book(rows: Sequence[tuple[AwardEdition, int]], lang: str) -> bytes:
    """The blank workbook for applications of these editions, each with its title's number of lines.

    Refused: E07, E08, W01, W04.
    """
    book = new_book(_WORDS["name"][lang])
    index = book.worksheets[0]
    index.title = INDEX
    editions = {edition.id: edition for edition, _ in rows}
    guides = {id_: GUIDE if n == 1 else f"{GUIDE}_{n}" for n, id_ in enumerate(editions, 1)}
    for number, (edition, _) in enumerate(rows, 1):
        add_score(book.create_sheet(score_name(number)), edition, lang, guides[edition.id])
    for id_, name in guides.items():
        add_guide(book.create_sheet(name), editions[id_], lang, back=(INDEX, f"F{_FIRST}"))
    _Index(index, rows, lang).build()
    return saved(book)


def index_edits(assessor: str, rows: Sequence[Sequence[str]]) -> dict[Place, Value]:
    """The cells of a blank index that the assessor's name and the rows' four texts go into."""
    cells: dict[Place, Value] = {(1, 3): assessor}
    return cells | {(_FIRST + r, 2 + c): text or None for r, row in enumerate(rows) for c, text in enumerate(row)}


def with_shown(made: bytes, sheets: Sequence[tuple[AwardEdition, Collection[str]]], lang: str) -> bytes:
    """The workbook that `visit_book` made with values in its formulas, for these keys that will be filled in."""
    shown = {score_name(n): unscored(edition, lang, filled) for n, (edition, filled) in enumerate(sheets, 1)}
    index: Shown = {(1, 9): _WORDS["progress"][lang].format(n=0, of=len(sheets))}
    for row, (edition, _) in enumerate(sheets, _FIRST):
        said = results(edition, lang)
        index |= {(row, 7): said["status"], (row, 8): said["total"], (row, 9): said["band"]}
    return with_values(made, shown | {INDEX: index})


class _Index:
    def __init__(self, sheet: Worksheet, rows: Sequence[tuple[AwardEdition, int]], lang: str) -> None:
        self.sheet, self.rows, self.lang = sheet, rows, lang
        self.last = _FIRST + len(rows) - 1

    def build(self) -> None:
        for letter, width in _WIDTHS.items():
            self.sheet.column_dimensions[letter].width = width
        self._top()
        for number, (edition, high) in enumerate(self.rows, 1):
            self._row(number, edition, high)
        self._formats()
        self._page()

    def _top(self) -> None:
        for letter in "BCDEFGHI":
            self.sheet[f"{letter}1"].fill = fill(ACCENT)
        self._put("B1", LABELS["assessor"][self.lang], font(10, WHITE), indent=1)
        self._put("C1", None, font(15, WHITE, bold=True), indent=1)
        before, after = _WORDS["progress"][self.lang].replace("{of}", str(len(self.rows))).split("{n}")
        complete = f'COUNTIF(G{_FIRST}:G{self.last},"{status_text("complete", self.lang)}")'
        progress = f'="{before}"&{complete}&"{after}"'
        self._put("I1", progress, font(11, WHITE, bold=True), "right", indent=1)
        self.sheet.row_dimensions[1].height = 38
        self.sheet.row_dimensions[2].height = 8
        heads = [LABELS[key][self.lang] for key in _FIELDS] + [_WORDS["sheet"][self.lang]]
        heads += [LABELS[key][self.lang] for key in ("status", "total", "band")]
        for letter, head in zip("BCDEFGHI", heads, strict=True):
            self._put(f"{letter}3", head, font(10, QUIET, bold=True), self._side(letter), indent=int(letter in "BCDE"))
            self.sheet[f"{letter}3"].fill = fill(FAINT)
            self.sheet[f"{letter}3"].border = Border(bottom=Side(style="medium", color=ACCENT))
        self.sheet.row_dimensions[3].height = 26

    def _row(self, number: int, edition: AwardEdition, high: int) -> None:
        row, sheet = _FIRST + number - 1, score_name(number)
        at = {r.key: r.number for r in layout.rows(edition) if r.key}
        for letter in "BCDE":
            self._put(f"{letter}{row}", None, font(11, INK), self._side(letter), wrap_text=True, indent=1)
            self.sheet[f"{letter}{row}"].number_format = "@"
        open_ = link(sheet, first_entry(edition), _WORDS["open"][self.lang])
        self._put(f"F{row}", open_, font(11, ACCENT, underline="single"), "center")
        for letter, key in zip("GHI", ("status", "total", "band"), strict=True):
            answer = f"{sheet}!{first_entry(edition)[0]}{at[key]}"
            self._put(f"{letter}{row}", f"={answer}", font(11, ACCENT, bold=True), "center", shrink_to_fit=True)
        self.sheet[f"H{row}"].number_format = f"0.{'0' * edition.total.places}".rstrip(".")
        for letter in "BCDEFGHI":
            self.sheet[f"{letter}{row}"].border = Border(bottom=Side(style="thin", color=LINE))
        self.sheet.row_dimensions[row].height = 12 + 16 * high

    def _side(self, letter: str) -> str:
        return "left" if letter in "BCDE" else "center"

    def _put(self, cell: str, value: object, look: Font, side: str = "left", **alignment: Any) -> None:
        self.sheet[cell].value = value
        self.sheet[cell].font = look
        self.sheet[cell].alignment = Alignment(horizontal=side, vertical="center", **alignment)

    def _formats(self) -> None:
        """Words tell the states apart; the colours only help."""
        area, first = f"G{_FIRST}:G{self.last}", f"$G{_FIRST}"
        to_correct = CORRECT["th"] if self.lang == "th" else "to correct"
        for word, color in ((to_correct, ALERT), (MISSING[self.lang], WARN)):
            found = f'ISNUMBER(SEARCH("{word}",{first}))'
            rule = FormulaRule([found], font=Font(name=FAMILY, color=color, bold=True))  # type: ignore[no-untyped-call]
            self.sheet.conditional_formatting.add(area, rule)

    def _page(self) -> None:
        sheet = self.sheet
        sheet.freeze_panes = f"A{_FIRST}"
        sheet.auto_filter.ref = f"B3:I{self.last}"
        sheet.protection.sheet, sheet.protection.autoFilter = True, False  # filtering stays allowed
        sheet.sheet_view.showGridLines = False
        sheet.sheet_properties.tabColor = ACCENT
        sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.6, 0.3
        sheet.print_title_rows = "1:3"
        sheet.print_area = f"B1:I{self.last}"
        footer: Any = sheet.oddFooter
        footer.right.text = _WORDS["page"][self.lang]
