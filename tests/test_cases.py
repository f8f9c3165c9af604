"""Worked cases: what the slides give for a sheet, worked by hand, is what `score` gives."""

import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from pyscoring import worked as worked_cases
from pyscoring.edition import scored
from pyscoring.score import Score, score
from pyscoring.scoresheet import ScoreSheet

HERE = Path(__file__).parent / "cases"
SMALL = HERE / "broken-editions" / "small-2558.toml"
INPUT = {"edition", "stage", "conflict", "scores", "bonus"}
OUTPUT = {"status", "count", "dimensions", "bonus_points", "total", "band", "next"}


def worked(family: str) -> list[dict]:
    text = (HERE / f"{family}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)["cases"]


CASES = [
    pytest.param(case, id=f"{path.stem}-{number}")
    for path in sorted(HERE.glob("*.toml"))
    if path.stem
    not in ("derived", "panels", "agenda", "round")  # not of one sheet: test_derive.py, test_consolidate.py
    for number, case in enumerate(worked(path.stem), 1)
]


def scored_case(case: dict) -> Score:
    extra = [SMALL] if case["edition"] == "small-2558" else []
    return score(scored(case["edition"], extra), ScoreSheet(**{k: case[k] for k in INPUT & set(case)}))


def outcome(result: Score, case: dict) -> dict:
    """What came out, in the words of the case; what it leaves open is left out."""
    found = {
        "status": result.status.kind,
        "count": result.status.count,
        "dimensions": {d.id: str(d.rounded) for d in result.dimensions if d.rounded is not None},
        "bonus_points": None if result.bonus.rounded is None else str(result.bonus.rounded),
        "total": None if result.total is None else str(result.total),
        "band": result.band and result.band.id,
        "next": result.next and result.next.id,
    }
    return {k: v for k, v in found.items() if k in case or (k in ("total", "band", "next") and v is not None)}


@pytest.mark.parametrize("case", CASES)
def test_worked_case(case: dict) -> None:
    """A worked case comes out as it was worked by hand, to the last digit."""
    assert outcome(scored_case(case), case) == {k: v for k, v in case.items() if k in OUTPUT}, case["why"]


@pytest.mark.parametrize("family", ["tepga", "tpsa", "pmqa"])
def test_every_family_is_covered(family: str) -> None:
    """Every family has at least sixteen cases, and every case says why and uses known keys."""
    cases = worked(family)
    assert len(cases) >= 16
    assert all(case["why"] and set(case) <= {"why"} | INPUT | OUTPUT for case in cases)


@pytest.mark.parametrize("case", CASES)
def test_no_total_without_a_complete_sheet(case: dict) -> None:
    """A sheet has a total exactly when it is complete, and a band only with a total."""
    result = scored_case(case)
    assert (result.total is not None) == result.complete
    assert result.total is not None or (result.band is None and result.next is None)


@pytest.mark.parametrize("family", ["tepga", "tpsa", "pmqa", "scales"])
def test_the_command_finds_the_same(family: str) -> None:
    """`editions cases`, which needs no Python to be written, takes every file of worked cases and finds nothing wrong."""
    counted, problems = worked_cases.check(HERE / f"{family}.toml", [SMALL])
    assert problems == ()
    assert counted == Counter(case["edition"] for case in worked(family))
