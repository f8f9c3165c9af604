"""What a terminal shows fits its width: words whole, columns under their headings, what matters first."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from pyscoring.consolidate import consolidate
from pyscoring.edition import scored
from pyscoring.panel import Standing
from pyscoring.problems import Problem
from tests import rounds
from tests.walked import Terminal
from workbook.commands import fitted, listing, round_show
from workbook.commands.counts import Count
from workbook.commands.round_texts import WORDS
from workbook.committee.packs import Pack
from workbook.committee.round_folder import Round
from workbook.scoresheet.scoring import Scored
from workbook.scoresheet.texts import TERMINAL

LONG = "การพัฒนารูปแบบการส่งเสริมการเลี้ยงลูกด้วยนมแม่ในแม่ทำงานนอกบ้านจากคลินิกสู่ภาคีเครือข่าย"
ROWS = [
    ("ผลงาน", "ชื่อผลงาน", "ขั้นตอน", "คะแนน", "ระดับ", "ข้อสังเกต"),
    ("4-2", LONG, "ประเมินจากเอกสาร", "749.99", "ชั่วคราว: ไม่ผ่านการตรวจประเมิน", "คะแนนต่างกันเกินเกณฑ์, ระดับไม่นิ่ง"),
    ("4-3", "ที่นี่", "ประเมินจากเอกสาร", "8.50", "ดีเด่น", ""),
]
WORDS_OF_ROWS = {word for row in ROWS for text in row if text != LONG for word in text.split(" ")}


def printed(width: int, show: Callable[[Console], None]) -> list[str]:
    out = Console(
        file=io.StringIO(), width=width, force_terminal=True, highlight=False, markup=False, color_system=None
    )
    show(out)
    assert isinstance(out.file, io.StringIO)
    return [line.rstrip() for line in out.file.getvalue().splitlines()]


@pytest.mark.parametrize("width", [60, 80, 96, 120, 160, 240])
def test_no_word_is_broken(width: int) -> None:
    """In every width each line fits, and each word of the table but a title cut short stands whole."""
    lines = printed(width, lambda out: fitted.print_table(out, ROWS, {"ชื่อผลงาน"}, {"คะแนน"}))
    assert max(map(cell_len, lines)) <= width
    table = lines[0].split()[-1] == ROWS[0][-1]
    assert table == (width >= 96)
    missing = {word for word in WORDS_OF_ROWS if word and word not in " ".join(lines).split()}
    assert missing == (set() if table else {"ผลงาน", "ชื่อผลงาน"})
    assert any(LONG in line for line in lines) == (width >= 160 or (not table and width == 80))
    assert any("…" in line for line in lines) == (table and width < 160)


def test_columns_stand_under_their_headings() -> None:
    """Marks above and below Thai letters take no room: each cell begins where its heading does, numbers end with theirs."""
    head, *rows = printed(160, lambda out: fitted.print_table(out, ROWS, {"ชื่อผลงาน"}, {"คะแนน"}))
    for heading, column in (("ขั้นตอน", 2), ("ระดับ", 4)):
        at = cell_len(head[: head.index(heading)])
        assert [cell_len(line[: line.index(row[column])]) for line, row in zip(rows, ROWS[1:], strict=True)] == [at, at]
    end = cell_len(head[: head.index("คะแนน")] + "คะแนน")
    assert [cell_len(line[: line.index(row[3])] + row[3]) for line, row in zip(rows, ROWS[1:], strict=True)] == [
        end,
        end,
    ]


def test_where_a_table_has_no_room_rows_become_entries() -> None:
    """Each entry has its id and title, then every other cell that is not empty with its heading."""
    lines = printed(80, lambda out: fitted.print_table(out, ROWS[:1] + ROWS[2:], {"ชื่อผลงาน"}))
    assert lines == [
        "ผลงาน  ชื่อผลงาน  ขั้นตอน            คะแนน  ระดับ  ข้อสังเกต",
        "4-3    ที่นี่       ประเมินจากเอกสาร  8.50   ดีเด่น",
    ]
    lines = printed(60, lambda out: fitted.print_table(out, ROWS, {"ชื่อผลงาน"}))
    assert lines[-2:] == ["4-3  ที่นี่", "    ขั้นตอน ประเมินจากเอกสาร · คะแนน 8.50 · ระดับ ดีเด่น"]


def test_lines_go_on_between_matters() -> None:
    """A long line is parted at its dots, and between words only where one matter has no room."""
    line = "ส่งแล้ว 33 จาก 33 ที่ (100%) · ไม่ครบ 0 · ต้องแก้ 0 · รอเลือก 0 · ยังไม่ส่ง 0"
    for width in (30, 40, 50, 64):
        lines = printed(width, lambda out: fitted.print_line(out, line))
        assert max(map(cell_len, lines)) <= width
        assert " ".join(" ".join(lines).split()) == line
        assert [x for x in lines[:-1] if not x.endswith("·")] == []


def test_what_has_no_room_at_all_is_still_whole() -> None:
    """A word longer than the line is broken as a last way out: no letter is lost or added, however narrow it is."""
    for width in (4, 7, 20, 33):
        lines = printed(width, lambda out: fitted.print_line(out, f"ผลงาน {LONG} · เต็ม 6"))
        assert max(map(cell_len, lines)) <= width
        assert "".join("".join(lines).split()) == f"ผลงาน{LONG}·เต็ม6"


def test_what_many_files_have_alike_is_told_once() -> None:
    """Of 400 files with one warning and one broken, the broken one is named by itself and the warning once; errors never are."""
    found = [(f"{n}.xlsx", [Problem("D20", {"n": n, "cells": "E25"})]) for n in range(400)]
    warning, broken = found[0][1][0], Problem("F05", {"detail": ""})
    own, alike = listing.parted([*found, ("x.xlsx", [broken, warning])], "en")
    assert own == [("x.xlsx", [broken])]
    assert [one.where("en") for one in alike] == ["0.xlsx and 400 more files"]
    assert alike[0].problem == warning
    assert listing.parted(found[:9], "en") == (found[:9], [])
    every = [(f"{n}.xlsx", [broken]) for n in range(400)]
    assert listing.parted(every, "en") == (every, [])
    full = [(f"{n}.xlsx", [Problem("W04")]) for n in range(400)]
    for whole in (False, True):
        own, alike = listing.parted([*full, ("a.xlsx", [warning]), ("b.xlsx", [warning])], "en", whole=whole)
        assert (own != [], alike[0].where("en")) == (whole, "0.xlsx and 399 more files")
        assert listing.parted(full[:9], "en", whole=whole) == (full[:9], [])


def test_packs_that_cannot_be_made_are_counted_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """What the disk has no room for, or its folder refuses, is neither there nor a conflict, and is told once."""

    def pack(n: int, *problems: Problem, made: bool = False, path: str | None = "a") -> Pack:
        return Pack(Path(f"{path}/{n}.xlsx") if path else None, ("ก-1",), "A1", "desk", made, problems)

    full = [pack(n, Problem("W04", file=f"a/{n}.xlsx")) for n in range(20)]
    refused = [pack(n, Problem("W01", {"detail": "…"}, file="b")) for n in range(20)]
    unknown = pack(0, Problem("A27", {"seen": "ก-2"}), path=None)
    declared = pack(0, Problem("A35", {"assessor": "ผู้ประเมิน 1", "application": "ก-1"}), path=None)
    packs = [*full, *refused, unknown, declared, pack(21, made=True), pack(22), pack(22)]
    round_show.print_packs(Round(Path("r")), packs, [p for one in packs for p in one.problems], "en")
    told = capsys.readouterr().out.splitlines()
    assert told[-1].startswith("1 workbook made · 41 could not be made · 1 there already · 1 place passed over for a")
    assert [line for line in told if "W04" in line or "W01" in line] == [told[1], told[-2]]
    assert (told[0], told[-3]) == ("b", "a/0.xlsx and 19 more files")


def test_what_is_said_of_several_sheets_in_the_same_words_is_told_once() -> None:
    """A person's name in three files, or in three sheets of one: once, with how many more; of two files both are named."""

    def of(who: str, file: str, sheet: str = "Score") -> tuple[str, list[Problem]]:
        details = {"label": {"th": "ผู้ประเมิน", "en": "Assessor"}, "seen": who, "wanted": "ผู้ประเมินหนึ่ง"}
        return file, [Problem("A08", details, file=file, sheet=sheet, cell="D7")]

    pair = [of("ผู้ประเมิน 2", "4.xlsx"), of("ผู้ประเมิน 2", "5.xlsx")]
    own, alike = listing.parted([*(of("ผู้ประเมิน 1", f"{n}.xlsx") for n in range(3)), *pair], "th")
    assert own == []
    assert [one.where("th") for one in alike] == ["0.xlsx และอีก 2 ไฟล์", "4.xlsx, 5.xlsx"]
    renamed = [of(f"ผู้ประเมิน {n % 2}", f"{n}.xlsx") for n in range(400)]
    assert [one.where("en") for one in listing.parted(renamed, "en")[1]] == [
        "0.xlsx and 199 more files",
        "1.xlsx and 199 more files",
    ]
    (_, visit), *_ = sheets = [of("ผู้ประเมิน 1", "visit.xlsx", f"ก-{n}") for n in range(3)]
    own, alike = listing.parted([("visit.xlsx", [problem for _, problems in sheets for problem in problems])], "en")
    assert (own, [one.where("en") for one in alike]) == ([], ["visit.xlsx and 2 more sheets in it"])
    notes = [Problem("D14", {"seen": n, "understood": n}) for n in range(20)]
    cells = [("a.xlsx", visit * 3), ("b.xlsx", notes[:10]), ("c.xlsx", notes[10:])]
    assert listing.parted(cells, "en") == (cells, [])


