"""What comes of a file of the inbox: small, and such that it can be pickled and kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pyscoring.document import DocumentCheck
from pyscoring.edition import scored_by_id
from pyscoring.problems import Problem
from pyscoring.score import Score
from pyscoring.scoresheet import ScoreSheet
from workbook.scoresheet.reader import Extra, ReadSheet
from workbook.scoresheet.scoring import judged


class Places:
    """Where the rows and columns of a sheet are; equal where they are in the same places."""

    def __init__(self, rows: Mapping[str, int], columns: Mapping[str, int]) -> None:
        self.rows, self.columns = rows, columns
        self._key = (*rows.items(), None, *columns.items())

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Places) and self._key == other._key


@dataclass(frozen=True, slots=True)
class Submission:
    """One score sheet or document check of a file; `file` is its path below the inbox, with ``/``."""

    file: str
    sha256: str
    name: str
    read: ReadSheet

    @property
    def key(self) -> str:
        """Tells this sheet from every other."""
        return f"{self.sha256}#{self.name}"

    @property
    def answers(self) -> ScoreSheet:
        return self.read.sheet

    def place(self, problem: Problem) -> Problem:
        """The problem with this file, sheet and the cell that it is about."""
        return self.read.place(problem)

    def judged(self, extra: Extra = ()) -> Score | DocumentCheck | None:
        """What comes of it, with every problem in its place; None where the edition is not known."""
        if self.answers.edition is None:
            return None
        return judged(replace(self.read, edition=scored_by_id(self.answers.edition, extra)))


@dataclass(frozen=True, slots=True)
class Received:
    """A file of the inbox: its hash (None: not readable), its score sheets, and what is wrong with it as a whole."""

    file: str
    sha256: str | None
    submissions: tuple[Submission, ...]
    problems: tuple[Problem, ...]

    def sharing(self, places: dict[Places, Places]) -> "Received":
        """The same, its sheets with rows and columns in common with those of `places` that have them in the same places."""
        return replace(self, submissions=tuple(_sharing(s, places) for s in self.submissions))


def _sharing(submission: Submission, places: dict[Places, Places]) -> Submission:
    read = submission.read
    mine = Places(read.rows, read.columns)
    shared = places.setdefault(mine, mine)
    return replace(submission, read=replace(read, rows=shared.rows, columns=shared.columns))
