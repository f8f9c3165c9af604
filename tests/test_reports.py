"""Reports of a round: what an applicant is told and never told, what the committee meets over, what is announced."""

import re
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pyscoring.agenda import Item
from pyscoring.consolidate import Result, agenda
from pyscoring.problems import Refused
from pyscoring.remarks import open_unassigned
from pyscoring.results import Both, Gate, Results, Row
from tests import award_round
from tests.award_round import OUTCOMES
from tests.desk import CHOICE, consolidation
from tests.report_fixtures import Held, fonts_of, pages_of, text_of, words_of
from tests.scripted_round import run
from workbook.cli import main
from workbook.committee.assembly import Choice, Consolidation
from workbook.results import anonymous, reports, typeset
from workbook.results.anonymous import Names
from workbook.results.meeting_pack import meeting

SECRET = ("ดร.สมชาย ใจกว้าง", "นางสาวสมหญิง รักงาน", "Ms. Ann Lee-Smith", "นพดล คงทน", "ผู้ประเมิน 1")


def row_of(results: Results, application: str) -> Row:
    return next(row for _, row in results.rows() if row.application == application)


def commented(results: Results, application: str, *comments: str | None) -> Results:
    """The results with these comments on the first indicator, one an assessor."""
    tables = []
    for table in results.tables:
        rows = [_commented(row, comments) if row.application == application else row for row in table.rows]
        tables.append(table.model_copy(update={"rows": tuple(rows)}))
    return results.model_copy(update={"tables": tuple(tables)})


def _commented(row: Row, comments: tuple[str | None, ...]) -> Row:
    sheets = []
    for sheet, comment in zip(row.sheets, comments, strict=True):
        first = replace(sheet.cells[0], comment=comment)
        sheets.append(replace(sheet, cells=(first, *sheet.cells[1:])))
    return row.model_copy(update={"sheets": tuple(sheets)})


# Feedback


@pytest.mark.parametrize("application", OUTCOMES)
def test_feedback_has_every_number(held: Held, application: str) -> None:
    """Total, full mark and each indicator's points stand in an applicant's feedback; a band, unless it is given no award."""
    text = text_of(reports.feedback(held.results, application, held.names, "en"))
    row = row_of(held.results, application)
    assert row.band
    assert OUTCOMES[application][1] in text
    assert row.unproved is (application == "E-2")
    assert (row.band.name.en in text) is not row.unproved
    assert ("No award: not eligible" in text) is row.unproved
    assert row.next is None or row.unproved or row.next.name.en in re.sub(r"\s+", " ", text)
    for points in (*row.dimensions, *row.indicators):
        assert re.search(rf"{re.escape(str(points.points))}\s+{points.max.normalize():f}\b", text), points.id


def test_feedback_tells_no_assessor(held: Held) -> None:
    """No name and no id of an assessor, and no file's name, is in an applicant's feedback."""
    results = commented(held.results, "N-4", "good plan (A1)", "weak evidence")
    text = text_of(reports.feedback(results, "N-4", [*held.names, "A1", "A2"], "en"))
    assert "good plan" in text
    assert "weak evidence" in text
    assert not re.search(r"\bA[123]\b|\.xlsx", text)


def test_the_order_of_comments_tells_nothing(held: Held) -> None:
    """Whoever wrote which comment, the document is the same to the byte."""
    one, other = commented(held.results, "N-4", "beta", "alpha"), commented(held.results, "N-4", "alpha", "beta")
    made = [reports.feedback(results, "N-4", held.names, "en") for results in (one, other)]
    assert made[0] == made[1]
    text = text_of(made[0])
    assert text.index("alpha") < text.index("beta")


