"""A round's agenda → the meeting pack: for each item who gave what and why, what it would change, boxes to write in."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pyscoring.agenda import Item
from pyscoring.consolidate import Result, agenda
from pyscoring.panel import Seat
from pyscoring.questions import Question, questions
from pyscoring.results import Results
from workbook.committee.assembly import Candidate, Consolidation
from workbook.consolidation import agendasheet, eligibilitysheet
from workbook.consolidation.consolidated_texts import ELIGIBILITY, STANDINGS
from workbook.consolidation.result_words import found_by, subject_words
from workbook.results import export_texts as texts
from workbook.results import typeset
from workbook.results.export_pdf import frame
from workbook.results.report_texts import REPORTS
from workbook.results.reports import words
from workbook.scoresheet.layout import STAGE_WORDS

Line = tuple[str, str, str]  # who, what was given, why
_LONG = 1200  # characters; an item with more evidence may be parted over two pages


def meeting(results: Results, found: Consolidation, lang: str = "th", thai_digits: bool = False) -> bytes:
    """The pack, open questions of eligibility and items in the order in which they are to be taken. Refused: A63."""
    by_place = {(r.application, r.stage): r for r in found.results}
    items = [_question(question, found, lang) for question in questions(found.results) if question.answer is None]
    items += [_item(item, by_place[item.application, item.stage], found, lang) for item in agenda(found.results)]
    items = [item | {"number": number} for number, item in enumerate(items, 1)]
    under, awaited = [REPORTS["items"][lang].format(n=len(items))], sum(one.kind == "seat" for one in results.open)
    under += [REPORTS["awaited"][lang].format(n=awaited)] if awaited else []
    data = frame(results, lang, REPORTS["meeting"][lang]) | {
        "said": words(lang), "items": items, "under": under,
        "confidential": REPORTS["confidential"][lang],
    }  # fmt: skip
    return typeset.pdf("meeting", data, results.at, thai_digits)


def _question(question: Question, found: Consolidation, lang: str) -> dict[str, Any]:
    """What each answered, with the evidence; the committee's answer goes into the register."""
    key = f"eligibility:{question.condition.id}"
    lines = [
        (
            eligibilitysheet.who(one, question, lang),
            eligibilitysheet.said(one.yes, lang),
            _evidence(one.seat, key) or "–",
        )
        for one in question.said
    ]
    why = eligibilitysheet.why(question, lang)
    return _framed(question.application, lines, ("who", "answered", "evidence"), found, lang) | {
        "place": question.edition.name[lang], "why": f"{why} {ELIGIBILITY['write'][lang]}", "limits": "", "ends": [],
        "subject": ELIGIBILITY["subject"][lang].format(condition=question.condition.name[lang]),
    }  # fmt: skip


def _evidence(seat: Seat, key: str) -> str | None:
    return seat.score.sheet.evidence.get(key) if seat.score else None


def _framed(id_: str, lines: Iterable[Line], heads: Sequence[str], found: Consolidation, lang: str) -> dict[str, Any]:
    """What every item has: its application, and a table of what each assessor gave."""
    application = found.register.application(id_)
    rows = [list(map(typeset.narrow, line)) for line in lines]
    return {
        "application": id_, "project": application.title if application else "",
        "heads": [REPORTS[key][lang] for key in heads],
        "lines": rows, "long": sum(len(text) for row in rows for text in row) > _LONG,
    }  # fmt: skip


def _item(item: Item, result: Result, found: Consolidation, lang: str) -> dict[str, Any]:
    limits, lines = agendasheet.limits(item), _lines(item, result, found, lang)
    return _framed(item.application, lines, _HEADS[item.kind], found, lang) | {
        "place": f"{result.edition.name[lang]} · {STAGE_WORDS[item.stage][lang]}",
        "subject": subject_words(item.subject, result, lang), "why": agendasheet.why(item, lang),
        "limits": REPORTS["limits"][lang].format(limits=limits) if limits else "",
        "ends": agendasheet.ends(item, result, lang) + (agendasheet.positions(item, result, lang) if item.kind == "band" else []),
    }  # fmt: skip


_HEADS = {
    "indicator": ("who", "given", "evidence"), "bonus": ("who", "given", "evidence"), "band": ("who", "own-total", "own-band"),
    "documents": ("who", "standing", "found"), "panel": ("who", "standing", "reason-apart"), "stopped": ("sheet", "own-total", "file"),
}  # fmt: skip


def _lines(item: Item, result: Result, found: Consolidation, lang: str) -> Iterator[Line]:
    """Everybody's position, in the order of the panel."""
    if item.kind == "stopped":
        for choice in found.choices:
            if (choice.application, choice.stage, choice.assessor) == (item.application, item.stage, *item.who):
                yield from _candidates(choice.candidates)
    elif item.kind == "documents":
        yield from ((seat.name, STANDINGS[seat.standing][lang], found_by(seat, result, lang)) for seat in result.seats)
    elif item.kind == "panel":
        yield from ((seat.name, STANDINGS[seat.standing][lang], _apart(seat)) for seat in result.seats)
    else:
        yield from (_position(item, seat, lang) for seat in result.counted)


def _candidates(candidates: Sequence[Candidate]) -> Iterator[Line]:
    for each in candidates:
        yield each.sheet, "–" if each.total is None else str(each.total), each.file


def _apart(seat: Seat) -> str:
    return (seat.score.sheet.conflict_reason or "") if seat.score else ""


def _position(item: Item, seat: Seat, lang: str) -> Line:
    assert seat.score is not None  # a counted seat has one
    sheet = seat.score.sheet
    if item.kind == "band":
        band = seat.score.band
        return seat.name, str(seat.score.total), band.name[lang] if band else ""
    family, _, id_ = item.subject.partition(":")
    given = sheet.bonus.get(id_) if family == "bonus" else sheet.scores.get(id_)
    return seat.name, texts.value_text(given, lang) or "–", sheet.evidence.get(item.subject) or "–"
