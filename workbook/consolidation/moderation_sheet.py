"""The sheet `Moderation`: decisions of the ledger, rows that were refused, what is open, and room for more."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

from pyscoring.agenda import Item
from pyscoring.considered import SUBJECT
from pyscoring.consolidate import Result, agenda
from pyscoring.edition import Stage, plain
from pyscoring.panel import WAITING, WITHDRAW, Decision
from pyscoring.problems import errors
from pyscoring.questions import Question, questions
from workbook.committee.assembly import Consolidation, Refusal
from workbook.consolidation import subjects
from workbook.consolidation.consolidated_texts import ELIGIBILITY
from workbook.consolidation.decision_places import anchored
from workbook.consolidation.decision_texts import (
    BANNER,
    EMPTY_ROWS,
    HEADINGS,
    LABEL,
    LEDGER,
    MARKS,
    MODERATION,
    STATES,
    TYPED,
    VALUE_WORDS,
    WIDTHS,
    WORDS,
    in_stage,
    shown_value,
)
from workbook.consolidation.eligibilitysheet import said
from workbook.consolidation.tables import SETTLED, WRONG, BookLook, Column, TableSheet
from workbook.files.values import ErrorValue, Formula, Percent
from workbook.scoresheet import typed
from workbook.scoresheet.layout import NO, STAGE_WORDS, YES
from workbook.scoresheet.style import INPUT, LINE

NAME, LISTS = MODERATION, "Lists"
_WHAT = ("application", "stage", "subject")
_BOX = {"border": 1, "border_color": f"#{LINE}"}
OPEN = {"bg_color": f"#{INPUT}", "locked": False, **_BOX}
VALUE: dict[str, Any] = {"num_format": "General", "align": "center", "indent": 0, "bold": True}
DAY: dict[str, Any] = {"num_format": "dd/mm/yyyy", "align": "center", "indent": 0}
PROTECTED = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True, "insert_rows": True}


def add_moderation(look: BookLook, consolidation: Consolidation) -> None:
    """Add the sheet, and a hidden one with what its lists offer."""
    columns = (
        Column(MARKS[MODERATION], {"th": "", "en": ""}, 4, hidden=True),
        *(
            Column(key, HEADINGS[key], width, strong=key in TYPED[MODERATION])
            for key, width in WIDTHS[MODERATION].items()
        ),
    )
    table = look.table(NAME, columns, banner=BANNER[MODERATION][look.lang])
    _Sheet(table, anchored(consolidation)).build()


class _Sheet:
    def __init__(self, table: TableSheet, consolidation: Consolidation) -> None:
        self.table, self.round, self.lang = table, consolidation, table.look.lang
        self.results = {(r.application, r.stage): r for r in consolidation.results}
        self.files = {f.sha256: f.file for f in reversed(consolidation.files)}
        self.refusals = [r for r in consolidation.refusals if r.sheet == MODERATION]

    def build(self) -> None:
        furnish(self.table, self.round.head)
        for decision in self.round.decisions:
            self._of_ledger(decision)
        first = self.table.last + 1
        for refusal in self.refusals:
            self._refused(refusal)
        for question in questions(self.round.results):
            if question.answer is None:
                self._ask(question)
        for item in self._open_items():
            self._open(item)
        for _ in range(EMPTY_ROWS):
            row = self.table.last + 1
            for key in (*_WHAT, *TYPED[MODERATION]):
                self.table.text(row, key, None, **input_look(key))
            self._locked(row, "entry", "seen", "state")
        self._validate((first, self.table.last))
        self.table.sheet.protect("", PROTECTED)
        self.table.finish(LABEL[MODERATION][self.lang], frozen=self.table.at["subject"] + 1)

    # rows

    def _of_ledger(self, d: Decision) -> None:
        row, state = self.table.last + 1, self._state(d)
        old: dict[str, Any] = {} if state.startswith("✓") else dict(SETTLED)
        self.table.number(row, "entry", d.entry, num_format="0", align="center", indent=0, **old)
        self.table.text(row, "application", d.application, **old)
        self.table.text(row, "stage", in_stage(d.stage, self.lang), **old)
        self.table.text(row, "subject", subjects.word(d.subject, self.lang, self.round.register), **old)
        self.table.text(row, "seen", self._file(d) or self._seen(d.application, d.stage, d.subject), **old)
        if isinstance(d.value, Decimal):
            self.table.number(row, "value", d.value, **(VALUE | old))
        else:
            self.table.text(row, "value", shown_value(d.value, self.lang), **(VALUE | old))
        self.table.text(row, "reason", d.reason, **old)
        self.table.text(row, "decided-by", d.decided_by, **old)
        self.table.date(row, "date", d.date, align="center", indent=0, **old)
        self.table.text(row, "state", state, **old)

    def _file(self, d: Decision) -> str | None:
        """The file of the sheet that was chosen, which nobody knows by the digits of its hash."""
        return self.files.get(str(d.value).partition("#")[0]) if d.subject.startswith("place:") else None

    def _state(self, d: Decision) -> str:
        """Whether a decision still holds, and what came after it."""
        same = [
            o
            for o in self.round.decisions
            if (o.application, o.stage, o.subject) == (d.application, d.stage, d.subject)
        ]
        later = same[same.index(d) + 1 :]
        if later:
            kind = "withdrawn" if later[0].value == WITHDRAW else "replaced"
            return STATES[kind][self.lang].format(n=later[0].entry)
        result = self.results.get((d.application, d.stage))
        if self.round.register.application(d.application) is None:
            return STATES["gone"][self.lang]
        if result and result.closed_by and d.value != WITHDRAW:
            return STATES["closed"][self.lang].format(end=result.closed_by.comes_to[self.lang])
        if d.subject == "total" and result and result.lapsed:
            return STATES["lapsed"][self.lang].format(n=result.lapsed.total)
        if d.kept is not None:
            return STATES["kept"][self.lang].format(n=d.kept)
        return STATES["withdrawal" if d.value == WITHDRAW else "stands"][self.lang]

    def _refused(self, refusal: Refusal) -> None:
        row = self.table.last + 1
        for key in (*_WHAT, *TYPED[MODERATION]):
            put_raw(self.table, row, key, refusal.cells.get(key), input_look(key))
        self._locked(row, "entry")
        self.table.text(row, "seen", self._seen(*refusal.about) if refusal.about else None)
        self.table.text(row, "state", why_refused(refusal, self.lang), **WRONG)

    def _ask(self, question: Question) -> None:
        """A question that is answered in the register, and not here."""
        row, condition = self.table.last + 1, question.condition.name[self.lang]
        self._locked(row, "entry", "stage", *TYPED[MODERATION])
        self.table.text(row, "application", question.application)
        self.table.text(row, "subject", ELIGIBILITY["subject"][self.lang].format(condition=condition))
        self.table.text(row, "seen", " · ".join(self._answers(question)))
        self.table.text(row, "state", f"○ {ELIGIBILITY['write'][self.lang]}")

    def _answers(self, question: Question) -> Iterator[str]:
        """What was answered, by stage where there were several."""
        for stage, answers in groupby(question.said, key=lambda one: one.stage):
            words = [said(one.yes, self.lang) for one in answers]
            yield f"{STAGE_WORDS[stage][self.lang]}: {', '.join(words)}" if question.staged else " · ".join(words)

    def _open_items(self) -> Iterator[Item]:
        """The agenda without what is chosen elsewhere, and without what stands above as a refused row."""
        refused = {refusal.about for refusal in self.refusals}
        for item in agenda(self.round.results):
            if item.kind != "stopped" and (item.application, item.stage, item.subject) not in refused:
                yield item

    def _open(self, item: Item) -> None:
        row = self.table.last + 1
        self._locked(row, "entry")
        self.table.text(row, "application", item.application)
        self.table.text(row, "stage", in_stage(item.stage, self.lang))
        self.table.text(row, "subject", subjects.word(item.subject, self.lang, self.round.register))
        self.table.text(row, "seen", self._seen(item.application, item.stage, item.subject))
        for key in TYPED[MODERATION]:
            self.table.text(row, key, None, **input_look(key))
        limits = {key: plain(v) for key in ("spread", "limit") if (v := getattr(item, key)) is not None}
        early = item.kind == "band" and self.results[item.application, item.stage].status in ("waiting", "stopped")
        state = "early" if early else "kept-before" if item.kept else item.kind
        kept = item.kept.total if item.kept else ""
        self.table.text(row, "state", STATES[state][self.lang].format(**limits, n=kept))

    def _locked(self, row: int, *keys: str) -> None:
        for key in keys:
            self.table.text(row, key, None)

    def _seen(self, application: str, stage: Stage, subject: str) -> str | None:
        result = self.results.get((application, stage))
        return seen(result, subject, self.lang) if result else None

    # lists

    def _validate(self, rows: tuple[int, int]) -> None:
        lists = _Lists(self.table.look)
        applications = lists.add([a.id for a in self.round.register.applications])
        known = lists.add(list(self._subjects()))
        choose = {"error_title": WORDS["choose"][self.lang], "error_message": WORDS["choose"][self.lang]}
        rules: dict[str, dict[str, Any]] = {
            "application": {"validate": "list", "source": applications, **choose},
            "stage": {"validate": "list", "source": [w[self.lang] for w in STAGE_WORDS.values()], **choose},
            "subject": {"validate": "list", "source": known, **choose},
            "value": self._value_rule(self.table.letter("value") + str(rows[0])),
        }
        for key, rule in rules.items():
            self.table.sheet.data_validation(self.table.area(key, rows=rows).replace("$", ""), rule)
        prompt_day(self.table, rows)

    def _subjects(self) -> Iterator[str]:
        """What the lists offer: of every edition in use, and the sheets that were chosen, to take that back."""
        editions = [
            self.round.editions[id_] for id_ in dict.fromkeys(a.edition for a in self.round.register.applications)
        ]
        every = [s for edition in editions for s in subjects.subjects(edition)]
        every.sort(key=lambda s: [f in s for f in ("bonus:", "indicator:")])
        every += [d.subject for d in self.round.decisions if d.subject.startswith("place:")]
        yield from (subjects.word(s, self.lang, self.round.register) for s in dict.fromkeys(every))

    def _value_rule(self, cell: str) -> dict[str, Any]:
        words = [YES, NO, *VALUE_WORDS.values()]
        high = plain(max((e.full_mark_with_bonus for e in self.round.editions.values()), default=Decimal(100)))
        said = ",".join(f'{cell}="{word[self.lang]}"' for word in words)
        number = f"AND({cell}>=0,{cell}<={high},ROUND({cell},2)={cell})"
        return {
            "validate": "custom", "value": f"=IF(ISNUMBER({cell}),{number},OR({said}))",
            "error_title": WORDS["value-title"][self.lang],
            "error_message": WORDS["value-wrong"][self.lang].format(high=high),
            "input_title": WORDS["value-title"][self.lang], "input_message": WORDS["value"][self.lang],
        }  # fmt: skip


class _Lists:
    """What lists offer stands on a hidden sheet: a rule itself holds 255 characters."""

    def __init__(self, look: BookLook) -> None:
        self.sheet, self.count = look.book.add_worksheet(LISTS), 0
        self.text = look.format(num_format="@")
        self.sheet.hide()

    def add(self, words: list[str]) -> str:
        """A column of texts; where it is, as the source of a list."""
        for row, text in enumerate(words):
            self.sheet.write_string(row, self.count, text, self.text)
        letter = chr(ord("A") + self.count)
        self.count += 1
        return f"={LISTS}!${letter}$1:${letter}${max(len(words), 1)}"


def seen(result: Result, subject: str, lang: str) -> str | None:
    """What the panel itself gives now, without a decision on this very subject."""
    family, _, id_ = subject.partition(":")
    if family == "total":
        outcome = result.by_method.get(result.edition.consolidation.method)
        band = outcome.band.name[lang] if outcome and outcome.band else None
        return " · ".join(filter(None, (str(outcome.total), band, _so_far(result, lang)))) if outcome else None
    if family == SUBJECT:
        checks = [seat.check for seat in result.counted if seat.check]
        complete = sum(check.complete for check in checks)
        return WORDS["checks"][lang].format(yes=complete, no=len(checks) - complete)
    if family == "panel":
        least = result.edition.consolidation.minimum_assessors
        return WORDS["size"][lang].format(n=len(result.counted), least=least)
    if family == "indicator":
        entries = [s.score.sheet.scores.get(id_) for s in result.counted if s.score]
        return " · ".join(plain(e) for e in entries if e is not None) or None
    feature = next((f for f in result.features if f.id == id_ and family == "bonus"), None)
    return WORDS["votes"][lang].format(yes=feature.yes, no=feature.no) if feature else None


def _so_far(result: Result, lang: str) -> str | None:
    """That sheets are still missing or to be chosen, so that nobody takes what the others give for the result."""
    out = len(result.standing(*WAITING, "stopped"))
    counted = len(result.counted)
    return WORDS["so-far"][lang].format(n=counted, all=counted + out) if out else None


# What both sheets of decisions share.


def furnish(table: TableSheet, head: str) -> None:
    """Key the banner and the headings, so that nobody takes them for decisions."""
    table.sheet.write_string(table.first - 3, 0, f"{LEDGER}{head}")
    table.sheet.write_string(table.first - 2, 0, "header")


def input_look(key: str) -> dict[str, Any]:
    """The look of a yellow cell of this column."""
    return OPEN | {"value": VALUE, "use": VALUE, "date": DAY}.get(key, {})


def prompt_day(table: TableSheet, rows: tuple[int, int]) -> None:
    rule = {
        "validate": "any", "input_title": HEADINGS["date"][table.look.lang],
        "input_message": WORDS["date"][table.look.lang],
    }  # fmt: skip
    table.sheet.data_validation(table.area("date", rows=rows).replace("$", ""), rule)


def why_refused(refusal: Refusal, lang: str) -> str:
    said: Iterable[str] = (f"{p.code} {p.message(lang)} → {p.remedy(lang)}" for p in errors(refusal.problems))
    return "\n".join([STATES["refused"][lang], *said])


def put_raw(table: TableSheet, row: int, key: str, value: object, look: dict[str, Any]) -> None:
    """A cell as it was typed. What was no plain value becomes a text that is refused again, never silently a number."""
    if isinstance(value, bool):
        table.text(row, key, typed.shown(value), **look)
        table.sheet.write_boolean(row - 1, table.at[key], value, table.look.format(look))
    elif isinstance(value, Percent):
        table.number(row, key, value.value, **(look | {"num_format": "0.##%"}))
    elif isinstance(value, dt.date):
        table.date(row, key, value, **(look | DAY))
    elif isinstance(value, int | float | Decimal):
        table.number(row, key, value, **look)
    elif isinstance(value, Formula):
        table.text(row, key, f"=… ({typed.shown(value)})", **look)
    elif isinstance(value, str) and not isinstance(value, ErrorValue):
        table.text(row, key, value, **look)
    else:
        table.text(row, key, None if value is None else typed.shown(value), **look)
