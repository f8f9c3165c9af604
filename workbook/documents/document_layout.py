"""Which key sits in which row of a document check; its columns are those of a score sheet."""

from collections.abc import Iterator
from typing import Any

from pyscoring.edition import AwardEdition
from workbook.scoresheet.layout import DECLARED, DESCRIBED, Kind, Row

FROZEN = ("application", "title", "status", "missing", "over")  # the last where something is counted
RESULTS = ("status", "missing", "over")
KINDS = ("yes-no", "pages", "words")


def rows(edition: AwardEdition) -> tuple[Row, ...]:
    """All rows below the keys, from top to bottom."""
    return tuple(Row(number, *rest) for number, rest in enumerate(_plan(edition), 2))


def keys(edition: AwardEdition) -> tuple[str, ...]:
    """Every row key that this edition's document check has."""
    return tuple(row.key for row in rows(edition) if row.key)


def results(edition: AwardEdition) -> tuple[str, ...]:
    """The keys of the outcome's rows, which stand together."""
    return tuple(key for key in keys(edition) if key in RESULTS)


def row_label(key: str, edition: AwardEdition, lang: str) -> str | None:
    """The label beside a key that belongs to a part of the edition; None for other keys."""
    family, _, id_ = key.partition(":")
    named = {"eligibility": edition.eligibility, "document": edition.documents}.get(family, ())
    return next((item.name[lang] for item in named if item.id == id_), None)


def _plan(edition: AwardEdition) -> Iterator[tuple[Kind, str | None, Any]]:
    yield "banner", None, edition
    yield "header", None, edition
    counted = any(document.at_most for document in edition.documents)
    for key in FROZEN if counted else FROZEN[:-1]:
        yield ("result" if key in RESULTS else "field"), key, None
    for key in DECLARED:
        yield "field", key, None
    if edition.eligibility:
        yield "heading", None, "eligibility"
    for item in edition.eligibility:
        yield "eligibility", f"eligibility:{item.id}", item
    for kind in KINDS:
        asked = [document for document in edition.documents if document.kind == kind]
        if asked:
            yield "heading", None, kind
        for document in asked:
            yield "document", f"document:{document.id}", document
    yield "heading", None, "about"
    for key in DESCRIBED:
        yield "field", key, None
