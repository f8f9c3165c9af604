"""What stands in the way of a result although every sheet is right: open thresholds, closed stages, lapsed decisions."""

from collections.abc import Iterable, Iterator, Sequence

from pyscoring.consolidate import Result
from pyscoring.edition import AwardEdition
from pyscoring.panel import Outcome
from pyscoring.problems import Problem
from pyscoring.stages import Stages
from workbook.scoresheet.layout import STAGE_WORDS


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
        end = stages.end(result)
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


def _shown(outcome: Outcome, lang: str) -> str:
    return f"{outcome.total} {outcome.band.name[lang] if outcome.band else ''}".rstrip()
