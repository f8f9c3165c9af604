"""Pre-filled workbooks: what is in them, what they are called, and that running again only adds."""

import os
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyscoring.edition import scored
from pyscoring.register import Application, Assessor, Assignment, Register
from workbook.commands import round_show
from workbook.committee.committee import Round
from workbook.committee.packs import Pack, make_packs
from workbook.files import atomic
from workbook.files.filenames import MOST_BYTES, MOST_CHARACTERS, safe_name
from workbook.files.patch import patch
from workbook.office.libreoffice import Office
from workbook.scoresheet.fill import edits
from workbook.scoresheet.reader import ReadSheet, read_file
from workbook.scoresheet.scoring import score_files
from workbook.scoresheet.texts import LABELS

MADE_UP = Path(__file__).parent / "editions" / "made-up-2560.toml"
TH, EN = "ประเมินจากเอกสาร", "desk"
APPLICATIONS = (
    Application("3-2", "tpsa-innovation-2558", "พลังเครือข่าย MCH Board ล้านนา", "กรมอนามัย", "ศูนย์อนามัยที่ 10"),
    Application("0012", "tepga-expansion-2558", "=ดีมาก", "กรมอนามัย"),
)
ASSESSORS = (Assessor("a1", "ผู้ประเมิน 1"), Assessor("a2", "ผู้ประเมิน 2"))
PLACES = tuple(Assignment(a.id, b.id, "desk") for a in APPLICATIONS for b in ASSESSORS)
REGISTER = Register(APPLICATIONS, ASSESSORS, PLACES)

NAMES = [
    ("../x", "x.xlsx"),
    ("/etc/passwd", "etc-passwd.xlsx"),
    ("C:\\x", "C--x.xlsx"),
    ("CON", "_CON.xlsx"),
    ("nul.tar", "_nul.tar.xlsx"),
    ("Com¹", "_Com¹.xlsx"),
    ("CONtest", "CONtest.xlsx"),
    ("a.", "a.xlsx"),
    ("a/b", "a-b.xlsx"),
    ('<>:"|?*', "_.xlsx"),
    ("a\0b\x1f\x7f", "ab.xlsx"),
    ("ab\u202excod.exe", "abxcod.exe.xlsx"),
    ("a\u200b\ufeffb", "ab.xlsx"),
    (" a \t\n b ", "a b.xlsx"),
    ("", "_.xlsx"),
    ("...", "_.xlsx"),
    (".hidden", "hidden.xlsx"),
    ("e\u0301", "\u00e9.xlsx"),
    ("น\u0e49\u0e33", "น\u0e49\u0e33.xlsx"),
    ("ก" * 300, "ก" * 83 + ".xlsx"),
    ("ก\u0e49\u0e33" * 100, "ก\u0e49\u0e33" * 27 + ".xlsx"),
    ("เก" * 100, "เก" * 41 + ".xlsx"),
    ("a" * 300, "a" * 94 + ".xlsx"),
    ("👍🏽" * 100, "👍🏽" * 31 + ".xlsx"),
]


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_names_of_files(text: str, name: str) -> None:
    """Hostile, long and strange texts become names that are safe everywhere and stay readable."""
    assert safe_name(text, ".xlsx") == name


@given(st.text(max_size=400), st.lists(st.text(max_size=8), max_size=3))
def test_every_name_is_safe(text: str, taken: list[str]) -> None:
    """Whatever the text, the name is short enough, one part, seen whole, no device, and not taken."""
    name = safe_name(text, " - ก.xlsx", taken)
    assert len(name) <= MOST_CHARACTERS
    assert len(name.encode()) <= MOST_BYTES
    assert name == unicodedata.normalize("NFC", name) == os.path.basename(name)
    assert not set(name) & set('<>:"/\\|?*')
    assert {unicodedata.category(c) for c in name} & {"Cc", "Cf", "Cs", "Co", "Cn"} == set()
    assert name[0] not in ". -"
    assert name.endswith("ก.xlsx")
    assert name.casefold() not in {unicodedata.normalize("NFC", other).casefold() for other in taken}


def test_names_that_collide() -> None:
    """Names that differ in case alone, or not at all after cutting, are numbered within the limit."""
    assert safe_name("ABC", ".xlsx", {"abc.XLSX", "abc (2).xlsx"}) == "ABC (3).xlsx"
    long = [safe_name("ก" * 200 + end, ".xlsx") for end in "12"]
    assert long[0] == long[1]
    second = safe_name("ก" * 200 + "2", ".xlsx", {long[0]})
    assert second.endswith("ก (2).xlsx")
    assert len(second.encode()) <= MOST_BYTES


