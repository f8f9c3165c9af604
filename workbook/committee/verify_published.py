"""Holds what was published against the ledger it stands in: rows, ranks, revisions and what each changed.

As `workbook.committee.verify`, along a path of its own: nothing that made the results is used again.
"""

import hashlib
import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from pyscoring.ledger import Entry, Ledger
from pyscoring.problems import Problem

Body = Mapping[str, Any]
_Told = dict[tuple[str, str | None, str, str], str | None]  # edition, stage, subject, key
_Held = dict[tuple[str, str], Body]
_STAGES = ("document", "desk", "site")
_GRANTED = {True: "yes", False: "no", None: "open"}
_SHOWN = ("rank", "total", "exact", "band", "next")
_NAMES = ("project", "agency", "unit")


def verify(book: Ledger) -> tuple[Problem, ...]:
    """A66 a row is not the result of its time, A67 a revision is missing, A68 its changes are others; A52 none of ours."""
    try:
        return tuple(_differences(book))
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError):
        return (Problem("A52", {"line": f"1–{len(book.entries)}"}),)


def verify_files(book: Ledger, results: Path) -> tuple[Problem, ...]:
    """The published files beside their hashes: A73 one was changed, A74 one is missing; A52 none of ours."""
    try:
        return tuple(p for entry in book.entries if entry.kind == "files" for p in _files(entry, results))
    except (LookupError, TypeError, ValueError, AttributeError):
        return (Problem("A52", {"line": f"1–{len(book.entries)}"}),)


def _files(entry: Entry, results: Path) -> Iterator[Problem]:
    folder = results / f"revision-{int(entry.body['revision'])}"
    for name, sha256 in entry.body["files"].items():
        if Path(name).name != name:
            raise ValueError(name)
        details = {"line": entry.number, "revision": entry.body["revision"], "name": name}
        path = folder / name
        try:
            found = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:
            yield Problem("A74", details, file=str(path))
            continue
        if found != sha256:
            yield Problem("A73", details, file=str(path))


def _differences(book: Ledger) -> Iterator[Problem]:
    held: _Held = {}
    rules: dict[str, Body] = {}
    set_by_committee: dict[tuple[str, str], bool] = {}
    assigned: set[tuple[str, str]] = set()
    before: Body | None = None
    for entry in book.entries:
        body = entry.body
        if entry.kind == "register":
            assigned = {(a["application"], a["stage"]) for a in body["assignments"]}
        elif entry.kind == "result":
            held[body["application"], body["stage"]] = body
        elif entry.kind == "edition":
            rules[body["definition"]] = body["rules"]
        elif entry.kind == "decision" and body["subject"] == "total":
            set_by_committee[body["application"], body["stage"]] = body["value"] != "withdraw"
        elif entry.kind == "published":
            wanted = before["revision"] + 1 if before else 1
            if body["revision"] != wanted:
                yield Problem(
                    "A67", {"line": entry.number, "seen": body["revision"], "wanted": wanted}, field="revision"
                )
            known = {place: result for place, result in held.items() if place in assigned}
            yield from _rows(entry, _counting(known, rules, set_by_committee))
            yield from _changes(entry, before)
            before = body


def _counting(held: _Held, rules: Mapping[str, Body], set_by_committee: Mapping[tuple[str, str], bool]) -> _Held:
    """The results without those of stages that an earlier one has closed, unless the committee set or kept their total."""
    ended: dict[str, bool] = {}
    found = {}
    for place in sorted(held, key=lambda place: _STAGES.index(place[1])):
        if not ended.get(place[0]) or set_by_committee.get(place):
            found[place] = held[place]
            ended[place[0]] = _is_end(held[place], rules)
    return found


def _is_end(result: Body, rules: Mapping[str, Body]) -> bool:
    """Not considered, or the lowest of several ways on."""
    if result["status"] != "final":
        return False
    if "considered" in result:
        return result["considered"] is False
    ways = [gate for gate in rules[result["definition"]]["gates"] if gate["stage"] == result["stage"]]
    return len(ways) > 1 and any(w["id"] == result["next"] and Decimal(w["at_least"]) == 0 for w in ways)


def _rows(entry: Entry, held: Mapping[tuple[str, str], Body]) -> Iterator[Problem]:
    """Each row beside the result of its time, each result with a total beside its row."""
    rows = {(row["application"], row["stage"]): row for row in entry.body["rows"]}
    for place in sorted({*rows, *(p for p, result in held.items() if result["total"] is not None)}):
        row, result = rows.get(place), held.get(place)
        seen = _text(row) if row else "–"
        wanted = _text({**result, "rank": _rank(row, rows.values()), "exact": _exact(row)}) if result else "–"
        if result and result["status"] != "final":
            wanted += f" ({result['status']})"
        if seen != wanted:
            details = {"line": entry.number, "revision": entry.body["revision"], "place": " · ".join(place)}
            yield Problem("A66", {**details, "seen": seen, "wanted": wanted}, field="published")


def _text(row: Body) -> str:
    return ", ".join(f"{key} {row[key] if row[key] is not None else '–'}" for key in ("edition", *_SHOWN))


def _rank(row: Body | None, rows: Any) -> int | None:
    if row is None or row["exact"] is None:
        return None
    own = (row["edition"], row["stage"])
    return 1 + sum(
        Fraction(r["exact"] or 0) > Fraction(row["exact"]) for r in rows if (r["edition"], r["stage"]) == own
    )


def _exact(row: Body | None) -> str | None:
    """The exact total, if it is what the total was rounded from; otherwise the total."""
    if row is None or row["exact"] is None or row["total"] is None:
        return None
    total = Decimal(row["total"])
    places = -int(total.as_tuple().exponent)
    rounded = Decimal(math.floor(Fraction(row["exact"]) * 10**places + Fraction(1, 2))).scaleb(-places)
    return str(row["exact"] if rounded == total else row["total"])


def _changes(entry: Entry, before: Body | None) -> Iterator[Problem]:
    """What a revision says that it changed, beside what differs."""
    was, now = _told(before) if before else {}, _told(entry.body)
    differing = {key: (was.get(key), now.get(key)) for key in {*was, *now} if was.get(key) != now.get(key)}
    wanted = differing if before else {}
    said = {(c["edition"], c["stage"], c["subject"], c["key"]): (c["was"], c["now"]) for c in entry.body["changes"]}
    other = [key for key in {*wanted, *said} if wanted.get(key) != said.get(key)]
    if other:
        place = "; ".join(sorted(" · ".join(filter(None, key)) for key in other))
        details = {"line": entry.number, "revision": entry.body["revision"], "place": place}
        yield Problem("A68", details, field="changes")


def _told(body: Body) -> _Told:
    told: _Told = {}
    for row in body["rows"]:
        of = row["edition"], row["stage"], row["application"]
        told |= {(*of, key): None if row[key] in (None, "") else str(row[key]) for key in (*_NAMES, *_SHOWN)}
        told[(*of, "row")] = row["application"]
    for d in body["derived"]:
        subject = d["application"] or " · ".join(filter(None, (d["agency"], d["project"])))
        told[d["edition"], None, subject, "granted"] = _GRANTED[d["granted"]]
    return told
