"""Rows in which decisions are typed: their cells by column key, and what every decision must have."""

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pyscoring.edition import Stage
from pyscoring.panel import Decision, Value
from pyscoring.problems import Problem, errors
from workbook.committee import register_rows
from workbook.committee.assembly import Refusal
from workbook.consolidation.decision_texts import (
    COLUMN,
    FURNITURE,
    HEADINGS,
    LEDGER,
    MARKS,
    SIGNED,
    TO_COME,
    TYPED,
    WANTED,
)
from workbook.files.package import Sheet
from workbook.scoresheet import typed

_ELSEWHERE = dt.timedelta(days=1)  # this computer's day may be a day behind that of the meeting


@dataclass(frozen=True)
class Row(register_rows.Row):
    """One row of a sheet, with its key of column A."""

    key: str

    def holds(self, keys: Iterable[str]) -> bool:
        """Whether anything is in one of these columns."""
        return any(not typed.blank(self.values.get(key)) for key in keys)


def marked(sheets: Iterable[Sheet], name: str) -> list[Sheet]:
    """The sheets with this sheet's mark in A1; a copied sheet has it too."""
    return [s for s in sheets if str(s.cells.get((1, 1), "")).strip() == MARKS[name]]


def head_of(sheet: Sheet) -> str | None:
    """The hash of the ledger's last entry when the workbook was made."""
    keys = (str(value) for (_, column), value in sheet.cells.items() if column == 1)
    return next((key.removeprefix(LEDGER) for key in keys if key.startswith(LEDGER)), None)


def rows(sheet: Sheet) -> Iterator[Row]:
    """The rows below the keys from top to bottom, banner and headings left out."""
    columns: dict[str, int] = {}
    for (row, column), value in sorted(sheet.cells.items(), key=lambda item: item[0]):
        if row == 1 and column > 1 and isinstance(value, str):
            columns.setdefault(value.strip(), column)
    keys = {column: key for key, column in columns.items()}
    grid: dict[int, dict[str, object]] = {}
    for (number, column), value in sheet.cells.items():
        if number > 1 and column in keys:
            grid.setdefault(number, {})[keys[column]] = value
    for number, cells in sorted(grid.items()):
        key = str(sheet.cells.get((number, 1)) or "")
        headings = all(value in HEADINGS.get(k, {}).values() for k, value in cells.items())
        if not key.startswith(FURNITURE) and not headings:
            yield Row(sheet.name, number, cells, columns, key)


def missing_columns(sheet: Sheet, name: str, keys: Iterable[str]) -> Iterator[Problem]:
    """A column in which decisions are typed and whose key is gone."""
    there = {str(value).strip() for (row, _), value in sheet.cells.items() if row == 1}
    for key in keys:
        if key not in there:
            label = {lang: COLUMN[lang].format(heading=HEADINGS[key][lang], sheet=sheet.name) for lang in COLUMN}
            yield Problem("A49", {"label": label, "key": key}, sheet=sheet.name, cell="A1", field=key)


@dataclass
class Attempt:
    """A row on its way to a decision; what is wrong with it, and what was repaired, gathers in `problems`.

    `about` is as `Refusal` has it.
    """

    row: Row
    problems: list[Problem] = field(default_factory=list)
    about: tuple[str, Stage, str] | None = None

    def tell(self, code: str, key: str, **details: Any) -> None:
        self.problems.append(self.row.problem(code, key, **details))

    def lacking(self, keys: Iterable[str]) -> None:
        """Name at once all columns of these in which nothing stands."""
        order = ("application", "stage", "subject", "value", *SIGNED)
        open_ = [key for key in sorted(keys, key=order.index) if self.row.text(key) is None]
        told = {p.field for p in errors(self.problems)}
        if open_ := [key for key in open_ if key not in told]:
            self.tell("A40", open_[0], missing=missing_in(open_, self.row.cell), keys=tuple(open_))

    def day(self) -> dt.date | None:
        """The day of the decision; one that is still to come is a slip, and would stay in the ledger for good."""
        raw = self.row.values.get("date")
        found, told = typed.day(raw)
        wrong = told[1]["why"] if told and told[0] == "D16" else None
        if found and found > dt.date.today() + _ELSEWHERE:
            wrong = TO_COME
        if wrong:
            wanted = {lang: WANTED["date"][lang].format(why=wrong[lang]) for lang in wrong}
            self.tell("A44", "date", seen=typed.shown(raw), label=HEADINGS["date"], wanted=wanted)
        elif told:
            self.tell("D14", "date", **told[1])
        return found

    def decision(
        self,
        application: str | None,
        stage: Stage | None,
        subject: str | None,
        value: Value | None,
        needed: Iterable[str] = (),
        among: tuple[str, ...] = (),
    ) -> Decision | None:
        """The decision with its reason, name and date, if the row has everything; else it is told what is missing.

        `needed` are the columns in which something must stand besides those.
        """  # fmt: skip
        reason, by, day = self.row.text("reason"), self.row.text("decided-by"), self.day()
        self.lacking([*needed, *SIGNED])
        if errors(self.problems) or not (application and stage and subject and reason and by and day) or value is None:
            return None
        return Decision(application, stage, subject, value, reason, by, day, among)

    def refusal(self, name: str, keys: Iterable[str]) -> Refusal:
        """The row just as it was typed, with all that is said of it; `name` is the sheet's own."""
        cells = {key: self.row.values[key] for key in (*keys, *TYPED[name]) if self.row.holds([key])}
        return Refusal(name, cells, tuple(self.problems), self.about)


def missing_in(keys: Iterable[str], cell: Callable[[str], str]) -> dict[str, str]:
    """Blank columns as messages name them, with the cell to fill in."""
    found = [(HEADINGS[key], cell(key)) for key in keys]
    return {lang: ", ".join(f"{heading[lang]} ({where})" for heading, where in found) for lang in ("th", "en")}


def alike(one: Decision, other: Decision | None) -> bool:
    """Whether two decisions say the same, spaces apart."""
    return other is not None and _content(one) == _content(other)


def _content(d: Decision) -> tuple[object, ...]:
    value = (type(d.value).__name__, d.value)
    return d.application, d.stage, d.subject, value, plain_text(d.reason), plain_text(d.decided_by), d.date, d.among


def plain_text(text: str) -> str:
    """A text as it comes back from any program: its spaces and line ends may have changed."""
    return " ".join(unicodedata.normalize("NFC", text).split())
