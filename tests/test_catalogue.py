"""Every code of the catalogue is told by a real command about a real file."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from pyscoring.problems import CATALOGUE, Problem
from tests import provoked
from tests.provoked_addin import ADDIN
from tests.provoked_office import OFFICE
from tests.provoked_round import ROUND
from workbook.functions import AWARD_TOTAL

BY_COMMAND: dict[str, tuple[Mapping[str, Callable[[Path], Any]], Callable[[Any], set[str]]]] = {
    "score": (provoked.SCORE, provoked.score),
    "words": (provoked.WORDS, provoked.count_words),
    "editions check": (provoked.CHECK, provoked.check_edition),
    "editions cases": (provoked.CASES, provoked.check_cases),
    "template": (provoked.MAKE, provoked.make_template),
    "a round": (ROUND, set),
}
CASES = [(command, code) for command, (makers, _) in BY_COMMAND.items() for code in makers]
IN_EXCEL = {"T12"}


@pytest.mark.parametrize(("command", "code"), CASES, ids=lambda value: value.replace(" ", "-"))
def test_told_by_a_command(tmp_path: Path, command: str, code: str) -> None:
    """The command tells the code about a file that has this wrong with it."""
    makers, run = BY_COMMAND[command]
    assert code in run(makers[code](tmp_path))


@pytest.mark.parametrize("code", provoked.WRITE)
def test_told_while_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """`score --write` tells the code where this stands in the way of writing."""
    path = provoked.WRITE[code](tmp_path, monkeypatch)
    assert code in provoked.score_and_write(path)


@pytest.mark.parametrize("code", ADDIN)
def test_told_by_addin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """`addin` tells the code where this stands in its way."""
    assert code in ADDIN[code](tmp_path, monkeypatch)


@pytest.mark.parametrize("code", OFFICE)
def test_told_by_the_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """`score --engine libreoffice` tells the code."""
    assert code in OFFICE[code](tmp_path, monkeypatch)


def test_told_in_excel() -> None:
    """A worksheet function says in its cell that it was given the wrong number of cells (T12)."""
    edition = provoked.TEPGA
    wanted = Problem("T12", {"seen": 2, "wanted": len(edition.indicators)})
    assert AWARD_TOTAL(edition.id, [[1], [2]]) == f"✗ {wanted.message()}"


def test_a_sound_file_provokes_nothing(tmp_path: Path) -> None:
    """The file that the makers start from has nothing wrong with it but what its makers leave open."""
    assert provoked.score(provoked.SCORE["D20"](tmp_path)) == {"D14", "D20"}
    assert provoked.score_and_write(tmp_path / "a.xlsx") == {"D14", "D20"}
    assert provoked.check_edition(provoked.SMALL) == set()


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_is_provoked(code: str) -> None:
    """A code of the catalogue that no test provokes from a real file is missing from the tables of makers."""
    told = {code for _, code in CASES} | set(provoked.WRITE) | set(ADDIN) | set(OFFICE) | IN_EXCEL
    assert code in told, f"{code}: add a maker to tests/provoked.py or tests/provoked_round.py"


def test_no_maker_without_a_code() -> None:
    """The tables name no code that the catalogue does not have."""
    named = {code for _, code in CASES} | set(provoked.WRITE) | set(ADDIN) | set(OFFICE) | IN_EXCEL
    assert named <= set(CATALOGUE)
