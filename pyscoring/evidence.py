"""What derived awards rest on: results, reports and new projects, by agencies that may have been renamed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pyscoring.names import plain_name
from pyscoring.problems import Problem, Refused

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Won:
    """A result of one year (B.E.): ids of award and band, such as ``tpsa-standard`` and ``outstanding``.

    A withdrawn result stays on record; `source` says where it was read.
    """

    year: int
    agency: str
    project: str
    award: str
    band: str
    withdrawn: bool = False
    source: str | None = None


@dataclass(frozen=True)
class _Sent:
    """What an agency sent in on a project for a year (B.E.); `source` says where it was read."""

    year: int
    agency: str
    project: str
    source: str | None = None


class Report(_Sent):
    """A report on a project."""


class NewProject(_Sent):
    """A project that is proposed as new."""


@dataclass(frozen=True)
class Answer:
    """What the committee answered about a condition that no record proves."""

    condition: str
    yes: bool


Fact = Won | Report | NewProject | Answer


@dataclass(frozen=True)
class Evidence:
    """All records, of any agency and year; `aliases` gives the next name of each former one."""

    won: tuple[Won, ...] = ()
    reports: tuple[Report, ...] = ()
    new_projects: tuple[NewProject, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=lambda: _NONE)


def same(one: str, other: str) -> bool:
    """Whether two names are one but for spaces, case and the script of the digits."""
    return plain_name(one) == plain_name(other)


class Agencies:
    """Agencies by their present names. Refuses with A38 former names that lead nowhere."""

    def __init__(self, aliases: Mapping[str, str]) -> None:
        self._next: dict[str, str] = {}
        for old, new in aliases.items():
            if same(old, new):
                continue
            known = self._next.setdefault(plain_name(old), new)
            if not same(known, new):
                raise Refused(Problem("A38", {"seen": f"{old} → {known}, {old} → {new}"}))
        for old in aliases:
            self._refuse_cycle(old)

    def chain(self, name: str) -> tuple[str, ...]:
        """The name and those that it took afterwards; the last one is the present name."""
        return (name, *self._later(name))

    def one(self, name: str, other: str) -> bool:
        """Whether two names are of one agency."""
        return same(self.chain(name)[-1], self.chain(other)[-1])

    def _later(self, name: str) -> Iterator[str]:
        while (plain := plain_name(name)) in self._next:
            name = self._next[plain]
            yield name

    def _refuse_cycle(self, start: str) -> None:
        names = [start]
        for name in self._later(start):
            names.append(name)
            if any(same(name, earlier) for earlier in names[:-1]):
                raise Refused(Problem("A38", {"seen": " → ".join(names)}))
