"""An edition becomes a blank document check: sheets `Documents` and `Guide`, for one application."""

from collections.abc import Collection, Iterator

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pyscoring.document import LIMITS, StatusKind, definition, status_text, unit
from pyscoring.edition import AwardEdition
from workbook.documents import document_layout
from workbook.documents.document_formulas import DocumentFormulas
from workbook.documents.document_texts import (
    DOCUMENT_HEADER,
    DOCUMENT_HOW_TO,
    DOCUMENT_LABELS,
    DOCUMENT_WORDS,
    FOUND,
    SECTIONS,
)
from workbook.documents.document_unanswered import unanswered
from workbook.files.cached import with_values
from workbook.scoresheet import layout
from workbook.scoresheet.book import new_book, saved
from workbook.scoresheet.form import Form
from workbook.scoresheet.guide import Line, draw_guide
from workbook.scoresheet.look import page, view, when
from workbook.scoresheet.style import ACCENT, ALERT, INK, LINE, PALE, QUIET, WARN, fill, font, lines
from workbook.scoresheet.texts import WORDS
from workbook.scoresheet.whole import quoted

DOCUMENTS, GUIDE = "Documents", "Guide"
_WIDTHS = {
    layout.KEY: 18, layout.NUMBER: 8, layout.LABEL: 52, layout.MAX: 9, layout.VALUE: 24,
    layout.COUNTED: 9, layout.CHECK: 11, layout.EVIDENCE: 34, layout.OFFICIAL: 20,
}  # fmt: skip
_BAD = "FBE3E0"


def document_template(edition: AwardEdition, lang: str = "th") -> bytes:
    """The blank document check of an edition as the bytes of an .xlsx file; `lang` is ``th`` or ``en``.

    Refused: E07, and W01, W04 where the system's folder for temporary files takes none. An edition
    without `documents` has nothing to check, which the caller sees to.
    """
    book = new_book(f"{DOCUMENT_WORDS['title'][lang]}: {edition.name[lang]}")
    sheet = book.worksheets[0]
    sheet.title = DOCUMENTS
    drawn = _DocumentSheet(sheet, edition, lang)
    drawn.build()
    back = DOCUMENTS, f"{get_column_letter(layout.VALUE)}{drawn.at['assessor']}"
    draw_guide(book.create_sheet(GUIDE), _guide(edition, lang), lang, back, DOCUMENT_WORDS["back"][lang])
    return saved(book)


def document_blank(edition: AwardEdition, lang: str = "th") -> bytes:
    """As `document_template`, and its formulas hold what they show until the first answer. Refused: as that."""
    return with_shown(document_template(edition, lang), edition, lang)


def with_shown(made: bytes, edition: AwardEdition, lang: str, filled: Collection[str] = ()) -> bytes:
    """The workbook that was made with values in its formulas; `filled` holds the keys that will be filled in."""
    return with_values(made, {DOCUMENTS: unanswered(edition, lang, filled)})


