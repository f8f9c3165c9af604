"""The sheet `Agenda`: what the committee has to discuss, in order of what it would change."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pyscoring.agenda import Item
from pyscoring.consolidate import Result, agenda
from pyscoring.edition import Stage, plain
from pyscoring.questions import Question, questions
from workbook.committee.assembly import Consolidation
from workbook.consolidation import eligibilitysheet
from workbook.consolidation.consolidated_texts import AGENDA, COLUMNS, ELIGIBILITY, SHEETS, WORDS
from workbook.consolidation.matrix import NAME as MATRIX
from workbook.consolidation.numerators import Block, Blocks
from workbook.consolidation.result_words import (
    decision_said,
    few,
    found_words,
    outcome_words,
    subject_words,
    swing_words,
)
from workbook.consolidation.tables import SETTLED, WARNED, BookLook, Column, TableSheet
from workbook.scoresheet.layout import STAGE_WORDS

NAME = "Agenda"
_COLUMNS = (
    Column("number", COLUMNS["number"], 6, "center"), Column("application", COLUMNS["application"], 12),
    Column("project", COLUMNS["project"], 32), Column("stage", COLUMNS["stage"], 15, strong=False),
    Column("subject", COLUMNS["subject"], 34), Column("positions", COLUMNS["positions"], 36),
    Column("limits", COLUMNS["limits"], 13, "center", strong=False), Column("ends", COLUMNS["ends"], 30),
    Column("why", COLUMNS["why"], 34), Column("links", COLUMNS["links"], 13, strong=False),
    Column("reasons", COLUMNS["reasons"], 13, strong=False), Column("decision", COLUMNS["decision"], 32, strong=False),
)  # fmt: skip


def add_agenda(look: BookLook, consolidation: Consolidation, blocks: Blocks) -> None:
    """What is open first, numbered as it is to be taken, eligibility before all else; below, greyed, what is settled."""
    table = look.table(NAME, _COLUMNS)
    rows = _Rows(table, consolidation, blocks)
    settled = [item for result in consolidation.results for item in result.items if item.settled]
    asked = questions(consolidation.results)
    first = [question for question in asked if question.answer is None]
    for number, question in enumerate(first, 1):
        rows.ask(question, number)
    for number, item in enumerate(agenda(consolidation.results), 1 + len(first)):
        rows.write(item, number)
    for question in asked:
        if question.answer is not None:
            rows.ask(question, None)
    for item in sorted(settled, key=lambda item: item.urgency):
        rows.write(item, None)
    if table.last < table.first:
        table.text(table.first, "subject", AGENDA["nothing"][look.lang])
    table.finish(SHEETS[NAME][look.lang], frozen=table.at["project"])


class _Rows:
    def __init__(self, table: TableSheet, consolidation: Consolidation, blocks: Blocks) -> None:
        self.table, self.lang, self.blocks = table, table.look.lang, blocks
        self.register = consolidation.register
        self.results: dict[tuple[str, Stage], Result] = {(r.application, r.stage): r for r in consolidation.results}

    def ask(self, question: Question, number: int | None) -> None:
        """A question of eligibility, which the committee answers in the register."""
        row = self.table.last + 1
        why = eligibilitysheet.why(question, self.lang)
        texts = {
            "subject": ELIGIBILITY["subject"][self.lang].format(condition=question.condition.name[self.lang]),
            "positions": "\n".join(eligibilitysheet.positions(question, self.lang)),
        }  # fmt: skip
        self._begin(row, question.application, number, texts)
        if number is None:
            self.table.text(row, "decision", why, **SETTLED)
        else:
            self.table.text(
                row, "why", f"{why}\n{ELIGIBILITY['write'][self.lang]}", **(WARNED if question.held else {})
            )
            target = f"internal:'{eligibilitysheet.NAME}'!A1"
            self.table.link(row, "links", target, ELIGIBILITY["copy"][self.lang])
        self.table.fill(row, *self.table.at, **(SETTLED if number is None else {}))

    def _begin(self, row: int, application: str, number: int | None, texts: Mapping[str, str]) -> None:
        """Number, application and these texts, greyed without a number."""
        look = SETTLED if number is None else {}
        known = self.register.application(application)
        if number is None:
            self.table.text(row, "number", "✓", **look)
        else:
            self.table.number(row, "number", number, bold=True)
        for key, text in {"application": application, "project": known.title if known else "", **texts}.items():
            self.table.text(row, key, text, **look)

    def write(self, item: Item, number: int | None) -> None:
        table, row = self.table, self.table.last + 1
        result = self.results[item.application, item.stage]
        look = SETTLED if item.settled else {}
        texts = {
            "stage": STAGE_WORDS[item.stage][self.lang], "subject": subject_words(item.subject, result, self.lang),
            "positions": "\n".join(positions(item, result, self.lang)), "limits": limits(item),
            "ends": "\n".join(ends(item, result, self.lang)),
            "decision": decision_said(item.settled, result, self.lang) if item.settled else "",
        }  # fmt: skip
        self._begin(row, item.application, number, texts)
        table.text(row, "why", why(item, self.lang), **({**look, **({} if item.settled else _weight(item))}))
        self._links(row, item, self.blocks.get((item.application, item.stage)))

    def _links(self, row: int, item: Item, block: Block | None) -> None:
        if block is None:
            self.table.fill(row, "links")
            self.table.fill(row, "reasons")
            return
        at = block.names + block.below.get(item.subject, 0)
        self.table.link(row, "links", f"internal:'{MATRIX}'!B{at}", AGENDA["scores"][self.lang])
        told = AGENDA["reasons"][self.lang] if item.kind in ("indicator", "bonus") else ""
        if told:
            self.table.link(row, "reasons", f"internal:'{MATRIX}'!{block.evidence}{at}", told)
        self.table.fill(row, "reasons")


def _weight(item: Item) -> dict[str, object]:
    return dict(WARNED) if item.kind in ("stopped", "documents") or item.bands_moved or item.gate_moved else {}


def positions(item: Item, result: Result, lang: str) -> list[str]:
    """Who holds what, by name."""
    names = {seat.assessor: seat.name for seat in result.seats}
    if item.kind == "indicator":
        return _extremes(item, result, lang)
    if item.kind == "bonus":
        return _votes(item, result, lang)
    if item.kind == "band":
        moving = [s for s in result.swings if result.outcome and s.outcome.band != result.outcome.band]
        known = few([swing_words(swing, names, lang) for swing in moving], lang)
        return known or ([] if item.kept else [_moving(item, names, lang)])
    if item.kind == "documents":
        return few(list(_found(result, lang)), lang) or [AGENDA["nobody"][lang]]
    if item.kind == "panel":
        return [AGENDA["counted"][lang].format(n=item.spread, least=item.limit)]
    return [AGENDA["choose"][lang].format(who=", ".join(names[who] for who in item.who))]


def _moving(item: Item, names: Mapping[str, str], lang: str) -> str:
    """Of a result that is still withheld: who moves its band, without the totals."""
    who = ", ".join(names[one] for one in item.who)
    return AGENDA["moving"][lang].format(who=who) if who else AGENDA["by-method"][lang]


def _extremes(item: Item, result: Result, lang: str) -> list[str]:
    id_ = item.subject.partition(":")[2]
    held = [(seat.score.sheet.scores[id_], seat.name) for seat in result.counted if seat.score]
    lowest, highest = min(held)[0], max(held)[0]
    return [
        AGENDA[word][lang].format(value=_shown(value), who=", ".join(name for entry, name in held if entry == value))
        for word, value in (("lowest", lowest), ("highest", highest))
    ]


def _votes(item: Item, result: Result, lang: str) -> list[str]:
    id_ = item.subject.partition(":")[2]
    yes = [seat.name for seat in result.counted if seat.score and seat.score.sheet.bonus.get(id_)]
    no = [seat.name for seat in result.counted if seat.name not in yes]
    return [f"{WORDS[word][lang]}: {', '.join(who)}" for word, who in (("yes", yes), ("no", no)) if who]


def _found(result: Result, lang: str) -> Iterator[str]:
    """What each found of the conditions and documents in which checks differ."""
    for finding in result.findings:
        if not finding.agreed:
            said: dict[str, list[str]] = {}
            for seat, line in zip(result.counted, finding.lines, strict=True):
                said.setdefault(found_words(line, lang), []).append(seat.name)
            names = " · ".join(f"{word}: {', '.join(who)}" for word, who in said.items())
            yield f"{finding.item.name[lang]} — {names}"


def limits(item: Item) -> str:
    """The spread against the limit, or the size of the panel against the least."""
    if item.spread is None or item.limit is None:
        return ""
    return f"{_shown(item.spread)} / {_shown(item.limit)}"


def ends(item: Item, result: Result, lang: str) -> list[str]:
    """The results at either end, or what was kept and what there is now."""
    if item.low is None or item.high is None:
        return []
    if item.kept:
        told = (("kept", item.kept), ("now", result.outcome))
        return [AGENDA[word][lang].format(said=outcome_words(outcome, lang)) for word, outcome in told if outcome]
    if item.kind == "band":
        low, high = (outcome_words(outcome, lang) for outcome in (item.low, item.high))
        return [AGENDA["swinging"][lang].format(low=low, high=high)]
    words = ("no", "yes") if item.kind == "bonus" else ("at-lowest", "at-highest")
    named: Sequence[tuple[str, str]] = [
        ((WORDS if word in WORDS else AGENDA)[word][lang], outcome_words(outcome, lang))
        for word, outcome in zip(words, (item.low, item.high), strict=True)
    ]
    return [f"{word} → {said}" for word, said in named]


def why(item: Item, lang: str) -> str:
    """The reason in one sentence, what weighs most first."""
    if item.kind in ("stopped", "panel", "documents"):
        return AGENDA[f"why-{item.kind}"][lang]
    if item.kept:
        return AGENDA["why-kept"][lang]
    if item.bands_moved:
        return AGENDA["why-band"][lang]
    if item.gate_moved:
        return AGENDA["why-gate"][lang]
    return AGENDA["why-tie" if item.kind == "bonus" else "why-apart"][lang]


def _shown(number: Decimal) -> str:
    return plain(number) if number else "0"
