"""The cells of one sheet's part, as they are written there, kept sparsely."""

import re
from collections.abc import Callable
from contextlib import suppress
from itertools import chain

from workbook.files import quick
from workbook.files.archive import Budget, refused
from workbook.files.parts import Attributes, Done, TextWalker, main_names, spend
from workbook.files.values import LAST_COLUMN, LAST_ROW, Place, RawCell

Keep = Callable[[int, int], bool]  # row, column


def scan(xml: bytes, part: str, keep: Keep, found: dict[Place, RawCell], budget: Budget) -> None:
    """Put into `found` the cells that `keep` asks for, as they are written, empty ones left out.

    `keep` may raise `Done`. Refused: S01, S02, S06.
    """
    rows = plain_rows(xml, part, budget)
    if rows is None:
        walk(xml, part, keep, found, budget)
        return
    with suppress(Done):
        for at, cell in chain.from_iterable(rows):
            if keep(*at):
                found[at] = cell


def plain_rows(xml: bytes, part: str, budget: Budget) -> list[quick.Row] | None:
    """The cells by rows where a sheet is written plainly. Refused: S01."""
    plain = quick.cells(xml)
    if plain is None:
        return None
    spend(budget, part, xml[: plain.end])
    return plain.rows


def walk(xml: bytes, part: str, keep: Keep, found: dict[Place, RawCell], budget: Budget) -> None:
    """As `scan`, of any sheet."""
    _Scan(part, keep, found, budget).walk(xml)


class _Scan(TextWalker):
    _LIMIT = 2_000_000  # cells

    def __init__(self, part: str, keep: Keep, found: dict[Place, RawCell], budget: Budget) -> None:
        super().__init__(part, main_names({"sheetData": self._open}), budget)
        self._keep, self._found = keep, found
        self._row = self._column = 0
        self._row_text = "0"
        self._kept = self._formula = False
        self._kind = "n"
        self._style: str | None = None

    def _open(self, _: Attributes) -> None:
        cell = {"c": self._start_cell, "v": self._start_value, "f": self._start_formula}
        rest = {"row": self._start_row, "is": self._start_inline, **self.text_starts}
        self.starts = main_names({**cell, **rest})
        ends = {"c": self._end_cell, "v": self._end_value, "sheetData": self._close, **self.text_ends}
        self.ends = main_names(ends)

    def _close(self, _: Attributes) -> None:
        raise Done

    def _start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        self._row = next_row(self._row, number, self.part)
        self._row_text = number or str(self._row)
        self._column = 0

    def _start_cell(self, attributes: Attributes) -> None:
        address = attributes.get("r")
        self._column = next_column(self._column, address, self._row_text, self.part)
        self._kept = self._keep(self._row, self._column)
        self.runs = None
        if self._kept:
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s")
            self._formula = False

    def _start_value(self, _: Attributes) -> None:
        if self._kept and self._kind != "inlineStr":
            self.runs = []
            self.parser.CharacterDataHandler = self.add_text

    def _end_value(self, _: Attributes) -> None:
        self.parser.CharacterDataHandler = None

    def _start_inline(self, _: Attributes) -> None:
        if self._kept and (self._kind == "inlineStr" or self.runs is None):
            self._kind, self.runs = "inlineStr", []

    def _start_formula(self, _: Attributes) -> None:
        self._formula = True

    def _end_cell(self, _: Attributes) -> None:
        if not self._kept or (self.runs is None and not self._formula):
            return
        at = self._row, self._column
        if at in self._found:
            raise refused("S06", detail=f"{self.part}: {at} twice")
        text = None if self.runs is None else "".join(self.runs)
        self._found[at] = (self._kind, self._style, text, self._formula)
        if len(self._found) > self._LIMIT:
            raise refused("S01", detail=self.part)


def next_row(before: int, number: str | None, part: str) -> int:
    """The row that a row's `r` names, or that follows where it has none. Refused: S06."""
    if number is None:
        row = before + 1
    else:
        row = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
    if not 0 < row <= LAST_ROW:
        raise refused("S06", detail=f"{part}: row {row}")
    return row


def next_column(before: int, address: str | None, row: str, part: str) -> int:
    """The column that a cell's `r` names, or that follows where it has none. Refused: S06."""
    if address is None:
        column = before + 1
    else:
        letters = address.rstrip("0123456789")
        column = _COLUMNS.get(letters) or _column_number(letters)
        if address[len(letters) :] != row:
            raise refused("S06", detail=f"{part}: {address[:20]} in row {row}")
    if not 0 < column <= LAST_COLUMN:
        raise refused("S06", detail=f"{part}: {(address or '')[:20]}")
    return column


def _column_number(letters: str) -> int:
    """1 for A, 28 for AB, 0 for what is no column."""
    if not re.fullmatch("[A-Za-z]{1,3}", letters):
        return 0
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


_COLUMNS = {letter: number for number, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1)}
