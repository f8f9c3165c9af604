"""Beginning a new edition: a copy under another id, and cases worked by hand, without any Python."""

import json
import os
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pyscoring.edition import load
from pyscoring.edition_copy import copied
from pyscoring.edition_files import available
from workbook.cli import main

OF = "(tpsa-innovation-2558)"
CASE = """[[cases]]
why = "everything at 3/4 of its maximum"
edition = "tpsa-innovation-2558"
stage = "desk"
scores = { "1.1" = 90, "1.2" = 90, "1.3" = 90, "1.4" = 90, "1.5" = 90, "2.1" = 75, "2.2" = 75, "2.3" = 75, "2.4" = 75 }
status = "complete"
dimensions = { "1" = "450.00", "2" = "300.00" }
total = "750.00"
band = "good"
next = "good-without-visit"
"""


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, ["editions", *map(str, arguments)])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result


@pytest.mark.parametrize("id_", [*available()])
def test_a_copy_is_sound(id_: str, tmp_path: Path) -> None:
    """Every edition of the package can be copied to another year: it is sound, and nothing but id and year differs."""
    new = tmp_path / "new.toml"
    award, _, year = id_.rpartition("-")
    next_year = int(year) + 1
    next_id = f"{award}-{next_year}"
    assert run("copy", id_, next_id, "-o", new).exit_code == 0
    assert run("check", new).exit_code == 0
    old = available()[id_].read_text(encoding="utf-8").split("\n")
    changed = [(a, b) for a, b in zip(old, new.read_text(encoding="utf-8").split("\n"), strict=True) if a != b]
    years = (f"fiscal_year = {year}", f"fiscal_year = {next_year}")
    assert changed == [(f'id = "{id_}"', f'id = "{next_id}"'), years]


def test_a_copy_for_another_award(tmp_path: Path) -> None:
    """The award is taken from the new id, and a file is copied by its path as well, under its own name by default."""
    made = tmp_path / "own-2560.toml"
    assert run("copy", "tpsa-innovation-2558", "own-2560", "-o", made).exit_code == 0
    assert (load(made).award, load(made).fiscal_year) == ("own", 2560)
    again = tmp_path / "own-2561.toml"
    assert run("copy", made, "own-2561", "-o", again).output == f"{again}\n"
    assert load(again).id == "own-2561"


def test_a_slip_in_the_new_id_is_seen(tmp_path: Path) -> None:
    """Where the new id makes it another award, the award's id is told with the one that it was."""
    told = run("copy", "tpsa-standard-2558", "tpsa-2562", "-o", tmp_path / "tpsa-2562.toml", "--lang", "en")
    assert told.exit_code == 0
    assert told.stderr.startswith("The award's id in this file is tpsa, as in the new id, no longer tpsa-standard.")


def test_a_copy_into_a_year_that_its_rules_do_not_fit(tmp_path: Path) -> None:
    """The file is there to be mended, and what is to be mended is told."""
    made = tmp_path / "tpsa-continuity-2540.toml"
    result = run("copy", "tpsa-continuity-2558", made.stem, "-o", made, "--lang", "en")
    assert "E05 line 24  conditions[2].rule.since is 2555  → wanted: at most 2537" in result.stdout
    assert (result.exit_code, made.is_file()) == (1, True)


def test_whatever_the_layout() -> None:
    """Keys in quotes, with spaces, in another order or with a comment are found, and what looks like them is left."""
    text = (
        '''fiscal_year = 2558\n"id"="a-2558"  # the id\nname = """\nid = 1\n"""\naward   =   'a'\n[total]\nid = 2\n'''
    )
    assert tomllib.loads(copied(text, "b-2559")) == {
        "fiscal_year": 2559, "id": "b-2559", "name": "id = 1\n", "award": "b", "total": {"id": 2},
    }  # fmt: skip