def test_a_name_in_a_comment_is_replaced_and_told(held: Held) -> None:
    """A comment that names an assessor loses the name, and the document says that it did."""
    results = commented(held.results, "N-4", "as Ann  LEE-SMITH told me", "agreed with Lee-Smith")
    text = re.sub(r"\s+", " ", text_of(reports.feedback(results, "N-4", SECRET, "en")))
    assert "as [assessor] told me" in text
    assert "agreed with [assessor]" in text
    assert "were replaced by [assessor]: 2" in text
    assert "Lee" not in text


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("คุณสมชายเห็นว่าดี", "[ผู้ประเมิน]เห็นว่าดี"), ("ดร.สมชาย ใจกว้าง ให้คะแนนสูง", "[ผู้ประเมิน] ให้คะแนนสูง"),
        ("สมชาย\u200bใจกว้าง", "[ผู้ประเมิน]"), ("สม\u200bชาย", "[ผู้ประเมิน]"), ("นพดลแย้ง", "[ผู้ประเมิน]แย้ง"),
        ("ตามที่ ผู้ประเมิน 1 เสนอ", "ตามที่ [ผู้ประเมิน] เสนอ"), ("ann lee-smith", "[ผู้ประเมิน]"), ("planning", "planning"),
        ("ผู้ประเมินทุกคนเห็นตรงกัน", "ผู้ประเมินทุกคนเห็นตรงกัน"), ("ข้อ 1 ดี", "ข้อ 1 ดี"), ("ไม่มีชื่อใคร", "ไม่มีชื่อใคร"),
    ],
)  # fmt: skip
def test_names_are_found_however_they_stand(comment: str, left: str) -> None:
    """A name is found whole, without its title, in part, with unseen characters in it; other words stay."""
    assert Names(SECRET).hidden(comment, "th")[0] == left


OTHERS = ("ผศ.ดร.น้ำฝน แก้วใส", "พ.ต.อ.หญิง มาลี", "ม.ล.ปลา ทอง", "John O'Neil-Smith", "A1")


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("อ.น้ำฝน", "[ผู้ประเมิน]"), ("ผศ.ดร. น้ำฝน", "[ผู้ประเมิน]"), ("นํ้าฝน", "[ผู้ประเมิน]"), ("น้ํา\u034fฝน", "[ผู้ประเมิน]"),
        ("น.เเก้วใส", "[ผู้ประเมิน]"), ("คุณมาลีว่า", "[ผู้ประเมิน]ว่า"), ("คุณปลา", "[ผู้ประเมิน]"), ("mr. Smith said", "[ผู้ประเมิน] said"),
        ("O’Neil", "O’[ผู้ประเมิน]"), ("A๑ กับ Ａ１", "[ผู้ประเมิน] กับ [ผู้ประเมิน]"), ("A12", "A12"), ("หญิงตั้งครรภ์", "หญิงตั้งครรภ์"),
        ("ม.ค. ถึง มี.ค.", "ม.ค. ถึง มี.ค."),
    ],
)  # fmt: skip
def test_names_in_other_spellings_are_found(comment: str, left: str) -> None:
    """Titles and initials before a name, its parts between dots and hyphens, and other signs for the same letters go too."""
    assert Names(OTHERS).hidden(comment, "th")[0] == left


def test_no_names_hide_nothing() -> None:
    """A register without assessors leaves every comment as it is."""
    assert Names(()).hidden("คงเดิม", "th") == ("คงเดิม", 0)


def test_comments_are_by_indicator(held: Held) -> None:
    """Comments stand below their indicator, the same one once, blanks not at all."""
    row = row_of(commented(held.results, "N-4", "same", "same"), "N-4")
    assert anonymous.comments(row, Names(()), "en")[0] == [("1.1 More efficient service", ["same"])]
    assert anonymous.comments(row_of(commented(held.results, "N-4", None, "  "), "N-4"), Names(()), "en") == ([], 0)


