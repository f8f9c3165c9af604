"""The filled workbooks of the parity table: what is written into each, and the score that was meant by it.

The score is made from what was meant, not from the file: nothing that reads a spreadsheet is asked.

Left out is what some host cannot know by its nature. Formulas, functions and macros see values only, so no entry is a
percentage, a date or a formula. LibreOffice reads a tab or a line break in a file's text as another character, so
the spaces around texts are those within a line; tests/test_odd_entries.py sets the others in the open document.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pyscoring.edition import AwardEdition, Indicator, scored
from pyscoring.problems import Problem
from pyscoring.score import Score, score
from pyscoring.scoresheet import ScoreSheet
from tests.agreement import CENT, Vector, random_vectors, scored_editions
from tests.random_sheets import ERRORS, NO, STAGES, WORDS, YES, as_blank, as_number, as_typed
from tests.random_writer import DATE, Written, workbook

SEED = 2558
LANGUAGES = ("th", "en")
WRONG = object()  # what is meant by a cell that nobody can understand
_CODES = {"indicator": "D02", "bonus": "D12", "eligibility": "D12", "conflict": "D12", "stage": "D13"}
Cell = tuple[Written, Any]  # how it is written; a number, an answer, a stage, None for nothing, or WRONG


@dataclass(frozen=True)
class Case:
    """One workbook and the cells that were filled in it, by row key.

    `alone` is the score of the entries without what is declared elsewhere on the sheet.
    """

    number: int
    edition: AwardEdition
    lang: str
    data: bytes
    filled: Mapping[str, Written]
    score: Score
    alone: Score

    @property
    def name(self) -> str:
        return f"parity_{self.number:04}"

    @property
    def at_threshold(self) -> bool:
        bands = {Decimal(b.at_least) for b in self.edition.bands if b.at_least not in ("unset", 0)}
        total = self.score.total
        return total is not None and bool({total, total + CENT} & bands)

    @property
    def tie(self) -> bool:
        """Whether the exact total has a 5 as its third and last decimal."""
        thousandths = None if self.score.exact is None else self.score.exact * 1000
        return thousandths is not None and thousandths.denominator == 1 and thousandths % 10 == 5


def cases(count: int) -> Iterator[Case]:
    """`count` workbooks, the same ones every time: the editions and the languages in turn."""
    editions = [scored(id_) for id_ in scored_editions()]
    vectors = {e.id: random_vectors(e, count, SEED) for e in editions}
    for number in range(count):
        edition = editions[number % len(editions)]
        lang = LANGUAGES[number // len(editions) % len(LANGUAGES)]
        yield _case(number, edition, lang, next(vectors[edition.id]))


def _case(number: int, edition: AwardEdition, lang: str, vector: Vector) -> Case:
    rnd = random.Random(SEED + number)
    cells = _cells(rnd, edition, lang, vector)
    written = {key: written for key, (written, _) in cells.items()} | _declared(rnd, number)
    filled = {key: _in_one_line(cell) for key, cell in written.items()}
    meant = {key: value for key, (_, value) in cells.items()}
    data = workbook(rnd, edition, lang, filled, whole=True)
    alone = _score(edition, lang, _entries(meant))
    return Case(number, edition, lang, data, filled, _score(edition, lang, meant), alone)


def _in_one_line(written: Written) -> Written:
    return replace(written, text=re.sub(r"[\t\n\r]", " ", written.text))


def _entries(meant: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in meant.items() if key.startswith(("indicator:", "bonus:"))}


def _score(edition: AwardEdition, lang: str, meant: dict[str, Any]) -> Score:
    wrong = [Problem(_CODES[key.partition(":")[0]], field=key) for key, value in meant.items() if value is WRONG]
    known = {key: value for key, value in meant.items() if value is not WRONG and value is not None}
    families: dict[str, dict[str, Any]] = {"indicator": {}, "bonus": {}, "eligibility": {}}
    for key, value in known.items():
        family, _, id_ = key.partition(":")
        if id_:
            families[family][id_] = value
    sheet = ScoreSheet(
        edition=edition.id, language=lang, conflict=known.get("conflict"), stage=known.get("stage"),
        scores=families["indicator"], bonus=families["bonus"], eligibility=families["eligibility"],
    )  # fmt: skip
    return score(edition, sheet, wrong)


def _cells(rnd: random.Random, edition: AwardEdition, lang: str, vector: Vector) -> dict[str, Cell]:
    """The cells that bear on the result: most workbooks are sound, some have one to three odd cells or a recusal."""
    entries, answers = vector
    flavour = rnd.choices(("sound", "odd", "recused"), (55, 35, 10))[0]
    made: dict[str, Cell] = {}
    for indicator, entry in zip(edition.indicators, entries, strict=True):
        made[f"indicator:{indicator.id}"] = _entry(rnd, entry)
    made |= {f"bonus:{f.id}": _answer(rnd, lang, a) for f, a in zip(edition.features, answers, strict=True)}
    made |= {
        f"eligibility:{e.id}": _answer(rnd, lang, rnd.choice((True, True, False, None))) for e in edition.eligibility
    }
    made["conflict"] = _answer(rnd, lang, True if flavour == "recused" else rnd.choice((False, False, None)))
    made["stage"] = _stage(rnd)
    if flavour == "recused" and rnd.random() < 0.6:
        made |= {key: (as_blank(rnd), None) for key in made if key.startswith(("indicator:", "bonus:"))}
    if flavour == "odd":
        limits = {f"indicator:{i.id}": i for i in edition.indicators}
        for key in rnd.sample([*limits, *limits, *made], rnd.randint(1, 3)):
            made[key] = rnd.choice(ODD)(rnd, limits[key]) if key in limits else _odd_word(rnd, lang, key)
    return made


def _entry(rnd: random.Random, value: Decimal | None) -> Cell:
    if value is None:
        return as_blank(rnd), None
    return (as_number if rnd.random() < 0.7 else as_typed)(rnd, value), value


def _answer(rnd: random.Random, lang: str, value: bool | None) -> Cell:
    if value is None:
        return as_blank(rnd), None
    words = YES if value else NO
    own, other = words[lang], words["en" if lang == "th" else "th"]
    typed = rnd.choice((own, own, own, other, other.upper(), f" {own}", f"{own}\u00a0", f"\u200b{own}\t"))
    return Written("text", typed), value


def _stage(rnd: random.Random) -> Cell:
    if rnd.random() < 0.1:
        return as_blank(rnd), None
    stage = rnd.choice(tuple(STAGES))
    word = rnd.choice(STAGES[stage])
    return Written("text", rnd.choice((word, word.upper(), f"{word} ", f"\u3000{word}"))), stage


# Cells that are out of the ordinary, each with the number that is meant by it, if any.


def _odd_number(rnd: random.Random, indicator: Indicator) -> Cell:
    """Out of range, too fine for a cent, too small to matter."""
    text = rnd.choice((
        "1E-7", "1e-11", "-0", "-0.0", "1E+21", "1E+300", "-1E-12", "0.1", "45000", "1e1", f"{indicator.high + CENT}",
        f"{indicator.high * 10}", "-0.01", "-1", f"{indicator.high / 2 + Decimal('0.001')}", "0.30000000000000004",
        f"{indicator.high}.0000", "4.005", "0.0100000001",
    ))  # fmt: skip
    fine = Decimal(text).quantize(Decimal("1e-10"), "ROUND_HALF_UP") if abs(Decimal(text)) < 10**9 else Decimal(text)
    return Written("n", text), fine + 0


def _odd_text(rnd: random.Random, indicator: Indicator) -> Cell:
    text = rnd.choice(
        (*WORDS, *ERRORS, "4,5", "1,000", "๔,๕", "５％", "85%", "4.555", "4.500", "9" * 30, "TRUE", "5 .0", "'4")
    )
    return Written("text", text), WRONG


def _odd_typed(rnd: random.Random, indicator: Indicator) -> Cell:
    """A text that is a number, but not one that counts."""
    return as_typed(rnd, indicator.high + rnd.randint(1, 900) / Decimal(100)), indicator.high + 1


def _odd_kind(rnd: random.Random, indicator: Indicator) -> Cell:
    return rnd.choice((Written("b", rnd.choice("01")), Written("e", rnd.choice(ERRORS)), Written("e", "#N/A"))), WRONG


ODD: tuple[Callable[[random.Random, Indicator], Cell], ...] = (_odd_number, _odd_text, _odd_typed, _odd_kind)


def _odd_word(rnd: random.Random, lang: str, key: str) -> Cell:
    if rnd.random() < 0.2:
        return as_blank(rnd), None
    own = YES[lang] if key != "stage" else "desk"
    odd = rnd.choice((
        Written("text", "อาจจะ"), Written("text", "y"), Written("text", f"{own}{own}"), Written("n", "1"), Written("n", "0"),
        Written("b", "1"), Written("b", "0"), Written("e", "#N/A"), Written("e", "#REF!"), Written("text", "#N/A"),
    ))  # fmt: skip
    return odd, WRONG


def _declared(rnd: random.Random, number: int) -> dict[str, Written]:
    """Who, what and when: it has no part in the result, but it must not get in its way."""
    names = ("ผู้ประเมิน 1", " ผู้ประเมิน ๒", "\u200bผู้ประเมิน\u00a03")
    days = ("20/5/2558", "๒๐ พ.ค. ๒๕๕๘", "2015-05-20", "เมื่อวาน", "30/2/2558")
    error = Written("e", rnd.choice(ERRORS))
    own = Written("str", "ผู้ประเมิน 4", formula='"ผู้ประเมิน 4"')  # what is not an entry may be a formula
    return {
        "application": Written("text", f"ก-{number}"),
        "assessor": rnd.choice((*(Written("text", name) for name in names), Written("n", "12"), own, error, as_blank(rnd))),
        "date": rnd.choice((
            *(Written("text", day) for day in days), Written("n", "42144", DATE), Written("n", "42144"), error, as_blank(rnd),
        )),
        "conflict-reason": rnd.choice((as_blank(rnd), Written("text", "เป็นที่ปรึกษา"), error)),
    }  # fmt: skip
