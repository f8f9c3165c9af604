"""Where an application's rows stand on `Matrix`, and the formulas of its totals in whole numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyscoring.edition import Bonus, Dimension, Stage
from workbook.scoresheet.whole import Whole


@dataclass(frozen=True, slots=True)
class Block:
    """Where an application's rows of one stage stand, and in which columns those who count.

    `below` tells how far below the names a row is, by its key (indicator:<id>, bonus:<id>, whole, total): the same
    mapping for all blocks of an edition.
    """

    names: int
    below: Mapping[str, int]
    first: str
    last: str
    count: int
    decided: str
    spread: str
    evidence: str

    def row(self, key: str) -> int:
        return self.names + self.below[key]

    def range(self, key: str, sheet: str = "") -> str:
        """The cells of those who count, in the row of this key."""
        return f"{sheet}${self.first}${self.row(key)}:${self.last}${self.row(key)}"


Blocks = dict[tuple[str, Stage], Block]


class Numerators:
    """An assessor's numerator, by the column of the entries: decisions and agreed features put in."""

    def __init__(self, whole: Whole, block: Block, agreed: str, factor: str) -> None:
        self.whole, self.edition, self.at = whole, whole.edition, block
        self.agreed, self.factor = agreed, factor

    def points(self, letter: str, dimension: Dimension | None = None) -> str:
        """Of a dimension, or of all: a decided value replaces the entry. No IF, which Excel 2010 would not repeat."""
        ids = [i.id for i in (dimension.indicators if dimension else self.edition.indicators)]
        top, bottom = self.at.row(f"indicator:{ids[0]}"), self.at.row(f"indicator:{ids[-1]}")
        entries, decided, factors = (
            f"${column}${top}:${column}${bottom}" for column in (letter, self.at.decided, self.factor)
        )
        return f'SUMPRODUCT(ROUND(100*({entries}*({decided}="")+{decided}),0),{factors})'

    def bonus(self, letter: str) -> str:
        return "+".join(self._rule(rule, letter) for rule in self.edition.bonus)

    def _rule(self, rule: Bonus, letter: str) -> str:
        first, last = (self.at.row(f"bonus:{rule.features[n].id}") for n in (0, -1))
        count = f"SUM(${self.agreed}${first}:${self.agreed}${last})"
        points = f"{self.whole.numerator(rule.points)}*{f'MIN(1,{count})' if rule.per == 'rule' else count}"
        if rule.cap is not None:
            points = f"MIN({self.whole.numerator(rule.cap)},{points})"
        if rule.dimension_cap is not None:
            base = next(d for d in self.edition.dimensions if d.id == rule.dimension)
            room = f"{self.whole.numerator(rule.dimension_cap)}-{self.points(letter, base)}"
            points = f"MAX(0,MIN({points},{room}))"
        return points
