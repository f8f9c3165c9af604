"""What an attacker or an unlucky day brings: each ends in a message, and never stops the other files."""

import json
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pyscoring.edition import check, scored
from pyscoring.problems import Refused
from tests.sheets import full, write
from workbook.cli import main
from workbook.files import atomic
from workbook.scoresheet.template import template

TEPGA = scored("tepga-development-2558")
SMALL = Path(__file__).parent / "cases" / "broken-editions" / "small-2558.toml"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def scores(*arguments: object) -> list[dict[str, Any]]:
    return list(json.loads(run("score", "--json", *arguments).stdout)["scores"])


@pytest.mark.parametrize("edition", ["x" * 300, "[/b]", "../" * 50, "\u202e", "tepga\n2558", "CON", "-rf"])
def test_no_edition_name_stops_the_others(tmp_path: Path, edition: str) -> None:
    """A workbook with an absurd edition is one file with T02; the good one beside it is scored."""
    bad = write(tmp_path / "bad.xlsx", TEPGA, full(TEPGA) | {"edition": edition})
    good = write(tmp_path / "good.xlsx", TEPGA, full(TEPGA))
    found = scores(bad, good)
    assert [e["total"] for e in found] == [None, "100.00"]
    assert "T02" in [p["code"] for p in found[0]["problems"]]


def test_markup_in_names_is_shown_as_it_is(tmp_path: Path) -> None:
    """What looks like markup or an emoji code in a file or an application is printed as typed."""
    path = write(tmp_path / "form [copy] [b].xlsx", TEPGA, full(TEPGA, application="[/b]ก-1 :100:"))
    result = run("score", path)
    assert result.exit_code == 0, result.output
    assert "[/b]ก-1 :100:" in result.stdout
    assert "form [copy] [b].xlsx" in result.stdout


def test_leftovers_of_a_crash_are_passed_over(tmp_path: Path) -> None:
    """A temporary file that a crash left is neither scored nor kept for ever."""
    good = write(tmp_path / "good.xlsx", TEPGA, full(TEPGA))
    stray = tmp_path / f"{atomic.PREFIX}0123456789abcdef{atomic.SUFFIX}"
    shutil.copy(good, stray)
    os.utime(stray, (1, 1))
    assert [e["total"] for e in scores(tmp_path)] == ["100.00"]
    assert run("score", "--write", tmp_path).exit_code == 0
    assert not stray.exists()


def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One closed folder is one line with F10; everything else is scored."""
    write(tmp_path / "good.xlsx", TEPGA, full(TEPGA))
    (tmp_path / "closed").mkdir()
    listed = Path.iterdir

    def deny(path: Path) -> Any:
        if path.name == "closed":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", deny)
    found = scores(tmp_path)
    assert [(Path(e["file"]).name, e["total"]) for e in found] == [("closed", None), ("good.xlsx", "100.00")]
    assert [p["code"] for p in found[0]["problems"]] == ["F10"]


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "desktop.ini", "._good.xlsx"])
def test_files_of_the_system_are_no_mistakes(tmp_path: Path, name: str) -> None:
    """What an operating system leaves in a folder is listed as a note and does not fail the run."""
    (tmp_path / name).write_bytes(b"\0\1")
    write(tmp_path / "good.xlsx", TEPGA, full(TEPGA))
    result = run("score", "--json", tmp_path)
    assert result.exit_code == 0
    assert [p["code"] for e in json.loads(result.stdout)["scores"] for p in e["problems"] if e["total"] is None] == [
        "F12"
    ]


@pytest.mark.parametrize("encoding", ["ascii", "cp874", "cp1252"])
def test_any_code_page(tmp_path: Path, encoding: str) -> None:
    """Redirected output never fails on a code page that lacks Thai or a dot, and JSON loses no letter in it."""
    path = write(tmp_path / "ก.xlsx", TEPGA, full(TEPGA, indicator_1="หก"))
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    for arguments in (["score", str(path)], ["score", "--json", str(path)], ["--help"], ["editions"]):
        command = [sys.executable, "-c", "from workbook.cli import main; main()", *arguments]
        done = subprocess.run(command, capture_output=True, env=environment, check=False)
        assert b"Traceback" not in done.stderr
        out = done.stdout.decode("utf-8" if encoding == "ascii" else encoding)  # Click takes nobody's wish for ASCII
        assert out
        if "--json" in arguments:
            (entry,) = json.loads(out)["scores"]
            assert (Path(entry["file"]), [p["code"] for p in entry["problems"]]) == (path, ["D14", "D02", "D20"])
            assert entry["problems"][1]["message"] == "“หก” ไม่ใช่ตัวเลข"


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5000, "a = " + "9" * 6000, "full_mark = 1e999999999999999999999", "id = [", "\x00",
        'kind = "scored"\n[[assumptions]]\nid = ["x"]', 'kind = "scored"\n[[assumptions]]\nid = { a = 1 }',
        'kind = "scored"\n[[dimensions]]\nindicators = [{ max = 1, step = 1e-40 }]', 'dimensions = 5\nbands = "x"',
        'kind = "scored"\n[[bands]]\nat_least = nan', "document = 7", "document.slides = 7",
    ],
)  # fmt: skip
def test_no_edition_file_is_a_traceback(tmp_path: Path, text: str) -> None:
    """Any text as an edition's file ends in problems, in `editions check` and beside other editions."""
    path = tmp_path / "odd.toml"
    path.write_text(text, encoding="utf-8")
    result = run("editions", "check", path)
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    listed = CliRunner().invoke(main, ["editions"], env={"PYSCORING_EDITIONS": str(path)})
    assert (listed.exit_code, listed.exception) == (0, None)


