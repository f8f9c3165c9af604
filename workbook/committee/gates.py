"""What stands in the way of a result although every sheet is right: open thresholds, closed stages, lapsed decisions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyscoring.consolidate import Result
from pyscoring.edition import AwardEdition
from pyscoring.panel import Outcome
from pyscoring.problems import Problem
from workbook.scoresheet.layout import STAGE_WORDS


def unset(editions: Iterable[AwardEdition]) -> Iterator[Problem]:
    """Thresholds that the committee has not set, told once and not with every sheet."""
    for edition in editions:
        for band in edition.bands:
            if band.at_least == "unset":
                yield Problem("D18", {"label": {"th": band.name.th, "en": band.name.en}}, field=edition.id)


def closed(results: Sequence[Result]) -> Iterator[Problem]:
    """Scores in a stage that the stage before should have closed."""
    before: dict[str, Mapping[str, str] | None] = {}
    for result in results:
        closed = before.get(result.application)
        if closed and result.counted:
            yield Problem("A15", {"seen": closed}, field=f"{result.application} · {result.stage}")
        if result.counted or not closed:
            before[result.application] = _end(result)


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


def _end(result: Result) -> Mapping[str, str] | None:
    """What a stage came to where it is the end of the way."""
    if result.verdict:
        return None if result.verdict.considered else {lang: result.verdict.text(lang) for lang in ("th", "en")}
    gate = result.outcome.next if result.outcome else None
    return {"th": gate.name.th, "en": gate.name.en} if gate and gate.at_least == 0 else None
