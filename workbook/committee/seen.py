"""What was read of each file of an inbox, kept in the round so that an unchanged file is not read again.

`DIR/.pyscoring/seen.jsonl` is derived from the inbox and may be deleted at any time. It counts only for the
program and the editions that it was made with, and only for files whose stamp is the same; a line that is
damaged is passed over. What it saves is reading: everything is judged and put together anew in every run.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import BinaryIO

from pyscoring import edition_files
from pyscoring.problems import Refused
from workbook.committee.lines import Lines
from workbook.committee.received import Received
from workbook.files import atomic
from workbook.scoresheet.reader import Extra

FORMAT = "pyscoring-seen/1"
_READING = ("pyscoring", "workbook/committee", "workbook/documents", "workbook/files", "workbook/scoresheet")
Span = tuple[int, int]  # where a line begins and ends


class Seen:
    """What is known of the files of one inbox, by name. Without a `path` nothing is; without `keep` nothing is written."""

    def __init__(
        self, path: Path | None = None, extra: Extra = (), inbox: str = "", *, keep: bool = False, fresh: bool = False
    ) -> None:
        self._path, self._keeps = path, keep and path is not None
        self._head = _head(extra, inbox) if path else ""
        self._lines = Lines()
        self._known: dict[str, tuple[str, Received]] = {}
        self._old: dict[str, Span] = {}  # in what was kept before, by file
        self._new: dict[str, Span] = {}  # in a file of this run's own
        self._aside: BinaryIO | None = None
        self._damaged = False
        if path and not fresh:
            with suppress(OSError), open(path, "rb") as kept:
                self._load(kept)

    def get(self, file: str, stamp: str) -> Received | None:
        """What was read of this file, if it is as it was."""
        before, received = self._known.get(file, ("", None))
        return received if before == stamp else None

    def take(self, line: bytes) -> Received:
        """What was read of a file, of which there is a line now; remembered if it has a stamp and could be read."""
        stamp, received = self._lines.received(line)
        self._known.pop(received.file, None)
        if stamp and self._keeps and not received.out_of_reach:
            with suppress(OSError):  # what cannot be written is read again
                self._new[received.file] = self._put_aside(line)
        return received

    def save(self, files: Iterable[str]) -> None:
        """Write what is known of these files, if that is not there already; a round that takes no file goes without."""
        names = [file for file in files if file in self._new or file in self._known]
        if self._path is None or not self._keeps or not (self._new or self._damaged or len(names) < len(self._old)):
            return
        with suppress(OSError, Refused):
            self._path.parent.mkdir(exist_ok=True)
            if not self._path.parent.is_symlink():
                atomic.replace(self._path, self._content(self._path, names))

    def _put_aside(self, line: bytes) -> Span:
        """A large round's lines need no memory until all are there."""
        if self._aside is None:
            self._aside = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the last reference to it
        begin = self._aside.seek(0, 2)
        self._aside.write(line)
        return begin, begin + len(line)

    def _content(self, path: Path, names: Iterable[str]) -> Iterator[bytes]:
        yield self._head.encode() + b"\n"
        with open(path if self._old else os.devnull, "rb") as old:  # closed before it is replaced, as Windows wants
            for name in names:
                kept, (begin, end) = (self._aside, self._new[name]) if name in self._new else (old, self._old[name])
                assert kept
                kept.seek(begin)
                yield kept.read(end - begin) + b"\n"

    def _load(self, kept: BinaryIO) -> None:
        end = len(head := kept.readline())
        if head.rstrip(b"\n") != self._head.encode():
            return
        for line in kept:
            begin, end = end, end + len(line)
            try:
                stamp, received = self._lines.received(line[:-1])
                self._known[received.file] = stamp, received
                self._old[received.file] = begin, end - 1
            except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError):
                self._damaged = True


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
