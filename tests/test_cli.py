"""The `pyscoring` command, as users call it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pyscoring.edition import scored
from tests.sheets import full, write
from workbook.cli import main
from workbook.files.patch import patch
from workbook.scoresheet import layout

TEPGA, TPSA = scored("tepga-development-2558"), scored("tpsa-standard-2558")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def scores(*arguments: object) -> tuple[list[dict[str, Any]], int]:
    result = run("score", "--json", *arguments)
    return json.loads(result.stdout)["scores"], result.exit_code


def test_editions_lists_all_twelve() -> None:
    """`editions` lists the twelve editions of 2558 with their bands."""
    listed = json.loads(run("editions", "--json").stdout)["editions"]
    assert sum(edition["id"].endswith("-2558") for edition in listed) == 12
    text = run("editions", "--lang", "en").stdout
    assert "tpsa-best-2558" in text
    assert "Outstanding 800, Good 750" in text


@pytest.mark.parametrize("lang", ["th", "en"])
def test_show_explains_everything(lang: str) -> None:
    """`editions show` prints weights, bonus, bands, gates, eligibility and assumptions with what they affect."""
    text = run("editions", "show", TPSA.id, "--lang", lang).stdout
    for piece in ("600", "1050", "≥ 750", "bonus.per", "slide 14" if lang == "en" else "สไลด์ 14", TPSA.definition):
        assert piece in text
    for item in (*TPSA.indicators, *TPSA.features, *TPSA.eligibility, *TPSA.bands, *TPSA.gates):
        assert "".join(item.name[lang].split())[:40] in "".join(text.split())


def test_show_tells_every_source() -> None:
    """`editions show` names the source of dimensions, bonus and total, where a bonus goes, and assumptions by their ids."""
    for lang, added, slide, assumed, total in (
        (
            "en",
            "added to dimension 1",
            "slide",
            "assumption: after-visit",
            "full mark 1000 (with bonus 1050); decimals: 2",
        ),
        ("th", "บวกเข้ามิติ 1", "สไลด์", "ข้อสมมติ after-visit", "คะแนนเต็ม 1000 (รวมคะแนนพิเศษ 1050) ทศนิยม 2"),
    ):
        lines = [line.rstrip() for line in run("editions", "show", TPSA.id, "--lang", lang).stdout.splitlines()]
        for dimension in TPSA.dimensions:
            head = next(line for line in lines if dimension.name[lang] in line)
            assert head.endswith(f" · {dimension.source.replace('slide', slide)}")
        bonus = next(line for line in lines if TPSA.bonus[0].name[lang] in line)
        assert bonus.endswith(f" · {added} · {TPSA.bonus[0].source.replace('slide', slide)}")
        assert any(total in line and line.endswith(f"{slide} 13") for line in lines)
        assert sum(line.endswith(assumed) for line in lines) == 2
        for assumption in TPSA.assumptions:
            assert any(line.startswith(f"  • {assumption.id}: ") for line in lines)


def test_show_tells_what_an_entry_is_worth() -> None:
    """`editions show` says an indicator's steps and what its highest entry earns, where they are not the usual ones."""
    shown = run("editions", "show", "tests/editions/made-up-2560.toml", "--lang", "en").stdout
    for told in (
        "score 1 to 5, worth 8.33 points",
        "score 0 to 100, worth 6.16 points",
        "score 0 to 5, in steps of 0.5, worth 7.92 points",
        "score 0 to 30, in steps of 0.25, worth 26.41 points",
    ):
        assert shown.count(told) == 1
    assert "เต็มได้ 8.33 คะแนน" in run("editions", "show", "tests/editions/made-up-2560.toml").stdout
    assert "0–30 ขั้นละ 0.25 เต็มได้ 26.41 คะแนน" in run("editions", "show", "tests/editions/made-up-2560.toml").stdout
    usual = run("editions", "show", TPSA.id, "--lang", "en").stdout
    assert "worth" not in usual
    assert "in steps" not in usual


def test_show_tells_the_criteria(tmp_path: Path) -> None:
    """`editions show` has the criteria of an indicator, in the reader's language."""
    source = Path("tests/editions/made-up-2560.toml").read_text(encoding="utf-8")
    path = tmp_path / "made-up-2560.toml"
    criteria = 'max = 10, criteria = { th = "มีแผนหรือไม่", en = "Is there a plan?" },'
    path.write_text(source.replace("max = 10,", criteria, 1), encoding="utf-8")
    assert "→ Is there a plan?" in run("editions", "show", path, "--lang", "en").stdout
    assert "→ มีแผนหรือไม่" in run("editions", "show", path).stdout


def test_show_derived() -> None:
    """An award that follows from others is explained by its conditions."""
    result = run("editions", "show", "tpsa-best-2558", "--lang", "en")
    assert "Conditions" in result.stdout
    assert result.exit_code == 0


