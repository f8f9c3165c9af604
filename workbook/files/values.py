"""What a cell can hold, and how its place is written."""

import datetime as dt
from dataclasses import dataclass


class ErrorValue(str):
    """An error in a cell, such as ``#N/A``."""


@dataclass(frozen=True)
class Formula:
    """A formula's cell, with the result that the file remembers (None: it remembers none)."""

    cached: object


@dataclass(frozen=True)
class Percent:
    """A number in a cell that shows it as a percentage: 0.85 for 85%."""

    value: float


CellValue = None | str | bool | int | float | dt.datetime | dt.date | dt.time | ErrorValue | Formula | Percent
Place = tuple[int, int]  # row and column, from 1
RawCell = tuple[str, str | None, str | None, bool]  # as written: type, style, text, whether it is a formula
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

ERRORS = {
    "#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036, "#N/A": 2042,
    "#GETTING_DATA": 2043, "#SPILL!": 2045, "#CONNECT!": 2046, "#BLOCKED!": 2047, "#UNKNOWN!": 2048, "#FIELD!": 2049,
    "#CALC!": 2050,
}  # fmt: skip
_COM_ERRORS = {number - 2_146_828_288: name for name, number in ERRORS.items()}


def from_host(value: object) -> object:
    """A cell's value as a spreadsheet program gives it, an error as in a file.

    xlwings turns the older errors into texts; the newer ones come from Excel as COM's numbers.
    """
    if isinstance(value, str) and value in ERRORS:
        return ErrorValue(value)
    return ErrorValue(_COM_ERRORS[value]) if type(value) is int and value in _COM_ERRORS else value


def place(address: str) -> Place:
    """``E12`` as ``(12, 5)``."""
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return int(address[len(letters) :]), column


def address(row: int, column: int) -> str:
    """``(12, 5)`` as ``E12``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
