"""What the secretary has typed into `consolidated.xlsx`: the committee's decisions, and every row that is none.

The decisions themselves live in the ledger; the workbook only takes new ones. A row of the
ledger that was changed is therefore a new decision, and one that is missing is still there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from pyscoring.considered import SUBJECT
from pyscoring.edition import AwardEdition, Stage, describe_limits, plain
from pyscoring.names import plain_name
from pyscoring.panel import KEEP, WITHDRAW, Decision, Value
from pyscoring.problems import Problem, Refused, errors
from pyscoring.register import Application, Register
from pyscoring.score import check_entry
from workbook.committee.assembly import Refusal
from workbook.consolidation import subjects
from workbook.consolidation.choices import read_choices
from workbook.consolidation.consolidated_texts import ELIGIBILITY
from workbook.consolidation.decision_rows import Attempt, Row, alike, head_of, marked, missing_columns, plain_text, rows
from workbook.consolidation.decision_texts import (
    HEADINGS,
    LABEL,
    MARKS,
    MODERATION,
    TYPED,
    VALUE_OF,
    VALUES_BY_WORD,
    WANTED,
    in_stage,
    shown_value,
)
from workbook.files.package import Sheet, read_all
from workbook.scoresheet import typed
from workbook.scoresheet.layout import STAGE_WORDS

_WHAT = ("application", "stage", "subject")
_NO_NUMBER = "D02"
_NO_NAMES = Register()
_Subject = tuple[str, Stage, str]
Totals = Mapping[tuple[Any, ...], str | None]


@dataclass(frozen=True)
class Typed:
    """What a consolidated workbook holds beyond the ledger.

    `decisions` are the new ones in the order of the rows, those of `Moderation` first; `problems`
    are all that there are, those of the refusals among them. `sha256` is None without a readable file;
    `head` is the hash of the ledger's last entry when the workbook was made.
    """

    decisions: tuple[Decision, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    problems: tuple[Problem, ...] = ()
    sha256: str | None = None
    head: str | None = None


def read(
    path: Path, register: Register, editions: Mapping[str, AwardEdition], known: Sequence[Decision],
    lapsed: Collection[int | None] = (), totals: Totals | None = None,
) -> Typed:  # fmt: skip
    """The decisions that were typed into the sheets `Moderation` and `Choices` since the last run.

    `known` are the ledger's, oldest first; `lapsed` the entries among them that may be said again in the same words,
    since they kept what is no longer so; `totals` what the last run gave, by application and stage.
    Never raises for a bad file: it is among the problems.
    Problems: families F and S, A27, A28, A40 to A49, A82, and D for a value that cannot be used.
    """
    try:
        contents = read_all(path, lambda mark: mark.strip() in MARKS.values())
    except Refused as refused:
        missing = {p.code for p in refused.problems} == {"F01"}
        return Typed(problems=() if missing else tuple(replace(p, file=str(path)) for p in refused.problems))
    last = {(d.application, d.stage, d.subject): d for d in known}
    found = _Moderation(register, editions, known, last, lapsed, totals)
    found.read(contents.sheets)
    chosen, refused_choices, told = read_choices(contents.sheets, register, last)
    problems = [*contents.notes, *found.problems, *told]
    return Typed(
        (*found.decisions, *chosen), (*found.refusals, *refused_choices),
        tuple(replace(p, file=str(path)) for p in problems), contents.sha256, found.head,
    )  # fmt: skip


class _Moderation:
    """One pass over the rows of the sheet `Moderation`."""

    def __init__(
        self, register: Register, editions: Mapping[str, AwardEdition],
        known: Sequence[Decision], last: Mapping[_Subject, Decision], lapsed: Collection[int | None],
        totals: Totals | None,
    ) -> None:  # fmt: skip
        self.register, self.editions, self.last, self.lapsed, self.totals = register, editions, last, lapsed, totals
        self.entries = {d.entry: d for d in known}
        self.decisions: list[Decision] = []
        self.refusals: list[Refusal] = []
        self.problems: list[Problem] = []
        self.head: str | None = None

    def read(self, sheets: Sequence[Sheet]) -> None:
        found = marked(sheets, MODERATION)
        if not found:
            details = {"label": LABEL[MODERATION], "key": MARKS[MODERATION]}
            self.problems.append(Problem("A49", details, sheet=MODERATION, cell="A1"))
        for sheet in found:
            self.problems += missing_columns(sheet, MODERATION, (*_WHAT, *TYPED[MODERATION], "entry"))
            self.head = self.head or head_of(sheet)
        typed_in = [row for sheet in found for row in rows(sheet)]
        shown = {_entry(row) for row in typed_in}
        news = [new for row in typed_in if (new := self._new(row, shown)) and not self._is_taken(new[1], shown)]
        self._refuse_contradictions(news)
        for attempt, decision in news:
            if errors(attempt.problems) or decision is None:
                self.refusals.append(attempt.refusal(MODERATION, _WHAT))
            elif not any(alike(decision, other) for other in self.decisions):
                self.decisions.append(decision)
            self.problems += attempt.problems

    def _new(self, row: Row, shown: Collection[int | None]) -> tuple[Attempt, Decision | None] | None:
        """What a row tries to decide; None where it says nothing, or nothing new."""
        entry = _entry(row)
        old = self.entries.get(entry) if entry is not None else None
        if old and _is_unchanged(row, old, self.register):
            return None
        if not row.holds(TYPED[MODERATION]) or (old and old.subject.startswith("place:")):
            if old:
                self.problems.append(_edited("A46", row, old, self.register))
            return None
        attempt = Attempt(row)
        decision = self._decision(attempt)
        before = self.last.get((decision.application, decision.stage, decision.subject)) if decision else None
        if (
            decision
            and before
            and alike(decision, before)
            and not (before.entry in self.lapsed and before.entry in shown)
        ):
            return None
        if decision and decision.value == WITHDRAW and (before is None or before.value == WITHDRAW):
            label = _value_of(decision.subject, self.register)
            attempt.tell("A44", "value", seen=row.text("value"), label=label, wanted=WANTED["withdraw"])
        if decision and self._keeps_nothing(decision, row):
            stage = STAGE_WORDS[decision.stage]
            attempt.tell("A82", "value", application=decision.application, stage=stage)
        elif decision and _is_keep(decision) and before and isinstance(before.value, Decimal):
            attempt.tell("A44", "value", seen=row.text("value"), label=_value_of("total"), wanted=WANTED["number"])
        if old:
            attempt.problems.append(_edited("A45", row, old, self.register))
        elif entry is not None:
            attempt.tell("A43", "entry", entry=entry)
        return attempt, decision

    def _keeps_nothing(self, decision: Decision, row: Row) -> bool:
        """Whether a total is kept that there was not, so that it would hold for any later one.

        A row that was refused for that stays so when there is a total by now: nobody had seen it.
        """
        if self.totals is None or not _is_keep(decision):
            return False
        return self.totals.get((decision.application, decision.stage)) is None or "A82" in (row.text("state") or "")

    def _is_taken(self, decision: Decision | None, shown: Collection[int | None]) -> bool:
        """Whether an earlier run took it: an old workbook, which does not show what was decided since, brings nothing back."""
        before = self.last.get((decision.application, decision.stage, decision.subject)) if decision else None
        return bool(
            decision and before and before.entry not in shown and any(alike(decision, d) for d in self.entries.values())
        )

    def _refuse_contradictions(self, news: Sequence[tuple[Attempt, Decision | None]]) -> None:
        """Of one subject there is one decision a run: which of two came later, nobody can tell."""
        groups: dict[_Subject, list[tuple[Attempt, Decision]]] = {}
        for attempt, decision in news:
            if decision and all(p.code != "A82" for p in attempt.problems):  # that one is refused anyhow
                groups.setdefault((decision.application, decision.stage, decision.subject), []).append(
                    (attempt, decision)
                )
        for (application, _, subject), group in groups.items():
            if all(alike(group[0][1], decision) for _, decision in group):
                continue
            for attempt, _ in group:
                others = [a.row for a, _ in group if a is not attempt]
                cells = ", ".join(f"{row.sheet} {row.cell('value')}" for row in others)
                attempt.tell(
                    "A47", "value", subject=subjects.words(subject, self.register), application=application, cells=cells
                )

    # One row.

    def _decision(self, attempt: Attempt) -> Decision | None:
        application = self._application(attempt)
        edition = self.editions.get(application.edition) if application else None
        if application and edition is None:
            attempt.tell("T02", "application", seen=application.edition, near="")
        stage = self._stage(attempt, application)
        subject = self._subject(attempt, application, edition, stage)
        if application and stage and subject:
            attempt.about = application.id, stage, subject
        value = _value(attempt, subject, edition, self.register) if subject and edition else None
        needed = ["application", "subject", "value"] + (["stage"] if application and stage is None else [])
        return attempt.decision(application.id if application else None, stage, subject, value, needed)

    def _application(self, attempt: Attempt) -> Application | None:
        seen = attempt.row.text("application")
        if seen is None:
            return None
        found = self.register.application(seen)
        if found is None:
            attempt.tell("A27", "application", seen=typed.shown(seen))
        elif found.id != seen:
            attempt.tell("D14", "application", seen=typed.shown(seen), understood=found.id)
        return found

    def _stage(self, attempt: Attempt, application: Application | None) -> Stage | None:
        """The stage; a blank is clear enough where the application has only one."""
        stages = self.register.stages(application.id) if application else ()
        raw = attempt.row.values.get("stage")
        understood, told = typed.stage(raw)
        if understood is None and told is None and len(stages) == 1:
            return stages[0]
        found = next((stage for stage in stages if stage == understood), None)
        if application and found is None and not typed.blank(raw):
            wanted = {lang: ", ".join(in_stage(s, lang) for s in stages) or "–" for lang in ("th", "en")}
            if understood is None:
                attempt.tell("D13", "stage", seen=typed.shown(raw), wanted=wanted)
            else:
                choose = {lang: WANTED["stage"][lang].format(stages=wanted[lang]) for lang in wanted}
                attempt.tell("A44", "stage", seen=typed.shown(raw), label=HEADINGS["stage"], wanted=choose)
        return found

    def _subject(
        self, attempt: Attempt, application: Application | None, edition: AwardEdition | None, stage: Stage | None
    ) -> str | None:
        raw = attempt.row.values.get("subject")
        if typed.blank(raw) or application is None or edition is None:
            return None
        found = subjects.find(raw, edition, self.register, stage)
        if len(found) == 1:
            return found[0]
        chosen = [s for a, _, s in self.last if a == application.id and s.startswith("place:")]
        every = [subjects.words(s, self.register) for s in found or (*subjects.subjects(edition, stage), *chosen)]
        listed = {lang: ", ".join(words[lang] for words in every) for lang in ("th", "en")}
        if found:
            attempt.tell("A42", "subject", seen=typed.shown(raw), readings=listed)
            return None
        wanted = {lang: text.format(subjects=listed[lang]) for lang, text in WANTED["subject"].items()}
        if subjects.is_of_eligibility(raw, edition):
            wanted = ELIGIBILITY["write"]
        attempt.tell("A41", "subject", seen=typed.shown(raw), application=application.id, wanted=wanted)
        return None


def _value(attempt: Attempt, subject: str, edition: AwardEdition, register: Register) -> Value | None:
    """The value of a decision, if this subject can have it."""
    raw = attempt.row.values.get("value")
    if typed.blank(raw):
        return None
    family, _, id_ = subject.partition(":")
    word = VALUES_BY_WORD.get(plain_name(raw)) if isinstance(raw, str) else None
    if word == WITHDRAW or (word and family not in ("place", SUBJECT)):
        return word
    if word or family in ("panel", "place"):
        label = _value_of(subject, register)
        attempt.tell("A44", "value", seen=typed.shown(raw), label=label, wanted=WANTED[family])
        return None
    if family in ("bonus", SUBJECT):
        answer, told = typed.answer(raw, "en" if str(raw).isascii() else "th")
        if told:
            attempt.tell(told[0], "value", **told[1])
        return answer
    return _number(attempt, raw, id_, edition) if id_ else _total(attempt, raw, edition)


def _number(attempt: Attempt, raw: object, id_: str, edition: AwardEdition) -> Decimal | None:
    """The score of an indicator, as an assessor could have typed it."""
    indicator = next(i for i in edition.indicators if i.id == id_)
    limits = describe_limits(indicator)
    number, told = typed.number(raw)
    if told and told[0] == _NO_NUMBER:
        _not_taken(attempt, raw, f"indicator:{id_}", limits)
    elif told:
        attempt.tell(told[0], "value", **limits, **told[1])
    problem = check_entry(indicator, number) if number is not None else None
    if problem:
        attempt.tell(problem.code, "value", **problem.details)
    return number


def _total(attempt: Attempt, raw: object, edition: AwardEdition) -> Decimal | None:
    """A total, as the edition could have given it."""
    limits = {"low": "0", "high": plain(edition.full_mark_with_bonus), "places": edition.total.places}
    number, told = typed.number(raw)
    if told and told[0] != _NO_NUMBER:
        attempt.tell(told[0], "value", **limits, **told[1])
    elif told or (number is not None and not _is_total(number, edition)):
        _not_taken(attempt, raw, "total", limits)
    return number


def _is_total(number: Decimal, edition: AwardEdition) -> bool:
    return 0 <= number <= edition.full_mark_with_bonus and number == round(number, edition.total.places)


def _not_taken(attempt: Attempt, raw: object, subject: str, limits: Mapping[str, Any]) -> None:
    """A text could have been meant as one of the words that a decision may be; tell them beside the numbers."""
    texts = WANTED[subject.partition(":")[0]]
    wanted = {lang: text.format(**limits) for lang, text in texts.items()}
    attempt.tell("A44", "value", seen=typed.shown(raw), label=_value_of(subject), wanted=wanted)


def _is_keep(decision: Decision) -> bool:
    return (decision.subject, decision.value) == ("total", KEEP)


def _value_of(subject: str, register: Register = _NO_NAMES) -> dict[str, str]:
    words = subjects.words(subject, register)
    return {lang: VALUE_OF[lang].format(**words) for lang in words}


# Rows of the ledger.


def _entry(row: Row) -> int | None:
    text = row.text("entry")
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def _is_unchanged(row: Row, old: Decision, register: Register) -> bool:
    return all(_is_same(row, key, old, register) for key in (*_WHAT, *TYPED[MODERATION]))


def _is_same(row: Row, key: str, old: Decision, register: Register) -> bool:
    """Whether a cell still says what the ledger's decision says, in whatever language it was written."""
    raw, text = row.values.get(key), row.text(key) or ""
    if key == "application":
        return plain_name(text) == plain_name(old.application)
    if key == "stage":
        return typed.stage(raw)[0] == old.stage
    if key == "subject":
        return subjects.is_called(old.subject, text, register)
    if key == "date":
        return typed.day(raw)[0] == old.date
    if key == "value":
        return _is_same_value(raw, text, old.value)
    return plain_text(text) == plain_text(old.reason if key == "reason" else old.decided_by)


