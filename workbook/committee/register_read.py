"""A filled `register.xlsx` → a register, and every mistake in it at once."""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from pyscoring.edition import AwardEdition, DerivedAward, scored_by_id
from pyscoring.names import plain_name
from pyscoring.problems import Problem, Refused
from pyscoring.register import Alias, Application, Assessor, Assignment, Attested, History, Register, Submission
from workbook.committee import register_named as named
from workbook.committee.assembly import Place, in_words
from workbook.committee.register_layout import (
    ALIASES,
    ANSWERS,
    APPLICATIONS,
    ASSESSORS,
    ASSIGNMENTS,
    HISTORY,
    MARK,
    REPORTS,
    SENT,
    Table,
)
from workbook.committee.register_rows import Row, Sheet
from workbook.files.values import ErrorValue, Formula, address
from workbook.scoresheet import typed
from workbook.scoresheet.reader import Cells, Extra

_ID_LIMIT = 40  # characters
_IN_IDS = " -_./()"
_NONE_YET = {"th": "", "en": " yet"}
_UNUSABLE = {"th": "ที่ใช้ได้ ทุกแถวมีข้อผิดพลาด", "en": " that can be used: every row has a mistake"}
_Known = TypeVar("_Known")


def read(path: str | os.PathLike[str], extra: Extra = ()) -> tuple[Register, tuple[Problem, ...]]:
    """What a register says, and every mistake in it. A row that cannot be used is left out and named.

    Never raises for a bad file: the register is then empty, and the problems tell why. Where an edition's own file is
    wrong, its mistakes are told there, once, and what follows from them in the register is not.
    """
    from workbook.files.package import read_all

    try:
        contents = read_all(path)
    except Refused as refused:
        return Register(), tuple(replace(p, file=os.fspath(path)) for p in refused.problems)
    sheets = [Sheet(s.name, s.cells, mark) for s in contents.sheets if (mark := _mark(s.cells))]
    if not sheets:
        return Register(), (Problem("A23", file=os.fspath(path)),)
    reading = _Reading(sheets, extra)
    register = reading.register()
    told = (replace(p, file=os.fspath(path)) for p in (*contents.notes, *reading.problems))
    return register, (*reading.unsound, *told)


def _mark(cells: Cells) -> str | None:
    return next((str(v) for (row, _), v in cells.items() if row == 1 and str(v).startswith(MARK)), None)


