"""Worked cases: answers and the result that somebody worked out for them by hand, held against what is computed."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, StrictBool, ValidationError

from pyscoring.edition import AwardEdition, Named, Stage, scored
from pyscoring.edition_files import Extra, alike, nearest
from pyscoring.edition_wanted import from_pydantic, other_kind, short
from pyscoring.problems import Problem, Refused, errors
from pyscoring.rules import Model, Whole
from pyscoring.score import Score, score
from pyscoring.scoresheet import Entry, ScoreSheet
from pyscoring.toml_errors import not_toml
from pyscoring.toml_lines import placed

LARGEST = 16 << 20  # bytes of a file of cases
_FEW = 3  # mistakes told of a case that comes out with another status
_NUMBERS = ("dimensions", "bonus_points", "total")
_DIGITS = {"th": "ตัวเลขล้วน เช่น 750.00 ไม่มีตัวอักษร O แทน 0", "en": "digits alone, such as 750.00, and no letter O for 0"}


class Case(Model):
    """The answers of one score sheet, and the result by hand: numbers as text, to the last digit that is shown.

    What the result leaves open is not looked at, but for `total`, `band` and `next`: without them there is none.
    """

    why: str = Field(min_length=1)
    edition: str = Field(min_length=1)
    stage: Stage | None = None
    conflict: StrictBool | None = None
    scores: Mapping[str, Entry] = {}
    bonus: Mapping[str, StrictBool] = {}

    status: Literal["complete", "incomplete", "invalid", "recused"]
    count: Whole | None = None
    dimensions: Mapping[str, str] | None = None
    bonus_points: str | None = None
    total: str | None = None
    band: str | None = None
    next: str | None = None


class Cases(Model):
    cases: tuple[Case, ...] = Field(min_length=1)


def check(path: Path, extra: Extra = ()) -> tuple[Counter[str], tuple[Problem, ...]]:
    """How many cases a file holds of each edition, and every problem: a wrong file (E01 to E06, E13, T08), a result
    that differs (E09).

    Raises `Refused` where the file cannot be read (F01, F10, F15, E10), and with every mistake of an edition that is wrong.
    """
    text = _text(path)
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
        if other := other_kind(raw, "worked cases"):
            return Counter(), placed([other], path, text)
        cases = Cases.model_validate(raw).cases
    except ValidationError as error:
        return Counter(), placed(from_pydantic(error, Cases), path, text)
    except (ValueError, ArithmeticError, RecursionError) as error:
        return Counter(), (not_toml(error, path, text),)
    counted = Counter(case.edition for case in cases)
    return counted, placed(_found(cases, counted, extra), path, text)


def untried(tried: Mapping[str, int], extra: Extra) -> Iterator[Problem]:
    """The files named in `extra` of whose edition there is no case, where there are any: E14 with the file."""
    for place in map(Path, extra if tried else ()):
        id_ = next(iter(alike([place])))
        if place.is_file() and id_ not in tried:
            yield Problem("E14", {"seen": id_, "wanted": listed(tried)}, file=str(place))


def listed(tried: Mapping[str, int]) -> str:
    """How many cases there are of each edition."""
    return ", ".join(f"{id_}: {count}" for id_, count in tried.items())


def outcome(result: Score, case: Case) -> dict[str, Any]:
    """What came out, in the words of the case."""
    return {
        "status": result.status.kind,
        "count": result.status.count,
        "dimensions": {d.id: str(d.rounded) for d in result.dimensions if d.rounded is not None},
        "bonus_points": None if result.bonus.rounded is None else str(result.bonus.rounded),
        "total": None if result.total is None else str(result.total),
        "band": result.band and result.band.id,
        "next": result.next and result.next.id,
    }


def _text(path: Path) -> str:
    if path.is_dir():
        raise Refused(Problem("F15", file=str(path)))
    try:
        if path.exists() and not path.is_file():
            raise OSError(0, "not a plain file")
        if path.stat().st_size > LARGEST:
            raise OSError(0, f"more than {LARGEST >> 20} MB")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Refused(Problem("F01", file=str(path))) from None
    except OSError as error:
        raise Refused(Problem("F10", {"detail": str(error)}, file=str(path))) from None
    except UnicodeDecodeError as error:
        raise Refused(not_toml(error, path)) from None


def _found(cases: Sequence[Case], counted: Mapping[str, int], extra: Extra) -> Iterator[Problem]:
    """In the order of the cases; of an edition that none can be tried by, at the first that names it."""
    editions: dict[str, AwardEdition | None] = {}
    for number, case in enumerate(cases, 1):
        key = f"cases[{number}]"
        if case.edition not in editions:
            try:
                editions[case.edition] = scored(case.edition, extra)
            except Refused as refused:
                if any(p.file for p in refused.problems):
                    raise  # of the edition's own file
                editions[case.edition] = None
                told = _no_edition(case.edition, f"{key}.edition", counted[case.edition], extra)
                yield from (told if p.code == "T02" else replace(p, field=f"{key}.edition") for p in refused.problems)
        if edition := editions[case.edition]:
            yield from _differences(case, key, edition)


def _no_edition(id_: str, key: str, times: int, extra: Extra) -> Problem:
    seen, near = short(id_), nearest(id_, extra)
    found = {"th": f"{seen} ใน {times} กรณี", "en": f"{seen} in {times} cases"} if times > 1 else seen
    wanted = {
        "th": "รหัสเกณฑ์ที่ pyscoring editions แสดง หรือรหัสในไฟล์ที่ระบุด้วย --edition" + (f" เช่น {near}" if near else ""),
        "en": "an id that pyscoring editions lists, or that of a file named by --edition"
        + (f", such as {near}" if near else ""),
    }
    return Problem("E05", {"key": key, "found": found, "wanted": wanted}, field=key)


def _differences(case: Case, key: str, edition: AwardEdition) -> Iterator[Problem]:
    unknown = [
        (f"{key}.{part}", id_, ", ".join(i.id for i in known))
        for part, given, known in (("scores", case.scores, edition.indicators), ("bonus", case.bonus, edition.features))
        for id_ in given
        if id_ not in {i.id for i in known}
    ]
    if unknown and case.status != "invalid":
        for at, id_, ids in unknown:
            wanted = {"th": f"รหัสที่มีใน {edition.id}: {ids or '–'}", "en": f"an id of {edition.id}: {ids or '–'}"}
            yield Problem("E05", {"key": at, "found": short(id_), "wanted": wanted}, field=at)
        return
    answers = ("edition", "stage", "conflict", "scores", "bonus")
    result = score(edition, ScoreSheet(**{name: getattr(case, name) for name in answers}))
    for name, came in outcome(result, case).items():
        wanted = getattr(case, name)
        if came == wanted or (wanted is None and name not in ("total", "band", "next")):
            continue
        if _alike(getattr(result, name, None), came, wanted):
            words = ("id ของชื่อนี้: ", "its id: ") if name in ("band", "next") else ("เขียนเป็น ", "the same, written as ")
            th, en = (f"{before}{_told(came)}" for before in words)
            told = {"key": f"{key}.{name}", "found": _told(wanted), "wanted": {"th": th, "en": en}}
            yield Problem("E05", told, field=f"{key}.{name}")
        elif name in _NUMBERS and not all(map(_is_number, _values(wanted))):
            told = {"key": f"{key}.{name}", "found": _told(wanted), "wanted": _DIGITS}
            yield Problem("E05", told, field=f"{key}.{name}")
        else:
            found = _with_reasons(came, result) if name == "status" else _told(came)
            told = {"key": f"{key}.{name}", "edition": edition.id, "found": found, "wanted": _told(wanted)}
            yield Problem("E09", told, field=f"{key}.{name}")


def _alike(result: object, came: object, wanted: object) -> bool:
    """Whether a case says what came out in other words: numbers with other zeros or commas, a name in place of the id."""
    if isinstance(came, Mapping) and isinstance(wanted, Mapping):
        return came.keys() == wanted.keys() and all(_alike(None, came[id_], wanted[id_]) for id_ in came)
    if isinstance(result, Named):
        return isinstance(wanted, str) and wanted.casefold() in map(
            str.casefold, (result.id, result.name.th, result.name.en)
        )
    try:
        return Decimal(str(came)) == Decimal(str(wanted).replace(",", ""))
    except ArithmeticError:
        return False


def _values(wanted: object) -> Iterable[str]:
    """The numbers of a case's result as they are written: of each dimension, the one, or none."""
    return wanted.values() if isinstance(wanted, Mapping) else [] if wanted is None else [str(wanted)]


def _is_number(written: str) -> bool:
    try:
        return Decimal(written.replace(",", "")).is_finite()
    except ArithmeticError:
        return False


def _with_reasons(status: str, result: Score) -> dict[str, str]:
    """A status with the first mistakes that lead to it, each with the id that it is of."""
    first = errors(result.problems)[:_FEW]
    said = {lang: "; ".join(_of_entry(p, lang) for p in first) for lang in ("th", "en")}
    return {lang: f"{status} ({why})" if why else status for lang, why in said.items()}


def _of_entry(problem: Problem, lang: str) -> str:
    id_, said = (problem.field or "").split(":")[-1], problem.message(lang)
    return said if id_ in said else f"{id_}: {said}"


def _told(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{k} = {v}" for k, v in value.items())
    return "–" if value is None else str(value)
