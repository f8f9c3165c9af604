"""A round under attack, or out of luck: what somebody else does to its files meanwhile and in between."""

import datetime as dt
import multiprocessing
import os
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from pyscoring.problems import Refused
from tests.committee_book import MODERATION, SIGNED, Book
from tests.hostile import HOSTILE
from tests.scripted_round import Scripted, fingerprints, run
from workbook.cli import main
from workbook.committee import committee, inbox

pytestmark = pytest.mark.xdist_group("small round")

EARLIER = dt.datetime(2015, 6, 1, 9, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("first", [True, False], ids=["before the first run", "later"])
def test_who_comes_second_overwrites_nothing(returned: Scripted, tmp_path: Path, first: bool) -> None:
    """A run during which another one extends the ledger is refused, and leaves it as the other wrote it."""
    made = returned.copy(tmp_path / "round")
    if not first:
        late = made.at("I-01", "A1").rename(tmp_path / "late.xlsx")
        run("consolidate", made.folder)
        late.rename(made.at("I-01", "A1"))
    by_other: list[bytes] = []

    def meanwhile(*_: object, **__: object) -> None:
        if not by_other:
            by_other.append(b"")
            committee.run(made.folder, at=EARLIER)
            by_other[0] = made.ledger.read_bytes()

    with pytest.raises(Refused, match="W02"):
        committee.run(made.folder, told=meanwhile)
    assert made.ledger.read_bytes() == by_other[0]
    assert run("consolidate", made.folder)[0] == 0
    assert run("verify", made.folder)[0] == 0


@pytest.mark.parametrize("left", [None, 0, -1], ids=["deleted", "emptied", "an old copy"])
def test_a_lost_ledger_is_not_begun_anew(consolidated: Scripted, tmp_path: Path, left: int | None) -> None:
    """The workbook is the last trace of what the ledger has lost: nothing is written until one of them is put right."""
    made = consolidated.copy(tmp_path / "round")
    lines = made.ledger.read_bytes().splitlines(keepends=True)
    if left is None:
        made.ledger.unlink()
    else:
        made.ledger.write_bytes(b"".join(lines[:left]))
    before = fingerprints(made.folder)
    for command in ("status", "consolidate"):
        code, document = run(command, made.folder)
        assert (code, [p["code"] for p in document["problems"] if p["severity"] == "error"]) == (1, ["A58"])
    assert fingerprints(made.folder) == before
    made.ledger.write_bytes(b"".join(lines))
    assert run("consolidate", made.folder)[0] == 0


def spoil(made: Scripted, how: str) -> None:
    """Make the register a file of which nothing can be read."""
    path = made.folder / "register.xlsx"
    if how == "another workbook":
        openpyxl.Workbook().save(path)
    elif how == "a sheet is missing":
        book = openpyxl.load_workbook(path)
        book.remove(book["Applications"])
        book.save(path)
    elif how == "password":
        HOSTILE["password"].put(path)
    else:
        path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize(
    ("how", "code"),
    [("cut off", "F05"), ("password", "F06"), ("another workbook", "A23"), ("a sheet is missing", "A20")],
)
def test_without_a_register_nothing_is_consolidated(
    consolidated: Scripted, tmp_path: Path, how: str, code: str
) -> None:
    """Otherwise a register that cannot be read would pass for one from which everybody has withdrawn."""
    made = consolidated.copy(tmp_path / "round")
    spoil(made, how)
    before = fingerprints(made.folder)
    for command in ("pack", "status", "consolidate", "verify"):
        exit_code, document = run(command, made.folder)
        assert (exit_code, document["problems"][0]["code"]) == (1, code)
    assert fingerprints(made.folder) == before


@pytest.mark.parametrize(
    ("redirection", "code", "said"),
    [(">/dev/full", 1, "W04 stdout: the disk is full"), (">&-", 0, ""), (">/dev/null 2>&-", 0, ""), ("| true", 0, "")],
)
@pytest.mark.parametrize("more", ["", "--json"])
def test_what_cannot_be_printed(consolidated: Scripted, redirection: str, code: int, said: str, more: str) -> None:
    """A full disk, a closed stream and a pipe that nobody reads are no tracebacks."""
    command = f'"{sys.executable}" -c "from workbook.cli import main; main()" verify "{consolidated.folder}" --lang en'
    done = subprocess.run(["bash", "-c", f"{command} {more} {redirection}"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(said) if said else not done.stderr


def test_a_name_in_an_old_code_page(returned: Scripted, tmp_path: Path) -> None:
    """A file that an old Thai zip left with a name which is no UTF-8 counts as any other, and its bytes are told."""
    made = returned.copy(tmp_path / "round")
    old = os.fsencode(made.inbox) + "/ผล.xlsx".encode("cp874")
    os.rename(made.at("I-01", "A1"), old)
    assert run("consolidate", made.folder)[0] == 0
    (entry,) = (
        e for e in made.entries() if e["kind"] == "sheet" and (e["application"], e["assessor"]) == ("I-01", "A1")
    )
    assert entry["file"] == r"\xbc\xc5.xlsx"
    assert run("verify", made.folder)[0] == 0
    os.unlink(old)
    (gone,) = (p for p in run("verify", made.folder)[1]["problems"] if p["severity"] == "error")
    assert (gone["code"], gone["file"]) == ("A54", entry["file"])


def test_an_old_workbook_brings_no_decision_back(consolidated: Scripted, tmp_path: Path) -> None:
    """What was typed into it has been taken, and was decided otherwise since; said anew where that shows, it counts."""
    made = consolidated.copy(tmp_path / "round")

    def decide(value: str) -> str:
        book = Book(made.consolidated)
        book.type((MODERATION, book.free(), {"application": "D-01", "subject": "total", "value": value, **SIGNED}))
        return total()

    def total() -> str:
        code, document = run("consolidate", made.folder)
        assert code == 0
        return next(str(a["total"]) for a in document["applications"] if a["application"] == "D-01")

    book = Book(made.consolidated)
    book.type((MODERATION, book.free(), {"application": "D-01", "subject": "total", "value": "80", **SIGNED}))
    old = made.consolidated.read_bytes()
    assert [total(), decide("70")] == ["80.00", "70.00"]
    entries = made.entries()
    made.consolidated.write_bytes(old)
    assert (total(), made.entries()) == ("70.00", entries)
    assert decide("80") == "80.00"


def test_a_process_that_is_killed_costs_nothing(returned: Scripted) -> None:
    """The files that it had, and those that nobody has read yet, are read all the same, each once and in order."""
    with ProcessPoolExecutor(1) as pool:
        received = inbox.receive(returned.inbox, executor=pool)
        found = [next(received)]
        (killed,) = multiprocessing.active_children()
        killed.kill()
        found += received
    assert found == list(inbox.receive(returned.inbox))


def test_a_mistake_in_the_rounds_own_edition_is_named(consolidated: Scripted, tmp_path: Path) -> None:
    """Whatever is wrong with it is told once, in its own file; the other awards go on."""
    made = consolidated.copy(tmp_path / "round")
    (made.folder / "editions").mkdir()
    rules = files("pyscoring").joinpath("editions", "tepga-development-2558.toml").read_text(encoding="utf-8")
    own = made.folder / "editions" / "tepga-development-2558.toml"
    own.write_text(rules.replace("at_least = 90", "at_leest = 90"), encoding="utf-8")
    code, document = run("status", made.folder)
    told = [p["code"] for p in document["problems"] if p["file"] == str(own)]
    assert (code, told) == (1, ["E02", "E02", "E03", "E03"])
    assert not [p for p in document["problems"] if p["file"] == str(made.folder / "register.xlsx")]
    said = CliRunner().invoke(main, ["pack", str(made.folder), "--lang", "en"]).stdout
    assert f"{own}\n  ✗ E03 line " in said
    assert {a["application"][0] for a in document["applications"]} == {"I", "Q"}


def test_packed_workbooks_are_to_be_unpacked(returned: Scripted, tmp_path: Path) -> None:
    """A zip file of a whole inbox is refused, and told from one in which there is no workbook."""
    made = returned.copy(tmp_path / "round")
    shutil.make_archive(str(tmp_path / "ส่งทั้งหมด"), "zip", made.inbox)
    shutil.move(tmp_path / "ส่งทั้งหมด.zip", made.inbox)
    code, document = run("status", made.folder, "--lang", "en")
    (told,) = (p for p in document["problems"] if p["file"] == "ส่งทั้งหมด.zip")
    assert (code, told["code"]) == (1, "F08")
    assert "a zip file with workbooks in it, to be unpacked first" in told["message"]
    assert told["remedy"].startswith("unpack it")
