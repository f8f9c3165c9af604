"""An edition becomes a blank score workbook: sheets `Score` and `Guide`, for one assessor and application."""

from collections.abc import Collection

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pyscoring.edition import AwardEdition, Indicator, describe_limits, plain
from workbook.files.cached import with_values
from workbook.scoresheet import layout
from workbook.scoresheet.book import new_book, saved
from workbook.scoresheet.form import Form
from workbook.scoresheet.function_formulas import Kind, formulas
from workbook.scoresheet.guide import add_guide, guide_row
from workbook.scoresheet.look import Look
from workbook.scoresheet.style import (
    ACCENT,
    INK,
    LINE,
    PALE,
    QUIET,
    fill,
    font,
    lines,
    link,
)  # fmt: skip
from workbook.scoresheet.texts import LABELS, WORDS
from workbook.scoresheet.unscored import unscored

SCORE, GUIDE = "Score", "Guide"
_WIDTHS = {
    layout.KEY: 18, layout.NUMBER: 8, layout.LABEL: 46, layout.MAX: 7, layout.VALUE: 17,
    layout.COUNTED: 8, layout.CHECK: 8, layout.EVIDENCE: 32, layout.OFFICIAL: 17,
}  # fmt: skip


def template(edition: AwardEdition, lang: str = "th", kind: Kind = "native") -> bytes:
    """The blank workbook of an edition as the bytes of an .xlsx file; `lang` is ``th`` or ``en``.

    Its results are of a `kind` of formulas: native ones, or worksheet functions of xlwings or its server.
    Refused: E07, E08, and W01, W04 where the system's folder for temporary files takes none.
    """
    return saved(template_book(edition, lang, kind))


def template_book(edition: AwardEdition, lang: str, kind: Kind = "native") -> Workbook:
    """The blank workbook before it is saved. Refused: E07, E08."""
    book = new_book(edition.name[lang])
    sheet = book.worksheets[0]
    sheet.title = SCORE
    add_score(sheet, edition, lang, kind=kind)
    add_guide(book.create_sheet(GUIDE), edition, lang, back=(SCORE, first_entry(edition)))
    return book


def blank(edition: AwardEdition, lang: str = "th", kind: Kind = "native") -> bytes:
    """As `template`, and its formulas hold what they show until the first score is typed. Refused: as `template`."""
    return with_shown(template(edition, lang, kind), edition, lang)


def with_shown(made: bytes, edition: AwardEdition, lang: str, filled: Collection[str] = ()) -> bytes:
    """The workbook that `template` made with values in its formulas; `filled` holds the keys that will be filled in."""
    return with_values(made, {SCORE: unscored(edition, lang, filled)})


def add_score(sheet: Worksheet, edition: AwardEdition, lang: str, guide: str = GUIDE, kind: Kind = "native") -> None:
    """Fill an empty sheet with the score sheet of an edition; `guide` names the sheet that explains it.

    Refused: E07, E08 an edition too large for a spreadsheet.
    """
    _ScoreSheet(sheet, edition, lang, guide, kind).build()


def first_entry(edition: AwardEdition) -> str:
    """The cell where an assessor begins."""
    return f"{get_column_letter(layout.VALUE)}{next(r.number for r in layout.rows(edition) if r.key == 'assessor')}"


