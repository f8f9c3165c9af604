"""The consolidated workbook says what the program says, in live formulas, and shows everything that there is."""

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pyscoring.consolidate import Result, ranks
from tests import rounds
from workbook.assembly import Consolidation
from workbook.consolidated import write
from workbook.consolidated_texts import WORDS
from workbook.libreoffice import Document, Office
from workbook.texts import UNSET

CLOSE = 1e-9


def saved(path: Path, consolidation: Consolidation, lang: str = "th") -> Path:
    path.write_bytes(write(consolidation, lang))
    return path


def book(consolidation: Consolidation, lang: str = "th", formulas: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write(consolidation, lang)), data_only=not formulas)


def table(sheet: Any) -> list[dict[str, Any]]:
    """The rows of a keyed sheet by column key."""
    keys = [cell.value for cell in sheet[1]]
    return [dict(zip(keys, (c.value for c in row), strict=True)) for row in sheet.iter_rows(min_row=3)]


def differences(document: Document, path: Path) -> tuple[int, list[str]]:
    """How many formulas there are, and each whose recalculated value is not the one that was written with it."""
    values, formulas = (openpyxl.load_workbook(path, data_only=cached) for cached in (True, False))
    count, found = 0, []
    for sheet in formulas.worksheets:
        last = sheet.cell(sheet.max_row, sheet.max_column).coordinate
        seen = document.values(sheet.title, f"A1:{last}", typed=False)
        for row, shown in zip(sheet.iter_rows(), values[sheet.title].iter_rows(), strict=True):
            for cell, known in zip(row, shown, strict=True):
                if cell.data_type != "f":
                    continue
                count += 1
                cached, live = known.value, seen[cell.row - 1][cell.column - 1]
                if not same(cached, live, exact=cell.value.startswith("=ROUND") or sheet.title == "Results"):
                    found.append(f"{sheet.title}!{cell.coordinate} {cell.value}: cached {cached!r}, live {live!r}")
    return count, found


def same(cached: object, live: object, exact: bool) -> bool:
    if isinstance(cached, int | float) and isinstance(live, int | float):
        return cached == live or (not exact and abs(cached - live) < CLOSE)
    return (cached or "") == (live or "")


@pytest.fixture(scope="module")
def round_() -> Consolidation:
    return rounds.at_random(2558, 20)


def test_the_office_recalculates_every_cached_value(round_: Consolidation, office: Office, tmp_path: Path) -> None:
    """At least 300 panels of all editions and methods: LibreOffice gets every value that the program wrote."""
    path = saved(tmp_path / "consolidated.xlsx", round_)
    with office.open(path) as document:
        document.model.calculateAll()
        count, found = differences(document, path)
    assert len(round_.results) >= 300
    assert count > 10_000
    assert found == []


def test_results_are_the_programs(round_: Consolidation) -> None:
    """Total, band, rank and the three methods on `Results` are those of `consolidate`, panel by panel."""
    rows = table(book(round_)["Results"])
    assert [r["application"] for r in rows] == [r.application for r in round_.results]
    for row, result, rank in zip(rows, round_.results, ranks(round_.results), strict=True):
        assert as_decimal(row["total"], result) == result.total
        assert row["rank"] == rank
        assert row["band"] == expected_band(result)
        for method, outcome in result.by_method.items():
            assert as_decimal(row[method], result) == outcome.total
        assert as_decimal(row["spread"], result) == result.spread


def as_decimal(value: object, result: Result) -> Decimal | None:
    return None if value is None else Decimal(repr(value)).quantize(Decimal(1).scaleb(-result.edition.total.places))


def expected_band(result: Result) -> str | None:
    if result.outcome is None:
        return None
    name = result.band.name["th"] if result.band else UNSET["th"]
    return name if result.status == "final" else WORDS["provisional"]["th"] + name


def test_ties_at_the_rounding_are_among_them(round_: Consolidation) -> None:
    """The random panels hold unrounded totals that lie exactly between two, or the comparison would prove little."""
    ties = [
        r for r in round_.results
        if r.outcome and (r.outcome.exact * 10**r.edition.total.places * 2).denominator == 1
        and (r.outcome.exact * 10**r.edition.total.places).denominator == 2
    ]  # fmt: skip
    assert len(ties) >= 20
    assert {r.edition.consolidation.method for r in ties} == {"mean", "median", "trimmed"}
