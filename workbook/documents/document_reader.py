"""A grid of cells → a document check and what is wrong with it, found by keys as a score sheet is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pyscoring.document import LIMITS, DocumentCheck, DocumentSheet, check, definition
from pyscoring.edition import AwardEdition, Requirement
from pyscoring.problems import Problem
from workbook.documents import document_layout
from workbook.documents.document_texts import DOCUMENT_LABELS
from workbook.scoresheet import layout, typed
from workbook.scoresheet.reader import (
    Cells,
    Entries,
    Extra,
    ReadSheet,
    Taker,
    find_edition,
    find_keys,
    known,
    left_open,
    outdated,
)
from workbook.scoresheet.shape import Shape, misshapen, once_each


@dataclass(frozen=True)
class ReadDocument(ReadSheet):
    """What one document check says; it never has a score."""

    sheet: DocumentSheet

    def score(self) -> None:
        """None: a document check gives no points."""
        return

    def check(self) -> DocumentCheck | None:
        """The outcome with every problem in its place; None without an edition."""
        if self.edition is None:
            return None
        found = check(self.edition, self.sheet, self.problems)
        return replace(found, problems=self.placed(found.problems))


def parse_document(cells: Cells, extra: Extra = ()) -> ReadDocument:
    """Read one document check; `extra` names editions beside the package's own."""
    columns, rows, problems = find_keys(cells)
    edition = find_edition(cells, rows, columns, extra, problems)
    if edition is None:
        return ReadDocument(None, DocumentSheet(), tuple(problems), cells, rows, columns)
    problems += misshapen(_shape(edition), cells, rows, columns)
    sheet = _sheet(edition, Taker(Entries(cells, rows, columns), problems))
    return ReadDocument(edition, sheet, tuple(problems), cells, rows, columns)


@once_each
def _shape(edition: AwardEdition) -> Shape:
    return Shape(
        definition(edition), document_layout.keys(edition),
        lambda key, lang: document_layout.row_label(key, edition, lang), DOCUMENT_LABELS, document_layout.results(edition),
    )  # fmt: skip


def _sheet(edition: AwardEdition, taker: Taker) -> DocumentSheet:
    common = taker.common()
    if common["stage"] not in (None, "document"):
        details = {"seen": taker.entries.text("stage"), "wanted": layout.STAGE_WORDS["document"]}
        taker.problems.append(Problem("D13", details, field="stage"))
    eligibility = taker.answers("eligibility", (item.id for item in edition.eligibility))
    asked = [item.id for item in edition.documents if item.kind == "yes-no"]
    counted = [item for item in edition.documents if item.kind != "yes-no"]
    noted = [f"eligibility:{item.id}" for item in edition.eligibility] + [f"document:{d.id}" for d in edition.documents]
    sheet = DocumentSheet(
        edition=edition.id, **(common | {"stage": "document"}), eligibility=eligibility,
        received=taker.answers("document", asked), counts=_counts(taker, counted), evidence=taker.evidence(noted),
    )  # fmt: skip
    taker.problems += left_open(sheet, taker.problems)
    taker.problems += outdated(sheet, taker.entries)
    return sheet


def _counts(taker: Taker, items: Iterable[Requirement]) -> dict[str, Any]:
    return known({item.id: taker.take(f"document:{item.id}", typed.number, lambda: LIMITS) for item in items})
