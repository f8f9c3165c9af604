"""The macro and the worksheet functions through the real xlwings API, over LibreOffice."""

import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings as xw

from pyscoring.edition import scored
from tests.sheets import full, write
from workbook import functions, macros
from workbook.scoresheet import layout

TEPGA, TPSA = "tepga-expansion-2558", "tpsa-innovation-2558"


def _open(engine: xw.Engine, path: Path) -> xw.Book:
    book = xw.Book(path)
    book.set_mock_caller()
    engine.impl.calls.clear()
    engine.impl.alerts.clear()
    return book


def _official(book: xw.Book, id_: str, sheet: str = "Score") -> dict[str, Any]:
    rows = {r.key: r.number for r in layout.rows(scored(id_)) if r.key}
    values = book.sheets[sheet].range((1, layout.OFFICIAL), (max(rows.values()), layout.OFFICIAL)).value
    return {key: values[number - 1] for key, number in rows.items()}


@pytest.fixture
def expansion(engine: xw.Engine, tmp_path: Path) -> xw.Book:
    answers = full(scored(TEPGA), indicator_8=42.5, indicator_10=12.25)
    return _open(engine, write(tmp_path / "form_a.xlsx", scored(TEPGA), answers))


def test_main_writes_the_official_block(expansion: xw.Book) -> None:
    """`main()` writes the dimensions, the total, the band, the status, the time and the fingerprint."""
    macros.main()
    block = _official(expansion, TEPGA)
    assert (block["dimension:1"], block["dimension:2"], block["total"]) == (15.0, 74.75, 89.75)
    assert (block["band"], block["status"]) == ("ดี", "ครบถ้วน")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d", block["scored-at"])
    assert re.fullmatch(r"[0-9a-f]{16}", block["fingerprint"])
    live = expansion.sheets["Score"].range((6, layout.VALUE), (8, layout.VALUE)).value
    assert live == [89.75, "ดี", "ครบถ้วน"]


@pytest.mark.parametrize("id_", [TEPGA, TPSA, "pmqa-award-2558"])
def test_one_read_and_one_write(engine: xw.Engine, tmp_path: Path, id_: str) -> None:
    """`main()` makes one range read and one range write, whatever the number of indicators."""
    _open(engine, write(tmp_path / "form_a.xlsx", scored(id_), full(scored(id_))))
    macros.main()
    assert dict(engine.impl.calls) == {"read": 1, "write": 1}


def test_run_main_runs_the_shim(expansion: xw.Book, engine: xw.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """xlwings' own "Run main" string finds `main()` through a two-line module of the workbook's name."""
    ribbon = Path(xw.__file__).parent / "addin" / "RibbonXlwings.bas"
    parts = re.search(
        r'RunPython "import " & mymodule & "(.*)" & mymodule & "(.*)"', ribbon.read_text(encoding="cp1252")
    )
    assert parts, "xlwings changed what its Run main button does"
    folder = Path(expansion.fullname).parent
    (folder / "form_a.py").write_text(
        '"""Lets xlwings find pyscoring."""\nfrom workbook.macros import main  # noqa: F401\n'
    )
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "form_a", raising=False)
    exec("import form_a" + parts[1] + "form_a" + parts[2], {})
    assert _official(expansion, TEPGA)["total"] == 89.75


def test_mistakes_are_shown_beside_their_rows(engine: xw.Engine, tmp_path: Path) -> None:
    """A wrong entry is explained in its own row; the total stays empty and the status counts."""
    answers = full(scored(TEPGA), indicator_3="สาม", indicator_5=5.5, indicator_6=None, conflict="อาจจะ")
    book = _open(engine, write(tmp_path / "form_a.xlsx", scored(TEPGA), answers))
    macros.main()
    block = _official(book, TEPGA)
    assert block["indicator:3"] == "D02 “สาม” ไม่ใช่ตัวเลข"
    assert block["indicator:5"] == "D03 5.5 อยู่นอกช่วง 0–5"
    assert block["conflict"] == "D12 “อาจจะ” ไม่ใช่คำตอบ ใช่/ไม่ใช่"
    assert (block["indicator:6"], block["total"], block["band"]) == (None, None, None)
    assert block["status"] == book.sheets["Score"].range((8, layout.VALUE)).value == "แก้ไข 3 แห่ง"
    book.sheets["Score"]["E1"].expand()  # the sheet stays usable
    assert dict(engine.impl.calls)["write"] == 1


