"""Which file an id means: further editions before the package's own, and of two that differ none in silence."""

import json
import os
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from pyscoring.edition import load
from pyscoring.edition_files import available, by_id, files, passed_over, refuse_doubled
from pyscoring.problems import Refused
from pyscoring.register import Application, Assessor, Assignment, Register
from tests.provoked_register import begin
from workbook.cli import main
from workbook.committee import register as registers
from workbook.committee.register_layout import GUIDE

SMALL = (Path(__file__).parent / "cases" / "broken-editions" / "small-2558.toml").read_text(encoding="utf-8")
OTHER = SMALL.replace("disagreement_limit = 20", "disagreement_limit = 25")
CASE = '[[cases]]\nwhy = "none"\nedition = "small-2558"\nstatus = "incomplete"\n'


def place(folder: Path, text: str = SMALL, name: str = "small-2558.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def doubled(tmp_path: Path) -> Path:
    """A folder with an edition and a copy of it that says something else."""
    assert OTHER != SMALL
    place(tmp_path / "editions")
    place(tmp_path / "editions", OTHER, "small-2558 - Copy.toml")
    return tmp_path / "editions"


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [*map(str, arguments), "--lang", "en"])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result


def test_two_files_of_one_id(doubled: Path) -> None:
    """Neither is taken: both are named, with what to do."""
    with pytest.raises(Refused) as refused:
        load("small-2558", [doubled])
    (problem,) = refused.value.problems
    assert problem.code == "E12"
    assert problem.file == str(doubled / "small-2558 - Copy.toml")
    assert problem.message("en").endswith("they differ: small-2558 - Copy.toml, small-2558.toml")
    assert load("tpsa-standard-2558", [doubled]).id == "tpsa-standard-2558"
    with pytest.raises(Refused, match="E12"):
        refuse_doubled([doubled])
    refuse_doubled([doubled / "small-2558.toml"])
    refuse_doubled()


@pytest.mark.parametrize("command", ["show", "template", "cases", "diff"])
def test_refused_by_every_command(doubled: Path, tmp_path: Path, command: str) -> None:
    """Whatever looks an edition up by its id tells, and makes nothing."""
    cases = place(tmp_path, CASE, "cases.toml")
    out = tmp_path / "out.xlsx"
    arguments: dict[str, list[object]] = {
        "show": ["editions", "show", "small-2558"],
        "template": ["template", "small-2558", "-o", out],
        "cases": ["editions", "cases", cases],
        "diff": ["editions", "diff", "tpsa-standard-2558", "small-2558"],
    }
    result = run(*arguments[command], "--edition", doubled)
    assert (result.exit_code, "E12" in result.output, out.exists()) == (1, True, False)


def test_a_workbook_of_a_doubled_edition(doubled: Path, tmp_path: Path) -> None:
    """`score` gives a workbook no result by rules that may be the wrong ones, and names the files in its problem."""
    book = tmp_path / "a.xlsx"
    assert run("template", doubled / "small-2558.toml", "-o", book).exit_code == 0
    told = json.loads(run("score", book, "--json", "--edition", doubled).stdout)
    (sheet,) = told["scores"]
    assert sheet["total"] is None
    assert [p["message"] for p in sheet["problems"] if p["code"] == "E12"] == [
        "2 files have the id small-2558, and they differ: small-2558 - Copy.toml, small-2558.toml"
    ]


def test_a_round_with_a_doubled_edition(doubled: Path) -> None:
    """A round whose folder `editions` is doubled stops before anything is made."""
    folder = doubled.parent
    assert run("init", folder).output.count("E12") == 1
    begin(folder)
    (told,) = json.loads(run("pack", folder, "--json").stdout)["problems"]
    assert (told["code"], told["file"]) == ("E12", str(doubled / "small-2558 - Copy.toml"))
    for command in ("pack", "status", "consolidate", "verify"):
        result = run(command, folder)
        assert (result.exit_code, result.output.count("E12")) == (1, 1), command
    assert not (folder / "ledger.jsonl").exists()


