"""Tables in workbooks made with XlsxWriter: their look, their keys, their window and their page.

Row 1 of a table is hidden and holds the column keys, row 2 the headings; data start in row `FIRST`.
A banner, where there is one, comes between keys and headings; data then start one row lower.
Rows count from 1, as in formulas. Texts are written as texts, whatever they begin with.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import IO, Any, Literal
from urllib.parse import quote

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from workbook.consolidation.cellwriter import LONGEST, StreamedBook
from workbook.scoresheet.style import ACCENT, ALERT, FAINT, FAMILY, INK, INPUT, LINE, PALE, QUIET, WARN, WHITE, lines

FIRST = 3  # the row below the keys and the headings
_PIECE = 1 << 16  # bytes
_TOGETHER = 64  # rows put away at once
PAGE = {"th": "หน้า &P จาก &N", "en": "Page &P of &N"}
MADE = datetime(2015, 3, 18)  # equal contents give equal files
_BASE = {"font_name": FAMILY, "font_size": 11, "font_color": f"#{INK}", "valign": "vcenter"}
_LINKS, _LONGEST = 65_000, 2_000  # what Excel takes: links in a sheet, characters of one
_PAGE_WIDTH = 106  # characters on a landscape A4 at full size
BAR = "B7CDD4"
_ASCII = re.compile(r"[\x00-\x7f]+")

Kind = Literal["text", "center", "number", "input"]
Result = float | int | str | None
BODIES: Mapping[Kind, Mapping[str, Any]] = {
    "text": {"num_format": "@", "text_wrap": True, "indent": 1},
    "center": {"align": "center", "text_wrap": True},
    "number": {"align": "right", "indent": 1},
    "input": {"num_format": "@", "text_wrap": True, "indent": 1, "bg_color": f"#{INPUT}", "locked": False},
}

# Marks that are added to a cell's own look; none rests on colour alone.
WRONG: Mapping[str, Any] = {"bold": True, "font_color": f"#{ALERT}", "bg_color": "#FBE3E0"}
WARNED: Mapping[str, Any] = {"bold": True, "font_color": f"#{WARN}"}
SETTLED: Mapping[str, Any] = {"italic": True, "font_color": f"#{QUIET}", "bg_color": f"#{FAINT}"}
LINK: Mapping[str, Any] = {"font_color": f"#{ACCENT}", "underline": 1}


@dataclass(frozen=True)
class Column:
    """`width` is in characters; a `strong` heading marks what matters most, or has to be filled in."""

    key: str
    heading: Mapping[str, str]
    width: float
    kind: Kind = "text"
    strong: bool = True
    hidden: bool = False


class BookLook:
    """A workbook in the making: its sheets, its formats (each made once), and its language."""

    def __init__(self, lang: str, title: str) -> None:
        self.book = StreamedBook({"default_format_properties": dict(_BASE)})
        self.book.set_properties({"title": title, "author": "pyscoring", "created": MADE})
        self.lang, self.title = lang, title
        self._formats: dict[Any, Format] = {}
        self.lines = lru_cache(maxsize=4096)(_lines_of)  # its own, so that it goes with the workbook

    def format(self, *looks: Mapping[str, Any], **more: Any) -> Format:
        """The base look with these laid over it, the later the stronger."""
        merged: dict[str, Any] = dict(_BASE)
        for look in looks:
            merged.update(look)
        merged.update(more)
        key = tuple(sorted(merged.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(merged)
        return self._formats[key]

    def mark(self, **look: Any) -> Format:
        """What a conditional format changes; nothing else."""
        key = ("mark", *sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(look)
        return self._formats[key]

    def sheet(self, name: str, important: bool = True) -> Worksheet:
        """An empty sheet without grid; the tab of an `important` one is coloured."""
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_tab_color(f"#{ACCENT if important else LINE}")
        return sheet

    def table(self, name: str, columns: tuple[Column, ...], important: bool = True, banner: str = "") -> "TableSheet":
        return TableSheet(self, self.sheet(name, important), columns, banner)

    def page(self, sheet: Worksheet, about: str, landscape: bool = True) -> None:
        """A4, one page wide, with what it is and the page number at the foot."""
        sheet.set_landscape() if landscape else sheet.set_portrait()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.set_footer(f"&L{_in_footer(f'{self.title} · {about}')}&R{PAGE[self.lang]}")

    def finish(self) -> IO[bytes]:
        """The .xlsx file, a temporary one, to be read from its beginning."""
        return self.book.finish()


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """What `BookLook.finish` gives, piece by piece."""
    with file:
        yield from iter(lambda: file.read(_PIECE), b"")


class TableSheet:
    """One keyed table on a sheet of its own."""

    def __init__(self, look: BookLook, sheet: Worksheet, columns: tuple[Column, ...], banner: str = "") -> None:
        self.look, self.sheet, self.columns = look, sheet, columns
        sheet.is_long = True
        self.at = {column.key: number for number, column in enumerate(columns)}
        self._looks: dict[Any, Format] = {}
        self._lines: dict[int, int] = {}
        self._linked = 0
        self.first = FIRST + bool(banner)
        self.last = self.first - 1  # the last row that was written
        self._away = self.last
        sheet.set_default_row(24)
        sheet.set_row(0, None, None, {"hidden": True})
        deep = max(lines(line, c.width - 2) for c in columns for line in (c.heading[look.lang] or " ").split("\n"))
        head = self.first - 2  # from 0, as XlsxWriter counts
        sheet.set_row(head, 20 + 16 * max(1, deep))
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width, look.format(BODIES[column.kind]), {"hidden": column.hidden})
            sheet.write_string(0, number, column.key)
            sheet.write_string(head, number, column.heading[look.lang], self._heading(column))
        if banner:
            self._banner(banner)

    def letter(self, key: str) -> str:
        return str(xl_col_to_name(self.at[key]))

    def cell(self, key: str, row: int) -> str:
        """An absolute address on this sheet, such as ``$C$7``."""
        return f"${self.letter(key)}${row}"

    def area(self, first: str, last: str | None = None, rows: tuple[int, int] | None = None) -> str:
        """Whole columns of data, or of these rows: ``$C$3:$F$90``."""
        top, bottom = rows or (self.first, max(self.last, self.first))
        return f"${self.letter(first)}${top}:${self.letter(last or first)}${bottom}"

    def text(self, row: int, key: str, value: str | None, grow: bool = True, **look: Any) -> None:
        """A text as it is: never a formula, a link or a number; the row grows with it, unless it may be cut."""
        if not value:
            self._blank(row, key, look)
            return
        self.sheet.write_string(row - 1, self.at[key], value[:LONGEST], self._body(key, look))
        self._grow(row, key, value if grow else "")

    def number(self, row: int, key: str, value: float | Decimal | None, **look: Any) -> None:
        if value is None:
            self._blank(row, key, look)
            return
        self.sheet.write_number(row - 1, self.at[key], value, self._body(key, look))
        self._grow(row, key)

    def date(self, row: int, key: str, value: date | None, **look: Any) -> None:
        """A day as a date that the spreadsheet can sort, shown in the Buddhist era."""
        if value is None:
            self._blank(row, key, look)
            return
        shown = {"num_format": "[$-107041E]d mmm yyyy" if self.look.lang == "th" else "d mmm yyyy"}
        self.sheet.write_datetime(row - 1, self.at[key], value, self._body(key, shown | look))
        self._grow(row, key)

    def formula(self, row: int, key: str, formula: str, value: Result | Decimal, **look: Any) -> None:
        """A live formula with the value that it has now, which previewers and scripts see."""
        cached: Any = "" if value is None else value
        self.sheet.write_formula(row - 1, self.at[key], formula, self._body(key, look), cached)
        self._grow(row, key, cached if isinstance(cached, str) else "")

    def link(self, row: int, key: str, target: str, text: str, **look: Any) -> None:
        """A text that leads somewhere: ``internal:'Matrix'!A7``, or what `file_link` gives."""
        self.text(row, key, text, **{**LINK, **look})
        if text and len(target.encode("utf-16-le")) <= 2 * _LONGEST and self._linked < _LINKS:
            self._linked += 1
            self.sheet.write_url(row - 1, self.at[key], target, self._body(key, {**LINK, **look}), text[:LONGEST])

    def when(self, area: str, formula: str, **look: Any) -> None:
        """Mark the cells of an area where the formula, written for its first cell, holds."""
        rule = {"type": "formula", "criteria": f"={formula.lstrip('=')}", "format": self.look.mark(**look)}
        self.sheet.conditional_format(area.replace("$", ""), rule)

    def fill(self, row: int, *keys: str, **look: Any) -> None:
        """The look alone, where the cells of these columns hold nothing yet."""
        there = self.sheet.table[row - 1]
        for key in keys:
            if self.at[key] not in there:
                self.sheet.write_blank(row - 1, self.at[key], None, self._body(key, look))
        self._grow(row, keys[0])

    def bars(self, key: str, maximum: float) -> None:
        """Bars from 0 to `maximum` behind a column's numbers; they print as grey."""
        rule = {
            "type": "data_bar", "data_bar_2010": True, "bar_color": f"#{BAR}", "bar_solid": True,
            "min_type": "num", "min_value": 0, "max_type": "num", "max_value": maximum,
        }  # fmt: skip
        self.sheet.conditional_format(self.area(key).replace("$", ""), rule)

    def protect(self) -> None:
        """Against typing by mistake, without a password; filters and widths stay free."""
        self.sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})

    def height(self, row: int, least: int = 1) -> None:
        """Room for at least so many lines, beside what the texts need."""
        self._lines[row] = max(self._lines.get(row, 1), least)

    def finish(
        self, about: str, frozen: int = 1, printed: str | None = None, across: tuple[str, str] | None = None,
        filtered: bool = True,
    ) -> None:  # fmt: skip
        """Row heights, window and page, when all rows are written; the first `frozen` columns stay in sight.

        Columns after `printed` stay on the screen. A table printed `across` two pages repeats its
        columns up to the first key on the second page, which begins after the other key.
        """
        self._set_heights()
        if printed:
            self.sheet.print_area(1, 0, max(self.last, self.first) - 1, self.at[printed])
        if filtered and self.last >= self.first:
            self.sheet.autofilter(self.first - 2, 0, self.last - 1, len(self.columns) - 1)
        ids = f"A1:{xl_col_to_name(len(self.columns) - 1)}{self.last}"  # ids are texts: no green corner needs to say so
        self.sheet.ignore_errors({"number_stored_as_text": ids, "formula_differs": ids, "formula_range": ids})
        self.sheet.freeze_panes(self.first - 1, frozen)
        self.sheet.set_selection(self.first - 1, frozen, self.first - 1, frozen)
        self.sheet.repeat_rows(self.first - 2)
        self.look.page(self.sheet, about)
        if across:
            self._across(*across)

    def row_done(self) -> None:
        """All rows so far are complete; when some have come together, they are put away."""
        if self.last - self._away >= _TOGETHER:
            self.put_away()

    def put_away(self) -> None:
        """All rows so far are complete: they need no room any more."""
        self._away = self.last
        self._set_heights()
        self.sheet.put_away(self.last)

    def _set_heights(self) -> None:
        for row, high in self._lines.items():
            self.sheet.set_row(row - 1, 8 + 16 * min(high, 25))
        self._lines.clear()

    def _across(self, repeated: str, last: str) -> None:
        widths = sum(c.width for c in self.columns[: self.at[last] + 1] if not c.hidden)
        self.sheet.repeat_columns(0, self.at[repeated])
        self.sheet.set_print_scale(max(30, min(100, int(100 * _PAGE_WIDTH / widths))))
        self.sheet.set_v_pagebreaks([self.at[last] + 1])

    def _banner(self, text: str) -> None:
        """One line of what to do, over all columns; no merge, which would keep the rows from being sorted."""
        back = {"bg_color": f"#{PALE}", "font_color": f"#{ACCENT}", "bold": True}
        self.sheet.set_row(1, 30)
        for number in range(len(self.columns)):
            self.sheet.write_blank(1, number, None, self.look.format(back))
        first = next(number for number, column in enumerate(self.columns) if not column.hidden)
        self.sheet.write_string(1, first, text, self.look.format(back, indent=1))

    def _heading(self, column: Column) -> Format:
        back, ink = (ACCENT, WHITE) if column.strong else (PALE, ACCENT)
        return self.look.format(
            bold=True, font_size=10, bg_color=f"#{back}", font_color=f"#{ink}", text_wrap=True,
            bottom=2, bottom_color=f"#{ACCENT}", right=1, right_color=f"#{LINE}",
            **({"align": "left", "indent": 1} if column.kind in ("text", "input") else {"align": "center"}),
        )  # fmt: skip

    def _body(self, key: str, look: Mapping[str, Any]) -> Format:
        named = (key, *look.items()) if look else key
        found = self._looks.get(named)
        if found is None:
            rule = {"bottom": 1, "bottom_color": f"#{LINE}"}
            found = self._looks[named] = self.look.format(BODIES[self.columns[self.at[key]].kind], rule, look)
        return found

    def _blank(self, row: int, key: str, look: Mapping[str, Any]) -> None:
        self.sheet.write_blank(row - 1, self.at[key], None, self._body(key, look))
        self._grow(row, key)

    def _grow(self, row: int, key: str, text: str = "") -> None:
        if row > self.last:
            self.last = row
        high = 1
        if text and not (column := self.columns[self.at[key]]).hidden:
            high = self.look.lines(text, column.width)
        if high > self._lines.get(row, 0):
            self._lines[row] = high


def _lines_of(text: str, width: float) -> int:
    return sum(lines(part, max(width - 3, 1)) for part in text.split("\n"))


def file_link(path: str) -> str:
    """The target of a link to a file, by its path below the folder that the workbook lies in.

    Thai stays as it is; what a web address gives a meaning is escaped, which XlsxWriter
    leaves undone where a name holds a percent sign or a number sign.
    """
    return "external:" + _ASCII.sub(lambda found: quote(found[0], safe="/()!,=@+$~-_.'"), path)


def _in_footer(text: str) -> str:
    return text.replace("&", "&&")[:180]
