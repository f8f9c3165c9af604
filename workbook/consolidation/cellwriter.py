"""A worksheet of XlsxWriter's that is told its cells by numbers and writes them in one step each.

XlsxWriter asks of every cell whether its address is a text, and of every formula whether it holds one of
thirty later functions, and puts every tag together from a list. Cells are half of all time there is in a
consolidated workbook; written so they take a third of that. Rows that are complete can be put away into a temporary
file, and parts go into the archive as they are made, which is one too, so that a large round needs no more room
than what is still being written.
"""

import gzip
import io
import re
import shutil
import tempfile
from html import escape
from typing import IO, Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.packager import Packager
from xlsxwriter.url import Url
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellBlankTuple, CellFormulaTuple, CellStringTuple, Worksheet

_LETTERS = [xl_col_to_name(number) for number in range(200)]
_NO_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")  # which shared texts write as _x0001_ too
_ESCAPE = re.compile(r"(_x[0-9a-fA-F]{4}_)")
_BUFFER = 1 << 16  # characters
_SHARED = 1 << 13  # texts that are written once for all sheets; what comes when there are so many stands in its cell
_SHORT = 16_000  # characters, with which a text is surely not longer than a cell takes
LONGEST = 32_767  # characters of a cell


class _Links(dict[int, list[tuple[int, str, str]]]):
    """Column, target and text of each link by row; the library's own objects are made as they are written."""

    def __getitem__(self, row: int) -> Any:
        links = {}
        for column, target, text in super().__getitem__(row):
            links[column] = Url(target)
            links[column].text = text
        return links


class _InPlace(NamedTuple):
    """A text that is not shared."""

    text: str
    format: Any


class CellWriter(Worksheet):  # type: ignore[misc]
    """Rows and columns are numbers from 0; the formulas use no function later than Excel 2010.

    `is_long` tells that the sheet may have so many texts that they are no longer shared; charts show shared ones alone.
    """

    fh: Any
    write_number = Worksheet._write_number

    def __init__(self) -> None:
        super().__init__()
        self.is_long = False
        self._away, self._row = 0, -1
        self._put_by: IO[bytes] | None = None
        self._packing: IO[str] | None = None
        self.hyperlinks = _Links()

    def write_string(self, row: int, column: int, text: str, look: Any = None) -> int:
        shared = self.str_table
        index = shared.string_table.get(text)
        if index is None:
            if text.startswith("<r>"):  # which the library takes for formatted text
                return self._put(row, column, _InPlace(text[:LONGEST], look))
            if len(text) > _SHORT:
                return int(self._write_string(row, column, text, look))
            if self.is_long and shared.unique_count >= _SHARED:
                return self._put(row, column, _InPlace(text, look))
            index = shared._get_shared_string_index(text)
        else:
            shared.count += 1
        return self._put(row, column, CellStringTuple(index, look))

    def write_blank(self, row: int, column: int, _: None, look: Any) -> int:
        return self._put(row, column, CellBlankTuple(look))

    def write_formula(self, row: int, column: int, formula: str, look: Any = None, value: Any = 0) -> int:
        return self._put(row, column, CellFormulaTuple(formula.removeprefix("="), look, value))

    def write_url(self, row: int, column: int, target: str, look: Any, text: str) -> int:
        self.hyperlinks.setdefault(row, []).append((column, target, text))
        return self.write_string(row, column, text, look)

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
        if self._packing is None:
            self._put_by = tempfile.TemporaryFile()  # noqa: SIM115 - read, and closed, as the rows are written
            self._packing = gzip.open(self._put_by, "wt", 1, "utf-8", newline="")  # noqa: SIM115
        part, self.fh = self.fh, self._packing
        self._write_rows_below(before)
        self.fh, self._away = part, before

    def _write_rows(self) -> None:
        if min(self.table, default=self._away) < self._away:
            raise ValueError("a row was written to after it had been put away")
        if self._put_by and self._packing:
            self._packing.close()
            self._put_by.seek(0)
            with gzip.open(self._put_by, "rb") as rows:
                self.fh.take(rows)
            self._put_by.close()
        self._write_rows_below(self.dim_rowmax + 1)

    def _write_rows_below(self, end: int) -> None:
        """Rows may also say which columns they span; nobody needs to be told."""
        for number in sorted(row for row in {*self.table, *self.row_info} if row < end):
            cells, about = self.table.pop(number, None), self.row_info.pop(number, None)
            self.row_sizes.pop(number, None)
            if cells:
                self._write_row(number, None, about)
                self.fh.write("".join(self._cell(number, column, cells[column]) for column in sorted(cells)))
                self._xml_end_tag("row")
            elif about:
                self._write_empty_row(number, None, about)

    def _cell(self, row: int, col: int, cell: Any) -> str:
        kind = cell.__class__.__name__
        if cell.format is None or col >= len(_LETTERS):
            return self._otherwise(row, col, cell)
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
            value = _NO_XML.sub(_escaped, value)
            return f"{head}{text}><f>{formula}</f><v>{value}</v></c>"
        return self._otherwise(row, col, cell)

    def _otherwise(self, row: int, col: int, cell: Any) -> str:
        return self._in_place(row, col, cell) if isinstance(cell, _InPlace) else self._by_library(row, col, cell)

    def _in_place(self, row: int, col: int, cell: _InPlace) -> str:
        style = "" if cell.format is None else f' s="{cell.format._get_xf_index()}"'
        text = _NO_XML.sub(_escaped, _ESCAPE.sub(r"_x005F\1", escape(cell.text, quote=False)))
        at = f"{xl_col_to_name(col)}{row + 1}"
        return f'<c r="{at}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'

    def _by_library(self, row: int, col: int, cell: Any) -> str:
        part, self.fh = self.fh, io.StringIO()
        self._write_cell(row, col, cell)
        text, self.fh = self.fh.getvalue(), part
        return str(text)


def _escaped(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


class _Unused(io.BytesIO):
    """Where the library begins an archive of its own, which ends when it likes: this stays open for that."""

    def close(self) -> None: ...


class StreamedBook(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook of such worksheets whose parts are packed while they are made."""

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__(_Unused(), {"in_memory": True, **options})
        self.worksheet_class = CellWriter
        self._packager: _Streaming | None = None
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - whoever reads it closes it

    def finish(self) -> IO[bytes]:
        """The .xlsx file, a temporary one, to be read from its beginning. Raises OSError where there is no room for it."""
        try:
            self.close()
        except Exception as failed:
            if self._packager:
                self._packager.abandon()
            if isinstance(failed, FileCreateError):
                raise failed.args[0] from None
            raise
        self._file.seek(0)
        return self._file

    def _get_packager(self) -> Packager:
        self._packager = _Streaming(self._file)
        return self._packager


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

    def abandon(self) -> None:
        """Nothing more is written, also not as the archive goes."""
        self._archive.fp = None

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

    def take(self, encoded: IO[bytes]) -> None:
        """All of a file that was encoded before."""
        self._on()
        shutil.copyfileobj(encoded, self._to)

    def _on(self) -> None:
        self._to.write(self.getvalue().encode())
        self.seek(0)
        self.truncate()

    def end(self) -> None:
        """Nothing more comes."""
        self._on()
        self._to.close()