def test_comments_of_every_stage_reach_the_applicant(held: Held) -> None:
    """After a visit the desk's comments stand below its own, under their stage; a name is counted where it stands, once."""
    row = row_of(commented(held.results, "N-4", "as Lee-Smith said", "as Lee-Smith said"), "N-4")
    desk, site = (held.results.tables[0].model_copy(update={"rows": (r,), "stage": s}) for r, s in (
        (row.model_copy(update={"deciding": False}), "desk"), (row_of(commented(held.results, "N-4", "seen", "seen"), "N-4"), "site"),
    ))  # fmt: skip
    both = held.results.model_copy(update={"tables": (desk, site)})
    data = reports._feedback(both, site, site.rows[0], SECRET, "en")
    name = "1.1 More efficient service"
    assert data["comments"] == [
        {"name": name, "texts": ["seen"]}, {"name": f"desk · {name}", "texts": ["as [assessor] said"]},
    ]  # fmt: skip
    assert data["replaced"].endswith(": 1")


def test_bars_are_as_long_as_the_share(held: Held) -> None:
    """The chart's share of the full mark is the exact share, never more than the whole."""
    data = reports._feedback(held.results, held.results.tables[0], row_of(held.results, "S-1"), (), "en")
    assert {(line["share"], line["percent"]) for line in data["indicators"]} == {(0.85, "85")}


def test_feedback_without_a_result_says_so(held: Held) -> None:
    """Where sheets are waited for, the feedback says that there is no result instead of showing a zero."""
    table = held.results.tables[0]
    bare: dict[str, Any] = {"total": None, "exact": None, "rank": None, "band": None, "next": None, "status": "waiting"}
    row = table.rows[0].model_copy(update=bare | {"dimensions": (), "indicators": (), "bonus": None, "sheets": ()})
    results = held.results.model_copy(update={"tables": (table.model_copy(update={"rows": (row,)}),)})
    text = text_of(reports.feedback(results, row.application, (), "en"))
    assert "No result yet" in text
    assert "0.00" not in text


@pytest.mark.parametrize(("considered", "total"), [(False, "–"), (True, "No result yet"), (None, "No result yet")])
def test_no_result_is_promised_to_who_is_not_considered(held: Held, considered: bool | None, total: str) -> None:
    """After a check of documents that keeps an application out no total is to come; what that is called stands beside it."""
    table, name = held.results.tables[0], Both(th="ชื่อในเกณฑ์", en="as the edition calls it")
    bare: dict[str, Any] = {"total": None, "exact": None, "rank": None, "band": None, "status": "final"}
    row = table.rows[0].model_copy(update=bare | {
        "considered": considered, "next": Gate(id="after", name=name, failed=considered is False),
    })  # fmt: skip
    data = reports._feedback(held.results, table, row, (), "en")
    assert (data["total"], data["of"], data["next"], data["final"]) == (total, "", name.en, True)


def test_an_unknown_application_is_refused(held: Held) -> None:
    """An id that no row has is named."""
    with pytest.raises(Refused) as refused:
        reports.feedback(held.results, "Z-9", (), "en")
    assert [p.code for p in refused.value.problems] == ["A89"]


# The meeting pack


def test_the_pack_has_the_agenda_in_order(held: Held) -> None:
    """Each open matter stands once, in the order of what it would change, with everybody's position."""
    open_items = agenda(held.consolidation.results)
    text = text_of(meeting(held.results, held.consolidation, "en"))
    assert re.findall(r"Item (\d+): (\S+)", text) == [
        (str(n), item.application) for n, item in enumerate(open_items, 1)
    ]
    assert text.count("Assessor") >= len(open_items)
    parts = re.split(r"Item \d+: ", text)[1:]
    for item, part in zip(open_items, parts, strict=True):
        assert item.low
        assert item.high
        assert str(item.low.total) in part
        assert str(item.high.total) in part


def test_the_pack_shows_who_gave_what(held: Held) -> None:
    """For an indicator in dispute every assessor's score stands beside the reason."""
    text = text_of(meeting(held.results, held.consolidation, "en"))
    part = next(p for p in re.split(r"Item \d+: ", text)[1:] if "spread / limit" in p)
    assert re.search(r"\b4\s+=HYPE", part)
    assert re.search(r"\b0\s+=HYPE", part)


