"""The page of the keys by which a datum is found in a score workbook, read from the workbooks themselves."""

import io
from collections.abc import Iterator

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from docs.tables import GENERATED, table
from pyscoring.edition import AwardEdition
from workbook.scoresheet.template import blank

COLUMNS = {
    "label": "what the row is", "max": "the most that can be given", "value": "what is typed, and live formulas",
    "evidence": "reasons and evidence, as typed", "official": "what Python wrote",
}  # fmt: skip


def page(editions: list[AwardEdition]) -> str:
    """The keys of the columns and of the rows, of every edition together."""
    sheets = {lang: list(_sheets(editions, lang)) for lang in ("en", "th")}
    found = {lang: _rows(sheets[lang]) for lang in sheets}
    lines = [
        GENERATED, "", "# Keys in the workbook", "",
        "For programs that read or write a score workbook. Row 1 and column A of the sheet `Score` are hidden and hold",
        "keys; A1 holds `pyscoring/1`. A datum stands where its row key and its column key meet, never at an address:",
        "rows that were inserted or sorted, and a sheet that was renamed or moved, still read right.", "",
        "## Columns", "",
        *table(("Key", "Holds"), ((f"`{key}`", COLUMNS.get(key, "")) for key in _columns(sheets["en"]))),
        "## Rows", "",
        "*typed*: the cell is open; *calculated*: a formula; *given*: written when the workbook is made or scored.",
        "A label is shown where the editions agree on it.", "",
        *table(("Key", "Label", "ข้อความ", "Its `value` is"), (
            (f"`{key}`", label, found["th"][key][0], kind) for key, (label, kind) in found["en"].items())),
    ]  # fmt: skip
    return "\n".join(lines).rstrip() + "\n"


def _sheets(editions: list[AwardEdition], lang: str) -> Iterator[Worksheet]:
    for edition in editions:
        yield load_workbook(io.BytesIO(blank(edition, lang)))["Score"]


def _columns(sheets: list[Worksheet]) -> list[str]:
    keys = dict.fromkeys(str(c.value) for sheet in sheets for c in sheet[1][1:] if c.value is not None)
    if unknown := set(keys) - set(COLUMNS):
        raise ValueError(f"These columns have no meaning here: {', '.join(sorted(unknown))}")
    return list(keys)


def _rows(sheets: list[Worksheet]) -> dict[str, tuple[str, str]]:
    """By key, with ``<id>`` for what the edition names: the row's label, if it is the same in all, and what its value is."""
    rows: dict[str, tuple[str, str]] = {}
    for sheet in sheets:
        at = {cell.value: cell.column for cell in sheet[1]}
        for row in sheet.iter_rows(min_row=2):
            if row[0].value is None:
                continue
            family, several, _ = str(row[0].value).partition(":")
            key, label = f"{family}:<id>" if several else family, str(row[at["label"] - 1].value or "")
            same = rows.get(key, (label,))[0] == label
            rows[key] = (label if same else "", _kind(row[at["value"] - 1]))
    return rows


def _kind(cell: Cell) -> str:
    if not cell.protection.locked:
        return "typed"
    return "calculated" if str(cell.value).startswith("=") else "given"
