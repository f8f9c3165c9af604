"""Worksheet functions for Excel, through xlwings: the core's answers in cells.

A mistake is answered with a short message in the cell, never with a traceback.
xlwings converts by the annotations and knows no unions, so every cell is `Any` here.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import wraps
from typing import Any

import xlwings as xw

from pyscoring.edition import AwardEdition, describe_limits, scored_by_id
from pyscoring.problems import Problem, Refused, errors
from pyscoring.score import Score, band_of, half_up, score
from pyscoring.scoresheet import ScoreSheet
from workbook.files.values import from_host
from workbook.scoresheet import typed
from workbook.scoresheet.official import band_text
from workbook.scoresheet.reader import from_rows, parse
from workbook.scoresheet.texts import LABELS, UNSET, WORDS

Grid = list[list[Any]]

_EDITION = "รหัสเกณฑ์รางวัล เช่น tepga-development-2558 / an award edition's id"
_SCORES = (
    "คะแนนตามลำดับตัวชี้วัด หรือสองคอลัมน์: รหัสตัวชี้วัด คะแนน / scores in the order of the form, or two columns: indicator, score"
)
_ANSWERS = "คำตอบ ใช่/ไม่ใช่ ของลักษณะพิเศษตามลำดับ หรือสองคอลัมน์ / yes or no to each bonus feature, in order, or two columns"
_LANG = "ภาษาของข้อความ th หรือ en / language of messages: th or en"


def _answers_in_words(function: Callable[..., Any]) -> Callable[..., Any]:
    """Excel would show a traceback: every mistake becomes a message in the language asked for."""

    @wraps(function)
    def safe(*args: Any, **kwargs: Any) -> Any:
        lang = "en" if "en" in map(_lang, (kwargs.get("lang"), *args[-1:])) else "th"
        try:
            return function(*args, **kwargs)
        except Refused as refused:
            return _say(refused.problems, lang)
        except Exception as error:  # noqa: BLE001  a cell has no other way to tell
            return f"✗ {type(error).__name__}: {error}"[:250]

    return safe


@xw.func
@xw.arg("edition", err_to_str=True, doc=_EDITION)
@xw.arg("dimension", err_to_str=True, doc="รหัสมิติ เช่น 1 / the dimension's id")
@xw.arg("scores", ndim=2, err_to_str=True, doc=_SCORES)
@xw.arg("lang", doc=_LANG)
@_answers_in_words
def DIMENSION_TOTAL(edition: Any, dimension: Any, scores: Any, lang: Any = "th") -> Any:  # noqa: N802
    """คะแนนของมิติหนึ่ง / One dimension's score in points of the total."""
    rules = scored_by_id(str(edition))
    wanted = next((d for d in rules.dimensions if d.id == typed.text(dimension)), None)
    if wanted is None:
        raise Refused(Problem("T07", {"key": f"dimension:{typed.text(dimension)}"}))
    ids = [i.id for i in wanted.indicators]
    result = _score(rules, _paired(scores, ids, "indicator"), {})
    rounded = next(d.rounded for d in result.dimensions if d.id == wanted.id)
    told = [p for p in errors(result.problems) if p.field in {f"indicator:{i}" for i in ids}]
    return _number(rounded) if rounded is not None else _say(told, lang)


@xw.func
@xw.arg("edition", err_to_str=True, doc=_EDITION)
@xw.arg("answers", ndim=2, err_to_str=True, doc=_ANSWERS)
@xw.arg("scores", ndim=2, err_to_str=True, doc=_SCORES)
@xw.arg("lang", doc=_LANG)
@_answers_in_words
def AWARD_BONUS(edition: Any, answers: Any, scores: Any = None, lang: Any = "th") -> Any:  # noqa: N802
    """คะแนนพิเศษ / Bonus points; scores are needed only where a dimension's cap limits them."""
    rules = scored_by_id(str(edition))
    result = _score(rules, _scores(rules, scores), _features(rules, answers))
    rounded = result.bonus.rounded
    return _number(rounded) if rounded is not None else _say(errors(result.problems), lang)


@xw.func
@xw.arg("edition", err_to_str=True, doc=_EDITION)
@xw.arg("scores", ndim=2, err_to_str=True, doc=_SCORES)
@xw.arg("answers", ndim=2, err_to_str=True, doc=_ANSWERS)
@xw.arg("lang", doc=_LANG)
@_answers_in_words
def AWARD_TOTAL(edition: Any, scores: Any, answers: Any = None, lang: Any = "th") -> Any:  # noqa: N802
    """คะแนนรวมหลังถ่วงน้ำหนักและรวมคะแนนพิเศษ / The weighted total with its bonus, rounded once."""
    rules = scored_by_id(str(edition))
    result = _score(rules, _scores(rules, scores), _features(rules, answers))
    return _number(result.total) if result.total is not None else _say(errors(result.problems), lang)


@xw.func
@xw.arg("edition", err_to_str=True, doc=_EDITION)
@xw.arg("total", err_to_str=True, doc="คะแนนรวม / the total")
@xw.arg("lang", doc=_LANG)
@_answers_in_words
def AWARD_BAND(edition: Any, total: Any, lang: Any = "th") -> Any:  # noqa: N802
    """ระดับรางวัลของคะแนนรวม / The band of a total."""
    rules = scored_by_id(str(edition))
    if typed.blank(total):
        raise Refused(Problem("D15", {"label": LABELS["total"]}))
    understood, told = typed.number(from_host(total))
    if understood is None or not 0 <= understood <= rules.full_mark_with_bonus:
        limits = {"low": 0, "high": f"{rules.full_mark_with_bonus:f}", "id": "total", "step": "0.01"}
        code, details = told or ("D03", {"seen": typed.shown(total)})
        raise Refused(Problem(code, {**limits, **details}))
    band = band_of(rules, half_up(Fraction(understood), rules.total.places))
    return band.name[_lang(lang)] if band else UNSET[_lang(lang)]


