"""A round's agenda → the meeting pack: for each item who gave what and why, what it would change, boxes to write in."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pyscoring.agenda import Item
from pyscoring.consolidate import Result, agenda
from pyscoring.panel import Seat
from pyscoring.questions import Question, questions
from pyscoring.results import Results
from workbook.committee.assembly import Candidate, Choice, Consolidation
from workbook.consolidation import agendasheet, eligibilitysheet
from workbook.consolidation.consolidated_texts import ELIGIBILITY, STANDINGS
from workbook.consolidation.decision_texts import WORDS
from workbook.consolidation.differences import differences
from workbook.consolidation.result_words import found_by, subject_words
from workbook.results import export_texts as texts
from workbook.results import typeset
from workbook.results.export_pdf import frame
from workbook.results.report_texts import REPORTS
from workbook.results.reports import words
from workbook.scoresheet.layout import STAGE_WORDS

Line = tuple[str, str, str]  # who, what was given, why
Table = tuple[Sequence[str], Iterable[Line]]  # headings and rows
_LONG, _ROW = 1200, 80  # characters, of which a row takes the room of some; a longer item may be parted over two pages


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
    table = _heads(("who", "answered", "evidence"), lang), lines
    return _framed(question.application, [table], found) | {
        "place": question.edition.name[lang], "why": f"{why} {ELIGIBILITY['write'][lang]}", "limits": "", "ends": [],
        "subject": ELIGIBILITY["subject"][lang].format(condition=question.condition.name[lang]),
    }  # fmt: skip


def _evidence(seat: Seat, key: str) -> str | None:
    return seat.score.sheet.evidence.get(key) if seat.score else None


def _framed(id_: str, tables: Iterable[Table], found: Consolidation) -> dict[str, Any]:
    """What every item has: its application, and tables of what each assessor or sheet has."""
    application = found.register.application(id_)
    made = [{"heads": heads, "lines": [list(map(typeset.narrow, line)) for line in lines]} for heads, lines in tables]
    room = sum(max(_ROW, sum(map(len, row))) for table in made for row in table["lines"])
    return {
        "application": id_, "project": application.title if application else "", "tables": made, "long": room > _LONG,
    }  # fmt: skip


def _heads(keys: Iterable[str], lang: str) -> list[str]:
    return [REPORTS[key][lang] for key in keys]


def _item(item: Item, result: Result, found: Consolidation, lang: str) -> dict[str, Any]:
    limits, tables = agendasheet.limits(item), _tables(item, result, found, lang)
    return _framed(item.application, tables, found) | {
        "place": f"{result.edition.name[lang]} · {STAGE_WORDS[item.stage][lang]}",
        "subject": subject_words(item.subject, result, lang), "why": agendasheet.why(item, lang),
        "limits": REPORTS["limits"][lang].format(limits=limits) if limits else "",
        "ends": agendasheet.ends(item, result, lang) + (agendasheet.positions(item, result, lang) if item.kind == "band" else []),
    }  # fmt: skip


_HEADS = {
    "indicator": ("who", "given", "evidence"), "bonus": ("who", "given", "evidence"), "band": ("who", "own-total", "own-band"),
    "documents": ("who", "standing", "found"), "panel": ("who", "standing", "reason-apart"), "stopped": ("sheet", "own-total", "file"),
}  # fmt: skip


def _tables(item: Item, result: Result, found: Consolidation, lang: str) -> Iterator[Table]:
    heads = _heads(_HEADS[item.kind], lang)
    if item.kind != "stopped":
        yield heads, _lines(item, result, lang)
    for choice in found.choices if item.kind == "stopped" else ():
        if (choice.application, choice.stage, choice.assessor) == (item.application, item.stage, *item.who):
            yield heads, _candidates(choice.candidates, lang)
            if len(choice.candidates) > 1:
                yield _differences(choice, lang)


def _lines(item: Item, result: Result, lang: str) -> Iterator[Line]:
    """Everybody's position, in the order of the panel."""
    if item.kind == "documents":
        yield from ((seat.name, STANDINGS[seat.standing][lang], found_by(seat, result, lang)) for seat in result.seats)
    elif item.kind == "panel":
        yield from ((seat.name, STANDINGS[seat.standing][lang], _apart(seat)) for seat in result.seats)
    else:
        yield from (_position(item, seat, lang) for seat in result.counted)


def _candidates(candidates: Sequence[Candidate], lang: str) -> Iterator[Line]:
    for n, each in enumerate(candidates, 1):
        file = f"{each.file} ({WORDS['gone'][lang]})" if each.gone else each.file
        yield f"{n}. {each.sheet}", "–" if each.total is None else str(each.total), file


def _differences(choice: Choice, lang: str) -> Table:
    """Every answer in which they differ, by the numbers that `_candidates` gives them."""
    numbers = {each.key: str(n) for n, each in enumerate(choice.candidates, 1)}
    lines = [
        (difference.label if candidate is difference.answers[0][0] else "", numbers[candidate.key], answer)
        for difference in differences(choice, lang)
        for candidate, _, answer in difference.answers
    ]
    if not lines:
        return [WORDS["same"][lang], "", ""], lines
    return [WORDS["differs"][lang], REPORTS["sheet"][lang], WORDS["answer"][lang]], lines


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
