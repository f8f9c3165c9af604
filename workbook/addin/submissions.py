"""A sheet that was sent in → a file in the round's inbox, as if the workbook itself had been handed in.

Each becomes a file of its own that is never written again. What is confirmed lies flushed on the disk.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path

from pyscoring.document import DocumentCheck, DocumentSheet, is_checked
from pyscoring.edition import scored_by_id
from pyscoring.problems import Problem, Refused, errors
from pyscoring.register import Application, Assessor, Register
from pyscoring.score import Score, score
from pyscoring.scoresheet import ScoreSheet
from workbook.addin.roster import roster
from workbook.addin.server_texts import say
from workbook.addin.signing_in import Person
from workbook.files import atomic
from workbook.files.alone import alone
from workbook.files.archive import Budget
from workbook.files.filenames import safe_name
from workbook.files.package import Book
from workbook.files.patch import patch
from workbook.scoresheet import anew, layout
from workbook.scoresheet.block import language, told
from workbook.scoresheet.official import official_cells
from workbook.scoresheet.reader import Cells, Extra, ReadSheet, parse, read_file
from workbook.scoresheet.scoring import judged
from workbook.scoresheet.texts import LABELS

_NAME = re.compile(r" - (\d{8}-\d{6}[+-]\d{4}) - [0-9a-f]{12}\.xlsx$")
_TIME = "%Y%m%d-%H%M%S%z"


class Refusal(Exception):
    """A sheet is not taken; the message says why, `status` as HTTP has it: 400 the sheet, 403 who, 503 the server."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Receipt:
    """What was stored: `file` is its path below the inbox, `open` how many places are blank or wrong."""

    application: str
    stage: str
    time: datetime
    sha256: str
    file: str
    open: int = 0

    def text(self, lang: str) -> str:
        stage = layout.STAGE_WORDS[self.stage][lang]
        year = self.time.year + (543 if lang == "th" else 0)
        time = f"{self.time:%d/%m}/{year} {self.time:%H:%M:%S}"
        said = say("received", lang, application=self.application, stage=stage, time=time, sha256=self.sha256)
        return f"{said}\n{say('received-open', lang, n=self.open)}" if self.open else said


def receive(cells: Cells, who: Person, submission: str, lang: str) -> tuple[Receipt, str]:
    """Store a sheet for who has signed in; the receipt, and the language to show it in.

    The same answers under the same `submission` give the same receipt. Raises `Refusal`.
    """
    known = roster().known()
    read = parse(cells, known.editions)
    lang = lang or language(read)
    result = judged(read)
    if result is None:
        raise Refusal(told(read.placed(read.problems), lang))
    assessor, application = _place(result, who, known.register, lang)
    if misshapen := [p for p in errors(result.problems) if p.code.startswith("T")]:
        raise Refusal(told(misshapen, lang))
    try:
        return _stored(read, result, assessor, application, submission, known.editions), lang
    except _NotTheSame as other:
        raise Refusal(say("not-kept", lang, what=str(other))) from None
    except Refused as refused:
        if refused.problems[0].code in ("W01", "W04", "F09", "F10"):
            raise Refusal(say("not-stored", lang), 503) from refused
        raise Refusal(say("not-kept", lang, what=refused.problems[0].message(lang))) from None


def warm_up() -> None:
    """Build what the first submissions would wait for: the blank workbooks of the register's editions."""
    with suppress(Refused):
        known = roster().known()
        for id_ in sorted({application.edition for application in known.register.applications}):
            edition = scored_by_id(id_, known.editions)
            anew.blank(score(edition, ScoreSheet(edition=id_)), "th")


def received(assessor: Assessor, extra: Extra = ()) -> Iterator[Receipt]:
    """What has been stored of an assessor, as the files tell it, the oldest first."""
    folder = _folder(assessor)
    found = ((name, _NAME.search(name)) for name in (os.listdir(folder) if folder.is_dir() else ()))
    named = sorted((match[1], name) for name, match in found if match)
    for time, name in named:
        if receipt := _told_by(folder / name, time, assessor, extra):
            yield receipt


# Whose sheet it is.


