"""Whether a sheet still is what an edition's template made of it: its rows, their labels, its live results."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps

from pyscoring.edition import AwardEdition
from pyscoring.problems import Problem
from workbook.files.values import Formula, Place, address
from workbook.scoresheet import typed

Cells = Mapping[Place, object]
_KEPT = 64  # editions; a round has a few


@dataclass(frozen=True)
class Shape:
    """What the blank sheet of an edition has: its keys, the labels of the edition's own rows, and its live results.

    `label` takes a key and a language; `labels` holds those of the rows that every edition has.
    """

    definition: str
    keys: tuple[str, ...]
    label: Callable[[str, str], str | None]
    labels: Mapping[str, Mapping[str, str]]
    results: tuple[str, ...]

    def names(self, key: str) -> frozenset[str]:
        """The labels that may stand beside a key, in either language; none for a key of another form."""
        return self._names.get(key, frozenset())

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        return {
            key: frozenset(filter(None, (self.label(key, lang) or self.labels.get(key, {}).get(lang) for lang in ("th", "en"))))
            for key in (*self.keys, *self.labels)
        }  # fmt: skip

    @cached_property
    def all_names(self) -> frozenset[str | None]:
        return frozenset().union(*self._names.values())

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(self.keys)

    def told(self, key: str) -> Mapping[str, str]:
        """A key as messages name it."""
        if key in self.labels:
            return self.labels[key]
        return {lang: f"{key.partition(':')[2]} {self.label(key, lang) or ''}".strip() for lang in ("th", "en")}


def once_each(make: Callable[[AwardEdition], Shape]) -> Callable[[AwardEdition], Shape]:
    """`make`, called once for each edition in memory: a copy of one with other rules is another edition."""
    kept: dict[int, tuple[AwardEdition, Shape]] = {}

    @wraps(make)
    def found(edition: AwardEdition) -> Shape:
        pair = kept.get(id(edition))  # the edition is kept too, so that no other can come to have its id
        if pair is None:
            if len(kept) >= _KEPT:
                kept.clear()
            pair = kept[id(edition)] = edition, make(edition)
        return pair[1]

    return found


def misshapen(shape: Shape, cells: Cells, rows: Mapping[str, int], columns: Mapping[str, int]) -> Iterator[Problem]:
    """What is wrong with the sheet as this edition's template."""
    seen = typed.text(cells.get((rows.get("definition", 0), columns["value"])))
    if "definition" in rows and seen != shape.definition:
        yield Problem("T03", {"seen": seen or "–", "wanted": shape.definition}, field="definition")
    for key in shape.keys:
        if key not in rows and key != "language":
            yield Problem("T04", {"key": key, "label": shape.told(key)}, field=key)
    known = shape.known
    families = ("indicator:", "bonus:", "dimension:", "eligibility:", "document:")
    for key in rows:
        if key not in known and key.startswith(families):
            yield Problem("T07", {"key": key}, field=key)
    yield from _labels(shape, cells, rows, columns)
    yield from _overwritten(shape, cells, rows, columns)


def _overwritten(shape: Shape, cells: Cells, rows: Mapping[str, int], columns: Mapping[str, int]) -> Iterator[Problem]:
    """Live results that are no formulas any more; only a file tells them apart, a range gives values."""
    found = {key: cells.get((rows[key], columns["value"])) for key in shape.results if key in rows}
    plain = [key for key in rows if not isinstance(found.get(key), Formula | None)]
    if plain and any(isinstance(value, Formula) for value in cells.values()):
        for key in plain:
            yield Problem("T13", {"label": shape.told(key)}, field=key)


def _labels(shape: Shape, cells: Cells, rows: Mapping[str, int], columns: Mapping[str, int]) -> Iterator[Problem]:
    """A label that stands beside another row's key: rows were sorted without the hidden column."""
    if "label" not in columns:
        yield Problem("T06", {"key": "label"})
        return
    for key, row in rows.items():
        names = shape.names(key)
        seen = typed.text(cells.get((row, columns["label"]))) if names else None
        if not names or seen in names:
            continue
        details, cell = {"key": key, "seen": typed.shown(seen)}, address(row, columns["label"])
        if seen in shape.all_names and any(seen in shape.names(other) for other in rows):
            yield Problem("T10", details, cell=cell, field=key)
        elif key not in shape.labels:
            yield Problem("T11", details, cell=cell, field=key)
