"""Filled score workbooks at random: how each cell is written, and what was meant by it.

What is expected is decided here while a cell is made; nothing of the reader or the rules is called.
"""

import datetime as dt
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pyscoring.edition import AwardEdition, Indicator
from tests.random_writer import DATE, MOMENT, NUMBER, PERCENT, TIME, Written, workbook
from workbook.scoresheet import layout

YES = {"th": "ใช่", "en": "yes"}
NO = {"th": "ไม่ใช่", "en": "no"}
STAGES = {
    "document": ("document", "ตรวจเอกสาร"), "desk": ("desk", "ประเมินจากเอกสาร"), "site": ("site", "ประเมินในพื้นที่"),
}  # fmt: skip
MONTHS = (
    "มกราคม ม.ค.", "กุมภาพันธ์ ก.พ.", "มีนาคม มี.ค.", "เมษายน เม.ย.", "พฤษภาคม พ.ค.", "มิถุนายน มิ.ย.", "กรกฎาคม ก.ค.",
    "สิงหาคม ส.ค.", "กันยายน ก.ย.", "ตุลาคม ต.ค.", "พฤศจิกายน พ.ย.", "ธันวาคม ธ.ค.",
)  # fmt: skip
UNSEEN = (" ", "\u00a0", "\u200b", "\ufeff", "\u3000", "\u2060", "\u202f", "\t", "\n", "\r", "  ")
ERRORS = ("#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!")
WORDS = ("ดี", "x", "4 5", "1_0", "nan", "inf", "-inf", "1e1", "+4", "05", "4.", ".5", "0x10", "สี่", "=4", "4-6", "-0")


@dataclass(frozen=True)
class Meant:
    """One cell: how it is written, what it means (None: nothing), and the codes that it must be told of."""

    written: Written
    value: Any = None
    codes: tuple[str, ...] = ()


@dataclass
class Case:
    """A workbook and everything that must be read from it."""

    edition: AwardEdition
    lang: str
    data: bytes
    meant: Mapping[str, Meant]
    codes: list[tuple[str, str]] = field(default_factory=list)  # field and code
    total: Decimal | None = None


def _text(text: str) -> Written:
    return Written("text", text)


def _number(text: str, style: str = NUMBER) -> Written:
    return Written("n", text, style)


# Scores.


def _limits(indicator: Indicator) -> tuple[Decimal, Decimal, Decimal]:
    """The lowest, the highest and the step of what is typed, from the edition's file alone."""
    if indicator.scale == "level":
        return Decimal(indicator.lowest), Decimal(5), Decimal(indicator.step or 1)
    high = Decimal(100) if indicator.scale == "percent" else indicator.max
    return Decimal(0), high, Decimal(indicator.step or "0.01")


def _within(rnd: random.Random, indicator: Indicator) -> Decimal:
    low, high, step = _limits(indicator)
    return rnd.choice((low, high)) if rnd.random() < 0.2 else low + rnd.randint(0, int((high - low) / step)) * step


def _judged(value: Decimal, indicator: Indicator) -> tuple[str, ...]:
    low, high, step = _limits(indicator)
    if value < low or value > high:
        return ("D03",)
    if value != round(value, 2):
        return ("D04",)
    return () if (value - low) / step == int((value - low) / step) else ("D11",)


def as_number(rnd: random.Random, value: Decimal) -> Written:
    """A number in one of the forms that programs write it in."""
    forms = (
        f"{value:f}", f"{value}0" if "." in f"{value:f}" else f"{value:f}.0", f"{value:E}", f"{float(value)!r}",
        f" {value:f}\n", f"{float(value):.17g}", f"{value * 1000:f}E-3", f"{value / 10:f}e+1",
        f"{value + Decimal('0.00000000004') * rnd.choice((1, -1)):f}",
    )  # fmt: skip
    return _number(rnd.choice(forms))


def _digits(rnd: random.Random, text: str) -> str:
    """The same digits, Thai or full-width, or some of each."""
    thai, wide = ({str(n): chr(first + n) for n in range(10)} for first in (0x0E50, 0xFF10))
    alphabets = rnd.choice(([{}], [thai], [wide | {".": "．"}], [{}, thai, wide]))
    return "".join(rnd.choice(alphabets).get(letter, letter) for letter in text)


