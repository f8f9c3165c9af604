"""What stands in the way of a result although every sheet is right.

Open thresholds, panels too small, closed stages, lapsed decisions, and who is not eligible.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pyscoring.considered import SUBJECT
from pyscoring.consolidate import Result
from pyscoring.document import fewest
from pyscoring.edition import AwardEdition, Stage
from pyscoring.ledger import Ledger
from pyscoring.panel import Outcome
from pyscoring.problems import Problem, Refused
from pyscoring.questions import answered, at_issue, questions
from pyscoring.register import Register
from pyscoring.stages import Stages, as_shown, goes_on
from workbook.committee.register_named import proved_on
from workbook.scoresheet.layout import NO, STAGE_WORDS, YES
from workbook.scoresheet.reader import Extra

if TYPE_CHECKING:
    from pyscoring.results import Step

    Lacking = Mapping[tuple[str, Stage], tuple[Step, ...]]


_ANSWERED = ("D19", "D22", "D23", "D24")
_VERDICTS = {
    True: {"th": "รับพิจารณา", "en": "considered"},
    False: {"th": "ไม่รับพิจารณา", "en": "not considered"},
}
_COUNTS = {
    True: {"th": "ไม่นับ", "en": "do not count"},
    False: {"th": "จะไม่นับถ้าผลนั้นได้ข้อยุติ", "en": "will not count if that becomes final"},
}


def unset(editions: Iterable[AwardEdition]) -> Iterator[Problem]:
    """Thresholds that the committee has not set, told once and not with every sheet."""
    for edition in editions:
        for band in edition.bands:
            if band.at_least == "unset":
                label = {"th": band.name.th, "en": band.name.en}
                yield Problem("A86", {"edition": edition.id, "label": label}, field=edition.id)


def small(register: Register, editions: Mapping[str, AwardEdition]) -> Iterator[Problem]:
    """Panels of fewer than the edition asks for, conflicts left out, and applications that nobody is to assess (A94)."""
    few: dict[tuple[str, Stage | None, int], list[str]] = {}
    for application in register.applications:
        edition = editions[application.edition]
        for stage in register.stages(application.id) or (None,):
            size = sum(not seat.conflict for seat in register.panel(application.id, stage)) if stage else 0
            if size < (least := fewest(edition, stage)):
                few.setdefault((edition.id, stage, least), []).append(f"{application.id} ({size})")
    for (id_, stage, least), those in few.items():
        yield Problem("A94", {"edition": id_, "least": least, "applications": ", ".join(those)}, field=stage)


def closed(results: Sequence[Result]) -> Iterator[Problem]:
    """Scores in a stage that the one before has closed, or will have once it is final."""
    stages = Stages(results)
    for result in results:
        end = stages.end(result, so_far=True)
        if end and result.counted and not goes_on(result):
            counts = _COUNTS[stages.end(result) is not None]
            yield Problem(
                "A15", {"seen": end.comes_to, "counts": counts}, field=f"{result.application} · {result.stage}"
            )


def overtaken(results: Sequence[Result], ledger: Ledger) -> Iterator[Problem]:
    """Totals that the committee set or kept before the stage before came to the end that it has now."""
    stages, known = Stages(results), ledger.last("result", "application", "stage")
    for result in results:
        end, decided = stages.end(result), next((d for d in result.decisions if d.subject == "total"), None)
        if end and decided and (decided.entry or 0) < known[end.application, end.stage].number:
            details = {"application": result.application, "stage": STAGE_WORDS[result.stage], "seen": end.comes_to}
            yield Problem("A88", details, field=f"{result.application} · {result.stage}")


def lapsed(results: Sequence[Result]) -> Iterator[Problem]:
    """Totals that the committee let stand before they changed."""
    for result in results:
        kept, now = result.lapsed, result.outcome
        if kept and now:
            seen, wanted = ({lang: _shown(outcome, lang) for lang in ("th", "en")} for outcome in (kept, now))
            stage = STAGE_WORDS[result.stage]
            details = {"application": result.application, "stage": stage, "seen": seen, "wanted": wanted}
            yield Problem("A81", details, field=f"{result.application} · {result.stage}")


def unproved(register: Register, results: Sequence[Result], extra: Extra) -> "Lacking":
    """By application and stage, the conditions for want of which a result is not announced.

    `results` are as `pyscoring.questions.answered` gives them.
    """
    if not (doubted := at_issue(results)):
        return {}
    from pyscoring.tabulate import Basis, unproved

    basis = Basis(register, doubted, "", dt.date.min, "", 0, extra=extra)
    try:
        return {(application, stage): steps for application, stage, steps in unproved(basis)}
    except Refused:  # names of agencies that lead in a circle, which reading the register has told
        return {}


def undecided(results: Sequence[Result], lacking: "Lacking") -> Iterator[Problem]:
    """What is not announced, but for what the committee itself has found not eligible."""
    for result in results:
        steps = [s for s in lacking.get((result.application, result.stage), ()) if s.id not in result.answered]
        if steps:
            sheets = {c.id: proved_on(c) for c in result.edition.eligibility}
            label = {lang: "; ".join(f"{s.name[lang]} ({sheets[s.id]})" for s in steps) for lang in ("th", "en")}
            yield Problem("A83", {"application": result.application, "label": label}, field=result.application)


def asked(register: Register, results: Sequence[Result]) -> list[Problem]:
    """Questions of eligibility that the committee has not answered, though the results may be published."""
    return [
        Problem(
            "A90", {"application": one.application, "label": one.condition.name.model_dump()}, field=one.application
        )
        for one in questions(as_shown(tuple(answered(register, results))))
        if one.answer is None
    ]


def decided(problems: Iterable[Problem], results: Sequence[Result]) -> Iterator[Problem]:
    """The problems of the sheets, with the committee's answer in the place of an assessor's no (D19, D22 to D24)."""
    answers: dict[tuple[str | None, ...], Mapping[str, str]] = {}  # by file, sheet and question; by sheet of a check
    for result in results:
        verdict = result.verdict if any(d.subject == SUBJECT for d in result.decisions) else None
        for source in (seat.source for seat in result.counted if seat.source):
            for id_, yes in result.answered.items():
                answers[source.file, source.sheet, f"eligibility:{id_}"] = YES if yes else NO
            if verdict:
                answers[source.file, source.sheet] = _VERDICTS[verdict.considered]
    for problem in problems:
        sheet = problem.file, problem.sheet
        if problem.code in _ANSWERED and (seen := answers.get((*sheet, problem.field), answers.get(sheet))):
            problem = replace(problem, code="A84", details={**problem.details, "seen": seen})
        yield problem


def _shown(outcome: Outcome, lang: str) -> str:
    return f"{outcome.total} {outcome.band.name[lang] if outcome.band else ''}".rstrip()