@dataclass
class _Reading:
    """One pass over the sheets; what is wrong gathers in `problems`."""

    sheets: list[Sheet]
    extra: Extra
    problems: list[Problem] = field(default_factory=list)
    unsound: list[Problem] = field(default_factory=list)  # of editions' own files
    waiting: set[tuple[str, str]] = field(default_factory=set)  # as in `dropped`, for these
    told: set[tuple[str | None, str | None]] = field(default_factory=set)  # sheets and cells
    dropped: dict[tuple[str, str], str] = field(default_factory=dict)  # table and plain id → where the row is

    def register(self) -> Register:
        applications = tuple(self._applications())
        assessors = tuple(self._assessors())
        register = Register(applications, assessors)
        assignments = tuple(self._assignments(register))
        history, aliases = tuple(self._history()), tuple(self._aliases())
        sent = tuple(self._submissions())
        answers = tuple(self._answers(Register(applications, aliases=aliases)))
        register = Register(applications, assessors, assignments, history, aliases, sent, answers)
        self._refuse_empty(register)
        self._note_names(register)
        return register

    # the sheets

    def _applications(self) -> Iterator[Application]:
        seen: dict[str, str] = {}
        for row in self._rows(APPLICATIONS):
            id_, edition = self._new_id(row, APPLICATIONS, seen), self._edition(row)
            if id_ is None or edition is None:
                self._drop(row, APPLICATIONS)
                continue
            for key in ("title", "agency"):
                if row.text(key) is None:
                    self._tell(row.problem("D15", key, label=APPLICATIONS.column(key).heading))
            yield Application(id_, edition, *(row.text(key) or "" for key in ("title", "agency", "unit")))

    def _assessors(self) -> Iterator[Assessor]:
        seen: dict[str, str] = {}
        for row in self._rows(ASSESSORS):
            id_, name = self._new_id(row, ASSESSORS, seen), self._required(row, ASSESSORS, "name")
            if id_ is None or name is None:
                self._drop(row, ASSESSORS)
            else:
                yield Assessor(id_, name)

    def _assignments(self, register: Register) -> Iterator[Assignment]:
        seen: dict[Place, str] = {}
        for row in self._rows(ASSIGNMENTS):
            application = self._listed(row, "application", register)
            assessor = self._listed(row, "assessor", register)
            stage = self._understood(row, "stage", *typed.stage(row.values.get("stage")))
            if stage is None:
                self._say_blank(row, ASSIGNMENTS, "stage")
            conflict = self._understood(row, "conflict", *typed.answer(row.values.get("conflict"), "th"))
            unclear = conflict is None and not typed.blank(row.values.get("conflict"))
            if application is None or assessor is None or stage is None or unclear:
                continue
            place = (application, stage, assessor)
            if place in seen:
                self._tell(row.problem("A29", "application", first=seen[place], place=in_words(place, register)))
                continue
            seen[place] = row.cell("application")
            if conflict and row.text("reason") is None:
                self._tell(row.problem("D15", "reason", label=ASSIGNMENTS.column("reason").heading))
            yield Assignment(application, assessor, stage, bool(conflict), row.text("reason"))

    def _history(self) -> Iterator[History]:
        awards = {
            n: e for e in named.known_editions(self.extra) for n in named.names(e.award, e.name.th, e.name.en, e.id)
        }
        for row in self._rows(HISTORY):
            year = self._year(row, HISTORY)
            agency, project, award = (self._required(row, HISTORY, key) for key in ("agency", "project", "award"))
            edition = awards.get(plain_name(award or ""))
            if award and edition is None:
                self._tell(row.problem("A32", "award", label=HISTORY.column("award").heading, seen=award))
            band = self._band(row, [edition] if edition else awards.values())
            withdrawn = self._understood(row, "withdrawn", *typed.answer(row.values.get("withdrawn"), "th"))
            if year is None or agency is None or project is None or award is None:
                continue
            yield History(year, agency, project, edition.award if edition else award, band, bool(withdrawn))

    def _aliases(self) -> Iterator[Alias]:
        found: dict[str, tuple[Alias, Row]] = {}
        for row in self._rows(ALIASES):
            name, agency = (self._required(row, ALIASES, key) for key in ("name", "agency"))
            if name is None or agency is None:
                continue
            if first := found.get(plain_name(name)):
                label = ALIASES.column("name").heading
                self._tell(row.problem("A25", "name", label=label, seen=name, first=first[1].cell("name")))
            else:
                found[plain_name(name)] = Alias(name, agency), row
        following = Register(aliases=tuple(alias for alias, _ in found.values()))
        for alias, row in found.values():
            if plain_name(following.agency(alias.name)) in found:
                self._tell(row.problem("A38", "name", seen=alias.name))
            else:
                yield alias

    def _submissions(self) -> Iterator[Submission]:
        kinds: dict[str, Literal["report", "new-project"]] = {
            name: kind for kind in ("report", "new-project") for name in named.names(kind, *SENT[kind].values())
        }
        for row in self._rows(REPORTS):
            year = self._year(row, REPORTS)
            agency, project, seen = (self._required(row, REPORTS, key) for key in ("agency", "project", "kind"))
            kind = self._one_of(row, REPORTS, "kind", seen, kinds)
            if year is not None and agency and project and kind:
                yield Submission(year, agency, project, kind)

    def _answers(self, register: Register) -> Iterator[Attested]:
        is_whole = all(table != APPLICATIONS.name for table, _ in self.dropped)
        asked = named.Asked(register, named.known_editions(self.extra), is_whole)
        seen: dict[tuple[str, ...], list[tuple[str, bool, str]]] = {}
        for row in self._rows(ANSWERS):
            ref, agency, name = (self._required(row, ANSWERS, key) for key in ("edition", "agency", "condition"))
            yes = self._understood(row, "answer", *typed.answer(row.values.get("answer"), "th"))
            edition = self._one_of(row, ANSWERS, "edition", ref, asked.editions)
            condition = self._one_of(row, ANSWERS, "condition", name, named.conditions(edition)) if edition else None
            if yes is None:
                self._say_blank(row, ANSWERS, "answer")
            project = row.text("project")
            amiss = asked.amiss(edition, agency, project) if edition and agency else None
            if amiss := amiss or (named.on_record(condition) if condition else None):
                self._tell(row.problem("A44", amiss[0], **amiss[1]))
            if edition is None or agency is None or condition is None or yes is None or amiss:
                continue
            own, of = plain_name(project or ""), (edition.id, plain_name(register.agency(agency)), condition.id)
            before = seen.setdefault(of, [])
            first = next((at for other, said, at in before if _both_about(own, other, same=said == yes)), None)
            if first:
                label = ANSWERS.column("condition").heading
                self._tell(row.problem("A25", "condition", label=label, seen=condition.id, first=first))
                continue
            before.append((own, yes, row.cell("condition")))
            yield Attested(edition.id, agency, condition.id, yes, project)

    # rows

    def _rows(self, table: Table) -> Iterator[Row]:
        """The rows of a sheet in which something is typed, headings left out."""
        found = [s for s in self.sheets if s.mark == table.mark]
        if not found:
            self._tell(Problem("A20", {"label": table.label}))
            return
        sheet = found[0]
        if len(found) > 1:
            every = ", ".join(s.name for s in found)
            self._tell(Problem("A22", {"label": table.label, "sheets": every}, sheet=found[1].name))
        columns = self._columns(sheet, table)
        grid: dict[int, dict[str, object]] = {}
        keys = {number: key for key, number in columns.items()}
        for (number, at), value in sheet.cells.items():
            if number > 1 and at in keys and not _is_empty(value):
                grid.setdefault(number, {})[keys[at]] = value
        for number, values in sorted(grid.items()):
            if not all(v in table.column(key).heading.values() for key, v in values.items()):
                row = Row(sheet.name, number, values, columns)
                yield replace(row, values=dict(self._sound(row, table)))

    def _columns(self, sheet: Sheet, table: Table) -> dict[str, int]:
        places: dict[str, list[int]] = {}
        for (number, place), value in sorted(sheet.cells.items(), key=lambda item: item[0]):
            if number == 1:
                places.setdefault(str(value).strip(), []).append(place)
        for column in table.columns:
            at = places.get(column.key, [])
            if not at:
                details = {"table": table.label, "label": column.heading, "key": column.key}
                self._tell(Problem("A21", details, sheet=sheet.name, field=column.key))
            if len(at) > 1:
                details = {"key": column.key, "cells": ", ".join(address(1, c) for c in at)}
                self._tell(Problem("T05", details, sheet=sheet.name, cell=address(1, at[1]), field=column.key))
        return {column.key: places[column.key][0] for column in table.columns if column.key in places}

    def _sound(self, row: Row, table: Table) -> Iterator[tuple[str, object]]:
        """The cells without those that hold no text: a date or an error is no name."""
        for key, value in row.values.items():
            result = value.cached if isinstance(value, Formula) else value
            is_text = isinstance(result, str) and not isinstance(result, ErrorValue)
            if is_text or (isinstance(result, int | float) and not isinstance(result, bool)):
                yield key, result
            else:
                seen = typed.shown(result)
                self._tell(row.problem("A34", key, label=table.column(key).heading, seen=seen))

    def _drop(self, row: Row, table: Table) -> None:
        self.dropped.setdefault((table.name, plain_name(row.text("id") or "")), row.cell("id"))

    # cells

    def _required(self, row: Row, table: Table, key: str) -> str | None:
        if (found := row.text(key)) is None:
            self._say_blank(row, table, key)
        return found

    def _say_blank(self, row: Row, table: Table, key: str) -> None:
        """Say that a cell is blank, unless something was said about it already or its whole column is missing."""
        if key in row.columns and (row.sheet, row.cell(key)) not in self.told:
            self._tell(row.problem("A24", key, label=table.column(key).heading))

    def _new_id(self, row: Row, table: Table, seen: dict[str, str]) -> str | None:
        id_ = self._required(row, table, "id")
        if id_ is None:
            return None
        if not _is_safe(id_):
            self._tell(row.problem("A26", "id", seen=typed.shown(id_), limit=_ID_LIMIT))
            return None
        if first := seen.get(plain_name(id_)):
            self._tell(row.problem("A25", "id", label=table.column("id").heading, seen=id_, first=first))
            return None
        seen[plain_name(id_)] = row.cell("id")
        return id_

    def _edition(self, row: Row) -> str | None:
        ref = self._required(row, APPLICATIONS, "edition")
        if ref is None:
            return None
        try:
            return scored_by_id(ref, self.extra).id
        except Refused as refused:
            for problem in refused.problems:
                if problem.file is None:
                    self._tell(row.problem(problem.code, "edition", **problem.details))
                else:
                    self.unsound += [problem] if problem not in self.unsound else []
                    self.waiting.add((APPLICATIONS.name, plain_name(row.text("id") or "")))
            return None

    def _listed(self, row: Row, key: str, register: Register) -> str | None:
        """The id of a listed application or assessor that a cell names."""
        ref = self._required(row, ASSIGNMENTS, key)
        if ref is None:
            return None
        table, code = (APPLICATIONS, "A27") if key == "application" else (ASSESSORS, "A28")
        found = register.application(ref) if key == "application" else register.assessor(ref)
        if found is None:
            known_as = table.name, plain_name(ref)
            place = self.dropped.get(known_as)
            details = {"seen": typed.shown(ref), **({"first": f"{table.name} {place}"} if place else {})}
            if known_as not in self.waiting:
                self._tell(row.problem("A30" if place else code, key, **details))
            return None
        if found.id != ref:
            self._tell(row.problem("D14", key, seen=typed.shown(ref), understood=found.id))
        return found.id

    def _understood(self, row: Row, key: str, value: Any, told: typed.Told) -> Any:
        if told and told[0] != "D14":
            self._tell(row.problem(told[0], key, **told[1]))
        return value

    def _one_of(self, row: Row, table: Table, key: str, seen: str | None, known: Mapping[str, _Known]) -> _Known | None:
        """What a cell names, by any of its names; otherwise say what could stand there."""
        if seen is None:
            return None
        found = known.get(plain_name(seen))
        if found is None:
            self._tell(row.problem("A44", key, **named.nothing(seen, table.column(key).heading, known)))
        return found

    def _year(self, row: Row, table: Table) -> int | None:
        seen = self._required(row, table, "year")
        if seen is None:
            return None
        digits = plain_name(seen).removeprefix("พ.ศ.").strip()
        year = int(digits) if re.fullmatch("[0-9]{4}", digits) else 0
        if 1900 <= year <= 2199:
            self._tell(row.problem("D14", "year", seen=seen, understood=f"พ.ศ. {year + 543}"))
            return year + 543
        if 2400 <= year <= 2700:
            return year
        self._tell(row.problem("A31", "year", seen=typed.shown(seen)))
        return None

    def _band(self, row: Row, editions: Iterable[AwardEdition | DerivedAward]) -> str | None:
        """The id of the band in a row, of one of these editions; as it is typed where it is none of them."""
        seen = row.text("band")
        banded = [b for e in editions if isinstance(e, AwardEdition) for b in e.bands]
        if seen is None or not banded:
            return seen
        bands = {name: b.id for b in banded for name in named.names(b.id, b.name.th, b.name.en)}
        if plain_name(seen) not in bands:
            self._tell(row.problem("A32", "band", label=HISTORY.column("band").heading, seen=seen))
        return bands.get(plain_name(seen), seen)

    # the whole

    def _refuse_empty(self, register: Register) -> None:
        called = {sheet.mark: sheet.name for sheet in reversed(self.sheets)}
        needed = {APPLICATIONS: register.applications, ASSESSORS: register.assessors, ASSIGNMENTS: register.assignments}
        for table, rows in needed.items():
            if not rows and table.mark in called and not self.unsound:
                wrong = {p.code for p in self.problems if p.sheet == called[table.mark] and p.cell}
                if wrong == {"A30"}:  # its rows are sound, and wait for those of another sheet
                    continue
                details = {"label": table.label, "usable": _UNUSABLE if wrong else _NONE_YET}
                self._tell(Problem("A33", details, sheet=called[table.mark]))

    def _note_names(self, register: Register) -> None:
        shared = {plain_name(a.name): a.name for a in reversed(register.assessors) if register.called(a) != a.name}
        for name in reversed(shared.values()):
            self._tell(Problem("A37", {"seen": name}))

    def _tell(self, problem: Problem) -> None:
        self.problems.append(problem)
        self.told.add((problem.sheet, problem.cell))


def _is_empty(value: object) -> bool:
    return typed.blank(value.cached if isinstance(value, Formula) else value)


def _is_safe(id_: str) -> bool:
    """Whether an id can stand in a cell, a file's name and a message as it is: no formula, no path, nothing unseen."""
    kinds = [unicodedata.category(c)[0] for c in id_]
    sound = all(kind in "LNM" or c in _IN_IDS for kind, c in zip(kinds, id_, strict=True))
    return sound and kinds[0] in "LN" and len(id_) <= _ID_LIMIT


def _both_about(project: str, other: str, *, same: bool) -> bool:
    """Whether two answers are about one project. One about all of an agency's (blank) is also about each, if it differs."""
    return project == other or (not same and not (project and other))
