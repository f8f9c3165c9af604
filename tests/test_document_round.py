"""A round in which documents are checked first: who is considered, who is not and why, and what comes of it."""

import json
import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pyscoring import ledger as ledgers
from pyscoring.consolidate import consolidate
from pyscoring.edition import Stage, scored
from pyscoring.panel import Seat
from pyscoring.register import Application, Assessor, Assignment, Register
from tests.award_round import Entered, decide, send
from tests.committee_book import CHOICES, MODERATION, RESULTS, SIGNED, Book
from tests.documents import Answer, judged, passing
from tests.provoked_round import rechained
from tests.scripted_round import run, shown, word
from workbook.committee import register as registers
from workbook.documents import document_layout
from workbook.documents.document_sheet import DOCUMENTS
from workbook.files import atomic
from workbook.files.patch import patch
from workbook.scoresheet import layout
from workbook.scoresheet.fill import edits_of

pytestmark = pytest.mark.xdist_group("document-round")

TPSA = "tpsa-standard-2558"
STANDARD = scored(TPSA)
ASSESSORS = ("A1", "A2")
SHORT: dict[str, Answer] = {"document:form-2": False, "document:report-pages": Decimal(16)}
# What each assessor finds otherwise than in a passing application; None: has sent nothing.
CHECKS: Mapping[str, tuple[dict[str, Answer] | None, dict[str, Answer] | None]] = {
    "D-1": ({}, {"document:1": Decimal(650)}),
    "D-2": (SHORT, SHORT | {"document:report-pages": Decimal(17)}),
    "D-3": ({}, {"document:form-3": False, "document:3": Decimal(1500), "eligibility:in-use": False}),
    "D-4": ({}, None),
    "D-5": ({}, {}),
}  # fmt: skip
SCORED = ("D-1", "D-2", "D-3")  # those with assessors for the next stage as well
Packs = Mapping[tuple[str, Stage, str], str]


def begin(folder: Path) -> Packs:
    """The round with its packs, every document check of the table, and the scores of D-1."""
    shown("init", folder)
    assigned = [Assignment(id_, who, "document") for id_ in CHECKS for who in ASSESSORS]
    assigned += [Assignment(id_, who, "desk") for id_ in SCORED for who in ASSESSORS]
    people = tuple(Assessor(who, f"ผู้ประเมิน {who[1:]}") for who in ASSESSORS)
    listed = tuple(Application(id_, TPSA, f"ผลงาน {id_}", "กรมอนามัย") for id_ in CHECKS)
    atomic.replace(folder / "register.xlsx", registers.write(Register(listed, people, tuple(assigned))))
    code, made = run("pack", folder)
    assert code == 0, made["problems"]
    packs = {(p["applications"][0], p["stage"], p["assessor"]): p["file"] for p in made["packs"]}
    for id_, checks in CHECKS.items():
        for who, found in zip(ASSESSORS, checks, strict=True):
            if found is not None:
                check(folder, packs[id_, "document", who], found)
    scores(folder, packs, "D-1")
    return packs


def check(folder: Path, pack: str, found: Mapping[str, Answer], to: str | None = None) -> Path:
    """One filled document check, put into the inbox."""
    answers = passing(STANDARD) | dict(found)
    typed = {k: word(v) if isinstance(v, bool) else v for k, v in answers.items()}
    cells = edits_of(document_layout.rows(STANDARD), typed | {"conflict": word(False), "date": "20/2/2558"})
    path = folder / "inbox" / (to or pack.removeprefix("packs/"))
    path.parent.mkdir(parents=True, exist_ok=True)
    source = folder / pack if (folder / pack).exists() else folder / "packs" / pack
    path.write_bytes(patch(source.read_bytes(), {DOCUMENTS: cells}))
    return path


