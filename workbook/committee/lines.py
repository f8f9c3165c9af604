"""What was read of a file as a line of JSON: how a process hands it on, and how it is kept for the next run.

Sheets of one round have most of their values in common. What is read back from lines shares them, so that
ten thousand sheets need little more room than what tells them apart.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from functools import lru_cache
from sys import intern
from typing import Any

from pyscoring.document import DocumentSheet
from pyscoring.problems import Problem
from pyscoring.scoresheet import ScoreSheet
from workbook.committee.received import Received, Submission
from workbook.documents.document_reader import ReadDocument
from workbook.scoresheet.reader import ReadSheet

_CHECKED = 16  # hex digits before each line
_LONE = "surrogatepass"  # a cell may hold half a character
_FIELDS = {model: set(model.model_fields) for model in (ScoreSheet, DocumentSheet)}
Places = tuple[Mapping[str, int], Mapping[str, int]]  # rows and columns by key


def line(received: Received, stamp: str) -> bytes:
    """What was read of a file with this stamp, with a check in front, without the line's end."""
    told = {
        "file": received.file, "stamp": stamp, "sha256": received.sha256,
        "problems": list(map(_problem, received.problems)), "sheets": list(map(_sheet, received.submissions)),
    }  # fmt: skip
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", _LONE)
    return _check(text) + text


def unread(line: bytes) -> bool:
    """Whether nothing could be got of the file, as where it is not there; no text in a line has these bytes."""
    return b',"sha256":null,' in line


class Lines:
    """Reads lines back; what their sheets have in common is kept once."""

    def __init__(self) -> None:
        self._places: dict[str, Places] = {}

    def received(self, line: bytes) -> tuple[str, Received]:
        """The stamp, and what was read. Raises ValueError, or what a line that is not ours leads to, if it was damaged."""
        check, text = line[:_CHECKED], line[_CHECKED:]
        if check != _check(text):
            raise ValueError("damaged")
        told = json.loads(text.decode("utf-8", _LONE))
        sheets = tuple(self._submission(told, one) for one in told["sheets"])
        return told["stamp"], Received(told["file"], told["sha256"], sheets, _problems(told["problems"]))

    def _submission(self, told: Mapping[str, Any], one: Mapping[str, Any]) -> Submission:
        rows, columns = self._shared(one["places"])
        read = ReadDocument if one["document"] else ReadSheet
        sheet: Any = _answers(one["answers"], DocumentSheet if one["document"] else ScoreSheet)
        return Submission(
            told["file"], told["sha256"] or "", intern(one["name"]),
            read(None, sheet, _problems(one["problems"]), _NOTHING, rows, columns, one["sheet"], told["file"]),
        )  # fmt: skip

    def _shared(self, told: str) -> Places:
        """Workbooks made from one template have their rows in the same places: one mapping for all."""
        if told not in self._places:
            self._places[told] = tuple(json.loads(told))
        return self._places[told]


_NOTHING: Mapping[tuple[int, int], object] = {}
_number = lru_cache(maxsize=1 << 12)(Decimal)


@lru_cache(maxsize=1 << 12)
def _yes_and_no(answers: tuple[tuple[str, bool], ...]) -> Mapping[str, bool]:
    """Most sheets answer alike: one mapping for all that do."""
    return dict(answers)


def _answers(told: Mapping[str, Any], model: type[ScoreSheet]) -> ScoreSheet:
    """A sheet's answers, which have been validated before; keys, numbers and texts are those of the other sheets."""
    found: dict[str, Any] = {key: intern(value) if isinstance(value, str) else value for key, value in told.items()}
    for name in ("scores", "counts"):
        if name in found:
            found[name] = {intern(key): _number(text) for key, text in found[name].items()}
    for name in ("bonus", "eligibility", "received"):
        if name in found:
            found[name] = _yes_and_no(tuple(found[name].items()))
    if "evidence" in found:
        found["evidence"] = {intern(key): text for key, text in found["evidence"].items()}
    if "date" in found:
        found["date"] = dt.date.fromisoformat(found["date"])
    return model.model_construct(_FIELDS[model], **found)


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


def _problems(told: list[dict[str, Any]]) -> tuple[Problem, ...]:
    return tuple(Problem(**one) for one in told)


def _check(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest()[:_CHECKED].encode()
