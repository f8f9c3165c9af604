"""What was read of each file of an inbox, kept in the round so that an unchanged file is not read again.

`DIR/.pyscoring/seen.jsonl` is derived from the inbox and may be deleted at any time. It counts only for the
program and the editions that it was made with, and only for files whose stamp is the same; a line that is
damaged is passed over. What it saves is reading: everything is judged and put together anew in every run.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import fields
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from sys import intern
from typing import Any, BinaryIO

from pyscoring import edition_files
from pyscoring.document import DocumentSheet
from pyscoring.problems import Problem, Refused
from pyscoring.scoresheet import ScoreSheet
from workbook.committee.received import Received, Submission
from workbook.documents.document_reader import ReadDocument
from workbook.files import atomic
from workbook.scoresheet.reader import Extra, ReadSheet

FORMAT = "pyscoring-seen/1"
_READING = ("pyscoring", "workbook/committee", "workbook/documents", "workbook/files", "workbook/scoresheet")
_CHECKED = 16  # hex digits before each line
Places = tuple[Mapping[str, int], Mapping[str, int]]  # rows and columns by key


class Seen:
    """What is known of the files of one inbox, by name. Without a `path` nothing is; without `keep` nothing is written."""

    def __init__(
        self, path: Path | None = None, extra: Extra = (), inbox: str = "", *, keep: bool = False, fresh: bool = False
    ) -> None:
        self._path, self._keeps = path, keep and path is not None
        self._head = _head(extra, inbox) if path else ""
        self._known: dict[str, tuple[str, Received]] = {}
        self._old: dict[str, tuple[int, int]] = {}  # where a file's line begins and ends in what was kept before
        self._new: dict[str, bytes] = {}
        self._places: dict[str, Places] = {}
        self._damaged = False
        if path and not fresh:
            with suppress(OSError), open(path, "rb") as kept:
                self._load(kept)

    def get(self, file: str, stamp: str) -> Received | None:
        """What was read of this file, if it is as it was."""
        before, received = self._known.get(file, ("", None))
        return received if before == stamp else None

    def keep(self, stamp: str, received: Received) -> None:
        """Remember what was read of a file with this stamp."""
        self._known.pop(received.file, None)
        if self._keeps:
            with suppress(TypeError, ValueError):  # what cannot be written is read again
                self._new[received.file] = _line({"file": received.file, "stamp": stamp} | _told(received))

    def save(self, files: Iterable[str]) -> None:
        """Write what is known of these files, if that is not there already; a round that takes no file goes without."""
        names = [file for file in files if file in self._new or file in self._known]
        if self._path is None or not self._keeps or not (self._new or self._damaged or len(names) < len(self._old)):
            return
        with suppress(OSError, Refused):
            old = self._path.read_bytes() if self._old else b""
            lines = [self._new.get(file) or old[slice(*self._old[file])] for file in names]
            self._path.parent.mkdir(exist_ok=True)
            if not self._path.parent.is_symlink():
                atomic.replace(self._path, b"\n".join([self._head.encode(), *lines, b""]))

    def _load(self, kept: BinaryIO) -> None:
        end = len(head := kept.readline())
        if head.rstrip(b"\n") != self._head.encode():
            return
        for line in kept:
            begin, end = end, end + len(line)
            try:
                told = _content(line[:-1])
                self._known[told["file"]] = told["stamp"], self._received(told)
                self._old[told["file"]] = begin, end - 1
            except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError):
                self._damaged = True

    def _received(self, told: Mapping[str, Any]) -> Received:
        problems = tuple(Problem(**p) for p in told["problems"])
        return Received(
            told["file"], told["sha256"], tuple(self._submission(told, s) for s in told["sheets"]), problems
        )

    def _submission(self, told: Mapping[str, Any], one: Mapping[str, Any]) -> Submission:
        rows, columns = self._shared(one["places"])
        model, read = (DocumentSheet, ReadDocument) if one["document"] else (ScoreSheet, ReadSheet)
        sheet: Any = model(**_answers(one["answers"]))
        problems = tuple(Problem(**p) for p in one["problems"])
        return Submission(
            told["file"], told["sha256"] or "", one["name"],
            read(None, sheet, problems, {}, rows, columns, one["sheet"], told["file"]),
        )  # fmt: skip

    def _shared(self, told: str) -> Places:
        """Workbooks made from one template have their rows in the same places: one mapping for all."""
        if told not in self._places:
            self._places[told] = tuple(json.loads(told))
        return self._places[told]


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


def _line(told: Mapping[str, Any]) -> bytes:
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return _check(text) + text


def _content(line: bytes) -> dict[str, Any]:
    check, text = line[:_CHECKED], line[_CHECKED:]
    if check != _check(text):
        raise ValueError("damaged")
    told: dict[str, Any] = json.loads(text)
    return told


def _check(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest()[:_CHECKED].encode()


def _told(received: Received) -> dict[str, Any]:
    return {
        "sha256": received.sha256, "problems": list(map(_problem, received.problems)),
        "sheets": [_sheet(s) for s in received.submissions],
    }  # fmt: skip


def _sheet(submission: Submission) -> dict[str, Any]:
    read = submission.read
    places = json.dumps([dict(read.rows), dict(read.columns)], separators=(",", ":"))
    return {
        "name": submission.name, "sheet": read.name, "document": isinstance(read, ReadDocument), "places": places,
        "answers": read.sheet.model_dump(mode="json", exclude_defaults=True),
        "problems": list(map(_problem, read.problems)),
    }  # fmt: skip


def _problem(problem: Problem) -> dict[str, Any]:
    told = ((each.name, getattr(problem, each.name)) for each in fields(problem))
    return {key: value for key, value in told if value is not None}


_number = lru_cache(maxsize=1 << 12)(Decimal)


def _answers(told: Mapping[str, Any]) -> dict[str, Any]:
    """A sheet's fields as its model takes them; keys and numbers, which all sheets share, are kept once."""
    found: dict[str, Any] = dict(told)
    for name in ("scores", "counts"):
        if name in found:
            found[name] = {intern(key): _number(text) for key, text in found[name].items()}
    for name in ("bonus", "eligibility", "received", "evidence"):
        if name in found:
            found[name] = {intern(key): value for key, value in found[name].items()}
    if "date" in found:
        found["date"] = dt.date.fromisoformat(found["date"])
    return found