def scores(folder: Path, packs: Packs, id_: str) -> None:
    for n, who in enumerate(ASSESSORS, 1):
        send(folder, packs[id_, "desk", who], Entered(id_, TPSA, "", "", (90, 90), "desk"), n, 90)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Packs, dict[str, Any]]:
    """The round after its first consolidation; tests that change it take a copy."""
    folder = tmp_path_factory.mktemp("documents") / "round"
    packs = begin(folder)
    check(folder, packs["D-5", "document", "A2"], SHORT, to="อีกแผ่น.xlsx")
    _, document = run("consolidate", folder)
    return folder, packs, document


@pytest.fixture
def copy(first: tuple[Path, Packs, dict[str, Any]], tmp_path: Path) -> Path:
    return Path(shutil.copytree(first[0], tmp_path / "round"))


def results(document: Mapping[str, Any], stage: Stage = "document") -> dict[str, dict[str, Any]]:
    return {a["application"]: a for a in document["applications"] if a["stage"] == stage}


def entries(folder: Path, kind: str) -> list[dict[str, Any]]:
    book, _ = ledgers.read((folder / "ledger.jsonl").read_bytes())
    return [dict(entry.body) for entry in book.of(kind)]


def test_what_comes_of_each(first: tuple[Path, Packs, dict[str, Any]]) -> None:
    """All alike decides, with exactly what is missing; checks that differ, are missing or doubled decide nothing."""
    _, _, document = first
    found = results(document)
    assert {id_: (r["status"], r["next"], r["considered"], r["lacking"]) for id_, r in found.items()} == {
        "D-1": ("final", "screening", True, []),
        "D-2": ("final", "not-considered", False, ["document:form-2", "document:report-pages"]),
        "D-3": ("open", None, None, []), "D-4": ("waiting", None, None, []), "D-5": ("stopped", None, None, []),
    }  # fmt: skip
    assert {(r["total"], r["band"], r["rank"], r["mean"]) for r in found.values()} == {(None, None, None, None)}
    assert (found["D-4"]["missing"], found["D-5"]["stopped"], found["D-1"]["assessors"]) == (
        ["A2"],
        ["A2"],
        ["A1", "A2"],
    )
    assert [(f["file"], f["accepted"]) for f in document["files"] if "อีกแผ่น" in f["file"]] == [("อีกแผ่น.xlsx", False)]
    told = {p["code"] for p in document["problems"] if p["severity"] != "note"}
    assert told == {"A02", "D22", "D23", "D24"}
    assert results(document, "desk")["D-1"]["total"] == "900.00"


def test_nobody_is_waited_for_after_an_end(first: tuple[Path, Packs, dict[str, Any]]) -> None:
    """The next stage of one that is not considered has no places, no flags and the verdict's word; others wait."""
    folder, _, document = first
    over, waiting = (results(document, "desk")[id_] for id_ in ("D-2", "D-3"))
    assert (over["closed"], over["status"], over["missing"], over["flags"], over["total"]) == (
        True,
        "final",
        [],
        [],
        None,
    )
    assert (waiting["closed"], waiting["status"], waiting["missing"]) == (False, "waiting", ["A1", "A2"])
    assert "missing" in waiting["flags"]
    book = Book(folder / "consolidated.xlsx")
    (row,) = [
        r for r in book.rows(RESULTS).values() if (r["application"], r.get("stage")) == ("D-2", "ประเมินจากเอกสาร")
    ]
    assert (row["status"], row["panel"], row.get("flags")) == ("– ไม่รับพิจารณา", "–", None)
    held = {(r["id"], r.get("stage")): r for r in book.rows("Status").values() if "places" in r}
    assert (held["D-2", "ประเมินจากเอกสาร"]["places"], held["D-2", "ประเมินจากเอกสาร"]["who"]) == (0, "– ไม่รับพิจารณา")
    assert (held["A1", None]["places"], "D-2" in held["A1", None]["who"]) == (7, False)
    assert "D-2" not in {r.get("application") for name in ("Agenda", MODERATION) for r in book.rows(name).values()}
    places = {a["assessor"]: a["places"] for a in run("status", folder)[1]["assessors"]}
    assert [(p["application"], p["stage"]) for p in places["A2"]].count(("D-2", "desk")) == 0
    assert len(places["A2"]) == 7


