"""Blank workbooks that packs are copied from: built once an edition, prepared once for what is filled in.

What their formulas show until the first entry is typed depends on which fields are filled in, not on what
with: so each set of filled fields has a blank workbook of its own.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

from pyscoring.edition import AwardEdition
from workbook.files.copies import Copies
from workbook.files.sheetmap import Edits
from workbook.scoresheet.fill import edits, edits_of

Answers = Mapping[str, str]  # what is filled in, by row key
_INDEXED = ("application", "title", "agency", "stage")
_MOST_KEPT = 64
_Made = TypeVar("_Made")


class Blanks:
    """Filled copies in one language. Refused: E07, E08, W01, W03, W04."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._built: dict[Hashable, bytes] = {}
        self._copies: dict[Hashable, Copies] = {}

    def score(self, edition: AwardEdition, answers: Answers) -> bytes:
        """A score workbook of one application."""
        from workbook.scoresheet.template import SCORE, template, with_shown

        def prepared(cells: Mapping[str, Edits]) -> Copies:
            blank = self._blank(edition.id, lambda: template(edition, self.lang))
            return Copies(with_shown(blank, edition, self.lang, answers), cells)

        return self._copy((edition.id, frozenset(answers)), {SCORE: edits(edition, answers)}, prepared)

    def document(self, edition: AwardEdition, answers: Answers) -> bytes:
        """A document check of one application."""
        from workbook.documents import document_layout
        from workbook.documents.document_sheet import DOCUMENTS, document_template, with_shown

        def prepared(cells: Mapping[str, Edits]) -> Copies:
            blank = self._blank((edition.id, "document"), lambda: document_template(edition, self.lang))
            return Copies(with_shown(blank, edition, self.lang, answers), cells)

        cells = edits_of(document_layout.rows(edition), answers)
        return self._copy((edition.id, "document", frozenset(answers)), {DOCUMENTS: cells}, prepared)

    def visit(self, assessor: str, sheets: Sequence[tuple[AwardEdition, Answers]]) -> bytes:
        """One workbook of an assessor for several applications."""
        from workbook.scoresheet.layout import score_name
        from workbook.scoresheet.visit import INDEX, index_edits, title_lines, visit_book, with_shown

        rows = [(edition, title_lines(answers.get("title", ""))) for edition, answers in sheets]
        built = tuple((edition.id, high) for edition, high in rows)

        def prepared(cells: Mapping[str, Edits]) -> Copies:
            blank = self._blank(built, lambda: visit_book(rows, self.lang))
            return Copies(with_shown(blank, sheets, self.lang), cells)

        cells: dict[str, Edits] = {
            INDEX: index_edits(assessor, [[a.get(key, "") for key in _INDEXED] for _, a in sheets])
        }
        cells |= {score_name(n): edits(edition, answers) for n, (edition, answers) in enumerate(sheets, 1)}
        return self._copy((built, tuple(frozenset(answers) for _, answers in sheets)), cells, prepared)

    def _blank(self, key: Hashable, build: Callable[[], bytes]) -> bytes:
        return _kept(self._built, key, build)

    def _copy(
        self, key: Hashable, cells: Mapping[str, Edits], prepared: Callable[[Mapping[str, Edits]], Copies]
    ) -> bytes:
        return _kept(self._copies, key, lambda: prepared(cells)).with_cells(cells)


def _kept(made: dict[Hashable, _Made], key: Hashable, make: Callable[[], _Made]) -> _Made:
    """What has been made for a key already; only the latest few are kept, since assessors' days of visits all differ."""
    if key not in made:
        if len(made) >= _MOST_KEPT:
            del made[next(iter(made))]
        made[key] = make()
    return made[key]
