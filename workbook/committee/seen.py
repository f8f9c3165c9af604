"""What was read of each file of an inbox, kept in the round so that an unchanged file is not read again.

`DIR/.pyscoring/seen.jsonl` is derived from the inbox and may be deleted at any time. It counts only for the
program and the editions that it was made with, and only for files whose stamp is the same; a line that is
damaged is passed over. What it saves is reading: everything is judged and put together anew in every run.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache, cached_property
from io import FileIO
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from pyscoring import edition_files
from pyscoring.problems import Refused
from workbook.committee.lines import Lines, head, stamped
from workbook.committee.received import Received
from workbook.files import atomic
from workbook.scoresheet.reader import Extra

FORMAT = "pyscoring-seen/1"
_READING = ("pyscoring", "workbook/committee", "workbook/documents", "workbook/files", "workbook/scoresheet")


class Seen:
    """What is known of the files of one inbox, by name. Without a `path` nothing is; without `keep` nothing is written.

    Lines wait on the disk, those of earlier runs where they are kept, those of this one in a temporary file.
    """

    def __init__(
        self, path: Path | None = None, extra: Extra = (), inbox: str = "", *, keep: bool = False, fresh: bool = False
    ) -> None:
        self._path, self._keeps = path, keep and path is not None
        self._head = _head(extra, inbox) if path else ""
        self._lines = Lines()
        self._old: dict[str, tuple[str, int, int]] = {}  # stamp, begin and end of each file's line in what was kept
        self._kept: BinaryIO | None = None
        self._new = Aside()
        self._grown = self._damaged = False
        if path and not fresh:
            with suppress(OSError):
                self._load(open(path, "rb"))  # noqa: SIM115 - closed as it is replaced, or with the last reference to it

    def knows(self, file: str, stamp: str) -> bool:
        """Whether this file was read, and is as it was."""
        return bool(stamp) and self._old.get(file, ("",))[0] == stamp

    def get(self, file: str) -> Received:
        """What was read of a file that is known."""
        return self.received(self._old_line(file))

    def take(self, line: bytes) -> None:
        """Take the line of a file that was read; it is remembered if it has a stamp."""
        self._grown |= stamped(line)
        self._new.add(line)

    def received(self, line: bytes) -> Received:
        """What was read of the file that a line is of."""
        return self._lines.received(line)

    def taken(self, after: int = 0) -> Iterator[Received]:
        """What was taken after so many lines, in this order."""
        return map(self._lines.received, islice(self._new.lines(), after, None))

    def save(self, known: Iterable[str]) -> None:
        """Write what was kept of these files and what was taken, if not just that is there already.

        A round that takes no file goes without.
        """
        names = list(known)
        if self._path is None or not self._keeps or not (self._grown or self._damaged or len(names) < len(self._old)):
            return
        with suppress(OSError, Refused):
            self._path.parent.mkdir(exist_ok=True)
            if not self._path.parent.is_symlink():
                atomic.replace(self._path, self._content(names))

    def _content(self, names: Iterable[str]) -> Iterator[bytes]:
        yield self._head.encode() + b"\n"
        for name in names:
            yield self._old_line(name) + b"\n"
        yield from (line + b"\n" for line in self._new.lines() if stamped(line))
        if self._kept:
            self._kept.close()  # before it is replaced, as Windows wants

    def _old_line(self, file: str) -> bytes:
        assert self._kept
        _, begin, end = self._old[file]
        self._kept.seek(begin)
        return self._kept.read(end - begin)

    def _load(self, kept: BinaryIO) -> None:
        self._kept = kept
        end = len(first := kept.readline())
        if first.rstrip(b"\n") != self._head.encode():
            return
        for line in kept:
            begin, end = end, end + len(line)
            try:
                file, stamp = head(line[:-1])
                self._old[file] = stamp, begin, end - 1
            except (TypeError, ValueError):
                self._damaged = True


class Aside:
    """Lines in a temporary file, so that a large round needs no memory for them; in memory where there is no room."""

    def __init__(self) -> None:
        self._end = 0
        self._rest: list[bytes] = []

    def add(self, line: bytes) -> None:
        if self._rest or not self._written(line + b"\n"):
            self._rest.append(line)

    def lines(self) -> Iterator[bytes]:
        """As often as wanted; nothing may be added meanwhile."""
        if self._end:
            with open(self._file.fileno(), "rb", closefd=False) as file:
                left = self._end + file.seek(0)
                for line in file:
                    yield line[:-1]
                    if not (left := left - len(line)):
                        break
        yield from self._rest

    @cached_property
    def _file(self) -> FileIO:
        return tempfile.TemporaryFile(buffering=0)  # closed with the last reference to it

    def _written(self, line: bytes) -> bool:
        """Whether all of it is there; what of it is there otherwise, nobody reads."""
        with suppress(OSError):
            if self._file.write(line) == len(line):
                self._end += len(line)
                return True
        return False


def _head(extra: Extra, inbox: str) -> str:
    """The first line: what was read counts only for this program, these editions and this inbox."""
    told = {"format": FORMAT, "program": program_digest(), "editions": editions_digest(extra), "inbox": inbox}
    return json.dumps(told, sort_keys=True)


@cache
def program_digest() -> str:
    """SHA-256 (hex) of the modules that take part in reading a file."""
    root = Path(__file__).parents[2]
    sources = [path for folder in _READING for path in sorted((root / folder).glob("*.py"))]
    return _digest(sources)


def editions_digest(extra: Extra) -> str:
    """SHA-256 (hex) of all editions that a file may name, in the order in which they are looked for."""
    return _digest(edition_files.files(extra))


def _digest(paths: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        with suppress(OSError):
            found.update(f"{path.name!r} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()
