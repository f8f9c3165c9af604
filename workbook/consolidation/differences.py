"""Where the score sheets that claim one place differ, answer by answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

from pyscoring.document import DocumentSheet
from pyscoring.edition import plain
from workbook.committee.assembly import Candidate, Choice
from workbook.consolidation.decision_texts import WORDS
from workbook.consolidation.result_words import day
from workbook.documents import document_layout
from workbook.scoresheet import layout
from workbook.scoresheet.layout import NO, YES
from workbook.scoresheet.texts import LABELS

_FIELDS = {"indicator": "scores", "document": "received", "conflict-reason": "conflict_reason"}  # of a sheet, by key
_OWN = ("title", "date", "conflict", "conflict-reason")  # fields of a sheet as a whole that a choice may turn on


@dataclass(frozen=True)
class Difference:
    """A field in which the candidates differ: its label, and each candidate's cell and answer."""

    label: str
    answers: tuple[tuple[Candidate, str, str], ...]


def differences(choice: Choice, lang: str) -> Iterator[Difference]:
    """Every field in which the candidates' answers are not the same, in the order of the form.

    Of a sheet that only the ledger has, no more is known than what its entry has.
    """
    answers = [(c, _answers(c, lang)) for c in choice.candidates]
    rows = _form(choice).keys(choice.candidates[0].result.edition)
    keys = [*_OWN, *(key for key in rows if ":" in key and not key.startswith("dimension:"))]
    for key in [*keys, *(f"evidence:{key}" for key in keys)]:
        found = [
            (c, _cell(c, key, lang), known.get(key, "–")) for c, known in answers if not (c.gone and _is_lost(key, c))
        ]
        if len({answer for _, _, answer in found}) > 1:
            yield Difference(_label(key, choice, lang), tuple(found))


def _form(choice: Choice) -> ModuleType:
    """The layout of the form that is filled in for this place."""
    return document_layout if isinstance(choice.candidates[0].answers, DocumentSheet) else layout


def _is_lost(key: str, candidate: Candidate) -> bool:
    field = key.partition(":")[0]
    return _FIELDS.get(field, field) not in candidate.told


def _answers(candidate: Candidate, lang: str) -> dict[str, str]:
    """A sheet's answers as people read them, by key."""
    sheet = candidate.answers
    yes_no = {
        **{f"bonus:{k}": v for k, v in sheet.bonus.items()},
        **{f"eligibility:{k}": v for k, v in sheet.eligibility.items()},
    }
    counts = {f"indicator:{id_}": entry for id_, entry in sheet.scores.items()}
    if isinstance(sheet, DocumentSheet):
        yes_no |= {f"document:{id_}": yes for id_, yes in sheet.received.items()}
        counts = {f"document:{id_}": count for id_, count in sheet.counts.items()}
    if sheet.conflict is not None:
        yes_no["conflict"] = sheet.conflict
    texts = {
        "title": sheet.title,
        "conflict-reason": sheet.conflict_reason,
        "date": day(sheet.date, lang) if sheet.date else "",
    }
    return {
        **{key: text for key, text in texts.items() if text},
        **{key: (YES if answer else NO)[lang] for key, answer in yes_no.items()},
        **{key: plain(entry) for key, entry in counts.items()},
        **{f"evidence:{key}": text for key, text in sheet.evidence.items()},
    }


def _cell(candidate: Candidate, key: str, lang: str) -> str:
    """Where an answer stands; of a remark the row, as its column is not kept."""
    place = candidate.cells.get(key.removeprefix("evidence:"), "")
    if key.startswith("evidence:") and place:
        return WORDS["row"][lang].format(n=place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return place or "–"


def _label(key: str, choice: Choice, lang: str) -> str:
    if key.startswith("evidence:"):
        return WORDS["evidence"][lang].format(label=_label(key.removeprefix("evidence:"), choice, lang))
    if key in LABELS:
        return LABELS[key][lang]
    label = _form(choice).row_label(key, choice.candidates[0].result.edition, lang) or ""
    return f"{key.partition(':')[2]} {label}".strip()


def height(choice: Choice) -> int:
    """How many lines the differences take on the sheet, their heading with them."""
    found = [len(d.answers) for d in differences(choice, "en")]
    return 1 + sum(found) if found or len(choice.candidates) > 1 else 0
