"""A result that a file cannot take is saved beside it, and the file stays as it was."""

import json
import os
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from pyscoring.edition import AwardEdition, scored
from tests.sheets import blank, full, write
from workbook.cli import main
from workbook.files.patch import patch
from workbook.files.values import address
from workbook.office.libreoffice import Office
from workbook.scoresheet import layout
from workbook.scoresheet.reader import read_file
from workbook.scoresheet.scoring import score_files

TEPGA, TPSA = scored("tepga-development-2558"), scored("tpsa-standard-2558")
SHEET = "xl/worksheets/sheet1.xml"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["score", *map(str, arguments)])


def entries(*arguments: object) -> list[dict[str, Any]]:
    return list(json.loads(run("--json", *arguments).stdout)["scores"])


def codes(entry: dict[str, Any], families: str = "AFW") -> list[str]:
    return [p["code"] for p in entry["problems"] if p["code"][0] in families]


def only(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def column(path: Path, key: str, sheet: str = "Score") -> dict[str, Any]:
    """One column of a sheet by row key, as openpyxl reads it."""
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))
    at = rows[0].index(key)
    return {str(row[0]): row[at] for row in rows[1:] if row[0]}


def at(edition: AwardEdition, key: str) -> int:
    return next(row.number for row in layout.rows(edition) if row.key == key)