def _padded(rnd: random.Random, text: str) -> str:
    return rnd.choice(("", *UNSEEN)) + text + rnd.choice(("", "", *UNSEEN))


def _plain(value: Decimal) -> str:
    """A number as a person types it: at most two decimals, no useless zero in front."""
    return f"{round(value, 2):f}" if value != int(value) else f"{int(value)}"


def as_typed(rnd: random.Random, value: Decimal) -> Written:
    """A number as a text: Thai or full-width digits, spaces around it."""
    return _text(_padded(rnd, _digits(rnd, rnd.choice((_plain(value), f"{value:.2f}")))))


def _score(rnd: random.Random, indicator: Indicator) -> Meant:
    return rnd.choices(SCORES, SCORE_WEIGHTS)[0](rnd, indicator)


def _score_number(rnd: random.Random, indicator: Indicator) -> Meant:
    value = _within(rnd, indicator)
    return Meant(as_number(rnd, value), value)


def _score_text(rnd: random.Random, indicator: Indicator) -> Meant:
    value = _within(rnd, indicator)
    return Meant(as_typed(rnd, value), value, ("D14",))


def _score_wrong(rnd: random.Random, indicator: Indicator) -> Meant:
    """Out of range, off the step, or too fine."""
    _, high, step = _limits(indicator)
    value = rnd.choice((
        high + rnd.randint(1, 500) / Decimal(100), -Decimal(rnd.randint(1, 900)) / 100, high * 10, Decimal("0.01"),
        _within(rnd, indicator) + step / 2, _within(rnd, indicator) - step / 4, _within(rnd, indicator) + Decimal("0.001"),
    ))  # fmt: skip
    codes = _judged(value, indicator)
    if rnd.random() < 0.5:
        return Meant(_number(f"{value:f}"), value, codes)
    typed = _digits(rnd, f"{value.normalize():f}")
    if value != round(value, 2):
        return Meant(_text(typed), None, ("D04",))
    return Meant(_text(typed), value, ("D14", *codes))


def _score_unclear(rnd: random.Random, indicator: Indicator) -> Meant:
    whole, part = rnd.randint(1, 99), rnd.randint(0, 99)
    form, code = rnd.choice((
        (f"{whole},{part}", "D05"), (f"{whole},{part:03}", "D05"), (f"{whole},{part:03}.50", "D05"),
        (f"{whole}%", "D10"), (f"{whole} %", "D10"), (rnd.choice(WORDS), "D02"), (rnd.choice(ERRORS), "D06"),
        (f"{whole}.{part:02}0", "D04"), (f"{whole} {part}", "D02"), (f"{whole}.{part}.{part}", "D02"), ("9" * 30, "D02"),
    ))  # fmt: skip
    return Meant(_text(form if code == "D06" else _padded(rnd, _digits(rnd, form))), None, (code,))


def _score_other_kind(rnd: random.Random, indicator: Indicator) -> Meant:
    value = _within(rnd, indicator)
    written, code = rnd.choice((
        (Written("b", rnd.choice("01")), "D07"), (Written("e", rnd.choice(ERRORS)), "D06"),
        (_number(str(rnd.randint(1, 60_000)), DATE), "D08"), (_number(f"0.{rnd.randint(1, 999):03}", TIME), "D08"),
        (_number(f"{rnd.randint(1, 60_000)}.25", MOMENT), "D08"), (_number(f"{value / 100:f}", PERCENT), "D10"),
        (Written("d", "2015-05-20"), "D08"),
        (Written("n", f"{value}", formula="4+1"), "D09"), (Written("", formula="A1"), "D09"),
        (Written("str", f"{value}", formula='"4"'), "D09"), (Written("e", "#N/A", formula="NA()"), "D09"),
        (Written("b", "1", formula="TRUE()"), "D09"), (_number(rnd.choice(("1_0", "nan", "0x10", "1,5x"))), "D02"),
    ))  # fmt: skip
    return Meant(written, None, (code,))


