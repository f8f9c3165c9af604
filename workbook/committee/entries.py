"""What happens in a round as entries of its ledger, and read back from them.

Numbers are written as people write them, in strings; what is yes or no is a JSON boolean.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from sys import intern
from typing import Any, cast

from pyscoring.consolidate import Result
from pyscoring.document import DocumentSheet
from pyscoring.edition import AwardEdition, plain
from pyscoring.ledger import Body, Entry, Ledger
from pyscoring.panel import KEEP, Decision, Value
from pyscoring.register import Application, Assessor, Assignment, Register
from pyscoring.scoresheet import ScoreSheet
from workbook.committee.assembly import Candidate, Place

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_PLACE = ("application", "stage", "assessor")


def accepted(ledger: Ledger) -> dict[Place, Entry]:
    """The last sheet accepted for each place."""
    return cast("dict[Place, Entry]", ledger.last("sheet", *_PLACE))


def registers(ledger: Ledger) -> Iterator[Register]:
    """Who was to assess what in each register that there was, the newest first; without what does not tell that."""
    for body in (entry.body for entry in reversed(list(ledger.of("register")))):
        yield Register(
            tuple(Application(a["id"], a["edition"]) for a in body["applications"]),
            tuple(Assessor(a["id"], a["name"]) for a in body["assessors"]),
            tuple(Assignment(a["application"], a["assessor"], a["stage"]) for a in body["assignments"]),
        )


def former(ledger: Ledger) -> tuple[Assessor, ...]:
    """The assessors of each register that there was, under every name."""
    told = ((a["id"], a["name"]) for entry in ledger.of("register") for a in entry.body["assessors"])
    return tuple(Assessor(*one) for one in dict.fromkeys(told))


def decisions(ledger: Ledger) -> tuple[Decision, ...]:
    """Every decision, oldest first."""
    return tuple(map(_decision, ledger.of("decision")))


def chosen(decided: Iterable[Decision]) -> dict[Place, Decision]:
    """The last choice for each place, or that it was withdrawn."""
    return {
        (d.application, d.stage, d.subject.removeprefix("place:")): d for d in decided if d.subject.startswith("place:")
    }


def news_of_editions(ledger: Ledger, editions: Iterable[AwardEdition]) -> Iterator[tuple[str, Body]]:
    """An entry for each edition whose rules the ledger does not have yet, or has otherwise."""
    known = ledger.last("edition", "edition")
    for edition in editions:
        body = {"edition": edition.id, "definition": edition.definition, "rules": edition.model_dump(mode="json")}
        yield from _if_new("edition", body, known.get((edition.id,)))


def news_of_register(ledger: Ledger, register: Register) -> Iterator[tuple[str, Body]]:
    """An entry if the register is not as it was."""
    entries = list(ledger.of("register"))
    yield from _if_new("register", register.as_json(), entries[-1] if entries else None)


def lapsed(ledger: Ledger) -> set[int]:
    """The decisions that let another total stand than the one that there is now."""
    known = totals(ledger)
    kept = (entry for entry in ledger.of("decision") if entry.body.get("kept") is not None)
    return {e.number for e in kept if known.get((e.body["application"], e.body["stage"])) != e.body["kept"]}


def totals(ledger: Ledger) -> dict[tuple[Any, ...], str | None]:
    """The last total of each application and stage; None while a sheet is missing or to be chosen."""
    return {place: e.body["total"] for place, e in ledger.last("result", "application", "stage").items()}


def news_of_decisions(ledger: Ledger, decided: Iterable[Decision]) -> Iterator[tuple[str, Body]]:
    """An entry for each; one that lets a total stand says which: the one that the committee had before it."""
    known = totals(ledger)
    for d in decided:
        value = d.value if isinstance(d.value, bool | str) else plain(d.value)
        keeps = (d.subject, d.value) == ("total", KEEP)
        yield "decision", {
            **({"kept": known.get((d.application, d.stage))} if keeps else {}),
            "application": d.application, "stage": d.stage, "subject": d.subject, "value": value, "reason": d.reason,
            "decided_by": d.decided_by, "date": d.date.isoformat(), "among": list(d.among),
        }  # fmt: skip


def news_of_sheets(ledger: Ledger, filled: Mapping[Place, Candidate]) -> Iterator[tuple[str, Body]]:
    """An entry for each sheet that is accepted for the first time: complete, or a recusal."""
    known = accepted(ledger)
    for place, sheet in sorted(filled.items()):
        if sheet.gone or sheet.standing not in ("counted", "recused"):
            continue
        before = known[place].body if place in known else {}
        if (before.get("sha256"), before.get("sheet")) != (sheet.sha256, sheet.sheet):
            yield "sheet", _sheet(place, sheet)


def news_of_results(ledger: Ledger, results: Iterable[Result]) -> Iterator[tuple[str, Body]]:
    """An entry for each result that is not as it was."""
    known = ledger.last("result", "application", "stage")
    definitions: dict[str, str] = {}
    for result in results:
        definition = definitions.get(result.edition.id) or result.edition.definition
        definitions[result.edition.id] = definition
        yield from _if_new("result", _result(result, definition), known.get((result.application, result.stage)))


def _if_new(kind: str, body: Body, before: Entry | None) -> Iterator[tuple[str, Body]]:
    if before is None or before.body != body:
        yield kind, body


def _sheet(place: Place, sheet: Candidate) -> dict[str, Any]:
    answers = sheet.answers
    return {
        **dict(zip(_PLACE, place, strict=True)), "edition": answers.edition, "definition": answers.definition,
        "file": sheet.file, "sha256": sheet.sha256, "sheet": sheet.sheet, "fingerprint": answers.fingerprint,
        "conflict": bool(answers.conflict), **_answered(answers),
    }  # fmt: skip


def _answered(answers: ScoreSheet) -> dict[str, Any]:
    if isinstance(answers, DocumentSheet):
        return {"eligibility": answers.eligibility, "received": answers.received, "counts": _plain(answers.counts)}
    return {"scores": _plain(answers.scores), "bonus": answers.bonus, "eligibility": answers.eligibility}


def _plain(numbers: Mapping[str, Decimal]) -> dict[str, str]:
    """Equal texts are one: a round has many thousand."""
    return {key: intern(plain(number)) for key, number in numbers.items()}


def answers(sheet: Entry) -> ScoreSheet:
    """A sheet as its entry has it: what a result rests on."""
    body = sheet.body
    told = (*_PLACE, "edition", "definition", "conflict", "bonus", "eligibility", "received")
    known: dict[str, Any] = {key: body[key] for key in told if key in body}
    known |= {key: {k: Decimal(text) for k, text in body[key].items()} for key in ("scores", "counts") if key in body}
    return (DocumentSheet if "received" in body else ScoreSheet)(**known)


def holds(sheet: Entry, answers: ScoreSheet) -> bool:
    """Whether an entry has just these answers; entries of score sheets once had none to questions of eligibility."""
    known = answers if "eligibility" in sheet.body else answers.changed(eligibility={})
    return known.fingerprint == sheet.body.get("fingerprint")


def _result(result: Result, definition: str) -> dict[str, Any]:
    sheets = sorted(s.source.entry for s in result.counted if s.source and s.source.entry)
    return {
        "application": result.application, "stage": result.stage, "edition": result.edition.id,
        "definition": definition, "status": result.status, "method": result.edition.consolidation.method,
        "total": None if result.total is None else str(result.total), "band": result.band and result.band.id,
        "next": result.next and result.next.id, "sheets": sheets, "decisions": [d.entry for d in result.decisions],
        **(_verdict(result) if result.is_check else {}),
    }  # fmt: skip


def _verdict(result: Result) -> dict[str, Any]:
    """Whether the application is considered (None: not known), and the keys of what it lacks."""
    verdict = result.verdict
    return {
        "considered": verdict and verdict.considered,
        "lacking": [f.key for f in verdict.lacking] if verdict else [],
    }


def _decision(entry: Entry) -> Decision:
    body = entry.body
    return Decision(
        body["application"], body["stage"], body["subject"], _value(body["value"]), body["reason"], body["decided_by"],
        dt.date.fromisoformat(body["date"]), tuple(body["among"]), entry.number,
        None if body.get("kept") is None else Decimal(body["kept"]),
    )  # fmt: skip


def _value(told: bool | str) -> Value:
    return Decimal(told) if isinstance(told, str) and _NUMBER.fullmatch(told) else told
