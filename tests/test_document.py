"""The document check: considered or not, and exactly why; formula, Python and command line agree."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pyscoring.considered import verdict
from pyscoring.document import DocumentCheck, DocumentSheet, check, definition
from pyscoring.edition import AwardEdition, Requirement, load, scored
from pyscoring.edition_files import available
from pyscoring.register import Application, Assessor, Assignment, Register
from tests.documents import DECLARED, compare, judged, passing, random_checks, write
from tests.packages import contents
from workbook.cli import main
from workbook.committee.inbox import read_one
from workbook.committee.packs import By, make_packs
from workbook.documents import document_layout
from workbook.documents.document_reader import ReadDocument
from workbook.documents.document_sheet import DOCUMENTS, document_template
from workbook.files.cached import without_values
from workbook.files.package import read_all
from workbook.files.patch import patch
from workbook.office.libreoffice import Office
from workbook.scoresheet import layout
from workbook.scoresheet.official import missing_text, over_text
from workbook.scoresheet.reader import read_file
from workbook.scoresheet.scoring import score_files

TPSA = ["tpsa-standard-2558", "tpsa-integration-2558", "tpsa-innovation-2558", "tpsa-improvement-2558"]
TEPGA = ["tepga-development-2558", "tepga-expansion-2558"]
STANDARD = scored("tpsa-standard-2558")
ROW = {row.key: row.number for row in document_layout.rows(STANDARD) if row.key}
COUNT = 2_000


def run(*arguments: object) -> dict[str, Any]:
    """The one entry of `score --json`, with the exit code."""
    ran = CliRunner().invoke(main, ["score", "--json", *map(str, arguments)])
    (entry,) = json.loads(ran.stdout)["scores"]
    return entry | {"exit": ran.exit_code}


def test_what_the_slides_ask_for() -> None:
    """The four types ask for three forms, 3 and 15 pages, and the twelve answers of slides 19 to 21."""
    for id_ in TPSA:
        limits = [(d.id, d.at_most, d.source) for d in scored(id_).documents]
        assert limits == [
            ("form-1", None, "slide 15"), ("form-2", None, "slide 15"), ("form-3", None, "slide 15"),
            ("summary-pages", 3, "slide 15"), ("report-pages", 15, "slide 15"),
            ("1", 700, "slide 19"), ("2", 700, "slide 19"), ("3", 1400, "slide 19"), ("4", 1400, "slide 19"),
            ("5", 700, "slide 20"), ("6.1", 700, "slide 20"), ("6.2", 700, "slide 20"), ("6.3", 700, "slide 20"),
            ("7", 700, "slide 20"), ("8", 1400, "slide 21"), ("9", 700, "slide 21"), ("10", 700, "slide 21"),
        ]  # fmt: skip
    asked = {
        id_ for id_ in available() if id_.endswith("-2558") and isinstance(e := load(id_), AwardEdition) and e.documents
    }
    assert asked == {*TPSA, *TEPGA}


@pytest.mark.parametrize(
    ("changed", "status", "missing", "over"),
    [
        ({}, "ครบถ้วน", "", ""),
        ({"document:form-2": False}, "ไม่ครบถ้วน: ไม่รับพิจารณา", "แบบฟอร์ม 2", ""),
        ({"eligibility:coverage": False}, "ไม่ครบถ้วน: ไม่รับพิจารณา", "เงื่อนไข 2", ""),
        ({"document:3": Decimal(1401)}, "ไม่ครบถ้วน: ไม่รับพิจารณา", "", "ข้อ 3 (1401/1400)"),
        ({"document:9": Decimal(0)}, "ไม่ครบถ้วน: ไม่รับพิจารณา", "ข้อ 9", ""),
        ({"document:summary-pages": Decimal(4), "document:6.1": Decimal(701), "document:form-1": False},
         "ไม่ครบถ้วน: ไม่รับพิจารณา", "แบบฟอร์ม 1", "บทสรุป (4/3) · ข้อ 6.1 (701/700)"),
        ({"document:8": None, "document:form-2": False}, "ยังไม่ตอบ 1 รายการ", "แบบฟอร์ม 2", ""),
        ({"document:8": Decimal("0.5"), "document:7": None}, "แก้ไข 1 แห่ง", "", ""),
    ],
)  # fmt: skip
def test_worked_by_hand(changed: dict[str, Any], status: str, missing: str, over: str) -> None:
    """At the limit is within it; no, none and too much keep an application out; a blank decides nothing."""
    found = judged(STANDARD, passing(STANDARD) | changed, conflict=False)
    assert (found.text(), missing_text(found, "th"), over_text(found, "th")) == (status, missing, over)


def test_what_comes_next() -> None:
    """Complete goes to screening, incomplete is not considered, and anything open has no next step."""
    full = passing(STANDARD)
    nexts = [
        judged(STANDARD, answers, conflict=conflict).next
        for answers, conflict in (
            (full, False), (full | {"document:1": Decimal(701)}, False), (full | {"document:1": None}, False), (full, True),
        )
    ]  # fmt: skip
    assert [after and after.id for after in nexts] == ["screening", "not-considered", None, None]
    tepga = scored("tepga-development-2558")
    out = judged(tepga, passing(tepga) | {"document:application": False})
    assert (out.text("en"), out.next) == ("Incomplete", None)  # the slides say nothing


def test_each_problem_names_its_line_and_source() -> None:
    """What is missing, not met, over or open is told one by one with the slide that asks for it."""
    answers = passing(STANDARD) | {
        "eligibility:in-use": False, "document:form-3": False, "document:report-pages": Decimal(16), "document:10": None,
    }  # fmt: skip
    found = judged(STANDARD, answers).problems
    assert [(p.code, p.field) for p in found] == [
        ("D23", "eligibility:in-use"), ("D22", "document:form-3"), ("D24", "document:report-pages"), ("D21", "document:10"),
    ]  # fmt: skip
    assert "16 pages, at most 15 (slide 15)" in found[2].message("en")
    assert "(สไลด์ 7)" in found[0].message("th")


def test_answers_of_another_edition_are_refused() -> None:
    """Answers to what the edition does not ask are mistakes, as is a sheet of another edition."""
    sheet = DocumentSheet(
        edition="tpsa-best-2558", received={"form-9": True}, counts={"11": 5}, eligibility={"old": True}
    )
    codes = [p.code for p in check(STANDARD, sheet).problems if p.code != "D21"]
    assert codes == ["T03", "T07", "T07", "T07"]


def test_the_fingerprint_rests_on_every_answer() -> None:
    """A change of any answer gives another fingerprint; a remark gives the same."""
    prints = {
        DocumentSheet(**changed).fingerprint
        for changed in ({}, {"received": {"form-1": True}}, {"counts": {"1": 3}}, {"eligibility": {"in-use": True}})
    }
    assert len(prints) == 4
    assert DocumentSheet(evidence={"document:1": "น."}).fingerprint in prints


def test_the_definition_rests_on_what_is_asked() -> None:
    """A limit changes the definition of the document check, and leaves that of the score sheet alone."""
    documents = tuple(d.model_copy(update={"at_most": 16}) if d.id == "report-pages" else d for d in STANDARD.documents)
    other = STANDARD.model_copy(update={"documents": documents})
    assert definition(other) != definition(STANDARD)
    assert other.definition == STANDARD.definition
    moved = tuple(d.model_copy(update={"source": "slide 16"}) for d in STANDARD.documents)
    assert definition(STANDARD.model_copy(update={"documents": moved})) == definition(STANDARD)


@pytest.mark.parametrize(
    ("id_", "lang"), [(id_, "th") for id_ in (*TPSA, *TEPGA)] + [(TPSA[0], "en"), (TEPGA[1], "en")]
)
def test_formulas_agree_with_python(
    id_: str, lang: str, office: Office, record_property: Callable[[str, object], None]
) -> None:
    """2,000 random checks an edition, two of them in English too: LibreOffice and Python say the same of every line and in all."""
    edition = scored(id_)
    found = compare(office, edition, random_checks(edition, COUNT, seed=2558), lang)
    record_property("figure", str(found))
    assert found.count == COUNT
    assert set(found.kinds) == {"complete", "incomplete", "open", "recused"} | ({"invalid"} if id_ in TPSA else set())
    assert found.differences == []


def test_the_command_line_says_the_same(tmp_path: Path) -> None:
    """Files of the real template, in both languages, come to what the core says of the same answers."""
    for n, (conflict, answers) in enumerate(random_checks(STANDARD, 60, seed=5)):
        path = write(tmp_path / f"{n}.xlsx", STANDARD, answers | {"conflict": conflict}, "th" if n % 2 else "en")
        wanted, entry = judged(STANDARD, answers, conflict=conflict), run(path)
        assert (entry["complete"], entry["next"]) == (wanted.complete, wanted.next and wanted.next.id)
        assert (entry["total"], entry["band"], entry["bonus"], entry["dimensions"]) == (None, None, None, {})
        told = [(p["code"], p["field"]) for p in entry["problems"] if p["code"] not in ("D14", "D15")]
        assert sorted(told) == sorted((p.code, p.field) for p in wanted.problems)


def test_exit_codes(tmp_path: Path) -> None:
    """A verdict, whatever it is, exits 0; a check that is not finished exits 1."""
    full = passing(STANDARD)
    assert run(write(tmp_path / "a.xlsx", STANDARD, full))["exit"] == 0
    assert run(write(tmp_path / "b.xlsx", STANDARD, full | {"document:form-1": False}))["exit"] == 0
    assert run(write(tmp_path / "c.xlsx", STANDARD, full | {"document:form-1": None}))["exit"] == 1


def test_the_official_block(tmp_path: Path) -> None:
    """`--write` puts the outcome, the lists and a message beside each line, and the file reads the same again."""
    path = write(
        tmp_path / "a.xlsx", STANDARD, passing(STANDARD) | {"document:form-2": False, "document:3": Decimal(1500)}
    )
    (done,) = score_files([path], write=True)
    assert done.written
    cells = read_all(path).sheets[0].cells
    official = {key: cells.get((ROW[key], layout.OFFICIAL)) for key in ROW}
    assert (official["status"], official["missing"], official["over"]) == (
        "ไม่ครบถ้วน: ไม่รับพิจารณา", "แบบฟอร์ม 2", "ข้อ 3 (1500/1400)",
    )  # fmt: skip
    assert str(official["document:form-2"]).startswith("D22 ")
    assert official["document:1"] is None
    (again,) = score_files([path])
    assert again.problems == done.problems
    changed = {DOCUMENTS: {(ROW["document:3"], layout.VALUE): 1400}}
    path.write_bytes(patch(path.read_bytes(), changed))
    assert "D17" in {p["code"] for p in run(path)["problems"]}


def test_a_file_that_cannot_be_written_gets_a_copy(tmp_path: Path) -> None:
    """The outcome of a signed workbook is saved beside it, in a copy that is never read as a check."""
    import zipfile

    path = write(tmp_path / "a.xlsx", STANDARD, passing(STANDARD))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("_xmlsignatures/origin.sigs", b"")
    (done,) = score_files([path], write=True)
    assert [p.code for p in done.problems if p.code.startswith("W")] == ["W05"]
    (copy,) = done.beside
    assert [p.code for p in read_file(copy)[2]] == ["F13"]
    assert read_all(copy).sheets[0].cells[ROW["status"], layout.OFFICIAL] == "ครบถ้วน"


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"document:1": "หก"}, "D02"), ({"document:1": 100_000}, "D03"), ({"document:1": 1.5}, "D11"),
        ({"document:1": "1,400"}, "D05"), ({"document:form-1": "อาจจะ"}, "D12"), ({"stage": "desk"}, "D13"),
        ({"edition": "tpsa-best-2558"}, "T08"), ({"edition": "pmqa-award-2558"}, "T07"), ({"definition": "0" * 12}, "T03"),
        ({"assessor": None}, "D15"),
    ],
)  # fmt: skip
def test_bad_answers_are_named(tmp_path: Path, answers: dict[str, Any], code: str) -> None:
    """What cannot be understood is refused with the codes of a score sheet, in its cell."""
    path = write(tmp_path / "a.xlsx", STANDARD, passing(STANDARD) | answers)
    if answers == {"assessor": None}:
        path.write_bytes(patch(path.read_bytes(), {DOCUMENTS: {(ROW["assessor"], layout.VALUE): None}}))
    entry = run(path)
    told = {p["code"]: p["cell"] for p in entry["problems"]}
    assert code in told
    assert entry["complete"] is (code == "D15")
    if code.startswith("D"):
        (key,) = answers
        assert told[code] == f"E{ROW[key]}"


def test_sorted_rows_are_refused(tmp_path: Path) -> None:
    """Labels that stand beside other keys, and a row that is gone, are named."""
    path = write(tmp_path / "a.xlsx", STANDARD, passing(STANDARD))
    one, other = ROW["document:1"], ROW["document:2"]
    names = {
        row: next(r.item.name.th for r in document_layout.rows(STANDARD) if r.number == row) for row in (one, other)
    }
    swapped = {
        (one, layout.LABEL): names[other],
        (other, layout.LABEL): names[one],
        (ROW["document:3"], layout.KEY): None,
    }
    path.write_bytes(patch(path.read_bytes(), {DOCUMENTS: swapped}))
    assert {"T10", "T04"} <= {p["code"] for p in run(path)["problems"]}


def test_two_checks_for_one_place_stop_each_other(tmp_path: Path) -> None:
    """Two files of one assessor for one application are both named."""
    paths = [write(tmp_path / name, STANDARD, passing(STANDARD)) for name in ("a.xlsx", "b.xlsx")]
    assert [{p.code for p in s.problems} & {"A02"} for s in score_files(paths)] == [{"A02"}, {"A02"}]


def test_an_inbox_takes_it_for_what_it_is(tmp_path: Path) -> None:
    """In a round a document check is no score: what it found is known, with the cell of what is missing."""
    path = write(tmp_path / "a.xlsx", STANDARD, passing(STANDARD) | {"document:form-1": False})
    (submission,) = read_one(path, tmp_path).submissions
    found = submission.judged()
    assert isinstance(found, DocumentCheck)
    assert (found.text("en"), found.sheet.application) == ("Incomplete: not considered", "ก-1")
    assert [(p.code, p.file, p.cell) for p in found.problems if p.code == "D22"] == [
        ("D22", "a.xlsx", f"E{ROW['document:form-1']}")
    ]


def test_the_template_command(tmp_path: Path) -> None:
    """`template --stage document` makes the form; for an edition without documents it is wrong use."""
    target = tmp_path / "form.xlsx"
    made = CliRunner().invoke(main, ["template", "tpsa-innovation-2558", "--stage", "document", "-o", str(target)])
    assert made.exit_code == 0
    assert contents(without_values(target.read_bytes(), [DOCUMENTS, "Guide"])) == contents(
        document_template(scored("tpsa-innovation-2558"))
    )
    assert run(target)["stage"] == "document"
    refused = CliRunner().invoke(main, ["template", "pmqa-award-2558", "--stage", "document", "-o", str(target)])
    assert refused.exit_code == 2


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("at_most = 15\n", "", "documents[5].at_most"),
        ('kind = "pages"\nat_most = 15', 'kind = "yes-no"\nat_most = 15', "documents[5].at_most"),
        ('id = "form-2"', 'id = "form-1"', "documents[2].id"),
        ("[after_documents]", "[after_document]", "after_documents"),
        ("at_most = 15", "at_most = 0", "documents[5].at_most"),
    ],
)
def test_wrong_documents_of_an_edition(tmp_path: Path, old: str, new: str, key: str) -> None:
    """A limit that is missing, idle or 0, an id twice and a check that leads nowhere are told by `editions check`."""
    source = available()["tpsa-standard-2558"].read_text(encoding="utf-8")
    assert old in source
    path = tmp_path / "tpsa-standard-2558.toml"
    path.write_text(source.replace(old, new, 1), encoding="utf-8")
    ran = CliRunner().invoke(main, ["editions", "check", "--json", str(path)])
    assert key in {p["field"] for p in json.loads(ran.stdout)["files"][0]["problems"]}


def test_declared_answers_are_read(tmp_path: Path) -> None:
    """The application, the assessor and the remarks come back as they were typed."""
    path = write(tmp_path / "a.xlsx", STANDARD, passing(STANDARD))
    cell = (ROW["document:form-1"], layout.EVIDENCE)
    path.write_bytes(patch(path.read_bytes(), {DOCUMENTS: {cell: "แฟ้ม 1"}}))
    ((read,), _, _) = read_file(path)
    assert (read.sheet.application, read.sheet.assessor) == (DECLARED["application"], DECLARED["assessor"])
    assert read.sheet.evidence == {"document:form-1": "แฟ้ม 1"}
    assert all(isinstance(item, Requirement) for item in STANDARD.documents)


@pytest.mark.parametrize("by", ["place", "assessor"])
def test_packs_of_the_document_stage(tmp_path: Path, by: By) -> None:
    """An assessor of the document stage gets the form of the check, once, beside the score sheets of other stages."""
    register = Register(
        (Application("ก-1", STANDARD.id, "ผลงานสมมติ", "กรมอนามัย"),), (Assessor("a1", "ผู้ประเมิน 1"),),
        (Assignment("ก-1", "a1", "document"), Assignment("ก-1", "a1", "desk")),
    )  # fmt: skip
    made = list(make_packs(register, tmp_path, by=by))
    assert [(p.made, p.problems) for p in made] == [(True, ()), (True, ())]
    (path,) = (p.path for p in made if p.stage == "document")
    assert path is not None
    ((read,), _, _) = read_file(path)
    assert isinstance(read, ReadDocument)
    assert (read.sheet.application, read.sheet.title, read.sheet.assessor) == ("ก-1", "ผลงานสมมติ", "ผู้ประเมิน 1")
    assert {p.code for p in read.problems} == {"D15"}  # date and declaration, which the assessor fills in
    again = list(make_packs(register, tmp_path, by=by))
    assert [(p.made, p.problems) for p in again] == [(False, ()), (False, ())]


def test_no_verdict_without_a_check() -> None:
    """An application that nobody has checked is neither considered nor refused."""
    assert verdict(scored("tpsa-standard-2558"), [], {}) is None
