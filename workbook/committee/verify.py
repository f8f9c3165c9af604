"""Recomputes a round from its inbox and its ledger alone, by arithmetic written anew to show mistakes in the first."""

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pyscoring import ledger
from pyscoring.ledger import Entry
from pyscoring.names import plain_name
from pyscoring.problems import Problem, errors
from workbook.committee import verify_documents as documents
from workbook.committee import verify_words as words
from workbook.committee.inbox import Inbox
from workbook.files.steps import Told, each, untold
from workbook.scoresheet import typed
from workbook.scoresheet.reader import ReadSheet

_PLACE = ("application", "stage", "assessor")
_SHEET = (*_PLACE, "edition", "definition")
_TOPS = {"level": 5, "percent": 100}  # the most that is typed, where it is not the maximum itself


def verify(data: bytes, inbox: Inbox, told: Told = untold) -> tuple[Problem, ...]:
    """Everything that differs from what the ledger (its bytes) says; empty where nothing does.

    A50 to A52: the chain is broken, and nothing more is looked at. Then files, in the order of the
    ledger: A53 changed, A54 gone, A55 with other entries; then A56, results that are not what comes out.
    """
    book, broken = ledger.read(data)
    found = list(broken)
    try:
        found.extend(() if broken else _differences(book, inbox, told))
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError):  # well chained, yet none of ours
        found.append(Problem("A52", {"line": f"1–{len(book.entries)}"}))
    return tuple(found)


def _differences(book: ledger.Ledger, inbox: Inbox, told: Told) -> Iterator[Problem]:
    registers = [entry.body for entry in book.of("register")]
    names = [(a["id"], a["name"]) for body in registers for a in body["assessors"]]
    assigned = {tuple(a[k] for k in _PLACE): a["conflict"] for body in registers[-1:] for a in body["assignments"]}
    decided = book.last("decision", "application", "stage", "subject")
    emptied = {place: entry.number for place, entry in decided.items() if entry.body["value"] == "none"}
    held = book.last("sheet", *_PLACE)
    held = {p: e for p, e in held.items() if emptied.get((*p[:2], f"place:{p[2]}"), 0) < e.number}
    yield from _changed_files(list(held.values()), inbox, names, told)
    standing = {p: e for p, e in decided.items() if e.body["value"] != "withdraw" and not p[2].startswith("place:")}
    counted = {p: e for p, e in held.items() if assigned.get(p) is False and not e.body["conflict"]}
    rules = {e.body["definition"]: e.body["rules"] for e in book.of("edition")}
    results = book.last("result", *_PLACE[:2])
    for panel in each(sorted({place[:2] for place in assigned}), "comparing", told):
        sheets, decisions = ([e for p, e in some.items() if p[:2] == panel] for some in (counted, standing))
        yield from _compare(panel, results.get(panel), sheets, decisions, rules)


def _changed_files(sheets: Sequence[Entry], inbox: Inbox, names: Any, tell: Told) -> Iterator[Problem]:
    files = {one.file: inbox.sheets(one, ()) for one in each(inbox.listed(), "reading", tell)}
    by_hash = {sha256: {s.name: s for s in found} for found, sha256, _ in files.values() if sha256}
    for entry in sorted(sheets, key=lambda e: e.number):
        body, file, sheet = entry.body, entry.body["file"], entry.body["sheet"]
        details = {"line": entry.number, "place": words.place(body, dict(names))}
        if body["sha256"] not in by_hash:
            gone = Problem("A53" if file in files else "A54", details, file, sheet)
            yield from (gone, *errors(files[file][2] if file in files else ()))
            continue
        read = by_hash[body["sha256"]].get(sheet)
        told, found = _told(body) | documents.told(body), _found(read) | documents.found(read, body) if read else {}
        if (body["assessor"], found.get("assessor")) in {(id_, plain_name(name)) for id_, name in names}:
            found["assessor"] = told["assessor"]
        for key in sorted(k for k in {*told, *found} if told.get(k) != found.get(k)):
            seen, wanted = (words.answer_of(key, some.get(key, "–")) for some in (told, found))
            cell = read.place(Problem("A55", field=key)).cell if read else None
            differing = {"key": words.key_of(key), "seen": seen, "wanted": wanted}
            yield Problem("A55", {**details, **differing}, file, sheet, cell, key)


def _told(body: Mapping[str, Any]) -> dict[str, Any]:
    """What the ledger says of a sheet, by row key; names as they are compared."""
    told: dict[str, Any] = {f"indicator:{k}": Decimal(v).normalize() for k, v in body.get("scores", {}).items()}
    told |= {f"bonus:{id_}": yes for id_, yes in body.get("bonus", {}).items()} | {"conflict": body["conflict"]}
    return {key: value for key, value in told.items() if value is not False} | {k: plain_name(body[k]) for k in _SHEET}