def test_an_end_is_told_in_the_terminal(copy: Path) -> None:
    """`status` names nobody for a stage that an end has closed, and `consolidate` counts it apart from who is waited for."""
    told = [line.split("\t") for line in shown("status", copy, "--lang", "en").splitlines()]
    assert [line[3:] for line in told if line[0] == "D-2" and line[2] == "desk"] == [["–", "– not considered"]]
    assert "10 of 14 places returned" in "".join(map("".join, told))
    said = shown("consolidate", copy, "--lang", "en")
    assert "3 final · 1 to discuss · 2 waiting · 1 stopped · " in said
    assert "· 1 ended by the stage before" in said


def test_one_alone_and_nobody() -> None:
    """One who is not recused decides, also where the source names nothing that follows; nobody leaves it to the committee."""
    tepga = scored("tepga-development-2558")
    found = judged(tepga, passing(tepga) | {"document:application": False})
    recused = Seat("A2", "ผู้ประเมิน 2", "recused")
    alone = consolidate(tepga, "T-1", "document", [Seat("A1", "ผู้ประเมิน 1", "counted", check=found), recused])
    assert alone.verdict is not None
    assert (alone.status, alone.next, alone.verdict.text("en")) == ("final", None, "Incomplete")
    assert [finding.key for finding in alone.verdict.lacking] == ["document:application"]
    assert (alone.comes_to["en"], consolidate(tepga, "T-1", "desk", [recused]).comes_to["en"]) == ("Incomplete", "")
    nobody = consolidate(tepga, "T-1", "document", [recused])
    assert (nobody.status, nobody.verdict, [i.subject for i in nobody.open_items]) == ("open", None, ["documents"])


def test_the_workbook_says_why(first: tuple[Path, Packs, dict[str, Any]]) -> None:
    """`Results` has the verdict and what is missing in words, `Agenda` who found what, and `Choices` where sheets differ."""
    book = Book(first[0] / "consolidated.xlsx")
    rows = {cells["application"]: cells for cells in book.rows(RESULTS).values() if cells.get("stage") == "ตรวจเอกสาร"}
    assert rows["D-1"]["next"] == next_name(True)
    assert rows["D-2"]["next"] == "ไม่รับพิจารณา"
    assert rows["D-2"]["status"] == "✓ ไม่ครบถ้วน: ไม่รับพิจารณา"
    form, report = (next(d for d in STANDARD.documents if d.id == id_).name.th for id_ in ("form-2", "report-pages"))
    assert rows["D-2"]["flags"] == f"ไม่มี{form}; {report} 16–17 หน้า เกินกำหนด 15 หน้า"
    assert not {"total", "band", "exact"} & set(rows["D-2"])
    (item,) = [cells for cells in book.rows("Agenda").values() if cells.get("application") == "D-3"]
    condition = next(c.name.th for c in STANDARD.eligibility if c.id == "in-use")
    assert item["positions"].splitlines()[0] == f"{condition} — ผ่าน: ผู้ประเมิน 1 · ไม่ผ่าน: ผู้ประเมิน 2"
    assert "เกิน (1500): ผู้ประเมิน 2" in item["positions"]
    differing = [cells for cells in book.rows(CHOICES).values() if cells.get("key") == "difference"]
    assert [c["status"] for c in differing] == ["ค่า", "ใช่", "ไม่ใช่", "15", "16"]
    assert differing[1]["application"] == f"form-2 {form}"
    assert {str(cells.get("key")) for cells in book.rows("Matrix").values()} >= {"total"}


def next_name(considered: bool) -> str:
    after = STANDARD.after_documents
    assert after is not None
    assert after.not_considered is not None
    return (after.considered if considered else after.not_considered).name.th


