"""In which lines of a TOML file a key stands: `tomllib` does not say.

A file is cut after every statement, which is wherever `tomllib` takes what came before; a key stands in the first
statement after which it is there. So the parser itself decides, and no second reading of TOML can differ from it.
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from pyscoring.problems import Problem

_STEP = re.compile(r"\[(\d*)\]|([^.\[\]]+)")
_LONGEST = 200  # lines of one statement: a list longer than that is not looked into
Path = tuple[str | int, ...]


def not_toml(error: Exception, file: object) -> Problem:
    """What is no TOML, with the line that its error names (E01)."""
    found = re.search(r"at line (\d+)", str(error))
    lines = (int(found[1]), int(found[1])) if found else None
    return Problem("E01", {"detail": str(error)[:200]}, file=str(file), lines=lines)


def placed(problems: Iterable[Problem], file: object, text: str) -> tuple[Problem, ...]:
    """Problems of keys of a sound TOML text, with its file and their lines, in the order of the lines."""
    lines = Lines(text)
    found = [replace(p, file=str(file), lines=lines.of(p.field or "")) for p in problems]
    return tuple(sorted(found, key=lambda p: (p.lines or (0, 0), p.field or "")))


class Lines:
    """The lines of a sound TOML text."""

    def __init__(self, text: str) -> None:
        self._lines = [f"{line}\n" for line in text.split("\n")]
        self._read: dict[int, dict[str, Any]] = {}

    def of(self, key: str) -> tuple[int, int] | None:
        """The first and the last line, from 1, of a key as problems name it.

        ``bands[2].at_least`` is one statement; ``bands[].at_least`` is all of them, from the first to the last. Of a
        key that is missing it is the first line of the table that lacks it. None where no line can be told.
        """
        steps = [int(number) if number else name or "" for number, name in _STEP.findall(key)]
        found = [place for path in _paths(self._whole, steps) if (place := self._place(path))]
        return (min(first for first, _ in found), max(last for _, last in found)) if found else None

    @cached_property
    def _ends(self) -> list[int]:
        """How many lines there are up to the end of each statement; empty where one is too long."""
        ends, start = [0], 0
        for end in range(1, len(self._lines) + 1):
            if end - start > _LONGEST:
                return []
            if _parsed("".join(self._lines[start:end])) is not None:
                ends.append(end)
                start = end
        return ends

    @cached_property
    def _whole(self) -> dict[str, Any]:
        return _parsed("".join(self._lines)) or {}

    def _place(self, path: Path) -> tuple[int, int] | None:
        ends = self._ends
        if not path or not ends:
            return None
        number = bisect_left(ends, True, key=lambda end: _reaches(self._until(end), path))
        return (ends[number - 1] + 1, ends[number]) if 0 < number < len(ends) else None

    def _until(self, end: int) -> dict[str, Any]:
        if end not in self._read:
            self._read[end] = _parsed("".join(self._lines[:end])) or {}
        return self._read[end]


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


def _reaches(value: Any, path: Path) -> bool:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True
