"""Editions: the twelve of 2558, what their definition rests on, and what is said of wrong files."""

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from pyscoring.edition import AwardEdition, DerivedAward, check, load, scored, scored_by_id
from pyscoring.edition_files import LARGEST, available
from pyscoring.problems import Refused
from workbook.cli import main
from workbook.consolidation.consolidated_texts import ABOUT_LINES
from workbook.scoresheet.texts import AGREED

OWN = Path(__file__).parents[1] / "pyscoring" / "editions"
BROKEN = Path(__file__).parent / "cases" / "broken-editions"
SMALL = (BROKEN / "small-2558.toml").read_text(encoding="utf-8")
MISTAKES = tomllib.loads((BROKEN / "mistakes.toml").read_text(encoding="utf-8"))["mistakes"]

SCORED = [
    "pmqa-award-2558", "pmqa-category-2558", "pmqa-fundamental-2558",
    "tepga-development-2558", "tepga-expansion-2558",
    "tpsa-improvement-2558", "tpsa-innovation-2558", "tpsa-integration-2558", "tpsa-standard-2558",
]  # fmt: skip
DERIVED = ["tepga-excellence-2558", "tpsa-best-2558", "tpsa-continuity-2558"]
TPSA = [e for e in SCORED if e.startswith("tpsa")]


def sources(edition: AwardEdition | DerivedAward) -> Iterator[str]:
    """Every source that an edition names."""
    if isinstance(edition, DerivedAward):
        yield from (c.source for c in edition.conditions)
        return
    yield edition.total.source
    yield edition.consolidation.source
    named = (edition.dimensions, edition.indicators, edition.bands, edition.gates, edition.bonus, edition.features)
    yield from (item.source for items in (*named, edition.eligibility) for item in items)


def definition(tmp_path: Path, text: str) -> str:
    path = tmp_path / "edition.toml"
    path.write_text(text, encoding="utf-8")
    edition, problems = check(path)
    assert not problems
    assert isinstance(edition, AwardEdition)
    return edition.definition


def edited(text: str, find: str, put: str) -> str:
    assert text.count(find) == 1, f"{find!r} stands {text.count(find)} times"
    return text.replace(find, put)


def test_the_twelve_editions() -> None:
    """The package holds the twelve editions of 2558, nine scored and three derived, and no other."""
    assert sorted(p.stem for p in OWN.glob("*-2558.toml")) == sorted(SCORED + DERIVED)
    assert all(isinstance(load(e), AwardEdition) for e in SCORED)
    assert all(isinstance(load(e), DerivedAward) for e in DERIVED)


@pytest.mark.parametrize("name", SCORED + DERIVED)
def test_id_is_the_file_name(name: str) -> None:
    """An edition is found by its id, which is its file's name."""
    assert load(name).id == name
    assert available()[name] == OWN / f"{name}.toml"


@pytest.mark.parametrize("name", SCORED + DERIVED)
def test_every_number_has_its_source(name: str) -> None:
    """A source is a slide of the edition's document or one of its assumptions."""
    edition = load(name)
    assumptions = {a.id for a in edition.assumptions}
    for source in sources(edition):
        slides = re.fullmatch(r"slide (\d+)|slides (\d+(?:, \d+)+)", source)
        if slides:
            assert {int(n) for n in re.findall(r"\d+", source)} <= set(edition.document.slides), source
        else:
            assert source.removeprefix("assumption: ") in assumptions, source
            assert source.startswith("assumption: "), source


@pytest.mark.parametrize("name", SCORED)
def test_between_assessors_is_an_assumption(name: str) -> None:
    """The slides name no way to put assessors together, so every scored edition says that it assumes one."""
    assert load(name).consolidation.source == "assumption: between-assessors"


@pytest.mark.parametrize("name", SCORED)
def test_how_a_panel_confirms_a_bonus_is_said(name: str) -> None:
    """Where there is a bonus, the assumption and `editions show` say how a panel confirms it, in the words of the sheet About."""
    edition = scored(name)
    (text,) = (a.text for a in edition.assumptions if a.id == "between-assessors")
    for lang, said in AGREED.items():
        shown = CliRunner().invoke(main, ["editions", "show", name, "--lang", lang]).stdout
        assert (said in text[lang], said in " ".join(shown.split())) == (bool(edition.bonus),) * 2
        assert any(said in line for line in ABOUT_LINES["result"][lang])


