"""What the task pane shows of a sheet, as plain data: the live result, what is missing, the criteria, the bands."""

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from pyscoring.document import DocumentCheck
from pyscoring.edition import AwardEdition, describe_limits, plain
from pyscoring.problems import Problem, Severity, errors
from pyscoring.register import Register
from pyscoring.score import Score, half_up
from workbook.files.values import address
from workbook.scoresheet import layout, typed
from workbook.scoresheet.block import MARKS, NO_SHEET, told
from workbook.scoresheet.reader import Cells, Extra, ReadSheet, from_rows, parse
from workbook.scoresheet.scoring import judged, problem_json
from workbook.scoresheet.texts import LABELS, WORDS

_MISSING = ("D01", "D15", "D20")  # not typed yet, as against typed wrong
_EPOCH = dt.date(1899, 12, 30)
_NOTHING: Mapping[str, Any] = {
    "refused": None, "sheet": "", "lang": "th", "edition": None, "application": None, "title": None, "assessor": None,
    "stage": None, "complete": False, "status": None, "total": None, "band": None, "next": None, "dimensions": [],
    "bonus": None, "missing": [], "problems": [], "indicators": [], "bands": [],
}  # fmt: skip


def pane(rows: Sequence[Sequence[object]], sheet: str, lang: str, extra: Extra = ()) -> dict[str, Any]:
    """Everything about one sheet, from its values from A1 as Office.js gives them; `lang` is ``th`` or ``en``."""
    cells = from_rows(rows)
    blank = dict(_NOTHING) | {"sheet": sheet, "lang": lang}
    if cells.get((1, 1)) not in MARKS:
        return blank | {"refused": NO_SHEET[lang]}
    read = parse(_with_day(cells), extra)
    result = judged(read)
    if result is None:
        return blank | {"refused": told(read.placed(read.problems), lang), "lang": lang}
    return blank | _common(result, read, lang) | (_scored(result, read, lang) if isinstance(result, Score) else {})


def me(assessor: str | None, name: str | None, register: Register, received: Sequence[Any]) -> dict[str, Any]:
    """Who has signed in, and what is to be sent in and has been; `received` are receipts."""
    assignments = [a for a in register.assignments if a.assessor == assessor and not a.conflict]
    return {"assessor": assessor, "name": name, "assignments": [
        {
            "application": a.application, "stage": a.stage,
            "title": found.title if (found := register.application(a.application)) else "",
            "edition": found.edition if found else None,
            "submitted": [
                {"time": r.time.isoformat(), "sha256": r.sha256, "file": r.file}
                for r in received
                if (register.application(r.application), r.stage) == (found, a.stage)
            ],
        }
        for a in assignments
    ]}  # fmt: skip


def _common(result: Score | DocumentCheck, read: ReadSheet, lang: str) -> dict[str, Any]:
    sheet, edition = result.sheet, result.edition
    status = result.text(lang) if isinstance(result, DocumentCheck) else result.status.text(lang)
    shown = [p for p in result.problems if p.severity is not Severity.NOTE]
    return {
        "edition": {"id": edition.id, "name": edition.name[lang]},
        "application": sheet.application, "title": sheet.title, "assessor": sheet.assessor, "stage": sheet.stage,
        "complete": result.complete, "status": status,
        "next": {"id": result.next.id, "name": result.next.name[lang]} if result.next else None,
        "missing": [_missing(p, edition, lang) for p in shown if p.code in _MISSING],
        "problems": [
            {**problem_json(p, lang), "label": _label(p.field, edition, lang)} for p in shown if p.code not in _MISSING
        ],
    }  # fmt: skip


def _scored(result: Score, read: ReadSheet, lang: str) -> dict[str, Any]:
    edition, places = result.edition, result.edition.total.places
    wrong = {p.field for p in errors(result.problems)}
    given = result.total is not None or not wrong
    return {
        "total": _number(result.total),
        "band": {"id": result.band.id, "name": result.band.name[lang]} if result.band else None,
        "bonus": _number(result.bonus.rounded) if edition.bonus and given else None,
        "dimensions": [
            {"id": d.id, "name": d.name[lang], "score": _number(s.rounded), "max": _places(d.weight, places)}
            for d, s in zip(edition.dimensions, result.dimensions, strict=True)
        ],
        "indicators": [
            {
                "id": i.id, "name": i.name[lang], "max": plain(i.max),
                "scale": WORDS["range"][lang].format(**describe_limits(i)),
                "criteria": i.criteria[lang] if i.criteria else "",
                "cell": _cell(read, f"indicator:{i.id}"), "value": _typed(read, f"indicator:{i.id}"),
            }
            for i in edition.indicators
        ],
        "bands": [
            {"id": b.id, "name": b.name[lang], "at_least": None if b.at_least == "unset" else plain(b.at_least)}
            for b in edition.bands
        ],
    }  # fmt: skip


def _missing(problem: Problem, edition: AwardEdition, lang: str) -> dict[str, Any]:
    return {"field": problem.field, "label": _label(problem.field, edition, lang), "cell": problem.cell}


def _label(field: str | None, edition: AwardEdition, lang: str) -> str:
    """What a row is called on the form."""
    if not field:
        return ""
    own = layout.row_label(field, edition, lang)
    number = field.partition(":")[2]
    return f"{number} {own}" if own else LABELS.get(field, {}).get(lang, number or field)


def _with_day(cells: Cells) -> Cells:
    """Office.js gives a date as the number of its day."""
    rows = {value: row for (row, column), value in cells.items() if column == 1}
    columns = {value: column for (row, column), value in cells.items() if row == 1}
    place = rows.get("date", 0), columns.get("value", 0)
    value = cells.get(place)
    if type(value) in (int, float) and 1 <= value < 2_958_466:  # type: ignore[operator]
        return {**cells, place: _EPOCH + dt.timedelta(days=int(value))}  # type: ignore[call-overload]
    return cells


def _cell(read: ReadSheet, key: str) -> str | None:
    row, column = read.rows.get(key), read.columns.get("value")
    return address(row, column) if row and column else None


def _typed(read: ReadSheet, key: str) -> str:
    value = read.cells.get((read.rows.get(key, 0), read.columns.get("value", 0)))
    return typed.shown(value)


def _number(number: object) -> str | None:
    return None if number is None else str(number)


def _places(number: Any, places: int) -> str:
    return str(half_up(Fraction(number), places))
