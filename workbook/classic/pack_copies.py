"""Copies of a round's workbooks under names that "Run main" takes, each with its shim, and a list of which is which.

The workbooks that were handed out keep their Thai names. A copy is the same to the byte, is recognised by
what it says about itself, or else by the list, and keeps its name, whatever else comes to be copied.
"""

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pyscoring.names import plain_name
from pyscoring.problems import Problem, Refused
from pyscoring.register import Register
from workbook.classic.made import Made
from workbook.classic.shims import is_shim, module_name, plain, write_shim
from workbook.committee.committee import Round, open_register
from workbook.files import atomic
from workbook.files.plaintext import csv_rows, csv_text
from workbook.scoresheet.layout import STAGE_WORDS
from workbook.scoresheet.reader import Extra, ReadSheet, read_file
from workbook.scoresheet.scoring import walk

INDEX = "index.csv"
_HEADINGS = {
    "th": ("ชื่อสำหรับ Run main", "สมุดงานเดิม", "รหัสผลงาน", "ผู้ประเมิน", "ขั้นตอน"),
    "en": ("name for Run main", "workbook", "application", "assessor", "stage"),
}
_Key = tuple[object, ...]


def make_copies(folder: Path, source: Path, extra: Extra = ()) -> Iterator[Made]:
    """A copy below `folder` of each workbook below `source`: a round's folder, or any other with workbooks.

    A copy that is there stays as it is. What goes wrong with one workbook is in its `Made`; the others are made.
    Refused: W01, W04 without the folder, and what keeps a round's register from being read.
    """
    atomic.make_folder(folder, follow=False)
    maker = _Maker(folder, source, *_opened(source, extra))
    for path in walk([maker.source]):
        if not path.resolve().is_relative_to(folder.resolve()) and not is_shim(path):
            yield maker.make(path)


def write_index(folder: Path, source: Path, copies: Sequence[Made], lang: str) -> Path:
    """The list of the copies as index.csv in `folder`, and its path. Refused: W01, W04."""
    rows = [_HEADINGS[lang]]
    for copy, path in ((copy, copy.path) for copy in copies if copy.path):
        for read in copy.sheets:
            places = _below(folder, path), _below(source, Path(copy.source))
            stage = STAGE_WORDS[read.sheet.stage][lang] if read.sheet.stage else ""
            rows.append((*places, read.sheet.application or "", read.sheet.assessor or "", stage))
    index, data = folder / INDEX, b"".join(csv_rows(rows))
    if not index.is_file() or atomic.load(index) != data:
        atomic.replace(index, data)
    return index


def _opened(source: Path, extra: Extra) -> tuple[Path, Extra, Register | None]:
    """Where the workbooks lie, the editions that are known there, and the register of a round."""
    if not Round(source).register.is_file():
        return source, extra, None
    at, known, register, _ = open_register(source, extra)
    return at.packs, known, register


class _Maker:
    def __init__(self, folder: Path, root: Path, source: Path, extra: Extra, register: Register | None) -> None:
        self.folder, self.root, self.source, self.extra, self.register = folder, root, source, extra, register
        self.there: dict[_Key, Path] = {}
        self.of: dict[_Key, Path] = {}
        self.names: list[str] = []
        listed = _listed(folder)
        for path in walk([folder]):
            if path.suffix in (".xlsx", ".xlsm") and (sheets := read_file(path, extra)[0]):
                said = listed.get(_below(folder, path))  # also of one that was blank and is filled by now
                for key in filter(None, (_key(sheets), (said or _unlisted(folder, path),))):
                    self.there.setdefault(key, path)
                self.names.append(path.stem)

    def make(self, path: Path) -> Made:
        sheets, _, problems = read_file(path, self.extra)
        found = Made(None, os.fspath(path), made=False, problems=problems, sheets=sheets)
        if not sheets:
            return found
        key = _key(sheets) or (csv_text(_below(self.root, path)),)
        if key in self.of:
            other = Problem("W12", {"other": os.fspath(self.of[key])}, file=os.fspath(path))
            return replace(found, problems=(*problems, other))
        self.of[key] = path
        there = self.there.get(key) or self.there.pop((_unlisted(self.source, path),), None)
        try:
            target = there or self._copied(path, sheets)
            found = replace(found, path=target, made=there is None)
            write_shim(target)
        except Refused as refused:
            told = tuple(replace(p, file=p.file or os.fspath(path)) for p in refused.problems)
            return replace(found, problems=(*problems, *told))
        return found

    def _copied(self, path: Path, sheets: Sequence[ReadSheet]) -> Path:
        folder = self.folder / path.parent.relative_to(self.source)
        name = module_name(self._wish(sheets) or path.stem, folder, self.names)
        atomic.make_folder(folder, follow=False)
        target = folder / f"{name}{path.suffix}"
        atomic.replace(target, atomic.load(path), new=True)
        self.names.append(name)
        return target

    def _wish(self, sheets: Sequence[ReadSheet]) -> str:
        """Application, assessor and stage by their ids; "" where no application is named."""
        told = [(s.sheet.application, self._assessor(s.sheet.assessor), s.sheet.stage) for s in sheets]
        parts = told[0] if len(told) == 1 else (told[0][1], "all")
        return "_".join(filter(None, parts)) if any(application for application, *_ in told) else ""

    def _assessor(self, who: str | None) -> str | None:
        known = self.register.assessor(who) if self.register and who else None
        return known.id if known else who


def _key(sheets: Sequence[ReadSheet]) -> _Key:
    """What a workbook is for, the same for its copy; nothing for one that does not say."""
    told = [[plain_name(text or "") for text in (s.sheet.application, s.sheet.assessor, s.sheet.stage)] for s in sheets]
    return tuple(sorted(map(tuple, told))) if any(application for application, *_ in told) else ()


def _listed(folder: Path) -> dict[str, str]:
    """The workbook of each copy, by the list that an earlier run left; nothing where that cannot be read."""
    try:
        rows = csv.reader(atomic.load(folder / INDEX).decode("utf-8-sig").splitlines())
        return {row[0]: row[1] for row in rows if len(row) == len(_HEADINGS["en"])}
    except (Refused, UnicodeDecodeError, csv.Error):
        return {}


def _unlisted(folder: Path, path: Path) -> str:
    """Where a copy that no list tells of most likely lies, the same for the workbook that it is of."""
    return path.with_name(f"{plain(path.stem)}.copy").relative_to(folder).as_posix()


def _below(folder: Path, path: Path) -> str:
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()