@pytest.mark.parametrize(
    "id_",
    ["tpsa", "tpsa-59", "tpsa-2499", "tpsa-2701", "TPSA-2559", "../a-2559", "-2559", "รางวัล-2559", "a" * 40 + "-2559"],
)
def test_what_is_no_id(id_: str, tmp_path: Path) -> None:
    """An id that no edition may have is refused with what it should be, in the language asked for."""
    result = run("copy", "--lang", "en", "-o", tmp_path / "a.toml", "--", "tpsa-innovation-2558", id_)
    assert result.exit_code == 2
    assert "the new id must be award-year" in result.output
    assert "รหัสใหม่ต้องเป็น" in run("copy", "-o", tmp_path / "a.toml", "--", "tpsa-innovation-2558", id_).output
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A file that is there stays without --force; a place that cannot be is told, and so is an edition that is not there."""
    there = tmp_path / "a.toml"
    there.write_text("mine", encoding="utf-8")
    arguments = "tpsa-best-2558", "tpsa-best-2559"
    refused = run("copy", *arguments, "-o", there, "--lang", "en")
    assert (refused.exit_code, there.read_text(encoding="utf-8")) == (2, "mine")
    assert "use --force" in refused.output
    assert run("copy", *arguments, "-o", there, "--force").exit_code == 0
    assert load(there).id == "tpsa-best-2559"
    assert "an .toml" not in run("copy", *arguments, "-o", tmp_path / "a.txt", "--lang", "en").output
    assert "name a .toml file" in run("copy", *arguments, "-o", tmp_path / "a.txt", "--lang", "en").output
    assert "name a .toml file" in run("copy", *arguments, "-o", tmp_path / "no" / "a.toml", "--lang", "en").output
    assert "T02" in run("copy", "tpsa-bets-2558", "tpsa-best-2559").stderr


def cases(tmp_path: Path, text: str, *arguments: object) -> Result:
    path = tmp_path / "cases.toml"
    path.write_text(text, encoding="utf-8")
    return run("cases", path, "--lang", "en", *arguments)


def test_cases_that_come_out(tmp_path: Path) -> None:
    """A case that comes out as it was worked by hand is said to; what a case leaves open is not looked at."""
    result = cases(tmp_path, CASE + CASE.replace('dimensions = { "1" = "450.00", "2" = "300.00" }\n', ""))
    assert (result.exit_code, "all 2 cases come out as worked by hand" in result.stdout) == (0, True)
    assert json.loads(cases(tmp_path, CASE, "--json").stdout)["files"][0]["cases"] == 1
    assert "the one case comes out as worked by hand (tpsa-innovation-2558: 1)" in cases(tmp_path, CASE).stdout


def test_cases_of_another_edition(tmp_path: Path) -> None:
    """It is told how many cases are of each edition, and an edition that is given and has none is a mistake of its own (E14)."""
    made = tmp_path / "tpsa-innovation-2561.toml"
    run("copy", "tpsa-innovation-2558", made.stem, "-o", made)
    mixed = cases(tmp_path, CASE + CASE.replace("2558", "2561") * 2, "--edition", made)
    assert (mixed.exit_code, "(tpsa-innovation-2558: 1, tpsa-innovation-2561: 2)\n" in mixed.stdout) == (0, True)
    other = cases(tmp_path, CASE, "--edition", made)
    assert other.exit_code == 1
    assert "(tpsa-innovation-2558: 1)\n" in other.stdout
    assert (
        "E14 no worked case is of this edition (tpsa-innovation-2561); there are: tpsa-innovation-2558: 1"
        in other.stdout
    )
    told = json.loads(cases(tmp_path, CASE, "--edition", made, "--json").stdout)["files"]
    assert [(f["file"], f["editions"], [p["code"] for p in f["problems"]]) for f in told] == [
        (str(tmp_path / "cases.toml"), {"tpsa-innovation-2558": 1}, []), (str(made), {}, ["E14"]),
    ]  # fmt: skip
    assert cases(tmp_path, CASE, "--edition", tmp_path).exit_code == 0
    assert "E14" not in cases(tmp_path, "[[cases]", "--edition", made).stdout


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('total = "750.00"', 'total = "750.01"', f"E09 line 8  cases[1].total {OF} comes out as 750.00, but the worked case says 750.01"),
        ('band = "good"\n', "", f"E09 line 1  cases[1].band {OF} comes out as good, but the worked case says –"),
        ('"2" = "300.00"', '"2" = "301.00"', f"E09 line 7  cases[1].dimensions {OF} comes out as 1 = 450.00, 2 = 300.00, but"),
        ('"2" = "300.00"', '"2" = "300"', "dimensions is 1 = 450.00, 2 = 300  → wanted: the same, written as 1 = 450.00, 2 = 300.00"),
        ('"2" = "300.00"', '"3" = "300.00"', f"E09 line 7  cases[1].dimensions {OF} comes out as 1 = 450.00, 2 = 300.00, but"),
        ('total = "750.00"', 'total = "750"', "E05 line 8  cases[1].total is 750  → wanted: the same, written as 750.00"),
        ('total = "750.00"', 'total = "0,750.0"', "E05 line 8  cases[1].total is 0,750.0  → wanted: the same, written as 750.00"),
        ('total = "750.00"', 'total = "749.00"', f"E09 line 8  cases[1].total {OF} comes out as 750.00, but the worked case says 749.00"),
        ('total = "750.00"', 'total = "75O.00"', "E05 line 8  cases[1].total is 75O.00  → wanted: digits alone, such as 750.00"),
        ('"1" = "450.00"', '"1" = "45O.00"', "E05 line 7  cases[1].dimensions is 1 = 45O.00, 2 = 300.00  → wanted: digits alone"),
        ('total = "750.00"', "", f"E09 line 1  cases[1].total {OF} comes out as 750.00, but the worked case says –"),
        ('band = "good"', 'band = "Good"', "E05 line 9  cases[1].band is Good  → wanted: its id: good"),
        ('next = "good-without-visit"', 'next = "Considered for good without a visit"', "→ wanted: its id: good-without-visit"),
        ('band = "good"', 'band = "Outstanding"', f"cases[1].band {OF} comes out as good, but the worked case says Outstanding"),
        (', "2.4" = 75 ', " ", f"E09 line 6  cases[1].status {OF} comes out as incomplete (indicator 2.4 has no score yet), but"),
        ('"2.4" = 75 ', '"2.4" = 101 ', f"E09 line 6  cases[1].status {OF} comes out as invalid (2.4: 101 is outside 0 to 100), but"),
        ('status = "complete"', 'status = "recused"', f"E09 line 6  cases[1].status {OF} comes out as complete, but"),
        ('"2.4" = 75 ', '"2.4" = 75, "2.5" = 1 ', "E05 line 5  cases[1].scores is “2.5”  → wanted: an id of tpsa-innovation-2558: 1.1"),
        ('stage = "desk"', 'bonus = { "6" = true }', "E05 line 4  cases[1].bonus is “6”  → wanted: an id of tpsa-innovation-2558: 1, 2"),
        ('stage = "desk"', 'stgae = "desk"', "E02 line 4  the key cases[1].stgae is unknown"),
        ('total = "750.00"', "total = 750.00", "E04 line 8  cases[1].total is 750.00  → wanted: "),
        ("2558", "2498", "E05 line 3  cases[1].edition is “tpsa-innovation-2498”  → wanted: an id that pyscoring editions lists"),
        ("tpsa-innovation-2558", "?", "is “?”  → wanted: an id that pyscoring editions lists, or that of a file named by --edition\n"),
        ("tpsa-innovation-2558", "tpsa-best-2558", "T08 line 3"),
        ('status = "complete"', "status = complete", "E01 line 6  the file cannot be read"),
        ('"2.4" = 75 ', '"2.4" = 1e999999999 ', "E04 line 5  cases[1].scores.2.4 is 1E+999999999  → wanted: "),
        ('"2.4" = 75 ', '"2.4" = 1e-999999999 ', "E04 line 5  cases[1].scores.2.4 is 1E-999999999  → wanted: "),
        ('"2.4" = 75 ', f'"2.4" = 1{"0" * 4000} ', "E04 line 5  cases[1].scores.2.4 is 1000"),
        ('"2.4" = 75 ', '"2.4" = 1e300 ', f"E09 line 6  cases[1].status {OF} comes out as invalid"),
        ("[[cases]]", "[[case]]", "E03 the key [[cases]] is missing"),
        ('stage = "desk"', 'bonus = { "1" = "yes" }', "E04 line 4  cases[1].bonus.1 is “yes”  → wanted: true or false, without quotes"),
        ('stage = "desk"', 'bonus = { "1" = 1 }', "E04 line 4  cases[1].bonus.1 is 1  → wanted: true or false, without quotes"),
        ('stage = "desk"', 'conflict = "true"', "E04 line 4  cases[1].conflict is “true”  → wanted: true or false, without"),
        ('stage = "desk"', "stage = true", "E04 line 4  cases[1].stage is true  → wanted: “document”, “desk” or “site”"),
        ('"1.1" = 90, "1.2" = 90,', "1.1 = 90, 1.2 = 90,", '{ 1 = 90, 2 = 90 }  → wanted: an id with a point in quotes: "1.1" = 90'),
        ('stage = "desk"', "bonus = { 1.2.3 = true }", '{ 2 = { 3 = true } }  → wanted: an id with a point in quotes: "1.2.3" = true'),
        ('"1.1" = 90', '"1.1" = [1, { "a b" = "c" }, {}]', 'scores.1.1 is [1, { "a b" = "c" }, {}]  → wanted: a number'),
    ],
)  # fmt: skip
def test_cases_that_do_not(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A case that comes out otherwise, and a file that is wrong, are told by line, with what to do."""
    assert old in CASE
    result = cases(tmp_path, CASE.replace(old, new))
    assert said in result.stdout
    assert result.exit_code == 1


