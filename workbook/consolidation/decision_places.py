"""Where refused rows stand once the workbook is written anew: what is said of them must lead there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pyscoring.panel import NOBODY
from pyscoring.problems import Problem
from workbook.committee.assembly import Consolidation, Refusal
from workbook.consolidation.choices import row_key
from workbook.consolidation.decision_rows import missing_in
from workbook.consolidation.decision_texts import CHOICES, FIRST, MODERATION, WIDTHS
from workbook.consolidation.differences import height
from workbook.files.values import address, place

_CELL = re.compile(r"\b[A-Z]{1,3}([0-9]+)\b")


def anchored(round_: Consolidation) -> Consolidation:
    """The round with each problem of a refused row at that row's place in the workbook that shows this round.

    The problems came with the places of the workbook in which they were typed.
    """
    refusals = list(round_.refusals)
    moved: dict[tuple[str, str | None, str | None], Problem] = {}
    for name in (MODERATION, CHOICES):
        rows = dict(_rows(round_, name))
        old = {_row(refusals[at]): row for at, row in rows.items()}
        for at, row in rows.items():
            problems = tuple(_anchored(p, name, row, old) for p in refusals[at].problems)
            moved |= {(p.code, p.sheet, p.cell): q for p, q in zip(refusals[at].problems, problems, strict=True)}
            refusals[at] = replace(refusals[at], problems=problems)
    found = ((p, moved.get((p.code, p.sheet, p.cell))) for p in round_.problems)
    told = tuple(replace(q, file=p.file) if q else p for p, q in found)
    return replace(round_, refusals=tuple(refusals), problems=told)


def _rows(round_: Consolidation, name: str) -> Iterator[tuple[int, int]]:
    """The place of each refusal of a sheet among all, and its row."""
    refused = [at for at, refusal in enumerate(round_.refusals) if refusal.sheet == name]
    if name == MODERATION:
        yield from ((at, FIRST + len(round_.decisions) + n) for n, at in enumerate(refused))
        return
    rows, end = _rows_of_candidates(round_)
    left = [at for at in refused if round_.refusals[at].cells.get("key") not in rows]
    yield from ((at, rows[str(round_.refusals[at].cells["key"])]) for at in refused if at not in left)
    yield from ((at, end + n) for n, at in enumerate(left, 1))


def _rows_of_candidates(round_: Consolidation) -> tuple[dict[str, int], int]:
    """The row of each candidate by its key, and the row below the last block."""
    rows, row = dict[str, int](), FIRST
    for choice in round_.choices:
        keys = [*(c.key for c in choice.candidates), NOBODY]
        place_ = choice.application, choice.stage, choice.assessor
        rows |= {row_key(place_, key): row + n for n, key in enumerate(keys, 1)}
        row += 1 + len(keys) + height(choice)
    return rows, row


def _row(refusal: Refusal) -> int:
    return next((place(p.cell)[0] for p in refusal.problems if p.cell), 0)


def _anchored(problem: Problem, name: str, row: int, moved: Mapping[int, int]) -> Problem:
    """The problem at its row's new place, and with the new cells in what it says."""

    def cell(key: str | None, row: int) -> str:
        return address(row, 2 + list(WIDTHS[name]).index(key)) if key in WIDTHS[name] else address(row, 1)

    details = dict(problem.details)
    if keys := details.get("keys"):
        details["missing"] = missing_in(keys, lambda key: cell(key, row))
    if "cells" in details:
        details["cells"] = _CELL.sub(lambda m: cell(problem.field, moved.get(int(m[1]), int(m[1]))), details["cells"])
    return replace(problem, details=details, sheet=name, cell=cell(problem.field, row))
