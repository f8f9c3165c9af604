"""What is said of a result, a swing, a subject and a decision, in the reader's language."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pyscoring.consolidate import Result
from pyscoring.document import Line
from pyscoring.edition import AwardEdition, Condition, Stage, plain
from pyscoring.panel import KEEP, NOBODY, WAITING, Decision, Outcome, Seat, Swing
from workbook.consolidation import subjects
from workbook.consolidation.consolidated_texts import STANDINGS, STATUSES, WORDS
from workbook.documents.document_texts import BETWEEN, FOUND
from workbook.scoresheet.layout import NO, YES
from workbook.scoresheet.texts import METHODS, UNSET

Steps = list[tuple[Decimal, str]]


def places_format(edition: AwardEdition) -> str:
    """The number format of a total."""
    return f"0.{'0' * edition.total.places}".rstrip(".")


def band_steps(edition: AwardEdition, lang: str) -> Steps:
    """Thresholds and names; below a threshold that the committee has not set, no band is told."""
    steps: Steps = []
    for band in edition.bands:
        if band.at_least == "unset":
            return [*steps, (Decimal(0), UNSET[lang])]
        steps.append((band.at_least, band.name[lang]))
    return steps


def gate_steps(edition: AwardEdition, stage: Stage, lang: str) -> Steps:
    """Thresholds and names of what comes next after a stage; none where the edition says nothing of it."""
    steps = [(gate.at_least, gate.name[lang]) for gate in edition.gates if gate.stage == stage]
    covered = not steps or any(at == 0 for at, _ in steps)
    return steps if covered else [*steps, (Decimal(0), "")]


def band_name(outcome: Outcome, lang: str) -> str:
    return outcome.band.name[lang] if outcome.band else UNSET[lang]


def band_shown(result: Result, lang: str) -> str:
    """What `Results` says of the band: nothing without a total, and never a band as final that is not."""
    if result.outcome is None:
        return ""
    name = max((at, name) for at, name in band_steps(result.edition, lang) if at <= result.outcome.total)[1]
    return before_band(result, lang) + name


def before_band(result: Result, lang: str) -> str:
    """What stands before a band that is not given, or not yet."""
    return WORDS["provisional"][lang] if result.held or result.status != "final" else ""


def outcome_words(outcome: Outcome, lang: str) -> str:
    return f"{outcome.total} {band_name(outcome, lang)}"


def panel_words(result: Result, lang: str) -> str:
    """How many of how many count, and who does not, by name; those recused as a number."""
    if result.closed_by:
        return "–"
    said = [WORDS["of"][lang].format(counted=len(result.counted), assigned=len(result.seats))]
    for standing in (*WAITING, "stopped"):
        names = ", ".join(seat.name for seat in result.seats if seat.standing == standing)
        said += [f"{STANDINGS[standing][lang]}: {names}"] if names else []
    out = len(result.standing("recused", "conflicted"))
    return "\n".join(said + ([f"{STANDINGS['recused'][lang]}: {out}"] if out else []))


def status_words(result: Result, lang: str) -> str:
    if result.closed_by:
        return STATUSES["closed"][lang].format(end=result.closed_by.comes_to[lang])
    if result.held:
        return STATUSES["held"][lang]
    if result.verdict:
        return f"{STATUSES['final'][lang][0]} {result.verdict.text(lang)}"
    waited = len(result.standing(*WAITING))
    return STATUSES[result.status][lang].format(n=waited if result.status == "waiting" else len(result.open_items))


def found_words(line: Line, lang: str) -> str:
    """What was found of a condition or of something handed in, with the count where it is over."""
    kind = "unmet" if line.state == "absent" and isinstance(line.item, Condition) else line.state
    over = f" ({plain(line.seen)})" if line.state == "over" and isinstance(line.seen, Decimal) else ""
    return FOUND[kind][lang] + over


def found_by(seat: Seat, result: Result, lang: str) -> str:
    """What an assessor found of the conditions and documents in which checks differ."""
    differ = {finding.key for finding in result.findings if not finding.agreed}
    lines = [line for line in seat.check.lines if line.key in differ] if seat.check else []
    return BETWEEN.join(f"{line.item.name[lang]}: {found_words(line, lang)}" for line in lines)


def swing_words(swing: Swing, names: Mapping[str, str], lang: str) -> str:
    band, total = band_name(swing.outcome, lang), swing.outcome.total
    if swing.without is not None:
        return WORDS["without"][lang].format(who=names[swing.without], band=band, total=total)
    assert swing.method is not None
    return WORDS["method"][lang].format(method=METHODS[swing.method][lang], band=band, total=total)


def subject_words(subject: str, result: Result, lang: str) -> str:
    """What is decided: the indicator or feature by number and name, the whole, or somebody's sheet."""
    family, _, id_ = subject.partition(":")
    if family == "place":
        names = {seat.assessor: seat.name for seat in result.seats}
        return WORDS["place"][lang].format(who=names.get(id_, id_))
    return subjects.named(subject, result.edition, lang)


def decision_said(decision: Decision, result: Result, lang: str) -> str:
    what = subject_words(decision.subject, result, lang)
    return WORDS["by"][lang].format(
        what=what, value=_value(decision, lang), reason=decision.reason, by=decision.decided_by, date=day(decision.date, lang)
    )  # fmt: skip


def decision_in_short(decision: Decision, result: Result, lang: str) -> str:
    """By number alone, for a cell of many; the sheet `Moderation` has it in full."""
    family, _, id_ = decision.subject.partition(":")
    short = {"indicator": id_, "bonus": subjects.word(decision.subject, lang)}
    what = short.get(family) or subject_words(decision.subject, result, lang)
    return f"{what} = {_value(decision, lang)}"


def few(said: list[str], lang: str, most: int = 4) -> list[str]:
    """The first of many lines, and how many more there are."""
    return said if len(said) <= most else [*said[: most - 1], WORDS["more"][lang].format(n=len(said) - most + 1)]


def day(when: date, lang: str) -> str:
    """A day as people write it, in the Buddhist era for Thai readers."""
    return f"{when.day}/{when.month}/{when.year + 543 if lang == 'th' else when.year}"


def _value(decision: Decision, lang: str) -> str:
    value = decision.value
    if isinstance(value, bool):
        return (YES if value else NO)[lang]
    if isinstance(value, Decimal):
        return plain(value) if value else "0"
    if decision.subject.startswith("place:"):
        return WORDS["nobody" if value == NOBODY else "chosen"][lang]
    return WORDS["keep"][lang] if value == KEEP else value
