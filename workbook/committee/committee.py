"""A round of a committee is a folder: its register, packs, inbox, ledger, consolidated workbook and results.

Every command can be run again at any time and only adds. The ledger is written before the
workbook: whatever is interrupted, the next run completes it, and nothing counts twice.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from pyscoring import ledger as ledgers
from pyscoring.consolidate import Result, consolidate
from pyscoring.edition import AwardEdition, check_folder
from pyscoring.edition_files import of_another_year, passed_over, refuse_doubled
from pyscoring.ledger import START, Ledger
from pyscoring.panel import Decision, Seat
from pyscoring.problems import Problem, Refused
from pyscoring.questions import answered
from pyscoring.register import Register
from pyscoring.stages import as_shown
from workbook.committee import entries, gates, inbox, places
from workbook.committee import register as registers
from workbook.committee.assembly import Consolidation
from workbook.committee.file_rows import file_rows
from workbook.committee.inbox import Folder, Inbox
from workbook.committee.round_folder import Round as Round
from workbook.committee.seen import Seen
from workbook.consolidation import moderation
from workbook.files import atomic, lock
from workbook.files.collecting import uncollected
from workbook.files.steps import Told, untold
from workbook.scoresheet.reader import Extra


def init(folder: Path, lang: str = "th") -> list[Path]:
    """Make what is not there yet of a round's folder; the paths made.

    The register offers the editions of the round's own folder ``editions`` too, where that is there before.
    Refused: W01, W04; before anything is made, every mistake in that folder, since its list would lack such an edition.
    """
    found = Round(folder)
    if wrong := check_folder(found.own_editions):
        raise Refused(*wrong, *passed_over(found.own_editions))
    made = []
    try:
        for place in (found.packs, found.inbox, found.results):
            if not place.is_dir():
                place.mkdir(parents=True)
                made.append(place)
    except OSError as error:
        raise Refused(Problem("W01", {"detail": error.strerror}, file=str(folder))) from None
    if not found.register.exists():
        atomic.replace(found.register, registers.blank(lang, found.editions(())))
        made.append(found.register)
    return made


@dataclass(frozen=True)
class Gathered:
    """All that a round holds, read and put in place; `problems` has everything met, in order."""

    round: Round
    extra: Extra
    register: Register
    editions: Mapping[str, AwardEdition]
    ledger: Ledger
    typed: moderation.Typed
    places: places.Places
    problems: tuple[Problem, ...]
    ledger_sha256: str | None = None  # of the file that was read; None where there was none

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Every decision, those of the ledger before those just typed."""
        return (*entries.decisions(self.ledger), *self.typed.decisions)


@uncollected()
def gather(
    folder: Path,
    extra: Extra = (),
    jobs: int = 1,
    executor: Executor | None = None,
    told: Told = untold,
    source: Inbox | None = None,
    *,
    keep: bool = False,
    fresh: bool = False,
) -> Gathered:
    """Read the register, the ledger, what was typed into the consolidated workbook, and the inbox.

    `source` is another inbox than the round's own. What an earlier run has kept of files that have not changed
    since is taken from there, but not if `fresh`; with `keep` this run keeps what it reads, else nothing is written.
    Refused: as `open_register` and `read_ledger`.
    """
    at, extra, register, problems = open_register(folder, extra)
    ledger, ledger_sha256 = read_ledger(at)
    register = replace(register, former=entries.former(ledger))
    editions = registers.editions_of(register, extra)
    totals, lapsed = entries.totals(ledger), entries.lapsed(ledger)
    typed = moderation.read(at.consolidated, register, editions, entries.decisions(ledger), lapsed, totals)
    from_ = source or Folder(at.inbox)
    seen = Seen(at.seen, extra, from_.name, fresh=fresh, keep=keep)
    received = inbox.receive(from_, jobs, extra, executor, told, seen)
    decided = (*entries.decisions(ledger), *typed.decisions)
    before = entries.accepted(ledger), entries.chosen(decided), extra, entries.registers(ledger)
    found = places.assemble(register, received, *before)
    elsewhere = (*_of_another(at.consolidated, ledger, typed.head), *_elsewhere(found.problems, lambda: found.files))
    return Gathered(
        at, extra, register, editions, ledger, typed, found,
        (*problems, *typed.problems, *elsewhere, *found.problems), ledger_sha256,
    )  # fmt: skip


def _elsewhere(problems: Sequence[Problem], files: Callable[[], Collection[object]]) -> Iterator[Problem]:
    """Accepted sheets are gone, and there is no file at all: the inbox is probably another one."""
    if (gone := sum(p.code in ("A11", "A54", "A59") for p in problems)) and not files():
        yield Problem("A92", {"n": gone})


