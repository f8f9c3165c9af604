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
from workbook.scoresheet.function_formulas import Kind
from workbook.scoresheet.reader import ReadSheet


@dataclass(frozen=True)
class Made:
    """A workbook with a shim: made now, or there already; None where there is none.

    `source` is an edition's id, or the path of the workbook that it is a copy of; `sheets` are that one's.
    """

    path: Path | None
    source: str
    made: bool
    problems: tuple[Problem, ...] = ()
    sheets: tuple[ReadSheet, ...] = ()


def make_macro_books(
    folder: Path, editions: Sequence[AwardEdition], lang: str = "th", kind: Kind = "native", force: bool = False
) -> Iterator[Made]:
    """A workbook with macros for each edition, in `folder`; one that is there stays unless `force`.

    What goes wrong with one is in its `Made`; the others are made. Refused: W01, W04 without the folder.
    """
    atomic.make_folder(folder, follow=False)
    names: list[str] = []
    for edition in editions:
        names.append(module_name(edition.id, folder, names))
        yield _make(folder / f"{names[-1]}.xlsm", edition, lang, kind, force)


def _make(path: Path, edition: AwardEdition, lang: str, kind: Kind, force: bool) -> Made:
    made = False
    try:
        there = os.path.lexists(path)
        if force or path.is_symlink() or not path.is_file():
            atomic.replace(path, macro_workbook(edition, lang, kind), new=not there)
            made = True
        write_shim(path)
    except Refused as refused:
        told = tuple(replace(p, file=p.file or os.fspath(path)) for p in refused.problems)
        return Made(path if path.is_file() else None, edition.id, made, told)
    return Made(path, edition.id, made)