def test_broken_ones_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more sheets than a terminal shows, those to correct stand on top, and how many are not shown is told."""
    from workbook.commands import show

    out = io.StringIO()
    monkeypatch.setattr(
        show, "console", lambda: Console(file=out, width=100, markup=False, force_terminal=True, color_system=None)
    )
    found = [Scored(Path(f"{n:03}.xlsx"), None, None, ()) for n in range(100)]
    found[70] = Scored(Path("070.xlsx"), None, None, (Problem("F05", {"detail": ""}),))
    show.print_scores(found, "en")
    lines = out.getvalue().splitlines()
    assert lines[1].startswith("070.xlsx")
    assert "… +40" in lines
    assert "1 file to correct" in lines[-2]


def test_nobody_recused_has_returned_anything(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever declared a conflict in the register or in the sheet is counted apart, and the share is of the others."""
    edition = scored("tepga-development-2558")
    full = {i.id: i.high for i in edition.indicators}
    standings: tuple[Standing, ...] = ("counted", "missing", "recused", "conflicted")
    seats = [rounds.seat(edition, n, kind, full) for n, kind in enumerate(standings, 1)]
    round_show.print_status(rounds.together([consolidate(edition, "ก-1", "desk", seats)]), Path("round"), "en")
    *rows, last = capsys.readouterr().out.splitlines()
    missing = "0 incomplete · 0 to correct · 0 to choose · 1 missing"
    assert last == f"{'█' * 10}{'░' * 10} 1 of 2 places returned (50%) · {missing} · 2 recused"
    bars = {row.split("\t")[0]: row.split("\t")[-1].count("█") for row in rows if row.startswith("ผู้ประเมิน")}
    assert bars == {"ผู้ประเมิน 1": 20, "ผู้ประเมิน 2": 0, "ผู้ประเมิน 3": 0, "ผู้ประเมิน 4": 0}


