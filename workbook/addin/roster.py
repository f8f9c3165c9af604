"""Who may send in what: the round's register, in memory, and again from the file when that changes."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyscoring.problems import Problem, Refused
from pyscoring.register import Assessor, Register
from workbook.addin.settings import settings
from workbook.addin.watched import Watched
from workbook.committee.committee import Round, open_register
from workbook.scoresheet.reader import Extra


@dataclass(frozen=True)
class Known:
    """A register, the further editions of its round, and what is wrong with single rows."""

    register: Register
    editions: Extra
    problems: tuple[Problem, ...] = ()


class Roster:
    """The register of a round's folder; while it cannot be read, what was read last stays in force."""

    def __init__(self, folder: Path) -> None:
        self.round = Round(folder)
        self._watched = Watched(self.round.register, lambda _: _known(folder), keep=True)

    def known(self) -> Known:
        """Refused: as `open_register`, and if nothing could be read yet."""
        return self._watched.get()

    def assessor(self, id_: str) -> Assessor | None:
        """An assessor of the register by id; no name is taken for one."""
        return next((a for a in self.known().register.assessors if a.id == id_), None)

    @property
    def editions(self) -> Extra:
        """The round's own editions; those that every round has, where no register can be read."""
        try:
            return self.known().editions
        except Refused:
            return self.round.editions(())

    def standing(self) -> str:
        """``ok``; ``kept``: the file cannot be read now, an earlier reading is in force; ``unreadable``."""
        try:
            self.known()
        except Refused:
            return "unreadable"
        return "kept" if self._watched.problems else "ok"


def _known(folder: Path) -> Known:
    _, editions, register, problems = open_register(folder)
    return Known(register, editions, problems)


@cache
def roster() -> Roster:
    """That of this process."""
    return Roster(settings().round)
