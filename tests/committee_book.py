"""A round's consolidated workbook as tests read it and type into it: by patching cells, or in the real LibreOffice."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from workbook.files.package import Sheet, read_all
from workbook.files.patch import patch
from workbook.files.values import Formula, address
from workbook.office.libreoffice import Office

MODERATION, CHOICES, RESULTS = "Moderation", "Choices", "Results"
SIGNED = {"reason": "ที่ประชุมเห็นพ้อง", "decided-by": "คณะกรรมการ", "date": "20/5/2558"}
Typing = tuple[str, int, Mapping[str, Any]]  # a sheet, a row, and what is typed by column key


class Book:
    """What stands in a consolidated workbook now."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sheets = {sheet.name: sheet for sheet in read_all(path).sheets}

    def rows(self, name: str) -> dict[int, dict[str, Any]]:
        """The cells of a sheet by row, then by column key; that of column A is ``key``. Formulas show their values."""
        columns, found = _columns(self.sheets[name]), dict[int, dict[str, Any]]()
        for (row, column), value in self.sheets[name].cells.items():
            key = "key" if column == 1 else columns.get(column)
            if row > 1 and key and value not in (None, ""):
                found.setdefault(row, {})[key] = value.cached if isinstance(value, Formula) else value
        return found

    def row(self, name: str, **wanted: object) -> int:
        """The first row with these cells; None for an empty one."""
        rows = self.rows(name)
        return next(n for n in sorted(rows) if n > 3 and all(rows[n].get(k) == v for k, v in wanted.items()))

    def candidate(self, start: str, file: str = "") -> int:
        """The row of `Choices` whose key starts so after ``candidate:``, and whose file's name has this in it."""
        return next(
            n for n, cells in self.rows(CHOICES).items()
            if str(cells.get("key")).startswith(f"candidate:{start}") and file in str(cells.get("file", ""))
        )  # fmt: skip

    def free(self) -> int:
        """The first empty row of `Moderation`."""
        return max((n for n, cells in self.rows(MODERATION).items() if "application" in cells), default=3) + 1

    def cell(self, name: str, row: int, key: str) -> str:
        return address(row, {k: column for column, k in _columns(self.sheets[name]).items()}[key])

    def type(self, *typed: Typing) -> None:
        """Change the cells in the file, and nothing else."""
        at = {name: {k: column for column, k in _columns(self.sheets[name]).items()} for name, _, _ in typed}
        edits: dict[str, dict[tuple[int, int], Any]] = {}
        for name, row, cells in typed:
            edits.setdefault(name, {}).update({(row, at[name][key]): value for key, value in cells.items()})
        self.path.write_bytes(patch(self.path.read_bytes(), edits))

    def type_in_office(self, office: Office, typed: Iterable[Typing]) -> None:
        """Open it in LibreOffice, type as into a cell, and save it as .xlsx; a locked cell raises."""
        with office.open(self.path) as document:
            for name, row, cells in typed:
                for key, value in cells.items():
                    document.set_formulas(name, self.cell(name, row, key), [[str(value)]])
            saved = document.save_as(self.path.with_name("saved.xlsx"))
        saved.replace(self.path)


def _columns(sheet: Sheet) -> dict[int, str]:
    return {column: str(key) for (row, column), key in sheet.cells.items() if row == 1 and column > 1}
