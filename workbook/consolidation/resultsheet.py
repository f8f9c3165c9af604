"""The sheet `Results`: a row an application and stage, its numbers live over `Matrix`."""

from collections.abc import Iterator

from pyscoring.consolidate import Result, ranks
from pyscoring.edition import AwardEdition
from pyscoring.panel import Method, Outcome
from workbook.committee.assembly import Consolidation
from workbook.consolidation.consolidated_texts import COLUMNS, FLAGS, SHEETS, STATUSES, WORDS
from workbook.consolidation.matrix import NAME as MATRIX
from workbook.consolidation.numerators import Block, Blocks
from workbook.consolidation.result_words import (
    band_steps,
    before_band,
    decision_in_short,
    few,
    gate_steps,
    panel_words,
    places_format,
    status_words,
    swing_words,
)
from workbook.consolidation.tables import FIRST, SETTLED, WARNED, WRONG, BookLook, Column, TableSheet
from workbook.scoresheet import layout
from workbook.scoresheet.style import ACCENT, PALE, QUIET
from workbook.scoresheet.whole import Whole, lookup, quoted

NAME = "Results"
_COLUMNS = (
    Column("rank", COLUMNS["rank"], 8, "center"), Column("application", COLUMNS["application"], 11),
    Column("project", COLUMNS["project"], 34), Column("agency", COLUMNS["agency"], 15, strong=False),
    Column("unit", COLUMNS["unit"], 12, strong=False), Column("award", COLUMNS["award"], 22),
    Column("stage", COLUMNS["stage"], 13, strong=False), Column("panel", COLUMNS["panel"], 23),
    Column("total", COLUMNS["total"], 11, "center"), Column("band", COLUMNS["band"], 17),
    Column("next", COLUMNS["next"], 19), Column("status", COLUMNS["status"], 20),
    Column("stable", COLUMNS["stable"], 11, "center", strong=False), Column("turn", COLUMNS["turn"], 38, strong=False),
    Column("flags", COLUMNS["flags"], 28, strong=False), Column("decision", COLUMNS["decision"], 40, strong=False),
    Column("mean", COLUMNS["mean"], 11, "center", strong=False), Column("median", COLUMNS["median"], 11, "center", strong=False),
    Column("trimmed", COLUMNS["trimmed"], 12, "center", strong=False), Column("exact", COLUMNS["exact"], 15, "center", strong=False),
    Column("spread", COLUMNS["spread"], 10, "center", strong=False), Column("group", COLUMNS["group"], 6, "center", hidden=True),
)  # fmt: skip


def add_results(look: BookLook, table: TableSheet, consolidation: Consolidation, blocks: Blocks) -> None:
    """Fill the table that `results_table` made, once the rows of `Matrix` are known."""
    rows = _Rows(table, consolidation, blocks)
    for row, (result, rank) in enumerate(zip(consolidation.results, ranks(consolidation.results), strict=True), FIRST):
        rows.write(row, result, rank)
    _marks(table, consolidation)
    table.finish(SHEETS[NAME][look.lang], frozen=table.at["agency"], across=("application", "status"))


def results_table(look: BookLook) -> TableSheet:
    return look.table(NAME, _COLUMNS)


