"""What comes of a file of the inbox: small, and such that it can be handed on and kept."""

from dataclasses import dataclass, replace

from pyscoring.document import DocumentCheck
from pyscoring.edition import scored_by_id
from pyscoring.problems import Problem
from pyscoring.score import Score
from pyscoring.scoresheet import ScoreSheet
from workbook.scoresheet.reader import Extra, ReadSheet
from workbook.scoresheet.scoring import judged


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

    @property
    def out_of_reach(self) -> bool:
        """Whether its bytes could not be had: another try may have them, though the file has not changed."""
        return any(p.code in ("F01", "F10") for p in self.problems)
