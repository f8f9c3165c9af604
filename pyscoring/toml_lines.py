"""In which lines of a TOML file a key stands: `tomllib` does not say.

A file is cut after every statement, which is wherever `tomllib` takes what came since the last one, and each is parsed
by itself; a key stands in the first statement that says it. So the parser itself decides where, in time that grows
with the file and no faster.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pyscoring.problems import Problem

_STEP = re.compile(r"\[(\d*)\]|([^.\[\]]+)")
_DIGITS = 9  # of the number of an entry; Python reads no number of thousands
_MAY_END = re.compile(r"[\]}]|\"{3}|'{3}")  # with which a statement of several lines ends
_LEAST_TRIED = 1 << 20  # characters
Path = tuple[str | int, ...]
Span = tuple[int, int]  # the first and the last line, from 1


def placed(problems: Iterable[Problem], file: object, text: str) -> tuple[Problem, ...]:
    """Problems of keys of a sound TOML text, with its file and their lines, in the order of the lines."""
    lines = Lines(text)
    found = [replace(p, file=str(file), lines=lines.of(p.field or "")) for p in problems]
    return tuple(sorted(found, key=lambda p: (p.lines or (0, 0), p.field or "")))


class Lines:
    """The lines of a sound TOML text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def of(self, key: str) -> Span | None:
        """The first and the last line, from 1, of a key as problems name it.

        ``bands[2].at_least`` is one statement; ``bands[].at_least`` is all of them, from the first to the last. Of a
        key that is missing it is the first line of the table that lacks it. None where no line can be told.
        """
        steps = [int(number[:_DIGITS]) if number else name or "" for number, name in _STEP.findall(key)]
        found = [place for path in _paths(self._whole, steps) if (place := self._place(path))]
        return (min(first for first, _ in found), max(last for _, last in found)) if found else None

    @cached_property
    def _whole(self) -> dict[str, Any]:
        return _parsed(self._text) or {}

    def _place(self, path: Path) -> Span | None:
        """Of the last step that has a place of its own: all that stands in a list stands in one statement."""
        found = self._root
        for step in path:
            if step not in found.below:
                break
            found = found.below[step]
        return found.lines

    @cached_property
    def _root(self) -> "_Place":
        """Every key with its lines; none where the statements cannot be told."""
        root = table = _Place(None)
        for lines, text, said in _statements(self._text):
            if text.lstrip(" \t").startswith("["):
                table = root.header(said, lines)
            else:
                table.add(said, lines)
        return root


@dataclass
class _Place:
    """Where a key stands first, and what stands below it; `entries` counts the tables of a list of tables."""

    lines: Span | None
    below: "dict[str | int, _Place]" = field(default_factory=dict)
    entries: int = 0

    def at(self, step: str | int, lines: Span) -> "_Place":
        return self.below.setdefault(step, _Place(lines))

    def add(self, said: Mapping[str, Any], lines: Span) -> None:
        for name, value in said.items():
            place = self.at(name, lines)
            if isinstance(value, Mapping):
                place.add(value, lines)

    def header(self, said: Mapping[str, Any], lines: Span) -> "_Place":
        """The table that ``[a.b]`` or ``[[a.b]]`` opens: of a list of tables, the last one."""
        place = self
        for name, value in said.items():
            place = self.at(name, lines)
            place.entries += isinstance(value, list)
            if place.entries:
                place = place.at(place.entries - 1, lines)
            if isinstance(value, Mapping):
                place = place.header(value, lines)
        return place


def _statements(text: str) -> list[tuple[Span, str, dict[str, Any]]]:
    """Each statement's lines, its text, and what it alone says; none of them where it would take too long."""
    found = []
    lines = [f"{line}\n" for line in text.split("\n")]
    left, start = 4 * len(text) + _LEAST_TRIED, 0
    for end, line in enumerate(lines, 1):
        if start < end - 1 and not _MAY_END.search(line):
            continue
        statement = "".join(lines[start:end])
        left -= len(statement)
        if left < 0:
            return []
        if (said := _parsed(statement)) is not None:
            found.append(((start + 1, end), statement, said))
            start = end
    return found


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None


def _paths(value: object, steps: list[str | int]) -> Iterator[Path]:
    """Every path that the steps lead along, each as far as it goes; an empty step is every entry of a list."""
    if not steps:
        yield ()
        return
    step, rest = steps[0], steps[1:]
    if isinstance(value, list):
        chosen = range(len(value)) if step == "" else [step - 1] if isinstance(step, int) else []
        for index in (i for i in chosen if 0 <= i < len(value)):
            yield from ((index, *path) for path in _paths(value[index], rest))
    elif isinstance(value, Mapping) and step in value:
        yield from ((str(step), *path) for path in _paths(value[step], rest))
    else:
        yield ()
