"""The document check: is an application considered, or what exactly keeps it from being so?

No points are given. A blank is no answer: while one is open, nothing is decided.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass as validated

from pyscoring.edition import AwardEdition, Condition, Named, Requirement, Stage, plain
from pyscoring.edition_check import PLACES, rule_text
from pyscoring.problems import Problem, errors
from pyscoring.scoresheet import CONFIG, Entry, ScoreSheet

State = Literal["met", "absent", "over", "open", "wrong"]
StatusKind = Literal["complete", "incomplete", "open", "invalid", "recused"]

MOST = Decimal(99_999)  # pages or words that can be typed
LIMITS = {"low": "0", "high": plain(MOST), "step": "1"}
"""What the messages about a typed number of pages or words say."""
_IN_THAI = {"slide": "สไลด์", "slides": "สไลด์", "page": "หน้า", "pages": "หน้า", "clause": "ข้อ", "clauses": "ข้อ"}
_UNITS = {"pages": {"th": "หน้า", "en": "pages"}, "words": {"th": "คำ", "en": "words"}}
_STATUS: Mapping[StatusKind, Mapping[str, str]] = {
    "complete": {"th": "ครบถ้วน", "en": "Complete"},
    "incomplete": {"th": "ไม่ครบถ้วน", "en": "Incomplete"},
    "open": {"th": "ยังไม่ตอบ {n} รายการ", "en": "{n} to answer"},
    "invalid": {"th": "แก้ไข {n} แห่ง", "en": "{n} to correct"},
    "recused": {"th": "งดตรวจ", "en": "Recused"},
}


@validated(frozen=True, slots=True, config=CONFIG)
class DocumentSheet(ScoreSheet):
    """One assessor's document check of one application; blanks are left out.

    `received` holds the answers to what is only received, `counts` the pages and words, both by
    the requirement's id; the answers about the type's conditions are in `eligibility`.
    """

    received: Mapping[str, bool] = Field(default_factory=dict)
    counts: Mapping[str, Entry] = Field(default_factory=dict)

    def _entries(self) -> dict[str, Any]:
        counts = {key: plain(count) for key, count in self.counts.items()}
        return ScoreSheet._entries(self) | {
            "eligibility": dict(self.eligibility), "received": dict(self.received), "counts": counts,
        }  # fmt: skip


@dataclass(frozen=True)
class Line:
    """What was found about one condition or requirement; `seen` is what was answered or counted."""

    key: str
    item: Condition | Requirement
    short: Mapping[str, str]
    state: State
    seen: bool | Decimal | None


@dataclass(frozen=True)
class DocumentCheck:
    """The outcome of one document check.

    ``complete``: the application is considered; ``incomplete``: it is not, and `lines` and
    `problems` say exactly why. Any other status decides nothing, and `next` is None.
    """

    edition: AwardEdition
    sheet: DocumentSheet
    status: StatusKind
    count: int
    lines: tuple[Line, ...]
    next: Named | None
    problems: tuple[Problem, ...]

    @property
    def complete(self) -> bool:
        return self.status == "complete"

    def text(self, lang: str = "th") -> str:
        """The status in words, with what comes of it where the application is not considered."""
        return status_text(self.edition, self.status, lang).format(n=self.count)

    def having(self, *states: State) -> list[Line]:
        """The lines in one of these states, in the order of the sheet; none of a recused assessor."""
        return [line for line in self.lines if line.state in states and self.status != "recused"]


def check(edition: AwardEdition, sheet: DocumentSheet, problems: Iterable[Problem] = ()) -> DocumentCheck:
    """Check one application's documents; `problems` are those met while the sheet was read.

    Source: the edition's slides, named beside each condition and requirement.
    """
    read = tuple(problems)
    found = [*read, *_sheet_problems(edition, sheet), *_count_problems(edition, sheet)]
    wrong = {p.field for p in errors(found)}
    lines = tuple(_lines(edition, sheet, wrong))
    if not sheet.conflict:
        found += [problem for line in lines if (problem := _told(line))]
    status, count = _status(sheet, lines, found)
    after = edition.after_documents
    outcome = {"complete": after.considered, "incomplete": after.not_considered} if after else {}
    return DocumentCheck(edition, sheet, status, count, lines, outcome.get(status), tuple(found))


def is_checked(edition: AwardEdition, stage: Stage | None) -> bool:
    """Whether documents are checked in this stage, on a form of their own and without points."""
    return stage == "document" and bool(edition.documents)


def fewest(edition: AwardEdition, stage: Stage | None) -> int:
    """How many must count for a result that needs no decision: of a document check one, else as the edition says."""
    return 1 if is_checked(edition, stage) else edition.consolidation.minimum_assessors


def definition(edition: AwardEdition) -> str:
    """First 12 hex digits of the SHA-256 of what a document check rests on: conditions, requirements, what follows."""
    data = edition.model_dump(include={"id", "award", "fiscal_year", "eligibility", "documents", "after_documents"})
    text = json.dumps(rule_text(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def status_text(edition: AwardEdition, kind: StatusKind, lang: str) -> str:
    """The status in words, with ``{n}`` for the count."""
    lang = "th" if lang == "th" else "en"
    after = edition.after_documents
    said = _STATUS[kind][lang]
    return (
        f"{said}: {after.not_considered.name[lang]}"
        if kind == "incomplete" and after and after.not_considered
        else said
    )


def unit(item: Requirement, lang: str) -> str:
    """What is counted: pages or words."""
    return _UNITS[item.kind]["th" if lang == "th" else "en"]


def short(number: int) -> Mapping[str, str]:
    """A condition's name where many are listed; `number` is its place on the sheet, from 1."""
    return {"th": f"เงื่อนไข {number}", "en": f"condition {number}"}


