"""What a round's commands print with ``--json``."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyscoring.consolidate import Result, ranks
from pyscoring.panel import METHODS
from pyscoring.problems import Problem
from workbook.committee.assembly import Consolidation
from workbook.scoresheet.scoring import problem_json

if TYPE_CHECKING:
    from workbook.committee.committee import Checked
    from workbook.committee.rehearsal import Rehearsal


def located(problem: Problem, lang: str) -> dict[str, Any]:
    """A problem with its file."""
    return {"file": problem.file, **problem_json(problem, lang)}


def consolidation(found: Consolidation, lang: str) -> dict[str, Any]:
    """The contract's document; numbers are strings with the edition's places."""
    places = ranks(found.results)
    return {
        "applications": [application(r, rank) for r, rank in zip(found.results, places, strict=True)],
        "files": [
            {
                "file": f.file, "sha256": f.sha256, "accepted": bool(f.accepted),
                "problems": [problem_json(p, lang) for p in f.problems],
            }
            for f in found.files
        ],
        "problems": [located(p, lang) for p in found.problems],
        "head": found.head,
    }  # fmt: skip


def application(result: Result, rank: int | None = None) -> dict[str, Any]:
    """One application in one stage; assessors are named by their ids."""
    means: dict[str, str | None] = {
        m: str(result.by_method[m].total) if m in result.by_method else None for m in METHODS
    }
    return {
        "application": result.application, "edition": result.edition.id, "stage": result.stage,
        "assessors": _ids(result, "counted"), "recused": _ids(result, "recused", "conflicted"),
        "missing": _ids(result, "missing"), "incomplete": _ids(result, "incomplete"), "invalid": _ids(result, "invalid"),
        "stopped": _ids(result, "stopped"),
        "total": None if result.total is None else str(result.total), "band": result.band and result.band.id,
        "next": result.next and result.next.id, "rank": rank, "method": result.edition.consolidation.method,
        **means, "spread": None if result.spread is None else str(result.spread), "stable": result.stable,
        "flags": list(result.flags), "status": result.status, "closed": result.closed_by is not None,
        "held": result.held,
        "considered": result.verdict and result.verdict.considered,
        "lacking": [finding.key for finding in result.verdict.lacking] if result.verdict else [],
    }  # fmt: skip


def status(found: Consolidation, lang: str) -> dict[str, Any]:
    """Who has returned what: how many places of each standing, by assessor and by application."""
    return {
        "assessors": [
            {"assessor": a.id, "name": a.name, "places": _places(found.results, a.id)} for a in found.register.assessors
        ],
        "applications": [application(r) for r in found.results],
        "problems": [located(p, lang) for p in found.problems],
    }


def _places(results: Iterable[Result], assessor: str) -> list[dict[str, str]]:
    return [
        {"application": r.application, "stage": r.stage, "standing": s.standing}
        for r in results
        for s in r.seats
        if s.assessor == assessor
    ]


def packs(folder: Path, made: Sequence[Any], problems: Iterable[Problem], lang: str) -> dict[str, Any]:
    return {
        "packs": [
            {
                "file": None if p.path is None else p.path.relative_to(folder).as_posix(), "assessor": p.assessor,
                "applications": list(p.applications), "stage": p.stage, "made": p.made,
            }
            for p in made
        ],
        "problems": [located(p, lang) for p in problems],
    }  # fmt: skip


def rehearsal(found: Iterable["Rehearsal"]) -> dict[str, Any]:
    return {
        "applications": [
            {
                "application": one.before.application, "stage": one.before.stage, "before": application(one.before),
                "after": None if one.obstacles else application(one.after), "moved": one.moved,
                "obstacles": {kind: list(fields) for kind, fields in vars(one.obstacles).items()},
            }
            for one in found
        ]
    }  # fmt: skip


def verification(checked: "Checked", lang: str) -> dict[str, Any]:
    return {
        "verified": not checked.problems, "entries": checked.entries, "sheets": checked.sheets, "results": checked.results,
        "head": checked.head, "problems": [located(p, lang) for p in checked.problems],
    }  # fmt: skip


def _ids(result: Result, *standings: Any) -> list[str]:
    return [seat.assessor for seat in result.standing(*standings)]