@pytest.mark.parametrize("name", SCORED)
def test_a_step_of_the_ladder_needs_a_scored_award(name: str) -> None:
    """What an edition requires is the award of another edition of the same family and year."""
    edition = load(name)
    if edition.requires:
        below = load(f"{edition.requires}-{edition.fiscal_year}")
        assert below.award == edition.requires
        assert below.family == edition.family


@pytest.mark.parametrize("name", TPSA)
def test_public_service_types_share_their_marks(name: str) -> None:
    """Types 1 to 4 of the public service award differ in name and eligibility alone (slide 13)."""
    edition, first = load(name), load(TPSA[0])
    assert edition.full_mark_with_bonus == 1050
    for part in ("dimensions", "bonus", "total", "bands", "gates", "consolidation"):
        assert getattr(edition, part) == getattr(first, part)


@pytest.mark.parametrize("name", [e for e in SCORED if e.startswith("pmqa")])
def test_unset_thresholds(name: str) -> None:
    """The quality award's thresholds are left to the committee (slides 2-4 give none)."""
    assert [b.at_least for b in load(name).bands] == ["unset", 0]


def test_definitions_differ() -> None:
    """Every scored edition has a definition of 12 hex digits, and no two have the same."""
    found = [load(name).definition for name in SCORED]
    assert all(re.fullmatch("[0-9a-f]{12}", d) for d in found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("find", "put"),
    [
        ("# A small sound edition", "# Another comment"),
        ("Points are divided evenly", "Points are divided evenly by us"),
        ("[total]\nfull_mark = 100\nplaces = 2\nsource = \"slide 1\"", "[total]\nfull_mark = 100\nplaces = 2\nsource = \"slide 2\""),
        ("slides = [1, 2]", "slides = [1, 2, 3]"),
        ("minimum_assessors = 2", "minimum_assessors = 3"),
        ("weight = 60", "weight = 60.00"),
        ("max = 20\n", "max = 20\ncriteria = { th = \"เกณฑ์\", en = \"Criteria\" }\n"),
        ("step = 0.5", "step    =    0.50"),
    ],
    ids=["comment", "assumption", "source", "slides", "assessors", "trailing-zeros", "criteria", "layout"],
)  # fmt: skip
def test_definition_stays(tmp_path: Path, find: str, put: str) -> None:
    """Better explanations and layout do not make another edition of it."""
    assert definition(tmp_path, edited(SMALL, find, put)) == definition(tmp_path, SMALL)


@pytest.mark.parametrize(
    "edits",
    [
        [("max = 40", "max = 41"), ("max = 20", "max = 19")],
        [("การวางแผน", "การวางแผนงาน")],
        [('en = "Planning"', 'en = "Plans"')],
        [("at_least = 80", "at_least = 80.01")],
        [('en = "High"', 'en = "Top"')],
        [("points = 2", "points = 3")],
        [('en = "Visit" }\nat_least = 50', 'en = "Visit" }\nat_least = 51')],
        [('en = "Main mission"', 'en = "Mission"')],
        [("step = 0.5", "step = 1")],
    ],
    ids=["maxima", "thai-name", "english-name", "threshold", "band-name", "bonus", "gate", "eligibility", "step"],
)
def test_definition_changes(tmp_path: Path, edits: list[tuple[str, str]]) -> None:
    """Any rule or name that a score sheet shows or counts with makes another definition."""
    text = SMALL
    for find, put in edits:
        text = edited(text, find, put)
    assert definition(tmp_path, text) != definition(tmp_path, SMALL)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: m["why"])
def test_mistakes_are_named(tmp_path: Path, mistake: dict) -> None:
    """A wrong file gives exactly its mistakes, each with code, key and remedy, and no edition."""
    text = SMALL
    for edit in mistake["edits"]:
        text = edited(text, edit["find"], edit["put"])
    path = tmp_path / "small-2558.toml"
    path.write_text(text, encoding="utf-8")
    edition, problems = check(path)
    assert edition is None
    wanted = sorted(mistake["problems"], key=lambda p: (p.get("field", ""), p["code"]))
    found = sorted(problems, key=lambda p: (p.field or "", p.code))
    assert [(p.code, p.field) for p in found] == [(w["code"], w.get("field")) for w in wanted]
    for problem, want in zip(found, wanted, strict=True):
        assert problem.remedy("en").startswith(want["remedy"])
        assert f"the key {want.get('key', '')}" in problem.message("en") or "key" not in want
        assert problem.remedy("th")
        assert problem.message("th")
        assert problem.file == str(path)