def test_again_adds_nothing(first: tuple[Path, Packs, dict[str, Any]], copy: Path) -> None:
    """A second run says the same and leaves the ledger as it is; `status` shows who is waited for; `verify` agrees."""
    before = (copy / "ledger.jsonl").read_bytes()
    assert run("consolidate", copy)[1]["applications"] == first[2]["applications"]
    assert (copy / "ledger.jsonl").read_bytes() == before
    assert results(run("status", copy)[1])["D-4"]["missing"] == ["A2"]
    sheets = [body for body in entries(copy, "sheet") if body["stage"] == "document"]
    assert [(b["application"], b["assessor"]) for b in sheets] == [
        *((id_, who) for id_ in ("D-1", "D-2", "D-3") for who in ASSESSORS), ("D-4", "A1"), ("D-5", "A1"),
    ]  # fmt: skip
    assert sheets[2]["received"]["form-2"] is False
    assert (sheets[2]["counts"]["report-pages"], sheets[3]["counts"]["report-pages"]) == ("16", "17")
    code, checked = run("verify", copy)
    assert (code, checked["problems"], checked["sheets"], checked["results"]) == (0, [], 10, 8)


@pytest.mark.parametrize(
    ("value", "considered", "lacking"),
    [("ใช่", True, []), ("ไม่ใช่", False, ["eligibility:in-use", "document:form-3", "document:3"])],
)
def test_the_committee_decides(copy: Path, value: str, considered: bool, lacking: list[str]) -> None:
    """Typed on `Moderation` like any decision, a yes or no settles checks that differ, and can be taken back."""
    decide(copy, "D-3", "document", "ผลตรวจเอกสาร", value)
    document = run("consolidate", copy)[1]
    found, told = results(document)["D-3"], [p["code"] for p in document["problems"]]
    assert (told.count("A84"), "D23" in told) == (3, False)
    assert {"D22", "D24"} <= set(told)  # of checks that the committee has not decided
    assert (found["status"], found["considered"], found["lacking"]) == ("final", considered, lacking)
    assert found["flags"] == ["decided"]
    assert run("verify", copy)[1]["problems"] == []
    decide(copy, "D-3", "document", "ผลตรวจเอกสาร", "ยกเลิก")
    assert results(run("consolidate", copy)[1])["D-3"]["status"] == "open"
    assert run("verify", copy)[1]["problems"] == []


@pytest.mark.parametrize(
    ("stage", "subject", "value", "code"),
    [
        ("document", "ผลตรวจเอกสาร", "คงเดิม", "A44"), ("document", "ผลตรวจเอกสาร", "อาจจะ", "D12"),
        ("document", "คะแนนรวม", "800", "A41"), ("desk", "ผลตรวจเอกสาร", "ใช่", "A41"),
    ],
)  # fmt: skip
def test_what_cannot_be_decided(copy: Path, stage: Stage, subject: str, value: str, code: str) -> None:
    """Of documents only yes or no, and neither a total of them nor a document check of scores."""
    decide(copy, "D-3", stage, subject, value)
    told = run("consolidate", copy)[1]["problems"]
    assert [p["code"] for p in told if p["sheet"] == MODERATION and p["severity"] == "error"] == [code]


def test_the_missing_one_comes(first: tuple[Path, Packs, dict[str, Any]], copy: Path) -> None:
    """The last check makes a verdict; a sheet chosen of two does as well, and a changed file stops its place."""
    packs = first[1]
    late = check(copy, packs["D-4", "document", "A2"], {}, to="ส่งช้า.xlsx")
    book = Book(copy / "consolidated.xlsx")
    book.type((CHOICES, book.candidate("D-5|document|A2|", file="อีกแผ่น"), {"use": "ใช่", **SIGNED}))
    found = results(run("consolidate", copy)[1])
    assert (found["D-4"]["considered"], found["D-5"]["status"]) == (True, "open")  # A1 found nothing missing
    late.write_bytes(patch(late.read_bytes(), {DOCUMENTS: {_cell("document:form-1"): "ไม่ใช่"}}))
    code, document = run("consolidate", copy)
    assert (code, results(document)["D-4"]["status"]) == (1, "stopped")
    assert ("A10", "ส่งช้า.xlsx") in {(p["code"], p["file"]) for p in document["problems"]}


