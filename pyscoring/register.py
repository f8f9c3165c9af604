"""A round's register: who applies, who assesses, who assesses what, and what was won before."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Literal, TypeVar

from pyscoring.edition import STAGES, Stage
from pyscoring.names import plain_name

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Application:
    """What is assessed; `edition` is the id of a scored edition."""

    id: str
    edition: str
    title: str = ""
    agency: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Assessor:
    id: str
    name: str


@dataclass(frozen=True)
class Assignment:
    """One place: an application's and an assessor's ids, a stage; `conflict` was declared beforehand."""

    application: str
    assessor: str
    stage: Stage
    conflict: bool = False
    reason: str | None = None


@dataclass(frozen=True)
class History:
    """An award of an earlier year (B.E.); `award` and `band` are ids where they are known, else as typed."""

    year: int
    agency: str
    project: str
    award: str
    band: str | None = None
    withdrawn: bool = False


@dataclass(frozen=True)
class Submission:
    """What an agency sent in on a project for a year (B.E.): a report, or a proposal of a new project."""

    year: int
    agency: str
    project: str
    kind: Literal["report", "new-project"]


@dataclass(frozen=True)
class Attested:
    """What the committee answered about a condition of an edition (ids); of an agency, or of one of its projects."""

    edition: str
    agency: str
    condition: str
    yes: bool
    project: str | None = None


@dataclass(frozen=True)
class Alias:
    """An old or other name of an agency, and its present one."""

    name: str
    agency: str


@dataclass(frozen=True)
class Register:
    """Ids are unique, and assignments name listed applications and assessors: `workbook.committee.register` sees to it.

    `former` are the assessors as the round's registers until now called them.
    """

    applications: tuple[Application, ...] = ()
    assessors: tuple[Assessor, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    history: tuple[History, ...] = ()
    aliases: tuple[Alias, ...] = ()
    submissions: tuple[Submission, ...] = ()
    answers: tuple[Attested, ...] = ()
    former: tuple[Assessor, ...] = ()

    def application(self, id_: str) -> Application | None:
        """The application with this id, however its spaces, digits and case are typed."""
        return self._applications.get(plain_name(id_))

    def assessor(self, who: str) -> Assessor | None:
        """The assessor with this id, or with this name if only one bears it, or if only one did and nobody does now."""
        plain = plain_name(who)
        return self._assessors.get(plain) or self._by_name.get(plain) or self._by_former_name.get(plain)

    def called(self, assessor: Assessor) -> str:
        """What a workbook calls an assessor: the name, or the id where the name could be another's."""
        return assessor.name if self.assessor(assessor.name) == assessor else assessor.id

    def panel(self, application: str, stage: Stage) -> tuple[Assignment, ...]:
        """Who was to assess an application (by id) in a stage, those with a conflict included, as listed."""
        return self._panels.get((plain_name(application), stage), ())

    def stages(self, application: str) -> tuple[Stage, ...]:
        """The stages in which somebody was to assess an application (by id), in their order."""
        plain = plain_name(application)
        return tuple(stage for stage in STAGES if (plain, stage) in self._panels)

    def agency(self, name: str) -> str:
        """An agency's present name, through as many renamings as there were."""
        seen: set[str] = set()
        while (plain := plain_name(name)) in self._aliases and plain not in seen:
            seen.add(plain)
            name = self._aliases[plain]
        return name

    def answers_to(self, edition: str, agency: str, project: str | None = None) -> dict[str, bool]:
        """The committee's answers about an agency's claim, by condition; those without a project hold for all of them."""
        own = [a for a in self.answers if a.edition == edition and self._same_agency(a.agency, agency)]
        found = {a.condition: a.yes for a in own if not a.project}
        if project is not None:
            found |= {a.condition: a.yes for a in own if a.project and plain_name(a.project) == plain_name(project)}
        return found

    def as_json(self) -> dict[str, Any]:
        """What results and awards rest on, for the ledger: equal registers give equal documents, however their rows
        are sorted. The tables that may stay empty are left out where they are.
        """  # fmt: skip
        more: Mapping[str, tuple[History | Alias | Submission | Attested, ...]] = {
            "history": self.history, "aliases": self.aliases, "submissions": self.submissions, "answers": self.answers,
        }  # fmt: skip
        return {
            "applications": [asdict(a) for a in sorted(self.applications, key=lambda a: a.id)],
            "assessors": [asdict(a) for a in sorted(self.assessors, key=lambda a: a.id)],
            "assignments": [asdict(a) for a in sorted(self.assignments, key=_place)],
            **{key: [asdict(row) for row in sorted(rows, key=repr)] for key, rows in more.items() if rows},
        }

    def _same_agency(self, one: str, other: str) -> bool:
        return plain_name(self.agency(one)) == plain_name(self.agency(other))

    @cached_property
    def _applications(self) -> Mapping[str, Application]:
        return _by(lambda a: a.id, self.applications)

    @cached_property
    def _assessors(self) -> Mapping[str, Assessor]:
        return _by(lambda a: a.id, self.assessors)

    @cached_property
    def _by_name(self) -> Mapping[str, Assessor]:
        bearers = Counter(plain_name(a.name) for a in self.assessors)
        return {name: a for a in self.assessors if bearers[name := plain_name(a.name)] == 1}

    @cached_property
    def _by_former_name(self) -> Mapping[str, Assessor]:
        bearers: dict[str, set[str]] = {}
        for a in (*self.assessors, *self.former):
            bearers.setdefault(plain_name(a.name), set()).add(plain_name(a.id))
        owners = ((name, self._assessors.get(id_)) for name, (id_, *others) in bearers.items() if not others)
        return {name: owner for name, owner in owners if owner}

    @cached_property
    def _panels(self) -> Mapping[tuple[str, Stage], tuple[Assignment, ...]]:
        panels: dict[tuple[str, Stage], tuple[Assignment, ...]] = {}
        for one in self.assignments:
            key = plain_name(one.application), one.stage
            panels[key] = (*panels.get(key, ()), one)
        return panels

    @cached_property
    def _aliases(self) -> Mapping[str, str]:
        return {plain_name(a.name): a.agency for a in self.aliases}


def _place(one: Assignment) -> tuple[str, str, int]:
    return one.application, one.assessor, STAGES.index(one.stage)


def _by(key: Callable[[_Item], str], items: Iterable[_Item]) -> dict[str, _Item]:
    return {plain_name(key(item)): item for item in items}
