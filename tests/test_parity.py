"""One result everywhere: formulas, core, worksheet functions, macro, server and command line."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pyscoring.edition import scored
from tests.agreement import scored_editions
from tests.com_stub import MISSING, ComHost, ExcelError
from tests.parity import compare
from tests.parity_answers import Opened, Seen
from tests.parity_paths import PATHS, Desk, core
from workbook.office.libreoffice import Office

COUNT = 54
TEPGA, TPSA = "tepga-expansion-2558", "tpsa-innovation-2558"
FULL = [[float(i.high)] for i in scored(TEPGA).indicators]


def test_every_path_gives_the_result_that_was_meant(
    office: Office, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Seven ways to score a workbook give the same total, band and status, dimensions and bonus."""
    table = compare(COUNT, tmp_path, office)
    record_property(
        "figure", f"parity: {COUNT} workbooks through {len(PATHS)} paths, {len(table.differences)} differences"
    )
    assert table.differences == []
    assert {edition for edition, _ in table.count} == set(scored_editions())
    kinds = ("complete", "incomplete", "invalid", "recused", "thresholds", "ties")
    assert all(sum(table.count[edition, kind] for edition in scored_editions()) for kind in kinds)


def test_a_path_that_differs_is_told(office: Office, tmp_path: Path) -> None:
    """A path that is wrong, tells less or fails is named with its workbook, and the workbook is kept."""
    wrong = {"core": core, "rounds": _rounds, "silent": lambda desk, opened: [("live", {})], "fails": _fails}
    keep = tmp_path / "kept"
    table = compare(9, tmp_path, office, wrong, keep)
    told = "\n".join(table.differences)
    assert not any(line.startswith("core") for line in table.differences)
    assert "rounds: total is 56, meant was 56.39" in told
    assert "silent: dimension:1 is None, meant was" in told
    assert "fails: ZeroDivisionError: division by zero" in told
    lines = str(table).splitlines()
    assert lines[0].split()[-4:] == ["core", "rounds", "silent", "fails"]
    assert lines[10].split()[-4:] == ["0", "4", "9", "9"]
    assert (lines[11], lines[-1]) == ("9 workbooks, 4 paths: 22 differences", "and 2 more")
    assert len(list(keep.iterdir())) == 9


def _rounds(desk: Desk, opened: Opened) -> list[Seen]:
    ((view, answer),) = core(desk, opened)
    return [(view, {key: round(value) if key == "total" and value != "" else value for key, value in answer.items()})]


def _fails(desk: Desk, opened: Opened) -> list[Seen]:
    raise ZeroDivisionError("division by zero")


@pytest.fixture(scope="module")
def excel() -> Iterator[ComHost]:
    with ComHost() as host:
        yield host


@pytest.mark.parametrize(
    ("name", "arguments", "answer"),
    [
        ("AWARD_TOTAL", (TEPGA, FULL, MISSING, MISSING), 100.0),
        ("AWARD_TOTAL", (TEPGA, FULL, [[None]], "en"), 100.0),
        ("AWARD_TOTAL", (TEPGA, [[Decimal("4.0000")], *FULL[1:]], MISSING, "en"), 100.0),
        ("AWARD_TOTAL", (TEPGA, [[True], *FULL[1:]], MISSING, "en"), "✗ 1: the cell holds the logical value TRUE"),
        ("AWARD_TOTAL", (TEPGA, [[ExcelError("#N/A")], *FULL[1:]], MISSING, MISSING), "✗ 1: เซลล์เป็นค่าผิดพลาด #N/A"),
        (
            "AWARD_TOTAL",
            (TEPGA, [[ExcelError("#SPILL!")], *FULL[1:]], MISSING, MISSING),
            "✗ 1: เซลล์เป็นค่าผิดพลาด #SPILL!",
        ),
        ("AWARD_BONUS", (TPSA, [["ใช่"], [None], [None], [None], [None]], MISSING, MISSING), 50.0),
        (
            "AWARD_BONUS",
            (TPSA, [[ExcelError("#N/A")], [None], [None], [None], [None]], MISSING, MISSING),
            "✗ 1: “#N/A” ไม่ใช่",
        ),
        ("AWARD_BAND", (TEPGA, [[89.995]], "en"), "Excellent"),
        ("AWARD_BAND", (TEPGA, [[ExcelError("#N/A")]], "en"), "✗ the cell holds the error value #N/A"),
        ("AWARD_BAND", ([[ExcelError("#REF!")]], 90.0, "en"), "✗ no award edition is called “#REF!”"),
        ("DIMENSION_TOTAL", (TEPGA, 1.0, FULL[:4], MISSING), 15.0),
        ("SCORE_SHEET", ([[None]], MISSING), "✗ ไม่พบแผ่นให้คะแนนในไฟล์"),
    ],
)
def test_excel_calls_the_functions(excel: ComHost, name: str, arguments: tuple[Any, ...], answer: float | str) -> None:
    """Through xlwings' own code for Excel, arguments that are left out, ranges, currency and errors are understood."""
    ((seen,),) = excel.call([(name, arguments)])[0]
    assert seen == answer or (isinstance(answer, str) and str(seen).startswith(answer))