def test_cases_that_are_not_there(tmp_path: Path) -> None:
    """Files that are not there, folders, pipes and bytes that are no text are each told, and stop no other file."""
    sound, none, pipe, bytes_ = (tmp_path / name for name in ("a.toml", "none.toml", "pipe.toml", "b.toml"))
    sound.write_text(CASE, encoding="utf-8")
    bytes_.write_bytes(b"\xff\xfe\x00")
    if hasattr(os, "mkfifo"):
        os.mkfifo(pipe)
    else:
        pipe.mkdir()
    result = run("cases", none, tmp_path, pipe, bytes_, sound, "--json")
    told = {file["file"]: [p["code"] for p in file["problems"]] for file in json.loads(result.stdout)["files"]}
    assert told == {
        str(none): ["F01"],
        str(tmp_path): ["F15"],
        str(pipe): ["F10"],
        str(bytes_): ["E10"],
        str(sound): [],
    }
    assert result.exit_code == 1


def test_an_edition_from_a_circular(tmp_path: Path) -> None:
    """Pages and clauses are sources as slides are: shown in words of both languages, and the definition stays."""
    text = available()["tpsa-innovation-2558"].read_text(encoding="utf-8")
    was = load(available()["tpsa-innovation-2558"])
    listed = f"[{', '.join(map(str, was.document.slides))}]"
    paged = text.replace(f"slides = {listed}", f"pages = {listed}").replace('"slide', '"page')
    made = tmp_path / "tpsa-innovation-2558.toml"
    made.write_text(paged.replace('source = "page 13"', 'source = "page 13, clauses 4.2 (1), 5"'), encoding="utf-8")
    assert "sound" in run("check", made, "--lang", "en").stdout
    assert (load(made).document.pages, load(made).document.slides) == (was.document.slides, None)
    assert load(made).definition == was.definition
    in_words = {
        "en": ("pages 5, 6", "page 13, clauses 4.2 (1), 5", "pages 13, 16"),
        "th": ("หน้า 5, 6", "หน้า 13, ข้อ 4.2 (1), 5", "หน้า 13, 16"),
    }
    for lang, said in in_words.items():
        shown = run("show", made, "--lang", lang).stdout
        assert all(words in shown for words in said)