def test_the_pack_has_room_to_write_and_sign(held: Held) -> None:
    """Each item has empty boxes for value, reason, by whom and date, all on one page; the last page is to sign."""
    pdf = meeting(held.results, held.consolidation, "en")
    pages = text_of(pdf).split("\f")[:-1]
    items = len(agenda(held.consolidation.results))
    assert sum(len(re.findall(r"Value\s+Reason\s+Decided by", page)) for page in pages) == items
    for page in pages:
        assert len(re.findall(r"Item \d+: ", page)) == len(re.findall(r"Value\s+Reason\s+Decided by", page))
    assert "Member and secretary" in pages[-1]
    assert "Item" not in pages[-1]


def test_every_kind_of_item_has_its_page(held: Held) -> None:
    """A panel that is too small, a tie and a doubled sheet are shown as well, each with what there is."""
    found = consolidation(choices=[CHOICE])
    first, second = found.results
    items = (
        Item("P-01", "desk", "stopped", "place:A3", who=("A3",)), Item("P-01", "desk", "panel", "panel"), *first.items,
    )  # fmt: skip
    found = replace(found, results=(replace(first, items=items), second))
    text = text_of(meeting(held.results, found, "en"))
    assert {item.kind for item in items} == {"stopped", "panel", "bonus", "indicator", "band"}
    assert len(re.findall(r"Item \d+: ", text)) == len(items)
    assert "=1+1.xlsx" in text