def test_check_reports_every_mistake(tmp_path: Path) -> None:
    """`editions check` names file, key, what was found and the remedy, for every mistake at once."""
    source = Path("pyscoring/editions/tepga-development-2558.toml").read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(
        source.replace("weight = 20", "wieght = 20").replace("at_least = 80", "at_least = 95"), encoding="utf-8"
    )
    result = run("editions", "check", wrong, "--lang", "en")
    assert result.exit_code == 1
    for piece in (
        "dimensions[1].wieght",
        "did you mean “weight”?",
        "dimensions[1].weight is missing",
        "90, 95, 70, 0",
        "do not overlap",
    ):
        assert piece in result.stdout
    assert run("editions", "check", "pyscoring/editions/tepga-development-2558.toml").exit_code == 0


def test_unknown_edition() -> None:
    """An unknown id is a message with a remedy and exit code 1, in the language asked for."""
    result = run("template", "tepga-2599", "--lang", "en")
    assert result.exit_code == 1
    assert "no award edition is called “tepga-2599”" in result.stderr
    assert "Traceback" not in result.output


def test_refusal_as_json() -> None:
    """With --json a refusal is a JSON document too."""
    result = run("editions", "show", "tpsa-inovation-2558", "--json", "--lang", "en")
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["code"], result.exit_code) == ("T02", 1)
    assert "did you mean tpsa-innovation-2558?" in problem["remedy"]


def test_template_does_not_overwrite(tmp_path: Path) -> None:
    """A blank workbook never replaces a file unasked."""
    target = tmp_path / "form.xlsx"
    assert run("template", TEPGA.id, "-o", target).exit_code == 0
    target.write_bytes(b"precious")
    assert run("template", TEPGA.id, "-o", target).exit_code == 2
    assert target.read_bytes() == b"precious"
    assert run("template", TEPGA.id, "-o", target, "--force").exit_code == 0
    assert target.stat().st_size > 5000


def test_json_contract(tmp_path: Path) -> None:
    """`score --json` has the contract's fields; numbers are strings with the edition's places."""
    (entry,), code = scores(write(tmp_path / "a.xlsx", TPSA, full(TPSA) | {"bonus:2": "ใช่", "stage": "desk"}))
    assert list(entry) == [
        "file", "sheet", "edition", "application", "assessor", "stage", "complete", "dimensions", "bonus", "total",
        "band", "band_name", "next", "problems",
    ]  # fmt: skip
    assert entry["dimensions"] == {"1": {"score": "600.00", "max": "600.00"}, "2": {"score": "400.00", "max": "400.00"}}
    assert (entry["bonus"], entry["total"], entry["band"], entry["band_name"]) == (
        "50.00",
        "1050.00",
        "outstanding",
        "ดีเด่น",
    )
    assert (entry["complete"], entry["next"], entry["stage"], code) == (True, "site-visit", "desk", 0)
    assert set(entry["problems"][0]) == {"code", "severity", "sheet", "cell", "field", "message", "remedy"}


def test_every_file_appears_once_in_order(tmp_path: Path) -> None:
    """Good, incomplete, broken and missing files each appear, in the order given, and none stops the others."""
    good = write(tmp_path / "good.xlsx", TEPGA, full(TEPGA))
    partial = write(tmp_path / "partial.xlsx", TEPGA, full(TEPGA, indicator_2=None, application="ก-2"))
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(good.read_bytes()[:3000])
    other = tmp_path / "other.xlsx"
    other.write_text("not a workbook", encoding="utf-8")
    missing = tmp_path / "missing.xlsx"
    found, code = scores(broken, partial, missing, good, other)
    assert [Path(e["file"]).name for e in found] == [
        "broken.xlsx",
        "partial.xlsx",
        "missing.xlsx",
        "good.xlsx",
        "other.xlsx",
    ]
    assert [e["total"] for e in found] == [None, None, None, "100.00", None]
    assert [p["code"] for e in found for p in e["problems"] if p["severity"] == "error"] == ["F05", "D01", "F01", "F08"]
    assert code == 1


def test_folders_are_walked(tmp_path: Path) -> None:
    """A folder stands for every file below it."""
    deep = tmp_path / "กรม ก" / "หน่วย 1"
    deep.mkdir(parents=True)
    write(deep / "แบบให้คะแนน.xlsx", TEPGA, full(TEPGA))
    (tmp_path / "~$แบบให้คะแนน.xlsx").write_bytes(b"\x06secret" + bytes(158))
    found, code = scores(tmp_path)
    assert [(Path(e["file"]).name, e["total"]) for e in found] == [
        ("~$แบบให้คะแนน.xlsx", None),
        ("แบบให้คะแนน.xlsx", "100.00"),
    ]
    assert (found[0]["problems"][0]["code"], code) == ("F02", 0)


