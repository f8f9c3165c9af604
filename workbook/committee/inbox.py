"""The inbox of a round: every file in it read once, by as many processes as asked for.

What comes back of a file is a line of text, so that the same function runs on any executor.
An inbox is a folder, or whatever else lists files and reads one of them (`workbook.committee.storage`).
"""

import os
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from pyscoring.problems import Problem
from workbook.committee import processes
from workbook.committee.lines import line
from workbook.committee.received import Received, Submission
from workbook.committee.seen import Seen
from workbook.files.filenames import legible
from workbook.files.steps import Told, untold
from workbook.scoresheet.reader import Extra, Read, ReadSheet, read_file
from workbook.scoresheet.scoring import walk

CHUNK = 50  # files: enough that handing them out costs nothing beside reading them
_EARLY = 3_000  # files
_FEW = 64  # files: below, starting processes costs more than it saves
_SETTLED = 2_000_000_000  # ns; the coarsest clock of a file system, so that no later change leaves the time as it was


@dataclass(frozen=True, slots=True)
class Listed:
    """A file before it is read: its path below the inbox, with ``/``, and where it is.

    `stamp` is another whenever the file is another; it is empty where that cannot be known, or not yet.
    """

    file: str
    at: str
    stamp: str = ""


class Inbox(Protocol):
    """Files that can be listed, and read one by one; pickled to whoever reads them. `name` tells it from other inboxes."""

    @property
    def name(self) -> str: ...

    def listed(self) -> list[Listed]: ...

    def read(self, one: Listed, extra: Extra) -> Received: ...

    def sheets(self, one: Listed, extra: Extra) -> Read: ...

    def sees(self, one: Listed) -> bool: ...


@dataclass(frozen=True)
class Folder:
    """A folder with everything below it."""

    folder: Path

    @property
    def name(self) -> str:
        return ""  # a round that is moved or copied keeps what it knows

    def listed(self) -> list[Listed]:
        """Every file, in order of their paths; none where there is no folder."""
        before = time.time_ns() - _SETTLED
        files = walk([self.folder]) if self.folder.is_dir() else ()
        return [Listed(legible(f.relative_to(self.folder)), os.fspath(f), _stamp(f, before)) for f in files]

    def read(self, one: Listed, extra: Extra) -> Received:
        return received(one.file, *self.sheets(one, extra))

    def sheets(self, one: Listed, extra: Extra) -> Read:
        """What `read_file` reads."""
        return read_file(Path(one.at), extra)

    def sees(self, one: Listed) -> bool:
        """Whether this computer has the file."""
        return os.path.lexists(one.at)


def _stamp(path: Path, before: int) -> str:
    try:
        at = os.lstat(path)
    except OSError:
        return ""
    return f"{at.st_size}-{at.st_mtime_ns}-{at.st_ctime_ns}" if max(at.st_mtime_ns, at.st_ctime_ns) < before else ""


def read_one(path: Path, inbox: Path, extra: Extra = ()) -> Received:
    """One file; never raises for a bad one."""
    return received(legible(path.relative_to(inbox)), *read_file(path, extra))


def received(name: str, sheets: Sequence[ReadSheet], sha256: str | None, problems: Sequence[Problem]) -> Received:
    """What was read of a file, under its name in the inbox."""
    found = tuple(Submission(name, sha256 or "", s.name or "", _light(s, name)) for s in sheets)
    return Received(name, sha256, found, tuple(replace(p, file=name) for p in problems))


def receive(
    inbox: Path | Inbox,
    jobs: int = 1,
    extra: Extra = (),
    executor: Executor | None = None,
    told: Told = untold,
    seen: Seen | None = None,
) -> Iterator[Received]:
    """Every file of the inbox, in order of their paths; `told` hears how many are read.

    A file that `seen` knows is not read, and what is read is put there, also when this is not gone through to the end.
    """
    source = Folder(inbox) if isinstance(inbox, Path) else inbox
    files, seen = source.listed(), seen or Seen()
    known = {one.at for one in files if seen.knows(one.file, one.stamp)}
    reading = _read([one for one in files if one.at not in known], source, jobs, tuple(extra), executor)
    taken = _taken(reading, seen, lambda done: told("reading", len(known) + done, len(files)))
    try:
        for one in files:
            yield seen.get(one.file) if one.at in known else next(taken)
    finally:
        reading.close()
        seen.save(one.file for one in files if one.at in known)


def _taken(reading: Iterator[bytes], seen: Seen, told: Callable[[int], None]) -> Iterator[Received]:
    """What is read, the first of it while the rest is being read.

    In a large inbox what follows waits on the disk until all is read, so that all that is made of it needs no room
    beside the processes that read.
    """
    for done, read in enumerate(reading, 1):
        seen.take(read)
        told(done)
        if done <= _EARLY:
            yield seen.received(read)
    yield from seen.taken(_EARLY)


def processors() -> int:
    """How many processes this computer runs at once."""
    return os.cpu_count() or 1


def _read(
    files: Sequence[Listed], source: Inbox, jobs: int, extra: Extra, executor: Executor | None
) -> Generator[bytes, None, None]:
    if executor is not None:
        yield from _spread(executor, files, source, extra)
    elif jobs > 1 and len(files) >= _FEW:
        with processes.pool(jobs) as executor:
            yield from _spread(executor, files, source, extra)
    else:
        yield from (_line(one, source, extra) for one in files)


def _spread(pool: Executor, files: Sequence[Listed], source: Inbox, extra: Extra) -> Iterator[bytes]:
    chunks = [files[at : at + CHUNK] for at in range(0, len(files), CHUNK)]
    done = 0
    try:
        with processes.unbroken():
            reading = pool.map(partial(_read_chunk, source=source, extra=extra), chunks)
        for found in reading:
            yield from found
            done += len(found)
    except BrokenExecutor:  # a process was killed, perhaps for want of memory: one at a time needs less
        yield from (_line(one, source, extra) for one in files[done:])


def _read_chunk(files: Sequence[Listed], source: Inbox, extra: Extra) -> list[bytes]:
    return [_line(one, source, extra) for one in files if not processes.stopped()]


def _line(one: Listed, source: Inbox, extra: Extra) -> bytes:
    return line(source.read(one, extra), one.stamp)


def _light(read: ReadSheet, file: str) -> ReadSheet:
    """Without the cells and the edition, which the reader of the result looks up by its id."""
    return replace(read, edition=None, cells={}, file=file)