def packs(register: Register, folder: Path, **options: object) -> list[Pack]:
    return list(make_packs(register, folder, **options))  # type: ignore[arg-type]


def codes(found: list[Pack]) -> list[str]:
    return [p.code for pack in found for p in pack.problems]


def sheets(path: Path | None) -> tuple[ReadSheet, ...]:
    assert path is not None
    return read_file(path, [MADE_UP])[0]


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*.xlsx")}


def test_one_workbook_a_place(tmp_path: Path) -> None:
    """Each assessor's folder holds a workbook an application, filled in but for date, conflict and scores."""
    found = packs(REGISTER, tmp_path)
    assert [p.path and p.path.relative_to(tmp_path).as_posix() for p in found] == [
        f"a1 ผู้ประเมิน 1/3-2 พลังเครือข่าย MCH Board ล้านนา - ผู้ประเมิน 1 - {TH}.xlsx",
        f"a2 ผู้ประเมิน 2/3-2 พลังเครือข่าย MCH Board ล้านนา - ผู้ประเมิน 2 - {TH}.xlsx",
        f"a1 ผู้ประเมิน 1/0012 =ดีมาก - ผู้ประเมิน 1 - {TH}.xlsx",
        f"a2 ผู้ประเมิน 2/0012 =ดีมาก - ผู้ประเมิน 2 - {TH}.xlsx",
    ]
    assert [(p.applications, p.assessor, p.stage, p.made, p.problems) for p in found][1:3] == [
        (("3-2",), "a2", "desk", True, ()), (("0012",), "a1", "desk", True, ()),
    ]  # fmt: skip
    [first], [last] = sheets(found[0].path), sheets(found[3].path)
    sheet = first.sheet
    assert (sheet.application, sheet.title, sheet.agency, sheet.unit) == (
        "3-2",
        APPLICATIONS[0].title,
        "กรมอนามัย",
        "ศูนย์อนามัยที่ 10",
    )
    assert (sheet.edition, sheet.definition) == ("tpsa-innovation-2558", scored("tpsa-innovation-2558").definition)
    assert (sheet.assessor, sheet.stage, sheet.date, sheet.conflict, sheet.scores) == (
        "ผู้ประเมิน 1",
        "desk",
        None,
        None,
        {},
    )
    assert (last.sheet.title, last.sheet.unit) == ("=ดีมาก", None)
    assert {p.code for p in (*first.problems, *last.problems)} == {"D15", "D20"}


def test_english_packs(tmp_path: Path) -> None:
    """English workbooks have an English stage, and read back just as well."""
    found = packs(REGISTER, tmp_path, lang="en")
    assert found[0].path is not None
    assert found[0].path.name.endswith(f"ผู้ประเมิน 1 - {EN}.xlsx")
    [read] = sheets(found[0].path)
    assert (read.sheet.stage, read.sheet.language) == ("desk", "en")
    assert codes(packs(REGISTER, tmp_path, lang="th")) == []


@pytest.mark.parametrize("by", ["place", "assessor"])
def test_running_again_only_adds(tmp_path: Path, by: str) -> None:
    """Filled and renamed workbooks stay as they are; a new place, and a deleted workbook, are made."""
    made = packs(REGISTER, tmp_path, by=by)
    assert all(p.made for p in made)
    first, second = (p.path for p in made[:2])
    assert first is not None
    assert second is not None
    data = first.read_bytes()
    name = "Score" if by == "place" else "Score_1"
    scores = {"indicator:1.1": 99, "conflict": "ไม่ใช่"}
    atomic.replace(first, patch(data, {name: edits(scored("tpsa-innovation-2558"), scores)}))
    first.rename(first.with_name("ส่งแล้ว.xlsx"))
    before = contents(tmp_path)
    again = packs(REGISTER, tmp_path, by=by)
    assert [(p.made, p.problems) for p in again] == [(False, ())] * 4
    assert contents(tmp_path) == before

    second.unlink()
    more = replace(REGISTER, assignments=(*PLACES, Assignment("3-2", "a1", "site")))
    added = [p for p in packs(more, tmp_path, by=by) if p.made]
    lost = ("3-2",) if by == "place" else ("3-2", "0012")
    assert sorted((p.assessor, p.applications, p.stage) for p in added) == [
        ("a1", ("3-2",), "site"),
        ("a2", lost, "desk"),
    ]
    after = contents(tmp_path)
    assert {path: after[path] for path in before if path != second} == {p: d for p, d in before.items() if p != second}