def test_the_pack_shows_where_two_sheets_differ(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sheets to choose from are numbered; below stands every answer in which they differ, by these numbers."""
    printed: dict[str, Any] = {}
    monkeypatch.setattr(typeset, "pdf", lambda _name, data, *_: printed.update(data) or b"")
    meeting(held.results, choosing(CHOICE), "en")
    sheets, answers = (table["lines"] for table in printed["items"][0]["tables"])
    assert [line[0] for line in sheets] == ["1. Score", "2. Score", "3. Score"]
    assert [line[2].endswith("(only in the ledger: its file was changed or taken away)") for line in sheets] == [
        False, False, True,
    ]  # fmt: skip
    assert answers[2:5] == [["1.2 Service of good quality", "1", "96"], ["", "2", "90.5"], ["", "3", "96"]]
    assert answers[-2:] == [["Reason/evidence: 1.2 Service of good quality", "1", "มีหลักฐาน"], ["", "2", "ไม่พบ"]]
    alike = tuple(replace(c, answers=CHOICE.candidates[0].answers) for c in CHOICE.candidates)
    for candidates, heads in ((alike, ["No answer differs."]), (CHOICE.candidates[:1], [])):
        meeting(held.results, choosing(replace(CHOICE, candidates=candidates)), "en")
        assert [table["heads"][0] for table in printed["items"][0]["tables"][1:]] == heads


def choosing(choice: Choice) -> Consolidation:
    """A round whose one matter this choice is."""
    found = consolidation(choices=[choice])
    item = Item(choice.application, choice.stage, "stopped", f"place:{choice.assessor}", who=(choice.assessor,))
    return replace(found, results=(replace(found.results[0], items=(item,)),))


def test_no_difference_between_two_sheets_is_lost(held: Held) -> None:
    """Sheets that differ in every answer have more rows than a page: all are there, however short they are."""
    edition = CHOICE.candidates[0].result.edition
    two = [
        replace(candidate, answers=candidate.answers.changed(
            scores={i.id: Decimal(f"{n}.25") for i in edition.indicators}, evidence={},
            bonus={f.id: n == 1 for f in edition.features},
        ))
        for n, candidate in enumerate(CHOICE.candidates[:2], 1)
    ]  # fmt: skip
    text = text_of(meeting(held.results, choosing(replace(CHOICE, candidates=tuple(two))), "en"))
    told = [len(re.findall(rf"\s\d +{word}\b", text)) for word in (r"1\.25", r"2\.25", "yes", "no")]
    assert told == [len(edition.indicators)] * 2 + [len(edition.features)] * 2


def test_long_evidence_goes_on(held: Held) -> None:
    """Evidence that no page can hold is parted over pages, and nothing of it is lost."""
    item = next(item for item in agenda(held.consolidation.results) if item.kind == "indicator")
    words = [f"w{n:04}" for n in range(2000)]
    results = [_with_evidence(r, item.subject, " ".join(words)) for r in held.consolidation.results]
    text = text_of(meeting(held.results, replace(held.consolidation, results=tuple(results)), "en"))
    assert re.findall(r"\bw\d{4}\b", text) == words * 2


def _with_evidence(result: Result, subject: str, text: str) -> Result:
    """Every counted assessor gives this evidence."""
    seats = []
    for seat in result.seats:
        if seat.score:
            sheet = seat.score.sheet.changed(evidence={subject: text})
            seat = replace(seat, score=replace(seat.score, sheet=sheet))
        seats.append(seat)
    return replace(result, seats=tuple(seats))


def test_a_pack_without_items_says_so(held: Held) -> None:
    """Nothing to discuss is said, and what is waited for; there is still a page to sign."""
    none = replace(held.consolidation, results=())
    results = held.results.model_copy(update={"open": (open_unassigned("N-9"),)})
    text = text_of(meeting(results, none, "en"))
    assert "There is nothing to discuss." in text
    assert "Waiting for sheets, not in this list: 1" in text
    assert "Item 1" not in text


# The announcement


def test_the_announcement_names_what_is_settled(held: Held) -> None:
    """Settled awards stand by band; what is below every band, waits for a visit or is open does not."""
    text = text_of(reports.announcement(held.results, "en"))
    assert re.search(r"Public service: service innovation\s+Outstanding \(1\)", re.sub(r"\n\s*", "\n", text))
    assert "Good (2)" in text
    assert "Best service agency" in text or "best service agency" in text.lower()
    assert "Waiting for the site visit, and not in this announcement: 1" in text
    assert "Not settled yet, and not in this announcement: 2" in text
    assert "Not awarded" not in text


def test_the_announcement_leaves_places(held: Held) -> None:
    """Number, date, signature and position are left to be filled in."""
    text = text_of(reports.announcement(held.results, "en"))
    assert re.search(r"No\. \.{8,} / \.{8,}", text)
    assert re.search(r"Announced on \.{6,}", text)
    assert re.search(r"\(\.{40,}\)", text)


def test_an_empty_announcement_says_so(held: Held) -> None:
    """Without any award the text says that none is given."""
    empty = held.results.model_copy(update={"tables": (), "derived": ()})
    assert "No award is given." in text_of(reports.announcement(empty, "en"))


# All of them


@pytest.mark.parametrize("lang", ["th", "en"])
def test_each_is_set_in_sarabun_and_says_draft(held: Held, lang: str) -> None:
    """Every report embeds Sarabun alone, numbers its pages, is the same twice, and says that it is a draft."""
    for make in (
        lambda: reports.feedback(held.results, "N-4", held.names, lang),
        lambda: meeting(held.results, held.consolidation, lang),
        lambda: reports.announcement(held.results, lang),
    ):
        pdf = make()
        assert pdf == make()
        assert all(name.startswith("Sarabun-") and embedded for name, embedded in fonts_of(pdf))
        width = max(word.right for word in words_of(pdf))
        assert width <= 595.3
        if lang == "en":
            assert text_of(pdf).count("DRAFT, not official") == pages_of(pdf)
            assert f"Page {pages_of(pdf)} of {pages_of(pdf)}" in text_of(pdf)


def test_a_published_announcement_is_no_draft(held: Held) -> None:
    """Once published, nothing says draft or unsettled; who waits for a visit is still told."""
    final = held.results.model_copy(update={"revision": 1, "last": 1, "open": ()})
    text = text_of(reports.announcement(final, "en"))
    assert "DRAFT" not in text
    assert "Not settled" not in text
    assert "Waiting for the site visit" in text


def test_the_command_writes_them(held: Held, tmp_path: Path) -> None:
    """`report` makes each of them from a round's folder, where it is told or in results/; the inbox stays."""
    folder, day = str(held.folder), "--date=2015-07-31"
    before = {path: path.read_bytes() for path in held.folder.rglob("*") if path.is_file()}
    out = tmp_path / "out.pdf"
    for arguments in (
        ["feedback", folder, "--application", " n-4", "-o", str(out)], ["meeting", folder, "-o", str(out)],
        ["announcement", folder, "--thai-digits", "-o", str(out)],
    ):  # fmt: skip
        result = CliRunner().invoke(main, ["report", *arguments, day, "--lang=en"])
        assert (result.exit_code, result.output) == (0, f"{out}\n")
        assert out.read_bytes().startswith(b"%PDF")
        out.unlink()
    assert {path: path.read_bytes() for path in held.folder.rglob("*") if path.is_file()} == before
    result = CliRunner().invoke(main, ["report", "feedback", folder, day, "--lang=en"])
    made = [Path(line) for line in result.output.splitlines()]
    assert {path.name for path in made} == {f"feedback {id_}-en.pdf" for id_ in OUTCOMES}
    assert {path.parent.name for path in made} == {"results"}
    for path in made:
        path.unlink()


def test_after_publication_reports_are_no_drafts(held: Held, tmp_path: Path) -> None:
    """A draft tells what is still to come; published reports bear revision and day; what changes later makes drafts again."""
    folder = shutil.copytree(held.folder, tmp_path / "final" / held.folder.name)
    award_round.decide(folder, "E-2", "site", "1", "3")
    award_round.decide(folder, "E-2", "site", "คะแนนรวม", "คงเดิม")
    award_round.decide(folder, "N-4", "site", "คะแนนรวม", "คงเดิม")
    assert run("consolidate", folder)[0] == 0
    inbox = f"--inbox={folder / 'inbox'}"
    draft = CliRunner().invoke(main, ["export", str(folder), inbox, "--format=csv", "--lang=en"]).output
    still = "Decision of the sub-commission 6 · Site visit 1 · Second look that confirms excellent 1"
    assert f"Still to come ({still}): decide first whether to wait for it.\nNothing is open. To publish: " in draft
    assert f"pyscoring export {folder} --inbox {folder / 'inbox'} --final" in draft
    code, told = run("export", folder, "--final", "--date=2015-07-31", "--jobs=1")
    assert (code, told["revision"]) == (0, 1), told
    out = tmp_path / "a.pdf"
    order = ["report", "announcement", str(folder), "--lang=en", "--date=2015-08-09", "-o", str(out)]
    assert CliRunner().invoke(main, order).exit_code == 0
    text = text_of(out.read_bytes())
    assert "Official, revision 1" in text
    assert "31 July 2015" in text
    assert "DRAFT" not in text
    award_round.decide(folder, "N-4", "site", "คะแนนรวม", "801")
    assert CliRunner().invoke(main, order).exit_code == 0
    assert "DRAFT since revision 1" in text_of(out.read_bytes())


def test_the_command_names_what_is_wrong(held: Held, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown application, no round, no inbox, another inbox, -o for many and a missing extra: each has a message."""
    folder, nowhere = str(held.folder), f"--inbox={tmp_path / 'nowhere'}"
    for arguments, code, said in (
        (["feedback", folder, "--application", "zz"], 1, "A89"), (["meeting", str(tmp_path)], 1, "A19"),
        (["feedback", folder, "--application", "zz", f"--inbox={tmp_path}"], 1, "A92"),
        *(([name, folder, nowhere], 1, "A76") for name in ("feedback", "meeting", "announcement")),
        (["feedback", folder, "-o", "a.pdf"], 2, "--application"),
    ):  # fmt: skip
        result = CliRunner().invoke(main, ["report", *arguments])
        assert result.exit_code == code
        assert said in result.output
        assert "Traceback" not in result.output
    monkeypatch.setattr(typeset, "find_spec", lambda name: None)
    result = CliRunner().invoke(main, ["report", "announcement", folder])
    assert (result.exit_code, result.output[:3]) == (1, "A63")