def _cell(key: str) -> tuple[int, int]:
    return next(row.number for row in document_layout.rows(STANDARD) if row.key == key), layout.VALUE


def test_verify_names_what_was_changed(first: tuple[Path, Packs, dict[str, Any]], copy: Path) -> None:
    """A changed file, one that is gone, an answer and a verdict that are others in a rewritten ledger are all named."""
    packs = first[1]
    at = {who: copy / "inbox" / packs["D-2", "document", who].removeprefix("packs/") for who in ASSESSORS}
    at["A1"].write_bytes(patch(at["A1"].read_bytes(), {DOCUMENTS: {_cell("document:form-2"): "ใช่"}}))
    at["A2"].unlink()
    assert sorted(p["code"] for p in run("verify", copy)[1]["problems"] if p["severity"] == "error") == ["A53", "A54"]


@pytest.mark.parametrize(
    ("kind", "changed", "codes"),
    [
        ("sheet", {"counts": {"report-pages": "15"}}, ["A55", "A56"]),
        ("sheet", {"received": {"form-2": True}}, ["A55", "A56"]),
        ("result", {"considered": True, "lacking": [], "next": "screening"}, ["A56"]),
        ("result", {"lacking": ["document:form-2"]}, ["A56"]),
        ("result", {"next": "screening"}, ["A56"]),
    ],
)
def test_verify_follows_the_verdict(copy: Path, kind: str, changed: dict[str, Any], codes: list[str]) -> None:
    """In a ledger whose chain was made anew, answers are held against the files, and verdicts against the answers."""

    def forge(_: int, of: str, body: dict[str, Any]) -> dict[str, Any] | None:
        if of != kind or (body["application"], body["stage"], body.get("assessor", "A1")) != ("D-2", "document", "A1"):
            return None
        return body | {k: body[k] | v if isinstance(v, dict) else v for k, v in changed.items()}

    rechained(copy / "ledger.jsonl", forge)
    told = [p for p in run("verify", copy)[1]["problems"] if p["code"] != "A58"]
    assert [p["code"] for p in told] == codes
    assert "D-2" in told[-1]["message"]


def test_the_export_says_why(first: tuple[Path, Packs, dict[str, Any]], copy: Path) -> None:
    """Who is not considered has that in the remark, and holds nothing in draft; its next stage is neither waited for nor counted."""
    packs = first[1]
    scores(copy, packs, "D-2")
    decide(copy, "D-3", "document", "ผลตรวจเอกสาร", "ไม่ใช่")
    check(copy, packs["D-4", "document", "A2"], {})
    (copy / "inbox" / "อีกแผ่น.xlsx").unlink()
    assert run("consolidate", copy)[0] == 0
    code, done = run("export", copy, "--format", "json,csv,xlsx,html", "--final", "--date", "2015-07-31")
    assert (code, done["draft"]) == (0, False)
    found = json.loads((copy / "results" / "results.json").read_text(encoding="utf-8"))
    rows = {(t["stage"], r["application"]): r for t in found["tables"] for r in t["rows"]}
    assert sorted(rows) == [("desk", "D-1"), *(("document", id_) for id_ in CHECKS)]
    out = rows["document", "D-2"]
    assert (out["total"], out["band"], out["rank"], out["deciding"]) == (None, None, None, True)
    assert (out["next"]["id"], out["next"]["failed"], out["status"]) == ("not-considered", True, "final")
    (remark,) = out["remarks"]
    assert remark["kind"] == "documents"
    assert "16–17 หน้า เกินกำหนด 15 หน้า" in remark["text"]["th"]
    assert [r["kind"] for r in rows["document", "D-3"]["remarks"]] == ["documents", "decided"]
    assert (out["considered"], rows["document", "D-1"]["considered"], rows["desk", "D-1"]["considered"]) == (
        False,
        True,
        None,
    )
    assert found["open"] == []
    _the_table_shows_the_verdict(copy / "results")
    cells = {c["id"]: (c["value"], c["cell"]) for c in out["sheets"][0]["cells"]}
    assert cells["document:report-pages"] == ("16", f"E{_cell('document:report-pages')[0]}")
    assert "ไม่รับพิจารณา; เอกสารไม่ครบถ้วน: " in (copy / "results" / "results.csv").read_text(encoding="utf-8-sig")
    (tally,) = found["summary"]
    assert [(c["band"] and c["band"]["id"], c["applications"]) for c in tally["counts"]][-2:] == [
        ("not-considered", 2),
        (None, 3),
    ]
    assert run("verify", copy)[1]["problems"] == []


