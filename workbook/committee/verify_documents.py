"""What `workbook.committee.verify` needs of document checks: their answers in the files, and the verdict that follows from them.

As there, written anew to show mistakes in the first path, and resting on the ledger's rules alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pyscoring.ledger import Entry
from workbook.scoresheet import typed
from workbook.scoresheet.layout import DOCUMENT_MARK
from workbook.scoresheet.reader import ReadSheet

_FAMILIES = {"eligibility": "eligibility", "received": "document", "counts": "document"}


def told(body: Mapping[str, Any]) -> dict[str, Any]:
    """What the ledger says was answered, by row key; of a score sheet the questions of eligibility, if it has them."""
    return {
        f"{family}:{id_}": value if isinstance(value, bool) else Decimal(value)
        for part, family in _FAMILIES.items()
        for id_, value in body.get(part, {}).items()
    }


def found(read: ReadSheet, body: Mapping[str, Any]) -> dict[str, Any]:
    """The same from the cells of the sheet; the form of a check is of one stage, whatever stands there.

    Entries of score sheets once had no answers to questions of eligibility: then none are compared.
    """
    is_check = read.cells.get((1, 1)) == DOCUMENT_MARK
    families = [*(["eligibility"] if "eligibility" in body else []), *(["document"] if is_check else [])]
    keys = {key: row for key, row in read.rows.items() if key.partition(":")[0] in families}
    cells = {key: read.cells.get((row, read.columns["value"])) for key, row in keys.items()}
    answers = {key: _answer(key, value) for key, value in cells.items()} | ({"stage": "document"} if is_check else {})
    return {key: value for key, value in answers.items() if value is not None}


def _answer(key: str, value: object) -> Decimal | bool | None:
    number = typed.number(value)[0] if key.startswith("document:") else None
    return typed.answer(value, "th")[0] if number is None else number


def outcome(rules: Any, _stage: str, sheets: Sequence[Entry], decisions: Sequence[Entry]) -> dict[str, Any]:
    """What a verdict tells: the committee's word before the panel's, and the panel's only where all say the same."""
    said = [dict(_states(rules, sheet.body)) for sheet in sheets]
    ruled = [d.body["value"] for d in decisions if d.body["subject"] == "documents"]
    alike = bool(said) and all(states == said[0] for states in said)
    considered = ruled[0] if ruled else (set(said[0].values()) <= {"met"} if alike else None)
    short = {key for states in said for key, state in states.items() if state != "met"}
    after = rules["after_documents"]["considered" if considered else "not_considered"]
    return {
        "considered": considered, "lacking": sorted(short) if considered is False else [],
        "next": after["id"] if after and considered is not None else None, "total": None,
    }  # fmt: skip


def _states(rules: Any, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for item in rules["eligibility"]:
        yield f"eligibility:{item['id']}", "met" if body["eligibility"][item["id"]] else "short"
    for item in rules["documents"]:
        if item["at_most"] is None:
            yield f"document:{item['id']}", "met" if body["received"][item["id"]] else "short"
        else:
            count = Decimal(body["counts"][item["id"]])
            yield f"document:{item['id']}", "short" if not count else "long" if count > item["at_most"] else "met"
