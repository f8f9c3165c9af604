"""The sheet `Eligibility`: what assessors call ineligible, with the row in which the committee answers, ready to copy."""

from pyscoring.questions import Question, Said, questions
from workbook.committee.assembly import Consolidation
from workbook.committee.register_layout import ANSWERS
from workbook.consolidation.consolidated_texts import COLUMNS, ELIGIBILITY, SHEETS
from workbook.consolidation.tables import SETTLED, WARNED, BookLook, Column, TableSheet
from workbook.scoresheet.layout import NO, STAGE_WORDS, YES

NAME = "Eligibility"
_COPIED = tuple(Column(column.key, column.heading, column.width) for column in ANSWERS.columns)
_COLUMNS = (
    *_COPIED, Column("application", COLUMNS["application"], 12, strong=False),
    Column("positions", COLUMNS["positions"], 40, strong=False), Column("why", COLUMNS["why"], 44, strong=False),
)  # fmt: skip


def add_eligibility(look: BookLook, consolidation: Consolidation) -> None:
    """Open questions first, then, greyed, what the committee has answered; no sheet where nobody said no."""
    found = questions(consolidation.results)
    if not found:
        return
    table = look.table(NAME, _COLUMNS, banner=ELIGIBILITY["banner"][look.lang])
    for question in sorted(found, key=lambda question: question.answer is not None):
        _row(table, question, consolidation)
    table.protect()
    table.finish(SHEETS[NAME][look.lang], frozen=0)


def _row(table: TableSheet, question: Question, consolidation: Consolidation) -> None:
    row, lang = table.last + 1, table.look.lang
    look = {} if question.answer is None else SETTLED
    application = consolidation.register.application(question.application)
    texts = {
        "edition": question.edition.id, "agency": application.agency if application else "",
        "project": application.title if application else "", "condition": question.condition.name[lang],
        "answer": said(question.answer, lang) if question.answer is not None else "", "application": question.application,
        "positions": "\n".join(positions(question, lang)),
    }  # fmt: skip
    for key, text in texts.items():
        table.text(row, key, text, **look)
    table.text(row, "why", why(question, lang), **(look or (WARNED if question.held else {})))


def said(answer: bool | None, lang: str) -> str:
    """An answer in a word."""
    return ELIGIBILITY["open"][lang] if answer is None else (YES if answer else NO)[lang]


def who(one: Said, question: Question, lang: str) -> str:
    """By name, and in which stage where there were several."""
    return f"{one.seat.name} ({STAGE_WORDS[one.stage][lang]})" if question.staged else one.seat.name


def positions(question: Question, lang: str) -> list[str]:
    """Who answered what, by name."""
    names: dict[bool | None, list[str]] = {}
    for one in question.said:
        names.setdefault(one.yes, []).append(who(one, question, lang))
    kinds = [answer for answer in (False, True, None) if answer in names]
    return [f"{said(answer, lang)}: {', '.join(dict.fromkeys(names[answer]))}" for answer in kinds]


def why(question: Question, lang: str) -> str:
    """What hangs on it, or what the committee has answered."""
    if question.answer is not None:
        return ELIGIBILITY["answered"][lang].format(answer=said(question.answer, lang))
    return ELIGIBILITY["held" if question.held else "asked"][lang]