def _found(read: ReadSheet) -> dict[str, Any]:
    """The same from the cells of the sheet, without any edition."""
    cells = {key: read.cells.get((row, read.columns["value"])) for key, row in read.rows.items()}
    found: dict[str, Any] = {k: typed.number(v)[0] for k, v in cells.items() if k.startswith("indicator:")}
    found |= {k: typed.answer(v, "th")[0] or None for k, v in cells.items() if k[:6] == "bonus:" or k == "conflict"}
    found |= {k: plain_name(typed.text(cells[k]) or "") for k in _SHEET} | {"stage": typed.stage(cells["stage"])[0]}
    return {key: value for key, value in found.items() if value is not None}


def _compare(panel: Any, result: Entry | None, sheets: list[Entry], decided: list[Entry], rules: Any) -> Iterator[Any]:
    told = result.body if result else {"total": ""}
    if (told["total"] is None and told.get("considered") is None) or not (result or sheets):
        return
    wanted: dict[str, Any] = {"sheets": [e.number for e in sheets], "decisions": [e.number for e in decided]}
    judge = documents.outcome if "considered" in told else _outcome
    wanted |= judge(rules[told["definition"]], panel[1], sheets, decided) if result else {}
    seen, wanted = ({k: _text(some.get(k)) for k in wanted} for some in (told, wanted))
    if seen != wanted:
        details = words.results(panel, seen, wanted, rules[told["definition"]] if result else {})
        yield Problem("A56", {**details, "line": result.number if result else "–"}, field="result")


def _text(value: Any) -> str:
    return str("–" if value in (None, []) else ", ".join(map(str, sorted(value))) if isinstance(value, list) else value)


def _outcome(rules: Any, stage: str, sheets: Sequence[Entry], decisions: Sequence[Entry]) -> dict[str, Any]:
    """What a result tells of a panel under the decisions that stand."""
    values = {d.body["subject"]: d.body["value"] for d in decisions if d.body["value"] != "keep"}
    entries = {key[10:]: value for key, value in values.items() if key.startswith("indicator:")}
    features = [f["id"] for rule in rules["bonus"] for f in rule["features"]]
    votes = {f: 2 * sum(s.body["bonus"].get(f, False) for s in sheets) > len(sheets) for f in features}
    yes = {f: values.get(f"bonus:{f}", votes[f]) for f in features}
    totals = sorted(_total(rules, s.body["scores"] | entries, yes) for s in sheets)
    method, places = rules["consolidation"]["method"], rules["total"]["places"]
    kept = totals[1:-1] if method == "trimmed" and len(totals) > 2 else totals
    one_of = statistics.median if method == "median" else statistics.mean
    if not kept and "total" not in values:
        return {"method": method, "total": None}
    units = math.floor(Fraction(values.get("total") or one_of(kept)) * 10**places + Fraction(1, 2))
    total = Decimal(units).scaleb(-places)
    bands = [b for b in rules["bands"] if b["at_least"] == "unset" or total >= Decimal(b["at_least"])]
    gates = [g["id"] for g in rules["gates"] if g["stage"] == stage and total >= Decimal(g["at_least"])]
    band = None if bands[0]["at_least"] == "unset" else bands[0]["id"]
    return {"method": method, "total": str(total), "band": band, "next": (*gates, None)[0]}


def _total(rules: Any, entries: Mapping[str, str], yes: Mapping[str, bool]) -> Fraction:
    """One assessor's exact total."""
    reached: dict[str, Fraction] = {}
    for d in rules["dimensions"]:
        points, full = Fraction(0), Fraction(0)
        for i in d["indicators"]:
            points += Fraction(entries[i["id"]]) / Fraction(_TOPS.get(i["scale"], i["max"])) * Fraction(i["max"])
            full += Fraction(i["max"])
        reached[d["id"]] = points / full * Fraction(d["weight"])
    total = sum(reached.values(), Fraction(0))
    for rule in rules["bonus"]:
        count = sum(yes[f["id"]] for f in rule["features"])
        points = Fraction(rule["points"]) * (count if rule["per"] == "feature" else min(count, 1))
        room = Fraction(rule["dimension_cap"]) - reached[rule["dimension"]] if rule["dimension_cap"] else points
        total += max(min(points, Fraction(rule["cap"] or points), room), Fraction(0))
    return total
