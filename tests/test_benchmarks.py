"""The comparisons of speed and scale: all are made, both sides of each agree, and the page tells them. Seconds are not asserted."""

import importlib
from pathlib import Path

import pytest

from benchmarks.__main__ import MODULES
from benchmarks.measuring import Spread, ratios
from benchmarks.page import PAGE
from benchmarks.table import ROWS, Found, Scale, lines, markdown

TINY = Scale(1_000)


@pytest.mark.parametrize("module", MODULES)
def test_every_comparison_is_made_and_agrees(module: str, tmp_path: Path) -> None:
    """A few files through everything: each row comes out, with a ratio, and both sides read or wrote the same."""
    found = list(importlib.import_module(f"benchmarks.{module}").measure(tmp_path, TINY))
    assert sorted(one.name for one in found) == sorted(MODULES[module])
    assert [one.name for one in found if not one.agreed] == []
    assert all(min(one.ratio.figures) > 0 for one in found if one.name != "cluster-killed")
    assert all(one.ratio.median == 0 for one in found if one.name == "cluster-killed")


def test_the_modules_cover_the_table() -> None:
    """Every row of the table belongs to one module."""
    assert sorted(name for names in MODULES.values() for name in names) == sorted(row.name for row in ROWS)


def test_what_is_missed_is_told() -> None:
    """A ratio below what is wanted, and results that differ, are both shown as not met."""
    met, missed, wrong = (
        Found("pack", Spread((26.0, 25.0, 12.0)), ""), Found("pack", Spread((24.9,)), ""), Found("pack", Spread((99.0,)), "", agreed=False),
    )  # fmt: skip
    assert [line[4] for line in lines([met, missed, wrong])] == ["yes", "**no**", "**no: results differ**"]
    assert ratios([2, 9], [1, 3]).figures == (2, 3)
    assert (
        markdown([met])
        .splitlines()[2]
        .startswith("| `pack` of 500 | the same by openpyxl | at least 25 | 25.0 (12.0 to 26.0) | yes |")
    )


def test_the_page_has_every_row() -> None:
    """docs/benchmarks.md holds each comparison with what is wanted of it, and tells versions and machine."""
    page = PAGE.read_text(encoding="utf-8")
    for row in ROWS:
        start = f"| {row.work} | {row.against} | {row.sense} {row.wanted:.3f}".rstrip("0").rstrip(".")
        assert start in page, row.name
    assert page.count("| at ") == len(ROWS)
    assert all(word in page for word in ("Python 3", "openpyxl 3", "cores", "GiB"))