class _Rows:
    def __init__(self, table: TableSheet, consolidation: Consolidation, blocks: Blocks) -> None:
        self.table, self.lang, self.blocks = table, table.look.lang, blocks
        self.register = consolidation.register
        self.last = FIRST - 1 + len(consolidation.results)
        kinds = [(r.edition.id, r.stage) for r in consolidation.results if not (r.is_check or r.closed_by)]
        self.groups = {kind: number for number, kind in enumerate(dict.fromkeys(kinds), 1)}
        self._wholes: dict[str, Whole] = {}

    def write(self, row: int, result: Result, rank: int | None) -> None:
        self._described(row, result)
        self._numbers(row, result, rank)
        self._told(row, result)
        self.table.fill(row, *self.table.at)
        self.table.row_done()

    def _described(self, row: int, result: Result) -> None:
        table, application = self.table, self.register.application(result.application)
        if block := self.blocks.get((result.application, result.stage)):
            table.link(row, "application", f"internal:'{MATRIX}'!B{block.names}", result.application)
        else:
            table.text(row, "application", result.application)
        if application:
            table.text(row, "project", application.title)
            table.text(row, "agency", application.agency)
            table.text(row, "unit", application.unit)
        table.text(row, "award", result.edition.name[self.lang])
        table.text(row, "stage", layout.STAGE_WORDS[result.stage][self.lang])
        table.text(row, "panel", panel_words(result, self.lang))
        table.text(row, "status", status_words(result, self.lang))

    def _numbers(self, row: int, result: Result, rank: int | None) -> None:
        table, block = self.table, self.blocks.get((result.application, result.stage))
        if block is None:
            return
        table.number(row, "group", self.groups[result.edition.id, result.stage])
        formulas, shown = _TotalFormulas(self._whole(result.edition), block), places_format(result.edition)
        for method, outcome in result.by_method.items():
            table.formula(row, method, f"={formulas.rounded(method)}", outcome.total, num_format=shown)
        if result.by_method:
            spread = f"={MATRIX}!${block.spread}${block.row('total')}"
            table.formula(row, "spread", spread, result.spread, num_format=shown)
        if result.outcome is None:
            return
        method = result.edition.consolidation.method
        table.formula(row, "exact", f"={formulas.exact(method)}", float(result.outcome.exact), num_format="0.000000")
        table.formula(row, "total", f"={formulas.total(method)}", result.outcome.total, num_format=shown, bold=True)
        table.formula(row, "rank", self._rank(row), rank, bold=True)
        self._names(row, result, result.outcome)

    def _names(self, row: int, result: Result, outcome: Outcome) -> None:
        total = f"${self.table.letter('total')}{row}"
        before = before_band(result, self.lang)
        gates = gate_steps(result.edition, result.stage, self.lang)
        steps = {"band": band_steps(result.edition, self.lang), **({"next": gates} if gates else {})}
        for key, named in steps.items():
            formula = (f"{quoted(before)}&" if before else "") + lookup(total, named)
            reached = max((at, name) for at, name in named if at <= outcome.total)[1]
            self.table.formula(row, key, f"={formula}", before + reached, bold=key == "band")

    def _rank(self, row: int) -> str:
        """Better totals of the same award and stage, counted; COUNTIF would compare texts of 15 digits."""
        group, exact = (self.table.letter(key) for key in ("group", "exact"))
        groups, all_ = (f"${letter}${FIRST}:${letter}${self.last}" for letter in (group, exact))
        return f"=1+SUMPRODUCT(({groups}=${group}{row})*({all_}>${exact}{row}))"

    def _told(self, row: int, result: Result) -> None:
        table = self.table
        if result.stable is not None:
            table.text(row, "stable", WORDS["stable" if result.stable else "unstable"][self.lang])
        table.text(row, "turn", "\n".join(few(list(self._turns(result)), self.lang)))
        flags = " · ".join(FLAGS[flag][self.lang] for flag in result.flags)
        if result.verdict:
            table.text(row, "next", result.next.name[self.lang] if result.next else "")
            flags = "\n".join(filter(None, (result.verdict.missing(self.lang), flags)))
        table.text(row, "flags", flags)
        told = [decision_in_short(d, result, self.lang) for d in result.applied]
        table.text(row, "decision", " · ".join(told))

    def _turns(self, result: Result) -> Iterator[str]:
        names = {seat.assessor: seat.name for seat in result.seats}
        for swing in result.swings:
            if result.outcome and swing.outcome.band != result.outcome.band:
                yield swing_words(swing, names, self.lang)

    def _whole(self, edition: AwardEdition) -> Whole:
        if edition.id not in self._wholes:
            self._wholes[edition.id] = Whole(edition)
        return self._wholes[edition.id]


class _TotalFormulas:
    """One number of many numerators, over one divisor; one division, one rounding."""

    def __init__(self, whole: Whole, block: Block) -> None:
        self.whole, self.block = whole, block
        self.cells = block.range("whole", f"{MATRIX}!")
        self.decided = f"{MATRIX}!${block.decided}${block.row('total')}"

    def rounded(self, method: Method) -> str:
        return self.whole.rounded(*self._combined(method))

    def total(self, method: Method) -> str:
        """The committee's own total where there is one, in the edition's places, half up."""
        places = self.whole.places
        own = f"ROUND(ROUND(100*{self.decided},0)/{10 ** (2 - places)},0)/{10**places}"
        if not self.block.count:
            return own
        return f'IF({self.decided}="",{self.rounded(method)},{own})'

    def exact(self, method: Method) -> str:
        if not self.block.count:
            return self.decided
        whole, parts = self._combined(method)
        return f'IF({self.decided}="",({whole})/{self.whole.divisor * parts * 10**self.whole.places},{self.decided})'

    def _combined(self, method: Method) -> tuple[str, int]:
        """The numerator, and how many sheets' it is the sum of."""
        cells, count = self.cells, self.block.count
        if method == "median":
            return f"MEDIAN({cells})", 1
        if method == "trimmed" and count >= 3:
            return f"SUM({cells})-MAX({cells})-MIN({cells})", count - 2
        return f"SUM({cells})", count


def _marks(table: TableSheet, consolidation: Consolidation) -> None:
    """Marks that read in black and white: signs before the words, bold, italic, and a star for the highest band."""
    lang, last = table.look.lang, max(table.last, FIRST)
    status = f"${table.letter('status')}{FIRST}"
    for kind, look in (("stopped", WRONG), ("waiting", SETTLED), ("closed", SETTLED), ("open", WARNED)):
        sign = STATUSES[kind][lang][0]
        table.when(table.area("total", "status", (FIRST, last)), f'LEFT({status},1)="{sign}"', **look)
    highest = {edition.bands[0].name[lang] for edition in consolidation.editions.values()}
    lowest = {edition.bands[-1].name[lang] for edition in consolidation.editions.values()}
    band = f"${table.letter('band')}{FIRST}"
    star = {"bold": True, "font_color": f"#{ACCENT}", "bg_color": f"#{PALE}", "num_format": '"★ "@'}
    for names, look in ((highest, star), (lowest, {"font_color": f"#{QUIET}", "italic": True})):
        for name in sorted(names):
            table.when(table.area("band", None, (FIRST, last)), f"{band}={quoted(name)}", **look)
    unstable = quoted(WORDS["unstable"][lang])
    table.when(table.area("stable", None, (FIRST, last)), f"${table.letter('stable')}{FIRST}={unstable}", **WARNED)