def test_a_later_place_keeps_the_kind(tmp_path: Path) -> None:
    """Places more are a further workbook of the same kind, named by the stages in it, and no other kind is seen."""
    known: list[Assignment] = []
    for more, name in (
        ([PLACES[0]], f"a1 ผู้ประเมิน 1 - {TH}.xlsx"), ([PLACES[2]], f"a1 ผู้ประเมิน 1 (2) - {TH}.xlsx"),
        ([Assignment("3-2", "a1", "site")], "a1 ผู้ประเมิน 1 - ประเมินในพื้นที่.xlsx"),
        ([PLACES[1], Assignment("3-2", "a2", "site")], f"a2 ผู้ประเมิน 2 - {TH}, ประเมินในพื้นที่.xlsx"),
    ):  # fmt: skip
        register = replace(REGISTER, assignments=tuple(known := [*known, *more]))
        (added,) = (p for p in packs(register, tmp_path, by="assessor") if p.made)
        assert added.path is not None
        assert added.path.name == name
        assert [s.name for s in sheets(added.path)] == [f"Score_{n}" for n, _ in enumerate(more, 1)]
        assert not any(p.made or p.other for p in packs(register, tmp_path, by="assessor"))


def test_a_corrected_name_makes_nothing_twice(tmp_path: Path) -> None:
    """Workbooks under an assessor's former name are left and told of, and what is added lies beside them."""
    before = {pack.path for pack in packs(REGISTER, tmp_path) if pack.assessor == "a1"}
    corrected = tuple(replace(a, name="ผู้ประเมิน 1 ก") if a.id == "a1" else a for a in REGISTER.assessors)
    more = replace(REGISTER, assessors=corrected, assignments=(*PLACES, Assignment("3-2", "a1", "site")))
    made = packs(more, tmp_path)
    (added,) = (pack for pack in made if pack.made)
    own = [pack for pack in made if pack.assessor == "a1" and not pack.made]
    assert {pack.path for pack in own} == before
    told = {p.code: p.message("en") for pack in own for p in pack.problems if p.code != "A35"}
    assert list(told) == ["A36"]
    assert LABELS["assessor"]["en"] in told["A36"]
    assert {path.parent for path in (*before, added.path) if path} == {tmp_path / "a1 ผู้ประเมิน 1"}


def test_the_other_kind_is_pointed_out(tmp_path: Path) -> None:
    """Who asks for the other kind gets no second workbook for a place, and is told; of the same kind nothing is told."""
    several = {a.assessor for a in PLACES if sum(b.assessor == a.assessor and not b.conflict for b in PLACES) > 1}
    assert several
    for first, second in (("place", "assessor"), ("assessor", "place")):
        folder = tmp_path / first
        packs(REGISTER, folder, by=first)
        assert not any(pack.other for pack in packs(REGISTER, folder, by=first))
        again = packs(REGISTER, folder, by=second)
        assert not any(pack.made for pack in again)
        assert {pack.assessor for pack in again if pack.other} == several


def test_the_other_kind_is_told_with_its_stage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """When the visits are packed, the workbooks that are not to be deleted are told as those of the desk."""
    packs(REGISTER, tmp_path / "packs")
    visits = replace(REGISTER, assignments=(*PLACES, Assignment("3-2", "a1", "site")))
    round_show.print_packs(Round(tmp_path), packs(visits, tmp_path / "packs", by="assessor"), (), "en")
    told = capsys.readouterr().out
    assert "1 workbook made" in told
    assert "4 places keep their workbooks of the other kind, made before (desk; see --by): leave them if" in told


def test_a_changed_register_is_pointed_out(tmp_path: Path) -> None:
    """A workbook made before its title or edition changed is left and named, with what changed and a remedy."""
    packs(REGISTER, tmp_path)
    before = contents(tmp_path)
    changed = replace(APPLICATIONS[0], title="ชื่อใหม่", edition="tpsa-standard-2558")
    again = packs(replace(REGISTER, applications=(changed, APPLICATIONS[1])), tmp_path)
    told = [p for pack in again for p in pack.problems]
    assert [p.code for p in told] == ["A36", "A36"]
    assert "(ชื่อผลงาน/โครงการ: ชื่อใหม่, เกณฑ์รางวัล: tpsa-standard-2558, รหัสเกณฑ์)" in told[0].message()
    assert "before the register or the edition changed" in told[0].message("en")
    assert told[0].file == str(again[0].path)
    assert "ลบไฟล์" in told[0].remedy()
    assert contents(tmp_path) == before


