"""What every form that an assessor fills in is drawn with: keys, banner, rows, entry cells, lists to choose from."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from openpyxl.styles import Alignment, Border, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pyscoring.edition import AwardEdition
from pyscoring.problems import Problem, Refused
from workbook.scoresheet import layout
from workbook.scoresheet.entry_formulas import EntryFormulas
from workbook.scoresheet.style import ACCENT, FAINT, INK, INPUT, LINE, QUIET, WHITE, fill, font, lines, link
from workbook.scoresheet.texts import HEADER, LABELS, WORDS

THIN = Side(style="thin", color=LINE)
LONGEST_FORMULA = 8192  # characters, in Excel
_WIDE = ("application", "title", "agency", "unit", "assessor", "conflict-reason", "edition", "definition")


class Form:
    """A sheet of an edition whose `rows` are drawn one after the other by the method of their kind.

    `mark` goes into A1; `widths` holds the width of each column in characters; `header`, `labels`
    and `words` what stands above, beside and between the rows; `fixed` what is not typed, by key.
    """

    mark: ClassVar[str] = layout.MARK
    widths: ClassVar[Mapping[int, float]]
    header: ClassVar[Mapping[str, Mapping[str, str]]] = HEADER
    labels: ClassVar[Mapping[str, Mapping[str, str]]] = LABELS
    words: ClassVar[Mapping[str, Mapping[str, str]]] = WORDS

    def __init__(
        self,
        sheet: Worksheet,
        edition: AwardEdition,
        lang: str,
        guide: str,
        rows: Sequence[layout.Row],
        formulas: EntryFormulas,
        definition: str,
    ) -> None:
        self.sheet, self.edition, self.lang, self.guide, self.rows = sheet, edition, lang, guide, rows
        self.entries = formulas
        self.fixed = {"edition": edition.id, "definition": definition, "language": lang}
        self.last = self.rows[-1].number
        self.at = {r.key: r.number for r in self.rows if r.key}

    def draw(self) -> None:
        """The keys and all rows."""
        self._keys()
        for row in self.rows:
            getattr(self, f"_{row.kind}")(row)

    def _refuse_long_formulas(self, field: str) -> None:
        """`field` is the key of the edition that makes formulas long."""
        formulas = (c.value for row in self.sheet.iter_rows() for c in row if c.data_type == "f")
        longest = max(len(str(formula)) for formula in formulas)
        if longest > LONGEST_FORMULA:
            raise Refused(Problem("E07", {"seen": longest}, field=field))

    # keys and rows

    def _keys(self) -> None:
        self._put(1, layout.KEY, self.mark)
        for key, column in layout.COLUMN_KEYS.items():
            self._put(1, column, key)
        for row in self.rows:
            if row.key:
                self._put(row.number, layout.KEY, row.key)
        for column, width in self.widths.items():
            self.sheet.column_dimensions[get_column_letter(column)].width = width

    def _banner(self, row: layout.Row) -> None:
        self._height(row, 34)
        for column in range(layout.NUMBER, layout.OFFICIAL + 1):
            self.sheet.cell(row.number, column).fill = fill(ACCENT)
        name = self._title()
        self._put(
            row.number,
            layout.NUMBER,
            name,
            font=font(15, WHITE, bold=True),
            alignment=Alignment(horizontal="left", vertical="center", indent=1),
        )
        self._put(
            row.number, layout.EVIDENCE, WORDS["yellow"][self.lang], font=font(10, INPUT, bold=True),
            alignment=Alignment(horizontal="left", vertical="center"),
        )  # fmt: skip
        self._put(
            row.number, layout.OFFICIAL, link(self.guide, "A1", self.words["guide"][self.lang]), font=font(10, WHITE, underline="single"),
            alignment=Alignment(vertical="center", horizontal="right", indent=1),
        )  # fmt: skip

    def _header(self, row: layout.Row) -> None:
        self._height(row, 22)
        columns = (
            ("number", layout.NUMBER), ("label", layout.LABEL), ("max", layout.MAX), ("value", layout.VALUE),
            ("counted", layout.COUNTED), ("check", layout.CHECK), ("evidence", layout.EVIDENCE), ("official", layout.OFFICIAL),
        )  # fmt: skip
        for key, column in columns:
            side = "left" if key in ("label", "evidence") else "center"
            self._put(
                row.number, column, self.header[key][self.lang], font=font(10, QUIET, bold=True), fill=fill(FAINT),
                alignment=Alignment(horizontal=side, vertical="center"), border=Border(bottom=THIN),
            )  # fmt: skip

    def _field(self, row: layout.Row) -> None:
        key = row.key or ""
        self._height(row, 46 if key == "title" else 20 if key in layout.DESCRIBED else 24)
        self._label(row, self.labels[key][self.lang])
        fixed = self.fixed.get(key)
        if key in _WIDE:
            self._widen(row, typed=fixed is None)
        if key in ("scored-at", "fingerprint"):
            return
        self._put(
            row.number, layout.VALUE, fixed, font=font(10 if key == "title" else 11, INK),
            alignment=Alignment(horizontal="left", vertical="center", wrap_text=key == "title", indent=1),
        )  # fmt: skip
        if fixed is None:
            self._open(row.number, layout.VALUE)
        if key in _WIDE:  # 0012 and 3/2 are names here, not numbers and dates
            self.sheet.cell(row.number, layout.VALUE).number_format = "@"
        if key == "date":
            self.sheet.cell(row.number, layout.VALUE).number_format = "dd/mm/yyyy"
            self.sheet.cell(row.number, layout.VALUE).alignment = Alignment(horizontal="center", vertical="center")
            self._put(
                row.number,
                layout.EVIDENCE,
                WORDS["date"][self.lang].format(be=self.edition.fiscal_year, ce=self.edition.fiscal_year_ce),
                font=font(9, QUIET),
                alignment=Alignment(vertical="center"),
            )
        if key == "conflict":
            self._choice(row, layout.YES[self.lang], layout.NO[self.lang])
            self._counted(row, self.entries.counted_answer(row.number), self.entries.check_word(row.number))
        if key == "stage" and fixed is None:
            self._choice(row, *(w[self.lang] for w in layout.STAGE_WORDS.values()))
            self._counted(row, self.entries.counted_stage(row.number), self.entries.check_word(row.number))

    def _heading(self, row: layout.Row) -> None:
        self._section(row, "", self.words[row.item][self.lang])
        self.sheet.cell(row.number, layout.NUMBER).value = self.words[row.item][self.lang]
        self.sheet.cell(row.number, layout.LABEL).value = None

    # cells

    def _put(self, row: int, column: int, value: object, **style: Any) -> Any:
        cell: Any = self.sheet.cell(row, column)
        cell.value = value
        for name, given in style.items():
            setattr(cell, name, given)
        return cell

    def _height(self, row: layout.Row, points: float) -> None:
        self.sheet.row_dimensions[row.number].height = points

    def _label(self, row: layout.Row, text: str, number: str | None = None, bold: bool = False) -> None:
        if number is not None:
            self._put(
                row.number,
                layout.NUMBER,
                number,
                font=font(11, QUIET),
                alignment=Alignment(horizontal="center", vertical="center"),
            )
        self._put(
            row.number,
            layout.LABEL,
            text,
            font=font(11, INK, bold=bold),
            alignment=Alignment(vertical="center", wrap_text=True),
        )
        for c in range(layout.NUMBER, layout.OFFICIAL + 1):
            self.sheet.cell(row.number, c).border = Border(bottom=THIN)

    def _section(self, row: layout.Row, number: str, text: str) -> None:
        self._height(row, 26 if lines(text, self.widths[layout.LABEL] - 4) == 1 else 40)
        for column in range(layout.NUMBER, layout.OFFICIAL + 1):
            self._put(
                row.number,
                column,
                None,
                fill=fill(FAINT),
                border=Border(top=Side(style="medium", color=ACCENT), bottom=THIN),
            )
        self._put(
            row.number,
            layout.NUMBER,
            number,
            font=font(10, ACCENT, bold=True),
            alignment=Alignment(horizontal="left", vertical="center", indent=1),
        )
        self._put(
            row.number,
            layout.LABEL,
            text,
            font=font(11, ACCENT, bold=True),
            alignment=Alignment(vertical="center", wrap_text=True),
        )

    def _number(self, row: layout.Row, column: int, number: Decimal, bold: bool = False) -> None:
        cell = self._put(
            row.number,
            column,
            number,
            font=font(11, QUIET, bold=bold),
            alignment=Alignment(horizontal="center", vertical="center"),
        )
        cell.number_format = "0.##" if number % 1 else "0"

    def _open(self, row: int, column: int) -> Any:
        cell = self.sheet.cell(row, column)
        cell.protection, cell.fill = Protection(locked=False), fill(INPUT)
        cell.border = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
        return cell

    def _remark(self, row: layout.Row) -> None:
        cell = self._open(row.number, layout.EVIDENCE)
        cell.font = font(10, INK)
        cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)

    def _widen(self, row: layout.Row, typed: bool) -> None:
        """A long text runs over the columns up to the remarks; a merge keeps it inside its frame."""
        self.sheet.merge_cells(
            start_row=row.number, end_row=row.number, start_column=layout.VALUE, end_column=layout.EVIDENCE
        )
        for column in range(layout.VALUE, layout.EVIDENCE + 1):
            if typed:
                self._open(row.number, column)

    def _counted(self, row: layout.Row, counted: str, check: str) -> None:
        middle = Alignment(horizontal="center", vertical="center")
        cell = self._put(row.number, layout.COUNTED, counted, font=font(10, QUIET), alignment=middle)
        cell.number_format = '"✓";;"–"'
        self._put(row.number, layout.CHECK, check, font=font(10, QUIET), alignment=middle)

    def _choice(self, row: layout.Row, *choices: str) -> None:
        rule = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
        self._messages(
            rule, WORDS["choose-title"][self.lang], WORDS["choose"][self.lang].format(choices=" / ".join(choices))
        )
        rule.add(f"{get_column_letter(layout.VALUE)}{row.number}")
        self.sheet.add_data_validation(rule)
        self.sheet.cell(row.number, layout.VALUE).alignment = Alignment(
            horizontal="center", vertical="center", shrink_to_fit=True
        )

    def _messages(self, rule: DataValidation, title: str, message: str) -> None:
        rule.errorTitle, rule.error, rule.errorStyle = title[:32], message[:255], "stop"
        rule.showErrorMessage = rule.showInputMessage = True

    def _official(self, results: Sequence[str], numbers: Mapping[str, str]) -> None:
        """Programs cannot write to a locked cell, so these are open to them and closed to typing.

        `results` are the keys of what stands out, `numbers` the number formats of those that hold one.
        """
        first, column = self.at["application"], get_column_letter(layout.OFFICIAL)
        for number in range(first, self.last + 1):
            cell = self.sheet.cell(number, layout.OFFICIAL)
            cell.protection, cell.font = Protection(locked=False), font(8, INK)
            cell.alignment = Alignment(
                horizontal="left", vertical="top", wrap_text=True
            )  # a long message begins at its code
            if cell.fill.fgColor.rgb in (None, "00000000"):
                cell.fill = fill(FAINT)
        for key, shown in numbers.items():
            cell = self.sheet.cell(self.at[key], layout.OFFICIAL)
            cell.number_format, cell.font = shown, font(10, INK)
            cell.alignment = Alignment(horizontal="center", vertical="center")
        for key in (*results, "scored-at", "fingerprint"):
            cell = self.sheet.cell(self.at[key], layout.OFFICIAL)
            cell.font = font(12 if key != "status" else 10, INK, bold=True) if key in results else font(9, QUIET)
            cell.alignment = Alignment(horizontal="center", vertical="center", shrink_to_fit=True)
            if key in ("scored-at", "fingerprint"):  # sixteen digits would become a number
                cell.number_format = "@"
        rule = DataValidation(type="custom", formula1="FALSE", allow_blank=False)
        self._messages(rule, WORDS["official-title"][self.lang], WORDS["official"][self.lang])
        rule.add(f"{column}{first}:{column}{self.last}")
        self.sheet.add_data_validation(rule)

    def _title(self) -> str:
        return f"{self.edition.name[self.lang]}  {self._year()}"

    def _year(self) -> str:
        return f"พ.ศ. {self.edition.fiscal_year}" if self.lang == "th" else str(self.edition.fiscal_year_ce)
