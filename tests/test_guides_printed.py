"""What is handed to people on paper: two pages, every picture on them, and what it tells also said in words."""

import io
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser

from docs import printed
from pyscoring.results import Results
from pyscoring.score import StatusKind, status_text
from tests.report_fixtures import Held, pages_of, text_of, words_of
from tests.test_docs import ANNOUNCERS, ASSESSORS
from workbook.results import export
from workbook.scoresheet.texts import CORRECT, HEADER, LABELS, MISSING, WORDS

pytestmark = pytest.mark.xdist_group("browser")
MOST_PAGES = 2
SHOWN = re.compile(r"!\[([^\]]*)\]\(pictures/([\w-]+)\.png\)")
FILES = re.compile(r"^\| `([\w.]+)` \|[^|]*\|([^|]*)\|", re.MULTILINE)
STATUSES: dict[StatusKind, int] = {"incomplete": 9, "invalid": 1, "recused": 0, "complete": 0}
PLAIN_NAME = "Zqx"  # short, so that no line break parts it
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


@pytest.mark.parametrize("page", ASSESSORS, ids=lambda page: page.name)
def test_the_assessors_guide_quotes_the_workbook(page: Path) -> None:
    """What the guide tells an assessor to look for is what stands in the workbook."""
    lang = "th" if page.stem.endswith(".th") else "en"
    quoted = [LABELS["application"], LABELS["conflict"], MISSING, CORRECT, WORDS["guide"], WORDS["refuse-title"]]
    quoted += [HEADER[key] for key in ("max", "counted", "check", "official")]
    statuses = [status_text(kind, lang).format(n=n) for kind, n in STATUSES.items()]
    text = page.read_text(encoding="utf-8")
    assert [said for said in [*(words[lang] for words in quoted), *statuses] if said not in text] == []


@pytest.mark.parametrize("page", ANNOUNCERS, ids=lambda page: page.name)
def test_the_announcers_guide_tells_what_names_assessors(held: Held, page: Path) -> None:
    """The guide lists every file of the results, and says of each whether an assessor can be read in it."""
    told = {name: "**" in names for name, names in FILES.findall(page.read_text(encoding="utf-8"))}
    said = held.results.model_dump_json()
    assert held.names[0] in said
    for each in held.names:  # Thai comes apart in the text of a PDF
        said = said.replace(each, PLAIN_NAME)
    results = Results.model_validate_json(said)
    made = {name: b"".join(data) for writer in export.FORMATS.values() for name, data in writer(results, "th").items()}
    assert told == {name: PLAIN_NAME in _text(name, data) for name, data in made.items()}


def _text(name: str, data: bytes) -> str:
    if name.endswith(".pdf"):
        return text_of(data)
    if name.endswith(".xlsx"):
        with ZipFile(io.BytesIO(data)) as book:
            data = b"".join(book.read(part) for part in book.namelist())
    return data.decode("utf-8", "replace")
