"""What was read of a file as a line of JSON: how a process hands it on, and how it is kept for the next run.

Sheets of one round have most of their values in common. What is read back from lines shares them, so that
ten thousand sheets need little more room than what tells them apart.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from functools import lru_cache
from sys import intern
from typing import Any

from pyscoring.document import DocumentSheet
from pyscoring.packing import packed, unpacked
from pyscoring.problems import Problem
from pyscoring.scoresheet import ScoreSheet
from workbook.committee.received import Received, Submission
from workbook.documents.document_reader import ReadDocument
from workbook.scoresheet.reader import ReadSheet

_CHECKED = 16  # hex digits before each line
_LONE = "surrogatepass"  # a cell may hold half a character
Places = tuple[Mapping[str, int], Mapping[str, int]]  # rows and columns by key


def line(received: Received, stamp: str) -> bytes:
    """What was read of a file, with a check, the file and its stamp in front, without the line's end.

    The stamp is that of the file, or empty where another try may find something else.
    """
    head = [received.file, "" if received.out_of_reach else stamp]
    told = {
        "sha256": received.sha256, "problems": _told(received.problems),
        "sheets": list(map(_sheet, received.submissions)),
    }  # fmt: skip
    text = b"\t".join(_json(part).encode("utf-8", _LONE) for part in (head, told))
    return _check(text) + text


def unread(line: bytes) -> bool:
    """Whether nothing could be got of the file, as where it is not there; no text in a line has these bytes."""
    return b'\t{"sha256":null,' in line


def stamped(line: bytes) -> bool:
    """Whether the file will be known again by its stamp."""
    return not line.partition(b"\t")[0].endswith(b',""]')


def head(line: bytes) -> tuple[str, str]:
    """The file and its stamp. Raises ValueError for a line that was damaged."""
    check, text = line[:_CHECKED], line[_CHECKED:]
    if check != _check(text):
        raise ValueError("damaged")
    file, stamp = json.loads(text.partition(b"\t")[0].decode("utf-8", _LONE))
    return file, stamp


class Lines:
    """Reads lines back; what their sheets have in common is kept once."""

    def __init__(self) -> None:
        self._places: dict[str, Places] = {}

    def received(self, line: bytes) -> Received:
        """What was read of a file, of a whole line."""
        (file, _), told = (json.loads(part.decode("utf-8", _LONE)) for part in line[_CHECKED:].split(b"\t"))
        sheets = tuple(self._submission(file, told["sha256"] or "", one) for one in told["sheets"])
        return Received(file, told["sha256"], sheets, _problems(told["problems"]))

    def _submission(self, file: str, sha256: str, one: Mapping[str, Any]) -> Submission:
        rows, columns = self._shared(one["places"])
        read = ReadDocument if one["document"] else ReadSheet
        sheet: Any = _answers(one["answers"], DocumentSheet if one["document"] else ScoreSheet)
        return Submission(
            file, sha256, intern(one["name"]),
            read(None, sheet, _problems(one["problems"]), _NOTHING, rows, columns, one["sheet"], file),
        )  # fmt: skip

    def _shared(self, told: str) -> Places:
        """Workbooks made from one template have their rows in the same places: one mapping for all."""
        if told not in self._places:
            self._places[told] = tuple(json.loads(told))
        return self._places[told]


_NOTHING: Mapping[tuple[int, int], object] = {}
_number = lru_cache(maxsize=1 << 12)(Decimal)
_day = lru_cache(maxsize=1 << 10)(dt.date.fromisoformat)


@lru_cache(maxsize=1 << 12)
def _yes_and_no(answers: tuple[tuple[str, bool], ...]) -> Mapping[str, bool]:
    """Most sheets answer alike: one mapping for all that do."""
    return dict(answers)


class _Packed(Mapping[str, str]):
    """Reasons and evidence by row key, of which a round has megabytes that are looked at once."""

    __slots__ = ("_packed",)

    def __init__(self, told: str) -> None:
        self._packed = packed(told.encode("utf-8", _LONE))

    def __getitem__(self, key: str) -> str:
        return _unpacked(self._packed)[key]

    def get(self, key: str, default: Any = None) -> Any:
        """As of every mapping, without an exception for what is not there: most is not."""
        return _unpacked(self._packed).get(key, default)

    def __iter__(self) -> Iterator[str]:
        return iter(_unpacked(self._packed))

    def __len__(self) -> int:
        return len(_unpacked(self._packed))


@lru_cache(maxsize=64)
def _unpacked(kept: bytes) -> dict[str, str]:
    texts: dict[str, str] = json.loads(unpacked(kept).decode("utf-8", _LONE))
    return texts


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
        found["evidence"] = _Packed(told["evidence"])
    if "date" in found:
        found["date"] = _day(found["date"])
    return model.known(**found)


def _sheet(submission: Submission) -> dict[str, Any]:
    read = submission.read
    places = _json([dict(read.rows), dict(read.columns)])
    empty, answers = type(read.sheet)(), dict[str, Any]()
    for each in fields(read.sheet):
        value = getattr(read.sheet, each.name)
        if value != getattr(empty, each.name):
            answers[each.name] = dict(value) if isinstance(value, Mapping) else value
    if "evidence" in answers:
        answers["evidence"] = _json(answers["evidence"])
    return {
        "name": submission.name, "sheet": read.name, "document": isinstance(read, ReadDocument), "places": places,
        "answers": answers, "problems": _told(read.problems),
    }  # fmt: skip


def _problem(problem: Problem) -> dict[str, Any]:
    told = ((each.name, getattr(problem, each.name)) for each in fields(problem))
    return {key: value for key, value in told if value is not None}


def _told(problems: Iterable[Problem]) -> str:
    return _json(list(map(_problem, problems)))


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=str)  # numbers and days


@lru_cache(maxsize=1 << 12)
def _problems(told: str) -> tuple[Problem, ...]:
    """What is wrong with one sheet is wrong with many: the same problems for all."""
    return tuple(Problem(**one) for one in json.loads(told))


def _check(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest()[:_CHECKED].encode()