def test_error_cells_are_not_blanks(engine: xw.Engine, tmp_path: Path) -> None:
    """#N/A in an entry cell is a mistake to correct, not a score that is missing."""
    book = _open(engine, write(tmp_path / "form_a.xlsx", scored(TEPGA), full(scored(TEPGA))))
    row = {r.key: r.number for r in layout.rows(scored(TEPGA))}["indicator:3"]
    book.sheets["Score"].range((row, layout.VALUE)).formula = "=NA()"
    macros.main()
    assert _official(book, TEPGA)["status"] == "แก้ไข 1 แห่ง"
    assert "#N/A" in _official(book, TEPGA)["indicator:3"]


def test_other_sheet_is_active(expansion: xw.Book) -> None:
    """With the guide on top, `main()` finds the score sheet."""
    expansion.sheets["Guide"].activate()
    macros.main()
    assert _official(expansion, TEPGA)["total"] == 89.75


def test_a_chart_is_active(expansion: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a sheet that is a chart on top, which xlwings gives no cells, `main()` finds the score sheet."""
    monkeypatch.setattr(xw.main.Sheets, "active", SimpleNamespace(name="Chart1"))
    macros.main()
    assert _official(expansion, TEPGA)["total"] == 89.75


def test_no_score_sheet(engine: xw.Engine, score_file: Path) -> None:
    """A workbook that is not ours gets a message box and is left alone."""
    _open(engine, score_file)
    macros.main()
    assert "ไม่พบแผ่นให้คะแนน" in engine.impl.alerts[0].prompt
    assert engine.impl.calls["write"] == 0


def test_unknown_edition_is_told(engine: xw.Engine, tmp_path: Path) -> None:
    """An edition that this computer does not have is named in a message box, with what to do."""
    book = _open(engine, write(tmp_path / "form_a.xlsx", scored(TEPGA), full(scored(TEPGA), edition="tepga-2599")))
    macros.main()
    assert "tepga-2599" in engine.impl.alerts[0].prompt
    assert _official(book, TEPGA)["total"] is None


def test_missing_official_column_is_told(engine: xw.Engine, tmp_path: Path) -> None:
    """A sheet that has lost its official column is not written, and the message names the column."""
    book = _open(engine, write(tmp_path / "form_a.xlsx", scored(TEPGA), full(scored(TEPGA))))
    sheet = book.sheets["Score"].range("A1").impl.api.Spreadsheet
    sheet.unprotect("")
    sheet.getCellByPosition(layout.OFFICIAL - 1, 0).setString("")
    macros.main()
    assert "ไม่พบคอลัมน์ official" in engine.impl.alerts[0].prompt
    assert engine.impl.calls["write"] == 0


def test_locked_official_cells_are_told(engine: xw.Engine, tmp_path: Path) -> None:
    """Where somebody locked the official cells, a message says so instead of a traceback."""
    book = _open(engine, write(tmp_path / "form_a.xlsx", scored(TEPGA), full(scored(TEPGA))))
    area = engine.impl.office and book.sheets["Score"].range((4, layout.OFFICIAL), (60, layout.OFFICIAL)).impl
    cells = area.cells if hasattr(area, "cells") else area.api
    sheet = cells.Spreadsheet
    sheet.unprotect("")
    protection = cells.CellProtection
    protection.IsLocked = True
    cells.CellProtection = protection
    sheet.protect("")
    macros.main()
    assert "เขียนผลลงแผ่นงานไม่ได้" in engine.impl.alerts[0].prompt


def test_foreign_content_between_the_rows_survives(expansion: xw.Book, engine: xw.Engine) -> None:
    """What somebody else put into the official column keeps its formula; the block is written around it."""
    rows = {r.key: r.number for r in layout.rows(scored(TEPGA)) if r.key}
    heading = next(r.number for r in layout.rows(scored(TEPGA)) if r.kind == "heading")
    assert rows["dimension:2"] < heading < rows["scored-at"]
    note = expansion.sheets["Score"].range((heading, layout.OFFICIAL))
    note.formula = "=1+1"
    engine.impl.calls.clear()
    macros.main()
    assert note.formula == "=1+1"
    assert _official(expansion, TEPGA)["total"] == 89.75
    assert dict(engine.impl.calls)["write"] == 2  # the block in two pieces


def test_functions_over_ranges(expansion: xw.Book) -> None:
    """The worksheet functions take real ranges, as Excel hands them over, and give the core's answers."""
    at = {r.key: r.number for r in layout.rows(scored(TEPGA)) if r.key}
    sheet = expansion.sheets["Score"]

    def grid(first: str, last: str) -> Any:
        area = sheet.range((at[first], layout.VALUE), (at[last], layout.VALUE))
        return area.options(ndim=2, err_to_str=True).value

    one, two = grid("indicator:1", "indicator:4"), grid("indicator:5", "indicator:10")
    assert functions.DIMENSION_TOTAL(TEPGA, 1.0, one) == 15.0
    assert functions.DIMENSION_TOTAL(TEPGA, "2", two) == 74.75
    assert functions.AWARD_TOTAL(TEPGA, one + two) == 89.75
    assert functions.AWARD_BAND(TEPGA, 89.75) == "ดี"
    assert functions.AWARD_BAND(TEPGA, 89.995, "en") == "Excellent"
    whole = sheet.used_range.options(ndim=2, err_to_str=True).value
    assert functions.SCORE_SHEET(whole) == [
        ["มิติ 1", 15.0], ["มิติ 2", 74.75], ["คะแนนรวม", 89.75], ["ระดับรางวัล", "ดี"], ["สถานะ", "ครบถ้วน"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        ([["ใช่"], [None], [None], [None], [None]], 50.0),
        ([[None]] * 5, 0.0),
        ([["5", "yes"], ["bonus:1", "no"]], 50.0),
        ([["5", "yes"]], 50.0),
        (["no", "no", "yes", None, None], 50.0),
        ([["ใช่", "ใช่", None, None, "ไม่ใช่"]], 50.0),
    ],
)
def test_bonus(answers: list[list[Any]], points: float) -> None:
    """The bonus comes once for any number of confirmed features, by position or by id."""
    assert functions.AWARD_BONUS(TPSA, answers) == points


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: functions.AWARD_BAND("tepga-2599", 80), "✗ ไม่รู้จักเกณฑ์รางวัล “tepga-2599”"),
        (lambda: functions.AWARD_BAND("tpsa-best-2558", 80), "✗ เกณฑ์ tpsa-best-2558 เป็นรางวัลที่พิจารณาจากผลรางวัลอื่น"),
        (lambda: functions.AWARD_BAND(TEPGA, "แปดสิบ"), "✗ “แปดสิบ” ไม่ใช่ตัวเลข"),
        (lambda: functions.AWARD_BAND(TEPGA, 100.01, " EN "), "✗ 100.01 is outside 0 to 100"),
        (lambda: functions.DIMENSION_TOTAL(TEPGA, 7, [[1.0]]), "✗ แถว dimension:7 ไม่อยู่ในเกณฑ์นี้"),
        (lambda: functions.DIMENSION_TOTAL(TEPGA, 1, [[1.0]] * 3), "✗ ได้รับ 3 เซลล์ แต่ต้องการ 4"),
        (lambda: functions.DIMENSION_TOTAL(TEPGA, 1, [[4.0], [3.0], ["#N/A"], [5.0]]), "✗ 3: เซลล์เป็นค่าผิดพลาด #N/A"),
        (
            lambda: functions.DIMENSION_TOTAL(TEPGA, 1, [[4.0], [3.0], [None], [5.0]], "en"),
            "✗ indicator 3 has no score yet",
        ),
        (lambda: functions.AWARD_TOTAL(TEPGA, [["12", 1.0], ["1", 2.0]]), "✗ แถว indicator:12 ไม่อยู่ในเกณฑ์นี้"),
        (lambda: functions.AWARD_BONUS(TPSA, [["อาจจะ"], [None], [None], [None], [None]]), "✗ 1: “อาจจะ” ไม่ใช่คำตอบ"),
        (lambda: functions.SCORE_SHEET([[None]]), "✗ ไม่พบแผ่นให้คะแนนในไฟล์"),
        (lambda: functions.AWARD_TOTAL(None, [[1.0]]), "✗ ไม่รู้จักเกณฑ์รางวัล"),
        (lambda: functions.AWARD_TOTAL(TEPGA, 5.0), "✗ ได้รับ 1 เซลล์ แต่ต้องการ 10"),
        (lambda: functions.AWARD_TOTAL(TEPGA, "1234567890"), "✗ ได้รับ 1 เซลล์ แต่ต้องการ 10"),
        (lambda: functions.AWARD_TOTAL(TEPGA, [[1.0, 2.0, 3.0]] * 10), "✗ ได้รับ 30 เซลล์ แต่ต้องการ 10"),
        (lambda: functions.AWARD_TOTAL(TEPGA, [["1", 1.0], ["1", 2.0]]), "✗ คีย์ indicator:1 มีซ้ำ"),
        (lambda: functions.AWARD_BONUS(TPSA, [["1", "yes"], ["bonus:1", "no"]]), "✗ คีย์ bonus:1 มีซ้ำ"),
        (lambda: functions.AWARD_BAND(TEPGA, None), "✗ ยังไม่ได้กรอก “คะแนนรวม”"),
        (lambda: functions.AWARD_BAND("/etc/passwd", 90), "✗ ไม่รู้จักเกณฑ์รางวัล “/etc/passwd”"),
        (lambda: functions.AWARD_BAND("a" * 300, 90), "✗ ไม่รู้จักเกณฑ์รางวัล “aaa"),
        (lambda: functions.SCORE_SHEET(None), "✗ ไม่พบแผ่นให้คะแนนในไฟล์"),
    ],
)
def test_mistakes_are_short_messages(call: Any, message: str) -> None:
    """A mistake in a formula is answered in the cell, in the language asked for, never with a traceback."""
    answer = call()
    assert answer.startswith(message)
    assert len(answer) <= 250
    assert "Traceback" not in answer


