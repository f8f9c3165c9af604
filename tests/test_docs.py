"""What is written about the program is true: pages, templates, links and commands."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import pytest

from docs import picture_sources, pictures, reference, round_pictures, templates
from pyscoring.edition import scored
from workbook.scoresheet.template import blank

ROOT = Path(__file__).parent.parent
READMES = ROOT / "README.md", ROOT / "README.th.md"
SECRETARIES = ROOT / "docs" / "secretary.md", ROOT / "docs" / "secretary.th.md"
CLASSICS = ROOT / "docs" / "classic.md", ROOT / "docs" / "classic.th.md"
SERVERS = ROOT / "docs" / "server.md", ROOT / "docs" / "server.th.md"
EDITIONS = ROOT / "docs" / "new-edition.md", ROOT / "docs" / "new-edition.th.md"
FORMATS = ROOT / "docs" / "edition-format.md", ROOT / "docs" / "edition-format.th.md"
ASSESSORS = ROOT / "docs" / "assessor.md", ROOT / "docs" / "assessor.th.md"
ADMINISTRATORS = ROOT / "docs" / "administrator.md", ROOT / "docs" / "administrator.th.md"
DEVELOPERS = ROOT / "docs" / "developer.md", ROOT / "docs" / "developer.th.md"
LIBREOFFICES = ROOT / "docs" / "libreoffice.md", ROOT / "docs" / "libreoffice.th.md"
ANNOUNCERS = ROOT / "docs" / "announcer.md", ROOT / "docs" / "announcer.th.md"
PAIRS = [READMES, SECRETARIES, CLASSICS, SERVERS, EDITIONS, ASSESSORS, ANNOUNCERS]
PAIRS += [ADMINISTRATORS, DEVELOPERS, LIBREOFFICES, FORMATS]
WALKED = (*EDITIONS, *SECRETARIES)
THAI = tuple(thai for english, thai in PAIRS if english != READMES[0])
GUIDES = (*READMES, *sorted((ROOT / "docs").glob("*.md")))
PAGES = (*GUIDES, ROOT / "CONTRIBUTING.md")
LINK = re.compile(r"\]\(<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\)|<(?:img|a)\s[^>]*(?:src|href)=\"([^\"]+)\"")
FENCE = re.compile(r"^( *)(```+)([\w-]*)[^\n]*\n(.*?)^ *\2 *$", re.MULTILINE | re.DOTALL)
BUILT = re.compile(r"/\.(?!ci/)|\.egg-info/|/__pycache__/")
CODE = re.compile(r"`[^`\n]+`")
LARGEST_PICTURE = 250_000  # bytes
generated = pytest.mark.xdist_group("generated")  # the pages and the templates are made once
MACHINE_PATHS = b"/root" + b"/", b"/work" + b"/"


class Block(NamedTuple):
    page: Path
    number: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.name}-{self.number}"


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, without their indentation; none of a page that is not there."""
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    for number, found in enumerate(FENCE.finditer(text), 1):
        indent, _, language, inside = found.groups()
        yield Block(page, number, language, re.sub(f"^{indent}", "", inside, flags=re.MULTILINE))


def commands(page: Path) -> list[str]:
    """The `pyscoring` lines of a page's shell blocks, in order."""
    text = "\n".join(b.text for b in blocks(page) if b.language in ("sh", "console"))
    lines = (line.strip().removeprefix("$ ") for line in text.replace("\\\n", " ").splitlines())
    return [line for line in lines if line.split(" ")[0] == "pyscoring"]


def anchors(page: Path) -> set[str]:
    """The places of a page that a link can lead to, named as GitHub names them."""
    heads = re.findall(r"^#+ +(.+?) *$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {
        re.sub(r"[^\w\-\u0e00-\u0e7f ]", "", head.lower()).replace(" ", "-") for head in heads
    }  # Thai marks are no \w


def broken_links(page: Path) -> Iterator[str]:
    text = CODE.sub("", FENCE.sub("", page.read_text(encoding="utf-8")))
    for found in LINK.finditer(text):
        target = found[1] or found[2]
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            yield target


