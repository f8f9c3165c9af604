"""The sheet `Cover` of the results: what they are, of which day and rules, and where everything is."""

from collections.abc import Iterator, Sequence

from pyscoring.edition import plain
from pyscoring.results import Results, Table
from workbook.consolidation.tables import BookLook
from workbook.results import export_texts as texts
from workbook.results.export_texts import SHEETS, WORDS
from workbook.scoresheet.style import ACCENT, ALERT, FAINT, LINE, PALE, QUIET, WHITE, lines
from workbook.scoresheet.texts import METHODS

NAME = "Cover"
_LABEL, _TEXT = 26, 92  # widths in characters
_LONGEST_LIST = 40  # assumptions shown


class _Cover:
    def __init__(self, look: BookLook) -> None:
        self.look, self.lang, self.row = look, look.lang, 0
        self.sheet = look.sheet(NAME)
        self.sheet.set_column(0, 0, 2)
        self.sheet.set_column(1, 1, _LABEL)
        self.sheet.set_column(2, 2, _TEXT)

    def title(self, text: str, state: str, draft: bool) -> None:
        for row, (said, high, size) in enumerate(((text, 44, 18), (state, 32, 13))):
            back, ink = (ACCENT, WHITE) if row == 0 else (FAINT if draft else PALE, ALERT if draft else ACCENT)
            shown = self.look.format(bold=True, font_size=size, bg_color=f"#{back}", font_color=f"#{ink}", indent=1)
            self.sheet.set_row(row, high)
            self.sheet.write_string(row, 1, said, shown)
            self.sheet.write_blank(row, 2, None, shown)
        self.row = 2

    def section(self, text: str) -> None:
        shown = self.look.format(
            bold=True, font_size=12, font_color=f"#{ACCENT}", bottom=2, bottom_color=f"#{ACCENT}", valign="bottom", indent=1
        )  # fmt: skip
        self.sheet.set_row(self.row, 38)
        self.sheet.write_string(self.row, 1, text, shown)
        self.sheet.write_blank(self.row, 2, None, shown)
        self.row += 1

    def line(self, label: str, text: str, target: str = "") -> None:
        rule = {"bottom": 1, "bottom_color": f"#{LINE}", "text_wrap": True, "indent": 1}
        named = self.look.format(rule, font_color=f"#{ACCENT if target else QUIET}", underline=int(bool(target)))
        if target:
            self.sheet.write_url(self.row, 1, target, named, label)
        self.sheet.write_string(self.row, 1, label, named)
        self.sheet.write_string(self.row, 2, text, self.look.format(rule, num_format="@"))
        high = max(lines(label, _LABEL - 4), sum(lines(part, _TEXT - 6) for part in text.split("\n")))
        self.sheet.set_row(self.row, 8 + 16 * high)
        self.row += 1


def add_cover(look: BookLook, results: Results, tables: Sequence[tuple[str, str]], parts: Sequence[str]) -> None:
    """The first sheet; `tables` are the names of the sheets with what they hold, `parts` the other sheets."""
    cover, lang = _Cover(look), look.lang
    cover.title(texts.TITLE[lang], texts.state(results, lang), results.draft)
    for label, text in _facts(results, lang):
        cover.line(label, text)
    cover.section(WORDS["contents"][lang])
    for (name, about), table in zip(tables, results.tables, strict=True):
        cover.line(name, f"{about}\n{_counts(table, lang)}", f"internal:'{name}'!A1")
    for name in parts:
        cover.line(name, SHEETS[name][lang], f"internal:'{name}'!A1")
    assumptions = {a[lang]: None for table in results.tables for a in table.assumptions}
    if assumptions:
        cover.section(WORDS["assumptions"][lang])
        for number, text in enumerate(list(assumptions)[:_LONGEST_LIST], 1):
            cover.line(str(number), text)
    look.page(cover.sheet, SHEETS[NAME][lang], landscape=False)
    cover.sheet.print_area(0, 1, cover.row - 1, 2)


def _facts(results: Results, lang: str) -> Iterator[tuple[str, str]]:
    yield WORDS["round"][lang], results.round
    yield WORDS["at"][lang], texts.long_day(results.at, lang)
    yield from texts.signed(results, lang)
    if results.open:
        yield WORDS["open"][lang], str(len(results.open))
    yield WORDS["margin"][lang], WORDS["margin-of"][lang].format(n=plain(results.margin))
    yield WORDS["head"][lang], results.head


def _counts(table: Table, lang: str) -> str:
    """How many have a band and by what method, or how many are considered."""
    if table.check:
        taken, out = (sum(row.considered is said for row in table.rows) for said in (True, False))
        return WORDS["checked"][lang].format(rows=len(table.rows), taken=taken, out=out)
    banded = sum(row.won is not None for row in table.rows)
    return f"{WORDS['counts'][lang].format(rows=len(table.rows), banded=banded)} · {_method(table, lang)}"


def _method(table: Table, lang: str) -> str:
    method = METHODS[table.method][lang]
    return WORDS["panel"][lang].format(method=method, least=table.minimum_assessors, full=plain(table.full_mark))
