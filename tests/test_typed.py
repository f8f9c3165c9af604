"""What people type, as `workbook.scoresheet.typed` understands it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from pyscoring.problems import Problem
from workbook.files.values import ErrorValue, Formula, Percent
from workbook.scoresheet import typed


@pytest.mark.parametrize(
    ("value", "understood", "code"),
    [
        (None, None, None),
        ("", None, None),
        ("  \u00a0\u200b", None, None),
        (4, "4", None),
        (4.57, "4.57", None),
        (0.1 + 0.2, "0.3", None),
        (4.570000000000001, "4.57", None),
        (-1, "-1", None),
        ("4", "4", "D14"),
        ("๔", "4", "D14"),
        ("４．５", "4.5", "D14"),
        ("๔.๕", "4.5", "D14"),
        (" 5\u00a0", "5", "D14"),
        ("5\u200b", "5", "D14"),
        ("-1", "-1", "D14"),
        ("4,5", None, "D05"),
        ("1,000", None, "D05"),
        ("1,000.50", None, "D05"),
        ("5%", None, "D10"),
        (Percent(0.85), None, "D10"),
        ("1_0", None, "D02"),
        ("nan", None, "D02"),
        ("inf", None, "D02"),
        (float("nan"), None, "D02"),
        (float("inf"), None, "D02"),
        ("1e1", None, "D02"),
        ("05", None, "D02"),
        ("+4", None, "D02"),
        ("ดี", None, "D02"),
        ("4 5", None, "D02"),
        ("9" * 400, None, "D02"),
        (True, None, "D07"),
        (ErrorValue("#N/A"), None, "D06"),
        ("#DIV/0!", None, "D06"),
        (dt.datetime(2026, 6, 4), None, "D08"),
        (dt.time(4, 6), None, "D08"),
        (Formula(4.0), None, "D09"),
        (Formula(None), None, "D09"),
    ],
)
def test_numbers(value: object, understood: str | None, code: str | None) -> None:
    """A score is understood as it was meant, every repair is told, and what is ambiguous is asked for."""
    number, told = typed.number(value)
    assert number == (None if understood is None else Decimal(understood))
    assert (told and told[0]) == code


WHAT_PEOPLE_TYPE = [  # the lines of the table that was measured, each with what must become of it
    ("Thai digit", "๔", "4", "D14"),
    ("full-width digit", "４", "4", "D14"),
    ("Thai digits with a point", "๔.๕", "4.5", "D14"),
    ("full-width digits with a point", "４．５", "4.5", "D14"),
    ("comma, for a point?", "4,5", None, "D05"),
    ("comma, for thousands?", "1,000", None, "D05"),
    ("comma between Thai digits", "๑,๐๐๐", None, "D05"),
    ("full-width comma", "4，5", None, "D05"),
    ("zero-width space behind", "5\u200b", "5", "D14"),
    ("no-break space behind", "5\u00a0", "5", "D14"),
    ("no-break space before", "\u00a05", "5", "D14"),
    ("byte order mark before", "\ufeff5", "5", "D14"),
    ("space within", "4\u200b5", None, "D02"),
    ("percent", "5%", None, "D10"),
    ("Thai percent", "๕ %", None, "D10"),
    ("full-width percent", "５％", None, "D10"),
    ("percent cell", Percent(0.85), None, "D10"),
    ("underscore", "1_0", None, "D02"),
    ("nan", "nan", None, "D02"),
    ("inf", "inf", None, "D02"),
    ("-Infinity", "-Infinity", None, "D02"),
    ("nan as a number", float("nan"), None, "D02"),
    ("True", "True", None, "D02"),
    ("TRUE as a value", True, None, "D07"),
    ("FALSE as a value", False, None, "D07"),
    ("4-6 made a date", dt.datetime(2015, 6, 4), None, "D08"),
    ("1/2 made a date", dt.datetime(2015, 2, 1), None, "D08"),
    ("1/2 of 1904", dt.datetime(1904, 2, 1), None, "D08"),
    ("4-6 as a text", "4-6", None, "D02"),
    ("1/2 as a text", "1/2", None, "D02"),
]


@pytest.mark.parametrize(
    ("value", "understood", "code"), [row[1:] for row in WHAT_PEOPLE_TYPE], ids=[row[0] for row in WHAT_PEOPLE_TYPE]
)
def test_what_people_type(value: object, understood: str | None, code: str) -> None:
    """Each line that was measured is repaired with a note, asked about, or refused; the message quotes what was typed."""
    number, told = typed.number(value)
    assert number == (None if understood is None else Decimal(understood))
    assert told is not None
    assert told[0] == code
    assert told[1]["seen"] == typed.shown(value)
    assert told[1].get("understood") == understood


@pytest.mark.parametrize(
    ("seen", "readings"),
    [
        ("4,5", "45, 4.5"),
        ("1,000", "1000, 1.000"),
        ("1,000.50", "1000.50"),
        ("5%", "5, 0.05"),
        (Percent(0.85), "85, 0.85"),
    ],
)
def test_what_is_ambiguous_is_shown_in_all_its_readings(seen: object, readings: str) -> None:
    """Whoever is asked sees every number that may have been meant."""
    told = typed.number(seen)[1]
    assert told is not None
    assert told[1]["readings"] == readings


@pytest.mark.parametrize(
    ("value", "lang", "understood", "code"),
    [
        ("ใช่", "th", True, None),
        ("ไม่ใช่", "th", False, None),
        ("yes", "en", True, None),
        ("yes", "th", True, "D14"),
        (" YES ", "en", True, "D14"),
        ("ใช่ ", "th", True, "D14"),
        ("", "th", None, None),
        ("อาจจะ", "th", None, "D12"),
        (True, "th", None, "D12"),
        (1, "th", None, "D12"),
        (ErrorValue("#N/A"), "th", None, "D12"),
        (Formula("ใช่"), "th", None, "D12"),
    ],
)
def test_answers(value: object, lang: str, understood: bool | None, code: str | None) -> None:
    """Yes and no are taken in both languages; anything else is refused."""
    answer, told = typed.answer(value, lang)
    assert answer is understood
    assert (told and told[0]) == code


@pytest.mark.parametrize(
    ("value", "understood", "code"),
    [
        ("desk", "desk", None),
        ("ประเมินในพื้นที่", "site", None),
        (" SITE ", "site", None),
        ("ที่บ้าน", None, "D13"),
        (None, None, None),
    ],
)
def test_stages(value: object, understood: str | None, code: str | None) -> None:
    """A stage is its id or its word in either language."""
    stage, told = typed.stage(value)
    assert stage == understood
    assert (told and told[0]) == code


def test_stages_are_listed_in_the_readers_language() -> None:
    """Whatever the language of the sheet, a wrong stage is told with the stages in that of the reader."""
    _, told = typed.stage("ที่บ้าน")
    assert told
    problem = Problem(*told)
    assert problem.message("en") == "“ที่บ้าน” is not a stage (document, desk, site)"
    assert problem.message("th").endswith("(ตรวจเอกสาร, ประเมินจากเอกสาร, ประเมินในพื้นที่)")


@pytest.mark.parametrize(
    ("value", "understood", "code"),
    [
        (dt.datetime(2015, 5, 20), "2015-05-20", None),
        (dt.date(2558, 5, 20), "2015-05-20", "D14"),
        ("20/5/2558", "2015-05-20", "D14"),
        ("๒๐/๕/๒๕๕๘", "2015-05-20", "D14"),
        ("20 พ.ค. 2558", "2015-05-20", "D14"),
        ("20 พฤษภาคม พ.ศ. 2558", "2015-05-20", "D14"),
        ("2015-05-20", "2015-05-20", "D14"),
        ("29/2/2559", "2016-02-29", "D14"),
        ("29/2/2558", None, "D16"),
        ("เมื่อวาน", None, "D16"),
        ("31/4/2558", None, "D16"),
        (42144.0, None, "D16"),
        ("20/5/2400", "1857-05-20", "D14"),
        ("20/5/2700", "2157-05-20", "D14"),
        ("20/5/2399", None, "D16"),
        ("20/5/2701", None, "D16"),
        ("20/5/0058", None, "D16"),
        (None, None, None),
    ],
)
def test_days(value: object, understood: str | None, code: str | None) -> None:
    """Buddhist years are counted back by 543, a leap day among them, and that is told."""
    day, told = typed.day(value)
    assert (day and day.isoformat()) == understood
    assert (told and told[0]) == code


@pytest.mark.parametrize(
    ("value", "why"),
    [("31/6/2558", typed.NO_SUCH_DAY), ("29/2/2558", typed.NO_SUCH_DAY), ("31 มิ.ย. 2558", typed.NO_SUCH_DAY),
     ("เมื่อวาน", typed.UNREADABLE), ("20/5/2399", typed.UNREADABLE)],
)  # fmt: skip
def test_why_it_is_no_day(value: str, why: dict[str, str]) -> None:
    """A day that the calendar does not have is told from what cannot be read."""
    assert typed.day(value) == (None, ("D16", {"seen": value, "why": why}))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (12.5, "12.5"),
        (" ก-1\u00a0", "ก-1"),
        (Formula("x"), "x"),
        (ErrorValue("#N/A"), None),
        ("", None),
        (True, "TRUE"),
        (Percent(0.05), "5%"),
        (dt.date(2026, 3, 2), "02/03/2026"),
    ],
)
def test_texts(value: Any, text: str | None) -> None:
    """A text loses the spaces around it; a number reads as a person would write it."""
    assert typed.text(value) == text
