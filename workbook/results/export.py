"""A round → its results as files: a draft, or a published revision that the ledger keeps.

The files are made, then the ledger is written with their hashes, then the files: whatever is interrupted, the next
run completes it. What was published stays in a folder of its own revision, which no later run writes over.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

from pyscoring import published
from pyscoring.consolidate import Result
from pyscoring.ledger import Entry, Ledger
from pyscoring.problems import Problem, Refused, errors
from pyscoring.results import Both, Open, OpenKind, Results
from pyscoring.tabulate import MARGIN, Basis, tabulate
from workbook.committee import committee, gates
from workbook.committee.committee import Gathered
from workbook.committee.inbox import Inbox
from workbook.committee.places import Places
from workbook.files import atomic
from workbook.files.packed import Packed
from workbook.files.steps import Told, untold
from workbook.results import export_kept, report_rows
from workbook.scoresheet.reader import Extra

Writer = Callable[[Results, str], Mapping[str, Iterable[bytes]]]


@dataclass(frozen=True)
class Options:
    """What may be chosen: `formats` (none: all that can be made), the stated day, the margin in percent."""

    formats: Sequence[str] = ()
    final: bool = False
    lang: str = "th"
    date: dt.date | None = None
    by: str | None = None
    reason: str | None = None
    margin: Decimal = MARGIN
    thai_digits: bool = False  # in the .pdf


@dataclass(frozen=True)
class Exported:
    """What was written; `published` tells that a revision was added to the ledger."""

    results: Results
    files: tuple[Path, ...]
    problems: tuple[Problem, ...]
    published: bool = False


def run(
    folder: Path, options: Options | None = None, extra: Extra = (), jobs: int = 1,
    executor: Executor | None = None, told: Told = untold, at: dt.datetime | None = None, source: Inbox | None = None,
) -> Exported:  # fmt: skip
    """Write a round's results into ``results/``; `source` is another inbox than its own.

    Refused: as `committee.gather`; A60, A61 and A70 for a final export while anything is open or not consolidated; A71; A92; A63 for a
    format whose extra is not installed; A38; W01, W02, W04, W13.
    """
    options = options or Options()
    writers, skipped = _writers(options)
    target = committee.Round(folder).results
    with committee.at_work(folder) if options.final else nullcontext():
        mended = [*atomic.mended(folder), *atomic.mended(target), *export_kept.mended(target)]
        found = committee.gather(folder, extra, jobs, executor, told, source)
        told("together")
        now = at or dt.datetime.now().astimezone()
        results, ledger, problems = _results(found, options, now)
        is_new = options.final and ledger != found.ledger
        found = replace(found, places=Places(), problems=())  # the files take the room of what none shows
        files: dict[str, Packed] = {}
        for kind, writer in writers.items():
            told("writing", name=f"results.{kind}")
            files |= {name: Packed(pieces) for name, pieces in writer(results, options.lang).items()}
        if options.final:
            ledger = export_kept.recorded(ledger, results.revision, files, now.isoformat(timespec="seconds"))
            committee.write_ledger(found, ledger)
            export_kept.keep(target, ledger, results.revision, files)
        atomic.make_folder(target)
        for name, data in files.items():
            atomic.replace(target / name, data)
        told_of = (*mended, *problems, *skipped, *(_guarded(results, options.lang, target) if "csv" in writers else ()))
        return Exported(results, tuple(target / name for name in files), told_of, is_new)


def gathered(found: Gathered, at: dt.date, margin: Decimal = MARGIN) -> tuple[Results, list[Problem]]:
    """A round's results as they stand, and what is to be told of them; nothing is written.

    They are the last published revision, or a draft where they differ from it. Problems: A62, A64, A90. Refused: A92.
    """
    results, _, problems = _results(found, Options(date=at, margin=margin), dt.datetime.combine(at, dt.time(), dt.UTC))
    return results, problems


def _results(found: Gathered, options: Options, now: dt.datetime) -> tuple[Results, Ledger, list[Problem]]:
    """The results, the ledger with everything that it gains, and what is to be told. Refused: A92."""
    if elsewhere := [problem for problem in found.problems if problem.code == "A92"]:
        raise Refused(*elsewhere)  # all would be open, in place of what is known
    stamp = now.isoformat(timespec="seconds")
    ledger, consolidated = committee.entered(found, stamp)
    basis = _basis(found, consolidated, found.ledger, options.date or now.date(), options.margin)
    results = published.compared(tabulate(basis), found.ledger)
    last = published.last_of(found.ledger)
    asked = gates.asked(found.register, consolidated)
    if options.final and (refusals := [*_not_final(found, ledger, results), *_without_reason(found, results, options)]):
        raise Refused(*refusals)
    if last is not None and published.unchanged(results) and not results.open:
        return published.as_published(results, last), found.ledger, [*asked, *_not_used(options, last, found)]
    if options.final:
        body = published.body(results, results.last + 1, options.by, options.reason)
        ledger = ledger.extended([(published.KIND, body)], stamp)
        return published.as_published(results, ledger.entries[-1]), ledger, [*asked]
    behind = [Problem("A62", file=str(found.round.ledger))] if ledger != found.ledger else []
    return results, ledger, [*behind, *asked, *_otherwise(results, found.round.ledger)]


def _basis(found: Gathered, consolidated: Sequence[Result], ledger: Ledger, at: dt.date, margin: Decimal) -> Basis:
    name = found.round.folder.resolve().name
    return Basis(
        found.register, consolidated, name, at, ledger.head, len(ledger.entries), tuple(_unread(found)), margin,
        found.extra,
    )  # fmt: skip


def _unread(found: Gathered) -> Iterator[Open]:
    """Rows of the register and of the committee's decisions that could not be taken."""
    kinds: dict[str, OpenKind] = {str(found.round.register): "register", str(found.round.consolidated): "refused"}
    for problem in errors(found.problems):
        if problem.file in kinds:
            place = " ".join(filter(None, (Path(problem.file).name, problem.sheet, problem.cell)))
            what = Both(th=f"{place}: {problem.message('th')}", en=f"{place}: {problem.message('en')}")
            remedy = Both(th=problem.remedy("th"), en=problem.remedy("en"))
            yield Open(kind=kinds[problem.file], application=None, stage=None, what=what, remedy=remedy)