@xw.func
@xw.arg("sheet", ndim=2, err_to_str=True, doc="แผ่นให้คะแนนทั้งแผ่นรวมแถวและคอลัมน์ที่ซ่อน / the whole score sheet from A1")
@xw.arg("lang", doc=_LANG)
@_answers_in_words
def SCORE_SHEET(sheet: Any, lang: Any = "th") -> Any:  # noqa: N802
    """ผลของแผ่นให้คะแนน: มิติ คะแนนพิเศษ คะแนนรวม ระดับ สถานะ / A score sheet's result, a row each."""
    lang = _lang(lang)
    read = parse(from_rows(_two_dimensional(sheet)))
    result = read.score()
    if result is None:
        return _say(errors(read.problems), lang)
    dimensions = [[f"{WORDS['dimension'][lang].format(id=d.id)}", _cell(d.rounded)] for d in result.dimensions]
    bonus = [[WORDS["bonus"][lang], _cell(result.bonus.rounded)]] if result.edition.bonus else []
    return [
        *dimensions, *bonus,
        [LABELS["total"][lang], _cell(result.total)],
        [LABELS["band"][lang], band_text(result, lang) or ""],
        [LABELS["status"][lang], result.status.text(lang)],
    ]  # fmt: skip


def _scores(rules: AwardEdition, given: object) -> dict[str, object]:
    return _paired(given, [i.id for i in rules.indicators], "indicator")


def _features(rules: AwardEdition, given: object) -> dict[str, object]:
    return _paired(given, [f.id for f in rules.features], "bonus")


def _paired(given: object, ids: Sequence[str], family: str) -> dict[str, object]:
    """Entries by id: from one row or column in the order of the form, from two columns with ids, or from a form's rows."""
    rows = _two_dimensional(given)
    if keyed := _of_family(rows, family):
        return _by_id(keyed, ids, family)
    one_pair = len(rows) == 1 and len(rows[0]) == 2 != len(ids)
    if one_pair or (len(rows) > 1 and all(len(row) == 2 for row in rows)):
        return _by_id(rows, ids, family)
    values = [from_host(value) for row in rows for value in row]
    if all(map(typed.blank, values)):
        return {}
    if len(values) != len(ids) or min(len(rows), len(rows[0])) != 1:
        raise Refused(Problem("T12", {"seen": len(values), "wanted": len(ids)}))
    return dict(zip(ids, values, strict=False))


def _of_family(rows: Grid, family: str) -> Grid:
    """Of a score sheet's rows from the hidden column of keys, the key and the last cell of those of a family."""
    return [[row[0], row[-1]] for row in rows if len(row) > 2 and str(row[0]).startswith(f"{family}:")]


def _by_id(rows: Grid, ids: Sequence[str], family: str) -> dict[str, object]:
    keys = [_id(key) for key, _ in rows if _id(key)]
    wrong = [Problem("T07", {"key": f"{family}:{key}"}) for key in keys if key not in ids]
    doubled = sorted({key for key in keys if keys.count(key) > 1})
    wrong += [Problem("T05", {"key": f"{family}:{key}", "cells": f"{keys.count(key)} ×"}) for key in doubled]
    if wrong:
        raise Refused(*wrong)
    return {_id(key): from_host(value) for key, value in rows if _id(key)}


def _id(key: object) -> str:
    """``1`` for 1.0, "1" and "indicator:1"; nothing for a blank."""
    return (typed.text(key) or "").rpartition(":")[2]


def _two_dimensional(given: object) -> Grid:
    """Rows of cells, also from a single cell or a flat list, as when called from Python."""
    if given is None:
        return []
    rows = list(given) if isinstance(given, list | tuple) else [given]
    if rows and not any(isinstance(row, list | tuple) for row in rows):
        return [rows]
    return [list(row) if isinstance(row, list | tuple) else [row] for row in rows]


def _score(rules: AwardEdition, scores: dict[str, object], answers: dict[str, object]) -> Score:
    problems: list[Problem] = []
    entries: dict[str, Decimal] = {}
    for indicator in rules.indicators:
        understood, told = typed.number(scores.get(indicator.id))
        if told:
            problems.append(
                Problem(told[0], {**describe_limits(indicator), **told[1]}, field=f"indicator:{indicator.id}")
            )
        if understood is not None:
            entries[indicator.id] = understood
    bonus: dict[str, bool] = {}
    for feature in rules.features:
        answer, told = typed.answer(answers.get(feature.id), "th")
        if told:
            problems.append(Problem(told[0], told[1], field=f"bonus:{feature.id}"))
        if answer is not None:
            bonus[feature.id] = answer
    return score(rules, ScoreSheet(edition=rules.id, scores=entries, bonus=bonus), problems)


def _say(problems: Sequence[Problem], lang: str) -> str:
    """The first problems in one short line, each with the indicator that it is about."""
    told = []
    for problem in problems[:3]:
        where = (problem.field or "").rpartition(":")[2]
        told.append(
            f"{where}: {problem.message(_lang(lang))}"
            if where and problem.code != "D01"
            else problem.message(_lang(lang))
        )
    more = f" (+{len(problems) - 3})" if len(problems) > 3 else ""
    return ("✗ " + " · ".join(told))[:240] + more


def _lang(lang: object) -> str:
    return "en" if isinstance(lang, str) and lang.strip().casefold() == "en" else "th"


def _number(value: Decimal) -> float:
    return float(value)


def _cell(value: Decimal | None) -> float | str:
    return "" if value is None else float(value)
