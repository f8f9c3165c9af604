"""Which key sits in which row and column of a score sheet: the only place that knows.

A datum is found by its row key (hidden column A) and its column key (hidden row 1),
never by its address. Only the template, which makes the rows, uses their numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pyscoring.edition import STAGES, AwardEdition

MARK = "pyscoring/1"
DOCUMENT_MARK = (
    "pyscoring-document/1"  # of a document check, which gives no points: no reader takes it for a score sheet
)
RESULT_MARK = "pyscoring-result/1"  # of a copy that only shows a result, and is never scored
KEY, NUMBER, LABEL, MAX, VALUE, COUNTED, CHECK, EVIDENCE, OFFICIAL = range(1, 10)
COLUMN_KEYS = {"label": LABEL, "max": MAX, "value": VALUE, "evidence": EVIDENCE, "official": OFFICIAL}
FROZEN = ("application", "title", "total", "band", "status")
DECLARED = ("assessor", "date", "stage", "conflict", "conflict-reason")
DESCRIBED = ("agency", "unit", "edition", "definition", "language", "scored-at", "fingerprint")
RESULTS = ("total", "band", "status")

YES = {"th": "ใช่", "en": "yes"}
NO = {"th": "ไม่ใช่", "en": "no"}
STAGE_WORDS = {
    "document": {"th": "ตรวจเอกสาร", "en": "document"},
    "desk": {"th": "ประเมินจากเอกสาร", "en": "desk"},
    "site": {"th": "ประเมินในพื้นที่", "en": "site"},
}
ANSWERS = {word.casefold(): answer for words, answer in ((YES, True), (NO, False)) for word in words.values()}
STAGES_BY_WORD = {w.casefold(): s for s in STAGES for w in (s, *STAGE_WORDS[s].values())}

Kind = Literal[
    "banner",
    "header",
    "field",
    "result",
    "heading",
    "dimension",
    "indicator",
    "bonus",
    "feature",
    "eligibility",
    "document",
]


@dataclass(frozen=True)
class Row:
    """One row of the sheet; `item` is the part of the edition that it shows."""

    number: int
    kind: Kind
    key: str | None = None
    item: Any = None


def rows(edition: AwardEdition) -> tuple[Row, ...]:
    """All rows below the keys, from top to bottom."""
    return tuple(Row(number, *rest) for number, rest in enumerate(_plan(edition), 2))


def score_name(number: int) -> str:
    """The name of a score sheet among several, from 1 as the index has them; it needs no quotes in a formula."""
    return f"Score_{number}"


def keys(edition: AwardEdition) -> tuple[str, ...]:
    """Every row key that this edition's score sheet has."""
    return tuple(row.key for row in rows(edition) if row.key)


def row_label(key: str, edition: AwardEdition, lang: str) -> str | None:
    """The label beside a key that belongs to a part of the edition; None for other keys."""
    family, _, id_ = key.partition(":")
    named = {
        "indicator": edition.indicators, "bonus": edition.features,
        "eligibility": edition.eligibility, "dimension": edition.dimensions,
    }.get(family, ())  # fmt: skip
    return next((item.name[lang] for item in named if item.id == id_), None)


def _plan(edition: AwardEdition) -> Iterator[tuple[Kind, str | None, Any]]:
    yield "banner", None, edition
    yield "header", None, edition
    for key in FROZEN:
        yield ("result" if key in RESULTS else "field"), key, None
    for key in DECLARED:
        yield "field", key, None
    for dimension in edition.dimensions:
        yield "dimension", f"dimension:{dimension.id}", dimension
        for indicator in dimension.indicators:
            yield "indicator", f"indicator:{indicator.id}", indicator
    if edition.bonus:
        yield "bonus", "bonus", edition.bonus
        for feature in edition.features:
            yield "feature", f"bonus:{feature.id}", feature
    if edition.eligibility:
        yield "heading", None, "eligibility"
        for item in edition.eligibility:
            yield "eligibility", f"eligibility:{item.id}", item
    yield "heading", None, "about"
    for key in DESCRIBED:
        yield "field", key, None