def test_the_other_kind_of_file(tmp_path: Path) -> None:
    """Worked cases given to `check`, and rules given to `cases`, are told in one line that names the command (E13)."""
    worked, rules = tmp_path / "cases.toml", tmp_path / "own-2559.toml"
    worked.write_text(CASE, encoding="utf-8")
    rules.write_text(copied(available()["tpsa-continuity-2558"].read_text(encoding="utf-8"), "own-2559"), "utf-8")
    for command, file, said in (
        ("check", worked, "this is a file of worked cases, not a file of rules  → use pyscoring editions cases"),
        ("cases", rules, "this is a file of rules, not a file of worked cases  → use pyscoring editions check"),
    ):
        result = run(command, file, "--lang", "en")
        assert (result.exit_code, result.stdout.split("\n")[1].strip()) == (1, f"✗ E13 {said}")
        assert result.stdout.count("E") == result.stdout.count("E13")
    book = tmp_path / "book.toml"
    book.write_bytes(b"PK\x03\x04\xff")
    for command in ("check", "cases"):
        said = run(command, book, "--lang", "en").output
        assert "E13" in said
        assert "this is a workbook or another packed file, not a text file that ends in .toml" in " ".join(said.split())
    both = CASE + '[[dimensions]]\nid = "1"\n'
    worked.write_text(both, encoding="utf-8")
    assert "E13" not in run("cases", worked).stdout
    assert "E13" not in run("check", worked).stdout