def _not_final(found: Gathered, ledger: Ledger, results: Results) -> Iterator[Problem]:
    """Nobody has seen the results yet that what is new would make official, or something is open."""
    if ledger != found.ledger:
        yield Problem("A70", file=str(found.round.ledger))
    yield from _still_open(results.open, found)


def _without_reason(found: Gathered, results: Results, options: Options) -> Iterator[Problem]:
    """A revision must say why it is made."""
    if results.last and results.changes and not options.reason:
        yield Problem("A71", {"revision": results.last + 1}, file=str(found.round.ledger))


def _otherwise(results: Results, ledger: Path) -> Iterator[Problem]:
    """How a draft differs from what was published, counted as it is listed."""
    if results.last:
        lines = sum(1 for _ in report_rows.changes(results, "en"))
        details = {"revision": results.last, "n": lines, "open": len(results.open)}
        yield Problem("A64", details, file=str(ledger))


def _not_used(options: Options, last: Entry, found: Gathered) -> Iterator[Problem]:
    """What was asked for, and is otherwise in the revision that stands."""
    asked = {"date": options.date and options.date.isoformat(), "by": options.by, "reason": options.reason}
    if other := [f"--{key}" for key, value in asked.items() if value and value != last.body[key]]:
        details = {"revision": last.body["revision"], "options": ", ".join(other)}
        yield Problem("A72", details, file=str(found.round.ledger))


def _still_open(left: Sequence[Open], found: Gathered) -> Iterator[Problem]:
    """What keeps a final export from being made, if anything is open."""
    if not left:
        return
    yield Problem("A60", {"n": len(left)}, file=str(found.round.folder))
    for one in left:
        field = " · ".join(filter(None, (one.application, one.stage))) or None
        details = {"what": asdict(one.what), "remedy": asdict(one.remedy)}
        yield Problem("A61", details, field=field)


# the formats


def _xlsx(results: Results, lang: str) -> Mapping[str, Iterable[bytes]]:
    from workbook.results import export_xlsx

    return {"results.xlsx": export_xlsx.write(results, lang)}


def _csv(results: Results, lang: str) -> Mapping[str, Iterable[bytes]]:
    from workbook.results import export_csv

    return {"results.csv": export_csv.results(results, lang), "scores.csv": export_csv.scores(results, lang)}


def _guarded(results: Results, lang: str, target: Path) -> Iterator[Problem]:
    from workbook.results import export_csv

    if n := export_csv.guarded(results, lang):
        yield Problem("A69", {"n": n}, file=str(target))


def _json(results: Results, _lang: str) -> Mapping[str, Iterable[bytes]]:
    from workbook.results import export_json

    return {"results.json": export_json.write(results)}


def _html(results: Results, lang: str) -> Mapping[str, Iterable[bytes]]:
    from workbook.results import export_html

    return {"results.html": export_html.write(results, lang)}


def _pdf(results: Results, lang: str) -> Mapping[str, Iterable[bytes]]:
    from workbook.results import export_pdf

    return {"results.pdf": [export_pdf.write(results, lang)]}


def _pdf_in_thai_digits(results: Results, lang: str) -> Mapping[str, Iterable[bytes]]:
    from workbook.results import export_pdf

    return {"results.pdf": [export_pdf.write(results, lang, thai_digits=True)]}


FORMATS: Mapping[str, Writer] = {"xlsx": _xlsx, "csv": _csv, "json": _json, "html": _html, "pdf": _pdf}
EXTRA = "report"
NEEDS = {"html": ("jinja2",), "pdf": ("typst", "fontpkg_sarabun")}  # libraries of that extra


def _writers(options: Options) -> tuple[dict[str, Writer], list[Problem]]:
    """What makes the formats asked for; of all formats, those for which an extra is missing are left out and told."""
    wanted = list(dict.fromkeys(options.formats or FORMATS))
    missing = [name for name in wanted if any(find_spec(library) is None for library in NEEDS.get(name, ()))]
    details = [{"format": name, "extra": EXTRA} for name in missing]
    if missing and options.formats:
        raise Refused(*(Problem("A63", told) for told in details))
    writers = {**FORMATS, "pdf": _pdf_in_thai_digits if options.thai_digits else _pdf}
    return {name: writers[name] for name in wanted if name not in missing}, [Problem("A65", told) for told in details]
