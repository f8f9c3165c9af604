"""The sheet `Choices`, read: which of several score sheets the secretary has chosen for a place."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyscoring.edition import STAGES, Stage
from pyscoring.panel import NOBODY, Decision
from pyscoring.problems import Problem, errors
from pyscoring.register import Register
from workbook.committee.assembly import Place, Refusal, in_words
from workbook.consolidation.decision_rows import Attempt, Row, alike, marked, missing_columns, rows
from workbook.consolidation.decision_texts import CHOICES, LABEL, MARKS, STRAY, TYPED, WANTED
from workbook.files.package import Sheet
from workbook.scoresheet import typed

_KEY = re.compile(r"candidate:([^|]+)\|([^|]+)\|([^|]+)\|(none|[0-9a-f]{64}#.+)", re.DOTALL)
_SHOWN = ("application", "stage", "assessor", "file", "sheet")
Read = tuple[list[Decision], list[Refusal], list[Problem]]


def row_key(place: Place, candidate: str) -> str:
    """The key of a candidate's row; `candidate` is its own key or ``none``."""
    return f"candidate:{'|'.join(place)}|{candidate}"


@dataclass(frozen=True)
class _Option:
    """One row that can be chosen."""

    attempt: Attempt
    candidate: str
    chosen: bool | None


def read_choices(sheets: Sequence[Sheet], register: Register, last: Mapping[tuple[str, Stage, str], Decision]) -> Read:
    """New choices, the rows that could not be taken, and all problems; `last` are the ledger's by subject.

    Problems: A27, A28, A40, A44, A48, A49, D12, D14.
    """
    found = marked(sheets, CHOICES)
    decisions, refusals, problems = list[Decision](), list[Refusal](), list[Problem]()
    if not found:
        problems.append(Problem("A49", {"label": LABEL[CHOICES], "key": MARKS[CHOICES]}, sheet=CHOICES, cell="A1"))
    for sheet in found:
        problems += missing_columns(sheet, CHOICES, TYPED[CHOICES])
    blocks, strays = _blocks([row for sheet in found for row in rows(sheet)])
    for place, options in blocks.items():
        decision = _chosen(place, options, register)
        before = last.get((place[0], place[1], f"place:{place[2]}"))
        if decision and alike(decision, before):
            continue
        if decision:
            decisions.append(decision)
        typed_in = [o.attempt for o in options if o.attempt.row.holds(TYPED[CHOICES])]
        if not decision:
            refusals += (_refusal(attempt) for attempt in typed_in)
        problems += (p for attempt in typed_in for p in attempt.problems)
    refusals += map(_refusal, strays)
    problems += (p for attempt in strays for p in attempt.problems)
    return decisions, refusals, problems


def _refusal(attempt: Attempt) -> Refusal:
    refused = attempt.refusal(CHOICES, _SHOWN)
    return Refusal(CHOICES, {"key": attempt.row.key, **refused.cells}, refused.problems)


def _blocks(found: Sequence[Row]) -> tuple[dict[Place, list[_Option]], list[Attempt]]:
    """The rows of candidates by place, and those in which something was typed though they are none's."""
    blocks: dict[Place, list[_Option]] = {}
    strays = []
    for row in found:
        attempt, key = Attempt(row), _KEY.fullmatch(row.key)
        stage: Stage | None = next((s for s in STAGES if key and s == key[2]), None)
        if key and stage:
            blocks.setdefault((key[1], stage, key[3]), []).append(_Option(attempt, key[4], _use(attempt)))
        elif not row.key and row.holds(TYPED[CHOICES]):
            seen = typed.shown(next(row.values[k] for k in TYPED[CHOICES] if row.holds([k])))
            attempt.tell("A44", "use", seen=seen, label=STRAY, wanted=WANTED["use"])
            strays.append(attempt)
    return blocks, strays


def _use(attempt: Attempt) -> bool | None:
    raw = attempt.row.values.get("use")
    answer, told = typed.answer(raw, "en" if str(raw).isascii() else "th")
    if told:
        attempt.tell(told[0], "use", **told[1])
    return answer


def _chosen(place: Place, options: Sequence[_Option], register: Register) -> Decision | None:
    """What was chosen for a place; None where nothing was typed, or where something is wrong with it."""
    told = [o for o in options if o.attempt.row.holds(TYPED[CHOICES])]
    said_yes = list(_without_copies([o for o in told if o.chosen]))
    if not told or any(errors(o.attempt.problems) for o in told):
        return None
    if len(said_yes) != 1:
        cells = ", ".join(o.attempt.row.cell("use") for o in said_yes) or "–"
        for option in said_yes or told:
            option.attempt.tell("A48", "use", place=in_words(place, register), n=len(said_yes), cells=cells)
        return None
    attempt, value = said_yes[0].attempt, said_yes[0].candidate
    if register.application(place[0]) is None:
        attempt.tell("A27", "application", seen=place[0])
    if register.assessor(place[2]) is None:
        attempt.tell("A28", "assessor", seen=place[2])
    among = tuple(sorted({o.candidate for o in options} - {NOBODY}))
    return attempt.decision(place[0], place[1], f"place:{place[2]}", value, among=among)


def _without_copies(options: Sequence[_Option]) -> Iterator[_Option]:
    """A copied row, or a copied sheet, says the same once more."""
    seen = set()
    for option in options:
        row = option.attempt.row
        content = (option.candidate, *(row.text(key) for key in TYPED[CHOICES]))
        if content not in seen:
            seen.add(content)
            yield option
