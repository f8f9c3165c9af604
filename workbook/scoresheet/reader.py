"""A grid of cells → a score sheet and what is wrong with it, found by keys alone.

The same parser serves files, xlwings ranges and the server: it takes plain values by
row and column, and knows nothing of where they came from.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from pathlib import PurePath
from typing import Any

from pyscoring.edition import AwardEdition, describe_limits, scored_by_id
from pyscoring.problems import Problem, Refused
from pyscoring.score import Score, score
from pyscoring.scoresheet import ScoreSheet
from workbook.files.values import Place, address, from_host, place
from workbook.scoresheet import layout, typed
from workbook.scoresheet.shape import Shape, misshapen, once_each
from workbook.scoresheet.texts import LABELS

_OTHER_RULES = "T03"  # rows that lack, are left over or are called otherwise may all follow from it
Cells = Mapping[tuple[int, int], object]
_OF_THE_SYSTEM = {".DS_Store", "Thumbs.db", "desktop.ini", ".directory"}
Extra = Sequence[str | os.PathLike[str]]


@dataclass(frozen=True)
class ReadSheet:
    """What one sheet says. `edition` is None when it cannot be scored; `problems` tell why."""

    edition: AwardEdition | None
    sheet: ScoreSheet
    problems: tuple[Problem, ...]
    cells: Cells = field(repr=False)
    rows: Mapping[str, int] = field(default_factory=dict, repr=False)
    columns: Mapping[str, int] = field(default_factory=dict, repr=False)
    name: str | None = None
    file: str | None = None

    def score(self) -> Score | None:
        """The score with every problem in its place, in the order of the sheet; None without an edition."""
        if self.edition is None:
            return None
        result = score(self.edition, self.sheet, self.problems)
        return replace(result, problems=self.placed(result.problems))

    def placed(self, problems: Sequence[Problem]) -> tuple[Problem, ...]:
        """The problems in their places, what others follow from first, then those of the whole sheet, then by cell."""
        return tuple(sorted(map(self.place, problems), key=_order))

    def place(self, problem: Problem) -> Problem:
        """The problem with the file, the sheet and the cell that it is about."""
        row, column = self.rows.get(problem.field or ""), self.columns.get("value")
        cell = problem.cell or (address(row, column) if row and column else None)
        return replace(problem, file=self.file, sheet=self.name, cell=cell)


def _order(problem: Problem) -> tuple[bool, Place, str]:
    return (problem.code != _OTHER_RULES, place(problem.cell) if problem.cell else (0, 0), problem.code)


Read = tuple[tuple[ReadSheet, ...], str | None, tuple[Problem, ...]]


def read_file(path: PurePath, extra: Extra = (), load: Callable[[], bytes] | None = None) -> Read:
    """The score sheets of a workbook, its SHA-256, and the problems of the file as a whole.

    `load` gives the bytes of a file that is not on a disk, or refuses; `path` is then only its name.

    Never raises for a bad file: what is wrong with it is among the problems.
    """
    from workbook.files.package import read

    if path.name in _OF_THE_SYSTEM or path.name.startswith("._"):
        return (), None, (Problem("F12", file=str(path)),)
    try:
        contents = read(path, _is_ours, load() if load else None)
    except Refused as refused:
        return (), None, tuple(replace(p, file=str(path)) for p in refused.problems)
    found = [s for s in contents.sheets if s.cells[1, 1] != layout.RESULT_MARK]
    sheets = tuple(replace(parse(s.cells, extra), name=s.name, file=str(path)) for s in found)
    notes = contents.notes if sheets else (*contents.notes, Problem("F13" if contents.sheets else "T01"))
    return sheets, contents.sha256, tuple(replace(n, file=str(path)) for n in notes)


def _is_ours(mark: str) -> bool:
    return mark.startswith("pyscoring/") or mark in (layout.DOCUMENT_MARK, layout.RESULT_MARK)


def from_rows(rows: Sequence[Sequence[object]]) -> dict[tuple[int, int], object]:
    """Cells of plain rows that start at A1, as xlwings gives them."""
    return {
        (r, c): from_host(value)
        for r, row in enumerate(rows, 1)
        for c, value in enumerate(row, 1)
        if value is not None and value != ""
    }


def parse(cells: Cells, extra: Extra = ()) -> ReadSheet:
    """Read one sheet; `extra` names editions beside the package's own."""
    columns, rows, problems = find_keys(cells)
    mark = cells.get((1, 1))
    if mark == layout.DOCUMENT_MARK:
        from workbook.documents.document_reader import parse_document

        return parse_document(cells, extra)
    if mark != layout.MARK:
        problems.insert(
            0, Problem("T09", {"seen": mark}, cell="A1") if str(mark).startswith("pyscoring/") else Problem("T01")
        )
        return ReadSheet(None, ScoreSheet(), tuple(problems), cells)
    edition = find_edition(cells, rows, columns, extra, problems)
    if edition is None:
        return ReadSheet(None, ScoreSheet(), tuple(problems), cells, rows, columns)
    problems += misshapen(_shape(edition), cells, rows, columns)
    sheet = _sheet(edition, Entries(cells, rows, columns), problems)
    return ReadSheet(edition, sheet, tuple(problems), cells, rows, columns)


