"""What `pyscoring addin` makes in a folder: workbooks with macros, each with its shim. What is there stays."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyscoring.edition import AwardEdition
from pyscoring.problems import Problem, Refused
from workbook.classic.macro_book import macro_workbook
from workbook.classic.shims import module_name, write_shim
from workbook.files import atomic


@dataclass(frozen=True)
class Made:
    """A workbook with a shim: made now, or there already; `source` is an edition's id or a workbook's path."""

    path: Path
    source: str
    made: bool
    problems: tuple[Problem, ...] = ()

    @property
    def shim(self) -> Path:
        return self.path.with_suffix(".py")


def make_macro_books(
    folder: Path, editions: Sequence[AwardEdition], lang: str = "th", force: bool = False
) -> Iterator[Made]:
    """A workbook with macros for each edition, in `folder`; one that is there stays unless `force`.

    What goes wrong with one is in its `Made`; the others are made. Refused: W01, W04 without the folder.
    """
    make_folder(folder)
    names: list[str] = []
    for edition in editions:
        names.append(module_name(edition.id, folder, names))
        yield _make(folder / f"{names[-1]}.xlsm", edition, lang, force)


def _make(path: Path, edition: AwardEdition, lang: str, force: bool) -> Made:
    found = Made(path, edition.id, made=force or not os.path.lexists(path))
    try:
        if found.made:
            atomic.replace(path, macro_workbook(edition, lang), new=not force)
        write_shim(path)
    except Refused as refused:
        told = tuple(replace(p, file=p.file or os.fspath(path)) for p in refused.problems)
        return replace(found, made=found.made and path.exists(), problems=told)
    return found


def make_folder(folder: Path) -> None:
    if folder.is_symlink():
        raise Refused(Problem("F09", file=os.fspath(folder)))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise atomic.not_written(error, folder) from error