def test_load_refuses_with_every_mistake(tmp_path: Path) -> None:
    """Loading a wrong file refuses it with all that `check` finds: seven mistakes at once."""
    seven = next(m for m in MISTAKES if len(m["edits"]) == 7)
    text = SMALL
    for edit in seven["edits"]:
        text = edited(text, edit["find"], edit["put"])
    path = tmp_path / "small-2558.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load(path)
    assert len(refused.value.problems) == 7


def test_a_list_with_one_wrong_entry_is_not_called_empty(tmp_path: Path) -> None:
    """Of an award with one dimension, a mistake in it is one mistake; a list that is empty is told to be."""
    own = (OWN.parents[1] / "docs" / "examples" / "own-2559.toml").read_text(encoding="utf-8")
    path = tmp_path / "own-2559.toml"
    path.write_text(own.replace("max = 60", 'max = "60"'), encoding="utf-8")
    assert [p.field for p in check(path)[1]] == ["dimensions[1].indicators[1].max"]
    path.write_text(own.replace("slides = [1]", "slides = []"), encoding="utf-8")
    assert "document.slides" in [p.field for p in check(path)[1] if p.code == "E04"]


def test_the_small_edition_is_sound(tmp_path: Path) -> None:
    """The edition that the mistakes are made in has none of its own."""
    assert definition(tmp_path, SMALL)


@pytest.mark.parametrize(
    ("kind", "code"),
    [("missing", "F01"), ("folder", "F15"), ("pipe", "F10"), ("large", "F10"), ("ansi", "E10"), ("utf-16", "E10")],
)
def test_a_file_that_holds_no_edition(tmp_path: Path, kind: str, code: str) -> None:
    """What is not there, is no file, is far too large or no text is refused by its name, and goes by its file's name."""
    path = tmp_path / "own-2559.toml"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "large":
        path.touch()
        os.truncate(path, LARGEST + 1)
    elif kind == "ansi":  # as Notepad in Thailand calls code page 874
        path.write_bytes(SMALL.encode("cp874"))
    elif kind == "utf-16":
        path.write_bytes(SMALL.encode("utf-16"))
    edition, problems = check(path)
    assert (edition, [problem.code for problem in problems]) == (None, [code])
    assert problems[0].file == str(path)
    with pytest.raises(Refused) as refusal:
        load(path)
    assert [problem.code for problem in refusal.value.problems] == [code]
    if kind != "folder":
        assert available([path])["own-2559"] == path


def test_a_cell_opens_no_file(tmp_path: Path) -> None:
    """What a workbook names as its edition is an id: a path is unknown, even one that leads to a sound file."""
    path = tmp_path / "small-2558.toml"
    path.write_text(SMALL, encoding="utf-8")
    assert scored(str(path)).id == "small-2558"
    for named in (str(path), "../small-2558", "Small 2558"):
        with pytest.raises(Refused) as refusal:
            scored_by_id(named, [tmp_path])
        assert [problem.code for problem in refusal.value.problems] == ["T02"]
    with pytest.raises(Refused, match="T02"):
        load("Small 2558")


def test_slides_that_became_pages(tmp_path: Path) -> None:
    """Where the document has pages only, a source that still names a slide is told to name pages, and as much the other way."""
    path = tmp_path / "small-2558.toml"
    for text, wanted in (
        (edited(SMALL, "slides = [1, 2]", "pages = [1, 2]"), "wanted: pages that document.pages lists"),
        (SMALL.replace('"slide ', '"page '), "wanted: slides that document.slides lists"),
    ):
        path.write_text(text, encoding="utf-8")
        found = check(path)[1]
        assert {(p.code, p.remedy("en")) for p in found} == {("E05", wanted)}
        assert len(found) > 10