def as_blank(rnd: random.Random) -> Written:
    """A cell that holds nothing that can be seen."""
    return rnd.choice((Written(), Written("n", ""), _text(""), _text(rnd.choice(UNSEEN)), _text(" \u00a0\u200b ")))


def _score_blank(rnd: random.Random, indicator: Indicator) -> Meant:
    return Meant(as_blank(rnd), None, ("D01",))


SCORES: tuple[Callable[[random.Random, Indicator], Meant], ...] = (
    _score_number, _score_text, _score_wrong, _score_unclear, _score_other_kind, _score_blank,
)  # fmt: skip
SCORE_WEIGHTS = (60, 30, 3, 3, 4, 3)


# Everything else.


def _answer(rnd: random.Random, lang: str, yes: float = 0.5) -> Meant:
    value = rnd.random() < yes
    own, other = ((YES if value else NO)[tongue] for tongue in (lang, "en" if lang == "th" else "th"))
    kind = rnd.randrange(12)
    if kind < 7:
        return Meant(_text(own), value)
    if kind < 9:
        changed = rnd.choice((other, f"{own} ", f"\u00a0{own}", f"{other}\u200b", YES["en"].upper() if value else "NO"))
        return Meant(_text(changed), value, ("D14",))
    if kind == 9:
        wrong = rnd.choice((
            _text("อาจจะ"), _text("y"), _number("1"), Written("b", "1"), Written("e", "#N/A"), _number("42144", DATE),
            Written("str", own, formula="A1"), _text(f"{own}{own}"),
        ))  # fmt: skip
        return Meant(wrong, None, ("D12",))
    return Meant(as_blank(rnd))


def _stage(rnd: random.Random) -> Meant:
    kind = rnd.randrange(8)
    if kind < 6:
        value = rnd.choice(tuple(STAGES))
        word = rnd.choice(STAGES[value])
        return Meant(_text(_padded(rnd, rnd.choice((word, word.upper())))), value)
    if kind == 6:
        return Meant(rnd.choice((_text("บ้าน"), _number("1"), Written("b", "0"), Written("e", "#REF!"))), None, ("D13",))
    return Meant(as_blank(rnd), None, ("D15",))


def _date(rnd: random.Random) -> Meant:
    day = dt.date(2015, 1, 1) + dt.timedelta(days=rnd.randrange(1500))
    kind = rnd.randrange(10)
    if kind < 3:
        count = (day - dt.date(1899, 12, 30)).days
        return Meant(_number(f"{count}", rnd.choice((DATE, MOMENT))), day)
    if kind < 8:
        return Meant(_text(_padded(rnd, _digits(rnd, _typed_date(rnd, day)))), day, ("D14",))
    if kind == 8:
        wrong = rnd.choice((
            _text("30/2/2558"), _text("เมื่อวาน"), _number("42144"), Written("e", "#N/A"), _text("1/1/3000"), _text("20/5/58"),
            Written("n", "42144", formula="TODAY()"), _number("0.5", TIME), Written("b", "1"), _text("29/2/2558"),
        ))  # fmt: skip
        return Meant(wrong, None, ("D16",))
    return Meant(as_blank(rnd), None, ("D15",))


def _typed_date(rnd: random.Random, day: dt.date) -> str:
    """Day, month and year with separators or names of months, in the common or the Buddhist era."""
    year = day.year + rnd.choice((0, 543, 543))
    mark = rnd.choice("/.-")
    names = MONTHS[day.month - 1].split()
    return rnd.choice((
        f"{day.day}{mark}{day.month}{mark}{year}", f"{day.day:02}{mark}{day.month:02}{mark}{year}",
        f"{year}-{day.month:02}-{day.day:02}", f"{day.day} {rnd.choice(names)} {year}", f"{day.day} {names[0]} พ.ศ. {year}",
    ))  # fmt: skip