def test_cases_of_a_wrong_edition(tmp_path: Path) -> None:
    """Mistakes of the edition that a case names are told with the edition's own file and lines."""
    wrong = tmp_path / "wrong-2559.toml"
    text = copied(available()["tpsa-innovation-2558"].read_text(encoding="utf-8"), "tpsa-innovation-2559")
    wrong.write_text(text.replace("weight = 600", "weight = 601"), encoding="utf-8")
    result = cases(tmp_path, CASE.replace("2558", "2559"), "--edition", tmp_path)
    assert result.exit_code == 1
    assert str(wrong) in result.stdout.splitlines()
    assert "E05 lines 17–53  dimensions[].weight is “601 + 400 = 1001”" in result.stdout


def test_cases_of_no_edition(tmp_path: Path) -> None:
    """An id that no edition has is told once, with the number of its cases, the nearest id, and no word of workbooks."""
    result = cases(tmp_path, CASE.replace("2558", "2498") * 2 + CASE)
    (told,) = result.stdout.split("✗")[1:]
    assert " ".join(told.split()) == (
        "E05 line 3 cases[1].edition is “tpsa-innovation-2498” in 2 cases → wanted: an id that pyscoring editions lists, "
        "or that of a file named by --edition, such as tpsa-innovation-2558"
    )


def test_what_may_be_a_slip_is_shown(tmp_path: Path) -> None:
    """`show` names awards of no known edition, steps beside the bands and idle limits; of a sound edition, nothing."""
    made = tmp_path / "tpsa-innovation-2558.toml"
    text = available()[made.stem].read_text(encoding="utf-8")
    rule = 'rule = { kind = "consecutive", sequences = [["tpsa-standrad", "tpsa-standard"]], bands = ["good"] }\n'
    bands, gates = text.replace("at_least = 750", "at_least = 780", 1).split("[[eligibility]]", 1)
    bands = bands.replace('per = "rule"\n', 'per = "rule"\ncap = 60\ndimension_cap = 651\n')
    gates = gates.replace("disagreement_limit = 20", "disagreement_limit = 100")
    made.write_text(f"{bands}[[eligibility]]\n{rule}{gates}", encoding="utf-8")
    said = " ".join(run("show", made, "--lang", "en").stdout.split("Worth another look")[1].split())
    assert said.startswith("• a condition names the award tpsa-standrad, which no known edition has")
    assert "begins at 750, where no band begins" in said
    assert "bonus[1].cap = 60 changes nothing, since nothing goes beyond 50: " in said
    assert "bonus[1].dimension_cap = 651 changes nothing, since nothing goes beyond 650: " in said
    assert "consolidation.disagreement_limit = 100 changes nothing, since nothing goes beyond 100: " in said
    assert said.count("•") == 6
    for id_ in available():
        assert "Worth another look" not in run("show", id_, "--lang", "en").stdout


def test_cases_larger_than_anybody_writes(tmp_path: Path) -> None:
    """A file of more than 16 MB is refused before it is read."""
    path = tmp_path / "cases.toml"
    path.touch()
    os.truncate(path, (16 << 20) + 1)
    told = run("cases", path, "--lang", "en")
    assert told.exit_code == 1
    assert "F10" in told.output
    assert "more than 16 MB" in told.output


@pytest.mark.parametrize("year", ['"2558x"', "2558.5"])
def test_a_year_that_is_no_whole_number(tmp_path: Path, year: str) -> None:
    """It is told in plain words what should stand there."""
    path = tmp_path / "new.toml"
    run("copy", "tpsa-innovation-2558", "tpsa-innovation-2559", "-o", path)
    path.write_text(path.read_text("utf-8").replace("fiscal_year = 2559", f"fiscal_year = {year}"), encoding="utf-8")
    assert "a whole number" in run("check", path, "--lang", "en").output
