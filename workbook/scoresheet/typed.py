"""What people type, understood: one normaliser for numbers, answers, stages, dates and texts.

Each function returns what was understood, or None, and the code and details of the
problem that a person should hear of, or None. Every repair is reported as a note.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import isfinite
from typing import Any

from workbook.files.values import ERRORS, ErrorValue, Formula, Percent
from workbook.scoresheet.layout import ANSWERS, NO, STAGE_WORDS, STAGES_BY_WORD, YES

Told = tuple[str, dict[str, Any]] | None

DIGITS = {ord(d): str(n) for digits in ("๐๑๒๓๔๕๖๗๘๙", "０１２３４５６７８９") for n, d in enumerate(digits)} | {
    ord("．"): ".", ord("，"): ",", ord("％"): "%",
}  # fmt: skip
SPACES = " \t\r\n\u00a0\u200b\ufeff\u3000\u2060\u2003\u2009\u202f\u200e"
UNREADABLE = {"th": "อ่านไม่ออก", "en": "it cannot be read"}
NO_SUCH_DAY = {"th": "ไม่มีวันดังกล่าวในปฏิทิน", "en": "there is no such day"}
_NUMBER = re.compile(r"(-(?=.*[1-9]))?(0|[1-9][0-9]*)(\.[0-9]+)?")
_FINEST = Decimal("1e-10")
_MONTHS = {
    name: month
    for month, names in enumerate(
        ("มกราคม ม.ค.", "กุมภาพันธ์ ก.พ.", "มีนาคม มี.ค.", "เมษายน เม.ย.", "พฤษภาคม พ.ค.", "มิถุนายน มิ.ย.",
         "กรกฎาคม ก.ค.", "สิงหาคม ส.ค.", "กันยายน ก.ย.", "ตุลาคม ต.ค.", "พฤศจิกายน พ.ย.", "ธันวาคม ธ.ค."), 1)
    for name in names.split()
}  # fmt: skip


def number(value: object) -> tuple[Decimal | None, Told]:
    """A score as it was meant; the limits of the indicator are not looked at here."""
    if type(value) is float and isfinite(value):  # most of them
        return exact(value), None
    if blank(value):
        return None, None
    if refused := _not_a_number(value):
        return None, refused
    if isinstance(value, int | float | Decimal):
        return exact(value), None
    return _number_in(str(value))


@lru_cache(maxsize=1 << 12, typed=True)  # thousands of sheets hold the same few numbers
def exact(value: int | float | Decimal) -> Decimal:
    """The decimal that was meant: ten decimals, so 0.1 + 0.2 is 0.3; the live formulas round the same."""
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return number.quantize(_FINEST, ROUND_HALF_UP).normalize() + 0 if abs(number) < 10**9 else number


def answer(value: object, lang: str) -> tuple[bool | None, Told]:
    """Yes or no, in either language."""
    if blank(value):
        return None, None
    typed = _clean(value) if isinstance(value, str) else ""
    understood = ANSWERS.get(typed.casefold())
    if understood is None:
        return None, ("D12", {"seen": shown(value)})
    if typed not in (YES[lang], NO[lang]) or typed != value:
        return understood, ("D14", {"seen": value, "understood": YES[lang] if understood else NO[lang]})
    return understood, None


def stage(value: object) -> tuple[str | None, Told]:
    """The id of a stage, from the id or its word in either language."""
    if blank(value):
        return None, None
    understood = STAGES_BY_WORD.get(_clean(value).casefold()) if isinstance(value, str) else None
    if understood is None:
        wanted = {lang: ", ".join(words[lang] for words in STAGE_WORDS.values()) for lang in ("th", "en")}
        return None, ("D13", {"seen": shown(value), "wanted": wanted})
    return understood, None


def day(value: object) -> tuple[date | None, Told]:
    """A date; years from 2400 to 2700 are Buddhist and are counted back by 543."""
    if blank(value):
        return None, None
    parts = _parts_of_date(_clean(value)) if isinstance(value, str) else None
    found = _real(*parts) if parts else _as_date(value)
    understood = _from_buddhist(found) if found else None
    if understood is None:
        return None, ("D16", {"seen": shown(value), "why": NO_SUCH_DAY if parts and found is None else UNREADABLE})
    changed = understood != found or isinstance(value, str)
    return understood, (("D14", {"seen": shown(value), "understood": understood.isoformat()}) if changed else None)


def text(value: object) -> str | None:
    """A text without the spaces around it; a number as a person would write it."""
    if type(value) is str:  # most of them
        return value.strip(SPACES) or None
    if isinstance(value, Formula):
        value = value.cached
    if blank(value) or isinstance(value, ErrorValue):
        return None
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f"{exact(value).normalize():f}"
    return value.strip(SPACES) if isinstance(value, str) else shown(value)


def blank(value: object) -> bool:
    """Whether a cell holds nothing that can be seen."""
    return value is None or (isinstance(value, str) and not value.strip(SPACES))


def shown(value: object) -> str:
    """A value as a message quotes it."""
    if isinstance(value, Formula):
        return shown(value.cached) or "–"
    if isinstance(value, Percent):
        return f"{exact(value.value * 100):f}%"
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/}{value.year}"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        value = f"{value:.15g}"
    found = "" if value is None else str(value)
    return found if len(found) <= 40 else found[:39] + "…"


def _not_a_number(value: object) -> Told:
    if isinstance(value, Formula):
        return "D09", {"seen": shown(value)}
    if isinstance(value, bool):
        return "D07", {"seen": shown(value)}
    if isinstance(value, ErrorValue) or (isinstance(value, str) and value in ERRORS):
        return "D06", {"seen": str(value)}
    if isinstance(value, datetime | date | time | timedelta):
        return "D08", {"seen": shown(value)}
    if isinstance(value, Percent):
        readings = f"{exact(value.value * 100):f}, {exact(value.value):f}"
        return "D10", {"seen": shown(value), "readings": readings}
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return "D02", {"seen": str(value)}
    return None


def _number_in(typed: str) -> tuple[Decimal | None, Told]:
    plain = _clean(typed)
    if re.fullmatch(r"[0-9]*(,[0-9]+)+(\.[0-9]*)?", plain):
        readings = [plain.replace(",", "")] + (
            [plain.replace(",", ".")] if plain.count(",") == 1 and "." not in plain else []
        )
        return None, ("D05", {"seen": shown(typed), "readings": ", ".join(readings)})
    if plain.endswith("%") and _NUMBER.fullmatch(plain[:-1].rstrip()):
        whole = Decimal(plain[:-1])
        return None, ("D10", {"seen": shown(typed), "readings": f"{whole}, {whole / 100}"})
    if not _NUMBER.fullmatch(plain) or len(plain) > 20:
        return None, ("D02", {"seen": shown(typed)})
    if len(plain.partition(".")[2]) > 2:
        return None, ("D04", {"seen": shown(typed)})
    understood = Decimal(plain)
    return understood, ("D14", {"seen": shown(typed), "understood": f"{understood:f}"})


def _clean(value: object) -> str:
    return str(value).strip(SPACES).translate(DIGITS)


def _as_date(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _parts_of_date(typed: str) -> tuple[int, int, int] | None:
    """Year, month and day as they are typed, whether there is such a day or not."""
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", typed):
        year, month, dom = map(int, found.groups())
    elif found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", typed):
        dom, month, year = map(int, found.groups())
    elif (found := re.fullmatch(r"(\d{1,2})\s*([ก-๙.]+?)\s*(?:พ\.ศ\.)?\s*(\d{4})", typed)) and found[2] in _MONTHS:
        dom, month, year = int(found[1]), _MONTHS[found[2]], int(found[3])
    else:
        return None
    return year, month, dom


def _real(year: int, month: int, dom: int) -> date | None:
    try:
        return date(year, month, dom)
    except ValueError:
        return _leap_day(year, month, dom)


def _leap_day(year: int, month: int, dom: int) -> date | None:
    """29 February of a Buddhist year, which is a leap year by the common era alone."""
    if (month, dom) == (2, 29) and 2400 <= year <= 2700:
        try:
            return date(year - 543, month, dom)
        except ValueError:
            return None
    return None


def _from_buddhist(found: date) -> date | None:
    if 2400 <= found.year <= 2700:
        try:
            return found.replace(year=found.year - 543)
        except ValueError:
            return None
    return found if 1900 <= found.year <= 2199 else None
