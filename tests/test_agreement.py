"""The workbook's formulas and the Python core give the same answers, in bulk."""

from collections.abc import Callable

import pytest

from pyscoring.edition import scored
from tests.agreement import compare, random_vectors, scored_editions, threshold_pairs
from workbook.office.libreoffice import Office

COUNT = 20_000


@pytest.mark.parametrize("id_", scored_editions())
def test_random_sheets(id_: str, office: Office, record_property: Callable[[str, object], None]) -> None:
    """20,000 random sheets an edition have the same total, band and status in LibreOffice and in Python."""
    edition = scored(id_)
    found = compare(office, edition, random_vectors(edition, COUNT, seed=2558))
    record_property("figure", str(found))
    assert found.count == COUNT
    assert found.differences == []


@pytest.mark.parametrize(("id_", "pairs"), [("tepga-expansion-2558", 403), ("tepga-development-2558", 503)])
def test_threshold_pairs(id_: str, pairs: int, office: Office, record_property: Callable[[str, object], None]) -> None:
    """Every pair of dimension scores in tenths that totals a threshold is in that band, in both."""
    edition = scored(id_)
    found = compare(office, edition, threshold_pairs(edition))
    record_property("figure", f"pairs of dimension scores: {found}")
    assert found.count == found.at_threshold == pairs
    assert found.differences == []
