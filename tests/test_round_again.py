"""A round in the making: half of it, files that change, a register that changes, other rules, two rounds at once."""

import hashlib
import zipfile
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pyscoring.edition import scored
from pyscoring.register import Assessor, Assignment, Attested, Register
from tests import provoked_register as small
from tests.committee_book import CHOICES, MODERATION, RESULTS, SIGNED, Book
from tests.scripted_round import AWARDS, STAGE, Scripted, fingerprints, register, run, shown, type_into
from tests.walked import Terminal
from workbook.commands import round_show
from workbook.committee import cluster, committee
from workbook.committee import register as registers
from workbook.committee.inbox import Folder
from workbook.files.values import Formula

pytestmark = pytest.mark.xdist_group("small round")

REGISTER = register(applications=3)
IDS = [a.id for a in REGISTER.applications]
PEOPLE = {a.id: a.name for a in REGISTER.assessors}
INNOVATION = AWARDS["I"]["edition"]


def by_id(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {a["application"]: a for a in document["applications"]}


def codes(document: dict[str, Any], *severities: str) -> list[tuple[str, str | None]]:
    """What is told of the round, but for the threshold that PMQA does not give (A86)."""
    wanted = severities or ("error", "warning")
    told = [p for p in document["problems"] if p["code"] != "A86" or p["file"]]
    return [(p["code"], p["file"]) for p in told if p["severity"] in wanted]


def write_register(made: Scripted, changed: Register) -> None:
    (made.folder / "register.xlsx").write_bytes(registers.write(changed))


def bands() -> set[str]:
    """What any band is called."""
    return {
        band.name[lang] for award in AWARDS.values() for band in scored(award["edition"]).bands for lang in ("th", "en")
    }


# Half of it.


@pytest.fixture
def half(packed: Scripted, tmp_path: Path) -> tuple[Scripted, dict[str, set[str]]]:
    """Who has sent nothing: three or four of seven assessors, others for each application."""
    made = packed.copy(tmp_path / "round")
    missing = {id_: {f"A{1 + (n + k) % 7}" for k in range(3 + n % 2)} for n, id_ in enumerate(IDS)}
    for application, assessor in made.files:
        if assessor not in missing[application]:
            made.send(application, assessor)
    return made, missing


def test_who_is_missing(half: tuple[Scripted, dict[str, set[str]]]) -> None:
    """`status` and `Results` name exactly those who have sent nothing, by assessor and by application."""
    made, missing = half
    code, status = run("status", made.folder)
    assert code == 0
    assert {id_: set(a["missing"]) for id_, a in by_id(status).items()} == missing
    for assessor in status["assessors"]:
        waited = {p["application"] for p in assessor["places"] if p["standing"] == "missing"}
        assert waited == {id_ for id_, who in missing.items() if assessor["assessor"] in who}
    lines = {line.split("\t")[0]: line for line in shown("status", made.folder).splitlines() if "\t" in line}
    run("consolidate", made.folder)
    rows = {str(cells.get("application")): cells for cells in Book(made.consolidated).rows(RESULTS).values()}
    for id_, who in missing.items():
        for said in (lines[id_].split("\t")[-1], rows[id_]["panel"]):
            assert {assessor for assessor, name in PEOPLE.items() if name in said} == who


def test_no_band_of_half_a_panel(half: tuple[Scripted, dict[str, set[str]]]) -> None:
    """No total and no band is given anywhere: not in the JSON, not in the terminal, in no cell of a row of `Results`."""
    made, _ = half
    code, document = run("consolidate", made.folder)
    assert code == 0
    assert {(a["total"], a["band"], a["next"], a["rank"], a["status"]) for a in document["applications"]} == {
        (None, None, None, None, "waiting")
    }
    for lang in ("th", "en"):
        said = shown("consolidate", made.folder, f"--lang={lang}") + shown("status", made.folder, f"--lang={lang}")
        cells = {cell for line in said.splitlines() for cell in line.split("\t")}
        assert not {cell for cell in cells for band in bands() if cell.endswith(band)}
        rows = [cells for cells in Book(made.consolidated).rows(RESULTS).values() if cells.get("application") in IDS]
        assert len(rows) == len(IDS)
        assert not {"total", "band", "next", "rank"} & {key for row in rows for key in row}
        sheets = Book(made.consolidated).sheets
        shown_in = [sheet for name, sheet in sheets.items() if name not in ("About", "Lists", "Charts")]
        texts = {(sheet.name, _text(value)) for sheet in shown_in for value in sheet.cells.values()}
        assert {(name, text) for name, text in texts if text.endswith(tuple(bands()))} == set()
        counts = {place: v.cached for place, v in sheets["Charts"].cells.items() if isinstance(v, Formula)}
        last = max(column for _, column in counts)  # those without a final result
        assert [sum(n for (_, c), n in counts.items() if (c == last) == waiting) for waiting in (True, False)] == [9, 0]
    kinds = {e["application"]: (e["total"], e["band"], e["status"]) for e in made.entries() if e["kind"] == "result"}
    assert set(kinds.values()) == {(None, None, "waiting")}


def test_a_terminal_shows_who_is_waited_for(
    consolidated: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where not every row fits, those that somebody has to see stand there, and the others are counted."""
    made = consolidated.copy(tmp_path / "round")
    for place in (("Q-03", "A2"), ("D-01", "A5")):
        made.at(*place).unlink()
    found = committee.preview(committee.gather(made.folder))
    screen = Terminal()
    monkeypatch.setattr(round_show, "_FEW", 4)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setattr("sys.stdout", screen)
    round_show.print_status(found, made.folder, "th")
    round_show.print_consolidation(found, made.folder, "th")
    firsts = [line.split()[0] for line in screen.getvalue().splitlines() if line[:2] in ("I-", "D-", "Q-")]
    assert firsts == ["D-01", "Q-03"] * 2
    for others in ("ไม่ต้องรอผู้ใดแล้ว", "ได้ข้อยุติ"):
        assert f"ไม่ได้แสดงอีก 7 รายการที่{others}" in screen.getvalue()


def _text(value: object) -> str:
    return str(value.cached if isinstance(value, Formula) else value)


def test_refused_decisions_are_counted(consolidated: Scripted, tmp_path: Path) -> None:
    """The last line but one counts the rows that could not be taken, and what is wrong or not done in the register; it
    says nothing where there is none.
    """  # fmt: skip
    made = consolidated.copy(tmp_path / "round")
    all_well = shown("consolidate", made.folder, "--lang=en").splitlines()[-2]
    assert all_well == "9 final · 0 open on the agenda · 0 of 63 files to correct · 1 threshold not set"
    for number, ending in (
        (1, "· 1 decision refused · 1 threshold not set"),
        (2, "· 2 decisions refused · 1 threshold not set"),
    ):
        book = Book(made.consolidated)
        book.type((MODERATION, book.free(), {"application": "D-01", "subject": "total", "value": 50 + number}))
        assert shown("consolidate", made.folder, "--lang=en").splitlines()[-2].endswith(ending)
    write_register(made, replace(
        REGISTER, applications=(*REGISTER.applications, replace(REGISTER.applications[0], id="I-09")),
        answers=(Attested(INNOVATION, "กรมใด", "effect", True),),
    ))  # fmt: skip
    told = "9 final · 1 without assessors · 0 open on the agenda · 0 of 63 files to correct"
    said = shown("consolidate", made.folder, "--lang=en").splitlines()[-2]
    assert said == f"{told} · 2 decisions refused · 1 mistake in the register · 1 threshold not set"
    assert "· มติที่รับไม่ได้ 2 ·" in shown("consolidate", made.folder).splitlines()[-2]
    made.consolidated.write_bytes(b"broken")
    said = shown("consolidate", made.folder, "--lang=en").splitlines()[-2]
    assert said == f"{told} · 1 mistake in the register · 1 other error · 1 threshold not set"


# Files that change.


def test_a_changed_file_is_not_taken_silently(consolidated: Scripted, tmp_path: Path) -> None:
    """It stops its application until somebody has chosen; the choice is in the ledger, and the result follows it."""
    made = consolidated.copy(tmp_path / "round")
    file, before = made.files["I-01", "A1"], len(made.entries())
    type_into(made.inbox / file, "I-01", {"indicator:2.4": 27})
    code, document = run("consolidate", made.folder)
    assert (code, codes(document)) == (1, [("A10", file)])
    told = shown("consolidate", made.folder, "--lang=en").splitlines()[-2]
    assert told.startswith("8 final · 1 stopped · ")
    assert "· 0 of 63 files to correct ·" in told
    assert (by_id(document)["I-01"]["status"], by_id(document)["I-01"]["total"]) == ("stopped", None)
    assert {id_ for id_, a in by_id(document).items() if a["status"] == "final"} == set(IDS) - {"I-01"}
    assert made.kinds(after=before) == {"result": 1}
    # What differs is shown cell by cell, and the new one is chosen: 740 + 7/7.
    book = Book(made.consolidated)
    shown_cells = {str(v) for cells in book.rows(CHOICES).values() for v in cells.values()}
    assert {"20", "27"} <= shown_cells
    candidates = {
        n: c for n, c in book.rows(CHOICES).items() if str(c.get("key")).startswith("candidate:I-01|desk|A1|")
    }
    row = max((n for n in candidates if "total" in candidates[n]), key=lambda n: float(candidates[n]["total"]))
    book.type((CHOICES, row, {"use": "ใช่", **SIGNED}))
    code, document = run("consolidate", made.folder)
    assert (code, codes(document)) == (0, [])
    assert (by_id(document)["I-01"]["status"], by_id(document)["I-01"]["total"]) == ("final", "741.00")
    assert made.kinds(after=before) == {"decision": 1, "result": 2, "sheet": 1}
    assert run("verify", made.folder)[0] == 0


def test_a_bad_file_is_named_with_whose_it_is(consolidated: Scripted, tmp_path: Path) -> None:
    """Terminal and `Files` say whose sheet does not count, and both of two that differ say why."""
    made = consolidated.copy(tmp_path / "round")
    file = made.files["I-01", "A1"]
    (made.inbox / "scan1.xlsx").write_bytes((made.inbox / file).read_bytes())
    type_into(made.inbox / "scan1.xlsx", "I-01", {"indicator:2.4": 27})
    for lang, stage in (("th", "ประเมินจากเอกสาร"), ("en", "desk")):
        place = f"I-01 · {stage} · {PEOPLE['A1']}"
        for command in ("status", "consolidate"):
            assert f"scan1.xlsx ({place})" in shown(command, made.folder, f"--lang={lang}").splitlines()
        rows = {str(cells.get("sha256")): cells for cells in Book(made.consolidated).rows("Files").values()}
        for name in (file, "scan1.xlsx"):
            row = rows[hashlib.sha256((made.inbox / name).read_bytes()).hexdigest()]
            assert (row.get("filled"), row.get("unfilled")) == (None, place)
            assert all(said in str(row["why"]) for said in ("A02", file, "scan1.xlsx"))
        sound = rows[hashlib.sha256(made.at("I-02", "A1").read_bytes()).hexdigest()]
        assert (sound.get("filled"), sound.get("unfilled")) == (f"I-02 · {stage} · {PEOPLE['A1']}", None)


def test_the_accepted_sheet_is_chosen(consolidated: Scripted, tmp_path: Path) -> None:
    """Though its file was changed, the run is content and says what is left to do; only the file makes `verify` agree."""
    made = consolidated.copy(tmp_path / "round")
    file = made.files["I-01", "A1"]
    data = made.at("I-01", "A1").read_bytes()
    type_into(made.inbox / file, "I-01", {"indicator:2.4": 27})
    run("consolidate", made.folder)
    book = Book(made.consolidated)
    rows = {n: c for n, c in book.rows(CHOICES).items() if str(c.get("key")).startswith("candidate:I-01|desk|A1|")}
    row = min((n for n in rows if "total" in rows[n]), key=lambda n: float(rows[n]["total"]))
    book.type((CHOICES, row, {"use": "ใช่", **SIGNED}))
    for _ in range(2):
        code, document = run("consolidate", made.folder)
        assert (code, codes(document)) == (0, [])
        assert {("A17", file), ("A59", file)} <= set(codes(document, "note"))
        assert (by_id(document)["I-01"]["status"], by_id(document)["I-01"]["total"]) == ("final", "740.00")
    (said,) = (p for p in document["problems"] if p["code"] == "A59")
    assert "Choices" not in said["remedy"]
    assert SIGNED["decided-by"] in said["message"]
    assert "A59" in shown("consolidate", made.folder)
    assert [p["code"] for p in run("verify", made.folder)[1]["problems"]] == ["A53"]
    made.at("I-01", "A1").write_bytes(data)
    code, document = run("consolidate", made.folder)
    assert (code, "A59" in {c for c, _ in codes(document, "note")}) == (0, False)
    assert run("verify", made.folder)[0] == 0


def test_a_file_that_was_taken_away(consolidated: Scripted, tmp_path: Path) -> None:
    """It stops its application and is named; put back, all is as it was."""
    made = consolidated.copy(tmp_path / "round")
    path = made.at("D-02", "A4")
    data = path.read_bytes()
    path.unlink()
    code, document = run("consolidate", made.folder)
    assert (code, codes(document)) == (1, [("A11", made.files["D-02", "A4"])])
    assert by_id(document)["D-02"]["status"] == "stopped"
    path.write_bytes(data)
    code, document = run("consolidate", made.folder)
    assert (code, codes(document), by_id(document)["D-02"]["total"]) == (0, [], "53.00")
    assert run("verify", made.folder)[0] == 0


def test_a_file_that_was_saved_again(consolidated: Scripted, tmp_path: Path) -> None:
    """The same answers in other bytes count on, with a note and an entry of their own."""
    made = consolidated.copy(tmp_path / "round")
    before = len(made.entries())
    openpyxl.load_workbook(made.at("D-02", "A4")).save(made.at("D-02", "A4"))
    code, document = run("consolidate", made.folder)
    assert (code, codes(document)) == (0, [])
    assert ("A16", made.files["D-02", "A4"]) in codes(document, "note")
    assert by_id(document)["D-02"]["total"] == "53.00"
    assert made.kinds(after=before) == {"result": 1, "sheet": 1}
    assert run("verify", made.folder)[0] == 0


def test_a_file_that_was_moved(consolidated: Scripted, tmp_path: Path) -> None:
    """Wherever it lies and whatever it is called, it is the same sheet: nothing is added to the ledger."""
    made = consolidated.copy(tmp_path / "round")
    ledger, moved = made.ledger.read_bytes(), made.inbox / "ใหม่/ลึก/ๆ/ชื่ออื่น.xlsx"
    moved.parent.mkdir(parents=True)
    made.at("D-02", "A4").rename(moved)
    code, document = run("consolidate", made.folder)
    assert (code, codes(document), by_id(document)["D-02"]["total"]) == (0, [], "53.00")
    assert made.ledger.read_bytes() == ledger


@pytest.mark.parametrize("name", ["D-02 (1).xlsx", "D-02 - Copy.xlsx", "สำเนาของ D-02.xlsx"])
def test_a_copy_is_named_and_not_what_it_was_made_of(packed: Scripted, tmp_path: Path, name: str) -> None:
    """Of two files with the same answers the one that is called a copy counts no second time, however they are sorted."""
    made = packed.copy(tmp_path / "round")
    made.send("D-02", "A4")
    made.at("D-02", "A4").rename(made.inbox / "D-02.xlsx")
    (made.inbox / name).write_bytes((made.inbox / "D-02.xlsx").read_bytes())
    assert codes(run("consolidate", made.folder)[1]) == [("A03", name)]


def test_without_news_nothing_changes(consolidated: Scripted, tmp_path: Path) -> None:
    """Every part of the workbook is the same byte for byte, but for the time in two of them; so is the ledger."""
    made = consolidated.copy(tmp_path / "round")
    ledger, before = made.ledger.read_bytes(), parts(made)
    assert run("consolidate", made.folder)[0] == 0
    assert made.ledger.read_bytes() == ledger
    assert {name for name, data in parts(made).items() if data != before[name]} <= {"docProps/core.xml", "About"}


def parts(made: Scripted) -> dict[str, object]:
    """The parts of the consolidated workbook; instead of the table of texts, and of what only has texts, its cells."""
    with zipfile.ZipFile(made.consolidated) as archive:
        found: dict[str, object] = {name: archive.read(name) for name in archive.namelist()}
    del found["xl/sharedStrings.xml"]
    return found | {sheet.name: sheet.cells for sheet in Book(made.consolidated).sheets.values()}


# A register that changes.


def test_an_application_is_withdrawn(consolidated: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no result any more, and its sheets are named, in a terminal once, with nothing to correct; the others stay."""
    made = consolidated.copy(tmp_path / "round")
    before = len(made.entries())
    write_register(made, replace(
        REGISTER, applications=tuple(a for a in REGISTER.applications if a.id != "I-03"),
        assignments=tuple(a for a in REGISTER.assignments if a.application != "I-03"),
    ))  # fmt: skip
    code, document = run("consolidate", made.folder)
    assert code == 0
    assert sorted(codes(document)) == sorted(("A85", made.files["I-03", assessor]) for assessor in PEOPLE)
    assert {id_: a["status"] for id_, a in by_id(document).items()} == {id_: "final" for id_ in IDS if id_ != "I-03"}
    assert made.kinds(after=before) == {"register": 1}
    assert run("verify", made.folder)[0] == 0
    told = "7 score sheets and 1 result of these are no longer in the register and count for nothing"
    assert shown("verify", made.folder, "--lang=en").splitlines()[1] == told
    screen = Terminal()
    monkeypatch.setattr("sys.stdout", screen)
    round_show.print_consolidation(committee.preview(committee.gather(made.folder)), made.folder, "en")
    lines = screen.getvalue().splitlines()
    (at,) = (n for n, line in enumerate(lines) if "A85" in line)
    assert " and 6 more files" in lines[at - 1]
    assert "no longer has the application I-03" in lines[at]


def test_the_name_of_an_assessor_is_corrected(consolidated: Scripted, tmp_path: Path) -> None:
    """Sheets accepted under the former name count on, and say so; so does one that comes later."""
    made = consolidated.copy(tmp_path / "round")
    before = len(made.entries())
    people = tuple(replace(a, name="ผู้ประเมินหนึ่ง") if a.id == "A1" else a for a in REGISTER.assessors)
    write_register(made, replace(REGISTER, assessors=people))
    code, document = run("consolidate", made.folder)
    assert (code, sorted(codes(document))) == (0, sorted(("A08", made.files[id_, "A1"]) for id_ in IDS))
    assert {a["status"] for a in document["applications"]} == {"final"}
    assert made.kinds(after=before) == {"register": 1}
    assert run("verify", made.folder)[0] == 0
    openpyxl.load_workbook(made.at("D-02", "A1")).save(made.at("D-02", "A1"))
    code, document = run("consolidate", made.folder)
    told = {c for c, file in codes(document) if file == made.files["D-02", "A1"]}
    assert (code, told) == (0, {"A08"})


def test_the_award_of_an_application_is_changed(consolidated: Scripted, tmp_path: Path) -> None:
    """Its accepted sheets are there, but of another edition: that is said, and not that they were taken away."""
    made = consolidated.copy(tmp_path / "round")
    works = tuple(replace(a, edition=AWARDS["D"]["edition"]) if a.id == "I-02" else a for a in REGISTER.applications)
    write_register(made, replace(REGISTER, applications=works))
    code, document = run("consolidate", made.folder)
    assert (code, sorted(codes(document))) == (1, sorted(("A07", made.files["I-02", who]) for who in PEOPLE))
    assert by_id(document)["I-02"]["status"] == "waiting"


def test_an_assessor_is_added(consolidated: Scripted, tmp_path: Path) -> None:
    """The panels wait for the new assessor, whose packs are made, and nobody else's."""
    made = consolidated.copy(tmp_path / "round")
    before = len(made.entries())
    write_register(made, replace(
        REGISTER, assessors=(*REGISTER.assessors, Assessor("A8", "ผู้ประเมิน 8")),
        assignments=(*REGISTER.assignments, *(Assignment(id_, "A8", STAGE) for id_ in IDS)),
    ))  # fmt: skip
    _, packs = run("pack", made.folder)
    assert [(p["assessor"], *p["applications"]) for p in packs["packs"] if p["made"]] == [("A8", id_) for id_ in IDS]
    code, document = run("consolidate", made.folder)
    assert (code, {(a["status"], *a["missing"]) for a in document["applications"]}) == (0, {("waiting", "A8")})
    assert made.kinds(after=before) == {"register": 1, "result": 9}
    assert run("verify", made.folder)[0] == 0


def test_a_register_in_another_order_is_the_same(consolidated: Scripted, tmp_path: Path) -> None:
    """Sorting its rows adds nothing to the ledger."""
    made = consolidated.copy(tmp_path / "round")
    ledger = made.ledger.read_bytes()
    write_register(made, replace(REGISTER, assignments=REGISTER.assignments[::-1], assessors=REGISTER.assessors[::-1]))
    code, document = run("consolidate", made.folder)
    assert (code, codes(document)) == (0, [])
    assert made.ledger.read_bytes() == ledger


# Other rules.


def test_rehearsal(consolidated: Scripted, tmp_path: Path) -> None:
    """Good from 742 instead of 750: two of three innovations would be good; nothing at all is written."""
    made = consolidated.copy(tmp_path / "round")
    text = files("pyscoring").joinpath(f"editions/{INNOVATION}.toml").read_text(encoding="utf-8")
    assert "at_least = 750" in text
    rules = tmp_path / "ทดลอง.toml"
    rules.write_text(text.replace("at_least = 750", "at_least = 742"), encoding="utf-8")
    before = fingerprints(made.folder)
    code, document = run("consolidate", made.folder, "--edition", rules)
    moved = {a["application"]: (a["before"]["band"], a["after"]["band"], a["moved"]) for a in document["applications"]}
    assert (code, moved) == (0, {
        "I-01": ("none", "none", False), "I-02": ("none", "good", True), "I-03": ("none", "good", True),
    })  # fmt: skip
    said = shown("consolidate", made.folder, "--edition", rules, "--lang=en")
    assert "full score" not in said
    assert [line.split("\t")[0] for line in said.splitlines() if line.endswith("●")] == ["I-02", "I-03"]
    assert "moves for 2 of 3" in said
    assert fingerprints(made.folder) == before
    elsewhere = (made.folder / "inbox").rename(tmp_path / "elsewhere")
    assert run("consolidate", made.folder, "--edition", rules)[1] != document
    assert run("consolidate", made.folder, "--edition", rules, "--inbox", elsewhere) == (0, document)


def test_a_rehearsal_reads_as_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a cluster, anew, from the inbox that the environment names: as `consolidate` itself."""
    folder = small.begin(tmp_path / "round")
    asked: list[object] = []
    rules = tmp_path / "rules.toml"
    rules.write_bytes(files("pyscoring").joinpath("editions/tepga-development-2558.toml").read_bytes())
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setenv("PYSCORING_INBOX", str(tmp_path / "elsewhere"))
    gather = committee.gather

    def workers(address: str, source: Folder, _: object) -> AbstractContextManager[tuple[None, tuple[()]]]:
        asked.append((address, source.folder.name))
        return nullcontext((None, ()))

    def gathering(*given: Any, fresh: bool) -> committee.Gathered:
        asked.append(fresh)
        return gather(*given, fresh=fresh)

    monkeypatch.setattr(cluster, "workers", workers)
    monkeypatch.setattr(committee, "gather", gathering)
    address = "tcp://127.0.0.1:8786"
    assert run("consolidate", folder, "--edition", rules, "--cluster", address, "--fresh")[0] == 0
    assert asked == [(address, "elsewhere"), True]


def test_scores_that_other_rules_cannot_take(consolidated: Scripted, tmp_path: Path) -> None:
    """Under other indicators it is told which nobody has scored, which are gone, what does not fit, what is not scaled."""
    made = consolidated.copy(tmp_path / "round")
    text = files("pyscoring").joinpath(f"editions/{INNOVATION}.toml").read_text(encoding="utf-8")
    rules = tmp_path / "rules.toml"
    rules.write_text(text.replace('id = "2.4"', 'id = "2.5"'), encoding="utf-8")
    before = fingerprints(made.folder)
    code, document = run("consolidate", made.folder, "--edition", rules)
    assert (code, len(document["applications"])) == (0, 3)
    for told in document["applications"]:
        assert (told["after"], told["moved"]) == (None, False)
        assert told["obstacles"] == {"unscored": ["indicator:2.5"], "dropped": ["indicator:2.4"], "unfit": []}
    said = shown("consolidate", made.folder, "--edition", rules, "--lang=en").splitlines()
    assert "●" not in "".join(said)
    assert said[-2:] == [
        "3 applications cannot be rehearsed (I-01, I-02, I-03): nobody has scored indicator 2.5; "
        "scores were given for 2.4, which these rules do not have",
        f"No application can be rehearsed under {INNOVATION}; nothing was written",
    ]
    assert "ยังไม่มีผู้ใดให้คะแนนตัวชี้วัด 2.5" in shown("consolidate", made.folder, "--edition", rules, "--lang=th")
    steps = 'id = "2.4"\nscale = "level"'
    rules.write_text(text.replace('id = "2.4"', steps), encoding="utf-8")
    code, document = run("consolidate", made.folder, "--edition", rules)
    assert [a["obstacles"]["unfit"] for a in document["applications"]] == [["indicator:2.4"]] * 3
    rules.write_text(text.replace('id = "1.5"', 'id = "1.5"\nscale = "percent"'), encoding="utf-8")
    told = "the full score differs for 1 indicator: 1.5 (120 → 100); scores count as they were typed, not scaled"
    assert shown("consolidate", made.folder, "--edition", rules, "--lang=en").splitlines()[-2] == told
    told = "คะแนนเต็มของตัวชี้วัดไม่เท่าเดิม 1 ตัว: 1.5 (120 → 100) คะแนนที่ให้ไว้นับตามที่พิมพ์ ไม่ได้ปรับสัดส่วน"
    assert shown("consolidate", made.folder, "--edition", rules, "--lang=th").splitlines()[-2] == told
    assert fingerprints(made.folder) == before


def test_stages_that_are_closed_are_not_rehearsed(tmp_path: Path) -> None:
    """Nothing is told of a visit after a desk below the gate; one that the rehearsed gate would close comes to that."""
    works = [replace(small.WORK, id=id_) for id_ in ("ก-1", "ก-2")]
    places = [Assignment(w.id, a.id, stage) for w in works for a in small.PEOPLE[:2] for stage in ("desk", "site")]
    folder = small.begin(tmp_path, replace(small.REGISTER, applications=tuple(works), assignments=tuple(places)))
    for n, place in enumerate(places):
        wanting = 5 if place.stage == "desk" else 0
        scored_7 = 55 - wanting * (10 if place.application == "ก-1" else 4)
        sent = {"application": place.application, "stage": place.stage, "indicator_7": scored_7}
        small.send(folder, small.PEOPLE[int(place.assessor[1:]) - 1].name, f"{n}.xlsx", **sent)
    run("consolidate", folder)
    text = files("pyscoring").joinpath("editions/tepga-development-2558.toml").read_text(encoding="utf-8")
    rules, gate = tmp_path / "rules.toml", 'name = { th = "ตรวจประเมินในพื้นที่", en = "Site visit" }\nat_least = 70'
    assert gate in text
    told = {}
    for at_least in (70, 85):
        rules.write_text(text.replace(gate, gate.replace("70", str(at_least))), encoding="utf-8")
        rows = run("consolidate", folder, "--edition", rules)[1]["applications"]
        told[at_least] = {(a["application"], a["stage"]): (a["after"]["closed"], a["moved"]) for a in rows}
    desks = {("ก-1", "desk"): (False, False), ("ก-2", "desk"): (False, False)}
    assert told == {70: desks | {("ก-2", "site"): (False, False)}, 85: desks | {("ก-2", "site"): (True, True)}}
    said = shown("consolidate", folder, "--edition", rules, "--lang=en").splitlines()
    assert said[3].endswith("\t100.00 Excellent\t– Not passed\t●")


def test_an_award_that_the_register_does_not_have(consolidated: Scripted, tmp_path: Path) -> None:
    """Rehearsing the rules of another award says that nobody has applied for that award."""
    rules = tmp_path / "rules.toml"
    text = files("pyscoring").joinpath("editions/tepga-expansion-2558.toml").read_text(encoding="utf-8")
    rules.write_text(text, encoding="utf-8")
    said = shown("consolidate", consolidated.folder, "--edition", rules, "--lang=en")
    assert said.splitlines()[-1] == "no application of the register is for the award tepga-expansion"


def test_what_writes_and_what_does_not(consolidated: Scripted, tmp_path: Path) -> None:
    """No command changes the inbox, the packs or the register; `status` and `verify` change nothing at all."""
    made = consolidated.copy(tmp_path / "round")
    before = fingerprints(made.folder)
    for command in ("status", "verify"):
        assert run(command, made.folder)[0] == 0
        shown(command, made.folder)
    assert fingerprints(made.folder) == before
    for command in ("pack", "consolidate"):
        assert run(command, made.folder)[0] == 0
    after = fingerprints(made.folder)
    assert {name for name in before | after if before.get(name) != after.get(name)} <= {
        "consolidated.xlsx",
        ".pyscoring/lock",
        ".pyscoring/seen.jsonl",
    }


def test_two_rounds_side_by_side(consolidated: Scripted, tmp_path: Path) -> None:
    """One that lies beside another, or is run from inside another, knows nothing of it."""
    one, other = (consolidated.copy(tmp_path / name) for name in ("หนึ่ง", "สอง"))
    other.at("I-01", "A1").unlink()
    untouched = fingerprints(one.folder)
    code, document = run("consolidate", other.folder)
    assert (code, codes(document)) == (1, [("A11", other.files["I-01", "A1"])])
    assert fingerprints(one.folder) == untouched
    assert codes(run("consolidate", one.folder)[1]) == []