def check_count(item: Requirement, count: Decimal) -> Problem | None:
    """What is wrong with a number of pages or words, whatever its limit."""
    if 0 <= count <= MOST and not count % 1:
        return None
    code = "D11" if 0 <= count <= MOST else "D03"
    return Problem(code, LIMITS | {"seen": plain(count)}, field=f"document:{item.id}")


def _count_problems(edition: AwardEdition, sheet: DocumentSheet) -> Iterator[Problem]:
    for item in edition.documents:
        problem = check_count(item, sheet.counts[item.id]) if item.id in sheet.counts else None
        if problem:
            yield problem


def _sheet_problems(edition: AwardEdition, sheet: DocumentSheet) -> Iterator[Problem]:
    if sheet.edition not in (None, edition.id):
        yield Problem("T03", {"seen": sheet.edition, "wanted": edition.id}, field="edition")
    answers = {f"eligibility:{id_}" for id_ in sheet.eligibility}
    answers |= {f"document:{id_}" for id_ in (*sheet.received, *sheet.counts)}
    known = {f"eligibility:{item.id}" for item in edition.eligibility} | {f"document:{d.id}" for d in edition.documents}
    for key in sorted(answers - known):
        yield Problem("T07", {"key": key}, field=key)


def _lines(edition: AwardEdition, sheet: DocumentSheet, wrong: Collection[str | None]) -> Iterator[Line]:
    for number, condition in enumerate(edition.eligibility, 1):
        key, yes = f"eligibility:{condition.id}", sheet.eligibility.get(condition.id)
        yield Line(key, condition, short(number), "wrong" if key in wrong else _answered(yes), yes)
    for item in edition.documents:
        key = f"document:{item.id}"
        seen: bool | Decimal | None = (sheet.received if item.kind == "yes-no" else sheet.counts).get(item.id)
        state = _answered(seen) if item.kind == "yes-no" else _counted(item, seen)
        yield Line(key, item, {"th": item.short.th, "en": item.short.en}, "wrong" if key in wrong else state, seen)


def _answered(yes: bool | Decimal | None) -> State:
    return "open" if yes is None else "met" if yes else "absent"


def _counted(item: Requirement, count: bool | Decimal | None) -> State:
    """Nothing at all is absent, however little is asked for."""
    if count is None or item.at_most is None:
        return "open"
    return "absent" if count == 0 else "over" if count > item.at_most else "met"


def _told(line: Line) -> Problem | None:
    item, source = line.item, line.item.source
    label = {"th": item.name.th, "en": item.name.en}
    if line.state == "open":
        return Problem("D21", {"label": label}, field=line.key)
    if line.state == "absent":
        code = "D23" if isinstance(item, Condition) else "D22"
        return Problem(code, {"label": label, "source": source_words(source)}, field=line.key)
    if line.state == "over" and isinstance(item, Requirement) and line.seen is not None:
        units = {lang: unit(item, lang) for lang in ("th", "en")}
        details = {"label": label, "seen": plain(Decimal(line.seen)), "limit": item.at_most, "unit": units}
        return Problem("D24", details | {"source": source_words(source)}, field=line.key)
    return None


def source_words(source: str) -> Mapping[str, str]:
    """Where a rule comes from, in Thai and English."""
    parted = (place.partition(" ") for place in PLACES.split(source))
    return {"th": ", ".join(f"{_IN_THAI.get(kind, kind)}{space}{told}" for kind, space, told in parted), "en": source}


def _status(sheet: DocumentSheet, lines: Sequence[Line], found: Sequence[Problem]) -> tuple[StatusKind, int]:
    """A recusal comes before everything, a mistake before a gap, and a gap before a verdict."""
    mistakes = sum(p.code != "D21" for p in errors(found))
    states = [line.state for line in lines]
    if sheet.conflict:
        return "recused", 0
    if mistakes:
        return "invalid", mistakes
    if "open" in states:
        return "open", states.count("open")
    return ("incomplete" if {"absent", "over"} & set(states) else "complete"), 0
