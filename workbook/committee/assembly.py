"""Register, inbox and ledger put together: who holds which place, and what stands in the way."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from pyscoring.consolidate import Result
from pyscoring.document import DocumentCheck
from pyscoring.edition import AwardEdition, Stage
from pyscoring.panel import Decision, Standing
from pyscoring.problems import Problem
from pyscoring.register import Register
from pyscoring.score import Score
from pyscoring.scoresheet import ScoreSheet
from workbook.scoresheet.layout import STAGE_WORDS

Place = tuple[str, Stage, str]  # application, stage, assessor: ids of the register
_FEW = 3  # places named beside a file that has an assessor's whole pack


def place_words(places: Iterable[Place], names: Mapping[str, str], lang: str) -> list[str]:
    """Places as application, stage and assessor; `names` are the assessors' by their ids."""
    return [" · ".join((a, STAGE_WORDS[stage][lang], names.get(who, who))) for a, stage, who in places]


def in_words(place: Place, register: Register) -> dict[str, str]:
    """A place in both languages, its assessor by name."""
    names = {assessor.id: assessor.name for assessor in register.assessors}
    return {lang: place_words([place], names, lang)[0] for lang in ("th", "en")}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several sheets that claim a place; `cells` are the addresses of its values by row key.

    `gone` tells that only the ledger still has it, namely the fields `told`: its file was changed or taken away.
    """

    file: str
    sha256: str
    sheet: str
    answers: ScoreSheet
    result: Score | DocumentCheck
    cells: Mapping[str, str] = field(default_factory=dict)
    gone: bool = False
    told: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        return f"{self.sha256}#{self.sheet}"

    @property
    def standing(self) -> Standing:
        """What comes of its assessor's place: a finished document check counts, whatever it found."""
        if isinstance(self.result, DocumentCheck):
            known: dict[str, Standing] = {"complete": "counted", "incomplete": "counted", "open": "incomplete"}
            return known.get(self.result.status) or ("recused" if self.result.status == "recused" else "invalid")
        kind = self.result.status.kind
        return "counted" if kind == "complete" else kind

    @property
    def total(self) -> Decimal | None:
        """Its total; None for a document check."""
        return None if isinstance(self.result, DocumentCheck) else self.result.total

    def status(self, lang: str) -> str:
        """How far it is filled in, or what a document check found, in words."""
        return self.result.text(lang) if isinstance(self.result, DocumentCheck) else self.result.status.text(lang)


@dataclass(frozen=True)
class Choice:
    """A place that the secretary must settle: several sheets claim it, its sheet is gone, or the choice was withdrawn."""

    application: str
    stage: Stage
    assessor: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of the inbox: the places that it fills, and all its problems.

    `recused` tells that it fills them with recusals alone. `unfilled` are the places that its sheets claim without
    counting for them; `twins` are problems that are told at another file and are about this one too.
    """

    file: str
    sha256: str | None
    accepted: tuple[Place, ...]
    problems: tuple[Problem, ...]
    unfilled: tuple[Place, ...] = ()
    twins: tuple[Problem, ...] = ()
    recused: bool = False


@dataclass(frozen=True)
class Refusal:
    """A row of the sheet `Moderation` or `Choices` that could not be taken: its cells by column key, and why.

    `about` are the application, stage and subject of a decision, if they were understood.
    """

    sheet: str
    cells: Mapping[str, object]
    problems: tuple[Problem, ...]
    about: tuple[str, Stage, str] | None = None


@dataclass(frozen=True)
class Consolidation:
    """Everything that a round's consolidated workbook shows.

    `results` are in the order of the register, then by stage, as they are shown: nobody has a place in a stage that
    the one before has closed (`pyscoring.stages`). `decisions` are all of the ledger,
    those that were replaced or withdrawn included, oldest first; `problems` are all that there are,
    those of the files among them, by file, sheet and cell.
    """

    register: Register
    editions: Mapping[str, AwardEdition]
    results: tuple[Result, ...]
    files: tuple[FileRow, ...]
    choices: tuple[Choice, ...]
    decisions: tuple[Decision, ...]
    refusals: tuple[Refusal, ...]
    problems: tuple[Problem, ...]
    head: str
    at: dt.datetime

    def whose(self, lang: str) -> dict[str, str]:
        """By file, the places that its sheets claim: those that do not count first, of many the first few."""
        names = {a.id: a.name for a in self.register.assessors}
        told = {}
        for file in self.files:
            places = place_words((*file.unfilled, *file.accepted), names, lang)
            more = [f"+{len(places) - _FEW}"] if len(places) > _FEW else []
            told[file.file] = ", ".join([*places[:_FEW], *more])
        return told