class _DocumentSheet(Form):
    mark = layout.DOCUMENT_MARK
    widths = _WIDTHS
    header = DOCUMENT_HEADER
    labels = DOCUMENT_LABELS
    words = SECTIONS | {"guide": DOCUMENT_WORDS["guide"]}

    def __init__(self, sheet: Worksheet, edition: AwardEdition, lang: str) -> None:
        self.formulas = DocumentFormulas(edition, lang)
        rows = document_layout.rows(edition)
        super().__init__(sheet, edition, lang, GUIDE, rows, self.formulas, definition(edition))
        self.fixed["stage"] = layout.STAGE_WORDS["document"][lang]
        self.numbers = dict(_numbers(edition))
        self.results = document_layout.results(edition)

    def build(self) -> None:
        self.draw()
        self._official(self.results, {})
        for key in self.results[1:]:  # lists, which a shrunk line would make too small to read
            cell = self.sheet.cell(self.at[key], layout.OFFICIAL)
            cell.font, cell.alignment = font(8, INK), Alignment(horizontal="left", vertical="center", wrap_text=True)
        self._refuse_long_formulas("documents[].id")
        self._colours()
        view(self.sheet, self.at[self.results[-1]] + 1, self.at["assessor"])
        page(self.sheet, self.last, f"{self.edition.id} · {self.fixed['definition']}", self.lang)

    def _title(self) -> str:
        return f"{DOCUMENT_WORDS['title'][self.lang]}: {super()._title()}"

    def _result(self, row: layout.Row) -> None:
        key = row.key or ""
        formulas = {"status": self.formulas.status, "missing": self.formulas.missing, "over": self.formulas.over}
        self._height(row, 36 if key == "status" else 34)
        self._label(row, self.labels[key][self.lang], bold=True)
        if key != "status":
            self._widen(row, typed=False)
        self._put(
            row.number, layout.VALUE, formulas[key](), font=font(13 if key == "status" else 10, ACCENT, bold=True),
            alignment=Alignment(
                horizontal="center" if key == "status" else "left", vertical="center",
                wrap_text=key != "status", shrink_to_fit=key == "status", indent=0 if key == "status" else 1,
            ),
        )  # fmt: skip
        if key == "status":
            hint = Alignment(vertical="center", wrap_text=True)
            self._put(row.number, layout.EVIDENCE, self.formulas.hint(), font=font(9, QUIET), alignment=hint)
        for column in range(layout.NUMBER, layout.OFFICIAL + 1):
            cell = self.sheet.cell(row.number, column)
            cell.fill = fill(PALE)
            cell.border = Border(bottom=Side(style="medium" if key == self.results[-1] else "thin", color=LINE))

    def _line(self, row: layout.Row) -> None:
        name = row.item.name[self.lang]
        self._label(row, name, number=self.numbers[row.key or ""])
        self._height(row, 10 + 16 * lines(name, _WIDTHS[layout.LABEL] - 2))
        self._open(row.number, layout.VALUE).alignment = Alignment(horizontal="center", vertical="center")
        self._remark(row)

    def _eligibility(self, row: layout.Row) -> None:
        self._line(row)
        self._choice(row, layout.YES[self.lang], layout.NO[self.lang])
        check = self.formulas.check_answer(row.number, row.item)
        self._counted(row, self.formulas.counted_answer(row.number), check)

    def _document(self, row: layout.Row) -> None:
        if row.item.kind == "yes-no":
            self._eligibility(row)
            return
        self._line(row)
        self._number(row, layout.MAX, row.item.at_most)
        self.sheet.cell(row.number, layout.VALUE).font = font(12, INK, bold=True)
        check = self.formulas.check_count(row.number, row.item)
        self._counted(row, self.formulas.counted_number(row.number), check)
        for column in (layout.MAX, layout.COUNTED):
            self.sheet.cell(row.number, column).number_format = "#,##0"
        self._validate_count(row)

    def _validate_count(self, row: layout.Row) -> None:
        words = DOCUMENT_WORDS
        rule = DataValidation(
            type="whole", operator="between", formula1=LIMITS["low"], formula2=LIMITS["high"], allow_blank=True
        )
        self._messages(rule, words["refuse-title"][self.lang], words["refuse"][self.lang].format(**LIMITS))
        limit = {"limit": f"{row.item.at_most:,}", "unit": unit(row.item, self.lang)}
        rule.promptTitle, rule.prompt = words["at-most"][self.lang].format(**limit), row.item.name[self.lang][:250]
        rule.add(f"{get_column_letter(layout.VALUE)}{row.number}")
        self.sheet.add_data_validation(rule)

    def _colours(self) -> None:
        """Red for what keeps the application from being considered, orange for what is open."""
        check, official, value = (get_column_letter(c) for c in (layout.CHECK, layout.OFFICIAL, layout.VALUE))
        first, last = self.at["application"], self.last
        add = self.sheet.conditional_formatting.add
        said = {state: f'${check}{first}="{words[self.lang]}"' for state, words in FOUND.items()}
        bad = f"OR({','.join(said[state] for state in ('absent', 'unmet', 'over', 'wrong'))})"
        for column in (value, get_column_letter(layout.COUNTED), check):
            area = f"{column}{first}:{column}{last}"
            add(area, when([bad], font=Font(color=ALERT, bold=True), fill=fill(_BAD, solid=False)))
        add(f"{check}{first}:{check}{last}", when([said["open"]], font=Font(color=WARN, bold=True)))
        self._colour_outcome(
            f"{value}{self.at['status']}", f"{value}{self.at['missing']}:{value}{self.at[self.results[-1]]}"
        )
        results = ",".join(f'$A{first}="{key}"' for key in self.results)
        differs = f'AND(${official}{first}<>"",OR({results}),${official}{first}<>${value}{first})'
        stricken = Font(color=ALERT, bold=True, strike=True)
        add(f"{official}{first}:{official}{last}", when([differs], font=stricken, fill=fill(_BAD, solid=False)))

    def _colour_outcome(self, status: str, lists: str) -> None:
        add = self.sheet.conditional_formatting.add
        kinds: tuple[StatusKind, ...] = ("complete", "incomplete")
        settled = {kind: quoted(status_text(self.edition, kind, self.lang)) for kind in kinds}
        undecided = f"AND({status}<>{settled['complete']},{status}<>{settled['incomplete']})"
        add(status, when([f"{status}={settled['incomplete']}"], font=Font(color=ALERT, bold=True)))
        add(status, when([undecided], font=Font(color=WARN, bold=True)))
        add(lists, when([f'{lists.partition(":")[0]}<>""'], font=Font(color=ALERT, bold=True)))


