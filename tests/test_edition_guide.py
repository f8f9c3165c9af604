"""The guide for the author of an edition: walked as it is written, it makes the edition that is kept, and prints what it shows."""

import re
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest

from pyscoring import worked
from pyscoring.edition import Condition, load, scored
from pyscoring.score import score
from pyscoring.scoresheet import ScoreSheet
from tests.test_docs import EDITIONS, FORMATS, ROOT, blocks
from tests.walked import Walk, agrees, edit
from workbook.committee import register as registers
from workbook.scoresheet.fill import fill
from workbook.scoresheet.layout import NO, YES

EXAMPLES = ROOT / "docs" / "examples"
MADE = "tpsa-innovation-2559.toml", "cases-2559.toml", "own-2559.toml"


def filled_in(page: Path) -> Callable[[str], None]:
    """What the page asks for in words before `score`: the first case typed into the blank workbook."""
    lang = "th" if page.stem.endswith(".th") else "en"

    def before(line: str) -> None:
        if not line.startswith("pyscoring score filled.xlsx"):
            return
        case = tomllib.loads(Path("cases-2559.toml").read_text(encoding="utf-8"))["cases"][0]
        answers = {f"indicator:{id_}": score for id_, score in case["scores"].items()}
        answers |= {f"bonus:{id_}": YES[lang] for id_, given in case["bonus"].items() if given}
        edition = scored(Path("tpsa-innovation-2559.toml"))
        answers |= {f"eligibility:{item.id}": YES[lang] for item in edition.eligibility}
        answers |= {"application": "3-1", "assessor": "1", "stage": "desk", "date": "20/5/2559", "conflict": NO[lang]}
        Path("filled.xlsx").write_bytes(fill(Path("blank.xlsx").read_bytes(), edition, answers))

    return before


@pytest.mark.parametrize("page", EDITIONS, ids=lambda page: page.name)
def test_the_guide_is_true(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Done as it says, the guide prints what it shows and makes the files that are kept, to the letter."""
    monkeypatch.chdir(tmp_path)
    walk = Walk(page, filled_in(page)).run()
    assert len(walk.said) == 15
    for shown, printed in walk.said:
        assert agrees(shown, printed), f"{page.name} shows\n{shown}\nbut this was printed\n{printed}"
    for name in MADE:
        assert Path(name).read_bytes() == (EXAMPLES / name).read_bytes(), name
    register, _ = registers.read(Path("round-2559/register.xlsx"), [Path("round-2559/editions")])
    assert register.applications == ()
    with ZipFile("round-2559/register.xlsx") as book:
        offered = b"".join(book.read(name) for name in book.namelist() if name.endswith(".xml"))
    assert b"tpsa-innovation-2559" in offered


def test_nothing_else_is_kept() -> None:
    """Every example that is kept is one that the guide makes, sound by itself."""
    assert sorted(path.name for path in EXAMPLES.iterdir()) == sorted(MADE)
    assert (load(EXAMPLES / MADE[0]).fiscal_year, load(EXAMPLES / MADE[2]).id) == (2559, "own-2559")
    assert worked.check(EXAMPLES / MADE[1], [EXAMPLES / MADE[0]]) == ({"tpsa-innovation-2559": 4}, ())


def test_the_examples_of_the_format(tmp_path: Path) -> None:
    """What the page on the format shows can be put into a file of one's own, and then counts as the page says."""
    *parts, condition = (block.text for block in blocks(FORMATS[0]))
    own = (EXAMPLES / "own-2559.toml").read_text(encoding="utf-8").replace("slides = [1]", "slides = [1, 15, 16]")
    path = tmp_path / "own-2559.toml"
    path.write_text("\n".join([own, *parts]), encoding="utf-8")
    edition = scored(path)
    assert [(g.stage, g.at_least) for g in edition.gates] == [("desk", 80), ("desk", 0)]
    assert (edition.full_mark_with_bonus, len(edition.features), len(edition.documents)) == (110, 3, 1)
    for rules, bonus in ((1, "3.00"), (2, "6.00")):
        capped = parts[1].replace("cap = 10", "cap = 10\ndimension_cap = 100")
        more = [re.sub(r'^id = "', rf'id = "{n}-', capped, flags=re.MULTILINE) for n in range(rules)]
        path.write_text("\n".join([own, *more]), encoding="utf-8")
        confirmed = {f"{n}-{id_}": True for n in range(rules) for id_ in ("e-service", "one-stop")}
        sheet = ScoreSheet(scores={"1": Decimal(57), "2": Decimal(40)}, bonus=confirmed)
        assert str(score(scored(path), sheet).bonus.rounded) == bonus, "as the page says of `dimension_cap`"
    assert Condition.model_validate(tomllib.loads(condition)["conditions"][0]).rule.kind == "consecutive"


@pytest.mark.parametrize("page", FORMATS, ids=lambda page: page.name)
def test_the_keys_of_a_case_are_told(page: Path) -> None:
    """The page's table of worked cases names every key that a case may have, and no other."""
    table = page.read_text(encoding="utf-8").split("[[cases]]")[1]
    rows = re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE)
    assert re.findall(r"`(\w+)`", " ".join(rows)) == list(worked.Case.model_fields)


def test_a_guide_that_is_not_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that is not printed, an edit that fits nowhere and one that fits too often are found."""
    monkeypatch.chdir(tmp_path)
    Path("a.toml").write_text("a = 1\nb = 1\na = 1\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="stands 0 times"):
        edit(Path("a.toml"), "-a = 2\n+a = 3\n")
    with pytest.raises(AssertionError, match="stands 2 times"):
        edit(Path("a.toml"), "-a = 1\n+a = 3\n")
    edit(Path("a.toml"), "@@ ×2 @@\n-a = 1\n+a = 3\n@@ one @@\n b = 1\n+c = 1\n")
    assert Path("a.toml").read_text(encoding="utf-8") == "a = 3\nb = 1\nc = 1\na = 3\n"
    assert agrees("a\n…\nc", "a\nb\nc")
    assert not agrees("a\n…\nd", "a\nb\nc")
    assert not agrees("a\nc", "a\nb\nc")
    assert not agrees("c\n…\na", "a\nb\nc")
    page = tmp_path / "page.md"
    page.write_text("```python\nprint(1)\n```\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="is not walked"):
        Walk(page).run()
