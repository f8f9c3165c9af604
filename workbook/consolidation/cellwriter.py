"""A worksheet of XlsxWriter's that is told its cells by numbers and writes them in one step each.

XlsxWriter asks of every cell whether its address is a text, and of every formula whether it holds one of
thirty later functions, and puts every tag together from a list. Cells are half of all time there is in a
consolidated workbook; written so they take a third of that.
"""

from html import escape
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellFormulaTuple, Worksheet

_LETTERS = [xl_col_to_name(number) for number in range(200)]


class CellWriter(Worksheet):  # type: ignore[misc]
    """Rows and columns are numbers from 0; the formulas use no function later than Excel 2010."""

    write_string = Worksheet._write_string
    write_number = Worksheet._write_number
    write_blank = Worksheet._write_blank

    def write_formula(self, row: int, column: int, formula: str, look: Any = None, value: Any = 0) -> int:
        if self._check_dimensions(row, column):
            return -1
        self.table[row][column] = CellFormulaTuple(formula.removeprefix("="), look, value)
        return 0

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")

    def _calculate_spans(self) -> None:
        """Rows may say which columns they span; nobody needs to be told."""

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = cell.__class__.__name__
        if cell.format is None or col >= len(_LETTERS):
            super()._write_cell(row, col, cell)
            return
        head = f'<c r="{_LETTERS[col]}{row + 1}" s="{cell.format._get_xf_index()}"'
        if kind == "Blank":
            self.fh.write(f"{head}/>")
        elif kind == "String":
            self.fh.write(f'{head} t="s"><v>{cell.string}</v></c>')
        elif kind == "Number":
            self.fh.write(f"{head}><v>{cell.number:.16G}</v></c>")
        elif kind == "Formula" and not isinstance(cell.value, bool) and str(cell.value)[:1] != "#":
            text = ' t="str"' if isinstance(cell.value, str) and cell.value else ""
            formula, value = escape(cell.formula, quote=False), escape(str(cell.value), quote=False)
            self.fh.write(f"{head}{text}><f>{formula}</f><v>{value}</v></c>")
        else:
            super()._write_cell(row, col, cell)