def test_a_round_is_begun_with_sound_editions_only(tmp_path: Path) -> None:
    """`init` tells all that `check` would, and files passed over, and makes nothing; mended, the edition is listed."""
    wrong = place(tmp_path / "editions", SMALL.replace("weight = 60", "weight = 50"))
    other = place(tmp_path / "editions", "[", "other-2558.toml")
    misnamed = place(tmp_path / "editions", SMALL.replace("small", "third"), "third.txt")
    result = run("init", tmp_path)
    head, *told = result.stdout.splitlines()
    assert (result.exit_code, head) == (
        1, f"Nothing was made. Mend these editions, then run pyscoring init {tmp_path} again:"
    )  # fmt: skip
    assert [line[2:13] for line in told if line.startswith(" ")] == ["✗ E01 line ", *["✗ E05 lines"] * 2, "! E15 the f"]
    assert [line for line in told if not line.startswith(" ")] == [str(other), str(wrong), str(misnamed)]
    assert [path.name for path in tmp_path.iterdir()] == ["editions"]
    place(tmp_path / "editions")
    (tmp_path / "editions" / "other-2558.toml").unlink()
    assert run("init", tmp_path).exit_code == 0
    guide = openpyxl.load_workbook(tmp_path / "register.xlsx")[GUIDE]
    assert "small-2558" in [cell.value for cell in guide["B"]]


def test_a_file_of_another_name(tmp_path: Path) -> None:
    """An edition whose name does not end in .toml is named (E15), unless it is a copy; `init` tells what it found."""
    misnamed = place(tmp_path / "editions", name="small-2558.toml.txt")
    place(tmp_path / "editions", "a note", "note.txt")
    told = run("init", tmp_path).stdout
    assert f"{misnamed}\n" in told
    assert "E15" in told
    assert "rename it to small-2558.toml" in told
    assert f"this round has none of its own in {misnamed.parent} (files that end in .toml)" in told
    place(tmp_path / "editions")
    told = run("init", tmp_path).stdout
    assert (told.count("E15"), f"Editions of this round's own, in {misnamed.parent}: small-2558\n" in told) == (0, True)
    assert [*passed_over(tmp_path / "none")] == []
    for name in ("small-2558.toml.txt", "small.txt"):
        assert "a file must be renamed so that its name ends in .toml" in run("template", name).stderr
    for near in ("tpsa-innovatoin-2558", "tpsa-inovation-2558", "TPSA-Innovation-2558"):
        assert "did you mean tpsa-innovation-2558?" in run("template", near).stderr


def test_a_register_of_no_edition(tmp_path: Path) -> None:
    """Where a register is refused whole, each mistake has its cell, and an unknown edition the nearest one."""
    entered = Application("1", "tpsa-innovatoin-2558", "ผลงาน", "กรม")
    register = Register((entered,), (Assessor("a1", "ผู้ประเมิน 1"),), (Assignment("1", "a1", "desk"),))
    (tmp_path / "register.xlsx").write_bytes(registers.write(register))
    first, *others = run("pack", tmp_path).stderr.splitlines()
    assert [line[:3] for line in others] == ["A30", "A33"]
    assert first.startswith(f"T02 {tmp_path / 'register.xlsx'} Applications · B3: no award edition is called")
    assert "did you mean tpsa-innovation-2558?" in first


def test_the_year_is_forgotten_in_the_register(tmp_path: Path) -> None:
    """Last year's edition in the register, with this year's in the round's folder, is told (A93); both used, it is not."""
    place(tmp_path / "editions")
    place(
        tmp_path / "editions", SMALL.replace("small-2558", "small-2559").replace("= 2558", "= 2559"), "small-2559.toml"
    )
    work, other = (Application(year, f"small-{year}", "ผลงาน", "กรม") for year in ("2558", "2559"))
    whole = Register((work, other), (Assessor("a1", "ผู้ประเมิน 1"),), (Assignment("2558", "a1", "desk"),))
    (tmp_path / "register.xlsx").write_bytes(registers.write(replace(whole, applications=(work,))))
    for command in ("pack", "status", "consolidate"):
        told = " ".join(run(command, tmp_path).stdout.split())
        assert told.count("no application is under small-2559, which lies in this round's folder") == 1, command
    (tmp_path / "register.xlsx").write_bytes(registers.write(whole))
    assert "A93" not in run("status", tmp_path).stdout


