"""Document checks for tests: made by the real template, and held against LibreOffice in bulk."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyscoring.document import DocumentCheck, DocumentSheet, check
from pyscoring.edition import AwardEdition, scored
from tests.office_batch import Batch
from workbook.documents import document_layout
from workbook.documents.document_sheet import DOCUMENTS, document_template
from workbook.files.patch import patch
from workbook.office.libreoffice import Office
from workbook.scoresheet import layout
from workbook.scoresheet.fill import edits_of
from workbook.scoresheet.official import missing_text, over_text

BATCH = 500
Answer = bool | Decimal | None
Answers = dict[str, Answer]  # by row key
WORDS = {lang: {True: layout.YES[lang], False: layout.NO[lang], None: ""} for lang in ("th", "en")}
DECLARED: dict[str, Any] = {
    "application": "ก-1", "title": "ผลงานสมมติ", "assessor": "ผู้ประเมิน 1", "date": "20/2/2558", "conflict": "ไม่ใช่",
}  # fmt: skip


@cache
def blank(edition_id: str, lang: str = "th") -> bytes:
    return document_template(scored(edition_id), lang)


def passing(edition: AwardEdition) -> Answers:
    """Every condition met, everything received, and every count exactly at its limit."""
    answers: Answers = {f"eligibility:{item.id}": True for item in edition.eligibility}
    limits = {item.id: Decimal(item.at_most) if item.at_most else None for item in edition.documents}
    return answers | {f"document:{id_}": limit if limit is not None else True for id_, limit in limits.items()}


def write(path: Path, edition: AwardEdition, answers: Mapping[str, Any], lang: str = "th") -> Path:
    """A workbook of the real template with these answers by row key, yes as true."""
    typed = {
        k: WORDS[lang][v] if isinstance(v, bool) else float(v) if isinstance(v, Decimal) else v
        for k, v in answers.items()
    }
    cells = edits_of(document_layout.rows(edition), {k: v for k, v in (DECLARED | typed).items() if v is not None})
    path.write_bytes(patch(blank(edition.id, lang), {DOCUMENTS: cells}))
    return path


def judged(edition: AwardEdition, answers: Answers, **more: Any) -> DocumentCheck:
    """The Python core's verdict on these answers."""
    found: dict[str, dict[str, Any]] = {"eligibility": {}, "received": {}, "counts": {}}
    for key, answer in answers.items():
        family, _, id_ = key.partition(":")
        if answer is not None:
            kind = family if family == "eligibility" else "received" if isinstance(answer, bool) else "counts"
            found[kind][id_] = answer
    return check(edition, DocumentSheet(**found, **more))


@dataclass
class Comparison:
    edition: str
    count: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        kinds = ", ".join(f"{n:,} {kind}" for kind, n in sorted(self.kinds.items()))
        return f"{self.edition}: {self.count:,} document checks ({kinds}), {len(self.differences)} differences"


def compare(
    office: Office, edition: AwardEdition, vectors: Iterator[tuple[bool | None, Answers]], lang: str
) -> Comparison:
    """Each vector, a conflict and answers, through the sheet's formulas and through `check`."""
    found = Comparison(f"{edition.id} {lang}")
    with TemporaryDirectory() as folder:
        path = Path(folder, "blank.xlsx")
        path.write_bytes(blank(edition.id, lang))
        with office.open(path) as document:
            sheet = document.sheet(DOCUMENTS)
            at = {row.key: row.number for row in document_layout.rows(edition) if row.key}
            keys, shown = list(passing(edition)), document_layout.results(edition)
            groups = _runs(keys, at)
            areas = [sheet.getCellRangeByName(f"E{at[group[0]]}:E{at[group[-1]]}") for group in groups]
            top, bottom = (end(at[key] for key in (*keys, *shown)) for end in (min, max))
            block, batch = sheet.getCellRangeByName(f"E{top}:G{bottom}"), Batch(office, document.model)
            while taken := list(islice(vectors, BATCH)):
                typed = [
                    {k: _typed(a, lang) for k, a in [*answers.items(), ("conflict", said)]} for said, answers in taken
                ]
                sheets = [tuple(tuple((one[key],) for key in group) for group in groups) for one in typed]
                for (conflict, answers), rows in zip(taken, batch.results(areas, block, sheets), strict=True):
                    seen = tuple(rows[row - top][0] for row in range(at[shown[0]], at[shown[-1]] + 1))
                    checks = (rows[row - top][2] for row in range(at[keys[0]], at[keys[-1]] + 1))
                    lines = [value for value in checks if value]
                    _note(found, judged(edition, answers, conflict=conflict), seen, lines, lang)
    return found


def _typed(answer: Answer, lang: str) -> str | float:
    return float(answer) if isinstance(answer, Decimal) else WORDS[lang][answer]


def _runs(keys: list[str], at: Mapping[str, int]) -> list[list[str]]:
    """The keys of the entries by rows that stand together."""
    runs: list[list[str]] = [["conflict"]]
    for key in keys:
        if at[key] == at[runs[-1][-1]] + 1:
            runs[-1].append(key)
        else:
            runs.append([key])
    return runs


def _note(found: Comparison, wanted: DocumentCheck, seen: tuple[Any, ...], lines: list[Any], lang: str) -> None:
    from pyscoring.edition import Condition
    from workbook.documents.document_texts import FOUND

    found.count += 1
    found.kinds[wanted.status] = found.kinds.get(wanted.status, 0) + 1
    texts = (wanted.text(lang), missing_text(wanted, lang), over_text(wanted, lang))
    states = [
        FOUND["unmet" if line.state == "absent" and isinstance(line.item, Condition) else line.state][lang]
        for line in wanted.lines
    ]
    if len(seen) == 2:  # nothing is counted
        texts = texts[:2] if not texts[2] else texts
    if (seen, lines) != (texts, states):
        found.differences.append(f"formulas {seen} {lines}, Python {texts} {states}")


def random_checks(edition: AwardEdition, count: int, seed: int) -> Iterator[tuple[bool | None, Answers]]:
    """Random answers around every limit: mostly passing, some with gaps, mistakes and conflicts."""
    rng = random.Random(seed)
    limits = {f"document:{item.id}": item.at_most for item in edition.documents}
    for n in range(count):
        answers = passing(edition)
        for key in rng.sample(list(answers), rng.choice((0, 1, 1, 2, 3, len(answers)))):
            answers[key] = _answer(rng, limits.get(key), wrong=n % 5 == 0, gaps=n % 3 == 0)
        yield rng.choice((None, False, False, False, True) if n % 7 == 0 else (None, False)), answers


def _answer(rng: random.Random, limit: int | None, wrong: bool, gaps: bool) -> Answer:
    if gaps and rng.random() < 0.4:
        return None
    if limit is None:
        return rng.random() < 0.5
    if wrong and rng.random() < 0.4:
        return rng.choice((Decimal("0.5"), Decimal(-1), Decimal(100_000), Decimal(limit) + Decimal("0.01")))
    return Decimal(rng.choice((0, 1, limit - 1, limit, limit + 1, rng.randint(0, 2 * limit), 99_999)))