def find_keys(cells: Cells) -> tuple[dict[str, int], dict[str, int], list[Problem]]:
    """Where each key stands; a key that stands twice is a problem, and its first place counts."""
    found: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})
    for row, column in sorted([at for at in cells if (at[0] == 1) != (at[1] == 1)]):
        value = cells[row, column]
        if isinstance(value, str) and value.strip():
            found[column == 1].setdefault(value, []).append(row if column == 1 else column)
    problems = [
        Problem("T05", {"key": key, "cells": ", ".join(_key_cell(kind, p) for p in places)},
                cell=_key_cell(kind, places[1]), field=key if kind else None)
        for kind in (0, 1) for key, places in found[kind].items()
        if len(places) > 1
    ]  # fmt: skip
    columns, rows = ({key: places[0] for key, places in side.items()} for side in found)
    problems += [Problem("T06", {"key": key}) for key in ("value", "official") if key not in columns]
    return columns, rows, problems


def _key_cell(is_row: int, place: int) -> str:
    return address(place, 1) if is_row else address(1, place)


def find_edition(
    cells: Cells, rows: Mapping[str, int], columns: Mapping[str, int], extra: Extra, problems: list[Problem]
) -> AwardEdition | None:
    """The edition that a sheet names; None with a problem more where there is none."""
    if "value" not in columns:
        return None
    if "edition" not in rows:
        problems.append(Problem("T04", {"key": "edition", "label": LABELS["edition"]}))
        return None
    ref = typed.text(cells.get((rows["edition"], columns["value"]))) or ""
    try:
        return scored_by_id(ref, extra)
    except Refused as refused:
        beside = rows["edition"], columns.get("label", 0)
        label = typed.text(cells.get(beside))
        if label is not None and label not in LABELS["edition"].values():
            details = {"key": "edition", "seen": typed.shown(label)}
            problems.append(Problem("T10", details, cell=address(*beside), field="edition"))
        problems += _unusable(ref, refused.problems)
        return None


def _unusable(ref: str, found: Sequence[Problem]) -> list[Problem]:
    """Why an edition cannot be used; mistakes in its own file are told there, and not with every workbook."""
    own = next((p.file for p in found if p.file and p.code.startswith("E") and p.code != "E12"), None)
    if own is None:
        return [replace(p, field="edition", file=None) for p in found]
    return [Problem("T14", {"edition": ref, "path": own}, field="edition")]


@once_each
def _shape(edition: AwardEdition) -> Shape:
    keys = layout.keys(edition)
    results = tuple(key for key in keys if key in (*layout.RESULTS, "bonus") or key.startswith("dimension:"))
    return Shape(edition.definition, keys, lambda key, lang: layout.row_label(key, edition, lang), LABELS, results)


class Entries:
    """The cells of one sheet by row key and column key."""

    def __init__(self, cells: Cells, rows: Mapping[str, int], columns: Mapping[str, int]) -> None:
        self._cells, self._rows, self._columns = cells, rows, columns

    def get(self, key: str, column: str = "value") -> object:
        return self._cells.get((self._rows.get(key, 0), self._columns.get(column, 0)))

    def cell(self, key: str) -> str | None:
        """The address of a row's value."""
        return address(self._rows[key], self._columns["value"]) if key in self._rows else None

    def text(self, key: str, column: str = "value") -> str | None:
        return typed.text(self.get(key, column))


