"""Properties of scoring that hold for every sheet of every edition."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pyscoring
import pyscoring.score
from pyscoring.edition import AwardEdition, scored
from pyscoring.score import band_of, half_up, score
from pyscoring.scoresheet import ScoreSheet
from tests.agreement import scored_editions

EDITIONS = [scored(id_) for id_ in scored_editions()]
CENT = Decimal("0.01")


@st.composite
def sheets(draw: st.DrawFn, edition: AwardEdition) -> ScoreSheet:
    entries = {i.id: Decimal(draw(st.integers(0, int(i.high * 100)))) / 100 for i in edition.indicators}
    return ScoreSheet(scores=entries, bonus={f.id: draw(st.booleans()) for f in edition.features})


@given(number=st.decimals(0, 10_000, places=6), places=st.integers(0, 2))
def test_half_up_is_decimals_own(number: Decimal, places: int) -> None:
    """Rounding of what a decimal can hold is `Decimal.quantize` with ROUND_HALF_UP."""
    assert half_up(Fraction(number), places) == number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def test_a_sheet_of_another_edition() -> None:
    """A sheet that says it belongs to another edition is not scored, and both are named."""
    edition, other = scored("tepga-development-2558"), scored("tepga-expansion-2558")
    full = {indicator.id: indicator.high for indicator in edition.indicators}
    result = score(edition, ScoreSheet(edition=other.id, scores=full))
    assert result.total is None
    assert [(p.code, p.details) for p in result.problems] == [("T03", {"seen": other.id, "wanted": edition.id})]


def test_only_what_is_there_is_taken_from_the_package() -> None:
    """What programmers call is taken from `pyscoring` itself; another name is refused as by any module."""
    assert pyscoring.ScoreSheet is ScoreSheet
    with pytest.raises(AttributeError, match="'pyscoring' has no attribute 'total'"):
        _ = pyscoring.total


@given(data=st.data(), edition=st.sampled_from(EDITIONS))
def test_total_is_its_parts(data: st.DataObject, edition: AwardEdition) -> None:
    """The exact total is the sum of the exact parts, is rounded once, and lies within the full mark."""
    result = score(edition, data.draw(sheets(edition)))
    parts = [d.exact for d in result.dimensions] + [result.bonus.exact]
    assert result.exact == sum(p for p in parts if p is not None)
    assert result.exact is not None
    assert result.total is not None
    assert abs(result.exact - Fraction(result.total)) <= Fraction(1, 200)
    assert 0 <= result.total <= edition.full_mark_with_bonus


@given(data=st.data(), edition=st.sampled_from(EDITIONS))
def test_more_is_never_less(data: st.DataObject, edition: AwardEdition) -> None:
    """One hundredth more for one indicator never lowers the total or the band."""
    sheet = data.draw(sheets(edition))
    indicator = data.draw(st.sampled_from([i for i in edition.indicators if sheet.scores[i.id] < i.high] or [None]))
    if indicator is None:
        return
    more = sheet.changed(scores={**sheet.scores, indicator.id: sheet.scores[indicator.id] + CENT})
    before, after = score(edition, sheet), score(edition, more)
    assert before.exact is not None
    assert after.exact is not None
    assert before.exact < after.exact
    order = [b.id for b in edition.bands]
    if before.band and after.band:
        assert order.index(after.band.id) <= order.index(before.band.id)


@given(data=st.data(), edition=st.sampled_from(EDITIONS))
def test_blank_takes_the_total(data: st.DataObject, edition: AwardEdition) -> None:
    """Without one of its scores a sheet has no total, no band and no next gate, and names what is missing."""
    sheet = data.draw(sheets(edition))
    gone = data.draw(st.sampled_from([i.id for i in edition.indicators]))
    result = score(edition, sheet.changed(scores={k: v for k, v in sheet.scores.items() if k != gone}))
    assert (result.total, result.band, result.next, result.exact) == (None, None, None, None)
    assert [p.field for p in result.problems if p.code == "D01"] == [f"indicator:{gone}"]


def test_bands_leave_nothing_out() -> None:
    """Every hundredth from 0 to the full mark with bonus has a band, where all thresholds are set."""
    for edition in EDITIONS:
        if any(b.at_least == "unset" for b in edition.bands):
            continue
        for cents in range(int(edition.full_mark_with_bonus) * 100 + 1):
            assert band_of(edition, Decimal(cents) / 100) is not None


def test_scores_are_frozen() -> None:
    """Neither a score nor a sheet can be changed after it was made."""
    result = score(EDITIONS[0], ScoreSheet())
    with pytest.raises(AttributeError):
        result.total = Decimal(100)  # type: ignore[misc]
    with pytest.raises(AttributeError):
        result.sheet.assessor = "x"  # type: ignore[misc]


@pytest.mark.parametrize("entry", ["5", True, float("nan"), float("inf")])
def test_entries_are_numbers(entry: object) -> None:
    """The Python interface takes numbers alone: no texts, no truth values, no NaN."""
    with pytest.raises(ValueError, match="scores"):
        ScoreSheet(scores={"1": entry})  # type: ignore[dict-item]


def test_public_names() -> None:
    """`from pyscoring import score` gives something to call, whether or not the module came first."""
    assert pyscoring.score(EDITIONS[0], ScoreSheet()).status.kind == "incomplete"
    assert set(pyscoring.__all__) <= set(dir(pyscoring)) | set(pyscoring._HOME)
    with pytest.raises(AttributeError, match="nothing"):
        _ = pyscoring.nothing  # type: ignore[attr-defined]


def test_unknown_entries_are_named() -> None:
    """Scores and answers for what the edition does not have are mistakes, not ignored."""
    edition = scored("tpsa-innovation-2558")
    full = {i.id: i.high for i in edition.indicators}
    result = score(edition, ScoreSheet(scores=full | {"9.9": 1}, bonus={"7": True}))
    assert [p.field for p in result.problems if p.code == "T07"] == ["indicator:9.9", "bonus:7"]
    assert result.total is None
