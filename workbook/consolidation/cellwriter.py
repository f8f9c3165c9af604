"""A worksheet of XlsxWriter's that is told its cells by numbers and writes them in one step each.

XlsxWriter asks of every cell whether its address is a text, and of every formula whether it holds one of
thirty later functions, and puts every tag together from a list. Cells are half of all time there is in a
consolidated workbook; written so they take a third of that. Rows that are complete can be put away, and parts
go into the archive as they are made, so that a large round needs no more room than what is still being written.
"""

import io
import re
import zlib
from html import escape
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import xlsxwriter
from xlsxwriter.packager import Packager
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellBlankTuple, CellFormulaTuple, CellStringTuple, Worksheet

_LETTERS = [xl_col_to_name(number) for number in range(200)]
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # which shared texts write as _x0001_ too
_BUFFER = 1 << 16  # characters
_SHORT = 16_000  # characters, with which a text is surely not longer than a cell takes


class CellWriter(Worksheet):  # type: ignore[misc]
    """Rows and columns are numbers from 0; the formulas use no function later than Excel 2010."""

    fh: Any
    write_number = Worksheet._write_number

    def __init__(self) -> None:
        super().__init__()
        self._away, self._packed, self._row = 0, list[bytes](), -1

    def write_string(self, row: int, column: int, text: str, look: Any = None) -> int:
        if len(text) > _SHORT:
            return int(self._write_string(row, column, text, look))
        return self._put(row, column, CellStringTuple(self.str_table._get_shared_string_index(text), look))

    def write_blank(self, row: int, column: int, _: None, look: Any) -> int:
        return self._put(row, column, CellBlankTuple(look))

    def write_formula(self, row: int, column: int, formula: str, look: Any = None, value: Any = 0) -> int:
        return self._put(row, column, CellFormulaTuple(formula.removeprefix("="), look, value))

    def _put(self, row: int, column: int, cell: Any) -> int:
        """Whether a place is on a sheet, and how far the sheet goes, is asked once a row and for a further column."""
        if row != self._row or not self.dim_colmin <= column <= self.dim_colmax:
            if self._check_dimensions(row, column):
                return -1
            self._row = row
        self.table[row][column] = cell
        return 0

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")

    def put_away(self, before: int) -> None:
        """Keep the rows above this one as they will be in the file, packed; nothing more may be written to them."""
        part, self.fh = self.fh, io.StringIO()
        self._write_rows_below(before)
        self._packed.append(zlib.compress(self.fh.getvalue().encode(), 1))
        self.fh, self._away = part, before

    def _write_rows(self) -> None:
        if min(self.table, default=self._away) < self._away:
            raise ValueError("a row was written to after it had been put away")
        for packed in self._packed:
            self.fh.write(zlib.decompress(packed).decode())
        self._write_rows_below(self.dim_rowmax + 1)

    def _write_rows_below(self, end: int) -> None:
        """Rows may also say which columns they span; nobody needs to be told."""
        for number in sorted(row for row in {*self.table, *self.row_info} if row < end):
            cells, about = self.table.pop(number, None), self.row_info.pop(number, None)
            if cells:
                self._write_row(number, None, about)
                self.fh.write("".join(self._cell(number, column, cells[column]) for column in sorted(cells)))
                self._xml_end_tag("row")
            elif about:
                self._write_empty_row(number, None, about)

    def _cell(self, row: int, col: int, cell: Any) -> str:
        kind = cell.__class__.__name__
        if cell.format is None or col >= len(_LETTERS):
            return self._by_library(row, col, cell)
        head = f'<c r="{_LETTERS[col]}{row + 1}" s="{cell.format._get_xf_index()}"'
        if kind == "Blank":
            return f"{head}/>"
        if kind == "String":
            return f'{head} t="s"><v>{cell.string}</v></c>'
        if kind == "Number":
            return f"{head}><v>{cell.number:.16G}</v></c>"
        if kind == "Formula" and not isinstance(cell.value, bool) and str(cell.value)[:1] != "#":
            text = ' t="str"' if isinstance(cell.value, str) and cell.value else ""
            formula, value = escape(cell.formula, quote=False), escape(str(cell.value), quote=False)
            value = _NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
            return f"{head}{text}><f>{formula}</f><v>{value}</v></c>"
        return self._by_library(row, col, cell)

    def _by_library(self, row: int, col: int, cell: Any) -> str:
        part, self.fh = self.fh, io.StringIO()
        self._write_cell(row, col, cell)
        text, self.fh = self.fh.getvalue(), part
        return str(text)


class StreamedBook(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook of such worksheets whose parts are packed while they are made."""

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__(io.BytesIO(), {"in_memory": True, **options})
        self.worksheet_class, self._file = CellWriter, io.BytesIO()

    def finish(self) -> bytes:
        """The bytes of the .xlsx file."""
        self.close()
        return self._file.getvalue()

    def _get_packager(self) -> Packager:
        return _Streaming(self._file)


class _Streaming(Packager):  # type: ignore[misc]
    """Its parts are texts alone: no picture, no macro."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._archive = ZipFile(file, "w", ZIP_DEFLATED)
        self._part: _Part | None = None

    def _filename(self, xml_filename: str) -> "_Part":
        self._end_part()
        info = ZipInfo(xml_filename, (1980, 1, 1, 0, 0, 0))
        info.compress_type = ZIP_DEFLATED
        self._part = _Part(self._archive.open(info, "w"))
        return self._part

    def _create_package(self) -> list[Any]:
        super()._create_package()
        self._end_part()
        self._archive.close()
        return []

    def _end_part(self) -> None:
        if self._part:
            self._part.end()


class _Part(io.StringIO):
    """XlsxWriter writes to a file of its own, or to one of these."""

    def __init__(self, to: IO[bytes]) -> None:
        super().__init__()
        self._to = to

    def write(self, text: str) -> int:
        if super().write(text) > _BUFFER or self.tell() > _BUFFER:
            self._on()
        return len(text)

    def _on(self) -> None:
        self._to.write(self.getvalue().encode())
        self.seek(0)
        self.truncate()

    def end(self) -> None:
        """Nothing more comes."""
        self._on()
        self._to.close()
