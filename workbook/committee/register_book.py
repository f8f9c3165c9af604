"""The register as a designed workbook, made with XlsxWriter: lists, marks for what is wrong, and print set-up."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pyscoring.edition import AwardEdition, DerivedAward
from pyscoring.register import Assignment, Attested, History, Register, Submission
from workbook.committee.register_layout import (
    ALIASES,
    ANSWERS,
    APPLICATIONS,
    ASSESSORS,
    ASSIGNMENTS,
    AWARD_IDS,
    EDITION_IDS,
    FIRST,
    GUIDE,
    HISTORY,
    HOW_TO,
    NAMES,
    REPORTS,
    ROWS,
    SENT,
    SHEETS,
    TABLES,
    WORDS,
    Column,
    Table,
)
from workbook.scoresheet.layout import NO, STAGE_WORDS, YES
from workbook.scoresheet.style import ACCENT, ALERT, FAINT, FAMILY, INK, INPUT, LINE, PALE, QUIET, WARN, WHITE, lines

Editions = Sequence[AwardEdition | DerivedAward]
Cell = str | int | None
_MADE = datetime(2015, 3, 18)  # as the templates: equal registers give equal files
_MARKED = '"✗ "General;"✗ "General;"✗ "General;"✗ "@'  # seen in black and white too


def draw(register: Register, lang: str, editions: Editions) -> bytes:
    """The bytes of the register's .xlsx file; `editions` are those that its lists offer."""
    stream = io.BytesIO()
    look = {"font_name": FAMILY, "font_size": 11, "font_color": f"#{INK}", "valign": "vcenter"}
    with xlsxwriter.Workbook(stream, {"in_memory": True, "default_format_properties": look}) as book:
        book.set_properties({"title": WORDS["title"][lang], "author": "pyscoring", "created": _MADE})
        _RegisterBook(book, lang, editions).build(register)
    return stream.getvalue()


def _rows(register: Register, lang: str) -> list[list[tuple[Cell, ...]]]:
    """The cells of each table, in the order of `TABLES`."""
    tables = (register.applications, register.assessors, register.aliases)
    applications, assessors, aliases = ([astuple(item) for item in table] for table in tables)
    return [
        applications, assessors, [_assignment(a, lang) for a in register.assignments],
        [_history(h, lang) for h in register.history], aliases, [_submission(s, lang) for s in register.submissions],
        [_answer(a, lang) for a in register.answers],
    ]  # fmt: skip


def _assignment(one: Assignment, lang: str) -> tuple[Cell, ...]:
    conflict = YES[lang] if one.conflict else NO[lang]
    return one.application, one.assessor, STAGE_WORDS[one.stage][lang], conflict, one.reason


def _history(one: History, lang: str) -> tuple[Cell, ...]:
    withdrawn = YES[lang] if one.withdrawn else None
    return one.year, one.agency, one.project, one.award, one.band, withdrawn


def _submission(one: Submission, lang: str) -> tuple[Cell, ...]:
    return one.year, one.agency, one.project, SENT[one.kind][lang]


def _answer(one: Attested, lang: str) -> tuple[Cell, ...]:
    return one.edition, one.agency, one.project, one.condition, (YES if one.yes else NO)[lang]


