"""An edition's totals in whole numbers, so that a spreadsheet's binary fractions cannot move them.

Entries are taken in whole hundredths, times a whole factor an indicator, over one divisor:
the quotient counts units of the total's last place, and is rounded once, half up.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import lcm

from pyscoring.edition import AwardEdition, plain
from pyscoring.score import coefficient

LARGEST_WHOLE = 2**53 // 1000  # a spreadsheet's numbers are exact up to 2**53, and a panel's totals are summed


class Whole:
    """`factors` are by indicator; `divisor` turns a numerator into units of the last place."""

    def __init__(self, edition: AwardEdition) -> None:
        self.edition, self.places = edition, edition.total.places
        units = {i.id: coefficient(d, i) * 10**self.places / 100 for d in edition.dimensions for i in d.indicators}
        told = [p for rule in edition.bonus for p in (rule.points, rule.cap, rule.dimension_cap) if p is not None]
        extra = [Fraction(points) * 10**self.places for points in told]
        self.divisor = lcm(*(u.denominator for u in [*units.values(), *extra]))
        self.factors = {key: int(unit * self.divisor) for key, unit in units.items()}

    @property
    def largest(self) -> int:
        """No numerator of one sheet is larger."""
        finest = sum(int(i.high * 100) * self.factors[i.id] for i in self.edition.indicators)
        return int(finest + int(self.edition.full_mark_with_bonus) * 10**self.places * self.divisor)

    def numerator(self, points: Fraction | Decimal) -> int:
        """Points of the total as a numerator."""
        return int(Fraction(points) * 10**self.places * self.divisor)

    def rounded(self, whole: str, parts: int = 1) -> str:
        """The formula of a total from that of its numerator, or of the sum of so many."""
        by = self.divisor * parts
        divided = f"({whole})/{by}" if by != 1 else whole
        return f"ROUND({divided},0)/{10**self.places}" if self.places else f"ROUND({divided},0)"


def lookup(number: str, steps: Iterable[tuple[Decimal, str]]) -> str:
    """The formula of the name that belongs to the highest step reached; every Excel knows it."""
    rising = sorted(steps)
    return (
        f"LOOKUP({number},{{{','.join(plain(at) for at, _ in rising)}}},{{{','.join(quoted(n) for _, n in rising)}}})"
    )


def quoted(text: str) -> str:
    """A text as formulas write it."""
    return '"' + text.replace('"', '""') + '"'