@pytest.mark.parametrize("by", ["place", "assessor"])
def test_what_cannot_be_made_is_named(tmp_path: Path, by: str) -> None:
    """A declared conflict, unknown ids and an edition without score sheet get none and are told; the rest is made."""
    places = (
        replace(PLACES[0], conflict=True, reason="ที่ปรึกษา"), PLACES[1], Assignment("9", "a1", "desk"),
        Assignment("3-2", "a9", "desk"), Assignment("5", "a1", "desk"),
    )  # fmt: skip
    found = packs(Register((*APPLICATIONS, Application("5", "tpsa-best-2558")), ASSESSORS, places), tmp_path, by=by)
    assert sorted(codes(found)) == ["A27", "A28", "A35", "T08"]
    assert [(p.applications, p.assessor) for p in found if p.made] == [(("3-2",), "a2")]
    assert len(contents(tmp_path)) == 1
    conflict = next(p for pack in found for p in pack.problems if p.code == "A35")
    assert "ผู้ประเมิน 1" in conflict.message()


def test_two_of_one_name(tmp_path: Path) -> None:
    """Where two assessors have one name, the workbook carries the id, which the register knows."""
    twins = replace(REGISTER, assessors=(Assessor("a1", "ผู้ประเมิน"), Assessor("a2", "ผู้ประเมิน")))
    found = packs(twins, tmp_path)
    named = [sheets(p.path)[0].sheet.assessor for p in found]
    assert named == ["a1", "a2", "a1", "a2"]
    assert not any(p.made for p in packs(twins, tmp_path))


def test_names_from_outside_stay_inside(tmp_path: Path) -> None:
    """Ids and titles made to climb out of the folder, or to be the same, give files of their own inside it."""
    long = "ก" * 200
    ids = ("../../x", "/etc/x", "a/b", "a:b", "CON", "x\u202ecod")
    applications = tuple(Application(i, "pmqa-award-2558", long, "กรม") for i in ids)
    assessors = (Assessor("../a", ".."), Assessor("a|b", "x"), Assessor("a?b", "x"))
    places = tuple(Assignment(a.id, b.id, "desk") for a in applications for b in assessors)
    folder = tmp_path / "packs"
    found = packs(Register(applications, assessors, places), folder)
    assert all(p.made for p in found)
    paths = {p.path for p in found if p.path}
    assert len(paths) == len(places)
    assert {len(path.relative_to(folder).parts) for path in paths} == {2}
    assert sorted(p.name for p in folder.iterdir()) == ["a", "a-b x", "a-b x (2)"]
    assert set(tmp_path.iterdir()) == {folder}


