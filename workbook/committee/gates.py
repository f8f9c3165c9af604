"""What stands in the way of a result although every sheet is right.

Open thresholds, closed stages, lapsed decisions, and what the register does not prove.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from pyscoring.consolidate import Result
from pyscoring.edition import AwardEdition
from pyscoring.panel import Outcome
from pyscoring.problems import Problem, Refused
from pyscoring.register import Register
from pyscoring.stages import Stages
from workbook.scoresheet.layout import STAGE_WORDS
from workbook.scoresheet.reader import Extra


def unset(editions: Iterable[AwardEdition]) -> Iterator[Problem]:
    """Thresholds that the committee has not set, told once and not with every sheet."""
    for edition in editions:
        for band in edition.bands:
            if band.at_least == "unset":
                yield Problem("D18", {"label": {"th": band.name.th, "en": band.name.en}}, field=edition.id)


def closed(results: Sequence[Result]) -> Iterator[Problem]:
    """Scores in a stage that the stage before should have closed."""
    stages = Stages(results)
    for result in results:
        end = stages.end(result, so_far=True)
        if end and result.counted:
            yield Problem("A15", {"seen": end.comes_to}, field=f"{result.application} · {result.stage}")


def lapsed(results: Sequence[Result]) -> Iterator[Problem]:
    """Totals that the committee let stand before they changed."""
    for result in results:
        kept, now = result.lapsed, result.outcome
        if kept and now:
            seen, wanted = ({lang: _shown(outcome, lang) for lang in ("th", "en")} for outcome in (kept, now))
            stage = STAGE_WORDS[result.stage]
            details = {"application": result.application, "stage": stage, "seen": seen, "wanted": wanted}
            yield Problem("A81", details, field=f"{result.application} · {result.stage}")


def unproved(register: Register, results: Sequence[Result], extra: Extra) -> Iterator[Problem]:
    """Applications that may come to an award although the register does not prove a condition of theirs."""
    if not any(result.edition.on_record for result in results):
        return
    from pyscoring.tabulate import Basis, unproved

    basis = Basis(register, results, "", dt.date.min, "", 0, extra=extra)
    try:
        found = list(unproved(basis))
    except Refused:  # names of agencies that lead in a circle, which reading the register has told
        return
    for application, steps in found:
        label = {lang: "; ".join(step.name[lang] for step in steps) for lang in ("th", "en")}
        yield Problem("A83", {"application": application, "label": label}, field=application)


def _shown(outcome: Outcome, lang: str) -> str:
    return f"{outcome.total} {outcome.band.name[lang] if outcome.band else ''}".rstrip()