def _is_same_value(raw: object, text: str, value: Value) -> bool:
    if isinstance(value, Decimal):
        return typed.number(raw)[0] == value
    return plain_name(text) in {plain_name(shown_value(value, lang) or "") for lang in ("th", "en")}


def _stood(old: Decision, lang: str, register: Register) -> dict[str, str]:
    """The cells of a decision's row in a language."""
    return {
        "application": old.application, "stage": in_stage(old.stage, lang),
        "subject": subjects.word(old.subject, lang, register),
        "value": plain(old.value) if isinstance(old.value, Decimal) else shown_value(old.value, lang) or "",
        "reason": old.reason, "decided-by": old.decided_by, "date": typed.shown(old.date),
    }  # fmt: skip


def _edited(code: str, row: Row, old: Decision, register: Register) -> Problem:
    """What stood, and what stands now, in the cells of a ledger's row that were changed."""
    changed = [key for key in (*_WHAT, *TYPED[MODERATION]) if not _is_same(row, key, old, register)]
    wanted = {lang: " · ".join(_stood(old, lang, register)[key] for key in changed) for lang in ("th", "en")}
    seen = " · ".join(typed.shown(row.values.get(key)) or "–" for key in changed)
    return row.problem(code, changed[0], entry=old.entry, seen=seen, wanted=wanted)
