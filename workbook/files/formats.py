"""Number formats and dates: what a number in a cell was meant as."""

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache

from workbook.files.archive import Budget
from workbook.files.parts import Attributes, Done, Walker, main_names, spend
from workbook.files.values import CellValue

_DATE_IDS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82)}
_LARGEST_KEPT = 1 << 17  # bytes
_PERCENT_IDS = {9, 10, 67, 68}
_LITERAL = re.compile(r'(?is)"[^"]*"?|\\.|_.|\*.|\[(?!(?:h+|m+|s+|ช+|น+|ท+)\])[^\]]*\]?')
_DATE = re.compile(r"[dmyhsb\[]|^[^0#?]*[eg][^0#?]*$|^[/:\-., \]]*[วดปชนท][วดปชนท/:\-., \]0]*$")


def shown_as(code: str) -> str:
    """How a number format shows a number: as a "date", a "percent" or a "number"."""
    kinds = {_section_kind(section) for section in _LITERAL.sub("", code).split(";")}
    return next((kind for kind in ("date", "percent") if kind in kinds), "number")


def _section_kind(section: str) -> str:
    section = section.strip().lower().replace("general", "").replace("standard", "")
    if _DATE.search(re.sub("e[+-]", "", section)):
        return "date"
    return "percent" if "%" in section else "number"


def kinds(xml: bytes, part: str, budget: Budget) -> Mapping[str, str]:
    """`shown_as` by the index of each cell format, as written in a cell; `xml` is the styles part. Refused: family S."""
    spend(budget, part, xml)
    return _kinds(xml, part) if len(xml) <= _LARGEST_KEPT else _Styles(part).kinds(xml)


@lru_cache(maxsize=32)
def _kinds(xml: bytes, part: str) -> Mapping[str, str]:
    """Remembered, since workbooks made from one template have the same styles."""
    return _Styles(part).kinds(xml)


class _Styles(Walker):
    """The number formats of the styles part."""

    def __init__(self, part: str) -> None:
        super().__init__(part, {})
        self._codes: dict[str, str] = {}
        self._formats: list[str] = []
        self._outside = main_names({"numFmts": self._in_codes, "cellXfs": self._in_formats})
        self.starts = self._outside
        self.ends = main_names({"numFmts": self._out, "cellXfs": self._finish})

    def kinds(self, xml: bytes) -> Mapping[str, str]:
        """`shown_as` by the index of each cell format, as written in a cell."""
        self.walk(xml)
        kinds = {number: self._kind(number) for number in set(self._formats)}
        return {str(index): kinds[number] for index, number in enumerate(self._formats)}

    def _kind(self, number: str) -> str:
        if number in self._codes:
            return shown_as(self._codes[number])
        if int(number) in _DATE_IDS:
            return "date"
        return "percent" if int(number) in _PERCENT_IDS else "number"

    def _in_codes(self, _: Attributes) -> None:
        self.starts = main_names({"numFmt": self._add_code})

    def _in_formats(self, _: Attributes) -> None:
        self.starts = main_names({"xf": self._add_format})

    def _out(self, _: Attributes) -> None:
        self.starts = self._outside

    def _finish(self, _: Attributes) -> None:
        raise Done

    def _add_code(self, attributes: Attributes) -> None:
        self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

    def _add_format(self, attributes: Attributes) -> None:
        self._formats.append(attributes.get("numFmtId", "0"))


def from_serial(serial: float, date1904: bool) -> CellValue:
    """A serial day number as date, time (below 1) or both; unchanged where there is no such day."""
    if not 0 <= serial < 2_957_000:
        return serial
    moment = dt.datetime(1904, 1, 1) if date1904 else dt.datetime(1899, 12, 30)
    if not date1904 and 1 <= serial < 60:
        moment += dt.timedelta(days=1)  # the 1900 system counts a 29 February 1900
    moment += dt.timedelta(milliseconds=round(serial * 86_400_000))
    if serial < 1:
        return moment.time()
    return moment.date() if moment.time() == dt.time() else moment


def iso_date(text: str) -> CellValue:
    for kind in (dt.date, dt.datetime, dt.time):
        try:
            return kind.fromisoformat(text)
        except ValueError:
            continue
    return text