class _RegisterBook:
    def __init__(self, book: xlsxwriter.Workbook, lang: str, editions: Editions) -> None:
        self.book, self.lang, self.editions = book, lang, editions
        self.formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.last = FIRST + ROWS - 1

    def build(self, register: Register) -> None:
        rows = _rows(register, self.lang)
        self.last = max(self.last, FIRST + max(map(len, rows)) + ROWS // 10)
        guide = self.book.add_worksheet(GUIDE)
        sheets = [self.book.add_worksheet(table.name) for table in TABLES]
        self._guide(guide)
        for name, (table, key) in NAMES.items():
            # the ids that are there: a list without the blank rows below them
            area = f"{table.name}!${table.letter(key)}${FIRST}:${table.letter(key)}${self.last}"
            first = f"{table.name}!${table.letter(key)}${FIRST}"
            self.book.define_name(name, f"={first}:INDEX({area},MAX(1,COUNTA({area})))")
        for table, sheet, cells in zip(TABLES, sheets, rows, strict=True):
            self._table(table, sheet, cells)
        (sheets[0] if register.applications else guide).activate()

    def _format(self, **look: Any) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self.formats:
            base = {"font_name": FAMILY, "font_size": 11, "font_color": f"#{INK}", "valign": "vcenter"}
            self.formats[key] = self.book.add_format(base | look)
        return self.formats[key]

    # a table

    def _table(self, table: Table, sheet: Worksheet, rows: list[tuple[Cell, ...]]) -> None:
        sheet.set_default_row(24)
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_row(1, 36)
        for number, column in enumerate(table.columns):
            sheet.set_column(number, number, column.width, self._body(column))
            sheet.write_string(0, number, column.key)
            sheet.write_string(1, number, column.heading[self.lang], self._heading(column))
        sheet.write_string(0, len(table.columns), table.mark)
        for number, cells in enumerate(rows, FIRST - 1):
            self._row(table, sheet, number, cells)
        self._validate(table, sheet)
        self._mark(table, sheet)
        self._page(table, sheet)

    def _row(self, table: Table, sheet: Worksheet, number: int, cells: Iterable[Cell]) -> None:
        high = 1
        for at, (column, value) in enumerate(zip(table.columns, cells, strict=True)):
            if isinstance(value, int):
                sheet.write_number(number, at, value, self._body(column))
            elif value:
                sheet.write_string(number, at, value, self._body(column))
                high = max(high, lines(value, column.width - 3))
        sheet.set_row(number, 8 + 16 * high)

    def _body(self, column: Column) -> Format:
        ruled = {"bottom": 1, "bottom_color": f"#{LINE}"}
        if column.kind == "year":
            return self._format(align="center", **ruled)
        return self._format(num_format="@", text_wrap=True, indent=1, **ruled)

    def _heading(self, column: Column) -> Format:
        colors = (ACCENT, WHITE) if column.required else (PALE, ACCENT)
        side = {"align": "center"} if column.kind == "year" else {"align": "left", "indent": 1}
        return self._format(
            bold=True, bg_color=f"#{colors[0]}", font_color=f"#{colors[1]}", text_wrap=True,
            bottom=2, bottom_color=f"#{ACCENT}", right=1, right_color=f"#{LINE}", **side,
        )  # fmt: skip

    # lists

    def _validate(self, table: Table, sheet: Worksheet) -> None:
        stages = [words[self.lang] for words in STAGE_WORDS.values()]
        year = {"validate": "integer", "criteria": "between", "minimum": 2400, "maximum": 2700}
        lists: dict[tuple[Table, str], dict[str, Any]] = {
            (APPLICATIONS, "edition"): self._list(f"={EDITION_IDS}", strict=False),
            (ASSIGNMENTS, "application"): self._list("=ApplicationIds", strict=False),
            (ASSIGNMENTS, "assessor"): self._list("=AssessorIds", strict=False),
            (ASSIGNMENTS, "stage"): self._list(stages),
            (ASSIGNMENTS, "conflict"): self._list([YES[self.lang], NO[self.lang]]),
            (HISTORY, "year"): year | {"error_title": WORDS["choose"][self.lang], "error_message": WORDS["year"][self.lang]},
            (HISTORY, "award"): self._list(f"={AWARD_IDS}", strict=False),
            (HISTORY, "withdrawn"): self._list([YES[self.lang], NO[self.lang]]),
            (REPORTS, "year"): year | {"error_title": WORDS["choose"][self.lang], "error_message": WORDS["year"][self.lang]},
            (REPORTS, "kind"): self._list([words[self.lang] for words in SENT.values()]),
            (ANSWERS, "answer"): self._list([YES[self.lang], NO[self.lang]]),
        }  # fmt: skip
        for (owner, key), rule in lists.items():
            if owner is table:
                sheet.data_validation(self._area(table, key), rule)

    def _list(self, source: str | list[str], strict: bool = True) -> dict[str, Any]:
        """Choices; where not `strict`, another value may stay after a question: its row may come later."""
        return {
            "validate": "list", "source": source, "error_type": "stop" if strict else "warning",
            "error_title": WORDS["choose" if strict else "not-listed"][self.lang],
            "error_message": WORDS["choose" if strict else "keep"][self.lang],
        }  # fmt: skip

    # what is wrong, shown as it is typed

    def _mark(self, table: Table, sheet: Worksheet) -> None:
        for key in {APPLICATIONS: ("id",), ASSESSORS: ("id",), ALIASES: ("name",)}.get(table, ()):
            self._when(table, sheet, key, self._repeated(table, key), self._wrong())
        if table is ASSESSORS:
            self._when(table, sheet, "name", self._repeated(table, "name"), {"bold": True, "font_color": f"#{WARN}"})
        if table is APPLICATIONS:
            self._when(table, sheet, "edition", self._unlisted(table, "edition", EDITION_IDS), self._wrong())
        if table is ASSIGNMENTS:
            self._when(
                table, sheet, "application", self._unlisted(table, "application", "ApplicationIds"), self._wrong()
            )
            self._when(table, sheet, "assessor", self._unlisted(table, "assessor", "AssessorIds"), self._wrong())
            for key in ("application", "assessor", "stage"):
                self._when(table, sheet, key, self._repeated(table, "application", "assessor", "stage"), self._wrong())
            declared = f'${table.letter("conflict")}{FIRST}="{YES[self.lang]}"'
            self._when(
                table, sheet, None, declared, {"italic": True, "font_color": f"#{QUIET}", "bg_color": f"#{FAINT}"}
            )
        first, last = table.columns[0].key, table.columns[-1].key
        used = f"COUNTA(${table.letter(first)}{FIRST}:${table.letter(last)}{FIRST})>0"
        shaded = {"pattern": 14, "fg_color": f"#{WARN}", "bg_color": f"#{INPUT}"}
        for column in table.columns:
            if column.required:
                open_ = f'AND({used},TRIM(${table.letter(column.key)}{FIRST})="")'
                self._when(table, sheet, column.key, open_, shaded)

    def _wrong(self) -> dict[str, Any]:
        return {"bold": True, "font_color": f"#{ALERT}", "bg_color": "#FBE3E0", "num_format": _MARKED}

    def _when(self, table: Table, sheet: Worksheet, key: str | None, formula: str, look: dict[str, Any]) -> None:
        area = self._area(table, key)
        sheet.conditional_format(
            area, {"type": "formula", "criteria": f"={formula}", "format": self.book.add_format(look)}
        )

    def _repeated(self, table: Table, *keys: str) -> str:
        """True in a row whose texts stand in another row too.

        COUNTIFS is quick, but takes 0012 for 12: where it finds something, the texts are compared.
        """
        like, same, filled = [], [], []
        for letter in map(table.letter, keys):
            area, cell = f"${letter}${FIRST}:${letter}${self.last}", f"${letter}{FIRST}"
            like.append(f"{area},{cell}")
            same.append(f"({area}={cell})")
            filled.append(f'{cell}<>""')
        return f"IF(AND({','.join(filled)}),IF(COUNTIFS({','.join(like)})>1,SUMPRODUCT({'*'.join(same)}*1)>1))"

    def _unlisted(self, table: Table, key: str, name: str) -> str:
        cell = f"${table.letter(key)}{FIRST}"
        return f'AND({cell}<>"",ISNA(MATCH({cell},{name},0)))'

    def _area(self, table: Table, key: str | None) -> str:
        first, last = (key, key) if key else (table.columns[0].key, table.columns[-1].key)
        return f"{table.letter(first)}{FIRST}:{table.letter(last)}{self.last}"

    # window and page

    def _page(self, table: Table, sheet: Worksheet) -> None:
        sheet.autofilter(1, 0, self.last - 1, len(table.columns) - 1)
        sheet.freeze_panes(FIRST - 1, 1)
        sheet.set_selection(FIRST - 1, 0, FIRST - 1, 0)
        sheet.set_tab_color(f"#{ACCENT}" if table in TABLES[:3] else f"#{LINE}")
        sheet.repeat_rows(1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{chr(64 + len(table.columns))}{self.last}"})
        sheet.set_landscape()
        self._print(sheet, f"&L{WORDS['title'][self.lang]} · {table.label[self.lang]}")

    def _print(self, sheet: Worksheet, footer: str) -> None:
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.set_footer(f"{footer}&R{WORDS['page'][self.lang]}")

    # the guide

    def _guide(self, sheet: Worksheet) -> None:
        sheet.hide_gridlines(2)
        sheet.set_column("A:A", 2)
        sheet.set_column("B:B", 24, self._format(text_wrap=True))
        sheet.set_column("C:C", 74, self._format(text_wrap=True))
        sheet.set_column("D:D", 26, self._format(text_wrap=True))
        banner = self._format(bold=True, font_size=15, font_color=f"#{WHITE}", bg_color=f"#{ACCENT}", indent=1)
        sheet.set_row(0, 38)
        sheet.merge_range("B1:D1", WORDS["title"][self.lang], banner)
        row = self._section(sheet, 1, "how")
        for number, text in enumerate(HOW_TO[self.lang], 1):
            row = self._line(sheet, row, str(number), text, "")
        for table in TABLES:
            row = self._line(sheet, row, table.label[self.lang], SHEETS[table.name][self.lang], "")
            open_ = WORDS["open"][self.lang].format(name=table.name)
            link = self._format(font_color=f"#{ACCENT}", underline=1, align="right", bottom=1, bottom_color=f"#{LINE}")
            sheet.write_url(row - 1, 3, f"internal:'{table.name}'!A{FIRST}", link, open_)
        start = row = self._section(sheet, row, "editions")
        for scored in (e for e in self.editions if isinstance(e, AwardEdition)):
            row = self._line(sheet, row, scored.id, scored.name[self.lang], "")
        self._name(EDITION_IDS, start, row)
        start = row = self._section(sheet, row, "awards")
        for award, edition in {e.award: e for e in self.editions}.items():
            bands = edition.bands if isinstance(edition, AwardEdition) else ()
            row = self._line(sheet, row, award, edition.name[self.lang], ", ".join(b.name[self.lang] for b in bands))
        self._name(AWARD_IDS, start, row)
        sheet.ignore_errors({"number_stored_as_text": f"B1:B{row}"})
        sheet.set_portrait()
        sheet.print_area(0, 1, row - 1, 3)
        self._print(sheet, f"&L{WORDS['title'][self.lang]}")

    def _name(self, name: str, start: int, end: int) -> None:
        self.book.define_name(name, f"={GUIDE}!$B${start + 1}:$B${end}")

    def _section(self, sheet: Worksheet, row: int, words: str) -> int:
        look = self._format(
            bold=True, font_size=12, font_color=f"#{ACCENT}", bottom=2, bottom_color=f"#{ACCENT}", valign="bottom"
        )
        sheet.set_row(row, 36)
        sheet.write_string(row, 1, WORDS[words][self.lang], look)
        for column in (2, 3):
            sheet.write_blank(row, column, None, look)
        return row + 1

    def _line(self, sheet: Worksheet, row: int, head: str, text: str, right: str) -> int:
        rule = {"bottom": 1, "bottom_color": f"#{LINE}", "text_wrap": True}
        sheet.write_string(row, 1, head, self._format(font_color=f"#{ACCENT}", bold=True, num_format="@", **rule))
        sheet.write_string(row, 2, text, self._format(**rule))
        sheet.write_string(row, 3, right, self._format(font_color=f"#{QUIET}", font_size=10, **rule))
        sheet.set_row(row, 10 + 16 * max(lines(head, 22), lines(text, 80), lines(right, 32)))
        return row + 1