def sign(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("_xmlsignatures/origin.sigs", b"")


def respell(change: Callable[[str], str]) -> Callable[[Path], None]:
    """Change the score sheet's XML."""

    def changed(path: Path) -> None:
        with zipfile.ZipFile(path) as old:
            members = {name: old.read(name) for name in old.namelist()}
        xml = members[SHEET].decode()
        assert change(xml) != xml
        members[SHEET] = change(xml).encode()
        with zipfile.ZipFile(path, "w") as new:
            for name, data in members.items():
                new.writestr(name, data)

    return changed


def _array(xml: str) -> str:
    cell = address(at(TEPGA, "total"), layout.OFFICIAL)
    before, start, after = xml.partition(f'<c r="{cell}"')
    attributes, _, rest = after.partition("/>")
    return f'{before}{start}{attributes}><f t="array" ref="{cell}:{cell[:1]}90">1</f><v>1</v></c>{rest}'


def _merge(xml: str) -> str:
    row = at(TEPGA, "band")
    merged = f'<mergeCell ref="H{row}:I{row}"/>'
    return xml.replace("</mergeCells>", merged + "</mergeCells>")


OBSTACLES: dict[str, Callable[[Path], None]] = {"signed": sign, "array": respell(_array), "merged": respell(_merge)}


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Hold a file as Excel does on Windows: nothing can take its place."""

    def hold(path: Path) -> None:
        rename = os.replace

        def deny(source: Path, target: Path) -> None:
            if Path(target) == path:
                raise PermissionError(13, "in use")
            rename(source, target)

        monkeypatch.setattr(os, "replace", deny)
        monkeypatch.setattr(time, "sleep", lambda _: None)

    return hold


def test_open_elsewhere(tmp_path: Path, held: Callable[[Path], None]) -> None:
    """Of a file that is open elsewhere a copy with the result is saved beside it; the user is told why and where."""
    path = write(tmp_path / "ก-1.xlsx", TEPGA, full(TEPGA))
    before = path.read_bytes()
    held(path)
    result = run("--write", "--lang", "en", path)
    assert result.exit_code == 0
    assert "W05" in result.stdout
    for piece in ("“ก-1.xlsx”", "“ก-1 (ผลทางการ).xlsx”", "W01", "in use", "not into 1", "beside 1"):
        assert piece in result.stdout
    assert path.read_bytes() == before
    assert only(tmp_path) == ["ก-1 (ผลทางการ).xlsx", "ก-1.xlsx"]
    copy = tmp_path / "ก-1 (ผลทางการ).xlsx"
    official = column(copy, "official")
    assert (official["total"], official["band"], official["status"]) == (100, "ดีเยี่ยม", "ครบถ้วน")
    sheet = openpyxl.load_workbook(copy)["Score"]
    assert sheet["A1"].value == layout.RESULT_MARK
    assert column(copy, "value")["indicator:3"] == column(path, "value")["indicator:3"]


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_cannot_be_patched(tmp_path: Path, obstacle: str) -> None:
    """Where the file itself cannot be changed, a fresh workbook with the same answers and the result is saved."""
    answers = full(TEPGA, indicator_2="๒", title="=ดีมาก", indicator_4=None)
    path = write(tmp_path / "a.xlsx", TEPGA, answers)
    evidence = (at(TEPGA, "indicator:1"), layout.EVIDENCE)
    path.write_bytes(patch(path.read_bytes(), {"Score": {evidence: "@หน้า 12"}}))
    OBSTACLES[obstacle](path)
    before = path.read_bytes()
    (entry,) = entries("--write", path)
    assert codes(entry) == ["W05"]
    assert "W03" in entry["problems"][0]["message"]
    assert path.read_bytes() == before
    assert only(tmp_path) == ["a (ผลทางการ).xlsx", "a.xlsx"]
    copy = tmp_path / "a (ผลทางการ).xlsx"
    value, wanted = column(copy, "value"), column(path, "value")
    typed = [key for key in wanted if key.startswith(("indicator:", "bonus:", "eligibility:")) or key in answers]
    assert {key: value[key] for key in typed} == {key: wanted[key] for key in typed}
    assert value["title"] == "=ดีมาก"
    assert column(copy, "evidence")["indicator:1"] == "@หน้า 12"
    official = column(copy, "official")
    assert (official["total"], official["status"]) == (None, "ยังขาด 1 ตัวชี้วัด")
    assert official["fingerprint"] == score_sheet(path).fingerprint


def score_sheet(path: Path) -> Any:
    (found,) = score_files([path])
    assert found.result is not None
    return found.result.sheet


def test_odd_entries_are_shown_as_they_were_seen(tmp_path: Path, office: Office) -> None:
    """Formulas, percentages, errors and dates come into the fresh workbook as texts that count for nothing."""
    path = write(tmp_path / "a.xlsx", TEPGA, full(TEPGA, conflict="no"), "en")
    book = openpyxl.load_workbook(path)
    sheet = book["Score"]
    keys = {str(row[0].value): row[0].row for row in sheet.iter_rows(min_row=2)}
    for number, value in (("1", "=1+1"), ("2", "#N/A"), ("3", 0.85), ("4", datetime(2015, 5, 20)), ("5", True)):
        sheet.cell(keys[f"indicator:{number}"], layout.VALUE).value = value
    sheet.cell(keys["indicator:3"], layout.VALUE).number_format = "0%"
    book.save(path)
    sign(path)
    (entry,) = entries("--write", path)
    assert codes(entry, "D") == ["D14", "D09", "D06", "D10", "D08", "D07", "D20"]
    copy = tmp_path / "a (official).xlsx"
    with office.open(copy) as document:
        shown = [document.values("Score", f"E{keys[f'indicator:{n}']}")[0][0] for n in "12345"]
        total = document.range("Score", f"E{keys['total']}").String
    assert shown == ["=–", "#N/A", "85%", "20/05/2015", True]
    assert total == ""
    official = column(copy, "official")
    assert [str(official[f"indicator:{n}"])[:3] for n in "12345"] == ["D09", "D06", "D10", "D08", "D07"]
    assert official["status"] == "5 to correct"


def test_again_and_again(tmp_path: Path) -> None:
    """The next runs pass over the copy with a note, stop nobody (A02), and save it anew only when it says something new."""
    path = write(tmp_path / "a.xlsx", TEPGA, full(TEPGA))
    sign(path)
    for hour in (1, 2, 3):
        when = datetime(2015, 6, 1, hour, tzinfo=UTC)
        found = list(score_files(sorted(tmp_path.iterdir()), write=True, at=when))
        assert [s.result.total for s in found if s.result] == [100]
        assert only(tmp_path) == ["a (ผลทางการ).xlsx", "a.xlsx"]
    assert [codes(entry) for entry in entries("--write", tmp_path)] == [["F13"], ["W05"]]
    change = {"Score": {(at(TEPGA, "indicator:1"), layout.VALUE): 1}}
    path.write_bytes(patch(write(path, TEPGA, full(TEPGA)).read_bytes(), change))
    sign(path)
    copy = (tmp_path / "a (ผลทางการ).xlsx").read_bytes()
    last = entries("--write", tmp_path)[-1]
    assert "a (ผลทางการ) 2.xlsx" in last["problems"][0]["message"]
    assert only(tmp_path) == ["a (ผลทางการ) 2.xlsx", "a (ผลทางการ).xlsx", "a.xlsx"]
    assert (tmp_path / "a (ผลทางการ).xlsx").read_bytes() == copy
    assert [codes(e) for e in entries(tmp_path)] == [["F13"], ["F13"], []]


def test_an_open_file_again(tmp_path: Path, held: Callable[[Path], None]) -> None:
    """A file that stays open has one copy, however often it is tried."""
    path = write(tmp_path / "a.xlsx", TEPGA, full(TEPGA))
    held(path)
    for minute in range(3):
        (found,) = score_files([path], write=True, at=datetime(2015, 6, 1, 9, minute, tzinfo=UTC))
        assert found.beside == (tmp_path / "a (ผลทางการ).xlsx",)
    assert only(tmp_path) == ["a (ผลทางการ).xlsx", "a.xlsx"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """Whatever has the name already stays: the copy takes the next number."""
    path = write(tmp_path / "a.xlsx", TEPGA, full(TEPGA))
    sign(path)
    (tmp_path / "a (ผลทางการ).xlsx").write_bytes(b"precious")
    (tmp_path / "a (ผลทางการ) 2.xlsx").symlink_to(tmp_path / "nowhere")
    (tmp_path / "a (ผลทางการ) 3.xlsx").mkdir()
    entry = next(e for e in entries("--write", path) if e["sheet"])
    assert "a (ผลทางการ) 4.xlsx" in entry["problems"][0]["message"]
    assert (tmp_path / "a (ผลทางการ).xlsx").read_bytes() == b"precious"
    assert not (tmp_path / "nowhere").exists()
    assert only(tmp_path / "a (ผลทางการ) 3.xlsx") == []


def two_sheets(path: Path) -> Path:
    """A workbook with two score sheets, each of another application."""
    write(path, TEPGA, full(TEPGA))
    book = openpyxl.load_workbook(path)
    second = book.copy_worksheet(book["Score"])
    second.title = "ก-2"
    second.cell(at(TEPGA, "application"), layout.VALUE).value = "ก-2"
    book.save(path)
    return path


def test_a_workbook_of_two_score_sheets(tmp_path: Path, held: Callable[[Path], None]) -> None:
    """An open workbook has one copy with both results; one that cannot be patched has a copy a sheet."""
    path = two_sheets(tmp_path / "open.xlsx")
    held(path)
    found = entries("--write", path)
    assert [codes(e) for e in found] == [["W05"], ["W05"]]
    assert only(tmp_path) == ["open (ผลทางการ).xlsx", "open.xlsx"]
    copy = tmp_path / "open (ผลทางการ).xlsx"
    assert [column(copy, "official", sheet)["total"] for sheet in ("Score", "ก-2")] == [100, 100]
    sheets, _, problems = read_file(copy)
    assert (sheets, [p.code for p in problems]) == ((), ["F13"])
    (tmp_path / "signed").mkdir()
    signed = two_sheets(tmp_path / "signed" / "b.xlsx")
    sign(signed)
    first = entries("--write", signed)[0]
    assert "“b (ผลทางการ).xlsx, b (ผลทางการ) 2.xlsx”" in first["problems"][0]["message"]
    applications = [column(p, "value")["application"] for p in sorted(signed.parent.glob("b (*"))]
    assert sorted(applications) == ["ก-1", "ก-2"]
    assert [codes(e) for e in entries("--write", signed.parent)] == [["F13"], ["F13"], ["W05"], ["W05"]]


def test_neither_here_nor_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder that takes no file the first reason stands alone, as an error."""
    signed, plain = (write(tmp_path / n, TEPGA, full(TEPGA, application=n)) for n in ("s.xlsx", "p.xlsx"))
    sign(signed)
    really_open = os.open

    def deny(path: Any, flags: int, *more: Any, **options: Any) -> int:
        if flags & os.O_CREAT and Path(path).parent == tmp_path:
            raise PermissionError(13, "Permission denied", str(path))
        return really_open(path, flags, *more, **options)

    monkeypatch.setattr(os, "open", deny)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    result = run("--write", "--json", plain, signed)
    assert result.exit_code == 1
    assert [codes(e) for e in json.loads(result.stdout)["scores"]] == [["W01"], ["W03"]]
    assert only(tmp_path) == ["p.xlsx", "s.xlsx"]


def test_a_disk_that_fills_up_between_two_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If only some sheets of a file can be saved beside it, those are named and the reason stays an error."""
    path = two_sheets(tmp_path / "b.xlsx")
    sign(path)
    fsync, count = os.fsync, []

    def full_disk(handle: int) -> None:
        count.append(handle)
        if len(count) > 2:  # the first copy, and the folder after it
            raise OSError(28, "No space left on device")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", full_disk)
    found = entries("--write", path)
    assert [codes(e) for e in found] == [["W05", "W03"]] * 2
    assert only(tmp_path) == ["b (ผลทางการ).xlsx", "b.xlsx"]


def test_no_room_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where even temporary files cannot be made, the first reason stands alone, and `template` says so too."""
    path = write(tmp_path / "a.xlsx", TEPGA, full(TEPGA))
    sign(path)

    def full_disk(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("openpyxl.worksheet._writer.NamedTemporaryFile", full_disk)
    monkeypatch.setattr("workbook.scoresheet.anew._kept", {})  # no blank workbook of another test
    assert codes(entries("--write", path)[0]) == ["W03"]
    made = CliRunner().invoke(main, ["template", TEPGA.id, "-o", str(tmp_path / "new.xlsx")])
    assert (made.exit_code, made.stderr[:3], only(tmp_path)) == (1, "W04", ["a.xlsx"])


def test_long_names(tmp_path: Path) -> None:
    """A name as long as the file system allows is shortened for the copy."""
    path = write(tmp_path / f"{'ก' * 83}.xlsx", TEPGA, full(TEPGA))
    sign(path)
    assert codes(entries("--write", path)[0]) == ["W05"]
    (copy,) = (name for name in only(tmp_path) if name != path.name)
    assert copy.endswith(" (ผลทางการ).xlsx")
    assert copy.startswith("ก" * 60)


def test_only_a_score_sheet_can_be_copied(tmp_path: Path) -> None:
    """A blank form that bears the mark of a copy is passed over, in a file of its own or beside a score sheet."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(patch(blank(TPSA.id), {"Score": {(1, 1): layout.RESULT_MARK}}))
    (entry,) = entries(path)
    assert (codes(entry), entry["total"], run(path).exit_code) == (["F13"], None, 0)
    assert "ข้ามไป" in run(path).stdout