def test_worked_cases_in_a_round(tmp_path: Path) -> None:
    """Worked cases among a round's editions are told to lie elsewhere (E13)."""
    place(tmp_path / "editions", CASE, "cases.toml")
    assert "not a file of rules  → move it out of this folder" in run("init", tmp_path).stdout


def test_the_list_shows_both(doubled: Path, tmp_path: Path) -> None:
    """The list of editions and that of the macro books name each of the files as wrong."""
    rows = [line for line in run("editions", "--edition", doubled).stdout.splitlines() if "small-2558" in line]
    assert [row.split("\t")[1][0] for row in rows] == ["✗", "✗"]
    assert [row.split("\t")[3] for row in rows] == [str(path) for path in sorted(doubled.iterdir())]


def test_check_tells_of_files_beside_each_other(doubled: Path, tmp_path: Path) -> None:
    """`check` of both tells at both; of files in different folders, which are not looked up together, it does not."""
    both = sorted(doubled.iterdir())
    result = run("editions", "check", *both)
    assert (result.exit_code, result.stdout.count("E12")) == (1, 2)
    assert run("editions", "check", both[0], place(tmp_path / "elsewhere")).exit_code == 0


def test_the_same_twice(tmp_path: Path) -> None:
    """Files that say the same, whatever their comments and layout, are one edition; also one that is no TOML."""
    for name, text in (("a", SMALL), ("b", f"# a copy\n{SMALL}"), ("c", SMALL.replace("\n", "\r\n"))):
        place(tmp_path / "same", text, f"{name}.toml")
    assert load("small-2558", [tmp_path / "same"]).id == "small-2558"
    wrong = place(tmp_path / "wrong", "[")
    assert by_id([wrong.parent, os.path.relpath(wrong)])["small-2558"] == (wrong,)


def test_two_places_of_equal_standing(tmp_path: Path) -> None:
    """Two --edition places that differ are as two files of a folder; all their files are then told with their folders."""
    one, two = place(tmp_path / "one"), place(tmp_path / "two", OTHER)
    with pytest.raises(Refused, match=f"E12: .* {one}, {two}$"):
        load("small-2558", [one, two.parent])


def test_what_comes_first_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--edition goes before PYSCORING_EDITIONS, whose places go in their order as in PATH, and before the package's own."""
    one, two = place(tmp_path / "one"), place(tmp_path / "two", OTHER)
    monkeypatch.setenv("PYSCORING_EDITIONS", os.pathsep.join([str(two.parent), "", str(one.parent)]))
    assert available()["small-2558"] == two
    assert available([one])["small-2558"] == one
    assert [*files([one])][:3] == [one, two, one]
    own = place(tmp_path / "three", SMALL.replace("small-2558", "tpsa-standard-2558"), "own.toml")
    assert available([own])["tpsa-standard-2558"] == own


def test_what_the_variable_names_and_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command tells it, and goes on with what there is."""
    monkeypatch.setenv("PYSCORING_EDITIONS", os.pathsep.join([str(tmp_path), str(tmp_path / "none")]))
    result = run("editions", "show", "tpsa-best-2558")
    assert (result.exit_code, result.stderr.count("PYSCORING_EDITIONS names")) == (0, 1)
    assert f"names {tmp_path / 'none'}, and there is no such file or folder" in result.stderr


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A file without an id, one that is no text and one that is not there go by their names."""
    odd = [place(tmp_path, "id = 3", "odd.toml"), tmp_path / "none.toml", tmp_path / "bytes.toml"]
    odd[2].write_bytes(b"\xff\xfe")
    assert {id_: path for id_, path in available(odd).items() if path in odd} == {path.stem: path for path in odd}