def _numbers(edition: AwardEdition) -> Iterator[tuple[str, str]]:
    """What stands before each line: a question's own number, else its place in its section."""
    for n, condition in enumerate(edition.eligibility, 1):
        yield f"eligibility:{condition.id}", str(n)
    for kind in document_layout.KINDS:
        for n, item in enumerate((d for d in edition.documents if d.kind == kind), 1):
            yield f"document:{item.id}", item.id if item.id[0].isdigit() else str(n)


def _guide(edition: AwardEdition, lang: str) -> Iterator[Line]:
    year = f"พ.ศ. {edition.fiscal_year}" if lang == "th" else str(edition.fiscal_year_ce)
    numbers = dict(_numbers(edition))
    yield "banner", "", f"{DOCUMENT_WORDS['title'][lang]}: {edition.name[lang]}  {year}", "", ""
    yield "heading", "", WORDS["how"][lang], "", ""
    for n, text in enumerate(DOCUMENT_HOW_TO[lang], 1):
        yield "line", str(n), text, "", ""
    yield "heading", "", SECTIONS["eligibility"][lang], "", WORDS["source"][lang]
    for item in edition.eligibility:
        yield "line", numbers[f"eligibility:{item.id}"], item.name[lang], "", item.source
    for kind in document_layout.KINDS:
        asked = [item for item in edition.documents if item.kind == kind]
        if asked:
            yield "heading", "", SECTIONS[kind][lang], "", ""
        for document in asked:
            limit = {"limit": f"{document.at_most:,}", "unit": unit(document, lang)} if document.at_most else {}
            figure = DOCUMENT_WORDS["at-most" if limit else "received"][lang].format(**limit)
            yield "line", numbers[f"document:{document.id}"], document.name[lang], figure, document.source
    if after := edition.after_documents:
        yield "heading", "", DOCUMENT_WORDS["next"][lang], "", ""
        for key, named in (("considered", after.considered), ("not-considered", after.not_considered)):
            if named:
                yield "line", "", DOCUMENT_WORDS[key][lang].format(name=named.name[lang]), "", named.source
