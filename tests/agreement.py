"""Do the workbook's live formulas and the Python core give the same answers?

`python -m tests.agreement [COUNT]` fills the real template in the real LibreOffice with
COUNT random sheets an edition (20,000) and prints the differences.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyscoring.edition import AwardEdition, Bonus, load
from pyscoring.edition_files import available
from pyscoring.score import score
from pyscoring.scoresheet import ScoreSheet
from tests.office_batch import Batch, Rows
from workbook.office.libreoffice import Office
from workbook.scoresheet import layout
from workbook.scoresheet.official import band_text
from workbook.scoresheet.template import template

BATCH = 1_000
CENT = Decimal("0.01")
Vector = tuple[tuple[Decimal | None, ...], tuple[bool | None, ...]]


@dataclass
class Comparison:
    edition: str
    count: int = 0
    complete: int = 0
    at_threshold: int = 0
    ties: int = 0
    differences: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.edition}: {self.count:,} sheets ({self.complete:,} complete, {self.at_threshold:,} on or 0.01 below a threshold, "
            f"{self.ties:,} ties at the third decimal), {len(self.differences)} differences"
        )


def scored_editions() -> list[str]:
    return [id_ for id_ in available() if isinstance(load(id_), AwardEdition)]


def compare(office: Office, edition: AwardEdition, vectors: Iterator[Vector], lang: str = "th") -> Comparison:
    """Each vector through the sheet's formulas and through `score`; every difference as a line."""
    found = Comparison(edition.id)
    with TemporaryDirectory() as folder:
        blank = Path(folder, "blank.xlsx")
        blank.write_bytes(template(edition, lang))
        sheet = _Sheet(office, blank, edition, lang)
        try:
            while batch := list(islice(vectors, BATCH)):
                for vector, seen in zip(batch, sheet.answers(batch), strict=True):
                    _note(found, edition, vector, seen, lang)
        finally:
            sheet.close()
    return found


def random_vectors(edition: AwardEdition, count: int, seed: int) -> Iterator[Vector]:
    """Sheets in steps of 0.01: plain random, on a threshold, 0.01 below one, ties, and with blanks."""
    rng = random.Random(seed)
    makers = [_plain, _threshold, _just_below, _tie, _blanks]
    for n in range(count):
        yield makers[n % len(makers)](rng, edition)


def threshold_pairs(edition: AwardEdition) -> Iterator[Vector]:
    """Every pair of dimension scores in steps of 0.1 that totals exactly a threshold."""
    first, second = edition.dimensions
    tenth = Decimal("0.1")
    for band in edition.bands:
        if band.at_least in ("unset", 0):
            continue
        for n in range(int(first.weight / tenth) + 1):
            rest = Decimal(band.at_least) - n * tenth
            if 0 <= rest <= second.weight:
                entries = _spread(n * tenth, [i.high for i in first.indicators]) + _spread(
                    rest, [i.high for i in second.indicators]
                )
                yield tuple(entries), (None,) * len(edition.features)


class _Sheet:
    """The template open in LibreOffice, with its entries and results at hand."""

    def __init__(self, office: Office, path: Path, edition: AwardEdition, lang: str) -> None:
        self._document = office.open(path)
        self._words = {True: layout.YES[lang], False: layout.NO[lang], None: ""}
        self._batch = Batch(office, self._document.model)
        sheet = self._document.sheet("Score")
        at = {r.key: r.number for r in layout.rows(edition) if r.key}
        groups = [[f"indicator:{i.id}" for i in d.indicators] for d in edition.dimensions]
        groups += [[f"bonus:{f.id}" for f in edition.features]] if edition.features else []
        self._entries = [sheet.getCellRangeByName(f"E{at[g[0]]}:E{at[g[-1]]}") for g in groups]
        self._sizes = [len(group) for group in groups]
        self._results = sheet.getCellRangeByName(f"E{at['total']}:E{at['status']}")

    def answers(self, vectors: Sequence[Vector]) -> Iterator[tuple[Any, ...]]:
        """The total, the band and the status that the sheet shows after each vector was entered."""
        for (total,), (band,), (status,) in self._batch.results(
            self._entries, self._results, [*map(self._rows, vectors)]
        ):
            yield total, band, status

    def _rows(self, vector: Vector) -> tuple[Rows, ...]:
        entries, answers = vector
        cells = iter([("" if e is None else float(e),) for e in entries] + [(self._words[a],) for a in answers])
        return tuple(tuple(islice(cells, size)) for size in self._sizes)

    def close(self) -> None:
        self._document.close()