class Taker:
    """Takes entries as they are meant, and collects what a person should hear of."""

    def __init__(self, entries: Entries, problems: list[Problem]) -> None:
        lang = entries.text("language") or "th"
        self.entries, self.problems, self.lang = entries, problems, lang if lang in ("th", "en") else "th"

    def take(
        self,
        key: str,
        normalise: Callable[[object], tuple[Any, typed.Told]],
        limits: Callable[[], Mapping[str, Any]] = dict,
    ) -> Any:
        """A row's value, understood by one of `typed`; `limits` fill the message about a number."""
        understood, told = normalise(self.entries.get(key))
        if told:
            self.problems.append(Problem(told[0], {**limits(), **told[1]}, field=key))
        return understood

    def answer(self, key: str) -> bool | None:
        """Yes or no."""
        return self.take(key, lambda value: typed.answer(value, self.lang))  # type: ignore[no-any-return]

    def answers(self, family: str, ids: Iterable[str]) -> dict[str, bool]:
        """Those of a family of rows that are answered, by id."""
        found = {id_: self.answer(f"{family}:{id_}") for id_ in ids}
        return {id_: yes for id_, yes in found.items() if yes is not None}

    def common(self) -> dict[str, Any]:
        """What every form says about itself, by the field of `ScoreSheet`."""
        text = self.entries.text
        names = ("definition", "application", "title", "agency", "unit", "assessor")
        return {name: text(name) for name in names} | {
            "language": self.lang, "stage": self.take("stage", typed.stage),
            "date": self.take("date", typed.day), "conflict": self.answer("conflict"),
            "conflict_reason": text("conflict-reason"),
        }  # fmt: skip

    def evidence(self, keys: Iterable[str]) -> dict[str, str]:
        """The remarks beside these rows."""
        return known({key: self.entries.text(key, "evidence") for key in keys})


def _sheet(edition: AwardEdition, entries: Entries, problems: list[Problem]) -> ScoreSheet:
    taker = Taker(entries, problems)
    scores: dict[str, Decimal | None] = {
        i.id: taker.take(f"indicator:{i.id}", typed.number, partial(describe_limits, i)) for i in edition.indicators
    }
    bonus = taker.answers("bonus", (f.id for f in edition.features))
    eligibility = taker.answers("eligibility", (e.id for e in edition.eligibility))
    families = ("indicator", edition.indicators), ("bonus", edition.features), ("eligibility", edition.eligibility)
    noted = [f"{family}:{item.id}" for family, items in families for item in items]
    sheet = ScoreSheet(
        edition=edition.id, **taker.common(), scores=known(scores), bonus=bonus, eligibility=eligibility,
        evidence=taker.evidence(noted),
    )  # fmt: skip
    problems += left_open(sheet, problems)
    problems += _unanswered(edition, sheet, entries, problems)
    problems += outdated(sheet, entries)
    return sheet


def known(found: Mapping[str, Any]) -> dict[str, Any]:
    """What was understood."""
    return {key: value for key, value in found.items() if value is not None}


def left_open(sheet: ScoreSheet, problems: Sequence[Problem]) -> list[Problem]:
    """Fields that the committee will ask for; the score does not wait for them."""
    told = {p.field for p in problems}
    wanted = ["application", "assessor", "date", "stage", "conflict"] + (["conflict-reason"] if sheet.conflict else [])
    labels = {key: LABELS[key] for key in wanted if getattr(sheet, key.replace("-", "_")) is None}
    return [Problem("D15", {"label": label}, field=key) for key, label in labels.items() if key not in told]


def _unanswered(
    edition: AwardEdition, sheet: ScoreSheet, entries: Entries, problems: Sequence[Problem]
) -> list[Problem]:
    """The open questions of eligibility, all in one line."""
    told = {p.field for p in problems}
    keys = [f"eligibility:{e.id}" for e in edition.eligibility if e.id not in sheet.eligibility]
    keys = [key for key in keys if key not in told and entries.cell(key)]
    if sheet.conflict or not keys:
        return []
    cells = ", ".join(filter(None, map(entries.cell, keys)))
    return [Problem("D20", {"n": len(keys), "cells": cells}, field=keys[0])]


def outdated(sheet: ScoreSheet, entries: Entries) -> list[Problem]:
    """Answers that have changed since the official block was written."""
    written = entries.text("fingerprint", "official")
    if written is None or written == sheet.fingerprint:
        return []
    return [Problem("D17", {"seen": entries.text("scored-at", "official") or "?"}, field="fingerprint")]
