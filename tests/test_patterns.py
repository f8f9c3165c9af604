"""Patterns: what is pointed out for a second look, and what is not."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from pyscoring.consolidate import Result, consolidate
from pyscoring.edition import Stage
from pyscoring.panel import Source
from pyscoring.patterns import patterns
from pyscoring.problems import Problem, Severity
from tests.panels import decision, edition, seats

EDITION = "tepga-development-2558"  # "6 4 4 6 5 5 x 15" totals 45 + x
DIFFERENT = ["6 4 4 6 5 5 30 15", "5 4 4 6 5 5 30 15"]


def result(application: str, *texts: str, edition_id: str = EDITION, stage: Stage = "desk", **more: Any) -> Result:
    rules = edition(edition_id)
    given = [
        replace(s, source=Source(f"{application}/{s.assessor}.xlsx", "0" * 64, "Score"))
        for s in seats(rules, texts, stage)
    ]
    return consolidate(rules, application, stage, given, **more)


def totalling(*totals: int) -> list[Result]:
    """One result a total, in hundredths: A1 gives it, and so does the panel, with other entries each time."""
    found = []
    for n, total in enumerate(totals):
        first = f"{6 - n / 100:g} 4 4 6 5 5 {(total - 4500 + n) / 100:g} 15"
        found.append(result(f"ก-{n}", first))
    return found


def told(problems: tuple[Problem, ...]) -> list[tuple[str, Mapping[str, Any]]]:
    return [(p.code, p.details) for p in problems]


def test_two_assessors_with_the_same_entries() -> None:
    """Entries that two assessors have in common in every indicator are pointed out once, with both names."""
    same = result("ก-1", "6 4 4 6 5 5 30 15", "5 4 4 6 5 5 31 15", "6 4 4 6 5 5 30 15")
    (problem,) = patterns([same])
    assert problem.details == {"who": "ผู้ประเมิน 1, ผู้ประเมิน 3", "applications": "ก-1", "n": 8}
    assert (problem.code, problem.severity, problem.file, problem.sheet) == (
        "A13",
        Severity.NOTE,
        "ก-1/A3.xlsx",
        "Score",
    )


def test_one_assessor_with_the_same_entries() -> None:
    """Entries that an assessor gave to several applications are pointed out once, with all of them."""
    results = [result(f"ก-{n}", "6 4 4 6 5 5 30 15", f"5 4 4 6 5 5 {n} 15") for n in (1, 2, 3)]
    (problem,) = patterns(results)
    assert problem.details == {"who": "ผู้ประเมิน 1", "applications": "ก-1, ก-2, ก-3", "n": 8}


@pytest.mark.parametrize(
    "results",
    [
        [result("ก-1", *DIFFERENT)],
        [result("ก-1", "6 4 4 6 5 5 30 15"), result("ก-1", "6 4 4 6 5 5 30 15", stage="site")],
        [result("ก-1", "6 4 4 6 5 5 30 15"), result("ก-2", "missing", "6 4 4 6 5 5 30 15")],
        [result("ก-1", "6 4 4 6 5 5 30 -", "6 4 4 6 5 5 30 -")],
        [result("ก-1", "recused", "recused")],
        [],
    ],
    ids=["one differs", "two stages", "two people, two applications", "blanks", "recused", "nothing"],
)
def test_what_is_not_pointed_out(results: list[Result]) -> None:
    """One other entry, another stage, other people's other work, blanks and recusals are no pattern."""
    assert patterns(results) == ()


def test_few_indicators_are_not_compared() -> None:
    """With fewer than four indicators equal entries are too likely to be worth a note."""
    rules = edition(EDITION)
    few = rules.model_copy(
        update={"dimensions": (rules.dimensions[0].model_copy(update={"indicators": rules.indicators[:3]}),)}
    )
    assert patterns([consolidate(few, "ก-1", "desk", seats(few, ["6 4 4", "6 4 4"]))]) == ()
    four = rules.model_copy(update={"dimensions": rules.dimensions[:1]})
    assert len(patterns([consolidate(four, "ก-1", "desk", seats(four, ["6 4 4 6", "6 4 4 6"]))])) == 1


@pytest.mark.parametrize(
    ("totals", "heaped"),
    [
        ([8000] * 5, True),
        ([8000] * 4, False),
        ([8000, 8025, 8050, 8075, 8099], True),
        ([8000, 8025, 8050, 8075, 8100], False),
        ([8000] * 5 + [7999], False),
        ([8000] * 7 + [7900], True),
        ([8000] * 7 + [7899], True),
        ([8000] * 8 + [7999] * 2, False),
        ([8000] * 9 + [7999] * 2, True),
        ([8000] * 11 + [7999] * 3, False),
        ([8500] * 9, False),
    ],
    ids=["5:0", "4:0", "all within 1", "one at 1 above", "5:1", "7:1", "7:0", "8:2", "9:2", "11:3", "elsewhere"],
)
def test_totals_heaped_above_a_threshold(totals: list[int], heaped: bool) -> None:
    """Rare by chance (at most 1 in 20) and four times as many as below: both are needed.

    5:0 is 1 in 32, 5:1 7 in 64, 7:1 9 in 256, 8:2 56 in 1024, 9:2 67 in 2048; 11:3 is rare, but no four times.
    """
    found = [p for p in patterns(totalling(*totals)) if p.code == "A14"]
    assert [p.details["who"] for p in found] == (
        ["ผู้ประเมิน 1", {"th": "ผลทางการ", "en": "official results"}] if heaped else []
    )


def test_heap_says_where() -> None:
    """A heap is told with its threshold, both counts and both limits, in both languages, and accuses nobody."""
    problem = next(p for p in patterns(totalling(*[8000] * 7, 7950)) if p.code == "A14")
    assert (problem.details["above"], problem.details["below"]) == (7, 1)
    assert (problem.details["low"], problem.details["at_least"], problem.details["high"]) == ("79", "80", "81")
    assert problem.severity is Severity.NOTE
    assert "อาจมีเหตุผลที่ดี" in problem.remedy()
    assert "there may be a good reason" in problem.remedy("en")
    assert problem.message("en").startswith(
        "ผู้ประเมิน 1: 7 totals lie from 80 to below 81, and only 1 from 79 to below 80"
    )


def test_official_heap_alone() -> None:
    """Decided totals just above a threshold are pointed out of the results, not of an assessor."""
    decided = [
        result(f"ก-{n}", f"{5 - n / 10:g} 4 4 6 5 5 30 15", decisions=[decision("total = 80.5", f"ก-{n}")])
        for n in range(5)
    ]
    assert [p.details["who"] for p in patterns(decided)] == [{"th": "ผลทางการ", "en": "official results"}]


def test_no_threshold_no_heap() -> None:
    """Where the committee has set no threshold there is nothing to lie above."""
    results = [result(f"ก-{n}", f"0 0 0 0 0 {n}", edition_id="pmqa-category-2558") for n in range(6)]
    assert patterns(results) == ()
