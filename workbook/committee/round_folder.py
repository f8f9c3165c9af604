"""The folder of a round: where its register, packs, inbox, ledger, workbook, results and editions lie."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from workbook.scoresheet.reader import Extra

_Read = TypeVar("_Read")


@dataclass(frozen=True)
class Round:
    """Where things lie in a round's folder."""

    folder: Path

    @property
    def register(self) -> Path:
        return self.folder / "register.xlsx"

    @property
    def packs(self) -> Path:
        return self.folder / "packs"

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def results(self) -> Path:
        return self.folder / "results"

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.jsonl"

    @property
    def consolidated(self) -> Path:
        return self.folder / "consolidated.xlsx"

    @property
    def seen(self) -> Path:
        """What was read of the inbox; derived from it, and of no worth without it."""
        return self.folder / ".pyscoring" / "seen.jsonl"

    @property
    def lock(self) -> Path:
        """Held by whoever writes into the round; an empty file."""
        return self.folder / ".pyscoring" / "lock"

    @property
    def own_editions(self) -> Path:
        return self.folder / "editions"

    def editions(self, extra: Extra) -> Extra:
        """Further editions: those named, then those in the round's own folder ``editions``."""
        return [*extra, *([self.own_editions] if self.own_editions.is_dir() else [])]


def in_its_round(read: Callable[[Path, Extra], _Read]) -> Callable[[Path, Extra], _Read]:
    """`read`, to which a workbook in a round's folder or below it brings the round's own editions if none are named."""
    return lambda path, extra: read(path, extra or _around(path))


def _around(path: Path) -> Extra:
    rounds = (Round(folder) for folder in path.absolute().parents)
    return next((at.editions(()) for at in rounds if at.register.is_file()), ())
