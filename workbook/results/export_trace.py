"""The sheet `Trace` of the results: for each row of a table, the sheets, cells and decisions that it comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pyscoring.results import Results, Row, Ruling, Sheet, Table, Value
from workbook.consolidation.result_words import day
from workbook.consolidation.tables import FIRST, BookLook, Column, file_link
from workbook.results import export_texts as texts
from workbook.scoresheet.layout import STAGE_WORDS

NAME = "Trace"
INBOX = "../inbox/"  # from the folder of the results
_WIDTHS = {
    "application": 12, "award": 36, "stage": 17, "assessor": 12, "id": 7, "name": 54, "value": 12, "counted": 12,
    "comment": 28, "file": 58, "sheet": 12, "cell": 8, "entry": 10, "sha256": 18,
}  # fmt: skip
_CENTERED = ("id", "value", "counted", "cell", "entry", "assessor")
_COLUMNS = tuple(
    Column(key, texts.COLUMNS[key], width, "center" if key in _CENTERED else "text", strong=key in ("application", "value", "file", "cell"))
    for key, width in _WIDTHS.items()
)  # fmt: skip
Place = tuple[str, str, str]  # edition, stage, application


@dataclass(frozen=True, slots=True)
class Line:
    """One number, answer or decision; `sheet` is None for a decision, which has an entry of its own."""

    place: Place
    table: Table
    id: str
    name: str
    value: Value | None
    counted: Value | None
    comment: str | None
    sheet: Sheet | None = None
    cell: str | None = None
    entry: int | None = None


def lines(results: Results, lang: str) -> list[Line]:
    """Everything that the tables rest on, in their order."""
    return [line for table, row in results.rows() for line in _lines(table, row, lang)]


def starts(found: list[Line]) -> dict[Place, int]:
    """The first row of `Trace` for each row of a table."""
    return {line.place: number for number, line in reversed(list(enumerate(found, FIRST)))}


def add_trace(look: BookLook, found: list[Line], back: Mapping[Place, str]) -> None:
    """The sheet; `back` is the target of each application's row in its table."""
    sheet, lang = look.table(NAME, _COLUMNS, important=False), look.lang
    for row, line in enumerate(found, FIRST):
        sheet.link(row, "application", back[line.place], line.place[2])
        sheet.text(row, "award", line.table.name[lang])
        sheet.text(row, "stage", STAGE_WORDS[line.table.stage][lang])
        sheet.text(row, "id", line.id)
        sheet.text(row, "name", line.name)
        for key, value in (("value", line.value), ("counted", line.counted)):
            if isinstance(value, Decimal):
                sheet.number(row, key, value)
            else:
                sheet.text(row, key, texts.value_text(value, lang))
        sheet.text(row, "comment", line.comment, grow=False)
        sheet.number(row, "entry", line.entry)
        if line.sheet:
            sheet.text(row, "assessor", line.sheet.assessor)
            sheet.text(row, "sheet", line.sheet.sheet)
            sheet.text(row, "cell", line.cell)
            sheet.text(row, "sha256", line.sheet.sha256, grow=False)
            if line.sheet.file:
                sheet.link(row, "file", file_link(INBOX + line.sheet.file), line.sheet.file)
        for column in sheet.columns:
            sheet.fill(row, column.key)
        sheet.row_done()
    sheet.finish(texts.SHEETS[NAME][lang], frozen=1, printed="entry")


def _lines(table: Table, row: Row, lang: str) -> Iterator[Line]:
    place = table.edition, table.stage, row.application
    for sheet in row.sheets:
        for cell in sheet.cells:
            yield Line(
                place, table, cell.id.partition(":")[2], cell.name[lang], cell.value, cell.counted, cell.comment, sheet,
                cell.cell, sheet.entry,
            )  # fmt: skip
        yield Line(
            place, table, "", texts.WORDS["total-of"][lang], sheet.given, sheet.total, None, sheet, entry=sheet.entry
        )
    for ruling in row.decisions:
        yield _of_decision(place, table, ruling, lang)


def _of_decision(place: Place, table: Table, ruling: Ruling, lang: str) -> Line:
    why = texts.WORDS["decided"][lang].format(reason=ruling.reason, by=ruling.decided_by, date=day(ruling.date, lang))
    name = texts.WORDS["decision"][lang].format(about=ruling.about[lang])
    return Line(place, table, "", name, ruling.value, None, why, entry=ruling.entry)