def _place(result: Score | DocumentCheck, who: Person, register: Register, lang: str) -> tuple[Assessor, Application]:
    sheet = result.sheet
    for key in ("application", "assessor", "stage"):
        if getattr(sheet, key) is None:
            own = [p for p in errors(result.problems) if p.field == key]
            raise Refusal(told(own or [Problem("A09", {"label": LABELS[key]}, field=key)], lang))
    application, assessor = register.application(sheet.application or ""), register.assessor(sheet.assessor or "")
    if application is None:
        raise Refusal(told([Problem("A04", {"seen": sheet.application})], lang))
    if assessor is None or who.id not in (None, assessor.id):
        raise Refusal(say("not-yours", lang, assessor=sheet.assessor), 403)
    stage = sheet.stage or "desk"
    assignment = next((a for a in register.panel(application.id, stage) if a.assessor == assessor.id), None)
    if assignment is None:
        word = layout.STAGE_WORDS[stage][lang]
        raise Refusal(say("not-assigned", lang, application=application.id, stage=word), 403)
    if assignment.conflict:
        raise Refusal(say("conflicted", lang, application=application.id), 403)
    if sheet.edition != application.edition:
        raise Refusal(told([Problem("A07", {"seen": sheet.edition, "wanted": application.edition})], lang))
    if is_checked(result.edition, stage) != isinstance(sheet, DocumentSheet):
        raise Refusal(say("other-form", lang))
    return assessor, application


# Its file.


class _NotTheSame(Exception):
    """A stored sheet would not say the same as what was sent."""


def _stored(
    read: ReadSheet, result: Score | DocumentCheck, assessor: Assessor, application: Application, submission: str,
    extra: Extra,
) -> Receipt:  # fmt: skip
    stage = result.sheet.stage or "desk"
    blank = anew.blank(result, result.sheet.language)
    typed = anew.answers(read, blank.rows)
    folder = _made(_folder(assessor))
    end = f" - {_key(assessor.id, submission, repr(sorted(typed.items())))}.xlsx"
    open_ = len(errors(result.problems))
    with alone(folder):  # a repeated request must find the first
        atomic.sweep(folder)  # what a worker that was killed has left
        before = next((n for n in os.listdir(folder) if n.endswith(end) and _NAME.search(n)), None)
        if before is not None:
            match = _NAME.search(before)
            time = datetime.strptime(match[1] if match else "", _TIME)
            data = atomic.load(folder / before)
        else:
            time = datetime.now().astimezone().replace(microsecond=0)
            clean = replace(read, rows=blank.rows, columns=layout.COLUMN_KEYS, cells={})
            data = patch(blank.data, {blank.sheet: {**typed, **official_cells(clean, result, time)}})
            _refuse_another(data, blank.sheet, read, result, extra)
            before = safe_name(f"{application.id} - {stage}", f" - {time:{_TIME}}{end}", os.listdir(folder))
            atomic.replace(folder / before, data, new=True)
    file = f"{folder.name}/{before}"
    return Receipt(application.id, stage, time, hashlib.sha256(data).hexdigest(), file, open_)


def _key(assessor: str, submission: str, answers: str) -> str:
    """Twelve hex digits that a repeated request has again; without an id of the caller's, none has."""
    told = submission or secrets.token_hex(16)
    return hashlib.sha256("\0".join((assessor, told, answers)).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _refuse_another(data: bytes, name: str, read: ReadSheet, result: Score | DocumentCheck, extra: Extra) -> None:
    """Read what is about to be stored: it must say just what was sent."""
    book = Book(data, Budget())
    again = parse(book.cells(book.sheets[name], lambda row, column: True), extra)
    judged_again = judged(again)
    if again.sheet != read.sheet or judged_again is None:
        keys = [each.name for each in fields(again.sheet)]
        differing = [key for key in keys if getattr(again.sheet, key) != getattr(read.sheet, key)]
        raise _NotTheSame(", ".join(differing) or name)
    about = {p.field for p in errors(result.problems)} ^ {p.field for p in errors(judged_again.problems)}
    if about:
        raise _NotTheSame(", ".join(sorted(map(str, about))))


def _folder(assessor: Assessor) -> Path:
    return roster().round.inbox / safe_name(assessor.id)


def _made(folder: Path) -> Path:
    if folder.is_symlink():
        raise Refused(Problem("F09", file=str(folder)))
    if not folder.is_dir():
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise atomic.not_written(error, folder) from error
        atomic.flush_folder(folder.parent)
    return folder


# What has been stored.

_read: dict[Path, tuple[int, Receipt | None]] = {}


def _told_by(path: Path, time: str, assessor: Assessor, extra: Extra) -> Receipt | None:
    """The receipt of a stored file, read once; None of a file that holds no sheet of this assessor's."""
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        return None
    if path not in _read or _read[path][0] != stamp:
        _read[path] = stamp, _receipt(path, time, assessor, extra)
    return _read[path][1]


def _receipt(path: Path, time: str, assessor: Assessor, extra: Extra) -> Receipt | None:
    sheets, sha256, _ = read_file(path, extra)
    for read in sheets:
        result, sheet = judged(read), read.sheet
        owner = roster().known().register.assessor(sheet.assessor or "")
        if result and sha256 and owner == assessor and sheet.application and sheet.stage:
            at, file = datetime.strptime(time, _TIME), f"{path.parent.name}/{path.name}"
            return Receipt(sheet.application, sheet.stage, at, sha256, file, len(errors(result.problems)))
    return None
