"""Score filled workbooks: files in, results and problems out; `write` puts the official block into them."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from pyscoring.document import DocumentCheck
from pyscoring.names import plain_name
from pyscoring.problems import Problem, Refused
from pyscoring.score import Score, half_up
from workbook.documents.document_reader import ReadDocument
from workbook.files import atomic
from workbook.files.steps import Told, each, untold
from workbook.scoresheet.official import official_cells
from workbook.scoresheet.reader import Extra, ReadSheet, read_file

Reader = Callable[[Path, Extra], tuple[tuple[ReadSheet, ...], str | None, tuple[Problem, ...]]]


@dataclass(frozen=True)
class Scored:
    """One score sheet or document check of a file, or the file itself where it holds none."""

    file: Path
    sheet: str | None
    result: Score | None
    problems: tuple[Problem, ...]
    written: bool = False
    beside: tuple[Path, ...] = ()
    check: DocumentCheck | None = None


@dataclass(frozen=True)
class _File:
    path: Path
    sheets: tuple[ReadSheet, ...]
    sha256: str | None
    problems: tuple[Problem, ...]


def walk(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Path]:
    """The files named, and every file below the folders named, in order; links are not followed."""
    for path in map(Path, paths):
        try:
            inside = sorted(path.iterdir()) if path.is_dir() and not path.is_symlink() else None
        except OSError:
            inside = None  # the folder itself is named as unreadable
        if inside is None:
            yield path
        else:
            yield from walk(p for p in inside if not atomic.is_stray(p))


def score_files(
    paths: Sequence[Path], extra: Extra = (), write: bool = False, at: datetime | None = None, read: Reader = read_file,
    told: Told = untold,
) -> Iterator[Scored]:  # fmt: skip
    """Score every sheet of every file, in the order given; a bad file is one result with its problems.

    With `write` the official block goes into each file: nothing else in it changes. A file that
    cannot take it stays as it is, and the result is saved beside it (W05). `read` may be another program's way
    to read a file.
    """
    mended = {folder: atomic.mended(folder) for folder in {p.parent for p in paths}} if write else {}
    files = [_File(p, *read(p, extra)) for p in each(list(_once(paths)), "reading", told)]
    for file in each(_claims(files), "writing" if write else "scoring", told):
        scored = [(sheet, judged(sheet)) for sheet in file.sheets]
        done = _write(file, scored, at or datetime.now().astimezone()) if write else _Written()
        met = mended.pop(file.path.parent, ()) + file.problems + done.problems
        if not file.sheets:
            yield Scored(file.path, None, None, met)
        for sheet, result in scored:
            own = result.problems if result else sheet.placed(sheet.problems)
            check, score = (result, None) if isinstance(result, DocumentCheck) else (None, result)
            written = done.whole and result is not None
            yield Scored(file.path, sheet.name, score, met + own, written, done.beside, check)


def judged(sheet: ReadSheet) -> Score | DocumentCheck | None:
    """The score of a sheet, or the outcome of a document check; None without an edition."""
    return sheet.check() if isinstance(sheet, ReadDocument) else sheet.score()


def _once(paths: Iterable[Path]) -> Iterator[Path]:
    """Each file one time, whatever the way that it was named."""
    seen: set[str] = set()
    for path in paths:
        place = os.path.join(os.path.realpath(path.parent), path.name)
        if place not in seen:
            seen.add(place)
            yield path


def as_json(scored: Scored, lang: str) -> dict[str, Any]:
    """One entry of `score --json`, as the contract has it; a document check has no numbers."""
    result = scored.result
    if scored.check:
        return _check_json(scored, scored.check, lang)
    return {
        "file": str(scored.file),
        "sheet": scored.sheet,
        "edition": result and result.edition.id,
        "application": result and result.sheet.application,
        "assessor": result and result.sheet.assessor,
        "stage": result and result.sheet.stage,
        "complete": bool(result and result.complete),
        "dimensions": {
            d.id: {"score": _text(d.rounded), "max": str(half_up(Fraction(d.max), result.edition.total.places))}
            for d in result.dimensions
        }
        if result
        else {},
        "bonus": _text(result.bonus.rounded) if result else None,
        "total": _text(result.total) if result else None,
        "band": result.band.id if result and result.band else None,
        "band_name": result.band.name[lang] if result and result.band else None,
        "next": result.next.id if result and result.next else None,
        "problems": [problem_json(p, lang) for p in scored.problems],
    }


def _check_json(scored: Scored, check: DocumentCheck, lang: str) -> dict[str, Any]:
    """Complete is what is considered; each thing that is missing or over its limit is a problem."""
    blank = as_json(replace(scored, check=None), lang)
    return blank | {
        "edition": check.edition.id, "application": check.sheet.application, "assessor": check.sheet.assessor,
        "stage": check.sheet.stage, "complete": check.complete, "next": check.next.id if check.next else None,
    }  # fmt: skip


def problem_json(problem: Problem, lang: str) -> dict[str, Any]:
    """One problem as every JSON output shows it."""
    return {
        "code": problem.code, "severity": str(problem.severity), "sheet": problem.sheet, "cell": problem.cell,
        "field": problem.field, "message": problem.message(lang), "remedy": problem.remedy(lang),
    }  # fmt: skip


def _text(number: object) -> str | None:
    return None if number is None else str(number)


def _claims(files: Sequence[_File]) -> Sequence[_File]:
    """Sheets that claim the same place stop each other, each naming all of them."""
    places: dict[tuple[str | None, ...], list[tuple[Path, str | None]]] = {}
    for file in files:
        for read in file.sheets:
            if place := _place(read):
                entry = (file.path, read.name)
                same = places.setdefault(place, [])
                if entry not in same:
                    same.append(entry)
    doubled = {place: claims for place, claims in places.items() if len(claims) > 1}
    if not doubled:
        return files
    return [replace(f, sheets=tuple(_told(s, doubled) for s in f.sheets)) for f in files]


def _place(read: ReadSheet) -> tuple[str | None, ...] | None:
    sheet = read.sheet
    if read.edition is None or sheet.application is None or sheet.assessor is None:
        return None
    return (sheet.edition, plain_name(sheet.application), plain_name(sheet.assessor), sheet.stage)


def _told(read: ReadSheet, doubled: dict[tuple[str | None, ...], list[tuple[Path, str | None]]]) -> ReadSheet:
    claims = doubled.get(_place(read) or ())
    if claims is None:
        return read
    one_file = len({path for path, _ in claims}) == 1
    names = [f"{sheet}" if one_file else f"{path} ({sheet})" for path, sheet in claims]
    details = {"place": " · ".join(part for part in (_place(read) or ())[1:] if part), "sheets": ", ".join(names)}
    return replace(read, problems=(*read.problems, Problem("A02", details, field="application")))


@dataclass(frozen=True)
class _Written:
    """How writing went: into the file itself, or beside it."""

    whole: bool = False
    beside: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()


def _write(file: _File, scored: Sequence[tuple[ReadSheet, Score | DocumentCheck | None]], at: datetime) -> _Written:
    edits = {s.name or "": official_cells(s, result, at) for s, result in scored if result}
    if file.sha256 is None or not any(edits.values()):
        return _Written()
    from workbook.files.patch import write_back

    try:
        write_back(file.path, file.sha256, edits)
    except Refused as refused:
        why = tuple(replace(p, file=str(file.path)) for p in refused.problems)
        return _save_beside(file, scored, at, why)
    return _Written(whole=True)


def _save_beside(
    file: _File,
    scored: Sequence[tuple[ReadSheet, Score | DocumentCheck | None]],
    at: datetime,
    why: tuple[Problem, ...],
) -> _Written:
    """What a file cannot take goes beside it; if that is not possible either, the first reason stands alone."""
    if file.sha256 is None or not {p.code for p in why} & {"W01", "W03"}:
        return _Written(problems=why)
    from workbook.scoresheet.beside import save_beside

    saved, whole = save_beside(file.path, file.sha256, scored, at)
    if not saved:
        return _Written(problems=why)
    details = {
        "name": file.path.name,
        "beside": ", ".join(path.name for path in saved),
        "reason": {lang: "; ".join(f"{p.code} {p.message(lang)}" for p in why) for lang in ("th", "en")},
    }
    told = Problem("W05", details, file=str(file.path))
    return _Written(beside=saved, problems=(told,) if whole else (told, *why))
