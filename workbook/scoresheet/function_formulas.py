"""A score sheet whose results come from the worksheet functions of `workbook.functions` instead of native formulas.

When there is a result at all is told by the same native formulas, as are status and hints: a sheet that is
not complete stays blank without Python.
"""

from collections.abc import Sequence
from typing import Literal

from openpyxl.utils import get_column_letter

from pyscoring.edition import AwardEdition, Dimension
from workbook.scoresheet import layout
from workbook.scoresheet.formulas import Formulas
from workbook.scoresheet.whole import quoted

Kind = Literal["native", "functions", "server"]
# as Excel's files name them: those of VBA plainly, those of an add-in with its namespace
PREFIXES = {"functions": "", "server": "_xldudf_PYSCORING_"}


def formulas(kind: Kind, edition: AwardEdition, lang: str) -> Formulas:
    """The formulas of a kind: native ones need nothing, the others xlwings. Refused: E08."""
    return Formulas(edition, lang) if kind == "native" else FunctionFormulas(edition, lang, PREFIXES[kind])


class FunctionFormulas(Formulas):
    """Each function gets the rows with their keys, from column A to the entries, and picks its own by key."""

    def __init__(self, edition: AwardEdition, lang: str, prefix: str) -> None:
        super().__init__(edition, lang)
        self._prefix = prefix

    def _dimension_result(self, dimension: Dimension) -> str:
        rows = self._rows("indicator", [i.id for i in dimension.indicators])
        return self._call("DIMENSION_TOTAL", quoted(dimension.id), rows)

    @property
    def _bonus_result(self) -> str:
        return self._call("AWARD_BONUS", self._answers, self._scores)

    @property
    def _total_result(self) -> str:
        return self._call("AWARD_TOTAL", self._scores, self._answers if self.edition.bonus else '""')

    def _band_result(self, total: str) -> str:
        return self._call("AWARD_BAND", total)

    def _call(self, name: str, *arguments: str) -> str:
        return f"{self._prefix}{name}({','.join([quoted(self.edition.id), *arguments, quoted(self.lang)])})"

    @property
    def _scores(self) -> str:
        return self._rows("indicator", [i.id for i in self.edition.indicators])

    @property
    def _answers(self) -> str:
        return self._rows("bonus", [f.id for f in self.edition.features])

    def _rows(self, family: str, ids: Sequence[str]) -> str:
        first, last = (self.at[f"{family}:{id_}"] for id_ in (ids[0], ids[-1]))
        key, value = map(get_column_letter, (layout.KEY, layout.VALUE))
        return f"${key}${first}:${value}${last}"