def test_of_many_only_those_left_to_do_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a terminal that cannot show all: what is final is counted, and what is held back stands there; a pipe has all."""
    edition = scored("tepga-development-2558")
    full = {i.id: i.high for i in edition.indicators}
    seats = [rounds.seat(edition, n, "counted", full) for n in (1, 2)]
    held, *final = (consolidate(edition, f"ก-{n}", "desk", seats) for n in range(1, 5))
    monkeypatch.setattr(round_show, "_FEW", 2)
    for results, shown, told in (
        (
            [*final, replace(held, held=True)],
            ["ก-1"],
            "3 others are final or ended by the stage before, and not shown here",
        ),
        (final, [], "3 others are final"),
        (final[:1], ["ก-2"], None),
    ):
        screen = Terminal()
        monkeypatch.setattr("sys.stdout", screen)
        round_show.print_consolidation(rounds.together(results), Path("round"), "en")
        assert re.findall(r"^ก-\d", screen.getvalue(), re.MULTILINE) == shown
        assert told is None or told in screen.getvalue().replace("\n    ", " ")
    pipe = io.StringIO()
    monkeypatch.setattr("sys.stdout", pipe)
    round_show.print_consolidation(rounds.together(final), Path("round"), "en")
    assert re.findall(r"^ก-\d", pipe.getvalue(), re.MULTILINE) == ["ก-2", "ก-3", "ก-4"]


def test_one_is_not_many() -> None:
    """English counts its nouns; Thai needs none. Every text that counts is filled with one and with two."""
    assert f"{Count(1):file|files}, {Count(0):file|files}, {Count(2)}" == "1 file, 0 files, 2"
    for text in (*TERMINAL.values(), *WORDS.values()):
        fields = set(re.findall(r"\{(\w+)", text["en"]))
        told = text["en"].format(**dict.fromkeys(fields, Count(1)))
        assert not re.search(
            r"\b1 (files|sheets|places|workbooks|warnings|notes|results|applications|decisions|mistakes|thresholds|errors)\b",
            told,
        ), told


@pytest.mark.parametrize("width", [1, 2, 3, 4, 5])
def test_no_terminal_is_too_narrow(width: int) -> None:
    """In a terminal that is narrower than a word every letter is still told, and telling it ends."""
    text = "่\nก\tที่漢 " + "x" * 30 + " · ข้อ"
    table = [("a", "เรื่อง"), (text, text)]
    lines = printed(width, lambda out: fitted.print_line(out, text))
    assert re.sub(r"[\s·]", "", "".join(lines)) == re.sub(r"[\s·]", "", text)
    assert "xxx" in "".join(printed(width, lambda out: fitted.print_table(out, table, {"เรื่อง"})))