def _name(rnd: random.Random, text: str) -> Meant:
    kind = rnd.randrange(10)
    if kind < 6:
        return Meant(_text(_padded(rnd, text)), text)
    if kind == 6:
        return Meant(_number("12"), "12")
    if kind == 7:
        return Meant(Written("str", text, formula="A1"), text)
    odd = rnd.choice(("=ดีมาก", "_x000D_", "<&>\"'", "a\nb", "3/2", "0012", "😀", "น้ำ"))
    return Meant(_text(odd), odd) if kind == 8 else Meant(as_blank(rnd), None, ("D15",))


def _cells(rnd: random.Random, edition: AwardEdition, lang: str) -> dict[str, Meant]:
    conflict = _answer(rnd, lang, yes=0.08)
    if conflict.value is None and not conflict.codes:
        conflict = Meant(conflict.written, None, ("D15",))
    reason = _name(rnd, "เป็นที่ปรึกษา")
    meant = {
        "application": _name(rnd, "ก-1"),
        "assessor": _name(rnd, "ผู้ประเมิน 1"),
        "stage": _stage(rnd),
        "date": _date(rnd),
        "conflict": conflict,
        "conflict-reason": reason if conflict.value else Meant(reason.written, reason.value),
    }
    clean = rnd.random() < 0.4
    for indicator in edition.indicators:
        make = rnd.choice((_score_number, _score_text)) if clean else _score
        meant[f"indicator:{indicator.id}"] = make(rnd, indicator)
    meant |= {f"bonus:{item.id}": _answer(rnd, lang) for item in edition.features}
    return meant | {f"eligibility:{item.id}": _answer(rnd, lang, yes=0.9) for item in edition.eligibility}


def _expected(case: Case) -> None:
    """The codes and the total that follow from what was meant."""
    meant, edition = case.meant, case.edition
    conflict = meant["conflict"].value
    for key, cell in meant.items():
        case.codes += [(key, code) for code in cell.codes if not (conflict and code == "D01")]
    eligibility = [key for key in meant if key.startswith("eligibility:")]
    unanswered = [key for key in eligibility if meant[key].value is None and not meant[key].codes]
    if unanswered and not conflict:
        case.codes.append((unanswered[0], "D20"))
    case.codes += [(key, "D19") for key in eligibility if meant[key].value is False]
    case.codes += [("band", "D18") for band in edition.bands if band.at_least == "unset"]
    scores = {i.id: meant[f"indicator:{i.id}"].value for i in edition.indicators}
    confirmed = any(cell.value for key, cell in meant.items() if key.startswith("bonus:"))
    if conflict and (confirmed or any(value is not None for value in scores.values())):
        case.codes.append(("conflict", "A01"))
    warnings = {"D14", "D15", "D16", "D18", "D19", "D20"}
    if not conflict and all(code in warnings for _, code in case.codes) and not edition.bonus:
        case.total = _total(edition, scores)


def _total(edition: AwardEdition, scores: Mapping[str, Decimal]) -> Decimal:
    """The weighted sum, rounded half up by decimal digits."""
    exact = Fraction(0)
    for dimension in edition.dimensions:
        points = sum(
            (Fraction(scores[i.id]) / Fraction(_limits(i)[1]) * Fraction(i.max) for i in dimension.indicators),
            Fraction(0),
        )
        exact += points / sum(Fraction(i.max) for i in dimension.indicators) * Fraction(dimension.weight)
    whole, rest = divmod(exact * 10**edition.total.places, 1)
    return Decimal(int(whole) + (rest >= Fraction(1, 2))).scaleb(-edition.total.places)


def place(case: Case, key: str) -> str:
    return next(f"E{row.number}" for row in layout.rows(case.edition) if row.key == key)


def case(seed: int, editions: tuple[AwardEdition, ...]) -> Case:
    """The workbook of a seed: the same one every time."""
    rnd = random.Random(seed)
    edition, lang = rnd.choice(editions), rnd.choice(("th", "en"))
    meant = _cells(rnd, edition, lang)
    made = Case(edition, lang, workbook(rnd, edition, lang, {key: cell.written for key, cell in meant.items()}), meant)
    _expected(made)
    return made
