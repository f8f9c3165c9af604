"""A new award is a file and no Python: every command that takes an edition takes it by path."""

import io
import json
import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from pyscoring.edition import AwardEdition, Indicator, scored
from pyscoring.score import score
from pyscoring.scoresheet import ScoreSheet
from tests.agreement import Vector, compare
from workbook.cli import main
from workbook.office.libreoffice import Office
from workbook.scoresheet import layout
from workbook.scoresheet.fill import fill
from workbook.scoresheet.template import template

FILE = Path(__file__).parent / "editions" / "made-up-2560.toml"
ENTRIES = {"a1": "3", "a2": "4", "b1": "87.5", "b2": "4.5", "b3": "20.25", "c1": "33.33"}


@pytest.fixture(scope="module")
def edition() -> AwardEdition:
    return scored(FILE)


def test_working(edition: AwardEdition) -> None:
    """Levels, percentages, weights, a cap on the rule and a cap on the dimension, worked by hand."""
    sheet = ScoreSheet(
        scores={k: Decimal(v) for k, v in ENTRIES.items()}, bonus=dict.fromkeys(("d1", "d2", "d3", "l1"), True)
    )
    result = score(edition, sheet)
    # lead: (3/5 × 10 + 4/5 × 20) / 30 × 25 = 22/30 × 25; serve: (0.875 × 7 + 0.9 × 9 + 20.25) / 46 × 40.5
    assert [str(d.rounded) for d in result.dimensions] == ["18.3", "30.4", "33.3"]
    # digital: 3 × 1.5 = 4.5, capped at 4; lasting: 3, capped at 35.25 - 33.33 = 1.92
    assert [float(r.points) for r in result.bonus.reasons] == [4.0, 1.92]
    # 18.3333… + 30.3529… + 33.33 + 5.92 = 87.9362…
    assert (str(result.total), result.band and result.band.id) == ("87.9", "silver")


def test_every_command(edition: AwardEdition, tmp_path: Path) -> None:
    """check, show, list, template and score (with and without --write) take the file by its path."""
    run = CliRunner().invoke
    assert run(main, ["editions", "check", str(FILE)]).exit_code == 0
    shown = run(main, ["editions", "show", str(FILE), "--lang", "en"])
    assert "Made-up award" in shown.stdout
    assert "40.5" in shown.stdout
    assert "Bonus: Digital — 1.5 points for each feature confirmed, at most 4 together" in shown.stdout
    assert "3 points if at least one feature is confirmed; dimension last with it at most 35.25" in shown.stdout
    listed = run(main, ["editions", "--edition", str(FILE), "--json"])
    assert "made-up-2560" in [e["id"] for e in json.loads(listed.stdout)["editions"]]
    blank = tmp_path / "blank.xlsx"
    made = run(main, ["template", str(FILE), "-o", str(blank)])
    assert made.exit_code == 0, made.output
    answers = {f"indicator:{k}": float(v) for k, v in ENTRIES.items()} | {"bonus:d1": "ใช่"}
    filled = tmp_path / "filled.xlsx"
    filled.write_bytes(fill(blank.read_bytes(), edition, answers))
    scored_file = run(main, ["score", str(filled), "--edition", str(FILE), "--json", "--write"])
    (entry,) = json.loads(scored_file.stdout)["scores"]
    assert (entry["total"], entry["band"], entry["bonus"]) == ("83.5", "silver", "1.5")
    assert scored_file.exit_code == 0


def test_the_most_of_a_capped_bonus(edition: AwardEdition) -> None:
    """A dimension's cap leaves room for all of the bonus below the dimension's full mark, and for some of it on top."""
    rows = load_workbook(io.BytesIO(template(edition)))["Score"].iter_rows(values_only=True)
    (most,) = [row[layout.MAX - 1] for row in rows if row[layout.KEY - 1] == "bonus"]
    assert (most, edition.bonus_most, edition.full_mark_with_bonus) == (7, 7, Decimal("104.75"))


@pytest.mark.parametrize(("lang", "told"), [("th", "20/5/2560"), ("en", "20/5/2017")])
def test_the_date_is_shown_in_the_edition_s_own_year(edition: AwardEdition, lang: str, told: str) -> None:
    """The example beside the date is of the year that the workbook is for."""
    book = load_workbook(io.BytesIO(template(edition, lang)))
    texts = [str(cell.value) for row in book["Score"].iter_rows() for cell in row if cell.value]
    assert [text for text in texts if "20/5/" in text] == [text for text in texts if text.endswith(f" {told}")] != []


def test_unknown_edition_is_named(edition: AwardEdition, tmp_path: Path) -> None:
    """Without the file at hand, its workbook is refused with the edition's name and what to do."""
    filled = tmp_path / "filled.xlsx"
    CliRunner().invoke(main, ["template", str(FILE), "-o", str(filled)])
    result = CliRunner().invoke(main, ["score", str(filled), "--json"])
    (entry,) = json.loads(result.stdout)["scores"]
    (problem,) = entry["problems"]
    assert (problem["code"], problem["field"], result.exit_code) == ("T02", "edition", 1)
    assert "made-up-2560" in problem["message"]
    assert "--edition" in problem["remedy"]


def test_a_workbook_in_a_round_brings_its_editions(tmp_path: Path) -> None:
    """`score` finds the editions in the folder of the round in whose inbox a workbook lies, unless others are named."""
    filled = tmp_path / "inbox" / "a1" / "filled.xlsx"
    for folder in (filled.parent, tmp_path / "editions"):
        folder.mkdir(parents=True)
    CliRunner().invoke(main, ["template", str(FILE), "-o", str(filled)])
    (tmp_path / "register.xlsx").touch()
    own = tmp_path / "editions" / FILE.name
    own.write_bytes(FILE.read_bytes())

    def codes(*more: str) -> set[str]:
        result = CliRunner().invoke(main, ["score", str(filled), "--json", *more])
        return {problem["code"] for problem in json.loads(result.stdout)["scores"][0]["problems"]}

    assert codes() & {"T02", "T03"} == set()
    own.write_text(own.read_text(encoding="utf-8").replace("at_least = 80", "at_least = 81"), encoding="utf-8")
    assert codes() & {"T02", "T03"} == {"T03"}
    assert codes("--edition", str(FILE)) & {"E12", "T03"} == set()


def test_folder_in_the_environment(edition: AwardEdition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PYSCORING_EDITIONS makes an edition known by its id, for the macro and the functions too."""
    monkeypatch.setenv("PYSCORING_EDITIONS", str(FILE))
    assert scored("made-up-2560") == edition
    assert scored("tpsa-innovation-2558").id == "tpsa-innovation-2558"


def test_formulas_agree(edition: AwardEdition, office: Office, record_property: Callable[[str, object], None]) -> None:
    """The made-up award's formulas agree with Python on 3,000 random sheets, caps and mixed scales included."""
    found = compare(office, edition, _vectors(edition, 3000), "en")
    record_property("figure", str(found))
    assert found.count == 3000
    assert found.differences == []


def _vectors(edition: AwardEdition, count: int) -> Iterator[Vector]:
    rng = random.Random(2560)
    for _ in range(count):
        entries = tuple(None if rng.random() < 0.02 else _entry(rng, i) for i in edition.indicators)
        yield entries, tuple(rng.choice((True, False, None)) for _ in edition.features)


def _entry(rng: random.Random, indicator: Indicator) -> Decimal:
    steps = int((indicator.high - indicator.low) / indicator.steps)
    return indicator.low + rng.choice((steps, rng.randint(0, steps), rng.randint(0, steps))) * indicator.steps
