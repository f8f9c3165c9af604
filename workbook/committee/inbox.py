"""The inbox of a round: every file in it read once, by as many processes as asked for.

What comes back of a file is small and can be pickled, so that the same function runs on any executor.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pyscoring.document import DocumentCheck
from pyscoring.edition import scored_by_id
from pyscoring.problems import Problem
from pyscoring.score import Score
from pyscoring.scoresheet import ScoreSheet
from workbook.files.filenames import legible
from workbook.scoresheet.reader import Extra, ReadSheet, read_file
from workbook.scoresheet.scoring import judged, walk

CHUNK = 32  # files: enough that handing them out costs nothing beside reading them
_FEW = 64  # files: below, starting processes costs more than it saves


@dataclass(frozen=True)
class Submission:
    """One score sheet or document check of a file; `file` is its path below the inbox, with ``/``."""

    file: str
    sha256: str
    name: str
    read: ReadSheet

    @property
    def key(self) -> str:
        """Tells this sheet from every other."""
        return f"{self.sha256}#{self.name}"

    @property
    def answers(self) -> ScoreSheet:
        return self.read.sheet

    def place(self, problem: Problem) -> Problem:
        """The problem with this file, sheet and the cell that it is about."""
        return self.read.place(problem)

    def judged(self, extra: Extra = ()) -> Score | DocumentCheck | None:
        """What comes of it, with every problem in its place; None where the edition is not known."""
        if self.answers.edition is None:
            return None
        return judged(replace(self.read, edition=scored_by_id(self.answers.edition, extra)))


@dataclass(frozen=True)
class Received:
    """A file of the inbox: its hash (None: not readable), its score sheets, and what is wrong with it as a whole."""

    file: str
    sha256: str | None
    submissions: tuple[Submission, ...]
    problems: tuple[Problem, ...]


def read_one(path: Path, inbox: Path, extra: Extra = ()) -> Received:
    """One file; never raises for a bad one."""
    name = legible(path.relative_to(inbox))
    sheets, sha256, problems = read_file(path, extra)
    found = tuple(Submission(name, sha256 or "", s.name or "", _light(s, name)) for s in sheets)
    return Received(name, sha256, found, tuple(replace(p, file=name) for p in problems))


def receive(
    inbox: Path,
    jobs: int = 1,
    extra: Extra = (),
    executor: Executor | None = None,
    told: Callable[[int], None] | None = None,
) -> Iterator[Received]:
    """Every file below the inbox, in order of their paths; `told` hears how many there are before the first."""
    files = list(walk([inbox])) if inbox.is_dir() else []
    if told:
        told(len(files))
    if executor is not None:
        yield from _spread(executor, files, inbox, extra)
    elif jobs > 1 and len(files) >= _FEW:
        with ProcessPoolExecutor(jobs) as pool:
            yield from _spread(pool, files, inbox, extra)
    else:
        yield from (read_one(file, inbox, extra) for file in files)


def processors() -> int:
    """How many processes this computer runs at once."""
    return os.cpu_count() or 1


def _spread(pool: Executor, files: Sequence[Path], inbox: Path, extra: Extra) -> Iterator[Received]:
    chunks = [files[at : at + CHUNK] for at in range(0, len(files), CHUNK)]
    done = 0
    try:
        for found in pool.map(partial(_read_chunk, inbox=inbox, extra=tuple(extra)), chunks):
            yield from found
            done += len(found)
    except BrokenExecutor:  # a process was killed, perhaps for want of memory: one at a time needs less
        yield from (read_one(file, inbox, extra) for file in files[done:])


def _read_chunk(files: Sequence[Path], inbox: Path, extra: Extra) -> list[Received]:
    return [read_one(file, inbox, extra) for file in files]


def _light(read: ReadSheet, file: str) -> ReadSheet:
    """Without the cells and the edition, which the reader of the result looks up by its id."""
    return replace(read, edition=None, cells={}, file=file)
