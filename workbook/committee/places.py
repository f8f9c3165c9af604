"""Who holds which place: the register's assignments against what the inbox and the ledger have.

A sheet is found by what stands in it, never by its file's name. Two different sheets for one
place stop that place until somebody has chosen, and so does a sheet whose file was changed or
taken away after it had been accepted, or the choice of which was withdrawn.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from pyscoring.document import DocumentCheck, DocumentSheet, check, is_checked
from pyscoring.edition import Stage, scored_by_id
from pyscoring.ledger import Entry
from pyscoring.names import plain_name
from pyscoring.panel import WITHDRAW, Decision, Seat, Source
from pyscoring.problems import Problem, errors
from pyscoring.register import Assignment, Register
from pyscoring.score import Score, score
from pyscoring.scoresheet import ScoreSheet
from workbook.committee import entries
from workbook.committee.assembly import Candidate, Choice, Place, in_words
from workbook.committee.received import Received, Submission
from workbook.files.values import address
from workbook.scoresheet.layout import STAGE_WORDS
from workbook.scoresheet.reader import Extra
from workbook.scoresheet.texts import LABELS

_WITHDRAWN = {
    "application": {"th": "ไม่มีผลงาน {application} แล้ว", "en": "has the application {application}"},
    "assessor": {"th": "ไม่มีผู้ประเมิน {assessor} แล้ว", "en": "has the assessor {assessor}"},
    "assignment": {
        "th": "ไม่มอบหมาย {application} ให้ {assessor} ในขั้นตอนนี้แล้ว",
        "en": "assigns {application} to {assessor} in this stage",
    },
}
_COPY = re.compile(r"\(\d+\)\.\w+$|\bcopy\b|สำเนา", re.IGNORECASE)  # as browsers, Windows and people name copies


@dataclass
class Places:
    """The seats of every panel, the sheets that fill them, what is to be chosen, and every problem met."""

    seats: dict[tuple[str, Stage], tuple[Seat, ...]] = field(default_factory=dict)
    filled: dict[Place, Candidate] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    twins: list[Problem] = field(default_factory=list)  # A02 once more, at the other files of its place
    claimed: dict[str, tuple[Place, ...]] = field(default_factory=dict)  # by file, in the order of its sheets
    files: list[tuple[str, str | None]] = field(default_factory=list)  # every file with its hash, as received


def assemble(
    register: Register,
    received: Iterable[Received],
    accepted: Mapping[Place, Entry],
    chosen: Mapping[Place, Decision],
    extra: Extra = (),
    earlier: Iterable[Register] = (),
) -> Places:
    """Put everything in its place.

    `accepted` holds the ledger's last entry of kind ``sheet`` for each place, `chosen` the last
    decision on it; `earlier` are the ledger's registers, the newest first, drawn only when a sheet has no place.
    Problems: those of reading and scoring, A02 to A12, A16, A17, A59, A85 and A87.
    """
    assembler = _Assembler(register, accepted, chosen, extra, earlier)
    for file in received:
        assembler.found.files.append((file.file, file.sha256))
        assembler.found.problems += file.problems
        for submission in file.submissions:
            assembler.claim(submission)
    for application in register.applications:
        for stage in register.stages(application.id):
            panel = register.panel(application.id, stage)
            assembler.found.seats[application.id, stage] = tuple(map(assembler.seat, panel))
    return assembler.found


class _Assembler:
    def __init__(
        self,
        register: Register,
        accepted: Mapping[Place, Entry],
        chosen: Mapping[Place, Decision],
        extra: Extra,
        earlier: Iterable[Register],
    ) -> None:
        self._register, self._accepted, self._chosen, self._extra = register, accepted, chosen, extra
        self._undrawn = earlier
        self._claims: dict[Place, list[Candidate]] = {}
        self._here: set[str] = set()  # the key of every sheet in the inbox
        self._misfits: set[Place] = set()
        self._cells: dict[tuple[int, int], tuple[Mapping[str, int], dict[str, str]]] = {}
        self.found = Places()

    # Whose sheet it is.

    def claim(self, submission: Submission) -> None:
        """Take a sheet of the inbox, and name what is wrong with it."""
        self._here.add(submission.key)
        result = submission.judged(self._extra)
        if result is None:
            self.found.problems += map(submission.place, submission.read.problems)
            return
        assignment, misfit = self._assignment(submission, result)
        if any(p.code == "A85" for p in misfit):  # nobody has to mend what does not count
            self.found.problems += map(submission.place, misfit)
            return
        blank = {p.field for p in misfit if p.code == "A09"}
        told = (p for p in result.problems if p.code != "D18" and not (p.code == "D15" and p.field in blank))
        self.found.problems += told
        self.found.problems += map(submission.place, misfit)
        if assignment is None:
            return
        place = _place(assignment)
        claimed = self.found.claimed.get(submission.file, ())
        self.found.claimed[submission.file] = claimed if place in claimed else (*claimed, place)
        if misfit:
            self._misfits.add(place)
            return
        self.found.problems += map(submission.place, self._differences(assignment, submission.answers))
        self._claims.setdefault(place, []).append(self._candidate(submission, result))

    def _candidate(self, submission: Submission, result: Score | DocumentCheck) -> Candidate:
        """What a sheet claims; those whose rows are one mapping share that of their addresses."""
        read = submission.read
        column, rows = read.columns.get("value", 0), read.rows
        shared = id(rows), column
        if shared not in self._cells:  # the rows stay alive, so that no others get their identity
            self._cells[shared] = rows, {key: address(row, column) for key, row in rows.items() if column}
        _, cells = self._cells[shared]
        return Candidate(submission.file, submission.sha256, submission.name, submission.answers, result, cells)

    def _assignment(
        self, submission: Submission, result: Score | DocumentCheck
    ) -> tuple[Assignment | None, list[Problem]]:
        """The assignment that a sheet answers, and what keeps it from its place."""
        answers, register = submission.answers, self._register
        named = {p.field for p in errors(result.problems)}
        blank = [key for key in ("application", "assessor", "stage") if getattr(answers, key) is None]
        if blank:
            return None, [Problem("A09", {"label": LABELS[key]}, field=key) for key in blank if key not in named]
        stage = result.sheet.stage or "desk"
        assignment = _assigned(register, answers, stage) or self._accepted_as(submission)
        if assignment is None:
            return None, self._unassigned(answers, stage)
        application = register.application(assignment.application)
        if application and answers.edition != application.edition:
            details = {"seen": answers.edition, "wanted": application.edition}
            return assignment, [Problem("A07", details, field="edition")]
        if is_checked(result.edition, assignment.stage) != isinstance(answers, DocumentSheet):
            return assignment, [Problem("D29", {"stage": STAGE_WORDS[assignment.stage]}, field="stage")]
        return assignment, []

    def _accepted_as(self, submission: Submission) -> Assignment | None:
        """The assignment for which just this sheet was accepted, whatever the register calls people by now."""
        application, stage, assessor = self._accepted_places.get(submission.key, ("", "desk", ""))
        return next((a for a in self._register.panel(application, stage) if a.assessor == assessor), None)

    def _unassigned(self, answers: ScoreSheet, stage: Stage) -> list[Problem]:
        """Why a sheet has no place: it was withdrawn, or what it names is not in the register."""
        register, details = self._register, {"assessor": answers.assessor, "application": answers.application}
        before = next(filter(None, (_assigned(r, answers, stage) for r in self._earlier)), None)
        if before and before.assessor not in {a.assessor for a in register.panel(before.application, stage)}:
            return [Problem("A85", {"gone": self._gone(before, answers)}, field="application")]
        known = register.application(answers.application or ""), register.assessor(answers.assessor or "")
        problems = [] if known[0] else [Problem("A04", {"seen": answers.application}, field="application")]
        problems += [] if known[1] else [Problem("A05", {"seen": answers.assessor}, field="assessor")]
        return problems or [Problem("A06", details, field="assessor")]

    def _gone(self, before: Assignment, answers: ScoreSheet) -> dict[str, str]:
        """What of a withdrawn assignment the register no longer has: of many sheets, one reason."""
        register = self._register
        gone = [
            ("application", register.application(before.application)),
            ("assessor", register.assessor(before.assessor)),
        ]
        what = next((key for key, there in gone if there is None), "assignment")
        return {
            lang: text.format(application=answers.application, assessor=answers.assessor)
            for lang, text in _WITHDRAWN[what].items()
        }

    @cached_property
    def _accepted_places(self) -> dict[str, Place]:
        return {_key(entry): place for place, entry in self._accepted.items()}

    @cached_property
    def _earlier(self) -> tuple[Register, ...]:
        return tuple(self._undrawn)

    def _differences(self, assignment: Assignment, answers: ScoreSheet) -> Iterator[Problem]:
        """What the register says otherwise: of the assessor, of the application, and of a conflict of interest."""
        assessor = self._register.assessor(assignment.assessor)
        if assessor and plain_name(answers.assessor or "") not in map(plain_name, (assessor.id, assessor.name)):
            details = {"label": LABELS["assessor"], "seen": answers.assessor, "wanted": assessor.name}
            yield Problem("A08", details, field="assessor")
        application = self._register.application(assignment.application)
        for key in ("title", "agency", "unit"):
            seen, wanted = getattr(answers, key) or "", getattr(application, key)
            if key == "agency":
                seen, wanted = self._register.agency(seen), self._register.agency(wanted)
            if wanted and plain_name(seen) != plain_name(wanted):
                yield Problem("A08", {"label": LABELS[key], "seen": seen or "–", "wanted": wanted}, field=key)
        if assignment.conflict and _is_filled_in(answers):
            yield Problem("A12", {"reason": assignment.reason or "–"}, field="assessor")

    # Which sheet holds a place.

    def seat(self, assignment: Assignment) -> Seat:
        """What came of an assignment."""
        place, assessor = _place(assignment), self._register.assessor(assignment.assessor)
        name = assessor.name if assessor else assignment.assessor
        if assignment.conflict:
            return Seat(assignment.assessor, name, "conflicted")
        held = self._held(place)
        if isinstance(held, Choice):
            return Seat(assignment.assessor, name, "stopped")
        if held is None:
            return Seat(assignment.assessor, name, "invalid" if place in self._misfits else "missing")
        self.found.filled[place] = held
        source = Source(held.file, held.sha256, held.sheet, cells=held.cells)
        score_, check_ = (None, held.result) if isinstance(held.result, DocumentCheck) else (held.result, None)
        return Seat(assignment.assessor, name, held.standing, score_, source, check_)

    def _held(self, place: Place) -> Candidate | Choice | None:
        """The sheet that holds a place, None for an empty one, or the choice that somebody has to make."""
        candidates = self._candidates(place)
        decision = self._chosen.get(place)
        if decision and {c.key for c in candidates} <= set(decision.among):
            return self._as_chosen(place, candidates, decision)
        withdrawn = decision is not None and decision.value == WITHDRAW
        if len(candidates) < 2 and not withdrawn and not any(c.gone for c in candidates):
            return candidates[0] if candidates else None
        choice = Choice(*place, tuple(candidates))
        self.found.choices.append(choice)
        problem = _disputed(choice, in_words(place, self._register))
        self.found.problems.append(problem)
        if problem.code == "A02":
            self.found.twins += (_at(c, problem) for c in candidates if not c.gone and c.file != problem.file)
        return choice

    def _candidates(self, place: Place) -> list[Candidate]:
        """The different sheets that claim a place; a copy with the same answers is named and counts no second time.

        What was accepted comes first, and last what is called a copy.
        """
        before, kept = self._accepted.get(place), list[Candidate]()
        known = _key(before) if before else None
        claims = sorted(self._claims.get(place, []), key=lambda c: (c.key != known, bool(_COPY.search(c.file))))
        for claim in claims:
            same = next((c for c in kept if c.answers == claim.answers and _mistakes(c) == _mistakes(claim)), None)
            if same is None:
                kept.append(claim)
            else:
                self._tell(claim, "A03", seen=f"{same.file} ({same.sheet})")
        if before is None or any(c.key == known for c in claims):
            return kept
        same = next((c for c in kept if entries.holds(before, c.answers)), None)
        if same is None:
            is_here = not kept and _key(before) in self._here  # then what keeps it from its place is told there
            return [] if is_here else [*kept, _gone(before, self._extra)]
        self._tell(same, "A16", seen=before.body["file"])
        return kept

    def _as_chosen(self, place: Place, candidates: Sequence[Candidate], decision: Decision) -> Candidate | None:
        holder = next((c for c in candidates if c.key == decision.value), None)
        for other in candidates:
            if other is not holder and not other.gone:
                self._tell(other, "A17", who=decision.decided_by, date=decision.date.isoformat())
        if holder is not None and holder.gone:
            details = {"seen": holder.file, "place": in_words(place, self._register), "who": decision.decided_by}
            details["date"] = decision.date.isoformat()
            self.found.problems.append(Problem("A59", details, file=holder.file, sheet=holder.sheet))
        return holder

    def _tell(self, candidate: Candidate, code: str, **details: str) -> None:
        self.found.problems.append(_at(candidate, Problem(code, details, field="application")))


def _mistakes(candidate: Candidate) -> set[tuple[str, str | None, str]]:
    return {(p.code, p.field, p.message("en")) for p in errors(candidate.result.problems)}


def _disputed(choice: Choice, place: dict[str, str]) -> Problem:
    here = [c for c in choice.candidates if not c.gone]
    gone = [c for c in choice.candidates if c.gone]
    if not here:
        return Problem("A11", {"seen": gone[0].file, "place": place}, file=gone[0].file, sheet=gone[0].sheet)
    if len(here) == 1:
        code, seen = ("A10", gone[0].file) if gone else ("A87", here[0].file)
        return _at(here[0], Problem(code, {"seen": seen, "place": place}, field="application"))
    names = ", ".join(f"{c.file} ({c.sheet})" for c in choice.candidates)
    return _at(here[-1], Problem("A02", {"place": place, "sheets": names}, field="application"))


def _is_filled_in(answers: ScoreSheet) -> bool:
    return bool(answers.scores or (isinstance(answers, DocumentSheet) and (answers.received or answers.counts)))


def _assigned(register: Register, answers: ScoreSheet, stage: Stage) -> Assignment | None:
    """What a register has assigned to whom a sheet names."""
    application, assessor = register.application(answers.application or ""), register.assessor(answers.assessor or "")
    panel = register.panel(application.id, stage) if application else ()
    return next((a for a in panel if assessor and a.assessor == assessor.id), None)


def _place(assignment: Assignment) -> Place:
    return assignment.application, assignment.stage, assignment.assessor


def _gone(entry: Entry, extra: Extra) -> Candidate:
    """The sheet as the ledger has it."""
    body, answers = entry.body, entries.answers(entry)
    edition = scored_by_id(body["edition"], extra)
    result = check(edition, answers) if isinstance(answers, DocumentSheet) else score(edition, answers)
    return Candidate(body["file"], body["sha256"], body["sheet"], answers, result, gone=True, told=frozenset(body))


def _key(entry: Entry) -> str:
    return f"{entry.body['sha256']}#{entry.body['sheet']}"


def _at(candidate: Candidate, problem: Problem) -> Problem:
    cell = candidate.cells.get(problem.field or "")
    return replace(problem, file=candidate.file, sheet=candidate.sheet, cell=cell)
