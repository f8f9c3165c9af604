"""Pre-filled score workbooks for the assessors of a register; a workbook that exists is never touched."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pyscoring import document
from pyscoring.edition import AwardEdition, Stage, scored_by_id
from pyscoring.names import plain_name
from pyscoring.problems import Problem, Refused
from pyscoring.register import Application, Assessor, Assignment, Register
from pyscoring.scoresheet import ScoreSheet
from workbook.committee.blanks import Blanks
from workbook.files import atomic
from workbook.files.filenames import Names, safe_name, short
from workbook.files.steps import Told, each, untold
from workbook.scoresheet import layout
from workbook.scoresheet.reader import Extra, read_file
from workbook.scoresheet.scoring import walk
from workbook.scoresheet.texts import LABELS

By = Literal["place", "assessor"]
Place = tuple[str, str, Stage]  # an application's and an assessor's plain ids, and the stage
_NAME_IN_FILE = 24  # characters


@dataclass(frozen=True)
class Pack:
    """A workbook that was made, or was there already (`made` is false), or cannot be made (`path` is None).

    `other` tells that what was there is of the other kind: for one place where one for all was asked for, or the reverse.

    `assessor` is an id, `applications` are ids; `stage` is None where a workbook is for several.
    """

    path: Path | None
    applications: tuple[str, ...]
    assessor: str
    stage: Stage | None
    made: bool
    problems: tuple[Problem, ...] = ()
    other: bool = False


def make_packs(
    register: Register, folder: Path, extra: Extra = (), lang: str = "th", by: By = "place", told: Told = untold
) -> Iterator[Pack]:
    """The workbooks that are missing below `folder` (a round's ``packs``), each in its assessor's folder.

    A place that some workbook there is for, whatever its name, gets no second one; where that
    workbook says something else than the register now, A36 tells. A declared conflict gets
    none (A35). What goes wrong with one workbook is in its `Pack`; the others are made.
    """
    maker = _Maker(register, folder, extra, lang, by)
    maker.look_around(told)
    try:
        yield from _made(maker, register, by)
    finally:
        maker.flush()


def _made(maker: "_Maker", register: Register, by: By) -> Iterator[Pack]:
    sound: list[_Job] = []
    for assignment in register.assignments:
        found = maker.job(assignment)
        if isinstance(found, Pack):
            yield found
        elif by == "place" or found.is_check:
            yield maker.make([found])
        else:
            sound.append(found)
    for assessor in register.assessors if by == "assessor" else ():
        if jobs := [job for job in sound if job.assessor == assessor]:
            yield maker.make(jobs)


@dataclass(frozen=True)
class _Job:
    """One score sheet to be made."""

    application: Application
    assessor: Assessor
    stage: Stage
    edition: AwardEdition
    called: str

    @property
    def is_check(self) -> bool:
        """Whether documents are checked, which has a form of its own."""
        return document.is_checked(self.edition, self.stage)

    @property
    def definition(self) -> str:
        return document.definition(self.edition) if self.is_check else self.edition.definition

    def answers(self, lang: str) -> dict[str, str]:
        """What is filled in, by row key."""
        a = self.application
        known = {"application": a.id, "title": a.title, "agency": a.agency, "unit": a.unit}
        known |= {"assessor": self.called, "stage": layout.STAGE_WORDS[self.stage][lang]}
        return {key: text for key, text in known.items() if text}


@dataclass(frozen=True)
class _Found:
    """A score sheet that lies there already."""

    path: Path
    sheet: ScoreSheet
    of_many: bool  # in an assessor's one workbook


class _Maker:
    def __init__(self, register: Register, folder: Path, extra: Extra, lang: str, by: By) -> None:
        self.register, self.folder, self.extra, self.lang, self.by = register, folder, extra, lang, by
        self.there: dict[Place, _Found] = {}
        self.unread: dict[Path, tuple[Problem, ...]] = {}
        self.taken: dict[str, Names] = {}
        self.blanks = Blanks(lang)
        self.folders = dict(self._folders())
        self.owners = {name: register.assessor(id_) for id_, name in self.folders.items()}

    def job(self, assignment: Assignment) -> _Job | Pack:
        """The sheet to be made for an assignment, or why none is."""
        nothing = Pack(None, (assignment.application,), assignment.assessor, assignment.stage, made=False)
        application = self.register.application(assignment.application)
        assessor = self.register.assessor(assignment.assessor)
        if application is None or assessor is None:
            code, seen = ("A28", assignment.assessor) if application else ("A27", assignment.application)
            return replace(nothing, problems=(Problem(code, {"seen": seen}),))
        if assignment.conflict:
            details = {"assessor": self.register.called(assessor), "application": application.id}
            return replace(nothing, problems=(Problem("A35", details),))
        try:
            edition = scored_by_id(application.edition, self.extra)
        except Refused as refused:
            return replace(nothing, problems=refused.problems)
        job = _Job(application, assessor, assignment.stage, edition, self.register.called(assessor))
        return self._left(job) or job

    def make(self, jobs: Sequence[_Job]) -> Pack:
        """Write one workbook with these sheets, all of one assessor."""
        first = jobs[0]
        stage = first.stage if len({job.stage for job in jobs}) == 1 else None
        pack = Pack(None, tuple(job.application.id for job in jobs), first.assessor.id, stage, made=False)
        folder = self.folder / self.folders[first.assessor.id]
        path = folder / self._file_name(jobs)
        if path in self.unread:
            return replace(pack, path=path, problems=self.unread[path])
        name = safe_name(*self._name_parts(jobs), taken=self._names(folder))
        try:
            atomic.make_folder(folder, follow=False)
            data = self._several(jobs) if self._is_of_many(first) else self._one(first)
            atomic.replace(folder / name, data, new=True, lasting=False)
        except Refused as refused:
            told = tuple(replace(p, file=p.file or os.fspath(folder / name)) for p in refused.problems)
            return replace(pack, path=folder / name, problems=told)
        self._names(folder).add(name)
        return replace(pack, path=folder / name, made=True)

    def flush(self) -> None:
        """Make what was written last: a folder at a time, since a pack that is lost is made again."""
        for name in self.taken:
            atomic.flush_folder(self.folder / name)

    # what is there

    def _folders(self) -> Iterator[tuple[str, str]]:
        """The name of each assessor's folder, by id: the one that is there, also where the register corrected the name."""
        there = sorted(os.listdir(self.folder)) if self.folder.is_dir() else []
        taken = Names()
        for assessor in self.register.assessors:
            wanted = safe_name(f"{assessor.id} {assessor.name}", taken=taken)
            own = [name for name in there if name.startswith(f"{assessor.id} ")]
            name = wanted if wanted in own or not own else own[0]
            taken.add(name)
            yield assessor.id, name

    def look_around(self, told: Told) -> None:
        """Find the workbooks that are there already."""
        paths = list(walk([self.folder])) if self.folder.is_dir() else []
        for path in each(paths, "reading", told):
            sheets, _, problems = read_file(path, self.extra)
            for read in sheets:
                if place := self._place(read.sheet, path):
                    self.there.setdefault(
                        place, _Found(path, read.sheet, read.name == layout.score_name(1) or len(sheets) > 1)
                    )
            if not any(read.edition for read in sheets):
                self.unread[path] = problems + tuple(p for read in sheets for p in map(read.place, read.problems))

    def _place(self, sheet: ScoreSheet, path: Path) -> Place | None:
        assessor = self.register.assessor(sheet.assessor or "") or self.owners.get(path.parent.name)
        if assessor is None or not sheet.application or sheet.stage is None:
            return None
        return plain_name(sheet.application), plain_name(assessor.id), sheet.stage

    def _left(self, job: _Job) -> Pack | None:
        """The workbook that is there for a place, with what the register says otherwise by now."""
        found = self.there.get((plain_name(job.application.id), plain_name(job.assessor.id), job.stage))
        if found is None:
            return None
        wanted = {key: job.answers(self.lang).get(key) for key in ("title", "agency", "unit")}
        wanted |= {"edition": job.edition.id, "definition": job.definition}
        there = {key: getattr(found.sheet, key) for key in wanted}
        changed = {k: text for k, text in wanted.items() if plain_name(there[k] or "") != plain_name(text or "")}
        if self.register.assessor(found.sheet.assessor or "") != job.assessor:
            changed["assessor"] = job.assessor.name
        said = {lang: ", ".join(_now(key, text, lang) for key, text in changed.items()) for lang in ("th", "en")}
        told = (Problem("A36", {"changes": said}, file=os.fspath(found.path)),) if changed else ()
        other = self._is_other(found, job)
        return Pack(
            found.path, (job.application.id,), job.assessor.id, job.stage, made=False, problems=told, other=other
        )

    def _is_other(self, found: _Found, job: _Job) -> bool:
        if job.is_check:
            return False
        places = sum(a.assessor == job.assessor.id and not a.conflict for a in self.register.assignments)
        return places > 1 and found.of_many == (self.by == "place")

    # names

    def _name_parts(self, jobs: Sequence[_Job]) -> tuple[str, str]:
        job, stages = jobs[0], ", ".join(dict.fromkeys(layout.STAGE_WORDS[job.stage][self.lang] for job in jobs))
        if self._is_of_many(job):
            return f"{job.assessor.id} {job.assessor.name}", f" - {stages}.xlsx"
        tail = f" - {short(job.assessor.name, _NAME_IN_FILE)} - {stages}.xlsx"
        return f"{job.application.id} {job.application.title}", tail

    def _is_of_many(self, job: _Job) -> bool:
        """Whether this is a sheet of the assessor's one workbook, which holds one at first or later on too."""
        return self.by == "assessor" and not job.is_check

    def _file_name(self, jobs: Sequence[_Job]) -> str:
        return safe_name(*self._name_parts(jobs))

    def _names(self, folder: Path) -> Names:
        """The names that are taken in a folder."""
        if folder.name not in self.taken:
            self.taken[folder.name] = Names(os.listdir(folder) if folder.is_dir() else ())
        return self.taken[folder.name]

    # contents

    def _one(self, job: _Job) -> bytes:
        answers = job.answers(self.lang)
        return self.blanks.document(job.edition, answers) if job.is_check else self.blanks.score(job.edition, answers)

    def _several(self, jobs: Sequence[_Job]) -> bytes:
        sheets = [(job.edition, job.answers(self.lang)) for job in jobs]
        return self.blanks.visit(jobs[0].assessor.name, sheets)


def _now(key: str, text: str | None, lang: str) -> str:
    """What has changed, with what the register says; a definition tells nobody anything."""
    label = LABELS[key][lang]
    return label if key == "definition" or not text else f"{label}: {text}"