def open_register(folder: Path, extra: Extra = ()) -> tuple[Round, Extra, Register, tuple[Problem, ...]]:
    """The round in a folder, the editions that it knows, its register, and what is wrong with that.

    Refused: A19 no round here, E12 two files of one edition, and the problems of a register of which no application can be read: nothing
    must come of it, as if all had been withdrawn.
    """
    at = Round(folder)
    if not at.register.is_file():
        raise Refused(Problem("A19", file=str(folder)))
    known = at.editions(extra)
    refuse_doubled(known)
    register, problems = registers.read(at.register, known)
    problems = (*passed_over(at.own_editions), *problems)
    if not register.applications:
        raise Refused(*problems)
    unused = of_another_year(at.own_editions, {a.edition for a in register.applications})
    problems = (*problems, *(replace(p, file=str(at.register)) for p in unused))
    return at, known, register, problems


def read_ledger(at: Round) -> tuple[Ledger, str | None]:
    """The round's ledger with its file's hash; empty, with none, before the first run. Refused: A50, A51, A52."""
    if not at.ledger.exists():
        return Ledger(), None
    data = atomic.load(at.ledger)
    ledger, problems = ledgers.read(data)
    if problems:
        raise Refused(*(replace(p, file=str(at.ledger)) for p in problems))
    return ledger, hashlib.sha256(data).hexdigest()


def write_ledger(found: Gathered, ledger: Ledger) -> None:
    """Extend the round's ledger, unless somebody else has done so since it was read.

    Refused: W01, W02, W04.
    """
    if ledger != found.ledger:
        before = found.ledger_sha256
        atomic.replace(found.round.ledger, ledger.lines(), before, new=before is None)


def at_work(folder: Path) -> AbstractContextManager[None]:
    """Meanwhile nobody else's run writes into the round in a folder, if there is one. Refused: W13."""
    at = Round(folder)
    return lock.held(at.lock, folder) if at.register.is_file() else nullcontext()


@uncollected()
def run(
    folder: Path,
    extra: Extra = (),
    jobs: int = 1,
    lang: str = "th",
    at: dt.datetime | None = None,
    executor: Executor | None = None,
    told: Told = untold,
    source: Inbox | None = None,
    *,
    fresh: bool = False,
) -> Consolidation:
    """Consolidate a round: extend its ledger, then write its consolidated workbook.

    Refused: as `gather`, and W01, W02, W04, W13; A58 where the workbook is the only trace of entries that the ledger
    has lost. A workbook that can no longer be read is kept beside.
    """
    with at_work(folder):
        mended = atomic.mended(folder)
        found = gather(folder, extra, jobs, executor, told, source, keep=True, fresh=fresh)
        told("together")
        if lost := [p for p in found.problems if p.code == "A58"]:
            raise Refused(*lost)
        now = at or dt.datetime.now().astimezone()
        ledger, results = entered(found, now.isoformat(timespec="seconds"))
        of_this_run = (*mended, *_kept_beside(found))
        consolidation = _consolidation(found, ledger, results, now)
        write_ledger(found, ledger)
        path, before = found.round.consolidated, found.typed.sha256
        del found, ledger, results  # the workbook takes the room of what it does not show
        from workbook.consolidation import consolidated

        told("writing", name=path.name)
        atomic.replace(path, consolidated.write(consolidation, lang), before)
        return replace(consolidation, problems=(*of_this_run, *consolidation.problems))


def preview(found: Gathered) -> Consolidation:
    """What `run` would find, with nothing written."""
    now = dt.datetime.now().astimezone()
    ledger, results = entered(found, now.isoformat(timespec="seconds"))
    return _consolidation(found, ledger, results, now, written=False)


@dataclass(frozen=True)
class Checked:
    """What `verify` found, and how much it went through (`withdrawn`: sheets and results of what the register no longer
    has); `head` is the ledger's last hash.
    """  # fmt: skip

    problems: tuple[Problem, ...]
    entries: int
    sheets: int
    results: int
    head: str
    withdrawn: tuple[int, int] = (0, 0)


def verify(folder: Path, told: Told = untold, source: Inbox | None = None) -> Checked:
    """Recompute a round from its inbox (or `source`) and ledger by a second path, and hold the workbook against the ledger.

    Refused: A19 no round here. Problems: A50 to A59, A66 to A68, A73, A74, A92.
    """
    from workbook.committee import verify_published
    from workbook.committee.verify import verify as recompute

    at, extra, register, _ = open_register(folder)
    data = atomic.load(at.ledger) if at.ledger.exists() else b""
    ledger, broken = ledgers.read(data)
    from_ = source or Folder(at.inbox)
    problems = list(recompute(data, from_, told))
    problems = [*_elsewhere(problems, from_.listed), *problems, *verify_published.verify(ledger)]
    problems += verify_published.verify_files(ledger, at.results)
    if broken:  # of what comes after the break, nothing can be told
        problems = [replace(p, file=str(at.ledger)) for p in broken]
    else:
        problems += _workbook_against(at, ledger, register, extra)
    sheets, results = entries.accepted(ledger), ledger.last("result", "application", "stage")
    assigned = {(a.application, a.stage, a.assessor) for a in register.assignments}
    gone = len(sheets.keys() - assigned), len(results.keys() - {place[:2] for place in assigned})
    return Checked(tuple(problems), len(ledger.entries), len(sheets), len(results), ledger.head, gone)


