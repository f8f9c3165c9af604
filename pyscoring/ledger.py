"""The hash-chained record of a round: one JSON object a line, each with the hash of the one before.

An entry is never changed. Its `hash` is the SHA-256 of its own canonical JSON without the hash,
so that whoever holds the last hash holds them all.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from sys import intern
from typing import Any

from pyscoring.packing import packed, unpacked
from pyscoring.problems import Problem

FORMAT = "pyscoring-ledger/1"
START = "0" * 64
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True, init=False)
class Entry:
    """One line: `number` from 1, `kind`, `at` (ISO 8601 with zone), and what happened in `body`.

    Kinds: ``round`` (the first), ``edition``, ``register``, ``sheet``, ``decision``, ``result``, ``published``,
    ``files`` (the hashes of a published revision's files). A round has many thousand that are nearly alike: each is
    kept packed, by what the first of its kind has said before.
    """

    number: int
    kind: str
    at: str
    previous: str
    hash: str
    _before: bytes
    _packed: bytes

    def __init__(self, number: int, kind: str, at: str, body: Body, previous: str) -> None:
        content = {"entry": number, "kind": kind, "at": at, "previous": previous, **body}
        begin = _canonical({key: value for key, value in content.items() if key < "hash"})[:-1]
        end = _canonical({key: value for key, value in content.items() if key > "hash"})[1:]
        hash_ = hashlib.sha256(f"{begin},{end}".encode()).hexdigest()
        line = f'{begin},"hash":"{hash_}",{end}'.encode()
        before = _FIRST.setdefault(kind, line)
        known = (number, kind, at, previous, hash_, before, packed(line, before))
        for name, value in zip(self.__slots__, known, strict=True):
            object.__setattr__(self, name, value)

    @property
    def body(self) -> Body:
        """What happened; not to be changed."""
        return _body(self._packed, self._before)

    def line(self) -> bytes:
        """The file's line, without its end."""
        return unpacked(self._packed, self._before)


def _opened(news: Iterable[tuple[str, Body]]) -> Iterator[tuple[str, Body]]:
    for number, new in enumerate(news):
        if not number:
            yield "round", {"format": FORMAT}
        yield new


Last = dict[tuple[Any, ...], Entry]
_FIRST: dict[str, bytes] = {}


@lru_cache(maxsize=64)
def _body(line: bytes, before: bytes) -> Body:
    content: dict[str, Any] = json.loads(unpacked(line, before))
    return {key: value for key, value in content.items() if key not in ("entry", "kind", "at", "previous", "hash")}


@dataclass(frozen=True)
class Ledger:
    entries: tuple[Entry, ...] = ()
    _last: dict[tuple[str, ...], Last] = field(default_factory=dict, compare=False, repr=False)

    @property
    def head(self) -> str:
        """The hash of the last entry."""
        return self.entries[-1].hash if self.entries else START

    def of(self, kind: str) -> Iterator[Entry]:
        return (entry for entry in self.entries if entry.kind == kind)

    def extended(self, news: Iterable[tuple[str, Body]], at: str) -> "Ledger":
        """With further entries of (kind, body), drawn one by one; before a first one, what opens the round."""
        entries, head = list(self.entries), self.head
        for kind, body in news if entries else _opened(news):
            entries.append(Entry(len(entries) + 1, kind, at, body, head))
            head = entries[-1].hash
        if len(entries) == len(self.entries):
            return self
        new = Ledger(tuple(entries[len(self.entries) :]))
        return Ledger(tuple(entries), {by: last | new.last(*by) for by, last in self._last.items()})

    def last(self, kind: str, *keys: str) -> Last:
        """The latest entry of a kind for each combination of these keys of the body; looked for once."""
        if (by := (kind, *keys)) not in self._last:
            self._last[by] = {_key(entry.body, keys): entry for entry in self.of(kind)}
        return self._last[by]

    def lines(self) -> Iterator[bytes]:
        """The file's bytes, line by line: UTF-8, one an entry."""
        return (entry.line() + b"\n" for entry in self.entries)

    def text(self) -> bytes:
        """The file's bytes."""
        return b"".join(self.lines())


def read(data: bytes) -> tuple[Ledger, tuple[Problem, ...]]:
    """The entries up to the first line that does not fit, and what is wrong with that line.

    Problems: A50 a line was edited, A51 a line is missing or out of order, A52 a line is not one of ours.
    """
    entries: list[Entry] = []
    head = START
    for number, line in enumerate(BytesIO(data), 1):
        problem, entry, head = _next(number, line, head)
        if entry is None:
            return Ledger(tuple(entries)), (problem,) if problem else ()
        entries.append(entry)
    return Ledger(tuple(entries)), ()


def _key(body: Body, keys: Iterable[str]) -> tuple[Any, ...]:
    told = map(body.get, keys)
    return tuple(intern(value) if isinstance(value, str) else value for value in told)


def _next(number: int, line: bytes, head: str) -> tuple[Problem | None, Entry | None, str]:
    try:
        content = json.loads(line)
        told = content.pop("hash")
        number_, kind, at, previous = (content.pop(key) for key in ("entry", "kind", "at", "previous"))
        entry = Entry(number_, kind, at, content, previous)
        intact = entry.hash == told and entry.line() == line.rstrip(b"\r\n")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Problem("A52", {"line": number}, field=f"line {number}"), None, head
    if not intact:
        return Problem("A50", {"line": number, "seen": entry.number}, field=f"line {number}"), None, head
    if entry.number != number or entry.previous != head:
        return Problem("A51", {"line": number, "seen": entry.number}, field=f"line {number}"), None, head
    return None, entry, told


def _canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
