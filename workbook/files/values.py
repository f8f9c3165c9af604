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
