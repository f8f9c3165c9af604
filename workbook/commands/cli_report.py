"""The command `report`: feedback for an applicant, the meeting pack, the draft of the announcement, as PDF."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbook.commands.cli_options import day_option, inbox_option, lang_option
from workbook.commands.progress import progress

if TYPE_CHECKING:
    import datetime as dt

    from pyscoring.results import Results
    from workbook.committee.committee import Gathered
    from workbook.committee.inbox import Inbox

_folder = click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".", metavar="[DIR]")
_digits = click.option("--thai-digits", is_flag=True, help="Write all numbers in Thai digits.")
_date = day_option("The day that it states, as 31/7/2558 or 2015-07-31 [today].")


def _output(name: str) -> Callable[[Any], Any]:
    return click.option(
        "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help=f"Where to write it [{name} in results/]."
    )  # fmt: skip


@click.group()
def report() -> None:
    """Reports of a round's results, to send, to meet over and to announce."""


@report.command()
@_folder
@click.option("--application", "wanted", multiple=True, metavar="ID", help="For which application [for each].")
@_output("feedback ID.pdf")
@_date
@_digits
@inbox_option
@lang_option
def feedback(
    folder: Path, wanted: tuple[str, ...], output: Path | None, date: Any, thai_digits: bool,
    source: "Inbox | None", lang: str,
) -> None:  # fmt: skip
    """What an applicant is told: scores, total, band, comments without the assessors' names."""
    from workbook.files.steps import each
    from workbook.results import reports

    if output and len(wanted) != 1:
        said = "ใช้ -o กับ --application เดียว" if lang == "th" else "-o goes with one --application"
        raise click.UsageError(said)
    found, results = _results(folder, date, source, lang)
    names = [said for assessor in found.register.assessors for said in (assessor.name, assessor.id)]
    ids = [_known(found, id_) for id_ in wanted] or reports.applications(results)
    written = []
    with progress(False, lang) as told:
        for id_ in each(ids, "making", told):
            made = reports.feedback(results, id_, names, lang, thai_digits)
            written.append(_write(output or _place(folder, f"feedback {id_}", lang), made))
    for path in written:
        click.echo(path)


@report.command()
@_folder
@_output("meeting.pdf")
@_date
@_digits
@inbox_option
@lang_option
def meeting(folder: Path, output: Path | None, date: Any, thai_digits: bool, source: "Inbox | None", lang: str) -> None:
    """The meeting pack: the agenda with everybody's evidence, and empty boxes for decisions."""
    from workbook.committee import committee
    from workbook.results.meeting_pack import meeting as pack

    found, results = _results(folder, date, source, lang)
    made = pack(results, committee.preview(found), lang, thai_digits)
    click.echo(_write(output or _place(folder, "meeting", lang), made))


@report.command()
@_folder
@_output("announcement.pdf")
@_date
@_digits
@inbox_option
@lang_option
def announcement(
    folder: Path, output: Path | None, date: Any, thai_digits: bool, source: "Inbox | None", lang: str
) -> None:
    """The draft of the announcement: who is given what, with places for number, date and signature."""
    from workbook.results import reports

    _, results = _results(folder, date, source, lang)
    made = reports.announcement(results, lang, thai_digits)
    click.echo(_write(output or _place(folder, "announcement", lang), made))


COMMANDS = (report,)


def _results(folder: Path, day: "dt.date | None", source: "Inbox | None", lang: str) -> "tuple[Gathered, Results]":
    """The round and its results as they stand, with a word where not all of it is consolidated.

    Refused before the inbox is read where the extra is missing; A92 where the inbox is another.
    """
    import datetime

    from workbook.commands.round_show import print_problems
    from workbook.committee import committee
    from workbook.committee.inbox import processors
    from workbook.results import export, typeset

    typeset.require_typst()
    with progress(False, lang) as told:
        found = committee.gather(folder, jobs=processors(), told=told, source=source)
        told("together")
        results, problems = export.gathered(found, day or datetime.date.today())
    print_problems([p for p in problems if p.code == "A62"], lang)
    return found, results


def _known(found: "Gathered", id_: str) -> str:
    """The register's own id, however it is typed."""
    application = found.register.application(id_)
    return application.id if application else id_


def _place(folder: Path, name: str, lang: str) -> Path:
    from workbook.committee.committee import Round
    from workbook.files.filenames import safe_name

    return Round(folder).results / safe_name(name, ".pdf" if lang == "th" else f"-{lang}.pdf")


def _write(path: Path, data: bytes) -> Path:
    from workbook.files import atomic

    atomic.make_folder(path.parent)
    atomic.replace(path, data)
    return path
