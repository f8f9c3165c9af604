"""The sheet `Matrix`: every assessor's entries side by side, and each total in whole numbers, live.

Those who count stand in the first columns, so that a formula's range holds them and nobody else.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pyscoring.consolidate import Result
from pyscoring.edition import AwardEdition, Indicator
from pyscoring.panel import Seat
from workbook.committee.assembly import Consolidation
from workbook.consolidation.consolidated_texts import COLUMNS, KINDS, SHEETS, STANDINGS, WORDS
from workbook.consolidation.numerators import Block, Blocks, Numerators
from workbook.consolidation.tables import FIRST, SETTLED, WARNED, BookLook, Column, TableSheet
from workbook.scoresheet.layout import STAGE_WORDS
from workbook.scoresheet.style import ACCENT, FAINT, PALE, QUIET
from workbook.scoresheet.whole import Whole

NAME = "Matrix"
YES_NO = '"✓";;"–"'
_NAMES: dict[str, Any] = {
    "bold": True,
    "bg_color": f"#{PALE}",
    "font_color": f"#{ACCENT}",
    "top": 2,
    "top_color": f"#{ACCENT}",
}
_QUIET: dict[str, Any] = {"font_color": f"#{QUIET}", "font_size": 9, "bg_color": f"#{FAINT}"}
_TOTAL: dict[str, Any] = {"bold": True, "bg_color": f"#{FAINT}"}
_EXTREME: Mapping[str, Any] = {**WARNED, "underline": 1}


def add_matrix(look: BookLook, consolidation: Consolidation) -> Blocks:
    """Add the sheet; gives the place of each application and stage on it. Document checks and closed stages have no numbers."""
    scored = [r for r in consolidation.results if not (r.is_check or r.closed_by)]
    widest = max([len(r.seats) for r in scored] + [1])
    table = look.table(NAME, _columns(widest))
    matrix = _Matrix(table, consolidation, widest)
    blocks = {(r.application, r.stage): matrix.block(r) for r in scored}
    table.bars("share", maximum=1)
    table.protect()
    table.finish(SHEETS[NAME][look.lang], frozen=table.at["max"], printed="flag")
    return blocks


def _columns(widest: int) -> tuple[Column, ...]:
    def numbered(key: str, n: int) -> dict[str, str]:
        return {lang: text.format(n=n) for lang, text in COLUMNS[key].items()}

    return (
        Column("key", COLUMNS["key"], 16, hidden=True), Column("application", COLUMNS["application"], 11),
        Column("stage", COLUMNS["stage"], 17, strong=False), Column("award", COLUMNS["award"], 31, strong=False),
        Column("kind", COLUMNS["kind"], 13, strong=False), Column("id", COLUMNS["id"], 7, "center"),
        Column("label", COLUMNS["label"], 46), Column("max", COLUMNS["max"], 8, "center"),
        Column("limit", COLUMNS["limit"], 10, "center", strong=False),
        *(Column(f"score-{n}", numbered("score", n), 13, "center") for n in range(1, widest + 1)),
        Column("decided", COLUMNS["decided"], 10, "center"), Column("agreed", COLUMNS["agreed"], 11, "center", strong=False),
        Column("mean", COLUMNS["mean"], 11, "center"), Column("spread", COLUMNS["spread"], 10, "center", strong=False),
        Column("share", COLUMNS["share"], 14, "center", strong=False), Column("flag", COLUMNS["flag"], 18, strong=False),
        Column("factor", COLUMNS["factor"], 9, "center", hidden=True),
        *(Column(f"evidence-{n}", numbered("evidence", n), 34, strong=False) for n in range(1, widest + 1)),
    )  # fmt: skip


class _Matrix:
    def __init__(self, table: TableSheet, consolidation: Consolidation, widest: int) -> None:
        self.table, self.lang, self.widest = table, table.look.lang, widest
        self.register = consolidation.register
        self.row = FIRST
        self._wholes: dict[str, Whole] = {}
        self._plans: dict[str, Mapping[str, int]] = {}
        self.shown = [column.key for column in table.columns[: table.at["factor"]]]

    def block(self, result: Result) -> Block:
        edition = result.edition
        seats = sorted(result.seats, key=lambda seat: seat.standing != "counted")
        count = len(result.counted)
        below = self._plan(edition)
        last = self.table.letter(f"score-{max(count, 1)}")
        block = Block(
            self.row, below, self.table.letter("score-1"), last, count, self.table.letter("decided"),
            self.table.letter("spread"), self.table.letter("evidence-1"),
        )  # fmt: skip
        _BlockRows(self, result, seats, block).write()
        self.row = block.row("total") + 1
        self.table.put_away()
        return block

    def whole(self, edition: AwardEdition) -> Whole:
        if edition.id not in self._wholes:
            self._wholes[edition.id] = Whole(edition)
        return self._wholes[edition.id]

    def _plan(self, edition: AwardEdition) -> Mapping[str, int]:
        if edition.id not in self._plans:
            keys = [f"indicator:{i.id}" for i in edition.indicators] + [f"bonus:{f.id}" for f in edition.features]
            keys += ["whole", "whole-bonus", "bonus", "total"] if edition.bonus else ["whole", "total"]
            self._plans[edition.id] = {key: row for row, key in enumerate(keys, 1)}
        return self._plans[edition.id]


class _BlockRows:
    """The rows of one application in one stage."""

    def __init__(self, matrix: _Matrix, result: Result, seats: Sequence[Seat], block: Block) -> None:
        self.matrix, self.table, self.lang = matrix, matrix.table, matrix.lang
        self.result, self.edition, self.seats, self.at = result, result.edition, seats, block
        self.whole = matrix.whole(result.edition)
        self.formulas = Numerators(self.whole, block, self.table.letter("agreed"), self.table.letter("factor"))
        self.decisions = {d.subject: d for d in result.decisions}
        self.evidence = [dict(s.score.sheet.evidence.items()) if s.score else {} for s in seats]
        self.settled = {item.subject: item.settled is not None for item in result.items}
        self.places = f"0.{'0' * self.edition.total.places}".rstrip(".")

    def write(self) -> None:
        self._names()
        for indicator in self.edition.indicators:
            self._indicator(indicator)
        for feature in self.edition.features:
            self._feature(feature.id, feature.name[self.lang])
        self._wholes()
        self._totals()

    # rows

    def _names(self) -> None:
        row, table = self.at.names, self.table
        application = self.matrix.register.application(self.result.application)
        title = (application.title if application else "") or self.result.application
        self._start(row, "assessor", "assessor", "", title, _NAMES)
        for n, seat in enumerate(self.seats, 1):
            counted = seat.standing == "counted"
            said = seat.name if counted else f"{seat.name}\n({STANDINGS[seat.standing][self.lang]})"
            look = _NAMES if counted else {**_NAMES, **SETTLED}
            table.text(row, f"score-{n}", said, **look)
            table.text(row, f"evidence-{n}", said.replace("\n", " "), **look)
        self._rest(row, _NAMES, evidence=True)

    def _indicator(self, indicator: Indicator) -> None:
        key = f"indicator:{indicator.id}"
        row, table = self.at.row(key), self.table
        limit = self.edition.consolidation.disagreement_limit * indicator.high / 100
        self._start(row, key, "indicator", indicator.id, indicator.name[self.lang], {})
        table.number(row, "max", indicator.high)
        table.number(row, "limit", limit)
        entries = [s.score.sheet.scores[indicator.id] for s in self.result.counted if s.score]
        wide = bool(entries) and max(entries) - min(entries) > limit
        ends = {min(entries), max(entries)} if wide else set()
        for n, seat in enumerate(self.seats, 1):
            entry = seat.score.sheet.scores.get(indicator.id) if seat.score else None
            table.number(row, f"score-{n}", entry, **self._as(seat, _EXTREME if entry in ends else {}))
            self._evidence(row, n, seat, key, wide)
        decided = self.decisions.get(key)
        table.number(
            row, "decided", decided.value if decided and isinstance(decided.value, Decimal) else None, bold=True
        )
        table.number(row, "factor", self.whole.factors[indicator.id])
        if entries:
            self._shown_spread(row, entries, indicator.high, key, wide)
        self._rest(row, {})

    def _shown_spread(self, row: int, entries: Sequence[Decimal], high: Decimal, key: str, wide: bool) -> None:
        table, cells = self.table, f"${self.at.first}{row}:${self.at.last}{row}"
        mean = sum(map(Fraction, entries), Fraction(0)) / len(entries)
        table.formula(row, "mean", f"=AVERAGE({cells})", float(mean), num_format="0.00")
        table.formula(row, "spread", f"=ROUND(MAX({cells})-MIN({cells}),2)", float(max(entries) - min(entries)))
        mean_cell, max_cell = f"${table.letter('mean')}{row}", f"${table.letter('max')}{row}"
        table.formula(row, "share", f"={mean_cell}/{max_cell}", float(mean / Fraction(high)), num_format="0%")
        over = f"${table.letter('spread')}{row}>${table.letter('limit')}{row}"
        word, look = self._flag(key, "over")
        table.formula(row, "flag", f'=IF({over},"{word}","")', word if wide else "", **look)

    def _feature(self, id_: str, name: str) -> None:
        key = f"bonus:{id_}"
        row, table = self.at.row(key), self.table
        self._start(row, key, "feature", id_, name, {})
        for n, seat in enumerate(self.seats, 1):
            answer = seat.score.sheet.bonus.get(id_) if seat.score else None
            shown = None if answer is None else int(answer)
            table.number(row, f"score-{n}", shown, **self._as(seat, {"num_format": YES_NO}))
            self._evidence(row, n, seat, key, False)
        feature = next(f for f in self.result.features if f.id == id_)
        decided = self.decisions.get(key)
        value = int(decided.value) if decided and isinstance(decided.value, bool) else None
        table.number(row, "decided", value, bold=True, num_format=YES_NO)
        if self.at.count:
            cells, by = f"${self.at.first}{row}:${self.at.last}{row}", f"${table.letter('decided')}{row}"
            yes = f"2*SUM({cells})"
            formula = f'=IF({by}="",IF({yes}=COLUMNS({cells}),"",IF({yes}>COLUMNS({cells}),1,0)),{by})'
            agreed = None if feature.agreed is None else int(feature.agreed)
            table.formula(row, "agreed", formula, agreed, bold=True, num_format=YES_NO)
            share = Fraction(feature.yes, self.at.count)
            table.formula(row, "share", f"=SUM({cells})/COLUMNS({cells})", float(share), num_format="0%")
            word, look = self._flag(key, "tie")
            tie = f'=IF(2*SUM({cells})=COLUMNS({cells}),"{word}","")'
            table.formula(row, "flag", tie, word if feature.yes == feature.no else "", **look)
        self._rest(row, {})

    def _flag(self, key: str, open_: str) -> tuple[str, Mapping[str, Any]]:
        settled = self.settled.get(key)
        return WORDS["settled" if settled else open_][self.lang], (SETTLED if settled else WARNED)

    def _wholes(self) -> None:
        by = self.whole.divisor * 10**self.whole.places
        row = self.at.row("whole")
        self._start(row, "whole", "whole", "", WORDS["whole"][self.lang].format(by=by), _QUIET)
        for n, letter in self._letters():
            exact = self.result.effective[n - 1].exact or Fraction(0)
            base = self.formulas.points(letter)
            bonus = f"+${letter}${self.at.row('whole-bonus')}" if self.edition.bonus else ""
            self.table.formula(
                row, f"score-{n}", f"={base}{bonus}", self.whole.numerator(exact), **_QUIET, num_format="0"
            )
        self._rest(row, _QUIET)
        if self.edition.bonus:
            self._bonus_rows()

    def _bonus_rows(self) -> None:
        row, shown = self.at.row("whole-bonus"), self.at.row("bonus")
        self._start(row, "whole-bonus", "whole", "", WORDS["whole-bonus"][self.lang], _QUIET)
        self._start(shown, "bonus", "bonus", "", KINDS["bonus"][self.lang], {})
        for n, letter in self._letters():
            bonus = self.result.effective[n - 1].bonus
            value = self.whole.numerator(bonus.exact or Fraction(0))
            self.table.formula(row, f"score-{n}", f"={self.formulas.bonus(letter)}", value, **_QUIET, num_format="0")
            rounded = f"={self.whole.rounded(f'${letter}${row}')}"
            self.table.formula(shown, f"score-{n}", rounded, bonus.rounded, num_format=self.places)
        self._rest(row, _QUIET)
        self._rest(shown, {})

    def _totals(self) -> None:
        row, table, full = self.at.row("total"), self.table, self.edition.total.full_mark
        self._start(row, "total", "total", "", KINDS["total"][self.lang], _TOTAL)
        table.number(row, "max", full, **_TOTAL)
        whole = self.at.row("whole")
        for n, letter in self._letters():
            formula = f"={self.whole.rounded(f'${letter}${whole}')}"
            total = self.result.effective[n - 1].total
            table.formula(row, f"score-{n}", formula, total, num_format=self.places, **_TOTAL)
        decided = self.result.decided_total
        if decided and isinstance(decided.value, Decimal):
            table.number(row, "decided", decided.value, num_format=self.places, **_TOTAL)
        if self.at.count:
            self._shown_total(row, full)
        self._rest(row, _TOTAL)

    def _shown_total(self, row: int, full: Decimal) -> None:
        table, cells, look = self.table, self.at.range("total"), _TOTAL | {"num_format": self.places}
        mean = self.result.by_method["mean"].total
        sums = f"SUM({self.at.range('whole')})"
        table.formula(row, "mean", f"={self.whole.rounded(sums, self.at.count)}", mean, **look)
        spread = f"=ROUND(MAX({cells})-MIN({cells}),{self.whole.places})"
        table.formula(row, "spread", spread, self.result.spread, **look)
        formula = f"=${table.letter('mean')}{row}/${table.letter('max')}{row}"
        table.formula(row, "share", formula, float(Fraction(mean) / Fraction(full)), **(_TOTAL | {"num_format": "0%"}))

    # cells

    def _letters(self) -> list[tuple[int, str]]:
        return [(n, self.table.letter(f"score-{n}")) for n in range(1, self.at.count + 1)]

    def _start(self, row: int, key: str, kind: str, id_: str, label: str, look: Mapping[str, Any]) -> None:
        table = self.table
        table.text(row, "key", key, **look)
        table.text(row, "application", self.result.application, **look)
        table.text(row, "stage", STAGE_WORDS[self.result.stage][self.lang], **look)
        table.text(row, "award", self.edition.name[self.lang], grow=False, **look, text_wrap=False)
        table.text(row, "kind", KINDS[kind][self.lang], **look)
        table.text(row, "id", id_, **look)
        table.text(row, "label", label, **look)

    def _rest(self, row: int, look: Mapping[str, Any], evidence: bool = False) -> None:
        """The cells of the row that hold nothing, with its look."""
        self.table.fill(row, *self.matrix.shown, **look)
        if evidence:
            self.table.fill(row, *(f"evidence-{n}" for n in range(1, self.matrix.widest + 1)), **look)

    def _as(self, seat: Seat, look: Mapping[str, Any]) -> Mapping[str, Any]:
        return look if seat.standing == "counted" else {**look, **SETTLED}

    def _evidence(self, row: int, n: int, seat: Seat, key: str, open_: bool) -> None:
        if text := self.evidence[n - 1].get(key):
            self.table.text(row, f"evidence-{n}", text, grow=open_, valign="top", font_size=10, **self._as(seat, {}))
