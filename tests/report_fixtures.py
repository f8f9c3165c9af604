"""A real round's results, a real browser, and what the tools of poppler see in a PDF."""

import datetime as dt
import html
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from pyscoring.results import Results
from tests import award_round
from tests.scripted_round import run
from workbook.committee import committee
from workbook.committee.assembly import Consolidation
from workbook.results import export

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)</word>')
DAY = dt.date(2015, 7, 31)


@dataclass(frozen=True)
class Held:
    """The round of `tests.award_round` after its first consolidation: three matters are open."""

    folder: Path
    results: Results
    consolidation: Consolidation
    names: tuple[str, ...]


@pytest.fixture(scope="session")
def held(tmp_path_factory: pytest.TempPathFactory) -> Held:
    folder = award_round.begin(tmp_path_factory.mktemp("held") / "รอบ 2558")
    code, _ = run("consolidate", folder)
    assert code == 0
    found = committee.gather(folder)
    names = tuple(assessor.name for assessor in found.register.assessors)
    return Held(folder, export.gathered(found, DAY)[0], committee.preview(found), names)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium without a window and with a fresh profile. A missing one fails the tests that ask for it."""
    assert CHROMIUM.exists(), "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


def text_of(pdf: bytes) -> str:
    """The text of a PDF as it lies on the page. Marks of Thai letters come apart: look for digits and ASCII alone."""
    return _poppler(["pdftotext", "-layout"], pdf, ["-"])


def pages_of(pdf: bytes) -> int:
    found = re.search(r"^Pages:\s+(\d+)$", _poppler(["pdfinfo"], pdf), re.MULTILINE)
    assert found
    return int(found[1])


@dataclass(frozen=True)
class Word:
    """A word as it lies on a page; measures in points from the upper left corner."""

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Word") -> bool:
        """Whether they share more than the rounding of their measures; of their height, only the middle counts."""
        middle = (other.top + other.bottom) / 2
        return self.left < other.right - 0.5 and other.left < self.right - 0.5 and self.top < middle < self.bottom


def words_of(pdf: bytes) -> list[Word]:
    words, page = [], 0
    for line in _poppler(["pdftotext", "-bbox"], pdf, ["-"]).splitlines():
        page += line.strip().startswith("<page ")
        found = _WORD.search(line)
        if found:
            left, top, right, bottom = (float(found[n]) for n in range(1, 5))
            words.append(Word(html.unescape(found[5]), page, left, top, right, bottom))
    return words


def fonts_of(pdf: bytes) -> list[tuple[str, bool]]:
    """Name of each font, and whether it is embedded."""
    lines = _poppler(["pdffonts"], pdf).splitlines()[2:]
    return [(line.split()[0].partition("+")[2], line.split()[-5] == "yes") for line in lines]


def _poppler(command: list[str], pdf: bytes, more: list[str] | None = None) -> str:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        done = subprocess.run([*command, file.name, *(more or [])], capture_output=True, check=True)
    return done.stdout.decode()
