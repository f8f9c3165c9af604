"""A result that its own file cannot take, saved beside it in a copy that is never scored.

The copy has another mark in A1 than a score sheet: it shows a result and claims no place.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path

from pyscoring.document import DocumentCheck
from pyscoring.problems import Refused
from pyscoring.score import Score
from workbook.files import atomic
from workbook.files.archive import refused
from workbook.files.patch import patch
from workbook.files.sheetmap import Edits, Value
from workbook.files.values import Place
from workbook.scoresheet import anew, layout
from workbook.scoresheet.official import official_cells
from workbook.scoresheet.reader import ReadSheet
from workbook.scoresheet.texts import BESIDE

LONGEST_NAME = 240  # bytes; file systems take 255
Result = Score | DocumentCheck
Scores = Sequence[tuple[ReadSheet, Result | None]]
_MARK: dict[Place, Value] = {(1, 1): layout.RESULT_MARK}


@dataclass(frozen=True)
class _Copy:
    """A workbook to save; `times` are the cells of it that say when it was made."""

    data: bytes
    suffix: str
    lang: str
    times: Mapping[str, Edits]


def save_beside(path: Path, sha256: str, scores: Scores, at: datetime) -> tuple[tuple[Path, ...], bool]:
    """Save the results of one file's sheets beside it; the copies, and whether every result has one.

    A copy of the file, if it still has that hash (hex), where its cells can be changed; else a fresh
    workbook for each sheet. What an earlier run saved and still says the same is not saved again.
    """
    saved: list[Path] = []
    try:
        for copy in _copies(path, sha256, scores, at):
            saved.append(_save(path, copy))
    except Refused:
        return tuple(saved), False
    return tuple(saved), True


def _copies(path: Path, sha256: str, scores: Scores, at: datetime) -> Iterator[_Copy]:
    try:
        yield _patched(path, sha256, scores, at)
    except Refused as cannot:
        if any(p.code == "W02" for p in cannot.problems):
            raise
    else:
        return
    for read, result in scores:
        if result is not None:
            yield _fresh(read, result, at)


def _patched(path: Path, sha256: str, scores: Scores, at: datetime) -> _Copy:
    """The file with its results, and no score sheet any more."""
    data = atomic.load(path)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise refused("W02")
    edits: dict[str, Edits] = {s.name or "": {**(official_cells(s, r, at) if r else {}), **_MARK} for s, r in scores}
    times = {s.name or "": _time(s, at) for s, r in scores if r}
    lang = next(r.sheet.language for _, r in scores if r)
    return _Copy(patch(data, edits), path.suffix, lang, times)


def _fresh(read: ReadSheet, result: Result, at: datetime) -> _Copy:
    """The edition's blank workbook with the same answers and the result."""
    lang = result.sheet.language
    blank = anew.blank(result, lang)
    clean = replace(read, rows=blank.rows, columns=layout.COLUMN_KEYS, cells={})
    cells = {**anew.answers(read, blank.rows), **official_cells(clean, result, at), **_MARK}
    return _Copy(patch(blank.data, {blank.sheet: cells}), ".xlsx", lang, {blank.sheet: _time(clean, at)})


def _time(read: ReadSheet, at: datetime) -> Edits:
    if "scored-at" not in read.rows or "official" not in read.columns:
        return {}
    return {(read.rows["scored-at"], read.columns["official"]): at.isoformat(timespec="minutes")}


def _save(path: Path, copy: _Copy) -> Path:
    """Under the first name that is free, or that holds the same already."""
    names = (path.with_name(_name(path.stem, copy, number)) for number in count(1))
    target = next(name for name in names if not os.path.lexists(name) or _says_the_same(name, copy))
    if not os.path.lexists(target):
        atomic.replace(target, copy.data, new=True)
    return target


def _name(stem: str, copy: _Copy, number: int) -> str:
    end = f" ({BESIDE[copy.lang]}){f' {number}' if number > 1 else ''}{copy.suffix}"
    while len(os.fsencode(stem + end)) > LONGEST_NAME:
        stem = stem[:-1]
    return stem + end


def _says_the_same(path: Path, copy: _Copy) -> bool:
    """Whether a file is this copy but for the time of its making."""
    try:
        return patch(atomic.load(path), copy.times) == copy.data
    except Refused:
        return False