KEYED = [
    [f"indicator:{i.id}", None, i.name["th"], float(i.high), float(i.high)] for i in scored(TEPGA).indicators
]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        (KEYED, 100.0),
        ([["dimension:1", "มิติ 1", "ก", 15.0, 15.0], *reversed(KEYED), [None] * 5, ["bonus", None, None, None, 5.0]], 100.0),
        ([*KEYED, ["indicator:11", None, None, None, 1.0]], "✗ แถว indicator:11 ไม่อยู่ในเกณฑ์นี้"),
        ([*KEYED, KEYED[0]], "✗ คีย์ indicator:1 มีซ้ำ"),
        (KEYED[1:], "✗ ยังไม่ได้ให้คะแนนตัวชี้วัด 1"),
        ([[*row[:4], "#N/A"] if n == 2 else row for n, row in enumerate(KEYED)], "✗ 3: เซลล์เป็นค่าผิดพลาด #N/A"),
    ],
)  # fmt: skip
def test_rows_of_a_score_sheet(rows: list[list[Any]], answer: float | str) -> None:
    """Of a sheet's rows with their keys, the last column counts, in any order; rows of other families do not."""
    found = functions.AWARD_TOTAL(TEPGA, rows)
    assert found == answer if isinstance(answer, float) else found.startswith(answer)


def test_argument_help_is_bilingual() -> None:
    """Every argument of every worksheet function is explained in Thai and English."""
    source = Path(functions.__file__).read_text(encoding="utf-8")
    helps = re.findall(r'@xw\.arg\("(\w+)".*?doc=("(?:[^"]*)"|\w+)\)', source)
    assert len(helps) == 17
    for name, help_ in helps:
        text = help_.strip('"') if help_.startswith('"') else getattr(functions, help_)
        assert re.search("[ก-๙]", text), name
        assert " / " in text, name
