"""What is read from ten thousand workbooks filled at random is what was meant."""

from pathlib import Path
from typing import Any

import pytest

from pyscoring.edition import scored
from tests.random_sheets import Case, case, place
from workbook.scoresheet.reader import read_file

SMALL = Path(__file__).parent / "cases" / "broken-editions" / "small-2558.toml"
EDITIONS = (*[scored(SMALL)] * 3, *[scored("tepga-development-2558")] * 2, scored("tpsa-innovation-2558"))
FAILURES = Path(__file__).parent / "failures"
CASES, TESTS = 10_000, 20


def differences(case: Case, path: Path) -> list[str]:
    """Where what is read from the file and what was meant are not the same."""
    (read,), _, problems = read_file(path, extra=(SMALL,))
    result = read.score()
    assert result is not None
    assert problems == ()
    sheet = read.sheet
    seen = {
        "application": sheet.application, "assessor": sheet.assessor, "stage": sheet.stage, "date": sheet.date,
        "conflict": sheet.conflict, "conflict-reason": sheet.conflict_reason,
        **{f"indicator:{key}": value for key, value in sheet.scores.items()},
        **{f"bonus:{key}": value for key, value in sheet.bonus.items()},
        **{f"eligibility:{key}": value for key, value in sheet.eligibility.items()},
    }  # fmt: skip
    found = [
        f"{key} was read as {seen.get(key)!r}, meant was {cell.value!r}: {cell.written}"
        for key, cell in case.meant.items()
        if seen.get(key) != cell.value or type(seen.get(key)) is not type(cell.value)
    ]
    told = sorted((p.field or "", p.code, p.cell or "") for p in result.problems)
    expected = sorted((key, code, place(case, key)) for key, code in case.codes)
    if told != expected:
        found.append(f"told of {set(told) - set(expected)}, not of {set(expected) - set(told)}")
    if result.total != case.total and not case.edition.bonus:
        found.append(f"total {result.total} instead of {case.total}")
    return found


@pytest.mark.parametrize("share", range(TESTS))
def test_random_sheets(share: int, tmp_path: Path, record_property: Any) -> None:
    """Scores, answers, dates, names, codes and their cells, and the total are what was meant, in every form."""
    path = tmp_path / "x.xlsx"
    for seed in range(share, CASES, TESTS):
        made = case(seed, EDITIONS)
        path.write_bytes(made.data)
        if found := differences(made, path):
            FAILURES.mkdir(exist_ok=True)
            kept = FAILURES / f"random-{seed}.xlsx"
            kept.write_bytes(made.data)
            pytest.fail(f"seed {seed}, kept as {kept}: " + "; ".join(found))
    if share == 0:
        record_property("figure", f"{CASES} workbooks filled at random: each read as it was meant")