def _workbook_against(at: Round, ledger: Ledger, register: Register, extra: Extra) -> Iterator[Problem]:
    """Decisions that were changed in the workbook, and a workbook that is not of this ledger."""
    editions, named = registers.editions_of(register, extra), replace(register, former=entries.former(ledger))
    typed = moderation.read(at.consolidated, named, editions, entries.decisions(ledger))
    yield from (replace(p, code="A57") for p in typed.problems if p.code in ("A45", "A46"))
    yield from _of_another(at.consolidated, ledger, typed.head)
    exported = at.results / "results.json"
    yield from _of_another(exported, ledger, _head_in(exported))


def _of_another(path: Path, ledger: Ledger, head: str | None) -> Iterator[Problem]:
    """A file that was made from entries which the ledger does not have."""
    if head is not None and head not in {START, *(e.hash for e in ledger.entries)}:
        yield Problem("A58", {"seen": head[:12], "wanted": ledger.head[:12]}, file=str(path))


def _head_in(exported: Path) -> str | None:
    """The ledger's head that exported results name; None without such a file."""
    try:
        head = json.loads(atomic.load(exported)).get("head")
    except (Refused, ValueError, AttributeError):
        return None
    return head if isinstance(head, str) else None


def entered(found: Gathered, at: str) -> tuple[Ledger, tuple[Result, ...]]:
    """The ledger with all that is new, and the results that rest on it."""
    used = {a.edition for a in found.register.applications}
    news = chain(
        entries.news_of_editions(found.ledger, (found.editions[id_] for id_ in sorted(used))),
        entries.news_of_register(found.ledger, found.register),
        entries.news_of_decisions(found.ledger, found.typed.decisions),
        entries.news_of_sheets(found.ledger, found.places.filled),
    )
    ledger = found.ledger.extended(news, at)
    results = results_of(found, ledger)
    return ledger.extended(entries.news_of_results(ledger, results), at), results


def results_of(found: Gathered, ledger: Ledger) -> tuple[Result, ...]:
    """Every panel's result, in the order of the register, then by stage."""
    accepted, decided = entries.accepted(ledger), _of_results(entries.decisions(ledger))
    results = []
    for application in found.register.applications:
        for stage in found.register.stages(application.id):
            seats = found.places.seats[application.id, stage]
            seats = tuple(_entered_seat(s, accepted.get((application.id, stage, s.assessor))) for s in seats)
            found.places.seats[application.id, stage] = seats
            edition = found.editions[application.edition]
            results.append(consolidate(edition, application.id, stage, seats, decided))
    return tuple(results)


def _of_results(decided: Sequence[Decision]) -> list[Decision]:
    """Without the choices between sheets, which have been followed by then."""
    return [d for d in decided if not d.subject.startswith("place:")]


def _entered_seat(seat: Seat, entry: ledgers.Entry | None) -> Seat:
    if seat.source is None or entry is None:
        return seat
    return replace(seat, source=replace(seat.source, entry=entry.number))


def _consolidation(
    found: Gathered, ledger: Ledger, results: tuple[Result, ...], at: dt.datetime, *, written: bool = True
) -> Consolidation:
    """All that was found; what was refused on its sheets has the places that it gets as the workbook is `written`."""
    from pyscoring.patterns import patterns
    from workbook.consolidation.decision_places import anchored

    results = tuple(answered(found.register, results))
    shown = as_shown(results)
    lacking = gates.unproved(found.register, results, found.extra)
    problems = (
        *gates.decided(found.problems, results),
        *gates.unset(found.editions.values()),
        *gates.closed(results),
        *gates.overtaken(results, ledger),
        *gates.lapsed(results),
        *gates.undecided(results, lacking),
        *patterns(shown),
    )
    shown = tuple(
        replace(r, held=True) if r.status == "final" and (r.application, r.stage) in lacking else r for r in shown
    )
    files = tuple(file_rows(found.places, problems))
    made = Consolidation(
        found.register, found.editions, shown, files, tuple(found.places.choices),
        entries.decisions(ledger), found.typed.refusals, problems, ledger.head, at,
    )  # fmt: skip
    made = anchored(made) if written else made
    return replace(made, problems=tuple(sorted(made.problems, key=_place_of)))


def _place_of(problem: Problem) -> tuple[str, str, int, str, str]:
    """By file, sheet, row and column; what belongs to no file comes first."""
    cell = problem.cell or ""
    letters = cell.rstrip("0123456789")
    row = cell[len(letters) :]
    return (problem.file or "", problem.sheet or "", int(row) if row else 0, letters.rjust(3), problem.code)


def _kept_beside(found: Gathered) -> Iterator[Problem]:
    """A consolidated workbook that cannot be read is kept under another name: somebody typed in it."""
    if found.typed.sha256 is not None or not found.round.consolidated.exists():
        return
    data = atomic.load(found.round.consolidated)
    kept = found.round.consolidated.with_name(f"consolidated-{hashlib.sha256(data).hexdigest()[:12]}.xlsx")
    if not kept.exists():
        atomic.replace(kept, data)
    yield Problem("A18", {"seen": kept.name}, file=str(found.round.consolidated))
