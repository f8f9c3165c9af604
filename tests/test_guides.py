"""What is handed to people on paper: two pages, every picture on them, and what it tells also said in words."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from docs import printed
from tests.report_fixtures import pages_of, words_of
from tests.test_docs import ASSESSORS

pytestmark = pytest.mark.xdist_group("browser")
MOST_PAGES = 2
SHOWN = re.compile(r"!\[([^\]]*)\]\(pictures/([\w-]+)\.png\)")
LEAST_ALT = 40  # characters: more than a name


@pytest.mark.parametrize("page", ASSESSORS, ids=lambda page: page.name)
def test_the_assessors_guide_is_two_pages(browser: Browser, page: Path, tmp_path: Path) -> None:
    """The assessor's guide prints on two A4 pages, with what it ends with on the second."""
    pdf = printed.printed(browser, page, tmp_path)
    assert pages_of(pdf) == MOST_PAGES
    words = words_of(pdf)
    assert {word.page for word in words if word.text == "2007-365"} == {MOST_PAGES}
    assert max(word.right for word in words) < 596, "something runs off the paper"


def test_a_missing_picture_is_not_printed_over(browser: Browser, tmp_path: Path) -> None:
    """A page with a picture that is not there is refused by the picture's name, and leaves nothing behind."""
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n![a picture](gone.png)\n", encoding="utf-8")
    with pytest.raises(FileNotFoundError, match=r"page\.md shows .*gone\.png"):
        printed.printed(browser, page, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["page.md"]


@pytest.mark.parametrize("page", ASSESSORS, ids=lambda page: page.name)
def test_pictures_speak_the_pages_language(page: Path) -> None:
    """Every step is shown in the page's own language, and its alternative text tells what is to be seen."""
    found = SHOWN.findall(page.read_text(encoding="utf-8"))
    assert len(found) == 8
    english = not page.stem.endswith(".th")
    assert {name for _, name in found if name.endswith("-en") is not english} == set()
    assert {name for alt, name in found if len(alt) < LEAST_ALT} == set()