def test_nonsense_in_the_environment(tmp_path: Path) -> None:
    """A PYSCORING_EDITIONS that does not exist is named in the list and does not stop the built-in editions."""
    path = write(tmp_path / "good.xlsx", TEPGA, full(TEPGA))
    environment = {"PYSCORING_EDITIONS": "/no/such/place.toml"}
    assert CliRunner().invoke(main, ["score", str(path)], env=environment).exit_code == 0
    listed = CliRunner().invoke(main, ["editions", "--lang", "en"], env=environment).stdout
    assert "/no/such/place.toml" in listed
    assert "there is no such file" in listed


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('th = "ดี"', 'th = "=1+1"', "bands[2].name.th"),
        ("fiscal_year = 2558", 'fiscal_year = "2558"', "fiscal_year"),
        ("places = 2", 'places = "2"', "total.places"),
        ('source = "slide 27"', 'source = "slide 99"', "dimensions[1].source"),
        ('at_least = 70\nsource = "slides 27, 30"', 'at_least = "unset"\nsource = "slides 27, 30"', "bands[].at_least"),
    ],
)
def test_edition_mistakes_that_slip_through_elsewhere(tmp_path: Path, old: str, new: str, field: str) -> None:
    """A name that would be a formula, quoted whole numbers, unknown slides and unset bands in between are refused."""
    source = Path("pyscoring/editions/tepga-development-2558.toml").read_text(encoding="utf-8")
    path = tmp_path / "wrong.toml"
    path.write_text(source.replace(old, new, 1), encoding="utf-8")
    assert source != path.read_text(encoding="utf-8")
    assert field in [p.field for p in check(path)[1]]


def test_formulas_that_excel_could_not_hold_are_refused() -> None:
    """An edition whose formulas outgrow Excel, or the exactness of its numbers, gives no workbook."""
    indicators = TEPGA.dimensions[0].indicators
    many = tuple(indicators[0].model_copy(update={"id": f"a-rather-long-indicator-id-{n:012}"}) for n in range(60))
    long = TEPGA.model_copy(update={"dimensions": (TEPGA.dimensions[0].model_copy(update={"indicators": many}),)})
    with pytest.raises(Refused, match="E07"):
        template(long)
    primes = (97, 89, 83, 79, 73, 71, 67, 61)
    dimensions = tuple(
        TEPGA.dimensions[0].model_copy(
            update={
                "id": str(p),
                "weight": Decimal("12.5"),
                "indicators": (
                    indicators[0].model_copy(update={"id": f"{p}-1", "scale": "percent", "max": Decimal(1)}),
                    indicators[0].model_copy(update={"id": f"{p}-2", "scale": "percent", "max": Decimal(p - 1)}),
                ),
            }
        )
        for p in primes
    )
    with pytest.raises(Refused, match="E08"):
        template(TEPGA.model_copy(update={"dimensions": dimensions}))


def test_identity_is_text(tmp_path: Path) -> None:
    """The fields of identity are text cells, so that 3/2 and 0012 stay what was typed."""
    import openpyxl

    (tmp_path / "a.xlsx").write_bytes(template(TEPGA))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Score"]
    formats = {sheet.cell(r, 1).value: sheet.cell(r, 5).number_format for r in range(2, sheet.max_row + 1)}
    assert {formats[key] for key in ("application", "title", "assessor", "agency", "unit", "conflict-reason")} == {"@"}


def test_small_edition_is_sound() -> None:
    """The edition that the broken ones are made from is sound."""
    assert check(SMALL)[1] == ()
