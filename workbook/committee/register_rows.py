"""The sheets of a register as they were read, and their rows by column key."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyscoring.problems import Problem
from workbook.files.values import address
from workbook.scoresheet import typed
from workbook.scoresheet.reader import Cells


@dataclass(frozen=True)
class Sheet:
    name: str
    cells: Cells
    mark: str


@dataclass(frozen=True)
class Row:
    """One row by column key: what is in the cells, and where they are."""

    sheet: str
    number: int
    values: Mapping[str, object]
    columns: Mapping[str, int]

    def cell(self, key: str) -> str:
        return address(self.number, self.columns.get(key, 1))

    def text(self, key: str) -> str | None:
        found = typed.text(self.values.get(key))
        return unicodedata.normalize("NFC", found) if found else None

    def problem(self, code: str, key: str, /, **details: Any) -> Problem:
        return Problem(code, details, sheet=self.sheet, cell=self.cell(key), field=key)