def test_two_sheets_for_one_place(tmp_path: Path) -> None:
    """Two files that claim the same application, assessor and stage stop each other, by name."""
    first = write(tmp_path / "a.xlsx", TEPGA, full(TEPGA))
    second = tmp_path / "copy of a.xlsx"
    shutil.copy(first, second)
    found, code = scores(first, second)
    assert [e["total"] for e in found] == [None, None]
    assert all("A02" in [p["code"] for p in e["problems"]] for e in found)
    said = " ".join(p["message"] for p in found[0]["problems"])
    assert f"{first} (Score), {second} (Score)" in said
    assert code == 1
    assert scores(first, tmp_path / "." / "a.xlsx")[1] == 0


def test_table_for_people(tmp_path: Path) -> None:
    """Without --json there is a table, then the problems by file with their cells and remedies."""
    path = write(tmp_path / "a.xlsx", TEPGA, full(TEPGA, indicator_1=7, indicator_2="4,5"))
    result = run("score", path, "--lang", "en")
    assert result.exit_code == 1
    for piece in (
        "a.xlsx",
        "2 to correct",
        "D03 E15  7 is outside 0 to 6",
        "4.5",
        "type it again with a point",
        "1 file · 0 sheets have a total · 1 file to correct · 1 warning · 1 note",
    ):
        assert piece in result.stdout


def test_problems_come_in_the_order_of_the_sheet(tmp_path: Path) -> None:
    """Every mistake of a sheet is told at once: what concerns all of it first, then by row and, in a row, by column."""
    answers = full(
        TEPGA, date="เมื่อวาน", stage="ที่บ้าน", conflict="อาจจะ", indicator_1="หก", indicator_2=3.999, indicator_3=None,
        indicator_4=True, indicator_5="#N/A", indicator_6="5%", indicator_7="5,5", indicator_8=15.01,
    )  # fmt: skip
    path = write(tmp_path / "a.xlsx", TEPGA, answers)
    at = {row.key: row.number for row in layout.rows(TEPGA) if row.key}
    changes = {(at["indicator:2"], layout.LABEL): "ชื่ออื่น", (at["agency"], layout.KEY): None, (90, 1): "indicator:1"}
    path.write_bytes(patch(path.read_bytes(), {"Score": changes}))
    wanted = [
        ("T04", None), ("D16", "E10"), ("D13", "E11"), ("D12", "E12"), ("D02", "E15"), ("T11", "C16"), ("D04", "E16"),
        ("D01", "E17"), ("D07", "E18"), ("D06", "E20"), ("D10", "E21"), ("D05", "E22"), ("D03", "E23"), ("D20", "E25"),
        ("T05", "A90"),
    ]  # fmt: skip
    (entry,), code = scores(path)
    assert [(p["code"], p["cell"]) for p in entry["problems"]] == wanted
    assert code == 1
    listed = [line.split()[1] for line in run("score", path).stdout.splitlines() if line.startswith("  ")]
    assert listed == [code for code, _ in wanted]
    path.write_bytes(patch(path.read_bytes(), {"Score": {(at["edition"], layout.VALUE): "tepga-2599"}}))
    (unknown,), _ = scores(path)
    assert [(p["code"], p["cell"]) for p in unknown["problems"]] == [("T02", f"E{at['edition']}"), ("T05", "A90")]


def test_demo_is_a_whole_round(tmp_path: Path) -> None:
    """The demonstration makes a round of eleven applications, says that its scores are made up, and verifies it."""
    result = run("demo", tmp_path / "d", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("All scores are made up")
    totals = "860.25 870.00 782.99 764.50 786.07 690.50 893.00 749.99 828.50 882.00 741.67"
    assert [total for total in totals.split() if total not in result.stdout] == []
    assert "all agree: 49 ledger entries, 33 score sheets, 11 results" in result.stdout
    found, code = scores(tmp_path / "d" / "inbox")
    assert (len(found), code) == (33, 0)
    assert {e["band"] for e in found} == {"outstanding", "good", "none", None}
    made = {p.name for p in (tmp_path / "d" / "results").iterdir()}
    assert made == {"results.xlsx", "results.csv", "scores.csv", "results.json", "results.html", "results.pdf"}


def test_demo_leaves_what_is_there(tmp_path: Path) -> None:
    """A second demonstration keeps every workbook of the first, and another round's folder is refused."""
    run("demo", tmp_path / "d")
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "d" / "inbox").rglob("*.xlsx")}
    assert run("demo", tmp_path / "d").exit_code == 0
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "d" / "inbox").rglob("*.xlsx")} == before
    run("init", tmp_path / "mine")
    refused = run("demo", tmp_path / "mine")
    assert (refused.exit_code, "A39" in refused.stderr) == (1, True)


def test_wrong_use() -> None:
    """Wrong use exits with 2 and says how."""
    assert run("score").exit_code == 2
    assert run("templat").exit_code == 2
    assert run("score", "x.xlsx", "--lang", "fr").exit_code == 2
