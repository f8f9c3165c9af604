"""The sheet `About`: how a result comes about, the editions and their assumptions, marks, and the record."""

from importlib.metadata import PackageNotFoundError, version

from xlsxwriter.worksheet import Worksheet

from pyscoring.edition import AwardEdition, plain
from workbook.committee.assembly import Consolidation
from workbook.consolidation.consolidated_texts import ABOUT, ABOUT_LINES, SHEETS
from workbook.consolidation.result_words import day
from workbook.consolidation.tables import BookLook
from workbook.scoresheet.style import ACCENT, LINE, QUIET, WHITE, lines
from workbook.scoresheet.texts import METHODS

NAME = "About"
_WIDTHS = (2, 30, 108)


def add_about(look: BookLook, consolidation: Consolidation) -> None:
    _About(look, look.sheet(NAME, important=False)).build(consolidation)


class _About:
    def __init__(self, look: BookLook, sheet: Worksheet) -> None:
        self.look, self.sheet, self.lang, self.row = look, sheet, look.lang, 0

    def build(self, consolidation: Consolidation) -> None:
        for column, width in enumerate(_WIDTHS):
            self.sheet.set_column(column, column, width)
        self._banner()
        self._numbered("typed")
        self._numbered("result")
        self._section("editions")
        for edition in consolidation.editions.values():
            self._line(edition.id, f"{edition.name[self.lang]}\n{self._rules(edition)}")
        self._section("assumptions")
        for edition in consolidation.editions.values():
            for assumption in edition.assumptions:
                self._line(edition.id, assumption.text[self.lang])
        self._numbered("marks")
        self._record(consolidation)
        self.sheet.print_area(0, 1, self.row - 1, 2)
        self.look.page(self.sheet, SHEETS[NAME][self.lang], landscape=False)

    def _rules(self, edition: AwardEdition) -> str:
        rule = edition.consolidation
        return ABOUT["edition"][self.lang].format(
            definition=edition.definition, method=METHODS[rule.method][self.lang], least=rule.minimum_assessors,
            limit=plain(rule.disagreement_limit),
        )  # fmt: skip

    def _record(self, consolidation: Consolidation) -> None:
        self._section("record")
        at = consolidation.at
        self._line(ABOUT["head"][self.lang], consolidation.head)
        self._line(ABOUT["at"][self.lang], f"{day(at.date(), self.lang)} {at:%H:%M %z}")
        self._line(ABOUT["version"][self.lang], f"pyscoring {_version()}")

    def _banner(self) -> None:
        look = self.look.format(bold=True, font_size=15, font_color=f"#{WHITE}", bg_color=f"#{ACCENT}", indent=1)
        self.sheet.set_row(0, 38)
        self.sheet.write_string(0, 1, self.look.title, look)
        self.sheet.write_blank(0, 2, None, look)
        self.row = 1

    def _section(self, words: str) -> None:
        look = {"bold": True, "font_size": 12, "font_color": f"#{ACCENT}", "bottom": 2, "bottom_color": f"#{ACCENT}"}
        self.sheet.set_row(self.row, 36)
        self.sheet.write_string(self.row, 1, ABOUT[words][self.lang], self.look.format(look, valign="bottom"))
        self.sheet.write_blank(self.row, 2, None, self.look.format(look))
        self.row += 1

    def _numbered(self, words: str) -> None:
        self._section(words)
        for number, text in enumerate(ABOUT_LINES[words][self.lang], 1):
            self._line(str(number), text)

    def _line(self, head: str, text: str) -> None:
        rule = {"bottom": 1, "bottom_color": f"#{LINE}", "text_wrap": True, "num_format": "@"}
        self.sheet.write_string(self.row, 1, head, self.look.format(rule, font_color=f"#{QUIET}"))
        self.sheet.write_string(self.row, 2, text, self.look.format(rule))
        high = max(lines(head, _WIDTHS[1] - 3), sum(lines(part, _WIDTHS[2] - 4) for part in text.split("\n")))
        self.sheet.set_row(self.row, 10 + 16 * high)
        self.row += 1


def _version() -> str:
    try:
        return version("pyscoring-workbook")
    except PackageNotFoundError:  # run from a folder, not installed
        return "–"