def _note(found: Comparison, edition: AwardEdition, vector: Vector, seen: tuple[Any, ...], lang: str) -> None:
    entries, answers = vector
    result = score(
        edition,
        ScoreSheet(
            scores={i.id: e for i, e in zip(edition.indicators, entries, strict=True) if e is not None},
            bonus={f.id: a for f, a in zip(edition.features, answers, strict=True) if a is not None},
        ),
    )
    wanted = (
        "" if result.total is None else float(result.total),
        band_text(result, lang) or "",
        result.status.text(lang),
    )
    found.count += 1
    found.complete += result.complete
    thresholds = {Decimal(b.at_least) for b in edition.bands if b.at_least != "unset"} - {Decimal(0)}
    found.at_threshold += result.total is not None and bool({result.total, result.total + CENT} & thresholds)
    found.ties += (
        result.exact is not None and (result.exact * 1000).denominator == 1 and (result.exact * 1000) % 10 == 5
    )
    if seen != wanted:
        found.differences.append(f"{vector}: formulas {seen}, Python {wanted}")


def _plain(rng: random.Random, edition: AwardEdition) -> Vector:
    return tuple(_step(rng, i.high) for i in edition.indicators), _answers(rng, edition)


def _blanks(rng: random.Random, edition: AwardEdition) -> Vector:
    entries, answers = _plain(rng, edition)
    gone = set(rng.sample(range(len(entries)), rng.choice((1, 1, 2, 3, len(entries)))))
    return tuple(None if n in gone else e for n, e in enumerate(entries)), answers


def _threshold(rng: random.Random, edition: AwardEdition) -> Vector:
    return _at(rng, edition, Decimal(0))


def _just_below(rng: random.Random, edition: AwardEdition) -> Vector:
    return _at(rng, edition, CENT)


def _at(rng: random.Random, edition: AwardEdition, below: Decimal) -> Vector:
    """Entries that total a threshold, or 0.01 below it, with whatever bonus there is."""
    answers = _answers(rng, edition)
    bonus = sum((rule.points for rule in edition.bonus if _confirmed(rule, edition, answers)), Decimal(0))
    known = [Decimal(b.at_least) for b in edition.bands if b.at_least not in ("unset", 0)] or [Decimal(70)]
    share = sum((i.high for i in edition.indicators), Decimal(0)) / edition.total.full_mark
    target = (rng.choice(known) - below - bonus) * share
    return _scatter(rng, target, edition), answers


def _tie(rng: random.Random, edition: AwardEdition) -> Vector:
    """A total with a 5 at the third decimal where the weights allow one, else as near as they do."""
    whole = sum((i.high for i in edition.indicators), Decimal(0)) / edition.total.full_mark
    target = (Decimal(rng.randint(0, int(edition.total.full_mark) * 100 - 1)) / 100 + Decimal("0.005")) * whole
    return _scatter(rng, target, edition), _answers(rng, edition)


def _confirmed(rule: Bonus, edition: AwardEdition, answers: tuple[bool | None, ...]) -> bool:
    ids = {f.id for f in rule.features}
    return any(a for f, a in zip(edition.features, answers, strict=True) if f.id in ids)


def _scatter(rng: random.Random, target: Decimal, edition: AwardEdition) -> tuple[Decimal | None, ...]:
    """Random entries in steps of 0.01 that sum to `target`, cut to a hundredth."""
    highs = [i.high for i in edition.indicators]
    order = rng.sample(range(len(highs)), len(highs))
    left, entries = target.quantize(CENT, rounding="ROUND_DOWN"), [Decimal(0)] * len(highs)
    for place, n in enumerate(order):
        room = sum((highs[m] for m in order[place + 1 :]), Decimal(0))
        low, high = max(left - room, Decimal(0)), min(highs[n], left)
        entries[n] = Decimal(rng.randint(int(low * 100), int(high * 100))) / 100
        left -= entries[n]
    return tuple(entries)


def _spread(total: Decimal, highs: list[Decimal]) -> list[Decimal]:
    entries = []
    for high in highs:
        entries.append(min(high, total))
        total -= entries[-1]
    return entries


def _step(rng: random.Random, high: Decimal) -> Decimal:
    return (
        rng.choice((Decimal(0), CENT, high)) if rng.random() < 0.1 else Decimal(rng.randint(0, int(high * 100))) / 100
    )


def _answers(rng: random.Random, edition: AwardEdition) -> tuple[bool | None, ...]:
    return tuple(rng.choice((True, False, None)) if rng.random() < 0.5 else None for _ in edition.features)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    differences = 0
    with Office() as office:
        for n, id_ in enumerate(scored_editions()):
            edition = load(id_)
            assert isinstance(edition, AwardEdition)
            found = compare(office, edition, random_vectors(edition, count, n))
            differences += len(found.differences)
            print(found, *found.differences[:5], sep="\n  ", flush=True)
    raise SystemExit(1 if differences else 0)


if __name__ == "__main__":
    main()