def test_a_file_that_cannot_be_read_is_left(tmp_path: Path) -> None:
    """A damaged workbook where a new one belongs is neither overwritten nor doubled, and is named."""
    [path] = [p.path for p in packs(replace(REGISTER, assignments=PLACES[:1]), tmp_path)]
    assert path is not None
    path.write_bytes(b"PK\x03\x04 damaged")
    [again] = packs(replace(REGISTER, assignments=PLACES[:1]), tmp_path)
    assert (again.made, again.path) == (False, path)
    assert [(p.code[0], p.file) for p in again.problems] == [("F", str(path))]
    assert path.read_bytes() == b"PK\x03\x04 damaged"


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """A file or a link where an assessor's folder belongs stops that assessor's workbooks and no other's."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / "a1 ผู้ประเมิน 1").symlink_to(elsewhere)
    assert [(p.made, [q.code for q in p.problems]) for p in packs(REGISTER, folder)] == [
        (False, ["F09"]), (True, []), (False, ["F09"]), (True, []),
    ]  # fmt: skip
    assert list(elsewhere.iterdir()) == []
    (folder / "a1 ผู้ประเมิน 1").unlink()
    (folder / "a1 ผู้ประเมิน 1").write_text("")
    assert codes(packs(REGISTER, folder)) == ["W01", "W01"]


def test_an_edition_beside_the_packages_own(tmp_path: Path) -> None:
    """An edition that is named by its file gets its workbooks; without it, T02 tells."""
    own = Register((Application("1", "made-up-2560", "ผลงาน", "กรม"),), ASSESSORS[:1], (Assignment("1", "a1", "site"),))
    assert codes(packs(own, tmp_path)) == ["T02"]
    [made] = packs(own, tmp_path, extra=[MADE_UP])
    assert sheets(made.path)[0].sheet.edition == "made-up-2560"


def test_one_workbook_an_assessor(tmp_path: Path) -> None:
    """`score` reads every sheet of an assessor's workbook, each as its own application, under ASCII names."""
    one, other = packs(REGISTER, tmp_path, by="assessor")
    assert one.path is not None
    assert one.path.relative_to(tmp_path).as_posix() == f"a1 ผู้ประเมิน 1/a1 ผู้ประเมิน 1 - {TH}.xlsx"
    assert (one.applications, one.stage, other.assessor) == (("3-2", "0012"), "desk", "a2")
    read = [(s.sheet, s.result.sheet.application, s.result.sheet.assessor) for s in score_files([one.path]) if s.result]
    assert read == [("Score_1", "3-2", "ผู้ประเมิน 1"), ("Score_2", "0012", "ผู้ประเมิน 1")]


def test_a_pack_in_the_office(office: Office, tmp_path: Path) -> None:
    """LibreOffice shows what was filled in as text, and what is missing."""
    [made] = packs(replace(REGISTER, assignments=PLACES[2:3]), tmp_path)
    assert made.path is not None
    with office.open(made.path) as opened:
        opened.recalculate()
        assert opened.values("Score", "E4:E5") == [["0012"], ["=ดีมาก"]]
        assert str(opened.values("Score", "E8")[0][0]).startswith("ยังขาด")


def test_the_index_in_the_office(office: Office, tmp_path: Path) -> None:
    """In LibreOffice the index follows each score sheet, counts those that are complete, and leads to them."""
    one, _ = packs(REGISTER, tmp_path, by="assessor")
    assert one.path is not None
    edition = scored("tepga-expansion-2558")
    answers = {f"indicator:{i.id}": float(i.high) for i in edition.indicators} | {"conflict": "ไม่ใช่"}
    answers |= {f"bonus:{f.id}": "ไม่ใช่" for f in edition.features}
    filled = tmp_path / "filled.xlsx"
    filled.write_bytes(patch(one.path.read_bytes(), {"Score_2": edits(edition, answers)}))
    [first, second] = score_files([filled])
    with office.open(filled) as opened:
        opened.recalculate()
        rows = opened.values("Index", "B4:I5")
        assert rows[0][:4] == ["3-2", APPLICATIONS[0].title, "กรมอนามัย", TH]
        assert rows[1][:2] == ["0012", "=ดีมาก"]
        assert second.result is not None
        assert second.result.band is not None
        assert rows[1][6:] == [float(second.result.total or 0), second.result.band.name.th]
        assert (rows[0][6], rows[0][5]) == ("", "ยังขาด 9 ตัวชี้วัด")
        assert opened.values("Index", "C1")[0][0] == "ผู้ประเมิน 1"
        assert opened.values("Index", "I1")[0][0] == "ให้คะแนนครบแล้ว 1 จาก 2 แบบ"
        links = [row[0] for row in opened.formulas("Index", "F4:F5")]
        assert ["#Score_1!E9" in links[0], "#Score_2!E9" in links[1]] == [True, True]
        assert "#Guide_2!A1" in opened.formulas("Score_2", "I2")[0][0]
        assert "#Index!F4" in opened.formulas("Guide_2", "E1")[0][0]
        names = list(opened.model.Sheets.ElementNames)
    assert names == ["Index", "Score_1", "Score_2", "Guide", "Guide_2"]
    assert first.result is not None


def test_many_packs(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """A round's workbooks are made in seconds; the figure is printed."""
    applications = tuple(replace(APPLICATIONS[0], id=f"{n:03}") for n in range(100))
    places = tuple(Assignment(a.id, b.id, "desk") for a in applications for b in ASSESSORS)
    start = perf_counter()
    assert all(p.made for p in packs(Register(applications, ASSESSORS, places), tmp_path))
    record_property("figure", f"packs: {len(places)} made in {perf_counter() - start:.1f} s")
