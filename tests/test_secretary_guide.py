"""The secretary's guide: walked as it is written it prints what it shows, and no code that can come is left out."""

import re
from pathlib import Path

import pytest

from pyscoring.problems import CATALOGUE
from tests.test_docs import SECRETARIES
from tests.walked import Walk, agrees

CODES = re.compile(r"\b([A-Z])(\d\d)(?:–\1(\d\d))?\b")


def codes(page: Path) -> set[str]:
    """Every code that a page names, by itself or within a range."""
    found = CODES.findall(page.read_text(encoding="utf-8"))
    return {f"{kind}{n:02}" for kind, first, last in found for n in range(int(first), int(last or first) + 1)}


@pytest.mark.parametrize("page", SECRETARIES, ids=lambda page: page.name)
def test_the_guide_is_true(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Done as it says, the guide prints what it shows."""
    monkeypatch.chdir(tmp_path)
    walk = Walk(page).run()
    assert len(walk.said) == 4
    for shown, printed in walk.said:
        assert agrees(shown, printed), f"{page.name} shows\n{shown}\nbut this was printed\n{printed}"


@pytest.mark.parametrize("page", SECRETARIES, ids=lambda page: page.name)
def test_no_problem_is_left_out(page: Path) -> None:
    """Whatever code a secretary can see, the guide says what to do or whose it is."""
    assert set(CATALOGUE) - codes(page) == set()
