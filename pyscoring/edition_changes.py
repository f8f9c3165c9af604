"""What changed from one edition to another: every key of both, held side by side."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from pyscoring.edition import AwardEdition, DerivedAward, Gate
from pyscoring.rules import Model


class Step(NamedTuple):
    """A key of an edition; `id` names the entry of a list: ids stay where places change."""

    key: str
    id: str | None = None

    def __str__(self) -> str:
        return f"{self.key}[{self.id}]" if self.id else self.key


Path = tuple[Step, ...]


@dataclass(frozen=True)
class Change:
    """One difference.

    ``changed`` has the two values of a key, None where there is none; ``added`` and ``dropped`` have the whole entry
    of a list as `after` or `before`; ``order`` has the ids of the entries that both have, in both orders.
    """

    kind: Literal["changed", "added", "dropped", "order"]
    path: Path
    before: Any = None
    after: Any = None

    @property
    def key(self) -> str:
        """The place as text: ``dimensions[1].indicators[1.5].max``."""
        return ".".join(map(str, self.path))


def changes(old: AwardEdition | DerivedAward, new: AwardEdition | DerivedAward) -> list[Change]:
    """Every difference but that of the ids, entry by entry in the file's order, assumptions last; none of equal editions."""
    keys = [k for k in dict.fromkeys((*type(old).model_fields, *type(new).model_fields)) if k != "assumptions"]
    ranks = {path: n for n, path in enumerate(dict.fromkeys((*dict(_entries(old)), *dict(_entries(new)))))}

    def place(change: Change) -> tuple[int, list[int]]:
        key = change.path[0].key
        rank = [ranks[path] for path in _holders(change.path)]
        return keys.index(key) if key in keys else len(keys), rank

    return sorted([*_of_entries(old, new), *_of_values(old, new)], key=place)


def own(entry: Model) -> dict[Path, Any]:
    """The values of an entry that are not those of an entry within it, nor what goes without saying."""
    usual = {Step(name): field.default for name, field in type(entry).model_fields.items()}
    return {p: value for p, value in _values(entry) if not _holders(p) and value != usual.get(p[0])}


def _of_entries(old: Model, new: Model) -> Iterator[Change]:
    before, after = dict(_entries(old)), dict(_entries(new))
    yield from (Change("dropped", path, before=entry) for path, entry in before.items() if path not in after)
    yield from (Change("added", path, after=entry) for path, entry in after.items() if path not in before)
    for place in dict.fromkeys(_list(path) for path in before):
        orders = [
            [p[-1].id for p in those if _list(p) == place and p in before and p in after] for those in (before, after)
        ]
        if orders[0] != orders[1]:
            yield Change("order", place, *orders)


def _of_values(old: Model, new: Model) -> Iterator[Change]:
    before, after = dict(_values(old)), dict(_values(new))
    entries = set(dict(_entries(old))) & set(dict(_entries(new)))
    for path in dict.fromkeys((*before, *after)):
        if path != (Step("id"),) and entries.issuperset(_holders(path)) and before.get(path) != after.get(path):
            yield Change("changed", path, before.get(path), after.get(path))


def _holders(path: Path) -> list[Path]:
    """The entries that a place is of, from the outermost on."""
    return [path[: n + 1] for n, step in enumerate(path) if step.id]


def _list(path: Path) -> Path:
    """The list that an entry is of."""
    return (*path[:-1], Step(path[-1].key))


def _values(model: Model, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    for step, value in _inside(model):
        if isinstance(value, Model) and step.key != "rule":
            yield from _values(value, (*path, step))
        else:
            yield (*path, step), value


def _entries(model: Model, path: Path = ()) -> Iterator[tuple[Path, Model]]:
    for step, value in _inside(model):
        if step.id:
            yield (*path, step), value
            yield from _entries(value, (*path, step))


def _inside(model: Model) -> Iterator[tuple[Step, Any]]:
    """What a model holds and does not leave out, the entries of a list one by one."""
    held: Mapping[str, Any] = {name: getattr(model, name) for name in type(model).model_fields}
    for name, value in held.items():
        if _is_list(value):
            yield from ((Step(name, _id(entry)), entry) for entry in value)
        elif value is not None and value != ():
            yield Step(name), value


def _is_list(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Model)


def _id(entry: Any) -> str:
    """What one entry of a list is known by: a gate's id may occur again in another stage."""
    return f"{entry.stage}:{entry.id}" if isinstance(entry, Gate) else str(entry.id)


def by_entry(found: Iterable[Change]) -> dict[Path, list[Change]]:
    """The changes of values by the entry that they are of; of none, by the key at the top."""
    told: dict[Path, list[Change]] = {}
    for change in found:
        last = max((n for n, step in enumerate(change.path) if step.id), default=0)
        told.setdefault(change.path[: last + 1], []).append(change)
    return told