def own_files() -> list[Path]:
    """The files of the repository; of a copy without git, all but hidden folders and what is built."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    found = (path for path in ROOT.rglob("*") if path.is_file())
    return [path for path in found if not BUILT.search(f"/{path.relative_to(ROOT).as_posix()}")]


@generated
def test_reference_pages_are_fresh() -> None:
    """The reference pages say what the code says."""
    assert reference.stale() == [], "run python -m docs.reference"


@generated
def test_a_changed_page_is_stale(tmp_path: Path) -> None:
    """A page that is missing or was edited by hand is found."""
    for name, text in reference.pages().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "problems.md").write_text("edited", encoding="utf-8")
    (tmp_path / "commands.md").unlink()
    assert reference.stale(tmp_path) == ["problems.md", "commands.md"]


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    """The templates as the code makes them now."""
    return templates.workbooks()


@generated
def test_templates_are_fresh(made: dict[str, bytes]) -> None:
    """Every scored edition has its blank workbook in templates/, and nothing else lies there."""
    assert templates.stale(made) == [], "run python -m docs.templates"


@generated
def test_a_changed_template_is_stale(made: dict[str, bytes], tmp_path: Path) -> None:
    """A template that is missing, damaged or without an edition is found."""
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    damaged, missing, *_ = made
    (tmp_path / damaged).write_bytes(b"PK")
    (tmp_path / missing).rename(tmp_path / "extra.xlsx")
    assert templates.stale(made, tmp_path) == sorted([damaged, missing, "extra.xlsx"])


@generated
def test_equal_editions_give_equal_files(made: dict[str, bytes]) -> None:
    """A template made twice is the same to the byte, whenever it is made."""
    again = blank(scored("tpsa-innovation-2558"), "th")
    assert made["tpsa-innovation-2558.xlsx"] == again
    with ZipFile(io.BytesIO(again)) as archive:
        assert {part.date_time[0] for part in archive.infolist()} <= {1980, 2015}
        assert len(set(re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+", archive.read("docProps/core.xml")))) == 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link and picture of a page exists."""
    assert list(broken_links(page)) == []


def test_pictures_are_fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What each picture was drawn from is what the program makes now; a change of it is named."""
    assert picture_sources.stale() == [], "run python -m docs.pictures, and look at them"
    drawn = json.loads(picture_sources.FILE.read_text(encoding="utf-8"))
    (tmp_path / "sources.json").write_text(json.dumps({**drawn, "terminal": "", "gone": ""}), encoding="utf-8")
    monkeypatch.setattr(picture_sources, "FILE", tmp_path / "sources.json")
    monkeypatch.setattr(picture_sources, "digests", lambda: drawn)
    assert picture_sources.stale() == ["gone", "terminal"]


def test_pictures_are_small() -> None:
    """The pictures are there, and none makes a page slow."""
    sizes = {path.name: path.stat().st_size for path in pictures.FOLDER.iterdir() if path.suffix != ".json"}
    assert sizes
    assert {name: size for name, size in sizes.items() if size > LARGEST_PICTURE} == {}


@pytest.mark.parametrize("block", [b for page in GUIDES for b in blocks(page) if b.language == "python"], ids=str)
def test_examples_run(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Python example of the documentation runs as it stands."""
    monkeypatch.chdir(tmp_path)
    exec(compile(block.text, str(block), "exec"), {"__name__": "example"})


@pytest.mark.parametrize(
    "page",
    [page for page in GUIDES if commands(page) and page not in (*WALKED, *THAI)],
    ids=lambda page: page.name,
)
def test_commands_run(page: Path, tmp_path: Path) -> None:
    """Every command of a page runs, one after the other in an empty folder.

    Two guides are walked in tests of their own; Thai pages have the commands of their counterparts, of which the README's
    run without ``--lang en``.
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    places = os.environ | {"PATH": path}
    for line in commands(page):
        ran = subprocess.run(line, shell=True, cwd=tmp_path, env=places, capture_output=True, check=False)
        assert ran.returncode == 0, f"{line}\n{ran.stdout.decode()}{ran.stderr.decode()}"


@pytest.mark.parametrize("pages", PAIRS, ids=lambda pages: pages[0].name)
def test_both_languages_show_the_same(pages: tuple[Path, Path]) -> None:
    """A page and its counterpart show the same commands, examples, pictures and problem codes, in the same order."""
    english, thai = pages
    assert commands(english) or shown(english) or list(blocks(english))
    printed = "text" if pages[0] in WALKED else None  # in the page's own language, and held against what is printed
    typed, typed_thai = ([b.text for b in blocks(page) if b.language != printed] for page in pages)
    assert [text.replace(" --lang en", "") for text in typed] == typed_thai
    assert re.findall(r"\b[A-Z]\d\d\b", english.read_text("utf-8")) == re.findall(
        r"\b[A-Z]\d\d\b", thai.read_text("utf-8")
    )
    assert shown(english) == shown(thai)


def shown(page: Path) -> set[str]:
    """The pictures of a page, shown or linked; one that there is in both languages goes by its Thai name."""
    found = re.findall(r"\(([\w/.-]+\.png)\)", page.read_text(encoding="utf-8"))
    return {name.replace("-en.png", ".png") for name in found}


def test_the_terminal_shows_a_line_an_application(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the demonstration prints fits the picture's terminal: a line an application, whose long title is cut."""
    monkeypatch.chdir(tmp_path)
    lines = round_pictures.printed(Path("demo")).splitlines()
    titles = [line for line in lines if re.match(r"\d-\d ", line)]
    assert len(titles) == 11
    assert lines.index(titles[-1]) - lines.index(titles[0]) == 10
    assert [line.split()[0] for line in titles if "…" in line] == ["2-2", "3-3", "4-1", "4-2"]


def test_no_path_of_a_machine() -> None:
    """No file of the repository names a folder of the computer that it was written on."""
    texts = {path: path.read_bytes() for path in own_files()}
    named = {path.relative_to(ROOT) for path, text in texts.items() if any(mark in text for mark in MACHINE_PATHS)}
    assert named == set()