class _ScoreSheet(Form):
    widths = _WIDTHS

    def __init__(self, sheet: Worksheet, edition: AwardEdition, lang: str, guide: str, kind: Kind) -> None:
        self.formulas = formulas(kind, edition, lang)
        super().__init__(sheet, edition, lang, guide, layout.rows(edition), self.formulas, edition.definition)

    def build(self) -> None:
        self.draw()
        numbers = [k for k in self.at if k in ("total", "bonus") or k.startswith("dimension:")]
        self._official(layout.RESULTS, dict.fromkeys(numbers, self.formulas.shown))
        self._refuse_long_formulas("dimensions[].indicators[].id")
        Look(self.sheet, self.edition, self.lang).apply()

    # rows

    def _result(self, row: layout.Row) -> None:
        key = row.key or ""
        large = key != "status"
        self._height(row, 28 if large else 24)
        self._label(row, LABELS[key][self.lang] + (self._full_mark() if key == "total" else ""), bold=True)
        formulas = {
            "total": (self.formulas.total(), self.formulas.total_hint()),
            "band": (self.formulas.band(), self.formulas.band_hint()),
            "status": (self.formulas.status(), self.formulas.status_hint()),
        }  # fmt: skip
        value, hint = formulas[key]
        cell = self._put(
            row.number, layout.VALUE, value, font=font(14 if large else 11, ACCENT, bold=True),
            alignment=Alignment(horizontal="center", vertical="center", shrink_to_fit=True),
        )  # fmt: skip
        if key == "total":
            cell.number_format = self.formulas.shown
            self._number(row, layout.MAX, self.edition.total.full_mark)
        self._put(
            row.number,
            layout.EVIDENCE,
            hint,
            font=font(9, QUIET),
            alignment=Alignment(vertical="center", wrap_text=True),
        )
        for column in range(layout.NUMBER, layout.OFFICIAL + 1):
            self.sheet.cell(row.number, column).fill = fill(PALE)
            self.sheet.cell(row.number, column).border = Border(
                bottom=Side(style="medium" if key == "status" else "thin", color=LINE)
            )

    def _dimension(self, row: layout.Row) -> None:
        self._section(row, WORDS["dimension"][self.lang].format(id=row.item.id), row.item.name[self.lang])
        self._number(row, layout.MAX, row.item.weight, bold=True)
        cell = self._put(
            row.number, layout.VALUE, self.formulas.dimension(row.item), font=font(11, ACCENT, bold=True),
            alignment=Alignment(horizontal="center", vertical="center"),
        )  # fmt: skip
        cell.number_format = self.formulas.shown

    def _indicator(self, row: layout.Row) -> None:
        indicator: Indicator = row.item
        self._label(
            row,
            indicator.name[self.lang],
            number=link(self.guide, f"B{guide_row(self.edition, indicator.id)}", indicator.id),
        )
        self._height(row, 12 + 16 * max(1, lines(indicator.name[self.lang], _WIDTHS[layout.LABEL] - 2)))
        self._number(row, layout.MAX, indicator.high)
        cell = self._open(row.number, layout.VALUE)
        # General, so that 85% typed or a pasted logical value can still be told from a score
        cell.font, cell.alignment = font(12, INK, bold=True), Alignment(horizontal="center", vertical="center")
        self._validate_score(row, indicator)
        self._counted(row, self.formulas.counted_number(row.number), self.formulas.check_number(row.number, indicator))
        self.sheet.cell(row.number, layout.COUNTED).number_format = "0.00"
        self.sheet.cell(row.number, layout.CHECK).number_format = "0%"
        self._remark(row)

    def _bonus(self, row: layout.Row) -> None:
        names = " / ".join(b.name[self.lang] for b in row.item)
        self._section(row, WORDS["extra"][self.lang], names)
        self._number(row, layout.MAX, self.edition.bonus_most, bold=True)
        cell = self._put(
            row.number, layout.VALUE, self.formulas.bonus(), font=font(11, ACCENT, bold=True),
            alignment=Alignment(horizontal="center", vertical="center"),
        )  # fmt: skip
        cell.number_format = self.formulas.shown
        self._put(
            row.number, layout.COUNTED, WORDS["confirmed"][self.lang], font=font(9, QUIET),
            alignment=Alignment(vertical="center", indent=1),
        )  # fmt: skip

    def _feature(self, row: layout.Row) -> None:
        self._label(row, row.item.name[self.lang], number=row.item.id if row.kind == "feature" else None)
        self._height(row, 10 + 16 * lines(row.item.name[self.lang], _WIDTHS[layout.LABEL] - 2))
        self._open(row.number, layout.VALUE).alignment = Alignment(horizontal="center", vertical="center")
        self._choice(row, layout.YES[self.lang], layout.NO[self.lang])
        self._counted(row, self.formulas.counted_answer(row.number), self.formulas.check_word(row.number))
        self._remark(row)

    _eligibility = _feature

    # validation

    def _validate_score(self, row: layout.Row, indicator: Indicator) -> None:
        cell = f"{get_column_letter(layout.VALUE)}{row.number}"
        limits = describe_limits(indicator)
        stepped = f"ROUND(ROUND({cell}/{limits['step']},0)*{limits['step']},2)={cell}"
        whole = f"ROUND({cell},2)={cell}" if limits["step"] == "0.01" else stepped
        rule = DataValidation(
            type="custom", allow_blank=True,
            formula1=f"AND(ISNUMBER({cell}),{cell}>={limits['low']},{cell}<={limits['high']},{whole})",
        )  # fmt: skip
        words = WORDS["refuse" if limits["step"] == "0.01" else "refuse-step"][self.lang]
        self._messages(rule, WORDS["refuse-title"][self.lang], words.format(**limits))
        rule.promptTitle = WORDS["range"][self.lang].format(**limits)
        rule.prompt = indicator.name[self.lang][:250]
        rule.add(cell)
        self.sheet.add_data_validation(rule)

    def _full_mark(self) -> str:
        """How the total comes about where its maximum alone does not tell."""
        bonus = self.edition.full_mark_with_bonus - self.edition.total.full_mark
        if bonus:
            return f" ({plain(self.edition.total.full_mark)} + {WORDS['extra'][self.lang]} {plain(bonus)})"
        return f" ({WORDS['weighted'][self.lang]})" if any(d.max != d.weight for d in self.edition.dimensions) else ""