def _the_table_shows_the_verdict(folder: Path) -> None:
    """Considered or not stands in the place of a band, and no threshold or method is told of a check."""
    book = openpyxl.load_workbook(folder / "results.xlsx")
    told = [[cell.value for cell in row] for row in book["tpsa-standard document"]]
    heading = next(row for row in told if "ผลตรวจเอกสาร" in row)
    shown = {row[1]: row[heading.index("ผลตรวจเอกสาร")] for row in told[told.index(heading) + 1 :]}
    assert [shown.get(id_) for id_ in ("D-1", "D-2", "D-3")] == ["รับพิจารณา", "ไม่รับพิจารณา", "ไม่รับพิจารณา"]
    cover = [str(cell.value) for row in book["Cover"] for cell in row if "ตรวจเอกสาร" in str(cell.value)]
    assert [line.rpartition("\n")[2] for line in cover] == ["5 ผลงาน รับพิจารณา 3 ไม่รับพิจารณา 2"]
    page = (folder / "results.html").read_text(encoding="utf-8")
    assert "· ตรวจเอกสาร ไม่มีคะแนน" in page
    assert "รับพิจารณา</span>" in page


def test_scores_of_one_that_is_out(first: tuple[Path, Packs, dict[str, Any]], copy: Path) -> None:
    """Scores for an application that is not considered are named and do not count, until the committee sets a total."""
    scores(copy, first[1], "D-2")
    document = run("consolidate", copy)[1]
    (told,) = [p for p in document["problems"] if p["code"] == "A15"]
    assert "“ไม่รับพิจารณา” คะแนนที่ส่งมาในขั้นนี้ไม่นับ" in told["message"]
    out = results(document, "desk")["D-2"]
    assert (out["closed"], out["total"], out["band"], out["mean"], out["rank"]) == (True, None, None, None, None)
    files = Book(copy / "consolidated.xlsx").rows("Files").values()
    assert sum("D-2" in r.get("filled", "") and r["accepted"] == "✓ รับแล้ว" for r in files) == 4
    decide(copy, "D-2", "desk", "คะแนนรวม", "850")
    decide(copy, "D-2", "desk", "ตัวชี้วัด 1.1", "80")
    document = run("consolidate", copy)[1]
    assert "A15" not in {p["code"] for p in document["problems"]}
    assert results(document, "desk")["D-2"]["total"] == "850.00"
    decide(copy, "D-2", "desk", "คะแนนรวม", "ยกเลิก")
    assert results(run("consolidate", copy)[1], "desk")["D-2"]["closed"]
    rows = Book(copy / "consolidated.xlsx").rows(MODERATION).values()
    states = [r["state"] for r in rows if r.get("application") == "D-2" and "state" in r]
    assert [state[0] for state in states] == ["↺", "↺", "✓"]
    assert states[1] == "↺ ไม่มีผล: ขั้นก่อนหน้าได้ผลว่า “ไม่รับพิจารณา”"
