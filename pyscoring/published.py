"""Published results: what the ledger keeps of a revision, and what changed against the one before."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from pyscoring.ledger import Entry, Ledger
from pyscoring.results import Change, Derived, Glossary, Results, Row, Table

KIND = "published"
FILES = "files"
KEYS = ("project", "agency", "unit", "rank", "total", "exact", "band", "next")
_GRANTED = {True: "yes", False: "no", None: "open"}
_Of = tuple[str, str | None, str]  # edition, stage, and the application or who is given the award


def last_of(ledger: Ledger) -> Entry | None:
    """The ledger's last published revision."""
    return next(iter(reversed(list(ledger.of(KIND)))), None)


def files_of(ledger: Ledger, revision: int) -> dict[str, str]:
    """The SHA-256 of each file that was published as this revision, by its name."""
    told = [entry.body["files"] for entry in ledger.of(FILES) if entry.body["revision"] == revision]
    return {name: sha256 for files in reversed(told) for name, sha256 in files.items()}


def body(results: Results, revision: int, by: str | None, reason: str | None) -> dict[str, Any]:
    """What the ledger keeps of a revision: rows, derived awards and what changed."""
    return {
        "revision": revision, "date": results.at.isoformat(), "by": by, "reason": reason,
        "rows": [_row(table, row) for table, row in results.rows()], "derived": [_derived(d) for d in results.derived],
        "changes": [change.model_dump(mode="json") for change in results.changes],
    }  # fmt: skip


def compared(results: Results, ledger: Ledger) -> Results:
    """The draft with what is otherwise than in the last published revision."""
    last = last_of(ledger)
    if last is None:
        return results
    changes, known = tuple(_changes(last.body, results)), tuple(_glossary(ledger))
    return results.model_copy(update={"last": last.body["revision"], "changes": changes, "glossary": known})


def unchanged(results: Results) -> bool:
    """Whether a compared draft says what the last published revision says."""
    return results.last > 0 and not results.changes


def as_published(results: Results, entry: Entry) -> Results:
    """The results as this revision states them: its number, its day, its place in the ledger, what it changed."""
    told = entry.body
    return results.model_copy(update={
        "revision": told["revision"], "last": told["revision"], "at": dt.date.fromisoformat(told["date"]),
        "head": entry.hash, "changes": tuple(Change.model_validate(c) for c in told["changes"]),
        "published_by": told["by"], "reason": told["reason"],
    })  # fmt: skip


def _row(table: Table, row: Row) -> dict[str, Any]:
    return {
        "edition": table.edition, "definition": table.definition, "stage": table.stage, "application": row.application,
        "project": row.project, "agency": row.agency, "unit": row.unit, "rank": row.rank,
        "total": None if row.total is None else str(row.total), "exact": None if row.exact is None else str(row.exact),
        "band": row.band and row.band.id, "next": row.next and row.next.id,
    }  # fmt: skip


def _derived(derived: Derived) -> dict[str, Any]:
    return {
        "edition": derived.edition, "application": derived.application, "agency": derived.agency,
        "project": derived.project, "granted": derived.granted,
        "rests_on": [fact.th for step in derived.steps for fact in step.rests_on],
    }  # fmt: skip


def _changes(before: Mapping[str, Any], results: Results) -> Iterator[Change]:
    told: list[dict[_Of, dict[str, str | None]]] = []
    for found in (before, body(results, 0, None, None)):
        told.append(
            {_of_row(r): _shown(r) for r in found["rows"]} | {_of_derived(d): _given(d) for d in found["derived"]}
        )
    was, now = told
    for of in [*now, *(of for of in was if of not in now)]:
        old, new = was.get(of, {}), now.get(of, {})
        for key in [*new, *(k for k in old if k not in new)]:
            if old.get(key) != new.get(key):
                told_of = {"edition": of[0], "stage": of[1], "subject": of[2], "key": key}
                yield Change.model_validate({**told_of, "was": old.get(key), "now": new.get(key)})


def _glossary(ledger: Ledger) -> Iterator[Glossary]:
    """Of each edition whose rules the ledger has; what they called otherwise before goes by its last name."""
    names: dict[str, dict[str, Any]] = {}
    called: dict[str, Any] = {}
    for entry in ledger.of("edition"):
        edition, rules = entry.body["edition"], entry.body["rules"]
        named = [*rules["bands"], *rules["gates"], *filter(None, (rules["after_documents"] or {}).values())]
        names.setdefault(edition, {}).update({one["id"]: one["name"] for one in named})
        called[edition] = rules["name"]
    for edition, name in called.items():
        yield Glossary.model_validate({"edition": edition, "name": name, "names": names[edition]})


def _of_row(row: Mapping[str, Any]) -> _Of:
    return row["edition"], row["stage"], row["application"]


def _of_derived(derived: Mapping[str, Any]) -> _Of:
    """Kept apart from a row by its missing stage."""
    who = [derived["application"]] if derived["application"] else filter(None, (derived["agency"], derived["project"]))
    return derived["edition"], None, " · ".join(who)


def _shown(row: Mapping[str, Any]) -> dict[str, str | None]:
    return {"row": row["application"]} | {key: None if row[key] in (None, "") else str(row[key]) for key in KEYS}


def _given(derived: Mapping[str, Any]) -> dict[str, str | None]:
    return {"granted": _GRANTED[derived["granted"]]}
